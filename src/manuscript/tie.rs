//! Which source a quotation is cited to: six rules, in their order, and nothing else.
//!
//! Never the nearest citation within so many characters: in `He said “nothing”, while tables add waves (Smith, 2020)` the
//! citation is of the sentence's last part, and only where it is the sentence's only one is the quotation tied to it.

use super::marks::Pairs;
use super::prose::{Citation, OBJECT, Prose};
use super::{Rule, Tie};
use crate::quote::sentence_breaks;
use crate::text::Span;

/// The tie of a quotation of a running paragraph; `outer` is the quotation with its marks.
pub(super) fn of_quotation(paragraph: &Prose, outer: Span, marks: &Pairs) -> Option<Tie> {
    let text = &paragraph.text;
    let citations = &paragraph.citations;
    if let Some(citation) = right_after(text, citations, outer.end) {
        return tied(citation, citations, Rule::CitationAfter);
    }
    let sentence = sentence_around(text, outer, marks, citations);
    let inside: Vec<&Citation> = citations
        .iter()
        .filter(|c| sentence.start <= c.span.start && c.span.end <= sentence.end)
        .filter(|c| !(outer.start <= c.span.start && c.span.end <= outer.end))
        .collect();
    let before = inside.iter().rev().find(|c| c.span.end <= outer.start);
    if let Some(citation) = before.filter(|c| c.narrative) {
        return tied(citation, citations, Rule::NarrativeBefore);
    }
    let [only] = inside.as_slice() else { return None };
    tied(only, citations, Rule::OnlyInSentence)
}

/// A citation, or what stands for the last one.
fn tied(citation: &Citation, all: &[Citation], rule: Rule) -> Option<Tie> {
    if !citation.keys.is_empty() {
        return Some(Tie { rule, keys: citation.keys.clone(), page: citation.page.clone() });
    }
    let last =
        all.iter().rev().find(|c| c.span.end <= citation.span.start && !c.keys.is_empty())?;
    let page = citation.page.clone().or_else(|| last.page.clone());
    Some(Tie { rule: Rule::SameAsBefore, keys: last.keys.clone(), page })
}

/// The citation that follows byte `end`, with nothing between them but punctuation and white space.
fn right_after<'c>(text: &str, citations: &'c [Citation], end: usize) -> Option<&'c Citation> {
    let citation = citations.iter().find(|c| c.span.start >= end)?;
    let between = text.get(end..citation.span.start)?;
    let nothing = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '’' | '\'' | '(' | '\u{200B}')
    };
    between.chars().all(nothing).then_some(citation)
}

/// The sentence around a quotation: no sentence ends inside one, or inside a citation (`p. 3`).
fn sentence_around(text: &str, outer: Span, marks: &Pairs, citations: &[Citation]) -> Span {
    let inside = |span: Span, at: usize| span.start < at && at < span.end;
    let whole = |at: usize| {
        !marks.pairs.iter().any(|p| inside(p.outer, at))
            && !citations.iter().any(|c| inside(c.span, at))
    };
    let ends: Vec<usize> =
        sentence_breaks(text, 0, text.len()).into_iter().filter(|at| whole(*at)).collect();
    let start = ends.iter().rev().find(|at| **at <= outer.start).copied().unwrap_or(0);
    let end = ends.iter().find(|at| **at >= outer.end).copied().unwrap_or(text.len());
    Span::new(start, end)
}

/// The words of a quoted block: without the citation at its end, and without its own marks.
pub(super) fn block_words(paragraph: &Prose) -> Span {
    let text = &paragraph.text;
    let mut end = text.trim_end().len();
    while let Some(last) = paragraph.citations.iter().rev().find(|c| c.span.end <= end) {
        let rest = text.get(last.span.end..end).unwrap_or("");
        if !rest.chars().all(|c| c.is_whitespace() || matches!(c, '.' | ')' | ']')) {
            break;
        }
        end = text
            .get(..last.span.start)
            .unwrap_or("")
            .trim_end_matches([' ', '\n', '(', '[', '—', '–', '-'])
            .len();
        if end == 0 {
            break;
        }
    }
    // `— Smith`: an attribution on a line of its own.
    if let Some((head, tail)) = text.get(..end).and_then(|t| t.rsplit_once('\n'))
        && tail.trim_start().starts_with(['—', '–'])
    {
        end = head.trim_end().len();
    }
    let words = text.get(..end).unwrap_or("");
    let start = words.len() - words.trim_start().len();
    let whole = super::marks::pair(words);
    match whole.pairs.as_slice() {
        [one] if one.outer.start == start && one.outer.end == words.trim_end().len() => one.inner,
        _ => Span::new(start, end),
    }
}

/// The tie of a quoted block: the citation at its end, or one that begins the paragraph after it.
pub(super) fn of_block(paragraph: &Prose, next: Option<&Prose>) -> Option<Tie> {
    let last = paragraph.citations.last();
    if let Some(citation) = last.filter(|c| !c.keys.is_empty()) {
        return tied(citation, &paragraph.citations, Rule::BlockAttribution);
    }
    let next = next.filter(|next| !next.block)?;
    let first = next.citations.first()?;
    let head = next.text.get(..first.span.start)?;
    let bare =
        head.chars().all(|c| c.is_whitespace() || matches!(c, '—' | '–' | '-' | '(' | OBJECT));
    (bare && !first.keys.is_empty())
        .then(|| tied(first, &next.citations, Rule::BlockAttribution))?
}
