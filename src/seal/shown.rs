//! What proofs show of a document: their passages as one text, with gaps.

use super::proof::Passage;
use crate::text::{Break, Span};

/// The most words that one gap is said to have; no document has so many.
const MAX_HIDDEN: u64 = 1 << 30;

/// The text of passages, in order: overlapping and adjacent ones joined, the others apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownText {
    /// The text.
    pub text: String,
    /// The places that no quote may span, with the words that nobody sees there.
    pub breaks: Vec<Break>,
    /// Where each stretch of it comes from.
    pub stretches: Vec<ShownStretch>,
}

/// A stretch of the shown text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownStretch {
    /// Its bytes.
    pub span: Span,
    /// The number of its passage.
    pub passage: usize,
    /// Bytes of the passage before the stretch: shared with the passage before.
    pub skipped: usize,
}

/// The text of `passages`, which are proven and in the document's order.
#[must_use]
pub fn shown_text<'p>(passages: impl IntoIterator<Item = &'p Passage>) -> ShownText {
    let mut shown = ShownText::default();
    // The tokens and the words of the document up to the end of what is shown.
    let (mut reached, mut words) = (0, 0);
    for (number, passage) in passages.into_iter().enumerate() {
        let Some(ranges) = passage.token_ranges() else { continue };
        let shared = usize::try_from(reached.max(passage.start) - passage.start).unwrap_or(0);
        let Some(first) = ranges.get(shared) else { continue };
        let skipped = first.start;
        if passage.start > reached || shown.text.is_empty() {
            if !shown.text.is_empty() {
                // A line of its own: no boundary rule looks across it.
                shown.text.push_str("\n\n");
            }
            let hidden = passage.word.saturating_sub(words).min(MAX_HIDDEN);
            let hidden_words = usize::try_from(hidden).unwrap_or(usize::MAX);
            shown.breaks.push(Break { at: shown.text.len(), hidden_words });
        }
        let start = shown.text.len();
        shown.text.push_str(passage.text.get(skipped..).unwrap_or_default());
        let each = ranges.iter().zip(&passage.words).skip(shared);
        for (range, hidden) in each.filter(|(range, _)| range.is_empty()) {
            let hidden_words = usize::try_from(*hidden).unwrap_or(usize::MAX);
            shown.breaks.push(Break { at: start + range.start - skipped, hidden_words });
        }
        let span = Span::new(start, shown.text.len());
        shown.stretches.push(ShownStretch { span, passage: number, skipped });
        let counts = passage.words.iter().map(|words| u64::from(*words));
        words = counts.fold(passage.word, u64::saturating_add);
        reached = passage.end;
    }
    shown
}
