//! Completions (`textDocument/completion`): ids, labels, names, and the quote itself, from the text of the cited document.

use super::begin;
use super::hover::by;
use super::loose::{Loose, LooseString, decoded};
use super::place::Range;
use super::view::EditorView;
use crate::claim::{Label, RelationKind, Stance, evidence_member};
use crate::desk::{Offer, Reach};
use crate::json::{quoted, shorten};
use crate::quote::WordLists;
use crate::text::Span;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Places of typed words that passages are offered from.
const MAX_OFFERED: usize = 8;

/// Letters without which no passage is looked for: every document has too many places of fewer.
const MIN_LETTERS: usize = 2;

/// Characters of a passage that a list shows.
const MAX_LABEL: usize = 80;

/// What was typed, and what is replaced.
struct Typed<'t> {
    pointer: &'t str,
    /// Up to the cursor, decoded.
    words: String,
    /// As it is in the file.
    raw: &'t str,
    range: Range,
    /// Whether quotation marks are there.
    inside: bool,
}

/// Answers `textDocument/completion`.
pub(super) fn complete(view: &EditorView<'_>, params: &Value) -> Value {
    let loose = Loose::new(&view.text);
    let byte = view.byte(params);
    let begun = begin::claim(view, byte).map(|begun| vec![begun]);
    let items = begun.or_else(|| Some(items(view, &loose, &typed(view, &loose, byte)?, byte)));
    json!({"isIncomplete": true, "items": items.unwrap_or_default()})
}

fn typed<'t>(view: &'t EditorView<'_>, loose: &'t Loose, byte: usize) -> Option<Typed<'t>> {
    if let Some(LooseString { pointer, span, .. }) = loose.at(byte) {
        let raw = view.text.get(span.start..byte)?;
        let range = view.range(*span);
        return Some(Typed { pointer, words: decoded(raw), raw, range, inside: true });
    }
    let pointer = loose.missing_at(byte)?;
    let range = view.range(Span::new(byte, byte));
    Some(Typed { pointer, words: String::new(), raw: "", range, inside: false })
}

fn items(view: &EditorView<'_>, loose: &Loose, typed: &Typed<'_>, byte: usize) -> Vec<Value> {
    let parts: Vec<&str> = typed.pointer.split('/').skip(1).collect();
    let desk = &view.session.desk;
    let known = view.client.has_schemas && loose.get("/$schema").is_some();
    let listed = |names: Vec<&str>| {
        let names = if known { Vec::new() } else { names };
        names.into_iter().map(|name| plain(typed, name, Item::EnumMember, "", "")).collect()
    };
    if view.source_record().is_some() {
        return match parts.as_slice() {
            ["derived_from"] => sources(view, typed),
            ["language"] => languages(view, typed),
            _ => Vec::new(),
        };
    }
    if !view.is_claim() {
        return Vec::new();
    }
    match parts.as_slice() {
        ["evidence", _] if !typed.inside => begin::evidence(view, byte).into_iter().collect(),
        ["evidence", _, "source"] => sources(view, typed),
        ["relations", _, "claim"] => {
            let own = loose.get("/id").map(|id| id.value.as_str());
            let others = desk.claims().filter(|(_, claim)| Some(&*claim.id) != own);
            let item = |id: &str, statement: &str| plain(typed, id, Item::Reference, "", statement);
            others.map(|(_, claim)| item(&claim.id, &claim.statement)).collect()
        }
        ["topics", _] => {
            let topics = &view.session.options.config.topics;
            let mut all: Vec<(&str, &str)> =
                topics.iter().map(|(topic, about)| (topic.as_str(), about.as_str())).collect();
            if all.is_empty() {
                let used = desk.claims().flat_map(|(_, claim)| claim.topics.iter());
                let used: BTreeSet<&str> = used.map(|topic| &**topic).collect();
                all = used.into_iter().map(|topic| (topic, "")).collect();
            }
            all.into_iter()
                .map(|(topic, about)| plain(typed, topic, Item::Keyword, about, ""))
                .collect()
        }
        ["label"] => listed(
            [Label::Supported, Label::Refuted, Label::Conflicting, Label::NotEnoughEvidence]
                .map(Label::name)
                .to_vec(),
        ),
        ["evidence", _, "stance"] => {
            listed([Stance::Supports, Stance::Refutes, Stance::Context].map(Stance::name).to_vec())
        }
        ["relations", _, "type"] => {
            use RelationKind::{Contradicts, Duplicates, Refines, Supports};
            let all = [Contradicts, Supports, Refines, Duplicates];
            let names = all.map(|kind| serde_json::to_value(kind).unwrap_or_default());
            listed(names.iter().filter_map(Value::as_str).collect())
        }
        ["evidence", number, "speaker"] => {
            let source = loose.get(&evidence_member(number, "source"));
            speakers(view, typed, source.map(|text| text.value.as_str()))
        }
        ["claimant"] => {
            let claimants = desk.claims().filter_map(|(_, claim)| claim.claimant.as_deref());
            let claimants: BTreeSet<&str> = claimants.collect();
            claimants.into_iter().map(|name| plain(typed, name, Item::Value, "", "")).collect()
        }
        ["evidence", number, "quote", ..] => quotes(view, loose, typed, number),
        _ => Vec::new(),
    }
}

