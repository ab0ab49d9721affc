//! The words before and after a quote (W3C `TextQuoteSelector`).

use super::notes::notes;
use crate::quote::document::FoldedDocument;
use crate::quote::fold::{Folded, Side};
use crate::quote::quoted::Quoted;
use crate::text::Span;
use std::ops::Range;

/// How much more of the document than of the prefix is looked at, in bytes: white space and punctuation.
const SLACK: usize = 256;

/// The longest prefix or suffix, in characters: it is compared at each place of the quote. Tools write 32 to 64.
pub const MAX_CONTEXT: usize = 1_000;

/// Whether a prefix or suffix is longer than any that is compared: it is nowhere.
#[must_use]
pub fn is_too_long(context: &str) -> bool {
    context.len() > MAX_CONTEXT && context.chars().nth(MAX_CONTEXT).is_some()
}

/// The letters and figures before and after a quote, read once for all places of the quote.
#[derive(Debug)]
pub(crate) struct Surroundings {
    prefix: Option<Letters>,
    suffix: Option<Letters>,
}

impl Surroundings {
    /// The prefix and suffix of a quote, as far as it has them.
    pub(crate) fn of(quoted: &Quoted<'_>) -> Self {
        let letters = |context: Option<&str>| context.map(Letters::of);
        Self { prefix: letters(quoted.prefix), suffix: letters(quoted.suffix) }
    }

    /// Whether the quote at `span` has its prefix and its suffix beside it, as far as there are any.
    pub(crate) fn fits(&self, document: &FoldedDocument, span: Span) -> bool {
        self.has_prefix(document, span)
            && self.suffix.as_ref().is_none_or(|s| s.after(document, span).is_some())
    }

    /// Whether the quote at `span` has its prefix before it, if there is one.
    fn has_prefix(&self, document: &FoldedDocument, span: Span) -> bool {
        self.prefix.as_ref().is_none_or(|p| p.before(document, span).is_some())
    }

    /// Whether a quote that fits nowhere has its prefix at one of these places, so that only the suffix is another one.
    pub(crate) fn only_suffix_differs(
        &self,
        document: &FoldedDocument,
        mut spans: impl Iterator<Item = Span>,
    ) -> bool {
        // Without a suffix it is the prefix that fits nowhere: it is not compared again at each place.
        self.suffix.is_some() && spans.any(|span| self.has_prefix(document, span))
    }

    /// `span` with the prefix and suffix that are beside it.
    pub(crate) fn around(&self, document: &FoldedDocument, span: Span) -> Span {
        let start = self.prefix.as_ref().and_then(|p| p.before(document, span));
        let end = self.suffix.as_ref().and_then(|s| s.after(document, span));
        Span::new(start.unwrap_or(span.start), end.unwrap_or(span.end))
    }
}

/// The folded letters and digits of a prefix or suffix; none of one that is too long, which is nowhere.
#[derive(Debug)]
struct Letters {
    chars: Option<Vec<char>>,
    /// How many bytes of a document are looked through for them.
    reach: usize,
}

impl Letters {
    fn of(context: &str) -> Self {
        let chars = || {
            let key = Folded::new(context, Side::Document).key;
            key.chars().filter(|c| c.is_alphanumeric()).collect()
        };
        let chars = (!is_too_long(context)).then(chars);
        Self { chars, reach: context.len().saturating_mul(4).saturating_add(SLACK) }
    }

    /// Where these letters begin, if they come right before `span`: nothing but punctuation and white space may be between
    /// them. They may begin inside a word, as tools cut it.
    fn before(&self, document: &FoldedDocument, span: Span) -> Option<usize> {
        let ours = self.chars.as_deref()?;
        let folded = &document.folded;
        let from = document.text().ceil_char_boundary(span.start.saturating_sub(self.reach));
        let keys = folded.key_at(from)..folded.key_at(span.start);
        let key = folded.key.get(keys.clone()).unwrap_or("");
        let start = either(document, &keys, |marks| {
            let mut marks = marks.iter().rev().peekable();
            let theirs = key.char_indices().rev().map(|(at, c)| (keys.start + at, c));
            let mut theirs = theirs.filter(|(_, c)| c.is_alphanumeric()).filter(|(at, _)| {
                while marks.next_if(|mark| mark.start > *at).is_some() {}
                marks.peek().is_none_or(|mark| mark.end <= *at)
            });
            let mut start = None;
            for ours in ours.iter().rev() {
                let (at, c) = theirs.next().ok_or(keys.clone())?;
                if c != *ours {
                    return Err(at..keys.end);
                }
                start = Some(at);
            }
            Ok(start.map_or(span.start, |at| folded.text_start(at)))
        })?;
        (!document.is_broken(Span::new(start, span.end))).then_some(start)
    }

