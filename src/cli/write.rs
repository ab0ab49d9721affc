//! Files that commands write: whole or not at all.

use super::{here, normal};
use anyhow::{Context, anyhow};
use camino::Utf8Path;
use quoteproof::repository::stays_inside;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// Replaces a file that the command line names, as a whole or not at all, and keeps its permissions. One that lies
/// below the root is written through no symbolic link, for strangers may have put it there; one elsewhere as the user
/// wrote it, through links, too. A pipe or a device is written to as it is.
pub(super) fn write_report(root: &Utf8Path, path: &Utf8Path, content: &str) -> anyhow::Result<()> {
    let full = normal(&here()?.join(path));
    if let Some(depth) = depth_below(root, &full) {
        refuse_links(full.ancestors().take(depth), path)?;
    }
    if full.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir()) || is_of_the_system(&full) {
        return std::fs::write(&full, content).with_context(|| format!("{path} cannot be written"));
    }
    let target = full.canonicalize_utf8().unwrap_or(full);
    replace(&target, content.as_bytes()).with_context(|| format!("{path} cannot be written"))
}

/// How many folders a file lies below the root by its words, whatever way the root itself is named; none if it lies
/// elsewhere.
pub(super) fn depth_below(root: &Utf8Path, file: &Utf8Path) -> Option<usize> {
    let root = root.canonicalize().ok()?;
    let is_root = |folder: &Utf8Path| folder.canonicalize().is_ok_and(|folder| folder == root);
    file.ancestors().skip(1).position(is_root).map(|between| between + 1)
}

/// Whether a path names what the system has opened already, as `/dev/stdout` does: it is not to be replaced.
pub(super) fn is_of_the_system(path: &Utf8Path) -> bool {
    ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder))
}

/// Replaces a file of the repository as a whole or not at all, and keeps its permissions. Neither the file
/// nor a folder between it and `root` may be a symbolic link: the file that is meant might be another.
pub(super) fn write(root: &Utf8Path, path: &Utf8Path, content: &[u8]) -> anyhow::Result<()> {
    refuse_outside(root, path)?;
    replace(path, content).with_context(|| format!("{path} cannot be written"))
}

/// An error where a path is not below the root by its words, or a link on its way.
fn refuse_outside(root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<()> {
    if !path.strip_prefix(root).is_ok_and(stays_inside) {
        return Err(anyhow!("it is not in the repository"))
            .with_context(|| format!("{path} cannot be written"));
    }
    refuse_links(path.ancestors().take_while(|part| *part != root), path)
}

fn refuse_links<'p>(
    mut parts: impl Iterator<Item = &'p Utf8Path>,
    path: &Utf8Path,
) -> anyhow::Result<()> {
    let is_link = |part: &&Utf8Path| {
        std::fs::symlink_metadata(part).is_ok_and(|m| m.file_type().is_symlink())
    };
    match parts.find(is_link).filter(|_| !cfg!(quoteproof_unguarded)) {
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
    refuse_outside(root, path)?;
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
    let file = prepared(path, content)?;
    let permissions = match std::fs::metadata(path) {
        Ok(old) => old.permissions(),
        Err(_) => default_permissions(file.file.as_file())?,
    };
    file.file.as_file().set_permissions(permissions)?;
    file.file.persist(path).map_err(|e| e.error)?;
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
