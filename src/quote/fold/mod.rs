//! Folding: makes equal what a typesetter may change, with a map from every place back to the text.
//!
//! A folded text is a *key* that can be searched as bytes, and a list of *marks* taken out of it:
//! dashes (which a line end may have added), the fourth dot of an ellipsis (which may be absent), and
//! the marks after digits (feet and inches stay apart). Two texts are equal when their keys are and
//! their marks agree.

mod ascii;
pub(crate) mod byte_mask;
pub(crate) mod char_class;
pub(crate) mod offsets;
mod shortcuts;

use crate::text::Span;
use ascii::Plain;
use char_class::{
    QuoteMark, breaks_word, canonical, is_bracket, is_cjk, is_combining, is_dash, is_digit,
    is_guillemet, is_hangul, is_invisible, is_line_break, is_line_end_hyphen, is_presentation,
    is_spaced_sign, is_subscript, is_superscript, is_wave, plain_of, quote_mark, radical,
};
use offsets::{Offsets, Walk};
use std::cell::Cell;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// Which of the two texts is folded: only a document has line-end hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The cited document.
    Document,
    /// The quote.
    Quote,
}

/// What was taken out of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    /// A hyphen, dash or minus sign.
    Dash,
    /// A full stop beside an ellipsis.
    Stop,
    /// A mark right after a digit, and whether it closes a quotation.
    Measure(QuoteMark, bool),
}

/// One mark, standing before the key's byte `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Byte of the key.
    pub(crate) at: usize,
    /// What it is.
    pub(crate) kind: MarkKind,
    /// Whether the text may also be read without it.
    pub(crate) optional: bool,
    /// Its bytes in the text.
    pub(crate) span: Span,
}

/// The folded view of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    /// What is searched.
    pub(crate) key: String,
    /// What was taken out of the key, by position.
    pub(crate) marks: Vec<Mark>,
    map: Offsets,
}

impl Folded {
    /// Folds `text`.
    pub(crate) fn new(text: &str, side: Side) -> Self {
        Self::in_room(text, side, String::new())
    }

    /// The same in memory that is there: `room` is empty.
    pub(crate) fn in_room(text: &str, side: Side, room: String) -> Self {
        let mut folder = Folder::new(text, side, room);
        folder.run();
        folder.out
    }

    /// The same, one character after the other.
    #[cfg(test)]
    fn plainly(text: &str, side: Side) -> Self {
        let mut folder = Folder::new(text, side, String::new());
        while let Some(c) = folder.rest().chars().next() {
            folder.step(c);
        }
        folder.out
    }

    /// Says that line ends parted the words at some bytes of the text, in rising order, which has no hyphens there any more.
    pub(crate) fn part(&mut self, joints: &[usize]) {
        let mark = |at: &usize| Mark {
            at: self.key_at(*at),
            kind: MarkKind::Dash,
            optional: true,
            span: Span::new(*at, *at),
        };
        let marks: Vec<Mark> = joints.iter().map(mark).collect();
        if !marks.is_empty() {
            self.marks.extend(marks);
            self.marks.sort_by_key(|m| (m.at, m.span.start));
        }
    }

    /// Whether a place of the key stands inside what is one character in the text: between the letters of a ligature.
    pub(crate) fn parts_character(&self, key: usize) -> bool {
        key < self.key.len() && self.map.parts_character(key)
    }

    /// Where in the text the key's character at `key` begins; the text's end for the key's end.
    pub(crate) fn text_start(&self, key: usize) -> usize {
        if key >= self.key.len() { self.text_end(key) } else { self.map.text_start(key) }
    }

    /// The way of one character after the other to the text: the map is walked along, not searched anew each time, which takes
    /// four times as long.
    pub(crate) fn way_back(&self) -> WayBack<'_> {
        WayBack { folded: self, walk: Walk::default() }
    }

    /// Where in the text the key's character that ends at `key` ends.
    pub(crate) fn text_end(&self, key: usize) -> usize {
        self.map.text_end(key)
    }

    /// The first byte of the key that stands for text at byte `text` or behind it.
    pub(crate) fn key_at(&self, text: usize) -> usize {
        self.map.made_at(text, self.key.len())
    }

    /// The marks that stand before a key byte in `from..=to`.
    pub(crate) fn marks_in(&self, from: usize, to: usize) -> &[Mark] {
        let start = self.marks.partition_point(|m| m.at < from);
        let end = self.marks.partition_point(|m| m.at <= to);
        self.marks.get(start..end).unwrap_or(&[])
    }
}

