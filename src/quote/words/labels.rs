//! Speakers' labels at the line starts of a transcript.
//!
//! ```text
//! MODERATOR: Minister, is the plan dead?
//! [00:14:07] Dr. Orr: The plan is alive.
//! ```
//!
//! ```text
//! Anna Orr
//! The plan is alive.
//! ```
//!
//! A label is a name and a colon at the start of a line, or a name in capitals and a full stop, a name in the brackets of a
//! chat, or one with a time on a line of its own. Since any line may begin so, a text is a transcript only where it has two
//! names, one of them comes back, and what follows them is mostly sentences; then names in capitals count, and others that
//! come back or that are between two turns of one. A name alone in its line, which may be a heading, is a label in a text
//! that has no other ones, where no two lines of it that follow each other have the same.

use crate::quote::fold::char_class::{is_dash, is_line_break, quote_mark};
use crate::text::{Span, first_paragraph, from_roman, head};
use std::collections::HashMap;
use std::ops::Range;

/// The longest name of a speaker, in bytes.
const MAX_NAME: usize = 48;

/// How far a label may reach with what is in brackets after its name, in bytes.
const MAX_LABEL: usize = 120;

/// The most words of a speaker's name.
const NAME_WORDS: usize = 5;

/// The same where the name is alone in its line, and the most such names that a transcript has.
const LONE_WORDS: usize = 3;
const LONE_NAMES: usize = 40;

/// What begins lines of abstracts, notices, logs and forms, and names nobody.
const HEADINGS: [&str; 94] = [
    "abstract",
    "act",
    "address",
    "advantages",
    "agenda",
    "aim",
    "aims",
    "answers",
    "appendix",
    "art",
    "article",
    "attachments",
    "author",
    "authors",
    "background",
    "caution",
    "chap",
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
    "edition",
    "enter",
    "error",
    "example",
    "exeunt",
    "exit",
    "fig",
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
    "isbn",
    "issn",
    "keywords",
    "language",
    "lemma",
    "location",
    "methods",
    "monday",
    "nb",
    "note",
    "notes",
    "objective",
    "objectives",
    "output",
    "pages",
    "place",
    "postscript",
    "preface",
    "proof",
    "pros",
    "publisher",
    "purpose",
    "remark",
    "results",
    "saturday",
    "scene",
    "sec",
    "section",
    "serves",
    "setting",
    "source",
    "subject",
    "summary",
    "sunday",
    "theorem",
    "thursday",
    "time",
    "tip",
    "title",
    "tuesday",
    "vol",
    "warning",
    "wednesday",
    "year",
];

/// Whether a label is that of a part, `Step 2`, `RESULTS`, and no speaker's.
fn names_part(name: &str) -> bool {
    let word = name.split(char::is_whitespace).next().unwrap_or("").to_lowercase();
    let numbered = || {
        let mut parts = name.split(char::is_whitespace);
        let counts = [
            "step", "day", "week", "part", "article", "section", "chapter", "rule", "stage",
            "phase", "table", "figure", "act", "scene", "book", "appendix",
        ];
        let number =
            |last: &str| last.bytes().all(|b| b.is_ascii_digit()) || from_roman(last).is_some();
        parts.next_back().is_some_and(number) && counts.contains(&&*word)
    };
    (HEADINGS.contains(&&*word) && !name.contains(char::is_whitespace)) || numbered()
}

/// A speaker's label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpeakerLabel {
    /// Where the line begins, or the answer inside a line.
    pub(crate) line: usize,
    /// The name, in bytes of the text.
    pub(crate) name: Span,
    /// Whether nothing but its own line shows that it is one.
    pub(crate) lone: bool,
}

