//! `quoteproof import`: what other programs write, as rows for `quoteproof verify`.

use super::{Global, here, normal, print, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::PossibleValuesParser;
use quoteproof::exchange::{IMPORTERS, Imported, Importer};
use quoteproof::text::strip_bom;
use serde::Serialize;
use serde_json::Value;
use std::io::Read;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// What the files are
    #[arg(value_name = "FORMAT", value_parser = names())]
    format: String,
    /// The files: JSON, or JSON Lines; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Utf8PathBuf>,
    /// Print the documents that stand in the files, not the quotes
    #[arg(long)]
    documents: bool,
}

fn names() -> PossibleValuesParser {
    let values = IMPORTERS
        .iter()
        .map(|importer| clap::builder::PossibleValue::new(importer.name).help(importer.about));
    PossibleValuesParser::new(values)
}

impl Arguments {
    /// The files that are named to be read.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        self.files.iter().filter(|file| file.as_str() != "-").cloned().collect()
    }
}

pub(super) fn run(_: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let importer = Importer::named(&arguments.format)
        .ok_or_else(|| anyhow!("no format is named `{}`", arguments.format))?;
    let mut values = Vec::new();
    for file in &arguments.files {
        read(file, &mut values)?;
    }
    let imported = importer.import(&values);
    if imported.quotes.is_empty() && imported.documents.is_empty() && imported.skipped.is_empty() {
        bail!("nothing in there is {}: {}", importer.name, importer.about);
    }
    let lines =
        if arguments.documents { lines(&imported.documents) } else { lines(&imported.quotes) };
    print(&lines?)?;
    notes(importer, &imported, arguments.documents);
    Ok(ExitCode::SUCCESS)
}

/// The values of a file, lists taken apart.
fn read(file: &Utf8Path, values: &mut Vec<Value>) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    if file.as_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
    } else {
        let path = normal(&here()?.join(file));
        bytes = std::fs::read(path).with_context(|| format!("{file} cannot be read"))?;
    }
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{file} is not UTF-8"))?;
    for value in serde_json::Deserializer::from_str(strip_bom(text)).into_iter::<Value>() {
        match value.with_context(|| format!("{file} is not JSON"))? {
            Value::Array(list) => values.extend(list),
            one => values.push(one),
        }
    }
    Ok(())
}

fn lines<T: Serialize>(rows: &[T]) -> anyhow::Result<String> {
    let mut out = String::new();
    for row in rows {
        out.push_str(&serde_json::to_string(row)?);
        out.push('\n');
    }
    Ok(out)
}

/// What was found, what was not taken, and what the format cannot tell.
fn notes(importer: &Importer, imported: &Imported, documents: bool) {
    for (reason, count) in &imported.skipped {
        say(&format!("note: {count} not taken: {reason}"));
    }
    say(&format!("note: {}: {}", importer.name, importer.unknown));
    let (quotes, texts) = (imported.quotes.len(), imported.documents.len());
    let more = if texts > 0 && !documents { "; --documents prints them" } else { "" };
    say(&format!("{quotes} quotes, {texts} documents in the files{more}"));
}
