//! Pictures as numbers: what is where on a line from 0 to 1,000.

use super::model::{DocumentEntry, QuoteEntry, SiteModel, stretch};
use super::words;
use crate::claim::RelationKind;
use crate::edtf::{Day, Edtf};
use serde::Serialize;

/// The length of a line, in its own units.
const LINE: u64 = 1_000;

/// A mark is at least so long that it is seen.
const MIN_MARK: u64 = 8;

/// Speakers that the timeline's picture shows; the list beside it has all.
const MAX_LANES: usize = 40;

/// Claims that the map of contradictions shows; the list beside it has all.
const MAX_MAPPED: usize = 60;

/// Lines of years under a timeline.
const TICKS: i64 = 5;

/// A mark on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ChartMark {
    x: u64,
    width: u64,
    side: &'static str,
}

/// All marks of one side on a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ChartShape {
    pub(super) side: &'static str,
    /// The path of an SVG.
    pub(super) path: String,
}

/// Where a side is drawn: its distance from the top, and its height. None is drawn upon another, so that all are seen, also
/// without their colours.
type Rows = [(&'static str, u64, u64); 3];
const BAR_ROWS: Rows = [("for", 0, 7), ("against", 17, 7), ("context", 8, 8)];
const LANE_ROWS: Rows = [("for", 1, 5), ("against", 12, 5), ("context", 7, 4)];

/// The marks of each side as one shape, so that a line has no more to draw than what is seen of it.
fn shapes(marks: &[ChartMark], rows: &Rows) -> Vec<ChartShape> {
    let shape = |(side, top, height): &(&'static str, u64, u64)| {
        let of_side = marks.iter().filter(|mark| mark.side == *side);
        let mut stretches: Vec<(u64, u64)> =
            of_side.map(|mark| (mark.x, mark.x + mark.width)).collect();
        stretches.sort_unstable();
        stretches.dedup_by(|next, last| {
            let touches = next.0 <= last.1;
            if touches {
                last.1 = last.1.max(next.1);
            }
            touches
        });
        let mut path = String::new();
        for (start, end) in stretches {
            path.push_str(&format!("M{start} {top}H{end}v{height}H{start}z"));
        }
        (!path.is_empty()).then_some(ChartShape { side, path })
    };
    rows.iter().filter_map(shape).collect()
}

impl ChartMark {
    fn new(start: u64, end: u64, total: u64, side: &'static str) -> Self {
        let scaled = |at: u64| {
            let wide = u128::from(at.min(total)) * u128::from(LINE) / u128::from(total.max(1));
            u64::try_from(wide).unwrap_or(LINE)
        };
        let (start, end) = (scaled(start), scaled(end));
        let width = end.saturating_sub(start).max(MIN_MARK);
        Self { x: start.min(LINE - width.min(LINE)), width, side }
    }
}

/// Where a document is quoted, by the sides of the quotes that pass.
pub(super) fn bar(model: &SiteModel<'_>, document: &DocumentEntry<'_>) -> Vec<ChartShape> {
    let Some((total, _)) = document.length else { return Vec::new() };
    let quotes = document.quotes.iter().filter_map(|at| model.quotes.get(*at));
    let standing = quotes.filter(|quote| quote.cited.result.passed);
    let mark = |quote: &QuoteEntry<'_>| {
        let place = stretch(document, quote)?;
        Some(ChartMark::new(
            place.start,
            place.end,
            total,
            words::side(quote.cited.evidence.stance),
        ))
    };
    shapes(&standing.filter_map(mark).collect::<Vec<_>>(), &BAR_ROWS)
}

/// Who says what when: a line a speaker.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Timeline {
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) ticks: Vec<Tick>,
    pub(super) lanes: Vec<Lane>,
    /// Speakers that it does not show.
    pub(super) more: usize,
}

/// A year under the lines.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Tick {
    pub(super) x: u64,
    pub(super) year: i64,
}

