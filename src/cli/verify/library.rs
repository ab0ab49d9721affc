//! The documents that rows may cite: where each one lies. Their texts are read when they are needed.

use super::MAX_TEXTS;
use crate::cli::{here, normal};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::exchange::DocumentLine;
use quoteproof::reader::Format;
use quoteproof::repository::{Disk, EntryKind, World};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

/// The longest document in a line, in bytes.
const MAX_LINE: u64 = 2 << 30;

/// All documents, by their numbers.
#[derive(Default)]
pub(super) struct DocumentLibrary {
    /// What they are called, and where they lie.
    documents: Vec<(Arc<str>, Stored)>,
    /// By all their names; none where several have a name.
    names: HashMap<Arc<str>, Option<usize>>,
    /// The other names of files in folders: without extension, without folder.
    short: Vec<(Arc<str>, usize)>,
    /// The names of files in folders that no reader knows by their extension.
    others: HashSet<Arc<str>>,
    lines: Vec<Lines>,
    disks: Vec<Disk>,
}

/// A file of documents, and what it is called.
struct Lines {
    file: Utf8PathBuf,
    open: File,
}

enum Stored {
    /// In a file of lines: its number, the first byte, and the bytes.
    Line(usize, u64, u64),
    /// In a folder: its number, and the path.
    File(usize, Utf8PathBuf),
}

/// The bytes of a document as they lie there.
pub(super) enum Raw {
    Line(Vec<u8>),
    File(Utf8PathBuf, std::io::Result<Vec<u8>>),
}

/// A document to be read.
pub(super) struct UnreadDocument<'r> {
    /// None where the data have no text.
    pub(super) bytes: Option<Cow<'r, [u8]>>,
    pub(super) media_type: Cow<'r, str>,
    pub(super) language: Option<Cow<'r, str>>,
}

impl Raw {
    /// What a reader needs.
    pub(super) fn file(&self) -> Result<UnreadDocument<'_>, String> {
        match self {
            Self::Line(line) => {
                let line = DocumentLine::read(line).map_err(|why| why.to_string())?;
                let bytes = line.text.map(|text| match text {
                    Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                    Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                });
                let media_type = line.media_type.unwrap_or("text/plain".into());
                Ok(UnreadDocument { bytes, media_type, language: line.language })
            }
            Self::File(path, bytes) => {
                let bytes =
                    bytes.as_ref().map_err(|error| format!("it cannot be read: {error}"))?;
                let by_bytes = Format::of_bytes(bytes, path).map_err(|why| why.to_string())?;
                let format = by_bytes.or_else(|| Format::of_name(path));
                let format = format.ok_or_else(|| "there is no reader for it".to_owned())?;
                Ok(UnreadDocument {
                    bytes: Some(bytes.as_slice().into()),
                    media_type: format.media_type().into(),
                    language: None,
                })
            }
        }
    }
}

impl DocumentLibrary {
    /// Notes what the files and folders have.
    pub(super) fn open(places: &[Utf8PathBuf]) -> anyhow::Result<Self> {
        let mut library = Self::default();
        for place in places {
            let full = normal(&here()?.join(place));
            if full.is_dir() {
                library.add_folder(&full, place)?;
            } else {
                library.add_lines(&full, place)?;
            }
        }
        library.name_shortly();
        if library.documents.is_empty() {
            bail!("--documents: there is no document in {}", listed(places));
        }
        Ok(library)
    }

    fn add_folder(&mut self, full: &Utf8Path, shown: &Utf8Path) -> anyhow::Result<()> {
        let disk =
            Disk::new(full).with_context(|| format!("--documents {shown} cannot be opened"))?;
        let number = self.disks.len();
        for entry in disk.walk(full) {
            if entry.kind != EntryKind::File {
                continue;
            }
            let inside = entry.path.strip_prefix(full).unwrap_or(&entry.path).to_owned();
            let stem = inside.with_extension("");
            let others = [Some(stem.as_str()), inside.file_name(), inside.file_stem()];
            let others = others.into_iter().flatten().map(Arc::from);
            if Format::of_name(&entry.path).is_none() {
                self.others.extend(others.chain([inside.as_str().into()]));
                continue;
            }
            let at = self.add(inside.as_str().into(), Stored::File(number, entry.path.clone()))?;
            self.short.extend(others.map(|name| (name, at)));
        }
        self.disks.push(disk);
        Ok(())
    }

