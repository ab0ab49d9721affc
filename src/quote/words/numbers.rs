//! Number expressions: a figure with all that makes it the number that it is.
//!
//! `$10m–$12m`, `3.1 × 10⁻⁴`, `−5 °C`, `5 per cent`, `three hundred thousand` and `12 mg/kg` each are one piece; a
//! quote that begins or ends inside one gives another number. What follows a number without being part of it, a plain
//! unit (`12 | mg`) or the other end of a range in words (`from 5 | to 7`), may be cut off, and is told of.
//!
//! The line is a folded one: one space, one kind of hyphen, no space around `× ± = <`.

use super::language::is_frequent;
use super::lists::{List, WordLists};
use crate::quote::fold::char_class::{
    is_bracket, is_combining, is_comparator, is_currency, is_dash, is_digit, is_fraction,
    is_han_numeral, is_percent, is_quotation, is_sign, is_subscript, writes_no_spaces,
};
use std::ops::Range;

/// A mark of measure (feet, inches, minutes) in a line.
pub(crate) const MEASURE: char = '\u{2032}';

/// Currencies that stand as codes before or behind a figure.
const CURRENCY_CODES: [&str; 36] = [
    "USD", "EUR", "GBP", "JPY", "CHF", "CNY", "RMB", "INR", "RUB", "AUD", "CAD", "NZD", "SEK",
    "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "BRL", "MXN", "ZAR", "KRW", "ILS", "AED",
    "SAR", "EGP", "IDR", "VND", "THB", "UAH", "Rs", "DM", "kr", "zł",
];

/// What a place in a line cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A number: what is left is another one.
    Number,
    /// The unit of a number, or the other end of its range: what is left is the same number.
    Loose,
}

/// Whether a number expression of `line` stands on both sides of the place before character `at`.
pub(crate) fn cut(line: &[char], at: usize, words: Option<&WordLists>) -> Option<Cut> {
    if parts_words(line, at, words) { None } else { search(line, at, words) }
}

/// Whether the place before character `at` parts words of which one stands in no number, or stands at a mark that ends
/// one, as nearly every place does. An expression is one stretch of the line, and has no stop or comma but before a
/// figure: `of the | men`, `men | died`, `mg, | and` need no search.
fn parts_words(line: &[char], at: usize, words: Option<&WordLists>) -> bool {
    let char = |at: usize| line.get(at).copied().unwrap_or(' ');
    let ends_clause = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?');
    if at == 0 || at >= line.len() {
        return true;
    }
    // Marks that stand in no number: an apostrophe without a figure behind it, a stop before a space or such a mark.
    let apart = |at: usize| match char(at) {
        '\'' => !is_digit(char(at + 1)),
        '"' => true,
        c => ends_clause(c) && matches!(char(at + 1), ' ' | '\'' | '"'),
    };
    if apart(at) || apart(at - 1) {
        return true;
    }
    // The words on both sides of the space: where the first ends, and where the second begins.
    let (end, start) = match (char(at - 1), char(at)) {
        (' ', ' ') => return false,
        (' ', _) => (at - 1, at),
        (_, ' ') => (at, at + 1),
        _ => return false,
    };
    if end > 0 && ends_clause(char(end - 1)) {
        return true;
    }
    let letter = |c: &&char| c.is_alphabetic() && !writes_no_spaces(**c);
    let plain = |word: &[char]| {
        let word: String = word.iter().collect();
        !word.is_empty()
            && !CURRENCY_CODES.contains(&word.as_str())
            && words.is_none_or(|words| !words.may_count(&word))
    };
    let (head, tail) = (line.get(..end).unwrap_or(&[]), line.get(start..).unwrap_or(&[]));
    let first = head.iter().rev().take_while(letter).count();
    let second = tail.iter().take_while(letter).count();
    // The line's first word may be the end of a longer one.
    let whole_first = first < head.len() && char(end - first - 1) == ' ';
    let after = char(start + second);
    let whole_second = after == ' ' || ends_clause(after) && char(start + second + 1) == ' ';
    (whole_first && plain(head.get(end - first..).unwrap_or(&[])))
        || (whole_second && plain(tail.get(..second).unwrap_or(&[])))
}

fn search(line: &[char], at: usize, words: Option<&WordLists>) -> Option<Cut> {
    let numbers = Numbers { line, words };
    let mut loose = None;
    let mut from = 0;
    while let Some(found) = numbers.next(from) {
        if found.whole.start < at && at < found.whole.end {
            return Some(Cut::Number);
        }
        if found.loose.start < at && at < found.loose.end {
            loose = Some(Cut::Loose);
        }
        if found.whole.start >= at {
            break;
        }
        from = found.whole.end.max(from + 1);
    }
    loose
}

