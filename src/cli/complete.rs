//! What a shell completes: ids, topics and codes, as they are at that moment.
//!
//! A shell asks by running the command with `COMPLETE` set to its name. Then nothing else is done, and of the archive only
//! names are read, and `quoteproof.toml`.

use super::named::{claim_files, source_ids};
use super::{Cli, here};
use clap::CommandFactory;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};
use quoteproof::Options;
use quoteproof::archive::{Archive, Start};
use quoteproof::author::rename::is_id;
use quoteproof::diagnostic::CodeOrKind;
use quoteproof::repository::Disk;
use std::ffi::OsStr;

/// The variable by which a shell asks.
const ASKED_BY: &str = "COMPLETE";

/// Answers a shell, if one asks; whether one did.
pub(super) fn answer() -> clap::error::Result<bool> {
    let env = CompleteEnv::with_factory(command).var(ASKED_BY).bin("quoteproof");
    env.try_complete(std::env::args_os(), std::env::current_dir().ok().as_deref())
}

/// The command with its options hidden as long as no `-` is typed: ids and files are not lost among them. Where there is
/// nothing else to type, hidden ones are shown, too.
fn command() -> clap::Command {
    let mut all = Cli::command();
    let words: Vec<String> = std::env::args().skip_while(|word| word != "--").skip(1).collect();
    let asked = std::env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse().ok());
    let typed = words.get(asked.unwrap_or(words.len().saturating_sub(1)));
    if typed.is_some_and(|word| word.starts_with('-')) {
        return all;
    }
    // Options that all commands have come to each of them here.
    all.build();
    without_options(all)
}

fn without_options(command: clap::Command) -> clap::Command {
    let hidden = |arg: clap::Arg| if arg.is_positional() { arg } else { arg.hide(true) };
    command.mut_args(hidden).mut_subcommands(without_options)
}

/// What a shell reads at its start, so that it asks. `None` for a shell that is not known.
pub(super) fn registration(shell: &str) -> Option<std::io::Result<Vec<u8>>> {
    let mut text = Vec::new();
    let known = Shells::builtins();
    let shell = known.completer(shell)?;
    let written =
        shell.write_registration(ASKED_BY, "quoteproof", "quoteproof", "quoteproof", &mut text);
    Some(written.map(|()| text))
}

/// The shells that can ask.
pub(super) fn shells() -> Vec<&'static str> {
    Shells::builtins().names().collect()
}

pub(super) fn claims() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| listed(typed, claim_ids))
}

pub(super) fn sources() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| listed(typed, source_ids))
}

/// Ids of claims and sources.
pub(super) fn ids() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        listed(typed, |disk, options| {
            [claim_ids(disk, options), source_ids(disk, options)].concat()
        })
    })
}

pub(super) fn topics() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        listed(typed, |_, options| options.config.topics.keys().cloned().collect())
    })
}

pub(super) fn codes() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let codes = CodeOrKind::all().filter(|code| code.name().starts_with(&*typed));
        let candidate = |code: CodeOrKind| {
            CompletionCandidate::new(code.name()).help(Some(code.summary().into()))
        };
        codes.map(candidate).collect()
    })
}

fn claim_ids(disk: &Disk, options: &Options) -> Vec<String> {
    let files = claim_files(disk, options).into_iter();
    files.filter_map(|file| file.file_stem().map(str::to_owned)).collect()
}

/// The names of the archive around the current folder that begin as it was typed. Files may have names that mean
/// something to a shell: those are none.
fn listed(
    typed: &OsStr,
    names: impl Fn(&Disk, &Options) -> Vec<String>,
) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let Some((disk, options)) = archive() else { return Vec::new() };
    let mut names = names(&disk, &options);
    names.retain(|name| name.starts_with(typed) && is_id(name).is_ok());
    names.sort();
    names.into_iter().map(CompletionCandidate::new).collect()
}

fn archive() -> Option<(Disk, Options)> {
    let archive = Archive::locate(&Start::at(here().ok()?)).ok()?;
    let options = archive.options().ok()?;
    Some((archive.disk, options))
}
