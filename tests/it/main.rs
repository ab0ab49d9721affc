//! The integration tests, one binary.

mod architecture;
mod cases;
mod conformance;
mod docs;
mod explain;
mod generated;
mod schema;
mod tool;