    /// Where these letters end, if they come right after `span`. They may end inside a word.
    fn after(&self, document: &FoldedDocument, span: Span) -> Option<usize> {
        let ours = self.chars.as_deref()?;
        let folded = &document.folded;
        let to = document.text().floor_char_boundary(span.end.saturating_add(self.reach));
        let keys = folded.key_at(span.end)..folded.key_at(to);
        let key = folded.key.get(keys.clone()).unwrap_or("");
        let end = either(document, &keys, |marks| {
            let mut marks = marks.iter().peekable();
            let theirs = key.char_indices().map(|(at, c)| (keys.start + at, c));
            let mut theirs = theirs.filter(|(_, c)| c.is_alphanumeric()).filter(|(at, _)| {
                while marks.next_if(|mark| mark.end <= *at).is_some() {}
                marks.peek().is_none_or(|mark| mark.start > *at)
            });
            let mut end = None;
            for ours in ours {
                let (at, c) = theirs.next().ok_or(keys.clone())?;
                let behind = at + c.len_utf8();
                if c != *ours {
                    return Err(keys.start..behind);
                }
                end = Some(behind);
            }
            Ok(end.map_or(span.end, |at| folded.text_end(at)))
        })?;
        (!document.is_broken(Span::new(span.start, end))).then_some(end)
    }
}

