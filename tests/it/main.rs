//! The integration tests, one binary.

mod architecture;
mod authoring;
mod bad_input;
mod cases;
mod conformance;
mod docs;
mod explain;
mod forgery;
mod generated;
mod reference;
mod rules;
mod schema;
mod tool;
mod views;
