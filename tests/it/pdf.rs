//! The reader of PDF: the text of the samples, the sentences that they hold, and files that nobody should write.

use crate::documents::{MAX_MEMORY, is_long, most_memory};
use crate::tool::{put, quoteproof, scratch, update};
use quoteproof::corpus::sha256_hex;
use quoteproof::reader::{ElementKind, Extent, Readable, read};
use quoteproof::text::Place;
use quoteproof::{Document, DocumentOptions, Quoted};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const PDF: &str = "application/pdf";

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/pdf")
}

/// More samples, where they are at hand: `QUOTEPROOF_SAMPLES`, or a folder beside the repository.
fn folders() -> Vec<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let named = std::env::var_os("QUOTEPROOF_SAMPLES").map_or(beside, PathBuf::from);
    [committed(), named.join("pdf")].into_iter().filter(|folder| folder.is_dir()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("entry"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "pdf"));
    files.sort();
    files
}

fn name(file: &Path) -> String {
    file.file_name().expect("a name").to_string_lossy().into_owned()
}

fn readable(file: &str) -> Readable {
    let bytes = std::fs::read(committed().join(file)).expect("a sample");
    read(&bytes, PDF, None).expect("readable")
}

/// The hash of each text, or the reason why there is none.
#[test]
fn the_text_of_a_file_is_the_same_everywhere() {
    let list = committed().join("hashes.txt");
    let mut hashes = String::new();
    for file in files(&committed()) {
        let bytes = std::fs::read(&file).expect("a sample");
        let what = match read(&bytes, PDF, None) {
            Ok(readable) => sha256_hex(readable.text.as_bytes()),
            Err(why) => why.to_string(),
        };
        hashes.push_str(&format!("{}: {what}\n", name(&file)));
    }
    if update() {
        std::fs::write(&list, &hashes).expect("written");
    }
    assert_eq!(std::fs::read_to_string(&list).expect("hashes"), hashes);
}

/// Of the true sentences of all samples so many pass.
#[test]
fn true_sentences_pass() {
    let mut seen = BTreeMap::new();
    for file in folders().iter().flat_map(|folder| files(folder)) {
        let truth = PathBuf::from(format!("{}.truth", file.display()));
        let Ok(truth) = std::fs::read_to_string(truth) else { continue };
        // Of the long ones every third.
        let is_long = |line: &&str| line.split(' ').count() >= 5 || line.chars().count() >= 20;
        let sentences: Vec<&str> = truth.lines().map(str::trim).filter(is_long).collect();
        let sentences: Vec<&str> =
            sentences.iter().step_by(1 + sentences.len() / 300).copied().collect();
        let bytes = std::fs::read(&file).expect("a sample");
        let name_of = name(&file);
        let languages = ["ar", "de", "he", "ja", "ko", "zh"];
        let says = |language: &&str| name_of.contains(&format!("-{language}."));
        let language = languages.into_iter().find(says).unwrap_or("en");
        let document = Document::new(&bytes, PDF, Some(language), DocumentOptions::default());
        let quotes: Vec<Quoted<'_>> = sentences.iter().copied().map(Quoted::text).collect();
        let passed = document.expect("readable").verify(&quotes);
        let stands = |outcome: &&quoteproof::Outcome| {
            !matches!(outcome.verdict, quoteproof::Verdict::Altered | quoteproof::Verdict::Absent)
        };
        let good = passed.iter().filter(stands).count();
        println!("{}: {good} of {}", name(&file), sentences.len());
        seen.insert(name(&file), (good, sentences.len()));
    }
    let good: usize = seen.values().map(|(good, _)| good).sum();
    let all: usize = seen.values().map(|(_, all)| all).sum();
    assert!(good * 1_000 >= all * 975, "{good} of {all}: {seen:?}");
    for (file, (good, all)) in &seen {
        assert!(good * 100 >= all * 96, "{file}: {good} of {all}");
    }
}

/// The end of a line and the start of the line beside it, in the other column, are no passage.
#[test]
fn nothing_runs_across_the_gutter() {
    for file in ["tex-2col.pdf", "typst-2col.pdf", "rl-rows.pdf"] {
        let bytes = std::fs::read(committed().join(file)).expect("a sample");
        let readable = readable(file);
        let lines = lines(&readable);
        let mut quotes = Vec::new();
        for (text, page, rect) in &lines {
            let beside = lines.iter().find(|(_, other, b)| {
                other == page && b.left > rect.right && (b.bottom - rect.bottom).abs() < 3_000
            });
            let words = |text: &str| text.split_whitespace().count() >= 3;
            if let Some((other, ..)) = beside.filter(|(other, ..)| words(text) && words(other)) {
                let tail: Vec<&str> = text.split_whitespace().rev().take(4).collect();
                let tail: Vec<&str> = tail.into_iter().rev().collect();
                let head: Vec<&str> = other.split_whitespace().take(4).collect();
                quotes.push(format!("{} {}", tail.join(" "), head.join(" ")));
            }
        }
        assert!(quotes.len() >= 20, "{file}: {}", quotes.len());
        let document = Document::new(&bytes, PDF, Some("en"), DocumentOptions::default());
        let asked: Vec<Quoted<'_>> = quotes.iter().map(|quote| Quoted::text(quote)).collect();
        for (quote, outcome) in quotes.iter().zip(document.expect("readable").verify(&asked)) {
            assert!(!outcome.passed, "{file}: {quote}");
        }
    }
}

