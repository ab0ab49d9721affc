//! Sentences that have most of some words, in any case and order: the results of a search if no passage has the words as they are.
//!
//! A word weighs the more, the fewer sentences have it; one that no sentence has weighs most, so that a sentence is not
//! found for its small words alone.

use crate::text::Span;
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation as _;

/// The most different words that are looked for.
const MAX_WORDS: usize = 40;

/// Bytes after which a sentence is broken off at the next blank: tables and lists have no full stops.
const MAX_SENTENCE: usize = 600;

/// Letters that an ending may have: `close` finds `closed`.
const MAX_ENDING: usize = 3;

/// The fewest letters of a word that may have another ending.
const LEAST_STEM: usize = 4;

/// The part of all the words' weight that a sentence must have.
const LEAST_SHARE: f64 = 0.4;

/// A sentence, and which words of the query are where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) span: Span,
    /// Number of the word in the query, and its place.
    pub(super) words: Vec<(usize, Span)>,
}

impl Sentence {
    /// How many different words of the query it has.
    pub(super) fn different(&self) -> usize {
        self.words.iter().map(|(word, _)| word).collect::<BTreeSet<_>>().len()
    }
}

/// The sentences of a text that have a word of the query.
#[derive(Debug, Default)]
pub(super) struct FoundSentences {
    /// How many sentences the text has.
    pub(super) all: usize,
    pub(super) sentences: Vec<Sentence>,
}

/// A sentence by its place among all that were found, the number of different words of the query in it, and its score: the
/// higher, the more it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub(super) text: usize,
    pub(super) sentence: usize,
    different: usize,
    score: f64,
}

