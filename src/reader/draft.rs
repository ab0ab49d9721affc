//! A document's readable text while it is being written.

use super::{Part, Readable, Stretch};
use crate::text::Break;
use crate::text::Span;
use std::sync::Arc;

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
    map: Vec<Stretch>,
}

impl Draft {
    /// What was written, of `source`, after a byte order mark of `bom` bytes.
    pub(super) fn finish(mut self, source: Arc<String>, bom: usize) -> Readable {
        self.end_part();
        self.end_references(self.text.len());
        let Self { text, breaks, parts, lists, map, .. } = self;
        Readable { source, bom, text: Arc::new(text), breaks, parts: parts.into(), lists, map }
    }

    /// Adds what stands at `source` bytes as it is there.
    pub(super) fn push_same(&mut self, text: &str, source: usize) {
        self.push_stretch(source, true);
        self.text.push_str(text);
    }

    /// Adds text that stands for something else at `source`: an entity, a line break.
    pub(super) fn push_other(&mut self, text: &str, source: usize) {
        self.push_stretch(source, false);
        self.text.push_str(text);
    }

    fn push_stretch(&mut self, source: usize, same: bool) {
        let text = self.text.len();
        let goes_on =
            self.map.last().is_some_and(|s| s.same && same && s.source + (text - s.text) == source);
        if !goes_on {
            self.map.push(Stretch { text, source, same });
        }
    }

    /// Begins a heading of a level from 1 on, or a caption.
    pub(super) fn begin_part(&mut self, part: Part, level: u8) {
        self.end_part();
        self.open = Some((self.text.len(), part, level));
    }

    /// Ends the part that has begun, if any. A heading ends the reference list before it, unless it is deeper.
    pub(super) fn end_part(&mut self) {
        let Some((start, part, level)) = self.open.take() else { return };
        let span = Span::new(start, self.text.len());
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

    /// Ends a block: an empty line, if there is any text yet.
    pub(super) fn end_block(&mut self, source: usize) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.push_other(if self.text.ends_with('\n') { "\n" } else { "\n\n" }, source);
        }
    }

    /// Ends a passage: no quote may go on after this place.
    pub(super) fn end_passage(&mut self, source: usize) {
        if !self.text.ends_with(['\n', '\t']) && !self.text.is_empty() {
            self.push_other("\t", source);
        }
        let at = self.text.len();
        if self.breaks.last().is_none_or(|b| b.at != at) {
            self.breaks.push(Break { at, hidden_words: 0 });
        }
    }
}

/// Whether a heading is that of a reference list.
fn heads_references(heading: &str) -> bool {
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
