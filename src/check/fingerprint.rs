//! What a finding is about, as one short text: so that a service or a baseline knows it again when
//! lines have moved.

use crate::claim::evidence_member;
use crate::corpus::sha256_hex;
use crate::diagnostic::{Diagnostic, Files, Location};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::collections::BTreeMap;

/// Hexadecimal digits of a fingerprint: 128 bits.
const DIGITS: usize = 32;

/// Gives every finding its fingerprint: of the code, the claim or file, the pointer without the numbers
/// of array items, and the words at it. Findings that agree in all of these are numbered, in their order.
pub(super) fn give(diagnostics: &mut [Diagnostic], files: &Files, claims: &Utf8Path) {
    let mut subjects = Subjects { files, known: BTreeMap::new() };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let location = &diagnostic.location;
        // A claim stays what it is when its file moves to another folder.
        let name = match location.file.file_stem() {
            Some(id) if location.file.starts_with(claims) => id,
            _ => location.file.as_str(),
        };
        let pointer = unnumbered(location.pointer.as_deref().unwrap_or(""));
        let about = [diagnostic.code.name(), name, &pointer, &subjects.of(location)];
        let about = Value::from(about.as_slice()).to_string();
        let number = seen.entry(about.clone()).or_default();
        let hash = sha256_hex(format!("{about}{number}").as_bytes());
        *number += 1;
        diagnostic.fingerprint = hash.chars().take(DIGITS).collect();
    }
}

/// The hashes of what findings are about. Many findings may be about one long quote: it is read once.
struct Subjects<'f> {
    files: &'f Files,
    /// By file and pointer.
    known: BTreeMap<(Utf8PathBuf, String), String>,
}

impl Subjects<'_> {
    /// The words at a place; for a finding on evidence also its quote and its source.
    fn of(&mut self, location: &Location) -> String {
        let Some(pointer) = &location.pointer else {
            let source = self.files.get(&location.file);
            let text = source.and_then(|s| s.slice(location.span.range()));
            return sha256_hex(text.unwrap_or("").as_bytes());
        };
        let mut subject = self.value(&location.file, pointer);
        let index = pointer.strip_prefix("/evidence/").and_then(|rest| rest.split('/').next());
        if let Some(index) = index {
            for member in ["source", "quote"] {
                subject += &self.value(&location.file, &evidence_member(index, member));
            }
        }
        subject
    }

    /// The hash of the value at a pointer, as data: white space and escapes do not count.
    fn value(&mut self, file: &Utf8Path, pointer: &str) -> String {
        let source = self.files.get(file);
        let hash = || {
            let text = source.and_then(|s| s.value(pointer)).unwrap_or("");
            let value: Value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
            sha256_hex(value.to_string().as_bytes())
        };
        self.known.entry((file.to_owned(), pointer.to_owned())).or_insert_with(hash).clone()
    }
}

/// `/evidence/*/quote`: what is put before an item does not make it another one.
fn unnumbered(pointer: &str) -> String {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    pointer
        .split('/')
        .map(|part| if number(part) { "*" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}
