//! The baseline: findings that an archive had when it adopted the gate. They are known and counted, and
//! do not fail a run; whatever is new does.

use crate::diagnostic::{Code, CodeOrKind, Severity};
use crate::json::parse;
use crate::report::{Report, json, visible};
use crate::text::{LineIndex, Position, conflict_marker, is_lfs_pointer, strip_bom};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
            if let Some(problem) = parse(text).1.into_iter().next() {
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
        let key = |known: &'_ Known| (known.code.clone(), known.fingerprint.clone());
        let known: BTreeSet<(String, String)> = self.findings.iter().map(key).collect();
        let mut there = BTreeSet::new();
        for diagnostic in &mut report.diagnostics {
            let key = (diagnostic.code.name().to_owned(), diagnostic.fingerprint.clone());
            diagnostic.baselined = may_hold(diagnostic.code) && known.contains(&key);
            there.insert(key);
        }
        let count = |severity| report.standing().filter(|d| d.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        report.summary.errors = errors;
        report.summary.warnings = warnings;
        report.summary.baselined = report.diagnostics.iter().filter(|d| d.baselined).count();
        let gone = self.findings.iter().filter(|known| !there.contains(&key(known)));
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
    use super::Baseline;

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
