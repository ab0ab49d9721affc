//! The formats that can be read: one table.

use super::{
    ReadError, Readable, html, mail, markdown, odt, plain, prose, rtf, sniff, subtitles, tex,
};
#[cfg(feature = "docx")]
use super::{docx, epub, warc};
use camino::Utf8Path;
use std::sync::Arc;

/// A format of documents.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What people call it.
    pub name: &'static str,
    /// Its media types, the canonical one first.
    pub media_types: &'static [&'static str],
    /// The extensions of its files' names, the usual one first.
    pub extensions: &'static [&'static str],
    /// Whether a file's first bytes are of it. `None` where they do not tell, or where more than a look at them is
    /// needed: the root element of XML, the members of an archive.
    pub magic: Option<fn(&[u8]) -> bool>,
    pub(super) read: Read,
}

/// How a file of a format is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read {
    /// A text: from its characters, after a byte order mark of so many bytes. It has lines.
    Text(fn(Arc<String>, usize) -> Result<Readable, ReadError>),
    /// A container: its reader's name and version, and how it is read from its bytes. It has pages or members.
    #[cfg_attr(not(feature = "archive"), expect(dead_code, reason = "only archives keep texts"))]
    Bytes(&'static str, fn(&[u8]) -> Result<Readable, ReadError>),
    /// The same as `Text` for XML, which may say itself what its encoding is.
    Xml(fn(Arc<String>, usize) -> Result<Readable, ReadError>),
    /// Nothing in this build, which was made without a feature.
    #[cfg_attr(feature = "docx", expect(dead_code, reason = "of builds without the feature"))]
    Without(&'static str),
}

/// What reads a zip archive, where this build has it.
#[cfg(feature = "docx")]
macro_rules! zipped {
    ($format:ident) => {
        Read::Bytes($format::READER, $format::read)
    };
}
#[cfg(not(feature = "docx"))]
macro_rules! zipped {
    ($format:ident) => {
        Read::Without("docx")
    };
}

/// All of them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "plain text",
        media_types: &["text/plain"],
        extensions: &["txt", "text"],
        magic: None,
        read: Read::Text(|source, bom| Ok(plain::read(source, bom))),
    },
    Format {
        name: "Markdown",
        media_types: &["text/markdown", "text/x-markdown"],
        extensions: &["md", "markdown"],
        magic: None,
        read: Read::Text(|source, bom| Ok(markdown::read(&source).finish("md/2", source, bom))),
    },
    Format {
        name: "HTML",
        media_types: &["text/html"],
        extensions: &["html", "htm"],
        magic: None,
        read: Read::Text(
            |source, bom| Ok(html::read(&source, false).finish("html/2", source, bom)),
        ),
    },
    Format {
        name: "XHTML",
        media_types: &["application/xhtml+xml"],
        extensions: &["xhtml", "xht"],
        magic: None,
        read: Read::Xml(|source, bom| Ok(html::read(&source, true).finish("html/2", source, bom))),
    },
    Format {
        name: "DOCX",
        media_types: &[
            sniff::DOCX,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
            "application/vnd.ms-word.document.macroenabled.12",
        ],
        extensions: &["docx", "docm", "dotx"],
        magic: None,
        read: zipped!(docx),
    },
    Format {
        name: "ODT",
        media_types: &[sniff::ODT, "application/vnd.oasis.opendocument.text-template"],
        extensions: &["odt", "ott"],
        magic: None,
        read: zipped!(odt),
    },
    Format {
        name: "ODT in one XML file",
        media_types: &["application/vnd.oasis.opendocument.text-flat-xml"],
        extensions: &["fodt"],
        magic: None,
        read: Read::Xml(odt::read_flat),
    },
    Format {
        name: "EPUB",
        media_types: &[sniff::EPUB],
        extensions: &["epub"],
        magic: None,
        read: zipped!(epub),
    },
    Format {
        name: "JATS",
        media_types: &["application/jats+xml"],
        extensions: &["jats", "nxml"],
        magic: None,
        read: Read::Xml(|source, bom| prose::read(source, bom, &prose::JATS)),
    },
    Format {
        name: "TEI",
        media_types: &["application/tei+xml"],
        extensions: &["tei"],
        magic: None,
        read: Read::Xml(|source, bom| prose::read(source, bom, &prose::TEI)),
    },
    Format {
        name: "SRT",
        media_types: &["application/x-subrip", "text/srt"],
        extensions: &["srt"],
        magic: None,
        read: Read::Text(subtitles::read),
    },
    Format {
        name: "WebVTT",
        media_types: &["text/vtt"],
        extensions: &["vtt"],
        magic: None,
        read: Read::Text(subtitles::read),
    },
    Format {
        name: "RTF",
        media_types: &["application/rtf", "text/rtf"],
        extensions: &["rtf"],
        magic: Some(|bytes| bytes.starts_with(b"{\\rtf")),
        read: Read::Bytes(rtf::READER, rtf::read),
    },
    Format {
        name: "LaTeX",
        media_types: &["application/x-tex", "application/x-latex", "text/x-tex"],
        extensions: &["tex", "ltx", "latex"],
        magic: None,
        read: Read::Text(tex::read),
    },
    Format {
        name: "e-mail",
        media_types: &["message/rfc822", "application/mbox"],
        extensions: &["eml", "mbox"],
        magic: None,
        read: Read::Bytes(mail::READER, mail::read),
    },
    Format {
        name: "MHTML",
        media_types: &["multipart/related", "application/x-mimearchive"],
        extensions: &["mhtml", "mht"],
        magic: None,
        read: Read::Bytes(mail::READER, mail::read),
    },
    Format {
        name: "WARC",
        media_types: &["application/warc", "application/warc+gzip"],
        extensions: &["warc", "warc.gz"],
        magic: None,
        read: zipped!(warc),
    },
    #[cfg(feature = "pdf")]
    Format {
        name: "PDF",
        media_types: &["application/pdf"],
        extensions: &["pdf"],
        magic: Some(super::pdf::is_pdf),
        read: Read::Bytes(super::pdf::READER, |bytes| {
            super::pdf::read(bytes).map(super::extracted::ExtractedText::finish)
        }),
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

    /// The format that a file's bytes say. `name` decides between two forms of the same markup (HTML and XHTML).
    ///
    /// # Errors
    /// A file of which it is known that nothing here reads it, in words that say what it is: a picture, a spreadsheet, a
    /// document that is locked.
    pub fn of_bytes(bytes: &[u8], name: &Utf8Path) -> Result<Option<&'static Self>, ReadError> {
        let magic = |format: &&Self| format.magic.is_some_and(|is_of_it| is_of_it(bytes));
        if let Some(format) = all().find(magic) {
            return Ok(Some(format));
        }
        let named = Self::of_name(name).and_then(|format| format.media_types.first());
        let media_type = sniff::media_type(bytes, named.copied())?;
        Ok(media_type.and_then(|found| Self::of(found).ok()))
    }

    /// The format that a file's name says, by its extension.
    #[must_use]
    pub fn of_name(name: &Utf8Path) -> Option<&'static Self> {
        let name = name.file_name()?.to_ascii_lowercase();
        let has = |extension: &&str| {
            name.strip_suffix(*extension).is_some_and(|stem| stem.ends_with('.'))
        };
        all().find(|format| format.extensions.iter().any(has))
    }

    /// Its media type, the canonical one.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        self.media_types.first().copied().unwrap_or_default()
    }

    /// The extension of its files' names, the usual one.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        self.extensions.first().copied().unwrap_or_default()
    }
}

fn all() -> impl Iterator<Item = &'static Format> {
    #[cfg(test)]
    return FORMATS.iter().chain(super::made_up::FORMATS);
    #[cfg(not(test))]
    FORMATS.iter()
}

/// The formats that can be read, in words.
pub(super) fn listed() -> String {
    let mut names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    let last = names.pop().unwrap_or_default();
    format!("{} and {last}", names.join(", "))
}
