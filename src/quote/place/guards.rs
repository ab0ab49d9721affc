//! Meaning guards: what is to be said of a quote that matches, because of the words around or between.

use super::chain::Chain;
use crate::quote::document::Document;
use crate::quote::fold::char_class::{is_comparator, is_dash, quote_mark};
use crate::quote::found::EditKind;
use crate::quote::found::{Issue, IssueKind};
use crate::quote::read::pattern::{Pattern, Within};
use crate::quote::words::WordLists;
use crate::quote::words::boundary::words_of;
use crate::quote::words::sentence;
use crate::text::Span;
use std::borrow::Cow;

/// How many words of a phrase are looked up together.
const PHRASE: usize = 3;

/// How far from a quote's end its next words are looked for, in bytes.
const REACH: usize = 96;

/// The findings of the guards on one chain. Without word lists, that nobody has looked at the words of its edits.
pub(crate) fn issues(
    document: &Document,
    pattern: &Pattern,
    chain: &Chain,
    words: Option<&WordLists>,
) -> Vec<Issue> {
    let Some(words) = words else { return unchecked(chain).into_iter().collect() };
    let mut issues = Vec::new();
    for joined in chain.joined.iter().filter(|j| j.kind == EditKind::Elision) {
        if joined.document.is_empty() || document.crosses_break(joined.document) {
            continue;
        }
        let around = around(chain, joined.document);
        let issue = |kind, grave, span| Issue {
            kind,
            grave,
            place: Some(joined.mark.clone()),
            spans: vec![span],
            more: 0,
        };
        if let Some((span, grave)) = negation(document, joined.document, around, words) {
            issues.push(issue(IssueKind::ElisionNegation, grave, span));
        }
        if let Some(span) = number(document, joined.document, around, words) {
            issues.push(issue(IssueKind::ElisionNumber, false, span));
        }
    }
    if let Some(span) = clipped(document, chain.outer_span(), words) {
        issues.push(Issue {
            kind: IssueKind::ClippedSentence,
            grave: false,
            place: cut_end(pattern, span.start >= chain.outer_span().end),
            spans: vec![span],
            more: 0,
        });
    }
    issues
}

