//! `quoteproof show`: one claim.

use super::again::place_commands;
use super::{Global, options, print, terminal};
use anyhow::{anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use quoteproof::diagnostic::Severity;
use quoteproof::report::human::{HumanOptions, show};
use quoteproof::report::{Survey, show_v1};
use quoteproof::repository::shown;
use quoteproof::survey::survey;
use quoteproof::text::nearest;
use std::process::ExitCode;

/// Names that are suggested for one that is not known.
const MAX_SUGGESTED: usize = 3;

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The claim's id, or its file
    #[arg(add = super::complete::claims())]
    claim: String,
    /// The output format
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Format,
    /// Also show which tokens of a sealed document the proofs cover (human)
    #[arg(long, short)]
    verbose: bool,
}

const EXAMPLES: &str = "\
Examples:
  quoteproof show baker-not-an-inch
  quoteproof show claims/assurances-1990/baker-not-an-inch.json
  quoteproof show baker-not-an-inch --texts ~/texts    with the quotes' context
  quoteproof show baker-not-an-inch --format json       for another program";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page for people
    Human,
    /// The same without box-drawing characters, for screen readers
    Plain,
    /// Version 1 of the JSON format
    Json,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let path = Utf8PathBuf::from(&arguments.claim);
    let is_path = path.is_file();
    let named = if is_path { std::slice::from_ref(&path) } else { &[] };
    let (disk, mut options) = options(global, named)?;
    // The file says where the repository is; relations and ids need all of it.
    let file = options.paths.pop().map(|path| shown(&path, &options.root));
    let mut survey = survey(&disk, &options);
    place_commands(&mut survey.report, &options);
    let file = match &file {
        Some(file) => with_file(&survey, file)?,
        None => with_id(&survey, &arguments.claim)?,
    };
    let document = show_v1::show(&survey, file);
    let human = HumanOptions { verbose: arguments.verbose, ..terminal::look(global, false) };
    print(&match arguments.format {
        Format::Json => show_v1::render(&document),
        Format::Plain => show::render_plain(&document, &survey, &human),
        Format::Human if terminal::plain() => show::render_plain(&document, &survey, &human),
        Format::Human => show::render(&document, &survey, &human),
    })?;
    let found = show_v1::concerning(&survey, file);
    let failed = found.iter().any(|finding| finding.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(failed)))
}

fn with_file<'s>(survey: &'s Survey, file: &Utf8Path) -> anyhow::Result<&'s Utf8Path> {
    let found = survey.claims.iter().find(|claim| claim.file == file);
    found.map(|claim| claim.file.as_path()).ok_or_else(|| {
        anyhow!("{file} is not a claim of this archive: name a JSON file in its folder of claims")
    })
}

pub(super) fn with_id<'s>(survey: &'s Survey, id: &str) -> anyhow::Result<&'s Utf8Path> {
    let mut found = survey.claims.iter().filter(|claim| claim.id() == id);
    match (found.next(), found.next()) {
        (Some(claim), None) => Ok(&claim.file),
        (Some(one), Some(other)) => {
            bail!("several claims have the id `{id}`; name a file: {} or {}", one.file, other.file)
        }
        (None, _) => {
            let names: Vec<String> =
                suggested(survey, id).into_iter().map(|near| format!("`{near}`")).collect();
            if survey.source(id).is_some() {
                bail!("`{id}` is a source, not a claim: `quoteproof source show {id}` shows it");
            }
            if names.is_empty() {
                bail!("no claim has the id `{id}`, and there is no such file");
            }
            bail!("no claim has the id `{id}`; did you mean {}?", names.join(" or "))
        }
    }
}

/// The nearest id, then those that have the name in them.
fn suggested<'s>(survey: &'s Survey, id: &str) -> Vec<&'s str> {
    let ids = || survey.claims.iter().map(quoteproof::report::SurveyedClaim::id);
    let mut names: Vec<&str> = nearest(id, ids()).into_iter().collect();
    for name in ids().filter(|name| !id.is_empty() && name.contains(id)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(MAX_SUGGESTED);
    names
}
