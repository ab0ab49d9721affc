//! `quoteproof edit`: another label or statement for a claim.

use super::lock::writing;
use super::named::{claim_file, shown, text_of};
use super::quote::label;
use super::write::write;
use super::{Global, Named, options, print, say};
use anyhow::{Context, anyhow, bail};
use quoteproof::author::edit::set_member;
use quoteproof::author::fits;
use quoteproof::claim::Label;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The claim's id, or its file
    #[arg(add = super::complete::claims())]
    claim: String,
    /// Its label: supported, refuted, conflicting or not-enough-evidence
    #[arg(long, value_name = "LABEL")]
    label: Option<Named<Label>>,
    /// Its statement
    #[arg(long, value_name = "SENTENCE")]
    statement: Option<String>,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let file = claim_file(&disk, &options, &arguments.claim)?;
    let name = shown(&file, &options);
    let label_said = arguments.label.map(|label| label.0.name());
    let wanted = [("statement", arguments.statement.as_deref()), ("label", label_said)];
    let members: Vec<(&str, &str)> =
        wanted.into_iter().filter_map(|(member, value)| Some((member, value?))).collect();
    if members.is_empty() {
        bail!("say what to change: --label or --statement");
    }
    let _writing = writing(&options.root, &options.config);
    let before = text_of(&disk, &file)?;
    let mut after = before.clone();
    for (member, value) in &members {
        after = set_member(&after, "", member, &(*value).into(), &["$schema", "id", "statement"])
            .with_context(|| format!("{name} is not JSON: run `quoteproof validate {name}`"))?;
    }
    fits(name, &before, &after).map_err(|why| anyhow!(why))?;
    if after == before {
        say(&format!("{name}: unchanged; it says this already"));
        return Ok(ExitCode::SUCCESS);
    }
    write(&options.root, &file, after.as_bytes())?;
    let changed: Vec<&str> = members.iter().map(|(member, _)| *member).collect();
    print(&format!("{name}: {} changed\n", changed.join(", ")))?;
    if let Some(next) = label(&after) {
        say(&format!("next: {next}"));
    }
    Ok(ExitCode::SUCCESS)
}
