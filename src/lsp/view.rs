//! The subject of a question: a text, and what is at a place in it.

use super::client::Client;
use super::loose::Loose;
use super::place::{Lines, LspPosition, Range};
use super::session::{Session, uri_of};
use crate::claim::{Evidence, Quote, Stance, evidence_member};
use crate::desk::DeskPassage;
use crate::repository::{World, is_json};
use crate::text::Span;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A text of an archive, as the editor has it.
pub(super) struct EditorView<'v> {
    pub(super) session: &'v Session,
    pub(super) world: &'v dyn World,
    pub(super) client: &'v Client,
    pub(super) uris: &'v BTreeMap<Utf8PathBuf, String>,
    pub(super) file: &'v Utf8Path,
    pub(super) text: Arc<str>,
    pub(super) lines: Arc<Lines>,
}

/// What is at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// A quote, or what is beside it, by the number of its evidence.
    Quote(usize),
    /// The id of a source.
    Source(String),
    /// The id of a claim.
    Claim(String),
}

impl Subject {
    /// The id that is meant.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Quote(_) => None,
            Self::Source(id) | Self::Claim(id) => Some(id),
        }
    }

    /// Whether a value of a claim names it.
    pub(super) fn is_named_at(&self, pointer: &str, value: &str) -> bool {
        let parts: Vec<&str> = pointer.split('/').skip(1).collect();
        let kind = match self {
            Self::Quote(_) => false,
            Self::Source(_) => matches!(parts.as_slice(), ["evidence", _, "source"]),
            Self::Claim(_) => matches!(parts.as_slice(), ["relations", _, "claim"]),
        };
        kind && self.id() == Some(value)
    }
}

impl EditorView<'_> {
    /// Its name in reports.
    pub(super) fn name(&self) -> &Utf8Path {
        self.file.strip_prefix(self.session.root()).unwrap_or(self.file)
    }

    /// Whether it is a claim.
    pub(super) fn is_claim(&self) -> bool {
        self.names_claim(self.name())
    }

    /// Whether a name in reports is that of a claim.
    pub(super) fn names_claim(&self, name: &Utf8Path) -> bool {
        name.starts_with(&self.session.options.config.claims) && is_json(name)
    }

    /// The id of the source whose folder it is in.
    pub(super) fn source_folder(&self) -> Option<&str> {
        let inside = self.name().strip_prefix(&self.session.options.config.corpus).ok()?;
        inside.components().next().map(|part| part.as_str())
    }

    /// The source whose record it is.
    pub(super) fn source_record(&self) -> Option<&str> {
        (self.file.file_name() == Some("source.json")).then(|| self.source_folder())?
    }

    /// The source whose text it is.
    pub(super) fn document_of(&self) -> Option<&str> {
        let mut sources = self.session.desk.sources();
        let here = |id: &str| self.session.desk.text_file(id) == Some(self.file);
        sources.find(|(id, _, _)| here(id)).map(|(id, _, _)| id)
    }

    pub(super) fn byte(&self, params: &Value) -> usize {
        let at = params.get("position").cloned().unwrap_or_default();
        let at: LspPosition = serde_json::from_value(at).unwrap_or_default();
        self.lines.byte(&self.text, at, self.client.encoding)
    }

    pub(super) fn span(&self, params: &Value) -> Span {
        let range = params.get("range").cloned().unwrap_or_default();
        let range: Range = serde_json::from_value(range).unwrap_or_default();
        self.lines.span(&self.text, range, self.client.encoding)
    }

    pub(super) fn range(&self, span: Span) -> Range {
        self.lines.range(&self.text, span, self.client.encoding)
    }

    /// What is at a byte, and its bytes.
    pub(super) fn subject(&self, loose: &Loose, byte: usize) -> Option<(Subject, Span)> {
        let text = loose.at(byte)?;
        let parts: Vec<&str> = text.pointer.split('/').skip(1).collect();
        let value = || text.value.clone();
        let subject = if self.is_claim() {
            match parts.as_slice() {
                ["id"] | ["relations", _, "claim"] => Subject::Claim(value()),
                ["evidence", _, "source"] => Subject::Source(value()),
                ["evidence", number, "quote" | "prefix" | "suffix", ..] => {
                    Subject::Quote(number.parse().ok()?)
                }
                _ => return None,
            }
        } else if self.source_record().is_some() {
            match parts.as_slice() {
                ["id" | "derived_from"] => Subject::Source(value()),
                _ => return None,
            }
        } else {
            return None;
        };
        Some((subject, text.span))
    }

    /// The quotation at a byte of an article, as a claim would have it, and its bytes.
    pub(super) fn quotation(&self, byte: usize) -> Option<(Evidence, Span)> {
        let articles = self.session.articles.as_ref()?;
        let quotation = articles.at(self.name(), byte)?;
        let source = &*quotation.result.source;
        let evidence = Evidence::new(source, quotation.text.as_str(), Stance::Context);
        Some((evidence, quotation.span))
    }

    /// A file of the archive by its name in reports.
    pub(super) fn uri(&self, name: &Utf8Path) -> String {
        uri_of(self.uris, &self.session.root().join(name))
    }

    /// The text of a file, with its lines.
    pub(super) fn text_of(&self, name: &Utf8Path) -> Option<(String, Lines)> {
        let bytes = self.world.read(&self.session.root().join(name)).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let lines = Lines::new(&text);
        Some((text, lines))
    }

    /// Where a passage is shown.
    pub(super) fn range_of(&self, passage: &DeskPassage, texts: &mut Texts) -> Range {
        let Some(span) = passage.span else { return Range::default() };
        texts.of(self, &passage.file).map_or_else(Range::default, |(text, lines)| {
            // Spans count in the text without a byte order mark.
            let bom = text.len() - crate::text::strip_bom(text).len();
            let bom = if is_json(&passage.file) { 0 } else { bom };
            let span = Span::new(span.start + bom, span.end + bom);
            let mut range = lines.range(text, span, self.client.encoding);
            if bom > 0 {
                // Editors do not count the mark.
                let one = self.client.encoding.units("\u{feff}");
                for at in [&mut range.start, &mut range.end] {
                    if at.line == 0 {
                        at.character = at.character.saturating_sub(super::place::short(one));
                    }
                }
            }
            range
        })
    }

    /// Where the string at a pointer is in a JSON file of the archive.
    pub(super) fn place_of(
        &self,
        name: &Utf8Path,
        pointer: &str,
        texts: &mut Texts,
    ) -> Option<Range> {
        let (text, lines) = texts.of(self, name)?;
        let loose = Loose::new(text);
        Some(lines.range(text, loose.get(pointer)?.span, self.client.encoding))
    }

    /// Formatted text, or plain where the client shows no other.
    pub(super) fn marked(&self, text: &str) -> Value {
        if self.client.markdown {
            json!({"kind": "markdown", "value": text})
        } else {
            json!({"kind": "plaintext", "value": unmarked(text)})
        }
    }
}