/// What is in `FILE.absent` are words that are beside each other or under each other on a page, and of two things: of two
/// cells, of the text and the margin.
#[test]
fn nothing_runs_from_the_text_into_what_is_beside_it() {
    let mut quotes = 0;
    for file in files(&committed()) {
        let Ok(absent) = std::fs::read_to_string(format!("{}.absent", file.display())) else {
            continue;
        };
        let bytes = std::fs::read(&file).expect("a sample");
        let document = Document::new(&bytes, PDF, Some("en"), DocumentOptions::default());
        let asked: Vec<Quoted<'_>> = absent.lines().map(Quoted::text).collect();
        quotes += asked.len();
        for (quote, outcome) in absent.lines().zip(document.expect("readable").verify(&asked)) {
            assert!(!outcome.passed, "{}: {quote}", name(&file));
        }
    }
    assert!(quotes >= 200, "{quotes}");
}

fn lines(readable: &Readable) -> Vec<(String, u32, quoteproof::text::Rect)> {
    let mut lines = Vec::new();
    for block in readable.blocks().iter().filter(|block| block.kind != ElementKind::Furniture) {
        let text = &readable.text[block.span.range()];
        let mut at = block.span.start;
        for line in text.split_inclusive(['\n', '\t']) {
            let span = quoteproof::text::Span::new(at, at + line.trim_end().len());
            at += line.len();
            if let Some(Extent::Box { page, rect }) = readable.extents(span).next() {
                lines.push((line.trim().to_owned(), page, rect));
            }
        }
    }
    lines
}

/// Notes, captions and running heads stand apart, and pages have their names.
#[test]
fn what_is_no_running_text_stands_apart() {
    let readable = readable("tex-2col.pdf");
    let kinds: Vec<(ElementKind, &str)> = readable
        .blocks()
        .iter()
        .map(|block| (block.kind, &readable.text[block.span.range()]))
        .collect();
    let has = |kind: ElementKind, start: &str| {
        kinds.iter().any(|(k, text)| {
            *k == kind && text.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with(start)
        })
    };
    assert!(has(ElementKind::Note, "The difficult office"), "{kinds:#?}");
    assert!(has(ElementKind::Caption, "Figure 1"), "{kinds:#?}");
    assert!(
        kinds
            .iter()
            .any(|(kind, text)| *kind == ElementKind::Furniture && text.contains("HEADING OF PART"))
    );
    assert!(kinds.iter().any(|(kind, text)| matches!(kind, ElementKind::Heading(_))
        && text.contains("Heading of part 2")));
    let at = readable.text.find("We hold these truths").expect("the words");
    let place = readable.place(quoteproof::text::Span::new(at, at + 20));
    let Some(Place::Page { page, rect }) = place else { panic!("{place:?}") };
    assert_eq!((page.index, page.name().as_str()), (1, "1"));
    assert!(rect.is_some_and(|rect| rect.left > 50_000 && rect.right < 320_000), "{rect:?}");
}

/// A clear answer, soon, and never a panic: for files that were made to be slow, and for damaged ones.
#[test]
fn hostile_files_are_refused_soon() {
    for file in folders().iter().flat_map(|folder| files(folder)) {
        let bytes = std::fs::read(&file).expect("a sample");
        let start = Instant::now();
        let result = read(&bytes, PDF, None);
        let took = start.elapsed();
        assert!(took < Duration::from_mins(1), "{}: {took:?}", file.display());
        let why = result.err().map(|why| why.to_string()).unwrap_or_default();
        let wanted = match name(&file).split('.').next().expect("a name") {
            "enc-locked" => "password",
            "scan" => "pictures",
            "bomb-flate" | "bomb-forms" => "limit",
            "cut" => "cannot be read",
            "loop-forms" | "loop-pages" => "no text",
            _ => {
                assert_eq!(why, "", "{}", file.display());
                continue;
            }
        };
        assert!(why.contains(wanted), "{}: {why}", file.display());
    }
}

