//! What reports show of a file: all of its text, or the stretches around the places that findings name.

use super::At;
use crate::json;
use crate::text::{LineIndex, Place, Places, Position, Span};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// Lines that are kept on either side of a place.
const LINES: usize = 2;

/// Of a long line so much is kept on either side, in bytes: more than terminals are wide.
const BYTES: usize = 4_096;

/// A file's decoded text, or some of it, with what is needed to name places in it.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// Ascending, and apart from each other. A whole text is one, which starts at its first byte.
    pieces: Vec<Piece>,
    is_whole: bool,
    json: Option<Json>,
    /// Of a text that was taken out of a container, and so has no lines: where people find what findings name.
    places: Option<Places>,
}

/// So many places are looked for in a JSON file before it is parsed: to read a source's proofs once takes a tenth of the time
/// that a tree of them takes, and most files have one finding.
const UNPARSED: usize = 3;

/// What is known of a file that is JSON.
#[derive(Debug, Clone, Default)]
struct Json {
    /// Parsed when it is asked for.
    tree: OnceLock<Option<Arc<json::Tree>>>,
    /// How many places were looked for.
    asked: Arc<AtomicUsize>,
}

/// A stretch of a text.
#[derive(Debug, Clone)]
struct Piece {
    /// Where its first byte is.
    start: Position,
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

impl Piece {
    fn new(start: Position, text: Arc<str>) -> Self {
        Self { start, text, lines: OnceLock::new() }
    }

    fn end(&self) -> usize {
        self.start.byte + self.text.len()
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    fn position(&self, byte: usize) -> Position {
        let within = self.lines().position(&self.text, byte.saturating_sub(self.start.byte));
        let before = if within.line == 1 { self.start.column - 1 } else { 0 };
        Position {
            line: within.line + self.start.line - 1,
            column: within.column + before,
            byte: within.byte + self.start.byte,
        }
    }
}

impl SourceText {
    /// A text that is not JSON, or that could not be parsed.
    #[must_use]
    pub fn plain(text: impl Into<Arc<str>>) -> Self {
        let start = Position { line: 1, column: 1, byte: 0 };
        Self {
            pieces: vec![Piece::new(start, text.into())],
            is_whole: true,
            json: None,
            places: None,
        }
    }

    /// A JSON file.
    #[must_use]
    pub fn json(text: impl Into<Arc<str>>) -> Self {
        Self { json: Some(Json::default()), ..Self::plain(text) }
    }

    /// Of a text that is not JSON, what is shown of some places: a few lines around each. `lines` are those of `text`.
    #[must_use]
    pub fn around(text: &str, lines: &LineIndex, places: impl IntoIterator<Item = Span>) -> Self {
        Self::of(text, lines, places.into_iter().map(|place| surroundings(text, lines, place)))
    }

    /// Of a text that may not be published, the places themselves, and nothing of their lines besides.
    #[must_use]
    pub fn only(text: &str, lines: &LineIndex, places: impl IntoIterator<Item = Span>) -> Self {
        let whole =
            |place: Span| text.floor_char_boundary(place.start)..text.ceil_char_boundary(place.end);
        Self::of(text, lines, places.into_iter().map(whole))
    }

    fn of(text: &str, lines: &LineIndex, kept: impl Iterator<Item = Range<usize>>) -> Self {
        let mut kept: Vec<Range<usize>> = kept.collect();
        kept.sort_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in kept {
            match joined.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => joined.push(range),
            }
        }
        let piece = |range: Range<usize>| {
            let start = lines.position(text, range.start);
            Piece::new(start, text.get(range).unwrap_or_default().into())
        };
        let pieces = joined.into_iter().map(piece).collect();
        Self { pieces, is_whole: false, json: None, places: None }
    }

    /// Of a text that was taken out of a container, with the places of what findings name: it has no lines that
    /// people could find.
    #[must_use]
    pub fn with_places(self, places: Places) -> Self {
        Self { places: Some(places), ..self }
    }

    /// Whether its lines are those of the file.
    #[must_use]
    pub const fn has_lines(&self) -> bool {
        self.places.is_none()
    }

