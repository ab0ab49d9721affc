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
mod plot;
mod reading;
mod rivals;
mod schema;
mod search;
mod start;
mod table;

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
}

fn main() {
    let known = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11"];
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
    };
    bench.search();
    bench.nearest();
    bench.start();
    bench.instances();
    bench.schema();
    bench.growth();
    bench.reading();
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
