//! What input gets that no editor should send, and files that change under one that is open.

#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are sent")]

use crate::editor::{Editor, plain, position, range_of, tides};
use crate::lsp::{Finding, served, validated};
use crate::tool::{put, scratch, source};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const CLAIM: &str = "claims/a-year-of-measurements.json";
const DOCUMENT: &str = "corpus/terms/text.txt";

/// Waits until the server has told what `validate` finds on the disk.
#[track_caller]
fn agrees(editor: &mut Editor, folder: &Path, what: &str) {
    until_told(editor, folder, &validated(folder), what);
}

/// Waits until the server has told this.
#[track_caller]
fn until_told(editor: &mut Editor, folder: &Path, wanted: &[Finding], what: &str) {
    let mut told = served(editor, folder);
    // The machine may be slow.
    for _ in 0..100 {
        if told == wanted {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
        told = served(editor, folder);
    }
    assert_eq!(told, wanted, "{what}");
}

/// Tells that files have come (1), were changed (2) or have gone (3).
fn tell_of(editor: &mut Editor, changes: &[(&str, u8)]) {
    let changes: Vec<Value> =
        changes.iter().map(|(file, kind)| json!({"uri": editor.uri(file), "type": kind})).collect();
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": changes}));
}

fn close(editor: &mut Editor, file: &str) {
    let document = json!({"uri": editor.uri(file)});
    editor.tell("textDocument/didClose", json!({"textDocument": document}));
}

/// An editor that watches files.
fn watching() -> Value {
    let mut capabilities = plain();
    capabilities["general"]["positionEncodings"] = json!(["utf-32"]);
    capabilities["workspace"] = json!({"didChangeWatchedFiles": {"dynamicRegistration": true}});
    capabilities
}

#[test]
fn garbage_before_the_first_request_is_refused_and_forgotten() {
    let folder = tides("lsp-garbage");
    let mut editor = Editor::silent(&folder);
    editor.send_bytes(b"Content-Length: 3\r\n\r\n\xff{]");
    editor.send_bytes(b"content-length: 2\nx: y\n\n[]");
    for method in ["shutdown", "textDocument/hover", "", "no/such"] {
        assert_eq!(editor.ask_raw(method, json!(null))["error"]["code"], -32_002, "{method}");
    }
    editor.tell("textDocument/didOpen", json!({"textDocument": {"uri": "x"}}));
    editor.begin(json!({"processId": "7", "capabilities": [], "workspaceFolders": 3}));
    let text = editor.open(CLAIM);
    editor.change(CLAIM, json!([{"range": range_of(&text, "is enough"), "text": "is not enough"}]));
    editor.until(CLAIM, |items| items.len() == 1);
    let again = editor.ask_raw("initialize", json!({"capabilities": {}}));
    assert_eq!(again["error"]["code"], -32_600);
    assert_eq!(editor.end(), 0);
}

#[test]
fn messages_of_a_hundred_megabytes_are_read_and_larger_ones_passed_over() {
    let folder = tides("lsp-long");
    let mut editor = Editor::start(&folder, plain());
    let text = editor.open(CLAIM);
    editor.open_as("claims/long.json", &"[1, ".repeat(25 << 20));
    let asked = json!({"textDocument": {"uri": editor.uri("claims/long.json")}, "position": {"line": 0, "character": 7}});
    assert_eq!(editor.ask("textDocument/hover", asked), Value::Null);
    let long = (128 << 20) + 1;
    editor.send_bytes(format!("Content-Length: {long}\r\n\r\n").as_bytes());
    editor.send_bytes(&vec![b'['; long]);
    editor.change(CLAIM, json!([{"range": range_of(&text, "is enough"), "text": "is not enough"}]));
    editor.until(CLAIM, |items| items.len() == 1);
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_place_inside_a_character_is_its_start() {
    let folder = tides("lsp-surrogates");
    let mut editor = Editor::start(&folder, plain());
    let text = std::fs::read_to_string(folder.join(CLAIM)).expect("a text");
    let text = text.replace("A year of hourly", "A year 😀😀 of hourly");
    editor.open_as(CLAIM, &text);
    let at = text.find("😀😀").expect("there");
    let mut start = position(&text, at);
    start["character"] = json!(start["character"].as_u64().expect("a number") + 1);
    let mut end = position(&text, at + "😀".len());
    end["character"] = json!(end["character"].as_u64().expect("a number") + 1);
    let about = json!({"textDocument": {"uri": editor.uri(CLAIM)}, "position": start});
    assert!(editor.ask("textDocument/hover", about)["contents"].is_object());
    // From inside the first to inside the second: the first goes.
    editor.change(CLAIM, json!([{"range": {"start": start, "end": end}, "text": ""}]));
    let found = editor.until(CLAIM, |items| items.iter().any(|i| i["code"] == "quote/altered"));
    let mended = text.replace("😀😀 of", "😀 of");
    assert_eq!(found[0]["range"]["start"], range_of(&mended, "😀 of")["start"]);
    std::fs::write(folder.join(CLAIM), &mended).expect("written");
    let wanted = validated(&folder);
    assert_eq!(wanted.len(), found.len(), "{wanted:?}\n{found:?}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_is_open_may_be_deleted_renamed_and_replaced() {
    let folder = tides("lsp-files");
    let mut editor = Editor::start(&folder, watching());
    let text = editor.open(CLAIM);
    let document = editor.open(DOCUMENT);
    assert_eq!(served(&mut editor, &folder), []);
    // Replaced, as by a checkout: an open document that was not changed is its file.
    let other = document.replacen("tide", "ebb", 1);
    std::fs::write(folder.join(DOCUMENT), &other).expect("written");
    tell_of(&mut editor, &[(DOCUMENT, 2)]);
    agrees(&mut editor, &folder, "a document that was replaced");
    editor.change(DOCUMENT, json!([{"text": other}]));
    agrees(&mut editor, &folder, "the editor has read it again");
    std::fs::write(folder.join(DOCUMENT), &document).expect("written");
    tell_of(&mut editor, &[(DOCUMENT, 2)]);
    editor.change(DOCUMENT, json!([{"text": document}]));
    agrees(&mut editor, &folder, "a document that is as before");
    // Gone from the disk, the text stays open: it is still there to be saved.
    std::fs::remove_file(folder.join(CLAIM)).expect("removed");
    tell_of(&mut editor, &[(CLAIM, 3)]);
    assert_eq!(served(&mut editor, &folder), []);
    close(&mut editor, CLAIM);
    // Another claim names it.
    assert!(!validated(&folder).is_empty());
    agrees(&mut editor, &folder, "a claim that has gone");
    put(&folder, CLAIM, &text);
    tell_of(&mut editor, &[(CLAIM, 1)]);
    agrees(&mut editor, &folder, "a claim that has come");
    // Renamed, while it is open under the old name.
    editor.open(CLAIM);
    let renamed = "claims/moved/elsewhere.json";
    std::fs::create_dir(folder.join("claims/moved")).expect("made");
    std::fs::rename(folder.join(CLAIM), folder.join(renamed)).expect("renamed");
    tell_of(&mut editor, &[(CLAIM, 3), (renamed, 1)]);
    assert!(!served(&mut editor, &folder).is_empty(), "an id is there twice");
    close(&mut editor, CLAIM);
    editor.open(renamed);
    agrees(&mut editor, &folder, "a claim that was renamed");
    // A folder in its place, then nothing.
    std::fs::remove_file(folder.join(renamed)).expect("removed");
    std::fs::create_dir(folder.join(renamed)).expect("made");
    close(&mut editor, renamed);
    tell_of(&mut editor, &[(renamed, 2)]);
    agrees(&mut editor, &folder, "a folder in the place of a claim");
    std::fs::remove_dir_all(folder.join("corpus/terms")).expect("removed");
    tell_of(&mut editor, &[("corpus/terms", 3)]);
    close(&mut editor, DOCUMENT);
    agrees(&mut editor, &folder, "a source that has gone");
    std::fs::remove_file(folder.join("quoteproof.toml")).expect("removed");
    tell_of(&mut editor, &[("quoteproof.toml", 3)]);
    agrees(&mut editor, &folder, "no configuration");
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_editor_that_watches_is_told_of_a_change_alone() {
    let folder = tides("lsp-watched");
    let mut editor = Editor::start(&folder, watching());
    assert_eq!(served(&mut editor, &folder), []);
    let text = std::fs::read_to_string(folder.join(CLAIM)).expect("a text");
    for (file, old, new) in [
        (CLAIM, "is enough", "is not enough"),
        ("corpus/prediction/source.json", "\"title\"", "\"titel\""),
        ("corpus/prediction/text.md", "hourly", "weekly"),
        ("quoteproof.toml", "", "[rules]\n\"no/such\" = \"off\"\n"),
    ] {
        let before = std::fs::read_to_string(folder.join(file)).expect("a text");
        let after =
            if old.is_empty() { format!("{before}{new}") } else { before.replacen(old, new, 1) };
        assert_ne!(before, after);
        std::fs::write(folder.join(file), after).expect("written");
        tell_of(&mut editor, &[(file, 2)]);
        if file == "quoteproof.toml" {
            editor.until(file, |items| !items.is_empty());
        } else {
            agrees(&mut editor, &folder, file);
        }
        std::fs::write(folder.join(file), before).expect("written");
        tell_of(&mut editor, &[(file, 2)]);
        agrees(&mut editor, &folder, file);
    }
    put(&folder, "claims/note.txt", "no claim");
    put(&folder, "claims/more/second.json", text);
    tell_of(&mut editor, &[("claims/note.txt", 1), ("claims/more/second.json", 1)]);
    agrees(&mut editor, &folder, "what has come");
    assert_eq!(editor.end(), 0);
}

/// An editor that does not watch files has the disk looked at when something is opened, saved or closed. Files that were written
/// long ago are not read again; those of a moment ago are, whatever is said of them.
#[test]
fn what_others_have_changed_is_found_where_nobody_watches() {
    let folder = tides("lsp-unwatched");
    let mut capabilities = plain();
    capabilities["general"]["positionEncodings"] = json!(["utf-32"]);
    let mut editor = Editor::start(&folder, capabilities);
    assert_eq!(served(&mut editor, &folder), []);
    let text = std::fs::read_to_string(folder.join(CLAIM)).expect("a text");
    let document = std::fs::read_to_string(folder.join(DOCUMENT)).expect("a text");
    let save = |editor: &mut Editor| {
        let uri = editor.uri("claims/astronomy-is-enough.json");
        editor.tell("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    };
    for round in 0..2 {
        std::fs::write(folder.join(CLAIM), text.replace("is enough", "is bright"))
            .expect("written");
        save(&mut editor);
        agrees(&mut editor, &folder, "a claim that was changed");
        // As long, and at once.
        std::fs::write(folder.join(CLAIM), text.replace("is enough", "is clever"))
            .expect("written");
        save(&mut editor);
        agrees(&mut editor, &folder, "a claim that was changed again");
        std::fs::write(folder.join(DOCUMENT), document.replacen("tide", "ebbs", 1))
            .expect("written");
        put(&folder, "claims/more/second.json", &text);
        save(&mut editor);
        agrees(&mut editor, &folder, "a document that was changed, and a claim that has come");
        std::fs::write(folder.join(DOCUMENT), &document).expect("written");
        std::fs::write(folder.join(CLAIM), &text).expect("written");
        std::fs::remove_dir_all(folder.join("claims/more")).expect("removed");
        save(&mut editor);
        agrees(&mut editor, &folder, "all is as before");
        if round == 0 {
            // From now on what is said of the files is believed.
            std::thread::sleep(Duration::from_millis(3_200));
            save(&mut editor);
            assert_eq!(served(&mut editor, &folder), []);
        }
    }
    assert_eq!(editor.end(), 0);
}

/// Folders whose names begin with a dot are not listed: a text that a source has there is looked for by its name.
#[test]
fn a_text_in_a_hidden_folder_may_go_and_come_back() {
    let folder = tides("lsp-hidden-text");
    let (hidden, away) = (folder.join("corpus/terms/.kept/text.txt"), folder.join("away.txt"));
    std::fs::create_dir(folder.join("corpus/terms/.kept")).expect("made");
    std::fs::rename(folder.join(DOCUMENT), &hidden).expect("moved");
    let file = folder.join("corpus/terms/source.json");
    let text = std::fs::read_to_string(&file).expect("a text");
    let moved = text.replace("\"text.txt\"", "\".kept/text.txt\"");
    assert_ne!(moved, text);
    std::fs::write(&file, moved).expect("written");
    let mut unwatched = plain();
    unwatched["general"]["positionEncodings"] = json!(["utf-32"]);
    for (capabilities, is_watched) in [(unwatched, false), (watching(), true)] {
        let mut editor = Editor::start(&folder, capabilities);
        let mut notice = |kind: u8, what: &str| {
            let uri = editor.uri(CLAIM);
            if is_watched {
                tell_of(&mut editor, &[("corpus/terms/.kept/text.txt", kind)]);
            } else {
                editor.tell("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
            }
            agrees(&mut editor, &folder, what);
        };
        notice(2, "a hidden text");
        std::fs::rename(&hidden, &away).expect("moved");
        notice(3, "a hidden text that has gone");
        notice(2, "nothing else");
        std::fs::rename(&away, &hidden).expect("moved");
        notice(1, "a hidden text that has come back");
        assert_eq!(editor.end(), 0);
    }
}

/// A text may lie elsewhere in the archive, with a link where the source has it: what changes it has another name.
#[cfg(unix)]
#[test]
fn a_text_that_a_link_leads_to_may_change() {
    use std::os::unix::fs::symlink;
    let folder = tides("lsp-linked");
    std::fs::rename(folder.join("corpus"), folder.join("library")).expect("moved");
    symlink("library", folder.join("corpus")).expect("linked");
    let (linked, text) = (folder.join(DOCUMENT), folder.join("library/weather/terms.txt"));
    std::fs::rename(&linked, &text).expect("moved");
    symlink("../weather/terms.txt", &linked).expect("linked");
    let moved = folder.join("claims.json");
    std::fs::rename(folder.join(CLAIM), &moved).expect("moved");
    symlink(&moved, folder.join(CLAIM)).expect("linked");
    let mut unwatched = plain();
    unwatched["general"]["positionEncodings"] = json!(["utf-32"]);
    for (capabilities, is_watched) in [(unwatched, false), (watching(), true)] {
        let mut editor = Editor::start(&folder, capabilities);
        agrees(&mut editor, &folder, "files behind links");
        let patterns = editor.watched();
        assert_eq!(patterns.contains(&"**/library/**".to_owned()), is_watched, "{patterns:?}");
        for (file, old, new) in [
            ("library/weather/terms.txt", "tide", "ebb"),
            ("library/prediction/text.md", "hourly", "weekly"),
            ("claims.json", "is enough", "is not enough"),
        ] {
            let notice = |editor: &mut Editor, what: &str| {
                let uri = editor.uri("claims/astronomy-is-enough.json");
                if is_watched {
                    tell_of(editor, &[(file, 2)]);
                } else {
                    editor.tell("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
                }
                agrees(editor, &folder, &format!("{file}: {what}"));
            };
            let before = std::fs::read_to_string(folder.join(file)).expect("a text");
            let after = before.replacen(old, new, 1);
            let well = validated(&folder);
            std::fs::write(folder.join(file), &after).expect("written");
            let wrong = validated(&folder);
            assert_ne!(wrong, well, "{file}");
            notice(&mut editor, "it was changed");
            std::fs::write(folder.join(file), &before).expect("written");
            notice(&mut editor, "it is as it was");
            // In an editor, before it is saved.
            editor.open(file);
            editor.change(file, json!([{"text": after}]));
            until_told(&mut editor, &folder, &wrong, &format!("{file}: it is open"));
            close(&mut editor, file);
            notice(&mut editor, "it is closed");
        }
        std::fs::rename(&text, folder.join("away.txt")).expect("moved");
        tell_of(&mut editor, &[("library/weather/terms.txt", 3), ("away.txt", 1)]);
        agrees(&mut editor, &folder, "a link to nothing");
        std::fs::rename(folder.join("away.txt"), &text).expect("moved");
        tell_of(&mut editor, &[("away.txt", 3), ("library/weather/terms.txt", 1)]);
        agrees(&mut editor, &folder, "a text that has come back");
        assert_eq!(editor.end(), 0);
    }
}

/// While somebody types in the configuration, it is wrong most of the time: what else is typed is checked by the one before.
#[test]
fn a_wrong_configuration_leaves_no_old_findings() {
    let folder = tides("lsp-wrong-config");
    let mut editor = Editor::start(&folder, plain());
    let (text, config) = (editor.open(CLAIM), editor.open("quoteproof.toml"));
    let wrong = text.replace("is enough", "is not enough");
    editor.change(CLAIM, json!([{"text": wrong}]));
    editor.until(CLAIM, |items| items.len() == 1);
    editor.change("quoteproof.toml", json!([{"text": format!("{config}\n[")}]));
    editor.until("quoteproof.toml", |items| items.len() == 1);
    editor.change(CLAIM, json!([{"text": format!("\n\n{wrong}")}]));
    let line = |items: &[Value]| items[0]["range"]["start"]["line"].as_u64();
    let moved = editor.until(CLAIM, |items| line(items) != Some(11));
    assert_eq!((moved.len(), line(&moved)), (1, Some(13)));
    editor.change(CLAIM, json!([{"text": text}]));
    editor.until(CLAIM, <[Value]>::is_empty);
    editor.change("quoteproof.toml", json!([{"text": config}]));
    editor.until("quoteproof.toml", <[Value]>::is_empty);
    assert_eq!(editor.end(), 0);
    // Of an archive whose configuration was never right nothing else is said.
    put(&folder, "quoteproof.toml", "[");
    put(&folder, CLAIM, wrong);
    let mut editor = Editor::start(&folder, plain());
    assert_eq!(editor.found().into_keys().collect::<Vec<_>>(), [editor.uri("quoteproof.toml")]);
    put(&folder, "quoteproof.toml", config);
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    editor.until("quoteproof.toml", <[Value]>::is_empty);
    editor.until(CLAIM, |items| items.len() == 1);
    assert_eq!(editor.end(), 0);
}

/// An editor decodes whatever it opens. The archive reads UTF-8, and says so while such a file is open, too.
#[test]
fn an_open_file_that_is_not_utf_8_stays_so() {
    let folder = tides("lsp-encoded");
    let mut capabilities = watching();
    capabilities["general"]["positionEncodings"] = json!(["utf-32"]);
    let mut editor = Editor::start(&folder, capabilities);
    for file in [CLAIM, "corpus/terms/source.json"] {
        let text = std::fs::read_to_string(folder.join(file)).expect("a text");
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(folder.join(file), [b"\xff\xfe", bytes.as_slice()].concat())
            .expect("written");
        editor.open_as(file, &text);
        agrees(&mut editor, &folder, "it is open");
        editor.change(file, json!([{"text": format!("{text}\n")}]));
        agrees(&mut editor, &folder, "it is changed");
        // Written by another program, or by the editor in another encoding.
        std::fs::write(folder.join(file), &text).expect("written");
        if file == CLAIM {
            tell_of(&mut editor, &[(file, 2)]);
        } else {
            let uri = editor.uri(file);
            editor.tell("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
        }
        agrees(&mut editor, &folder, "it is UTF-8");
        let wrong = text.replacen("\"id\"", "\"idd\"", 1);
        editor.change(file, json!([{"text": wrong}]));
        editor.until(file, |items| items.iter().any(|item| item["code"] != "json/not-utf8"));
        close(&mut editor, file);
    }
    assert_eq!(editor.end(), 0);
}

/// An editor follows a link wherever it leads; the archive does not, and says so while the file is open, too.
#[cfg(unix)]
#[test]
fn an_open_file_that_leads_out_stays_outside() {
    let folder = tides("lsp-leads-out");
    let outside = scratch("lsp-leads-out-other");
    for (file, home) in [(CLAIM, &outside), (DOCUMENT, &folder)] {
        let target = home.join(file.replace('/', "-"));
        std::fs::rename(folder.join(file), &target).expect("moved");
        std::os::unix::fs::symlink(target, folder.join(file)).expect("linked");
    }
    let mut capabilities = plain();
    capabilities["general"]["positionEncodings"] = json!(["utf-32"]);
    let mut editor = Editor::start(&folder, capabilities);
    let wanted = validated(&folder);
    assert_eq!(served(&mut editor, &folder), wanted);
    for file in [CLAIM, DOCUMENT] {
        let text = editor.open(file);
        assert_eq!(served(&mut editor, &folder), wanted, "{file} is open");
        editor.change(file, json!([{"text": format!("{text}\n")}]));
        assert_eq!(served(&mut editor, &folder), wanted, "{file} is changed");
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_large_text_is_checked_when_it_is_saved() {
    let folder = scratch("lsp-large");
    let words = "The ferry sailed at noon. ".repeat(100_000);
    source(&folder, "note", format!("{words}So the ferry never sailed again."));
    let claim = "{\"id\": \"one\", \"statement\": \"A claim to be checked.\", \"label\": \"supported\", \"evidence\": [{\"source\": \"note\", \"quote\": \"the ferry never sailed again\", \"stance\": \"supports\"}]}";
    put(&folder, "claims/one.json", claim);
    let mut editor = Editor::start(&folder, plain());
    let document = "corpus/note/text.txt";
    let text = editor.open(document);
    assert!(text.len() > 2 << 20);
    let changed = text.replace("never", "always");
    editor.change(document, json!([{"range": range_of(&text, "never"), "text": "always"}]));
    assert!(editor.found().is_empty(), "{:?}", editor.found());
    std::fs::write(folder.join(document), &changed).expect("written");
    editor.tell("textDocument/didSave", json!({"textDocument": {"uri": editor.uri(document)}}));
    editor.until("corpus/note/source.json", |items| !items.is_empty());
    std::fs::write(folder.join(document), &text).expect("written");
    editor.change(document, json!([{"text": text}]));
    editor.tell("textDocument/didSave", json!({"textDocument": {"uri": editor.uri(document)}}));
    editor.until("corpus/note/source.json", <[Value]>::is_empty);
    assert_eq!(editor.end(), 0);
}

#[test]
fn two_editors_work_on_one_archive() {
    let folder = tides("lsp-two");
    let (mut one, mut two) = (Editor::start(&folder, plain()), Editor::start(&folder, watching()));
    let text = one.open(CLAIM);
    two.open(CLAIM);
    let wrong = text.replace("is enough", "is not enough");
    one.change(CLAIM, json!([{"text": wrong}]));
    one.until(CLAIM, |items| items.len() == 1);
    assert_eq!(served(&mut two, &folder), [], "what one has not saved the other does not see");
    std::fs::write(folder.join(CLAIM), &wrong).expect("written");
    one.tell("textDocument/didSave", json!({"textDocument": {"uri": one.uri(CLAIM)}}));
    two.change(CLAIM, json!([{"text": wrong}]));
    tell_of(&mut two, &[(CLAIM, 2)]);
    agrees(&mut two, &folder, "the other has read it again");
    assert_eq!(one.end(), 0);
    two.change(CLAIM, json!([{"text": text}]));
    two.until(CLAIM, <[Value]>::is_empty);
    assert_eq!(two.end(), 0);
}

#[test]
fn a_question_that_is_taken_back_has_one_answer() {
    let folder = tides("lsp-taken-back");
    let mut capabilities = plain();
    capabilities["textDocument"]["diagnostic"] = json!({});
    let mut editor = Editor::start(&folder, capabilities);
    editor.open(CLAIM);
    let about = json!({"textDocument": {"uri": editor.uri(CLAIM)}});
    for id in 900..920 {
        let ask = json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/diagnostic", "params": about});
        let take = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}});
        let framed = [ask, take].map(|message| {
            let body = message.to_string();
            format!("Content-Length: {}\r\n\r\n{body}", body.len())
        });
        editor.send_bytes(framed.concat().as_bytes());
        let answers = editor.answers_until_idle();
        let own: Vec<&Value> = answers.iter().filter(|answer| answer["id"] == id).collect();
        let [answer] = own.as_slice() else { panic!("{answers:?}") };
        assert!(
            answer["error"]["code"] == -32_800 || answer["result"]["items"] == json!([]),
            "{answer}"
        );
    }
    assert_eq!(editor.ask("textDocument/diagnostic", about)["items"], json!([]));
    assert_eq!(editor.end(), 0);
}

#[cfg(unix)]
#[test]
fn ends_when_the_editor_is_gone_though_the_pipe_stays_open() {
    let folder = tides("lsp-gone");
    let mut parent = Command::new("sleep").arg("600").spawn().expect("it runs");
    let mut editor = Editor::silent(&folder);
    editor.begin(json!({"processId": parent.id(), "capabilities": plain()}));
    editor.open(CLAIM);
    assert!(editor.found().is_empty());
    parent.kill().and_then(|()| parent.wait()).expect("it has ended");
    assert_eq!(editor.ends(), Some(1));
    // A number that is nobody's is of another machine.
    let mut editor = Editor::silent(&folder);
    editor.begin(json!({"processId": parent.id(), "capabilities": plain()}));
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(editor.end(), 0);
}
