//! What a finding is about, as one short text: so that a service or a baseline knows it again when
//! lines have moved.

use super::sha256_hex;
use crate::diagnostic::{At, Diagnostic, Files, SourceText};
use camino::Utf8Path;
use serde_json::Value;
use std::collections::BTreeMap;

/// Hexadecimal digits of a fingerprint: 128 bits.
const DIGITS: usize = 32;

/// Gives every finding its fingerprint: of the code, the claim or file, the pointer without the numbers
/// of array items, and the words at it. Findings that agree in all of these are numbered, in their order.
pub(super) fn give(diagnostics: &mut [Diagnostic], files: &Files, claims: &Utf8Path) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let about = about(diagnostic, files, claims).to_string();
        let number = seen.entry(about.clone()).or_default();
        let hash = sha256_hex(format!("{about}{number}").as_bytes());
        *number += 1;
        diagnostic.fingerprint = hash.chars().take(DIGITS).collect();
    }
}

fn about(diagnostic: &Diagnostic, files: &Files, claims: &Utf8Path) -> Value {
    let location = &diagnostic.location;
    // A claim stays what it is when its file moves to another folder.
    let name = match location.file.file_stem() {
        Some(id) if location.file.starts_with(claims) => id,
        _ => location.file.as_str(),
    };
    let source = files.get(&location.file);
    let value =
        |pointer: &str| source.map_or(Value::Null, |s| value(s, &location.file, files, pointer));
    let pointer = location.pointer.as_deref().unwrap_or("");
    let evidence = pointer.strip_prefix("/evidence/").and_then(|rest| rest.split('/').next());
    let subject = match (evidence, &location.pointer) {
        (Some(index), _) => {
            // A finding on words is about the quote and whose it is said to be.
            let member = |name: &str| value(&format!("/evidence/{index}/{name}"));
            Value::from(vec![value(pointer), member("source"), member("quote")])
        }
        (None, Some(pointer)) => value(pointer),
        (None, None) => source.and_then(|s| s.text().get(location.span.range())).into(),
    };
    Value::from(vec![
        diagnostic.code.name().into(),
        name.into(),
        unnumbered(pointer).into(),
        subject,
    ])
}

/// The value at a pointer, as data: white space and escapes do not count.
fn value(source: &SourceText, file: &Utf8Path, files: &Files, pointer: &str) -> Value {
    let span = files.locate(file, &At::Value(pointer.to_owned())).span;
    let text = source.text().get(span.range()).unwrap_or("");
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
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
