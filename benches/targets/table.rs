//! The table: a line for each target and each way of measuring it.

use crate::common::measure::Cost;

/// A line of the table.
pub(crate) struct Row {
    pub(crate) target: &'static str,
    pub(crate) work: String,
    /// What the numbers are: `clock` and `cpu` in milliseconds, `memory` in megabytes, or `slope`.
    pub(crate) measure: &'static str,
    pub(crate) ours: f64,
    pub(crate) rival: String,
    /// None where the rival is not installed.
    pub(crate) theirs: Option<f64>,
    /// How many times better than the rival is asked for; below 1 it may be worse. None for a number
    /// that is only told.
    pub(crate) wanted: Option<f64>,
    /// Whether the results are the same.
    pub(crate) same: Same,
}

/// What both found.
#[derive(Clone, Default)]
pub(crate) struct Same {
    /// None where there is nothing to compare.
    pub(crate) holds: Option<bool>,
    pub(crate) detail: String,
}

impl Same {
    pub(crate) fn new(holds: bool, detail: String) -> Self {
        Self { holds: Some(holds), detail }
    }

    fn word(&self) -> &'static str {
        match self.holds {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "–",
        }
    }
}

impl Row {
    /// Two lines: by the clock, and by the processor's time.
    pub(crate) fn both(
        target: &'static str,
        work: &str,
        ours: Cost,
        rival: (&str, Option<Cost>),
        wanted: [f64; 2],
        same: &Same,
    ) -> [Self; 2] {
        let row = |measure, of: fn(Cost) -> f64, wanted| Self {
            target,
            work: work.to_owned(),
            measure,
            ours: of(ours),
            rival: rival.0.to_owned(),
            theirs: rival.1.map(of),
            wanted: Some(wanted),
            same: same.clone(),
        };
        let [clock, cpu] = wanted;
        [row("clock", |cost| cost.clock * 1e3, clock), row("cpu", |cost| cost.cpu * 1e3, cpu)]
    }

    fn met(&self) -> &'static str {
        let Some((theirs, wanted)) = self.theirs.zip(self.wanted) else { return "–" };
        if self.same.holds == Some(false) {
            return "no";
        }
        if theirs / self.ours.max(1e-9) >= wanted { "yes" } else { "no" }
    }
}

/// Prints the table, in columns that are read in a terminal and copied into a document.
pub(crate) fn print(rows: &[Row]) {
    let head =
        ["", "work", "of", "ours", "rival", "rival's", "ratio", "wanted", "met", "same results"];
    let mut lines = vec![head.map(str::to_owned)];
    for row in rows {
        let ratio = row.theirs.map(|theirs| theirs / row.ours.max(1e-9));
        lines.push([
            row.target.to_owned(),
            row.work.clone(),
            row.measure.to_owned(),
            number(row.ours),
            row.rival.clone(),
            row.theirs.map_or("not installed".to_owned(), number),
            ratio.map_or("–".to_owned(), number),
            row.wanted.map_or("–".to_owned(), number),
            row.met().to_owned(),
            [row.same.word(), &row.same.detail].join(" "),
        ]);
    }
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    for (at, line) in lines.iter().enumerate() {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        if at == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            println!("| {} |", rule.join(" | "));
        }
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
