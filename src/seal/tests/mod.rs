//! Tests of the room as a whole.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::single_range_in_vec_init, reason = "lists of token ranges")]
#![allow(clippy::reversed_empty_ranges, reason = "hostile values")]

mod file;
mod forgery;
mod law;
mod vectors;
