//! What Git has of an archive and the work tree lacks: a submodule that is not checked out, files that a sparse checkout
//! leaves out.
//!
//! A run that reads the work tree would take these for something that nobody ever wrote. Git is asked only where the
//! repository shows a sign of one or the other; without Git, and in a repository that is refused, nothing is known. A folder
//! that was committed with a repository of its own inside it is a submodule that no `.gitmodules` names: in a clone it is
//! empty, and no command gets its files.

use super::{Git, GitEntry, GitEntryKind, trust};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::report::{Report, counted};
use std::path::{Path, PathBuf};

/// Something that Git has below a folder, and the folder lacks.
pub(in crate::cli) struct Absent {
    /// Relative to the folder; empty where it is the folder itself.
    pub(in crate::cli) path: Utf8PathBuf,
    /// A submodule, or else a file that a sparse checkout leaves out.
    pub(in crate::cli) is_submodule: bool,
    /// How to get it.
    advice: String,
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
    if !shows_sign(top.as_std_path()) && !has_empty_folder(folder.join("claims").as_std_path()) {
        return None;
    }
    let inside = folder.strip_prefix(top).ok()?;
    let below = Some(inside).filter(|path| !path.as_str().is_empty());
    let entries = Git::at(top).ok()?.entries(&below.into_iter().collect::<Vec<_>>()).ok()?;
    let lacks = |entry: &&GitEntry| {
        let path = top.join(&entry.file);
        match entry.kind {
            GitEntryKind::Submodule => path.join(".git").symlink_metadata().is_err(),
            GitEntryKind::File | GitEntryKind::Link => {
                entry.sparse && path.symlink_metadata().is_err()
            }
        }
    };
    let lacked = entries.iter().filter(lacks).filter_map(|entry| {
        let path = entry.file.strip_prefix(inside).ok()?.to_owned();
        let advice = advice(top, &entry.file, &path);
        Some(Absent { path, is_submodule: entry.kind == GitEntryKind::Submodule, advice })
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

/// Whether a folder or one directly below it is empty. Git writes no empty folder, except for a submodule.
fn has_empty_folder(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else { return false };
    let mut is_empty = true;
    for entry in entries.flatten() {
        is_empty = false;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && entry.path().read_dir().is_ok_and(|mut below| below.next().is_none()) {
            return true;
        }
    }
    is_empty
}

/// How to get the files of a submodule, which is `file` below the repository's top and `path` below the archive's root.
fn advice(top: &Utf8Path, file: &Utf8Path, path: &Utf8Path) -> String {
    let modules = trust::small_file(top.join(".gitmodules").as_std_path()).unwrap_or_default();
    let is_named = |line: &str| {
        let (key, value) = line.split_once('=').unwrap_or_default();
        key.trim() == "path" && value.trim().trim_matches('"') == file
    };
    if modules.lines().any(is_named) {
        let path = if path.as_str().is_empty() { "" } else { &format!(" {path}") };
        return format!("`git submodule update --init{path}` gets it");
    }
    format!(
        "no `.gitmodules` names it, so nobody can get it: whoever has its files removes `{file}/.git`, then \
         `git rm --cached {file}` and `git add {file}`"
    )
}

/// What to say of a submodule that is not checked out.
pub(in crate::cli) fn not_checked_out(one: &Absent) -> String {
    let Absent { path, advice, .. } = one;
    match path.as_str() {
        "" => format!("the archive is a submodule that is not checked out: {advice}"),
        _ => format!("{path}: this submodule is not checked out: {advice}"),
    }
}

/// The same of a submodule that is known by its path below the archive's root.
pub(in crate::cli) fn not_checked_out_at(root: &Utf8Path, path: &Utf8Path) -> String {
    let folder = root.join(path);
    let top = root.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok());
    let file = top.and_then(|top| folder.strip_prefix(top).ok());
    let advice = advice(top.unwrap_or(root), file.unwrap_or(path), path);
    not_checked_out(&Absent { path: path.to_owned(), is_submodule: true, advice })
}

/// What to say of submodules and files that the work tree lacks.
pub(in crate::cli) fn say_absent(absent: &[&Absent]) -> Vec<String> {
    let submodules = absent.iter().filter(|one| one.is_submodule);
    let mut said: Vec<String> = submodules.map(|one| not_checked_out(one)).collect();
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
