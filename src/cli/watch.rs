//! `quoteproof watch`: validates again whenever something is saved.
//!
//! The system reports changes (`notify`); asking for every file's time would cost more the larger the
//! repository is. Each run starts from the files: there is no state to be wrong.

use super::again::{Again, place_commands};
use super::baseline::{BaselineArguments, settle};
use super::git::absent::absent;
use super::opened::name_lacked;
use super::validate::human_as;
use super::{Global, located, sandbox, say, terminal};
use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use quoteproof::archive::{Archive, ArchiveError};
use quoteproof::config::{Config, FILE_NAME};
use quoteproof::diagnostic::Severity;
use quoteproof::report::human::HumanOptions;
use quoteproof::report::{Report, Summary, closing_line, concise, counted, visible};
use quoteproof::repository::{Disk, EntryKind, World, is_json};
use quoteproof::{Options, check};
use std::collections::{BTreeSet, HashSet};
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// An editor saves in several steps: the run begins when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(10);

/// So many steps are waited for at most: something may write without end.
const MAX_STEPS: usize = 100;

/// A terminal of so few rows shows everything, and scrolls.
const MIN_ROWS: usize = 8;

/// Clears the screen and goes to its top. What was scrolled away stays.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J";

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Claims to check, as files or folders; a file of the corpus means all
    /// claims that cite it [default: all]
    paths: Vec<Utf8PathBuf>,
    /// Show errors only
    #[arg(long, short)]
    quiet: bool,
    /// The report format
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Form,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Pictures for people
    Human,
    /// The same without box-drawing characters, for screen readers
    Plain,
    /// A line for each finding
    Concise,
}

/// What is known from one run to the next.
struct Seen {
    /// The clock of the place that the user is at.
    clock: TimeZone,
    /// The findings of the last run; none before the first.
    known: Option<HashSet<String>>,
    /// What was saved since, as people name it.
    saved: String,
}

type Event = notify::Result<notify::Event>;

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let archive = located(global, &arguments.paths)?;
    archive.paths_exist()?;
    // The clock's zone is out of reach afterwards.
    let clock = TimeZone::try_system().unwrap_or(TimeZone::UTC);
    let lacked = absent(&archive.root, archive.config_file.as_deref());
    sandbox::start(global, Some(&archive.root))?;
    name_lacked(&archive, &lacked);
    let mut seen = Seen { clock, known: None, saved: String::new() };
    let mut watching = Watching::start(&archive.root)?;
    loop {
        let options = archive.options();
        if let Ok(options) = &options {
            // Watched first, read then: what is saved meanwhile is seen.
            watch(&mut watching.watcher, &archive.disk, options);
        }
        let config = options.as_ref().map_or_else(|_| Config::default(), |o| o.config.clone());
        if !show(&text(global, arguments, &archive.disk, options, &mut seen))? {
            return Ok(ExitCode::SUCCESS);
        }
        let Some(saved) = changed(&watching.events, &archive.root, &config) else {
            say("quoteproof: the system no longer reports changes");
            return Ok(ExitCode::from(2));
        };
        seen.saved = saved;
    }
}

/// The changes of an archive, as the system tells of them.
pub(super) struct Watching {
    watcher: RecommendedWatcher,
    events: Receiver<Event>,
}

impl Watching {
    /// Watches what lies right in the root.
    pub(super) fn start(root: &Utf8Path) -> anyhow::Result<Self> {
        let (send, events) = channel::<Event>();
        // The sender outlives the receiver only while the program ends.
        // Links may lead anywhere: those that stay inside are watched one by one.
        let how = notify::Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(move |event| drop(send.send(event)), how)
            .context("this system does not report changes; run the command again instead")?;
        watcher
            .watch(root.as_std_path(), RecursiveMode::NonRecursive)
            .with_context(|| format!("{root} cannot be watched"))?;
        Ok(Self { watcher, events })
    }

    /// Watches the folders of the archive as it is now, so that what is saved while it is read is seen.
    pub(super) fn look(&mut self, archive: &Archive) {
        if let Ok(options) = archive.options() {
            watch(&mut self.watcher, &archive.disk, &options);
        }
    }

    /// Waits until something was changed. `false` where nothing can come any more.
    pub(super) fn wait(&mut self, archive: &Archive) -> bool {
        let config = archive.options().map(|options| options.config).unwrap_or_default();
        changed(&self.events, &archive.root, &config).is_some()
    }
}

