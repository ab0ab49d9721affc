//! Lines that are read from right to left.
//!
//! On the page the letters are where the eye meets them; what is wanted is the order in which they are spoken. The cells
//! are taken from the right, and numbers and runs of Latin letters among them are turned back. What belongs to a number
//! is what programs take for one when they set the line (Unicode's bidirectional algorithm, rules W1 to W7): in `250–300`
//! there are two, of which the first is on the right; in `12.5%` there is one.

use super::glyph::is_rtl;
use super::line::{Level, LineGlyph};
use super::matrix::{Mil, percent};
use super::words::raised_figure;
use std::cmp::Reverse;
use unicode_normalization::UnicodeNormalization;

/// Letters of one line, at most, of which the order in the stream counts: more are no line that anybody reads.
const LONGEST: usize = 2_000;

/// How wide a gap between words is, in hundredths of the size, where nothing else is known.
const SPACE: Mil = 17;
/// How narrow spaces are, in hundredths of the size, and how near letters that touch; and so many spaces tell it.
const NARROW_SPACE: Mil = 9;
const TOUCHING: Mil = 4;
const NARROW_SPACES: usize = 3;

/// What a piece of a line does to the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter that is read from right to left.
    Right,
    /// A letter that is read from left to right.
    Left,
    Figure,
    /// A figure of Arabic or Persian: a number of them is no part of a run of Latin words.
    OwnFigure,
    /// It goes with what is around it.
    Neutral,
}

impl Class {
    fn of(text: &str) -> Self {
        let own =
            |c| matches!(c, '\u{660}'..='\u{669}' | '\u{66B}' | '\u{66C}' | '\u{6F0}'..='\u{6F9}');
        let neutral = |c| matches!(c, '\u{60C}' | '\u{66A}');
        let any = |is: &dyn Fn(char) -> bool| text.chars().any(is);
        if any(&|c| is_rtl(c) && !own(c) && !neutral(c)) {
            Self::Right
        } else if any(&own) {
            Self::OwnFigure
        } else if any(&char::is_alphabetic) {
            Self::Left
        } else if any(&char::is_numeric) {
            Self::Figure
        } else {
            Self::Neutral
        }
    }

    const fn is_figure(self) -> bool {
        matches!(self, Self::Figure | Self::OwnFigure)
    }

    const fn is_ltr(self) -> bool {
        matches!(self, Self::Left | Self::Figure)
    }
}

struct Piece {
    text: String,
    class: Class,
    after_space: bool,
}

impl Piece {
    fn is_one_of(&self, signs: &[char]) -> bool {
        let mut chars = self.text.chars();
        chars.next().is_some_and(|c| signs.contains(&c)) && chars.next().is_none()
    }

    /// Whether it makes one number of two that it is between.
    fn joins(&self, is_arabic: bool) -> bool {
        self.is_one_of(&[',', '.', ':', '/', '\u{A0}', '\u{60C}'])
            || (!is_arabic && self.is_one_of(&['-', '+', '\u{2212}']))
    }

    /// Whether it is part of the number that it touches.
    fn is_unit(&self) -> bool {
        self.is_one_of(&['%', '‰', '$', '€', '£', '¥', '₪', '°', '#', '±', '\u{66A}'])
    }
}

/// The text of a line, in the order of reading.
pub(super) fn text(cells: &[LineGlyph]) -> String {
    let cells = from_the_right(cells);
    let mut pieces: Vec<Piece> = Vec::with_capacity(cells.len());
    let mut before: Option<&LineGlyph> = None;
    let mut waiting = false;
    let least = word_gap(&cells);
    for cell in cells {
        let gap = before.map(|before| before.x0 - cell.x1);
        let wide = gap.is_some_and(|gap| gap > percent(cell.size, least));
        // The stream may run either way: the blank that was drawn before the cell is on its right, or on its left.
        let is_left = cell.after_blank && cell.blank < Mil::midpoint(cell.x0, cell.x1);
        let is_right = cell.after_blank && !is_left;
        let blank = (is_right || waiting) && gap.is_some_and(|gap| gap > percent(cell.size, 2));
        waiting = is_left;
        let shown = |c: char| raised_figure(c).filter(|_| cell.level == Level::Raised).unwrap_or(c);
        let text: String = cell.letters.chars().map(shown).flat_map(plain).collect();
        pieces.push(Piece { class: Class::of(&text), after_space: wide || blank, text });
        before = Some(cell);
    }
    mirror(&mut pieces);
    logical(&pieces)
}

