//! quoteproof proves quotations: every quote in a repository of claims stands in the document it cites, or is reported.

pub mod diagnostic;
pub mod json;
pub mod quote;
pub mod reader;
pub mod report;
pub mod text;
