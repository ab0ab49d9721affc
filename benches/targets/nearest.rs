//! P3, P4: the nearest passage of quotes that do not stand in a text, beside edlib.

use crate::common::words::{Random, Words};
use crate::rivals::python;
use crate::table::{Row, Same};
use crate::{Bench, myers};
use quoteproof::quote::{FoldedDocument, Quoted, WordLists, explain};
use std::time::Instant;

/// Characters of each quote.
const LENGTH: usize = 200;

/// Aligns each quote; then the quote with the passage that quoteproof chose. Prints the least time of
/// three, and two distances a line. edlib takes plain letters from a string as they are; others it would
/// map in Python, ten times slower.
const EDLIB: &str = r"
import edlib, sys, time
text = open('text').read()
quotes = open('quotes').read().split('\0')
ours = open('ours').read().split('\0')
k = int(sys.argv[1])
least = 1e9
for _ in range(3):
    start = time.perf_counter()
    found = [edlib.align(q, text, mode='HW', task='locations', k=k)['editDistance'] for q in quotes]
    least = min(least, time.perf_counter() - start)
print(least * 1000)
for quote, distance, passage in zip(quotes, found, ours):
    print(distance, edlib.align(quote, passage)['editDistance'] if passage else '-')
";

/// Passages further away than this share of the quote are not near: nothing is reported then.
const NEAR: f64 = 0.45;

#[derive(Clone, Copy)]
struct Case {
    target: &'static str,
    /// Characters in a hundred that are edited; 100 for a quote that is not in the text at all.
    edits: usize,
    count: usize,
    wanted: f64,
}

const CASES: [Case; 6] = [
    Case { target: "P3", edits: 8, count: 1, wanted: 15.0 },
    Case { target: "P3", edits: 8, count: 20, wanted: 50.0 },
    Case { target: "P4", edits: 25, count: 1, wanted: 4.0 },
    Case { target: "P4", edits: 25, count: 20, wanted: 4.0 },
    Case { target: "P4", edits: 100, count: 1, wanted: 4.0 },
    Case { target: "P4", edits: 100, count: 20, wanted: 4.0 },
];

impl Bench {
    pub(crate) fn nearest(&mut self) {
        for case in CASES {
            if self.wants(case.target) {
                self.nearest_case(case);
            }
        }
    }

    fn nearest_case(&mut self, case: Case) {
        let (words, mut random) = (Words::new(), Random::new(3, 0));
        let text = plain(&words.text(&mut random, 1_000_000));
        let quotes: Vec<String> =
            (0..case.count).map(|_| damaged(&words, &mut random, &text, case.edits)).collect();
        let (folding, ours, passages) = least(&text, &quotes);
        let damage = match case.edits {
            100 => "absent".to_owned(),
            edits => format!("{edits} % edited"),
        };
        let work = format!(
            "nearest passage of {} × {LENGTH} characters, {damage}, in 1 MB folded before ({folding:.1} ms)",
            case.count
        );
        let near = (NEAR * LENGTH as f64).ceil();
        // Of what is absent nobody asks how far away it is: there both stop at the same limit.
        let (all, limited) =
            if case.edits == 100 { (None, Some(case.wanted)) } else { (Some(case.wanted), None) };
        let limits = [("edlib", -1.0, all), ("edlib, no further than 45 %", near, limited)];
        for (name, k, wanted) in limits {
            let rival = edlib(&text, &quotes, &passages, k);
            if let Some((_, distances)) = rival.as_ref().filter(|_| k < 0.0) {
                let full = |quote: &String| {
                    i64::try_from(myers::distance(text.as_bytes(), quote.as_bytes())).ok()
                };
                let agree = quotes
                    .iter()
                    .zip(distances)
                    .all(|(quote, (best, _))| full(quote) == Some(*best));
                assert!(agree, "edlib and the full pass of P8 find the same distances");
            }
            self.rows.push(Row {
                target: case.target,
                work: work.clone(),
                measure: "clock",
                ours,
                rival: name.to_owned(),
                theirs: rival.as_ref().map(|r| r.0),
                wanted,
                same: rival.map_or(Same::default(), |(_, distances)| same(&distances)),
            });
        }
    }
}

