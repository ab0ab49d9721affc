//! Finds the passage of a text that is nearest to a quote which is not there.
//!
//! *Near* means few edits: the number of characters to insert, delete or replace until the passage is the quote
//! (Levenshtein distance). `the tide rises slowly` is two edits from `the tides rise slowly`. A passage starts and ends at
//! words, and the result is the optimum: no other passage has fewer edits, and no earlier one as few.
//!
//! To compare the quote with every place of a book is slow, so `search` goes from cheap to dear:
//!
//! 1. `qgrams` and `diagonals` count runs of six characters that quote and text share. An edit spoils few runs, so a
//!    passage with `d` edits must keep some, at about the same distance from each other (on one *diagonal*). A
//!    place with fewer can't be nearer than `d`, and is not read.
//! 2. `seeds` does the same with pieces of three or four characters, which prove more edits and cost more.
//! 3. `scan` reads the whole text with `myers`: one column of the table of distances for each character of the
//!    text, 64 rows of the quote at a time as bits (`bit_rows`).
//!
//! Whatever says where to look, `align` computes the passage itself. This wing knows no document, only its
//! `folded_line` of characters. Property tests compare each step with the plain table of distances.

pub(crate) mod align;
mod bit_rows;
mod diagonals;
pub(crate) mod folded_line;
mod myers;
pub(crate) mod qgrams;
mod scan;
pub(crate) mod search;
mod seeds;
