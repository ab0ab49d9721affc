//! What a reader gives: the text, and what is known of the page, member or bytes that each stretch of it is from.

use super::plain::{LineAround, heading_near, underlined};
use crate::text::{self, Break, Page, Place, Rect, Span, Time};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// A document's readable text.
#[derive(Debug, Clone)]
pub struct Readable {
    /// The file as decoded, without a byte order mark. Of a container, which is no text, it is `text` itself: what
    /// reports show of it.
    pub source: Arc<String>,
    /// Bytes of the byte order mark that is before `source` in the file.
    pub bom: usize,
    /// What a reader sees. Positions are counted in it. Of a plain text it is `source` itself.
    pub text: Arc<String>,
    /// Places that no quote may span.
    pub breaks: Vec<Break>,
    /// Where lines begin that nobody would go on to from the line before.
    pub(super) jumps: Vec<usize>,
    /// The name of the reader, and the version of what it makes of a file: `pdf/1`.
    pub(super) reader: &'static str,
    /// Whether the file has lines: it is a text, not a container.
    pub(super) has_lines: bool,
    /// The headings and captions, in their order. Of a plain text they are listed when that is needed.
    pub(super) parts: OnceLock<Vec<(Span, Part)>>,
    /// The reference lists with their headings, in their order.
    pub(super) lists: Vec<Span>,
    pub(super) map: Vec<OriginRun>,
    pub(super) blocks: Vec<Block>,
    /// What [`Block::locus`] counts in.
    pub(super) loci: Vec<Locus>,
    /// Finer than blocks, where the format knows.
    pub(super) origins: Vec<StretchOrigin>,
    /// What [`Extent::Entry`] counts in.
    pub(super) entries: Vec<Arc<str>>,
    pub(super) gaps: Vec<Gap>,
    /// What people see and the text leaves out, by place: marks of notes, of list items and of headings.
    pub(super) left_out: Vec<(usize, String)>,
}

/// A stretch of a document that stands by itself: a paragraph, an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its bytes in the text, without white space at its ends.
    pub span: Span,
    /// What it is.
    pub kind: ElementKind,
    /// Whether it is the first of its element: the second paragraph of an item is none.
    pub begins: bool,
    /// Where people find it, as a number of the reader's [`Locus`]; [`NO_LOCUS`] where nothing is known.
    pub locus: u32,
    /// What it was read from.
    pub from: Extent,
    /// Whether its text was recognized in a picture.
    pub ocr: bool,
}

/// No [`Locus`] is known.
pub const NO_LOCUS: u32 = u32::MAX;

/// What a block is, by the innermost element that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ElementKind {
    /// The document's title.
    Title,
    /// A heading, with its level from 1 to 6.
    Heading(u8),
    /// A paragraph, or any other running text.
    Body,
    /// A paragraph of others' words.
    Quoted,
    /// A cell of a table.
    Cell,
    /// What is written under a picture or over a table.
    Caption,
    /// An item of a list, a term or its definition.
    ListItem,
    /// A footnote or an endnote.
    Note,
    /// An entry of the list of the works that the document cites.
    Reference,
    /// What is beside the running text: a box, a marginal.
    Aside,
    /// What comes again on every page: running heads, page numbers.
    Furniture,
    /// A caption of a recording.
    Cue,
    /// A program, or other text that keeps its lines.
    Code,
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

/// What a stretch of the text was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Extent {
    /// Bytes of the decoded file.
    Bytes(Span),
    /// Bytes of a member of a container, as it is inflated.
    Entry {
        /// Its number among the reader's entries.
        entry: u16,
        /// Its bytes.
        bytes: Span,
    },
    /// A part of a page.
    Box {
        /// The page's number in the file, from 1.
        page: u32,
        /// Where on the page.
        rect: Rect,
    },
    /// Not known.
    Unknown,
}

/// What one stretch of the text was read from: a line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StretchOrigin {
    /// Bytes of the text.
    pub span: Span,
    /// What they were read from.
    pub from: Extent,
}

/// What the document has and the text has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The byte of the text at which it is missing.
    pub at: usize,
    /// Where people find it, as for [`Block::locus`].
    pub locus: u32,
    /// Why it is not in the text.
    pub reason: GapReason,
}

/// Why something is not in the text. A picture in running text is U+FFFC there, and none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum GapReason {
    /// A page of pictures without text.
    Picture,
    /// Glyphs that stand for no character.
    Unmapped,
    /// A part that needs a password or a licence.
    Locked,
    /// A part that is packed in a way that is not read.
    Packed,
    /// A part that is packed, and cannot be unpacked.
    Damaged,
}

