//! What Git has of an archive and the work tree lacks: a submodule that is not checked out, files that a sparse checkout
//! leaves out.
//!
//! A run that reads the work tree would take these for something that nobody ever wrote. Git is asked only where the
//! repository shows a sign of one or the other; without Git, and in a repository that is refused, nothing is known. Commands
//! are named as a person types them in the current folder, wherever the archive is. A folder
//! that was committed with a repository of its own inside it is a submodule that no `.gitmodules` names: in a clone it is
//! empty, and no command gets its files.

use super::{Git, GitEntryKind, trust};
use crate::cli::here;
use crate::cli::write::has_link;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::archive::normal;
use quoteproof::config::FILE_NAME;
use quoteproof::report::{Report, counted};
use quoteproof::text::shell_word;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many names are looked at to find an empty folder. In a larger archive Git is asked.
const MAX_NAMES: usize = 200_000;

/// How many texts of a configuration are looked at because they may be names of folders.
const MAX_FOLDERS: usize = 100;

/// Something that Git has below a folder, and the folder lacks.
pub(in crate::cli) struct Absent {
    /// Relative to the folder; empty where it is the folder itself.
    pub(in crate::cli) path: Utf8PathBuf,
    /// A submodule, or else a file that a sparse checkout leaves out.
    pub(in crate::cli) is_submodule: bool,
    /// How to get it.
    advice: String,
}

impl Absent {
    /// Whether a folder lacks it, or is in it.
    pub(in crate::cli) fn is_of(&self, folder: &Utf8Path) -> bool {
        self.path.starts_with(folder) || self.is_submodule && folder.starts_with(&self.path)
    }

    /// Why it is not there, and the command that gets it.
    pub(in crate::cli) fn why(&self) -> String {
        let advice = &self.advice;
        if self.is_submodule {
            format!("a submodule that is not checked out: {advice}")
        } else {
            format!("left out by a sparse checkout: {advice} gets all files")
        }
    }
}

/// Whether one of two paths has the other, or they are the same.
pub(in crate::cli) fn on_one_way(a: &Utf8Path, b: &Utf8Path) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// What a folder lacks, in the order of Git. It need not be there itself. `config` is its configuration, where that is not
/// the usual file.
pub(in crate::cli) fn absent(folder: &Utf8Path, config: Option<&Utf8Path>) -> Vec<Absent> {
    lacking(folder, config).unwrap_or_default()
}

fn lacking(folder: &Utf8Path, config: Option<&Utf8Path>) -> Option<Vec<Absent>> {
    let there = folder.ancestors().find(|f| f.is_dir())?;
    let rest = folder.strip_prefix(there).ok()?;
    let there = Utf8PathBuf::from_path_buf(std::fs::canonicalize(there).ok()?).ok()?;
    let folder = if rest.as_str().is_empty() { there } else { there.join(rest) };
    let top = folder.ancestors().find(|f| f.join(".git").symlink_metadata().is_ok())?;
    let usual = folder.join(FILE_NAME);
    let empty = EmptyFolders::below(&folder, config.unwrap_or(&usual));
    if !shows_sign(top.as_std_path()) && !empty.may_be_below(&folder) {
        return None;
    }
    let mut lacked = Vec::new();
    let mut repositories = vec![top.to_owned()];
    while let Some(top) = repositories.pop() {
        let Ok(git) = Git::at(&top) else { continue };
        let inside = folder.strip_prefix(&top).unwrap_or(Utf8Path::new(""));
        let below = Some(inside).filter(|path| !path.as_str().is_empty());
        let Ok(entries) = git.entries(&below.into_iter().collect::<Vec<_>>()) else { continue };
        for entry in entries {
            let full = top.join(&entry.file);
            let Ok(path) = full.strip_prefix(&folder).map(Utf8Path::to_owned) else { continue };
            let is_submodule = entry.kind == GitEntryKind::Submodule;
            // A link may lead to a repository elsewhere.
            if is_submodule && has_link(&top, &entry.file) {
                continue;
            }
            if is_submodule && full.join(".git").symlink_metadata().is_ok() {
                if shows_sign(full.as_std_path()) || empty.may_be_below(&full) {
                    repositories.push(full);
                }
            } else if is_submodule {
                let advice = advice(&top, &entry.file);
                lacked.push(Absent { path, is_submodule, advice });
            } else if entry.sparse && full.symlink_metadata().is_err() {
                let advice = git_in(&top, "sparse-checkout disable");
                lacked.push(Absent { path, is_submodule, advice });
            }
        }
    }
    Some(lacked)
}

