//! Captions, and the tables beside them: no part of the running text, wherever the page has room for them.

use super::frame::Frame;
use super::glyph::{Turn, is_cjk};
use super::limits::MAX_LOOKS;
use super::line::Begins;
use super::matrix::{Mil, percent};
use super::ruled::Area;
use super::sheet::{LARGE, Line, LineFlow, SMALL_PRINT, Sheet};
use super::tags::Role;

/// How captions begin, before their number.
const WORDS: &[&str] = &[
    "Figure",
    "Fig.",
    "Table",
    "Tab.",
    "Abbildung",
    "Abb.",
    "Tabelle",
    "Tableau",
    "Figura",
    "Tabla",
    "Tabella",
    "Figuur",
    "Tabel",
    "Рис.",
    "Рисунок",
    "Таблица",
    "図",
    "表",
    "图",
    "圖",
    "그림",
    "표",
];

/// Lines of a cell of a table that are looked back over.
const CELL_LINES: usize = 8;

/// Lines of the body that a page has to have for its margins to be told.
const MARGIN_LINES: usize = 5;

/// Lines of the body that a page has to have for its columns to be told from what is beside them.
const COLUMN_LINES: usize = 12;
/// How wide, in hundredths of the usual line, lines beside the columns are at most: wider ones are of a column.
const NARROW: Mil = 50;
/// Letters of this size or larger, in hundredths of the body's, are those of a sentence that is pulled out of it.
const PULLED: Mil = 130;
/// Lines at most between a title and the sentences in large letters that the text begins with: who wrote it, and when.
const BYLINE: usize = 2;
/// What is between the words of a box and its edge at least, in 1/1000 pt: a ground that ends with the words marks them.
const PADDING: Mil = 1_500;

/// Moves the captions of a page and their tables aside, and what is in its margins and over its letters.
pub(super) fn mark(sheet: &mut Sheet, body: Mil) {
    readings(sheet);
    captions(sheet);
    margins(sheet, body);
    beside(sheet);
    pulled(sheet, body);
}

/// Sentences that are pulled out of the text, in letters far larger than its own, over several lines. A title has no full
/// stop; sentences right below one, in smaller letters than its own, are how the text begins.
fn pulled(sheet: &mut Sheet, body: Mil) {
    let is_large = |line: &Line| {
        line.flow == LineFlow::Body
            && line.frame.size >= percent(body, PULLED)
            && line.tagged.is_none_or(|tagged| tagged.role == Role::Body)
    };
    let goes_on = |a: &Line, b: &Line| {
        let step = b.frame.y - a.frame.y;
        is_large(a)
            && is_large(b)
            && a.turn == b.turn
            && (a.frame.size - b.frame.size).abs() <= percent(a.frame.size, 3)
            && step > 0
            && step <= percent(a.frame.size, 150)
    };
    // The size of the title over it, and the lines of the text's size since.
    let (mut title, mut since) = (0, 0);
    for lines in sheet.lines.chunk_by_mut(goes_on) {
        let text = lines.last().map_or("", |line| line.text.as_str());
        let text = text.trim_end_matches(['"', '”', '’', '»', '“', ' ']);
        let size = lines.first().map_or(0, |line| line.frame.size);
        let is_large = lines.iter().all(&is_large);
        let is_lead = since <= BYLINE && title >= percent(size, LARGE);
        if lines.len() > 1 && text.ends_with(['.', '。']) && is_large && !is_lead {
            for line in lines {
                line.flow = LineFlow::Aside;
            }
        } else if is_large {
            (title, since) = (size.max(if since <= BYLINE { title } else { 0 }), 0);
        } else {
            since += lines.len();
        }
    }
}

/// Lines in a strip beside all columns of the text: marginals as large as the text, side heads.
fn beside(sheet: &mut Sheet) {
    let main = sheet.main_turn();
    let of_body = |line: &&Line| line.turn == main && line.flow == LineFlow::Body;
    let mut widths: Vec<Mil> =
        sheet.lines.iter().filter(of_body).map(|l| l.frame.width()).collect();
    widths.sort_unstable();
    let Some(&full) = widths.get(widths.len() * 3 / 4).filter(|_| widths.len() >= COLUMN_LINES)
    else {
        return;
    };
    let wide = |line: &&Line| line.frame.width() >= percent(full, NARROW);
    let columns: Vec<Frame> =
        sheet.lines.iter().filter(of_body).filter(wide).map(|line| line.frame).collect();
    let left = columns.iter().map(|frame| frame.x0).min().unwrap_or(0);
    let right = columns.iter().map(|frame| frame.x1).max().unwrap_or(0);
    let is_beside = |line: &Line| {
        let Frame { x0, x1, size, .. } = line.frame;
        of_body(&line)
            && line.frame.width() < percent(full, NARROW)
            && (x0 >= right + percent(size, 50) || x1 <= left - percent(size, 50))
            // Who speaks, in a transcript.
            && !line.text.ends_with(':')
    };
    let beside: Vec<usize> =
        (0..sheet.lines.len()).filter(|&at| sheet.lines.get(at).is_some_and(is_beside)).collect();
    let width = |at: &usize| sheet.lines.get(*at).map_or(0, |line| line.frame.width());
    let all = columns.iter().map(Frame::width).sum::<Mil>();
    if beside.iter().map(width).sum::<Mil>() * 3 > all {
        return;
    }
    for at in beside {
        if let Some(line) = sheet.lines.get_mut(at) {
            line.flow = LineFlow::Aside;
        }
    }
}

