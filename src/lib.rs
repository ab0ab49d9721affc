//! quoteproof proves quotations: every quote in a repository of claims stands in the document it
//! cites, or is reported.
//!
//! One straight line of data: discover → load → parse → schema → decode → resolve → match → rules →
//! report.
//! [`check()`] is that line.

#[cfg(feature = "archive")]
pub mod author;
#[cfg(feature = "archive")]
pub mod baseline;
#[cfg(feature = "archive")]
pub mod check;
#[cfg(feature = "archive")]
pub mod claim;
#[cfg(feature = "archive")]
pub mod config;
#[cfg(feature = "archive")]
pub mod conformance;
#[cfg(feature = "archive")]
pub mod diagnostic;
#[cfg(feature = "archive")]
pub mod edtf;
#[cfg(feature = "archive")]
pub mod fix;
#[cfg(feature = "archive")]
pub mod json;
pub mod quote;
pub mod reader;
#[cfg(feature = "archive")]
pub mod report;
#[cfg(feature = "archive")]
pub mod repository;
#[cfg(feature = "archive")]
pub mod schema;
#[cfg(feature = "archive")]
pub mod seal;
#[cfg(feature = "archive")]
pub mod source;
pub mod text;

#[cfg(feature = "archive")]
pub use check::{Options, check};
