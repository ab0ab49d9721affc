//! What is a token: tables, and the laws that every text obeys.

use crate::seal::class::{Class, class};
use crate::seal::tokenize;
use crate::seal::tokens::{clusters, has_word};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

fn cut(text: &str) -> Vec<&str> {
    tokenize(text).into_iter().map(|token| &text[token]).collect()
}

/// Each line is a text with `|` between its tokens.
fn check(lines: &[&str]) {
    for line in lines {
        let expected: Vec<&str> = line.split('|').collect();
        assert_eq!(cut(&expected.concat()), expected);
    }
}

#[test]
fn an_empty_text_has_no_token() {
    assert!(tokenize("").is_empty());
}

#[test]
fn words_take_what_follows_them() {
    check(&[
        "One ",
        "One |two, |three. |Four",
        "  |One",
        "“|One ”|two",
        "One\r\n\r\n|two\t|three",
        "(|a) [|b] {|c}",
        "he |said: “|no” (|twice)",
        "and – |or — |but - |not",
        "• |first\n• |second",
        "a & |b = |c",
        "!!!",
        "see |a.b |and/or |a,b |end.Start",
        "¿Qué",
    ]);
}

#[test]
fn apostrophes_stay_in_words() {
    check(&[
        "don't |don’t |Russia’s |dogs’ |tails",
        "‘|don’t’ ‘|tis",
        "'|quoted' '|90s |rock'90",
        "l’été",
        "said \"|no\" |loudly",
        "said\"|no\"|loudly",
        "«|mot»|mot",
        "«\u{202F}|La |Russie\u{202F}»",
        "צה\"ל |אמר \"|כן\"",
        "5'10\" |tall",
        "12°34'56\"N |here",
    ]);
}

#[test]
fn numbers_keep_signs_and_units() {
    check(&[
        "was |-0.42 |and |−3 |or |+4",
        "costs |$15 |or (|€20) |US$15",
        "p |<0.05 |or |≥12 |≤3 |≈4 |~5 |±6 |>7",
        "p < |0.05",
        "1,005 |5.5 |.5 |62% |62 % |10⁶ |5‰",
        "10 000 |of |10\u{A0}000 |10\u{2009}000 |10\u{202F}000 |x",
        "1 000 000 |men",
        "10\n000 |men |10 000⁶ |x |10 000km |x",
        "10 |00 |10 |0000 |10  |000 |10\t|000 |10, |000 |10 (|000)",
        "A4 |20",
        "10–113 |10-113 |10—113 |10 – |113",
        "2020–21",
        "of—|$15 |year—5 |men",
        "−\u{200B}5 |x",
        "5\u{202F}kg |x",
    ]);
}

#[test]
fn hyphens_join() {
    check(&[
        "non-significant |NATO-Russia |Russia–NATO |cannot",
        "non-\nsignificant |x",
        "non-  \r\n  significant |x",
        "non‐\nsignificant |Russia–\nNATO |10–\n113 |x",
        "non\u{AD}significant |non\u{AD}\nsignificant |x",
        "pre- |and |post-war",
        "a -\n|b",
        "invasion—|like |invasion —|like |invasion—\n|like",
        "x—“|y”",
        "well--known |a -- |b",
        "–word",
    ]);
}

#[test]
fn scripts_without_spaces_have_a_token_a_character() {
    check(&[
        "漢|字。|漢|字",
        "東|京|NATO |は",
        "NATO|漢|5|年 |2024|年",
        "約|62%|的",
        "価-5",
        "価$5",
        "漢，|2024|年",
        "1，005|円",
        "カ|タ|カ|ナ|ー",
        "ส|วั|ส|ดี",
        "ສ|ະ",
        "ខ្ញុំ",
        "๑๐ |x",
    ]);
}

