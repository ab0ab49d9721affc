//! All targets of speed in one run, beside the rivals that are installed.
//!
//! `cargo bench --bench targets` prints the table; `-- P1 P8` only some of it, and makes only what they need.
//! `-- --small` takes a tenth of the texts and quotes. P11 is large (8 GB on disk), and runs where it is named, or
//! with `-- --all`. `-- --plots` also draws `docs/growth-quotes.svg` and `docs/growth-text.svg`.
//! `benches/README.md` says how to install the rivals. Only ratios within one run mean anything.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes far below 2^52"
)]

mod growth;
mod instances;
mod myers;
mod nearest;
mod pages;
mod plot;
mod reading;
mod rivals;
mod schema;
mod search;
mod sets;
mod start;
mod table;
mod waiting;

#[path = "../common/mod.rs"]
mod common;

use common::measure::{Done, Job};
use std::path::{Path, PathBuf};
use table::{Row, Same};

const PROGRAM: &str = env!("CARGO_BIN_EXE_quoteproof");

struct Bench {
    wanted: Vec<String>,
    all: bool,
    scale: usize,
    plots: bool,
    folder: PathBuf,
    rows: Vec<Row>,
    /// Targets that were not run, and why.
    left: Vec<String>,
    /// The option by which a run keeps no text of a PDF for the next, where there is one.
    uncached: Option<&'static str>,
}

fn main() {
    let known = [
        "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14",
        "P15", "P16",
    ];
    let arguments = common::arguments(&known, &["--all", "--small", "--plots"]);
    let flag = |name: &str| arguments.iter().any(|a| a == name);
    let mut bench = Bench {
        wanted: arguments.iter().filter(|a| !a.starts_with("--")).cloned().collect(),
        all: flag("--all"),
        scale: if flag("--small") { 10 } else { 1 },
        plots: flag("--plots"),
        folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("targets"),
        rows: Vec::new(),
        left: Vec::new(),
        uncached: uncached(),
    };
    bench.search();
    bench.nearest();
    bench.start();
    bench.instances();
    bench.schema();
    bench.growth();
    bench.reading();
    bench.pages();
    bench.waiting();
    bench.sets();
    bench.rows.sort_by_key(|row| row.target[1..].parse::<usize>().unwrap_or_default());
    table::print(&bench.rows);
    for left in &bench.left {
        println!("{left}");
    }
    println!("{}", rivals::versions());
}

impl Bench {
    fn wants(&self, target: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|w| w == target)
    }

    /// A line for a target that is no rival's time, but a number.
    fn bounded(
        &mut self,
        target: &'static str,
        work: &str,
        (measure, ours): (&'static str, f64),
        (bound, most): (&str, f64),
        same: Same,
    ) {
        self.rows.push(Row {
            target,
            work: work.to_owned(),
            measure,
            ours,
            rival: bound.to_owned(),
            theirs: Some(most),
            wanted: Some(1.0),
            same,
        });
    }
}

/// `--no-cache`, where this quoteproof has it.
fn uncached() -> Option<&'static str> {
    let help = std::process::Command::new(PROGRAM).args(["validate", "--help"]).output().ok()?;
    String::from_utf8_lossy(&help.stdout).contains("--no-cache").then_some("--no-cache")
}

/// `quoteproof validate` in a folder, its report in one line for each finding.
fn validate<'a>(root: &'a Path, threads: &'a str) -> Job<'a> {
    let arguments = vec!["validate", "--root", ".", "--format", "concise", "--threads", threads];
    Job { program: PROGRAM, arguments, folder: root }
}

/// Whether a run found every quote that a plain search finds.
fn none_missed(done: &Done, standing: usize) -> Same {
    let (checked, passed) = done.closing();
    let more = if passed > standing {
        format!(" and {} by folding", passed - standing)
    } else {
        String::new()
    };
    let found = passed.min(standing);
    Same::new(
        checked > 0 && passed >= standing,
        format!("{found} of the {standing} that stand{more}, of {checked}"),
    )
}
