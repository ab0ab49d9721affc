//! Running heads and feet of documents with so few pages that they do not come again, or do so in other words.
//!
//! A line that is set apart at the top or the foot of a page is one if it has the page's number beside it, repeats a title, reaches in
//! pieces from one edge of the text to the other, is smaller than the text below it, or parts a sentence. Where one page has such
//! rows, others have theirs at the same height. What reads as text or as a formula stays where it is: the end of a paragraph
//! is set apart as well.

use super::furniture::{APART, BAND, LEAST_STEP, NUMBERS, is_folio, usual_step};
use super::matrix::{Mil, percent};
use super::notes::{is_finished, marker};
use super::sheet::{LARGE, Line, LineFlow, SMALL_PRINT, Sheet};
use std::collections::BTreeSet;

/// Rows that a head has at most.
const ROWS: usize = 2;
/// A line of the right column begins further right than this, in hundredths of the page's middle.
const RIGHT_COLUMN: Mil = 94;
/// How wide, in hundredths of what is usual, full lines are, and lines of running text.
const FULL: Mil = 92;
const WIDE: Mil = 50;

/// Moves what is furniture to its flow; most letters are as large as `body`.
pub(super) fn mark(sheets: &mut [Sheet], body: Mil) {
    let found = folios(sheets);
    set_apart(sheets, found);
    for at_top in [true, false] {
        let found = Pages::new(sheets, body).heads(at_top);
        set_apart(sheets, found);
    }
}

fn set_apart(sheets: &mut [Sheet], found: Vec<Vec<usize>>) {
    for (sheet, found) in sheets.iter_mut().zip(found) {
        for at in found {
            if let Some(line) = sheet.lines.get_mut(at) {
                line.flow = LineFlow::Furniture;
            }
        }
    }
}

/// The first and last lines of pages that are numbers, where those of two pages are in step: one may be at the top, the other at
/// the foot, as after a title.
fn folios(sheets: &[Sheet]) -> Vec<Vec<usize>> {
    let of_sheet = |sheet: &Sheet| -> Vec<(usize, usize)> {
        let main = sheet.main_turn();
        let of_main = || sheet.lines.iter().filter(|line| line.turn == main);
        let first = of_main().map(|line| line.frame.y).min();
        let last = of_main().map(|line| line.frame.y).max();
        let is_edge =
            |line: &Line| line.turn == main && [first, last].contains(&Some(line.frame.y));
        let lines = sheet.lines.iter().enumerate().filter(|(_, line)| is_edge(line));
        lines.filter_map(|(at, line)| Some((at, folio(line)?))).collect()
    };
    let numbers: Vec<Vec<(usize, usize)>> = sheets.iter().map(of_sheet).collect();
    let is_in_step = |page: usize, number: usize| {
        let mut others = numbers.iter().enumerate().filter(|(other, _)| *other != page);
        others.any(|(other, known)| known.iter().any(|(_, known)| known + page == number + other))
    };
    let of_page = |(page, own): (usize, &Vec<(usize, usize)>)| {
        own.iter().filter(|(_, n)| is_in_step(page, *n)).map(|(at, _)| *at).collect()
    };
    numbers.iter().enumerate().map(of_page).collect()
}

/// The number that a line is; the number of a formula has brackets.
fn folio(line: &Line) -> Option<usize> {
    let is_one = is_folio(&line.text) && !line.text.contains('(');
    is_one.then(|| line.text.trim_matches(|c: char| !c.is_alphanumeric()).parse().ok())?
}

/// What is apart at an edge of a page.
struct Edge<'s> {
    y: Mil,
    /// The lines of the body in it, row by row, and their numbers on the page.
    lines: Vec<(usize, &'s Line)>,
    /// The page's number that is in it.
    folio: Option<usize>,
    /// The lines of the row that is next.
    next: Vec<&'s Line>,
}

