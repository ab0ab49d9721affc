//! `quoteproof validate`: the main job.

use super::baseline::{BaselineArguments, settle};
use super::fix::Fixing;
use super::lock::writing;
use super::progress::Watched;
use super::select::{Selected, Selection};
use super::write::write_report;
use super::{Global, located, print, sandbox, say, terminal};
use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use quoteproof::check;
use quoteproof::diagnostic::Severity;
use quoteproof::report::human::{HumanOptions, render, render_plain};
use quoteproof::report::{FORMATS, Format, Report, closing_line};
use std::process::ExitCode;

#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// The form of the report
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = forms())]
    format: Form,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<Utf8PathBuf>,
    /// Also write the report in another form to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = form_and_file)]
    report: Vec<(Format, Utf8PathBuf)>,
    /// The same as --report sarif=FILE
    #[arg(long, value_name = "FILE")]
    sarif_file: Option<Utf8PathBuf>,
    /// The same as --report markdown=FILE: a summary for a job's page
    #[arg(long, value_name = "FILE")]
    summary_file: Option<Utf8PathBuf>,
    #[command(flatten)]
    baseline: BaselineArguments,
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
    #[command(flatten)]
    fixing: Fixing,
}

impl Arguments {
    /// Whether files of the repository are written.
    pub(super) fn writes_root(&self) -> bool {
        self.fixing.fix || self.baseline.update_baseline
    }

    /// The files that are named to be read.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        self.baseline.baseline.iter().cloned().collect()
    }

    /// The files that are named to be written.
    pub(super) fn outputs(&self) -> Vec<Utf8PathBuf> {
        let known = self.baseline.baseline.iter().filter(|_| self.baseline.update_baseline);
        let reports = further(self).into_iter().map(|(_, file)| file);
        reports.chain(self.output_file.clone()).chain(known.cloned()).collect()
    }
}

const HUMAN: &str = "human";

/// A form of the report; the one for people is `None`.
#[derive(Clone, Copy)]
struct Form(Option<Format>);

fn forms() -> impl TypedValueParser<Value = Form> {
    let people = PossibleValue::new(HUMAN).help("Pictures for people");
    let others = FORMATS.iter().map(|f| PossibleValue::new(f.name).help(f.about));
    PossibleValuesParser::new(std::iter::once(people).chain(others)).map(|name| Form(named(&name)))
}

fn named(name: &str) -> Option<Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

fn form_and_file(argument: &str) -> Result<(Format, Utf8PathBuf), String> {
    let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    argument
        .split_once('=')
        .filter(|(_, file)| !file.is_empty())
        .and_then(|(name, file)| Some((named(name)?, Utf8PathBuf::from(file))))
        .ok_or_else(|| format!("write FORMAT=FILE, with one of {}", names.join(", ")))
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let fixing = arguments.fixing.wanted()?;
    let place = located(global, &arguments.selection.paths)?;
    let Selected { world, mut options, nothing, judge, may_be_empty } =
        arguments.selection.select(global, &place)?;
    options.deny_warnings = arguments.deny.is_some();
    options.brief = !(arguments.verbose || forms_written(arguments).any(|f| f.complete));
    let _writing = arguments.writes_root().then(|| writing(&options.root, &options.config));
    let watched = Watched::new(&world);
    let mut report = if nothing { Report::default() } else { check(&watched, &options) };
    watched.finish();
    let mut written = true;
    if fixing {
        written = arguments.fixing.run(global, &world, &options, &report)?;
        if arguments.fixing.fix {
            report = check(&world, &options);
        }
    }
    report.folder = folder_in_checkout(&options.root);
    if !nothing {
        let judged = judge.as_ref().map(|judge| judge.world(&world, &options.root));
        let judged = judged.as_ref().unwrap_or(&world);
        settle(&arguments.baseline, &place.disk, judged, &options, &mut report)?;
        if let Some(judge) = &judge {
            report.loosened = judge.loosened(&world, &options.root)?;
        }
    }
    // Nothing was asked of anything: a hook need not print a report of nothing.
    let on_screen = arguments.format.0.is_none() && arguments.output_file.is_none();
    let silent = nothing && on_screen && further(arguments).is_empty();
    if !arguments.fixing.diff && !silent {
        show(global, arguments, &options.root, &report)?;
    }
    if nothing {
        say("nothing to check: no claim and no source was changed");
    }
    let (failed, quotes) = (report.failed() || !written, report.summary.quotes);
    if failed {
        return Ok(ExitCode::from(u8::from(!arguments.exit_zero)));
    }
    if quotes == 0 && !arguments.allow_empty && !may_be_empty {
        bail!("no quote was checked in {}; if that is right, say --allow-empty", options.root);
    }
    Ok(ExitCode::SUCCESS)
}

/// The report on standard output or in its file, the closing line where it is not part of it.
fn show(
    global: &Global,
    arguments: &Arguments,
    root: &Utf8Path,
    report: &Report,
) -> anyhow::Result<()> {
    let text = render_report(global, arguments, report);
    match &arguments.output_file {
        Some(file) => write_report(root, file, &text)?,
        None => print(&text)?,
    }
    for (format, file) in further(arguments) {
        write_report(root, &file, &(format.render)(report))?;
    }
    if arguments.verbose {
        for note in report.notes.iter().cloned().chain(sandbox::note()) {
            say(&format!("note: {note}"));
        }
    }
    for one in &report.loosened {
        say(&format!("loosened: {}: {}", one.file, one.message));
    }
    let human = arguments.format.0.is_none() && arguments.output_file.is_none();
    if !human {
        say(&closing_line(&report.summary));
    }
    Ok(())
}

/// The files that are written besides the report.
fn further(arguments: &Arguments) -> Vec<(Format, Utf8PathBuf)> {
    let short = [("sarif", &arguments.sarif_file), ("markdown", &arguments.summary_file)];
    let short = short.into_iter().filter_map(|(name, file)| Some((named(name)?, file.clone()?)));
    arguments.report.iter().cloned().chain(short).collect()
}

/// The root's folder in the Git checkout that it is part of; empty where it is none, or the whole.
fn folder_in_checkout(root: &Utf8Path) -> Utf8PathBuf {
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    top.and_then(|top| root.strip_prefix(top).ok()).unwrap_or(Utf8Path::new("")).to_owned()
}

/// All forms in which the report is written, but the one for people.
fn forms_written(arguments: &Arguments) -> impl Iterator<Item = Format> {
    let further = further(arguments).into_iter().map(|(format, _)| format);
    arguments.format.0.into_iter().chain(further)
}

fn render_report(global: &Global, arguments: &Arguments, report: &Report) -> String {
    match arguments.format.0 {
        Some(format) if arguments.quiet && format.name == "concise" => {
            let mut errors = report.clone();
            errors.diagnostics.retain(|d| d.severity == Severity::Error);
            (format.render)(&errors)
        }
        Some(format) => (format.render)(report),
        None => {
            let to_file = arguments.output_file.is_some();
            human(global, report, to_file, arguments.quiet, arguments.verbose)
        }
    }
}

/// The report for people, as it looks on standard output or in a file.
pub(super) fn human(
    global: &Global,
    report: &Report,
    to_file: bool,
    quiet: bool,
    verbose: bool,
) -> String {
    let human = HumanOptions { verbose, quiet, ..terminal::look(global, to_file) };
    if terminal::plain() { render_plain(report, &human) } else { render(report, &human) }
}
