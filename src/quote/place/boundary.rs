//! Where a match may start and end in a document.
//!
//! A place is looked at in the folded text around it ([`View`]): what folding makes equal has equal boundaries.

use super::note_mark::is_note_mark;
use super::spaceless::{cuts_negation, inside_listed_word};
use super::view::View;
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    is_combining, is_digit, is_hangul, is_line_end_hyphen, is_subscript, writes_no_spaces,
};
use crate::quote::words::numbers::{self, Cut};
use crate::quote::words::{List, WordLists};
use crate::text::Span;
use unicode_segmentation::UnicodeSegmentation;

/// Whether a match may start at byte `at` of the document's text (matching contract, section 3).
pub(crate) fn may_start(document: &FoldedDocument, at: usize, words: Option<&WordLists>) -> bool {
    is_plain_start(document.text(), at, words)
        || begins_passage(document, at)
        || (!is_inside_word(document, at) && may_start_as_folded(document, at, words))
}

/// Whether there is nothing before byte `at` that a quote may have, and something after it.
fn begins_passage(document: &FoldedDocument, at: usize) -> bool {
    if at > 0 && !document.breaks_at(at) {
        return false;
    }
    let folded = &document.folded;
    let (key, (_, next)) = (folded.key_at(at), document.breaks_around(at));
    (at == 0 || folded.marks_in(key, key).is_empty())
        && key < next.map_or(folded.key.len(), |next| folded.key_at(next))
}

/// Whether there is nothing after byte `at` that a quote may have, and something before it.
fn ends_passage(document: &FoldedDocument, at: usize) -> bool {
    if at < document.text().len() && !document.breaks_at(at) {
        return false;
    }
    let folded = &document.folded;
    let (key, (last, _)) = (folded.key_at(at), document.breaks_around(at));
    folded.marks_in(key, key).is_empty() && key > last.map_or(0, |last| folded.key_at(last))
}

fn may_start_as_folded(document: &FoldedDocument, at: usize, words: Option<&WordLists>) -> bool {
    let view = View::of_start(document, at);
    let Some(first) = view.first() else { return false };
    let Some(last) = view.last() else { return true };
    if view.broken || hyphen_before(&view, first) {
        return false;
    }
    let parted = is_break(&view, last, first, words)
        || after_elided_word(&view, first, words)
        || before_apostrophe_suffix(&view, last, words)
        || sentences_run_together(&view);
    parted && !cuts_inside(&view, words)
}

/// Whether a match may end at byte `at` of the document's text.
pub(crate) fn may_end(document: &FoldedDocument, at: usize, words: Option<&WordLists>) -> bool {
    is_plain_end(document.text(), at, words)
        || ends_passage(document, at)
        || (!is_inside_word(document, at) && may_end_as_folded(document, at, words))
}

/// Between two letters or figures of most words of Europe: no match begins or ends there, and to say so fast bounds what a
/// quote costs whose words are in others everywhere.
fn is_inside_word(document: &FoldedDocument, at: usize) -> bool {
    let of_word =
        |c: char| c.is_ascii_digit() || is_letter(c) || matches!(c, 'ß'..='ö' | 'ø'..='ÿ');
    let Some((head, rest)) = document.text().split_at_checked(at) else { return false };
    head.ends_with(of_word) && rest.starts_with(of_word) && !document.breaks_at(at)
}

fn may_end_as_folded(document: &FoldedDocument, at: usize, words: Option<&WordLists>) -> bool {
    let view = View::of_end(document, at);
    let Some(last) = view.last() else { return false };
    let Some(first) = view.first() else { return true };
    if view.broken || hyphen_after(&view, last) {
        return false;
    }
    let parted = is_break(&view, last, first, words)
        || before_apostrophe_suffix(&view, last, words)
        || after_elided_word(&view, first, words)
        || sentences_run_together(&view)
        || is_note_mark(&view, words);
    parted && !cuts_inside(&view, words)
}

/// The number with its unit, or the range in words, that a quote is cut inside which begins or ends at byte `at`.
pub(super) fn clipped_number(
    document: &FoldedDocument,
    at: usize,
    words: Option<&WordLists>,
) -> Option<Span> {
    let text = document.text();
    if !may_clip(text, at) || is_plain_start(text, at, words) || is_plain_end(text, at, words) {
        return None;
    }
    let view = View::around(document, at);
    let chars = numbers::loose(&view.chars, view.at, words)?;
    Some(to_figures_end(text, view.text_span(chars, document)))
}

