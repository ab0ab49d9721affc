//! Runs that are interrupted (SIGINT, as Ctrl-C sends it): they stop at once and leave no half file.

use super::{PROGRAM, Row, Temporary};
use crate::common::corpus::{EVIDENCE, Plan, claims};
use crate::common::measure::Job;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Milliseconds in which a run must have stopped.
const AT_ONCE: f64 = 100.0;

/// Parts of a whole run's time after which it is interrupted, in hundredths.
const MOMENTS: [u32; 6] = [10, 30, 50, 70, 85, 95];

pub(crate) struct Case {
    pub(crate) name: &'static str,
    arguments: &'static str,
}

pub(crate) const ALL: [Case; 3] = [
    Case { name: "interrupt-validate", arguments: "validate --root ." },
    Case { name: "interrupt-prove", arguments: "prove --root ." },
    Case { name: "interrupt-fix", arguments: "validate --root . --fix" },
];

/// Files by name.
type Files = BTreeMap<PathBuf, Vec<u8>>;

impl Case {
    pub(crate) fn run(&self, folder: &Path) -> Row {
        let root = Temporary(folder.join(self.name));
        let _ = std::fs::remove_dir_all(&root.0);
        prepare(&root.0, self.name);
        let before = files(&root.0);
        let arguments = self.arguments.split(' ').collect();
        let job = Job { program: PROGRAM, arguments, folder: &root.0 };
        let first = job.run().expect("quoteproof runs");
        let after = files(&root.0);
        // Again, warm: the moments are parts of this time.
        restore(&root.0, &before);
        let whole = job.run().expect("quoteproof runs");
        assert!(first.status == whole.status && after == files(&root.0), "{}", whole.complained);
        let (mut slowest, mut statuses, mut torn, mut early) = (0.0_f64, Vec::new(), 0, 0);
        let mut over = Vec::new();
        for moment in MOMENTS {
            restore(&root.0, &before);
            let delay = Duration::from_secs_f64(whole.cost.clock * f64::from(moment) / 100.0);
            let Some((stopped, status)) = interrupted(&job, delay) else {
                early += 1;
                continue;
            };
            slowest = slowest.max(stopped);
            let now = files(&root.0);
            torn += torn_files(&now, &before, &after);
            let known = |path: &PathBuf| before.contains_key(path) || after.contains_key(path);
            over.extend(now.into_keys().filter(|path| !known(path)));
            statuses.push(status);
        }
        let by_signal = |s: &ExitStatus| s.code() == Some(130) || s.to_string().contains("SIGINT");
        let right = !statuses.is_empty() && statuses.iter().all(by_signal);
        let changed =
            after.iter().filter(|(name, bytes)| before.get(*name) != Some(*bytes)).count();
        if let Some(path) = over.first() {
            eprintln!("left over: {}", path.display());
        }
        let found = format!("{torn} of {changed} half-written, {} left over", over.len());
        Row {
            name: self.name,
            what: format!(
                "{} interruptions ({early} too late), slowest stop {slowest:.1} ms",
                statuses.len()
            ),
            clock: format!("{:.2}", whole.cost.clock),
            cpu: format!("{:.2}", whole.cost.cpu),
            memory: format!("{:.0}", whole.cost.memory),
            status: if right { "130".to_owned() } else { format!("{statuses:?}") },
            found,
            bound: format!("{AT_ONCE:.0} ms, 130, none half or over"),
            kept: if right && slowest <= AT_ONCE && torn == 0 && over.is_empty() {
                "yes"
            } else {
                "NO"
            },
        }
    }
}

/// A repository that takes some seconds: quotes that can be mended for `fix`, sealed sources for `prove`.
fn prepare(root: &Path, name: &str) {
    let plan = Plan {
        name: "set",
        documents: 200,
        bytes: 400_000,
        quotes: 20_000,
        edited: 0,
        broken: 0,
        evidence: EVIDENCE,
    };
    plan.write(root).expect("the input can be written");
    if name == "interrupt-fix" {
        for file in claims(root) {
            let text = std::fs::read_to_string(&file).expect("a claim");
            // Words in capitals are what `--fix` mends.
            let text = text.replace(" ta ", " TA ").replace(" bo ", " BO ");
            std::fs::write(&file, text).expect("a claim can be written");
        }
    }
    if name == "interrupt-prove" {
        let ids: Vec<String> = (0..plan.documents).map(|at| format!("document-{at}")).collect();
        let mut arguments = vec!["seal", "--root", "."];
        arguments.extend(ids.iter().map(String::as_str));
        let done = Job { program: PROGRAM, arguments, folder: root }.run().expect("it runs");
        assert_eq!(done.status, Some(0), "{}", done.complained);
    }
}

/// Milliseconds from the signal to the end, and how it ended; none where it had ended before.
fn interrupted(job: &Job, delay: Duration) -> Option<(f64, ExitStatus)> {
    let mut command = job.command();
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("quoteproof runs");
    std::thread::sleep(delay);
    if child.try_wait().expect("it can be waited for").is_some() {
        return None;
    }
    let start = Instant::now();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let status = child.wait().expect("it can be waited for");
    assert!(sent.is_ok_and(|sent| sent.success()), "kill fails");
    Some((start.elapsed().as_secs_f64() * 1e3, status))
}

/// Claims, sources and proofs; the texts are not written by any command.
fn files(root: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|e| e != "txt") {
                let bytes = std::fs::read(&path).expect("a file");
                files.insert(path, bytes);
            }
        }
    }
    files
}

/// As it was: what was changed or added is written back or removed.
fn restore(root: &Path, before: &Files) {
    for (path, bytes) in files(root) {
        match before.get(&path) {
            Some(old) if *old == bytes => {}
            Some(old) => std::fs::write(path, old).expect("a file can be written"),
            None => std::fs::remove_file(path).expect("a file can be removed"),
        }
    }
}

/// Files that a whole run leaves or left alone, and that are now neither the one nor the other, or gone.
fn torn_files(now: &Files, before: &Files, after: &Files) -> usize {
    let torn = |path: &&PathBuf| {
        let is = now.get(*path);
        is != before.get(*path) && is != after.get(*path)
    };
    let paths: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    paths.iter().filter(|path| torn(path)).count()
}
