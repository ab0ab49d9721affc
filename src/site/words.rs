//! What the pages say, in words for readers who are no programmers.

use crate::claim::{Label, RelationKind, Stance};
use crate::edtf::MONTHS;
use crate::report::{EditKind, QuoteResult, ReportedEdit, Verdict};

/// A number in words as far as people write it so.
pub(super) fn number(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS.get(n).map_or_else(|| n.to_string(), ToString::to_string)
}

/// “one document”, “three documents”, “13 documents”.
fn documents(n: usize) -> String {
    format!("{} document{}", number(n), if n == 1 { "" } else { "s" })
}

/// How many documents are on which side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sides {
    pub(super) supports: usize,
    pub(super) refutes: usize,
    /// Documents that are on both of these sides: a book that quotes two people, a record of a talk.
    pub(super) both: usize,
    pub(super) context: usize,
}

impl Sides {
    /// Whether one document denies what another one says.
    pub(super) const fn between_documents(self) -> bool {
        self.supports > 0 && self.refutes > 0 && !self.within_one()
    }

    /// Whether all that is said and denied is in one document.
    pub(super) const fn within_one(self) -> bool {
        self.supports == 1 && self.refutes == 1 && self.both == 1
    }
}

/// Who says what of a claim: “said by two documents, denied by one”. Never that it is true.
pub(super) fn said(sides: Sides) -> String {
    let Sides { supports, refutes, both, context } = sides;
    match (supports, refutes) {
        (1, 1) if both == 1 => "said and denied in one document".to_owned(),
        (0, 0) if context > 0 => {
            format!(
                "neither said nor denied; {} on it",
                match context {
                    1 => "one document has words".to_owned(),
                    n => format!("{} have words", documents(n)),
                }
            )
        }
        (0, 0) => "neither said nor denied by any document here".to_owned(),
        (n, 0) => format!("said by {}", documents(n)),
        (0, n) => format!("denied by {}", documents(n)),
        (n, m) if both == m && m < n => {
            format!("said by {}, denied by {} of them", documents(n), number(m))
        }
        (n, m) => format!("said by {}, denied by {}", documents(n), number(m)),
    }
}

/// What a label says, as the heading of a list.
pub(super) const fn label(label: Label) -> &'static str {
    match label {
        Label::Supported => "Said, and not denied",
        Label::Refuted => "Denied, and not said",
        Label::Conflicting => "Said by some, denied by others",
        Label::NotEnoughEvidence => "Neither said nor denied",
    }
}

/// What a label means, in a sentence.
pub(super) const fn label_means(label: Label) -> &'static str {
    match label {
        Label::Supported => {
            "At least one document says so, and none of those quoted here denies it."
        }
        Label::Refuted => "At least one document denies it, and none of those quoted here says so.",
        Label::Conflicting => "The documents quoted here do not agree.",
        Label::NotEnoughEvidence => "No document quoted here decides it.",
    }
}

/// The side of a quote, as a word for classes and data.
pub(super) const fn side(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "for",
        Stance::Refutes => "against",
        Stance::Context => "context",
    }
}

/// What a quote is to a claim, before that claim's name.
pub(super) const fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "for the claim",
        Stance::Refutes => "against the claim",
        Stance::Context => "context for the claim",
    }
}

/// What became of a quote.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Told {
    /// `stands`, `fails` or `open`: for its colour and its sign.
    pub(super) kind: &'static str,
    /// A sign that is read without colour.
    pub(super) sign: &'static str,
    /// In two or three words.
    pub(super) short: &'static str,
    /// In a sentence.
    pub(super) long: String,
}

