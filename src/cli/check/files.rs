//! Where the files of a check are read from: the disk, or what is staged.

use super::Arguments;
use super::documents::{listed_files, places};
use super::reading::{Reading, decode, folder_of};
use crate::cli::select::StagedTree;
use crate::cli::{here, normal, say};
use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::manuscript::{Bibliography, Form, Written};
use quoteproof::repository::{Disk, EntryKind, Overlay, World};
use std::collections::BTreeSet;
use std::io::{self, ErrorKind};

/// Where files are read from.
#[derive(Clone, Copy, Default)]
pub(super) struct InputFiles<'w> {
    /// The top of a work tree, and what is staged of it.
    staged: Option<(&'w Utf8Path, &'w Overlay<'w>)>,
}

impl<'w> InputFiles<'w> {
    pub(super) const fn staged(top: &'w Utf8Path, world: &'w Overlay<'w>) -> Self {
        Self { staged: Some((top, world)) }
    }

    /// A folder, opened: what is in it is read, and nothing else.
    pub(super) fn open(self, folder: &Utf8Path) -> io::Result<Box<dyn World + 'w>> {
        Ok(match self.staged.filter(|(top, _)| folder.starts_with(top)) {
            Some((_, world)) => Box::new(Overlay::new(world)),
            None => Box::new(Disk::new(folder)?),
        })
    }

    /// What is at a path.
    pub(super) fn kind(self, path: &Utf8Path) -> Option<EntryKind> {
        let Some((top, world)) = self.staged.filter(|(top, _)| path.starts_with(top)) else {
            let kinds = [(path.is_file(), EntryKind::File), (path.is_dir(), EntryKind::Folder)];
            return kinds.into_iter().find_map(|(is, kind)| is.then_some(kind));
        };
        if path == top {
            return Some(EntryKind::Folder);
        }
        let entries = world.list(path.parent()?);
        entries.into_iter().find(|entry| entry.path == path).map(|entry| entry.kind)
    }

    /// Reads a file that the command line names, through the door that keeps devices and pipes out.
    pub(super) fn named(self, file: &Utf8Path) -> anyhow::Result<Vec<u8>> {
        let path = normal(&here()?.join(file));
        let read = match self.staged.filter(|(top, _)| path.starts_with(top)) {
            Some((_, world)) => world.read(&path),
            None => Disk::new(path.parent().unwrap_or(&path)).and_then(|d| d.read_named(&path)),
        };
        read.with_context(|| format!("{file} cannot be read"))
    }

    /// Reads a file that a stranger's file names, through the door of a folder: neither its name nor a link leads out.
    pub(super) fn below(self, folder: &Utf8Path, file: &Utf8Path) -> Result<Vec<u8>, String> {
        let here = here().map_err(|error| error.to_string())?;
        let (folder, path) = (normal(&here.join(folder)), normal(&here.join(file)));
        if !path.starts_with(&folder) {
            return Err("it is not below the folder of the file that names it".to_owned());
        }
        let read = self.open(&folder).and_then(|world| {
            if self.staged.is_some() && !world.is_inside(&path, &folder) {
                return Err(io::Error::from(ErrorKind::NotFound));
            }
            world.read(&path)
        });
        read.map_err(|error| match error.kind() {
            ErrorKind::NotFound => "it is not there".to_owned(),
            _ => error.to_string(),
        })
    }
}

/// The manuscripts to check of what is staged: those that the command line names, and those that the next commit changes; all, if
/// it changes what they may cite.
pub(super) fn chosen(tree: &StagedTree, arguments: &Arguments) -> anyhow::Result<Vec<Utf8PathBuf>> {
    let here = here()?;
    let full = |file: &Utf8PathBuf| normal(&here.join(file));
    let named = arguments.against.iter().chain(&arguments.bibliography).chain(&arguments.files_in);
    // A folder that holds everything does not say what is a document.
    let (wide, cited): (Vec<Utf8PathBuf>, Vec<Utf8PathBuf>) =
        named.map(full).chain(arguments.corpus()).partition(|place| is_wide(place, &here));
    let is_cited = |file: &Utf8Path| cited.iter().any(|place| file.starts_with(place));
    // A bibliography says what the keys of articles mean.
    let says_so = |file: &Utf8Path| {
        file.extension() == Some("bib") || file.file_name() == Some("_quarto.yml")
    };
    let mut files = arguments.files.clone();
    let may_be_cited = |file: &Utf8Path| {
        let is_prose = Form::of_name(file.as_str()).is_some_and(Form::is_prose);
        is_cited(file) || !is_prose && wide.iter().any(|place| file.starts_with(place))
    };
    let concerns_all = tree.changed.iter().any(|(file, _)| may_be_cited(file) || says_so(file));
    let staged = if concerns_all || is_listed(tree, arguments)? {
        tree.files()?
    } else {
        tree.changed.iter().filter(|(_, stays)| *stays).map(|(file, _)| file.clone()).collect()
    };
    for file in staged {
        if is_cited(&file) || !Form::of_name(file.as_str()).is_some_and(Form::is_prose) {
            continue;
        }
        let shown = file.strip_prefix(&here).map_or(file.clone(), Utf8Path::to_owned);
        if !files.iter().any(|named| full(named) == file) {
            files.push(shown);
        }
    }
    Ok(files)
}

