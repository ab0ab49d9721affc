//! Rows of tables whose cells are closer together than columns. Where words begin, or end, at the same place behind a
//! wide gap in three rows that are near to each other, or in two where it is wide enough, they are cells there, and no quote runs from one to the next. One of
//! these gaps has to be wider than the others of its row: those of a justified line are all alike. Where a rule runs down
//! through a gap, that is one, however narrow.

use super::frame::Frame;
use super::glyph::Turn;
use super::limits::MAX_LOOKS;
use super::line::{GlyphRow, LineGlyph};
use super::matrix::{Mil, percent};
use super::ruled::{Area, Ruled};
use super::words::is_combining;

/// The least gap between cells, in hundredths of their size, and of the gap between words of the page.
const LEAST: Mil = 45;
const WIDER: Mil = 160;
/// The least gap, of its size and of the middle one of its row, that parts cells where two rows that follow each other have it.
const WIDE: Mil = 90;
const FAR_WIDER: Mil = 250;
const NEXT: Mil = 200;
/// The least gap, of its size, before words under which the next line begins: what is before them is beside them.
const HANGING: Mil = 80;
/// Letters at most of a mark or number before the words under which the lines of its item begin.
const HANGING_MARK: usize = 8;
/// A gap that is no part of a word.
const BETWEEN_WORDS: Mil = 15;
/// How far from each other, in 1/1000 pt, the ends of cells of one column are.
const ALIGNED: Mil = 400;
/// How far, in hundredths of their size, the rows of three such cells lie from each other at most.
const NEAR: Mil = 700;
/// Gaps of a row that tell whether one is wider than the others.
const SURE_GAPS: usize = 3;
/// Rows and gaps of a page that are looked at.
const MOST: usize = 20_000;

/// A place in a row at which a cell may end, or the next one begin.
#[derive(Debug, Clone, Copy)]
struct Edge {
    turn: Turn,
    is_left: bool,
    x: Mil,
    y: Mil,
    size: Mil,
    /// The gap parts the row already, or is wider than the others of its row.
    is_sure: bool,
    /// It is far wider than these.
    is_wide: bool,
    row: usize,
    /// The first cell of the row that is after the place.
    at: usize,
}

/// Parts rows where their cells end.
pub(super) fn part(rows: Vec<GlyphRow>, ruled: &Ruled) -> Vec<GlyphRow> {
    let edges = edges(&rows);
    let mut ends: Vec<(usize, usize)> = aligned(edges);
    ends.extend(divided(&rows, ruled));
    ends.extend(hanging(&rows));
    ends.sort_unstable();
    ends.dedup();
    if ends.is_empty() {
        return rows;
    }
    let mut ends = ends.into_iter().peekable();
    let mut out = Vec::with_capacity(rows.len() + 8);
    for (number, row) in rows.into_iter().enumerate() {
        let mut places = Vec::new();
        while let Some((_, at)) = ends.next_if(|&(row, _)| row == number) {
            places.push(at);
        }
        cut(row, &places, &mut out);
    }
    out
}

/// The row in pieces, each from one place to the next.
fn cut(mut row: GlyphRow, places: &[usize], out: &mut Vec<GlyphRow>) {
    row.begins_cell |= places.first() == Some(&0);
    let mut pieces = Vec::new();
    let length = row.cells.len();
    for &at in places.iter().rev().filter(|&&at| at > 0 && at < length) {
        let mut piece = GlyphRow { cells: row.cells.split_off(at), begins_cell: true, ..row };
        around(&mut piece);
        pieces.push(piece);
    }
    if !pieces.is_empty() {
        around(&mut row);
    }
    out.push(row);
    out.extend(pieces.into_iter().rev());
}

/// Fits the frame of a row to its cells.
fn around(row: &mut GlyphRow) {
    row.frame.x0 = row.cells.iter().map(|cell| cell.x0).min().unwrap_or(row.frame.x0);
    row.frame.x1 = row.cells.iter().map(|cell| cell.x1).max().unwrap_or(row.frame.x1);
}

