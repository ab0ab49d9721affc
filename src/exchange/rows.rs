//! Rows of quotes: JSON Lines and CSV, one after the other.

use crate::text::table;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, Read};

/// The longest row that is read, in bytes: no quote is as long, but what a quotation mark that is left open swallows is.
const MAX_ROW: u64 = 64 << 20;

/// A quote as a row of data has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct QuoteRow {
    /// What the row is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Box<str>>,
    /// The document that it cites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<str>>,
    /// The words; several where parts are left out between them, none where the row has no quote.
    #[serde(serialize_with = "one_or_more")]
    pub quote: Vec<Box<str>>,
    /// The words right before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Box<str>>,
    /// The words right after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Box<str>>,
}

fn one_or_more<S: serde::Serializer>(quote: &[Box<str>], out: S) -> Result<S::Ok, S::Error> {
    match quote {
        [] => out.serialize_none(),
        [one] => out.serialize_str(one),
        more => more.serialize(out),
    }
}

impl QuoteRow {
    /// Its bytes, roughly.
    #[must_use]
    pub fn size(&self) -> usize {
        let one = |text: &Option<Box<str>>| text.as_ref().map_or(0, |text| text.len());
        let quote: usize = self.quote.iter().map(|part| part.len() + size_of::<Box<str>>()).sum();
        let others = [&self.id, &self.document, &self.prefix, &self.suffix];
        size_of::<Self>() + quote + others.into_iter().map(one).sum::<usize>()
    }
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowForm {
    /// An object a line.
    JsonLines,
    /// Cells, with this byte between them, under a line of headings.
    Table(u8),
}

impl RowForm {
    /// The form that the extension of a file's name says.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Table(b',')),
            "tsv" => Some(Self::Table(b'\t')),
            _ => None,
        }
    }
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// Its first line, from 1.
    pub line: u64,
    /// Why.
    pub reason: RowFault,
}