    /// Where people find a stretch of it.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        match &self.places {
            Some(places) => places.get(span),
            None => Place::Line { start: self.position(span.start), end: self.position(span.end) },
        }
    }

    /// Adds what is kept of the same text; takes another text's place.
    pub(super) fn join(&mut self, other: Self) {
        if self.is_whole || other.is_whole {
            *self = other;
            return;
        }
        self.pieces.extend(other.pieces);
        match (&mut self.places, other.places) {
            (Some(places), Some(more)) => places.extend(more),
            (none @ None, more) => *none = more,
            (Some(_), None) => {}
        }
        self.pieces.sort_by_key(|piece| piece.start.byte);
        let mut joined: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        for piece in self.pieces.drain(..) {
            match joined.last_mut().filter(|last| piece.start.byte <= last.end()) {
                Some(last) => {
                    let shared = last.end() - piece.start.byte;
                    if let Some(rest) = piece.text.get(shared..) {
                        *last = Piece::new(last.start, [&*last.text, rest].concat().into());
                    }
                }
                None => joined.push(piece),
            }
        }
        self.pieces = joined;
    }

    /// The text, or the first of what is kept of it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.pieces.first().map_or("", |piece| &piece.text)
    }

    /// Whether nothing of it is here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// What is at some bytes of the text; none where that is not kept, or no characters begin and end there.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Option<&str> {
        let piece = self.piece(range.start)?;
        piece.text.get(range.start - piece.start.byte..range.end.checked_sub(piece.start.byte)?)
    }

    /// The line and column of a byte; of the nearest kept one where that is not kept.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let piece = self.piece(byte).or(self.pieces.first());
        piece.map_or(Position { line: 1, column: 1, byte: 0 }, |piece| piece.position(byte))
    }

    /// The bytes of a line, from 1 on, without its ending, as far as they are kept. None where there is no such
    /// line, or it is not kept. Of a long line several stretches may be kept: the one around the byte `near`
    /// is meant.
    #[must_use]
    pub fn line(&self, number: usize, near: usize) -> Option<Span> {
        let has = |piece: &&Piece| {
            let within = number.checked_sub(piece.start.line);
            within.is_some_and(|within| within < piece.lines().lines())
        };
        let after = self.pieces.partition_point(|piece| piece.start.line <= number);
        let last = || self.pieces.get(after.checked_sub(1)?);
        let piece = self.piece(near).filter(has).or_else(|| last().filter(has))?;
        let within = number + 1 - piece.start.line;
        let span = piece.lines().line_span(&piece.text, within);
        let line = piece.text.get(span.range()).unwrap_or_default();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let start = piece.start.byte + span.start;
        Some(Span::new(start, start + line.len()))
    }

    /// The boundary between characters that is `at` or next before it.
    #[must_use]
    pub fn floor(&self, at: usize) -> usize {
        self.piece(at).map_or(at, |piece| {
            piece.start.byte + piece.text.floor_char_boundary(at - piece.start.byte)
        })
    }

    /// The boundary between characters that is `at` or next after it.
    #[must_use]
    pub fn ceil(&self, at: usize) -> usize {
        self.piece(at).map_or(at, |piece| {
            piece.start.byte + piece.text.ceil_char_boundary(at - piece.start.byte)
        })
    }

    /// The piece that begins at a byte or last before it.
    fn piece(&self, byte: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.start.byte <= byte);
        self.pieces.get(after.checked_sub(1)?)
    }

    /// None where the file is not JSON, or its errors leave no tree.
    pub(super) fn tree(&self) -> Option<&json::Tree> {
        let parse = || json::parse(self.text()).0.map(Arc::new);
        self.json.as_ref()?.tree.get_or_init(parse).as_deref()
    }

    /// The value at a JSON pointer, as it is written in the file; `None` where there is none.
    #[must_use]
    pub fn value(&self, pointer: &str) -> Option<&str> {
        self.text().get(self.tree()?.value_span(pointer)?.range())
    }

    pub(super) fn span(&self, at: &At) -> Span {
        let found = match at {
            At::File => None,
            At::Span(span) => Some(*span),
            At::Value(pointer) | At::Key(pointer) | At::Within(pointer, _) => {
                if let Some(key) = self.outer_key(at) {
                    return key;
                }
                self.spot(pointer).map(|spot| self.within(&spot, at)).or_else(|| self.in_tree(at))
            }
        };
        found.unwrap_or_default()
    }

    /// The key that is asked for, where it can be found without reading all of a JSON file.
    fn outer_key(&self, at: &At) -> Option<Span> {
        let At::Key(pointer) = at else { return None };
        let is_open = self.json.as_ref().is_some_and(|json| json.tree.get().is_none());
        if is_open { json::outer_key(self.text(), pointer) } else { None }
    }

    /// Where a value of a JSON file is, while few are asked for and there is no tree.
    fn spot(&self, pointer: &str) -> Option<json::ValueSpot> {
        let Json { tree, asked } = self.json.as_ref()?;
        let is_open = tree.get().is_none() && asked.fetch_add(1, Ordering::Relaxed) < UNPARSED;
        if is_open { json::spot(self.text(), pointer) } else { None }
    }

    fn within(&self, spot: &json::ValueSpot, at: &At) -> Span {
        match at {
            // Without a key the opening bracket stands for it.
            At::Key(_) => spot.key.unwrap_or_else(|| {
                let value = self.text().get(spot.value.range()).unwrap_or("");
                let end = if value.starts_with(['[', '{']) {
                    spot.value.start + 1
                } else {
                    spot.value.end
                };
                Span::new(spot.value.start, end)
            }),
            At::Within(_, range) => {
                let quoted = self.text().get(spot.value.range()).unwrap_or("");
                let decoded = json::Scanner::new(quoted).string();
                let span = decoded.and_then(|decoded| {
                    json::string_span(self.text(), spot.value, &decoded, range.clone())
                });
                span.unwrap_or(spot.value)
            }
            _ => spot.value,
        }
    }

    fn in_tree(&self, at: &At) -> Option<Span> {
        let tree = self.tree()?;
        match at {
            At::Value(pointer) => tree.value_span(pointer),
            At::Key(pointer) => tree.key_span(pointer).or_else(|| tree.value_span(pointer)),
            At::Within(pointer, range) => tree
                .string_span(self.text(), pointer, range.clone())
                .or_else(|| tree.value_span(pointer)),
            At::File | At::Span(_) => None,
        }
    }
}

