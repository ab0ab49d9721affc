//! Tables and small print that part a sentence: they are beside the text, with what is between them and its two halves.

use super::frame::Frame;
use super::furniture::usual_step;
use super::matrix::{Mil, percent};
use super::notes::is_finished;
use super::sheet::{Line, LineFlow, SMALL_PRINT, Sheet};
use std::ops::Range;

/// From a caption to the text over or under it at least, in hundredths of a letter's size.
const APART: Mil = 150;
/// The same, in hundredths of the usual step from line to line, where that is wide.
const WIDER: Mil = 115;
/// Lines at most over and under a table, between it and the sentence that it parts: its caption.
const CAPTION: usize = 3;
/// A line that is so wide, in hundredths of the usual one, is full.
const FULL: Mil = 90;
/// By how much, in hundredths, letters of one text differ at most.
const SAME_SIZE: Mil = 3;
/// Lines at most over small print that is beside the text: its title, and how wide they are, in hundredths of the usual line.
const HEADS: usize = 2;
const HEAD: Mil = 60;
/// How far right, in hundredths of a letter's size, the first line of a paragraph begins at least.
const INDENT: Mil = 60;

/// Moves tables and small print aside that part a sentence, with what is between them and its two halves.
pub(super) fn set_aside(sheets: &mut [Sheet]) {
    let mut open = None;
    let mut rest = sheets;
    while let Some((sheet, behind)) = rest.split_first_mut() {
        let main = sheet.main_turn();
        let of_body = |line: &Line| line.turn == main && line.flow == LineFlow::Body;
        let step = usual_step(sheet);
        // A sentence may go on at the top of the next page. After a table, its last row may do so, too.
        let next: Vec<&Line> = behind
            .iter()
            .flat_map(|sheet| &sheet.lines)
            .filter(|line| of_body(line))
            .take(2)
            .collect();
        for small in [false, true] {
            let body: Vec<usize> = (0..sheet.lines.len())
                .filter(|&at| sheet.lines.get(at).is_some_and(of_body))
                .collect();
            let lines = body.iter().filter_map(|&at| sheet.lines.get(at));
            let lines: Vec<&Line> = lines.chain(next.iter().copied().filter(|_| small)).collect();
            let find = if small { printed_small } else { parting };
            let aside: Vec<usize> = find(&lines, step, open).into_iter().flatten().collect();
            let has_cells = aside.iter().any(|&at| lines.get(at).is_some_and(|l| l.table_cell > 0));
            for at in aside.iter().filter_map(|&at| body.get(at)) {
                if let Some(line) = sheet.lines.get_mut(*at) {
                    line.flow = LineFlow::Aside;
                    line.is_caption = has_cells && line.table_cell == 0;
                }
            }
        }
        let lines: Vec<&Line> = sheet.lines.iter().filter(|line| of_body(line)).collect();
        if let Some(last) = lines.last() {
            open = Half::open(last, usual_width(&lines));
        }
        rest = behind;
    }
}

/// The first half of a sentence, at the end of a page or before a table.
#[derive(Debug, Clone, Copy)]
struct Half {
    frame: Frame,
    /// Its last line is as long as those of the text are.
    is_full: bool,
}

impl Half {
    /// What a line breaks off, if it does, on a page whose text is so wide.
    fn open(line: &Line, usual: Mil) -> Option<Self> {
        let is_full = line.frame.width() >= percent(usual, FULL);
        let is_open = line.table_cell == 0 && !is_finished(&line.text);
        is_open.then_some(Self { frame: line.frame, is_full })
    }
}

/// How wide most lines of a text are, without those of its tables.
fn usual_width(lines: &[&Line]) -> Mil {
    let of_text = lines.iter().filter(|line| line.table_cell == 0);
    let mut widths: Vec<Mil> = of_text.map(|line| line.frame.width()).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(0)
}

/// The tables of a page that part a sentence, as ranges of its lines, which are mostly a `step` apart; `open`: what the page
/// before broke off.
fn parting(lines: &[&Line], step: Mil, open: Option<Half>) -> Vec<Range<usize>> {
    // A caption is apart from the sentence, further than lines of it from each other.
    let is_apart = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| lines.get(before));
        before
            .zip(lines.get(at))
            .is_none_or(|(a, b)| (b.frame.y - a.frame.y).abs() > apart(&a.frame, &b.frame, step))
    };
    let usual = usual_width(lines);
    let half = |at: usize| match at.checked_sub(1).and_then(|before| lines.get(before)) {
        None => open,
        Some(line) => Half::open(line, usual),
    };
    let begins_small = |at: usize| {
        let line = lines.get(at).filter(|line| line.table_cell == 0);
        line.is_some_and(|line| line.text.starts_with(char::is_lowercase))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let table = lines.iter().skip(at).take_while(|line| line.table_cell > 0).count();
        let end = at + table;
        if table > 0 {
            // A line over the table with which the sentence goes on is no caption.
            let first = (at.saturating_sub(CAPTION)..=at)
                .rev()
                .find(|&first| half(first).is_some() && (first == at || is_apart(first)))
                .filter(|&first| first == at || !begins_small(first));
            let last = first.and_then(|first| {
                let goes_on = |last: usize| begins_small(last) && (last == end || is_apart(last));
                let is_top = first == at && goes_on_behind(lines, step, half(first), first..end);
                (end..=end + CAPTION).find(|&last| goes_on(last)).or(is_top.then_some(end))
            });
            found.extend(first.zip(last).map(|(first, last)| first..last));
        }
        at = end.max(at + 1);
    }
    found
}

