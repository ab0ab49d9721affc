//! What a command takes: the clock, the processor, memory.

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
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

/// A run that has ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    pub(crate) cost: Cost,
    /// Standard output.
    pub(crate) said: String,
    /// Standard error.
    pub(crate) complained: String,
    /// The exit status; none after a signal.
    pub(crate) status: Option<i32>,
}

/// A command to be measured.
#[derive(Debug, Clone)]
pub(crate) struct Job<'a> {
    pub(crate) program: &'a str,
    pub(crate) arguments: Vec<&'a str>,
    pub(crate) folder: &'a Path,
}

impl Job<'_> {
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command
            .args(&self.arguments)
            .current_dir(self.folder)
            .env_remove("QUOTEPROOF_TEXTS")
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end; none where it cannot be started.
    pub(crate) fn run(&self) -> Option<Done> {
        self.run_within(Duration::MAX)
    }

    /// The same, and ends it when it has taken so long: then it has no status.
    pub(crate) fn run_within(&self, patience: Duration) -> Option<Done> {
        let file = |end: &str| {
            let name = format!("quoteproof-bench-{}-{end}", std::process::id());
            std::env::temp_dir().join(name)
        };
        let (out, err) = (file("out"), file("err"));
        let mut command = self.command();
        command.stdout(std::fs::File::create(&out).ok()?);
        command.stderr(std::fs::File::create(&err).ok()?);
        let before = children();
        let start = Instant::now();
        let mut child = command.spawn().ok()?;
        let (number, ended) = (child.id(), AtomicBool::new(false));
        let (status, clock, memory) = std::thread::scope(|scope| {
            let watch = scope.spawn(|| most_memory(number, &ended));
            let status = wait(&mut child, patience);
            let clock = start.elapsed().as_secs_f64();
            ended.store(true, Ordering::Relaxed);
            (status, clock, watch.join().unwrap_or_default())
        });
        let cpu = children().zip(before).map_or(clock, |(after, before)| after - before);
        let read = |path| {
            let bytes = std::fs::read(path).unwrap_or_default();
            let _ = std::fs::remove_file(path);
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Some(Done {
            cost: Cost { cpu, clock, memory },
            said: read(&out),
            complained: read(&err),
            status: status.ok()?.code(),
        })
    }
}

impl Done {
    /// The numbers of quoteproof's closing line, which is behind the report where one is printed for people: quotes or
    /// quotations checked, and passed.
    pub(crate) fn closing(&self) -> (usize, usize) {
        let mut lines = self.complained.lines().rev().chain(self.said.lines().rev());
        let line = lines.find(|line| line.contains(" checked, ")).unwrap_or_default();
        let before = |word: &str| {
            let (head, _) = line.split_once(word)?;
            head.rsplit(' ').next()?.parse().ok()
        };
        let names = ["quotes", "quote", "quotations", "quotation"];
        let checked = names.iter().find_map(|name| before(&format!(" {name} checked")));
        (checked.unwrap_or_default(), before(" passed").unwrap_or_default())
    }
}

fn wait(child: &mut Child, patience: Duration) -> std::io::Result<ExitStatus> {
    if patience == Duration::MAX {
        return child.wait();
    }
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill()?;
    child.wait()
}

/// The jobs by turns, so that a busy machine slows all of them alike: at most `rounds` times, and no more
/// once `patience` is over. The clock is the least, memory the most; the processor's time, which the
/// kernel tells in hundredths of a second, is the mean of them all where a run is short, or the least.
pub(crate) fn by_turns(jobs: &[&Job], rounds: usize, patience: Duration) -> Vec<Option<Done>> {
    let mut all: Vec<Vec<Done>> = vec![Vec::new(); jobs.len()];
    let start = Instant::now();
    for round in 0..rounds {
        if round > 0 && start.elapsed() > patience {
            break;
        }
        for (runs, job) in all.iter_mut().zip(jobs) {
            // One that cannot be started is not tried again.
            if round == runs.len() {
                runs.extend(job.run());
            }
        }
    }
    all.into_iter().map(|runs| together(&runs)).collect()
}

fn together(runs: &[Done]) -> Option<Done> {
    let mut done = runs.last()?.clone();
    let least = |of: fn(&Cost) -> f64| runs.iter().map(|r| of(&r.cost)).fold(f64::MAX, f64::min);
    let mean = runs.iter().map(|r| r.cost.cpu).sum::<f64>() / runs.len() as f64;
    done.cost.cpu = if mean < 0.3 { mean } else { least(|c| c.cpu) };
    done.cost.clock = least(|c| c.clock);
    done.cost.memory = runs.iter().map(|r| r.cost.memory).fold(0.0, f64::max);
    Some(done)
}

/// Seconds of the processor that ended children have taken (Linux: fields 16 and 17 of `stat`, in
/// hundredths; the kernel adds them up in nanoseconds, so many short runs together are told rightly).
fn children() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

/// The most memory that a process had, in megabytes, asked for until it has ended.
fn most_memory(process: u32, ended: &AtomicBool) -> f64 {
    let mut most = 0.0;
    while !ended.load(Ordering::Relaxed) {
        most = peak(process).unwrap_or(most);
        std::thread::sleep(Duration::from_millis(4));
    }
    most
}

fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}

/// Seconds of the processor that this process has taken in all its threads (hundredths).
pub(crate) fn own_cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}
