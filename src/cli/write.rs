//! Files that commands write: whole or not at all.

use super::lock::{PREFIX, remove_leftovers};
use super::{here, normal, signals};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::repository::stays_inside;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Replaces a file that the command line names, as a whole or not at all, and keeps its permissions. One that lies
/// below the root is written through no symbolic link, for strangers may have put it there; one elsewhere as the user
/// wrote it, through links, too. A pipe or a device is written to as it is.
pub(super) fn write_report(root: &Utf8Path, path: &Utf8Path, content: &str) -> anyhow::Result<()> {
    let full = normal(&here()?.join(path));
    refuse_links_below(root, &full, path)?;
    if full.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir()) || is_of_the_system(&full) {
        return std::fs::write(&full, content).with_context(|| format!("{path} cannot be written"));
    }
    let target = full.canonicalize_utf8().unwrap_or(full);
    remove_leftovers(folder_of(&target).as_std_path());
    replace(&target, content.as_bytes()).with_context(|| format!("{path} cannot be written"))
}

/// An error where what the command line names, `path`, lies below the root, and a link on its way: strangers may have put
/// that there. What lies elsewhere is as the user wrote it.
pub(super) fn refuse_links_below(
    root: &Utf8Path,
    full: &Utf8Path,
    path: &Utf8Path,
) -> anyhow::Result<()> {
    let depth = depth_below(root, full).unwrap_or(0);
    refuse_links(full.ancestors().take(depth), path)
}

/// An error where a report is to be written into a folder that is not there.
pub(super) fn has_folder(path: &Utf8Path) -> anyhow::Result<()> {
    let full = normal(&here()?.join(path));
    match full.parent().filter(|folder| !folder.exists()) {
        Some(folder) => bail!("{path} cannot be written: the folder {folder} does not exist"),
        None => Ok(()),
    }
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
        return Err(anyhow!("it is not in the archive"))
            .with_context(|| format!("{path} cannot be written"));
    }
    refuse_links(path.ancestors().take_while(|part| *part != root), path)
}

pub(super) fn refuse_links<'p>(
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
    let made: Vec<&Utf8Path> =
        folder.ancestors().take_while(|f| *f != root && !f.exists()).collect();
    let result = write_in_new(folder, path, content).with_context(written);
    if result.is_err() {
        // A folder of the corpus without a source.json would be a finding.
        for folder in made {
            let _ = std::fs::remove_dir(folder);
        }
    }
    result
}

fn write_in_new(folder: &Utf8Path, path: &Utf8Path, content: &[u8]) -> anyhow::Result<bool> {
    std::fs::create_dir_all(folder)?;
    let file = prepared(path, content)?;
    let permissions = default_permissions(file.file.as_file())?;
    file.file.as_file().set_permissions(permissions)?;
    match file.file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error.into()),
    }
}

/// Writes a file that a command has made and can make again, with its folder: as a whole, and not where it is the same
/// already. Neither the file nor a folder between it and `root` may be a symbolic link.
pub(super) fn write_made(root: &Utf8Path, path: &Utf8Path, content: &[u8]) -> anyhow::Result<()> {
    refuse_outside(root, path)?;
    if holds(path, content) {
        return Ok(());
    }
    let written = || -> anyhow::Result<()> {
        std::fs::create_dir_all(folder_of(path))?;
        signals::catch();
        let mut list = unfinished();
        let mut file = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempfile_in(folder_of(path))
            .map_err(own_words)?;
        list.insert(file.path().to_owned());
        drop(list);
        let _listed = Listed(file.path().to_owned());
        file.write_all(content).map_err(own_words)?;
        let permissions = default_permissions(file.as_file())?;
        file.as_file().set_permissions(permissions)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    written().with_context(|| format!("{path} cannot be written"))
}

/// Whether a file has this content. What is not a file is not read.
pub(super) fn holds(path: &Utf8Path, content: &[u8]) -> bool {
    let length =
        std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len());
    length == Some(content.len() as u64) && std::fs::read(path).is_ok_and(|old| old == content)
}

/// Whether a path below a folder leads through a symbolic link, or to one.
pub(super) fn has_link(folder: &Utf8Path, path: &Utf8Path) -> bool {
    let mut full = folder.to_owned();
    path.components().any(|part| {
        full.push(part);
        full.is_symlink()
    })
}

/// What is below a folder, hidden names too, a folder before what is in it, and whether each is a folder. No link is followed.
pub(super) fn names_below(folder: &Utf8Path) -> anyhow::Result<Vec<(Utf8PathBuf, bool)>> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let unread = || format!("{folder} cannot be read");
        for entry in folder.read_dir_utf8().with_context(unread)? {
            let entry = entry.with_context(unread)?;
            let is_folder = entry.file_type().with_context(unread)?.is_dir();
            let path = entry.into_path();
            if is_folder {
                left.push(path.clone());
            }
            found.push((path, is_folder));
        }
    }
    Ok(found)
}

