//! Meaning guards: issues with a quote that matches, because of the words around it or between its parts.

use super::boundary::clipped_number;
use super::bracket;
use super::chain::Chain;
use super::clipped::{CutEnds, clipped};
use super::elision::LeftOutWords;
use super::join::Joined;
use super::layout::{crossed_block, heading_between};
use super::transcript::{Joins, joins_speakers, leaves_speech, second_speaker};
use super::unseen::Unseen;
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{QuoteMark, quote_mark};
use crate::quote::found::EditKind;
use crate::quote::found::{Issue, IssueKind};
use crate::quote::read::pattern::{Pattern, Within};
use crate::quote::words::boundary::words_of;
use crate::quote::words::language::is_frequent;
use crate::quote::words::{DENYING, WordLists, asks};
use crate::text::Span;

/// The findings of the guards on one chain. Without word lists, that nobody has looked at the words of its edits.
pub(crate) fn issues(
    document: &FoldedDocument,
    pattern: &Pattern,
    chain: &Chain,
    words: Option<&WordLists>,
) -> Vec<Issue> {
    let mut issues = runs(document, pattern, chain, words);
    for joined in chain.joined.iter().filter(|j| j.kind == EditKind::Elision) {
        let unseen = Unseen::of(document, around(chain, joined.document));
        if let Some(unseen) = unseen {
            hidden(document, (chain, joined, unseen), words, &mut issues);
        } else if !joined.document.is_empty() && !document.crosses_break(joined.document) {
            elision(document, (pattern, chain, joined), words, &mut issues);
        }
    }
    let Some(words) = words else {
        issues.extend(unchecked(chain));
        return issues;
    };
    issues.extend(bracket::issues(document, chain, words));
    let asked =
        pattern.segments.last().is_some_and(|s| s.edges.1.contains(|c| asks(c, Some(words))));
    let cut = CutEnds { asked, supplied: supplies_subject(chain) };
    if let Some(span) = clipped(document, outer_span(chain), cut, words) {
        let last = span.start >= chain.outer_span().end;
        issues.push(Issue {
            place: cut_end(pattern, last),
            ..issue(IssueKind::ClippedSentence, span)
        });
    }
    issues.extend(clipped_numbers(document, pattern, chain, words));
    issues
}

/// Where an end of the quote is cut off from the unit of its number, or from the other end of its range.
fn clipped_numbers(
    document: &FoldedDocument,
    pattern: &Pattern,
    chain: &Chain,
    words: &WordLists,
) -> Option<Issue> {
    let outer = chain.outer_span();
    let find = |at| clipped_number(document, at, Some(words));
    // `on 3 [April]`: the bracket goes on there.
    let supplied =
        |at| chain.joined.iter().any(|j| j.document.is_empty() && j.document.start == at);
    let find = |at| if supplied(at) { None } else { find(at) };
    let (span, last) =
        find(outer.start).map(|s| (s, false)).or_else(|| find(outer.end).map(|s| (s, true)))?;
    Some(Issue { place: cut_end(pattern, last), ..issue(IssueKind::ClippedNumber, span) })
}

fn issue(kind: IssueKind, span: Span) -> Issue {
    Issue { kind, grave: false, place: None, spans: vec![span], more: 0 }
}

