//! Where something is in a file without lines, as the JSON forms have it: members beside `line` and `column`.

use crate::text::{self, Place};
use schemars::JsonSchema;
use serde::Serialize;

/// Where something is in a file without lines. What is not known, or not of that format, is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Whereabouts {
    /// The page that it begins on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Page")]
    pub page: Option<Page>,
    /// The chapter, or the part of the message or the archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub part: Option<String>,
    /// Number of the paragraph, from 1: in the part, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    pub paragraph: Option<u32>,
    /// When it is said: milliseconds from the start of the recording, first and last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "(u64, u64)")]
    pub time: Option<(u64, u64)>,
}

/// A page of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Page {
    /// Its number in the file, from 1.
    pub index: u32,
    /// What the file calls it, where it names its pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub label: Option<String>,
    /// What is printed on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub folio: Option<String>,
    /// Where on the page: left, top, right and bottom, in thousandths of a point from its upper left corner.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "(i32, i32, i32, i32)")]
    pub rect: Option<(i32, i32, i32, i32)>,
}

impl From<&Place> for Whereabouts {
    fn from(place: &Place) -> Self {
        match place {
            Place::Line { .. } => Self::default(),
            Place::Page { page, rect } => {
                let text::Page { index, label, folio } = page;
                let name = |name: &Option<std::sync::Arc<str>>| name.as_deref().map(str::to_owned);
                let rect = rect.map(|r| (r.left, r.top, r.right, r.bottom));
                let page = Page { index: *index, label: name(label), folio: name(folio), rect };
                Self { page: Some(page), ..Self::default() }
            }
            Place::Member { part, paragraph, time } => Self {
                page: None,
                part: part.as_deref().map(str::to_owned),
                paragraph: *paragraph,
                time: time.map(|time| (time.start, time.end)),
            },
        }
    }
}
