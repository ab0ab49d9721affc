//! The passage of a line that is nearest to a pattern: by the runs they share where that proves it the
//! nearest, else by reading the whole line.

use super::align::{Needle, nearest};
use super::diagonals::{Candidate, Diagonals, Votes};
use super::folded_line::FoldedLine;
use super::qgrams::small;
use super::scan::{before, reached};
use std::ops::Range;

/// Bytes that are read at a time when the whole line is. What is near in one piece narrows what is in the next.
const PIECE: usize = if cfg!(test) { 1 << 8 } else { 1 << 16 };

/// Places that are looked at although they cannot be proven to be the best.
const GUESSES: usize = 4;

/// A passage of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LinePassage {
    /// Edit distance between the pattern and the passage.
    pub(crate) distance: usize,
    /// First byte of the line.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

/// The passage with the least edit distance to `pattern`, no farther than `limit`, which is below the pattern's
/// length; the first of equals. The line's characters are compared by `fold`, which may only make capitals small.
pub(crate) fn nearest_passage(
    pattern: &[char],
    line: &FoldedLine,
    limit: usize,
    fold: fn(char) -> char,
) -> Option<LinePassage> {
    proven_or_read(pattern, line, limit, fold).0
}

/// The same in small letters, within `least`, of a pattern that has no passage within `limit` as it is written.
pub(crate) fn nearest_recased(
    pattern: &[char],
    line: &FoldedLine,
    least: usize,
    limit: usize,
) -> Option<LinePassage> {
    let lower: Vec<char> = pattern.iter().copied().map(small).collect();
    let capitals = pattern.iter().zip(&lower).filter(|(own, small)| own != small).count();
    // As it is written, a passage differs by no more than in small letters and by all capitals.
    let most = least + capitals + line.most_capitals(pattern.len() + least);
    if most <= limit { None } else { nearest_passage(&lower, line, least, small) }
}

/// The same, and whether it was proven without reading the whole line.
fn proven_or_read(
    pattern: &[char],
    line: &FoldedLine,
    limit: usize,
    fold: fn(char) -> char,
) -> (Option<LinePassage>, bool) {
    let needle = Needle::new(pattern, fold);
    let mut search = Search { needle: &needle, line, best: None };
    let by_runs = line.runs(pattern).is_some_and(|runs| search.by_votes(&runs, limit));
    if by_runs || search.by_seeds(pattern, limit) {
        return (search.best, true);
    }
    search.whole_line(limit);
    (search.best, false)
}

/// A search, and the best that it has found.
struct Search<'s> {
    needle: &'s Needle,
    line: &'s FoldedLine,
    best: Option<LinePassage>,
}