/// What is to be said of the words that an ellipsis leaves out.
fn elision(
    document: &FoldedDocument,
    (pattern, chain, joined): (&Pattern, &Chain, &Joined),
    words: Option<&WordLists>,
    issues: &mut Vec<Issue>,
) {
    let around = around(chain, joined.document);
    let mut say = |kind, grave, span| {
        issues.push(Issue { place: Some(joined.mark.clone()), grave, ..issue(kind, span) });
    };
    if let Some((how, span)) = joins_speakers(document, around, words) {
        say(IssueKind::ElisionSpeaker, how == Joins::Surely, span);
    } else if !shows_speech(pattern)
        && let Some(span) = leaves_speech(document, around, words)
    {
        say(IssueKind::ElisionSpeaker, false, span);
    }
    if let Some(span) = heading_between(document, around, words) {
        say(IssueKind::ElisionHeading, false, span);
    }
    if joined.quote.contains("omitted") {
        if !is_citation(document.slice(joined.document), words) {
            say(IssueKind::BracketMeaning, true, joined.document);
        }
        return;
    }
    let Some(words) = words else { return };
    let gap = LeftOutWords::new(document, words, joined.document, (around, kept(chain, around)));
    let negation = gap.negation();
    if let Some((span, grave)) = negation {
        say(IssueKind::ElisionNegation, grave, span);
    }
    let number = gap.number();
    if let Some(span) = number {
        say(IssueKind::ElisionNumber, false, span);
    } else if let Some(span) = gap.clipped_number() {
        say(IssueKind::ClippedNumber, false, span);
    }
    if let Some(span) = gap.limiter(negation.map(|(span, _)| span), number) {
        say(IssueKind::ElisionLimiter, false, span);
    }
}

/// Whether the quote has marks of quotations of its own inside, so that a reader sees who says what.
fn shows_speech(pattern: &Pattern) -> bool {
    let marked = |text: &str| text.contains(|c| quote_mark(c) == Some(QuoteMark::Double));
    let last = pattern.segments.len().saturating_sub(1);
    pattern.segments.iter().enumerate().any(|(number, segment)| {
        marked(&segment.text)
            || (number > 0 && marked(&segment.edges.0))
            || (number < last && marked(&segment.edges.1))
    })
}

/// What is to be said of words that are left out and that nobody sees, or only the ends of which are shown.
fn hidden(
    document: &FoldedDocument,
    (chain, joined, unseen): (&Chain, &Joined, Unseen),
    words: Option<&WordLists>,
    issues: &mut Vec<Issue>,
) {
    let mut say = |kind, grave, span| {
        let spans = Vec::from_iter(span);
        let place = Some(joined.mark.clone());
        issues.push(Issue { kind, grave, place, spans, more: 0 });
    };
    say(IssueKind::UnseenElision, !unseen.ends_are_shown(document), None);
    let Some(words) = words else { return };
    // What is not shown parts the two ends, as a paragraph's end would.
    let around = around(chain, joined.document);
    for end in [unseen.head, unseen.tail] {
        let gap = LeftOutWords::new(document, words, end, (around, kept(chain, around)));
        if let Some((span, grave)) = gap.negation() {
            say(IssueKind::ElisionNegation, grave, Some(span));
        }
        if let Some(span) = gap.limiter(None, None) {
            say(IssueKind::ElisionLimiter, false, Some(span));
        }
    }
}

/// Whether what `[citation omitted]` stands for is a citation: a figure, a word of citations or, in brackets, a name shows it,
/// and hardly a word of its own is beside it. `Smith v. Jones, 12 U.S. 3 (1802)`, `(see Miller, supra)`.
fn is_citation(text: &str, words: Option<&WordLists>) -> bool {
    const CITING: [&str; 32] = [
        "v",
        "vs",
        "see",
        "also",
        "cf",
        "id",
        "ibid",
        "supra",
        "infra",
        "quoting",
        "citing",
        "note",
        "footnote",
        "page",
        "pages",
        "section",
        "sections",
        "paragraph",
        "paragraphs",
        "article",
        "exhibit",
        "appendix",
        "transcript",
        "docket",
        "entry",
        "order",
        "dated",
        "opinion",
        "brief",
        "edition",
        "omitted",
        "emphasis",
    ];
    /// Words in small letters that a citation in brackets may have besides, those apart that only join others.
    const OWN_WORDS: usize = 2;
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let enclosed = |open, close| text.starts_with(open) && text.ends_with(close);
    let enclosed = enclosed('(', ')') || enclosed('[', ']');
    let citing = |word: &str| CITING.iter().any(|known| word.eq_ignore_ascii_case(known));
    let plain = |word: &str| word.starts_with(char::is_lowercase) && !citing(word);
    let shows = words_of(text).any(|(_, word)| word.contains(char::is_numeric) || citing(word))
        || (enclosed && !words_of(text).any(|(_, word)| plain(word)));
    let denies = words.is_some_and(|w| w.scan(text).iter().any(|l| l.lists.meets(DENYING)));
    let own = words_of(text).filter(|(at, word)| {
        // `aff.`, `slip op.`
        let shortened = text.get(at + word.len()..).is_some_and(|rest| rest.starts_with('.'));
        plain(word) && !shortened && !is_frequent("en", word)
    });
    shows && !denies && own.count() <= if enclosed { OWN_WORDS } else { 0 }
}

