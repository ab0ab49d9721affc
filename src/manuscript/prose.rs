//! A paragraph as its reader sees it, and where each character of it stands in the file.

use super::marks;
use super::{Key, Manuscript, Quotation, Rule, Tie, tie};
use crate::text::Span;

/// What stands in a paragraph's text for a citation, and for what cannot be read (a formula, code).
pub(super) const OBJECT: char = '\u{FFFC}';

/// From places of a text to places of the file that it was read from.
///
/// A stretch that stands in the file as it is maps byte by byte; another (an escape, an entity, a command) as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Bytes of the text.
    text: Span,
    /// Bytes of the file.
    file: Span,
}

impl Origin {
    /// The next piece: `text` bytes that stand for `file`. One without text is none.
    pub(super) fn add(&mut self, text: Span, file: Span) {
        if !text.is_empty() {
            self.push(text, file);
        }
    }

    fn push(&mut self, text: Span, file: Span) {
        let verbatim = |p: &Piece| p.text.len() == p.file.len();
        let next = Piece { text, file };
        match self.0.last_mut() {
            Some(last)
                if last.file.end == file.start
                    && last.text.end == text.start
                    && verbatim(last)
                    && verbatim(&next) =>
            {
                last.text.end = text.end;
                last.file.end = file.end;
            }
            _ => self.0.push(next),
        }
    }

    /// Where in the file the text's bytes stand.
    #[must_use]
    pub fn span(&self, text: Span) -> Span {
        let start = self.at(text.start, false);
        Span::new(start, self.at(text.end, true).max(start))
    }

    /// Where in the file a place of the text is; of an end, the place behind the character before it.
    fn at(&self, at: usize, end: bool) -> usize {
        let behind = |p: &Piece| if end { p.text.start < at } else { p.text.start <= at };
        let index = self.0.partition_point(behind);
        let Some(piece) = index.checked_sub(1).and_then(|i| self.0.get(i)) else {
            return self.0.first().map_or(0, |p| p.file.start);
        };
        let inside = at - piece.text.start;
        if piece.text.len() == piece.file.len() {
            piece.file.start + inside.min(piece.file.len())
        } else if end || inside >= piece.text.len() {
            piece.file.end
        } else {
            piece.file.start
        }
    }

    /// The same for a part of the text, which begins at 0.
    pub(super) fn part(&self, of: Span) -> Self {
        let mut part = Self::default();
        for piece in &self.0 {
            let (from, to) = (piece.text.start.max(of.start), piece.text.end.min(of.end));
            if from >= to {
                continue;
            }
            let file = if piece.text.len() == piece.file.len() {
                let start = piece.file.start + (from - piece.text.start);
                Span::new(start, start + (to - from))
            } else {
                piece.file
            };
            part.0.push(Piece { text: Span::new(from - of.start, to - of.start), file });
        }
        part
    }

    /// Adds the places of a text that was put behind `at` bytes of this one.
    fn append(&mut self, other: &Self, at: usize) {
        for piece in &other.0 {
            self.push(Span::new(piece.text.start + at, piece.text.end + at), piece.file);
        }
    }
}

/// A citation in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Citation {
    /// Its bytes in the paragraph's text.
    pub(super) span: Span,
    /// What it names; empty where it only says the page, or *ibid.*
    pub(super) keys: Vec<Key>,
    /// The page.
    pub(super) page: Option<String>,
    /// Whether it is part of the sentence: “Smith (2020) writes”.
    pub(super) narrative: bool,
}

/// A quotation that the format marks: its words, and its source where the construct names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// Bytes of the paragraph's text.
    pub(super) span: Span,
    /// Its source.
    pub(super) citation: Option<(Vec<Key>, Option<String>)>,
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Prose {
    pub(super) text: String,
    pub(super) origin: Origin,
    pub(super) citations: Vec<Citation>,
    pub(super) marked: Vec<Marked>,
    /// Whether it is set apart as quoted.
    pub(super) block: bool,
    /// Whether its quotations are none of the author's: a heading, a caption.
    pub(super) aside: bool,
}

