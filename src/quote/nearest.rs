//! The passage of a document that is nearest to a quote that does not match.
//!
//! Optimal under edit distance (Levenshtein, each insertion, deletion and substitution costs 1) on the
//! folded texts, among all passages that start and end at word boundaries; the earliest of equals.
//! First one bit-parallel pass gives, for each place, a lower bound: the distance to the best passage
//! that ends there and may start anywhere (G. Myers, "A fast bit-vector algorithm for approximate string
//! matching based on dynamic programming", J. ACM 46(3), 1999; H. Hyyrö's block form, 2003). Then the places
//! are tried by their bound with the plain dynamic programme, until no bound is below what was found.
//! Where too many places share one bound (text that repeats itself), one pass of the dynamic programme over
//! the whole text ends it, cut off above the best distance (E. Ukkonen, "Finding approximate patterns in
//! strings", J. Algorithms 6, 1985): never more than the pattern's length times the text's.

use std::collections::HashMap;

/// How many cells of the dynamic programme are computed place by place before the full pass: always, and
/// for each character of the text.
const MAX_CELLS_TRIED: usize = 4_000_000;
const CELLS_A_CHARACTER: usize = 16;

/// A passage as positions in the sequence of folded characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Near {
    /// First folded character.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// Edit distance between the quote and the passage.
    pub(crate) distance: usize,
}

/// The nearest passage of `text` to `pattern`, no farther than `limit`. `starts` and `ends` say where a
/// passage may start and end, with one entry more than `text` has characters.
pub(crate) fn nearest(
    pattern: &[char],
    text: &[char],
    starts: &[bool],
    ends: &[bool],
    limit: usize,
) -> Option<Near> {
    if pattern.is_empty() {
        return None;
    }
    let mut candidates = lower_bounds(pattern, text, ends, limit);
    candidates.sort_unstable();
    let mut best: Option<Near> = None;
    let mut work = 0;
    for (bound, end) in candidates {
        let most = best.map_or(limit, |b| b.distance);
        if bound > most {
            break;
        }
        work += pattern.len() * (pattern.len() + most);
        if work > MAX_CELLS_TRIED.max(text.len() * CELLS_A_CHARACTER) {
            return full_pass(pattern, text, starts, ends, most);
        }
        let Some(found) = best_ending_at(pattern, text, starts, end, most) else { continue };
        let better = best.is_none_or(|b| {
            (found.distance, found.start, found.end) < (b.distance, b.start, b.end)
        });
        if better {
            best = Some(found);
        }
    }
    best
}

/// A cell of the full pass: distance, and where its passage starts.
type Cell = (usize, usize);

/// The whole text, column by column; rows above `most` are not computed.
fn full_pass(
    pattern: &[char],
    text: &[char],
    starts: &[bool],
    ends: &[bool],
    most: usize,
) -> Option<Near> {
    let far: Cell = (most + 1, usize::MAX);
    let mut column: Vec<Cell> = vec![far; pattern.len() + 1];
    let mut best: Option<Near> = None;
    let mut top = 0;
    for at in 0..=text.len() {
        let c = at.checked_sub(1).and_then(|i| text.get(i)).copied();
        let first = match column.first().copied() {
            _ if starts.get(at).copied().unwrap_or(false) => (0, at),
            Some((distance, start)) if distance <= most => (distance + 1, start),
            _ => far,
        };
        top = next_column(&mut column, pattern, c, first, top, most);
        let Some(&(distance, start)) = column.get(pattern.len()).filter(|_| top == pattern.len())
        else {
            continue;
        };
        let near = Near { start, end: at, distance };
        let key = |n: &Near| (n.distance, n.start, n.end);
        if distance <= most
            && start < at
            && ends.get(at).copied().unwrap_or(false)
            && best.is_none_or(|b| key(&near) < key(&b))
        {
            best = Some(near);
        }
    }
    best
}

/// One column in place; gives the last row that is within `most`.
fn next_column(
    column: &mut [Cell],
    pattern: &[char],
    c: Option<char>,
    first: Cell,
    top: usize,
    most: usize,
) -> usize {
    let far: Cell = (most + 1, usize::MAX);
    let mut diagonal = far;
    if let Some(cell) = column.first_mut() {
        diagonal = std::mem::replace(cell, first);
    }
    let mut below = first;
    let mut last = 0;
    for (row, (cell, &p)) in column.iter_mut().skip(1).zip(pattern).enumerate() {
        let row = row + 1;
        if row > top + 1 && below.0 > most {
            break;
        }
        let old = if row > top { far } else { *cell };
        let step = |cell: Cell, cost: usize| (cell.0.saturating_add(cost), cell.1);
        let mut value = step(below, 1);
        if c.is_some() {
            value = value.min(step(old, 1)).min(step(diagonal, usize::from(Some(p) != c)));
        }
        diagonal = old;
        *cell = if value.0 > most { far } else { value };
        below = *cell;
        if value.0 <= most {
            last = row;
        }
    }
    last
}

/// For each allowed end, a lower bound of the distance, where it is within `limit`.
fn lower_bounds(
    pattern: &[char],
    text: &[char],
    ends: &[bool],
    limit: usize,
) -> Vec<(usize, usize)> {
    let mut columns = Columns::new(pattern);
    let mut found = Vec::new();
    let mut score = pattern.len();
    for (at, &c) in text.iter().enumerate() {
        score = columns.step(c, score);
        if score <= limit && ends.get(at + 1).copied().unwrap_or(false) {
            found.push((score, at + 1));
        }
    }
    found
}