impl Edge<'_> {
    /// Whether it may be the end of a paragraph, a formula, or the note that ends a page.
    fn reads_as_text(&self) -> bool {
        let all = || self.lines.iter().map(|(_, line)| line.text.as_str());
        let begins = all().next().is_some_and(|text| text.starts_with(char::is_lowercase));
        let ends = |text: &str| is_finished(text) || text.ends_with([',', ';', ':', '-']);
        let signs = all().flat_map(str::chars).filter(|c| !c.is_whitespace()).count();
        let letters = all().flat_map(str::chars).filter(|c| c.is_alphabetic()).count();
        let is_formula = all().any(|text| text.contains(['=', '+', '<', '>', '≤', '≥']));
        begins || is_formula || all().any(ends) || letters * 10 < signs * 7 || letters < 3
    }
}

/// The pages, and what is usual on them.
struct Pages<'s> {
    sheets: &'s [Sheet],
    body: Mil,
    step: Mil,
    /// The width of lines.
    full: Mil,
    /// The words of titles and headings.
    titles: BTreeSet<String>,
}

impl<'s> Pages<'s> {
    fn new(sheets: &'s [Sheet], body: Mil) -> Self {
        let most = sheets.iter().max_by_key(|sheet| sheet.lines.len());
        let lines = || sheets.iter().flat_map(|sheet| &sheet.lines);
        let large = lines()
            .filter(|line| line.flow == LineFlow::Body && line.frame.size >= percent(body, LARGE));
        let mut widths: Vec<Mil> = lines().map(|line| line.frame.width()).collect();
        widths.sort_unstable();
        Self {
            sheets,
            body,
            step: most.map_or(0, usual_step),
            full: widths.get(widths.len() * 3 / 4).copied().unwrap_or(0),
            titles: large.flat_map(|line| words(&line.text)).collect(),
        }
    }

    /// The lines of each page that are of a running head, or foot.
    fn heads(&self, at_top: bool) -> Vec<Vec<usize>> {
        let edges: Vec<Option<Edge<'_>>> =
            self.sheets.iter().map(|sheet| self.edge(sheet, at_top)).collect();
        let is_head = |(page, edge): (usize, &Option<Edge<'_>>)| {
            edge.as_ref().filter(|edge| self.is_head(page, edge, at_top)).map(|edge| edge.y)
        };
        let heights: Vec<Mil> = edges.iter().enumerate().filter_map(is_head).collect();
        let of_page = |(page, edge): (usize, Option<Edge<'_>>)| {
            let edge = edge?;
            let is_level = heights.iter().any(|y| (y - edge.y).abs() <= BAND);
            let is_head = is_level && !edge.reads_as_text() || self.is_head(page, &edge, at_top);
            is_head.then(|| edge.lines.iter().map(|(at, _)| *at).collect())
        };
        edges.into_iter().enumerate().map(|edge| of_page(edge).unwrap_or_default()).collect()
    }