impl SpeakerLabel {
    /// The name, whatever white space it is set with.
    pub(crate) fn spelled(&self, text: &str) -> String {
        let name = text.get(self.name.range()).unwrap_or("");
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The labels of a text, in their order; none where it is no transcript.
pub(crate) fn labels(text: &str) -> Vec<SpeakerLabel> {
    let mut found: Vec<(SpeakerLabel, String)> = Vec::new();
    let mut line = 0;
    // Whether the paragraph, as far as it is read, asks and answers: the next answer may be inside any of its lines.
    let mut asks = false;
    for rest in text.split_inclusive(is_line_break) {
        let end = line + rest.len();
        let label = label_at(text, line).map(|label| (label.spelled(text), label));
        let mut from = line;
        if let Some((name, label)) = label.filter(|(name, _)| !names_part(name)) {
            asks = is_question_or_answer(text.get(label.name.start..).unwrap_or(""));
            from = label.name.end;
            found.push((label, name));
        } else if rest.trim().is_empty() && !text.get(..line).unwrap_or("").ends_with('\r') {
            asks = false;
        }
        if asks {
            let inside = answers(text, Span::new(from, end));
            found.extend(inside.map(|label| {
                let name = label.spelled(text);
                (label, name)
            }));
        }
        line = end;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, name) in &found {
        *counts.entry(name).or_default() += 1;
    }
    let comes_back = |name: &str| counts.get(name).is_some_and(|count| *count > 1);
    if counts.len() < 2 || !found.iter().any(|(_, name)| comes_back(name)) {
        return lone_labels(text);
    }
    // `Smith: … Jones: … Smith: …`: who speaks once between two turns of another is one, too.
    let between = |at: usize| {
        let name = |at: usize| found.get(at).map(|(_, name)| name);
        at.checked_sub(1).is_some_and(|before| name(before) == name(at + 1))
    };
    let speaks = |at: usize, name: &str| {
        comes_back(name) || !name.chars().any(char::is_lowercase) || between(at)
    };
    let kept: Vec<SpeakerLabel> = found
        .iter()
        .enumerate()
        .filter(|(at, (_, name))| speaks(*at, name))
        .map(|(_, (label, _))| label.clone())
        .collect();
    if are_spoken(text, &kept) { kept } else { Vec::new() }
}

/// Names that are alone in their lines, each over what is said: `Anna Orr⏎The plan is alive.`
fn lone_labels(text: &str) -> Vec<SpeakerLabel> {
    let mut found: Vec<SpeakerLabel> = Vec::new();
    let mut line = 0;
    for part in text.split_inclusive(is_line_break) {
        found.extend(lone_label_at(text, line));
        line += part.len();
    }
    let names: Vec<String> = found.iter().map(|label| label.spelled(text)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *counts.entry(name).or_default() += 1;
    }
    let mut pairs = names.windows(2);
    let turns = |pair: &[String]| pair.first() != pair.last();
    // Of headings that come back, a text has the words as well: `Example`, `an example`.
    let small = |name: &&str| text.contains(name.to_lowercase().as_str());
    let transcript = found.len() > 2
        && (2..=LONE_NAMES).contains(&counts.len())
        && pairs.all(turns)
        && counts.values().filter(|count| **count > 1).sum::<usize>() * 2 > names.len()
        && !counts.keys().any(small)
        && are_spoken(text, &found);
    if transcript { found } else { Vec::new() }
}

/// The name that is alone in the line that begins at byte `line`, at the head of a paragraph and with text after it.
pub(crate) fn lone_label_at(text: &str, line: usize) -> Option<SpeakerLabel> {
    let own = text.get(line..)?.split(is_line_break).next()?;
    let name = own.trim();
    let words = name.split_whitespace().count();
    let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’');
    let named = (2..=MAX_NAME).contains(&name.len())
        && words <= LONE_WORDS
        && name.chars().all(letters)
        && !name.ends_with('.')
        && is_name(name)
        && !names_part(name);
    // Asked of names only: a run of blank lines is not read again for each of its lines.
    let first = || {
        let head = text.get(..line).unwrap_or("");
        let space = head.get(head.trim_end().len()..).unwrap_or("");
        space.len() == head.len() || space.matches('\n').count() > 1
    };
    let goes_on = || {
        let rest = text.get(line + own.len()..).unwrap_or("");
        rest.contains(|c: char| !c.is_whitespace())
    };
    if !(named && first() && goes_on()) {
        return None;
    }
    let start = line + own.len() - own.trim_start().len();
    let name = Span::new(start, start + name.len());
    Some(SpeakerLabel { line, name, lone: true })
}

/// Whether at least half of what follows the labels is said: it ends as sentences do, or begins with a small letter. `Publisher:
/// New Riders` is said by nobody.
fn are_spoken(text: &str, labels: &[SpeakerLabel]) -> bool {
    let ends = labels.iter().skip(1).map(|label| label.line).chain([text.len()]);
    let turns = labels.iter().zip(ends);
    let said = turns.filter(|(label, end)| {
        let mark = |c: char| matches!(c, ':' | '：' | '.' | ')' | ']' | '>' | '*' | '_');
        let turn = text.get(label.name.end..*end).unwrap_or("");
        let turn = turn.trim_start_matches(|c: char| c.is_whitespace() || mark(c)).trim_end();
        let first = first_paragraph(turn).trim_end();
        let stops = |c: char| {
            matches!(
                c,
                '.' | '?'
                    | '!'
                    | '…'
                    | ')'
                    | ']'
                    | '。'
                    | '？'
                    | '！'
                    | '؟'
                    | '।'
                    | '—'
                    | '–'
                    | '-'
            ) || quote_mark(c).is_some()
        };
        first.ends_with(stops) || turn.ends_with(stops) || turn.starts_with(char::is_lowercase)
    });
    said.count() * 2 >= labels.len()
}

/// The answers and questions inside a line: `Q. Did you sign? A. I did.`
fn answers(text: &str, line: Span) -> impl Iterator<Item = SpeakerLabel> + '_ {
    let slice = text.get(line.range()).unwrap_or("");
    slice.match_indices(['?', '.', '!']).filter_map(move |(at, _)| {
        let rest = slice.get(at + 1..)?;
        let next = rest.trim_start();
        let start = line.start + slice.len() - next.len();
        (next.len() < rest.len() && is_question_or_answer(next)).then(|| SpeakerLabel {
            line: start,
            name: Span::new(start, start + 1),
            lone: false,
        })
    })
}

/// The label of the line that begins at byte `line`.
pub(crate) fn label_at(text: &str, line: usize) -> Option<SpeakerLabel> {
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
        return Some(SpeakerLabel { line, name: Span::new(at, at + 1), lone: false });
    }
    let near = head(rest, MAX_LABEL).split(is_line_break).next().unwrap_or("");
    let name = before_colon(near)
        .or_else(|| enclosed(near))
        .or_else(|| over_time(near, rest))
        .or_else(|| in_capitals(near).filter(|_| follows_sentence(text, line)))?;
    Some(SpeakerLabel { line, name: Span::new(at + name.start, at + name.end), lone: false })
}

