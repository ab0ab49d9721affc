//! An archive in numbers, for people: one screen.

use super::table::{NumberRow, NumberTable, write};
use super::{HumanOptions, MIN_WIDTH, paragraph};
use crate::report::closing_line;
use crate::report::stats_v1::{Coverage, Labels, Output, Tally};
use crate::report::{Summary, Verdict};
use std::fmt::Write as _;

/// Rows of a table, unless all are asked for.
const MAX_ROWS: usize = 10;

/// Parts of a document that a bar shows: tenths.
const PARTS: u64 = 10;

/// A part of which nothing, a little, … and all is quoted.
const LEVELS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_LEVELS: [char; 5] = ['.', '-', '+', '*', '#'];

/// The numbers as tables, and the closing line of the run. `verbose` shows every row.
#[must_use]
pub fn render(document: &Output, summary: &Summary, options: &HumanOptions) -> String {
    assemble(document, summary, options, false)
}

/// The numbers in words, for screen readers.
#[must_use]
pub fn render_plain(document: &Output, summary: &Summary, options: &HumanOptions) -> String {
    assemble(document, summary, &HumanOptions { color: false, ..*options }, true)
}

fn assemble(document: &Output, summary: &Summary, options: &HumanOptions, plain: bool) -> String {
    let options = &HumanOptions { width: options.width.max(MIN_WIDTH), ..*options };
    let mut out = String::new();
    for table in [topics(document), stances(document), sources(document, options, plain)] {
        write(&mut out, &shortened(table, options), options, plain);
    }
    write(&mut out, &shortened(speakers(document), options), options, plain);
    if document.unreadable_claims > 0 {
        let files = if document.unreadable_claims == 1 { "file has" } else { "files have" };
        let text = format!(
            "{} {files} errors and cannot be read as a claim; `quoteproof validate` shows why",
            document.unreadable_claims
        );
        paragraph(&mut out, "note: ", &text, options.width);
        out.push('\n');
    }
    // Never wrapped: people search for it.
    let _ = writeln!(out, "{}", closing_line(summary));
    out
}

/// The first rows, and how many more there are.
fn shortened(mut table: NumberTable, options: &HumanOptions) -> NumberTable {
    // A row that says "1 more" is as long as the one that it hides.
    if options.verbose || table.rows.len() <= MAX_ROWS + 1 {
        return table;
    }
    let hidden = table.rows.split_off(MAX_ROWS);
    let sum = |at| hidden.iter().filter_map(|row| row.numbers.get(at)).sum();
    table.rows.push(NumberRow {
        name: format!("{} more (--verbose)", hidden.len()),
        numbers: (0..table.columns.len()).map(sum).collect(),
        tail: String::new(),
    });
    table
}

fn named(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|&column| column.to_owned()).collect()
}

/// The labels of all claims, then those by topic.
fn topics(document: &Output) -> NumberTable {
    let row = |name: &str, claims: usize, labels: &Labels| NumberRow {
        name: name.to_owned(),
        numbers: vec![
            claims,
            labels.supported,
            labels.refuted,
            labels.conflicting,
            labels.not_enough_evidence,
        ],
        tail: String::new(),
    };
    let read = document.summary.claims.saturating_sub(document.unreadable_claims);
    let all = row("all claims", read, &document.labels);
    let topics = document.topics.iter();
    let topics =
        topics.map(|t| row(t.topic.as_deref().unwrap_or("(no topic)"), t.claims, &t.labels));
    NumberTable {
        title: "topic",
        columns: named(&["claims", "supported", "refuted", "conflicting", "not enough"]),
        rows: std::iter::once(all).chain(topics).collect(),
    }
}