/// What a completion is, as the protocol numbers it (`CompletionItemKind`).
#[derive(Clone, Copy)]
enum Item {
    Text = 1,
    Value = 12,
    Keyword = 14,
    File = 17,
    Reference = 18,
    EnumMember = 20,
}

/// A value that is known.
fn plain(typed: &Typed<'_>, value: &str, kind: Item, detail: &str, about: &str) -> Value {
    let whole = quoted(value);
    let inner = whole.get(1..whole.len() - 1).unwrap_or(value);
    let new = if typed.inside { inner } else { &whole };
    let mut item = json!({
        "label": value,
        "kind": kind as u8,
        "filterText": new,
        "textEdit": {"range": typed.range, "newText": new},
    });
    if !detail.is_empty() {
        item["detail"] = detail.into();
    }
    if !about.is_empty() {
        item["documentation"] = about.into();
    }
    item
}

fn sources(view: &EditorView<'_>, typed: &Typed<'_>) -> Vec<Value> {
    let item = |(id, _, source): (&str, _, Option<&crate::source::Source>)| {
        let title = source.and_then(|source| source.title.as_deref()).unwrap_or("");
        let by = source.map(by).unwrap_or_default().join(" · ");
        plain(typed, id, Item::File, title, &by)
    };
    view.session.desk.sources().map(item).collect()
}

/// The languages of the archive's sources, then the others that there are word lists for.
fn languages(view: &EditorView<'_>, typed: &Typed<'_>) -> Vec<Value> {
    let used = view.session.desk.sources().filter_map(|(_, _, source)| source?.language.as_deref());
    let used: BTreeSet<&str> = used.collect();
    let others = WordLists::languages().filter(|language| !used.contains(language));
    let others: BTreeSet<&str> = others.collect();
    let item = |(rank, language): (usize, &str)| {
        let mut item = plain(typed, language, Item::EnumMember, "", "");
        item["sortText"] = format!("{rank:04}").into();
        item
    };
    used.iter().copied().chain(others).enumerate().map(item).collect()
}

/// Those who speak in a source first.
fn speakers(view: &EditorView<'_>, typed: &Typed<'_>, source: Option<&str>) -> Vec<Value> {
    let all = view.session.desk.claims().flat_map(|(_, claim)| claim.evidence.iter());
    let all = all.filter_map(|e| Some((source != Some(&*e.source), e.speaker.as_deref()?)));
    let all: BTreeSet<(bool, &str)> = all.collect();
    let mut seen = BTreeSet::new();
    let each = all.into_iter().filter(|(_, name)| seen.insert(*name));
    let item = |(elsewhere, name): (bool, &str)| {
        let mut item = plain(typed, name, Item::Value, "", "");
        item["sortText"] = format!("{}{name}", u8::from(elsewhere)).into();
        item
    };
    each.map(item).collect()
}