/// `NAME:`, `Name (chair):`, `Name [on the phone]:`: the name before a colon, without what is said of it in brackets.
fn before_colon(line: &str) -> Option<Range<usize>> {
    let end = line.find([':', '：', '(', '['])?;
    let mut rest = line.get(end..)?;
    let close = if rest.starts_with('(') { ')' } else { ']' };
    if rest.starts_with(['(', '[']) {
        rest = rest.split_once(close)?.1.trim_start_matches([' ', '*', '_']);
    }
    let name = line.get(..end)?;
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let after = rest.chars().nth(1);
    let parted = rest.starts_with('：')
        || rest.starts_with(':')
            && after.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_'));
    (parted && name.len() <= MAX_NAME && is_name(name)).then_some(0..name.len())
}

/// `[Smith]: …`, `<smith> …`: a name in brackets, as protocols of chats have it.
fn enclosed(line: &str) -> Option<Range<usize>> {
    let (close, colon) = match line.chars().next()? {
        '[' => (']', true),
        '<' => ('>', false),
        _ => return None,
    };
    let (name, rest) = line.get(1..)?.split_once(close)?;
    let nick = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let named = is_name(name) || (!colon && !name.is_empty() && name.chars().all(nick));
    let parted = if colon { rest.starts_with(": ") } else { rest.starts_with(' ') };
    (named && parted && name.len() <= MAX_NAME).then_some(1..1 + name.len())
}

/// `Anna Smith  0:10`: a name and a time alone on a line, above what is said.
fn over_time(line: &str, rest: &str) -> Option<Range<usize>> {
    let (name, when) = line.trim_end().rsplit_once([' ', '\t'])?;
    let name = name.trim_end();
    let mut next = rest.get(line.len()..)?.split(is_line_break).skip(1).take(2);
    let timed = when.contains(':') && time(when) == Some(when.len());
    let named = name.len() <= MAX_NAME && is_name(name);
    (timed && named && next.any(|line| !line.trim().is_empty())).then_some(0..name.len())
}

