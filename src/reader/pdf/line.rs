//! From glyphs to lines. Glyphs that follow each other on one baseline are a line; where a content stream draws in no
//! order at all, the rows are joined from the places.

use super::cells;
use super::frame::{Frame, coherence};
use super::glyph::{Glyph, Letters, Tag, Turn, is_rtl};
use super::initial::is_initial;
use super::justified;
use super::matrix::{Mil, percent};
use super::ruled::Ruled;
use super::words::{is_accent, is_combining};
use std::collections::HashMap;

/// A glyph of a line.
#[derive(Debug, Clone)]
pub(super) struct LineGlyph {
    pub(super) letters: Letters,
    pub(super) x0: Mil,
    pub(super) x1: Mil,
    pub(super) y: Mil,
    pub(super) size: Mil,
    /// A blank was drawn before it.
    pub(super) after_blank: bool,
    /// Where the middle of that blank is.
    pub(super) blank: Mil,
    pub(super) level: Level,
    pub(super) tag: Option<Tag>,
}

/// What a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// A line, and no more.
    Line,
    /// A cell of a table, behind another one.
    Cell,
}

/// Where a glyph is, relative to the baseline of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    On,
    Raised,
    Lowered,
}

impl Level {
    const fn by(down: Mil) -> Self {
        if down < 0 { Self::Raised } else { Self::Lowered }
    }
}

/// The glyphs of a line, or of what the content stream has in one piece of it.
#[derive(Debug, Clone)]
pub(super) struct GlyphRow {
    pub(super) cells: Vec<LineGlyph>,
    pub(super) frame: Frame,
    pub(super) turn: Turn,
    pub(super) is_artifact: bool,
    pub(super) is_hidden: bool,
    /// The number of the table's cell that it is in, as the structure tree or the rules around it say.
    pub(super) table_cell: u32,
    /// It begins a cell of a table, behind another one.
    pub(super) begins_cell: bool,
}

/// Blanks between glyphs of one line in the stream's order, in hundredths of their size: more is another column.
const WIDEST: Mil = 160;
/// The same where a number or a Latin word begins in a line that runs from right to left.
const WIDEST_TURNED: Mil = 350;
/// The same where rows are put together by place, and nothing else tells columns apart.
const WIDEST_BY_PLACE: Mil = 90;
/// Glyphs before one that tell whether a line runs from right to left: a number may be long.
const RUN: usize = 24;
/// Fewer lines say nothing about the order of the stream.
const ORDERED_LINES: usize = 20;
/// Of a stream in the order of reading, more than so many thousandths of the steps from line to line are a reader's.
const ORDERED: usize = 500;
/// Lines before a piece that may be the one it belongs to.
const BACK: usize = 60;
/// So many letters are a line, and no piece of one.
const LINE: usize = 12;
/// So many letters are more than a mark or an accent.
const PIECE: usize = 4;
/// How far from each other, in 1/1000 pt, lines of one column begin.
const LEFT: Mil = 500;
/// How far from its line's baseline a letter may be, in hundredths of its size: what programs lose by rounding.
const ON_LINE: Mil = 18;
/// A smaller letter that is further from it, in hundredths of the line's size, is raised or lowered.
const OFF_LINE: Mil = 12;
/// And it is no further than this.
const SCRIPT_REACH: Mil = 62;
/// What is raised or lowered is smaller than this, in hundredths of the line's size.
const SCRIPT_SIZE: Mil = 90;
/// How far after the end of a line, in hundredths of the larger size, words of another size are none of its own.
const OFF_SIDE: Mil = 70;
/// By how much, in hundredths, such sizes differ at least.
const OTHER_SIZE: Mil = 8;
/// A figure of the line's own size that touches it is the mark of a note where it is raised by more than this, in hundredths.
const HIGH_MARK: Mil = 22;
/// How far a letter may lie over the one before it, in hundredths of the larger size: kerning, accents, slanted letters.
const OVERLAP: Mil = -60;
/// More pieces on a page are no text that anybody reads, and are not joined.
const MAX_PIECES: usize = 20_000;

/// The lines of a page, in the order of its content stream.
pub(super) fn rows(glyphs: &[Glyph], ruled: &Ruled) -> Vec<GlyphRow> {
    let drawn = justified::merge(join(pieces(glyphs.iter(), WIDEST)));
    let is_in_order =
        drawn.len() < ORDERED_LINES || coherence(drawn.iter().map(|row| &row.frame)) > ORDERED;
    let placed = if is_in_order {
        Vec::new()
    } else {
        join(pieces(by_place(glyphs).into_iter(), WIDEST_BY_PLACE))
    };
    let rows = if !is_in_order && placed.len() < drawn.len() { placed } else { drawn };
    cells::part(rows, ruled)
}

