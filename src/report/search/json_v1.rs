//! What a search found as JSON, version 1: frozen, members are added and never changed.

use super::{Search, SearchBasis};
use crate::claim::Evidence;
use crate::diagnostic::Kind;
use crate::report::json_v1::{DiffOperation, Nearest, Tool, schema_of};
use crate::report::{Verdict, Whereabouts, visible};
use crate::text::Place;
use camino::Utf8Path;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// What one search found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "quoteproof find, version 1")]
pub struct Output {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What searched.
    pub tool: Tool,
    /// The words that were searched for.
    pub words: String,
    /// Every source that was to be searched, by id.
    pub sources: Vec<Source>,
    /// The places that have the words: `exact` first, then `typographic`, then `edited`.
    pub passages: Vec<Passage>,
    /// Where no place has them: the passages that are near, the nearest first.
    pub nearest: Vec<Near>,
    /// Where no place has them: the sentences that have most of them, in any case and order, the best first.
    pub hits: Vec<Hit>,
}

/// A source and how far it was searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// The source's id.
    pub id: String,
    /// The document's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub title: Option<String>,
    /// What was searched of it.
    pub basis: SearchBasis,
    /// Whether it is sealed.
    pub sealed: bool,
    /// How many places have the words; `passages` may have fewer.
    pub places: usize,
}

/// A file and a place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Location {
    /// The file, relative to the root, with `/`: the text, or `proofs.json`.
    pub file: String,
    /// Line, from 1; left out in a file without lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub line: Option<usize>,
    /// Column, from 1, in Unicode scalar values; left out in a file without lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub column: Option<usize>,
    /// Where it is in a file without lines.
    #[serde(flatten)]
    pub whereabouts: Whereabouts,
}

impl Location {
    fn new(file: &Utf8Path, at: &Place) -> Self {
        Self {
            file: file.to_string(),
            line: at.position().map(|(line, _)| line),
            column: at.position().map(|(_, column)| column),
            whereabouts: at.into(),
        }
    }
}

/// A place that has the words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Passage {
    /// Id of the source.
    pub source: String,
    /// How the words match: `exact`, `typographic` or `edited`.
    pub verdict: Verdict,
    /// Where in a file.
    pub location: Location,
    /// First Unicode code point of the document text, where that is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub start: Option<usize>,
    /// One past the last code point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub end: Option<usize>,
    /// The document's own words.
    pub text: String,
    /// The words with some of those around them: whether they are wanted, and the words.
    pub context: Vec<(bool, String)>,
    /// The passage as evidence of a claim; left out if it would not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Evidence")]
    pub evidence: Option<Evidence>,
    /// Codes that `quoteproof validate` would report of it.
    pub codes: Vec<String>,
}

/// A passage that is near the words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Near {
    /// Id of the source.
    pub source: String,
    /// Where in a file.
    pub location: Location,
    /// How the words differ.
    pub kinds: Vec<Kind>,
    /// From 0 to 1, rounded to four decimals.
    pub similarity: f64,
    /// The document's own words.
    pub text: String,
    /// The word diff, from the document to the words that were searched for.
    pub diff: Vec<(DiffOperation, String)>,
}

/// A sentence that has most of the words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Hit {
    /// Id of the source.
    pub source: String,
    /// Where in a file.
    pub location: Location,
    /// First Unicode code point of the document text, where that is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub start: Option<usize>,
    /// One past the last code point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub end: Option<usize>,
    /// The document's own words.
    pub text: String,
    /// The sentence in pieces: whether each is one of the words, and the piece.
    pub context: Vec<(bool, String)>,
    /// How many of the different words it has.
    pub words: usize,
    /// How many different words were searched for.
    pub of: usize,
}

/// As pretty-printed JSON with a newline at its end.
#[must_use]
pub fn render(search: &Search) -> String {
    visible::json(&Output::from(search))
}

/// The JSON Schema, for `schema/find.schema.json`.
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Output>()
}

impl From<&Search> for Output {
    fn from(search: &Search) -> Self {
        Self {
            version: 1,
            tool: Tool::this(),
            words: search.words.clone(),
            sources: search.searched.iter().map(Source::from).collect(),
            passages: search.passages.iter().map(Passage::from).collect(),
            nearest: search.nearest.iter().map(Near::from).collect(),
            hits: search.hits.iter().map(Hit::from).collect(),
        }
    }
}

impl From<&super::Searched> for Source {
    fn from(source: &super::Searched) -> Self {
        let super::Searched { id, title, basis, sealed, places } = source.clone();
        Self { id, title, basis, sealed, places }
    }
}

impl From<&super::FoundPassage> for Passage {
    fn from(passage: &super::FoundPassage) -> Self {
        let place = Nearest::from(&passage.place);
        Self {
            source: place.source,
            verdict: passage.verdict,
            location: Location::new(&passage.file, &passage.at),
            start: place.stretch.start,
            end: place.stretch.end,
            text: place.text,
            context: passage.context.iter().map(|p| (p.wanted, p.text.clone())).collect(),
            evidence: passage.evidence.clone(),
            codes: passage.codes.iter().map(|c| c.name().to_owned()).collect(),
        }
    }
}

impl From<&super::SentenceHit> for Hit {
    fn from(hit: &super::SentenceHit) -> Self {
        let place = Nearest::from(&hit.place);
        Self {
            source: place.source,
            location: Location::new(&hit.file, &hit.at),
            start: place.stretch.start,
            end: place.stretch.end,
            text: place.text,
            context: hit.context.iter().map(|p| (p.wanted, p.text.clone())).collect(),
            words: hit.words,
            of: hit.of,
        }
    }
}

impl From<&super::NearMiss> for Near {
    fn from(near: &super::NearMiss) -> Self {
        let place = Nearest::from(&near.place);
        Self {
            source: place.source,
            location: Location::new(&near.file, &near.at),
            kinds: near.kinds.clone(),
            similarity: place.similarity,
            text: place.text,
            diff: place.diff,
        }
    }
}
