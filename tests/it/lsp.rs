//! `quoteproof lsp`: what it tells an editor, and what it answers.

#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are sent")]

use crate::editor::{Editor, plain, position, range_of, text_of, tides, uri};
use crate::tool::{put, quoteproof, root, scratch, source};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

const CLAIM: &str = "claims/a-year-of-measurements.json";

#[test]
fn tells_what_changes_as_it_is_typed() {
    let folder = tides("lsp-typed");
    let mut editor = Editor::start(&folder, plain());
    assert_eq!(editor.abilities["positionEncoding"], "utf-16");
    let text = editor.open(CLAIM);
    assert_eq!(editor.found(), BTreeMap::new());
    let enough = range_of(&text, "enough");
    editor.change(CLAIM, json!([{"range": enough, "text": "not 😀 enough"}]));
    let found = editor.until(CLAIM, |items| items.len() == 1);
    assert_eq!(found[0]["code"], "quote/altered");
    assert_eq!(found[0]["severity"], 1);
    let message = found[0]["message"].as_str().expect("a message");
    assert!(message.starts_with("the quote differs from `prediction`: "), "{message}");
    assert!(message.contains("“A year of hourly measurements is enough"), "{message}");
    let related = &found[0]["relatedInformation"][0]["location"];
    assert_eq!(related["uri"], editor.uri("corpus/prediction/text.md"));
    let document = text_of("corpus/prediction/text.md");
    let passage = "A year of hourly measurements is enough to separate the main constituents";
    assert_eq!(related["range"], range_of(&document, passage));
    let changed = text.replace("enough", "not 😀 enough");
    let end = found[0]["range"]["end"].clone();
    assert_eq!(end, range_of(&changed, "not 😀")["end"]);
    // What is not JSON has that one finding.
    editor.change(CLAIM, json!([{"range": range_of(&changed, "\"stance\""), "text": "\""}]));
    let found = editor.until(CLAIM, |items| items.iter().any(|i| i["code"] == "json/syntax-error"));
    assert_eq!(found.len(), 1);
    editor.change(CLAIM, json!([{"text": text}]));
    editor.until(CLAIM, <[Value]>::is_empty);
    // A document that is changed shows what it breaks, before it is saved.
    let document = editor.open("corpus/terms/text.txt");
    let word = range_of(&document, "tide");
    editor.change("corpus/terms/text.txt", json!([{"range": word, "text": "ebb"}]));
    editor.until("corpus/terms/source.json", |items| !items.is_empty());
    editor.change("corpus/terms/text.txt", json!([{"text": document}]));
    editor.until("corpus/terms/source.json", <[Value]>::is_empty);
    assert_eq!(editor.end(), 0);
}

/// A finding: file, line, column in characters, severity, code, message.
pub(crate) type Finding = (String, u64, u64, String, String, String);

/// What `quoteproof validate` finds in a folder.
pub(crate) fn validated(folder: &Path) -> Vec<Finding> {
    let out = quoteproof()
        .args(["validate", "--format", "json", "--allow-empty"])
        .current_dir(folder)
        .output();
    let out = out.expect("it runs").stdout;
    let report: Value = serde_json::from_slice(&out)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&out)));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let each = |d: &Value| {
        let place = &d["location"];
        let number = |name: &str| place["start"][name].as_u64().unwrap_or(1);
        (
            text(&place["file"]),
            number("line"),
            number("column"),
            text(&d["severity"]),
            text(&d["code"]),
            text(&d["message"]),
        )
    };
    let mut all: Vec<_> =
        report["diagnostics"].as_array().expect("a list").iter().map(each).collect();
    all.sort();
    all
}

/// The same as the server has sent it; columns count code points.
pub(crate) fn served(editor: &mut Editor, folder: &Path) -> Vec<Finding> {
    let base = format!("{}/", uri(folder));
    let mut all = Vec::new();
    for (uri, items) in editor.found() {
        let file = uri.strip_prefix(&base).expect("in the archive").to_owned();
        for item in items {
            let start = &item["range"]["start"];
            let number = |name: &str| start[name].as_u64().expect("a number") + 1;
            let severity = if item["severity"] == 1 { "error" } else { "warning" };
            let message = item["message"].as_str().expect("a message");
            let message = message.lines().next().unwrap_or_default().to_owned();
            let code = item["code"].as_str().unwrap_or_default().to_owned();
            all.push((
                file.clone(),
                number("line"),
                number("character"),
                severity.to_owned(),
                code,
                message,
            ));
        }
    }
    all.sort();
    all
}

/// A small generator, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

