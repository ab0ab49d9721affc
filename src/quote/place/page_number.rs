//! The number of a page in a plain text, alone in its paragraph in the middle of a sentence.
//!
//! ```text
//! The council had voted to sell the
//!
//! 47
//!
//! mill before the winter came.
//! ```
//!
//! Pages are counted: another page not far away has the next number, or the one before. A number alone may be the figure of an
//! article instead.

use crate::quote::fold::char_class::is_comma;
use crate::text::{head, tail};

/// The most figures of a page's number: four are a year as well.
const FIGURES: usize = 3;

/// How far away the number of the next page is, in bytes.
const PAGE: usize = 16 << 10;

/// Where the number that begins at byte `at` of a text ends, if it is that of a page: between two blank lines, over which a sentence
/// goes on.
pub(super) fn page_number(text: &str, at: usize) -> Option<usize> {
    let (before, rest) = (text.get(..at)?, text.get(at..)?);
    let figures = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=FIGURES).contains(&figures) {
        return None;
    }
    let end = at + figures;
    let (before, after) = (tail(before, PAGE), head(text.get(end..)?, PAGE));
    let goes_on = before.trim_end().ends_with(|c: char| c.is_lowercase() || is_comma(c))
        && after.trim_start().starts_with(char::is_lowercase);
    if !(goes_on && ends_in_blank_line(before) && begins_with_blank_line(after)) {
        return None;
    }
    let number: u32 = text.get(at..end)?.parse().ok()?;
    let has = |text: &str, number: u32| {
        let number = number.to_string();
        text.match_indices(&number).any(|(at, found)| {
            let (before, after) = text.split_at(at);
            let after = after.get(found.len()..).unwrap_or("");
            (before.is_empty() || ends_in_blank_line(before))
                && (after.trim().is_empty() || begins_with_blank_line(after))
        })
    };
    let last = number.checked_sub(1).is_some_and(|last| has(before, last));
    (last || has(after, number + 1)).then_some(end)
}

fn ends_in_blank_line(text: &str) -> bool {
    let space = text.bytes().rev().take_while(u8::is_ascii_whitespace);
    space.filter(|byte| *byte == b'\n').nth(1).is_some()
}

fn begins_with_blank_line(text: &str) -> bool {
    let space = text.bytes().take_while(u8::is_ascii_whitespace);
    space.filter(|byte| *byte == b'\n').nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::page_number;

    #[test]
    fn numbers_of_pages() {
        for (text, is) in [
            ("to sell the\n\n47\n\nmill before\n\n48\n", true),
            ("to sell the,\r\n\r\n  47\r\n\r\nmill before.\r\n\r\n48", true),
            ("to sell the\n\n47\n\nmill before", false),
            ("to sell the\n\n47\n\nmill before 48 men", false),
            ("to sell the\n\n47\n\nmill before\n\n49\n", false),
            ("to sell\n47\nmills before", false),
            ("to sell the.\n\n47\n\nmill before", false),
            ("to sell the\n\n47\n\nMill before", false),
            ("in the year\n\n1848\n\nof revolution", false),
            ("to sell the\n\n47 old\n\nmills", false),
        ] {
            let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            assert_eq!(page_number(text, at), is.then_some(at + 2), "{text:?}");
        }
    }
}