/// `4,000 to 5` of `4,000 to 5,500`: with all figures of a number that a span ends in.
fn to_figures_end(text: &str, span: Span) -> Span {
    let rest = text.get(span.end..).unwrap_or("");
    let ends_in_figure = text.get(..span.end).unwrap_or("").ends_with(is_digit);
    let mut end = 0;
    for (at, c) in rest.char_indices().take_while(|_| ends_in_figure) {
        let groups = matches!(c, ',' | '.' | '’' | '\'');
        if is_digit(c) {
            end = at + c.len_utf8();
        } else if !groups || end != at {
            break;
        }
    }
    Span::new(span.start, span.end + end)
}

/// Characters of a word of English or Russian that are looked at: no listed word is longer.
const WORD_CHARS: usize = 32;

/// Letters that are looked at of what is glued to a word, `qu’` or `’da`.
const GLUED_CHARS: usize = 12;

/// How many white spaces in a row are looked over.
const GAP_BYTES: usize = 8;

/// A letter after a space and a letter: most quotes start so. Not where two numbers in words meet.
pub(super) fn is_plain_start(text: &str, at: usize, words: Option<&WordLists>) -> bool {
    let Some((head, rest)) = text.split_at_checked(at) else { return false };
    let before = head.trim_end_matches([' ', '\n']);
    let gap = head.len() - before.len();
    let Some(last) = before.chars().next_back().filter(|_| (1..=GAP_BYTES).contains(&gap)) else {
        return false;
    };
    let plain = (is_small(last) || matches!(last, ',' | '.')) && word_at(rest).is_some();
    let ends = || last == ',' || (last == '.' && !ends_in_scale(before));
    plain && (ends() || (last != '.' && !counts(before, rest, words)))
}

/// The same where a match ends: after a letter, before a space or a mark that is no part of a word.
pub(super) fn is_plain_end(text: &str, at: usize, words: Option<&WordLists>) -> bool {
    let Some((head, rest)) = text.split_at_checked(at) else { return false };
    if !head.chars().next_back().is_some_and(is_small) {
        return false;
    }
    let Some(first) = rest.chars().next() else { return true };
    let behind = rest.get(first.len_utf8()..).unwrap_or("");
    match first {
        ' ' => word_at(behind).is_some() && !counts(head, behind, words),
        '.' if ends_in_scale(head) => false,
        ',' | '.' | ';' | ':' | '!' | '?' => {
            behind.chars().next().is_none_or(|c| matches!(c, ' ' | '\n' | '"' | '”' | '’' | '»'))
        }
        _ => false,
    }
}

/// The letters of English and Russian.
const fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'А'..='я' | 'ё')
}

const fn is_small(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, 'а'..='я' | 'ё')
}

/// The word of such letters that a text begins with, if it ends before something of ASCII.
fn word_at(text: &str) -> Option<&str> {
    let length: usize =
        text.chars().take(WORD_CHARS).take_while(|c| is_letter(*c)).map(char::len_utf8).sum();
    let (word, rest) = text.split_at_checked(length)?;
    let ends = rest.chars().next().is_none_or(|c| c.is_ascii() && !c.is_ascii_alphanumeric());
    (ends && !word.is_empty()).then_some(word)
}

/// Whether the words that end and begin two texts may belong to one number.
fn counts(before: &str, behind: &str, words: Option<&WordLists>) -> bool {
    let words = numbers::or_of_any_language(words);
    let length: usize = before
        .chars()
        .rev()
        .take(WORD_CHARS)
        .take_while(|c| is_letter(*c))
        .map(char::len_utf8)
        .sum();
    let (head, before) = before.split_at_checked(before.len() - length).unwrap_or(("", before));
    let Some(behind) = word_at(behind) else { return true };
    // What is glued to the word may be a figure; and at a line's start it may be the end of one.
    let parted = || head.trim_end().ends_with(is_line_end_hyphen);
    let alone = head.is_empty() || (head.ends_with([' ', '\n']) && !parted());
    if before.is_empty() || before.len() >= WORD_CHARS || !alone {
        return true;
    }
    words.may_count_together(before, behind)
}

