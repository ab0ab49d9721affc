//! Boxes of lines, and how they lie to each other.

use super::matrix::{Mil, percent};

/// Lines whose baselines are less apart than this, in hundredths of their letters' size, are of one row.
pub(super) const ROW: Mil = 50;

/// The first piece of a row is nearer below the one that ended the row before it, in hundredths of its size.
const NEXT_ROW: Mil = 400;

/// A line's box as the line sees it: from `x0` to `x1` along it, its baseline at `y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) x0: Mil,
    pub(super) x1: Mil,
    pub(super) y: Mil,
    /// The size of its letters.
    pub(super) size: Mil,
}

/// How far over its baseline the middle of a line's small letters is, in hundredths of their size.
pub(super) const MIDDLE: Mil = 25;

impl Frame {
    /// The height of the middle of its small letters.
    pub(super) const fn middle(&self) -> Mil {
        self.y - percent(self.size, MIDDLE)
    }

    pub(super) const fn width(&self) -> Mil {
        self.x1 - self.x0
    }

    /// Whether it begins where the other ends, or behind.
    pub(super) const fn right_of(&self, other: &Self) -> bool {
        self.x0 >= other.x1 - percent(other.size, 20)
    }

    /// Whether the two share a place along the line: one can be over the other.
    pub(super) const fn shares(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1
    }

    pub(super) fn larger(&self, other: &Self) -> Mil {
        self.size.max(other.size)
    }

    /// Whether both are on one row.
    pub(super) fn in_row(&self, other: &Self) -> bool {
        (self.y - other.y).abs() < percent(self.larger(other), ROW)
    }

    /// Takes another box in.
    pub(super) fn cover(&mut self, other: &Self) {
        self.x0 = self.x0.min(other.x0);
        self.x1 = self.x1.max(other.x1);
    }
}

/// Whether a reader goes on from one line to the other without a jump: along the row, or to the next row below.
pub(super) fn is_step(from: &Frame, to: &Frame) -> bool {
    let down = to.y - from.y;
    let along = from.in_row(to) && to.right_of(from);
    let below = down > 0 && down <= percent(from.larger(to), 260) && from.shares(to);
    along || below
}

/// Whether a reader goes on from the last cell of a row to the first one of the next.
pub(super) fn begins_row(from: &Frame, to: &Frame) -> bool {
    from.right_of(to) && to.y > from.y && to.y - from.y < percent(from.size, NEXT_ROW)
}

/// How many of a thousand steps of an order are steps that a reader makes.
pub(super) fn coherence<'f>(frames: impl Iterator<Item = &'f Frame>) -> usize {
    let (mut good, mut all) = (0, 0);
    let mut before: Option<&Frame> = None;
    for frame in frames {
        if let Some(before) = before {
            all += 1;
            good += usize::from(is_step(before, frame));
        }
        before = Some(frame);
    }
    (good * 1_000).checked_div(all).unwrap_or(1_000)
}
