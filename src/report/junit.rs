//! `JUnit` XML as Jenkins and GitLab read it: a test case for each claim, and one for each other file that
//! has a finding.

use super::Report;
use super::closing::closing_line;
use super::sides::sides;
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Place;
use camino::Utf8Path;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What became of a file.
enum Outcome {
    Failed,
    Skipped(&'static str),
    Passed,
}

/// One file's findings, and the id that it is known by.
#[derive(Default)]
struct Case<'r> {
    id: &'r str,
    waived: usize,
    checked: usize,
    findings: Vec<&'r Diagnostic>,
}

/// One suite, test cases by the files' names. There are no times in it: the same run writes the same bytes.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut cases: BTreeMap<&Utf8Path, Case<'_>> = BTreeMap::new();
    for claim in &report.claims {
        cases.entry(&claim.file).or_default().id = &claim.id;
    }
    for quote in &report.quotes {
        let case = cases.entry(&quote.file).or_default();
        case.waived += usize::from(quote.waived);
        case.checked += usize::from(!quote.waived);
    }
    for diagnostic in report.diagnostics.iter().filter(|d| d.severity != Severity::Off) {
        let case = cases.entry(&diagnostic.location.file).or_default();
        case.findings.push(diagnostic);
    }
    let mut body = String::new();
    let (mut failed, mut skipped) = (0, 0);
    for (file, case) in &cases {
        let outcome = outcome(case);
        failed += usize::from(matches!(outcome, Outcome::Failed));
        skipped += usize::from(matches!(outcome, Outcome::Skipped(_)));
        test_case(&mut body, report, file, case, &outcome);
    }
    let tests = cases.len();
    let counts =
        format!("name=\"quoteproof\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\"");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n\
         <testsuite {counts} skipped=\"{skipped}\">\n{body}<system-out>{}</system-out>\n\
         </testsuite>\n</testsuites>\n",
        text(&closing_line(&report.summary))
    )
}

fn outcome(case: &Case<'_>) -> Outcome {
    if case.findings.iter().any(|d| d.severity == Severity::Error && !d.baselined) {
        return Outcome::Failed;
    }
    if case.findings.iter().any(|d| d.severity == Severity::Error) {
        return Outcome::Skipped("its errors are in the baseline");
    }
    if case.waived > 0 && case.checked == 0 {
        return Outcome::Skipped("its quotes are waived, not checked");
    }
    Outcome::Passed
}

fn test_case(
    out: &mut String,
    report: &Report,
    file: &Utf8Path,
    case: &Case<'_>,
    outcome: &Outcome,
) {
    let name = if case.id.is_empty() { file.file_stem().unwrap_or("") } else { case.id };
    let class = report.in_checkout(file);
    let _ =
        writeln!(out, "<testcase classname=\"{}\" name=\"{}\">", text(class.as_str()), text(name));
    let lines: String = case.findings.iter().map(|d| line(d)).collect();
    match outcome {
        Outcome::Failed => {
            let first =
                case.findings.iter().find(|d| d.severity == Severity::Error && !d.baselined);
            if let Some(first) = first {
                let (code, message) = (first.code.name(), text(&first.message));
                let _ = writeln!(
                    out,
                    "<failure type=\"{code}\" message=\"{message}\">{lines}</failure>"
                );
            }
        }
        Outcome::Skipped(why) => {
            let _ = writeln!(out, "<skipped message=\"{why}\"/>");
        }
        Outcome::Passed => {}
    }
    if !matches!(outcome, Outcome::Failed) && !lines.is_empty() {
        let _ = writeln!(out, "<system-out>{lines}</system-out>");
    }
    out.push_str("</testcase>\n");
}

fn line(diagnostic: &Diagnostic) -> String {
    let place = match &diagnostic.location.place {
        place if *place == Place::WHOLE => String::new(),
        place => format!("{}: ", text(&place.to_string())),
    };
    let known = if diagnostic.baselined { ", in the baseline" } else { "" };
    let help = diagnostic.help.as_deref().map(|h| format!("  help: {}\n", text(h)));
    let sides = sides(diagnostic).map(|[document, quote]| {
        format!("  document: {}\n  quote: {}\n", text(&document), text(&quote))
    });
    format!(
        "{place}{}[{}]{known}: {}\n{}{}",
        diagnostic.severity.name(),
        diagnostic.code,
        text(&diagnostic.message),
        sides.unwrap_or_default(),
        help.unwrap_or_default()
    )
}

/// Text for an attribute or an element. What XML 1.0 forbids is hidden, and so spelled out.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text, true).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