    /// Lets the files of folders be found by their shorter names, too, where these mean one document.
    fn name_shortly(&mut self) {
        let mut short = std::mem::take(&mut self.short);
        short.sort_unstable();
        short.dedup();
        let folder = |at: usize| match self.documents.get(at) {
            Some((_, Stored::File(disk, _))) => Some(*disk),
            _ => None,
        };
        for (name, at) in short {
            match self.names.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(Some(at));
                }
                // A whole path means one file of its folder; a name that several have means none.
                Entry::Occupied(mut entry) => {
                    let is_whole = entry.get().is_some_and(|known| {
                        let id = self.documents.get(known).map(|(id, _)| id);
                        id == Some(entry.key()) && (known == at || folder(known) == folder(at))
                    });
                    if !is_whole {
                        entry.insert(None);
                    }
                }
            }
        }
    }

    fn add_lines(&mut self, full: &Utf8Path, shown: &Utf8Path) -> anyhow::Result<()> {
        if !full.exists() {
            bail!("--documents {shown}: there is no such folder or file");
        }
        // To open a named pipe takes until another program writes to it.
        if !full.metadata().is_ok_and(|metadata| metadata.is_file()) {
            bail!(
                "--documents {shown}: it must be a regular file, since documents are read in any order"
            );
        }
        let file =
            File::open(full).with_context(|| format!("--documents {shown} cannot be read"))?;
        if !matches!(shown.extension(), Some("jsonl" | "ndjson")) {
            bail!(
                "--documents {shown}: give JSON Lines (.jsonl) with `id` and `text`, or a folder of documents"
            );
        }
        let number = self.lines.len();
        let mut reader = BufReader::with_capacity(1 << 20, file.try_clone()?);
        let (mut buffer, mut from, mut line) = (Vec::new(), 0_u64, 0_u64);
        loop {
            buffer.clear();
            line += 1;
            let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut buffer);
            let read = read.with_context(|| format!("--documents {shown} cannot be read"))? as u64;
            if read == 0 {
                break;
            }
            let bom = if from == 0 && buffer.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            let text = buffer.get(bom..).unwrap_or(&[]);
            if !text.iter().all(u8::is_ascii_whitespace) {
                let document = DocumentLine::read(text);
                let document = document.map_err(|why| anyhow!("{shown}:{line}: {why}"))?;
                let place = Stored::Line(number, from + bom as u64, read - bom as u64);
                self.add(document.id.into(), place).with_context(|| format!("{shown}:{line}"))?;
            }
            from += read;
        }
        self.lines.push(Lines { file: shown.to_owned(), open: file });
        Ok(())
    }

    fn add(&mut self, id: Arc<str>, place: Stored) -> anyhow::Result<usize> {
        let at = self.documents.len();
        let is_other = |known: &Option<usize>| {
            known.and_then(|at| self.documents.get(at)).is_some_and(|(other, _)| *other == id)
        };
        if self.names.get(&id).is_some_and(is_other) {
            bail!("two documents have the id `{id}`");
        }
        self.names.insert(id.clone(), Some(at));
        self.documents.push((id, place));
        Ok(at)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The document that a row means.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied().flatten()
    }

    /// Whether several documents have a name.
    pub(super) fn is_ambiguous(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(Option::is_none)
    }

    /// Whether a file of a folder has a name, and its extension is that of no format that is read.
    pub(super) fn is_of_no_format(&self, name: &str) -> bool {
        self.others.contains(name)
    }

    /// What a document is called.
    pub(super) fn name(&self, number: usize) -> &str {
        self.documents.get(number).map_or("", |(id, _)| &**id)
    }

    /// Reads a document's bytes.
    pub(super) fn read(&self, number: usize) -> anyhow::Result<Raw> {
        match self.documents.get(number).map(|(_, place)| place) {
            Some(Stored::File(disk, path)) => {
                let disk = self.disks.get(*disk).context("no such folder")?;
                Ok(Raw::File(path.clone(), disk.read(path)))
            }
            Some(Stored::Line(lines, from, length)) => {
                let lines = self.lines.get(*lines).context("no such file")?;
                let mut bytes = Vec::new();
                let mut file = &lines.open;
                let read = file
                    .seek(SeekFrom::Start(*from))
                    .and_then(|_| file.by_ref().take(*length).read_to_end(&mut bytes));
                read.with_context(|| format!("{} cannot be read further", lines.file))?;
                Ok(Raw::Line(bytes))
            }
            None => Err(anyhow!("no such document")),
        }
    }

    /// Tasks on documents in portions whose bytes fit into memory.
    pub(super) fn batches<T>(&self, tasks: Vec<T>, number: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
        /// What a file is taken for whose size is not known.
        const UNKNOWN: u64 = 256 << 10;
        let mut batches: Vec<Vec<T>> = Vec::new();
        let mut room = 0;
        for task in tasks {
            let size = match self.documents.get(number(&task)) {
                Some((_, Stored::Line(_, _, length))) => *length,
                Some((_, Stored::File(_, path))) => {
                    path.metadata().map_or(UNKNOWN, |metadata| metadata.len())
                }
                None => 0,
            };
            if let Some(batch) = batches.last_mut().filter(|_| room >= size) {
                batch.push(task);
            } else {
                batches.push(vec![task]);
                room = MAX_TEXTS;
            }
            room = room.saturating_sub(size);
        }
        batches
    }
}

fn listed(places: &[Utf8PathBuf]) -> String {
    places.iter().map(|place| place.as_str()).collect::<Vec<_>>().join(", ")
}
