//! `quoteproof validate`: the main job.

use super::progress::Watched;
use super::{Global, options, print, say, terminal};
use anyhow::{Context, bail};
use camino::Utf8PathBuf;
use clap::ValueEnum;
use quoteproof::check;
use quoteproof::diagnostic::Severity;
use quoteproof::report::human::{HumanOptions, render, render_plain};
use quoteproof::report::{Report, closing_line, concise, json_v1};
use std::process::ExitCode;

/// Check claims and their quotes
///
/// Checks the structure of all claims and sources against their schemas, and that every quote really
/// stands in the document it cites: in its text, or in a proof where the text may not be published.
/// Nothing is written, and no network is used.
#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(super) struct Arguments {
    /// Claims to check, files or folders; a file of the corpus stands for all
    /// claims that cite it [default: all]
    paths: Vec<Utf8PathBuf>,
    /// The form of the report
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<Utf8PathBuf>,
    /// Count warnings as errors
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    deny: Option<String>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    /// Having checked no quote is no failure
    #[arg(long)]
    allow_empty: bool,
    /// Show errors only (human and concise)
    #[arg(long, short)]
    quiet: bool,
    /// Also list what passed (human)
    #[arg(long, short, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Pictures for people
    Human,
    /// A line for each finding
    Concise,
    /// Version 1 of the JSON report
    Json,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut options = options(global, &arguments.paths)?;
    options.deny_warnings = arguments.deny.is_some();
    let world = Watched::new();
    let report = check(&world, &options);
    world.finish();
    let text = render_report(global, arguments, &report);
    match &arguments.output_file {
        Some(file) => {
            std::fs::write(file, text).with_context(|| format!("{file} cannot be written"))?;
        }
        None => print(&text)?,
    }
    if arguments.verbose {
        for note in &report.notes {
            say(&format!("note: {note}"));
        }
    }
    let human = arguments.format == Format::Human && arguments.output_file.is_none();
    if !human {
        say(&closing_line(&report.summary));
    }
    let failed = report.failed();
    let quotes = report.summary.quotes;
    // The process ends: nothing need be taken apart.
    std::mem::forget(report);
    if failed {
        return Ok(ExitCode::from(u8::from(!arguments.exit_zero)));
    }
    if quotes == 0 && !arguments.allow_empty {
        bail!("no quote was checked in {}; if that is right, say --allow-empty", options.root);
    }
    Ok(ExitCode::SUCCESS)
}

fn render_report(global: &Global, arguments: &Arguments, report: &Report) -> String {
    match arguments.format {
        Format::Json => json_v1::render(report),
        Format::Concise if arguments.quiet => {
            let mut errors = report.clone();
            errors.diagnostics.retain(|d| d.severity == Severity::Error);
            concise::render(&errors)
        }
        Format::Concise => concise::render(report),
        Format::Human => {
            let human = HumanOptions {
                verbose: arguments.verbose,
                quiet: arguments.quiet,
                ..terminal::look(global, arguments.output_file.is_some())
            };
            if terminal::plain() { render_plain(report, &human) } else { render(report, &human) }
        }
    }
}