/// Moves words aside that lie in a box of their own: lines that it encloses on all sides, and nothing beside them that it
/// cuts. What has a box around most of the page, or around the cells of a table, is none.
pub(super) fn boxes(sheet: &mut Sheet, body: Mil) {
    let main = sheet.main_turn();
    let boxes: Vec<Area> = sheet.boxes.iter().map(|area| area.seen(main)).collect();
    let of_body = |line: &Line| line.turn == main && line.flow == LineFlow::Body;
    let all: usize = sheet.lines.iter().filter(|line| of_body(line)).map(|line| line.glyphs).sum();
    let mut left = MAX_LOOKS;
    for area in boxes {
        left = left.saturating_sub(sheet.lines.len() as u64);
        if left == 0 {
            return;
        }
        let middle = |line: &Line| line.frame.middle();
        let beside =
            |line: &&Line| of_body(line) && area.top < middle(line) && middle(line) < area.bottom;
        let is_inside = |line: &Line| line.frame.x0 >= area.left && line.frame.x1 <= area.right;
        let is_cut = |line: &Line| {
            !is_inside(line) && line.frame.x0 < area.right && area.left < line.frame.x1
        };
        let of_text = |line: &Line| {
            line.frame.x0 >= area.left + PADDING
                && line.frame.size < percent(body, LARGE)
                && line.table_cell == 0
                && line.begins == Begins::Line
        };
        let lines = || sheet.lines.iter().filter(beside);
        let inside = || lines().filter(|line| is_inside(line));
        let rows = inside().zip(inside().skip(1)).filter(|(a, b)| !a.frame.in_row(&b.frame));
        if inside().map(|line| line.glyphs).sum::<usize>() * 2 > all
            || rows.count() == 0
            || lines().any(is_cut)
            || !inside().all(of_text)
        {
            continue;
        }
        for line in &mut sheet.lines {
            if beside(&&*line) && is_inside(line) {
                line.flow = LineFlow::Aside;
            }
        }
    }
}

/// Small lines in a column of their own: no line of the body's size is over or under one.
fn margins(sheet: &mut Sheet, body: Mil) {
    let (main, limit) = (sheet.main_turn(), percent(body, SMALL_PRINT));
    let large = |line: &&Line| line.turn == main && line.frame.size >= limit;
    let large: Vec<Frame> = sheet.lines.iter().filter(large).map(|line| line.frame).collect();
    let mut widths: Vec<Mil> = large.iter().map(Frame::width).collect();
    widths.sort_unstable();
    let Some(full) = widths.get(widths.len() * 3 / 4).filter(|_| widths.len() >= MARGIN_LINES)
    else {
        return;
    };
    for line in &mut sheet.lines {
        let is_small = line.turn == main && line.flow == LineFlow::Body && line.frame.size < limit;
        let is_narrow = line.frame.width() < percent(*full, 60);
        if is_small && is_narrow && !large.iter().any(|frame| frame.shares(&line.frame)) {
            line.flow = LineFlow::Aside;
        }
    }
}

/// How letters are read, set small over them: ruby.
fn readings(sheet: &mut Sheet) {
    let is_reading = |line: &Line| {
        line.flow == LineFlow::Body && line.text.chars().all(|c| is_cjk(c) || c.is_whitespace())
    };
    let bases: Vec<(Turn, Frame)> = sheet
        .lines
        .iter()
        .filter(|line| line.text.contains(is_cjk))
        .map(|line| (line.turn, line.frame))
        .collect();
    for line in sheet.lines.iter_mut().filter(|line| is_reading(line)) {
        let small = line.frame;
        let is_base = |&(turn, base): &(Turn, Frame)| {
            let down = base.y - small.y;
            turn == line.turn
                && small.size * 100 <= base.size * 62
                && down > percent(base.size, 50)
                && down <= percent(base.size, 130)
                && small.x0 >= base.x0 - percent(base.size, 100)
                && small.x1 <= base.x1 + percent(base.size, 100)
        };
        if bases.iter().any(is_base) {
            line.flow = LineFlow::Aside;
        }
    }
}

