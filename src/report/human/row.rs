//! One line of a file, cut to the columns of a terminal around what must be seen.

use crate::report::visible::{self, Cell};
use std::ops::Range;

/// At a cut, a partial word of at most this many cells is left out.
const PARTIAL_WORD: usize = 12;

/// Columns for each thing that must be seen.
const POINT: usize = 16;

/// What to show of a line.
#[derive(Debug, Clone, Default)]
pub(super) struct LineRequest {
    /// Bytes of the line to underline.
    pub(super) mark: Option<Range<usize>>,
    /// Further bytes that should be seen.
    pub(super) focus: Vec<Range<usize>>,
    /// Columns for the whole.
    pub(super) columns: usize,
    /// Columns at most left of the mark, so that its label has room.
    pub(super) left: Option<usize>,
    /// Whether the terminal shows more than ASCII.
    pub(super) unicode: bool,
}

/// A line as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ShownLine {
    /// Fit to be shown, without a newline.
    pub(super) text: String,
    /// Bytes of `text` to underline.
    pub(super) mark: Option<Range<usize>>,
    /// Whether part of the line is left out.
    pub(super) cut: bool,
}

impl ShownLine {
    /// The column, from 0, where the mark's label is drawn.
    pub(super) fn label_column(&self) -> usize {
        let Some(mark) = &self.mark else { return 0 };
        let part = |range: Range<usize>| self.text.get(range).map_or(0, visible::width);
        part(0..mark.start) + part(mark.clone()) / 2
    }

    /// Columns of the mark.
    pub(super) fn mark_width(&self) -> usize {
        self.mark.clone().and_then(|mark| self.text.get(mark)).map_or(0, visible::width)
    }
}

/// A cell of the line, and whether it is shown.
struct Slot<'l> {
    cell: Cell<'l>,
    /// Whether bytes of the line before it are not among the slots.
    gap: bool,
    seed: bool,
    kept: bool,
    distance: usize,
}

/// Shows `line`, which has no line ending, as `wanted` says.
pub(super) fn row(line: &str, wanted: &LineRequest) -> ShownLine {
    let mut slots = slots(line, wanted);
    seed(&mut slots, wanted);
    measure(&mut slots);
    let ellipsis = if wanted.unicode { "…" } else { "..." };
    grow(&mut slots, wanted, line.len(), visible::width(ellipsis));
    trim_words(&mut slots, line.len());
    write(&slots, wanted, line.len(), ellipsis)
}

/// The cells near everything wanted; those of a long line's other parts are never looked at.
fn slots<'l>(line: &'l str, wanted: &LineRequest) -> Vec<Slot<'l>> {
    let mut near: Vec<Range<usize>> = points(wanted)
        .into_iter()
        .chain(wanted.mark.is_none().then_some(0..0))
        .flat_map(|Range { start, end }| [start, end])
        .map(|point| back(line, point, wanted.columns)..forth(line, point, wanted.columns))
        .collect();
    near.sort_by_key(|range| range.start);
    let near = near.into_iter().fold(Vec::new(), join);
    let breaks: Vec<usize> = wanted.mark.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    let mut slots: Vec<Slot<'l>> = Vec::new();
    for range in near {
        let text = line.get(range.clone()).unwrap_or_default();
        let cells = visible::cells(text, range.start, &breaks, wanted.unicode);
        slots.reserve(cells.len());
        for (number, cell) in cells.into_iter().enumerate() {
            let gap = number == 0 && range.start > 0;
            slots.push(Slot { cell, gap, seed: false, kept: false, distance: usize::MAX });
        }
    }
    slots
}

/// Adds a range that starts no earlier than those before it; touching ranges become one.
fn join(mut ranges: Vec<Range<usize>>, next: Range<usize>) -> Vec<Range<usize>> {
    match ranges.last_mut() {
        Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
        _ => ranges.push(next),
    }
    ranges
}