/// `12 Mrd`, `12 Mrd.`: whether a text ends in a figure and a short word, which may be the abbreviation of a scale.
fn ends_in_scale(text: &str) -> bool {
    const LETTERS: usize = 5;
    let text = text.strip_suffix('.').unwrap_or(text);
    let letters: usize = text
        .chars()
        .rev()
        .take(LETTERS)
        .take_while(|c| c.is_alphabetic())
        .map(char::len_utf8)
        .sum();
    let figure = text.len().checked_sub(letters + 1).and_then(|at| text.get(..at + 1));
    letters > 0
        && figure
            .and_then(|head| head.strip_suffix(' '))
            .is_some_and(|head| head.ends_with(is_digit))
}

/// Whether a number and its unit, or the two ends of a range, may be on both sides of a place: there is white space, and
/// what a number or a word ends with before it, and what begins one after it.
fn may_clip(text: &str, at: usize) -> bool {
    let Some((head, rest)) = text.split_at_checked(at) else { return false };
    let (before, behind) = (head.trim_end(), rest.trim_start());
    let ends = |c: char| {
        c.is_alphanumeric() || !c.is_ascii() || matches!(c, ')' | '%' | '$' | '-' | '\'' | '"')
    };
    let begins = |c: char| {
        c.is_alphanumeric()
            || !c.is_ascii()
            || matches!(c, '$' | '-' | '+' | '<' | '>' | '.' | '(' | '~' | '=')
    };
    let digit = |c: char| c.is_ascii_digit();
    // `3. | Mai`, `3 | . Mai`.
    let ordinal = before.strip_suffix('.').is_some_and(|head| head.ends_with(digit));
    let stop = behind.starts_with('.')
        && !behind.get(1..).is_some_and(|b| b.starts_with(digit))
        && !before.ends_with(digit)
        && !ends_in_scale(before);
    (ordinal || before.ends_with(ends) || (before.ends_with('.') && ends_in_scale(before)))
        && behind.starts_with(begins)
        && !stop
}

/// Whether a text in a script without spaces may be cut at a place: another character is on each side, and none of
/// what belongs together goes over it.
pub(super) fn is_cut_in_spaceless(view: &View, words: Option<&WordLists>) -> bool {
    let (Some(last), Some(first)) = (view.last(), view.first()) else { return false };
    !view.broken && last != ' ' && is_break(view, last, first, words) && !cuts_inside(view, words)
}

/// Inside a number, a formula, a listed word of a script without spaces, or between a negation and its word.
fn cuts_inside(view: &View, words: Option<&WordLists>) -> bool {
    is_number_cut(view, words)
        || raised_or_lowered(view, words)
        || cuts_negation(view, words)
        || inside_listed_word(view, words)
}

pub(super) fn is_number_cut(view: &View, words: Option<&WordLists>) -> bool {
    numbers::cut(&view.chars, view.at, words) == Some(Cut::Number)
}

/// `l’|Europe`, `qu’|elle`, و|قال: a short word that is written as one with the next. A quote may start after it.
fn after_elided_word(view: &View, first: char, words: Option<&WordLists>) -> bool {
    let Some(words) = words.filter(|_| first.is_alphanumeric()) else { return false };
    let mark = view.last() == Some('\'');
    let letters = |skip: usize| -> String {
        let back: Vec<char> =
            view.before().skip(skip).take(GLUED_CHARS).take_while(|c| c.is_alphabetic()).collect();
        back.into_iter().rev().collect()
    };
    if mark {
        let word = format!("{}'", letters(1));
        return words.is_elided(&word) && !words.is_negation(&word);
    }
    let word = letters(0);
    !word.is_empty() && words.is_elided(&word)
}

/// `Bolt|'s`, `Ankara|'da`: an ending that is set off from a name.
fn before_apostrophe_suffix(view: &View, last: char, words: Option<&WordLists>) -> bool {
    if !last.is_alphanumeric() || view.first() != Some('\'') {
        return false;
    }
    let suffix: String =
        view.after().skip(1).take(GLUED_CHARS).take_while(|c| c.is_alphabetic()).collect();
    let suffix = format!("'{suffix}");
    words.is_some_and(|w| w.has(List::ApostropheSuffixes, &suffix) && !w.is_negation(&suffix))
}

/// `stories.|Political`: two sentences without the space between them.
fn sentences_run_together(view: &View) -> bool {
    let (stop, at) = match (view.last(), view.first()) {
        (Some(stop @ ('.' | '?' | '!')), Some(_)) => (stop, view.at),
        (_, Some(stop @ ('.' | '?' | '!'))) => (stop, view.at + 1),
        _ => return false,
    };
    let char = |at: usize| view.chars.get(at).copied().unwrap_or(' ');
    let small = |at: Option<usize>| at.is_some_and(|at| char(at).is_lowercase());
    (stop != '.' || char(at + 1).is_lowercase() || char(at + 1) == ' ')
        && char(at).is_uppercase()
        && small(at.checked_sub(2))
        && small(at.checked_sub(3))
}

