//! WARC: the pages of a web archive, each at the address that it was got from.
//!
//! A file is a row of records, each with a header, the answer of a server in it, and the page in that. In a `.warc.gz`
//! each record is compressed on its own. Only pages and plain texts are read; what a server answered with anything but
//! "here it is" is not a page.

use super::ReadError;
use super::assembly::Assembly;
use super::html;
use super::mime;
use super::readable::{GapReason, Readable};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;

/// What messages call it.
const WHAT: &str = "a web archive (WARC)";

/// The name of this reader, and the version of what it makes of a file.
pub(super) const READER: &str = "warc/3";

/// All that is inflated of a file, in bytes.
const MAX_INFLATED: usize = 256 << 20;

/// How many times its packed size a file may have, once it is larger than 1 MiB.
const MAX_RATIO: usize = 200;

/// Records of one file.
const MAX_RECORDS: usize = 100_000;

/// Reads a file, compressed or not.
pub(super) fn read(bytes: &[u8]) -> Result<Readable, ReadError> {
    let inflated;
    let bytes = if bytes.starts_with(b"\x1F\x8B") {
        inflated = inflate(MultiGzDecoder::new(bytes), bytes.len(), &mut { MAX_INFLATED })?;
        inflated.as_slice()
    } else {
        bytes
    };
    if !bytes.starts_with(b"WARC/1.") {
        return Err(ReadError::Damaged(WHAT, "it does not begin with a record".to_owned()));
    }
    let mut out = Assembly::new(READER);
    let mut left = MAX_INFLATED;
    let mut seen = HashSet::new();
    let mut rest = bytes;
    let mut records = 0;
    while let Some((record, next)) = record(rest)? {
        rest = next;
        records += 1;
        if records > MAX_RECORDS {
            return Err(ReadError::Limit(format!("it has more than {MAX_RECORDS} records")));
        }
        let Some(page) = page(&record, &mut left)? else { continue };
        if !seen.insert((page.address.clone(), page.text.clone())) {
            continue;
        }
        if let Kind::LeftOut(reason) = page.kind {
            out.leave_out(page.address.into(), reason);
            continue;
        }
        let text = Arc::new(page.text);
        let readable = match page.kind {
            Kind::Html => html::read(&text, false).finish(READER, text, 0),
            Kind::Xhtml => html::read(&text, true).finish(READER, text, 0),
            Kind::Plain | Kind::LeftOut(_) => plain_text(&text),
        };
        out.add_part(&page.address, Some(&Arc::from(page.address.as_str())), &readable);
    }
    if out.is_all_left_out() {
        let why = "its pages are damaged, or compressed in a way that quoteproof cannot read (Brotli, Zstandard)";
        return Err(ReadError::NoText(why.to_owned()));
    }
    Ok(out.finish())
}

/// A plain text has no blocks of its own: its paragraphs are.
fn plain_text(text: &Arc<String>) -> Readable {
    let mut out = super::draft::Draft::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            out.end_block(at);
        } else {
            out.push_same(line, at);
        }
        at += line.len();
    }
    out.end_block(at);
    out.finish(READER, text.clone(), 0)
}

/// The fields of a header: names in small letters, and values.
type Fields = Vec<(String, String)>;

/// A record: its header's fields, and what it holds.
struct Record<'b> {
    fields: Fields,
    block: &'b [u8],
}

fn field<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The fields of a header, behind its first line, and where its end is.
fn fields(bytes: &[u8]) -> Option<(&str, Fields, usize)> {
    let (end, length) = match memchr::memmem::find(bytes, b"\r\n\r\n") {
        Some(end) => (end, 4),
        None => (memchr::memmem::find(bytes, b"\n\n")?, 2),
    };
    let head = std::str::from_utf8(bytes.get(..end)?).unwrap_or("");
    let mut lines = head.lines();
    let first = lines.next().unwrap_or("");
    let fields = lines.filter_map(|line| line.split_once(':'));
    let fields =
        fields.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    Some((first, fields.collect(), end + length))
}

