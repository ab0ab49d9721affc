//! `quoteproof export`: the archive as other programs read it.

use super::{Global, options, print};
use anyhow::anyhow;
use clap::builder::{PossibleValue, PossibleValuesParser};
use quoteproof::exchange::{EXPORTERS, Exporter};
use quoteproof::survey::survey;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The format
    #[arg(value_name = "FORMAT", value_parser = names())]
    format: String,
}

fn names() -> PossibleValuesParser {
    let values = EXPORTERS.iter().map(|form| PossibleValue::new(form.name).help(form.about));
    PossibleValuesParser::new(values)
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let exporter = Exporter::named(&arguments.format)
        .ok_or_else(|| anyhow!("no format is named `{}`", arguments.format))?;
    let (disk, options) = options(global, &[])?;
    print(&exporter.export(&survey(&disk, &options), options.config.corpus.as_str()))?;
    Ok(ExitCode::SUCCESS)
}
