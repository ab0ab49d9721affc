//! One run at a time writes to a repository. Others wait for it, so that none works from what another is about to
//! change.

use super::say;
use super::write::has_link;
use camino::Utf8Path;
use quoteproof::config::Config;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The right to write to a repository, until it is dropped or the program ends, in whatever way.
pub(super) struct Writing {
    _folder: Option<File>,
}

/// Waits until no other run writes to the repository, and removes what a run that was killed has left.
///
/// What is locked is the repository's folder itself: no file comes into being that could be left behind or be
/// committed. Where the file system or the operating system (Windows) locks no folders, the run goes on without: each
/// file is still written as a whole, but of two runs at once the later one may undo what the earlier wrote.
pub(super) fn writing(root: &Utf8Path, config: &Config) -> Writing {
    let folder = File::open(root).ok().filter(|folder| match folder.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => {
            say("waiting for another quoteproof, which is writing to this archive");
            folder.lock().is_ok()
        }
        Err(TryLockError::Error(_)) => false,
    });
    let written = [config.claims.as_path(), &config.corpus];
    // A folder that is a link may lead out, to any number of others.
    let own = |folder: &&Utf8Path| !has_link(root, folder);
    let written = written.into_iter().filter(own);
    let mut open: Vec<PathBuf> = written.map(|folder| root.join(folder).into()).collect();
    while let Some(folder) = open.pop() {
        open.extend(remove_leftovers(&folder));
    }
    let others = ["", "schema", ".github/workflows"].map(Utf8Path::new);
    for folder in others.into_iter().filter(own) {
        remove_leftovers(root.join(folder).as_std_path());
    }
    Writing { _folder: folder }
}

/// Removes the files of one folder that a run has begun and did not live to finish. Gives the folders in it.
pub(super) fn remove_leftovers(folder: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    // What cannot be listed cannot have been written to.
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        // Of the entry itself: no link is followed.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            folders.push(entry.path());
        } else if kind.is_file() && is_passing(&entry.file_name().to_string_lossy()) {
            // Whoever is still writing it holds its lock.
            let file = File::options().read(true).write(true).open(entry.path());
            if file.is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
    folders
}

/// What the names of files begin with while they are written. Hidden, so that no run takes one for a claim.
pub(super) const PREFIX: &str = ".quoteproof-";

/// Whether a name is one that a file has while it is written.
fn is_passing(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|rest| {
        rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