/// Characters of the key on their way to the text, in rising order.
pub(crate) struct WayBack<'f> {
    folded: &'f Folded,
    walk: Walk,
}

impl WayBack<'_> {
    /// [`Folded::text_start`] of `key`, a byte of the key that is no smaller than the one before, and how many bytes from
    /// there on stand for as many of the text, byte for byte.
    pub(crate) fn start(&mut self, key: usize) -> (usize, usize) {
        self.folded.map.walk_alike(&mut self.walk, key)
    }

    /// The bytes of the text that the character at `key`, of so many bytes, stands for.
    pub(crate) fn span(&mut self, key: usize, bytes: usize) -> Span {
        let (start, end) = self.folded.map.walk(&mut self.walk, key, bytes);
        Span::new(start, end)
    }
}

/// Bytes of a paragraph in which the mark is looked for that opened a quotation.
const QUOTATION_BYTES: usize = 2_000;

struct Folder<'t> {
    text: &'t str,
    side: Side,
    out: Folded,
    at: usize,
    /// The last character of the text that was folded into the key or the marks, white space apart.
    last: Option<char>,
    /// White space that follows is nothing (start, after a dash, an ellipsis, an opening guillemet).
    glue: bool,
    /// The guillemet that opened the quotation which is not closed yet.
    opened: Option<char>,
    /// Bytes that are known to be invisible characters: however many there are, they are looked past once.
    unseen: Cell<(usize, usize)>,
    plain: Plain,
}

impl<'t> Folder<'t> {
    fn new(text: &'t str, side: Side, mut key: String) -> Self {
        key.reserve(text.len());
        let out = Folded { key, ..Folded::default() };
        Self {
            text,
            side,
            out,
            at: 0,
            last: None,
            glue: true,
            opened: None,
            unseen: Cell::new((0, 0)),
            plain: Plain::default(),
        }
    }

