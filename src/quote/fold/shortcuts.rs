//! What is common in texts, folded without a look at each character. What [`Folder::step`] would make of it is the
//! same; a test compares them.

use super::ascii;
use super::char_class::{is_cjk, is_hangul, quote_mark};
use super::{Folder, MarkKind, is_digit};

impl Folder<'_> {
    /// Folds what needs little, as far as it goes: most of most texts.
    pub(super) fn plain_run(&mut self) {
        let mut goes_on = true;
        while goes_on {
            let before = self.class();
            let (end, other) = self.plain.run(self.text.as_bytes(), self.at, before);
            if let Some(run) = self.text.get(self.at..end).filter(|run| !run.is_empty()) {
                self.push_run(run, other);
                self.last = run.bytes().rfind(|b| !matches!(b, b' ' | b'\n')).map(char::from);
                self.glue = run.ends_with(['=', '<', '>', '~']);
                self.at = end;
            }
            // What is often between such runs.
            goes_on = match self.rest().as_bytes() {
                [0xC3, ..] => self.accented(),
                [b' ', after @ ..] if self.begins_with_dash(after) => self.spaced_dash(),
                [b' ' | b'\n' | b'\r' | b'\t', ..] => self.plain_spaces(),
                [0xE2 | b'-', ..] => self.curled() || self.joining_dash(),
                _ => false,
            };
        }
    }

    /// What a run of plain characters would begin after.
    fn class(&self) -> u8 {
        // A space after nothing, or after a space, is not a space of the key.
        let space = if self.is_spaced() || self.is_after_wide() { ascii::SPACE } else { 0 };
        let last = self.last.unwrap_or(' ');
        if is_digit(last) {
            space | ascii::DIGIT
        } else if quote_mark(last).is_some() {
            space | ascii::QUOTE
        } else if space == 0 {
            ascii::LETTER
        } else {
            space
        }
    }

    /// After a Chinese, Japanese or Korean character a space may be nothing.
    fn is_after_wide(&self) -> bool {
        self.last.is_some_and(|last| last > '\u{10FF}' && (is_cjk(last) || is_hangul(last)))
    }

    fn is_spaced(&self) -> bool {
        self.glue || self.out.key.ends_with(' ')
    }

    /// Adds a run of plain characters, of which some (if `other` says so) are others in the key.
    fn push_run(&mut self, run: &str, other: bool) {
        self.push_alike("");
        let mut from = 0;
        if other {
            for at in memchr::memchr3_iter(b'\n', b'\'', b'`', run.as_bytes()) {
                self.out.key.push_str(run.get(from..at).unwrap_or(""));
                let line = run.as_bytes().get(at) == Some(&b'\n');
                self.out.key.push(if line { ' ' } else { '"' });
                from = at + 1;
            }
        }
        self.out.key.push_str(run.get(from..).unwrap_or(""));
    }

    /// Folds a letter of Latin-1 here, if it surely composes with nothing.
    fn accented(&mut self) -> bool {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return false };
        let next = rest.as_bytes().get(c.len_utf8());
        let plain = next.is_none_or(|b| b.is_ascii() || *b == 0xC3)
            && rest.as_bytes().get(1) != Some(&ascii::MULTIPLICATION);
        if plain {
            let letter = rest.get(..c.len_utf8()).unwrap_or("");
            self.push_alike(letter);
            self.at += letter.len();
            self.last = Some(c);
            self.glue = false;
        }
        plain
    }

    /// Folds spaces and line ends here, if they stand for one space between plain characters.
    fn plain_spaces(&mut self) -> bool {
        let rest = self.rest().as_bytes();
        let spaces = rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count();
        let plain = !self.is_spaced()
            && !self.is_after_wide()
            && rest.get(spaces).is_some_and(|b| ascii::is_letter(*b));
        if plain {
            self.push(" ", spaces);
        }
        plain
    }

    /// Folds a curled quotation mark or apostrophe here, if it is neither one of two nor a measure.
    fn curled(&mut self) -> bool {
        let mark = match self.rest().as_bytes() {
            [0xE2, 0x80, 0x98, next, ..] if next.is_ascii() => '\u{2018}',
            [0xE2, 0x80, 0x99, next, ..] if next.is_ascii() => '\u{2019}',
            [0xE2, 0x80, 0x9C, next, ..] if next.is_ascii() => '\u{201C}',
            [0xE2, 0x80, 0x9D, next, ..] if next.is_ascii() => '\u{201D}',
            _ => return false,
        };
        let plain = self.class() & (ascii::DIGIT | ascii::QUOTE) == 0;
        if plain {
            self.push("\"", mark.len_utf8());
            self.last = Some(mark);
            self.glue = false;
        }
        plain
    }

    /// Whether `text` begins with a dash, a space and a letter.
    fn begins_with_dash(&self, text: &[u8]) -> bool {
        let ([b'-', b' ', after @ ..] | [0xE2, 0x80, 0x93 | 0x94, b' ', after @ ..]) = text else {
            return false;
        };
        !self.is_spaced() && after.first().is_some_and(|b| ascii::is_letter(*b))
    }

    /// Folds a space, a dash and a space.
    fn spaced_dash(&mut self) -> bool {
        self.at += 1;
        self.plain_dash();
        self.at += 1;
        true
    }

    /// Folds a dash here, if a letter of ASCII is right after it.
    fn joining_dash(&mut self) -> bool {
        let rest = self.rest().as_bytes();
        let plain = match rest {
            [b'-', next, ..] | [0xE2, 0x80, 0x93 | 0x94, next, ..] => next.is_ascii_alphabetic(),
            _ => false,
        };
        if plain {
            self.plain_dash();
        }
        plain
    }

    /// Folds a dash that is neither a sign nor at a line's end.
    fn plain_dash(&mut self) {
        let Some(c) = self.rest().chars().next() else { return };
        self.mark(MarkKind::Dash, false, c.len_utf8());
        self.at += c.len_utf8();
        self.last = Some(c);
        self.glue = true;
    }
}
