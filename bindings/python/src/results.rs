//! Rows of results as columns.

use crate::columns::Table;
use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use quoteproof::stream::{COLUMNS, Row};
use std::sync::Arc;

/// The columns of all tables of results, in the order of `COLUMNS`.
pub(crate) fn schema() -> SchemaRef {
    let list = || DataType::List(Arc::new(Field::new("item", DataType::Utf8, true)));
    let fields = COLUMNS.iter().map(|&name| match name {
        "passed" => Field::new(name, DataType::Boolean, false),
        "verdict" => Field::new(name, DataType::Utf8, false),
        "kinds" | "findings" => Field::new(name, list(), false),
        "similarity" => Field::new(name, DataType::Float64, true),
        "start" | "end" | "nearest_start" | "nearest_end" => {
            Field::new(name, DataType::Int64, true)
        }
        _ => Field::new(name, DataType::Utf8, true),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// A table of one batch.
pub(crate) fn table(rows: &[Row]) -> Result<Table, ArrowError> {
    Ok(Table { schema: schema(), batches: vec![batch(rows)?] })
}

fn texts<'r>(rows: &'r [Row], of: impl Fn(&'r Row) -> Option<&'r str>) -> ArrayRef {
    let mut column = StringBuilder::new();
    rows.iter().for_each(|row| column.append_option(of(row)));
    Arc::new(column.finish())
}

fn numbers(rows: &[Row], of: impl Fn(&Row) -> Option<usize>) -> ArrayRef {
    let mut column = Int64Builder::with_capacity(rows.len());
    let number = |row| of(row).and_then(|number| i64::try_from(number).ok());
    rows.iter().for_each(|row| column.append_option(number(row)));
    Arc::new(column.finish())
}

fn lists<'r, I: Iterator<Item = &'r str>>(rows: &'r [Row], of: impl Fn(&'r Row) -> I) -> ArrayRef {
    let mut column = ListBuilder::new(StringBuilder::new());
    for row in rows {
        of(row).for_each(|item| column.values().append_value(item));
        column.append(true);
    }
    Arc::new(column.finish())
}

pub(crate) fn batch(rows: &[Row]) -> Result<RecordBatch, ArrowError> {
    let (mut passed, mut similarity) = (BooleanBuilder::new(), Float64Builder::new());
    for row in rows {
        passed.append_value(row.passed);
        similarity.append_option(row.similarity);
    }
    let columns = vec![
        texts(rows, |row| row.id.as_deref()),
        texts(rows, |row| row.document.as_deref()),
        texts(rows, |row| Some(row.verdict.name())),
        Arc::new(passed.finish()),
        numbers(rows, |row| row.start),
        numbers(rows, |row| row.end),
        lists(rows, |row| row.kinds.iter().map(|kind| kind.name())),
        lists(rows, |row| row.findings.iter().copied()),
        Arc::new(similarity.finish()),
        texts(rows, |row| row.nearest.as_deref()),
        numbers(rows, |row| row.nearest_start),
        numbers(rows, |row| row.nearest_end),
        texts(rows, |row| row.nearest_document.as_deref()),
    ];
    RecordBatch::try_new(schema(), columns)
}
