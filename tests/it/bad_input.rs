//! What nobody should hand in, made while the test runs because Git cannot hold it or it is too large.
//! Each gets a diagnostic with a place: no panic, no hang, no pass.

use crate::tool::{put, quoteproof, says, scratch, source};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const CLAIM: &str = "{\n  \"id\": \"a-claim\",\n  \"statement\": \"A claim to be checked.\",\n  \"label\": \"supported\",\n  \"evidence\": [\n    {\"source\": \"note\", \"quote\": \"the ferry never sailed again\", \"stance\": \"supports\"}\n  ]\n}\n";

fn repository(name: &str, text: &[u8]) -> PathBuf {
    let folder = scratch(name);
    put(&folder, "claims/a-claim.json", CLAIM);
    source(&folder, "note", text);
    folder
}

fn validate(folder: &Path) -> Output {
    quoteproof()
        .args(["validate", "--format", "concise", "--root"])
        .arg(folder)
        .output()
        .expect("runs")
}

#[test]
fn the_good_repository_passes() {
    says(&validate(&repository("bad-none", b"So the ferry never sailed again.")), 0, &["1 passed"]);
}

#[test]
fn a_claim_of_a_hundred_megabytes() {
    let folder = repository("bad-large", b"So the ferry never sailed again.");
    for (words, said) in [
        (3_000_000, ["a-claim.json:6:", "1 failed"]),
        (20_000_000, ["json/unreadable", "it is larger than 16 MiB"]),
    ] {
        let long = "word ".repeat(words);
        let claim = CLAIM.replace("the ferry never", &format!("{long} never"));
        fs::write(folder.join("claims/a-claim.json"), claim).expect("a file");
        says(&validate(&folder), 1, &said);
    }
}

/// What is parsed as a whole takes many times its room: a configuration, a baseline, proofs that are to be merged.
#[test]
fn files_beside_the_claims_may_be_large() {
    let folder = repository("bad-beside", b"So the ferry never sailed again.");
    let many = "1,".repeat(9_000_000);
    fs::write(folder.join("quoteproof-baseline.json"), format!("{{\"findings\": [{many}1]}}"))
        .expect("a file");
    says(&validate(&folder), 2, &["quoteproof-baseline.json:1:15: ", "expected struct"]);
    fs::remove_file(folder.join("quoteproof-baseline.json")).expect("removed");
    let texts = "\"a\",".repeat(1_100_000);
    fs::write(folder.join("quoteproof.toml"), format!("texts = [{texts}]")).expect("a file");
    let large = ["quoteproof.toml:1:1: ", "the file is larger than 4 MiB"];
    says(&validate(&folder), 2, &large);
    for file in ["base", "ours", "theirs"] {
        fs::write(folder.join(file), format!("[{many}1]")).expect("a file");
    }
    let mut merge = quoteproof();
    merge.args(["prove", "--merge", "base", "ours", "theirs"]).current_dir(&folder);
    says(&merge.output().expect("it runs"), 1, &["our version: it is larger than 16 MiB"]);
}

#[test]
fn a_text_that_is_made_to_be_slow() {
    for (name, unit) in [
        ("words", "ferry "),
        ("marks", "\u{301}\u{323}"),
        ("brackets", "[["),
        ("dots", ". . ."),
        ("hyphens", "a-\n"),
        ("quotation-marks", "5'5\""),
        ("soft-hyphens", "\u{AD}"),
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        let folder = repository(&format!("bad-slow-{name}"), text.as_bytes());
        says(&validate(&folder), 1, &["error[quote/", "1 failed"]);
    }
}

#[test]
fn a_file_name_that_is_not_utf8() {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let folder = repository("bad-name", b"So the ferry never sailed again.");
        let name = std::ffi::OsStr::from_bytes(b"b\xff.json");
        if fs::write(folder.join("claims").join(name), CLAIM).is_err() {
            println!("skipped: this file system has no such names");
            return;
        }
        says(&validate(&folder), 1, &["json/unreadable", "its name is not UTF-8"]);
    }
}

