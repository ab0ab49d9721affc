//! Documents of all formats: what is read of each, which sentences pass, and what bad files get.
//!
//! `tests/documents/README.md` says what the files are. Where more of them lie beside the repository
//! (`../shared/samples`), they are scored, too.

use crate::tool::{put, quoteproof, root, said, says, scratch, update};
use camino::Utf8Path;
use quoteproof::corpus::sha256_hex;
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

/// The most memory that all of them may take, in bytes.
pub(crate) const MAX_MEMORY: u64 = 512 << 20;

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
        options.explain = quoteproof::Explain::Off;
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
    let rounds = if is_long() { 500 } else { 8 };
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
            let begun = Instant::now();
            let _ = read(&bytes, format.media_type(), None);
            let _ = Format::of_bytes(&bytes, Utf8Path::new(&name));
            assert!(begun.elapsed() < MAX_TIME, "{name}, round {round}: {:?}", begun.elapsed());
        }
    }
    // The most that the process ever had: other tests run beside this one unless it is run alone.
    if let Some(most) = most_memory().filter(|_| is_long()) {
        println!("at most {} MiB", most >> 20);
        assert!(most < MAX_MEMORY, "{} MiB", most >> 20);
    }
}

/// Whether every document gets 500 kinds of damage: `QUOTEPROOF_LONG=1 cargo test --test it damaged`.
pub(crate) fn is_long() -> bool {
    std::env::var_os("QUOTEPROOF_LONG").is_some()
}

/// The most memory that this process had, in bytes, where the system says so.
pub(crate) fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
}

/// A document of each format, with how its places are called.
const ONE_OF_EACH: &[(&str, &str)] = &[
    ("documents/docx/notes.docx", "paragraph"),
    ("documents/odt/hand.odt", "paragraph"),
    ("documents/epub/pandoc-epub3.epub", "paragraph"),
    ("documents/jats/hand.jats", "text.jats:"),
    ("documents/tei/hand.tei", "text.tei:"),
    ("documents/sub/crlf.srt", "text.srt, 00:"),
    ("documents/sub/voices.vtt", "text.vtt, 00:"),
    ("documents/rtf/pandoc-rtf.rtf", "paragraph"),
    ("documents/tex/pandoc-latex.tex", "text.tex:"),
    ("documents/mail/flowed.eml", "paragraph"),
    ("samples/pdf/tex-2col.pdf", "page"),
];

/// `source add`, `find`, `validate`, `show`, `stats` and `--fix` on a document of each format.
#[test]
fn every_command_works_on_every_format() {
    for (sample, place) in ONE_OF_EACH {
        let path = root().join("tests").join(sample);
        let sentence = lines(&path, "truth")
            .into_iter()
            .find(|line| line.is_ascii() && line.split(' ').count() > 7)
            .unwrap_or_else(|| panic!("{sample}: no sentence"));
        let folder = scratch(&format!("every-format-{}", sample.replace('/', "-")));
        put(&folder, "quoteproof.toml", "");
        std::fs::create_dir_all(folder.join("corpus")).expect("a folder");
        let run = |arguments: &[&str], status: i32| {
            let output = quoteproof().current_dir(&folder).args(arguments).output().expect("runs");
            let said = said(&output);
            assert_eq!(output.status.code(), Some(status), "{sample}: {arguments:?}: {said}");
            said
        };
        let file = path.to_str().expect("a path");
        run(&["source", "add", file, "--id", "doc", "--title", "T", "--language", "en"], 0);
        // The last word in capitals: a change that `--fix` takes back.
        let (before, last) = sentence.rsplit_once(' ').expect("words");
        let loud = format!("{before} {}", last.to_uppercase());
        let evidence =
            |quote: &str| serde_json::json!({"source": "doc", "quote": quote, "stance": "context"});
        let claim = serde_json::json!({
            "id": "words", "statement": "Words of a document.", "label": "not-enough-evidence",
            "evidence": [evidence(&sentence), evidence(&loud)],
        });
        put(&folder, "claims/words.json", claim.to_string());
        let said = run(&["validate", "--format", "concise"], 1);
        assert!(said.contains("2 quotes checked, 1 passed"), "{sample}: {said}");
        let said = run(&["validate"], 1);
        assert!(said.contains(place), "{sample}: {said}");
        let words: Vec<&str> = sentence.split(' ').take(6).collect();
        let said = run(&["find", &words.join(" ")], 0);
        assert!(said.contains(place), "{sample}: {said}");
        let said = run(&["show", "words"], 1);
        assert!(said.contains("doc"), "{sample}: {said}");
        run(&["stats"], 0);
        let claim = serde_json::json!({
            "id": "words", "statement": "Words of a document.", "label": "not-enough-evidence",
            "evidence": [evidence(&loud)],
        });
        put(&folder, "claims/words.json", claim.to_string());
        let said = run(&["validate", "--fix"], 0);
        assert!(said.contains("1 quote checked, 1 passed"), "{sample}: {said}");
    }
}

