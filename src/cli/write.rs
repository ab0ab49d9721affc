//! The only place that changes files of a repository.

use anyhow::{Context, anyhow};
use camino::Utf8Path;
use std::io::{ErrorKind, Write};

/// Replaces a file as a whole or not at all, and keeps its permissions. Neither the file nor a folder
/// between it and `root` may be a symbolic link: the file that is meant might be another.
pub(super) fn write(root: &Utf8Path, path: &Utf8Path, content: &[u8]) -> anyhow::Result<()> {
    let written = || format!("{path} cannot be written");
    let file = prepared(root, path, content).with_context(written)?;
    let permissions = match std::fs::metadata(path) {
        Ok(old) => old.permissions(),
        Err(_) => default_permissions(file.as_file())?,
    };
    file.as_file().set_permissions(permissions).with_context(written)?;
    file.persist(path).map_err(|e| e.error).with_context(written)?;
    Ok(())
}

/// Writes a file that is not there yet, with the folders that it needs. `false`, and nothing is written,
/// where there is something of its name.
pub(super) fn write_new(root: &Utf8Path, path: &Utf8Path, content: &[u8]) -> anyhow::Result<bool> {
    let written = || format!("{path} cannot be written");
    if std::fs::symlink_metadata(path).is_ok() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(root);
    no_links(root, folder).with_context(written)?;
    std::fs::create_dir_all(folder).with_context(written)?;
    let file = prepared(root, path, content).with_context(written)?;
    let permissions = default_permissions(file.as_file()).with_context(written)?;
    file.as_file().set_permissions(permissions).with_context(written)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error).with_context(written),
    }
}

/// The content in a file beside `path`, on the disk.
fn prepared(
    root: &Utf8Path,
    path: &Utf8Path,
    content: &[u8],
) -> anyhow::Result<tempfile::NamedTempFile> {
    no_links(root, path)?;
    let folder = path.parent().unwrap_or(root);
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Nothing on the way from `root` to `path` is a symbolic link.
fn no_links(root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<()> {
    for part in path.ancestors().take_while(|part| *part != root) {
        if std::fs::symlink_metadata(part).is_ok_and(|m| m.file_type().is_symlink()) {
            return Err(anyhow!("{part} is a symbolic link"));
        }
    }
    Ok(())
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
