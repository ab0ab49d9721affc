//! Tests of the room as a whole.

mod file;
mod forgery;
mod tokens;
mod vectors;
