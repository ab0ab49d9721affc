//! Text that recurs on page after page and is not part of the running text: running heads, page numbers.
//!
//! A line near the top or bottom is furniture where it comes again at the same height on other pages, its figures apart
//! (`12 Tides` and `14 Tides`, where they count the pages), or where it is a page number alone. So is the outermost row of a page that stands apart
//! from the rest, where most pages have one at that height, though its words change from chapter to chapter.

use super::frame::Frame;
use super::matrix::{Mil, percent};
use super::sheet::{Flow, Line, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// Rows from the edge that are looked at.
const ROWS: usize = 3;
/// Heights that count as one, in 1/1000 pt.
const BAND: Mil = 3_000;
/// Lines of a page of which it is counted how far they are apart.
const COUNTED: usize = 400;
/// Lines that a page has to have for its outermost row to stand apart from something.
const FEW: usize = 8;

/// Moves what is furniture to its flow.
pub(super) fn mark(sheets: &mut [Sheet]) {
    repeated(sheets);
    for at_top in [true, false] {
        apart(sheets, at_top);
    }
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

/// The numbers of a line, each less the page that it stands on: those that count the pages are alike on all.
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

fn edges(sheet: &Sheet) -> Vec<Edge> {
    let main = sheet.main_turn();
    let (top, bottom) = sheet.top_and_bottom();
    let fifth = (bottom - top) / 5;
    let mut rows: Vec<(usize, &Line)> = sheet.lines.iter().enumerate().collect();
    rows.retain(|(_, line)| line.turn == main && line.flow == Flow::Body);
    rows.sort_by_key(|(_, line)| line.frame.y);
    let mut found: Vec<Edge> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut from = |rows: &mut dyn Iterator<Item = &(usize, &Line)>, at_top: bool| {
        let (mut row, mut before) = (0, None);
        for &(line, Line { frame, text, .. }) in rows {
            let is_next =
                before.is_some_and(|y: Mil| (frame.y - y).abs() > percent(frame.size, 50));
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
fn repeated(sheets: &mut [Sheet]) {
    let edges: Vec<Vec<Edge>> = sheets.iter().map(edges).collect();
    let mut times: BTreeMap<(&str, bool, Mil), usize> = BTreeMap::new();
    for edge in edges.iter().flatten() {
        *times.entry((&edge.shape, edge.at_top, edge.band)).or_default() += 1;
    }
    let pages = sheets.len();
    let need = if pages <= 3 { 2 } else { 3 };
    let figures = Figures::of(sheets, &edges);
    let mut found: Vec<Vec<usize>> = Vec::with_capacity(pages);
    for (page, (sheet, edges)) in sheets.iter().zip(&edges).enumerate() {
        let (mut marked, mut folios) = (Vec::new(), Vec::new());
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
            if is_folio && figures.count(edge, &line.text, page, need) {
                folios.push(edge.line);
            }
        }
        let stands_off = |at: &usize| folios.contains(at) || !is_close_to_text(sheet, *at, &marked);
        found.push(marked.iter().copied().filter(stands_off).collect());
    }
    for (sheet, found) in sheets.iter_mut().zip(found) {
        for at in found {
            if let Some(line) = sheet.lines.get_mut(at) {
                line.flow = Flow::Furniture;
            }
        }
    }
}

/// Whether a line stands as close to one of the text as lines of one paragraph do.
fn is_close_to_text(sheet: &Sheet, at: usize, marked: &[usize]) -> bool {
    let Some(line) = sheet.lines.get(at) else { return false };
    let usual = percent(usual_step(sheet), 110);
    sheet.lines.iter().enumerate().any(|(other, text)| {
        let step = percent(text.frame.size, 130).max(usual.min(percent(text.frame.size, 170)));
        let near = (text.frame.y - line.frame.y).abs() <= step;
        other != at
            && text.flow == Flow::Body
            && text.turn == line.turn
            && !marked.contains(&other)
            && near
            && !text.frame.in_row(&line.frame)
            && text.frame.shares(&line.frame)
    })
}

/// How far lines that stand over each other mostly are apart.
fn usual_step(sheet: &Sheet) -> Mil {
    let main = sheet.main_turn();
    let of_body = |line: &&Line| line.turn == main && line.flow == Flow::Body;
    let mut frames: Vec<Frame> =
        sheet.lines.iter().filter(of_body).map(|line| line.frame).take(COUNTED).collect();
    frames.sort_unstable_by_key(|frame| frame.y);
    let step = |(at, frame): (usize, &Frame)| {
        let below = frames.get(at + 1..)?.iter();
        let next = below.filter(|other| other.shares(frame)).map(|other| other.y - frame.y);
        next.into_iter().find(|&step| step > percent(frame.size, 50))
    };
    let mut steps: Vec<Mil> = frames.iter().enumerate().filter_map(step).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(0)
}

/// The outermost row of the body where it stands apart from the rest, and what stands beside furniture in the outermost row:
/// the half of a running head that changes from section to section.
fn apart(sheets: &mut [Sheet], at_top: bool) {
    let rows: Vec<Option<Mil>> = sheets.iter().map(|sheet| outermost(sheet, at_top)).collect();
    let mut times: BTreeMap<Mil, usize> = BTreeMap::new();
    for y in rows.iter().flatten() {
        *times.entry(y.div_euclid(BAND)).or_default() += 1;
    }
    let pages = sheets.len();
    for (sheet, row) in sheets.iter_mut().zip(rows) {
        let Some(y) = row else { continue };
        let band = y.div_euclid(BAND);
        let times: usize = (band - 1..=band + 1).filter_map(|band| times.get(&band)).sum();
        if pages < 4 || times * 10 < pages * 3 {
            continue;
        }
        let main = sheet.main_turn();
        let in_row = |line: &Line| {
            let near = (line.frame.y - y).abs() < percent(line.frame.size, 50);
            line.turn == main && line.flow == Flow::Body && near
        };
        let row: Vec<usize> =
            (0..sheet.lines.len()).filter(|&at| sheet.lines.get(at).is_some_and(in_row)).collect();
        let close = |&at: &usize| !is_close_to_text(sheet, at, &row);
        let marked: Vec<usize> = row.iter().copied().filter(close).collect();
        for at in marked {
            if let Some(line) = sheet.lines.get_mut(at) {
                line.flow = Flow::Furniture;
            }
        }
    }
}

/// The height of the outermost row, if it is furniture already or stands further from the next row than rows do.
fn outermost(sheet: &Sheet, at_top: bool) -> Option<Mil> {
    let main = sheet.main_turn();
    let (top, bottom) = sheet.top_and_bottom();
    let quarter = (bottom - top) / 4;
    let of_main = || sheet.lines.iter().filter(|line| line.turn == main);
    let at_edge = |y: Mil| if at_top { y < top + quarter } else { y > bottom - quarter };
    let rows_of = |flow: Flow| of_main().filter(move |line| line.flow == flow);
    // An edge with furniture has no more of it further in.
    let known = rows_of(Flow::Furniture).map(|line| line.frame.y).filter(|&y| at_edge(y));
    if let Some(y) = if at_top { known.min() } else { known.max() } {
        return Some(y);
    }
    let mut rows: Vec<(Mil, Mil)> =
        rows_of(Flow::Body).map(|line| (line.frame.y, line.frame.size)).collect();
    if rows.len() < FEW {
        return None;
    }
    rows.sort_unstable();
    if !at_top {
        rows.reverse();
    }
    let &(y, size) = rows.first()?;
    let next = rows.iter().find(|(v, s)| (v - y).abs() > percent(size.max(*s), 50))?;
    let steps = rows.iter().zip(rows.iter().skip(1)).map(|(a, b)| (b.0 - a.0).abs());
    let mut steps: Vec<Mil> = steps.filter(|&step| step > percent(size, 50)).collect();
    steps.sort_unstable();
    let usual = steps.get(steps.len() / 2).copied().unwrap_or(0).max(percent(size, 120));
    ((next.0 - y).abs() > percent(usual, 145)).then_some(y)
}
