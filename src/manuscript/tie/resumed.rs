//! A quotation in two sentences, of which one is cited: `“…,” it says [@smith]. “…”`, `“…,” she writes. “…” [@smith].`

use super::sentences::sentence_around;
use super::{MAX_NEAR, Rule, Tie, front, is_interrupted, right_after, tail, ties};
use crate::manuscript::prose::{InTextCitation, Prose};
use crate::manuscript::speaker::is_saying;
use crate::text::{Span, head};

/// The tie of a quotation that goes on where the one before it was interrupted by who speaks, or that goes on after such
/// an interruption of its own.
pub(in crate::manuscript) fn of_resumed(
    paragraph: &Prose,
    outer: Span,
    ends: &[usize],
) -> Option<Tie> {
    let text = &paragraph.text;
    let sentence = sentence_around(text, outer, ends);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or("");
    let alone = is_bare(part(sentence.start, outer.start));
    let citation = if alone && sentence.start > 0 {
        // `“…,” says Miller [@smith]. “…,” I thought.`
        if front(part(outer.end, sentence.end)).contains(char::is_alphanumeric) {
            return None;
        }
        before(paragraph, sentence, ends)
    } else {
        after(paragraph, outer, sentence)
    }?;
    let found = ties(citation, &paragraph.citations, Rule::SameAsBefore).pop()?;
    Some(Tie { rule: Rule::SameAsBefore, page: None, guess: true, loose: true, ..found })
}

/// The one citation of the sentence before, which is a quotation and the words that say who speaks.
fn before<'p>(paragraph: &'p Prose, sentence: Span, ends: &[usize]) -> Option<&'p InTextCitation> {
    let text = &paragraph.text;
    let before = text.get(..sentence.start)?.trim_end();
    let at = text.floor_char_boundary(before.len().checked_sub(1)?);
    let said = sentence_around(text, Span::new(at, at), ends);
    let cited = cited(paragraph, Span::new(said.start, sentence.start));
    let [only] = cited.as_slice() else { return None };
    // A citation in brackets is none of the words that say who speaks.
    let end = if only.narrative { before.len() } else { only.span.start.min(before.len()) };
    let told = text.get(said.start..end)?.trim_end_matches(|c: char| !c.is_alphanumeric());
    is_interrupted(told).then_some(*only)
}

/// The citation right after the next sentence, which is a quotation by itself, where the words after this quotation say who
/// speaks.
fn after(paragraph: &Prose, outer: Span, sentence: Span) -> Option<&InTextCitation> {
    let text = &paragraph.text;
    let said = front(text.get(outer.end..sentence.end)?);
    let words: Vec<&str> = said.split_whitespace().collect();
    let says = (2..=SAYS_WORDS).contains(&words.len()) && words.iter().any(|word| is_saying(word));
    if !says || said.contains(MARKS) {
        return None;
    }
    let rest = text.get(sentence.end..)?;
    let open = sentence.end + (rest.len() - rest.trim_start().len());
    let mark = text.get(open..)?.chars().next().filter(|c| MARKS.contains(c))?;
    let inner = text.get(open + mark.len_utf8()..)?;
    let close = head(inner, QUOTATION).find(MARKS)? + open + mark.len_utf8();
    let end = close + text.get(close..)?.chars().next()?.len_utf8();
    right_after(text, &paragraph.citations, end).filter(|c| !c.narrative)
}

/// The citations of a stretch that name something.
fn cited(paragraph: &Prose, of: Span) -> Vec<&InTextCitation> {
    let first = paragraph.citations.partition_point(|c| c.span.start < of.start);
    let all = paragraph.citations.iter().skip(first).take(MAX_NEAR);
    all.take_while(|c| c.span.end <= of.end).filter(|c| !c.loose && !c.keys.is_empty()).collect()
}

fn is_bare(text: &str) -> bool {
    !tail(text).contains(char::is_alphanumeric)
}

/// A quotation that goes on is no longer, in bytes.
const QUOTATION: usize = 4_000;

/// The most words that say who speaks: `, Anna Miller writes.`
const SAYS_WORDS: usize = 5;

/// The marks of quotations.
const MARKS: [char; 8] = [
    '“',
    '”',
    '„',
    '"',
    '«',
    '»',
    crate::manuscript::prose::OPENS,
    crate::manuscript::prose::CLOSES,
];
