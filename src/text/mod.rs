//! Places in text: byte spans, and the line and column that people read; what a text was read from; names that are alike.

mod did_you_mean;
mod language;
mod legible;
mod lines;
mod origin;
mod place;
#[cfg(feature = "exchange")]
mod points;
mod roman;
mod shell;
mod slug;
#[cfg(any(feature = "exchange", feature = "manuscript"))]
pub(crate) mod table;
mod window;
mod year;

pub use did_you_mean::{nearest, or_nearest};
pub use language::{LanguageError, stated_language};
#[cfg(feature = "archive")]
pub(crate) use language::{language_tag, meant_language};
pub use legible::legible;
pub(crate) use lines::{blank_lines, first_paragraph, has_blank_line, with_line_feeds};
pub use origin::Origin;
pub use place::{Page, Place, Places, Rect, Time};
#[cfg(feature = "exchange")]
pub(crate) use points::Points;
pub use roman::{from_roman, to_roman};
pub use shell::{shell_option, shell_path, shell_word};
pub use slug::{is_slug, slug_of};
pub(crate) use window::{around, head, tail};
pub use year::{is_year, year_at};

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A half-open range of bytes, `start..end`, in one text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
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

/// A place that no run of words may span: a table cell's end, or the gap between two proven passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// Byte of the text: what is before it and after it is not one passage.
    pub at: usize,
    /// Words of the document that are not in this text, at this place. 0 where none are hidden.
    pub hidden_words: usize,
}

/// A stretch of a document that stands by itself: a paragraph, an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextBlock {
    /// Its bytes in the text, without white space at its ends.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Whether it is the first of its element: the second paragraph of an item is none.
    pub begins: bool,
}

/// From a byte of a text on, who speaks as its format says: the voice of a subtitle, the sender of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// Where it begins.
    pub at: usize,
    /// Which of the text's voices it is; none where the format does not say.
    pub who: Option<u32>,
}

/// What a block is, by the innermost element that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph, or any other running text.
    Text,
    /// A heading.
    Heading,
    /// What is written under a picture or over a table.
    Caption,
    /// An item of a list, a term or its definition.
    Item,
    /// A cell of a table.
    Cell,
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

/// How many lines and characters are before some bytes of a text, so that a place is found without reading all
/// of it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    /// Before each multiple of [`STRIDE`].
    before: Vec<Before>,
    all: Counts,
}

/// What is in a stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    line_ends: usize,
    characters: usize,
}

/// The same in less memory: no text that is read has more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Before {
    line_ends: u32,
    characters: u32,
}

/// `text` without a leading byte order mark.
#[must_use]
pub fn strip_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Bytes between two counted places.
const STRIDE: usize = 256;

/// Bytes whose number is a byte.
const COUNTED_BYTES: usize = 128;

/// Counts the line ends and the characters that start in the bytes from `from` to `to`, at most [`STRIDE`].
fn counts(text: &str, from: usize, to: usize) -> Counts {
    let bytes = text.as_bytes().get(from..to).unwrap_or(&[]);
    let after = text.as_bytes().get(from + 1..).unwrap_or(&[]);
    let returns = memchr::memchr_iter(b'\r', bytes);
    let lone_returns = returns.filter(|&at| after.get(at) != Some(&b'\n')).count();
    Counts {
        line_ends: count(bytes, |byte| byte == b'\n') + lone_returns,
        characters: count(bytes, starts_character),
    }
}

/// How many of some bytes are such.
fn count(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    // Counted in single bytes, as far as these reach: many at a time.
    let count = |few: &[u8]| few.iter().map(|&byte| u8::from(is_such(byte))).sum::<u8>();
    bytes.chunks(COUNTED_BYTES).map(|few| usize::from(count(few))).sum()
}

/// Whether a line ends with `byte`, which `next` follows.
const fn ends_line(byte: u8, next: u8) -> bool {
    byte == b'\n' || (byte == b'\r' && next != b'\n')
}

