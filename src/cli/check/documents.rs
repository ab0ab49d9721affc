//! The documents that may be cited: folders, and the files that bibliographies name.

use super::Arguments;
use super::files::InputFiles;
use super::reading::{decode, folder_of};
use crate::cli::git::absent::{Absent, Lacked};
use crate::cli::{here, normal, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::archive::{Archive, Start};
use quoteproof::manuscript::{
    BibEntry, Bibliography, CitedDocument, Form, Named, Written, file_within, named_bibliographies,
    slug, stem,
};
use quoteproof::reader::{Format, metadata};
use quoteproof::repository::EntryKind;
use quoteproof::source::Source;
use quoteproof::text::is_lfs_pointer;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The documents that may be cited.
#[derive(Default)]
pub(super) struct Documents {
    /// By their files' full paths.
    pub(super) found: BTreeMap<Utf8PathBuf, CitedDocument>,
    ids: BTreeSet<String>,
    /// What an archive says of a document, by the document's full path.
    described: BTreeMap<Utf8PathBuf, Source>,
    /// The ids of documents by their names and bytes.
    copies: HashMap<(String, Arc<[u8]>), String>,
    /// Files with the name and the bytes of a document, by their full paths: its id.
    others: BTreeMap<Utf8PathBuf, String>,
}

impl Documents {
    /// One document, or all of a folder that can be read.
    pub(super) fn add_all(&mut self, place: &Utf8Path, from: InputFiles<'_>) -> anyhow::Result<()> {
        let full = normal(&here()?.join(place));
        match from.kind(&full) {
            Some(EntryKind::File) => return self.add(&full, place, from.named(place)?),
            Some(EntryKind::Folder) => {}
            _ => bail!("--against {place}: there is no such folder or file"),
        }
        let disk =
            from.open(&full).with_context(|| format!("--against {place} cannot be opened"))?;
        let entries = disk.walk(&full);
        for entry in &entries {
            // The folder of an archive: what it says of its sources counts.
            if entry.path.file_name() == Some("source.json")
                && let Ok(bytes) = disk.read(&entry.path)
                && let Ok(source) = serde_json::from_slice::<Source>(&bytes)
            {
                let folder = entry.path.parent().unwrap_or(&full);
                self.described.insert(folder.join(&source.text.path), source);
            }
        }
        for entry in entries {
            let shown =
                entry.path.strip_prefix(&full).map_or(entry.path.clone(), |p| place.join(p));
            if let EntryKind::Broken(why) = &entry.kind {
                say(&format!("note: {shown} cannot be read: {why}"));
            }
            if entry.kind != EntryKind::File || Format::of_name(&entry.path).is_none() {
                continue;
            }
            match disk.read(&entry.path) {
                Ok(bytes) => {
                    if let Err(why) = self.add(&entry.path, &shown, bytes) {
                        say(&format!("note: {why:#}"));
                    }
                }
                Err(error) => say(&format!("note: {shown} cannot be read: {error}")),
            }
        }
        Ok(())
    }

    /// The sources of an archive, of which the work tree lacks some.
    pub(super) fn add_archive(
        &mut self,
        root: &Utf8Path,
        from: InputFiles<'_>,
        lacked: &[Absent],
    ) -> anyhow::Result<()> {
        let here = here()?;
        let options = Archive::locate(&Start::at(root))?.options()?;
        for one in Lacked::of(lacked, &options).documents {
            say(&format!("note: {one}"));
        }
        let corpus = root.join(&options.config.corpus);
        let shown = corpus.strip_prefix(&here).map_or(corpus.clone(), Utf8Path::to_owned);
        if from.kind(&corpus) == Some(EntryKind::Folder) {
            self.add_all(&shown, from)
        } else {
            Ok(())
        }
    }

    fn add(&mut self, full: &Utf8Path, shown: &Utf8Path, bytes: Vec<u8>) -> anyhow::Result<()> {
        if is_lfs_pointer(&bytes) {
            bail!("{shown}: this file is not here: Git LFS has it, and `git lfs pull` gets it");
        }
        let by_bytes = Format::of_bytes(&bytes, full).map_err(|why| anyhow!("{shown}: {why}"))?;
        let format = by_bytes.or_else(|| Format::of_name(full));
        let format = format.ok_or_else(|| match full.extension() {
            Some("bib" | "json") => {
                anyhow!(
                    "{shown} is not a document; if it is a bibliography, name it with `--bibliography`"
                )
            }
            _ => anyhow!("{shown}: there is no reader for it"),
        })?;
        let described = self.described.get(full);
        let media_type = described.map_or(format.media_type(), |s| &s.text.media_type).to_owned();
        let language = described.and_then(|s| s.language.clone());
        let bytes: Arc<[u8]> = bytes.into();
        let name = described.map_or_else(|| slug(stem(shown.as_str())), |s| s.id.clone());
        // Copies of a file are one document: their name would be that of several. Under another name it is another work.
        let copy = (name.clone(), Arc::clone(&bytes));
        if described.is_none()
            && let Some(first) = self.copies.get(&copy).cloned()
        {
            self.others.insert(full.to_owned(), first);
            return Ok(());
        }
        let mut id = name.clone();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{name}-{number}");
            number += 1;
        }
        self.copies.entry(copy).or_insert_with(|| id.clone());
        let document = CitedDocument { id, file: shown.to_owned(), media_type, bytes, language };
        self.found.entry(full.to_owned()).or_insert(document);
        Ok(())
    }

    pub(super) fn names(&self) -> Vec<Named> {
        let named = |(full, d): (&Utf8PathBuf, &CitedDocument)| {
            if let Some(source) = self.described.get(full) {
                return Named::described(&d.id, &d.file, source);
            }
            let said = Format::of(&d.media_type).ok().and_then(|f| metadata(&d.bytes, f));
            Named::of_file(&d.id, &d.file, said)
        };
        self.found.par_iter().map(named).collect()
    }

    /// The id of the document that a file is, or is a copy of.
    fn id_of(&self, full: &Utf8Path) -> Option<String> {
        let found = self.found.get(full).map(|document| &document.id);
        found.or_else(|| self.others.get(full)).cloned()
    }
}

