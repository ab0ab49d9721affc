//! quoteproof proves quotations: every quote in a repository of claims stands in the document it cites, or is reported.

pub mod diagnostic;
pub mod json;
pub mod report;
pub mod seal;
pub mod text;
