//! Finds a segment despite what a printer adds or an extractor loses: the marks of notes, list items and
//! headings, spaces beside figures, a comma on the other side of a closing mark.
//!
//! Only a segment that is not found as written is searched for this way. One of its words is searched for, and around each
//! of its places the two texts are walked side by side. Whatever may be skipped is skipped:
//!
//! ```text
//! document   The lamp stayed lit[3] on CO 2 for thirty years
//! quote      The lamp stayed lit    on CO2  for thirty years
//!                               ^^^ a note    ^ an odd space
//! ```

mod item;
mod note;

use super::boundary::{may_end, may_start};
use super::edges::{Passed, SegmentPlace, edges_allow};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    QuoteMark, breaks_anywhere, has_two_forms, is_cjk, is_currency, is_digit, is_guillemet,
    is_line_break, writes_no_spaces,
};
use crate::quote::fold::{Folded, MarkKind, Side};
use crate::quote::read::pattern::Segment;
use crate::quote::words::page_number::page_number;
use crate::quote::words::{ShortList, WordLists, numbers};
use crate::text::Span;
use item::is_bullet;
use memchr::memmem;
use std::cell::{Cell, OnceCell};
use std::ops::Range;

/// How far from where it should be the start of a segment is looked for, in characters.
const SLACK_CHARS: usize = 160;

/// How many places of its word are tried, for one segment.
const MAX_TRIED_PLACES: usize = 2_000;

/// How many characters are compared for one segment. A text of one word a thousand times over has as many places as words, and
/// each is nearly right to its end.
const MAX_COMPARED: usize = 4_000_000;

/// How far one mark of stress may be from its other, in characters.
const MAX_STRESSED_CHARS: usize = 80;

/// How many runs of letters of a segment a text is asked for before it is walked: the longest, which are the rarest.
const ASKED_RUNS: usize = 8;

/// One character of a folded text, dashes among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Atom {
    c: char,
    /// Bytes of the text.
    start: usize,
    end: usize,
    /// Bytes of the key.
    key: usize,
    /// Whether it may be absent: a hyphen at a line's end.
    optional: bool,
}

/// A dash among the atoms.
const DASH: char = '\u{2010}';

fn atoms(folded: &Folded, keys: Range<usize>) -> Vec<Atom> {
    let mut out = Vec::with_capacity(keys.len() + 8);
    let mut marks = folded.marks_in(keys.start, keys.end).iter().peekable();
    let text = folded.key.get(keys.clone()).unwrap_or("");
    let (mut measure, mut way) = (None, folded.way_back());
    let chars = text.char_indices().map(|(i, c)| (keys.start + i, Some(c)));
    for (key, c) in chars.chain([(keys.end, None)]) {
        while let Some(mark) = marks.next_if(|m| m.at <= key) {
            if let MarkKind::Measure(strokes, closes) = mark.kind {
                measure = Some(match strokes {
                    _ if closes => '"',
                    QuoteMark::Single => '\u{2032}',
                    QuoteMark::Double => '\u{2033}',
                });
            }
            if mark.kind == MarkKind::Dash {
                let (start, end) = (mark.span.start, mark.span.end);
                out.push(Atom { c: DASH, start, end, key, optional: mark.optional });
            }
        }
        if let Some(c) = c {
            let Span { start, end } = way.span(key, c.len_utf8());
            let c = measure.take().filter(|_| c == '"').unwrap_or(c);
            out.push(Atom { c, start, end, key, optional: false });
        }
    }
    out
}

/// The places of `segment` within some bytes of the document's key, first to last.
pub(crate) fn loosely(
    document: &FoldedDocument,
    segment: &Segment,
    keys: Range<usize>,
    words: Option<&WordLists>,
) -> Vec<SegmentPlace> {
    let letters = Letters::new(document, segment);
    loosely_where(document, segment, keys, words, |window| letters.may_be_in(window))
}

/// The words of a segment that a document must have, too, where the segment is found loosely. Most quotes that come here have
/// another word, and to look for all of theirs takes a tenth of the time of a walk.
struct Letters<'s> {
    runs: Vec<memmem::Finder<'s>>,
    /// What the address of a page has.
    address: [memmem::Finder<'static>; 2],
}

