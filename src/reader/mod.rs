//! Readers: from a file's bytes to a document's readable text, with the way back to the file.
//!
//! A format is a row of the table in `formats.rs` and a file beside it. A text (HTML, Markdown) is decoded first, and its
//! reader writes into a `Draft`, which keeps the way back from each character to its bytes. A container (a file of pages
//! or members) is read from its bytes, and its reader fills in an `ExtractedText`: the text, and blocks that know what they are
//! and where people find them. Both become a [`Readable`], all that the rest of the program sees.

mod assembly;
mod decode;
#[cfg(feature = "docx")]
mod docx;
mod draft;
mod elements;
mod entities;
#[cfg(feature = "docx")]
mod epub;
mod extracted;
mod flows;
mod formats;
mod front_matter;
mod html;
mod html_element;
mod html_head;
mod html_style;
mod jats;
#[cfg(feature = "archive")]
mod kept;
#[cfg(test)]
mod made_up;
mod mail;
mod markdown;
mod metadata;
mod mime;
mod odt;
#[cfg(feature = "docx")]
mod omml;
mod open;
#[cfg(feature = "docx")]
mod package;
#[cfg(feature = "pdf")]
mod pdf;
mod plain;
mod prose;
mod raised;
mod readable;
mod rtf;
mod sniff;
mod subtitles;
mod symbol;
mod tei;
mod tex;
pub(crate) mod tex_macros;
pub(crate) mod tex_words;
mod unread;
mod voices;
#[cfg(feature = "docx")]
mod warc;
#[cfg(feature = "docx")]
mod word_styles;
#[cfg(all(feature = "docx", feature = "manuscript"))]
pub(crate) mod written;
mod xml;
#[cfg(feature = "docx")]
mod zipped;

pub use formats::{FORMATS, Format};
#[cfg(feature = "manuscript")]
pub(crate) use html::reference;
#[cfg(feature = "archive")]
pub(crate) use kept::container_reader;
pub use metadata::{Metadata, metadata};
pub use plain::PLAIN;
pub use readable::{
    Block, ElementKind, Extent, Gap, GapReason, Locus, NO_LOCUS, Part, Readable, StretchOrigin,
};
pub(crate) use voices::voices;

use crate::text::LanguageError;
use decode::{decode, encoded};
use formats::Read;
use std::sync::Arc;

/// Why a file has no readable text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No reader for it.
    #[error("no reader for the media type `{0}`; what is read: {readable}", readable = formats::listed())]
    MediaType(String),
    /// A format whose reader this build does not have: its name, and the feature that brings it.
    #[error("{0} is not read by this build of quoteproof: it was made without the feature `{1}`")]
    Without(&'static str, &'static str),
    /// A name that the Encoding Standard does not have.
    #[error("no encoding is named `{0}`")]
    Encoding(String),
    /// What is not the tag of a language was given as one.
    #[error("its language cannot be used: {0}")]
    Language(LanguageError),
    /// More than 4 GiB.
    #[error("it is longer than 4 GiB: give the part that is quoted")]
    TooLong,
    /// Bytes that the stated encoding does not have.
    #[error("byte {0} of the file is not {1}")]
    Malformed(usize, String),
    /// Not UTF-8, and nothing states the encoding.
    #[error(
        "byte {0} of the file is not UTF-8, and nothing states another encoding; it may be {1}"
    )]
    Unstated(usize, String),
    /// What is not what its media type says, or is broken: the format with its article, and why.
    #[error("it cannot be read as {0}: {1}")]
    Damaged(&'static str, String),
    /// Beyond a limit of its reader, which is named with its value.
    #[error("it is past a limit: {0}")]
    Limit(String),
    /// Nothing of it can be read without a password.
    #[error("it is locked with a password: store a copy without one")]
    Locked,
    /// It has no text, and why.
    #[error("it has no text that can be read: {0}")]
    NoText(String),
}

