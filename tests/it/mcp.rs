//! `quoteproof mcp`: a session by hand, with and without the right to write. `.ci/mcp` has one with the protocol's own client.

use crate::tool::{copy, quoteproof, root, says, scratch, validate};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

/// A copy of the archive of the examples.
fn archive(name: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    copy(&root().join("examples/tides"), &folder);
    folder
}

/// The answers to some messages.
fn session(folder: &Path, arguments: &[&str], messages: &[Value]) -> Vec<Value> {
    let mut command = quoteproof();
    command.arg("mcp").args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut input = child.stdin.take().expect("its input");
    for message in messages {
        let line = message.as_str().map_or_else(|| message.to_string(), str::to_owned);
        writeln!(input, "{line}").expect("it reads");
    }
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn call(id: u64, name: &str, arguments: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": name, "arguments": arguments}})
}

const WORDS: &str = "A year of hourly measurements is enough to separate the main constituents.";
const CHANGED: &str =
    "A year of hourly measurements is not enough to separate the main constituents.";

#[test]
fn an_agent_finds_verifies_and_is_shown() {
    let folder = archive("mcp-reads");
    let before = validate(&folder, &[]);
    let answers = session(
        &folder,
        &[],
        &[
            json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}}}),
            json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
            json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
            call(2, "find", &json!({"words": "separate the main constituents"})),
            call(3, "verify", &json!({"source": "prediction", "quote": WORDS})),
            call(4, "verify", &json!({"source": "prediction", "quote": CHANGED})),
            call(5, "verify", &json!({"source": "terms", "quote": WORDS})),
            call(6, "show", &json!({"claim": "a-year-of-measurements"})),
            call(
                7,
                "add_evidence",
                &json!({"claim": "a-year-of-measurements", "source": "prediction", "quote": WORDS, "stance": "supports"}),
            ),
            call(8, "verify", &json!({"source": "prediction"})),
            call(9, "verify", &json!({"source": "nowhere", "quote": WORDS})),
            call(10, "show", &json!({"claim": "../../etc/passwd"})),
            call(11, "find", &json!({"words": "tide", "file": "/etc/passwd"})),
            json!("not JSON"),
            json!({"jsonrpc": "2.0", "id": 12, "method": "resources/list"}),
        ],
    );
    let answer = |id: u64| answers.iter().find(|answer| answer["id"] == id).expect("an answer");
    let done = |id: u64| &answer(id)["result"]["structuredContent"];
    assert_eq!(answer(0)["result"]["protocolVersion"], "2025-06-18");
    let tools = answer(1)["result"]["tools"].as_array().expect("tools");
    assert_eq!(
        tools.iter().map(|tool| tool["name"].as_str().expect("a name")).collect::<Vec<_>>(),
        ["find", "verify", "show"]
    );
    assert!(done(2).to_string().contains("separate the main constituents"), "{}", done(2));
    assert_eq!(
        (&done(3)["verdict"], &done(3)["passed"]),
        (&json!("exact"), &json!(true)),
        "{}",
        answer(3)
    );
    assert_eq!(
        (&done(4)["verdict"], &done(4)["kinds"]),
        (&json!("altered"), &json!(["negation"])),
        "{}",
        answer(4)
    );
    assert_eq!(done(4)["nearest"]["text"], WORDS.trim_end_matches('.'), "{}", answer(4));
    assert_eq!(
        (&done(5)["verdict"], &done(5)["nearest"]["source"]),
        (&json!("misattributed"), &json!("prediction"))
    );
    assert!(done(6).to_string().contains("a year long or longer"), "{}", answer(6));
    let closed = "there is no tool `add_evidence`: the server was started without --allow-writes";
    assert_eq!(answer(7)["error"]["message"], closed);
    assert_eq!(done(9)["verdict"], "unreadable");
    assert!(done(9)["findings"].to_string().contains("nowhere"), "{}", answer(9));
    for (id, words) in [
        (8, "give `quote`, a text"),
        (10, "no claim has the id"),
        (11, "`find` takes no `file`: it takes `limit`, `source`, `words`"),
    ] {
        assert_eq!(answer(id)["result"]["isError"], true);
        assert!(
            answer(id)["result"]["content"][0]["text"].as_str().expect("a text").contains(words),
            "{}",
            answer(id)
        );
    }
    assert_eq!(answer(12)["error"]["code"], -32601);
    assert_eq!(answers.iter().filter(|answer| answer["error"]["code"] == -32700).count(), 1);
    assert_eq!(answers.len(), 14);
    assert_eq!(validate(&folder, &[]), before, "nothing is written");
}

#[test]
fn an_agent_adds_only_what_passes() {
    let folder = archive("mcp-writes");
    let quote = "The plane of the Moon's orbit turns once in about 18.6 years";
    let add = |id: u64, quote: &str| {
        call(
            id,
            "add_evidence",
            &json!({"claim": "a-year-of-measurements", "source": "prediction", "quote": quote, "stance": "context"}),
        )
    };
    let answers = session(
        &folder,
        &["--allow-writes"],
        &[add(1, CHANGED), add(2, quote), add(3, "No such words stand there."), add(4, quote)],
    );
    assert_eq!(answers[0]["result"]["isError"], true);
    assert!(
        answers[0].to_string().contains("nothing was written: the quote does not pass"),
        "{}",
        answers[0]
    );
    assert_eq!(
        answers[1]["result"]["structuredContent"]["pointer"], "/evidence/2",
        "{}",
        answers[1]
    );
    assert_eq!(answers[2]["result"]["isError"], true);
    assert!(answers[3].to_string().contains("already has this quote"), "{}", answers[3]);
    // As the command writes it.
    let other = archive("mcp-beside");
    let mut command = quoteproof();
    command.args(["quote", "a-year-of-measurements", quote, "--source", "prediction"]);
    says(&command.current_dir(&other).output().expect("it runs"), 0, &[]);
    let of = |folder: &Path| std::fs::read(folder.join("claims/a-year-of-measurements.json"));
    assert_eq!(of(&folder).expect("the claim"), of(&other).expect("the claim"));
    let written = answers[1]["result"]["structuredContent"]["written"].as_str().expect("a file");
    let claim: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join(written)).expect("the claim"))
            .expect("JSON");
    assert_eq!(
        claim["evidence"][2],
        json!({"source": "prediction", "quote": quote, "stance": "context"})
    );
    assert_eq!(claim["evidence"].as_array().map(Vec::len), Some(3));
    says(&validate(&folder, &[]), 0, &["0 failed"]);
}