/// What `compare` finds in some of the key, and if that is nothing, what it finds where it passes over the marks of
/// notes: a prefix may have them or not. It says how much of the key it has read in vain: where no mark is there, it
/// would read the same again.
fn either(
    document: &FoldedDocument,
    keys: &Range<usize>,
    compare: impl Fn(&[Range<usize>]) -> Result<usize, Range<usize>>,
) -> Option<usize> {
    let read = match compare(&[]) {
        Ok(found) => return Some(found),
        Err(read) => read,
    };
    let folded = &document.folded;
    let all = document.note_marks(|| {
        let whole = Span::new(0, document.text().len());
        let marks = notes(document, whole, None).into_iter();
        marks.map(|mark| folded.key_at(mark.start)..folded.key_at(mark.end)).collect()
    });
    let first = all.partition_point(|mark| mark.start < keys.start);
    let last = all.partition_point(|mark| mark.start < keys.end);
    let mut marks = all.get(first..last)?;
    // What is in brackets is a mark as a whole; of what is raised, the quote may have some.
    if let Some((last, before)) = marks.split_last()
        && last.end > keys.end
        && folded.key.as_bytes().get(last.start) == Some(&b'[')
    {
        marks = before;
    }
    let passed = |mark: &Range<usize>| mark.start < read.end && mark.end > read.start;
    if marks.iter().any(passed) { compare(marks).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{SLACK, Surroundings, notes};
    use crate::quote::document::FoldedDocument;
    use crate::quote::fold::{Folded, Side};
    use crate::quote::quoted::Quoted;
    use crate::text::Span;
    use proptest::prelude::*;

    /// Where a prefix begins (or a suffix ends, if `behind`), read anew for one place: the words beside it are folded by
    /// themselves, and each letter is led back to the text.
    fn read_anew(
        document: &FoldedDocument,
        span: Span,
        context: &str,
        behind: bool,
    ) -> Option<usize> {
        let reach = context.len() * 4 + SLACK;
        let text = document.text();
        let beside = if behind {
            Span::new(span.end, text.floor_char_boundary(span.end + reach))
        } else {
            Span::new(text.ceil_char_boundary(span.start.saturating_sub(reach)), span.start)
        };
        let letters = |folded: &Folded| -> Vec<(Span, char)> {
            let chars = folded.key.char_indices().filter(|(_, c)| c.is_alphanumeric());
            let place =
                |at, c: char| Span::new(folded.text_start(at), folded.text_end(at + c.len_utf8()));
            let mut letters: Vec<_> = chars.map(|(at, c)| (place(at, c), c)).collect();
            if !behind {
                letters.reverse();
            }
            letters
        };
        let ours = letters(&Folded::new(context, Side::Document));
        let theirs = letters(&Folded::new(document.slice(beside), Side::Document));
        let compare = |marks: &[Span]| {
            let theirs = theirs.iter().map(|(place, c)| {
                (Span::new(beside.start + place.start, beside.start + place.end), *c)
            });
            let mut theirs =
                theirs.filter(|(place, _)| !marks.iter().any(|m| m.range().contains(&place.start)));
            let mut end = if behind { span.end } else { span.start };
            for (_, ours) in &ours {
                let (place, c) = theirs.next()?;
                if c != *ours {
                    return None;
                }
                end = if behind { place.end } else { place.start };
            }
            Some(end)
        };
        compare(&[]).or_else(|| compare(&notes(document, beside, None)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn a_context_is_where_its_words_read_anew_are(
            words in prop::collection::vec(
                "stone|water|is|1913|10⁶|mill¹|river[2]|[3, 5–7]|x\\^2|note\\^a|Café|CO₂|5º|—|…|“so”|end\\.\\.\\.|2ⁿᵈ|ownersᵃ\
                 |日本大桥¹|ที่|नदी|well-known|--|\\.|,,,,,,,,,,,,|ﬁne|½|\\(so they say\\)³|\\^\\^\\^|\\[|\\]",
                4..60,
            ),
            (from, to) in (0_usize..60, 1_usize..6),
            (taken, skipped) in (0_usize..30, 0_usize..3),
            other in prop::option::of((0_usize..30, "[a-z1¹]")),
        ) {
            let text = words.join(" ");
            let document = FoldedDocument::new(text.clone(), Vec::new());
            let from = from % words.len();
            let to = (from + to).min(words.len());
            let bytes = |words: &[String]| words.iter().map(|w| w.len() + 1).sum::<usize>();
            let start = bytes(&words[..from]);
            let span = Span::new(start, start + bytes(&words[from..to]) - 1);
            // The words beside it, some of them other ones, and with the marks of notes or without.
            let changed = |words: Vec<&String>, at_end: bool| {
                let mut words: Vec<String> = words.into_iter().cloned().collect();
                if let Some((at, word)) = &other && *at < words.len() {
                    let at = if at_end { words.len() - 1 - at } else { *at };
                    words[at].clone_from(word);
                }
                let all = words.join(" ");
                let plain = all.replace(['¹', '³'], "").replace("[2]", "").replace("[3, 5–7]", "");
                [all, plain]
            };
            let end = from.saturating_sub(skipped);
            let before = words[end.saturating_sub(taken)..end].iter().collect();
            let begin = (to + skipped).min(words.len());
            let after = words[begin..].iter().take(taken).collect();
            for (context, behind) in changed(before, true)
                .into_iter()
                .map(|context| (context, false))
                .chain(changed(after, false).into_iter().map(|context| (context, true)))
            {
                let (prefix, suffix) = if behind {
                    (None, Some(&*context))
                } else {
                    (Some(&*context), None)
                };
                let quoted = Quoted { parts: Vec::new(), prefix, suffix };
                let read = Surroundings::of(&quoted);
                let anew = read_anew(&document, span, &context, behind);
                prop_assert_eq!(read.fits(&document, span), anew.is_some(), "{:?} {:?}", &text, &context);
                let around = read.around(&document, span);
                let found = if behind { around.end } else { around.start };
                let none = if behind { span.end } else { span.start };
                prop_assert_eq!(found, anew.unwrap_or(none), "{:?} {:?}", &text, &context);
            }
        }
    }
}
