//! Hashes that rule out, without folding, that two quotes have the same words.

use crate::quote::key;
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many letters and digits tell quotes apart.
const MOST: usize = 32;

/// A number that quotes with one [`key`] have in common: the hash of the ASCII letters and digits that the key
/// begins with. Folding leaves these as they are, so of most texts they are read off the text itself.
pub(super) fn trace(segments: &[impl AsRef<str>]) -> u64 {
    let text = segments.iter().flat_map(|segment| segment.as_ref().chars());
    // The key's words end with a zero.
    let letters = plain_letters(text).or_else(|| {
        let key = key(segments);
        let words = key.split('\0').next().unwrap_or_default();
        plain_letters(words.chars().filter(char::is_ascii))
    });
    let mut hasher = DefaultHasher::new();
    letters.hash(&mut hasher);
    hasher.finish()
}

/// The first letters and digits of a text; none where something among them, or right after the last, may be folded
/// into letters, or away with one.
fn plain_letters(text: impl Iterator<Item = char>) -> Option<[u8; MOST]> {
    let mut letters = [0; MOST];
    let mut places = letters.iter_mut();
    for c in text {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii_alphanumeric() => match places.next() {
                Some(place) => *place = byte,
                None => break,
            },
            Ok(b' '..=b'~' | b'\n') => {}
            // What typesetters make of the marks of ASCII.
            _ if matches!(c, '–' | '—' | '‘' | '’' | '“' | '”' | '…') => {}
            _ => return None,
        }
    }
    Some(letters)
}

#[cfg(test)]
mod tests {
    use super::{MOST, plain_letters, trace};
    use crate::quote::key;
    use proptest::prelude::*;

    #[test]
    fn other_words_have_another_trace() {
        assert_ne!(trace(&["one two"]), trace(&["one, three"]));
        assert_eq!(trace(&["“One – two”"]), trace(&["One - two."]));
        assert_eq!(trace(&["one", "two"]), trace(&["one … two"]));
        assert_eq!(trace(&["eﬃcient"]), trace(&["efficient"]));
        let long = "a".repeat(MOST);
        assert!(plain_letters(format!("{long}b\u{301}").chars()).is_some());
        assert!(plain_letters(format!("{long}\u{301}").chars()).is_none());
        assert!(plain_letters("a\0".chars()).is_none());
    }

    /// Texts of what is plain, then of anything that folding may look at.
    fn text() -> impl Strategy<Value = String> {
        let plain = "([a-c0-2IVX]|[ \n!-~]|[–—‘’“”…]|--|\\.\\.\\.|1/2|\\(c\\)){0,60}";
        (plain, "([ab]|[ﬁéａ１é\u{301}\u{ad}\u{200d} –-]|\\PC){0,4}").prop_map(|(a, b)| a + &b)
    }

    proptest! {
        /// What is read off the text is what the key begins with.
        #[test]
        fn letters_are_those_of_the_key(texts in proptest::collection::vec(text(), 1..3)) {
            if let Some(letters) = plain_letters(texts.iter().flat_map(|text| text.chars())) {
                let key = key(&texts);
                let words = key.split('\0').next().unwrap_or_default();
                prop_assert_eq!(plain_letters(words.chars().filter(char::is_ascii)), Some(letters));
            }
        }
    }
}
