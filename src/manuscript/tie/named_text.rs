//! A sentence that names a text and says that it says the words: `The Minutes of the Council say: “…”`.
//!
//! People and institutions speak elsewhere, too, and pages have their names for titles. So only what is called by a word for a
//! text says what is in it and nowhere else.

use super::tail;
use crate::manuscript::speaker::is_saying;

/// Words for texts that are no names of institutions, as journals and surveys are.
const TEXTS: [&str; 65] = [
    "act",
    "agenda",
    "agreement",
    "annex",
    "article",
    "audit",
    "book",
    "brief",
    "charter",
    "code",
    "contract",
    "decision",
    "declaration",
    "deed",
    "diary",
    "essay",
    "evidence",
    "guide",
    "guidelines",
    "handbook",
    "history",
    "judgment",
    "letter",
    "letters",
    "log",
    "logbook",
    "manual",
    "memo",
    "memoir",
    "memorandum",
    "minutes",
    "notes",
    "notice",
    "paper",
    "plan",
    "policy",
    "proceedings",
    "protocol",
    "regulations",
    "report",
    "resolution",
    "rules",
    "ruling",
    "speech",
    "statement",
    "study",
    "summary",
    "tables",
    "testimony",
    "thesis",
    "transcript",
    "treaty",
    "will",
    "bericht",
    "gesetz",
    "protokoll",
    "satzung",
    "vertrag",
    "compte-rendu",
    "rapport",
    "lettre",
    "acta",
    "actas",
    "informe",
    "verbale",
];

/// The most words from a text's name to the quotation: `also say that`.
const BETWEEN: usize = 3;

/// The most words of a text that is named without its title: `The council's own minutes`.
const SUBJECT: usize = 4;

/// Whether a title is called by a word for a text.
pub(super) fn is_text(title: &str) -> bool {
    let mut words = title.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.any(|word| TEXTS.contains(&&*word.to_lowercase()))
}

/// Whether the words between a name and a quotation are a verb of saying, of one or of several who say: `say:`, `read:`.
pub(super) fn says_right_after(between: &str) -> bool {
    let bare = between.trim_start_matches(['”', '"', '»', '“', '’']);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let says = |word: &&str| {
        let word = word.trim_end_matches([':', ',']).to_lowercase();
        matches!(&*word, "read" | "reads") || is_saying(&word) || is_saying(&format!("{word}s"))
    };
    words.len() <= BETWEEN && words.iter().any(says) && !bare.contains(['.', ';', '(', '['])
}

/// Whether a text is named right before its citation, and says the words right after it: `The minutes (Council, 2026) say: “…”`.
pub(super) fn says_text(before: &str, between: &str) -> bool {
    let words: Vec<&str> = tail(before).split_whitespace().collect();
    let last = words.last().is_some_and(|last| is_text(last));
    last && words.len() <= SUBJECT && says_right_after(between)
}

#[cfg(test)]
mod tests {
    use super::{is_text, says_right_after, says_text};

    #[test]
    fn what_is_called_by_a_word_for_a_text() {
        for (title, wanted) in [
            ("Minutes of Brannock Council", true),
            ("The Harbour Safety Report", true),
            ("Protokoll des Rates", true),
            ("Bank of England", false),
            ("Anna Miller", false),
            ("Northshire Journal", false),
        ] {
            assert_eq!(is_text(title), wanted, "{title}");
        }
    }

    #[test]
    fn what_a_text_says() {
        for (before, between, wanted) in [
            ("The minutes ", " say: ", true),
            ("The minutes ", " also state that ", true),
            ("The minutes ", ", as the mayor said on Monday, ", false),
            ("The mayor ", " says: ", false),
            ("Asked at length about the whole report ", " says: ", false),
            ("The minutes ", ": ", false),
        ] {
            assert_eq!(says_text(before, between), wanted, "{before}|{between}");
        }
        assert!(says_right_after("” says that "));
    }
}
