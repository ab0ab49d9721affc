//! The word diff of a quote, on two lines: what the document has, and what the quote has of it.

use super::{HumanOptions, plain_width};
use crate::diagnostic::{DiffPart, Kind};
use crate::report::visible::{cells, code_point, commands, is_hidden, spelled};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write as _;
use std::ops::Range;
use unicode_script::UnicodeScript as _;
use unicode_width::UnicodeWidthChar as _;

/// Words that are shown of a long stretch which both have, at each of its ends.
const AROUND: usize = 8;
/// Lines of a side; more are left out.
const MAX_LINES: usize = 12;
/// Letters are compared in words up to this many bytes.
const MAX_WORD: usize = 80;
/// Columns that a diff takes at least, however narrow the terminal is.
const MIN_COLUMNS: usize = 10;

/// Letter changes that are spelled out.
const MAX_LETTERS: usize = 3;

/// How a diff is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// With colours instead of wdiff's marks.
    pub(super) color: bool,
    /// Whether the terminal shows more than ASCII.
    pub(super) unicode: bool,
    /// Columns for a line of words.
    pub(super) columns: usize,
    /// Whether to show all of it.
    pub(super) whole: bool,
}

/// Which text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DiffSide {
    Document,
    Quote,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    /// A word that the other side lacks.
    Changed,
    /// A letter that the other side's word lacks.
    Letter,
}

/// Both sides of `diff`, the document's first, each after its label and further lines under the first one's words.
pub(in crate::report) fn both(
    out: &mut String,
    diff: &[DiffPart],
    labels: [&str; 2],
    options: &HumanOptions,
) {
    for (label, which) in labels.into_iter().zip([DiffSide::Document, DiffSide::Quote]) {
        let indent = plain_width(label);
        let look = Look {
            color: options.color,
            unicode: options.unicode,
            columns: options.width.saturating_sub(indent).max(MIN_COLUMNS),
            whole: options.verbose,
        };
        let mut label = label.to_owned();
        for line in side(diff, which, look) {
            let _ = writeln!(out, "{label}{line}");
            label = " ".repeat(indent);
        }
    }
}

/// One side of `diff` in lines, with colours or marks.
pub(super) fn side(diff: &[DiffPart], side: DiffSide, look: Look) -> Vec<String> {
    let mut text = Vec::new();
    for (number, part) in diff.iter().enumerate() {
        match (part, side) {
            (DiffPart::Equal(words), _) => {
                equal(&mut text, words, number > 0, number + 1 < diff.len(), look);
            }
            (DiffPart::Delete(words), DiffSide::Document)
            | (DiffPart::Insert(words), DiffSide::Quote) => {
                changed(&mut text, words, counterpart(diff, number), side, look);
            }
            _ => {}
        }
    }
    let mut lines = wrap(&without_commands(&text, look.unicode), look.columns);
    let too_many = lines.len() > MAX_LINES && !look.whole;
    if too_many {
        lines.truncate(MAX_LINES);
    }
    let mut lines: Vec<String> = lines.iter().map(|line| painted(line, side, look.color)).collect();
    if too_many {
        lines.push(ellipsis(look).to_owned());
    }
    lines
}

/// The text, with a character that completes a runner's command spelled out: where two pieces meet, neither has all of it.
fn without_commands(text: &[(char, Style)], unicode: bool) -> Vec<(char, Style)> {
    let mut before = String::new();
    let mut out = Vec::with_capacity(text.len());
    for &(c, style) in text {
        let from = before.len();
        if commands(&before, c) {
            before.push_str(&spelled(c, unicode));
        } else {
            before.push(c);
        }
        out.extend(before.get(from..).unwrap_or("").chars().map(|c| (c, style)));
    }
    out
}

fn ellipsis(look: Look) -> &'static str {
    if look.unicode { "…" } else { "..." }
}

/// The changed words of the other side that stand for those at `number`.
fn counterpart(diff: &[DiffPart], number: usize) -> Option<&str> {
    let deleted = matches!(diff.get(number)?, DiffPart::Delete(_));
    let beside = [Some(number + 1), number.checked_sub(1)];
    beside.into_iter().flatten().filter_map(|n| diff.get(n)).find_map(|part| match part {
        DiffPart::Insert(words) if deleted => Some(words.as_str()),
        DiffPart::Delete(words) if !deleted => Some(words.as_str()),
        _ => None,
    })
}

/// Words that both have; of a long stretch only what is beside changes.
fn equal(text: &mut Vec<(char, Style)>, words: &str, before: bool, after: bool, look: Look) {
    let starts = word_starts(words);
    let limit = AROUND * (usize::from(before) + usize::from(after));
    if look.whole || starts.len() <= limit + 2 {
        push(text, words, Style::Plain, look);
        return;
    }
    let cut = |from: usize| starts.get(from).copied().unwrap_or(words.len());
    let head = if before { words.get(..cut(AROUND)) } else { None };
    let tail = if after { words.get(cut(starts.len().saturating_sub(AROUND))..) } else { None };
    push(text, head.unwrap_or_default(), Style::Plain, look);
    text.extend(ellipsis(look).chars().map(|c| (c, Style::Plain)));
    if tail.is_some() {
        text.push((' ', Style::Plain));
    }
    push(text, tail.unwrap_or_default(), Style::Plain, look);
}

