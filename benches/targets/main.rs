//! All targets of speed in one run, beside the rivals that are installed.
//!
//! `cargo bench --bench targets` prints the table; `-- P1 P8` only some of it; `-- --small` takes a tenth
//! of the texts and quotes. `-- --plots` also draws `docs/growth-quotes.svg` and `docs/growth-text.svg`.
//! Python with edlib is found as `python3`, or as `BENCH_PYTHON` says. Times are of the processor, and only
//! their ratios within one run mean anything. What a rival finds is compared with what is found here.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes far below 2^52"
)]

mod corpus;
mod measure;
mod plot;

use corpus::{Plan, Random, Repository, Words, quote_of};
use measure::{Cost, run};
use quoteproof::quote::{Document, Limits, Quoted, WordLists, explain, verify};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A line of the table. Times in milliseconds.
struct Row {
    target: &'static str,
    work: String,
    ours: f64,
    rival: String,
    theirs: Option<f64>,
    /// How many times as fast as the rival is asked for; below 1 for a budget.
    wanted: f64,
    same: String,
}

struct Bench {
    wanted: Vec<String>,
    scale: usize,
    plots: bool,
    folder: PathBuf,
    rows: Vec<Row>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let flag = |name: &str| arguments.iter().any(|a| a == name);
    let mut bench = Bench {
        wanted: arguments.iter().filter(|a| !a.starts_with("--")).cloned().collect(),
        scale: if flag("--small") { 10 } else { 1 },
        plots: flag("--plots"),
        folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("targets"),
        rows: Vec::new(),
    };
    bench.whole_runs();
    bench.nearest();
    bench.start();
    bench.schema();
    bench.growth();
    bench.print();
}