/// The bytes around a place that are kept.
fn surroundings(text: &str, lines: &LineIndex, place: Span) -> Range<usize> {
    let line = |byte: usize| lines.position(text, byte).line;
    let first = lines.line_span(text, line(place.start).saturating_sub(LINES).max(1));
    let last = lines.line_span(text, line(place.end) + LINES);
    let start = first.start.max(place.start.saturating_sub(BYTES));
    let end = last.end.min(place.end.saturating_add(BYTES));
    text.ceil_char_boundary(start)..text.floor_char_boundary(end.max(place.end))
}

#[cfg(test)]
mod tests {
    use super::SourceText;
    use crate::text::{LineIndex, Span};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn kept_places_are_where_they_were(
            lines in prop::collection::vec("[a-zé ]{0,12}|x{9000}", 1..40),
            places in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..30), 1..6),
            endings in "\n|\r\n",
        ) {
            let text = lines.join(&endings);
            let index = LineIndex::new(&text);
            let whole = SourceText::plain(text.as_str());
            let span = |(at, length): (prop::sample::Index, usize)| {
                let start = text.floor_char_boundary(at.index(text.len() + 1));
                Span::new(start, text.floor_char_boundary(start + length))
            };
            let spans: Vec<Span> = places.into_iter().map(span).collect();
            let mut kept = SourceText::around(&text, &index, spans.iter().copied().take(1));
            kept.join(SourceText::around(&text, &index, spans.iter().copied().skip(1)));
            for span in spans {
                prop_assert_eq!(kept.slice(span.range()), whole.slice(span.range()));
                for byte in [span.start, span.end] {
                    prop_assert_eq!(kept.position(byte), whole.position(byte));
                    let line = whole.position(byte).line;
                    let (own, all) = (kept.line(line, byte).expect("kept"), whole.line(line, 0).expect("there"));
                    prop_assert!(own == all || text[all.range()].len() > 4_096);
                    prop_assert!(own.start <= byte && byte <= own.end + endings.len());
                    prop_assert_eq!(kept.floor(byte), byte);
                }
            }
        }
    }
}
