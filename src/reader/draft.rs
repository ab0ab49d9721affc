//! A document's readable text while it is being written.

use super::readable::{Block, ElementKind, Extent, Locus, NO_LOCUS, OriginRun, Part, Readable};
use crate::text::Break;
use crate::text::Span;
use std::ops::Range;
use std::sync::Arc;

/// Stands for what a reader sees and a text cannot hold.
pub(super) const GAP: char = '\u{FFFC}';

/// What a reader has written so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    breaks: Vec<Break>,
    parts: Vec<(Span, Part)>,
    lists: Vec<Span>,
    /// A part that has begun: where, and the level of a heading.
    open: Option<(usize, Part, u8)>,
    /// A reference list that has begun: where, and the level of its heading.
    references: Option<(usize, u8)>,
    map: Vec<OriginRun>,
    blocks: Vec<Block>,
    /// Where blocks are: those from one on at the next.
    loci: Vec<Locus>,
    /// What the text now written is in, the innermost last; whether it has had a block yet.
    kinds: Vec<(ElementKind, bool)>,
    /// Where the block now written begins.
    block_start: usize,
    /// Whether the block holds pictures, and whether it holds a gap that stays even where it stands alone.
    pictures: bool,
    formula: bool,
    /// Where the last mark of a note was left out.
    note: Option<usize>,
    /// What people see and the text leaves out, by place.
    left_out: Vec<(usize, String)>,
}

impl Draft {
    /// What was written, of `source`, after a byte order mark of `bom` bytes.
    pub(super) fn finish(
        mut self,
        reader: &'static str,
        source: Arc<String>,
        bom: usize,
    ) -> Readable {
        self.end_part();
        self.cut();
        self.end_references(self.text.len());
        let Self { text, breaks, parts, lists, map, mut blocks, loci, left_out, .. } = self;
        let mut readable = Readable {
            source,
            bom,
            text: Arc::new(text),
            breaks,
            jumps: Vec::new(),
            reader,
            has_lines: true,
            parts: parts.into(),
            lists,
            map,
            blocks: Vec::new(),
            loci,
            origins: Vec::new(),
            entries: Vec::new(),
            gaps: Vec::new(),
            left_out,
        };
        for block in &mut blocks {
            block.from = Extent::Bytes(readable.source_span(block.span));
        }
        readable.blocks = blocks;
        readable
    }

    /// What was read is in another text, at the places that `origin` says.
    pub(super) fn read_through(&mut self, origin: &crate::text::Origin) {
        let total = self.text.len();
        let ends: Vec<usize> = self.map.iter().skip(1).map(|s| s.text).chain([total]).collect();
        let mut map = Vec::with_capacity(self.map.len());
        for (stretch, end) in self.map.iter().zip(ends) {
            let Some(length) = stretch.same else {
                let source = Span::new(stretch.source, stretch.source + (end - stretch.text));
                map.extend(origin.part(source).stretches().map(|(text, file)| OriginRun {
                    text: stretch.text + text.start,
                    source: file.start,
                    same: Some(file.len()).filter(|length| *length != text.len()),
                }));
                continue;
            };
            let file = origin.span(Span::new(stretch.source, stretch.source + length));
            map.push(OriginRun { source: file.start, same: Some(file.len()), ..*stretch });
        }
        self.map = map;
    }

    /// From here on, what is written is there: what a format knows besides lines. The block that has begun ends.
    #[allow(dead_code, reason = "no text format knows more than lines yet")]
    pub(super) fn locus(&mut self, locus: Locus) {
        self.cut();
        self.loci.push(locus);
    }