/// Quotes by stance and verdict.
fn stances(document: &Output) -> NumberTable {
    let all = Verdict::ALL;
    let of =
        |tally: &Tally, verdict: &Verdict| tally.verdicts.get(verdict.name()).copied().unwrap_or(0);
    let occurs = |verdict: &Verdict| document.stances.iter().any(|s| of(&s.tally, verdict) > 0);
    let verdicts: Vec<Verdict> =
        all.into_iter().filter(|verdict| verdict.passes() || occurs(verdict)).collect();
    let waived = document.stances.iter().any(|s| s.tally.waived > 0);
    let row = |name: &str, tally: &Tally| {
        let mut numbers = vec![tally.quotes];
        numbers.extend(verdicts.iter().map(|verdict| of(tally, verdict)));
        numbers.extend(waived.then_some(tally.waived));
        NumberRow { name: name.to_owned(), numbers, tail: String::new() }
    };
    let mut columns = named(&["quotes"]);
    columns.extend(verdicts.iter().map(|verdict| verdict.name().to_owned()));
    columns.extend(waived.then(|| "waived".to_owned()));
    let rows = document.stances.iter().map(|s| row(s.stance.name(), &s.tally)).collect();
    NumberTable { title: "stance", columns, rows }
}

/// What the tables of quotes share: a column for failures only where there are some.
struct Quotes {
    failed: bool,
}

impl Quotes {
    fn of<'t>(mut tallies: impl Iterator<Item = &'t Tally>) -> Self {
        Self { failed: tallies.any(|tally| tally.failed > 0) }
    }

    fn columns(&self) -> Vec<String> {
        let mut columns = named(&["quotes", "supports", "refutes", "context"]);
        columns.extend(self.failed.then(|| "failed".to_owned()));
        columns
    }

    fn row(&self, name: String, tally: &Tally, tail: String) -> NumberRow {
        let mut numbers = vec![tally.quotes, tally.supports, tally.refutes, tally.context];
        numbers.extend(self.failed.then_some(tally.failed));
        NumberRow { name, numbers, tail }
    }
}

fn sources(document: &Output, options: &HumanOptions, plain: bool) -> NumberTable {
    let quotes = Quotes::of(document.sources.iter().map(|s| &s.tally));
    let tail = |coverage: &Option<Coverage>| match coverage {
        None => String::new(),
        Some(coverage) if plain => format!("{} of it quoted", percent(coverage)),
        Some(coverage) => format!("{} {:>5}", bar(coverage, options.unicode), percent(coverage)),
    };
    let rows = document.sources.iter();
    let rows = rows.map(|s| quotes.row(s.source.clone(), &s.tally, tail(&s.coverage)));
    NumberTable { title: "source", columns: quotes.columns(), rows: rows.collect() }
}

fn speakers(document: &Output) -> NumberTable {
    let quotes = Quotes::of(document.speakers.iter().map(|s| &s.tally));
    let name = |speaker: &Option<String>| speaker.clone().unwrap_or("(no author named)".to_owned());
    // Where nobody is named, the sources say all.
    let some = document.speakers.iter().any(|s| s.speaker.is_some());
    let rows = document.speakers.iter().filter(|_| some);
    let rows = rows.map(|s| quotes.row(name(&s.speaker), &s.tally, String::new()));
    NumberTable { title: "speaker", columns: quotes.columns(), rows: rows.collect() }
}

/// How much of each tenth of the document is quoted.
fn bar(coverage: &Coverage, unicode: bool) -> String {
    let levels: &[char] = if unicode { &LEVELS } else { &ASCII_LEVELS };
    let cells: String = coverage.parts(PARTS).into_iter().map(|part| level(part, levels)).collect();
    if unicode { cells } else { format!("[{cells}]") }
}

/// The first level is nothing, the last all; what is quoted at all is seen.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "from 0 to 1, times a few levels"
)]
fn level(part: f64, levels: &[char]) -> char {
    let top = levels.len().saturating_sub(1);
    let number = (part.clamp(0.0, 1.0) * top as f64).floor() as usize;
    let number = if part > 0.0 { number.max(1) } else { 0 };
    levels.get(number).copied().unwrap_or(' ')
}

fn percent(coverage: &Coverage) -> String {
    match coverage.share * 100.0 {
        share if coverage.quoted > 0 && share < 1.0 => "< 1 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::{ASCII_LEVELS, LEVELS, level};

    #[test]
    fn what_is_quoted_at_all_is_seen_and_only_all_is_full() {
        for levels in [&LEVELS[..], &ASCII_LEVELS] {
            let last = levels[levels.len() - 1];
            assert_eq!(level(0.0, levels), levels[0]);
            assert_eq!(level(0.0001, levels), levels[1]);
            assert_ne!(level(0.9999, levels), last);
            assert_eq!(level(1.0, levels), last);
        }
    }
}
