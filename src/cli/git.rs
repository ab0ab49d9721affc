//! Git, called as a process: what is staged, what changed, and the bytes of the index and of commits.
//!
//! A repository is a stranger's, and so may its configuration be: an archive from the net can bring a `.git` of its
//! own, and a folder can be one without the name. Git has many settings that name a program to run. So every call is
//! joined by [`command`], which shuts these doors, and only commands are called that compare no file of the
//! work tree: for that, Git would run the filters that attributes name. What the work tree has is compared by
//! ourselves (`git/worktree.rs`).
//!
//! Names are always ended by a NUL and relative to the folder of claims, which may be a folder of the work tree.
//! Nothing here writes, not even the index. Whoever asks here does so before anything else is read.

pub(super) mod absent;
mod line_ends;
mod trust;
pub(super) mod worktree;

use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long one call may take: Git waits for ever on a pipe that lies where it looks for a file.
const MAX_SECONDS: u64 = 300;

/// How much memory Git may take for its data, in bytes: it reads whole trees, commits and files of attributes, and
/// each can be of any size. Files that it maps into memory do not count.
#[cfg(target_os = "linux")]
const MAX_MEMORY: u64 = 2 << 30;

/// The largest file that is taken out of Git, in bytes, and all of one run together: a few kilobytes can unpack to
/// any size.
const MAX_BLOB: u64 = 1 << 30;
const MAX_BLOBS: u64 = 4 << 30;

/// What is kept of what Git says on standard error, in bytes.
const MAX_SAID: u64 = 1 << 16;

/// Settings that win over those of any file: each is a door to a program, or to a repository nobody named.
const SETTINGS: [&str; 11] = [
    // A folder that is laid out as a repository is one by its name `.git` only.
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "protocol.allow=never",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
    // What a commit has, and where an object is, the objects say themselves, and no list of them.
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    // Of `GIT_GRAFT_FILE`, below.
    "advice.graftFileDeprecated=false",
];

