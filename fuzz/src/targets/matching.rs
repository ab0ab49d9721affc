//! The one way from the targets into the matcher.

use quoteproof::quote::{FoldedDocument, Found, Limits, Quoted, WordLists, verify};
use std::collections::BTreeSet;

/// The word lists of a language; English where none is stated.
#[must_use]
pub fn words(language: Option<&str>) -> Option<&'static WordLists> {
    WordLists::for_language(language.or(Some("en")))
}

/// Whether and where a quote stands in a document.
#[must_use]
pub fn find(
    document: &FoldedDocument,
    quoted: &Quoted<'_>,
    language: Option<&str>,
) -> Option<Found> {
    verify(document, quoted, Limits::default(), words(language))
}

/// The names of what is to be said of a quote that stands in a document, and whether each is an error for what it
/// changes.
#[must_use]
pub fn findings(found: &Found) -> BTreeSet<(String, bool)> {
    found.issues.iter().map(|issue| (format!("{:?}", issue.kind), issue.grave)).collect()
}

/// A quote that is one string, without context.
#[must_use]
pub fn plainly(text: &str) -> Quoted<'_> {
    Quoted { parts: vec![text], prefix: None, suffix: None }
}
