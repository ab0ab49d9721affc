//! The numbers of lines, in a margin or between columns, as drafts and editions have them: they count up the page in a
//! column of their own, and are not part of the lines, however close they are.

use super::glyph::{Glyph, Turn};
use super::matrix::{Mil, percent};

/// How far from each other, in 1/1000 pt, the ends of numbers are that are in one column.
const ALIGNED: Mil = 1_500;
/// Numbers of lines that a page has to have.
const COUNTED: usize = 5;
/// The most figures of one.
const FIGURES: usize = 5;

/// A number that stands by itself: its first glyph and how many there are, its value, its end, its baseline.
struct Number {
    first: usize,
    figures: usize,
    value: u32,
    end: Mil,
    y: Mil,
    turn: Turn,
}

/// Sets such numbers apart.
pub(super) fn mark(glyphs: &mut [Glyph]) {
    let mut numbers = numbers(glyphs);
    numbers.sort_by_key(|n| (n.turn, n.end, n.y));
    for column in numbers.chunk_by(|a, b| a.turn == b.turn && b.end - a.end <= ALIGNED) {
        let mut column: Vec<&Number> = column.iter().collect();
        column.sort_by_key(|n| n.y);
        let pairs = column.iter().zip(column.iter().skip(1));
        let steps: Vec<u32> = pairs.map(|(a, b)| b.value.wrapping_sub(a.value)).collect();
        let counts =
            |step: u32| steps.iter().filter(|&&s| s == step).count() * 5 >= steps.len() * 4;
        if column.len() < COUNTED || !(counts(1) || counts(5)) {
            continue;
        }
        for number in column {
            for glyph in glyphs.iter_mut().skip(number.first).take(number.figures) {
                glyph.is_artifact = true;
            }
        }
    }
}

/// The numbers of a page that touch nothing in the order of its stream.
fn numbers(glyphs: &[Glyph]) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut first = 0;
    while let Some(glyph) = glyphs.get(first) {
        let mut figures = 1;
        while let (Some(a), Some(b)) =
            (glyphs.get(first + figures - 1), glyphs.get(first + figures))
            && touches(a, b)
        {
            figures += 1;
        }
        let run = glyphs.get(first..first + figures).unwrap_or_default();
        let value = run.iter().try_fold(0_u32, |value, glyph| {
            let figure = glyph.letters.first().filter(|_| glyph.letters.chars().count() == 1)?;
            Some(value.checked_mul(10)? + figure.to_digit(10)?)
        });
        if let (Some(value), Some(last)) = (value.filter(|_| figures <= FIGURES), run.last()) {
            let (end, y, turn) = (last.x1, glyph.y, glyph.turn);
            numbers.push(Number { first, figures, value, end, y, turn });
        }
        first += figures;
    }
    numbers
}

/// Whether a glyph goes on where the one before ends.
fn touches(a: &Glyph, b: &Glyph) -> bool {
    a.turn == b.turn
        && (a.y - b.y).abs() < percent(a.size.max(b.size), 60)
        && (b.x0 - a.x1).abs() < percent(a.size.max(b.size), 60)
}

#[cfg(test)]
mod tests {
    use super::{Glyph, mark};
    use crate::reader::pdf::glyph::Letters;

    fn glyph(letter: char, x0: i64, y: i64) -> Glyph {
        Glyph::sample(Letters::One(letter), x0 * 1_000, x0 * 1_000 + 5_000, y * 1_000)
    }

    #[test]
    fn numbers_that_count_the_lines_are_none_of_their_words() {
        let page = |numbers: &[char]| {
            let lines = (0..).zip(numbers).flat_map(|(line, &number)| {
                let y = 100 + 12 * line;
                [glyph('a', 100, y), glyph('b', 105, y), glyph(number, 80, y)]
            });
            let mut page: Vec<Glyph> = lines.collect();
            mark(&mut page);
            page.iter().filter(|glyph| glyph.is_artifact).count()
        };
        assert_eq!(page(&['2', '3', '4', '5', '6', '7']), 6);
        assert_eq!(page(&['2', '9', '4', '1', '6', '3']), 0, "figures of a table");
        assert_eq!(page(&['2', '3', '4']), 0, "too few");
    }
}