/// What the bibliographies say.
#[derive(Default)]
pub(super) struct ListedWorks {
    /// Their works.
    pub(super) entries: Vec<BibEntry>,
    /// The bibliographies.
    pub(super) files: Vec<Utf8PathBuf>,
    /// The files of works that are not below a folder that may be read: each with the bibliography that names it.
    pub(super) not_here: Vec<(Utf8PathBuf, String)>,
}

/// The bibliographies in use, with their bytes, and what is to be noted of those that cannot be read.
type InUse = (Vec<(Utf8PathBuf, Vec<u8>)>, Vec<String>);

/// The bibliographies that the command line names, or else the manuscripts.
fn in_use(
    arguments: &Arguments,
    manuscripts: &[Written],
    from: InputFiles<'_>,
) -> anyhow::Result<InUse> {
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    for file in &arguments.bibliography {
        files.push((file.clone(), from.named(file)?));
    }
    if files.is_empty() {
        for written @ Written { file, manuscript, text, .. } in manuscripts {
            for name in manuscript.bibliographies.iter().chain(&of_project(written, from)) {
                let named = folder_of(file).join(name);
                if let Some(within) = file_within(text, name) {
                    files.push((named, within.as_bytes().to_vec()));
                    continue;
                }
                match from.below(&folder_of(file), &named) {
                    Ok(bytes) => files.push((named, bytes)),
                    Err(why) => notes.push(format!(
                        "note: {file}: the bibliography `{name}` is not read: {why}; name it with --bibliography"
                    )),
                }
            }
        }
    }
    Ok((files, notes))
}

/// The files that the bibliographies in use name, by their full paths, each with the bibliography that does.
pub(super) fn listed_files(
    arguments: &Arguments,
    manuscripts: &[Written],
    from: InputFiles<'_>,
) -> anyhow::Result<BTreeMap<Utf8PathBuf, Utf8PathBuf>> {
    let here = here()?;
    let mut listed = BTreeMap::new();
    for (list, bytes) in in_use(arguments, manuscripts, from)?.0 {
        let entries = decode(&bytes).map(|(text, _)| Bibliography::read(&text).entries);
        for path in entries.iter().flatten().flat_map(|entry| &entry.files) {
            let folder = folder_of(&list);
            if let Some((_, found)) = found_below(path, &folder, &arguments.files_in, from) {
                listed.insert(normal(&here.join(found)), list.clone());
            }
        }
    }
    Ok(listed)
}

