//! Letters as high as several lines, with which a chapter begins: each belongs to the word that is beside its top.

use super::line::{GlyphRow, LineGlyph};
use super::matrix::percent;
use super::sheet::{Line, LineFlow};

/// How much higher than another letter one of these is, in hundredths.
const HIGHER: i64 = 175;

/// Whether a row is such a letter, beside letters of a size.
pub(super) fn is_initial(row: &GlyphRow, size: i64) -> bool {
    matches!(row.cells.as_slice(), [cell] if is_high(cell, size))
}

fn is_high(cell: &LineGlyph, size: i64) -> bool {
    cell.size * 100 > size * HIGHER && cell.letters.first().is_some_and(char::is_uppercase)
}

/// Puts the letters where they belong.
pub(super) fn put(lines: &mut Vec<Line>) {
    let mut at = 0;
    while at < lines.len() {
        match beside(lines, at) {
            None => at += 1,
            Some(first) => {
                let initial = lines.remove(at);
                let first = if first > at { first - 1 } else { first };
                let Some(line) = lines.get_mut(first) else { continue };
                let mut letter = initial.text;
                let between = initial.frame.x1..=line.frame.x0;
                if begins_word(&line.text) || line.blank.is_some_and(|x| between.contains(&x)) {
                    letter.push(' ');
                }
                let length = letter.len();
                line.text.insert_str(0, &letter);
                line.marks.iter_mut().for_each(|mark| mark.at += length);
                line.frame.x0 = line.frame.x0.min(initial.frame.x0);
                line.glyphs += initial.glyphs;
            }
        }
    }
}

/// Whether a text begins with a word of its own: a capital, and then a small letter. The rest of a word that has lost its
/// first letter to an initial is all small or all capitals.
fn begins_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// The line whose first letter is at number `at`: the highest of those right behind it.
fn beside(lines: &[Line], at: usize) -> Option<usize> {
    let initial = lines.get(at)?;
    let mut letters = initial.text.chars();
    if !letters.next()?.is_uppercase() || letters.next().is_some() || initial.flow != LineFlow::Body
    {
        return None;
    }
    let letter = initial.frame;
    let begins = |line: &Line| {
        let size = line.frame.size;
        letter.size * 100 > size * HIGHER
            && line.turn == initial.turn
            && line.flow == LineFlow::Body
            && line.frame.x0 >= letter.x1 - percent(size, 30)
            && line.frame.x0 <= letter.x1 + percent(size, 150)
            && line.frame.y > letter.y - percent(letter.size, 85)
            && line.frame.y <= letter.y + percent(size, 30)
    };
    let behind = lines.iter().enumerate().filter(|&(other, line)| other != at && begins(line));
    let (first, line) = behind.min_by_key(|(_, line)| line.frame.y)?;
    // Else it is a letter of a larger size, and no more.
    let covers_two = line.frame.y < letter.y - percent(line.frame.size, 60);
    (covers_two && line.text.starts_with(char::is_alphabetic)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::begins_word;

    #[test]
    fn an_initial_may_be_a_word() {
        assert!(begins_word("Prince, whose character"));
        for rest in ["hen in the course", "HEN in the course", "’ve seen"] {
            assert!(!begins_word(rest), "{rest}");
        }
    }
}