#[test]
fn finds_what_validate_finds_after_any_edits() {
    let folder = tides("lsp-equal");
    let mut names: Vec<String> = std::fs::read_dir(folder.join("claims"))
        .expect("a folder")
        .map(|entry| {
            format!("claims/{}", entry.expect("an entry").file_name().to_str().expect("a name"))
        })
        .collect();
    names.sort();
    names.extend(
        ["corpus/terms/source.json", "corpus/prediction/text.md", "quoteproof.toml"]
            .map(str::to_owned),
    );
    let capabilities = json!({"general": {"positionEncodings": ["utf-32"]}});
    let mut editor = Editor::start(&folder, capabilities);
    let mut texts: Vec<String> = names.iter().map(|name| editor.open(name)).collect();
    let originals = texts.clone();
    let pieces = ["", "x", "\"", " ", ",", "é", "😀", "not ", "}", "\n", "…", "[a] ", "tide", "1"];
    let mut dice = Dice(7);
    for round in 0..60 {
        let which = dice.roll(names.len());
        let (name, text) = (&names[which], &mut texts[which]);
        // The configuration stays one: `validate` would not run.
        if name == "quoteproof.toml" || dice.roll(6) == 0 {
            text.clone_from(&originals[which]);
            editor.change(name, json!([{"text": *text}]));
        } else {
            let places: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = dice.roll(places.len());
            let end = (start + dice.roll(6)).min(places.len() - 1);
            let new = pieces[dice.roll(pieces.len())];
            let place = |byte: usize| {
                let before = &text[..byte];
                let line = before.rfind('\n').map_or(0, |at| at + 1);
                json!({"line": before.matches('\n').count(), "character": before[line..].chars().count()})
            };
            let range = json!({"start": place(places[start]), "end": place(places[end])});
            editor.change(name, json!([{"range": range, "text": new}]));
            text.replace_range(places[start]..places[end], new);
        }
        std::fs::write(folder.join(name), &*text).expect("written");
        if round % 3 == 2 {
            let wanted = validated(&folder);
            let mut told = served(&mut editor, &folder);
            // The machine may be slow.
            for _ in 0..100 {
                if told == wanted {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
                told = served(&mut editor, &folder);
            }
            assert_eq!(told, wanted, "round {round}");
        }
    }
}

#[test]
fn every_encoding_has_its_own_columns() {
    let folder = scratch("lsp-encodings");
    source(&folder, "note", "So the ferry never sailed again.");
    let claim = "{\"id\": \"one\", \"statement\": \"😀é A claim.\", \"label\": \"supported\", \"evidence\": [{\"source\": \"note\", \"quote\": \"the ferry always sailed again\", \"stance\": \"supports\"}]}";
    put(&folder, "claims/one.json", claim);
    let at = claim.find("always").expect("there");
    let before = &claim[..at];
    for (name, column) in [
        ("utf-8", before.len()),
        ("utf-16", before.encode_utf16().count()),
        ("utf-32", before.chars().count()),
    ] {
        let capabilities = json!({"general": {"positionEncodings": [name, "utf-8"]}});
        let mut editor = Editor::start(&folder, capabilities);
        assert_eq!(editor.abilities["positionEncoding"], name);
        let found = editor.until("claims/one.json", |items| !items.is_empty());
        assert_eq!(found[0]["range"]["start"]["character"], column, "{name}");
        assert_eq!(editor.end(), 0);
    }
}

#[test]
fn a_client_that_asks_is_not_told() {
    let folder = tides("lsp-pull");
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}});
    let mut editor = Editor::start(&folder, capabilities);
    assert_eq!(editor.abilities["diagnosticProvider"]["interFileDependencies"], true);
    let text = editor.open(CLAIM);
    let about = json!({"textDocument": {"uri": editor.uri(CLAIM)}});
    let answer = editor.ask("textDocument/diagnostic", about.clone());
    assert_eq!(answer["items"], json!([]));
    editor.change(CLAIM, json!([{"range": range_of(&text, "enough"), "text": "never"}]));
    let answer = editor.ask("textDocument/diagnostic", about.clone());
    assert_eq!(answer["items"][0]["code"], "quote/altered");
    let mut again = about;
    again["previousResultId"] = answer["resultId"].clone();
    assert_eq!(editor.ask("textDocument/diagnostic", again)["kind"], "unchanged");
    let all = editor.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    // Also of what is open: an editor may not ask for a text that it does not show.
    let [one] = all["items"].as_array().expect("a list").as_slice() else { panic!("{all}") };
    assert_eq!((&one["uri"], &one["version"]), (&json!(editor.uri(CLAIM)), &json!(2)));
    assert_eq!(one["items"][0]["code"], "quote/altered");
    editor.tell("textDocument/didClose", json!({"textDocument": {"uri": editor.uri(CLAIM)}}));
    std::fs::write(folder.join(CLAIM), text.replace("enough", "never")).expect("written");
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let all = editor.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    assert_eq!(all["items"][0]["uri"], editor.uri(CLAIM));
    // An editor forgets the number of its answer with the file, and goes on showing what it was.
    std::fs::write(folder.join(CLAIM), &text).expect("written");
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let all = editor.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    assert_eq!(all["items"][0]["uri"], editor.uri(CLAIM));
    assert_eq!(all["items"][0]["items"], json!([]));
    assert!(editor.found().is_empty(), "nothing is sent unasked");
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_open_text_that_only_looks_otherwise_is_its_file() {
    let folder = scratch("lsp-looks");
    source(&folder, "note", "So the ferry\r\nnever sailed again.");
    put(
        &folder,
        "claims/one.json",
        "{\"id\": \"one\", \"statement\": \"A claim to be checked.\", \"label\": \"supported\", \"evidence\": [{\"source\": \"note\", \"quote\": \"the ferry never sailed again\", \"stance\": \"supports\"}]}",
    );
    let mut editor = Editor::start(&folder, plain());
    assert!(editor.found().is_empty());
    editor.open_as("corpus/note/text.txt", "So the ferry\nnever sailed again.");
    assert!(editor.found().is_empty(), "an editor may show other line ends");
    // One that was changed before it was opened here, as after a crash.
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": editor.uri("corpus/note/text.txt")}}),
    );
    editor.open_as("corpus/note/text.txt", "So the ferry always sailed again.");
    editor.until("corpus/note/source.json", |items| !items.is_empty());
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": editor.uri("corpus/note/text.txt")}}),
    );
    editor.until("corpus/note/source.json", <[Value]>::is_empty);
}