/// The same distances: of a quote that has none near, edlib's must be far, or none.
fn same(distances: &[(i64, Option<i64>)]) -> Same {
    let far = (NEAR * LENGTH as f64) as i64;
    let equal = |(best, ours): &&(i64, Option<i64>)| match ours {
        Some(ours) => ours == best,
        None => *best < 0 || *best > far,
    };
    let (count, none) = (
        distances.iter().filter(equal).count(),
        distances.iter().filter(|(_, ours)| ours.is_none()).count(),
    );
    let near = distances.len() - none;
    Same::new(
        count == distances.len(),
        format!("{count} of {} at edlib's optimum ({near} near, {none} not)", distances.len()),
    )
}

/// Letters, commas, full stops and single spaces: folded, it is the same, and edlib takes it as it is.
fn plain(text: &str) -> String {
    text.replace('’', "").replace(" —", "").replace("\n\n", " ")
}

/// Words of a text, its characters changed, so many in a hundred; not those of the first and the last
/// word, since a passage starts and ends at words and edlib's anywhere.
fn damaged(words: &Words, random: &mut Random, text: &str, edits: usize) -> String {
    if edits == 100 {
        return plain(&words.text(random, 3 * LENGTH)).chars().take(LENGTH).collect();
    }
    let at = random.below(text.len() - 3 * LENGTH);
    let start = at + text[at..].find(' ').unwrap_or(0) + 1;
    let end = start + LENGTH - 20;
    let end = end + text[end..].find(' ').unwrap_or(0);
    // A mark at the edge of a quote is forgiven, and would count for edlib.
    let slice = text[start..end].trim_end_matches([',', '.']);
    let first = slice.find(' ').unwrap_or(0);
    let last = slice.rfind(' ').unwrap_or(0);
    let letter = |(at, c): (usize, char)| {
        let inside = at > first && at < last;
        // Letters are replaced by one that no word has.
        if inside && c.is_ascii_alphabetic() && random.below(100) < edits { 'x' } else { c }
    };
    slice.char_indices().map(letter).collect()
}

/// Milliseconds of folding the text, of explaining all quotes (the diff included), and the passages; the
/// least of five, with a document of its own each time.
fn least(text: &str, quotes: &[String]) -> (f64, f64, Vec<String>) {
    let (mut folding, mut explaining, mut passages) = (f64::MAX, f64::MAX, Vec::new());
    for _ in 0..5 {
        let copy = text.to_owned();
        let start = Instant::now();
        let document = FoldedDocument::new(copy, Vec::new());
        folding = folding.min(start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        let explained: Vec<_> = quotes
            .iter()
            .map(|quote| {
                let quoted = Quoted { parts: vec![quote], prefix: None, suffix: None };
                explain(&document, &quoted, WordLists::for_language(Some("en")))
            })
            .collect();
        explaining = explaining.min(start.elapsed().as_secs_f64() * 1e3);
        let passage = |near: &quoteproof::quote::NearPassage| document.slice(near.span).to_owned();
        passages =
            explained.iter().map(|m| m.near.as_ref().map(passage).unwrap_or_default()).collect();
    }
    (folding, explaining, passages)
}

type Distances = Vec<(i64, Option<i64>)>;

/// Milliseconds of edlib, started once; the reading of its input is not counted.
fn edlib(text: &str, quotes: &[String], ours: &[String], k: f64) -> Option<(f64, Distances)> {
    let folder = std::env::temp_dir().join(format!("quoteproof-edlib-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    for (name, content) in
        [("text", text.to_owned()), ("quotes", quotes.join("\0")), ("ours", ours.join("\0"))]
    {
        std::fs::write(folder.join(name), content).ok()?;
    }
    let done = python(EDLIB, &[&format!("{k}")], &folder);
    let _ = std::fs::remove_dir_all(&folder);
    let said = done?.said;
    let mut lines = said.lines();
    let time = lines.next()?.parse().ok()?;
    let pair = |line: &str| {
        let (best, ours) = line.split_once(' ')?;
        Some((best.parse().ok()?, ours.parse().ok()))
    };
    Some((time, lines.map(pair).collect::<Option<_>>()?))
}
