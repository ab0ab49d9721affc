//! What a run found, as plain data, and its renderers: one leaf a format.

#[cfg(feature = "manuscript")]
pub mod checked;
mod closing;
pub mod concise;
pub mod github;
pub mod gitlab;
#[cfg(feature = "cli")]
pub mod human;
pub mod json_v1;
pub mod junit;
pub mod list_v1;
pub mod markdown;
pub mod patch;
mod place_v1;
pub mod sarif;
pub mod search;
pub mod show_v1;
mod sides;
pub mod stats_v1;
mod survey;
#[cfg(test)]
mod tests;
pub mod update;
mod visible;

pub use crate::quote::{EditKind, Verdict};
pub use closing::{closing_line, counted, failing_name};
pub use place_v1::{Page as PageV1, Whereabouts};
pub use survey::{Cited, Seen, Survey, SurveyedClaim, SurveyedSource};
pub(crate) use visible::json;
pub use visible::{cell, cell_of_words, escaped, unbroken_words, visible};

use crate::claim::{Label, evidence_member};
use crate::diagnostic::{Code, Diagnostic, DiffPart, Files, Kind, Severity};
use crate::text::Place;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A report format that is a function of the report alone.
#[derive(Debug, Clone, Copy)]
pub struct ReportFormat {
    /// Its name, in lower case.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Whether it tells of claims and quotes without findings, which a brief run does not list.
    pub complete: bool,
    /// Whether it has the fingerprints of findings.
    pub fingerprints: bool,
    /// Writes a report in it.
    pub render: fn(&Report) -> String,
}

impl ReportFormat {
    const fn new(name: &'static str, about: &'static str, render: fn(&Report) -> String) -> Self {
        Self { name, about, complete: false, fingerprints: false, render }
    }

    const fn complete(self) -> Self {
        Self { complete: true, ..self }
    }

    const fn with_fingerprints(self) -> Self {
        Self { fingerprints: true, ..self }
    }
}

/// All report formats but the one for people, which depends on their terminal.
pub const FORMATS: &[ReportFormat] = &[
    ReportFormat::new("concise", "A line for each finding", concise::render),
    ReportFormat::new("json", "Version 1 of the JSON report", json_v1::render)
        .complete()
        .with_fingerprints(),
    ReportFormat::new("sarif", "SARIF 2.1.0, for code scanning and editors", sarif::render)
        .with_fingerprints(),
    ReportFormat::new("github", "Annotations of a GitHub workflow", github::render),
    ReportFormat::new("gitlab", "GitLab's code quality report", gitlab::render).with_fingerprints(),
    ReportFormat::new("junit", "JUnit XML, a test case for each claim", junit::render).complete(),
    ReportFormat::new("markdown", "A summary with a table", markdown::render),
];

/// Where one segment of a quote is. A quote's are in the order of its segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The place.
    pub place: DocumentPlace,
    /// The document's own words; shared with the claim where they are the quote's.
    pub text: Arc<str>,
}

/// A place in a document, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentPlace {
    /// In the text.
    Text {
        /// First code point of the document text.
        start: usize,
        /// One past the last code point of the document text.
        end: usize,
        /// Line in the file on disk, from 1.
        line: usize,
        /// Column in the file on disk, from 1, in Unicode scalar values.
        column: usize,
    },
    /// In a text that was taken out of a container, which has no lines.
    Extracted {
        /// First code point of the document text.
        start: usize,
        /// One past the last code point of the document text.
        end: usize,
        /// Where people find it in the file.
        place: Box<Place>,
    },
    /// In a passage of the source's proofs, where only those are here: its number, from 0.
    Passage(usize),
    /// Not known.
    Unknown,
}

impl DocumentPlace {
    /// The same with its file: `a.md:3:1`; `a.pdf, page 3`.
    #[must_use]
    pub fn in_file(&self, file: &Utf8Path) -> String {
        let place = self.to_string();
        let colon = if place.starts_with(|c: char| c.is_ascii_digit()) { ":" } else { ", " };
        format!("{file}{colon}{place}")
    }

    /// The code points of the document text, where that is here.
    #[must_use]
    pub const fn characters(&self) -> Option<Range<usize>> {
        match self {
            Self::Text { start, end, .. } | Self::Extracted { start, end, .. } => {
                Some(*start..*end)
            }
            Self::Passage(_) | Self::Unknown => None,
        }
    }

