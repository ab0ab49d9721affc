//! `quoteproof watch`: validates again whenever something is saved.
//!
//! The system tells of changes (`notify`); asking for every file's time would cost more the larger the
//! repository is. Each run starts from the files: there is no state to be wrong.

use super::baseline::{BaselineArguments, settle};
use super::validate::human;
use super::{Global, located, sandbox, say};
use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use quoteproof::archive::ArchiveError;
use quoteproof::config::{Config, FILE_NAME};
use quoteproof::repository::{Disk, EntryKind, World};
use quoteproof::{Options, check};
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// An editor saves in several steps: the run begins when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(10);

/// So many steps are waited for at most: something may write without end.
const MAX_STEPS: usize = 100;

/// Clears the screen and goes to its top. What was scrolled away stays.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J";

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Claims to check, files or folders; a file of the corpus stands for all
    /// claims that cite it [default: all]
    paths: Vec<Utf8PathBuf>,
    /// Show errors only
    #[arg(long, short)]
    quiet: bool,
}

type Event = notify::Result<notify::Event>;

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let archive = located(global, &arguments.paths)?;
    archive.paths_exist()?;
    sandbox::start(global, Some(&archive.root))?;
    let (send, events) = channel::<Event>();
    // The sender outlives the receiver only while the program ends.
    // Links may lead anywhere: those that stay inside are watched one by one.
    let how = notify::Config::default().with_follow_symlinks(false);
    let mut watcher = RecommendedWatcher::new(move |event| drop(send.send(event)), how)
        .context("this system tells of no changes; run `quoteproof validate` instead")?;
    watcher
        .watch(archive.root.as_std_path(), RecursiveMode::NonRecursive)
        .with_context(|| format!("{} cannot be watched", archive.root))?;
    loop {
        let options = archive.options();
        if let Ok(options) = &options {
            // Watched first, read then: what is saved meanwhile is seen.
            watch(&mut watcher, &archive.disk, options);
        }
        let config = options.as_ref().map_or_else(|_| Config::default(), |o| o.config.clone());
        if !show(&text(global, arguments, &archive.disk, options))? {
            return Ok(ExitCode::SUCCESS);
        }
        if !changed(&events, &archive.root, &config) {
            say("quoteproof: the system tells of no more changes");
            return Ok(ExitCode::from(2));
        }
    }
}

/// Watches the folders that claims, sources and texts are in. A folder that was made since is added; one
/// that is not there is told of by the folder above it.
fn watch(watcher: &mut RecommendedWatcher, disk: &Disk, options: &Options) {
    let config = &options.config;
    let inside = [&config.claims, &config.corpus].into_iter().chain(&config.texts);
    let inside: Vec<_> = inside.map(|folder| options.root.join(folder)).collect();
    let linked = inside.iter().flat_map(|folder| disk.walk(folder));
    let linked = linked.filter(|e| e.kind == EntryKind::Folder && e.path.is_symlink());
    let linked: Vec<_> = linked.map(|entry| entry.path).collect();
    let inside = inside.into_iter().chain(linked).filter(|f| disk.is_inside(f, &options.root));
    for folder in inside.chain(options.texts.iter().cloned()).filter(|folder| folder.is_dir()) {
        if let Err(error) = watcher.watch(folder.as_std_path(), RecursiveMode::Recursive) {
            say(&format!("quoteproof: {folder} cannot be watched: {error}"));
        }
    }
}

fn text(
    global: &Global,
    arguments: &Arguments,
    disk: &Disk,
    options: Result<Options, ArchiveError>,
) -> String {
    let report = options.map_err(anyhow::Error::new).and_then(|mut options| {
        options.brief = true;
        let mut report = check(disk, &options);
        settle(&BaselineArguments::default(), disk, disk, &options, &mut report)?;
        Ok(report)
    });
    match report {
        Ok(report) => human(global, &report, false, arguments.quiet, false),
        Err(error) => format!("quoteproof: {error:#}\n"),
    }
}

/// Prints one report in one piece. `false` where nobody reads any more.
fn show(text: &str) -> anyhow::Result<bool> {
    let mut out = std::io::stdout().lock();
    let dumb = std::env::var("TERM").is_ok_and(|t| t == "dumb");
    let clear = if out.is_terminal() && !dumb { CLEAR } else { "" };
    let written = out.write_all(format!("{clear}{text}\n").as_bytes()).and_then(|()| out.flush());
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("standard output cannot be written"),
    }
}

/// Waits until something was changed that a report may depend on. `false` where nothing can come any more.
fn changed(events: &Receiver<Event>, root: &Utf8Path, config: &Config) -> bool {
    loop {
        let Ok(event) = events.recv() else { return false };
        if concerns(&event, root, config) {
            break;
        }
    }
    for _ in 0..MAX_STEPS {
        if events.recv_timeout(QUIET).is_err() {
            break;
        }
    }
    true
}

fn concerns(event: &Event, root: &Utf8Path, config: &Config) -> bool {
    // Lost events are reason enough to look.
    let Ok(event) = event else { return true };
    // Our own reading is an event, too.
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    event.paths.is_empty() || event.paths.iter().any(|path| may_matter(path, root, config))
}

/// Not the files that editors hide, and right in the root only what the report depends on.
fn may_matter(path: &Path, root: &Utf8Path, config: &Config) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return true };
    if name.starts_with('.') || name.ends_with('~') {
        return false;
    }
    let folders = [&config.claims, &config.corpus].into_iter().chain(&config.texts);
    let mut starts = folders.filter_map(|folder| folder.components().next());
    path.parent() != Some(root.as_std_path())
        || name == FILE_NAME
        || name == quoteproof::baseline::FILE_NAME
        || starts.any(|start| start.as_str() == name)
}
