//! What a changed document does to the quotes of it, as plain data, and its renderer.

#[cfg(feature = "cli")]
pub mod human;

use crate::diagnostic::{Code, DiffPart};
use crate::text::Place;
use camino::Utf8PathBuf;

/// What became of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It is at the same line and column, or on the same page.
    Stays,
    /// It is elsewhere.
    Moved,
    /// It is in the new text; whether it moved cannot be told, the old text is not here.
    Found,
    /// Its words are there, but it would not pass: `codes` say why.
    Fails,
    /// Its words are nowhere in the new text.
    Gone,
    /// Its claim waives the check.
    Waived,
}

impl Fate {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Moved => "moved",
            Self::Found => "found",
            Self::Fails => "fails",
            Self::Gone => "gone",
            Self::Waived => "waived",
        }
    }

    /// What so many quotes do: one stays, three stay.
    #[must_use]
    pub const fn of(self, number: usize) -> &'static str {
        match self {
            Self::Stays if number != 1 => "stay",
            Self::Fails if number != 1 => "fail",
            _ => self.name(),
        }
    }

    /// Whether the claim has to be mended.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Fails | Self::Gone)
    }
}

/// A quote of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdatedQuote {
    /// The claim's file, relative to the root.
    pub file: Utf8PathBuf,
    /// JSON pointer of the quote.
    pub pointer: String,
    /// What became of it.
    pub fate: Fate,
    /// Whether it stood in the old text; `None` where that is not here.
    pub stood: Option<bool>,
    /// Where it stood in the old text.
    pub old: Option<Place>,
    /// Where it is in the new one; of a gone one, the nearest passage.
    pub new: Option<Place>,
    /// What `quoteproof validate` would report at error level.
    pub codes: Vec<Code>,
    /// The word diff from the new text to a gone quote, if a passage is near.
    pub diff: Vec<DiffPart>,
}