#[test]
fn bad_input_ends_nothing_but_what_must() {
    let folder = tides("lsp-bad");
    let mut editor = Editor::start(&folder, plain());
    editor.send_bytes(b"Content-Length: 9\r\n\r\nno JSON !");
    editor.send_bytes(b"Content-Length: 2\r\n\r\n[]");
    assert_eq!(editor.ask_raw("no/such", json!({}))["error"]["code"], -32_601);
    for params in
        [json!(null), json!([]), json!({"textDocument": {}}), json!({"textDocument": {"uri": 1}})]
    {
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didClose",
            "textDocument/didSave",
        ] {
            editor.tell(method, params.clone());
        }
        assert!(editor.ask_raw("textDocument/diagnostic", params).get("error").is_some());
    }
    editor.open(CLAIM);
    let far = json!({"line": 4_294_967_295_u32, "character": 4_294_967_295_u32});
    let start = json!({"line": 0, "character": 0});
    for (from, to) in [(&far, &far), (&far, &start), (&start, &far)] {
        editor
            .change(CLAIM, json!([{"range": {"start": from, "end": to}, "text": "\u{feff}😀\r"}]));
        editor.change(CLAIM, json!([{"range": {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 2}}, "text": "x"}]));
    }
    editor.change(CLAIM, json!([{"range": {"start": {"line": -1}}, "text": 7}]));
    editor.until(CLAIM, |items| items.iter().any(|i| i["code"] == "json/syntax-error"));
    editor.open_as("../../outside.json", "{");
    // What is not saved yet has no place in an archive, as a file beside it.
    let unsaved = json!({"textDocument": {"uri": "untitled:1"}});
    assert_eq!(editor.ask("textDocument/hover", unsaved.clone()), Value::Null);
    assert!(editor.ask_raw("textDocument/diagnostic", unsaved).get("error").is_some());
    assert_eq!(editor.end(), 0);
}

#[test]
fn ends_with_its_client() {
    let status = |bytes: &[u8]| {
        let mut child = quoteproof()
            .arg("lsp")
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        child.stdin.take().expect("a pipe").write_all(bytes).expect("it reads");
        let out = child.wait_with_output().expect("it ends");
        // Who types the command in a shell is told what it is; a client reads standard output.
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(
            said.is_empty() || said.starts_with("quoteproof: this is a language server"),
            "{said}"
        );
        out.status.code()
    };
    let framed = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    assert_eq!(status(b""), Some(2));
    assert_eq!(status(b"GET / HTTP/1.1\r\n\r\n"), Some(2));
    assert_eq!(status(&framed("{\"method\": \"exit\"}")), Some(2));
    let opened =
        framed("{\"id\": 1, \"method\": \"initialize\", \"params\": {\"capabilities\": {}}}");
    assert_eq!(status(&opened), Some(1), "the client has gone without a word");
    let all =
        [opened, framed("{\"id\": 2, \"method\": \"shutdown\"}"), framed("{\"method\": \"exit\"}")];
    assert_eq!(status(&all.concat()), Some(0));
}

