//! Sentences: UAX #29, without a break after abbreviations and at mere line wraps.

use super::boundary::words_of;
use super::list::{List, ListSet};
use super::lists::WordLists;
use crate::quote::fold::char_class::{is_combining, is_line_break, quote_mark};
use crate::text::{Span, around};
use unicode_segmentation::UnicodeSegmentation;

/// How far back the word before a break is looked for, in bytes.
const BACK: usize = 64;

const PARAGRAPH_SEPARATOR: char = '\u{2029}';

/// A longer line is a paragraph that nobody wrapped, in bytes.
const WRAPPED: usize = 200;

/// Whether a sentence (or a paragraph) ends between the bytes `from` and `to` of `text`.
pub(crate) fn ends_between(text: &str, from: usize, to: usize, words: Option<&WordLists>) -> bool {
    !ends_nowhere(text, from, to)
        && (ends_paragraph(text, from, to)
            || ends_plainly(text, from, to, words)
            || searched(text, from, to, words, |found| found.next().is_some()))
}

/// Whether a paragraph surely ends between two places: at a blank line with text after it.
fn ends_paragraph(text: &str, from: usize, to: usize) -> bool {
    let between = text.get(from..to).unwrap_or("");
    let Some(first) = between.find('\n') else { return false };
    let run = text.get(from + first..).unwrap_or("");
    let next = run.trim_start_matches(['\n', '\r', ' ', '\t']);
    let run = run.get(..run.len() - next.len()).unwrap_or("");
    let ends = run.rfind('\n').map_or(0, |last| from + first + last + 1);
    run.len() < BACK
        && run.matches('\n').count() > 1
        && ends <= to
        && next.starts_with(|c: char| c.is_alphanumeric())
}

/// Whether a sentence surely ends between two places: a small letter, a full stop (not of an abbreviation) or the like, a
/// space and a capital, as between most sentences.
fn ends_plainly(text: &str, from: usize, to: usize, words: Option<&WordLists>) -> bool {
    let start = text.floor_char_boundary(from.saturating_sub(8));
    let near = text.get(start..to).unwrap_or("");
    let Some((at, stop)) = near.char_indices().find(|(_, c)| matches!(c, '.' | '?' | '!')) else {
        return false;
    };
    parts_plainly(text, start + at, stop, words).is_some_and(|next| next > from && next <= to)
}

/// Whether a sentence surely ends right before byte `at`, where the next one begins: as most do.
pub(crate) fn begins_plainly(text: &str, at: usize, words: Option<&WordLists>) -> bool {
    let head = text.get(..at).unwrap_or("").trim_end_matches(' ');
    let stop = head.chars().next_back().filter(|c| matches!(c, '.' | '?' | '!'));
    let next = stop.and_then(|stop| parts_plainly(text, head.len() - 1, stop, words));
    next == Some(at)
}

/// The byte where a sentence surely begins after the stop at byte `at`.
fn parts_plainly(text: &str, at: usize, stop: char, words: Option<&WordLists>) -> Option<usize> {
    let (head, rest) = (text.get(..at)?, text.get(at + 1..)?);
    // `he left.” The`
    let rest = rest.trim_start_matches(['"', '”', '’', '»', ')']);
    let next = rest.trim_start_matches(' ');
    let starts = text.len() - next.len();
    let capital = next.starts_with(|c: char| c.is_ascii_uppercase() || matches!(c, 'А'..='Я'));
    let small = |c: char| c.is_ascii_lowercase() || matches!(c, 'а'..='я');
    if !capital || next.len() == rest.len() || !head.ends_with(small) {
        return None;
    }
    if stop != '.' {
        return Some(starts);
    }
    let before = text.get(text.floor_char_boundary(at.saturating_sub(BACK))..=at).unwrap_or("");
    let after = text.get(starts..text.ceil_char_boundary(starts + BACK)).unwrap_or("");
    let parts = !before.contains(['\n', '\r'])
        && (!is_abbreviated(before, words) || starts_sentence(before, after, words));
    parts.then_some(starts)
}

/// The bytes in `from + 1..=to` where a new sentence starts.
pub(crate) fn breaks<'t>(
    text: &'t str,
    from: usize,
    to: usize,
    words: Option<&'t WordLists>,
) -> impl Iterator<Item = usize> + 't {
    let found = if ends_nowhere(text, from, to) {
        Vec::new()
    } else {
        searched(text, from, to, words, |found| found.collect())
    };
    found.into_iter()
}

