//! Excerpts of files: a few lines around a place, cut to the terminal, with marks and labels.

use super::row::{LineRequest, ShownLine, row};
use crate::diagnostic::{Location, SourceText};
use crate::report::visible::{visible, width, wrap};
use crate::text::{Position, Span};
use std::ops::Range;

/// Lines of one place that are shown.
const PLACE_LINES: usize = 4;
/// Lines between two places of one file that still share an excerpt.
const SHARED_LINES: usize = 5;
/// Columns that a line or a label takes at least, however narrow the terminal is.
const MIN_COLUMNS: usize = 12;

/// Lines of a label.
const LABEL_LINES: usize = 4;
/// Columns that the frame and a label's hook take.
const HOOK: usize = 5;

/// Where there is not text.
const NOWHERE: Position = Position { line: 1, column: 1, byte: 0 };

/// How excerpts are cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExcerptShape {
    /// Columns of the terminal.
    pub(super) columns: usize,
    /// Whether the terminal shows more than ASCII.
    pub(super) unicode: bool,
}

/// A place to show.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    /// Where.
    pub(super) location: &'a Location,
    /// The file's text, where it is here.
    pub(super) source: Option<&'a SourceText>,
    /// What is there.
    pub(super) label: &'a str,
    /// Bytes of the file, inside the place, that should be seen.
    pub(super) focus: Vec<Range<usize>>,
    /// Whether this is the finding's own place.
    pub(super) primary: bool,
}

impl Spot<'_> {
    /// Whether there is not text to show: the file is not here, is empty or is meant as a whole.
    pub(super) fn bare(&self) -> bool {
        self.source.is_none_or(SourceText::is_empty)
            || (self.location.span.is_empty() && self.start().byte == 0)
    }

    /// The lines of the text that the place is in: of a container, the lines of the text that was taken out of it.
    fn lines(&self) -> (Position, Position) {
        let span = self.location.span;
        self.location
            .place
            .lines()
            .or_else(|| {
                let source = self.source?;
                Some((source.position(span.start), source.position(span.end)))
            })
            .unwrap_or((NOWHERE, NOWHERE))
    }

    fn start(&self) -> Position {
        self.lines().0
    }
}

/// An underlined stretch of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Underline {
    /// Bytes of the excerpt's text.
    pub(super) range: Range<usize>,
    /// What to write under it; lines end at `\n`.
    pub(super) label: Option<String>,
    /// Whether it is the finding's own place.
    pub(super) primary: bool,
}

/// A few lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// `path:line:column`; `path, page 7`.
    pub(super) name: String,
    /// Number of the first line, from 1.
    pub(super) line: usize,
    /// The lines, each with a newline; empty where there is nothing to show.
    pub(super) text: String,
    /// The marks, in the order of their places.
    pub(super) marks: Vec<Underline>,
}

/// The lines of a file that a place shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lines {
    first: usize,
    last: usize,
}

