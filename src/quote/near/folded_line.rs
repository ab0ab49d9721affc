//! The folded text as one line of characters, with the places where words start and end: what edit
//! distance is counted on. Made only for quotes that do not match.

use super::diagonals::Diagonals;
use super::qgrams::{Grams, small};
use crate::quote::fold::{Folded, Mark, MarkKind};
use crate::quote::words::boundary::word_bounds;
use crate::text::Span;
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most characters whose words are cut each time they are asked for; for more, the whole line is cut once.
const MAX_NEARBY: usize = 4_096;

/// How far beyond those characters a space is looked for, in bytes.
const MAX_BEYOND: usize = 256;

/// So often is the text read for a pattern's runs before its own are indexed.
const INDEX_AFTER: usize = 3;

/// The largest text whose runs are indexed, in bytes. The index takes as much memory as the text.
const MAX_INDEXED: usize = 256 << 20;

/// Bytes between two places whose characters are counted.
const COUNTED: usize = 256;

/// Characters that are counted together to tell where capitals are.
const COUNTED_CAPITALS: usize = 64;

/// Key and obligatory dashes of a folded text. Places in it are bytes.
#[derive(Debug)]
pub(crate) struct FoldedLine {
    text: String,
    /// The dashes: their bytes in `text`, and the bytes of the document that they stand for.
    dashes: Vec<(usize, Span)>,
    bounds: OnceLock<Bounds>,
    counted: OnceLock<Counted>,
    grams: OnceLock<Grams>,
    /// Of each so many characters, how many are not small letters.
    capitals: OnceLock<Vec<u8>>,
    /// How often runs were asked for.
    asked: AtomicUsize,
}

/// Some of a line's characters, to count edits on.
#[derive(Debug)]
pub(crate) struct LineStretch {
    pub(crate) chars: Vec<char>,
    /// Where a passage may start and end: one entry more than there are characters.
    pub(crate) starts: Vec<bool>,
    pub(crate) ends: Vec<bool>,
}

impl FoldedLine {
    pub(crate) fn new(folded: &Folded) -> Self {
        let is_own = |m: &&Mark| !m.optional && m.kind == MarkKind::Dash;
        // As long as it will be, and changed where it is: of a large text a second copy would be felt.
        let room = folded.key.len() + folded.marks.iter().filter(is_own).count();
        let mut text = Vec::with_capacity(room);
        let mut dashes = Vec::new();
        let mut from = 0;
        for mark in folded.marks.iter().filter(is_own) {
            text.extend_from_slice(folded.key.as_bytes().get(from..mark.at).unwrap_or_default());
            from = mark.at;
            dashes.push((text.len(), mark.span));
            text.push(b'-');
        }
        text.extend_from_slice(folded.key.as_bytes().get(from..).unwrap_or_default());
        // As an apostrophe, so that words with one are words.
        for byte in text.iter_mut().filter(|byte| **byte == b'"') {
            *byte = b'\'';
        }
        let text = String::from_utf8(text).unwrap_or_default();
        Self {
            text,
            dashes,
            bounds: OnceLock::new(),
            counted: OnceLock::new(),
            grams: OnceLock::new(),
            capitals: OnceLock::new(),
            asked: AtomicUsize::new(0),
        }
    }

