//! From a path to an opened archive: where its root is, what may be read, its configuration, and the options of a run.
//!
//! ```no_run
//! use quoteproof::archive::{Archive, Start};
//! use quoteproof::check;
//!
//! let archive = Archive::locate(&Start::at("/home/me/notes"))?;
//! let report = check(&archive.disk, &archive.options()?);
//! assert!(!report.failed());
//! # Ok::<(), quoteproof::archive::ArchiveError>(())
//! ```
//!
//! Two steps, since something may be between them: [`Archive::locate`] looks at names only, so that a program can confine
//! itself to what it found before it reads a file that a stranger may have written; [`Archive::options`] reads the
//! configuration.

use crate::check::Options;
use crate::config::{Config, ConfigError, FILE_NAME};
use crate::repository::{Disk, World, find_root};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use std::io;

/// Where an archive is looked for, and what is read besides it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Start {
    /// The folder that the other paths start from, in full.
    pub here: Utf8PathBuf,
    /// The archive's folder, where it is known. Else it is the nearest from `here` upwards, or from the first of
    /// `paths`, that has a `quoteproof.toml`, or both `claims/` and `corpus/`.
    pub root: Option<Utf8PathBuf>,
    /// The configuration, where it is not the root's `quoteproof.toml`.
    pub config: Option<Utf8PathBuf>,
    /// Folders in which texts are found by their hash. Reports name the files in them as these are given.
    pub texts: Vec<Utf8PathBuf>,
    /// What a run is about: claims, or files that claims depend on; all of the archive if empty.
    pub paths: Vec<Utf8PathBuf>,
}

/// An archive that was found, with what may be read of the file system.
#[derive(Debug)]
#[non_exhaustive]
pub struct Archive {
    /// The folder that the paths started from.
    pub here: Utf8PathBuf,
    /// The archive's folder, in full.
    pub root: Utf8PathBuf,
    /// The configuration, in full, where it is not the root's `quoteproof.toml`.
    pub config_file: Option<Utf8PathBuf>,
    /// The folders of texts, as they were given.
    pub texts: Vec<Utf8PathBuf>,
    /// What a run is about, in full.
    pub paths: Vec<Utf8PathBuf>,
    /// What may be read.
    pub disk: Disk,
}

/// Why there is no archive, or no run on it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// No folder from this one upwards is an archive.
    #[error(
        "there is no archive here: neither {0} nor a folder above it has a {FILE_NAME}, or both claims/ and corpus/; \
         `quoteproof init` makes one"
    )]
    NotFound(Utf8PathBuf),
    /// The folder that is named as the archive is not there.
    #[error("{0}: there is no such folder")]
    NoRoot(Utf8PathBuf),
    /// The archive's folder cannot be opened.
    #[error("{0} cannot be opened")]
    RootUnopened(Utf8PathBuf, #[source] io::Error),
    /// A folder of texts is not there.
    #[error("{0}: there is no such folder")]
    NoTexts(Utf8PathBuf),
    /// A folder of texts cannot be opened.
    #[error("{0} cannot be opened")]
    TextsUnopened(Utf8PathBuf, #[source] io::Error),
    /// What a run is to be about is not there.
    #[error("{0}: there is no such file or folder")]
    NoPath(Utf8PathBuf),
    /// The configuration cannot be read.
    #[error("{0} cannot be read")]
    ConfigUnread(Utf8PathBuf, #[source] io::Error),
    /// The configuration is wrong.
    #[error(
        "{0}:{line}:{column}: error[config/invalid-configuration]: {1}",
        line = .1.position.line,
        column = .1.position.column
    )]
    ConfigInvalid(Utf8PathBuf, Box<ConfigError>),
}

impl Start {
    /// The archive that `folder`, in full, is in.
    #[must_use]
    pub fn at(folder: impl Into<Utf8PathBuf>) -> Self {
        Self { here: folder.into(), ..Self::default() }
    }
}

impl Archive {
    /// Finds an archive. Reads no file.
    ///
    /// # Errors
    /// Where there is none, or a folder that is named is not there or cannot be opened.
    pub fn locate(start: &Start) -> Result<Self, ArchiveError> {
        let here = start.here.clone();
        let paths: Vec<Utf8PathBuf> = start.paths.iter().map(|p| normal(&here.join(p))).collect();
        let root = root(start, &paths)?;
        let opened = Disk::new(&root);
        let mut disk = opened.map_err(|error| ArchiveError::RootUnopened(root.clone(), error))?;
        for folder in &start.texts {
            if !folder.is_dir() {
                return Err(ArchiveError::NoTexts(folder.clone()));
            }
            let opened = disk.and_folder(folder);
            disk = opened.map_err(|error| ArchiveError::TextsUnopened(folder.clone(), error))?;
        }
        let config_file = start.config.as_ref().map(|file| normal(&here.join(file)));
        if let Some(file) = &config_file {
            disk = disk.and_file(file);
        }
        Ok(Self { here, root, config_file, texts: start.texts.clone(), paths, disk })
    }

    /// The options of a run: on the paths, or on all of the archive if there are none or one of them is the archive itself.
    ///
    /// # Errors
    /// Where a path is not there, or the configuration cannot be read.
    pub fn options(&self) -> Result<Options, ArchiveError> {
        self.paths_exist()?;
        let mut options = self.options_in(&self.disk)?;
        if options.paths.iter().any(|path| options.root.starts_with(path)) {
            options.paths.clear();
        }
        Ok(options)
    }

    /// The options of a run on the paths, there or not, with the configuration that `world` has.
    ///
    /// # Errors
    /// Where the configuration cannot be read.
    pub fn options_in(&self, world: &dyn World) -> Result<Options, ArchiveError> {
        Ok(Options {
            root: self.root.clone(),
            config: self.config(world)?,
            config_file: self.config_file.clone(),
            texts: self.texts.clone(),
            paths: self.paths.clone(),
            ..Options::default()
        })
    }

    /// Whether all that a run is to be about is there.
    ///
    /// # Errors
    /// Where something is not: it names the first.
    pub fn paths_exist(&self) -> Result<(), ArchiveError> {
        match self.paths.iter().find(|path| !path.exists()) {
            Some(path) => Err(ArchiveError::NoPath(path.clone())),
            None => Ok(()),
        }
    }

    fn config(&self, world: &dyn World) -> Result<Config, ArchiveError> {
        let in_root = self.root.join(FILE_NAME);
        let file = match &self.config_file {
            Some(file) => file.clone(),
            None if world.exists(&in_root) => in_root,
            None => return Ok(Config::default()),
        };
        let bytes = match world.read(&file) {
            Ok(bytes) => bytes,
            Err(error) => return Err(ArchiveError::ConfigUnread(file, error)),
        };
        Config::read(&bytes).map_err(|error| ArchiveError::ConfigInvalid(file, Box::new(error)))
    }
}

/// `path` without `.` and `..`, by its words alone.
#[must_use]
pub fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut out = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

fn root(start: &Start, paths: &[Utf8PathBuf]) -> Result<Utf8PathBuf, ArchiveError> {
    if let Some(root) = &start.root {
        let root = normal(&start.here.join(root));
        return if root.is_dir() { Ok(root) } else { Err(ArchiveError::NoRoot(root)) };
    }
    let starts = std::iter::once(start.here.as_path());
    let mut starts = starts.chain(paths.first().map(Utf8PathBuf::as_path));
    starts
        .find_map(|from| find_root(Utf8Path::exists, from))
        .ok_or_else(|| ArchiveError::NotFound(start.here.clone()))
}
