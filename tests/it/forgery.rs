//! Proofs are verified by the whole command: whatever is done to a proof, to the seal beside it or to
//! the quote that it proves, nothing passes that did not stand in the sealed text.

use crate::tool::{quoteproof, root, scratch};
use quoteproof::seal::{Proofs, Seal, Sealed, parse, render};
use quoteproof::{Document, DocumentOptions, Quoted};
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

/// The proofs of some ranges of tokens of a text.
fn proofs_of(text: &str, ranges: &[(u64, u64)]) -> String {
    let sealed = Sealed::new(text, "en");
    let passage = |(from, to): &(u64, u64)| sealed.passage(*from..*to).expect("a passage");
    let passages = ranges.iter().map(passage).collect();
    let (source, root) = ("minutes".to_owned(), sealed.seal().root);
    render(&Proofs { schema: None, source, root, passages })
}

/// Passages that overlap prove a quote over both; beside each other, with a word between that nobody sees, they do not.
#[test]
fn passages_that_overlap_prove_together_and_others_do_not() {
    let folder = sealed("forgery-overlap", TEXT, &QUOTES);
    let path = folder.join("corpus/minutes/proofs.json");
    let quote = "The council of the northern towns met";
    write_claim(&folder, &[quote]);
    let cases: [(&[(u64, u64)], bool); 7] = [
        (&[(0, 5), (3, 8)], true),
        (&[(0, 5), (3, 8), (4, 6)], true),
        (&[(0, 4), (4, 8)], true),
        (&[(0, 8), (2, 4)], true),
        (&[(0, 3), (4, 8)], false),
        (&[(0, 4), (2, 6)], false),
        (&[(1, 8)], false),
    ];
    for (ranges, passes) in cases {
        fs::write(&path, proofs_of(TEXT, ranges)).expect("a file");
        let (status, passed, said) = validate(&folder);
        assert_eq!(passed, u64::from(passes), "{ranges:?}: {said}");
        assert_eq!(status, i32::from(!passes), "{ranges:?}: {said}");
    }
}

/// Proofs and seals of the first format prove nothing here, and what is said of them says what to run.
#[test]
fn what_the_first_format_proved_is_proven_again() {
    let folder = sealed("forgery-first", TEXT, &QUOTES);
    let proofs = folder.join("corpus/minutes/proofs.json");
    let source = folder.join("corpus/minutes/source.json");
    let read = |path: &Path| -> Value {
        serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
    };
    // Its passages had no lengths and no numbers of words.
    let mut old = read(&proofs);
    for passage in old["passages"].as_array_mut().expect("an array") {
        for member in ["word", "lengths", "words"] {
            passage.as_object_mut().expect("an object").remove(member);
        }
    }
    let (kept, kept_source) = (fs::read(&proofs).expect("proofs"), read(&source));
    fs::write(&proofs, old.to_string()).expect("a file");
    let (status, passed, said) = validate(&folder);
    assert_eq!((status, passed), (1, 0), "{said}");
    assert!(said.contains("quoteproof prove"), "{said}");
    // Its seals named no language.
    fs::write(&proofs, kept).expect("a file");
    let mut old = kept_source;
    old["seal"]["algorithm"] = "blake3-merkle-v1".into();
    old["seal"].as_object_mut().expect("an object").remove("language");
    fs::write(&source, old.to_string()).expect("a file");
    let (status, passed, said) = validate(&folder);
    assert_eq!((status, passed), (1, 0), "{said}");
    assert!(said.contains("seal/unknown-algorithm"), "{said}");
    assert!(said.contains("quoteproof seal minutes"), "{said}");
}

