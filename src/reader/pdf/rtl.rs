//! Lines that are read from right to left.
//!
//! On the page the letters are where the eye meets them; what is wanted is the order in which they are spoken. The cells
//! are taken from the right, and runs of figures and Latin letters among them are turned back.

use super::glyph::is_rtl;
use super::line::Cell;
use super::matrix::{Mil, percent};
use std::cmp::Reverse;
use unicode_normalization::UnicodeNormalization;

struct Piece {
    text: String,
    /// Letters and figures that are read from left to right.
    is_ltr: bool,
    is_rtl: bool,
    after_space: bool,
}

/// The text of a line, in the order of reading.
pub(super) fn text(cells: &[Cell]) -> String {
    let mut cells: Vec<&Cell> = cells.iter().collect();
    // By their right edges: an alef that is drawn into its lam, and vowels over a letter, begin where that begins.
    cells.sort_by_key(|cell| (Reverse(cell.x1), Reverse(cell.x0)));
    let mut pieces: Vec<Piece> = Vec::with_capacity(cells.len());
    let mut before: Option<&Cell> = None;
    let mut waiting = false;
    for cell in cells {
        let gap = before.map(|before| before.x0 - cell.x1);
        let wide = gap.is_some_and(|gap| gap > percent(cell.size, 17));
        // The stream may run either way: the blank that was drawn before the cell is on its right, or on its left.
        let is_left = cell.after_blank && cell.blank < Mil::midpoint(cell.x0, cell.x1);
        let is_right = cell.after_blank && !is_left;
        let blank = (is_right || waiting) && gap.is_some_and(|gap| gap > percent(cell.size, 2));
        waiting = is_left;
        let text: String = cell.letters.chars().flat_map(plain).collect();
        pieces.push(Piece {
            is_ltr: text.chars().any(|c| c.is_alphanumeric() && !is_rtl(c)),
            is_rtl: text.chars().any(is_rtl),
            after_space: wide || blank,
            text,
        });
        before = Some(cell);
    }
    mirror(&mut pieces);
    let mut out = String::new();
    let mut rest = pieces.as_slice();
    while let Some(piece) = rest.first() {
        if piece.after_space {
            out.push(' ');
        }
        let run = if piece.is_ltr { left_to_right(rest) } else { 1 };
        let (run, behind) = rest.split_at(run);
        for (at, piece) in run.iter().enumerate().rev() {
            out.push_str(&piece.text);
            if at > 0 && piece.after_space {
                out.push(' ');
            }
        }
        rest = behind;
    }
    out
}

/// How many pieces are a run from left to right: up to the last letter or figure of it.
fn left_to_right(pieces: &[Piece]) -> usize {
    let run = pieces.iter().take_while(|piece| !piece.is_rtl).count();
    let last = pieces.iter().take(run).rposition(|piece| piece.is_ltr);
    last.map_or(1, |at| at + 1)
}

/// The letter that a form of presentation is: Arabic joined forms, Hebrew ligatures.
fn plain(c: char) -> Vec<char> {
    match c {
        '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => std::iter::once(c).nfkc().collect(),
        '\0' => Vec::new(),
        _ => vec![c],
    }
}

/// Some files name the shape of a bracket, others what it does; the first one of a line that is closed in it opens.
fn mirror(pieces: &mut [Piece]) {
    let other = |c: char| match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        _ => c,
    };
    let brackets: Vec<char> = {
        let neutral = pieces.iter().filter(|piece| !piece.is_ltr);
        neutral
            .flat_map(|p| p.text.chars())
            .filter(|&c| matches!(c, '(' | ')' | '[' | ']'))
            .collect()
    };
    let is_shape = matches!(brackets.first(), Some(')' | ']')) && brackets.len() > 1;
    if is_shape {
        for piece in pieces.iter_mut().filter(|piece| !piece.is_ltr) {
            piece.text = piece.text.chars().map(other).collect();
        }
    }
}
