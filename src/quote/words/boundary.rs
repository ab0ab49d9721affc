//! Where a match may start and end in a document, and how its words are counted.

use crate::quote::fold::char_class::{
    groups_digits, is_combining, is_comparator, is_currency, is_dash, is_digit, is_fraction,
    is_invisible, is_line_break, is_line_end_hyphen, is_percent, is_sign, is_subscript,
    is_superscript, joins_words, writes_no_spaces,
};
use unicode_segmentation::UnicodeSegmentation;

/// How far around a place UAX #29 looks, in bytes: longer runs without white space are cut there.
const WINDOW: usize = 256;

/// The visible characters before `at`, nearest first.
fn before(text: &str, at: usize) -> impl Iterator<Item = char> + '_ {
    text.get(..at).unwrap_or("").chars().rev().take(64).filter(|&c| !is_invisible(c))
}

/// The visible characters from `at` on.
fn after(text: &str, at: usize) -> impl Iterator<Item = char> + '_ {
    text.get(at..).unwrap_or("").chars().take(64).filter(|&c| !is_invisible(c))
}

/// Whether a match may start at byte `at` of `text` (matching contract, section 3).
pub(crate) fn may_start(text: &str, at: usize) -> bool {
    let Some(first) = after(text, at).next() else { return false };
    let Some(last) = before(text, at).next() else { return true };
    (is_break(text, at, last, first) || after_elided_word(text, at, first))
        && !broken_word(text, at)
        && !continues_number(text, at)
        && !hyphen_before(text, at, first)
        && !(starts_number(text, at)
            && (glued_sign(text, at) || is_currency(last) || is_comparator(last) || last == '.'))
        && !inside_number(text, at)
        && !(is_subscript(last) && first.is_alphanumeric())
}

/// Whether a match may end at byte `at` of `text`.
pub(crate) fn may_end(text: &str, at: usize) -> bool {
    let Some(last) = before(text, at).next() else { return false };
    let Some(first) = after(text, at).next() else { return true };
    let number_goes_on = || {
        is_percent(first)
            || is_currency(first)
            || is_superscript(first)
            || matches!(first, '°' | '+')
            || power(text, at)
            || times(text, at)
    };
    let grouped = first.is_whitespace()
        && (continues_number(text, at + spaces(text, at)) || spaced_unit(text, at, last));
    let cut = broken_word(text, at) || hyphen_after(text, at, last) || inside_number(text, at);
    let number = grouped || (is_digit(last) && number_goes_on()) || raised_or_lowered(text, at);
    is_break(text, at, last, first) && !cut && !number
}

/// `15 %`, `40 €`, `3 ½`: what is set after a space and belongs to the number before it.
fn spaced_unit(text: &str, at: usize, last: char) -> bool {
    let mut next = after(text, at);
    if !is_digit(last) || !next.next().is_some_and(groups_digits) {
        return false;
    }
    match next.next() {
        Some(c) if is_percent(c) || c == '°' || is_fraction(c) => true,
        Some(c) if is_currency(c) => !next.next().is_some_and(is_digit),
        _ => false,
    }
}

/// `l’|Europe`, `qu’|elle`: French and Italian write a short word and an apostrophe before a vowel, and
/// a quote may start after them. Not after `n’`, which denies.
fn after_elided_word(text: &str, at: usize, first: char) -> bool {
    const ELIDED: [&str; 22] = [
        "l", "d", "j", "m", "t", "s", "c", "qu", "lorsqu", "puisqu", "jusqu", "quoiqu", "un",
        "dell", "all", "nell", "sull", "dall", "quell", "bell", "dov", "com",
    ];
    let mut back = before(text, at);
    if !first.is_alphabetic() || !matches!(back.next(), Some('\'' | '\u{2019}' | '\u{2BC}')) {
        return false;
    }
    let word: String = back.take_while(|c| c.is_alphabetic()).collect();
    let word: String = word.chars().rev().flat_map(char::to_lowercase).collect();
    ELIDED.contains(&word.as_str())
}

/// Inside what is written as one number: a mixed fraction (`1|½`), a time (`10|:45`), a fraction (`3/|4`).
fn inside_number(text: &str, at: usize) -> bool {
    let joins = |c: char| matches!(c, ':' | '/' | '\u{2044}' | '\u{2236}');
    let (mut back, mut next) = (before(text, at), after(text, at));
    match (back.next(), next.next()) {
        (Some(a), Some(b)) if is_digit(a) && b.is_numeric() => true,
        (Some(a), Some(b)) if a.is_whitespace() && is_fraction(b) => {
            back.next().is_some_and(is_digit)
        }
        (Some(a), Some(b)) if is_digit(a) && joins(b) => next.next().is_some_and(is_digit),
        (Some(a), Some(b)) if joins(a) && is_digit(b) => back.next().is_some_and(is_digit),
        _ => false,
    }
}

