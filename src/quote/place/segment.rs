//! Where a segment of a quote is in a document.

use super::boundary::{may_end, may_start};
use super::edges::{Passed, SegmentPlace, edges_allow};
use super::loose::loosely;
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{is_currency, is_digit};
use crate::quote::fold::{Folded, Mark, MarkKind};
use crate::quote::read::pattern::Segment;
use crate::quote::words::WordLists;
use crate::text::Span;
use std::ops::Range;

/// The most places of a segment that are kept, and of a quote that are told. Words that are so often are ambiguous
/// whatever follows.
pub const MAX_PLACES: usize = 20_000;

/// The most places that are told of a quote which is as it is, and has neither prefix nor suffix: one is meant, and of the
/// others their number is told.
pub const MAX_ALIKE: usize = 1_000;

/// Where segments are looked for, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seek<'d> {
    pub(crate) document: &'d FoldedDocument,
    pub(crate) words: Option<&'d WordLists>,
    /// Whether what is not there as it is written is looked for [loosely], too.
    pub(crate) loose: bool,
}

/// The places of `segment`, first to last, not overlapping; with its first letter in another case too
/// where F9 allows that. The first [`MAX_PLACES`], if there are more.
pub(crate) fn places(seek: Seek<'_>, segment: &Segment) -> Vec<SegmentPlace> {
    places_within(seek, segment, 0..seek.document.folded.key.len())
}

/// The same within some bytes of the document's key.
pub(crate) fn places_within(
    seek: Seek<'_>,
    segment: &Segment,
    keys: Range<usize>,
) -> Vec<SegmentPlace> {
    let written = (segment.folded.key.as_str(), false);
    let found = search(seek, segment, written, keys.clone(), MAX_PLACES);
    with_others(seek, segment, keys, found)
}

/// The places of `segment` as it is written, with those of its first letter in another case; if there are none, those where it
/// is loosely.
fn with_others(
    seek: Seek<'_>,
    segment: &Segment,
    keys: Range<usize>,
    mut found: Vec<SegmentPlace>,
) -> Vec<SegmentPlace> {
    if segment.initial {
        let turkish = seek.words.is_some_and(|words| words.is_language("tr"));
        for other in recase(&segment.folded.key, turkish) {
            found.extend(search(seek, segment, (&other, true), keys.clone(), MAX_PLACES));
        }
        found.sort_by_key(|p| p.span);
        found.truncate(MAX_PLACES);
    }
    if found.is_empty() && seek.loose {
        return loosely(seek.document, segment, keys, seek.words);
    }
    found
}

/// The places of the one segment of a quote: the first `most` as it is written, and only where there are none, those with
/// its first letter in another case. `loose` means that there are neither.
pub(crate) fn best_places(seek: Seek<'_>, segment: &Segment, most: usize) -> Vec<SegmentPlace> {
    let keys = 0..seek.document.folded.key.len();
    if seek.loose {
        return loosely(seek.document, segment, keys, seek.words);
    }
    let written = (segment.folded.key.as_str(), false);
    let found = search(seek, segment, written, keys.clone(), most);
    if found.is_empty() { with_others(seek, segment, keys, found) } else { found }
}

/// The first place of `segment` as it is written.
pub(crate) fn first_place(seek: Seek<'_>, segment: &Segment) -> Option<Span> {
    let keys = 0..seek.document.folded.key.len();
    let found = search(seek, segment, (&segment.folded.key, false), keys, 1);
    found.first().map(|p| p.span)
}

fn search(
    seek: Seek<'_>,
    segment: &Segment,
    (key, recased): (&str, bool),
    keys: Range<usize>,
    most: usize,
) -> Vec<SegmentPlace> {
    let mut found = Vec::new();
    let mut from = keys.start;
    let mut places = seek.document.places_of(key, keys);
    while let Some(start) = places.next_from(from) {
        let end = start + key.len();
        from = start + 1;
        if let Some(span) = stands(seek, segment, start, end) {
            found.push(SegmentPlace {
                span,
                key: (start, end),
                recased,
                passed: Passed::default(),
            });
            from = end;
            if found.len() >= most {
                break;
            }
        }
    }
    found
}