/// The ranges that must be seen, by their ends; in few columns only the first ones.
fn points(wanted: &LineRequest) -> Vec<Range<usize>> {
    let mut points: Vec<Range<usize>> = wanted.focus.clone();
    if let Some(Range { start, end }) = wanted.mark.clone() {
        if start == end {
            points.push(start..end);
        } else {
            points.extend([start..start + 1, end - 1..end]);
        }
    }
    points.truncate((wanted.columns / POINT).max(1));
    points
}

/// The byte of the character `count` characters before `at`.
fn back(line: &str, at: usize, count: usize) -> usize {
    let before = line.get(..line.floor_char_boundary(at)).unwrap_or_default();
    before.char_indices().rev().nth(count).map_or(0, |(byte, _)| byte)
}

/// The byte of the character `count` characters after `at`.
fn forth(line: &str, at: usize, count: usize) -> usize {
    let at = line.floor_char_boundary(at);
    let after = line.get(at..).unwrap_or_default();
    after.char_indices().nth(count).map_or(line.len(), |(byte, _)| at + byte)
}

/// Chooses the cells that must be shown: the two ends of every range that must be seen.
fn seed(slots: &mut [Slot<'_>], wanted: &LineRequest) {
    for range in points(wanted) {
        let first = slots.partition_point(|slot| slot.cell.end <= range.start);
        let after = slots.partition_point(|slot| slot.cell.start < range.end.max(range.start));
        let ends = if range.is_empty() {
            [first, first.saturating_sub(1)]
        } else {
            [first, after.saturating_sub(1)]
        };
        for number in ends {
            if let Some(slot) = slots.get_mut(number) {
                slot.seed = true;
            }
        }
    }
    if !slots.iter().any(|slot| slot.seed)
        && let Some(slot) = slots.first_mut()
    {
        slot.seed = true;
    }
}

/// How far each cell is from the nearest one that must be shown.
fn measure(slots: &mut [Slot<'_>]) {
    let mut distance = usize::MAX;
    for slot in slots.iter_mut() {
        distance = if slot.gap { usize::MAX } else { distance.saturating_add(1) };
        if slot.seed {
            distance = 0;
        }
        slot.distance = distance;
    }
    distance = usize::MAX;
    for slot in slots.iter_mut().rev() {
        distance = if slot.seed { 0 } else { distance.saturating_add(1) };
        slot.distance = slot.distance.min(distance);
        if slot.gap {
            distance = usize::MAX;
        }
    }
}

/// Shows cells from near to far as long as there are columns.
fn grow(slots: &mut [Slot<'_>], wanted: &LineRequest, end: usize, ellipsis: usize) {
    let too_far_left = too_far_left(slots, wanted);
    if too_far_left == 0 && fits(slots, wanted, end) {
        for slot in slots {
            slot.kept = true;
        }
        return;
    }
    // By distance, then by place, as one number each: these are sorted quickest.
    let count = slots.len();
    let place = |(number, slot): (usize, &Slot<'_>)| slot.distance.min(count) * count + number;
    let mut order: Vec<usize> = slots.iter().enumerate().map(place).collect();
    order.sort_unstable();
    // The ellipsis at the left and the right end, until the ends are reached.
    let mut gaps = 2usize;
    let mut used = 0usize;
    for number in order.into_iter().map(|place| place % count) {
        let Some(slot) = slots.get(number) else { continue };
        if number < too_far_left && !slot.seed {
            continue;
        }
        let left = beside(slots, number, Side::Left, end);
        let right = beside(slots, number, Side::Right, end);
        if !(slot.seed || left == Beside::Kept || right == Beside::Kept) {
            continue;
        }
        let first = used == 0;
        let after = gaps_after(gaps, first, left, right);
        let cost = used + slot.cell.width + after * ellipsis;
        if cost > wanted.columns && !slot.seed {
            continue;
        }
        gaps = after;
        used += slot.cell.width.max(1);
        if let Some(slot) = slots.get_mut(number) {
            slot.kept = true;
        }
    }
}

/// Whether the whole line has room: then none is kept for an ellipsis.
fn fits(slots: &[Slot<'_>], wanted: &LineRequest, end: usize) -> bool {
    let first = slots.first().is_none_or(|slot| slot.cell.start == 0);
    let last = slots.last().is_none_or(|slot| slot.cell.end == end);
    let width: usize = slots.iter().map(|slot| slot.cell.width.max(1)).sum();
    first && last && slots.iter().all(|slot| !slot.gap) && width <= wanted.columns
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// What is beside a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Kept,
    NotKept,
    LineEnd,
}

fn beside(slots: &[Slot<'_>], number: usize, side: Side, end: usize) -> Beside {
    let Some(slot) = slots.get(number) else { return Beside::NotKept };
    let (edge, gap, other) = match side {
        Side::Left => {
            (slot.cell.start == 0, slot.gap, number.checked_sub(1).and_then(|n| slots.get(n)))
        }
        Side::Right => {
            let next = slots.get(number + 1);
            (slot.cell.end == end, next.is_some_and(|slot| slot.gap), next)
        }
    };
    match other {
        _ if edge => Beside::LineEnd,
        Some(other) if other.kept && !gap => Beside::Kept,
        _ => Beside::NotKept,
    }
}

/// The number of ellipses once a cell with these neighbours is shown.
fn gaps_after(gaps: usize, first: bool, left: Beside, right: Beside) -> usize {
    let closed = usize::from(left != Beside::NotKept) + usize::from(right != Beside::NotKept);
    // The first cell lies between the two ends; any later one splits a gap in two.
    (gaps + usize::from(!first)).saturating_sub(closed)
}

/// The first cell that may be shown at the left of the mark.
fn too_far_left(slots: &[Slot<'_>], wanted: &LineRequest) -> usize {
    let (Some(left), Some(mark)) = (wanted.left, &wanted.mark) else { return 0 };
    let mut number = slots.partition_point(|slot| slot.cell.end <= mark.start);
    let mut used = 0;
    while let Some(slot) = number.checked_sub(1).and_then(|n| slots.get(n)) {
        used += slot.cell.width;
        if used > left {
            break;
        }
        number -= 1;
    }
    number
}

/// Leaves out parts of words at the cuts: they would look like other words.
fn trim_words(slots: &mut [Slot<'_>], end: usize) {
    for number in 0..slots.len() {
        if is_cut(slots, number, Side::Left, end) {
            let run = (number..slots.len()).take(PARTIAL_WORD);
            trim(slots, &run.collect::<Vec<_>>(), Side::Left);
        }
    }
    for number in (0..slots.len()).rev() {
        if is_cut(slots, number, Side::Right, end) {
            let run = (0..=number).rev().take(PARTIAL_WORD);
            trim(slots, &run.collect::<Vec<_>>(), Side::Right);
        }
    }
}

/// Whether the cell is shown and its neighbour, a part of the same word, is not.
fn is_cut(slots: &[Slot<'_>], number: usize, side: Side, end: usize) -> bool {
    slots.get(number).is_some_and(|slot| slot.kept)
        && beside(slots, number, side, end) == Beside::NotKept
}

/// Hides the cells of `run` up to a space, where that is before anything that must be shown.
fn trim(slots: &mut [Slot<'_>], run: &[usize], side: Side) {
    let mut until = None;
    for (count, &number) in run.iter().enumerate() {
        let Some(slot) = slots.get(number) else { return };
        if slot.seed || !slot.kept || (count > 0 && side == Side::Left && slot.gap) {
            return;
        }
        if slot.cell.space {
            until = Some(count);
            break;
        }
    }
    let Some(until) = until else { return };
    for number in run.iter().take(until) {
        if let Some(slot) = slots.get_mut(*number) {
            slot.kept = false;
        }
    }
}

fn write(slots: &[Slot<'_>], wanted: &LineRequest, end: usize, ellipsis: &str) -> ShownLine {
    let mut row = ShownLine::default();
    let mut mark: Option<Range<usize>> = None;
    let mut shown = 0;
    for slot in slots.iter().filter(|slot| slot.kept) {
        if slot.cell.start > shown {
            row.text.push_str(ellipsis);
            row.cut = true;
        }
        let start = row.text.len();
        row.text.push_str(&slot.cell.text);
        shown = slot.cell.end;
        let Some(range) = &wanted.mark else { continue };
        if range.is_empty() {
            if slot.cell.start == range.start {
                mark = Some(start..start);
            } else if slot.cell.end == range.start {
                mark = Some(row.text.len()..row.text.len());
            }
        } else if slot.cell.start >= range.start && slot.cell.end <= range.end {
            let from = mark.as_ref().map_or(start, |mark| mark.start);
            mark = Some(from..row.text.len());
        }
    }
    if shown < end {
        row.text.push_str(ellipsis);
        row.cut = true;
    }
    row.mark = wanted.mark.as_ref().map(|_| mark.unwrap_or(0..0));
    row
}

#[cfg(test)]
mod tests {
    use super::{LineRequest, ShownLine, row};
    use crate::report::visible::width;
    use std::ops::Range;

    fn wanted(mark: Range<usize>, columns: usize) -> LineRequest {
        LineRequest { mark: Some(mark), columns, unicode: true, ..LineRequest::default() }
    }

    fn marked(row: &ShownLine) -> &str {
        row.mark.clone().and_then(|mark| row.text.get(mark)).unwrap_or("no mark")
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let shown = row("The drug did reduce it", &wanted(9..12, 40));
        assert_eq!(shown.text, "The drug did reduce it");
        assert_eq!(marked(&shown), "did");
        assert!(!shown.cut);
        let shown = row("exactly ten", &wanted(0..7, 11));
        assert_eq!(shown.text, "exactly ten");
    }

    #[test]
    fn a_long_line_is_cut_between_words() {
        let line =
            format!("{} needle {}", "hay stack ".repeat(90_000), "more straw ".repeat(9_000));
        let at = line.find("needle").unwrap_or_default();
        let shown = row(&line, &wanted(at..at + 6, 40));
        assert_eq!(marked(&shown), "needle");
        assert!(width(&shown.text) <= 40, "{}", shown.text);
        assert_eq!(shown.text, "… hay stack  needle more straw …");
    }

    #[test]
    fn a_long_mark_keeps_both_ends_and_the_focus() {
        let line = format!("start {} middle {} end", "aa ".repeat(500), "bb ".repeat(500));
        let at = line.find("middle").unwrap_or_default();
        let mut wanted = wanted(0..line.len(), 60);
        wanted.focus.push(at..at + 6);
        let shown = row(&line, &wanted);
        assert!(width(&shown.text) <= 60, "{}", shown.text);
        assert!(shown.text.starts_with("start aa"));
        assert!(shown.text.contains("… aa aa") && shown.text.contains("middle"));
        assert!(shown.text.ends_with(" end"));
        assert_eq!(marked(&shown), shown.text);
    }

    #[test]
    fn an_empty_mark_points_between_characters() {
        let shown = row("did reduce", &wanted(4..4, 40));
        assert_eq!(shown.mark, Some(4..4));
        let shown = row("abc", &wanted(3..3, 40));
        assert_eq!(shown.mark, Some(3..3));
        let shown = row("", &wanted(0..0, 40));
        assert_eq!((shown.text.as_str(), shown.mark), ("", Some(0..0)));
    }

    #[test]
    fn leaves_room_for_a_label() {
        let line = format!("{}needle", "hay ".repeat(15));
        let mut wanted = wanted(60..66, 70);
        wanted.left = Some(10);
        let shown = row(&line, &wanted);
        assert_eq!(shown.text, "… hay hay needle");
    }

    #[test]
    fn ascii_cuts_with_three_dots() {
        let line = "word ".repeat(40);
        let shown = row(&line, &LineRequest { columns: 20, ..LineRequest::default() });
        assert_eq!(shown.text, "word word word ...");
        assert!(shown.cut);
        let shown = row("prediction", &LineRequest { columns: 10, ..LineRequest::default() });
        assert_eq!((shown.text.as_str(), shown.cut), ("prediction", false), "it just fits");
    }
}