impl<'s> Letters<'s> {
    /// Runs of letters of ASCII, but for the longest, by which places are found. The first one may have another first letter.
    /// Where the text leaves marks out, a word of the quote may be one of them.
    fn new(document: &FoldedDocument, segment: &'s Segment) -> Self {
        let address = ["://", "www."].map(memmem::Finder::new);
        if document.leaves_out() {
            return Self { runs: Vec::new(), address };
        }
        let runs = segment.folded.key.split(|c: char| !c.is_ascii_alphabetic());
        let mut runs: Vec<&str> = runs.skip(usize::from(segment.initial)).collect();
        // One letter is everywhere.
        runs.retain(|run| run.len() > 1);
        runs.sort_unstable_by_key(|run| std::cmp::Reverse(run.len()));
        runs.dedup();
        let runs = runs.into_iter().skip(1).take(ASKED_RUNS).map(memmem::Finder::new).collect();
        Self { runs, address }
    }

    /// Whether the segment may be in a part of a document's key. Inside a word only a note is passed over, and a line end
    /// in the address of a page.
    fn may_be_in(&self, window: &str) -> bool {
        let bytes = window.as_bytes();
        let has = |run: &memmem::Finder<'_>| run.find(bytes).is_some();
        self.runs.iter().all(has)
            || memchr::memchr2(b'[', b'^', bytes).is_some()
            || self.address.iter().any(has)
    }
}

/// The same, walking only where `worth` says so of the text around a word of the segment.
fn loosely_where(
    document: &FoldedDocument,
    segment: &Segment,
    keys: Range<usize>,
    words: Option<&WordLists>,
    worth: impl Fn(&str) -> bool,
) -> Vec<SegmentPlace> {
    let ours = OnceCell::new();
    let Some(anchor) = anchor(document, &segment.folded, &keys) else { return Vec::new() };
    let word = segment.folded.key.get(anchor.clone()).unwrap_or("");
    let lead = segment.folded.key.get(..anchor.start).unwrap_or("").len();
    let mut found: Vec<SegmentPlace> = Vec::new();
    let mut places = document.places_of(word, keys.clone());
    let mut from = keys.start;
    let mut tried = 0;
    let compared = Cell::new(0);
    while let Some(at) = places.next_from(from) {
        from = at + word.len();
        tried += 1;
        if tried > MAX_TRIED_PLACES || compared.get() > MAX_COMPARED {
            break;
        }
        if found.last().is_some_and(|last| at < last.key.1) {
            continue;
        }
        let key = document.folded.key.as_str();
        let bound = |byte: usize| key.ceil_char_boundary(byte);
        let start = bound(at.saturating_sub(lead + SLACK_CHARS)).max(keys.start);
        let latest = bound((at.saturating_sub(lead) + SLACK_CHARS).min(at));
        let end = bound((start + (segment.folded.key.len() + SLACK_CHARS) * 2).min(key.len()));
        if !worth(key.get(start..end).unwrap_or("")) {
            continue;
        }
        let ours = ours.get_or_init(|| atoms(&segment.folded, 0..segment.folded.key.len()));
        let theirs = atoms(&document.folded, start..end);
        let walk = Walk { document, words, ours, theirs: &theirs, compared: &compared };
        let firsts = theirs.iter().enumerate().take_while(|(_, a)| a.key <= latest);
        let first = ours.first().map_or(' ', |a| a.c);
        let same =
            |c: char| c == first || (segment.initial && c.to_lowercase().eq(first.to_lowercase()));
        let place = firsts
            .filter(|(_, atom)| same(atom.c))
            .find_map(|(number, atom)| walk.from((0, number), segment, atom.c != first))
            .or_else(|| walk.marked(segment, latest));
        found.extend(place.filter(|p| p.key.0 <= at && p.key.1 > at));
    }
    found
}

