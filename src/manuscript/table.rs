//! Tables of quotes: one quotation per row, columns by their names.

use super::Origin;
use super::{Manuscript, ManuscriptError, Quotation, Rule, SourceKey, Table, TableColumns, Tie};
use crate::text::{Span, table};
use std::io::Read;

pub(super) const QUOTES: [&str; 16] = [
    "quote",
    "quotation",
    "cited_text",
    "exact",
    "excerpt",
    "passage",
    "zitat",
    "wortlaut",
    "citation",
    "extrait",
    "cita",
    "citazione",
    "citaat",
    "citação",
    "цитата",
    "text",
];
pub(super) const SOURCES: [&str; 18] = [
    "source",
    "document",
    "file",
    "doc",
    "document_title",
    "reference",
    "quelle",
    "dokument",
    "datei",
    "fichier",
    "fuente",
    "documento",
    "archivo",
    "fonte",
    "bron",
    "источник",
    "документ",
    "файл",
];
pub(super) const PAGES: [&str; 10] =
    ["page", "pages", "locator", "seite", "seiten", "página", "pagina", "pág.", "с.", "страница"];
pub(super) const PREFIXES: [&str; 3] = ["prefix", "before", "davor"];
pub(super) const SUFFIXES: [&str; 3] = ["suffix", "after", "danach"];

/// Reads a table with a line of headings.
pub(super) fn read(
    text: &str,
    delimiter: u8,
    columns: &TableColumns,
) -> Result<Manuscript, ManuscriptError> {
    let (said, skipped) = said_separator(text);
    let body = text.get(skipped..).unwrap_or("");
    let usual = if delimiter == b',' { separator(body) } else { delimiter };
    let delimiter = said.unwrap_or(usual);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(body.as_bytes().chain(table::END));
    let broken = |error: &csv::Error| ManuscriptError::Table {
        line: error.position().map_or(1, csv::Position::line),
        reason: error.to_string(),
    };
    let heads = reader.headers().map_err(|e| broken(&e))?;
    if table::is_open(heads.iter().next_back().map(str::as_bytes)) {
        return Err(ManuscriptError::Table {
            line: 1 + u64::from(skipped > 0),
            reason: "a quotation mark in the headings is never closed; close the mark".to_owned(),
        });
    }
    let is_empty = table::is_end(heads.iter().map(str::as_bytes));
    let headings: Vec<String> = heads
        .iter()
        .filter(|_| !is_empty)
        .map(|h| h.trim_start_matches('\u{FEFF}').trim().to_owned())
        .collect();
    if headings.is_empty() {
        return Err(ManuscriptError::Table { line: 1, reason: EMPTY.to_owned() });
    }
    let numbers = ColumnNumbers::of(&headings, columns)?;
    let mut table = Table { separator: char::from(delimiter), rows: Vec::new() };
    let byte = |at: &csv::Position| {
        usize::try_from(at.byte()).map_or(text.len(), |at| (at + skipped).min(text.len()))
    };
    let first = byte(reader.position());
    table.rows.push((stretch(text, skipped, first), headings.len()));
    let mut found = Manuscript::default();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(|e| broken(&e))? {
        if table::is_end(row.iter().map(str::as_bytes)) {
            break;
        }
        is_closed(&row, skipped > 0)?;
        let (from, to) = (row.position().map_or(skipped, byte), byte(reader.position()));
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(str::trim).filter(|c| !c.is_empty())
        };
        table.rows.push((stretch(text, from, to), row.len()));
        let Some(words) = cell(Some(numbers.quote)) else { continue };
        let line = text.get(from..to).unwrap_or("");
        let keys = cell(Some(numbers.source)).map(|name| vec![SourceKey::Name(name.to_owned())]);
        found.quotations.push(Quotation {
            text: words.to_owned(),
            origin: origin(words, (line, from), delimiter, numbers.quote),
            tie: keys.map(|keys| {
                Tie::new(Rule::SameConstruct, keys, cell(numbers.page).map(str::to_owned))
            }),
            prefix: cell(numbers.prefix).map(str::to_owned),
            suffix: cell(numbers.suffix).map(str::to_owned),
            ..Quotation::default()
        });
    }
    found.table = Some(table);
    Ok(found)
}

/// What is wrong with a table that has nothing in it.
const EMPTY: &str = "the table is empty: its first row must name its columns, such as quote,source";

/// Which cell of a row is what, from 0.
struct ColumnNumbers {
    quote: usize,
    source: usize,
    page: Option<usize>,
    prefix: Option<usize>,
    suffix: Option<usize>,
}

impl ColumnNumbers {
    fn of(written: &[String], columns: &TableColumns) -> Result<Self, ManuscriptError> {
        let headings: Vec<String> = written.iter().map(|heading| heading.to_lowercase()).collect();
        let needed = |role, said: &Option<String>, usual: &[&str]| {
            column(&headings, said.as_ref(), usual).ok_or_else(|| ManuscriptError::NoColumn {
                role,
                wanted: said.clone().unwrap_or_else(|| role.to_owned()),
                found: written
                    .iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", "),
            })
        };
        let quote = needed("quote", &columns.quote, &QUOTES)?;
        // `citation` is French for a quotation.
        let cited = column(&headings, None, &["citation"]);
        let cited = cited.filter(|at| *at != quote && columns.source.is_none());
        let source = match (column(&headings, columns.source.as_ref(), &SOURCES), cited) {
            (None, Some(cited)) => cited,
            _ => needed("source", &columns.source, &SOURCES)?,
        };
        let one = |said: Option<&String>, usual: &[&str]| column(&headings, said, usual);
        Ok(Self {
            quote,
            source,
            page: one(columns.page.as_ref(), &PAGES),
            prefix: one(columns.prefix.as_ref(), &PREFIXES),
            suffix: one(columns.suffix.as_ref(), &SUFFIXES),
        })
    }
}

