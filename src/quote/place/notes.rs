//! Where marks of notes are among words that a quote does not have.
//!
//! ```text
//! The mill was by the river⁴ for years.      The mill was … for years.
//!                            ╰ no number
//! ```
//!
//! What an ellipsis leaves out, or a bracket stands for, may hold such marks: they count nothing.

use super::note_mark::is_note_mark;
use super::view::View;
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{canonical, is_dash, is_superscript};
use crate::quote::words::WordLists;
use crate::text::{Span, head};

/// The longest mark in brackets, in bytes: `[3, 5–7]`.
const MAX_BYTES: usize = 24;

/// The marks of notes in some of a document, in their order: what is raised after a word, and figures in square brackets.
pub(super) fn notes(document: &FoldedDocument, span: Span, words: Option<&WordLists>) -> Vec<Span> {
    let text = document.slice(span);
    let mut found: Vec<Span> = Vec::new();
    for (at, c) in text.char_indices() {
        let start = span.start + at;
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        // What is raised may be long: only that of a mark is read to its end.
        let is_note = || is_note_mark(&View::around(document, start), words);
        let bytes = match c {
            '[' | '\u{FF3B}' => in_brackets(rest),
            '^' if is_note() => {
                raised(rest, |c| c.is_alphanumeric() || is_between(c) || is_sign(c))
            }
            c if is_superscript(c) && is_note() => {
                raised(rest, |c| is_superscript(c) || is_between(c))
            }
            _ => continue,
        };
        if bytes > 0 {
            found.push(Span::new(start, start + bytes));
        }
    }
    found
}

/// `text` of a document, which begins at `start` there, without some stretches of it.
pub(super) fn without(text: &str, start: usize, stretches: &[Span]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for stretch in stretches {
        kept.push_str(text.get(from..stretch.start - start).unwrap_or(""));
        from = stretch.end - start;
    }
    kept.push_str(text.get(from..).unwrap_or(""));
    kept
}

/// The bytes of what is raised at the start of a text, without the comma or dash of the words after it.
fn raised(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    let mark: usize = text.chars().skip(1).take_while(|c| belongs(*c)).map(char::len_utf8).sum();
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.get(..first + mark).unwrap_or("").trim_end_matches(is_between).len()
}

/// The bytes of figures in brackets at the start of a text; 0 where other things are in them.
fn in_brackets(text: &str) -> usize {
    let near = head(text, MAX_BYTES);
    let first = near.chars().next().map_or(0, char::len_utf8);
    let Some((end, close)) = near.char_indices().find(|(_, c)| canonical(*c) == ']') else {
        return 0;
    };
    let inside = near.get(first..end).unwrap_or("");
    let figures = |c: char| canonical(c).is_ascii_digit() || c == ' ' || c == ';' || is_between(c);
    let is_mark =
        inside.chars().all(figures) && inside.contains(|c: char| canonical(c).is_ascii_digit());
    if is_mark { end + close.len_utf8() } else { 0 }
}

/// What parts two marks: `3,5`, `3–5`.
fn is_between(c: char) -> bool {
    c == ',' || is_dash(c)
}

/// The signs that stand for figures.
const fn is_sign(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '§' | '¶' | '^')
}
