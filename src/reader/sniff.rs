//! Detects a file's format from its bytes: the media type, or why quoteproof cannot read it.
//!
//! Three kinds of signs are searched for, the surest first: bytes that a format begins with (`%PDF-`), the root element of
//! XML, and the first lines of what is plain text by nature (an e-mail's header, the first cue of subtitles).

use super::ReadError;
use super::xml::{self, Root};
use std::ops::Range;

/// The media type of DOCX.
pub(super) const DOCX: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The media type of ODT.
pub(super) const ODT: &str = "application/vnd.oasis.opendocument.text";
/// The media type of EPUB.
pub(super) const EPUB: &str = "application/epub+zip";

/// As much of a file's start as is looked at, in bytes.
const HEAD: usize = 64 << 10;

/// Bytes that may be before a PDF's header.
const PDF_START: usize = 1_024;

/// Where a file of Palm says what it is.
const PALM_TYPE: Range<usize> = 60..68;

/// Lines, comments aside, in which LaTeX begins a document.
const TEX_LINES: usize = 20;

/// What a file begins with that nothing here reads, and what is said of it.
const REFUSED: &[(&[u8], &str, &str)] = &[
    (
        b"\x89PNG\r\n",
        "a picture (PNG)",
        "it has no text; run OCR on it, and cite the file that this makes",
    ),
    (
        b"\xFF\xD8\xFF",
        "a picture (JPEG)",
        "it has no text; run OCR on it, and cite the file that this makes",
    ),
    (
        b"GIF8",
        "a picture (GIF)",
        "it has no text; run OCR on it, and cite the file that this makes",
    ),
    (
        b"II*\0",
        "a picture (TIFF)",
        "it has no text; run OCR on it, and cite the file that this makes",
    ),
    (
        b"MM\0*",
        "a picture (TIFF)",
        "it has no text; run OCR on it, and cite the file that this makes",
    ),
    (b"AT&TFORM", "a DjVu file", "convert it to PDF, and cite that file"),
    (b"%!PS", "a PostScript file", "convert it to PDF, and cite that file"),
    (b"7z\xBC\xAF\x27\x1C", "an archive (7z)", "unpack it, and cite the document in it"),
    (b"Rar!", "an archive (RAR)", "unpack it, and cite the document in it"),
    (b"SQLite format 3", "a database", "export the text that is quoted"),
];

/// What is wrong with a file of a known kind.
fn refused(what: &'static str, why: &str) -> ReadError {
    ReadError::Damaged("a document", format!("it is {what}: {why}"))
}

/// The media type that a file's bytes say. `named` is the one that its name says: it decides between two forms of the
/// same markup, HTML and XHTML, and nothing else.
///
/// # Errors
/// A file that nothing here reads, by its bytes.
pub(super) fn media_type(
    bytes: &[u8],
    named: Option<&'static str>,
) -> Result<Option<&'static str>, ReadError> {
    for (magic, what, why) in REFUSED {
        if bytes.starts_with(magic) {
            return Err(refused(what, why));
        }
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(compound(bytes));
    }
    if bytes.get(PALM_TYPE) == Some(b"BOOKMOBI") {
        return Err(refused("a Kindle book", "convert it to EPUB, and cite that file"));
    }
    let start = bytes.get(..bytes.len().min(PDF_START)).unwrap_or_default();
    if memchr::memmem::find(start, b"%PDF-").is_some_and(|at| at == 0 || !is_text(start)) {
        return Ok(Some("application/pdf"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped(bytes).map(Some);
    }
    if bytes.starts_with(b"\x1F\x8B") || bytes.starts_with(b"WARC/1.") {
        return Ok(Some("application/warc"));
    }
    let head = head(bytes);
    if let Some(root) = xml::root(&head) {
        return Ok(of_root(&root, named));
    }
    Ok(of_lines(&head, named))
}

fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok()
}

/// A file of the container that Word 97 to 2003 wrote, and that locked DOCX files are kept in.
fn compound(bytes: &[u8]) -> ReadError {
    let wide = |name: &str| name.bytes().flat_map(|b| [b, 0]).collect::<Vec<u8>>();
    if memchr::memmem::find(bytes, &wide("EncryptedPackage")).is_some() {
        return ReadError::Locked;
    }
    let why = "save it as DOCX or PDF, and cite that file";
    if memchr::memmem::find(bytes, &wide("WordDocument")).is_some() {
        return refused("a Word file from before 2007 (DOC)", why);
    }
    refused("an Office file from before 2007", why)
}

#[cfg(feature = "docx")]
fn zipped(bytes: &[u8]) -> Result<&'static str, ReadError> {
    super::package::media_type(bytes)
}

/// Without a reader of archives only the first member is looked at.
#[cfg(not(feature = "docx"))]
fn zipped(bytes: &[u8]) -> Result<&'static str, ReadError> {
    let has = |words: &[u8]| memchr::memmem::find(bytes, words).is_some();
    if has(b"mimetypeapplication/epub+zip") {
        Ok(EPUB)
    } else if has(b"mimetypeapplication/vnd.oasis.opendocument.text") {
        Ok(ODT)
    } else if has(b"word/document.xml") {
        Ok(DOCX)
    } else {
        Err(refused("an archive (ZIP)", "unpack it, and cite the document in it"))
    }
}

