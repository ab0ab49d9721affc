//! The baseline: findings that an archive had when it adopted the gate. They are known and counted, and
//! do not fail a run; whatever is new does.

use crate::diagnostic::{Code, CodeOrKind, Diagnostic, Severity};
use crate::json::parse;
use crate::report::{Report, json, visible};
use crate::text::{LineIndex, Position, conflict_marker, is_lfs_pointer, strip_bom};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The name of the baseline's file, in the repository's root.
pub const FILE_NAME: &str = "quoteproof-baseline.json";

/// The findings that a repository is known to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The format's version: 1.
    version: u32,
    /// Sorted by file, code, pointer and fingerprint.
    findings: Vec<Known>,
}

/// One known finding. Only its fingerprint and code count; the rest is for those who review it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The file, relative to the root.
    pub file: Utf8PathBuf,
    /// The code's name.
    pub code: String,
    /// The JSON pointer, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// What was said when the baseline was written.
    pub message: String,
    /// See [`crate::diagnostic::Diagnostic::fingerprint`].
    pub fingerprint: String,
}

/// Why a baseline cannot be used, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BaselineError {
    /// What is wrong.
    pub message: String,
    /// Where in the file.
    pub position: Position,
    /// Whether its content is lost, so that nothing helps but an older version, or a new baseline.
    pub is_damaged: bool,
}

/// The largest baseline whose faults are looked for as in a claim, in bytes: the tree of a file takes a hundred times its room.
const MAX_PARSED: usize = 16 << 20;

impl Baseline {
    /// Reads a baseline from a file's bytes.
    ///
    /// # Errors
    ///
    /// What is not JSON, not a baseline of this version, or records what no baseline may.
    pub fn read(bytes: &[u8]) -> Result<Self, BaselineError> {
        let text = String::from_utf8_lossy(bytes);
        let text = strip_bom(&text);
        let index = LineIndex::new(text);
        let error = |byte, message, is_damaged| {
            let position = index.position(text, byte);
            BaselineError { message, position, is_damaged }
        };
        let baseline: Self = serde_json::from_str(text).map_err(|e| {
            if let Some(marker) = conflict_marker(text) {
                return error(marker.start, "Git could not merge this file".to_owned(), true);
            }
            if is_lfs_pointer(text.as_bytes()) {
                let message = "this file is not here: Git LFS has it, and `git lfs pull` gets it";
                return error(0, message.to_owned(), false);
            }
            // The reader of claims says it better what is no JSON.
            if text.len() <= MAX_PARSED
                && let Some(problem) = parse(text).1.into_iter().next()
            {
                return error(problem.span.start, problem.message, true);
            }
            let line = index.line_span(text, e.line());
            let why = e.to_string();
            let why = why.split(" at line ").next().unwrap_or(&why);
            let is_object = text.trim_start().starts_with('{');
            let why = if is_object { why } else { "it must be an object, `{…}`" };
            error(line.start + e.column().saturating_sub(1), why.to_owned(), true)
        })?;
        if baseline.version != 1 {
            let version = baseline.version;
            let message =
                format!("its `version` is {version}, and this quoteproof reads version 1");
            return Err(error(0, message, false));
        }
        for known in &baseline.findings {
            let code = known.code.parse::<CodeOrKind>().map(CodeOrKind::code);
            if code.is_ok_and(|code| !may_hold(code)) {
                let byte = text.find(&known.fingerprint).unwrap_or(0);
                let message = format!("`{}` cannot be in a baseline: correct the file", known.code);
                return Err(error(byte, message, false));
            }
        }
        Ok(baseline)
    }

