//! A document's text, prepared once for all its quotes.

use crate::quote::fold::char_class::{is_cjk, is_combining, is_invisible, writes_no_spaces};
use crate::quote::fold::offsets::Offsets;
use crate::quote::fold::{Folded, Mark, MarkKind, Side, composes_with_nothing};
use crate::quote::lookup::index::{KeyPlaces, SearchText};
use crate::quote::near::folded_line::FoldedLine;
use crate::quote::quoted::ReadQuote;
use crate::quote::words::WordLists;
use crate::quote::words::boundary::{word_starts, words_of};
use crate::quote::words::labels::{SpeakerLabel, labels};
use crate::quote::words::language::language_of;
use crate::quote::words::page_number::page_numbers;
use crate::quote::words::sentence::breaks;
use crate::text::{BlockKind, Break, Span, TextBlock, Voice, blank_lines, with_line_feeds};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The longest text whose words are counted each time they are asked for, in bytes; for longer ones the
/// words of the whole document are listed once.
const MAX_COUNTED: usize = 2_048;

/// A document's readable text with its folded view.
#[derive(Debug)]
pub struct FoldedDocument {
    text: Arc<String>,
    breaks: Vec<Break>,
    left_out: Vec<(usize, String)>,
    blocks: Vec<TextBlock>,
    voices: Vec<Voice>,
    labels: OnceLock<Vec<SpeakerLabel>>,
    language: OnceLock<Option<&'static str>>,
    pub(crate) folded: Folded,
    searched: SearchText,
    words: OnceLock<Vec<usize>>,
    line: OnceLock<FoldedLine>,
    lowered: OnceLock<String>,
    plain: OnceLock<Option<Box<Plain>>>,
    note_marks: OnceLock<Vec<Range<usize>>>,
}

/// A document as its words are read: without the characters that nobody sees and without the hyphens of its line ends, full-width
/// letters made plain, letters and their marks composed, and each line ended by a line feed. Quotes are looked for in it, so that whatever looks at its text,
/// a list of words, a boundary or the end of a sentence, says the same of all texts that fold alike:
///
/// ```text
/// text    They sai<ZWSP>led with-⏎out a ｍａｐ.
/// plain   They sailed without a map.
/// ```
///
/// The places of its line ends stay among its marks, for a quote may have such a hyphen or not.
#[derive(Debug)]
pub(crate) struct Plain {
    pub(crate) document: FoldedDocument,
    /// From the plain text to the text.
    map: Offsets,
}

/// Full-width letters and figures are those of ASCII.
fn narrow(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        other => other,
    }
}

/// Whether a text has characters that nobody sees, full-width letters, or letters and marks that are not composed.
fn is_odd(text: &str) -> bool {
    let odd = |c: char| is_invisible(c) || narrow(c) != c;
    let mut others = beyond_ascii(text).filter(|c| !composes_with_nothing(*c)).peekable();
    others.peek().is_some() && (others.any(odd) || !is_nfc(text))
}

/// The characters of a text that are not of ASCII.
fn beyond_ascii(text: &str) -> impl Iterator<Item = char> {
    /// Bytes that are looked at together: nearly all are of ASCII.
    const TOGETHER: usize = 32;
    let mut rest = text;
    std::iter::from_fn(move || {
        let plain = rest.as_bytes().chunks(TOGETHER).take_while(|few| few.is_ascii()).count();
        let behind = rest.get((plain * TOGETHER).min(rest.len())..)?;
        let (at, c) = behind.char_indices().find(|(_, c)| !c.is_ascii())?;
        rest = behind.get(at + c.len_utf8()..)?;
        Some(c)
    })
}

/// Whether a character may be composed with the one before it.
fn hangs(c: char) -> bool {
    canonical_combining_class(c) != 0 || is_combining(c) || matches!(c, '\u{1160}'..='\u{11FF}')
}

/// A plain text in the making.
#[derive(Default)]
struct Making {
    plain: String,
    map: Offsets,
    /// Where line ends parted words.
    joints: Vec<usize>,
}

impl Making {
    /// Adds some of the text, from byte `at` on, as it is.
    fn copy(&mut self, run: &str, at: usize) {
        if !run.is_empty() {
            self.map.alike(self.plain.len(), at);
            self.plain.push_str(run);
        }
    }

