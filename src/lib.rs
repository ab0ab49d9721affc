//! quoteproof proves quotations: a quote passes only if it is in the document that it cites, word for word.
//!
//! **A document and its quotes** need nothing else, and no default feature:
//!
//! ```
//! use quoteproof::{Document, DocumentOptions, Quoted, Verdict};
//!
//! let report = "The trial ended in May. It did not reduce the traffic in the old town.";
//! let options = DocumentOptions::default();
//! let document = Document::new(report.as_bytes(), "text/plain", Some("en"), options)?;
//!
//! let faithful = Quoted::text("It did not reduce the traffic in the old town.");
//! let changed = Quoted::text("It did reduce the traffic in the old town.");
//! let outcomes = document.verify(&[faithful, changed]);
//!
//! assert!(outcomes[0].passed);
//! assert_eq!(outcomes[0].verdict, Verdict::Exact);
//! let place = &outcomes[0].places[0];
//! assert_eq!((place.at.position(), place.code_points.clone()), (Some((1, 25)), 24..70));
//!
//! assert_eq!(outcomes[1].verdict, Verdict::Altered);
//! assert_eq!(outcomes[1].kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>(), ["negation"]);
//! let nearest = outcomes[1].nearest.as_ref().expect("a passage is near");
//! assert_eq!(nearest.place.text, "It did not reduce the traffic in the old town");
//! # Ok::<(), quoteproof::reader::ReadError>(())
//! ```
//!
//! **An archive** is a folder of claims and of the sources that they quote (feature `archive`, on by default):
//!
//! ```
//! # #[cfg(feature = "archive")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use quoteproof::archive::{Archive, Start};
//! use quoteproof::check;
//!
//! let archive = Archive::locate(&Start::at(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/tides")))?;
//! let report = check(&archive.disk, &archive.options()?);
//! assert_eq!(report.summary.failed, 0);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "archive"))]
//! # fn main() {}
//! ```
//!
//! Inside, data goes one straight line: discover → load → parse → schema → decode → resolve → match → rules → report.
//! ARCHITECTURE.md leads through it.

#[cfg(feature = "archive")]
pub mod archive;
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
pub mod corpus;
#[cfg(feature = "archive")]
pub mod desk;
#[cfg(feature = "archive")]
pub mod diagnostic;
pub mod document;
#[cfg(feature = "archive")]
pub mod edtf;
#[cfg(feature = "exchange")]
pub mod exchange;
#[cfg(feature = "archive")]
pub mod find;
#[cfg(feature = "archive")]
pub mod fix;
#[cfg(feature = "archive")]
pub mod json;
#[cfg(feature = "lsp")]
pub mod lsp;
#[cfg(feature = "manuscript")]
pub mod manuscript;
#[cfg(feature = "archive")]
mod model;
#[cfg(feature = "archive")]
pub mod policy;
#[cfg(feature = "archive")]
pub mod prove;
pub mod quote;
pub mod reader;
#[cfg(feature = "archive")]
pub mod report;
#[cfg(feature = "archive")]
pub mod repository;
#[cfg(feature = "archive")]
mod rules;
#[cfg(feature = "archive")]
pub mod schema;
#[cfg(feature = "seal")]
pub mod seal;
#[cfg(feature = "site")]
pub mod site;
#[cfg(feature = "archive")]
pub mod source;
pub mod stream;
#[cfg(feature = "archive")]
pub mod survey;
pub mod text;
#[cfg(feature = "archive")]
pub mod update;

#[cfg(feature = "archive")]
pub use check::{Options, check};
pub use document::{Document, DocumentOptions, Explain, Outcome};
pub use quote::{Quoted, Verdict};