/// `CO|₂`, `5 m|²`: what is lowered belongs to its word, and so does what is raised, but for the mark of a note.
fn raised_or_lowered(view: &View, words: Option<&WordLists>) -> bool {
    let (Some(last), Some(first)) = (view.last(), view.first()) else { return false };
    if is_subscript(first) || is_subscript(last) {
        return last.is_alphanumeric() && first.is_alphanumeric();
    }
    first == '^' && last.is_alphanumeric() && !is_note_mark(view, words)
}

/// UAX #29, and a boundary between any two characters of scripts that write no spaces.
fn is_break(view: &View, last: char, first: char, words: Option<&WordLists>) -> bool {
    if last.is_whitespace() || first.is_whitespace() {
        return true;
    }
    // `B|+`, `C|++`, `C|#`: a sign after a letter.
    if is_combining(first) || is_sign_of_letter(view, last, first) {
        return false;
    }
    if writes_no_spaces(last) && writes_no_spaces(first) {
        return true;
    }
    // These scripts have no apostrophe: ‘안녕’이라고.
    let has_none = |c: char| is_hangul(c) || writes_no_spaces(c);
    if (last == '\'' && has_none(first)) || (first == '\'' && has_none(last)) {
        return true;
    }
    if glues_nothing(view, last, first, words) {
        return true;
    }
    // Emphasis of plain text: `_not_`.
    if last == '_' || first == '_' {
        let outer = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let (before, after) = (view.before().find(|c| *c != '_'), view.after().find(|c| *c != '_'));
        return outer(before) || outer(after);
    }
    if last.is_ascii_alphanumeric() && first.is_ascii_alphanumeric() {
        return false;
    }
    let from = view.before().take_while(|c| !c.is_whitespace()).count();
    let to = view.after().take_while(|c| !c.is_whitespace()).count();
    let around = view.chars.get(view.at - from..view.at + to).unwrap_or(&[]);
    let before: usize = around.iter().take(from).map(|c| c.len_utf8()).sum();
    let text: String = around.iter().collect();
    text.split_word_bound_indices().any(|(at, _)| at == before)
}

/// Whether a `+` or `#` belongs to the single letter before it, and nothing but a space or a mark follows.
fn is_sign_of_letter(view: &View, last: char, first: char) -> bool {
    let signs = view.after().take_while(|c| *c == first).count();
    let letters = view.before().take_while(|c| c.is_alphanumeric() || *c == first).count();
    matches!(first, '+' | '#')
        && (last.is_ascii_uppercase() || last == first)
        && letters <= 2
        && view.after().nth(signs).is_none_or(|c| !c.is_alphanumeric())
}

/// `word:|next`: a colon joins letters only before the ending of a word, as Swedish and Finnish write it (`EU:s`).
fn glues_nothing(view: &View, last: char, first: char, words: Option<&WordLists>) -> bool {
    const ENDINGS: [&str; 2] = ["sv", "fi"];
    const WORD: usize = 3;
    let joins =
        words.is_some_and(|words| ENDINGS.iter().any(|language| words.is_language(language)));
    let colon = usize::from(first == ':');
    (last == ':' || first == ':')
        && !joins
        && view.after().skip(colon).take(WORD).filter(|c| c.is_alphabetic()).count() == WORD
}

/// A hyphen inside a word right before the place: `non-|significant`, `Russia–|NATO`.
fn hyphen_before(view: &View, first: char) -> bool {
    view.last() == Some('-')
        && first.is_alphanumeric()
        && view.before().nth(1).is_some_and(char::is_alphanumeric)
}