    /// Adds the character that `rest`, from byte `at` of the text on, begins with and the marks that hang on it; none if nobody
    /// sees it. Returns its bytes.
    fn character(&mut self, rest: &str, at: usize) -> usize {
        let mut chars = rest.char_indices().map(|(i, c)| (i + c.len_utf8(), c));
        let Some((mut end, first)) = chars.next() else { return 0 };
        if is_invisible(first) {
            return end;
        }
        let mut letters = String::from(narrow(first));
        for (behind, c) in chars {
            if is_invisible(c) {
                continue;
            }
            if !hangs(c) {
                break;
            }
            letters.push(c);
            end = behind;
        }
        let composed: String = letters.nfc().collect();
        if rest.get(..end) == Some(&*composed) {
            self.copy(&composed, at);
        } else {
            self.map.whole(self.plain.len(), at, end);
            self.plain.push_str(&composed);
        }
        end
    }
}

impl Plain {
    /// None where the text is as plain as that.
    fn new(document: &FoldedDocument) -> Option<Self> {
        let (even, folded) = (with_line_feeds(document.text()), &document.folded);
        let text = &*even;
        let hyphens = folded.marks.iter().filter(|m| m.optional && m.kind == MarkKind::Dash);
        let parted = hyphens.map(|m| Span::new(m.span.start, folded.text_start(m.at)));
        let mut parted = parted.filter(|span| !span.is_empty()).peekable();
        let as_it_is = matches!(even, Cow::Borrowed(_)) && (text.is_ascii() || !is_odd(text));
        if parted.peek().is_none() && as_it_is {
            return None;
        }
        let mut making = Making::default();
        let mut at = 0;
        while at < text.len() {
            let next = parted.peek().map_or(text.len(), |span| span.start);
            let rest = text.get(at..next).unwrap_or("");
            let plain = rest.bytes().take_while(u8::is_ascii).count();
            if plain < rest.len() {
                // The last letter may have marks.
                making.copy(rest.get(..plain.saturating_sub(1)).unwrap_or(""), at);
                at += plain.saturating_sub(1);
                at += making.character(text.get(at..next).unwrap_or(""), at).max(1);
                continue;
            }
            making.copy(rest, at);
            at = next;
            if let Some(span) = parted.next() {
                making.joints.push(making.plain.len());
                at = span.end;
            }
        }
        Some(Self::of(document, making))
    }

    fn of(document: &FoldedDocument, making: Making) -> Self {
        let Making { plain, map, joints } = making;
        let length = plain.len();
        let moved = |at: usize| map.made_at(at, length);
        let breaks = document.breaks.iter().map(|b| Break { at: moved(b.at), ..*b }).collect();
        let block = |b: &TextBlock| TextBlock {
            span: Span::new(moved(b.span.start), moved(b.span.end)),
            ..*b
        };
        let blocks = document.blocks.iter().map(block).collect();
        let voice = |v: &Voice| Voice { at: moved(v.at), ..*v };
        let voices = document.voices.iter().map(voice).collect();
        let left_out =
            document.left_out.iter().map(|(at, mark)| (moved(*at), mark.clone())).collect();
        let made = FoldedDocument::new(plain, breaks).with_blocks(blocks).with_voices(voices);
        let mut made = made.with_left_out(left_out);
        made.folded.part(&joints);
        Self { document: made, map }
    }

    /// The bytes of the text that some bytes of the plain text stand for.
    pub(crate) fn back(&self, span: Span) -> Span {
        self.map.back(span, self.document.text.len())
    }
}

impl FoldedDocument {
    /// Folds `text` once. `breaks` are sorted by place.
    #[must_use]
    pub fn new(text: impl Into<Arc<String>>, breaks: Vec<Break>) -> Self {
        Self::in_room(text.into(), breaks, String::new())
    }

    /// The same in memory that is there: `room` is empty.
    pub(crate) fn in_room(text: Arc<String>, breaks: Vec<Break>, room: String) -> Self {
        let folded = Folded::in_room(&text, Side::Document, room);
        Self {
            text,
            breaks,
            left_out: Vec::new(),
            blocks: Vec::new(),
            voices: Vec::new(),
            labels: OnceLock::new(),
            language: OnceLock::new(),
            folded,
            searched: SearchText::default(),
            words: OnceLock::new(),
            line: OnceLock::new(),
            lowered: OnceLock::new(),
            plain: OnceLock::new(),
            note_marks: OnceLock::new(),
        }
    }

