//! The hostile archive: everything that a stranger may write says something to a terminal, a runner, a browser or a
//! parser. Every command is run on it, in every form of output, and none of it may arrive.
//!
//! `outside.rs` has the links and paths that lead out; `limits.rs`, where there is one, and `bad_input.rs` what is
//! made to be slow.
#![cfg(unix)]

use crate::tool::{put, quoteproof, scratch};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Output;

/// What each string of the archive holds, all in one: an ANSI sequence that clears the screen, a title for the window,
/// a bell, a backspace, bidi controls, line and paragraph separators, controls of the second block, a carriage return,
/// commands of GitHub's and Azure's runners at line starts, the end of a CDATA section, a script, an entity, Markdown's
/// table, fence and link, a formula of a spreadsheet.
const PAYLOAD: &str = "\u{1b}[2J\u{1b}]0;pwned\u{7}\u{8}\u{202e}\u{2066}\u{2028}\u{2029}\u{85}\u{9b}31m\r\n\
     ::pwned file=a::b\n##[pwned]c\n##vso[pwned]d\n]]><script>pwned()</script>&pwned; | ``` \n=pwned()\n\u{7f}";

/// Words that stand in the document, with a payload after them.
fn hostile(words: &str) -> String {
    format!("{words}{PAYLOAD}")
}

fn json_of(value: &Value) -> String {
    format!("{value:#}\n")
}

fn laid(name: &str) -> PathBuf {
    let folder = scratch(&format!("hostile-{name}"));
    let text =
        format!("The ferry never sailed again. {PAYLOAD} The mayor was not there. {PAYLOAD}");
    let html = format!(
        "<p title='{PAYLOAD}'>The ferry never sailed again. &#27;[2J&#x202e; {PAYLOAD} The mayor.</p>"
    );
    for (id, file, media_type, text) in [
        ("plain", "text.txt", "text/plain", text.clone()),
        ("marked", "text.md", "text/markdown", text),
        ("page", "text.html", "text/html", html),
    ] {
        put(&folder, &format!("corpus/{id}/{file}"), &text);
        let record = json!({
            "id": id, "title": hostile("A title"), "author": [hostile("An author")],
            "publisher": hostile("A house"), "issued": "1998", "url": "https://example.org/",
            "language": "en",
            "text": {"path": file, "media_type": media_type, "sha256": quoteproof::check::sha256_hex(text.as_bytes())},
        });
        put(&folder, &format!("corpus/{id}/source.json"), json_of(&record));
        // The words stand there, stand there otherwise, stand nowhere, and stand in another document.
        for (at, quote) in [
            hostile("The ferry never sailed again."),
            hostile("The ferry sailed again."),
            format!("{PAYLOAD} of quite other words"),
            "The ferry … was not there.".to_owned(),
            format!("The ferry [{PAYLOAD}] never sailed again."),
        ]
        .iter()
        .enumerate()
        {
            let claim = json!({
                "id": format!("{id}-{at}"), "statement": hostile("A claim to be checked."),
                "claimant": hostile("A person"), "label": "supported",
                "justification": hostile("Because."), "topics": ["harbour"],
                "evidence": [
                    {"source": id, "quote": quote, "stance": "supports", "speaker": hostile("A speaker"),
                     "prefix": hostile("before"), "note": hostile("A note")},
                    {"source": hostile("no-such"), "quote": "The ferry never sailed again.", "stance": "supports"},
                    {"source": id, "quote": "The ferry never sailed again.", "stance": "supports",
                     "unverifiable": {"reason": hostile("Lost.")}},
                ],
                "relations": [{"type": "contradicts", "claim": hostile("no-such-claim")}],
            });
            put(&folder, &format!("claims/{id}-{at}.json"), json_of(&claim));
        }
    }
    // Keys, values of the wrong type, an id that is no slug; what is no JSON; what is no UTF-8.
    let wrong = json!({"id": PAYLOAD, (PAYLOAD): PAYLOAD, "statement": 5, "label": PAYLOAD, "evidence": PAYLOAD});
    put(&folder, "claims/wrong.json", json_of(&wrong));
    put(&folder, "claims/broken.json", format!("{{\"a\": {PAYLOAD}"));
    put(
        &folder,
        "claims/bytes.json",
        [b"{\"id\": \"".as_slice(), PAYLOAD.as_bytes(), b"\xff\x9b"].concat(),
    );
    // Names of files that are lines of their own, clear the screen, or are no UTF-8.
    for name in [
        "x\n::pwned::y.json",
        "\u{1b}[2J##[pwned].json",
        "\u{202e}nosj.json",
        "a\rb.json",
        "]]><b>.json",
    ] {
        put(&folder, &format!("claims/{name}"), "{");
    }
    let name = Path::new("claims").join(OsStr::from_bytes(b"\xff\x1b[2J.json"));
    fs::write(folder.join(name), "{").expect("a file");
    put(&folder, &format!("corpus/{}/source.json", "so\n::pwned::urce"), "{");
    let config =
        format!("[severity]\n{0} = {0}\n", json!(PAYLOAD).to_string().replace("\\u007f", ""));
    put(&folder, "other.toml", config);
    folder
}