/// `CO|₂`, `5 m|²`: what is lowered belongs to its word, and so does what is raised after a variable or a
/// unit. After any other word it is the mark of a note.
fn raised_or_lowered(text: &str, at: usize) -> bool {
    let (Some(last), Some(first)) = (before(text, at).next(), after(text, at).next()) else {
        return false;
    };
    if is_subscript(first) {
        return last.is_alphanumeric();
    }
    let letters = before(text, at).take_while(|c| c.is_alphabetic()).count();
    let unit = || before(text, at).skip(letters).find(|c| !c.is_whitespace()).is_some_and(is_digit);
    is_superscript(first) && (letters == 1 || (matches!(letters, 2 | 3) && unit()))
}

/// `5|×10⁶`.
fn times(text: &str, at: usize) -> bool {
    let mut next = after(text, at);
    matches!(next.next(), Some('×' | '\u{22C5}' | '*')) && next.next().is_some_and(is_digit)
}

fn power(text: &str, at: usize) -> bool {
    let mut next = after(text, at);
    next.next() == Some('^') && next.next().is_some_and(|c| is_digit(c) || is_sign(c))
}

fn spaces(text: &str, at: usize) -> usize {
    after(text, at).take_while(|&c| groups_digits(c)).map(char::len_utf8).sum()
}

/// UAX #29, and a boundary between any two characters of scripts that write no spaces.
fn is_break(text: &str, at: usize, last: char, first: char) -> bool {
    if last.is_whitespace() || first.is_whitespace() {
        return true;
    }
    if is_combining(first) {
        return false;
    }
    if writes_no_spaces(last) && writes_no_spaces(first) {
        return true;
    }
    if last.is_ascii_alphanumeric() && first.is_ascii_alphanumeric() {
        return false;
    }
    plain_break(text.as_bytes(), at).unwrap_or_else(|| word_break(text, at))
}

/// Whether UAX #29 has a boundary at `at`, between a letter or a digit and a mark, or a mark and a letter or a digit;
/// none where that is not for the bytes beside it to say.
fn plain_break(text: &[u8], at: usize) -> Option<bool> {
    let (last, first) = (*text.get(at.checked_sub(1)?)?, *text.get(at)?);
    let mark = |b: u8| b.is_ascii_punctuation() && b != b'_';
    if first.is_ascii_alphanumeric() {
        // `don't`, `1,000`.
        return (mark(last) && !joins_letters(last)).then_some(true);
    }
    if !last.is_ascii_alphanumeric() || !mark(first) {
        return None;
    }
    let next = text.get(at + 1);
    let ends = next.is_none_or(|b| b.is_ascii() && !b.is_ascii_alphanumeric() && *b != b'_');
    (ends || !joins_letters(first)).then_some(true)
}

/// The marks of ASCII that may stand inside a word or a number.
fn joins_letters(byte: u8) -> bool {
    matches!(byte, b'\'' | b'.' | b',' | b':' | b';')
}

fn word_break(text: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(WINDOW);
    let mut to = (at + WINDOW).min(text.len());
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let head = text.get(from..at).unwrap_or("");
    let start = from + head.rfind(char::is_whitespace).unwrap_or(0);
    let tail = text.get(at..to).unwrap_or("");
    let end = at + tail.find(char::is_whitespace).unwrap_or(tail.len());
    let around = text.get(start..end).unwrap_or("");
    around
        .split_word_bound_indices()
        .map(|(i, _)| start + i)
        .take_while(|&i| i <= at)
        .last()
        .is_none_or(|i| i == at)
        || at == end
}