/// The word that is searched for: the longest run of letters, its bytes. Where the text leaves marks out, one that it has: the
/// longest may be the reading beside a character, `漢(kan)字`.
fn anchor(document: &FoldedDocument, quote: &Folded, keys: &Range<usize>) -> Option<Range<usize>> {
    let key = quote.key.as_str();
    // The key has no dashes: `stone—all` is two words.
    let mut dashes =
        quote.marks.iter().filter(|m| m.kind == MarkKind::Dash).map(|m| m.at).peekable();
    let mut best: Option<Range<usize>> = None;
    let has = |run: &Range<usize>| {
        let word = key.get(run.clone()).unwrap_or("");
        !document.leaves_out()
            || document.places_of(word, keys.clone()).next_from(keys.start).is_some()
    };
    let mut start = None;
    for (at, c) in key.char_indices().chain([(key.len(), ' ')]) {
        let mut parted = false;
        while dashes.next_if(|dash| *dash <= at).is_some() {
            parted = true;
        }
        // Where no spaces are written, the mark of a note may be after any letter.
        let letter =
            c.is_alphabetic() && !breaks_anywhere(c) && !writes_no_spaces(c) && !has_two_forms(c);
        if let Some(from) = start.filter(|_| parted || !letter) {
            let longer = best.as_ref().is_none_or(|b| at - from > b.len());
            if longer && has(&(from..at)) {
                best = Some(from..at);
            }
            start = None;
        }
        if letter && start.is_none() {
            start = Some(at);
        }
    }
    best.or_else(|| {
        let letters = key.char_indices().filter(|(_, c)| c.is_alphabetic());
        let mut letters = letters.map(|(at, c)| at..at + c.len_utf8());
        letters.find(|letter| has(letter))
    })
}

/// Whether there may be a space, or none, between what `before` gives, the nearest first, and `after`.
fn may_part(before: impl Fn(usize) -> char, after: char) -> bool {
    let last = before(0);
    // `5+` is no `5 +`, but `arm1+` is `arm1 +`.
    let sign = |c: char| matches!(c, '+' | '&' | '#');
    let named = || (0..8).map(&before).take_while(|c| c.is_alphanumeric()).any(char::is_alphabetic);
    // `§ 5`, `€ 1.200`, `1.200 €`, `45° N`.
    let counts = |c: char| matches!(c, '§' | '¶' | '№') || is_currency(c);
    (last.is_alphabetic() && (is_digit(after) || sign(after)))
        || (is_digit(last) && (after.is_alphabetic() || (sign(after) && named())))
        || (counts(last) && is_digit(after))
        || (is_digit(last) && is_currency(after))
        || (last == '°' && after.is_alphabetic())
}

/// What a word that breaks anywhere may go on with, over the end of a line: `reportbug⏎가`, `4⏎개만`.
fn joins_hangul(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '"' | ')' | ']')
}

struct Walk<'w> {
    document: &'w FoldedDocument,
    words: Option<&'w WordLists>,
    ours: &'w [Atom],
    theirs: &'w [Atom],
    /// How many characters were compared so far.
    compared: &'w Cell<usize>,
}

