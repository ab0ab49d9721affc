//! Where a quote, or what it leaves out, runs over the blocks of its document: headings, captions, items of lists, cells.

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{canonical, is_stop, quote_mark};
use crate::quote::words::numbers::or_of_any_language;
use crate::quote::words::page_number::page_number;
use crate::quote::words::{List, WordLists};
use crate::text::{BlockKind, Span, TextBlock, around, blank_lines, from_roman};

/// The longest line that is a heading of a plain text, in bytes.
const HEADING_BYTES: usize = 80;

/// The heading that an ellipsis runs over, from the kept words before it to those after it.
pub(super) fn heading_between(
    document: &FoldedDocument,
    around: Span,
    words: Option<&WordLists>,
) -> Option<Span> {
    let blocks = document.blocks_in(around);
    if blocks.is_empty() {
        return plain_heading(document, around, words);
    }
    let crossed = |block: &&TextBlock| {
        let within = block.span.start <= around.start && around.end <= block.span.end;
        block.kind == BlockKind::Heading && !within
    };
    blocks.iter().find(crossed).map(|block| block.span)
}

/// The first heading of a plain text that has some of `span` and not all: a line alone between blank lines that is
/// underlined, begins with a figure (`2. Who paid`), or is nothing but a label (`Chapter Two`); and does not end as a
/// sentence. One in capitals may as well be the head of a page.
fn plain_heading(document: &FoldedDocument, span: Span, words: Option<&WordLists>) -> Option<Span> {
    blank_lines(document.slice(span)).next()?;
    let text = document.text();
    let Span { start: from, end: to } = around(text, span, HEADING_BYTES);
    let slice = text.get(from..to)?;
    let mut next = 0;
    let mut ends = blank_lines(slice).chain(std::iter::once(slice.len()..slice.len()));
    ends.find_map(|blank| {
        let paragraph = slice.get(std::mem::replace(&mut next, blank.end)..blank.start)?;
        let start = from + blank.start - paragraph.len();
        let line = paragraph.trim();
        // Of what the reach cuts off, nobody sees the beginning.
        let whole = start > from || from == 0;
        let head = start + (paragraph.len() - paragraph.trim_start().len());
        let place = Span::new(head, head + line.len());
        let some = place.start < span.end && span.start < place.end;
        let all = place.start <= span.start && span.end <= place.end;
        let numbers_page = || page_number(text, head, or_of_any_language(words)).is_some();
        (whole && some && !all && is_plain_heading(line, words) && !numbers_page()).then_some(place)
    })
}

fn is_plain_heading(paragraph: &str, words: Option<&WordLists>) -> bool {
    let mut lines = paragraph.split('\n').map(str::trim);
    let line = lines.next().unwrap_or("");
    let rule = lines.next();
    let ends =
        |c: char| is_stop(c) || matches!(canonical(c), '!' | '?' | ')') || quote_mark(c).is_some();
    let underlined = rule
        .is_some_and(|rule| rule.len() >= 3 && rule.chars().all(|c| matches!(c, '-' | '=' | '~')));
    if line.len() > HEADING_BYTES || line.ends_with(ends) || lines.next().is_some() {
        return false;
    }
    if rule.is_some() {
        return underlined;
    }
    let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
    let figures = mark.trim_end_matches('.');
    let numbered = mark.starts_with(|c: char| c.is_ascii_digit())
        && figures.chars().all(|c| c.is_ascii_digit() || c == '.')
        && figures.len() <= 6
        && (mark.ends_with('.') || figures.contains('.'))
        && rest.starts_with(char::is_uppercase);
    let label = words.is_some_and(|words| {
        let number = rest.chars().all(|c| c.is_ascii_digit())
            || from_roman(rest).is_some()
            || words.is_number(rest);
        mark.starts_with(char::is_uppercase)
            && words.has(List::NumberLabels, mark)
            && !rest.is_empty()
            && number
    });
    numbered || label
}

