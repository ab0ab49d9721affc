//! Puts the places of a quote's segments together into chains.
//!
//! `The committee … rejected … the second proposal` has three segments, and a document may have each of them in several
//! places. A chain takes one place for each segment, in the document's order and without overlap, so that each mark
//! stands for no more words than it may. The best chain has the fewest recased first letters, and among those leaves
//! out the fewest words. A piece between two ellipses with fewer than [`CRUMB_MIN_WORDS`] words is a *crumb*: it
//! must share a sentence with a neighbour, since single words picked from all over a text can say anything.
//!
//! This is dynamic programming over a table. A row is a segment, a [`Spot`] one of its places, and a [`Link`] the best
//! known chain from the first segment to that place. A place keeps one link for each [`State`] of the rule on crumbs,
//! not only the cheapest of all, because the rule may later forbid the cheapest. For instance, `rejected` above is a
//! crumb. Of two chains that reach it, one begins with `The committee` in an earlier sentence; the other begins with
//! `the committee` in the same sentence, and costs more for the recased letter. If `the second proposal` is in the next
//! sentence, the crumb has no neighbour in the first chain, so only the second one is a chain of the whole quote.
//!
//! For each place the nearest predecessors are tried first, [`MAX_BACK`] at most. A farther one leaves out more words.
//!
//! Work grows with the places of all segments and with the text between them, so a quote and a document of a few words
//! again and again could keep a machine busy for a day. [`MAX_PLACES`], [`MAX_CHAINS`] and [`MAX_STEPS`] bound it; where one of
//! them is reached, the quote is not said to be anywhere.
//!
//! Cases: `tests/conformance/marks-ellipsis.json` and `marks-brackets.json`.

use super::edges::SegmentPlace;
use super::join::{self, Joined};
use super::segment::{MAX_PLACES, Seek, best_places, places, places_within};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::Folded;
use crate::quote::fold::char_class::writes_no_spaces;
use crate::quote::found::GaveUp;
use crate::quote::quoted::Limits;
use crate::quote::read::pattern::{Join, JoinKind, Pattern, Segment};
use crate::quote::words::WordLists;
use crate::quote::words::boundary::word_starts;
use crate::quote::words::sentence;
use crate::text::Span;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// One way a whole quote is in a document.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// One place a segment, in order.
    pub(crate) places: Vec<SegmentPlace>,
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

    /// The same with the letters that are in brackets at its ends.
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

/// A piece between two ellipses with fewer words is a crumb: it must share a sentence with a neighbour,
/// and one piece must be no crumb.
pub(crate) const CRUMB_MIN_WORDS: usize = 3;

/// How many predecessors of one place are tried, the nearest first. A farther one leaves out more words.
const MAX_BACK: usize = 64;

/// If a segment has at most this many places, the next one is searched for only as far as an ellipsis may lead.
const FEW_PLACES: usize = 8;

/// How many texts with brackets are remembered, with the answer whether the mark may stand for them.
const MAX_KNOWN: usize = 8;

/// The most links that the rows of one quote have together, in links of some 40 bytes. Fifty segments in a thousand
/// places each have 50,000.
const MAX_CHAINS: usize = 200_000;

/// The most steps that are taken for one quote. A step compares two places at one mark, with as much text as
/// [`STEP_BYTES`] between them: some of them take a microsecond.
const MAX_STEPS: usize = 4_000_000;

/// Text between two places, and in brackets, that is read in one step, in bytes.
const STEP_BYTES: usize = 64;

/// How a chain is to the rule on crumbs, up to some segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    /// Words of the piece that the segment belongs to, counted to [`CRUMB_MIN_WORDS`].
    words: usize,
    /// Whether that piece shares a sentence with the one before.
    company: bool,
    /// Whether some piece has [`CRUMB_MIN_WORDS`] words.
    long: bool,
    /// Whether words were left out at all.
    parted: bool,
}

impl State {
    const fn first(words: usize) -> Self {
        Self { words, company: false, long: words >= CRUMB_MIN_WORDS, parted: false }
    }

