//! The closing line: what was done, in numbers.

use super::{Summary, Verdict};
use std::borrow::Cow;
use std::fmt::Write as _;

/// What was done, in one line without a newline: claims and sources read, quotes checked, passed
/// and failed by verdict, proven without the text, with words left out that cannot be seen, waived, errors and warnings.
#[must_use]
pub fn closing_line(summary: &Summary) -> String {
    let checked = summary.quotes.saturating_sub(summary.waived);
    let mut line = if summary.manuscripts > 0 {
        let (read, against) =
            (counted(summary.manuscripts, "manuscript"), counted(summary.sources, "document"));
        format!(
            "{read}, {against}: {} checked, {} passed",
            counted(checked, "quotation"),
            summary.passed
        )
    } else {
        let (claims, sources) =
            (counted(summary.claims, "claim"), counted(summary.sources, "source"));
        format!(
            "{claims}, {sources}: {} checked, {} passed",
            counted(checked, "quote"),
            summary.passed
        )
    };
    let with_errors = |verdict| summary.with_errors.get(&verdict).copied().unwrap_or(0);
    let (mut passing, mut failing) = (Vec::new(), Vec::new());
    for (&verdict, &number) in &summary.verdicts {
        let failed = if verdict.passes() { with_errors(verdict) } else { number };
        if number > failed {
            passing.push(format!("{} {}", number - failed, verdict.name()));
        }
        if failed > 0 {
            failing.push(format!("{failed} {}", failing_name(verdict)));
        }
    }
    let _ = write!(line, "{}, {} failed{}", list(&passing), summary.failed, list(&failing));
    if summary.proven > 0 {
        let _ = write!(line, "; {} proven without the text", summary.proven);
    }
    if summary.unseen > 0 {
        let _ = write!(
            line,
            "; {} with words left out that cannot be seen without the text",
            summary.unseen
        );
    }
    if summary.unchecked > 0 && summary.manuscripts > 0 {
        let _ = write!(line, "; {} not checked", summary.unchecked);
    } else if summary.unchecked > 0 {
        let quotes = counted(summary.unchecked, "quote");
        let whose = if summary.unchecked == 1 { "its claim is" } else { "their claims are" };
        let _ = write!(line, "; {quotes} not checked, {whose} not valid");
    }
    if summary.uncited > 0 {
        let _ = write!(line, "; {} without a source", summary.uncited);
    }
    if summary.waived > 0 {
        let _ = write!(line, "; {} waived, not checked", summary.waived);
    }
    if summary.locators_unchecked > 0 {
        let _ = write!(line, "; {} not checked", counted(summary.locators_unchecked, "locator"));
    }
    if summary.baselined > 0 {
        let _ = write!(line, "; {} in the baseline", counted(summary.baselined, "finding"));
    }
    let _ = write!(line, "; {}", counted(summary.errors, "error"));
    if summary.warnings > 0 {
        let _ = write!(line, ", {}", counted(summary.warnings, "warning"));
    }
    line
}

/// The verdict of a quote that fails, as closing lines count it. Words that are in the document may fail by a guard, or for
/// what is stated beside them.
#[must_use]
pub fn failing_name(verdict: Verdict) -> Cow<'static, str> {
    match verdict.name() {
        name if verdict.passes() => Cow::Owned(format!("{name} with errors")),
        name => Cow::Borrowed(name),
    }
}

/// `1 quote`, `2 quotes`: a number with an English noun that takes an `s`.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn list(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!(" ({})", items.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::{Summary, Verdict, closing_line};

    #[test]
    fn says_what_was_done() {
        let summary = Summary {
            claims: 26,
            sources: 5,
            quotes: 64,
            passed: 64,
            proven: 64,
            verdicts: [(Verdict::Exact, 50), (Verdict::Typographic, 8), (Verdict::Edited, 6)]
                .into(),
            ..Summary::default()
        };
        assert_eq!(
            closing_line(&summary),
            "26 claims, 5 sources: 64 quotes checked, 64 passed (50 exact, 8 typographic, \
             6 edited), 0 failed; 64 proven without the text; 0 errors"
        );
    }

    #[test]
    fn counts_one_as_one_and_keeps_waived_apart() {
        let summary = Summary {
            claims: 1,
            sources: 1,
            quotes: 3,
            passed: 1,
            failed: 1,
            waived: 1,
            errors: 1,
            warnings: 2,
            verdicts: [(Verdict::Exact, 1), (Verdict::Altered, 1), (Verdict::Absent, 0)].into(),
            ..Summary::default()
        };
        assert_eq!(
            closing_line(&summary),
            "1 claim, 1 source: 2 quotes checked, 1 passed (1 exact), 1 failed (1 altered); \
             1 waived, not checked; 1 error, 2 warnings"
        );
        assert_eq!(
            closing_line(&Summary::default()),
            "0 claims, 0 sources: 0 quotes checked, 0 passed, 0 failed; 0 errors"
        );
    }

    #[test]
    fn a_quote_that_stands_and_fails_is_not_counted_as_passed() {
        let summary = Summary {
            claims: 1,
            sources: 2,
            quotes: 3,
            passed: 1,
            failed: 2,
            errors: 2,
            verdicts: [(Verdict::Exact, 2), (Verdict::Altered, 1)].into(),
            with_errors: [(Verdict::Exact, 1)].into(),
            ..Summary::default()
        };
        assert_eq!(
            closing_line(&summary),
            "1 claim, 2 sources: 3 quotes checked, 1 passed (1 exact), 2 failed (1 exact with \
             errors, 1 altered); 2 errors"
        );
    }
}
