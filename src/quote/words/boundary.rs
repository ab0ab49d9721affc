//! The words of a text: where they begin and end, and how they are counted.

use crate::quote::fold::char_class::{is_invisible, joins_words};
use unicode_segmentation::UnicodeSegmentation;

/// A space for digits and French punctuation. UAX #29 has it join words, as `_` does; here it parts them, as any other
/// space.
const NARROW_SPACE: char = '\u{202F}';

/// The pieces of `text` between word boundaries, by UAX #29, but for the narrow no-break space, which is white space, and for a
/// mark that closes a quotation after a Hebrew letter.
/// Plain words, and what is between them, are cut without its tables; all else by them.
pub(crate) fn word_bounds(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let piece = match plain_piece(rest.as_bytes()) {
            Some(bytes) => rest.get(..bytes)?,
            None => before_closing(text, at, up_to_narrow_space(rest.split_word_bounds().next()?)),
        };
        next += piece.len();
        Some((at, piece))
    })
}

/// A piece up to its first narrow space; where it begins with one, that.
fn up_to_narrow_space(piece: &str) -> &str {
    let end = match piece.find(NARROW_SPACE) {
        None => piece.len(),
        Some(0) => NARROW_SPACE.len_utf8(),
        Some(at) => at,
    };
    piece.get(..end).unwrap_or(piece)
}

/// A Hebrew word at byte `at` without the mark that closes a quotation after it, which UAX #29 takes for a geresh: `'לא'`.
fn before_closing<'t>(text: &str, at: usize, piece: &'t str) -> &'t str {
    let closing = piece.char_indices().next_back().map(|(mark, _)| mark);
    let closing = closing.filter(|mark| *mark > 0 && closes_hebrew(text, at + mark));
    closing.and_then(|mark| piece.get(..mark)).unwrap_or(piece)
}

/// How far back the mark is looked for that opens a quotation, in bytes.
const QUOTED_BYTES: usize = 400;

/// Whether the single mark at byte `at` is after a Hebrew letter, where it may be a geresh (`גב'`), and closes a
/// quotation that was opened on its line.
pub(crate) fn closes_hebrew(text: &str, at: usize) -> bool {
    let single = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}');
    let hebrew = |c: char| matches!(c, '\u{5D0}'..='\u{5EA}' | '\u{591}'..='\u{5C7}');
    let Some((head, tail)) = text.split_at_checked(at) else { return false };
    let mut behind = tail.chars();
    if !behind.next().is_some_and(single)
        || behind.next().is_some_and(char::is_alphanumeric)
        || !head.ends_with(hebrew)
    {
        return false;
    }
    let near = head.get(head.ceil_char_boundary(at.saturating_sub(QUOTED_BYTES))..).unwrap_or("");
    let line = near.rsplit('\n').next().unwrap_or("");
    let mut opened = 0_usize;
    let mut last = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let word_before = last.is_some_and(char::is_alphanumeric);
        let word_behind = chars.peek().is_some_and(|c| c.is_alphanumeric());
        if single(c) && word_behind && !word_before {
            opened += 1;
        } else if single(c) && word_before && !word_behind {
            opened = opened.saturating_sub(1);
        }
        last = Some(c);
    }
    opened > 0
}

/// The words of `text` by UAX #29 with their places: the pieces that have a letter or a digit.
pub(crate) fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    word_bounds(text).filter(|(_, piece)| piece.contains(char::is_alphanumeric))
}

/// The bytes of the first piece of `text`, where no table is needed to tell them: its characters, and the one after it,
/// are of ASCII, or plain letters and marks.
fn plain_piece(text: &[u8]) -> Option<usize> {
    let first = *text.first()?;
    let bytes = match first {
        b' ' => text.iter().take_while(|&&b| b == b' ').count(),
        b'\n' => 1,
        b'_' | b'\r' => return None,
        _ => match plain_word(text) {
            0 if first.is_ascii() => 1,
            0 => plain_mark(text)?,
            word => {
                // `don't`, `1,000`: a mark inside a word.
                let (mark, after) = (text.get(word).copied().unwrap_or(b' '), text.get(word + 1));
                let ends = after.is_some_and(|b| b.is_ascii() && !b.is_ascii_alphanumeric());
                if mark == b'_' || (joins_letters(mark) && !(ends && after != Some(&b'_'))) {
                    return None;
                }
                word
            }
        },
    };
    // Anything else may belong to what is before it.
    let behind = text.get(bytes..)?;
    let known = behind.first().is_none_or(u8::is_ascii)
        || plain_letter(behind).is_some()
        || plain_mark(behind).is_some();
    known.then_some(bytes)
}