    /// The same as its words are read, made at the first call; none where the text is as plain as that.
    pub(crate) fn plain(&self) -> Option<&Plain> {
        self.plain.get_or_init(|| Plain::new(self).map(Box::new)).as_deref()
    }

    /// The bytes of the key that are marks of notes, in their order: what `find` finds at the first call.
    pub(crate) fn note_marks(&self, find: impl FnOnce() -> Vec<Range<usize>>) -> &[Range<usize>] {
        self.note_marks.get_or_init(find)
    }

    /// With what people see and the text leaves out, and where: marks of notes, of list items and of headings. A quote may
    /// have them. Sorted by place.
    #[must_use]
    pub fn with_left_out(self, left_out: Vec<(usize, String)>) -> Self {
        Self { left_out, ..self }
    }

    /// The primary language (BCP 47) that the text is written in, as far as a few stretches of it tell: read at the first call.
    #[must_use]
    pub fn language(&self) -> Option<&'static str> {
        *self.language.get_or_init(|| language_of(&self.folded.key))
    }

    /// The word lists of the language that is stated, or else of the one that the text is written in; none where no
    /// language can be told, or where it has no lists.
    #[must_use]
    pub fn word_lists(&self, stated: Option<&str>) -> Option<&'static WordLists> {
        WordLists::for_language(stated.or_else(|| self.language()))
    }

    /// With the stretches that stand by themselves: sorted, not overlapping.
    #[must_use]
    pub fn with_blocks(self, blocks: Vec<TextBlock>) -> Self {
        Self { blocks, ..self }
    }

    /// With those to whom its format gives the words: sorted by place.
    #[must_use]
    pub fn with_voices(self, voices: Vec<Voice>) -> Self {
        Self { voices, ..self }
    }

    /// Who speaks at byte `at` of the text, as its format says.
    pub(crate) fn voice(&self, at: usize) -> Option<Voice> {
        let next = self.voices.partition_point(|voice| voice.at <= at);
        self.voices.get(next.checked_sub(1)?).copied()
    }

    /// Whether a voice begins where `span` does.
    #[must_use]
    pub fn is_voice(&self, span: Span) -> bool {
        self.voices.binary_search_by_key(&span.start, |voice| voice.at).is_ok()
    }

    /// The voices that begin inside `span`.
    pub(crate) fn voices_in(&self, span: Span) -> &[Voice] {
        let from = self.voices.partition_point(|voice| voice.at <= span.start);
        let to = self.voices.partition_point(|voice| voice.at < span.end);
        self.voices.get(from..to).unwrap_or(&[])
    }

    /// The stretches that have some of `span`.
    pub(crate) fn blocks_in(&self, span: Span) -> &[TextBlock] {
        let from = self.blocks.partition_point(|block| block.span.end <= span.start);
        let to = self.blocks.partition_point(|block| block.span.start < span.end);
        self.blocks.get(from..to).unwrap_or(&[])
    }

    /// The labels of the speakers, looked up at the first call; none where the text is no transcript.
    pub(crate) fn labels(&self) -> &[SpeakerLabel] {
        let is_heading = |label: &SpeakerLabel| {
            let said = |block: &TextBlock| matches!(block.kind, BlockKind::Text | BlockKind::Item);
            label.lone && !self.blocks_in(label.name).iter().all(said)
        };
        self.labels.get_or_init(|| {
            let found = labels(&self.text);
            if found.iter().any(is_heading) { Vec::new() } else { found }
        })
    }

    /// Whether `span` is the name in a speaker's label.
    #[cfg(feature = "archive")]
    pub(crate) fn is_label(&self, span: Span) -> bool {
        self.labels().iter().any(|label| label.name == span)
    }

    /// The label of who speaks at byte `at` of the text.
    pub(crate) fn speaker(&self, at: usize) -> Option<&SpeakerLabel> {
        let labels = self.labels();
        labels.get(labels.partition_point(|label| label.line <= at).checked_sub(1)?)
    }

    /// Whether the text leaves anything out that people see.
    pub(crate) const fn leaves_out(&self) -> bool {
        !self.left_out.is_empty()
    }

    /// What the text leaves out from byte `from` to byte `to`, both included.
    pub(crate) fn left_out(&self, from: usize, to: usize) -> impl Iterator<Item = &str> {
        let first = self.left_out.partition_point(|(at, _)| *at < from);
        let rest = self.left_out.get(first..).unwrap_or(&[]);
        rest.iter().take_while(move |(at, _)| *at <= to).map(|(_, mark)| &**mark)
    }

    /// Where the words of `span` are, however they are typeset: there, and elsewhere.
    pub fn same_words(&self, span: Span) -> impl Iterator<Item = Span> {
        let folded = &self.folded;
        let key = folded.key.get(folded.key_at(span.start)..folded.key_at(span.end)).unwrap_or("");
        let mut places = self.places_of(key, 0..folded.key.len());
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = places.next_from(from).filter(|_| !key.is_empty())?;
            from = at + key.len();
            Some(Span::new(folded.text_start(at), folded.text_end(from)))
        })
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text's bytes in `span`; empty where that is no slice.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The text's bytes in `span` as one line to paste: runs of white space are a space, words that a line end broke are whole,
    /// and no number of a page is between them.
    #[must_use]
    pub fn one_line(&self, span: Span) -> String {
        self.whole_words(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text's bytes in `span`, where words that a line end broke are whole, without the numbers of pages in the middle.
    #[must_use]
    pub fn whole_words(&self, span: Span) -> String {
        let marks = &self.folded.marks;
        let first = marks.partition_point(|m| m.span.start < span.start);
        let inside = marks.get(first..).unwrap_or(&[]).iter();
        let inside = inside.take_while(|m| m.span.start < span.end);
        let hyphens =
            inside.filter(|m| m.optional && m.kind == MarkKind::Dash && m.span.end <= span.end);
        // A hyphen with what is between it and the rest of the word: white space, or the number of a page as well.
        let broken = |hyphen: &Mark| {
            let end = self.folded.text_start(hyphen.at).clamp(hyphen.span.end, span.end);
            Span::new(hyphen.span.start, end)
        };
        let pages = page_numbers(&self.text, span, WordLists::of_any_language());
        let mut left_out: Vec<Span> = hyphens.map(broken).chain(pages).collect();
        left_out.sort_by_key(|left| left.start);
        let mut out = String::new();
        let mut from = span.start;
        for left in left_out {
            out.push_str(self.slice(Span::new(from, left.start)));
            from = from.max(left.end);
        }
        out.push_str(self.slice(Span::new(from, span.end)));
        out
    }

    /// Whether a break is inside `span`.
    pub(crate) fn is_broken(&self, span: Span) -> bool {
        let next = self.breaks.partition_point(|b| b.at <= span.start);
        self.breaks.get(next).is_some_and(|b| b.at < span.end)
    }

    /// The places that no quote may span, in their order.
    pub(crate) fn all_breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// The first and the last place in `span`, behind its start, at which words are left out that nobody sees.
    pub(crate) fn hidden_between(&self, span: Span) -> Option<(usize, usize)> {
        let from = self.breaks.partition_point(|b| b.at <= span.start);
        let to = self.breaks.partition_point(|b| b.at <= span.end);
        let breaks = self.breaks.get(from..to).unwrap_or(&[]);
        let hidden = |b: &&Break| b.hidden_words > 0;
        Some((breaks.iter().find(hidden)?.at, breaks.iter().rfind(hidden)?.at))
    }

    /// The last break before `at` and the first behind it.
    pub(crate) fn breaks_around(&self, at: usize) -> (Option<usize>, Option<usize>) {
        let before = self.breaks.partition_point(|b| b.at < at).checked_sub(1);
        let after = self.breaks.partition_point(|b| b.at <= at);
        let place = |number: usize| self.breaks.get(number).map(|b| b.at);
        (before.and_then(place), place(after))
    }

    /// Whether a break is at `at`.
    pub(crate) fn breaks_at(&self, at: usize) -> bool {
        self.breaks.binary_search_by_key(&at, |b| b.at).is_ok()
    }

    /// The breaks inside `span`.
    pub(crate) fn breaks_in(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        let first = self.breaks.partition_point(|b| b.at <= span.start);
        let breaks = self.breaks.get(first..).unwrap_or(&[]);
        breaks.iter().map(|b| b.at).take_while(move |&at| at < span.end)
    }

    /// Whether a break is in `span`, its ends included.
    pub(crate) fn crosses_break(&self, span: Span) -> bool {
        let next = self.breaks.partition_point(|b| b.at < span.start);
        self.breaks.get(next).is_some_and(|b| b.at <= span.end)
    }

    /// The first places of words that somebody has begun to type: in any case, whatever the typography, the last word
    /// perhaps not to its end. At most `most`; they start where a word starts.
    #[must_use]
    pub fn begun(&self, typed: &str, most: usize) -> Vec<Span> {
        let folded = Folded::new(typed.trim_start(), Side::Quote);
        let wanted = lowered(&folded.key);
        let whole = typed.ends_with(char::is_whitespace);
        let wanted = wanted.trim();
        if !wanted.contains(char::is_alphanumeric) {
            return Vec::new();
        }
        let text = self.folded.key.as_str();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let fits = |at: &usize| {
            let before = text.get(..*at).and_then(|t| t.chars().next_back());
            let after = text.get(at + wanted.len()..).and_then(|t| t.chars().next());
            let starts = !is_word(before) || before.is_some_and(is_cjk);
            // A space that was typed is a space there, too, or the end.
            starts && (!whole || after.is_none_or(char::is_whitespace))
        };
        let span = |at: usize| {
            let end = self.folded.text_end(at + wanted.len());
            Span::new(self.folded.text_start(at), end)
        };
        let all: Box<dyn Iterator<Item = usize> + '_> = if let Some(anchor) = rarest(wanted) {
            Box::new(places_of_small(text, wanted, anchor))
        } else {
            let small = self.lowered.get_or_init(|| lowered(text));
            Box::new(memchr::memmem::find_iter(small.as_bytes(), wanted))
        };
        let places = all.filter(fits).map(span).filter(|span| !self.is_broken(*span));
        places.take(most).collect()
    }

    /// Where the stretch of running text around a place begins and ends: its sentence at most so many bytes away, and no
    /// further than its paragraph and a break.
    #[must_use]
    pub fn sentence_around(&self, span: Span, reach: usize) -> Span {
        let text = self.text();
        let from = text.floor_char_boundary(span.start.saturating_sub(reach));
        let to = text.ceil_char_boundary(span.end.saturating_add(reach).min(text.len()));
        // Where it goes on beyond that, it is cut between words.
        let cut = |c: char| c.is_whitespace() || is_cjk(c);
        let before = self.slice(Span::new(from, span.start));
        let first = if from == 0 { Some(0) } else { before.find(cut) };
        let mut start = from + first.unwrap_or(before.len());
        start = blank_lines(before).next_back().map_or(start, |blank| from + blank.end);
        let after = self.slice(Span::new(span.end, to));
        let last = if to == text.len() { Some(after.len()) } else { after.rfind(cut) };
        let mut end = span.end + last.unwrap_or(0);
        end = blank_lines(after).next().map_or(end, |blank| span.end + blank.start);
        start = self.breaks_in(Span::new(start, span.start)).last().unwrap_or(start);
        end = self.breaks_in(Span::new(span.end, end)).next().unwrap_or(end);
        for block in self.blocks_in(span) {
            start = start.max(block.span.start.min(span.start));
            end = end.min(block.span.end.max(span.end));
        }
        start = breaks(text, start, span.start, None).last().unwrap_or(start);
        end = breaks(text, span.end.saturating_sub(1), end, None)
            .find(|at| *at >= span.end)
            .unwrap_or(end);
        let inner = self.slice(Span::new(start, end));
        let lead = inner.len() - inner.trim_start().len();
        Span::new(start + lead, start + inner.trim_end().len().max(lead))
    }

    /// The folded line of characters, made at the first call.
    pub(crate) fn line(&self) -> &FoldedLine {
        self.line.get_or_init(|| FoldedLine::new(&self.folded))
    }

    /// The characters of the folded line that stand for text within `span`, each with its bytes.
    pub(crate) fn line_within(&self, span: Span) -> impl Iterator<Item = (char, Span)> + '_ {
        self.line().within(&self.folded, span)
    }

    /// Looks for all of `quotes` in one pass, so that they need not be searched for one by one, in a large text with all
    /// threads. Only the first call does so.
    pub fn look_up(&self, quotes: &[ReadQuote<'_>]) {
        self.look_up_with(quotes, true);
    }

    /// The same, with more than this thread only where `threads` says so.
    pub(crate) fn look_up_with(&self, quotes: &[ReadQuote<'_>], threads: bool) {
        let place = self.plain().map_or(self, |plain| &plain.document);
        let keys = quotes.iter().flat_map(ReadQuote::first_keys);
        place.searched.look_up(&place.folded.key, keys, threads);
    }

    /// Where `key` is within some bytes of the folded text's key, from the first on; they may overlap.
    pub(crate) fn places_of<'d>(&'d self, key: &'d str, within: Range<usize>) -> KeyPlaces<'d> {
        self.searched.places(&self.folded.key, key, within)
    }

    /// Whether `words`, which start in `span`, are more than a limit allows. In a script that writes no spaces a word counts two
    /// characters there.
    pub(crate) fn exceeds(&self, span: Span, words: usize, most: usize) -> bool {
        if words <= most {
            return false;
        }
        let by_two = || {
            let text = self.slice(span);
            let unspaced = text.chars().filter(|c| writes_no_spaces(*c)).count();
            let begins = |(_, word): &(usize, &str)| !word.starts_with(writes_no_spaces);
            words_of(text).filter(begins).count() + unspaced.div_ceil(2)
        };
        words / 2 > most || by_two() > most
    }

    /// Words that start in `span`, hidden ones included.
    pub(crate) fn words_in(&self, span: Span) -> usize {
        let shown = if span.len() <= MAX_COUNTED { self.count_in(span) } else { None };
        let shown = shown.unwrap_or_else(|| {
            let words = self.words.get_or_init(|| word_starts(&self.text).collect());
            let from = words.partition_point(|&w| w < span.start);
            let to = words.partition_point(|&w| w < span.end);
            to.saturating_sub(from)
        });
        let first = self.breaks.partition_point(|b| b.at < span.start);
        let breaks = self.breaks.get(first..).unwrap_or(&[]);
        let hidden: usize = breaks
            .iter()
            .take_while(|b| b.at <= span.end)
            .map(|b| b.hidden_words)
            .fold(0, usize::saturating_add);
        shown.saturating_add(hidden).saturating_sub(self.parted_words(span))
    }

    /// The words whose second halves start in `span`: those that a line end broke.
    pub(crate) fn parted_words(&self, span: Span) -> usize {
        let marks =
            self.folded.marks_in(self.folded.key_at(span.start), self.folded.key_at(span.end));
        let half = |mark: &&Mark| {
            let rest = self.text.get(mark.span.end..).unwrap_or("");
            let next = mark.span.end + (rest.len() - rest.trim_start().len());
            let parts = mark.optional && mark.kind == MarkKind::Dash && !mark.span.is_empty();
            parts && next >= span.start && next < span.end
        };
        marks.iter().filter(half).count()
    }

    /// Words that start in a short `span`, counted from the white space before it to that after it: how
    /// words are cut depends on nothing beyond. None where that is far.
    fn count_in(&self, span: Span) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let near = span.start.saturating_sub(MAX_COUNTED);
        let space = |b: &u8| matches!(b, b' ' | b'\n');
        let before = bytes.get(near..span.start)?.iter().rposition(space);
        let from = before.map(|at| near + at).or((near == 0).then_some(0))?;
        let after = bytes.get(span.end..)?.iter().take(MAX_COUNTED).position(space);
        let to = after.map(|at| span.end + at);
        let to = to.or((self.text.len() - span.end < MAX_COUNTED).then_some(self.text.len()))?;
        let starts = word_starts(self.text.get(from..to)?).map(|at| from + at);
        Some(starts.filter(|at| (span.start..span.end).contains(at)).count())
    }
}

