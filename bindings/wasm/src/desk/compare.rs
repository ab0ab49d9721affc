//! A reader's own copy of a document: is it the one that is quoted, and do the quotes are in it?

use super::{Desk, Read, json, media_type, passing, read, sha256_hex};
use crate::archive::{Archive, Cited, Rendition, Source};
use crate::asked::{Quote, Words};
use crate::outcome::{Shown, kind, short};
use crate::view::{Element, View, counted, element};
use quoteproof::document::{Document, Outcome};
use quoteproof::quote::Quoted;
use quoteproof::reader::media_type_of;
use std::collections::HashMap;

const FITS: &str = "✓ it matches: the archive’s proofs are of this very text";
const FITS_NOT: &str = "✗ it does not match: the archive’s proofs are of another text";

/// Which of a source's files a reader has.
#[derive(Clone, Copy)]
enum Copy<'a> {
    /// The pinned one.
    Pinned,
    /// The pinned one, of which a text was made elsewhere.
    Scan(&'a Rendition),
    /// That text.
    Rendition(&'a Rendition),
    /// Another.
    Other,
}

impl Desk {
    pub(super) fn compare(
        &mut self,
        name: &str,
        only: Option<&str>,
        bytes: &[u8],
    ) -> Result<String, String> {
        let hash = sha256_hex(bytes);
        let archive = self.archive()?;
        let number = which(archive, name, only, &hash, bytes)?;
        number.into_iter().for_each(|number| self.prepare(number));
        let archive = self.archive()?;
        let size = format!("{name}, {}", counted(bytes.len(), "byte"));
        let facts = vec![fact("File", &size), hashed(&hash)];
        let Some((number, source)) = number.and_then(|at| Some((at, archive.documents.get(at)?)))
        else {
            let status = "This is none of the archive’s documents: its hash differs, and it has none of their quotations.";
            return Ok(json(&view(status.to_owned(), facts, Vec::new())));
        };
        let copy = copy_of(source, &hash);
        let own = self.documents.get(&number).and_then(|own| own.as_ref()?.as_ref().ok());
        let file = Opened { name, bytes, copy };
        compared(archive, source, &file, own, facts).map(|view| json(&view))
    }
}

fn copy_of<'a>(source: &'a Source, hash: &str) -> Copy<'a> {
    match &source.text.rendition {
        Some(made) if made.sha256 == hash => Copy::Rendition(made),
        Some(made) if source.text.sha256 == hash => Copy::Scan(made),
        None if source.text.sha256 == hash => Copy::Pinned,
        _ => Copy::Other,
    }
}

/// The document that a file is, else the one that is chosen, else that of which most quotes stand in the file.
fn which(
    archive: &Archive,
    name: &str,
    only: Option<&str>,
    hash: &str,
    bytes: &[u8],
) -> Result<Option<usize>, String> {
    let sources = || archive.documents.iter().enumerate();
    if let Some(only) = only {
        return Ok(sources().find(|(_, source)| source.id == only).map(|(number, _)| number));
    }
    let mut same = sources().filter(|(_, source)| !matches!(copy_of(source, hash), Copy::Other));
    if let Some((number, _)) = same.next() {
        return Ok(Some(number));
    }
    let file = of_file(name, bytes, None, &archive.limits)?.document;
    let standing = sources().map(|(number, source)| (passing(&file, &quotes(source)), number));
    let best = standing.max_by_key(|(passed, number)| (*passed, std::cmp::Reverse(*number)));
    Ok(best.filter(|(passed, _)| *passed > 0).map(|(_, number)| number))
}

fn of_file(
    name: &str,
    bytes: &[u8],
    language: Option<&str>,
    limits: &Words,
) -> Result<Read, String> {
    media_type(name, bytes)
        .and_then(|media_type| read(bytes, media_type, None, language, limits))
        .map_err(|error| error.to_string())
}

fn quotes(source: &Source) -> Vec<Quoted<'_>> {
    source.quotes.iter().map(|cited| cited.quote.quoted()).collect()
}

/// A file that the reader of the page has opened.
struct Opened<'f> {
    name: &'f str,
    bytes: &'f [u8],
    /// What it is of the document that it is compared with.
    copy: Copy<'f>,
}

