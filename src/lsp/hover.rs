//! What an editor shows for the thing under the cursor: a quote's verdict, a document's author, a claim's statement.

use super::loose::Loose;
use super::view::{EditorView, Subject, evidence};
use crate::claim::{Evidence, evidence_member};
use crate::desk::{DeskPassage, Standing};
use crate::quote::{DiffPart, on_one_line};
use crate::source::Source;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Answers `textDocument/hover`.
pub(super) fn hover(view: &EditorView<'_>, params: &Value) -> Value {
    let loose = Loose::new(&view.text);
    let byte = view.byte(params);
    if let Some((evidence, span)) = view.quotation(byte) {
        let text = of_evidence(view, &evidence);
        return json!({"contents": view.marked(&text), "range": view.range(span)});
    }
    let Some((subject, span)) = view.subject(&loose, byte) else { return Value::Null };
    let text = match subject {
        Subject::Quote(number) => quote(view, &loose, number),
        Subject::Source(id) => source(view, &id),
        Subject::Claim(id) => claim(view, &id),
    };
    text.map_or(
        Value::Null,
        |text| json!({"contents": view.marked(&text), "range": view.range(span)}),
    )
}

fn quote(view: &EditorView<'_>, loose: &Loose, number: usize) -> Option<String> {
    let evidence = evidence(loose, number)?;
    let waived = loose.get(&evidence_member(number, "unverifiable/reason"));
    if let Some(reason) = waived {
        return Some(format!("**waived**: {}", escaped(&reason.value)));
    }
    Some(of_evidence(view, &evidence))
}

/// What becomes of a quote, with the passage.
fn of_evidence(view: &EditorView<'_>, evidence: &Evidence) -> String {
    let Some(standing) = view.session.desk.standing(view.world, evidence) else {
        return format!("**unreadable**: the document of `{}` is not here", evidence.source);
    };
    let mut out = headline(&standing);
    for passage in &standing.passages {
        let _ = write!(out, "\n\n{}", shown(passage, &standing.diff));
        let _ = write!(out, "\n\n`{}`", passage.place.in_file(passage.file.as_str()));
    }
    for edit in &standing.edits {
        let (mark, words) = (escaped(&edit.quote), escaped(&on_one_line(&edit.document)));
        let _ = match edit.document.trim() {
            "" => write!(out, "\n\n{mark}: the editor's"),
            _ => write!(out, "\n\n{mark} replaces “{words}”"),
        };
    }
    out
}

fn headline(standing: &Standing) -> String {
    let mut out = format!("**{}**", standing.verdict.name());
    if standing.proven && standing.verdict.passes() {
        out.push_str(", proven without the text");
    }
    if !standing.kinds.is_empty() {
        let kinds: Vec<&str> = standing.kinds.iter().map(|kind| kind.name()).collect();
        let _ = write!(out, ": {}", kinds.join(", "));
    }
    out
}

/// The passage in its context; of one that differs, the words on both sides.
fn shown(passage: &DeskPassage, diff: &[DiffPart]) -> String {
    let mut words = String::new();
    for part in diff {
        let _ = match part {
            DiffPart::Equal(text) => write!(words, "{}", escaped(&spaced(text))),
            DiffPart::Delete(text) => write!(words, "**{}** ", escaped(&on_one_line(text))),
            // Not every terminal strikes words out: the passage would seem to have them.
            DiffPart::Insert(text) => {
                write!(words, "(the quote: ~~{}~~) ", escaped(&on_one_line(text)))
            }
        };
    }
    if diff.is_empty() {
        words = format!("**{}**", escaped(&on_one_line(&passage.words)));
    }
    let before = if passage.before.is_empty() {
        String::new()
    } else {
        format!("… {} ", escaped(&passage.before))
    };
    let gap = if passage.after.starts_with(char::is_alphanumeric) { " " } else { "" };
    let after = match passage.after.as_str() {
        "" => String::new(),
        after => format!("{gap}{} …", escaped(after)),
    };
    format!("{before}{}{after}", on_one_line(&words))
}

/// A source in a few lines.
pub(super) fn source(view: &EditorView<'_>, id: &str) -> Option<String> {
    let (_, _, source) = view.session.desk.sources().find(|(other, _, _)| *other == id)?;
    let Some(source) = source else {
        return Some(format!("`{id}`: its source.json cannot be used"));
    };
    let mut out = format!("**{}**", escaped(source.title.as_deref().unwrap_or(id)));
    let by: Vec<String> = by(source);
    if !by.is_empty() {
        let _ = write!(out, "\n\n{}", escaped(&by.join(" · ")));
    }
    if let Some(seal) = &source.seal {
        let proven = view.session.desk.proven(id);
        let here = if view.session.desk.text_file(id).is_some() { "here" } else { "not here" };
        let _ = write!(
            out,
            "\n\nsealed: {} tokens, {proven} passages proven; the text is {here}",
            seal.tokens
        );
    }
    if let Some(url) = &source.url {
        let _ = write!(out, "\n\n<{url}>");
    }
    Some(out)
}

/// Who wrote it, who published it, when.
pub(super) fn by(source: &Source) -> Vec<String> {
    let author = (!source.author.is_empty()).then(|| source.author.join(", "));
    let issued = source.issued.as_ref().and_then(|date| serde_json::to_value(date).ok());
    let issued = issued.and_then(|date| date.as_str().map(str::to_owned));
    [author, source.publisher.clone(), issued].into_iter().flatten().collect()
}

fn claim(view: &EditorView<'_>, id: &str) -> Option<String> {
    let (_, claim) = view.session.desk.claims().find(|(_, claim)| *claim.id == *id)?;
    let (label, statement) = (claim.label.name(), escaped(&claim.statement));
    let count = claim.evidence.len();
    let quotes = if count == 1 { "quote" } else { "quotes" };
    Some(format!("**{label}**: {statement}\n\n{count} {quotes}"))
}

/// A text whose line breaks are spaces: words of a document go on in the next line.
fn spaced(text: &str) -> String {
    text.replace(char::is_whitespace, " ")
}

/// Text of strangers in Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in crate::report::visible(text, false).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
