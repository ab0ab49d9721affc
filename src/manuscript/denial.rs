//! What a sentence says of a quotation so that the words need not be the source's: that they are rejected, supposed, or said in
//! other words; and with whom somebody is only compared.
//!
//! ```text
//! Smith (2020) rejects the idea that “floods are acts of God”.
//! Contrary to the claim that “everyone was warned”, Smith (2020) finds no evidence.
//! Unlike Jones (2019), Smith (2020) says “never”.              Jones does not speak
//! ```

/// Verbs before the words that somebody rejects.
const REJECTS: [&str; 46] = [
    "rejects",
    "rejected",
    "refutes",
    "refuted",
    "disputes",
    "disputed",
    "denies",
    "denied",
    "dismisses",
    "dismissed",
    "contests",
    "contested",
    "debunks",
    "debunked",
    "doubts",
    "doubted",
    "questions",
    "questioned",
    "challenges",
    "challenged",
    "argues against",
    "argued against",
    "warns against",
    "warned against",
    "no evidence for",
    "contrary to",
    "despite",
    "bestreitet",
    "bestritt",
    "widerlegt",
    "widerlegte",
    "verwirft",
    "verwarf",
    "bezweifelt",
    "widerspricht",
    "entgegen",
    "réfute",
    "rejette",
    "conteste",
    "nie",
    "contrairement à",
    "rechaza",
    "refuta",
    "niega",
    "contra",
    "frente a",
];

/// What is rejected: words that stand for somebody's opinion.
const OPINIONS: [&str; 62] = [
    "idea",
    "ideas",
    "view",
    "views",
    "claim",
    "claims",
    "notion",
    "rumour",
    "rumor",
    "suggestion",
    "assertion",
    "thesis",
    "belief",
    "myth",
    "charge",
    "accusation",
    "hypothesis",
    "argument",
    "theory",
    "legend",
    "opinion",
    "assumption",
    "phrase",
    "slogan",
    "these",
    "ansicht",
    "auffassung",
    "behauptung",
    "meinung",
    "gerücht",
    "annahme",
    "vorstellung",
    "vorwurf",
    "idée",
    "thèse",
    "opinion",
    "affirmation",
    "rumeur",
    "l’idée",
    "l'idée",
    "l’opinion",
    "l'opinion",
    "l’affirmation",
    "l'affirmation",
    "tesis",
    "opinión",
    "afirmación",
    "rumor",
    "creencia",
    "that",
    "dass",
    "que",
    "tesi",
    "opinione",
    "voce",
    "afirmação",
    "opinião",
    "ideia",
    "idee",
    "bewering",
    "мнение",
    "утверждение",
];

/// Words between the verb and the opinion.
const BETWEEN: usize = 3;

/// Words that say by themselves that a quotation is nobody's, or is changed.
const SAYS: [&str; 67] = [
    "no evidence that",
    "in other words",
    "so to speak",
    "something like",
    "words to the effect",
    "all but says",
    "all but said",
    "loosely translated",
    "freely translated",
    "translates the inscription",
    "misquotes",
    "misquoted",
    "misquoting",
    "seems to ask",
    "seems to say",
    "seemed to say",
    "you quote",
    "you cite",
    "wrongly ascribed",
    "wrongly attributed",
    "falsely attributed",
    "had written",
    "had he written",
    "had she written",
    "might call",
    "might say",
    "might have said",
    "would call",
    "would say",
    "would have said",
    "should have written",
    "should have said",
    "could have said",
    "has been called",
    "have been called",
    "is often called",
    "was praised as",
    "was described as",
    "has been described as",
    "is often described as",
    "is often summarized as",
    "is often summarised as",
    "is usually summarized as",
    "is usually summarised as",
    "does not say",
    "did not say",
    "does not write",
    "did not write",
    "never says",
    "never said",
    "never wrote",
    "nowhere says",
    "never uses the",
    "does not use the",
    "avoids words",
    "avoids the word",
    "mit anderen worten",
    "anders gesagt",
    "sinngemäß",
    "sozusagen",
    "frei übersetzt",
    "en d’autres termes",
    "en d'autres termes",
    "pour ainsi dire",
    "en otras palabras",
    "por así decirlo",
    "in altre parole",
];

