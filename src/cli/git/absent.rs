//! What Git has of an archive and the work tree lacks: a submodule that is not checked out, files that a sparse checkout
//! leaves out.
//!
//! A run that reads the work tree would take these for something that nobody ever wrote. Git is asked only where the
//! repository shows a sign of one or the other; without Git, and in a repository that is refused, nothing is known.

use super::{Entry, Git, Kind, trust};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::report::{Report, counted};
use std::path::{Path, PathBuf};

/// Something that Git has below a folder, and the folder lacks.
pub(in crate::cli) struct Absent {
    /// Relative to the folder; empty where it is the folder itself.
    pub(in crate::cli) path: Utf8PathBuf,
    /// A submodule, or else a file that a sparse checkout leaves out.
    pub(in crate::cli) is_submodule: bool,
}

/// What a folder lacks, in the order of Git. It need not be there itself.
pub(in crate::cli) fn absent(folder: &Utf8Path) -> Vec<Absent> {
    lacking(folder).unwrap_or_default()
}

fn lacking(folder: &Utf8Path) -> Option<Vec<Absent>> {
    let there = folder.ancestors().find(|f| f.is_dir())?;
    let rest = folder.strip_prefix(there).ok()?;
    let there = Utf8PathBuf::from_path_buf(std::fs::canonicalize(there).ok()?).ok()?;
    let folder = if rest.as_str().is_empty() { there } else { there.join(rest) };
    let top = folder.ancestors().find(|f| f.join(".git").symlink_metadata().is_ok())?;
    if !shows_sign(top.as_std_path()) {
        return None;
    }
    let inside = folder.strip_prefix(top).ok()?;
    let below = Some(inside).filter(|path| !path.as_str().is_empty());
    let entries = Git::at(top).ok()?.entries(&below.into_iter().collect::<Vec<_>>()).ok()?;
    let lacks = |entry: &&Entry| {
        let path = top.join(&entry.file);
        match entry.kind {
            Kind::Submodule => path.join(".git").symlink_metadata().is_err(),
            Kind::File | Kind::Link => entry.sparse && path.symlink_metadata().is_err(),
        }
    };
    let lacked = entries.iter().filter(lacks).filter_map(|entry| {
        let path = entry.file.strip_prefix(inside).ok()?.to_owned();
        Some(Absent { path, is_submodule: entry.kind == Kind::Submodule })
    });
    Some(lacked.collect())
}

/// Whether a work tree has submodules or a sparse checkout, as far as the names of its files say.
fn shows_sign(top: &Path) -> bool {
    let there = |path: PathBuf| path.symlink_metadata().is_ok();
    let dot_git = top.join(".git");
    let linked = trust::small_file(&dot_git);
    let linked = linked.as_deref().and_then(|line| line.strip_prefix("gitdir:"));
    let directory = linked.map_or(dot_git, |directory| top.join(directory.trim()));
    there(top.join(".gitmodules")) || there(directory.join("info/sparse-checkout"))
}

/// What to say of a submodule that is not checked out.
pub(in crate::cli) fn not_checked_out(path: &Utf8Path) -> String {
    if path.as_str().is_empty() {
        return "the archive is a submodule that is not checked out: `git submodule update --init` gets it".to_owned();
    }
    format!("{path}: this submodule is not checked out: `git submodule update --init {path}`")
}

/// What to say of things that are lacking.
pub(in crate::cli) fn say_absent(absent: &[&Absent]) -> Vec<String> {
    let submodules = absent.iter().filter(|one| one.is_submodule);
    let mut said: Vec<String> = submodules.map(|one| not_checked_out(&one.path)).collect();
    let mut files = absent.iter().filter(|one| !one.is_submodule);
    if let Some(first) = files.next() {
        let others = match files.count() {
            0 => "is".to_owned(),
            n => format!("and {} are", counted(n, "other file")),
        };
        let first = &first.path;
        said.push(format!(
            "{first} {others} left out by a sparse checkout: `git sparse-checkout disable` gets all files"
        ));
    }
    said
}

/// What a work tree lacks of what a run is about, each with the command that gets it.
#[derive(Default)]
pub(in crate::cli) struct Lacked {
    pub(in crate::cli) claims: Vec<String>,
    pub(in crate::cli) documents: Vec<String>,
}

impl Lacked {
    /// What to say after a run. Where all is found that the claims cite, it does not matter that there are other documents.
    pub(in crate::cli) fn notes(&self, report: &Report) -> impl Iterator<Item = &String> {
        let found_all = !report.failed() && report.summary.quotes > 0;
        self.claims.iter().chain(self.documents.iter().filter(move |_| !found_all))
    }
}