    /// What is apart at the top of a page, or at its foot; nothing large, and nothing that the structure tree names.
    fn edge(&self, sheet: &'s Sheet, at_top: bool) -> Option<Edge<'s>> {
        let main = sheet.main_turn();
        let (top, bottom) = sheet.top_and_bottom();
        let mut lines: Vec<(usize, &Line)> = sheet.lines.iter().enumerate().collect();
        lines.retain(|(_, l)| {
            l.turn == main && matches!(l.flow, LineFlow::Body | LineFlow::Furniture)
        });
        lines.sort_by_key(|(_, line)| (line.frame.y, line.frame.x0));
        let mut rows: Vec<&[(usize, &Line)]> =
            lines.chunk_by(|(_, a), (_, b)| a.frame.in_row(&b.frame)).collect();
        if !at_top {
            rows.reverse();
        }
        let y = |row: &[(usize, &Line)]| row.first().map_or(0, |(_, line)| line.frame.y);
        let size = rows.first()?.first()?.1.frame.size;
        let usual = self.step.max(percent(size, LEAST_STEP));
        let far = |pair: &[&[(usize, &Line)]]| match pair {
            [a, b] => (y(b) - y(a)).abs() > percent(usual, APART),
            _ => false,
        };
        let count = 1 + rows.windows(2).take(ROWS).position(far)?;
        let (own, rest) = rows.split_at_checked(count)?;
        let next = rest.first()?.iter().map(|(_, line)| *line).collect();
        let own: Vec<(usize, &Line)> = own.iter().copied().flatten().copied().collect();
        let y = own.iter().map(|(_, line)| line.frame.y).reduce(if at_top {
            Mil::min
        } else {
            Mil::max
        })?;
        let quarter = (bottom - top) / 4;
        let is_near = if at_top { y < top + quarter } else { y > bottom - quarter };
        let known = own.iter().filter(|(_, line)| line.flow == LineFlow::Furniture);
        let folio = known.into_iter().find_map(|(_, line)| folio(line));
        let lines: Vec<(usize, &Line)> =
            own.into_iter().filter(|(_, line)| line.flow == LineFlow::Body).collect();
        let is_text = |line: &Line| {
            line.tagged.is_some()
                || line.begins_raised
                || (!at_top && marker(&line.text).is_some())
                || line.frame.size >= percent(self.body, LARGE)
        };
        let is_none = !is_near || lines.is_empty() || lines.iter().any(|(_, line)| is_text(line));
        (!is_none).then_some(Edge { y, lines, folio, next })
    }

    fn is_head(&self, page: usize, edge: &Edge<'_>, at_top: bool) -> bool {
        edge.folio.is_some_and(|folio| self.counts(page, folio))
            || self.is_title(edge)
            || !edge.reads_as_text()
                && (self.spreads(page, edge)
                    || at_top && self.is_small(edge)
                    || self.parts(page, edge, at_top) == Some(true))
    }

    /// Whether a number is the page's: its place in the file, or other pages are counted in step with it.
    fn counts(&self, page: usize, own: usize) -> bool {
        let numbers = |sheet: &'s Sheet| {
            let furniture = sheet.lines.iter().filter(|line| line.flow == LineFlow::Furniture);
            furniture.filter_map(folio)
        };
        let is_in_step = |(other, sheet): (usize, &'s Sheet)| {
            other != page && numbers(sheet).any(|number| number + page == own + other)
        };
        let has_lines_numbered =
            self.sheets.get(page).is_some_and(|sheet| numbers(sheet).count() >= NUMBERS);
        !has_lines_numbered && (own == page + 1 || self.sheets.iter().enumerate().any(is_in_step))
    }

    /// Whether it has the words of titles and no others.
    fn is_title(&self, edge: &Edge<'_>) -> bool {
        let own: Vec<String> = edge.lines.iter().flat_map(|(_, line)| words(&line.text)).collect();
        own.len() >= 2 && own.iter().all(|word| self.titles.contains(word))
    }

    fn is_small(&self, edge: &Edge<'_>) -> bool {
        let limit = percent(self.body, SMALL_PRINT);
        edge.lines.iter().all(|(_, line)| line.frame.size < limit)
            && edge.next.iter().all(|line| line.frame.size >= limit)
    }

    /// Whether its pieces are at both edges of the text, over or under full lines.
    fn spreads(&self, page: usize, edge: &Edge<'_>) -> bool {
        let (Some(sheet), [(_, first), .., (_, last)]) = (self.sheets.get(page), &*edge.lines)
        else {
            return false;
        };
        let body =
            || sheet.lines.iter().filter(|line| line.flow == LineFlow::Body).map(|line| line.frame);
        let left = body().map(|frame| frame.x0).min().unwrap_or(0);
        let right = body().map(|frame| frame.x1).max().unwrap_or(0);
        let slack = percent(self.body, 200);
        first.frame.in_row(&last.frame)
            && first.frame.x0 - left < slack
            && right - last.frame.x1 < slack
            && last.frame.x0 - first.frame.x1 > (right - left) / 4
            && edge.next.iter().any(|line| self.is_full(line))
    }

