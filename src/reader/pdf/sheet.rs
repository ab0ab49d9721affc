//! The lines of a page, once their text is known.

use super::frame::Frame;
use super::glyph::{Glyph, Turn, settle};
use super::line::{Begins, GlyphRow, Level, LineGlyph, rows};
use super::matrix::Mil;
use super::ruled::{Area, Ruled};
use super::tags::Tagged;
use super::words::{RaisedMark, ReadFrom, plain_figure, words};
use super::{initial, numbered, vertical};
use std::collections::HashMap;

/// Which of the streams of text a line belongs to. Flows follow each other in the text, and no quote runs from one into
/// another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LineFlow {
    Body,
    Note,
    /// Captions, tables beside the text, stamps.
    Aside,
    /// What is on page after page: running heads, page numbers.
    Furniture,
}

/// Letters smaller than this, in hundredths of the body's, are small print: notes, captions, what is in margins.
pub(super) const SMALL_PRINT: Mil = 94;

/// Letters of this size or larger, in hundredths of the body's, are a heading's.
pub(super) const LARGE: Mil = 115;

/// How far from the edge of the text, in 1/1000 pt, a line begins or ends that is at it.
const EDGE: Mil = 2_000;

/// A picture is all of a page where it covers so many hundredths of it.
const COVERED: Mil = 80;

/// A line of a page.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) marks: Vec<RaisedMark>,
    pub(super) frame: Frame,
    pub(super) turn: Turn,
    /// By how much the page was turned back, in 1/100,000.
    pub(super) lean: Mil,
    pub(super) glyphs: usize,
    pub(super) flow: LineFlow,
    /// It begins with a raised character.
    pub(super) begins_raised: bool,
    /// Where the middle of the blank is that was drawn before it.
    pub(super) blank: Option<Mil>,
    pub(super) tagged: Option<Tagged>,
    /// Its letters have no ink: they are what OCR found in a picture.
    pub(super) is_ocr: bool,
    /// It is, or belongs to, a caption.
    pub(super) is_caption: bool,
    /// How deep the heading lies that it is, from 1.
    pub(super) heading: Option<u8>,
    pub(super) begins: Begins,
    /// The table's cell that it is in, as the structure tree or the rules around it say; 0 where it is in none.
    pub(super) table_cell: u32,
    pub(super) read_from: ReadFrom,
    /// The width of its page, where its frame counts from the right edge.
    pub(super) mirrored: Option<Mil>,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// In the order of the content stream, or as rows were found.
    pub(super) lines: Vec<Line>,
    pub(super) width: Mil,
    pub(super) height: Mil,
    pub(super) glyphs: usize,
    /// Glyphs of which nothing says what they stand for.
    pub(super) unmapped: usize,
    /// Glyphs that the structure tree knows.
    pub(super) tagged: usize,
    /// The area of its pictures, in hundredths of its own.
    pub(super) pictures: Mil,
    /// Its text is stamped on a picture of the page, and is not what the picture shows.
    pub(super) is_stamped: bool,
    /// Boxes that words may lie in.
    pub(super) boxes: Vec<Area>,
    /// The numbers of cells that began on the page before.
    pub(super) continued: Vec<u32>,
}

impl Sheet {
    /// Whether the page is a picture, and has no text but what was stamped on it.
    pub(super) fn is_picture(&self) -> bool {
        self.is_stamped || (self.glyphs == 0 && self.pictures >= 25)
    }

    /// Marks a page that a picture covers and that has no text but running heads and feet, or one row.
    pub(super) fn find_stamp(&mut self) {
        let lines = || self.lines.iter().filter(|line| line.flow != LineFlow::Furniture);
        let is_row = |line: &Line| {
            lines().all(|other| line.turn == other.turn && line.frame.in_row(&other.frame))
        };
        self.is_stamped = self.pictures >= COVERED
            && !self.lines.iter().any(|line| line.is_ocr)
            && lines().next().is_none_or(is_row);
    }

    /// Whether one in twenty of its glyphs stands for nothing that is known.
    pub(super) fn is_unmapped(&self) -> bool {
        self.unmapped > 0 && self.unmapped * 20 >= self.glyphs
    }

