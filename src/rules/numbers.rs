//! The numbers of a text, in figures and in English words, each with all that it may mean.

use crate::edtf::MONTHS;
use crate::quote::{NumberWord, number_word};
use std::borrow::Cow;
use std::ops::Range;

/// A number in millionths: figures with up to six decimals are exact.
pub(super) type Millionths = u64;

const ONE: Millionths = 1_000_000;

/// A number as it is in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// What it may mean: `1,500` is one thousand five hundred, or one and a half.
    pub(super) readings: Vec<Millionths>,
    /// Whether it is ten years: `1990s`, `nineties`.
    pub(super) decade: bool,
    /// Whether the word `century` follows.
    pub(super) century: bool,
}

/// A whole number as a value; none where it is too large.
pub(super) fn whole(number: i64) -> Option<Millionths> {
    Millionths::try_from(number).ok()?.checked_mul(ONE)
}

/// A value as a whole number, where it is one.
pub(super) fn as_whole(value: Millionths) -> Option<i64> {
    value.is_multiple_of(ONE).then(|| i64::try_from(value / ONE).ok()).flatten()
}

/// The numbers that are written in figures. A figure in a name (`G7`, `F-16`) or in a pair that is an idiom, a
/// date or a fraction (`9/11`, `24/7`, `1/2`) is none.
pub(super) fn in_figures(text: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(|c| digit(c).is_some())) {
        at += next;
        let end = at + figure_length(text.get(at..).unwrap_or(""));
        let figure = at..end;
        at = end;
        if !in_name(text, &figure) && !in_pair(text, &figure) {
            add_figure(text, figure, &mut found);
        }
    }
    found
}

/// The value of a decimal digit, of the scripts that have digits of their own.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 11] =
        [0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0BE6, 0x0E50, 0x1040, 0xFF10];
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Bytes of the figure that `text` begins with: digits, with single marks and, between groups of three, spaces.
fn figure_length(text: &str) -> usize {
    let mut length = 0;
    let mut digits = 0;
    for c in text.chars() {
        if digit(c).is_some() {
            length += c.len_utf8();
            digits += 1;
            continue;
        }
        let after: Vec<char> =
            text.get(length + c.len_utf8()..).unwrap_or("").chars().take(4).collect();
        let group = after.iter().take_while(|c| digit(**c).is_some()).count();
        let space = matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}');
        let joins = match c {
            '.' | ',' | '\u{66B}' | '\u{66C}' => group > 0,
            '\'' | '\u{2019}' => group == 3,
            _ => space && group == 3 && digits <= 3,
        };
        if !joins {
            break;
        }
        length += c.len_utf8();
        digits = if space { 0 } else { digits };
    }
    length
}

/// Whether a figure is part of a name: `F16`, `F-16`, `5G`, but not `mid-1990`.
fn in_name(text: &str, figure: &Range<usize>) -> bool {
    let digits = text.get(figure.clone()).unwrap_or("");
    let mut before = text.get(..figure.start).unwrap_or("").chars().rev();
    let after = text.get(figure.end..).unwrap_or("").chars().next();
    let year = digits.chars().count() == 4;
    match before.next() {
        Some(c) if c.is_alphabetic() => true,
        Some('-' | '\u{2011}') if !year => before.next().is_some_and(char::is_alphabetic),
        _ => after.is_some_and(char::is_uppercase),
    }
}

/// Whether a figure is one of a pair of small ones with a slash between.
fn in_pair(text: &str, figure: &Range<usize>) -> bool {
    let small = |text: &str| (1..=2).contains(&text.chars().count());
    let before = text.get(..figure.start).unwrap_or("");
    let after = text.get(figure.end..).unwrap_or("");
    let left = before.strip_suffix('/').is_some_and(|t| t.ends_with(|c| digit(c).is_some()));
    let right = after.strip_prefix('/').is_some_and(|t| t.starts_with(|c| digit(c).is_some()));
    // `1990/91` is a range of years.
    let years = left
        && before.trim_end_matches('/').chars().rev().take_while(|c| digit(*c).is_some()).count()
            == 4;
    (left || right) && !years && small(text.get(figure.clone()).unwrap_or(""))
}