    fn is_full(&self, line: &Line) -> bool {
        line.frame.width() >= percent(self.full, FULL)
    }

    /// Whether the text goes on around it: from the page before it, or to the next.
    fn parts(&self, page: usize, edge: &Edge<'_>, at_top: bool) -> Option<bool> {
        let (before, after) = if at_top {
            (self.last(page.checked_sub(1)?)?, *edge.next.first()?)
        } else {
            (*edge.next.last()?, self.first(page + 1)?)
        };
        let is_running = |line: &Line| line.frame.width() >= percent(self.full, WIDE);
        let sheet = self.sheets.get(if at_top { page } else { page + 1 })?;
        let full =
            sheet.lines.iter().filter(|line| line.flow == LineFlow::Body && self.is_full(line));
        let left = full.map(|line| line.frame.x0).min().unwrap_or(after.frame.x0);
        // A paragraph, an item or a quotation begins further in.
        if (after.frame.x0 - left).abs() > percent(self.body, 50) {
            return Some(false);
        }
        // No heading is the last line of a page.
        if !at_top && is_running(before) && self.is_full(after) {
            return Some(true);
        }
        let letter = after.text.chars().find(|c| c.is_alphanumeric())?;
        let is_open = !is_finished(&before.text) && is_running(before);
        let is_rest = letter.is_lowercase() && (is_running(after) || is_finished(&after.text));
        Some(is_open && (is_rest || (self.is_full(before) && self.is_full(after))))
    }