impl Walk<'_> {
    fn our(&self, at: usize) -> char {
        self.ours.get(at).map_or('\0', |a| a.c)
    }

    fn their(&self, at: usize) -> char {
        self.theirs.get(at).map_or('\0', |a| a.c)
    }

    /// The place of a segment that begins with a mark that the text leaves out, no farther than at the byte `latest` of the key.
    fn marked(&self, segment: &Segment, latest: usize) -> Option<SegmentPlace> {
        if !self.document.leaves_out() {
            return None;
        }
        let firsts = self.theirs.iter().enumerate().take_while(|(_, a)| a.key <= latest);
        let begins = |at: usize| self.left_out(0, at).filter(|next| *next < self.ours.len());
        firsts
            .filter_map(|(at, _)| Some((begins(at)?, at)))
            .find_map(|(next, at)| self.from((next, at), segment, false))
    }

    /// The place of the segment whose atom `first` is the document's atom `start`.
    fn from(
        &self,
        (first, start): (usize, usize),
        segment: &Segment,
        recased: bool,
    ) -> Option<SegmentPlace> {
        let (mut i, mut j) = (first + usize::from(recased), start + usize::from(recased));
        let mut passed = Passed::default();
        while i < self.ours.len() {
            self.compared.set(self.compared.get() + 1);
            if self.compared.get() > MAX_COMPARED {
                return None;
            }
            (i, j) = self.step(i, j, start, &mut passed)?;
        }
        let (first, last) = (self.theirs.get(start)?, self.theirs.get(j.checked_sub(1)?)?);
        let span = Span::new(first.start, last.end);
        let folded = &self.document.folded;
        if (!segment.glued_start && folded.parts_character(first.key))
            || (!segment.glued_end && folded.parts_character(last.key + last.c.len_utf8()))
        {
            return None;
        }
        let opens = segment.glued_start || may_start(self.document, span.start, self.words);
        let closes = segment.glued_end || may_end(self.document, span.end, self.words);
        let stands = opens
            && closes
            && !self.document.is_broken(span)
            && edges_allow(self.document, segment, span, self.words);
        let end = self.theirs.get(j).map_or(self.document.folded.key.len(), |a| a.key);
        let end = end.min(last.key + if last.c == DASH { 0 } else { last.c.len_utf8() });
        stands.then_some(SegmentPlace { span, key: (first.key, end), recased, passed })
    }

    fn step(
        &self,
        i: usize,
        j: usize,
        start: usize,
        passed: &mut Passed,
    ) -> Option<(usize, usize)> {
        let (ours, theirs) = (self.our(i), self.their(j));
        if let Some(next) = self.left_out(i, j) {
            return Some((next, j));
        }
        let atom = self.theirs.get(j)?;
        let page = if ours != theirs && j > start { self.page_number(i, j) } else { None };
        if let Some(next) = page.or_else(|| self.item(i, j).filter(|_| j > start)) {
            return Some(next);
        }
        if ours == theirs {
            return (!self.is_sign_of_ours(i, j)).then_some((i + 1, j + 1));
        }
        if self.is_made_up(j) {
            // `said:<q>I shall`: nobody wrote the mark, nor the space before it.
            let space = ours == ' ' && matches!(self.our(i + 1), '"') && self.their(j + 1) != ' ';
            let next = if space { (i + 2, j + 1) } else { (i, j + 1) };
            return Some(self.swapped(i, j).unwrap_or(next));
        }
        if atom.optional || self.repeats_mark(j) || self.stresses(j) {
            return Some((i, j + 1));
        }
        if j > start
            && let Some(next) = self.beside_guillemet(i, j)
        {
            return Some(next);
        }
        // A mark that closes a quotation is any.
        if theirs == '"' && matches!(ours, '\u{2032}' | '\u{2033}') {
            return Some((i + 1, j + 1));
        }
        if self.same_in_language(ours, theirs) {
            return Some((i + 1, j + 1));
        }
        if let Some(swapped) = self.swapped(i, j) {
            return Some(swapped);
        }
        if j > start {
            if let Some((next, shown)) = self.note(j) {
                if let Some(copied) = self.copied(i, j, next) {
                    return Some((copied, next));
                }
                if !shown {
                    passed.note = passed.note.or(Some(self.seam(i, j, next)));
                }
                return Some((i, next));
            }
            if theirs == ' ' && self.is_bare_break(j) {
                return Some((i, j + 1));
            }
            if let Some(next) = self.spaced_mark(i, j) {
                return Some(next);
            }
            if let Some(next) = self.space(i, j) {
                let to = j + usize::from(theirs == ' ');
                passed.space = passed.space.or(Some(self.seam(i, j, to)));
                return Some(next);
            }
        }
        None
    }

    /// `« mot »`, `»(x)«`: after a space that one of the two has beside a guillemet of the document. Where the marks point inwards and
    /// where one stands alone, nobody can tell inside from outside.
    fn beside_guillemet(&self, i: usize, j: usize) -> Option<(usize, usize)> {
        let guillemet = |at: usize| {
            let atom = self.theirs.get(at).filter(|atom| atom.c == '"');
            atom.is_some_and(|atom| {
                self.document.slice(Span::new(atom.start, atom.end)).starts_with(is_guillemet)
            })
        };
        let before = j.checked_sub(1).is_some_and(guillemet);
        match (self.our(i), self.their(j)) {
            (' ', _) if before || guillemet(j) => Some((i + 1, j)),
            (_, ' ') if before || guillemet(j + 1) => Some((i, j + 1)),
            _ => None,
        }
    }

    /// Behind the number of a page that begins at the atom `j`, and the space after it; and behind the space of the quote that is
    /// there instead, where the document folds its own away beside a dash.
    fn page_number(&self, i: usize, j: usize) -> Option<(usize, usize)> {
        let atom = self.theirs.get(j).filter(|atom| atom.c != ' ')?;
        let words = numbers::or_of_any_language(self.words);
        let end = page_number(self.document.text(), atom.start, words)?;
        let rest = self.theirs.get(j..)?;
        let next = j + rest.partition_point(|atom| atom.start < end);
        let spaced = j.checked_sub(1).is_some_and(|before| self.their(before) == ' ');
        let next = next + usize::from(self.their(next) == ' ');
        if spaced {
            return Some((i, next));
        }
        (self.our(i) == ' ').then_some((i + 1, next))
    }

    /// The end of a mark in the quote, and of the space after it, that people see in front of the document's atom `j` and
    /// its text leaves out.
    fn left_out(&self, i: usize, j: usize) -> Option<usize> {
        let to = self.theirs.get(j).map_or(usize::MAX, |a| a.start);
        let from = j.checked_sub(1).and_then(|j| self.theirs.get(j)).map_or(to, |a| a.end);
        self.document.left_out(from.min(to), to).find_map(|mark| {
            let folded = Folded::new(mark, Side::Quote);
            let mark = atoms(&folded, 0..folded.key.len());
            // `NATO (nay-toe)`: the quote sets a space before a reading.
            let reading = mark.first().is_some_and(|atom| atom.c == '(');
            let i = if reading && self.our(i) == ' ' { i + 1 } else { i };
            let alike = |(n, atom): (usize, &Atom)| {
                let bullets = mark.len() == 1 && is_bullet(atom.c) && is_bullet(self.our(i));
                bullets || self.our(i + n) == atom.c
            };
            let same = mark.iter().enumerate().all(alike);
            let mut next = i + mark.len();
            let same = same
                || self.copied_note(i, &mark).is_some_and(|end| {
                    next = end;
                    true
                });
            let before = j.checked_sub(1).map_or(' ', |j| self.their(j));
            let space = self.our(next) == ' ' && (before == ' ' || i == 0);
            (same && !mark.is_empty()).then_some(next + usize::from(space))
        })
    }

    /// Whether the atom is a mark that the document does not write: one that a web page has around its element `q`.
    fn is_made_up(&self, j: usize) -> bool {
        self.theirs
            .get(j)
            .filter(|atom| atom.c == '"')
            .is_some_and(|atom| self.document.left_out(atom.start, atom.start).any(str::is_empty))
    }

    /// Whether the atom is a mark of stress in plain text, `_not_`, `*old*`: one that opens or closes words, and has its other.
    fn stresses(&self, j: usize) -> bool {
        let mark = self.their(j);
        if !matches!(mark, '_' | '*') {
            return false;
        }
        let free = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '*' | '/');
        let before = |at: usize| at.checked_sub(1).map_or(' ', |at| self.their(at));
        let opens = |at: usize| free(before(at)) && self.their(at + 1).is_alphanumeric();
        let closes = |at: usize| {
            let last = before(at);
            (last.is_alphanumeric() || matches!(last, '.' | ',' | '!' | '?'))
                && free(self.their(at + 1))
        };
        let other = |at: usize| self.their(at) == mark;
        if mark == '_' && self.names_code(j) {
            return false;
        }
        (opens(j) && (j + 2..j + MAX_STRESSED_CHARS).any(|at| other(at) && closes(at)))
            || (closes(j)
                && (j.saturating_sub(MAX_STRESSED_CHARS)..j).any(|at| other(at) && opens(at)))
    }

    /// `the method _init_`: whether the mark at the atom `j` belongs to a word that is the name of a thing in a program.
    fn names_code(&self, j: usize) -> bool {
        let letter = |at: usize| self.their(at).is_alphanumeric();
        let word = (0..j).rev().take_while(|at| letter(*at)).count();
        // The mark that opens, and before it a space and the kind.
        let opening = if word > 0 { j.checked_sub(word + 1) } else { Some(j) };
        let Some(opening) = opening.filter(|at| self.their(*at) == '_') else { return false };
        let Some(space) = opening.checked_sub(1).filter(|at| self.their(*at) == ' ') else {
            return false;
        };
        let kind: Vec<char> =
            (0..space).rev().map(|at| self.their(at)).take_while(|c| c.is_alphanumeric()).collect();
        let kind: String = kind.into_iter().rev().collect();
        let named = |words: &WordLists| words.has_short(ShortList::CodeKinds, &kind);
        named(WordLists::of_any_language()) || self.words.is_some_and(named)
    }

    /// Whether the atom is a mark that only says again that a quotation goes on: `… the end.⏎⏎“We left`.
    fn repeats_mark(&self, j: usize) -> bool {
        let Some(atom) = self.theirs.get(j).filter(|atom| atom.c == '"') else { return false };
        let text = self.document.text();
        let head = text.get(..atom.start).unwrap_or("");
        let before = head.trim_end();
        let opens =
            self.document.slice(Span::new(atom.start, atom.end)).starts_with(['“', '«', '„', '"']);
        let next = text.get(atom.end..).unwrap_or("").trim_start_matches('\u{A0}');
        opens
            && next.starts_with(char::is_alphanumeric)
            && head.get(before.len()..).is_some_and(|space| space.matches('\n').count() > 1)
            && !before.ends_with(['”', '»', '“', '"'])
    }

    /// `报道, GDP` for 报道，GDP: a full-width mark has its space in itself.
    fn spaced_mark(&self, i: usize, j: usize) -> Option<(usize, usize)> {
        let mark = self.theirs.get(j.checked_sub(1)?)?;
        let raw = self.document.slice(Span::new(mark.start, mark.end));
        let wide = matches!(raw, "，" | "；" | "：" | "！" | "？");
        (wide && self.our(i) == ' ' && self.our(i + 1) == self.their(j)).then_some((i + 1, j))
    }

    /// After a space that only one of the two has, between a letter and a figure or a sign: `CO 2`, `arm1 +`; or that only
    /// the quote has between two letters of Chinese or Japanese, where a line of its source ended.
    fn space(&self, i: usize, j: usize) -> Option<(usize, usize)> {
        let (ours, theirs) = (self.our(i), self.their(j));
        if theirs == ' ' && self.our(i) == self.their(j + 1) {
            let parts = may_part(|back| self.their(j.wrapping_sub(back + 1)), self.their(j + 1));
            return parts.then_some((i, j + 1));
        }
        if ours == ' ' && self.our(i + 1) == theirs {
            let before = self.our(i.wrapping_sub(1));
            let parts = may_part(|back| self.our(i.wrapping_sub(back + 1)), theirs)
                || (is_cjk(before) && is_cjk(theirs));
            return parts.then_some((i + 1, j));
        }
        None
    }

    /// Where the two texts are in the walk: the quote's atom `i`, and the document's from `j` to `next`.
    fn seam(&self, i: usize, j: usize, next: usize) -> (usize, Span) {
        let last = self.ours.last().map_or(0, |a| a.end);
        let start = self.theirs.get(j).map_or(0, |a| a.start);
        let end = next.checked_sub(1).and_then(|n| self.theirs.get(n)).map_or(start, |a| a.end);
        (self.ours.get(i).map_or(last, |a| a.start), Span::new(start, end.max(start)))
    }

    /// Whether the quote's character is the document's in its language. Romanian: the cedilla that old fonts had for the
    /// comma. Greek: the question mark, which looks like a semicolon there.
    fn same_in_language(&self, ours: char, theirs: char) -> bool {
        let comma = |c: char| match c {
            'ş' => 'ș',
            'ţ' => 'ț',
            'Ş' => 'Ș',
            'Ţ' => 'Ț',
            other => other,
        };
        let is = |language: &str| self.words.is_some_and(|words| words.is_language(language));
        (comma(ours) == comma(theirs) && is("ro")) || (ours == '?' && theirs == ';' && is("el"))
    }

    /// `,”` for `”,`: the two atoms in the other order.
    fn swapped(&self, i: usize, j: usize) -> Option<(usize, usize)> {
        let stop = |c: char| matches!(c, ',' | '.' | '。' | '、');
        let (a, b) = (self.our(i), self.our(i + 1));
        // Only the document knows whether its mark closes a quotation: `1932”` may be one of inches.
        let mark = |c: char| matches!(c, '"' | '\u{2032}' | '\u{2033}');
        let same = |ours: char, theirs: char| ours == theirs || (mark(ours) && theirs == '"');
        let pair = (stop(a) && mark(b)) || (mark(a) && stop(b));
        let behind = self.our(i + 2);
        let ends = !behind.is_alphanumeric() || writes_no_spaces(behind);
        if !pair || !ends || !same(b, self.their(j)) || !same(a, self.their(j + 1)) {
            return None;
        }
        // `nothing,'”` for `nothing’,”`: the other marks of a run follow.
        let run = mark(b) && self.their(j + 2) == '"';
        Some((i + 2, j + 2 + usize::from(run)))
    }

    /// A line break that parts nothing: inside a word of a script that breaks anywhere, after a slash.
    fn is_bare_break(&self, j: usize) -> bool {
        let Some(atom) = self.theirs.get(j) else { return false };
        let raw = self.document.slice(Span::new(atom.start, atom.end));
        let (before, behind) = (self.their(j.saturating_sub(1)), self.their(j + 1));
        raw.contains(is_line_break)
            && ((breaks_anywhere(before) && joins_hangul(behind))
                || (joins_hangul(before) && breaks_anywhere(behind))
                || (writes_no_spaces(before) && writes_no_spaces(behind))
                || before == '/'
                || self.is_in_address(j))
    }

    /// Whether the run without spaces before an atom is the beginning of a web address.
    fn is_in_address(&self, j: usize) -> bool {
        let before = self.theirs.get(..j).unwrap_or(&[]);
        let run: Vec<char> =
            before.iter().rev().map(|a| a.c).take(200).take_while(|c| *c != ' ').collect();
        let run: String = run.into_iter().rev().collect();
        run.contains("://") || run.starts_with("www.")
    }
}