/// Myers' vertical differences, 64 rows a word.
struct Columns {
    /// For each character of the pattern its rows; ASCII by its code, the others by look-up.
    ascii: Vec<Vec<u64>>,
    others: HashMap<char, Vec<u64>>,
    plus: Vec<u64>,
    minus: Vec<u64>,
    nothing: Vec<u64>,
    last_bit: u64,
}

impl Columns {
    fn new(pattern: &[char]) -> Self {
        let blocks = pattern.len().div_ceil(64);
        let mut ascii = vec![vec![0; blocks]; 128];
        let mut others: HashMap<char, Vec<u64>> = HashMap::new();
        for (at, &c) in pattern.iter().enumerate() {
            let mask = match ascii.get_mut(c as usize) {
                Some(mask) => mask,
                None => others.entry(c).or_insert_with(|| vec![0; blocks]),
            };
            if let Some(word) = mask.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
        }
        Self {
            ascii,
            others,
            plus: vec![u64::MAX; blocks],
            minus: vec![0; blocks],
            nothing: vec![0; blocks],
            last_bit: 1 << ((pattern.len() - 1) % 64),
        }
    }

    /// Takes one more character of the text; `score` is the distance at the pattern's end before it.
    fn step(&mut self, c: char, score: usize) -> usize {
        let mask = match self.ascii.get(c as usize) {
            Some(mask) => mask,
            None => self.others.get(&c).unwrap_or(&self.nothing),
        };
        let blocks = self.plus.len();
        let (mut plus_in, mut minus_in) = (0_u64, 0_u64);
        let mut score = score;
        let rows = self.plus.iter_mut().zip(self.minus.iter_mut()).zip(mask);
        for (block, ((pv, mv), &eq)) in rows.enumerate() {
            let xv = eq | *mv;
            let eq = eq | minus_in;
            let xh = (((eq & *pv).wrapping_add(*pv)) ^ *pv) | eq;
            let mut ph = *mv | !(xh | *pv);
            let mut mh = *pv & xh;
            let top = if block + 1 == blocks { self.last_bit } else { 1 << 63 };
            let (plus_out, minus_out) = (u64::from(ph & top != 0), u64::from(mh & top != 0));
            ph = (ph << 1) | plus_in;
            mh = (mh << 1) | minus_in;
            *pv = mh | !(xv | ph);
            *mv = ph & xv;
            (plus_in, minus_in) = (plus_out, minus_out);
        }
        if plus_in == 1 {
            score += 1;
        } else if minus_in == 1 {
            score = score.saturating_sub(1);
        }
        score
    }
}

/// The best passage that ends at `end`, by the plain dynamic programme from there backwards, no farther
/// than `most`; the earliest start of equals.
fn best_ending_at(
    pattern: &[char],
    text: &[char],
    starts: &[bool],
    end: usize,
    most: usize,
) -> Option<Near> {
    let m = pattern.len();
    let mut row: Vec<usize> = (0..=m).collect();
    let mut best: Option<Near> = None;
    let reach = (m + most).min(end);
    for back in 0..=reach {
        let start = end - back;
        if back > 0 {
            let c = text.get(start).copied()?;
            advance(&mut row, pattern, c, back);
        }
        let distance = row.last().copied()?;
        if back > 0
            && starts.get(start).copied().unwrap_or(false)
            && distance <= best.map_or(most, |b: Near| b.distance)
        {
            best = Some(Near { start, end, distance });
        }
    }
    best
}

/// One row of the dynamic programme, in place: the pattern is read from its end.
fn advance(row: &mut [usize], pattern: &[char], c: char, back: usize) {
    let mut diagonal = back - 1;
    let mut left = back;
    if let Some(first) = row.first_mut() {
        *first = back;
    }
    for (cell, &p) in row.iter_mut().skip(1).zip(pattern.iter().rev()) {
        let above = *cell;
        let value = (diagonal + usize::from(p != c)).min(above + 1).min(left + 1);
        diagonal = above;
        left = value;
        *cell = value;
    }
}

#[cfg(test)]
mod tests {
    use super::{Near, full_pass, nearest};
    use proptest::prelude::*;

    /// Every passage, each by the textbook.
    fn plainly(p: &[char], t: &[char], starts: &[bool], ends: &[bool]) -> Option<Near> {
        let mut best: Option<Near> = None;
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
                    best = Some(Near { start, end, distance });
                }
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn is_the_optimum(p in "[ab ]{1,90}", t in "[ab ]{1,140}") {
            let p: Vec<char> = p.chars().collect();
            let t: Vec<char> = t.chars().collect();
            let word = |i: usize| t.get(i).is_some_and(|&c| c != ' ');
            let before = |i: usize| i > 0 && word(i - 1);
            let starts: Vec<bool> = (0..=t.len()).map(|i| word(i) && !before(i)).collect();
            let ends: Vec<bool> = (0..=t.len()).map(|i| before(i) && !word(i)).collect();
            let wanted = plainly(&p, &t, &starts, &ends).filter(|b| b.distance <= p.len());
            prop_assert_eq!(nearest(&p, &t, &starts, &ends, p.len()), wanted);
            prop_assert_eq!(full_pass(&p, &t, &starts, &ends, p.len()), wanted);
        }
    }
}