fn captions(sheet: &mut Sheet) {
    for line in &mut sheet.lines {
        match line.tagged.map(|tagged| tagged.role) {
            Some(Role::Caption) if line.flow == LineFlow::Body => {
                line.flow = LineFlow::Aside;
                line.is_caption = true;
            }
            Some(Role::Figure) if line.flow == LineFlow::Body => line.flow = LineFlow::Aside,
            _ => {}
        }
    }
    let mut widths: Vec<Mil> = sheet.lines.iter().map(|line| line.frame.width()).collect();
    widths.sort_unstable();
    let full = widths.get(widths.len() * 3 / 4).copied().unwrap_or(200_000);
    let lines = &mut sheet.lines;
    let mut at = 0;
    while at < lines.len() {
        at = if begins_caption(lines, at, full) { set_apart(lines, at, full) } else { at + 1 };
    }
}

/// Whether a line's words begin a caption: `Figure 3: The gauge`, `Table 2. Tides`.
pub(super) fn is_caption(text: &str) -> bool {
    let text = text.trim_start();
    WORDS.iter().any(|word| {
        let Some(rest) = text.strip_prefix(word) else { return false };
        let rest = rest.trim_start();
        let number: String =
            rest.chars().take_while(|&c| c.is_ascii_digit() || c == '.' || c == '-').collect();
        let behind = rest.chars().nth(number.chars().count());
        number.starts_with(|c: char| c.is_ascii_digit())
            && number.len() < 7
            && (number.ends_with('.')
                || matches!(behind, None | Some(':' | '.' | '—' | '|' | '：')))
    })
}

fn begins_caption(lines: &[Line], at: usize, full: Mil) -> bool {
    let Some(line) = lines.get(at) else { return false };
    if line.flow != LineFlow::Body || !is_caption(&line.text) {
        return false;
    }
    // A sentence of the text may begin a line with `Figure 3.`: then the line before is full and close.
    let before = at.checked_sub(1).and_then(|before| lines.get(before));
    !before.is_some_and(|before| {
        let (a, b) = (&before.frame, &line.frame);
        before.flow == LineFlow::Body
            && (b.y - a.y).abs() <= percent(a.larger(b), 170)
            && before.turn == line.turn
            && a.width() > percent(full, 90)
            && a.shares(b)
    })
}

/// Whether a line is of a cell of a table: one of several short ones in a row, or one that goes on below such a line.
fn is_cell(lines: &[Line], at: usize, full: Mil) -> bool {
    let goes_on = |(line, above): (&Line, &Line)| {
        let (a, b) = (&above.frame, &line.frame);
        let step = b.y - a.y;
        line.flow == LineFlow::Body
            && b.width() < percent(full, 45)
            && (b.x0 - a.x0).abs() <= percent(b.size, 20)
            && (b.size - a.size).abs() < percent(a.size, 5)
            && step > 0
            && step <= percent(b.size, 135)
    };
    let mut above = (at.saturating_sub(CELL_LINES)..at)
        .rev()
        .take_while(|&above| lines.get(above + 1).zip(lines.get(above)).is_some_and(goes_on));
    is_in_row(lines, at, full) || above.any(|above| is_in_row(lines, above, full))
}

/// Whether a line is one of several short ones in a row.
fn is_in_row(lines: &[Line], at: usize, full: Mil) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let beside = |other: Option<usize>| {
        other.and_then(|other| lines.get(other)).is_some_and(|other| {
            (other.frame.y - line.frame.y).abs() < percent(line.frame.size, 40)
        })
    };
    line.flow == LineFlow::Body
        && line.frame.width() < percent(full, 45)
        && (beside(at.checked_sub(1)) || beside(Some(at + 1)))
}

