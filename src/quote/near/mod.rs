//! Finds the passage of a text that is nearest to a quote. Knows no document, only its folded line of characters.

mod align;
mod bit_rows;
mod diagonals;
pub(crate) mod folded_line;
mod myers;
pub(crate) mod qgrams;
mod scan;
pub(crate) mod search;
mod seeds;