/// A hyphen inside a word right after the place: `NATO|-Russia`, at a line's end as well.
fn hyphen_after(view: &View, last: char) -> bool {
    view.first() == Some('-')
        && last.is_alphanumeric()
        && view.after().nth(1).is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::{
        is_plain_end, is_plain_start, may_end, may_end_as_folded, may_start, may_start_as_folded,
    };
    use crate::quote::document::FoldedDocument;
    use crate::quote::words::WordLists;
    use crate::text::Break;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[track_caller]
    fn check(document: &str, words: &str, wanted: bool) {
        let start = document.find(words).expect("the words are in the document");
        let end = start + words.len();
        let lists = WordLists::for_language(Some("en"));
        let folded = FoldedDocument::new(document.to_owned(), Vec::new());
        let found = may_start(&folded, start, lists) && may_end(&folded, end, lists);
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
            ("(p < 0.05)", "0.05"),
            ("cost $5 million", "$5"),
            ("fell 50 per cent", "50"),
            ("five per cent of", "five"),
            ("cost three hundred thousand", "three hundred"),
            ("two hundred and five", "five"),
            ("a 12 mg/kg dose", "12 mg"),
            ("a 5 cm^2 plate", "5 cm"),
            ("some 5 m s⁻¹ then", "5 m"),
            ("of $10m–$12m now", "$10m"),
            ("of 10%–12% now", "12%"),
            ("about −5–−3 units", "−5"),
            ("it was 3.1 × 10⁻⁴ then", "3.1"),
            ("from 5→7 on", "5"),
            ("at 0.5/day then", "0.5"),
            ("owed A$5 then", "$5"),
            ("to 118¾p then", "118¾"),
            ("to 12·0 then", "12"),
            ("held 5 dozen eggs", "5"),
            ("some 40\u{200B}000 men", "40"),
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
            ("In 2019 millions fled", "2019"),
            ("the stories.Political men", "Political"),
            ("Anna Holt's work", "Anna Holt"),
            ("some 12 men then", "12"),
            ("some 12 mg then", "12"),
            ("from 5 to 7 men", "5"),
            ("it is one million", "one million"),
            ("one of us", "one"),
            ("a _not_ b", "not"),
            ("invasion\u{97}like the", "like"),
            ("east- and westward", "east"),
            ("n=12 men", "12"),
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
        fn a_passage_begins_and_ends_where_the_folded_text_does(
            text in "([a-z]{1,3}|[0-9]{1,2}|[ '.,:;_\"\n(/-]|—| - |[”»%$~]|\u{301}|\u{AD}|\u{200B}|’|あ|⁶){0,14}",
            places in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        ) {
            let at = |place: prop::sample::Index| text.floor_char_boundary(place.index(text.len() + 1));
            // No reader parts a letter from its accent.
            let parts = |at: &usize| !text[*at..].starts_with('\u{301}');
            let places: BTreeSet<usize> = places.into_iter().map(at).filter(parts).collect();
            let breaks = places.into_iter().map(|at| Break { at, hidden_words: 0 }).collect();
            let document = FoldedDocument::new(text.clone(), breaks);
            let lists = WordLists::for_language(Some("en"));
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                if super::begins_passage(&document, at) {
                    prop_assert!(may_start_as_folded(&document, at, lists), "{:?} {}", text, at);
                }
                if super::ends_passage(&document, at) {
                    prop_assert!(may_end_as_folded(&document, at, lists), "{:?} {}", text, at);
                }
            }
        }

        #[test]
        fn a_plain_boundary_is_one_of_the_folded_text(
            text in "([a-z]{1,3}|[A-Z]|[0-9]{1,2}|[ '.,:;_\"\n(/-]|five|per cent|hundred|mg|and|to|between|The|пять|кг|и|до|é|ß|dell|ŉ|[”»%$~]|\u{301}|\u{AD}|’|あ|⁶){0,14}",
        ) {
            let lists = WordLists::for_language(Some("en"));
            let document = FoldedDocument::new(text.clone(), Vec::new());
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let plain = !super::may_clip(&text, at)
                    || is_plain_start(&text, at, lists)
                    || is_plain_end(&text, at, lists);
                if plain {
                    let view = super::View::around(&document, at);
                    let cut = super::numbers::loose(&view.chars, view.at, lists);
                    prop_assert!(cut.is_none(), "{:?} {}", text, at);
                }
                if is_plain_start(&text, at, lists) {
                    prop_assert!(may_start_as_folded(&document, at, lists), "{:?} {}", text, at);
                }
                if is_plain_end(&text, at, lists) {
                    prop_assert!(may_end_as_folded(&document, at, lists), "{:?} {}", text, at);
                }
                for lists in [lists, WordLists::for_language(Some("it"))] {
                    let parted = may_start_as_folded(&document, at, lists)
                        || may_end_as_folded(&document, at, lists);
                    let inside = super::is_inside_word(&document, at);
                    prop_assert!(!inside || !parted, "{:?} {}", text, at);
                }
            }
        }
    }
}
