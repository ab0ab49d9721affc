//! The parts of the reference pages that are made from the code.

use crate::tool::{quoteproof, root};
use quoteproof::config::Config;
use quoteproof::diagnostic::{CodeOrKind, Severity};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// A part by its name, as Markdown.
pub(crate) fn made(name: &str) -> String {
    match name {
        "codes" => codes(),
        "configuration" => configuration(),
        "report" => members("report"),
        "find" => members("find"),
        "list" => members("list"),
        "commands" => commands(),
        "formats" => formats(),
        other => panic!("nothing makes `{other}`"),
    }
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn codes() -> String {
    let mut out = String::from("| code | severity | what it means |\n|---|---|---|\n");
    for code in CodeOrKind::all() {
        let first = code.page().lines().skip(1).find(|l| !l.trim().is_empty()).unwrap_or("");
        let severity = code.default_severity().name();
        let fixed = match code.mildest() {
            Severity::Off if code.gravest() != code.default_severity() => ", or an error",
            Severity::Error => ", always",
            Severity::Warning => ", or a warning",
            Severity::Off => "",
        };
        let _ = writeln!(out, "| `{code}` | {severity}{fixed} | {} |", cell(first));
    }
    out
}

fn formats() -> String {
    let mut out = String::from("| format | media types | extensions |\n|---|---|---|\n");
    for format in quoteproof::reader::FORMATS {
        let listed =
            |words: &[&str]| words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
        let (types, extensions) = (listed(format.media_types), listed(format.extensions));
        let _ = writeln!(out, "| {} | {types} | {extensions} |", format.name);
    }
    out
}

fn schema(name: &str) -> Value {
    let schemas = quoteproof::schema::generated();
    let (_, text) = schemas.iter().find(|(known, _)| *known == name).expect("a schema");
    serde_json::from_str(text).expect("JSON")
}

fn configuration() -> String {
    let defaults = serde_json::to_value(Config::default()).expect("JSON");
    let mut out = String::from("| key | type | default | |\n|---|---|---|---|\n");
    keys(&mut out, &schema("config"), &defaults, "");
    out
}

/// A row for each key, those of tables with the table's name before them.
fn keys(out: &mut String, schema: &Value, defaults: &Value, above: &str) {
    let Some(properties) = schema["properties"].as_object() else { return };
    for (name, key) in properties {
        let path = format!("{above}{name}");
        if key["properties"].is_object() {
            keys(out, key, &defaults[name], &format!("{path}."));
            continue;
        }
        let kind = key["type"].as_str().unwrap_or("");
        let words = cell(key["description"].as_str().unwrap_or(""));
        let _ = writeln!(out, "| `{path}` | {kind} | `{}` | {words} |", defaults[name]);
    }
}

/// The members of a report's objects: the document first, then every kind of object by its name.
fn members(name: &str) -> String {
    let schema = schema(name);
    let mut out = String::new();
    table(&mut out, "the document", &schema);
    for (name, object) in schema["$defs"].as_object().into_iter().flatten() {
        if object["properties"].is_object() {
            table(&mut out, name, object);
        }
    }
    out
}

fn table(out: &mut String, name: &str, object: &Value) {
    let words = object["description"].as_str().unwrap_or("");
    let _ = write!(out, "**{name}**: {}\n\n| member | | |\n|---|---|---|\n", cell(words));
    let required: Vec<&str> =
        object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (member, value) in object["properties"].as_object().into_iter().flatten() {
        let always = if required.contains(&member.as_str()) { "always" } else { "where known" };
        let words = cell(value["description"].as_str().unwrap_or(""));
        let kind = kind(value);
        let _ = writeln!(out, "| `{member}` | {kind}, {always} | {words} |");
    }
    out.push('\n');
}

fn kind(value: &Value) -> String {
    let named =
        |v: &Value| v["$ref"].as_str().and_then(|r| r.rsplit('/').next()).map(str::to_owned);
    if let Some(name) = named(value) {
        return name;
    }
    match value["type"].as_str() {
        Some("array") => match named(&value["items"]) {
            Some(name) => format!("array of {name}"),
            None => "array".to_owned(),
        },
        Some(kind) => kind.to_owned(),
        None => "value".to_owned(),
    }
}

/// The help of every command, and of the commands below it.
fn commands() -> String {
    let mut out = String::new();
    for command in names(&[]) {
        section(&mut out, &[&command]);
        for below in names(&[&command]) {
            section(&mut out, &[&command, &below]);
        }
    }
    out
}

fn help(command: &[&str]) -> String {
    let output = quoteproof().args(command).arg("--help").output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The commands that the help of a command lists.
fn names(command: &[&str]) -> Vec<String> {
    let help = help(command);
    let Some((_, listed)) = help.split_once("Commands:\n") else { return Vec::new() };
    let lines = listed.lines().take_while(|l| l.starts_with("  "));
    let names = lines.filter_map(|l| l.split_whitespace().next());
    names.filter(|n| *n != "help").map(str::to_owned).collect()
}

/// A command's help without the options that all commands have.
fn section(out: &mut String, command: &[&str]) {
    let _ = write!(out, "## quoteproof {}\n\n```text\n", command.join(" "));
    let mut common = false;
    for line in help(command).lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            common = line == "Common options:";
        }
        let is_help = line.trim_start().starts_with("-h, --help");
        if is_help {
            // Its own words follow.
            common = true;
        }
        if !common {
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push_str("\n```\n\n");
}

#[test]
fn every_page_of_the_book_is_in_its_summary() {
    let folder = root().join("docs");
    let summary = std::fs::read_to_string(folder.join("SUMMARY.md")).expect("docs/SUMMARY.md");
    let mut open = vec![folder.clone()];
    let mut missing = Vec::new();
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(&folder).expect("below docs/").to_string_lossy();
            let name = name.replace('\\', "/");
            if path.is_dir() {
                open.push(path);
            } else if Path::new(&name).extension().is_some_and(|e| e == "md")
                && name != "SUMMARY.md"
                && !summary.contains(&format!("]({name})"))
            {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "docs/SUMMARY.md does not list {missing:?}");
}
