//! Who speaks: the labels of a transcript, and the marks of quotations.

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    canonical, is_comma, is_dash, is_line_break, is_stop, quote_mark, writes_no_spaces,
};
use crate::quote::words::boundary::words_of;
use crate::quote::words::labels::{label_at, lone_label_at};
use crate::quote::words::{WordLists, asks, asks_or_exclaims, sentence};
use crate::text::{Span, blank_lines};
use std::collections::BTreeSet;

/// How far behind an ellipsis it is looked for who says the words, in bytes.
const ATTRIBUTED_BYTES: usize = 400;

/// The longest `said X` of a script without spaces, in characters.
const SAID_CHARS: usize = 12;

/// Narration between two quotations from which on another may speak, in sentences that end in it.
const NARRATED: usize = 2;

/// How an ellipsis joins two speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// Surely.
    Surely,
    /// As it seems.
    Perhaps,
}

/// Whether the kept words on both sides of `around` are said by two, and where the second begins to speak.
pub(super) fn joins_speakers(
    document: &FoldedDocument,
    around: Span,
    words: Option<&WordLists>,
) -> Option<(Joins, Span)> {
    by_labels(document, around, words)
        .or_else(|| by_voices(document, around, words))
        .or_else(|| by_dashes(document, around).map(|span| (Joins::Perhaps, span)))
        .or_else(|| by_quotation_marks(document, around, words))
}

/// A dialogue that is set with dashes: `— We sell, says Anne.⏎— We keep it, says Luc.` The line of the first words
/// begins with one, and so does a line between.
fn by_dashes(document: &FoldedDocument, around: Span) -> Option<Span> {
    let says = |line: &str| {
        let line = line.trim_start();
        let rest = line.trim_start_matches(['\u{2014}', '\u{2015}']);
        rest.len() < line.len() && rest.starts_with(|c: char| c.is_whitespace() || c.is_uppercase())
    };
    if !document.slice(around).contains(is_line_break) {
        return None;
    }
    let head = document.text().get(..around.start)?;
    if !says(head.rsplit(is_line_break).next()?) {
        return None;
    }
    let mut line = around.start;
    for part in document.slice(around).split_inclusive(is_line_break) {
        if line > around.start && says(part) {
            return Some(Span::new(line, line + part.trim_end().len()));
        }
        line += part.len();
    }
    None
}

/// Whether the quotation that goes on at `at` is given to another than the one before `narration`: `“A,” said Smith. “B,”
/// said Jones.`, `“A,” said Smith. Jones said: “B.”` No name is in both, or in a script without capitals the words differ.
fn another_says(
    document: &FoldedDocument,
    narration: Span,
    at: usize,
    words: Option<&WordLists>,
) -> bool {
    let text = document.text();
    let stop = sentence::breaks(text, narration.start, narration.end, words).next();
    let first = document.slice(Span::new(narration.start, stop.unwrap_or(narration.end)));
    let bare = |c: char| !c.is_alphanumeric();
    let first = first.trim_matches(bare);
    let led = narration_leads(document, narration, words).map(|led| names(led, 1));
    if let Some(second) = led.filter(|names| !names.is_empty()) {
        // `“We close.” Then Hale said: “We open.”`: who speaks first may be named before.
        let from = text.ceil_char_boundary(narration.start.saturating_sub(ATTRIBUTED_BYTES));
        let known = document.slice(Span::new(from, narration.start));
        let known: BTreeSet<String> = names(known, 0).into_iter().chain(names(first, 0)).collect();
        return !known.is_empty() && known.is_disjoint(&second);
    }
    let end = text.floor_char_boundary(at + ATTRIBUTED_BYTES);
    let rest = Span::new(at, end);
    let marks = quotation_marks(document, rest);
    let Some(closing) = marks.first().filter(|mark| !mark.opens) else { return false };
    if has_blank_line(document.slice(Span::new(at, closing.span.start))) {
        return false;
    }
    let until = marks.get(1).map_or(end, |mark| mark.span.start);
    let stop = sentence::breaks(text, closing.span.end, until, words).next();
    let second = document.slice(Span::new(closing.span.end, stop.unwrap_or(until)));
    let second = second.trim_matches(bare);
    if first.contains(writes_no_spaces) && second.contains(writes_no_spaces) {
        return first != second && first.chars().count().max(second.chars().count()) <= SAID_CHARS;
    }
    let (first, second) = (names(first, 1), names(second, 1));
    !first.is_empty() && !second.is_empty() && first.is_disjoint(&second)
}

/// `Tom Hale said: “`: the last sentence of what is told between two quotations, where it leads to the second.
fn narration_leads<'d>(
    document: &'d FoldedDocument,
    narration: Span,
    words: Option<&WordLists>,
) -> Option<&'d str> {
    let text = document.slice(narration).trim_end();
    if !text.ends_with(|c: char| is_comma(c) || canonical(c) == ':') {
        return None;
    }
    let stop = sentence::breaks(document.text(), narration.start, narration.end, words).last()?;
    let led = document.slice(Span::new(stop, narration.end));
    led.contains(char::is_alphanumeric).then_some(led)
}