/// Reads a file. `encoding` is a label of the Encoding Standard; without one the file is UTF-8, or
/// UTF-16 with a byte order mark.
///
/// # Errors
/// Where there is no reader, no such encoding, or bytes that it does not have.
pub fn read(bytes: &[u8], media_type: &str, encoding: Option<&str>) -> Result<Readable, ReadError> {
    let format = Format::of(media_type)?;
    let declared = declared(format, bytes, encoding);
    match format.read {
        Read::Text(read) | Read::Xml(read) => {
            let (source, bom) = decode(bytes, declared.as_deref().or(encoding))?;
            read(Arc::new(source.into_owned()), bom)
        }
        Read::Bytes(_, read) => read(bytes),
        Read::Without(feature) => Err(ReadError::Without(format.name, feature)),
    }
}

/// The media type of a text by its file's name; plain text where that says nothing.
#[must_use]
pub fn media_type_of(name: &str) -> &'static str {
    Format::of_name(camino::Utf8Path::new(name)).map_or("text/plain", Format::media_type)
}

/// The encoding that XML declares, where nothing else states one.
fn declared(format: &Format, bytes: &[u8], stated: Option<&str>) -> Option<String> {
    match format.read {
        Read::Xml(_) if stated.is_none() => xml::declared_encoding(bytes),
        _ => None,
    }
}

/// A file's bytes, as a text where they are UTF-8: a plain text is then read without a copy of it.
#[derive(Debug)]
pub enum File {
    /// A text.
    Text(Arc<String>),
    /// What is no UTF-8.
    Bytes(Vec<u8>),
}

impl File {
    /// Reads `bytes` once.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(Arc::new(text)),
            Err(error) => Self::Bytes(error.into_bytes()),
        }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// As [`read`].
    ///
    /// # Errors
    /// As [`read`].
    pub fn read(&self, media_type: &str, encoding: Option<&str>) -> Result<Readable, ReadError> {
        let format = Format::of(media_type)?;
        let (Read::Text(read_text) | Read::Xml(read_text)) = format.read else {
            return read(self.bytes(), media_type, encoding);
        };
        let declared = declared(format, self.bytes(), encoding);
        let encoding = declared.as_deref().or(encoding);
        match self {
            Self::Text(text) if encoded(text.as_bytes(), encoding)? == (encoding_rs::UTF_8, 0) => {
                read_text(text.clone(), 0)
            }
            _ => read(self.bytes(), media_type, encoding),
        }
    }
}

