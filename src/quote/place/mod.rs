//! Where a quote is in a document: its segments, the chains that they make, and the verdict.

mod behind;
pub(crate) mod boundary;
mod bracket;
pub(crate) mod chain;
mod clipped;
pub(crate) mod context;
pub(crate) mod cut;
mod edges;
mod elision;
mod fronted;
mod guards;
mod join;
mod layout;
mod loose;
pub(crate) mod note_mark;
mod notes;
mod passage;
pub(crate) mod segment;
mod spaceless;
mod transcript;
pub(crate) mod unseen;
pub(crate) mod verify;
pub(crate) mod view;