impl Bench {
    fn wants(&self, target: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|w| w == target)
    }

    fn whole_runs(&mut self) {
        if ["P1", "P9"].iter().any(|t| self.wants(t)) {
            let plan = Plan {
                name: "many",
                documents: 2_000 / self.scale,
                bytes: 47_000,
                quotes: 100_000 / self.scale,
                edited: 0,
            };
            let made = plan.make(&self.folder);
            let one = self.beside_ripgrep("P1", &made, 8.0, &["--threads", "1"]);
            if let Some((two, _)) = run(
                env!("CARGO_BIN_EXE_quoteproof"),
                &["validate", "--root", ".", "--threads", "2"],
                &made.root,
            ) {
                self.rows.push(Row {
                    target: "P9",
                    work: "the same on two cores, by the clock".to_owned(),
                    ours: two.clock * 1e3,
                    rival: "one core".to_owned(),
                    theirs: Some(one.clock * 1e3),
                    wanted: 1.7,
                    same: String::new(),
                });
            }
        }
        if self.wants("P2") {
            let plan = Plan {
                name: "thousand",
                documents: 2_000 / self.scale,
                bytes: 47_000,
                quotes: 1_000,
                edited: 0,
            };
            let made = plan.make(&self.folder);
            self.beside_ripgrep("P2", &made, 3.0, &[]);
            let plan = Plan {
                name: "one",
                documents: 1,
                bytes: 94_000_000 / self.scale,
                quotes: 16,
                edited: 0,
            };
            let made = plan.make(&self.folder);
            self.beside_ripgrep("P2", &made, 1.0, &[]);
        }
        if self.wants("P10") {
            let plan = Plan {
                name: "edited",
                documents: 5_914 / self.scale,
                bytes: 28_000,
                quotes: 58_767 / self.scale,
                edited: 8,
            };
            let made = plan.make(&self.folder);
            let start = Instant::now();
            let read: usize =
                texts(&made.root).map(|path| std::fs::read(path).map_or(0, |t| t.len())).sum();
            let reading = start.elapsed().as_secs_f64() * 1e3;
            let (cost, summary) = validate(&made.root, &[]);
            self.rows.push(Row {
                target: "P10",
                work: format!(
                    "{} quotes, 8 % edited, {} files, {} MB",
                    made.quotes,
                    plan.documents,
                    read / 1_000_000
                ),
                ours: cost.cpu * 1e3,
                rival: "opening and reading the files".to_owned(),
                theirs: Some(reading),
                wanted: 1.0 / 4.5,
                same: summary,
            });
        }
    }

    fn beside_ripgrep(
        &mut self,
        target: &'static str,
        made: &Repository,
        wanted: f64,
        more: &[&str],
    ) -> Cost {
        let (ours, summary) = validate(&made.root, more);
        let rival = run("rg", &["-F", "-c", "-f", "quotes.txt", "corpus"], &made.root);
        let memory = rival.as_ref().map_or(0.0, |(c, _)| c.memory);
        self.rows.push(Row {
            target,
            work: format!("{} quotes, {} MB", made.quotes, made.bytes / 1_000_000),
            ours: ours.cpu * 1e3,
            rival: "ripgrep -F -c -f".to_owned(),
            theirs: rival.map(|(c, _)| c.cpu * 1e3),
            wanted,
            same: format!("{summary}; {:.0} MB to {memory:.0} MB", ours.memory),
        });
        ours
    }

    fn nearest(&mut self) {
        for (target, edits, count, wanted) in
            [("P3", 8, 1, 15.0), ("P3", 8, 20, 50.0), ("P4", 25, 20, 4.0), ("P4", 100, 20, 4.0)]
        {
            if !self.wants(target) {
                continue;
            }
            let (words, mut random) = (Words::new(), Random(3));
            let text = words.text(&mut random, 1_000_000);
            // Across sentences: 200 characters are more than most have.
            let mut quotes = Vec::new();
            while quotes.len() < count {
                let mut at = random.below(text.len() - 400);
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                let slice: String = text[at..].chars().take(200).collect();
                quotes.push(damaged(&words, &mut random, &slice, edits));
            }
            let document = Document::new(text.clone(), Vec::new());
            let start = Instant::now();
            let found: Vec<Option<f64>> = quotes
                .iter()
                .map(|quote| {
                    let quoted = Quoted { parts: vec![quote], prefix: None, suffix: None };
                    explain(&document, &quoted, WordLists::for_language(None))
                        .near
                        .map(|n| n.similarity)
                })
                .collect();
            let ours = start.elapsed().as_secs_f64() * 1e3;
            let rival = edlib(&text, &quotes);
            let near = found.iter().flatten().count();
            let same = rival.as_ref().map_or(String::new(), |(_, distances)| {
                let equal =
                    found.iter().zip(&quotes).zip(distances).filter(|((ours, quote), theirs)| {
                        // Within a character or two: passages here start and end at words, and are folded.
                        ours.is_some_and(|s| {
                            ((1.0 - s) * quote.chars().count() as f64 - **theirs as f64).abs() < 3.0
                        })
                    });
                format!("{} of {near} found are at edlib's distance", equal.count())
            });
            let damage =
                if edits == 100 { "absent".to_owned() } else { format!("{edits} % edited") };
            self.rows.push(Row {
                target,
                work: format!(
                    "nearest passage, {count} of 200 characters, {damage}, 1 MB; with the diff"
                ),
                ours,
                rival: "edlib".to_owned(),
                theirs: rival.map(|(ms, _)| ms),
                wanted,
                same,
            });
        }
    }

    fn start(&mut self) {
        if !self.wants("P5") {
            return;
        }
        let (root, program) =
            (Path::new(env!("CARGO_MANIFEST_DIR")), env!("CARGO_BIN_EXE_quoteproof"));
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..40 {
            for (times, arguments) in times.iter_mut().zip([["--version"], ["validate"]]) {
                let start = Instant::now();
                let mut command = std::process::Command::new(program);
                command.args(arguments).current_dir(root).env_remove("QUOTEPROOF_TEXTS");
                let done = command.output().is_ok_and(|o| o.status.success());
                assert!(done, "{arguments:?} failed");
                times.push(start.elapsed().as_secs_f64() * 1e3);
            }
        }
        let least = times.map(|t| t.into_iter().fold(f64::MAX, f64::min));
        self.rows.push(Row {
            target: "P5",
            work: "this repository, the least of 40 runs".to_owned(),
            ours: least[1],
            rival: "the same program's --version".to_owned(),
            theirs: Some(least[0]),
            wanted: 1.0 / 2.5,
            same: String::new(),
        });
    }

    fn schema(&mut self) {
        if !self.wants("P7") {
            return;
        }
        let plan = Plan {
            name: "claims",
            documents: 1,
            bytes: 100_000,
            quotes: 20_000 / self.scale,
            edited: 0,
        };
        let made = plan.make(&self.folder);
        let files: Vec<PathBuf> = claims(&made.root).collect();
        let start = Instant::now();
        let refused = files.iter().filter(|file| !fits(file)).count();
        let ours = start.elapsed().as_secs_f64() * 1e3;
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/claim.schema.json");
        let python =
            std::env::var("BENCH_CHECK_JSONSCHEMA").unwrap_or("check-jsonschema".to_owned());
        let few: Vec<String> =
            files.iter().take(500).map(|f| f.to_string_lossy().into_owned()).collect();
        let schema = schema.to_string_lossy().into_owned();
        let mut arguments = vec!["--schemafile", &schema, "--disable-formats", "*"];
        arguments.extend(few.iter().map(String::as_str));
        let rival = run(&python, &arguments, &made.root).filter(|(_, said)| said.contains("ok"));
        let share = files.len() as f64 / few.len() as f64;
        self.rows.push(Row {
            target: "P7",
            work: format!("{} claims read, parsed and checked against their schema", files.len()),
            ours,
            rival: format!("check-jsonschema on {}, in proportion", few.len()),
            theirs: rival.map(|(c, _)| c.cpu * 1e3 * share),
            wanted: 100.0,
            same: format!("{refused} refused"),
        });
    }

    /// Time against quotes and against text, three decades each; the slope is that of the logarithms.
    fn growth(&mut self) {
        if !self.wants("P8") {
            return;
        }
        let (words, mut random) = (Words::new(), Random(5));
        let text = words.text(&mut random, 1_000_000);
        let quotes: Vec<String> = (0..10_000).map(|_| quote_of(&mut random, &text, 120)).collect();
        let bad: Vec<String> =
            quotes.iter().take(1_000).map(|q| words.edited(&mut random, q, 12)).collect();
        let good = |count: usize| verify_all(&text, &quotes[..count]);
        let failing = |count: usize| explain_all(&text, &bad[..count]);
        let by_quotes = [
            ("quotes that stand", series(&[10, 100, 1_000, 10_000], &good)),
            ("failing quotes", series(&[1, 10, 100, 1_000], &failing)),
        ];
        let most = 31_600_000 / self.scale;
        let large = words.text(&mut random, most);
        let head = |bytes: usize| {
            let mut end = bytes;
            while !large.is_char_boundary(end) {
                end -= 1;
            }
            &large[..end]
        };
        let sizes = [most / 1_000, most / 100, most / 10, most];
        let own: Vec<String> =
            (0..100).map(|_| quote_of(&mut random, head(sizes[0]), 120)).collect();
        let bad: Vec<String> =
            own.iter().take(20).map(|q| words.edited(&mut random, q, 12)).collect();
        let by_text = [
            ("100 quotes that stand", series(&sizes, &|bytes| verify_all(head(bytes), &own))),
            ("20 failing quotes", series(&sizes, &|bytes| explain_all(head(bytes), &bad))),
        ];
        for (of, lines) in [("quotes, 1 MB of text", &by_quotes), ("bytes of text", &by_text)] {
            for (name, points) in lines {
                let slope = plot::slope(points);
                self.rows.push(Row {
                    target: "P8",
                    work: format!("{name}, against {of}"),
                    ours: slope,
                    rival: "slope, at most 1.1".to_owned(),
                    theirs: Some(1.1),
                    wanted: 1.0,
                    same: String::new(),
                });
            }
        }
        if self.plots {
            let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
            for (file, axis, lines) in [
                ("growth-quotes.svg", "quotes on 1 MB of text", &by_quotes),
                ("growth-text.svg", "bytes of text", &by_text),
            ] {
                std::fs::write(docs.join(file), plot::svg(axis, lines))
                    .expect("docs/ can be written");
            }
        }
    }

    fn print(&self) {
        println!(
            "{:<4} {:<62} {:>9}  {:<34} {:>9} {:>7} {:>7} {:<4} same results, memory",
            "", "work", "ours", "rival", "rival's", "ratio", "target", "met"
        );
        for row in &self.rows {
            let ratio = row.theirs.map(|theirs| theirs / row.ours.max(1e-6));
            let met = ratio.map_or("–", |r| if r >= row.wanted { "yes" } else { "no" });
            let cell =
                |value: Option<f64>| value.map_or("missing".to_owned(), |v| format!("{v:.2}"));
            println!(
                "{:<4} {:<62} {:>9.2}  {:<34} {:>9} {:>7} {:>7.2} {:<4} {}",
                row.target,
                row.work,
                row.ours,
                row.rival,
                cell(row.theirs),
                cell(ratio),
                row.wanted,
                met,
                row.same
            );
        }
    }
}