    /// Puts the glyphs of a page together.
    pub(super) fn new(
        mut glyphs: Vec<Glyph>,
        mut ruled: Ruled,
        (width, height): (Mil, Mil),
        pictures: Mil,
        tagged: impl Fn(&Glyph) -> Option<Tagged>,
    ) -> Self {
        let on_page = |g: &Glyph| {
            let ((ax, ay), (bx, by)) = (g.turn.on_page(g.x0, g.y), g.turn.on_page(g.x1, g.y));
            ax.max(bx) >= 0
                && ax.min(bx) <= width
                && ay.max(by) >= 0
                && ay.min(by) <= height + g.size
        };
        glyphs.retain(on_page);
        settle(&mut glyphs);
        let lean = straighten(&mut glyphs);
        vertical::turn(&mut glyphs);
        numbered::mark(&mut glyphs);
        let unmapped = |g: &&Glyph| g.letters.chars().any(|c| c == '\u{FFFD}');
        let mut sheet = Self {
            lines: Vec::new(),
            width,
            height,
            glyphs: glyphs.len(),
            unmapped: glyphs.iter().filter(unmapped).count(),
            tagged: 0,
            pictures,
            is_stamped: false,
            boxes: Vec::new(),
            continued: Vec::new(),
        };
        let mut known = HashMap::new();
        for glyph in &mut glyphs {
            let Some(tag) = glyph.tag else { continue };
            let said: Option<Tagged> = *known.entry(tag).or_insert_with(|| tagged(glyph));
            glyph.table_cell = said.map_or(0, |said| said.table_cell);
        }
        if lean == 0 {
            ruled.mark(&mut glyphs, height);
        }
        for row in rows(&glyphs, &ruled) {
            let by_tag = |cell: &LineGlyph| known.get(&cell.tag?).copied().flatten();
            let of_row: Vec<Option<Tagged>> = row.cells.iter().map(by_tag).collect();
            sheet.tagged += of_row.iter().flatten().count();
            let first = of_row.iter().flatten().next().copied();
            sheet.lines.extend(line(&row, first, lean));
        }
        sheet.boxes = ruled.boxes;
        sheet.turn_asides();
        sheet.mirror();
        initial::put(&mut sheet.lines);
        sheet
    }

    /// Counts from the right edge on a page that is read from right to left, so that all that follows may think of it as of one
    /// that is read from left to right. Pieces of a row are put in the order of reading.
    fn mirror(&mut self) {
        let turned = self.lines.iter().filter(|line| line.read_from == ReadFrom::Right).count();
        if turned * 2 <= self.lines.len()
            || self.main_turn() != Turn::Right
            || !self.begins_at_right()
        {
            return;
        }
        let width = self.width;
        for line in self.lines.iter_mut().filter(|line| line.turn == Turn::Right) {
            let Frame { x0, x1, .. } = line.frame;
            (line.frame.x0, line.frame.x1) = (width - x1, width - x0);
            line.blank = line.blank.map(|blank| width - blank);
            line.mirrored = Some(width);
        }
        for area in &mut self.boxes {
            (area.left, area.right) = (width - area.right, width - area.left);
        }
        let in_row = |a: &Line, b: &Line| a.turn == b.turn && a.frame.in_row(&b.frame);
        for row in self.lines.chunk_by_mut(in_row) {
            row.sort_by_key(|line| line.frame.x0);
        }
    }

    /// Whether more lines that are read from right to left begin at the right edge of them all than end at the left one, where
    /// lines begin that a program took for lines of Latin.
    fn begins_at_right(&self) -> bool {
        let frames = || {
            self.lines
                .iter()
                .filter(|line| line.read_from == ReadFrom::Right)
                .map(|line| line.frame)
        };
        let left = frames().map(|frame| frame.x0).min().unwrap_or(0);
        let right = frames().map(|frame| frame.x1).max().unwrap_or(0);
        let at_right = frames().filter(|frame| right - frame.x1 <= EDGE).count();
        at_right >= frames().filter(|frame| frame.x0 - left <= EDGE).count()
    }

    /// The direction that most of the page is written in.
    pub(super) fn main_turn(&self) -> Turn {
        let turns = [Turn::Right, Turn::Down, Turn::Left, Turn::Up];
        let count = |turn: &Turn| -> usize {
            self.lines.iter().filter(|l| l.turn == *turn).map(|l| l.glyphs).sum()
        };
        // Of equals the first.
        turns.into_iter().rev().max_by_key(count).unwrap_or(Turn::Right)
    }

    fn turn_asides(&mut self) {
        let main = self.main_turn();
        for line in &mut self.lines {
            if line.turn != main && line.flow == LineFlow::Body {
                line.flow = LineFlow::Aside;
            }
        }
    }

    /// From the top of the page to its bottom, as its main lines count.
    pub(super) fn top_and_bottom(&self) -> (Mil, Mil) {
        match self.main_turn() {
            Turn::Right | Turn::Askew => (0, self.height),
            Turn::Down => (-self.width, 0),
            Turn::Left => (-self.height, 0),
            Turn::Up => (0, self.width),
        }
    }

    /// The middle of the page across, as its main lines count.
    pub(super) fn middle(&self) -> Mil {
        match self.main_turn() {
            Turn::Right | Turn::Askew => self.width / 2,
            Turn::Left => -self.width / 2,
            Turn::Down => self.height / 2,
            Turn::Up => -self.height / 2,
        }
    }
}

/// Turns a page back that lies askew by a little: by the lean of the middle one of its glyphs, which is given back.
fn straighten(glyphs: &mut [Glyph]) -> Mil {
    if glyphs.iter().all(|glyph| glyph.lean == 0) {
        return 0;
    }
    let straight = |glyph: &&Glyph| glyph.turn != Turn::Askew;
    let mut leans: Vec<Mil> = glyphs.iter().filter(straight).map(|glyph| glyph.lean).collect();
    leans.sort_unstable();
    let lean = leans.get(leans.len() / 2).copied().unwrap_or(0);
    if lean != 0 {
        for glyph in glyphs {
            let Glyph { x0, x1, y, .. } = *glyph;
            glyph.y = y - x0 * lean / 100_000;
            glyph.x0 = x0 + y * lean / 100_000;
            glyph.x1 = x1 + y * lean / 100_000;
        }
    }
    lean
}

