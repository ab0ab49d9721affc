//! Number expressions: a figure with everything that belongs to the number.
//!
//! `$10m–$12m`, `3.1 × 10⁻⁴`, `−5 °C`, `5 per cent`, `three hundred thousand` and `12 mg/kg` each are one piece; a
//! quote that begins or ends inside one gives another number. What follows a number without being part of it, a plain
//! unit (`12 | mg`) or the other end of a range in words (`from 5 | to 7`), may be cut off, and is reported.
//!
//! The line is a folded one: one space, one kind of hyphen, no space around `× ± = <`.

mod figure;
mod han;
mod in_words;
mod measure;

use super::list::List;
use super::lists::WordLists;
use crate::quote::fold::char_class::{
    is_cjk, is_combining, is_comparator, is_currency, is_dash, is_digit, is_fraction, is_percent,
    is_sign, writes_no_spaces,
};
use crate::text::is_year;
pub(crate) use han::is_han_of_name;
use han::is_hangul_numeral;
use std::ops::Range;

/// What Korean writes to a noun.
const PARTICLES: [&str; 14] =
    ["으로", "로", "이", "가", "을", "를", "은", "는", "에", "의", "도", "짜리", "씩", "까지"];

/// A mark of measure (feet, inches, minutes) in a line.
pub(crate) const MEASURE: char = '\u{2032}';

/// Currencies whose codes come before or after a figure.
const CURRENCY_CODES: [&str; 41] = [
    "USD", "EUR", "GBP", "JPY", "CHF", "CNY", "RMB", "INR", "RUB", "AUD", "CAD", "NZD", "SEK",
    "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "BRL", "MXN", "ZAR", "KRW", "ILS", "AED",
    "SAR", "EGP", "IDR", "VND", "THB", "UAH", "Rs", "DM", "kr", "zł", "Kč", "Ft", "Fr", "Sfr",
    "SFr",
];

/// What a place in a line cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A number: what is left is another one.
    Number,
    /// The unit of a number, or the other end of its range: what is left is the same number.
    Loose,
}

/// Whether a number expression of `line` is on both sides of the place before character `at`.
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