/// The start of a file as text, whatever its encoding: what formats are told by is ASCII.
fn head(bytes: &[u8]) -> String {
    let start = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let (encoding, bom) = encoding_rs::Encoding::for_bom(start).unwrap_or((encoding_rs::UTF_8, 0));
    let start = start.get(bom..).unwrap_or_default();
    encoding.decode_without_bom_handling(start).0.into_owned()
}

/// The media type of a root element.
fn of_root(root: &Root<'_>, named: Option<&'static str>) -> Option<&'static str> {
    let says = |words: &str| root.tag.contains(words) || root.doctype.contains(words);
    let doctype = root.doctype.get(9..).unwrap_or("").trim_start();
    let html = |name: &str| name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("html"));
    match root.name {
        name if html(doctype) || name.eq_ignore_ascii_case("html") => {
            let xhtml = "application/xhtml+xml";
            Some(if named == Some(xhtml) { xhtml } else { "text/html" })
        }
        "article" | "pmc-articleset" | "book-part-wrapper"
            if !says("ocBook") && !says("docbook") =>
        {
            // HTML has an `article`, too.
            (!root.doctype.is_empty()
                || root.name != "article"
                || ["article-type", "dtd-version", "xlink", "mml"].iter().any(|sign| says(sign))
                || named == Some("application/jats+xml"))
            .then_some("application/jats+xml")
        }
        "TEI" | "TEI.2" | "teiCorpus" | "teiCorpus.2" => Some("application/tei+xml"),
        "document" if says("opendocument") => {
            Some("application/vnd.oasis.opendocument.text-flat-xml")
        }
        _ => None,
    }
}

/// The media type that the first lines of a text say.
fn of_lines(head: &str, named: Option<&'static str>) -> Option<&'static str> {
    if head
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
    {
        return Some("text/vtt");
    }
    let mut lines = head.lines().map(str::trim_end).skip_while(|line| line.is_empty());
    let (first, second) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let is_number = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    let is_time = second.contains(" --> ") && second.starts_with(|c: char| c.is_ascii_digit());
    if is_number && is_time {
        return Some("application/x-subrip");
    }
    if is_tex(head) {
        return Some("application/x-tex");
    }
    mail(head, named)
}

/// Whether the first line that is no comment is one of LaTeX's.
fn is_tex(head: &str) -> bool {
    let mut lines =
        head.lines().map(str::trim_start).filter(|l| !l.is_empty() && !l.starts_with('%'));
    lines.by_ref().take(TEX_LINES).any(|line| {
        ["\\documentclass", "\\documentstyle", "\\begin{document}"]
            .iter()
            .any(|start| line.starts_with(start))
    }) && head
        .lines()
        .map(str::trim_start)
        .find(|l| !l.is_empty())
        .is_some_and(|l| l.starts_with(['\\', '%', '}']))
}

/// The media type of a header like an e-mail's: lines `Name: value` up to an empty line, among them those that every
/// message has.
fn mail(head: &str, named: Option<&'static str>) -> Option<&'static str> {
    let mut names: Vec<String> = Vec::new();
    let mut archive = false;
    for (number, line) in head.lines().enumerate() {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) || (number == 0 && line.starts_with("From ")) {
            continue;
        }
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        archive |= name == "snapshot-content-location"
            || (name == "from" && value.to_ascii_lowercase().contains("saved by"));
        names.push(name);
    }
    let has = |name: &str| names.iter().any(|known| known == name);
    let said =
        ["from", "date", "subject", "to", "message-id", "received", "mime-version", "content-type"];
    let said = said.iter().filter(|name| has(name)).count();
    let is_message =
        ["from", "message-id", "received", "mime-version"].iter().any(|name| has(name));
    let wanted = if matches!(named, Some("message/rfc822" | "multipart/related")) { 1 } else { 3 };
    if !is_message || said < wanted {
        return None;
    }
    let is_page = archive || (named == Some("multipart/related") && !has("received"));
    Some(if is_page { "multipart/related" } else { "message/rfc822" })
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn bytes_say_what_a_file_is() {
        for (bytes, wanted) in [
            ("%PDF-1.7\n", Some("application/pdf")),
            ("\u{FEFF}WEBVTT\n\n00:01.000 --> 00:02.000\nx", Some("text/vtt")),
            ("WEBVTTX", None),
            ("1\r\n00:00:01,000 --> 00:00:02,000\r\nx\r\n", Some("application/x-subrip")),
            ("<!DOCTYPE html><title>x</title>", Some("text/html")),
            (
                "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">",
                Some("text/html"),
            ),
            (
                "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text/></TEI>",
                Some("application/tei+xml"),
            ),
            (
                "<article article-type=\"research-article\"><front/></article>",
                Some("application/jats+xml"),
            ),
            ("<article xmlns=\"http://docbook.org/ns/docbook\"><para/></article>", None),
            ("<article><p>A page's part.</p></article>", None),
            ("<note><to>x</to></note>", None),
            ("% comment\n\\documentclass{article}\n", Some("application/x-tex")),
            ("In LaTeX a file begins so:\n\\documentclass{article}\n", None),
            (
                "From: a@b.example\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nSubject: x\n\nHi",
                Some("message/rfc822"),
            ),
            ("From: a\nto b\n", None),
            ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", Some("application/warc")),
            ("# A head\n\nText: of it.\n", None),
            ("", None),
        ] {
            assert_eq!(media_type(bytes.as_bytes(), None).expect("no refusal"), wanted, "{bytes}");
        }
        for bytes in
            [&b"\x89PNG\r\n\x1a\n"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", b"%!PS-Adobe"]
        {
            assert!(media_type(bytes, None).is_err());
        }
    }
}
