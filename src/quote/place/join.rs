//! What the marks between two segments may replace (matching contract, section 4).

use super::boundary::{may_end, may_start};
use super::notes::{notes, without};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    is_combining, is_dash, is_hangul, is_invisible, is_line_break, is_percent, quote_mark,
};
use crate::quote::fold::{Folded, MarkKind, Side};
use crate::quote::found::EditKind;
use crate::quote::quoted::Limits;
use crate::quote::read::pattern::{Join, JoinKind, Within};
use crate::quote::words::boundary::{count_words, words_of};
use crate::quote::words::sentence;
use crate::quote::words::{List, SPELLED, WordLists};
use crate::text::Span;
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// How far back the beginning of a quote's sentence is looked for, in bytes.
const HEAD_BYTES: usize = 160;

/// What every check needs.
pub(crate) struct Context<'d> {
    pub(crate) document: &'d FoldedDocument,
    pub(crate) limits: Limits,
    pub(crate) words: Option<&'d WordLists>,
}

/// One mark and the document's words that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Joined {
    pub(crate) kind: EditKind,
    pub(crate) mark: Within,
    pub(crate) quote: String,
    pub(crate) document: Span,
    /// The words in the bracket; empty for other marks.
    pub(crate) content: String,
    /// Of a bracket inside a word: the whole word that comes out, and the document's.
    pub(crate) whole: Option<(String, String)>,
}

impl Joined {
    fn new(kind: EditKind, join: &Join, document: Span, content: String) -> Self {
        let (mark, quote) = (join.mark.clone(), join.text.clone());
        Self { kind, mark, quote, document, content, whole: None }
    }
}

/// The most words of the document that the marks may stand for together.
pub(crate) fn budget(context: &Context<'_>, joins: &[Join]) -> usize {
    joins
        .iter()
        .map(|j| match j.kind {
            JoinKind::Gap => context.limits.elision_max_words,
            JoinKind::Insert => context.limits.bracket_max_words,
            JoinKind::Sic | JoinKind::Remark | JoinKind::Line => 0,
            JoinKind::Case | JoinKind::Ending | JoinKind::Middle => 1,
        })
        .fold(0, usize::saturating_add)
}

/// Whether words are left out at one of `joins` (an ellipsis that the document itself has leaves out
/// none), for `words` words in `left`. `None`: they may not stand for that.
pub(crate) fn elides(
    context: &Context<'_>,
    joins: &[Join],
    left: Span,
    keys: (usize, usize),
    words: usize,
) -> Option<bool> {
    if let [join] = joins
        && join.kind == JoinKind::Gap
    {
        return Some(words > 0 || !is_the_documents_own(join, context.document.slice(left)));
    }
    let joined = between(context, joins, left, keys)?;
    Some(joined.iter().any(|j| j.kind == EditKind::Elision))
}

/// What `joins` stand for where `left` is what the document has between two segments, and `keys` the
/// end of the one and the start of the other in its key. `None`: they may not stand for that.
pub(crate) fn between(
    context: &Context<'_>,
    joins: &[Join],
    left: Span,
    keys: (usize, usize),
) -> Option<Vec<Joined>> {
    if let [join] = joins
        && join.kind == JoinKind::Middle
    {
        return inside(context, join, keys).map(|joined| vec![joined]);
    }
    let mut out = Vec::new();
    let mut rest = left;
    let mut middle = joins;
    if let Some((first, others)) = middle.split_first().filter(|(j, _)| j.kind == JoinKind::Ending)
    {
        let joined = ending(context, first, keys.0)?;
        rest.start = joined.document.end;
        out.push(joined);
        middle = others;
    }
    let mut last = None;
    if let Some((case, others)) = middle.split_last().filter(|(j, _)| j.kind == JoinKind::Case) {
        let joined = beginning(context, case, keys.1)?;
        rest.end = joined.document.start;
        let inside_word = others.is_empty() && out.is_empty() && rest.is_empty();
        if !inside_word && !may_start(context.document, joined.document.start, context.words) {
            return None;
        }
        last = Some(joined);
        middle = others;
    }
    if rest.end < rest.start {
        return None;
    }
    out.extend(free(context, middle, rest)?);
    out.extend(last);
    Some(out)
}

