//! A passage as a quote would have it: the document's words without what its file needs and a quote does not.
//!
//! ```text
//! document   the regu-⏎lar ﬁgures¹⏎of nev<SHY>er
//! pasted     the regular figures of never
//! ```

use crate::quote::document::FoldedDocument;
use crate::quote::fold::MarkKind;
use crate::quote::fold::char_class::{
    is_cjk, is_dash, is_line_break, is_superscript, quote_mark, writes_no_spaces,
};
use crate::quote::place::note_mark::is_note_mark;
use crate::quote::place::view::View;
use crate::quote::read::hidden::hidden_characters;
use crate::quote::words::WordLists;
use crate::quote::words::numbers::or_of_any_language;
use crate::quote::words::page_number::page_number;
use crate::text::Span;
use unicode_normalization::UnicodeNormalization;

/// The words of `passage`; `None` where they run over a break, a gap, or the mark of a list item or a heading.
/// Where a line end may have added a hyphen, `quote` tells whether it is one.
pub(super) fn pasted(
    document: &FoldedDocument,
    passage: Span,
    quote: &str,
    words: Option<&WordLists>,
) -> Option<String> {
    if document.is_broken(passage) || document.slice(passage).contains('\u{FFFC}') {
        return None;
    }
    let text = document.text();
    let mut out = String::with_capacity(passage.len());
    let mut at = passage.start;
    while at < passage.end {
        if let Some(end) = line_end_hyphen(document, at) {
            let rest = text.get(end..)?;
            at = end;
            if has_hyphen(quote, &out, rest) || joins_names(&out, rest) {
                out.push('-');
            }
            continue;
        }
        let c = text.get(at..)?.chars().next()?;
        if c.is_whitespace() {
            let rest = text.get(at..)?.trim_start();
            let space = text.get(at..text.len() - rest.len())?;
            let from = text.len() - rest.len();
            if let Some(end) = page_number(text, from, or_of_any_language(words)) {
                let rest = text.get(end..)?.trim_start();
                out.push_str(space_between(&out, space, rest));
                at = text.len() - rest.len();
                continue;
            }
            if at > passage.start && begins_item(space, rest) {
                return None;
            }
            out.push_str(space_between(&out, space, rest));
            at = text.len() - rest.len();
            continue;
        }
        let note = shown_note(document, at, quote, words).or_else(|| {
            let end = glued_note(text, at, words)?;
            (!has_glued(quote, text.get(..end)?)).then_some(end)
        });
        if let Some(end) = note.filter(|end| *end <= passage.end) {
            let rest = text.get(end..)?;
            if rest.starts_with(|c: char| c.is_whitespace() || !c.is_alphanumeric()) {
                out.truncate(out.trim_end().len());
            }
            at = end;
            continue;
        }
        let note = is_superscript(c) && is_note_mark(&View::around(document, at), words);
        let end = if note { raised_end(text, at) } else { at + c.len_utf8() };
        if !note {
            push(&mut out, c);
        }
        at = end;
    }
    let text = without_hidden(out.trim());
    (!text.is_empty()).then_some(text)
}

/// Ligatures are two letters each; all else is as it is.
fn push(out: &mut String, c: char) {
    match c {
        '\u{FB00}'..='\u{FB06}' => out.extend(c.nfkc()),
        _ => out.push(c),
    }
}

/// The digits of the longest number of a list's item: four are a year, with which a sentence ends.
const ITEM_DIGITS: usize = 3;

/// Whether an item of a list, a heading or a line of a table begins after a line break.
fn begins_item(space: &str, rest: &str) -> bool {
    if !space.contains(is_line_break) {
        return space.contains('\t');
    }
    let mark = rest.split(char::is_whitespace).next().unwrap_or("");
    let figure = mark.strip_suffix(['.', ')']).unwrap_or("");
    matches!(mark, "-" | "*" | "+" | "•" | "‣" | "–" | "|" | ">")
        || mark.starts_with('#')
        || ((1..=ITEM_DIGITS).contains(&figure.len()) && figure.chars().all(|c| c.is_ascii_digit()))
        || figure.chars().eq(figure.chars().next().filter(char::is_ascii_lowercase))
            && !figure.is_empty()
}

/// Where the word goes on behind a hyphen at `at` that a line end may have added.
fn line_end_hyphen(document: &FoldedDocument, at: usize) -> Option<usize> {
    let marks = &document.folded.marks;
    let next = marks.partition_point(|m| m.span.start < at);
    let mark = marks.get(next).filter(|m| m.span.start == at)?;
    let added = mark.optional && mark.kind == MarkKind::Dash;
    added.then(|| document.folded.text_start(mark.at).max(mark.span.end))
}

