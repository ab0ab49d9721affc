//! The words before and after a quote (W3C `TextQuoteSelector`).

use super::notes::notes;
use crate::quote::document::FoldedDocument;
use crate::quote::fold::{Folded, Side};
use crate::text::Span;

/// How much more of the document than of the prefix is looked at, in bytes: white space and punctuation.
const SLACK: usize = 256;

/// The longest prefix or suffix, in characters: it is compared at each place of the quote. Tools write 32 to 64.
pub const MAX_CONTEXT: usize = 1_000;

/// Whether a prefix or suffix is longer than any that is compared: it is nowhere.
#[must_use]
pub fn is_too_long(context: &str) -> bool {
    context.len() > MAX_CONTEXT && context.chars().nth(MAX_CONTEXT).is_some()
}

/// Where `prefix` stands right before `span`, if it does: nothing but punctuation and white space may
/// are between them. It may begin inside a word, as tools cut it.
pub(crate) fn prefix_span(document: &FoldedDocument, span: Span, prefix: &str) -> Option<Span> {
    if is_too_long(prefix) {
        return None;
    }
    let text = document.text();
    let from = text.ceil_char_boundary(span.start.saturating_sub(prefix.len() * 4 + SLACK));
    let before = Span::new(from, span.start);
    let folded = Folded::new(document.slice(before), Side::Document);
    let ours = letters(prefix);
    let start = either(document, before, |marks| {
        let theirs = folded.key.char_indices().rev();
        let mut theirs = theirs.filter(|(_, c)| c.is_alphanumeric()).map(|(at, c)| {
            let start = from + folded.text_start(at);
            (start, c)
        });
        let mut start = span.start;
        for ours in ours.iter().rev() {
            let (at, c) = theirs.find(|(at, _)| !is_in(*at, marks))?;
            if c != *ours {
                return None;
            }
            start = at;
        }
        Some(start)
    })?;
    let found = Span::new(start, span.start);
    (!document.is_broken(Span::new(start, span.end))).then_some(found)
}

/// Where `suffix` stands right after `span`, if it does. It may end inside a word.
pub(crate) fn suffix_span(document: &FoldedDocument, span: Span, suffix: &str) -> Option<Span> {
    if is_too_long(suffix) {
        return None;
    }
    let text = document.text();
    let to = text.floor_char_boundary(span.end + suffix.len() * 4 + SLACK);
    let after = Span::new(span.end, to);
    let folded = Folded::new(document.slice(after), Side::Document);
    let ours = letters(suffix);
    let end = either(document, after, |marks| {
        let theirs = folded.key.char_indices().filter(|(_, c)| c.is_alphanumeric());
        let mut theirs = theirs.map(|(at, c)| {
            let place = |key: usize| span.end + folded.text_start(key);
            (place(at), span.end + folded.text_end(at + c.len_utf8()), c)
        });
        let mut end = span.end;
        for ours in &ours {
            let (_, to, c) = theirs.find(|(at, _, _)| !is_in(*at, marks))?;
            if c != *ours {
                return None;
            }
            end = to;
        }
        Some(end)
    })?;
    let found = Span::new(span.end, end);
    (!document.is_broken(Span::new(span.start, end))).then_some(found)
}

/// What `compare` finds in the words of `span`, and if that is nothing, what it finds where it passes over the marks of
/// notes: a prefix may have them or not.
fn either(
    document: &FoldedDocument,
    span: Span,
    compare: impl Fn(&[Span]) -> Option<usize>,
) -> Option<usize> {
    compare(&[]).or_else(|| {
        let marks = notes(document, span, None);
        if marks.is_empty() { None } else { compare(&marks) }
    })
}

/// Whether a byte of the text is of one of the marks.
fn is_in(at: usize, marks: &[Span]) -> bool {
    marks.iter().any(|mark| mark.range().contains(&at))
}

/// The folded letters and digits alone.
fn letters(text: &str) -> Vec<char> {
    Folded::new(text, Side::Document).key.chars().filter(|c| c.is_alphanumeric()).collect()
}
