//! Whose a quoted block is: by the attribution at its end, the paragraph after it, or the sentence that introduces it.

use super::sentences::breaks;
use super::{DASHES, add_keys, by_names, front, one_of, tail, ties};
use crate::manuscript::author_year::page_of;
use crate::manuscript::denial::{denies, is_unsaid};
use crate::manuscript::marks::pair;
use crate::manuscript::prose::{InTextCitation, NOTE, OBJECT, Prose};
use crate::manuscript::speaker::{is_saying, speaker};
use crate::manuscript::{Rule, SourceKey, Tie};
use crate::quote::WordLists;
use crate::text::Span;

/// An attribution is no longer, in bytes.
const ATTRIBUTION: usize = 200;

/// A page behind a citation is no longer, with the marks around it, in bytes.
const PAGE_BYTES: usize = 24;

/// Where a quoted block's attribution begins, and the citation that it has.
#[derive(Clone, Copy)]
struct Attribution<'c> {
    start: usize,
    citation: Option<&'c InTextCitation>,
}

/// The attribution at the end of a quoted block. A citation in the middle of its words is none.
fn attribution(block: &Prose) -> Option<Attribution<'_>> {
    by_dash(block).or_else(|| by_end(block))
}

/// `— Smith (2020), Rivers, p. 3`: on a line of its own, or behind the end of a sentence and with a citation.
fn by_dash(block: &Prose) -> Option<Attribution<'_>> {
    let text = block.text.trim_end();
    let tail = crate::text::tail(text, ATTRIBUTION);
    let from = text.len() - tail.len();
    for (at, mark) in tail.rmatch_indices(DASHES) {
        let start = from + at;
        let head = text.get(..start)?.trim_end_matches(DASHES);
        let dashes = text.get(head.len()..start + mark.len()).unwrap_or("-");
        if dashes == "-" || text.get(start..)?.chars().nth(1).is_some_and(|c| DASHES.contains(&c)) {
            continue;
        }
        let name = text.get(head.len()..)?.trim_start_matches(DASHES).trim_start();
        let named = |c: char| c.is_uppercase() || matches!(c, OBJECT | '(' | '[' | '@');
        if !name.starts_with(named) {
            continue;
        }
        let bare = head.trim_end_matches([' ', '\t', '\u{a0}']);
        let own_line = bare.ends_with('\n') && !bare.trim().is_empty();
        let behind = bare.ends_with(['.', '!', '?', '…', '”', '"', '’', '»', '“']);
        let citation = first_named(block.citations.iter().filter(|c| c.span.start >= head.len()));
        if own_line || (behind && citation.is_some()) {
            return Some(Attribution { start: bare.trim_end().len(), citation });
        }
    }
    None
}

/// A citation, or several, after which there is nothing but a page.
fn by_end(block: &Prose) -> Option<Attribution<'_>> {
    let text = &block.text;
    let mut found: Option<Attribution<'_>> = None;
    let mut end = text.trim_end().len();
    for last in block.citations.iter().rev() {
        if last.span.end > end {
            continue;
        }
        let rest = text.get(last.span.end..end).unwrap_or("");
        let bare = rest.chars().all(|c| {
            c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')' | ']' | '(' | '[' | NOTE)
        });
        let page = found.is_none() && rest.len() <= PAGE_BYTES && page_of(rest).is_some();
        let head = text.get(..last.span.start).unwrap_or("");
        if !(bare || page) || (last.narrative && goes_on(head)) {
            break;
        }
        end = head.trim_end_matches([' ', '\n', '(', '[', '—', '–', '-']).len();
        let citation = found.and_then(|f| f.citation).or(Some(last));
        found = Some(Attribution { start: end, citation });
    }
    found
}

/// Whether a citation behind these words is part of their sentence: `says Smith (2020)`.
fn goes_on(head: &str) -> bool {
    const BEFORE: [&str; 14] = [
        "by", "in", "see", "with", "to", "of", "from", "after", "and", "nach", "bei", "von", "und",
        "siehe",
    ];
    let head = head.trim_end_matches([' ', '\u{a0}']);
    let last = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    BEFORE.contains(&&*last) || is_saying(&last)
}

/// Whether a block is a note to the reader, and quotes nobody: `Note: …`.
pub(in crate::manuscript) fn is_callout(text: &str) -> bool {
    const NAMES: [&str; 20] = [
        "note",
        "tip",
        "warning",
        "important",
        "caution",
        "hint",
        "info",
        "attention",
        "danger",
        "example",
        "remark",
        "todo",
        "hinweis",
        "achtung",
        "tipp",
        "wichtig",
        "anmerkung",
        "remarque",
        "nota",
        "attenzione",
    ];
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    rest.trim_start_matches(['*', '_']).starts_with(':') && NAMES.contains(&&*name.to_lowercase())
}