    /// Adds another flow of the same file behind what was written: no quote goes on from one to the other.
    pub(super) fn append(&mut self, mut other: Self) {
        for draft in [&mut *self, &mut other] {
            draft.end_part();
            draft.cut();
            draft.end_references(draft.text.len());
        }
        if other.text.trim().is_empty() {
            return;
        }
        let end = self.source_end();
        self.end_block(end);
        self.end_passage(end);
        let base = self.text.len();
        let moved = |span: Span| Span::new(base + span.start, base + span.end);
        let loci = u32::try_from(self.loci.len()).unwrap_or(NO_LOCUS);
        self.text.push_str(&other.text);
        self.breaks.extend(other.breaks.iter().map(|b| Break { at: base + b.at, ..*b }));
        self.parts.extend(other.parts.iter().map(|(span, part)| (moved(*span), *part)));
        self.left_out.extend(other.left_out.drain(..).map(|(at, mark)| (base + at, mark)));
        self.lists.extend(other.lists.iter().map(|span| moved(*span)));
        self.map.extend(other.map.iter().map(|s| OriginRun { text: base + s.text, ..*s }));
        self.loci.extend(other.loci);
        self.blocks.extend(other.blocks.iter().map(|block| Block {
            span: moved(block.span),
            locus: match block.locus {
                NO_LOCUS => NO_LOCUS,
                locus => loci.saturating_add(locus),
            },
            ..*block
        }));
        self.block_start = self.text.len();
    }

    /// The byte of the source behind what was written last.
    fn source_end(&self) -> usize {
        let Some(last) = self.map.last() else { return 0 };
        last.source + last.same.unwrap_or_else(|| self.text.len().saturating_sub(last.text))
    }

    /// Takes back the white space that was written last.
    pub(super) fn trim_end(&mut self) {
        let end = self.text.trim_end().len().max(self.block_start);
        self.truncate(end);
    }

    /// Adds what is at `source` bytes as it is there.
    pub(super) fn push_same(&mut self, text: &str, source: usize) {
        let at = self.text.len();
        let goes_on = self
            .map
            .last()
            .is_some_and(|s| s.same.is_none() && s.source.checked_add(at - s.text) == Some(source));
        if !goes_on {
            self.map.push(OriginRun { text: at, source, same: None });
        }
        self.text.push_str(text);
    }

    /// Adds text that stands for something else, which takes the bytes `source`: an entity, a line break.
    pub(super) fn push_other(&mut self, text: &str, source: Range<usize>) {
        let stretch =
            OriginRun { text: self.text.len(), source: source.start, same: Some(source.len()) };
        self.map.push(stretch);
        self.text.push_str(text);
    }

    /// Adds `decoded` text that is written as `raw` at byte `at`: with character references or escapes in it, with marks
    /// of a quotation at the start of its lines, with line ends of two characters. `reference` reads a reference at
    /// the start of a text: its bytes and what it stands for.
    pub(super) fn push_aligned(
        &mut self,
        decoded: &str,
        raw: &str,
        at: usize,
        reference: impl Fn(&str) -> Option<(usize, String)>,
    ) {
        let mut rest = decoded;
        let mut here = 0;
        while !rest.is_empty() {
            let Some(left) = raw.get(here..).filter(|left| !left.is_empty()) else { break };
            let Some(c) = left.chars().next() else { break };
            if c == '&'
                && let Some((length, shown)) = reference(left)
                && let Some(after) = rest.strip_prefix(shown.as_str())
            {
                self.push_other(&shown, at + here..at + here + length);
                rest = after;
                here += length;
            } else if let Some(after) = rest.strip_prefix(c) {
                self.push_same(c.encode_utf8(&mut [0; 4]), at + here);
                rest = after;
                here += c.len_utf8();
            } else if matches!(c, '\r' | '\n') {
                // A line end is one character, or a space; what a quotation has before the next line is none.
                let length = if left.starts_with("\r\n") { 2 } else { 1 };
                if let Some(shown) = rest.chars().next().filter(|c| matches!(c, '\n' | ' ')) {
                    self.push_other(shown.encode_utf8(&mut [0; 4]), at + here..at + here + length);
                    rest = rest.get(1..).unwrap_or("");
                }
                here += length;
            } else if let Some(space) = rest.chars().next().filter(|c| c.is_whitespace()) {
                self.push_other(space.encode_utf8(&mut [0; 4]), at + here..at + here);
                rest = rest.get(space.len_utf8()..).unwrap_or("");
            } else {
                here += c.len_utf8();
            }
        }
        if !rest.is_empty() {
            self.push_other(rest, at + here.min(raw.len())..at + raw.len());
        }
    }

