//! What a check of manuscripts found, as data; its forms for programs and spreadsheets.

pub mod csv;
pub mod json_v1;

use crate::report::{QuoteResult, Report};
use crate::text::{Place, Span};
use camino::Utf8PathBuf;

/// What became of one tied quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedQuotation {
    /// The manuscript.
    pub file: Utf8PathBuf,
    /// Where it is in it.
    pub span: Span,
    /// Its line and column, from 1; of a file without lines the number of its paragraph, notes after the text.
    pub position: (usize, usize),
    /// Where people find it: `article.md:7:3`; `thesis.docx, paragraph 112`.
    pub at: String,
    /// Its words.
    pub text: String,
    /// Which rule tied it: `citation-after`.
    pub rule: &'static str,
    /// The page that it is cited with.
    pub page: Option<String>,
    /// The document's file.
    pub document: Utf8PathBuf,
    /// The verdict, the place and the nearest passage.
    pub result: QuoteResult,
}

/// A quotation that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncheckedQuotation {
    /// The manuscript.
    pub file: Utf8PathBuf,
    /// Where it is in it.
    pub span: Span,
    /// The same as reports name it.
    pub place: Place,
    /// Its line and column, from 1; of a file without lines the number of its paragraph, notes after the text.
    pub position: (usize, usize),
    /// Where people find it: `article.md:7:3`; `thesis.docx, paragraph 112`.
    pub at: String,
    /// Its words.
    pub text: String,
    /// How the manuscript names the source; empty where it names none.
    pub key: String,
    /// Why it was not checked, in a word.
    pub why: Why,
    /// Why it was not checked; empty where it cites nothing.
    pub reason: String,
}

/// Why a quotation was not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing says of which document it is.
    Uncited,
    /// The document is not here.
    NoDocument,
    /// More than one document may be meant.
    SeveralDocuments,
    /// The document has no text that can be read.
    Unreadable,
    /// It may be somebody else's words.
    UnclearSource,
    /// It has a formula, a measure or a picture in it that no line of text can say.
    Formula,
    /// Words of it are struck out.
    Struck,
    /// It is translated: the document's words differ.
    Translated,
    /// It is the title of a work.
    Title,
}

impl Why {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uncited => "uncited",
            Self::NoDocument => "no-document",
            Self::SeveralDocuments => "several-documents",
            Self::Unreadable => "unreadable",
            Self::UnclearSource => "unclear-source",
            Self::Formula => "formula",
            Self::Struck => "struck",
            Self::Translated => "translated",
            Self::Title => "title",
        }
    }
}

/// What is to be told of a manuscript, and is no failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The manuscript.
    pub file: Utf8PathBuf,
    /// Its line and column, from 1; of a file without lines the number of its paragraph, notes after the text.
    pub position: (usize, usize),
    /// Where people find it: `article.md:7:3`; `thesis.docx, paragraph 112`.
    pub at: String,
    /// What it is: `unpaired-mark`.
    pub code: &'static str,
    /// What is to be told.
    pub message: String,
}

/// What a check of manuscripts found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The findings, in the form of all reports.
    pub report: Report,
    /// What was checked, in the order of the manuscripts.
    pub quotations: Vec<CheckedQuotation>,
    /// What is tied to a source that is not here.
    pub unchecked: Vec<UncheckedQuotation>,
    /// What is tied to nothing.
    pub uncited: Vec<UncheckedQuotation>,
    /// What is no failure: marks without a partner.
    pub notes: Vec<Note>,
}
