//! `quoteproof new`: skeletons to fill in.

use super::choose::{self, WantedQuote};
use super::lock::writing;
use super::named::{list_sources, source_folder};
use super::quote::label;
use super::write::write_new;
use super::{Global, Named, options, print, read_named, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::author::rename::is_id;
use quoteproof::author::{claim as claim_text, claim_path, schema_path, taken};
use quoteproof::claim::{Claim, Evidence, Label, Stance};
use quoteproof::repository::Disk;
use std::io::Read;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
#[command(defer = true)]
pub(super) enum NewItem {
    /// Write a new claim
    ///
    /// What is not given is left out or empty: an empty statement or quote fails `quoteproof validate`
    /// until it is filled in. The label follows from the stances of the evidence, unless you give another.
    #[command(after_help = "\
Examples:
  quoteproof new claim dues-not-raised --source minutes
  quoteproof new claim dues --quote \"not to raise\" --stance supports")]
    Claim(ClaimArguments),
}

#[derive(clap::Args)]
pub(super) struct ClaimArguments {
    /// The claim's id, in kebab-case: the file's name
    id: String,
    /// The claim in your own words, one sentence
    #[arg(long, value_name = "SENTENCE")]
    statement: Option<String>,
    /// What the evidence says of the claim: supported, refuted, conflicting or
    /// not-enough-evidence [default: what follows from its stances]
    #[arg(long, value_name = "LABEL")]
    label: Option<Named<Label>>,
    /// Who makes the claim
    #[arg(long, value_name = "NAME")]
    claimant: Option<String>,
    /// When it was made (EDTF: 1990-02, 2022~)
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// A topic, in kebab-case (may be repeated)
    #[arg(long, value_name = "TOPIC", add = super::complete::topics())]
    topic: Vec<String>,
    /// Words to quote, which are found in the corpus (may be repeated)
    #[arg(long, value_name = "WORDS")]
    quote: Vec<String>,
    /// What the quotes say of the claim: supports, refutes or context
    #[arg(long, value_name = "STANCE", default_value = "context")]
    stance: Named<Stance>,
    /// Who said the quoted words, if not the document's author
    #[arg(long, value_name = "NAME", requires = "quote")]
    speaker: Option<String>,
    /// With --quote the source to search, else a source to quote: its evidence
    /// gets an empty quote (may be repeated)
    #[arg(long, value_name = "ID", add = super::complete::sources())]
    source: Vec<String>,
    /// With one --quote: which place, if its words occur in several
    #[arg(long, value_name = "N", requires = "quote")]
    place: Option<usize>,
    /// Evidence, as `quoteproof find --evidence` prints it, in a file; `-` is
    /// standard input
    #[arg(long, value_name = "FILE")]
    evidence: Option<Utf8PathBuf>,
    /// The folder for it, inside the folder of claims
    #[arg(long = "in", value_name = "FOLDER")]
    folder: Option<Utf8PathBuf>,
}

impl NewItem {
    /// The files that are named to be read.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        let Self::Claim(arguments) = self;
        arguments.evidence.iter().filter(|file| *file != "-").cloned().collect()
    }
}

pub(super) fn run(global: &Global, what: &NewItem) -> anyhow::Result<ExitCode> {
    match what {
        NewItem::Claim(arguments) => claim(global, arguments),
    }
}