/// Texts that were read for one answer.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<Utf8PathBuf, Option<(String, Lines)>>);

impl Texts {
    pub(super) fn of(
        &mut self,
        view: &EditorView<'_>,
        name: &Utf8Path,
    ) -> Option<&(String, Lines)> {
        self.0.entry(name.to_owned()).or_insert_with(|| view.text_of(name)).as_ref()
    }
}

/// An evidence as it is in a claim that may be broken.
pub(super) fn evidence(loose: &Loose, number: usize) -> Option<Evidence> {
    let at = |member: &str| loose.get(&evidence_member(number, member));
    let source = at("source")?.value.clone();
    let items = evidence_member(number, "quote/");
    let segments: Vec<Arc<str>> = (loose.texts.iter())
        .filter(|text| text.pointer.starts_with(&items))
        .map(|text| text.value.as_str().into())
        .collect();
    let quote = match at("quote") {
        Some(text) => Quote::Text(text.value.as_str().into()),
        None if segments.is_empty() => return None,
        None => Quote::Segments(segments.into()),
    };
    let mut evidence = Evidence::new(source.as_str(), "", Stance::Context);
    evidence.quote = quote;
    evidence.prefix = at("prefix").map(|text| text.value.as_str().into());
    evidence.suffix = at("suffix").map(|text| text.value.as_str().into());
    Some(evidence)
}

/// The numbers of the evidence that a text has.
pub(super) fn evidences(loose: &Loose) -> Vec<usize> {
    let number = |pointer: &str| -> Option<usize> {
        pointer.strip_prefix("/evidence/")?.split('/').next()?.parse().ok()
    };
    let mut all: Vec<usize> = loose.texts.iter().filter_map(|t| number(&t.pointer)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A place in a file, as the protocol has it.
pub(super) fn location(uri: &str, range: Range) -> Value {
    json!({"uri": uri, "range": range})
}

/// Our own Markdown as plain text: without marks, and without the backslashes before signs that are not marks.
fn unmarked(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '~' if chars.next_if_eq(&'~').is_some() => {}
            '*' | '`' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unmarked;

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(
            unmarked("**altered**\n\nis (the quote: ~~not~~) **enough** \\~\\*"),
            "altered\n\nis (the quote: not) enough ~*"
        );
        assert_eq!(unmarked("`a-b`: **exact** ~ a"), "a-b: exact ~ a");
    }
}