/// What is wrong with a row, or with the line of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowFault {
    /// It lacks a member that every row needs; it may be of another format.
    #[error("it has no member `{wanted}`; it has {found}")]
    Lacks {
        /// What is needed.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
    /// It has more cells than the table has headings.
    #[error("it has {cells} cells under {headings} headings")]
    Cells {
        /// The cells of the row.
        cells: usize,
        /// The headings of the table.
        headings: usize,
    },
    /// The line is longer than the limit, in MiB.
    #[error("it is longer than {} MiB", MAX_ROW >> 20)]
    TooLong,
    /// The same of a row of a table, which may go on over lines.
    #[error("{}; is a quotation mark left open?", Self::TooLong)]
    Unclosed,
    /// The file ends inside a quoted cell.
    #[error("{}", table::OPEN)]
    Open,
    /// Its bytes are of another encoding.
    #[error("it is not UTF-8; convert the file first: iconv -f WINDOWS-1252 -t UTF-8 FILE")]
    NotUtf8,
    /// It is not JSON, or not an object with the right members; the text says why.
    #[error("{0}")]
    NotARow(String),
    /// A member that is not text.
    #[error("`{0}` is not text")]
    NotText(&'static str),
    /// A quote that is not words.
    #[error("`quote` is neither text nor a list of texts")]
    NotWords,
    /// A document without a name.
    #[error("its `id` is null")]
    NoId,
}

/// Why rows cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no such column.
    #[error(
        "there is no column `{wanted}`; there are {found}: the first line must have the headings, `document` and `quote` \
         among them; `quoteproof check` knows more names of columns, and --map"
    )]
    NoColumn {
        /// What is needed.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
    /// The headings cannot be read.
    #[error("its headings cannot be read: {0}")]
    Headings(String),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Rows, one after the other, whatever the size of the file.
pub struct Rows<R> {
    inner: Inner<R>,
    /// The first line of the row that was read last.
    line: u64,
}

/// A table, and what is read after it.
type Table<R> = std::io::Chain<R, &'static [u8]>;

enum Inner<R> {
    Lines {
        reader: R,
        line: u64,
        buffer: Vec<u8>,
    },
    /// `before` is what the reader does not count: after `\r\n` it is still on the line that has ended.
    Table {
        reader: Box<csv::Reader<Table<R>>>,
        columns: Columns,
        record: csv::ByteRecord,
        before: u64,
    },
}

/// Where a table has what.
struct Columns {
    id: Option<usize>,
    document: usize,
    quote: usize,
    prefix: Option<usize>,
    suffix: Option<usize>,
    count: usize,
}

impl<R: BufRead> Rows<R> {
    /// Begins to read. Of a table the headings are read here.
    ///
    /// # Errors
    /// Where a column is missing, or nothing can be read.
    pub fn new(reader: R, form: RowForm) -> Result<Self, StartError> {
        let inner = match form {
            RowForm::JsonLines => Inner::Lines { reader, line: 0, buffer: Vec::new() },
            RowForm::Table(delimiter) => {
                let mut reader = reader;
                let beginning = reader.fill_buf()?;
                let delimiter = separator(beginning, delimiter);
                let ends = beginning.iter().position(|byte| *byte == b'\n');
                let before = ends.and_then(|at| beginning.get(at.checked_sub(1)?));
                let before = u64::from(before == Some(&b'\r'));
                let mut reader = csv::ReaderBuilder::new()
                    .delimiter(delimiter)
                    .flexible(true)
                    .from_reader(reader.chain(table::END));
                let columns = columns(&mut reader)?;
                let record = csv::ByteRecord::new();
                Inner::Table { reader: Box::new(reader), columns, record, before }
            }
        };
        Ok(Self { inner, line: 0 })
    }

    /// The first line, from 1, of the row that [`next_row`](Self::next_row) gave last.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// Where the file cannot be read any further. A row that is broken is an error inside.
    pub fn next_row(&mut self) -> std::io::Result<Option<Result<QuoteRow, RowError>>> {
        match &mut self.inner {
            Inner::Lines { reader, line, buffer } => loop {
                *line += 1;
                let Some(fits) = next_line(reader, buffer)? else { return Ok(None) };
                if *line == 1 && buffer.starts_with(b"\xEF\xBB\xBF") {
                    buffer.drain(..3);
                }
                if buffer.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                self.line = *line;
                let row = if fits { json_row(buffer) } else { Err(RowFault::TooLong) };
                return Ok(Some(row.map_err(|reason| RowError { line: *line, reason })));
            },
            Inner::Table { reader, columns, record, before } => {
                match reader.read_byte_record(record) {
                    Ok(false) => return Ok(None),
                    Ok(true) if table::is_end(record.iter()) => return Ok(None),
                    Ok(true) => {}
                    Err(error) => return Err(error.into()),
                }
                let line = record.position().map_or(0, csv::Position::line) + *before;
                self.line = line;
                let row = table_row(record, columns);
                Ok(Some(row.map_err(|reason| RowError { line, reason })))
            }
        }
    }
}

/// What separates the headings at the beginning of a table: spreadsheet programs write semicolons where the comma is the
/// decimal sign.
fn separator(beginning: &[u8], said: u8) -> u8 {
    let headings = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |byte: u8| headings.contains(&byte);
    match said {
        b',' if !has(b',') && has(b';') => b';',
        b',' if !has(b',') && has(b'\t') => b'\t',
        said => said,
    }
}

/// Reads a line without its end; whether it fits. None at the end of the file.
fn next_line(reader: &mut impl BufRead, buffer: &mut Vec<u8>) -> std::io::Result<Option<bool>> {
    buffer.clear();
    let read = reader.by_ref().take(MAX_ROW).read_until(b'\n', buffer)?;
    if read == 0 {
        return Ok(None);
    }
    let mut fits = true;
    if buffer.last() != Some(&b'\n') && buffer.len() as u64 == MAX_ROW {
        let mut rest = Vec::new();
        while rest.last() != Some(&b'\n') {
            rest.clear();
            fits = false;
            if reader.by_ref().take(MAX_ROW).read_until(b'\n', &mut rest)? == 0 {
                break;
            }
        }
    }
    Ok(Some(fits))
}

fn columns<R: Read>(reader: &mut csv::Reader<R>) -> Result<Columns, StartError> {
    let headings = reader.headers().map_err(|error| StartError::Headings(error.to_string()))?;
    if table::is_open(headings.iter().next_back().map(str::as_bytes)) {
        let why = "a quotation mark in them is never closed";
        return Err(StartError::Headings(why.to_owned()));
    }
    let is_empty = table::is_end(headings.iter().map(str::as_bytes));
    let names: Vec<&str> = headings
        .iter()
        .filter(|_| !is_empty)
        .map(|name| name.trim_start_matches('\u{feff}').trim())
        .collect();
    let at = |wanted: &str| names.iter().position(|name| name.to_lowercase() == wanted);
    let missing = |wanted| StartError::NoColumn { wanted, found: listed(&names) };
    Ok(Columns {
        id: at("id"),
        document: at("document").or_else(|| at("source")).ok_or_else(|| missing("document"))?,
        quote: at("quote").ok_or_else(|| missing("quote"))?,
        prefix: at("prefix"),
        suffix: at("suffix"),
        count: names.len(),
    })
}

/// Names in backticks.
fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn table_row(record: &csv::ByteRecord, columns: &Columns) -> Result<QuoteRow, RowFault> {
    if table::is_open(record.iter().next_back()) {
        return Err(RowFault::Open);
    }
    if record.len() > columns.count {
        return Err(RowFault::Cells { cells: record.len(), headings: columns.count });
    }
    if record.as_slice().len() as u64 > MAX_ROW {
        return Err(RowFault::Unclosed);
    }
    let cell = |at: Option<usize>| -> Result<Option<Box<str>>, RowFault> {
        let cell = at.and_then(|at| record.get(at)).filter(|cell| !cell.is_empty());
        let text = cell.map(std::str::from_utf8).transpose();
        Ok(text.map_err(|_| RowFault::NotUtf8)?.map(Into::into))
    };
    Ok(QuoteRow {
        id: cell(columns.id)?,
        document: cell(Some(columns.document))?,
        quote: cell(Some(columns.quote))?.into_iter().collect(),
        prefix: cell(columns.prefix)?,
        suffix: cell(columns.suffix)?,
    })
}

fn json_row(line: &[u8]) -> Result<QuoteRow, RowFault> {
    let mut members: Members<'_> = serde_json::from_slice(line).map_err(|e| in_line(line, &e))?;
    let document = members.document.take().or_else(|| members.source.take());
    let quote = members.quote.take();
    let missing = match (&document, &quote) {
        (None, _) => Some("document"),
        (_, None) => Some("quote"),
        _ => None,
    };
    if let Some(wanted) = missing {
        return Err(RowFault::Lacks { wanted, found: listed(&names(line)) });
    }
    Ok(QuoteRow {
        id: text("id", members.id)?.map(Into::into),
        document: text("document", document)?.map(Into::into),
        quote: quote.unwrap_or_default().parts()?,
        prefix: text("prefix", members.prefix)?.map(Into::into),
        suffix: text("suffix", members.suffix)?.map(Into::into),
    })
}

/// An error of JSON in one line.
fn in_line(line: &[u8], error: &serde_json::Error) -> RowFault {
    use serde_json::error::Category;
    if std::str::from_utf8(line).is_err() {
        return RowFault::NotUtf8;
    }
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(&*text, |(text, _)| text);
    let column = error.column();
    let is_list = line.trim_ascii_start().starts_with(b"[");
    RowFault::NotARow(match error.classify() {
        Category::Eof => "it is not a row: its JSON is cut off".to_owned(),
        Category::Syntax | Category::Io => {
            not_json(line).unwrap_or_else(|| format!("it is not a row: {text} (column {column})"))
        }
        Category::Data if is_list => {
            "it is not a row, but a list; `jq -c '.[]'` makes a line of each item".to_owned()
        }
        Category::Data if text.starts_with("invalid type") => {
            "it is not a row: a row is a JSON object, `{…}`".to_owned()
        }
        Category::Data => format!("it is not a row: {text} (column {column})"),
    })
}

/// Why a line is not JSON, and from which character on, counted from 1.
fn not_json(line: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(line);
    let (_, problems) = crate::json::parse(&text);
    let problem = problems.first()?;
    let column = text.get(..problem.span.start)?.chars().count() + 1;
    Some(format!("it is not a row: {} (column {column})", problem.message))
}

/// The names of an object's members.
fn names(line: &[u8]) -> Vec<String> {
    let object: Result<serde_json::Map<String, serde_json::Value>, _> =
        serde_json::from_slice(line);
    object.map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

fn text<'l>(name: &'static str, cell: Option<Cell<'l>>) -> Result<Option<Cow<'l, str>>, RowFault> {
    match cell.unwrap_or_default() {
        Cell::Null => Ok(None),
        Cell::Text(text) => Ok(Some(text)),
        Cell::List(_) | Cell::Other => Err(RowFault::NotText(name)),
    }
}

/// A line of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine<'l> {
    /// What quotes call it.
    pub id: Cow<'l, str>,
    /// What it says; `None` where that is null.
    pub text: Option<Cow<'l, str>>,
    /// A media type; plain text where there is none.
    pub media_type: Option<Cow<'l, str>>,
    /// A BCP 47 tag.
    pub language: Option<Cow<'l, str>>,
}

impl<'l> DocumentLine<'l> {
    /// Reads a line of JSON: `id`, `text`, and where they are there `media_type` and `language`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(line: &'l [u8]) -> Result<Self, RowFault> {
        let members: Members<'_> = serde_json::from_slice(line).map_err(|e| in_line(line, &e))?;
        let lacks = |wanted| RowFault::Lacks { wanted, found: listed(&names(line)) };
        let id = members.id.ok_or_else(|| lacks("id"))?;
        let words = members.text.ok_or_else(|| lacks("text"))?;
        Ok(Self {
            id: text("id", Some(id))?.ok_or(RowFault::NoId)?,
            text: text("text", Some(words))?,
            media_type: text("media_type", members.media_type)?,
            language: text("language", members.language)?,
        })
    }
}