/// A text with edits of the protocol applied.
pub(crate) fn edited(text: &str, edits: &Value) -> String {
    let byte = |at: &Value| {
        let number =
            |name: &str| usize::try_from(at[name].as_u64().expect("a number")).expect("small");
        let line: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let mut left = number("character");
        let mut byte = line;
        for c in text[line..].chars() {
            if left == 0 {
                break;
            }
            left -= c.len_utf16();
            byte += c.len_utf8();
        }
        byte
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|e| {
            (
                byte(&e["range"]["start"]),
                byte(&e["range"]["end"]),
                e["newText"].as_str().expect("a text"),
            )
        })
        .collect();
    edits.sort_unstable();
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

pub(crate) fn asked(editor: &Editor, file: &str, position: &Value) -> Value {
    json!({"textDocument": {"uri": editor.uri(file)}, "position": position})
}

#[test]
fn mends_what_it_finds() {
    let folder = tides("lsp-mends");
    let mut editor = Editor::start(&folder, plain());
    let text = editor.open(CLAIM);
    let wrong =
        text.replace("is enough", "is sufficient").replace("a longer record", "a Longer record");
    editor.change(CLAIM, json!([{"text": wrong}]));
    editor.until(CLAIM, |items| items.len() == 2);
    let ask = |editor: &mut Editor, words: &str, only: Value| {
        let mut params = json!({
            "textDocument": {"uri": editor.uri(CLAIM)},
            "range": range_of(&wrong, words),
            "context": {"diagnostics": []},
        });
        if !only.is_null() {
            params["context"]["only"] = only;
        }
        editor.ask("textDocument/codeAction", params)
    };
    let uri = editor.uri(CLAIM);
    let unsafe_one = ask(&mut editor, "sufficient", json!(null));
    assert_eq!(unsafe_one[0]["isPreferred"], false);
    assert_eq!(
        unsafe_one[0]["title"],
        "replace the quote with the document's own words (changes the words)"
    );
    // Also from elsewhere in the quote.
    assert_eq!(ask(&mut editor, "hourly", json!(null)), unsafe_one);
    let mended = edited(&wrong, &unsafe_one[0]["edit"]["changes"][&uri]);
    assert_eq!(mended, wrong.replace("is sufficient", "is enough"));
    let safe = ask(&mut editor, "Longer", json!(["quickfix"]));
    assert_eq!(
        (&safe[0]["isPreferred"], &safe[0]["diagnostics"][0]["code"]),
        (&json!(true), &json!("quote/altered"))
    );
    // All that is safe, and nothing else.
    let all = ask(&mut editor, "\"id\"", json!(["source.fixAll"]));
    assert_eq!(all.as_array().expect("a list").len(), 1);
    let mended = edited(&wrong, &all[0]["edit"]["changes"][&uri]);
    assert_eq!(mended, wrong.replace("a Longer record", "a longer record"));
    assert_eq!(ask(&mut editor, "sufficient", json!(["refactor"])), json!([]));
    // Words that another document has.
    let weather = "claims/low-pressure-lowers-the-sea.json";
    let text = editor.open(weather);
    let wrong = text.replacen("\"source\": \"weather\"", "\"source\": \"terms\"", 1);
    editor.change(weather, json!([{"text": wrong}]));
    let found =
        editor.until(weather, |items| items.iter().any(|i| i["code"] == "quote/misattributed"));
    let at =
        found.iter().find(|i| i["code"] == "quote/misattributed").expect("found")["range"].clone();
    let params = json!({"textDocument": {"uri": editor.uri(weather)}, "range": at, "context": {"diagnostics": []}});
    let actions = editor.ask("textDocument/codeAction", params);
    let cite = actions
        .as_array()
        .expect("a list")
        .iter()
        .find(|a| a["title"] == "cite `weather`, which has these words");
    let cite = cite.unwrap_or_else(|| panic!("{actions}"));
    assert_eq!(edited(&wrong, &cite["edit"]["changes"][editor.uri(weather)]), text);
    assert_eq!(editor.end(), 0);
}

#[test]
fn leads_from_a_quote_to_its_passage_and_back() {
    let folder = tides("lsp-leads");
    let mut editor = Editor::start(&folder, plain());
    let text = editor.open(CLAIM);
    let at = |words: &str| range_of(&text, words)["start"].clone();
    let document = text_of("corpus/prediction/text.md");
    let passage = range_of(
        &document,
        "A year of hourly measurements is enough to separate the main constituents.",
    );
    let params = asked(&editor, CLAIM, &at("enough"));
    let there = editor.ask("textDocument/definition", params.clone());
    let wanted = json!([{"uri": editor.uri("corpus/prediction/text.md"), "range": passage}]);
    assert_eq!(there, wanted);
    let hover = editor.ask("textDocument/hover", params);
    let words = hover["contents"]["value"].as_str().expect("a text");
    assert!(words.starts_with("exact\n"), "{words}");
    assert!(
        words.contains("A year of hourly measurements is enough") && words.contains("The plane of"),
        "{words}"
    );
    let params = asked(&editor, CLAIM, &at("prediction\",\n      \"quote\": \"A year"));
    let there = editor.ask("textDocument/definition", params.clone());
    assert_eq!(there[0]["uri"], editor.uri("corpus/prediction/source.json"));
    let hover = editor.ask("textDocument/hover", params.clone());
    let source: Value =
        serde_json::from_str(&text_of("corpus/prediction/source.json")).expect("JSON");
    assert!(
        hover["contents"]["value"]
            .as_str()
            .expect("a text")
            .contains(source["title"].as_str().expect("a title"))
    );
    let cited = editor.ask("textDocument/references", params);
    assert_eq!(cited.as_array().expect("a list").len(), count_of("\"source\": \"prediction\""));
    let params = asked(&editor, CLAIM, &at("astronomy-is-enough"));
    let there = editor.ask("textDocument/definition", params);
    assert_eq!(there[0]["uri"], editor.uri("claims/astronomy-is-enough.json"));
    // From a line of the document to the quotes that have some of it.
    editor.open("corpus/prediction/text.md");
    let params = asked(&editor, "corpus/prediction/text.md", &passage["start"]);
    let quoted = editor.ask("textDocument/references", params);
    assert!(
        quoted.as_array().expect("a list").iter().any(|l| l["uri"] == editor.uri(CLAIM)),
        "{quoted}"
    );
    let about = json!({"textDocument": {"uri": editor.uri("corpus/prediction/text.md")}});
    let lenses = editor.ask("textDocument/codeLens", about);
    let line = &passage["start"]["line"];
    let lens =
        lenses.as_array().expect("a list").iter().find(|l| l["range"]["start"]["line"] == *line);
    assert_eq!(lens.expect("a lens")["command"]["title"], "quoted by 1 claim");
    let titles: Vec<&str> = lenses
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|l| l["command"]["title"].as_str())
        .collect();
    assert!(titles.contains(&"quoted by 1 claim, 1 refutes"), "{titles:?}");
    let about = json!({"textDocument": {"uri": editor.uri(CLAIM)}});
    let links = editor.ask("textDocument/documentLink", about.clone());
    assert_eq!(links.as_array().expect("a list").len(), 3, "{links}");
    let mut params = about;
    params["range"] =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints = editor.ask("textDocument/inlayHint", params);
    let labels: Vec<&str> =
        hints.as_array().expect("a list").iter().filter_map(|h| h["label"].as_str()).collect();
    assert_eq!(labels, ["✓ exact", "✓ typographic"]);
    let symbols = editor.ask("workspace/symbol", json!({"query": "moon sun"}));
    assert_eq!(symbols[0]["name"], "astronomy-is-enough");
    assert_eq!(editor.end(), 0);
}

