//! Chooses by words where the nearest passage starts and ends.
//!
//! The fewest edits in characters find the place; but where a word at an end is another one, they cut it off:
//!
//! ```text
//! quote          for more than a week
//! by characters  for more than a                (cheaper than to turn `fortnight` into `week`)
//! by words       for more than a fortnight
//! ```
//!
//! So the words of the quote are aligned with those of the place and its surroundings (Needleman and Wunsch 1970, free at
//! both ends of the document's side). The best alignment keeps most words for its price; of equals, one in which
//! words answer words, so that a first or last word that differs is changed and not cut off. A passage that has the
//! very words of the quote in another order is taken before all others.

use super::tokens::{DiffToken, single_words};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{canonical, is_apostrophe, is_subscript};
use crate::quote::place::boundary::{may_end, may_start};
use crate::quote::read::pattern::{leading_edge, trailing_edge};
use crate::quote::words::WordLists;
use crate::text::{Span, blank_lines, with_line_feeds};
use std::borrow::Cow;
use std::collections::HashMap;

/// How far beyond the place words are looked at, in bytes, besides half the quote's length.
const BEYOND: usize = 96;

/// The most of that, in bytes.
const MAX_BEYOND: usize = 480;

/// The longest piece that is not cut, in bytes.
const MAX_PIECE: usize = 48;

/// What an alignment costs, compared from the first field to the last: each takes 16 bits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cost(u64);

impl Cost {
    /// `price`; words of the quote that are `lost`; how much the `shape` suffers (a word without one that answers it, a
    /// sentence's end passed over); how unlike the `letters` are.
    const fn new(price: u64, lost: u64, shape: u64, letters: u64) -> Self {
        Self(price << 48 | lost << 32 | shape << 16 | letters)
    }

    const NONE: Self = Self(0);
    /// The same word in other capitals.
    const RECASED: Self = Self::new(0, 0, 0, 1);
    /// One word is written as two.
    const PARTED: Self = Self::new(1, 0, 1, 0);
    /// A word of the document that the quote lacks: two of them are no dearer than a word that is lost for them.
    const MISSING: Self = Self::new(2, 0, 1, 0);
    /// The most that an alignment costs in which one word is missing.
    const ONE_MISSING: Self = Self::new(2, u16::MAX as u64, 0, 0);
    /// A word of the quote that the document lacks.
    const ADDED: Self = Self::new(4, 1, 1, 0);
    /// A sentence's end that one side has between two words.
    const CROSSED: Self = Self::new(0, 0, 2, 0);
    const FAR: Self = Self(u64::MAX);

    /// Whether it has all words of the quote, in their order, and one or two are missing between them: `do not`.
    fn only_lacks_few(self) -> bool {
        (1..=2).any(|few| self.0 >> 16 == Self::MISSING.times(few).0 >> 16)
    }

    /// A word for another. `unlike` counts letters.
    fn changed(unlike: usize) -> Self {
        Self::new(4, 1, 0, u64::try_from(unlike.min(32)).unwrap_or(32))
    }

    const fn times(self, count: usize) -> Self {
        // A quote has no more words than bytes, and far fewer than would carry over.
        Self(self.0.saturating_mul(count as u64))
    }

    const fn and(self, more: Self) -> Self {
        Self(self.0.saturating_add(more.0))
    }
}

/// The passage around `place` that answers the words of a quote best; `place` itself where nothing does. And whether it only
/// has a few words more.
pub(super) fn chosen(
    document: &FoldedDocument,
    place: Span,
    asked: &FoldedDocument,
    words: Option<&WordLists>,
) -> (Span, bool) {
    let quote = single_words(asked, Span::new(0, asked.text().len()));
    let beyond = (asked.folded.key.len() / 2 + BEYOND).min(MAX_BEYOND);
    let theirs = around(document, place, beyond);
    let (their_words, their_stops) = words_of(document, &theirs);
    let (our_words, our_stops) = words_of(asked, &quote);
    let mut lines = Lines::new(&their_words, &our_words);
    lines.crossed = (their_stops, our_stops);
    let (aligned, cost) = lines.aligned().unzip();
    // Where one word is left out, that says it; `the` may be at the other end by chance. So does `I` of the next sentence,
    // where `I do not believe it` is quoted without its denial.
    let has_more = cost.is_some_and(Cost::only_lacks_few);
    let may_move = !has_more && cost.is_none_or(|cost| cost > Cost::ONE_MISSING);
    let found = may_move.then(|| lines.reordered(place)).flatten().or(aligned);
    let ends = found.and_then(|(first, last)| their_words.get(first).zip(their_words.get(last)));
    let Some((first, last)) = ends else { return (place, false) };
    let end = our_words.last().and_then(|ours| before_suffix(document, last, ours, words));
    let place = Span::new(first.span.start, end.unwrap_or(last.span.end));
    let passage = whole_pieces(document, place, words);
    (with_marks(&theirs, &quote, passage), has_more)
}