    /// Whether the piece is no crumb, or one in company.
    const fn is_safe(self) -> bool {
        self.words >= CRUMB_MIN_WORDS || self.company
    }

    /// After an elision and before a piece of `words`; `None` where that leaves a crumb alone.
    fn elided(self, words: usize, together: impl FnOnce() -> bool) -> Option<Self> {
        let together = (!self.is_safe() || words < CRUMB_MIN_WORDS) && together();
        (self.is_safe() || together).then_some(Self {
            words,
            company: together,
            long: self.long || words >= CRUMB_MIN_WORDS,
            parted: true,
        })
    }

    /// After an ellipsis that the document itself has: it parts nothing.
    fn continued(self, words: usize) -> Self {
        let words = (self.words + words).min(CRUMB_MIN_WORDS);
        Self { words, long: self.long || words >= CRUMB_MIN_WORDS, ..self }
    }

    /// After the marks before a segment. `piece` has the words of the piece that the segment begins, if it begins one.
    fn after(
        self,
        piece: Option<usize>,
        elided: bool,
        together: impl FnOnce() -> bool,
    ) -> Option<Self> {
        match piece {
            None => Some(self),
            Some(words) if elided => self.elided(words, together),
            Some(words) => Some(self.continued(words)),
        }
    }

    const fn is_allowed_to_end(self) -> bool {
        !self.parted || (self.long && self.is_safe())
    }
}

/// Recased segments first, then words left out: what the best chain has least of.
type Cost = (u32, u32);

/// A place, with the number of words before its start and before its end, counted from the first place of the first
/// segment.
struct Spot {
    place: SegmentPlace,
    words: (usize, usize),
}

/// Places with the words before them, counted from one to the next; not where nothing follows them. The first place from
/// `start` on has none before it: a chain begins there, and to count from the text's beginning would take most of the time
/// that its quote takes.
fn spots(
    document: &FoldedDocument,
    places: impl IntoIterator<Item = SegmentPlace>,
    start: Option<usize>,
    counted: bool,
) -> Rc<Vec<Spot>> {
    let mut places = places.into_iter().peekable();
    let start = start.or_else(|| Some(places.peek()?.span.start)).unwrap_or(0);
    let (mut at, mut words) = (start, 0_usize);
    let mut before = |to: usize| {
        let to = to.max(start);
        if !counted {
            return 0;
        }
        let passed = document.words_in(Span::new(at.min(to), at.max(to)));
        words = if to < at { words.saturating_sub(passed) } else { words + passed };
        at = to;
        words
    };
    let spot = |place: SegmentPlace| Spot {
        words: (before(place.span.start), before(place.span.end)),
        place,
    };
    Rc::new(places.map(spot).collect())
}

/// The best known chain up to one place, for one state. Its numbers have 32 bits, because a long quote in a text that
/// repeats itself has millions of links.
struct Link {
    spot: u32,
    /// The spot of the first segment.
    first: u32,
    /// The link of the segment before.
    back: u32,
    cost: Cost,
    state: State,
}

/// A segment's places, and the chains that reach them.
struct Row {
    spots: Rc<Vec<Spot>>,
    links: Vec<Link>,
}

impl Row {
    fn spot(&self, at: u32) -> Option<&Spot> {
        self.spots.get(at as usize)
    }

    fn end(&self, link: &Link) -> usize {
        self.spot(link.spot).map_or(usize::MAX, |s| s.place.span.end)
    }
}

/// The marks before a row's segment.
struct Marks<'p> {
    joins: &'p [Join],
    only_ellipses: bool,
    /// The most words of the document that may lie between two places.
    max_words: usize,
    /// Steps that they take at each pair of places.
    steps: usize,
}

impl<'p> Marks<'p> {
    fn new(context: &join::Context<'_>, joins: &'p [Join]) -> Self {
        let only_ellipses = joins.iter().all(|j| j.kind == JoinKind::Gap);
        let max_words = join::budget(context, joins) + usize::from(!only_ellipses);
        let steps = joins.iter().map(|j| 1 + j.text.len() / STEP_BYTES).sum();
        Self { joins, only_ellipses, max_words, steps }
    }
}

