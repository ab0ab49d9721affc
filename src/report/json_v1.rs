//! The report as JSON, version 1: frozen, members are added and never changed.

use super::{EditKind, Verdict, Whereabouts, visible};
use crate::claim::Label;
use crate::diagnostic::{self, Applicability, Kind, Severity};
use crate::text::Position;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::collections::BTreeMap;

/// The report of one run.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "quoteproof report, version 1")]
pub struct Output {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What made the report.
    pub tool: Tool,
    /// What was done, in numbers.
    pub summary: Summary,
    /// Every claim that was checked, by file.
    pub claims: Vec<Claim>,
    /// Every quote, by file and position.
    pub quotes: Vec<Quote>,
    /// Every finding, by file, position and code.
    pub diagnostics: Vec<Diagnostic>,
    /// What the change lets pass that did not pass before, by file; present where `--policy-from` names who judges and
    /// there is something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loosened: Vec<Loosened>,
}

/// A step of a change towards less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Loosened {
    /// The file that says so.
    pub file: String,
    /// What it is: `severity`, `limit`, `scope` (the folders of claims and sources), `topics`, `baseline`, `waiver` or
    /// `pin` (of a text, or of its seal).
    pub kind: String,
    /// What is other than before, in a line.
    pub message: String,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was done, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Claim files read, broken ones included.
    pub claims: usize,
    /// Sources read, broken ones included.
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
    /// Locators of quotes that passed whose kind of place the document, or the part of it that is here, does not
    /// have; left out if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub locators_unchecked: Option<usize>,
    /// Present where there are any: quotes that leave out words which nobody here can see, or only their ends.
    #[serde(skip_serializing_if = "is_zero")]
    pub unseen: usize,
    /// Present where there are any: quotes that were not checked, since their claims are not valid.
    #[serde(skip_serializing_if = "is_zero")]
    pub unchecked: usize,
    /// Findings at error level that the baseline does not have.
    pub errors: usize,
    /// Findings at warning level that the baseline does not have.
    pub warnings: usize,
    /// Findings that the baseline has.
    pub baselined: usize,
    /// Quotes by verdict; waived ones are not in it.
    pub verdicts: BTreeMap<String, usize>,
}

/// One claim and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Claim {
    /// Its id; the file's name where the claim could not be read.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Its label; left out where the claim could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Label")]
    pub label: Option<Label>,
    /// Ids of the sources that its evidence cites, each once.
    pub sources: Vec<String>,
    /// How many of the sources are independent: a source and those derived from it are counted once.
    pub independent_sources: usize,
}

/// One quote and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "members of the report, each on its own")]
pub struct Quote {
    /// Id of the claim.
    pub claim: String,
    /// The claim's file.
    pub file: String,
    /// JSON pointer of the quote.
    pub pointer: String,
    /// Id of the cited source.
    pub source: String,
    /// What was found.
    pub verdict: Verdict,
    /// Whether the verdict passes and the quote has no finding at error level.
    pub passed: bool,
    /// Whether the quote was verified against a proof, not the text.
    pub proven: bool,
    /// Present, and true, where it leaves out words which nobody here can see, or only their ends.
    #[serde(skip_serializing_if = "is_false")]
    pub unseen: bool,
    /// Present, and true, where the claim waives verification.
    #[serde(skip_serializing_if = "is_false")]
    pub waived: bool,
    /// How the words differ, where they do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// Where the segments of the quote are.
    pub matches: Vec<Match>,
    /// The marked edits; always present where the quote passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Edit>")]
    pub edits: Option<Vec<Edit>>,
    /// The nearest passage, where the quote does not pass and there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Nearest")]
    pub nearest: Option<Nearest>,
}

/// A stretch of a document. What is not known without the text is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stretch {
    /// First Unicode code point of the document text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub start: Option<usize>,
    /// One past the last code point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub end: Option<usize>,
    /// Line in the file on disk, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub line: Option<usize>,
    /// Column in the file on disk, from 1, in Unicode scalar values.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub column: Option<usize>,
    /// Where it is in a file without lines.
    #[serde(flatten)]
    pub whereabouts: Whereabouts,
}

/// Where one segment of a quote is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Match {
    /// Number of the segment, from 0.
    pub segment: usize,
    /// Where it is.
    #[serde(flatten)]
    pub stretch: Stretch,
    /// The document's own words.
    pub text: String,
}

/// What an editor changed and marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edit {
    /// What was done.
    pub kind: EditKind,
    /// The mark as the quote has it.
    pub quote: String,
    /// The document's words at that place.
    pub document: String,
}

