//! The folder of a site: nothing in it is replaced or removed that the command has not made.

use crate::cli::lock::PREFIX;
use crate::cli::write::{refuse_links, refuse_links_below, write_made};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::archive::normal;
use quoteproof::config::Config;
use quoteproof::repository::{Disk, World};
use quoteproof::site::SiteFile;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The file by which a folder is known as one of ours. It lists what was made.
pub(super) const MARKER: &str = ".quoteproof-site";

/// Its first line.
const HEAD: &str = "Made by `quoteproof site`: the files below are replaced and removed by it.";

/// A folder that pages may be written to.
pub(super) struct Out {
    folder: Utf8PathBuf,
    /// The files that were made before.
    before: BTreeSet<String>,
}

/// Looks whether pages may be written to a folder, and makes it if it is not there.
pub(super) fn prepared(root: &Utf8Path, folder: &Utf8Path) -> anyhow::Result<Out> {
    let folder = normal(folder);
    if folder.exists() && !folder.is_dir() {
        bail!("{folder} is not a folder");
    }
    refuse_links_below(root, &folder, &folder)?;
    is_apart(root, &real(&folder), &Config::default())?;
    let before = match made_before(&folder)? {
        Some(names) => names,
        None if is_empty(&folder)? => BTreeSet::new(),
        // Another run may have marked it since.
        None => made_before(&folder)?.with_context(|| {
            format!(
                "{folder} has files that `quoteproof site` has not made: name a new folder, or an empty one"
            )
        })?,
    };
    std::fs::create_dir_all(&folder).with_context(|| format!("{folder} cannot be made"))?;
    // Its own way may have symbolic links; what is inside it may not.
    let real = folder.canonicalize_utf8().with_context(|| format!("{folder} cannot be opened"))?;
    Ok(Out { folder: real, before })
}

/// What the command has made in a folder, as its own file there says; none where there is no such file. It is read as a
/// stranger's, who may have put a link or a pipe there.
fn made_before(folder: &Utf8Path) -> anyhow::Result<Option<BTreeSet<String>>> {
    let file = folder.join(MARKER);
    if file.symlink_metadata().is_err() {
        return Ok(None);
    }
    let unreadable = || format!("{file} cannot be read");
    let bytes = Disk::new(folder).and_then(|disk| disk.read(&file)).with_context(unreadable)?;
    let text = String::from_utf8(bytes).with_context(unreadable)?;
    Ok(Some(text.lines().skip(1).map(str::to_owned).collect()))
}

/// Whether a folder has nothing, or only what another run is about to mark it with.
fn is_empty(folder: &Utf8Path) -> anyhow::Result<bool> {
    if !folder.exists() {
        return Ok(true);
    }
    let mut entries = folder.read_dir_utf8().with_context(|| format!("{folder} cannot be read"))?;
    Ok(entries.all(|entry| entry.is_ok_and(|entry| entry.file_name().starts_with(PREFIX))))
}

/// A path with the links of its parts that are there followed.
fn real(path: &Utf8Path) -> Utf8PathBuf {
    for there in path.ancestors() {
        if let Ok(real) = there.canonicalize_utf8() {
            return real.join(path.strip_prefix(there).unwrap_or(Utf8Path::new("")));
        }
    }
    path.to_owned()
}

/// An error where a folder is the archive's, has it in it, or is where its claims and documents are.
fn is_apart(root: &Utf8Path, folder: &Utf8Path, config: &Config) -> anyhow::Result<()> {
    let root = real(root);
    if root == folder {
        bail!("{folder} is the archive itself: name a folder for the pages, such as site");
    }
    if root.starts_with(folder) {
        bail!("{folder} has the archive in it: name a folder for the pages alone");
    }
    let own = [&config.claims, &config.corpus].into_iter().chain(&config.texts);
    for own in own.map(|own| real(&root.join(own))) {
        if folder.starts_with(&own) || (own != root && own.starts_with(folder)) {
            bail!("{folder} is where the archive's own files are ({own}): name another folder");
        }
    }
    Ok(())
}

impl Out {
    /// An error where the configuration says that the folder is one of the archive's own.
    pub(super) fn is_apart_from(&self, root: &Utf8Path, config: &Config) -> anyhow::Result<()> {
        is_apart(root, &self.folder, config)
    }

    /// Writes the files, and removes those of the last time that are none any more.
    pub(super) fn write(&mut self, files: &[SiteFile]) -> anyhow::Result<()> {
        let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let listed: BTreeSet<&str> =
            self.before.iter().map(String::as_str).chain(names.iter().copied()).collect();
        // First all that may be there: a run that is stopped leaves nothing that no later one knows.
        self.mark(listed.into_iter())?;
        // To make a file takes a file system longer than to write its content: all threads do it.
        files.par_iter().try_for_each(|file| {
            write_made(&self.folder, &self.folder.join(&file.path), &file.content)
        })?;
        let kept: BTreeSet<&str> = names.iter().copied().collect();
        for name in self.before.iter().filter(|name| !kept.contains(name.as_str())) {
            self.remove(name)?;
        }
        self.mark(names.iter().copied())?;
        self.before = names.into_iter().map(str::to_owned).collect();
        Ok(())
    }

    fn mark<'n>(&self, names: impl Iterator<Item = &'n str>) -> anyhow::Result<()> {
        let lines: Vec<&str> = std::iter::once(HEAD).chain(names).collect();
        let text = lines.join("\n") + "\n";
        write_made(&self.folder, &self.folder.join(MARKER), text.as_bytes())
    }

    /// Removes a file of the last time, and its folder where that was the last one in it.
    fn remove(&self, name: &str) -> anyhow::Result<()> {
        let path = self.folder.join(name);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
        let ours = name.chars().all(plain)
            && !name.split('/').any(|part| part.starts_with('.') || part.is_empty());
        if !ours {
            return Err(anyhow!("{name} is not one of its names"))
                .with_context(|| format!("{} cannot be used", self.folder.join(MARKER)));
        }
        refuse_links(path.ancestors().take_while(|part| *part != self.folder), &path)?;
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("{path} cannot be removed")),
        }
        if let Some(folder) = path.parent().filter(|folder| **folder != self.folder) {
            // Not where there is something else in it.
            let _ = std::fs::remove_dir(folder);
        }
        Ok(())
    }
}
