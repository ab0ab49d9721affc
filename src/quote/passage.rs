//! The passage of a line that is nearest to a pattern: by the runs they share where that proves it the
//! nearest, else by reading the whole line.

use super::grams::{most_provable, sure_votes};
use super::line::Line;
use super::nearest::nearest;

/// Characters that are read at a time when the whole line is.
const AT_A_TIME: usize = 1 << 20;

/// Places that are looked at although they cannot be proven to be the best.
const GUESSES: usize = 4;

/// A passage of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Passage {
    /// Edit distance between the pattern and the passage.
    pub(crate) distance: usize,
    /// First byte of the line.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

/// The passage with the least edit distance to `pattern`, no farther than `limit`; the first of equals.
/// The line's characters are compared by `fold`, which may only make capitals small.
pub(crate) fn nearest_passage(
    pattern: &[char],
    line: &Line,
    limit: usize,
    fold: fn(char) -> char,
) -> Option<Passage> {
    let mut best = None;
    if let Some(provable) = most_provable(pattern.len(), limit)
        && by_runs(pattern, line, (provable, limit), fold, &mut best)
        && (provable == limit || best.is_some_and(|b| b.distance <= provable))
    {
        return best;
    }
    let limit = best.map_or(limit, |b| b.distance.min(limit));
    let overlap = pattern.len() + limit;
    let count = AT_A_TIME.max(overlap * 4);
    let mut from = 0;
    loop {
        let most = best.map_or(limit, |b| b.distance);
        take(&mut best, within(pattern, line, (from, count), most, fold));
        let rest = line.text().get(from..).unwrap_or("");
        // Where fewer characters than asked for were left, the line is read.
        match rest.char_indices().nth(count).and(rest.char_indices().nth(count - overlap)) {
            Some((bytes, _)) => from += bytes,
            None => return best,
        }
    }
}

/// Looks where the pattern's runs say, the best places first. Whether that was all that is within
/// `provable`, or what was found before it. The very best places are looked at up to `limit`: what is
/// found there bounds the reading of the whole line, if it comes to that.
fn by_runs(
    pattern: &[char],
    line: &Line,
    (provable, limit): (usize, usize),
    fold: fn(char) -> char,
    best: &mut Option<Passage>,
) -> bool {
    let grams = line.grams();
    let Some(candidates) = grams.candidates(pattern, provable) else { return false };
    let mut read = 0;
    for (tried, candidate) in candidates.into_iter().enumerate() {
        let most = best.map_or(limit, |b| b.distance);
        let most = if tried < GUESSES { most } else { most.min(provable) };
        if candidate.votes < sure_votes(pattern.len(), most.min(provable)) {
            return true;
        }
        let count = candidate.to - candidate.from + pattern.len() + most;
        read += count;
        if read > grams.length() / 2 + AT_A_TIME / 16 {
            return false;
        }
        let from = grams.byte(line.text(), candidate.from);
        take(best, within(pattern, line, (from, count), most, fold));
    }
    true
}

fn take(best: &mut Option<Passage>, found: Option<Passage>) {
    if let Some(found) = found
        && best.is_none_or(|b| found < b)
    {
        *best = Some(found);
    }
}

/// The nearest passage among so many characters from a byte on.
fn within(
    pattern: &[char],
    line: &Line,
    (from, count): (usize, usize),
    most: usize,
    fold: fn(char) -> char,
) -> Option<Passage> {
    let stretch = line.stretch(from, count, fold);
    let near = nearest(pattern, &stretch.chars, &stretch.starts, &stretch.ends, most)?;
    let mut bytes = line.text().get(from..)?.char_indices().map(|(i, _)| from + i);
    let start = bytes.nth(near.start)?;
    let end = bytes.nth(near.end - near.start - 1).unwrap_or(line.text().len());
    Some(Passage { distance: near.distance, start, end })
}

#[cfg(test)]
mod tests {
    use super::{Passage, nearest_passage};
    use crate::quote::document::Document;
    use crate::quote::grams::small;
    use crate::quote::nearest::nearest;
    use proptest::prelude::*;

    /// By reading the whole line, in characters.
    fn plainly(
        pattern: &[char],
        text: &str,
        limit: usize,
        fold: fn(char) -> char,
    ) -> Option<Passage> {
        let document = Document::new(text.to_owned(), Vec::new());
        let stretch = document.line().stretch(0, usize::MAX, fold);
        let near = nearest(pattern, &stretch.chars, &stretch.starts, &stretch.ends, limit)?;
        let byte = |at: usize| {
            let line = document.line().text();
            line.char_indices().nth(at).map_or(line.len(), |(i, _)| i)
        };
        let (start, end) = (byte(near.start), byte(near.end));
        Some(Passage { distance: near.distance, start, end })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]
        #[test]
        fn is_what_reading_the_whole_line_finds(
            words in prop::collection::vec("[a-e]{1,7}|the|Größe|well-known|“so”", 1..220),
            from in any::<prop::sample::Index>(),
            length in 1_usize..40,
            edits in prop::collection::vec((any::<prop::sample::Index>(), "[a-e ]{0,3}"), 0..14),
            share in 1_usize..10,
        ) {
            let text = words.join(" ");
            let start = from.index(words.len());
            let quote = words[start..(start + length).min(words.len())].join(" ");
            let mut quote: Vec<char> = quote.chars().filter(|c| *c != '“' && *c != '”').collect();
            for (at, new) in edits {
                let at = at.index(quote.len().max(1));
                quote.splice(at..(at + 1).min(quote.len()), new.chars());
            }
            let document = Document::new(text.clone(), Vec::new());
            let limit = quote.len() / share;
            let found = nearest_passage(&quote, document.line(), limit, |c| c);
            prop_assert_eq!(found, plainly(&quote, &text, limit, |c| c));
            let quote: Vec<char> = quote.into_iter().map(small).collect();
            let found = nearest_passage(&quote, document.line(), limit, small);
            prop_assert_eq!(found, plainly(&quote, &text, limit, small));
        }
    }
}
