//! The one place that names the crates of hayro: PDF syntax, fonts and character maps. Everything else of the reader
//! sees what is listed here.

pub(super) use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
pub(super) use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontResolverFn};
pub(super) use hayro_syntax::content::TypedIter;
pub(super) use hayro_syntax::content::ops::TypedInstruction;
pub(super) use hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Number, Object, ObjectIdentifier, Stream,
};
pub(super) use hayro_syntax::page::{Page, Resources};
pub(super) use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::matrix::Matrix;
use hayro_font::FontQuery;
use hayro_font::kurbo::Shape;
use hayro_syntax::object::String as PdfString;
use std::sync::Arc;

/// What replaces fonts that a file does not embed: the metrics and names of the 14 standard fonts.
pub(super) fn font_resolver() -> FontResolverFn {
    Arc::new(|query| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
    })
}

/// The character maps that every reader of PDF has to know by name.
pub(super) fn cmap_resolver() -> CMapResolverFn {
    Arc::new(hayro_cmap::load_embedded)
}

/// Opens a file, trying the empty password.
pub(super) fn open(bytes: &[u8]) -> Result<Pdf, LoadPdfError> {
    Pdf::new(bytes.to_vec())
}

/// The document's catalog.
pub(super) fn catalog(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

/// From the space of a page to its upper left corner as it is shown, `y` downwards.
pub(super) fn page_matrix(page: &Page<'_>) -> Matrix {
    Matrix::new(page.initial_transform(true).as_coeffs())
}

/// The bytes of a string.
pub(super) fn string_bytes<'a>(dict: &Dict<'a>, key: &str) -> Option<Vec<u8>> {
    dict.get::<PdfString<'a>>(key.as_bytes()).map(|s| s.as_bytes().to_vec())
}

/// A string as text: UTF-16 or UTF-8 with its mark, else byte by byte.
pub(super) fn text_string(dict: &Dict<'_>, key: &str) -> Option<String> {
    string_bytes(dict, key).map(|bytes| text(&bytes))
}

/// A name, without its slash.
pub(super) fn name(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.get::<Name<'_>>(key.as_bytes()).map(|n| String::from_utf8_lossy(n.as_ref()).into_owned())
}

/// The names of a stream's filters.
pub(super) fn filters(stream: &Stream<'_>) -> Vec<String> {
    let dict = stream.dict();
    let text = |name: Name<'_>| String::from_utf8_lossy(name.as_ref()).into_owned();
    for key in [b"F".as_slice(), b"Filter"] {
        if let Some(one) = dict.get::<Name<'_>>(key) {
            return vec![text(one)];
        }
        if let Some(all) = dict.get::<Array<'_>>(key) {
            return all.iter::<Name<'_>>().map(text).collect();
        }
    }
    Vec::new()
}

/// A text string of PDF: UTF-16 or UTF-8 with a byte order mark, else `PDFDocEncoding`, whose upper half is Latin-1.
pub(super) fn text(bytes: &[u8]) -> String {
    let utf16 = |body: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = body.chunks_exact(2).map(|c| read([c[0], c[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFE, 0xFF, body @ ..] => utf16(body, u16::from_be_bytes),
        [0xFF, 0xFE, body @ ..] => utf16(body, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, body @ ..] => String::from_utf8_lossy(body).into_owned(),
        _ => bytes.iter().map(|&b| pdf_doc(b)).collect(),
    }
}

/// A byte of `PDFDocEncoding` (ISO 32000-1, annex D.2).
fn pdf_doc(byte: u8) -> char {
    const HIGH: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž";
    match byte {
        0x80..=0x9E => HIGH.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{FFFD}'),
        0xA0 => '€',
        _ => char::from(byte),
    }
}

/// Where the outline of a glyph begins and ends over the baseline, in 1/1000 em, if it has one.
pub(super) fn outline_height(glyph: &FontGlyph<'_>) -> Option<(f64, f64)> {
    let FontGlyph::Outline(glyph) = glyph else { return None };
    let path = glyph.outline();
    if path.elements().is_empty() {
        return None;
    }
    let bounds = path.bounding_box();
    Some((bounds.y0, bounds.y1))
}

/// The middle of the outline of a glyph along the line, in 1/1000 em, if it has one.
pub(super) fn outline_middle(glyph: &FontGlyph<'_>) -> Option<f64> {
    let FontGlyph::Outline(glyph) = glyph else { return None };
    let path = glyph.outline();
    let bounds = path.bounding_box();
    (!path.elements().is_empty()).then(|| f64::midpoint(bounds.x0, bounds.x1))
}

/// What a glyph stands for, by `ToUnicode` or its name.
pub(super) fn unicode(glyph: &FontGlyph<'_>) -> Option<BfString> {
    match glyph {
        FontGlyph::Outline(glyph) => glyph.as_unicode(),
        FontGlyph::Type3(glyph) => glyph.as_unicode(),
    }
}
