//! What is wrong with a text that should be JSON.

use crate::text::Span;

/// What kind of problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The text is not JSON.
    SyntaxError,
    /// Git could not merge the text, and left conflict markers in it.
    ConflictMarker,
    /// An object has two members of one name.
    DuplicateKey,
    /// Arrays and objects nest deeper than [`MAX_DEPTH`](super::MAX_DEPTH) levels.
    NestingTooDeep,
}

/// What is wrong, where, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// Where, in bytes of the text.
    pub span: Span,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Further places, and what is there.
    pub related: Vec<(Span, String)>,
}

impl Problem {
    /// A syntax error without help and further places.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind: ProblemKind::SyntaxError, span, message, help: None, related: Vec::new() }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push((span, message.into()));
        self
    }
}
