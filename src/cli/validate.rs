//! `quoteproof validate`: the main job.

use super::again::{Again, NAMED, place_commands};
use super::baseline::{BaselineArguments, settle};
use super::fix::Fixing;
use super::git::absent::Lacked;
use super::lock::writing;
use super::misplaced;
use super::outcome::ReportOptions;
use super::progress::Watched;
use super::select::{Selected, Selection};
use super::write::{has_folder, write_report};
use super::{Global, located, print, sandbox, say, terminal};
use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use quoteproof::archive::{Archive, normal};
use quoteproof::author::rename::is_id;
use quoteproof::author::taken;
use quoteproof::baseline::FILE_NAME as BASELINE;
use quoteproof::config::FILE_NAME;
use quoteproof::diagnostic::Severity;
use quoteproof::report::human::{HumanOptions, render, render_plain};
use quoteproof::report::{FORMATS, Report, ReportFormat, closing_line, counted};
use quoteproof::text::shell_path;
use quoteproof::{Options, check};
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// The report format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = forms())]
    format: Form,
    /// Also write the report in another format to a file (may be repeated)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = form_and_file)]
    report: Vec<(ReportFormat, Utf8PathBuf)>,
    /// The same as --report sarif=FILE
    #[arg(long, value_name = "FILE")]
    sarif_file: Option<Utf8PathBuf>,
    /// The same as --report markdown=FILE: a summary for a job's page
    #[arg(long, value_name = "FILE")]
    summary_file: Option<Utf8PathBuf>,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    deny: Option<String>,
    #[command(flatten)]
    outcome: ReportOptions,
    #[command(flatten)]
    fixing: Fixing,
}

impl Arguments {
    /// Whether files of the repository are written.
    pub(super) fn writes_root(&self) -> bool {
        self.fixing.fix || self.baseline.update_baseline
    }

    /// The command that checks the same again. What is staged cannot be fixed: there it is the whole archive. Many files are `PATH`.
    fn again(&self, global: &Global) -> String {
        let Selection { paths, staged, changed_since, .. } = &self.selection;
        let any = [Utf8PathBuf::from("PATH")];
        let named = if paths.len() <= NAMED { paths.as_slice() } else { &any };
        Again::new("validate")
            .files(if *staged { &[] } else { named })
            .with("changed-since", changed_since)
            .with("baseline", &self.baseline.baseline)
            .within(global)
            .done()
    }

    /// The files that are named to be read.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        self.baseline.baseline.iter().cloned().collect()
    }

    /// The files that are named to be written.
    pub(super) fn outputs(&self) -> Vec<Utf8PathBuf> {
        let known = self.baseline.baseline.iter().filter(|_| self.baseline.update_baseline);
        let reports = further(self).into_iter().map(|(_, file)| file);
        reports.chain(self.outcome.output_file.clone()).chain(known.cloned()).collect()
    }
}

const HUMAN: &str = "human";

/// The name of the form for people who hear it.
pub(super) const PLAIN: &str = "plain";

/// A report format; those for people have no function of the report alone.
#[derive(Clone, Copy)]
struct Form {
    other: Option<ReportFormat>,
    plain: bool,
}

fn forms() -> impl TypedValueParser<Value = Form> {
    let people = PossibleValue::new(HUMAN).help("Pictures for people");
    let plain =
        PossibleValue::new(PLAIN).help("The same without drawing characters, for screen readers");
    let others = FORMATS.iter().map(|f| PossibleValue::new(f.name).help(f.about));
    PossibleValuesParser::new([people, plain].into_iter().chain(others))
        .map(|name| Form { other: named(&name), plain: name == PLAIN })
}

fn named(name: &str) -> Option<ReportFormat> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

