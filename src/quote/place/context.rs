//! The words before and after a quote (W3C `TextQuoteSelector`).

use crate::quote::document::Document;
use crate::quote::fold::{Folded, Side};
use crate::text::Span;

/// How much more of the document than of the prefix is looked at, in bytes: white space and punctuation.
const SLACK: usize = 256;

/// The longest prefix or suffix, in characters: it is compared at each place of the quote. Tools write 32 to 64.
pub const MAX_CONTEXT: usize = 1_000;

/// Whether a prefix or suffix is longer than any that is compared: it stands nowhere.
#[must_use]
pub fn is_too_long(context: &str) -> bool {
    context.len() > MAX_CONTEXT && context.chars().nth(MAX_CONTEXT).is_some()
}

/// Where `prefix` stands right before `span`, if it does: nothing but punctuation and white space may
/// stand between them. It may begin inside a word, as tools cut it.
pub(crate) fn prefix_span(document: &Document, span: Span, prefix: &str) -> Option<Span> {
    if is_too_long(prefix) {
        return None;
    }
    let text = document.text();
    let from = text.ceil_char_boundary(span.start.saturating_sub(prefix.len() * 4 + SLACK));
    let folded = Folded::new(text.get(from..span.start)?, Side::Document);
    let mut theirs = folded.key.char_indices().rev().filter(|(_, c)| c.is_alphanumeric());
    let mut start = span.start;
    for ours in letters(prefix).into_iter().rev() {
        let (at, c) = theirs.next()?;
        if c != ours {
            return None;
        }
        start = from + folded.text_start(at);
    }
    let found = Span::new(start, span.start);
    (!document.is_broken(Span::new(start, span.end))).then_some(found)
}

/// Where `suffix` stands right after `span`, if it does. It may end inside a word.
pub(crate) fn suffix_span(document: &Document, span: Span, suffix: &str) -> Option<Span> {
    if is_too_long(suffix) {
        return None;
    }
    let text = document.text();
    let to = text.floor_char_boundary(span.end + suffix.len() * 4 + SLACK);
    let folded = Folded::new(text.get(span.end..to)?, Side::Document);
    let mut theirs = folded.key.char_indices().filter(|(_, c)| c.is_alphanumeric());
    let mut end = span.end;
    for ours in letters(suffix) {
        let (at, c) = theirs.next()?;
        if c != ours {
            return None;
        }
        end = span.end + folded.text_end(at + c.len_utf8());
    }
    let found = Span::new(span.end, end);
    (!document.is_broken(Span::new(span.start, end))).then_some(found)
}

/// The folded letters and digits alone.
fn letters(text: &str) -> Vec<char> {
    Folded::new(text, Side::Document).key.chars().filter(|c| c.is_alphanumeric()).collect()
}