/// Marks that stand for whole words: ellipses, insertions, `[sic]`, remarks.
fn free(context: &Context<'_>, joins: &[Join], left: Span) -> Option<Vec<Joined>> {
    let document = context.document;
    let text = document.slice(left);
    let gap = joins.iter().position(|j| j.kind == JoinKind::Gap);
    if joins.iter().any(Join::is_in_word) {
        return None;
    }
    let exceeds = |words| document.exceeds(left, words, budget(context, joins));
    let words = document.words_in(left);
    // Marks of notes are no words: `mill¹ of St. Ives`.
    let unmarked = || words.saturating_sub(notes(document, left, context.words).len());
    if exceeds(words) && exceeds(unmarked()) || (gap.is_none() && document.crosses_break(left)) {
        return None;
    }
    let insert = joins.iter().position(|j| j.kind == JoinKind::Insert);
    match (gap, insert) {
        (Some(at), _) => {
            let kind = EditKind::Elision;
            let literal = words == 0 && is_the_documents_own(joins.get(at)?, text);
            Some(assign(context, joins, left, if literal { None } else { Some((at, kind)) }))
        }
        (None, Some(at)) => insertion(context, joins, at, left),
        (None, None) => {
            let bare = text.chars().all(|c| c.is_whitespace() || is_invisible(c));
            // The document's own slash.
            if let [line] = joins
                && line.kind == JoinKind::Line
                && is_the_documents_own(line, text)
            {
                return Some(Vec::new());
            }
            let lines = joins.iter().filter(|j| j.kind == JoinKind::Line).count();
            // Two lines do not meet at one break; `//` stands for a blank line.
            let breaks = match text.matches('\n').count() {
                0 => usize::from(text.contains(is_line_break)),
                several => several,
            };
            let wanted = joins.iter().map(|j| j.text.matches('/').count()).max().unwrap_or(0);
            let broken = lines == 0 || (lines == 1 && breaks >= wanted);
            (bare && broken).then(|| assign(context, joins, left, None))
        }
    }
}

fn is_the_documents_own(join: &Join, text: &str) -> bool {
    let mark = Folded::new(&join.text, Side::Quote).key;
    Folded::new(text.trim(), Side::Document).key == mark
}

/// Gives the words in `left` to the join number `of.0`; the others stand for nothing.
fn assign(
    context: &Context<'_>,
    joins: &[Join],
    left: Span,
    of: Option<(usize, EditKind)>,
) -> Vec<Joined> {
    let mut out = Vec::new();
    for (at, join) in joins.iter().enumerate() {
        let document = of
            .filter(|o| o.0 == at)
            .map_or(Span::new(left.start, left.start), |_| trim(context.document, left));
        let kind = match (join.kind, of) {
            (_, Some((given, kind))) if given == at => kind,
            (JoinKind::Sic, _) => EditKind::Sic,
            (JoinKind::Insert | JoinKind::Remark, _) => EditKind::Insertion,
            _ => continue,
        };
        let insert = join.kind == JoinKind::Insert;
        let content = if insert { join.content.clone() } else { String::new() };
        out.push(Joined::new(kind, join, document, content));
    }
    out
}

fn trim(document: &FoldedDocument, span: Span) -> Span {
    let text = document.slice(span);
    let start = span.start + (text.len() - text.trim_start().len());
    Span::new(start, (start + text.trim().len()).max(start))
}