fn add_figure(text: &str, mut figure: Range<usize>, found: &mut Vec<Number>) {
    let written: String =
        text.get(figure.clone()).unwrap_or("").chars().map(|c| digit(c).unwrap_or(c)).collect();
    let after = text.get(figure.end..).unwrap_or("");
    let mut readings = readings(&written);
    if let Some((scale, length)) = scale(after) {
        readings = readings.into_iter().filter_map(|r| r.checked_mul(scale)).collect();
        figure.end += length;
    }
    let short = |n: &Millionths| as_whole(*n).filter(|n| *n < 100);
    let before = text.get(..figure.start).unwrap_or("");
    if let Some(years) = short_year(before, &readings, short) {
        readings.extend(years);
    }
    let tens =
        written.len() >= 2 && written.ends_with('0') && written.bytes().all(|b| b.is_ascii_digit());
    let letters = after.trim_start_matches(['\'', '\u{2019}']);
    let decade = tens
        && letters.strip_prefix('s').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let word = |text: &str| text.trim_start().to_lowercase().starts_with("centur");
    let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|end| after.strip_prefix(end));
    let century = ordinal.is_some_and(|rest| word(rest.trim_start_matches('-')));
    if decade {
        figure.end += after.len() - letters.len() + 1;
    }
    found.push(Number { range: figure, readings, decade, century });
}

/// `2023-24`, `1990/91` and `'90`: the years in full.
fn short_year(
    before: &str,
    readings: &[Millionths],
    short: impl Fn(&Millionths) -> Option<i64>,
) -> Option<Vec<Millionths>> {
    let year = short(readings.first()?)?;
    if let Some(earlier) = before.strip_suffix(['-', '\u{2013}', '/']) {
        let digits: String = earlier.chars().rev().take_while(char::is_ascii_digit).collect();
        if digits.len() != 4 {
            return None;
        }
        let first: i64 = digits.chars().rev().collect::<String>().parse().ok()?;
        let full = first - first % 100 + year;
        return (full > first).then(|| whole(full).into_iter().collect());
    }
    before
        .ends_with(['\'', '\u{2019}'])
        .then(|| [1900, 2000].into_iter().filter_map(|c| whole(c + year)).collect())
}

/// What figures with marks between them may mean.
fn readings(written: &str) -> Vec<Millionths> {
    let is_mark = |c: char| !c.is_ascii_digit();
    let groups: Vec<&str> = written.split(is_mark).collect();
    let marks: Vec<char> = written.chars().filter(|c| is_mark(*c)).collect();
    let mut found = Vec::new();
    let thousands = groups.iter().skip(1).all(|group| group.len() == 3);
    if thousands {
        found.extend(decimal(&groups.concat(), ""));
    }
    let last_differs = marks.split_last().is_some_and(|(last, rest)| !rest.contains(last));
    if let Some((last, head)) = groups.split_last()
        && last_differs
        && matches!(marks.last(), Some('.' | ',' | '\u{66B}'))
    {
        found.extend(decimal(&head.concat(), last));
    }
    if found.is_empty() {
        // A date or a section: each for itself.
        found.extend(groups.iter().filter_map(|group| decimal(group, "")));
    }
    found
}

fn decimal(integer: &str, fraction: &str) -> Option<Millionths> {
    let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(6).collect();
    let integer: Millionths = integer.parse().ok()?;
    integer.checked_mul(ONE)?.checked_add(fraction.parse().ok()?)
}

/// The number that a word right after a figure multiplies it by, and the bytes up to the word's end.
fn scale(after: &str) -> Option<(Millionths, usize)> {
    const THOUSAND: [&str; 6] = ["thousand", "tausend", "mille", "mil", "тысяч", "тыс"];
    const MILLION: [&str; 9] =
        ["million", "millionen", "mn", "mio", "millon", "миллион", "миллиона", "миллионов", "млн"];
    const BILLION: [&str; 9] = [
        "billion",
        "bn",
        "milliard",
        "milliarde",
        "milliarden",
        "миллиард",
        "миллиарда",
        "миллиардов",
        "млрд",
    ];
    let start = after.trim_start_matches([' ', '\u{A0}', '-']);
    let end = start.find(|c: char| !c.is_alphabetic()).unwrap_or(start.len());
    let word = start.get(..end)?.to_lowercase();
    let word = word.strip_suffix('s').unwrap_or(&word);
    let length = after.len() - start.len() + end;
    let scale = match word {
        "hundred" => 100,
        _ if THOUSAND.contains(&word) => 1_000,
        _ if MILLION.contains(&word) => 1_000_000,
        _ if BILLION.contains(&word) => 1_000_000_000,
        "trillion" => 1_000_000_000_000,
        _ => return None,
    };
    Some((scale, length))
}

