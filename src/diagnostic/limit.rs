//! How many findings per file are reported.
//!
//! A file can be made to have a million mistakes. A person reads the first few of them, and a report of a million would fill
//! a disk. So the first ones are reported, errors before warnings, and one line says how many more there are. Whoever counts
//! on a finding that is left out (whether a quote has failed) looks before they are left out.

use super::{At, Code, Finding, Severity};
use camino::Utf8Path;
use std::collections::HashMap;

/// The most findings of one file that are told. A file with a thousand quotes may have one for each.
pub const MAX_FINDINGS: usize = 1_000;

/// Those of `file` that are told, in their order, with a line that says how many more there are: those left out here, and
/// `more` that were not made at all.
#[must_use]
pub fn told(
    file: &Utf8Path,
    mut findings: Vec<(Finding, Severity)>,
    more: usize,
) -> Vec<(Finding, Severity)> {
    let mut left_out = Vec::new();
    if findings.len() > MAX_FINDINGS {
        // Stable: the order of each severity stays.
        findings.sort_by_key(|(_, severity)| *severity != Severity::Error);
        left_out = findings.split_off(MAX_FINDINGS);
    }
    let count = left_out.len() + more;
    if count > 0 {
        let grave = more > 0 || left_out.iter().any(|(_, severity)| *severity == Severity::Error);
        let severity = if grave { Severity::Error } else { Severity::Warning };
        let findings_are = if count == 1 { "finding is" } else { "findings are" };
        let message = format!("{count} more {findings_are} left out here");
        let line = Finding::new(Code::JsonTooManyFindings, file, At::File, message).help(format!(
            "at most {MAX_FINDINGS} findings are reported per file: correct these first"
        ));
        findings.push((Finding { severity: Some(severity), ..line }, severity));
    }
    findings
}

/// The same for all findings, file by file.
#[must_use]
pub fn told_of_each(findings: Vec<(Finding, Severity)>) -> Vec<(Finding, Severity)> {
    let mut counts: HashMap<&Utf8Path, usize> = HashMap::new();
    for (finding, _) in &findings {
        *counts.entry(&finding.file).or_default() += 1;
    }
    // The line of a file whose findings were left out before is one more.
    let large = counts.into_iter().filter(|(_, count)| *count > MAX_FINDINGS + 1);
    let large: Vec<_> = large.map(|(file, _)| file.to_owned()).collect();
    let mut all = findings;
    for file in large {
        let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(f, _)| f.file == file);
        all = others;
        all.extend(told(&file, own, 0));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{MAX_FINDINGS, told_of_each};
    use crate::diagnostic::{At, Code, Finding, Severity};

    #[test]
    fn tells_errors_first_and_how_many_more() {
        let one = |severity| {
            let finding = Finding::new(Code::QuoteHiddenCharacter, "a.json", At::File, "hidden");
            (finding, severity)
        };
        let mut all: Vec<_> = (0..MAX_FINDINGS + 5).map(|_| one(Severity::Warning)).collect();
        all.push(one(Severity::Error));
        let told = told_of_each(all.clone());
        assert_eq!(told.len(), MAX_FINDINGS + 1);
        assert_eq!(told[0].1, Severity::Error);
        assert_eq!(told[MAX_FINDINGS].0.message, "6 more findings are left out here");
        assert_eq!(told[MAX_FINDINGS].1, Severity::Warning);
        all.extend((0..MAX_FINDINGS).map(|_| one(Severity::Error)));
        let told = told_of_each(all);
        assert!(told.iter().all(|(_, severity)| *severity == Severity::Error));
        let few: Vec<_> = (0..MAX_FINDINGS).map(|_| one(Severity::Error)).collect();
        assert_eq!(told_of_each(few.clone()), few);
    }
}