/// The different words of a query, in small letters.
pub(super) fn words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in query.unicode_words().map(str::to_lowercase) {
        if words.len() < MAX_WORDS && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The sentences of `text` that have some of the words. No sentence goes over one of `breaks`, which are sorted.
pub(super) fn sentences(text: &str, breaks: &[usize], words: &[String]) -> FoundSentences {
    let mut found = FoundSentences::default();
    let mut breaks = breaks.iter().copied().peekable();
    let mut start = 0;
    let mut here = Vec::new();
    let mut last = 0;
    for (at, token) in text.unicode_word_indices() {
        let mut ends = ends_between(text, last, at) || at - start > MAX_SENTENCE;
        while breaks.next_if(|b| *b <= at).is_some() {
            ends = true;
        }
        if ends && last > start {
            found.add(text, start, last, &mut here);
            start = at;
        }
        let token_end = at + token.len();
        if let Some(word) = number_of(words, token) {
            here.push((word, Span::new(at, token_end)));
        }
        last = token_end;
    }
    if last > start {
        found.add(text, start, last, &mut here);
    }
    found
}

impl FoundSentences {
    fn add(&mut self, text: &str, start: usize, end: usize, words: &mut Vec<(usize, Span)>) {
        self.all += 1;
        if words.is_empty() {
            return;
        }
        let skipped = text.get(start..end).map_or(0, |t| t.len() - t.trim_start().len());
        let span = Span::new(start + skipped, with_stop(text, end));
        self.sentences.push(Sentence { span, words: std::mem::take(words) });
    }
}

/// The end with the full stop and the quotation mark behind it.
fn with_stop(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or("");
    let stop = |c: char| matches!(c, '.' | '?' | '!' | '"' | '”' | '’' | '»' | ')' | '。');
    end + rest.chars().take_while(|c| stop(*c)).map(char::len_utf8).sum::<usize>()
}

/// Whether a sentence or a paragraph ends between two words.
fn ends_between(text: &str, from: usize, to: usize) -> bool {
    let between = text.get(from..to).unwrap_or("");
    let stops = between.contains(['.', '?', '!']) && between.contains(char::is_whitespace);
    stops || between.contains("\n\n") || between.contains(['。', '\u{2029}'])
}

/// The word of the query that a word of the text is, its ending aside.
fn number_of(words: &[String], token: &str) -> Option<usize> {
    let token = token.to_lowercase();
    let is = |word: &String| *word == token;
    let is_like = |word: &String| {
        let (short, long) = if word.len() < token.len() { (word, &token) } else { (&token, word) };
        let ending = long.strip_prefix(short.as_str());
        short.chars().count() >= LEAST_STEM
            && ending.is_some_and(|ending| ending.chars().count() <= MAX_ENDING)
    };
    words.iter().position(is).or_else(|| words.iter().position(is_like))
}

/// The sentences that have enough of the words, the best first.
pub(super) fn ranked(texts: &[FoundSentences], words: &[String]) -> Vec<Ranked> {
    let all: usize = texts.iter().map(|text| text.all).sum();
    let mut having = vec![0_usize; words.len()];
    for sentence in texts.iter().flat_map(|text| &text.sentences) {
        for word in sentence.words.iter().map(|(word, _)| *word).collect::<BTreeSet<_>>() {
            if let Some(count) = having.get_mut(word) {
                *count += 1;
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a text has not so many sentences")]
    let weight = |count: usize| (1.0 + (all as f64 + 1.0) / (count as f64 + 1.0)).ln();
    let weights: Vec<f64> = having.iter().map(|count| weight(*count)).collect();
    let total: f64 = weights.iter().sum();
    let least = words.len().min(2);
    let mut ranked = Vec::new();
    for (text, found) in texts.iter().enumerate() {
        for (at, sentence) in found.sentences.iter().enumerate() {
            let own: BTreeSet<usize> = sentence.words.iter().map(|(word, _)| *word).collect();
            let score: f64 = own.iter().filter_map(|word| weights.get(*word)).sum();
            if own.len() >= least && score >= total * LEAST_SHARE {
                let score = score + in_order(sentence) * total;
                ranked.push(Ranked { text, sentence: at, different: own.len(), score });
            }
        }
    }
    // What a reader is shown is how many of the words a sentence has: more of them go first.
    ranked.sort_by(|a, b| {
        b.different
            .cmp(&a.different)
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| (a.text, a.sentence).cmp(&(b.text, b.sentence)))
    });
    ranked
}

/// How much of a sentence's finds follow each other as in the query, from 0 to 1.
fn in_order(sentence: &Sentence) -> f64 {
    let pairs = sentence.words.windows(2);
    let total = pairs.len().max(1);
    let following = pairs.filter(|pair| matches!(pair, [(a, _), (b, _)] if a + 1 == *b)).count();
    #[expect(clippy::cast_precision_loss, reason = "a sentence has not so many words")]
    let part = following as f64 / total as f64;
    part
}

#[cfg(test)]
mod tests {
    use super::{ranked, sentences, words};

    const TEXT: &str = "The Council has not resolved to close the Lido. It was closed once.\n\n\
        Heading\n\nBathers came from all towns, and nobody counted them.";

    #[track_caller]
    fn finds(query: &str, wanted: &[&str]) {
        let words = words(query);
        let found = [sentences(TEXT, &[], &words)];
        let best = ranked(&found, &words);
        let texts: Vec<&str> =
            best.iter().map(|r| &TEXT[found[0].sentences[r.sentence].span.range()]).collect();
        assert_eq!(texts, wanted, "{query}");
    }

    #[test]
    fn more_of_the_words_go_before_rarer_and_ordered_ones() {
        let text = "The match was lost. The council found the match, and the contribution fell. \
            The council met. A council sat.";
        let words = words("council match contribution lost");
        let found = [sentences(text, &[], &words)];
        let counts: Vec<usize> = ranked(&found, &words).iter().map(|r| r.different).collect();
        assert_eq!(counts, [3, 2]);
        // Of two with as many, the one in the query's order.
        let words = self::words("match lost");
        let found = [sentences("Lost was the match. A match lost.", &[], &words)];
        let best = ranked(&found, &words);
        assert_eq!(best.iter().map(|r| r.sentence).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn any_case_order_and_ending_is_found() {
        let first = "The Council has not resolved to close the Lido.";
        finds("CLOSE THE LIDO", &[first]);
        finds("council resolved not close lido", &[first]);
        finds("bather town", &["Bathers came from all towns, and nobody counted them."]);
        finds("closed", &[first, "It was closed once."]);
        finds("steam engines of the north", &[]);
        finds("", &[]);
    }
}
