//! The folded text around a place, as one line of characters: what boundaries and numbers are read in.
//!
//! A key has no dashes, and spaces only where they count. Here they are put back, always in the same form: a hyphen
//! is `-` whichever hyphen it was, one between spaces has one space on both sides, a mark of measure is `′`. So two
//! texts that fold alike have the same boundaries, however they were typed:
//!
//! ```text
//! text   effec­tive — 10 000 ‑5 nev-⏎er     (a soft hyphen, an em dash, a hyphen that breaks no line)
//! view   effective — 10 000 -5 never
//! ```

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    is_apostrophe, is_combining, is_invisible, is_line_break, is_superscript, joins_words,
};
use crate::quote::fold::{Mark, MarkKind};
use crate::quote::words::boundary::closes_hebrew;
use crate::quote::words::numbers::MEASURE;
use crate::text::Span;
use std::ops::Range;

/// How much of a text is looked at on each side of a place, in bytes of the key.
const REACH_BYTES: usize = 96;

/// Some of a text, folded, around a place.
#[derive(Debug)]
pub(crate) struct View {
    /// The characters.
    pub(crate) chars: Vec<char>,
    /// For each character the byte of the text that it begins at.
    starts: Vec<usize>,
    /// The number of the first character at the place or after it.
    pub(crate) at: usize,
    /// Whether the place is where a line end broke a word, or inside a character.
    pub(crate) broken: bool,
}

impl View {
    /// What is around byte `at` of the document's text, as far as a quote may reach: from the last place that none
    /// may span to the next.
    pub(crate) fn around(document: &FoldedDocument, at: usize) -> Self {
        let (before, after) = document.breaks_around(at);
        Self::within(document, at, before, after)
    }

    /// The same for what begins at `at`: nothing is before it where none may span that place.
    pub(crate) fn of_start(document: &FoldedDocument, at: usize) -> Self {
        let (before, after) = document.breaks_around(at);
        let before = if document.breaks_at(at) { Some(at) } else { before };
        Self::within(document, at, before, after)
    }

    /// The same for what ends at `at`.
    pub(crate) fn of_end(document: &FoldedDocument, at: usize) -> Self {
        let (before, after) = document.breaks_around(at);
        let after = if document.breaks_at(at) { Some(at) } else { after };
        Self::within(document, at, before, after)
    }

    fn within(
        document: &FoldedDocument,
        at: usize,
        before: Option<usize>,
        after: Option<usize>,
    ) -> Self {
        let folded = &document.folded;
        let key = folded.key.as_str();
        let middle = folded.key_at(at);
        let first = before.map_or(0, |before| folded.key_at(before).min(middle));
        let last = after.map_or(key.len(), |after| folded.key_at(after).max(middle));
        let from = key.ceil_char_boundary(middle.saturating_sub(REACH_BYTES).max(first));
        let to = key.floor_char_boundary((middle + REACH_BYTES).min(last));
        let mut view = Self {
            chars: Vec::with_capacity(to - from + 8),
            starts: Vec::with_capacity(to - from + 8),
            at: 0,
            broken: false,
        };
        view.fill(document, from, to, at);
        // Inside what is one character when it is folded.
        view.broken |= folded.text_end(middle) > at;
        view.at = view.starts.partition_point(|&start| start < at);
        view
    }

    fn fill(&mut self, document: &FoldedDocument, from: usize, to: usize, at: usize) {
        let folded = &document.folded;
        let mut marks = folded.marks_in(from, to).iter().peekable();
        let (mut byte, mut measure) = (from, false);
        let mut way = folded.way_back();
        loop {
            while let Some(mark) = marks.next_if(|m| m.at <= byte) {
                match mark.kind {
                    MarkKind::Dash => {
                        let next = marks.peek().filter(|m| m.at <= byte);
                        let next = next.map_or_else(|| folded.text_start(byte), |m| m.span.start);
                        self.dash(document, mark, Span::new(folded.text_end(byte), next), at);
                    }
                    MarkKind::Measure(_, closes) => measure = !closes,
                    MarkKind::Stop => {}
                }
            }
            if byte >= to {
                break;
            }
            let end = marks.peek().map_or(to, |mark| mark.at);
            while let Some(rest) = folded.key.get(byte..end).filter(|rest| !rest.is_empty()) {
                let (start, alike) = way.start(byte);
                let plain =
                    self.push_plain(rest.as_bytes().get(..alike).unwrap_or(rest.as_bytes()), start);
                byte += plain;
                let Some(c) = rest.chars().next().filter(|_| plain == 0) else { continue };
                byte += c.len_utf8();
                let c = match c {
                    '"' if std::mem::take(&mut measure) => MEASURE,
                    '"' if document
                        .text()
                        .get(start..)
                        .is_some_and(|t| t.starts_with(is_apostrophe))
                        && !closes_hebrew(document.text(), start) =>
                    {
                        '\''
                    }
                    other => other,
                };
                self.push(c, start);
            }
            byte = end;
        }
    }