/// A text in small letters, as far as these take as many bytes.
fn lowered(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().map(small).collect() }
}

/// A character's small letter, if that takes as many bytes.
fn small(c: char) -> char {
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(only), None) if only.len_utf8() == c.len_utf8() => only,
        _ => c,
    }
}

/// The byte of some words that few texts have often, of ASCII letters and digits, as its place in the words.
fn rarest(words: &str) -> Option<usize> {
    /// From frequent to rare, in English.
    const FREQUENT: &[u8] = b"etaoinshrdlucmfwypvbgkjqxz";
    let rank = |byte: u8| FREQUENT.iter().position(|b| *b == byte).unwrap_or(FREQUENT.len());
    let bytes = words.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_alphanumeric());
    bytes.max_by_key(|(_, byte)| rank(*byte)).map(|(at, _)| at)
}

/// Where words in small letters are in a text, in any case; apart from each other, and found by the byte at `anchor`. So no
/// second copy of a large text is made.
fn places_of_small<'t>(
    text: &'t str,
    words: &'t str,
    anchor: usize,
) -> impl Iterator<Item = usize> + 't {
    let byte = words.as_bytes().get(anchor).copied().unwrap_or_default();
    let is_there = move |at: &usize| {
        let mut here = text.get(*at..).unwrap_or_default().chars();
        words.chars().all(|wanted| here.next().map(small) == Some(wanted))
    };
    let found = memchr::memchr2_iter(byte, byte.to_ascii_uppercase(), text.as_bytes());
    let mut free = 0;
    found.filter_map(move |at| at.checked_sub(anchor)).filter(is_there).filter(move |at| {
        let is_apart = *at >= free;
        if is_apart {
            free = at + words.len();
        }
        is_apart
    })
}

