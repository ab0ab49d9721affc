//! The verdict on a quote and one document, where the quote is in it.

use super::chain::{Chain, chains};
use super::context::Surroundings;
use super::guards;
use super::layout;
use super::segment::{MAX_ALIKE, MAX_PLACES, Seek};
use crate::quote::document::{FoldedDocument, Plain};
use crate::quote::fold::{Folded, Side};
use crate::quote::found::{Agreement, Found, GaveUp, Issue, IssueKind};
use crate::quote::quoted::{Limits, Quoted, ReadQuote};
use crate::quote::read::pattern::{JoinKind, Pattern, Within};
use crate::quote::words::WordLists;
use crate::text::Span;
use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;

/// How many further places an `ambiguous` finding names.
const MAX_NAMED: usize = 3;

/// Verifies `quoted` against `document`. `None` where it is not there, or that would take too long to say.
#[must_use]
pub fn verify(
    document: &FoldedDocument,
    quoted: &Quoted<'_>,
    limits: Limits,
    words: Option<&WordLists>,
) -> Option<Found> {
    verify_read(document, &ReadQuote::new(quoted.clone()), limits, words)
}

/// The same for a quote whose marks have been read.
#[must_use]
pub fn verify_read(
    document: &FoldedDocument,
    quote: &ReadQuote<'_>,
    limits: Limits,
    words: Option<&WordLists>,
) -> Option<Found> {
    seek(document, quote, limits, words).ok().flatten()
}

/// The same, with the limit at which the search was given up.
pub(crate) fn seek(
    document: &FoldedDocument,
    quote: &ReadQuote<'_>,
    limits: Limits,
    words: Option<&WordLists>,
) -> Result<Option<Found>, GaveUp> {
    let Some(plain) = document.plain() else {
        return seek_in(document, quote, limits, words, |_| false);
    };
    let has_code_points = |chain: &Chain| exact_in_text(document, plain, quote.quoted(), chain);
    let found = seek_in(&plain.document, quote, limits, words, has_code_points)?;
    Ok(found.map(|found| in_text(document, plain, quote.quoted(), found)))
}

/// What was found in the plain text, in the text.
fn in_text(document: &FoldedDocument, plain: &Plain, quoted: &Quoted<'_>, found: Found) -> Found {
    let all = |spans: &[Span]| spans.iter().map(|span| plain.back(*span)).collect::<Vec<_>>();
    let core = all(&found.core);
    let issue = |issue: Issue| Issue { spans: all(&issue.spans), ..issue };
    let whole = match (core.as_slice(), quoted.parts.as_slice()) {
        ([core], [part]) if found.edits.is_empty() => exact_at(document, part, *core),
        _ => None,
    };
    let agreement = match (whole, found.agreement) {
        (Some(_), _) => Agreement::Exact,
        (None, Agreement::Exact) => Agreement::Typographic,
        (None, agreement) => agreement,
    };
    let edits = found.edits.into_iter();
    Found {
        agreement,
        spans: whole.map_or_else(|| all(&found.spans), |span| vec![span]),
        edits: edits.map(|(kind, mark, span)| (kind, mark, plain.back(span))).collect(),
        issues: found.issues.into_iter().map(issue).collect(),
        context: plain.back(found.context),
        core,
    }
}

/// Whether the text has the quote's very code points where its words are, in the plain text, at a chain of places: other line
/// ends, for example, are the same there.
fn exact_in_text(
    document: &FoldedDocument,
    plain: &Plain,
    quoted: &Quoted<'_>,
    chain: &Chain,
) -> bool {
    let ([place], [part]) = (chain.places.as_slice(), quoted.parts.as_slice()) else {
        return false;
    };
    chain.joined.is_empty() && exact_at(document, part, plain.back(place.span)).is_some()
}

/// Looks for a quote in a plain text, which may be the document's own or made of it: `has_code_points` says of a chain of
/// places whether the document, where it is another, has the quote's very code points there.
fn seek_in(
    document: &FoldedDocument,
    quote: &ReadQuote<'_>,
    limits: Limits,
    words: Option<&WordLists>,
    has_code_points: impl Fn(&Chain) -> bool,
) -> Result<Option<Found>, GaveUp> {
    let quoted = quote.quoted();
    let most = if quoted.has_context() { MAX_PLACES } else { MAX_ALIKE };
    let Some((pattern, all)) = best_chains((document, words), quote, limits, most)? else {
        return Ok(None);
    };
    let context = Surroundings::of(quoted);
    let fitting: Vec<&Chain> = all.iter().filter(|c| context.fits(document, c.span())).collect();
    // The place that is meant may be one that nobody looked at.
    if quoted.has_context() && fitting.len() <= 1 && all.len() >= MAX_PLACES {
        return Err(GaveUp::Places);
    }
    let mismatch = quoted.has_context() && fitting.is_empty();
    let mut places: Vec<&Chain> = if mismatch { all.iter().collect() } else { fitting };
    // Of several places, the one with the very code points is meant; if there is none, the one that has them in the plain text.
    places.sort_by_cached_key(|c| (!has_code_points(c), exact_span(document, quoted, c).is_none()));
    let Some(&chain) = places.first() else { return Ok(None) };
    let mut issues = Vec::new();
    if mismatch {
        let spans = places.iter().map(|c| c.span());
        let prefixed = context.only_suffix_differs(document, spans);
        let kind = if prefixed { IssueKind::SuffixMismatch } else { IssueKind::PrefixMismatch };
        issues.push(issue(kind, &places));
    } else if places.len() > 1
        && !layout::are_repeated(document, &places.iter().map(|c| c.span()).collect::<Vec<_>>())
    {
        issues.push(issue(IssueKind::Ambiguous, &places));
    }
    let mut found = standing(document, quoted, &pattern, chain, words);
    issues.append(&mut found.issues);
    let unique = places.len() == 1 && quoted.has_context() && !mismatch;
    issues.extend(length_issue(&pattern).filter(|_| !unique));
    Ok(Some(Found { issues, ..found }))
}