#[test]
fn a_pipe_where_a_file_should_be() {
    #[cfg(unix)]
    {
        let folder = repository("bad-pipe", b"So the ferry never sailed again.");
        fs::remove_file(folder.join("corpus/note/text.txt")).expect("gone");
        let made =
            std::process::Command::new("mkfifo").arg(folder.join("corpus/note/text.txt")).status();
        if !made.is_ok_and(|s| s.success()) {
            println!("skipped: no mkfifo here");
            return;
        }
        says(&validate(&folder), 1, &["source/unreadable-text", "not a regular file"]);
    }
}

#[test]
fn one_thread_and_eight_print_the_same() {
    let folder = repository("bad-threads", b"So the ferry never sailed.");
    for at in 0..200 {
        let claim = CLAIM
            .replace("a-claim", &format!("claim-{at}"))
            .replace("ferry", &format!("ferry {at}"));
        fs::write(folder.join(format!("claims/claim-{at}.json")), claim).expect("a file");
    }
    let run = |threads: &str, format: &str| {
        let output = quoteproof()
            .args(["validate", "--format", format, "--threads", threads, "--root"])
            .arg(&folder)
            .output()
            .expect("runs");
        output.stdout
    };
    for format in ["json", "concise", "human"] {
        assert_eq!(run("1", format), run("8", format));
    }
}

/// Large enough for all that is done by several threads at once: reading, hashing and folding, looking up.
#[test]
fn one_thread_and_eight_find_the_same_in_a_large_document() {
    const LINES: usize = 460_000;
    let line =
        |n: usize| format!("Line {n} of it says: “it’s — well-known – and\nno more”, ½ or so.\n\n");
    let text: String = (0..LINES).map(line).collect();
    assert!(text.len() > 32 << 20);
    let folder = repository("bad-large-document", text.as_bytes());
    let quote = |n: usize| {
        let quote = format!("Line {n} of it says: 'it's - well-known - and no more'");
        serde_json::json!({"source": "note", "quote": quote, "stance": "supports"})
    };
    let quotes: Vec<serde_json::Value> =
        (0..LINES).step_by(997).chain([LINES - 1]).map(quote).collect();
    let count = quotes.len();
    let claim = serde_json::json!(
        {"id": "a-claim", "statement": "A claim to be checked.", "label": "supported", "evidence": quotes});
    fs::write(folder.join("claims/a-claim.json"), claim.to_string()).expect("a file");
    let run = |threads: &str| {
        let mut command = quoteproof();
        command.args(["validate", "--format", "json", "--threads", threads, "--root"]);
        command.arg(&folder).output().expect("runs").stdout
    };
    let report = run("8");
    let json: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
    assert_eq!(json["summary"]["passed"], count);
    assert_eq!(report, run("1"));
    // Another file than the pinned one is told, however much is done before that is known.
    fs::write(folder.join("corpus/note/text.txt"), text.replace("Line 7 ", "Line 8 "))
        .expect("a file");
    says(&validate(&folder), 1, &["source/source-changed"]);
}

#[test]
fn nothing_to_check_is_not_green() {
    let folder = scratch("bad-empty");
    let run =
        |arguments: &[&str]| quoteproof().args(arguments).current_dir("/").output().expect("runs");
    let shown = folder.to_string_lossy().into_owned();
    says(&run(&["validate", "--root", &shown]), 2, &["no quote was checked"]);
    says(&run(&["validate", "--root", &shown, "--allow-empty"]), 0, &[]);
    says(&run(&["validate", "--root", "/nonexistent"]), 2, &["there is no such folder"]);
    says(&run(&["validate", "--nonsense"]), 2, &["--nonsense"]);
    says(&run(&["validate", "--root", &shown, "--texts", "/nonexistent"]), 2, &["--texts"]);
    says(&run(&["explain", "quote/altred"]), 2, &["did you mean `quote/altered`?"]);
}

/// Not a committed case: tools that walk the tree would run into it.
#[test]
fn a_loop_of_symbolic_links() {
    #[cfg(unix)]
    {
        let folder = repository("bad-loop", b"So the ferry never sailed again.");
        let link = folder.join("claims/more");
        std::os::unix::fs::symlink("../claims", &link).expect("a link");
        says(
            &validate(&folder),
            1,
            &[
                "claims/more:1:1: error[json/unreadable]",
                "a loop of symbolic links, back to claims",
            ],
        );
    }
}

