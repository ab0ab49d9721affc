//! What is wrong, as plain data: findings name places by pointer or span, and know no terminal.
//!
//! A [`Finding`] is made by a stage or a rule and speaks of places symbolically ([`At`]); a
//! [`Diagnostic`] is the same finding with line and column, made once, at the end, for what is reported.

mod code;
mod code_or_kind;
mod kind;
mod limit;
mod locate;
mod source_text;

pub use code::{Code, Severity};
pub use code_or_kind::{CodeOrKind, UnknownCode};
pub use limit::{MAX_FINDINGS, told, told_of_each};
pub use locate::Files;
pub use source_text::SourceText;

pub use crate::quote::{DiffPart, Kind};

use crate::json::{Problem, ProblemKind};
use crate::text::{Place, Span, shell_word};
use camino::{Utf8Path, Utf8PathBuf};
use std::ops::Range;

/// Where in a file a finding is, before lines and columns are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The file as a whole; reported at its first character.
    File,
    /// Bytes of the file.
    Span(Span),
    /// The value at a JSON pointer.
    Value(String),
    /// The key of the member at a JSON pointer; the value where there is no key.
    Key(String),
    /// Bytes of the *decoded* string at a JSON pointer.
    Within(String, Range<usize>),
}

impl At {
    /// The JSON pointer, where there is one.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        match self {
            Self::Value(pointer) | Self::Key(pointer) | Self::Within(pointer, _) => Some(pointer),
            Self::File | Self::Span(_) => None,
        }
    }
}

/// A second place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedFinding {
    /// Relative to the root where it is inside, with `/`.
    pub file: Utf8PathBuf,
    /// Where in that file.
    pub at: At,
    /// What is there, in a few words.
    pub message: String,
}

/// Whether a fix may be applied unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// The meaning stays: case or punctuation only.
    Safe,
    /// The words change: a person decides.
    Unsafe,
}

/// A change to one JSON string, or to one key, that would mend a finding: its new *decoded* text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingFix {
    /// What the fix does, in a few words.
    pub title: String,
    /// Whether it may be applied unasked.
    pub applicability: Applicability,
    /// The string to rewrite, in the finding's own file.
    pub pointer: String,
    /// Its new text, decoded.
    pub text: String,
    /// Whether the member's key is rewritten, not its value.
    pub key: bool,
}

/// One finding, its place still symbolic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable code.
    pub code: Code,
    /// Where this instance is graver or lighter than the code's default. Configuration goes before it.
    pub severity: Option<Severity>,
    /// What is wrong, one sentence, no markup.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether the help names what was likely meant.
    pub names_meant: bool,
    /// A few words for the place itself.
    pub label: Option<String>,
    /// How the words differ, for `quote/altered`; sorted, each once.
    pub kinds: Vec<Kind>,
    /// The file, relative to the root where it is inside, with `/`.
    pub file: Utf8PathBuf,
    /// Where in the file.
    pub at: At,
    /// Further places.
    pub related: Vec<RelatedFinding>,
    /// A change that would fix it.
    pub fix: Option<FindingFix>,
    /// The word diff from the document to the quote.
    pub diff: Vec<DiffPart>,
}

impl Finding {
    /// A finding without help, label, kinds, related places, fix or diff.
    #[must_use]
    pub fn new(
        code: Code,
        file: impl Into<Utf8PathBuf>,
        at: At,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: None,
            message: message.into(),
            help: None,
            names_meant: false,
            label: None,
            kinds: Vec::new(),
            file: file.into(),
            at,
            related: Vec::new(),
            fix: None,
            diff: Vec::new(),
        }
    }

    /// What is wrong with the JSON of `file`.
    #[must_use]
    pub fn of_json(file: &Utf8Path, problem: Problem) -> Self {
        let code = match problem.kind {
            ProblemKind::SyntaxError => Code::JsonSyntaxError,
            ProblemKind::ConflictMarker => Code::JsonConflictMarker,
            ProblemKind::DuplicateKey => Code::JsonDuplicateKey,
            ProblemKind::NestingTooDeep => Code::JsonNestingTooDeep,
        };
        let mut finding = Self::new(code, file, At::Span(problem.span), problem.message);
        finding.help = match code {
            // Nobody merges proofs by hand.
            Code::JsonConflictMarker if file.file_name() == Some("proofs.json") => Some(format!(
                "run `quoteproof prove` where the text is, which writes the file again; then `git add {}`",
                shell_word(file.as_str())
            )),
            _ => problem.help,
        };
        for (span, message) in problem.related {
            finding = finding.related(file, At::Span(span), message);
        }
        finding
    }

    /// With help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With what was likely meant as its help, and what else there is to say.
    #[must_use]
    pub fn meant(mut self, near: &str, further: &str) -> Self {
        self.help = Some(format!("did you mean `{near}`?{further}"));
        self.names_meant = true;
        self
    }

    /// With a label at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With one more related place.
    #[must_use]
    pub fn related(
        mut self,
        file: impl Into<Utf8PathBuf>,
        at: At,
        message: impl Into<String>,
    ) -> Self {
        self.related.push(RelatedFinding { file: file.into(), at, message: message.into() });
        self
    }
}

/// A place with lines and columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Relative to the root where it is inside, with `/`.
    pub file: Utf8PathBuf,
    /// JSON pointer, where the place is a value of a JSON file.
    pub pointer: Option<String>,
    /// Bytes of the file's decoded text; of a container, of the text that was taken out of it.
    pub span: Span,
    /// Where people find it.
    pub place: Place,
}

impl Location {
    /// The file with the place: `notes.md:3:14`; `report.pdf, page 7`.
    #[must_use]
    pub fn name(&self) -> String {
        self.place.in_file(self.file.as_str())
    }
}

/// A related place with lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there.
    pub message: String,
}

/// A replacement of bytes in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, relative to the root.
    pub file: Utf8PathBuf,
    /// The bytes to replace.
    pub span: Span,
    /// The new bytes: JSON, escaped where JSON needs it.
    pub text: String,
}

/// A fix with its edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether it may be applied unasked.
    pub applicability: Applicability,
    /// What changes.
    pub edits: Vec<Edit>,
}

/// A finding with its severity, lines and columns, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// After configuration and `--deny`.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A few words for the place itself.
    pub label: Option<String>,
    /// How the words differ.
    pub kinds: Vec<Kind>,
    /// Where.
    pub location: Location,
    /// Further places.
    pub related: Vec<Related>,
    /// A change that would fix it.
    pub fix: Option<Fix>,
    /// The word diff from the document to the quote.
    pub diff: Vec<DiffPart>,
    /// What the finding is about, as 32 hexadecimal digits: the same when lines move, its own among
    /// all findings of a run. Empty until the run is complete.
    pub fingerprint: String,
    /// Whether the baseline has it: it is known, and does not fail the run.
    pub baselined: bool,
}
