//! GitLab's code quality report: a JSON array, one object a finding.
//!
//! GitLab compares the reports of both sides of a merge request by `fingerprint`.

use super::Report;
use super::sides::sides;
use super::visible::{json, visible};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Place;
use serde_json::{Value, json};

/// What GitLab reads of a finding: description, check, fingerprint, severity, path and lines.
#[must_use]
pub fn render(report: &Report) -> String {
    let shown = report.diagnostics.iter().filter(|d| d.severity != Severity::Off);
    let issues: Vec<Value> = shown.map(|d| issue(report, d)).collect();
    json(&issues)
}

fn issue(report: &Report, diagnostic: &Diagnostic) -> Value {
    let severity = match diagnostic.severity {
        _ if diagnostic.baselined => "info",
        Severity::Error => "critical",
        Severity::Warning | Severity::Off => "minor",
    };
    let place = &diagnostic.location;
    // GitLab knows lines only: of a file without them the first, and the description says where.
    let (lines, message) = match place.place.lines() {
        Some((start, end)) => ((start.line, end.line), diagnostic.message.clone()),
        None if place.place == Place::WHOLE => ((1, 1), diagnostic.message.clone()),
        None => ((1, 1), format!("{}: {}", place.place, diagnostic.message)),
    };
    let message = match sides(diagnostic) {
        Some([document, quote]) => format!("{message}; document: {document}; quote: {quote}"),
        None => message,
    };
    json!({
        "description": visible(&message, true),
        "check_name": diagnostic.code.name(),
        "fingerprint": diagnostic.fingerprint,
        "severity": severity,
        "location": {
            "path": report.in_checkout(&place.file).as_str(),
            "lines": {"begin": lines.0, "end": lines.1},
        },
    })
}
