//! Tables of quotes: one quotation per row, columns by their names.

use super::Origin;
use super::{Columns, Key, Manuscript, ManuscriptError, Quotation, Rule, Table, Tie};
use crate::text::Span;

pub(super) const QUOTES: [&str; 7] =
    ["quote", "quotation", "cited_text", "exact", "excerpt", "passage", "text"];
pub(super) const SOURCES: [&str; 6] =
    ["source", "document", "file", "doc", "document_title", "reference"];
pub(super) const PAGES: [&str; 3] = ["page", "pages", "locator"];
pub(super) const PREFIXES: [&str; 2] = ["prefix", "before"];
pub(super) const SUFFIXES: [&str; 2] = ["suffix", "after"];

/// Reads a table with a line of headings.
pub(super) fn read(
    text: &str,
    delimiter: u8,
    columns: &Columns,
) -> Result<Manuscript, ManuscriptError> {
    let (said, skipped) = said_separator(text);
    let body = text.get(skipped..).unwrap_or("");
    let usual = if delimiter == b',' { separator(body) } else { delimiter };
    let delimiter = said.unwrap_or(usual);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(body.as_bytes());
    let broken = |error: &csv::Error| ManuscriptError::Table {
        line: error.position().map_or(1, csv::Position::line),
        reason: error.to_string(),
    };
    let headings: Vec<String> = reader
        .headers()
        .map_err(|e| broken(&e))?
        .iter()
        .map(|h| h.trim_start_matches('\u{FEFF}').trim().to_lowercase())
        .collect();
    let needed = |role, said: &Option<String>, usual: &[&str]| {
        column(&headings, said.as_ref(), usual).ok_or_else(|| ManuscriptError::NoColumn {
            role,
            wanted: said.clone().unwrap_or_else(|| role.to_owned()),
            found: headings.join(", "),
        })
    };
    let quote = needed("quote", &columns.quote, &QUOTES)?;
    let source = needed("source", &columns.source, &SOURCES)?;
    let page = column(&headings, columns.page.as_ref(), &PAGES);
    let prefix = column(&headings, columns.prefix.as_ref(), &PREFIXES);
    let suffix = column(&headings, columns.suffix.as_ref(), &SUFFIXES);
    let mut table = Table { separator: char::from(delimiter), rows: Vec::new() };
    let first = usize::try_from(reader.position().byte()).map_or(text.len(), |to| to + skipped);
    table.rows.push((stretch(text, skipped, first), headings.len()));
    let mut found = Manuscript::default();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(|e| broken(&e))? {
        let from = row.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0)) + skipped;
        let to = usize::try_from(reader.position().byte()).map_or(text.len(), |to| to + skipped);
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(str::trim).filter(|c| !c.is_empty())
        };
        table.rows.push((stretch(text, from, to), row.len()));
        let Some(words) = cell(Some(quote)) else { continue };
        let line = text.get(from..to).unwrap_or("");
        let keys = cell(Some(source)).map(|name| vec![Key::Name(name.to_owned())]);
        found.quotations.push(Quotation {
            text: words.to_owned(),
            origin: origin(words, line, from),
            tie: keys
                .map(|keys| Tie::new(Rule::SameConstruct, keys, cell(page).map(str::to_owned))),
            prefix: cell(prefix).map(str::to_owned),
            suffix: cell(suffix).map(str::to_owned),
            ..Quotation::default()
        });
    }
    found.table = Some(table);
    Ok(found)
}

/// A row without the ends of lines around it.
fn stretch(text: &str, from: usize, to: usize) -> Span {
    let row = text.get(from..to).unwrap_or("");
    let front = row.len() - row.trim_start_matches(['\r', '\n']).len();
    let back = row.trim_end_matches(['\r', '\n']).len();
    Span::new(from + front.min(back), from + back)
}

/// `sep=;`: the separator that a first line for spreadsheet programs says, and how long that line is.
fn said_separator(text: &str) -> (Option<u8>, usize) {
    let line = text.split_inclusive('\n').next().unwrap_or("");
    let said = line.trim_start_matches('\u{FEFF}').trim_matches('"').strip_prefix("sep=");
    match said.map(|said| said.trim_end_matches(['\r', '\n', '"']).as_bytes()) {
        Some([separator]) => (Some(*separator), line.len()),
        _ => (None, 0),
    }
}

/// What separates the headings: where the comma is the decimal sign, spreadsheet programs write semicolons.
fn separator(text: &str) -> u8 {
    let headings = text.lines().next().unwrap_or("");
    let has = |c: char| headings.contains(c);
    match (has(','), has(';'), has('\t')) {
        (false, true, _) => b';',
        (false, false, true) => b'\t',
        _ => b',',
    }
}

fn column(headings: &[String], said: Option<&String>, usual: &[&str]) -> Option<usize> {
    let at = |name: &str| headings.iter().position(|h| h == name);
    match said {
        Some(name) => at(&name.to_lowercase()),
        None => usual.iter().find_map(|name| at(name)),
    }
}

/// Where a cell's words stand in its row: as they are, or with their quotation marks doubled.
fn origin(words: &str, row: &str, from: usize) -> Origin {
    let mut origin = Origin::default();
    let doubled = words.replace('"', "\"\"");
    let at = row.find(&doubled).or_else(|| row.find(words));
    let Some(mut at) = at.map(|at| from + at) else {
        origin.add(Span::new(0, words.len()), Span::new(from, from + row.trim_end().len()));
        return origin;
    };
    let mut done = 0;
    for piece in words.split_inclusive('"') {
        let plain = piece.len() - usize::from(piece.ends_with('"'));
        origin.add(Span::new(done, done + plain), Span::new(at, at + plain));
        (done, at) = (done + plain, at + plain);
        if plain < piece.len() {
            origin.add(Span::new(done, done + 1), Span::new(at, at + 2));
            (done, at) = (done + 1, at + 2);
        }
    }
    origin
}
