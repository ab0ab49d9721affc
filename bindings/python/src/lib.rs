//! quoteproof for Python: the library's front door, and tables of quotes.

mod batch;
mod columns;
mod elsewhere;
mod results;

use camino::Utf8Path;
use columns::{Column, Table, batches, needed, optional};
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use quoteproof::document::{self, DocumentOptions, Explain};
use quoteproof::quote::Quoted;
use quoteproof::reader::Format;
use quoteproof::seal;
use quoteproof::stream::{self, Record};

create_exception!(quoteproof, QuoteproofError, PyException, "What quoteproof cannot go on from.");
create_exception!(quoteproof, ReadError, QuoteproofError, "A document that cannot be read.");
create_exception!(
    quoteproof,
    StreamError,
    QuoteproofError,
    "Batches that are not sorted, or two documents with one id."
);

/// How much is explained, by its name.
pub(crate) fn explain_of(name: &str) -> PyResult<Explain> {
    match name {
        "full" => Ok(Explain::Full),
        "kinds" => Ok(Explain::Kinds),
        "off" => Ok(Explain::Off),
        _ => Err(PyValueError::new_err(format!(
            "explain is \"full\", \"kinds\" or \"off\", not {name:?}"
        ))),
    }
}

/// A passage of a document. `start` and `end` count as Python does: `document.text[start:end]`.
#[pyclass(frozen, get_all, module = "quoteproof")]
#[derive(Clone)]
struct Place {
    start: usize,
    end: usize,
    /// In UTF-16 code units, as JavaScript counts.
    utf16: (usize, usize),
    /// Where people find it: line and column, page or paragraph.
    at: String,
    text: String,
}

#[pymethods]
impl Place {
    fn __repr__(&self) -> String {
        format!("Place({}:{}, {})", self.start, self.end, self.at)
    }
}

impl From<document::QuotePlace> for Place {
    fn from(place: document::QuotePlace) -> Self {
        Self {
            start: place.code_points.start,
            end: place.code_points.end,
            utf16: (place.utf16.start, place.utf16.end),
            at: place.at.to_string(),
            text: place.text,
        }
    }
}

/// What became of one quote; true where it passes.
#[pyclass(frozen, get_all, module = "quoteproof")]
struct Outcome {
    verdict: &'static str,
    passed: bool,
    places: Vec<Place>,
    kinds: Vec<&'static str>,
    findings: Vec<&'static str>,
    similarity: Option<f64>,
    nearest: Option<Place>,
}

#[pymethods]
impl Outcome {
    fn __bool__(&self) -> bool {
        self.passed
    }

    fn __repr__(&self) -> String {
        let kinds =
            if self.kinds.is_empty() { String::new() } else { format!(" {:?}", self.kinds) };
        format!("<Outcome {}{kinds}>", self.verdict)
    }
}

impl From<document::Outcome> for Outcome {
    fn from(outcome: document::Outcome) -> Self {
        Self {
            verdict: outcome.verdict.name(),
            passed: outcome.passed,
            places: outcome.places.into_iter().map(Into::into).collect(),
            kinds: outcome.kinds.iter().map(|kind| kind.name()).collect(),
            findings: outcome.issues.iter().map(|issue| issue.code).collect(),
            similarity: outcome.nearest.as_ref().map(|nearest| nearest.similarity),
            nearest: outcome.nearest.map(|nearest| nearest.place.into()),
        }
    }
}

/// A quote as Python gives it: a string, a list of segments, or a dict with `quote`, `prefix` and `suffix`.
struct Asked {
    parts: Vec<String>,
    prefix: Option<String>,
    suffix: Option<String>,
}

impl Asked {
    fn new(quote: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (mut prefix, mut suffix) = (None, None);
        let mut words = quote.clone();
        if let Ok(dict) = quote.cast::<pyo3::types::PyDict>() {
            let member = |name: &str| -> PyResult<Option<String>> {
                dict.get_item(name)?.map_or(Ok(None), |member| member.extract())
            };
            (prefix, suffix) = (member("prefix")?, member("suffix")?);
            words = dict.get_item("quote")?.ok_or_else(|| {
                PyValueError::new_err("a quote that is a dict has a member `quote`")
            })?;
        }
        let parts = if words.is_none() {
            Vec::new()
        } else if words.is_instance_of::<PyString>() {
            vec![words.extract()?]
        } else {
            words.extract().map_err(|_| {
                PyTypeError::new_err("a quote is a string, a list of strings, or a dict")
            })?
        };
        Ok(Self { parts, prefix, suffix })
    }

