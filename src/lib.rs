//! quoteproof proves quotations: every quote in a repository of claims stands in the document it cites, or is reported.

pub mod claim;
pub mod conformance;
pub mod diagnostic;
pub mod edtf;
pub mod json;
pub mod quote;
pub mod reader;
pub mod report;
pub mod schema;
pub mod source;
pub mod text;
