//! Columns of text in any layout that programs have, and record batches in and out.

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, DictionaryArray, Int8Array, Int16Array,
    Int32Array, Int64Array, LargeBinaryArray, LargeStringArray, RecordBatch, RecordBatchIterator,
    StringArray, StringViewArray, StructArray, UInt8Array, UInt32Array, UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyInt, PyList, PyString, PyTuple};
use std::sync::Arc;

/// A column of text or of bytes.
#[derive(Clone)]
pub(crate) enum Column {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    Bytes(BinaryArray),
    LargeBytes(LargeBinaryArray),
    BytesView(BinaryViewArray),
    /// Each row is a value of another column.
    Keys(Vec<Option<usize>>, Box<Column>),
    /// A column without a value.
    Empty,
}

impl Column {
    fn new(array: &ArrayRef) -> Option<Self> {
        /// The rows' values of a dictionary, if its keys are of the type.
        macro_rules! keys {
            ($($key:ty),*) => {$(
                if let Some(found) = array.as_any().downcast_ref::<DictionaryArray<$key>>() {
                    let keys = (0..found.len()).map(|row| found.key(row)).collect();
                    return Some(Self::Keys(keys, Box::new(Self::new(found.values())?)));
                }
            )*};
        }
        /// A column of numbers, as they are written.
        macro_rules! numbers {
            ($($numbers:ty),*) => {$(
                if let Some(found) = array.as_any().downcast_ref::<$numbers>() {
                    let written = found.iter().map(|number| number.map(|number| number.to_string()));
                    return Some(Self::Small(written.collect()));
                }
            )*};
        }
        macro_rules! as_it_is {
            ($($variant:ident: $texts:ty),*) => {$(
                if let Some(found) = array.as_any().downcast_ref::<$texts>() {
                    return Some(Self::$variant(found.clone()));
                }
            )*};
        }
        as_it_is!(
            Small: StringArray,
            Large: LargeStringArray,
            View: StringViewArray,
            Bytes: BinaryArray,
            LargeBytes: LargeBinaryArray,
            BytesView: BinaryViewArray
        );
        keys!(Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type);
        numbers!(
            Int64Array,
            Int32Array,
            Int16Array,
            Int8Array,
            UInt64Array,
            UInt32Array,
            UInt8Array
        );
        (*array.data_type() == DataType::Null).then_some(Self::Empty)
    }

    /// The bytes of a row; none where it is null.
    pub(crate) fn bytes(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Small(a) => a.is_valid(row).then(|| a.value(row).as_bytes()),
            Self::Large(a) => a.is_valid(row).then(|| a.value(row).as_bytes()),
            Self::View(a) => a.is_valid(row).then(|| a.value(row).as_bytes()),
            Self::Bytes(a) => a.is_valid(row).then(|| a.value(row)),
            Self::LargeBytes(a) => a.is_valid(row).then(|| a.value(row)),
            Self::BytesView(a) => a.is_valid(row).then(|| a.value(row)),
            Self::Keys(keys, values) => values.bytes((*keys.get(row)?)?),
            Self::Empty => None,
        }
    }

    /// The text of a row; none where it is null, or no UTF-8.
    pub(crate) fn text(&self, row: usize) -> Option<&str> {
        self.bytes(row).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    fn is_binary(&self) -> bool {
        match self {
            Self::Bytes(_) | Self::LargeBytes(_) | Self::BytesView(_) => true,
            Self::Keys(_, values) => values.is_binary(),
            _ => false,
        }
    }
}

/// A column by its name.
pub(crate) fn optional(batch: &RecordBatch, name: &str) -> PyResult<Option<Column>> {
    let Some(array) = batch.column_by_name(name) else { return Ok(None) };
    let column = Column::new(array).ok_or_else(|| {
        PyTypeError::new_err(format!("column `{name}` is {}, not text", array.data_type()))
    })?;
    if column.is_binary() && name != "text" {
        for row in 0..batch.num_rows() {
            if column.bytes(row).is_some() && column.text(row).is_none() {
                return Err(PyValueError::new_err(format!(
                    "column `{name}` is not UTF-8 in row {row}"
                )));
            }
        }
    }
    Ok(Some(column))
}

/// A column that must be there, by one of its names.
pub(crate) fn needed(batch: &RecordBatch, names: &[&str]) -> PyResult<Column> {
    for name in names {
        if let Some(column) = optional(batch, name)? {
            return Ok(column);
        }
    }
    let schema = batch.schema();
    let there: Vec<String> = schema.fields().iter().map(|f| format!("`{}`", f.name())).collect();
    let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
    Err(PyValueError::new_err(format!("no column `{}`; there are {there}", names.join("` or `"))))
}

