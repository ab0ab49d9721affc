//! Input that is large, or made to be slow, and runs that are interrupted: time, memory, exit status.
//!
//! `cargo bench --bench limits` prints a table; `-- NAME …` only some of it; `-- --small` takes a tenth.
//! The largest input takes 11 GB on disk; each is generated, measured and deleted. A run is ended after ten
//! minutes.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes far below 2^52"
)]

mod cases;
mod files;
mod interrupt;

#[path = "../common/mod.rs"]
mod common;

use std::path::{Path, PathBuf};

const PROGRAM: &str = env!("CARGO_BIN_EXE_quoteproof");

/// A line of the table.
struct Row {
    name: &'static str,
    what: String,
    /// Seconds by the clock, and of the processor.
    clock: String,
    cpu: String,
    memory: String,
    status: String,
    found: String,
    /// What is promised, and whether it was kept.
    bound: String,
    kept: &'static str,
}

fn main() {
    let known: Vec<&str> =
        cases::ALL.iter().map(|c| c.name).chain(interrupt::ALL.iter().map(|c| c.name)).collect();
    let arguments = common::arguments(&known, &["--small"]);
    let scale = if arguments.iter().any(|a| a == "--small") { 10 } else { 1 };
    let names: Vec<&String> = arguments.iter().filter(|a| !a.starts_with("--")).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|n| n.as_str() == name);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("limits");
    let head =
        ["", "input", "clock (s)", "cpu (s)", "memory (MB)", "exit", "found", "bound", "kept"];
    print(&head.map(str::to_owned));
    for case in cases::ALL.iter().filter(|case| wanted(case.name)) {
        show(case.run(&folder, scale));
    }
    for case in interrupt::ALL.iter().filter(|case| wanted(case.name)) {
        show(case.run(&folder));
    }
    let _ = std::fs::remove_dir(folder);
}

/// Prints a line as soon as it is known: later ones take minutes.
fn show(row: Row) {
    let Row { name, what, clock, cpu, memory, status, found, bound, kept } = row;
    print(&[name.to_owned(), what, clock, cpu, memory, status, found, bound, kept.to_owned()]);
}

fn print(cells: &[String; 9]) {
    const WIDTHS: [usize; 9] = [18, 58, 9, 8, 11, 6, 34, 30, 4];
    let cells = cells.iter().zip(WIDTHS).map(|(cell, width)| format!("{cell:<width$}"));
    println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
}

/// A folder that is deleted with what it holds.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
