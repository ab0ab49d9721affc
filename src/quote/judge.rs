//! The one question that all callers ask: what becomes of a quote on a document.

use crate::quote::document::FoldedDocument;
use crate::quote::explain::{Miss, explain};
use crate::quote::found::{Found, GaveUp};
use crate::quote::place::verify::seek;
use crate::quote::quoted::{Limits, ReadQuote};
use crate::quote::words::{WordLists, foreign_language};
use crate::text::Span;

/// What becomes of a quote on a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// It has no word outside its marks: there is nothing to look for.
    Empty,
    /// It is there, with what is to be said of it all the same.
    Stands(Found),
    /// It does not, and why.
    Missed(Miss),
    /// To say so would take too long: it counts as one that does not.
    GaveUp(GaveUp),
}

/// Looks for a quote in a document; where it is not there, explains why.
#[must_use]
pub fn judge(
    document: &FoldedDocument,
    quote: &ReadQuote<'_>,
    limits: Limits,
    words: Option<&WordLists>,
) -> Judged {
    judge_briefly(document, quote, limits, words)
        .unwrap_or_else(|| Judged::Missed(explain(document, quote.quoted(), words)))
}

/// The same without why it is not there, which takes longest: `None` then.
#[must_use]
pub fn judge_briefly(
    document: &FoldedDocument,
    quote: &ReadQuote<'_>,
    limits: Limits,
    words: Option<&WordLists>,
) -> Option<Judged> {
    if quote.quoted().is_empty() {
        return Some(Judged::Empty);
    }
    match seek(document, quote, limits, words) {
        Ok(Some(found)) => {
            // What a German paper quotes in English is read as English.
            let other = words.and_then(|own| language_of_passage(document, &found, own));
            let lists = |language| WordLists::for_language(Some(language));
            match other.map(|language| seek(document, quote, limits, lists(language))) {
                Some(Ok(again)) => again.map(Judged::Stands),
                _ => Some(Judged::Stands(found)),
            }
        }
        Ok(None) => None,
        Err(limit) => Some(Judged::GaveUp(limit)),
    }
}

/// How far around a quote its passage is looked at, in bytes.
const PASSAGE_BYTES: usize = 400;

/// The language of the passage that a quote is cut out of, where it is another than the document's: of the quotation that it
/// is in, or of what is around it.
fn language_of_passage<'d>(
    document: &'d FoldedDocument,
    found: &Found,
    own: &WordLists,
) -> Option<&'static str> {
    let text = document.text();
    let span = Span::new(found.spans.first()?.start, found.spans.last()?.end);
    let mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』');
    // As they are folded: a line end inside a word makes no two of it.
    let folded = |from: usize, to: usize| {
        let key = document.folded.key_at(from)..document.folded.key_at(to);
        document.folded.key.get(key).unwrap_or("")
    };
    let before = || {
        let from = text.ceil_char_boundary(span.start.saturating_sub(PASSAGE_BYTES));
        let head = text.get(from..span.start)?.rsplit(mark).next()?.len();
        Some(folded(span.start - head, span.start))
    };
    let behind = || {
        let to = text.floor_char_boundary(span.end + PASSAGE_BYTES);
        let tail = text.get(span.end..to)?.split(mark).next()?.len();
        Some(folded(span.end, span.end + tail))
    };
    let parts: [&dyn Fn() -> Option<&'d str>; 3] =
        [&|| Some(folded(span.start, span.end)), &before, &behind];
    foreign_language(parts.into_iter().filter_map(|part| part()), own.language())
}
