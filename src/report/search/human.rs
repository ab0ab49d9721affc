//! What a search found, for people: each passage with its document, its place and the words marked.

use super::{FoundPassage, NearMiss, PassagePiece, Search, SearchBasis, Searched};
use crate::diagnostic::{Code, CodeOrKind};
use crate::quote::on_one_line;
use crate::report::counted;
use crate::report::human::{BOLD, HumanOptions, MIN_WIDTH, colored, diff, paragraph};

use crate::report::visible::{visible, wrap};
use std::fmt::Write as _;

/// Words of a gap between two pieces of a passage that are shown at each of its ends.
const GAP_WORDS: usize = 8;

/// The passages, or those that are near, and how much was searched.
#[must_use]
pub fn render(search: &Search, options: &HumanOptions) -> String {
    let options = HumanOptions { width: options.width.max(MIN_WIDTH), ..*options };
    let mut out = String::new();
    for found in &search.passages {
        passage(&mut out, search, found, &options);
    }
    for near in &search.nearest {
        nearest(&mut out, search, near, &options);
    }
    for hit in &search.hits {
        let words = format!("{} of {}", hit.words, counted(hit.of, "word"));
        out.push_str(&heading(search, &words, &hit.place.source, "", &options));
        let place = hit.at.in_file(hit.file.as_str());
        let _ = writeln!(out, "  {}", visible(&place, options.unicode));
        pieces(&mut out, &hit.context, &options);
        out.push('\n');
    }
    out.push_str(&closing(search));
    out
}

/// The passages that can be evidence, numbered from 1.
#[must_use]
pub fn choices(search: &Search, options: &HumanOptions) -> String {
    let options = HumanOptions { width: options.width.max(MIN_WIDTH), ..*options };
    let mut out = String::new();
    let ready = search.passages.iter().filter(|passage| passage.evidence.is_some());
    for (at, found) in ready.enumerate() {
        let _ = write!(out, "{} ", colored(&format!("{})", at + 1), BOLD, &options));
        passage(&mut out, search, found, &options);
    }
    out
}

fn passage(out: &mut String, search: &Search, found: &FoundPassage, options: &HumanOptions) {
    out.push_str(&heading(search, found.verdict.name(), &found.place.source, "", options));
    let place = found.at.in_file(found.file.as_str());
    let _ = writeln!(out, "  {}", visible(&place, options.unicode));
    pieces(out, &found.context, options);
    for code in &found.codes {
        let said = visible(&in_words(*code), options.unicode);
        paragraph(out, "  as a quote: ", &said, options.width);
    }
    out.push('\n');
}

/// A passage, the words that were searched for marked.
fn pieces(out: &mut String, context: &[PassagePiece], options: &HumanOptions) {
    let (open, close) = match (options.color, options.unicode) {
        // No text has these: control characters are spelled out.
        (true, _) => ("\u{1}", "\u{2}"),
        (false, true) => ("⟦", "⟧"),
        (false, false) => ("[[", "]]"),
    };
    let last = context.len().saturating_sub(1);
    let mut line = String::new();
    for (at, piece) in context.iter().enumerate() {
        let gap = !piece.wanted && at > 0 && at < last;
        let text = flat(piece, gap, options);
        let _ =
            if piece.wanted { write!(line, "{open}{text}{close}") } else { write!(line, "{text}") };
    }
    for line in wrap(line.trim(), options.width.saturating_sub(4)) {
        let line = line.replace('\u{1}', "\u{1b}[1;32m").replace('\u{2}', "\u{1b}[0m");
        let _ = writeln!(out, "    {line}");
    }
}

fn nearest(out: &mut String, search: &Search, near: &NearMiss, options: &HumanOptions) {
    let kinds: Vec<&str> = near.kinds.iter().map(|k| k.name()).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    out.push_str(&heading(search, "near", &near.place.source, &kinds, options));
    let place = near.at.in_file(near.file.as_str());
    let _ = writeln!(out, "  {}", visible(&place, options.unicode));
    if near.place.diff.is_empty() {
        let piece = PassagePiece { text: near.place.text.clone(), wanted: true };
        for line in wrap(&flat(&piece, false, options), options.width.saturating_sub(4)) {
            let _ = writeln!(out, "    {line}");
        }
    } else {
        diff::both(out, &near.place.diff, ["  document: ", "  words:    "], options);
    }
    out.push('\n');
}

/// The line `exact: Title of the document (its-id), in a proven passage`.
fn heading(search: &Search, word: &str, id: &str, more: &str, options: &HumanOptions) -> String {
    let source = search.source(id);
    let title = source.and_then(|s| s.title.as_deref());
    let name = title.map_or_else(|| id.to_owned(), |title| format!("{title} ({id})"));
    let proven = source.is_some_and(|s| s.basis == SearchBasis::Proofs);
    let proven = if proven { ", in a proven passage" } else { "" };
    let line = visible(&format!("{name}{proven}{more}"), options.unicode);
    format!("{}: {line}\n", colored(word, BOLD, options))
}

