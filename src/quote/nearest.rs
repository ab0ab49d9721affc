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

/// The least text, in characters, whose bit-parallel pass is taken as the measure of what may be spent on
/// trying places one by one.
const MIN_MEASURE: usize = 65_536;

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
    let reversed: Vec<char> = pattern.iter().rev().copied().collect();
    let mut backwards = Columns::new(&reversed, None);
    let mut best: Option<Near> = None;
    let mut work = 0;
    for (bound, end) in candidates {
        let most = best.map_or(limit, |b| b.distance);
        if bound > most {
            break;
        }
        work += pattern.len() + most;
        if work > text.len().max(MIN_MEASURE) {
            return full_pass(pattern, text, starts, ends, most);
        }
        let Some(found) = best_ending_at(&mut backwards, pattern.len(), text, starts, end, most)
        else {
            continue;
        };
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
    let mut columns = Columns::new(pattern, Some(limit));
    let mut found = Vec::new();
    for (at, &c) in text.iter().enumerate() {
        if let Some(score) = columns.step(c)
            && ends.get(at + 1).copied().unwrap_or(false)
        {
            found.push((score, at + 1));
        }
    }
    found
}

/// Myers' vertical differences of one column, 64 rows a block; the first block has what is left over.
struct Columns {
    /// For each character of the pattern the number of its rows in `rows`; ASCII by its code, the others
    /// by look-up. 0 has none.
    ascii: [u32; 128],
    others: HashMap<char, u32>,
    /// The rows of each character, a word a block.
    rows: Vec<Vec<u64>>,
    blocks: Vec<Block>,
    /// Rows of the first block.
    first: usize,
    /// Where a passage may start anywhere: the distance from which rows are of no interest.
    limit: Option<usize>,
    /// Blocks that have a row of interest (Ukkonen's cut-off, by blocks, as in Myers' paper).
    active: usize,
}

/// 64 rows of a column.
#[derive(Clone, Copy)]
struct Block {
    plus: u64,
    minus: u64,
    /// The distance at its last row.
    score: usize,
}

impl Columns {
    /// With a `limit` for passages that start anywhere, else for one that starts at the first character.
    fn new(pattern: &[char], limit: Option<usize>) -> Self {
        let count = pattern.len().div_ceil(64);
        let first = pattern.len() - count.saturating_sub(1) * 64;
        let mut ascii = [0; 128];
        let mut others: HashMap<char, u32> = HashMap::new();
        let mut rows = vec![vec![0; count]];
        for (at, &c) in pattern.iter().enumerate() {
            let number = match ascii.get_mut(c as usize) {
                Some(number) => number,
                None => others.entry(c).or_insert(0),
            };
            if *number == 0 {
                *number = u32::try_from(rows.len()).unwrap_or(0);
                rows.push(vec![0; count]);
            }
            let (block, bit) =
                if at < first { (0, at) } else { ((at - first) / 64 + 1, (at - first) % 64) };
            let row = rows.get_mut(*number as usize).and_then(|r| r.get_mut(block));
            if let Some(word) = row {
                *word |= 1 << bit;
            }
        }
        let mut columns =
            Self { ascii, others, rows, blocks: Vec::new(), first, limit, active: count };
        columns.blocks = vec![Block { plus: 0, minus: 0, score: 0 }; count];
        columns.restart();
        columns
    }

    /// Back to the column before the first character.
    fn restart(&mut self) {
        for (at, block) in self.blocks.iter_mut().enumerate() {
            *block = Block { plus: u64::MAX, minus: 0, score: self.first + at * 64 };
        }
        let far = |b: &Block| self.limit.is_some_and(|limit| b.score > limit);
        self.active = self.blocks.iter().position(far).map_or(self.blocks.len(), |at| at + 1);
    }