    /// The characters.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn counted(&self) -> &Counted {
        self.counted.get_or_init(|| Counted::new(&self.text))
    }

    /// Where the runs of `pattern` are. None where to look at all of them would take longer than to read the text.
    pub(crate) fn runs(&self, pattern: &[char]) -> Option<Diagonals<u16>> {
        let length = self.counted().length;
        u32::try_from(length + pattern.len()).ok()?;
        let mut diagonals = Diagonals::of_runs(pattern.len(), length);
        let mut left = length / 2 + COUNTED;
        let count = |places: &[u32], starts: &[u32]| {
            let Some(less) = left.checked_sub(places.len() * starts.len()) else {
                return ControlFlow::Break(());
            };
            left = less;
            diagonals.count(places, starts);
            ControlFlow::Continue(())
        };
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let whole = if asked >= INDEX_AFTER && self.text.len() <= MAX_INDEXED {
            let grams = self.grams.get_or_init(|| Grams::of_text(&self.text));
            grams.look_up(pattern, count)
        } else {
            Grams::of_pattern(pattern).look_up_in(&self.text, count)
        };
        whole.is_continue().then_some(diagonals)
    }

    /// Where the seeds of `pattern` are, of `WIDTH` characters each. None where to look at all of them would take as long as to read the text.
    pub(crate) fn seeds<const WIDTH: usize>(&self, pattern: &[char]) -> Option<Diagonals<u64>> {
        let length = self.counted().length;
        Diagonals::of_seeds::<WIDTH>(pattern, &self.text, length, length / 4 + COUNTED)
    }

    /// No passage of so many characters has more capitals.
    pub(crate) fn most_capitals(&self, length: usize) -> usize {
        let counts = self.capitals.get_or_init(|| capitals(&self.text));
        // A passage begins and ends anywhere in the first and the last of them.
        let blocks = (length / COUNTED_CAPITALS + 2).min(counts.len());
        let (mut sum, mut most) = (0, 0);
        for (at, &count) in counts.iter().enumerate() {
            sum += usize::from(count);
            let gone = at.checked_sub(blocks).and_then(|gone| counts.get(gone));
            sum -= gone.map_or(0, |&gone| usize::from(gone));
            most = most.max(sum);
        }
        most
    }

    /// The byte of the character number `at`, or the text's end.
    pub(crate) fn byte_of(&self, at: usize) -> usize {
        self.counted().byte_of(&self.text, at)
    }

    /// At most `count` characters from byte `from` on.
    pub(crate) fn stretch(&self, from: usize, count: usize) -> LineStretch {
        let rest = self.text.get(from..).unwrap_or("");
        let count = count.min(rest.len());
        let mut stretch = LineStretch {
            chars: Vec::with_capacity(count),
            starts: Vec::with_capacity(count + 1),
            ends: Vec::with_capacity(count + 1),
        };
        let nearby = self.bounds_nearby(from, count);
        let bounds = nearby
            .as_ref()
            .unwrap_or_else(|| self.bounds.get_or_init(|| Bounds::new(&self.text, 0)));
        // Of ASCII, as nearly all is, each character is a byte.
        if let Some(plain) = rest.get(..count).filter(|plain| plain.is_ascii()) {
            let places = || from - bounds.from..=from + count - bounds.from;
            stretch.chars.extend(plain.bytes().map(char::from));
            stretch.starts.extend(places().map(|at| bounds.starts.has(at)));
            stretch.ends.extend(places().map(|at| bounds.ends.has(at)));
            return stretch;
        }
        let mut at = from;
        for c in rest.chars().take(count) {
            stretch.chars.push(c);
            stretch.starts.push(bounds.starts.has(at - bounds.from));
            stretch.ends.push(bounds.ends.has(at - bounds.from));
            at += c.len_utf8();
        }
        stretch.starts.push(bounds.starts.has(at - bounds.from));
        stretch.ends.push(bounds.ends.has(at - bounds.from));
        stretch
    }

    /// The bounds of words from the space before a few characters to that after them: how words are cut
    /// depends on nothing beyond. None where those of the whole line will do.
    fn bounds_nearby(&self, from: usize, count: usize) -> Option<Bounds> {
        if count > MAX_NEARBY || self.bounds.get().is_some() {
            return None;
        }
        let bytes = self.text.as_bytes();
        let rest = self.text.get(from..)?;
        let to = match rest.as_bytes().get(..count) {
            Some(plain) if plain.is_ascii() => from + count,
            _ => rest.char_indices().nth(count).map_or(bytes.len(), |(at, _)| from + at),
        };
        let least = from.saturating_sub(MAX_BEYOND);
        let start = match memchr::memrchr(b' ', bytes.get(least..from)?) {
            Some(at) => least + at,
            None if least == 0 => 0,
            None => return None,
        };
        let rest = bytes.get(to..)?;
        let rest = rest.get(..MAX_BEYOND).unwrap_or(rest);
        let end = match memchr::memchr(b' ', rest) {
            Some(at) => to + at,
            None if to + rest.len() == bytes.len() => bytes.len(),
            None => return None,
        };
        Some(Bounds::new(self.text.get(start..end)?, start))
    }

    /// The document's bytes that the character at `at` stands for.
    fn char_span(&self, folded: &Folded, at: usize) -> Span {
        let before = self.dashes.partition_point(|(dash, _)| *dash < at);
        match self.dashes.get(before) {
            Some((dash, span)) if *dash == at => *span,
            _ => {
                let bytes = self.char_at(at).map_or(1, char::len_utf8);
                let key = at - before;
                Span::new(folded.text_start(key), folded.text_end(key + bytes))
            }
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// The document's bytes of the bytes `start..end` of the line.
    pub(crate) fn span(&self, folded: &Folded, start: usize, end: usize) -> Span {
        let from = if start < self.text.len() { self.char_span(folded, start).start } else { 0 };
        let last = self.text.get(..end).and_then(|t| t.char_indices().next_back());
        let to = last.map_or(from, |(at, _)| self.char_span(folded, at).end);
        Span::new(from, to)
    }

    /// The characters that stand for text within `span`, each with its bytes of the document.
    pub(crate) fn within<'l>(
        &'l self,
        folded: &'l Folded,
        span: Span,
    ) -> impl Iterator<Item = (char, Span)> + 'l {
        let (mut low, mut high) = (0, self.text.len());
        while low < high {
            let middle = self.text.floor_char_boundary(low.midpoint(high));
            if self.char_span(folded, middle).start < span.start {
                low = middle + self.char_at(middle).map_or(1, char::len_utf8);
            } else {
                high = middle;
            }
        }
        let chars = self.text.get(low..).unwrap_or("").char_indices();
        // From dash to dash, and along the way back: as `char_span` says of each character.
        let mut dash = self.dashes.partition_point(|(dash, _)| *dash < low);
        let mut way = folded.way_back();
        let with_span = move |(at, c): (usize, char)| {
            let at = low + at;
            match self.dashes.get(dash) {
                Some((next, span)) if *next == at => {
                    dash += 1;
                    (c, *span)
                }
                _ => (c, way.span(at - dash, c.len_utf8())),
            }
        };
        chars.map(with_span).take_while(move |(_, s)| s.end <= span.end)
    }
}

