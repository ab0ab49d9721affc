//! Workflow commands of GitHub Actions: the runner turns them into annotations on a pull request.
//!
//! The escapes are those that the runner undoes (`%25`, `%0D`, `%0A`; in properties `%3A`, `%2C` too).

use super::Report;
use super::closing::counted;
use super::sides::sides;
use super::visible::{is_hidden, names_runner, visible};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Place;
use std::fmt::Write as _;

/// Annotations of one severity that GitHub shows of one step; the others are in the log only.
const SHOWN: usize = 10;

/// Errors, then warnings, each in a group of the log; and a notice where GitHub will not show all.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    let mut hidden = Vec::new();
    for (severity, noun) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        let found: Vec<&Diagnostic> =
            report.standing().filter(|d| d.severity == severity).collect();
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(out, "::group::quoteproof: {}", counted(found.len(), noun));
        for diagnostic in &found {
            annotation(&mut out, report, diagnostic);
        }
        out.push_str("::endgroup::\n");
        if found.len() > SHOWN {
            hidden.push(format!("{} of {}", found.len() - SHOWN, counted(found.len(), noun)));
        }
    }
    for one in &report.loosened {
        let file = property(report.in_checkout(&one.file).as_str());
        let message = data(&one.message);
        let _ = writeln!(out, "::warning file={file},title=Loosened by this change::{message}");
    }
    if !hidden.is_empty() {
        let _ = writeln!(
            out,
            "::notice title=Not all findings are shown::GitHub shows {SHOWN} annotations of a kind; only in the log: {}",
            hidden.join(", ")
        );
    }
    out
}

fn annotation(out: &mut String, report: &Report, diagnostic: &Diagnostic) {
    let place = &diagnostic.location;
    let file = report.in_checkout(&place.file);
    let _ = write!(out, "::{} file={}", diagnostic.severity.name(), property(file.as_str()));
    let mut message = data(&diagnostic.message);
    if let Some((start, end)) = place.place.lines() {
        let _ = write!(out, ",line={},endLine={}", start.line, end.line);
        // GitHub takes columns only within one line.
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        }
    } else if place.place != Place::WHOLE {
        message = format!("{}: {message}", data(&place.place.to_string()));
    }
    if let Some([document, quote]) = sides(diagnostic) {
        let document = data(&format!("document: {document}"));
        let _ = write!(message, "%0A{document}%0A{}", data(&format!("quote: {quote}")));
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "%0A{}", data(&format!("help: {help}")));
    }
    let _ = writeln!(out, ",title={}::{message}", property(diagnostic.code.name()));
}

/// Text to be read. Its own line ends are shown: it can begin no line of the log.
fn data(text: &str) -> String {
    visible(text, true).replace('%', "%25")
}

/// A property's value, exactly, but for what would steer a terminal.
fn property(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' => out.push_str("%3A"),
            ',' => out.push_str("%2C"),
            // A runner looks for its own commands also in the values of others.
            '[' if text.get(..at).is_some_and(names_runner) => out.push_str("⟨U+005B⟩"),
            c if is_hidden(c) => out.push_str(&visible(c.encode_utf8(&mut [0; 4]), true)),
            c => out.push(c),
        }
    }
    out
}
