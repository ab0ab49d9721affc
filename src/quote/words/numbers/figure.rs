//! What belongs to a figure: signs, currencies, per cent, scales, groups of digits and further figures, glued to it or
//! after a space.

use super::han::is_hangul_scale;
use super::{CURRENCY_CODES, MEASURE, Numbers};
use crate::quote::fold::char_class::{
    is_bracket, is_combining, is_comparator, is_currency, is_dash, is_digit, is_fraction,
    is_han_numeral, is_hangul, is_percent, is_quotation, is_sign, is_subscript, writes_no_spaces,
};
use crate::quote::words::list::{List, ListSet};

impl Numbers<'_> {
    /// Where what is glued to a figure from before begins: signs, currency, comparators, letters.
    pub(super) fn glued_before(&self, mut at: usize, from: usize) -> usize {
        while at > from {
            let c = self.before(at);
            let two = at.checked_sub(1).map_or(' ', |at| self.before(at));
            let free = !two.is_alphanumeric() && !matches!(two, ')' | ']' | '%');
            if is_comparator(c) {
                return at - 1;
            }
            // `>=5`, `+/-5`.
            if (c == '=' && is_comparator(two)) || (c == '/' && two == '+') {
                return at - 2;
            }
            // `%50`, as Turkish writes it.
            let belongs = if is_dash(c) || is_percent(c) {
                free
            } else {
                is_sign(c)
                    || is_currency(c)
                    || (c == '^' && !two.is_alphabetic())
                    || (c == '.' && free && !matches!(two, '.' | '\u{2026}'))
                    || (c == '(' && is_currency(two))
                    || c == '√'
                    || (c.is_alphanumeric() && !writes_no_spaces(c))
                    || is_combining(c)
            };
            if !belongs {
                break;
            }
            at -= 1;
        }
        at
    }

    /// `USD 5`, `€ 5`, `yüzde 5`, `% 5`.
    pub(super) fn parted_before(&self, at: usize, from: usize) -> usize {
        if let Some(start) = self.percent_before(at, from) {
            return start;
        }
        if at < from + 2 || self.before(at) != ' ' {
            return at;
        }
        let start = self.word_start(at - 1, from);
        let word = self.word(start, at - 1);
        let percent = word.chars().all(is_percent)
            && !start.checked_sub(1).is_some_and(|space| is_digit(self.before(space)));
        let signs = word.starts_with(|c| is_comparator(c) || c == '+') && word.len() > 1;
        let signs = signs && !word.contains(char::is_alphanumeric);
        let mark = !word.is_empty() && (word.chars().all(is_currency) || percent || signs);
        let letters = word.chars().last().is_some_and(is_currency)
            && word.chars().all(|c| is_currency(c) || c.is_uppercase());
        // `Rs. 40`.
        let code = word.strip_suffix('.').unwrap_or(&word);
        if mark || letters || CURRENCY_CODES.contains(&code) { start } else { at }
    }

    /// `yüzde 5`, ร้อยละ 5: where a word for per cent begins that is before its figure.
    fn percent_before(&self, at: usize, from: usize) -> Option<usize> {
        let words = self.words?;
        let end = at.saturating_sub(usize::from(self.before(at) == ' '));
        if writes_no_spaces(self.before(end)) {
            let starts = from.max(end.saturating_sub(UNSPACED_CHARS))..end;
            let listed = ListSet::of(&[List::PercentBefore]);
            return starts.rev().find(|start| {
                let head = self.line.get(*start..end).unwrap_or(&[]);
                words.unspaced_number(head, listed) == Some(end - start)
            });
        }
        let start = self.word_start(end, from);
        (end < at && start < end && words.has(List::PercentBefore, &self.word(start, end)))
            .then_some(start)
    }

    /// Where what is glued to a figure from after ends: digits with their marks, letters, signs and further figures.
    pub(super) fn glued_after(&self, at: usize, start: usize) -> usize {
        let mut end = at;
        loop {
            let (c, next) = (self.char(end), self.char(end + 1));
            let last = self.before(end);
            let figure = is_digit(c) || is_fraction(c) || is_subscript(c);
            let behind_figure = c == '°'
                || (c == MEASURE && is_digit(last))
                || is_percent(c)
                || (is_currency(c) && !is_digit(next))
                || c == '×'
                || (c == '^' && next != ' ')
                || (c == ')' && self.line.get(start..end).is_some_and(|l| l.contains(&'(')));
            if is_han_numeral(c) {
                end = self.han(end);
            } else if figure || behind_figure || self.han_tenths(end) {
                end += 1;
            } else if self.han_share(end) {
                end += 2;
            } else if writes_no_spaces(c) {
                return self.scale_glued(end);
            } else if c.is_alphanumeric() || is_combining(c) {
                end = self.word_end(end).max(end + 1);
            } else if c == '\'' {
                // Apostrophes group digits; marks of a quotation do not.
                let group =
                    (1..=3).all(|n| is_digit(self.char(end + n))) && !is_digit(self.char(end + 4));
                if !(is_digit(last) && group) {
                    return end;
                }
                end += 1;
            } else if c == '+' && !self.begins_figure(end + 1) {
                let ends = !next.is_alphanumeric();
                return if ends { end + 1 } else { end };
            } else if c == '/' && next.is_alphabetic() && self.before(end) != ' ' {
                end = self.word_end(end + 1);
            } else if let Some(group) = self.address_group(end) {
                end = group;
            } else if joins_figures(c) && self.begins_figure(end + 1) {
                end += 1;
                while !is_digit(self.char(end)) && !is_fraction(self.char(end)) {
                    end += 1;
                }
            } else {
                return end;
            }
        }
    }

    /// `2001:db8::7`: the end of a group of an address after the colon at `at`, if letters or two colons show that it is one.
    fn address_group(&self, at: usize) -> Option<usize> {
        if self.char(at) != ':' {
            return None;
        }
        let from = at + 1 + usize::from(self.char(at + 1) == ':');
        let end = self.word_end(from);
        let hex = (from..end).all(|at| self.char(at).is_ascii_hexdigit());
        let goes_on = from > at + 1 || self.char(end) == ':';
        (hex && goes_on && (1..=4).contains(&(end - from))).then_some(end)
    }

    /// 1,250万, 5パーセント: a scale of a script without spaces, glued to its figure.
    fn scale_glued(&self, end: usize) -> usize {
        end + self.unspaced(end, &[List::Scales, List::Percent]).unwrap_or(0)
    }

    /// The length of the longest word of some lists that is at `at`, in scripts without spaces.
    pub(super) fn unspaced(&self, at: usize, lists: &[List]) -> Option<usize> {
        let rest = self.line.get(at..(at + UNSPACED_CHARS).min(self.line.len()))?;
        let length = self.words?.unspaced_number(rest, ListSet::of(lists))?;
        // ปีสาม | สามี: a vowel after it makes another word of it.
        let next = self.char(at + length);
        let goes_on = is_combining(next) || matches!(next, 'ะ' | 'า' | 'ำ' | 'ๅ');
        (!goes_on).then_some(length)
    }

    /// Where the number ends that goes on behind the space at `end`; `None` where it does not.
    pub(super) fn parted_after(&self, start: usize, end: usize) -> Option<usize> {
        if self.char(end) != ' ' {
            return None;
        }
        let at = end + 1;
        let c = self.char(at);
        let year = self.is_year(start, end);
        let fraction = is_fraction(c) || (!year && self.is_fraction_in_figures(at));
        if fraction && is_digit(self.before(end)) {
            return Some(self.glued_after(at, start));
        }
        if self.groups(start, end, at) || self.is_rest(start, end, at) {
            return Some(self.glued_after(at, start));
        }
        if writes_no_spaces(c) {
            let scale = self.scale_glued(at);
            return (scale > at && !year).then_some(scale);
        }
        if is_currency(c) && !is_digit(self.char(at + 1)) {
            let each = self.char(at + 1) == '/' && self.char(at + 2).is_alphabetic();
            return Some(if each { self.word_end(at + 2) } else { at + 1 });
        }
        if let Some(after) = self.telephone(start, end).or_else(|| self.shillings(start, at)) {
            return Some(after);
        }
        if matches!(c, 'x' | '×' | '·' | '*' | '⋅') {
            let ten = if self.char(at + 1) == ' ' { at + 2 } else { at + 1 };
            let power = self.char(ten) == '1'
                && self.char(ten + 1) == '0'
                && matches!(self.char(ten + 2), '^' | 'e');
            return power.then(|| self.glued_after(ten, start));
        }
        let word_end = self.word_end(at);
        let word: String = self.line.get(at..word_end)?.iter().collect();
        // `M€`, `USD`.
        if is_currency(self.char(word_end)) && word.chars().count() <= 2 && !word.is_empty() {
            return Some(word_end + 1);
        }
        if CURRENCY_CODES.contains(&word.as_str()) {
            return Some(word_end);
        }
        // `12 m/s` before `12 m`, which may be twelve million.
        if let Some(after) = self.compound_unit(at) {
            return Some(after);
        }
        if let Some(after) = self.listed(at, List::Percent) {
            return Some(after);
        }
        if let Some(after) = self.listed(at, List::Scales) {
            return (!year).then_some(after);
        }
        // `3 and a half`; `5 thirds` are most often no fraction.
        self.listed(at, List::Parts).filter(|after| *after > word_end && !year)
    }

    /// `06 12 34 56 78`, `+44 20 7946 0958`: the end of a telephone number whose groups go on after `end`.
    fn telephone(&self, start: usize, end: usize) -> Option<usize> {
        const GROUPS: usize = 3;
        const TELEPHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=13;
        let abroad = self.char(start) == '+';
        let (mut at, mut groups, mut digits) = (start + usize::from(abroad), 0, 0);
        if !abroad && self.char(at) != '0' {
            return None;
        }
        loop {
            let length = self.digits(at);
            let least = if abroad && groups == 0 { 1 } else { 2 };
            if !(least..=4).contains(&length) {
                return None;
            }
            (at, groups, digits) = (at + length, groups + 1, digits + length);
            if self.char(at) != ' ' || !is_digit(self.char(at + 1)) {
                break;
            }
            at += 1;
        }
        let ends = !self.char(at).is_alphanumeric() && !is_percent(self.char(at));
        let whole = groups >= GROUPS && TELEPHONE_DIGITS.contains(&digits) && ends;
        (whole && at > end).then_some(at)
    }

    /// `£3 4s.`: the end of the shillings at `at`.
    fn shillings(&self, start: usize, at: usize) -> Option<usize> {
        let letter = at + self.digits(at);
        let is = self.char(start) == '£'
            && (1..=2).contains(&(letter - at))
            && self.char(letter) == 's'
            && !self.char(letter + 1).is_alphanumeric();
        is.then_some(letter + 1)
    }

    /// `3/4`, after a whole number.
    fn is_fraction_in_figures(&self, at: usize) -> bool {
        let over = at + self.digits(at);
        let under = over + 1;
        let end = under + self.digits(under);
        let after = self.char(end);
        (1..=2).contains(&(over - at))
            && self.char(over) == '/'
            && (1..=3).contains(&(end - under))
            && !after.is_alphanumeric()
            && !(joins_figures(after) && is_digit(self.char(end + 1)))
    }

    /// `2 million | 500 thousand`, `4억 | 5천만`, `3분의 | 2`: whether the figure at `at` is the rest of the number before
    /// the space.
    fn is_rest(&self, start: usize, end: usize, at: usize) -> bool {
        let Some(words) = self.words.filter(|_| is_digit(self.char(at))) else { return false };
        let digits = self.digits(at);
        let next = self.char(at + digits);
        let last = self.word(self.word_start(end, start), end);
        if last.ends_with(is_hangul) {
            let scale = last.chars().next_back().is_some_and(is_hangul_scale);
            let year = digits == 4 && self.is_year(at, at + digits);
            let counts = is_hangul_scale(next) || (digits >= 3 && !year);
            return last.ends_with("분의") || (scale && counts);
        }
        words.has(List::Scales, &last)
            && next == ' '
            && self.listed(at + digits + 1, List::Scales).is_some()
    }

    /// Whether three digits at `at` are a group of the number before the space: `10 000`.
    fn groups(&self, start: usize, end: usize, at: usize) -> bool {
        let group = (0..3).all(|n| is_digit(self.char(at + n))) && !is_digit(self.char(at + 3));
        let head = self.line.get(start..end).unwrap_or(&[]);
        let run = head.iter().rev().take_while(|c| is_digit(**c)).count();
        let before = head.len().checked_sub(run + 1).and_then(|at| head.get(at));
        let alone = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ','));
        group && matches!(run, 1..=3) && (alone || before == Some(&' '))
    }
}

/// The longest listed word of numbers in a script that writes no spaces, in characters.
const UNSPACED_CHARS: usize = 16;

/// Whether a sign between two figures makes one piece of them.
fn joins_figures(c: char) -> bool {
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && !is_quotation(c)
        && !is_bracket(c)
        && !matches!(c, '\u{2026}' | ';' | '!' | '?' | '\'' | '#' | '§' | '&')
}
