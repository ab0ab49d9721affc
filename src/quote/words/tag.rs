//! Tags of languages (BCP 47), and the listed language that each stands for.

use super::file::FILES;

/// Other names of languages that have lists: of macrolanguages and their members, withdrawn ones, and the codes of three
/// letters (ISO 639-2) that BCP 47 has in two.
const OTHER_NAMES: [(&str, &str); 49] = [
    ("no", "nb"),
    ("nn", "nb"),
    ("iw", "he"),
    ("in", "id"),
    ("mo", "ro"),
    ("cmn", "zh"),
    ("pes", "fa"),
    ("prs", "fa"),
    ("arb", "ar"),
    ("eng", "en"),
    ("deu", "de"),
    ("ger", "de"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("spa", "es"),
    ("rus", "ru"),
    ("ita", "it"),
    ("por", "pt"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("pol", "pl"),
    ("swe", "sv"),
    ("nor", "nb"),
    ("nob", "nb"),
    ("nno", "nb"),
    ("dan", "da"),
    ("fin", "fi"),
    ("ces", "cs"),
    ("cze", "cs"),
    ("ukr", "uk"),
    ("ell", "el"),
    ("gre", "el"),
    ("tur", "tr"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("hun", "hu"),
    ("cat", "ca"),
    ("ara", "ar"),
    ("heb", "he"),
    ("fas", "fa"),
    ("per", "fa"),
    ("hin", "hi"),
    ("ind", "id"),
    ("vie", "vi"),
    ("tha", "th"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("jpn", "ja"),
    ("kor", "ko"),
];

/// The listed language that a BCP 47 tag stands for.
pub(crate) fn listed_language(tag: &str) -> Option<&'static str> {
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next()?.to_ascii_lowercase();
    let name = own_name(&primary);
    let (language, _) = FILES.iter().find(|(listed, _)| *listed == name)?;
    // A script is four letters; before it only extended languages of three may be.
    let script =
        parts.take(4).find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    script.is_none_or(|script| is_written_in(language, script)).then_some(*language)
}

/// The name by which a primary language is listed, if it has another one: `nn` is `nb`, `eng` is `en`.
pub(super) fn own_name(primary: &str) -> &str {
    OTHER_NAMES.iter().find(|(name, _)| *name == primary).map_or(primary, |(_, listed)| listed)
}

/// Whether the lists of a language are in a script, by its four letters (ISO 15924).
pub(super) fn is_written_in(language: &str, script: &str) -> bool {
    let scripts: &[&str] = match language {
        "ru" | "uk" => &["Cyrl"],
        "el" => &["Grek"],
        "ar" | "fa" => &["Arab"],
        "he" => &["Hebr"],
        "hi" => &["Deva"],
        "th" => &["Thai"],
        "zh" => &["Hans", "Hant", "Hani"],
        "ja" => &["Jpan", "Hrkt"],
        "ko" => &["Kore", "Hang"],
        _ => &["Latn"],
    };
    scripts.iter().any(|name| name.eq_ignore_ascii_case(script))
}
