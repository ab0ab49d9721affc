//! The integration tests, one binary.

mod architecture;
mod bad_input;
mod cases;
mod conformance;
mod docs;
mod explain;
mod fix;
mod forgery;
mod generated;
mod git;
mod help;
mod schema;
mod tool;
mod views;
mod watch;
