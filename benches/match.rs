//! How the time of matching grows with the text and the number of quotes, and what adversarial input costs.
//!
//! Run it with `cargo bench --bench match`, or `cargo bench --bench match -- WORD` for the cases whose
//! names have that word. Each case runs in a process of its own, which is ended after a minute. Texts and
//! quotes are generated from a fixed seed. What is found is checked before a time is printed.

use quoteproof::quote::{FoldedDocument, Limits, Quoted, WordLists, explain, verify};
use std::hint::black_box;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The time after which a case is ended.
const PATIENCE: Duration = Duration::from_mins(1);

/// Sizes of the generated texts, in kilobytes.
const SIZES: [usize; 5] = [100, 316, 1_000, 3_162, 10_000];

/// Numbers of quotes on one text.
const QUOTES: [usize; 3] = [1, 100, 1_000];

const ADVERSARIAL: [&str; 15] = [
    "one-word",
    "one-word-apart",
    "one-word-segments",
    "two-words",
    "combining",
    "combining-words",
    "brackets",
    "open-brackets",
    "ellipses",
    "ellipses-in-text",
    "hyphens-at-line-ends",
    "white-space",
    "figures",
    "long-quote",
    "many-segments",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--case"
    {
        return print_times(name);
    }
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|a| name.contains(a));
    println!("growth: exponent of the text's size (1 is linear), from one size to the next");
    for work in ["fold", "verify", "explain"] {
        for quotes in QUOTES.into_iter().filter(|&n| work != "fold" || n == 1) {
            growth(work, quotes, &wanted);
        }
    }
    println!(
        "\nadversarial input: fold the document, verify a quote that stands, explain one that does not"
    );
    println!("{:<24} {:>12} {:>12} {:>12}", "", "fold (ms)", "verify (ms)", "explain (ms)");
    for name in ADVERSARIAL.into_iter().filter(|name| wanted(name)) {
        let cells = ["fold", "verify", "explain"].map(|work| {
            run(&format!("{name}/{work}")).map_or_else(
                || format!("> {} s", PATIENCE.as_secs()),
                |seconds| format!("{:.2}", seconds * 1e3),
            )
        });
        println!("{name:<24} {:>12} {:>12} {:>12}", cells[0], cells[1], cells[2]);
    }
}

fn growth(work: &str, quotes: usize, wanted: &dyn Fn(&str) -> bool) {
    let mut before: Option<(usize, f64)> = None;
    for size in SIZES {
        let name = format!("growth-{work}-{size}-{quotes}");
        if !wanted(&name) {
            continue;
        }
        let label = match work {
            "fold" => format!("fold {size} KB"),
            _ => format!("{work} {quotes} quotes in {size} KB"),
        };
        let Some(seconds) = run(&name) else {
            println!("{label:<36} > {} s; larger texts are left out", PATIENCE.as_secs());
            return;
        };
        let exponent = before.map_or(String::new(), |(smaller, time)| {
            let sizes = ratio(size, smaller).ln();
            format!("growth {:.2}", (seconds / time).ln() / sizes)
        });
        println!("{label:<36} {:>10.2} ms   {exponent}", seconds * 1e3);
        before = Some((size, seconds));
    }
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b as f64
}

/// Runs a case in a process of its own: its time in seconds, or nothing if it takes too long.
fn run(name: &str) -> Option<f64> {
    let program = std::env::current_exe().expect("this program has a path");
    let mut child = Command::new(program)
        .args(["--case", name])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a case starts");
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the case can be waited for") {
            assert!(status.success(), "{name} failed");
            break;
        }
        if start.elapsed() > PATIENCE {
            child.kill().expect("the case can be ended");
            child.wait().expect("the case ends");
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut said = String::new();
    child.stdout.take().expect("it is piped").read_to_string(&mut said).expect("it is text");
    Some(said.trim().parse().expect("a case prints its time"))
}

/// What one case works on: a document, a quote or more that stand in it, and as many that do not.
struct Case {
    text: String,
    good: Vec<Vec<String>>,
    bad: Vec<Vec<String>>,
}

fn print_times(name: &str) {
    let (case, work) = if let Some(rest) = name.strip_prefix("growth-") {
        let parts: Vec<&str> = rest.split('-').collect();
        let [work, size, quotes] = parts.as_slice() else { panic!("{name}: no such case") };
        let number = |text: &str| text.parse::<usize>().expect("a number");
        (generated(number(size) * 1_000, number(quotes)), (*work).to_owned())
    } else {
        let (name, work) = name.split_once('/').expect("a case and its work");
        (adversarial(name), work.to_owned())
    };
    let words = WordLists::for_language(Some("en"));
    let time = match work.as_str() {
        "fold" => {
            let text = case.text.clone();
            let start = Instant::now();
            black_box(FoldedDocument::new(text, Vec::new()));
            start.elapsed()
        }
        "verify" => {
            let document = FoldedDocument::new(case.text, Vec::new());
            let quotes: Vec<Quoted<'_>> = case.good.iter().map(|q| quoted(q)).collect();
            let start = Instant::now();
            let found = quotes
                .iter()
                .filter(|q| verify(&document, q, Limits::default(), words).is_some())
                .count();
            let time = start.elapsed();
            assert_eq!(found, quotes.len(), "all of them stand in the text");
            time
        }
        _ => {
            let document = FoldedDocument::new(case.text, Vec::new());
            let quotes: Vec<Quoted<'_>> = case.bad.iter().map(|q| quoted(q)).collect();
            let start = Instant::now();
            let found = quotes
                .iter()
                .filter(|q| verify(&document, q, Limits::default(), words).is_some())
                .count();
            for quote in &quotes {
                black_box(explain(&document, quote, words));
            }
            let time = start.elapsed();
            assert_eq!(found, 0, "none of them stands in the text");
            time
        }
    };
    println!("{}", time.as_secs_f64());
}

