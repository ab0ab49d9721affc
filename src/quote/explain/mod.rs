//! Why a quote is not in a document: the nearest passage, and how its words differ.

mod by_words;
mod confusable;
mod kindred;
mod literal;
mod pasted;
mod tokens;
mod word_diff;

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{is_combining, is_dash, is_stop, quote_mark};
use crate::quote::found::DiffPart;
use crate::quote::kind::Kind;
use crate::quote::near::align::distance;
use crate::quote::near::search::{nearest_passage, nearest_recased};
use crate::quote::place::boundary::{may_end, may_start};
use crate::quote::place::segment::{Seek, first_place, places};
use crate::quote::quoted::Quoted;
use crate::quote::read::pattern::{JoinKind, Pattern, Within, leading_edge, trailing_edge};
use crate::quote::words::boundary::word_starts;
use crate::quote::words::{WordLists, asks, asks_or_exclaims, sentence};
use crate::text::Span;
use by_words::chosen;
#[cfg(feature = "archive")]
pub(crate) use confusable::first_alike;
use kindred::kindred;
use literal::nearer_as_it_is;
use memchr::memmem;
use pasted::pasted;
use std::collections::BTreeSet;
use tokens::tokens;
use word_diff::{other_end, word_diff};

/// A passage is near where at most this share of the quote's folded characters must be changed.
const NEAR: f64 = 0.45;

/// From this on, a passage is surely the one that a quote was made of, even where the document has more than its text.
const SURE: f64 = 0.70;

/// Less alike than this, a quote is tried as whole pieces of the document.
const WHOLE_PIECES: f64 = 0.85;

/// The longest stretch of a quote that is compared, in bytes: of a longer quote, that many
/// around its first word that the document does not have.
const MAX_COMPARED: usize = 2_000;

/// A quote in other capitals is near where at most this part of the edits is needed that [`NEAR`] allows: one in four.
const RECASED_PART: usize = 4;

/// Of a very long quote, the words before the first one that the document does not have, and from it on, that are compared.
const WORDS_BEFORE: usize = 40;
const WORDS_AFTER: usize = 200;

/// Characters after a passage in which the mark that ends its sentence is looked for.
const TO_MARK: usize = 16;

/// Words that make a stretch of a quote a piece of the document: fewer are in any document.
const PIECE_WORDS: usize = 3;

/// Words of a quote that are covered with pieces of the document.
const MAX_WORDS: usize = 400;

/// The part of a quote's words, in per cent, that pieces of the document must cover.
const COVERED: usize = 70;

/// Pieces are of one passage where from the first to the last the document has at most so many times the quote's words, and
/// so many more.
const HULL_TIMES: usize = 4;
const HULL_MORE: usize = 20;

/// Places of a quote's last segment from which the nearest chain of a spliced quote is looked for.
const MAX_CHAINS: usize = 200;

/// A passage that is near a quote, or near the part of it that does not match.
#[derive(Debug, Clone, PartialEq)]
pub struct NearPassage {
    /// Bytes of the document's text.
    pub span: Span,
    /// 1 − edit distance ÷ the longer of the two, over the folded texts; 0 to 1.
    pub similarity: f64,
    /// From the document to the quote.
    pub diff: Vec<DiffPart>,
    /// The document's letter and the quote's that looks the same.
    pub lookalike: Option<(char, char)>,
    /// The quote's changed words, or the two words that something is missing between.
    pub changed: Vec<Within>,
    /// What of the quote was compared: all of it, or one segment.
    pub compared: Within,
    /// What may take the place of the compared part: the document's words as a quote would have them. `None` where a mark
    /// of the quote would be lost, a first or last word has no answer, or the passage cannot be pasted as it is.
    pub mended: Option<String>,
    /// Whether the pieces of the quote all are in the document, but not so that they join.
    pub pieces_apart: bool,
}

/// Why a quote does not match.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Miss {
    /// How it differs; empty where nothing is near.
    pub kinds: BTreeSet<Kind>,
    /// The nearest passage, if one is near.
    pub near: Option<NearPassage>,
    /// Where nothing is near, the sentence that shares most of the quote's rare words.
    pub kindred: Option<Span>,
    /// Where the pieces of a spliced or reordered quote are.
    pub pieces: Vec<Span>,
    /// The words of the document between each piece and the next one; 0 where the next one is before it.
    pub between: Vec<usize>,
    /// Whether the quote's words are in the document, but begin or end inside a word or a number of it.
    pub is_cut: bool,
}