/// The first edit that leaves out or brings words: with no list, none of them has been looked at.
fn unchecked(chain: &Chain) -> Option<Issue> {
    let edit = chain.joined.iter().find(|joined| match joined.kind {
        EditKind::Elision => !joined.document.is_empty(),
        EditKind::Insertion | EditKind::Substitution => true,
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

fn words_in(document: &Document, span: Span) -> Vec<(Span, &str)> {
    let text = document.slice(span);
    let at = |i: usize, w: &str| Span::new(span.start + i, span.start + i + w.len());
    words_of(text).map(|(i, w)| (at(i, w), w)).collect()
}

/// The last words in a short span: a phrase of them, or more.
fn last_words(document: &Document, span: Span) -> Vec<(Span, &str)> {
    // How words are cut depends on nothing before a space.
    let near = document.slice(span).rmatch_indices(' ').nth(PHRASE);
    let near = near.map(|(at, _)| words_in(document, Span::new(span.start + at, span.end)));
    near.filter(|words| words.len() >= PHRASE).unwrap_or_else(|| words_in(document, span))
}

/// A negation among the words left out: where, and whether it touches a kept word.
fn negation(
    document: &Document,
    gap: Span,
    around: Span,
    words: &WordLists,
) -> Option<(Span, bool)> {
    let left_out = words_in(document, gap);
    let mut mild = None;
    for (at, (span, word)) in left_out.iter().enumerate() {
        if !words.is_negation(word) || is_abbreviated_number(document, *span, word) {
            continue;
        }
        let bare = |from: usize, to: usize| {
            document.slice(Span::new(from, to)).chars().all(char::is_whitespace)
        };
        let same = |from: usize, to: usize| {
            !sentence::ends_between(document.text(), from, to, Some(words))
        };
        let (before, after) = (same(around.start, span.start), same(span.end, around.end));
        let touches_before = at == 0 && before && bare(around.start, span.start);
        let touches_after = at + 1 == left_out.len() && after && bare(span.end, around.end);
        // Only if all of it is left out: `not` alone of `not only` leaves the opposite.
        let next = left_out.get(at + 1).map_or("", |(_, next)| next);
        let affirms = words.is_affirmation(&format!("{word} {next}"));
        if (touches_before || touches_after) && !affirms {
            return Some((*span, true));
        }
        if before || after {
            mild = mild.or(Some((*span, false)));
        }
    }
    mild
}

/// The next word of the document from byte `at` on; empty where it has none.
fn following(document: &Document, at: usize) -> &str {
    let text = document.text();
    let mut to = (at + REACH).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    words_of(text.get(at..to).unwrap_or("")).next().map_or("", |(_, word)| word)
}

/// `No. 5`: number five, not a denial.
fn is_abbreviated_number(document: &Document, span: Span, word: &str) -> bool {
    let rest = document.text().get(span.end..).unwrap_or("");
    word.eq_ignore_ascii_case("no")
        && rest
            .strip_prefix('.')
            .is_some_and(|r| r.trim_start().starts_with(|c: char| c.is_numeric()))
}

/// A number or comparator left out between kept words of one clause.
fn number(document: &Document, gap: Span, around: Span, words: &WordLists) -> Option<Span> {
    let text = document.slice(around);
    if text.contains(clause_end)
        || sentence::ends_between(document.text(), around.start, around.end, Some(words))
    {
        return None;
    }
    let left_out = words_in(document, gap);
    // `only one` counts, `one of them` does not.
    let counts = |at: usize, word: &str| {
        let before = at.checked_sub(1).and_then(|i| left_out.get(i)).map_or("", |(_, w)| *w);
        !words.is_indefinite(word) || words.is_limiter(before)
    };
    let figure = left_out.iter().enumerate().find(|(at, (_, w))| {
        w.chars().any(char::is_numeric) || (words.is_number(w) && counts(*at, w))
    });
    if let Some((_, (span, _))) = figure {
        return Some(*span);
    }
    if let Some((at, c)) = document.slice(gap).char_indices().find(|(_, c)| is_comparator(*c)) {
        return Some(Span::new(gap.start + at, gap.start + at + c.len_utf8()));
    }
    // `over` and `under` compare only where a number follows.
    let compares = |(span, phrase): &(Span, Cow<'_, str>)| {
        let next = following(document, span.end);
        let number = next.chars().any(char::is_numeric) || words.is_number(next);
        number && words.is_comparator(phrase)
    };
    phrases(document, &left_out).find(compares).map(|(span, _)| span)
}

/// Punctuation that parts clauses; a point or a comma inside a number does not count here, since a
/// number is found before it is asked for.
fn clause_end(c: char) -> bool {
    matches!(c, ';' | ':' | '!' | '?' | '(' | ')' | '\u{2014}' | '\u{2013}' | '。' | '；' | '：')
        || matches!(c, ',' | '，')
}

/// The words of a run with a space between them: most often they stand so in the document.
fn phrase<'d>(document: &'d Document, run: &[(Span, &str)]) -> Cow<'d, str> {
    let spaced = |pair: &[(Span, &str)]| {
        let [(a, _), (b, _)] = pair else { return false };
        document.slice(Span::new(a.end, b.start)) == " "
    };
    match (run.first(), run.last()) {
        (Some((first, _)), Some((last, _))) if run.windows(2).all(spaced) => {
            Cow::Borrowed(document.slice(Span::new(first.start, last.end)))
        }
        _ => Cow::Owned(run.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ")),
    }
}

/// Runs of one to three words.
fn phrases<'w>(
    document: &'w Document,
    words: &'w [(Span, &'w str)],
) -> impl Iterator<Item = (Span, Cow<'w, str>)> + 'w {
    (1..=PHRASE).flat_map(move |n| words.windows(n)).filter_map(|run| {
        let (first, last) = (run.first()?, run.last()?);
        Some((Span::new(first.0.start, last.0.end), phrase(document, run)))
    })
}

/// A word that denies or limits, right before the quote's start or right after its end, in the same
/// sentence. A comma may stand between the quote and a limiting word.
fn clipped(document: &Document, quote: Span, words: &WordLists) -> Option<Span> {
    clipped_start(document, quote, words).or_else(|| clipped_end(document, quote, words))
}

fn clipped_start(document: &Document, quote: Span, words: &WordLists) -> Option<Span> {
    let text = document.text();
    let mut from = quote.start.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = last_words(document, Span::new(from, quote.start));
    let first = following(document, quote.start);
    let number = first.chars().any(char::is_numeric) || words.is_number(first);
    if number && let Some(sign) = comparator_before(document, quote.start) {
        return Some(sign);
    }
    for n in 1..=PHRASE.min(before.len()) {
        let run = before.get(before.len() - n..)?;
        let found = Span::new(run.first()?.0.start, run.last()?.0.end);
        let between = Span::new(found.end, quote.start);
        // `less than | 62 per cent`: what compares a number belongs to it.
        let compares = || {
            let bare = document.slice(between).chars().all(char::is_whitespace);
            number && bare && words.is_comparator(&phrase(document, run))
        };
        if (meaning(document, run, words, between) || compares())
            && !document.crosses_break(between)
            && !sentence::ends_between(text, found.end, quote.start, Some(words))
        {
            return Some(found);
        }
    }
    None
}

/// `<` or the like before a place, with white space between.
fn comparator_before(document: &Document, at: usize) -> Option<Span> {
    let head = document.text().get(..at)?.trim_end();
    let sign = head.chars().next_back().filter(|c| is_comparator(*c))?;
    let whole = !document.crosses_break(Span::new(head.len(), at));
    whole.then(|| Span::new(head.len() - sign.len_utf8(), head.len()))
}

fn clipped_end(document: &Document, quote: Span, words: &WordLists) -> Option<Span> {
    let text = document.text();
    let mut to = (quote.end + REACH).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let after = words_of(text.get(quote.end..to).unwrap_or("")).take(PHRASE);
    let at = |i: usize, w: &str| Span::new(quote.end + i, quote.end + i + w.len());
    let after: Vec<(Span, &str)> = after.map(|(i, w)| (at(i, w), w)).collect();
    for n in 1..=PHRASE.min(after.len()) {
        let run = after.get(..n)?;
        let found = Span::new(run.first()?.0.start, run.last()?.0.end);
        let between = Span::new(quote.end, found.start);
        if meaning(document, run, words, between)
            && !document.crosses_break(between)
            && !sentence::ends_between(text, quote.end, found.start, Some(words))
        {
            return Some(found);
        }
    }
    None
}

/// Whether the words deny or limit, given what stands between them and the quote.
fn meaning(document: &Document, run: &[(Span, &str)], words: &WordLists, between: Span) -> bool {
    let between = document.slice(between);
    // The stop of an abbreviation, and the marks of a quotation, part nothing.
    let open = |c: char| c.is_whitespace() || c == '.' || quote_mark(c).is_some();
    let bare = between.chars().all(open);
    let comma = between.chars().all(|c| open(c) || matches!(c, ',' | '，' | '(') || is_dash(c));
    if !comma {
        return false;
    }
    let phrase = phrase(document, run);
    (run.len() <= 2 && bare && words.is_negation(&phrase)) || words.is_limiter(&phrase)
}
