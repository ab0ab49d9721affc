//! Letters of another script that look the same (UTS #39).

use unicode_script::UnicodeScript;
use unicode_security::confusable_detection::skeleton;

/// The first letters that differ between two words that look the same: the document's, the quote's.
pub(crate) fn first_lookalike(document: &str, quote: &str) -> Option<(char, char)> {
    if document.chars().count() != quote.chars().count() || document == quote {
        return None;
    }
    let mut first = None;
    for (theirs, ours) in document.chars().zip(quote.chars()).filter(|(a, b)| a != b) {
        let letters = theirs.is_alphabetic() && ours.is_alphabetic();
        if !letters || theirs.script() == ours.script() || !look_same(theirs, ours) {
            return None;
        }
        first = first.or(Some((theirs, ours)));
    }
    first
}

fn look_same(a: char, b: char) -> bool {
    let same = |a: char, b: char| {
        skeleton(a.encode_utf8(&mut [0; 4])).eq(skeleton(b.encode_utf8(&mut [0; 4])))
    };
    // Some letters look the same in capitals only, and count as the same in running text as well.
    let upper = |c: char| c.to_uppercase().next().unwrap_or(c);
    same(a, b)
        || (a.is_uppercase() == b.is_uppercase() && same(upper(a), upper(b)) && a.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::first_lookalike;

    #[test]
    fn other_scripts_only() {
        assert_eq!(first_lookalike("follow", "fоllow"), Some(('o', 'о')));
        assert_eq!(first_lookalike("NATO", "NАTO"), Some(('A', 'А')));
        assert_eq!(first_lookalike("modem", "modern"), None);
        assert_eq!(first_lookalike("Iamb", "lamb"), None);
        assert_eq!(first_lookalike("same", "some"), None);
    }
}
