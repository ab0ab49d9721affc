//! Doors where there are no file descriptors to start from: a path is resolved, compared and opened, and compared again.

use super::{FileKind, Name, irregular, leads_out};
use crate::repository::FileStamp;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::{File, Metadata};
use std::io;
use std::time::SystemTime;

/// What tells a folder from all others: its path, all links followed.
pub(in crate::repository) type Id = Utf8PathBuf;

/// A folder's names, and what tells it from others.
pub(in crate::repository) struct Folder {
    pub(in crate::repository) id: Id,
    pub(in crate::repository) names: Vec<Name>,
}

/// A folder that everything stays in that is opened through it.
#[derive(Debug)]
pub(in crate::repository) struct Door {
    folder: Utf8PathBuf,
    canonical: Utf8PathBuf,
}

impl Door {
    pub(in crate::repository) fn new(folder: &Utf8Path) -> io::Result<Self> {
        let named = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
        Ok(Self { folder: folder.to_owned(), canonical: named.canonicalize_utf8()? })
    }

    pub(in crate::repository) fn folder(&self) -> &Utf8Path {
        &self.folder
    }

    /// A regular file, and how long it is said to be, in bytes.
    pub(in crate::repository) fn open(&self, inside: &Utf8Path) -> io::Result<(File, u64)> {
        let path = self.resolve(inside)?;
        let opened = open_anywhere(&path)?;
        // Another file may have taken its place meanwhile.
        if self.resolve(inside)? != path {
            return Err(leads_out());
        }
        Ok(opened)
    }

    /// What is there, all links followed.
    pub(in crate::repository) fn look(&self, inside: &Utf8Path) -> io::Result<FileKind> {
        Ok(kind(&self.resolve(inside)?.metadata()?))
    }

    /// What the system says of a regular file, all links followed.
    pub(in crate::repository) fn stamp(&self, inside: &Utf8Path) -> io::Result<FileStamp> {
        let metadata = self.resolve(inside)?.metadata()?;
        if kind(&metadata) != FileKind::File {
            return Err(irregular());
        }
        let written = metadata.modified()?.duration_since(SystemTime::UNIX_EPOCH);
        let modified = written.map_err(io::Error::other)?;
        Ok(FileStamp { file: (0, 0), length: metadata.len(), modified, changed: modified })
    }

    /// The names in a folder, in no order.
    pub(in crate::repository) fn list(&self, inside: &Utf8Path) -> io::Result<Folder> {
        let id = self.resolve(inside)?;
        let mut names = Vec::new();
        for entry in id.as_std_path().read_dir()? {
            let entry = entry?;
            names.push((entry.file_name(), kind(&entry.path().symlink_metadata()?)));
        }
        if self.resolve(inside)? != id {
            return Err(leads_out());
        }
        Ok(Folder { id, names })
    }

    fn resolve(&self, inside: &Utf8Path) -> io::Result<Utf8PathBuf> {
        let path = self.folder.join(inside).canonicalize_utf8()?;
        if path.starts_with(&self.canonical) || cfg!(quoteproof_unguarded) {
            return Ok(path);
        }
        Err(leads_out())
    }

    /// Whether a path, which is below this folder by its words, is there, and nothing on the way is a link.
    pub(in crate::repository) fn has_no_link(&self, inside: &Utf8Path) -> bool {
        self.resolve(inside).is_ok_and(|path| path == self.canonical.join(inside))
    }
}

/// A regular file that somebody named who may name any.
pub(in crate::repository) fn open_anywhere(path: &Utf8Path) -> io::Result<(File, u64)> {
    let metadata = path.metadata()?;
    match kind(&metadata) {
        FileKind::File => Ok((File::open(path)?, metadata.len())),
        FileKind::Folder => Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")),
        _ => Err(irregular()),
    }
}

fn kind(metadata: &Metadata) -> FileKind {
    match metadata.file_type() {
        kind if kind.is_symlink() => FileKind::Link,
        kind if kind.is_dir() => FileKind::Folder,
        kind if kind.is_file() => FileKind::File,
        _ => FileKind::Other,
    }
}
