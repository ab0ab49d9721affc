//! Who speaks: the labels of a transcript, and the marks of quotations.

use crate::quote::document::Document;
use crate::quote::fold::char_class::{is_dash, is_line_break};
use crate::quote::words::labels::label_at;
use crate::quote::words::{WordLists, sentence};
use crate::text::Span;

/// Narration between two quotations from which on another may speak, in sentences that end in it.
const NARRATED: usize = 2;

/// How an ellipsis joins two speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// Surely.
    Surely,
    /// As it seems.
    Perhaps,
}

/// Whether the kept words on both sides of `around` are said by two, and where the second begins to speak.
pub(super) fn joins_speakers(
    document: &Document,
    around: Span,
    words: Option<&WordLists>,
) -> Option<(Joins, Span)> {
    by_labels(document, around)
        .map(|span| (Joins::Surely, span))
        .or_else(|| by_quotation_marks(document, around, words))
}

fn by_labels(document: &Document, around: Span) -> Option<Span> {
    if !has_label(document, around) {
        return None;
    }
    let before = document.speaker(around.start)?;
    let after = document.speaker(around.end)?;
    let differ = document.slice(before.name) != document.slice(after.name);
    differ.then_some(after.name)
}

/// Whether a line with a label begins in `span`.
fn has_label(document: &Document, span: Span) -> bool {
    let text = document.text();
    let lines = document.slice(span).char_indices().filter(|(_, c)| is_line_break(*c));
    let mut starts = lines.map(|(at, c)| span.start + at + c.len_utf8());
    starts.any(|at| label_at(text, at).is_some())
}

/// The first label inside `span`, where another has spoken before.
pub(super) fn second_speaker(document: &Document, span: Span) -> Option<Span> {
    if !has_label(document, span) {
        return None;
    }
    let first = document.speaker(span.start)?;
    let other = document.labels().iter().find(|label| {
        label.line > span.start
            && label.name.end < span.end
            && document.slice(label.name) != document.slice(first.name)
    });
    other.map(|label| label.name)
}

/// A mark of a quotation in a gap.
struct QuotationMark {
    span: Span,
    opens: bool,
}

/// `“I sold it,” said Hale. “You did not,” Orr said.`: a mark that closes meets one that opens, or a paragraph ends between
/// them. `“A,” said X, “b”` is one speaker.
fn by_quotation_marks(
    document: &Document,
    around: Span,
    words: Option<&WordLists>,
) -> Option<(Joins, Span)> {
    let marks = quotation_marks(document, around);
    let (first, last) = (marks.first()?, marks.last()?);
    if !last.opens {
        return None;
    }
    // `Did he regret it? | “No,” he said; “ | never.”`: another's answer.
    if first.opens {
        let asks = document.slice(around).trim_start().starts_with(['?', '？', '؟'])
            || document.text().get(..around.start).unwrap_or("").ends_with(['?', '？', '؟']);
        return (asks && marks.len() > 1).then_some((Joins::Perhaps, last.span));
    }
    let mut perhaps = None;
    for pair in marks.windows(2) {
        let [closing, opening] = pair else { continue };
        if closing.opens || !opening.opens {
            continue;
        }
        let between = Span::new(closing.span.end, opening.span.start);
        let text = document.slice(between);
        if text.trim().is_empty() || is_paragraph_end(text) {
            return Some((Joins::Surely, opening.span));
        }
        let ends = sentence::breaks(document.text(), between.start, between.end, words).count();
        if ends >= NARRATED {
            perhaps = perhaps.or(Some((Joins::Perhaps, opening.span)));
        }
    }
    perhaps
}

fn is_paragraph_end(text: &str) -> bool {
    text.split('\n').skip(1).any(|line| line.trim().is_empty())
}

/// The double marks of quotations between the kept words around a gap.
fn quotation_marks(document: &Document, around: Span) -> Vec<QuotationMark> {
    let text = document.text();
    let mut found = Vec::new();
    for (at, c) in document.slice(around).char_indices() {
        if !matches!(c, '“' | '”' | '„' | '"' | '«' | '»' | '「' | '」' | '『' | '』') {
            continue;
        }
        let (start, end) = (around.start + at, around.start + at + c.len_utf8());
        let before = text.get(..start).and_then(|head| head.chars().next_back());
        let after = text.get(end..).and_then(|tail| tail.chars().next());
        let free = |c: Option<char>| {
            c.is_none_or(|c| c.is_whitespace() || is_dash(c) || matches!(c, '(' | '['))
        };
        let opens = match c {
            '「' | '『' | '„' => true,
            '」' | '』' => false,
            _ => free(before) && !after.is_none_or(char::is_whitespace),
        };
        found.push(QuotationMark { span: Span::new(start, end), opens });
    }
    found
}
