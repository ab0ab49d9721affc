//! Git, called as a process: what is staged, what changed, and the bytes of the index.
//!
//! Names are always ended by a NUL and relative to the repository of claims, which may be a folder of
//! the work tree. Nothing here writes, not even the index.

use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::ffi::OsString;
use std::process::{Command, Output};

/// Variables that would make Git look at another repository than the one of the folder.
const ELSEWHERE: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_INDEX_FILE"];

/// The Git work tree that a folder is in.
pub(super) struct Git {
    folder: Utf8PathBuf,
    /// The index of a commit that is being made, where it is not the usual one.
    index: Option<OsString>,
}

/// A file that differs between two states.
pub(super) struct Change {
    /// Relative to the folder; not as it is where it is not UTF-8.
    pub(super) file: Utf8PathBuf,
    pub(super) kind: char,
    /// The older state is a symbolic link.
    pub(super) was_link: bool,
}

impl Git {
    /// The work tree of `folder`. `why` is the option that needs it.
    pub(super) fn open(folder: &Utf8Path, here: &Utf8Path, why: &str) -> anyhow::Result<Self> {
        let mut git = Self { folder: folder.to_owned(), index: None };
        let top = git.top(folder).with_context(|| {
            format!("{why} needs a Git work tree, and {folder} cannot be read as one")
        })?;
        // A hook gets the index of its commit (`git commit -a`, `git commit FILE`), relative to the top.
        // It is another repository's if the folder is in another work tree than the hook.
        if let Some(index) = std::env::var_os("GIT_INDEX_FILE").filter(|i| !i.is_empty())
            && git.top(here).is_ok_and(|of_the_hook| of_the_hook == top)
        {
            git.index = Some(top.as_std_path().join(index).into_os_string());
        }
        Ok(git)
    }

    fn top(&self, folder: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
        let output = self.output(&["-C", folder.as_str(), "rev-parse", "--show-toplevel"])?;
        let text = String::from_utf8(output).context("its name is not UTF-8")?;
        let top = text.strip_suffix('\n').unwrap_or(&text);
        if top.is_empty() {
            bail!("it has no work tree");
        }
        Ok(top.into())
    }

    /// What is staged, against the last commit; against nothing where there is none.
    pub(super) fn staged(&self) -> anyhow::Result<Vec<Change>> {
        self.changes(&["--cached"])
    }

    /// Tracked files whose bytes in the work tree are not those of the index.
    pub(super) fn unstaged(&self) -> anyhow::Result<Vec<Change>> {
        self.changes(&[])
    }

    /// What changed in the work tree since the last commit that `reference` and HEAD have in common,
    /// files that Git does not know yet included.
    pub(super) fn since(&self, reference: &str) -> anyhow::Result<Vec<Utf8PathBuf>> {
        if reference.starts_with('-') || reference.is_empty() {
            bail!("--changed-since {reference}: that is no commit, branch or tag");
        }
        let commit = |name: &str| {
            self.status(&["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")])
        };
        if !commit("HEAD")? {
            bail!("--changed-since {reference}: the repository has no commit yet");
        }
        if !commit(reference)? {
            bail!(
                "--changed-since {reference}: there is no such commit, branch or tag here; if it is on \
                 a server, fetch it first"
            );
        }
        let base = self.run(&["merge-base", reference, "HEAD"])?;
        if !base.status.success() {
            let shallow = self.output(&["rev-parse", "--is-shallow-repository"])?;
            let why = if shallow.starts_with(b"true") {
                "this is a shallow clone, and what they have in common was not fetched: \
                 `git fetch --unshallow` fetches it"
            } else {
                "they have no commit in common"
            };
            bail!("--changed-since {reference}: it cannot be compared with HEAD: {why}");
        }
        let base = String::from_utf8_lossy(&base.stdout).trim().to_owned();
        let mut files: Vec<Utf8PathBuf> =
            self.changes(&[&base])?.into_iter().map(|change| change.file).collect();
        files.extend(self.untracked(&[], Ignored::Left)?);
        Ok(files)
    }

    fn changes(&self, of: &[&str]) -> anyhow::Result<Vec<Change>> {
        let fixed: &[&str] = &["diff", "--raw", "-z", "--no-renames", "--relative"];
        let all = [fixed, &["--ignore-submodules=all"], of, &["--"]].concat();
        let output = self.output(&all)?;
        let mut parts = names(&output);
        let mut changes = Vec::new();
        // `:100644 100644 OLD NEW M`, then the name.
        while let (Some(raw), Some(file)) = (parts.next(), parts.next()) {
            let Some(kind) = raw.as_str().chars().next_back() else { continue };
            changes.push(Change { file, kind, was_link: raw.as_str().starts_with(":120000") });
        }
        Ok(changes)
    }

    /// Files of the index below `paths`, each with its tag: `H`, or why the work tree need not have it.
    pub(super) fn tracked(&self, paths: &[&Utf8Path]) -> anyhow::Result<Vec<(char, Utf8PathBuf)>> {
        let output = self.output(&with_paths(&["ls-files", "-v", "-z"], paths))?;
        let tagged = names(&output).filter_map(|line| {
            let mut chars = line.as_str().chars();
            let tag = chars.next()?;
            Some((tag, chars.as_str().strip_prefix(' ')?.into()))
        });
        Ok(tagged.collect())
    }

    /// Files below `paths` (everywhere, if there are none) that are not in the index.
    pub(super) fn untracked(
        &self,
        paths: &[&Utf8Path],
        ignored: Ignored,
    ) -> anyhow::Result<Vec<Utf8PathBuf>> {
        let all = match ignored {
            Ignored::Left => ["ls-files", "-o", "-z", "--exclude-standard"].as_slice(),
            Ignored::Listed => &["ls-files", "-o", "-z"],
        };
        let output = self.output(&with_paths(all, paths))?;
        Ok(names(&output).collect())
    }

    /// The bytes that the index has of a file, as a checkout would write them.
    pub(super) fn staged_bytes(&self, file: &Utf8Path) -> anyhow::Result<Vec<u8>> {
        self.output(&["cat-file", "--filters", &format!(":0:./{file}")])
            .with_context(|| format!("{file}: what is staged of it cannot be read"))
    }

    /// Standard output of a call that must succeed.
    fn output(&self, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().trim_start_matches("fatal: ");
        Err(anyhow!("git {}: {said}", arguments.first().unwrap_or(&"")))
    }

    fn status(&self, arguments: &[&str]) -> anyhow::Result<bool> {
        Ok(self.run(arguments)?.status.success())
    }

    fn run(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(&self.folder);
        // File names are names, not patterns; messages are in one language; nothing is locked.
        command.env("GIT_LITERAL_PATHSPECS", "1").env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
        for name in ELSEWHERE {
            command.env_remove(name);
        }
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command.output().context("git cannot be started; is it installed?")
    }
}

/// What becomes of files that `.gitignore` names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ignored {
    /// They are left out.
    Left,
    /// They are listed, too.
    Listed,
}

fn with_paths<'a>(arguments: &[&'a str], paths: &[&'a Utf8Path]) -> Vec<&'a str> {
    let paths = paths.iter().map(|path| path.as_str());
    arguments.iter().copied().chain(std::iter::once("--")).chain(paths).collect()
}

/// The names of a list; what is not UTF-8 is replaced, as everywhere in reports.
fn names(list: &[u8]) -> impl Iterator<Item = Utf8PathBuf> {
    let parts = list.split(|byte| *byte == 0).filter(|part| !part.is_empty());
    parts.map(|part| String::from_utf8_lossy(part).into_owned().into())
}