/// What became of a quote, for somebody who wants to know whether it is real.
pub(super) fn told(result: &QuoteResult) -> Told {
    if result.waived {
        let long = "Nobody can check this quotation here; the archive says why.".to_owned();
        return Told { kind: "open", sign: "○", short: "not checked", long };
    }
    let (short, long) = verdict(result.verdict);
    if result.passed {
        let by = if result.proven {
            " It was checked against a proof: the document itself may not be published."
        } else {
            ""
        };
        return Told { kind: "stands", sign: "✓", short, long: format!("{long}{by}") };
    }
    if result.verdict == Verdict::Unproven {
        return Told { kind: "open", sign: "○", short, long: long.to_owned() };
    }
    if result.verdict.passes() {
        let long = "The words are there, but something is wrong with how they are quoted.";
        return Told { kind: "fails", sign: "✗", short: "not as quoted", long: long.to_owned() };
    }
    Told { kind: "fails", sign: "✗", short, long: long.to_owned() }
}

/// A verdict, short and in a sentence.
pub(super) const fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Exact => ("word for word", "The document has exactly these words."),
        Verdict::Typographic => (
            "word for word",
            "The document has these words. Only typography differs: quotation marks, dashes, spaces, line breaks.",
        ),
        Verdict::Edited => (
            "with marked edits",
            "The document has these words, apart from what the quotation itself marks: words left out (…) and words in \
             brackets.",
        ),
        Verdict::Altered => {
            ("words differ", "The document has a passage like this one, but not in these words.")
        }
        Verdict::Misattributed => (
            "another document",
            "The document that is named does not have these words; another one of this archive does.",
        ),
        Verdict::Absent => ("not found", "The document has neither these words nor similar ones."),
        Verdict::Unproven => (
            "not proven yet",
            "The document may not be published, and nobody who has it has added a proof of these words yet.",
        ),
        Verdict::Unreadable => {
            ("document missing", "The document is missing, was changed, or cannot be read.")
        }
    }
}

/// What was found, as a sentence for readers: what is between backticks, for programmers, gets quotation marks, and the
/// name that `named` knows for it.
pub(super) fn finding(message: &str, named: impl Fn(&str) -> Option<String>) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => (*part).to_owned(),
        _ => format!("“{}”", named(part).unwrap_or_else(|| (*part).to_owned())),
    };
    // One backtick without another is the message's own.
    let whole = match parts.len() % 2 {
        0 => message.to_owned(),
        _ => parts.iter().enumerate().map(part).collect(),
    };
    let mut letters = whole.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if whole.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// A marked edit, explained.
pub(super) fn edit(edit: &ReportedEdit) -> String {
    let ReportedEdit { kind, quote, document } = edit;
    let there = !document.trim().is_empty();
    match kind {
        EditKind::Elision if there => format!("{quote} leaves out: “{document}”"),
        EditKind::Elision => format!("{quote} leaves words out"),
        EditKind::Substitution if there => format!("{quote} replaces “{document}”"),
        EditKind::Case if there => format!("{quote}: the document has “{document}”"),
        EditKind::Sic => format!("{quote}: the document has it so"),
        EditKind::Insertion | EditKind::Substitution | EditKind::Case => {
            format!("{quote} is added, and not in the document")
        }
    }
}

/// How a claim is related to another, seen from it, or from the other if `back`.
pub(super) const fn relation(kind: RelationKind, back: bool) -> &'static str {
    match (kind, back) {
        (RelationKind::Contradicts, _) => "Contradicts",
        (RelationKind::Duplicates, _) => "Says the same as",
        (RelationKind::Supports, false) => "Supports",
        (RelationKind::Supports, true) => "Is supported by",
        (RelationKind::Refines, false) => "Is more exact than",
        (RelationKind::Refines, true) => "Is less exact than",
    }
}

/// A licence as people say it: one of its own without the sign of it.
pub(super) fn license(expression: &str) -> String {
    match expression.strip_prefix("LicenseRef-") {
        Some(own) if !own.contains(' ') => own.replace('-', " "),
        _ => expression.to_owned(),
    }
}

/// The month's name.
fn month(n: u8) -> &'static str {
    MONTHS.get(usize::from(n).wrapping_sub(1)).copied().unwrap_or("")
}

