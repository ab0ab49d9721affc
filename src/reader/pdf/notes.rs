//! Notes at the foot of a page: smaller lines with none of the body's size under them in their column, from one that
//! begins with a mark on; and where a note was left unfinished, what goes on with it at the foot of the next column or page.

use super::frame::{Frame, ROW};
use super::matrix::{Mil, percent};
use super::sheet::{Line, LineFlow, SMALL_PRINT, Sheet};
use super::tags::Role;
use super::words::plain_figure;
use std::collections::BTreeSet;

/// Lines at most that go on with a note of the body's size.
const REST: usize = 20;

/// Moves the notes of a page to their flow. What is given back are their marks. `unfinished` is the size of a note that the
/// page before broke off.
pub(super) fn mark(sheet: &mut Sheet, body: Mil, unfinished: &mut Option<Mil>) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for line in &mut sheet.lines {
        if line.flow == LineFlow::Body && line.tagged.is_some_and(|t| t.role == Role::Note) {
            line.flow = LineFlow::Note;
            marks.extend(marker(&line.text));
        }
    }
    let mut open = unfinished.take();
    marks.extend(large_notes(sheet, open));
    let middle = sheet.middle();
    let mut small = small_at_foot(sheet, body);
    small.sort_by_key(|&at| {
        sheet.lines.get(at).map(|l| (l.frame.x0 > percent(middle, 96), l.frame.y, l.frame.x0))
    });
    let is_right = |line: &Line| line.frame.x0 > percent(middle, 96);
    let mut in_left = true;
    let mut is_note = false;
    let mut before = None;
    for at in small {
        if in_left && sheet.lines.get(at).is_some_and(is_right) {
            in_left = false;
            open = broken_off(sheet, |line| !is_right(line));
        }
        let begins_below = sheet.lines.get(at).is_some_and(|line| stands_off(sheet, line));
        let beside = sheet.lines.get(at).is_some_and(|line| has_words_beside(sheet, line));
        let Some(line) = sheet.lines.get_mut(at) else { continue };
        let frame = line.frame;
        let other_column = before.is_some_and(|before: super::frame::Frame| {
            !frame.shares(&before) && (frame.y - before.y).abs() > percent(body, 60)
        });
        if other_column {
            is_note = false;
        }
        let is_same = |size: Mil| (size - frame.size).abs() <= percent(size, 4);
        is_note |= begins_below && open.is_some_and(is_same);
        if let Some(mark) = marker(&line.text).filter(|mark| begins(line, mark, beside)) {
            is_note = true;
            marks.insert(mark);
        }
        if is_note {
            line.flow = LineFlow::Note;
        }
        before = Some(frame);
    }
    let has_right = sheet.lines.iter().any(|line| line.flow == LineFlow::Note && is_right(line));
    *unfinished = broken_off(sheet, |line| is_right(line) == has_right);
    marks
}

/// The size of the last note of a page, or a column of it, where that is not finished.
fn broken_off(sheet: &Sheet, is_asked: impl Fn(&Line) -> bool) -> Option<Mil> {
    let notes = sheet.lines.iter().filter(|line| line.flow == LineFlow::Note && is_asked(line));
    let last = notes.max_by_key(|line| line.frame.y)?;
    (!is_finished(&last.text)).then_some(last.frame.size)
}

/// Whether a line ends with what sentences end with.
pub(super) fn is_finished(text: &str) -> bool {
    let quotes = ['"', '”', '’', '»', '“', ')', ']', ' '];
    text.trim_end_matches(quotes).ends_with(['.', '!', '?', '…', '。', '؟', '۔'])
}

/// Whether a line is further from the one over it in its column than lines of its size are, and that is of the text.
fn stands_off(sheet: &Sheet, line: &Line) -> bool {
    let over = |other: &&Line| {
        other.turn == line.turn
            && other.frame.y < line.frame.y - percent(line.frame.size, ROW)
            && other.frame.shares(&line.frame)
    };
    let nearest = sheet.lines.iter().filter(over).max_by_key(|other| other.frame.y);
    nearest.is_none_or(|other| {
        other.flow == LineFlow::Furniture
            || (other.frame.size > line.frame.size
                && line.frame.y - other.frame.y > percent(line.frame.size, 145))
    })
}