/// What is to be said of each run of the document's words.
fn runs(
    document: &FoldedDocument,
    pattern: &Pattern,
    chain: &Chain,
    words: Option<&WordLists>,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (place, segment) in chain.places.iter().zip(&pattern.segments) {
        let at = |span| Issue { place: Some(segment.place.clone()), ..span };
        if let Some(span) = crossed_block(document, place.span, &segment.text, words) {
            issues.push(at(issue(IssueKind::CrossesBlocks, span)));
        }
        if let Some(span) = second_speaker(document, place.span) {
            issues.push(at(issue(IssueKind::TwoSpeakers, span)));
        }
    }
    issues
}

/// `[They] died`: whether the quote begins with a bracket that by itself stands for none of the document's words.
fn supplies_subject(chain: &Chain) -> bool {
    let start = chain.span().start;
    let first = chain.joined.first().filter(|j| j.kind == EditKind::Insertion);
    first.is_some_and(|j| {
        j.document.is_empty() && j.document.start == start && !j.content.is_empty()
    })
}

/// From where the quote's words begin, those that a bracket at its start stands for included.
fn outer_span(chain: &Chain) -> Span {
    let span = chain.outer_span();
    let first = chain.joined.first();
    let head = first.filter(|j| j.kind == EditKind::Substitution && j.document.end <= span.start);
    Span::new(head.map_or(span.start, |j| j.document.start), span.end)
}

/// The first edit that leaves out or brings words: with no list, none of them has been looked at.
fn unchecked(chain: &Chain) -> Option<Issue> {
    let edit = chain.joined.iter().find(|joined| match joined.kind {
        EditKind::Elision => !joined.document.is_empty(),
        EditKind::Insertion | EditKind::Substitution => !joined.content.is_empty(),
        EditKind::Case | EditKind::Sic => false,
    })?;
    let place = Some(edit.mark.clone());
    let spans = Vec::from_iter((!edit.document.is_empty()).then_some(edit.document));
    Some(Issue { kind: IssueKind::UncheckedEdit, grave: false, place, spans, more: 0 })
}

/// The quote's last word, or its first.
fn cut_end(pattern: &Pattern, last: bool) -> Option<Within> {
    let segment = if last { pattern.segments.last()? } else { pattern.segments.first()? };
    let words: Vec<(usize, &str)> = words_of(&segment.text).collect();
    let (at, word) = if last { words.last()? } else { words.first()? };
    let start = segment.place.range.start + at;
    Some(Within { part: segment.place.part, range: start..start + word.len() })
}

/// From the kept words before the gap to those after it.
fn around(chain: &Chain, gap: Span) -> Span {
    let before = chain.places.iter().map(|p| p.span.end).filter(|&e| e <= gap.start).max();
    let after = chain.places.iter().map(|p| p.span.start).filter(|&s| s >= gap.end).min();
    Span::new(before.unwrap_or(gap.start), after.unwrap_or(gap.end))
}

/// `around` with the kept words on both its sides.
fn kept(chain: &Chain, around: Span) -> Span {
    let before = chain.places.iter().find(|p| p.span.end == around.start);
    let after = chain.places.iter().find(|p| p.span.start == around.end);
    Span::new(
        before.map_or(around.start, |p| p.span.start),
        after.map_or(around.end, |p| p.span.end),
    )
}