    /// Line and column in the file on disk, where that is here and has lines.
    #[must_use]
    pub const fn position(&self) -> Option<(usize, usize)> {
        match self {
            Self::Text { line, column, .. } => Some((*line, *column)),
            Self::Extracted { .. } | Self::Passage(_) | Self::Unknown => None,
        }
    }

    /// Where people find it in a file that has no lines.
    #[must_use]
    pub fn without_lines(&self) -> Option<&Place> {
        match self {
            Self::Extracted { place, .. } => Some(place),
            Self::Text { .. } | Self::Passage(_) | Self::Unknown => None,
        }
    }
}

impl fmt::Display for DocumentPlace {
    /// `3:14`; `page 7`; nothing where it is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { line, column, .. } => write!(f, "{line}:{column}"),
            Self::Extracted { place, .. } => place.fmt(f),
            Self::Passage(_) | Self::Unknown => Ok(()),
        }
    }
}

/// One marked edit of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedEdit {
    /// What was done.
    pub kind: EditKind,
    /// The mark as the quote has it.
    pub quote: String,
    /// The document's words at that place; empty where there are none.
    pub document: String,
}

/// The passage of a document that is nearest to a quote that does not match.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// Id of the source that has it.
    pub source: String,
    /// Where it is.
    pub place: DocumentPlace,
    /// 1 − edit distance ÷ the longer of the two, over the folded texts; 0 to 1.
    pub similarity: f64,
    /// The document's own words.
    pub text: String,
    /// From the document to the quote.
    pub diff: Vec<DiffPart>,
}

// There may be a million quotes, and nearly all pass: what only failing ones have takes a pointer.

/// One quote and what became of it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "none of them follows from another")]
pub struct QuoteResult {
    /// Id of the claim.
    pub claim: Arc<str>,
    /// The claim's file.
    pub file: Arc<Utf8Path>,
    /// Number of the evidence in the claim that has the quote, from 0.
    pub evidence: usize,
    /// Id of the cited source.
    pub source: Arc<str>,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the verdict passes and no error-level finding is on the quote.
    pub passed: bool,
    /// Whether it was verified against a proof, not the text.
    pub proven: bool,
    /// Whether words are left out of it that nobody here can see, or only their ends.
    pub unseen: bool,
    /// Whether the claim waives verification (`unverifiable`), with a reason.
    pub waived: bool,
    /// How the words differ, where they do.
    pub kinds: Box<[Kind]>,
    /// Where the segments are.
    pub matches: Box<[Match]>,
    /// The marked edits.
    pub edits: Box<[ReportedEdit]>,
    /// The nearest passage, where the quote does not pass and there is one.
    pub nearest: Option<Box<Nearest>>,
}

impl QuoteResult {
    /// JSON pointer of the quote in the claim's file.
    #[must_use]
    pub fn pointer(&self) -> String {
        evidence_member(self.evidence, "quote")
    }
}

/// One claim and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimResult {
    /// Its id; the file's name where the claim could not be read.
    pub id: Arc<str>,
    /// Its file.
    pub file: Arc<Utf8Path>,
    /// Its label, where the claim could be read.
    pub label: Option<Label>,
    /// The ids of the sources that its evidence cites, each once, sorted.
    pub sources: Box<[Arc<str>]>,
    /// How many of them are independent: a source and those derived from it, at whatever remove, are
    /// counted once.
    pub independent_sources: usize,
}

/// What was done, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Claim files read, broken ones included.
    pub claims: usize,
    /// Manuscripts read; where there are any, they are what was checked, and no claims.
    pub manuscripts: usize,
    /// Quotations of manuscripts whose document is not here, or cannot be read; of an archive, the quotes of claims that
    /// cannot be read.
    pub unchecked: usize,
    /// Quotations of manuscripts that cite nothing.
    pub uncited: usize,
    /// Sources read, broken ones included; in a run on some paths those that are cited or named.
    pub sources: usize,
    /// Quotes found in claims that could be read.
    pub quotes: usize,
    /// Quotes that passed.
    pub passed: usize,
    /// Quotes that did not.
    pub failed: usize,
    /// Quotes waived with a reason: neither passed nor failed.
    pub waived: usize,
    /// Quotes that passed by a proof, without the text.
    pub proven: usize,
    /// Locators of quotes that passed which name what the document's format, or what is here of it, does not have.
    pub locators_unchecked: usize,
    /// Quotes that leave out words which nobody here can see, or only their ends.
    pub unseen: usize,
    /// Findings at error level that the baseline does not have.
    pub errors: usize,
    /// Findings at warning level that the baseline does not have.
    pub warnings: usize,
    /// Findings that the baseline has.
    pub baselined: usize,
    /// Quotes by verdict; waived ones are not in it.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// Those of them whose verdict passes, and which fail by another error.
    pub with_errors: BTreeMap<Verdict, usize>,
}