/// How far lines are from each other at most, one of which goes on with the other, where most are a `step` apart.
fn apart(a: &Frame, b: &Frame, step: Mil) -> Mil {
    percent(a.larger(b), APART).max(percent(step, WIDER))
}

/// Whether a sentence whose first half is before a table goes on after it: with a small letter, or, where the table is at the top
/// or at the end of a page or column and the first half ends with a full line, with any word that begins no paragraph.
fn goes_on_behind(lines: &[&Line], step: Mil, half: Option<Half>, table: Range<usize>) -> bool {
    let Some(line) = lines.get(table.end).filter(|line| line.table_cell == 0) else { return false };
    if line.text.starts_with(char::is_lowercase) {
        return true;
    }
    let Some(half) = half.filter(|half| half.is_full) else { return false };
    let cells = lines.get(table.clone()).unwrap_or(&[]);
    let top = cells.iter().map(|cell| cell.frame.y).min().unwrap_or(0);
    let bottom = cells.iter().map(|cell| cell.frame.y).max().unwrap_or(0);
    let is_floating = table.start == 0 || half.frame.y > top || line.frame.y < bottom;
    let word = line.text.split_whitespace().next().unwrap_or("");
    let is_number = word.chars().all(|c| !c.is_alphabetic()) && word.ends_with(['.', ')', ']']);
    // A line of the text has the next one right below it.
    let is_over = lines.get(table.end + 1).is_some_and(|under| {
        let (a, b) = (&line.frame, &under.frame);
        under.table_cell == 0
            && a.shares(b)
            && (1..=apart(a, b, step)).contains(&(b.y - a.y))
            && a.x0 - b.x0 <= percent(a.size, INDENT)
    });
    is_floating
        && word.starts_with(char::is_alphanumeric)
        && !is_number
        && is_over
        && (half.frame.size - line.frame.size).abs() <= percent(line.frame.size, SAME_SIZE)
}

/// Whether a line begins with words of the sentence before it, or of somebody whom that quotes: `the court held that` over `[t]he
/// mill was`. Small print that is beside the text begins with a capital or a figure.
fn begins_words(text: &str) -> bool {
    let marks = ['"', '“', '‘', '«', '„', '[', '…', '.'];
    text.starts_with(char::is_lowercase) || text.starts_with(marks)
}

