//! From the lines of all pages to the readable text: the body of all pages, then notes, asides, furniture.

use super::frame::{Frame, begins_row, is_step};
use super::furniture::usual_step;
use super::glyph::Turn;
use super::joined::is_broken;
use super::limits::MAX_TEXT;
use super::line::Begins;
use super::matrix::{Mil, percent};
use super::notes::marker;
use super::order::order;
use super::sheet::{Line, LineFlow, Sheet};
use super::tags::Role;
use crate::reader::draft::heads_references;
use crate::reader::extracted::ExtractedText;
use crate::reader::{Block, ElementKind, Extent, StretchOrigin};
use crate::text::{Break, Rect, Span};
use std::collections::BTreeSet;

/// The words that a page which is a picture is taken to have: more than any ellipsis may stand for.
const MISSING_WORDS: usize = 10_000;

/// A page is read by its tags where so much of its glyphs has one, in per cent.
const TAGGED: usize = 90;

// Lengths in per cent of a letter's size, of the larger where there are two. A line of running text takes 120 to 145.

/// Farther down, a line is behind a gap: a paragraph of its own.
const GAP: Mil = 170;

/// The same in wide leading, in hundredths of the usual step from line to line.
const WIDE_STEP: Mil = 125;

/// Farther right in its row, a piece is a cell of a table.
const CELL_GAP: Mil = 160;

/// The indent of a paragraph's first line: more than the first, and less than the second, which is another column.
const INDENT: Mil = 80;
const FAR: Mil = 400;

/// Nearer, two lines are at the same height.
const SLACK: Mil = 30;

/// What is looked at above or below a line, to tell whether it is at the top or the foot of a column: two lines.
const NEAR: Mil = 260;

/// What a letter takes above its baseline, and below it.
const ASCENT: Mil = 80;
const DESCENT: Mil = 20;

/// Dots that lead to the number of a page, at least: an ellipsis has three.
const LEADER: usize = 5;

/// Characters of the number of an item or a heading, before which a gap parts no cells.
const NUMBER_CHARS: usize = 8;

/// A line as it was written last.
struct Last {
    frame: Frame,
    page: usize,
    turn: Turn,
    flow: LineFlow,
    kind: ElementKind,
    element: Option<u32>,
    table_cell: u32,
    begins: Begins,
    is_ocr: bool,
}

/// Writes lines in the order of reading.
struct Writer {
    out: ExtractedText,
    last: Option<Last>,
    /// The pages that are pictures.
    pictures: BTreeSet<usize>,
    /// The number of the last note.
    note: Option<u32>,
    /// The heading of the list of works that is being written lies so deep.
    references: Option<u8>,
    /// How far lines of the body that stand over each other mostly are apart on this page.
    step: Mil,
}

/// Writes all pages; `notes` has the marks of each page's notes.
pub(super) fn write(
    sheets: &[Sheet],
    notes: &[BTreeSet<String>],
    mut out: ExtractedText,
) -> ExtractedText {
    out.text.reserve(sheets.iter().flat_map(|s| &s.lines).map(|l| l.text.len() + 1).sum());
    let pictures = sheets.iter().enumerate().filter(|(_, sheet)| sheet.is_picture());
    let pictures = pictures.map(|(page, _)| page).collect();
    let mut writer = Writer { out, last: None, pictures, note: None, references: None, step: 0 };
    let none = BTreeSet::new();
    let mut compared = 0;
    for flow in [LineFlow::Body, LineFlow::Note, LineFlow::Aside, LineFlow::Furniture] {
        for (page, sheet) in sheets.iter().enumerate() {
            let lines: Vec<&Line> = sheet.lines.iter().filter(|line| line.flow == flow).collect();
            let marks =
                if flow == LineFlow::Body { notes.get(page).unwrap_or(&none) } else { &none };
            let by_tags = sheet.tagged * 100 >= sheet.glyphs * TAGGED;
            let order = if flow == LineFlow::Body || by_tags {
                order(&lines, by_tags, &mut compared)
            } else {
                (0..lines.len()).collect()
            };
            writer.step = if flow == LineFlow::Body { usual_step(sheet) } else { 0 };
            let ordered: Vec<&Line> =
                order.iter().filter_map(|&at| lines.get(at)).copied().collect();
            for (at, line) in ordered.iter().enumerate() {
                if !sheet.continued.contains(&line.table_cell) {
                    writer.line(line, page, marks, &lines);
                }
                let cell = line.table_cell;
                if ordered.get(at + 1).is_none_or(|next| next.table_cell != cell) {
                    writer.go_on(sheets, page + 1, line, notes);
                }
            }
            if writer.out.text.len() > MAX_TEXT {
                return writer.out;
            }
        }
    }
    writer.out
}

