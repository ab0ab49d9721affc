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
/// Where it is not a tag. A document must not be judged without the words of its language because the language was
/// misspelt.
pub fn stated_language(text: &str) -> Result<Option<&str>, LanguageError> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("und") {
        return Ok(None);
    }
    let tag = text.replace('_', "-");
    let meant = meant_language(&tag);
    // A code that nobody has registered is no name, and the words of its language are in no list either way.
    let is_code = meant.is_none() && is_code(&tag);
    if language_tag(&tag).is_ok() || is_code {
        return Ok(Some(text));
    }
    Err(LanguageError { given: text.chars().take(SHOWN).collect(), meant })
}

/// Why a document's language cannot be used: it is not the tag of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not the tag of a language (BCP 47){hint}", hint = self.hint())]
#[non_exhaustive]
pub struct LanguageError {
    /// What was given, or its beginning.
    pub given: String,
    /// The tag that is likely meant.
    pub meant: Option<String>,
}

impl LanguageError {
    fn hint(&self) -> String {
        self.meant.as_ref().map_or_else(
            || "; give one such as `en`, `de-AT` or `zh-Hant`, or none".to_owned(),
            |tag| format!("; did you mean `{tag}`?"),
        )
    }
}

/// Whether a tag has the form of one, and begins with two or three letters as the codes of languages do.
fn is_code(tag: &str) -> bool {
    let first = tag.split('-').next().unwrap_or("");
    matches!(first.len(), 2 | 3) && language_tags::LanguageTag::parse(tag).is_ok()
}

/// The tag that was likely meant by `text`: that of a language which is called by its name, or of one with a `_` in it.
pub(crate) fn meant_language(text: &str) -> Option<String> {
    let plain = text.trim().to_lowercase();
    let called = |(_, names): &&(&str, &[&str])| names.contains(&plain.as_str());
    if let Some((tag, _)) = LANGUAGES.iter().find(called).or_else(|| misspelt(&plain)) {
        return Some((*tag).to_owned());
    }
    let joined = text.trim().replace('_', "-");
    (joined != text && language_tag(&joined).is_ok()).then_some(joined)
}

/// The letters that a name of a language must have for one that differs in a letter to be taken for it.
const MIN_MISSPELT: usize = 5;

/// The language whose name is `name` but for one letter that is wrong, missing or too many, or two that changed places.
fn misspelt(name: &str) -> Option<&'static (&'static str, &'static [&'static str])> {
    let is_long = |name: &str| (MIN_MISSPELT..SHOWN).contains(&name.chars().count());
    let is_near = |known: &&str| is_long(known) && strsim::damerau_levenshtein(name, known) == 1;
    LANGUAGES.iter().find(|(_, names)| is_long(name) && names.iter().any(&is_near))
}

/// The characters of a wrong tag that a message shows: no tag is longer.
const SHOWN: usize = 40;

/// Languages by what people write for their tags: their names in English and in the language itself, the
/// codes of ISO 639-2, and codes of countries that are none of a language.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("ar", &["arabic", "العربية", "ara"]),
    ("bg", &["bulgarian", "български", "bul"]),
    ("ca", &["catalan", "català", "cat"]),
    ("cs", &["czech", "čeština", "česky", "ces", "cze", "cz"]),
    ("da", &["danish", "dansk", "dan", "dk"]),
    ("de", &["german", "deutsch", "deu", "ger"]),
    ("el", &["greek", "ελληνικά", "ell", "gre", "gr"]),
    ("en", &["english", "eng", "us", "gb"]),
    ("es", &["spanish", "español", "castellano", "spa"]),
    ("fa", &["persian", "farsi", "فارسی", "fas", "per"]),
    ("fi", &["finnish", "suomi", "fin"]),
    ("fr", &["french", "français", "francais", "fra", "fre"]),
    ("he", &["hebrew", "עברית", "heb"]),
    ("hi", &["hindi", "हिन्दी", "hin"]),
    ("hu", &["hungarian", "magyar", "hun"]),
    ("id", &["indonesian", "bahasa indonesia", "ind"]),
    ("it", &["italian", "italiano", "ita"]),
    ("ja", &["japanese", "日本語", "jpn", "jp"]),
    ("ko", &["korean", "한국어", "kor"]),
    ("la", &["latin", "lat"]),
    ("nb", &["norwegian", "norsk", "bokmål", "nob", "nor"]),
    ("nl", &["dutch", "nederlands", "nld", "dut"]),
    ("pl", &["polish", "polski", "pol"]),
    ("pt", &["portuguese", "português", "por"]),
    ("ro", &["romanian", "română", "ron", "rum"]),
    ("ru", &["russian", "русский", "rus"]),
    ("sv", &["swedish", "svenska", "swe"]),
    ("th", &["thai", "ไทย", "tha"]),
    ("tr", &["turkish", "türkçe", "tur"]),
    ("uk", &["ukrainian", "українська", "ukr", "ua"]),
    ("vi", &["vietnamese", "tiếng việt", "vie"]),
    ("zh", &["chinese", "中文", "mandarin", "zho", "chi", "cn"]),
];

#[cfg(test)]
mod tests {
    use super::stated_language;

    #[test]
    fn a_language_is_a_tag_or_none() {
        for none in ["", " ", "und", "UND"] {
            assert_eq!(stated_language(none), Ok(None), "{none:?}");
        }
        for tag in ["en", "EN-us", "en_GB", "zh-Hant", "x-private", "xx", "qqz-Latn"] {
            assert_eq!(stated_language(tag), Ok(Some(tag)));
        }
        assert_eq!(stated_language(" de "), Ok(Some("de")));
        for (wrong, said) in [
            ("English", "did you mean `en`?"),
            ("deutsch", "did you mean `de`?"),
            ("jp", "did you mean `ja`?"),
            ("eng", "did you mean `en`?"),
            ("Englsh", "did you mean `en`?"),
            ("germna", "did you mean `de`?"),
            ("francias", "did you mean `fr`?"),
            ("enochian", "such as `en`"),
            ("finis", "such as `en`"),
            ("en, de", "such as `en`"),
            ("null", "such as `en`"),
        ] {
            let why = stated_language(wrong).expect_err(wrong).to_string();
            assert!(why.contains(said) && why.contains(wrong), "{why}");
        }
        assert!(
            stated_language(&"a".repeat(1_000_000)).is_err_and(|why| why.to_string().len() < 200)
        );
    }
}
