//! Words left out at an ellipsis that cannot be seen here: only the proven passages of a sealed document are shown.
//!
//! Whoever proves a quote shows the three words at each end of what it leaves out, where that is too long to be shown as a
//! whole. A denial that touches the kept words is seen then:
//!
//! ```text
//! quote   The board will …                                              rebuild the old pier.
//! shown   The board will [hear three engineers] … [and perhaps then] rebuild the old pier.
//! ```

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::writes_no_spaces;
use crate::quote::words::boundary::word_starts;
use crate::text::Span;

/// How many words are shown at each end.
const END_WORDS: usize = 3;

/// The words of a text, each with its weight: two characters of a script without spaces are one word.
fn weighed(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    word_starts(text).map(|at| {
        let first = text.get(at..).and_then(|rest| rest.chars().next());
        (at, if first.is_some_and(writes_no_spaces) { 1 } else { 2 })
    })
}

/// What of the words left out in `gap` is shown where not all of them are: up to the first of these places, and from the
/// second on.
#[must_use]
pub fn gap_ends(document: &FoldedDocument, gap: Span) -> (usize, usize) {
    let text = document.slice(gap);
    let (mut head, mut seen) = (text.len(), 0);
    for (at, weight) in weighed(text) {
        if seen >= 2 * END_WORDS {
            head = at;
            break;
        }
        seen += weight;
    }
    let (mut tail, mut seen) = (text.len(), 0);
    let words: Vec<(usize, usize)> = weighed(text).collect();
    for (at, weight) in words.iter().rev() {
        if seen >= 2 * END_WORDS {
            break;
        }
        (tail, seen) = (*at, seen + weight);
    }
    (gap.start + head, gap.start + tail)
}

/// What is known of words that are left out between kept ones, where nobody sees them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unseen {
    /// What is shown after the kept words before.
    pub(super) head: Span,
    /// What is shown in front of the kept words after.
    pub(super) tail: Span,
}

impl Unseen {
    /// Looks at what is `around` an ellipsis, from kept words to kept words; `None` where all of it is seen.
    pub(super) fn of(document: &FoldedDocument, around: Span) -> Option<Self> {
        let (first, last) = document.hidden_between(around)?;
        let (head, tail) = (Span::new(around.start, first), Span::new(last, around.end));
        Some(Self { head, tail })
    }

    /// Whether the ends are shown, three words each.
    pub(super) fn ends_are_shown(self, document: &FoldedDocument) -> bool {
        [self.head, self.tail].iter().all(|end| {
            let weights = weighed(document.slice(*end)).map(|(_, weight)| weight);
            weights.sum::<usize>() >= 2 * END_WORDS
        })
    }
}
