//! What the disk says of an archive's files. Most editors on Linux do not tell of files that other programs have changed: two
//! looks at what the disk says, which reads no file, tell which have to be read again.

use crate::baseline;
use crate::check::Options;
use crate::config;
use crate::desk::Desk;
use crate::repository::{Disk, Entry, EntryKind, FileStamp, World};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet};

/// The files and folders that findings hang on.
pub(super) struct SeenFiles(BTreeMap<Utf8PathBuf, Glance>);

/// What is known of one of them at a glance.
#[derive(PartialEq)]
enum Glance {
    /// A file of which that is sure.
    File(FileStamp),
    /// A file that may be another at the next look.
    Unsure,
    /// A folder, or what cannot be read.
    Other(EntryKind),
    /// Nothing, where something is named.
    Absent,
}

impl SeenFiles {
    /// Looks at the disk; `desk` knows texts that are in no folder of the archive.
    pub(super) fn of(disk: &dyn World, options: &Options, desk: &Desk) -> Self {
        let root = &options.root;
        let texts = options.texts.iter().cloned();
        let configured = options.config.texts.iter().map(|folder| root.join(folder));
        let own = [&options.config.claims, &options.config.corpus].map(|folder| root.join(folder));
        let entries = own.into_iter().chain(configured).chain(texts);
        let entries = entries.flat_map(|folder| disk.walk(&folder));
        // Named, and perhaps hidden: a walk does not come there.
        let names = [config::FILE_NAME, baseline::FILE_NAME].map(|name| root.join(name));
        let named = names.into_iter().chain(options.config_file.clone());
        let named = named.chain(desk.text_files().map(|file| root.join(file)));
        let of_file = |path: &Utf8Path| disk.stamp(path).map_or(Glance::Unsure, Glance::File);
        let named = named.map(|path| {
            let glance = if disk.exists(&path) { of_file(&path) } else { Glance::Absent };
            (path, glance)
        });
        let entries = entries.chain(disk.list(&root.join("schema")));
        let entries = entries.map(|Entry { path, kind }| {
            let glance = match kind {
                EntryKind::File => of_file(&path),
                other => Glance::Other(other),
            };
            (path, glance)
        });
        Self(entries.chain(named).collect())
    }

    /// What may be another than it was at a look before: it has come, was changed, or has gone.
    pub(super) fn since(&self, before: &Self) -> BTreeSet<Utf8PathBuf> {
        let is_same = |path: &Utf8Path, glance: &Glance| match before.0.get(path) {
            Some(old) => old == glance && *old != Glance::Unsure,
            None => *glance == Glance::Absent,
        };
        let others = self.0.iter().filter(|(path, glance)| !is_same(path, glance));
        let gone = before
            .0
            .iter()
            .filter(|(path, old)| **old != Glance::Absent && !self.0.contains_key(*path));
        let gone = gone.map(|(path, _)| path);
        others.map(|(path, _)| path).chain(gone).cloned().collect()
    }
}

/// The symbolic links of an archive: a file that one leads to may change under its own name, which is not the one that the
/// archive knows it by.
#[derive(Default)]
pub(super) struct ArchiveLinks(Vec<(Utf8PathBuf, Utf8PathBuf)>);

impl ArchiveLinks {
    /// Looks for them on the disk.
    pub(super) fn of(disk: &Disk, options: &Options) -> Self {
        let Options { root, config, .. } = options;
        let own = ["schema", config::FILE_NAME, baseline::FILE_NAME].map(Utf8Path::new);
        let configured = [&config.claims, &config.corpus].into_iter().chain(&config.texts);
        let all = configured.map(Utf8PathBuf::as_path).chain(own);
        Self(all.flat_map(|path| disk.links(&root.join(path))).collect())
    }

    /// The other names of a file, or of a folder, by links that lead to it, to something above it or to something in it.
    pub(super) fn names<'l>(
        &'l self,
        file: &'l Utf8Path,
    ) -> impl Iterator<Item = Utf8PathBuf> + 'l {
        self.0.iter().filter_map(move |(link, target)| match file.strip_prefix(target) {
            Ok(inside) if inside.as_str().is_empty() => Some(link.clone()),
            Ok(inside) => Some(link.join(inside)),
            Err(_) => target.starts_with(file).then(|| link.clone()),
        })
    }

    /// What they lead to.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Utf8Path> {
        self.0.iter().map(|(_, target)| target.as_path())
    }
}

#[cfg(test)]
mod tests {
    use super::SeenFiles;
    use crate::check::Options;
    use crate::desk::Desk;
    use crate::repository::{Entry, EntryKind, FileStamp, World};
    use camino::{Utf8Path, Utf8PathBuf};
    use std::collections::BTreeMap;
    use std::io;

    /// Files with what is said of them; nothing may be read.
    struct ToldFiles(BTreeMap<Utf8PathBuf, Option<u64>>);

    impl World for ToldFiles {
        fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
            panic!("{path} is read")
        }

        fn walk(&self, folder: &Utf8Path) -> Vec<Entry> {
            let inside = self.0.keys().filter(|path| path.starts_with(folder));
            inside.map(|path| Entry { path: path.clone(), kind: EntryKind::File }).collect()
        }

        fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
            self.walk(folder)
        }

        fn exists(&self, path: &Utf8Path) -> bool {
            self.0.contains_key(path)
        }

        fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
            path.starts_with(folder)
        }

        fn stamp(&self, path: &Utf8Path) -> Option<FileStamp> {
            self.0.get(path).copied().flatten().map(FileStamp::of_length)
        }
    }

    fn seen(files: &[(&str, Option<u64>)]) -> SeenFiles {
        let files = files.iter().map(|(path, length)| (Utf8Path::new("/r").join(path), *length));
        let options = Options { root: "/r".into(), ..Options::default() };
        SeenFiles::of(&ToldFiles(files.collect()), &options, &Desk::default())
    }

    #[test]
    fn tells_what_has_come_was_changed_and_has_gone() {
        let before = [
            ("claims/a.json", Some(1)),
            ("claims/b.json", Some(2)),
            ("claims/c.json", None),
            ("claims/d.json", Some(3)),
            ("corpus/x/text.txt", Some(4)),
            ("quoteproof-baseline.json", Some(5)),
            ("elsewhere.md", Some(6)),
        ];
        assert!(seen(&before[..2]).since(&seen(&before[..2])).is_empty());
        let mut after = before;
        after[1].1 = Some(9);
        after[3].1 = None;
        after[4].0 = "corpus/x/other.txt";
        after[5].1 = Some(7);
        after[6].1 = Some(7);
        let others = seen(&after).since(&seen(&before));
        let others: Vec<&str> =
            others.iter().map(|path| path.strip_prefix("/r").expect("inside").as_str()).collect();
        let wanted = [
            "claims/b.json",
            // Of these nothing was sure, then or now.
            "claims/c.json",
            "claims/d.json",
            "corpus/x/other.txt",
            "corpus/x/text.txt",
            "quoteproof-baseline.json",
        ];
        assert_eq!(others, wanted);
    }
}