/// The record at the start of some bytes, and what is after it.
fn record(bytes: &[u8]) -> Result<Option<(Record<'_>, &[u8])>, ReadError> {
    let bytes = bytes.trim_ascii_start();
    if bytes.is_empty() {
        return Ok(None);
    }
    let damaged = |why: &str| ReadError::Damaged(WHAT, why.to_owned());
    let Some((_, fields, start)) = fields(bytes).filter(|(first, ..)| first.starts_with("WARC/"))
    else {
        return Err(damaged("a record has no header"));
    };
    let length: usize = field(&fields, "content-length")
        .and_then(|length| length.parse().ok())
        .ok_or_else(|| damaged("a record does not state its length"))?;
    let end = start.checked_add(length).filter(|end| *end <= bytes.len());
    let end = end.ok_or_else(|| damaged("it ends in the middle of a record"))?;
    let block = bytes.get(start..end).unwrap_or_default();
    Ok(Some((Record { fields, block }, bytes.get(end..).unwrap_or_default())))
}

enum Kind {
    Html,
    Xhtml,
    Plain,
    /// It cannot be read.
    LeftOut(GapReason),
}

struct Page {
    address: String,
    text: String,
    kind: Kind,
}

/// The page that a record holds, if it is one.
fn page(record: &Record<'_>, left: &mut usize) -> Result<Option<Page>, ReadError> {
    let Some(address) = field(&record.fields, "warc-target-uri") else { return Ok(None) };
    let address = address.trim_matches(['<', '>']).to_owned();
    let left_out = |reason: GapReason| Page {
        address: address.clone(),
        text: String::new(),
        kind: Kind::LeftOut(reason),
    };
    let own = field(&record.fields, "content-type").unwrap_or("");
    let (content_type, body) = match field(&record.fields, "warc-type") {
        Some("response") => {
            let Some((status, headers, start)) = fields(record.block) else { return Ok(None) };
            if !status.starts_with("HTTP/")
                || status.split_whitespace().nth(1).is_none_or(|code| !code.starts_with('2'))
            {
                return Ok(None);
            }
            let mut body = record.block.get(start..).unwrap_or_default().to_vec();
            let has = |name: &str, value: &str| {
                field(&headers, name).is_some_and(|v| v.eq_ignore_ascii_case(value))
            };
            let Some(kind) = field(&headers, "content-type").map(str::to_owned) else {
                return Ok(None);
            };
            if kind_of(&kind).is_none() {
                return Ok(None);
            }
            if has("transfer-encoding", "chunked") {
                body = joined(&body);
            }
            if has("content-encoding", "gzip") || has("content-encoding", "x-gzip") {
                let inflated = inflate(MultiGzDecoder::new(body.as_slice()), body.len(), left);
                let Some(whole) = unless_damaged(inflated)? else {
                    return Ok(Some(left_out(GapReason::Damaged)));
                };
                body = whole;
            } else if has("content-encoding", "deflate") {
                let Some(whole) = unless_damaged(deflated(&body, left))? else {
                    return Ok(Some(left_out(GapReason::Damaged)));
                };
                body = whole;
            } else if field(&headers, "content-encoding")
                .is_some_and(|v| !v.eq_ignore_ascii_case("identity"))
            {
                return Ok(Some(left_out(GapReason::Packed)));
            }
            (kind, body)
        }
        Some("resource" | "conversion") => (own.to_owned(), record.block.to_vec()),
        _ => return Ok(None),
    };
    let Some(kind) = kind_of(&content_type) else { return Ok(None) };
    let charset = mime::parameter(&content_type, "charset").or_else(|| html_charset(&body));
    Ok(Some(Page { address, text: mime::decoded(&body, charset.as_deref()), kind }))
}