/// The places where `quoted` is in `document`, in the document's order: the first `most` of them,
/// each with what is to be said of it alone, and how many there are in all.
///
/// # Errors
///
/// The limit at which the search was given up.
pub fn places(
    document: &FoldedDocument,
    quoted: &Quoted<'_>,
    limits: Limits,
    words: Option<&WordLists>,
    most: usize,
) -> Result<(Vec<Found>, usize), GaveUp> {
    if let Some(plain) = document.plain() {
        let (first, count) = places(&plain.document, quoted, limits, words, most)?;
        let first = first.into_iter().map(|found| in_text(document, plain, quoted, found));
        return Ok((first.collect(), count));
    }
    let quote = ReadQuote::new(quoted.clone());
    let Some((pattern, all)) = best_chains((document, words), &quote, limits, MAX_PLACES)? else {
        return Ok((Vec::new(), 0));
    };
    let context = Surroundings::of(quoted);
    let mut fitting: Vec<&Chain> =
        all.iter().filter(|c| context.fits(document, c.span())).collect();
    fitting.sort_by_key(|c| (c.span().start, c.span().end));
    let first = fitting.iter().take(most);
    let first = first.map(|c| standing(document, quoted, &pattern, c, words)).collect();
    Ok((first, fitting.len()))
}

/// One chain of places, with what is to be said of them.
fn standing(
    document: &FoldedDocument,
    quoted: &Quoted<'_>,
    pattern: &Pattern,
    chain: &Chain,
    words: Option<&WordLists>,
) -> Found {
    let mut issues = chain_issues(pattern, chain);
    issues.extend(guards::issues(document, pattern, chain, words));
    let exact = exact_span(document, quoted, chain);
    Found {
        agreement: agreement(pattern, chain, exact.is_some()),
        // With the edges that the quote and the document share.
        spans: exact.map_or_else(|| all_spans(chain), |span| vec![span]),
        edits: chain.joined.iter().map(|j| (j.kind, j.quote.clone(), j.document)).collect(),
        issues,
        core: all_spans(chain),
        context: Surroundings::of(quoted).around(document, chain.span()),
    }
}

/// A reading of a quote, and the chains by which it is in a document.
type Standing<'r> = (Cow<'r, Pattern>, Vec<Chain>);

/// Literal before edited, both before a letter in another case, and all of them before what is there only loosely. A reading
/// that would take too long is none, and a quote without another is given up.
fn best_chains<'r>(
    (document, words): (&FoldedDocument, Option<&WordLists>),
    quote: &'r ReadQuote<'_>,
    limits: Limits,
    most: usize,
) -> Result<Option<Standing<'r>>, GaveUp> {
    let readings = readings(document, quote);
    let marked = copies_note(document, &quote.edited);
    for loose in [false, true] {
        let seek = Seek { document, words, loose };
        let (mut recased, mut gave_up) = (None, None);
        // A copied mark of a note is no bracket of an editor's, though a bracket may stand for nothing.
        let edited = usize::from(marked && !loose);
        let tried = readings.iter().take(readings.len().saturating_sub(edited));
        for pattern in tried.filter(|p| p.is_cut || !p.segments.is_empty()) {
            let mut found = match chains(seek, pattern, limits, most) {
                Ok(found) => found,
                Err(limit) => {
                    gave_up = Some(limit);
                    continue;
                }
            };
            let Some(first) = found.first() else { continue };
            if first.places.iter().any(|p| p.recased) {
                recased = recased.or(Some((pattern.clone(), found)));
            } else {
                found.retain(|c| c.places.iter().all(|p| !p.recased));
                return Ok(Some((pattern.clone(), found)));
            }
        }
        match (recased, gave_up) {
            (Some(recased), _) => return Ok(Some(recased)),
            (None, Some(limit)) => return Err(limit),
            (None, None) => {}
        }
    }
    Ok(None)
}