/// Each command in each of its forms.
const COMMANDS: &[&[&str]] = &[
    &["validate"],
    &["validate", "--verbose", "--color", "never"],
    &["validate", "--format", "concise"],
    &["validate", "--format", "json"],
    &["validate", "--format", "sarif"],
    &["validate", "--format", "github"],
    &["validate", "--format", "gitlab"],
    &["validate", "--format", "junit"],
    &["validate", "--format", "markdown"],
    &["validate", "--config", "other.toml"],
    &["validate", "--diff", "--unsafe-fixes"],
    &["show", "plain-0"],
    &["show", "plain-1", "--format", "json"],
    &["show", "::pwned::"],
    &["stats"],
    &["stats", "--format", "json"],
    &["find", "the ferry never sailed again"],
    &["find", "the ferry sailed again"],
    &["find", "--json", "the ferry never sailed again"],
    &["find", "--evidence", "the ferry never sailed again"],
    &["explain", "::pwned::"],
    &["new", "claim", "::pwned::"],
    &["source", "update", "plain", "corpus/marked/text.md"],
    &["seal", "plain"],
    &["prove"],
    &["validate", "--fix", "--unsafe-fixes"],
    &["validate", "--update-baseline"],
    &["validate"],
];

/// What arrives of a payload.
fn arrived(text: &str) -> Option<String> {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(c) = text.chars().find(|&c| steers(c)) {
        let line = text.lines().find(|line| line.contains(c)).unwrap_or_default();
        return Some(format!("{c:?} in {line:?}"));
    }
    // A runner looks for `##[` anywhere in a line, and for `::` where it begins.
    let command = |line: &&str| {
        line.contains("##[pwned")
            || line.contains("##vso[pwned")
            || line.trim_start().starts_with("::pwned")
    };
    text.lines().find(command).map(str::to_owned)
}

fn is_sound(arguments: &[&str], output: &Output) -> Result<(), String> {
    let said =
        |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).map_err(|e| e.to_string());
    let (out, err) = (said(&output.stdout)?, said(&output.stderr)?);
    if let Some(what) = arrived(&out).or_else(|| arrived(&err)) {
        return Err(what);
    }
    if err.contains("panicked") || output.status.code().is_none_or(|code| code > 2) {
        return Err(format!("{}: {err}", output.status));
    }
    if out.is_empty() || output.status.code() == Some(2) {
        return Ok(());
    }
    if arguments.iter().any(|a| matches!(*a, "json" | "--json" | "sarif" | "gitlab" | "--evidence"))
    {
        let values = serde_json::Deserializer::from_str(&out).into_iter::<Value>();
        for value in values {
            value.map_err(|error| format!("no JSON: {error}"))?;
        }
    }
    if arguments.contains(&"junit") {
        roxmltree::Document::parse(&out).map_err(|error| format!("no XML: {error}"))?;
    }
    if arguments.contains(&"markdown") && out.contains("<script") {
        return Err("markup in Markdown".to_owned());
    }
    Ok(())
}

#[test]
fn nothing_of_the_hostile_archive_steers_anything() {
    let folder = laid("all");
    let mut wrong = Vec::new();
    for arguments in COMMANDS {
        let mut command = quoteproof();
        let output = command.args(*arguments).current_dir(&folder).output().expect("it runs");
        if let Err(why) = is_sound(arguments, &output) {
            wrong.push(format!("{arguments:?}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sees_what_arrives() {
    assert!(arrived("a\tb\nc").is_none());
    for text in ["\u{1b}[2J", "a\rb", "\u{202e}", "\u{85}", "  ::pwned::", "x ##[pwned]"] {
        assert!(arrived(text).is_some(), "{text:?}");
    }
}
