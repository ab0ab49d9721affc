//! Finding a quote in a document: literally first, then as segments joined by marked edits.

use super::boundary::{may_end, may_start};
use super::chars::{canonical, is_dash, is_digit, quote_mark};
use super::document::Document;
use super::fold::{Folded, MarkKind, Side};
use super::join::{self, Joined};
use super::pattern::{JoinKind, Pattern, Segment};
use super::{Limits, WordLists};
use crate::text::Span;

/// One place of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Bytes of the document's text.
    pub(crate) span: Span,
    /// Bytes of the document's key.
    pub(crate) key: (usize, usize),
    /// Whether only the first letter's case differs.
    pub(crate) recased: bool,
}

/// One way a whole quote stands in a document.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// One place a segment, in order.
    pub(crate) places: Vec<Place>,
    /// What the marks between them stand for.
    pub(crate) joined: Vec<Joined>,
}

impl Chain {
    /// From the first segment's start to the last one's end, in bytes of the text.
    pub(crate) fn span(&self) -> Span {
        let start = self.places.first().map_or(0, |p| p.span.start);
        let end = self.places.last().map_or(start, |p| p.span.end);
        Span::new(start, end)
    }

    /// The same with the letters that stand in brackets at its ends.
    pub(crate) fn outer_span(&self) -> Span {
        let span = self.span();
        let glued = self.joined.iter().filter(|j| !j.document.is_empty());
        glued.fold(span, |span, j| {
            let start = if j.document.end == span.start { j.document.start } else { span.start };
            let end = if j.document.start == span.end { j.document.end } else { span.end };
            Span::new(start, end)
        })
    }
}

/// All places of `segment`, first to last, not overlapping; with its first letter in another case too
/// where F9 allows that.
pub(crate) fn places(document: &Document, segment: &Segment) -> Vec<Place> {
    let mut found = exact_places(document, segment, &segment.folded.key, false);
    if segment.initial {
        for other in recase(&segment.folded.key) {
            found.extend(exact_places(document, segment, &other, true));
        }
        found.sort_by_key(|p| p.span);
    }
    found
}

/// Whether `segment` has a place, with its first letter in another case too where F9 allows that.
pub(crate) fn stands_somewhere(document: &Document, segment: &Segment) -> bool {
    let stands = |key: &str| !search(document, segment, key, false, 1).is_empty();
    let key = &segment.folded.key;
    stands(key) || (segment.initial && recase(key).iter().any(|other| stands(other)))
}

/// The first place of `segment` as it is written.
pub(crate) fn first_place(document: &Document, segment: &Segment) -> Option<Span> {
    let found = search(document, segment, &segment.folded.key, false, 1);
    found.first().map(|p| p.span)
}

fn exact_places(document: &Document, segment: &Segment, key: &str, recased: bool) -> Vec<Place> {
    search(document, segment, key, recased, usize::MAX)
}

fn search(
    document: &Document,
    segment: &Segment,
    key: &str,
    recased: bool,
    most: usize,
) -> Vec<Place> {
    let mut found = Vec::new();
    let mut from = 0;
    for start in document.places_of(key) {
        let end = start + key.len();
        if start < from {
            continue;
        }
        if let Some(span) = stands(document, segment, start, end) {
            found.push(Place { span, key: (start, end), recased });
            from = end;
            if found.len() >= most {
                break;
            }
        }
    }
    found
}

/// The text's bytes of key bytes `start..end`, if the segment really stands there.
fn stands(document: &Document, segment: &Segment, start: usize, end: usize) -> Option<Span> {
    let marked_start = marks_agree(&document.folded, &segment.folded, start, end)?;
    let text = document.text();
    let from = marked_start.unwrap_or_else(|| document.folded.text_start(start));
    let span = Span::new(from, document.folded.text_end(end));
    let opens = segment.glued_start || may_start(text, span.start);
    let closes = segment.glued_end || may_end(text, span.end);
    let stands =
        opens && closes && !document.is_broken(span) && edges_allow(document, segment, span);
    stands.then_some(span)
}

