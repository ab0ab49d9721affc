//! JSON as it is while somebody types: read as far as it goes. What is missing is taken for granted, what is too much
//! is passed over.
//!
//! A string ends at its quotation mark, or with its line. So the rest of a file is read in its place whatever is open before
//! the cursor.

use super::buffer::LARGE;
use crate::json::{MAX_DEPTH, join};
use crate::text::Span;

/// A string at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LooseString {
    /// The JSON pointer of the value.
    pub(super) pointer: String,
    /// Its bytes in the file, without quotation marks.
    pub(super) span: Span,
    /// Of the key that it is the value of, with quotation marks; empty where it is an item.
    pub(super) key: Span,
    /// Decoded, as far as its escapes are right.
    pub(super) value: String,
}

/// All strings that are values, in the order of the file, and the places where one may begin.
#[derive(Debug, Clone, Default)]
pub(super) struct Loose {
    pub(super) texts: Vec<LooseString>,
    /// After a colon or in a list: where a value is missing, and its pointer.
    holes: Vec<(Span, String)>,
}

/// What is open.
struct Open {
    object: bool,
    pointer: String,
    /// The number of the next item.
    item: usize,
    key: Option<(String, Span)>,
    /// Where a value may begin.
    from: Option<usize>,
}

impl Open {
    fn here(&self) -> Option<String> {
        match (&self.key, self.object) {
            (Some((name, _)), true) => Some(join(&self.pointer, name)),
            (None, true) => None,
            (_, false) => Some(join(&self.pointer, self.item)),
        }
    }
}

impl Loose {
    /// Reads a text; of one that is larger than [`LARGE`], nothing: whoever waits for an answer would feel it, and each string
    /// may take a hundred times its own room.
    pub(super) fn new(text: &str) -> Self {
        let mut read = Self::default();
        if text.len() > LARGE {
            return read;
        }
        let mut open: Vec<Open> = Vec::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    let span = string(bytes, at);
                    read.take_string(text, span, open.last_mut());
                    at = span.end;
                }
                b'{' | b'[' => {
                    if let Some(top) = open.last_mut() {
                        top.from = None;
                    }
                    if open.len() < MAX_DEPTH {
                        let pointer = open.last().and_then(Open::here).unwrap_or_default();
                        let object = *byte == b'{';
                        let from = (!object).then_some(at + 1);
                        open.push(Open { object, pointer, item: 0, key: None, from });
                    }
                }
                b'}' | b']' => {
                    let wanted = *byte == b'}';
                    // A bracket that is missing was meant to be before this one.
                    if let Some(depth) = open.iter().rposition(|o| o.object == wanted) {
                        for closed in open.drain(depth..).rev() {
                            read.hole(&closed, at);
                        }
                    }
                }
                b':' => {
                    if let Some(top) = open.last_mut().filter(|top| top.key.is_some()) {
                        top.from = Some(at + 1);
                    }
                }
                b',' => {
                    if let Some(top) = open.last_mut() {
                        read.hole(top, at);
                        top.key = None;
                        top.item += 1;
                        top.from = (!top.object).then_some(at + 1);
                    }
                }
                b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => {
                    if let Some(top) = open.last_mut() {
                        top.from = None;
                    }
                }
            }
            at += 1;
        }
        for left in open.iter().rev() {
            read.hole(left, text.len());
        }
        read
    }

    fn hole(&mut self, open: &Open, to: usize) {
        if let (Some(from), Some(pointer)) = (open.from, open.here()) {
            self.holes.push((Span::new(from, to), pointer));
        }
    }

    /// A key, or a value.
    fn take_string(&mut self, text: &str, span: Span, open: Option<&mut Open>) {
        let Some(top) = open else { return };
        let inner = inside(text, span);
        let value = decoded(text.get(inner.range()).unwrap_or(""));
        let is_value = !top.object || (top.key.is_some() && top.from.is_some());
        if !is_value {
            top.key = Some((value, span));
            return;
        }
        let key = top.key.as_ref().map_or(Span::default(), |(_, span)| *span);
        if let Some(pointer) = top.here() {
            self.texts.push(LooseString { pointer, span: inner, key, value });
        }
        top.from = None;
        if top.object {
            // If a comma is missing, the next string is a key.
            top.key = None;
        }
    }

    /// The string that a byte is in, its ends included.
    pub(super) fn at(&self, byte: usize) -> Option<&LooseString> {
        self.texts.iter().find(|text| text.span.start <= byte && byte <= text.span.end)
    }

    /// The pointer of the value that is missing at a byte.
    pub(super) fn missing_at(&self, byte: usize) -> Option<&str> {
        let hole = self.holes.iter().find(|(span, _)| span.start <= byte && byte <= span.end);
        hole.map(|(_, pointer)| pointer.as_str())
    }

    /// Where the value at a pointer is missing.
    pub(super) fn missing(&self, pointer: &str) -> Option<Span> {
        self.holes.iter().find(|(_, missing)| missing == pointer).map(|(span, _)| *span)
    }

    /// The string at a pointer.
    pub(super) fn get(&self, pointer: &str) -> Option<&LooseString> {
        self.texts.iter().find(|text| text.pointer == pointer)
    }
}

