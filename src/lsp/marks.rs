//! Code lenses and inlay hints: how often a line of a document is quoted, and the verdict on a quote.

use super::goto::quote_at;
use super::loose::Loose;
use super::view::{EditorView, Texts, evidence, evidences, location};
use crate::claim::{Stance, evidence_member};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Quotes of a line, and the claims that they are of.
#[derive(Default)]
struct Quoted<'q> {
    claims: BTreeSet<&'q str>,
    refuting: BTreeSet<&'q str>,
    places: Vec<Value>,
}

/// Answers `textDocument/codeLens`: over the lines of a document that are quoted, by how many claims.
pub(super) fn lenses(view: &EditorView<'_>) -> Value {
    let Some(id) = view.document_of() else { return json!([]) };
    let mut texts = Texts::default();
    let mut by_line: BTreeMap<u32, Quoted<'_>> = BTreeMap::new();
    let all = view.session.desk.quoted_of(view.world, id);
    for (file, claim, number, passages) in &all {
        let Some(first) = passages.first().filter(|passage| passage.span.is_some()) else {
            continue;
        };
        let line = by_line.entry(view.range_of(first, &mut texts).start.line).or_default();
        line.claims.insert(&claim.id);
        if claim.evidence.get(*number).is_some_and(|e| e.stance == Stance::Refutes) {
            line.refuting.insert(&claim.id);
        }
        let place = quote_at(view, file, *number, &mut texts);
        line.places.extend(place.map(|(uri, range)| location(&uri, range)));
    }
    let lens = |(line, quoted): (u32, Quoted<'_>)| {
        let count = quoted.claims.len();
        let claims = if count == 1 { "claim" } else { "claims" };
        let mut title = format!("quoted by {count} {claims}");
        if !quoted.refuting.is_empty() {
            title.push_str(&format!(", {} refutes", quoted.refuting.len()));
        }
        let start = json!({"line": line, "character": 0});
        let mut command = json!({"title": title, "command": ""});
        if view.client.shows_references {
            command["command"] = "quoteproof.showReferences".into();
            command["arguments"] = json!([super::uri::of_path(view.file), start, quoted.places]);
        }
        json!({"range": {"start": start, "end": start}, "command": command})
    };
    by_line.into_iter().map(lens).collect()
}

/// Answers `textDocument/inlayHint`: after each quote of a claim its verdict.
pub(super) fn hints(view: &EditorView<'_>, params: &Value) -> Value {
    if !view.is_claim() {
        return json!([]);
    }
    let asked = view.span(params);
    let loose = Loose::new(&view.text);
    let mut hints: Vec<Value> = Vec::new();
    for number in evidences(&loose) {
        let members = evidence_member(number, "quote");
        let last = loose.texts.iter().rfind(|t| {
            t.pointer.strip_prefix(&members).is_some_and(|r| r.is_empty() || r.starts_with('/'))
        });
        // Of words that are still to come nothing is to be said.
        let Some(last) = last.filter(|last| !last.value.trim().is_empty()) else { continue };
        if last.span.end < asked.start || last.span.start > asked.end {
            continue;
        }
        let waived = loose.get(&evidence_member(number, "unverifiable/reason")).is_some();
        let standing = evidence(&loose, number)
            .filter(|_| !waived)
            .and_then(|evidence| view.session.desk.standing(view.world, &evidence));
        let label = match &standing {
            None if waived => "– waived".to_owned(),
            None => "✗ unreadable".to_owned(),
            Some(s) if s.passes => format!("✓ {}", s.verdict.name()),
            Some(s) => format!("✗ {}", s.verdict.name()),
        };
        let closed = view.text.as_bytes().get(last.span.end) == Some(&b'"');
        let at = view.range((last.span.end..last.span.end + usize::from(closed)).into()).end;
        hints.push(json!({"position": at, "label": label, "paddingLeft": true}));
    }
    hints.into()
}
