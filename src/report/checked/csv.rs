//! A table with a row for each quotation: what a spreadsheet shows beside the manuscript. What is noted of another place has a row
//! of its own.

use super::{Checked, CheckedQuotation, Note, UncheckedQuotation};
use crate::diagnostic::{Diagnostic, Severity};
use crate::quote::on_one_line;
use crate::report::visible;

/// The headings.
const HEADINGS: [&str; 12] = [
    "file",
    "line",
    "column",
    "quote",
    "source",
    "verdict",
    "place",
    "document_words",
    "kinds",
    "errors",
    "warnings",
    "notes",
];

/// The cells of a row.
type Row = [String; 12];

/// A file, a line and a column.
type Place<'c> = (&'c str, (usize, usize));

/// The table, comma-separated, in the order of the manuscripts.
#[must_use]
pub fn render(checked: &Checked) -> String {
    let mut rows: Vec<(Place<'_>, Row)> = Vec::new();
    rows.extend(
        checked.quotations.iter().map(|q| ((q.file.as_str(), q.position), row(q, checked))),
    );
    let others = [("unchecked", &checked.unchecked), ("uncited", &checked.uncited)];
    for (verdict, quotations) in others {
        for one in quotations {
            rows.push(((one.file.as_str(), one.position), not_checked(one, verdict)));
        }
    }
    rows.extend(checked.notes.iter().map(|n| ((n.file.as_str(), n.position), noted(n))));
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Nothing fails that is written to memory.
    let _ = writer.write_record(HEADINGS);
    for (_, row) in rows {
        let _ = writer.write_record(row.map(|cell| harmless(&cell)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A cell that no spreadsheet program takes for a formula, and no terminal or runner for a command: on one line, with
/// what has no picture spelled out.
fn harmless(cell: &str) -> String {
    let shown = visible(&cell.replace(['\r', '\n', '\t'], " "), true);
    if shown.starts_with(['=', '+', '-', '@']) { format!("'{shown}") } else { shown }
}

fn row(quotation: &CheckedQuotation, checked: &Checked) -> Row {
    let result = &quotation.result;
    let near = result.nearest.as_deref();
    let (place, words) = match (result.matches.first(), near) {
        (Some(found), _) => {
            let words: Vec<String> = result.matches.iter().map(|m| on_one_line(&m.text)).collect();
            (found.place.to_string(), words.join(" … "))
        }
        (None, Some(near)) => (near.place.to_string(), on_one_line(&near.text)),
        (None, None) => (String::new(), String::new()),
    };
    let kinds: Vec<&str> = result.kinds.iter().map(|kind| kind.name()).collect();
    let failed = result.verdict.passes() && !result.passed;
    [
        quotation.file.to_string(),
        quotation.position.0.to_string(),
        quotation.position.1.to_string(),
        quotation.text.clone(),
        quotation.document.to_string(),
        if failed {
            format!("{}, with errors", result.verdict.name())
        } else {
            result.verdict.name().to_owned()
        },
        place,
        words,
        kinds.join(" "),
        said(quotation, checked, Severity::Error),
        said(quotation, checked, Severity::Warning),
        String::new(),
    ]
}

/// What the findings of a level say of a quotation, besides its verdict.
fn said(quotation: &CheckedQuotation, checked: &Checked, level: Severity) -> String {
    let verdict = quotation.result.verdict.name();
    let is_verdict = |d: &Diagnostic| d.code.name().strip_prefix("quote/") == Some(verdict);
    let here = |d: &&Diagnostic| {
        let at = d.location.span.start;
        d.severity == level
            && d.location.file == quotation.file
            && quotation.span.start <= at
            && at < quotation.span.end.max(quotation.span.start + 1)
    };
    let all = checked.report.diagnostics.iter().filter(here).filter(|d| !is_verdict(d));
    all.map(|d| format!("{}: {}", d.code, d.message)).collect::<Vec<_>>().join("; ")
}

/// What is told of a place that is no quotation.
fn noted(note: &Note) -> Row {
    let mut row = Row::default();
    let [file, line, column, _, _, verdict, .., notes] = &mut row;
    *file = note.file.to_string();
    *line = note.position.0.to_string();
    *column = note.position.1.to_string();
    "note".clone_into(verdict);
    *notes = format!("{}: {}", note.code, note.message);
    row
}

fn not_checked(quotation: &UncheckedQuotation, verdict: &str) -> Row {
    [
        quotation.file.to_string(),
        quotation.position.0.to_string(),
        quotation.position.1.to_string(),
        quotation.text.clone(),
        quotation.key.clone(),
        verdict.to_owned(),
        String::new(),
        quotation.reason.clone(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ]
}
