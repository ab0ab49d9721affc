//! The files of the word lists: which there are, and how they are read.

use super::list::{List, ShortList};
use super::table::Words;
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::StrDeserializer;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Every language with lists: its BCP 47 primary language, and its file.
pub(super) const FILES: [(&str, &str); 30] = [
    ("ar", include_str!("ar.toml")),
    ("ca", include_str!("ca.toml")),
    ("cs", include_str!("cs.toml")),
    ("da", include_str!("da.toml")),
    ("de", include_str!("de.toml")),
    ("el", include_str!("el.toml")),
    ("en", include_str!("en.toml")),
    ("es", include_str!("es.toml")),
    ("fa", include_str!("fa.toml")),
    ("fi", include_str!("fi.toml")),
    ("fr", include_str!("fr.toml")),
    ("he", include_str!("he.toml")),
    ("hi", include_str!("hi.toml")),
    ("hu", include_str!("hu.toml")),
    ("id", include_str!("id.toml")),
    ("it", include_str!("it.toml")),
    ("ja", include_str!("ja.toml")),
    ("ko", include_str!("ko.toml")),
    ("nb", include_str!("nb.toml")),
    ("nl", include_str!("nl.toml")),
    ("pl", include_str!("pl.toml")),
    ("pt", include_str!("pt.toml")),
    ("ro", include_str!("ro.toml")),
    ("ru", include_str!("ru.toml")),
    ("sv", include_str!("sv.toml")),
    ("th", include_str!("th.toml")),
    ("tr", include_str!("tr.toml")),
    ("uk", include_str!("uk.toml")),
    ("vi", include_str!("vi.toml")),
    ("zh", include_str!("zh.toml")),
];

/// Units of measurement, in every language.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) symbols: Words<Cow<'static, str>>,
    pub(super) names: HashMap<&'static str, Vec<Cow<'static, str>>>,
}

impl Units {
    pub(super) fn names_of(&self, language: &str) -> &[Cow<'static, str>] {
        self.names.get(language).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn units() -> &'static Units {
    static UNITS: OnceLock<Units> = OnceLock::new();
    UNITS.get_or_init(|| {
        let mut units = Units::default();
        for (name, words) in entries(include_str!("units.toml")) {
            if name == "symbols" {
                units.symbols.extend(words);
            } else {
                units.names.insert(name, words);
            }
        }
        units
    })
}

/// The list of a name as it is in a file: `false-friends`.
pub(super) fn list_named(name: &str) -> Option<List> {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    List::deserialize(name).ok()
}

/// The same of a short list: `code-kinds`.
pub(super) fn short_list_named(name: &str) -> Option<ShortList> {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    ShortList::deserialize(name).ok()
}

/// The lists of a file, and the words of each. Every run needs them before anything else, so of TOML only that is read what
/// these files have: comments, names of lists, words in double quotes. A test compares it with all of TOML.
pub(super) fn entries(file: &str) -> Vec<(&str, Vec<Cow<'_, str>>)> {
    let mut found: Vec<(&str, Vec<Cow<'_, str>>)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with(['#', '['])) {
        let named =
            line.split_once(" = [").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()));
        let mut rest = match named {
            Some((name, rest)) => {
                found.push((name, Vec::new()));
                rest
            }
            None => line,
        };
        let Some((_, words)) = found.last_mut() else { continue };
        while let Some(at) = memchr::memchr2(b'"', b'#', rest.as_bytes()) {
            let Some(word) = rest.get(at..).and_then(|rest| rest.strip_prefix('"')) else { break };
            let Some(end) = word_end(word) else { break };
            let (word, behind) = word.split_at_checked(end).unwrap_or((word, ""));
            let escaped = word.contains('\\');
            words.push(if escaped { word.replace("\\\"", "\"").into() } else { word.into() });
            rest = behind.get(1..).unwrap_or("");
        }
    }
    found
}

/// The byte of the quotation mark that ends a word.
fn word_end(word: &str) -> Option<usize> {
    let ends = |at: &usize| *at == 0 || word.as_bytes().get(at - 1) != Some(&b'\\');
    memchr::memchr_iter(b'"', word.as_bytes()).find(ends)
}
