//! The texts that an editor has open, kept in step with it.

use super::place::{Encoding, Lines, Range};
use crate::text::Span;
use serde::Deserialize;
use std::sync::Arc;

/// Of a larger text, in bytes, only what is saved is checked: to read it at each key would be felt.
pub(super) const LARGE: usize = 2 << 20;

/// One change as the protocol has it: of a range, or of all.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Change {
    /// What is replaced; everything if not said.
    pub(super) range: Option<Range>,
    /// What comes in its place.
    pub(super) text: String,
}

/// An open text.
#[derive(Debug, Clone)]
pub(super) struct Buffer {
    text: Arc<str>,
    lines: Arc<Lines>,
    /// What the client calls this state of it.
    pub(super) version: Option<i64>,
    /// What is on the disk, as far as the editor has told.
    saved: Arc<str>,
    /// The file is not UTF-8: the editor has decoded it, and will write it so again.
    pub(super) is_decoded: bool,
}

impl Buffer {
    /// A text that was opened.
    #[must_use]
    pub(super) fn new(text: String, version: Option<i64>) -> Self {
        let lines = Arc::new(Lines::new(&text));
        let text: Arc<str> = text.into();
        Self { saved: text.clone(), text, lines, version, is_decoded: false }
    }

    /// Its text now.
    #[must_use]
    pub(super) const fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Where its lines begin.
    #[must_use]
    pub(super) const fn lines(&self) -> &Arc<Lines> {
        &self.lines
    }

    /// Whether it was changed since it was opened or saved.
    #[must_use]
    pub(super) fn is_changed(&self) -> bool {
        !Arc::ptr_eq(&self.text, &self.saved) && self.text != self.saved
    }

    /// Whether it is checked only when it is saved.
    #[must_use]
    pub(super) fn is_large(&self) -> bool {
        self.text.len() > LARGE
    }

    /// That what is on the disk is another text: `None` where it is this one.
    pub(super) fn note_saved(&mut self, other: Option<&str>) {
        self.saved = other.map_or_else(|| self.text.clone(), Arc::from);
    }

    /// Applies changes, one after the other.
    pub(super) fn change(&mut self, changes: Vec<Change>, encoding: Encoding) {
        for change in changes {
            let text = match change.range {
                None => change.text,
                Some(range) => {
                    let Span { start, end } = self.lines.span(&self.text, range, encoding);
                    let (head, tail) = (self.text.get(..start), self.text.get(end..));
                    [head.unwrap_or(""), &change.text, tail.unwrap_or("")].concat()
                }
            };
            self.lines = Arc::new(Lines::new(&text));
            self.text = text.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Buffer, Change};
    use crate::lsp::place::{Encoding, LspPosition, Range};
    use proptest::prelude::*;

    /// The same done plainly: a list of lines, each of them code units of the encoding.
    fn model(text: &str, range: Range, new: &str, encoding: Encoding) -> String {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for at in 0..bytes.len() {
            let alone = bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
            if bytes[at] == b'\n' || alone {
                starts.push(at + 1);
            }
        }
        let byte = |at: LspPosition| -> usize {
            let Some(&start) = starts.get(at.line as usize) else { return text.len() };
            let mut units = at.character as usize;
            let mut byte = start;
            for c in text[start..].chars() {
                let mut two = [0; 2];
                let width = match encoding {
                    Encoding::Utf8 => c.to_string().len(),
                    Encoding::Utf16 => c.encode_utf16(&mut two).len(),
                    Encoding::Utf32 => 1,
                };
                if c == '\n' || c == '\r' || width > units {
                    break;
                }
                units -= width;
                byte += c.len_utf8();
            }
            byte
        };
        let (one, other) = (byte(range.start), byte(range.end));
        format!("{}{new}{}", &text[..one.min(other)], &text[one.max(other)..])
    }

    fn piece() -> impl Strategy<Value = String> {
        "([a-c ]{0,3}|é|😀|漢|\n|\r\n|\r|\u{301}|\u{feff}){0,4}"
    }

    fn position() -> impl Strategy<Value = LspPosition> {
        let line = prop_oneof![0_u32..6, Just(u32::MAX)];
        let character = prop_oneof![0_u32..12, Just(u32::MAX)];
        (line, character).prop_map(|(line, character)| LspPosition { line, character })
    }

    /// So many edits of one buffer; `PROPTEST_CASES` says how many buffers.
    const EDITS: usize = 40;

    proptest! {
        #[test]
        fn is_in_step_with_a_model(
            first in piece(),
            edits in prop::collection::vec((position(), position(), piece()), EDITS),
        ) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let mut buffer = Buffer::new(first.clone(), None);
                let mut wanted = first.clone();
                for (start, end, text) in &edits {
                    let range = Range { start: *start, end: *end };
                    wanted = model(&wanted, range, text, encoding);
                    let change = Change { range: Some(range), text: text.clone() };
                    buffer.change(vec![change], encoding);
                    prop_assert_eq!(&**buffer.text(), &wanted);
                }
            }
        }
    }

    #[test]
    fn knows_what_was_saved() {
        let mut buffer = Buffer::new("a".to_owned(), Some(1));
        assert!(!buffer.is_changed());
        let change = |text: &str| vec![Change { range: None, text: text.to_owned() }];
        buffer.change(change("b"), Encoding::Utf16);
        assert!(buffer.is_changed());
        buffer.change(change("a"), Encoding::Utf16);
        assert!(!buffer.is_changed());
        buffer.note_saved(Some("c"));
        assert!(buffer.is_changed());
    }
}
