//! Quotes that an action writes: with a mark where words are left out or a letter is another, and out of words that are
//! selected in a document. Each is matched first, and offered only if it is in the document.

use super::loose::Loose;
use super::view::EditorView;
use crate::claim::{Claim, Evidence, Quote, Stance};
use crate::desk::Standing;
use crate::json::quoted;
use crate::quote::DiffPart;
use crate::text::Span;
use camino::Utf8Path;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Claims to which selected words can be added.
const MAX_CLAIMS: usize = 5;

/// A quote with an ellipsis wherever the passage has words that it leaves out, if that is all, and if it then passes.
pub(super) fn with_omissions(view: &EditorView<'_>, evidence: &Evidence) -> Option<String> {
    let standing = view.session.desk.standing(view.world, evidence)?;
    let Quote::Text(own) = &evidence.quote else { return None };
    let text = between_marks_of(own, &omitted(&standing)?);
    stands(view, evidence, &text).then_some(text)
}

/// Words with the punctuation that a quote has at its ends: the passage was chosen by words.
fn between_marks_of(quote: &str, words: &str) -> String {
    let is_mark = |c: char| !c.is_alphanumeric();
    let core = quote.trim_start_matches(is_mark);
    let head = quote.strip_suffix(core).unwrap_or("");
    let tail = core.strip_prefix(core.trim_end_matches(is_mark)).unwrap_or("");
    format!("{head}{}{tail}", words.trim_matches(is_mark))
}

fn omitted(standing: &Standing) -> Option<String> {
    let mut text = String::new();
    let mut gaps = 0;
    let last = standing.diff.len().checked_sub(1)?;
    for (number, part) in standing.diff.iter().enumerate() {
        match part {
            DiffPart::Equal(words) if text.ends_with(' ') => text.push_str(words.trim_start()),
            DiffPart::Equal(words) => text.push_str(words),
            // At its ends a quote leaves out what it likes.
            DiffPart::Delete(_) if number == 0 || number == last => {}
            DiffPart::Delete(_) => {
                text.truncate(text.trim_end().len());
                text.push_str(" … ");
                gaps += 1;
            }
            DiffPart::Insert(_) => return None,
        }
    }
    (gaps > 0).then(|| text.trim().to_owned())
}

/// A quote whose first letter after `byte` is in brackets, if it then passes.
pub(super) fn with_bracket(
    view: &EditorView<'_>,
    evidence: &Evidence,
    byte: usize,
) -> Option<String> {
    let text = with_letter(evidence, byte, |letter| format!("[{letter}]"))?;
    stands(view, evidence, &text).then_some(text)
}

/// A quote whose first letter after `byte` is large where it was small, or small where it was large, if it then passes.
pub(super) fn with_other_case(
    view: &EditorView<'_>,
    evidence: &Evidence,
    byte: usize,
) -> Option<String> {
    let text = with_letter(evidence, byte, |letter| {
        if letter.is_uppercase() {
            letter.to_lowercase().collect()
        } else {
            letter.to_uppercase().collect()
        }
    })?;
    stands(view, evidence, &text).then_some(text)
}

fn with_letter(evidence: &Evidence, byte: usize, new: impl Fn(char) -> String) -> Option<String> {
    let Quote::Text(text) = &evidence.quote else { return None };
    let (head, tail) = text.split_at_checked(byte)?;
    let letter = tail.chars().next().filter(|c| c.is_alphabetic())?;
    let rest = tail.get(letter.len_utf8()..)?;
    Some(format!("{head}{}{rest}", new(letter)))
}

fn stands(view: &EditorView<'_>, evidence: &Evidence, text: &str) -> bool {
    let mut evidence = evidence.clone();
    evidence.quote = Quote::Text(Arc::from(text));
    view.session.desk.standing(view.world, &evidence).is_some_and(|standing| standing.passes)
}

/// For words that are selected in a document: the claims that are open, and those that quote it already, each with them as
/// one more evidence.
pub(super) fn from_selection(view: &EditorView<'_>, selected: Span) -> Vec<Value> {
    let of = || -> Option<Vec<Value>> {
        let id = view.document_of()?;
        let words = view.text.get(selected.range()).filter(|words| !words.trim().is_empty())?;
        let offer = view.session.desk.cited(view.world, id, words, selected)?;
        let member = |name: &str, value: &str| format!("\"{name}\": {}", quoted(value));
        let mut members = vec![member("source", id)];
        members.extend(offer.prefix.iter().map(|prefix| member("prefix", prefix)));
        members.push(member("quote", &offer.quote));
        members.extend(offer.suffix.iter().map(|suffix| member("suffix", suffix)));
        // Whether they support it only a person can say.
        members.push(member("stance", Stance::Context.name()));
        let quotes = |claim: &Claim| claim.evidence.iter().any(|evidence| *evidence.source == *id);
        let quoting = view.session.desk.claims().filter(|(_, claim)| quotes(claim));
        let open = view.uris.keys().filter_map(|file| file.strip_prefix(view.session.root()).ok());
        let open = open.filter(|name| view.names_claim(name));
        let mut seen = BTreeSet::new();
        let files = open.chain(quoting.map(|(file, _)| file)).filter(|file| seen.insert(*file));
        Some(files.filter_map(|file| added(view, file, &members)).take(MAX_CLAIMS).collect())
    };
    of().unwrap_or_default()
}

/// A claim with one more evidence.
fn added(view: &EditorView<'_>, file: &Utf8Path, members: &[String]) -> Option<Value> {
    let (text, lines) = view.text_of(file)?;
    let loose = Loose::new(&text);
    let id = loose.get("/id").map(|id| id.value.as_str()).or_else(|| file.file_stem())?;
    let first = loose.texts.iter().find(|text| text.pointer.starts_with("/evidence/0/"));
    let (at, is_only) = match first {
        Some(first) => (text.get(..first.key.start)?.rfind('{')?, false),
        None => (loose.missing("/evidence/0")?.start, true),
    };
    let line = lines.line(&text, lines.number(at));
    let before = text.get(line.start..at)?;
    let new = if is_only {
        format!("{{{}}}", members.join(", "))
    } else if before.trim().is_empty() {
        let members = members.join(&format!(",\n{before}  "));
        format!("{{\n{before}  {members}\n{before}}},\n{before}")
    } else {
        format!("{{{}}}, ", members.join(", "))
    };
    let range = lines.range(&text, Span::new(at, at), view.client.encoding);
    Some(json!({
        "title": format!("quote this in `{id}`"),
        "kind": "refactor.extract",
        "edit": {"changes": {view.uri(file): [{"range": range, "newText": new}]}},
    }))
}
