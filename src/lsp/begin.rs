//! Completions that begin something: a claim in a file that is still empty, one more evidence in its list.

use super::view::EditorView;
use crate::author::schema_path;
use crate::claim::{Label, Stance};
use crate::json::quoted;
use crate::text::Span;
use serde_json::{Value, json};

/// A snippet, as the protocol numbers it (`CompletionItemKind`).
const SNIPPET: u8 = 15;

/// Names that are offered as a choice; of more, none is: they are completed as they are typed.
const MAX_CHOICES: usize = 60;

/// A name as a choice of a snippet, inside a string of JSON.
fn choice(name: &str) -> String {
    let string = quoted(name);
    let inside = string.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or("");
    let mut out = String::with_capacity(inside.len());
    for c in inside.chars() {
        if matches!(c, '\\' | ',' | '|' | '$' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Members in the making. Where the editor knows snippets, the places to fill in are stops, one after the other.
struct Outline<'v> {
    view: &'v EditorView<'v>,
    stops: usize,
}

impl Outline<'_> {
    /// A value to fill in: one of some names where there are any.
    fn stop(&mut self, names: &[&str]) -> String {
        self.stops += 1;
        let number = self.stops;
        match names {
            _ if !self.view.client.snippets => "\"\"".to_owned(),
            [] => format!("\"${number}\""),
            names if names.len() > MAX_CHOICES => format!("\"${number}\""),
            names => {
                let names: Vec<String> = names.iter().map(|name| choice(name)).collect();
                format!("\"${{{number}|{}|}}\"", names.join(","))
            }
        }
    }

    /// Text that stays as it is.
    fn plain(&self, text: &str) -> String {
        if !self.view.client.snippets {
            return text.to_owned();
        }
        text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
    }

    fn evidence(&mut self, indent: &str) -> String {
        let sources: Vec<&str> = self.view.session.desk.sources().map(|(id, _, _)| id).collect();
        let stances = [Stance::Supports, Stance::Refutes, Stance::Context].map(Stance::name);
        let members = [
            format!("\"source\": {}", self.stop(&sources)),
            format!("\"quote\": {}", self.stop(&[])),
            format!("\"stance\": {}", self.stop(&stances)),
        ];
        let close = self.plain("}");
        format!("{{\n{indent}  {}\n{indent}{close}", members.join(&format!(",\n{indent}  ")))
    }

    fn claim(&mut self, id: &str) -> String {
        let mut members = Vec::new();
        let schema = schema_path(self.view.name(), "claim");
        if self.view.world.exists(&self.view.session.root().join("schema/claim.schema.json")) {
            let schema = format!("\"$schema\": {}", quoted(schema.as_str()));
            members.push(self.plain(&schema));
        }
        members.push(self.plain(&format!("\"id\": {}", quoted(id))));
        members.push(format!("\"statement\": {}", self.stop(&[])));
        let labels =
            [Label::Supported, Label::Refuted, Label::Conflicting, Label::NotEnoughEvidence];
        members.push(format!("\"label\": {}", self.stop(&labels.map(Label::name))));
        let topics = &self.view.session.options.config.topics;
        let topics: Vec<&str> = topics.keys().map(String::as_str).collect();
        if !topics.is_empty() {
            members.push(format!("\"topics\": [{}]", self.stop(&topics)));
        }
        members.push(format!("\"evidence\": [\n    {}\n  ]", self.evidence("    ")));
        members.join(",\n  ")
    }
}

/// A claim for a file that has nothing in it, or an object without members.
pub(super) fn claim(view: &EditorView<'_>, byte: usize) -> Option<Value> {
    let id = view.file.file_stem().filter(|_| view.is_claim())?;
    let (before, after) = view.text.split_at_checked(byte)?;
    let mut outline = Outline { view, stops: 0 };
    let members = outline.claim(id);
    let close = outline.plain("}");
    let new = match (before.trim(), after.trim()) {
        ("", "") => format!("{{\n  {members}\n{close}\n"),
        ("{", "" | "}") => {
            let head =
                if before.ends_with([' ', '\t']) && before.contains('\n') { "" } else { "\n  " };
            let tail = if after.trim().is_empty() { format!("\n{close}\n") } else { String::new() };
            let is_beside = after.lines().next().is_some_and(|line| line.contains('}'));
            let gap = if is_beside { "\n" } else { "" };
            format!("{head}{members}{tail}{gap}")
        }
        _ => return None,
    };
    Some(item(view, byte, ("a new claim", &format!("`{id}`, with one evidence")), &new))
}

/// One more evidence for a claim.
pub(super) fn evidence(view: &EditorView<'_>, byte: usize) -> Option<Value> {
    let line = view.lines.line(&view.text, view.lines.number(byte));
    let before = view.text.get(line.start..byte)?;
    let indent: String = before.chars().take_while(|c| c.is_whitespace()).collect();
    let new = Outline { view, stops: 0 }.evidence(&indent);
    Some(item(view, byte, ("a new evidence", "source, quote and stance"), &new))
}

fn item(view: &EditorView<'_>, byte: usize, (label, detail): (&str, &str), new: &str) -> Value {
    json!({
        "label": label,
        "kind": SNIPPET,
        "detail": detail,
        // Before what an editor's own JSON support offers.
        "sortText": " ",
        "preselect": true,
        "insertTextFormat": if view.client.snippets { 2 } else { 1 },
        // The lines have their indentation.
        "insertTextMode": 1,
        "textEdit": {"range": view.range(Span::new(byte, byte)), "newText": new},
    })
}
