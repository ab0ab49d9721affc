//! A document's text with the quoted passages marked in it: flat stretches, however quotes overlap.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// A page of a document's text is about so large at most, in bytes.
pub(super) const MAX_PART: usize = 300_000;

/// Quotes that end on one page of a document's text, and are named there.
const MAX_NOTES: usize = 200;

/// What a stretch of a document says of the claims that quote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum QuoteSide {
    For,
    Against,
    Context,
}

/// A quote in a text.
#[derive(Debug, Clone)]
pub(super) struct QuoteInText {
    /// Where its segments are, in code points.
    pub(super) places: Vec<Range<usize>>,
    pub(super) side: QuoteSide,
}

/// A run of a paragraph, quoted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParagraphRun<'t> {
    pub(super) text: &'t str,
    /// The sides of the quotes that it is part of.
    pub(super) sides: BTreeSet<QuoteSide>,
    /// The quotes that begin with it, by their numbers.
    pub(super) begins: Vec<usize>,
    /// The quotes that end with it.
    pub(super) ends: Vec<usize>,
}

/// A paragraph.
pub(super) type ParagraphRuns<'t> = Vec<ParagraphRun<'t>>;

/// A text on one page or on several.
#[derive(Debug, Clone, Default)]
pub(super) struct Laid<'t> {
    pub(super) parts: Vec<Vec<ParagraphRuns<'t>>>,
    /// The part in which each quote begins.
    pub(super) part_of: HashMap<usize, usize>,
}

/// Lays out a text. The quotes are named by their place in `quotes`.
pub(super) fn lay<'t>(text: &'t str, quotes: &[QuoteInText]) -> Laid<'t> {
    let mut edges = edges(text, quotes);
    let paragraphs = paragraphs(text);
    for paragraph in &paragraphs {
        edges.entry(paragraph.start).or_default();
        edges.entry(paragraph.end).or_default();
    }
    let mut laid = Laid { parts: vec![Vec::new()], part_of: HashMap::new() };
    let (mut open, mut begins) = (BTreeMap::new(), Vec::new());
    let (mut size, mut notes) = (0, 0);
    let mut paragraphs = paragraphs.into_iter().peekable();
    let mut edges = edges.iter().peekable();
    let mut block: ParagraphRuns<'t> = Vec::new();
    while let Some((at, edge)) = edges.next() {
        step(edge, &mut open);
        begins.extend(&edge.first);
        let (Some((to, next)), Some(paragraph)) = (edges.peek(), paragraphs.peek()) else { break };
        if *at < paragraph.start {
            continue;
        }
        block.push(ParagraphRun {
            text: text.get(*at..**to).unwrap_or_default(),
            sides: open.keys().filter_map(|n| Some(quotes.get(*n)?.side)).collect(),
            begins: std::mem::take(&mut begins),
            ends: next.last.clone(),
        });
        if **to == paragraph.end {
            let length = paragraph.len();
            paragraphs.next();
            let ended: usize = block.iter().map(|piece| piece.ends.len()).sum();
            if size > 0 && (size + length > MAX_PART || notes + ended > MAX_NOTES) {
                laid.parts.push(Vec::new());
                (size, notes) = (0, 0);
            }
            size += length;
            notes += ended;
            laid.take(std::mem::take(&mut block));
        }
    }
    laid
}

impl<'t> Laid<'t> {
    /// Puts a paragraph at the end.
    fn take(&mut self, block: ParagraphRuns<'t>) {
        let part = self.parts.len().saturating_sub(1);
        self.part_of
            .extend(block.iter().flat_map(|piece| &piece.begins).map(|quote| (*quote, part)));
        if let Some(last) = self.parts.last_mut() {
            last.push(block);
        }
    }
}

/// Ends what ends here, and begins what begins here: `open` are the quotes that run, each with how many of its places do.
fn step(edge: &Edge, open: &mut BTreeMap<usize, usize>) {
    for number in &edge.stops {
        if let Some(count) = open.get_mut(number) {
            *count -= 1;
            if *count == 0 {
                open.remove(number);
            }
        }
    }
    for number in &edge.starts {
        *open.entry(*number).or_default() += 1;
    }
}

/// What begins and ends at a byte.
#[derive(Debug, Default, Clone)]
struct Edge {
    starts: Vec<usize>,
    stops: Vec<usize>,
    /// Quotes whose first word is here, and whose last word is before here.
    first: Vec<usize>,
    last: Vec<usize>,
}

/// The edges of all places, by their bytes.
fn edges(text: &str, quotes: &[QuoteInText]) -> BTreeMap<usize, Edge> {
    let mut at: BTreeMap<usize, Edge> = BTreeMap::new();
    for (number, quote) in quotes.iter().enumerate() {
        let places = || quote.places.iter().filter(|place| !place.is_empty());
        let first = places().map(|place| place.start).min();
        let last = places().map(|place| place.end).max();
        for place in places() {
            let start = at.entry(place.start).or_default();
            start.starts.push(number);
            at.entry(place.end).or_default().stops.push(number);
        }
        if let (Some(first), Some(last)) = (first, last) {
            at.entry(first).or_default().first.push(number);
            at.entry(last).or_default().last.push(number);
        }
    }
    // From code points to bytes, in one pass; what lies beyond the end ends with it.
    let mut bytes: BTreeMap<usize, Edge> = BTreeMap::new();
    let mut wanted = at.into_iter().peekable();
    let points = text.char_indices().enumerate().map(|(point, (byte, _))| (point, byte));
    for (point, byte) in points.chain([(usize::MAX, text.len())]) {
        while let Some((_, edge)) = wanted.next_if(|(wanted, _)| *wanted <= point) {
            bytes.entry(byte).or_default().join(edge);
        }
    }
    bytes
}

