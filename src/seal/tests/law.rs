//! The law: what passes on the proofs of a document passes on the document.
//!
//! Documents are made of atoms that folding, boundaries and numbers look at. Each run of their tokens is shown alone, and
//! what begins or ends where it does is searched for on it and on the whole. `QUOTEPROOF_LONG=1` tries three atoms in a row.

use crate::quote::{FoldedDocument, Limits, Quoted, WordLists, tokens, verify};
use crate::seal::{Passage, Sealed, shown_text};
use proptest::prelude::*;
use std::ops::Range;

/// Words, figures, signs and marks that have to do with where a quote may begin.
const ATOMS: [&str; 161] = [
    "a",
    "men",
    "The",
    "not",
    "cannot",
    "don’t",
    "non-",
    "-term",
    "re-signed",
    "NATO",
    "U.S.",
    "Mr.",
    "No.",
    "one",
    "two",
    "five",
    "hundred",
    "thousand",
    "million",
    "and",
    "per",
    "cent",
    "percent",
    "to",
    "from",
    "between",
    "dozen",
    "half",
    "5",
    "12",
    "2019",
    "000",
    "1,005",
    "3.5",
    ".5",
    "10⁶",
    "½",
    "118¾p",
    "5’",
    "5”",
    "5'",
    "5\"",
    "4th",
    "A4",
    "-5",
    "−3",
    "+4",
    "±6",
    "~7",
    "≥12",
    "<",
    "=",
    "≥",
    "±",
    "×",
    "× 10⁶",
    "·10^6",
    "x 10",
    "%",
    "62%",
    "‰",
    "°",
    "°C",
    "$",
    "$15",
    "€",
    "USD",
    "kr",
    "mg",
    "mg/kg",
    "km",
    "cm^2",
    "m s⁻¹",
    "5–7",
    "10%–12%",
    "$10m",
    "bn",
    "Mio.",
    "5/day",
    "1:100",
    "3+4",
    "CO₂",
    "CO",
    "₂",
    "m²",
    "[12]",
    "[sic]",
    "¹",
    "word.3",
    "-",
    "–",
    "—",
    "--",
    "−",
    "‑",
    "/",
    "…",
    "...",
    ". . .",
    ",",
    ".",
    ";",
    ":",
    "?",
    "!",
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "«",
    "»",
    "‹",
    "(",
    ")",
    "[",
    "]",
    "<b>",
    ">",
    "> x",
    "*",
    "_not_",
    "•",
    "1.",
    "a)",
    "#",
    "§ 7",
    "&",
    "@",
    "l’été",
    "qu’",
    "Ankara’da",
    "stories.Political",
    "\u{AD}",
    "\u{200B}",
    "\u{200D}",
    "\u{FEFF}",
    "\u{301}",
    "e\u{301}",
    "ﬁ",
    "ｎｏｔ",
    "漢",
    "字",
    "不",
    "不同意",
    "三",
    "十",
    "万",
    "5万",
    "億",
    "。",
    "、",
    "は",
    "ない",
    "カー",
    "ส",
    "ไม่",
    "ทำ",
    "한국",
    "وقال",
];

/// What is between them.
const BETWEEN: [&str; 4] = [" ", "", "\n", "-\n"];

/// A quote that passes on what is shown, and not on the document.
fn broken(text: &str, shown: &[Passage], parts: &[&str], words: Option<&WordLists>) -> bool {
    let quoted = Quoted { parts: parts.to_vec(), prefix: None, suffix: None };
    let document = |text: String, breaks| FoldedDocument::new(text, breaks);
    let shown = shown_text(shown);
    let on = |document: &FoldedDocument| {
        verify(document, &quoted, Limits::default(), words)
            .is_some_and(|found| !found.issues.iter().any(crate::quote::Issue::is_blind))
    };
    on(&document(shown.text, shown.breaks)) && !on(&document(text.to_owned(), Vec::new()))
}

/// Places in a text at which characters begin, the ends included.
fn places(text: &str) -> Vec<usize> {
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect()
}

/// The first quote that breaks the law, of those that begin or end with a run of tokens.
fn first_fault(text: &str, language: &str) -> Option<String> {
    let sealed = Sealed::new(text, language);
    let words = WordLists::for_language(Some(language));
    let all = sealed.token_count();
    for start in 0..all {
        for end in start + 1..=all {
            if end - start == all {
                continue;
            }
            let passage = sealed.passage(start..end).expect("tokens");
            let shown = passage.text.clone();
            let edges = places(&shown).into_iter().flat_map(|at| [0..at, at..shown.len()]);
            for range in edges.filter(|range: &Range<usize>| !range.is_empty()) {
                let quote = &shown[range];
                if broken(text, std::slice::from_ref(&passage), &[quote], words) {
                    return Some(format!("{quote:?} of {shown:?} in {text:?} ({language})"));
                }
            }
        }
    }
    None
}

