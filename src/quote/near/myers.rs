//! Edit distance between a pattern and a text, 64 rows and 64 columns at a time.
//!
//! The columns of the dynamic programme are kept as differences, 64 rows a word (G. Myers, "A fast
//! bit-vector algorithm for approximate string matching based on dynamic programming", J. ACM 46(3), 1999;
//! H. Hyyrö's block form, 2003). Rows that have nothing within a limit are left out, by blocks (E. Ukkonen,
//! "Finding approximate patterns in strings", J. Algorithms 6, 1985). Several texts, the *lanes*, are read in step: they
//! wait for each other less than each does for itself.

use super::bit_rows::{FEW, Masks, ROWS};

/// Columns of a strip: what is read at a time.
pub(crate) const STRIP: usize = 64;

/// The classes of up to [`STRIP`] characters of each lane.
pub(crate) type Classes<const L: usize> = [[u16; L]];

/// Differences along a row from column to column, the first in the lowest bit: one more, or one less.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge<const L: usize> {
    pub(crate) plus: [u64; L],
    pub(crate) minus: [u64; L],
}

/// A row over one strip: the distance before it, and its differences.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StripRow<const L: usize> {
    pub(crate) before: [usize; L],
    pub(crate) edge: Edge<L>,
}

/// 64 rows of a column, as differences downwards, and the distance at the last of them.
#[derive(Clone, Copy)]
struct Block<const L: usize> {
    plus: [u64; L],
    minus: [u64; L],
    score: [usize; L],
}

/// One column of the dynamic programme for each lane.
pub(crate) struct Columns<'m, const L: usize> {
    masks: &'m Masks,
    blocks: Vec<Block<L>>,
    /// Blocks that may have a row within the limit.
    active: usize,
}

impl<const L: usize> Edge<L> {
    /// The row above a pattern that may begin anywhere.
    pub(crate) const LEVEL: Self = Self { plus: [0; L], minus: [0; L] };
}

impl<const L: usize> StripRow<L> {
    /// The distances of one lane in so many columns, from the first on.
    pub(crate) fn scores(&self, lane: usize, count: usize) -> impl Iterator<Item = usize> + use<L> {
        let of = |list: &[u64; L]| list.get(lane).copied().unwrap_or(0);
        let (plus, minus) = (of(&self.edge.plus), of(&self.edge.minus));
        let mut score = self.before.get(lane).copied().unwrap_or(usize::MAX);
        (0..count.min(STRIP)).map(move |column| {
            let more = usize::from(plus >> column & 1 == 1);
            let less = usize::from(minus >> column & 1 == 1);
            score = (score + more).saturating_sub(less);
            score
        })
    }

    /// Whether some column of a lane, or the one before the first, is within `limit`.
    pub(crate) fn reaches(&self, lane: usize, limit: usize) -> bool {
        let before = self.before.get(lane).copied().unwrap_or(usize::MAX);
        let least = |minus: &u64| before.saturating_sub(minus.count_ones() as usize);
        before <= limit
            || (self.edge.minus.get(lane).is_some_and(|minus| least(minus) <= limit)
                && self.scores(lane, STRIP).any(|score| score <= limit))
    }

    fn reached(&self, limit: usize) -> bool {
        (0..L).any(|lane| self.reaches(lane, limit))
    }

    /// The distances after the last column.
    fn after(&self) -> [usize; L] {
        let mut after = self.before;
        for (score, (plus, minus)) in
            after.iter_mut().zip(self.edge.plus.iter().zip(&self.edge.minus))
        {
            *score += plus.count_ones() as usize;
            *score = score.saturating_sub(minus.count_ones() as usize);
        }
        after
    }
}

impl<'m, const L: usize> Columns<'m, L> {
    /// The column before the first character; `above` is the distance above its first row.
    pub(crate) fn new(masks: &'m Masks, above: usize) -> Self {
        let score = [above + masks.rows(0); L];
        let block = Block { plus: [u64::MAX; L], minus: [0; L], score };
        Self { masks, blocks: vec![block; masks.blocks()], active: 1 }
    }

    /// Begins another text in one lane, with nothing above its first row.
    pub(crate) fn restart(&mut self, lane: usize) {
        let mut rows = 0;
        for (number, block) in self.blocks.iter_mut().take(self.active).enumerate() {
            rows += self.masks.rows(number);
            let mut lanes = block.plus.iter_mut().zip(&mut block.minus).zip(&mut block.score);
            if let Some(((plus, minus), score)) = lanes.nth(lane) {
                (*plus, *minus, *score) = (u64::MAX, 0, rows);
            }
        }
    }

