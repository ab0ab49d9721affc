//! What the reader of a container fills in.

use super::readable::{Block, ElementKind, Gap, Locus, Part, Readable, StretchOrigin};
use crate::text::{Break, Span};
use std::sync::{Arc, OnceLock};

/// The text of a container, and where each stretch of it is.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "no container is read yet")]
pub(super) struct ExtractedText {
    /// The name of the reader, and the version of what it makes of a file: `pdf/1`.
    pub(super) reader: &'static str,
    /// The text as it is read: that of all pages or chapters, then notes, asides and furniture.
    pub(super) text: String,
    /// Bytes that no quote may span, ascending: between flows, at the ends of a table's cells.
    pub(super) breaks: Vec<Break>,
    /// Where lines begin that nobody would go on to from the line before, ascending: their order is a guess.
    pub(super) jumps: Vec<usize>,
    /// Ascending, and none of them overlap; what is in none of them is white space.
    pub(super) blocks: Vec<Block>,
    /// What [`Block::locus`] counts in.
    pub(super) loci: Vec<Locus>,
    /// Finer than blocks: the lines of pages. Ascending, and none of them overlap. Where there are none, blocks count.
    pub(super) origins: Vec<StretchOrigin>,
    /// The names of the members that [`super::Extent::Entry`] counts in.
    pub(super) entries: Vec<Arc<str>>,
    /// What the document has and the text has not.
    pub(super) gaps: Vec<Gap>,
}

impl ExtractedText {
    /// What was read.
    #[allow(dead_code, reason = "no container is read yet")]
    pub(super) fn finish(self) -> Readable {
        let Self { reader, text, breaks, jumps, blocks, loci, origins, entries, gaps } = self;
        debug_assert!(blocks.is_sorted_by(|a, b| a.span.end <= b.span.start), "blocks in order");
        debug_assert!(origins.is_sorted_by(|a, b| a.span.end <= b.span.start), "origins in order");
        debug_assert!(breaks.is_sorted_by_key(|each| each.at), "breaks in order");
        let text = Arc::new(text);
        Readable {
            source: text.clone(),
            bom: 0,
            text,
            breaks,
            jumps,
            reader,
            has_lines: false,
            parts: OnceLock::from(parts(&blocks)),
            lists: lists(&blocks),
            map: Vec::new(),
            blocks,
            loci,
            origins,
            entries,
            gaps,
            left_out: Vec::new(),
        }
    }
}

/// The blocks that are no running text.
fn parts(blocks: &[Block]) -> Vec<(Span, Part)> {
    let part = |block: &Block| match block.kind {
        ElementKind::Title => Some((block.span, Part::Title)),
        ElementKind::Heading(_) => Some((block.span, Part::Heading)),
        ElementKind::Caption => Some((block.span, Part::Caption)),
        _ => None,
    };
    blocks.iter().filter_map(part).collect()
}

/// The runs of blocks that are the list of cited works.
fn lists(blocks: &[Block]) -> Vec<Span> {
    let runs = blocks.chunk_by(|one, next| one.kind == next.kind);
    let lists =
        runs.filter(|run| run.first().is_some_and(|block| block.kind == ElementKind::Reference));
    let around = |run: &[Block]| Some(Span::new(run.first()?.span.start, run.last()?.span.end));
    lists.filter_map(around).collect()
}
