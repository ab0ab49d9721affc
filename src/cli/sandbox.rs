//! The second lock: the limits on the process itself, even if its own code is wrong.
//!
//! `Disk` opens nothing that leads out of the repository. Were there a way around it, the kernel would still refuse: on
//! Linux the process confines itself by [Landlock](https://docs.kernel.org/userspace-api/landlock.html) before it reads
//! the first file that a stranger may have written, and can never take that back. From then on it reads what the table
//! below says, writes where the table says, starts no program and opens no TCP connection. Git is asked before. The
//! threads that do the work are started after it, for they inherit the lock only so.

use super::write::{depth_below, is_of_the_system};
use super::{Command, Global, given_texts, here, normal};
use camino::{Utf8Path, Utf8PathBuf};
use std::sync::OnceLock;

/// What a command may do to the repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Root {
    /// It knows none.
    #[default]
    Nothing,
    Read,
    Write,
}

/// What a command may reach.
#[derive(Clone, Debug, Default)]
pub(super) struct Permissions {
    root: Root,
    /// Files and folders that the command line names to be read.
    reads: Vec<Utf8PathBuf>,
    /// Files that the command line names to be written: their folders are reached, where a file is made before it takes
    /// the name.
    writes: Vec<Utf8PathBuf>,
    /// Git is asked before the process is confined.
    asks_git: bool,
    /// It reads documents whose texts are kept between runs: the cache is reached.
    keeps: bool,
}

impl Permissions {
    /// Whether the command confines the process itself: it is about a repository, whose place must be known first.
    pub(super) fn begins_later(&self) -> bool {
        self.root != Root::Nothing || self.asks_git
    }

    /// Whether texts of documents are kept between runs.
    pub(super) fn keeps(&self) -> bool {
        self.keeps
    }

    /// Whether it may write a file.
    pub(super) fn writes(&self) -> bool {
        self.root == Root::Write || !self.writes.is_empty()
    }
}

/// The table: what each command may reach. Those that know a repository also read the folders of `--texts` and the file of
/// `--config`.
pub(super) fn reach(command: &Command) -> Permissions {
    let none = Vec::new;
    let written = |yes: bool| if yes { Root::Write } else { Root::Read };
    let (root, reads, writes) = match command {
        Command::Validate(a) => (written(a.writes_root()), a.named_inputs(), a.outputs()),
        // And, for a language server, the folders that the editor has open, which it says before anything is read.
        Command::Watch(_)
        | Command::Find(_)
        | Command::Show(_)
        | Command::List(_)
        | Command::Lsp(_)
        | Command::Stats(_)
        | Command::Export(_) => (Root::Read, none(), none()),
        Command::Site(a) => (Root::Read, a.named_inputs(), a.outputs()),
        Command::Mcp(a) => (written(a.allow_writes), none(), none()),
        Command::Prove(a) => match a.merge.as_slice() {
            [] => (written(!a.check), none(), none()),
            // As Git calls it: the work tree's top folder has them all.
            files @ [_, ours, ..] => {
                let here = Utf8PathBuf::from(".");
                (Root::Nothing, files.iter().cloned().chain([here]).collect(), vec![ours.clone()])
            }
            files => (Root::Nothing, files.to_vec(), none()),
        },
        Command::Seal(_) | Command::Init(_) | Command::Quote(_) | Command::Edit(_) => {
            (Root::Write, none(), none())
        }
        Command::New(what) => (Root::Write, what.named_inputs(), none()),
        Command::Source(what) => (written(what.writes()), what.named_inputs(), none()),
        Command::Rename(what) => (written(what.writes()), none(), none()),
        Command::Check(a) => (Root::Nothing, a.named_inputs(), a.outputs()),
        Command::Verify(a) => (Root::Nothing, a.named_inputs(), none()),
        Command::Import(a) => {
            let root = if a.archive().is_some() { Root::Write } else { Root::Nothing };
            (root, a.named_inputs(), none())
        }
        Command::Conformance(a) => (Root::Nothing, a.named_inputs(), none()),
        Command::Cache(_) => (Root::Nothing, none(), super::cache::reached()),
        Command::Explain(_) | Command::Schema(_) | Command::Completions(_) | Command::Man(_) => {
            (Root::Nothing, none(), none())
        }
    };
    let asks_git = matches!(command, Command::Check(_));
    Permissions { root, reads, writes, asks_git, keeps: keeps(command) }
}

/// Whether a command reads documents to look for quotes in them. A language server keeps them itself as long as it runs.
fn keeps(command: &Command) -> bool {
    matches!(
        command,
        Command::Validate(_)
            | Command::Check(_)
            | Command::Watch(_)
            | Command::Find(_)
            | Command::Show(_)
            | Command::List(_)
            | Command::Stats(_)
            | Command::Export(_)
            | Command::Site(_)
            | Command::Mcp(_)
            | Command::Quote(_)
    )
}

/// Why the process is not confined; empty where it is. Set once it has been tried.
static LOOSE: OnceLock<String> = OnceLock::new();

/// The threads, as long as the process lives.
static THREADS: OnceLock<rayon::ThreadPool> = OnceLock::new();

/// Confines the process, then starts its threads. To be called when the repository's place is known and Git was asked, and
/// before a file of it is read.
pub(super) fn start(global: &Global, root: Option<&Utf8Path>) -> anyhow::Result<()> {
    confined(global, || paths(global, root))
}

