//! Readers: from a file's bytes to a document's readable text, with the way back to the file.

mod draft;
mod elements;
mod html;
mod markdown;
mod open;
mod raised;

use crate::text::Break;
use crate::text::Span;
use camino::Utf8Path;
use memchr::{memchr, memchr_iter, memrchr};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// A document's readable text.
#[derive(Debug, Clone)]
pub struct Readable {
    /// The file as decoded, without a byte order mark.
    pub source: Arc<String>,
    /// Bytes of the byte order mark that stands before `source` in the file.
    pub bom: usize,
    /// What a reader sees. Positions are counted in it. Of a plain text it is `source` itself.
    pub text: Arc<String>,
    /// Places that no quote may span.
    pub breaks: Vec<Break>,
    /// The headings and captions, in their order. Of a plain text they are listed when that is needed.
    parts: OnceLock<Vec<(Span, Part)>>,
    /// The reference lists with their headings, in their order.
    lists: Vec<Span>,
    map: Vec<Stretch>,
    blocks: Vec<Block>,
    /// Whether the text runs on over its line breaks, which only show how the file was typed.
    running: bool,
}

/// A stretch of a document that stands by itself: a paragraph, an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its bytes in the text, without white space at its ends.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Whether it is the first of its element: the second paragraph of an item is none.
    pub begins: bool,
}

/// What a block is, by the innermost element that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph, or any other running text.
    Text,
    /// A heading.
    Heading,
    /// What is written under a picture or over a table.
    Caption,
    /// An item of a list, a term or its definition.
    Item,
    /// A cell of a table.
    Cell,
}

/// A part of a document that is not its running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The document's title.
    Title,
    /// A heading.
    Heading,
    /// What is written under a picture or over a table.
    Caption,
    /// The list of the works that the document cites, its heading included.
    References,
}

/// From byte `text` of the readable text on, byte `source` of the file: byte by byte, or (`same` has a
/// length) as a whole, so many bytes of the file.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    text: usize,
    source: usize,
    same: Option<usize>,
}

/// Why a file has no readable text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No reader for it.
    #[error(
        "no reader for the media type `{0}`; there are text/plain, text/markdown and text/html"
    )]
    MediaType(String),
    /// A name that the Encoding Standard does not have.
    #[error("no encoding is named `{0}`")]
    Encoding(String),
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
}

impl Readable {
    /// Whether the text is the file itself, byte for byte.
    #[must_use]
    pub fn is_source(&self) -> bool {
        Arc::ptr_eq(&self.source, &self.text)
    }

    /// The byte of `source` that byte `at` of the text stands for.
    #[must_use]
    pub fn source_byte(&self, at: usize) -> usize {
        let index = self.map.partition_point(|s| s.text <= at);
        match index.checked_sub(1).and_then(|i| self.map.get(i)) {
            Some(s) if s.same.is_none() => s.source + (at - s.text),
            Some(s) => s.source,
            None => at,
        }
    }

    /// The bytes of `source` that a span of the text stands for.
    #[must_use]
    pub fn source_span(&self, span: Span) -> Span {
        let start = self.source_byte(span.start);
        let Some(last) = span.end.checked_sub(1).filter(|&l| l >= span.start) else {
            return Span::new(start, start);
        };
        let mut last = last;
        while last > span.start && !self.text.is_char_boundary(last) {
            last -= 1;
        }
        let bytes = self.text.get(last..span.end).map_or(1, str::len);
        let index = self.map.partition_point(|s| s.text <= last);
        let end = match index.checked_sub(1).and_then(|i| self.map.get(i)) {
            Some(Stretch { source, same: Some(length), .. }) => source + length,
            _ => self.source_byte(last) + bytes,
        };
        Span::new(start, end.min(self.source.len()).max(start))
    }