/// Whether the place before character `at` parts words of which one is in no number, or is at a mark that ends
/// one, as nearly every place does. An expression is one stretch of the line, and has no stop or comma but before a
/// figure: `of the | men`, `men | died`, `mg, | and` need no search.
fn parts_words(line: &[char], at: usize, words: Option<&WordLists>) -> bool {
    let char = |at: usize| line.get(at).copied().unwrap_or(' ');
    let ends_clause = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?');
    if at == 0 || at >= line.len() {
        return true;
    }
    // Marks that are in no number: an apostrophe without a figure after it, a stop before a space or such a mark.
    let apart = |at: usize| match char(at) {
        '\'' => !is_digit(char(at + 1)),
        '"' => true,
        '.' if abbreviates(line, at, words) || at > 0 && is_digit(char(at - 1)) => false,
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
        // `3. Mai`.
        let ordinal = end > 1 && char(end - 1) == '.' && is_digit(char(end - 2));
        return !ordinal && !abbreviates(line, end - 1, words);
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

/// `5 p. 100`, `5 Mrd. Euro`: whether the stop at `at` belongs to a phrase of a number, or to its scale.
fn abbreviates(line: &[char], at: usize, words: Option<&WordLists>) -> bool {
    let head = line.get(..at).unwrap_or(&[]);
    let letters = head.iter().rev().take_while(|c| c.is_alphabetic()).count();
    let word: String = head.iter().skip(at - letters).collect();
    let code = CURRENCY_CODES.contains(&word.as_str());
    let before = head.get(..at - letters).unwrap_or(&[]);
    let figure = || matches!(before, [.., last, ' '] if is_digit(*last));
    let scales = |words: &WordLists| {
        figure() && words.has(List::Scales, &word) && words.is_abbreviation(&word)
    };
    let listed = |words: &WordLists| words.may_count(&format!("{word}.")) || scales(words);
    code || (letters > 0 && words.is_some_and(listed))
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

/// The number with its unit, or the range in words, that is on both sides of the place before character `at`.
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
                let unit = self.unit(at, end).filter(|_| writes_no_spaces(self.char(end)));
                return Some(Found { whole: at..end, loose: at..unit.unwrap_or(end) });
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

    fn figure(&self, at: usize, from: usize) -> Found {
        let start = self.glued_before(at, from);
        let end = self.glued_after(at, start);
        let start = self.parted_before(start, from);
        let mut loose = end;
        let (start, mut end) = self.loss(start, end, from).unwrap_or((start, end));
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
        if let Some(month) = self.month(start, end) {
            loose = loose.max(month);
        }
        let smaller = unit.and_then(|end| self.smaller_unit(end));
        let more = smaller.or_else(|| self.rate(loose)).or_else(|| self.ratio(start, end));
        Found { whole: start..end, loose: start..more.unwrap_or(loose) }
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

    /// How many digits follow each other from `at` on.
    fn digits(&self, at: usize) -> usize {
        self.line.get(at..).unwrap_or(&[]).iter().take_while(|c| is_digit(**c)).count()
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
}

/// A letter of Latin script, or a name and a hyphen, with figures behind it: `U2`, `A380`, `COVID-19`. Not a quarter or half of a
/// year (`Q3`), nor a currency.
pub(crate) fn is_figure_of_name(word: &str) -> bool {
    // `COVID-19`, `UTF-8`, `F-16`.
    let hyphened = |(name, figure): (&str, &str)| {
        name.starts_with(char::is_uppercase)
            && name.chars().all(|c| c.is_alphanumeric() || is_dash(c))
            && !CURRENCY_CODES.contains(&name)
            && (1..=4).contains(&figure.len())
            && figure.bytes().all(|b| b.is_ascii_digit())
    };
    if word.rsplit_once(is_dash).is_some_and(hyphened) {
        return true;
    }
    // `3D`, `5G`; not `5M`.
    let spatial = |rest: &str| matches!(rest, "D" | "G" | "\u{394}" | "\u{414}");
    if word.strip_prefix(|c: char| c.is_ascii_digit()).is_some_and(spatial) {
        return true;
    }
    let letters = word.chars().take_while(char::is_ascii_uppercase).count();
    let figures = word.get(letters..).unwrap_or("");
    let head = word.get(..letters).unwrap_or("");
    (1..=3).contains(&letters)
        && (1..=3).contains(&figures.len())
        && figures.bytes().all(|b| b.is_ascii_digit())
        && !matches!(head, "Q" | "H" | "FY" | "US" | "HK")
        && !CURRENCY_CODES.contains(&head)
}

/// 오천, 사천을: whether a word of Korean is a number with a scale, and nothing but a particle after it.
pub(crate) fn is_hangul_number(word: &str) -> bool {
    let particle = word.trim_start_matches(is_hangul_numeral);
    let numerals = word.get(..word.len() - particle.len()).unwrap_or("");
    numerals.chars().nth(1).is_some()
        && numerals.contains(han::is_hangul_scale)
        && (particle.is_empty() || PARTICLES.contains(&particle))
}

/// `ext4`, `lxcbr0`, `u32`: letters with figures after them, which name a thing. Not a year, a currency or a half year (`FY24`,
/// `EUR40`), nor a unit (`m2`).
pub(crate) fn is_identifier(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
    let head = word.get(..letters).unwrap_or("");
    // `p50` may be fifty pence.
    let is_type = || {
        let bits = word.strip_prefix(['u', 'i', 'f']);
        bits.is_some_and(|bits| matches!(bits, "8" | "16" | "32" | "64" | "128"))
    };
    (letters > 1 || is_type())
        && word.contains(|c: char| c.is_ascii_digit())
        && !matches!(head, "FY" | "US" | "HK" | "AU" | "NZ" | "pp" | "ca")
        && !CURRENCY_CODES.contains(&head)
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
            line in "(5|10|1,000|2019|\\$|€|USD|kr|%|per|cent|mille|percentage|points?|'|''|five|hundred|and|from|to|between|May|Monday|mai|Mai|Montag|mg|kg|m|s|the|men|of|million|Mio|pour|Prozent|von|bis|о|тысяч|[ .,;:()/^x'-]|\\.'|—|A5|| | | |万|二|几|, |3/4|half|a|of|et|un|p\\. 100|v\\. H\\.|vingt|onze|п'ять|с половиной|yüzde|elli|milion|de|삼만|오천|3만|분의|ล้าน|สอง|ร้อยละ){0,14}",
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