/// Each document of a folder becomes a source; of each other file it is said why not.
#[test]
fn a_folder_of_documents_is_added() {
    let folder = scratch("folder-of-documents");
    put(&folder, "quoteproof.toml", "");
    std::fs::create_dir_all(folder.join("corpus")).expect("a folder");
    let samples = root().join("tests/documents");
    for (from, to) in [
        ("docx/notes.docx", "in/a.docx"),
        ("docx/notes.docx", "in/deep/copy.docx"),
        ("tei/hand.tei", "in/deep/a.tei"),
        ("docx/bomb.docx", "in/bomb.docx"),
    ] {
        let to = folder.join(to);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(samples.join(from), to).expect("copied");
    }
    put(&folder, "in/picture.png", "\u{89}PNG");
    put(&folder, "in/notes.md", "# Notes\n\nThe sea rose.\n");
    let add = || {
        let mut command = quoteproof();
        command.current_dir(&folder).args(["source", "add", "in", "--language", "en"]);
        command.output().expect("runs")
    };
    let output = add();
    says(
        &output,
        0,
        &[
            "corpus/a/source.json: written",
            "corpus/deep-a/source.json: written",
            "corpus/notes/source.json: written",
            "deep/copy.docx: already here, as `a`",
            "skipped bomb.docx: ",
            "skipped picture.png: ",
            "3 documents added, 1 already here, 2 skipped",
        ],
    );
    says(&add(), 0, &["0 documents added, 4 already here, 2 skipped"]);
}

/// A picture of a page with the text that somebody typed of it.
#[test]
fn a_rendition_is_read_in_place_of_its_document() {
    let folder = scratch("rendition");
    put(&folder, "quoteproof.toml", "");
    std::fs::create_dir_all(folder.join("corpus")).expect("a folder");
    put(&folder, "typed.txt", "The gauge never ran dry in that year.\n");
    let scan = root().join("tests/samples/pdf/scan.pdf");
    let scan = scan.to_str().expect("a path");
    let run = |arguments: &[&str]| {
        quoteproof().current_dir(&folder).args(arguments).output().expect("runs")
    };
    let add = ["source", "add", scan, "--id", "doc", "--language", "en"];
    says(&run(&add), 2, &["its pages are pictures"]);
    let with = [&add[..], &["--rendition", "typed.txt"]].concat();
    says(&run(&with), 2, &["--rendition-by"]);
    let with = [&with[..], &["--rendition-by", "A. Typist"]].concat();
    says(&run(&with), 0, &["corpus/doc/rendition.txt: copied"]);
    let claim = r#"{"id": "a", "statement": "The gauge did not fail.", "label": "supported", "evidence":
      [{"source": "doc", "quote": "The gauge never ran dry in that year.", "stance": "supports"}]}"#;
    put(&folder, "claims/a.json", claim);
    let note = "`doc` is checked against rendition.txt, a text that A. Typist made of it";
    says(&run(&["validate", "--verbose"]), 0, &["1 passed", note]);
    put(&folder, "corpus/doc/rendition.txt", "The gauge never ran dry in this year.\n");
    says(&run(&["validate"]), 1, &["source/source-changed", "the rendition is not the one"]);
}

/// PDF has tests of its own.
fn is_pdf(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "pdf")
}
