//! Tables that neither rules nor the structure tree show: cells that are drawn one after another, each beside the one before
//! it, in rows that are right over each other and leave the same room free between two of their columns.
//!
//! Columns of text are drawn so, too, where a program draws them row by row. But a line of a column fills it, and words of a
//! table's cell mostly do not; and a cell of several lines is drawn whole before the next one.

use super::frame::Frame;
use super::matrix::{Mil, percent};
use super::sheet::{Line, LineFlow, Sheet};

// Lengths in hundredths of a letter's size.

/// From line to line of one cell at most.
const STEP: Mil = 160;
/// From a row of cells to the next one at most.
const NEXT_ROW: Mil = 450;
/// From line to line of a cell that begins higher than the one beside it, at most.
const TIGHT: Mil = 140;
/// From the top of a cell to that of the one beside it at most, down.
const TOP: Mil = 60;
/// Between two cells of a row at least.
const GUTTER: Mil = 30;

/// Cells of a row at most: more beside each other are no table that anybody reads.
const CELLS: usize = 200;
/// Lines of a cell at most: what is higher is a column of text.
const LINES: usize = 14;
/// As high as that, in hundredths of a letter's size.
const HIGH: Mil = 2_240;
/// Letters of a line of a table all of whose cells have one line, on average at most.
const SHORT: usize = 30;
/// How much of the room to the next cell the words of such a table fill at most, in hundredths.
const FILLED: Mil = 72;
/// Of so many cells fewer than one begins with a small letter, where the words fill more.
const WITHIN: usize = 5;
/// So many lines of a text have a stop or a comma.
const BARE: usize = 6;
/// Letters of the mark or number of a list's item at most.
const ITEM_MARK: usize = 6;

/// A line as it is looked at.
#[derive(Debug, Clone, Copy)]
struct Seen<'l> {
    text: &'l str,
    frame: Frame,
    flow: LineFlow,
    glyphs: usize,
}

impl<'l> Seen<'l> {
    fn of(line: &'l Line) -> Self {
        Self { text: &line.text, frame: line.frame, flow: line.flow, glyphs: line.glyphs }
    }
}

/// A cell: the lines from `first` up to `end`, among those that are looked at.
#[derive(Debug, Clone, Copy)]
struct Part {
    first: usize,
    end: usize,
    frame: Frame,
    /// The baseline of its first line.
    top: Mil,
}

/// Cells beside each other.
type Row = Vec<Part>;

/// Numbers the cells of such tables.
pub(super) fn mark(sheet: &mut Sheet) {
    let main = sheet.main_turn();
    let is_asked = |line: &Line| {
        line.turn == main
            && matches!(line.flow, LineFlow::Body | LineFlow::Aside)
            && line.table_cell == 0
            && !line.is_caption
    };
    let asked: Vec<usize> =
        (0..sheet.lines.len()).filter(|&at| sheet.lines.get(at).is_some_and(is_asked)).collect();
    let lines: Vec<Seen<'_>> =
        asked.iter().filter_map(|&at| sheet.lines.get(at)).map(Seen::of).collect();
    let tables = tables(&lines);
    // The structure tree counts its cells from 1 up, rules count theirs from the top down.
    let mut number = u32::MAX / 2;
    let cells: Vec<Part> = tables.into_iter().flatten().flatten().collect();
    for cell in cells {
        for at in asked.get(cell.first..cell.end).unwrap_or(&[]) {
            if let Some(line) = sheet.lines.get_mut(*at) {
                line.table_cell = number;
            }
        }
        number -= 1;
    }
}

