//! GitLab's code quality report: a JSON array, one object a finding.
//!
//! GitLab compares the reports of both sides of a merge request by `fingerprint`.

use super::Report;
use super::visible::{json, visible};
use crate::diagnostic::{Diagnostic, Severity};
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
    json!({
        "description": visible(&diagnostic.message, true),
        "check_name": diagnostic.code.name(),
        "fingerprint": diagnostic.fingerprint,
        "severity": severity,
        "location": {
            "path": report.in_checkout(&place.file).as_str(),
            "lines": {"begin": place.start.line, "end": place.end.line},
        },
    })
}
