//! `quoteproof source add DIR`: each document of a folder becomes a source; for every other file a note says why not.

use super::source::{AddArguments, IncomingFile, add_one};
use super::{here, normal, print, say};
use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::author::slug;
use quoteproof::corpus::sha256_hex;
use quoteproof::report::counted;
use quoteproof::repository::{Disk, Entry, EntryKind, World};
use quoteproof::source::Source;
use std::collections::HashMap;
use std::process::ExitCode;

/// Documents that one call adds: more are hardly meant, and each is a folder of the repository.
const MAX_ADDED: usize = 10_000;

/// What became of a file.
enum Fate {
    Added,
    /// It is the file of this source already.
    Known(String),
    Skipped(String),
}

/// Adds every document below a folder.
pub(super) fn add_folder(
    disk: &Disk,
    options: &Options,
    arguments: &AddArguments,
) -> anyhow::Result<ExitCode> {
    if let Some(option) = arguments.of_one_document() {
        bail!("{option} applies to one document, but {} is a folder", arguments.file);
    }
    let folder = normal(&here()?.join(&arguments.file));
    let corpus = options.root.join(&options.config.corpus);
    if folder.starts_with(&corpus) || corpus.starts_with(&folder) {
        bail!(
            "{} has the corpus in it, or is in it: name the folder that has the documents",
            arguments.file
        );
    }
    let outside =
        Disk::new(&folder).with_context(|| format!("{} cannot be read", arguments.file))?;
    let entries = outside.walk(&folder);
    let mut run = Adding { outside, disk, options, arguments, pinned: pinned(disk, options) };
    let (mut added, mut known, mut skipped) = (0, 0, 0);
    for entry in entries {
        let name = entry.path.strip_prefix(&folder).unwrap_or(&entry.path).to_owned();
        if added >= MAX_ADDED {
            bail!("{added} documents are added; run it again for the rest");
        }
        match run.one(&entry) {
            None => {}
            Some(Fate::Added) => added += 1,
            Some(Fate::Known(id)) => {
                known += 1;
                say(&format!("{name}: already here, as `{id}`"));
            }
            Some(Fate::Skipped(why)) => {
                skipped += 1;
                say(&format!("skipped {name}: {why}"));
            }
        }
    }
    let mut line = format!("{} added", counted(added, "document"));
    if known > 0 {
        line.push_str(&format!(", {known} already here"));
    }
    print(&format!("{line}, {skipped} skipped\n"))?;
    if added + known == 0 {
        bail!(
            "{} has no document in a format that quoteproof reads (docs/documents.md lists them)",
            arguments.file
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The ids of all sources by the hash of their files.
fn pinned(disk: &Disk, options: &Options) -> HashMap<String, String> {
    let folders = disk.list(&options.root.join(&options.config.corpus));
    let record = |entry: Entry| {
        let text = disk.read(&entry.path.join("source.json")).ok()?;
        let source: Source = serde_json::from_slice(&text).ok()?;
        Some((source.text.sha256, source.id))
    };
    folders.into_iter().filter(|entry| entry.kind == EntryKind::Folder).filter_map(record).collect()
}

/// A folder that is being added.
struct Adding<'a> {
    /// What may be read of the folder.
    outside: Disk,
    disk: &'a Disk,
    options: &'a Options,
    arguments: &'a AddArguments,
    /// The ids of all sources by the hash of their files.
    pinned: HashMap<String, String>,
}

impl Adding<'_> {
    /// Adds a file; `None` for a folder.
    fn one(&mut self, entry: &Entry) -> Option<Fate> {
        match &entry.kind {
            EntryKind::Folder => return None,
            EntryKind::Broken(why) => return Some(Fate::Skipped(why.clone())),
            EntryKind::File => {}
        }
        let bytes = match self.outside.read(&entry.path) {
            Ok(bytes) => bytes,
            Err(error) => return Some(Fate::Skipped(error.to_string())),
        };
        let hash = sha256_hex(&bytes);
        if let Some(id) = self.pinned.get(&hash) {
            return Some(Fate::Known(id.clone()));
        }
        let Some(id) = free_id(&entry.path, self.options) else {
            return Some(Fate::Skipped(
                "no id can be made of its name: add it with --id".to_owned(),
            ));
        };
        let sealed = self.arguments.sealed;
        let incoming = IncomingFile { from: &entry.path, bytes: &bytes, sealed };
        Some(match add_one(self.disk, self.options, self.arguments, incoming, &id) {
            Ok(()) => {
                self.pinned.insert(hash, id);
                Fate::Added
            }
            Err(why) => {
                let why = format!("{why:#}");
                let why = why.strip_prefix(&format!("{}: ", entry.path)).unwrap_or(&why);
                Fate::Skipped(why.to_owned())
            }
        })
    }
}

/// An id of the file's name, with its folder's name or a number where another source has it.
fn free_id(file: &Utf8Path, options: &Options) -> Option<String> {
    let corpus = options.root.join(&options.config.corpus);
    let is_free = |id: &String| !corpus.join(id).exists();
    let own = Some(slug(file.file_stem()?)).filter(|id| !id.is_empty());
    let folder = file.parent().and_then(Utf8Path::file_name).map(slug).filter(|id| !id.is_empty());
    let both = folder.zip(own.as_ref()).map(|(folder, own)| format!("{folder}-{own}"));
    let numbered = own.iter().flat_map(|own| (2..1_000).map(move |n| format!("{own}-{n}")));
    own.iter().cloned().chain(both).chain(numbered).find(is_free)
}

/// Whether a path names a folder.
pub(super) fn is_folder(path: &Utf8PathBuf) -> bool {
    here().is_ok_and(|here| normal(&here.join(path)).is_dir())
}