/// How wide a gap is a space, in hundredths of the size: less where the gaps of a line are of two kinds, and most letters touch,
/// as in narrow lines of Arabic and Persian. Where a line has wider gaps, its spaces are known, and what is less is between letters.
fn word_gap(cells: &[&LineGlyph]) -> Mil {
    let pairs = cells.iter().zip(cells.iter().skip(1));
    let gaps = pairs.map(|(right, left)| (right.x0 - left.x1) * 100 / left.size.max(1));
    let (mut touching, mut between, mut spaces) = (0_usize, 0_usize, 0_usize);
    let mut all = 0_usize;
    for gap in gaps {
        if gap > SPACE {
            return SPACE;
        }
        all += 1;
        touching += usize::from(gap < TOUCHING);
        between += usize::from((TOUCHING..NARROW_SPACE).contains(&gap));
        spaces += usize::from((NARROW_SPACE..=SPACE).contains(&gap));
    }
    let is_narrow = between == 0 && spaces >= NARROW_SPACES && touching > all / 2;
    if is_narrow { NARROW_SPACE - 1 } else { SPACE }
}

/// The cells from the right of the line to its left. They were drawn in one direction or in the other, and what lies over
/// its neighbour keeps its turn: an alef that is drawn into its lam, a jeem that reaches below the letter before it.
fn from_the_right(cells: &[LineGlyph]) -> Vec<&LineGlyph> {
    let mut out: Vec<&LineGlyph> = cells.iter().collect();
    if out.len() > LONGEST {
        out.sort_by_key(|cell| (Reverse(cell.x1), Reverse(cell.x0)));
        return out;
    }
    let steps = || cells.iter().zip(cells.iter().skip(1));
    let to_right = steps().filter(|(a, b)| b.x0 > a.x0).count();
    let to_left = steps().filter(|(a, b)| b.x0 < a.x0).count();
    if to_right > to_left {
        out.reverse();
    }
    for at in 1..out.len() {
        let mut place = at;
        while let Some(&[before, cell]) =
            place.checked_sub(1).and_then(|from| out.get(from..=place))
            && cell.x0 > before.x0
            && cell.x1 > before.x1
        {
            out.swap(place - 1, place);
            place -= 1;
        }
    }
    out
}

