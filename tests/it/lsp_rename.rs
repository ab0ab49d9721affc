//! New names for ids, from an editor.

#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are sent")]

use crate::editor::{Editor, plain, range_of, tides};
use crate::lsp::{asked, edited, validated};
use crate::tool::put;
use serde_json::{Value, json};

const CLAIM: &str = "claims/a-year-of-measurements.json";

#[test]
fn renames_an_id_wherever_it_is_named() {
    let folder = tides("lsp-renames");
    let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["rename"]}}});
    let mut editor = Editor::start(&folder, capabilities);
    let text = editor.open(CLAIM);
    let mut params = asked(&editor, CLAIM, &range_of(&text, "astronomy-is-enough")["start"]);
    let range = editor.ask("textDocument/prepareRename", params.clone());
    assert_eq!(range, range_of(&text, "astronomy-is-enough"));
    for wrong in ["", "Not Good", "a--b", "high-water-comes-later"] {
        params["newName"] = json!(wrong);
        assert!(
            editor.ask_raw("textDocument/rename", params.clone()).get("error").is_some(),
            "{wrong}"
        );
    }
    params["newName"] = json!("sky-is-enough");
    let answer = editor.ask("textDocument/rename", params);
    let mut renamed = None;
    for change in answer["documentChanges"].as_array().expect("changes") {
        let file = |uri: &Value| {
            folder.join(
                uri.as_str()
                    .expect("a URI")
                    .rsplit_once("claims/")
                    .map(|(_, f)| format!("claims/{f}"))
                    .expect("a claim"),
            )
        };
        if change["kind"] == "rename" {
            renamed = Some((file(&change["oldUri"]), file(&change["newUri"])));
            continue;
        }
        let path = file(&change["textDocument"]["uri"]);
        let old = std::fs::read_to_string(&path).expect("a text");
        std::fs::write(&path, edited(&old, &change["edits"])).expect("written");
    }
    let (old, new) = renamed.expect("the file is renamed");
    std::fs::rename(old, new).expect("renamed");
    assert_eq!(validated(&folder), []);
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_source_takes_its_proofs_and_its_line_in_gitignore_along() {
    let folder = tides("lsp-renames-source");
    put(&folder, "corpus/terms/proofs.json", "{\"source\": \"terms\", \"passages\": []}");
    put(&folder, ".gitignore", "target\n/corpus/terms/text.txt\n");
    let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["rename"]}}});
    let mut editor = Editor::start(&folder, capabilities);
    let file = "claims/spring-tides-in-every-season.json";
    let text = editor.open(file);
    // What is written just now, and is no claim yet, names it, too.
    let begun = "{\"evidence\": [{\"source\": \"terms\", \"quote\": \"";
    editor.open_as("claims/begun.json", begun);
    let mut params = asked(&editor, file, &range_of(&text, "terms")["start"]);
    params["newName"] = json!("words");
    let answer = editor.ask("textDocument/rename", params);
    let changes = answer["documentChanges"].as_array().expect("changes");
    let after = |name: &str, before: &str| {
        let uri = editor.uri(name);
        let change = changes.iter().find(|change| change["textDocument"]["uri"] == uri);
        edited(before, &change.unwrap_or_else(|| panic!("{name}: {answer}"))["edits"])
    };
    let proofs = after("corpus/terms/proofs.json", "{\"source\": \"terms\", \"passages\": []}");
    assert_eq!(proofs, "{\"source\": \"words\", \"passages\": []}");
    let ignored = after(".gitignore", "target\n/corpus/terms/text.txt\n");
    assert_eq!(ignored, "target\n/corpus/words/text.txt\n");
    assert_eq!(after("claims/begun.json", begun), begun.replace("terms", "words"));
    let claim = after(file, &text);
    assert_eq!(claim, text.replace("\"source\": \"terms\"", "\"source\": \"words\""));
    let last = changes.last().expect("a rename");
    assert_eq!(
        (&last["kind"], &last["newUri"]),
        (&json!("rename"), &json!(editor.uri("corpus/words")))
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_id_is_renamed_where_it_is_now() {
    let folder = tides("lsp-renames-now");
    let mut editor = Editor::start(&folder, plain());
    let text = editor.open(CLAIM);
    editor.found();
    // The evidence before it is gone in the same breath: what was the second is the first.
    let first = "{\n      \"source\": \"prediction\",\n      \"quote\": \"A year of hourly measurements is enough to separate the main constituents.\",\n      \"stance\": \"supports\"\n    },\n    ";
    let changed = text.replace(first, "").replace(
        "\"prediction\",\n      \"quote\": \"The plane",
        "\"terms\",\n      \"quote\": \"The plane",
    );
    assert!(changed.len() < text.len() - 100);
    editor.change(CLAIM, json!([{"text": changed}]));
    let mut params = asked(&editor, CLAIM, &range_of(&changed, "terms")["start"]);
    params["newName"] = json!("words");
    let answer = editor.ask("textDocument/rename", params);
    let mended = edited(&changed, &answer["changes"][editor.uri(CLAIM)]);
    assert_eq!(mended, changed.replace("\"terms\"", "\"words\""));
    assert_eq!(editor.end(), 0);
}