/// Whether a byte of UTF-8 is the first of its character.
const fn starts_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl LineIndex {
    /// Reads `text` once. Linear in its bytes.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut all = Counts::default();
        let stretches = (0..text.len()).step_by(STRIDE).map(|from| {
            let short = |count| u32::try_from(count).unwrap_or(u32::MAX);
            let before =
                Before { line_ends: short(all.line_ends), characters: short(all.characters) };
            let counts = counts(text, from, (from + STRIDE).min(text.len()));
            all.line_ends += counts.line_ends;
            all.characters += counts.characters;
            before
        });
        let before = stretches.collect();
        Self { before, all }
    }

    /// What is before `byte` of the text that the index was made from.
    fn before(&self, text: &str, byte: usize) -> Counts {
        let Some(before) = self.before.get(byte / STRIDE) else { return self.all };
        let more = counts(text, byte / STRIDE * STRIDE, byte);
        Counts {
            line_ends: before.line_ends as usize + more.line_ends,
            characters: before.characters as usize + more.characters,
        }
    }

    /// Code points before `byte` of the text that the index was made from.
    #[must_use]
    pub fn characters_before(&self, text: &str, byte: usize) -> usize {
        self.before(text, byte).characters
    }

    /// The line and column of `byte` in the text that the index was made from; a byte past the
    /// end, or inside a character, counts as the next boundary below it.
    #[must_use]
    pub fn position(&self, text: &str, byte: usize) -> Position {
        self.place(text, byte).0
    }

    /// The same, and the code points before it.
    #[must_use]
    pub fn place(&self, text: &str, byte: usize) -> (Position, usize) {
        let byte = text.floor_char_boundary(byte);
        let before = self.before(text, byte);
        let start = self.line_start(text, before.line_ends);
        let column = before.characters - self.before(text, start).characters + 1;
        (Position { line: before.line_ends + 1, column, byte }, before.characters)
    }

    /// The byte that the line after so many line ends starts at, or the text's end.
    fn line_start(&self, text: &str, line_ends: usize) -> usize {
        let Some(wanted) = line_ends.checked_sub(1) else { return 0 };
        let stretch = self.before.partition_point(|before| before.line_ends as usize <= wanted);
        let stretch = stretch.saturating_sub(1);
        let more = wanted - self.before.get(stretch).map_or(0, |before| before.line_ends as usize);
        let bytes = text.as_bytes().get(stretch * STRIDE..).unwrap_or(&[]);
        let mut ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|&at| {
            let next = bytes.get(at + 1).copied().unwrap_or(0);
            bytes.get(at).is_some_and(|&byte| ends_line(byte, next))
        });
        ends.nth(more).map_or(text.len(), |at| stretch * STRIDE + at + 1)
    }

    /// Number of lines, at least 1.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.all.line_ends + 1
    }

    /// The bytes of `line` (from 1) with its line ending in the text that the index was made from.
    #[must_use]
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.line_start(text, line.saturating_sub(1));
        let end = if line < self.lines() { self.line_start(text, line) } else { text.len() };
        Span::new(start, end)
    }
}

/// The first line of what Git LFS keeps in the place of a file until it is fetched.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// Whether the bytes are what Git LFS keeps in the place of a file until it is fetched.
#[must_use]
pub fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(LFS_POINTER)
}

/// The first line that Git writes into a file which it could not merge: seven of `<`, `|`, `=` or `>`, and a blank or
/// the line's end after them. For files in which no such line can be meant; in a running text `=======` may underline a
/// title, see [`unmerged_line`].
#[must_use]
pub fn conflict_marker(text: &str) -> Option<Span> {
    markers(text).next().map(|(_, span, _)| span)
}

/// The line, from 1, on which the first conflict begins that Git left in a text: `<<<<<<<`, after it `=======`, after
/// that `>>>>>>>`.
#[must_use]
pub fn unmerged_line(text: &str) -> Option<usize> {
    let mut begun = None;
    let mut parted = false;
    for (mark, _, line) in markers(text) {
        match mark {
            b'<' => (begun, parted) = (Some(line), false),
            b'=' => parted = begun.is_some(),
            b'>' if parted => return begun,
            _ => {}
        }
    }
    None
}

/// Each marker with its bytes and its line, from 1.
fn markers(text: &str) -> impl Iterator<Item = (u8, Span, usize)> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').enumerate().map(move |(number, line)| {
        let at = start;
        start += line.len();
        (number + 1, at, line.trim_end_matches(['\n', '\r']))
    });
    lines.filter_map(|(number, at, line)| {
        let mark = *line.as_bytes().first().filter(|mark| b"<|=>".contains(mark))?;
        let run = line.bytes().take_while(|byte| *byte == mark).count();
        let ends = matches!(line.as_bytes().get(run), None | Some(b' '));
        (run == MARKER_LENGTH && ends).then(|| (mark, Span::new(at, at + line.len()), number))
    })
}

/// Characters of a marker (Git's `conflict-marker-size`).
const MARKER_LENGTH: usize = 7;

#[cfg(test)]
mod tests {
    use super::{LineIndex, Position, Span};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_a_plain_count(
            pieces in prop::collection::vec("[a-c]{1,9}|ñ|日|\n|\r|\r\n|\n\n|[x ]{0,900}", 0..24),
            byte in any::<prop::sample::Index>(),
        ) {
            let text = pieces.concat();
            let index = LineIndex::new(&text);
            let byte = text.floor_char_boundary(byte.index(text.len() + 1));
            let head = &text[..byte];
            prop_assert_eq!(index.characters_before(&text, byte), head.chars().count());
            prop_assert_eq!(index.place(&text, byte).1, head.chars().count());
            let ends = |at: &usize| {
                let (byte, next) = (text.as_bytes()[*at], text.as_bytes().get(*at + 1));
                byte == b'\n' || (byte == b'\r' && next != Some(&b'\n'))
            };
            let starts: Vec<usize> =
                [0].into_iter().chain((0..text.len()).filter(ends).map(|at| at + 1)).collect();
            prop_assert_eq!(index.lines(), starts.len());
            let line = starts.iter().filter(|start| **start <= byte).count();
            let column = text[starts[line - 1]..byte].chars().count() + 1;
            prop_assert_eq!(index.position(&text, byte), Position { line, column, byte });
            let end = starts.get(line).copied().unwrap_or(text.len());
            prop_assert_eq!(index.line_span(&text, line), Span::new(starts[line - 1], end));
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
