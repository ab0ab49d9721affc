//! What a run found, as plain data, and its renderers: one leaf a format.

mod closing;
pub mod concise;
#[cfg(feature = "cli")]
pub mod human;
pub mod json_v1;
pub mod show_v1;
pub mod stats_v1;
mod survey;
mod visible;

pub use closing::closing_line;
pub use survey::{Cited, Seen, Survey, SurveyedClaim, SurveyedSource};

use crate::diagnostic::{Diagnostic, DiffPart, Files, Kind, Severity};
use camino::Utf8PathBuf;
use std::collections::BTreeMap;

/// What became of a quote.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The document has the same code points.
    Exact,
    /// The document has the same words; only typography differs.
    Typographic,
    /// The document has the words apart from edits that the quote marks.
    Edited,
    /// A near passage differs.
    Altered,
    /// Another document of the corpus has the words.
    Misattributed,
    /// No passage is near.
    Absent,
    /// The text is not here, and no proof covers the quote.
    Unproven,
    /// The document is missing, changed or cannot be decoded.
    Unreadable,
}

impl Verdict {
    /// The verdict's name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Typographic => "typographic",
            Self::Edited => "edited",
            Self::Altered => "altered",
            Self::Misattributed => "misattributed",
            Self::Absent => "absent",
            Self::Unproven => "unproven",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether the words stand in the cited document.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::Exact | Self::Typographic | Self::Edited)
    }
}

/// Where one segment of a quote stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Number of the segment in the quote, from 0.
    pub segment: usize,
    /// First code point of the document text; unknown (`None`) where only a proof is here.
    pub start: Option<usize>,
    /// One past the last code point of the document text; `None` as for `start`.
    pub end: Option<usize>,
    /// Line in the file on disk, from 1, where the reader can map it.
    pub line: Option<usize>,
    /// Column in the file on disk, from 1, in Unicode scalar values.
    pub column: Option<usize>,
    /// Number of the passage in the source's proofs, from 0, where only those are here.
    pub passage: Option<usize>,
    /// The document's own words.
    pub text: String,
}

/// What an editor changed and marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EditKind {
    /// Words left out at an ellipsis.
    Elision,
    /// Words added in brackets.
    Insertion,
    /// Words in brackets that stand for the document's.
    Substitution,
    /// A letter's case, in brackets.
    Case,
    /// `[sic]`.
    Sic,
}

/// One marked edit of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedEdit {
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
    /// First code point of the document text; `None` where only a proof is here.
    pub start: Option<usize>,
    /// One past the last code point.
    pub end: Option<usize>,
    /// Line in the file on disk, from 1.
    pub line: Option<usize>,
    /// Column in the file on disk, from 1.
    pub column: Option<usize>,
    /// 1 − edit distance ÷ the longer of the two, over the folded texts; 0 to 1.
    pub similarity: f64,
    /// The document's own words.
    pub text: String,
    /// From the document to the quote.
    pub diff: Vec<DiffPart>,
}

/// One quote and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteResult {
    /// Id of the claim.
    pub claim: String,
    /// The claim's file.
    pub file: Utf8PathBuf,
    /// JSON pointer of the quote.
    pub pointer: String,
    /// Id of the cited source.
    pub source: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the verdict passes and no error-level finding stands on the quote.
    pub passed: bool,
    /// Whether it was verified against a proof, not the text.
    pub proven: bool,
    /// Whether the claim waives verification (`unverifiable`), with a reason.
    pub waived: bool,
    /// How the words differ, where they do.
    pub kinds: Vec<Kind>,
    /// Where the segments stand.
    pub matches: Vec<Match>,
    /// The marked edits.
    pub edits: Vec<MarkedEdit>,
    /// The nearest passage, where the quote does not pass and there is one.
    pub nearest: Option<Nearest>,
}

/// What was done, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Claim files read, broken ones included.
    pub claims: usize,
    /// Sources read, broken ones included; in a run on some paths those that the quotes cite.
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
    /// Findings at error level.
    pub errors: usize,
    /// Findings at warning level.
    pub warnings: usize,
    /// Quotes by verdict; waived ones are not in it.
    pub verdicts: BTreeMap<Verdict, usize>,
}

/// All that a run found; the same for one thread and for eight.
#[derive(Debug, Clone)]
pub struct Report {
    /// The numbers.
    pub summary: Summary,
    /// Every quote, by file and position.
    pub quotes: Vec<QuoteResult>,
    /// Every finding that is not off, by file, position and code.
    pub diagnostics: Vec<Diagnostic>,
    /// What was not done, for those who ask: guards without a word list.
    pub notes: Vec<String>,
    /// The texts of the files that the findings name, for excerpts.
    pub files: Files,
}

impl Report {
    /// Whether a finding is at error level.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}
