//! Marks that mean another thing in another language.

use super::lists::WordLists;
use crate::quote::fold::char_class::canonical;

/// Whether a character is a question mark. In Greek `;` is one.
pub(crate) fn asks(c: char, words: Option<&WordLists>) -> bool {
    match canonical(c) {
        '?' | '؟' | '\u{37E}' => true,
        ';' => words.is_some_and(|words| words.is_language("el")),
        _ => false,
    }
}

/// The same for a question mark or an exclamation mark.
pub(crate) fn asks_or_exclaims(c: char, words: Option<&WordLists>) -> bool {
    canonical(c) == '!' || asks(c, words)
}