fn count_of(words: &str) -> usize {
    let claims = root().join("examples/tides/claims");
    let files =
        std::fs::read_dir(claims).expect("a folder").map(|entry| entry.expect("an entry").path());
    files.map(|file| std::fs::read_to_string(file).expect("a text").matches(words).count()).sum()
}

/// The completions at the end of some words of a text, with their labels.
fn completed(editor: &mut Editor, file: &str, text: &str, words: &str) -> Vec<Value> {
    editor.change(file, json!([{"text": text}]));
    let at = range_of(text, words)["end"].clone();
    let params = asked(editor, file, &at);
    let answer = editor.ask("textDocument/completion", params);
    assert_eq!(answer["isIncomplete"], true);
    answer["items"].as_array().expect("a list").clone()
}

#[test]
fn completes_a_quote_out_of_the_document_while_the_file_is_broken() {
    let folder = tides("lsp-completes");
    source(
        &folder,
        "note",
        "The \u{201c}old\u{201d} ferry, they said, sailed north; it stayed there. But the boat sailed. Then night fell. But the boat sailed.",
    );
    let mut editor = Editor::start(&folder, plain());
    let file = "claims/new.json";
    editor.open_as(file, "");
    let head = "{\n  \"id\": \"new\",\n  \"evidence\": [\n    {\n      \"source\": \"note\",\n      \"quote\": \"";
    let broken = format!("{head}THE \\\"old\\\" FERRY\n    }}\n  ]");
    let items = completed(&mut editor, file, &broken, "FERRY");
    let quotes: Vec<String> = items
        .iter()
        .map(|item| {
            assert_eq!(item["filterText"], "THE \\\"old\\\" FERRY");
            let whole = edited(&broken, &json!([item["textEdit"]]));
            let line = whole.lines().find(|line| line.contains("\"quote\"")).expect("there").trim();
            let value = line.strip_prefix("\"quote\": \"").expect("the quote");
            serde_json::from_str(&format!("\"{value}\"")).expect("escaped as JSON")
        })
        .collect();
    let sentence = "The \u{201c}old\u{201d} ferry, they said, sailed north; it stayed there.";
    assert_eq!(
        quotes,
        [
            "The \u{201c}old\u{201d} ferry, they said",
            "The \u{201c}old\u{201d} ferry, they said, sailed north",
            sentence
        ]
    );
    // Words that stand twice are told apart.
    let twice = format!("{head}but the boat\"");
    let items = completed(&mut editor, file, &twice, "but the boat");
    assert_eq!(items.len(), 2, "{items:?}");
    for item in &items {
        let mut edits = vec![item["textEdit"].clone()];
        edits.extend(item["additionalTextEdits"].as_array().expect("a prefix or suffix").clone());
        let rest = ", \"stance\": \"supports\"}], \"statement\": \"A claim to be checked.\", \"label\": \"supported\"}";
        let whole = format!("{}{rest}", edited(&twice, &json!(edits)));
        std::fs::write(folder.join(file), &whole).expect("written");
        let found = validated(&folder);
        assert!(
            found.iter().all(|f| !f.4.starts_with("quote/") || f.4 == "quote/short-quote"),
            "{whole}\n{found:?}"
        );
    }
    std::fs::remove_file(folder.join(file)).expect("removed");
    // Where no source is named yet, it comes with the words.
    let unnamed = "{\"evidence\": [{\"quote\": \"hourly measurem\"";
    let items = completed(&mut editor, file, unnamed, "measurem");
    let last = items.last().expect("an item");
    let mut edits = vec![last["textEdit"].clone()];
    edits.extend(last["additionalTextEdits"].as_array().expect("the source").clone());
    let whole = edited(unnamed, &json!(edits));
    assert_eq!(
        whole,
        "{\"evidence\": [{\"source\": \"prediction\", \"quote\": \"A year of hourly measurements is enough to separate the main constituents.\""
    );
    // What is no beginning of anything, and what is too little.
    for nothing in ["zzz", "a", "", "… "] {
        let text = format!("{head}{nothing}\"");
        assert_eq!(
            completed(&mut editor, file, &text, &format!("\"quote\": \"{nothing}")),
            Vec::<Value>::new(),
            "{nothing}"
        );
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn begins_a_claim_and_an_evidence() {
    let folder = tides("lsp-begins");
    put(&folder, "schema/claim.schema.json", "{}");
    let file = "claims/tables/new-$claim.json";
    let mut stops = plain();
    stops["textDocument"]["completion"] = json!({"completionItem": {"snippetSupport": true}});
    for (capabilities, is_snippet) in [(stops, true), (plain(), false)] {
        let mut editor = Editor::start(&folder, capabilities);
        editor.open_as(file, "");
        let mut whole = |text: &str, words: &str| {
            let items = completed(&mut editor, file, text, words);
            let [item] = items.as_slice() else { panic!("{text:?}: {items:?}") };
            assert_eq!(item["insertTextFormat"] == 2, is_snippet);
            let edit = edited(text, &json!([item["textEdit"]]));
            if !is_snippet {
                return serde_json::from_str::<Value>(&edit)
                    .unwrap_or_else(|e| panic!("{e}: {edit}"));
            }
            assert!(edit.contains("|supported,refuted,") || text.contains("[]"), "{edit}");
            assert!(edit.contains("|prediction,terms,weather|"), "{edit}");
            assert!(edit.contains("new-\\$claim") || text.contains("[]"), "{edit}");
            Value::Null
        };
        for text in ["", " \n", "{", "{}", "{ }", "{\n  \n}\n"] {
            let begun = whole(text, text.get(..1).filter(|c| *c == "{").unwrap_or(""));
            assert!(is_snippet || begun["evidence"][0]["quote"] == "", "{text:?}: {begun}");
            assert!(is_snippet || begun["$schema"] == "../../schema/claim.schema.json", "{begun}");
            assert!(is_snippet || begun["id"] == "new-$claim", "{begun}");
        }
        let more = whole("{\n  \"evidence\": []\n}", "[");
        assert!(is_snippet || more["evidence"][0]["stance"] == "", "{more}");
        // Where something is written already, nothing is begun.
        let items = completed(&mut editor, file, "{\"id\": \"a\"}", "{");
        assert_eq!(items, Vec::<Value>::new());
        assert_eq!(editor.end(), 0);
    }
}

/// A comma may be inside the quotation marks of the document.
#[test]
fn completes_a_quote_to_a_comma_before_a_closing_mark() {
    let folder = tides("lsp-comma");
    for (name, open, close) in
        [("straight", "\"", "\""), ("curly", "“", "”"), ("single", "‘", "’"), ("bracket", "(", ")")]
    {
        source(
            &folder,
            name,
            format!(
                "Then {open}the tide came early,{close} she said, and in 1,200 houses water stood."
            ),
        );
    }
    let mut editor = Editor::start(&folder, plain());
    let file = "claims/new.json";
    editor.open_as(file, "");
    for name in ["straight", "curly", "single", "bracket"] {
        let text = format!("{{\"evidence\": [{{\"source\": \"{name}\", \"quote\": \"the tide\"");
        let items = completed(&mut editor, file, &text, "the tide");
        let first = items[0]["textEdit"]["newText"].as_str().expect("a text");
        assert_eq!(
            first.trim_start_matches(['(', '\\', '"', '“', '‘']),
            "the tide came early",
            "{items:?}"
        );
        let text = text.replace("the tide", "and in");
        let items = completed(&mut editor, file, &text, "and in");
        assert_eq!(items[0]["textEdit"]["newText"], "and in 1,200 houses water stood.");
    }
    assert_eq!(editor.end(), 0);
}

/// Marks before the first word, in whatever form they were typed, are taken from the document.
#[test]
fn completes_a_quote_that_begins_with_a_mark() {
    let folder = tides("lsp-marks");
    source(
        &folder,
        "note",
        "It rained. “We were never told (so she said) of the storm.” Nobody came.",
    );
    let mut editor = Editor::start(&folder, plain());
    let file = "claims/new.json";
    editor.open_as(file, "");
    let head = "{\n  \"id\": \"new\",\n  \"evidence\": [{\"source\": \"note\", \"quote\": \"";
    let whole = "“We were never told (so she said) of the storm.”";
    for (typed, wanted) in [
        ("\\\"we were", whole),
        ("“WE were", whole),
        ("never told", whole),
        ("(so she", "(so she said) of the storm.”"),
    ] {
        let text = format!("{head}{typed}\"");
        let items = completed(&mut editor, file, &text, typed);
        let offered: Vec<&Value> = items.iter().map(|item| &item["textEdit"]["newText"]).collect();
        assert!(offered.contains(&&json!(wanted)), "{typed}: {offered:?}");
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn completes_what_is_known() {
    let folder = tides("lsp-known");
    let mut editor = Editor::start(&folder, plain());
    let file = "claims/new.json";
    editor.open_as(file, "");
    let mut labels = |text: &str, words: &str| -> Vec<String> {
        let items = completed(&mut editor, file, text, words);
        items
            .iter()
            .map(|item| item["textEdit"]["newText"].as_str().expect("a text").to_owned())
            .collect()
    };
    assert_eq!(
        labels("{\"evidence\": [{\"source\": \"", "\"source\": \""),
        ["prediction", "terms", "weather"]
    );
    assert_eq!(
        labels("{\"evidence\": [{\"source\": ", "\"source\": "),
        ["\"prediction\"", "\"terms\"", "\"weather\""]
    );
    assert_eq!(
        labels("{\"evidence\": [{\"stance\": \"", "\"stance\": \""),
        ["supports", "refutes", "context"]
    );
    assert_eq!(labels("{\"label\": \"s\"", "\"label\": \"s").len(), 4);
    assert_eq!(labels("{\"relations\": [{\"claim\": \"\"", "\"claim\": \"").len(), 7);
    assert!(labels("{\"topics\": [\"", "[\"").contains(&"prediction".to_owned()));
    assert_eq!(labels("{\"statement\": \"", "\"statement\": \""), Vec::<String>::new());
    let record = "corpus/terms/source.json";
    editor.open_as(record, "");
    let items = completed(&mut editor, record, "{\"language\": \"", "\"language\": \"");
    let tags: Vec<&Value> = items.iter().map(|item| &item["textEdit"]["newText"]).collect();
    assert!(tags[0] == "en" && tags.contains(&&json!("de")), "{tags:?}");
    assert_eq!(editor.end(), 0);
}

/// The actions that are offered for some words of a file.
fn actions(editor: &mut Editor, file: &str, text: &str, words: &str) -> Vec<Value> {
    let params = json!({
        "textDocument": {"uri": editor.uri(file)},
        "range": range_of(text, words),
        "context": {"diagnostics": []},
    });
    editor.ask("textDocument/codeAction", params).as_array().expect("a list").clone()
}

#[track_caller]
fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"] == title);
    found.unwrap_or_else(|| panic!("{title:?} is not offered: {actions:#?}"))
}

#[test]
fn writes_the_marks_that_a_quote_lacks() {
    let folder = tides("lsp-marks");
    let mut editor = Editor::start(&folder, plain());
    let text = editor.open(CLAIM);
    let uri = editor.uri(CLAIM);
    let wrong = text.replace("A year of hourly measurements is", "A year of measurements is");
    editor.change(CLAIM, json!([{"text": wrong}]));
    editor.until(CLAIM, |items| items.iter().any(|i| i["code"] == "quote/altered"));
    let offered = actions(&mut editor, CLAIM, &wrong, "A year of measurements");
    let mark = titled(&offered, "mark what is left out with “…”");
    let mended = edited(&wrong, &mark["edit"]["changes"][&uri]);
    assert_eq!(mended, text.replace("of hourly measurements", "of … measurements"));
    let wrong = text.replace("A year of hourly", "a year of hourly");
    editor.change(CLAIM, json!([{"text": wrong}]));
    editor.until(CLAIM, |items| items.iter().any(|i| i["code"] == "quote/initial-case"));
    let offered = actions(&mut editor, CLAIM, &wrong, "a year of hourly");
    let mark = titled(&offered, "put the changed letter in brackets");
    let mended = edited(&wrong, &mark["edit"]["changes"][&uri]);
    assert_eq!(mended, text.replace("A year of hourly", "[a] year of hourly"));
    let plain = titled(&offered, "write the letter as the document has it");
    assert_eq!(edited(&wrong, &plain["edit"]["changes"][&uri]), text);
    editor.change(CLAIM, json!([{"text": mended}]));
    editor.until(CLAIM, <[Value]>::is_empty);
    assert_eq!(editor.end(), 0);
}

#[test]
fn writes_ids_and_members_that_are_known() {
    let folder = tides("lsp-known-ids");
    let mut editor = Editor::start(&folder, plain());
    let text = editor.open(CLAIM);
    let uri = editor.uri(CLAIM);
    for (right, wrong, title) in [
        ("\"source\": \"prediction\"", "\"source\": \"perdiction\"", "write `prediction`"),
        ("\"claim\": \"astronomy-is", "\"claim\": \"astronomie-is", "write `astronomy-is-enough`"),
        ("\"stance\": \"context\"", "\"stanse\": \"context\"", "rename it to `stance`"),
        ("\"label\": \"supported\"", "\"label\": \"true\"", "write `supported`"),
    ] {
        let broken = text.replacen(right, wrong, 1);
        assert_ne!(broken, text);
        editor.change(CLAIM, json!([{"text": broken}]));
        let offered = actions(&mut editor, CLAIM, &broken, wrong);
        let fix = titled(&offered, title);
        assert_eq!(edited(&broken, &fix["edit"]["changes"][&uri]), text);
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn quotes_what_is_selected_in_a_document() {
    let folder = tides("lsp-selected");
    let mut editor = Editor::start(&folder, plain());
    let document = "corpus/prediction/text.md";
    let text = editor.open(document);
    editor.found();
    let words = "Electronic computers took over in the second half of the twentieth century";
    let offered = actions(&mut editor, document, &text, words);
    let add = titled(&offered, "quote this in `a-year-of-measurements`");
    let claim = text_of(CLAIM);
    let added = edited(&claim, &add["edit"]["changes"][editor.uri(CLAIM)]);
    let added: Value = serde_json::from_str(&added).expect("JSON");
    assert_eq!(added["evidence"][0]["quote"], words);
    assert_eq!(added["evidence"][0]["source"], "prediction");
    // A claim that is open comes first, also one that is only begun and quotes something else.
    for evidence in ["[]", "[{\"source\": \"terms\", \"quote\": \"tide\""] {
        let begun = format!("{{\"id\": \"begun\", \"evidence\": {evidence}");
        editor.open_as("claims/begun.json", &begun);
        let offered = actions(&mut editor, document, &text, words);
        assert_eq!(offered[0]["title"], "quote this in `begun`");
        let added = edited(&begun, &offered[0]["edit"]["changes"][editor.uri("claims/begun.json")]);
        let new = format!(
            "[{{\"source\": \"prediction\", \"quote\": \"{words}\", \"stance\": \"context\"}}"
        );
        assert!(added.contains(&new), "{added}");
    }
    // Nothing is selected.
    assert_eq!(actions(&mut editor, document, &text, ""), Vec::<Value>::new());
    assert_eq!(editor.end(), 0);
}

#[test]
fn checks_articles_against_the_archive() {
    let folder = tides("lsp-article");
    put(
        &folder,
        "works.bib",
        "@misc{thomson, title = {The prediction of tides}, url = {https://example.org/none}}",
    );
    let right = "“A year of hourly measurements is enough to separate the main constituents” [@prediction].\n";
    let wrong = right.replace("enough", "more than enough");
    for (file, text, wrong) in [
        ("article.md", right.to_owned(), wrong.clone()),
        (
            "thesis.tex",
            right.replace(" [@prediction]", " \\cite{prediction}"),
            wrong.replace(" [@prediction]", " \\cite{prediction}"),
        ),
        (
            "paper.typ",
            right.replace("[@prediction]", "@prediction"),
            wrong.replace("[@prediction]", "@prediction"),
        ),
    ] {
        put(&folder, file, &text);
        let mut editor = Editor::start(&folder, plain());
        editor.open(file);
        assert_eq!(editor.found(), BTreeMap::new(), "{file}");
        editor.change(file, json!([{"text": wrong}]));
        let found = editor.until(file, |items| !items.is_empty());
        assert_eq!(found[0]["code"], "quote/altered", "{file}");
        let related = &found[0]["relatedInformation"][0]["location"];
        assert_eq!(related["uri"], editor.uri("corpus/prediction/text.md"), "{file}");
        let about = asked(&editor, file, &position(&wrong, wrong.find("hourly").expect("there")));
        let hover = editor.ask("textDocument/hover", about.clone());
        let hover = hover["contents"]["value"].as_str().expect("a text").to_owned();
        assert!(
            hover.starts_with("altered")
                && hover.contains("A year of hourly measurements is (the quote: more than) enough"),
            "{file}: {hover}"
        );
        let target = editor.ask("textDocument/definition", about);
        assert_eq!(target[0]["uri"], editor.uri("corpus/prediction/text.md"), "{file}");
        let offered = actions(&mut editor, file, &wrong, "more than");
        let mended = edited(&wrong, &offered[0]["edit"]["changes"][editor.uri(file)]);
        assert_eq!(mended, text, "{file}");
        editor.change(file, json!([{"text": text}]));
        editor.until(file, <[Value]>::is_empty);
        // What is closed is not told of any more.
        editor.change(file, json!([{"text": wrong}]));
        editor.until(file, |items| !items.is_empty());
        editor.tell("textDocument/didClose", json!({"textDocument": {"uri": editor.uri(file)}}));
        editor.until(file, <[Value]>::is_empty);
        assert_eq!(editor.end(), 0);
    }
}

/// A folder that is opened later is checked, and of one that is closed nothing more is said.
#[test]
fn follows_the_folders_that_are_open() {
    let folder = scratch("lsp-folders");
    for name in ["one", "two"] {
        let copy = tides(&format!("lsp-folders-{name}"));
        std::fs::rename(&copy, folder.join(name)).expect("it can be moved");
    }
    let claim = "two/claims/a-year-of-measurements.json";
    let text = std::fs::read_to_string(folder.join(claim)).expect("a claim");
    std::fs::write(folder.join(claim), text.replace("is enough", "is not enough"))
        .expect("written");
    let mut editor = Editor::start(&folder, plain());
    assert_eq!(editor.abilities["workspace"]["workspaceFolders"]["changeNotifications"], true);
    assert_eq!(editor.found(), BTreeMap::new());
    let change = |editor: &mut Editor, added: &[&str], removed: &[&str]| {
        let named = |names: &[&str]| -> Vec<Value> {
            names.iter().map(|name| json!({"uri": uri(&folder.join(name)), "name": name})).collect()
        };
        let event = json!({"added": named(added), "removed": named(removed)});
        editor.tell("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    };
    change(&mut editor, &["one", "two"], &[]);
    let found = editor.until(claim, |items| !items.is_empty());
    assert_eq!(found[0]["code"], "quote/altered");
    change(&mut editor, &[], &["two"]);
    editor.until(claim, <[Value]>::is_empty);
    change(&mut editor, &["two"], &["one"]);
    editor.until(claim, |items| !items.is_empty());
    // What is none of the editor's folders changes nothing.
    editor.tell("workspace/didChangeWorkspaceFolders", json!({"event": 3}));
    editor.until(claim, |items| !items.is_empty());
    assert_eq!(editor.end(), 0);
}
