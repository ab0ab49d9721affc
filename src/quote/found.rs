//! What is answered of a quote that stands in a document.

use crate::quote::read::pattern::Within;
use crate::report::{EditKind, Verdict};
use crate::text::Span;

/// What is to be said of a quote that otherwise matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueKind {
    /// The first letter's case differs, unmarked.
    InitialCase,
    /// A bracket adds, removes or replaces a negation.
    BracketNegation,
    /// It stands in more than one place, and nothing says which.
    Ambiguous,
    /// No place of the words has the prefix before them.
    PrefixMismatch,
    /// No place of the words (that has the prefix, if there is one) has the suffix after them.
    SuffixMismatch,
    /// Two words.
    Short,
    /// One word.
    Trivial,
    /// Words left out contain a negation.
    ElisionNegation,
    /// Words left out between kept words of one clause contain a number or a comparator.
    ElisionNumber,
    /// The quote begins right after, or stops right before, a word that denies or limits.
    ClippedSentence,
}

/// One thing to be said, and the places it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// What.
    pub kind: IssueKind,
    /// Whether this instance changes what is said, where the kind as such is a warning.
    pub grave: bool,
    /// Where in the quote; the whole quote if `None`.
    pub place: Option<Within>,
    /// Places of the document.
    pub spans: Vec<Span>,
    /// Places of the document that there are besides `spans`.
    pub more: usize,
}

/// A quote that stands in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `Exact`, `Typographic` or `Edited`.
    pub verdict: Verdict,
    /// One place for each segment.
    pub spans: Vec<Span>,
    /// Marked edits: kind, mark as the quote has it, the document's words.
    pub edits: Vec<(EditKind, String, Span)>,
    /// What is to be said of it all the same.
    pub issues: Vec<Issue>,
    /// The segments without their forgiven edges.
    pub core: Vec<Span>,
    /// From the prefix (or the quote's start) to the suffix (or its end).
    pub context: Span,
}