/// Whether the quote writes the word with a hyphen whose halves end one line and begin the next.
fn has_hyphen(quote: &str, before: &str, after: &str) -> bool {
    let letters = |c: &char| c.is_alphanumeric();
    let head: Vec<char> = before.chars().rev().take_while(letters).collect();
    let tail: String = after.chars().take_while(letters).collect();
    let head: String = head.into_iter().rev().collect();
    let quote: String = quote.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    quote.to_lowercase().contains(&format!("{head}-{tail}").to_lowercase())
}

/// Whether a hyphen at a line's end is one of two names, which no line end parts: `Anglo-⏎Saxon`.
fn joins_names(before: &str, after: &str) -> bool {
    before.ends_with(char::is_lowercase) && after.starts_with(char::is_uppercase)
}

/// What a run of white space is in a quote: nothing where a line break parts letters of a script without spaces.
fn space_between(before: &str, space: &str, after: &str) -> &'static str {
    let wrapped = space.contains(is_line_break);
    if wrapped && parts_letters(before.chars().next_back(), after.chars().next()) {
        ""
    } else {
        " "
    }
}

/// Whether both characters are of scripts without spaces.
fn parts_letters(before: Option<char>, after: Option<char>) -> bool {
    let unspaced = |c: Option<char>| c.is_some_and(|c| is_cjk(c) || writes_no_spaces(c));
    unspaced(before) && unspaced(after)
}

/// The end of a note's mark at `at` that the quote does not have: `[31]`, `^a`.
fn shown_note(
    document: &FoldedDocument,
    at: usize,
    quote: &str,
    words: Option<&WordLists>,
) -> Option<usize> {
    let rest = document.text().get(at..)?;
    let length = if rest.starts_with('[') {
        let length = rest.find(']')? + 1;
        let figures = |c: char| c.is_ascii_digit() || matches!(c, ',' | ' ') || is_dash(c);
        let body = rest.get(1..length - 1)?;
        (body.contains(|c: char| c.is_ascii_digit()) && body.chars().all(figures))
            .then_some(length)?
    } else if rest.starts_with('^') && is_note_mark(&View::around(document, at), words) {
        let mark = |c: char| c.is_alphanumeric() || matches!(c, '^' | '*' | '†' | '‡' | '§' | '¶');
        rest.find(|c| !mark(c)).unwrap_or(rest.len())
    } else {
        return None;
    };
    let mark = rest.get(..length)?;
    (!quote.contains(mark)).then_some(at + length)
}

/// The longest mark of a note in plain text, in figures.
const NOTE_DIGITS: usize = 3;

/// The end of figures at `at` that look like the mark of a note glued to a sentence's end: `field.1 Although`.
pub(super) fn glued_note(text: &str, at: usize, words: Option<&WordLists>) -> Option<usize> {
    let mut before = text.get(..at)?.chars().rev();
    let stop = before.find(|c| quote_mark(*c).is_none())?;
    let word = before.next().is_some_and(char::is_lowercase);
    // The figure of a label is no note: `Fig.3`.
    let head = text.get(..at)?.trim_end_matches(|c| c == stop || quote_mark(c).is_some());
    let last = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if words.is_some_and(|words| words.is_abbreviation(&last.to_lowercase())) {
        return None;
    }
    let rest = text.get(at..)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let behind = rest.get(digits..)?;
    let next = behind.trim_start().chars().find(|c| quote_mark(*c).is_none());
    let begins = behind.starts_with(char::is_whitespace) && next.is_some_and(char::is_uppercase);
    (word && matches!(stop, '.' | '?' | '!') && (1..=NOTE_DIGITS).contains(&digits) && begins)
        .then_some(at + digits)
}

/// Whether the quote has the word, the stop and the figures that `text` ends with.
fn has_glued(quote: &str, text: &str) -> bool {
    let glued = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    quote.contains(glued)
}

/// Words of the document as a difference shows them: no character that nobody sees, and nothing where a line break parts
/// letters of a script without spaces.
pub(super) fn shown(document: &FoldedDocument, span: Span) -> String {
    let text = document.whole_words(span);
    let beyond = document.text().get(span.end..).and_then(|rest| rest.chars().next());
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((words, behind)) = rest.find(char::is_whitespace).map(|at| rest.split_at(at)) {
        out.push_str(words);
        rest = behind.trim_start();
        let space = behind.get(..behind.len() - rest.len()).unwrap_or("");
        let next = rest.chars().next().or(beyond);
        if !(space.contains(is_line_break) && parts_letters(out.chars().next_back(), next)) {
            out.push_str(space);
        }
    }
    out.push_str(rest);
    without_hidden(&out)
}

fn raised_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + rest.find(|c| !is_superscript(c)).unwrap_or(rest.len())
}

fn without_hidden(text: &str) -> String {
    let mut shown = text.to_owned();
    for hidden in hidden_characters(&[text]).into_iter().rev() {
        shown.replace_range(hidden.place.range, "");
    }
    shown
}