    fn quoted(&self) -> Quoted<'_> {
        Quoted {
            parts: self.parts.iter().map(String::as_str).collect(),
            prefix: self.prefix.as_deref(),
            suffix: self.suffix.as_deref(),
        }
    }
}

/// A document, folded once. Any thread may ask it.
#[pyclass(frozen, module = "quoteproof")]
struct Document(document::Document);

#[pymethods]
impl Document {
    #[new]
    #[pyo3(signature = (text, *, media_type="text/plain", language=None, encoding=None, explain="full"))]
    fn new(
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        media_type: &str,
        language: Option<&str>,
        encoding: Option<String>,
        explain: &str,
    ) -> PyResult<Self> {
        let mut options = DocumentOptions::default();
        options.encoding = encoding;
        options.explain = explain_of(explain)?;
        let bytes = if let Ok(text) = text.cast::<PyString>() {
            text.to_str()?.as_bytes()
        } else if let Ok(bytes) = text.cast::<PyBytes>() {
            bytes.as_bytes()
        } else {
            return Err(PyTypeError::new_err("a document is a string or bytes"));
        };
        let made = py.detach(|| document::Document::new(bytes, media_type, language, options));
        made.map(Self).map_err(|error| ReadError::new_err(error.to_string()))
    }

    /// What proofs show of a sealed document, whose text is not here: `seal` is the text of its `source.json`, `proofs` that of its
    /// `proofs.json`. What they do not show is `unproven`.
    #[staticmethod]
    #[pyo3(signature = (seal, proofs, *, explain="full"))]
    fn from_proofs(seal: &str, proofs: &str, explain: &str) -> PyResult<Self> {
        let mut options = DocumentOptions::default();
        options.explain = explain_of(explain)?;
        of_proofs(seal, proofs, options).map(Self).map_err(ReadError::new_err)
    }

    /// What a reader of the document sees.
    #[getter]
    fn text(&self) -> &str {
        self.0.text()
    }

    /// What becomes of each quote, in their order.
    fn verify(&self, py: Python<'_>, quotes: &Bound<'_, PyAny>) -> PyResult<Vec<Outcome>> {
        let one = quotes.is_instance_of::<PyString>();
        if one {
            return Err(PyTypeError::new_err("give a list of quotes, not one string"));
        }
        let asked = quotes.try_iter()?.map(|quote| Asked::new(&quote?));
        let asked: Vec<Asked> = asked.collect::<PyResult<_>>()?;
        Ok(py.detach(|| {
            let quotes: Vec<Quoted<'_>> = asked.iter().map(Asked::quoted).collect();
            self.0.verify(&quotes).into_iter().map(Into::into).collect()
        }))
    }
}

/// The document that `proofs` show a part of; `seal` may be the whole source.
fn of_proofs(
    seal: &str,
    proofs: &str,
    options: DocumentOptions,
) -> Result<document::Document, String> {
    let source: serde_json::Value =
        serde_json::from_str(seal).map_err(|why| format!("the seal is not JSON: {why}"))?;
    let sealed = source.get("seal").unwrap_or(&source).clone();
    let sealed: seal::Seal = serde_json::from_value(sealed)
        .map_err(|why| format!("neither a seal nor a source that has one: {why}"))?;
    let proofs = seal::parse(proofs).map_err(|why| format!("the proofs: {why}"))?;
    let id = source.get("id").and_then(serde_json::Value::as_str).unwrap_or(&proofs.source);
    document::Document::from_proofs(id, &sealed, &proofs, options).map_err(|why| why.to_string())
}

/// The media type of a file, by its bytes and its name; none where no reader knows the name.
#[pyfunction]
fn media_type(name: &str, content: &[u8]) -> Option<&'static str> {
    let name = Utf8Path::new(name);
    let named = Format::of_name(name)?;
    // What no reader knows is read as it is called: then the error says what it is.
    Some(Format::of_bytes(content, name).ok().flatten().unwrap_or(named).media_type())
}

/// What becomes of quotes on one document.
#[pyfunction]
#[pyo3(signature = (document, quotes, *, media_type="text/plain", language=None, encoding=None, explain="full"))]
fn verify(
    py: Python<'_>,
    document: &Bound<'_, PyAny>,
    quotes: &Bound<'_, PyAny>,
    media_type: &str,
    language: Option<&str>,
    encoding: Option<String>,
    explain: &str,
) -> PyResult<Vec<Outcome>> {
    Document::new(py, document, media_type, language, encoding, explain)?.verify(py, quotes)
}

