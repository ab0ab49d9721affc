//! The way from a text that was made of another back to it.

use crate::text::Span;

/// One stretch of the map: from byte `made` of the made text on, byte `text` on; either byte by byte (`atom` is 0),
/// or as a whole (`atom` = bytes of the text that the whole stretch stands for). Numbers of 32 bits: no reader gives a
/// longer text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OffsetRun {
    made: u32,
    text: u32,
    atom: u32,
}

impl OffsetRun {
    /// Where in the text the character begins that is at `at`, a place within the stretch.
    const fn text_start(self, at: usize) -> usize {
        self.text as usize + if self.atom == 0 { at - self.made as usize } else { 0 }
    }

    /// Where in the text the character ends that ends at `at`.
    const fn text_end(self, at: usize) -> usize {
        let bytes = if self.atom == 0 { at - self.made as usize } else { self.atom as usize };
        self.text as usize + bytes
    }
}

/// As a number of the map.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// From bytes of a made text to bytes of the one that it was made of. There is a stretch only where something has another
/// length, so that the map is far smaller than the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Offsets {
    stretches: Vec<OffsetRun>,
}

impl Offsets {
    /// From byte `made` on, the two texts have as many bytes, character for character.
    pub(crate) fn alike(&mut self, made: usize, text: usize) {
        let (made, text) = (short(made), short(text));
        let last = self.stretches.last();
        if !last.is_some_and(|s| s.atom == 0 && s.text + (made - s.made) == text) {
            self.stretches.push(OffsetRun { made, text, atom: 0 });
        }
    }

    /// What begins at byte `made` is as a whole for so many bytes of the text.
    pub(crate) fn whole(&mut self, made: usize, text: usize, bytes: usize) {
        let (made, text, atom) = (short(made), short(text), short(bytes));
        self.stretches.push(OffsetRun { made, text, atom });
    }

    fn stretch(&self, made: usize) -> Option<OffsetRun> {
        let index = self.stretches.partition_point(|s| s.made as usize <= made);
        self.stretches.get(index.checked_sub(1)?).copied()
    }

    /// Whether a byte is inside what is one character in the text.
    pub(super) fn parts_character(&self, made: usize) -> bool {
        self.stretch(made).is_some_and(|s| s.atom != 0 && (s.made as usize) < made)
    }

    /// Where in the text the character at `made` begins.
    pub(crate) fn text_start(&self, made: usize) -> usize {
        self.stretch(made).map_or(0, |s| s.text_start(made))
    }

    /// Where in the text the character that ends at `made` ends.
    pub(crate) fn text_end(&self, made: usize) -> usize {
        let Some(before) = made.checked_sub(1) else { return 0 };
        self.stretch(before).map_or(0, |s| s.text_end(made))
    }

    /// The bytes of the text that some bytes of the made text, which has `length`, stand for.
    pub(crate) fn back(&self, span: Span, length: usize) -> Span {
        let start = |at| if at < length { self.text_start(at) } else { self.text_end(at) };
        if span.is_empty() {
            return Span::new(start(span.start), start(span.start));
        }
        Span::new(start(span.start), self.text_end(span.end))
    }

    /// The first byte of the made text, which has `length`, that stands for text at byte `text` or after it.
    pub(crate) fn made_at(&self, text: usize, length: usize) -> usize {
        let index = self.stretches.partition_point(|s| s.text as usize <= text);
        let next = self.stretches.get(index).map_or(length, |s| s.made as usize);
        match index.checked_sub(1).and_then(|at| self.stretches.get(at)) {
            Some(s) if s.text as usize == text => s.made as usize,
            Some(s) if s.atom == 0 => (s.made as usize + (text - s.text as usize)).min(next),
            _ => next,
        }
    }

    /// Where in the text byte `made` begins, and how many bytes from there on stand for as many of the text; 0 for what
    /// is as a whole. `made` is no smaller than those asked for before.
    pub(super) fn walk_alike(&self, walk: &mut Walk, made: usize) -> (usize, usize) {
        let (start, _) = self.walk(walk, made, 0);
        let alike = walk.stretch.is_some_and(|s| s.atom == 0);
        (start, if alike { walk.until.saturating_sub(made) } else { 0 })
    }

    /// Where in the text the character begins that has so many bytes from `made` on, and where it ends. `made` is no smaller
    /// than those asked for before.
    pub(super) fn walk(&self, walk: &mut Walk, made: usize, bytes: usize) -> (usize, usize) {
        if made >= walk.until {
            let rest = self.stretches.get(walk.next..).unwrap_or(&[]);
            let passed = rest.partition_point(|s| s.made as usize <= made);
            walk.next += passed;
            walk.stretch = self.stretches.get(walk.next.wrapping_sub(1)).copied();
            walk.until = self.stretches.get(walk.next).map_or(usize::MAX, |s| s.made as usize);
        }
        walk.stretch.map_or((0, 0), |s| (s.text_start(made), s.text_end(made + bytes)))
    }
}

/// How far the way through a map has led.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The stretch of the last byte.
    stretch: Option<OffsetRun>,
    /// The number of the next one, and where it begins.
    next: usize,
    until: usize,
}