/// Whether a folder of documents holds the folder where the command runs, and so the articles, too.
fn is_wide(place: &Utf8Path, here: &Utf8Path) -> bool {
    here.starts_with(place)
}

/// Whether the next commit changes a file that a bibliography of the work tree, or one of the command line, names.
fn is_listed(tree: &StagedTree, arguments: &Arguments) -> anyhow::Result<bool> {
    let here = here()?;
    let full = |file: &Utf8PathBuf| normal(&here.join(file));
    let changed: BTreeSet<&Utf8Path> =
        tree.changed.iter().map(|(file, _)| file.as_path()).collect();
    if changed.is_empty() {
        return Ok(false);
    }
    let mut lists = tree.files()?;
    lists.retain(|file| file.extension() == Some("bib"));
    lists.extend(arguments.bibliography.iter().map(full));
    if lists.is_empty() {
        return Ok(false);
    }
    let folders: Vec<Utf8PathBuf> = lists.iter().map(|file| folder_of(file)).collect();
    let world = tree.world(&folders)?;
    let more: Vec<Utf8PathBuf> = arguments.files_in.iter().map(full).collect();
    let from = InputFiles::staged(&tree.top, &world);
    Ok(lists.iter().any(|list| {
        let text = from.named(list).ok().and_then(|bytes| decode(&bytes)).map(|(text, _)| text);
        let entries = text.map(|text| Bibliography::read(&text).entries).unwrap_or_default();
        let folder = folder_of(list);
        entries.iter().flat_map(|entry| &entry.files).any(|path| {
            places(path, &folder, &more).iter().any(|(_, place)| changed.contains(place.as_path()))
        })
    }))
}

/// Reads the manuscripts: what is named, but for the documents among it, which a glob or a hook names beside articles: what
/// --against, an archive or a bibliography in use has. Where nothing else is named, they are manuscripts.
pub(super) fn manuscripts<'a>(
    arguments: &'a Arguments,
    files: &[Utf8PathBuf],
    from: InputFiles<'a>,
) -> anyhow::Result<Reading<'a>> {
    let here = here()?;
    let read = |files: &[&Utf8PathBuf]| {
        let mut read = Reading::new(arguments, from)?;
        for file in files {
            read.manuscript(file)?;
        }
        anyhow::Ok(read)
    };
    let full = |file: &Utf8Path| normal(&here.join(file));
    let against: Vec<Utf8PathBuf> = arguments.against.iter().map(|place| full(place)).collect();
    let corpus = arguments.corpus();
    // The folder of --against may be that of the articles, too, which somebody names one by one.
    let whole = arguments.staged;
    let is_below = |file: &&Utf8PathBuf| {
        let file = full(file);
        let is_of =
            |place: &Utf8PathBuf| whole && !is_wide(place, &here) && file.starts_with(place);
        against.iter().any(|place| file == *place || is_of(place))
            || corpus.as_ref().is_some_and(|corpus| file.starts_with(corpus))
    };
    let (below, mut own): (Vec<_>, Vec<_>) = files.iter().partition(is_below);
    let mut left: Vec<(&Utf8PathBuf, String)> = Vec::new();
    if own.is_empty() {
        own = below;
    } else {
        left.extend(below.into_iter().map(|file| (file, "it is one of the documents".to_owned())));
    }
    let mut reading = read(&own)?;
    if own.len() > 1 {
        let listed = listed_files(arguments, &reading.written, from)?;
        let by = |file: &&Utf8PathBuf| listed.get(&full(file));
        if own.iter().any(|file| by(file).is_none()) {
            left.extend(own.iter().filter_map(|file| {
                by(file).map(|list| (*file, format!("{list} names it as the file of a work")))
            }));
            let before = own.len();
            own.retain(|file| by(file).is_none());
            if own.len() < before {
                reading = read(&own)?;
            }
        }
    }
    if whole && own.len() > 1 && against.iter().any(|place| is_wide(place, &here)) {
        // Of all that lies there, what cites something is an article.
        let is_tied = |one: &&Written| one.manuscript.quotations.iter().any(|q| q.tie.is_some());
        let citing: BTreeSet<Utf8PathBuf> =
            reading.written.iter().filter(is_tied).map(|one| one.file.clone()).collect();
        let (articles, others): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|file| citing.contains(*file));
        if !articles.is_empty() && !others.is_empty() {
            left.extend(others.into_iter().map(|file| (file, "it cites nothing".to_owned())));
            reading = read(&articles)?;
        }
    }
    for (file, why) in left {
        say(&format!("note: {file} is a document here, not a manuscript: {why}"));
    }
    Ok(reading)
}

/// The folders that are read for manuscripts: their own, since they name other files there, and those of the command line.
pub(super) fn folders(files: &[Utf8PathBuf], arguments: &Arguments) -> Vec<Utf8PathBuf> {
    let of = files.iter().map(|file| super::reading::folder_of(file));
    of.chain(arguments.named_inputs()).collect()
}