    /// Whether the text now written begins a line.
    pub(super) fn begins_line(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(['\n', '\t'])
    }

    /// What was written since byte `from`, if it is one block's.
    pub(super) fn tail(&self, from: usize) -> Option<&str> {
        self.text.get(from..).filter(|_| self.block_start <= from)
    }

    /// Takes what was written since byte `from` back, if it is one block's: each character with the bytes that it stands for.
    pub(super) fn take(&mut self, from: usize) -> Vec<(char, Range<usize>)> {
        let Some(tail) = self.tail(from) else { return Vec::new() };
        let place = |at: usize, c: char| {
            let index = self.map.partition_point(|s| s.text <= at);
            match index.checked_sub(1).and_then(|i| self.map.get(i)) {
                Some(OriginRun { source, same: Some(length), .. }) => *source..source + length,
                Some(s) => s.source + (at - s.text)..s.source + (at - s.text) + c.len_utf8(),
                None => at..at,
            }
        };
        let taken = tail.char_indices().map(|(at, c)| (c, place(from + at, c))).collect();
        self.truncate(from);
        taken
    }

    fn truncate(&mut self, from: usize) {
        self.text.truncate(from);
        while self.map.pop_if(|s| s.text >= from).is_some() {}
        while self.left_out.pop_if(|(at, _)| *at > from).is_some() {}
    }

    /// Leaves out the mark of a note that was written from byte `from` on, and what is between it and the mark
    /// before it.
    pub(super) fn leave_out(&mut self, from: usize) {
        let Some(mark) = self.tail(from).map(str::to_owned) else { return };
        self.truncate(from);
        self.people_see(&mark);
        let between = self.note.and_then(|note| self.tail(note));
        let separator = |c: char| matches!(c, ',' | ';' | '–' | '-' | ' ' | '\u{A0}');
        if let Some(note) = self.note
            && between.is_some_and(|text| {
                text.len() <= 4 && text.chars().all(separator) && !text.trim().is_empty()
            })
        {
            self.truncate(note);
        }
        self.note = Some(self.text.len());
    }

    /// Adds a mark that the document does not write: a quote may have it or not.
    pub(super) fn push_optional(&mut self, mark: &str, source: Range<usize>) {
        self.left_out.push((self.text.len(), String::new()));
        self.push_other(mark, source);
    }

    /// Notes that people see a mark here that is not written.
    pub(super) fn people_see(&mut self, mark: &str) {
        let mark = mark.trim();
        if !mark.is_empty() {
            self.left_out.push((self.text.len(), mark.to_owned()));
        }
    }

    /// Adds a gap for what is at the bytes `source`. A picture alone in its block leaves none, a formula does.
    pub(super) fn gap(&mut self, source: Range<usize>, formula: bool) {
        self.push_other(GAP.encode_utf8(&mut [0; 4]), source);
        self.pictures |= !formula;
        self.formula |= formula;
    }

    /// From here on, what is written is in a block of this kind. No quote goes on into a table from the text before it.
    pub(super) fn enter(&mut self, kind: ElementKind) {
        if kind == ElementKind::Cell && self.kind() != ElementKind::Cell {
            self.begin_table();
        }
        self.kinds.push((kind, false));
    }

    fn begin_table(&mut self) {
        self.cut();
        if self.blocks.last().is_some_and(|block| block.kind != ElementKind::Cell) {
            let end = self.source_end();
            self.end_passage(end);
        }
    }

    /// The same for a block of no kind of its own: a paragraph of an item.
    pub(super) fn enter_within(&mut self) {
        let within = match self.kind() {
            ElementKind::Body | ElementKind::Heading(_) => (ElementKind::Body, false),
            kind => (kind, self.kinds.last().is_some_and(|(_, had)| *had)),
        };
        self.kinds.push(within);
    }

