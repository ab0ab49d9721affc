//! Whether another document has the quotes that fail: the parts of the search, for engines that lay out the work themselves.

use crate::batch::{Quotes, Texts};
use crate::columns::{Table, batches};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use quoteproof::quote::{AnchorSet, ReadQuote};
use quoteproof::stream;
use std::sync::Arc;

/// A table with named columns, none of them null.
fn table(columns: Vec<(&str, DataType, ArrayRef)>) -> Result<Table, ArrowError> {
    let fields = columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), false));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(_, _, array)| array).collect();
    Ok(Table { batches: vec![RecordBatch::try_new(schema.clone(), arrays)?], schema })
}

fn numbers(numbers: impl Iterator<Item = usize>) -> ArrayRef {
    let numbers = numbers.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    Arc::new(numbers.collect::<Int64Array>())
}

fn failed(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn all_texts(documents: &Bound<'_, PyAny>) -> PyResult<Vec<Texts>> {
    batches(documents)?.iter().map(Texts::new).collect()
}

/// For each row of `quotes` its anchors, join keys of which a document must have one if the quote stands there as it is written;
/// None for a quote that is too short to have any.
#[pyfunction]
pub(crate) fn anchors(
    py: Python<'_>,
    quotes: &Bound<'_, PyAny>,
) -> PyResult<Vec<Option<Vec<i64>>>> {
    let quotes = batches(quotes)?.iter().map(Quotes::new).collect::<PyResult<Vec<_>>>()?;
    Ok(py.detach(|| {
        let each = quotes.iter().flat_map(|batch| (0..batch.rows()).map(|row| batch.quoted(row)));
        let anchors = each.map(|quoted| ReadQuote::new(quoted).anchors());
        let signed = |all: Vec<u64>| all.into_iter().map(u64::cast_signed).collect();
        anchors.map(|found| found.map(signed)).collect()
    }))
}

/// The anchors of many quotes, to be looked for in many documents.
#[pyclass(frozen, module = "quoteproof")]
pub(crate) struct Anchors(AnchorSet);

#[pymethods]
impl Anchors {
    /// Eight bytes for each anchor, in the order that the machine has them.
    #[new]
    fn new(py: Python<'_>, packed: &[u8]) -> PyResult<Self> {
        let (each, rest) = packed.as_chunks();
        if !rest.is_empty() {
            return Err(PyValueError::new_err("anchors have eight bytes each"));
        }
        Ok(py.detach(|| {
            Self(AnchorSet::new(each.iter().copied().map(u64::from_ne_bytes).collect()))
        }))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// A row with `document` and `anchor` for each that a document has.
    fn look(&self, py: Python<'_>, documents: &Bound<'_, PyAny>) -> PyResult<Table> {
        let texts = all_texts(documents)?;
        let made = py.detach(|| {
            let (mut ids, mut found) = (Vec::new(), Vec::new());
            for (id, document) in texts.iter().flat_map(Texts::each) {
                let has = document.anchors(&self.0);
                ids.extend(has.iter().map(|_| id));
                found.extend(has.into_iter().map(u64::cast_signed));
            }
            table(vec![
                ("document", DataType::Utf8, Arc::new(StringArray::from(ids))),
                ("anchor", DataType::Int64, Arc::new(Int64Array::from(found))),
            ])
        });
        made.map_err(failed)
    }
}

/// Quotes that their own documents do not have, to be looked for in all the others.
#[pyclass(frozen, module = "quoteproof")]
pub(crate) struct Elsewhere(stream::Elsewhere);

#[pymethods]
impl Elsewhere {
    #[new]
    fn new(py: Python<'_>, quotes: &Bound<'_, PyAny>) -> PyResult<Self> {
        let quotes = batches(quotes)?.iter().map(Quotes::new).collect::<PyResult<Vec<_>>>()?;
        Ok(py.detach(|| {
            let rows =
                quotes.iter().flat_map(|batch| (0..batch.rows()).map(move |row| (batch, row)));
            let each = rows.map(|(batch, row)| (batch.cited(row).unwrap_or(""), batch.quoted(row)));
            Self(stream::Elsewhere::new(each))
        }))
    }

    /// A row for each quote that a document has which it does not cite: the quote's number, `document`, and where it stands.
    fn look(&self, py: Python<'_>, documents: &Bound<'_, PyAny>) -> PyResult<Table> {
        let texts = all_texts(documents)?;
        let made = py.detach(|| {
            let mut ids = Vec::new();
            let mut places = Vec::new();
            for (id, document) in texts.iter().flat_map(Texts::each) {
                let found = self.0.look(id, &document);
                ids.extend(found.iter().map(|_| id));
                places.extend(found);
            }
            let words = places.iter().map(|(_, place)| place.text.as_str());
            table(vec![
                ("quote", DataType::Int64, numbers(places.iter().map(|(number, _)| *number))),
                ("document", DataType::Utf8, Arc::new(StringArray::from(ids))),
                (
                    "start",
                    DataType::Int64,
                    numbers(places.iter().map(|(_, p)| p.code_points.start)),
                ),
                ("end", DataType::Int64, numbers(places.iter().map(|(_, p)| p.code_points.end))),
                ("text", DataType::Utf8, Arc::new(StringArray::from_iter_values(words))),
            ])
        });
        made.map_err(failed)
    }
}