#[test]
fn nothing_invisible_starts_or_separates() {
    check(&[
        "wo\u{200B}rd |two",
        "\u{FEFF}word",
        "a \u{200B}|b",
        "a \u{301}|b",
        "e\u{301}te\u{301} |x",
        "a \u{200D}b",
        "wo\u{AD}rd",
    ]);
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,4}",
        4 => "[0-9]{1,4}",
        4 => "[ ]{1,2}",
        4 => proptest::sample::select(vec![
            " ", "\n", "\r\n", "\t", "\u{A0}", "\u{2009}", "\u{202F}", "\u{2028}", "\u{3000}",
            "-", "‐", "–", "—", "―", "−", "--", "\u{AD}", "\u{200B}", "\u{200D}", "\u{FEFF}",
            "\u{301}", "\u{338}", "\u{20DD}", "\u{FE0F}", "'", "’", "‘", "\"", "“", "”", "«", "»",
            "`", "′", "″", "(", ")", "[", "]", "$", "€", "%", "<", "≥", "±", "~", "+", ".", ",",
            "…", ":", ";", "!", "/", "·", "_", "⁶", "½", "，", "。", "：", "５", "・", "ー",
        ]).prop_map(String::from),
        2 => proptest::sample::select(vec![
            "漢", "字", "カ", "ﾞ", "の", "ส", "วั", "ำ", "๑", "ລ", "ខ្ញុំ", "မြန်", "한", "ᄒ", "ᅡ", "क्षि",
            "שלום", "צ", "״", "ع", "لا", "٣", "🐱", "👩\u{200D}👧", "🇷🇺", "🇺", "🏻",
            "ℹ", "é", "ß", "Ж", "〇", "十",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn spaceless(cluster: Option<&str>) -> bool {
    cluster.is_some_and(|c| matches!(class(c), Class::Word(word) if word.spaceless))
}

/// UAX #29 agrees that a word may start at `at`; it knows nothing of words in scripts without
/// spaces, and joins U+202F to whatever stands beside it.
fn uax_29_allows(text: &str, at: usize) -> bool {
    let visible = |c: &&str| !matches!(class(c), Class::Transparent { .. });
    text.split_word_bound_indices().any(|(bound, _)| bound == at)
        || spaceless(text[at..].graphemes(true).next())
        || spaceless(text[..at].graphemes(true).rfind(visible))
        || text[..at].graphemes(true).rfind(visible).is_some_and(|c| c.starts_with('\u{202F}'))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn nothing_is_lost(text in text()) {
        prop_assert_eq!(cut(&text).concat(), text.as_str());
        prop_assert!(cut(&text).iter().all(|token| !token.is_empty()));
    }

    #[test]
    fn clusters_are_those_of_uax_29(text in text(), more in "\\PC{0,12}[\r\n]{0,3}\\PC{0,4}") {
        for text in [text, more] {
            prop_assert!(clusters(&text).eq(text.grapheme_indices(true)), "{:?}", text);
        }
    }

    #[test]
    fn the_short_way_cuts_alike(text in text(), plain in "([a-z0-9]{1,3}[ \u{301}]?|[.,–\n]){0,12}") {
        for text in [text, plain] {
            prop_assert_eq!(crate::seal::tokens::cut(&text, true), crate::seal::tokens::cut(&text, false));
        }
    }

    #[test]
    fn cutting_is_local(text in text(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let tokens = cut(&text);
        if !tokens.is_empty() {
            let (from, to) = (from.index(tokens.len()), to.index(tokens.len()));
            let run = &tokens[from.min(to)..=from.max(to)];
            let joined = run.concat();
            prop_assert_eq!(cut(&joined), run);
        }
    }

    #[test]
    fn every_token_but_the_first_has_a_word(text in text()) {
        for token in cut(&text).iter().skip(1) {
            prop_assert!(has_word(token), "{:?}", token);
        }
    }

    #[test]
    fn tokens_start_at_word_boundaries(text in text()) {
        for token in tokenize(&text) {
            prop_assert!(uax_29_allows(&text, token.start), "{:?} at {}", text, token.start);
        }
    }

    /// The contract's list of what is no boundary, asked of the raw characters.
    #[test]
    fn tokens_never_start_inside_what_is_glued(text in text()) {
        for token in tokenize(&text).into_iter().skip(1) {
            let before = text[..token.start].chars().next_back();
            let first = text[token.start..].chars().next();
            let (Some(before), Some(first)) = (before, first) else { continue };
            prop_assert!(!unicode_normalization::char::is_combining_mark(first) || first == 'ำ');
            prop_assert!(!"-‐–−$€<≥±~+_".contains(before) , "{:?} at {}", text, token.start);
            prop_assert!(!(before.is_numeric() && first.is_numeric()));
            prop_assert!(!(before == '.' && first.is_numeric()));
        }
    }
}