    fn run(&mut self) {
        while self.at < self.text.len() {
            self.plain_run();
            let Some(c) = self.rest().chars().next() else { break };
            self.step(c);
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn step(&mut self, c: char) {
        let folded = canonical(c);
        let hyphen = is_line_end_hyphen(c)
            && (is_dash(c) || self.line_end(c).is_some() || self.copied_line_end(c));
        if is_invisible(c) && !hyphen {
            // F5: a quote may have taken it over with its line end, which parts no word.
            let joined = if self.side == Side::Quote { self.any_line_end(c) } else { None };
            self.glue |= joined.is_some();
            self.at = joined.unwrap_or(self.at + c.len_utf8());
        } else if c.is_whitespace() {
            self.white_space();
        } else if is_wave(c) {
            self.wave(c);
        } else if is_dash(folded) || hyphen {
            self.dash(c);
        } else if folded == '.' || folded == '\u{2026}' {
            self.dots(c);
        } else if let Some(mark) = quote_mark(folded) {
            self.quotation(c, mark);
        } else if is_superscript(c) {
            self.raised(c);
        } else {
            self.letter(c, folded);
        }
    }

    /// Adds `folded` to the key for `bytes` of the text from here, and moves on.
    fn push(&mut self, folded: &str, bytes: usize) {
        let is_char = folded.chars().nth(1).is_none();
        if folded.len() == bytes && (is_char || self.rest().starts_with(folded)) {
            self.push_alike(folded);
        } else if !folded.is_empty() {
            self.out.map.whole(self.out.key.len(), self.at, bytes);
            self.out.key.push_str(folded);
        }
        self.at += bytes;
    }

    /// Adds to the key what has as many bytes in the text here, character for character, without moving on.
    fn push_alike(&mut self, alike: &str) {
        self.out.map.alike(self.out.key.len(), self.at);
        self.out.key.push_str(alike);
    }

    fn mark(&mut self, kind: MarkKind, optional: bool, bytes: usize) {
        let span = Span::new(self.at, self.at + bytes);
        self.out.marks.push(Mark { at: self.out.key.len(), kind, optional, span });
    }

    /// The next character that can be seen, and its byte, from `at` on.
    fn visible(&self, at: usize) -> Option<(usize, char)> {
        let (from, to) = self.unseen.get();
        let start = if (from..to).contains(&at) { to } else { at };
        let rest = self.text.get(start..)?;
        let found = rest.char_indices().find(|&(_, c)| !is_invisible(c));
        let end = found.map_or(self.text.len(), |(i, _)| start + i);
        if end > start {
            self.unseen.set((at, end));
        }
        found.map(|(i, c)| (start + i, c))
    }

    /// The next character that can be seen behind `bytes` of the rest.
    fn after(&self, bytes: usize) -> Option<char> {
        self.visible(self.at + bytes).map(|(_, c)| c)
    }

    /// The end of the white space (and invisible characters) from `at`, and whether a line ends in it.
    fn skip_space(&self, at: usize) -> (usize, bool) {
        let mut line = false;
        let mut end = at;
        while let Some((next, c)) = self.visible(end).filter(|(_, c)| c.is_whitespace()) {
            line |= is_line_break(c);
            end = next + c.len_utf8();
        }
        (end, line)
    }

    fn white_space(&mut self) {
        let (end, line) = self.skip_space(self.at);
        let next = self.visible(end);
        let nothing = self.glue
            || next.is_none()
            || next.is_some_and(|(at, c)| self.swallows_space(at, c))
            || (self.last.zip(next).is_some_and(|(last, (_, c))| is_no_space(last, c, line)));
        if nothing {
            self.at = end;
        } else {
            self.push(" ", end - self.at);
        }
    }

    /// Whether white space before the character `c` at `at` is nothing.
    fn swallows_space(&self, at: usize, c: char) -> bool {
        let folded = canonical(c);
        let after = self.visible(at + c.len_utf8()).map(|(_, c)| c);
        if matches!(folded, ',' | ';' | ':' | '!' | '?') {
            return !after.is_some_and(is_digit);
        }
        if matches!(folded, '%' | '‰' | '°' | 'º' | '\u{2103}' | '\u{2109}') {
            return self.last.is_some_and(is_digit);
        }
        if is_spaced_sign(folded) || is_wave(c) {
            return true;
        }
        if is_dash(folded) {
            return !self.is_sign(at, c, true) && !self.is_option(at);
        }
        if is_guillemet(c) {
            return self.closes(c, true, after);
        }
        self.ellipsis(at).is_some()
    }

    /// Whether two hyphens at `at` begin the name of an option: `--no-same-owner`.
    fn is_option(&self, at: usize) -> bool {
        let mut chars = self.text.get(at..).unwrap_or("").chars();
        chars.next().is_some_and(is_hyphen)
            && chars.next().is_some_and(is_hyphen)
            && chars.next().is_some_and(char::is_alphanumeric)
    }

    /// Whether a guillemet closes a quotation: the one that was opened with its counterpart, or, where none is open,
    /// what the space beside it says. `‹` and `«` are no counterparts: one that was opened far before says nothing of the other.
    fn closes(&self, c: char, space_before: bool, after: Option<char>) -> bool {
        let double = |c: char| matches!(c, '\u{AB}' | '\u{BB}');
        let opened = self.opened.filter(|opened| double(*opened) == double(c));
        // French, with spaces inside both; a quote may begin after what opened it.
        if matches!(c, '\u{BB}' | '\u{203A}') && space_before && opened != Some(c) {
            return after.is_none_or(ends_text);
        }
        if let Some(opened) = opened {
            return opened != c || self.is_after_text(space_before, after);
        }
        match c {
            '\u{BB}' | '\u{203A}' => self.last.is_some_and(|l| !matches!(l, '(' | '[')),
            _ => self.is_after_text(space_before, after),
        }
    }

    /// Whether a mark is glued to the text before it and to none behind it.
    fn is_after_text(&self, space_before: bool, after: Option<char>) -> bool {
        let text = |c: char| !matches!(c, '(' | '[' | ':' | '-' | '/');
        !space_before && self.last.is_some_and(text) && after.is_none_or(|c| !c.is_alphanumeric())
    }

    /// Whether the dash at `at` is the sign of a number: glued to it, and to nothing before it.
    fn is_sign(&self, at: usize, c: char, space_before: bool) -> bool {
        let next = self.visible(at + c.len_utf8()).map(|(_, c)| c);
        let starts_number =
            next.is_some_and(|n| is_digit(canonical(n)) || n == '.' || char_class::is_currency(n));
        let free = space_before
            || self.last.is_none_or(|l| !l.is_alphanumeric() && !matches!(l, ')' | ']' | '%'));
        starts_number && free
    }

    /// F5: whether a quote has taken a hyphen at a line's end over with its line end.
    fn copied_line_end(&self, c: char) -> bool {
        self.side == Side::Quote && !is_invisible(c) && self.any_line_end(c).is_some()
    }

    /// F5: the end of the white space after a hyphen at a line's end, where a word goes on after it.
    fn line_end(&self, c: char) -> Option<usize> {
        if self.side == Side::Quote { None } else { self.any_line_end(c) }
    }

    fn any_line_end(&self, c: char) -> Option<usize> {
        if !is_line_end_hyphen(c)
            || !self.last.is_some_and(char::is_alphabetic)
            || self.is_spaced_before()
        {
            return None;
        }
        let at = self.at + c.len_utf8();
        if breaks_word(c) {
            let end = self.skip_space(at).0;
            return self.visible(end)?.1.is_alphabetic().then_some(end);
        }
        let next = self.visible(at)?.1;
        // Of several in a row the last one is it.
        if !next.is_whitespace() {
            return None;
        }
        let (end, line) = self.skip_space(at);
        (line && self.visible(end)?.1.is_lowercase()).then_some(end)
    }

    /// Whether white space stands before what is looked at: a dash parts words there, `the old door -⏎the red one`. The key
    /// has none of it.
    fn is_spaced_before(&self) -> bool {
        let head = self.text.get(..self.at).unwrap_or("");
        head.trim_end_matches(is_invisible).ends_with(char::is_whitespace)
    }

    fn dash(&mut self, c: char) {
        if let Some(end) = self.line_end(c) {
            self.mark(MarkKind::Dash, true, c.len_utf8());
            self.at = end;
            self.glue = true;
            return;
        }
        let spaced = self.out.key.is_empty() || self.out.key.ends_with(' ');
        if spaced && self.is_option(self.at) {
            let bytes: usize = self.rest().chars().take(2).map(char::len_utf8).sum();
            self.push("--", bytes);
            self.last = Some(c);
            self.glue = false;
            return;
        }
        let hyphens = self.rest().chars().take_while(|c| is_hyphen(*c)).count();
        let two = self.rest().chars().nth(1) == Some(c) && matches!(c, '\u{2014}' | '\u{2015}');
        let bytes = match hyphens {
            2 | 3 => self.rest().chars().take(hyphens).map(char::len_utf8).sum::<usize>(),
            _ if two => 2 * c.len_utf8(),
            _ => c.len_utf8(),
        };
        let space_before = self.out.key.ends_with(' ') && !self.glue;
        let sign = bytes == c.len_utf8() && self.is_sign(self.at, c, space_before);
        self.mark(MarkKind::Dash, false, bytes);
        self.at += bytes;
        self.last = Some(c);
        self.glue = !sign;
    }

    /// A wave dash, or a tilde: between figures or Chinese and Japanese characters a dash.
    fn wave(&mut self, c: char) {
        let beside = |c: char| is_digit(canonical(c)) || is_cjk(c);
        let head = self.text.get(..self.at).unwrap_or("");
        let glued = !head.ends_with(char::is_whitespace);
        if glued && self.last.is_some_and(beside) && self.after(c.len_utf8()).is_some_and(beside) {
            self.mark(MarkKind::Dash, false, c.len_utf8());
            self.at += c.len_utf8();
        } else {
            self.push("~", c.len_utf8());
        }
        self.last = Some('~');
        self.glue = true;
    }

    /// What is raised: `^` and the plain characters, so that `10⁻⁴` is `10^-4`.
    fn raised(&mut self, c: char) {
        let plain = plain_of(c);
        let first = !self.last.is_some_and(is_superscript);
        if is_dash(plain) {
            if first {
                self.push("^", 0);
            }
            self.mark(MarkKind::Dash, false, c.len_utf8());
            self.at += c.len_utf8();
        } else {
            let mut spelled = String::from(if first { "^" } else { "" });
            spelled.push(plain);
            self.push(&spelled, c.len_utf8());
        }
        self.last = Some(c);
        self.glue = false;
    }

    /// F8: the bytes of an ellipsis at `at`, and the number of its dots (`…` counts three).
    fn ellipsis(&self, at: usize) -> Option<(usize, usize)> {
        let rest = self.text.get(at..)?;
        let mut dots = 0;
        let mut end = 0;
        for (i, c) in rest.char_indices() {
            match c {
                '.' | '\u{FF0E}' => dots += 1,
                '\u{2026}' | '\u{22EF}' => dots += 3,
                _ if (c.is_whitespace() || is_invisible(c)) && dots > 0 => continue,
                _ => break,
            }
            end = i + c.len_utf8();
        }
        (dots >= 3).then_some((end, dots))
    }

    fn dots(&mut self, c: char) {
        // `.5` after an ellipsis: the last dot belongs to the number.
        if let Some((mut bytes, mut dots)) = self.ellipsis(self.at) {
            let number =
                self.rest().get(bytes..).and_then(|t| t.chars().next()).is_some_and(is_digit);
            if number && dots > 3 && self.rest().get(..bytes).is_some_and(|t| t.ends_with(" .")) {
                bytes -= 2;
                dots -= 1;
            }
            if dots % 3 != 0 {
                self.mark(MarkKind::Stop, true, bytes);
            }
            self.push("\u{2026}", bytes);
            self.glue = true;
        } else {
            self.push(".", c.len_utf8());
            self.glue = false;
        }
        self.last = Some('.');
    }

    fn quotation(&mut self, c: char, mark: QuoteMark) {
        // A run of marks is one.
        if self.last.is_some_and(|l| quote_mark(l).is_some()) && self.out.key.ends_with('"') {
            self.at += c.len_utf8();
            self.last = Some(c);
            return;
        }
        let next = self.visible(self.at + c.len_utf8());
        let doubled = next.filter(|&(_, after)| {
            mark == QuoteMark::Single
                && after == c
                && matches!(canonical(c), '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{2032}')
        });
        let bytes = doubled.map_or(c.len_utf8(), |(at, c)| at + c.len_utf8() - self.at);
        let strokes = if doubled.is_some() { QuoteMark::Double } else { mark };
        if self.last.is_some_and(is_digit) && !self.out.key.ends_with(' ') {
            let closes = self.closes_quotation(c, strokes);
            self.mark(MarkKind::Measure(strokes, closes), false, bytes);
        }
        let space_before = self.glue || self.out.key.ends_with(' ');
        let opens = is_guillemet(c) && !self.closes(c, space_before, self.after(bytes));
        if is_guillemet(c) {
            self.opened = opens.then_some(c);
        }
        self.push("\"", bytes);
        self.last = Some(c);
        self.glue = opens;
    }

    /// Whether the mark `c` closes a quotation that was opened, with as many strokes, in the last
    /// [`QUOTATION_BYTES`] of the paragraph. A prime closes none.
    fn closes_quotation(&self, c: char, strokes: QuoteMark) -> bool {
        if matches!(c, '\u{2B9}' | '\u{2BA}' | '\u{2032}'..='\u{2037}') {
            return false;
        }
        let from = self.text.ceil_char_boundary(self.at.saturating_sub(QUOTATION_BYTES));
        let before = self.text.get(from..self.at).unwrap_or("");
        let paragraph = before.rfind("\n\n").map_or(before, |i| before.get(i..).unwrap_or(""));
        let mut open: Vec<QuoteMark> = Vec::new();
        let mut last = None;
        let mut chars = paragraph.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied().unwrap_or(' ');
            if let Some(mark) = quote_mark(c) {
                let word_before = last.is_some_and(char::is_alphanumeric);
                if !word_before && !next.is_whitespace() {
                    open.push(mark);
                } else if !next.is_alphanumeric()
                    && let Some(at) = open.iter().rposition(|o| *o == mark)
                {
                    open.truncate(at);
                }
            }
            last = Some(c);
        }
        open.contains(&strokes)
    }

    fn letter(&mut self, c: char, folded: char) {
        self.glue = is_spaced_sign(folded);
        let next = self.after(c.len_utf8());
        if matches!(c, '\u{B7}' | '\u{387}' | '\u{2E31}')
            && self.last.is_some_and(is_digit)
            && next.is_some_and(is_digit)
            && !self.is_power_of_ten(c.len_utf8())
        {
            self.push(".", c.len_utf8());
            self.last = Some('.');
            return;
        }
        // `5º`, `nº 5`.
        let counted = |l: char| is_digit(l) || matches!(l, 'n' | 'N');
        if c == '\u{BA}' && self.last.is_some_and(counted) {
            self.push("°", c.len_utf8());
            self.last = Some('°');
            return;
        }
        if is_subscript(c) && self.is_plain_subscript() {
            self.push(plain_of(c).encode_utf8(&mut [0; 4]), c.len_utf8());
            self.last = Some(c);
            return;
        }
        if folded == c && composes_with_nothing(c) && next.is_none_or(composes_with_nothing) {
            let same = self.rest().get(..c.len_utf8()).unwrap_or("");
            self.push(same, c.len_utf8());
            self.last = Some(c);
            return;
        }
        self.cluster();
    }

    /// Whether `10` and a power stand behind `bytes` of the rest.
    fn is_power_of_ten(&self, bytes: usize) -> bool {
        let behind = self.rest().get(bytes..).and_then(|rest| rest.strip_prefix("10"));
        behind.is_some_and(|rest| rest.starts_with(|c| canonical(c) == '^' || is_superscript(c)))
    }

    /// Whether the lowered character here belongs to a letter or a bracket, with no figure beside it: `CO₂`.
    fn is_plain_subscript(&self) -> bool {
        let before = self
            .last
            .is_some_and(|l| l.is_alphabetic() || matches!(l, ')' | ']') || is_subscript(l));
        let behind = self.rest().chars().find(|&c| !is_subscript(c) && !is_invisible(c));
        before && !behind.is_some_and(char::is_numeric)
    }

    /// Canonical composition (NFC), one grapheme cluster at a time.
    fn cluster(&mut self) {
        let Some(cluster) = self.rest().graphemes(true).next() else { return };
        let mut bytes = cluster.len();
        // Marks that belong to the letter stand behind invisible characters as well.
        while let Some((at, c)) = self.visible(self.at + bytes)
            && at > self.at + bytes
            && (is_combining(c) || matches!(c, '\u{1160}'..='\u{11FF}' | '\u{FF9E}' | '\u{FF9F}'))
        {
            bytes = at + c.len_utf8() - self.at;
        }
        let cluster = self.rest().get(..bytes).unwrap_or(cluster);
        let mut mapped = String::with_capacity(bytes);
        for (i, c) in cluster.chars().filter(|&c| !is_invisible(c)).enumerate() {
            if i == 0 && c == 'ı' && cluster.chars().count() > 1 {
                mapped.push('i');
            } else if let Some(character) = radical(c) {
                mapped.push_str(character);
            } else if is_presentation(c) {
                mapped.extend(std::iter::once(c).nfkd().filter(|c| *c != ' '));
            } else {
                mapped.push(canonical(c));
            }
        }
        let folded = if is_nfc_quick(mapped.chars()) == IsNormalized::Yes {
            mapped
        } else {
            mapped.nfc().collect()
        };
        let folded = reordered(folded);
        self.last = folded.chars().next_back().or(self.last);
        self.push(&folded, bytes);
    }
}

/// The hyphens that are typed twice for a dash, or before an option's name.
fn is_hyphen(c: char) -> bool {
    matches!(canonical(c), '-' | '\u{2010}')
}

/// F4: whether white space between two characters is nothing, given whether a line ends in it: a line break between
/// two Chinese or Japanese characters; any, beside their punctuation, and between one and a Latin letter, a digit, a
/// bracket, a quotation mark or another ASCII mark; and between Hangul and a bracket or a quotation mark.
fn is_no_space(last: char, next: char, line: bool) -> bool {
    let (last, next) = (canonical(last), canonical(next));
    let latin = |c: char| c.is_ascii_alphanumeric() || is_digit(c) || matches!(c, 'À'..='ɏ');
    let encloses = |c: char| is_bracket(c) || quote_mark(c).is_some();
    let joins = |c: char| latin(c) || encloses(c) || c.is_ascii_punctuation();
    match (is_cjk(last), is_cjk(next)) {
        (true, true) => line || is_wide_mark(last) || is_wide_mark(next),
        (true, false) => joins(next),
        (false, true) => joins(last),
        (false, false) => {
            (is_hangul(last) && encloses(next)) || (encloses(last) && is_hangul(next))
        }
    }
}

/// Whether a quotation in guillemets ends where a character follows: a space, what ends a clause, another mark, that of a
/// note.
fn ends_text(c: char) -> bool {
    let clause = |c| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '*' | '†');
    c.is_whitespace() || clause(canonical(c)) || is_superscript(c) || quote_mark(c).is_some()
}