/// A place that links are looked for to.
struct Arrival<'s> {
    /// The spot's number in its row.
    number: u32,
    spot: &'s Spot,
    /// How many links of the row before end no later than the spot starts; these are the first ones.
    predecessors: usize,
}

/// What lies between a place and its predecessor.
struct Gap {
    /// Bytes of the document's text.
    left: Span,
    /// Bytes of its key: the predecessor's end, and the place's start.
    keys: (usize, usize),
    /// Words of the document; those that are hidden at a break count, too.
    words: usize,
}

impl Gap {
    fn between(document: &FoldedDocument, from: &Spot, to: &Spot) -> Self {
        let left = Span::new(from.place.span.end, to.place.span.start);
        let words = if document.crosses_break(left) {
            document.words_in(left)
        } else {
            to.words.0.saturating_sub(from.words.1)
        };
        Self { left, keys: (from.place.key.1, to.place.key.0), words }
    }
}

/// The best links to one place, one for each state: those of `links` from number `from` on.
struct Best<'l> {
    links: &'l mut Vec<Link>,
    from: usize,
}

impl Best<'_> {
    /// Keeps `new` if it is the first of its state, or costs less.
    fn offer(&mut self, new: Link) {
        match self.links.iter_mut().skip(self.from).find(|l| l.state == new.state) {
            Some(old) if new.cost < old.cost => *old = new,
            Some(_) => {}
            None => self.links.push(new),
        }
    }

    /// Whether one of them leaves no crumb, and has a long piece if any chain up to here may have one.
    fn is_settled(&self, may_be_long: bool) -> bool {
        let mut found = self.links.iter().skip(self.from);
        found.any(|l| l.state.is_safe() && (l.state.long || !may_be_long))
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// All chains that do not overlap and leave no crumb, best first (fewest recased letters, then fewest
/// words left out, then earliest). Empty where some segment or join has no place. Of a quote that is one plain segment
/// the first `most`.
pub(crate) fn chains(
    seek: Seek<'_>,
    pattern: &Pattern,
    limits: Limits,
    most: usize,
) -> Result<Vec<Chain>, GaveUp> {
    if pattern.is_cut {
        return Err(GaveUp::Marks);
    }
    // Most quotes: each of its places is a chain, and none costs more than another unless a letter's case differs.
    if let Some(segment) = pattern.only_segment() {
        return Ok(alone(best_places(seek, segment, most)));
    }
    let mut table = Table::new(seek, pattern, limits);
    for (at, segment) in pattern.segments.iter().enumerate() {
        let row = table.row(at, segment)?;
        if row.links.is_empty() {
            return Ok(Vec::new());
        }
        table.rows.push(row);
    }
    Ok(table.collect())
}

/// A chain for each place of a quote's one segment; of two that overlap the better one.
fn alone(mut places: Vec<SegmentPlace>) -> Vec<Chain> {
    places.dedup_by(|next, kept| {
        let overlap = next.span.start < kept.span.end;
        if overlap && kept.recased && !next.recased {
            std::mem::swap(next, kept);
        }
        overlap
    });
    places.sort_by_key(|place| (place.recased, place.span));
    let chain = |place| Chain { places: vec![place], joined: Vec::new() };
    places.into_iter().map(chain).collect()
}

/// What makes two segments the same: their words, the edge after them, how they join their marks.
type Same<'d> = (&'d str, &'d str, [bool; 3]);

struct Table<'d> {
    context: join::Context<'d>,
    /// Whether segments are looked for loosely, too.
    loose: bool,
    pattern: &'d Pattern,
    /// The places of segments that are the same are looked up once.
    known: HashMap<Same<'d>, Rc<Vec<Spot>>>,
    /// For the first segment of each piece between ellipses, its words, counted to [`CRUMB_MIN_WORDS`].
    pieces: Vec<Option<usize>>,
    /// Whether some piece up to each segment has [`CRUMB_MIN_WORDS`] words.
    long: Vec<bool>,
    sentences: Sentences<'d>,
    /// What was found out about the document's own brackets at the row's mark.
    brackets: Vec<Brackets<'d>>,
    rows: Vec<Row>,
    /// Links of all rows so far, the one in the making included.
    links: usize,
    steps: usize,
}