/// [`breaks`] by the tables of UAX #29: `taken` need not ask for all of them.
fn searched<T>(
    text: &str,
    from: usize,
    to: usize,
    words: Option<&WordLists>,
    taken: impl FnOnce(&mut dyn Iterator<Item = usize>) -> T,
) -> T {
    let Span { start, end } = around(text, Span::new(from, to), BACK);
    let slice = text.get(start..end).unwrap_or("");
    let unwrapped = unwrap_lines(text, start, slice);
    let mut found = sentence_bounds(&unwrapped)
        .map(|(at, sentence)| (before_opening(&unwrapped, at), sentence))
        .take_while(|(at, _)| start + at <= to)
        .filter(|(at, sentence)| start + at > from && !sentence.trim().is_empty())
        .map(|(at, _)| at)
        .filter(|&at| {
            let (before, after) = unwrapped.split_at_checked(at).unwrap_or(("", ""));
            !is_abbreviated(before, words) || starts_sentence(before, after, words)
        })
        .map(|at| start + at);
    taken(&mut found)
}

/// How far after what may end a sentence the next letter is looked for, in bytes.
const NEAR: usize = 64;

/// The sentences of a text by UAX #29, with their places. Its tables take a hundred instructions a character, and are asked only
/// from the last plain letter before what may end a sentence to the first one after it: no rule looks past either.
fn sentence_bounds(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let (at, mut letter) = (next, next);
        loop {
            let rest = text.get(letter..).filter(|rest| !rest.is_empty())?;
            let plain = rest.find(|c| !ends_no_sentence(c)).unwrap_or(rest.len());
            let (head, behind) = rest.split_at_checked(plain)?;
            let last = head.rfind(is_plain_letter).unwrap_or(0);
            let near = behind.get(..behind.ceil_char_boundary(NEAR)).unwrap_or(behind);
            let small_or_capital = |c: char| is_plain_letter(c) && !c.is_ascii_digit();
            let first = near.char_indices().find(|(_, c)| small_or_capital(*c));
            let end = first.map_or(rest.len(), |(first, c)| plain + first + c.len_utf8());
            let read = rest.get(last..end)?.split_sentence_bounds().next()?.len();
            match first {
                Some((first, _)) if last + read == end => letter += plain + first,
                _ => {
                    next = letter + last + read;
                    return text.get(at..next).map(|sentence| (at, sentence));
                }
            }
        }
    })
}

/// A sentence that begins with a mark that opens begins with that: the tables have it end the one before, `あります。「無い」`.
fn before_opening(text: &str, at: usize) -> usize {
    const OPENING: [char; 12] =
        ['(', '[', '「', '『', '（', '【', '《', '〈', '〔', '［', '“', '‘'];
    let head = text.get(..at).unwrap_or("");
    let bare = head.trim_end_matches(OPENING);
    if bare.ends_with(['。', '！', '？', '｡']) { bare.len() } else { at }
}

/// Whether nothing that ends a sentence (UAX #29: a terminator, or a separator of paragraphs) is between two places, or
/// right before the first with nothing but marks and spaces between: as between most words.
fn ends_nowhere(text: &str, from: usize, to: usize) -> bool {
    let before = text.get(..from).unwrap_or("");
    let marks: usize =
        before.chars().rev().take_while(|c| !is_plain_letter(*c)).map(char::len_utf8).sum();
    let between = text.get(from - marks.min(from)..to).unwrap_or("");
    !between.is_empty() && between.chars().all(ends_no_sentence)
}

/// Plain letters, marks and spaces that neither end a sentence nor part paragraphs.
fn ends_no_sentence(c: char) -> bool {
    is_plain_letter(c)
        || (c.is_ascii() && !matches!(c, '.' | '?' | '!' | '\n' | '\r' | '\u{B}' | '\u{C}'))
        || matches!(c, '“' | '”' | '‘' | '’' | '„' | '«' | '»' | '–' | '—' | '\u{A0}')
}

/// Letters and figures of ASCII, and the letters of Russian.
fn is_plain_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, 'А'..='я' | 'ё' | 'Ё')
}

