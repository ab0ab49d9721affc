//! Findings as an editor shows them.

use super::client::Client;
use super::place::{Encoding, LspPosition, Range, short};
use super::uri;
use crate::diagnostic::{Diagnostic, Files, Location, Severity, SourceText};
use crate::report::visible;
use crate::repository::is_json;
use crate::text::Span;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How much of a passage is in a message, in characters.
const MAX_PASSAGE: usize = 300;

/// The scheme of the pages of codes, for editors that open texts which the server makes.
pub(super) const PAGES: &str = "quoteproof";

/// The members of messages that an editor shows.
const SHOWN: [&str; 8] =
    ["containerName", "detail", "documentation", "label", "message", "name", "title", "value"];

/// Spells out, in all that an editor shows of a message, what would steer it or what nobody would see. Line ends stay.
pub(super) fn spell_out(message: &mut Value) {
    match message {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if SHOWN.contains(&name.as_str()) => {
                        let lines: Vec<String> =
                            text.split('\n').map(|line| visible(line, true)).collect();
                        *text = lines.join("\n");
                    }
                    member => spell_out(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(spell_out),
        _ => {}
    }
}

/// What a text of a file is needed for: its own places.
pub(super) struct Teller<'t> {
    pub(super) root: &'t Utf8Path,
    pub(super) files: &'t Files,
    pub(super) client: &'t Client,
}

impl Teller<'_> {
    /// The findings of each file, in the report's order.
    pub(super) fn by_file<'d>(
        &self,
        diagnostics: impl Iterator<Item = &'d Diagnostic>,
    ) -> BTreeMap<Utf8PathBuf, Vec<Value>> {
        let mut by_file: BTreeMap<Utf8PathBuf, Vec<Value>> = BTreeMap::new();
        for diagnostic in diagnostics {
            let file = self.root.join(&diagnostic.location.file);
            by_file.entry(file).or_default().push(self.diagnostic(diagnostic));
        }
        by_file
    }

    pub(super) fn diagnostic(&self, diagnostic: &Diagnostic) -> Value {
        let code = diagnostic.code.name();
        let mut told = json!({
            "range": self.range(&diagnostic.location),
            "severity": if diagnostic.severity == Severity::Error { 1 } else { 2 },
            "code": code,
            "source": "quoteproof",
            "message": self.message(diagnostic),
            "data": {"fingerprint": diagnostic.fingerprint},
        });
        if self.client.code_links && self.client.server_texts {
            told["codeDescription"] = json!({"href": page_uri(code)});
        }
        if self.client.related && !diagnostic.related.is_empty() {
            let related = diagnostic.related.iter().map(|related| {
                json!({
                    "location": {
                        "uri": uri::of_path(&self.root.join(&related.location.file)),
                        "range": self.range(&related.location),
                    },
                    "message": related.message,
                })
            });
            told["relatedInformation"] = related.collect();
        }
        told
    }

    /// The message to the letter; below it the passages that it speaks of, for editors that show nothing else, and the
    /// help.
    fn message(&self, diagnostic: &Diagnostic) -> String {
        let mut lines = vec![visible(&diagnostic.message, true)];
        for related in &diagnostic.related {
            let location = &related.location;
            let has_json = is_json(&location.file);
            let words = self.files.get(&location.file).and_then(|f| f.slice(location.span.range()));
            let words = words.filter(|words| !has_json && !words.is_empty());
            let message = visible(&related.message, true);
            let place = visible(&location.name(), true);
            lines.push(match words {
                Some(words) => {
                    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                    let words = crate::json::shorten(&words, MAX_PASSAGE);
                    format!("{message}: “{}” ({place})", visible(&words, true))
                }
                None => format!("{message} ({place})"),
            });
        }
        lines.extend(diagnostic.help.iter().map(|help| format!("help: {}", visible(help, true))));
        lines.join("\n")
    }

    /// The range of a place; of one without lines, the file's start.
    pub(super) fn range(&self, location: &Location) -> Range {
        match self.files.get(&location.file) {
            Some(text) if location.place.lines().is_some() => {
                range(text, location.span, self.client.encoding)
            }
            _ => Range::default(),
        }
    }
}

/// The range of some bytes of a text.
pub(super) fn range(text: &SourceText, span: Span, encoding: Encoding) -> Range {
    Range { start: position(text, span.start, encoding), end: position(text, span.end, encoding) }
}

fn position(text: &SourceText, byte: usize, encoding: Encoding) -> LspPosition {
    let at = text.position(byte);
    let line = text.line(at.line, at.byte);
    let before = line.and_then(|line| text.slice(line.start..at.byte.clamp(line.start, line.end)));
    let before = before.unwrap_or("");
    // Of a long line perhaps only a part is kept: what is before that is counted in characters.
    let not_kept = (at.column - 1).saturating_sub(before.chars().count());
    LspPosition { line: short(at.line - 1), character: short(not_kept + encoding.units(before)) }
}

/// Where the page of a code is.
pub(super) fn page_uri(code: &str) -> String {
    format!("{PAGES}:/explain/{code}.md")
}
