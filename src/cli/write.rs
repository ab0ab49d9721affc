//! Files that commands write: whole or not at all.

use anyhow::{Context, anyhow};
use camino::Utf8Path;
use std::io::Write;

/// Replaces a file as a whole or not at all, and keeps its permissions. Never through a symbolic link to
/// a file; a pipe or a device is written to as it is.
pub(super) fn write(path: &Utf8Path, content: &str) -> anyhow::Result<()> {
    let written = || format!("{path} cannot be written");
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        return std::fs::write(path, content).with_context(written);
    }
    if std::fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_symlink()) {
        return Err(anyhow!("it is a symbolic link")).with_context(written);
    }
    let folder = path.parent().filter(|p| !p.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(written)?;
    file.write_all(content.as_bytes()).with_context(written)?;
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
