//! Where the files of a check are read from: the disk, or what is staged.

use super::Arguments;
use crate::cli::select::StagedTree;
use crate::cli::{here, normal};
use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::manuscript::Form;
use quoteproof::repository::{Disk, EntryKind, Overlay, World};
use std::io::{self, ErrorKind};

/// Where files are read from.
#[derive(Clone, Copy, Default)]
pub(super) struct Files<'w> {
    /// The top of a work tree, and what is staged of it.
    staged: Option<(&'w Utf8Path, &'w Overlay<'w>)>,
}

impl<'w> Files<'w> {
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
    let cited: Vec<Utf8PathBuf> = arguments
        .against
        .iter()
        .chain(&arguments.bibliography)
        .chain(&arguments.files_in)
        .map(full)
        .collect();
    let is_cited = |file: &Utf8Path| cited.iter().any(|place| file.starts_with(place));
    // A bibliography says what the keys of articles mean.
    let says_so = |file: &Utf8Path| {
        file.extension() == Some("bib") || file.file_name() == Some("_quarto.yml")
    };
    let mut files = arguments.files.clone();
    let staged = if tree.changed.iter().any(|(file, _)| is_cited(file) || says_so(file)) {
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
    // A hook names documents, too, where they are prose: beside articles they are none.
    if files.iter().any(|file| !is_cited(&full(file))) {
        files.retain(|file| !is_cited(&full(file)));
    }
    Ok(files)
}

/// The folders that are read for manuscripts: their own, since they name other files there, and those of the command line.
pub(super) fn folders(files: &[Utf8PathBuf], arguments: &Arguments) -> Vec<Utf8PathBuf> {
    let of = files.iter().map(|file| super::reading::folder_of(file));
    of.chain(arguments.named_inputs()).collect()
}