/// White space of any kind is one of spaces, and so is a line break inside a paragraph; byte lengths stay. `slice` begins
/// at the byte `start` of `text`.
fn unwrap_lines(text: &str, start: usize, slice: &str) -> String {
    let mut out = String::with_capacity(slice.len());
    let mut run = String::new();
    let mut last = ' ';
    let mut chars = slice.chars();
    while let Some(c) = chars.next() {
        // `He left at noon. — No, she said.`: a dash begins what another says, and does not go on with the sentence.
        if begins_speech(c, &run, &out) {
            run.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else if c.is_whitespace() && c != PARAGRAPH_SEPARATOR {
            run.push(c);
        } else {
            if !run.is_empty() {
                flush(&mut run, &mut out, text, start, c.is_lowercase());
            }
            // `It starts. "sshd" is one of them`: what is quoted begins the sentence, though with a small letter.
            let quoted = quote_mark(last).is_some() && begins_quoted(&out);
            out.push(if quoted { c.to_ascii_uppercase() } else { c });
        }
        last = c;
        if c.is_ascii_alphanumeric() {
            let rest = chars.as_str();
            let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let (word, rest) = rest.split_at_checked(word).unwrap_or(("", rest));
            out.push_str(word);
            chars = rest.chars();
        }
    }
    flush(&mut run, &mut out, text, start, false);
    out
}

/// Whether a text ends in a word of three small letters or more, a full stop, a space and the mark of a quotation that it opens.
fn begins_quoted(text: &str) -> bool {
    let head = text.trim_end_matches(|c| quote_mark(c).is_some());
    let stem = head.trim_end_matches(' ').strip_suffix('.').unwrap_or("");
    let letters = stem.chars().rev().take(3).filter(|c| c.is_lowercase()).count();
    head.ends_with(' ') && letters == 3
}

/// Whether the line that ends at byte `end`, or the one that begins at `next`, is a whole paragraph.
fn beside_long_line(text: &str, end: usize, next: usize) -> bool {
    let bytes = text.as_bytes();
    let before = bytes.get(end.saturating_sub(WRAPPED)..end).unwrap_or(&[]);
    let after = bytes.get(next..(next + WRAPPED).min(bytes.len())).unwrap_or(&[]);
    let whole = |line: &[u8]| line.len() == WRAPPED && memchr::memchr(b'\n', line).is_none();
    whole(before) || whole(after)
}

/// Writes a run of white space; `goes_on` if a small letter follows, which begins no paragraph.
fn flush(run: &mut String, out: &mut String, text: &str, start: usize, goes_on: bool) {
    let end = start + out.len();
    let breaks = if run == " " { 0 } else { run.matches('\n').count() };
    if breaks > 1 || (breaks == 1 && !goes_on && beside_long_line(text, end, end + run.len())) {
        out.push_str(run);
    } else {
        out.extend(run.bytes().map(|_| ' '));
    }
    run.clear();
}

/// Whether a dash with white space before it, `run`, is after what ends a sentence, `out`.
fn begins_speech(c: char, run: &str, out: &str) -> bool {
    matches!(c, '\u{2013}'..='\u{2015}')
        && !run.is_empty()
        && out.trim_end_matches(|c| quote_mark(c).is_some()).ends_with(['.', '?', '!', '\u{2026}'])
}

/// What denies or narrows a sentence that it begins.
const TURNING: ListSet = ListSet::of(&[
    List::Negations,
    List::Denials,
    List::Exclusions,
    List::Reservations,
    List::Limiters,
    List::Hedges,
    List::Conditions,
]);

/// Whether the text after an abbreviation begins with a word that, with a capital, begins a sentence even there; after one
/// that ends sentences, every word does that would turn the one before: `valves, etc. Nothing came of it.`
fn starts_sentence(before: &str, after: &str, words: Option<&WordLists>) -> bool {
    let word = words_of(after).next().map_or("", |(_, word)| word);
    let turns = |w: &WordLists| w.lists_of(word).meets(TURNING);
    word.starts_with(char::is_uppercase)
        && words.is_some_and(|w| {
            w.starts_sentence(word)
                || match ending(before) {
                    Ending::Sentence => true,
                    Ending::Either => turns(w),
                    Ending::None => false,
                }
        })
}

/// What an abbreviation says of the sentence.
#[derive(Clone, Copy)]
enum Ending {
    /// With a capital after it, it has ended: `etc.` ends a list.
    Sentence,
    /// A sentence may end in it, and a name may follow: `Inc.`, `p.m.`, `U.S.`
    Either,
    /// Something follows: `Mr.`
    None,
}

fn ending(before: &str) -> Ending {
    const SENTENCE: [&str; 9] = ["etc", "usw", "ecc", "enz", "itd", "itp", "atd", "stb", "osv"];
    const EITHER: [&str; 9] = ["inc", "ltd", "co", "corp", "jr", "sr", "al", "др", "пр"];
    let stem = before.trim_end().trim_end_matches('.');
    let word = stem.rsplit(|c: char| !(c.is_alphanumeric() || c == '.')).next().unwrap_or("");
    let small = word.to_lowercase();
    if SENTENCE.contains(&&*small)
        || ["т. д", "т. п", "т.д", "т.п"].iter().any(|e| stem.ends_with(e))
    {
        Ending::Sentence
    } else if EITHER.contains(&&*small) || word.contains('.') {
        Ending::Either
    } else {
        Ending::None
    }
}

/// Whether the text before a break ends in an abbreviation, an initial or `a.b.`.
fn is_abbreviated(before: &str, words: Option<&WordLists>) -> bool {
    let space = |c: char| c.is_whitespace() && !is_line_break(c);
    let Some(stem) = before.trim_end_matches(space).strip_suffix('.') else { return false };
    let word = stem
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '.' || is_combining(c)))
        .next()
        .unwrap_or("");
    // צה״ל: the last letter of a word of initials.
    let head = stem.get(..stem.len() - word.len()).unwrap_or("");
    let letters = head.trim_end_matches(['״', '"']);
    let of_word = letters.len() < head.len() && letters.ends_with(|c| matches!(c, 'א'..='ת'));
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && !of_word;
    // `p.m`, `Ph.D`, `op.cit`; `libc.deb` is a name.
    let short = |part: &str| part.chars().nth(1).is_none() || part == "cit";
    let dotted = word.contains('.')
        && word.chars().all(|c| c.is_alphabetic() || c == '.')
        && word.split('.').any(short);
    initial || dotted || words.is_some_and(|w| w.is_abbreviation(word))
}

