//! A citation before the closing mark: `“It came in May (Smith 2020).”`

use super::{Rule, Tie, ties};
use crate::manuscript::prose::Prose;
use crate::text::Span;

/// The tie of a quotation by the citation that its last words are, and its words without that.
pub(in crate::manuscript) fn of_inner(paragraph: &Prose, words: Span) -> Option<(Span, Tie)> {
    let text = &paragraph.text;
    let next = paragraph.citations.partition_point(|c| c.span.start < words.end);
    let last = paragraph.citations.get(next.checked_sub(1)?)?;
    let rest = text.get(last.span.end..words.end)?;
    let ends = words.start < last.span.start && !rest.contains(char::is_alphanumeric);
    if !ends || last.narrative || last.loose || last.keys.is_empty() {
        return None;
    }
    let kept = text.get(words.start..last.span.start)?;
    let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '['));
    let tie = ties(last, &paragraph.citations, Rule::CitationAfter).pop()?;
    let words = Span::new(words.start, words.start + kept.len());
    // The quoted author may cite, too.
    kept.contains(char::is_alphanumeric).then_some((words, Tie { guess: true, ..tie }))
}
