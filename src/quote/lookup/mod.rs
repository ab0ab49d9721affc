//! Finds keys in a text: many in one pass, or one by one in an index of word starts.

pub(crate) mod index;
pub(crate) mod many;