/// The byte in front of `'s` of the document's last word, where the quote's last word has none, and a match may end there.
fn before_suffix(
    document: &FoldedDocument,
    theirs: &DiffToken,
    ours: &DiffToken,
    words: Option<&WordLists>,
) -> Option<usize> {
    if ours.folded.contains(is_apostrophe) {
        return None;
    }
    let at = theirs.span.start + document.slice(theirs.span).find(is_apostrophe)?;
    (at > theirs.span.start && may_end(document, at, words)).then_some(at)
}

/// The passage up to where a match may start and end, where its ends are inside a piece (不|同意).
fn whole_pieces(document: &FoldedDocument, passage: Span, words: Option<&WordLists>) -> Span {
    let text = document.text();
    let place = |at: usize| text.is_char_boundary(at);
    // What is lowered belongs to what is before it, with a space between or none: `CO ₂`.
    let hangs = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(is_subscript));
    // Nor is it a mark that is forgiven at a quote's edge: then its words begin or end elsewhere.
    let begins = |at: &usize| text.get(*at..).is_some_and(|rest| leading_edge(rest) == 0);
    let mut starts = (passage.start.saturating_sub(MAX_PIECE)..=passage.start)
        .rev()
        .filter(|at| place(*at) && !hangs(*at) && begins(at));
    // Marks that the passage begins with are left out before it goes further back: `--|force-depends`.
    let head = leading_edge(document.slice(passage));
    let bare = Some(passage.start + head).filter(|at| head > 0 && *at < passage.end);
    let start = bare
        .filter(|&at| may_start(document, at, words))
        .or_else(|| starts.find(|&at| may_start(document, at, words)));
    let finishes = |at: &usize| text.get(..*at).is_some_and(|text| trailing_edge(text) == 0);
    let mut ends = (passage.end..=passage.end + MAX_PIECE).filter(|at| place(*at) && finishes(at));
    let end = ends.find(|&at| may_end(document, at, words));
    Span::new(start.unwrap_or(passage.start), end.unwrap_or(passage.end))
}

/// The tokens from some bytes before `place` to some after it; none that is cut, and none beyond a break.
fn around(document: &FoldedDocument, place: Span, beyond: usize) -> Vec<DiffToken> {
    let text = document.text();
    let from = text.floor_char_boundary(place.start.saturating_sub(beyond));
    let to = text.ceil_char_boundary(place.end + beyond);
    let before = document.breaks_in(Span::new(from, place.start + 1)).last();
    let after = document.breaks_in(Span::new(place.end.saturating_sub(1), to)).next();
    let window = Span::new(before.unwrap_or(from), after.unwrap_or(to));
    let mut tokens = single_words(document, window);
    if window.end < text.len() && after.is_none() {
        tokens.pop_if(|t| t.span.start >= place.end);
    }
    if window.start > 0
        && before.is_none()
        && tokens.first().is_some_and(|t| t.span.end <= place.start)
    {
        tokens.remove(0);
    }
    tokens
}

/// The passage with the brackets and other marks around it that the quote has there, too.
fn with_marks(theirs: &[DiffToken], quote: &[DiffToken], passage: Span) -> Span {
    let first = theirs.partition_point(|t| t.span.start < passage.start);
    let last = theirs.partition_point(|t| t.span.end <= passage.end);
    let ours = quote.iter().position(DiffToken::is_word).unwrap_or(0);
    let behind = quote.iter().rposition(DiffToken::is_word).map_or(0, |at| at + 1);
    let same = |(a, b): &(&DiffToken, &DiffToken)| a.folded == b.folded;
    let heads = theirs.get(..first).unwrap_or(&[]).iter().rev();
    let head = heads.zip(quote.get(..ours).unwrap_or(&[]).iter().rev()).take_while(same).last();
    let tails = theirs.get(last..).unwrap_or(&[]).iter();
    let tail = tails.zip(quote.get(behind..).unwrap_or(&[])).take_while(same).last();
    let start = head.map_or(passage.start, |(t, _)| t.span.start);
    Span::new(start, tail.map_or(passage.end, |(t, _)| t.span.end))
}

