//! A table with a row for each quotation, for a spreadsheet beside the manuscript. What is noted of another place has a row
//! of its own.

use super::{Checked, CheckedQuotation, Note, UncheckedQuotation};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::quote::{EditKind, on_one_line};
use crate::report::{QuoteResult, Verdict, visible};
use crate::text::{LineIndex, Span};
use camino::Utf8Path;

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
type FilePosition<'c> = (&'c str, (usize, usize));

/// The table, comma-separated, in the order of the manuscripts.
#[must_use]
pub fn render(checked: &Checked) -> String {
    let mut rows: Vec<(FilePosition<'_>, Row)> = Vec::new();
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

/// What is added to a table of the user's own.
const ADDED: [&str; 8] =
    ["document", "verdict", "place", "document_words", "kinds", "errors", "warnings", "notes"];

/// A table of quotes as it was, with columns added behind its own: `rows` are its rows in `text`, the headings first, each
/// with the number of its cells.
#[must_use]
pub fn beside(checked: &Checked, text: &str, separator: char, rows: &[(Span, usize)]) -> String {
    let lines = LineIndex::new(text);
    let starts: Vec<usize> =
        rows.iter().map(|(span, _)| lines.position(text, span.start).line).collect();
    let mut said: Vec<[String; 8]> = rows.iter().map(|_| Default::default()).collect();
    let mut add = |line: usize, cells: [String; 8]| {
        let number = starts.partition_point(|start| *start <= line).saturating_sub(1);
        let Some(known) = said.get_mut(number) else { return };
        for (known, cell) in known.iter_mut().zip(cells) {
            if !known.is_empty() && !cell.is_empty() {
                known.push_str("; ");
            }
            known.push_str(&cell);
        }
    };
    for one in &checked.quotations {
        let [_, _, _, _, document, verdict, place, words, kinds, errors, warnings, notes] =
            row(one, checked);
        let cells = [document, verdict, place, words, kinds, errors, warnings, notes];
        add(lines.position(text, one.span.start).line, cells);
    }
    for (verdict, all) in [("unchecked", &checked.unchecked), ("uncited", &checked.uncited)] {
        for one in all {
            let mut cells: [String; 8] = Default::default();
            let [_, name, .., notes] = &mut cells;
            verdict.clone_into(name);
            notes.clone_from(&one.reason);
            add(one.position.0, cells);
        }
    }
    for note in &checked.notes {
        let mut cells: [String; 8] = Default::default();
        let [.., notes] = &mut cells;
        *notes = format!("{}: {}", note.code, note.message);
        add(note.position.0, cells);
    }
    let headings = rows.first().and_then(|(span, _)| text.get(span.range())).unwrap_or("");
    let added = added_names(headings, separator);
    let widest = rows.iter().map(|(_, cells)| *cells).max().unwrap_or(0);
    let mut out = String::with_capacity(text.len() * 2);
    let mut done = 0;
    for (number, ((span, cells), said)) in rows.iter().zip(&said).enumerate() {
        out.push_str(&as_written(text.get(done..span.end).unwrap_or(""), separator));
        out.extend(std::iter::repeat_n(separator, widest - cells));
        for (name, cell) in added.iter().zip(said) {
            out.push(separator);
            out.push_str(&cell_of(if number == 0 { name } else { cell }, separator));
        }
        done = span.end;
    }
    out.push_str(&as_written(text.get(done..).unwrap_or(""), separator));
    out
}

/// The names of the added columns, with a prefix where the table has a column of that name.
fn added_names(headings: &str, separator: char) -> [String; 8] {
    let separator = u8::try_from(separator).unwrap_or(b',');
    let mut reader = ::csv::ReaderBuilder::new();
    let mut reader =
        reader.delimiter(separator).has_headers(false).from_reader(headings.as_bytes());
    let own = reader.records().next().and_then(Result::ok).unwrap_or_default();
    let own: Vec<String> = own.iter().map(|name| name.trim().to_lowercase()).collect();
    ADDED.map(|name| {
        let mut name = name.to_owned();
        while own.contains(&name) {
            name.insert_str(0, "checked_");
        }
        name
    })
}

/// What the user wrote: as it is, but for what would steer a terminal, and for formulas, which an apostrophe makes text.
fn as_written(text: &str, separator: char) -> String {
    let mut parted = String::with_capacity(text.len());
    let (mut quoted, mut begins) = (false, true);
    for c in text.chars() {
        if begins && matches!(c, '=' | '@') {
            parted.push('\'');
        }
        quoted ^= c == '"';
        // A line inside a cell may be all that somebody takes of it.
        begins = (begins && c == '"') || c == '\n' || (!quoted && c == separator);
        // A carriage return inside a cell ends no line.
        if quoted && c == '\r' {
            parted.push_str(&visible("\r", true));
        } else {
            parted.push(c);
        }
    }
    let parts = parted.split_inclusive(['\n', '\t']).map(|part| {
        let bare = part.trim_end_matches(['\n', '\t']);
        // A carriage return is one of a line end, or none.
        let line = part.len() > bare.len() && part.ends_with('\n');
        let bare = if line { bare.strip_suffix('\r').unwrap_or(bare) } else { bare };
        visible(bare, true) + part.get(bare.len()..).unwrap_or("")
    });
    parts.collect()
}

/// An added cell, in quotation marks where it needs them.
fn cell_of(cell: &str, separator: char) -> String {
    let cell = harmless(cell);
    if cell.contains(['"', separator]) || cell.trim() != cell {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// A cell that no spreadsheet program takes for a formula, and no terminal or runner for a command: on one line, with
/// what has no picture spelled out.
fn harmless(cell: &str) -> String {
    let shown = visible(&cell.replace(['\r', '\n', '\t'], " "), true);
    if shown.starts_with(['=', '+', '-', '@']) { format!("'{shown}") } else { shown }
}

/// The document's words, with those that a bracket of the quote takes the place of, and an ellipsis for what an ellipsis leaves
/// out.
fn document_words(result: &QuoteResult) -> String {
    let words: Vec<String> = result.matches.iter().map(|m| on_one_line(&m.text)).collect();
    let joins = result.edits.iter().filter(|edit| !edit.document.is_empty());
    let joins: Vec<String> = joins
        .map(|edit| match edit.kind {
            EditKind::Substitution => format!(" {} ", on_one_line(&edit.document)),
            _ => " … ".to_owned(),
        })
        .collect();
    // Edits inside a word, or before the first, join no two pieces.
    if joins.len() + 1 != words.len() {
        return words.join(" … ");
    }
    let joins = joins.iter().map(String::as_str).chain([""]);
    words.iter().zip(joins).flat_map(|(words, join)| [words.as_str(), join]).collect()
}

fn row(quotation: &CheckedQuotation, checked: &Checked) -> Row {
    let result = &quotation.result;
    let near = result.nearest.as_deref();
    let (place, words) = match (result.matches.first(), near) {
        (Some(found), _) => (found.place.to_string(), document_words(result)),
        // Words of another document are at a place of that one, not of the document that the row names.
        (None, Some(near)) => {
            let place = there(quotation, checked).map(|file| near.place.in_file(file));
            (place.unwrap_or_else(|| near.place.to_string()), on_one_line(&near.text))
        }
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

/// Whether a finding is on a quotation.
fn is_of(finding: &Diagnostic, quotation: &CheckedQuotation) -> bool {
    let at = finding.location.span.start;
    finding.location.file == quotation.file
        && quotation.span.start <= at
        && at < quotation.span.end.max(quotation.span.start + 1)
}

/// The document that has the words of a quotation that is misattributed.
fn there<'c>(quotation: &CheckedQuotation, checked: &'c Checked) -> Option<&'c Utf8Path> {
    let misattributed = |d: &&Diagnostic| d.code == Code::QuoteMisattributed;
    let mut all = checked.report.diagnostics.iter().filter(misattributed);
    let finding = all.find(|d| is_of(d, quotation))?;
    finding.related.first().map(|related| related.location.file.as_path())
}

/// What the findings of a level say of a quotation, besides its verdict: of words in another document, only the finding names it.
fn said(quotation: &CheckedQuotation, checked: &Checked, level: Severity) -> String {
    let verdict = quotation.result.verdict;
    let is_verdict = |d: &Diagnostic| {
        verdict != Verdict::Misattributed
            && d.code.name().strip_prefix("quote/") == Some(verdict.name())
    };
    let here = |d: &&Diagnostic| d.severity == level && is_of(d, quotation);
    let all = checked.report.diagnostics.iter().filter(here).filter(|d| !is_verdict(d));
    all.map(|d| format!("{}: {}", d.code, d.message)).collect::<Vec<_>>().join("; ")
}

/// What is reported about a place that is not a quotation.
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
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        quotation.reason.clone(),
    ]
}
