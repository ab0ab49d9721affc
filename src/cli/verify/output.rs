//! What `quoteproof verify` prints: the rows of results, and the words about them.

use super::LISTED;
use crate::cli::hints::unknown_languages;
use crate::cli::say;
use anyhow::Context;
use camino::Utf8Path;
use quoteproof::exchange::RowError;
use quoteproof::quote::Verdict;
use quoteproof::report::{cell, cell_of_words, escaped, failing_name};
use quoteproof::stream::{COLUMNS, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, ErrorKind, StdoutLock, Write};

/// Rows of results on standard output.
pub(super) struct RowWriter {
    out: Written,
    /// The row that is written.
    line: Vec<u8>,
    /// Whether whoever reads it has gone away.
    is_over: bool,
}

enum Written {
    Lines(BufWriter<StdoutLock<'static>>),
    Table(Box<csv::Writer<StdoutLock<'static>>>, bool),
}

impl RowWriter {
    pub(super) fn new(table: bool) -> Self {
        let out = std::io::stdout().lock();
        let out = if table {
            Written::Table(Box::new(csv::Writer::from_writer(out)), false)
        } else {
            Written::Lines(BufWriter::with_capacity(1 << 18, out))
        };
        Self { out, line: Vec::new(), is_over: false }
    }

    /// Writes a row; `false` where nobody reads any more, as after `| head`.
    pub(super) fn row(&mut self, row: &Row) -> anyhow::Result<bool> {
        let written = match &mut self.out {
            Written::Lines(out) => {
                self.line.clear();
                let made = serde_json::to_writer(&mut self.line, row);
                // JSON is UTF-8.
                let json = std::str::from_utf8(&self.line).unwrap_or_default();
                made.map_err(std::io::Error::from)
                    .and_then(|()| out.write_all(escaped(json).as_bytes()))
                    .and_then(|()| out.write_all(b"\n"))
            }
            Written::Table(out, begun) => {
                let headings = (!*begun).then(|| out.write_record(COLUMNS)).transpose();
                *begun = true;
                let written = headings.and_then(|_| out.write_record(cells(row)));
                written.map_err(std::io::Error::from)
            }
        };
        self.checked(written)
    }

    /// Writes what is still held back.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        let written = match &mut self.out {
            Written::Lines(out) => out.flush(),
            Written::Table(out, begun) => {
                let headings = (!*begun).then(|| out.write_record(COLUMNS)).transpose();
                headings.map_err(std::io::Error::from).and_then(|_| out.flush())
            }
        };
        self.checked(written).map(drop)
    }

    fn checked(&mut self, written: std::io::Result<()>) -> anyhow::Result<bool> {
        match written {
            Ok(()) => Ok(!self.is_over),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_over = true;
                Ok(false)
            }
            Err(error) => Err(error).context("standard output cannot be written"),
        }
    }
}

/// A row as cells: lists with spaces between.
fn cells(row: &Row) -> [String; COLUMNS.len()] {
    let number = |number: Option<usize>| number.map_or_else(String::new, |n| n.to_string());
    let text = |text: Option<&str>| cell(text.unwrap_or(""));
    let kinds: Vec<&str> = row.kinds.iter().map(|kind| kind.name()).collect();
    [
        text(row.id.as_deref()),
        text(row.document.as_deref()),
        row.verdict.name().to_owned(),
        row.passed.to_string(),
        number(row.start),
        number(row.end),
        kinds.join(" "),
        row.findings.join(" "),
        row.similarity.map_or_else(String::new, |similarity| similarity.to_string()),
        cell_of_words(row.nearest.as_deref().unwrap_or("")),
        number(row.nearest_start),
        number(row.nearest_end),
        text(row.nearest_document.as_deref()),
    ]
}

/// What became of all rows.
#[derive(Default)]
pub(super) struct Tally {
    /// Rows that cannot be read.
    broken: usize,
    verdicts: BTreeMap<Verdict, (usize, usize)>,
    /// Documents that are cited and not there, as far as they are listed.
    lost: BTreeSet<String>,
    /// Rows that cite such a one, or none.
    lost_rows: usize,
    /// Documents that cannot be read, and why.
    unread: BTreeMap<String, String>,
    /// Documents whose language is not known.
    unknown: BTreeSet<String>,
}

