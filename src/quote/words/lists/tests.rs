//! Tests of the word lists: each file is tidy and read as TOML has it, and typography hides no word.

use super::{
    DENYING, FILES, List, ListSet, Listed, WordLists, entries as entries_of, key, list_named,
    short_list_named, units,
};
use crate::quote::words::joined::joined_words;
use crate::quote::words::key::{key_by_tables, mixes_scripts, mixes_scripts_by_tables};
use crate::quote::words::tag::{is_written_in, listed_language};
use proptest::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use unicode_normalization::UnicodeNormalization as _;

fn english() -> &'static WordLists {
    WordLists::for_language(Some("en")).expect("a list")
}

fn found(text: &str, list: List) -> Vec<&str> {
    let listed = english().scan(text);
    listed.iter().filter(|l| l.lists.has(list)).filter_map(|l| text.get(l.range.clone())).collect()
}

proptest! {
    #[test]
    fn a_key_is_its_own_key(word in "[a-zA-ZÀ-ɏΑ-ωА-яא-תء-ي '’_\u{AD}-]{0,12}") {
        let once = key(&word).into_owned();
        prop_assert_eq!(key(&once), once.as_str());
    }

    #[test]
    fn no_table_says_otherwise(words in "([a-zA-Z]|[а-яА-Я]|[À-ɏЀ-ҏ]|[!-~’—]| |\n|[一-龥ぁ-ゖァ-ー]|\u{3099}){0,8}") {
        prop_assert_eq!(key(&words), key_by_tables(&words));
        prop_assert_eq!(mixes_scripts(&words), mixes_scripts_by_tables(&words));
    }

    #[test]
    fn what_may_not_begin_an_entry_begins_none(text in "([一-龥不无没未非]|[ぁ-ゖァ-ーない]|[ก-๛ไม่]|\u{3099}|\u{200B}|ｶ|a){1,6}") {
        for lists in ["zh", "ja", "th"].into_iter().filter_map(|l| WordLists::for_language(Some(l))) {
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            let begins = ends.into_iter().any(|end| !lists.entry(&key(&text[..end])).is_empty());
            prop_assert!(!begins || lists.may_begin(&text), "{} {:?}", lists.language(), text);
        }
    }

    #[test]
    fn where_no_phrase_goes_on_none_begins(
        language in "en|fr|de|it",
        text in "((no|NO|not|in|by|at|a|as|far|from|the|least|more|than|other|way|without|doing|d'|qu’|une|personne|au|lieu|de|du|per|cent|No\\.|[0-9]|lot|of|glaubt|dass)|[ ]| |[,.'_’`-]|\u{AD}|№|é){0,16}",
    ) {
        let lists = WordLists::for_language(Some(&language)).expect("a list");
        let mut words = joined_words(&text);
        for number in 0.. {
            let Some((start, word)) = words.get(number) else { break };
            let begun = lists.begun(&key(word));
            let goes_on = begun.goes_on(&text, &mut words, number);
            for count in 2..=begun.longest {
                let Some((last, piece)) = words.get(number + count - 1) else { break };
                let phrase = &text[start..last + piece.len()];
                let may = goes_on && begun.may_have(count, phrase);
                prop_assert!(may || lists.phrase(phrase).is_none(), "{} {:?}", language, phrase);
            }
        }
    }

    #[test]
    fn a_text_of_anything_is_scanned(text in "\\PC{0,80}") {
        for listed in english().scan(&text) {
            prop_assert!(text.get(listed.range).is_some_and(|found| !found.is_empty()));
        }
    }
}

#[test]
fn units_are_told_by_their_letters() {
    for (unit, is) in [("mg", true), ("kWh", true), ("KWH", false), ("Hours", true), ("men", false)]
    {
        assert_eq!(english().is_unit(unit), is, "{unit}");
    }
    for (tag, negation) in
        [("en-GB", "Don’t"), ("de", "keine"), ("fr", "n’est"), ("es", "nunca"), ("ru", "не")]
    {
        let lists = WordLists::for_language(Some(tag)).expect(tag);
        assert!(lists.is_negation(negation), "{tag}");
    }
}

#[test]
fn a_tag_stands_for_a_listed_language() {
    let listed = [
        ("zh-Hans", Some("zh")),
        ("zh-TW", Some("zh")),
        ("pt-BR", Some("pt")),
        ("nn", Some("nb")),
        ("no", Some("nb")),
        ("EN-us", Some("en")),
        ("de-Latn-AT-1901", Some("de")),
        ("sr-Latn", None),
        ("ru-Latn", None),
        ("tlh", None),
        ("", None),
    ];
    for (tag, language) in listed {
        assert_eq!(listed_language(tag), language, "{tag}");
    }
    assert!(WordLists::for_language(None).is_none());
}

/// The entries of a list as its file has them.
fn entries(language: &str, list: List) -> Vec<String> {
    let (_, file) = FILES.iter().find(|(listed, _)| *listed == language).expect("a file");
    all_of(file).get(&list).cloned().unwrap_or_default()
}