/// Passages of the cited document that begin with the words that were typed; of all documents where none is cited yet.
fn quotes(view: &EditorView<'_>, loose: &Loose, typed: &Typed<'_>, number: &str) -> Vec<Value> {
    let letters = typed.words.chars().filter(|c| c.is_alphanumeric()).count();
    let is_short = letters < MIN_LETTERS && typed.words.is_ascii();
    if !typed.inside || letters == 0 || is_short {
        return Vec::new();
    }
    let source = loose.get(&evidence_member(number, "source")).map(|text| text.value.as_str());
    let source = source.filter(|id| !id.is_empty());
    let offers = view.session.desk.offers(view.world, source, &typed.words, MAX_OFFERED);
    let each = offers.iter().enumerate().map(|(rank, offer)| {
        let mut item = passage(typed, rank, offer);
        let put = |member: &str, value: &str| beside(view, loose, number, member, value);
        let unnamed = source.is_none().then(|| put("source", &offer.source)).flatten();
        let prefix = offer.prefix.as_ref().and_then(|prefix| put("prefix", prefix));
        let suffix = offer.suffix.as_ref().and_then(|suffix| put("suffix", suffix));
        let more: Vec<Value> = [unnamed, prefix, suffix].into_iter().flatten().collect();
        if !more.is_empty() {
            item["additionalTextEdits"] = more.into();
        }
        item
    });
    each.collect()
}

/// A passage that is offered for the words of a quote.
fn passage(typed: &Typed<'_>, rank: usize, offer: &Offer) -> Value {
    let whole = quoted(&offer.quote);
    let reach = match offer.reach {
        Reach::Stop => "to the next stop",
        Reach::Clause => "the clause",
        Reach::Sentence => "to the sentence's end",
        Reach::Whole => "the whole sentence",
    };
    let place = offer.passage.place.to_string();
    let words = offer.quote.split_whitespace().count();
    let passage = &offer.passage;
    let about = format!("… {} {} {} …", passage.before, passage.words, passage.after);
    json!({
        "label": shortened(&offer.quote),
        "kind": Item::Text as u8,
        "detail": format!("{}, {place}: {reach}, {words} words", offer.source),
        "documentation": about,
        "filterText": typed.raw,
        "sortText": format!("{rank:04}"),
        "preselect": rank == 0,
        "textEdit": {"range": typed.range, "newText": whole.get(1..whole.len() - 1)},
    })
}

/// The edit that gives a member of an evidence a value: over the one that it has, or before its quote.
pub(super) fn beside(
    view: &EditorView<'_>,
    loose: &Loose,
    number: &str,
    member: &str,
    value: &str,
) -> Option<Value> {
    let whole = quoted(value);
    if let Some(known) = loose.get(&evidence_member(number, member)) {
        let new = whole.get(1..whole.len() - 1)?;
        return Some(json!({"range": view.range(known.span), "newText": new}));
    }
    let quote = loose.get(&evidence_member(number, "quote"))?;
    let at = quote.key.start;
    let line = view.lines.line(&view.text, view.lines.number(at));
    let before = view.text.get(line.start..at)?;
    let gap = if before.trim().is_empty() { format!("\n{before}") } else { " ".to_owned() };
    let new = format!("\"{member}\": {whole},{gap}");
    Some(json!({"range": view.range(Span::new(at, at)), "newText": new}))
}

/// The start and the end of a passage: both are to be seen in a list.
fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= MAX_LABEL {
        return text.to_owned();
    }
    let tail: String = text.chars().skip(count - MAX_LABEL / 3).collect();
    format!("{}{tail}", shorten(text, MAX_LABEL * 2 / 3))
}
