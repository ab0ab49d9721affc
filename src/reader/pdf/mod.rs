//! The reader of PDF: from the operators that draw glyphs to a text in the order in which people read it.
//!
//! A PDF has no text, only glyphs at places. `content` follows the operators to the glyphs, `face` says what each
//! stands for; `line` and `words` put lines together; `furniture`, `notes` and `floats` set apart what is not part of the
//! running text; `order` finds the order of the lines, by the content stream, by their places or by the structure tree
//! (`tags`); `write` makes the text. Everything is decided on integers of 1/1000 pt, so that every machine reads the same.

pub(super) mod about;
mod cells;
mod content;
mod face;
mod few;
mod floats;
mod frame;
mod furniture;
mod glyph;
mod hayro;
mod headings;
mod initial;
mod joined;
mod justified;
mod labels;
mod limits;
mod line;
mod matrix;
mod notes;
mod numbered;
mod order;
mod own_map;
mod paint;
mod parting;
mod rows;
mod rtl;
mod ruled;
mod sheet;
mod tables;
mod tags;
mod tex;
mod vertical;
mod words;
mod write;

use crate::reader::extracted::ExtractedText;
use crate::reader::{Gap, GapReason, Locus, ReadError};
use crate::text::Page;
use content::{Drawn, Interpreter};
use face::Faces;
use hayro::{Array, DecryptionError, Dict, LoadPdfError, MaybeRef, ObjectIdentifier, Pdf};
use limits::{Budget, MAX_PAGES, MAX_TEXT};
use matrix::{Mil, mil};
use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};
use tags::Tags;

/// The reader's contract: another text of the same file is another number.
pub(super) const READER: &str = "pdf/8";
/// What the file is called in messages.
const WHAT: &str = "a PDF";

/// Whether a file is a PDF: its mark is first, or after some bytes of what carried it, and then it is no text.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..1_024).unwrap_or(bytes);
    match memchr::memmem::find(head, b"%PDF-") {
        Some(0) => true,
        Some(_) => {
            memchr::memmem::find(bytes, b" obj").is_some() && std::str::from_utf8(bytes).is_err()
        }
        None => false,
    }
}

/// Reads a file.
///
/// # Errors
/// Where it is damaged, locked, past a limit, or has no text.
pub(super) fn read(bytes: &[u8]) -> Result<ExtractedText, ReadError> {
    let caught = std::panic::catch_unwind(|| read_all(bytes));
    caught.unwrap_or_else(|_| {
        Err(ReadError::Damaged(WHAT, "its objects contradict each other".to_owned()))
    })
}

fn read_all(bytes: &[u8]) -> Result<ExtractedText, ReadError> {
    let mut budget = Budget::default();
    budget.admit_object_streams(bytes);
    check(&budget)?;
    let pdf = hayro::open(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadError::Locked,
        LoadPdfError::Decryption(_) => {
            ReadError::Damaged(WHAT, "its encryption is not known".to_owned())
        }
        LoadPdfError::Invalid => ReadError::Damaged(WHAT, "no pages can be found in it".to_owned()),
    })?;
    let mut sheets = sheets(&pdf, &mut budget)?;
    let body = body_size(&sheets);
    for sheet in &mut sheets {
        floats::mark(sheet, body);
    }
    furniture::mark(&mut sheets, body);
    for sheet in &mut sheets {
        floats::boxes(sheet, body);
    }
    sheets.iter_mut().for_each(Sheet::find_stamp);
    let mut notes = Vec::with_capacity(sheets.len());
    let mut unfinished = None;
    for sheet in &mut sheets {
        notes.push(notes::mark(sheet, body, &mut unfinished));
    }
    sheets.iter_mut().for_each(tables::mark);
    parting::set_aside(&mut sheets);
    rows::join(&mut sheets);
    headings::mark(&mut sheets, body, &headings::outline(&pdf));
    let mut out = ExtractedText { reader: READER, ..ExtractedText::default() };
    out.loci = loci(&pdf, &sheets);
    let mut out = write::write(&sheets, &notes, out);
    if out.text.len() > MAX_TEXT {
        return Err(ReadError::Limit(format!("{} MiB of text", MAX_TEXT >> 20)));
    }
    let letters = sheets.iter().map(|sheet| sheet.glyphs - sheet.unmapped).sum::<usize>();
    if let Some(why) = no_text(&sheets, letters) {
        return Err(ReadError::NoText(why));
    }
    out.gaps = gaps(&sheets, &out);
    Ok(out)
}

