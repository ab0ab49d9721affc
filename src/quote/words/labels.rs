//! Speakers' labels at the line starts of a transcript.
//!
//! ```text
//! MODERATOR: Minister, is the plan dead?
//! [00:14:07] Dr. Orr: The plan is alive.
//! ```
//!
//! A label is a name and a colon at the start of a line. Since any line may begin so, a text is a transcript only where
//! it has two names and one of them comes back; then names in capitals count, and others that come back.

use crate::quote::fold::char_class::{is_dash, is_line_break};
use crate::text::Span;
use std::collections::HashMap;

/// The longest name of a speaker, in bytes.
const MAX_NAME: usize = 48;

/// The most words of a speaker's name.
const NAME_WORDS: usize = 5;

/// What begins lines of abstracts, notices, logs and forms, and names nobody.
const HEADINGS: [&str; 72] = [
    "abstract",
    "address",
    "advantages",
    "agenda",
    "aim",
    "aims",
    "answers",
    "article",
    "attachments",
    "author",
    "authors",
    "background",
    "caution",
    "chapter",
    "conclusion",
    "conclusions",
    "cons",
    "contents",
    "context",
    "copyright",
    "corollary",
    "date",
    "debug",
    "definition",
    "description",
    "design",
    "disadvantages",
    "discussion",
    "doi",
    "error",
    "example",
    "figure",
    "findings",
    "friday",
    "from",
    "funding",
    "info",
    "ingredients",
    "input",
    "interpretation",
    "introduction",
    "keywords",
    "lemma",
    "location",
    "methods",
    "monday",
    "note",
    "notes",
    "objective",
    "objectives",
    "output",
    "place",
    "proof",
    "pros",
    "purpose",
    "remark",
    "results",
    "saturday",
    "serves",
    "setting",
    "source",
    "subject",
    "summary",
    "sunday",
    "theorem",
    "thursday",
    "time",
    "title",
    "tip",
    "tuesday",
    "warning",
    "wednesday",
];

/// Whether a label is that of a part, `Step 2`, `RESULTS`, and no speaker's.
fn names_part(name: &str) -> bool {
    let word = name.split(char::is_whitespace).next().unwrap_or("").to_lowercase();
    let numbered = || {
        let mut parts = name.split(char::is_whitespace);
        let counts = [
            "step", "day", "week", "part", "article", "section", "chapter", "rule", "stage",
            "phase", "table", "figure",
        ];
        parts.next_back().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()))
            && counts.contains(&&*word)
    };
    (HEADINGS.contains(&&*word) && !name.contains(char::is_whitespace)) || numbered()
}

/// A speaker's label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// Where the line begins.
    pub(crate) line: usize,
    /// The name, in bytes of the text.
    pub(crate) name: Span,
}

/// The labels of a text, in their order; none where it is no transcript.
pub(crate) fn labels(text: &str) -> Vec<Label> {
    let mut found = Vec::new();
    let mut line = 0;
    for rest in text.split_inclusive(is_line_break) {
        found.extend(
            label_at(text, line)
                .filter(|label| !names_part(text.get(label.name.range()).unwrap_or(""))),
        );
        line += rest.len();
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for label in &found {
        *counts.entry(text.get(label.name.range()).unwrap_or("")).or_default() += 1;
    }
    let comes_back = |name: &str| counts.get(name).is_some_and(|count| *count > 1);
    if counts.len() < 2 || !counts.values().any(|count| *count > 1) {
        return Vec::new();
    }
    let speaks = |label: &Label| {
        let name = text.get(label.name.range()).unwrap_or("");
        comes_back(name) || !name.chars().any(char::is_lowercase)
    };
    found.retain(speaks);
    found
}

/// The label of the line that begins at byte `line`.
pub(crate) fn label_at(text: &str, line: usize) -> Option<Label> {
    let mut at = line;
    loop {
        let rest = text.get(at..)?;
        at += rest.len() - rest.trim_start_matches([' ', '\t', '*', '_', '>', '-', '–', '—']).len();
        // `[00:14:07]`, `(3:12)`, `00:14:07`: when it is said.
        let rest = text.get(at..)?;
        let length = time(rest)?;
        if length == 0 {
            break;
        }
        at += length;
    }
    let rest = text.get(at..)?;
    if is_question_or_answer(rest) {
        return Some(Label { line, name: Span::new(at, at + 1) });
    }
    let near = rest.floor_char_boundary(rest.len().min(MAX_NAME + 3));
    let colon = rest.get(..near)?.find([':', '：'])?;
    let name = rest.get(..colon)?;
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let after = rest.get(colon..)?.chars().nth(1);
    let parted = after.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_'))
        || rest.get(colon..)?.starts_with('：');
    (parted && is_name(name)).then(|| Label { line, name: Span::new(at, at + name.len()) })
}

/// `Q. Did you sign? A. I did.`: how records of courts and committees name who asks and who answers.
fn is_question_or_answer(line: &str) -> bool {
    let mut chars = line.chars();
    matches!(chars.next(), Some('Q' | 'A'))
        && chars.next() == Some('.')
        && chars.next().is_some_and(char::is_whitespace)
}

/// The bytes of a time at the start of a line; none where the line begins with other figures.
fn time(text: &str) -> Option<usize> {
    let open = usize::from(text.starts_with(['[', '(']));
    let digits = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
    let inside = text.get(open..)?;
    let length = inside.len() - inside.trim_start_matches(digits).len();
    if length == 0 {
        return (open == 0).then_some(0);
    }
    let close = usize::from(inside.get(length..)?.starts_with([']', ')']));
    (inside.get(..length)?.contains(':') && close == open).then_some(open + length + close)
}

/// Whether it may be a speaker's name: a few words that all have capitals, but for short ones.
fn is_name(name: &str) -> bool {
    let letters = |c: char| {
        c.is_alphanumeric()
            || c.is_whitespace()
            || is_dash(c)
            || matches!(c, '.' | '\'' | '’' | '(' | ')' | ',' | '&' | '/')
    };
    let capital = |word: &str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_some_and(|c| !c.is_lowercase()) || word.len() <= 3
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    (1..=NAME_WORDS).contains(&words.len())
        && name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && name.chars().all(letters)
        && !name.contains(is_line_break)
        && words.iter().all(|word| capital(word))
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn labels_of_transcripts() {
        let names = |text: &str| -> Vec<String> {
            labels(text).iter().map(|l| text[l.name.range()].to_owned()).collect()
        };
        assert_eq!(
            names("MODERATOR: Well?\n\nDr. VANCE-ORR: No.\n\nModerator: x\nMODERATOR: Why?"),
            ["MODERATOR", "MODERATOR"]
        );
        assert_eq!(
            names("Orr: I did.\n[00:14:07] Hale: You?\n00:15 Orr: Yes.\nHale: No."),
            ["Orr", "Hale", "Orr", "Hale"]
        );
        assert_eq!(names("Q: Why?\nA: So.\nQ: When?\nA: Now."), ["Q", "A", "Q", "A"]);
        for text in [
            "METHODS: We asked.\nRESULTS: They said.\nCONCLUSIONS: None.",
            "NOTE: One.\nNOTE: Two.\nNOTE: Three.",
            "the crew: ten\nthe boats: two\nthe crew: ten",
            "At 10:30 they left.\nAt 11:30 they came.\nAt 10:30 they slept.",
        ] {
            assert_eq!(names(text), [""; 0], "{text:?}");
        }
    }
}