impl Summary {
    /// Counts a checked quote under its verdict.
    pub(crate) fn count(&mut self, verdict: Verdict, passed: bool) {
        *self.verdicts.entry(verdict).or_default() += 1;
        if verdict.passes() && !passed {
            *self.with_errors.entry(verdict).or_default() += 1;
        }
    }
}

/// A step of a change towards less: a severity, a limit, a waiver, an entry of the baseline, a pinned text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loosened {
    /// The file that says so, relative to the root.
    pub file: Utf8PathBuf,
    /// `severity`, `limit`, `scope`, `topics`, `baseline`, `waiver` or `pin`.
    pub kind: String,
    /// What is other than before, in a line, fit to be shown.
    pub message: String,
}

/// The file that describes a source.
const SOURCE_FILE: &str = "source.json";

/// All that a run found; the same for one thread and for eight.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The numbers.
    pub summary: Summary,
    /// Every claim that was checked, by file; none in a brief run.
    pub claims: Vec<ClaimResult>,
    /// Every quote, by file and position; in a brief run those of which there is more to say than that they pass.
    pub quotes: Vec<QuoteResult>,
    /// Every finding that is not off, by file, position and code.
    pub diagnostics: Vec<Diagnostic>,
    /// What the change lets pass that did not pass before, where another state of the archive judges it.
    pub loosened: Vec<Loosened>,
    /// What was not done, for those who ask: guards without a word list.
    pub notes: Vec<String>,
    /// Cited sources in which quotes were found without word lists, since nobody states their language and too few words tell it.
    pub unknown_languages: Vec<String>,
    /// The texts of the files that the findings name, for excerpts.
    pub files: Files,
    /// The root's folder in the checkout that it is part of; empty where it is the checkout. Services
    /// that show findings beside the code name files from there.
    pub folder: Utf8PathBuf,
}

impl Report {
    /// Whether a finding is at error level that the baseline does not have.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.standing().any(|d| d.severity == Severity::Error)
    }

    /// The findings that are not off, and that the baseline does not have. Where quotes cannot be checked, what is wrong with
    /// sources comes first: it is the cause.
    pub fn standing(&self) -> impl Iterator<Item = &Diagnostic> {
        let stands = |d: &&Diagnostic| d.severity != Severity::Off && !d.baselined;
        let all = || self.diagnostics.iter().filter(stands);
        let has_unread = self.diagnostics.iter().any(|d| d.code == Code::QuoteUnreadable);
        let is_cause = move |d: &&Diagnostic| {
            has_unread
                && d.severity == Severity::Error
                && d.location.file.file_name() == Some(SOURCE_FILE)
        };
        all().filter(is_cause).chain(all().filter(move |d| !is_cause(d)))
    }

    /// The same of one file.
    #[cfg(feature = "lsp")]
    pub(crate) fn standing_in(&self, file: &Utf8Path) -> impl Iterator<Item = &Diagnostic> {
        let first = self.diagnostics.partition_point(|d| *d.location.file < *file);
        let from = self.diagnostics.get(first..).unwrap_or_default();
        let own = from.iter().take_while(move |d| *d.location.file == *file);
        own.filter(|d| d.severity != Severity::Off && !d.baselined)
    }

    /// A file of the report as it is named from the checkout.
    #[must_use]
    pub fn in_checkout(&self, file: &Utf8Path) -> Utf8PathBuf {
        // A file outside of the root keeps its name.
        let inside = file.components().all(|c| matches!(c, Utf8Component::Normal(_)));
        if inside && !self.folder.as_str().is_empty() {
            self.folder.join(file)
        } else {
            file.to_owned()
        }
    }
}