/// The works of all bibliographies; the files that they name are added where they lie in a folder that may be read.
pub(super) fn bibliographies(
    arguments: &Arguments,
    manuscripts: &[Written],
    documents: &mut Documents,
    from: InputFiles<'_>,
) -> anyhow::Result<ListedWorks> {
    let mut listed = ListedWorks::default();
    let (files, notes) = in_use(arguments, manuscripts, from)?;
    for note in notes {
        say(&note);
    }
    for (file, bytes) in files {
        let (text, _) = decode(&bytes).ok_or_else(|| anyhow!("{file} is not UTF-8 text"))?;
        let mut read = Bibliography::read(&text);
        for (line, key) in &read.open {
            say(&format!(
                "note: {file}:{line}: the entry `{key}` has a brace that is never closed: it is not read beyond that brace"
            ));
        }
        if read.entries.is_empty() {
            say(&format!(
                "note: {file}: there is no work in it that is written as BibTeX or CSL-JSON"
            ));
        }
        let folder = folder_of(&file);
        for entry in &mut read.entries {
            for path in &entry.files {
                let found = found_below(path, &folder, &arguments.files_in, from);
                let Some((folder, found)) = found else {
                    // It may be there, and in no commit.
                    if found_below(path, &folder, &arguments.files_in, InputFiles::default())
                        .is_some()
                    {
                        entry.unread = Some("is not staged: `git add` it".to_owned());
                    }
                    listed.not_here.push((file.clone(), path.clone()));
                    continue;
                };
                let full = normal(&here()?.join(&found));
                if Format::of_name(&full).is_none() {
                    entry.unread = Some("is in no format that quoteproof reads".to_owned());
                    continue;
                }
                if documents.id_of(&full).is_none() {
                    let bytes = from.below(folder, &found);
                    let added = bytes.and_then(|b| {
                        documents.add(&full, &found, b).map_err(|why| format!("{why:#}"))
                    });
                    if let Err(why) = added {
                        say(&format!("note: {file}: {found} is not read: {why}"));
                        entry.unread = Some("cannot be read".to_owned());
                    }
                }
                entry.document = entry.document.take().or_else(|| documents.id_of(&full));
            }
        }
        listed.entries.extend(read.entries);
        listed.files.push(file);
    }
    Ok(listed)
}

/// The bibliographies that the project of a manuscript names, where it names none itself: `_quarto.yml` beside it.
fn of_project(written: &Written, from: InputFiles<'_>) -> Vec<String> {
    if written.form != Form::Markdown || !written.manuscript.bibliographies.is_empty() {
        return Vec::new();
    }
    let folder = folder_of(&written.file);
    let read = ["_quarto.yml", "_quarto.yaml"].iter().find_map(|name| {
        let bytes = from.below(&folder, &folder.join(name)).ok()?;
        decode(&bytes).map(|(text, _)| text)
    });
    read.map(|yaml| named_bibliographies(&yaml)).unwrap_or_default()
}

/// A file of a bibliography, by its path below a folder that may be read, and that folder: as it is, or by the last parts of
/// its path, since it was written on another machine.
fn found_below<'f>(
    path: &str,
    folder: &'f Utf8Path,
    more: &'f [Utf8PathBuf],
    from: InputFiles<'_>,
) -> Option<(&'f Utf8Path, Utf8PathBuf)> {
    let here = here().ok()?;
    let is_file = |place: &Utf8Path| from.kind(&normal(&here.join(place))) == Some(EntryKind::File);
    places(path, folder, more).into_iter().find(|(_, place)| is_file(place))
}

/// The longest path, in bytes.
const LONGEST_PATH: usize = 4096;

/// The places where a file of a bibliography may be, in their order, each with the folder that it is looked for in.
pub(super) fn places<'f>(
    path: &str,
    folder: &'f Utf8Path,
    more: &'f [Utf8PathBuf],
) -> Vec<(&'f Utf8Path, Utf8PathBuf)> {
    // No system has a longer one, and each of its parts makes another place.
    if path.len() > LONGEST_PATH {
        return Vec::new();
    }
    let path = path.replace('\\', "/");
    let parts: Vec<&str> =
        path.split('/').filter(|p| !p.is_empty() && *p != "." && *p != "..").collect();
    let folders = std::iter::once(folder).chain(more.iter().map(Utf8PathBuf::as_path));
    folders
        .flat_map(|folder| {
            let tails = (0..parts.len()).filter_map(|first| parts.get(first..));
            let places = tails.map(|tail| folder.join(tail.iter().collect::<Utf8PathBuf>()));
            places.map(|place| (folder, place)).collect::<Vec<_>>()
        })
        .collect()
}