impl Miss {
    /// Whether the quote may be in what could not be read of a document with gaps: where no passage is surely the one that
    /// it was made of, and where it has the words of a passage and goes on into a gap. `beside` says of a span whether
    /// something is missing right before and right after it.
    #[must_use]
    pub fn may_stand_unread(&self, beside: impl Fn(Span) -> (bool, bool)) -> bool {
        let Some(near) = &self.near else { return self.pieces.is_empty() };
        let (before, after) = beside(near.span);
        match near.diff.as_slice() {
            [DiffPart::Insert(_), DiffPart::Equal(_)] if before => true,
            [DiffPart::Equal(_), DiffPart::Insert(_)] if after => true,
            _ => near.similarity < SURE && !near.pieces_apart,
        }
    }
}

/// Explains why `quoted` is not in `document`.
#[must_use]
pub fn explain(document: &FoldedDocument, quoted: &Quoted<'_>, words: Option<&WordLists>) -> Miss {
    let pattern = Pattern::edited(&quoted.parts);
    let read = differences(document, &pattern, words);
    let read = nearer_as_it_is(document, quoted, &pattern, &read, words).unwrap_or(read);
    Miss { is_cut: is_cut(document, &pattern, words), ..read }
}

/// Places of a segment that are looked at for whether its words are there at all.
const MAX_CUT: usize = 100;

/// Whether all segments are in the document as far as their letters go, and one of them only inside words or numbers.
fn is_cut(document: &FoldedDocument, pattern: &Pattern, words: Option<&WordLists>) -> bool {
    let whole = 0..document.folded.key.len();
    let stands = |key: &str| {
        let mut places = document.places_of(key, whole.clone());
        let mut from = 0;
        (0..MAX_CUT).any(|_| {
            let Some(at) = places.next_from(from) else { return false };
            from = at + 1;
            let folded = &document.folded;
            let span = Span::new(folded.text_start(at), folded.text_end(at + key.len()));
            !document.is_broken(span)
        })
    };
    let seek = Seek { document, words, loose: true };
    let mut segments = pattern.segments.iter();
    !pattern.segments.is_empty()
        && pattern.segments.iter().all(|s| !s.folded.key.is_empty() && stands(&s.folded.key))
        && segments.any(|segment| places(seek, segment).is_empty())
}

fn differences(document: &FoldedDocument, pattern: &Pattern, words: Option<&WordLists>) -> Miss {
    let gaps = pattern.joins.iter().flatten().any(|j| j.kind == JoinKind::Gap);
    if gaps && pattern.segments.len() > 1 {
        return explain_segments(document, pattern, words);
    }
    let whole = 0..pattern.segments.len();
    explain_text(document, &Target::new(pattern, whole), words)
}

/// What is compared: words of the quote without its marks.
struct Target {
    text: String,
    place: Within,
    /// Whether `text` is the quote's own bytes at `place`.
    verbatim: bool,
    /// Letters in brackets that its only segment follows: `T` of `[T]he toll`.
    initial: Option<String>,
    /// What is forgiven at its end.
    edge: String,
    /// Where brackets stand for words of the document, in bytes of `text`.
    brackets: Vec<usize>,
    /// The segments that it was put together from, each with where it begins in `text`.
    pieces: Vec<(usize, Within)>,
}

