//! `quoteproof find`: finds words in the documents.

use super::{Global, Named, options, print, say, terminal};
use anyhow::{Context, anyhow, bail};
use quoteproof::claim::Stance;
use quoteproof::find::{Query, find};
use quoteproof::report::escaped;
use quoteproof::report::search::{Search, human, json_v1};
use std::io::{IsTerminal, Read};
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The words; without them, or for `-`, standard input is read
    words: Vec<String>,
    /// Search this source only (may be repeated)
    #[arg(long, value_name = "ID", add = super::complete::sources())]
    source: Vec<String>,
    /// How many places to show per source, at most
    #[arg(long, value_name = "N", default_value_t = 5)]
    limit: usize,
    /// Print passages as evidence: JSON to paste into a claim or pipe to
    /// `quoteproof new claim ID --evidence -`
    #[arg(long)]
    evidence: bool,
    /// The stance of that evidence: supports, refutes or context
    #[arg(long, value_name = "STANCE", default_value = "context")]
    stance: Named<Stance>,
    /// Show only passages that have exactly these words: no similar passages, no sentences that have some of
    /// them
    #[arg(long)]
    exact: bool,
    /// The output format
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with_all = ["evidence", "format"])]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Passages for people
    Human,
    /// Version 1 of the JSON format (schema/find.schema.json)
    Json,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let query = Query {
        words: words(&arguments.words)?,
        sources: arguments.source.clone(),
        most: arguments.limit,
        stance: arguments.stance.0,
        exact: arguments.exact,
    };
    let search = find(&disk, &options, &query).map_err(|why| anyhow!(why))?;
    if search.searched.is_empty() {
        bail!("there is no source to search in {}", options.root.join(&options.config.corpus));
    }
    if arguments.json || arguments.format == Format::Json {
        print(&json_v1::render(&search))?;
    } else if arguments.evidence {
        evidence(global, &search)?;
    } else {
        print(&human::render(&search, &terminal::look(global, false)))?;
    }
    let found = search.searched.iter().any(|s| s.places > 0);
    Ok(ExitCode::from(u8::from(!found)))
}

fn words(given: &[String]) -> anyhow::Result<String> {
    if !given.is_empty() && given != ["-"] {
        return Ok(given.join(" "));
    }
    let mut input = std::io::stdin();
    if given.is_empty() && input.is_terminal() {
        bail!("give the words to search for, or pipe them in: quoteproof find \"some words\"");
    }
    let mut words = String::new();
    input.read_to_string(&mut words).context("standard input is not UTF-8 text")?;
    Ok(words.trim().to_owned())
}

/// One object after the other on standard output; what a person has to know beside it.
fn evidence(global: &Global, search: &Search) -> anyhow::Result<()> {
    let ready: Vec<_> = search.passages.iter().filter_map(|p| p.evidence.as_ref()).collect();
    for evidence in &ready {
        print(&format!("{}\n", escaped(&serde_json::to_string_pretty(evidence)?)))?;
    }
    if search.passages.is_empty() {
        say(human::render(search, &terminal::look(global, true)).trim_end());
    }
    for note in human::notes(search) {
        say(&format!("note: {note}"));
    }
    Ok(())
}
