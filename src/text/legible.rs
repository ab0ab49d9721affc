//! Text of strangers on a page: nothing that turns the direction of the text around it, nothing without a picture.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with what would turn the direction of what is around it, or has no picture, spelled out (`⟨U+202E⟩`). Letters
/// of all scripts stay as they are, with the joiners that some of them need.
#[must_use]
pub fn legible(text: &str) -> Cow<'_, str> {
    if !text.contains(needs_words) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' => {}
            '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if needs_words(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn needs_words(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c,
            '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn what_steers_is_spelled_out_and_what_is_read_stays() {
        for (text, wanted) in [
            ("It is plain.", "It is plain."),
            ("a\u{202E}b\u{7}c", "a⟨U+202E⟩b⟨U+0007⟩c"),
            ("one\r\ntwo\u{2028}three\tfour", "one\ntwo\nthree\tfour"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("👩\u{200D}🔬 e\u{301}", "👩\u{200D}🔬 e\u{301}"),
            ("\u{FFFE}\u{1FFFF}", "⟨U+FFFE⟩⟨U+1FFFF⟩"),
        ] {
            assert_eq!(legible(text), wanted);
        }
    }
}