/// The gap between two letters that may be two words.
fn gap(a: &LineGlyph, b: &LineGlyph) -> Option<Mil> {
    let is_word = |cell: &LineGlyph| {
        !matches!(cell.letters.first(), None | Some('.' | '·' | '…'))
            && !is_combining(&cell.letters)
    };
    let gap = (b.x0 - a.x1) * 100 / a.size.max(b.size).max(1);
    (gap >= BETWEEN_WORDS && is_word(a) && is_word(b)).then_some(gap)
}

fn gaps(row: &GlyphRow) -> impl Iterator<Item = (usize, Mil)> + '_ {
    let pairs = row.cells.iter().zip(row.cells.iter().skip(1)).enumerate();
    pairs.filter_map(|(at, (a, b))| Some((at + 1, gap(a, b)?)))
}

/// The places where cells may end: wide gaps, and the gaps that have parted rows already.
fn edges(rows: &[GlyphRow]) -> Vec<Edge> {
    let mut edges = Vec::new();
    if rows.len() > MOST {
        return edges;
    }
    let mut all: Vec<Mil> = rows.iter().flat_map(gaps).map(|(_, gap)| gap).take(MOST).collect();
    all.sort_unstable();
    let usual = all.get(all.len() / 2).copied().unwrap_or(0);
    let least = LEAST.max(percent(usual, WIDER));
    let edge = |row: usize, at: usize, x: Mil, (is_left, is_sure, is_wide): (bool, bool, bool)| {
        let GlyphRow { frame: Frame { y, size, .. }, turn, .. } = *rows.get(row)?;
        Some(Edge { turn, is_left, x, y, size, is_sure, is_wide, row, at })
    };
    for (number, row) in rows.iter().enumerate() {
        let mut own: Vec<Mil> = gaps(row).map(|(_, gap)| gap).collect();
        own.sort_unstable();
        let is_sure = own.len() >= SURE_GAPS;
        let middle = own.get(own.len() / 2).copied().filter(|_| is_sure).unwrap_or(0);
        let least = least.max(percent(middle, WIDER));
        for (at, gap) in gaps(row).filter(|&(_, gap)| gap >= least) {
            let is_wide = is_sure && gap >= WIDE && gap >= percent(middle, FAR_WIDER);
            let (before, behind) = (row.cells.get(at - 1), row.cells.get(at));
            let left = behind.and_then(|cell| edge(number, at, cell.x0, (true, is_sure, is_wide)));
            let right =
                before.and_then(|cell| edge(number, at, cell.x1, (false, is_sure, is_wide)));
            edges.extend(left.into_iter().chain(right));
        }
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| rows.get(at).map(|row| (row.turn, row.frame.y, row.frame.x0)));
    for pair in order.windows(2) {
        let &[a, b] = pair else { continue };
        let (Some(left), Some(right)) = (rows.get(a), rows.get(b)) else { continue };
        if left.turn == right.turn
            && left.is_artifact == right.is_artifact
            && left.frame.y == right.frame.y
            && right.frame.right_of(&left.frame)
            // An initial is no cell.
            && left.frame.size * 2 < right.frame.size * 3
        {
            edges.extend(edge(b, 0, right.frame.x0, (true, true, false)));
            edges.extend(edge(b, 0, left.frame.x1, (false, true, false)));
        }
    }
    edges
}