/// Whether the dashes, stops and marks after digits are the same. If the quote begins with a sign,
/// where that sign stands in the text.
#[expect(
    clippy::option_option,
    reason = "no agreement, or agreement with or without a leading sign"
)]
fn marks_agree(
    document: &Folded,
    quote: &Folded,
    start: usize,
    end: usize,
) -> Option<Option<usize>> {
    let mut ours = quote.marks.iter().peekable();
    let mut theirs = document.marks_in(start, end).iter().peekable();
    let mut leading = None;
    let len = end - start;
    loop {
        match (theirs.peek(), ours.peek()) {
            (None, None) => return Some(leading),
            (Some(d), Some(q)) if d.at - start == q.at && same_mark(d.kind, q.kind)? => {
                if q.at == 0 && leading.is_none() {
                    leading = Some(d.span.start);
                }
                theirs.next();
                ours.next();
            }
            (Some(d), q)
                if q.is_none_or(|q| d.at - start <= q.at)
                    && may_skip(d.kind, d.optional, d.at - start, len) =>
            {
                theirs.next();
            }
            (_, Some(q)) if q.optional || matches!(q.kind, MarkKind::Measure(..)) => {
                ours.next();
            }
            _ => return None,
        }
    }
}

/// Whether two marks are one; `None` where they contradict each other.
fn same_mark(theirs: MarkKind, ours: MarkKind) -> Option<bool> {
    match (theirs, ours) {
        // The document knows whether its mark closes a quotation.
        (MarkKind::Measure(a, closes), MarkKind::Measure(b, _)) => {
            (a == b || closes).then_some(true)
        }
        (a, b) => Some(a == b),
    }
}

/// Whether the document's mark may be missing in the quote: optional, or outside its ends.
const fn may_skip(kind: MarkKind, optional: bool, at: usize, len: usize) -> bool {
    optional || at == 0 || at == len || matches!(kind, MarkKind::Measure(..))
}

/// F7: a full stop, comma or dash at the quote's end is not forgiven where the document asks or exclaims.
fn edges_allow(document: &Document, segment: &Segment, span: Span) -> bool {
    let edge = &segment.edges.1;
    if edge.is_empty() {
        return true;
    }
    let rest = document.text().get(span.end..).unwrap_or("");
    let ellipsis = Folded::new(edge, Side::Quote).key.starts_with('\u{2026}');
    let stops =
        edge.chars().any(|c| is_dash(c) || matches!(canonical(c), '.' | ',' | ';' | ':' | '。'));
    let next = rest.chars().take(16).find(|&c| !c.is_whitespace() && quote_mark(c).is_none());
    let asks = next.is_some_and(|c| matches!(canonical(c), '?' | '!'));
    !(stops && asks && !ellipsis) && same_measure(segment, rest, document, span)
}

/// `5'` at a quote's end is not `5"`.
fn same_measure(segment: &Segment, rest: &str, document: &Document, span: Span) -> bool {
    let ends_in_digit = segment.text.chars().next_back().is_some_and(is_digit);
    let ours = segment.edges.1.chars().next().and_then(quote_mark);
    let theirs = rest.chars().next().and_then(quote_mark);
    let (Some(ours), Some(theirs), true) = (ours, theirs, ends_in_digit) else { return true };
    let closes = document
        .folded
        .marks
        .iter()
        .any(|m| m.span.start == span.end && matches!(m.kind, MarkKind::Measure(_, true)));
    ours == theirs || closes
}

/// `key` with its first letter in the other case; Turkish has two other cases for the dotted and the
/// dotless i.
fn recase(key: &str) -> Vec<String> {
    let Some(first) = key.chars().next() else { return Vec::new() };
    let rest = key.get(first.len_utf8()..).unwrap_or("");
    let mut others: Vec<String> = if first.is_uppercase() {
        vec![first.to_lowercase().collect()]
    } else if first.is_lowercase() {
        vec![first.to_uppercase().collect()]
    } else {
        Vec::new()
    };
    match first {
        'i' => others.push("İ".to_owned()),
        'I' => others.push("ı".to_owned()),
        'İ' => others = vec!["i".to_owned()],
        _ => {}
    }
    others.into_iter().map(|other| other + rest).collect()
}

/// One reachable place in the chain's table.
struct Link {
    place: Place,
    back: usize,
    /// Recased segments first, then words left out: what the best chain has least of.
    cost: (usize, usize),
}

/// How many places before one are tried as its predecessor. More only differ in words left out twice.
const MAX_BACK: usize = 64;