/// How many characters come before each 256th byte.
#[derive(Debug)]
struct Counted {
    /// Nothing where all characters are ASCII.
    before: Vec<usize>,
    /// Characters of the text.
    length: usize,
}

impl Counted {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { before: Vec::new(), length: text.len() };
        }
        let mut length = 0;
        let before = text.as_bytes().chunks(COUNTED).map(|chunk| {
            let before = length;
            length += chunk.iter().filter(|byte| starts_character(**byte)).count();
            before
        });
        Self { before: before.collect(), length }
    }

    fn byte_of(&self, text: &str, at: usize) -> usize {
        let Some(block) = self.before.partition_point(|&before| before <= at).checked_sub(1) else {
            return at.min(text.len());
        };
        let from = block * COUNTED;
        let more = at - self.before.get(block).copied().unwrap_or(at);
        let rest = text.as_bytes().get(from..).unwrap_or(&[]);
        let mut starts = rest.iter().enumerate().filter(|(_, byte)| starts_character(**byte));
        starts.nth(more).map_or(text.len(), |(byte, _)| from + byte)
    }
}

/// How many of each [`COUNTED_CAPITALS`] characters of a text are others in small letters.
fn capitals(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        let upper =
            |block: &[u8]| block.iter().map(|byte| u8::from(byte.is_ascii_uppercase())).sum();
        return text.as_bytes().chunks(COUNTED_CAPITALS).map(upper).collect();
    }
    let mut counts = Vec::with_capacity(text.len() / COUNTED_CAPITALS + 1);
    let mut chars = text.chars().map(|c| u8::from(small(c) != c)).peekable();
    while chars.peek().is_some() {
        counts.push(chars.by_ref().take(COUNTED_CAPITALS).sum());
    }
    counts
}

/// Whether a byte of UTF-8 is the first of its character.
const fn starts_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// The places where passages may start and end.
#[derive(Debug)]
struct Bounds {
    /// The byte of the line that the places are counted from.
    from: usize,
    starts: Bits,
    ends: Bits,
}

impl Bounds {
    /// Those of `text`, which begins at the byte `from` of the line.
    fn new(text: &str, from: usize) -> Self {
        let (mut starts, mut ends) = (Bits::new(text.len()), Bits::new(text.len()));
        for (at, piece) in word_bounds(text) {
            if !piece.chars().all(char::is_whitespace) {
                starts.set(at);
                ends.set(at + piece.len());
            }
        }
        Self { from, starts, ends }
    }
}

/// A set of the places in a text, its end included.
#[derive(Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(length: usize) -> Self {
        Self(vec![0; length / 64 + 1])
    }

    fn set(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}