fn insertion(context: &Context<'_>, joins: &[Join], at: usize, left: Span) -> Option<Vec<Joined>> {
    let document = context.document;
    let join = joins.get(at)?;
    // `[5]` is no word for the document's `[3]`.
    let figures = !join.content.contains(char::is_alphabetic);
    let marks = if figures { Vec::new() } else { notes(document, left, context.words) };
    let bare = ascii_brackets(&without(document.slice(left), left.start, &marks));
    let text = bare.as_str();
    if text.contains(['[', ']']) {
        // The document's own brackets: compared literally.
        let ours = Folded::new(ascii_brackets(&join.text).trim(), Side::Quote).key;
        return (joins.len() == 1 && Folded::new(text.trim(), Side::Document).key == ours)
            .then(Vec::new);
    }
    if text.contains(['(', ')']) {
        let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
        let same =
            Folded::new(inner, Side::Document).key == Folded::new(&join.content, Side::Quote).key;
        return same.then(|| assign(context, joins, left, Some((at, EditKind::Substitution))));
    }
    // `He left the farm. [She] stayed`: the sentence that ends before the bracket is in the quote, too.
    let start = trim(document, left).start;
    if sentence::ends_between(document.text(), start, left.end, context.words) {
        return None;
    }
    // With word lists the guard on brackets says so.
    let other_number = numbers_contradict(&join.content, text, context.words);
    if other_number && context.words.is_none() {
        return None;
    }
    let words = count_words(text);
    let kind = if words == 0 {
        // Punctuation that the quote leaves out is no insertion.
        let bare =
            text.chars().all(|c| c.is_whitespace() || is_invisible(c) || !c.is_alphanumeric());
        if !bare {
            return None;
        }
        EditKind::Insertion
    } else if !other_number
        && Folded::new(text.trim(), Side::Document).key.to_lowercase()
            == Folded::new(&join.content, Side::Quote).key.to_lowercase()
    {
        EditKind::Case
    } else {
        EditKind::Substitution
    };
    Some(assign(context, joins, left, Some((at, kind))))
}

/// Whether both have figures, or numbers written out, and not the same: a bracket may explain a number,
/// not change it. What compares a number belongs to it: `[six]` is another number than `more than six`.
pub(super) fn numbers_contradict(ours: &str, theirs: &str, words: Option<&WordLists>) -> bool {
    let differ = |ours: &BTreeSet<String>, theirs: &BTreeSet<String>| {
        !ours.is_empty() && !theirs.is_empty() && ours != theirs
    };
    let spelled = |text: &str| -> BTreeSet<String> {
        let number = |w: &&str| words.is_some_and(|l| l.is_number(w));
        words_of(text).map(|(_, word)| word).filter(number).map(str::to_lowercase).collect()
    };
    let figures = [ours, theirs].map(|text| figures(text, words));
    let spelled = [ours, theirs].map(spelled);
    let counts = |at: usize| {
        [&figures, &spelled].iter().any(|of| of.get(at).is_some_and(|set| !set.is_empty()))
    };
    let compared = |text: &str| words.map_or(BTreeSet::new(), |words| comparing(text, words));
    differ(&figures[0], &figures[1])
        || differ(&spelled[0], &spelled[1])
        || (counts(0) && counts(1) && compared(ours) != compared(theirs))
}

/// The words right before numbers written out that compare them: `more than` of `more than six`.
fn comparing(text: &str, words: &WordLists) -> BTreeSet<String> {
    let hits = words.scan(text);
    let number = |at: usize| {
        let rest = text.get(at..).unwrap_or("").trim_start();
        let start = text.len() - rest.len();
        rest.starts_with(char::is_numeric)
            || hits.iter().any(|hit| hit.range.start == start && hit.lists.meets(SPELLED))
    };
    let compares = hits.iter().filter(|hit| hit.lists.has(List::Comparators));
    let compares = compares.filter(|hit| number(hit.range.end));
    compares.filter_map(|hit| text.get(hit.range.clone())).map(str::to_lowercase).collect()
}