/// Whether words follow a line on its row, as those of a note follow its number.
fn has_words_beside(sheet: &Sheet, line: &Line) -> bool {
    line.text.len() <= 4 && sheet.lines.iter().any(|other| has_beside(line, other))
}

/// Whether `words` are close after a line on its row.
pub(super) fn has_beside(line: &Line, words: &Line) -> bool {
    words.turn == line.turn
        && words.frame.in_row(&line.frame)
        && words.frame.right_of(&line.frame)
        && words.frame.x0 - line.frame.x1 < percent(line.frame.size, 400)
        && words.text.contains(char::is_alphabetic)
}

/// Notes that are as large as the body: a line that begins with a raised mark which is in a line over it, and what is
/// under that line in its column; over the first, the rest of one of this size that the page before broke off. What is given
/// back are their marks.
fn large_notes(sheet: &mut Sheet, open: Option<Mil>) -> Vec<String> {
    let main = sheet.main_turn();
    let of_body = |line: &Line| line.turn == main && line.flow == LineFlow::Body;
    let is_called = |mark: &str, below: &Line| {
        let mut over = sheet.lines.iter().filter(|l| of_body(l) && l.frame.y < below.frame.y);
        over.any(|line| line.marks.iter().any(|m| m.at > 0 && m.plain.trim() == mark))
    };
    let mut notes: Vec<(String, Frame)> = Vec::new();
    for line in sheet.lines.iter().filter(|line| of_body(line) && line.begins_raised) {
        let begun =
            marker(&line.text).filter(|mark| begins(line, mark, false) && is_called(mark, line));
        notes.extend(begun.map(|mark| (mark, line.frame)));
    }
    let rest = notes.iter().map(|(_, frame)| *frame).min_by_key(|frame| frame.y);
    let rest = rest.zip(open).map(|(first, size)| rest_over(sheet, first, size));
    for at in rest.into_iter().flatten() {
        if let Some(line) = sheet.lines.get_mut(at) {
            line.flow = LineFlow::Note;
        }
    }
    let of_body = |line: &Line| line.turn == main && line.flow == LineFlow::Body;
    for line in sheet.lines.iter_mut().filter(|line| of_body(line)) {
        let slack = percent(line.frame.size, 10);
        let is_under =
            |(_, f): &(String, Frame)| line.frame.y >= f.y - slack && f.shares(&line.frame);
        if notes.iter().any(is_under) {
            line.flow = LineFlow::Note;
        }
    }
    notes.into_iter().map(|(mark, _)| mark).collect()
}

/// The lines right over the first note of a page, up to a gap, that go on with a note of a size; none where there is no gap.
fn rest_over(sheet: &Sheet, first: Frame, size: Mil) -> Vec<usize> {
    let main = sheet.main_turn();
    let (mut found, mut below) = (Vec::new(), first);
    while found.len() <= REST {
        let over = sheet.lines.iter().enumerate().filter(|(_, line)| {
            line.turn == main
                && line.flow == LineFlow::Body
                && line.frame.y < below.y - percent(below.size, ROW)
                && line.frame.shares(&below)
        });
        let Some((at, line)) = over.max_by_key(|(_, line)| line.frame.y) else { break };
        if below.y - line.frame.y > percent(size, 145) {
            return found;
        }
        if (line.frame.size - size).abs() > percent(size, 4) {
            break;
        }
        found.push(at);
        below = line.frame;
    }
    Vec::new()
}

/// Lines smaller than the body's that have no line of the body's size under them.
fn small_at_foot(sheet: &Sheet, body: Mil) -> Vec<usize> {
    let main = sheet.main_turn();
    let limit = percent(body, SMALL_PRINT);
    let of_body = |line: &&Line| line.turn == main && line.flow == LineFlow::Body;
    let large: Vec<&Line> =
        sheet.lines.iter().filter(of_body).filter(|line| line.frame.size >= limit).collect();
    let is_small = |line: &Line| {
        of_body(&line)
            && line.frame.size < limit
            && !large.iter().any(|o| o.frame.y > line.frame.y + 100 && o.frame.shares(&line.frame))
    };
    (0..sheet.lines.len()).filter(|&at| sheet.lines.get(at).is_some_and(is_small)).collect()
}

