//! A world in which some files differ from the disk: staged files, or the results of a fix.

use super::{Entry, EntryKind, FileStamp, Keeping, World, too_large};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

/// Another world with some files put over it, and some hidden.
#[derive(Clone)]
pub struct Overlay<'w> {
    base: &'w dyn World,
    /// The bytes of a file; `None` where it is hidden, with all that lies below it.
    files: BTreeMap<Utf8PathBuf, Option<Arc<[u8]>>>,
    /// Where its texts are kept, if elsewhere than those of the world below.
    keeping: Option<Keeping<'w>>,
}

impl<'w> Overlay<'w> {
    /// The world as it is.
    #[must_use]
    pub fn new(base: &'w dyn World) -> Self {
        Self { base, files: BTreeMap::new(), keeping: None }
    }

    /// The same, with its texts kept elsewhere than those of the world below.
    #[must_use]
    pub fn keeping_in(mut self, keeping: Option<Keeping<'w>>) -> Self {
        self.keeping = keeping;
        self
    }

    /// Puts a file, or other bytes in its place.
    pub fn put(&mut self, path: impl Into<Utf8PathBuf>, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(path.into(), Some(bytes.into()));
    }

    /// Hides a file, or a folder with all that is in it.
    pub fn hide(&mut self, path: impl Into<Utf8PathBuf>) {
        self.files.insert(path.into(), None);
    }

    fn is_hidden(&self, path: &Utf8Path) -> bool {
        !self.files.is_empty() && path.ancestors().any(|p| matches!(self.files.get(p), Some(None)))
    }

    fn put_below<'s>(&'s self, folder: &'s Utf8Path) -> impl Iterator<Item = &'s Utf8Path> {
        let after = self.files.range(folder.to_owned()..);
        after
            .take_while(move |(path, _)| path.starts_with(folder))
            .filter(|(_, bytes)| bytes.is_some())
            .map(|(path, _)| path.as_path())
    }

    /// The entries of the world below, without what is hidden, and with what is put.
    fn merged(&self, below: Vec<Entry>, folder: &Utf8Path, deep: bool) -> Vec<Entry> {
        if self.files.is_empty() {
            return below;
        }
        let mut put = BTreeSet::new();
        for path in self.put_below(folder) {
            let above = path.ancestors().skip(1).take_while(|p| *p != folder);
            let kinds = above.map(|p| (p, EntryKind::Folder));
            let all = std::iter::once((path, EntryKind::File)).chain(kinds);
            for (path, kind) in all.filter(|(p, _)| deep || p.parent() == Some(folder)) {
                put.insert(Entry { path: path.to_owned(), kind });
            }
        }
        let names: BTreeSet<&Utf8Path> = put.iter().map(|e| e.path.as_path()).collect();
        let stays =
            |entry: &Entry| !self.is_hidden(&entry.path) && !names.contains(entry.path.as_path());
        let mut entries: Vec<Entry> = below.into_iter().filter(stays).collect();
        entries.extend(put);
        entries.sort();
        entries
    }
}

impl World for Overlay<'_> {
    fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        self.read_up_to(path, usize::MAX)
    }

    fn read_up_to(&self, path: &Utf8Path, most: usize) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(Some(bytes)) if bytes.len() > most => Err(too_large(most as u64)),
            Some(Some(bytes)) => Ok(bytes.to_vec()),
            _ if self.is_hidden(path) => Err(io::ErrorKind::NotFound.into()),
            _ => self.base.read_up_to(path, most),
        }
    }

    fn walk(&self, folder: &Utf8Path) -> Vec<Entry> {
        self.merged(self.base.walk(folder), folder, true)
    }

    fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
        self.merged(self.base.list(folder), folder, false)
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        self.put_below(path).next().is_some() || (!self.is_hidden(path) && self.base.exists(path))
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        match self.files.get(path) {
            Some(Some(_)) => path.starts_with(folder),
            _ => self.base.is_inside(path, folder),
        }
    }

    fn stamp(&self, path: &Utf8Path) -> Option<FileStamp> {
        let is_base = !self.files.contains_key(path) && !self.is_hidden(path);
        is_base.then(|| self.base.stamp(path)).flatten()
    }

    fn keeping(&self) -> Option<Keeping<'_>> {
        self.keeping.or_else(|| self.base.keeping())
    }
}

#[cfg(test)]
mod tests {
    use super::Overlay;
    use crate::repository::{Entry, EntryKind, World};
    use camino::{Utf8Path, Utf8PathBuf};
    use std::io;

    /// A folder with two files.
    struct Two;

    impl World for Two {
        fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
            Ok(path.as_str().into())
        }
        fn walk(&self, _: &Utf8Path) -> Vec<Entry> {
            let entry = |path: &str, kind| Entry { path: Utf8PathBuf::from(path), kind };
            vec![
                entry("r/a", EntryKind::Folder),
                entry("r/a/one", EntryKind::File),
                entry("r/two", EntryKind::File),
            ]
        }
        fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
            let all = self.walk(folder).into_iter();
            all.filter(|e| e.path.parent() == Some(folder)).collect()
        }
        fn exists(&self, _: &Utf8Path) -> bool {
            true
        }
        fn is_inside(&self, _: &Utf8Path, _: &Utf8Path) -> bool {
            false
        }
    }

    fn names(entries: Vec<Entry>) -> Vec<String> {
        entries
            .into_iter()
            .map(|e| format!("{}{}", e.path, if e.kind == EntryKind::Folder { "/" } else { "" }))
            .collect()
    }

    #[test]
    fn puts_and_hides() {
        let mut world = Overlay::new(&Two);
        assert_eq!(names(world.walk("r".into())), ["r/a/", "r/a/one", "r/two"]);
        world.put("r/b/c/new", *b"new");
        world.put("r/two", *b"other");
        world.put("r-other/x", *b"");
        world.hide("r/a");
        assert_eq!(names(world.walk("r".into())), ["r/b/", "r/b/c/", "r/b/c/new", "r/two"]);
        assert_eq!(names(world.list("r".into())), ["r/b/", "r/two"]);
        assert_eq!(world.read("r/two".into()).expect("bytes"), b"other");
        let gone = world.read("r/a/one".into()).expect_err("it is hidden");
        assert_eq!(gone.kind(), io::ErrorKind::NotFound);
        assert!(world.exists("r/b".into()) && !world.exists("r/a/one".into()));
        assert!(world.is_inside("r/two".into(), "r".into()));
        assert!(!world.is_inside("r/else".into(), "r".into()));
    }
}
