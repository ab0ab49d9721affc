//! Rows of numbers under their names: a table where the columns suffice, a list where they do not.

use super::row::{LineRequest, row};
use super::{BOLD, HumanOptions, colored, paragraph};
use crate::report::visible::{visible, width};
use std::fmt::Write as _;

/// A table gives its names at least this many columns; else it is a list.
const MIN_NAME: usize = 16;

/// Rows of numbers.
pub(super) struct NumberTable {
    /// What the names are.
    pub(super) title: &'static str,
    /// What the numbers are.
    pub(super) columns: Vec<String>,
    /// What is under them.
    pub(super) rows: Vec<NumberRow>,
}

/// A name and its numbers, one a column.
pub(super) struct NumberRow {
    pub(super) name: String,
    pub(super) numbers: Vec<usize>,
    /// What is behind the numbers.
    pub(super) tail: String,
}

/// Writes the table, and a blank line after it; nothing where it has no rows.
pub(super) fn write(out: &mut String, table: &NumberTable, options: &HumanOptions, plain: bool) {
    if table.rows.is_empty() {
        return;
    }
    let numbers: usize = table.columns.iter().map(|column| width(column) + 2).sum();
    let tails = table.rows.iter().map(|r| width(&r.tail) + 2).max().filter(|w| *w > 2);
    let left = options.width.saturating_sub(numbers + tails.unwrap_or(0));
    let names = table.rows.iter().map(|r| width(&visible(&r.name, options.unicode)));
    let names = names.chain([width(table.title)]).max().unwrap_or(0);
    if plain || left < names.min(MIN_NAME) {
        list(out, table, options);
    } else {
        columns(out, table, names.min(left), options);
    }
    out.push('\n');
}

fn columns(out: &mut String, table: &NumberTable, names: usize, options: &HumanOptions) {
    let mut head = format!("{:<names$}", table.title);
    for column in &table.columns {
        let _ = write!(head, "  {column}");
    }
    let _ = writeln!(out, "{}", colored(&head, BOLD, options));
    for NumberRow { name, numbers, tail } in &table.rows {
        let wanted =
            LineRequest { columns: names, unicode: options.unicode, ..LineRequest::default() };
        let name = row(name, &wanted).text;
        let mut line = format!("{name}{}", " ".repeat(names.saturating_sub(width(&name))));
        for (column, number) in table.columns.iter().zip(numbers) {
            let number = if *number == 0 { "-".to_owned() } else { number.to_string() };
            let _ = write!(line, "  {number:>0$}", width(column));
        }
        let _ = write!(line, "  {tail}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// Each row in words, without what is none.
fn list(out: &mut String, table: &NumberTable, options: &HumanOptions) {
    let _ = writeln!(out, "{}", colored(table.title, BOLD, options));
    for NumberRow { name, numbers, tail } in &table.rows {
        let words = table.columns.iter().zip(numbers).filter(|(_, number)| **number > 0);
        let words = words.map(|(column, number)| match (*number, column.as_str()) {
            (1, "claims") => "1 claim".to_owned(),
            (1, "quotes") => "1 quote".to_owned(),
            (number, column) => format!("{number} {column}"),
        });
        let words: Vec<String> = words.collect();
        let words = if words.is_empty() { "none".to_owned() } else { words.join(", ") };
        paragraph(out, "  ", &visible(name, options.unicode), options.width);
        for line in [&words, tail].into_iter().filter(|line| !line.is_empty()) {
            paragraph(out, "    ", line, options.width);
        }
    }
}