impl Writer {
    /// Writes what the cell of a line has on the next page.
    fn go_on(&mut self, sheets: &[Sheet], page: usize, line: &Line, notes: &[BTreeSet<String>]) {
        let cell = line.table_cell;
        let Some(sheet) = sheets.get(page).filter(|sheet| sheet.continued.contains(&cell)) else {
            return;
        };
        let goes_on = |next: &&Line| next.table_cell == cell && next.flow == line.flow;
        let lines: Vec<&Line> = sheet.lines.iter().filter(goes_on).collect();
        let none = BTreeSet::new();
        let marks = notes.get(page).filter(|_| line.flow == LineFlow::Body).unwrap_or(&none);
        for next in &lines {
            self.line(next, page, marks, &lines);
        }
    }

    fn line(&mut self, line: &Line, page: usize, notes: &BTreeSet<String>, around: &[&Line]) {
        let text = without_marks(line, notes);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let kind = self.kind(line);
        let element = line.tagged.map(|tagged| tagged.element);
        let begins = self.separate(line, text, page, (kind, element));
        let start = self.out.text.len();
        if self.last.as_ref().is_some_and(|last| is_jump(last, line, page, around)) {
            self.out.jumps.push(start);
        }
        self.out.text.push_str(text);
        let span = Span::new(start, self.out.text.len());
        let index = u32::try_from(page).unwrap_or(u32::MAX);
        let rect = rect(line);
        let from = Extent::Box { page: index.saturating_add(1), rect };
        self.out.origins.push(StretchOrigin { span, from });
        match self.out.blocks.last_mut().filter(|_| !begins) {
            Some(block) => {
                block.span.end = span.end;
                if let Extent::Box { rect: whole, .. } = &mut block.from {
                    *whole = whole.around(rect);
                }
            }
            None => self.out.blocks.push(Block {
                span,
                kind,
                begins: true,
                locus: index,
                from,
                ocr: line.is_ocr,
            }),
        }
        self.last = Some(Last {
            frame: line.frame,
            page,
            turn: line.turn,
            flow: line.flow,
            kind,
            element,
            table_cell: line.table_cell,
            begins: line.begins,
            is_ocr: line.is_ocr,
        });
    }