fn word_starts(words: &str) -> Vec<usize> {
    let mut inside = false;
    let start = |(at, c): (usize, char)| {
        let starts = !inside && !c.is_whitespace();
        inside = !c.is_whitespace();
        starts.then_some(at)
    };
    words.char_indices().filter_map(start).collect()
}

/// Adds `words`, marked as changed; the white space around them is not.
fn changed(
    text: &mut Vec<(char, Style)>,
    words: &str,
    other: Option<&str>,
    side: DiffSide,
    look: Look,
) {
    let core = words.trim();
    let lead = words.len() - words.trim_start().len();
    let (open, close) = match (look.color, side) {
        (true, _) => ("", ""),
        (false, DiffSide::Document) => ("[-", "-]"),
        (false, DiffSide::Quote) => ("{+", "+}"),
    };
    let mark = |text: &mut Vec<(char, Style)>, mark: &str| {
        text.extend(mark.chars().map(|c| (c, Style::Changed)));
    };
    if core.is_empty() {
        // Nothing but a space was changed: the space must be seen.
        mark(text, open);
        mark(text, if look.unicode { "␣" } else { "_" });
        mark(text, close);
        return;
    }
    push(text, words.get(..lead).unwrap_or_default(), Style::Plain, look);
    mark(text, open);
    let letters = other.map(|other| letters(core, other.trim())).unwrap_or_default();
    for cell in cells(core, 0, &[], look.unicode) {
        let style =
            if letters.get(cell.start) == Some(&true) { Style::Letter } else { Style::Changed };
        let style = if look.color { style } else { Style::Changed };
        let ends_line = core.get(cell.start..cell.end).is_some_and(|s| s == "\n" || s == "\r");
        let shown = if cell.space || ends_line { " " } else { &cell.text };
        text.extend(shown.chars().map(|c| (c, style)));
    }
    mark(text, close);
    push(text, words.get(lead + core.len()..).unwrap_or_default(), Style::Plain, look);
}

/// For each byte of `word`, whether `other` lacks its letter; empty where the two are not alike.
fn letters(word: &str, other: &str) -> Vec<bool> {
    if word.len().max(other.len()) > MAX_WORD {
        return Vec::new();
    }
    let diff = TextDiff::from_chars(word, other);
    if diff.ratio() < 0.5 {
        return Vec::new();
    }
    let mut changed = Vec::with_capacity(word.len());
    for change in diff.iter_all_changes() {
        if change.tag() != ChangeTag::Insert {
            let lacks = change.tag() == ChangeTag::Delete;
            changed.extend(std::iter::repeat_n(lacks, change.value().len()));
        }
    }
    changed
}

/// Adds words, white space as single spaces.
fn push(text: &mut Vec<(char, Style)>, words: &str, style: Style, look: Look) {
    for cell in cells(words, 0, &[], look.unicode) {
        let ends_line = words.get(cell.start..cell.end).is_some_and(|s| s == "\n" || s == "\r");
        if cell.space || ends_line {
            if text.last().is_none_or(|(c, _)| *c != ' ') {
                text.push((' ', style));
            }
        } else {
            text.extend(cell.text.chars().map(|c| (c, style)));
        }
    }
}

/// Lines of at most `columns`, broken between words where it can be.
fn wrap(text: &[(char, Style)], columns: usize) -> Vec<Vec<(char, Style)>> {
    let mut lines = Vec::new();
    let mut line: Vec<(char, Style)> = Vec::new();
    let mut used = 0;
    for word in text.split_inclusive(|(c, _)| *c == ' ') {
        let width = |word: &[(char, Style)]| -> usize {
            word.iter().map(|(c, _)| c.width().unwrap_or(0)).sum()
        };
        let letters = word.strip_suffix(&[(' ', Style::Plain)]).unwrap_or(word);
        if used > 0 && used + width(letters) > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for &(c, style) in word {
            let one = c.width().unwrap_or(0);
            if used > 0 && one > 0 && c != ' ' && used + one > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push((c, style));
            used += one;
        }
    }
    lines.push(line);
    lines
}

/// A line with its colours, without spaces at its end.
fn painted(line: &[(char, Style)], side: DiffSide, color: bool) -> String {
    let end = line.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
    let mut out = String::new();
    let mut now = Style::Plain;
    for &(c, style) in line.iter().take(end) {
        if color && style != now {
            out.push_str(sgr(style, side));
            now = style;
        }
        out.push(c);
    }
    if color && now != Style::Plain {
        out.push_str(sgr(Style::Plain, side));
    }
    out
}

fn sgr(style: Style, side: DiffSide) -> &'static str {
    match (style, side) {
        (Style::Plain, _) => "\u{1b}[0m",
        (Style::Changed, DiffSide::Document) => "\u{1b}[0;1;32m",
        (Style::Changed, DiffSide::Quote) => "\u{1b}[0;1;31m",
        (Style::Letter, DiffSide::Document) => "\u{1b}[0;1;4;32m",
        (Style::Letter, DiffSide::Quote) => "\u{1b}[0;1;4;31m",
    }
}

