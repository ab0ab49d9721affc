//! The answer for a quote that is in a document.

use crate::quote::read::pattern::Within;
use crate::text::Span;

/// What is to be said of a quote that otherwise matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueKind {
    /// The first letter's case differs, unmarked.
    InitialCase,
    /// A bracket adds, removes or replaces a negation.
    BracketNegation,
    /// It is in more than one place, and nothing says which.
    Ambiguous,
    /// No place of the words has the prefix before them.
    PrefixMismatch,
    /// No place of the words (that has the prefix, if there is one) has the suffix after them.
    SuffixMismatch,
    /// Two words.
    Short,
    /// One word.
    Trivial,
    /// Words left out contain a negation.
    ElisionNegation,
    /// Words left out between kept words of one clause contain a number or a comparator.
    ElisionNumber,
    /// Words left out, of a sentence of which words are kept, limit it or give it to somebody else.
    ElisionLimiter,
    /// An ellipsis joins what two speakers say.
    ElisionSpeaker,
    /// An ellipsis runs over a heading.
    ElisionHeading,
    /// The quote runs from a heading, caption, item or cell into other text.
    CrossesBlocks,
    /// The quote runs from one speaker's words into another's.
    TwoSpeakers,
    /// A bracket adds, removes or replaces a number.
    BracketNumber,
    /// A bracket changes how surely, how many, when or on whose word something is said.
    BracketMeaning,
    /// A bracket makes a statement of its own.
    BracketInsertion,
    /// The quote begins right after, or stops right before, a word that denies or limits.
    ClippedSentence,
    /// The quote begins or ends between a number and its unit, or between the two ends of a range in words.
    ClippedNumber,
    /// A space more or less beside a figure or a sign.
    OddSpace,
    /// The quote leaves out what only its form shows to be the mark of a note.
    NoteMark,
    /// Words left out, of a document of which only some are shown, that nobody sees: not even their ends, where that is
    /// grave.
    UnseenElision,
    /// Words left out, or words in a bracket, that no word list has looked at: there is none for the language.
    UncheckedEdit,
}

impl IssueKind {
    /// The diagnostic code that reports it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InitialCase => "quote/initial-case",
            Self::BracketNegation => "quote/bracket-negation",
            Self::Ambiguous => "quote/ambiguous",
            Self::PrefixMismatch | Self::SuffixMismatch => "quote/context-mismatch",
            Self::Short => "quote/short-quote",
            Self::Trivial => "quote/trivial-quote",
            Self::ElisionNegation => "quote/elision-negation",
            Self::ElisionNumber => "quote/elision-number",
            Self::ElisionLimiter => "quote/elision-limiter",
            Self::ElisionSpeaker => "quote/elision-speaker",
            Self::ElisionHeading => "quote/elision-heading",
            Self::CrossesBlocks => "quote/crosses-blocks",
            Self::TwoSpeakers => "quote/two-speakers",
            Self::BracketNumber => "quote/bracket-number",
            Self::BracketMeaning => "quote/bracket-meaning",
            Self::BracketInsertion => "quote/bracket-insertion",
            Self::ClippedSentence => "quote/clipped-sentence",
            Self::ClippedNumber => "quote/clipped-number",
            Self::OddSpace => "quote/odd-space",
            Self::NoteMark => "quote/note-mark",
            Self::UnseenElision => "quote/unseen-elision",
            Self::UncheckedEdit => "quote/unchecked-edit",
        }
    }

    /// Whether it fails a quote wherever it is, as far as no configuration says otherwise.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(
            self,
            Self::BracketNegation | Self::PrefixMismatch | Self::SuffixMismatch | Self::Trivial
        )
    }
}

/// One thing to be said, and the places it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// What.
    pub kind: IssueKind,
    /// Whether this instance changes what is said, where the kind as such is a warning.
    pub grave: bool,
    /// Where in the quote; the whole quote if `None`.
    pub place: Option<Within>,
    /// Places of the document.
    pub spans: Vec<Span>,
    /// Places of the document that there are besides `spans`.
    pub more: usize,
}

impl Issue {
    /// Whether words lie inside the quote of which nobody sees even the ends.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        self.grave && self.kind == IssueKind::UnseenElision
    }

    /// Whether it fails the quote, as far as no configuration says otherwise.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        self.grave || self.kind.is_error()
    }
}

/// The limit at which the search for a quote was given up. What nobody looked at does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GaveUp {
    /// It has more pieces and brackets than a quote may have.
    Marks,
    /// One of its pieces is in too many places.
    Places,
    /// Too many beginnings of the quote would have to be kept.
    Chains,
    /// Too many pairs of places would have to be compared.
    Steps,
}

impl GaveUp {
    /// The diagnostic code that reports it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Marks => "quote/too-many-marks",
            Self::Places | Self::Chains | Self::Steps => "quote/too-many-places",
        }
    }
}

/// How a quote that is in a document agrees with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The document has the same code points.
    Exact,
    /// Only typography differs.
    Typographic,
    /// The document has the words apart from edits that the quote marks.
    Edited,
}

impl From<Agreement> for Verdict {
    fn from(agreement: Agreement) -> Self {
        match agreement {
            Agreement::Exact => Self::Exact,
            Agreement::Typographic => Self::Typographic,
            Agreement::Edited => Self::Edited,
        }
    }
}

/// A quote that is in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How it agrees with the document.
    pub agreement: Agreement,
    /// One place for each segment.
    pub spans: Vec<Span>,
    /// Marked edits: kind, mark as the quote has it, the document's words.
    pub edits: Vec<(EditKind, String, Span)>,
    /// What is to be said of it all the same.
    pub issues: Vec<Issue>,
    /// The segments without their forgiven edges.
    pub core: Vec<Span>,
    /// From the prefix (or the quote's start) to the suffix (or its end).
    pub context: Span,
}

/// What became of a quote.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "archive", derive(schemars::JsonSchema))]
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
    /// All verdicts, those that pass first.
    pub const ALL: [Self; 8] = [
        Self::Exact,
        Self::Typographic,
        Self::Edited,
        Self::Altered,
        Self::Misattributed,
        Self::Absent,
        Self::Unproven,
        Self::Unreadable,
    ];

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

    /// Whether the words are in the cited document.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::Exact | Self::Typographic | Self::Edited)
    }
}

/// What an editor changed and marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "archive", derive(schemars::JsonSchema))]
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

/// One piece of a word diff that reads from the document to the quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiffPart {
    /// Words that both have, as the document writes them.
    Equal(String),
    /// The document's words that the quote lacks.
    Delete(String),
    /// The quote's words that the document lacks.
    Insert(String),
}
