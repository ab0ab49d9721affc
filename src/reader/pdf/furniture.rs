//! Text that recurs on page after page and is not part of the running text: running heads, page numbers.
//!
//! A line near the top or bottom is furniture where it comes again at the same height on other pages, its figures apart
//! (`12 Tides` and `14 Tides`, where they count the pages), or where it is a page number alone. So is the outermost row of a page that is set apart
//! from the rest, where most pages have one at that height, though its words change from chapter to chapter.

use super::few;
use super::frame::{Frame, ROW};
use super::glyph::Turn;
use super::matrix::{Mil, percent};
use super::notes::has_beside;
use super::sheet::{Line, LineFlow, SMALL_PRINT, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// Rows from the edge that are looked at.
const ROWS: usize = 3;
/// Heights that count as one, in 1/1000 pt.
pub(super) const BAND: Mil = 3_000;
/// How far, in hundredths of the usual step, rows are from the next that are apart.
pub(super) const APART: Mil = 145;
/// The least step from line to line, in hundredths of the letters' size.
pub(super) const LEAST_STEP: Mil = 120;
/// Lines of a page of which it is counted how far they are apart.
const COUNTED: usize = 400;
/// Pages that show where a page's first and last lines are, and heads that change.
const SHOWING_PAGES: usize = 4;
/// Numbers of lines that a page has at least, where it has any.
pub(super) const NUMBERS: usize = 5;
/// Lines that a page has to have for its outermost row to be apart from something.
const APART_LINES: usize = 8;

/// Moves what is furniture to its flow.
pub(super) fn mark(sheets: &mut [Sheet], body: Mil) {
    let printed = printed(sheets);
    repeated(sheets, body, &printed);
    if (2..SHOWING_PAGES).contains(&sheets.len()) {
        few::mark(sheets, body);
    }
    for at_top in [true, false] {
        apart(sheets, at_top, &printed);
    }
}

/// From the first to the last line that pages of a size have, for each page: a small page may be printed in the corner of a
/// large sheet.
fn printed(sheets: &[Sheet]) -> Vec<(Mil, Mil)> {
    let key = |sheet: &Sheet| (sheet.main_turn(), sheet.width, sheet.height);
    let mut printed: BTreeMap<(Turn, Mil, Mil), (usize, Mil, Mil)> = BTreeMap::new();
    for sheet in sheets {
        let main = sheet.main_turn();
        let (top, bottom) = sheet.top_and_bottom();
        let (pages, first, last) = printed.entry(key(sheet)).or_insert((0, bottom, top));
        *pages += 1;
        for line in sheet.lines.iter().filter(|line| line.turn == main) {
            *first = (*first).min(line.frame.y - line.frame.size);
            *last = (*last).max(line.frame.y);
        }
    }
    let of_page = |sheet: &Sheet| {
        let (top, bottom) = sheet.top_and_bottom();
        match printed.get(&key(sheet)) {
            Some(&(pages, first, last)) if pages >= SHOWING_PAGES => {
                (top.max(first), bottom.min(last))
            }
            _ => (top, bottom),
        }
    };
    sheets.iter().map(of_page).collect()
}

/// A line's text with each figure alike, and without blanks.
fn shape(text: &str) -> String {
    let alike = |c: char| if c.is_ascii_digit() { '#' } else { c };
    text.chars().filter(|c| !c.is_whitespace()).map(alike).collect()
}

/// Whether a line is a page number and nothing else.
pub(super) fn is_folio(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let roman = |c: char| "ivxlcIVXLC".contains(c);
    !bare.is_empty()
        && bare.len() <= 7
        && (bare.chars().all(|c| c.is_ascii_digit()) || bare.chars().all(roman))
}

/// The numbers of a line, each less the page that it is on: those that count the pages are alike on all.
fn offsets(text: &str, page: usize) -> impl Iterator<Item = i64> + '_ {
    let page = i64::try_from(page).unwrap_or(i64::MAX);
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter_map(move |number| Some(number.parse::<i64>().ok()? - page))
}

/// Page numbers are alike, however many figures they have.
fn shape_of_folios<'e>(edge: &'e Edge, text: &str) -> &'e str {
    if is_folio(text) { "#" } else { &edge.shape }
}