/// What one mark may stand for where the document has brackets at its place: that depends on the text there, and
/// on how many words it has, alone.
struct Brackets<'d> {
    text: &'d str,
    words: usize,
    elided: Option<bool>,
}

impl<'d> Table<'d> {
    fn new(seek: Seek<'d>, pattern: &'d Pattern, limits: Limits) -> Self {
        let Seek { document, words, loose } = seek;
        let mut pieces = vec![None; pattern.segments.len()];
        // Of one segment nothing is a crumb.
        let groups = if pieces.len() > 1 { pattern.groups() } else { Vec::new() };
        for group in groups {
            if let Some(piece) = pieces.get_mut(group.start) {
                *piece = Some(word_starts(&pattern.kept(group)).take(CRUMB_MIN_WORDS).count());
            }
        }
        let mut any = false;
        let long = pieces.iter().map(|piece| {
            any |= piece.is_some_and(|words| words >= CRUMB_MIN_WORDS);
            any
        });
        Self {
            context: join::Context { document, limits, words },
            loose,
            pattern,
            known: HashMap::new(),
            long: long.collect(),
            pieces,
            sentences: Sentences { text: document.text(), words, blocks: HashMap::new() },
            brackets: Vec::new(),
            rows: Vec::with_capacity(pattern.segments.len()),
            links: 0,
            steps: 0,
        }
    }

    /// The places of a segment that an ellipsis may lead to, where few places come before it; else all.
    fn spots(&mut self, at: usize, joins: &[Join], segment: &'d Segment) -> Rc<Vec<Spot>> {
        let document = self.context.document;
        let seek = Seek { document, words: self.context.words, loose: self.loose };
        let first = self.rows.first().and_then(|row| row.spots.first());
        let start = first.map(|spot| spot.place.span.start);
        if let Some(windows) = self.windows(at, joins, segment) {
            let within = |keys| places_within(seek, segment, keys);
            return spots(document, windows.into_iter().flat_map(within), start, true);
        }
        let flags = [segment.glued_start, segment.glued_end, segment.initial];
        let key = (segment.text.as_str(), segment.edges.1.as_str(), flags);
        let counted = self.pattern.segments.len() > 1;
        let look_up = || spots(document, places(seek, segment), start, counted);
        Rc::clone(self.known.entry(key).or_insert_with(look_up))
    }

    /// The bytes of the document's key in which a segment may be after an ellipsis, first to last.
    fn windows(&self, at: usize, joins: &[Join], segment: &Segment) -> Option<Vec<Range<usize>>> {
        let before = self.rows.get(at.checked_sub(1)?)?;
        let gaps = !joins.is_empty() && joins.iter().all(|j| j.kind == JoinKind::Gap);
        if !gaps || before.spots.len() > FEW_PLACES {
            return None;
        }
        let document = self.context.document;
        let most = join::budget(&self.context, joins);
        let mut windows: Vec<Range<usize>> = Vec::new();
        for spot in before.spots.iter() {
            let (from, key) = (spot.place.span.end, spot.place.key.1);
            let rest = document.text().get(from..)?;
            let after = |words: usize| word_starts(rest).nth(words).unwrap_or(rest.len());
            let mut reach = after(most.saturating_add(2));
            // A word counts two characters there.
            if rest.get(..reach).is_some_and(|text| text.contains(writes_no_spaces)) {
                reach = after(most.saturating_mul(2).saturating_add(2));
            }
            let end = key_after(&document.folded, from + reach, key) + 2 * segment.folded.key.len();
            let end = end.min(document.folded.key.len());
            match windows.last_mut() {
                Some(last) if key <= last.end => last.end = last.end.max(end),
                _ => windows.push(key..end),
            }
        }
        Some(windows)
    }

