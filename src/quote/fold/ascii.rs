//! ASCII that folding leaves as it is, but for line ends and quotation marks, which become other single bytes.

use super::byte_mask::{BLOCK, bits};

/// What a byte is to the one after it, and what it may be after itself.
#[derive(Clone, Copy)]
struct Class {
    is: u8,
    after: u8,
}

/// Letters, and marks that no space is swallowed beside.
pub(super) const LETTER: u8 = 1;
/// A space or a line end.
pub(super) const SPACE: u8 = 2;
const STOP: u8 = 4;
pub(super) const QUOTE: u8 = 8;
/// After one a quotation mark may be a measure.
pub(super) const DIGIT: u8 = 16;
/// A sign that swallows the spaces around it.
const SIGN: u8 = 32;

const fn class(byte: u8) -> Class {
    let (is, after) = match byte {
        // Each may be one of several.
        b' ' | b'\n' => (SPACE, !(SPACE | SIGN)),
        b'.' => (STOP, !(SPACE | STOP)),
        b'"' | b'\'' | b'`' => (QUOTE, !(QUOTE | DIGIT)),
        // Marks that may swallow a space before them.
        b',' | b';' | b':' | b'!' | b'?' | b'%' => (LETTER, !SPACE),
        b'=' | b'<' | b'>' | b'~' => (SIGN, !SPACE),
        b'0'..=b'9' => (DIGIT, !0),
        b'-' => (LETTER, 0),
        0x21..=0x7E => (LETTER, !0),
        _ => (LETTER, 0),
    };
    Class { is, after }
}

static CLASSES: [Class; 256] = {
    let mut classes = [class(0); 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = class(byte);
        byte += 1;
    }
    classes
};

fn class_of(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(const { class(0) })
}

/// Whether a byte is in the key as it is, whatever is beside it.
pub(super) const fn is_letter(byte: u8) -> bool {
    let Class { is, after } = class(byte);
    is & (LETTER | DIGIT) != 0 && after == !0
}

/// In shorter texts every byte is looked at by itself.
const SHORT: usize = 24;

/// The bytes of a text that a run may end at, 64 at a time.
#[derive(Debug, Default)]
pub(super) struct RunEnds {
    block: Option<usize>,
    /// For each byte of the block whether it must be looked at.
    marked: u64,
}

impl RunEnds {
    /// The end of the bytes from `from` on that are in the key each as one byte, and whether some of them are
    /// there as another one. `before` is the class of what the key ends with.
    pub(super) fn run(&mut self, bytes: &[u8], from: usize, before: u8) -> (usize, bool) {
        let Some(first) = bytes.get(from).copied() else { return (from, false) };
        if class_of(first).after & before != before {
            return (from, false);
        }
        let mut other = is_folded(first);
        let mut end = from + 1;
        loop {
            end = self.marked_from(bytes, end);
            let (Some(byte), Some(before)) = (bytes.get(end), bytes.get(end - 1)) else { break };
            if class_of(*byte).after & class_of(*before).is == 0 {
                break;
            }
            other |= is_folded(*byte);
            end += 1;
        }
        (trimmed(bytes, from, end), other)
    }

    /// The first byte from `from` on that must be looked at, or the end of `bytes`.
    fn marked_from(&mut self, bytes: &[u8], from: usize) -> usize {
        if bytes.len() < SHORT {
            return from;
        }
        let mut block = from / BLOCK;
        if self.block != Some(block) {
            self.marked = marked(bytes, block * BLOCK);
        }
        let mut left = self.marked >> (from % BLOCK) << (from % BLOCK);
        while left == 0 && (block + 1) * BLOCK < bytes.len() {
            block += 1;
            self.marked = marked(bytes, block * BLOCK);
            left = self.marked;
        }
        self.block = Some(block);
        if left == 0 { bytes.len() } else { block * BLOCK + left.trailing_zeros() as usize }
    }
}

const fn is_folded(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\'' | b'`')
}

