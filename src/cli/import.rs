//! `quoteproof import`: what other programs write, as rows for `quoteproof verify`, or as sources and claims of an archive.

use super::{Global, here, into, normal, options, print, read_input, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::PossibleValuesParser;
use quoteproof::exchange::{IMPORTERS, Imported, Importer, MemberNames, YamlError, yaml};
use quoteproof::report::{counted, escaped};
use quoteproof::repository::find_root;
use quoteproof::text::{shell_path, strip_bom};
use serde::Serialize;
use serde_json::Value;
use std::io::Read;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// What the files are
    #[arg(value_name = "FORMAT", value_parser = names())]
    format: String,
    /// The files: JSON, JSON Lines or YAML, notes as HTML, cached references as
    /// Markdown; `-` is standard input, JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Utf8PathBuf>,
    /// Print the documents in the files, not the quotes
    #[arg(long)]
    documents: bool,
    /// Write them to an archive: the documents as sources, the quotes as claims
    /// of at most 1,000 quotes each
    #[arg(long, value_name = "ARCHIVE", conflicts_with = "documents")]
    into: Option<Utf8PathBuf>,
    /// For linkml and citations: the member that holds the words (may be repeated)
    #[arg(long, value_name = "MEMBER")]
    words: Vec<String>,
    /// For linkml and citations: the member that names the document (may be
    /// repeated)
    #[arg(long, value_name = "MEMBER")]
    source: Vec<String>,
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

    /// The archive that is written to.
    pub(super) const fn archive(&self) -> Option<&Utf8PathBuf> {
        self.into.as_ref()
    }
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let importer = Importer::named(&arguments.format)
        .ok_or_else(|| anyhow!("no format is named `{}`", arguments.format))?;
    let are_named = !arguments.words.is_empty() || !arguments.source.is_empty();
    if are_named && !matches!(importer.name, "linkml" | "citations") {
        bail!(
            "--words and --source are for linkml and citations; {} has names of its own",
            importer.name
        );
    }
    if let Some(folder) = arguments.into.as_ref().filter(|folder| !folder.exists()) {
        bail!(
            "--into {folder}: there is no such folder; `quoteproof init {}` makes an archive of it",
            shell_path(folder.as_str())
        );
    }
    if let Some(folder) = &arguments.into
        && find_root(Utf8Path::exists, &normal(&here()?.join(folder))).is_none()
    {
        let word = shell_path(folder.as_str());
        bail!("--into {folder}: it is not an archive; `quoteproof init {word}` makes one of it");
    }
    // Confines the process, so that nothing may be read before.
    let archive = arguments.into.as_ref().map(|_| options(global, &[])).transpose()?;
    let mut values = Vec::new();
    for file in &arguments.files {
        read(file, &mut values)?;
    }
    let mut names = MemberNames::default();
    names.words.clone_from(&arguments.words);
    names.sources.clone_from(&arguments.source);
    let imported = importer.import(&values, names);
    if imported.quotes.is_empty() && imported.documents.is_empty() && imported.skipped.is_empty() {
        bail!(
            "the files have nothing in the form `{}`, which is: {}; `quoteproof import --help` lists the others",
            importer.name,
            importer.about
        );
    }
    notes(importer, &imported);
    if let Some((disk, options)) = archive {
        let name = arguments.files.first().and_then(|file| file.file_stem()).unwrap_or("");
        return into::write_all(&disk, &options, importer.name, name, &imported);
    }
    let lines =
        if arguments.documents { lines(&imported.documents) } else { lines(&imported.quotes) };
    print(&lines?)?;
    let (quotes, texts) = (imported.quotes.len(), imported.documents.len());
    let more = if texts > 0 && !arguments.documents { "; --documents prints them" } else { "" };
    say(&format!(
        "{}, {} in the files{more}",
        counted(quotes, "quote"),
        counted(texts, "document")
    ));
    Ok(ExitCode::SUCCESS)
}

/// The values of a file, lists taken apart.
fn read(file: &Utf8Path, values: &mut Vec<Value>) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    if file.as_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
    } else {
        bytes = read_input(file)?;
    }
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{file} is not UTF-8"))?;
    let text = strip_bom(text);
    let extension = file.extension().unwrap_or("").to_ascii_lowercase();
    let read: Vec<Value> = match &*extension {
        "yaml" | "yml" => yaml(text).map_err(|why| anyhow!("{file} is not YAML: {why}"))?,
        "html" | "htm" => vec![serde_json::json!({"note": text})],
        "md" | "markdown" => {
            vec![
                with_header(text)
                    .map_err(|why| anyhow!("{file}: its header is not YAML: {why}"))?,
            ]
        }
        _ => {
            let all = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            all.collect::<Result<_, _>>().with_context(|| format!("{file} is not JSON"))?
        }
    };
    for value in read {
        match value {
            Value::Array(list) => values.extend(list),
            one => values.push(one),
        }
    }
    Ok(())
}

/// What is in the header of a Markdown file, with its text as `content`.
fn with_header(text: &str) -> Result<Value, YamlError> {
    let inside = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let (header, content) = inside.unwrap_or(("", text));
    let mut members = match yaml(header)?.into_iter().next() {
        Some(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    members.insert("content".to_owned(), content.into());
    Ok(members.into())
}

fn lines<T: Serialize>(rows: &[T]) -> anyhow::Result<String> {
    let mut out = String::new();
    for row in rows {
        out.push_str(&escaped(&serde_json::to_string(row)?));
        out.push('\n');
    }
    Ok(out)
}

/// What was not taken, and what the format cannot tell.
fn notes(importer: &Importer, imported: &Imported) {
    for (reason, count) in &imported.skipped {
        say(&format!("note: {count} not taken: {reason}"));
    }
    say(&format!("note: {}: {}", importer.name, importer.unknown));
}