/// F5: whether `at` stands at a line end inside a hyphenated word (`effec-⏎tive`).
fn broken_word(text: &str, at: usize) -> bool {
    let Some(head) = text.get(..at) else { return false };
    let Some(tail) = text.get(at..) else { return false };
    let stem = head.trim_end_matches(|c: char| c.is_whitespace());
    let next = tail.trim_start_matches(|c: char| c.is_whitespace());
    let gap = head.len() - stem.len() + tail.len() - next.len();
    let start = stem.len();
    let line = text.get(start..start + gap).unwrap_or("").contains(is_line_break);
    let hyphen = stem.chars().next_back().is_some_and(|c| is_line_end_hyphen(c) || joins_words(c));
    let letter = before(text, start).find(|&c| !is_dash(c)).is_some_and(char::is_alphanumeric);
    let glued = before(text, start).take_while(|&c| is_dash(c)).count() <= 1;
    line && hyphen && letter && glued && next.chars().next().is_some_and(char::is_alphabetic)
}

/// A hyphen inside a word right before `at`: `non-|significant`, `Russia–|NATO`.
fn hyphen_before(text: &str, at: usize, first: char) -> bool {
    let mut back = before(text, at);
    let hyphen = back.next().is_some_and(joins_words);
    hyphen && first.is_alphanumeric() && back.next().is_some_and(char::is_alphanumeric)
}

/// A hyphen inside a word right after `at`: `NATO|-Russia`, at a line's end as well.
fn hyphen_after(text: &str, at: usize, last: char) -> bool {
    let mut next = after(text, at);
    if !last.is_alphanumeric() || !next.next().is_some_and(joins_words) {
        return false;
    }
    let mut line = false;
    let rest = next.find(|&c| {
        line |= is_line_break(c);
        !c.is_whitespace()
    });
    let glued = after(text, at).nth(1).is_some_and(|c| !c.is_whitespace());
    (glued || line) && rest.is_some_and(char::is_alphanumeric)
}

fn starts_number(text: &str, at: usize) -> bool {
    let mut next = after(text, at);
    match next.next() {
        Some(c) if is_digit(c) => true,
        Some(c) if c == '.' || is_currency(c) => next.next().is_some_and(is_digit),
        _ => false,
    }
}

/// A sign right before `at` that is glued to what follows and to nothing before it.
fn glued_sign(text: &str, at: usize) -> bool {
    let mut back = before(text, at);
    back.next().is_some_and(is_sign) && back.next().is_none_or(|c| !c.is_alphanumeric())
}

/// Whether the digits at `at` are a group of the number before it (`10| 000`): exactly three, after
/// one space, after one to three digits.
fn continues_number(text: &str, at: usize) -> bool {
    let group = after(text, at).take_while(|&c| is_digit(c)).count();
    if group != 3 {
        return false;
    }
    let mut back = before(text, at);
    if !back.next().is_some_and(groups_digits) {
        return false;
    }
    let mut head = 0;
    for c in back {
        if is_digit(c) {
            head += 1;
        } else {
            return matches!(head, 1..=3) && !c.is_alphabetic();
        }
    }
    matches!(head, 1..=3)
}

/// The pieces of `text` between word boundaries, by UAX #29. Plain words, and what stands between them,
/// are cut without its tables; all else by them.
pub(crate) fn word_bounds(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let piece = match plain_piece(rest.as_bytes()) {
            Some(bytes) => rest.get(..bytes)?,
            None => rest.split_word_bounds().next()?,
        };
        next += piece.len();
        Some((at, piece))
    })
}

/// The words of `text` by UAX #29 with their places: the pieces that have a letter or a digit.
pub(crate) fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    word_bounds(text).filter(|(_, piece)| piece.contains(char::is_alphanumeric))
}

