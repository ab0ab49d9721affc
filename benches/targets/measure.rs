//! What a command took: processor time, since other work on the machine slows the clock alone, and memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// Seconds of the processor, user and system.
    pub(crate) cpu: f64,
    /// Seconds by the clock.
    pub(crate) clock: f64,
    /// The most memory, in megabytes; 0 where it is not known.
    pub(crate) memory: f64,
}

/// Runs a command to its end; none where it cannot be started.
pub(crate) fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<(Cost, String)> {
    let output = std::env::temp_dir().join(format!("quoteproof-bench-{}", std::process::id()));
    let before = children();
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_remove("QUOTEPROOF_TEXTS")
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&output).ok()?)
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut memory = 0.0;
    let mut wait = Duration::from_micros(200);
    while child.try_wait().ok()?.is_none() {
        memory = peak(child.id()).unwrap_or(memory);
        std::thread::sleep(wait);
        wait = (wait * 2).min(Duration::from_millis(20));
    }
    let clock = start.elapsed().as_secs_f64();
    let text = std::fs::read_to_string(&output).unwrap_or_default();
    let _ = std::fs::remove_file(&output);
    Some((Cost { cpu: children().zip(before).map_or(clock, |(a, b)| a - b), clock, memory }, text))
}

/// Seconds of the processor that ended children have taken (Linux: fields 16 and 17 of `stat`, in hundredths).
fn children() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}
