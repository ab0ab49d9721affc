//! Version 1 of the JSON form. Members are added, never changed.

use super::{Checked, CheckedQuotation, UncheckedQuotation};
use crate::report::json_v1::{Diagnostic, Edit, Match, Nearest, Tool, finding, schema_of};
use crate::report::visible;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// A check of the quotations of manuscripts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Document")]
pub struct Output {
    /// The version of this form.
    pub version: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// The numbers.
    pub summary: Summary,
    /// What was checked, in the order of the manuscripts.
    pub quotes: Vec<Quote>,
    /// What is tied to a document that is not here, or cannot be read.
    pub unchecked: Vec<Unchecked>,
    /// What cites nothing.
    pub uncited: Vec<Unchecked>,
    /// What is no failure: marks of quotation without a partner.
    pub notes: Vec<Note>,
    /// What is to be said, as in the report of `quoteproof validate`.
    pub diagnostics: Vec<Diagnostic>,
}

/// The numbers of a check.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Summary {
    /// Manuscripts read.
    pub manuscripts: usize,
    /// Documents that may be cited.
    pub documents: usize,
    /// Quotations checked.
    pub quotes: usize,
    /// Of those, how many passed.
    pub passed: usize,
    /// Of those, how many failed.
    pub failed: usize,
    /// Quotations whose document is not here, or cannot be read.
    pub unchecked: usize,
    /// Quotations that cite nothing.
    pub uncited: usize,
    /// Findings at error level.
    pub errors: usize,
    /// Findings at warning level.
    pub warnings: usize,
}

/// A quotation that was checked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Quote {
    /// The manuscript.
    pub file: String,
    /// Line of the first word, from 1; of a file without lines its paragraph, notes after the text.
    pub line: usize,
    /// Column of the first word, from 1, in Unicode scalar values.
    pub column: usize,
    /// The words.
    pub text: String,
    /// What ties it to the document: `same-construct`, `citation-after`, `block-attribution`, `narrative-before`,
    /// `only-in-sentence` or `same-as-before`.
    pub rule: &'static str,
    /// The document's file.
    pub source: String,
    /// The page that it is cited with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub page: Option<String>,
    /// The verdict.
    pub verdict: crate::quote::Verdict,
    /// Whether the verdict passes and no finding at error level is on the quotation.
    pub passed: bool,
    /// How the words differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<crate::quote::Kind>,
    /// Where its segments are in the document.
    pub matches: Vec<Match>,
    /// Its marked edits.
    pub edits: Vec<Edit>,
    /// The nearest passage, where it is not there and one is near.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Nearest")]
    pub nearest: Option<Nearest>,
}

/// A quotation that was not checked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unchecked {
    /// The manuscript.
    pub file: String,
    /// Line of the first word, from 1; of a file without lines its paragraph, notes after the text.
    pub line: usize,
    /// Column of the first word, from 1, in Unicode scalar values.
    pub column: usize,
    /// The words.
    pub text: String,
    /// How the manuscript names the source.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Why it was not checked, in a word: `uncited`, `no-document`, `several-documents`, `unreadable`, `unclear-source`,
    /// `formula`, `translated` or `title`.
    pub code: &'static str,
    /// Why it was not checked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What is to be told of a manuscript, and is no failure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Note {
    /// What it is: `unpaired-mark`.
    pub code: &'static str,
    /// The manuscript.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1, in Unicode scalar values.
    pub column: usize,
    /// What is to be told.
    pub message: String,
}

/// The form as text.
#[must_use]
pub fn render(checked: &Checked) -> String {
    visible::json(&Output::from(checked))
}

/// Its JSON Schema.
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Output>()
}

impl From<&Checked> for Output {
    fn from(checked: &Checked) -> Self {
        let summary = &checked.report.summary;
        Self {
            version: 1,
            tool: Tool::this(),
            summary: Summary {
                manuscripts: summary.manuscripts,
                documents: summary.sources,
                quotes: summary.quotes,
                passed: summary.passed,
                failed: summary.failed,
                unchecked: summary.unchecked,
                uncited: summary.uncited,
                errors: summary.errors,
                warnings: summary.warnings,
            },
            quotes: checked.quotations.iter().map(Quote::from).collect(),
            unchecked: checked.unchecked.iter().map(Unchecked::from).collect(),
            uncited: checked.uncited.iter().map(Unchecked::from).collect(),
            notes: checked.notes.iter().map(Note::from).collect(),
            diagnostics: checked.report.diagnostics.iter().filter_map(finding).collect(),
        }
    }
}

impl From<&CheckedQuotation> for Quote {
    fn from(quotation: &CheckedQuotation) -> Self {
        let result = &quotation.result;
        Self {
            file: quotation.file.to_string(),
            line: quotation.position.0,
            column: quotation.position.1,
            text: quotation.text.clone(),
            rule: quotation.rule,
            source: quotation.document.to_string(),
            page: quotation.page.clone(),
            verdict: result.verdict,
            passed: result.passed,
            kinds: result.kinds.to_vec(),
            matches: result.matches.iter().enumerate().map(Match::from).collect(),
            edits: result.edits.iter().map(Edit::from).collect::<Vec<_>>(),
            nearest: result.nearest.as_deref().map(Nearest::from),
        }
    }
}

impl From<&UncheckedQuotation> for Unchecked {
    fn from(quotation: &UncheckedQuotation) -> Self {
        Self {
            file: quotation.file.to_string(),
            line: quotation.position.0,
            column: quotation.position.1,
            text: quotation.text.clone(),
            source: quotation.key.clone(),
            code: quotation.why.name(),
            reason: quotation.reason.clone(),
        }
    }
}

impl From<&super::Note> for Note {
    fn from(note: &super::Note) -> Self {
        Self {
            code: note.code,
            file: note.file.to_string(),
            line: note.position.0,
            column: note.position.1,
            message: note.message.clone(),
        }
    }
}
