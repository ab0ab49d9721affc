//! Documents of all formats: what is read of each, which sentences pass, and what bad files get.
//!
//! `tests/documents/README.md` says what the files are. Where more of them lie beside the repository
//! (`../shared/samples`), they are scored, too.

use crate::tool::{root, update};
use camino::Utf8Path;
use quoteproof::check::sha256_hex;
use quoteproof::reader::{Format, read};
use quoteproof::{Document, DocumentOptions, Quoted};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The share of true sentences that must pass, of each format, in per cent.
const TARGET: usize = 99;

/// The longest that any file may take.
const MAX_TIME: Duration = Duration::from_secs(10);

/// The documents below a folder, by their paths in it.
fn documents(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        for entry in std::fs::read_dir(&inner).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
            if path.is_dir() {
                open.push(path);
            } else if inner != folder && !["truth", "absent", "md"].contains(&extension) {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy();
                found.insert(name.replace('\\', "/"), path);
            }
        }
    }
    found
}

fn format(bytes: &[u8], name: &str) -> Result<&'static Format, String> {
    let name = Utf8Path::new(name);
    let by_bytes = Format::of_bytes(bytes, name).map_err(|error| error.to_string())?;
    by_bytes.or_else(|| Format::of_name(name)).ok_or_else(|| "nothing says what it is".to_owned())
}

#[test]
fn what_is_read_of_each_document_is_what_it_was() {
    let folder = root().join("tests/documents");
    let mut golden = String::new();
    for (name, path) in documents(&folder) {
        let bytes = std::fs::read(path).expect("a document");
        let said = format(&bytes, &name).and_then(|format| {
            let read =
                read(&bytes, format.media_type(), None).map_err(|error| error.to_string())?;
            Ok(format!(
                "{} {} {}",
                format.media_type(),
                read.reader(),
                sha256_hex(read.text.as_bytes())
            ))
        });
        let _ = writeln!(golden, "{name} {}", said.unwrap_or_else(|why| format!("refused: {why}")));
    }
    let file = folder.join("golden.txt");
    if update() {
        std::fs::write(&file, &golden).expect("written");
    }
    let was = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        was.replace("\r\n", "\n"),
        golden,
        "another text needs another version of its reader"
    );
}

/// The lines of a file beside a document.
fn lines(path: &Path, extension: &str) -> Vec<String> {
    let name = format!("{}.{extension}", path.to_string_lossy());
    let text = std::fs::read_to_string(name).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The sentences of a folder's documents that pass, of how many, by format; fails where words pass that must not.
fn scores(folder: &Path) -> BTreeMap<&'static str, (usize, usize)> {
    let mut scores = BTreeMap::new();
    for (name, path) in documents(folder) {
        let bytes = std::fs::read(&path).expect("a document");
        let (truth, absent) = (lines(&path, "truth"), lines(&path, "absent"));
        let Ok(format) = format(&bytes, &name) else {
            assert!(truth.is_empty() || is_pdf(&name), "{name}: not recognized");
            continue;
        };
        if truth.is_empty() {
            continue;
        }
        let language = if name.contains("-de.") { "de" } else { "en" };
        let mut options = DocumentOptions::default();
        options.verdict_only = true;
        let document = match Document::new(&bytes, format.media_type(), Some(language), options) {
            Ok(document) => document,
            Err(error) => panic!("{name}: {error}"),
        };
        let passed = |quotes: &[String]| -> Vec<bool> {
            let quotes: Vec<Quoted<'_>> = quotes.iter().map(|quote| Quoted::text(quote)).collect();
            document.verify(&quotes).iter().map(|outcome| !outcome.places.is_empty()).collect()
        };
        for (words, stands) in absent.iter().zip(passed(&absent)) {
            assert!(!stands, "{name}: nobody sees \"{words}\"");
        }
        let (good, all) = scores.entry(format.name).or_insert((0, 0));
        let stands = passed(&truth);
        *good += stands.iter().filter(|stands| **stands).count();
        *all += stands.len();
        for (sentence, _) in truth.iter().zip(&stands).filter(|(_, stands)| !**stands) {
            println!("{name}: missed: {sentence}");
        }
    }
    scores
}

#[test]
fn true_sentences_pass_and_what_nobody_sees_does_not() {
    let ours = scores(&root().join("tests/documents"));
    let beside = root().join("../shared/samples");
    for (format, (good, all)) in ours.into_iter().chain(scores(&beside)) {
        println!("{format}: {good} of {all}");
        // PDF has a target of its own.
        assert!(format == "PDF" || good * 100 >= all * TARGET, "{format}: {good} of {all}");
    }
}

#[test]
fn bad_files_get_an_answer_soon() {
    for folder in [root().join("tests/documents"), root().join("../shared/samples")] {
        for (name, path) in documents(&folder) {
            if is_pdf(&name) || !lines(&path, "truth").is_empty() {
                continue;
            }
            let bytes = std::fs::read(&path).expect("a document");
            let begun = Instant::now();
            let said = format(&bytes, &name).and_then(|format| {
                read(&bytes, format.media_type(), None).map_err(|error| error.to_string())
            });
            assert!(begun.elapsed() < MAX_TIME, "{name}: {:?}", begun.elapsed());
            if name.contains("bomb") {
                let why = said.map(|read| read.text.len()).expect_err("a limit");
                assert!(why.contains("200 times"), "{name}: {why}");
            }
        }
    }
}

/// Some bytes of each document changed, some cut out, some cut off: an answer, and no panic.
#[test]
fn damaged_documents_get_an_answer() {
    // A linear congruential generator: the same damage each time.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below.max(1)
    };
    let rounds = if std::env::var_os("QUOTEPROOF_LONG").is_some() { 500 } else { 8 };
    for (name, path) in documents(&root().join("tests/documents")) {
        let whole = std::fs::read(path).expect("a document");
        let Ok(format) = format(&whole, &name) else { continue };
        for round in 0..rounds {
            let mut bytes = whole.clone();
            match round % 3 {
                0 => {
                    for _ in 0..=random(8) {
                        let at = random(bytes.len());
                        bytes[at] = u8::try_from(random(256)).unwrap_or(0);
                    }
                }
                1 => {
                    let (from, to) = (random(bytes.len()), random(bytes.len()));
                    bytes.drain(from.min(to)..from.max(to).min(from.min(to) + 200));
                }
                _ => bytes.truncate(random(bytes.len())),
            }
            let _ = read(&bytes, format.media_type(), None);
            let _ = Format::of_bytes(&bytes, Utf8Path::new(&name));
        }
    }
}

/// PDF has tests of its own.
fn is_pdf(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "pdf")
}
