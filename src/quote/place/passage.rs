//! Some of a document as its words are looked up in the lists.
//!
//! The lists compare words whatever their typography. Only a word that a line end broke is made whole here:
//!
//! ```text
//! text      They sailed with-⏎out a map.
//! passage   They sailed without a map.
//! ```

use crate::quote::document::Document;
use crate::quote::fold::MarkKind;
use crate::quote::fold::char_class::{is_invisible, quote_mark};
use crate::quote::words::boundary::words_of;
use crate::quote::words::{DENYING, List, ListSet, WordLists};
use crate::text::Span;
use std::borrow::Cow;

/// Some of a document, without the hyphens of its line ends.
#[derive(Debug)]
struct Passage<'d> {
    text: Cow<'d, str>,
    /// From byte `.0` of the passage on, byte `.1` of the document on.
    map: Vec<(usize, usize)>,
}

impl<'d> Passage<'d> {
    fn new(document: &'d Document, span: Span) -> Self {
        let folded = &document.folded;
        let marks = folded.marks_in(folded.key_at(span.start), folded.key_at(span.end));
        let mut map = vec![(0, span.start)];
        let mut text = String::new();
        let mut from = span.start;
        for mark in marks.iter().filter(|m| m.optional && m.kind == MarkKind::Dash) {
            if mark.span.start < from || mark.span.end > span.end {
                continue;
            }
            let rest = document.slice(Span::new(mark.span.end, span.end));
            text.push_str(document.slice(Span::new(from, mark.span.start)));
            from = mark.span.end + (rest.len() - rest.trim_start().len());
            map.push((text.len(), from));
        }
        let rest = document.slice(Span::new(from, span.end));
        let text = if text.is_empty() { Cow::Borrowed(rest) } else { Cow::Owned(text + rest) };
        Self { text, map }
    }

    fn document_at(&self, at: usize) -> usize {
        let next = self.map.partition_point(|(passage, _)| *passage <= at);
        let stretch = next.checked_sub(1).and_then(|i| self.map.get(i));
        stretch.map_or(at, |(passage, document)| document + (at - passage))
    }

    /// The document's bytes of some bytes of the passage, which are not empty.
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.document_at(start), self.document_at(end.saturating_sub(1)) + 1)
    }
}

/// A listed word or phrase, and where it stands in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) span: Span,
    pub(super) lists: ListSet,
}

/// The listed words and phrases of some of a document, in their order.
pub(super) fn hits(document: &Document, span: Span, words: &WordLists) -> Vec<Hit> {
    let passage = Passage::new(document, span);
    let listed = words.scan(&passage.text);
    let hit = |l: &crate::quote::words::Listed| {
        let name =
            l.lists.meets(DENYING) && is_name(&passage.text, l.range.start, l.range.end, words);
        let lists = if name { l.lists.without(DENYING) } else { l.lists };
        Hit { span: passage.span(l.range.start, l.range.end), lists }
    };
    listed.iter().map(hit).filter(|hit| !hit.lists.is_empty()).collect()
}

/// The listed words that stand in `span` whole. What a longer phrase makes of them counts where it stands in `span`,
/// too; `not` alone of `not only` is a negation. And the rest of a phrase in `span` that affirms only as a whole.
pub(super) fn hits_within(
    document: &Document,
    span: Span,
    window: Span,
    words: &WordLists,
) -> (Vec<Hit>, Option<Span>) {
    let mut found = Vec::new();
    let mut rest = None;
    for hit in hits(document, window, words) {
        if hit.span.start < span.start {
            if hit.lists.has(List::Affirmations) && hit.span.end > span.start {
                rest = rest.or(Some(Span::new(span.start, hit.span.end.min(span.end))));
            }
            continue;
        }
        if hit.span.start >= span.end {
            break;
        }
        if hit.span.end <= span.end {
            found.push(hit);
        } else if !hit.lists.has(List::FalseFriends) {
            let inside = Span::new(hit.span.start, span.end);
            let parts = hits(document, inside, words);
            // `ruled | out that`: without its beginning the phrase denies nothing.
            if hit.lists.meets(DENYING) && !parts.iter().any(|part| part.lists.meets(DENYING)) {
                found.push(Hit { span: trimmed(document, inside), ..hit });
            }
            found.extend(parts);
        }
    }
    (found, rest)
}

/// Some of a document, words that line ends broke made whole.
pub(super) fn text_of(document: &Document, span: Span) -> Cow<'_, str> {
    Passage::new(document, span).text
}

/// The words of some of a document.
pub(super) fn words_in(document: &Document, span: Span) -> Vec<(Span, String)> {
    let passage = Passage::new(document, span);
    words_of(&passage.text)
        .map(|(at, word)| (passage.span(at, at + word.len()), word.to_owned()))
        .collect()
}

/// `span` without the white space at its end.
fn trimmed(document: &Document, span: Span) -> Span {
    Span::new(span.start, span.start + document.slice(span).trim_end().len())
}

/// Whether listed words are a name: with a capital inside a sentence of small letters. In German nouns have capitals.
fn is_name(text: &str, start: usize, end: usize, words: &WordLists) -> bool {
    let word = text.get(start..end).unwrap_or("");
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    if !capital || !letters.any(char::is_lowercase) || words.is_language("de") {
        return false;
    }
    let head = text.get(..start).unwrap_or("");
    let open =
        |c: char| c.is_whitespace() || is_invisible(c) || quote_mark(c).is_some() || c == '_';
    let begins = head.trim_end_matches(open).chars().next_back();
    let inside = begins.is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | '\''));
    // A heading may have capitals throughout.
    let others = words_of(text).filter(|(at, _)| *at < start || *at >= end);
    let long = others.map(|(_, w)| w).filter(|w| w.chars().nth(3).is_some());
    let (mut small, mut large) = (0_usize, 0_usize);
    for word in long {
        if word.starts_with(char::is_lowercase) {
            small += 1;
        } else {
            large += 1;
        }
    }
    let line = head.rsplit('\n').next().unwrap_or("");
    inside && !line.trim_matches(open).is_empty() && small > large
}

/// `span` with up to `reach` bytes on each side, from one white space to another.
pub(super) fn widened(document: &Document, span: Span, reach: usize) -> Span {
    let text = document.text();
    let mut from = span.start.saturating_sub(reach);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (span.end + reach).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let head = text.get(from..span.start).unwrap_or("");
    let cut = if from == 0 { None } else { head.find(char::is_whitespace) };
    let tail = text.get(span.end..to).unwrap_or("");
    let end = if to == text.len() { None } else { tail.rfind(char::is_whitespace) };
    Span::new(cut.map_or(from, |at| from + at), end.map_or(to, |at| span.end + at))
}

/// Whether nothing that parts words stands in `span`: white space, characters that nobody sees, marks of emphasis.
pub(super) fn is_bare(document: &Document, from: usize, to: usize) -> bool {
    let text = document.text().get(from..to).unwrap_or("");
    text.chars().all(|c| c.is_whitespace() || is_invisible(c) || matches!(c, '_' | '*'))
}

/// Whether a month or a weekday is meant: where they have capitals, `may` and `march` are none.
pub(super) fn is_date(document: &Document, hit: &Hit, words: &WordLists) -> bool {
    const DATES: ListSet = ListSet::of(&[List::Months, List::Weekdays]);
    let capitals = words.is_language("en") || words.is_language("de");
    hit.lists.meets(DATES)
        && (!capitals || document.slice(hit.span).starts_with(char::is_uppercase))
}