/// The glyphs row by row, each from left to right.
fn by_place(glyphs: &[Glyph]) -> Vec<&Glyph> {
    let mut sorted: Vec<&Glyph> = glyphs.iter().collect();
    sorted.sort_by_key(|g| (g.turn, g.y, g.x0));
    let mut rows: Vec<Vec<&Glyph>> = Vec::new();
    for glyph in sorted {
        let last = rows.last().and_then(|row| row.last());
        let goes_on = last.is_some_and(|last| {
            last.turn == glyph.turn && (glyph.y - last.y).abs() < percent(glyph.size, 25)
        });
        match rows.last_mut() {
            Some(row) if goes_on => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    for row in &mut rows {
        row.sort_by_key(|g| g.x0);
    }
    rows.into_iter().flatten().collect()
}

fn pieces<'g>(glyphs: impl Iterator<Item = &'g Glyph>, widest: Mil) -> Vec<GlyphRow> {
    let mut rows: Vec<GlyphRow> = Vec::new();
    let mut twice = Twice::default();
    let mut blank = None;
    for glyph in glyphs {
        if glyph.letters.is_blank() {
            blank = Some(Mil::midpoint(glyph.x0, glyph.x1));
            continue;
        }
        if glyph.letters.is_nothing() {
            // Its text was given with the glyph before.
            if let Some(row) = rows.last_mut().filter(|row| row.turn == glyph.turn) {
                let near = (row.frame.y - glyph.y).abs() < percent(glyph.size, ON_LINE);
                if let Some(cell) = row.cells.last_mut().filter(|_| near) {
                    cell.x1 = cell.x1.max(glyph.x1);
                    row.frame.x1 = row.frame.x1.max(glyph.x1);
                }
            }
            continue;
        }
        if twice.is_drawn(glyph) {
            continue;
        }
        let cell = LineGlyph {
            letters: glyph.letters.clone(),
            x0: glyph.x0,
            x1: glyph.x1,
            y: glyph.y,
            size: glyph.size,
            after_blank: blank.is_some(),
            blank: blank.take().unwrap_or(0),
            level: if glyph.is_high { Level::Raised } else { Level::On },
            tag: glyph.tag,
        };
        let cell = match rows.last_mut() {
            Some(row) if belongs(row, glyph) => append(row, cell, glyph.lean != 0, widest),
            _ => Some(cell),
        };
        if let Some(cell) = cell {
            let frame = Frame { x0: cell.x0, x1: cell.x1, y: cell.y, size: cell.size };
            rows.push(GlyphRow {
                cells: vec![cell],
                frame,
                turn: glyph.turn,
                is_artifact: glyph.is_artifact,
                is_hidden: glyph.is_hidden,
                table_cell: glyph.table_cell,
                begins_cell: false,
            });
        }
    }
    rows
}

fn belongs(row: &GlyphRow, glyph: &Glyph) -> bool {
    row.turn == glyph.turn
        && row.is_artifact == glyph.is_artifact
        && row.is_hidden == glyph.is_hidden
        && row.table_cell == glyph.table_cell
}

/// Adds a glyph to the line that it goes on; gives it back where it begins another.
fn append(row: &mut GlyphRow, mut cell: LineGlyph, leans: bool, widest: Mil) -> Option<LineGlyph> {
    let frame = row.frame;
    let big = frame.size.max(cell.size);
    // A line that leans is followed from glyph to glyph.
    let leaning = if leans { row.cells.iter().rfind(|c| c.level == Level::On) } else { None };
    let down = cell.y - leaning.map_or(frame.y, |before| before.y);
    let gap = cell.x0 - frame.x1;
    let gap_left = frame.x0 - cell.x1;
    if is_initial(row, cell.size) {
        return Some(cell);
    }
    let rtl = |letters: &Letters| letters.chars().any(is_rtl);
    let is_rtl = rtl(&cell.letters) || row.cells.iter().rev().take(RUN).any(|c| rtl(&c.letters));
    let (accent, most) = accented(row, &cell);
    let same = down.abs() < percent(big, ON_LINE) || (accent && down.abs() < percent(big, most));
    let is_other = (cell.size - frame.size).abs() * 100 >= big * OTHER_SIZE;
    let stands_off = is_other && gap > percent(big, OFF_SIDE) && row.cells.len() > LINE;
    let near = gap > percent(big, OVERLAP) && gap < percent(big, widest) && !stands_off;
    // What runs the other way in such a line begins at its far end: a number of Arabic, too.
    let is_letter = rtl(&cell.letters) && !cell.letters.chars().any(char::is_numeric);
    let widest_left = if is_letter { WIDEST } else { WIDEST_TURNED };
    let near_left =
        is_rtl && gap_left > percent(big, OVERLAP) && gap_left < percent(big, widest_left);
    // And goes on in the room that was left for it.
    let gap_last = row.cells.last().map_or(gap, |last| cell.x0 - last.x1);
    let near_left =
        near_left || (is_rtl && gap_last > percent(big, OVERLAP) && gap_last < percent(big, 50));
    let within = down.abs() < percent(big, SCRIPT_REACH) && gap > percent(big, -40);
    // A smaller glyph, raised or lowered, that touches; or the line's own size after one that began it.
    let small = cell.size * 100 < frame.size * SCRIPT_SIZE;
    let is_mark = !small && is_high_mark(row, &cell, down, gap);
    let script = !same && within && (small || is_mark) && gap < percent(big, 45);
    // The mark of an item, in larger letters than its words.
    let after_mark = same && small && gap >= percent(big, 45) && row.cells.len() <= PIECE;
    // In a line from right to left it is at the left of these.
    let (within_first, gap_first) = if is_letter && gap_left > gap {
        (down.abs() < percent(big, SCRIPT_REACH) && gap_left > percent(big, -40), gap_left)
    } else {
        (within, gap)
    };
    let after_script = !same
        && within_first
        && cell.size * SCRIPT_SIZE > frame.size * 100
        && gap_first < percent(big, 60)
        && row.cells.len() <= 4;
    let hangs = !same && within && hangs(&cell, down, gap) && cell.size == frame.size;
    if !(same && (near || near_left) || script || after_script || hangs) {
        return Some(cell);
    }
    if after_script {
        for c in &mut row.cells {
            c.level = Level::by(c.y - (cell.y - percent(cell.size, 12)));
        }
    }
    if after_script || after_mark {
        row.frame.y = cell.y;
        row.frame.size = cell.size;
    } else if script || (same && !accent && small && down.abs() > percent(frame.size, OFF_LINE)) {
        cell.level = Level::by(down);
    }
    row.frame.cover(&Frame { x0: cell.x0, x1: cell.x1, y: cell.y, size: cell.size });
    if row.cells.iter().all(|before| is_combining(&before.letters)) {
        // The marks of the first letter say nothing of the line.
        row.frame.y = cell.y;
    }
    if !script {
        row.frame.size = row.frame.size.max(cell.size);
    }
    row.cells.push(cell);
    None
}

/// Whether a glyph or the one before it is an accent, and how far from its letter such a one may be drawn, in hundredths of its size.
fn accented(row: &GlyphRow, cell: &LineGlyph) -> (bool, Mil) {
    let either = |is: fn(&Letters) -> bool| {
        is(&cell.letters) || row.cells.last().is_some_and(|before| is(&before.letters))
    };
    (either(is_accent), if either(is_combining) { 90 } else { 45 })
}

/// Whether a figure of the line's own size is the mark of a note: raised, and right after a letter, or after such a figure.
fn is_high_mark(row: &GlyphRow, cell: &LineGlyph, down: Mil, gap: Mil) -> bool {
    -down > percent(cell.size, HIGH_MARK)
        && gap < percent(cell.size, 15)
        && row.cells.len() > PIECE
        && cell.letters.first().is_some_and(|c| c.is_ascii_digit())
        && row.cells.last().is_some_and(|last| {
            last.level == Level::Raised || last.letters.first().is_some_and(|c| !c.is_ascii_digit())
        })
}

/// Whether a capital hangs `down` from the line, `gap` behind its last letter: the E of TeX's name.
fn hangs(cell: &LineGlyph, down: Mil, gap: Mil) -> bool {
    down > 0
        && down < percent(cell.size, 30)
        && gap < percent(cell.size, 5)
        && cell.letters.first().is_some_and(char::is_uppercase)
}

/// Glyphs that were drawn, to tell a second drawing at the same place: shadows, and bold letters made of thin ones.
#[derive(Default)]
struct Twice(HashMap<(char, Turn, Mil), Vec<(Mil, Mil)>>);

impl Twice {
    fn is_drawn(&mut self, glyph: &Glyph) -> bool {
        const BAND: Mil = 2_000;
        let Some(first) = glyph.letters.first() else { return false };
        let band = glyph.y.div_euclid(BAND);
        let width = glyph.x1 - glyph.x0;
        let near = percent(width, 40).min(percent(glyph.size, 20)).max(percent(glyph.size, 2));
        let high = percent(glyph.size, 12).min(BAND);
        let drawn = (band - 1..=band + 1).any(|band| {
            self.0.get(&(first, glyph.turn, band)).is_some_and(|places| {
                places
                    .iter()
                    .any(|&(x, y)| (x - glyph.x0).abs() < near && (y - glyph.y).abs() < high)
            })
        });
        if !drawn {
            self.0.entry((first, glyph.turn, band)).or_default().push((glyph.x0, glyph.y));
        }
        drawn
    }
}

/// Joins pieces of one line that the stream has apart: formulas, accents, words set one by one.
fn join(rows: Vec<GlyphRow>) -> Vec<GlyphRow> {
    if rows.len() > MAX_PIECES {
        return rows;
    }
    let mut out: Vec<GlyphRow> = Vec::with_capacity(rows.len());
    let lefts: Vec<(Mil, Mil)> = rows.iter().map(|row| (row.frame.x0, row.frame.y)).collect();
    for (number, row) in rows.into_iter().enumerate() {
        let from = out.len().saturating_sub(BACK);
        let begins = begins_line(&lefts, number);
        // What was drawn since is of the same line.
        let mut is_near = true;
        let home = (from..out.len()).rev().find_map(|at| {
            let line = out.get(at)?;
            let may = is_near || !are_lines(line, &row, begins);
            let level = if may { touch(line, &row) } else { None };
            is_near &= (line.frame.y - row.frame.y).abs() <= percent(row.frame.size, 150);
            Some((at, level?))
        });
        match home.and_then(|(at, level)| Some((out.get_mut(at)?, level))) {
            None => out.push(row),
            Some((line, level)) => {
                line.frame.cover(&row.frame);
                line.cells.extend(row.cells.into_iter().map(|mut cell| {
                    if cell.level == Level::On {
                        cell.level = level;
                    }
                    cell
                }));
                line.cells.sort_by_key(|cell| cell.x0);
            }
        }
    }
    out
}

/// Whether two pieces are too long to be of one line, where other lines were drawn between them: they are lines of two
/// columns, however near the one comes to the other. The second one may be short where it begins as the lines around it do.
fn are_lines(a: &GlyphRow, b: &GlyphRow, begins: bool) -> bool {
    let (short, long) = (a.cells.len().min(b.cells.len()), a.cells.len().max(b.cells.len()));
    long >= LINE && short >= if begins { PIECE } else { LINE }
}

/// Whether a piece begins where the one drawn before it or after it begins, over it or under it.
fn begins_line(lefts: &[(Mil, Mil)], number: usize) -> bool {
    let Some(&(x, y)) = lefts.get(number) else { return false };
    let is_under = |other: Option<usize>| {
        other
            .and_then(|other| lefts.get(other))
            .is_some_and(|&(left, other)| (left - x).abs() <= LEFT && (other - y).abs() > LEFT)
    };
    is_under(number.checked_sub(1)) || is_under(Some(number + 1))
}

/// Whether a piece belongs to a line, and where it is relative to its baseline.
fn touch(line: &GlyphRow, piece: &GlyphRow) -> Option<Level> {
    let (a, b) = (&line.frame, &piece.frame);
    if line.turn != piece.turn
        || line.is_artifact != piece.is_artifact
        || line.is_hidden != piece.is_hidden
        || line.table_cell != piece.table_cell
    {
        return None;
    }
    let big = a.larger(b);
    let down = b.y - a.y;
    if is_initial(line, b.size) || is_initial(piece, a.size) {
        return None;
    }
    let rtl = |row: &GlyphRow| row.cells.iter().take(RUN).any(|c| c.letters.chars().any(is_rtl));
    let widest = if rtl(line) || rtl(piece) { 90 } else { 40 };
    let touches = |gap: Mil| gap > percent(big, -25) && gap < percent(big, widest);
    let beside = touches(b.x0 - a.x1) || touches(a.x0 - b.x1);
    let slack = percent(big, 10);
    // In the room that is left between two letters, if it is more than these.
    let is_free = |cell: &LineGlyph| cell.x1 <= b.x0 + slack || cell.x0 >= b.x1 - slack;
    let inside = b.x0 >= a.x0 - slack
        && b.x1 <= a.x1 + slack
        && (piece.cells.len() <= 3 || line.cells.iter().all(is_free));
    let small = b.size * 100 < a.size * SCRIPT_SIZE && piece.cells.len() <= 6;
    let script = small
        && down.abs() < percent(a.size, SCRIPT_REACH)
        && down.abs() > percent(a.size, OFF_LINE);
    if script && beside {
        Some(Level::by(down))
    } else if down.abs() < percent(big, ON_LINE) && (beside || inside) {
        Some(Level::On)
    } else {
        None
    }
}