/// A date as people write it: “14 February 1990”, “about 2022”, “1990 to 1991”. What has no plain words stays as it is.
pub(super) fn date(text: &str) -> String {
    match text.split_once('/') {
        Some(("" | "..", end)) => one_date(end).map(|end| format!("until {end}")),
        Some((start, "" | "..")) => one_date(start).map(|start| format!("from {start}")),
        Some((start, end)) => {
            one_date(start).zip(one_date(end)).map(|(start, end)| format!("{start} to {end}"))
        }
        None => one_date(text),
    }
    .unwrap_or_else(|| text.to_owned())
}

fn one_date(text: &str) -> Option<String> {
    let bare = text.trim_end_matches(['~', '?', '%']);
    let about = match text.get(bare.len()..)? {
        "" => "",
        "~" => "about ",
        "?" => "perhaps ",
        _ => "perhaps about ",
    };
    let bare = bare.split_once('T').map_or(bare, |(day, _)| day);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = bare.split('-');
    let year = parts.next().filter(|year| is_number(year) && year.len() == 4)?;
    let number = |part: Option<&str>| part.map_or(Some(0), |part| part.parse::<u8>().ok());
    let (which, day) = (number(parts.next())?, number(parts.next())?);
    let year = year.trim_start_matches('0');
    Some(match (which, day) {
        (0, _) => format!("{about}{year}"),
        (1..=12, 0) => format!("{about}{} {year}", month(which)),
        (1..=12, day) => format!("{about}{day} {} {year}", month(which)),
        (21, _) => format!("{about}spring {year}"),
        (22, _) => format!("{about}summer {year}"),
        (23, _) => format!("{about}autumn {year}"),
        (24, _) => format!("{about}winter {year}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Sides, date, finding, said};

    #[test]
    fn findings_are_sentences_without_ids() {
        let named = |id: &str| (id == "one").then(|| "It was safe".to_owned());
        for (message, wanted) in [
            (
                "the claim contradicts `one`, and `x`",
                "The claim contradicts “It was safe”, and “x”.",
            ),
            ("`label` is wrong!", "“label” is wrong!"),
            ("one ` is left as it is", "One ` is left as it is."),
            ("", "."),
        ] {
            assert_eq!(finding(message, named), wanted);
        }
    }

    #[test]
    fn dates_are_words() {
        for (text, wanted) in [
            ("1990", "1990"),
            ("1990-02", "February 1990"),
            ("1990-02-14", "14 February 1990"),
            ("2022~", "about 2022"),
            ("2014-10?", "perhaps October 2014"),
            ("1990/1991", "1990 to 1991"),
            ("1990-02/..", "from February 1990"),
            ("/1990", "until 1990"),
            ("1990-21", "spring 1990"),
            ("199X", "199X"),
            ("0044-03-15", "15 March 44"),
            ("2024-05-01T10:00:00Z", "1 May 2024"),
            ("-0044", "-0044"),
        ] {
            assert_eq!(date(text), wanted);
        }
    }

    #[test]
    fn labels_never_say_that_something_is_true() {
        let sides = |supports, refutes, context| Sides { supports, refutes, both: 0, context };
        for (sides, wanted) in [
            (Sides { both: 1, ..sides(1, 1, 0) }, "said and denied in one document"),
            (Sides { both: 1, ..sides(3, 1, 0) }, "said by three documents, denied by one of them"),
            (Sides { both: 1, ..sides(2, 2, 0) }, "said by two documents, denied by two"),
            (sides(2, 1, 0), "said by two documents, denied by one"),
            (sides(1, 0, 3), "said by one document"),
            (sides(0, 13, 0), "denied by 13 documents"),
            (sides(0, 0, 1), "neither said nor denied; one document has words on it"),
            (sides(0, 0, 2), "neither said nor denied; two documents have words on it"),
            (sides(0, 0, 0), "neither said nor denied by any document here"),
        ] {
            assert_eq!(said(sides), wanted);
        }
    }
}
