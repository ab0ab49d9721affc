//! Word lists by language: data beside the code, one file a language.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    negations: HashSet<String>,
    limiters: HashSet<String>,
    numbers: HashSet<String>,
    comparators: HashSet<String>,
    abbreviations: HashSet<String>,
    prefixes: HashSet<String>,
    starters: HashSet<String>,
    suffixes: HashSet<String>,
    affirmations: HashSet<String>,
    indefinite: HashSet<String>,
}

/// The words of one language that carry a quote's meaning.
pub struct WordLists(Lists);

impl WordLists {
    /// The lists for a BCP 47 tag: its primary language decides. English where the language is not
    /// stated; `None` where it is stated and there is no list.
    #[must_use]
    pub fn for_language(tag: Option<&str>) -> Option<&'static Self> {
        static EN: OnceLock<Option<WordLists>> = OnceLock::new();
        static DE: OnceLock<Option<WordLists>> = OnceLock::new();
        static FR: OnceLock<Option<WordLists>> = OnceLock::new();
        static ES: OnceLock<Option<WordLists>> = OnceLock::new();
        static RU: OnceLock<Option<WordLists>> = OnceLock::new();
        let primary = tag.map_or("en", |t| t.split('-').next().unwrap_or(t)).to_ascii_lowercase();
        let (cell, data) = match primary.as_str() {
            "en" => (&EN, include_str!("words/en.toml")),
            "de" => (&DE, include_str!("words/de.toml")),
            "fr" => (&FR, include_str!("words/fr.toml")),
            "es" => (&ES, include_str!("words/es.toml")),
            "ru" => (&RU, include_str!("words/ru.toml")),
            _ => return None,
        };
        cell.get_or_init(|| toml::from_str(data).ok().map(Self)).as_ref()
    }

    /// Whether a word negates or denies, alone or in its ending (`don't`).
    #[must_use]
    pub fn is_negation(&self, word: &str) -> bool {
        let word = plain(word);
        self.0.negations.contains(&*word)
            || (word.contains("n't") && self.0.negations.contains("n't"))
            || word.strip_prefix("n'").is_some_and(|_| self.0.negations.contains("n'"))
    }

    /// Whether one of two words is the other with a negating prefix (`significant`, `non-significant`).
    #[must_use]
    pub fn are_opposites(&self, a: &str, b: &str) -> bool {
        let (a, b) = (plain(a), plain(b));
        let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
        long.strip_suffix(&**short)
            .is_some_and(|p| short.chars().count() > 3 && self.0.prefixes.contains(p))
    }

    /// Whether a word denies by its ending (`hopeless`).
    #[must_use]
    pub fn denies_by_ending(&self, word: &str) -> bool {
        let word = plain(word);
        self.0.suffixes.iter().any(|s| word.len() > s.len() + 2 && word.ends_with(s.as_str()))
    }

    /// Whether a word in capitals begins a sentence even right after an abbreviation.
    #[must_use]
    pub fn starts_sentence(&self, word: &str) -> bool {
        self.0.starters.contains(&*plain(word))
    }

    /// Whether words (one, or a phrase) limit what is said.
    #[must_use]
    pub fn is_limiter(&self, words: &str) -> bool {
        self.0.limiters.contains(&*plain(words))
    }

    /// Whether a phrase that begins like a denial is none (`no doubt`).
    #[must_use]
    pub fn is_affirmation(&self, words: &str) -> bool {
        self.0.affirmations.contains(&*plain(words))
    }

    /// Whether a word, or a part of one with hyphens, is a number written out.
    #[must_use]
    pub fn is_number(&self, word: &str) -> bool {
        plain(word).split('-').any(|part| self.0.numbers.contains(part))
    }

    /// Whether a number written out is most often none (`one of them`, `one day`).
    #[must_use]
    pub fn is_indefinite(&self, word: &str) -> bool {
        self.0.indefinite.contains(&*plain(word))
    }

    /// Whether words (one, or a phrase) compare a number.
    #[must_use]
    pub fn is_comparator(&self, words: &str) -> bool {
        self.0.comparators.contains(&*plain(words))
    }

    /// Whether a word is an abbreviation whose full stop ends no sentence.
    #[must_use]
    pub fn is_abbreviation(&self, word: &str) -> bool {
        self.0.abbreviations.contains(&*plain(word))
    }
}

/// Lower case, straight apostrophes.
fn plain(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && b != b'"') {
        let small = !word.bytes().any(|b| b.is_ascii_uppercase());
        return if small { Cow::Borrowed(word) } else { Cow::Owned(word.to_ascii_lowercase()) };
    }
    let lower = word.to_lowercase().replace(['\u{2019}', '\u{2018}', '\u{2BC}', '"'], "'");
    Cow::Owned(lower)
}

#[cfg(test)]
mod tests {
    use super::{WordLists, plain};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_words_are_made_plain_alike(word in "[a-zA-ZÀ-ÿ '\"\u{2019}-]{0,12}") {
            let wanted = word.to_lowercase().replace(['\u{2019}', '\u{2018}', '\u{2BC}', '"'], "'");
            prop_assert_eq!(plain(&word), wanted);
        }
    }

    #[test]
    fn every_list_is_read() {
        for (tag, negation) in
            [("en-GB", "Don’t"), ("de", "keine"), ("fr", "n’est"), ("es", "nunca"), ("ru", "не")]
        {
            let lists = WordLists::for_language(Some(tag)).expect(tag);
            assert!(lists.is_negation(negation), "{tag}");
        }
        assert!(WordLists::for_language(Some("ja")).is_none());
        assert!(WordLists::for_language(None).is_some());
    }
}
