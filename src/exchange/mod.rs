//! What other programs have: rows of quotes and documents as data sets keep them, and what models, corpora and
//! annotation tools cite.
//!
//! A pure room: bytes in, plain rows out. A row that cannot be read is an error with its line, and the next one is read.

mod export;
mod import;
mod rows;

pub use export::{AnnotationNames, EXPORTERS, Exporter, annotations_of};
pub use import::{IMPORTERS, Imported, ImportedDocument, Importer, MemberNames, YamlError, yaml};
pub use rows::{DocumentLine, QuoteRow, RowError, RowFault, RowForm, Rows, StartError};
