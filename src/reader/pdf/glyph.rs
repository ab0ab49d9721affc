//! A glyph where it is drawn, and the classes of characters that layout asks for.

use super::matrix::Mil;
use std::sync::Arc;
use unicode_normalization::char::is_combining_mark;

/// What a glyph stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Letters {
    /// Nothing: its text was given with another glyph.
    Nothing,
    /// One character, which is most often so.
    One(char),
    /// Several: a ligature, replacement text.
    Many(Arc<str>),
}

impl Letters {
    pub(super) fn new(text: &str) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Self::Nothing,
            (Some(c), None) => Self::One(c),
            _ => Self::Many(Arc::from(text)),
        }
    }

    pub(super) fn chars(&self) -> impl Iterator<Item = char> + '_ {
        let (one, many) = match self {
            Self::Nothing => (None, ""),
            Self::One(c) => (Some(*c), ""),
            Self::Many(text) => (None, &**text),
        };
        one.into_iter().chain(many.chars())
    }

    pub(super) fn first(&self) -> Option<char> {
        self.chars().next()
    }

    pub(super) const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    pub(super) fn is_blank(&self) -> bool {
        !self.is_nothing() && self.chars().all(char::is_whitespace)
    }
}

/// Which way a line runs on the page as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Turn {
    Right,
    Down,
    Left,
    Up,
    /// No multiple of a right angle: a stamp across the page.
    Askew,
}

impl Turn {
    /// By the direction of a line.
    pub(super) fn of((x, y): (f64, f64)) -> Self {
        let (wide, high) = (x.abs(), y.abs());
        if wide.min(high) > 0.1 * wide.max(high) {
            Self::Askew
        } else if wide >= high {
            if x >= 0.0 { Self::Right } else { Self::Left }
        } else if y >= 0.0 {
            Self::Down
        } else {
            Self::Up
        }
    }

    /// A place on the page as its line sees it: `x` along the line, `y` to the next line.
    pub(super) const fn along(self, x: Mil, y: Mil) -> (Mil, Mil) {
        match self {
            Self::Right | Self::Askew => (x, y),
            Self::Down => (y, -x),
            Self::Left => (-x, -y),
            Self::Up => (-y, x),
        }
    }

    /// The way back.
    pub(super) const fn on_page(self, x: Mil, y: Mil) -> (Mil, Mil) {
        match self {
            Self::Right | Self::Askew => (x, y),
            Self::Down => (-y, x),
            Self::Left => (-x, -y),
            Self::Up => (y, -x),
        }
    }
}

/// What the structure tree calls a piece of content: its stream (0 for the page's own) and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Tag {
    pub(super) stream: u32,
    pub(super) number: i32,
}

/// A glyph, its place counted along its line.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) letters: Letters,
    pub(super) x0: Mil,
    pub(super) x1: Mil,
    /// The baseline.
    pub(super) y: Mil,
    pub(super) size: Mil,
    pub(super) turn: Turn,
    /// How far its line goes down to 100,000 along, as it was drawn: a scan may lie askew by a fraction of a degree.
    pub(super) lean: Mil,
    /// Marked as no part of the document's content: page numbers, running heads.
    pub(super) is_artifact: bool,
    /// Drawn with no ink, as OCR's text is laid under a picture.
    pub(super) is_hidden: bool,
    /// A figure whose outline begins high above the baseline.
    pub(super) is_high: bool,
    pub(super) tag: Option<Tag>,
    /// The number of the table's cell that it belongs to, as the structure tree says; 0 where it belongs to none.
    pub(super) table_cell: u32,
}

/// Gives the text of a cluster the place of its letter: it may be said with a mark over that letter, which has no width and is
/// drawn before it, as where Arabic or Hebrew is written with vowels.
pub(super) fn settle(glyphs: &mut [Glyph]) {
    silence(glyphs);
    let is_mark = |glyph: &Glyph| (glyph.x1 - glyph.x0) * 50 < glyph.size;
    let mut said: Option<usize> = None;
    for at in 0..glyphs.len() {
        let Some(glyph) = glyphs.get(at).cloned() else { return };
        if !glyph.letters.is_nothing() {
            said = is_mark(&glyph).then_some(at);
        } else if let Some(mark) = said.and_then(|said| glyphs.get_mut(said))
            && mark.turn == glyph.turn
            && (mark.x0 - glyph.x0).abs() < glyph.size * 2
            && !is_mark(&glyph)
        {
            *mark = Glyph { letters: mark.letters.clone(), ..glyph };
            said = None;
        }
    }
}

/// A cluster that is said twice counts once: some programs say all of it with its letter, and again with a mark over that
/// letter which they draw by itself.
fn silence(glyphs: &mut [Glyph]) {
    let is_mark = |glyph: &Glyph| (glyph.x1 - glyph.x0) * 50 < glyph.size;
    let mut last: Option<usize> = None;
    for at in 0..glyphs.len() {
        let Some(glyph) = glyphs.get(at) else { return };
        if glyph.letters.is_nothing() {
            continue;
        }
        let has_mark =
            matches!(&glyph.letters, Letters::Many(text) if text.chars().any(is_combining_mark));
        let before = last.and_then(|last| Some((last, glyphs.get(last)?))).filter(|(_, before)| {
            has_mark
                && before.letters == glyph.letters
                && before.turn == glyph.turn
                && (before.x0 - glyph.x0).abs() < glyph.size * 2
        });
        let twice = match before {
            Some(_) if is_mark(glyph) => Some(at),
            Some((last, before)) if is_mark(before) => Some(last),
            _ => None,
        };
        if let Some(mark) = twice.and_then(|twice| glyphs.get_mut(twice)) {
            mark.letters = Letters::Nothing;
        }
        if twice != Some(at) {
            last = Some(at);
        }
    }
}

pub(super) const fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{1E800}'..='\u{1EFFF}')
}

pub(super) const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
impl Glyph {
    /// A visible, upright glyph, ten points high, for tests.
    pub(super) const fn sample(letters: Letters, x0: Mil, x1: Mil, y: Mil) -> Self {
        Self {
            letters,
            x0,
            x1,
            y,
            size: 10_000,
            turn: Turn::Right,
            lean: 0,
            is_artifact: false,
            is_hidden: false,
            is_high: false,
            tag: None,
            table_cell: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Glyph, Letters, settle};

    #[test]
    fn a_cluster_has_the_place_of_its_letter() {
        let glyph =
            |text: &str, x0: i64, x1: i64, y: i64| Glyph::sample(Letters::new(text), x0, x1, y);
        let mut glyphs = [glyph("דָ", 53_000, 53_010, 97_000), glyph("", 50_000, 56_000, 100_000)];
        settle(&mut glyphs);
        let [first, _] = &glyphs;
        assert_eq!((first.x0, first.x1, first.y), (50_000, 56_000, 100_000));
        let mut glyphs = [glyph("fi", 50_000, 53_000, 97_000), glyph("", 53_000, 56_000, 100_000)];
        settle(&mut glyphs);
        assert_eq!(glyphs[0].x1, 53_000, "a letter keeps its place");
    }
}