/// The numbers that are written in English words, cardinals only: `thirty`, `twenty-five`, `two hundred and ten`.
pub(super) fn in_words(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut open: Option<(Range<usize>, Millionths, Millionths)> = None;
    for (range, word) in words(text) {
        let word = small(word);
        match (number_word(&word), &mut open) {
            (Some(NumberWord::Adds(n)), Some((all, _, part))) if fits(*part, n) => {
                *part += n;
                all.end = range.end;
            }
            (Some(NumberWord::Adds(n)), _) => {
                found.extend(open.take().and_then(closed));
                open = Some((range, 0, n));
            }
            (Some(NumberWord::Multiplies(100)), Some((all, _, part))) => {
                *part = part.saturating_mul(100);
                all.end = range.end;
            }
            (Some(NumberWord::Multiplies(n)), Some((all, total, part))) => {
                *total = total.saturating_add(part.saturating_mul(n));
                *part = 0;
                all.end = range.end;
            }
            // `hundreds of`, `a thousand`: nobody counted.
            (Some(NumberWord::Multiplies(_)), None) => {}
            (None, Some(_)) if word == "and" => {}
            (None, _) => found.extend(open.take().and_then(closed)),
        }
    }
    found.extend(open.take().and_then(closed));
    found
}

/// Whether a smaller number goes on with a larger one: `twenty` `five`, `two hundred` `ten`.
fn fits(part: Millionths, next: Millionths) -> bool {
    let after_tens = part % 100 >= 20 && part.is_multiple_of(10) && next < 10;
    next > 0 && (part.is_multiple_of(100) || after_tens)
}

fn closed((range, total, part): (Range<usize>, Millionths, Millionths)) -> Option<Number> {
    let value = total.saturating_add(part).checked_mul(ONE)?;
    Some(Number { range, readings: vec![value], decade: false, century: false })
}

/// In small letters, which most words are.
fn small(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// Words of letters, hyphens apart.
pub(super) fn words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphabetic()).filter_map(move |word| {
        let start = at;
        at += word.len();
        // The mark that the text was split at.
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start..start + word.len(), word))
    })
}

/// What else of an English quote says a number: ordinals, fractions, Roman figures, words for a count.
pub(super) fn hinted(word: &str) -> Option<Vec<Millionths>> {
    const ORDINALS: [&str; 21] = [
        "zeroth",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let lower = small(word);
    let plain = lower.trim_end_matches('s');
    let ordinal = ORDINALS.iter().position(|o| *o == plain).and_then(|n| i64::try_from(n).ok());
    let numbers = match plain {
        "once" | "single" | "sole" | "only" => vec![1],
        "twice" | "both" | "pair" | "couple" | "double" => vec![2],
        "thrice" | "triple" => vec![3],
        "quarter" => vec![4, 25],
        "half" => vec![2, 50],
        "third" => vec![3, 33],
        "dozen" => vec![12],
        "decade" => vec![10],
        "hundred" | "century" | "centurie" => vec![100],
        "thousand" => vec![1_000],
        "million" => vec![1_000_000],
        _ => ordinal.or_else(|| month(word)).or_else(|| roman(word)).into_iter().collect(),
    };
    let values: Vec<Millionths> = numbers.into_iter().filter_map(whole).collect();
    (!values.is_empty()).then_some(values)
}

/// The number of a month's name; `may` and `march` in small letters are none.
fn month(word: &str) -> Option<i64> {
    let at = MONTHS.iter().position(|month| *month == word)?;
    i64::try_from(at + 1).ok()
}

/// `II` to `XXXIX`; `I` is a word.
fn roman(word: &str) -> Option<i64> {
    let value = |c| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        _ => None,
    };
    let digits: Option<Vec<i64>> = word.chars().map(value).collect();
    let digits = digits.filter(|d| (1..=7).contains(&d.len()) && word != "I")?;
    let signed = |(at, n): (usize, &i64)| match digits.get(at + 1) {
        Some(next) if next > n => -n,
        _ => *n,
    };
    Some(digits.iter().enumerate().map(signed).sum())
}

/// The years of a decade that a word names, of whatever century: `nineties` is 90.
pub(super) fn decade_word(word: &str) -> Option<i64> {
    const DECADES: [&str; 8] = [
        "twenties",
        "thirties",
        "forties",
        "fifties",
        "sixties",
        "seventies",
        "eighties",
        "nineties",
    ];
    let lower = small(word);
    let at = DECADES.iter().position(|d| *d == lower)?;
    i64::try_from(at).ok().map(|at| (at + 2) * 10)
}

