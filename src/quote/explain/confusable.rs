//! Characters that look the same (UTS #39).

use unicode_script::UnicodeScript;
use unicode_security::confusable_detection::skeleton;

/// The first letters that differ between two words that look the same, one of another script than the other: the
/// document's, the quote's.
pub(crate) fn first_lookalike(document: &str, quote: &str) -> Option<(char, char)> {
    let letters = |a: char, b: char| a.is_alphabetic() && b.is_alphabetic();
    first_where(document, quote, |a, b| letters(a, b) && a.script() != b.script())
}

/// The same of characters of any kind, of one script or two: `0` and `O`, `a` and `ɑ`.
#[cfg(any(test, feature = "archive"))]
pub(crate) fn first_alike(document: &str, quote: &str) -> Option<(char, char)> {
    first_where(document, quote, |_, _| true)
}

/// The first characters that differ, where all that do look the same and are such.
fn first_where(
    document: &str,
    quote: &str,
    are: impl Fn(char, char) -> bool,
) -> Option<(char, char)> {
    if document.chars().count() != quote.chars().count() {
        return None;
    }
    let mut differing = document.chars().zip(quote.chars()).filter(|(a, b)| a != b);
    let first = differing.next()?;
    let alike = |&(a, b): &(char, char)| are(a, b) && look_same(a, b);
    (alike(&first) && differing.all(|pair| alike(&pair))).then_some(first)
}

fn look_same(a: char, b: char) -> bool {
    let same = |a: char, b: char| {
        skeleton(a.encode_utf8(&mut [0; 4])).eq(skeleton(b.encode_utf8(&mut [0; 4])))
    };
    // Some letters look the same in capitals only, and count as the same in running text as well.
    let upper = |c: char| c.to_uppercase().next().unwrap_or(c);
    // A zero looks like the small letter as well: `m0ney`.
    let has_zero = a == '0' || b == '0';
    same(a, b)
        || (has_zero && same(upper(a), upper(b)))
        || (a.is_uppercase() == b.is_uppercase() && same(upper(a), upper(b)) && a.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{first_alike, first_lookalike};

    #[test]
    fn other_scripts_only() {
        assert_eq!(first_lookalike("follow", "fоllow"), Some(('o', 'о')));
        assert_eq!(first_lookalike("NATO", "NАTO"), Some(('A', 'А')));
        assert_eq!(first_lookalike("modem", "modern"), None);
        assert_eq!(first_lookalike("Iamb", "lamb"), None);
        assert_eq!(first_lookalike("same", "some"), None);
    }

    #[test]
    fn of_one_script_and_of_none() {
        assert_eq!(first_alike("lamb", "Iamb"), Some(('l', 'I')));
        assert_eq!(first_alike("face", "f\u{251}ce"), Some(('a', '\u{251}')));
        assert_eq!(first_alike("100", "1O0"), Some(('0', 'O')));
        assert_eq!(first_alike("money", "m0ney"), Some(('o', '0')));
        assert_eq!(first_alike("2010", "2o1O"), Some(('0', 'o')));
        assert_eq!(first_alike("money", "m6ney"), None);
        assert_eq!(first_alike("ratio 1:2", "ratio 1\u{2236}2"), Some((':', '\u{2236}')));
        assert_eq!(first_alike("lamb", "Iame"), None);
        assert_eq!(first_alike("The", "the"), None);
        assert_eq!(first_alike("same", "same"), None);
    }
}