#[cfg(test)]
mod tests {
    use super::{loosely, loosely_where};
    use crate::quote::document::FoldedDocument;
    use crate::quote::read::pattern::Pattern;
    use crate::quote::words::WordLists;
    use proptest::prelude::*;

    const PIECES: &str = "(lamp|Lamp|stayed|lit|lit on|CO 2|CO2|arm1 \\+|arm1\\+|\\[3\\]|\\^3|field1,|field.1|https://lit\\.on|www\\.lit\\.on|\n|\n\n1\\. |- |\\.”|”\\.|5'|5\"|fore-\ncast|st[3]ayed|sta\nyed|가|ţară|țară|ｌit|é|at sea|at—sea|at-sea|\\[aa\\]|iv[.] | | | ){0,12}";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn what_is_not_worth_a_walk_has_no_place(
            head in PIECES,
            quote in PIECES,
            text in PIECES,
            tail in PIECES,
            language in "en|ro",
            left_out in any::<bool>(),
        ) {
            let words = WordLists::for_language(Some(&language));
            let left = if left_out { vec![(head.len(), "1.".to_owned())] } else { Vec::new() };
            for text in [text.clone(), quote.replace(' ', "\n"), quote.replace("lit", "lit[3]"), quote.replace("am", "a[3]m")] {
                let text = format!("{head} {text} {tail}");
                let document = FoldedDocument::new(text, Vec::new()).with_left_out(left.clone());
                for segment in &Pattern::edited(&[&quote]).segments {
                    let keys = 0..document.folded.key.len();
                    let all = loosely_where(&document, segment, keys.clone(), words, |_| true);
                    prop_assert_eq!(loosely(&document, segment, keys, words), all, "{:?}", document.text());
                }
            }
        }
    }
}