/// A value of a row.
#[derive(Debug, Default)]
enum Cell<'l> {
    #[default]
    Null,
    /// Text, or a number as it is written.
    Text(Cow<'l, str>),
    List(Vec<Box<str>>),
    /// What is neither.
    Other,
}

impl Cell<'_> {
    /// The words of a quote.
    fn parts(self) -> Result<Vec<Box<str>>, RowFault> {
        match self {
            Self::Null => Ok(Vec::new()),
            Self::Text(text) => Ok(vec![text.into()]),
            Self::List(parts) => Ok(parts),
            Self::Other => Err(RowFault::NotWords),
        }
    }
}

impl<'de: 'l, 'l> Deserialize<'de> for Cell<'l> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = Cell<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(text.into()))
            }
            fn visit_str<E>(self, text: &str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(text.to_owned().into()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(number.to_string().into()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(number.to_string().into()))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Cell<'de>, E> {
                Ok(Cell::Other)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Cell<'de>, E> {
                Ok(Cell::Other)
            }
            fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
                Ok(Cell::Null)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell<'de>, A::Error> {
                let (mut parts, mut texts) = (Vec::new(), true);
                while let Some(item) = list.next_element::<Cell<'de>>()? {
                    match item {
                        Cell::Text(text) => parts.push(text.into()),
                        _ => texts = false,
                    }
                }
                Ok(if texts { Cell::List(parts) } else { Cell::Other })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell<'de>, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Cell::Other)
            }
        }
        from.deserialize_any(Value)
    }
}

