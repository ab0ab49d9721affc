//! From places of a text to places of the file that it was read from.

use super::Span;

/// From places of a text to places of the file that it was read from.
///
/// A stretch that is in the file as it is maps byte by byte; another (an escape, an entity, a command) as a whole.
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
    pub(crate) fn add(&mut self, text: Span, file: Span) {
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

    /// Where in the file the text's bytes are.
    #[must_use]
    pub fn span(&self, text: Span) -> Span {
        let start = self.at(text.start, false);
        Span::new(start, self.at(text.end, true).max(start))
    }

    /// Where in the file a place of the text is; of an end, the place after the character before it.
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
    pub(crate) fn part(&self, of: Span) -> Self {
        let mut part = Self::default();
        if of.is_empty() {
            return part;
        }
        let first = self.0.partition_point(|piece| piece.text.end <= of.start);
        for piece in self.0.iter().skip(first).take_while(|piece| piece.text.start < of.end) {
            let (from, to) = (piece.text.start.max(of.start), piece.text.end.min(of.end));
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

    /// The same places in the file that the file was itself read from.
    #[must_use]
    pub fn through(&self, file: &Self) -> Self {
        let mut through = Self::default();
        for piece in &self.0 {
            if piece.text.len() == piece.file.len() {
                through.append(&file.part(piece.file), piece.text.start);
            } else {
                through.push(piece.text, file.span(piece.file));
            }
        }
        through
    }

    /// Its stretches, in the order of the text: bytes of the text, and the bytes of the file that they stand for. One of
    /// the same length is there as it is.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (Span, Span)> {
        self.0.iter().map(|piece| (piece.text, piece.file))
    }

    /// Adds the places of a text that was put after `at` bytes of this one.
    pub(crate) fn append(&mut self, other: &Self, at: usize) {
        for piece in &other.0 {
            self.push(Span::new(piece.text.start + at, piece.text.end + at), piece.file);
        }
    }
}