/// The first block that a run of the quote's words runs into although it stands by itself. `quote` is the run as
/// the quote has it.
pub(super) fn crossed_block(
    document: &FoldedDocument,
    run: Span,
    quote: &str,
    words: Option<&WordLists>,
) -> Option<Span> {
    let blocks = document.blocks_in(run);
    if blocks.is_empty() {
        return plain_heading(document, run, words);
    }
    let apart = |block: &&TextBlock| block.kind != BlockKind::Text;
    if blocks.len() < 2 || !blocks.iter().any(|block| apart(&block)) {
        return None;
    }
    let begun = blocks.iter().skip(1).filter(|b| b.kind == BlockKind::Item && b.begins).count();
    let all_marked = item_marks(quote) >= begun;
    let mut pairs = blocks.windows(2);
    let crossing = pairs.find_map(|pair| {
        let [from, to] = pair else { return None };
        let goes_on = match (from.kind, to.kind) {
            (BlockKind::Text, BlockKind::Text) => true,
            // A sentence goes on into the list that it introduces.
            (BlockKind::Text, BlockKind::Item) => introduces(document, *from),
            (BlockKind::Item, BlockKind::Item) => !to.begins || all_marked,
            _ => false,
        };
        (!goes_on).then_some(to.span)
    })?;
    Some(Span::new(crossing.start, crossing.end.min(run.end)))
}

/// Whether a paragraph leads to a list: with a colon, or without the end of a sentence.
fn introduces(document: &FoldedDocument, block: TextBlock) -> bool {
    let text = document.slice(block.span).trim_end();
    !text.ends_with(['.', '!', '?', '。', '”'])
}

/// How far from a place the ends of its paragraph are looked for, in bytes.
const PARAGRAPH_BYTES: usize = 4_096;

/// Whether words are in several places only because a whole paragraph is there several times.
pub(super) fn are_repeated(document: &FoldedDocument, places: &[Span]) -> bool {
    let paragraphs: Option<Vec<Span>> =
        places.iter().map(|place| paragraph(document, *place)).collect();
    let Some((first, others)) = paragraphs.as_deref().and_then(|p| p.split_first()) else {
        return false;
    };
    let words = |span: Span| document.slice(span).split_whitespace();
    let mut ends = vec![first.start];
    ends.extend(others.iter().map(|other| other.start));
    ends.sort_unstable();
    ends.dedup();
    // Two places of one paragraph differ.
    ends.len() == places.len() && others.iter().all(|other| words(*other).eq(words(*first)))
}

/// The paragraph that a place is in; none where its ends are far.
fn paragraph(document: &FoldedDocument, place: Span) -> Option<Span> {
    if let [block] = document.blocks_in(place) {
        return Some(block.span);
    }
    let text = document.text();
    let Span { start: from, end: to } = around(text, place, PARAGRAPH_BYTES);
    let blank = |pair: &str| pair.trim().is_empty();
    let mut start = (from == 0).then_some(0);
    let head = text.get(from..place.start)?;
    for (at, _) in head.match_indices('\n') {
        let next = head.get(at + 1..)?;
        let line = next.split('\n').next().unwrap_or("");
        if blank(line) && next.len() > line.len() {
            start = Some(from + at + 1 + line.len() + 1);
        }
    }
    let tail = text.get(place.end..to)?;
    let end = tail.match_indices('\n').find_map(|(at, _)| {
        let next = tail.get(at + 1..)?;
        blank(next.split('\n').next().unwrap_or("")).then_some(place.end + at)
    });
    let end = end.or((to == text.len()).then_some(to))?;
    Some(Span::new(start?, end))
}

/// How many marks of list items a quote has: `1.`, `a)`, `•`, `-`.
fn item_marks(quote: &str) -> usize {
    let is_mark = |word: &&str| {
        let bullet = matches!(*word, "•" | "-" | "–" | "—" | "*" | "·" | "‣" | "◦");
        let body = word.trim_start_matches('(').strip_suffix(['.', ')']);
        let number = body.is_some_and(|body| {
            let letter = body.chars().count() == 1 && body.starts_with(char::is_alphabetic);
            let figure = !body.is_empty() && body.len() <= 3;
            letter
                || (figure && body.chars().all(|c| c.is_ascii_digit()))
                || (body.len() <= 4
                    && !body.is_empty()
                    && body.chars().all(|c| matches!(c, 'i' | 'v' | 'x')))
        });
        bullet || number
    };
    quote.split_whitespace().filter(is_mark).count()
}
