//! Tables of quotes against tables of documents.

use crate::columns::{Column, Table, batches, needed, optional};
use crate::{explain_of, results};
use arrow_array::RecordBatch;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use quoteproof::document::{Document, DocumentOptions, QuotePlace};
use quoteproof::quote::Quoted;
use quoteproof::stream::{Elsewhere, Record, Row, Stream, first_by_id};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Documents between two looks for Ctrl-C, and two calls of `progress`.
const CHUNK: usize = 256;

/// Quotes of one document that one thread verifies.
const MAX_QUOTES: usize = 1 << 14;

/// The columns of a batch of quotes.
pub(crate) struct Quotes {
    id: Option<Column>,
    document: Column,
    quote: Column,
    prefix: Option<Column>,
    suffix: Option<Column>,
    rows: usize,
}

impl Quotes {
    pub(crate) fn new(batch: &RecordBatch) -> PyResult<Self> {
        Ok(Self {
            id: optional(batch, "id")?,
            document: needed(batch, &["document", "source"])?,
            quote: needed(batch, &["quote"])?,
            prefix: optional(batch, "prefix")?,
            suffix: optional(batch, "suffix")?,
            rows: batch.num_rows(),
        })
    }

    pub(crate) fn cited(&self, row: usize) -> Option<&str> {
        self.document.text(row)
    }

    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn quoted(&self, row: usize) -> Quoted<'_> {
        Quoted {
            parts: self.quote.text(row).into_iter().collect(),
            prefix: self.prefix.as_ref().and_then(|column| column.text(row)),
            suffix: self.suffix.as_ref().and_then(|column| column.text(row)),
        }
    }

    fn record<'r>(&'r self, row: usize, document: Option<&'r str>) -> Record<'r> {
        let id = self.id.as_ref().and_then(|column| column.text(row));
        Record::Quote { id, document, quoted: self.quoted(row) }
    }
}

/// The columns of a batch of documents.
pub(crate) struct Texts {
    id: Column,
    text: Column,
    media_type: Option<Column>,
    language: Option<Column>,
    rows: usize,
}

impl Texts {
    pub(crate) fn new(batch: &RecordBatch) -> PyResult<Self> {
        Ok(Self {
            id: needed(batch, &["id", "document"])?,
            text: needed(batch, &["text"])?,
            media_type: optional(batch, "media_type")?,
            language: optional(batch, "language")?,
            rows: batch.num_rows(),
        })
    }

    fn record(&self, row: usize) -> Option<Record<'_>> {
        Some(Record::Document {
            id: self.id.text(row)?,
            bytes: self.text.bytes(row),
            media_type: self.media_type(row),
            language: self.language.as_ref().and_then(|column| column.text(row)),
        })
    }

    fn media_type(&self, row: usize) -> &str {
        self.media_type.as_ref().and_then(|column| column.text(row)).unwrap_or("text/plain")
    }

    /// The documents that can be read, each with its id.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&str, Document)> {
        (0..self.rows).filter_map(|row| {
            Some((self.id.text(row)?, self.open(row, &DocumentOptions::default())?))
        })
    }

    fn open(&self, row: usize, options: &DocumentOptions) -> Option<Document> {
        let language = self.language.as_ref().and_then(|column| column.text(row));
        let (bytes, media_type) = (self.text.bytes(row)?, self.media_type(row));
        Document::new(bytes, media_type, language, options.clone()).ok()
    }
}

/// A batch, and a row in it.
type At = (usize, usize);

/// Both tables, with the documents by their ids.
struct Tables {
    quotes: Vec<Quotes>,
    texts: Vec<Texts>,
    documents: Vec<At>,
    numbers: HashMap<String, usize>,
}

impl Tables {
    fn new(quotes: &Bound<'_, PyAny>, documents: &Bound<'_, PyAny>) -> PyResult<Self> {
        let quotes = batches(quotes)?.iter().map(Quotes::new).collect::<PyResult<Vec<_>>>()?;
        let texts = batches(documents)?.iter().map(Texts::new).collect::<PyResult<Vec<_>>>()?;
        let mut tables = Self { quotes, texts, documents: Vec::new(), numbers: HashMap::new() };
        for (batch, texts) in tables.texts.iter().enumerate() {
            for row in 0..texts.rows {
                let Some(id) = texts.id.text(row) else {
                    return Err(PyValueError::new_err(format!("document {row} has no id")));
                };
                let number = tables.documents.len();
                if tables.numbers.insert(id.to_owned(), number).is_some() {
                    return Err(PyValueError::new_err(format!("two documents have the id `{id}`")));
                }
                tables.documents.push((batch, row));
            }
        }
        Ok(tables)
    }

    fn cited(&self, (batch, row): At) -> Option<usize> {
        let id = self.quotes.get(batch)?.document.text(row)?;
        self.numbers.get(id).copied()
    }

    fn id(&self, number: usize) -> &str {
        let found = self.documents.get(number);
        let id = found.and_then(|&(batch, row)| self.texts.get(batch)?.id.text(row));
        id.unwrap_or("")
    }

    /// The quotes of each document in portions; those of none under `None`.
    fn tasks(&self) -> Vec<(Option<usize>, Vec<At>)> {
        let mut by_document: BTreeMap<Option<usize>, Vec<At>> = BTreeMap::new();
        for (batch, quotes) in self.quotes.iter().enumerate() {
            for row in 0..quotes.rows {
                by_document.entry(self.cited((batch, row))).or_default().push((batch, row));
            }
        }
        let portions = by_document.into_iter().flat_map(|(number, quotes)| {
            let portions: Vec<_> =
                quotes.chunks(MAX_QUOTES).map(|portion| (number, portion.to_vec())).collect();
            portions
        });
        portions.collect()
    }