impl Tally {
    pub(super) fn add(&mut self, row: &Row) {
        let (passed, failed) = self.verdicts.entry(row.verdict).or_default();
        *if row.passed { passed } else { failed } += 1;
    }

    /// Counts a row that cannot be read, and names it if few are named.
    pub(super) fn name_broken(&mut self, file: &Utf8Path, error: &RowError) {
        self.broken += 1;
        if self.broken <= LISTED {
            say(&format!("{file}:{}: {}", error.line, error.reason));
        }
    }

    pub(super) const fn has_broken(&self) -> bool {
        self.broken > 0
    }

    pub(super) fn lose(&mut self, document: Option<&str>) {
        self.lost_rows += 1;
        if self.lost.len() <= LISTED {
            self.lost.insert(document.map_or_else(|| "null".to_owned(), |id| format!("`{id}`")));
        }
    }

    pub(super) fn unread(&mut self, document: &str, why: &str) {
        if self.unread.len() < LISTED {
            self.unread.insert(document.to_owned(), why.to_owned());
        }
    }

    pub(super) fn language_unknown(&mut self, document: &str) {
        if !self.unknown.contains(document) {
            self.unknown.insert(document.to_owned());
        }
    }

    /// The rows that could be read.
    pub(super) fn rows(&self) -> usize {
        self.passed() + self.failed()
    }

    fn passed(&self) -> usize {
        self.verdicts.values().map(|(passed, _)| passed).sum()
    }

    pub(super) fn failed(&self) -> usize {
        self.verdicts.values().map(|(_, failed)| failed).sum()
    }

    /// The quotes that were compared with a document.
    pub(super) fn checked(&self) -> usize {
        let unreadable = self.verdicts.get(&Verdict::Unreadable).map_or(0, |(_, failed)| *failed);
        self.passed() + self.failed() - unreadable
    }

    /// What somebody should know who looks at the results.
    pub(super) fn notes(&self, file: &Utf8Path) -> Vec<String> {
        let mut notes = Vec::new();
        if self.broken > LISTED {
            notes.push(format!("{file}: {} more rows cannot be read", self.broken - LISTED));
        }
        if self.lost_rows > 0 {
            let listed: Vec<&str> = self.lost.iter().take(LISTED).map(String::as_str).collect();
            let more = if self.lost.len() > LISTED { ", …" } else { "" };
            let cite = if self.lost_rows == 1 { "cites" } else { "cite" };
            notes.push(format!(
                "note: {} {cite} a document that does not exist: {}{more}",
                counted(self.lost_rows, "row"),
                listed.join(", ")
            ));
        }
        notes.extend(self.unread.iter().map(|(id, why)| format!("note: document `{id}`: {why}")));
        let unknown: Vec<String> = self.unknown.iter().cloned().collect();
        notes.extend(unknown_languages(&unknown));
        notes
    }

    /// What was done, in a line.
    pub(super) fn closing_line(&self) -> String {
        let listed = |failed: bool| -> String {
            let counted = |(&verdict, &(passed, not)): (&Verdict, &(usize, usize))| {
                let (count, name) = if failed {
                    (not, failing_name(verdict))
                } else {
                    (passed, verdict.name().into())
                };
                (count > 0).then(|| format!("{} {name}", grouped(count)))
            };
            let some: Vec<String> = self.verdicts.iter().filter_map(counted).collect();
            if some.is_empty() { String::new() } else { format!(" ({})", some.join(", ")) }
        };
        let broken = match self.broken {
            0 => String::new(),
            broken => format!("; {} cannot be read", counted(broken, "row")),
        };
        format!(
            "{}: {} passed{}, {} failed{}{broken}",
            counted(self.rows(), "quote"),
            grouped(self.passed()),
            listed(false),
            grouped(self.failed()),
            listed(true),
        )
    }
}

fn counted(count: usize, what: &str) -> String {
    let many = if count == 1 { "" } else { "s" };
    format!("{} {what}{many}", grouped(count))
}

/// A number with commas.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