/// `HAMLET. To be …`, `MR. SMITH. We sold it.`, `Mr. LEE of Ohio. I did.`: a name in capitals and a full stop.
fn in_capitals(line: &str) -> Option<Range<usize>> {
    const TITLES: [&str; 10] = ["mr", "mrs", "ms", "miss", "dr", "the", "mme", "m", "sir", "prof"];
    let title = |word: &str| TITLES.contains(&word.to_lowercase().as_str());
    let end = line.match_indices(". ").map(|(at, _)| at).find(|at| {
        let word = line.get(..*at).and_then(|head| head.split_whitespace().next_back());
        word.is_some_and(|word| !title(word))
    })?;
    let name = line.get(..end)?;
    let capitals = |word: &str| {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        letters().count() > 1 && !letters().any(char::is_lowercase)
    };
    let mut words = name.split_whitespace().skip_while(|word| title(word.trim_end_matches('.')));
    let mut surname = 0;
    let rest = words.by_ref().find(|word| {
        surname += usize::from(capitals(word));
        !capitals(word)
    });
    let place =
        rest.is_none_or(|of| of == "of") && words.all(|word| word.starts_with(char::is_uppercase));
    let told = line.get(end + 2..)?.chars().next().is_some_and(|c| !c.is_numeric());
    (surname > 0 && place && told && name.len() <= MAX_NAME && is_name(name)).then_some(0..end)
}

/// Whether a line begins a paragraph, or the one before it ends a sentence: one that was wrapped may begin with a name in
/// capitals that ends a sentence.
fn follows_sentence(text: &str, line: usize) -> bool {
    let head = text.get(..line).unwrap_or("").trim_end_matches([' ', '\t']);
    let above =
        head.strip_suffix(is_line_break).unwrap_or(head).trim_end_matches([' ', '\t', '\r']);
    let ends =
        |c: char| matches!(c, '.' | '?' | '!' | ':' | ')' | ']' | '—') || quote_mark(c).is_some();
    above.is_empty() || above.ends_with(is_line_break) || above.ends_with(ends)
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
        return Some(0);
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

    /// Takes minutes where each line reads all the blank ones before it.
    #[test]
    fn blank_lines_are_read_once() {
        assert!(labels(&"\n".repeat(400_000)).is_empty());
    }

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
        assert_eq!(names("Q. Why? A. So.\nQ. When?\nA. Now."), ["Q", "A", "Q", "A"]);
        assert_eq!(names("Q. Why\nthen? A.\nSo.\nQ. When?\nA. Now."), ["Q", "A", "Q", "A"]);
        assert_eq!(names("Q. Why\r\nso? A. So.\r\n\r\nAsk U. S. A. men.\nQ. x?"), ["Q", "A", "Q"]);
        assert_eq!(names("Orr: I did.\nHale: You?\nOrr: Yes."), ["Orr", "Hale", "Orr"]);
        assert_eq!(
            names("Orr (chair): I did.\nHale [on the phone]: You?\nOrr (again): Yes."),
            ["Orr", "Hale", "Orr"]
        );
        assert_eq!(
            names("HAMLET. To be?\nOPHELIA. Good my lord.\nHAMLET. Well."),
            ["HAMLET", "OPHELIA", "HAMLET"]
        );
        assert_eq!(
            names("Mr. LEE of Ohio. I did.\n\nMR. HALE. You?\n\nMr. LEE of Ohio. Yes."),
            ["Mr. LEE of Ohio", "MR. HALE", "Mr. LEE of Ohio"]
        );
        assert_eq!(names("<orr> I did.\n<hale> You?\n<orr> Yes."), ["orr", "hale", "orr"]);
        assert_eq!(
            names("Ann Orr 0:10\nI did.\n\nBo Hale 0:20\nYou?\n\nAnn Orr 0:30\nYes."),
            ["Ann Orr", "Bo Hale", "Ann Orr"]
        );
        for text in [
            "METHODS: We asked.\nRESULTS: They said.\nCONCLUSIONS: None.",
            "NOTE: One.\nNOTE: Two.\nNOTE: Three.",
            "the crew: ten\nthe boats: two\nthe crew: ten",
            "Publisher: New Riders\nISBN: 12\nPublisher: Old Riders\nISBN: 13",
            "Printer: New Riders\nCITY: Ulm\nPrinter: Old Riders\nCITY: Bonn",
            "it was part of\nNATO. The council of the\nEU. The men of\nNATO. The men.",
            "SEC. 2. The fee.\nART. 3. The key.\nSEC. 4. The dogs.",
            "At 10:30 they left.\nAt 11:30 they came.\nAt 10:30 they slept.",
        ] {
            assert_eq!(names(text), [""; 0], "{text:?}");
        }
    }
}