    fn verify(&self, number: Option<usize>, quotes: &[At], options: &DocumentOptions) -> Vec<Row> {
        let document = number.and_then(|number| self.documents.get(number));
        let document = document.and_then(|&(batch, row)| self.texts.get(batch)?.record(row));
        let id = number.map(|number| self.id(number));
        let quotes_of =
            quotes.iter().filter_map(|&(batch, row)| Some(self.quotes.get(batch)?.record(row, id)));
        let mut stream = Stream::new(options.clone());
        // Nothing is fed that is not sorted.
        let mut rows = stream.feed_last(document.into_iter().chain(quotes_of)).unwrap_or_default();
        if number.is_none() {
            for (row, &(batch, at)) in rows.iter_mut().zip(quotes) {
                let cited = self.quotes.get(batch).and_then(|quotes| quotes.document.text(at));
                row.document = cited.map(Into::into);
            }
        }
        rows
    }

    fn elsewhere<'t>(&'t self, missed: &[At]) -> Elsewhere {
        let quotes = missed.iter().filter_map(|&(batch, row)| {
            let cited = self.cited((batch, row)).map_or("", |number| self.id(number));
            Some((cited, self.quotes.get(batch)?.quoted(row)))
        });
        Elsewhere::new::<'t>(quotes)
    }

    fn look(
        &self,
        sought: &Elsewhere,
        number: usize,
        options: &DocumentOptions,
    ) -> Vec<(usize, QuotePlace)> {
        let found = self.documents.get(number).and_then(|&(batch, row)| {
            let document = self.texts.get(batch)?.open(row, options)?;
            Some(sought.look(self.id(number), &document))
        });
        found.unwrap_or_default()
    }
}

/// Runs work on as many threads as were asked for.
struct Workers(Option<rayon::ThreadPool>);

impl Workers {
    fn new(threads: usize) -> PyResult<Self> {
        if threads == 1 {
            return Ok(Self(None));
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(|pool| Self(Some(pool))).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn each<T: Sync, R: Send>(&self, all: &[T], one: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        match &self.0 {
            Some(pool) => pool.install(|| all.par_iter().map(one).collect()),
            None => all.iter().map(one).collect(),
        }
    }
}

/// Every row of `quotes` against `documents`, in the order of the quotes.
#[pyfunction]
#[pyo3(signature = (quotes, documents, *, elsewhere=true, explain="full", threads=1, progress=None))]
pub(crate) fn verify_batch(
    py: Python<'_>,
    quotes: &Bound<'_, PyAny>,
    documents: &Bound<'_, PyAny>,
    elsewhere: bool,
    explain: &str,
    threads: usize,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Table> {
    let mut options = DocumentOptions::default();
    options.explain = explain_of(explain)?;
    let tables = Tables::new(quotes, documents)?;
    let workers = Workers::new(threads)?;
    let mut rows: Vec<Vec<Option<Row>>> =
        tables.quotes.iter().map(|q| vec![None; q.rows]).collect();
    for chunk in tables.tasks().chunks(CHUNK) {
        py.check_signals()?;
        let done = py.detach(|| {
            workers.each(chunk, |(number, quotes)| tables.verify(*number, quotes, &options))
        });
        let count: usize = done.iter().map(Vec::len).sum();
        for ((_, quotes), made) in chunk.iter().zip(done) {
            for (&(batch, at), row) in quotes.iter().zip(made) {
                rows[batch][at] = Some(row);
            }
        }
        if let Some(progress) = &progress {
            progress.call1((count,))?;
        }
    }
    if elsewhere {
        look_elsewhere(py, &tables, &workers, &options, &mut rows)?;
    }
    let made = py.detach(|| {
        let rows = rows.into_iter().map(|rows| rows.into_iter().flatten().collect::<Vec<_>>());
        rows.map(|rows| results::batch(&rows)).collect::<Result<Vec<_>, _>>()
    });
    let made = made.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(Table { schema: results::schema(), batches: made })
}

fn look_elsewhere(
    py: Python<'_>,
    tables: &Tables,
    workers: &Workers,
    options: &DocumentOptions,
    rows: &mut [Vec<Option<Row>>],
) -> PyResult<()> {
    let mut missed: Vec<At> = Vec::new();
    for (batch, rows) in rows.iter().enumerate() {
        let is_missed = |row: &Option<Row>| row.as_ref().is_some_and(Row::is_missed);
        missed.extend((0..rows.len()).filter(|&at| is_missed(&rows[at])).map(|at| (batch, at)));
    }
    let sought = py.detach(|| tables.elsewhere(&missed));
    if sought.is_empty() {
        return Ok(());
    }
    let mut found: Vec<(Arc<str>, Vec<(usize, QuotePlace)>)> = Vec::new();
    let all: Vec<usize> = (0..tables.documents.len()).collect();
    for chunk in all.chunks(CHUNK) {
        py.check_signals()?;
        let done =
            py.detach(|| workers.each(chunk, |&number| tables.look(&sought, number, options)));
        let named = chunk.iter().map(|&number| Arc::from(tables.id(number)));
        found.extend(named.zip(done).filter(|(_, places)| !places.is_empty()));
    }
    for (number, (document, place)) in first_by_id(found) {
        let (batch, at) = missed[number];
        if let Some(row) = &mut rows[batch][at] {
            row.misattribute(document, place);
        }
    }
    Ok(())
}