    /// The stretches that stand by themselves, in their order; none of them overlap. Of a plain text there are none.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Whether a line break only shows how the file was typed, as in HTML and Markdown. In a plain text it may be
    /// the author's.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.running
    }

    /// The part that all of `span` stands in, the running text apart. A heading in a reference list is of the
    /// list.
    #[must_use]
    pub fn part(&self, span: Span) -> Option<Part> {
        let around = |part: &Span| part.start <= span.start && span.end <= part.end;
        let list = self.lists.partition_point(|list| list.start <= span.start).checked_sub(1);
        if list.and_then(|at| self.lists.get(at)).is_some_and(around) {
            return Some(Part::References);
        }
        if self.parts.get().is_none()
            && let Some(heading) = heading_near(&self.text, span.start)
        {
            return heading.filter(around).map(|_| Part::Heading);
        }
        let parts = self.parts.get_or_init(|| underlined(&self.text));
        let at = parts.partition_point(|(part, _)| part.start <= span.start).checked_sub(1)?;
        parts.get(at).filter(|(part, _)| around(part)).map(|(_, part)| *part)
    }
}

/// Reads a file. `encoding` is a label of the Encoding Standard; without one the file is UTF-8, or
/// UTF-16 with a byte order mark.
///
/// # Errors
/// Where there is no reader, no such encoding, or bytes that it does not have.
pub fn read(bytes: &[u8], media_type: &str, encoding: Option<&str>) -> Result<Readable, ReadError> {
    let reader = reader(media_type)?;
    let (source, bom) = decode(bytes, encoding)?;
    Ok(reader(Arc::new(source.into_owned()), bom))
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
        let reader = reader(media_type)?;
        match self {
            Self::Text(text) if encoded(text.as_bytes(), encoding)? == (encoding_rs::UTF_8, 0) => {
                Ok(reader(text.clone(), 0))
            }
            _ => read(self.bytes(), media_type, encoding),
        }
    }
}

/// From a file's text, after a byte order mark of so many bytes, to what is read of it.
type Reader = fn(Arc<String>, usize) -> Readable;

fn reader(media_type: &str) -> Result<Reader, ReadError> {
    let essence = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/plain" => Ok(plain),
        "text/markdown" | "text/x-markdown" => {
            Ok(|source, bom| markdown::read(&source).finish(source, bom))
        }
        "text/html" => Ok(|source, bom| html::read(&source, false).finish(source, bom)),
        "application/xhtml+xml" => Ok(|source, bom| html::read(&source, true).finish(source, bom)),
        _ => Err(ReadError::MediaType(media_type.to_owned())),
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

/// The media type that a file has by its name's extension, and that extension as it is usually written.
#[must_use]
pub fn media_type(name: &Utf8Path) -> Option<(&'static str, &'static str)> {
    match name.extension()?.to_ascii_lowercase().as_str() {
        "txt" | "text" => Some(("text/plain", "txt")),
        "md" | "markdown" => Some(("text/markdown", "md")),
        "html" | "htm" => Some(("text/html", "html")),
        "xhtml" => Some(("application/xhtml+xml", "xhtml")),
        _ => None,
    }
}

fn plain(source: Arc<String>, bom: usize) -> Readable {
    Readable {
        bom,
        text: source.clone(),
        breaks: Vec::new(),
        parts: OnceLock::new(),
        lists: Vec::new(),
        map: Vec::new(),
        blocks: Vec::new(),
        running: false,
        source,
    }
}

/// How far around a place the ends of its line are looked for, in bytes.
const NEAR: usize = 4_096;

/// The headings of a plain text that nobody can take for anything else: a line by itself, underlined over
/// its whole width.
fn underlined(text: &str) -> Vec<(Span, Part)> {
    let ends = memchr_iter(b'\n', text.as_bytes());
    ends.filter_map(|end| Some((underlined_line(text, end)?, Part::Heading))).collect()
}

/// The line that ends at byte `end`, if it is a heading.
fn underlined_line(text: &str, end: usize) -> Option<Span> {
    let next = text.get(end + 1..)?;
    if !next.starts_with(['=', '-', '~']) {
        return None;
    }
    let line_start = |end: usize| memrchr(b'\n', text.as_bytes().get(..end)?).map(|at| at + 1);
    let rule = next.split('\n').next().unwrap_or_default().trim_end();
    let start = line_start(end).unwrap_or(0);
    let above = start.checked_sub(1).map_or(0..0, |end| line_start(end).unwrap_or(0)..end);
    let heading = text.get(start..end).unwrap_or_default().trim_end();
    let ruled = rule.chars().all(|c| rule.starts_with(c));
    let wide = heading.chars().take(rule.len() + 2).count();
    let alone = text.get(above).unwrap_or_default().trim().is_empty();
    let is_heading = ruled && rule.len() >= 3 && rule.len().abs_diff(wide) <= 1 && alone;
    is_heading.then(|| Span::new(start, start + heading.len()))
}

/// The line around byte `at`, if it is a heading. None where its ends are far.
#[expect(clippy::option_option, reason = "a heading, none, or not known")]
fn heading_near(text: &str, at: usize) -> Option<Option<Span>> {
    let bytes = text.as_bytes();
    let after = bytes.get(at..)?;
    let near = after.get(..NEAR).unwrap_or(after);
    let Some(end) = memchr(b'\n', near) else {
        return (near.len() == after.len()).then_some(None);
    };
    let end = at + end;
    // Nearly always no rule follows, and where the line starts does not matter.
    if !matches!(bytes.get(end + 1), Some(b'=' | b'-' | b'~')) {
        return Some(None);
    }
    let before = at.saturating_sub(NEAR);
    let starts_near = before == 0 || memchr(b'\n', bytes.get(before..at)?).is_some();
    starts_near.then(|| underlined_line(text, end))
}

/// The encoding of a file, and the bytes of its byte order mark.
fn encoded(
    bytes: &[u8],
    encoding: Option<&str>,
) -> Result<(&'static encoding_rs::Encoding, usize), ReadError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(ReadError::TooLong);
    }
    let stated = match encoding {
        Some(label) => Some(
            encoding_rs::Encoding::for_label(label.as_bytes())
                .ok_or_else(|| ReadError::Encoding(label.to_owned()))?,
        ),
        None => None,
    };
    let marked = encoding_rs::Encoding::for_bom(bytes);
    Ok(match (marked, stated) {
        (Some((found, bom)), _) => (found, bom),
        (None, stated) => (stated.unwrap_or(encoding_rs::UTF_8), 0),
    })
}

