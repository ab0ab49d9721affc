//! The outside world: where a repository is, which files it has, and their bytes.
//!
//! Everything that is read goes through [`World`], so that an editor's unsaved files or a test's
//! made-up ones can be in for the disk.

mod disk;
mod door;
mod keep;
mod nowhere;
mod overlay;

pub use disk::Disk;
pub use keep::{Keep, Keeping};
pub use nowhere::Nowhere;
pub use overlay::Overlay;

use camino::{Utf8Path, Utf8PathBuf};
use std::io;
use std::time::Duration;

/// Whether a file has the ending of claims, sources and proofs: `.json`, in small letters.
#[must_use]
pub fn is_json(file: &Utf8Path) -> bool {
    file.extension() == Some("json")
}

/// A folder's entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path; not UTF-8 in the file system if `problem` says so.
    pub path: Utf8PathBuf,
    /// What it is, links followed.
    pub kind: EntryKind,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Neither can be said: a loop of links, a link to nothing or to the outside, no permission, a name that is not
    /// UTF-8; or it is a pipe, a socket or a device.
    Broken(String),
}

/// What a file system says of a file, to be compared with what it says later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    /// What tells it from other files: its device and its number there, where the system has these.
    file: (u64, u64),
    /// Bytes.
    length: u64,
    /// When it was written, since 1970.
    modified: Duration,
    /// When anything of it was changed, its times included, since 1970: nobody can set that. As `modified` where the system
    /// does not say.
    changed: Duration,
}

#[cfg(all(test, feature = "lsp"))]
impl FileStamp {
    /// A file of so many bytes, for tests.
    pub(crate) const fn of_length(length: u64) -> Self {
        Self { file: (0, 0), length, modified: Duration::ZERO, changed: Duration::ZERO }
    }
}

/// What the check reads from.
pub trait World: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// As the file system says, or that it leads out of what may be read.
    fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>>;

    /// The bytes of a file that has at most `most` bytes.
    ///
    /// # Errors
    ///
    /// As [`World::read`], and where it has more.
    fn read_up_to(&self, path: &Utf8Path, most: usize) -> io::Result<Vec<u8>> {
        let bytes = self.read(path)?;
        if bytes.len() > most { Err(too_large(most as u64)) } else { Ok(bytes) }
    }

    /// All entries below a folder, to any depth, sorted by path. Symbolic links are followed where they stay in what
    /// may be read; one that leads out, or a loop, is a broken entry. Empty where there is no such folder.
    fn walk(&self, folder: &Utf8Path) -> Vec<Entry>;

    /// The entries of one folder, sorted by path.
    fn list(&self, folder: &Utf8Path) -> Vec<Entry>;

    /// Whether there is a file or a folder, or a link that leads out of what may be read.
    fn exists(&self, path: &Utf8Path) -> bool;

    /// Whether `path`, all links followed, is inside `folder`.
    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool;

    /// What the file system says of a file: while it says the same, the file has the same bytes. `None` where that is not sure:
    /// there is no such file, or it was changed a moment ago, and may be once more without a difference.
    fn stamp(&self, path: &Utf8Path) -> Option<FileStamp> {
        let _ = path;
        None
    }

    /// Where texts are kept between runs, if anywhere.
    fn keeping(&self) -> Option<Keeping<'_>> {
        None
    }
}

/// The folder that is a repository of claims: the nearest from `from` upwards that has a
/// `quoteproof.toml`, or both the claims and the corpus folder.
///
/// `exists` says whether something is there; nothing is read.
pub fn find_root(exists: impl Fn(&Utf8Path) -> bool, from: &Utf8Path) -> Option<Utf8PathBuf> {
    from.ancestors()
        .find(|folder| {
            exists(&folder.join(crate::config::FILE_NAME))
                || (exists(&folder.join("claims")) && exists(&folder.join("corpus")))
        })
        .map(Utf8Path::to_owned)
}

/// That a file has more bytes than are read of it.
fn too_large(most: u64) -> io::Error {
    let size =
        if most < 1 << 30 { format!("{} MiB", most >> 20) } else { format!("{} GiB", most >> 30) };
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {size}"))
}

/// Whether `path` names something below the folder it starts from, by its words alone.
#[must_use]
pub fn stays_inside(path: &Utf8Path) -> bool {
    !path.as_str().is_empty() && crate::config::stays_inside(path)
}

/// `path` relative to `root` where it is inside, as reports write it.
#[must_use]
pub fn shown(path: &Utf8Path, root: &Utf8Path) -> Utf8PathBuf {
    let relative = path.strip_prefix(root).unwrap_or(path);
    Utf8PathBuf::from(relative.as_str().replace('\\', "/"))
}
