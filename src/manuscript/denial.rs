//! What a sentence says of a quotation so that the words need not be the source's: that they are rejected, supposed, or said in
//! other words; and with whom somebody is only compared.
//!
//! ```text
//! Smith (2020) rejects the idea that “floods are acts of God”.
//! Contrary to the claim that “everyone was warned”, Smith (2020) finds no evidence.
//! Unlike Jones (2019), Smith (2020) says “never”.              Jones does not speak
//! ```

use super::speaker::is_saying;

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

/// Words that deny that something was said.
const NEVER: [&str; 26] = [
    "did not",
    "didn’t",
    "didn't",
    "does not",
    "doesn’t",
    "doesn't",
    "do not",
    "don’t",
    "don't",
    "has not",
    "hasn’t",
    "hasn't",
    "have not",
    "haven’t",
    "haven't",
    "had not",
    "hadn’t",
    "hadn't",
    "never",
    "nowhere",
    "nobody",
    "no one",
    "nie",
    "niemals",
    "nirgends",
    "nunca",
];

/// Verbs of saying in the forms that follow such words, where they are not those that go with a name.
const SAY: [&str; 23] = [
    "say",
    "write",
    "claim",
    "argue",
    "state",
    "assert",
    "declare",
    "suggest",
    "call",
    "use",
    "utter",
    "put",
    "written",
    "uttered",
    "used",
    "schreibt",
    "schrieb",
    "geschrieben",
    "gesagt",
    "escribió",
    "dijo",
    "dice",
    "escribe",
];

/// What may stand between such a verb and the words.
const THE_WORDS: [&str; 25] = [
    "that", "the", "words", "word", "phrase", "sentence", "line", "it", "this", "anything", "like",
    "such", "things", "a", "thing", "as", "of", "so", "to", "her", "him", "them", "dass", "que",
    "he",
];

/// Words that say that what follows was not said, as far as the next comma.
const UNSAID: [&str; 12] = [
    "misquote",
    "misquotes",
    "misquoted",
    "misquoting",
    "misquotation",
    "myth that",
    "legend that",
    "legend has it that",
    "not true that",
    "untrue that",
    "false that",
    "fiction that",
];

/// Words that say the same of a quotation before them, or after them.
const ASCRIBED: [&str; 12] = [
    "wrongly attributed",
    "falsely attributed",
    "wrongly ascribed",
    "falsely ascribed",
    "wrongly credited",
    "falsely credited",
    "put into the mouth of",
    "fälschlich zugeschrieben",
    "faussement attribué",
    "faussement attribuée",
    "falsamente atribuido",
    "falsamente atribuida",
];

/// How far after a quotation such words are looked for, in words.
const UNSAID_AFTER: usize = 8;

/// Whether the words around a quotation say that it was not said: `Smith did not write “…”`, `a myth that Smith wrote “…”`. A
/// citation after it then says whose words it is not.
pub(super) fn is_unsaid(before: &str, after: &str) -> bool {
    let before = plain(before);
    // What follows `but` is what was said: `did not say so, but wrote “…”`.
    let clause = [" but ", "; ", " sondern ", " mais ", " sino "]
        .iter()
        .filter_map(|joint| before.rfind(joint).map(|at| at + joint.len()))
        .max()
        .and_then(|at| before.get(at..))
        .unwrap_or(&before);
    let after: Vec<&str> = after.split_whitespace().take(UNSAID_AFTER).collect();
    let after = plain(&after.join(" "));
    let ascribed = |text: &str| ASCRIBED.iter().any(|words| holds(text, words).is_some());
    let unsaid = |words: &&str| {
        let at = holds(clause, words).map(|at| at + words.len());
        let rest = at.and_then(|at| clause.get(at..)).map(|rest| rest.trim_end_matches([' ', ',']));
        // `the myth that salt was cheap: “…”`: behind the colon somebody says what is so.
        let is_over = |rest: &str| {
            let told = rest.split_once(':').map(|(told, _)| told);
            words.ends_with(" that") && told.is_some_and(|t| !t.split_whitespace().any(is_saying))
        };
        rest.is_some_and(|rest| !rest.contains(',') && !is_over(rest))
    };
    ascribed(clause) || ascribed(&after) || UNSAID.iter().any(unsaid) || never_says(clause)
}

/// Whether a clause ends in a denied verb of saying, and nothing after it but words that lead to a quotation.
fn never_says(clause: &str) -> bool {
    const BETWEEN: [&str; 7] = ["ever", "even", "in", "fact", "himself", "herself", "themselves"];
    let words: Vec<&str> = clause.split_whitespace().map(|w| w.trim_end_matches(bare)).collect();
    let says = |word: &&str| SAY.contains(word) || is_saying(word);
    let Some(verb) = words.iter().rposition(says) else { return false };
    let (head, leads) = words.split_at(verb);
    let leads = leads.get(1..).unwrap_or(&[]);
    if !leads.iter().all(|word| word.is_empty() || THE_WORDS.contains(word)) {
        return false;
    }
    // `did not actually write`; of `did not only write` it was written.
    let adverb = |word: &&&str| {
        BETWEEN.contains(*word)
            || word.ends_with("ly") && !matches!(**word, "only" | "merely" | "simply")
    };
    let adverbs = head.iter().rev().take_while(adverb).count();
    let head = head.get(..head.len() - adverbs).unwrap_or(&[]).join(" ");
    NEVER.iter().any(|never| {
        head.strip_suffix(never).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    })
}

const fn bare(c: char) -> bool {
    matches!(c, ',' | ':' | ';' | '“' | '"' | '‘' | '„' | '«')
}

/// Whether the words around a quotation say that it need not be the source's words.
pub(super) fn denies(before: &str, after: &str) -> bool {
    let before = plain(before);
    let after = plain(after);
    let has = |text: &str, words: &[&str]| words.iter().any(|words| holds(text, words).is_some());
    has(&before, &SAYS)
        || is_unsaid(&before, &after)
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
    use super::{denies, is_compared, is_unsaid};

    #[test]
    fn what_was_not_said() {
        for (before, after, wanted) in [
            ("Hartwell did not write ", "", true),
            ("Hartwell didn’t actually write that ", "", true),
            ("It is not true that salt was cheap, as Hartwell shows: ", "", false),
            ("Hartwell, who is often misquoted, says ", "", false),
            ("Nobody ever said anything like ", ".", true),
            ("Hartwell never used the words ", ".", true),
            ("Critics misquote her as saying ", ".", true),
            ("It is a myth that Hartwell (1998) wrote ", ".", true),
            ("The line ", ", wrongly attributed to Hartwell ", true),
            ("Hartwell hat nie geschrieben: ", ".", true),
            ("Hartwell did not only write ", ".", false),
            ("Hartwell did not say so, but wrote ", ".", false),
            ("Hartwell did not write for money; she said ", ".", false),
            ("Hartwell did not say who had written in the margin of the ledger ", ".", false),
            ("Hartwell writes that she never came: ", ".", false),
            ("Those who never went write ", ".", false),
            ("Hartwell wrote ", ", and never came back.", false),
        ] {
            assert_eq!(is_unsaid(before, after), wanted, "{before}|{after}");
        }
    }

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