/// The environment of a call. Of the caller's, only [`KEPT`] stays.
const ENVIRONMENT: [(&str, &str); 9] = [
    // A missing object is missing: Git would ask the remote for it, which can be a program (`ext::`).
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // An object is what its hash says, and has the parents that it names.
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    // File names are names, not patterns.
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// Where Git finds the user's own settings (`safe.directory`), and what Windows starts no program without.
const KEPT: [&str; 3] = ["HOME", "USERPROFILE", "SYSTEMROOT"];

/// A call of Git in a folder. Every call is joined here.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.env_clear();
    // A program named `git` in the folder that is checked is not Git.
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::split_paths(&paths).filter(|path| path.is_absolute());
    command.env("PATH", std::env::join_paths(paths).unwrap_or_default());
    command.envs(KEPT.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.envs(ENVIRONMENT);
    command.arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.arg("-C").arg(folder).args(arguments);
    command
}

/// The Git work tree that a folder is in.
pub(super) struct Git {
    folder: Utf8PathBuf,
    /// The top of the work tree, as the file system calls it.
    top: PathBuf,
    /// The folder that its objects are in.
    common: PathBuf,
    /// The index of a commit that is being made, where it is not the usual one.
    index: Option<OsString>,
}

/// A file that differs between a commit and the index.
pub(super) struct ChangedFile {
    /// Relative to the folder; not as it is where it is not UTF-8.
    pub(super) file: Utf8PathBuf,
    /// `A`, `D`, `M`, `T`, or `U` where it has conflicts.
    pub(super) kind: char,
}

/// A file of the index or of a commit.
#[derive(Clone)]
pub(super) struct GitEntry {
    /// Relative to the folder.
    pub(super) file: Utf8PathBuf,
    /// Its name is not UTF-8: `file` is not quite it.
    pub(super) misnamed: bool,
    pub(super) kind: GitEntryKind,
    /// The object's name, in hexadecimal digits.
    pub(super) object: String,
    /// It has conflicts.
    pub(super) unmerged: bool,
    /// A sparse checkout leaves it out of the work tree.
    pub(super) sparse: bool,
}

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GitEntryKind {
    File,
    Link,
    /// A submodule; its object is a commit of it.
    Submodule,
}

impl GitEntryKind {
    fn of(mode: &str) -> Option<Self> {
        match mode {
            "120000" => Some(Self::Link),
            "160000" => Some(Self::Submodule),
            _ => mode.starts_with("100").then_some(Self::File),
        }
    }
}

impl Git {
    /// The work tree of `folder`. `why` is the option that needs it.
    pub(super) fn open(folder: &Utf8Path, here: &Utf8Path, why: &str) -> anyhow::Result<Self> {
        let mut git = Self::at(folder).with_context(|| {
            format!("{why} needs a Git work tree, and {folder} cannot be read as one")
        })?;
        // A hook gets the index of its commit (`git commit -a`, `git commit FILE`), relative to the top.
        // It is another repository's if the folder is in another work tree than the hook.
        if let Some(index) = std::env::var_os("GIT_INDEX_FILE").filter(|i| !i.is_empty())
            && Self::at(here).is_ok_and(|of_the_hook| of_the_hook.top == git.top)
        {
            git.index = Some(git.top.join(index).into_os_string());
        }
        Ok(git)
    }

    /// The work tree that `folder` is in: the nearest folder upwards that has a `.git`. What Git finds by other ways is
    /// refused, and so is a `.git` that leads to a repository which does not know of it.
    pub(super) fn at(folder: &Utf8Path) -> anyhow::Result<Self> {
        let real = std::fs::canonicalize(folder).context("it is not there")?;
        let top = real.ancestors().find(|f| f.join(".git").symlink_metadata().is_ok());
        let until = top.unwrap_or(Path::new(""));
        if let Some(bare) =
            real.ancestors().take_while(|f| *f != until).find(|f| trust::is_bare_repository(f))
        {
            bail!(
                "{} has HEAD, objects and refs, as a Git repository has them, and is not named `.git`: its settings \
                 are not trusted; move it elsewhere, or remove it",
                bare.display()
            );
        }
        let Some(top) = top else {
            bail!("it is not a git repository: neither it nor a folder above it has a `.git`");
        };
        trust::check_files(&top.join(".git"))?;
        let empty = PathBuf::new;
        let mut git =
            Self { folder: folder.to_owned(), top: top.to_owned(), common: empty(), index: None };
        let asked =
            ["rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir"].as_slice();
        let said = String::from_utf8(git.output(asked)?).context("its name is not UTF-8")?;
        let mut lines = said.lines().map(PathBuf::from);
        let (found, directory, common) =
            (lines.next().unwrap_or_default(), lines.next().unwrap_or_default(), lines.next());
        let common = common.filter(|_| lines.next().is_none());
        let common = common.context("its name has a line break")?;
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_default();
        let (found, directory) = (real(&found), real(&directory));
        let common = real(&git.folder.as_std_path().join(common));
        if found != top {
            bail!(
                "the `.git` in {} is of another work tree (`core.worktree`), or none that Git can read",
                top.display()
            );
        }
        let dot_git = top.join(".git");
        let plain = dot_git.symlink_metadata().is_ok_and(|m| m.is_dir());
        let own = if plain {
            directory == real(&dot_git) && common == directory
        } else {
            git.is_known(&directory, &common)?
        };
        if !own {
            bail!(
                "the `.git` in {} leads to {}, which is not known to belong to it; if you made it so: \
                 `git config core.worktree {}` there",
                top.display(),
                directory.display(),
                top.display(),
            );
        }
        trust::check_files(&directory)?;
        trust::check_files(&common)?;
        git.common = common;
        Ok(git)
    }

    /// Whether the repository that a file `.git` leads to names this work tree, too: a linked work tree, or a
    /// submodule.
    fn is_known(&self, directory: &Path, common: &Path) -> anyhow::Result<bool> {
        let dot_git = std::fs::canonicalize(self.top.join(".git"))?;
        if let Some(back) = trust::small_file(&directory.join("gitdir")) {
            let back = std::fs::canonicalize(directory.join(back.trim_end())).unwrap_or_default();
            let linked = directory.parent().and_then(Path::parent) == Some(common);
            return Ok(linked && back == dot_git);
        }
        // With it, Git has taken the top from there, and the top is ours.
        Ok(common == directory && self.succeeds(&["config", "--get", "core.worktree"])?)
    }

    /// The top of the work tree.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// The folder that its objects are in.
    pub(super) fn common(&self) -> &Path {
        &self.common
    }

    /// The name of the commit that is checked out. None if there is no commit yet.
    pub(super) fn head(&self) -> anyhow::Result<Option<String>> {
        let (status, out, _) = self.run(&["rev-parse", "--verify", "--quiet", "HEAD"], &[])?;
        Ok(status.success().then(|| String::from_utf8_lossy(&out).trim().to_owned()))
    }

    /// The name of the commit that a reference names.
    pub(super) fn commit(&self, reference: &str, option: &str) -> anyhow::Result<String> {
        if reference.starts_with('-') || reference.is_empty() {
            bail!("{option} {reference}: that is not a commit, branch or tag");
        }
        let name = format!("{reference}^{{commit}}");
        let (status, out, _) = self.run(&["rev-parse", "--verify", "--quiet", &name], &[])?;
        if !status.success() {
            let shallow = self.output(&["rev-parse", "--is-shallow-repository"])?;
            let next = if shallow.starts_with(b"true") {
                "this is a shallow clone: `git fetch --deepen=1` fetches one commit more, and on GitHub \
                 `fetch-depth: 2` of actions/checkout does"
            } else {
                "if it is on a server, `git fetch` it first"
            };
            bail!("{option} {reference}: there is no such commit, branch or tag here; {next}");
        }
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// The last commit that `reference` and HEAD have in common.
    pub(super) fn fork(&self, reference: &str) -> anyhow::Result<String> {
        let option = "--changed-since";
        if self.head()?.is_none() {
            bail!("{option} {reference}: the repository has no commit yet");
        }
        let commit = self.commit(reference, option)?;
        let (status, base, said) = self.run(&["merge-base", &commit, "HEAD"], &[])?;
        if !status.success() {
            let shallow = self.output(&["rev-parse", "--is-shallow-repository"])?;
            let why = if shallow.starts_with(b"true") {
                "this is a shallow clone, and what they have in common was not fetched: \
                 `git fetch --unshallow` fetches it"
            } else if said.is_empty() {
                "they have no commit in common"
            } else {
                "a commit is missing here"
            };
            bail!("{option} {reference}: it cannot be compared with HEAD: {why}");
        }
        Ok(String::from_utf8_lossy(&base).trim().to_owned())
    }

    /// What the index has otherwise than a commit; than nothing, if there is none. A file that is only meant to be
    /// added is not part of the index.
    pub(super) fn changes(&self, commit: Option<&str>) -> anyhow::Result<Vec<ChangedFile>> {
        self.differences(commit, "--ita-invisible-in-index")
    }

    /// The files of which only the intent to add them is staged (`git add -N`).
    pub(super) fn intended(&self, commit: Option<&str>) -> anyhow::Result<Vec<Utf8PathBuf>> {
        let without: BTreeMap<_, _> =
            self.changes(commit)?.into_iter().map(|c| (c.file, c.kind)).collect();
        let with = self.differences(commit, "--ita-visible-in-index")?;
        let with: BTreeMap<_, _> = with.into_iter().map(|c| (c.file, c.kind)).collect();
        let files = with.keys().chain(without.keys());
        Ok(files.filter(|file| with.get(*file) != without.get(*file)).cloned().collect())
    }

    fn differences(
        &self,
        commit: Option<&str>,
        intended: &str,
    ) -> anyhow::Result<Vec<ChangedFile>> {
        let commit = match commit {
            Some(commit) => commit.to_owned(),
            None => self.empty_tree()?,
        };
        let output = self.output(&[
            "diff-index",
            "--cached",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            // `.gitmodules` may say otherwise.
            "--ignore-submodules=none",
            "--relative",
            intended,
            &commit,
            "--",
        ])?;
        let mut parts = output.split(|byte| *byte == 0);
        let mut changes = Vec::new();
        // `:100644 100644 OLD NEW M`, then the name.
        while let (Some(raw), Some(file)) = (parts.next(), parts.next()) {
            let Some(kind) = raw.last() else { continue };
            changes.push(ChangedFile { file: name(file).0, kind: char::from(*kind) });
        }
        Ok(changes)
    }

    /// The name of a tree that has nothing.
    fn empty_tree(&self) -> anyhow::Result<String> {
        let (status, out, said) = self.run(&["hash-object", "-t", "tree", "--stdin"], &[])?;
        if !status.success() {
            bail!("git hash-object: {said}");
        }
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// The index, below `paths`; all of it if there are none.
    pub(super) fn entries(&self, paths: &[&Utf8Path]) -> anyhow::Result<Vec<GitEntry>> {
        let output = self.output(&with_paths(&["ls-files", "-t", "-s", "-z"], paths))?;
        // `H 100644 OBJECT STAGE`, a tabulator, the name. A file with conflicts has up to three.
        let entry = |line: &[u8]| {
            let (fields, file) = split(line)?;
            let mut fields = fields.split(' ');
            let (sparse, kind) = (fields.next()? == "S", GitEntryKind::of(fields.next()?)?);
            let (object, stage) = (fields.next()?.to_owned(), fields.next()?);
            let (file, misnamed) = name(file);
            Some(GitEntry { file, misnamed, kind, object, unmerged: stage != "0", sparse })
        };
        trust::check_names(output.split(|byte| *byte == 0).filter_map(entry).collect())
    }

    /// The files that a commit has below `paths`.
    pub(super) fn files_of(
        &self,
        commit: &str,
        paths: &[&Utf8Path],
    ) -> anyhow::Result<Vec<GitEntry>> {
        let output = self.output(&with_paths(&["ls-tree", "-r", "-z", commit], paths))?;
        // `100644 blob OBJECT`, a tabulator, the name.
        let entry = |line: &[u8]| {
            let (fields, file) = split(line)?;
            let mut fields = fields.split(' ');
            let kind = GitEntryKind::of(fields.next()?)?;
            let object = fields.nth(1)?.to_owned();
            let (file, misnamed) = name(file);
            Some(GitEntry { file, misnamed, kind, object, unmerged: false, sparse: false })
        };
        trust::check_names(output.split(|byte| *byte == 0).filter_map(entry).collect())
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
        let files = output.split(|byte| *byte == 0).filter(|file| !file.is_empty());
        Ok(files.map(|file| name(file).0).collect())
    }

    /// Whether its folder is one that it leaves out (`.gitignore`).
    pub(super) fn is_ignored(&self) -> anyhow::Result<bool> {
        // This command takes a name as it is, and refuses to be told so.
        self.succeeds(&["--no-literal-pathspecs", "check-ignore", "--quiet", "."])
    }

    /// The values of a setting's names, the last of each: of this repository, or the user's own.
    pub(super) fn settings(&self, pattern: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let (_, out, _) = self.run(&["config", "-z", "--get-regexp", pattern], &[])?;
        let text = String::from_utf8_lossy(&out).into_owned();
        let settings = text.split('\0').filter(|line| !line.is_empty());
        // One without a value is switched on.
        let pair = |line: &str| {
            let (name, value) = line.split_once('\n').unwrap_or((line, "true"));
            (name.to_owned(), value.to_ascii_lowercase())
        };
        Ok(settings.map(pair).collect())
    }

    /// The attributes of files that the index's `.gitattributes` (and those of no commit) give them, where they are specified.
    pub(super) fn attributes(
        &self,
        files: &[&Utf8Path],
        names: &[&str],
    ) -> anyhow::Result<BTreeMap<Utf8PathBuf, BTreeMap<String, String>>> {
        let list: Vec<u8> =
            files.iter().flat_map(|f| [f.as_str().as_bytes(), &[0]].concat()).collect();
        let arguments = [&["check-attr", "--cached", "--stdin", "-z"], names].concat();
        let (status, out, said) = self.run(&arguments, &list)?;
        if !status.success() {
            bail!("git check-attr: {said}");
        }
        let mut parts = out.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        let mut found: BTreeMap<Utf8PathBuf, BTreeMap<String, String>> = BTreeMap::new();
        while let (Some(file), Some(name), Some(value)) = (parts.next(), parts.next(), parts.next())
        {
            if value != "unspecified" {
                let of_file = found.entry(file.into_owned().into()).or_default();
                of_file.insert(name.into_owned(), value.into_owned());
            }
        }
        Ok(found)
    }

    /// The bytes of files, as Git keeps them: no filter and no rule for line ends has touched them. In the order of
    /// the entries.
    pub(super) fn blobs(&self, entries: &[&GitEntry]) -> anyhow::Result<Vec<Vec<u8>>> {
        self.batch(entries, |out| {
            let mut left = MAX_BLOBS;
            entries.iter().map(|entry| blob(out, entry, &mut left)).collect()
        })
    }

    /// The entries whose bytes, as Git keeps them, are wanted. What has more than `most` bytes is not, nor what Git does not
    /// have here. One file is in memory at a time.
    pub(super) fn wanted<'e>(
        &self,
        entries: &[&'e GitEntry],
        most: u64,
        is_wanted: impl Fn(&[u8]) -> bool,
    ) -> anyhow::Result<Vec<&'e GitEntry>> {
        let read = |out: &mut BufReader<ChildStdout>| {
            let mut wanted = Vec::new();
            for entry in entries {
                let Some(size) = blob_size(out)? else { continue };
                if size > most {
                    std::io::copy(&mut out.take(size + 1), &mut std::io::sink())?;
                } else if is_wanted(&blob_bytes(out, entry, size)?) {
                    wanted.push(*entry);
                }
            }
            Ok(wanted)
        };
        self.batch(entries, read)
    }

    /// What `read` makes of what `git cat-file --batch` says of the entries.
    fn batch<T: Default>(
        &self,
        entries: &[&GitEntry],
        read: impl FnOnce(&mut BufReader<ChildStdout>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        if entries.is_empty() {
            return Ok(T::default());
        }
        let list: Vec<u8> =
            entries.iter().flat_map(|e| [e.object.as_bytes(), b"\n"].concat()).collect();
        let mut command = command(self.folder.as_std_path(), &["cat-file", "--batch", "--buffer"]);
        let limit = Duration::from_secs(MAX_SECONDS);
        talk(&mut command, &list, limit, |out| read(&mut BufReader::new(out)))?.0
    }

    /// Standard output of a call that must succeed.
    fn output(&self, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
        let (status, out, said) = self.run(arguments, &[])?;
        if status.success() {
            return Ok(out);
        }
        Err(anyhow!("git {}: {said}", arguments.first().unwrap_or(&"")))
    }

    fn succeeds(&self, arguments: &[&str]) -> anyhow::Result<bool> {
        Ok(self.run(arguments, &[])?.0.success())
    }

    /// Calls Git: how it ended, its standard output, and what it said.
    fn run(
        &self,
        arguments: &[&str],
        input: &[u8],
    ) -> anyhow::Result<(ExitStatus, Vec<u8>, String)> {
        let mut command = command(self.folder.as_std_path(), arguments);
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        let read = |mut out: ChildStdout| {
            let mut bytes = Vec::new();
            out.read_to_end(&mut bytes).map(|_| bytes)
        };
        let limit = Duration::from_secs(MAX_SECONDS);
        let (out, status, said) = talk(&mut command, input, limit, read)?;
        Ok((status, out.context("what Git says cannot be read")?, said))
    }
}

/// Runs a program with this input while `read` reads what it prints, and ends it after `limit`. Gives what `read`
/// made of it, how the program ended, and what it said on standard error, fit to be repeated.
fn talk<T>(
    command: &mut Command,
    input: &[u8],
    limit: Duration,
    read: impl FnOnce(ChildStdout) -> T,
) -> anyhow::Result<(T, ExitStatus, String)> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("git cannot be started; is it installed?")?;
    bound_memory(&child);
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (done, ended) = channel::<()>();
    std::thread::scope(|scope| {
        // It need not want to read all of it.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        let said = scope.spawn(move || {
            let mut said = Vec::new();
            let mut stderr = stderr?;
            let _ = stderr.by_ref().take(MAX_SAID).read_to_end(&mut said);
            let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            Some(String::from_utf8_lossy(&said).into_owned())
        });
        let watch = scope.spawn(move || {
            let late = ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
            if late {
                let _ = child.kill();
            }
            (late, child.wait())
        });
        let made = read(stdout.context("git has no output")?);
        drop(done);
        let (late, status) = watch.join().map_err(|_| anyhow!("git cannot be waited for"))?;
        if late {
            bail!("git did not answer in {} seconds, and was ended", limit.as_secs());
        }
        let said = said.join().ok().flatten().unwrap_or_default();
        Ok((made, status.context("git cannot be waited for")?, trust::repeatable(&said)))
    })
}

