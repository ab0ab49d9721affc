//! Whether the words around a citation give a quotation to it, without a verb of saying.
//!
//! ```text
//! According to Smith (2020), “…”
//! In the words of Smith (2020): “…”
//! In Smith’s (2020) words, “…”
//! ```

/// Words right before whoever is quoted.
const GIVES: [&str; 42] = [
    "according to",
    "in the words of",
    "in the phrase of",
    "in the phrasing of",
    "to quote",
    "to cite",
    "quoting",
    "as per",
    "laut",
    "gemäß",
    "nach den worten von",
    "nach ansicht von",
    "nach auffassung von",
    "mit den worten von",
    "in den worten von",
    "um mit",
    "selon",
    "d’après",
    "d'après",
    "pour citer",
    "dans les mots de",
    "selon les mots de",
    "según",
    "de acuerdo con",
    "en palabras de",
    "citando a",
    "secondo",
    "nelle parole di",
    "con le parole di",
    "per citare",
    "volgens",
    "in de woorden van",
    "segundo",
    "de acordo com",
    "nas palavras de",
    "согласно",
    "по словам",
    "по мнению",
    "według",
    "zdaniem",
    "enligt",
    "ifølge",
];

/// Words right after whoever is quoted: `in Smith’s words`.
const WORDS: [&str; 15] = [
    "words",
    "phrase",
    "phrasing",
    "formulation",
    "telling",
    "account",
    "zufolge",
    "worten",
    "zitat",
    "paroles",
    "palabras",
    "parole",
    "woorden",
    "palavras",
    "словам",
];

/// Whether a citation is the one to whom its sentence gives the words: `before` is what the sentence has before it, `shown`
/// the citation as it is written, of which a capital letter may have made such a word a part.
pub(super) fn is_given(before: &str, shown: &str, between: &str) -> bool {
    let bare = between.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() {
        let before = plain(before);
        let shown = plain(shown);
        let ends = |words: &&str| {
            before.strip_suffix(*words).is_some_and(|t| !t.ends_with(char::is_alphanumeric))
        };
        let begins = |words: &&str| {
            shown.strip_prefix(*words).is_some_and(|t| !t.starts_with(char::is_alphanumeric))
        };
        return GIVES.iter().any(ends) || GIVES.iter().any(begins);
    }
    // `In Smith’s (2020) own words, “…”`
    let words: Vec<&str> = bare.split_whitespace().collect();
    let last = words.last().map(|word| word.to_lowercase()).unwrap_or_default();
    words.len() <= BETWEEN && WORDS.contains(&&*last)
}

/// The most words from a citation to the word that gives it the quotation.
const BETWEEN: usize = 3;

/// Small letters, one space between words, and no article at the end: `according to the` is `according to`.
fn plain(text: &str) -> String {
    const ARTICLES: [&str; 12] =
        ["the", "a", "dem", "der", "den", "le", "la", "les", "el", "il", "de", "het"];
    let lower = text.to_lowercase();
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    if words.last().is_some_and(|last| ARTICLES.contains(last)) {
        words.pop();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::is_given;

    #[test]
    fn to_whom_a_sentence_gives_words() {
        for (before, shown, between, wanted) in [
            ("According to ", "Smith (2020)", ", ", true),
            ("but according to the ", "report", ", ", true),
            ("", "Laut Meier (2015)", " ", true),
            ("In the words of ", "Smith (2020)", ": ", true),
            ("In ", "Smith’s (2020)", " own words, ", true),
            ("", "Meier (2015)", " zufolge ", true),
            ("", "According to Smith (2020)", ", the so-called ", false),
            ("Asked about ", "Smith (2020)", ", ", false),
            ("Unlike ", "Smith (2020)", ", ", false),
            ("", "Smith (2020)", " adds few words to what was ", false),
        ] {
            assert_eq!(is_given(before, shown, between), wanted, "{before}|{shown}|{between}");
        }
    }
}