fn check(budget: &Budget) -> Result<(), ReadError> {
    budget.past().map_or(Ok(()), |past| Err(ReadError::Limit(past.0.clone())))
}

/// The lines of all pages.
fn sheets(pdf: &Pdf, budget: &mut Budget) -> Result<Vec<Sheet>, ReadError> {
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(ReadError::Limit(format!("{MAX_PAGES} pages")));
    }
    let tags = Tags::read(pdf);
    let off = layers_off(pdf);
    let mut faces = Faces::new();
    let mut sheets = Vec::with_capacity(pages.len());
    for page in pages.iter() {
        let drawn = Interpreter::new(&mut faces, budget, &off).draw(page);
        let Drawn { glyphs, pictures, paints, .. } = drawn;
        check(budget)?;
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let id = page.raw().obj_id();
        let covered = mil(pictures / (width * height).max(1.0) / 10.0);
        sheets.push(Sheet::new(
            glyphs,
            paints.ruled,
            (mil(width), mil(height)),
            covered,
            |glyph| glyph.tag.and_then(|tag| tags.get(id, tag)),
        ));
    }
    Ok(sheets)
}

/// The layers that are not shown when the file is opened.
fn layers_off(pdf: &Pdf) -> BTreeSet<ObjectIdentifier> {
    let off = hayro::catalog(pdf).and_then(|catalog| {
        let layers = catalog.get::<Dict<'_>>(b"OCProperties".as_slice())?;
        layers.get::<Dict<'_>>(b"D".as_slice())?.get::<Array<'_>>(b"OFF".as_slice())
    });
    let refs = off.iter().flat_map(Array::raw_iter).filter_map(|layer| match layer {
        MaybeRef::Ref(id) => Some(ObjectIdentifier::from(id)),
        MaybeRef::NotRef(_) => None,
    });
    refs.collect()
}

/// The size that most letters have.
fn body_size(sheets: &[Sheet]) -> Mil {
    let mut letters: BTreeMap<Mil, usize> = BTreeMap::new();
    for line in sheets.iter().flat_map(|sheet| &sheet.lines) {
        *letters.entry((line.frame.size + 125) / 250).or_default() += line.glyphs;
    }
    let most = letters.iter().max_by_key(|&(size, count)| (*count, *size));
    most.map_or(10_000, |(size, _)| size * 250)
}

fn loci(pdf: &Pdf, sheets: &[Sheet]) -> Vec<Locus> {
    let labels = labels::labels(pdf, sheets.len());
    let folios = labels::folios(sheets);
    let pages = labels.into_iter().zip(folios).enumerate();
    pages
        .map(|(at, (label, folio))| {
            let index = u32::try_from(at + 1).unwrap_or(u32::MAX);
            Locus { page: Some(Page { index, label, folio }), ..Locus::default() }
        })
        .collect()
}

fn no_text(sheets: &[Sheet], letters: usize) -> Option<String> {
    let unmapped = sheets.iter().map(|sheet| sheet.unmapped).sum::<usize>();
    if letters > unmapped {
        return None;
    }
    Some(if unmapped > 0 {
        "the file does not say which characters its glyphs are; run OCR on it, and cite the file that this makes".to_owned()
    } else if sheets.iter().any(Sheet::is_picture) {
        "its pages are pictures; OCR it, and cite the OCR's file".to_owned()
    } else {
        "its pages are empty".to_owned()
    })
}

/// The pages that the text does not have, or not all of.
fn gaps(sheets: &[Sheet], out: &ExtractedText) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (page, sheet) in sheets.iter().enumerate() {
        let reason = match sheet {
            _ if sheet.is_picture() => GapReason::Picture,
            _ if sheet.is_unmapped() => GapReason::Unmapped,
            _ => continue,
        };
        let locus = u32::try_from(page).unwrap_or(u32::MAX);
        let behind = out.blocks.iter().take_while(|block| block.locus < locus).last();
        gaps.push(Gap { at: behind.map_or(0, |block| block.span.end), locus, reason });
    }
    gaps
}
