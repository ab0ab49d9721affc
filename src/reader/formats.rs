//! The formats that can be read: one table.

use super::{ReadError, Readable, html, markdown, plain};
use camino::Utf8Path;
use std::sync::Arc;

/// A format of documents.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its media types, the canonical one first.
    pub media_types: &'static [&'static str],
    /// The extensions of its files' names, the usual one first.
    pub extensions: &'static [&'static str],
    /// Whether a file's bytes are of it; `None` where they do not tell.
    pub magic: Option<fn(&[u8]) -> bool>,
    pub(super) read: Read,
}

/// How a file of a format is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read {
    /// A text: from its characters, after a byte order mark of so many bytes. It has lines.
    Text(fn(Arc<String>, usize) -> Result<Readable, ReadError>),
    /// A container: from its bytes. It has pages or members.
    #[allow(dead_code, reason = "no format of this kind is here yet")]
    Bytes(fn(&[u8]) -> Result<Readable, ReadError>),
}

/// All of them.
pub const FORMATS: &[Format] = &[
    Format {
        media_types: &["text/plain"],
        extensions: &["txt", "text"],
        magic: None,
        read: Read::Text(|source, bom| Ok(plain::read(source, bom))),
    },
    Format {
        media_types: &["text/markdown", "text/x-markdown"],
        extensions: &["md", "markdown"],
        magic: None,
        read: Read::Text(|source, bom| Ok(markdown::read(&source).finish("md/1", source, bom))),
    },
    Format {
        media_types: &["text/html"],
        extensions: &["html", "htm"],
        magic: None,
        read: Read::Text(
            |source, bom| Ok(html::read(&source, false).finish("html/1", source, bom)),
        ),
    },
    Format {
        media_types: &["application/xhtml+xml"],
        extensions: &["xhtml"],
        magic: None,
        read: Read::Text(|source, bom| Ok(html::read(&source, true).finish("html/1", source, bom))),
    },
    #[cfg(feature = "pdf")]
    Format {
        media_types: &["application/pdf"],
        extensions: &["pdf"],
        magic: Some(super::pdf::is_pdf),
        read: Read::Bytes(|bytes| super::pdf::read(bytes).map(super::extracted::Extracted::finish)),
    },
];

impl Format {
    /// The format of a media type, whose parameters do not count.
    ///
    /// # Errors
    /// Where there is no reader for it.
    pub fn of(media_type: &str) -> Result<&'static Self, ReadError> {
        let essence = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let has = |format: &&Self| format.media_types.contains(&essence.as_str());
        all().find(has).ok_or_else(|| ReadError::MediaType(media_type.to_owned()))
    }

    /// The format whose first bytes a file has.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<&'static Self> {
        all().find(|format| format.magic.is_some_and(|is_of_it| is_of_it(bytes)))
    }
}

fn all() -> impl Iterator<Item = &'static Format> {
    #[cfg(test)]
    return FORMATS.iter().chain(super::made_up::FORMATS);
    #[cfg(not(test))]
    FORMATS.iter()
}

/// The media type that a file has by its name's extension, and that extension as it is usually written.
#[must_use]
pub fn media_type(name: &Utf8Path) -> Option<(&'static str, &'static str)> {
    let extension = name.extension()?.to_ascii_lowercase();
    let format = all().find(|format| format.extensions.contains(&extension.as_str()))?;
    Some((format.media_types.first()?, format.extensions.first()?))
}

/// The media types that can be read, in words.
pub(super) fn listed() -> String {
    let mut names: Vec<&str> =
        FORMATS.iter().filter_map(|f| f.media_types.first().copied()).collect();
    let last = names.pop().unwrap_or_default();
    format!("{} and {last}", names.join(", "))
}