fn quoted(parts: &[String]) -> Quoted<'_> {
    Quoted { parts: parts.iter().map(String::as_str).collect(), prefix: None, suffix: None }
}

/// Numbers without a pattern, the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % limit.max(1)
    }
}

/// Sentences of made-up words, common ones more often than rare ones.
fn sentences(random: &mut Random, bytes: usize) -> Vec<String> {
    let syllables = ["ba", "ke", "ri", "to", "mun", "sal", "ver", "din", "gor", "pas", "le", "nu"];
    let vocabulary: Vec<String> = (0..20_000)
        .map(|_| (0..=random.below(4)).map(|_| syllables[random.below(syllables.len())]).collect())
        .collect();
    let mut words = Vec::new();
    let mut length = 0;
    let mut left = 0;
    while length < bytes {
        let rare = random.below(vocabulary.len());
        let mut word = vocabulary[random.below(rare + 1)].clone();
        if left == 0 {
            left = 6 + random.below(20);
            word[..1].make_ascii_uppercase();
        }
        left -= 1;
        if left == 0 {
            word.push('.');
        } else if random.below(12) == 0 {
            word.push(',');
        } else if random.below(60) == 0 {
            word = format!("“{word}”");
        }
        length += word.len() + 1;
        words.push(word);
    }
    words
}

fn generated(bytes: usize, quotes: usize) -> Case {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let words = sentences(&mut random, bytes);
    let mut case = Case { text: words.join(" "), good: Vec::new(), bad: Vec::new() };
    for _ in 0..quotes {
        let length = 6 + random.below(30);
        let start = random.below(words.len() - length);
        let mut quote = words[start..start + length].to_vec();
        case.good.push(vec![quote.join(" ")]);
        let changed = 1 + random.below(length - 2);
        "xylophone".clone_into(&mut quote[changed]);
        case.bad.push(vec![quote.join(" ")]);
    }
    case
}

fn adversarial(name: &str) -> Case {
    const MEGABYTE: usize = 1_000_000;
    let fill = |piece: &str| piece.repeat(MEGABYTE / piece.len());
    let one = |text: String, good: String, bad: String| Case {
        text,
        good: vec![vec![good]],
        bad: vec![vec![bad]],
    };
    let hundred = |word: &str| vec![word; 100].join(" ");
    match name {
        "one-word" => {
            let good = hundred("word");
            let bad = good.replacen("word", "ward", 50);
            one(fill("word "), good, bad)
        }
        "one-word-apart" => one(
            fill("word "),
            format!("{} … {}", hundred("word"), hundred("word")),
            format!("{} … sword {}", hundred("word"), hundred("word")),
        ),
        "one-word-segments" => {
            let good = vec!["word word word"; 50].join(" … ");
            let bad = format!("{good} … word ward word");
            one(fill("word "), good, bad)
        }
        "two-words" => {
            let text = fill("to be or ");
            let good = vec!["to be or"; 33].join(" ");
            let bad = format!("{good} not {good}");
            one(text, good, bad)
        }
        "combining" => {
            let text = format!("It is a{} and more.", "\u{301}\u{323}".repeat(MEGABYTE / 4));
            let bad = format!("Here is a{} and more.", "\u{301}".repeat(100));
            one(text, "and more.".to_owned(), bad)
        }
        "combining-words" => {
            let word = format!("a{}", "\u{301}".repeat(20));
            let good = hundred(&word);
            let bad = good.replacen('a', "e", 50);
            one(fill(&format!("{word} ")), good, bad)
        }
        "brackets" => {
            let bad = format!("{} word", hundred("[a] b c"));
            one(fill("[a] b c "), hundred("[a] b c"), bad)
        }
        "open-brackets" => {
            let good = "[".repeat(10_000) + " some words here";
            let bad = "[a".repeat(10_000) + " other words here";
            one("[".repeat(MEGABYTE) + " some words here", good, bad)
        }
        "ellipses" => one(
            fill("and on it goes "),
            vec!["and on it goes"; 100].join(" … "),
            vec!["and on it gone"; 100].join(" … "),
        ),
        "ellipses-in-text" => one(
            fill("and on … it … goes "),
            vec!["and on … it … goes"; 100].join(" "),
            vec!["and on … it … gone"; 100].join(" "),
        ),
        "hyphens-at-line-ends" => {
            one(fill("hy-\nphen-\nated "), hundred("hyphenated"), hundred("hyphenates"))
        }
        "white-space" => {
            let text = format!("one two{}three. ", " \n\t".repeat(MEGABYTE / 6)).repeat(2);
            one(text, "one two three".to_owned(), "one two threw four".to_owned())
        }
        "figures" => one(fill("10 000 "), hundred("10 000"), hundred("10 001")),
        "long-quote" => {
            let mut random = Random(1);
            let words = sentences(&mut random, MEGABYTE);
            let mut quote = words[1_000..101_000].to_vec();
            let good = quote.join(" ");
            "xylophone".clone_into(&mut quote[90_000]);
            one(words.join(" "), good, quote.join(" "))
        }
        "many-segments" => {
            let mut random = Random(2);
            let words = sentences(&mut random, MEGABYTE);
            let pieces: Vec<String> =
                (0..10_000).map(|at| words[at * 10..at * 10 + 4].join(" ")).collect();
            let mut bad = pieces.clone();
            "the xylophone is new".clone_into(&mut bad[9_000]);
            Case { text: words.join(" "), good: vec![pieces], bad: vec![bad] }
        }
        _ => panic!("{name}: no such case"),
    }
}
