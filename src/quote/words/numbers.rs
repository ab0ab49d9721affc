//! Number expressions: a figure with everything that belongs to the number.
//!
//! `$10m–$12m`, `3.1 × 10⁻⁴`, `−5 °C`, `5 per cent`, `three hundred thousand` and `12 mg/kg` each are one piece; a
//! quote that begins or ends inside one gives another number. What follows a number without being part of it, a plain
//! unit (`12 | mg`) or the other end of a range in words (`from 5 | to 7`), may be cut off, and is reported.
//!
//! The line is a folded one: one space, one kind of hyphen, no space around `× ± = <`.

use super::language::is_frequent;
use super::list::{List, ListSet};
use super::lists::WordLists;
use crate::quote::fold::char_class::{
    is_bracket, is_cjk, is_combining, is_comma, is_comparator, is_currency, is_dash, is_digit,
    is_fraction, is_han_numeral, is_hangul, is_percent, is_quotation, is_sign, is_subscript,
    writes_no_spaces,
};
use crate::text::is_year;
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
    let words = Some(or_of_any_language(words));
    if parts_words(line, at, words) { None } else { search(line, at, words) }
}

/// The word lists, or the few words of numbers that are known without them.
pub(crate) fn or_of_any_language(words: Option<&WordLists>) -> &WordLists {
    match words {
        Some(words) => words,
        None => WordLists::of_any_language(),
    }
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
        '.' if abbreviates(line, at, words) => false,
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
        return !abbreviates(line, end - 1, words);
    }
    let letter = |c: &&char| c.is_alphabetic() && !writes_no_spaces(**c);
    let plain = |word: &[char]| {
        let word: String = word.iter().collect();
        !word.is_empty()
            && !CURRENCY_CODES.contains(&word.as_str())
            && !word.starts_with(is_hangul_numeral)
            // `5 x 10⁶`.
            && word != "x"
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

/// `5 p. 100`: whether the stop at `at` belongs to a phrase of a number.
fn abbreviates(line: &[char], at: usize, words: Option<&WordLists>) -> bool {
    let head = line.get(..at).unwrap_or(&[]);
    let letters = head.iter().rev().take_while(|c| c.is_alphabetic()).count();
    let word: String = head.iter().skip(at - letters).collect();
    letters > 0 && words.is_some_and(|words| words.may_count(&format!("{word}.")))
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
    let numbers = Numbers { line, words: Some(or_of_any_language(words)) };
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
    let numbers = Numbers { line, words: Some(or_of_any_language(words)) };
    let mut from = 0;
    std::iter::from_fn(|| {
        let found = numbers.next(from)?.whole;
        from = found.end.max(from + 1);
        Some(found)
    })
    .filter(|found| !found.is_empty())
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
            if self.begins_han(at) {
                let end = self.han(at);
                return Some(Found { whole: at..end, loose: at..end });
            }
            if writes_no_spaces(c) && !is_cjk(c) {
                if let Some(found) = self.spelled(at) {
                    return Some(found);
                }
                at += 1;
            } else if c.is_alphabetic() && !writes_no_spaces(c) {
                if let Some(found) = self.spelled(at) {
                    return Some(found);
                }
                // و١٢ مليون: behind a word that is written as one with its figure.
                if let Some(figure) = self.figure_behind(at) {
                    return Some(self.figure(figure, figure));
                }
                at = self.word_end(at);
            } else {
                at += 1;
            }
        }
        None
    }

    /// The figure that the letters at `at` are glued to, if they are a word of their own.
    fn figure_behind(&self, at: usize) -> Option<usize> {
        let rest = self.line.get(at..)?;
        let letters = rest.iter().take_while(|c| c.is_alphabetic()).count();
        let figure = at + letters;
        let glued = letters > 0 && is_digit(self.char(figure));
        (glued && self.words?.is_elided(&self.word(at, figure))).then_some(figure)
    }

    /// Whether a number in Han numerals begins at `at`: 二十, 百分之三十五, 几十, 三、四百.
    fn begins_han(&self, at: usize) -> bool {
        let (c, next) = (self.char(at), self.char(at + 1));
        if !is_han_numeral(c) {
            let more = c == '上' && self.words.is_some_and(|words| words.is_language("zh"));
            let percent = next == '百' && self.char(at + 2) == '分';
            return (is_few(c) || more) && is_han_scale(next) && !percent;
        }
        // Not 一、二十世纪, an item with its mark.
        let either = self.han_either(at + 1) && self.before(at).is_alphanumeric();
        is_han_numeral(next) || self.han_share(at + 1) || self.han_about(at + 1) || either
    }

    /// 三、四百: a comma between two figures of one scale.
    fn han_either(&self, at: usize) -> bool {
        let figure = |at: usize| is_han_numeral(self.char(at)) && !is_han_scale(self.char(at));
        is_comma(self.char(at))
            && at.checked_sub(1).is_some_and(figure)
            && figure(at + 1)
            && is_han_scale(self.char(at + 2))
    }

    /// 分之三十五, 分の二: a share, behind its whole.
    fn han_share(&self, at: usize) -> bool {
        let figure = self.char(at + 2);
        matches!(self.char(at), '分' | '割')
            && matches!(self.char(at + 1), '之' | 'の')
            && (is_han_numeral(figure) || is_digit(figure))
    }

    /// 十几, 百余, 两百多, 十来个: what says behind a scale that there are some more.
    fn han_about(&self, at: usize) -> bool {
        const COUNTED: [char; 14] =
            ['个', '個', '名', '人', '年', '天', '岁', '歲', '次', '里', '斤', '分', '万', '萬'];
        let next = self.char(at + 1);
        let chinese = || self.words.is_some_and(|words| words.is_language("zh"));
        let few = match self.char(at) {
            '几' | '幾' | '余' | '餘' => true,
            // 十数年; not 五千数える, 二十数据.
            '数' | '數' => {
                let kana = |c| matches!(c, '\u{3041}'..='\u{309F}');
                !kana(next)
                    && !matches!(next, '字' | '据' | '據' | '值' | '学' | '學' | '量' | '目')
            }
            '多' => chinese(),
            '来' | '來' => chinese() && COUNTED.contains(&next),
            _ => false,
        };
        few && is_han_scale(self.before(at))
    }

    fn han(&self, mut at: usize) -> usize {
        // 几十, 上千.
        if !is_han_numeral(self.char(at)) && !is_digit(self.char(at)) {
            at += 1;
        }
        loop {
            let c = self.char(at);
            if is_han_numeral(c) || is_digit(c) || self.han_about(at) {
                at += 1;
            } else if self.han_share(at) {
                at += 2;
            } else if matches!(c, '点' | '點' | '・' | '·' | '.' | ',')
                && is_han_numeral(self.char(at + 1))
                || self.han_either(at)
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
        let unit = self.unit(start, end).filter(|_| measures);
        if let Some(more) = unit.or_else(|| self.range(start, end)) {
            loose = more;
        }
        let smaller = unit.and_then(|end| self.smaller_unit(end));
        let more = smaller.or_else(|| self.rate(loose)).or_else(|| self.ratio(start, end));
        Found { whole: start..end, loose: start..more.unwrap_or(loose) }
    }

    /// `6 ft | 2 in`, `3 kg | 200 g`: the end of a second figure with its unit, behind a first one.
    fn smaller_unit(&self, end: usize) -> Option<usize> {
        let figure = end + 1;
        let digits = self.digits(figure);
        let unit = figure + digits + 1;
        let spaced =
            self.char(end) == ' ' && self.char(unit - 1) == ' ' && (1..=3).contains(&digits);
        if spaced { self.unit_word(unit) } else { None }
    }

    /// `5 dollars | a barrel`, `5 deaths`: the end of what says for what so much is meant each time.
    fn rate(&self, end: usize) -> Option<usize> {
        if self.leads_on(end) { self.listed(end + 1, List::Rates) } else { None }
    }

    /// Whether the word behind the space at `end` begins a phrase of numbers: most do not.
    fn leads_on(&self, end: usize) -> bool {
        let word = || self.word(end + 1, self.word_end(end + 1));
        self.char(end) == ' ' && self.words.is_some_and(|words| words.is_number_part(&word()))
    }

    /// `1 | in 5`, `nine | out of ten`: the beginning of the second number of a ratio. A year is none.
    fn ratio(&self, start: usize, end: usize) -> Option<usize> {
        let product = self.char(end + 1) == 'x';
        if !(product || self.leads_on(end)) {
            return None;
        }
        // `5th of 12`, `page 12 of 30` are one of as many.
        let counts =
            self.line.get(start..end).is_some_and(|l| !l.iter().any(|c| c.is_alphabetic()))
                || self.number_word(start).is_some();
        let label = self.word(self.word_start(start.saturating_sub(1), 0), start.saturating_sub(1));
        let labelled = self.words.is_some_and(|words| words.has(List::NumberLabels, &label));
        if self.char(end) != ' ' || self.is_year(start, end) || !counts || labelled {
            return None;
        }
        // `5 x 10 cm`.
        if self.char(end + 1) == 'x' && self.char(end + 2) == ' ' && self.begins_figure(end + 3) {
            return Some(end + 4);
        }
        let link = self.listed(end + 1, List::Ratios)?;
        let second = link + 1;
        let year = self.is_year(second, second + self.digits(second));
        // `one of thousands` counts nothing.
        let word = || self.number_word(second).is_some_and(|word| !word.scale && !word.multiple);
        let number = self.begins_figure(second) && !year || word();
        (self.char(link) == ' ' && number).then_some(second + 1)
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
    fn parted_before(&self, at: usize, from: usize) -> usize {
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
        if mark || letters || CURRENCY_CODES.contains(&word.as_str()) { start } else { at }
    }

    /// `yüzde 5`, ร้อยละ 5: where a word for per cent begins that stands before its figure.
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

    /// The start of the run without spaces that ends at `at`.
    fn word_start(&self, at: usize, from: usize) -> usize {
        let mut start = at;
        while start > from && self.before(start) != ' ' {
            start -= 1;
        }
        start
    }

    fn word(&self, from: usize, to: usize) -> String {
        self.line.get(from..to).unwrap_or(&[]).iter().collect()
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

    /// 1,250万, 5パーセント: a scale of a script without spaces, glued to its figure.
    fn scale_glued(&self, end: usize) -> usize {
        end + self.unspaced(end, &[List::Scales, List::Percent]).unwrap_or(0)
    }

    /// The length of the longest word of some lists that stands at `at`, in scripts without spaces.
    fn unspaced(&self, at: usize, lists: &[List]) -> Option<usize> {
        let rest = self.line.get(at..(at + UNSPACED_CHARS).min(self.line.len()))?;
        let length = self.words?.unspaced_number(rest, ListSet::of(lists))?;
        // ปีสาม | สามี: a vowel behind it makes another word of it.
        let next = self.char(at + length);
        let goes_on = is_combining(next) || matches!(next, 'ะ' | 'า' | 'ำ' | 'ๅ');
        (!goes_on).then_some(length)
    }

    /// Where the number ends that goes on behind the space at `end`; `None` where it does not.
    fn parted_after(&self, start: usize, end: usize) -> Option<usize> {
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

    /// `06 12 34 56 78`, `+44 20 7946 0958`: the end of a telephone number whose groups go on behind `end`.
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

    /// How many digits follow each other from `at` on.
    fn digits(&self, at: usize) -> usize {
        self.line.get(at..).unwrap_or(&[]).iter().take_while(|c| is_digit(**c)).count()
    }

    /// `3/4`, behind a whole number.
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

    /// A bare figure from 1000 to 2100.
    fn is_year(&self, start: usize, end: usize) -> bool {
        let figure = self.line.get(start..end).unwrap_or(&[]);
        figure.len() == 4 && is_year(&figure.iter().collect::<String>())
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
            // `p. 100`, `v. H.`
            if self.char(end) == '.' && end == at + 1 {
                end += 1;
            }
            if self.char(end) == ' ' {
                end += 1;
            } else if self.before(end) != '.' {
                break;
            }
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
        let unit = self.unit_word(at).or_else(|| {
            // `30 people/km²`.
            let end = self.word_end(at);
            let each = end > at && self.char(end) == '/' && self.unit_word(end + 1).is_some();
            each.then_some(end)
        });
        let end = unit?;
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
        // `5 m2`; not `2020 H2O`.
        while self.char(end).is_alphanumeric() && end > at {
            end += 1;
        }
        let word = self.word(at, end);
        (!word.is_empty() && self.words.is_some_and(|w| w.is_unit(&word))).then_some(end)
    }

    /// A plain unit behind the figure: `12 mg`.
    fn unit(&self, start: usize, end: usize) -> Option<usize> {
        const JOINING: ListSet = ListSet::of(&[List::YearWords, List::ScaleLinks, List::And]);
        if writes_no_spaces(self.char(end)) {
            return self.unspaced(end, &[List::Units]).map(|length| end + length);
        }
        if self.char(end) != ' ' {
            return None;
        }
        let after = self.unit_word(end + 1)?;
        let word = self.word(end + 1, after);
        // `12 in` may be inches, and is none nearly always.
        let capital = word.starts_with(char::is_uppercase);
        let joins = self.words.is_some_and(|w| {
            let lists = w.lists_of(&word);
            let joining = !capital && lists.meets(JOINING) && !lists.has(List::Units);
            joining || is_frequent(w.language(), &word)
        });
        // `In 1999 | A bomb fell`.
        let year = capital && after == end + 2 && self.is_year(start, end);
        (!joins && !year).then_some(after)
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
        let number = |at: usize| self.begins_figure(at) || self.number_word(at).is_some();
        let to = self.char(word_end) == ' ' && number(word_end + 1);
        if word.is_empty() || !to {
            return None;
        }
        // `5 to 7` is a range without its `from`; `5 and 7` needs its `between`.
        let joins = words.has(List::And, &word);
        let lower = word.to_lowercase();
        let ranged = self.closes_range(start, &word)
            || (!joins && words.pairs(List::Ranges).any(|(_, to)| to == lower));
        ranged.then_some(word_end + 2)
    }

    /// `between two hundred | and three`: whether a word is the second of a range whose first stands before `start`.
    fn closes_range(&self, start: usize, word: &str) -> bool {
        let end = start.saturating_sub(1);
        let first = self.word(self.word_start(end, 0), end).to_lowercase();
        let word = word.to_lowercase();
        let mut ranges = self.words.into_iter().flat_map(|words| words.pairs(List::Ranges));
        ranges.any(|(from, to)| from == first && to == word)
    }

    /// A number in words that begins at `at`: two words or more that are numbers, scales or parts, with what joins them.
    fn spelled(&self, at: usize) -> Option<Found> {
        let before = self.before(at);
        let words = self.words?;
        if (before.is_alphanumeric() || is_combining(before)) && !writes_no_spaces(before) {
            return None;
        }
        let end = self.word_end(at);
        let lists = words.lists_of(&self.word(at, end));
        let opens = lists.has(List::Indefinite) || lists.has(List::PercentBefore);
        let opener = NumberWord { end, scale: false, multiple: false, tens: None };
        let mut last = self.number_word(at).or_else(|| opens.then_some(opener))?;
        // `eine halbe Million` is one piece, `eine Hälfte` need be none.
        let mut whole = !lists.has(List::Indefinite) || words.is_number(&self.word(at, end));
        let mut count = 1;
        while let Some(next) = self.next_number_word(at, last) {
            last = next;
            whole |= next.scale;
            count += 1;
        }
        let mut end = last.end;
        let percent = if self.char(end) == ' ' {
            self.listed(end + 1, List::Percent)
        } else {
            self.unspaced(end, &[List::Percent]).map(|length| end + length)
        };
        if let Some(after) = percent {
            (end, count, whole) = (after, count + 1, true);
        }
        let loose = || {
            let unit = self.unit(at, end).or_else(|| self.range(at, end)).unwrap_or(end);
            self.rate(unit).or_else(|| self.ratio(at, end)).unwrap_or(unit)
        };
        if whole && count > 1 {
            return Some(Found { whole: at..end, loose: at..loose() });
        }
        // One word alone is no expression, and yet one end of a ratio.
        let ratio = if count == 1 { self.ratio(at, end) } else { None };
        ratio.map(|second| Found { whole: at..at, loose: at..second })
    }

    /// The word of a number that stands at `at`.
    fn number_word(&self, at: usize) -> Option<NumberWord> {
        let words = self.words?;
        if writes_no_spaces(self.char(at)) {
            let scale = self.unspaced(at, &[List::Scales]).unwrap_or(0);
            let any = [List::Numbers, List::Scales, List::Multiples, List::PercentBefore];
            let length = self.unspaced(at, &any)?;
            let scale = scale == length;
            return Some(NumberWord { end: at + length, scale, multiple: false, tens: None });
        }
        let mut end = self.word_end(at);
        let mut word = self.word(at, end);
        if !words.is_number(&word) && self.char(end) == '\'' && end > at {
            // `п'ять`; not `d'un`, which is two words.
            let rest = self.word_end(end + 1);
            if !words.is_number(&self.word(end + 1, rest)) {
                (end, word) = (rest, self.word(at, rest));
            }
        }
        let lists = words.lists_of(&word);
        let scale = lists.has(List::Scales);
        if !scale && !words.is_number(&word) {
            let end = self.hangul(at, end)?;
            return Some(NumberWord { end, scale: true, multiple: false, tens: None });
        }
        let tens = lists.has(List::Numbers).then(|| lists.has(List::Tens));
        Some(NumberWord { end, scale, multiple: lists.has(List::Multiples), tens })
    }

    /// 삼만, 오천만, 이십오: the end of a number of several syllables, with a scale. What is counted may be glued to it.
    fn hangul(&self, at: usize, end: usize) -> Option<usize> {
        let word = self.line.get(at..end)?;
        let numerals = word.iter().take_while(|c| is_hangul_numeral(**c)).count();
        let scale = word.iter().take(numerals).any(|c| is_hangul_scale(*c));
        (numerals > 1 && scale).then_some(at + numerals)
    }

    /// The word that goes on a number in words behind one of its words, over what joins the two.
    fn next_number_word(&self, start: usize, last: NumberWord) -> Option<NumberWord> {
        let words = self.words?;
        if writes_no_spaces(self.char(last.end)) {
            return self.number_word(last.end);
        }
        if !matches!(self.char(last.end), ' ' | '-') {
            return None;
        }
        let at = last.end + 1;
        let bare = |end: usize| NumberWord { end, scale: false, multiple: false, tens: None };
        // `and a half`; `millones` of `mil millones` is a word of its own as well.
        if let Some(end) = self.listed(at, List::Parts) {
            return Some(bare(end));
        }
        if let Some(next) = self.number_word(at) {
            return Some(next);
        }
        if let Some(end) = self.listed(at, List::Scales) {
            return Some(NumberWord { scale: true, ..bare(end) });
        }
        let over = |end: usize| {
            if self.char(end) == ' ' { self.number_word(end + 1) } else { None }
        };
        // `half a million`, `hundreds of thousands`.
        let link = self.listed(at, List::ScaleLinks).filter(|_| last.scale || last.multiple);
        if let Some(next) = link.and_then(over).filter(|next| next.scale) {
            return Some(next);
        }
        // `two hundred and five`, `five and twenty`.
        let and = self.word_end(at);
        let word = self.word(at, and);
        let next = over(and).filter(|_| words.has(List::And, &word))?;
        let tens = last.tens.zip(next.tens).is_some_and(|(a, b)| a != b);
        ((last.scale || tens) && !self.closes_range(start, &word)).then_some(next)
    }
}

/// A word of a number in words.
#[derive(Clone, Copy)]
struct NumberWord {
    end: usize,
    /// `hundred`, `million`.
    scale: bool,
    /// `half`, `quarter`.
    multiple: bool,
    /// Of a plain number, whether *and* joins it with a smaller one (`twenty`), or with such a one (`five`).
    tens: Option<bool>,
}

/// The longest listed word of numbers in a script that writes no spaces, in characters.
const UNSPACED_CHARS: usize = 16;

/// What is counted in Chinese and Japanese: a counter, a unit, or what else makes a number of one numeral before it.
const COUNTERS: &str = "个個名人位只隻条條张張本件次年月日天岁歲里斤米度元块塊层層家间間所座頭头匹台臺辆輛艘架枚颗顆棵朵片份双雙对對种種类類项項点點分秒周週号號楼樓队隊届屆场場回遍声聲口户戶代世倍成半百千万萬亿億兆国國州省市县縣村支把首部篇页頁章卷节節册冊句字行封门門国军軍党黨时時小刻夜晚餐步级級等极極角边邊面方者大分之几幾余餘多来來数數冊階軒円機羽足着杯通店戸社組番割両校台話問票院球打点";

/// Whether one Chinese numeral alone, between `before` and `behind`, is part of a word or a name: 三峡, 九龙, 三菱. It counts
/// where a counter follows it, kana or a mark, or nothing, and where a figure stands beside it.
pub(crate) fn is_han_of_name(numeral: &str, before: &str, behind: &str) -> bool {
    let mut chars = numeral.chars();
    let alone = chars.next().is_some_and(is_han_numeral) && chars.next().is_none();
    let next = behind.chars().next().unwrap_or(' ');
    let last = before.chars().next_back().unwrap_or(' ');
    let number = |c: char| is_han_numeral(c) || is_digit(c) || c == '第';
    alone
        && matches!(next, '\u{3400}'..='\u{9FFF}')
        && !number(next)
        && !number(last)
        && !COUNTERS.contains(next)
        && !behind.starts_with("星期")
}

/// A letter of Latin script with figures behind it: `U2`, `A380`, `B52`. Not a quarter or half of a year (`Q3`), nor a currency.
pub(crate) fn is_figure_of_name(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_uppercase).count();
    let figures = word.get(letters..).unwrap_or("");
    let head = word.get(..letters).unwrap_or("");
    (1..=3).contains(&letters)
        && (1..=3).contains(&figures.len())
        && figures.bytes().all(|b| b.is_ascii_digit())
        && !matches!(head, "Q" | "H" | "FY" | "US" | "HK")
        && !CURRENCY_CODES.contains(&head)
}

/// What stands for a few before a scale: 几十, 数百, 何千.
const fn is_few(c: char) -> bool {
    matches!(c, '几' | '幾' | '数' | '數' | '何')
}

/// Ten, and what multiplies.
const fn is_han_scale(c: char) -> bool {
    matches!(
        c,
        '十' | '百' | '千' | '万' | '萬' | '億' | '亿' | '兆' | '拾' | '佰' | '仟' | '廿' | '卅'
    )
}

const fn is_hangul_scale(c: char) -> bool {
    matches!(c, '십' | '백' | '천' | '만' | '억' | '조')
}

/// The Korean numerals of Chinese origin.
const fn is_hangul_numeral(c: char) -> bool {
    matches!(c, '일' | '이' | '삼' | '사' | '오' | '육' | '륙' | '칠' | '팔' | '구')
        || is_hangul_scale(c)
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
            line in "(5|10|1,000|2019|\\$|€|USD|kr|%|per|cent|mille|percentage|points?|'|''|five|hundred|and|from|to|between|mg|kg|m|s|the|men|of|million|Mio|pour|Prozent|von|bis|о|тысяч|[ .,;:()/^x'-]|\\.'|—|A5|| | | |万|二|几|, |3/4|half|a|of|et|un|p\\. 100|v\\. H\\.|vingt|onze|п'ять|с половиной|yüzde|elli|milion|de|삼만|오천|3만|분의|ล้าน|สอง|ร้อยละ){0,14}",
            language in "en|de|fr|ru|uk|zh|vi|tr|ro|ko|th",
        ) {
            let words = WordLists::for_language(Some(&language));
            let line: Vec<char> = line.chars().collect();
            for at in 0..=line.len() {
                prop_assert_eq!(cut(&line, at, words), search(&line, at, words), "{:?} {}", line, at);
            }
        }
    }
}