/// The figures of a text with their signs and marks, but for per cent, which may be spelled out; and what
/// compares them.
fn figures(text: &str, words: Option<&WordLists>) -> BTreeSet<String> {
    let figure = |word: &str| -> String {
        let sign = |c| if is_dash(c) { '-' } else { c };
        let word: String = word.chars().map(sign).filter(|c| !is_percent(*c)).collect();
        let edge =
            |c: char| matches!(c, ',' | '.' | ';' | ':' | '(' | ')') || quote_mark(c).is_some();
        word.trim_matches(edge).to_owned()
    };
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let mut found: BTreeSet<String> =
        pieces.iter().filter(|w| w.chars().any(char::is_numeric)).map(|w| figure(w)).collect();
    if !found.is_empty() {
        let phrases = (1..=3).flat_map(|n| pieces.windows(n)).map(|run| run.join(" "));
        found.extend(phrases.filter(|p| words.is_some_and(|w| w.is_comparator(p))));
    }
    found
}

/// `[T]he`: the document's letters right before the key's byte `end`, the same but for case.
fn recased(context: &Context<'_>, join: &Join, end: usize) -> Option<Joined> {
    let folded = &context.document.folded;
    let wanted = Folded::new(&join.content, Side::Quote).key;
    let head = folded.key.get(..end)?;
    let letters = wanted.graphemes(true).count().checked_sub(1)?;
    let start = head.grapheme_indices(true).rev().nth(letters).map(|(at, _)| at)?;
    let same = head.get(start..)?.to_lowercase() == wanted.to_lowercase();
    let whole = hyphen_in(folded, start, end).is_none();
    let document = Span::new(folded.text_start(start), folded.text_end(end));
    (same && whole && wanted.chars().all(char::is_alphabetic))
        .then(|| Joined::new(EditKind::Case, join, document, String::new()))
}

/// `[T]he`, `[king]s`: the letters of a word whose end, from the key's byte `end` on, is kept.
fn beginning(context: &Context<'_>, join: &Join, end: usize) -> Option<Joined> {
    recased(context, join, end).or_else(|| supplied(context, join, end))
}

/// `[king]s` for `governors`: other letters than the document's, more than one or a syllable. The guards look at the whole
/// word that comes out.
fn supplied(context: &Context<'_>, join: &Join, end: usize) -> Option<Joined> {
    let folded = &context.document.folded;
    let stem = stem_before(folded, end)?;
    let from = hyphen_in(folded, end - stem.len(), end).unwrap_or(end - stem.len());
    let (lost, kept) = (folded.key.get(from..end)?, stem_after(folded, end)?);
    let content = Folded::new(&join.content, Side::Quote).key;
    let letters =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || is_combining(c));
    // `[u]pon` for `vpon`: of one letter only what old print wrote for another.
    let old = |pair: [&str; 2]| pair == [lost, &content] || pair == [&content, lost];
    let respelled = [["u", "v"], ["i", "j"], ["i", "y"]].into_iter().any(old);
    let one = content.chars().nth(1).is_none() && !content.starts_with(is_hangul) && !respelled;
    if one || !letters(&content) || !letters(kept) || !(lost.is_empty() || letters(lost)) {
        return None;
    }
    let start = folded.text_start(from);
    let (kind, document) = if lost.is_empty() {
        (EditKind::Insertion, Span::new(start, start))
    } else {
        (EditKind::Substitution, Span::new(start, folded.text_end(end)))
    };
    let joined = Joined::new(kind, join, document, join.content.clone());
    Some(Joined { whole: Some((format!("{content}{kept}"), format!("{lost}{kept}"))), ..joined })
}

/// `w[hi]ch`: letters changed or supplied inside one word of the document, between the key's bytes `keys`.
fn inside(context: &Context<'_>, join: &Join, keys: (usize, usize)) -> Option<Joined> {
    let folded = &context.document.folded;
    let lost = folded.key.get(keys.0..keys.1)?;
    let content = Folded::new(&join.content, Side::Quote).key;
    let (before, after) = (stem_before(folded, keys.0)?, stem_after(folded, keys.1)?);
    let letters = |text: &str| text.chars().all(|c| c.is_alphabetic() || is_combining(c));
    let whole = hyphen_in(folded, keys.0, keys.1).is_none();
    // `rec[eive]d` for `rec'd`: the apostrophe stands for letters.
    let apostrophe = lost == "\"";
    if !whole
        || !(apostrophe || letters(lost))
        || !letters(&content)
        || before.is_empty()
        || after.is_empty()
        || !letters(before)
        || !letters(after)
    {
        return None;
    }
    let document = if lost.is_empty() {
        Span::new(folded.text_end(keys.0), folded.text_end(keys.0))
    } else {
        Span::new(folded.text_start(keys.0), folded.text_end(keys.1))
    };
    let kind = match lost {
        "" => EditKind::Insertion,
        _ if lost.to_lowercase() == content.to_lowercase() => EditKind::Case,
        _ => EditKind::Substitution,
    };
    let whole = (format!("{before}{content}{after}"), format!("{before}{lost}{after}"));
    let joined = Joined::new(kind, join, document, join.content.clone());
    Some(Joined { whole: Some(whole), ..joined })
}

