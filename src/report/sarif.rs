//! SARIF 2.1.0 (OASIS), with what GitHub's code scanning asks for besides: a location and a
//! `primaryLocationLineHash` for every result.

use super::Report;
use super::sides::sides;
use super::visible::{json, visible};
use crate::diagnostic::{Code, CodeOrKind, Diagnostic, Edit, Fix, Location, Related, Severity};
use crate::text::{Place, Position};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What the root of the checkout is called: `%SRCROOT%` is the name that GitHub knows.
const ROOT: &str = "%SRCROOT%";
/// GitHub takes no more results of one run.
const MAX_RESULTS: usize = 25_000;
/// RFC 3986: what a path's segment may have unescaped.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One run with the rules that it reports, its results in the report's order.
#[must_use]
pub fn render(report: &Report) -> String {
    let shown = || report.diagnostics.iter().filter(|d| d.severity != Severity::Off);
    let codes: BTreeSet<Code> = shown().map(|d| d.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let (kept, left_out) = most_grave(shown().collect(), MAX_RESULTS);
    let results: Vec<Value> = kept.into_iter().map(|d| result(report, &codes, d)).collect();
    let mut invocation = json!({"executionSuccessful": true});
    if left_out > 0 {
        let text = format!(
            "{} left out: GitHub takes {MAX_RESULTS} results of a run. Errors were kept before warnings; the JSON report has all.",
            if left_out == 1 {
                "1 result is".to_owned()
            } else {
                format!("{left_out} results are")
            }
        );
        invocation["toolExecutionNotifications"] =
            json!([{"level": "warning", "message": {"text": text}}]);
    }
    // GitHub keeps the results of several archives in one checkout apart by this.
    let category = format!("quoteproof/{}", report.folder).trim_end_matches('/').to_owned() + "/";
    json(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "automationDetails": {"id": category},
            "invocations": [invocation],
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the checkout"}}},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": results,
        }],
    }))
}

/// So many findings at most, errors before warnings and what the baseline has last, in the report's order; and how many
/// are left out.
fn most_grave(mut found: Vec<&Diagnostic>, most: usize) -> (Vec<&Diagnostic>, usize) {
    let left_out = found.len().saturating_sub(most);
    if left_out > 0 {
        let mut by_weight: Vec<usize> = (0..found.len()).collect();
        by_weight
            .sort_by_key(|at| found.get(*at).map(|d| (d.baselined, d.severity != Severity::Error)));
        let kept: BTreeSet<usize> = by_weight.into_iter().take(most).collect();
        let mut at = 0..found.len();
        found.retain(|_| at.next().is_some_and(|at| kept.contains(&at)));
    }
    (found, left_out)
}

fn rule(code: Code) -> Value {
    let page = code.page();
    json!({
        "id": code.name(),
        "shortDescription": {"text": CodeOrKind::Code(code).summary()},
        "fullDescription": {"text": section(page, "What it means")},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level(code.default_severity())},
        "properties": {"tags": [code.name().split('/').next().unwrap_or("")]},
    })
}

/// The paragraph under a heading, in one line.
fn section(page: &str, heading: &str) -> String {
    let heading = format!("## {heading}");
    let lines = page.lines().skip_while(|line| *line != heading).skip(1);
    let lines = lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Off => "none",
    }
}

fn result(report: &Report, codes: &BTreeSet<Code>, diagnostic: &Diagnostic) -> Value {
    let mut location = location(report, &diagnostic.location);
    if let Some(pointer) = &diagnostic.location.pointer {
        location["logicalLocations"] = json!([{"fullyQualifiedName": pointer, "kind": "value"}]);
    }
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
        "level": level(diagnostic.severity),
        "message": {"text": message(diagnostic)},
        "locations": [location],
        "partialFingerprints": {
            "primaryLocationLineHash": diagnostic.fingerprint,
            "quoteproof/v1": diagnostic.fingerprint,
        },
    });
    if !diagnostic.related.is_empty() {
        let related =
            diagnostic.related.iter().enumerate().map(|(at, r)| related(report, at + 1, r));
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        result["fixes"] = json!([fixed(report, fix)]);
    }
    if diagnostic.baselined {
        let why = "It is in the baseline.";
        result["suppressions"] =
            json!([{"kind": "external", "status": "accepted", "justification": why}]);
    }
    if !diagnostic.kinds.is_empty() {
        let kinds: Vec<&str> = diagnostic.kinds.iter().map(|kind| kind.name()).collect();
        result["properties"] = json!({"kinds": kinds});
    }
    result
}