/// The same for a command that reads several folders, which something else than the command line has named.
pub(super) fn start_among(global: &Global, folders: &[Utf8PathBuf]) -> anyhow::Result<()> {
    confined(global, || {
        let (mut reads, writes) = paths(global, None)?;
        reads.extend(folders.iter().cloned());
        Ok((reads, writes))
    })
}

fn confined(
    global: &Global,
    reached: impl FnOnce() -> anyhow::Result<(Vec<Utf8PathBuf>, Vec<Utf8PathBuf>)>,
) -> anyhow::Result<()> {
    // Counted before: how many a container may use is in files of the system.
    let here_are = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = global.threads.unwrap_or_else(here_are);
    let loose = if global.no_sandbox {
        Some("`--no-sandbox` was given".to_owned())
    } else {
        let (reads, writes) = reached()?;
        confine(&reads, &writes).err()
    };
    let _ = LOOSE.set(loose.unwrap_or_default());
    // This thread is one of them, so that a small run waits for no other to start; it would be waited for if this
    // were the global pool.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build()?;
    let _ = THREADS.set(pool);
    Ok(())
}

/// Whether the process was confined, or it was tried.
pub(super) fn started() -> bool {
    LOOSE.get().is_some()
}

/// What to tell somebody who wants to know all: why the process is not confined.
pub(super) fn note() -> Option<String> {
    let why = LOOSE.get().filter(|why| !why.is_empty())?;
    Some(format!("this run is not sandboxed: {why}"))
}

/// What is read, and what is also written.
fn paths(
    global: &Global,
    root: Option<&Utf8Path>,
) -> anyhow::Result<(Vec<Utf8PathBuf>, Vec<Utf8PathBuf>)> {
    let here = here()?;
    let Permissions { root: may, reads, writes, keeps, .. } = &global.reach;
    let full = |file: &Utf8PathBuf| normal(&here.join(file));
    // What lies below the root is reached with it, and not where a link of a stranger leads.
    let elsewhere = |file: &Utf8PathBuf| root.is_none_or(|root| depth_below(root, file).is_none());
    let mut reads: Vec<Utf8PathBuf> = reads.iter().map(full).collect();
    // Where no repository is known, the current folder may be a stranger's.
    let base = root.unwrap_or(&here);
    let written = writes.iter().map(full).filter_map(|file| match depth_below(base, &file) {
        Some(_) => place_below(base, &file),
        None => place_of(&file),
    });
    let mut writes: Vec<Utf8PathBuf> = written.collect();
    if *may != Root::Nothing {
        reads.extend(global.config.iter().map(full));
        reads.retain(elsewhere);
        reads.extend(given_texts(global).cloned());
        if *may == Root::Write { &mut writes } else { &mut reads }
            .extend(root.map(Utf8Path::to_owned));
    }
    if let Some(cache) = keeps.then(|| super::cache::cache(global)).flatten() {
        writes.push(cache.folder().to_owned());
    }
    Ok((reads, writes))
}

/// The folder of a named output below the root, if no link leads it out.
fn place_below(root: &Utf8Path, file: &Utf8Path) -> Option<Utf8PathBuf> {
    let (root, folder) = (root.canonicalize_utf8().ok()?, folder_of(file)?);
    folder.starts_with(root).then_some(folder)
}

/// Where a named output is written: its folder, links followed; a device alone.
fn place_of(file: &Utf8Path) -> Option<Utf8PathBuf> {
    let target = file.canonicalize_utf8();
    let is_special = file.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir());
    if is_special || is_of_the_system(file) {
        // None for a pipe that has no name: it is open already.
        return target.ok();
    }
    folder_of(&target.unwrap_or_else(|_| file.to_owned()))
}

/// The folder that something is written in, links followed; where it is still to be made, the one that it is made in.
fn folder_of(file: &Utf8Path) -> Option<Utf8PathBuf> {
    file.ancestors().skip(1).find_map(|folder| folder.canonicalize_utf8().ok())
}

#[cfg(target_os = "linux")]
fn confine(reads: &[Utf8PathBuf], writes: &[Utf8PathBuf]) -> Result<(), String> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
        RulesetStatus, Scope, make_bitflags, path_beneath_rules,
    };
    /// The newest interface that this was tried with. A kernel that has an older one gives what it has.
    const NEWEST: ABI = ABI::V7;
    let read = make_bitflags!(AccessFs::{ReadFile | ReadDir});
    let write = read
        | make_bitflags!(AccessFs::{WriteFile | Truncate | MakeReg | MakeDir | RemoveFile | RemoveDir});
    let confined = || -> Result<RulesetStatus, RulesetError> {
        let rules = Ruleset::default()
            .handle_access(AccessFs::from_all(NEWEST))?
            .handle_access(AccessNet::from_all(NEWEST))?
            .scope(Scope::from_all(NEWEST))?
            .create()?
            .add_rules(path_beneath_rules(reads, read))?
            .add_rules(path_beneath_rules(writes, write))?;
        Ok(rules.restrict_self()?.ruleset)
    };
    match confined() {
        Ok(RulesetStatus::NotEnforced) => Err("this kernel has no Landlock".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(not(target_os = "linux"))]
fn confine(_: &[Utf8PathBuf], _: &[Utf8PathBuf]) -> Result<(), String> {
    Err("this system has no Landlock".to_owned())
}