/// An error where a quotation mark of a row is never closed; `below` is whether a line that names the separator is above.
fn is_closed(row: &csv::StringRecord, below: bool) -> Result<(), ManuscriptError> {
    if !table::is_open(row.iter().next_back().map(str::as_bytes)) {
        return Ok(());
    }
    let line = row.position().map_or(1, csv::Position::line) + u64::from(below);
    Err(ManuscriptError::Table { line, reason: table::OPEN.to_owned() })
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

/// Where the words of cell number `number` are in its row, which begins at byte `from`. Of a row that the reader of tables
/// takes otherwise, the whole.
fn origin(words: &str, (row, from): (&str, usize), separator: u8, number: usize) -> Origin {
    let mut origin = Origin::default();
    let letters = letters(row, separator, number);
    let text: String = letters.iter().map(|(c, _)| *c).collect();
    if text.trim() != words {
        origin.add(Span::new(0, words.len()), Span::new(from, from + row.trim_end().len()));
        return origin;
    }
    let blank = text.len() - text.trim_start().len();
    let mut at = 0;
    // What follows without a gap is one piece; a mark that is written twice is a piece of its own.
    let together = |(a, before): &(char, Span), (b, next): &(char, Span)| {
        before.end == next.start && before.len() == a.len_utf8() && next.len() == b.len_utf8()
    };
    for piece in letters.chunk_by(together) {
        let own = piece.iter().map(|(c, _)| c.len_utf8()).sum::<usize>();
        let (Some((_, first)), Some((_, last))) = (piece.first(), piece.last()) else { continue };
        // White space around the words is none of them.
        let low = blank.max(at);
        let high = (blank + words.len()).min(at + own);
        if low < high {
            let place = if own == last.end - first.start {
                Span::new(first.start + (low - at), last.end - (at + own - high))
            } else {
                *first
            };
            origin.add(
                Span::new(low - blank, high - blank),
                Span::new(from + place.start, from + place.end),
            );
        }
        at += own;
    }
    origin
}

/// The letters of a cell, each with its bytes in the row: as the format has it, a cell may be in quotation marks, which
/// are written twice inside.
fn letters(row: &str, separator: u8, number: usize) -> Vec<(char, Span)> {
    #[derive(Clone, Copy)]
    enum At {
        Start,
        Plain,
        Quoted,
        /// After a mark that closes the cell, or is the first of two.
        Mark,
    }
    let mut found = Vec::new();
    let (mut cell, mut state) = (0, At::Start);
    let head = row.len() - row.trim_start_matches(['\r', '\n']).len();
    for (at, c) in row.char_indices().skip_while(|(at, _)| *at < head) {
        let mut letter = Some(Span::new(at, at + c.len_utf8()));
        state = match (state, c) {
            (At::Quoted, '"') => {
                letter = None;
                At::Mark
            }
            (At::Quoted, _) => At::Quoted,
            (At::Mark, '"') => {
                letter = Some(Span::new(at - 1, at + 1));
                At::Quoted
            }
            (_, c) if c == char::from(separator) => {
                cell += 1;
                letter = None;
                At::Start
            }
            (_, '\r' | '\n') => break,
            (At::Start, '"') => {
                letter = None;
                At::Quoted
            }
            _ => At::Plain,
        };
        if cell > number {
            break;
        }
        found.extend(letter.filter(|_| cell == number).map(|span| (c, span)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::manuscript::TableColumns;
    use crate::text::Span;

    /// Each letter of a quotation leads to its own, also where another cell has the same words, or marks are placed as no program
    /// writes them.
    #[test]
    fn letters_lead_to_their_own() {
        for (row, words, place) in [
            ("note,the ferry sailed", "the ferry sailed", "the ferry sailed"),
            ("note,\"the \"\"old\"\" ferry\"", "the \"old\" ferry", "the \"\"old\"\" ferry"),
            ("ferry,ferry", "ferry", "ferry"),
            ("\"the ferry, late\",  the ferry ", "the ferry", "the ferry"),
            ("note,\" the\nferry \"", "the\nferry", "the\nferry"),
            ("note,\"The \"ferry\"\" never\"", "The ferry\"\" never\"", "The \"ferry\"\" never\""),
            ("note,the \"old\" ferry", "the \"old\" ferry", "the \"old\" ferry"),
        ] {
            for end in ["\n", "\r\n", "", "\nnote,another row\n"] {
                let text = format!("source,quote\r\n\n{row}{end}");
                let found = read(&text, b',', &TableColumns::default()).expect("a table");
                let first = found.quotations.first().expect("a quotation");
                assert_eq!(first.text, words);
                let whole = first.origin.span(Span::new(0, words.len()));
                assert_eq!(text.get(whole.range()), Some(place), "{row}");
                let last = row.rfind(place).expect("it stands there") + "source,quote\r\n\n".len();
                assert_eq!(whole.start, last, "{row}");
                for (at, c) in words.char_indices() {
                    let span = first.origin.span(Span::new(at, at + c.len_utf8()));
                    let own = text.get(span.range()).expect("a place");
                    assert!(
                        own.starts_with(c) && own.len() <= 2,
                        "{c:?} of {row} leads to {own:?}"
                    );
                }
            }
        }
    }
}