/// Lines that differ in their figures alone: how often each comes again as it is, and how often with the pages' own count.
#[derive(Default)]
struct Figures<'s> {
    same: BTreeMap<(&'s str, bool), usize>,
    counted: BTreeMap<(&'s str, bool, i64), usize>,
}

impl<'s> Figures<'s> {
    fn of(sheets: &'s [Sheet], edges: &'s [Vec<Edge>]) -> Self {
        let mut figures = Self::default();
        for (page, (sheet, edges)) in sheets.iter().zip(edges).enumerate() {
            for edge in edges.iter().filter(|edge| edge.shape.contains('#')) {
                let Some(line) = sheet.lines.get(edge.line) else { continue };
                *figures.same.entry((&line.text, edge.at_top)).or_default() += 1;
                let offsets: BTreeSet<i64> = offsets(&line.text, page).collect();
                for offset in offsets {
                    let key = (shape_of_folios(edge, &line.text), edge.at_top, offset);
                    *figures.counted.entry(key).or_default() += 1;
                }
            }
        }
        figures
    }

    /// Whether a number of the line counts the pages.
    fn count(&self, edge: &Edge, text: &str, page: usize, need: usize) -> bool {
        let key = |offset| (shape_of_folios(edge, text), edge.at_top, offset);
        offsets(text, page).any(|at| self.counted.get(&key(at)).is_some_and(|n| *n >= need))
    }

    /// Whether the figures are those that running heads have: the same on other pages, or the pages' own.
    fn are_of_heads(&self, edge: &Edge, text: &str, page: usize, need: usize) -> bool {
        !edge.shape.contains('#')
            || self.same.get(&(text, edge.at_top)).is_some_and(|times| *times >= need)
            || self.count(edge, text, page, need)
    }
}

/// A line near an edge.
struct Edge {
    line: usize,
    at_top: bool,
    /// It is of the outermost row.
    is_first: bool,
    shape: String,
    band: Mil,
}

fn edges((sheet, &(top, bottom)): (&Sheet, &(Mil, Mil))) -> Vec<Edge> {
    let main = sheet.main_turn();
    let fifth = (bottom - top) / 5;
    let mut rows: Vec<(usize, &Line)> = sheet.lines.iter().enumerate().collect();
    rows.retain(|(_, line)| line.turn == main && line.flow == LineFlow::Body);
    rows.sort_by_key(|(_, line)| line.frame.y);
    let mut found: Vec<Edge> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut from = |rows: &mut dyn Iterator<Item = &(usize, &Line)>, at_top: bool| {
        let (mut row, mut before) = (0, None);
        for &(line, Line { frame, text, .. }) in rows {
            let is_next =
                before.is_some_and(|y: Mil| (frame.y - y).abs() > percent(frame.size, ROW));
            row += usize::from(is_next);
            before = Some(frame.y);
            let near = if at_top { frame.y < top + fifth } else { frame.y > bottom - fifth };
            if row >= ROWS || !near {
                return;
            }
            if seen.insert(line) {
                let (shape, band) = (shape(text), frame.y.div_euclid(BAND));
                found.push(Edge { line, at_top, is_first: row == 0, shape, band });
            }
        }
    };
    from(&mut rows.iter(), true);
    from(&mut rows.iter().rev(), false);
    found
}

/// Lines that come again at the same height on other pages, and page numbers.
fn repeated(sheets: &mut [Sheet], body: Mil, printed: &[(Mil, Mil)]) {
    let edges: Vec<Vec<Edge>> = sheets.iter().zip(printed).map(edges).collect();
    let mut times: BTreeMap<(&str, bool, Mil), usize> = BTreeMap::new();
    for edge in edges.iter().flatten() {
        *times.entry((&edge.shape, edge.at_top, edge.band)).or_default() += 1;
    }
    let pages = sheets.len();
    let need = if pages <= 3 { 2 } else { 3 };
    let figures = Figures::of(sheets, &edges);
    let mut found: Vec<Vec<usize>> = Vec::with_capacity(pages);
    for (page, (sheet, edges)) in sheets.iter().zip(&edges).enumerate() {
        let (mut marked, mut certain) = (Vec::new(), Vec::new());
        for edge in edges {
            let Some(line) = sheet.lines.get(edge.line) else { continue };
            let times: usize = (edge.band - 1..=edge.band + 1)
                .filter_map(|band| times.get(&(edge.shape.as_str(), edge.at_top, band)))
                .sum();
            // Notes may say the same again.
            if line.begins_raised {
                continue;
            }
            let again = pages > 1
                && times >= need
                && times * 25 >= pages.min(75)
                && figures.are_of_heads(edge, &line.text, page, need);
            let is_folio = edge.is_first && is_folio(&line.text);
            if again || is_folio {
                marked.push(edge.line);
            }
            // However close the text comes to it.
            let is_on_most =
                again && edge.is_first && pages >= SHOWING_PAGES && times * 3 >= pages * 2;
            if is_on_most || (is_folio && figures.count(edge, &line.text, page, need)) {
                certain.push(edge.line);
            }
        }
        let stands_off = |at: &usize| {
            !numbers_note(sheet, *at, body, &marked)
                && (certain.contains(at) || !is_close_to_text(sheet, *at, &marked))
        };
        found.push(marked.iter().copied().filter(stands_off).collect());
    }
    for (sheet, found) in sheets.iter_mut().zip(found) {
        for at in found {
            if let Some(line) = sheet.lines.get_mut(at) {
                line.flow = LineFlow::Furniture;
            }
        }
    }
}

/// Whether a line is the number of a note, whose words are after it in small print: `1.`
fn numbers_note(sheet: &Sheet, at: usize, body: Mil, marked: &[usize]) -> bool {
    let Some(line) = sheet.lines.get(at) else { return false };
    let limit = percent(body, SMALL_PRINT);
    let is_note = |(other, words): (usize, &Line)| {
        words.frame.size < limit && !marked.contains(&other) && has_beside(line, words)
    };
    is_folio(&line.text)
        && line.text.ends_with(['.', ')'])
        && sheet.lines.iter().enumerate().any(is_note)
}

/// Whether a line is as close to one of the text as lines of one paragraph are.
fn is_close_to_text(sheet: &Sheet, at: usize, marked: &[usize]) -> bool {
    let Some(line) = sheet.lines.get(at) else { return false };
    let usual = percent(usual_step(sheet), 110);
    sheet.lines.iter().enumerate().any(|(other, text)| {
        let step = percent(text.frame.size, 130).max(usual.min(percent(text.frame.size, 170)));
        let near = (text.frame.y - line.frame.y).abs() <= step;
        other != at
            && text.flow == LineFlow::Body
            && text.turn == line.turn
            && !marked.contains(&other)
            && near
            && !text.frame.in_row(&line.frame)
            && text.frame.shares(&line.frame)
    })
}

/// How far lines that are over each other mostly are apart.
pub(super) fn usual_step(sheet: &Sheet) -> Mil {
    let main = sheet.main_turn();
    let of_body = |line: &&Line| line.turn == main && line.flow == LineFlow::Body;
    let mut frames: Vec<Frame> =
        sheet.lines.iter().filter(of_body).map(|line| line.frame).take(COUNTED).collect();
    frames.sort_unstable_by_key(|frame| frame.y);
    let step = |(at, frame): (usize, &Frame)| {
        let below = frames.get(at + 1..)?.iter();
        let next = below.filter(|other| other.shares(frame)).map(|other| other.y - frame.y);
        next.into_iter().find(|&step| step > percent(frame.size, ROW))
    };
    let mut steps: Vec<Mil> = frames.iter().enumerate().filter_map(step).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(0)
}

/// The outermost row of the body where it is apart from the rest, and what is beside furniture in the outermost row:
/// the half of a running head that changes from section to section.
fn apart(sheets: &mut [Sheet], at_top: bool, printed: &[(Mil, Mil)]) {
    let all = sheets.iter().zip(printed);
    let rows: Vec<Option<Mil>> =
        all.clone().map(|(sheet, printed)| outermost(sheet, at_top, *printed)).collect();
    let mut times: BTreeMap<Mil, usize> = BTreeMap::new();
    for y in rows.iter().flatten() {
        *times.entry(y.div_euclid(BAND)).or_default() += 1;
    }
    let pages = sheets.len();
    let is_usual = |y: Mil| {
        let band = y.div_euclid(BAND);
        let times: usize = (band - 1..=band + 1).filter_map(|band| times.get(&band)).sum();
        pages >= SHOWING_PAGES && times * 10 >= pages * 3
    };
    // A head that takes two rows has the inner one where others have their only one.
    let pairs: Vec<Option<(Mil, Mil)>> = all
        .map(|(sheet, printed)| outer_pair(sheet, at_top, *printed).filter(|(_, y)| is_usual(*y)))
        .collect();
    for ((sheet, row), pair) in sheets.iter_mut().zip(rows).zip(pairs) {
        let row = row.filter(|y| is_usual(*y)).map(|y| (y, y));
        let Some((first, last)) = pair.or(row) else { continue };
        let (first, last) = (first.min(last), first.max(last));
        let main = sheet.main_turn();
        let in_row = |line: &Line| {
            let slack = percent(line.frame.size, ROW);
            let near = line.frame.y > first - slack && line.frame.y < last + slack;
            line.turn == main && line.flow == LineFlow::Body && near
        };
        let row: Vec<usize> =
            (0..sheet.lines.len()).filter(|&at| sheet.lines.get(at).is_some_and(in_row)).collect();
        let close = |&at: &usize| !is_close_to_text(sheet, at, &row);
        let marked: Vec<usize> = row.iter().copied().filter(close).collect();
        for at in marked {
            if let Some(line) = sheet.lines.get_mut(at) {
                line.flow = LineFlow::Furniture;
            }
        }
    }
}

/// The heights of the two outermost rows, the outer one first, where they are close to each other and apart from the rest.
fn outer_pair(sheet: &Sheet, at_top: bool, (top, bottom): (Mil, Mil)) -> Option<(Mil, Mil)> {
    let main = sheet.main_turn();
    let quarter = (bottom - top) / 4;
    let of_page = |line: &&Line| {
        line.turn == main && matches!(line.flow, LineFlow::Body | LineFlow::Furniture)
    };
    let mut rows: Vec<(Mil, Mil)> =
        sheet.lines.iter().filter(of_page).map(|line| (line.frame.y, line.frame.size)).collect();
    if rows.len() < APART_LINES {
        return None;
    }
    rows.sort_unstable();
    if !at_top {
        rows.reverse();
    }
    rows.dedup_by(|(b, size), (a, _)| (*b - *a).abs() <= percent(*size, ROW));
    let &[(outer, size), (inner, _), (next, _), ..] = rows.as_slice() else { return None };
    let usual = usual_step(sheet).max(percent(size, LEAST_STEP));
    let near = if at_top { inner < top + quarter } else { inner > bottom - quarter };
    let is_pair = (inner - outer).abs() <= percent(usual, 115)
        && (next - inner).abs() > percent(usual, APART);
    (near && is_pair).then_some((outer, inner))
}

/// The height of the outermost row, if it is furniture already or is further from the next row than rows are.
fn outermost(sheet: &Sheet, at_top: bool, (top, bottom): (Mil, Mil)) -> Option<Mil> {
    let main = sheet.main_turn();
    let quarter = (bottom - top) / 4;
    let of_main = || sheet.lines.iter().filter(|line| line.turn == main);
    let at_edge = |y: Mil| if at_top { y < top + quarter } else { y > bottom - quarter };
    let rows_of = |flow: LineFlow| of_main().filter(move |line| line.flow == flow);
    // The numbers of lines are no edge.
    let is_number = |line: &Line| line.text.bytes().all(|b| b.is_ascii_digit());
    let has_numbers =
        rows_of(LineFlow::Furniture).filter(|line| is_number(line)).count() >= NUMBERS;
    // An edge with furniture has no more of it further in.
    let known = rows_of(LineFlow::Furniture).filter(|line| !(has_numbers && is_number(line)));
    let known = known.map(|line| line.frame.y).filter(|&y| at_edge(y));
    if let Some(y) = if at_top { known.min() } else { known.max() } {
        return Some(y);
    }
    let mut rows: Vec<(Mil, Mil)> =
        rows_of(LineFlow::Body).map(|line| (line.frame.y, line.frame.size)).collect();
    if rows.len() < APART_LINES {
        return None;
    }
    rows.sort_unstable();
    if !at_top {
        rows.reverse();
    }
    let &(y, size) = rows.first()?;
    let next = rows.iter().find(|(v, s)| (v - y).abs() > percent(size.max(*s), ROW))?;
    let steps = rows.iter().zip(rows.iter().skip(1)).map(|(a, b)| (b.0 - a.0).abs());
    let mut steps: Vec<Mil> = steps.filter(|&step| step > percent(size, ROW)).collect();
    steps.sort_unstable();
    let usual = steps.get(steps.len() / 2).copied().unwrap_or(0).max(percent(size, LEAST_STEP));
    ((next.0 - y).abs() > percent(usual, APART)).then_some(y)
}

#[cfg(test)]
mod tests {
    use super::mark;
    use crate::reader::pdf::sheet::{Line, LineFlow, Sheet};

    /// A page with so many lines of text, which are on no other page, from the top on.
    fn page(number: usize, lines: i64) -> Sheet {
        let words = ["tide", "water", "valley", "harbour", "winter", "keeper", "bridge"];
        let word = |at: usize| words.get(at % words.len()).copied().unwrap_or("");
        let text = |at: i64| {
            let row = usize::try_from(at).unwrap_or(0);
            Line::plain(
                &format!("the {} of the {}", word(row), word(row / 7 + number)),
                100 + 12 * at,
                10,
            )
        };
        let lines = (0..lines).map(text).collect();
        Sheet { lines, width: 400_000, height: 600_000, ..Sheet::default() }
    }

    /// Whether the last line of each page is furniture; it is so far below the text.
    fn are_furniture(last: &[&str], below: i64) -> Vec<bool> {
        let page = |(number, last): (usize, &&str)| {
            let mut page = page(number, 35);
            page.lines.push(Line::plain(last, 508 + below, 10));
            page
        };
        found(last.iter().enumerate().map(page).collect())
    }

    fn found(mut pages: Vec<Sheet>) -> Vec<bool> {
        mark(&mut pages, 10_000);
        let last = pages.iter().filter_map(|page| page.lines.last());
        last.map(|line| line.flow == LineFlow::Furniture).collect()
    }

    #[test]
    fn figures_of_running_heads_are_the_pages_own_or_the_same() {
        assert_eq!(are_furniture(&["Tides, 7", "Tides, 8", "Tides, 9"], 15), [true; 3]);
        assert_eq!(are_furniture(&["Act 3 of 1998"; 3], 15), [true; 3]);
        assert_eq!(are_furniture(&["Article 76", "Article 91", "Article 99"], 15), [false; 3]);
    }

    #[test]
    fn a_number_that_counts_the_pages_is_a_folio_however_close_it_is() {
        assert_eq!(are_furniture(&["8", "9", "10"], 12), [true; 3]);
        assert_eq!(are_furniture(&["17", "40", "12"], 12), [false; 3]);
    }

    #[test]
    fn a_head_of_two_rows_ends_where_others_have_their_only_one() {
        let mut pages: Vec<Sheet> = (0..6).map(|number| page(number, 30)).collect();
        for (number, page) in pages.iter_mut().enumerate() {
            let words =
                ["Gauges", "Locks", "Of the bridge and", "Piers", "Weirs", "Of the tide and"];
            page.lines.insert(0, Line::plain(words[number], 70, 10));
            if number % 3 == 2 {
                page.lines[0].frame.y -= 12_000;
                page.lines.insert(1, Line::plain("the keeper", 70, 10));
            }
        }
        mark(&mut pages, 10_000);
        let heads = pages
            .iter()
            .map(|page| page.lines.iter().filter(|line| line.flow == LineFlow::Furniture).count());
        assert_eq!(heads.collect::<Vec<_>>(), [1, 1, 2, 1, 1, 2]);
    }

    #[test]
    fn what_most_pages_begin_with_is_a_head_however_close_it_is() {
        let close = |first: &dyn Fn(usize) -> String| {
            let mut pages: Vec<Sheet> = (0..5).map(|number| page(number, 30)).collect();
            for (number, page) in pages.iter_mut().enumerate() {
                page.lines.insert(0, Line::plain(&first(number), 88, 10));
            }
            mark(&mut pages, 10_000);
            pages.iter().filter(|page| page.lines[0].flow == LineFlow::Furniture).count()
        };
        assert_eq!(close(&|_| "Harbour papers".to_owned()), 5);
        let words = ["Gauges", "Locks", "Bridges", "Piers", "Weirs"];
        assert_eq!(close(&|number| format!("{} of Varley", words[number])), 0);
    }

    #[test]
    fn a_small_page_has_its_foot_where_its_last_lines_are() {
        let mut pages: Vec<Sheet> = (0..6).map(|number| page(number, 20)).collect();
        for (number, page) in pages.iter_mut().enumerate() {
            page.lines.push(Line::plain(&format!("{}", number + 13), 354, 10));
        }
        assert_eq!(found(pages), [true; 6]);
    }

    #[test]
    fn a_number_with_a_stop_is_a_notes_where_small_print_is_beside_it() {
        let beside = |size: i64| {
            let words = ["Gauges rose", "Locks held", "Bridges fell", "Piers stood", "Weirs ran"];
            let page = |(number, words): (usize, &&str)| {
                let mut page = page(number, 35);
                let mut words = Line::plain(words, 523, size);
                words.frame.x0 = 72_000;
                let mut mark = Line::plain(&format!("{}.", number + 12), 523, size);
                mark.frame.x1 = 62_000;
                page.lines.extend([words, mark]);
                page
            };
            found(words.iter().enumerate().map(page).collect())
        };
        assert_eq!(beside(8), [false; 5]);
        assert_eq!(beside(10), [true; 5]);
    }
}
