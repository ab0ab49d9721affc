//! Rows of tables that the end of a page parts: each cell goes on in the cell below it, at the top of the next page.

use super::frame::Frame;
use super::matrix::{Mil, percent};
use super::notes::is_finished;
use super::sheet::{Line, LineFlow, Sheet};

/// Lines of a cell on one page at most.
const LINES: usize = 40;
/// The same where nothing else tells it from a column of text.
const LOW: usize = 8;
/// Cells of a row at most.
const CELLS: usize = 40;
/// Words at least of a line that goes on in the next one, and how much of its cell's room, in hundredths, it fills at least.
const WORDS: usize = 3;
const FILLED: Mil = 60;

// Lengths in hundredths of a letter's size.

/// From line to line of one cell at most.
const STEP: Mil = 160;
/// What is at one height, or begins at one place, is so near to each other.
const NEAR: Mil = 60;
/// Between two cells of a row at least.
const GUTTER: Mil = 30;

/// The first number for cells that are parted; others count down from it. No page has so many that it meets those of `tables`.
const NUMBERS: u32 = u32::MAX / 4;

/// A cell's lines on one page, by their places in the list of lines, and the frame around them; its baseline is the last one's.
#[derive(Debug, Clone, Copy)]
struct CellPart {
    first: usize,
    end: usize,
    frame: Frame,
    /// The baseline of its first line.
    top: Mil,
}

/// Numbers the cells that the end of a page parts alike on both pages, and notes on the second one that they go on there.
pub(super) fn join(sheets: &mut [Sheet]) {
    let mut number = NUMBERS;
    for flow in [LineFlow::Body, LineFlow::Aside] {
        for at in 1..sheets.len() {
            let Some([before, sheet]) = sheets.get_mut(at - 1..=at) else { return };
            let (above, below) = (places(before, flow), places(sheet, flow));
            let pairs = parted(&at_places(before, &above), &at_places(sheet, &below));
            for (a, b) in pairs {
                let set = |sheet: &mut Sheet, places: &[usize], piece: CellPart| {
                    for at in places.get(piece.first..piece.end).unwrap_or(&[]) {
                        if let Some(line) = sheet.lines.get_mut(*at) {
                            line.table_cell = number;
                        }
                    }
                };
                set(before, &above, a);
                set(sheet, &below, b);
                sheet.continued.push(number);
                number -= 1;
            }
        }
    }
}

/// Which lines of a page are of a flow.
fn places(sheet: &Sheet, flow: LineFlow) -> Vec<usize> {
    let main = sheet.main_turn();
    let is_asked = |line: &Line| line.turn == main && line.flow == flow && !line.is_caption;
    (0..sheet.lines.len()).filter(|&at| sheet.lines.get(at).is_some_and(is_asked)).collect()
}

fn at_places<'s>(sheet: &'s Sheet, places: &[usize]) -> Vec<&'s Line> {
    places.iter().filter_map(|&at| sheet.lines.get(at)).collect()
}

