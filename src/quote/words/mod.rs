//! Words: where they begin and end, where sentences do, and the word lists of the languages.

mod affix;
mod begun;
pub(crate) mod boundary;
mod file;
mod joined;
mod key;
pub(crate) mod labels;
pub(crate) mod language;
mod list;
mod lists;
mod marks;
pub(crate) mod numbers;
pub(super) mod page_number;
pub(crate) mod sentence;
mod sieve;
pub(crate) mod spelled;
mod table;
mod tag;

pub(crate) use key::is_apostrophe;
pub(crate) use language::foreign_language;
pub use language::{contradicts_language, is_in_another_language, language_of_text};
pub(crate) use list::ShortList;
pub(crate) use list::{DENYING, SPELLED};
pub use list::{List, ListSet};
pub use lists::{Listed, WordLists};
pub(crate) use marks::{asks, asks_or_exclaims};
