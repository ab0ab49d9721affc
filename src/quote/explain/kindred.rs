//! The sentence that shares most of a quote's rare words: a hint where no passage is near, as for a paraphrase.
//!
//! ```text
//! quote      wages in the harbour quarter grew too slowly for its rents
//! sentence   Rents in the harbour quarter rose faster than wages in every year of the decade.
//! ```
//!
//! A word weighs the more, the fewer places it has (inverse document frequency, Spärck Jones 1972). Of the stretches of
//! the document as long as a sentence the one counts most whose different words weigh most together.

use crate::quote::document::Document;
use crate::quote::words::boundary::words_of;
use crate::text::Span;
use memchr::memmem;
use std::collections::BTreeSet;

/// A word with so many places is no rare one.
const MAX_PLACES: usize = 60;

/// The most words that are looked for: the longest.
const MAX_WORDS: usize = 16;

/// The fewest letters of a word that is looked for.
const LEAST_LETTERS: usize = 5;

/// Bytes of the folded text that a sentence has at most.
const SENTENCE: usize = 300;

/// The fewest words that a sentence must share.
const LEAST_SHARED: usize = 2;

/// The sentence of `document` with most of the rare words of `quote`, where it has at least two.
pub(super) fn kindred(document: &Document, quote: &Document) -> Option<Span> {
    let key = document.folded.key.as_str();
    let words: BTreeSet<&str> = words_of(&quote.folded.key).map(|(_, word)| word).collect();
    let mut words: Vec<&str> =
        words.into_iter().filter(|word| word.chars().count() >= LEAST_LETTERS).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(MAX_WORDS);
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut weights = Vec::new();
    for (number, word) in words.iter().enumerate() {
        let found: Vec<usize> = memmem::find_iter(key.as_bytes(), word.as_bytes())
            .filter(|&at| is_word(key, at, at + word.len()))
            .take(MAX_PLACES + 1)
            .collect();
        let rare = (1..=MAX_PLACES).contains(&found.len());
        weights.push(if rare { weight(key.len(), found.len()) } else { 0 });
        if rare {
            places.extend(found.into_iter().map(|at| (at, number)));
        }
    }
    places.sort_unstable();
    let best = (0..places.len()).filter_map(|first| {
        let &(from, _) = places.get(first)?;
        let rest = places.get(first..)?;
        let near = rest.iter().take_while(|(at, _)| *at < from + SENTENCE);
        let shared: BTreeSet<usize> = near.clone().map(|(_, number)| *number).collect();
        let score: u32 = shared.iter().filter_map(|number| weights.get(*number)).sum();
        let last = near.last().map_or(from, |(at, _)| *at);
        (shared.len() >= LEAST_SHARED).then_some((score, std::cmp::Reverse(from), last))
    });
    let (_, std::cmp::Reverse(from), last) = best.max()?;
    let letter = key.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    let (start, end) = (document.folded.text_start(from), document.folded.text_end(last + letter));
    Some(sentence_around(document.text(), start, end))
}

/// How much it tells that a word stands in a stretch: the logarithm of the text's length by its places.
fn weight(length: usize, places: usize) -> u32 {
    (length / places).max(1).ilog2()
}

fn is_word(key: &str, start: usize, end: usize) -> bool {
    let before = key.get(..start).and_then(|k| k.chars().next_back());
    let after = key.get(end..).and_then(|k| k.chars().next());
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

/// From the sentence's or line's start before `start` to its end behind `end`.
fn sentence_around(text: &str, start: usize, end: usize) -> Span {
    let stops = |c: char| matches!(c, '.' | '?' | '!' | '\u{3002}');
    let ends = |text: &str, at: usize, c: char| {
        let next = text.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
        stops(c) && next.is_none_or(char::is_whitespace)
    };
    let low = text.ceil_char_boundary(start.saturating_sub(SENTENCE));
    let before = text.get(low..start).unwrap_or("");
    let stop =
        before.char_indices().rev().find(|&(at, c)| ends(before, at, c) && at + 1 < before.len());
    let paragraph = before.rfind("\n\n").map_or(0, |at| at + 2);
    let from = stop.map_or(0, |(at, c)| at + c.len_utf8()).max(paragraph);
    let head = before.get(from..).unwrap_or("");
    let from = low + from + (head.len() - head.trim_start().len());
    let rest = text.get(end..).unwrap_or("");
    let high = rest.floor_char_boundary(SENTENCE.min(rest.len()));
    let rest = rest.get(..high).unwrap_or("");
    let stop =
        rest.char_indices().find(|&(at, c)| ends(rest, at, c)).map(|(at, c)| at + c.len_utf8());
    let to = stop.unwrap_or(rest.len()).min(rest.find("\n\n").unwrap_or(rest.len()));
    let to = rest.get(..to).unwrap_or("").trim_end().len();
    Span::new(from, end + to)
}

#[cfg(test)]
mod tests {
    use super::{Document, kindred};

    #[test]
    fn a_sentence_ends_between_characters() {
        let document = |text: &str| Document::new(text.to_owned(), Vec::new());
        let text = document("Паром не выходил в море. Общую петицию подписали жители");
        let quote = document("Многие жители сочиняли петицию заново");
        let found = kindred(&text, &quote).map(|span| &text.text()[span.range()]);
        assert_eq!(found, Some("Общую петицию подписали жители"));
    }
}