/// Whether a work tree has submodules or a sparse checkout, as far as the names of its files say.
fn shows_sign(top: &Path) -> bool {
    let there = |path: PathBuf| path.symlink_metadata().is_ok();
    let dot_git = top.join(".git");
    let linked = trust::small_file(&dot_git);
    let linked = linked.as_deref().and_then(|line| line.strip_prefix("gitdir:"));
    let directory = linked.map_or(dot_git, |directory| top.join(directory.trim()));
    there(top.join(".gitmodules"))
        || there(directory.join("info/sparse-checkout"))
        || trust::first_bytes(&directory.join("index")).is_some_and(has_flags)
}

/// Whether the index that begins like this may say of a file that it is left out of the work tree: its second version, the
/// usual one, cannot.
fn has_flags(head: [u8; 8]) -> bool {
    !matches!(head, [b'D', b'I', b'R', b'C', 0, 0, 0, 2])
}

/// Folders of an archive with nothing in them. Git writes no empty folder, except for a submodule.
struct EmptyFolders {
    found: Vec<Utf8PathBuf>,
    /// There may be others: not all names were looked at.
    is_cut: bool,
}

impl EmptyFolders {
    /// Those below the folders that the configuration may name.
    fn below(root: &Utf8Path, config: &Utf8Path) -> Self {
        let mut empty = Self { found: Vec::new(), is_cut: false };
        let mut names = 0;
        let mut left: Vec<Utf8PathBuf> = Vec::new();
        for folder in folders(root, config) {
            // A link may lead out.
            if folder.strip_prefix(root).is_ok_and(|inside| has_link(root, inside)) {
                continue;
            }
            // Of `sub/claims`, the submodule may be `sub`.
            let nearest = folder.ancestors().find(|above| above.is_dir());
            let Some(nearest) = nearest.filter(|above| above.starts_with(root)) else { continue };
            if nearest == folder {
                left.push(folder);
            } else if nearest.read_dir().is_ok_and(|mut entries| entries.next().is_none()) {
                empty.found.push(nearest.to_owned());
            }
        }
        while let Some(folder) = left.pop() {
            let Ok(entries) = folder.read_dir_utf8() else { continue };
            let mut is_empty = true;
            for entry in entries {
                is_empty = false;
                names += 1;
                if names > MAX_NAMES {
                    empty.is_cut = true;
                    return empty;
                }
                let Ok(entry) = entry else { continue };
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.file_name() != ".git"
                {
                    left.push(entry.into_path());
                }
            }
            if is_empty {
                empty.found.push(folder);
            }
        }
        empty
    }

    fn may_be_below(&self, folder: &Utf8Path) -> bool {
        self.is_cut || self.found.iter().any(|empty| empty.starts_with(folder))
    }
}

/// The usual folders of an archive, and all that its configuration may name. It is a stranger's, and is not parsed before the
/// process is confined: each text in quotation marks may be a folder's name.
fn folders(root: &Utf8Path, config: &Utf8Path) -> Vec<Utf8PathBuf> {
    let text = trust::small_file(config.as_std_path()).unwrap_or_default();
    let named = text.split(['"', '\'', '\n']).filter(|name| !name.is_empty()).take(MAX_FOLDERS);
    let all = ["claims", "corpus"].into_iter().chain(named).map(|name| normal(&root.join(name)));
    let mut all: Vec<Utf8PathBuf> =
        all.filter(|folder| folder.starts_with(root) && folder != root).collect();
    all.sort_unstable();
    // What lies below another one is found with it.
    all.dedup_by(|folder, above| folder.starts_with(above));
    all
}

/// A path as a person types it in the current folder.
pub(in crate::cli) fn typed(full: &Utf8Path) -> Utf8PathBuf {
    let Ok(here) = here() else { return full.to_owned() };
    let shared = here.components().zip(full.components()).take_while(|(a, b)| a == b).count();
    // The current folder itself is called by its name: Git takes `.` for what is in it.
    let shared = if here == full { shared.saturating_sub(1) } else { shared };
    let up = here.components().skip(shared).map(|_| Utf8Component::ParentDir);
    up.chain(full.components().skip(shared)).collect()
}

/// The top of the repository that a path is in: the nearest folder above it that has a `.git`.
pub(in crate::cli) fn top_of(full: &Utf8Path) -> Option<&Utf8Path> {
    full.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok())
}