/// Punctuation of Chinese and Japanese.
const fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{303F}')
}

/// Thai and Lao: a tone stands behind the ring of a sara am, however it was typed.
fn reordered(folded: String) -> String {
    let tone = |c: char| matches!(c, '\u{E48}'..='\u{E4B}' | '\u{EC8}'..='\u{ECB}');
    let ring = |c: char| matches!(c, '\u{E4D}' | '\u{ECD}');
    if !folded.contains(ring) {
        return folded;
    }
    let mut chars: Vec<char> = folded.chars().collect();
    for at in 1..chars.len() {
        if let Some([a, b]) = chars.get_mut(at - 1..=at)
            && tone(*a)
            && ring(*b)
        {
            std::mem::swap(a, b);
        }
    }
    chars.into_iter().collect()
}

/// Characters that canonical composition leaves alone whatever stands beside them in this same class.
pub(crate) const fn composes_with_nothing(c: char) -> bool {
    c.is_ascii()
        || (matches!(c, '\u{A1}'..='\u{24F}')
            && !matches!(c, '\u{AD}' | '\u{B5}' | 'ĳ' | 'Ĳ' | 'ſ' | 'ı' | '\u{1C4}'..='\u{1CC}' | '\u{1F1}'..='\u{1F3}'))
        || matches!(
            c,
            '\u{388}'..='\u{3CE}'
                | '\u{400}'..='\u{481}'
                | '\u{48A}'..='\u{52F}'
                | '\u{5D0}'..='\u{5EA}'
                | '\u{2010}'..='\u{2027}'
                | '\u{20A0}'..='\u{20BF}'
                | '\u{3001}'..='\u{3029}'
                | '\u{3041}'..='\u{3096}'
                | '\u{30A1}'..='\u{30FA}'
                | '\u{4E00}'..='\u{9FFF}'
                | '\u{AC00}'..='\u{D7A3}'
        )
}

