//! Word lists by language: data beside the code, one file a language.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    negations: Words,
    limiters: Words,
    numbers: Words,
    comparators: Words,
    abbreviations: Words,
    prefixes: Words,
    starters: Words,
    suffixes: Words,
    affirmations: Words,
    indefinite: Words,
}

/// Words and phrases, in small letters.
#[derive(serde::Deserialize)]
#[serde(from = "HashSet<String>")]
struct Words {
    all: HashSet<String>,
    /// For each first byte a bit for each length that one of them has.
    lengths: [u64; 128],
}

impl From<HashSet<String>> for Words {
    fn from(all: HashSet<String>) -> Self {
        let mut lengths = [0; 128];
        for word in &all {
            if let Some(lengths) = Self::slot(word).and_then(|first| lengths.get_mut(first)) {
                *lengths |= Self::length(word);
            }
        }
        Self { all, lengths }
    }
}

impl Words {
    fn slot(word: &str) -> Option<usize> {
        let first = match word.bytes().next()? {
            b'"' => b'\'',
            first => first.to_ascii_lowercase(),
        };
        Some(usize::from(first))
    }

    fn length(word: &str) -> u64 {
        1 << word.len().min(63)
    }

    /// Whether a word may be one of them: of words in ASCII most are not. To be made plain and hashed takes longer.
    fn may_have(&self, word: &str) -> bool {
        let lengths = Self::slot(word).and_then(|first| self.lengths.get(first)).copied();
        !word.is_ascii() || lengths.unwrap_or(0) & Self::length(word) != 0
    }

    /// Whether a word, made plain, is one of them.
    fn has(&self, word: &str) -> bool {
        self.may_have(word) && self.all.contains(&*plain(word))
    }
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
            "en" => (&EN, include_str!("en.toml")),
            "de" => (&DE, include_str!("de.toml")),
            "fr" => (&FR, include_str!("fr.toml")),
            "es" => (&ES, include_str!("es.toml")),
            "ru" => (&RU, include_str!("ru.toml")),
            _ => return None,
        };
        cell.get_or_init(|| toml::from_str(data).ok().map(Self)).as_ref()
    }

    /// Whether a word negates or denies, alone or in its ending (`don't`).
    #[must_use]
    pub fn is_negation(&self, word: &str) -> bool {
        let negations = &self.0.negations;
        if word.is_ascii() && !word.contains(['\'', '"']) {
            return negations.has(word);
        }
        let word = plain(word);
        negations.has(&word)
            || (word.contains("n't") && negations.has("n't"))
            || word.strip_prefix("n'").is_some_and(|_| negations.has("n'"))
    }

    /// Whether one of two words is the other with a negating prefix (`significant`, `non-significant`).
    #[must_use]
    pub fn are_opposites(&self, a: &str, b: &str) -> bool {
        let (a, b) = (plain(a), plain(b));
        let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
        long.strip_suffix(&**short)
            .is_some_and(|p| short.chars().count() > 3 && self.0.prefixes.has(p))
    }

    /// Whether a word denies by its ending (`hopeless`).
    #[must_use]
    pub fn denies_by_ending(&self, word: &str) -> bool {
        let word = plain(word);
        self.0.suffixes.all.iter().any(|s| word.len() > s.len() + 2 && word.ends_with(s.as_str()))
    }

    /// Whether a word in capitals begins a sentence even right after an abbreviation.
    #[must_use]
    pub fn starts_sentence(&self, word: &str) -> bool {
        self.0.starters.has(word)
    }

    /// Whether words (one, or a phrase) limit what is said.
    #[must_use]
    pub fn is_limiter(&self, words: &str) -> bool {
        self.0.limiters.has(words)
    }

    /// Whether a phrase that begins like a denial is none (`no doubt`).
    #[must_use]
    pub fn is_affirmation(&self, words: &str) -> bool {
        self.0.affirmations.has(words)
    }

    /// Whether a word, or a part of one with hyphens, is a number written out.
    #[must_use]
    pub fn is_number(&self, word: &str) -> bool {
        plain(word).split('-').any(|part| self.0.numbers.has(part))
    }

    /// Whether a number written out is most often none (`one of them`, `one day`).
    #[must_use]
    pub fn is_indefinite(&self, word: &str) -> bool {
        self.0.indefinite.has(word)
    }

    /// Whether words (one, or a phrase) compare a number.
    #[must_use]
    pub fn is_comparator(&self, words: &str) -> bool {
        self.0.comparators.has(words)
    }

    /// Whether a word is an abbreviation whose full stop ends no sentence.
    #[must_use]
    pub fn is_abbreviation(&self, word: &str) -> bool {
        self.0.abbreviations.has(word)
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
    use super::{WordLists, Words, plain};
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn plain_words_are_made_plain_alike(word in "[a-zA-ZÀ-ÿ '\"\u{2019}-]{0,12}") {
            let wanted = word.to_lowercase().replace(['\u{2019}', '\u{2018}', '\u{2BC}', '"'], "'");
            prop_assert_eq!(plain(&word), wanted);
        }

        #[test]
        fn words_are_told_apart_as_by_their_set(
            words in prop::collection::hash_set("[a-c'é]{1,3}( [a-c]{70})?", 0..9),
            asked in prop::collection::vec("[a-cA-C'’\"éÉ]{0,3}( [a-c]{70})?", 0..9),
        ) {
            let plainly: HashSet<String> = words.iter().map(|word| plain(word).into_owned()).collect();
            let fast = Words::from(plainly.clone());
            for word in words.iter().chain(&asked) {
                prop_assert_eq!(fast.has(word), plainly.contains(&*plain(word)), "{}", word);
            }
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
