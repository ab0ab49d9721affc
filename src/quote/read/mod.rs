//! Reads a quote: its segments and the marks between them, and characters that nobody sees.

pub(crate) mod hidden;
pub(crate) mod pattern;
