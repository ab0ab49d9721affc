//! The integration tests, one binary.

mod schema;
