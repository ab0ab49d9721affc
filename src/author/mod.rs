//! What people would otherwise write by hand: the first files of an archive, claims and sources.
//!
//! Everything here returns texts; `cli` writes them.

mod claim;
mod csl;
pub mod edit;
mod init;
mod refused;
pub mod rename;
mod source;

pub use claim::{claim, claim_path, taken};
pub use csl::CslError;
pub use init::{HOOK, Install, InstallError, Layout, NewFile, files, is_plain, schemas};
pub use refused::Refused;
pub use source::{
    NewRendition, NewSource, SourceMetadata, WantedSource, guessed, ignoring, slug, source,
};

use crate::diagnostic::Finding;
use crate::schema::{self, JsonFile};
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
fn objections(kind: JsonFile, file: &Utf8Path, text: &str) -> Vec<Finding> {
    schema::check(kind, file, text)
}

/// Whether a changed claim is no worse than it was: what the schema had against it before may stay.
///
/// # Errors
///
/// [`Refused::Schema`]: what the schema has against it that it had not before.
pub fn fits(file: &Utf8Path, before: &str, after: &str) -> Result<(), Refused> {
    no_worse(JsonFile::Claim, file, before, after)
}

/// Whether a changed `source.json` is no worse than it was.
///
/// # Errors
///
/// [`Refused::Schema`]: what the schema has against it that it had not before.
pub fn source_fits(file: &Utf8Path, before: &str, after: &str) -> Result<(), Refused> {
    no_worse(JsonFile::Source, file, before, after)
}

fn no_worse(kind: JsonFile, file: &Utf8Path, before: &str, after: &str) -> Result<(), Refused> {
    let known = objections(kind, file, before);
    let is_known = |new: &Finding| {
        known.iter().any(|old| (&old.message, old.at.pointer()) == (&new.message, new.at.pointer()))
    };
    let new: Vec<Finding> =
        objections(kind, file, after).into_iter().filter(|f| !is_known(f)).collect();
    if new.is_empty() { Ok(()) } else { Err(Refused::Schema(in_a_line(&new))) }
}

/// The members of a `source.json`, in the order in which they are written.
pub const SOURCE_MEMBERS: [&str; 13] = [
    "$schema",
    "id",
    "title",
    "author",
    "publisher",
    "issued",
    "accessed",
    "url",
    "language",
    "license",
    "text",
    "derived_from",
    "seal",
];

/// Findings as one line: what is wrong, and what was likely meant.
fn in_a_line(wrong: &[Finding]) -> String {
    let one = |finding: &Finding| match finding.help.as_deref().filter(|_| finding.names_meant) {
        Some(help) => format!("{}; {help}", finding.message),
        None => finding.message.clone(),
    };
    wrong.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The way from a file of the repository up to a schema, both relative to the root.
#[must_use]
pub fn schema_path(file: &Utf8Path, name: &str) -> Utf8PathBuf {
    let depth = file.components().count().saturating_sub(1);
    Utf8PathBuf::from(format!("{}schema/{name}.schema.json", "../".repeat(depth)))
}
