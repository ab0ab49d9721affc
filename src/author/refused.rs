//! Why a file is not made.

use super::csl::CslError;
use super::source::slug;
use crate::edtf::EdtfError;
use crate::reader::ReadError;
use camino::Utf8PathBuf;

/// Why a claim, a source or a change of one is refused. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A name that is not in kebab-case.
    #[error(
        "`{0}` is not an id: small letters a to z and digits, with single hyphens between them{meant}",
        meant = meant(.0)
    )]
    Id(String),
    /// A folder that leaves the folder of claims.
    #[error("{folder} is not a folder inside {claims}/")]
    Folder {
        /// The folder that was named.
        folder: Utf8PathBuf,
        /// The folder of claims.
        claims: Utf8PathBuf,
    },
    /// What the schema has against the file, in sentences.
    #[error("{0}")]
    Schema(String),
    /// The document cannot be read.
    #[error(transparent)]
    Document(#[from] ReadError),
    /// The text that was made of the document elsewhere cannot be read.
    #[error("the rendition: {0}")]
    Rendition(ReadError),
    /// The document can be read, and there is nothing in it.
    #[error("the document has no text")]
    NoText,
    /// The CSL-JSON file cannot be used.
    #[error("CSL-JSON: {0}")]
    Csl(CslError),
    /// The date of issue is no EDTF date.
    #[error("the date of issue: {0}")]
    Issued(EdtfError),
}

/// The question whether an id is meant that is made of the name; empty where none can be.
fn meant(name: &str) -> String {
    let id = slug(name);
    if id.is_empty() { id } else { format!("; did you mean `{id}`?") }
}
