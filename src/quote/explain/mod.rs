//! Why a quote does not stand in a document: the nearest passage, and how its words differ.

mod by_words;
mod confusable;
mod tokens;
mod word_diff;

use crate::quote::document::Document;
use crate::quote::fold::char_class::{canonical, quote_mark};
use crate::quote::found::DiffPart;
use crate::quote::kind::Kind;
use crate::quote::near::qgrams::small;
use crate::quote::near::search::nearest_passage;
use crate::quote::place::segment::{Seek, first_place, places};
use crate::quote::quoted::Quoted;
use crate::quote::read::pattern::{JoinKind, Pattern, Within};
use crate::quote::words::WordLists;
use crate::quote::words::boundary::word_starts;
use crate::quote::words::sentence;
use crate::text::Span;
use by_words::chosen;
use memchr::memmem;
use std::collections::BTreeSet;
use tokens::{Token, tokens};
use word_diff::{other_end, word_diff};

/// A passage is near where at most this share of the quote's folded characters must be changed.
const NEAR: f64 = 0.45;

/// Less alike than this, a quote is tried as whole pieces of the document.
const WHOLE_PIECES: f64 = 0.85;

/// The longest stretch of a quote that is compared, in bytes: of a longer quote, that many
/// around its first word that the document does not have.
const MAX_COMPARED: usize = 2_000;

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
    /// Whether the passage may replace the compared part: no mark of the quote would be lost.
    pub replaceable: bool,
    /// Whether the pieces of the quote all stand in the document, but not so that they join.
    pub pieces_apart: bool,
}

/// Why a quote does not match.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Miss {
    /// How it differs; empty where nothing is near.
    pub kinds: BTreeSet<Kind>,
    /// The nearest passage, if one is near.
    pub near: Option<NearPassage>,
    /// Where the pieces of a spliced or reordered quote stand.
    pub pieces: Vec<Span>,
}

/// Explains why `quoted` does not stand in `document`.
#[must_use]
pub fn explain(document: &Document, quoted: &Quoted<'_>, words: Option<&WordLists>) -> Miss {
    let pattern = Pattern::edited(&quoted.parts);
    let gaps = pattern.joins.iter().flatten().any(|j| j.kind == JoinKind::Gap);
    if gaps && pattern.segments.len() > 1 {
        return explain_segments(document, &pattern, words);
    }
    let whole = 0..pattern.segments.len();
    explain_text(document, &Target::new(&pattern, whole), words)
}

/// What is compared: words of the quote without its marks.
struct Target {
    text: String,
    place: Within,
    /// Whether `text` is the quote's own bytes at `place`.
    verbatim: bool,
    /// What is forgiven at its end.
    edge: String,
}

impl Target {
    fn new(pattern: &Pattern, segments: std::ops::Range<usize>) -> Self {
        let text = pattern.kept(segments.clone());
        let first = pattern.segments.get(segments.start);
        let last = segments.end.checked_sub(1).and_then(|at| pattern.segments.get(at));
        let (part, start) = first.map_or((0, 0), |s| (s.place.part, s.place.range.start));
        let end = last.filter(|s| s.place.part == part).map_or(start, |s| s.place.range.end);
        let verbatim = segments.len() == 1 && first.is_some_and(|s| s.text == text);
        let edge = last.map_or_else(String::new, |s| s.edges.1.clone());
        Self { text, place: Within { part, range: start..end }, verbatim, edge }
    }
}

fn explain_text(document: &Document, target: &Target, words: Option<&WordLists>) -> Miss {
    let window = compared_window(document, &target.text);
    let quote = Document::new(target.text.get(window.range()).unwrap_or("").to_owned(), Vec::new());
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
    let tokens = tokens(&quote, Span::new(0, quote.text().len()), words);
    let quote = (&quote, tokens.as_slice());
    if let Some(near) = found {
        let whole = theirs.span(&document.folded, near.start, near.end);
        let span = chosen(document, unbroken(document, whole), quote.0, words);
        // Far from its best passage, a quote may be of whole pieces that stand elsewhere.
        if plain_similarity(document, span, quote.0) < WHOLE_PIECES
            && let Some(found) = pieces(document, quote, window, target, words, true)
        {
            return found;
        }
        return miss(document, span, quote, window, target, words);
    }
    // The same words in other capitals are near for a reader, though not by edit distance.
    let lower: Vec<char> = ours.iter().copied().map(small).collect();
    let recased = nearest_passage(&lower, theirs, limit / 4, small);
    if let Some(near) = recased {
        let whole = theirs.span(&document.folded, near.start, near.end);
        let span = chosen(document, unbroken(document, whole), quote.0, words);
        return miss(document, span, quote, window, target, words);
    }
    pieces(document, quote, window, target, words, false).unwrap_or_default()
}