/// A command of Git for the repository at `top`.
pub(in crate::cli) fn git_in(top: &Utf8Path, words: &str) -> String {
    let is_here = here().is_ok_and(|here| top_of(&here) == Some(top));
    if is_here {
        format!("`git {words}`")
    } else {
        format!("`git -C {} {words}`", shell_word(typed(top).as_str()))
    }
}

/// A command of Git on something of the repository at `top`.
pub(in crate::cli) fn git_on(top: &Utf8Path, words: &str, full: &Utf8Path) -> String {
    let is_here = here().is_ok_and(|here| top_of(&here) == Some(top));
    let path =
        if is_here { typed(full) } else { full.strip_prefix(top).unwrap_or(full).to_owned() };
    git_in(top, &format!("{words} {}", shell_word(path.as_str())))
}

/// How to get the files of a submodule, which is `file` below its repository's top.
fn advice(top: &Utf8Path, file: &Utf8Path) -> String {
    let modules = trust::modules(top.join(".gitmodules").as_std_path()).unwrap_or_default();
    let is_named = |line: &str| {
        let (key, value) = line.split_once('=').unwrap_or_default();
        key.trim() == "path" && value.trim().trim_matches('"') == file
    };
    let full = top.join(file);
    if modules.lines().any(is_named) {
        return format!("{} gets it", git_on(top, "submodule update --init", &full));
    }
    format!(
        "no `.gitmodules` names it, so nobody can get it: whoever has its files removes `{}`, then {} and {}",
        typed(&full.join(".git")),
        git_on(top, "rm --cached", &full),
        git_on(top, "add", &full)
    )
}

/// What to say of a submodule that is not checked out.
pub(in crate::cli) fn not_checked_out(one: &Absent) -> String {
    let Absent { path, advice, .. } = one;
    match path.as_str() {
        "" => format!("the archive is {}", one.why()),
        _ => format!("{path}: this submodule is not checked out: {advice}"),
    }
}

/// The same of a submodule that is known by its path below the archive's root.
pub(in crate::cli) fn not_checked_out_at(root: &Utf8Path, path: &Utf8Path) -> String {
    let full = root.join(path);
    let top = full.parent().and_then(top_of).unwrap_or(root);
    let advice = advice(top, full.strip_prefix(top).unwrap_or(path));
    not_checked_out(&Absent { path: path.to_owned(), is_submodule: true, advice })
}

/// How to update a submodule, which is at this path below the archive's root.
pub(in crate::cli) fn update(root: &Utf8Path, path: &Utf8Path) -> String {
    let full = root.join(path);
    let top = full.parent().and_then(top_of).unwrap_or(root);
    git_on(top, "submodule update --init", &full)
}

/// What to say of submodules and files that the work tree lacks.
pub(in crate::cli) fn say_absent(absent: &[&Absent]) -> Vec<String> {
    let submodules = absent.iter().filter(|one| one.is_submodule);
    let mut said: Vec<String> = submodules.map(|one| not_checked_out(one)).collect();
    let mut files: BTreeMap<&str, Vec<&Absent>> = BTreeMap::new();
    for one in absent.iter().filter(|one| !one.is_submodule) {
        files.entry(&one.advice).or_default().push(one);
    }
    for files in files.into_values() {
        let Some((first, others)) = files.split_first() else { continue };
        let others = match others.len() {
            0 => "is".to_owned(),
            n => format!("and {} are", counted(n, "other file")),
        };
        said.push(format!("{} {others} {}", first.path, first.why()));
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
    /// What the folders lack that the configuration names.
    pub(in crate::cli) fn of(lacked: &[Absent], options: &Options) -> Self {
        let config = &options.config;
        let of_claims: Vec<&Absent> =
            lacked.iter().filter(|one| one.is_of(&config.claims)).collect();
        let documents = || std::iter::once(&config.corpus).chain(&config.texts);
        let of_documents = lacked.iter().filter(|one| documents().any(|folder| one.is_of(folder)));
        let of_documents: Vec<&Absent> = of_documents.collect();
        Self { claims: say_absent(&of_claims), documents: say_absent(&of_documents) }
    }

    /// What to say after a run. Where all is found that the claims cite, it does not matter that there are other documents.
    pub(in crate::cli) fn notes(&self, report: &Report) -> impl Iterator<Item = &String> {
        let found_all = !report.failed() && report.summary.quotes > 0;
        self.claims.iter().chain(self.documents.iter().filter(move |_| !found_all))
    }
}
