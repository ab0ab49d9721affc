//! ASCII that folding leaves as it is.

/// A byte's own kind, and the kinds that it may follow: the same bits, four lower.
type Class = u8;

/// Needs nothing: letters, digits, and marks that no space is swallowed beside.
pub(super) const LETTER: Class = 0x13;
/// A mark that may swallow a space before it.
const TIGHT: Class = 0x11;
/// A space, which may be one of several.
pub(super) const SPACE: Class = 0x21;
/// Anything else.
const OTHER: Class = 0;

const fn class(byte: u8) -> Class {
    match byte {
        b',' | b';' | b':' | b'!' | b'?' | b'%' => TIGHT,
        b' ' => SPACE,
        b'-' | b'"' | b'\'' | b'`' | b'.' => OTHER,
        0x21..=0x7E => LETTER,
        _ => OTHER,
    }
}

static CLASSES: [Class; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = class(byte);
        byte += 1;
    }
    classes
};

pub(super) const fn is_letter(byte: u8) -> bool {
    class(byte) == LETTER
}

/// Bytes that are looked at together.
const BLOCK: usize = 16;

/// The end of the bytes from `from` on that stand in the key as they stand in the text. `before` is the class
/// of what the key ends with.
pub(super) fn end(bytes: &[u8], from: usize, mut before: Class) -> usize {
    let mut end = from;
    loop {
        // Sixteen at a time, and without a branch for each word: where words end cannot be foreseen.
        while is_plain(bytes, end, from) {
            end += BLOCK;
            before = if bytes.get(end - 1) == Some(&b' ') { SPACE } else { LETTER };
        }
        for byte in bytes.get(end..).unwrap_or(&[]) {
            let here = CLASSES.get(usize::from(*byte)).copied().unwrap_or(OTHER);
            if here & (before >> 4) == 0 {
                break;
            }
            before = here;
            end += 1;
        }
        if before == SPACE || !is_lone_stop(bytes, end) {
            break;
        }
        before = LETTER;
        end += 1;
    }
    // What follows may compose with the last one, and a space may be more than one or swallowed.
    let rest = bytes.get(end..).unwrap_or(&[]);
    let apostrophe = rest.starts_with("\u{2019}".as_bytes());
    if end > from && !apostrophe && rest.first().is_some_and(|b| !b.is_ascii()) {
        end -= 1;
    }
    while end > from && bytes.get(end - 1) == Some(&b' ') {
        end -= 1;
    }
    end
}

/// Whether the next sixteen bytes stand in the key as in the text, all of them after bytes of the same run.
fn is_plain(bytes: &[u8], at: usize, from: usize) -> bool {
    let Some(first) = at.checked_sub(1).filter(|first| *first >= from) else { return false };
    let block = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let before = bytes.get(first..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let (Some(block), Some(before)) = (block, before) else { return false };
    // In arithmetic that compilers do for all sixteen at once; what it says is what `class` says.
    let mut unfit = 0;
    for (&byte, &before) in block.iter().zip(before) {
        let is = |other: u8| u8::from(byte == other);
        let printed = u8::from(byte.wrapping_sub(b' ') <= b'~' - b' ');
        let other = is(b'-') | is(b'"') | is(b'\'') | is(b'`') | is(b'.');
        let tight = is(b',') | is(b';') | is(b':') | is(b'!') | is(b'?') | is(b'%');
        unfit |= (printed ^ 1) | other | ((tight | is(b' ')) & u8::from(before == b' '));
    }
    unfit == 0
}

/// Whether a full stop stands at `at`, and surely no other one after it that it would be an ellipsis with.
fn is_lone_stop(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..).unwrap_or(&[]) {
        [b'.', b' ', next, ..] | [b'.', next, ..] => matches!(class(*next), LETTER | TIGHT),
        _ => false,
    }
}