impl Target {
    fn new(pattern: &Pattern, segments: std::ops::Range<usize>) -> Self {
        let text = pattern.kept(segments.clone()).into_owned();
        let first = pattern.segments.get(segments.start);
        let last = segments.end.checked_sub(1).and_then(|at| pattern.segments.get(at));
        let (part, start) = first.map_or((0, 0), |s| (s.place.part, s.place.range.start));
        let end = last.filter(|s| s.place.part == part).map_or(start, |s| s.place.range.end);
        let verbatim = segments.len() == 1 && first.is_some_and(|s| s.text == text);
        let opening = pattern.joins.get(segments.start).and_then(|joins| joins.last());
        let opening = opening.filter(|join| segments.len() == 1 && join.kind == JoinKind::Case);
        let initial = opening.map(|join| join.content.clone()).filter(|letters| {
            let rest = text.strip_prefix(letters.as_str());
            first.is_some_and(|s| s.glued_start && rest == Some(s.text.as_str()))
        });
        let brackets = segments.clone().skip(1).filter(|&at| {
            let joins = pattern.joins.get(at).into_iter().flatten();
            joins.into_iter().any(|join| join.kind == JoinKind::Insert)
        });
        let brackets = brackets.map(|at| pattern.kept(segments.start..at).len()).collect();
        let edge = last.map_or_else(String::new, |s| s.edges.1.clone());
        let mut pieces = Vec::new();
        let mut from = 0;
        for segment in pattern.segments.get(segments).unwrap_or(&[]) {
            let Some(at) = text.get(from..).and_then(|rest| rest.find(&segment.text)) else {
                break;
            };
            pieces.push((from + at, segment.place.clone()));
            from += at + segment.text.len();
        }
        let place = Within { part, range: start..end };
        Self { text, place, verbatim, initial, edge, brackets, pieces }
    }

    /// What follows its letters in brackets, of the document's words that it is to have; `None` where they begin otherwise.
    fn after_initial(&self, words: String) -> Option<String> {
        let Some(initial) = &self.initial else { return Some(words) };
        let (at, _) = words.char_indices().nth(initial.chars().count())?;
        let (head, rest) = words.split_at_checked(at)?;
        (head.to_lowercase() == initial.to_lowercase()).then(|| rest.to_owned())
    }

    /// The bytes of the quote that are `span` of the text; the whole place where they are not in one segment.
    fn in_quote(&self, span: Span) -> Within {
        let within = |start: usize, place: &Within| {
            let at = |byte: usize| place.range.start + (byte - start);
            Within { part: place.part, range: at(span.start)..at(span.end) }
        };
        if self.verbatim {
            return within(0, &self.place);
        }
        let mut pieces = self.pieces.iter();
        let has = |(start, place): &&(usize, Within)| {
            *start <= span.start && span.end <= start + place.range.len()
        };
        pieces.find(has).map_or_else(|| self.place.clone(), |(start, place)| within(*start, place))
    }
}

/// The stretch of a target that is compared: all of it, but of a very long one.
struct Compared<'c> {
    target: &'c Target,
    /// Its bytes in the target's text.
    window: Span,
    quote: FoldedDocument,
}

impl<'c> Compared<'c> {
    fn new(document: &FoldedDocument, target: &'c Target) -> Self {
        let window = compared_window(document, &target.text);
        let text = target.text.get(window.range()).unwrap_or("");
        let quote = FoldedDocument::new(text.to_owned(), Vec::new());
        Self { target, window, quote }
    }
}

fn explain_text(document: &FoldedDocument, target: &Target, words: Option<&WordLists>) -> Miss {
    let compared = Compared::new(document, target);
    let quote = &compared.quote;
    let ours: Vec<char> = quote.line().text().chars().collect();
    let theirs = document.line();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a length below 2^24"
    )]
    let limit = (ours.len() as f64 * NEAR) as usize;
    let found = nearest_passage(&ours, theirs, limit, |c| c);
    if let Some(near) = found {
        let whole = theirs.span(&document.folded, near.start, near.end);
        let (span, has_more) = chosen(document, unbroken(document, whole), quote, words);
        // Far from its best passage, a quote may be of whole pieces that are elsewhere.
        let similarity = plain_similarity(document, span, quote);
        if !has_more
            && similarity < WHOLE_PIECES
            && let Some(found) = pieces(document, &compared, words, true)
        {
            return found;
        }
        return miss(document, (span, similarity), &compared, words);
    }
    // The same words in other capitals are near for a reader, though not by edit distance.
    let recased = nearest_recased(&ours, theirs, limit / RECASED_PART, limit);
    if let Some(near) = recased {
        let whole = theirs.span(&document.folded, near.start, near.end);
        let (span, _) = chosen(document, unbroken(document, whole), quote, words);
        let similarity = plain_similarity(document, span, quote);
        return miss(document, (span, similarity), &compared, words);
    }
    pieces(document, &compared, words, false)
        .unwrap_or_else(|| Miss { kindred: kindred(document, quote), ..Miss::default() })
}