/// Moves a caption and the rows of cells right before or behind it; gives back where to go on.
fn set_apart(lines: &mut [Line], at: usize, full: Mil) -> usize {
    let mut end = at + 1;
    while let (Some(line), Some(next)) = (lines.get(end - 1), lines.get(end)) {
        let (a, b) = (&line.frame, &next.frame);
        let goes_on = next.flow == LineFlow::Body
            && next.table_cell == line.table_cell
            && b.y > a.y
            && b.y - a.y <= percent(a.size, 135)
            && (b.size - a.size).abs() < percent(a.size, 5)
            && (a.width() > percent(full, 75) || b.width() <= percent(a.width(), 125))
            && !is_cell(lines, end, full);
        if !goes_on {
            break;
        }
        end += 1;
    }
    // A table over all columns of the page has wider cells than one in a column.
    let widest = lines.iter().take(end).skip(at).map(|line| line.frame.width()).max();
    let full = full.max(widest.unwrap_or(0));
    let mut first = at;
    while first > 0 && is_cell(lines, first - 1, full) {
        first -= 1;
    }
    let mut last = end;
    while is_cell(lines, last, full) {
        last += 1;
    }
    for (index, line) in lines.iter_mut().enumerate().take(last).skip(first) {
        line.flow = LineFlow::Aside;
        line.is_caption = (at..end).contains(&index);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::{Area, Line, LineFlow, Sheet, boxes, captions, is_caption, pulled};

    #[test]
    fn words_in_a_box_are_beside_the_text() {
        // Of ten lines, which one goes aside where a box lies around lines 4 and 5, so far from them on the left.
        let aside = |padding: i64, cuts: bool| -> Vec<usize> {
            let mut lines: Vec<Line> = (0..10)
                .map(|at| Line::plain("The water came before the morning", 50 + at * 12, 10))
                .collect();
            if cuts {
                lines.iter_mut().skip(5).take(1).for_each(|line| line.frame.x1 += 50_000);
            }
            let area =
                Area { left: 50_000 - padding, top: 88_000, right: 310_000, bottom: 114_000 };
            let mut sheet = Sheet { lines, boxes: vec![area], ..Sheet::default() };
            boxes(&mut sheet, 10_000);
            let flows = sheet.lines.iter().enumerate();
            flows.filter(|(_, line)| line.flow == LineFlow::Aside).map(|(at, _)| at).collect()
        };
        assert_eq!(aside(5_000, false), [4, 5]);
        assert!(aside(0, false).is_empty(), "a ground that ends with the words marks them");
        assert!(aside(5_000, true).is_empty(), "it goes through a line");
    }

    #[test]
    fn a_sentence_in_large_letters_is_beside_the_text() {
        let aside = |end: &str| {
            let lines = vec![
                Line::plain("The water came before the", 50, 10),
                Line::plain("Nobody in the valley had", 80, 15),
                Line::plain(end, 98, 15),
                Line::plain("morning, and nobody saw it.", 120, 10),
            ];
            let mut sheet = Sheet { lines, ..Sheet::default() };
            pulled(&mut sheet, 10_000);
            sheet.lines.iter().filter(|line| line.flow == LineFlow::Aside).count()
        };
        assert_eq!(aside("been told.”"), 2);
        assert_eq!(aside("been told"), 0, "a title");
    }

    #[test]
    fn large_letters_under_a_title_begin_the_text() {
        let aside = |title: i64, between: usize| {
            let mut lines = vec![Line::plain("The Tides of Dunwell", 20, title)];
            let text = |y: i64| Line::plain("and nobody saw the water", y, 10);
            lines.extend((0..between).map(|_| text(40)));
            lines.push(Line::plain("Nobody in the valley had", 80, 15));
            lines.push(Line::plain("been told.", 98, 15));
            lines.push(text(120));
            let mut sheet = Sheet { lines, ..Sheet::default() };
            pulled(&mut sheet, 10_000);
            sheet.lines.iter().filter(|line| line.flow == LineFlow::Aside).count()
        };
        assert_eq!([aside(24, 0), aside(24, 1)], [0, 0]);
        assert_eq!(aside(24, 3), 2, "text stands between");
        assert_eq!(aside(13, 0), 2, "a heading within the text");
    }

    #[test]
    fn a_caption_ends_where_a_cell_of_its_table_begins() {
        let lines = vec![
            Line::plain("Table 2: What the keeper saw", 50, 10),
            Line::plain("of the light.", 62, 10),
            Line { table_cell: 1, ..Line::plain("The keeper", 74, 10) },
        ];
        let mut sheet = Sheet { lines, ..Sheet::default() };
        captions(&mut sheet);
        let flows: Vec<LineFlow> = sheet.lines.iter().map(|line| line.flow).collect();
        assert_eq!(flows, [LineFlow::Aside, LineFlow::Aside, LineFlow::Body]);
    }

    #[test]
    fn captions_have_a_number_and_a_stop() {
        for text in ["Figure 3: The gauge", "Table 2. Tides", "Abbildung 1.2: Pegel", "表 3"] {
            assert!(is_caption(text), "{text}");
        }
        for text in ["Figure 3 shows the gauge", "Tables are", "Table of contents"] {
            assert!(!is_caption(text), "{text}");
        }
    }
}