/// Lets a program have [`MAX_MEMORY`] and no more, where the system can say so.
#[cfg(target_os = "linux")]
fn bound_memory(child: &Child) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let limit = Rlimit { current: Some(MAX_MEMORY), maximum: Some(MAX_MEMORY) };
    // It fails where less is allowed already.
    let _ = prlimit(Some(Pid::from_child(child)), Resource::Data, limit);
}

#[cfg(not(target_os = "linux"))]
fn bound_memory(_: &Child) {}

/// The longest line before a file of `git cat-file`, in bytes: a name of an object, a kind and a size take less.
const HEAD_BYTES: u64 = 1_000;

/// The next file of `git cat-file --batch`.
fn blob(out: &mut impl BufRead, entry: &GitEntry, left: &mut u64) -> anyhow::Result<Vec<u8>> {
    let file = &entry.file;
    let Some(size) = blob_size(out)? else {
        bail!(
            "{file}: Git does not have its bytes here; in a partial clone, `git fetch --refetch --no-filter` gets them"
        );
    };
    if size > MAX_BLOB || size > *left {
        bail!("{file}: it has {size} bytes, too many to be read from Git");
    }
    *left -= size;
    blob_bytes(out, entry, size)
}

/// The line before the next file: `OBJECT blob SIZE`. `None` where Git has none.
fn blob_size(out: &mut impl BufRead) -> anyhow::Result<Option<u64>> {
    let mut line = Vec::new();
    out.by_ref().take(HEAD_BYTES).read_until(b'\n', &mut line)?;
    let line = String::from_utf8_lossy(&line);
    let mut fields = line.split_ascii_whitespace().skip(1);
    let kind = fields.next();
    let size = fields.next().and_then(|size| size.parse::<u64>().ok());
    Ok(size.filter(|_| kind == Some("blob")))
}

