//! The capitalized words of a text, kept to know whom a document names.

use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// Capitalized words, folded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Capitals {
    pub(crate) words: HashSet<String>,
    /// Those without another right after them.
    pub(crate) alone: HashSet<String>,
    /// The script that most words of the text are in.
    pub(crate) script: Option<Script>,
}

impl Capitals {
    /// Those of `text`. Linear in it.
    pub(crate) fn of(text: &str) -> Self {
        let mut capitals = Self::default();
        capitals.add(text);
        let mut letters: HashMap<Option<Script>, usize> = HashMap::new();
        for word in text.unicode_words() {
            *letters.entry(script_of(word)).or_default() += 1;
        }
        let most = letters.into_iter().max_by_key(|(script, count)| (*count, script.is_none()));
        capitals.script = most.and_then(|(script, _)| script);
        capitals
    }

    /// Adds those of another text.
    pub(crate) fn add(&mut self, text: &str) {
        let mut words = text.unicode_word_indices().peekable();
        while let Some((at, word)) = words.next() {
            if !is_capital(word) {
                continue;
            }
            let followed = words.peek().is_some_and(|(next, other)| {
                is_capital(other) && text.get(at + word.len()..*next) == Some(" ")
            });
            let word = folded(word);
            if !followed && !self.alone.contains(&word) {
                self.alone.insert(word.clone());
            }
            self.words.insert(word);
        }
    }
}

/// Whether a word begins with a capital, and is more than an initial.
pub(crate) fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        && word.chars().nth(1).is_some()
}

/// The script of a word's first letter, where names in it are capitalized.
pub(crate) fn script_of(word: &str) -> Option<Script> {
    let script = word.chars().find(|c| c.is_alphabetic())?.script();
    [Script::Latin, Script::Cyrillic, Script::Greek].contains(&script).then_some(script)
}

/// In small letters without accents; a possessive's end is cut off.
pub(crate) fn folded(word: &str) -> String {
    let word = word.split(['\'', '\u{2019}']).find(|part| part.chars().count() > 1).unwrap_or(word);
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}