impl Prose {
    /// Adds text that stands at byte `at` of the file as it is.
    pub(super) fn verbatim(&mut self, text: &str, at: usize) {
        self.stands_for(text, Span::new(at, at + text.len()));
    }

    /// Adds text that stands for these bytes of the file.
    pub(super) fn stands_for(&mut self, text: &str, file: Span) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.origin.add(Span::new(start, self.text.len()), file);
    }

    /// Adds a citation that stands for these bytes of the file.
    pub(super) fn cite(&mut self, keys: Vec<Key>, page: Option<String>, narrative: bool, at: Span) {
        let start = self.text.len();
        self.stands_for(OBJECT.encode_utf8(&mut [0; 4]), at);
        let span = Span::new(start, self.text.len());
        self.citations.push(Citation { span, keys, page, narrative });
    }

    /// Adds a part of another paragraph's text.
    pub(super) fn copy(&mut self, from: &Self, part: Span) {
        let start = self.text.len();
        self.text.push_str(from.text.get(part.range()).unwrap_or(""));
        self.origin.append(&from.origin.part(part), start);
    }

    /// Adds another paragraph, its citations and its quotations.
    pub(super) fn copy_all(&mut self, from: &Self) {
        let begin = from.origin.span(Span::new(0, 0)).start;
        self.stands_for("\n", Span::new(begin, begin));
        let start = self.text.len();
        self.copy(from, Span::new(0, from.text.len()));
        let moved = |span: Span| Span::new(span.start + start, span.end + start);
        self.citations
            .extend(from.citations.iter().map(|c| Citation { span: moved(c.span), ..c.clone() }));
        self.marked.extend(from.marked.iter().map(|m| Marked { span: moved(m.span), ..m.clone() }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Reads the quotations of paragraphs.
pub(super) fn quotations(paragraphs: Vec<Prose>, into: &mut Manuscript) {
    let mut paragraphs = paragraphs;
    for paragraph in &mut paragraphs {
        super::author_year::add(paragraph);
        paragraph.citations.sort_by_key(|c| c.span);
    }
    let mut all = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.aside {
            continue;
        }
        let next = paragraphs.get(number + 1);
        all.extend(of_paragraph(paragraph, next, into));
    }
    all.sort_by_key(|q: &Quotation| q.origin.span(Span::new(0, q.text.len())));
    into.quotations.extend(all);
}

fn of_paragraph(paragraph: &Prose, next: Option<&Prose>, into: &mut Manuscript) -> Vec<Quotation> {
    let mut found = Vec::new();
    if paragraph.block {
        let words = tie::block_words(paragraph);
        let tie = tie::of_block(paragraph, next);
        found.push(quotation(paragraph, words, tie, true));
        return found;
    }
    let marks = marks::pair(&paragraph.text);
    into.unpaired.extend(marks.unpaired.iter().map(|span| paragraph.origin.span(*span)));
    let ends = tie::sentence_ends(paragraph, &marks);
    for marked in &paragraph.marked {
        let tied = marked.citation.clone().map(|(keys, page)| Tie {
            rule: Rule::SameConstruct,
            keys,
            page,
            speaker: None,
        });
        let tie = tied.or_else(|| tie::of_quotation(paragraph, marked.span, &ends));
        found.push(quotation(paragraph, marked.span, tie, false));
    }
    for pair in &marks.pairs {
        let inside = |m: &Marked| m.span.start <= pair.outer.start && pair.outer.end <= m.span.end;
        if paragraph.marked.iter().any(inside) {
            continue;
        }
        let tie = tie::of_quotation(paragraph, pair.outer, &ends);
        found.push(quotation(paragraph, pair.inner, tie, false));
    }
    found
}

fn quotation(paragraph: &Prose, words: Span, tie: Option<Tie>, block: bool) -> Quotation {
    let text = paragraph.text.get(words.range()).unwrap_or("");
    let (front, back) = (text.len() - text.trim_start().len(), text.trim_end().len());
    let words = Span::new(words.start + front.min(back), words.start + back);
    Quotation {
        text: paragraph.text.get(words.range()).unwrap_or("").to_owned(),
        origin: paragraph.origin.part(words),
        tie,
        prefix: None,
        suffix: None,
        block,
    }
}