/// The bytes of the first piece of `text`, where its rules are those of ASCII alone.
fn plain_piece(text: &[u8]) -> Option<usize> {
    let first = *text.first()?;
    let bytes = match first {
        b' ' => text.iter().take_while(|&&b| b == b' ').count(),
        b'\n' => 1,
        b'_' | b'\r' => return None,
        _ if first.is_ascii_alphanumeric() => {
            let bytes = text.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            // `don't`, `1,000`: a mark inside a word.
            let (mark, after) = (*text.get(bytes)?, text.get(bytes + 1));
            let ends = after.is_some_and(|b| b.is_ascii() && !b.is_ascii_alphanumeric());
            if mark == b'_' || (joins_letters(mark) && !(ends && after != Some(&b'_'))) {
                return None;
            }
            bytes
        }
        _ if first.is_ascii() => 1,
        _ => return None,
    };
    // What is not ASCII may belong to what stands before it.
    text.get(bytes)?.is_ascii().then_some(bytes)
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
    use super::{
        count_words, may_end, may_start, plain_break, word_bounds, word_break, word_starts,
        words_of,
    };
    use crate::quote::document::Document;
    use crate::text::Span;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[track_caller]
    fn check(document: &str, words: &str, wanted: bool) {
        let start = document.find(words).expect("the words are in the document");
        let end = start + words.len();
        let found = may_start(document, start) && may_end(document, end);
        assert_eq!(found, wanted, "{words:?} in {document:?}");
    }

    #[test]
    fn boundaries() {
        for (document, words) in [
            ("it was ineffective then", "effective"),
            ("we cannot expand", "not expand"),
            ("it cost $15 then", "$1"),
            ("in 110 cases", "10"),
            ("in 5.5 cases", "5"),
            ("in 1,005 cases", "005"),
            ("in 1,005 cases", "1"),
            ("62% of", "62"),
            ("it is 10⁶ times", "10"),
            ("non-significant result", "significant"),
            ("the NATO-Russia act", "NATO"),
            ("the NATO–Russia act", "Russia"),
            ("see 10–113 there", "113"),
            ("some 10 000 men", "10"),
            ("some 10 000 men", "000"),
            ("some 10\u{202F}000\u{202F}000 men", "10\u{202F}000"),
            ("mean -0.42 here", "0.42"),
            ("mean −0.42 here", "0.42"),
            ("aged ≥12 years", "12"),
            ("cost €15 now", "15"),
            ("cost 15€ now", "15"),
            ("an effec-\ntive drug", "effec"),
            ("an effec-\ntive drug", "tive"),
            ("the NATO-\nRussia act", "NATO"),
            ("Cafe\u{301} owners", "Cafe"),
            ("don’t go", "don"),
            ("much CO₂ there", "CO"),
            ("some 5 km² of it", "km"),
            ("an x² more", "x"),
            ("in 5×10⁶ cells", "5"),
            ("some 3 ½ men", "3"),
            ("at 18+ years", "18"),
            ("at 62 °C then", "62"),
        ] {
            check(document, words, false);
        }
        for (document, words) in [
            ("a well — known man", "known"),
            ("invasion—like the", "invasion"),
            ("invasion—like the", "like"),
            ("価格は123円です", "123"),
            ("価格は高いです", "高い"),
            ("in 1990 100 men", "100"),
            ("east- and westward", "east"),
            ("n=12 men", "12"),
            ("(p < 0.05)", "0.05"),
            ("“so” he said", "so"),
            ("the end.", "end"),
            ("the end² of it", "end"),
            ("ไม่ขยาย", "ขยาย"),
        ] {
            check(document, words, true);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn pieces_are_those_of_uax_29(text in "([a-z]{1,3}|[0-9]|[ '.,:;_\"\r\n\t-]|[é\u{301}\u{200D}\u{AD}‘’あא🇩]){0,40}") {
            prop_assert!(word_bounds(&text).eq(text.split_word_bound_indices()), "{:?}", text);
            prop_assert!(words_of(&text).eq(text.unicode_word_indices()), "{:?}", text);
        }

        #[test]
        fn a_plain_boundary_is_one_of_uax_29(text in "([a-z0-9]{1,2}|[ '.,:;_\"\r\n\t(/-]|[é\u{301}\u{200D}\u{AD}‘’אあ]){0,12}") {
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                if let Some(found) = plain_break(text.as_bytes(), at) {
                    prop_assert_eq!(found, word_break(&text, at), "{:?} {}", text, at);
                }
            }
        }

        #[test]
        fn what_is_counted_nearby_is_what_is_counted_in_all(
            text in "([a-z]{1,3}|[0-9]|[ '.,:;_\"\r\n\t-]|[é\u{301}\u{200D}\u{AD}‘’あ🇩]){0,60}",
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let ends = |at: usize| (0..=at).rfind(|&a| text.is_char_boundary(a)).unwrap_or(0);
            let (a, b) = (ends(from.index(text.len() + 1)), ends(to.index(text.len() + 1)));
            let span = Span::new(a.min(b), a.max(b));
            let all = word_starts(&text).filter(|at| span.range().contains(at)).count();
            let document = Document::new(text.clone(), Vec::new());
            prop_assert_eq!(document.words_in(span), all, "{:?} {:?}", text, span);
        }
    }

    #[test]
    fn counts() {
        for (text, words) in [
            ("in adults", 2),
            ("the NATO-Russia act of 1997.", 5),
            ("don’t go", 2),
            ("価格は", 3),
            ("… [ ] !", 0),
        ] {
            assert_eq!(count_words(text), words, "{text:?}");
        }
    }
}
