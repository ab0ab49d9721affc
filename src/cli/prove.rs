//! `quoteproof seal` and `quoteproof prove`: the only commands that write.

use super::{Global, options, print};
use anyhow::{Context, anyhow};
use camino::Utf8Path;
use quoteproof::check::{Proved, Sealable, prove as prove_all, seal as seal_one};
use quoteproof::repository::Disk;
use std::io::Write;
use std::process::ExitCode;

/// Write the commitment of a source whose text may not be published
///
/// The text must be here: beside source.json, or in a folder of --texts. Its seal is written into
/// source.json; keep the text itself out of the repository (.gitignore).
#[derive(clap::Args)]
pub(super) struct SealArguments {
    /// The source's id
    #[arg(required = true)]
    id: Vec<String>,
}

/// Bring the proofs of all sealed sources up to date
///
/// Adds a proof for each quote that passes, and drops those that no quote needs. The texts must be
/// here: beside source.json, or in a folder of --texts.
#[derive(clap::Args)]
pub(super) struct ProveArguments {
    /// Write nothing; exit with 1 if something is not up to date
    #[arg(long)]
    check: bool,
}

pub(super) fn seal(global: &Global, arguments: &SealArguments) -> anyhow::Result<ExitCode> {
    let options = options(global, &[])?;
    let done = arguments.id.iter().map(|id| seal_one(&Disk, &options, id)).collect();
    finish(done, false)
}

pub(super) fn prove(global: &Global, arguments: &ProveArguments) -> anyhow::Result<ExitCode> {
    let options = options(global, &[])?;
    let done = prove_all(&Disk, &options);
    if done.is_empty() {
        return Err(anyhow!("no source of {} is sealed", options.root));
    }
    finish(done, arguments.check)
}

fn finish(done: Vec<Sealable>, check: bool) -> anyhow::Result<ExitCode> {
    let mut failed = false;
    for outcome in done {
        match outcome {
            Sealable::Current(what, complete) => {
                failed |= !complete;
                print(&format!("{what}\n"))?;
            }
            Sealable::Refused(why) => {
                failed = true;
                super::say(&format!("quoteproof: {why}"));
            }
            Sealable::Write(Proved { what, .. }) if check => {
                failed = true;
                print(&format!("{what}; not written\n"))?;
            }
            Sealable::Write(Proved { path, content, what, complete }) => {
                failed |= !complete;
                write(&path, &content)?;
                print(&format!("{what}\n"))?;
            }
        }
    }
    Ok(ExitCode::from(u8::from(failed)))
}

/// Replaces a file as a whole or not at all, and keeps its permissions. Never through a symbolic link.
fn write(path: &Utf8Path, content: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Utf8Path::new("."));
    let written = || format!("{path} cannot be written");
    if std::fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_symlink()) {
        return Err(anyhow!("it is a symbolic link")).with_context(written);
    }
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
