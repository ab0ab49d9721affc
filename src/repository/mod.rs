//! The outside world: where a repository is, which files it has, and their bytes.
//!
//! Everything that is read goes through [`World`], so that an editor's unsaved files or a test's
//! made-up ones can stand in for the disk.

mod disk;
mod overlay;

pub use disk::Disk;
pub use overlay::Overlay;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use std::io;

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
    /// Neither can be said: a loop of links, a link to nothing, no permission, a name that is not UTF-8.
    Broken(String),
}

/// What the check reads from.
pub trait World: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// As the file system says.
    fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>>;

    /// All entries below a folder, to any depth, sorted by path. Symbolic links are followed; a loop is
    /// a broken entry. Empty where there is no such folder.
    fn walk(&self, folder: &Utf8Path) -> Vec<Entry>;

    /// The entries of one folder, sorted by path.
    fn list(&self, folder: &Utf8Path) -> Vec<Entry>;

    /// Whether there is a file or a folder.
    fn exists(&self, path: &Utf8Path) -> bool;

    /// Whether `path`, all links followed, stands inside `folder`.
    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool;
}

/// The folder that is a repository of claims: the nearest from `from` upwards that has a
/// `quoteproof.toml`, or both the claims and the corpus folder.
pub fn find_root(world: &dyn World, from: &Utf8Path) -> Option<Utf8PathBuf> {
    from.ancestors()
        .find(|folder| {
            world.exists(&folder.join(crate::config::FILE_NAME))
                || (world.exists(&folder.join("claims")) && world.exists(&folder.join("corpus")))
        })
        .map(Utf8Path::to_owned)
}

/// Whether `path` is relative and never leaves the folder it starts from, by its words alone.
#[must_use]
pub fn stays_inside(path: &Utf8Path) -> bool {
    !path.as_str().is_empty()
        && !path.as_str().contains('\\')
        && path.components().all(|c| matches!(c, Utf8Component::Normal(_) | Utf8Component::CurDir))
}

/// `path` relative to `root` where it is inside, as reports write it.
#[must_use]
pub fn shown(path: &Utf8Path, root: &Utf8Path) -> Utf8PathBuf {
    let relative = path.strip_prefix(root).unwrap_or(path);
    Utf8PathBuf::from(relative.as_str().replace('\\', "/"))
}
