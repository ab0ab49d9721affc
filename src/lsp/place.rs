//! Places as editors count them: lines from 0, and in a line code units of the encoding that was agreed on.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Code units of UTF-16: what every client can.
    #[default]
    Utf16,
    /// Code points.
    Utf32,
}

impl Encoding {
    /// The encoding of that name in the protocol.
    #[must_use]
    pub(super) fn of_name(name: &str) -> Option<Self> {
        match name {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        }
    }

    /// Its name in the protocol.
    #[must_use]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    const fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// The code units of a text.
    #[must_use]
    pub(super) fn units(self, text: &str) -> usize {
        if self == Self::Utf8 || text.is_ascii() {
            return text.len();
        }
        text.chars().map(|c| self.width(c)).sum()
    }

    /// The byte of a line that so many code units are before: its end where it has fewer, the start of a character
    /// where they end inside it.
    fn byte(self, line: &str, units: usize) -> usize {
        let mut left = units;
        for (at, c) in line.char_indices() {
            let width = self.width(c);
            if left < width {
                return at;
            }
            left -= width;
        }
        line.len()
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename = "Position")]
pub(super) struct LspPosition {
    /// From 0.
    pub(super) line: u32,
    /// From 0, in code units.
    pub(super) character: u32,
}

/// From one place to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub(super) struct Range {
    /// The first place.
    pub(super) start: LspPosition,
    /// The place after the last.
    pub(super) end: LspPosition,
}

/// A number as the protocol has it.
pub(super) fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Where the lines of a text begin. They end at LF, at CR LF, and at a CR alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// Reads a text once.
    #[must_use]
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
        Self(std::iter::once(0).chain(ends.map(|at| at + 1)).collect())
    }

    /// The bytes of a line without its ending; empty, at the text's end, where there is no such line.
    #[must_use]
    pub(super) fn line(&self, text: &str, line: usize) -> Span {
        let Some(&start) = self.0.get(line) else { return Span::new(text.len(), text.len()) };
        let end = self.0.get(line + 1).copied().unwrap_or(text.len());
        let whole = text.get(start..end).unwrap_or("");
        Span::new(start, start + whole.trim_end_matches(['\n', '\r']).len())
    }

    /// The number of the line that a byte is in.
    #[must_use]
    pub(super) fn number(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The byte of a place: the line's end where the line is shorter, the text's where it has fewer lines.
    #[must_use]
    pub(super) fn byte(&self, text: &str, at: LspPosition, encoding: Encoding) -> usize {
        let line = self.line(text, at.line as usize);
        let words = text.get(line.range()).unwrap_or("");
        line.start + encoding.byte(words, at.character as usize)
    }

    /// The place of a byte.
    #[must_use]
    pub(super) fn position(&self, text: &str, byte: usize, encoding: Encoding) -> LspPosition {
        let byte = text.floor_char_boundary(byte);
        let number = self.number(byte);
        let line = self.line(text, number);
        let before = text.get(line.start..byte.min(line.end).max(line.start)).unwrap_or("");
        LspPosition { line: short(number), character: short(encoding.units(before)) }
    }

    /// The range of some bytes.
    #[must_use]
    pub(super) fn range(&self, text: &str, span: Span, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, span.start, encoding),
            end: self.position(text, span.end, encoding),
        }
    }

    /// The bytes of a range, whichever of its places comes first.
    #[must_use]
    pub(super) fn span(&self, text: &str, range: Range, encoding: Encoding) -> Span {
        let (one, other) =
            (self.byte(text, range.start, encoding), self.byte(text, range.end, encoding));
        Span::new(one.min(other), one.max(other))
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Lines, LspPosition};

    #[test]
    fn places() {
        let text = "aé😀b\r\nc\rd\n";
        let lines = Lines::new(text);
        let byte =
            |line, character, encoding| lines.byte(text, LspPosition { line, character }, encoding);
        assert_eq!(byte(0, 3, Encoding::Utf8), 3);
        assert_eq!(byte(0, 4, Encoding::Utf8), 3, "inside a character");
        assert_eq!(byte(0, 3, Encoding::Utf16), 3, "inside a surrogate pair");
        assert_eq!(byte(0, 4, Encoding::Utf16), 7);
        assert_eq!(byte(0, 3, Encoding::Utf32), 7);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            assert_eq!(byte(0, 99, encoding), 8, "past the line's end");
            assert_eq!(byte(1, 0, encoding), 10);
            assert_eq!(byte(2, 1, encoding), 13);
            assert_eq!(byte(3, 0, encoding), 14);
            assert_eq!(byte(u32::MAX, u32::MAX, encoding), 14);
            for (at, _) in text.char_indices().filter(|(at, _)| *at != 9) {
                let place = lines.position(text, at, encoding);
                assert_eq!(lines.byte(text, place, encoding), at);
            }
        }
        assert_eq!(lines.position(text, 7, Encoding::Utf16), LspPosition { line: 0, character: 4 });
    }
}