/// The words of a quoted block: without its attribution, and without its own marks.
pub(in crate::manuscript) fn block_words(paragraph: &Prose) -> Span {
    let text = &paragraph.text;
    let end = attribution(paragraph).map_or(text.trim_end().len(), |found| found.start);
    let words = text.get(..end).unwrap_or("");
    let start = words.len() - words.trim_start().len();
    let whole = pair(words, |_| false);
    match whole.pairs.as_slice() {
        [one] if one.outer.start == start && one.outer.end == words.trim_end().len() => one.inner,
        _ => Span::new(start.min(end), end),
    }
}

/// The tie of a quoted block: its own attribution; a paragraph after it that is one; the sentence that introduces it; a
/// citation in parentheses that begins the next paragraph.
pub(in crate::manuscript) fn of_block(
    block: &Prose,
    before: Option<&Prose>,
    after: Option<&Prose>,
    lists: Option<&WordLists>,
) -> Option<Tie> {
    let before = before.filter(|before| !before.block && !before.aside);
    let after = after.filter(|after| !after.block && !after.aside);
    let mut found = attribution(block).map_or_else(Vec::new, |it| attributed(block, it, before));
    let is_open = |found: &[Tie]| found.last().is_none_or(|tie| tie.loose);
    if is_open(&found) {
        found.extend(after.filter(|after| is_attribution(after)).map_or_else(Vec::new, first_ties));
    }
    // `Smith never wrote the following:`, whatever the block itself cites.
    let unsaid =
        before.and_then(|b| introducing(b, lists)).is_some_and(|(_, said)| is_unsaid(said, ""));
    for tie in &mut found {
        tie.denied |= unsaid;
    }
    if is_open(&found) {
        found.extend(introduction(before, lists));
    }
    if is_open(&found) {
        found.extend(after.filter(|after| begins_cited(after)).map_or_else(Vec::new, first_ties));
    }
    one_of(found)
}

/// The ties by a block's own attribution.
fn attributed(block: &Prose, it: Attribution<'_>, before: Option<&Prose>) -> Vec<Tie> {
    let said = block.text.get(it.start..).unwrap_or("");
    let Some(citation) = it.citation.filter(|c| !c.is_written_out()) else {
        // `— John Smith, Rivers of Spring (2020)`
        let first = it.citation.and_then(|c| c.keys.first().cloned().map(Box::new));
        let loose = first.is_none();
        let text = named_in(said);
        let page = it.citation.and_then(|c| c.page.clone());
        let tie = Tie::new(Rule::BlockAttribution, vec![SourceKey::Note { text, first }], page);
        return vec![Tie { loose, ..tie }];
    };
    if !citation.keys.is_empty() {
        return ties(citation, &block.citations, Rule::BlockAttribution);
    }
    // `(p. 7)`: of what was cited last.
    let Some(before) = before else { return Vec::new() };
    let mut found = by_names(citation, tail(&before.text), "");
    let last = before.citations.iter().rev().find(|c| !c.keys.is_empty() && !c.is_unread());
    found.extend(last.map(|last| {
        let tie = Tie::new(Rule::SameAsBefore, last.keys.clone(), citation.page.clone());
        Tie { loose: last.loose, ..tie }
    }));
    found
}

/// The first citation that names something: a key or a note rather than what may be the name of an author or a title.
fn first_named<'c>(
    citations: impl Iterator<Item = &'c InTextCitation> + Clone,
) -> Option<&'c InTextCitation> {
    let mut named = citations.filter(|c| !c.keys.is_empty());
    let sure = named.clone().find(|c| !c.loose && !c.is_written_out());
    sure.or_else(|| named.next())
}

/// What an attribution names in words.
fn named_in(text: &str) -> String {
    let text = text.replace([NOTE, OBJECT], "");
    text.trim_matches(|c: char| c.is_whitespace() || DASHES.contains(&c)).to_owned()
}

fn first_ties(paragraph: &Prose) -> Vec<Tie> {
    let first = first_named(paragraph.citations.iter());
    if let Some(first) = first.filter(|c| !c.is_written_out()) {
        return ties(first, &paragraph.citations, Rule::BlockAttribution);
    }
    let text = named_in(&paragraph.text);
    let first = first.and_then(|c| c.keys.first().cloned().map(Box::new));
    let loose = first.is_none();
    let keys = vec![SourceKey::Note { text, first }];
    vec![Tie { loose, ..Tie::new(Rule::BlockAttribution, keys, None) }]
}

