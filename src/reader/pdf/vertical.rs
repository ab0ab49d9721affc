//! Lines that run from top to bottom, as Japanese and Chinese may: each letter is upright, under the one before. Where
//! the file draws them one by one, its matrix says nothing of it; their places do.

use super::glyph::{Glyph, Turn, is_cjk};
use super::matrix::{Mil, percent};

/// Fewer steps from letter to letter say nothing of a page.
const STEPS: usize = 10;

/// Gives the upright letters of a page that is written downwards the direction of their lines.
pub(super) fn turn(glyphs: &mut [Glyph]) {
    let (mut down, mut along) = (0_usize, 0_usize);
    let mut before: Option<&Glyph> = None;
    for glyph in glyphs.iter().filter(|g| is_upright(g)) {
        if let Some(before) = before {
            down += usize::from(is_below(before, glyph));
            along += usize::from(is_beside(before, glyph));
        }
        before = Some(glyph);
    }
    if down < STEPS || down < 3 * along {
        return;
    }
    let mut last: Option<(Mil, Mil)> = None;
    for glyph in glyphs {
        let middle = Mil::midpoint(glyph.x0, glyph.x1);
        // Two figures may stand side by side in the room of one letter.
        let follows = last.is_some_and(|(x, y)| {
            let size = glyph.size;
            (middle - x).abs() < percent(size, 60) && (glyph.y - y).abs() < percent(size, 140)
        });
        if glyph.turn != Turn::Right || !(is_upright(glyph) || follows) {
            last = None;
            continue;
        }
        last = Some((middle, glyph.y));
        let (top, bottom) = (glyph.y - percent(glyph.size, 88), glyph.y + percent(glyph.size, 12));
        // The baseline of the Latin letters in such a line, which are turned, is so far to the left of its middle.
        let baseline = middle - percent(glyph.size, 38);
        (glyph.turn, glyph.x0, glyph.x1, glyph.y) = (Turn::Down, top, bottom, -baseline);
    }
}

fn is_upright(glyph: &Glyph) -> bool {
    glyph.turn == Turn::Right && glyph.letters.first().is_some_and(is_cjk)
}

fn is_below(before: &Glyph, glyph: &Glyph) -> bool {
    let by = glyph.y - before.y;
    (glyph.x0 - before.x0).abs() < percent(glyph.size, 30)
        && by > percent(glyph.size, 40)
        && by < percent(glyph.size, 200)
}

fn is_beside(before: &Glyph, glyph: &Glyph) -> bool {
    let by = glyph.x0 - before.x0;
    (glyph.y - before.y).abs() < percent(glyph.size, 30)
        && by > percent(glyph.size, 40)
        && by < percent(glyph.size, 200)
}
