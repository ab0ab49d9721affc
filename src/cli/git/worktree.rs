//! The work tree, compared with the index without Git's help: no filter is run.
//!
//! A file is the same if its bytes are those that a checkout would write for what the index has: the very bytes, or
//! these with the line ends that attributes and settings ask for. What is in Git LFS is known by the SHA-256 that
//! the index has in its place.

use super::line_ends::{ATTRIBUTES, LineEnds, SETTINGS};
use super::{Git, GitEntry, GitEntryKind};
use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use data_encoding::HEXLOWER;
use quoteproof::corpus::sha256_hex;
use quoteproof::repository::{Disk, World};
use quoteproof::text::is_lfs_pointer;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};

/// The attributes by which a checkout writes other things than the index has.
const OTHERS: [&str; 3] = ["filter", "ident", "working-tree-encoding"];

/// A work tree beside some entries of its index.
pub(in crate::cli) struct WorkTree<'g> {
    git: &'g Git,
    disk: &'g Disk,
    root: &'g Utf8Path,
    settings: BTreeMap<String, String>,
    attributes: BTreeMap<Utf8PathBuf, BTreeMap<String, String>>,
    /// Folders on the way to the entries that are symbolic links: to Git, nothing is in them.
    links: BTreeSet<Utf8PathBuf>,
}

/// Whether the bytes of a file agree with those of the index, by the rule for its line ends.
type Agree = dyn Fn(LineEnds, &[u8], &[u8]) -> bool + Sync;

/// What a checkout would write for an entry.
pub(in crate::cli) enum Content {
    Bytes(Vec<u8>),
    /// What is there.
    OnDisk,
    /// Nobody knows without the program that this attribute names.
    Filtered(String),
}

impl<'g> WorkTree<'g> {
    pub(in crate::cli) fn new(
        git: &'g Git,
        disk: &'g Disk,
        root: &'g Utf8Path,
        entries: &[&GitEntry],
    ) -> anyhow::Result<Self> {
        let files: Vec<&Utf8Path> = entries.iter().map(|entry| entry.file.as_path()).collect();
        let names = [ATTRIBUTES.as_slice(), &OTHERS].concat();
        let attributes = git.attributes(&files, &names)?;
        let settings = git.settings(SETTINGS)?;
        let folders: BTreeSet<&Utf8Path> =
            files.iter().flat_map(|file| file.ancestors().skip(1)).collect();
        let links =
            folders.into_iter().filter(|f| root.join(f).is_symlink() && !f.as_str().is_empty());
        let links = links.map(Utf8Path::to_owned).collect();
        Ok(Self { git, disk, root, settings, attributes, links })
    }

