//! The integration tests, one binary.

mod cases;
mod conformance;
mod explain;
mod schema;
mod tool;
