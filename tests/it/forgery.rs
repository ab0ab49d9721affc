//! Proofs are verified by the whole command: whatever is done to a proof, to the seal beside it or to
//! the quote that it proves, nothing passes that did not stand in the sealed text.

use crate::tool::{quoteproof, root, scratch};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const TEXT: &str = "The council of the northern towns met on 12 May 1997. It did not approve the new \
bridge, since the costs had risen by 62% in a year. “We were promised another price,” the mayor said. \
The engineers measured the river at three places, and found the ground too soft. In June the council \
met again – without the mayor – and approved a ferry. The ferry never sailed.";

const QUOTES: [&str; 3] =
    ["It did not approve the new bridge", "risen by 62% in a year", "found the ground too soft"];

/// A sealed repository without its text.
fn sealed(name: &str, text: &str, quotes: &[&str]) -> PathBuf {
    let folder = scratch(name);
    let source = folder.join("corpus/minutes");
    fs::create_dir_all(&source).expect("a folder");
    fs::create_dir_all(folder.join("claims")).expect("a folder");
    fs::write(source.join("text.txt"), text).expect("a file");
    let sha256 = quoteproof::corpus::sha256_hex(text.as_bytes());
    fs::write(
        source.join("source.json"),
        format!(
            "{{\n  \"id\": \"minutes\",\n  \"text\": {{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{sha256}\"}},\n  \"language\": \"en\"\n}}\n"
        ),
    )
    .expect("a file");
    write_claim(&folder, quotes);
    for arguments in [&["seal", "minutes"][..], &["prove"]] {
        let output =
            quoteproof().args(arguments).arg("--root").arg(&folder).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    fs::remove_file(source.join("text.txt")).expect("the text goes");
    folder
}

fn write_claim(folder: &Path, quotes: &[&str]) {
    let evidence: Vec<Value> = quotes
        .iter()
        .map(|q| serde_json::json!({"source": "minutes", "quote": q, "stance": "supports"}))
        .collect();
    let claim = serde_json::json!({
        "id": "a-claim", "statement": "The council met and decided.", "label": "supported", "evidence": evidence
    });
    fs::write(folder.join("claims/a-claim.json"), claim.to_string()).expect("a file");
}

/// Exit status and how many quotes passed.
fn validate(folder: &Path) -> (i32, u64, String) {
    let output = quoteproof()
        .args(["validate", "--format", "json", "--root"])
        .arg(folder)
        .output()
        .expect("runs");
    let status = output.status.code().expect("no signal");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let passed = report["summary"]["passed"].as_u64().unwrap_or(0);
    (status, passed, String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn what_is_proven_passes_and_nothing_else() {
    let folder = sealed("forgery-plain", TEXT, &QUOTES);
    assert_eq!(validate(&folder).0, 0);
    for altered in [
        "It did approve the new bridge",
        "risen by 63% in a year",
        "risen by 62 in a year",
        "found the ground soft",
        "found the ground too soft. In June the council met again",
        "council of the northern towns",
        "It did … approve the new bridge",
    ] {
        write_claim(&folder, &[altered]);
        let (status, passed, said) = validate(&folder);
        assert_eq!((status, passed), (1, 0), "{altered}: {said}");
    }
}

/// Two proofs of pieces are none of the quote that leaves out what stands between them.
#[test]
fn proofs_of_pieces_do_not_prove_what_is_left_out() {
    let folder = sealed(
        "forgery-pieces",
        "The new dam is not safe for the town below it.",
        &["The new dam is", "safe for the town below it"],
    );
    write_claim(&folder, &["The new dam is", "safe for the town below it"]);
    assert_eq!(validate(&folder).0, 0);
    for quote in
        ["The new dam is … safe for the town below it", "The new dam is [...] safe for the town"]
    {
        write_claim(&folder, &[quote]);
        let (status, passed, said) = validate(&folder);
        assert_eq!((status, passed), (1, 0), "{said}");
        assert!(said.contains("quote/unseen-elision"), "{said}");
    }
}

/// Every byte of the proofs file is changed in turn, in one bit; and every bit of its first kilobyte.
#[test]
fn a_flipped_bit_never_proves() {
    let folder = sealed("forgery-bits", TEXT, &QUOTES);
    let path = folder.join("corpus/minutes/proofs.json");
    let original = fs::read(&path).expect("the proofs");
    let plain: Value = serde_json::from_slice(&original).expect("JSON");
    for at in 0..original.len() {
        let mut forged = original.clone();
        forged[at] ^= 1 << (at % 8);
        let same = serde_json::from_slice::<Value>(&forged).is_ok_and(|v| v == plain);
        let schema_only = serde_json::from_slice::<Value>(&forged).is_ok_and(|v| {
            v["passages"] == plain["passages"]
                && v["root"] == plain["root"]
                && v["source"] == plain["source"]
        });
        if same || schema_only {
            continue;
        }
        fs::write(&path, &forged).expect("a file");
        let (status, passed, said) = validate(&folder);
        assert_eq!(status, 1, "byte {at}: {said}");
        assert!(passed < 3, "byte {at}: {said}");
    }
}

/// Members are swapped, cut, repeated, moved, and taken from another source.
#[test]
fn no_other_proof_proves() {
    let folder = sealed("forgery-members", TEXT, &QUOTES);
    let other = sealed("forgery-other", &TEXT.replace("May", "June"), &QUOTES);
    let path = folder.join("corpus/minutes/proofs.json");
    let original: Value = serde_json::from_slice(&fs::read(&path).expect("proofs")).expect("JSON");
    let theirs: Value = serde_json::from_slice(
        &fs::read(other.join("corpus/minutes/proofs.json")).expect("proofs"),
    )
    .expect("JSON");
    let mut forged: Vec<(&str, Value)> = vec![("another text's proofs", theirs.clone())];
    let mut change = |name, change: &dyn Fn(&mut Value)| {
        let mut value = original.clone();
        change(&mut value);
        forged.push((name, value));
    };
    change("another text's passages under this root", &|v| {
        v["passages"] = theirs["passages"].clone();
    });
    change("another source's name", &|v| v["source"] = "letters".into());
    change("the text of another passage", &|v| {
        let text = v["passages"][1]["text"].clone();
        v["passages"][0]["text"] = text;
    });
    change("the salts of another passage", &|v| {
        let salts = v["passages"][1]["salts"].clone();
        v["passages"][0]["salts"] = salts;
    });
    change("the siblings of another passage", &|v| {
        let siblings = v["passages"][1]["siblings"].clone();
        v["passages"][0]["siblings"] = siblings;
    });
    change("no siblings", &|v| v["passages"][0]["siblings"] = "".into());
    change("tokens moved by one", &|v| {
        for at in 0..2 {
            let token = v["passages"][0]["tokens"][at].as_u64().expect("a number");
            v["passages"][0]["tokens"][at] = (token + 1).into();
        }
    });
    change("one token more", &|v| {
        let end = v["passages"][0]["tokens"][1].as_u64().expect("a number");
        v["passages"][0]["tokens"][1] = (end + 1).into();
    });
    change("huge tokens", &|v| {
        v["passages"][0]["tokens"] = serde_json::json!([u64::MAX - 1, u64::MAX]);
    });
    change("a negation taken out of the text", &|v| {
        let text = v["passages"][0]["text"].as_str().expect("a string").replace("not ", "");
        v["passages"][0]["text"] = text.into();
    });
    change("no passages", &|v| v["passages"] = serde_json::json!([]));
    for (name, value) in forged {
        fs::write(&path, value.to_string()).expect("a file");
        let (status, passed, said) = validate(&folder);
        assert_eq!(status, 1, "{name}: {said}");
        assert!(passed < 3, "{name}: {said}");
    }
}

/// A merge of lines leaves passages in another order, twice, or one inside another: they still prove what they prove.
#[test]
fn passages_in_any_order_prove_the_same() {
    let folder = sealed("forgery-order", TEXT, &QUOTES);
    let path = folder.join("corpus/minutes/proofs.json");
    let original: Value = serde_json::from_slice(&fs::read(&path).expect("proofs")).expect("JSON");
    for twice in [false, true] {
        let mut value = original.clone();
        let passages = value["passages"].as_array_mut().expect("an array");
        if twice {
            passages.insert(0, passages[0].clone());
        } else {
            passages.reverse();
        }
        fs::write(&path, value.to_string()).expect("a file");
        let (status, passed, said) = validate(&folder);
        assert_eq!((status, passed), (0, 3), "{said}");
        assert!(said.contains("seal/stale-proof"), "{said}");
    }
}

/// The seal itself is changed: the proofs no longer hold.
#[test]
fn another_seal_proves_nothing() {
    let folder = sealed("forgery-seal", TEXT, &QUOTES);
    let path = folder.join("corpus/minutes/source.json");
    let original: Value =
        serde_json::from_slice(&fs::read(&path).expect("a source")).expect("JSON");
    let tokens = original["seal"]["tokens"].as_u64().expect("a number");
    for tokens in [tokens - 1, tokens + 1, tokens * 2, 1, u64::MAX] {
        let mut value = original.clone();
        value["seal"]["tokens"] = tokens.into();
        fs::write(&path, value.to_string()).expect("a file");
        let (status, passed, said) = validate(&folder);
        assert_eq!((status, passed), (1, 0), "{tokens} tokens: {said}");
    }
    let mut value = original.clone();
    value["seal"]["root"] = "0".repeat(64).into();
    fs::write(&path, value.to_string()).expect("a file");
    assert_eq!(validate(&folder).1, 0);
}

/// The archive of this repository: every quote is proven without a text, and its texts are not here.
#[test]
fn the_archive_is_proven_without_its_texts() {
    let output = quoteproof()
        .args(["validate", "--format", "json"])
        .current_dir(root())
        .output()
        .expect("runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let summary = &report["summary"];
    assert_eq!(output.status.code(), Some(0), "{summary}");
    assert!(summary["quotes"].as_u64() >= Some(40), "{summary}");
    assert_eq!(summary["failed"], 0);
    let all = report["quotes"].as_array().expect("quotes");
    assert!(all.iter().all(|q| q["proven"] == true && q["passed"] == true));
    for entry in fs::read_dir(root().join("corpus")).expect("corpus") {
        let folder = entry.expect("an entry").path();
        assert!(
            !folder.join("text.txt").exists() && !folder.join("text.md").exists(),
            "{folder:?}"
        );
    }
}

/// With the texts at hand the verdicts are the same, and the proofs are up to date.
#[test]
fn the_archive_says_the_same_with_its_texts() {
    let Some(texts) = std::env::var_os("QUOTEPROOF_TEXTS").filter(|t| !t.is_empty()) else {
        println!("skipped: the archive against its texts (QUOTEPROOF_TEXTS is not set)");
        return;
    };
    let texts = fs::canonicalize(root().join(texts)).expect("the folder of texts");
    let run = |with: bool| -> Vec<(String, String)> {
        let mut command = quoteproof();
        command.args(["validate", "--format", "json", "--deny", "warnings"]).current_dir(root());
        if with {
            command.arg("--texts").arg(&texts);
        }
        let output = command.output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let quotes = report["quotes"].as_array().expect("quotes");
        assert!(quotes.iter().all(|q| q["proven"] == !with));
        let named =
            |q: &Value| (format!("{}{}", q["claim"], q["pointer"]), q["verdict"].to_string());
        quotes.iter().map(named).collect()
    };
    assert_eq!(run(false), run(true));
}