/// How far a word's letters are read, in characters.
const WORD_CHARS: usize = 64;

/// The letters right before the key's byte `at`.
fn stem_before(folded: &Folded, at: usize) -> Option<&str> {
    let head = folded.key.get(..at)?;
    let letters = head.chars().rev().take(WORD_CHARS);
    let bytes: usize =
        letters.take_while(|c| c.is_alphanumeric() || is_combining(*c)).map(char::len_utf8).sum();
    folded.key.get(at - bytes..at)
}

/// The letters right after the key's byte `at`.
fn stem_after(folded: &Folded, at: usize) -> Option<&str> {
    let letters = folded.key.get(at..)?.chars().take(WORD_CHARS);
    let bytes: usize =
        letters.take_while(|c| c.is_alphanumeric() || is_combining(*c)).map(char::len_utf8).sum();
    folded.key.get(at..at + bytes)
}

/// `expan[ding]`, `m[ay]`: the rest of the document's word from the key's byte `start` on. The guards look at the whole word
/// that comes out.
fn ending(context: &Context<'_>, join: &Join, start: usize) -> Option<Joined> {
    let folded = &context.document.folded;
    // An apostrophe is a quotation mark in the key.
    let in_word = |c: &char| c.is_alphanumeric() || is_combining(*c) || *c == '"';
    let rest = folded.key.get(start..)?;
    let len: usize = rest.chars().take(WORD_CHARS).take_while(in_word).map(char::len_utf8).sum();
    let len = rest.get(..len)?.trim_end_matches('"').len();
    let end = hyphen_in(folded, start, start + len).unwrap_or(start + len);
    let lost = folded.key.get(start..end)?;
    let head = folded.key.get(..start)?;
    let kept: usize =
        head.chars().rev().take(WORD_CHARS).take_while(in_word).map(char::len_utf8).sum();
    let from = hyphen_in(folded, start - kept, start).unwrap_or(start - kept);
    let stem = folded.key.get(from..start)?;
    let content = Folded::new(&join.content, Side::Quote).key;
    let letters = content.chars().all(|c| c.is_alphabetic() || c == '"')
        && !stem.chars().chain(lost.chars()).any(char::is_numeric);
    let mut text_end = if lost.is_empty() { folded.text_end(start) } else { folded.text_end(end) };
    if !letters || stem.is_empty() || !may_end(context.document, text_end, context.words) {
        return None;
    }
    if lost.is_empty() && abbreviates(context, text_end) {
        text_end += 1;
    }
    let (ours, theirs) = (format!("{stem}{content}"), format!("{stem}{lost}"));
    let kind = if lost.is_empty() { EditKind::Insertion } else { EditKind::Substitution };
    let document = Span::new(folded.text_end(start), text_end);
    let joined = Joined::new(kind, join, document, join.content.clone());
    Some(Joined { whole: Some((ours, theirs)), ..joined })
}

/// `Gov[ernor] Pell` for `Gov. Pell`: whether the full stop at byte `at` is that of an abbreviation, and ends no sentence.
fn abbreviates(context: &Context<'_>, at: usize) -> bool {
    let rest = context.document.text().get(at..).unwrap_or("");
    let goes_on = rest.strip_prefix('.').is_some_and(|r| r.starts_with(char::is_whitespace));
    goes_on && !sentence::ends_between(context.document.text(), at, at + 2, context.words)
}