/// The longest part of a passage that no break parts.
fn unbroken(document: &FoldedDocument, span: Span) -> Span {
    let mut parts = vec![span.start];
    parts.extend(document.breaks_in(span));
    parts.push(span.end);
    let pieces = parts.windows(2).filter_map(|w| match w {
        [a, b] => Some(Span::new(*a, *b)),
        _ => None,
    });
    let longest = pieces.max_by_key(|p| p.len()).unwrap_or(span);
    let words = document.slice(longest);
    let start = longest.start + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}

#[expect(clippy::cast_precision_loss, reason = "lengths below 2^24")]
fn share(distance: usize, longer: usize) -> f64 {
    (1.0 - distance as f64 / longer.max(1) as f64).max(0.0)
}

/// How a quote differs from a passage that is so like it.
fn miss(
    document: &FoldedDocument,
    (span, similarity): (Span, f64),
    of: &Compared<'_>,
    words: Option<&WordLists>,
) -> Miss {
    let Compared { target, window, quote } = of;
    let tokens = tokens(quote, Span::new(0, quote.text().len()), words);
    let brackets: Vec<usize> =
        target.brackets.iter().filter_map(|at| at.checked_sub(window.start)).collect();
    let mut diff = word_diff(document, span, (quote, &tokens, &brackets), words);
    let (mut span, mut compared, mut to) = (span, target.place.clone(), span.end);
    let stop = stop_end(&target.edge).filter(|_| target.verbatim);
    let ours = stop.and_then(|stop| target.edge.get(..stop)?.chars().next_back());
    let other = other_mark_end(document, span.end, ours, words);
    if let Some((stop, end)) = stop.zip(other) {
        // The mark belongs to what is quoted.
        (compared.range.end, to) = (compared.range.end + stop, end);
        if diff.is_unseen {
            span.end = end;
            diff = other_end(document, span, quote, target.edge.get(..stop).unwrap_or(""));
        }
    }
    let at = |s: &Span| target.in_quote(Span::new(window.start + s.start, window.start + s.end));
    let changed = diff.changed.iter().map(at).collect();
    let own = target.verbatim || target.initial.is_some();
    let whole = own && window.len() == target.text.len() && diff.answered;
    let passage = Span::new(span.start, to);
    let mended = if whole && may_be_quoted(document, passage, words) {
        pasted(document, passage, quote.text(), words).and_then(|words| target.after_initial(words))
    } else {
        None
    };
    let near = NearPassage {
        span,
        similarity,
        diff: diff.parts,
        lookalike: diff.lookalike,
        changed,
        compared,
        mended,
        pieces_apart: false,
    };
    Miss { kinds: diff.kinds, near: Some(near), ..Miss::default() }
}

/// Whether a passage begins and ends where a quote may, marks aside that are forgiven there.
fn may_be_quoted(document: &FoldedDocument, passage: Span, words: Option<&WordLists>) -> bool {
    let text = document.slice(passage);
    let (head, tail) = (leading_edge(text), trailing_edge(text));
    may_start(document, passage.start + head, words)
        && may_end(document, passage.end.saturating_sub(tail), words)
}

/// The end of the last full stop or the like at a quote's end: it is not forgiven where the document has `?` or `!`.
fn stop_end(edge: &str) -> Option<usize> {
    let stops = |c| is_dash(c) || is_stop(c);
    let ellipsis = edge.contains(['\u{2026}', '[']) || edge.contains("..");
    let (at, stop) = edge.char_indices().rfind(|(_, c)| stops(*c)).filter(|_| !ellipsis)?;
    Some(at + stop.len_utf8())
}