/// The tables among some lines.
fn tables(lines: &[Seen<'_>]) -> Vec<Vec<Row>> {
    let (mut found, mut table) = (Vec::new(), Vec::<Row>::new());
    let mut at = 0;
    while at + 1 < lines.len() {
        let Some(row) = row(lines, at) else {
            at += 1;
            continue;
        };
        at = row.last().map_or(at + 1, |cell| cell.end.max(at + 1));
        if !table.last().is_some_and(|above| goes_on(above, &row)) {
            found.push(std::mem::take(&mut table));
        }
        table.push(row);
    }
    found.push(table);
    found.retain(|table| table.len() >= 2 && is_table(lines, table));
    found
}

/// The row that begins where the line beside number `at` begins its second cell; none where that is not beside it.
fn row(lines: &[Seen<'_>], at: usize) -> Option<Row> {
    let second = at + 1;
    if !is_beside(lines, at, second) {
        return None;
    }
    let gutter = lines.get(second)?.frame.x0;
    let top = lines.get(second)?.frame.y;
    let mut first = at;
    while first > 0 && at - first < LINES && is_over(lines, first - 1, first, gutter, top) {
        first -= 1;
    }
    let mut row = vec![part(lines, first, second)?];
    let mut from = second;
    loop {
        let left = row.last()?.frame.x1;
        let mut end = from + 1;
        while is_under(lines, from, end, left) {
            end += 1;
        }
        row.push(part(lines, from, end)?);
        if row.len() > CELLS || end - from > LINES || second - first > LINES {
            return None;
        }
        if !is_beside(lines, end - 1, end) || !row.last()?.is_left_of(&lines.get(end)?.frame) {
            return Some(row);
        }
        from = end;
    }
}

impl Part {
    fn is_left_of(&self, frame: &Frame) -> bool {
        frame.x0 - self.frame.x1 >= percent(frame.size, GUTTER)
    }
}

fn part(lines: &[Seen<'_>], first: usize, end: usize) -> Option<Part> {
    let mut all = lines.get(first..end)?.iter();
    let mut frame = all.next()?.frame;
    let top = frame.y;
    for line in all {
        frame.cover(&line.frame);
        frame.y = frame.y.max(line.frame.y);
    }
    Some(Part { first, end, frame, top })
}

/// Whether a line begins a cell beside the one that ends with line `a`: after it, and no lower.
fn is_beside(lines: &[Seen<'_>], a: usize, b: usize) -> bool {
    let (Some(a), Some(b)) = (lines.get(a), lines.get(b)) else { return false };
    let size = a.frame.larger(&b.frame);
    a.flow == b.flow
        && b.frame.x0 - a.frame.x1 >= percent(size, GUTTER)
        && b.frame.y - a.frame.y <= percent(size, TOP)
        && a.frame.y - b.frame.y <= percent(size, HIGH)
}

/// Whether line `a` is over line `b` in the first cell of a row, whose second one begins at `gutter`, `top`.
fn is_over(lines: &[Seen<'_>], a: usize, b: usize, gutter: Mil, top: Mil) -> bool {
    let (Some(a), Some(b)) = (lines.get(a), lines.get(b)) else { return false };
    let size = a.frame.larger(&b.frame);
    let step = b.frame.y - a.frame.y;
    let near = |a: Mil, b: Mil| (a - b).abs() <= percent(size, 30);
    let is_higher = a.frame.y < top - percent(size, TOP);
    let begins_alike = near(a.frame.x0, b.frame.x0);
    let most = if is_higher { TIGHT } else { STEP };
    a.flow == b.flow
        && step > percent(size, TOP)
        && step <= percent(size, most)
        && gutter - a.frame.x1 >= percent(size, GUTTER)
        && (begins_alike
            || (!is_higher
                && (near(a.frame.x1, b.frame.x1)
                    || near(a.frame.x0 + a.frame.x1, b.frame.x0 + b.frame.x1))))
}

/// Whether line `b` goes on, below the line before it, with the cell that begins with line `first`, after one that ends at
/// `left`.
fn is_under(lines: &[Seen<'_>], first: usize, b: usize, left: Mil) -> bool {
    let above = b.checked_sub(1).and_then(|at| lines.get(at));
    let (Some(first), Some(a), Some(b)) = (lines.get(first), above, lines.get(b)) else {
        return false;
    };
    let size = a.frame.larger(&b.frame);
    let step = b.frame.y - a.frame.y;
    a.flow == b.flow
        && step > percent(size, TOP)
        && step <= percent(size, STEP)
        && b.frame.x0 > left
        && b.frame.shares(&first.frame)
}

/// Whether a row is the next one of a table: right below all cells of the one before, with room free between the first and
/// the second cell where that has it.
fn goes_on(above: &Row, row: &Row) -> bool {
    let ([a, b, ..], [c, d, ..]) = (above.as_slice(), row.as_slice()) else { return false };
    let bottom = above.iter().map(|cell| cell.frame.y).max().unwrap_or(0);
    let top = row.iter().map(|cell| cell.top).min().unwrap_or(0);
    let size = a.frame.larger(&c.frame);
    top - bottom > percent(size, TOP)
        && top - bottom <= percent(size, NEXT_ROW)
        && above.last().is_some_and(|last| last.end == c.first)
        && a.frame.x1 < d.frame.x0
        && c.frame.x1 < b.frame.x0
}

/// Whether rows are those of a table, and no list, no talk and no columns of text drawn row by row.
fn is_table(lines: &[Seen<'_>], table: &[Row]) -> bool {
    let text = |cell: &Part| lines.get(cell.first).map_or("", |line| line.text);
    let is_mark = |text: &str| {
        text.chars().count() <= ITEM_MARK && !text.chars().any(char::is_lowercase)
            || text.chars().count() <= ITEM_MARK && text.ends_with(['.', ')', ']'])
            || text.ends_with([':', '：'])
            || is_option(text)
    };
    let marks = table.iter().filter_map(|row| row.first()).filter(|cell| is_mark(text(cell)));
    if table.iter().all(|row| row.len() == 2) && marks.count() * 2 > table.len() {
        return false;
    }
    let cells = || table.iter().flatten();
    if cells().any(|cell| cell.end - cell.first > 1) {
        return true;
    }
    let (mut filled, mut room) = (0, 0);
    for pair in table.iter().flat_map(|row| row.windows(2)) {
        if let [a, b] = pair {
            filled += a.frame.width();
            room += b.frame.x0 - a.frame.x0;
        }
    }
    let firsts = || cells().filter_map(|cell| lines.get(cell.first));
    let glyphs: usize = firsts().map(|line| line.glyphs).sum();
    // Most lines of a text begin within a sentence.
    let within = firsts().filter(|line| line.text.starts_with(char::is_lowercase)).count();
    let capitals = firsts().filter(|line| line.text.starts_with(char::is_uppercase)).count();
    let has_beginnings = capitals > 0 && within * WITHIN < cells().count();
    let is_bare = || capitals + within == 0 && is_bare(firsts().map(|line| line.text));
    glyphs <= cells().count() * SHORT
        && (filled < percent(room, FILLED) || has_beginnings || is_bare())
}

/// Whether words are an option of a command, which a manual explains beside it: `-h`, `--help`.
fn is_option(text: &str) -> bool {
    text.strip_prefix(['-', '−'])
        .is_some_and(|name| name.trim_start_matches('-').starts_with(char::is_alphabetic))
}

/// Whether lines in a script without capitals are cells, as none of so many has a stop or a comma, which a text has.
fn is_bare<'l>(texts: impl Iterator<Item = &'l str>) -> bool {
    let marks = [
        '。', '．', '.', '、', '，', ',', '！', '!', '？', '?', '；', ';', '：', ':', '।', '،',
        '؟', '…',
    ];
    let mut count = 0;
    for text in texts {
        count += 1;
        let uncased =
            text.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
        if !uncased || text.contains(marks) {
            return false;
        }
    }
    count >= BARE
}

#[cfg(test)]
mod tests {
    use super::{Line, Sheet, mark};

    /// Lines by their text, left and right edge and height, in points.
    fn page(lines: &[(&str, i64, i64, i64)]) -> Sheet {
        let line = |&(text, left, right, y): &(&str, i64, i64, i64)| {
            let mut line = Line::plain(text, y, 10);
            (line.frame.x0, line.frame.x1) = (left * 1_000, right * 1_000);
            line
        };
        let lines = lines.iter().map(line).collect();
        Sheet { lines, width: 400_000, height: 600_000, ..Sheet::default() }
    }

    /// The cells of the lines, counted from 1; 0 is no cell.
    fn cells(lines: &[(&str, i64, i64, i64)]) -> Vec<u32> {
        let mut page = page(lines);
        mark(&mut page);
        let first = page.lines.iter().map(|line| line.table_cell).max().unwrap_or(0) + 1;
        let number = |line: &Line| if line.table_cell == 0 { 0 } else { first - line.table_cell };
        page.lines.iter().map(number).collect()
    }

    #[test]
    fn cells_of_several_lines_are_drawn_one_after_the_other() {
        let rows = [
            ("The tides of the spring were", 50, 350, 76),
            ("written down by the keeper.", 50, 200, 88),
            ("The keeper of the", 50, 150, 112),
            ("northern light", 50, 120, 124),
            ("A ledger bound", 200, 300, 112),
            ("in calfskin", 200, 260, 124),
            ("The second pilot", 50, 140, 140),
            ("A box of brass", 200, 290, 140),
            ("instruments", 200, 270, 152),
            ("Nobody in the valley had been told", 50, 350, 176),
        ];
        assert_eq!(cells(&rows), [0, 0, 1, 1, 2, 2, 3, 4, 4, 0]);
        assert_eq!(cells(&rows[..6]), [0; 6], "one row is no table");
        let mut apart = rows;
        apart[6].0 = "a head across both columns";
        (apart[6].1, apart[6].2) = (50, 350);
        assert_eq!(cells(&apart), [0; 10], "columns under a head");
    }

    #[test]
    fn cells_of_one_line_leave_room_free() {
        let rows = |right: i64, first: &'static str| {
            let row = |at: i64| {
                let y = 100 + at * 14;
                [(first, 50, right, y), ("a ledger", 200, 250, y)]
            };
            let rows: Vec<_> = (0..3).flat_map(row).collect();
            cells(&rows)
        };
        assert_eq!(rows(130, "the keeper of it"), [1, 2, 3, 4, 5, 6]);
        assert_eq!(rows(190, "the keeper of it"), [0; 6], "columns that are drawn row by row");
    }

    #[test]
    fn cells_begin_with_capitals() {
        let row = |at: i64| {
            let y = 100 + at * 14;
            [("The keeper of it", 50, 190, y), ("A ledger", 200, 250, y)]
        };
        let rows: Vec<_> = (0..3).flat_map(row).collect();
        assert_eq!(cells(&rows), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn cells_without_capitals_have_no_stops() {
        let rows = |last: &'static str| {
            [
                ("두 번째 수문의 설계도를", 40, 140, 80),
                ("곡물 창고의 열쇠를", 150, 250, 80),
                ("가라앉은 예배당의 종을", 40, 140, 100),
                ("선원의 이름을", 150, 250, 100),
                ("습지의 지도를", 40, 140, 120),
                (last, 150, 250, 120),
            ]
        };
        assert_eq!(cells(&rows("방수 모르타르의 제법을")), [1, 2, 3, 4, 5, 6]);
        assert_eq!(cells(&rows("들여다보았다. 그리고")), [0; 6]);
        assert_eq!(cells(&rows("들여다보았다. 그리고")[..4]), [0; 4]);
    }

    #[test]
    fn items_and_talk_are_no_tables() {
        let rows = |mark: &'static str| {
            let row = |at: i64| {
                let y = 100 + at * 26;
                [(mark, 50, 70, y), ("The keeper", 90, 300, y), ("of the light", 90, 200, y + 12)]
            };
            let rows: Vec<_> = (0..3).flat_map(row).collect();
            cells(&rows)
        };
        assert_eq!(rows("1."), [0; 9]);
        assert_eq!(rows("KEEPER:"), [0; 9]);
        assert_eq!(rows("-h"), [0; 9]);
        assert_eq!(rows("-5 m"), [1, 2, 2, 3, 4, 4, 5, 6, 6]);
        assert_eq!(rows("Keeper"), [1, 2, 2, 3, 4, 4, 5, 6, 6]);
    }
}