fn compared(
    archive: &Archive,
    source: &Source,
    &Opened { name, bytes, copy }: &Opened<'_>,
    own: Option<&Document>,
    mut facts: Vec<Element>,
) -> Result<View, String> {
    let (limits, language) = (&archive.limits, source.language());
    facts.push(fact("Document", &source.title));
    facts.push(fact(
        "Same file",
        match copy {
            Copy::Pinned | Copy::Scan(_) => "✓ yes, byte for byte",
            Copy::Rendition(_) => "✓ yes, the text that was made of it, byte for byte",
            Copy::Other => "✗ no: the archive’s copy has another hash",
        },
    ));
    let read = match copy {
        Copy::Scan(made) => {
            facts.push(fact("Read", &format!("a text that was made of this file by {}", made.by)));
            let Some(own) = own.filter(|_| source.is_open()) else {
                let status = "This is the archive’s file. Its quotations are checked against a text that was made of it: open that.";
                return Ok(view(status.to_owned(), facts, Vec::new()));
            };
            return Ok(told(archive, source, copy, own, facts));
        }
        Copy::Rendition(made) => {
            let read = read(bytes, media_type_of(&made.path), None, language, limits);
            read.map_err(|error| error.to_string())?
        }
        Copy::Pinned => {
            let text = &source.text;
            let read = read(bytes, &text.media_type, text.encoding.as_deref(), language, limits);
            read.map_err(|error| error.to_string())?
        }
        Copy::Other => of_file(name, bytes, language, limits)?,
    };
    if let Some(guess) = &read.guessed {
        facts.push(fact("Encoding", &format!("a guess: {guess}")));
    }
    Ok(told(archive, source, copy, &read.document, facts))
}

/// What the document says of its seal and its quotes.
fn told(
    archive: &Archive,
    source: &Source,
    copy: Copy<'_>,
    document: &Document,
    mut facts: Vec<Element>,
) -> View {
    if let Some(unread) = document.unread() {
        facts.push(fact("Not read", &unread));
    }
    let sealed = source.seal.as_ref().map(|seal| document.seal(&seal.language) == *seal);
    if let Some(fits) = sealed {
        facts.push(fact("Seal", if fits { FITS } else { FITS_NOT }));
    }
    let quotes = different(source);
    let asked: Vec<Quoted<'_>> = quotes.iter().map(|(quote, _)| quote.quoted()).collect();
    let outcomes = document.verify(&asked);
    let passed = outcomes.iter().filter(|outcome| outcome.passed).count();
    let all = counted(outcomes.len(), "quotation");
    let what = match (copy, sealed) {
        (Copy::Other, Some(true)) => {
            "This is another file with the very text of the archive’s document"
        }
        (Copy::Other, _) if passed > 0 => "This is not the archive’s file, but has words of it",
        (Copy::Other, _) => "This is not the archive’s file",
        _ => "This is the archive’s document",
    };
    let are = if passed == 1 { "is" } else { "are" };
    let status = format!("{what}: {passed} of its {all} {are} in it.");
    let shown = Shown { archive, source, on_page: false, has_text: true };
    let items = quotes.iter().zip(&outcomes).map(|(quote, outcome)| item(&shown, quote, outcome));
    let list = element("ol").children(items);
    view(status, facts, vec![list])
}

/// A quote, and all that is claimed with it.
type Different<'a> = (&'a Quote, Vec<&'a Cited>);

/// Each quote once: one document may be cited for many claims with the same words.
fn different(source: &Source) -> Vec<Different<'_>> {
    let mut all: Vec<Different<'_>> = Vec::new();
    let mut places: HashMap<&Quote, usize> = HashMap::new();
    for cited in &source.quotes {
        let place = *places.entry(&cited.quote).or_insert(all.len());
        match all.get_mut(place) {
            Some((_, claims)) => claims.push(cited),
            None => all.push((&cited.quote, vec![cited])),
        }
    }
    all
}

fn item(shown: &Shown<'_>, (quote, claims): &Different<'_>, outcome: &Outcome) -> Element {
    let language = shown.source.language();
    let head = element("summary")
        .child(short(shown.archive, outcome))
        .text(" ")
        .child(element("q").foreign(language).text(&quote.text()));
    let mut details = element("details").child(head).children(shown.of(outcome));
    for cited in claims {
        if let (Some(statement), Some(href)) = (&cited.statement, &cited.href) {
            let link = element("a").with("href", href.as_str()).text(statement);
            details = details.child(element("p").text("Claim: ").child(link));
        }
    }
    if !outcome.passed {
        details = details.with("open", "");
    }
    element("li").with("class", format!("result {}", kind(outcome))).child(details)
}

/// A row of a list of facts.
fn fact(name: &str, value: &str) -> Element {
    element("div").child(element("dt").text(name)).child(element("dd").text(value))
}

/// A hash is one long word, which may break anywhere.
fn hashed(hash: &str) -> Element {
    let value = element("dd").with("class", "hash").text(hash);
    element("div").child(element("dt").text("SHA-256")).child(value)
}

fn view(status: String, facts: Vec<Element>, more: Vec<Element>) -> View {
    let facts = element("dl").with("class", "meta").children(facts);
    View { status, nodes: std::iter::once(facts).chain(more).collect() }
}