/// Watches the folders that claims, sources and texts are in. A folder that was made since is added; one
/// that is not there is reported by the folder above it.
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
    seen: &mut Seen,
) -> String {
    let started = Instant::now();
    let report = options.map_err(anyhow::Error::new).and_then(|mut options| {
        options.brief = true;
        let mut report = check(disk, &options);
        settle(&BaselineArguments::default(), disk, disk, &options, &mut report)?;
        place_commands(&mut report, &options);
        Ok(report)
    });
    match report {
        Ok(mut report) => {
            newest_first(&mut report, seen);
            let text = rendered(global, arguments, &report);
            let status = status(&report, seen, started.elapsed());
            let all = Again::new("validate").within(global).done();
            fitted(&text, &all, &terminal::shown(&status))
        }
        Err(error) => format!("quoteproof: {error:#}\n{}\n", at_work("", seen, started.elapsed())),
    }
}

fn rendered(global: &Global, arguments: &Arguments, report: &Report) -> String {
    let command = &Again::new("validate").within(global).done();
    let look = HumanOptions { quiet: arguments.quiet, command, ..terminal::look(global, false) };
    match arguments.format {
        Form::Concise => {
            let mut shown = report.clone();
            shown.diagnostics.retain(|d| !arguments.quiet || d.severity == Severity::Error);
            format!("{}{}\n", concise::render(&shown), closing_line(&report.summary))
        }
        Form::Plain => human_as(report, false, &look, true),
        Form::Human => human_as(report, false, &look, terminal::plain()),
    }
}

/// Puts the findings first that the last run had not; the others keep their order.
fn newest_first(report: &mut Report, seen: &mut Seen) {
    if let Some(known) = &seen.known {
        report.diagnostics.sort_by_key(|finding| known.contains(&finding.fingerprint));
    }
    seen.known = Some(report.diagnostics.iter().map(|d| d.fingerprint.clone()).collect());
}

/// What is watched, when it was checked and how long that took.
fn status(report: &Report, seen: &Seen, took: Duration) -> String {
    let Summary { claims, sources, .. } = &report.summary;
    let what = format!("{}, {}", counted(*claims, "claim"), counted(*sources, "source"));
    at_work(&what, seen, took)
}

fn at_work(what: &str, seen: &Seen, took: Duration) -> String {
    let now = Timestamp::now().to_zoned(seen.clock.clone());
    let what = if what.is_empty() { "watching".to_owned() } else { format!("watching {what}") };
    let saved = if seen.saved.is_empty() { String::new() } else { format!(" ({})", seen.saved) };
    format!(
        "{what}; checked at {} in {:.2} s{saved}; Ctrl-C ends",
        now.strftime("%H:%M:%S"),
        took.as_secs_f64()
    )
}

/// The report and the status line, as much of it as a terminal shows: what is new is at its top.
fn fitted(text: &str, all: &str, status: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match terminal::rows().filter(|_| !terminal::plain()) {
        Some(rows) if lines.len() + 2 > rows && rows > MIN_ROWS => {
            let shown = rows - MIN_ROWS / 2;
            let head = lines.get(..shown).unwrap_or(&lines).join("\n");
            let more = lines.len().saturating_sub(shown);
            format!("{head}\n… {more} more lines: {all}\n{status}")
        }
        _ => format!("{text}{status}"),
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

/// Waits until something was changed that a report may depend on, and says what. `None` where nothing can come any more.
fn changed(events: &Receiver<Event>, root: &Utf8Path, config: &Config) -> Option<String> {
    let mut files = BTreeSet::new();
    loop {
        let event = events.recv().ok()?;
        if concerns(&event, root, config) {
            note(&event, root, config, &mut files);
            break;
        }
    }
    for _ in 0..MAX_STEPS {
        let Ok(event) = events.recv_timeout(QUIET) else { break };
        note(&event, root, config, &mut files);
    }
    Some(match (files.first(), files.len()) {
        (None, _) => String::new(),
        (Some(file), 1) => format!("{file} changed"),
        (Some(file), n) => format!("{file} and {} changed", counted(n - 1, "other file")),
    })
}

/// The files that an event tells of, as people name them.
fn note(event: &Event, root: &Utf8Path, config: &Config, files: &mut BTreeSet<String>) {
    if !concerns(event, root, config) {
        return;
    }
    for path in event.iter().flat_map(|event| &event.paths) {
        let named =
            Utf8Path::from_path(path).filter(|path| may_matter(path.as_std_path(), root, config));
        // Editors write beside a file and rename: those names are gone.
        let stays = |path: &&Utf8Path| path.is_file() || is_json(path);
        if let Some(path) = named.filter(stays) {
            files.insert(visible(path.strip_prefix(root).unwrap_or(path).as_str(), true));
        }
    }
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
