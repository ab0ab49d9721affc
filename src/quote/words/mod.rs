//! Words: where they begin and end, where sentences do, and the word lists of the languages.

pub(crate) mod boundary;
mod lists;
pub(crate) mod numbers;
pub(crate) mod sentence;

pub(crate) use lists::DENYING;
pub use lists::{List, ListSet, Listed, WordLists};