/// The passage of a document that is nearest to a quote that does not match.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Nearest {
    /// Id of the source that has it.
    pub source: String,
    /// Where it is.
    #[serde(flatten)]
    pub stretch: Stretch,
    /// From 0 to 1, rounded to four decimals.
    pub similarity: f64,
    /// The document's own words.
    pub text: String,
    /// The word diff, from the document to the quote; empty where all the words are there, but apart or in another order.
    pub diff: Vec<(DiffOperation, String)>,
}

/// What a piece of a word diff says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DiffOperation {
    /// Both have the words.
    Equal,
    /// The document has the words, the quote lacks them.
    Delete,
    /// The quote has the words, the document lacks them.
    Insert,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It fails the run.
    Error,
    /// It does not.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// The stable code, `area/name`.
    pub code: String,
    /// How grave it is.
    pub severity: Level,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub help: Option<String>,
    /// How the words differ, where they do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// Where.
    pub location: Location,
    /// Further places that explain it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// A change that would fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Fix")]
    pub fix: Option<Fix>,
    /// What the finding is about: the same when lines move, its own among all findings of a run.
    pub fingerprint: String,
    /// Present, and true, where the baseline has the finding: it does not fail the run.
    #[serde(skip_serializing_if = "is_false")]
    pub baselined: bool,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Location {
    /// The file, relative to the root, with `/`.
    pub file: String,
    /// JSON pointer, where the place is a value of a JSON file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub pointer: Option<String>,
    /// Its start; left out in a file without lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Point")]
    pub start: Option<Point>,
    /// Its end, exclusive; left out in a file without lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Point")]
    pub end: Option<Point>,
    /// Where it is in a file without lines.
    #[serde(flatten)]
    pub whereabouts: Whereabouts,
}

/// A point in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Point {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
    /// Bytes from the start of the file's text, from 0.
    pub byte: usize,
}

/// A further place and what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Related {
    /// The place.
    #[serde(flatten)]
    pub location: Location,
    /// What is there.
    pub message: String,
}

/// A change that would fix a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether it may be applied unasked.
    pub applicability: Applicability,
    /// What changes.
    pub edits: Vec<Replacement>,
}

/// Bytes of a file to replace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Replacement {
    /// The file, relative to the root, with `/`.
    pub file: String,
    /// First byte to replace.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The new text.
    pub text: String,
}

/// The report as pretty-printed JSON with a newline at its end.
#[must_use]
pub fn render(report: &super::Report) -> String {
    visible::json(&Output::from(report))
}

/// The JSON Schema of the report, for `schema/report.schema.json`.
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Output>()
}

/// The JSON Schema of what is written from a type.
pub(super) fn schema_of<T: JsonSchema>() -> Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

// Serde calls it with a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(value: &usize) -> bool {
    *value == 0
}

// Serde calls it with a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Tool {
    /// This program.
    /// This version of quoteproof.
    #[must_use]
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl From<&super::Report> for Output {
    fn from(report: &super::Report) -> Self {
        Self {
            version: 1,
            tool: Tool::this(),
            summary: (&report.summary).into(),
            claims: report.claims.iter().map(Claim::from).collect(),
            quotes: report.quotes.iter().map(Quote::from).collect(),
            diagnostics: report.diagnostics.iter().filter_map(finding).collect(),
            loosened: report.loosened.iter().map(Loosened::from).collect(),
        }
    }
}

impl From<&super::Loosened> for Loosened {
    fn from(loosened: &super::Loosened) -> Self {
        Self {
            file: loosened.file.to_string(),
            kind: loosened.kind.clone(),
            message: loosened.message.clone(),
        }
    }
}

impl From<&super::Summary> for Summary {
    fn from(summary: &super::Summary) -> Self {
        let verdicts = summary.verdicts.iter();
        Self {
            claims: summary.claims,
            sources: summary.sources,
            quotes: summary.quotes,
            passed: summary.passed,
            failed: summary.failed,
            waived: summary.waived,
            proven: summary.proven,
            locators_unchecked: Some(summary.locators_unchecked).filter(|count| *count > 0),
            unseen: summary.unseen,
            unchecked: summary.unchecked,
            errors: summary.errors,
            warnings: summary.warnings,
            baselined: summary.baselined,
            verdicts: verdicts.map(|(verdict, n)| (verdict.name().to_owned(), *n)).collect(),
        }
    }
}