#[cfg(test)]
mod tests {
    use super::{Number, as_whole, hinted, in_figures, in_words, words};

    fn values(numbers: &[Number]) -> Vec<Vec<f64>> {
        #[expect(clippy::cast_precision_loss, reason = "the numbers of the tests are small")]
        let value = |v: &u64| *v as f64 / 1e6;
        numbers.iter().map(|n| n.readings.iter().map(value).collect()).collect()
    }

    #[test]
    fn figures() {
        let table: [(&str, &[&[f64]]); 32] = [
            ("in 1990", &[&[1990.0]]),
            ("1,500 men", &[&[1500.0, 1.5]]),
            ("1.500 men", &[&[1500.0, 1.5]]),
            ("1,234,567", &[&[1_234_567.0]]),
            ("1.234,56", &[&[1234.56]]),
            ("0.31 metres", &[&[0.31]]),
            ("12,5 %", &[&[12.5]]),
            ("10 000 men", &[&[10_000.0]]),
            ("10\u{202F}000", &[&[10_000.0]]),
            ("in 2008 100 men", &[&[2008.0], &[100.0]]),
            ("10'000", &[&[10_000.0]]),
            ("3 million", &[&[3_000_000.0]]),
            ("1.5bn", &[&[1_500_000_000.0]]),
            ("12.02.1990", &[&[12.0, 2.0, 1990.0]]),
            ("1990-02-14", &[&[1990.0], &[2.0], &[14.0]]),
            ("2023-24", &[&[2023.0], &[24.0, 2024.0]]),
            ("9223372036854775807-99", &[&[], &[99.0]]),
            ("1990/91", &[&[1990.0], &[91.0, 1991.0]]),
            ("in '90", &[&[90.0, 1990.0, 2090.0]]),
            ("F-16, G7, 5G, COVID-19", &[]),
            ("mid-1990, post-2014", &[&[1990.0], &[2014.0]]),
            ("9/11 and 24/7", &[]),
            ("Article 5.", &[&[5.0]]),
            ("٢٠٠٨", &[&[2008.0]]),
            ("the 2nd", &[&[2.0]]),
            ("5km", &[&[5.0]]),
            ("62%", &[&[62.0]]),
            ("It ended in 1990. 31 left.", &[&[1990.0], &[31.0]]),
            ("99999999999999999999999999", &[&[]]),
            ("1, 2 and 3", &[&[1.0], &[2.0], &[3.0]]),
            ("11 110 of them", &[&[11_110.0]]),
            ("", &[]),
        ];
        for (text, wanted) in table {
            assert_eq!(values(&in_figures(text)), wanted, "{text}");
        }
    }

    #[test]
    fn decades_and_centuries() {
        let flags = |text: &str| -> Vec<(bool, bool)> {
            in_figures(text).iter().map(|n| (n.decade, n.century)).collect()
        };
        assert_eq!(
            flags("the 1990s, the 1990's, 1990"),
            [(true, false), (true, false), (false, false)]
        );
        assert_eq!(
            flags("the 20th century and the 19th-century wall"),
            [(false, true), (false, true)]
        );
    }

    #[test]
    fn english_words() {
        let table: [(&str, &[f64]); 10] = [
            ("thirty states", &[30.0]),
            ("Twenty-five of them", &[25.0]),
            ("two hundred and ten men", &[210.0]),
            ("two and three", &[2.0, 3.0]),
            ("three million two hundred thousand", &[3_200_000.0]),
            ("hundreds of thousands", &[]),
            ("nineteen ninety", &[19.0, 90.0]),
            ("one, two", &[1.0, 2.0]),
            ("someone often", &[]),
            ("", &[]),
        ];
        for (text, wanted) in table {
            let found: Vec<f64> = values(&in_words(text)).concat();
            assert_eq!(found, wanted, "{text}");
        }
        assert_eq!(words("a-b é").map(|(r, _)| r).collect::<Vec<_>>(), [0..1, 2..3, 4..6]);
    }

    #[test]
    fn hints() {
        let one = |word: &str| hinted(word).and_then(|v| as_whole(*v.first()?));
        let table = [
            ("Second", Some(2)),
            ("twentieth", Some(20)),
            ("IV", Some(4)),
            ("XIX", Some(19)),
            ("dozens", Some(12)),
            ("September", Some(9)),
            ("I", None),
            ("May", Some(5)),
            ("may", None),
            ("house", None),
        ];
        for (word, wanted) in table {
            assert_eq!(one(word), wanted, "{word}");
        }
    }
}