/// Words behind a quotation that reject it: `“…” is refuted by Smith (2020)`.
const REJECTED: [&str; 18] = [
    "is refuted",
    "was refuted",
    "is rejected",
    "was rejected",
    "is disputed",
    "was disputed",
    "is denied",
    "was denied",
    "is wrong",
    "is false",
    "denies",
    "rejects",
    "disputes",
    "refutes",
    "bestreitet",
    "widerlegt",
    "verwirft",
    "ist falsch",
];

/// Whether the words around a quotation say that it need not be the source's words.
pub(super) fn denies(before: &str, after: &str) -> bool {
    let before = plain(before);
    let after = plain(after);
    let has = |text: &str, words: &[&str]| words.iter().any(|words| holds(text, words).is_some());
    has(&before, &SAYS)
        || rejects(&before)
        || has(&after, &REJECTED)
        || before.starts_with("if ") && has(&before, &["had", "were to"])
        || has(&before, &["read", "reads"]) && before.ends_with("as saying ")
}

/// Whether words reject an opinion: a verb, and what is rejected right behind it.
fn rejects(before: &str) -> bool {
    REJECTS.iter().any(|verb| {
        let Some(at) = holds(before, verb) else { return false };
        let rest = before.get(at + verb.len()..).unwrap_or("");
        let mut words = rest.split_whitespace().take(BETWEEN);
        words.any(|word| OPINIONS.contains(&word.trim_end_matches([',', ':'])))
    })
}

/// Where words stand in a text as whole words.
fn holds(text: &str, words: &str) -> Option<usize> {
    let free = |at: usize| {
        text.get(..at).is_some_and(|t| !t.ends_with(char::is_alphanumeric))
            && text.get(at + words.len()..).is_some_and(|t| !t.starts_with(char::is_alphanumeric))
    };
    text.match_indices(words).map(|(at, _)| at).find(|at| free(*at))
}

/// Small letters, and one space between words.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split_whitespace() {
        plain.push_str(&word.to_lowercase());
        plain.push(' ');
    }
    plain
}

/// Words before somebody who is only compared with the one who speaks.
const COMPARES: [&str; 28] = [
    "unlike",
    "like",
    "against",
    "contrary to",
    "in contrast to",
    "in contrast with",
    "by contrast with",
    "in opposition to",
    "as opposed to",
    "contra",
    "pace",
    "following",
    "drawing on",
    "building on",
    "echoing",
    "anders als",
    "im gegensatz zu",
    "entgegen",
    "wie schon",
    "im anschluss an",
    "in anlehnung an",
    "contrairement à",
    "à la différence de",
    "à la suite de",
    "a diferencia de",
    "siguiendo a",
    "a differenza di",
    "ao contrário de",
];

/// Whether a citation is only compared with: `Unlike Jones (2019), Smith (2020) says`.
pub(super) fn is_compared(before: &str, after: &str) -> bool {
    let Some(rest) = after.trim_start().strip_prefix(',') else { return false };
    let goes_on = rest.trim_start().starts_with("who ") || rest.trim_start().starts_with("der ");
    let before = plain(before);
    let before = before.trim_end();
    let ends = |words: &str| {
        before.strip_suffix(words).is_some_and(|t| !t.ends_with(char::is_alphanumeric))
    };
    !goes_on && COMPARES.iter().any(|words| ends(words))
}

#[cfg(test)]
mod tests {
    use super::{denies, is_compared};

    #[test]
    fn what_is_not_the_sources() {
        for (before, after, wanted) in [
            ("Smith (2020) rejects the idea that ", ".", true),
            ("Contrary to the claim that ", ", Smith (2020) finds none.", true),
            ("If Smith (2020) had written ", ", he would be wrong.", true),
            ("I read Smith (2020) as saying ", ".", true),
            ("Smith (2020) quotes the mayor as saying ", ".", false),
            ("The rumour that ", " is refuted by Smith (2020).", true),
            ("Smith (2020) rejects the plan: ", ".", false),
            ("Smith (2020) says that ", ".", false),
            ("Smith (2020) asks if they had ", ".", false),
            ("Smith (2020) bestreitet die Behauptung, ", ".", true),
        ] {
            assert_eq!(denies(before, after), wanted, "{before}|{after}");
        }
    }

    #[test]
    fn who_is_compared_with() {
        for (before, after, wanted) in [
            ("Unlike ", ", Smith (2020) says", true),
            ("Smith (2020), against ", ", says", true),
            ("Like ", ", who says that", false),
            ("Dislike ", ", Smith", false),
            ("After ", " had said", false),
        ] {
            assert_eq!(is_compared(before, after), wanted, "{before}|{after}");
        }
    }
}
