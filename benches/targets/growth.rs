//! P8: how time grows with the text and the quotes, and what adversarial text costs.

use crate::common::corpus::{EVIDENCE, Plan};
use crate::common::measure::by_turns;
use crate::common::words::{Random, Words, boundary, quote_of};
use crate::table::{Row, Same};
use crate::{Bench, myers, none_missed, plot, validate};
use quoteproof::quote::{
    FoldedDocument, Limits, Quoted, ReadQuote, WordLists, explain, verify_read,
};
use std::path::Path;
use std::time::{Duration, Instant};

type Line = (&'static str, Vec<(f64, f64)>);

impl Bench {
    pub(crate) fn growth(&mut self) {
        if !self.wants("P8") {
            return;
        }
        let (by_quotes, by_text) = (by_quotes(), by_text(31_600_000 / self.scale));
        for (of, lines) in [("quotes, on 1 MB", &by_quotes), ("bytes of text", &by_text)] {
            for (name, points) in lines {
                self.slope(&format!("{name}, against {of}"), points);
            }
        }
        self.documents();
        self.adversarial();
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

    /// The worse of two slopes: over all points, and from the last but one to the last, which no fixed
    /// cost flattens.
    fn slope(&mut self, work: &str, points: &[(f64, f64)]) {
        let (all, last) = (plot::slope(points), plot::slope(&points[points.len() - 2..]));
        let times: Vec<String> = points.iter().map(|(_, ms)| format!("{ms:.1}")).collect();
        self.rows.push(Row {
            target: "P8",
            work: work.to_owned(),
            measure: "slope",
            ours: all.max(last),
            rival: "slope".to_owned(),
            theirs: Some(1.1),
            wanted: Some(1.0),
            same: Same {
                holds: None,
                detail: format!("all {all:.2}, last {last:.2}; {} ms", times.join(", ")),
            },
        });
    }

    /// Whole runs with failing quotes, against the number of documents, two decades or three.
    fn documents(&mut self) {
        let most = 6_000 / self.scale;
        let mut points = Vec::new();
        for documents in [most / 1_000, most / 100, most / 10, most] {
            if documents == 0 {
                continue;
            }
            let plan = Plan {
                name: "growing",
                documents,
                bytes: 28_000,
                quotes: documents * 10,
                edited: 8,
                broken: 0,
                evidence: EVIDENCE,
            };
            let made = plan.make(&self.folder);
            let job = validate(&made.root, "1");
            let mut runs = by_turns(&[&job], 3, Duration::from_secs(10));
            let done = runs.pop().flatten().expect("quoteproof runs");
            let found = none_missed(&done, crate::common::corpus::standing(&made.root));
            assert_ne!(found.holds, Some(false), "{}", found.detail);
            points.push((documents as f64, done.cost.clock * 1e3));
        }
        self.slope("whole runs, 10 quotes a document, 8 % edited, against documents", &points);
    }

    /// Failing quotes on text that is made to be slow, against a full bit-parallel pass for each.
    fn adversarial(&mut self) {
        for (name, text, quotes) in adversarial() {
            let document = FoldedDocument::new(text.clone(), Vec::new());
            let ours = least(&|| {
                for quote in &quotes {
                    std::hint::black_box(explain(&document, &quoted(quote), words()));
                }
            });
            let rival = least(&|| {
                for quote in &quotes {
                    std::hint::black_box(myers::distance(text.as_bytes(), quote.as_bytes()));
                }
            });
            self.rows.push(Row {
                target: "P8",
                work: format!(
                    "{} failing quotes in 1 MB of {name}, all said of them",
                    quotes.len()
                ),
                measure: "clock",
                ours,
                rival: "full bit-parallel passes".to_owned(),
                theirs: Some(rival),
                wanted: Some(1.0),
                same: optima(&document, &quotes),
            });
        }
    }
}

fn by_quotes() -> Vec<Line> {
    let (words, mut random) = (Words::new(), Random::new(5, 0));
    let text = words.text(&mut random, 1_000_000);
    let quotes: Vec<String> = (0..10_000).map(|_| quote_of(&mut random, &text, 120)).collect();
    let bad: Vec<String> =
        quotes.iter().take(1_000).map(|q| words.edited(&mut random, q, 12)).collect();
    let good = |count: usize| verify_all(&text, &quotes[..count]);
    let failing = |count: usize| explain_all(&text, &bad[..count]);
    vec![
        ("quotes that stand", series(&[10, 100, 1_000, 10_000], &good)),
        ("failing quotes", series(&[1, 10, 100, 1_000], &failing)),
    ]
}

fn by_text(most: usize) -> Vec<Line> {
    let (words, mut random) = (Words::new(), Random::new(5, 1));
    let large = words.text(&mut random, most);
    let head = |bytes: usize| &large[..boundary(&large, bytes)];
    let sizes = [most / 1_000, most / 100, most / 10, most];
    let own: Vec<String> = (0..100).map(|_| quote_of(&mut random, head(sizes[0]), 120)).collect();
    let bad: Vec<String> = own.iter().take(20).map(|q| words.edited(&mut random, q, 12)).collect();
    vec![
        ("100 quotes that stand", series(&sizes, &|bytes| verify_all(head(bytes), &own))),
        ("20 failing quotes", series(&sizes, &|bytes| explain_all(head(bytes), &bad))),
    ]
}

/// Texts of a megabyte, and ten quotes that do not stand in them.
fn adversarial() -> Vec<(&'static str, String, Vec<String>)> {
    const MEGABYTE: usize = 1_000_000;
    let mut random = Random::new(11, 0);
    let words = Words::new();
    let fill = |piece: &str| piece.repeat(MEGABYTE / piece.len());
    let changed = |piece: &str, from: &str, to: &str| -> Vec<String> {
        let quote = piece.repeat(200 / piece.len());
        (1..=10).map(|n| quote.trim().replacen(from, to, n)).collect()
    };
    let letters = |known: &[u8], count: usize, random: &mut Random| -> String {
        (0..count).map(|_| char::from(known[random.below(known.len())])).collect()
    };
    let (few, none) = (b"abcd ".as_slice(), b"ab".as_slice());
    let four = letters(few, MEGABYTE, &mut random);
    let fours = (0..10).map(|_| format!("a{}d", letters(few, 198, &mut random))).collect();
    let two = letters(none, MEGABYTE, &mut random);
    let twos = (0..10).map(|_| letters(none, 200, &mut random)).collect();
    let quote = words.text(&mut random, 200).replace("\n\n", " ");
    let quote: String = quote.chars().filter(char::is_ascii).take(200).collect();
    let quote = quote.trim_end();
    let mut everywhere = |edits: usize| -> String {
        (0..MEGABYTE / 200).map(|_| scratched(&mut random, quote, edits) + " ").collect()
    };
    let (near, far) = (everywhere(20), everywhere(44));
    let close: Vec<String> =
        (0..10).map(|n| scratched(&mut Random::new(12, n), quote, 8)).collect();
    vec![
        ("one word again and again", fill("word "), changed("word ", "word", "ward")),
        (
            "three words again and again",
            fill("to be or "),
            changed("to be or ", "or to", "or not to"),
        ),
        ("random words of four letters", four, fours),
        ("two letters without a space", two, twos),
        ("the quote again and again, 20 % edited each time", near, close.clone()),
        ("the quote again and again, 44 % edited each time", far, close),
    ]
}

/// How many passages are as near as the full pass says that one is; told only, since a passage starts and
/// ends at words, and the full pass anywhere.
fn optima(document: &FoldedDocument, quotes: &[String]) -> Same {
    let at_optimum = |quote: &&String| {
        let least = myers::distance(document.text().as_bytes(), quote.as_bytes());
        explain(document, &quoted(quote), words())
            .near
            .map_or(least * 100 > quote.len() * 45, |near| {
                myers::distance(document.slice(near.span).as_bytes(), quote.as_bytes()) == least
            })
    };
    let count = quotes.iter().filter(at_optimum).count();
    Same { holds: None, detail: format!("{count} of {} at the optimum", quotes.len()) }
}

/// Letters changed, so many in a hundred.
fn scratched(random: &mut Random, text: &str, edits: usize) -> String {
    let letter = |c: char| {
        let other = char::from(b'a' + random.below(26) as u8);
        if c != ' ' && random.below(100) < edits { other } else { c }
    };
    text.chars().map(letter).collect()
}

fn quoted(quote: &str) -> Quoted<'_> {
    Quoted { parts: vec![quote], prefix: None, suffix: None }
}

fn words() -> Option<&'static WordLists> {
    WordLists::for_language(Some("en"))
}