/// One excerpt for each place; near places of one file share one.
pub(super) fn excerpts(places: &[Spot<'_>], shape: ExcerptShape) -> Vec<Excerpt> {
    let mut groups: Vec<(Lines, Vec<&Spot<'_>>)> = Vec::new();
    for place in places {
        let lines = lines(place);
        let shared = groups.iter_mut().find_map(|(group, members)| {
            let joined = join(*group, lines)?;
            let same = members.first()?;
            (same.location.file == place.location.file && !place.bare() && !same.bare())
                .then_some((group, members, joined))
        });
        match shared {
            Some((group, members, joined)) => {
                *group = joined;
                members.push(place);
            }
            None => groups.push((lines, vec![place])),
        }
    }
    groups.iter().filter_map(|(lines, places)| excerpt(*lines, places, shape)).collect()
}

/// The two as one, where they are near and have no line in common.
fn join(one: Lines, other: Lines) -> Option<Lines> {
    let apart = one.last < other.first || other.last < one.first;
    let joined = Lines { first: one.first.min(other.first), last: one.last.max(other.last) };
    (apart && joined.last - joined.first < SHARED_LINES).then_some(joined)
}

/// The lines to show of a place: all of a few, else those around what should be seen.
fn lines(place: &Spot<'_>) -> Lines {
    let first = place.start().line.max(1);
    let last = last_line(place);
    if last - first < PLACE_LINES {
        return Lines { first, last };
    }
    let focus = place
        .focus
        .first()
        .zip(place.source)
        .map_or(first, |(focus, source)| source.position(focus.start).line);
    let from = focus.saturating_sub(1).clamp(first, last + 1 - PLACE_LINES);
    Lines { first: from, last: from + PLACE_LINES - 1 }
}

/// The last line that the place has a character of.
fn last_line(place: &Spot<'_>) -> usize {
    let (start, end) = place.lines();
    let at_line_start = end.column == 1 && end.line > start.line;
    (end.line - usize::from(at_line_start)).max(start.line).max(1)
}

/// A line that is shown, and the number of the place that has a mark on it.
struct Shown {
    number: usize,
    row: ShownLine,
    place: Option<usize>,
}

fn excerpt(lines: Lines, places: &[&Spot<'_>], shape: ExcerptShape) -> Option<Excerpt> {
    let place = places.first()?;
    let name = name(place, shape.unicode);
    let Some(source) = place.source.filter(|_| !place.bare()) else {
        let mark = Underline { range: 0..0, label: None, primary: place.primary };
        return Some(Excerpt { name, line: 1, text: String::new(), marks: vec![mark] });
    };
    // " 123 │ " before each line.
    let gutter = 4 + (lines.last + 1).to_string().len();
    let shape =
        ExcerptShape { columns: shape.columns.saturating_sub(gutter).max(MIN_COLUMNS), ..shape };
    let near = place.location.span.start;
    let mut shown: Vec<Shown> = (lines.first..=lines.last)
        .map(|number| {
            let span = source.line(number, near).unwrap_or_default();
            let on_line = |place: &&Spot<'_>| part(place, source, number, span);
            let found = places.iter().enumerate().find_map(|(n, place)| Some((n, on_line(place)?)));
            let marked = found.as_ref().and_then(|(n, range)| Some((*places.get(*n)?, range)));
            let row = marked_row(source, span, marked, shape);
            Shown { number, row, place: found.map(|(n, _)| n) }
        })
        .collect();
    context((source, near), lines, &mut shown, shape);
    // Nobody could find the lines of a text that was taken out of a container.
    let numbered = shown.first().filter(|_| source.has_lines());
    let line = numbered.map_or(1, |shown| shown.number);
    Some(joined(name, line, &shown, places, shape))
}

/// The rows as one text, with their marks; the last mark of a place has its label.
fn joined(
    name: String,
    line: usize,
    shown: &[Shown],
    places: &[&Spot<'_>],
    shape: ExcerptShape,
) -> Excerpt {
    let mut excerpt = Excerpt { name, line, text: String::new(), marks: Vec::new() };
    for (at, Shown { row, place: number, .. }) in shown.iter().enumerate() {
        let start = excerpt.text.len();
        excerpt.text.push_str(&row.text);
        excerpt.text.push('\n');
        let Some(place) = number.and_then(|number| places.get(number)) else { continue };
        let Some(mark) = &row.mark else { continue };
        let later = shown.iter().skip(at + 1).any(|shown| shown.place == *number);
        let label = if later { None } else { label(place, row, shape) };
        let range = start + mark.start..start + mark.end;
        excerpt.marks.push(Underline { range, label, primary: place.primary });
    }
    if excerpt.marks.is_empty() {
        let primary = places.iter().any(|place| place.primary);
        excerpt.marks.push(Underline { range: 0..0, label: None, primary });
    }
    excerpt
}

fn name(place: &Spot<'_>, unicode: bool) -> String {
    visible(&place.location.name(), unicode)
}

/// The bytes of line `number`, whose content is `span`, that the place covers; none where it is
/// elsewhere, or starts elsewhere and has only white space here.
fn part(place: &Spot<'_>, source: &SourceText, number: usize, span: Span) -> Option<Range<usize>> {
    let starts_here = place.start().line == number;
    let place = source.floor(place.location.span.start)..source.ceil(place.location.span.end);
    if place.is_empty() || place.start >= span.end {
        let at = place.start.min(span.end);
        return starts_here.then_some(at..at);
    }
    let part = place.start.max(span.start)..place.end.min(span.end);
    let words = source.slice(part.clone())?;
    let trimmed = words.trim();
    if trimmed.is_empty() {
        return starts_here.then_some(part);
    }
    let start = part.start + (words.len() - words.trim_start().len());
    Some(start..start + trimmed.len())
}

/// The row of a line; cut further at the left where the label would not have room.
fn marked_row(
    source: &SourceText,
    span: Span,
    marked: Option<(&Spot<'_>, &Range<usize>)>,
    shape: ExcerptShape,
) -> ShownLine {
    let line = source.slice(span.range()).unwrap_or_default();
    let ExcerptShape { columns, unicode } = shape;
    let mut wanted = LineRequest { columns, unicode, ..LineRequest::default() };
    let Some((place, range)) = marked else { return row(line, &wanted) };
    let inside = |range: &Range<usize>| {
        let start = source.floor(range.start).clamp(span.start, span.end);
        let end = source.ceil(range.end).clamp(start, span.end);
        start - span.start..end - span.start
    };
    let touches = |range: &&Range<usize>| range.start <= span.end && range.end >= span.start;
    wanted.mark = Some(inside(range));
    wanted.focus = place.focus.iter().filter(touches).take(3).map(inside).collect();
    let first = row(line, &wanted);
    let label = label_text(place, unicode);
    let room = columns.saturating_sub(HOOK + width(&label).min(columns / 2));
    if label.is_empty() || first.label_column() <= room {
        return first;
    }
    wanted.left = Some(room.saturating_sub(first.mark_width() / 2));
    row(line, &wanted)
}

/// Adds the line before and the line after, where all is short.
fn context(
    (source, near): (&SourceText, usize),
    lines: Lines,
    shown: &mut Vec<Shown>,
    shape: ExcerptShape,
) {
    if shown.len() >= PLACE_LINES || shown.iter().any(|shown| shown.row.cut) {
        return;
    }
    let ExcerptShape { columns, unicode } = shape;
    let wanted = LineRequest { columns, unicode, ..LineRequest::default() };
    let plain = |number: usize| {
        let line = source.line(number, near).and_then(|span| source.slice(span.range()));
        let line = line.unwrap_or_default();
        (!line.trim().is_empty()).then(|| Shown { number, row: row(line, &wanted), place: None })
    };
    shown.extend(plain(lines.last + 1));
    if let Some(before) = lines.first.checked_sub(1).filter(|&n| n > 0).and_then(plain) {
        shown.insert(0, before);
    }
}

/// The label, which also says where a place ends whose last lines are not shown.
fn label_text(place: &Spot<'_>, unicode: bool) -> String {
    let text = visible(place.label, unicode);
    let last = last_line(place);
    match last > lines(place).last {
        true if text.is_empty() => format!("to line {last}"),
        true => format!("{text} (to line {last})"),
        false => text,
    }
}

/// The label in lines that fit at the right of its hook.
fn label(place: &Spot<'_>, row: &ShownLine, shape: ExcerptShape) -> Option<String> {
    let text = label_text(place, shape.unicode);
    if text.is_empty() {
        return None;
    }
    let room = shape.columns.saturating_sub(row.label_column() + HOOK).max(MIN_COLUMNS);
    let mut lines = wrap(&text, room);
    if lines.len() > LABEL_LINES {
        lines.truncate(LABEL_LINES);
        if let Some(line) = lines.last_mut() {
            line.push_str(if shape.unicode { "…" } else { "..." });
        }
    }
    Some(lines.join("\n"))
}