impl Edge {
    fn join(&mut self, other: Self) {
        self.starts.extend(other.starts);
        self.stops.extend(other.stops);
        self.first.extend(other.first);
        self.last.extend(other.last);
    }
}

/// The paragraphs of a text: what is between empty lines. One that would fill a page of its own is cut between words.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim().is_empty() {
            open = false;
        } else if let Some(last) = found.last_mut().filter(|_| open) {
            last.end = end;
        } else {
            found.push(at..end);
            open = true;
        }
        at = end;
    }
    found.into_iter().flat_map(|paragraph| cut(text, paragraph)).collect()
}

fn cut(text: &str, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let mut cut = Vec::new();
    let mut start = paragraph.start;
    while paragraph.end - start > MAX_PART {
        let most = text.floor_char_boundary(start + MAX_PART);
        let words = text.get(start..most).unwrap_or_default();
        let end =
            words.rfind(char::is_whitespace).filter(|at| *at > 0).map_or(most, |at| start + at);
        cut.push(start..end);
        start = end;
    }
    cut.push(start..paragraph.end);
    cut
}

#[cfg(test)]
mod tests {
    use super::{Laid, MAX_PART, QuoteInText, QuoteSide, lay};

    /// The text as it is laid out: `[f…]` for each piece with its sides, `{n` and `n}` where quotes begin and end.
    fn shown(laid: &Laid<'_>) -> String {
        let mut out = String::new();
        for block in laid.parts.iter().flatten() {
            for piece in block {
                let begins: String =
                    piece.begins.iter().flat_map(|n| ["{".to_owned(), n.to_string()]).collect();
                let ends: String =
                    piece.ends.iter().flat_map(|n| [n.to_string(), "}".to_owned()]).collect();
                let sides: String = piece
                    .sides
                    .iter()
                    .map(|side| match side {
                        QuoteSide::For => 'f',
                        QuoteSide::Against => 'a',
                        QuoteSide::Context => 'c',
                    })
                    .collect();
                let text = piece.text;
                out += &match sides.as_str() {
                    "" => format!("{begins}{text}{ends}"),
                    sides => format!("{begins}[{sides} {text}]{ends}"),
                };
            }
            out.push('|');
        }
        out
    }

    /// A quote in one place.
    fn at(place: std::ops::Range<usize>, side: QuoteSide) -> QuoteInText {
        QuoteInText { places: vec![place], side }
    }

    fn marked(places: &[std::ops::Range<usize>], side: QuoteSide) -> QuoteInText {
        QuoteInText { places: places.to_vec(), side }
    }

    #[test]
    fn overlapping_quotes_are_flat_stretches() {
        let text = "0123456789";
        let quotes = [at(1..6, QuoteSide::For), at(4..8, QuoteSide::Against)];
        assert_eq!(shown(&lay(text, &quotes)), "0{0[f 123]{1[fa 45]0}[a 67]1}89|");
        // Twice the same, and one in two segments.
        let quotes = [marked(&[1..3, 5..6], QuoteSide::For), at(1..3, QuoteSide::For)];
        assert_eq!(shown(&lay(text, &quotes)), "0{0{1[f 12]1}34[f 5]0}6789|");
    }

    #[test]
    fn quotes_run_over_paragraphs_and_count_in_code_points() {
        let text = "\n\näb\ncd\n \n\nef\n";
        let quotes = [at(3..12, QuoteSide::Context), at(12..13, QuoteSide::For)];
        assert_eq!(shown(&lay(text, &quotes)), "ä{0[c b\ncd\n]|[c e]0}{1[f f]1}\n|");
        assert_eq!(shown(&lay("", &[])), "");
        assert_eq!(shown(&lay("abc", &[marked(&[0..99, 7..7], QuoteSide::For)])), "{0[f abc]0}|");
    }

    #[test]
    fn a_large_text_is_split_at_paragraphs_and_nothing_is_lost() {
        let text = "A paragraph has a few words in it.\n\n".repeat(9_000);
        let laid = lay(&text, &[at(text.len() - 20..text.len() - 10, QuoteSide::For)]);
        assert_eq!(laid.parts.len(), text.len() / MAX_PART + 1);
        assert_eq!(laid.part_of[&0], laid.parts.len() - 1);
        let words: String = laid.parts.iter().flatten().flatten().map(|piece| piece.text).collect();
        assert_eq!(words.split_whitespace().count(), text.split_whitespace().count());
        // One line without end is cut all the same.
        let line = "word ".repeat(200_000);
        assert!(lay(&line, &[]).parts.len() > 2);
    }
}
