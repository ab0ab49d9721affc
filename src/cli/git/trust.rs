//! What of a stranger's repository is taken on trust: nothing that Git would not have put there itself, and none of
//! the words that Git says about it.

use super::GitEntry;
use anyhow::bail;
use camino::Utf8Path;
use std::io::Read;
use std::path::Path;

/// What is read of a file that is a line, in bytes.
const MAX_LINE: u64 = 1 << 16;

/// What is read of a `.gitmodules`, in bytes: enough for 20,000 submodules.
const MAX_MODULES: u64 = 4 << 20;

/// Files of a repository that Git opens wherever a link leads, and waits for.
const FILES: [&str; 13] = [
    "HEAD",
    "index",
    "config",
    "config.worktree",
    "commondir",
    "gitdir",
    "packed-refs",
    "shallow",
    "info/attributes",
    "info/exclude",
    "info/sparse-checkout",
    "objects/info/alternates",
    "objects/info/packs",
];

/// What may be said of an error of Git, by words that it has in it. Git's own words are not repeated: they have values
/// of its configuration, which may include any file, and lines of files that a link in the repository may replace.
const SAID: [(&str, &str); 8] = [
    ("cannot use bare repository", "it is a repository without a work tree"),
    ("not a git repository", "it is not a git repository"),
    ("unknown repository extension", "this Git does not know one of its extensions"),
    ("Out of memory", "Git needed more memory than it may have"),
    ("config", "its configuration cannot be read"),
    ("index", "its index cannot be read; `git fsck` finds out more"),
    ("tree", "an object is missing or broken; `git fsck` finds out which"),
    ("object", "an object is missing or broken; `git fsck` finds out which"),
];

/// Refuses a repository in which such a file is a pipe or a device, for which Git would wait or read for ever, or whose
/// index, with names of files, is another's.
pub(super) fn check_files(directory: &Path) -> anyhow::Result<()> {
    if !directory.is_dir() {
        return Ok(());
    }
    for name in FILES {
        let path = directory.join(name);
        let Ok(itself) = path.symlink_metadata() else { continue };
        // One that leads nowhere is none.
        let Ok(target) = path.metadata() else { continue };
        if !target.is_file() {
            bail!("{} is not a file, as Git would have it", path.display());
        }
        if name == "index" && itself.is_symlink() {
            let inside = std::fs::canonicalize(directory)
                .is_ok_and(|d| std::fs::canonicalize(&path).is_ok_and(|p| p.starts_with(d)));
            if !inside {
                bail!("{} is a symbolic link that leads out of its folder", path.display());
            }
        }
    }
    Ok(())
}

/// Entries, if each has a name that a file below the folder can have. Git lets no other into an index or a commit, and
/// checks none out.
pub(super) fn check_names(entries: Vec<GitEntry>) -> anyhow::Result<Vec<GitEntry>> {
    match entries.iter().find(|entry| !is_below(&entry.file)) {
        Some(entry) => bail!("{}: that is not a name that Git gives a file", entry.file),
        None => Ok(entries),
    }
}

fn is_below(file: &Utf8Path) -> bool {
    let odd = |part: &str| matches!(part, "" | "." | "..") || part.eq_ignore_ascii_case(".git");
    !file.as_str().split('/').any(odd)
}

/// What Git said, without what may be the words of another file.
pub(super) fn repeatable(said: &str) -> String {
    // The name in it is that of the work tree, or of the folder that has its repository.
    let dubious = "detected dubious ownership";
    if let Some((_, rest)) = said.split_once(&format!("fatal: {dubious}")) {
        return format!("{dubious}{}", rest.trim_end());
    }
    if said.trim().is_empty() {
        return String::new();
    }
    let known = SAID.iter().find(|(words, _)| said.contains(words));
    known.map_or("it failed; `git fsck` finds out more", |(_, ours)| *ours).to_owned()
}

/// Whether a folder is what Git takes for a repository without a work tree, whatever its name.
pub(super) fn is_bare_repository(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
    has("HEAD") && ((has("objects") && has("refs")) || has("commondir"))
}

/// The text of a file that is a line.
pub(super) fn small_file(path: &Path) -> Option<String> {
    beginning(path, MAX_LINE)
}

/// The text of a `.gitmodules`.
pub(super) fn modules(path: &Path) -> Option<String> {
    beginning(path, MAX_MODULES)
}

/// What a file has in its first `most` bytes, a character that they cut replaced.
fn beginning(path: &Path, most: u64) -> Option<String> {
    if !path.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a file begins with.
pub(super) fn first_bytes<const N: usize>(path: &Path) -> Option<[u8; N]> {
    if !path.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = [0; N];
    std::fs::File::open(path).ok()?.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{is_below, repeatable};

    #[test]
    fn words_of_other_files_are_not_repeated() {
        for (said, words) in [
            ("fatal: bad boolean config value 'hunter2' for 'core.bare'", "its configuration"),
            ("fatal: unexpected line in .git/packed-refs: hunter2", "git fsck"),
            ("fatal: bad shallow line: hunter2", "git fsck"),
            ("error: unable to normalize alternate object path: hunter2\nfatal: x", "git fsck"),
            ("hunter2 is not a valid attribute name: f:1\nfatal: Out of memory", "more memory"),
            (
                "hunter2\nfatal: not a git repository (or any of the parents): .git",
                "it is not a git",
            ),
        ] {
            let told = repeatable(said);
            assert!(!told.contains("hunter2") && told.contains(words), "{told}");
        }
        assert_eq!(repeatable("\n"), "");
        let said = "warning: hunter2\nfatal: detected dubious ownership in repository at '/x'\nTo add an exception \
                    for this directory, call:\n\n\tgit config --global --add safe.directory /x";
        let told = repeatable(said);
        assert!(!told.contains("hunter2") && told.contains("safe.directory /x"), "{told}");
    }

    #[test]
    fn names_are_below_the_folder() {
        for name in ["claims/a.json", "..a/b..", ".gitattributes", "a/.github/b"] {
            assert!(is_below(name.into()), "{name}");
        }
        for name in ["", "/a", "a//b", "a/", "./a", "a/../b", "../a", ".git/a", "a/.GIT/b"] {
            assert!(!is_below(name.into()), "{name}");
        }
    }
}