    /// Ends what [`Draft::enter`] began.
    pub(super) fn leave(&mut self) {
        self.kinds.pop();
    }

    /// The kind of block that is written now.
    pub(super) fn kind(&self) -> ElementKind {
        self.kinds.last().map_or(ElementKind::Body, |(kind, _)| *kind)
    }

    /// Ends the block that is written now, if it has any text.
    fn cut(&mut self) {
        let start = self.block_start;
        let block = self.text.get(start..).unwrap_or("");
        if self.pictures && !self.formula && block.chars().all(|c| c == GAP || c.is_whitespace()) {
            self.truncate(start);
        }
        (self.pictures, self.formula) = (false, false);
        let block = self.text.get(start..).unwrap_or("");
        let before = block.len() - block.trim_start().len();
        let length = block.trim().len();
        if length > 0 {
            let span = Span::new(start + before, start + before + length);
            let kind = self.kind();
            let begins = self.kinds.last().is_none_or(|(_, had)| !had);
            // What is around a block that has begun has begun, too.
            for (_, had) in self.kinds.iter_mut().rev().take_while(|(_, had)| !had) {
                *had = true;
            }
            let locus = self.loci.len().checked_sub(1).and_then(|last| u32::try_from(last).ok());
            let locus = locus.unwrap_or(NO_LOCUS);
            self.blocks.push(Block {
                span,
                kind,
                begins,
                locus,
                from: Extent::Unknown,
                ocr: false,
            });
        }
        self.block_start = self.text.len();
    }

    /// Begins a heading of a level from 1 on, or a caption.
    pub(super) fn begin_part(&mut self, part: Part, level: u8) {
        self.end_part();
        self.open = Some((self.text.len(), part, level));
    }

    /// Ends the part that has begun, if any. A heading ends the reference list before it, unless it is deeper.
    pub(super) fn end_part(&mut self) {
        let Some((start, part, level)) = self.open.take() else { return };
        let span = Span::new(start.min(self.text.len()), self.text.len());
        self.parts.push((span, part));
        if part == Part::Heading {
            if self.references.is_some_and(|(_, above)| level <= above) {
                self.end_references(start);
            }
            let heading = self.text.get(span.range()).unwrap_or_default();
            if self.references.is_none() && heads_references(heading) {
                self.references = Some((start, level));
            }
        }
    }

    fn end_references(&mut self, end: usize) {
        if let Some((start, _)) = self.references.take() {
            self.lists.push(Span::new(start, end));
        }
    }

    /// Ends the part that has begun, if it is a heading.
    pub(super) fn end_heading(&mut self) {
        if self.open.is_some_and(|(_, part, _)| part == Part::Heading) {
            self.end_part();
        }
    }

    /// Ends a block: an empty line, if there is any text yet.
    pub(super) fn end_block(&mut self, source: usize) {
        self.cut();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            let end = if self.text.ends_with('\n') { "\n" } else { "\n\n" };
            self.push_other(end, source..source);
        }
        self.block_start = self.text.len();
    }

    /// Ends a passage: no quote may go on after this place.
    pub(super) fn end_passage(&mut self, source: usize) {
        self.cut();
        if !self.text.ends_with(['\n', '\t']) && !self.text.is_empty() {
            self.push_other("\t", source..source);
        }
        let at = self.text.len();
        self.block_start = at;
        if self.breaks.last().is_none_or(|b| b.at != at) {
            self.breaks.push(Break { at, hidden_words: 0 });
        }
    }
}

/// Whether a heading is that of a reference list.
pub(super) fn heads_references(heading: &str) -> bool {
    const NAMES: [&str; 15] = [
        "references",
        "bibliography",
        "works cited",
        "literature cited",
        "reference list",
        "literatur",
        "literaturverzeichnis",
        "quellenverzeichnis",
        "einzelnachweise",
        "références",
        "bibliographie",
        "referencias",
        "bibliografía",
        "литература",
        "список литературы",
    ];
    let name = heading.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    NAMES.contains(&name.as_str())
}