/// The cells of the last row of a page that go on in the first row of the next page, with what they go on with.
fn parted(above: &[&Line], below: &[&Line]) -> Vec<(CellPart, CellPart)> {
    let row = last_row(above);
    let mut from = 0;
    // A table repeats its heads on each page.
    while let Some(end) = repeated(above, below, from) {
        from = end;
    }
    let next = first_row(below, from);
    let is_marked = |lines: &[&Line], row: &[CellPart]| {
        let mut all = row.iter().filter_map(|piece| lines.get(piece.first));
        all.any(|line| line.table_cell > 0)
    };
    let marked_below = from > 0 || is_marked(below, &next);
    if row.len() < 2 || !(marked_below || (next.len() >= 2 && is_marked(above, &row))) {
        return Vec::new();
    }
    let is_low = row.iter().all(|piece| piece.end - piece.first <= LOW);
    if !is_low && !is_marked(above, &row) {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    let mut goes_on = false;
    for piece in next {
        let Some(number) = row.iter().position(|over| begins_alike(over, &piece)) else {
            return Vec::new();
        };
        let Some(&over) = row.get(number) else { return Vec::new() };
        let last = over.end.checked_sub(1).and_then(|last| above.get(last));
        let Some((last, first)) = last.zip(below.get(piece.first)) else { return Vec::new() };
        if first.text.starts_with(char::is_lowercase) {
            let room = row
                .get(number + 1)
                .map_or(over.frame.width(), |right| right.frame.x0 - over.frame.x0);
            let is_full = last.frame.width() >= percent(room, FILLED)
                && last.text.split_whitespace().count() >= WORDS;
            if is_finished(&last.text) || !is_full {
                return Vec::new();
            }
            goes_on = true;
        }
        pairs.push((over, piece));
    }
    if goes_on { pairs } else { Vec::new() }
}

/// Where the row from line `from` on ends, if all its cells are also on the page before, at the same place in their rows.
fn repeated(above: &[&Line], below: &[&Line], from: usize) -> Option<usize> {
    let row = first_row(below, from);
    let is_head = |piece: &CellPart| {
        below.get(piece.first..piece.end).unwrap_or(&[]).iter().all(|line| {
            let x0 = line.frame.x0;
            above.iter().any(|head| head.text == line.text && (head.frame.x0 - x0).abs() <= 500)
        })
    };
    let end = row.last()?.end;
    (row.len() >= 2 && end < below.len() && row.iter().all(is_head)).then_some(end)
}

fn begins_alike(a: &CellPart, b: &CellPart) -> bool {
    (a.frame.x0 - b.frame.x0).abs() <= percent(a.frame.larger(&b.frame), GUTTER)
}

/// The row of cells that the lines end with.
fn last_row(lines: &[&Line]) -> Vec<CellPart> {
    let mut row: Vec<CellPart> = Vec::new();
    let mut end = lines.len();
    while end > 0 && row.len() < CELLS {
        let right = row.last().copied();
        let mut first = end - 1;
        while first > 0 && end - first < LINES && is_over(lines, first - 1) {
            let is_in_row = lines.get(first - 1).zip(right).is_none_or(|(line, right)| {
                line.table_cell > 0 || line.frame.y >= right.top - percent(line.frame.size, NEAR)
            });
            if !is_in_row {
                break;
            }
            first -= 1;
        }
        let Some(cell) = piece(lines, first, end) else { break };
        if right.is_some_and(|right| !is_left(&cell, &right)) {
            break;
        }
        row.push(cell);
        end = first;
    }
    row.reverse();
    row
}

/// The row of cells that begins with line `from`.
fn first_row(lines: &[&Line], from: usize) -> Vec<CellPart> {
    let mut row: Vec<CellPart> = Vec::new();
    let mut first = from;
    while first < lines.len() && row.len() < CELLS {
        let mut end = first + 1;
        while end < lines.len() && end - first < LINES && is_over(lines, end - 1) {
            end += 1;
        }
        let Some(cell) = piece(lines, first, end) else { break };
        if row.last().is_some_and(|left| !is_left(left, &cell)) {
            break;
        }
        row.push(cell);
        first = end;
    }
    row
}

fn piece(lines: &[&Line], first: usize, end: usize) -> Option<CellPart> {
    let mut all = lines.get(first..end)?.iter();
    let head = all.next()?;
    let mut piece = CellPart { first, end, frame: head.frame, top: head.frame.y };
    for line in all {
        piece.frame.cover(&line.frame);
        piece.frame.y = line.frame.y;
    }
    Some(piece)
}

/// Whether a cell is left of another one in its row.
fn is_left(a: &CellPart, b: &CellPart) -> bool {
    let size = a.frame.larger(&b.frame);
    b.frame.x0 - a.frame.x1 >= percent(size, GUTTER)
        && b.top <= a.frame.y + percent(size, NEAR)
        && a.top <= b.frame.y + percent(size, NEAR)
}

/// Whether a line is right over the next one, in the same cell.
fn is_over(lines: &[&Line], at: usize) -> bool {
    let (Some(a), Some(b)) = (lines.get(at), lines.get(at + 1)) else { return false };
    let (size, step) = (a.frame.larger(&b.frame), b.frame.y - a.frame.y);
    a.table_cell == b.table_cell
        && a.frame.shares(&b.frame)
        && (a.table_cell > 0 || (a.frame.x0 - b.frame.x0).abs() <= percent(size, NEAR))
        && step > percent(size, NEAR)
        && step <= percent(size, STEP)
}

#[cfg(test)]
mod tests {
    use super::{Line, parted};

    /// A row of two cells, one line in each, or more.
    fn row(y: i64, cell: u32, texts: [&str; 2]) -> Vec<Line> {
        let texts = (0..).zip(texts).filter(|(_, text)| !text.is_empty());
        let line = |(at, text): (i64, &str)| {
            let mut line = Line::plain(text, y, 10);
            line.frame.x0 = (50 + at * 200) * 1_000;
            line.frame.x1 = line.frame.x0 + 180_000;
            line.table_cell = if cell > 0 { cell + u32::try_from(at).unwrap_or(0) } else { 0 };
            line
        };
        texts.map(line).collect()
    }

    fn number(above: &[Line], below: &[Line]) -> usize {
        parted(&above.iter().collect::<Vec<_>>(), &below.iter().collect::<Vec<_>>()).len()
    }

    fn joins(above: [&str; 2], below: [&str; 2], marked: bool) -> usize {
        let cell = u32::from(marked) * 7;
        let mut next = row(50, cell, below);
        next.extend(row(80, cell * 2, ["The next row", "of the table"]));
        number(&row(700, 0, above), &next)
    }

    #[test]
    fn cells_go_on_below_each_other_on_the_next_page() {
        let open = ["The keeper of the light saw", "The inspector of weights had"];
        assert_eq!(joins(open, ["the water rise.", "gone home."], true), 2);
        assert_eq!(joins(open, ["", "gone home."], true), 1);
        assert_eq!(joins(open, ["the water rise.", "gone home."], false), 0, "columns of text");
        let closed = ["The keeper saw it all.", "The inspector of weights had"];
        assert_eq!(joins(closed, ["the water rise.", "gone home."], true), 0);
        assert_eq!(joins(closed, ["Nobody else did.", "gone home."], true), 2);
        assert_eq!(joins(["barley", "the rye"], ["herring", "salt"], true), 0, "a list of words");
        assert_eq!(joins(open, ["Nobody saw it.", "Nobody did."], true), 0, "another row");
    }

    #[test]
    fn columns_of_text_do_not_go_on_in_a_table() {
        let joins = |lines: i64| {
            let column = |at: usize| {
                (0..lines).flat_map(move |y| {
                    let mut texts = ["", ""];
                    texts[at] = "The keeper of the light saw";
                    row(700 - (lines - y) * 12, 0, texts)
                })
            };
            let above: Vec<Line> = column(0).chain(column(1)).collect();
            number(&above, &row(50, 7, ["the water rise.", "gone home."]))
        };
        assert_eq!([joins(3), joins(12)], [2, 0]);
    }

    #[test]
    fn heads_that_come_again_are_passed_over() {
        let mut above = row(600, 3, ["Who", "What"]);
        above.extend(row(700, 5, ["The keeper of the light saw", "The inspector of weights had"]));
        let mut below = row(50, 3, ["Who", "What"]);
        below.extend(row(70, 5, ["the water rise.", "gone home."]));
        below.extend(row(90, 7, ["The next row", "of the table"]));
        assert_eq!(number(&above, &below), 2);
    }
}