fn claim(global: &Global, arguments: &ClaimArguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let (root, id) = (&options.root, &arguments.id);
    let file = claim_path(&options.config.claims, arguments.folder.as_deref(), id)
        .map_err(|why| anyhow!(why))?;
    is_id(id).map_err(|why| anyhow!(why))?;
    let mut evidence = evidence(&disk, arguments.evidence.as_deref())?;
    let Some((quoted, notes)) = quoted(global, &disk, &options, arguments)? else {
        return Ok(ExitCode::FAILURE);
    };
    evidence.extend(quoted);
    let _writing = writing(root, &options.config);
    if let Some(path) = taken(&disk, &root.join(&options.config.claims), id) {
        bail!("there is already a claim `{id}`: {}", path.strip_prefix(root).unwrap_or(&path));
    }
    for named in &arguments.source {
        let folder = source_folder(&disk, &options, named, list_sources)?;
        if arguments.quote.is_empty() {
            let id = folder.file_name().unwrap_or(named);
            evidence.push(Evidence::new(id, "", arguments.stance.0));
        }
    }
    let has = |stance| evidence.iter().any(|one| one.stance == stance);
    let fitting = Label::fitting(has(Stance::Supports), has(Stance::Refutes));
    let schema = schema_path(&file, "claim");
    let here = root.join("schema/claim.schema.json").exists();
    let date = arguments.date.as_deref().map(str::parse).map(|date| date.map(Box::new)).transpose();
    let record = Claim {
        schema: here.then(|| schema.as_str().into()),
        id: id.as_str().into(),
        statement: arguments.statement.as_deref().unwrap_or_default().into(),
        claimant: arguments.claimant.as_deref().map(Into::into),
        date: date.map_err(|error| anyhow!("--date: {error}"))?,
        label: arguments.label.map_or(fitting, |label| label.0),
        justification: None,
        topics: arguments.topic.iter().map(|topic| topic.as_str().into()).collect(),
        evidence: evidence.into(),
        relations: Box::default(),
    };
    let text = claim_text(&file, &record).map_err(|why| anyhow!("{why}; nothing was written"))?;
    if !write_new(root, &root.join(&file), text.as_bytes())? {
        bail!("{file} already exists");
    }
    print(&format!("{file}: written\n"))?;
    for note in notes {
        say(&format!("note: {note}"));
    }
    for next in to_fill(&record) {
        say(&format!("next: {next}"));
    }
    if arguments.label.is_some()
        && let Some(next) = label(&text)
    {
        say(&format!("next: {next}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// What is left for a person to do.
fn to_fill(record: &Claim) -> Vec<&'static str> {
    let mut next = Vec::new();
    if record.statement.is_empty() {
        next.push("write the statement, one sentence in your own words");
    }
    let blank = |e: &Evidence| e.quote.segments().iter().all(|part| part.is_empty());
    if record.evidence.is_empty() {
        next.push("add evidence: quoteproof find \"some words\" --evidence");
    } else if record.evidence.iter().any(blank) {
        next.push("copy the quotes from their documents");
    }
    if record.label == Label::NotEnoughEvidence && !record.evidence.is_empty() {
        next.push("choose the label that the evidence supports");
    }
    next
}

/// The evidence of the words that are to be quoted, and what to know of it; `None` where some are nowhere.
fn quoted(
    global: &Global,
    disk: &Disk,
    options: &Options,
    arguments: &ClaimArguments,
) -> anyhow::Result<Option<(Vec<Evidence>, Vec<String>)>> {
    let (mut all, mut notes) = (Vec::new(), Vec::<String>::new());
    if arguments.place.is_some() && arguments.quote.len() > 1 {
        bail!("--place is for one --quote; add the others with `quoteproof quote`");
    }
    for words in &arguments.quote {
        let wanted = WantedQuote {
            words,
            sources: &arguments.source,
            stance: arguments.stance.0,
            place: arguments.place,
        };
        let Some(chosen) = choose::evidence(global, disk, options, &wanted)? else {
            say("nothing was written; give --quote words that are in a document");
            return Ok(None);
        };
        say(&format!("quoted: {}", chosen.place));
        let speaker = arguments.speaker.as_deref().map(Into::into);
        all.push(Evidence { speaker, ..chosen.evidence });
        // Of several quotes of one source the same is to be done.
        notes.extend(
            chosen.notes.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>(),
        );
    }
    Ok(Some((all, notes)))
}

/// One object after the other, or arrays of them.
fn evidence(disk: &Disk, file: Option<&Utf8Path>) -> anyhow::Result<Vec<Evidence>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let text = if file == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.with_context(|| format!("--evidence {file} cannot be read"))?;
        text
    } else if file.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        // What a shell makes of `<(…)`.
        std::fs::read_to_string(file)
            .with_context(|| format!("--evidence {file} cannot be read"))?
    } else {
        let bytes = read_named(disk, file).with_context(|| format!("--evidence {file}"))?;
        String::from_utf8(bytes).with_context(|| format!("--evidence {file} is not UTF-8"))?
    };
    let mut all = Vec::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>() {
        let value = value.with_context(|| format!("--evidence {file} is not JSON"))?;
        let items = match value {
            serde_json::Value::Array(items) => items,
            one => vec![one],
        };
        for item in items {
            let item = serde_json::from_value(item);
            all.push(item.with_context(|| format!("--evidence {file} has something else"))?);
        }
    }
    if all.is_empty() {
        bail!("--evidence {file} has no evidence: nothing was written");
    }
    Ok(all)
}