/// The lists of a file, but for the short ones.
fn all_of(file: &str) -> BTreeMap<List, Vec<String>> {
    let all: BTreeMap<String, Vec<String>> = toml::from_str(file).expect("lists");
    all.into_iter().filter_map(|(name, words)| Some((list_named(&name)?, words))).collect()
}

const DENYING_LISTS: [List; 3] = [List::Negations, List::Denials, List::Exclusions];

#[test]
fn lists_are_tidy() {
    let needed = [
        List::Negations,
        List::Denials,
        List::Exclusions,
        List::Limiters,
        List::Hedges,
        List::Attributions,
        List::Conditions,
        List::Modals,
        List::Quantifiers,
        List::Comparatives,
        List::Order,
        List::Numbers,
        List::Scales,
        List::Percent,
        List::Comparators,
        List::NumberLabels,
        List::Verbs,
    ];
    let mut wrong = Vec::new();
    for (language, file) in FILES {
        let lists = all_of(file);
        wrong.extend(
            needed
                .iter()
                .filter(|list| !lists.contains_key(list))
                .map(|list| format!("{language}: no {list:?}")),
        );
        for (list, words) in &lists {
            let mut seen = HashSet::new();
            for word in words {
                let composed: String = word.nfc().collect();
                if *word != composed
                    || (language != "tr" && *word != word.to_lowercase())
                    || word.trim() != word
                {
                    wrong.push(format!(
                        "{language}: {list:?}: {word}: not in small letters and NFC"
                    ));
                }
                let behind = word.split_once(' ').map_or("", |(_, behind)| behind);
                let last = behind.rfind(' ').map_or(0, |at| at + 1);
                if behind.rfind('*').is_some_and(|at| at != last) {
                    wrong.push(format!("{language}: {list:?}: {word}: `*` inside a phrase"));
                }
                // Of pairs, each spelling stands for itself.
                let pair = word.contains(" … ");
                let same = if pair { word.clone() } else { key(word).into_owned() };
                if !seen.insert(same) {
                    wrong.push(format!("{language}: {list:?}: {word}: twice"));
                }
            }
        }
        let denying: HashSet<String> = DENYING_LISTS
            .iter()
            .flat_map(|list| lists.get(list).into_iter().flatten())
            .map(|word| key(word).into_owned())
            .collect();
        for list in [List::FalseFriends, List::Affirmations] {
            let both =
                lists.get(&list).into_iter().flatten().filter(|word| denying.contains(&*key(word)));
            wrong.extend(both.map(|word| format!("{language}: {list:?}: {word}: denies, too")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A word of an entry: what `*` may stand for is put in.
fn filled(entry: &str, script: &str) -> String {
    let letters = match script {
        "Cyrl" => "ка",
        "Arab" => "کد",
        "Hebr" => "גג",
        "Deva" => "कक",
        "Hang" => "가가",
        _ => "ka",
    };
    entry.replace('*', letters)
}

/// What typography does to words, and hides none of them.
fn disguises(word: &str) -> Vec<String> {
    let mut chars = word.chars();
    let (first, rest) = (chars.next().map(String::from).unwrap_or_default(), chars.as_str());
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        c => c,
    };
    vec![
        word.to_owned(),
        word.nfd().collect(),
        word.nfc().collect(),
        format!("{first}\u{AD}{rest}"),
        format!("{first}\u{200B}\u{200D}{rest}"),
        format!("_{word}_"),
        word.chars().map(wide).collect(),
        word.replace('\'', "\u{2019}"),
        word.replace('\'', "`"),
        word.to_uppercase(),
    ]
}

/// The script that a language is written in, where a placeholder needs a letter of it.
fn script_of(language: &str) -> &'static str {
    let scripts = ["Cyrl", "Arab", "Hebr", "Deva", "Hang"];
    scripts.into_iter().find(|script| is_written_in(language, script)).unwrap_or("Latn")
}

#[test]
fn typography_hides_no_listed_negation() {
    let mut wrong = Vec::new();
    for (language, _) in FILES {
        let lists = WordLists::for_language(Some(language)).expect(language);
        let script = script_of(language);
        for list in DENYING_LISTS {
            // The halves of a pair are apart.
            let whole = |entry: &String| !entry.contains(" … ");
            for entry in entries(language, list).into_iter().filter(whole) {
                let word = filled(&entry, script);
                for disguise in disguises(&word) {
                    // Capitals of German `ß` and of Turkish dotted letters are other letters.
                    let other = key(&disguise) != key(&word) && disguise == word.to_uppercase();
                    let found = lists.scan(&disguise);
                    if !other && !found.iter().any(|listed| listed.lists.meets(DENYING)) {
                        wrong.push(format!("{language}: {list:?}: {entry} as {disguise:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}

/// `units.toml` as all of TOML reads it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    symbols: HashSet<String>,
    names: HashMap<String, Vec<String>>,
}

#[test]
fn lists_are_read_as_toml_has_them() {
    for (language, file) in FILES {
        let whole: BTreeMap<String, Vec<String>> = toml::from_str(file).expect(language);
        let read: BTreeMap<String, Vec<String>> = entries_of(file)
            .into_iter()
            .map(|(name, words)| {
                (name.to_owned(), words.into_iter().map(Cow::into_owned).collect())
            })
            .collect();
        assert_eq!(read, whole, "{language}");
        for name in read.keys() {
            assert!(
                list_named(name).is_some() || short_list_named(name).is_some(),
                "{language}: no list is named {name}"
            );
        }
    }
    let whole: Whole = toml::from_str(include_str!("../units.toml")).expect("units");
    let read = units();
    let symbols = read.symbols.iter().map(|word| word.clone().into_owned()).collect::<HashSet<_>>();
    assert_eq!(symbols, whole.symbols);
    assert_eq!(read.names.len(), whole.names.len());
    for (language, names) in whole.names {
        assert_eq!(read.names_of(&language), names, "{language}");
    }
}

#[test]
fn what_refutes_by_a_denial_denies() {
    let mut count = 0;
    for (language, _) in FILES {
        let lists = WordLists::for_language(Some(language)).expect(language);
        for entry in entries(language, List::Refuting).iter().filter(|entry| !entry.contains('*')) {
            let denies = |at: usize| lists.entry(&key(&entry[..at])).meets(DENYING);
            let denied = entry.match_indices(' ').any(|(at, _)| denies(at));
            assert!(!denied || lists.has(List::Denials, entry), "{language}: {entry}");
            count += usize::from(denied);
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn false_friends_deny_nothing() {
    let mut wrong = Vec::new();
    for (language, _) in FILES {
        let lists = WordLists::for_language(Some(language)).expect(language);
        let script = script_of(language);
        for entry in entries(language, List::FalseFriends) {
            let word = filled(&entry, script).replace('#', "5");
            let found = lists.scan(&word);
            if found.iter().any(|listed| listed.lists.meets(DENYING)) {
                wrong.push(format!("{language}: {entry}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn phrases_are_found_with_their_comma_and_without() {
    let mut count = 0;
    for (language, file) in FILES {
        let lists = WordLists::for_language(Some(language)).expect(language);
        let all = all_of(file);
        for (list, entry) in all
            .iter()
            .flat_map(|(list, entries)| entries.iter().map(move |entry| (*list, entry)))
            .filter(|(_, entry)| entry.contains(", "))
        {
            count += 1;
            for text in [entry.clone(), entry.replace(", ", " "), entry.replace(", ", ",  ")] {
                let found = lists.scan(&text);
                let whole = |l: &Listed| l.range == (0..text.len());
                let is = found.iter().any(|l| whole(l) && l.lists.has(list));
                assert!(is, "{language}: {list:?}: {text}");
            }
        }
    }
    assert!(count > 50, "{count}");
}

/// What is glued to the front of a word is glued to that of a phrase, too; `*` may be in its first word.
#[test]
fn phrases_are_found_behind_what_is_glued_to_them() {
    for (language, text, denies) in [
        ("fr", "d'une personne", false),
        ("fr", "d’une personne", false),
        ("fr", "qu'aucune personne", true),
        ("ar", "ولا شك", false),
        ("ar", "ولا أحد", true),
        ("he", "ובלי ספק", false),
        ("he", "ובלי מנורה", true),
        ("he", "למלא", false),
        ("he", "שלא", true),
        ("tr", "gelmeden önce", false),
        ("tr", "GELMEDEN  ÖNCE", false),
        ("tr", "gelmeden gitti", true),
        ("en", "They stopped paying", true),
        ("en", "They STOPPED  paying", true),
        ("en", "They stopped at the inn", false),
    ] {
        let lists = WordLists::for_language(Some(language)).expect(language);
        let found = lists.scan(text);
        let is = found.iter().any(|listed| listed.lists.meets(DENYING));
        assert_eq!(is, denies, "{language}: {text}: {found:?}");
    }
}

#[test]
fn typography_hides_no_word() {
    for word in [
        "not",
        "NOT",
        "ｎｏｔ",
        "n\u{200D}ot",
        "_not_",
        "nοt",
        "don`t",
        "don\"t",
        "don’t",
        "no\u{AD}t",
    ] {
        assert!(english().is_negation(word), "{word}");
    }
}

#[test]
fn phrases_are_found_and_false_friends_are_none() {
    assert_eq!(found("He was unable  to come", List::Denials), ["unable  to"]);
    assert_eq!(found("It will, without fail, open.", List::Negations), [""; 0]);
    assert_eq!(found("See No. 5 there", List::Negations), [""; 0]);
    assert_eq!(found("There is no 5 there, I don`t see it", List::Negations), ["no", "don`t"]);
    assert_eq!(found("a fail-safe lock", List::Denials), [""; 0]);
}

#[test]
fn sets_of_lists() {
    let set = ListSet::of(&[List::Verbs, List::Negations]);
    assert!(set.has(List::Verbs) && set.has(List::Negations) && !set.has(List::Denials));
}