fn form_and_file(argument: &str) -> Result<(ReportFormat, Utf8PathBuf), String> {
    let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    argument
        .split_once('=')
        .filter(|(_, file)| !file.is_empty())
        .and_then(|(name, file)| Some((named(name)?, Utf8PathBuf::from(file))))
        .ok_or_else(|| format!("write FORMAT=FILE, with one of {}", names.join(", ")))
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let fixing = arguments.fixing.wanted()?;
    report_folders_exist(arguments)?;
    let paths = &arguments.selection.paths;
    let archive = archive_of(global, paths)?;
    refuse_id(&archive, paths)?;
    let selected = arguments.selection.select(global, &archive)?;
    let Selected { world, mut options, nothing, judge, .. } = selected;
    let Selected { may_be_empty, no_claim_yet, misplaced, lacked, .. } = selected;
    if !arguments.selection.asks_git() && !paths.is_empty() {
        let is_foreign = |path: &&Utf8PathBuf| is_foreign(&archive.here.join(path), &options);
        if let Some(file) = paths.first().filter(|_| paths.iter().all(|path| is_foreign(&path))) {
            bail!("{}", foreign(file, Some(&options.config.claims)));
        }
    }
    options.deny_warnings = arguments.deny.is_some();
    options.sealed_passages =
        arguments.outcome.output_file.is_some() || terminal::may_be_published();
    options.brief = !(arguments.outcome.verbose || forms_written(arguments).any(|f| f.complete));
    options.no_fingerprints = judge.is_none()
        && !arguments.baseline.may_apply(&world, &options)
        && !forms_written(arguments).any(|f| f.fingerprints);
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
        settle(&arguments.baseline, &archive.disk, judged, &options, &mut report)?;
        if let Some(judge) = &judge {
            report.loosened = judge.loosened(&world, &options.root)?;
        }
    }
    place_commands(&mut report, &options);
    lacked.notes(&report).for_each(|one| say(&format!("note: {one}")));
    // Nothing was asked of anything: a hook need not print a report of nothing.
    let on_screen = arguments.format.other.is_none() && arguments.outcome.output_file.is_none();
    let silent = nothing && on_screen && further(arguments).is_empty();
    if !arguments.fixing.diff && !silent {
        show(global, arguments, &options.root, &report)?;
    }
    let misplaced = misplaced::said(&misplaced, &options);
    tell_of_git(nothing, no_claim_yet, misplaced.as_deref(), arguments.outcome.allow_empty);
    let (failed, quotes) = (report.failed() || !written, report.summary.quotes);
    if failed {
        return Ok(ExitCode::from(u8::from(!arguments.outcome.exit_zero)));
    }
    let misplaced = misplaced.filter(|_| no_claim_yet);
    if quotes == 0 && !arguments.outcome.allow_empty && (!may_be_empty || misplaced.is_some()) {
        let why = misplaced
            .map(|said| format!("no quote was checked: {said} (--allow-empty if that is right)"));
        bail!("{}", why.unwrap_or_else(|| nothing_checked(&options.root, &report, paths, &lacked)));
    }
    Ok(ExitCode::SUCCESS)
}

/// Says what a run on what Git names did not check. Misplaced claims of an archive that has no other are an error, which
/// says it.
fn tell_of_git(nothing: bool, no_claim_yet: bool, misplaced: Option<&str>, allow_empty: bool) {
    match misplaced {
        Some(_) if no_claim_yet && !allow_empty => return,
        Some(said) => say(&format!("note: {said}")),
        None => {}
    }
    if nothing {
        say("nothing to check: no claim and no source was changed");
    } else if no_claim_yet {
        say("note: no quote was checked: neither this commit nor the last has a claim");
    }
}

/// An error if the folder of a report's file does not exist.
fn report_folders_exist(arguments: &Arguments) -> anyhow::Result<()> {
    let files = further(arguments);
    let mut files = files.iter().map(|(_, file)| file).chain(&arguments.outcome.output_file);
    files.try_for_each(|file| has_folder(file))
}

/// The archive that is checked.
fn archive_of(global: &Global, paths: &[Utf8PathBuf]) -> anyhow::Result<Archive> {
    located(global, paths).or_else(|error| {
        // An article beside no archive: what is meant is another command.
        match paths.iter().find(|path| path.is_file() && !may_be_claim(path)) {
            Some(file) if global.root.is_none() => bail!("{}", foreign(file, None)),
            _ => Err(error),
        }
    })
}

/// An error where a path is not there, and is the id of a claim or of a source.
fn refuse_id(place: &Archive, paths: &[Utf8PathBuf]) -> anyhow::Result<()> {
    let Some(id) = paths.iter().find(|path| !place.here.join(path).exists()) else { return Ok(()) };
    let config = place.options_in(&place.disk)?.config;
    let claims = place.root.join(config.claims);
    if let Some(file) = taken(&place.disk, &claims, id.as_str()) {
        let file = file.strip_prefix(&place.here).unwrap_or(&file);
        let file = shell_path(file.as_str());
        bail!("`{id}` is the id of a claim; its file is meant: `quoteproof validate {file}`");
    }
    let folder = place.root.join(config.corpus).join(id);
    if is_id(id.as_str()).is_ok() && folder.is_dir() {
        let folder = folder.strip_prefix(&place.here).unwrap_or(&folder);
        let folder = shell_path(folder.as_str());
        bail!("`{id}` is the id of a source; its folder is meant: `quoteproof validate {folder}`");
    }
    Ok(())
}

/// Whether a file or folder is nothing that a claim is, or depends on.
fn is_foreign(file: &Utf8Path, options: &Options) -> bool {
    let file = normal(file);
    let inside = |folder: &Utf8Path| file.starts_with(options.root.join(folder));
    let mut texts = options.texts.iter().chain(&options.config.texts);
    let of_the_archive = [FILE_NAME, BASELINE, ".gitattributes"];
    let of_the_archive = file.file_name().is_some_and(|name| of_the_archive.contains(&name));
    let read = inside(&options.config.corpus)
        || ((file.is_dir() || may_be_claim(&file)) && inside(&options.config.claims))
        || texts.any(|folder| inside(folder))
        || options.config_file.as_ref() == Some(&file);
    let around = [&options.config.claims, &options.config.corpus];
    let has_some = around.iter().any(|folder| options.root.join(folder).starts_with(&file));
    file.exists() && !read && !of_the_archive && !has_some
}

