//! The integration tests, one binary.

mod architecture;
mod bad_input;
mod cases;
mod conformance;
mod docs;
mod explain;
mod forgery;
mod generated;
mod schema;
mod tool;
mod views;