/// The words among some tokens, and whether what ends a sentence or a paragraph is right before each.
fn words_of<'t>(
    document: &FoldedDocument,
    tokens: &'t [DiffToken],
) -> (Vec<&'t DiffToken>, Vec<bool>) {
    let stops = |c| matches!(canonical(c), '.' | '?' | '!' | '\u{3002}' | '\u{964}');
    let (mut stopped, mut before) = (false, None);
    let mut found = Vec::with_capacity(tokens.len());
    for token in tokens {
        let gap = before.map_or("", |from| document.slice(Span::new(from, token.span.start)));
        stopped |= gap.len() > 1 && blank_lines(&with_line_feeds(gap)).next().is_some();
        before = Some(token.span.end);
        if token.is_word() {
            found.push((token, std::mem::take(&mut stopped)));
        } else {
            stopped |= token.folded.chars().any(stops);
        }
    }
    found.into_iter().unzip()
}

/// The words of both sides as numbers: the same word in any capitals has one.
struct Lines<'t> {
    theirs: &'t [&'t DiffToken],
    ours: &'t [&'t DiffToken],
    their_ids: Vec<u32>,
    our_ids: Vec<u32>,
    /// Before which words a sentence ends, theirs and ours.
    crossed: (Vec<bool>, Vec<bool>),
}

/// An alignment of some words of the quote with words up to one of the document.
#[derive(Clone, Copy)]
struct Cell {
    cost: Cost,
    /// The first word of the document in it.
    start: usize,
}