    /// The findings of a report that a baseline may hold.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let held =
            report.diagnostics.iter().filter(|d| d.severity != Severity::Off && may_hold(d.code));
        let mut findings: Vec<Known> = held
            .map(|d| Known {
                file: d.location.file.clone(),
                code: d.code.name().to_owned(),
                pointer: d.location.pointer.clone(),
                message: d.message.clone(),
                fingerprint: d.fingerprint.clone(),
            })
            .collect();
        findings.sort();
        Self { version: 1, findings }
    }

    /// The baseline's file.
    #[must_use]
    pub fn to_json(&self) -> String {
        json(self)
    }

    /// Marks what the baseline has in a report, and counts again. Gives a line, fit to be shown, for each
    /// finding of the baseline that the report does not have any more.
    pub fn apply(&self, report: &mut Report) -> Vec<String> {
        MarkedBaseline::of(self).mark(report, None);
        let found = report.diagnostics.iter().map(|d| (d.code.name(), d.fingerprint.as_str()));
        let found: HashSet<(&str, &str)> = found.collect();
        let is_there = |known: &Known| found.contains(&(&*known.code, &*known.fingerprint));
        let gone = self.findings.iter().filter(|known| !is_there(known));
        let line = |known: &Known| format!("{}: {}: {}", known.file, known.code, known.message);
        gone.map(|known| visible(&line(known), true)).collect()
    }

    /// The findings that it holds.
    pub fn findings(&self) -> impl Iterator<Item = &Known> {
        self.findings.iter()
    }

    /// How many findings it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}

/// What a baseline has, and what of it is marked in a report that is made again and again: only what is new there is looked at.
#[derive(Debug, Default)]
pub(crate) struct MarkedBaseline {
    held: HeldFindings,
    /// How many findings are marked, in each file that has any.
    marked: BTreeMap<Utf8PathBuf, MarkedCounts>,
    /// How many in all files.
    all: MarkedCounts,
}

impl MarkedBaseline {
    pub(crate) fn of(baseline: &Baseline) -> Self {
        let mut held = HeldFindings::default();
        for known in &baseline.findings {
            let fingerprints = held.0.entry(known.code.clone()).or_default();
            fingerprints.insert(known.fingerprint.clone());
        }
        Self { held, ..Self::default() }
    }

    /// Marks what the baseline has in a report that was just made, and takes it from the counts. Findings on other files than
    /// these, where some are named, have the marks of the last time, and are sorted by their files.
    pub(crate) fn mark(&mut self, report: &mut Report, files: Option<&BTreeSet<Utf8PathBuf>>) {
        let Some(files) = files else {
            (self.marked, self.all) = Default::default();
            let mut all = MarkedCounts::default();
            for diagnostic in &mut report.diagnostics {
                all.add(diagnostic.severity);
                if self.held.mark(diagnostic) {
                    let file = diagnostic.location.file.clone();
                    self.marked.entry(file).or_default().add(diagnostic.severity);
                    self.all.add(diagnostic.severity);
                }
            }
            (report.summary.errors, report.summary.warnings) = (all.errors, all.warnings);
            self.take_from(report);
            return;
        };
        for file in files {
            let first = report.diagnostics.partition_point(|d| d.location.file < *file);
            let from = report.diagnostics.get_mut(first..).unwrap_or_default();
            let mut marked = MarkedCounts::default();
            for diagnostic in from.iter_mut().take_while(|d| d.location.file == *file) {
                if self.held.mark(diagnostic) {
                    marked.add(diagnostic.severity);
                    self.all.add(diagnostic.severity);
                }
            }
            if let Some(last) = self.marked.remove(file) {
                self.all.errors -= last.errors;
                self.all.warnings -= last.warnings;
            }
            if marked != MarkedCounts::default() {
                self.marked.insert(file.clone(), marked);
            }
        }
        self.take_from(report);
    }

    /// Takes what is marked from the counts of a report.
    fn take_from(&self, report: &mut Report) {
        let (summary, MarkedCounts { errors, warnings }) = (&mut report.summary, &self.all);
        summary.errors = summary.errors.saturating_sub(*errors);
        summary.warnings = summary.warnings.saturating_sub(*warnings);
        summary.baselined = errors + warnings;
    }
}

/// The fingerprints of findings by their codes.
#[derive(Debug, Default)]
struct HeldFindings(HashMap<String, HashSet<String>>);

impl HeldFindings {
    /// Marks a finding that is among them; whether it is.
    fn mark(&self, diagnostic: &mut Diagnostic) -> bool {
        let held = self.0.get(diagnostic.code.name());
        let is_held = held.is_some_and(|held| held.contains(&diagnostic.fingerprint));
        diagnostic.baselined = is_held && may_hold(diagnostic.code);
        diagnostic.baselined
    }
}