fn validate(root: &Path, more: &[&str]) -> (Cost, String) {
    let mut arguments = vec!["validate", "--root", ".", "--format", "concise"];
    arguments.extend(more);
    // The report goes to standard output, the closing line is asked for by the JSON form only.
    let (cost, said) =
        run(env!("CARGO_BIN_EXE_quoteproof"), &arguments, root).expect("quoteproof runs");
    let count = |code: &str| said.lines().filter(|l| l.contains(code)).count();
    (
        cost,
        format!(
            "{} not found",
            count("quote/altered") + count("quote/absent") + count("quote/misattributed")
        ),
    )
}

fn texts(root: &Path) -> impl Iterator<Item = PathBuf> {
    let folders = std::fs::read_dir(root.join("corpus")).expect("a corpus");
    folders.map(|f| f.expect("a folder").path().join("text.txt"))
}

fn claims(root: &Path) -> impl Iterator<Item = PathBuf> {
    let folders = std::fs::read_dir(root.join("claims")).expect("claims");
    folders.flat_map(|f| {
        let files = std::fs::read_dir(f.expect("a folder").path()).expect("a folder");
        files.map(|f| f.expect("a file").path())
    })
}

fn fits(file: &Path) -> bool {
    let text = std::fs::read_to_string(file).expect("a claim");
    let name = camino::Utf8Path::new("claim.json");
    quoteproof::schema::check(quoteproof::schema::Document::Claim, name, &text).is_empty()
}