fn kind_of(content_type: &str) -> Option<Kind> {
    match content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
        "text/html" => Some(Kind::Html),
        "application/xhtml+xml" => Some(Kind::Xhtml),
        "text/plain" => Some(Kind::Plain),
        _ => None,
    }
}

/// Bytes of a page in which it states its character set, as browsers look for it.
const CHARSET_BYTES: usize = 1_024;

/// The character set that a page states itself: `<meta charset="windows-1252">`.
fn html_charset(body: &[u8]) -> Option<String> {
    let head = body.get(..body.len().min(CHARSET_BYTES)).unwrap_or_default().to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")?;
    let value = head.get(at + 8..)?.iter().skip_while(|b| matches!(b, b'"' | b'\''));
    let value = value.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    Some(value.map(|b| char::from(*b)).collect()).filter(|value: &String| !value.is_empty())
}

/// A body that was sent in chunks, joined.
fn joined(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let size = std::str::from_utf8(rest.get(..end).unwrap_or_default()).unwrap_or("");
        let size = size.split(';').next().unwrap_or("").trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            // It was joined already when it was archived.
            return if out.is_empty() { body.to_vec() } else { out };
        };
        let start = end + 1;
        let stop = start.saturating_add(size).min(rest.len());
        out.extend_from_slice(rest.get(start..stop).unwrap_or_default());
        if size == 0 {
            break;
        }
        let next = rest.get(stop..).unwrap_or_default();
        rest = next.strip_prefix(b"\r\n").or(next.strip_prefix(b"\n")).unwrap_or(next);
    }
    out
}

/// What is no bomb, whatever its ratio, in bytes.
const SMALL: usize = 1 << 20;

/// Inflates what servers call `deflate`: zlib, or by some what zlib has inside.
fn deflated(bytes: &[u8], left: &mut usize) -> Result<Vec<u8>, ReadError> {
    // The first byte of zlib names the method, and both together are a multiple of 31.
    let is_zlib = matches!(bytes, [a, b, ..] if a & 0xF == 8 && (u32::from(*a) << 8 | u32::from(*b)).is_multiple_of(31));
    if is_zlib {
        inflate(ZlibDecoder::new(bytes), bytes.len(), left)
    } else {
        inflate(DeflateDecoder::new(bytes), bytes.len(), left)
    }
}

/// What was inflated, or nothing where it is damaged: one page of many is, so the others are read.
fn unless_damaged(inflated: Result<Vec<u8>, ReadError>) -> Result<Option<Vec<u8>>, ReadError> {
    match inflated {
        Err(ReadError::Damaged(..)) => Ok(None),
        other => other.map(Some),
    }
}

