//! Computes the nearest passage within a stretch of text.
//!
//! Optimal under edit distance (Levenshtein, each insertion, deletion and substitution costs 1) on the
//! folded texts, among all passages that start and end at word boundaries; the earliest of equals.
//! The row above the pattern makes passages start at words: each place there costs its distance, in characters, to the
//! nearest start of a word. In `a tide rose` the row begins `0 1 0 1 2 2 1 0`. A path that begins between
//! two starts gains nothing by it, since it pays for the characters up to the start that it skips. Neighbours in this row
//! differ by at most one, as bit-parallel computation requires.

use super::bit_rows::Masks;
use super::folded_line::LineStretch;
use super::myers::{Columns, Edge, STRIP};

/// A passage as positions in a stretch of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NearSpan {
    /// First character.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// Edit distance between the quote and the passage.
    pub(crate) distance: usize,
}

/// A pattern to look for.
pub(crate) struct Needle {
    pub(crate) forwards: Masks,
    backwards: Masks,
}

impl Needle {
    /// `pattern` as it is; a text's characters are compared with it as `fold` has them.
    pub(crate) fn new(pattern: &[char], fold: fn(char) -> char) -> Self {
        Self {
            forwards: Masks::new(pattern.iter().copied(), fold),
            backwards: Masks::new(pattern.iter().rev().copied(), fold),
        }
    }

    /// Characters of the pattern.
    pub(crate) const fn length(&self) -> usize {
        self.forwards.length()
    }

    /// The most characters of a passage within `limit`.
    pub(crate) const fn reach(&self, limit: usize) -> usize {
        self.length() + limit
    }
}

/// The nearest passage of `text` to a pattern, no farther than `limit`, and nearer than the pattern's length, for that
/// far is no passage at all.
pub(crate) fn nearest(needle: &Needle, text: &LineStretch, limit: usize) -> Option<NearSpan> {
    let limit = limit.min(needle.length().checked_sub(1)?);
    let is = |list: &[bool], at: usize| list.get(at).copied().unwrap_or(false);
    let classes: Vec<[u16; 1]> = text.chars.iter().map(|&c| [needle.forwards.class(c)]).collect();
    let mut best: Option<(usize, usize)> = None;
    distances(&needle.forwards, &classes, &away(&text.starts), limit, |end, distance, most| {
        if distance > *most || !is(&text.ends, end) || best.is_some_and(|b| distance >= b.0) {
            return;
        }
        best = Some((distance, end));
        *most = distance;
    });
    let (distance, first) = best?;
    // The earliest start has its end no farther on than a passage is long.
    let reach = needle.reach(distance);
    let (low, high) = (first.saturating_sub(reach), (first + reach).min(text.chars.len()));
    let classes: Vec<[u16; 1]> =
        text.chars.get(low..high)?.iter().rev().map(|&c| [needle.backwards.class(c)]).collect();
    let ends: Vec<bool> = text.ends.get(low..=high)?.iter().rev().copied().collect();
    let mut start = None;
    distances(&needle.backwards, &classes, &away(&ends), distance, |read, score, _| {
        if score == distance && is(&text.starts, high - read) {
            start = Some(high - read);
        }
    });
    let start = start?;
    let rest = text.chars.get(start..)?;
    let classes: Vec<[u16; 1]> =
        rest.iter().take(reach).map(|&c| [needle.forwards.class(c)]).collect();
    let above: Vec<usize> = (0..=classes.len()).collect();
    let mut end = None;
    distances(&needle.forwards, &classes, &above, distance, |read, score, _| {
        if score == distance && end.is_none() && is(&text.ends, start + read) {
            end = Some(start + read);
        }
    });
    Some(NearSpan { start, end: end?, distance })
}

/// The edit distance between two texts, all of one and all of the other.
pub(crate) fn distance(ours: &[char], theirs: &[char]) -> usize {
    if ours.is_empty() || theirs.is_empty() {
        return ours.len().max(theirs.len());
    }
    let masks = Masks::new(ours.iter().copied(), |c| c);
    let classes: Vec<[u16; 1]> = theirs.iter().map(|&c| [masks.class(c)]).collect();
    // Whatever is before a passage counts: the row above the pattern rises from its beginning.
    let above: Vec<usize> = (0..=theirs.len()).collect();
    let most = ours.len().max(theirs.len());
    let mut last = most;
    distances(&masks, &classes, &above, most, |read, score, _| {
        if read == theirs.len() {
            last = score;
        }
    });
    last
}

/// How far each place is from the nearest of those that are marked; as far as can be where none is.
fn away(marked: &[bool]) -> Vec<usize> {
    const NONE: usize = usize::MAX / 4;
    let mut away = vec![NONE; marked.len()];
    let mut since = NONE;
    for (far, &mark) in away.iter_mut().zip(marked) {
        since = if mark { 0 } else { (since + 1).min(NONE) };
        *far = since;
    }
    let mut until = NONE;
    for (far, &mark) in away.iter_mut().zip(marked).rev() {
        until = if mark { 0 } else { (until + 1).min(NONE) };
        *far = until.min(*far);
    }
    away
}