/// Characters changed, so many in a hundred; 100 for words that the text does not have in that order.
fn damaged(words: &Words, random: &mut Random, slice: &str, edits: usize) -> String {
    if edits == 100 {
        return words.text(random, 200).chars().take(200).collect();
    }
    let letter = |c: char| if random.below(100) < edits && c.is_alphabetic() { 'x' } else { c };
    slice.chars().map(letter).collect()
}

fn verify_all(text: &str, quotes: &[String]) {
    let document = Document::new(text.to_owned(), Vec::new());
    for quote in quotes {
        let quoted = Quoted { parts: vec![quote], prefix: None, suffix: None };
        let found = verify(&document, &quoted, Limits::default(), WordLists::for_language(None));
        assert!(found.is_some(), "{quote:?} stands in the text");
    }
}

fn explain_all(text: &str, quotes: &[String]) {
    let document = Document::new(text.to_owned(), Vec::new());
    for quote in quotes {
        let quoted = Quoted { parts: vec![quote], prefix: None, suffix: None };
        std::hint::black_box(explain(&document, &quoted, WordLists::for_language(None)));
    }
}

/// The least of three times for each size, in milliseconds.
fn series(sizes: &[usize], work: &dyn Fn(usize)) -> Vec<(f64, f64)> {
    let time = |size: usize| {
        let times = (0..3).map(|_| {
            let start = Instant::now();
            work(size);
            start.elapsed().as_secs_f64() * 1e3
        });
        times.fold(f64::MAX, f64::min)
    };
    sizes.iter().map(|&size| (size as f64, time(size))).collect()
}

/// Milliseconds and distances of edlib in Python, started once; the reading of the input is not counted.
fn edlib(text: &str, quotes: &[String]) -> Option<(f64, Vec<usize>)> {
    let folder = std::env::temp_dir().join(format!("quoteproof-edlib-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    std::fs::write(folder.join("text"), text).ok()?;
    std::fs::write(folder.join("quotes"), quotes.join("\u{0}")).ok()?;
    let script = "import edlib,time\nt=open('text',newline='').read()\nq=open('quotes',newline='').read().split('\\0')\ns=time.perf_counter()\nd=[edlib.align(x,t,mode='HW',task='locations')['editDistance'] for x in q]\nprint((time.perf_counter()-s)*1000,*d)\n";
    std::fs::write(folder.join("run.py"), script).ok()?;
    let python = std::env::var("BENCH_PYTHON").unwrap_or("python3".to_owned());
    let said = run(&python, &["run.py"], &folder);
    let _ = std::fs::remove_dir_all(&folder);
    let (_, said) = said?;
    let mut numbers = said.split_whitespace();
    let time = numbers.next()?.parse().ok()?;
    Some((time, numbers.filter_map(|n| n.parse().ok()).collect()))
}
