//! Which quotes cannot say the same, told without folding them.

use crate::quote::key;
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many letters and digits tell quotes apart.
const MOST: usize = 64;

/// A number that quotes with one [`key`] have in common: the hash of the ASCII letters and digits that the key
/// begins with. Folding leaves these as they are, so of most texts they are read off the text itself.
pub(super) fn trace(segments: &[impl AsRef<str>]) -> u64 {
    if segments.iter().all(|segment| is_plain(segment.as_ref())) {
        hash(segments.iter().flat_map(|segment| segment.as_ref().bytes()))
    } else {
        // The key's words end with a zero.
        hash(key(segments).bytes().take_while(|byte| *byte != 0))
    }
}

/// Whether a text has nothing that folding makes letters of: ASCII, and what typesetters make of its marks.
fn is_plain(text: &str) -> bool {
    let mark = |c| matches!(c, '–' | '—' | '‘' | '’' | '“' | '”' | '…');
    let plain = |c: char| matches!(c, ' '..='~' | '\n') || mark(c);
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.chars().all(plain)
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    let mut kept = [0_u8; MOST];
    for (place, byte) in kept.iter_mut().zip(bytes.filter(u8::is_ascii_alphanumeric)) {
        *place = byte;
    }
    let mut hasher = DefaultHasher::new();
    kept.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{is_plain, trace};
    use crate::quote::key;
    use proptest::prelude::*;

    #[test]
    fn other_words_have_another_trace() {
        assert_ne!(trace(&["one two"]), trace(&["one, three"]));
        assert_eq!(trace(&["“One – two”"]), trace(&["One - two."]));
        assert_eq!(trace(&["one", "two"]), trace(&["one … two"]));
        assert_eq!(trace(&["eﬃcient"]), trace(&["efficient"]));
        assert!(is_plain("“One – two…”\n") && !is_plain("é") && !is_plain("a\0"));
    }

    proptest! {
        /// What is read off the text is what the key has.
        #[test]
        fn equal_keys_have_equal_traces(
            texts in proptest::collection::vec("([a-c0-2IVX]|[ \n!-~]|[–—‘’“”…]|--|\\.\\.\\.|1/2|\\(c\\)){0,12}", 1..3),
        ) {
            let of_text = |text: &str| -> String {
                text.chars().filter(char::is_ascii_alphanumeric).collect()
            };
            let key = key(&texts);
            let (words, _) = key.split_once('\0').expect("an end");
            prop_assert!(texts.iter().all(|text| is_plain(text)));
            prop_assert_eq!(of_text(words), of_text(&texts.concat()));
        }

        #[test]
        fn traces_of_any_texts_follow_their_keys(one in "([ab]|[ﬁéａ１é\u{301}­ –-]){0,6}", two in "([ab]|[ﬁéａ１é\u{301}­ –-]){0,6}") {
            if key(&[&one]) == key(&[&two]) {
                prop_assert_eq!(trace(&[&one]), trace(&[&two]));
            }
        }
    }
}
