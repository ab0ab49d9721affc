//! A whole warm `quoteproof validate` on this repository beside a bare process start.
//!
//! Run it with `cargo bench --bench start`. Only the ratios mean anything: the runs are interleaved, so
//! that a busy machine slows all of them alike.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs of each command.
const RUNS: usize = 40;

struct Series {
    name: &'static str,
    command: Command,
    times: Vec<Duration>,
}

impl Series {
    fn new(name: &'static str, program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_remove("QUOTEPROOF_TEXTS")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self { name, command, times: Vec::with_capacity(RUNS) }
    }

    fn run(&mut self) -> Duration {
        let start = Instant::now();
        let status = self.command.status().expect("the command starts");
        let time = start.elapsed();
        assert!(status.success(), "{} failed", self.name);
        time
    }

    fn minimum(&self) -> Duration {
        self.times.iter().min().copied().unwrap_or_default()
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

fn main() {
    let quoteproof = env!("CARGO_BIN_EXE_quoteproof");
    let mut all = Vec::new();
    if Path::new("/bin/true").exists() {
        all.push(Series::new("/bin/true", "/bin/true", &[]));
    }
    let base = all.len();
    all.push(Series::new("quoteproof --version", quoteproof, &["--version"]));
    all.push(Series::new("quoteproof validate", quoteproof, &["validate"]));
    all.push(Series::new(
        "quoteproof validate --threads 1",
        quoteproof,
        &["validate", "--threads", "1"],
    ));
    for series in &mut all {
        series.run();
    }
    for _ in 0..RUNS {
        for series in &mut all {
            let time = series.run();
            series.times.push(time);
        }
    }
    let (minimum, median) =
        all.get(base).map_or((1.0, 1.0), |s| (s.minimum().as_secs_f64(), s.median().as_secs_f64()));
    println!("{RUNS} runs each, interleaved; ratios to `quoteproof --version`");
    println!(
        "{:<32} {:>12} {:>7} {:>12} {:>7}",
        "", "minimum (ms)", "ratio", "median (ms)", "ratio"
    );
    for series in &all {
        let (least, middle) = (series.minimum().as_secs_f64(), series.median().as_secs_f64());
        println!(
            "{:<32} {:>12.2} {:>7.2} {:>12.2} {:>7.2}",
            series.name,
            least * 1e3,
            least / minimum,
            middle * 1e3,
            middle / median
        );
    }
}
