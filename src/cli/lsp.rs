//! `quoteproof lsp`: the language server on standard input and output.

use super::git::absent::{Absent, Lacked, absent};
use super::{Global, given_texts, here, normal, sandbox, say};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::archive::{Archive, Start};
use quoteproof::lsp::{Opening, Workspace, serve};
use std::collections::BTreeMap;
use std::io::BufReader;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Standard input and output, which is the only way; for editors that say so
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(super) fn run(global: &Global, _: &Arguments) -> anyhow::Result<ExitCode> {
    let mut input = BufReader::new(std::io::stdin());
    let mut output = std::io::stdout();
    let Some(opening) = Opening::read(&mut input, &mut output) else {
        sandbox::start(global, None)?;
        say(
            "quoteproof: this is a language server: an editor starts it, and speaks to it on standard input",
        );
        return Ok(ExitCode::from(2));
    };
    let here = here()?;
    let root = global.root.as_ref().map(|root| normal(&here.join(root)));
    let config = global.config.as_ref().map(|file| normal(&here.join(file)));
    let texts: Vec<_> = given_texts(global).cloned().collect();
    let locate = move |folder: &Utf8Path| {
        let mut start = Start::at(folder);
        start.root.clone_from(&root);
        start.config.clone_from(&config);
        start.texts.clone_from(&texts);
        Archive::locate(&start)
    };
    let mut folders = opening.folders();
    if folders.is_empty() {
        folders.insert(here);
    }
    // By names alone; afterwards nothing else can be read.
    let found = folders.iter().filter_map(|folder| locate(folder).ok());
    let archives: BTreeMap<Utf8PathBuf, Archive> =
        found.map(|archive| (archive.root.clone(), archive)).collect();
    let lacked = archives.values().map(|archive| {
        let lacked = absent(&archive.root, archive.config_file.as_deref());
        (archive, lacked)
    });
    let lacked: Vec<(&Archive, Vec<Absent>)> = lacked.collect();
    let reached: Vec<_> = archives.keys().chain(&folders).cloned().collect();
    sandbox::start_among(global, &reached)?;
    end_with(opening.editor());
    let notes = lacked.iter().filter_map(|(archive, lacked)| {
        let lacked = Lacked::of(lacked, &archive.options().ok()?);
        Some(lacked.claims.into_iter().chain(lacked.documents))
    });
    let notes = notes.flatten().collect();
    let place = Workspace { folders, locate: &locate, notes };
    let status = serve(&opening, place, input, &mut output);
    Ok(ExitCode::from(status))
}

/// How often it is asked whether the editor still runs.
#[cfg(unix)]
const ASKED_EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Ends this process when the editor's has ended, whatever is being checked: another process may hold the pipe open that
/// they spoke through. Nothing is left half done, since nothing is written.
#[cfg(unix)]
fn end_with(editor: Option<i32>) {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    let Some(editor) = editor.filter(|editor| *editor > 0).and_then(Pid::from_raw) else { return };
    let is_gone = move || test_kill_process(editor) == Err(Errno::SRCH);
    // Where it is not even there now, the number is of another machine, or of another container.
    if is_gone() {
        return;
    }
    std::thread::spawn(move || {
        while !is_gone() {
            std::thread::sleep(ASKED_EVERY);
        }
        std::process::exit(1)
    });
}

/// Elsewhere the pipe alone says it.
#[cfg(not(unix))]
fn end_with(_: Option<i32>) {}