/// The first hyphen inside the key's bytes `from..to` that is no mere line end.
fn hyphen_in(folded: &Folded, from: usize, to: usize) -> Option<usize> {
    let inside = folded.marks_in(from, to).iter();
    inside
        .filter(|m| m.kind == MarkKind::Dash && !m.optional && m.at > from && m.at < to)
        .map(|m| m.at)
        .next()
}

/// Whether the marks before the first segment may be before the key's byte `key`.
pub(crate) fn leading(context: &Context<'_>, joins: &[Join], key: usize) -> bool {
    joins.last().is_none_or(|join| match join.kind {
        JoinKind::Case => beginning(context, join, key)
            .is_some_and(|j| may_start(context.document, j.document.start, context.words)),
        _ => true,
    })
}

/// What the marks before the first segment stand for.
pub(crate) fn explain_leading(
    context: &Context<'_>,
    joins: &[Join],
    start: usize,
    key: usize,
) -> Vec<Joined> {
    let (last, others) = match joins.split_last() {
        Some((join, others)) if join.kind == JoinKind::Case => {
            (beginning(context, join, key), others)
        }
        _ => (None, joins),
    };
    let insert = others.iter().position(|j| j.kind == JoinKind::Insert);
    let insert = insert.filter(|_| last.is_none());
    // Where a sentence begins is asked for a bracket only.
    let stood = insert.and_then(|at| Some((at, sentence_head(context, start)?)));
    let mut out = match stood {
        Some((at, head)) => assign(context, others, head, Some((at, EditKind::Substitution))),
        None => assign(context, others, Span::new(start, start), None),
    };
    out.extend(last);
    out
}

/// A text with its brackets in ASCII: `［新薬］`, `〔新药〕` are `[ ]` in Chinese and Japanese. No editor's brackets look like `【 】`:
/// these are the document's own, as round ones are.
fn ascii_brackets(text: &str) -> String {
    let ascii = |c: char| match c {
        '\u{FF3B}' | '\u{3014}' => '[',
        '\u{FF3D}' | '\u{3015}' => ']',
        '\u{FF08}' | '\u{3010}' => '(',
        '\u{FF09}' | '\u{3011}' => ')',
        _ => c,
    };
    text.chars().map(ascii).collect()
}

/// The words from the sentence's start to `start`: what a bracket at a quote's start stands for, if they are no more
/// than it may stand for.
fn sentence_head(context: &Context<'_>, start: usize) -> Option<Span> {
    let text = context.document.text();
    let from = text.ceil_char_boundary(start.saturating_sub(HEAD_BYTES));
    let last = sentence::breaks(text, from, start, context.words).last();
    let from = last.or((from == 0).then_some(0))?;
    let open = |c: char| !c.is_alphanumeric();
    let head = text.get(from..start)?;
    let from = from + (head.len() - head.trim_start_matches(open).len());
    let span = trim(context.document, Span::new(from.min(start), start));
    let words = context.document.words_in(span);
    let whole = !context.document.crosses_break(Span::new(span.start, start))
        && !ascii_brackets(context.document.slice(span)).contains(['[', ']', '(', ')', '\u{FFFC}']);
    let few = !context.document.exceeds(span, words, context.limits.bracket_max_words);
    (whole && words > 0 && few).then_some(span)
}

/// What the marks after the last segment stand for.
pub(crate) fn trailing(
    context: &Context<'_>,
    joins: &[Join],
    end: usize,
    key: usize,
) -> Option<Vec<Joined>> {
    let mut out = Vec::new();
    let mut others = joins;
    if let Some((first, rest)) = joins.split_first().filter(|(j, _)| j.kind == JoinKind::Ending) {
        out.push(ending(context, first, key)?);
        others = rest;
    }
    if others.iter().any(Join::is_in_word) {
        return None;
    }
    let rest = assign(context, others, Span::new(end, end), None);
    out.extend(rest);
    Some(out)
}