fn verify_all(text: &str, quotes: &[String]) {
    let document = FoldedDocument::new(text.to_owned(), Vec::new());
    // As a run does.
    let read: Vec<ReadQuote<'_>> = quotes.iter().map(|q| ReadQuote::new(quoted(q))).collect();
    document.look_up(&read);
    for (quote, read) in quotes.iter().zip(&read) {
        let found = verify_read(&document, read, Limits::default(), words());
        assert!(found.is_some(), "{quote:?} stands in the text");
    }
}

fn explain_all(text: &str, quotes: &[String]) {
    let document = FoldedDocument::new(text.to_owned(), Vec::new());
    for quote in quotes {
        std::hint::black_box(explain(&document, &quoted(quote), words()));
    }
}

/// Milliseconds for each size.
fn series(sizes: &[usize], work: &dyn Fn(usize)) -> Vec<(f64, f64)> {
    sizes.iter().map(|&size| (size as f64, least(&|| work(size)))).collect()
}

/// The least of three times or, of short work, of twenty; in milliseconds.
fn least(work: &dyn Fn()) -> f64 {
    let (mut least, begun) = (f64::MAX, Instant::now());
    for round in 0..20 {
        let start = Instant::now();
        work();
        least = least.min(start.elapsed().as_secs_f64() * 1e3);
        if round >= 2 && begun.elapsed() > Duration::from_secs(1) {
            break;
        }
    }
    least
}
