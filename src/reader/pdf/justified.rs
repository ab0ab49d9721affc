//! Lines whose words are further apart than columns are: in a narrow column a justified line of few words is drawn out
//! to both edges. They are lines, not rows of a table: the gaps are alike, and the line before or after goes from the
//! same edge to the same edge in one piece.

use super::frame::Frame;
use super::line::GlyphRow;
use super::matrix::{Mil, percent};

/// How much gaps of one line may differ, in hundredths of the largest: more is left behind a stop.
const ALIKE: Mil = 65;

/// Puts the pieces of such lines together.
pub(super) fn merge(rows: Vec<GlyphRow>) -> Vec<GlyphRow> {
    let runs = runs(rows);
    let frames: Vec<Frame> = runs.iter().map(|run| whole(run)).collect();
    let mut is_line: Vec<bool> = runs.iter().map(|run| run.len() == 1).collect();
    let may: Vec<bool> = runs.iter().map(|run| run.len() > 1 && is_spread(run)).collect();
    let numbers = 0..runs.len();
    for at in numbers.clone().chain(numbers.rev()) {
        let fits = |other: Option<usize>| {
            let other = other.filter(|&other| is_line.get(other) == Some(&true));
            let pair = other.and_then(|other| Some((frames.get(at)?, frames.get(other)?)));
            pair.is_some_and(|(a, b)| has_edges_of(a, b))
        };
        let is_drawn_out =
            may.get(at) == Some(&true) && (fits(at.checked_sub(1)) || fits(Some(at + 1)));
        if let Some(is_line) = is_line.get_mut(at).filter(|_| is_drawn_out) {
            *is_line = true;
        }
    }
    let mut out = Vec::with_capacity(runs.len());
    for (run, is_line) in runs.into_iter().zip(is_line) {
        if is_line { out.extend(in_one(run)) } else { out.extend(run) }
    }
    out
}

/// The rows, in runs of pieces that follow each other from left to right on one baseline.
fn runs(rows: Vec<GlyphRow>) -> Vec<Vec<GlyphRow>> {
    let mut runs: Vec<Vec<GlyphRow>> = Vec::with_capacity(rows.len());
    for row in rows {
        let follows = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            last.turn == row.turn
                && last.is_artifact == row.is_artifact
                && last.is_hidden == row.is_hidden
                && last.table_cell == row.table_cell
                && (last.frame.y - row.frame.y).abs() < percent(row.frame.size, 5)
                && row.frame.x0 > last.frame.x1
        });
        match runs.last_mut() {
            Some(run) if follows => run.push(row),
            _ => runs.push(vec![row]),
        }
    }
    runs
}

fn whole(run: &[GlyphRow]) -> Frame {
    let mut frames = run.iter().map(|row| row.frame);
    let first = frames.next().unwrap_or(Frame { x0: 0, x1: 0, y: 0, size: 0 });
    frames.fold(first, |mut all, frame| {
        all.cover(&frame);
        all
    })
}

/// Whether the gaps between the words of a row are alike, and it has words.
fn is_spread(run: &[GlyphRow]) -> bool {
    let has_letters = |row: &&GlyphRow| {
        row.cells.iter().flat_map(|cell| cell.letters.chars()).any(char::is_alphabetic)
    };
    let words = run.iter().filter(has_letters).count();
    let between = run.iter().zip(run.iter().skip(1)).map(|(a, b)| b.frame.x0 - a.frame.x1);
    let within = run.iter().flat_map(|row| {
        let pairs = row.cells.iter().zip(row.cells.iter().skip(1));
        let gap = |(a, b): (&super::line::LineGlyph, &super::line::LineGlyph)| b.x0 - a.x1;
        pairs.map(gap).filter(|&gap| gap > percent(row.frame.size, 20))
    });
    let gaps: Vec<Mil> = between.chain(within).collect();
    let (least, most) = (gaps.iter().min(), gaps.iter().max());
    words * 4 >= run.len() * 3
        && least.zip(most).is_some_and(|(least, most)| *least >= percent(*most, ALIKE))
}

/// Whether a line goes from edge to edge of the one right over it or under it.
fn has_edges_of(line: &Frame, other: &Frame) -> bool {
    let near = |a: Mil, b: Mil| (a - b).abs() <= percent(line.size, 12);
    let step = (line.y - other.y).abs();
    near(line.x0, other.x0)
        && near(line.x1, other.x1)
        && step > 0
        && step <= percent(line.larger(other), 180)
}

/// A row of all pieces.
fn in_one(run: Vec<GlyphRow>) -> Option<GlyphRow> {
    let frame = whole(&run);
    let mut rows = run.into_iter();
    let mut first = rows.next()?;
    first.cells.extend(rows.flat_map(|row| row.cells));
    first.frame = frame;
    Some(first)
}