/// The bytes after that line, and a line end.
fn blob_bytes(out: &mut impl BufRead, entry: &GitEntry, size: u64) -> anyhow::Result<Vec<u8>> {
    let file = &entry.file;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(size)? + 1)?;
    out.by_ref().take(size + 1).read_to_end(&mut bytes)?;
    if bytes.pop() != Some(b'\n') || bytes.len() as u64 != size {
        bail!("{file}: Git does not give all of its bytes");
    }
    if !worktree::is_object(&bytes, &entry.object) {
        bail!(
            "{file}: what Git has for it is not what the index or the commit names; `git fsck` finds out more"
        );
    }
    Ok(bytes)
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

/// The fields of a line, and the name after the tabulator.
fn split(line: &[u8]) -> Option<(&str, &[u8])> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let (fields, file) = line.split_at(tab);
    Some((std::str::from_utf8(fields).ok()?, file.get(1..)?))
}

/// A file's name, and whether it is another: what is not UTF-8 is replaced, as everywhere in reports.
fn name(bytes: &[u8]) -> (Utf8PathBuf, bool) {
    let name = String::from_utf8_lossy(bytes);
    let misnamed = matches!(name, std::borrow::Cow::Owned(_));
    (name.into_owned().into(), misnamed)
}

#[cfg(test)]
mod tests;