/// A piece on one line; of a long gap what is at its ends.
fn flat(piece: &PassagePiece, gap: bool, options: &HumanOptions) -> String {
    let mut text = on_one_line(&piece.text);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let is_blank = words.is_empty();
    if gap && words.len() > 3 * GAP_WORDS {
        let dots = if options.unicode { "…" } else { "..." };
        let head = words.get(..GAP_WORDS).unwrap_or(&[]).join(" ");
        let tail = words.get(words.len() - GAP_WORDS..).unwrap_or(&[]).join(" ");
        text = format!("{head} {dots} {tail}");
    }
    let space = |c: Option<char>| if c.is_some_and(char::is_whitespace) { " " } else { "" };
    let before = space(piece.text.chars().next());
    let after = if is_blank { "" } else { space(piece.text.chars().last()) };
    format!("{before}{}{after}", visible(&text, options.unicode))
}

/// What was found, and what could not be searched.
fn closing(search: &Search) -> String {
    let total: usize = search.searched.iter().map(|s| s.places).sum();
    let with = search.searched.iter().filter(|s| s.places > 0).count();
    let sources = search.searched.len();
    let mut out = match total {
        0 if !search.hits.is_empty() => format!(
            "no passage has these words as they are; {} {} {} of them",
            counted(search.hits.len(), "sentence"),
            if search.hits.len() == 1 { "has" } else { "have" },
            if search.hits.iter().all(|hit| hit.words == hit.of) { "all" } else { "most" }
        ),
        0 if search.nearest.is_empty() => {
            "no passage has these words, or words like them".to_owned()
        }
        0 => "no passage has these words".to_owned(),
        n => format!("{} in {with} of {}", counted(n, "place"), counted(sources, "source")),
    };
    let hidden = total.saturating_sub(search.passages.len());
    if hidden > 0 {
        let _ = write!(out, ", {hidden} of them not shown (--limit)");
    }
    out.push('\n');
    let ids = |basis| -> Vec<&str> { search.by(basis).map(|s| s.id.as_str()).collect() };
    let (proofs, nothing) = (ids(SearchBasis::Proofs), ids(SearchBasis::Nothing));
    if !proofs.is_empty() {
        let _ = writeln!(
            out,
            "only the proven passages of {} were searched, since their texts are not here \
             (--texts DIR): {}",
            counted(proofs.len(), "source"),
            visible(&proofs.join(", "), true)
        );
    }
    if !nothing.is_empty() {
        let ids = visible(&nothing.join(", "), true);
        let _ = writeln!(
            out,
            "not searched, since the text is not here or is not the pinned one: {ids}"
        );
    }
    out
}

/// What to know of one passage as evidence, a sentence each.
#[must_use]
pub fn notes_on(search: &Search, passage: &FoundPassage) -> Vec<String> {
    let mut notes: Vec<String> = as_quote(passage).into_iter().collect();
    let unproven = |s: &&Searched| s.sealed && s.basis == SearchBasis::Text;
    if let Some(source) = search.source(&passage.place.source).filter(unproven) {
        notes.push(format!("{} is sealed: run `quoteproof prove`", visible(&source.id, true)));
    }
    notes
}

/// What `quoteproof validate` would say of a passage as a quote.
fn as_quote(passage: &FoundPassage) -> Option<String> {
    let place = passage.at.in_file(passage.file.as_str());
    let place = visible(&place, true);
    let said: Vec<String> = passage.codes.iter().map(|code| in_words(*code)).collect();
    let said = said.join("; ");
    if passage.evidence.is_none() {
        return Some(format!("{place} would not pass as a quote: {said}"));
    }
    (!said.is_empty()).then(|| format!("{place}: {said}"))
}

/// What a code means, and the code: `a quote of one or two words (quote/short-quote)`.
fn in_words(code: Code) -> String {
    let meaning = CodeOrKind::Code(code).summary().trim_end_matches('.');
    let mut letters = meaning.chars();
    let first = letters.next().map(char::to_lowercase);
    let first: String = first.into_iter().flatten().collect();
    format!("{first}{} ({code})", letters.as_str())
}

/// What to know of the passages as evidence, a sentence each.
#[must_use]
pub fn notes(search: &Search) -> Vec<String> {
    let mut notes = Vec::new();
    for passage in &search.passages {
        notes.extend(as_quote(passage));
    }
    let ready: Vec<&str> =
        search.passages.iter().filter_map(|p| Some(&*p.evidence.as_ref()?.source)).collect();
    if ready.len() > 1 {
        notes.push(format!("{} passages; keep the one that you mean", ready.len()));
    }
    let unproven =
        |s: &&Searched| s.sealed && s.basis == SearchBasis::Text && ready.contains(&s.id.as_str());
    for source in search.searched.iter().filter(unproven) {
        let id = visible(&source.id, true);
        notes.push(format!("{id} is sealed: once a claim has the quote, run `quoteproof prove`"));
    }
    notes
}