/// Inflates to the end what is packed in so many bytes; counts down what may still be inflated.
fn inflate(inflater: impl Read, packed: usize, left: &mut usize) -> Result<Vec<u8>, ReadError> {
    let most = (*left).min(packed.saturating_mul(MAX_RATIO).max(SMALL));
    let mut out = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let read = inflater.take(limit.saturating_add(1)).read_to_end(&mut out);
    // What is damaged took its time, too.
    *left = left.saturating_sub(out.len());
    read.map_err(|error| ReadError::Damaged(WHAT, error.to_string()))?;
    if out.len() > most {
        let limit = format!(
            "it is more than {MAX_RATIO} times its packed size, or longer than {} MiB",
            MAX_INFLATED >> 20
        );
        return Err(ReadError::Limit(limit));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use crate::reader::{ReadError, read};
    use std::io::Write as _;

    fn record(kind: &str, address: &str, block: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    }

    fn archive() -> String {
        let page = |body: &str| {
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}")
        };
        let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n\
                       7\r\n<p>The \r\nE\r\nmole settled.\n\r\n0\r\n\r\n";
        let moved = "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<p>Moved.</p>";
        [
            record("warcinfo", "x", "software: none"),
            record("response", "https://example.org/a", &page("<p>The gauge never ran dry.</p>")),
            record("response", "https://example.org/b", chunked),
            record("response", "https://example.org/c", moved),
        ]
        .concat()
    }

    #[test]
    fn pages_stand_at_their_addresses() {
        let read = read(archive().as_bytes(), "application/warc", None).expect("readable");
        assert_eq!(read.text.trim(), "The gauge never ran dry.\n\nThe mole settled.");
        let part = |words: &str| {
            read.locus_at(read.text.find(words).expect("words")).and_then(|l| l.part.clone())
        };
        assert_eq!(part("gauge").as_deref(), Some("https://example.org/a"));
        assert_eq!(part("mole").as_deref(), Some("https://example.org/b"));
    }

    #[test]
    fn a_page_that_is_packed_otherwise_is_missed() {
        let brotli =
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n\u{1}";
        let brotli = record("response", "https://example.org/d", brotli);
        let some = read((archive() + &brotli).as_bytes(), "application/warc", None);
        let said = some.expect("readable").unread();
        assert_eq!(
            said.as_deref(),
            Some("“https://example.org/d” is compressed in a way that quoteproof cannot read")
        );
        assert!(matches!(
            read(brotli.as_bytes(), "application/warc", None),
            Err(ReadError::NoText(_))
        ));
    }

    #[test]
    fn deflate_is_read_with_its_frame_and_without() {
        let page = b"<p>The mole settled.</p>";
        let level = flate2::Compression::best();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), level);
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), level);
        zlib.write_all(page).expect("packed");
        bare.write_all(page).expect("packed");
        for packed in [zlib.finish().expect("packed"), bare.finish().expect("packed")] {
            let head =
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\n\r\n";
            let block = [head.as_slice(), &packed].concat();
            let fields = format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: x\r\nContent-Length: {}\r\n\r\n",
                block.len()
            );
            let file = [fields.as_bytes(), &block, b"\r\n\r\n"].concat();
            let read = read(&file, "application/warc", None).expect("readable");
            assert_eq!(read.text.trim(), "The mole settled.");
        }
    }

    #[test]
    fn a_page_that_is_damaged_is_missed_alone() {
        let page = b"<p>The mole settled, and nobody saw it.</p>";
        let level = flate2::Compression::best();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), level);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
        zlib.write_all(page).expect("packed");
        gzip.write_all(page).expect("packed");
        for (encoding, packed) in
            [("deflate", zlib.finish().expect("packed")), ("gzip", gzip.finish().expect("packed"))]
        {
            let cut = packed.get(..packed.len() / 2).expect("half");
            for body in [cut, page.as_slice(), b"".as_slice()] {
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n"
                );
                let block = [head.as_bytes(), body].concat();
                let fields = format!(
                    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: x\r\nContent-Length: {}\r\n\r\n",
                    block.len()
                );
                let bad = [fields.as_bytes(), &block, b"\r\n\r\n"].concat();
                let both = [archive().as_bytes(), &bad].concat();
                let some = read(&both, "application/warc", None).expect("readable");
                assert!(some.text.contains("The gauge never ran dry."));
                assert_eq!(some.unread().as_deref(), Some("“x” is damaged"), "{encoding}");
                assert!(matches!(read(&bad, "application/warc", None), Err(ReadError::NoText(_))));
            }
        }
    }

    #[test]
    fn records_may_be_packed_and_bombs_may_not() {
        let pack = |bytes: &[u8]| {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            out.write_all(bytes).expect("packed");
            out.finish().expect("packed")
        };
        let packed = pack(archive().as_bytes());
        assert!(read(&packed, "application/warc", None).is_ok());
        let bomb = pack(&vec![b' '; 32 << 20]);
        assert!(matches!(read(&bomb, "application/warc", None), Err(ReadError::Limit(_))));
        let cut = archive();
        let cut = cut.get(..cut.len() - 20).expect("ASCII");
        assert!(matches!(
            read(cut.as_bytes(), "application/warc", None),
            Err(ReadError::Damaged(..))
        ));
    }
}
