//! Which source a quotation is cited to: six rules, in their order, and nothing else.
//!
//! Never the nearest citation within so many characters: in `He said “nothing”, while tables add waves (Smith, 2020)` the
//! citation is of the sentence's last part, and only where it is the sentence's only one is the quotation tied to it.

use super::marks::Pairs;
use super::prose::{Citation, OBJECT, Prose};
use super::speaker::speaker;
use super::{Rule, Tie};
use crate::quote::sentence_breaks;
use crate::text::Span;

/// The tie of a quotation of a running paragraph; `outer` is the quotation with its marks.
pub(super) fn of_quotation(paragraph: &Prose, outer: Span, ends: &[usize]) -> Option<Tie> {
    let text = &paragraph.text;
    let citations = &paragraph.citations;
    if let Some(citation) = right_after(text, citations, outer.end) {
        return tied(citation, citations, Rule::CitationAfter);
    }
    let sentence = sentence_around(text, outer, ends);
    let inside: Vec<&Citation> = citations
        .iter()
        .filter(|c| sentence.start <= c.span.start && c.span.end <= sentence.end)
        .filter(|c| !(outer.start <= c.span.start && c.span.end <= outer.end))
        .collect();
    let before = inside.iter().rev().find(|c| c.span.end <= outer.start);
    let from = before.map_or(sentence.start, |c| c.span.end);
    let next = inside.iter().find(|c| c.span.start >= outer.end);
    let to = next.map_or(sentence.end, |c| c.span.start);
    let part = |from, to| text.get(from..to).unwrap_or("");
    let speaker = speaker(part(from, outer.start), part(outer.end, to));
    if let Some(citation) = before.filter(|c| c.narrative) {
        return Some(Tie { speaker, ..tied(citation, citations, Rule::NarrativeBefore)? });
    }
    let [only] = inside.as_slice() else { return None };
    Some(Tie { speaker, ..tied(only, citations, Rule::OnlyInSentence)? })
}

/// A citation, or what stands for the last one.
fn tied(citation: &Citation, all: &[Citation], rule: Rule) -> Option<Tie> {
    if !citation.keys.is_empty() {
        let (keys, page) = (citation.keys.clone(), citation.page.clone());
        return Some(Tie { rule, keys, page, speaker: None });
    }
    let last =
        all.iter().rev().find(|c| c.span.end <= citation.span.start && !c.keys.is_empty())?;
    let page = citation.page.clone().or_else(|| last.page.clone());
    Some(Tie { rule: Rule::SameAsBefore, keys: last.keys.clone(), page, speaker: None })
}

/// The citation that follows byte `end`, with nothing between them but punctuation and white space.
pub(super) fn right_after<'c>(
    text: &str,
    citations: &'c [Citation],
    end: usize,
) -> Option<&'c Citation> {
    let citation = citations.get(citations.partition_point(|c| c.span.start < end))?;
    let between = text.get(end..citation.span.start)?;
    let nothing = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '’' | '\'' | '(' | '\u{200B}')
    };
    between.chars().all(nothing).then_some(citation)
}

/// Where the sentences of a paragraph end: none ends inside a quotation, or inside a citation (`p. 3`).
pub(super) fn sentence_ends(paragraph: &Prose, marks: &Pairs) -> Vec<usize> {
    let text = &paragraph.text;
    let mut whole: Vec<Span> = marks.pairs.iter().map(|p| p.outer).collect();
    whole.extend(paragraph.citations.iter().map(|c| c.span));
    whole.sort();
    let mut next = 0;
    // Spans that begin before a place, of which the one that ends last counts.
    let mut reached = 0;
    let outside = |at: &usize| {
        while let Some(span) = whole.get(next).filter(|span| span.start < *at) {
            reached = reached.max(span.end);
            next += 1;
        }
        *at >= reached
    };
    sentence_breaks(text, 0, text.len()).into_iter().filter(outside).collect()
}

fn sentence_around(text: &str, outer: Span, ends: &[usize]) -> Span {
    let before = ends.partition_point(|end| *end <= outer.start);
    let start = before.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(0);
    let after = ends.partition_point(|end| *end < outer.end);
    Span::new(start, ends.get(after).copied().unwrap_or(text.len()))
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
        && (tail.trim_start().starts_with(['—', '–']) || tail.trim_start().starts_with("--"))
    {
        end = head.trim_end().len();
    }
    let words = text.get(..end).unwrap_or("");
    let start = words.len() - words.trim_start().len();
    let whole = super::marks::pair(words, |_| false);
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