/// The text's bytes of key bytes `start..end`, if the segment really is there.
fn stands(seek: Seek<'_>, segment: &Segment, start: usize, end: usize) -> Option<Span> {
    let Seek { document, words, .. } = seek;
    let span = match agreement(&document.folded, &segment.folded, start, end) {
        Concord::Contradict => return None,
        Concord::Agree { leading_sign, last_dash } => Span::new(
            leading_sign.unwrap_or_else(|| document.folded.text_start(start)),
            last_dash.unwrap_or_else(|| document.folded.text_end(end)),
        ),
    };
    let folded = &document.folded;
    // Half a ligature is half a word, unless a bracket has the other half: `[F]inal` of `ﬁnal`.
    if (!segment.glued_start && folded.parts_character(start))
        || (!segment.glued_end && folded.parts_character(end))
    {
        return None;
    }
    let opens = segment.glued_start || may_start(document, span.start, words);
    let closes = segment.glued_end || may_end(document, span.end, words);
    let stands =
        opens && closes && !document.is_broken(span) && edges_allow(document, segment, span, words);
    stands.then_some(span)
}

/// How the marks of a quote's segment and of the document go together.
enum Concord {
    /// They differ: the quote's `5'` is not the document's `5"`, and its `-5` is not `5`.
    Contradict,
    /// They are the same.
    Agree {
        /// The byte of the text at which the sign is that the segment begins with: that of `-` for `-5`.
        leading_sign: Option<usize>,
        /// The byte of the text after the dash that the segment ends with, before a bracket: `he came – [n]ever`.
        last_dash: Option<usize>,
    },
}

/// Whether the dashes, stops and marks after digits are the same.
fn agreement(document: &Folded, quote: &Folded, start: usize, end: usize) -> Concord {
    let mut ours = quote.marks.iter().peekable();
    let mut theirs = document.marks_in(start, end).iter().peekable();
    let (mut leading, mut last_dash) = (None, None);
    let len = end - start;
    loop {
        match (theirs.peek(), ours.peek()) {
            (None, None) => return Concord::Agree { leading_sign: leading, last_dash },
            (Some(d), Some(q)) if d.at - start == q.at && contradict(d.kind, q.kind) => {
                return Concord::Contradict;
            }
            (Some(d), Some(q))
                if q.at == 0
                    && d.at == start
                    && q.kind == MarkKind::Dash
                    && is_sign(quote, q)
                    && !is_glued(document, d) =>
            {
                // A dash before the sign, if there is one: `non- -5`.
                theirs.next();
            }
            (Some(d), Some(q)) if d.at - start == q.at && same_mark(d.kind, q.kind) => {
                if q.at == 0 && leading.is_none() {
                    leading = Some(d.span.start);
                }
                if q.at == len && q.kind == MarkKind::Dash {
                    last_dash = Some(d.span.end);
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
            _ => return Concord::Contradict,
        }
    }
}

/// Whether a dash is glued to what follows it.
fn is_glued(folded: &Folded, dash: &Mark) -> bool {
    folded.text_start(dash.at) == dash.span.end
}

/// Whether the dash that a quote begins with is the sign of a number: `-30`, and no item's mark, `- 30`.
fn is_sign(quote: &Folded, dash: &Mark) -> bool {
    quote.key.starts_with(|c: char| is_digit(c) || is_currency(c)) && is_glued(quote, dash)
}

/// Whether two marks are the same; only the document knows whether its mark closes a quotation.
fn same_mark(theirs: MarkKind, ours: MarkKind) -> bool {
    match (theirs, ours) {
        (MarkKind::Measure(a, closes), MarkKind::Measure(b, _)) => a == b || closes,
        (a, b) => a == b,
    }
}

/// Whether one mark says feet and the other inches.
fn contradict(theirs: MarkKind, ours: MarkKind) -> bool {
    matches!((theirs, ours), (MarkKind::Measure(..), MarkKind::Measure(..)))
        && !same_mark(theirs, ours)
}

/// Whether the document's mark may be missing in the quote: optional, or outside its ends.
const fn may_skip(kind: MarkKind, optional: bool, at: usize, len: usize) -> bool {
    optional || at == 0 || at == len || matches!(kind, MarkKind::Measure(..))
}

/// `key` with its first letter in the other case; Turkish has two other cases for the dotted and the
/// dotless i.
fn recase(key: &str, turkish: bool) -> Vec<String> {
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
        // The dotted and the dotless letter are two in Turkish.
        'i' if turkish => others = vec!["İ".to_owned()],
        'I' if turkish => others = vec!["ı".to_owned()],
        'i' => others.push("İ".to_owned()),
        'I' => others.push("ı".to_owned()),
        'İ' => others = vec!["i".to_owned()],
        _ => {}
    }
    others.into_iter().map(|other| other + rest).collect()
}
