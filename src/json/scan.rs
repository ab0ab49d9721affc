//! Reads JSON piece by piece, without a tree: for whoever only wants to know whether a text is as it should be.
//!
//! It gives up on what is not JSON, and on some of what is (numbers that are not whole, `true`): to say
//! what is wrong is the parser's.

use crate::text::{Span, strip_bom};
use memchr::memmem;
use std::borrow::Cow;

/// A text and how far it was read.
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    /// At the start of `text`, after a byte order mark.
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text: strip_bom(text), at: 0 }
    }

    /// The next byte that is no white space. It is not taken.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at)? {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    /// Takes `byte`, if it is the next one.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        next
    }

    /// Takes the bracket `closing`, or the comma before another item; says which, and nothing where neither is next.
    pub(crate) fn ends_after(&mut self, closing: u8) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        (next == closing || next == b',').then_some(next == closing)
    }

    /// Takes a string, decoded.
    pub(crate) fn string(&mut self) -> Option<Cow<'t, str>> {
        if !self.take(b'"') {
            return None;
        }
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_length(self.text.as_bytes().get(self.at..)?);
            match self.text.as_bytes().get(self.at)? {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                // No string has a control character.
                _ => return None,
            }
        }
        let end = self.at;
        self.at += 1;
        if escaped {
            let quoted = self.text.get(start.checked_sub(1)?..=end)?;
            return serde_json::from_str(quoted).ok().map(Cow::Owned);
        }
        self.text.get(start..end).map(Cow::Borrowed)
    }

    /// Takes a whole number that is not negative and fits in 64 bits.
    pub(crate) fn whole_number(&mut self) -> Option<u64> {
        let first = self.peek()?;
        let (bytes, start) = (self.text.as_bytes(), self.at);
        let mut number = 0_u64;
        while let Some(digit) = bytes.get(self.at).filter(|byte| byte.is_ascii_digit()) {
            number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        let plain = first != b'0' || self.at == start + 1;
        let whole = !matches!(bytes.get(self.at), Some(b'.' | b'e' | b'E'));
        (self.at > start && plain && whole).then_some(number)
    }

    /// Takes a string, a whole number, or a list or an object of such values.
    fn value(&mut self, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'[' => self.items(b']', |this| this.value(depth)),
            b'{' => self.items(b'}', |this| {
                this.string()?;
                this.take(b':').then_some(())?;
                this.value(depth)
            }),
            _ => self.whole_number().map(drop),
        }
    }

    /// The same, where `path` leads to a value in it: its place is noted.
    fn value_on(
        &mut self,
        depth: usize,
        path: &[&str],
        found: &mut Option<ValueSpot>,
    ) -> Option<Span> {
        let first = self.peek()?;
        let start = self.at;
        let Some((step, rest)) = path.split_first() else {
            self.value(depth)?;
            return Some(Span::new(start, self.at));
        };
        let depth = depth.checked_sub(1)?;
        match first {
            b'[' => self.list(depth, (step, rest), found)?,
            b'{' => self.object(depth, (step, rest), found)?,
            _ => self.value(depth + 1)?,
        }
        Some(Span::new(start, self.at))
    }

    fn list(
        &mut self,
        depth: usize,
        (step, rest): (&str, &[&str]),
        found: &mut Option<ValueSpot>,
    ) -> Option<()> {
        // `01` is no number of an item.
        let wanted = step.parse::<usize>().ok().filter(|number| number.to_string() == step);
        let mut number = 0;
        self.items(b']', |this| {
            if Some(number) == wanted {
                let value = this.value_on(depth, rest, found)?;
                if rest.is_empty() {
                    *found = Some(ValueSpot { key: None, value });
                }
            } else {
                this.value(depth)?;
            }
            number += 1;
            Some(())
        })
    }

    fn object(
        &mut self,
        depth: usize,
        (step, rest): (&str, &[&str]),
        found: &mut Option<ValueSpot>,
    ) -> Option<()> {
        self.items(b'}', |this| {
            this.peek();
            let start = this.at;
            let name = this.string()?;
            let key = Span::new(start, this.at);
            this.take(b':').then_some(())?;
            if name != step {
                return this.value(depth);
            }
            // Of several with the name the last one is meant.
            *found = None;
            let value = this.value_on(depth, rest, found)?;
            if rest.is_empty() {
                *found = Some(ValueSpot { key: Some(key), value });
            }
            Some(())
        })
    }

    /// Takes what is between brackets, from the opening one on: `item` takes one of them.
    pub(crate) fn items(
        &mut self,
        closing: u8,
        mut item: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.at += 1;
        if self.take(closing) {
            return Some(());
        }
        loop {
            item(self)?;
            if self.ends_after(closing)? {
                return Some(());
            }
        }
    }

    /// Whether nothing but white space is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }
}

/// How deep lists and objects are followed; the files of an archive are less deep.
const MAX_DEPTH: usize = 16;

/// Where a value is in a text: the bytes of its key, if it has one, and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ValueSpot {
    pub(crate) key: Option<Span>,
    pub(crate) value: Span,
}

