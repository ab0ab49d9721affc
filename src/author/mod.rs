//! What people would otherwise write by hand: the first files of an archive, claims and sources.
//!
//! Everything here returns texts; `cli` writes them.

mod claim;
mod csl;
mod init;
mod source;

pub use claim::{claim, claim_path, taken};
pub use init::{NewFile, files};
pub use source::{Metadata, NewRendition, NewSource, Wanted, guessed, ignoring, slug, source};

use crate::diagnostic::Finding;
use crate::schema::{self, Document};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

/// As files of the data model are written: pretty, in the order of the type, with a newline at the end.
fn rendered(value: &impl Serialize) -> String {
    // Plain data with string keys: there is nothing that cannot be written.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// What the schema has against a text.
fn objections(kind: Document, file: &Utf8Path, text: &str) -> Vec<Finding> {
    schema::check(kind, file, text)
}

/// The way from a file of the repository up to a schema, both relative to the root.
#[must_use]
pub fn schema_path(file: &Utf8Path, name: &str) -> Utf8PathBuf {
    let depth = file.components().count().saturating_sub(1);
    Utf8PathBuf::from(format!("{}schema/{name}.schema.json", "../".repeat(depth)))
}