/// Documents and quotes in batches, sorted by (document, kind): the columns `document`, `kind` (0 a document, 1 a quote), `text` (the
/// document's, or the quote) and, where they are there, `id`, `prefix`, `suffix`, `media_type` and `language`. What spans
/// batches is kept.
#[pyclass(module = "quoteproof")]
struct Stream(stream::Stream);

#[pymethods]
impl Stream {
    #[new]
    #[pyo3(signature = (*, explain="full", standing=false))]
    fn new(explain: &str, standing: bool) -> PyResult<Self> {
        let mut options = DocumentOptions::default();
        options.explain = explain_of(explain)?;
        let make = if standing { stream::Stream::standing } else { stream::Stream::new };
        Ok(Self(make(options)))
    }

    /// The rows that are done.
    fn feed(&mut self, py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Table> {
        let mut rows = Vec::new();
        for batch in batches(batch)? {
            let columns = Columns::new(&batch)?;
            let fed =
                py.detach(|| self.0.feed((0..batch.num_rows()).map(|row| columns.record(row))));
            rows.extend(fed.map_err(|error| StreamError::new_err(error.to_string()))?);
        }
        results::table(&rows).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The rows of the quotes that still wait.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Table> {
        let rows = py.detach(|| self.0.finish());
        results::table(&rows).map_err(|error| PyValueError::new_err(error.to_string()))
    }
}

/// The columns of a batch of a stream.
struct Columns {
    document: Column,
    kind: Column,
    text: Column,
    id: Option<Column>,
    prefix: Option<Column>,
    suffix: Option<Column>,
    media_type: Option<Column>,
    language: Option<Column>,
}

impl Columns {
    fn new(batch: &arrow_array::RecordBatch) -> PyResult<Self> {
        let kind = needed(batch, &["kind"])?;
        for row in 0..batch.num_rows() {
            if !matches!(kind.text(row), Some("0" | "1")) {
                return Err(PyValueError::new_err(format!(
                    "`kind` is neither 0 nor 1 in row {row}"
                )));
            }
        }
        let document = needed(batch, &["document"])?;
        let is_nameless =
            |row: &usize| kind.text(*row) == Some("0") && document.text(*row).is_none();
        if let Some(row) = (0..batch.num_rows()).find(is_nameless) {
            return Err(PyValueError::new_err(format!("the document in row {row} has no id")));
        }
        let text = needed(batch, &["text"])?;
        // A document may be bytes of any kind, a quote is text.
        let is_no_text = |row: &usize| {
            kind.text(*row) == Some("1") && text.bytes(*row).is_some() && text.text(*row).is_none()
        };
        if let Some(row) = (0..batch.num_rows()).find(is_no_text) {
            return Err(PyValueError::new_err(format!("the quote in row {row} is not UTF-8")));
        }
        Ok(Self {
            document,
            kind,
            text,
            id: optional(batch, "id")?,
            prefix: optional(batch, "prefix")?,
            suffix: optional(batch, "suffix")?,
            media_type: optional(batch, "media_type")?,
            language: optional(batch, "language")?,
        })
    }

    fn record(&self, row: usize) -> Record<'_> {
        fn text(column: &Option<Column>, row: usize) -> Option<&str> {
            column.as_ref().and_then(|column| column.text(row))
        }
        if self.kind.text(row) == Some("0") {
            return Record::Document {
                id: self.document.text(row).unwrap_or(""),
                bytes: self.text.bytes(row),
                media_type: text(&self.media_type, row).unwrap_or("text/plain"),
                language: text(&self.language, row),
            };
        }
        Record::Quote {
            id: text(&self.id, row),
            document: self.document.text(row),
            quoted: Quoted {
                parts: self.text.text(row).into_iter().collect(),
                prefix: text(&self.prefix, row),
                suffix: text(&self.suffix, row),
            },
        }
    }
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add_class::<elsewhere::Anchors>()?;
    module.add_class::<Document>()?;
    module.add_class::<elsewhere::Elsewhere>()?;
    module.add_class::<Outcome>()?;
    module.add_class::<Place>()?;
    module.add_class::<Stream>()?;
    module.add_class::<Table>()?;
    module.add("QuoteproofError", py.get_type::<QuoteproofError>())?;
    module.add("ReadError", py.get_type::<ReadError>())?;
    module.add("StreamError", py.get_type::<StreamError>())?;
    module.add("COLUMNS", stream::COLUMNS.to_vec())?;
    module.add("UNANSWERED", stream::UNANSWERED.to_vec())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(elsewhere::anchors, module)?)?;
    module.add_function(wrap_pyfunction!(media_type, module)?)?;
    module.add_function(wrap_pyfunction!(verify, module)?)?;
    module.add_function(wrap_pyfunction!(batch::verify_batch, module)?)
}
