//! The sentence that shares most of a quote's rare words: a hint where no passage is near, as for a paraphrase.
//!
//! ```text
//! quote      wages in the harbour quarter grew too slowly for its rents
//! sentence   Rents in the harbour quarter rose faster than wages in every year of the decade.
//! ```
//!
//! A word weighs the more, the fewer places it has (inverse document frequency, Spärck Jones 1972). The sentence is chosen
//! whose different words weigh most together; of two alike, the earlier. To look at few sentences, the stretches of the folded
//! text are weighed first that have about the length of one, and only around the heaviest of them sentences are read.

use crate::quote::document::FoldedDocument;
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

/// Bytes of the folded text that are weighed together, and bytes on both sides of a word that its sentence has at most.
const SENTENCE: usize = 300;

/// The most stretches whose sentences are read: the heaviest.
const MAX_READ: usize = 8;

/// The fewest words that a sentence must share.
const LEAST_SHARED: usize = 2;

/// A byte of the folded text at which a rare word begins, and the word's number.
type Place = (usize, usize);

/// What a stretch of the document shares with the quote.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shared {
    weight: u32,
    words: usize,
}

/// The sentence of `document` with most of the rare words of `quote`, where it has at least two.
pub(super) fn kindred(document: &FoldedDocument, quote: &FoldedDocument) -> Option<Span> {
    let key = document.folded.key.as_str();
    let words: BTreeSet<&str> = words_of(&quote.folded.key).map(|(_, word)| word).collect();
    let mut words: Vec<&str> =
        words.into_iter().filter(|word| word.chars().count() >= LEAST_LETTERS).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(MAX_WORDS);
    let mut places: Vec<Place> = Vec::new();
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
    let stretch = |first: usize| {
        let rest = places.get(first..).unwrap_or(&[]);
        let from = rest.first().map_or(0, |(at, _)| *at);
        rest.get(..rest.partition_point(|(at, _)| *at < from + SENTENCE)).unwrap_or(&[])
    };
    let mut stretches: Vec<_> = (0..places.len()).map(stretch).collect();
    stretches.sort_by_cached_key(|places| std::cmp::Reverse(weigh(places.iter(), &weights)));
    // Those of one stretch are nearly all in the next, too.
    let heaviest = stretches.iter().take(MAX_READ).flat_map(|places| places.iter());
    let read: BTreeSet<usize> = heaviest.map(|(at, _)| *at).collect();
    heaviest_sentence(document, &places, &weights, read)
}

/// Of the sentences around some bytes of the folded text the heaviest with enough words, and of two alike the earlier. To find
/// where a sentence ends takes longest, so it is not done where all words in reach weigh less than the best that is known.
fn heaviest_sentence(
    document: &FoldedDocument,
    places: &[Place],
    weights: &[u32],
    read: BTreeSet<usize>,
) -> Option<Span> {
    /// No sentence reaches farther: a character or two are added at its ends.
    const REACH: usize = SENTENCE + 8;
    let start_of = |at: usize| document.folded.text_start(at);
    let starts: Vec<usize> = places.iter().map(|(at, _)| start_of(*at)).collect();
    let between = |from: usize, to: usize| {
        let first = starts.partition_point(|start| *start < from);
        let last = starts.partition_point(|start| *start < to);
        weigh(places.get(first..last).unwrap_or(&[]).iter(), weights)
    };
    let in_reach = |at: usize| between(start_of(at).saturating_sub(REACH), start_of(at) + REACH);
    let mut read: Vec<(Shared, usize)> = read.into_iter().map(|at| (in_reach(at), at)).collect();
    read.sort_by_key(|(most, _)| std::cmp::Reverse(*most));
    let mut best: Option<(Shared, std::cmp::Reverse<Span>)> = None;
    for (most, at) in read {
        if best.is_some_and(|(shared, _)| most < shared) || most.words < LEAST_SHARED {
            continue;
        }
        let sentence = sentence_around(document, at);
        let shared = between(sentence.start, sentence.end);
        if shared.words >= LEAST_SHARED {
            best = best.max(Some((shared, std::cmp::Reverse(sentence))));
        }
    }
    best.map(|(_, std::cmp::Reverse(sentence))| sentence)
}

/// The sentence that has the word at a byte of the folded text.
fn sentence_around(document: &FoldedDocument, at: usize) -> Span {
    let start = document.folded.text_start(at);
    let letter = document.text().get(start..).and_then(|rest| rest.chars().next());
    document.sentence_around(Span::new(start, start + letter.map_or(0, char::len_utf8)), SENTENCE)
}

/// What some places of rare words weigh together: each word once, whatever the number of its places.
fn weigh<'a>(places: impl Iterator<Item = &'a Place>, weights: &[u32]) -> Shared {
    // A bit for each word: there are few.
    let words = places.fold(0_u32, |words, (_, number)| words | 1 << number);
    let has = |number: usize| words >> number & 1 == 1;
    let weighs = weights.iter().enumerate().filter(|(number, _)| has(*number));
    Shared { weight: weighs.map(|(_, weight)| weight).sum(), words: words.count_ones() as usize }
}

/// How much it tells that a word is in a stretch: the logarithm of the text's length by its places.
fn weight(length: usize, places: usize) -> u32 {
    (length / places).max(1).ilog2()
}

fn is_word(key: &str, start: usize, end: usize) -> bool {
    let before = key.get(..start).and_then(|k| k.chars().next_back());
    let after = key.get(end..).and_then(|k| k.chars().next());
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::{FoldedDocument, kindred};

    #[test]
    fn a_sentence_ends_between_characters() {
        let document = |text: &str| FoldedDocument::new(text.to_owned(), Vec::new());
        let text = document("Паром не выходил в море. Общую петицию подписали жители");
        let quote = document("Многие жители сочиняли петицию заново");
        let found = kindred(&text, &quote).map(|span| &text.text()[span.range()]);
        assert_eq!(found, Some("Общую петицию подписали жители"));
    }

    #[test]
    fn one_sentence_is_chosen_and_no_stretch_over_two() {
        let text = "The mayor spoke on the square until nobody was left.\n\n\
                    She said that the bridge would be rebuilt, and that the city would pay for it. \
                    The council wanted no bridge.";
        let document = |text: &str| FoldedDocument::new(text.to_owned(), Vec::new());
        let quote =
            document("The mayor vowed that the bridge is to be rebuilt before anything else");
        let found = kindred(&document(text), &quote).map(|span| &text[span.range()]);
        let wanted =
            "She said that the bridge would be rebuilt, and that the city would pay for it.";
        assert_eq!(found, Some(wanted));
        let apart = document("The mayor and his council of old");
        assert_eq!(
            kindred(&document(text), &apart),
            None,
            "two words, each in a sentence of its own"
        );
    }
}