/// Letters that look alike, or are not seen at all, by code point and script.
pub(super) fn spelled_letters(diff: &[DiffPart], kinds: &[Kind], unicode: bool) -> Vec<String> {
    let confusable = kinds.contains(&Kind::Confusable);
    let mut lines: Vec<String> = Vec::new();
    for pair in diff.windows(2) {
        let ([DiffPart::Delete(document), DiffPart::Insert(quote)]
        | [DiffPart::Insert(quote), DiffPart::Delete(document)]) = pair
        else {
            continue;
        };
        for (document, quote) in letter_pairs(document.trim(), quote.trim()) {
            if !differs_unseen(&document, &quote, confusable) {
                continue;
            }
            let (document, quote) = (spell(&document, unicode), spell(&quote, unicode));
            let line = format!("the document has {document}, the quote has {quote}");
            if !lines.contains(&line) && lines.len() < MAX_LETTERS {
                lines.push(line);
            }
        }
    }
    lines
}

/// The runs of letters that differ between two words which are alike.
fn letter_pairs(document: &str, quote: &str) -> Vec<(String, String)> {
    if document.len().max(quote.len()) > MAX_WORD {
        return Vec::new();
    }
    let diff = TextDiff::from_chars(document, quote);
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut equal = true;
    let mut same = 0;
    for change in diff.iter_all_changes() {
        if change.tag() == ChangeTag::Equal {
            equal = true;
            same += 1;
            continue;
        }
        if std::mem::take(&mut equal) {
            pairs.push((String::new(), String::new()));
        }
        let Some((document, quote)) = pairs.last_mut() else { continue };
        let into = if change.tag() == ChangeTag::Delete { document } else { quote };
        into.push_str(change.value());
    }
    // One letter that stands for another is a word of its own (`a` and `а`).
    let single = document.chars().count() == 1 && quote.chars().count() == 1;
    if same == 0 && !single { Vec::new() } else { pairs }
}

/// Whether a reader could miss the difference: few letters, and of unlike scripts, or hidden.
fn differs_unseen(document: &str, quote: &str, confusable: bool) -> bool {
    let few = document.chars().count().max(quote.chars().count()) <= 3;
    let both = || document.chars().chain(quote.chars());
    let foreign = both().any(|c| !c.is_ascii());
    let first = both().next().map(|c| c.script());
    let scripts = both().any(|c| Some(c.script()) != first);
    let hidden = both().any(is_hidden);
    let marks = both().filter(|c| !c.is_ascii()).all(|c| !c.is_alphanumeric());
    few && foreign && (confusable || scripts || hidden || marks)
}

fn spell(letters: &str, unicode: bool) -> String {
    if letters.is_empty() {
        return "nothing there".to_owned();
    }
    let one = |c: char| {
        let code = code_point(c);
        let script = c.script();
        let name = match script {
            unicode_script::Script::Common | unicode_script::Script::Inherited => String::new(),
            script => format!(" ({})", script.full_name()),
        };
        let shown: String = cells(&c.to_string(), 0, &[], unicode)
            .into_iter()
            .filter(|_| !is_hidden(c))
            .map(|cell| cell.text)
            .filter(|shown| !shown.contains(&code))
            .collect();
        if shown.is_empty() { format!("{code}{name}") } else { format!("{shown} {code}{name}") }
    };
    letters.chars().map(one).collect::<Vec<_>>().join(" ")
}

/// Where in `slice` the words are that `diff` changes, if `slice` is that side of the diff, white
/// space aside. A change that has no words on this side is an empty range.
pub(super) fn changes(slice: &str, diff: &[DiffPart], side: DiffSide) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for part in diff {
        let (words, changed) = match (part, side) {
            (DiffPart::Equal(words), _) => (words.as_str(), false),
            (DiffPart::Delete(words), DiffSide::Document)
            | (DiffPart::Insert(words), DiffSide::Quote) => (words.as_str(), true),
            _ => ("", true),
        };
        let Some(range) = after(slice, at, words) else { return Vec::new() };
        at = range.end;
        if changed {
            ranges.push(range);
        }
    }
    let rest = slice.get(at..).unwrap_or_default();
    if rest.trim().is_empty() { ranges } else { Vec::new() }
}

/// Where `words` are in `slice`, next after `at`.
fn after(slice: &str, at: usize, words: &str) -> Option<Range<usize>> {
    let mut letters = slice
        .get(at..)?
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .map(|(byte, c)| (at + byte, c));
    let mut range = None;
    for wanted in words.chars().filter(|c| !c.is_whitespace()) {
        let (byte, found) = letters.next()?;
        if found != wanted {
            return None;
        }
        let start = range.map_or(byte, |(start, _)| start);
        range = Some((start, byte + found.len_utf8()));
    }
    let (start, end) = range.unwrap_or((at, at));
    Some(start..end)
}
