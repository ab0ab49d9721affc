//! What may be written instead of a quote that fails: the document's own words, and only if that quote passes.

use super::matching::Citation;
use crate::diagnostic::{Applicability, FindingFix, Kind};
use crate::quote::{
    FoldedDocument, IssueKind, Judged, Limits, Miss, NearPassage, Quoted, ReadQuote, WordLists,
    hidden_characters, judge, same_letters,
};
use crate::text::Span;

/// What quotes are judged by.
pub(super) struct FixJudge<'j> {
    pub(super) document: &'j FoldedDocument,
    pub(super) limits: Limits,
    /// Of the document's language.
    pub(super) words: Option<&'j WordLists>,
}

impl FixJudge<'_> {
    /// Whether a quote is in the document, and if not, why.
    pub(super) fn ask(&self, quote: &ReadQuote<'_>) -> Judged {
        judge(self.document, quote, self.limits, self.words)
    }
}

/// The fix of a quote that has a near passage. Offered only if the mended quote passes by the same judge (`judge`) without a
/// warning that it had not before, and reads as a quote does: its brackets and quotation marks are in pairs.
pub(crate) fn fix(
    citation: &Citation<'_>,
    miss: &Miss,
    near: &NearPassage,
    judge: &FixJudge<'_>,
) -> Option<FindingFix> {
    let words = near.mended.as_ref()?;
    let parts = citation.evidence.quote.segments();
    let part = parts.get(near.compared.part)?;
    let mut text = part.to_string();
    let range = near.compared.range.clone();
    text.get(range.clone())?;
    text.replace_range(range, words);
    if text == **part || !is_balanced(&text) || begins_in_date(&text, part, near, judge) {
        return None;
    }
    let mut mended: Vec<&str> = parts.iter().map(|part| &**part).collect();
    *mended.get_mut(near.compared.part)? = &text;
    if !passes(&ReadQuote::new(Quoted { parts: mended, ..citation.quoted() }), judge) {
        return None;
    }
    // Asked twice: by the kinds of difference, and by the letters and digits themselves.
    let harmless = |k: &Kind| matches!(k, Kind::Case | Kind::Punctuation | Kind::Space);
    let safe = miss.kinds.iter().all(harmless) && same_letters(&text, part);
    Some(FindingFix {
        title: "replace the quote with the document's own words".to_owned(),
        applicability: if safe { Applicability::Safe } else { Applicability::Unsafe },
        pointer: citation.part_pointer(near.compared.part),
        text,
        key: false,
    })
}

/// Whether a quote begins with the year of a date that the document begins before it, where the old quote does not begin with
/// a figure: `1924` of `3 mars 1924`.
fn begins_in_date(text: &str, old: &str, near: &NearPassage, judge: &FixJudge<'_>) -> bool {
    let is_figure = |text: &str| text.starts_with(|c: char| c.is_numeric());
    if !is_figure(text) || is_figure(old) {
        return false;
    }
    let before = judge.document.slice(Span::new(0, near.span.start));
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let last = last.trim_matches(|c: char| !c.is_alphanumeric());
    judge.words.is_some_and(|words| words.is_date(last))
}

/// Whether a fixed quote is found, and nothing is to be said of it that a fix could have brought.
fn passes(quote: &ReadQuote<'_>, judge: &FixJudge<'_>) -> bool {
    let Judged::Stands(found) = judge.ask(quote) else { return false };
    // In the same language.
    let known = |kind| kind == IssueKind::UncheckedEdit;
    found.issues.iter().all(|issue| known(issue.kind) && !issue.is_error())
        && hidden_characters(&quote.quoted().parts).is_empty()
}

/// Whether brackets and double quotation marks are in pairs, each opened before it is closed.
fn is_balanced(text: &str) -> bool {
    let mut open: Vec<char> = Vec::new();
    for c in text.chars() {
        let wanted = match c {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            '\u{201E}' => '\u{201C}',
            '\u{201C}' if open.last() != Some(&c) => '\u{201D}',
            '\u{300C}' => '\u{300D}',
            '\u{300E}' => '\u{300F}',
            // The same mark opens and closes; guillemets point either way.
            '"' | '\u{AB}' | '\u{BB}' if !open.iter().any(|o| closes(*o, c)) => c,
            _ => {
                let closing = matches!(
                    c,
                    ')' | ']'
                        | '}'
                        | '"'
                        | '\u{AB}'
                        | '\u{BB}'
                        | '\u{201C}'
                        | '\u{201D}'
                        | '\u{300D}'
                        | '\u{300F}'
                );
                if closing && !open.pop().is_some_and(|o| closes(o, c)) {
                    return false;
                }
                continue;
            }
        };
        open.push(wanted);
    }
    open.is_empty()
}

/// Whether `mark` closes where `wanted` is awaited: `„a“` and `„a”` are both written.
fn closes(wanted: char, mark: char) -> bool {
    let guillemet = |c| matches!(c, '\u{AB}' | '\u{BB}');
    let high = |c| matches!(c, '\u{201C}' | '\u{201D}');
    wanted == mark || (guillemet(wanted) && guillemet(mark)) || (high(wanted) && high(mark))
}

#[cfg(test)]
mod tests {
    use super::is_balanced;

    #[test]
    fn pairs() {
        for text in ["a (b) c", "“a” „b“ «c» »d«", "“a „b“ c”", "「a」 \"b\"", "don’t", "„a”"]
        {
            assert!(is_balanced(text), "{text}");
        }
        for text in ["a (b", "a) b", "a” b", "“a", "«a", "\"a", "a (b] c", "「a"] {
            assert!(!is_balanced(text), "{text}");
        }
    }
}