    fn row(&mut self, at: usize, segment: &'d Segment) -> Result<Row, GaveUp> {
        let joins = self.pattern.joins.get(at).map_or(&[][..], Vec::as_slice);
        let spots = self.spots(at, joins, segment);
        if spots.len() >= MAX_PLACES {
            return Err(GaveUp::Places);
        }
        self.brackets.clear();
        let marks = Marks::new(&self.context, joins);
        let mut links = Vec::new();
        let mut predecessors = 0;
        for (number, spot) in spots.iter().enumerate() {
            if at > 0 {
                predecessors = self.ended_before(at, predecessors, spot.place.span.start);
                let arrival = Arrival { number: short(number), spot, predecessors };
                self.links_to(at, &marks, &arrival, &mut links);
                if self.steps > MAX_STEPS {
                    return Err(GaveUp::Steps);
                }
            } else if join::leading(&self.context, joins, spot.place.key.0) {
                let words = self.pieces.first().copied().flatten().unwrap_or(0);
                links.push(Link {
                    spot: short(number),
                    first: short(number),
                    back: 0,
                    cost: (u32::from(spot.place.recased), 0),
                    state: State::first(words),
                });
            }
            if self.links + links.len() > MAX_CHAINS {
                return Err(GaveUp::Chains);
            }
        }
        self.links += links.len();
        Ok(Row { spots, links })
    }

    /// How many links of the row before end no later than `start`; `upto` of them are already known to.
    fn ended_before(&self, at: usize, upto: usize, start: usize) -> usize {
        let Some(before) = at.checked_sub(1).and_then(|i| self.rows.get(i)) else { return upto };
        let more = before.links.get(upto..).unwrap_or(&[]).iter();
        upto + more.take_while(|l| before.end(l) <= start).count()
    }

    /// Adds the best links to one place, one for each state, from its predecessors in the row before.
    fn links_to(
        &mut self,
        at: usize,
        marks: &Marks<'_>,
        arrival: &Arrival<'_>,
        links: &mut Vec<Link>,
    ) {
        let Some(before) = at.checked_sub(1).and_then(|i| self.rows.get(i)) else { return };
        let piece = self.pieces.get(at).copied().flatten();
        let may_be_long = self.long.get(at).copied().unwrap_or(false);
        let recased = u32::from(arrival.spot.place.recased);
        let mut best = Best { from: links.len(), links };
        let predecessors = before.links.iter().enumerate().take(arrival.predecessors);
        for (tried, (back, link)) in predecessors.rev().take(MAX_BACK).enumerate() {
            let Some(from) = before.spot(link.spot) else { continue };
            let gap = Gap::between(self.context.document, from, arrival.spot);
            self.steps += 1;
            if self.context.document.exceeds(gap.left, gap.words, marks.max_words) {
                break;
            }
            self.steps += marks.steps + gap.left.len() / STEP_BYTES;
            let Some(elided) = elides(&self.context, marks.joins, &gap, &mut self.brackets) else {
                continue;
            };
            let sentences = &mut self.sentences;
            let together = || !sentences.end_between(gap.left.start, gap.left.end);
            let Some(state) = link.state.after(piece, elided, together) else { continue };
            let words = if elided { short(gap.words) } else { 0 };
            best.offer(Link {
                spot: arrival.number,
                first: link.first,
                back: short(back),
                cost: (link.cost.0 + recased, link.cost.1 + words),
                state,
            });
            // An ellipsis may stand for anything that is not too long, so the two nearest predecessors will do
            // as soon as one of them leaves no crumb.
            if marks.only_ellipses && tried > 0 && best.is_settled(may_be_long) {
                break;
            }
        }
    }

    fn collect(&self) -> Vec<Chain> {
        let Some(last) = self.rows.last() else { return Vec::new() };
        let mut found: Vec<(Cost, Span, u32)> = Vec::new();
        for (number, link) in last.links.iter().enumerate() {
            let Some(span) = self.span(last, link).filter(|_| link.state.is_allowed_to_end())
            else {
                continue;
            };
            let new = (link.cost, span, short(number));
            match found.last_mut() {
                // It overlaps the last one: the better of the two stays.
                Some(previous) if span.start < previous.1.end => {
                    if link.cost < previous.0 {
                        *previous = new;
                    }
                }
                _ => found.push(new),
            }
        }
        found.sort_unstable();
        found.into_iter().filter_map(|(_, _, link)| self.backtrack(link)).collect()
    }