/// For each of 64 bytes from `start` on whether it must be looked at: all but letters, and spaces after something
/// else. After the end of `bytes` all are.
fn marked(bytes: &[u8], start: usize) -> u64 {
    let block = bytes.get(start..).and_then(|block| block.first_chunk::<BLOCK>());
    let before =
        start.checked_sub(1).and_then(|before| bytes.get(before..)?.first_chunk::<BLOCK>());
    if let (Some(before), Some(block)) = (before, block) {
        return marked_of(before, block);
    }
    // At the start and the end of the text.
    let mut few = [0; BLOCK + 1];
    for (to, from) in few.iter_mut().skip(1).zip(bytes.get(start..).unwrap_or(&[])) {
        *to = *from;
    }
    if let (Some(first), Some(before)) = (few.first_mut(), start.checked_sub(1)) {
        *first = bytes.get(before).copied().unwrap_or(0);
    }
    match (few.first_chunk(), few.last_chunk()) {
        (Some(before), Some(block)) => marked_of(before, block),
        _ => u64::MAX,
    }
}

fn marked_of(before: &[u8; BLOCK], block: &[u8; BLOCK]) -> u64 {
    let mut marks = [0; BLOCK];
    for ((mark, &before), &byte) in marks.iter_mut().zip(before).zip(block) {
        *mark = u8::from(is_marked(before, byte));
    }
    bits(&marks)
}

#[expect(clippy::needless_bitwise_bool, reason = "no branches: many bytes are done at once")]
const fn is_marked(before: u8, byte: u8) -> bool {
    let sign = ((before >= b'<') & (before <= b'>')) | (before == b'~');
    let lone_space = (byte == b' ') & (before != b' ') & (before != b'\n') & !sign;
    // As signed numbers, what is not ASCII is less than all of it.
    let low = byte.cast_signed() < 0x40;
    (low & !lone_space) | (byte == b'`') | (byte >= b'~') & (byte <= 0x7F)
}

/// The second byte of `×`, which swallows the spaces around it; its first is that of the letters with accents.
pub(super) const MULTIPLICATION: u8 = 0x97;

/// The end of a run that seems to reach from `from` to `end`, without what depends on what follows.
fn trimmed(bytes: &[u8], from: usize, mut end: usize) -> usize {
    let rest = bytes.get(end..).unwrap_or(&[]);
    let composes = match rest {
        [] | [0xC3, ..] | [0xE2, 0x80, 0x90..=0xA7, ..] => false,
        [byte, ..] => !byte.is_ascii(),
    };
    if end > from && composes {
        end -= 1;
    }
    while end > from
        && let Some(last) = bytes.get(end - 1)
    {
        let rest = bytes.get(end..).unwrap_or(&[]);
        let stays = match class_of(*last).is {
            // Letters with accents, and curled marks that open quotations, swallow no space.
            SPACE => match rest {
                [0xC3, letter, ..] => *letter != MULTIPLICATION,
                _ => matches!(rest, [0xE2, 0x80, 0x98 | 0x9C, ..]),
            },
            STOP => is_lone_stop(rest),
            QUOTE => rest.first().is_none_or(|b| class_of(*b).is != QUOTE),
            _ => true,
        };
        if stays {
            break;
        }
        end -= 1;
    }
    end
}

/// Whether `rest` is what follows a full stop that surely is no ellipsis with it.
fn is_lone_stop(rest: &[u8]) -> bool {
    let ([b' ' | b'\n', after @ ..] | after) = rest;
    after.first().is_some_and(|b| b.is_ascii_graphic() && *b != b'.')
}

#[cfg(test)]
mod tests {
    use super::{class_of, is_marked};

    #[test]
    fn what_is_not_marked_goes_on_with_a_run() {
        for (before, byte) in (0..=u8::MAX).flat_map(|a| (0..=u8::MAX).map(move |b| (a, b))) {
            let fits = class_of(byte).after & class_of(before).is != 0;
            assert!(is_marked(before, byte) || fits, "{before} {byte}");
        }
    }
}
