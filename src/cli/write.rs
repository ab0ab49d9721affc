//! Files that commands write: whole or not at all.

use anyhow::{Context, anyhow};
use camino::Utf8Path;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// Replaces a report's file as a whole or not at all, and keeps its permissions. Never through a symbolic
/// link to a file; a pipe or a device is written to as it is.
pub(super) fn write_report(path: &Utf8Path, content: &str) -> anyhow::Result<()> {
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        return std::fs::write(path, content).with_context(|| format!("{path} cannot be written"));
    }
    refuse_links(std::iter::once(path), path)?;
    replace(path, content.as_bytes())
}

/// Replaces a file of the repository as a whole or not at all, and keeps its permissions. Neither the file
/// nor a folder between it and `root` may be a symbolic link: the file that is meant might be another.
pub(super) fn write(root: &Utf8Path, path: &Utf8Path, content: &[u8]) -> anyhow::Result<()> {
    refuse_links(path.ancestors().take_while(|part| *part != root), path)?;
    replace(path, content)
}

fn refuse_links<'p>(
    mut parts: impl Iterator<Item = &'p Utf8Path>,
    path: &Utf8Path,
) -> anyhow::Result<()> {
    let is_link = |part: &&Utf8Path| {
        std::fs::symlink_metadata(part).is_ok_and(|m| m.file_type().is_symlink())
    };
    match parts.find(is_link) {
        Some(part) => Err(anyhow!("{part} is a symbolic link"))
            .with_context(|| format!("{path} cannot be written")),
        None => Ok(()),
    }
}

/// Writes a file that is not there yet, with the folders that it needs. `false`, and nothing is written,
/// where there is something of its name.
pub(super) fn write_new(root: &Utf8Path, path: &Utf8Path, content: &[u8]) -> anyhow::Result<bool> {
    let written = || format!("{path} cannot be written");
    if std::fs::symlink_metadata(path).is_ok() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(root);
    refuse_links(folder.ancestors().take_while(|part| *part != root), path)?;
    std::fs::create_dir_all(folder).with_context(written)?;
    let file = prepared(path, content).with_context(written)?;
    let permissions = default_permissions(file.file.as_file()).with_context(written)?;
    file.file.as_file().set_permissions(permissions).with_context(written)?;
    match file.file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error).with_context(written),
    }
}

fn replace(path: &Utf8Path, content: &[u8]) -> anyhow::Result<()> {
    let written = || format!("{path} cannot be written");
    let file = prepared(path, content).with_context(written)?;
    let permissions = match std::fs::metadata(path) {
        Ok(old) => old.permissions(),
        Err(_) => default_permissions(file.file.as_file())?,
    };
    file.file.as_file().set_permissions(permissions).with_context(written)?;
    file.file.persist(path).map_err(|e| e.error).with_context(written)?;
    Ok(())
}

/// The files that are being written, by their passing names.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Installed with the first file.
static AT_INTERRUPT: Once = Once::new();

/// A file under its passing name.
struct Unfinished {
    file: tempfile::NamedTempFile,
    _listed: Listed,
}

/// A name in [`UNFINISHED`], until it is dropped.
struct Listed(PathBuf);

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what is half-written, and ends the program as a shell reports an interrupt. The list stays locked, so that no
/// other file is begun.
fn end() {
    let list = unfinished();
    for name in list.iter() {
        let _ = std::fs::remove_file(name);
    }
    std::process::exit(130);
}

/// The content on the disk, in a file beside `path`.
fn prepared(path: &Utf8Path, content: &[u8]) -> anyhow::Result<Unfinished> {
    // Without it, a file may stay behind; nothing worse.
    AT_INTERRUPT.call_once(|| drop(ctrlc::set_handler(end)));
    let folder = path.parent().filter(|p| !p.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    // Hidden, so that no run takes it for a claim if it stays behind.
    let mut list = unfinished();
    let file = tempfile::Builder::new().prefix(".quoteproof-").tempfile_in(folder)?;
    list.insert(file.path().to_owned());
    drop(list);
    let mut unfinished = Unfinished { _listed: Listed(file.path().to_owned()), file };
    unfinished.file.write_all(content)?;
    unfinished.file.as_file().sync_all()?;
    Ok(unfinished)
}

/// What a new file may be: read by all, written by its owner.
#[cfg(unix)]
fn default_permissions(file: &std::fs::File) -> anyhow::Result<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = file.metadata()?.permissions();
    permissions.set_mode(0o644);
    Ok(permissions)
}

/// What a new file may be.
#[cfg(not(unix))]
fn default_permissions(file: &std::fs::File) -> anyhow::Result<std::fs::Permissions> {
    Ok(file.metadata()?.permissions())
}
