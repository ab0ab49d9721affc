//! The number of a page in a plain text, alone in its paragraph in the middle of a sentence.
//!
//! ```text
//! The council had voted to sell the
//!
//! 47
//!
//! mill before the winter came.
//! ```

use crate::quote::fold::char_class::is_comma;

/// The most figures of a page's number: four are a year as well.
const FIGURES: usize = 3;

/// Where the number that begins at byte `at` of a text ends, if it is that of a page: between two blank lines, over which a sentence
/// goes on.
pub(super) fn page_number(text: &str, at: usize) -> Option<usize> {
    let (head, rest) = (text.get(..at)?, text.get(at..)?);
    let figures = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=FIGURES).contains(&figures) {
        return None;
    }
    let end = at + figures;
    let (before, behind) = (head.trim_end(), text.get(end..)?.trim_start());
    let blank = |from: usize, to: usize| {
        text.get(from..to).is_some_and(|space| space.matches('\n').count() > 1)
    };
    let parted = blank(before.len(), at) && blank(end, text.len() - behind.len());
    let goes_on = before.ends_with(|c: char| c.is_lowercase() || is_comma(c))
        && behind.starts_with(char::is_lowercase);
    (parted && goes_on).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::page_number;

    #[test]
    fn numbers_of_pages() {
        for (text, is) in [
            ("to sell the\n\n47\n\nmill before", true),
            ("to sell the,\r\n\r\n  47\r\n\r\nmill before", true),
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