fn check_all(texts: impl Iterator<Item = String>, language: &str) {
    let mut starts = 0;
    let mut faults = Vec::new();
    for text in texts {
        let document = FoldedDocument::new(text.clone(), Vec::new());
        let tokens = tokens(&document, WordLists::for_language(Some(language)));
        starts += tokens.len();
        if tokens.len() > 1 {
            faults.extend(first_fault(&text, language));
        }
    }
    println!("{language}: {starts} token starts");
    assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(60)]);
}

#[test]
fn two_atoms_in_a_row_keep_the_law() {
    let pairs = ATOMS.iter().flat_map(|a| ATOMS.iter().map(move |b| (a, b)));
    let texts = pairs.flat_map(|(a, b)| BETWEEN.iter().map(move |s| format!("{a}{s}{b}")));
    check_all(texts, "en");
}

#[test]
fn two_atoms_between_words_keep_the_law_in_other_languages() {
    for (language, word) in [("de", "Mann"), ("fr", "homme"), ("zh", "人"), ("ja", "人が")] {
        let pairs = ATOMS.iter().flat_map(|a| ATOMS.iter().step_by(3).map(move |b| (a, b)));
        check_all(pairs.map(|(a, b)| format!("{word} {a} {b} {word}")), language);
    }
}

#[test]
#[ignore = "takes minutes"]
fn three_atoms_in_a_row_keep_the_law() {
    for first in ATOMS {
        let pairs = ATOMS.iter().flat_map(|a| ATOMS.iter().map(move |b| (a, b)));
        check_all(pairs.map(|(a, b)| format!("{first} {a} {b}")), "en");
    }
}

fn text() -> impl Strategy<Value = String> {
    let atom = proptest::sample::select(ATOMS.to_vec());
    let between = proptest::sample::select(vec![" ", " ", " ", "", "\n", "\n\n", "-\n", ", "]);
    let pair = (atom, between).prop_map(|(atom, between)| format!("{atom}{between}"));
    proptest::collection::vec(pair, 3..24).prop_map(|pairs| pairs.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn longer_texts_and_several_passages_keep_the_law(
        text in text(),
        language in "en|de|fr|ru|zh|ja|th|tr|ar|und",
        picks in proptest::collection::vec((any::<prop::sample::Index>(), 1..6_u64), 1..4),
        ends in proptest::collection::vec(any::<prop::sample::Index>(), 4),
    ) {
        let sealed = Sealed::new(&text, &language);
        let all = sealed.token_count();
        let mut passages: Vec<Passage> = Vec::new();
        let mut ranges: Vec<(u64, u64)> = picks.iter().map(|(at, length)| {
            let start = at.index(usize::try_from(all).unwrap_or(1).max(1)) as u64;
            (start, (start + length).min(all))
        }).collect();
        ranges.sort_unstable();
        for (start, end) in ranges {
            if passages.last().is_none_or(|last| start > last.start && end > last.end) {
                passages.extend(sealed.passage(start..end));
            }
        }
        let shown = shown_text(&passages);
        let places = places(&shown.text);
        let mut at: Vec<usize> = ends.iter().map(|end| places[end.index(places.len())]).collect();
        at.sort_unstable();
        let words = WordLists::for_language(Some(&language));
        let (one, two) = (&shown.text[at[0]..at[1]], &shown.text[at[2]..at[3]]);
        let around = &shown.text[at[0]..at[3]];
        for parts in [vec![one], vec![around], vec![one, two]] {
            prop_assert!(!broken(&text, &passages, &parts, words), "{:?} of {:?} in {:?}", parts, shown.text, text);
        }
    }

    #[test]
    fn nothing_is_lost(text in text(), language in "en|zh|und") {
        let document = FoldedDocument::new(text.clone(), Vec::new());
        let tokens = tokens(&document, WordLists::for_language(Some(&language)));
        let joined: String = tokens.iter().map(|token| &text[token.range.clone()]).collect();
        prop_assert_eq!(&joined, &text);
        prop_assert!(tokens.iter().all(|token| !token.range.is_empty()));
        let has_word = |token: &crate::quote::Token| text[token.range.clone()].contains(char::is_alphanumeric);
        prop_assert!(tokens.iter().skip(1).all(has_word));
    }
}
