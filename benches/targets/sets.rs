//! P16: data sets, a row a quote, beside what a script would do.

use crate::common::measure::{Job, by_turns};
use crate::common::words::{Random, Words, quote_of};
use crate::table::{Row, Same};
use crate::{Bench, PROGRAM, rivals};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// Bytes of a document.
const BYTES: usize = 16_000;

/// Finds each quote, and for each miss the nearest passage in its document, for so many seconds at most. Prints
/// processor seconds, the quotes taken, those found.
const RAPIDFUZZ: &str = r"
import json, sys, time
from rapidfuzz.fuzz import partial_ratio_alignment
limit = float(sys.argv[1])
start = time.process_time()
with open('documents.jsonl') as file:
    texts = {row['id']: row['text'] for row in map(json.loads, file)}
taken = found = 0
with open('quotes.jsonl') as file:
    for line in file:
        row = json.loads(line)
        text, quote = texts[row['document']], row['quote']
        taken += 1
        if quote in text:
            found += 1
        else:
            partial_ratio_alignment(quote, text)
        if taken % 500 == 0 and time.process_time() - start > limit:
            break
print(time.process_time() - start, taken, found)
";

/// Seconds of the processor after which the rival takes no further quote.
const LIMIT: &str = "30";

impl Bench {
    pub(crate) fn sets(&mut self) {
        if !self.wants("P16") {
            return;
        }
        // The target is meant for a million quotes on 10,000 documents: that many with `--all`.
        let (quotes, documents) = if self.all { (1_000_000, 10_000) } else { (100_000, 1_000) };
        let (quotes, documents) = (quotes / self.scale, documents / self.scale);
        let folder = self.folder.join(format!("set-{quotes}-{documents}"));
        if !folder.join("standing.txt").exists() {
            make(&folder, quotes, documents).expect("the rows can be written");
        }
        let standing: usize = std::fs::read_to_string(folder.join("standing.txt"))
            .ok()
            .and_then(|n| n.parse().ok())
            .expect("a number");
        let job = Job {
            program: PROGRAM,
            arguments:
                "verify quotes.jsonl --documents documents.jsonl --threads 1 --no-elsewhere --exit-zero"
                    .split(' ')
                    .collect(),
            folder: &folder,
        };
        let mut runs = by_turns(&[&job], 3, Duration::from_mins(1)).into_iter();
        let done = runs.next().flatten().expect("quoteproof runs");
        let passed = ["exact", "typographic", "edited"]
            .map(|verdict| done.said.matches(&format!("\"verdict\":\"{verdict}\"")).count());
        let passed: usize = passed.iter().sum();
        let same = Same::new(passed >= standing, format!("{passed} pass, {standing} stand"));
        let each = done.cost.cpu * 1e6 / quotes as f64;
        let work = format!("{quotes} rows × {documents} documents, µs of the processor a quote");
        self.bounded("P16", &work, ("cpu", each), ("12.5 µs: 80,000 a second", 12.5), same.clone());
        let rival = rivals::python(RAPIDFUZZ, &[LIMIT], &folder).and_then(|done| {
            let mut numbers = done.said.split_whitespace().map(|n| n.parse::<f64>().ok());
            let (seconds, taken) = (numbers.next()??, numbers.next()??);
            Some((seconds * 1e6 / taken, taken))
        });
        let taken = rival.map_or(0.0, |(_, taken)| taken * 100.0 / quotes as f64);
        self.rows.push(Row {
            target: "P16",
            work,
            measure: "cpu",
            ours: each,
            rival: format!("str.find and rapidfuzz on {taken:.0} %"),
            theirs: rival.map(|(each, _)| each),
            wanted: Some(5.0),
            same,
        });
    }
}

/// Rows and documents; of a hundred quotes six have edited words.
fn make(folder: &Path, quotes: usize, documents: usize) -> std::io::Result<()> {
    let (words, mut random) = (Words::new(), Random::new(16, 0));
    std::fs::create_dir_all(folder)?;
    let texts: Vec<String> = (0..documents)
        .map(|number| words.text(&mut Random::new(16, number + 1), BYTES).replace('\n', " "))
        .collect();
    let mut out = String::new();
    for (number, text) in texts.iter().enumerate() {
        let _ = writeln!(out, "{{\"id\":\"d{number}\",\"text\":\"{text}\"}}");
    }
    std::fs::write(folder.join("documents.jsonl"), &out)?;
    out.clear();
    let mut standing = 0;
    for number in 0..quotes {
        let of = random.below(documents);
        let mut quote = quote_of(&mut random, &texts[of], 160);
        if random.below(100) < 6 {
            quote = words.edited(&mut random, &quote, 15);
        } else {
            standing += 1;
        }
        let _ =
            writeln!(out, "{{\"id\":\"{number}\",\"document\":\"d{of}\",\"quote\":\"{quote}\"}}");
    }
    std::fs::write(folder.join("quotes.jsonl"), &out)?;
    std::fs::write(folder.join("standing.txt"), standing.to_string())
}