/// The members of a row that mean something, as far as they are there.
#[derive(Debug, Default)]
struct Members<'l> {
    id: Option<Cell<'l>>,
    document: Option<Cell<'l>>,
    source: Option<Cell<'l>>,
    quote: Option<Cell<'l>>,
    prefix: Option<Cell<'l>>,
    suffix: Option<Cell<'l>>,
    text: Option<Cell<'l>>,
    media_type: Option<Cell<'l>>,
    language: Option<Cell<'l>>,
}

/// The name of a member, which may be written with escapes.
#[derive(Deserialize)]
struct Name<'l>(#[serde(borrow)] Cow<'l, str>);

impl<'de: 'l, 'l> Deserialize<'de> for Members<'l> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Members::default();
                while let Some(Name(name)) = map.next_key()? {
                    let place = match &*name {
                        "id" => &mut members.id,
                        "document" => &mut members.document,
                        "source" => &mut members.source,
                        "quote" => &mut members.quote,
                        "prefix" => &mut members.prefix,
                        "suffix" => &mut members.suffix,
                        "text" => &mut members.text,
                        "media_type" => &mut members.media_type,
                        "language" => &mut members.language,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    if place.is_some() {
                        return Err(A::Error::custom(format_args!("`{name}` occurs twice")));
                    }
                    *place = Some(map.next_value()?);
                }
                Ok(members)
            }
        }
        from.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentLine, RowForm, Rows, StartError};

    fn all(text: &str, form: RowForm) -> Vec<Result<String, (u64, String)>> {
        let mut rows = Rows::new(text.as_bytes(), form).expect("it begins");
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().expect("it reads") {
            all.push(
                row.map(|row| serde_json::to_string(&row).expect("JSON"))
                    .map_err(|e| (e.line, e.reason.to_string())),
            );
        }
        all
    }

    #[test]
    fn reads_rows_and_names_broken_ones() {
        let text = "\u{feff}{\"id\": 7, \"source\": \"a\", \"quote\": \"x \\u00e9\", \"other\": [{}]}\n\n\
            {\"document\": \"a\", \"source\": {}, \"quote\": [\"x\", \"y\"], \"prefix\": \"p\"}\n\
            {\"document\": null, \"quote\": null}\n{\"doc\": 1, \"text\": \"x\"}\nnot JSON\n\
            {\"document\": \"a\", \"quote\": {\"a\": 1}}\n{\"document\": \"a\", \"quote\": \"x\", \"quote\": \"y\"}";
        let rows = all(text, RowForm::JsonLines);
        assert_eq!(rows[0].as_deref(), Ok(r#"{"id":"7","document":"a","quote":"x é"}"#));
        assert_eq!(rows[1].as_deref(), Ok(r#"{"document":"a","quote":["x","y"],"prefix":"p"}"#));
        assert_eq!(rows[2].as_deref(), Ok(r#"{"quote":null}"#));
        let error = |at: usize| rows[at].clone().expect_err("an error");
        assert_eq!(error(3), (5, "it has no member `document`; it has `doc`, `text`".to_owned()));
        assert_eq!(error(4).0, 6);
        assert!(error(4).1.starts_with("it is not a row: "), "{:?}", error(4));
        assert_eq!(error(5).1, "`quote` is neither text nor a list of texts");
        assert!(error(6).1.contains("`quote` occurs twice"), "{:?}", error(6));
    }

    #[test]
    fn reads_tables_by_their_headings() {
        let text = "ID,Source,quote,more\n1,a,\"x, \"\"y\"\"\n z\",\n2,,\n3,a,x,y,z\n";
        let rows = all(text, RowForm::Table(b','));
        assert_eq!(rows[0].as_deref(), Ok(r#"{"id":"1","document":"a","quote":"x, \"y\"\n z"}"#));
        assert_eq!(rows[1].as_deref(), Ok(r#"{"id":"2","quote":null}"#));
        assert_eq!(rows[2], Err((5, "it has 5 cells under 4 headings".to_owned())));
        let error = Rows::new("id,doc,quotes\n".as_bytes(), RowForm::Table(b',')).err();
        let Some(error @ StartError::NoColumn { .. }) = error else { panic!("{error:?}") };
        let said = error.to_string();
        assert!(
            said.starts_with("there is no column `document`; there are `id`, `doc`, `quotes`: "),
            "{said}"
        );
    }

    #[test]
    fn reads_documents() {
        let line = DocumentLine::read(br#"{"id": "a", "text": "b\n", "language": "de"}"#);
        let line = line.expect("a document");
        assert_eq!((&*line.id, line.text.as_deref()), ("a", Some("b\n")));
        let missing = DocumentLine::read(br#"{"id": "a", "body": "b"}"#).expect_err("no text");
        assert_eq!(missing.to_string(), "it has no member `text`; it has `body`, `id`");
        assert_eq!(DocumentLine::read(br#"{"id": "a", "text": null}"#).map(|d| d.text), Ok(None));
    }
}
