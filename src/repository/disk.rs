//! The file system.

use super::{Entry, EntryKind, World};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

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
        collect(folder, None)
    }

    fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
        collect(folder, Some(1))
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        path.exists()
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        match (path.canonicalize_utf8(), folder.canonicalize_utf8()) {
            (Ok(path), Ok(folder)) => path.starts_with(folder),
            _ => false,
        }
    }
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

fn collect(folder: &Utf8Path, depth: Option<usize>) -> Vec<Entry> {
    if !folder.is_dir() {
        return Vec::new();
    }
    // No ignore files: a claim that Git ignores and nobody checks would look green.
    let walk = ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .max_depth(depth)
        .build();
    let mut entries: Vec<Entry> = walk.filter_map(|found| entry(found, folder)).collect();
    // By the parts of the paths, as paths are compared, but read only once.
    entries.sort_by_cached_key(|e| e.path.as_str().replace(std::path::is_separator, "\0"));
    entries
}

fn entry(found: Result<ignore::DirEntry, ignore::Error>, folder: &Utf8Path) -> Option<Entry> {
    match found {
        Ok(entry) if entry.depth() == 0 => None,
        Ok(entry) => {
            let kind = match entry.file_type() {
                Some(kind) if kind.is_dir() => EntryKind::Folder,
                _ => EntryKind::File,
            };
            Some(named(entry.path(), kind))
        }
        Err(error) => {
            let path =
                path_of(&error).map_or_else(|| folder.as_std_path().to_owned(), Path::to_owned);
            let reason = reason_of(&error, &path, folder);
            Some(named(&path, EntryKind::Broken(reason)))
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

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

fn reason_of(error: &ignore::Error, path: &Path, folder: &Utf8Path) -> String {
    match error {
        ignore::Error::Loop { ancestor, .. } => {
            let above = folder.parent().unwrap_or(folder);
            let back = ancestor.strip_prefix(above).unwrap_or(ancestor);
            format!("it is a loop of symbolic links, back to {}", back.display())
        }
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => reason_of(err, path, folder),
        ignore::Error::Io(_) => plain_reason(path),
        other => other.to_string(),
    }
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