#[test]
fn a_thousand_claims_in_a_circle() {
    let folder = repository("bad-circle", b"So the ferry never sailed again.");
    fs::remove_file(folder.join("claims/a-claim.json")).expect("gone");
    for at in 0..1000 {
        let next = (at + 1) % 1000;
        let claim = CLAIM
            .replace("a-claim", &format!("claim-{at:03}"))
            .replace("A claim to be checked.", &format!("The ferry sailed no more, said number {at}."))
            .replace(
                "  ]\n}",
                &format!("  ],\n  \"relations\": [{{\"type\": \"supports\", \"claim\": \"claim-{next:03}\"}}]\n}}"),
            );
        fs::write(folder.join(format!("claims/claim-{at:03}.json")), claim).expect("a file");
    }
    let output = validate(&folder);
    says(&output, 1, &["claims/claim-000.json:8:", "1000 claims support one another in a circle"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said.matches("claim/relation-cycle").count(), 1, "one circle, one finding");
}

#[test]
fn a_claim_with_ten_thousand_quotes() {
    let folder = repository("bad-many", b"So the ferry never sailed again.");
    let one = "    {\"source\": \"note\", \"quote\": \"the ferry never sailed again\", \"stance\": \"supports\"}";
    let many = vec![one; 10_000].join(",\n");
    fs::write(folder.join("claims/a-claim.json"), CLAIM.replace(one, &many)).expect("a file");
    says(
        &validate(&folder),
        1,
        &[
            "a-claim.json:5:15: error[schema/max-items]: `evidence` has 10000 items; it may have at most 1000",
        ],
    );
}

#[test]
fn sources_that_are_copies_of_copies() {
    let folder = repository("bad-copies", b"So the ferry never sailed again.");
    let sha256 = quoteproof::corpus::sha256_hex(b"So the ferry never sailed again.");
    for at in 0..2000 {
        let source = folder.join(format!("corpus/copy-{at:04}"));
        fs::create_dir_all(&source).expect("a folder");
        fs::write(source.join("text.txt"), "So the ferry never sailed again.").expect("a file");
        let origin = if at == 1999 { "note".to_owned() } else { format!("copy-{:04}", at + 1) };
        fs::write(
            source.join("source.json"),
            format!("{{\"id\": \"copy-{at:04}\", \"text\": {{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{sha256}\"}}, \"derived_from\": \"{origin}\", \"language\": \"en\"}}"),
        )
        .expect("a file");
    }
    let copied = CLAIM.replace("\"note\"", "\"copy-0000\"").replace("a-claim", "b-claim");
    fs::write(folder.join("claims/b-claim.json"), copied).expect("a file");
    let both = CLAIM.replace("a-claim", "c-claim").replace(
        "\"supports\"}",
        "\"supports\"},\n    {\"source\": \"copy-0000\", \"quote\": \"the ferry never sailed again\", \"stance\": \"supports\"}",
    );
    fs::write(folder.join("claims/c-claim.json"), both).expect("a file");
    says(
        &validate(&folder),
        0,
        &["c-claim.json:4:12: warning[claim/dependent-evidence]", "all go back to `note`"],
    );
}

#[test]
fn files_come_in_the_order_of_their_paths() {
    use quoteproof::repository::{Disk, Entry, World};

    let folder = scratch("order-of-paths");
    for file in
        ["b.json", "a/x/1.json", "a/x-y.json", "a-b/2.json", "a.json", ".hidden/3.json", "a/.4"]
    {
        put(&folder, file, "");
    }
    let folder = camino::Utf8Path::from_path(&folder).expect("UTF-8");
    let disk = Disk::new(folder).expect("a folder");
    for entries in [disk.walk(folder), disk.list(folder)] {
        let mut sorted: Vec<Entry> = entries.clone();
        sorted.sort();
        assert_eq!(entries, sorted);
        let hidden = |entry: &Entry| entry.path.file_name().is_some_and(|n| n.starts_with('.'));
        assert!(!entries.iter().any(hidden), "{entries:?}");
    }
    assert_eq!((disk.walk(folder).len(), disk.list(folder).len()), (8, 4));
}
