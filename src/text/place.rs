//! Where something is, as people find it: by line and column, on a page, or in a member of a container.

use super::{Position, Span};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A page of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Page {
    /// Its number in the file, from 1.
    pub index: u32,
    /// What the file calls it, where it names its pages (`iv`).
    pub label: Option<Arc<str>>,
    /// What is printed on it.
    pub folio: Option<Arc<str>>,
}

/// A part of a page, in thousandths of a point (1/72,000 inch) from the upper left corner of the page as it is shown.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Rect {
    /// The left edge.
    pub left: i32,
    /// The upper edge.
    pub top: i32,
    /// The right edge.
    pub right: i32,
    /// The lower edge.
    pub bottom: i32,
}

/// A stretch of a recording, in milliseconds from its start.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Time {
    /// When it begins.
    pub start: u64,
    /// When it ends.
    pub end: u64,
}

/// Where something is in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
    /// In lines of a text.
    Line {
        /// Its first character.
        start: Position,
        /// One past its last character.
        end: Position,
    },
    /// On a page.
    Page {
        /// The page that it begins on.
        page: Page,
        /// Where on that page, where that is known.
        rect: Option<Rect>,
    },
    /// In a file that has neither lines nor pages, as far as the format knows.
    Member {
        /// The chapter, or the part of the message or the archive.
        part: Option<Arc<str>>,
        /// The number of the paragraph, from 1: in the part, where there is one.
        paragraph: Option<u32>,
        /// When it is said.
        time: Option<Time>,
    },
}

impl Rect {
    /// The smallest part of the page that has both in it.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

impl Page {
    /// The page's name: what the file calls it, else what is printed on it, else its number.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.label.as_deref().or(self.folio.as_deref());
        name.map_or_else(|| self.index.to_string(), str::to_owned)
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, index) = (self.name(), self.index);
        write!(f, "page {name}")?;
        if name == index.to_string() { Ok(()) } else { write!(f, " (number {index} in the file)") }
    }
}

impl fmt::Display for Time {
    /// When it begins, as hours, minutes and seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.start / 1_000;
        write!(f, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }
}

impl Place {
    /// The file as a whole.
    pub const WHOLE: Self = Self::Member { part: None, paragraph: None, time: None };

    /// The first and one past the last character, where the file has lines.
    #[must_use]
    pub const fn lines(&self) -> Option<(Position, Position)> {
        match self {
            Self::Line { start, end } => Some((*start, *end)),
            Self::Page { .. } | Self::Member { .. } => None,
        }
    }

    /// Line and column, where the file has lines.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        self.lines().map(|(start, _)| (start.line, start.column))
    }

    /// The place in a file as people name it: `notes.md:3:14`; `report.pdf, page 7`; `book.epub, Chapter 2, paragraph 9`.
    #[must_use]
    pub fn in_file(&self, file: &str) -> String {
        match self {
            Self::Line { .. } => format!("{file}:{self}"),
            _ if *self == Self::WHOLE => file.to_owned(),
            _ => format!("{file}, {self}"),
        }
    }
}

impl fmt::Display for Place {
    /// The place without its file: `3:14`; `page 7`; `Chapter 2, paragraph 9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { start, .. } => write!(f, "{}:{}", start.line, start.column),
            Self::Page { page, .. } => page.fmt(f),
            Self::Member { part, paragraph, time } => {
                let part = part.iter().map(ToString::to_string);
                let paragraph = paragraph.iter().map(|number| format!("paragraph {number}"));
                let words: Vec<String> =
                    part.chain(paragraph).chain(time.iter().map(ToString::to_string)).collect();
                f.write_str(&words.join(", "))
            }
        }
    }
}

/// The places of some stretches of a text that has no lines of its own, since it was taken out of a container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(Vec<(Span, Place)>);

impl Places {
    /// Of some stretches, in any order.
    #[must_use]
    pub fn new(mut places: Vec<(Span, Place)>) -> Self {
        places.sort();
        places.dedup();
        Self(places)
    }

    /// Adds others of the same text.
    pub fn extend(&mut self, other: Self) {
        *self = Self::new([std::mem::take(&mut self.0), other.0].concat());
    }

    /// The place of a stretch; of the file as a whole where it is not known.
    #[must_use]
    pub fn get(&self, span: Span) -> Place {
        let found = self.0.binary_search_by(|(known, _)| known.cmp(&span));
        found.ok().and_then(|at| self.0.get(at)).map_or(Place::WHOLE, |(_, place)| place.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Place, Time};
    use crate::text::Position;

    #[test]
    fn names() {
        let start = Position { line: 3, column: 14, byte: 90 };
        let page = |label: Option<&str>, folio: Option<&str>| Place::Page {
            page: Page { index: 7, label: label.map(Into::into), folio: folio.map(Into::into) },
            rect: None,
        };
        let member = |part: Option<&str>, paragraph, time| Place::Member {
            part: part.map(Into::into),
            paragraph,
            time,
        };
        for (place, wanted) in [
            (Place::Line { start, end: start }, "file:3:14"),
            (page(None, None), "file, page 7"),
            (page(Some("7"), Some("7")), "file, page 7"),
            (page(Some("iv"), None), "file, page iv (number 7 in the file)"),
            (page(None, Some("123")), "file, page 123 (number 7 in the file)"),
            (member(None, Some(112), None), "file, paragraph 112"),
            (member(Some("Chapter 2"), Some(9), None), "file, Chapter 2, paragraph 9"),
            (member(None, None, Some(Time { start: 3_725_900, end: 3_728_000 })), "file, 01:02:05"),
            (Place::WHOLE, "file"),
        ] {
            assert_eq!(place.in_file("file"), wanted);
        }
    }
}
