//! Where a quote stands in a document: its segments, the chains that they make, and the verdict.

pub(crate) mod boundary;
mod chain;
mod context;
mod edges;
mod guards;
mod join;
mod loose;
pub(crate) mod segment;
pub(crate) mod verify;
pub(crate) mod view;