/// How many findings there are that count.
#[derive(Debug, Default, PartialEq, Eq)]
struct MarkedCounts {
    errors: usize,
    warnings: usize,
}

impl MarkedCounts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Off => {}
        }
    }
}

/// Whether a baseline may hold a code: not what keeps a file from being read, and no proof or seal that
/// proves nothing.
fn may_hold(code: Code) -> bool {
    let area = code.name().split('/').next().unwrap_or("");
    match area {
        "json" | "schema" | "config" => false,
        "seal" => code == Code::SealStaleProof,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Baseline, MarkedBaseline};
    use crate::diagnostic::{At, Code, Files, Finding, Severity};
    use crate::report::Report;

    #[test]
    fn refuses_what_it_may_not_hold() {
        let with = |code: &str| {
            format!(
                "{{\"version\": 1, \"findings\": [\n{{\"file\": \"claims/a.json\", \"code\": \"{code}\", \
                 \"message\": \"m\", \"fingerprint\": \"f0\"}}]}}"
            )
        };
        for code in [
            "json/syntax-error",
            "schema/type",
            "config/invalid-configuration",
            "seal/forged-proof",
        ] {
            let error = Baseline::read(with(code).as_bytes()).expect_err(code);
            assert!(error.message.contains(code), "{error}");
            assert_eq!(error.position.line, 2);
        }
        for code in ["quote/altered", "seal/stale-proof", "quote/of-a-later-version"] {
            assert_eq!(Baseline::read(with(code).as_bytes()).map(|b| b.len()), Ok(1), "{code}");
        }
    }

    #[test]
    fn marks_only_what_is_new_as_if_all_were() {
        let found = |file: &str, fingerprint: &str, severity| {
            let at = At::File;
            let finding = Finding::new(Code::QuoteAltered, file, at, "the words are others");
            let mut told = Files::default().diagnose(finding, severity);
            told.fingerprint = fingerprint.to_owned();
            told
        };
        let report = |all: &[(&str, &str)]| {
            let diagnostics: Vec<_> =
                all.iter().map(|(file, mark)| found(file, mark, Severity::Error)).collect();
            let mut report = Report { diagnostics, ..Report::default() };
            report.summary.errors = all.len();
            report
        };
        let counts = |report: &Report| (report.summary.errors, report.summary.baselined);
        let mut marked = MarkedBaseline::of(&Baseline::of(&report(&[("a", "1"), ("b", "2")])));
        let mut first = report(&[("a", "1"), ("b", "2"), ("b", "3"), ("c", "4")]);
        marked.mark(&mut first, None);
        assert_eq!(counts(&first), (2, 2));
        // Of `b` something else is said now, of `c` nothing; `a` has its mark.
        let mut second = report(&[("a", "1"), ("b", "3"), ("d", "2")]);
        second.diagnostics[0].baselined = true;
        marked.mark(&mut second, Some(&["b", "c", "d"].map(Into::into).into()));
        assert_eq!(counts(&second), (1, 2));
        let marks: Vec<bool> = second.diagnostics.iter().map(|d| d.baselined).collect();
        assert_eq!(marks, [true, false, true]);
        MarkedBaseline::default().mark(&mut second, None);
        assert_eq!(counts(&second), (3, 0));
    }

    #[test]
    fn names_the_place_of_what_it_cannot_read() {
        for (text, place, message) in [
            ("{\"version\": 1,\n  \"findings\": [}", (2, 16), "`}` is where"),
            ("{\"version\": 2, \"findings\": []}", (1, 1), "`version` is 2"),
            ("{\"version\": 1, \"findings\": [], \"x\": 0}", (1, 34), "unknown field `x`"),
            ("", (1, 1), "empty"),
            ("[]", (1, 2), "must be an object"),
            ("{\"version\": 1}", (1, 14), "missing field `findings`"),
        ] {
            let error = Baseline::read(text.as_bytes()).expect_err(text);
            assert!(error.message.contains(message), "{error}");
            assert_eq!((error.position.line, error.position.column), place, "{error}");
        }
        assert!(Baseline::read(&[0xff]).is_err());
    }
}
