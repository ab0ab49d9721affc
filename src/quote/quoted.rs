//! What is asked: a quote as its claim has it, the same with its marks read, and the limits of its marks.

use crate::quote::read::pattern::Pattern;
use std::sync::OnceLock;

/// A quote as its claim has it, decoded.
#[derive(Debug, Clone)]
pub struct Quoted<'q> {
    /// The string, or the items of the array form.
    pub parts: Vec<&'q str>,
    /// The words right before it.
    pub prefix: Option<&'q str>,
    /// The words right after it.
    pub suffix: Option<&'q str>,
}

impl<'q> Quoted<'q> {
    /// A quote in one piece, without the words around it.
    #[must_use]
    pub fn text(text: &'q str) -> Self {
        Self { parts: vec![text], prefix: None, suffix: None }
    }
}

impl Quoted<'_> {
    /// Whether it has no word outside its marks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // Only brackets and ellipses take something out.
        let plain = |part: &&str| !part.contains('[') && part.contains(char::is_alphanumeric);
        if self.parts.iter().any(plain) {
            return false;
        }
        let edited = Pattern::edited(&self.parts);
        !edited.is_cut && edited.words_up_to(1) == 0
    }

    pub(crate) fn has_context(&self) -> bool {
        self.prefix.is_some() || self.suffix.is_some()
    }
}

/// A quote whose marks have been read.
#[derive(Debug, Clone)]
pub struct ReadQuote<'q> {
    quoted: Quoted<'q>,
    /// All marks as edits.
    pub(crate) edited: Pattern,
    /// No mark as an edit; made when it is asked for, since most quotes have no marks.
    literal: OnceLock<Pattern>,
}

impl<'q> ReadQuote<'q> {
    /// Reads the marks of `quoted`.
    #[must_use]
    pub fn new(quoted: Quoted<'q>) -> Self {
        let edited = Pattern::edited(&quoted.parts);
        Self { quoted, edited, literal: OnceLock::new() }
    }

    /// The quote as its claim has it.
    #[must_use]
    pub const fn quoted(&self) -> &Quoted<'q> {
        &self.quoted
    }

    pub(crate) fn literal(&self) -> &Pattern {
        if self.edited.is_plain() {
            // Without marks there is one way to read it.
            return &self.edited;
        }
        self.literal.get_or_init(|| Pattern::literal(&self.quoted.parts))
    }

    /// What is looked for first in each way to read the quote.
    pub(crate) fn first_keys(&self) -> impl Iterator<Item = &str> {
        let literal = (!self.edited.is_plain()).then(|| self.literal());
        let firsts = [Some(&self.edited), literal].into_iter().flatten();
        firsts.filter_map(|p| p.segments.first()).map(|segment| segment.folded.key.as_str())
    }
}

/// Limits of marked edits, in words of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most words that one ellipsis may stand for.
    pub elision_max_words: usize,
    /// The most words that one bracket may stand for.
    pub bracket_max_words: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { elision_max_words: 100, bracket_max_words: 5 }
    }
}
