//! quoteproof proves quotations: every quote in a repository of claims stands in the document it
//! cites, or is reported.
//!
//! One straight line of data: discover → load → parse → schema → decode → resolve → match → rules →
//! report.
//! [`check()`] is that line.

pub mod author;
pub mod baseline;
pub mod check;
pub mod claim;
pub mod config;
pub mod conformance;
pub mod diagnostic;
pub mod edtf;
pub mod fix;
pub mod json;
pub mod quote;
pub mod reader;
pub mod report;
pub mod repository;
pub mod schema;
pub mod seal;
pub mod source;
pub mod text;

pub use check::{Options, check};