/// The longest part of a passage that no break parts.
fn unbroken(document: &Document, span: Span) -> Span {
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

fn miss(
    document: &Document,
    span: Span,
    (quote, ours): (&Document, &[Token]),
    window: Span,
    target: &Target,
    words: Option<&WordLists>,
) -> Miss {
    let similarity = plain_similarity(document, span, quote);
    let mut diff = word_diff(document, span, (quote, ours), words);
    let (mut span, mut compared) = (span, target.place.clone());
    if diff.is_unseen
        && target.verbatim
        && let Some(end) = asking_end(document, span.end)
    {
        // The mark belongs to what is quoted: it is all that differs.
        span.end = end;
        compared.range.end += target.edge.len();
        diff = other_end(document, span, quote, &target.edge);
    }
    let offset = target.place.range.start + window.start;
    let changed = if target.verbatim {
        let at =
            |s: &Span| Within { part: target.place.part, range: offset + s.start..offset + s.end };
        diff.changed.iter().map(at).collect()
    } else {
        vec![target.place.clone()]
    };
    let near = NearPassage {
        span,
        similarity,
        diff: diff.parts,
        lookalike: diff.lookalike,
        changed,
        compared,
        replaceable: target.verbatim && window.len() == target.text.len(),
        pieces_apart: false,
    };
    Miss { kinds: diff.kinds, near: Some(near), pieces: Vec::new() }
}

/// The end of the `?` or `!` that stands at `end`, spaces and quotation marks aside.
fn asking_end(document: &Document, end: usize) -> Option<usize> {
    let rest = document.text().get(end..)?;
    let mut marks = rest.char_indices().take(16);
    let (at, mark) = marks.find(|(_, c)| !c.is_whitespace() && quote_mark(*c).is_none())?;
    matches!(canonical(mark), '?' | '!').then_some(end + at + mark.len_utf8())
}

/// All of a quote, or of a very long one the stretch around its first word that the document lacks.
fn compared_window(document: &Document, text: &str) -> Span {
    if text.len() <= MAX_COMPARED {
        return Span::new(0, text.len());
    }
    let starts: Vec<usize> = word_starts(text).collect();
    let found = |words: usize| {
        let end = starts.get(words).copied().unwrap_or(text.len());
        let head = Document::new(text.get(..end).unwrap_or("").trim_end().to_owned(), Vec::new());
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
    let from = at(low.saturating_sub(40));
    let mut to = at(low + 200).min(from + MAX_COMPARED).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    Span::new(from, to)
}

/// The quote's words as the fewest stretches (three words or more) that the document has.
fn pieces(
    document: &Document,
    quote: (&Document, &[Token]),
    window: Span,
    target: &Target,
    words: Option<&WordLists>,
    whole: bool,
) -> Option<Miss> {
    let covered = cover(document, quote.0, words);
    let total = word_starts(quote.0.text()).count();
    let known: usize = covered.iter().map(|p| p.words).sum();
    if covered.len() < 2 || known * 10 < total * 7 || (whole && known < total) {
        return None;
    }
    let spans: Vec<Span> = covered.iter().map(|p| p.span).collect();
    let in_order = spans.windows(2).all(|w| matches!(w, [a, b] if a.end <= b.start));
    let start = spans.iter().map(|s| s.start).min().unwrap_or(0);
    let end = spans.iter().map(|s| s.end).max().unwrap_or(start);
    let hull = Span::new(start, end);
    let near = document.words_in(hull) <= total * 4 + 20;
    let longest = covered.iter().max_by_key(|p| p.words).map_or(hull, |p| p.span);
    let shown = if near { hull } else { longest };
    let mut miss = miss(document, shown, quote, window, target, words);
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
        miss.kinds = BTreeSet::from([Kind::Reordered]);
    } else {
        miss.kinds = BTreeSet::from([Kind::Spliced]);
    }
    miss.pieces = spans;
    Some(miss)
}

struct Piece {
    span: Span,
    words: usize,
}

fn cover(document: &Document, quote: &Document, words: Option<&WordLists>) -> Vec<Piece> {
    const MAX_WORDS: usize = 400;
    const LEAST: usize = 3;
    let seek = Seek { document, words, loose: false };
    let text = quote.text();
    let starts: Vec<usize> = word_starts(text).take(MAX_WORDS).collect();
    let upto = |word: usize| starts.get(word).copied().unwrap_or(text.len());
    let find = |from: usize, to: usize| -> Option<Span> {
        let words =
            text.get(upto(from)..upto(to))?.trim_end_matches(|c: char| !c.is_alphanumeric());
        let pattern = Pattern::literal(&[words]);
        pattern.segments.first().and_then(|s| first_place(seek, s))
    };
    let mut out = Vec::new();
    let mut at = 0;
    while at + LEAST <= starts.len() {
        // The longest run that stands in the document: doubled while it does, then halved.
        let Some(mut span) = find(at, at + LEAST) else {
            at += 1;
            continue;
        };
        let (mut known, mut step) = (at + LEAST, LEAST);
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

fn plain_similarity(document: &Document, span: Span, quote: &Document) -> f64 {
    let theirs: String = document.line_within(span).map(|(c, _)| c).collect();
    let ours = quote.line().text();
    let longer = theirs.chars().count().max(ours.chars().count());
    share(strsim::generic_levenshtein(&CharsOf(&theirs), &CharsOf(ours)), longer)
}

/// A string as a sequence of characters, for `strsim`.
struct CharsOf<'s>(&'s str);

impl<'a> IntoIterator for &'a CharsOf<'_> {
    type Item = char;
    type IntoIter = std::str::Chars<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.chars()
    }
}

/// Segments with words left out: the first that the document does not have, or why they do not join.
fn explain_segments(document: &Document, pattern: &Pattern, words: Option<&WordLists>) -> Miss {
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
    let mut at = 0;
    let in_order = spans.iter().all(|places| {
        let next = places.iter().find(|p| p.start >= at);
        at = next.map_or(at, |p| p.end);
        next.is_some()
    });
    let kind = if in_order { Kind::Spliced } else { Kind::Reordered };
    let firsts: Vec<Span> = spans.iter().filter_map(|p| p.first().copied()).collect();
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
        replaceable: false,
        pieces_apart: true,
    };
    Miss { kinds: BTreeSet::from([kind]), near: Some(near), pieces: firsts }
}
