//! The archive that a page has opened, and the answers to what it asks.

mod compare;
mod seek;

use crate::archive::Archive;
use crate::asked::{Request, Verify, Words, options};
use crate::view::View;
use camino::Utf8Path;
use data_encoding::HEXLOWER;
use quoteproof::document::{Document, DocumentOptions};
use quoteproof::quote::Quoted;
use quoteproof::reader::{Format, ReadError};
use quoteproof::stream::{Record, Stream};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What a file is whose bytes say nothing else.
const PLAIN: &str = "text/plain";

/// An archive, and its documents as far as they were asked for.
#[derive(Default)]
pub(crate) struct Desk {
    archive: Option<Archive>,
    /// By their numbers; none where neither a text nor proofs are here.
    documents: BTreeMap<usize, Option<Result<Document, String>>>,
}

/// An answer that is none.
#[derive(Serialize)]
struct Refused {
    error: String,
}

/// A document that somebody opens, as it was read.
struct Read {
    document: Document,
    /// Its encoding, where that is a guess.
    guessed: Option<String>,
}

impl Desk {
    /// The answer to one request, as JSON.
    pub(crate) fn answer(&mut self, request: &[u8], bytes: &[u8]) -> String {
        let answer = match serde_json::from_slice(request) {
            Err(error) => Err(format!("no request: {error}")),
            Ok(Request::Archive) => self.open(bytes),
            Ok(Request::Seek { quote, document }) => self.seek(&quote, document.as_deref()),
            Ok(Request::Compare { name, document }) => {
                self.compare(&name, document.as_deref(), bytes)
            }
            Ok(Request::Verify(asked)) => verify(&asked, bytes),
        };
        answer.unwrap_or_else(|error| json(&Refused { error }))
    }

    fn open(&mut self, bytes: &[u8]) -> Result<String, String> {
        let archive: Archive = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let own = env!("CARGO_PKG_VERSION");
        let status = if archive.tool == own {
            String::new()
        } else {
            format!(
                "The pages were made by quoteproof {}, and the checker is of {own}.",
                archive.tool
            )
        };
        *self = Self { archive: Some(archive), documents: BTreeMap::new() };
        Ok(json(&View { status, nodes: Vec::new() }))
    }

    fn archive(&self) -> Result<&Archive, String> {
        self.archive.as_ref().ok_or_else(|| "no archive is open".to_owned())
    }

    /// Makes a document of the archive ready.
    fn prepare(&mut self, number: usize) {
        let Some(archive) = &self.archive else { return };
        let Some(source) = archive.documents.get(number) else { return };
        self.documents.entry(number).or_insert_with(|| source.document(&archive.limits));
    }
}

/// The rows of quotes on a document, as `quoteproof verify` has them.
fn verify(asked: &Verify, bytes: &[u8]) -> Result<String, String> {
    let media_type = match &asked.media_type {
        Some(media_type) => media_type,
        None => media_type("", bytes).map_err(|error| error.to_string())?,
    };
    let language = asked.language.as_deref();
    let document = Record::Document { id: "", bytes: Some(bytes), media_type, language };
    let quotes = asked.quotes.iter().map(|quote| Record::Quote {
        id: None,
        document: Some(""),
        quoted: quote.quoted(),
    });
    let mut stream = Stream::new(DocumentOptions::default());
    let rows = stream.feed_last(std::iter::once(document).chain(quotes));
    Ok(json(&rows.map_err(|error| error.to_string())?))
}

/// What a file is, as its bytes say.
fn media_type(name: &str, bytes: &[u8]) -> Result<&'static str, ReadError> {
    Ok(Format::of_bytes(bytes, Utf8Path::new(name))?.map_or(PLAIN, Format::media_type))
}

/// Reads a file; where nothing states its encoding, that is guessed.
fn read(
    bytes: &[u8],
    media_type: &str,
    encoding: Option<&str>,
    language: Option<&str>,
    limits: &Words,
) -> Result<Read, ReadError> {
    let one = |encoding| Document::new(bytes, media_type, language, options(limits, encoding));
    match one(encoding) {
        Err(ReadError::Unstated(_, guess)) => {
            Ok(Read { document: one(Some(&guess))?, guessed: Some(guess) })
        }
        other => Ok(Read { document: other?, guessed: None }),
    }
}

/// How many of the quotes stand.
fn passing(document: &Document, quotes: &[Quoted<'_>]) -> usize {
    document.verify(quotes).iter().filter(|outcome| outcome.passed).count()
}

/// As `sha256sum` prints it.
fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// What is told is plain data: it has no way not to be JSON.
fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}
