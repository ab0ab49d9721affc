//! The pages of the kinds of `quote/altered`, which `quote::kind` defines.

use crate::quote::Kind;

/// The page of a kind, Markdown, with the sections of a code's page.
#[must_use]
pub(super) const fn page(kind: Kind) -> &'static str {
    match kind {
        Kind::Case => include_str!("explain/quote/altered/case.md"),
        Kind::Punctuation => include_str!("explain/quote/altered/punctuation.md"),
        Kind::Space => include_str!("explain/quote/altered/space.md"),
        Kind::Number => include_str!("explain/quote/altered/number.md"),
        Kind::Negation => include_str!("explain/quote/altered/negation.md"),
        Kind::WordChanged => include_str!("explain/quote/altered/word-changed.md"),
        Kind::WordAdded => include_str!("explain/quote/altered/word-added.md"),
        Kind::WordMissing => include_str!("explain/quote/altered/word-missing.md"),
        Kind::Reordered => include_str!("explain/quote/altered/reordered.md"),
        Kind::Spliced => include_str!("explain/quote/altered/spliced.md"),
        Kind::Confusable => include_str!("explain/quote/altered/confusable.md"),
    }
}
