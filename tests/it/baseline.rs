//! The baseline: what was there does not fail, what is new does, and nothing is hidden that may not be.

use crate::tool::{quoteproof, scratch};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const TEXT: &str = "So the ferry never sailed again. Nobody in the town had asked for a bridge.";

/// An archive with one quote that stands and two that do not.
fn archive(name: &str) -> PathBuf {
    let folder = scratch(name);
    fs::create_dir_all(folder.join("claims")).expect("a folder");
    fs::create_dir_all(folder.join("corpus/note")).expect("a folder");
    fs::write(folder.join("corpus/note/text.txt"), TEXT).expect("a file");
    let sha256 = quoteproof::corpus::sha256_hex(TEXT.as_bytes());
    let text = json!({"path": "text.txt", "media_type": "text/plain", "sha256": sha256});
    let source = json!({"id": "note", "language": "en", "text": text});
    fs::write(folder.join("corpus/note/source.json"), source.to_string()).expect("a file");
    claim(
        &folder,
        "old",
        &["the ferry never sailed again", "the ferry sailed again", "a bridge of gold and glass"],
    );
    folder
}

fn claim(folder: &Path, id: &str, quotes: &[&str]) {
    let evidence: Vec<Value> = quotes
        .iter()
        .map(|q| json!({"source": "note", "quote": q, "stance": "supports"}))
        .collect();
    let claim = json!({"id": id, "statement": "A claim to be checked.", "label": "supported", "evidence": evidence});
    fs::write(folder.join(format!("claims/{id}.json")), claim.to_string()).expect("a file");
}

/// Exit status, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let run =
        quoteproof().arg("validate").args(arguments).current_dir(folder).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (run.status.code().unwrap_or(-1), text(&run.stdout), text(&run.stderr))
}

fn concise(folder: &Path) -> (i32, String, String) {
    run(folder, &["--format", "concise"])
}

fn recorded(folder: &Path) -> String {
    fs::read_to_string(folder.join("quoteproof-baseline.json")).expect("the baseline")
}

