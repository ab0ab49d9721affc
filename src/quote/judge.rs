//! The one question that all callers ask: what becomes of a quote on a document.

use crate::quote::document::Document;
use crate::quote::explain::{Miss, explain};
use crate::quote::found::{Found, GaveUp};
use crate::quote::place::verify::seek;
use crate::quote::quoted::{Limits, ReadQuote};
use crate::quote::words::WordLists;

/// What becomes of a quote on a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// It has no word outside its marks: there is nothing to look for.
    Empty,
    /// It stands there, with what is to be said of it all the same.
    Stands(Found),
    /// It does not, and why.
    Missed(Miss),
    /// To say so would take too long: it counts as one that does not.
    GaveUp(GaveUp),
}

/// Looks for a quote in a document; where it does not stand there, explains why.
#[must_use]
pub fn judge(
    document: &Document,
    quote: &ReadQuote<'_>,
    limits: Limits,
    words: Option<&WordLists>,
) -> Judged {
    judge_briefly(document, quote, limits, words)
        .unwrap_or_else(|| Judged::Missed(explain(document, quote.quoted(), words)))
}

/// The same without why it does not stand there, which takes longest: `None` then.
#[must_use]
pub fn judge_briefly(
    document: &Document,
    quote: &ReadQuote<'_>,
    limits: Limits,
    words: Option<&WordLists>,
) -> Option<Judged> {
    if quote.quoted().is_empty() {
        return Some(Judged::Empty);
    }
    match seek(document, quote, limits, words) {
        Ok(Some(found)) => Some(Judged::Stands(found)),
        Ok(None) => None,
        Err(limit) => Some(Judged::GaveUp(limit)),
    }
}
