//! The document's words and the quote's, each on one line: for reports that show no picture.

use crate::diagnostic::{Diagnostic, DiffPart};

/// Words of a long stretch that is the same on both sides, at each of its ends.
const KEPT: usize = 8;

/// Characters of a side that are shown.
const MAX_SIDE: usize = 600;

/// What the document has and what the quote has, changed words in `[-…-]` and `{+…+}`; `None` where nothing is compared.
pub(super) fn sides(diagnostic: &Diagnostic) -> Option<[String; 2]> {
    if diagnostic.diff.is_empty() {
        return None;
    }
    let (mut document, mut quote) = (String::new(), String::new());
    let last = diagnostic.diff.len() - 1;
    for (at, part) in diagnostic.diff.iter().enumerate() {
        match part {
            DiffPart::Equal(text) => {
                let text = shortened(text, at > 0, at < last);
                document.push_str(&text);
                quote.push_str(&text);
            }
            DiffPart::Delete(text) => document.push_str(&marked(text, "[-", "-]")),
            DiffPart::Insert(text) => quote.push_str(&marked(text, "{+", "+}")),
        }
    }
    let line = |side: &str| {
        let words = side.split_whitespace().collect::<Vec<_>>().join(" ");
        crate::json::shorten(&words, MAX_SIDE)
    };
    Some([line(&document), line(&quote)])
}

/// The text between marks, blanks at its ends outside of them.
fn marked(text: &str, open: &str, close: &str) -> String {
    let words = text.trim();
    if words.is_empty() {
        return text.to_owned();
    }
    let start = text.len() - text.trim_start().len();
    let (before, rest) = text.split_at(start);
    let after = rest.get(words.len()..).unwrap_or("");
    format!("{before}{open}{words}{close}{after}")
}

/// What is beside a change: of a long stretch the words next to it.
fn shortened(text: &str, before: bool, after: bool) -> String {
    let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    let kept = KEPT * (usize::from(before) + usize::from(after));
    if words.len() <= kept + 2 {
        return text.to_owned();
    }
    let head: String = words.iter().take(if before { KEPT } else { 0 }).copied().collect();
    let tail = words.len() - if after { KEPT } else { 0 };
    let tail: String = words.get(tail..).unwrap_or(&[]).concat();
    format!("{head}… {tail}")
}

#[cfg(test)]
mod tests {
    use super::sides;
    use crate::diagnostic::{At, Code, DiffPart, Files, Finding, Severity};

    #[test]
    fn both_sides_are_one_line_each() {
        let mut finding = Finding::new(Code::QuoteAltered, "a.json", At::File, "other words");
        assert_eq!(sides(&Files::default().diagnose(finding.clone(), Severity::Error)), None);
        let long = "one two three four five six seven eight nine ten eleven twelve ";
        finding.diff = vec![
            DiffPart::Equal(long.to_owned()),
            DiffPart::Delete("did not\nreduce ".to_owned()),
            DiffPart::Insert("reduced ".to_owned()),
            DiffPart::Equal("traffic".to_owned()),
        ];
        let found = sides(&Files::default().diagnose(finding, Severity::Error));
        let kept = "… five six seven eight nine ten eleven twelve";
        assert_eq!(
            found,
            Some([
                format!("{kept} [-did not reduce-] traffic"),
                format!("{kept} {{+reduced+}} traffic"),
            ])
        );
    }
}