/// Where people find a block: only what the format knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locus {
    /// The page that it begins on.
    pub page: Option<Page>,
    /// The number of its paragraph, from 1: in `part`, where there is one.
    pub paragraph: Option<u32>,
    /// When it is said.
    pub time: Option<Time>,
    /// Who says it.
    pub speaker: Option<Arc<str>>,
    /// Whether the writer of the document quotes somebody else here, named or not: lines of a letter that begin with one `>`.
    #[serde(default)]
    pub is_quoted: bool,
    /// The chapter, or the part of the message or the archive.
    pub part: Option<Arc<str>>,
}

/// From byte `text` of the readable text on, byte `source` of the file: byte by byte, or (`same` has a
/// length) as a whole, so many bytes of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct OriginRun {
    pub(super) text: usize,
    pub(super) source: usize,
    pub(super) same: Option<usize>,
}

impl Readable {
    /// Whether the text is the file itself, byte for byte, or all that is shown of a container.
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
        let last = self.text.floor_char_boundary(last).max(span.start);
        let bytes = self.text.get(last..span.end).map_or(1, str::len);
        let index = self.map.partition_point(|s| s.text <= last);
        let end = match index.checked_sub(1).and_then(|i| self.map.get(i)) {
            Some(OriginRun { source, same: Some(length), .. }) => source + length,
            _ => self.source_byte(last) + bytes,
        };
        Span::new(start, end.min(self.source.len()).max(start))
    }

    /// The stretches that stand by themselves, in their order; none of them overlap. Of a plain text there are none.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks as far as a quote may not run from one into the next.
    #[must_use]
    pub fn layout(&self) -> Vec<text::TextBlock> {
        let block = |block: &Block| {
            let kind = match block.kind {
                ElementKind::Title | ElementKind::Heading(_) => text::BlockKind::Heading,
                ElementKind::Caption => text::BlockKind::Caption,
                ElementKind::ListItem | ElementKind::Reference => text::BlockKind::Item,
                ElementKind::Cell => text::BlockKind::Cell,
                _ => text::BlockKind::Text,
            };
            text::TextBlock { span: block.span, kind, begins: block.begins }
        };
        self.blocks.iter().map(block).collect()
    }

    /// The part that all of `span` is in, the running text apart. A heading in a reference list is of the
    /// list.
    #[must_use]
    pub fn part(&self, span: Span) -> Option<Part> {
        let around = |part: &Span| part.start <= span.start && span.end <= part.end;
        let list = self.lists.partition_point(|list| list.start <= span.start).checked_sub(1);
        if list.and_then(|at| self.lists.get(at)).is_some_and(around) {
            return Some(Part::References);
        }
        if self.parts.get().is_none() {
            match heading_near(&self.text, span.start) {
                LineAround::Heading(heading) => return around(&heading).then_some(Part::Heading),
                LineAround::NoHeading => return None,
                LineAround::Far => {}
            }
        }
        let parts = self.parts.get_or_init(|| underlined(&self.text));
        let at = parts.partition_point(|(part, _)| part.start <= span.start).checked_sub(1)?;
        parts.get(at).filter(|(part, _)| around(part)).map(|(_, part)| *part)
    }

    /// The name of the reader, and the version of what it makes of a file: `pdf/1`.
    #[must_use]
    pub const fn reader(&self) -> &'static str {
        self.reader
    }

    /// Whether the file is a text with lines, not a container.
    #[must_use]
    pub const fn has_lines(&self) -> bool {
        self.has_lines
    }

    /// What the document has and the text has not, in its order.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// What people see and the text leaves out, with the byte of the text where it is: marks of notes, of list items and
    /// of headings.
    #[must_use]
    pub fn left_out(&self) -> &[(usize, String)] {
        &self.left_out
    }

    /// The names of the container's members that [`Extent::Entry`] counts in.
    #[must_use]
    pub fn entries(&self) -> &[Arc<str>] {
        &self.entries
    }

    /// The block that a byte of the text is in, or the last one before it.
    #[must_use]
    pub fn block_at(&self, byte: usize) -> Option<&Block> {
        let after = self.blocks.partition_point(|block| block.span.start <= byte);
        self.blocks.get(after.checked_sub(1)?)
    }

    /// Where people find a byte of the text, as far as the format knows.
    #[must_use]
    pub fn locus_at(&self, byte: usize) -> Option<&Locus> {
        self.loci.get(usize::try_from(self.block_at(byte)?.locus).ok()?)
    }

    /// The headings over a byte of the text, the outermost first. What is beside the running text has none: its
    /// place in the text is not its place in the document.
    #[must_use]
    pub fn headings(&self, byte: usize) -> Vec<Span> {
        let after = self.blocks.partition_point(|block| block.span.start <= byte);
        let before = self.blocks.get(..after).unwrap_or_default();
        let beside =
            |kind| matches!(kind, ElementKind::Note | ElementKind::Aside | ElementKind::Furniture);
        if before.last().is_none_or(|block| beside(block.kind)) {
            return Vec::new();
        }
        let mut below = u8::MAX;
        let mut headings = Vec::new();
        for block in before.iter().rev() {
            if let ElementKind::Heading(level) = block.kind
                && level < below
            {
                below = level;
                headings.push(block.span);
            }
        }
        headings.reverse();
        headings
    }

    /// Whether a span goes over a place where the order of the lines on the page is a guess: from one line to
    /// another that is neither beside it nor below it, nor at the top of the next column or page.
    #[must_use]
    pub fn is_order_guessed(&self, span: Span) -> bool {
        let after = self.jumps.partition_point(|&at| at <= span.start);
        self.jumps.get(after).is_some_and(|&at| at < span.end)
    }

    /// Whether a span is of what every page repeats: a running head or foot. No quote runs from there into other text.
    #[must_use]
    pub fn is_furniture(&self, span: Span) -> bool {
        self.block_at(span.start).is_some_and(|block| block.kind == ElementKind::Furniture)
    }

    /// What a span of the text was read from, stretch by stretch: as finely as the format knows.
    pub fn extents(&self, span: Span) -> impl Iterator<Item = Extent> + '_ {
        let lines = self.origins.partition_point(|line| line.span.end <= span.start);
        let lines = self.origins.get(lines..).unwrap_or_default().iter();
        let lines = lines.take_while(move |line| line.span.start < span.end).map(|line| line.from);
        let blocks = if self.origins.is_empty() { self.blocks.as_slice() } else { &[] };
        let first = blocks.partition_point(|block| block.span.end <= span.start);
        let blocks = blocks.get(first..).unwrap_or_default().iter();
        lines.chain(blocks.take_while(move |b| b.span.start < span.end).map(|block| block.from))
    }

    /// The page of a number, as far as the format knows it. A paragraph may begin on one page and end on another.
    fn page(&self, index: u32) -> Page {
        let is_it = |locus: &&Locus| locus.page.as_ref().is_some_and(|page| page.index == index);
        // The pages of a PDF are its loci, in their order.
        let at = usize::try_from(index).ok().and_then(|index| index.checked_sub(1));
        let there = at.and_then(|at| self.loci.get(at)).filter(is_it);
        let found = there.or_else(|| self.loci.iter().find(is_it));
        found.and_then(|locus| locus.page.clone()).unwrap_or(Page { index, ..Page::default() })
    }

    /// The pages that a span of the text is on, in their order; none where the format knows no pages.
    #[must_use]
    pub fn pages(&self, span: Span) -> Vec<Page> {
        let boxes = self.extents(span).filter_map(|from| match from {
            Extent::Box { page, .. } => Some(self.page(page)),
            _ => None,
        });
        let mut pages: Vec<Page> = boxes.collect();
        if pages.is_empty() {
            pages = self.loci_of(span).filter_map(|locus| locus.page.clone()).collect();
        }
        pages.sort();
        pages.dedup();
        pages
    }

    /// What is known of where the blocks are that a span of the text goes over.
    pub fn loci_of(&self, span: Span) -> impl Iterator<Item = &Locus> {
        let after = self.blocks.partition_point(|block| block.span.end <= span.start);
        let blocks = self.blocks.get(after..).unwrap_or_default().iter();
        let blocks = blocks.take_while(move |block| block.span.start < span.end);
        blocks.filter_map(|block| self.loci.get(usize::try_from(block.locus).ok()?))
    }

    /// What is known of all places.
    #[must_use]
    pub fn loci(&self) -> &[Locus] {
        &self.loci
    }

    /// Where people find a span of the text in a container; `None` in a file with lines, where
    /// [`Readable::source_span`] says which bytes it stands for.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<Place> {
        if self.has_lines {
            return None;
        }
        let locus = self.locus_at(span.start).cloned().unwrap_or_default();
        let mut boxes = self.extents(span).filter_map(|from| match from {
            Extent::Box { page, rect } => Some((page, rect)),
            _ => None,
        });
        let first = boxes.next();
        let page = first.map_or(locus.page, |(index, _)| Some(self.page(index)));
        let Some(page) = page else {
            let Locus { part, paragraph, time, .. } = locus;
            return Some(Place::Member { part, paragraph, time });
        };
        let here = |(index, _): &(u32, Rect)| *index == page.index;
        let here = first.into_iter().chain(boxes).filter(here).map(|(_, rect)| rect);
        let rect = here.reduce(Rect::around);
        Some(Place::Page { page, rect })
    }
}
