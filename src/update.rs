//! A source's document changed: which quotes still are in the new text, and the pin of it.

use crate::check::{Citation, Options, code_of, has_errors, load};
use crate::corpus::{
    Basis, DocumentText, TextPlace, basis, extracted_of, no_source, sha256_hex, text,
};
use crate::diagnostic::{At, Code, Files};
use crate::edtf::{EdtfError, full_date};
use crate::model::KeptClaims;
use crate::quote::{Found, WordLists, explain, verify};
use crate::reader::{self, Format, ReadError};
use crate::report::update::{Fate, UpdatedQuote};
use crate::repository::World;
use crate::source::{Extracted, Source};
use crate::text::{Place, Span};
use camino::{Utf8Path, Utf8PathBuf};

/// A new version of a source's document.
#[derive(Debug, Clone)]
pub struct NewText<'n> {
    /// The id of the source.
    pub id: &'n str,
    /// The file's name, for its extension.
    pub name: &'n Utf8Path,
    /// Its bytes.
    pub bytes: &'n [u8],
    /// The encoding, where the user states it.
    pub encoding: Option<&'n str>,
    /// The day on which it was obtained, where the user says so.
    pub accessed: Option<&'n str>,
}

/// What a new version changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Every quote of the source, by claim and position.
    pub quotes: Vec<UpdatedQuote>,
    /// The source's `source.json`.
    pub file: Utf8PathBuf,
    /// Its new content, with the new pin; `None` where nothing changes.
    pub content: Option<String>,
    /// Where the text is to be, beside `source.json`.
    pub text: Utf8PathBuf,
    /// Whether the old text is there.
    pub beside: bool,
    /// Whether the source is sealed.
    pub sealed: bool,
    /// The encoding that was guessed, if it was.
    pub guess: Option<String>,
    /// The day on which the old version was obtained, where the source has one and none is given.
    pub accessed: Option<String>,
}

/// Why a new version cannot be compared with the old one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// There is no such source; which one may be meant.
    #[error("{0}")]
    NoSource(String),
    /// The source's own file is broken.
    #[error("{0} has errors: run `quoteproof validate`")]
    Broken(Utf8PathBuf),
    /// The source's own file cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(Utf8PathBuf),
    /// Its quotes are checked against a text that was made elsewhere; the source's id.
    #[error(
        "quotes of `{0}` are checked against a rendition: add the new version as a source of its own"
    )]
    Rendition(String),
    /// The new version is of another format.
    #[error("{file} is {found}, the source is {pinned}: add it as a source of its own")]
    OtherFormat {
        /// The new version's file.
        file: Utf8PathBuf,
        /// What it is.
        found: &'static str,
        /// What the source is.
        pinned: &'static str,
    },
    /// The document cannot be read.
    #[error(transparent)]
    Document(#[from] ReadError),
    /// The day on which it was obtained is none.
    #[error("--accessed {0}: {1}")]
    Accessed(String, EdtfError),
}

/// Compares a new version of a document with what claims quote of it.
///
/// # Errors
///
/// No such source, one with errors, or a document that cannot be read.
pub fn update(
    world: &dyn World,
    options: &Options,
    new: &NewText<'_>,
) -> Result<Update, UpdateError> {
    let loaded = load(world, options, KeptClaims::Records);
    let Some(source) = loaded.sources.iter().find(|s| s.id == new.id) else {
        return Err(UpdateError::NoSource(no_source(
            new.id,
            &loaded.sources,
            loaded.claim_paths(),
        )));
    };
    let Some(record) = source.source.as_ref().filter(|_| source.place != TextPlace::Refused) else {
        return Err(UpdateError::Broken(source.file.clone()));
    };
    if record.text.rendition.is_some() {
        return Err(UpdateError::Rendition(new.id.to_owned()));
    }
    let pinned = Format::of(&record.text.media_type)?;
    let found = Format::of_bytes(new.bytes, new.name)?;
    let found = found.or_else(|| Format::of_name(new.name)).unwrap_or(pinned);
    if found.media_type() != pinned.media_type() {
        return Err(UpdateError::OtherFormat {
            file: new.name.to_owned(),
            found: found.name,
            pinned: pinned.name,
        });
    }
    let (readable, encoding, guess) = read(new, record)?;
    let extracted = extracted_of(&readable);
    let file = new.name.to_owned();
    let new_text = text(readable, file);
    let old = match basis(world, &options.root, source) {
        Basis::Text(text) => Some(text),
        _ => None,
    };
    let words = source.word_lists(&new_text.document);
    let mut quotes = Vec::new();
    for (number, claim) in loaded.claims.iter().enumerate() {
        let Some(record) = &claim.claim else { continue };
        for (index, evidence) in record.evidence.iter().enumerate() {
            if *evidence.source == *new.id {
                let citation = Citation { claim, evidence, index, number };
                quotes.push(fate(options, &citation, old.as_deref(), &new_text, words));
            }
        }
    }
    let path = options.root.join(&source.file);
    let text = path.with_file_name(&record.text.path);
    let beside = world.exists(&text);
    let unreadable = || UpdateError::Unreadable(source.file.clone());
    let before = world.read(&path).ok().and_then(|b| String::from_utf8(b).ok());
    let before = before.ok_or_else(unreadable)?;
    let repinned = with_pin(record, new, encoding, extracted)?;
    let after = rewritten(&before, &repinned).ok_or_else(unreadable)?;
    let content = (after != before).then_some(after);
    let accessed = record.accessed.clone().filter(|_| new.accessed.is_none());
    let sealed = record.seal.is_some();
    Ok(Update { quotes, file: path, content, text, beside, sealed, guess, accessed })
}