/// Bytes changed, cut out, cut off: read or refused, and nothing else; 500 of each with `QUOTEPROOF_LONG`.
#[test]
fn damaged_files_are_read_or_refused() {
    let count = if is_long() { 500 } else { 6 };
    // Numbers that come again at every run (Knuth's MMIX).
    let mut state = 1_u64;
    let mut draw = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("a number") % below.max(1)
    };
    for file in files(&committed()) {
        let whole = std::fs::read(&file).expect("a sample");
        if whole.len() < 5_000 {
            continue;
        }
        for _ in 0..count {
            let mut bytes = whole.clone();
            match draw(3) {
                0 => bytes.truncate(draw(whole.len())),
                1 => {
                    let (from, length) = (draw(whole.len()), draw(2_000));
                    bytes.drain(from..(from + length).min(whole.len()));
                }
                _ => (0..20).for_each(|_| {
                    let at = draw(whole.len());
                    bytes[at] = u8::try_from(draw(256)).expect("a byte");
                }),
            }
            let start = Instant::now();
            let why = read(&bytes, PDF, None).err().map(|why| why.to_string());
            assert!(
                !why.as_ref().is_some_and(|why| why.contains("contradict")),
                "{}",
                file.display()
            );
            assert!(start.elapsed() < Duration::from_secs(10), "{}", file.display());
        }
    }
    if let Some(most) = most_memory().filter(|_| is_long()) {
        println!("at most {} MiB", most >> 20);
        assert!(most < MAX_MEMORY, "{} MiB", most >> 20);
    }
}

/// The end of a line of the running text with the start of a running head, a note or a caption of that page, and the other way
/// round: nobody wrote these words.
#[test]
fn nothing_is_spliced_from_text_to_what_stands_beside_it() {
    let is_long = |text: &str| text.split_whitespace().count() >= 3;
    let is_beside = |kind: ElementKind| {
        matches!(
            kind,
            ElementKind::Furniture | ElementKind::Note | ElementKind::Caption | ElementKind::Aside
        )
    };
    let mut asked = 0;
    for file in files(&committed()) {
        let bytes = std::fs::read(&file).expect("a sample");
        let Ok(readable) = read(&bytes, PDF, None) else { continue };
        let (beside, text): (Vec<_>, Vec<_>) = kinds_of_lines(&readable)
            .into_iter()
            .filter(|(_, line, _)| is_long(line))
            .partition(|(kind, ..)| is_beside(*kind));
        let mut quotes = Vec::new();
        for (_, other, page) in &beside {
            // The title of a document often stands in its running heads as well.
            if text.iter().any(|(_, line, _)| line == other) {
                continue;
            }
            let body = text.iter().filter(|(kind, _, p)| *kind == ElementKind::Body && p == page);
            for (_, line, _) in body.step_by(3).take(12) {
                quotes.push(format!("{} {}", end(line), start(other)));
                quotes.push(format!("{} {}", end(other), start(line)));
            }
        }
        // Sentences that say the same elsewhere are no splices.
        let truth = std::fs::read_to_string(format!("{}.truth", file.display()));
        let truth = truth.unwrap_or_default().replace('\n', " ");
        quotes.retain(|quote: &String| !truth.contains(quote.as_str()));
        asked += quotes.len();
        let document = Document::new(&bytes, PDF, Some("en"), DocumentOptions::default());
        let each: Vec<Quoted<'_>> = quotes.iter().map(|quote| Quoted::text(quote)).collect();
        for (quote, outcome) in quotes.iter().zip(document.expect("readable").verify(&each)) {
            assert!(!outcome.passed, "{}: {quote}", file.display());
        }
    }
    println!("{asked} asked");
    assert!(asked >= 500, "{asked}");
}

fn start(text: &str) -> String {
    text.split_whitespace().take(4).collect::<Vec<_>>().join(" ")
}

fn end(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words[words.len().saturating_sub(4)..].join(" ")
}

/// The lines of all pages with the kind of their block and their page.
fn kinds_of_lines(readable: &Readable) -> Vec<(ElementKind, String, u32)> {
    let mut lines = Vec::new();
    for block in readable.blocks() {
        let page = readable.locus_at(block.span.start).and_then(|locus| locus.page.clone());
        let page = page.map_or(0, |page| page.index);
        let text = &readable.text[block.span.range()];
        lines.extend(text.split(['\n', '\t']).map(|line| (block.kind, line.to_owned(), page)));
    }
    lines
}

/// From the file to the report: a source is added, a quote is found on its page, another is not.
#[test]
fn a_quote_is_found_on_its_page() {
    let root = scratch("pdf");
    put(&root, "quoteproof.toml", "");
    let file = committed().join("tex-2col.pdf");
    let run = |arguments: &[&str]| {
        let output = quoteproof().current_dir(&root).args(arguments).output().expect("runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text(&output.stdout) + &text(&output.stderr)
    };
    std::fs::create_dir_all(root.join("corpus")).expect("a folder");
    let file = file.to_str().expect("a path");
    let added = run(&["source", "add", file, "--id", "doc", "--title", "Rule", "--language", "en"]);
    put(
        &root,
        "claims/votes.json",
        r#"{"id": "votes", "statement": "Each senator has one vote.", "label": "supported", "evidence": [
  {"source": "doc", "quote": "shall be vacated at the Expiration of the second Year", "stance": "supports"},
  {"source": "doc", "quote": "shall be vacated at the Expiration of the third Year", "stance": "supports"}]}"#,
    );
    let found = run(&["find", "The Seats of the Senators of the first Class"]);
    assert!(found.contains("page 4"), "{added}{found}");
    let report = run(&["validate"]);
    assert!(report.contains("2 quotes checked, 1 passed"), "{report}");
    assert!(report.contains("page 4"), "{report}");
}