/// A speaker's line.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Lane {
    pub(super) who: String,
    pub(super) href: String,
    pub(super) quotes: usize,
    pub(super) marks: Vec<ChartShape>,
}

/// Days of a month and of a year on the chart: as if all months had as many.
const MONTH_DAYS: i64 = 31;
const YEAR_DAYS: i64 = 12 * MONTH_DAYS;

fn day_number((year, month, day): Day) -> i64 {
    year.saturating_mul(YEAR_DAYS) + (i64::from(month) - 1) * MONTH_DAYS + i64::from(day) - 1
}

/// The first day of a date and one past its last; an open side is the other one's.
fn days(date: &Edtf) -> Option<(i64, i64)> {
    let start = date.earliest().or(date.latest()).map(day_number)?;
    let end = date.latest().or(date.earliest()).map(day_number)?;
    Some((start, end.max(start).saturating_add(1)))
}

pub(super) fn timeline(model: &SiteModel<'_>) -> Option<Timeline> {
    let dated = model.quotes.iter().filter_map(|quote| days(quote.date?));
    let (first, last) = dated.fold(None, |range: Option<(i64, i64)>, (start, end)| {
        let (first, last) = range.unwrap_or((start, end));
        Some((first.min(start), last.max(end)))
    })?;
    let (first, last) = (first.div_euclid(YEAR_DAYS), (last - 1).div_euclid(YEAR_DAYS));
    let total = last.checked_sub(first)?.checked_add(1)?.checked_mul(YEAR_DAYS)?;
    let wide = |n: i64| u64::try_from(n).unwrap_or(0);
    let mark = |number: &usize| {
        let quote = model.quotes.get(*number)?;
        let (start, end) = days(quote.date?)?;
        let (start, end) = (start - first * YEAR_DAYS, end - first * YEAR_DAYS);
        let side = words::side(quote.cited.evidence.stance);
        Some(ChartMark::new(wide(start), wide(end), wide(total), side))
    };
    let lane = |speaker: &super::model::SpeakerEntry| {
        let marks: Vec<ChartMark> = speaker.quotes.iter().filter_map(mark).collect();
        let marks = shapes(&marks, &LANE_ROWS);
        let href = format!("speaker/{}.html", speaker.name);
        Lane { who: speaker.who.clone(), href, quotes: speaker.quotes.len(), marks }
    };
    let lanes: Vec<Lane> =
        model.speakers.iter().map(lane).filter(|l| !l.marks.is_empty()).collect();
    let more = lanes.len().saturating_sub(MAX_LANES);
    Some(Timeline {
        first,
        last,
        ticks: ticks(first, last),
        lanes: lanes.into_iter().take(MAX_LANES).collect(),
        more,
    })
}

/// A few years, evenly apart.
fn ticks(first: i64, last: i64) -> Vec<Tick> {
    let years = last.saturating_sub(first) + 1;
    let step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
        .into_iter()
        .find(|step| years / step <= TICKS)
        .unwrap_or(years / TICKS + 1);
    let from = first.div_euclid(step) * step;
    let mut ticks = Vec::new();
    let mut year = from;
    while year <= last {
        if year >= first {
            let share = u128::from((year - first).unsigned_abs()) * u128::from(LINE);
            let x = u64::try_from(share / u128::from(years.unsigned_abs().max(1))).unwrap_or(LINE);
            ticks.push(Tick { x, year });
        }
        year += step;
    }
    ticks
}

