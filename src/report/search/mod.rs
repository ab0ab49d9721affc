//! The results of a search for words, as plain data, and their renderers.

#[cfg(feature = "cli")]
pub mod human;
pub mod json_v1;

use crate::claim::Evidence;
use crate::diagnostic::{Code, Kind};
use crate::report::{Nearest, Verdict};
use crate::text::Place;
use camino::Utf8PathBuf;

/// What a document was searched by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Basis")]
pub enum SearchBasis {
    /// Its text.
    Text,
    /// The passages that are proven of it: its text is not here.
    Proofs,
    /// Nothing: neither its text nor a proof can be read.
    Nothing,
}

/// One source and how far it was searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searched {
    /// The source's id.
    pub id: String,
    /// The document's title, where the source gives one.
    pub title: Option<String>,
    /// What was searched.
    pub basis: SearchBasis,
    /// Whether its text may not be published: a quote of it has to be proven before it passes elsewhere.
    pub sealed: bool,
    /// How many places have the words.
    pub places: usize,
}

/// A stretch of a passage and what is around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassagePiece {
    /// The document's own words.
    pub text: String,
    /// Whether they are of those that were searched for.
    pub wanted: bool,
}

/// A place that has the words.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPassage {
    /// How the words match: `exact`, `typographic` or `edited`.
    pub verdict: Verdict,
    /// The file, relative to the root where it is inside: the text, or `proofs.json`.
    pub file: Utf8PathBuf,
    /// Where in that file.
    pub at: Place,
    /// Where it is in the document text, and its words.
    pub place: Nearest,
    /// The passage and some words around it, in order.
    pub context: Vec<PassagePiece>,
    /// The passage as evidence of a claim; `None` where it would not pass as it is.
    pub evidence: Option<Evidence>,
    /// What `quoteproof validate` would say of that evidence.
    pub codes: Vec<Code>,
}

/// A passage that is near the words, where they are nowhere.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// The file, as for [`FoundPassage`].
    pub file: Utf8PathBuf,
    /// Where in that file.
    pub at: Place,
    /// The passage, how near it is, and the word diff to the words that were searched for.
    pub place: Nearest,
    /// How the words differ.
    pub kinds: Vec<Kind>,
}

/// A sentence that has most of the words, in any case and order.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceHit {
    /// The file, as for [`FoundPassage`].
    pub file: Utf8PathBuf,
    /// Where in that file.
    pub at: Place,
    /// Where it is in the document text, and its words.
    pub place: Nearest,
    /// The sentence, the words that were searched for apart.
    pub context: Vec<PassagePiece>,
    /// How many of the different words it has.
    pub words: usize,
    /// How many different words were searched for.
    pub of: usize,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The words that were searched for.
    pub words: String,
    /// Every source that was to be searched, by id.
    pub searched: Vec<Searched>,
    /// The places that have the words: the very characters first, then other typography, then marked
    /// edits; by source and place. Of each source no more than were asked for.
    pub passages: Vec<FoundPassage>,
    /// Where no place has them: the passages that are near, the nearest first.
    pub nearest: Vec<NearMiss>,
    /// Where no place has them: the sentences that have most of them, the best first.
    pub hits: Vec<SentenceHit>,
}

impl Search {
    /// What is known of the source `id`.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Searched> {
        self.searched.iter().find(|s| s.id == id)
    }

    /// The sources that were searched by `basis`.
    pub fn by(&self, basis: SearchBasis) -> impl Iterator<Item = &Searched> {
        self.searched.iter().filter(move |s| s.basis == basis)
    }
}