/// All chains that do not overlap, best first (fewest recased letters, then fewest words left out,
/// then earliest). Empty where some segment or join has no place.
pub(crate) fn chains(
    document: &Document,
    pattern: &Pattern,
    limits: Limits,
    words: Option<&WordLists>,
) -> Vec<Chain> {
    let context = join::Context { document, limits, words };
    let mut table: Vec<Vec<Link>> = Vec::with_capacity(pattern.segments.len());
    for (at, segment) in pattern.segments.iter().enumerate() {
        let joins = pattern.joins.get(at).map_or(&[][..], Vec::as_slice);
        let row: Vec<Link> = places(document, segment)
            .into_iter()
            .filter_map(|place| match at.checked_sub(1).and_then(|i| table.get(i)) {
                None => join::leading(&context, joins, place.key.0).then_some(Link {
                    place,
                    back: 0,
                    cost: (usize::from(place.recased), 0),
                }),
                Some(before) => nearest_link(&context, before, joins, place),
            })
            .collect();
        if row.is_empty() {
            return Vec::new();
        }
        table.push(row);
    }
    collect(&context, pattern, &table)
}

fn nearest_link(
    context: &join::Context<'_>,
    before: &[Link],
    joins: &[super::pattern::Join],
    place: Place,
) -> Option<Link> {
    let upto = before.partition_point(|l| l.place.span.end <= place.span.start);
    let gap = joins.iter().any(|j| j.kind == JoinKind::Gap);
    // An ellipsis may stand for anything that is not too long: the nearest places will do.
    let only_gaps = joins.iter().all(|j| j.kind == JoinKind::Gap);
    let tried = if only_gaps { 2 } else { MAX_BACK };
    let mut best: Option<Link> = None;
    for (back, link) in before.iter().enumerate().take(upto).rev().take(tried) {
        let left = Span::new(link.place.span.end, place.span.start);
        if join::too_far(context, joins, left, only_gaps) {
            break;
        }
        let keys = (link.place.key.1, place.key.0);
        if !only_gaps && join::between(context, joins, left, keys).is_none() {
            continue;
        }
        let out = if gap { context.document.words_in(left) } else { 0 };
        let cost = (link.cost.0 + usize::from(place.recased), link.cost.1 + out);
        if best.as_ref().is_none_or(|b| cost < b.cost) {
            best = Some(Link { place, back, cost });
        }
    }
    best
}

fn collect(context: &join::Context<'_>, pattern: &Pattern, table: &[Vec<Link>]) -> Vec<Chain> {
    let Some(last) = table.last() else { return Vec::new() };
    let mut found: Vec<(usize, usize, Chain)> = Vec::new();
    let mut free_from = 0;
    for link in last {
        let Some(chain) = backtrack(context, pattern, table, link) else { continue };
        let start = chain.span().start;
        if start >= free_from || found.is_empty() {
            free_from = chain.span().end;
            found.push((link.cost.0, link.cost.1, chain));
        } else if let Some(previous) = found.last_mut().filter(|f| link.cost < (f.0, f.1)) {
            free_from = chain.span().end;
            *previous = (link.cost.0, link.cost.1, chain);
        }
    }
    found.sort_by_key(|(recased, out, chain)| (*recased, *out, chain.span()));
    found.into_iter().map(|(_, _, chain)| chain).collect()
}

fn backtrack(
    context: &join::Context<'_>,
    pattern: &Pattern,
    table: &[Vec<Link>],
    last: &Link,
) -> Option<Chain> {
    let mut places = vec![last.place];
    let mut back = last.back;
    for row in table.iter().rev().skip(1) {
        let link = row.get(back)?;
        places.push(link.place);
        back = link.back;
    }
    places.reverse();
    let mut joined = Vec::new();
    let first = places.first()?;
    joined.extend(join::explain_leading(
        context,
        pattern.joins.first()?,
        first.span.start,
        first.key.0,
    ));
    for (at, pair) in places.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        let joins = pattern.joins.get(at + 1)?;
        let left = Span::new(a.span.end, b.span.start);
        joined.extend(join::between(context, joins, left, (a.key.1, b.key.0))?);
    }
    let last = places.last()?;
    joined.extend(join::trailing(context, pattern.joins.last()?, last.span.end, last.key.1)?);
    Some(Chain { places, joined })
}
