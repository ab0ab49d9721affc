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

/// What somebody’s words are called: `in Smith’s words`.
const WORDS: [&str; 9] = [
    "words",
    "phrase",
    "phrasing",
    "formulation",
    "telling",
    "account",
    "worten",
    "formulierung",
    "woorden",
];

/// Words before a genitive that such a word follows.
const IN: [&str; 9] = ["in", "by", "with", "use", "borrow", "quote", "nach", "mit", "met"];

/// What may come between the genitive and such a word, where nothing comes before it: `Smith’s (2020) own words: “…”`.
const OWN: [&str; 4] = ["own", "eigenen", "eigener", "eigen"];

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
    if bare == "zufolge" {
        return true;
    }
    // `In Smith’s (2020) own words, “…”`
    let words: Vec<&str> = bare.split_whitespace().collect();
    let Some((last, others)) = words.split_last() else { return false };
    if words.len() > BETWEEN || !WORDS.contains(&&*last.to_lowercase()) {
        return false;
    }
    matches!(others, [own] if OWN.contains(own)) || is_genitive(shown) && is_in(before, shown)
}

/// Whether a citation has its author in the genitive: `Smith’s (2020)`.
fn is_genitive(shown: &str) -> bool {
    let author = shown.split(['(', '[']).next().unwrap_or("").trim_end();
    author.ends_with(['s', '’', '\''])
}

/// Whether a word of [`IN`] comes before an author, of whose name the citation need not have all words.
fn is_in(before: &str, shown: &str) -> bool {
    let is_in = |word: &str| IN.contains(&&*word.to_lowercase());
    let mut words = before.split_whitespace().rev();
    let leads = words.find(|word| is_in(word) || !word.starts_with(char::is_uppercase));
    leads.is_some_and(is_in) || shown.split_whitespace().next().is_some_and(is_in)
}

/// Whether a word by itself gives what follows to somebody: `According to the report, “…”`.
pub(in crate::manuscript) fn gives(word: &str) -> bool {
    let word = word.to_lowercase();
    GIVES.iter().any(|words| words.strip_suffix(" to").unwrap_or(words) == word)
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
    use super::{gives, is_given};

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
            ("In Anna ", "Smith’s (2020)", " telling, ", true),
            ("", "In Smith’s (2020)", " words, ", true),
            ("Mit ", "Meiers (2015)", " Worten: ", true),
            ("To use ", "Smith’s (2020)", " fine phrase, ", true),
            ("Here are ", "Smith’s (2020)", " own words: ", true),
            ("", "Smith (2020)", " adds few words to what was ", false),
            ("", "Smith (2020)", " took into account ", false),
            ("", "Smith (2020)", " wasted few words ", false),
            ("", "Smith (2020)", " on this account ", false),
            ("In ", "Smith (2020)", " few words ", false),
            ("The town took ", "Smith’s (2020)", " account ", false),
        ] {
            assert_eq!(is_given(before, shown, between), wanted, "{before}|{shown}|{between}");
        }
    }

    #[test]
    fn words_that_give_by_themselves() {
        for (word, wanted) in
            [("According", true), ("laut", true), ("d’après", true), ("to", false), ("in", false)]
        {
            assert_eq!(gives(word), wanted, "{word}");
        }
    }
}