/// The words of a text with a capital, from its word number `from` on: the first has one whatever it is.
fn names(said: &str, from: usize) -> BTreeSet<String> {
    let words = words_of(said).skip(from).map(|(_, word)| word);
    words.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

fn by_labels(
    document: &FoldedDocument,
    around: Span,
    words: Option<&WordLists>,
) -> Option<(Joins, Span)> {
    if !has_label(document, around) {
        return None;
    }
    let text = document.text();
    let before = document.speaker(around.start)?;
    let after = document.speaker(around.end)?;
    let sure = !before.lone && !after.lone;
    let before = before.spelled(text);
    if before != after.spelled(text) {
        return Some((if sure { Joins::Surely } else { Joins::Perhaps }, after.name));
    }
    let other = document.labels().iter().find(|label| {
        around.start <= label.line && label.line < after.line && label.spelled(text) != before
    })?;
    joins_halves(document, around, after.name.end, words).then_some((Joins::Perhaps, other.name))
}

/// The words before a gap and those after it, where the format itself gives them to two.
fn by_voices(
    document: &FoldedDocument,
    around: Span,
    words: Option<&WordLists>,
) -> Option<(Joins, Span)> {
    let before = document.voice(around.start.checked_sub(1)?)?.who?;
    let after = document.voice(around.end)?;
    if after.who? != before {
        return Some((Joins::Surely, first_line(document, after.at)));
    }
    let mut voices = document.voices_in(around).iter();
    let other = voices.find(|voice| voice.who.is_some_and(|who| who != before))?;
    let other = first_line(document, other.at);
    joins_halves(document, around, after.at, words).then_some((Joins::Perhaps, other))
}

/// `A: I never said | that it was. B: You did. A: I said | that it might be`: whether kept words of one speaker are made one sentence
/// over what another says. `turn` is where the words of the second turn begin. Whole sentences may stand side by side.
fn joins_halves(
    document: &FoldedDocument,
    around: Span,
    turn: usize,
    words: Option<&WordLists>,
) -> bool {
    let text = document.text();
    let ends = |c: char| canonical(c) == '.' || c == '。' || asks_or_exclaims(c, words);
    let open = |c: char| c.is_whitespace() || quote_mark(c).is_some();
    let head = text.get(..around.start).unwrap_or("").trim_end_matches(open);
    let rest = text.get(around.start..).unwrap_or("").trim_start_matches(open);
    let whole = head.ends_with(ends) || rest.starts_with(ends);
    let begins = turn.min(around.end);
    let last = sentence::breaks(text, begins, around.end, words).last().unwrap_or(begins);
    let own = text.get(last..around.end).unwrap_or("");
    !whole || own.contains(char::is_alphanumeric)
}

/// The first words of another voice in `span`: of subtitles, or where a letter quotes the one that it answers.
fn second_voice(document: &FoldedDocument, span: Span) -> Option<Span> {
    let first = document.voice(span.start)?;
    let inside = document.voices_in(span).iter().find(|v| v.who.is_some() && v.who != first.who)?;
    first.who.map(|_| first_line(document, inside.at))
}

fn first_line(document: &FoldedDocument, at: usize) -> Span {
    let rest = document.text().get(at..).unwrap_or("");
    let line = rest.split(is_line_break).next().unwrap_or("");
    Span::new(at, at + line.trim_end().len())
}

/// Whether a line with a label begins in `span`, or an answer is inside it.
fn has_label(document: &FoldedDocument, span: Span) -> bool {
    let (text, run) = (document.text(), document.slice(span));
    let inside = || {
        let mut labels = document.labels().iter();
        labels.any(|label| span.start < label.line && label.line < span.end)
    };
    if ["A.", "Q."].iter().any(|mark| run.contains(mark)) && inside() {
        return true;
    }
    // No line ends in most quotes, and of ASCII many bytes are looked at together.
    if run.bytes().fold(true, |plain, byte| plain & (b' '..0x7F).contains(&byte)) {
        return false;
    }
    let lines = run.char_indices().filter(|(_, c)| is_line_break(*c));
    let mut starts = lines.map(|(at, c)| span.start + at + c.len_utf8());
    starts.any(|at| label_at(text, at).is_some() || lone_label_at(text, at).is_some())
}

/// The first label inside `span`, where another has spoken before, or the first words of another voice.
pub(super) fn second_speaker(document: &FoldedDocument, span: Span) -> Option<Span> {
    if let Some(voice) = second_voice(document, span) {
        return Some(voice);
    }
    if !has_label(document, span) {
        return None;
    }
    let text = document.text();
    let first = document.speaker(span.start)?.spelled(text);
    let other = document.labels().iter().find(|label| {
        label.line > span.start && label.name.end < span.end && label.spelled(text) != first
    });
    other.map(|label| label.name)
}

/// A mark of a quotation in a gap.
struct QuotationMark {
    span: Span,
    opens: bool,
}

/// `“I sold it,” said Hale. “You did not,” Orr said.`: a mark that closes meets one that opens, or a paragraph ends between
/// them. `“A,” said X, “b”` is one speaker.
fn by_quotation_marks(
    document: &FoldedDocument,
    around: Span,
    words: Option<&WordLists>,
) -> Option<(Joins, Span)> {
    let marks = quotation_marks(document, around);
    let (first, last) = (marks.first()?, marks.last()?);
    if !last.opens {
        return None;
    }
    // `Did he regret it? | “No,” he said; “ | never.”`: another's answer.
    if first.opens {
        let asks = |c: char| asks(c, words);
        let asked = document.slice(around).trim_start().starts_with(asks)
            || document.text().get(..around.start).unwrap_or("").ends_with(asks);
        return (asked && marks.len() > 1).then_some((Joins::Perhaps, last.span));
    }
    let mut perhaps = None;
    for pair in marks.windows(2) {
        let [closing, opening] = pair else { continue };
        if closing.opens || !opening.opens {
            continue;
        }
        let between = Span::new(closing.span.end, opening.span.start);
        let text = document.slice(between);
        // `”. “`: the stop may follow the mark.
        let ends = |c: char| matches!(c, '.' | '。' | '．' | '!' | '?' | '！' | '？');
        if text.trim().trim_matches(ends).is_empty() || has_blank_line(text) {
            return Some((Joins::Surely, opening.span));
        }
        // A mark that opens ends the sentence before, as one that closes does, where no space parts them.
        let ends =
            sentence::breaks(document.text(), between.start, opening.span.end, words).count();
        if ends >= NARRATED || (ends > 0 && another_says(document, between, around.end, words)) {
            perhaps = perhaps.or(Some((Joins::Perhaps, opening.span)));
        }
    }
    perhaps
}

/// `“We did not | do it.” She added that | nobody was dismissed`: an ellipsis that leads out of what somebody says into the
/// narrator's sentence, or out of that into what is said. A mark of its kind is in it, and none that answers it.
pub(super) fn leaves_speech(
    document: &FoldedDocument,
    around: Span,
    words: Option<&WordLists>,
) -> Option<Span> {
    let marks = quotation_marks(document, around);
    let (first, last) = (marks.first()?, marks.last()?);
    if marks.len().is_multiple_of(2) || first.opens != last.opens {
        return None;
    }
    let text = document.text();
    let mark = if first.opens { last.span } else { first.span };
    let head = text.get(..mark.start).unwrap_or("").trim_end();
    let spoken = head.ends_with(|c: char| is_stop(c) || asks_or_exclaims(c, words));
    // `“We left.⏎⏎“We came back`: a mark that only says again that a quotation goes on.
    let from = text.ceil_char_boundary(mark.start.saturating_sub(ATTRIBUTED_BYTES));
    let before = quotation_marks(document, Span::new(from, mark.start));
    let again = first.opens && before.last().is_some_and(|mark| mark.opens);
    let narrated = sentence::breaks(text, around.start, around.end, words).next().is_some();
    (spoken && narrated && !again).then_some(mark)
}

/// Whether a text has a blank line.
fn has_blank_line(text: &str) -> bool {
    blank_lines(text).next().is_some()
}

/// The double marks of quotations between the kept words around a gap.
fn quotation_marks(document: &FoldedDocument, around: Span) -> Vec<QuotationMark> {
    let text = document.text();
    let mut found = Vec::new();
    for (at, c) in document.slice(around).char_indices() {
        if !matches!(c, '“' | '”' | '„' | '"' | '«' | '»' | '「' | '」' | '『' | '』') {
            continue;
        }
        let (start, end) = (around.start + at, around.start + at + c.len_utf8());
        let before = text.get(..start).and_then(|head| head.chars().next_back());
        let after = text.get(end..).and_then(|tail| tail.chars().next());
        let free = |c: Option<char>| {
            c.is_none_or(|c| c.is_whitespace() || is_dash(c) || matches!(c, '(' | '['))
        };
        let opens = match c {
            '「' | '『' | '„' => true,
            '」' | '』' => false,
            '“' if after.is_some_and(writes_no_spaces) => true,
            // French has spaces inside; in German they point inwards.
            '«' => free(before),
            '»' => free(before) && after.is_some_and(char::is_alphanumeric),
            _ => free(before) && !after.is_none_or(char::is_whitespace),
        };
        found.push(QuotationMark { span: Span::new(start, end), opens });
    }
    found
}