/// Small print that parts a sentence, as [`parting`] has tables: captions without a number, what is beside the text.
fn printed_small(lines: &[&Line], step: Mil, open: Option<Half>) -> Vec<Range<usize>> {
    let usual = usual_width(lines);
    let is_apart = |a: &Frame, b: &Frame| (b.y - a.y).abs() > apart(a, b, step) || !a.shares(b);
    let (mut found, mut half, mut at) = (Vec::new(), open, 0);
    while let Some(line) = lines.get(at) {
        let from = at;
        at += 1;
        if let Some(half) = half.filter(|half| half.is_full) {
            let is_small = |line: &&&Line| {
                line.table_cell == 0 && line.frame.size < percent(half.frame.size, SMALL_PRINT)
            };
            let is_head = |line: &&&Line| {
                !is_small(line)
                    && line.table_cell == 0
                    && line.frame.width() < percent(usual, HEAD)
                    && !is_finished(&line.text)
            };
            let head = lines.iter().skip(from).take(HEADS).take_while(is_head).count();
            let end = from + head + lines.iter().skip(from + head).take_while(is_small).count();
            let ends = lines.get(end.saturating_sub(1)).zip(lines.get(end));
            if end > from + head
                && !begins_words(&line.text)
                && (from == 0 || is_apart(&half.frame, &line.frame))
                && ends.is_some_and(|(last, next)| is_apart(&last.frame, &next.frame))
                && goes_on_behind(lines, step, Some(half), from..end)
            {
                found.push(from..end);
                at = end;
                continue;
            }
        }
        let introduces = line.text.ends_with([':', ',', ';', '：']);
        half = Half::open(line, usual).filter(|_| !introduces);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Half, Line, parting, printed_small};
    use std::ops::Range;

    #[test]
    fn a_table_that_parts_a_sentence_is_beside_the_text() {
        let parted = |before: &str, behind: &str, open: bool| {
            let mut lines = vec![
                Line::plain(before, 50, 10),
                Line { table_cell: 1, ..Line::plain("The keeper", 80, 10) },
                Line { table_cell: 2, ..Line::plain("A ledger", 80, 10) },
                Line::plain("The keeper's books.", 100, 10),
                Line::plain(behind, 130, 10),
            ];
            if before.is_empty() {
                lines.remove(0);
            }
            let half =
                Half { frame: Line::plain("when the keeper of", 300, 10).frame, is_full: true };
            parting(&lines.iter().collect::<Vec<_>>(), 12_000, open.then_some(half))
        };
        // The lines of the sentence are as far from each other.
        let wide = [
            Line::plain("when the keeper of", 40, 10),
            Line::plain("The light left.", 57, 10),
            Line { table_cell: 1, ..Line::plain("The keeper", 80, 10) },
            Line::plain("The next one came when the", 100, 10),
            Line::plain("first had gone.", 117, 10),
        ];
        assert!(parting(&wide.iter().collect::<Vec<_>>(), 17_000, None).is_empty());
        assert_eq!(parting(&wide.iter().collect::<Vec<_>>(), 12_000, None).len(), 1);
        assert_eq!(
            parted("when the keeper of", "the light left.", false),
            [Range { start: 1, end: 4 }]
        );
        assert_eq!(parted("", "the light left.", true), [Range { start: 0, end: 3 }]);
        assert!(parted("", "the light left.", false).is_empty());
        assert!(parted("The keeper left.", "the light left.", false).is_empty());
        assert!(parted("when the keeper of", "Nobody left.", false).is_empty());
    }

    #[test]
    fn a_line_that_ends_the_sentence_over_a_table_is_no_caption() {
        let lines = [
            Line::plain("the light left it.", 50, 10),
            Line { table_cell: 1, ..Line::plain("A ledger", 80, 10) },
            Line::plain("of herring and", 110, 10),
        ];
        let half = Half { frame: Line::plain("when the keeper of", 700, 10).frame, is_full: true };
        assert!(parting(&lines.iter().collect::<Vec<_>>(), 12_000, Some(half)).is_empty());
    }

    #[test]
    fn small_print_that_parts_a_sentence_is_beside_the_text() {
        let parted_by = |small: &str, before: &str, size: i64, gap: i64, behind: &str| {
            let mut lines = [
                Line::plain("The light had burnt all night", 38, 10),
                Line::plain(before, 50, 10),
                Line::plain(small, 50 + gap, size),
                Line::plain("in the wet summer", 60 + gap, size),
                Line::plain(behind, 60 + 2 * gap, 10),
            ];
            if let Some(line) = lines.get_mut(3) {
                line.frame.x1 -= 100_000;
            }
            printed_small(&lines.iter().collect::<Vec<_>>(), 0, None)
        };
        let parted = |before: &str, size: i64, gap: i64, behind: &str| {
            parted_by("The tower, seen from the quay", before, size, gap, behind)
        };
        for quoted in ["[t]he tower, seen from the quay", "the tower, seen", "“The tower, seen"] {
            let found = parted_by(quoted, "when the keeper wrote that", 8, 30, "and left it.");
            assert!(found.is_empty(), "{quoted}");
        }
        let range = Range { start: 2, end: 4 };
        assert_eq!(parted("when the keeper of", 8, 30, "the light left."), [range]);
        assert!(parted("when the keeper of", 10, 30, "the light left.").is_empty(), "of its size");
        assert!(parted("when the keeper of", 8, 12, "the light left.").is_empty(), "right below");
        assert!(parted("when the keeper said:", 8, 30, "the light left.").is_empty());
        assert!(parted("when the keeper left.", 8, 30, "the light left.").is_empty());
        assert!(parted("when the keeper of", 8, 30, "Nobody left.").is_empty());
    }

    #[test]
    fn a_sentence_goes_on_with_a_figure_or_a_name_after_a_table_at_the_top() {
        let parted = |is_full: bool, behind: &str, indent: i64| {
            let mut next = Line::plain(behind, 130, 10);
            next.frame.x0 += indent * 1_000;
            let lines = [
                Line { table_cell: 1, ..Line::plain("The keeper", 80, 10) },
                Line { table_cell: 2, ..Line::plain("A ledger", 80, 10) },
                next,
                Line::plain("the light left the tower.", 142, 10),
            ];
            let half = Half { frame: Line::plain("before the frost of", 700, 10).frame, is_full };
            !parting(&lines.iter().collect::<Vec<_>>(), 12_000, Some(half)).is_empty()
        };
        assert!(parted(true, "1772, when the keeper of", 0));
        assert!(parted(true, "Aldmoor, when the keeper of", 0));
        assert!(!parted(false, "1772, when the keeper of", 0), "the line before is not full");
        assert!(!parted(true, "Nobody saw how the keeper of", 12), "a paragraph begins");
        assert!(!parted(true, "2. The keeper of", 0), "an item begins");
    }
}
