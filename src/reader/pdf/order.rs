//! In which order the lines of a page are read.
//!
//! Most files draw their text in the order in which it is read, and nothing is as good as that. How far this is so can be
//! measured: a reader goes on along the row, or to the next row below. Where fewer than 92 of 100 steps of the content
//! stream are such, the order is made from the places alone (after Breuel, *High Performance Document Layout Analysis*,
//! 2003): a line comes before another where it is above it in the same column, or to the left of it with nothing
//! between that runs across both. Tagged files say the order themselves.

use super::frame::{Frame, begins_row, is_step};
use super::limits::{MAX_COMPARED, MAX_ORDERED};
use super::line::Begins;
use super::matrix::{Mil, percent};
use super::sheet::Line;

/// Steps of a thousand that the order of the stream has to have.
const COHERENT: usize = 920;
/// Letters of a cell, over all cells of a page: lines of columns have more.
const SHORT: usize = 28;
/// How much of the room of a cell, in hundredths, its words take at most, over all cells of a page.
const FILLED: Mil = 65;
/// How much better, of a thousand, another order has to be.
const BETTER: usize = 20;
/// How much worse the structure tree's order may look: what it says counts more than what it looks like.
const TRUSTED: usize = 150;

/// The order of some lines, as indices. `by_tags`: the structure tree knows nearly all of them. `compared` counts the
/// comparisons of one file.
pub(super) fn order(lines: &[&Line], by_tags: bool, compared: &mut u64) -> Vec<usize> {
    let drawn: Vec<usize> = (0..lines.len()).collect();
    let has_table = is_table(lines);
    let measure = |order: &[usize]| {
        let steps = order.windows(2).filter(|pair| {
            let &&[from, to] = pair else { return false };
            lines.get(from).zip(lines.get(to)).is_some_and(|(from, to)| {
                let ends_row = has_table && from.begins == Begins::Cell;
                is_step(&from.frame, &to.frame)
                    || (ends_row && begins_row(&from.frame, &to.frame))
                    || is_next_cell(from, to)
            })
        });
        let all = order.len().saturating_sub(1);
        (steps.count() * 1_000).checked_div(all).unwrap_or(1_000)
    };
    let as_drawn = measure(&drawn);
    if by_tags {
        let mut tagged = drawn.clone();
        // What has no tag goes with the line before it.
        let mut before = 0;
        let keys: Vec<u32> = lines
            .iter()
            .map(|line| {
                before = line.tagged.map_or(before, |tagged| tagged.order);
                before
            })
            .collect();
        tagged.sort_by_key(|&at| keys.get(at).copied());
        if measure(&tagged) + TRUSTED >= as_drawn {
            return tagged;
        }
    }
    let most = (lines.len() as u64).pow(3) / 2;
    if as_drawn < COHERENT && lines.len() <= MAX_ORDERED && *compared + most <= MAX_COMPARED {
        *compared += most;
        let frames: Vec<Frame> = lines.iter().map(|line| line.frame).collect();
        let placed = by_place(&frames);
        if measure(&placed) > as_drawn + BETTER {
            return placed;
        }
    }
    drawn
}

/// Whether a line is of another cell of a table than the one before: tables are read as they are drawn.
const fn is_next_cell(from: &Line, to: &Line) -> bool {
    from.table_cell != to.table_cell && from.table_cell > 0 && to.table_cell > 0
}

/// Whether rows of cells are drawn as those of a table, which leave much of the room to the next cell free. Columns of text,
/// drawn row by row, fill it.
fn is_table(lines: &[&Line]) -> bool {
    let (mut filled, mut room): (Mil, Mil) = (0, 0);
    let (mut cells, mut glyphs) = (0, 0);
    for pair in lines.windows(2) {
        if let [a, b] = pair
            && b.begins == Begins::Cell
            && a.frame.in_row(&b.frame)
            && b.frame.right_of(&a.frame)
        {
            filled += a.frame.width();
            room += b.frame.x0 - a.frame.x0;
            cells += 1;
            glyphs += a.glyphs;
        }
    }
    filled < percent(room, FILLED) && glyphs <= cells * SHORT
}

/// The order by places alone.
fn by_place(frames: &[Frame]) -> Vec<usize> {
    let mut down: Vec<usize> = (0..frames.len()).collect();
    down.sort_by_key(|&at| frames.get(at).map(|frame| (frame.y, frame.x0)));
    let sorted: Vec<Frame> = down.iter().filter_map(|&at| frames.get(at)).copied().collect();
    let mut done = vec![false; sorted.len()];
    let mut out = Vec::with_capacity(sorted.len());
    for first in 0..sorted.len() {
        // Depth first, without recursion: (line, next line to look at).
        let mut stack = if mark(&mut done, first) { vec![(first, 0)] } else { Vec::new() };
        while let Some((line, next)) = stack.pop() {
            let earlier = (next..sorted.len())
                .find(|&at| done.get(at) == Some(&false) && comes_before(&sorted, at, line));
            match earlier {
                None => out.push(line),
                Some(at) => {
                    stack.push((line, at + 1));
                    mark(&mut done, at);
                    stack.push((at, 0));
                }
            }
        }
    }
    out.into_iter().filter_map(|at| down.get(at).copied()).collect()
}

/// Marks a line as met; false where it was.
fn mark(done: &mut [bool], at: usize) -> bool {
    done.get_mut(at).is_some_and(|met| !std::mem::replace(met, true))
}

/// Whether line `a` is read before line `b`; the lines are sorted downwards.
fn comes_before(lines: &[Frame], a: usize, b: usize) -> bool {
    let (Some(p), Some(q)) = (lines.get(a), lines.get(b)) else { return false };
    let big = p.larger(q);
    let slack = percent(big, 10);
    if (p.y - q.y).abs() < percent(big, 30) {
        if p.x1 > q.x0 + slack {
            return p.x0 < q.x0 && p.shares(q);
        }
    } else if p.shares(q) {
        return p.y < q.y;
    }
    if p.x1 > q.x0 + slack {
        return false;
    }
    let (low, high) = (p.y.min(q.y) + 100, p.y.max(q.y) - 100);
    let from = lines.partition_point(|line| line.y <= low);
    let between = lines.get(from..).unwrap_or(&[]).iter().take_while(|line| line.y < high);
    !between.into_iter().any(|line| line.shares(p) && line.shares(q))
}

#[cfg(test)]
mod tests {
    use super::by_place;
    use crate::reader::pdf::frame::Frame;

    fn line(x0: i64, x1: i64, y: i64) -> Frame {
        Frame { x0: x0 * 1_000, x1: x1 * 1_000, y: y * 1_000, size: 10_000 }
    }

    #[test]
    fn columns_are_read_one_after_the_other_below_what_runs_across() {
        let lines = [
            line(50, 250, 112),
            line(300, 500, 112),
            line(50, 500, 80),
            line(50, 250, 100),
            line(300, 500, 100),
            line(50, 500, 140),
        ];
        assert_eq!(by_place(&lines), [2, 3, 0, 4, 1, 5]);
    }
}
