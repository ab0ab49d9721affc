//! `quoteproof export`: the archive as other programs read it.

use super::{Global, options, print};
use anyhow::{Context, anyhow, bail};
use clap::builder::{PossibleValue, PossibleValuesParser};
use quoteproof::exchange::{EXPORTERS, Exporter};
use quoteproof::report::escaped;
use quoteproof::site::{self, Settings};
use quoteproof::survey::survey;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The format
    #[arg(value_name = "FORMAT", value_parser = names())]
    format: String,
}

/// The format that only an archive has which says who reviews.
const REVIEWS: &str = "claimreview";

fn names() -> PossibleValuesParser {
    let values = EXPORTERS.iter().map(|form| PossibleValue::new(form.name).help(form.about));
    let reviews = PossibleValue::new(REVIEWS)
        .help("the claims as ClaimReview of schema.org, where `[site]` says who reviews");
    PossibleValuesParser::new(values.chain([reviews]))
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.format == REVIEWS {
        return reviews(global);
    }
    let exporter = Exporter::named(&arguments.format)
        .ok_or_else(|| anyhow!("no format is named `{}`", arguments.format))?;
    let (disk, options) = options(global, &[])?;
    print(&exporter.export(&survey(&disk, &options), options.config.corpus.as_str()))?;
    Ok(ExitCode::SUCCESS)
}

fn reviews(global: &Global) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let settings = Settings { config: options.config.clone(), ..Settings::default() };
    let reviews = site::reviews(&survey(&disk, &options), &settings).context(
        "nobody is named who reviews the labels: say so in quoteproof.toml, `review = \"…\"` below `[site]`",
    )?;
    if settings.config.site.title.is_empty() {
        bail!(
            "who reviews the labels has no name: say it in quoteproof.toml, `title = \"…\"` below `[site]`"
        );
    }
    print(&escaped(&reviews))?;
    Ok(ExitCode::SUCCESS)
}