#[cfg(test)]
mod tests {
    use super::{FoldedDocument, lowered, places_of_small, rarest};
    use crate::text::Span;

    #[test]
    fn finds_what_somebody_begins_to_type() {
        let text = "The Tide\u{2019}s table, he said, is a fore-\ncast. Untied. The tide is ÉVEN.";
        let document = FoldedDocument::new(text.to_owned(), Vec::new());
        let found = |typed: &str| -> Vec<&str> {
            document.begun(typed, 9).into_iter().map(|span| document.slice(span)).collect()
        };
        assert_eq!(found("tide"), ["Tide", "tide"]);
        assert_eq!(found("tide "), ["tide"]);
        assert_eq!(found("tide's ta"), ["Tide\u{2019}s ta"]);
        assert_eq!(found("is a FOREC"), ["is a fore-\nc"]);
        assert_eq!(found("is éve"), ["is ÉVE"]);
        assert!(found("ied").is_empty() && found("").is_empty() && found("… ").is_empty());
        assert_eq!(document.begun("t", 1).len(), 1);
    }

    #[test]
    fn finds_words_in_any_case_without_a_copy() {
        let texts = ["aAaa Bab ÉabéAB abab", "QaqaQAqa", "Ⱥa aⱥ Ⱥab K\u{212a}k ǅa", ""];
        for (text, words) in texts.iter().flat_map(|text| {
            ["a", "aa", "ab", "éa", "qaqa", "ⱥa", "k", "ba", "zz"].map(|words| (*text, words))
        }) {
            let small = lowered(text);
            let plainly: Vec<usize> = small.match_indices(words).map(|(at, _)| at).collect();
            let anchor = rarest(words).expect("ASCII");
            let found: Vec<usize> = places_of_small(text, words, anchor).collect();
            assert_eq!(found, plainly, "{words} in {text}");
        }
        assert_eq!(rarest("é ü"), None);
    }

    #[test]
    fn knows_the_sentence_around() {
        let text = "One. Two words, and\nmore. Three.\n\nFour";
        let document = FoldedDocument::new(text.to_owned(), Vec::new());
        let around = |words: &str| {
            let at = text.find(words).expect("there");
            document.slice(document.sentence_around(Span::new(at, at + words.len()), 500))
        };
        assert_eq!(around("words"), "Two words, and\nmore.");
        assert_eq!(around("One"), "One.");
        assert_eq!(around("Three"), "Three.");
        assert_eq!(around("Four"), "Four");
        // What goes on further than is looked is cut between words.
        let text = "alpha bravo charlie delta echo";
        let document = FoldedDocument::new(text.to_owned(), Vec::new());
        let at = text.find("charlie").expect("there");
        let span = Span::new(at, at + "charlie".len());
        for (reach, wanted) in [
            (0, "charlie"),
            (3, "charlie"),
            (5, "charlie"),
            (7, "bravo charlie delta"),
            (12, "alpha bravo charlie delta echo"),
        ] {
            let found = document.slice(document.sentence_around(span, reach));
            assert_eq!(found, wanted, "{reach}");
        }
    }
}
