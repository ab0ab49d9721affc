//! Years as texts write them: a figure of four digits.

use std::ops::{Range, RangeInclusive};

/// What a bare figure is taken for a year from and up to; others are amounts, pages or parts of numbers.
const YEARS: RangeInclusive<u16> = 1_000..=2_100;

/// The digits of a year.
const DIGITS: usize = 4;

/// Whether a figure is a year: four digits, from 1000 to 2100.
#[must_use]
pub fn is_year(figure: &str) -> bool {
    figure.len() == DIGITS && figure.parse().is_ok_and(|year: u16| YEARS.contains(&year))
}

/// Where the first four digits are that no digit is beside, if they are a year.
#[must_use]
pub fn year_at(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_alone = |at: &usize| {
        let before = at.checked_sub(1);
        (*at..at + DIGITS).all(is_digit) && !is_digit(at + DIGITS) && !before.is_some_and(is_digit)
    };
    let at = (0..bytes.len()).find(is_alone)?;
    let year = at..at + DIGITS;
    is_year(text.get(year.clone())?).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::{is_year, year_at};

    #[test]
    fn years_have_four_digits() {
        for (figure, is) in [
            ("1000", true),
            ("2100", true),
            ("0999", false),
            ("2101", false),
            ("199", false),
            ("19999", false),
            ("+199", false),
            ("199x", false),
            ("", false),
        ] {
            assert_eq!(is_year(figure), is, "{figure}");
        }
    }

    #[test]
    fn a_year_has_no_digit_beside_it() {
        for (text, at) in [
            ("Bell 1911a, p. 4", Some(5..9)),
            ("é 1911", Some(3..7)),
            ("19111911", None),
            ("12345 1911", Some(6..10)),
            ("0012 1911", None),
            ("p. 119", None),
        ] {
            assert_eq!(year_at(text), at, "{text}");
        }
    }
}
