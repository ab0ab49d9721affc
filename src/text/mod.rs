//! Places in text: byte spans, and the line and column that people read.

use std::ops::Range;

/// A half-open range of bytes, `start..end`, in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The span as a range, to slice with.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A place in a text as people and programs name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1. Lines end at LF, at CR LF, and at a CR alone.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
    /// Bytes from the start of the text, from 0.
    pub byte: usize,
}

/// Where each line of a text starts, so that a place is found without reading the text again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// Where a line is longer than [`STRIDE`]: characters before each multiple of it.
    counts: Vec<usize>,
}

/// `text` without a leading byte order mark.
#[must_use]
pub fn strip_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The boundary between characters of `text` that is `at` or next before it.
#[must_use]
pub fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The boundary between characters of `text` that is `at` or next after it.
#[must_use]
pub fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// Bytes between two counted places.
const STRIDE: usize = 1_024;

/// Characters that start in `bytes`.
fn characters(bytes: &[u8]) -> usize {
    // Counted in single bytes, as far as these reach: many at a time.
    let starts = |few: &[u8]| few.iter().map(|b| u8::from((b & 0xC0) != 0x80)).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|few| usize::from(starts(few))).sum()
}

/// Characters of `text` before each multiple of [`STRIDE`] bytes.
fn counts(text: &str) -> Vec<usize> {
    let mut total = 0;
    let chunks = text.as_bytes().chunks(STRIDE);
    let before = chunks.map(|chunk| {
        let before = total;
        total += characters(chunk);
        before
    });
    before.collect()
}

/// Code points of a text before its bytes, without reading the text again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharIndex(Vec<usize>);

impl CharIndex {
    /// Reads `text` once. Linear in its bytes.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(counts(text))
    }

    /// Code points before `byte` of the text that the index was made from.
    #[must_use]
    pub fn before(&self, text: &str, byte: usize) -> usize {
        count_before(&self.0, text, byte)
    }
}

fn count_before(counts: &[usize], text: &str, byte: usize) -> usize {
    // A text may end where a stretch does: the last count is then one stretch before.
    let stretch = (byte / STRIDE).min(counts.len().saturating_sub(1));
    let rest = text.as_bytes().get(stretch * STRIDE..byte).unwrap_or(&[]);
    counts.get(stretch).copied().unwrap_or(0) + characters(rest)
}

impl LineIndex {
    /// Reads `text` once. Linear in its bytes.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let lone_or_lf = bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
            if lone_or_lf {
                starts.push(at + 1);
            }
        }
        let longest = starts.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(0);
        let last = bytes.len() - starts.last().copied().unwrap_or(0);
        let counts = if longest.max(last) > STRIDE { counts(text) } else { Vec::new() };
        Self { starts, counts }
    }

    /// The line and column of `byte` in the text that the index was made from; a byte past the
    /// end, or inside a character, counts as the next boundary below it.
    #[must_use]
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let byte = floor(text, byte);
        let line = self.starts.partition_point(|&start| start <= byte);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = if byte - start > STRIDE {
            count_before(&self.counts, text, byte) - count_before(&self.counts, text, start) + 1
        } else {
            text.get(start..byte).map_or(0, |s| s.chars().count()) + 1
        };
        Position { line, column, byte }
    }

    /// Number of lines, at least 1.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of `line` (from 1) with its line ending, clamped to the text of `len` bytes.
    #[must_use]
    pub fn line_span(&self, line: usize, len: usize) -> Span {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(len);
        let end = self.starts.get(line).copied().unwrap_or(len);
        Span::new(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::{CharIndex, LineIndex, STRIDE};

    #[test]
    fn long_lines_are_counted_by_stretches() {
        let text = format!("one\n{}\n", "añb".repeat(STRIDE));
        let (lines, characters) = (LineIndex::new(&text), CharIndex::new(&text));
        for byte in (0..text.len()).step_by(997).chain([STRIDE, STRIDE * 2, text.len()]) {
            let byte = (0..=byte).rfind(|&b| text.is_char_boundary(b)).expect("a boundary");
            let before = text[..byte].chars().count();
            assert_eq!(characters.before(&text, byte), before);
            let column = text[..byte].rsplit('\n').next().expect("a line").chars().count() + 1;
            assert_eq!(lines.position(&text, byte).column, column, "{byte}");
        }
    }

    #[test]
    fn counts_lines_and_scalar_values() {
        let text = "añb\r\ncd\re\n";
        let index = LineIndex::new(text);
        let at = |byte| {
            let p = index.position(text, byte);
            (p.line, p.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 3));
        assert_eq!(at(6), (2, 1));
        assert_eq!(at(9), (3, 1));
        assert_eq!(at(99), (4, 1));
    }
}
