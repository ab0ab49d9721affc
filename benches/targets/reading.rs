//! P10, P11: whole runs beside the reading of their files, and beside Python with rapidfuzz.

use crate::common::corpus::{EVIDENCE, Plan, Repository, all_files, standing};
use crate::common::measure::{Cost, by_turns, own_cpu};
use crate::table::{Row, Same};
use crate::{Bench, none_missed, rivals, validate};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The same work: reads claims and texts, finds each quote, and for each miss the nearest passage; then looks
/// whether the misses stand in any other document. Takes as many documents, then misses, as fit into the
/// time that is given, twice. Prints seconds for all without and with the second step, in proportion, the
/// documents taken, their quotes, and found ones.
const RAPIDFUZZ: &str = r"
import collections, glob, json, sys, time
from rapidfuzz.fuzz import partial_ratio_alignment
limit = float(sys.argv[1])
start = time.perf_counter()
cited = collections.defaultdict(list)
for path in glob.glob('claims/*/*.json'):
    with open(path) as file:
        claim = json.load(file)
    for evidence in claim['evidence']:
        cited[evidence['source']].append(evidence['quote'])
claims = time.perf_counter() - start
documents = quotes = found = 0
texts, misses = [], []
for source, list in cited.items():
    with open(f'corpus/{source}/text.txt') as file:
        text = file.read()
    documents += 1
    texts.append(text)
    for quote in list:
        quotes += 1
        if quote in text:
            found += 1
        else:
            partial_ratio_alignment(quote, text)
            misses.append(quote)
    if time.perf_counter() - start > limit:
        break
share = documents / len(cited)
near = claims + (time.perf_counter() - start - claims) / share
start = time.perf_counter()
taken = 0
for quote in misses:
    any(quote in text for text in texts)
    taken += 1
    if time.perf_counter() - start > limit:
        break
elsewhere = (time.perf_counter() - start) / max(taken, 1) * len(misses) / share / share
print(near, near + elsewhere, documents, quotes, found)
";

/// Seconds after which Python takes no further document, or miss.
const LIMIT: &str = "60";

impl Bench {
    pub(crate) fn reading(&mut self) {
        if self.wants("P10") {
            let plan = Plan {
                name: "edited",
                documents: 5_914 / self.scale,
                bytes: 28_000,
                quotes: 58_767 / self.scale,
                edited: 8,
                broken: 0,
                evidence: EVIDENCE,
            };
            let made = plan.make(&self.folder);
            let ours = self.beside_reading("P10", &made, 6.0);
            self.beside_rapidfuzz(&made, ours);
        }
        let named = self.wanted.iter().any(|w| w == "P11");
        if named || (self.all && self.wants("P11")) {
            let plan = Plan {
                name: "million",
                documents: 100_000 / self.scale,
                bytes: 28_000,
                quotes: 1_000_000 / self.scale,
                edited: 0,
                broken: 0,
                evidence: 1,
            };
            let made = plan.make(&self.folder);
            let ours = self.beside_reading("P11", &made, 6.0);
            self.rows.push(Row {
                target: "P11",
                work: work(&made),
                measure: "memory",
                ours: ours.memory,
                rival: "400 MB".to_owned(),
                theirs: Some(400.0),
                wanted: Some(1.0),
                same: Same::default(),
            });
        } else if self.wants("P11") {
            self.left.push("P11 was not run: it is large; name it, or say --all".to_owned());
        }
    }

    /// By the clock with two threads, and by the processor's time with one; the files are read one after
    /// the other in both.
    fn beside_reading(&mut self, target: &'static str, made: &Repository, times: f64) -> Cost {
        let files = all_files(&made.root);
        let reading = read_all(&files);
        let (two, one) = (validate(&made.root, "2"), validate(&made.root, "1"));
        let mut runs = by_turns(&[&two, &one], 5, Duration::from_secs(20)).into_iter();
        let mut next = || runs.next().flatten().expect("quoteproof runs");
        let (two, one) = (next(), next());
        let same = none_missed(&two, standing(&made.root));
        let ours = Cost { cpu: one.cost.cpu, ..two.cost };
        let claims = files.len() - 2 * made.documents;
        let rival = format!("opening and reading {} files, {claims} of them claims", files.len());
        let (rival, wanted) = ((rival.as_str(), Some(reading)), [1.0 / times; 2]);
        let rows = Row::both(target, &work(made), ours, rival, wanted, &same);
        self.rows.extend(rows);
        ours
    }

    fn beside_rapidfuzz(&mut self, made: &Repository, ours: Cost) {
        let done = rivals::python(RAPIDFUZZ, &[LIMIT], &made.root);
        let numbers: Option<Vec<f64>> =
            done.and_then(|d| d.said.split_whitespace().map(|n| n.parse().ok()).collect());
        let rival = numbers.filter(|n| n.len() == 5);
        let share = rival.as_ref().map_or(0.0, |n| n[2] * 100.0 / made.documents as f64);
        let same = rival.as_ref().map_or(Same::default(), |n| Same {
            holds: None,
            detail: format!("{} of {} found by the rival", n[4], n[3]),
        });
        let scripts =
            [("nearest passages", 4.0), ("and the misses in all other documents, as here", 50.0)];
        for (at, (what, wanted)) in scripts.into_iter().enumerate() {
            self.rows.push(Row {
                target: "P10",
                work: work(made),
                measure: "clock",
                ours: ours.clock * 1e3,
                rival: format!("Python with rapidfuzz on {share:.0} %, {what}"),
                theirs: rival.as_ref().map(|n| n[at] * 1e3),
                wanted: Some(wanted),
                same: same.clone(),
            });
        }
    }
}

fn work(made: &Repository) -> String {
    format!(
        "{} quotes × {} MB in {} documents, whole process",
        made.quotes,
        made.bytes / 1_000_000,
        made.documents
    )
}

/// Opens and reads the files one after the other into the same buffer, after a first time that warms them;
/// three times, and more in a second. The clock is the least, the processor's time the mean.
fn read_all(files: &[PathBuf]) -> Cost {
    let mut buffer = vec![0; 1 << 20];
    let mut read_once = || files.iter().for_each(|file| read(file, &mut buffer));
    read_once();
    let (start, cpu) = (Instant::now(), own_cpu());
    let (mut least, mut rounds) = (f64::MAX, 0.0);
    while rounds < 3.0 || start.elapsed() < Duration::from_secs(1) {
        let start = Instant::now();
        read_once();
        least = least.min(start.elapsed().as_secs_f64());
        rounds += 1.0;
    }
    let all = start.elapsed().as_secs_f64();
    let cpu = own_cpu().zip(cpu).map_or(all, |(after, before)| after - before) / rounds;
    Cost { cpu, clock: least, memory: 0.0 }
}

fn read(path: &Path, buffer: &mut [u8]) {
    let mut file = std::fs::File::open(path).expect("a generated file");
    while file.read(buffer).expect("it can be read") > 0 {}
}
