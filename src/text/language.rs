//! Tags of languages (BCP 47): whether a text is one, and what somebody meant who wrote another.

/// Whether `text` is a tag whose parts are all registered, as files of an archive must write it.
///
/// # Errors
/// Why it is not, in words.
pub(crate) fn language_tag(text: &str) -> Result<(), String> {
    if text.contains('_') {
        return Err(format!("subtags are joined with `-`: `{}`", text.replace('_', "-")));
    }
    language_tags::LanguageTag::parse(text)
        .map_err(|why| why.to_string())?
        .validate()
        .map_err(|why| why.to_string())
}

/// The language that somebody states for a document: `None` where it is left empty or not known (`und`). The `_` of
/// locales (`en_GB`) is as good as a hyphen.
///
/// # Errors
/// Where it is not a tag: the words of a message, with the tag that is likely meant. A document must not be judged
/// without the words of its language because the language was misspelt.
pub fn stated_language(text: &str) -> Result<Option<&str>, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("und") {
        return Ok(None);
    }
    if language_tag(&text.replace('_', "-")).is_ok() {
        return Ok(Some(text));
    }
    let shown: String = text.chars().take(SHOWN).collect();
    let meant = meant_language(text).map_or_else(
        || "; give one such as `en`, `de-AT` or `zh-Hant`, or none".to_owned(),
        |tag| format!("; did you mean `{tag}`?"),
    );
    Err(format!("`{shown}` is not the tag of a language (BCP 47){meant}"))
}

/// The tag that was likely meant by `text`: that of a language which is called by its name, or of one with a `_` in it.
pub(crate) fn meant_language(text: &str) -> Option<String> {
    let plain = text.trim().to_lowercase();
    let called = |(_, names): &&(&str, &[&str])| names.contains(&plain.as_str());
    if let Some((tag, _)) = LANGUAGES.iter().find(called) {
        return Some((*tag).to_owned());
    }
    let joined = text.trim().replace('_', "-");
    (joined != text && language_tag(&joined).is_ok()).then_some(joined)
}

/// The characters of a wrong tag that a message shows: no tag is longer.
const SHOWN: usize = 40;

/// Languages by the names that people write, in English and in the language itself.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("ar", &["arabic", "العربية"]),
    ("bg", &["bulgarian", "български"]),
    ("ca", &["catalan", "català"]),
    ("cs", &["czech", "čeština", "česky"]),
    ("da", &["danish", "dansk"]),
    ("de", &["german", "deutsch"]),
    ("el", &["greek", "ελληνικά"]),
    ("en", &["english"]),
    ("es", &["spanish", "español", "castellano"]),
    ("fa", &["persian", "farsi", "فارسی"]),
    ("fi", &["finnish", "suomi"]),
    ("fr", &["french", "français", "francais"]),
    ("he", &["hebrew", "עברית"]),
    ("hi", &["hindi", "हिन्दी"]),
    ("hu", &["hungarian", "magyar"]),
    ("id", &["indonesian", "bahasa indonesia"]),
    ("it", &["italian", "italiano"]),
    ("ja", &["japanese", "日本語"]),
    ("ko", &["korean", "한국어"]),
    ("la", &["latin"]),
    ("nb", &["norwegian", "norsk", "bokmål"]),
    ("nl", &["dutch", "nederlands"]),
    ("pl", &["polish", "polski"]),
    ("pt", &["portuguese", "português"]),
    ("ro", &["romanian", "română"]),
    ("ru", &["russian", "русский"]),
    ("sv", &["swedish", "svenska"]),
    ("th", &["thai", "ไทย"]),
    ("tr", &["turkish", "türkçe"]),
    ("uk", &["ukrainian", "українська"]),
    ("vi", &["vietnamese", "tiếng việt"]),
    ("zh", &["chinese", "中文", "mandarin"]),
];

#[cfg(test)]
mod tests {
    use super::stated_language;

    #[test]
    fn a_language_is_a_tag_or_none() {
        for none in ["", " ", "und", "UND"] {
            assert_eq!(stated_language(none), Ok(None), "{none:?}");
        }
        for tag in ["en", "EN-us", "en_GB", "zh-Hant", "x-private"] {
            assert_eq!(stated_language(tag), Ok(Some(tag)));
        }
        assert_eq!(stated_language(" de "), Ok(Some("de")));
        for (wrong, said) in [
            ("English", "did you mean `en`?"),
            ("deutsch", "did you mean `de`?"),
            ("jp", "such as `en`"),
            ("en, de", "such as `en`"),
            ("null", "such as `en`"),
        ] {
            let why = stated_language(wrong).expect_err(wrong);
            assert!(why.contains(said) && why.contains(wrong), "{why}");
        }
        assert!(stated_language(&"a".repeat(1_000_000)).is_err_and(|why| why.len() < 200));
    }
}
