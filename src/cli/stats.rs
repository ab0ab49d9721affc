//! `quoteproof stats`: the archive in numbers.

use super::again::rooted;
use super::{Global, options, print, sandbox, say, terminal};
use clap::ValueEnum;
use quoteproof::report::human::{HumanOptions, stats};
use quoteproof::report::stats_v1;
use quoteproof::survey::survey;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The output format
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Format,
    /// Show every row (human)
    #[arg(long, short)]
    verbose: bool,
}

const EXAMPLES: &str = "\
Examples:
  quoteproof stats                  tables, the longest with their first rows
  quoteproof stats --verbose        every topic, source and speaker
  quoteproof stats --format json    for another program";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for people
    Human,
    /// The same in words, for screen readers
    Plain,
    /// Version 1 of the JSON numbers
    Json,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let survey = survey(&disk, &options);
    let document = stats_v1::count(&survey);
    let human = HumanOptions { verbose: arguments.verbose, ..terminal::look(global, false) };
    let summary = &survey.report.summary;
    print(&match arguments.format {
        Format::Json => stats_v1::render(&document),
        Format::Human if !terminal::plain() => rooted(&stats::render(&document, summary, &human)),
        Format::Human | Format::Plain => rooted(&stats::render_plain(&document, summary, &human)),
    })?;
    if let Some(note) = sandbox::note().filter(|_| arguments.verbose) {
        say(&format!("note: {note}"));
    }
    Ok(ExitCode::SUCCESS)
}
