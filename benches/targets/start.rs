//! P5: a whole warm run on this repository, beside the least that a command with arguments does.

use crate::common::measure::Job;
use crate::table::{Row, Same};
use crate::{Bench, PROGRAM};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs of each, by turns.
const RUNS: usize = 40;

impl Bench {
    pub(crate) fn start(&mut self) {
        if !self.wants("P5") {
            return;
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let hello = hello();
        let hello = hello.to_string_lossy();
        let ours = Job { program: PROGRAM, arguments: vec!["validate"], folder: root };
        let rival = Job { program: &hello, arguments: vec!["reader"], folder: root };
        let mut least = [f64::MAX; 2];
        for _ in 0..RUNS {
            for (least, job) in least.iter_mut().zip([&ours, &rival]) {
                *least = least.min(once(job));
            }
        }
        self.rows.push(Row {
            target: "P5",
            work: format!("this repository, whole process, least of {RUNS} runs"),
            measure: "clock",
            ours: least[0],
            rival: "hello with clap".to_owned(),
            theirs: Some(least[1]),
            wanted: Some(1.0 / 5.0),
            same: Same::default(),
        });
    }
}

/// Milliseconds of one run; nothing else is started or asked beside it.
fn once(job: &Job) -> f64 {
    let mut command = job.command();
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let done = command.status().is_ok_and(|status| status.success());
    let clock = start.elapsed().as_secs_f64() * 1e3;
    assert!(done, "{} failed", job.program);
    clock
}

/// Builds `benches/targets/hello.rs` as this was built, and says where it is: beside the program, in `examples`.
fn hello() -> PathBuf {
    let done = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--example", "hello"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(done.is_ok_and(|status| status.success()), "the example `hello` can be built");
    let folder = Path::new(PROGRAM).parent().expect("a folder");
    folder.join("examples").join(format!("hello{}", std::env::consts::EXE_SUFFIX))
}
