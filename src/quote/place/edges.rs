//! One place of a segment, and the differences that its end allows.

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{is_dash, is_digit, is_stop, quote_mark};
use crate::quote::fold::{Folded, MarkKind, Side};
use crate::quote::read::pattern::Segment;
use crate::quote::words::{WordLists, asks, asks_or_exclaims};
use crate::text::Span;

/// Where a segment's text and the document's part: a byte of the segment's text, and bytes of the document's.
pub(crate) type Seam = (usize, Span);

/// What was passed over to find a segment, and where it was first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Passed {
    /// A space more or less beside a figure or a sign.
    pub(crate) space: Option<Seam>,
    /// The mark of a note that nothing but its form shows to be one.
    pub(crate) note: Option<Seam>,
}

/// One place of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SegmentPlace {
    /// Bytes of the document's text.
    pub(crate) span: Span,
    /// Bytes of the document's key, `start..end`.
    pub(crate) key: (usize, usize),
    /// Whether only the first letter's case differs.
    pub(crate) recased: bool,
    /// What a reader may wonder about.
    pub(crate) passed: Passed,
}

/// F7: a full stop, comma or dash at the quote's end is not forgiven where the document asks or exclaims, and a question
/// mark is not where it does not.
pub(super) fn edges_allow(
    document: &FoldedDocument,
    segment: &Segment,
    span: Span,
    words: Option<&WordLists>,
) -> bool {
    let edge = &segment.edges.1;
    if edge.is_empty() {
        return true;
    }
    let rest = document.text().get(span.end..).unwrap_or("");
    let ellipsis = Folded::new(edge, Side::Quote).key.starts_with('\u{2026}');
    let stops = edge.chars().any(|c| (is_dash(c) || is_stop(c)) && !asks(c, words));
    let next = rest.chars().take(16).find(|&c| !c.is_whitespace() && quote_mark(c).is_none());
    let theirs = next.is_some_and(|c| asks_or_exclaims(c, words));
    let ours = edge.chars().any(|c| asks(c, words));
    let allowed =
        if ours { next.is_some_and(|c| asks(c, words)) } else { !(stops && theirs) || ellipsis };
    allowed && same_measure(segment, rest, document, span)
}

/// `5'` at a quote's end is not `5"`.
fn same_measure(segment: &Segment, rest: &str, document: &FoldedDocument, span: Span) -> bool {
    let ends_in_digit = segment.text.chars().next_back().is_some_and(is_digit);
    let ours = segment.edges.1.chars().next().and_then(quote_mark);
    let theirs = rest.chars().next().and_then(quote_mark);
    let (Some(ours), Some(theirs), true) = (ours, theirs, ends_in_digit) else { return true };
    let closes = || {
        let marks = &document.folded.marks;
        let first = marks.partition_point(|m| m.span.start < span.end);
        let here = marks.iter().skip(first).take_while(|m| m.span.start == span.end);
        here.into_iter().any(|m| matches!(m.kind, MarkKind::Measure(_, true)))
    };
    ours == theirs || closes()
}