    /// Writes what is between the last line and this one, whose text is `text`; true where a block begins.
    fn separate(
        &mut self,
        line: &Line,
        text: &str,
        page: usize,
        (kind, element): (ElementKind, Option<u32>),
    ) -> bool {
        let begins_note = line.flow == LineFlow::Note && self.begins_note(line);
        let Some(last) = &self.last else { return true };
        let (a, b) = (&last.frame, &line.frame);
        let same_page = last.page == page && last.turn == line.turn;
        let in_row = same_page && a.in_row(b) && b.right_of(a);
        let gap = percent(a.larger(b), GAP).max(percent(self.step, WIDE_STEP));
        let gap = same_page && b.y - a.y > gap;
        let is_missing = last.flow == line.flow
            && (last.page + 1..page).any(|page| self.pictures.contains(&page));
        let is_apart = last.flow != line.flow
            || is_missing
            || match line.flow {
                LineFlow::Body => {
                    let is_row =
                        in_row && (line.begins == Begins::Cell || is_cell(&self.out.text, a, b));
                    is_row || is_entry(&self.out.text) || is_other_cell(last, line, same_page)
                }
                LineFlow::Note => begins_note,
                LineFlow::Aside => {
                    let is_step = same_page && !in_row && is_step(a, b) && !gap;
                    !is_step || kind != last.kind || is_other_cell(last, line, same_page)
                }
                LineFlow::Furniture => true,
            };
        let is_paragraph = is_apart && !in_row || gap;
        self.out.text.push_str(match (in_row, is_paragraph) {
            (true, _) => "\t",
            (_, true) => "\n\n",
            _ if !is_apart && is_broken(&self.out.text, text) => "",
            _ => "\n",
        });
        if is_apart {
            let hidden_words = if is_missing { MISSING_WORDS } else { 0 };
            self.out.breaks.push(Break { at: self.out.text.len(), hidden_words });
        }
        let other_element = element.is_some() && element != last.element;
        is_apart
            || is_paragraph
            || other_element
            || kind != last.kind
            || page != last.page
            || line.is_ocr != last.is_ocr
            || (same_page && !in_row && is_indented(a, b))
    }

    /// Whether a line begins a note: with a sign, or with the number that is next. Others are figures of the note's words.
    fn begins_note(&mut self, line: &Line) -> bool {
        let Some(mark) = marker(&line.text) else { return false };
        let Ok(number) = mark.parse::<u32>() else { return true };
        let is_next = self.note.is_none_or(|last| (last + 1..=last + 3).contains(&number));
        let begins = is_next || number == 1 || line.begins_raised;
        if begins {
            self.note = Some(number);
        }
        begins
    }

    fn kind(&mut self, line: &Line) -> ElementKind {
        match line.flow {
            LineFlow::Note => return ElementKind::Note,
            LineFlow::Aside if line.is_caption => return ElementKind::Caption,
            LineFlow::Aside => return ElementKind::Aside,
            LineFlow::Furniture => return ElementKind::Furniture,
            LineFlow::Body => {}
        }
        if let Some(level) = line.heading {
            if self.references.is_none_or(|open| level <= open) {
                self.references = heads_references(&line.text).then_some(level);
            }
            return ElementKind::Heading(level);
        }
        let kind = match line.tagged.map(|tagged| tagged.role) {
            Some(Role::Title) => ElementKind::Title,
            Some(Role::Cell) => ElementKind::Cell,
            Some(Role::ListItem) => ElementKind::ListItem,
            Some(Role::Quoted) => ElementKind::Quoted,
            Some(Role::Code) => ElementKind::Code,
            Some(Role::Reference) => ElementKind::Reference,
            _ => ElementKind::Body,
        };
        if self.references.is_some() { ElementKind::Reference } else { kind }
    }
}

/// Whether nobody would go on from one line of the page to the other: it is neither beside it, nor next below, nor
/// at the top of another column.
fn is_jump(last: &Last, line: &Line, page: usize, around: &[&Line]) -> bool {
    let (a, b) = (&last.frame, &line.frame);
    if last.flow != line.flow || last.page != page || last.turn != line.turn || is_step(a, b) {
        return false;
    }
    let slack = percent(a.larger(b), SLACK);
    let any = |wanted: &dyn Fn(&Frame) -> bool| around.iter().any(|other| wanted(&other.frame));
    let near = percent(a.larger(b), NEAR);
    let at_foot =
        !any(&|o| (a.y + slack..a.y + near).contains(&o.y) && o.shares(a) && !o.shares(b));
    if b.y > a.y + slack {
        // Below: with nothing between the two that is over or under one of them.
        return any(&|o| o.y > a.y + slack && o.y < b.y - slack && (o.shares(a) || o.shares(b)))
            || (!b.shares(a) && !at_foot);
    }
    // Nobody leaves a column before its last line.
    !((b.right_of(a) || a.right_of(b)) && at_foot)
}

