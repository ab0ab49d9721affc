//! Where a quote stands in a document: its segments, the chains that they make, and the verdict.

mod chain;
mod context;
mod guards;
mod join;
pub(crate) mod segment;
pub(crate) mod verify;