type Read = (reader::Readable, Option<String>, Option<String>);

/// The new text, the encoding to state, and whether that is a guess: UTF-8 before the encoding of the
/// old version, which may fit any bytes.
fn read(new: &NewText<'_>, record: &crate::source::Source) -> Result<Read, ReadError> {
    let media_type = &record.text.media_type;
    let with = |encoding: Option<&str>| reader::read(new.bytes, media_type, encoding);
    if let Some(encoding) = new.encoding {
        let readable = with(Some(encoding))?;
        return Ok((readable, Some(encoding.to_owned()), None));
    }
    let stated = record.text.encoding.as_deref();
    let first = with(None).ok().map(|r| (r, None));
    let second = || Some((with(Some(stated?)).ok()?, stated.map(str::to_owned)));
    if let Some((readable, encoding)) = first.or_else(second) {
        return Ok((readable, encoding, None));
    }
    let (readable, guess) = reader::read_guessing(new.bytes, media_type, None)?;
    Ok((readable, guess.clone(), guess))
}

fn fate(
    options: &Options,
    citation: &Citation<'_>,
    old: Option<&DocumentText>,
    new: &DocumentText,
    words: Option<&WordLists>,
) -> UpdatedQuote {
    let quoted = citation.quoted();
    let found_in =
        |text: &DocumentText| verify(&text.document, &quoted, options.config.limits(), words);
    let before = old.map(found_in);
    let place =
        |text: &DocumentText, found: &Found| found.spans.first().map(|span| position(text, *span));
    let mut quote = UpdatedQuote {
        file: citation.claim.file.to_path_buf(),
        pointer: citation.pointer(),
        fate: Fate::Waived,
        stood: before.as_ref().map(|f| f.as_ref().is_some_and(|f| !has_errors(f))),
        old: old.zip(before.flatten()).and_then(|(text, found)| place(text, &found)),
        new: None,
        codes: Vec::new(),
        diff: Vec::new(),
    };
    if citation.evidence.waived {
        return quote;
    }
    let Some(found) = found_in(new) else {
        let miss = explain(&new.document, &quoted, words);
        quote.fate = Fate::Gone;
        if let Some(near) = miss.near {
            quote.new = Some(position(new, near.span));
            quote.diff = near.diff;
        }
        return quote;
    };
    quote.new = place(new, &found);
    let grave = found.issues.iter().filter(|i| {
        i.grave || code_of(i.kind).default_severity() == crate::diagnostic::Severity::Error
    });
    quote.codes = grave.map(|i| code_of(i.kind)).collect::<Vec<Code>>();
    quote.fate = match (&quote.old, &quote.new) {
        _ if has_errors(&found) => Fate::Fails,
        (Some(old), Some(new)) if is_same(old, new) => Fate::Stays,
        (Some(_), _) => Fate::Moved,
        (None, _) => Fate::Found,
    };
    quote
}

/// Whether people find both at the same place.
fn is_same(old: &Place, new: &Place) -> bool {
    match (old.position(), new.position()) {
        (None, None) => old == new,
        (old, new) => old == new,
    }
}

/// Where a span of a text is in its file.
fn position(text: &DocumentText, span: Span) -> Place {
    if let Some(place) = text.readable.place(span) {
        return place;
    }
    let mut files = Files::default();
    files.insert(text.file.clone(), text.source_text());
    let at = At::Span(text.readable.source_span(span));
    files.locate(&text.file, &at).place
}

/// The source with the pin of the new text.
fn with_pin(
    record: &Source,
    new: &NewText<'_>,
    encoding: Option<String>,
    extracted: Option<Extracted>,
) -> Result<Source, UpdateError> {
    let mut record = record.clone();
    record.text.sha256 = sha256_hex(new.bytes);
    record.text.encoding = encoding;
    record.text.extracted = extracted;
    if let Some(day) = new.accessed {
        full_date(day).map_err(|error| UpdateError::Accessed(day.to_owned(), error))?;
        record.accessed = Some(day.to_owned());
    }
    Ok(record)
}

/// The content of `source.json` with the pin of a record. Values are replaced where they are; where a member comes or goes,
/// the whole file is written again. `None` where it is no JSON.
fn rewritten(before: &str, record: &Source) -> Option<String> {
    let tree = crate::json::parse(before).0?;
    let mut after = before.to_owned();
    let values = [
        ("/text/sha256", Some(record.text.sha256.clone())),
        ("/text/encoding", record.text.encoding.clone()),
        ("/text/extracted/sha256", record.text.extracted.as_ref().map(|made| made.sha256.clone())),
        ("/text/extracted/by", record.text.extracted.as_ref().map(|made| made.by.clone())),
        ("/accessed", record.accessed.clone()),
    ];
    let mut spans: Vec<(Span, String)> = Vec::new();
    let mut fits = true;
    for (pointer, value) in values {
        match (tree.value_span(pointer), value) {
            (Some(span), Some(value)) => spans.push((span, crate::json::quoted(&value))),
            (None, None) => {}
            _ => fits = false,
        }
    }
    spans.sort();
    for (span, value) in spans.into_iter().rev() {
        after.replace_range(span.range(), &value);
    }
    if !fits {
        after = serde_json::to_string_pretty(record).ok()?;
        after.push('\n');
    }
    Some(after)
}