/// Pieces from the right of a line to its left, in the order of reading.
fn logical(pieces: &[Piece]) -> String {
    let script = |piece: &Piece| {
        (piece.class == Class::Right).then(|| piece.text.chars().any(is_arabic_letter))
    };
    // Before the first letter of a line, that counts which comes.
    let mut is_arabic = pieces.iter().find_map(script).unwrap_or(true);
    let mut out = String::new();
    let mut rest = pieces;
    while let Some(piece) = rest.first() {
        if piece.after_space {
            out.push(' ');
        }
        is_arabic = script(piece).unwrap_or(is_arabic);
        let run = left_to_right(rest).unwrap_or_else(|| number(rest, is_arabic));
        let (run, behind) = rest.split_at(run.clamp(1, rest.len()));
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

/// Letters behind which a number is set as one of Arabic's own.
const fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{7BF}' | '\u{860}'..='\u{8FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

/// How many pieces are a run of Latin words, if one begins here: up to the last letter or figure of it.
fn left_to_right(pieces: &[Piece]) -> Option<usize> {
    pieces.first().filter(|piece| piece.class.is_ltr())?;
    let ends = |piece: &&Piece| !matches!(piece.class, Class::Right | Class::OwnFigure);
    let run = pieces.get(..pieces.iter().take_while(ends).count())?;
    run.iter().find(|piece| piece.class == Class::Left)?;
    run.iter().rposition(|piece| piece.class.is_ltr()).map(|at| at + 1)
}

/// How many pieces are a number, from its right end; one where none begins here.
fn number(pieces: &[Piece], is_arabic: bool) -> usize {
    let at = |at: usize| pieces.get(at).filter(|piece| at == 0 || !piece.after_space);
    let is_figure = |end: usize| at(end).is_some_and(|piece| piece.class.is_figure());
    let is_unit = |end: usize| !is_arabic && at(end).is_some_and(Piece::is_unit);
    let mut end = 0;
    while is_unit(end) {
        end += 1;
    }
    if !is_figure(end) {
        return 1;
    }
    while is_figure(end)
        || (at(end).is_some_and(|piece| piece.joins(is_arabic))
            && is_figure(end + 1)
            && end > 0
            && is_figure(end - 1))
    {
        end += 1;
    }
    while is_unit(end) {
        end += 1;
    }
    end
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
        let neutral = pieces.iter().filter(|piece| !piece.class.is_ltr());
        neutral
            .flat_map(|p| p.text.chars())
            .filter(|&c| matches!(c, '(' | ')' | '[' | ']'))
            .collect()
    };
    let is_shape = matches!(brackets.first(), Some(')' | ']')) && brackets.len() > 1;
    if is_shape {
        for piece in pieces.iter_mut().filter(|piece| !piece.class.is_ltr()) {
            piece.text = piece.text.chars().map(other).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Level, LineGlyph, Piece, logical, text};
    use crate::reader::pdf::glyph::Letters;

    /// The characters of a line as they are on the page, from left to right.
    fn read(line: &str) -> String {
        let (mut pieces, mut after_space) = (Vec::new(), false);
        for c in line.chars().rev() {
            if c == ' ' {
                after_space = true;
            } else {
                let text = c.to_string();
                pieces.push(Piece { class: Class::of(&text), text, after_space });
                after_space = false;
            }
        }
        logical(&pieces)
    }

    #[test]
    fn narrow_spaces_are_seen_where_letters_touch() {
        let line = |gaps: &[i64]| {
            let mut x0 = 0;
            let mut cells = Vec::new();
            for (at, gap) in gaps.iter().rev().enumerate() {
                let letters = Letters::One(if at % 2 == 0 { 'ا' } else { 'د' });
                let (size, x1) = (10_000, x0 + 4_000);
                let (after_blank, blank, y, level, tag) = (false, 0, 0, Level::On, None);
                cells.push(LineGlyph { letters, x0, x1, y, size, after_blank, blank, level, tag });
                x0 = x1 + gap * 100;
            }
            text(&cells)
        };
        assert_eq!(line(&[0, 12, 0, 0, 13, -8, 0, 12, 0]).split(' ').count(), 4);
        assert_eq!(
            line(&[0, 12, 0, 6, 13, 0, 0, 12, 0]).split(' ').count(),
            1,
            "letters stand apart"
        );
        assert_eq!(
            line(&[0, 12, 0, 0, 0, 0, 0, 0, 0]).split(' ').count(),
            1,
            "one gap tells nothing"
        );
        assert_eq!(line(&[0, 18, 0, 6, 0, 0, 0, 0, 0]).split(' ').count(), 2);
        for (gaps, words) in [
            (&[12, 12, 12, 45, 12, 12, 12, 12, 45, 12, 12][..], 3),
            (&[12; 9], 1),
            (&[0, 12, 0, 25, 0, 12, 0, 12, 0, 25, 0], 3),
            (&[0, 12, 0, 13, 0, 12, 0, 0], 4),
            (&[0, 12, 0, 13, 0, 12], 1),
        ] {
            assert_eq!(line(gaps).split(' ').count(), words, "{gaps:?}");
        }
    }

    /// What UAX #9 makes of the line on the right is on the left.
    #[test]
    fn numbers_are_read_as_they_were_written() {
        for (shown, written) in [
            ("א 300–250 ב", "ב 250–300 א"),
            ("א 12 ,9 ,7 ב", "ב 7, 9, 12 א"),
            ("א 45.5% ,)1916-ב", "ב-1916), 45.5% א"),
            ("א 1916-1918 ב", "ב 1916-1918 א"),
            ("א $1,250.50 ב", "ב $1,250.50 א"),
            ("א 12/05/1998 ב", "ב 12/05/1998 א"),
            ("א Windows 10 ב", "ב Windows 10 א"),
            ("א5-ב", "ב-5א"),
            ("ا ١٨٨٧ ب", "ب ١٨٨٧ ا"),
            ("ا ١٩١٨–١٩١٤ ب", "ب ١٩١٤–١٩١٨ ا"),
            ("ا ۱۲٫۵ ب", "ب ۱۲٫۵ ا"),
            ("ا 15-12 ب", "ب 12-15 ا"),
            ("ا 1234-555 ب", "ب 555-1234 ا"),
            ("ا %20 ب", "ب 20% ا"),
            ("ا ٪٢٠ ب", "ب ٢٠٪ ا"),
            ("ا ١٢ BBC ب", "ب BBC ١٢ ا"),
            ("١٨٨٧", "١٨٨٧"),
        ] {
            assert_eq!(read(shown), written);
        }
    }
}
