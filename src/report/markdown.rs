//! A summary in Markdown, as GitHub shows it on a job's page: the numbers, and a table of the findings.

use super::Report;
use super::closing::{closing_line, counted};
use super::sides::sides;
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Severity};
use std::fmt::Write as _;

/// Findings that the table has at most: GitHub takes 1 MiB of summary from a step.
const ROWS: usize = 200;
/// Characters of a file's name, and of a message, that the table has at most.
const CELL: usize = 400;

/// Heading, closing line, and the findings that are not in the baseline, errors first.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = format!("## quoteproof: {}\n\n", headline(report));
    let _ = writeln!(out, "{}", closing_line(&report.summary));
    let of = |severity| report.standing().filter(move |d| d.severity == severity);
    let found: Vec<&Diagnostic> = of(Severity::Error).chain(of(Severity::Warning)).collect();
    if !report.loosened.is_empty() {
        out.push_str("\nThis change loosens what judges it:\n\n");
        for one in report.loosened.iter().take(ROWS) {
            let file = plain(report.in_checkout(&one.file).as_str());
            let _ = writeln!(out, "- {file}: {}", plain(&one.message));
        }
        if report.loosened.len() > ROWS {
            let _ = writeln!(out, "\n… and {} more.", report.loosened.len() - ROWS);
        }
    }
    if found.is_empty() {
        return out;
    }
    out.push_str("\n| | where | what |\n|---|---|---|\n");
    for diagnostic in found.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "| {} | {} | **{}** {}{} |",
            diagnostic.severity.name(),
            place(report, diagnostic),
            plain(diagnostic.code.name()),
            plain(&diagnostic.message),
            both(diagnostic)
        );
    }
    if found.len() > ROWS {
        let _ = writeln!(out, "\n… and {}.", counted(found.len() - ROWS, "more finding"));
    }
    out
}

/// The document's words and the quote's, each on a line of the cell.
fn both(diagnostic: &Diagnostic) -> String {
    sides(diagnostic).map_or_else(String::new, |[document, quote]| {
        format!("<br>document: {}<br>quote: {}", plain(&document), plain(&quote))
    })
}

/// The file with its place.
fn place(report: &Report, diagnostic: &Diagnostic) -> String {
    let file = report.in_checkout(&diagnostic.location.file);
    match diagnostic.location.place.position() {
        Some((line, column)) => format!("{}:{line}:{column}", plain(file.as_str())),
        None => plain(&diagnostic.location.place.in_file(file.as_str())),
    }
}

fn headline(report: &Report) -> String {
    let summary = &report.summary;
    match (summary.errors, summary.warnings) {
        (0, 0) => "no findings".to_owned(),
        (0, warnings) => counted(warnings, "warning"),
        (errors, 0) => counted(errors, "error"),
        (errors, warnings) => {
            format!("{}, {}", counted(errors, "error"), counted(warnings, "warning"))
        }
    }
}

/// Text that means nothing to Markdown: no link, no picture, no mention, no end of the cell.
fn plain(text: &str) -> String {
    let shown = visible(text, true);
    let mut out = String::new();
    for c in shown.chars().take(CELL) {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '|' | '~' | '#' | '$' | '!' | ':' => {
                out.push('\\');
                out.push(c);
            }
            // GitHub makes links of bare addresses.
            '.' if out.ends_with("www") => out.push_str("\\."),
            c => out.push(c),
        }
    }
    if shown.chars().nth(CELL).is_some() {
        out.push('…');
    }
    out
}
