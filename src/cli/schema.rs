//! `quoteproof schema`: the JSON Schemas.

use super::print;
use anyhow::bail;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The schema's name, such as claim
    name: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let schemas = quoteproof::schema::generated();
    let Some(name) = &arguments.name else {
        let names: Vec<&str> = schemas.iter().map(|(name, _)| *name).collect();
        print(&format!("{}\n", names.join("\n")))?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some((_, text)) = schemas.iter().find(|(known, _)| known == name) else {
        let names: Vec<&str> = schemas.iter().map(|(name, _)| *name).collect();
        bail!("no schema is named `{name}`; there are {}", names.join(", "));
    };
    print(text)?;
    Ok(ExitCode::SUCCESS)
}
