//! A quotation whose sentence cites a work by a note, which names no author and year.

use super::given::is_given;
use super::{MAX_NAMES, Rule, Sentence, Tie, introduces, tail, ties};
use crate::manuscript::prose::InTextCitation;
use crate::manuscript::speaker::name;
use crate::text::Span;

impl Sentence<'_> {
    /// The tie by the one note of the sentence that names no author and year, `John Smith, Rivers (London, 2020), 3`: where
    /// the library knows a work that it names. After a name it says who speaks: `Smith[^1] writes that “…”`.
    pub(super) fn unread_note(self, sentence: Span) -> Option<(Tie, Span)> {
        let Self { text, citations, outer, .. } = self;
        let inside = |c: &&InTextCitation| {
            let beside = outer.end <= c.span.start || c.span.end <= outer.start;
            sentence.start <= c.span.start && c.span.end <= sentence.end && beside
        };
        let notes: Vec<&InTextCitation> =
            citations.iter().filter(inside).filter(|c| !c.keys.is_empty() && !c.loose).collect();
        let [only] = notes.as_slice() else { return None };
        let found =
            ties(only, citations, Rule::OnlyInSentence).pop().filter(|_| only.is_unread())?;
        let guess = text
            .get(only.span.end..outer.start)
            .is_none_or(|between| !is_named(text, sentence.start, only.span.start, between));
        Some((Tie { guess, loose: true, ..found }, only.span))
    }
}

/// Whether a name is right before a note's mark, or a citation in brackets, and what is between that and the quotation gives it
/// the words: `Smith [3] writes that “…”`.
pub(super) fn is_named(text: &str, start: usize, mark: usize, between: &str) -> bool {
    let head = tail(text.get(start..mark).unwrap_or("").trim_end());
    let names = head.split_whitespace().rev().take_while(|word| name(word).is_some());
    let length: usize = names.take(MAX_NAMES).map(|word| word.len() + 1).sum();
    let cut = head.floor_char_boundary((head.len() + 1).saturating_sub(length));
    let (before, names) = head.split_at(cut.min(head.len()));
    !names.is_empty() && (introduces(between) || is_given(before, names, between))
}