impl From<&super::ClaimResult> for Claim {
    fn from(claim: &super::ClaimResult) -> Self {
        Self {
            id: claim.id.to_string(),
            file: claim.file.to_string(),
            label: claim.label,
            sources: claim.sources.iter().map(ToString::to_string).collect(),
            independent_sources: claim.independent_sources,
        }
    }
}

impl From<&super::QuoteResult> for Quote {
    fn from(quote: &super::QuoteResult) -> Self {
        let edits: Vec<Edit> = quote.edits.iter().map(Edit::from).collect();
        Self {
            claim: quote.claim.to_string(),
            file: quote.file.to_string(),
            pointer: quote.pointer(),
            source: quote.source.to_string(),
            verdict: quote.verdict,
            passed: quote.passed,
            proven: quote.proven,
            unseen: quote.unseen,
            waived: quote.waived,
            kinds: quote.kinds.to_vec(),
            matches: quote.matches.iter().enumerate().map(Match::from).collect(),
            edits: (quote.passed || !edits.is_empty()).then_some(edits),
            nearest: quote.nearest.as_deref().map(Nearest::from),
        }
    }
}

impl From<(usize, &super::Match)> for Match {
    fn from((segment, found): (usize, &super::Match)) -> Self {
        Self { segment, stretch: (&found.place).into(), text: found.text.to_string() }
    }
}

impl From<&super::DocumentPlace> for Stretch {
    fn from(place: &super::DocumentPlace) -> Self {
        let characters = place.characters();
        let position = place.position();
        Self {
            start: characters.as_ref().map(|c| c.start),
            end: characters.map(|c| c.end),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            whereabouts: place.without_lines().map(Whereabouts::from).unwrap_or_default(),
        }
    }
}

impl From<&super::ReportedEdit> for Edit {
    fn from(edit: &super::ReportedEdit) -> Self {
        Self { kind: edit.kind, quote: edit.quote.clone(), document: edit.document.clone() }
    }
}

impl From<&super::Nearest> for Nearest {
    fn from(nearest: &super::Nearest) -> Self {
        Self {
            source: nearest.source.clone(),
            stretch: (&nearest.place).into(),
            similarity: rounded(nearest.similarity),
            text: nearest.text.clone(),
            diff: nearest.diff.iter().map(diff_part).collect(),
        }
    }
}

/// Four decimals, and a number even where there is none.
fn rounded(similarity: f64) -> f64 {
    if similarity.is_finite() { (similarity * 1e4).round() / 1e4 } else { 0.0 }
}

fn diff_part(part: &diagnostic::DiffPart) -> (DiffOperation, String) {
    use diagnostic::DiffPart;
    match part {
        DiffPart::Equal(text) => (DiffOperation::Equal, text.clone()),
        DiffPart::Delete(text) => (DiffOperation::Delete, text.clone()),
        DiffPart::Insert(text) => (DiffOperation::Insert, text.clone()),
    }
}

/// A finding that is not off.
pub(super) fn finding(finding: &diagnostic::Diagnostic) -> Option<Diagnostic> {
    let severity = match finding.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Off => return None,
    };
    Some(Diagnostic {
        code: finding.code.name().to_owned(),
        severity,
        message: finding.message.clone(),
        help: finding.help.clone(),
        kinds: finding.kinds.clone(),
        location: (&finding.location).into(),
        related: finding.related.iter().map(Related::from).collect(),
        fix: finding.fix.as_ref().map(Fix::from),
        fingerprint: finding.fingerprint.clone(),
        baselined: finding.baselined,
    })
}

impl From<&diagnostic::Location> for Location {
    fn from(location: &diagnostic::Location) -> Self {
        Self {
            file: location.file.to_string(),
            pointer: location.pointer.clone(),
            start: location.place.lines().map(|(start, _)| start.into()),
            end: location.place.lines().map(|(_, end)| end.into()),
            whereabouts: (&location.place).into(),
        }
    }
}

impl From<Position> for Point {
    fn from(position: Position) -> Self {
        let Position { line, column, byte } = position;
        Self { line, column, byte }
    }
}

impl From<&diagnostic::Related> for Related {
    fn from(related: &diagnostic::Related) -> Self {
        Self { location: (&related.location).into(), message: related.message.clone() }
    }
}

impl From<&diagnostic::Fix> for Fix {
    fn from(fix: &diagnostic::Fix) -> Self {
        let replacement = |edit: &diagnostic::Edit| Replacement {
            file: edit.file.to_string(),
            start: edit.span.start,
            end: edit.span.end,
            text: edit.text.clone(),
        };
        Self {
            title: fix.title.clone(),
            applicability: fix.applicability,
            edits: fix.edits.iter().map(replacement).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
