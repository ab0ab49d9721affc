//! `quoteproof lsp`: what it says of open texts that nothing checks.

#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are sent")]

use crate::editor::{Editor, plain, range_of, text_of, tides};
use crate::tool::{outside, put};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CLAIM: &str = "claims/a-year-of-measurements.json";
const ARTICLE: &str =
    "She wrote a lot.\n\n“A year of hourly measurements is enough” [@prediction, p. 3].\n";

#[track_caller]
fn note(items: &[Value], starts: &str, helps: &str) -> Value {
    let [note] = items else { panic!("{items:?}") };
    assert_eq!((&note["severity"], &note["source"]), (&json!(3), &json!("quoteproof")));
    let message = note["message"].as_str().expect("a message");
    let (said, help) = message.split_once("\nhelp: ").expect("help");
    assert!(said.starts_with(starts) && help.contains(helps), "{message}");
    note["range"].clone()
}

#[test]
fn an_article_in_no_archive_says_so_where_it_cites_first() {
    let folder = outside("lsp-aside-article");
    let others = [
        ("plain.md", "She called it a “great disaster of our time” once.\n".to_owned()),
        ("link.md", "It is “a small and simple tool” ([site](https://example.org)).\n".to_owned()),
        ("notes.txt", ARTICLE.to_owned()),
    ];
    for (file, text) in &others {
        put(&folder, file, text);
    }
    for (file, text) in [
        ("article.md", ARTICLE.to_owned()),
        ("thesis.tex", ARTICLE.replace("[@prediction, p. 3]", "\\cite[3]{prediction}")),
        ("paper.typ", ARTICLE.replace("[@prediction, p. 3]", "@prediction")),
    ] {
        put(&folder, file, &text);
        let mut editor = Editor::start(&folder, plain());
        for (file, _) in &others {
            editor.open(file);
        }
        editor.open(file);
        let found = editor.until(file, |items| !items.is_empty());
        let check = format!("quoteproof check {file} --against");
        let range = note(&found, "quotations are not checked here: ", &check);
        assert_eq!(range, range_of(&text, "A year of hourly measurements is enough"));
        assert_eq!(editor.found().len(), 1, "{:?}", editor.found());
        // Editors ask of themselves: that there is no answer is no error. Whoever renames is told why it cannot be.
        let about = json!({"textDocument": {"uri": editor.uri(file)}, "position": range["start"], "newName": "x"});
        for asked in ["hover", "completion", "codeLens", "definition", "documentLink"] {
            let answer = editor.ask(&format!("textDocument/{asked}"), about.clone());
            assert_eq!(answer, Value::Null, "{asked}");
        }
        assert!(editor.ask_raw("textDocument/rename", about).get("error").is_some());
        // It goes with the citation, and comes with it.
        editor.change(file, json!([{"text": "Nothing is cited here.\n"}]));
        editor.until(file, <[Value]>::is_empty);
        editor.change(file, json!([{"text": text}]));
        editor.until(file, |items| !items.is_empty());
        // The folder becomes an archive.
        put(&folder, "quoteproof.toml", "");
        let made = json!({"uri": editor.uri("quoteproof.toml"), "type": 1});
        editor.tell("workspace/didChangeWatchedFiles", json!({"changes": [made]}));
        editor.until(file, |items| items.iter().all(|item| item["severity"] != 3));
        assert_eq!(editor.end(), 0);
        std::fs::remove_file(folder.join("quoteproof.toml")).expect("removed");
    }
    // Whoever wants no articles checked is told nothing of them.
    let mut editor = Editor::silent(&folder);
    editor.begin(json!({"capabilities": plain(), "initializationOptions": {"articles": false}}));
    editor.open("article.md");
    assert_eq!(editor.found(), BTreeMap::new());
    assert_eq!(editor.end(), 0);
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[test]
fn a_claim_beside_the_others_says_where_it_belongs() {
    let folder = tides("lsp-aside-claim");
    let text = text_of(CLAIM);
    put(&folder, "drafts/new.json", &text);
    put(&folder, "drafts/settings.json", "{\"id\": \"x\", \"evidence\": [\"none\"]}");
    let mut editor = Editor::start(&folder, plain());
    editor.open(CLAIM);
    editor.open("drafts/settings.json");
    editor.open("drafts/new.json");
    let found = editor.until("drafts/new.json", |items| !items.is_empty());
    let range = note(&found, "this claim is not checked: it does not lie in `claims/`", "move");
    assert_eq!(range, range_of(&text, "a-year-of-measurements"));
    assert_eq!(editor.found().len(), 1, "{:?}", editor.found());
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": editor.uri("drafts/new.json")}}),
    );
    editor.until("drafts/new.json", <[Value]>::is_empty);
    assert_eq!(editor.end(), 0);
    // Elsewhere there is no archive, and an editor that asks is told the same.
    let folder = outside("lsp-aside-none");
    put(&folder, "new.json", &text);
    let mut editor = Editor::start(&folder, json!({"textDocument": {"diagnostic": {}}}));
    editor.open("new.json");
    let asked = json!({"textDocument": {"uri": editor.uri("new.json")}});
    let answer = editor.ask("textDocument/diagnostic", asked);
    let items = answer["items"].as_array().expect("a list");
    note(items, "this claim is not checked: its file is in no archive", "quoteproof init");
    assert_eq!(editor.end(), 0);
    std::fs::remove_dir_all(&folder).expect("removed");
}

/// The server may not read what was not among the folders when it started: then nothing is said of it but that.
#[test]
fn a_text_of_an_archive_out_of_reach_has_no_findings() {
    let folder = outside("lsp-aside-reach");
    let other = tides("lsp-aside-other");
    let mut editor = Editor::start(&folder, plain());
    let file = other.join(CLAIM);
    editor.open(file.to_str().expect("a path"));
    assert_eq!(editor.found(), BTreeMap::new());
    assert_eq!(editor.end(), 0);
    std::fs::remove_dir_all(&folder).expect("removed");
}