impl<'t> Lines<'t> {
    fn new(theirs: &'t [&'t DiffToken], ours: &'t [&'t DiffToken]) -> Self {
        let mut known: HashMap<Cow<'t, str>, u32> = HashMap::new();
        let mut ids = |tokens: &[&'t DiffToken]| -> Vec<u32> {
            let id = |token: &&'t DiffToken| {
                let new = u32::try_from(known.len()).unwrap_or(u32::MAX);
                *known.entry(in_small_letters(&token.folded)).or_insert(new)
            };
            tokens.iter().map(id).collect()
        };
        let (their_ids, our_ids) = (ids(theirs), ids(ours));
        Self { theirs, ours, their_ids, our_ids, crossed: (Vec::new(), Vec::new()) }
    }

    /// The words that are those of the quote in another order: the first and the last; the run nearest to `place`.
    fn reordered(&self, place: Span) -> Option<(usize, usize)> {
        let count = self.our_ids.len();
        if count < 2 {
            return None;
        }
        let mut missing: HashMap<u32, isize> = HashMap::new();
        for id in &self.our_ids {
            *missing.entry(*id).or_default() += 1;
        }
        let mut unequal = missing.len();
        let mut step = |id: u32, by: isize| {
            let left = missing.entry(id).or_default();
            unequal += usize::from(*left == 0);
            *left += by;
            unequal -= usize::from(*left == 0);
            unequal
        };
        let mut found = Vec::new();
        for (at, &id) in self.their_ids.iter().enumerate() {
            if let Some(&old) = at.checked_sub(count).and_then(|gone| self.their_ids.get(gone)) {
                step(old, 1);
            }
            if step(id, -1) == 0 && at + 1 >= count {
                found.push((at + 1 - count, at));
            }
        }
        let away = |&(first, _): &(usize, usize)| {
            self.theirs.get(first).map_or(0, |t| t.span.start.abs_diff(place.start))
        };
        found.into_iter().min_by_key(away)
    }

    /// The first and the last word of the document in the best alignment, and what it costs; the earliest of equals.
    fn aligned(&self) -> Option<((usize, usize), Cost)> {
        let width = self.ours.len() + 1;
        let mut before: Vec<Cell> =
            (0..width).map(|number| Cell { cost: Cost::ADDED.times(number), start: 0 }).collect();
        let (mut two_before, mut row) = (Vec::new(), Vec::with_capacity(width));
        let mut best: Option<(Cost, usize, usize)> = None;
        for at in 0..self.theirs.len() {
            row.clear();
            row.push(Cell { cost: Cost::NONE, start: at + 1 });
            for number in 1..width {
                row.push(self.cell((at, number - 1), &two_before, &before, &row));
            }
            if let Some(last) = row.last().filter(|c| c.start <= at) {
                let found = (last.cost, last.start, at);
                best = Some(best.map_or(found, |b| b.min(found)));
            }
            std::mem::swap(&mut two_before, &mut before);
            std::mem::swap(&mut before, &mut row);
        }
        best.map(|(cost, start, end)| ((start, end), cost))
    }

    /// The best alignment that ends with a word of the document and one of the quote, by the rows before.
    fn cell(
        &self,
        (at, number): (usize, usize),
        two_before: &[Cell],
        before: &[Cell],
        row: &[Cell],
    ) -> Cell {
        let mut best = Cell { cost: Cost::FAR, start: 0 };
        let mut offer = |from: Option<&Cell>, cost: Cost| {
            let Some(from) = from else { return };
            let cost = from.cost.and(cost);
            if (cost, from.start) < (best.cost, best.start) {
                best = Cell { cost, start: from.start };
            }
        };
        offer(row.get(number), Cost::ADDED);
        // Words before the first one are outside.
        offer(before.get(number + 1).filter(|c| c.start < at), Cost::MISSING);
        let word = self.answers(at, number);
        let crossed = if self.is_crossed(at, number) { word.and(Cost::CROSSED) } else { word };
        offer(before.get(number), crossed);
        // The words before it may have no answer: then the passage begins here, and crosses nothing.
        offer(Some(&Cell { cost: Cost::ADDED.times(number), start: at }), word);
        if at > 0 && self.is_written_as_two(at, number) {
            offer(two_before.get(number), Cost::PARTED);
        }
        if number > 0 && self.are_written_as_one(at, number) {
            offer(before.get(number - 1), Cost::PARTED);
        }
        best
    }

    /// What it costs that a word of the quote stands for one of the document.
    fn answers(&self, at: usize, number: usize) -> Cost {
        let Some((theirs, ours)) = self.theirs.get(at).zip(self.ours.get(number)) else {
            return Cost::FAR;
        };
        if self.their_ids.get(at) != self.our_ids.get(number) {
            Cost::changed(unlike(&theirs.folded, &ours.folded))
        } else if theirs.folded == ours.folded {
            Cost::NONE
        } else {
            Cost::RECASED
        }
    }

    /// Whether a sentence of the document ends before a word, and none of the quote before the word that it answers.
    fn is_crossed(&self, at: usize, number: usize) -> bool {
        number > 0
            && self.crossed.0.get(at) == Some(&true)
            && self.crossed.1.get(number) == Some(&false)
            && self.theirs.get(at).is_some_and(|t| !t.folded.starts_with(char::is_lowercase))
    }

    /// `a part` for `apart`.
    fn is_written_as_two(&self, at: usize, number: usize) -> bool {
        let token = |at: usize| self.theirs.get(at);
        let (Some(first), Some(second), Some(ours)) =
            (at.checked_sub(1).and_then(token), token(at), self.ours.get(number))
        else {
            return false;
        };
        is_joined(&first.folded, &second.folded, &ours.folded)
    }

    /// `apart` for `a part`.
    fn are_written_as_one(&self, at: usize, number: usize) -> bool {
        let token = |at: usize| self.ours.get(at);
        let (Some(first), Some(second), Some(theirs)) =
            (number.checked_sub(1).and_then(token), token(number), self.theirs.get(at))
        else {
            return false;
        };
        is_joined(&first.folded, &second.folded, &theirs.folded)
    }
}

/// A word in small letters: most words are.
fn in_small_letters(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// Whether a word is two words without what parts them: a space, a hyphen or an apostrophe.
fn is_joined(first: &str, second: &str, whole: &str) -> bool {
    let least = first.len() + second.len();
    if !(least..least + 2).contains(&whole.len()) {
        return false;
    }
    let rest = whole.strip_prefix(first).and_then(|rest| rest.strip_suffix(second));
    rest.is_some_and(|rest| matches!(rest, "" | " " | "-" | "'"))
}

/// The letters by which two words differ, between those that they have in common at both ends.
fn unlike(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = |(x, y): &(&u8, &u8)| x.eq_ignore_ascii_case(y);
    let head = a.iter().zip(b).take_while(same).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(same).count();
    a.len().max(b.len()) - head - tail
}
