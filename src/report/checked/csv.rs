//! A table with a row for each quotation: what a spreadsheet shows beside the manuscript.

use super::{Checked, CheckedQuotation, UncheckedQuotation};
use crate::report::visible;

/// The headings.
const HEADINGS: [&str; 9] =
    ["file", "line", "column", "quote", "source", "verdict", "place", "document_words", "kinds"];

/// A file, a line and a column.
type Place<'c> = (&'c str, (usize, usize));

/// The table, comma-separated, in the order of the manuscripts.
#[must_use]
pub fn render(checked: &Checked) -> String {
    let mut rows: Vec<(Place<'_>, [String; 9])> = Vec::new();
    rows.extend(checked.quotations.iter().map(|q| ((q.file.as_str(), q.position), row(q))));
    let others = [("unchecked", &checked.unchecked), ("uncited", &checked.uncited)];
    for (verdict, quotations) in others {
        for one in quotations {
            rows.push(((one.file.as_str(), one.position), not_checked(one, verdict)));
        }
    }
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

fn row(quotation: &CheckedQuotation) -> [String; 9] {
    let result = &quotation.result;
    let near = result.nearest.as_deref();
    let (place, words) = match (result.matches.first(), near) {
        (Some(found), _) => {
            let words: Vec<&str> = result.matches.iter().map(|m| &*m.text).collect();
            (found.place.to_string(), words.join(" … "))
        }
        (None, Some(near)) => (near.place.to_string(), near.text.clone()),
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
        words.split_whitespace().collect::<Vec<_>>().join(" "),
        kinds.join(" "),
    ]
}

fn not_checked(quotation: &UncheckedQuotation, verdict: &str) -> [String; 9] {
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
    ]
}