/// As [`read`], but where nothing states the encoding it is guessed: the guess is given back, to be stated.
///
/// # Errors
/// As [`read`]; also where the guess does not fit.
pub fn read_guessing(
    bytes: &[u8],
    media_type: &str,
    encoding: Option<&str>,
) -> Result<(Readable, Option<String>), ReadError> {
    match read(bytes, media_type, encoding) {
        Err(ReadError::Unstated(_, guess)) => {
            let readable = read(bytes, media_type, Some(&guess))?;
            Ok((readable, Some(guess.to_ascii_lowercase())))
        }
        other => other.map(|readable| (readable, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, read};
    use crate::text::{Break, Span};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn text(source: &str, media_type: &str) -> String {
        read(source.as_bytes(), media_type, None).expect("readable").text.to_string()
    }

    #[test]
    fn markdown() {
        for (source, wanted) in [
            (
                "The drug **did not** reduce *mortality* in `adults`.",
                "The drug did not reduce mortality in adults.",
            ),
            (
                "---\ntitle: x\n---\n\n# Head\n\nA [link](http://x.y) and ![alt](i.png) image.",
                "Head\n\nA link and \u{FFFC} image.",
            ),
            ("a &amp; b \\* c\nnext<br>line", "a & b * c\nnext\nline"),
            ("a <script>b `c` d</script> e <span hidden>f</span> g", "a  e  g"),
            ("10<sup>6</sup> and 4<sup>th</sup>", "10⁶ and 4th"),
            ("open <span hidden>lost\n\nfound", "open \n\nfound"),
            ("Text[^1] goes on.\n\n[^1]: The note.", "Text goes on.\n\nThe note."),
            ("- one\n- two", "one\n\ntwo"),
            ("<div>\nin <b>a</b> block\n</div>\n\nafter", "in a block\n\nafter"),
            ("```\ncode here\n```", "code here"),
            ("| a | b |\n|---|---|\n| c | d |", "a\tb\tc\td"),
        ] {
            assert_eq!(text(source, "text/markdown").trim(), wanted, "{source:?}");
        }
    }

    #[test]
    fn html() {
        for (source, wanted) in [
            ("<p>CO<sub>2</sub> fell</p>", "CO2 fell"),
            (
                "<html><head><title>t</title><script>var a</script></head><body><p>Safe &amp; sound</p><p>two",
                "Safe & sound\n\ntwo",
            ),
            ("a<br>b<wbr>c&shy;d<!-- no -->e", "a\nb\u{200B}c\u{AD}de"),
            ("<p hidden>no</p><p style='display:none'>no</p><p>yes", "yes"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"),
            ("un<b>believ</b>able", "unbelievable"),
            ("lit<sup><a href=\"#n\">[1]</a></sup> <a href='#m'><sup>2</sup></a>up", "lit up"),
            ("lit<a role=doc-noteref href=n.html>3</a> 10<sup>6</sup>", "lit 10⁶"),
            ("<a href='#x'>a link</a> x<sup><a href='http://e.org'>2</a></sup>", "a link x²"),
        ] {
            assert_eq!(text(source, "text/html").trim(), wanted, "{source:?}");
        }
    }

    #[test]
    fn parts_that_are_not_running_text() {
        use super::Part::{Caption, Heading, References};
        let markdown = "# Top\n\nBody text.\n\nUnder\n-----\n\nMore.\n\n## 5. References\n\n1. A. Writer\n\n### Web\n\n2. A page\n\n## Annex\n\nLast words.";
        let html = "<h1>Top</h1><p>Body text.<h2>Under<p>More.<figure><img><figcaption>A <b>ship</b></figcaption></figure><table><caption>Ships</caption><tr><td>x</table><h2>Bibliography</h2><p>A. Writer";
        let plain = "Top\n===\n\nBody text.\n\nUnder\n-----\nMore.\nwide line\n---------\n\na,b\n---\n\nreferences\n";
        for (source, media_type, wanted) in [
            (
                markdown,
                "text/markdown",
                vec![
                    ("Top", Some(Heading)),
                    ("Body text.", None),
                    ("Under", Some(Heading)),
                    ("More.", None),
                    ("References", Some(References)),
                    ("A. Writer", Some(References)),
                    ("Web", Some(References)),
                    ("A page", Some(References)),
                    ("Annex", Some(Heading)),
                    ("Last words", None),
                    ("Top\n\nBody", None),
                ],
            ),
            (
                html,
                "text/html",
                vec![
                    ("Top", Some(Heading)),
                    ("Body text.", None),
                    ("Under", Some(Heading)),
                    ("More.", None),
                    ("A ship", Some(Caption)),
                    ("Ships", Some(Caption)),
                    ("x", None),
                    ("A. Writer", Some(References)),
                ],
            ),
            (
                plain,
                "text/plain",
                vec![
                    ("Top", Some(Heading)),
                    ("Body text.", None),
                    ("Under", Some(Heading)),
                    ("More.", None),
                    ("wide line", None),
                    ("references", None),
                ],
            ),
        ] {
            let read = read(source.as_bytes(), media_type, None).expect("readable");
            for (words, part) in wanted {
                let at = read.text.find(words).unwrap_or_else(|| panic!("{words}: {}", read.text));
                let found = read.part(Span::new(at, at + words.len()));
                assert_eq!(found, part, "{media_type}: {words}");
            }
        }
    }

    #[test]
    fn blocks() {
        use super::ElementKind::{self, Body, Caption, Cell, Heading, ListItem};
        let of = |source: &str, media_type| -> Vec<(String, ElementKind, bool)> {
            let read = read(source.as_bytes(), media_type, None).expect("readable");
            let text = |span: Span| read.text.get(span.range()).unwrap_or("").to_owned();
            read.blocks().iter().map(|b| (text(b.span), b.kind, b.begins)).collect()
        };
        let wanted = |list: &[(&str, ElementKind, bool)]| -> Vec<(String, ElementKind, bool)> {
            list.iter().map(|(text, kind, begins)| ((*text).to_owned(), *kind, *begins)).collect()
        };
        let list = [
            ("H", Heading(1), true),
            ("Then:", Body, true),
            ("a", ListItem, true),
            ("b", ListItem, true),
        ];
        let more = [("b2", ListItem, false), ("c", Cell, true), ("d", Cell, true)];
        assert_eq!(
            of(
                "<h1>H</h1><p>Then:<ul><li>a<li>b<p>b2</ul><table><caption>C</caption><tr><td>c<td>d</table>",
                "text/html"
            ),
            wanted(&[&list[..], &more[..1], &[("C", Caption, true)], &more[1..]].concat()[..])
        );
        assert_eq!(
            of("# H\n\nThen:\n\n- a\n- b\n\n| c | d |\n|---|---|", "text/markdown"),
            wanted(&[&list[..], &more[1..]].concat()[..])
        );
    }

    #[test]
    fn every_character_leads_to_its_bytes() {
        for (source, media_type, pairs) in [
            ("a &amp; b", "text/html", vec![("&", "&amp;"), ("b", "b")]),
            ("x<sup>26</sup>y", "text/html", vec![("⁶", "6"), ("y", "y")]),
            ("x\r\n  y&eacute;z", "text/html", vec![("y", "y"), ("é", "&eacute;"), ("z", "z")]),
            ("&notit;x", "text/html", vec![("¬", "&not"), ("it;", "it;"), ("x", "x")]),
            ("x <img src=a> y", "text/html", vec![("\u{FFFC}", "<img src=a>"), ("y", "y")]),
            ("a &amp; b", "text/markdown", vec![("&", "&amp;"), ("b", "b")]),
            ("a `` c`d `` b", "text/markdown", vec![("c`d", "c`d"), ("b", "b")]),
            ("> a `c\n> d` b", "text/markdown", vec![("c", "c"), ("d", "d"), ("b", "b")]),
            ("a \\* b", "text/markdown", vec![("*", "*"), ("b", "b")]),
            (
                "> <p>\r\n> one &lt; two\r\n> </p>\r\n\r\nz",
                "text/markdown",
                vec![("one", "one"), ("<", "&lt;"), ("two", "two"), ("z", "z")],
            ),
            (
                "- x\n\n  <div>\n  one\n  two</div>\n- z",
                "text/markdown",
                vec![("one", "one"), ("two", "two"), ("z", "z")],
            ),
            ("ｎ <b>ü</b>", "text/html", vec![("ü", "ü"), ("ｎ", "ｎ")]),
        ] {
            let read = read(source.as_bytes(), media_type, None).expect("readable");
            for (shown, written) in pairs {
                let at =
                    read.text.find(shown).unwrap_or_else(|| panic!("{shown:?} in {:?}", read.text));
                let span = read.source_span(Span::new(at, at + shown.len()));
                assert_eq!(source.get(span.range()), Some(written), "{source:?}, {shown:?}");
            }
        }
    }

    #[test]
    fn a_fraction_around_blocks_leaves_their_breaks_where_they_are() {
        let table = "<table><tr><td>é</td><td>é</td></tr></table>";
        for (media_type, source) in [
            ("text/html", format!("<p>a<math><mfrac><mi>{table}</mi><mn>2</mn></mfrac></math> b")),
            ("application/xhtml+xml", format!("<p>a<mfrac><mn>{table}</mn>ééé</mfrac> b</p>")),
        ] {
            let read = read(source.as_bytes(), media_type, None).expect("readable");
            let whole = |place: &Break| read.text.is_char_boundary(place.at);
            assert!(!read.breaks.is_empty() && read.breaks.iter().all(whole), "{source}: {read:?}");
        }
    }

    #[test]
    fn deep_and_unmatched_tags_take_time_in_proportion() {
        let many = 20_000;
        for source in [
            "<b>".repeat(many),
            "</b>".repeat(many),
            "<div>".repeat(many),
            format!("<p><table><td>{}{}", "<b>".repeat(many), "</p>".repeat(many)),
            format!("<b hidden>{}{}", "<p>".repeat(many), "</b>".repeat(many)),
            "<sup>".repeat(many),
            "<math>".to_owned() + &"<msup><mi>x</mi>".repeat(many),
            "<math>".to_owned() + &"<mfrac><mi>x</mi>".repeat(many),
            "<a href=#fn1>".repeat(many),
            "<li>".repeat(many),
            "<svg>".repeat(many) + &"<p>".repeat(many),
            "<img>".repeat(many),
            "<p><img>".repeat(many),
            "&notit".repeat(many),
            "<ruby><rt>".repeat(many),
        ] {
            let start = std::time::Instant::now();
            let read = read(source.as_bytes(), "text/html", None).expect("readable");
            assert!(start.elapsed().as_secs() < 20, "{}", source.get(..40).unwrap_or(""));
            assert!(read.text.len() <= 2 * source.len());
        }
    }

    proptest! {
        #[test]
        fn no_page_is_read_past_its_ends(
            pieces in prop::collection::vec(
                "<(/?)(p|b|li|td|tr|table|svg|math|msup|mfrac|mn|sup|a href=#fn1|select|head|br|q|ruby|rt|script|title|div hidden|img)(/?)>|[a-z] |&amp;|&notit;|é|\r\n|\n\n> |`|\\*|- |10", 0..40),
            kind in 0..3_usize,
        ) {
            let source = pieces.concat();
            let media_type = ["text/html", "text/markdown", "application/xhtml+xml"][kind];
            let read = read(source.as_bytes(), media_type, None).expect("readable");
            prop_assert!(read.text.len() <= 4 * source.len() + 8, "{:?}", read.text);
            for (at, c) in read.text.char_indices() {
                let span = read.source_span(Span::new(at, at + c.len_utf8()));
                let there = source.get(span.range());
                prop_assert!(there.is_some(), "{:?} {:?}", source, span);
                // What is in the text and in no reference, line end or raised text is that very character.
                if c.is_ascii_lowercase() {
                    let same = there.is_some_and(|there| there == c.to_string());
                    prop_assert!(same, "{:?} {:?} {:?}", source, media_type, span);
                }
            }
            for pair in read.blocks().windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            for each in &read.breaks {
                prop_assert!(read.text.is_char_boundary(each.at), "{:?} {:?}", source, each);
            }
        }
    }

    #[test]
    fn maps_back() {
        let source = "The **drug** &amp; the _dose_";
        let read = read(source.as_bytes(), "text/markdown", None).expect("readable");
        for word in ["drug", "the", "dose"] {
            let at = read.text.find(word).expect("there");
            let span = read.source_span(Span::new(at, at + word.len()));
            assert_eq!(source.get(span.range()), Some(word));
        }
    }

    proptest! {
        #[test]
        fn headings_are_found_nearby_as_in_the_list_of_all(
            pieces in prop::collection::vec(
                "\n|\n\n|[a-c]{3,5}|ñ|-{3,5}|={3,4}|~{2,4}\n|x{3000}| |\r\n|\nabcd\n----\n", 0..30),
            places in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..9), 9),
        ) {
            let text = pieces.concat();
            let parts = super::plain::underlined(&text);
            for (at, length) in places {
                let start = text.floor_char_boundary(at.index(text.len() + 1));
                let span = Span::new(start, text.floor_char_boundary(start + length));
                let around = |(part, _): &&(Span, Part)| {
                    part.start <= span.start && span.end <= part.end
                };
                let last = parts.iter().rfind(|(part, _)| part.start <= span.start);
                let plainly = last.filter(around).map(|(_, part)| *part);
                let readable = super::plain::read(Arc::new(text.clone()), 0);
                prop_assert_eq!(readable.part(span), plainly, "{:?} {:?}", text, span);
            }
        }
    }

    #[test]
    fn encodings() {
        let read =
            |bytes: &[u8], encoding| super::read(bytes, "text/plain", encoding).map(|r| r.text);
        assert_eq!(
            read(b"caf\xe9", Some("windows-1252")).as_deref().map(String::as_str),
            Ok("café")
        );
        assert_eq!(read(b"\xff\xfeh\0i\0", None).as_deref().map(String::as_str), Ok("hi"));
        assert_eq!(read("\u{FEFF}hi".as_bytes(), None).as_deref().map(String::as_str), Ok("hi"));
        assert!(read(b"caf\xe9 ol\xe9", None).is_err());
        assert!(read(b"x", Some("no-such")).is_err());
    }
}