    /// Takes the next characters, `edge` being the row above the pattern. Gives the pattern's last row;
    /// none where nothing in it is within `limit`. Distances above `limit` may be given too large.
    pub(crate) fn take(
        &mut self,
        strip: &Classes<L>,
        edge: Edge<L>,
        limit: usize,
    ) -> Option<StripRow<L>> {
        let mut row = StripRow { before: [0; L], edge };
        let mut at = 0;
        while let Some(block) = self.blocks.get_mut(at) {
            let rows = self.masks.rows(at);
            if at >= self.active {
                if !row.reached(limit) {
                    break;
                }
                let score = row.before.map(|score| score + rows);
                *block = Block { plus: [u64::MAX; L], minus: [0; L], score };
            }
            let (rows_of, above) = (self.masks.of_block(at), row.edge);
            let few = rows_of.first_chunk::<FEW>().filter(|_| self.masks.has_few());
            let any = |class: u16| rows_of.get(usize::from(class)).copied().unwrap_or(0);
            let below = match few {
                Some(few) if rows == ROWS => {
                    tile::<L, true>(block, |class| few[class as usize % FEW], strip, above, rows)
                }
                Some(few) => {
                    tile::<L, false>(block, |class| few[class as usize % FEW], strip, above, rows)
                }
                None => tile::<L, false>(block, any, strip, above, rows),
            };
            row = StripRow { before: block.score, edge: below };
            block.score = row.after();
            at += 1;
        }
        self.active = at;
        self.leave_out(limit);
        (at == self.blocks.len()).then_some(row)
    }

    /// Leaves the last blocks out where all their rows are above `limit`.
    fn leave_out(&mut self, limit: usize) {
        while self.active > 1 {
            let rows = self.masks.rows(self.active - 1);
            let far = |block: &Block<L>| block.score.iter().all(|&score| score >= limit + rows);
            if !self.blocks.get(self.active - 1).is_some_and(far) {
                return;
            }
            self.active -= 1;
        }
    }
}

/// One block over one strip: from the differences along the row above it those along its last row. `WHOLE`
/// says that it has 64 rows, which are fewer instructions. `rows_of` gives the rows of a class.
#[inline(never)]
fn tile<const L: usize, const WHOLE: bool>(
    block: &mut Block<L>,
    rows_of: impl Fn(u16) -> u64,
    strip: &Classes<L>,
    above: Edge<L>,
    rows: usize,
) -> Edge<L> {
    const HIGHEST: u64 = 1 << (ROWS - 1);
    let last = 1 << (rows.saturating_sub(1) % ROWS);
    // The bit of the last row, as the highest: the negative of a power of two has all bits above it.
    let out = |bits: u64| {
        if WHOLE { bits & HIGHEST } else { (bits & last).wrapping_neg() & HIGHEST }
    };
    let (mut plus, mut minus, mut edge) = (block.plus, block.minus, above);
    for classes in strip {
        let equal = classes.map(&rows_of);
        for lane in 0..L {
            // `lane` is below the length of each of these arrays.
            let (p, m, eq) = (plus[lane], minus[lane], equal[lane]);
            let (more, less) = (edge.plus[lane] & 1, edge.minus[lane] & 1);
            let xv = eq | m;
            let eq = eq | less;
            let xh = ((eq & p).wrapping_add(p) ^ p) | eq;
            let ph = m | !(xh | p);
            let mh = p & xh;
            // What comes in is read at the lowest bit; what goes out takes its place from the highest on.
            edge.plus[lane] = edge.plus[lane] >> 1 | out(ph);
            edge.minus[lane] = edge.minus[lane] >> 1 | out(mh);
            let ph = ph << 1 | more;
            let mh = mh << 1 | less;
            plus[lane] = mh | !(xv | ph);
            minus[lane] = ph & xv;
        }
    }
    (block.plus, block.minus) = (plus, minus);
    let unread = STRIP.saturating_sub(strip.len());
    let shifted = |bits: u64| if unread < STRIP { bits >> unread } else { 0 };
    Edge { plus: edge.plus.map(shifted), minus: edge.minus.map(shifted) }
}