fn decode<'b>(bytes: &'b [u8], encoding: Option<&str>) -> Result<(Cow<'b, str>, usize), ReadError> {
    let (used, bom) = encoded(bytes, encoding)?;
    let body = bytes.get(bom..).unwrap_or(&[]);
    if used == encoding_rs::UTF_8 {
        return match std::str::from_utf8(body) {
            Ok(text) => Ok((Cow::Borrowed(text), bom)),
            Err(error) => Err(not_utf8(body, bom + error.valid_up_to(), encoding.is_some())),
        };
    }
    match used.decode_without_bom_handling_and_without_replacement(body) {
        Some(text) if u32::try_from(text.len()).is_err() => Err(ReadError::TooLong),
        Some(text) => Ok((text, bom)),
        None => Err(ReadError::Malformed(bom, used.name().to_owned())),
    }
}

fn not_utf8(body: &[u8], at: usize, stated: bool) -> ReadError {
    if stated {
        return ReadError::Malformed(at, "UTF-8".to_owned());
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(body, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    ReadError::Unstated(at, guess.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Part, read};
    use crate::text::{Span, floor};
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
        use super::BlockKind::{self, Caption, Cell, Heading, Item, Text};
        let of = |source: &str, media_type| -> Vec<(String, BlockKind, bool)> {
            let read = read(source.as_bytes(), media_type, None).expect("readable");
            let text = |span: Span| read.text.get(span.range()).unwrap_or("").to_owned();
            read.blocks().iter().map(|b| (text(b.span), b.kind, b.begins)).collect()
        };
        let wanted = |list: &[(&str, BlockKind, bool)]| -> Vec<(String, BlockKind, bool)> {
            list.iter().map(|(text, kind, begins)| ((*text).to_owned(), *kind, *begins)).collect()
        };
        let list =
            [("H", Heading, true), ("Then:", Text, true), ("a", Item, true), ("b", Item, true)];
        let more = [("b2", Item, false), ("c", Cell, true), ("d", Cell, true)];
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
            let parts = super::underlined(&text);
            for (at, length) in places {
                let start = floor(&text, at.index(text.len() + 1));
                let span = Span::new(start, floor(&text, start + length));
                let around = |(part, _): &&(Span, Part)| {
                    part.start <= span.start && span.end <= part.end
                };
                let last = parts.iter().rfind(|(part, _)| part.start <= span.start);
                let plainly = last.filter(around).map(|(_, part)| *part);
                let readable = super::plain(Arc::new(text.clone()), 0);
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