/// A line's text without the marks of notes: those that are on its page, and figures behind a word that are no power.
fn without_marks(line: &Line, notes: &BTreeSet<String>) -> String {
    let mut text = line.text.clone();
    for mark in line.marks.iter().rev() {
        let plain = mark.plain.trim();
        let is_known = notes.contains(plain) || plain.split(',').all(|m| notes.contains(m.trim()));
        let is_power = matches!(plain, "2" | "3");
        if line.flow == LineFlow::Body && (is_known || (mark.is_sure && !is_power)) {
            let end = (mark.at + mark.length).min(text.len());
            if text.is_char_boundary(mark.at) && text.is_char_boundary(end) && mark.at <= end {
                text.replace_range(mark.at..end, "");
            }
        }
    }
    text
}

/// Whether a line is of another cell of the table than the last one, or one of them is of a table alone: as the structure tree,
/// rules or places say; or whether it is of the next row.
fn is_other_cell(last: &Last, line: &Line, same_page: bool) -> bool {
    let (before, now) = (last.table_cell, line.table_cell);
    let (a, b) = (&last.frame, &line.frame);
    let is_next_row = same_page && begins_row(a, b);
    before != now || (last.begins == Begins::Cell && now == before && is_next_row)
}

/// Whether the last line is an entry of a table of contents: dots lead to the number of a page.
fn is_entry(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or("");
    let dots = line.trim_end_matches(char::is_alphanumeric).chars().rev();
    let dots = dots.filter(|c| !c.is_whitespace()).take_while(|&c| c == '.').count();
    dots >= LEADER && line.ends_with(char::is_alphanumeric)
}

/// Whether two pieces of a row are cells of a table: far apart, and the first is no number of what follows.
fn is_cell(text: &str, a: &Frame, b: &Frame) -> bool {
    let line = text.rsplit(['\n', '\t']).next().unwrap_or("");
    let is_number = line.chars().count() <= NUMBER_CHARS && !line.chars().any(char::is_lowercase);
    b.x0 - a.x1 >= percent(a.larger(b), CELL_GAP) && !is_number
}

/// Whether a line begins a paragraph by where it begins.
fn is_indented(a: &Frame, b: &Frame) -> bool {
    let by = b.x0 - a.x0;
    b.y > a.y && b.shares(a) && by > percent(b.size, INDENT) && by < percent(b.size, FAR)
}

fn rect(line: &Line) -> Rect {
    let Frame { x0, x1, y, size } = line.frame;
    let (x0, x1) = line.mirrored.map_or((x0, x1), |width| (width - x1, width - x0));
    let (high, low) = (y - percent(size, ASCENT), y + percent(size, DESCENT));
    // Where the line was drawn, before the page was turned back.
    let drawn = |x: Mil, y: Mil| {
        let by = |length: Mil| length * line.lean / 100_000;
        line.turn.on_page(x - by(y), y + by(x))
    };
    let corners = [drawn(x0, high), drawn(x1, low), drawn(x0, low), drawn(x1, high)];
    let short = |length: Mil| i32::try_from(length).unwrap_or(i32::MAX);
    let (xs, ys) = (corners.map(|(x, _)| short(x)), corners.map(|(_, y)| short(y)));
    Rect {
        left: xs.into_iter().min().unwrap_or(0),
        top: ys.into_iter().min().unwrap_or(0),
        right: xs.into_iter().max().unwrap_or(0),
        bottom: ys.into_iter().max().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::is_entry;

    #[test]
    fn dots_lead_to_the_number_of_a_page() {
        for entry in ["Tides . . . . . . 178", "before\nTides ........ xii", "Tides . . . . .\t9"] {
            assert!(is_entry(entry), "{entry}");
        }
        for line in ["He waited ... 9", "Tides . . . . . . 178\nThe water", "version 1.2.3.4.5.6"] {
            assert!(!is_entry(line), "{line}");
        }
    }
}
