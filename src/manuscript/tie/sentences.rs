//! Where the sentences of a paragraph begin and end.

use super::MAX_NEAR;
use crate::manuscript::marks::Pairs;
use crate::manuscript::prose::{InTextCitation, NOTE, Prose};
use crate::quote::{WordLists, is_frequent_word, sentence_breaks};
use crate::text::Span;

/// Where the sentences of a paragraph end: none ends inside a quotation, or inside a citation (`p. 3`).
pub(in crate::manuscript) fn sentence_ends(
    paragraph: &Prose,
    marks: &Pairs,
    lists: Option<&WordLists>,
) -> Vec<usize> {
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
    let found: Vec<usize> = breaks(text, lists).into_iter().filter(outside).collect();
    let found = found.into_iter().map(|at| behind_notes(paragraph, at));
    let mut found: Vec<usize> = found.chain(behind_marks(paragraph)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Where sentences end whose stop has the mark of a citation right after it: `It was so.^1^ Then …`.
fn behind_marks(paragraph: &Prose) -> impl Iterator<Item = usize> {
    let ends = |citation: &&InTextCitation| {
        let before = paragraph.text.get(..citation.span.start).unwrap_or("");
        let rest = paragraph.text.get(citation.span.end..).unwrap_or("");
        let next = rest.trim_start();
        !citation.narrative
            && before.ends_with(['.', '!', '?'])
            && next.len() < rest.len()
            && next.starts_with(|c: char| !c.is_lowercase() && c.is_alphanumeric())
    };
    paragraph.citations.iter().filter(ends).map(|citation| citation.span.end)
}

/// Where a sentence ends whose stop is at most white space before byte `at`: after the notes and the citations in brackets that
/// follow the stop, `It was so.[^1] Then …`.
fn behind_notes(paragraph: &Prose, at: usize) -> usize {
    let text = &paragraph.text;
    let mut end = text.get(..at).map_or(at, |head| head.trim_end().len());
    let first = paragraph.citations.partition_point(|c| c.span.start < end);
    for citation in paragraph.citations.iter().skip(first).take(MAX_NEAR) {
        let between = text.get(end..citation.span.start).unwrap_or("-");
        let opens = |c: char| c.is_whitespace() || matches!(c, NOTE | '(' | '[');
        if citation.narrative || !between.chars().all(opens) {
            break;
        }
        let rest = text.get(citation.span.end..).unwrap_or("");
        end = citation.span.end + rest.len() - rest.trim_start_matches([')', ']', '.']).len();
    }
    let goes_on = text.get(end..).is_some_and(|rest| {
        rest.trim_start().starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';'))
    });
    if goes_on { at } else { end.max(at) }
}

/// A word before a figure is no longer, in characters, where its point ends no sentence: `no. 5`.
const COUNTS: usize = 4;

/// Languages whose abbreviations count in a text that is too short to tell its own.
const LANGUAGES: [&str; 8] = ["en", "de", "fr", "es", "it", "nl", "pt", "ru"];

/// Where sentences begin in a text, by the rules and the abbreviations of the matcher.
pub(super) fn breaks(text: &str, lists: Option<&WordLists>) -> Vec<usize> {
    let abbreviates = |at: usize| {
        let head = text.get(..at).unwrap_or("").trim_end();
        let Some(head) = head.strip_suffix('.') else { return false };
        let word = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let next = text.get(at..).unwrap_or("");
        let short = (1..=COUNTS).contains(&word.chars().count());
        if short
            && word.chars().all(char::is_alphabetic)
            && next.starts_with(|c: char| c.is_ascii_digit())
        {
            return true;
        }
        let next = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
        let any = || {
            LANGUAGES
                .iter()
                .filter_map(|language| WordLists::for_language(Some(language)))
                .any(|lists| lists.is_abbreviation(word))
        };
        lists.is_none()
            && !is_frequent_word(&next)
            && !is_frequent_word(&word.to_lowercase())
            && any()
    };
    let found = sentence_breaks(text, 0, text.len(), lists).into_iter();
    found.filter(|at| !abbreviates(*at)).collect()
}

pub(super) fn sentence_around(text: &str, outer: Span, ends: &[usize]) -> Span {
    let before = ends.partition_point(|end| *end <= outer.start);
    let start = before.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(0);
    let after = ends.partition_point(|end| *end < outer.end);
    Span::new(start, ends.get(after).copied().unwrap_or(text.len()))
}