    /// Pushes what some of the key begins with, as far as it is of ASCII and no mark of a quotation, which is in the text from byte `start`
    /// on, and returns how many bytes it has.
    fn push_plain(&mut self, key: &[u8], start: usize) -> usize {
        let mut last = if self.chars.last() == Some(&' ') { b' ' } else { b'a' };
        let plain = |byte: &&u8| {
            let twice = last == b' ' && **byte == b' ';
            last = **byte;
            byte.is_ascii() && **byte != b'"' && !twice
        };
        let plain = key.iter().take_while(plain).count();
        self.chars.extend(key.iter().take(plain).map(|byte| char::from(*byte)));
        self.starts.extend(start..start + plain);
        plain
    }

    fn push(&mut self, c: char, start: usize) {
        if c == ' ' && self.chars.last() == Some(&' ') {
            return;
        }
        self.chars.push(c);
        self.starts.push(start);
    }

    /// A dash; `around` are the text's bytes from the character before it to the one after it.
    fn dash(&mut self, document: &FoldedDocument, mark: &Mark, around: Span, at: usize) {
        let (text, Span { start: before, end: next }) = (document.text(), around);
        if mark.optional {
            self.broken |= (mark.span.start..=next).contains(&at) && at >= mark.span.start;
            return;
        }
        let before =
            self.starts.last().map_or(before, |last| before.max(*last)).min(mark.span.start);
        let spaced = |from: usize, to: usize| {
            text.get(from..to).is_some_and(|t| t.contains(char::is_whitespace))
        };
        let raw = text.get(mark.span.range()).unwrap_or("-");
        let raised = raw.chars().all(is_superscript);
        let hyphen = raised
            || mark.span.len() < 4
                && raw.chars().next().is_some_and(joins_words)
                && raw.chars().filter(|c| !is_invisible(*c)).count() == 1;
        let space_before = spaced(before, mark.span.start);
        let after = text.get(mark.span.end..next).unwrap_or("");
        // A hyphen right after a word at a line's end is one inside a word: `COVID-⏎19`, and no `-*-⏎The`.
        let in_word = self.chars.last().is_some_and(|c| c.is_alphanumeric() || is_combining(*c));
        let wrapped = hyphen && in_word && !space_before && after.contains(is_line_break);
        if wrapped {
            self.broken |= at >= mark.span.end && at <= next;
        }
        if space_before {
            self.push(' ', before);
        }
        self.push(if hyphen { '-' } else { '\u{2014}' }, mark.span.start);
        if !wrapped && spaced(mark.span.end, next) {
            self.push(' ', mark.span.end);
        }
    }

    /// The bytes of the document's text that some characters stand for.
    pub(crate) fn text_span(&self, chars: Range<usize>, document: &FoldedDocument) -> Span {
        let start = self.starts.get(chars.start).copied().unwrap_or(0);
        let last = chars.end.checked_sub(1).and_then(|at| self.starts.get(at)).copied();
        let rest = last.and_then(|at| document.text().get(at..)).unwrap_or("");
        let length = rest.chars().next().map_or(0, char::len_utf8);
        Span::new(start, last.map_or(start, |at| at + length))
    }

    /// The character right before the place.
    pub(crate) fn last(&self) -> Option<char> {
        self.chars.get(self.at.checked_sub(1)?).copied()
    }

    /// The character right after the place.
    pub(crate) fn first(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// The characters before the place, nearest first.
    pub(crate) fn before(&self) -> impl Iterator<Item = char> + '_ {
        self.chars.get(..self.at).unwrap_or(&[]).iter().rev().copied()
    }

    /// The characters from the place on.
    pub(crate) fn after(&self) -> impl Iterator<Item = char> + '_ {
        self.chars.get(self.at..).unwrap_or(&[]).iter().copied()
    }
}
