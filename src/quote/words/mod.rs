//! Words: where they begin and end, where sentences do, and the word lists of the languages.

pub(crate) mod boundary;
pub(crate) mod labels;
pub(crate) mod language;
mod lists;
mod marks;
pub(crate) mod numbers;
pub(crate) mod sentence;
pub(crate) mod spelled;
mod table;

pub(crate) use language::foreign_language;
pub use language::{contradicts_language, is_in_another_language, language_of_text};
pub(crate) use lists::{DENYING, SPELLED, is_apostrophe};
pub use lists::{List, ListSet, Listed, WordLists};
pub(crate) use marks::{asks, asks_or_exclaims};