/// The end of the mark that is at `end`, spaces and quotation marks aside, where it is not forgiven: one of the two texts
/// asks, or the document exclaims.
fn other_mark_end(
    document: &FoldedDocument,
    end: usize,
    ours: Option<char>,
    words: Option<&WordLists>,
) -> Option<usize> {
    let rest = document.text().get(end..)?;
    let mut marks = rest.char_indices().take(TO_MARK);
    let (at, mark) = marks.find(|(_, c)| !c.is_whitespace() && quote_mark(*c).is_none())?;
    let behind = end + at + mark.len_utf8();
    if ours.is_some_and(|ours| asks(ours, words)) {
        let other = if is_stop(mark) || mark == '!' { behind } else { end };
        return (!asks(mark, words)).then_some(other);
    }
    asks_or_exclaims(mark, words).then_some(behind)
}

/// All of a quote, or of a very long one the stretch around its first word that the document lacks.
fn compared_window(document: &FoldedDocument, text: &str) -> Span {
    if text.len() <= MAX_COMPARED {
        return Span::new(0, text.len());
    }
    let starts: Vec<usize> = word_starts(text).collect();
    let found = |words: usize| {
        let end = starts.get(words).copied().unwrap_or(text.len());
        let head =
            FoldedDocument::new(text.get(..end).unwrap_or("").trim_end().to_owned(), Vec::new());
        memmem::find(document.folded.key.as_bytes(), head.folded.key.as_bytes()).is_some()
    };
    let (mut low, mut high) = (0, starts.len());
    while low + 1 < high {
        let middle = low.midpoint(high);
        if found(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    let at = |word: usize| starts.get(word).copied().unwrap_or(text.len());
    let from = at(low.saturating_sub(WORDS_BEFORE));
    let to = at(low + WORDS_AFTER).min(from + MAX_COMPARED).min(text.len());
    let to = text.floor_char_boundary(to);
    Span::new(from, to)
}

/// The quote's words as the fewest stretches (three words or more) that the document has; with `whole` only where these are
/// all of its words.
fn pieces(
    document: &FoldedDocument,
    of: &Compared<'_>,
    words: Option<&WordLists>,
    whole: bool,
) -> Option<Miss> {
    let covered = cover(document, &of.quote, words);
    let total = word_starts(of.quote.text()).count();
    let known: usize = covered.iter().map(|p| p.words).sum();
    if covered.len() < 2 || known * 100 < total * COVERED || (whole && known < total) {
        return None;
    }
    let spans: Vec<Span> = covered.iter().map(|p| p.span).collect();
    let in_order = spans.windows(2).all(|w| matches!(w, [a, b] if a.end <= b.start));
    let start = spans.iter().map(|s| s.start).min().unwrap_or(0);
    let end = spans.iter().map(|s| s.end).max().unwrap_or(start);
    let hull = Span::new(start, end);
    let near = document.words_in(hull) <= total * HULL_TIMES + HULL_MORE;
    let longest = covered.iter().max_by_key(|p| p.words).map_or(hull, |p| p.span);
    let shown = if near { hull } else { longest };
    let similarity = plain_similarity(document, shown, &of.quote);
    let mut miss = miss(document, (shown, similarity), of, words);
    let apart = spans.windows(2).any(|w| match w {
        [a, b] => sentence::ends_between(document.text(), a.end, b.start, words),
        _ => false,
    });
    if near && in_order {
        // Within one sentence the words that are missing say it all.
        if apart {
            miss.kinds.insert(Kind::Spliced);
        }
    } else if near {
        // What the pieces in another order deny is another thing.
        miss.kinds.retain(|kind| *kind == Kind::Negation);
        miss.kinds.insert(Kind::Reordered);
    } else {
        miss.kinds = BTreeSet::from([Kind::Spliced]);
    }
    miss.between = words_between(document, &spans);
    miss.pieces = spans;
    Some(miss)
}

/// The words between each of some places and the next.
fn words_between(document: &FoldedDocument, places: &[Span]) -> Vec<usize> {
    let steps = places.windows(2).map(|w| match w {
        [a, b] if a.end <= b.start => document.words_in(Span::new(a.end, b.start)),
        [..] => 0,
    });
    steps.collect()
}

struct Piece {
    span: Span,
    words: usize,
}

fn cover(
    document: &FoldedDocument,
    quote: &FoldedDocument,
    words: Option<&WordLists>,
) -> Vec<Piece> {
    let seek = Seek { document, words, loose: false };
    let text = quote.text();
    let starts: Vec<usize> = word_starts(text).take(MAX_WORDS).collect();
    let upto = |word: usize| starts.get(word).copied().unwrap_or(text.len());
    let find = |from: usize, to: usize| -> Option<Span> {
        // A letter ends with the marks that hang on it.
        let parts = |c: char| !c.is_alphanumeric() && !is_combining(c);
        let words = text.get(upto(from)..upto(to))?.trim_end_matches(parts);
        let pattern = Pattern::literal(&[words]);
        pattern.segments.first().and_then(|s| first_place(seek, s))
    };
    let mut out = Vec::new();
    let mut at = 0;
    while at + PIECE_WORDS <= starts.len() {
        // The longest run that is in the document: doubled while it is, then halved.
        let Some(mut span) = find(at, at + PIECE_WORDS) else {
            at += 1;
            continue;
        };
        let (mut known, mut step) = (at + PIECE_WORDS, PIECE_WORDS);
        while step > 0 {
            let next = (known + step).min(starts.len());
            match find(at, next).filter(|_| next > known) {
                Some(longer) => (span, known, step) = (longer, next, step * 2),
                None => step /= 2,
            }
        }
        out.push(Piece { span, words: known - at });
        at = known;
    }
    out
}

fn plain_similarity(document: &FoldedDocument, span: Span, quote: &FoldedDocument) -> f64 {
    let theirs: Vec<char> = document.line_within(span).map(|(c, _)| c).collect();
    let ours: Vec<char> = quote.line().text().chars().collect();
    share(distance(&ours, &theirs), ours.len().max(theirs.len()))
}

/// Segments with words left out: the first that the document does not have, or why they do not join.
fn explain_segments(
    document: &FoldedDocument,
    pattern: &Pattern,
    words: Option<&WordLists>,
) -> Miss {
    let seek = Seek { document, words, loose: true };
    let mut spans = Vec::new();
    for group in pattern.groups() {
        let parts: Vec<_> = group.clone().filter_map(|at| pattern.segments.get(at)).collect();
        let found: Vec<Vec<Span>> =
            parts.iter().map(|s| places(seek, s).into_iter().map(|p| p.span).collect()).collect();
        if found.iter().any(Vec::is_empty) {
            return explain_text(document, &Target::new(pattern, group), words);
        }
        spans.extend(found);
    }
    let chain = nearest_chain(&spans);
    let kind = if chain.is_some() { Kind::Spliced } else { Kind::Reordered };
    let firsts = || spans.iter().filter_map(|p| p.first().copied()).collect::<Vec<Span>>();
    let firsts: Vec<Span> = chain.unwrap_or_else(firsts);
    let Some(first) = firsts.first().copied() else { return Miss::default() };
    let target = Target::new(pattern, pattern.groups().into_iter().next().unwrap_or(0..1));
    let mark = pattern.joins.iter().skip(1).flatten().find(|j| !j.mark.range.is_empty());
    let place = mark.map_or_else(|| target.place.clone(), |j| j.mark.clone());
    let near = NearPassage {
        span: first,
        similarity: 1.0,
        diff: Vec::new(),
        lookalike: None,
        changed: vec![place],
        compared: target.place,
        mended: None,
        pieces_apart: true,
    };
    let between = words_between(document, &firsts);
    Miss {
        kinds: BTreeSet::from([kind]),
        near: Some(near),
        pieces: firsts,
        between,
        ..Miss::default()
    }
}

/// A place for each segment, in order, that lie together as nearly as can be; `None` where no order will do.
fn nearest_chain(places: &[Vec<Span>]) -> Option<Vec<Span>> {
    let (last, before) = places.split_last()?;
    let chains = last.iter().rev().take(MAX_CHAINS).filter_map(|end| {
        let mut chain = vec![*end];
        for segment in before.iter().rev() {
            let next = chain.last()?.start;
            let at = segment.partition_point(|p| p.end <= next).checked_sub(1)?;
            chain.push(*segment.get(at)?);
        }
        chain.reverse();
        Some(chain)
    });
    chains.min_by_key(|c| c.last().map_or(0, |l| l.end) - c.first().map_or(0, |f| f.start))
}