/// From a quotation mark to the next that is not escaped, or to the line's end: the bytes up to the last of it.
fn string(bytes: &[u8], start: usize) -> Span {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return Span::new(start, at),
            b'\n' | b'\r' => return Span::new(start, at - 1),
            b'\\' if !matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => at += 2,
            _ => at += 1,
        }
    }
    Span::new(start, bytes.len() - 1)
}

/// Without its quotation marks; one that is open has only the first.
fn inside(text: &str, span: Span) -> Span {
    let closed = span.end > span.start && text.as_bytes().get(span.end) == Some(&b'"');
    let end = if closed { span.end } else { (span.end + 1).min(text.len()) };
    Span::new(span.start + 1, end.max(span.start + 1))
}

/// A string without its escapes; one that is wrong stays as it is.
pub(super) fn decoded(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let whole = serde_json::from_str(&format!("\"{raw}\""));
    whole.unwrap_or_else(|_| raw.replace("\\\"", "\"").replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use super::{LARGE, Loose};
    use proptest::prelude::*;

    fn pointers(text: &str) -> Vec<(String, String)> {
        let loose = Loose::new(text);
        loose.texts.into_iter().map(|t| (t.pointer, t.value)).collect()
    }

    fn pair(pointer: &str, value: &str) -> (String, String) {
        (pointer.to_owned(), value.to_owned())
    }

    #[test]
    fn reads_what_is_whole() {
        let text = r#"{"id": "a", "evidence": [{"source": "s", "quote": "x \"é\" \u00e9", "n": 1, "t": true}, {"quote": ["p", "q"]}], "topics": ["t"]}"#;
        let wanted = [
            pair("/id", "a"),
            pair("/evidence/0/source", "s"),
            pair("/evidence/0/quote", "x \"é\" é"),
            pair("/evidence/1/quote/0", "p"),
            pair("/evidence/1/quote/1", "q"),
            pair("/topics/0", "t"),
        ];
        assert_eq!(pointers(text), wanted);
    }

    #[test]
    fn reads_what_is_open() {
        let text = "{\n \"evidence\": [\n  {\n   \"source\": \"s\",\n   \"quote\": \"the wor\n  }\n ], \"label\": \"x\"";
        let wanted = [
            pair("/evidence/0/source", "s"),
            pair("/evidence/0/quote", "the wor"),
            pair("/label", "x"),
        ];
        assert_eq!(pointers(text), wanted);
        let text = "{\"evidence\": [{\"source\": , \"quote\": \"a\" \"stance\": \"b\"";
        assert_eq!(
            pointers(text),
            [pair("/evidence/0/quote", "a"), pair("/evidence/0/stance", "b")]
        );
        let at = text.find(" ,").expect("there");
        assert_eq!(Loose::new(text).missing_at(at), Some("/evidence/0/source"));
        assert_eq!(Loose::new("{\"topics\": [").missing_at(12), Some("/topics/0"));
        assert_eq!(Loose::new("{\"label\":").missing_at(9), Some("/label"));
    }

    #[test]
    fn nothing_is_read_of_a_large_text() {
        let text = |spaces: usize| format!("{{\"id\": \"a\"{}}}", " ".repeat(spaces));
        let most = LARGE - text(0).len();
        assert_eq!(pointers(&text(most)), [pair("/id", "a")]);
        assert_eq!(pointers(&text(most + 1)), []);
    }

    proptest! {
        #[test]
        fn never_panics_and_stays_inside(text in "([{}\\[\\]:,\"\\\\\n a1é😀]|\\\\u00e9|\"a\"){0,60}") {
            for found in Loose::new(&text).texts {
                prop_assert!(text.get(found.span.range()).is_some(), "{:?} of {:?}", found, text);
            }
        }
    }
}