/// Whether a paragraph only says of whom the block before it is.
fn is_attribution(paragraph: &Prose) -> bool {
    if paragraph.attribution {
        return true;
    }
    let text = paragraph.text.trim();
    let dashed = text.starts_with(['—', '–', '―']) || text.starts_with("--");
    if dashed && text.len() <= ATTRIBUTION {
        return true;
    }
    let (Some(first), Some(last)) = (paragraph.citations.first(), paragraph.citations.last())
    else {
        return false;
    };
    let head = paragraph.text.get(..first.span.start).unwrap_or("");
    let tail = paragraph.text.get(last.span.end..).unwrap_or("");
    let bare = |text: &str| !text.contains(char::is_alphanumeric);
    bare(head) && (bare(tail) || page_of(tail).is_some() && tail.len() <= PAGE_BYTES)
}

/// Whether a paragraph begins with a citation in parentheses that ends a sentence.
fn begins_cited(paragraph: &Prose) -> bool {
    let Some(first) = paragraph.citations.first().filter(|c| !c.narrative) else { return false };
    let part = |from: usize, to: usize| paragraph.text.get(from..to).unwrap_or("");
    let head = part(0, first.span.start);
    let tail = part(first.span.end, paragraph.text.len());
    head.chars().all(|c| c.is_whitespace() || matches!(c, '(' | OBJECT))
        && tail.trim_start_matches(')').trim_start().starts_with('.')
}

/// The last sentence of a paragraph, where it leads on to the block after it, and where it begins.
fn introducing<'p>(before: &'p Prose, lists: Option<&WordLists>) -> Option<(usize, &'p str)> {
    let text = before.text.trim_end_matches(|c: char| c.is_whitespace() || c == NOTE);
    if text.ends_with(['.', '!', '?', '…', '”', '"', ')', '’', '»']) {
        return None;
    }
    let inside = |at: usize| before.citations.iter().any(|c| c.span.start < at && at < c.span.end);
    let ends = breaks(text, lists);
    let start = ends.into_iter().rfind(|at| *at < text.len() && !inside(*at)).unwrap_or(0);
    Some((start, text.get(start..)?))
}

/// The tie of a quotation that is a paragraph by itself, after a sentence that introduces it: `Smith (2020) says:`.
pub(in crate::manuscript) fn of_introduced(
    paragraph: &Prose,
    outer: Span,
    before: Option<&Prose>,
    lists: Option<&WordLists>,
) -> Option<Tie> {
    let part = |from, to| paragraph.text.get(from..to).unwrap_or("");
    let bare = |text: &str| !text.contains(char::is_alphanumeric);
    let alone =
        bare(tail(part(0, outer.start))) && bare(front(part(outer.end, paragraph.text.len())));
    let before = before.filter(|p| !p.block && !p.aside && p.text.trim_end().ends_with(':'));
    introduction(before.filter(|_| alone), lists)
}

/// The tie of a block that the last sentence before it introduces: `As Smith (2020) puts it:`.
fn introduction(before: Option<&Prose>, lists: Option<&WordLists>) -> Option<Tie> {
    let before = before?;
    let (start, sentence) = introducing(before, lists)?;
    let cited: Vec<&InTextCitation> =
        before.citations.iter().filter(|c| c.span.start >= start && !c.keys.is_empty()).collect();
    // A note that names no author and year counts where nothing else is cited.
    let read: Vec<&InTextCitation> = cited.iter().copied().filter(|c| !c.is_unread()).collect();
    let cited = if read.is_empty() { cited } else { read };
    let sure: Vec<&InTextCitation> = cited.iter().copied().filter(|c| !c.loose).collect();
    // A title, where nothing else is cited.
    let cited = if sure.is_empty() { cited } else { sure };
    let (first, others) = cited.split_first()?;
    let last = others.last().copied().unwrap_or(first);
    let mut tie = ties(last, &before.citations, Rule::NarrativeBefore).pop()?;
    tie.loose |= last.is_unread();
    tie.guess = !others.is_empty() || !sentence.split_whitespace().any(is_introducing);
    tie.denied |= denies(sentence, "");
    if !others.is_empty() {
        add_keys(&mut tie, first);
        for other in others {
            add_keys(&mut tie, other);
        }
    }
    let rest = before.text.get(last.span.end..start + sentence.len()).unwrap_or("");
    Some(Tie { speaker: speaker(rest, ""), ..tie })
}

/// Whether a word of the sentence before a block says that the block is somebody's words.
fn is_introducing(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "words",
        "passage",
        "quote",
        "quotes",
        "quotation",
        "quoting",
        "according",
        "wording",
        "laut",
        "zufolge",
        "zitiert",
        "worten",
        "selon",
        "según",
    ];
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    is_saying(word) || WORDS.contains(&&*bare)
}
