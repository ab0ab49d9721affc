//! The passage of a line that is nearest to a pattern: by the runs they share where that proves it the
//! nearest, else by reading the whole line.

use super::grams::{Candidate, most_provable, sure_votes};
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
    proven_or_read(pattern, line, limit, fold).0
}

/// The same, and whether it was proven without reading the whole line.
fn proven_or_read(
    pattern: &[char],
    line: &Line,
    limit: usize,
    fold: fn(char) -> char,
) -> (Option<Passage>, bool) {
    let mut best = None;
    if let Some(provable) = most_provable(pattern.len(), limit)
        && by_runs(pattern, line, (provable, limit), fold, &mut best)
        && (provable == limit || best.is_some_and(|b| b.distance <= provable))
    {
        return (best, true);
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
            None => return (best, false),
        }
    }
}

/// Looks where the pattern's runs say, the best places first. Whether that was all that is within
/// `provable`. The very best places are looked at up to `limit`: what is found there tells how many runs
/// any nearer place must have, or else bounds the reading of the whole line.
fn by_runs(
    pattern: &[char],
    line: &Line,
    (provable, limit): (usize, usize),
    fold: fn(char) -> char,
    best: &mut Option<Passage>,
) -> bool {
    let grams = line.grams();
    let mut look = |candidate: &Candidate, most: usize| {
        let count = candidate.to - candidate.from + pattern.len() + most;
        let from = grams.byte(line.text(), candidate.from);
        take(best, within(pattern, line, (from, count), most, fold));
        best.map_or(most, |b| b.distance)
    };
    let Some(candidates) = grams.candidates(pattern, provable) else { return false };
    let mut most = limit;
    for candidate in candidates.iter().take(GUESSES) {
        if candidate.votes < sure_votes(pattern.len(), most.min(provable)) {
            return true;
        }
        most = look(candidate, most).min(most);
    }
    if most > provable {
        // Nothing found here proves anything, and all that has few votes would have to be looked at.
        return false;
    }
    // The nearer what was found, the more votes a nearer one has, in a narrower stripe.
    let Some(candidates) = grams.candidates(pattern, most) else { return false };
    let each = |c: &Candidate| c.to - c.from + pattern.len() + most;
    if candidates.iter().map(each).sum::<usize>() > grams.length() / 2 + AT_A_TIME / 16 {
        return false;
    }
    for candidate in &candidates {
        if candidate.votes < sure_votes(pattern.len(), most) {
            break;
        }
        most = look(candidate, most).min(most);
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
    use super::{Passage, nearest_passage, proven_or_read};
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

    /// Words as in a language, a few of them very frequent; the same numbers everywhere (D. Knuth's MMIX).
    fn generated(seed: u64, count: usize) -> Vec<String> {
        const SYLLABLES: [&str; 16] = [
            "ba", "ci", "der", "fo", "gu", "hal", "in", "je", "kor", "lu", "man", "no", "per",
            "qua", "ri", "st",
        ];
        let mut state = seed;
        let mut below = move |limit: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        let mut word = || {
            // About as often as its rank says: the square of what is even.
            let rank = (below(90) * below(90)).max(1);
            let (mut rest, mut word) = (rank * 37, String::new());
            while rest > 0 {
                word.push_str(SYLLABLES[usize::try_from(rest % 16).expect("below 16")]);
                rest /= 16;
            }
            word
        };
        (0..count).map(|_| word()).collect()
    }

    #[test]
    fn most_quotes_with_few_edits_are_proven_without_reading_the_line() {
        let words = generated(7, 20_000);
        let text = words.join(" ");
        let document = Document::new(text.clone(), Vec::new());
        let mut proven = 0;
        for number in 0..50_usize {
            let quote = words[number * 390..][..30].join(" ");
            // Each twelfth character another one: 8 %.
            let edited = |(at, c): (usize, char)| if (at + number) % 12 == 0 { 'x' } else { c };
            let quote: Vec<char> = quote.chars().enumerate().map(edited).collect();
            let limit = quote.len() * 45 / 100;
            let (found, without) = proven_or_read(&quote, document.line(), limit, |c| c);
            assert!(found.is_some_and(|f| f.distance <= quote.len() / 12 + 1));
            if number % 10 == 0 {
                assert_eq!(found, plainly(&quote, &text, limit, |c| c));
            }
            proven += usize::from(without);
        }
        assert!(proven >= 45, "{proven} of 50");
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
