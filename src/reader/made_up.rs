//! Two made-up containers, for tests: what reports say of a place that is not a line.
//!
//! `MADE-UP PAGES` is followed by lines `7 iv The words of a line.`: the page's number, its label (`-` for none) and the
//! words. `MADE-UP PARTS` is followed by lines `Chapter 2|9|The words of a paragraph.` The highest bit of each byte may
//! be set, so that the file is not text.

use super::extracted::ExtractedText;
use super::formats::{Format, Read};
use super::readable::{Block, ElementKind, Extent, Locus};
use super::{ReadError, Readable};
use crate::text::{Page, Rect, Span};

pub(super) const FORMATS: &[Format] = &[
    Format {
        name: "made up",
        media_types: &["application/x-made-up-pages"],
        extensions: &["pages"],
        magic: Some(|bytes| bytes.starts_with(b"MADE-UP PAGES\n")),
        read: Read::Bytes("pages/1", |bytes| read(bytes, "pages/1", page)),
    },
    Format {
        name: "made up",
        media_types: &["application/x-made-up-parts"],
        extensions: &["parts"],
        magic: Some(|bytes| bytes.starts_with(b"MADE-UP PARTS\n")),
        read: Read::Bytes("parts/1", |bytes| read(bytes, "parts/1", part)),
    },
];

/// Where a line is, what it was read from, and its words.
type Line<'l> = (Locus, Extent, &'l str);

fn read(
    bytes: &[u8],
    reader: &'static str,
    line: fn(&str, i32) -> Option<Line<'_>>,
) -> Result<Readable, ReadError> {
    let damaged =
        || ReadError::Damaged("a made-up container", "a line is not as it should be".into());
    // Bytes that are no UTF-8: a reader of containers gets them as they are.
    let decoded: String = bytes.iter().map(|byte| char::from(byte & 0x7F)).collect();
    let mut out = ExtractedText { reader, ..ExtractedText::default() };
    for (number, each) in decoded.lines().enumerate().skip(1) {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let (locus, from, words) = line(each, number).ok_or_else(damaged)?;
        let start = out.text.len();
        out.text.push_str(words);
        let span = Span::new(start, out.text.len());
        out.text.push_str("\n\n");
        let locus = {
            out.loci.push(locus);
            u32::try_from(out.loci.len() - 1).unwrap_or_default()
        };
        let (kind, begins, ocr) = (ElementKind::Body, true, false);
        out.blocks.push(Block { span, kind, begins, locus, from, ocr });
    }
    Ok(out.finish())
}

fn page(line: &str, number: i32) -> Option<Line<'_>> {
    let (index, rest) = line.split_once(' ')?;
    let (label, words) = rest.split_once(' ')?;
    let index = index.parse().ok()?;
    let label = Some(label).filter(|label| *label != "-").map(Into::into);
    let page = Some(Page { index, label, folio: None });
    let top = 12_000 * number;
    let rect = Rect { left: 72_000, top, right: 400_000, bottom: top + 10_000 };
    Some((Locus { page, ..Locus::default() }, Extent::Box { page: index, rect }, words))
}

fn part(line: &str, _: i32) -> Option<Line<'_>> {
    let mut cells = line.splitn(3, '|');
    let part = Some(cells.next()?).filter(|part| !part.is_empty()).map(Into::into);
    let paragraph = cells.next()?.parse().ok();
    Some((Locus { paragraph, part, ..Locus::default() }, Extent::Unknown, cells.next()?))
}