    /// Takes one more character of the text; gives the distance at the pattern's end, where that is of
    /// interest.
    fn step(&mut self, c: char) -> Option<usize> {
        let number = match self.ascii.get(c as usize) {
            Some(number) => *number,
            None => self.others.get(&c).copied().unwrap_or(0),
        };
        let rows = self.rows.get(number as usize)?;
        let mut carry = i32::from(self.limit.is_none());
        let mut top = 1_u64 << (self.first - 1);
        for (block, &eq) in self.blocks.iter_mut().take(self.active).zip(rows) {
            carry = block.advance(eq, carry, top);
            top = 1 << 63;
        }
        if let Some(limit) = self.limit {
            self.cut_off(number as usize, carry, limit);
        }
        let last = self.blocks.last().filter(|_| self.active == self.blocks.len())?;
        self.limit.is_none_or(|limit| last.score <= limit).then_some(last.score)
    }

    /// Takes the next block in where it may have a row of interest, and leaves those out that have none.
    fn cut_off(&mut self, number: usize, carry: i32, limit: usize) {
        let Some(last) = self.active.checked_sub(1).and_then(|at| self.blocks.get(at)).copied()
        else {
            return;
        };
        let before = last.score.saturating_add_signed(-carry as isize);
        let eq = self.rows.get(number).and_then(|rows| rows.get(self.active)).copied();
        if let (Some(next), Some(eq)) = (self.blocks.get_mut(self.active), eq)
            && before <= limit
            && (eq & 1 == 1 || carry < 0)
        {
            *next = Block { plus: u64::MAX, minus: 0, score: before + 64 };
            next.advance(eq, carry, 1 << 63);
            self.active += 1;
            return;
        }
        while self.active > 1
            && self.blocks.get(self.active - 1).is_some_and(|b| b.score >= limit + 64)
        {
            self.active -= 1;
        }
    }
}

impl Block {
    /// One more column: `carry` is the difference above the first row, the result that at the last row,
    /// whose bit is `top`.
    #[inline]
    fn advance(&mut self, eq: u64, carry: i32, top: u64) -> i32 {
        let xv = eq | self.minus;
        let eq = eq | u64::from(carry < 0);
        let xh = (((eq & self.plus).wrapping_add(self.plus)) ^ self.plus) | eq;
        let mut ph = self.minus | !(xh | self.plus);
        let mut mh = self.plus & xh;
        let out = i32::from(ph & top != 0) - i32::from(mh & top != 0);
        ph = (ph << 1) | u64::from(carry > 0);
        mh = (mh << 1) | u64::from(carry < 0);
        self.plus = mh | !(xv | ph);
        self.minus = ph & xv;
        self.score = self.score.saturating_add_signed(out as isize);
        out
    }
}

/// The best passage that ends at `end`, from there backwards, no farther than `most`; the earliest start
/// of equals. `backwards` are the columns of the reversed pattern of `m` characters.
fn best_ending_at(
    backwards: &mut Columns,
    m: usize,
    text: &[char],
    starts: &[bool],
    end: usize,
    most: usize,
) -> Option<Near> {
    backwards.restart();
    let mut best: Option<Near> = None;
    let reach = (m + most).min(end);
    for start in (end - reach..end).rev() {
        let distance = backwards.step(*text.get(start)?)?;
        if starts.get(start).copied().unwrap_or(false)
            && distance <= best.map_or(most, |b: Near| b.distance)
        {
            best = Some(Near { start, end, distance });
        }
    }
    best
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
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn is_the_optimum(p in "[abé ]{1,210}", t in "[abé ]{1,260}") {
            let p: Vec<char> = p.chars().collect();
            let t: Vec<char> = t.chars().collect();
            let word = |i: usize| t.get(i).is_some_and(|&c| c != ' ');
            let before = |i: usize| i > 0 && word(i - 1);
            let starts: Vec<bool> = (0..=t.len()).map(|i| word(i) && !before(i)).collect();
            let ends: Vec<bool> = (0..=t.len()).map(|i| before(i) && !word(i)).collect();
            let wanted = plainly(&p, &t, &starts, &ends);
            for limit in [p.len() / 8, p.len() / 3, p.len()] {
                let wanted = wanted.filter(|b| b.distance <= limit);
                prop_assert_eq!(nearest(&p, &t, &starts, &ends, limit), wanted);
            }
            let wanted = wanted.filter(|b| b.distance <= p.len());
            prop_assert_eq!(full_pass(&p, &t, &starts, &ends, p.len()), wanted);
        }
    }
}
