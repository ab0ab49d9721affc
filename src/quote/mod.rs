//! Decides whether a quote is in a document: folding, boundaries, marked edits, and the nearest passage.
//!
//! A pure room: texts in, plain data out. It follows the matching contract; places are bytes of the
//! document's text, and bytes of the decoded strings of the quote.

mod document;
mod explain;
mod fold;
mod found;
mod judge;
mod kind;
mod lookup;
mod near;
mod place;
mod prefilter;
mod quoted;
mod read;
mod words;

use fold::char_class::{is_currency, is_percent, is_sign};

pub use crate::text::Break;
pub use document::FoldedDocument;
#[cfg(feature = "archive")]
pub(crate) use explain::first_alike;
pub use explain::{Miss, NearPassage, explain};
#[cfg(feature = "archive")]
pub(crate) use fold::char_class::quote_mark;
pub use found::{Agreement, DiffPart, EditKind, Found, GaveUp, Issue, IssueKind, Verdict};
pub use judge::{Judged, judge, judge_briefly};
pub use kind::Kind;
#[cfg(feature = "archive")]
pub(crate) use place::chain::CRUMB_MIN_WORDS;
pub use place::context::{MAX_CONTEXT, is_too_long};
pub use place::cut::{Token, tokens};
pub use place::segment::{MAX_ALIKE, MAX_PLACES};
pub use place::unseen::gap_ends;
pub use place::verify::{places, verify, verify_read};
pub use prefilter::{AnchorSet, Sought, WordSet};
pub use quoted::{Limits, Quoted, ReadQuote};
pub use read::hidden::{Hidden, hidden_characters};
pub use read::pattern::{MAX_MARKS, Within};
#[cfg(feature = "archive")]
pub(crate) use words::spelled::{NumberWord, number_word};
pub use words::{
    List, ListSet, Listed, WordLists, contradicts_language, is_in_another_language,
    language_of_text,
};

/// The bytes in `from + 1..=to` of a text at which a new sentence begins.
#[cfg(feature = "manuscript")]
pub(crate) fn sentence_breaks(
    text: &str,
    from: usize,
    to: usize,
    words: Option<&WordLists>,
) -> Vec<usize> {
    words::sentence::breaks(text, from, to, words).collect()
}

/// Whether a word in small letters is one of the most frequent of any language: most of them join words (`and`, `und`).
#[cfg(feature = "manuscript")]
pub(crate) fn is_frequent_word(word: &str) -> bool {
    words::language::is_frequent_anywhere(word)
}

/// A document's words as one line to read: runs of white space are a space, and words that a line end broke are whole.
#[must_use]
pub fn on_one_line(words: &str) -> String {
    FoldedDocument::new(words.to_owned(), Vec::new())
        .one_line(crate::text::Span::new(0, words.len()))
}

/// A document's words to read, in the lines that it has: words that a line end broke are whole.
#[must_use]
pub fn whole_words(words: &str) -> String {
    if !words.contains(fold::char_class::is_line_break) {
        return words.to_owned();
    }
    FoldedDocument::new(words.to_owned(), Vec::new())
        .whole_words(crate::text::Span::new(0, words.len()))
}

/// Whether two texts have the same letters and figures in the same order, whatever the capitals, marks and spaces: what a
/// safe fix leaves alone.
#[must_use]
pub fn same_letters(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        let key = fold::Folded::new(text, fold::Side::Quote).key;
        key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(a) == letters(b)
}

/// Quoted words with everything made equal that typography may change: two quotes with one key say the same.
/// Segments are joined as an ellipsis would join them; punctuation and white space at the ends do not count.
#[must_use]
pub fn key(segments: &[impl AsRef<str>]) -> String {
    let text = segments.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" … ");
    let of_figure = |c| is_sign(c) || is_percent(c) || is_currency(c);
    let text = text.trim_matches(|c: char| !(c.is_alphanumeric() || of_figure(c)));
    let folded = fold::Folded::new(text, fold::Side::Quote);
    // Dashes are taken out of the key; how many there were tells `-5` from `5`.
    format!("{}\u{0}{}", folded.key, folded.marks.len())
}
