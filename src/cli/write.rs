//! Files that commands write: whole or not at all.

use anyhow::{Context, anyhow};
use camino::Utf8Path;
use std::io::Write;

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

fn replace(path: &Utf8Path, content: &[u8]) -> anyhow::Result<()> {
    let written = || format!("{path} cannot be written");
    let folder = path.parent().filter(|p| !p.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    // Hidden, so that no run takes it for a claim if it stays behind.
    let mut file = tempfile::Builder::new()
        .prefix(".quoteproof-")
        .tempfile_in(folder)
        .with_context(written)?;
    file.write_all(content).with_context(written)?;
    let permissions = match std::fs::metadata(path) {
        Ok(old) => old.permissions(),
        Err(_) => default_permissions(file.as_file())?,
    };
    file.as_file().set_permissions(permissions).with_context(written)?;
    file.as_file().sync_all().with_context(written)?;
    file.persist(path).map_err(|e| e.error).with_context(written)?;
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