/// The places after a wide gap under which the next line begins: that goes on with the words after the gap.
fn hanging(rows: &[GlyphRow]) -> Vec<(usize, usize)> {
    let is_mark = |cells: &[LineGlyph]| {
        cells.len() <= HANGING_MARK
            && !cells.iter().flat_map(|cell| cell.letters.chars()).any(char::is_lowercase)
    };
    let mut found = Vec::new();
    for (number, pair) in rows.windows(2).enumerate() {
        let [row, next] = pair else { continue };
        let down = next.frame.y - row.frame.y;
        let size = row.frame.size;
        let follows = row.turn == next.turn
            && down > percent(size, 60)
            && down <= percent(size, NEXT)
            && next.frame.x0 > row.frame.x0 + ALIGNED;
        if !follows {
            continue;
        }
        let at = row.cells.partition_point(|cell| cell.x0 < next.frame.x0 - ALIGNED);
        let (before, rest) = row.cells.split_at(at);
        let hangs = before.last().zip(rest.first()).is_some_and(|(a, b)| {
            (b.x0 - next.frame.x0).abs() <= ALIGNED
                && gap(a, b).is_some_and(|gap| gap >= HANGING)
                && !is_mark(before)
        });
        if hangs {
            found.push((number, at));
        }
    }
    found
}

/// The places that a rule runs down through, between two words of a row.
fn divided(rows: &[GlyphRow], ruled: &Ruled) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if rows.len() as u64 * ruled.count() > MAX_LOOKS {
        return found;
    }
    let mut rules: Option<(Turn, Vec<Area>)> = None;
    for (number, row) in rows.iter().enumerate() {
        let known = rules.take().filter(|(turn, _)| *turn == row.turn);
        let (_, rules) =
            rules.insert(known.unwrap_or_else(|| (row.turn, ruled.between_columns(row.turn))));
        let middle = row.frame.middle();
        let beside = |rule: &&Area| rule.top <= middle && middle <= rule.bottom;
        let rules: Vec<&Area> = rules.iter().filter(beside).collect();
        let slack = percent(row.frame.size, 10);
        let runs_between = |left: Mil, right: Mil| {
            rules.iter().any(|rule| left - slack <= rule.left && rule.right <= right + slack)
        };
        let before = number.checked_sub(1).and_then(|at| rows.get(at)).filter(|before| {
            before.turn == row.turn
                && before.frame.in_row(&row.frame)
                && row.frame.right_of(&before.frame)
        });
        if before.is_some_and(|before| runs_between(before.frame.x1, row.frame.x0)) {
            found.push((number, 0));
        }
        if rules.is_empty() {
            continue;
        }
        let pairs = row.cells.iter().zip(row.cells.iter().skip(1)).enumerate();
        let parted = pairs.filter(|(_, (a, b))| b.x0 - a.x1 > slack && runs_between(a.x1, b.x0));
        found.extend(parted.map(|(at, _)| (number, at + 1)));
    }
    found
}

/// Those that two more rows nearby have at the same place.
fn aligned(mut edges: Vec<Edge>) -> Vec<(usize, usize)> {
    edges.sort_by_key(|edge| (edge.turn, edge.is_left, edge.x));
    let mut found = Vec::new();
    let is_one =
        |a: &Edge, b: &Edge| a.turn == b.turn && a.is_left == b.is_left && b.x - a.x <= ALIGNED;
    for column in edges.chunk_by_mut(is_one) {
        column.sort_by_key(|edge| edge.y);
        for two in column.windows(2) {
            let &[a, b] = two else { continue };
            let down = b.y - a.y;
            let follows = down > percent(b.size, 60) && down <= percent(b.size, NEXT);
            if follows && a.is_wide && b.is_wide {
                found.extend([a, b].map(|edge| (edge.row, edge.at)));
            }
        }
        for three in column.windows(3) {
            let &[a, b, c] = three else { continue };
            let apart = percent(b.size, 60);
            let is_near = c.y - a.y <= percent(b.size, NEAR);
            let is_sure = a.is_sure || b.is_sure || c.is_sure;
            if is_sure && is_near && b.y - a.y > apart && c.y - b.y > apart {
                found.extend([a, b, c].map(|edge| (edge.row, edge.at)));
            }
        }
    }
    found
}
