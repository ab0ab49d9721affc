//! Strict JSON as a tree whose keys and values know their bytes.

use crate::diagnostic::Finding;
use crate::text::Span;
use camino::Utf8Path;
use std::ops::Range;

/// A parsed JSON file.
#[derive(Debug, Clone)]
pub struct Tree {}

impl Tree {
    /// Bytes of the value at a JSON pointer (RFC 6901), quotes included for a string.
    #[must_use]
    pub fn value_span(&self, _pointer: &str) -> Option<Span> {
        None
    }

    /// Bytes of the key of the member at a JSON pointer, quotes included.
    #[must_use]
    pub fn key_span(&self, _pointer: &str) -> Option<Span> {
        None
    }

    /// Bytes, in the file, of the decoded bytes `range` of the string at a JSON pointer.
    #[must_use]
    pub fn string_span(&self, _text: &str, _pointer: &str, _range: Range<usize>) -> Option<Span> {
        None
    }
}

/// Parses `text`, the content of `file`. A tree where the text is JSON at all (duplicate keys are
/// findings, and the tree stands); otherwise none, and at least one finding.
#[must_use]
pub fn parse(_file: &Utf8Path, _text: &str) -> (Option<Tree>, Vec<Finding>) {
    (None, Vec::new())
}

/// `text` as a JSON string with its quotation marks; only what must be escaped is.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("{text:?}")
}