/// Gives a file that is about to be replaced a second name, `to`, which nothing has. The file stays what it is, with its
/// permissions, whatever becomes of its first name.
pub(super) fn keep(root: &Utf8Path, path: &Utf8Path, to: &Utf8Path) -> anyhow::Result<()> {
    refuse_outside(root, path)?;
    if std::fs::hard_link(path, to).is_ok() {
        return Ok(());
    }
    // Some file systems have one name a file.
    let content = std::fs::read(path).with_context(|| format!("{path} cannot be read"))?;
    let permissions = std::fs::metadata(path)?.permissions();
    write_new(root, to, &content)?;
    std::fs::set_permissions(to, permissions).with_context(|| format!("{to} cannot be written"))
}

/// Removes a file of the repository.
pub(super) fn remove(root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<()> {
    refuse_outside(root, path)?;
    std::fs::remove_file(path).with_context(|| format!("{path} cannot be removed"))
}

/// Removes a folder of the repository, and the folders in it, if there is no file in them.
pub(super) fn remove_folder(root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<()> {
    refuse_outside(root, path)?;
    let below = names_below(path)?.into_iter().filter(|(_, is_folder)| *is_folder);
    let folders: Vec<Utf8PathBuf> =
        std::iter::once(path.to_owned()).chain(below.map(|(folder, _)| folder)).collect();
    for folder in folders.iter().rev() {
        std::fs::remove_dir(folder).with_context(|| format!("{path} cannot be removed"))?;
    }
    Ok(())
}

/// Gives a folder of the repository another name beside it.
pub(super) fn move_folder(root: &Utf8Path, path: &Utf8Path, to: &Utf8Path) -> anyhow::Result<()> {
    refuse_outside(root, path)?;
    refuse_outside(root, to)?;
    std::fs::rename(path, to).with_context(|| format!("{path} cannot be renamed to {to}"))
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

/// Removes what is half-written. As long as what it gives is kept, no other file is begun.
#[cfg(unix)]
pub(super) fn remove_unfinished() -> impl Sized {
    let list = unfinished();
    for name in list.iter() {
        let _ = std::fs::remove_file(name);
    }
    list
}

/// The content on the disk, in a file beside `path`.
fn prepared(path: &Utf8Path, content: &[u8]) -> anyhow::Result<Unfinished> {
    signals::catch();
    let mut list = unfinished();
    let file = passing(folder_of(path))?;
    list.insert(file.path().to_owned());
    drop(list);
    let mut unfinished = Unfinished { _listed: Listed(file.path().to_owned()), file };
    unfinished.file.write_all(content).map_err(own_words)?;
    unfinished.file.as_file().sync_all()?;
    Ok(unfinished)
}

fn folder_of(path: &Utf8Path) -> &Utf8Path {
    path.parent().filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."))
}

/// An empty file under a passing name, locked: runs that look for what a killed one has left pass it by.
fn passing(folder: &Utf8Path) -> std::io::Result<tempfile::NamedTempFile> {
    loop {
        let file =
            tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder).map_err(own_words)?;
        // Where the file system locks no files, no other run removes one.
        let locked = file.as_file().lock().is_ok();
        // Another run may have removed it before it was locked.
        if !locked || file.path().exists() {
            return Ok(file);
        }
    }
}

/// The system's error, without the passing name of the file, which nobody has to know: of what is common its kind is kept,
/// of the rest the system's words before the name.
fn own_words(error: std::io::Error) -> std::io::Error {
    match error.kind() {
        kind @ (ErrorKind::NotFound
        | ErrorKind::PermissionDenied
        | ErrorKind::NotADirectory
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::StorageFull) => kind.into(),
        kind => {
            let words = error.to_string();
            match words.split_once(" at path ") {
                Some((words, _)) => std::io::Error::new(kind, words),
                None => error,
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::own_words;
    use std::io::ErrorKind;

    #[test]
    fn no_error_has_the_passing_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let prefix = "p".repeat(300);
        let failed = tempfile::Builder::new().prefix(&prefix).tempfile_in(folder.path());
        let error = failed.expect_err("the name is too long");
        assert!(error.to_string().contains("ppp"), "{error}");
        let (kind, told) = (error.kind(), own_words(error));
        assert_eq!(told.kind(), kind);
        let told = told.to_string();
        assert!(!told.contains("ppp") && !told.contains(" at path") && !told.is_empty(), "{told}");
        let missing = tempfile::Builder::new().tempfile_in(folder.path().join("missing"));
        let told = own_words(missing.expect_err("no such folder"));
        assert_eq!(told.to_string(), std::io::Error::from(ErrorKind::NotFound).to_string());
    }
}
