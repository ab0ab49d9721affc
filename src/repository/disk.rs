//! The file system.

use super::{Entry, EntryKind, World};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// Larger files are read by all threads, each of them in parts of this many bytes: most of the time goes to
/// the memory that they are read into.
const PART: usize = 8 << 20;

/// The file system as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl World for Disk {
    fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        let metadata = std::fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        if !metadata.is_file() {
            // A pipe or a device would be waited on for ever.
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        match usize::try_from(metadata.len()) {
            // As long as it was said to be: four calls of the system and not six, which ask for its length again
            // and for more than that.
            Ok(length) if length > 0 => {
                let file = File::open(path)?;
                if length > PART
                    && let Some(bytes) = read_in_parts(&file, length)
                {
                    return Ok(bytes);
                }
                let mut bytes = Vec::new();
                bytes.try_reserve_exact(length)?;
                file.take(metadata.len()).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            // Some file systems do not say how long their files are.
            _ => std::fs::read(path),
        }
    }

    fn walk(&self, folder: &Utf8Path) -> Vec<Entry> {
        collect(folder, usize::MAX)
    }

    fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
        collect(folder, 1)
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        path.exists()
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        if has_no_link(path, folder) {
            return true;
        }
        match (path.canonicalize_utf8(), folder.canonicalize_utf8()) {
            (Ok(path), Ok(folder)) => path.starts_with(folder),
            _ => false,
        }
    }
}

/// Whether `path` is there, below `folder` by its words, and nothing on the way is a symbolic link. To follow all
/// links from the root of the file system, twice, asks it about ten times as much.
fn has_no_link(path: &Utf8Path, folder: &Utf8Path) -> bool {
    let Ok(below) = path.strip_prefix(folder) else { return false };
    let mut at = folder.to_owned();
    below.components().all(|part| {
        at.push(part);
        let is_name = matches!(part, Utf8Component::Normal(_));
        is_name && at.symlink_metadata().is_ok_and(|metadata| !metadata.is_symlink())
    })
}

/// The bytes of a file of this length, up to 4 GiB. None where it is shorter meanwhile, or parts cannot be read.
#[cfg(unix)]
fn read_in_parts(file: &File, length: usize) -> Option<Vec<u8>> {
    use rayon::prelude::*;
    use std::os::unix::fs::FileExt;
    u32::try_from(length).ok()?;
    let mut bytes = vec![0; length];
    let parts = bytes.par_chunks_mut(PART).enumerate();
    let read = |(part, bytes): (usize, &mut [u8])| {
        let start = u64::try_from(part * PART).ok()?;
        file.read_exact_at(bytes, start).ok()
    };
    parts.map(read).collect::<Option<()>>()?;
    Some(bytes)
}

#[cfg(not(unix))]
fn read_in_parts(_: &File, _: usize) -> Option<Vec<u8>> {
    None
}

fn collect(folder: &Utf8Path, depth: usize) -> Vec<Entry> {
    if !folder.is_dir() {
        return Vec::new();
    }
    // No ignore files: a claim that Git ignores and nobody checks would look green.
    let mut walk = WalkDir::new(folder).follow_links(true).max_depth(depth);
    if depth > 1 {
        // Each folder's entries by name, and what is in one right after it: that is the order of paths. It
        // reads each folder at once, also the last ones, which are not asked for.
        walk = walk.sort_by_file_name();
    }
    let seen = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let found = walk.into_iter().filter_entry(seen);
    let mut entries: Vec<Entry> = found.filter_map(|found| entry(found, folder)).collect();
    if depth == 1 {
        entries.sort_by_cached_key(|entry| entry.path.file_name().map(str::to_owned));
    }
    entries
}

fn entry(found: walkdir::Result<DirEntry>, folder: &Utf8Path) -> Option<Entry> {
    match found {
        Ok(entry) if entry.depth() == 0 => None,
        Ok(entry) => {
            let is_folder = entry.file_type().is_dir();
            let kind = if is_folder { EntryKind::Folder } else { EntryKind::File };
            Some(named(entry.path(), kind))
        }
        Err(error) => {
            let path = error.path().unwrap_or(folder.as_std_path());
            Some(named(path, EntryKind::Broken(reason_of(&error, path, folder))))
        }
    }
}

fn named(path: &Path, kind: EntryKind) -> Entry {
    match Utf8PathBuf::from_path_buf(path.to_owned()) {
        Ok(path) => Entry { path, kind },
        Err(path) => Entry {
            path: path.to_string_lossy().into_owned().into(),
            kind: EntryKind::Broken("its name is not UTF-8".to_owned()),
        },
    }
}

fn reason_of(error: &walkdir::Error, path: &Path, folder: &Utf8Path) -> String {
    let Some(ancestor) = error.loop_ancestor() else { return plain_reason(path) };
    let above = folder.parent().unwrap_or(folder);
    let back = ancestor.strip_prefix(above).unwrap_or(ancestor);
    format!("it is a loop of symbolic links, back to {}", back.display())
}

/// Why an entry cannot be followed, asked anew: the walker's error carries the system's words.
fn plain_reason(path: &Path) -> String {
    let Err(error) = std::fs::metadata(path) else { return "it cannot be listed".to_owned() };
    let link = path.is_symlink();
    match error.kind() {
        io::ErrorKind::NotFound if link => "it is a symbolic link to nothing".to_owned(),
        io::ErrorKind::NotFound => "it is gone".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        // ELOOP has no kind of its own on stable Rust.
        _ if link => "it is a loop of symbolic links".to_owned(),
        _ => error.to_string(),
    }
}