/// The ways to read a quote: literally; with those brackets literal that the document itself has; with
/// all marks as edits.
fn readings<'r>(document: &FoldedDocument, quote: &'r ReadQuote<'_>) -> Vec<Cow<'r, Pattern>> {
    let own = |mark: &str| {
        let key = Folded::new(mark, Side::Quote).key;
        mark.starts_with('[')
            && memmem::find(document.folded.key.as_bytes(), key.as_bytes()).is_some()
    };
    let edited = &quote.edited;
    if edited.is_plain() {
        return vec![Cow::Borrowed(edited)];
    }
    let mut readings = vec![Cow::Borrowed(quote.literal())];
    if !edited.is_cut && edited.joins.iter().flatten().any(|j| own(&j.text)) {
        let parts = &quote.quoted().parts;
        readings.push(Cow::Owned(Pattern::edited_where(parts, &|mark| !own(mark))));
    }
    readings.push(Cow::Borrowed(edited));
    readings
}

/// Whether a bracket of a quote is the mark of a note, `[1]`, as the document has one that its text leaves out.
fn copies_note(document: &FoldedDocument, edited: &Pattern) -> bool {
    let bare = |c: char| matches!(c, '[' | ']' | '^' | '(' | ')');
    let mut brackets = edited.joins.iter().flatten().filter(|join| join.kind == JoinKind::Insert);
    document.leaves_out()
        && brackets.any(|join| {
            let mark = join.text.trim_matches(bare);
            let same = |left: &str| !mark.is_empty() && left.trim_matches(bare) == mark;
            document.left_out(0, usize::MAX).any(same)
        })
}

fn issue(kind: IssueKind, places: &[&Chain]) -> Issue {
    let spans: Vec<Span> = places.iter().take(MAX_NAMED).map(|c| c.span()).collect();
    Issue { kind, grave: false, place: None, more: places.len() - spans.len(), spans }
}

fn chain_issues(pattern: &Pattern, chain: &Chain) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (place, segment) in chain.places.iter().zip(&pattern.segments) {
        let mut say = |kind, range: Range<usize>, span| {
            let start = segment.place.range.start;
            let range = start + range.start..start + range.end;
            let place = Some(Within { part: segment.place.part, range });
            issues.push(Issue { kind, grave: false, place, spans: vec![span], more: 0 });
        };
        if place.recased {
            let first = segment.text.chars().next().map_or(0, char::len_utf8);
            say(IssueKind::InitialCase, 0..first, place.span);
        }
        if let Some((at, span)) = place.passed.space {
            say(IssueKind::OddSpace, space_at(&segment.text, at), span);
        }
        if let Some((at, span)) = place.passed.note {
            say(IssueKind::NoteMark, word_before(&segment.text, at), span);
        }
    }
    issues
}

/// The white space at a byte of a text.
fn space_at(text: &str, at: usize) -> Range<usize> {
    let rest = text.get(at..).unwrap_or("");
    at..at + (rest.len() - rest.trim_start().len())
}

/// The word that ends at a byte of a text, or right before it.
fn word_before(text: &str, at: usize) -> Range<usize> {
    let head = text.get(..at).unwrap_or("").trim_end();
    let start = head.rfind(char::is_whitespace).map_or(0, |space| space + 1);
    text.ceil_char_boundary(start)..head.len()
}

fn length_issue(pattern: &Pattern) -> Option<Issue> {
    let kind = match pattern.words_up_to(3) {
        0 | 1 => IssueKind::Trivial,
        2 => IssueKind::Short,
        _ => return None,
    };
    Some(Issue { kind, grave: false, place: None, spans: Vec::new(), more: 0 })
}

fn all_spans(chain: &Chain) -> Vec<Span> {
    chain.places.iter().map(|place| place.span).collect()
}

/// Where the document has the quote's very code points.
fn exact_span(document: &FoldedDocument, quoted: &Quoted<'_>, chain: &Chain) -> Option<Span> {
    let ([place], [part]) = (chain.places.as_slice(), quoted.parts.as_slice()) else { return None };
    exact_at(document, part, place.span)
}

/// The very code points of `part`, of which `core` is the middle.
fn exact_at(document: &FoldedDocument, part: &str, core: Span) -> Option<Span> {
    let words = document.slice(core);
    if words.len() > part.len() {
        return None;
    }
    let head = if part.starts_with(words) { 0 } else { part.find(words)? };
    let start = core.start.checked_sub(head)?;
    let span = Span::new(start, start + part.len());
    (document.slice(span) == part && !part.is_empty()).then_some(span)
}

/// How a chain agrees with the quote, of which the document has the very code points or not.
fn agreement(pattern: &Pattern, chain: &Chain, exact: bool) -> Agreement {
    if !chain.joined.is_empty() {
        Agreement::Edited
    } else if exact && pattern.is_plain() {
        Agreement::Exact
    } else {
        Agreement::Typographic
    }
}