/// Who contradicts whom: claims one below the other, and arcs between them.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Map {
    pub(super) height: usize,
    pub(super) dots: Vec<Dot>,
    pub(super) arcs: Vec<Arc>,
    pub(super) more: usize,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Dot {
    pub(super) y: usize,
    pub(super) number: usize,
    pub(super) href: String,
    pub(super) statement: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Arc {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Half its height.
    pub(super) radius: usize,
    /// How far it bends to the side: a long one is flat, and stays on the picture.
    pub(super) bend: usize,
}

/// The pairs of claims that contradict each other, each once.
pub(super) fn contradictions(model: &SiteModel<'_>) -> Vec<(usize, usize)> {
    let of = |(at, claim): (usize, &super::model::ClaimPage<'_>)| {
        let others = claim.relations.iter().filter(|r| r.0 == RelationKind::Contradicts);
        others.map(|r| r.1).filter(|other| at < *other).map(|other| (at, other)).collect::<Vec<_>>()
    };
    model.claims.iter().enumerate().flat_map(of).collect()
}

pub(super) fn map(model: &SiteModel<'_>, pairs: &[(usize, usize)]) -> Map {
    const ROW: usize = 22;
    // The picture is 120 wide, and its dots are at 36.
    const REACH: usize = 80;
    let mut order: Vec<usize> = Vec::new();
    for claim in pairs.iter().flat_map(|(one, other)| [*one, *other]) {
        if !order.contains(&claim) && order.len() <= MAX_MAPPED {
            order.push(claim);
        }
    }
    let all: std::collections::BTreeSet<usize> =
        pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
    order.truncate(MAX_MAPPED);
    let y = |at: usize| at * ROW + ROW / 2;
    let place = |claim: usize| order.iter().position(|known| *known == claim).map(y);
    let dots = order.iter().enumerate().filter_map(|(at, claim)| {
        let entry = model.claims.get(*claim)?;
        let href = format!("claim/{}.html", entry.name);
        Some(Dot { y: y(at), number: at + 1, href, statement: entry.claim.statement.to_string() })
    });
    let arcs = pairs.iter().filter_map(|(one, other)| {
        let (one, other) = (place(*one)?, place(*other)?);
        let (from, to) = (one.min(other), one.max(other));
        let radius = (to - from).div_ceil(2);
        Some(Arc { from, to, radius, bend: radius.min(REACH) })
    });
    Map {
        height: order.len() * ROW,
        dots: dots.collect(),
        arcs: arcs.collect(),
        more: all.len() - order.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::{BAR_ROWS, ChartMark, ChartShape, LINE, days, shapes, ticks};

    #[test]
    fn marks_stay_on_their_line() {
        for (start, end, total) in
            [(0, 0, 0), (5, 5, 5), (0, 10, 5), (99, 100, 100), (u64::MAX, u64::MAX, u64::MAX)]
        {
            let mark = ChartMark::new(start, end, total, "for");
            assert!(mark.x + mark.width <= LINE && mark.width >= 8, "{mark:?}");
        }
        assert_eq!(
            ChartMark::new(10, 20, 100, "for"),
            ChartMark { x: 100, width: 100, side: "for" }
        );
    }

    #[test]
    fn marks_of_one_side_are_one_shape() {
        let mark = |x, width, side| ChartMark { x, width, side };
        let all = [
            mark(20, 10, "for"),
            mark(0, 8, "for"),
            mark(5, 8, "for"),
            mark(13, 2, "for"),
            mark(21, 2, "for"),
            mark(5, 8, "context"),
        ];
        let shape = |side, path: &str| ChartShape { side, path: path.to_owned() };
        assert_eq!(
            shapes(&all, &BAR_ROWS),
            [shape("for", "M0 0H15v7H0zM20 0H30v7H20z"), shape("context", "M5 8H13v8H5z")]
        );
        assert_eq!(shapes(&[], &BAR_ROWS), []);
    }

    #[test]
    fn open_sides_and_far_years_are_no_trouble() {
        let of = |text: &str| days(&text.parse().expect("a date"));
        assert_eq!(of("1990"), Some((1990 * 372, 1991 * 372)));
        assert_eq!(of("1990-02-14/.."), Some((1990 * 372 + 44, 1990 * 372 + 45)));
        assert!(of("Y-17000000").is_some());
        let years: Vec<i64> = ticks(1949, 2026).iter().map(|tick| tick.year).collect();
        assert_eq!(years, [1960, 1980, 2000, 2020]);
        assert_eq!(ticks(1990, 1990).len(), 1);
        assert!(ticks(-17_000_000, 2026).len() < 10);
    }
}
