//! `quoteproof list` and `quoteproof source show`: what there is.

use super::named::source_folder;
use super::{Global, options, print, terminal};
use anyhow::Context;
use clap::ValueEnum;
use quoteproof::report::human::list;
use quoteproof::report::list_v1::{self, Output, What};
use quoteproof::survey::survey;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// What to list [default: both]
    what: Option<Listed>,
    #[command(flatten)]
    form: ListForm,
}

#[derive(clap::Args)]
pub(super) struct ListForm {
    /// The output format
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Format,
}

#[derive(clap::Args)]
pub(super) struct OneArguments {
    /// The source's id
    #[arg(add = super::complete::sources())]
    id: String,
    #[command(flatten)]
    form: ListForm,
}

const EXAMPLES: &str = "\
Examples:
  quoteproof list                     claims and sources
  quoteproof list claims
  quoteproof list sources --format json";

#[derive(Clone, Copy, ValueEnum)]
enum Listed {
    /// Claims, with label and statement
    #[value(alias = "claim")]
    Claims,
    /// Sources, with what is known of them
    #[value(alias = "source")]
    Sources,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for people
    Human,
    /// Version 1 of the JSON list (schema/list.schema.json)
    Json,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let what = match arguments.what {
        None => What::All,
        Some(Listed::Claims) => What::Claims,
        Some(Listed::Sources) => What::Sources,
    };
    show(global, what, &arguments.form)
}

/// `quoteproof source list`.
pub(super) fn sources(global: &Global, form: &ListForm) -> anyhow::Result<ExitCode> {
    show(global, What::Sources, form)
}

fn show(global: &Global, what: What, form: &ListForm) -> anyhow::Result<ExitCode> {
    let document = listed(global, what)?;
    print(&match form.format {
        Format::Json => list_v1::render(&document),
        Format::Human => list::render(&document, &terminal::look(global, false)),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// `quoteproof source show`.
pub(super) fn one_source(global: &Global, arguments: &OneArguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let folder = source_folder(&disk, &options, &arguments.id, |claim| {
        format!("`quoteproof show {claim}` shows it")
    })?;
    let mut document = list_v1::list(&survey(&disk, &options), What::Sources);
    let sources = document.sources.as_mut().context("no source is listed")?;
    sources.retain(|source| folder.file_name() == Some(&source.id));
    let human = terminal::look(global, false);
    print(&match arguments.form.format {
        Format::Json => list_v1::render(&document),
        Format::Human => sources.iter().map(|one| list::render_source(one, &human)).collect(),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn listed(global: &Global, what: What) -> anyhow::Result<Output> {
    let (disk, options) = options(global, &[])?;
    Ok(list_v1::list(&survey(&disk, &options), what))
}