#[cfg(test)]
mod tests {
    use super::{Folded, MarkKind, Side};
    use crate::text::Span;
    use proptest::prelude::*;

    /// Key with its marks written in: `-` and, where it may be absent, `¬`.
    fn show(text: &str, side: Side) -> String {
        let folded = Folded::new(text, side);
        let mut shown = String::new();
        let mut marks = folded.marks.iter().peekable();
        for at in 0..=folded.key.len() {
            while let Some(m) = marks.next_if(|m| m.at == at) {
                match m.kind {
                    MarkKind::Dash => shown.push(if m.optional { '¬' } else { '-' }),
                    MarkKind::Stop => shown.push('_'),
                    MarkKind::Measure(..) => {}
                }
            }
            if folded.key.is_char_boundary(at) {
                shown.extend(folded.key.get(at..).and_then(|k| k.chars().next()));
            }
        }
        shown
    }

    #[test]
    fn folds_what_a_typesetter_may_change() {
        for (text, folded) in [
            ("plain text 42", "plain text 42"),
            ("“it’s” «so»", "\"it\"s\" \"so\""),
            ("« Oui ! » dit-il", "\"Oui!\" dit-il"),
            ("sagte »ja« und ging", "sagte \"ja\" und ging"),
            ("a — b, a–b, a -- b", "a-b, a-b, a-b"),
            ("change -0.42 and −0.61 to –0.23", "change -0.42 and -0.61 to -0.23"),
            ("5 – 3", "5-3"),
            ("well-\nknown and effec-\r\n  tive", "well¬known and effec¬tive"),
            ("door -\nthe red, door \u{AD}-\r\n the", "door-the red, door-the"),
            ("door --\nthe red; door -\nThe", "door-the red; door-The"),
            ("effec\u{AD}tive, effec\u{AD}\ntive", "effective, effec¬tive"),
            ("NATO-\nRussia", "NATO-Russia"),
            ("one ... two . . . three … four", "one…two…three…four"),
            ("said. ... Then. . . . And....", "said_…Then_…And_…"),
            ("a\u{A0}b\u{2009}<\n\nc", "a b<c"),
            ("p < .05, n = 6, 1 × 2 ± 3, 4 °C, 5º", "p<.05, n=6, 1×2±3, 4°C, 5°"),
            ("Cafe\u{301} Zu\u{308}rich ﬁnd ſo µg", "Café Zürich find so μg"),
            ("Caf\u{AD}e\u{200B}\u{301}", "Café"),
            ("ı\u{307}stanbul 61·4 10⁶ 10^6 10⁻⁴ ½", "i\u{307}stanbul 61.4 10^6 10^6 10^-4 ½"),
            ("3·10⁶ CO₂ (SO₄)₂ 5₂ x₁2", "3·10^6 CO2 (SO4)2 5₂ x₁2"),
            ("bĳ ǌega, ⼝, ﺑﻘﻲ ｶﾞｽ", "bij njega,口, بقي ガス"),
            ("ท่ำ ทํ่า", "ทํ่า ทํ่า"),
            ("« (x) » »(x)« und »ja« (« so »)", "\"(x)\" \"(x)\" und \"ja\" (\"so\")"),
            ("a -- b --no-owner ‘“so”’", "a-b --no-owner \"so\""),
            ("来了——又走 ５～７ ～5 他 x 2019 年", "来了-又走5-7~5他x 2019年"),
            ("COVID-\n19 effec\u{FFFE}tive effec¬\ntive ¬5", "COVID-19 effec¬tive effec¬tive ¬5"),
            ("Hawaiʻi don`t don\u{92}t Luís ‧ ・", "Hawai\"i don\"t don\"t Luís · ·"),
            ("１２３円です。\nとても", "123円です。とても"),
            ("zero\u{200B}width\u{202E}", "zerowidth"),
            ("``so'' he said", "\"so\" he said"),
            ("why ? at 10 :30 , so", "why? at 10 :30, so"),
        ] {
            assert_eq!(show(text, Side::Document), folded, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn plain_runs_are_what_their_characters_are(
            pieces in prop::collection::vec(
                "[a-cA-C]{1,3}|[a-c, .\n]{0,90}|[0-9]{1,2}|[ ]{1,2}|\n|\r\n|[-.,:;!?%'\"`()$§]|’|‘|“|”|—|…|\u{301}|é|\u{AD}                 |\u{200B}|\u{A0}|ﬁ|ı|日|。|«|»|·|５|\t|x’x|[<>=~]|\u{2}|²|₂|～|--|ｶ|a, b. c| — | – | - |\n\n|[a-c]['\"` .-][a-c]|ñ|×|[.] [.]",
                0..40,
            ),
        ) {
            let text = pieces.concat();
            for side in [Side::Document, Side::Quote] {
                let (fast, plain) = (Folded::new(&text, side), Folded::plainly(&text, side));
                prop_assert_eq!(&fast.key, &plain.key);
                prop_assert_eq!(&fast.marks, &plain.marks);
                for at in (0..=fast.key.len()).filter(|at| fast.key.is_char_boundary(*at)) {
                    prop_assert_eq!(fast.text_start(at), plain.text_start(at));
                    if at < fast.key.len() {
                        let (start, alike) = fast.way_back().start(at);
                        prop_assert_eq!(start, plain.text_start(at));
                        // The last stretch of the map has no end of its own; of each, a few places do.
                        let alike = (at..fast.key.len()).take(alike.min(9)).skip(1);
                        for key in alike.filter(|key| fast.key.is_char_boundary(*key)) {
                            prop_assert_eq!(plain.text_start(key), start + key - at);
                        }
                    }
                    prop_assert_eq!(fast.text_end(at), plain.text_end(at));
                }
                let mut way = fast.way_back();
                for (at, c) in fast.key.char_indices() {
                    let span = Span::new(plain.text_start(at), plain.text_end(at + c.len_utf8()));
                    prop_assert_eq!(way.span(at, c.len_utf8()), span);
                }
                for (at, c) in fast.key.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
                    // The very character, but for full-width digits and ligatures.
                    let span = fast.text_start(at)..fast.text_end(at + 1);
                    let own = text.get(span.clone()).expect("a slice");
                    prop_assert!(own.len() > 1 || own == c.to_string(), "{own:?} for {c:?}");
                }
            }
        }
    }

    #[test]
    fn maps_back_to_the_text() {
        let text = "Cafe\u{301} — “so”  it\u{AD}s";
        let folded = Folded::new(text, Side::Document);
        for (at, c) in folded.key.char_indices() {
            let start = folded.text_start(at);
            let end = folded.text_end(at + c.len_utf8());
            let slice = text.get(start..end).expect("a slice");
            let again = Folded::new(slice, Side::Document).key;
            if c != ' ' {
                assert_eq!(again, c.to_string(), "{slice:?}");
            }
        }
    }
}