/// Whether a file may be meant as a claim: people also write `.JSON`.
fn may_be_claim(file: &Utf8Path) -> bool {
    file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"))
}

/// What a file is, that is not a claim, and what to type.
fn foreign(file: &Utf8Path, claims: Option<&Utf8PathBuf>) -> String {
    let word = shell_path(file.as_str());
    if let Some(claims) = claims.filter(|_| file.is_dir()) {
        return format!(
            "{file} has no claims: those of this archive are in {claims}/; `quoteproof source add {word}` makes sources of \
             the documents in it"
        );
    }
    let extension = file.extension().unwrap_or_default().to_lowercase();
    let where_claims_are = match claims {
        Some(folder) => format!(
            "{file} is not a claim: the claims of this archive are the JSON files in {folder}/"
        ),
        None => format!("{file} is not a claim of an archive"),
    };
    let next = match extension.as_str() {
        "json" => return where_claims_are,
        "pdf" | "epub" => {
            format!("`quoteproof source add {word}` makes a source of it, which claims can quote")
        }
        _ => format!(
            "`quoteproof check {word} --against FOLDER` checks the quotations in it against documents"
        ),
    };
    format!("{where_claims_are}; {next}")
}

/// Why a run that checked no quote is no success, and what to type.
fn nothing_checked(
    root: &Utf8Path,
    report: &Report,
    paths: &[Utf8PathBuf],
    lacked: &Lacked,
) -> String {
    if let Some(one) = lacked.claims.first() {
        return format!("no quote was checked in {root}: {one}");
    }
    let (claims, sources) = (report.summary.claims, report.summary.sources);
    if claims == 0 && paths.is_empty() {
        let (waiting, next) = match sources {
            0 => (String::new(), "quoteproof source add FILE"),
            n => (
                format!(", {} to quote", counted(n, "source")),
                "quoteproof new claim ID --quote \"some words\"",
            ),
        };
        return format!(
            "no quote was checked in {root}: it has no claim yet{waiting}; next: `{next}` (--allow-empty if that is \
             right)"
        );
    }
    if claims == 0 {
        let named: Vec<String> = paths.iter().map(ToString::to_string).collect();
        return format!(
            "no quote was checked: no claim is in {}, or cites what is there; without a path, `quoteproof validate` checks \
             all claims (--allow-empty if that is right)",
            named.join(", ")
        );
    }
    format!("no quote was checked in {root}; if that is right, add --allow-empty")
}

/// The report on standard output or in its file, the closing line where it is not part of it.
fn show(
    global: &Global,
    arguments: &Arguments,
    root: &Utf8Path,
    report: &Report,
) -> anyhow::Result<()> {
    let text = render_report(global, arguments, report);
    let human = arguments.format.other.is_none() && arguments.outcome.output_file.is_none();
    // The last line is the result: that of a report for people is part of it.
    if human {
        tell(arguments, report);
    }
    match &arguments.outcome.output_file {
        Some(file) => write_report(root, file, &text)?,
        None => print(&text)?,
    }
    for (format, file) in further(arguments) {
        write_report(root, &file, &(format.render)(report))?;
    }
    if !human {
        tell(arguments, report);
        say(&closing_line(&report.summary));
    }
    Ok(())
}

/// What is to be known besides the findings.
fn tell(arguments: &Arguments, report: &Report) {
    if arguments.outcome.verbose {
        for note in report.notes.iter().cloned().chain(sandbox::note()) {
            say(&format!("note: {note}"));
        }
    }
    for one in &report.loosened {
        say(&format!("loosened: {}: {}", one.file, one.message));
    }
}

/// The files that are written besides the report.
fn further(arguments: &Arguments) -> Vec<(ReportFormat, Utf8PathBuf)> {
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
fn forms_written(arguments: &Arguments) -> impl Iterator<Item = ReportFormat> {
    let further = further(arguments).into_iter().map(|(format, _)| format);
    arguments.format.other.into_iter().chain(further)
}

fn render_report(global: &Global, arguments: &Arguments, report: &Report) -> String {
    match arguments.format.other {
        Some(format) if arguments.outcome.quiet && format.name == "concise" => {
            let mut errors = report.clone();
            errors.diagnostics.retain(|d| d.severity == Severity::Error);
            (format.render)(&errors)
        }
        Some(format) => (format.render)(report),
        None => {
            let to_file = arguments.outcome.output_file.is_some();
            let (quiet, verbose) = (arguments.outcome.quiet, arguments.outcome.verbose);
            let plain = arguments.format.plain || terminal::plain();
            let command = &arguments.again(global);
            let look = terminal::look(global, to_file);
            let options = HumanOptions { quiet, verbose, command, ..look };
            human_as(report, to_file, &options, plain)
        }
    }
}

/// The report for people, with pictures or without.
pub(super) fn human_as(
    report: &Report,
    to_file: bool,
    options: &HumanOptions,
    plain: bool,
) -> String {
    let text = if plain { render_plain(report, options) } else { render(report, options) };
    terminal::folded(text, options, to_file)
}