#[cfg(test)]
mod tests {
    use super::{breaks, ends_between};
    use crate::quote::words::WordLists;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn sentences() {
        let words = WordLists::for_language(Some("en"));
        let heading = format!("A heading\nNobody {}", "came, ".repeat(50));
        assert!(ends_between(&heading, 3, 20, words), "a heading above a paragraph of one line");
        let wrapped = format!("{} they\ndid not come", "came, ".repeat(50));
        assert!(!ends_between(&wrapped, 290, wrapped.len() - 1, words), "a small letter goes on");
        for (text, count) in [
            ("One ends. Two starts.", 1),
            ("The U.S. Senate met at 5 p.m. Gen. Smith spoke.", 0),
            ("Pumps, etc. Nothing came. He met Mr. Never in town.", 2),
            ("At 5 p.m. Only he slept in the U.S. Unless he paid, he went.", 2),
            ("A line\nwrap is none.", 0),
            ("A paragraph\n\nis one", 1),
            ("Really? Yes! So.", 2),
        ] {
            assert_eq!(breaks(text, 0, text.len() - 1, words).count(), count, "{text:?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3_000))]
        #[test]
        fn sentences_are_those_of_uax_29(text in "([a-z]{1,3}|[A-Z]|[0-9]| |[.?!,;:()'\"]|\r?\n|…|é|。|[“”’«»—]|[а-яА-Я]|ё|\u{A0}|\u{301}|\u{AD}|\u{2029}|\u{5D0}|あ){0,40}") {
            proptest::prop_assert!(super::sentence_bounds(&text).eq(text.split_sentence_bound_indices()), "{:?}", text);
        }
    }

    proptest::proptest! {
        #[test]
        fn where_nothing_ends_a_sentence_none_ends(text in "([a-z]{1,3}|[A-Z]|[0-9]| |[.?!,;:()'\"]|\n|…|é|。|[“”’«»—]|[а-яА-Я]|ё|\u{A0}|\u{301}|Mr\\. |p\\.m\\. |etc\\. ){0,24}") {
            let words = WordLists::for_language(Some("en"));
            for from in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                for to in (from..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                    if super::ends_nowhere(&text, from, to) {
                        let found: Vec<usize> = super::searched(&text, from, to, None, |found| found.collect());
                        proptest::prop_assert!(found.is_empty(), "{:?} {}..{}: {:?}", text, from, to, found);
                    }
                    let stop = text[from..to].contains(['.', '?', '!']);
                    if stop && super::begins_plainly(&text, to, words) {
                        proptest::prop_assert!(ends_between(&text, from, to, words), "{:?} {}..{}", text, from, to);
                    }
                    if super::ends_plainly(&text, from, to, words) || super::ends_paragraph(&text, from, to) {
                        let found: Vec<usize> = super::searched(&text, from, to, words, |found| found.collect());
                        proptest::prop_assert!(!found.is_empty(), "{:?} {}..{}", text, from, to);
                    }
                }
            }
        }
    }
}