/// The number with its unit, or the range in words, that stands on both sides of the place before character `at`.
pub(crate) fn loose(line: &[char], at: usize, words: Option<&WordLists>) -> Option<Range<usize>> {
    if cut(line, at, words) != Some(Cut::Loose) {
        return None;
    }
    let numbers = Numbers { line, words };
    let mut from = 0;
    while let Some(found) = numbers.next(from).filter(|found| found.whole.start < at) {
        if at < found.loose.end {
            return Some(found.loose);
        }
        from = found.whole.end.max(from + 1);
    }
    None
}

/// The number expressions of `line`, each as one piece.
pub(crate) fn expressions(line: &[char], words: Option<&WordLists>) -> Vec<Range<usize>> {
    let numbers = Numbers { line, words };
    let mut from = 0;
    std::iter::from_fn(|| {
        let found = numbers.next(from)?.whole;
        from = found.end.max(from + 1);
        Some(found)
    })
    .collect()
}

/// A number expression.
struct Found {
    /// What is one piece.
    whole: Range<usize>,
    /// The same with what may be cut off.
    loose: Range<usize>,
}

struct Numbers<'l> {
    line: &'l [char],
    words: Option<&'l WordLists>,
}

impl Numbers<'_> {
    fn char(&self, at: usize) -> char {
        self.line.get(at).copied().unwrap_or(' ')
    }

    fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or(' ', |at| self.char(at))
    }

    /// Whether a figure, with its sign or currency, begins at `at`.
    fn begins_figure(&self, mut at: usize) -> bool {
        for _ in 0..3 {
            let c = self.char(at);
            if is_digit(c) || is_fraction(c) {
                return true;
            }
            let decimal = c == '.' && is_digit(self.char(at + 1));
            if !(is_sign(c) || is_currency(c) || is_comparator(c) || decimal) {
                return false;
            }
            at += 1;
        }
        false
    }

    /// The first number expression that has characters from `from` on.
    fn next(&self, from: usize) -> Option<Found> {
        let mut at = from;
        while at < self.line.len() {
            let c = self.char(at);
            if is_digit(c) || is_fraction(c) {
                return Some(self.figure(at, from));
            }
            if is_han_numeral(c) && (is_han_numeral(self.char(at + 1)) || self.han_part(at)) {
                let end = self.han(at);
                return Some(Found { whole: at..end, loose: at..end });
            }
            if c.is_alphabetic() && !writes_no_spaces(c) {
                if let Some(found) = self.spelled(at) {
                    return Some(found);
                }
                at = self.word_end(at);
            } else {
                at += 1;
            }
        }
        None
    }

    /// 百分之三十五: a share.
    fn han_part(&self, at: usize) -> bool {
        let share = |c| matches!(c, '分' | '割');
        is_han_numeral(self.char(at))
            && share(self.char(at + 1))
            && (self.char(at + 2) == '之' || self.char(at + 2) == 'の')
            && is_han_numeral(self.char(at + 3))
    }

    fn han(&self, mut at: usize) -> usize {
        loop {
            let c = self.char(at);
            if is_han_numeral(c) || is_digit(c) {
                at += 1;
            } else if matches!(c, '分')
                && matches!(self.char(at + 1), '之' | 'の')
                && is_han_numeral(self.char(at + 2))
            {
                at += 2;
            } else if matches!(c, '点' | '點' | '・' | '·' | '.' | ',')
                && is_han_numeral(self.char(at + 1))
            {
                at += 1;
            } else if is_percent(c) {
                return at + 1;
            } else {
                return at;
            }
        }
    }

    fn figure(&self, at: usize, from: usize) -> Found {
        let start = self.glued_before(at, from);
        let mut end = self.glued_after(at, start);
        let start = self.parted_before(start, from);
        let mut loose = end;
        while let Some(more) = self.parted_after(start, end) {
            end = more;
        }
        loose = loose.max(end);
        // `62% in all`, `$5 in May`: what has a sign of its own has no unit.
        let bare = |c: &char| !is_percent(*c) && !is_currency(*c);
        let measures = self.line.get(start..end).is_some_and(|l| l.iter().all(bare));
        let unit = self.unit(end).filter(|_| measures);
        if let Some(more) = unit.or_else(|| self.range(start, end)) {
            loose = more;
        }
        Found { whole: start..end, loose: start..loose }
    }

    /// Where what is glued to a figure from before begins: signs, currency, comparators, letters.
    fn glued_before(&self, mut at: usize, from: usize) -> usize {
        while at > from {
            let c = self.before(at);
            let two = at.checked_sub(1).map_or(' ', |at| self.before(at));
            let free = !two.is_alphanumeric() && !matches!(two, ')' | ']' | '%');
            if is_comparator(c) {
                return at - 1;
            }
            let belongs = if is_dash(c) {
                free
            } else {
                is_sign(c)
                    || is_currency(c)
                    || (c == '^' && !two.is_alphabetic())
                    || (c == '.' && free && !matches!(two, '.' | '\u{2026}'))
                    || (c == '(' && is_currency(two))
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

    /// `USD 5`, `€ 5`.
    fn parted_before(&self, at: usize, from: usize) -> usize {
        if at < from + 2 || self.before(at) != ' ' {
            return at;
        }
        let start = self.word_start(at - 1, from);
        let word: String = self.line.get(start..at - 1).unwrap_or(&[]).iter().collect();
        let mark = !word.is_empty() && word.chars().all(is_currency);
        let letters = word.chars().last().is_some_and(is_currency)
            && word.chars().all(|c| is_currency(c) || c.is_uppercase());
        if mark || letters || CURRENCY_CODES.contains(&word.as_str()) { start } else { at }
    }

    /// The start of the run without spaces that ends at `at`.
    fn word_start(&self, at: usize, from: usize) -> usize {
        let mut start = at;
        while start > from && self.before(start) != ' ' {
            start -= 1;
        }
        start
    }

    fn word_end(&self, mut at: usize) -> usize {
        while self.char(at).is_alphanumeric() && !writes_no_spaces(self.char(at))
            || is_combining(self.char(at))
        {
            at += 1;
        }
        at
    }

    /// Where what is glued to a figure from behind ends: digits with their marks, letters, signs and further figures.
    fn glued_after(&self, at: usize, start: usize) -> usize {
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
            } else if figure || behind_figure {
                end += 1;
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

    /// 1,250万: a scale of a script without spaces, glued to its figure.
    fn scale_glued(&self, end: usize) -> usize {
        let longest = (1..=3).rev().find(|n| {
            let word: String = self.line.get(end..end + n).unwrap_or(&[]).iter().collect();
            self.words.is_some_and(|w| w.has(List::Scales, &word) || w.has(List::Percent, &word))
        });
        longest.map_or(end, |n| end + n)
    }

    /// Where the number ends that goes on behind the space at `end`; `None` where it does not.
    fn parted_after(&self, start: usize, end: usize) -> Option<usize> {
        if self.char(end) != ' ' {
            return None;
        }
        let at = end + 1;
        let c = self.char(at);
        if is_fraction(c) && is_digit(self.before(end)) {
            return Some(self.glued_after(at, start));
        }
        if self.groups(start, end, at) {
            return Some(self.glued_after(at, start));
        }
        if is_currency(c) && !is_digit(self.char(at + 1)) {
            return Some(at + 1);
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
        if let Some(after) = self.listed(at, List::Percent) {
            return Some(after);
        }
        if let Some(after) = self.listed(at, List::Scales) {
            return (!self.is_year(start, end)).then_some(after);
        }
        self.compound_unit(at)
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

    /// A bare figure from 1000 to 2100.
    fn is_year(&self, start: usize, end: usize) -> bool {
        let figure = self.line.get(start..end).unwrap_or(&[]);
        let year: Option<u32> =
            (figure.len() == 4).then(|| figure.iter().collect::<String>().parse().ok()).flatten();
        year.is_some_and(|year| (1_000..=2_100).contains(&year))
    }

    /// The end of a word or phrase of a list, of up to three words, that begins at `at`.
    fn listed(&self, at: usize, list: List) -> Option<usize> {
        let words = self.words?;
        let mut ends = Vec::new();
        let mut end = at;
        for _ in 0..3 {
            end = self.word_end(end);
            if end == at {
                break;
            }
            ends.push(end);
            if self.char(end) != ' ' {
                break;
            }
            end += 1;
        }
        let has = |end: &usize| {
            let phrase: String = self.line.get(at..*end).unwrap_or(&[]).iter().collect();
            words.has(list, &phrase)
        };
        let found = ends.into_iter().rev().find(has)?;
        // The full stop of `Mio.` is not of the number: `5 Mio.` may end a sentence.
        Some(found)
    }

    /// `12 mg/kg`, `5 cm^2`, `5 m s⁻¹`: the end of a unit of more than one part.
    fn compound_unit(&self, at: usize) -> Option<usize> {
        let end = self.unit_word(at)?;
        let rest = self.char(end);
        let goes_on = matches!(rest, '/' | '·') && self.char(end + 1).is_alphanumeric();
        if goes_on || rest == '^' {
            return Some(self.glued_after(end, at));
        }
        if rest == '-' && self.begins_figure(end + 1) {
            // `5 mg–10 mg`.
            return Some(self.glued_after(end + 1, at));
        }
        if rest == ' ' {
            let next = self.word_end(end + 1);
            let raised = self.char(next) == '^' && next > end + 1;
            return raised.then(|| self.glued_after(next, at));
        }
        None
    }

    fn unit_word(&self, at: usize) -> Option<usize> {
        let mut end = at;
        while self.char(end).is_alphabetic() || matches!(self.char(end), '°' | 'µ' | 'μ' | '%') {
            end += 1;
        }
        let word: String = self.line.get(at..end)?.iter().collect();
        (!word.is_empty() && self.words.is_some_and(|w| w.is_unit(&word))).then_some(end)
    }

    /// A plain unit behind the figure: `12 mg`.
    fn unit(&self, end: usize) -> Option<usize> {
        if self.char(end) != ' ' {
            return None;
        }
        let after = self.unit_word(end + 1)?;
        let word: String = self.line.get(end + 1..after)?.iter().collect();
        // `12 in` may be inches, and is none nearly always.
        let joins = self.words.is_some_and(|w| is_frequent(w.language(), &word));
        (!joins).then_some(after)
    }

    /// The other end of a range in words, or between spaced dashes: `5 to 7`, `5 – 7`. Years are left alone.
    fn range(&self, start: usize, end: usize) -> Option<usize> {
        if self.char(end) != ' ' || self.is_year(start, end) {
            return None;
        }
        if self.char(end + 1) == '-' && self.char(end + 2) == ' ' && self.begins_figure(end + 3) {
            return Some(end + 4);
        }
        let words = self.words?;
        let word_end = self.word_end(end + 1);
        let word: String = self.line.get(end + 1..word_end)?.iter().collect();
        let to = self.char(word_end) == ' ' && self.begins_figure(word_end + 1);
        if word.is_empty() || !to {
            return None;
        }
        let before = self.word_start(start.saturating_sub(1), 0);
        let first: String =
            self.line.get(before..start.saturating_sub(1)).unwrap_or(&[]).iter().collect();
        let (first, word) = (first.to_lowercase(), word.to_lowercase());
        // `5 to 7` is a range without its `from`; `5 and 7` needs its `between`.
        let joins = words.has(List::And, &word);
        let ranged =
            words.pairs(List::Ranges).any(|(from, to)| to == word && (from == first || !joins));
        ranged.then_some(word_end + 2)
    }

    /// A number in words that begins at `at`: two number words or more, or one with a scale or a percent word.
    fn spelled(&self, at: usize) -> Option<Found> {
        let words = self.words?;
        if self.before(at).is_alphanumeric() {
            return None;
        }
        let kind = |from: usize, to: usize| {
            let word: String = self.line.get(from..to).unwrap_or(&[]).iter().collect();
            words.as_number(&word)
        };
        let mut end = self.word_end(at);
        let (number, mut scale) = kind(at, end);
        if !number {
            return None;
        }
        let mut count = 1;
        loop {
            let mut next = end;
            if !matches!(self.char(next), ' ' | '-') {
                break;
            }
            next += 1;
            let mut word_end = self.word_end(next);
            // `two hundred and five`.
            if scale && self.char(word_end) == ' ' {
                let word: String = self.line.get(next..word_end).unwrap_or(&[]).iter().collect();
                if words.has(List::And, &word) {
                    let after = self.word_end(word_end + 1);
                    if kind(word_end + 1, after).0 {
                        (next, word_end) = (word_end + 1, after);
                    }
                }
            }
            let (number, is_scale) = kind(next, word_end);
            if word_end == next || !number {
                break;
            }
            scale = is_scale;
            end = word_end;
            count += 1;
        }
        if self.char(end) == ' '
            && let Some(after) = self.listed(end + 1, List::Percent)
        {
            (end, count) = (after, count + 1);
        }
        (count > 1).then(|| Found { whole: at..end, loose: at..self.unit(end).unwrap_or(end) })
    }
}

/// Whether a sign between two figures makes one piece of them.
fn joins_figures(c: char) -> bool {
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && !is_quotation(c)
        && !is_bracket(c)
        && !matches!(c, '\u{2026}' | ';' | '!' | '?' | '\'' | '#' | '§' | '&')
}

#[cfg(test)]
mod tests {
    use super::{cut, search};
    use crate::quote::words::WordLists;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn a_place_between_words_needs_no_search(
            line in "(5|10|1,000|2019|\\$|€|USD|kr|%|per|cent|mille|percentage|points?|'|''|five|hundred|and|from|to|between|mg|kg|m|s|the|men|of|million|Mio|pour|Prozent|von|bis|о|тысяч|[ .,;:()/^x'-]|\\.'|—|A5|| | | |万|二){0,14}",
            language in "en|de|fr|ru|zh|vi",
        ) {
            let words = WordLists::for_language(Some(&language));
            let line: Vec<char> = line.chars().collect();
            for at in 0..=line.len() {
                prop_assert_eq!(cut(&line, at, words), search(&line, at, words), "{:?} {}", line, at);
            }
        }
    }
}