/// The bytes of the letters and figures that a text begins with.
fn plain_word(text: &[u8]) -> usize {
    let mut bytes = 0;
    loop {
        let rest = text.get(bytes..).unwrap_or(&[]);
        bytes += rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        match text.get(bytes..).and_then(plain_letter) {
            Some(letter) => bytes += letter,
            None => return bytes,
        }
    }
}

/// The bytes of the letter or figure that a text begins with, if it is of ASCII, of Latin-1, from U+0100 to U+023F, or
/// Cyrillic from U+0400 to U+047F: UAX #29 has one rule for all of them.
fn plain_letter(text: &[u8]) -> Option<usize> {
    match text {
        [first, ..] if first.is_ascii_alphanumeric() => Some(1),
        // But for × and ÷.
        [0xC3, second, ..] if !matches!(second, 0x97 | 0xB7) => Some(2),
        [0xC4..=0xC8 | 0xD0 | 0xD1, _, ..] => Some(2),
        _ => None,
    }
}

/// The bytes of the mark that a text begins with, if it is one that is always a piece of its own: – — “ ” …, a no-break space, « ».
fn plain_mark(text: &[u8]) -> Option<usize> {
    match text {
        [0xE2, 0x80, 0x93 | 0x94 | 0x9C | 0x9D | 0xA6, ..] => Some(3),
        [0xC2, 0xA0 | 0xAB | 0xBB, ..] => Some(2),
        _ => None,
    }
}

/// The marks of ASCII that may be inside a word or a number.
fn joins_letters(byte: u8) -> bool {
    matches!(byte, b'\'' | b'.' | b',' | b':' | b';')
}

/// The words of `text`, as byte offsets of their starts: UAX #29 words, those that a hyphen joins
/// counted as one; in scripts without spaces each character.
pub(crate) fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut joined = false;
    let mut after_word = false;
    word_bounds(text).filter_map(move |(at, piece)| {
        let word = piece.chars().any(char::is_alphanumeric);
        let starts = word && !joined;
        joined = !word && after_word && piece.chars().all(|c| joins_words(c) || is_invisible(c));
        after_word = word || (after_word && piece.chars().all(is_invisible));
        starts.then_some(at)
    })
}

/// Number of words in `text`.
pub(crate) fn count_words(text: &str) -> usize {
    word_starts(text).count()
}

#[cfg(test)]
mod tests {
    use super::{count_words, word_bounds, word_starts, words_of};
    use crate::quote::document::FoldedDocument;
    use crate::text::Span;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn pieces_are_those_of_uax_29(text in "([a-z]{1,3}|[0-9]|[ '.,:;_\"\r\n\t-]|[é\u{301}\u{200D}\u{AD}‘’あ🇩]|[À-ɏЀ-ҏ]{1,2}|[–—“”…«»×\u{A0}]){0,40}") {
            prop_assert!(word_bounds(&text).eq(text.split_word_bound_indices()), "{:?}", text);
            prop_assert!(words_of(&text).eq(text.unicode_word_indices()), "{:?}", text);
        }

        #[test]
        fn what_is_counted_nearby_is_what_is_counted_in_all(
            text in "([a-z]{1,3}|[0-9]|[ '.,:;_\"\r\n\t-]|[é\u{301}\u{200D}\u{AD}‘’あ🇩]){0,60}",
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let ends = |at: usize| text.floor_char_boundary(at);
            let (a, b) = (ends(from.index(text.len() + 1)), ends(to.index(text.len() + 1)));
            let span = Span::new(a.min(b), a.max(b));
            let all = word_starts(&text).filter(|at| span.range().contains(at)).count();
            let document = FoldedDocument::new(text.clone(), Vec::new());
            // A word that a line end broke is one.
            let all = all.saturating_sub(document.parted_words(span));
            prop_assert_eq!(document.words_in(span), all, "{:?} {:?}", text, span);
        }
    }

    #[test]
    fn counts() {
        for (text, words) in [
            ("in adults", 2),
            ("did\u{202F}not\u{202F}\u{202F}freeze", 3),
            ("the NATO-Russia act of 1997.", 5),
            ("don’t go", 2),
            ("価格は", 3),
            ("… [ ] !", 0),
        ] {
            assert_eq!(count_words(text), words, "{text:?}");
        }
    }
}