/// Proofs of what another reader makes of the same file prove nothing under this reader's seal; and where the file is, a
/// seal of another reader's text is no secret.
#[test]
fn proofs_of_another_readers_text() {
    let page = "<p>The council met in May.</p><script>var secret = 1;</script><p>It did <del>not</del> approve.</p>";
    let folder = scratch("forgery-reader");
    let source = folder.join("corpus/minutes");
    fs::create_dir_all(&source).expect("a folder");
    fs::create_dir_all(folder.join("claims")).expect("a folder");
    fs::write(source.join("page.html"), page).expect("a file");
    let sha256 = quoteproof::corpus::sha256_hex(page.as_bytes());
    let text =
        serde_json::json!({"path": "page.html", "media_type": "text/html", "sha256": sha256});
    let record = serde_json::json!({"id": "minutes", "text": text, "language": "en"});
    fs::write(source.join("source.json"), record.to_string()).expect("a file");
    write_claim(&folder, &["The council met in May."]);
    for arguments in [&["seal", "minutes"][..], &["prove"]] {
        let output =
            quoteproof().args(arguments).arg("--root").arg(&folder).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let honest: Value =
        serde_json::from_slice(&fs::read(source.join("source.json")).expect("a source"))
            .expect("JSON");
    assert_eq!(honest["text"]["extracted"]["by"], "html/2");
    // A reader that keeps what is deleted: its proofs are of another root.
    let theirs = "The council met in May.\n\nIt did never approve.";
    fs::write(source.join("proofs.json"), proofs_of(theirs, &[(0, 5), (5, 9)])).expect("a file");
    write_claim(&folder, &["It did never approve."]);
    fs::rename(source.join("page.html"), folder.join("kept.html")).expect("the file goes");
    let (status, passed, said) = validate(&folder);
    assert_eq!((status, passed), (1, 0), "{said}");
    assert!(said.contains("seal/forged-proof"), "{said}");
    // With a seal to go with it the words are proven, of the text that the seal commits to; whoever has the file sees that
    // it is another one.
    let mut forged = honest.clone();
    forged["seal"] = serde_json::to_value(Sealed::new(theirs, "en").seal()).expect("JSON");
    forged["text"]["extracted"] = serde_json::json!({
        "sha256": quoteproof::corpus::sha256_hex(theirs.as_bytes()), "by": "html/0"
    });
    fs::write(source.join("source.json"), forged.to_string()).expect("a file");
    assert_eq!(validate(&folder).1, 1);
    fs::rename(folder.join("kept.html"), source.join("page.html")).expect("the file comes back");
    let (status, passed, said) = validate(&folder);
    assert_eq!((status, passed), (1, 0), "{said}");
    for code in ["seal/seal-mismatch", "quote/altered"] {
        assert!(said.contains(code), "{code}: {said}");
    }
}

/// Whatever a configuration sets its limits to, no guard of a seal gives way, and nothing breaks.
#[test]
fn limits_of_any_size_lower_no_guard() {
    const SIZES: [&str; 3] = ["0", "1", "1000000000"];
    let text = "The new dam is not safe for the town below it. The mayor saw it in May, and so did \
        the council of the northern towns, which met there.";
    let pieces = ["The new dam is", "safe for the town below it"];
    let unseen = "The new dam is … safe for the town below it";
    let folder = sealed("forgery-limits", text, &pieces);
    fs::create_dir_all(folder.join("kept")).expect("a folder");
    fs::write(folder.join("kept/text.txt"), text).expect("the text");
    let run = |arguments: &[&str]| {
        let mut command = quoteproof();
        let output = command.args(arguments).arg("--root").arg(&folder).output().expect("runs");
        let said = [output.stdout, output.stderr].map(|s| String::from_utf8_lossy(&s).into_owned());
        (output.status.code().expect("no signal"), said.concat())
    };
    let proofs = folder.join("corpus/minutes/proofs.json");
    let honest = fs::read(&proofs).expect("the proofs");
    for (elision, bracket, seal) in SIZES
        .iter()
        .flat_map(|a| SIZES.iter().flat_map(move |b| SIZES.iter().map(move |c| (*a, *b, *c))))
    {
        for share in ["0", "1"] {
            let limits = format!(
                "[elision]\nmax-words = {elision}\n[bracket]\nmax-words = {bracket}\n\
                 [seal]\nmax-words = {seal}\nmax-share = {share}\n"
            );
            fs::write(folder.join("quoteproof.toml"), &limits).expect("a configuration");
            fs::write(&proofs, &honest).expect("the proofs");
            // What was proven passes, with or without a warning on how much is shown.
            write_claim(&folder, &pieces);
            let (status, passed, said) = validate(&folder);
            assert_eq!((status, passed), (0, 2), "{limits}{said}");
            assert_eq!(said.contains("seal/discloses-much"), share == "0", "{limits}{said}");
            // A gap that nobody saw, and other words, fail.
            for quote in
                [unseen, "The new dam is [indeed] safe for the town", "The new dam is safe"]
            {
                write_claim(&folder, &[quote]);
                let (status, passed, said) = validate(&folder);
                assert_eq!((status, passed), (1, 0), "{limits}{quote}: {said}");
            }
            // Nor does `prove` make a proof of what fails.
            write_claim(&folder, &[unseen]);
            let (status, said) = run(&["prove", "--texts", &folder.join("kept").to_string_lossy()]);
            assert!(matches!(status, 0 | 1), "{limits}{said}");
            let (status, passed, said) = validate(&folder);
            assert_eq!((status, passed), (1, 0), "{limits}{said}");
        }
    }
    // A share is none of a thousand million; a limit is no part of a word, and no minus.
    for limits in
        ["[seal]\nmax-share = 1000000000", "[seal]\nmax-words = -1", "[elision]\nmax-words = 0.5"]
    {
        fs::write(folder.join("quoteproof.toml"), limits).expect("a configuration");
        let (status, said) = run(&["validate"]);
        assert_eq!(status, 2, "{limits}: {said}");
        assert!(said.contains("quoteproof.toml:2:"), "{limits}: {said}");
    }
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

/// Whoever has proofs and seals alone, and no archive, comes to the same: each quote of the archive passes, and none does with
/// a word less in it.
#[test]
fn documents_made_of_proofs_alone_say_the_same() {
    let read = |path: PathBuf| -> Value {
        serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
    };
    let mut documents = std::collections::BTreeMap::new();
    for entry in fs::read_dir(root().join("corpus")).expect("corpus") {
        let folder = entry.expect("an entry").path();
        let id = folder.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        let seal = read(folder.join("source.json"))["seal"].clone();
        let seal: Seal = serde_json::from_value(seal).expect("a seal");
        let proofs = fs::read_to_string(folder.join("proofs.json")).expect("proofs");
        let proofs = parse(&proofs).expect("they are well-formed");
        let options = DocumentOptions::default();
        let document = Document::from_proofs(&id, &seal, &proofs, options).expect("they hold");
        documents.insert(id, document);
    }
    let mut quotes = 0;
    for topic in fs::read_dir(root().join("claims")).expect("claims") {
        for claim in fs::read_dir(topic.expect("an entry").path()).expect("a folder") {
            let claim = read(claim.expect("an entry").path());
            for evidence in claim["evidence"].as_array().expect("evidence") {
                quotes += 1;
                let quote = &evidence["quote"];
                let parts: Vec<&str> = match quote.as_array() {
                    Some(parts) => parts.iter().filter_map(Value::as_str).collect(),
                    None => vec![quote.as_str().expect("a quote")],
                };
                let member = |name: &str| evidence[name].as_str();
                let (prefix, suffix) = (member("prefix"), member("suffix"));
                let quoted = |parts| Quoted { parts, prefix, suffix };
                let document = &documents[evidence["source"].as_str().expect("an id")];
                // Without its third word, or the one after its bracket, it is another quote.
                let less: Vec<&str> = parts[0].split(' ').collect();
                let kept = match less.iter().position(|word| word.ends_with(']')) {
                    Some(at) if parts[0].starts_with('[') => at + 2,
                    _ => 2,
                };
                let kept = kept.min(less.len());
                let less = [&less[..kept], &less[(kept + 1).min(less.len())..]].concat().join(" ");
                let mut other = parts.clone();
                other[0] = &less;
                let outcomes = document.verify(&[quoted(parts.clone()), quoted(other)]);
                assert!(outcomes[0].passed, "{parts:?}: {:?}", outcomes[0]);
                let passes = outcomes[1].passed && parts[0].split(' ').count() > 3;
                assert!(!passes, "{less:?}: {:?}", outcomes[1]);
            }
        }
    }
    assert!(quotes >= 280, "{quotes} quotes");
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