    /// Of which entries the work tree does not have what a checkout would write. Submodules are not looked at.
    pub(in crate::cli) fn different<'e>(&self, entries: &[&'e GitEntry]) -> Vec<&'e GitEntry> {
        let is_written = |ends: LineEnds, bytes: &[u8], kept: &[u8]| *ends.written(kept) == *bytes;
        self.other(entries, &is_written)
    }

    /// Of which entries the work tree has what Git would take for a change: line ends that it would write otherwise,
    /// and would keep as they are in the index, are none.
    pub(in crate::cli) fn changed<'e>(&self, entries: &[&'e GitEntry]) -> Vec<&'e GitEntry> {
        self.other(entries, &|_, _, _| true)
    }

    fn other<'e>(&self, entries: &[&'e GitEntry], agree: &Agree) -> Vec<&'e GitEntry> {
        // Threads of their own, which end here: those that do the work later start confined.
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let part = entries.len().div_ceil(threads).max(1);
        let other = |entry: &&&GitEntry| {
            entry.kind != GitEntryKind::Submodule && !self.is_same(entry, agree)
        };
        std::thread::scope(|scope| {
            let parts = entries.chunks(part);
            let parts: Vec<_> = parts
                .map(|part| scope.spawn(move || part.iter().filter(other).copied().collect()))
                .collect();
            let joined = parts.into_iter().map(std::thread::ScopedJoinHandle::join);
            // Whoever cannot say that it is the same says that it is not.
            joined
                .zip(entries.chunks(part))
                .flat_map(|(found, all)| found.unwrap_or(all.to_vec()))
                .collect()
        })
    }

    fn is_same(&self, entry: &GitEntry, agree: &Agree) -> bool {
        let path = self.root.join(&entry.file);
        if entry.file.ancestors().skip(1).any(|folder| self.links.contains(folder)) {
            return false;
        }
        let Ok(metadata) = path.symlink_metadata() else { return false };
        if metadata.is_symlink() {
            let target = path.read_link_utf8().unwrap_or_default();
            return entry.kind == GitEntryKind::Link
                && is_object(target.as_str().as_bytes(), &entry.object);
        }
        if !metadata.is_file() {
            return false;
        }
        let Ok(bytes) = self.disk.read(&path) else { return false };
        let ends = self.line_ends(entry);
        let is = |kept: &[u8]| is_object(kept, &entry.object) && agree(ends, &bytes, kept);
        is(&bytes) || (ends != LineEnds::Kept && is(&LineEnds::kept(&bytes)))
    }

    fn line_ends(&self, entry: &GitEntry) -> LineEnds {
        let none = BTreeMap::new();
        LineEnds::of(&self.settings, self.attributes.get(&entry.file).unwrap_or(&none))
    }

    fn attribute(&self, entry: &GitEntry, name: &str) -> Option<&str> {
        let value = self.attributes.get(&entry.file)?.get(name)?;
        (value != "unset").then_some(value.as_str())
    }

    /// Whether Git LFS has an entry's bytes.
    pub(in crate::cli) fn is_in_lfs(&self, entry: &GitEntry) -> bool {
        self.attribute(entry, "filter") == Some("lfs")
    }

    /// What a checkout would write for files.
    pub(in crate::cli) fn contents(&self, entries: &[&GitEntry]) -> anyhow::Result<Vec<Content>> {
        let blobs = self.git.blobs(entries)?;
        entries.iter().zip(blobs).map(|(entry, blob)| self.content(entry, &blob)).collect()
    }

    fn content(&self, entry: &GitEntry, blob: &[u8]) -> anyhow::Result<Content> {
        if self.is_in_lfs(entry) && is_lfs_pointer(blob) {
            return self.in_lfs(entry, blob);
        }
        for name in OTHERS {
            let Some(value) = self.attribute(entry, name) else { continue };
            let has_id = blob.windows(3).any(|three| three == b"$Id");
            if name != "ident" || has_id {
                return Ok(Content::Filtered(format!("{name}={value}")));
            }
        }
        let written = self.line_ends(entry).written(blob);
        Ok(Content::Bytes(written.into_owned()))
    }

    /// The file that a pointer of Git LFS names by its SHA-256: that of the work tree, or one that Git LFS keeps.
    fn in_lfs(&self, entry: &GitEntry, pointer: &[u8]) -> anyhow::Result<Content> {
        let file = &entry.file;
        let text = String::from_utf8_lossy(pointer);
        let hash = text.lines().find_map(|line| line.strip_prefix("oid sha256:"));
        let hash =
            hash.filter(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(hash) = hash else { bail!("{file}: what is staged is not a Git LFS pointer") };
        let is_it = |bytes: &Vec<u8>| sha256_hex(bytes) == hash;
        if self.disk.read(&self.root.join(file)).is_ok_and(|bytes| is_it(&bytes)) {
            return Ok(Content::OnDisk);
        }
        let (first, second) = (hash.get(..2).unwrap_or(""), hash.get(2..4).unwrap_or(""));
        let kept = self.git.common().join("lfs/objects").join(first).join(second).join(hash);
        let kept =
            Utf8PathBuf::from_path_buf(kept).ok().and_then(|path| self.disk.read_named(&path).ok());
        match kept.filter(is_it) {
            Some(bytes) => Ok(Content::Bytes(bytes)),
            None => bail!("{file}: it is in Git LFS, and not here: `git lfs pull` gets it"),
        }
    }
}

/// Whether bytes have this name in Git: a hash of their length and them.
pub(super) fn is_object(bytes: &[u8], object: &str) -> bool {
    let head = format!("blob {}\0", bytes.len());
    let own = if object.len() == 64 {
        HEXLOWER.encode(&Sha256::new().chain_update(head).chain_update(bytes).finalize())
    } else {
        HEXLOWER.encode(&Sha1::new().chain_update(head).chain_update(bytes).finalize())
    };
    own == object
}

#[cfg(test)]
mod tests {
    use super::is_object;

    #[test]
    fn objects_have_the_names_that_git_gives_them() {
        // As `printf 'hello\n' | git hash-object --stdin` prints them, with both formats of objects.
        assert!(is_object(b"hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"));
        let sha256 = "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4";
        assert!(is_object(b"hello\n", sha256));
        assert!(!is_object(b"hello", sha256));
    }
}