/// What is wrong, what to do, and links to the related places, which viewers show only where they are
/// linked.
fn message(diagnostic: &Diagnostic) -> String {
    let mut lines = vec![unlinked(&diagnostic.message)];
    if let Some([document, quote]) = sides(diagnostic) {
        lines.push(escaped(&visible(&format!("Document: {document}"), true)));
        lines.push(escaped(&visible(&format!("Quote: {quote}"), true)));
    }
    lines.extend(diagnostic.help.as_deref().map(|help| format!("Help: {}", unlinked(help))));
    let links = diagnostic.related.iter().enumerate();
    let link = |(at, r): (usize, &Related)| {
        format!("See [{}]({}).", escaped(&visible(&r.message, true)), at + 1)
    };
    lines.extend(links.map(link));
    lines.join("\n")
}

/// Text in which nothing is taken for a link. Brackets that cannot be one stay readable.
fn unlinked(text: &str) -> String {
    let shown = visible(text, true);
    if shown.contains("](") { escaped(&shown) } else { shown }
}

/// Brackets as a link's text may have them (SARIF 3.11.6).
fn escaped(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

fn related(report: &Report, id: usize, related: &Related) -> Value {
    let mut location = location(report, &related.location);
    location["id"] = id.into();
    location["message"] = json!({"text": visible(&related.message, true)});
    location
}

fn location(report: &Report, location: &Location) -> Value {
    let artifact = artifact(report, &location.file);
    if let Some((start, end)) = location.place.lines() {
        let region = region(start, end);
        return json!({"physicalLocation": {"artifactLocation": artifact, "region": region}});
    }
    let mut located = json!({"physicalLocation": {"artifactLocation": artifact}});
    if let Some(kind) = kind(&location.place) {
        let name = visible(&location.place.to_string(), true);
        located["logicalLocations"] = json!([{"fullyQualifiedName": name, "kind": kind}]);
    }
    located
}

/// What a place is that has no line; `None` for the file as a whole.
fn kind(place: &Place) -> Option<&'static str> {
    match place {
        Place::Page { .. } => Some("page"),
        Place::Member { paragraph: Some(_), .. } => Some("paragraph"),
        Place::Member { time: Some(_), .. } => Some("time"),
        Place::Member { part: Some(_), .. } => Some("part"),
        Place::Line { .. } | Place::Member { .. } => None,
    }
}

/// Both count from 1; the end is exclusive, as SARIF has it.
fn region(start: Position, end: Position) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A relative URI from the root of the checkout; for a file outside of it one that names it as it is.
fn artifact(report: &Report, file: &Utf8Path) -> Value {
    let named = report.in_checkout(file);
    let inside = named.components().all(|c| matches!(c, Utf8Component::Normal(_)));
    let encoded = |part: Utf8Component<'_>| match part {
        Utf8Component::Normal(name) => utf8_percent_encode(name, SEGMENT).to_string(),
        part => part.as_str().trim_end_matches(['/', '\\']).to_owned(),
    };
    let path = named.components().map(encoded).collect::<Vec<_>>().join("/");
    if inside {
        return json!({"uri": path, "uriBaseId": ROOT});
    }
    json!({"uri": if named.is_absolute() { format!("file://{path}") } else { path }})
}

fn fixed(report: &Report, fix: &Fix) -> Value {
    let mut by_file: BTreeMap<&Utf8PathBuf, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        by_file.entry(&edit.file).or_default().push(replacement(report, edit));
    }
    let change = |(file, replacements): (&Utf8PathBuf, Vec<Value>)| json!({"artifactLocation": artifact(report, file), "replacements": replacements});
    let changes: Vec<Value> = by_file.into_iter().map(change).collect();
    json!({
        "description": {"text": visible(&fix.title, true)},
        "artifactChanges": changes,
        "properties": {"applicability": fix.applicability},
    })
}

fn replacement(report: &Report, edit: &Edit) -> Value {
    let position = |byte| {
        let file = report.files.get(&edit.file);
        file.map_or(Position { line: 1, column: 1, byte }, |f| f.position(byte))
    };
    json!({
        "deletedRegion": region(position(edit.span.start), position(edit.span.end)),
        "insertedContent": {"text": edit.text},
    })
}

#[cfg(test)]
mod tests {
    use super::most_grave;
    use crate::diagnostic::{At, Code, Files, Finding, Severity};

    #[test]
    fn errors_are_kept_before_warnings_in_their_order() {
        let finding = |name: &str, severity| {
            let finding = Finding::new(Code::QuoteAltered, name, At::File, name);
            Files::default().diagnose(finding, severity)
        };
        let all = [
            finding("a", Severity::Warning),
            finding("b", Severity::Error),
            finding("c", Severity::Warning),
            finding("d", Severity::Error),
        ];
        let kept = |most| {
            let (kept, left_out) = most_grave(all.iter().collect(), most);
            let names: Vec<&str> = kept.iter().map(|d| d.message.as_str()).collect();
            (names.concat(), left_out)
        };
        assert_eq!(kept(9), ("abcd".to_owned(), 0));
        assert_eq!(kept(3), ("abd".to_owned(), 1));
        assert_eq!(kept(1), ("b".to_owned(), 3));
    }
}