/// Reads a text with `above` as the row above the pattern, one entry more than there are characters. Tells of the
/// distance at the pattern's end after each character, where it may be within the limit; `each` may lower that.
fn distances(
    masks: &Masks,
    classes: &[[u16; 1]],
    above: &[usize],
    limit: usize,
    mut each: impl FnMut(usize, usize, &mut usize),
) {
    let mut most = limit;
    let mut columns = Columns::<1>::new(masks, above.first().copied().unwrap_or(0));
    for (number, strip) in classes.chunks(STRIP).enumerate() {
        let from = number * STRIP;
        let mut edge = Edge::LEVEL;
        let pairs = above.get(from..).unwrap_or(&[]).windows(2).take(strip.len());
        for (column, pair) in pairs.enumerate() {
            let [before, after] = pair else { continue };
            edge.plus[0] |= u64::from(after > before) << column;
            edge.minus[0] |= u64::from(after < before) << column;
        }
        let Some(row) = columns.take(strip, edge, most) else { continue };
        for (column, score) in row.scores(0, strip.len()).enumerate() {
            each(from + column + 1, score, &mut most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NearSpan, Needle, distance, nearest};
    use crate::quote::near::folded_line::LineStretch;
    use proptest::prelude::*;

    /// Every passage, each by the textbook.
    fn plainly(p: &[char], t: &[char], starts: &[bool], ends: &[bool]) -> Option<NearSpan> {
        let mut best: Option<NearSpan> = None;
        for start in (0..t.len()).filter(|&s| starts[s]) {
            let mut row: Vec<usize> = (0..=p.len()).collect();
            for end in start + 1..=t.len() {
                let mut next = vec![end - start];
                for i in 1..=p.len() {
                    let cost = usize::from(p[i - 1] != t[end - 1]);
                    next.push((row[i - 1] + cost).min(row[i] + 1).min(next[i - 1] + 1));
                }
                row = next;
                let distance = row[p.len()];
                if ends[end]
                    && best.is_none_or(|b| (distance, start, end) < (b.distance, b.start, b.end))
                {
                    best = Some(NearSpan { start, end, distance });
                }
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn is_the_optimum(p in "[abé ]{1,210}", t in "[abé ]{1,260}") {
            let t: Vec<char> = t.chars().collect();
            let word = |i: usize| t.get(i).is_some_and(|&c| c != ' ');
            let before = |i: usize| i > 0 && word(i - 1);
            let starts = (0..=t.len()).map(|i| word(i) && !before(i)).collect();
            let ends = (0..=t.len()).map(|i| before(i) && !word(i)).collect();
            check(&p, &LineStretch { chars: t, starts, ends })?;
        }

        #[test]
        fn distances_are_those_of_the_textbook(p in "[abé ]{0,210}", t in "[abé ]{0,210}") {
            let wanted = strsim::levenshtein(&p, &t);
            let (p, t): (Vec<char>, Vec<char>) = (p.chars().collect(), t.chars().collect());
            prop_assert_eq!(distance(&p, &t), wanted);
        }

        #[test]
        fn wherever_passages_may_start_and_end(
            p in "[abc]{1,150}",
            t in prop::collection::vec((prop::char::range('a', 'c'), 0_u8..8, 0_u8..8), 1..220),
        ) {
            let chars = t.iter().map(|(c, ..)| *c).collect();
            let mut starts: Vec<bool> = t.iter().map(|(_, start, _)| *start == 0).collect();
            let mut ends: Vec<bool> = t.iter().map(|(.., end)| *end == 0).collect();
            starts.push(true);
            ends.push(true);
            check(&p, &LineStretch { chars, starts, ends })?;
        }
    }

    #[test]
    fn a_pattern_may_have_many_different_characters() {
        let ours: Vec<char> = ('\u{4E00}'..).take(300).collect();
        let mut theirs = ours.clone();
        (theirs[10], theirs[70]) = (ours[250], 'x');
        theirs.remove(200);
        assert_eq!((distance(&ours, &ours), distance(&ours, &theirs)), (0, 3));
    }

    fn check(pattern: &str, text: &LineStretch) -> Result<(), TestCaseError> {
        let pattern: Vec<char> = pattern.chars().collect();
        let needle = Needle::new(&pattern, |c| c);
        let wanted = plainly(&pattern, &text.chars, &text.starts, &text.ends);
        for limit in [pattern.len() / 8, pattern.len() / 3, pattern.len() - 1] {
            let wanted = wanted.filter(|b| b.distance <= limit);
            prop_assert_eq!(nearest(&needle, text, limit), wanted);
        }
        Ok(())
    }
}
