//! `quoteproof source add` of several files, or of folders: each document becomes a source; for every other file a note
//! says why not.

use super::source::{AddArguments, IncomingFile, add_one};
use super::{explained, here, normal, print, say, system_words};
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

/// Adds several files, and every document below the folders that are named.
pub(super) fn add_all(
    disk: &Disk,
    options: &Options,
    arguments: &AddArguments,
) -> anyhow::Result<ExitCode> {
    if let Some(option) = arguments.of_one_document() {
        let given = match arguments.files.as_slice() {
            [folder] => format!("{folder} is a folder"),
            files => format!("{} are named", files.len()),
        };
        bail!("{option} applies to one document, but {given}");
    }
    let mut run = Adding { disk, options, arguments, pinned: pinned(disk, options), done: [0; 3] };
    let mut missed = false;
    for named in &arguments.files {
        if is_folder(named) {
            run.folder(named)?;
        } else {
            missed |= !run.file(named)?;
        }
    }
    let [added, known, skipped] = run.done;
    let mut line = format!("{} added", counted(added, "document"));
    if known > 0 {
        line.push_str(&format!(", {known} already here"));
    }
    print(&format!("{line}, {skipped} skipped\n"))?;
    if let ([folder], 0) = (arguments.files.as_slice(), added + known)
        && is_folder(folder)
    {
        bail!(
            "{folder} has no document in a format that quoteproof reads (docs/documents.md lists them)"
        );
    }
    if added > 0 {
        say("next: quoteproof new claim ID --quote \"some words\"");
    }
    Ok(if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
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

/// Documents that are being added.
struct Adding<'a> {
    disk: &'a Disk,
    options: &'a Options,
    arguments: &'a AddArguments,
    /// The ids of all sources by the hash of their files.
    pinned: HashMap<String, String>,
    /// How many files were added, were here already, and were skipped.
    done: [usize; 3],
}

impl Adding<'_> {
    /// Adds the documents below a folder.
    fn folder(&mut self, named: &Utf8Path) -> anyhow::Result<()> {
        let folder = normal(&here()?.join(named));
        let corpus = self.options.root.join(&self.options.config.corpus);
        if folder.starts_with(&corpus) || corpus.starts_with(&folder) {
            bail!(
                "{named} has the corpus in it, or is in it: name the folder that has the documents"
            );
        }
        let outside = Disk::new(&folder).with_context(|| format!("{named} cannot be read"))?;
        for entry in outside.walk(&folder) {
            self.is_full()?;
            let name = entry.path.strip_prefix(&folder).unwrap_or(&entry.path);
            let fate = match &entry.kind {
                EntryKind::Folder => continue,
                EntryKind::Broken(why) => Fate::Skipped(why.clone()),
                EntryKind::File => match outside.read(&entry.path) {
                    Ok(bytes) => self.one(&entry.path, &bytes),
                    Err(error) => Fate::Skipped(error.to_string()),
                },
            };
            self.note(name, fate);
        }
        Ok(())
    }

    /// Adds a file. Whether it is in the corpus now.
    fn file(&mut self, named: &Utf8Path) -> anyhow::Result<bool> {
        self.is_full()?;
        let fate = match self.disk.read_named(&normal(&here()?.join(named))) {
            Ok(bytes) => self.one(named, &bytes),
            Err(error) => Fate::Skipped(system_words(&error)),
        };
        let is_here = !matches!(fate, Fate::Skipped(_));
        self.note(named, fate);
        Ok(is_here)
    }

    /// Counts what became of a file, and says it where it was not added.
    fn note(&mut self, name: &Utf8Path, fate: Fate) {
        let [added, known, skipped] = &mut self.done;
        match fate {
            Fate::Added => *added += 1,
            Fate::Known(id) => {
                *known += 1;
                say(&format!("{name}: already here, as `{id}`"));
            }
            Fate::Skipped(why) => {
                *skipped += 1;
                say(&format!("skipped {name}: {why}"));
            }
        }
    }

    /// An error where no more may be added.
    fn is_full(&self) -> anyhow::Result<()> {
        let [added, ..] = self.done;
        if added >= MAX_ADDED {
            bail!("{added} documents are added; run it again for the rest");
        }
        Ok(())
    }

    /// Adds a file with these bytes.
    fn one(&mut self, file: &Utf8Path, bytes: &[u8]) -> Fate {
        let hash = sha256_hex(bytes);
        if let Some(id) = self.pinned.get(&hash) {
            return Fate::Known(id.clone());
        }
        let Some(id) = free_id(file, self.options) else {
            return Fate::Skipped("no id can be made of its name: add it with --id".to_owned());
        };
        let incoming = IncomingFile { from: file, bytes, sealed: self.arguments.sealed };
        match add_one(self.disk, self.options, self.arguments, incoming, &id) {
            Ok(()) => {
                self.pinned.insert(hash, id);
                Fate::Added
            }
            Err(why) => {
                let why = explained(&why);
                let why = why.strip_prefix(&format!("{file}: ")).unwrap_or(&why);
                Fate::Skipped(why.to_owned())
            }
        }
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
