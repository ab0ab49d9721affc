//! The integration tests, one binary.

mod action;
mod architecture;
mod authoring;
mod bad_input;
mod baseline;
mod blocks;
mod cases;
mod conformance;
mod docs;
mod explain;
mod fix;
mod forgery;
mod formats;
mod fuzz;
mod generated;
mod git;
mod help;
mod hostile;
mod outside;
mod policy;
mod reference;
mod rules;
mod schema;
mod tool;
mod views;
mod watch;
