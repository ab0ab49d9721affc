//! Dashes, dots and quotation marks: what becomes a mark beside the key, and what stays in it.

use super::char_class::{
    QuoteMark, breaks_word, canonical, is_cjk, is_currency, is_digit, is_guillemet, is_invisible,
    is_line_break, is_line_end_hyphen, is_superscript, quote_mark,
};
use super::{Folder, MarkKind, Side};
use crate::text::{blank_lines, from_roman, has_blank_line};

/// The longest paragraph that is read for the number of a page in a word, in characters, and its most figures.
const PARAGRAPH: usize = 40;
const FIGURES: usize = 4;

impl Folder<'_> {
    /// Whether two hyphens at `at` begin the name of an option: `--no-same-owner`.
    pub(super) fn is_option(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or("");
        let mut chars = rest.chars().filter(|c| !is_invisible(*c));
        chars.next().is_some_and(is_hyphen)
            && chars.next().is_some_and(is_hyphen)
            && chars.next().is_some_and(char::is_alphanumeric)
    }

    /// Whether a guillemet closes a quotation: the one that was opened with its counterpart, or, where none is open,
    /// what the space beside it says. `‹` and `«` are no counterparts: one that was opened far before says nothing of the other.
    pub(super) fn closes(&self, c: char, space_before: bool, after: Option<char>) -> bool {
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

    /// Whether a mark is glued to the text before it and to none after it.
    fn is_after_text(&self, space_before: bool, after: Option<char>) -> bool {
        let text = |c: char| !matches!(c, '(' | '[' | ':' | '-' | '/');
        !space_before && self.last.is_some_and(text) && after.is_none_or(|c| !c.is_alphanumeric())
    }

    /// Whether the dash at `at` is the sign of a number: glued to it, and to nothing before it.
    pub(super) fn is_sign(&self, at: usize, c: char, space_before: bool) -> bool {
        let next = self.visible(at + c.len_utf8()).map(|(_, c)| c);
        let starts_number =
            next.is_some_and(|n| is_digit(canonical(n)) || n == '.' || is_currency(n));
        let free = space_before
            || self.last.is_none_or(|l| !l.is_alphanumeric() && !matches!(l, ')' | ']' | '%'));
        starts_number && free
    }

    /// F5: whether a quote has taken a hyphen at a line's end over with its line end.
    pub(super) fn copied_line_end(&self, c: char) -> bool {
        self.side == Side::Quote && !is_invisible(c) && self.any_line_end(c).is_some()
    }

    /// F5: the end of the white space after a hyphen at a line's end, where a word goes on after it.
    pub(super) fn line_end(&self, c: char) -> Option<usize> {
        if self.side == Side::Quote { None } else { self.any_line_end(c) }
    }

    pub(super) fn any_line_end(&self, c: char) -> Option<usize> {
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
        let (next, c) = self.visible(end).filter(|_| line)?;
        if c.is_lowercase() {
            return Some(end);
        }
        Some(self.skip_space(self.page_in_word(at, next)?).0)
    }

    /// The end of the number of a page that begins at byte `next`, behind a hyphen that ends at `hyphen`: the end of a page has broken
    /// the word. It is a paragraph of its own, a number with few words beside it, over which the word goes on. The word's first
    /// half is not alone in its paragraph, as `Low-` is in a table of which each cell is a paragraph.
    ///
    /// ```text
    /// to sell the mill be-
    ///
    /// Page 47
    ///
    /// fore the winter came
    /// ```
    fn page_in_word(&self, hyphen: usize, next: usize) -> Option<usize> {
        let blank = |from, to| has_blank_line(self.text.get(from..to).unwrap_or(""));
        if self.begins_paragraph() {
            return None;
        }
        let shown = self.text.get(next..)?.char_indices().filter(|(_, c)| !is_invisible(*c));
        let (mut line, mut end) = (String::new(), None);
        for (at, c) in shown.take(PARAGRAPH) {
            if is_line_break(c) {
                end = Some(next + at);
                break;
            }
            line.push(canonical(c));
        }
        let end = end?;
        let number = |word: &str| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let figures = bare.len() <= FIGURES && bare.bytes().all(|b| b.is_ascii_digit());
            !bare.is_empty() && (figures || from_roman(bare).is_some())
        };
        let words = line.split(|c: char| c.is_whitespace() || c == '/');
        let words = words.filter(|word| word.contains(char::is_alphanumeric));
        // `47`, `Page 47`, `47/90`, `47 of 90`, `Page 47 of 90`.
        let is_number = match words.collect::<Vec<_>>().as_slice() {
            [page] | [_, page] => number(page),
            [first, second, all] => number(all) && (number(first) || number(second)),
            [_, page, _, all] => number(page) && number(all),
            _ => false,
        };
        let (after, _) = self.skip_space(end);
        let goes_on = self.visible(after)?.1.is_lowercase();
        (goes_on && blank(hyphen, next) && blank(end, after) && is_number).then_some(end)
    }

    /// Whether the word here is the first one of its paragraph. A quote may begin anywhere in one.
    fn begins_paragraph(&self) -> bool {
        let hidden = |c: char| c.is_whitespace() || is_invisible(c);
        let before = self.text.get(..self.at).unwrap_or("").trim_end_matches(|c| !hidden(c));
        let space = before.get(before.trim_end_matches(hidden).len()..).unwrap_or("");
        (space.len() == before.len() && self.side == Side::Document) || has_blank_line(space)
    }

    /// Whether white space is before what is looked at: a dash parts words there, `the old door -⏎the red one`. The key
    /// has none of it.
    fn is_spaced_before(&self) -> bool {
        let head = self.text.get(..self.at).unwrap_or("");
        head.trim_end_matches(is_invisible).ends_with(char::is_whitespace)
    }

    pub(super) fn dash(&mut self, c: char) {
        if let Some(end) = self.line_end(c) {
            self.mark(MarkKind::Dash, true, c.len_utf8());
            self.at = end;
            self.glue = true;
            return;
        }
        let spaced = self.out.key.is_empty() || self.out.key.ends_with(' ');
        if spaced && self.is_option(self.at) {
            let second = self.shown(0).nth(1);
            self.push("--", second.map_or(0, |(at, c)| at + c.len_utf8()));
            self.last = Some(c);
            self.glue = false;
            return;
        }
        let (hyphens, end) = self.row(4, is_hyphen);
        let (marks, end_of_two) = self.row(2, |next| next == c);
        let bytes = match hyphens {
            2 | 3 => end,
            _ if marks == 2 && matches!(c, '\u{2014}' | '\u{2015}') => end_of_two,
            _ => c.len_utf8(),
        };
        let space_before = self.out.key.ends_with(' ') && !self.glue;
        let sign = bytes == c.len_utf8() && self.is_sign(self.at, c, space_before);
        // F5: a quote may have taken the number of a page over, too.
        let copied = if self.side == Side::Quote { self.any_line_end(c) } else { None };
        self.mark(MarkKind::Dash, false, bytes);
        self.at = copied.unwrap_or(self.at + bytes);
        self.last = Some(c);
        self.glue = !sign;
    }

    /// How many marks are in a row from here on, at `most` so many, and its bytes. What nobody sees between two of them parts none.
    fn row(&self, most: usize, is: impl Fn(char) -> bool) -> (usize, usize) {
        let (mut marks, mut end) = (0, 0);
        for (at, c) in self.rest().char_indices() {
            if is(c) {
                (marks, end) = (marks + 1, at + c.len_utf8());
                if marks == most {
                    break;
                }
            } else if !is_invisible(c) {
                break;
            }
        }
        (marks, end)
    }

    /// A wave dash, or a tilde: between figures or Chinese and Japanese characters a dash.
    pub(super) fn wave(&mut self, c: char) {
        let beside = |c: char| is_digit(canonical(c)) || is_cjk(c);
        let glued = !self.is_spaced_before();
        if glued && self.last.is_some_and(beside) && self.after(c.len_utf8()).is_some_and(beside) {
            self.mark(MarkKind::Dash, false, c.len_utf8());
            self.at += c.len_utf8();
        } else {
            self.push("~", c.len_utf8());
        }
        self.last = Some('~');
        self.glue = true;
    }

    /// F8: the bytes of an ellipsis at `at`, and the number of its dots (`…` counts three).
    pub(super) fn ellipsis(&self, at: usize) -> Option<(usize, usize)> {
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

    pub(super) fn dots(&mut self, c: char) {
        // `.5` after an ellipsis: the last dot belongs to the number.
        if let Some((mut bytes, mut dots)) = self.ellipsis(self.at) {
            let head = self.rest().get(..bytes).and_then(|head| head.strip_suffix('.'));
            let head = head.and_then(|head| head.trim_end_matches(is_invisible).strip_suffix(' '));
            if let Some(head) = head.filter(|_| dots > 3 && self.after(bytes).is_some_and(is_digit))
            {
                bytes = head.len();
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

    pub(super) fn quotation(&mut self, c: char, mark: QuoteMark) {
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
        let blank = blank_lines(before).next_back();
        let paragraph = blank.and_then(|blank| before.get(blank.start..)).unwrap_or(before);
        let mut open: Vec<QuoteMark> = Vec::new();
        let mut last = None;
        let mut chars = paragraph.chars().filter(|c| !is_invisible(*c)).peekable();
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
}

/// Bytes of a paragraph in which the mark is looked for that opened a quotation.
const QUOTATION_BYTES: usize = 2_000;

/// The hyphens that are typed twice for a dash, or before an option's name.
fn is_hyphen(c: char) -> bool {
    matches!(canonical(c), '-' | '\u{2010}' | '\u{2011}')
}

/// Whether a quotation in guillemets ends where a character follows: a space, what ends a clause, another mark, that of a
/// note.
fn ends_text(c: char) -> bool {
    let clause = |c| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '*' | '†');
    c.is_whitespace() || clause(canonical(c)) || is_superscript(c) || quote_mark(c).is_some()
}
