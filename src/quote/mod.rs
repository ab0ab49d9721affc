//! Whether a quote stands in a document: folding, boundaries, marked edits, and the nearest passage.
//!
//! A pure room: texts in, plain data out. It follows the matching contract; places are bytes of the
//! document's text, and bytes of the decoded strings of the quote.

mod bits;
mod boundary;
mod chain;
mod chars;
mod columns;
mod confusable;
mod context;
mod diff;
mod document;
mod find;
mod fold;
mod grams;
mod guards;
mod hidden;
mod index;
mod join;
mod line;
mod masks;
mod miss;
mod nearest;
mod needles;
mod passage;
mod pattern;
mod plain;
mod runs;
mod scan;
mod seeds;
mod sentence;
mod sought;
mod verify;
mod words;

pub use document::{Break, Document};
pub use hidden::{Hidden, hidden_characters};
pub use miss::{Miss, NearPassage, explain};
pub use pattern::Within;
pub use sought::{ReadQuote, Sought};
pub use verify::{Found, Issue, IssueKind, Quoted, places, verify, verify_read};
pub use words::WordLists;

/// Quoted words with everything made equal that typography may change: two quotes with one key say the same.
/// Segments are joined as an ellipsis would join them; punctuation and white space at the ends do not count.
#[must_use]
pub fn key(segments: &[impl AsRef<str>]) -> String {
    let text = segments.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" … ");
    let of_figure = |c| chars::is_sign(c) || chars::is_percent(c) || chars::is_currency(c);
    let text = text.trim_matches(|c: char| !(c.is_alphanumeric() || of_figure(c)));
    let folded = fold::Folded::new(text, fold::Side::Quote);
    // Dashes are taken out of the key; how many there were tells `-5` from `5`.
    format!("{}\u{0}{}", folded.key, folded.marks.len())
}

/// Limits of marked edits, in words of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most words that one ellipsis may stand for.
    pub elision_max_words: usize,
    /// The most words that one bracket may stand for.
    pub bracket_max_words: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { elision_max_words: 100, bracket_max_words: 5 }
    }
}