    /// From the first segment to the last, if the marks after it may be there.
    fn span(&self, last: &Row, link: &Link) -> Option<Span> {
        let start = self.rows.first()?.spot(link.first)?.place.span.start;
        let place = last.spot(link.spot)?.place;
        let joins = self.pattern.joins.last()?;
        // Whole words may always be outside a quote; letters that belong to its last word may not.
        if joins.iter().any(Join::is_in_word) {
            join::trailing(&self.context, joins, place.span.end, place.key.1)?;
        }
        Some(Span::new(start, place.span.end))
    }

    fn backtrack(&self, last: u32) -> Option<Chain> {
        let mut places = Vec::with_capacity(self.rows.len());
        let mut at = last;
        for row in self.rows.iter().rev() {
            let link = row.links.get(at as usize)?;
            places.push(row.spot(link.spot)?.place);
            at = link.back;
        }
        places.reverse();
        let context = &self.context;
        let mut joins = self.pattern.joins.iter();
        let first = places.first()?;
        let mut joined =
            join::explain_leading(context, joins.next()?, first.span.start, first.key.0);
        for pair in places.windows(2) {
            let [a, b] = pair else { continue };
            let left = Span::new(a.span.end, b.span.start);
            joined.extend(join::between(context, joins.next()?, left, (a.key.1, b.key.0))?);
        }
        let last = places.last()?;
        joined.extend(join::trailing(context, joins.next()?, last.span.end, last.key.1)?);
        Some(Chain { places, joined })
    }
}

/// The first byte of the key, from `from` on, that stands for text at `at` or later.
fn key_after(folded: &Folded, at: usize, from: usize) -> usize {
    let (mut low, mut high) = (from, folded.key.len());
    while low < high {
        let middle = low.midpoint(high);
        if folded.text_start(middle) < at {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// [`join::elides`]. What was found for the document's own brackets is kept as long as the joins are the same: a text
/// that has some may have them everywhere.
fn elides<'d>(
    context: &join::Context<'d>,
    joins: &[Join],
    gap: &Gap,
    known: &mut Vec<Brackets<'d>>,
) -> Option<bool> {
    let &Gap { left, keys, words } = gap;
    let one = matches!(joins, [join] if join.kind == JoinKind::Insert);
    if !one || context.document.crosses_break(left) {
        return join::elides(context, joins, left, keys, words);
    }
    let text = context.document.slice(left);
    if let Some(same) = known.iter().find(|b| b.words == words && b.text == text) {
        return same.elided;
    }
    let elided = join::elides(context, joins, left, keys, words);
    if known.len() < MAX_KNOWN && text.contains(['[', ']']) {
        known.push(Brackets { text, words, elided });
    }
    elided
}

/// Where sentences end, looked up block by block and only where it is asked for.
struct Sentences<'d> {
    text: &'d str,
    words: Option<&'d WordLists>,
    blocks: HashMap<usize, Vec<usize>>,
}

impl Sentences<'_> {
    const BLOCK_BYTES: usize = 1_024;

    /// Whether a new sentence starts in `from + 1..=to`.
    fn end_between(&mut self, from: usize, to: usize) -> bool {
        let (text, words) = (self.text, self.words);
        (from / Self::BLOCK_BYTES..=to / Self::BLOCK_BYTES).any(|block| {
            let starts = self.blocks.entry(block).or_insert_with(|| {
                let start = block * Self::BLOCK_BYTES;
                let end = (start + Self::BLOCK_BYTES).min(text.len());
                sentence::breaks(text, start.saturating_sub(1), end.saturating_sub(1), words)
                    .collect()
            });
            starts.iter().any(|&at| at > from && at <= to)
        })
    }
}