fn line(row: &GlyphRow, tagged: Option<Tagged>, lean: Mil) -> Option<Line> {
    let mut words = words(row);
    let blank = words.text.len() - words.text.trim_start().len();
    if blank > 0 {
        words.text.drain(..blank);
        words.marks.iter_mut().for_each(|mark| mark.at = mark.at.saturating_sub(blank));
    }
    words.text.truncate(words.text.trim_end().len());
    if words.text.is_empty() {
        return None;
    }
    // The mark of the note that begins here is no part of its first word.
    let begins_raised = row.cells.first().is_some_and(|c| c.level == Level::Raised);
    let mark = words.text.find(|c| plain_figure(c).is_none()).unwrap_or(0);
    if mark > 0 && words.text.get(mark..).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
    {
        words.text.insert(mark, ' ');
        words.marks.iter_mut().filter(|m| m.at >= mark).for_each(|m| m.at += 1);
    }
    let begins_raised = begins_raised || mark > 0;
    Some(Line {
        text: words.text,
        marks: words.marks,
        frame: row.frame,
        turn: row.turn,
        lean,
        glyphs: row.cells.len(),
        flow: if row.is_artifact { LineFlow::Furniture } else { LineFlow::Body },
        begins_raised,
        blank: row.cells.first().filter(|cell| cell.after_blank).map(|cell| cell.blank),
        tagged,
        is_ocr: row.is_hidden,
        is_caption: false,
        heading: None,
        begins: if row.begins_cell { Begins::Cell } else { Begins::Line },
        table_cell: row.table_cell,
        read_from: words.read_from,
        mirrored: None,
    })
}

#[cfg(test)]
impl Line {
    /// A line of the text, at a height of the page and of a size, both in points.
    pub(super) fn plain(text: &str, y: i64, size: i64) -> Self {
        Self {
            text: text.to_owned(),
            marks: Vec::new(),
            frame: Frame { x0: 50_000, x1: 300_000, y: y * 1_000, size: size * 1_000 },
            turn: Turn::Right,
            lean: 0,
            glyphs: text.len(),
            flow: LineFlow::Body,
            begins_raised: false,
            blank: None,
            tagged: None,
            is_ocr: false,
            is_caption: false,
            heading: None,
            begins: Begins::Line,
            table_cell: 0,
            read_from: ReadFrom::Left,
            mirrored: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ruled, Sheet};
    use crate::reader::pdf::glyph::{Glyph, Letters};

    /// A line as a scan has it that lies askew: it goes down by so many hundredths of what it goes along.
    fn leaning(text: &str, y: i64, hundredths: i64) -> Vec<Glyph> {
        let glyph = |(at, letter): (i64, char)| {
            let (x, y) = (at * 5_000, y * 1_000 + at * 50 * hundredths);
            let lean = hundredths * 1_000;
            Glyph { lean, ..Glyph::sample(Letters::One(letter), 50_000 + x, 55_000 + x, y) }
        };
        (0..).zip(text.chars()).map(glyph).collect()
    }

    #[test]
    fn pages_that_begin_at_the_right_are_read_from_there() {
        // A row of three cells, drawn from the left, and the lines of a text.
        let page = |short: (i64, i64)| {
            let glyph = |(c, x0, x1, y): (char, i64, i64, i64)| {
                Glyph::sample(Letters::One(c), x0 * 1_000, x1 * 1_000, y * 1_000)
            };
            let (from, to) = short;
            let drawn = [
                ('א', 100, 160, 100),
                ('ב', 200, 260, 100),
                ('ג', 300, 360, 100),
                ('ד', 100, 400, 130),
                ('ה', 100, 400, 144),
                ('ו', from, to, 158),
            ];
            let glyphs = drawn.into_iter().map(glyph).collect();
            let sheet = Sheet::new(glyphs, Ruled::default(), (500_000, 700_000), 0, |_| None);
            sheet.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>().concat()
        };
        assert_eq!(page((300, 400)), "גבאדהו");
        assert_eq!(page((100, 300)), "אבגדהו", "lines of Latin");
    }

    #[test]
    fn lines_that_lie_askew_are_whole() {
        let words =
            ["Nobody in the valley had been told that the water", "would come before the morning."];
        for leans in [[0, 0], [1, 1], [4, 4], [-3, -3], [2, 3], [0, 1], [0, -2]] {
            let mut glyphs = leaning(words[0], 100, leans[0]);
            glyphs.extend(leaning(words[1], 114, leans[1]));
            let size = (500_000, 700_000);
            let sheet = Sheet::new(glyphs, Ruled::default(), size, 0, |_| None);
            let lines: Vec<&str> = sheet.lines.iter().map(|line| line.text.as_str()).collect();
            assert_eq!(lines, words, "{leans:?}");
        }
    }
}