    /// The line of the text that is read last on a page, over a foot that is not known yet.
    fn last(&self, page: usize) -> Option<&'s Line> {
        let sheet = self.sheets.get(page)?;
        let foot = self.edge(sheet, false).filter(|foot| !foot.reads_as_text());
        let under = foot.map_or(Mil::MAX, |foot| foot.y);
        let limit = percent(self.body, SMALL_PRINT);
        let lines = || {
            sheet.lines.iter().filter(move |line| {
                line.flow == LineFlow::Body
                    && line.frame.size >= limit
                    && line.frame.y < under - BAND
            })
        };
        let is_right = |line: &&Line| line.frame.x0 > percent(sheet.middle(), RIGHT_COLUMN);
        let has_columns = lines().filter(is_right).count() * 3 > lines().count();
        lines()
            .filter(|line| !has_columns || is_right(line))
            .max_by_key(|line| (line.frame.y, line.frame.x0))
    }

    /// The line that is read first on a page, under a head that is not known yet.
    fn first(&self, page: usize) -> Option<&'s Line> {
        let sheet = self.sheets.get(page)?;
        if let Some(head) = self.edge(sheet, true).filter(|head| !head.reads_as_text()) {
            return head.next.first().copied();
        }
        let lines = sheet.lines.iter().filter(|line| line.flow == LineFlow::Body);
        lines.min_by_key(|line| (line.frame.y, line.frame.x0))
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.contains(char::is_alphabetic)).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::mark;
    use crate::reader::pdf::frame::Frame;
    use crate::reader::pdf::sheet::{Line, LineFlow, Sheet};

    /// A line from one place of its row to another, in points.
    fn line(text: &str, (x0, x1): (i64, i64), y: i64, size: i64) -> Line {
        let line = Line::plain(text, y, size);
        Line { frame: Frame { x0: x0 * 1_000, x1: x1 * 1_000, ..line.frame }, ..line }
    }

    /// A page of full lines, between one that begins it and one that ends it.
    fn page(first: &str, last: &str) -> Sheet {
        let mut lines: Vec<Line> = (0..30)
            .map(|at| {
                line("the keeper saw the water come over the mole", (50, 350), 100 + 12 * at, 10)
            })
            .collect();
        lines.insert(0, line(first, (50, 350), 88, 10));
        lines.push(line(last, (50, 350), 460, 10));
        Sheet { lines, width: 400_000, height: 600_000, ..Sheet::default() }
    }

    /// What is furniture of two pages, with more lines on the second, or on the first.
    fn found(mut sheets: [Sheet; 2], more: Vec<(usize, Line)>) -> Vec<String> {
        for (page, line) in more {
            sheets[page].lines.push(line);
        }
        mark(&mut sheets, 10_000);
        let lines = sheets.iter().flat_map(|sheet| &sheet.lines);
        lines
            .filter(|line| line.flow == LineFlow::Furniture)
            .map(|line| line.text.clone())
            .collect()
    }

    const OPEN: &str = "It rose above the gauge when the keeper of the";
    const REST: &str = "harbour had left. Nobody saw it in the morning";
    const END: &str = "Nobody saw it in the morning.";
    const NEXT: &str = "Nobody in the valley had been told of the water";

    fn head(text: &str) -> (usize, Line) {
        (1, line(text, (150, 250), 60, 10))
    }

    #[test]
    fn a_head_parts_a_sentence_and_the_first_line_of_a_page_does_not() {
        let parted = || [page(NEXT, OPEN), page(REST, END)];
        assert_eq!(found(parted(), vec![head("Keeper: The tides")]), ["Keeper: The tides"]);
        let foot = (0, line("Preprint of the Board", (50, 150), 500, 10));
        assert_eq!(found(parted(), vec![foot]), ["Preprint of the Board"]);
        for text in ["Varley by the bridge.", "by the bridge of Varley", "E = mc", "7"] {
            assert_eq!(found(parted(), vec![head(text)]), [""; 0], "{text}");
        }
        // A quotation or a list begins further in.
        let mut inner = page(REST, END);
        inner.lines[0].frame.x0 += 20_000;
        assert_eq!(found([page(NEXT, OPEN), inner], vec![head("Keeper wrote that")]), [""; 0]);
        // Between two sentences it may be a heading.
        let whole = [page(NEXT, END), page(NEXT, END)];
        assert_eq!(found(whole, vec![head("The end of the mole")]), [""; 0]);
    }

    #[test]
    fn a_head_repeats_a_title_or_has_a_number_beside_it() {
        let whole = || [page(NEXT, END), page(NEXT, END)];
        let title = (0, line("On the Tides", (100, 300), 50, 18));
        assert_eq!(found(whole(), vec![title, head("The tides")]), ["The tides"]);
        let folio = || Line { flow: LineFlow::Furniture, ..line("2", (345, 350), 60, 10) };
        assert_eq!(found(whole(), vec![(1, folio()), head("The quay")]), ["2", "The quay"]);
        let other = Line { text: "19".to_owned(), ..folio() };
        assert_eq!(found(whole(), vec![(1, other), head("The quay")]), ["19"]);
    }

    #[test]
    fn a_head_is_small_or_reaches_over_the_page() {
        let whole = || [page(NEXT, END), page(NEXT, END)];
        let small = (1, line("The harbour of Varley", (50, 150), 60, 8));
        assert_eq!(found(whole(), vec![small]), ["The harbour of Varley"]);
        let pieces = vec![
            (1, line("Anna Keeper", (50, 110), 60, 10)),
            (1, line("Harbour board", (280, 350), 60, 10)),
        ];
        assert_eq!(found(whole(), pieces), ["Anna Keeper", "Harbour board"]);
    }

    #[test]
    fn numbers_in_step_are_those_of_pages_at_the_top_or_the_foot() {
        let first = (0, line("1", (198, 202), 472, 8));
        let second = (1, line("2", (50, 54), 76, 8));
        assert_eq!(
            found([page(NEXT, OPEN), page(REST, END)], vec![first.clone(), second]),
            ["1", "2"]
        );
        let other = (1, line("7", (50, 54), 76, 8));
        assert_eq!(found([page(NEXT, OPEN), page(REST, END)], vec![first, other]), [""; 0]);
    }
}
