//! What is at the head of a sentence or clause and turns what follows it, though other words or a comma are between.
//!
//! ```text
//! Not until noon | did the fog lift.            English turns verb and subject round
//! Das Amt lehnte es ab, | den Weg zu bauen.     the comma is spelling
//! ```

use super::passage::{closes_clause, hits, words_in};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{canonical, is_comma, quote_mark};
use crate::quote::words::boundary::words_of;
use crate::quote::words::{DENYING, List, ListSet, WordLists, sentence};
use crate::text::Span;

/// Verbs that are before their subject after a denial.
const HELPING: [&str; 21] = [
    "did", "does", "do", "had", "has", "have", "is", "are", "was", "were", "can", "could", "will",
    "would", "shall", "should", "may", "might", "must", "am", "need",
];

/// So far back the beginning of the sentence is looked for, in bytes, and so many words of it are read.
const REACH: usize = 120;
const HEAD_WORDS: usize = 8;

/// Words that end as infinitives do, and may follow a *zu* that leads to a noun.
const NO_VERBS: [&str; 16] = [
    "den", "denen", "ihnen", "allen", "vielen", "einigen", "beiden", "diesen", "jenen", "meinen",
    "deinen", "seinen", "ihren", "unseren", "euren", "anderen",
];

/// So many words of a clause are looked over for its infinitive.
const CLAUSE_WORDS: usize = 12;

/// `Not until noon | did the fog lift`, `Only in May | did she leave`: what denies or limits at the head of a sentence whose
/// verb is before its subject, at the quote's `first` word.
pub(super) fn inverted(
    document: &FoldedDocument,
    at: usize,
    first: &str,
    words: &WordLists,
) -> Option<Span> {
    const TURNING: ListSet = DENYING.with(ListSet::of(&[List::Affirmations]));
    if !HELPING.contains(&first) || !words.is_language("en") {
        return None;
    }
    let text = document.text();
    let near = text.ceil_char_boundary(at.saturating_sub(REACH));
    let breaks = sentence::breaks(text, near, at, Some(words));
    let from = breaks.last().or((near == 0).then_some(0))?;
    let head = Span::new(from, at);
    let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '(' | ')');
    let known = words_of(document.slice(head)).count();
    if known > HEAD_WORDS || document.slice(head).contains(parts) || document.crosses_break(head) {
        return None;
    }
    let opening = hits(document, head, words).next()?;
    let lead = document.slice(Span::new(from, opening.span.start));
    let bare = lead.chars().all(|c| c.is_whitespace() || quote_mark(c).is_some());
    // Of what limits, only these turn verb and subject round: not `Nearly all of them | are safe`.
    let word = document.slice(opening.span).to_lowercase();
    let limits = word.starts_with("only") || word == "little";
    let turns = opening.lists.meets(TURNING) && !opening.lists.has(List::Conditions) || limits;
    (bare && turns).then_some(opening.span)
}

/// `Das Amt lehnte es ab, | den Weg zu bauen`: the end of a denial in two words right before the comma, where the quote
/// begins with what it denies.
pub(super) fn parted(document: &FoldedDocument, at: usize, words: &WordLists) -> Option<Span> {
    words.pairs(List::Denials).next()?;
    let text = document.text();
    let head = text.get(..at)?.trim_end();
    let clause = head.strip_suffix(is_comma)?;
    if !leads_in(text.get(at..).unwrap_or(""), words) {
        return None;
    }
    let near = clause.ceil_char_boundary(clause.len().saturating_sub(REACH));
    let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?');
    let from = clause.rfind(parts).map_or(near, |part| part + 1).max(near);
    let from = text.ceil_char_boundary(from);
    let inside = words_in(document, Span::new(from, clause.len()));
    let (last, particle) = inside.last()?;
    let opens = |first: &str| inside.iter().any(|(_, word)| word.to_lowercase() == first);
    let mut pairs = words.pairs(List::Denials);
    let denies = pairs.any(|(first, second)| *particle == second && opens(first));
    (denies && closes_clause(document, last.end, words)).then_some(*last)
}

/// `dass er ging`, `den Weg zu bauen`: whether a text begins with what leads from a denial to what it denies, or in German is
/// an infinitive.
pub(super) fn leads_in(rest: &str, words: &WordLists) -> bool {
    let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?');
    let mut first = words_of(rest);
    let that = first.next().is_some_and(|(_, word)| words.has(List::That, word));
    that || (words.is_language("de") && {
        let clause = rest.split(parts).next().unwrap_or("");
        let all: Vec<&str> = words_of(clause).take(CLAUSE_WORDS).map(|(_, word)| word).collect();
        let small = |word: &&str| word.starts_with(char::is_lowercase);
        // Not `er kam zu spät`, `er ging zu Fuß`, `er fuhr zu den Bergen`.
        let is_verb = |word: &&str| small(word) && word.ends_with('n') && !NO_VERBS.contains(word);
        (1..all.len()).any(|at| {
            all.get(at - 1) == Some(&"zu")
                && all.get(at).is_some_and(is_verb)
                && all.get(at + 1).is_none_or(small)
        })
    })
}