impl Search<'_> {
    /// Reads the line piece by piece.
    fn whole_line(&mut self, limit: usize) {
        let text = self.line.text();
        let mut from = 0;
        while from < text.len() {
            let to = text.ceil_char_boundary(from + PIECE);
            self.read(std::slice::from_ref(&(from..to)), limit);
            from = to;
        }
    }

    /// Reads where passages may end, first to last, and looks closely at what it finds.
    fn read(&mut self, ends: &[Range<usize>], limit: usize) {
        let first = ends.first().map_or(0, |range| range.start);
        let Some(most) = self.of_interest(first, limit) else { return };
        for range in reached(&self.needle.forwards, self.line.text(), ends, most) {
            // Another one of these may be nearer by now.
            let Some(most) = self.of_interest(range.start, limit) else { return };
            self.look_at(range, most);
        }
    }

    /// The most edits of a passage that would be better, of those that end at byte `at` or later.
    fn of_interest(&self, at: usize, limit: usize) -> Option<usize> {
        let Some(best) = self.best else { return Some(limit) };
        let most = best.distance.min(limit);
        if before(self.line.text(), at, self.needle.reach(most)) < best.start {
            return Some(most);
        }
        // No earlier than the best: only a nearer one is better.
        most.checked_sub(1)
    }

    /// The nearest passage that ends within some bytes of the line.
    fn look_at(&mut self, ends: Range<usize>, most: usize) {
        let text = self.line.text();
        let start = before(text, ends.start, self.needle.reach(most));
        let count = text.get(start..ends.end).map_or(0, |t| t.chars().count());
        self.within(start, count, most);
    }

    /// The nearest passage among so many characters from a byte on.
    fn within(&mut self, from: usize, count: usize, most: usize) {
        if let Some(found) = self.nearest_within(from, count, most)
            && self.best.is_none_or(|b| found < b)
        {
            self.best = Some(found);
        }
    }

    fn nearest_within(&self, from: usize, count: usize, most: usize) -> Option<LinePassage> {
        let stretch = self.line.stretch(from, count);
        let near = nearest(self.needle, &stretch, most)?;
        let mut bytes = self.line.text().get(from..)?.char_indices().map(|(i, _)| from + i);
        let start = bytes.nth(near.start)?;
        let end = bytes.nth(near.end - near.start - 1).unwrap_or(self.line.text().len());
        Some(LinePassage { distance: near.distance, start, end })
    }

    /// Looks where seeds of the pattern say, if they can prove that nothing is nearer than the best that is known.
    /// The shorter they are, the more edits they prove, and the more of them are where nothing is near.
    fn by_seeds(&mut self, pattern: &[char], limit: usize) -> bool {
        let Some(best) = self.best else { return false };
        // Of the seeds, so many tell a place from those that have some of them anyway.
        let proves = |width: usize| {
            (pattern.len() / width).saturating_sub(best.distance) >= pattern.len() / width / 6
        };
        if proves(4) {
            self.line.seeds::<4>(pattern).is_some_and(|seeds| self.by_votes(&seeds, limit))
        } else {
            proves(3)
                && self.line.seeds::<3>(pattern).is_some_and(|seeds| self.by_votes(&seeds, limit))
        }
    }

    /// Looks where runs or seeds say. Whether that proves the best that is known to be the best within `limit`, or
    /// that there is none. The very best places are looked at up to `limit`: what is found there tells how many votes any
    /// nearer place must have, or else bounds the reading of the whole line.
    fn by_votes<V: Votes>(&mut self, diagonals: &Diagonals<V>, limit: usize) -> bool {
        let Some(provable) = diagonals.most_provable(limit) else { return false };
        let mut looked_at: Vec<Candidate> = Vec::with_capacity(GUESSES);
        let mut most = self.best.map_or(limit, |best| best.distance.min(limit));
        // What is known already is enough to tell what may be nearer.
        let guesses = if self.best.is_none() { GUESSES } else { 0 };
        let guesses = diagonals.best(provable, guesses);
        let mut worth = None;
        for guess in &guesses {
            if guess.votes < diagonals.sure_votes(most.min(provable)) {
                break;
            }
            if looked_at.iter().any(|c| guess.is_within(c)) {
                continue;
            }
            // Its neighbours, too: where there are many votes there are some beside.
            let wider = guess.widened(self.needle.length() / 2);
            // Where nothing is at the best place, it nearly always is nowhere: the others are read together before any of
            // them is looked at.
            let is_worth = self.best.is_some() || looked_at.is_empty() || {
                let worth = worth.get_or_insert_with(|| self.reached_in(&guesses, most));
                let ends = self.ends_in(&wider, most);
                worth.iter().any(|range| range.start < ends.end && ends.start < range.end)
            };
            if is_worth {
                most = self.look_in(&wider, most);
            }
            looked_at.push(wider);
        }
        if most > provable {
            // Nothing found here proves anything, and all that has few votes would have to be looked at.
            return false;
        }
        // The nearer what was found, the more votes a nearer one has.
        let mut rest = diagonals.all(most);
        rest.retain(|c| !looked_at.iter().any(|l| c.is_within(l)));
        // Each is read from so far before it as a passage may begin.
        let cost = rest.iter().map(|c| c.to - c.from + self.needle.reach(most));
        if cost.sum::<usize>() > self.line.text().len() / 2 {
            return false;
        }
        let ends = rest.iter().map(|c| self.ends_in(c, most));
        self.read(&ends.collect::<Vec<_>>(), most);
        true
    }

    /// The bytes of a candidate where a passage within `most` may end: no earlier than the shortest one does.
    fn ends_in(&self, candidate: &Candidate, most: usize) -> Range<usize> {
        let shortest = self.needle.length().saturating_sub(most + 1);
        self.line.byte_of(candidate.from + shortest)..self.line.byte_of(candidate.to)
    }

    /// Where passages within `most` end, of those in some candidates and beside them that may start anywhere.
    fn reached_in(&self, candidates: &[Candidate], most: usize) -> Vec<Range<usize>> {
        let wider = candidates.iter().map(|c| c.widened(self.needle.length() / 2));
        let ends: Vec<Range<usize>> = wider.map(|c| self.ends_in(&c, most)).collect();
        reached(&self.needle.forwards, self.line.text(), &ends, most)
    }

    /// Looks at one place; gives the least distance known by now.
    fn look_in(&mut self, candidate: &Candidate, most: usize) -> usize {
        self.within(self.line.byte_of(candidate.from), candidate.to - candidate.from, most);
        self.best.map_or(most, |b| b.distance.min(most))
    }
}

