//! The names of characters, as Unicode has them: of those that nobody sees, and of those that look like others.

use std::borrow::Cow;
use unicode_script::UnicodeScript as _;

/// A line for each character that looks like another: its code point and its name.
const LOOK_ALIKES: &str = include_str!("look-alikes.txt");

/// The name of a character that nobody sees.
pub(super) fn unseen_name(c: char) -> &'static str {
    unseen(c).unwrap_or("INVISIBLE CHARACTER")
}

/// The name of a character that looks like another; where it is not listed, what is known of it.
fn name_of(c: char) -> Cow<'static, str> {
    if let Some(name) = look_alike(c) {
        return name.into();
    }
    let script = c.script().full_name().replace('_', " ").to_uppercase();
    if !c.is_alphabetic() {
        "CHARACTER".into()
    } else if script == "HAN" {
        format!("CJK UNIFIED IDEOGRAPH-{:04X}", u32::from(c)).into()
    } else {
        format!("{script} LETTER").into()
    }
}

/// `“о” U+043E CYRILLIC SMALL LETTER O`.
pub(super) fn named(c: char) -> String {
    format!("“{c}” U+{:04X} {}", u32::from(c), name_of(c))
}

fn look_alike(c: char) -> Option<&'static str> {
    let code = format!("{:04X}", u32::from(c));
    let mut listed = LOOK_ALIKES.lines().filter_map(|line| line.split_once(' '));
    listed.find(|(at, _)| *at == code).map(|(_, name)| name)
}

const fn unseen(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{AD}' => "SOFT HYPHEN",
        '\u{34F}' => "COMBINING GRAPHEME JOINER",
        '\u{61C}' => "ARABIC LETTER MARK",
        '\u{200B}' => "ZERO WIDTH SPACE",
        '\u{200C}' => "ZERO WIDTH NON-JOINER",
        '\u{200D}' => "ZERO WIDTH JOINER",
        '\u{200E}' => "LEFT-TO-RIGHT MARK",
        '\u{200F}' => "RIGHT-TO-LEFT MARK",
        '\u{202A}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202B}' => "RIGHT-TO-LEFT EMBEDDING",
        '\u{202C}' => "POP DIRECTIONAL FORMATTING",
        '\u{202D}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202E}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{2060}' => "WORD JOINER",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE",
        '\u{2068}' => "FIRST STRONG ISOLATE",
        '\u{2069}' => "POP DIRECTIONAL ISOLATE",
        '\u{FEFF}' => "ZERO WIDTH NO-BREAK SPACE",
        '\u{FE00}'..='\u{FE0F}' => "VARIATION SELECTOR",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{named, unseen_name};

    #[test]
    fn letters_have_their_names() {
        assert_eq!(named('о'), "“о” U+043E CYRILLIC SMALL LETTER O");
        assert_eq!(named('I'), "“I” U+0049 LATIN CAPITAL LETTER I");
        assert_eq!(named('0'), "“0” U+0030 DIGIT ZERO");
        assert_eq!(named('\u{2236}'), "“\u{2236}” U+2236 RATIO");
        assert_eq!(named('工'), "“工” U+5DE5 CJK UNIFIED IDEOGRAPH-5DE5");
        assert_eq!(named('\u{13A0}'), "“\u{13A0}” U+13A0 CHEROKEE LETTER A");
        assert_eq!(unseen_name('\u{200B}'), "ZERO WIDTH SPACE");
    }
}