/// Where the value at a JSON pointer is. None where there is none, and where nothing can be said without a tree.
pub(crate) fn spot(text: &str, pointer: &str) -> Option<ValueSpot> {
    if pointer.contains('~') {
        return None;
    }
    let path: Vec<&str> = pointer.strip_prefix('/')?.split('/').collect();
    let mut scanner = Scanner::new(text);
    let offset = text.len() - scanner.text.len();
    let mut found = None;
    scanner.value_on(MAX_DEPTH, &path, &mut found)?;
    let moved = |span: Span| Span::new(span.start + offset, span.end + offset);
    let spot = found.filter(|_| scanner.is_at_end())?;
    Some(ValueSpot { key: spot.key.map(moved), value: moved(spot.value) })
}

/// The key of a member of the outermost object, at a pointer of one step, if it surely is the only one of its name: what is
/// after it is searched for the name, and not read.
pub(crate) fn outer_key(text: &str, pointer: &str) -> Option<Span> {
    let name = pointer.strip_prefix('/')?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let mut scanner = Scanner::new(text);
    let offset = text.len() - scanner.text.len();
    let begins = name.bytes().all(plain) && scanner.take(b'{');
    begins.then_some(())?;
    loop {
        scanner.peek()?;
        let start = scanner.at;
        let key = scanner.string()?;
        let end = scanner.at;
        scanner.take(b':').then_some(())?;
        if key == name {
            let rest = scanner.text.as_bytes().get(end..)?;
            let has = |what: &str| memmem::find(rest, what.as_bytes()).is_some();
            // Letters may be escaped, `\u0061`.
            let only = !has(&format!("\"{name}\"")) && !has("\\u00");
            return only.then(|| Span::new(start + offset, end + offset));
        }
        scanner.value(MAX_DEPTH)?;
        (!scanner.ends_after(b'}')?).then_some(())?;
    }
}

/// How many bytes there are before the first quotation mark, backslash or control character.
fn plain_length(bytes: &[u8]) -> usize {
    let end = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
    let plain = bytes.get(..end).unwrap_or(bytes);
    // To the end, without a branch: the compiler takes many bytes at once.
    let least = plain.iter().fold(u8::MAX, |least, byte| least.min(*byte));
    let control = |byte: &u8| *byte < 0x20;
    if control(&least) { plain.iter().position(control).unwrap_or(end) } else { end }
}

#[cfg(test)]
mod tests {
    use super::{Scanner, outer_key, plain_length, spot};
    use proptest::prelude::*;

    #[test]
    fn strings() {
        let read = |text| Scanner::new(text).string().map(std::borrow::Cow::into_owned);
        let table = [
            (r#""""#, Some("")),
            ("\u{feff} \t\r\n\"a long string — and é\"", Some("a long string — and é")),
            (r#""a\"b\\""#, Some("a\"b\\")),
            (r#""\ud83d\ude00""#, Some("😀")),
            (r#""\ud83d""#, None),
            (r#""\x""#, None),
            (r#""\é""#, None),
            (r#""open"#, None),
            (r#""open\"#, None),
            (r#""open\""#, None),
            ("\"line\nbreak\"", None),
            ("'a'", None),
            ("", None),
        ];
        for (text, wanted) in table {
            assert_eq!(read(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn whole_numbers() {
        let table = [
            ("0", Some(0)),
            (" 10,", Some(10)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("01", None),
            ("00", None),
            ("-0", None),
            ("+1", None),
            ("1.0", None),
            ("1e2", None),
            ("1E2", None),
            ("", None),
            ("x", None),
        ];
        for (text, wanted) in table {
            assert_eq!(Scanner::new(text).whole_number(), wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_spot_is_where_the_tree_has_it(
            text in "\u{feff}?[ \n]{0,2}\\{([ \n]?\"(a|b|\\\\u0061)\"[ :]:?[ ]?(\"x\"|17|-1|1.5|true|\\[\\]|\\[1, \"é\", \\[2\\]\\]|\\{\"a\": [0-9](, \"a\": \\[7\\])?\\}|[\\[{]),?){0,4}\\}?[ \n}]{0,2}",
        ) {
            for pointer in ["/a", "/b", "/a/a", "/b/a", "/a/1", "/a/01", "/a/2/0", "/a/a/0", "/a/x", "/"] {
                if let Some(key) = outer_key(&text, pointer) {
                    let (tree, _) = crate::json::parse(&text);
                    let known = tree.map(|tree| tree.key_span(pointer));
                    prop_assert!(known.is_none_or(|known| known == Some(key)), "{:?}", text);
                }
                let Some(spot) = spot(&text, pointer) else { continue };
                let (tree, _) = crate::json::parse(&text);
                let tree = tree.expect("what is read without a tree can be parsed");
                prop_assert_eq!(tree.value_span(pointer), Some(spot.value), "{:?}", text);
                if spot.key.is_some() {
                    prop_assert_eq!(tree.key_span(pointer), spot.key, "{:?}", text);
                }
            }
        }

        #[test]
        fn plain_lengths_are_as_counted(bytes: Vec<u8>, tail in "[ -~\u{7f}-\u{ff}]{0,40}[\"\\\\\n\u{1f} ]?") {
            let all = [bytes, tail.into_bytes()].concat();
            let ends = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
            for start in 0..all.len().min(16) {
                let rest = &all[start..];
                let wanted = rest.iter().position(ends).unwrap_or(rest.len());
                prop_assert_eq!(plain_length(rest), wanted);
            }
        }
    }
}