#[cfg(test)]
mod tests {
    use super::{LinePassage, nearest_passage, nearest_recased, proven_or_read};
    use crate::quote::document::FoldedDocument;
    use crate::quote::near::align::{Needle, nearest};
    use crate::quote::near::qgrams::small;
    use proptest::prelude::*;

    /// By reading the whole line, in characters.
    fn plainly(
        pattern: &[char],
        text: &str,
        limit: usize,
        fold: fn(char) -> char,
    ) -> Option<LinePassage> {
        let document = FoldedDocument::new(text.to_owned(), Vec::new());
        let stretch = document.line().stretch(0, usize::MAX);
        let near = nearest(&Needle::new(pattern, fold), &stretch, limit)?;
        let byte = |at: usize| {
            let line = document.line().text();
            line.char_indices().nth(at).map_or(line.len(), |(i, _)| i)
        };
        let (start, end) = (byte(near.start), byte(near.end));
        Some(LinePassage { distance: near.distance, start, end })
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

    /// How many of 50 quotes are proven without reading the line, `share` in a hundred of whose characters are others.
    /// All have an optimum.
    fn proven(words: &[String], share: usize) -> usize {
        let text = words.join(" ");
        let document = FoldedDocument::new(text.clone(), Vec::new());
        let one = |number: usize| {
            let quote = words[number * 390..][..30].join(" ");
            // As good as random: multiplicative hashing.
            let mixed = |at: usize| (at * 50 + number + 1).wrapping_mul(0x9E37_79B1) >> 12;
            let edited = |(at, c): (usize, char)| if mixed(at) % 100 < share { 'x' } else { c };
            let edits = (0..quote.len()).filter(|&at| mixed(at) % 100 < share).count();
            let quote: Vec<char> = quote.chars().enumerate().map(edited).collect();
            let limit = quote.len() * 45 / 100;
            let (found, without) = proven_or_read(&quote, document.line(), limit, |c| c);
            assert!(found.is_some_and(|f| f.distance <= edits));
            if number.is_multiple_of(10) {
                assert_eq!(found, plainly(&quote, &text, limit, |c| c));
            }
            usize::from(without)
        };
        (0..50).map(one).sum()
    }

    #[test]
    fn most_quotes_with_few_edits_are_proven_without_reading_the_line() {
        let words = generated(7, 20_000);
        let few = proven(&words, 8);
        // With more, only where words have more to tell them apart.
        let word = |number: u64| {
            let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
            format!("{:o}", mixed % (1 << 18))
        };
        let more = proven(&(0..20_000).map(word).collect::<Vec<_>>(), 18);
        assert!(few >= 45 && more >= 20, "{few} and {more} of 50");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]
        #[test]
        fn is_what_reading_the_whole_line_finds(
            words in prop::collection::vec("[a-e]{1,7}|the|Größe|THE|ÄR|well-known|“so”", 1..220),
            from in any::<prop::sample::Index>(),
            length in 1_usize..40,
            edits in prop::collection::vec((any::<prop::sample::Index>(), "[a-e ]{0,3}"), 0..14),
            share in 1_usize..10,
            loud in any::<bool>(),
        ) {
            let text = words.join(" ");
            let start = from.index(words.len());
            let quote = words[start..(start + length).min(words.len())].join(" ");
            let mut quote: Vec<char> = quote.chars().filter(|c| *c != '“' && *c != '”').collect();
            for (at, new) in edits {
                let at = at.index(quote.len().max(1));
                quote.splice(at..(at + 1).min(quote.len()), new.chars());
            }
            if loud {
                for c in &mut quote {
                    c.make_ascii_uppercase();
                }
            }
            let document = FoldedDocument::new(text.clone(), Vec::new());
            let lower: Vec<char> = quote.iter().copied().map(small).collect();
            // So often that the text is indexed at last.
            for share in [share, share + 1, share + 2] {
                let limit = (quote.len() / share).min(quote.len().saturating_sub(1));
                let found = nearest_passage(&quote, document.line(), limit, |c| c);
                prop_assert_eq!(found, plainly(&quote, &text, limit, |c| c));
                if found.is_none() {
                    let (least, lower) = (limit / 4, &lower);
                    let wanted = plainly(lower, &text, least, small);
                    prop_assert_eq!(nearest_recased(&quote, document.line(), least, limit), wanted);
                }
                let found = nearest_passage(&lower, document.line(), limit, small);
                prop_assert_eq!(found, plainly(&lower, &text, limit, small));
            }
        }
    }
}