fn arrow(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The record batches of a table: whatever has `__arrow_c_stream__` or `__arrow_c_array__`, a list of dicts, or a dict of lists.
pub(crate) fn batches(table: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    if let Ok(rows) = table.cast::<PyList>() {
        return Ok(vec![of_rows(rows.iter())?]);
    }
    if let Ok(rows) = table.cast::<PyTuple>() {
        return Ok(vec![of_rows(rows.iter())?]);
    }
    if let Ok(columns) = table.cast::<PyDict>() {
        return Ok(vec![of_columns(columns)?]);
    }
    if table.hasattr("__arrow_c_stream__")? {
        let capsule = table.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let at = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
        // SAFETY: the capsule's name says what it points to; the stream is moved out, and an empty one left.
        let reader = unsafe {
            RecordBatchStreamReader::from_raw(at.as_ptr().cast::<FFI_ArrowArrayStream>())
        };
        return reader.map_err(arrow)?.collect::<Result<Vec<_>, _>>().map_err(arrow);
    }
    if table.hasattr("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
            table.call_method0("__arrow_c_array__")?.extract()?;
        let schema =
            schema.pointer_checked(Some(c"arrow_schema"))?.as_ptr().cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(c"arrow_array"))?.as_ptr().cast::<FFI_ArrowArray>();
        // SAFETY: as above: the array is moved out, and the schema is only looked at while its capsule lives.
        let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array), &*schema) }.map_err(arrow)?;
        return Ok(vec![RecordBatch::from(StructArray::from(data))]);
    }
    Err(PyTypeError::new_err(format!(
        "a table is wanted (pandas, Polars, pyarrow, DuckDB, a list of dicts, a dict of lists), not {}",
        table.get_type().qualname()?
    )))
}

/// A value of a dict: text, bytes, a number as it is written, or null.
fn value(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if value.is_none() {
        return Ok(None);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(text.to_str()?.as_bytes().to_vec()));
    }
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(bytes.as_bytes().to_vec()));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(Some(value.str()?.to_str()?.as_bytes().to_vec()));
    }
    // What pandas has for nothing: it is not equal to itself.
    let is_nothing = value.ne(value).unwrap_or(true);
    if is_nothing {
        return Ok(None);
    }
    let kind = value.get_type().qualname()?;
    Err(PyTypeError::new_err(format!("`{name}` has a value that is {kind}, not text")))
}

/// The names that mean something, in any table.
const NAMES: [&str; 10] = [
    "id",
    "document",
    "source",
    "quote",
    "prefix",
    "suffix",
    "text",
    "media_type",
    "language",
    "kind",
];

fn of_rows<'py>(rows: impl ExactSizeIterator<Item = Bound<'py, PyAny>>) -> PyResult<RecordBatch> {
    let mut there: Vec<String> = Vec::new();
    let mut columns: Vec<Vec<Option<Vec<u8>>>> = NAMES.iter().map(|_| Vec::new()).collect();
    for (number, row) in rows.enumerate() {
        let row = row
            .cast::<PyDict>()
            .map_err(|_| PyTypeError::new_err(format!("row {number} is not a dict")))?;
        for key in row.keys() {
            let key = key.str()?.to_string();
            if !there.contains(&key) {
                there.push(key);
            }
        }
        for (name, column) in NAMES.iter().zip(&mut columns) {
            column.push(match row.get_item(name)? {
                Some(found) => value(name, &found)?,
                None => None,
            });
        }
    }
    let named = there.iter().map(|name| {
        let at = NAMES.iter().position(|known| known == name);
        (name.clone(), at.map(|at| std::mem::take(&mut columns[at])))
    });
    batch(named.collect())
}

fn of_columns(columns: &Bound<'_, PyDict>) -> PyResult<RecordBatch> {
    let mut named = Vec::new();
    for (name, values) in columns {
        let name = name.str()?.to_string();
        let known = NAMES.contains(&name.as_str());
        let read = || values.try_iter()?.map(|one| value(&name, &one?)).collect::<PyResult<_>>();
        let column = if known { Some(read()?) } else { None };
        named.push((name, column));
    }
    batch(named)
}

/// Named columns; of those that mean nothing only the name is kept.
fn batch(named: Vec<(String, Option<Vec<Option<Vec<u8>>>>)>) -> PyResult<RecordBatch> {
    let rows = named.iter().filter_map(|(_, column)| column.as_ref()).map(Vec::len).max();
    let rows = rows.unwrap_or(0);
    let (mut fields, mut arrays): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    for (name, column) in named {
        let column = column.unwrap_or_else(|| vec![None; rows]);
        let array: ArrayRef = Arc::new(BinaryArray::from_iter(column));
        fields.push(Field::new(name, DataType::Binary, true));
        arrays.push(array);
    }
    if arrays.is_empty() {
        return Ok(RecordBatch::new_empty(Arc::new(Schema::empty())));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(arrow)
}

/// A table of results: give it to pandas, Polars, pyarrow or DuckDB.
#[pyclass(frozen, module = "quoteproof")]
pub(crate) struct Table {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The protocol allows to hand out what there is.
        let _ = requested_schema;
        let batches: Vec<_> = self.batches.iter().cloned().map(Ok).collect();
        let batches = RecordBatchIterator::new(batches, self.schema.clone());
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}