/// The mark that a line begins with, as plain characters.
pub(super) fn marker(text: &str) -> Option<String> {
    let plain = text.trim_start().chars().map(|c| plain_figure(c).unwrap_or(c));
    let mark: String = plain.take_while(|&c| c.is_ascii_digit() || is_sign(c)).collect();
    (!mark.is_empty() && mark.chars().count() <= 4).then_some(mark)
}

const fn is_sign(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '§' | '¶' | '∗' | '‖')
}

/// Whether a line that begins with a mark is a note's first; words may be beside it.
fn begins(line: &Line, mark: &str, beside: bool) -> bool {
    let behind = line.text.trim_start().chars().nth(mark.chars().count());
    line.begins_raised
        || mark.starts_with(['*', '†', '‡', '∗'])
        || behind.map_or(beside, |c| c == ' ' || c == '.' || c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::mark;
    use crate::reader::pdf::sheet::{Line, LineFlow, Sheet};
    use crate::reader::pdf::words::RaisedMark;

    fn sheet(lines: Vec<Line>) -> Sheet {
        Sheet { lines, width: 400_000, height: 600_000, ..Sheet::default() }
    }

    /// A page with lines of the text, and smaller ones at its foot.
    fn page(foot: &[(&str, i64)]) -> Sheet {
        let mut lines: Vec<Line> = (0..10)
            .map(|at| Line::plain("The water came before the morning", 50 + at * 12, 10))
            .collect();
        lines.extend(foot.iter().map(|&(text, y)| Line::plain(text, y, 8)));
        sheet(lines)
    }

    /// Of which flow the last lines of each page are.
    fn flows(pages: &mut [Sheet]) -> Vec<LineFlow> {
        let mut unfinished = None;
        for page in pages.iter_mut() {
            mark(page, 10_000, &mut unfinished);
        }
        pages.iter().filter_map(|page| page.lines.last()).map(|line| line.flow).collect()
    }

    #[test]
    fn a_note_that_was_broken_off_goes_on_at_the_foot_of_the_next_page() {
        let begun = [("1 The first copy was found in", 500), ("the attic of the custom", 509)];
        let (rest, close) =
            ([("house, and the other by", 500)], [("house, and the other by", 168)]);
        let ended = [("1 The first copy was found.", 500)];
        let (note, body) = (LineFlow::Note, LineFlow::Body);
        assert_eq!(flows(&mut [page(&begun), page(&rest), page(&rest)]), [note, note, note]);
        // A passage in small letters is none: no note was broken off, or it follows as lines do.
        assert_eq!(flows(&mut [page(&ended), page(&rest)]), [note, body]);
        assert_eq!(flows(&mut [page(&begun), page(&close)]), [note, body]);
        assert_eq!(flows(&mut [page(&begun), page(&[]), page(&rest)]), [note, body, body]);
    }

    #[test]
    fn a_large_note_goes_on_over_the_next_one() {
        let mark =
            |text: &str| RaisedMark { at: 5, length: 1, plain: text.to_owned(), is_sure: true };
        let page = |foot: &[(&str, i64)], called: &str| {
            let mut page = page(&[]);
            page.lines[0].marks = vec![mark(called)];
            page.lines.extend(foot.iter().map(|&(text, y)| Line {
                begins_raised: text.starts_with(char::is_numeric),
                ..Line::plain(text, y, 10)
            }));
            page
        };
        let notes = |second: &[(&str, i64)]| {
            let begun = [("1 The first copy was found in", 500)];
            let mut unfinished = None;
            super::mark(&mut page(&begun, "1"), 10_000, &mut unfinished);
            let mut second = page(second, "2");
            super::mark(&mut second, 10_000, &mut unfinished);
            second.lines.iter().filter(|line| line.flow == LineFlow::Note).count()
        };
        assert_eq!(notes(&[("the attic of the house.", 500), ("2 The next.", 512)]), 2);
        // It follows the text as lines do.
        assert_eq!(notes(&[("the attic of the house.", 170), ("2 The next.", 182)]), 1);
    }
}
