//! `quoteproof quote`: adds words of a document as evidence to an existing claim.

use super::choose::{WantedQuote, evidence};
use super::git::absent::typed;
use super::lock::writing;
use super::named::{NoClaim, claim_file, shown, text_of};
use super::write::write;
use super::{Global, Named, options, print, say};
use anyhow::{Context, anyhow, bail};
use camino::Utf8Path;
use quoteproof::Options;
use quoteproof::author::edit::{push_item, remove_item};
use quoteproof::author::fits;
use quoteproof::author::rename::is_id;
use quoteproof::claim::{Claim, Evidence, Label, Stance, evidence_member};
use quoteproof::json::{Tree, parse};
use quoteproof::repository::Disk;
use quoteproof::text::{shell_option, shell_path, shell_word};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The claim's id, or its file
    #[arg(add = super::complete::claims())]
    claim: String,
    /// The words, as the document has them
    #[arg(required = true)]
    words: Vec<String>,
    /// Search this source only (may be repeated)
    #[arg(long, value_name = "ID", add = super::complete::sources())]
    source: Vec<String>,
    /// What the quote does for the claim: supports, refutes or context
    #[arg(long, value_name = "STANCE", default_value = "context")]
    stance: Named<Stance>,
    /// Which place, if the words occur in several: its number in the list
    #[arg(long, value_name = "N")]
    place: Option<usize>,
    /// Who said the words, if not the document's author
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// When they were said (EDTF: 1990-02, 2022~), if not when the document was
    /// issued
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Anything a reader should know about the quote
    #[arg(long, value_name = "SENTENCE")]
    note: Option<String>,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let file = claim_file(&disk, &options, &arguments.claim, |source| {
        let words = arguments.words.join(" ");
        let word = shell_word(&words);
        let said = if words.starts_with('-') {
            format!("--source {source} -- {word}")
        } else {
            format!("{word} --source {source}")
        };
        format!("`quoteproof quote CLAIM {said}` quotes it in a claim")
    })
    .map_err(|why| {
        let id = &arguments.claim;
        let may_be_new = why.downcast_ref().is_some_and(|none: &NoClaim| none.meant.is_empty());
        if !may_be_new || is_id(id).is_err() {
            return why;
        }
        anyhow!(
            "{why}; `quoteproof new claim {id} {}` makes one",
            shell_option("quote", &arguments.words.join(" "))
        )
    })?;
    let name = shown(&file, &options).to_owned();
    let date = arguments.date.as_deref().map(str::parse).transpose();
    let date = date.map_err(|error| anyhow!("--date: {error}"))?;
    let words = arguments.words.join(" ");
    let wanted = WantedQuote {
        words: &words,
        sources: &arguments.source,
        stance: arguments.stance.0,
        place: arguments.place,
    };
    let Some(chosen) = evidence(global, &disk, &options, &wanted)? else {
        say(
            "nothing was added; give words that are in a document, and enough of them to pass as a quote",
        );
        return Ok(ExitCode::FAILURE);
    };
    let found = Evidence {
        speaker: arguments.speaker.as_deref().map(Into::into),
        date: date.map(Box::new),
        note: arguments.note.as_deref().map(Into::into),
        ..chosen.evidence
    };
    let (number, after) = add(&disk, &options, &file, &found)?;
    let (stance, place) = (arguments.stance.0.name(), chosen.place);
    print(&format!("{name}: quote {number} added ({stance}): {place}\n"))?;
    for note in chosen.notes {
        say(&format!("note: {note}"));
    }
    if let Some(next) = label(&after) {
        say(&format!("next: {next}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Why a file cannot be changed, and the command that says where its fault is.
pub(super) fn not_json(file: &Utf8Path) -> String {
    format!("{file} is not JSON: run `quoteproof validate {}`", shell_path(file.as_str()))
}

/// Writes evidence to a claim's file, where nothing else of it changes. Gives the quote's number, from 1, and the new text.
pub(super) fn add(
    disk: &Disk,
    options: &Options,
    file: &Utf8Path,
    found: &Evidence,
) -> anyhow::Result<(usize, String)> {
    let name = shown(file, options);
    let _writing = writing(&options.root, &options.config);
    let before = text_of(disk, file)?;
    let tree = parse(&before).0;
    let tree = tree.with_context(|| not_json(&typed(file)))?;
    let number = tree.get("/evidence").map_or(0, |list| tree.children(list).count());
    for item in 0..number {
        let member = |member: &str| tree.string(&evidence_member(item, member));
        let same =
            found.quote.segments() == [Arc::<str>::from(member("quote").unwrap_or_default())];
        if same && member("source") == Some(&*found.source) {
            bail!("{name} already has this quote: item {} of `evidence`", item + 1);
        }
    }
    // The empty quote of a new claim is there to be filled in.
    let is_blank = |item: &usize| is_blank(&tree, *item, &found.source);
    let (base, number) = match (0..number).find(is_blank) {
        Some(item) => (remove_item(&before, "/evidence", item), number - 1),
        None => (Some(before.clone()), number),
    };
    let after = base.and_then(|base| push_item(&base, "/evidence", found));
    let after = after.with_context(|| format!("{name} has no `evidence` list to add to"))?;
    fits(name, &before, &after).map_err(|why| anyhow!(why))?;
    write(&options.root, file, after.as_bytes())?;
    Ok((number + 1, after))
}

/// Whether an item of the evidence has nothing yet but its stance and, at most, this source.
fn is_blank(tree: &Tree, item: usize, source: &str) -> bool {
    let is_empty = |member: &str| tree.string(&evidence_member(item, member)) == Some("");
    let of_source = tree.string(&evidence_member(item, "source"));
    let Some(node) = tree.get(&format!("/evidence/{item}")) else { return false };
    let known = ["source", "quote", "stance"];
    let mut names = tree.children(node).filter_map(|member| member.key.as_ref());
    is_empty("quote")
        && of_source.is_none_or(|id| id.is_empty() || id == source)
        && names.all(|key| known.contains(&key.name.as_str()))
}

/// Where the label does not follow from the stances any more, what is to be done.
pub(super) fn label(text: &str) -> Option<String> {
    let claim: Claim = serde_json::from_str(text).ok()?;
    let has = |stance| claim.evidence.iter().any(|e| e.stance == stance);
    let fitting = Label::fitting(has(Stance::Supports), has(Stance::Refutes));
    (fitting != claim.label).then(|| {
        format!(
            "the label is `{}`; going by the stances of its quotes, the claim is `{fit}`: `quoteproof edit {} --label {fit}`",
            claim.label.name(),
            claim.id,
            fit = fitting.name()
        )
    })
}