#[test]
fn what_was_there_is_counted_and_does_not_fail() {
    let folder = archive("baseline-adopted");
    assert_eq!(concise(&folder).0, 1);
    assert!(!folder.join("quoteproof-baseline.json").exists());
    let (status, _, said) = run(&folder, &["--format", "concise", "--update-baseline"]);
    assert!(
        status == 0 && said.contains("quoteproof-baseline.json: 2 findings recorded"),
        "{said}"
    );
    let (status, out, said) = concise(&folder);
    assert_eq!((status, out.as_str()), (0, ""), "{said}");
    assert!(said.contains("1 passed (1 exact), 2 failed"), "{said}");
    assert!(said.contains("2 findings in the baseline; 0 errors"), "{said}");
    let report: Value = serde_json::from_str(&run(&folder, &["--format", "json"]).1).expect("JSON");
    assert_eq!(
        (&report["summary"]["baselined"], &report["summary"]["errors"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(report["summary"]["failed"], 2);
    assert!(
        report["diagnostics"].as_array().expect("findings").iter().all(|d| d["baselined"] == true)
    );
    let human = run(&folder, &[]).1;
    assert_eq!(human.lines().count(), 1, "{human}");
}

#[test]
fn what_is_new_fails() {
    let folder = archive("baseline-new");
    run(&folder, &["--update-baseline"]);
    claim(&folder, "new", &["the ferry sailed again"]);
    let (status, out, said) = concise(&folder);
    assert_eq!((status, out.lines().count()), (1, 1), "{out}");
    assert!(out.starts_with("claims/new.json:") && said.contains("1 error"), "{out}{said}");
    // Other words in a known place are new, and so are the known words of another source.
    let folder = archive("baseline-changed");
    run(&folder, &["--update-baseline"]);
    claim(&folder, "old", &["the ferry never sailed again", "the ferry sailed never again"]);
    let (status, out, said) = concise(&folder);
    assert_eq!((status, out.lines().count()), (1, 1), "{out}");
    assert_eq!(
        said.matches("note: gone, but still in the baseline: claims/old.json: quote/").count(),
        2,
        "{said}"
    );
}

#[test]
fn moved_lines_and_files_stay_known() {
    let folder = archive("baseline-moved");
    run(&folder, &["--update-baseline"]);
    let before = recorded(&folder);
    // More evidence before, other white space, another folder.
    claim(
        &folder,
        "old",
        &["Nobody in the town had asked", "a bridge of gold and glass", "the ferry sailed again"],
    );
    let text = fs::read_to_string(folder.join("claims/old.json")).expect("a file");
    let text = text.replace('{', "\n\n {").replace("ferry", "f\\u0065rry");
    fs::create_dir_all(folder.join("claims/deep")).expect("a folder");
    fs::write(folder.join("claims/deep/old.json"), text).expect("a file");
    fs::remove_file(folder.join("claims/old.json")).expect("gone");
    let (status, out, said) = concise(&folder);
    assert_eq!((status, out.as_str()), (0, ""), "{out}{said}");
    assert!(!said.contains("gone"), "{said}");
    assert_eq!(recorded(&folder), before, "a check writes nothing");
    // The same quote twice is two findings.
    let folder = archive("baseline-twice");
    run(&folder, &["--update-baseline"]);
    claim(
        &folder,
        "old",
        &["the ferry sailed again", "a bridge of gold and glass", "the ferry sailed again"],
    );
    let (status, out, _) = concise(&folder);
    assert_eq!((status, out.matches("quote/altered").count()), (1, 1), "{out}");
}

#[test]
fn what_is_gone_is_said_and_dropped() {
    let folder = archive("baseline-gone");
    run(&folder, &["--update-baseline"]);
    claim(&folder, "old", &["the ferry never sailed again", "a bridge of gold and glass"]);
    let (status, _, said) = concise(&folder);
    assert_eq!(status, 0);
    assert!(
        said.contains("note: gone, but still in the baseline: claims/old.json: quote/"),
        "{said}"
    );
    assert!(said.contains("--update-baseline` drops"), "{said}");
    // Part of the archive does not show what is gone.
    claim(&folder, "other", &["the ferry never sailed again"]);
    let (_, _, said) = run(&folder, &["claims/other.json"]);
    assert!(!said.contains("gone"), "{said}");
    let (status, _, said) = run(&folder, &["--update-baseline"]);
    assert!(
        status == 0 && said.contains("note: dropped from the baseline: claims/old.json"),
        "{said}"
    );
    assert!(said.contains("1 finding recorded"), "{said}");
    assert!(!concise(&folder).2.contains("gone"));
}

#[test]
fn never_hides_what_keeps_a_file_from_being_read() {
    let folder = archive("baseline-syntax");
    fs::write(folder.join("claims/broken.json"), "{\"id\": ").expect("a file");
    claim(&folder, "odd", &["the ferry never sailed again"]);
    let odd = fs::read_to_string(folder.join("claims/odd.json")).expect("a file");
    fs::write(folder.join("claims/odd.json"), odd.replacen('{', "{\"extra\": 1, ", 1))
        .expect("a file");
    let (status, _, said) = run(&folder, &["--update-baseline"]);
    assert_eq!(status, 1, "{said}");
    assert!(!recorded(&folder).contains("json/") && !recorded(&folder).contains("schema/"));
    let (status, out, _) = concise(&folder);
    assert_eq!(status, 1);
    assert!(
        out.contains("json/syntax-error") && out.contains("schema/additional-properties"),
        "{out}"
    );
    // Nor by hand: the fingerprint is known from the report.
    let report: Value = serde_json::from_str(&run(&folder, &["--format", "json"]).1).expect("JSON");
    let found = report["diagnostics"].as_array().expect("findings");
    let broken = found.iter().find(|d| d["code"] == "json/syntax-error").expect("the finding");
    for code in ["json/syntax-error", "quote/altered"] {
        let entry = json!({"file": "claims/broken.json", "code": code, "message": "m", "fingerprint": broken["fingerprint"]});
        let baseline = json!({"version": 1, "findings": [entry]});
        fs::write(folder.join("quoteproof-baseline.json"), baseline.to_string()).expect("a file");
        let (status, out, said) = concise(&folder);
        let refused = status == 2 && said.contains("cannot be in a baseline");
        assert!(
            refused || (status == 1 && out.contains("json/syntax-error")),
            "{code}: {out}{said}"
        );
    }
}

#[test]
fn warnings_may_be_known_under_deny() {
    let folder = archive("baseline-deny");
    claim(&folder, "old", &["The ferry", "Nobody in the town had asked"]);
    assert_eq!(run(&folder, &["--deny", "warnings"]).0, 1);
    run(&folder, &["--update-baseline"]);
    assert_eq!(run(&folder, &["--deny", "warnings"]).0, 0);
}

#[test]
fn a_baseline_that_cannot_be_used_stops_the_run() {
    let folder = archive("baseline-broken");
    let (status, _, said) = run(&folder, &["--baseline", "nowhere.json"]);
    assert!(status == 2 && said.contains("nowhere.json cannot be read"), "{said}");
    fs::write(folder.join("quoteproof-baseline.json"), "{\"version\": 1,\n<<<<<<< ours")
        .expect("a file");
    let (status, _, said) = run(&folder, &[]);
    assert!(status == 2 && said.contains("quoteproof-baseline.json:2:1: Git could not"), "{said}");
    assert!(said.contains("write it again with `quoteproof validate --update-baseline`"), "{said}");
    for (text, wanted) in [
        ("", "json:1:1: the file is empty"),
        ("{\"version\": 1,\n  \"findings\": [}", "json:2:16: `}` is where a value should be"),
        ("[]", "it must be an object"),
        ("{\"version\": 1, \"finding\": []}", "unknown field `finding`"),
    ] {
        fs::write(folder.join("bad.json"), text).expect("a file");
        let (status, _, said) = run(&folder, &["--baseline", "bad.json"]);
        assert!(status == 2 && said.contains(wanted), "{text}: {said}");
        assert!(said.contains("known findings") && said.contains("--baseline bad.json`"), "{said}");
    }
    // One of a later version is not lost.
    fs::write(folder.join("bad.json"), "{\"version\": 2, \"findings\": []}").expect("a file");
    let (status, _, said) = run(&folder, &["--baseline", "bad.json"]);
    assert!(status == 2 && said.contains("reads version 1"), "{said}");
    assert!(!said.contains("write it again"), "{said}");
    fs::remove_file(folder.join("bad.json")).expect("a file");
    // After a bad merge it is made anew.
    assert_eq!(run(&folder, &["--update-baseline"]).0, 0);
    let (status, _, said) = run(&folder, &["--update-baseline", "claims/old.json"]);
    assert!(status == 2 && said.contains("name no paths"), "{said}");
    let (status, _, said) = run(&folder, &["--update-baseline", "--baseline", "other.json"]);
    assert!(status == 0 && said.contains("other.json: 2 findings"), "{said}");
    assert_eq!(fs::read_to_string(folder.join("other.json")).expect("a file"), recorded(&folder));
}
