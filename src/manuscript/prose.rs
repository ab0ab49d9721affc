//! A paragraph as its reader sees it, and where each character of it is in the file.

use super::marks;
use super::{Manuscript, Quotation, SourceKey, Tie, numbers, rows, tie, titles, works};
use crate::quote::{WordLists, language_of_text};
use crate::text::{Origin, Span};

/// What a paragraph's text has in place of a citation, and of what cannot be read (a formula, code).
pub(super) const OBJECT: char = '\u{FFFC}';

/// Stand for the marks of a quotation that a construct of the format makes, and for the mark of a note: noncharacters, which
/// no text has.
pub(super) const OPENS: char = '\u{FDD0}';
/// See [`OPENS`].
pub(super) const CLOSES: char = '\u{FDD1}';
/// See [`OPENS`].
pub(super) const NOTE: char = '\u{FDD2}';

/// A citation in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is what it says, by itself")]
pub(super) struct InTextCitation {
    /// Its bytes in the paragraph's text.
    pub(super) span: Span,
    /// What it names; empty where it only says the page, or *ibid.*
    pub(super) keys: Vec<SourceKey>,
    /// The page.
    pub(super) page: Option<String>,
    /// Whether it is part of the sentence: “Smith (2020) writes”.
    pub(super) narrative: bool,
    /// Whether it says that the words are translated.
    pub(super) translated: bool,
    /// Whether it says that the words were changed: “adapted from Smith (2020)”.
    pub(super) adapted: bool,
    /// Whether it may only say where more is told: “see Smith (2020) for the floods”.
    pub(super) for_more: bool,
    /// Whether it may be none, if nothing has the name that it cites: “(Smith 34)”.
    pub(super) loose: bool,
    /// Whether it is of what was cited before: “Id. at 121”.
    pub(super) again: bool,
}

/// What the paragraphs before one have cited.
#[derive(Debug, Default)]
pub(super) struct CitedBefore {
    /// The volumes that report decisions, and the decisions.
    pub(super) reporters: Vec<(String, SourceKey)>,
    /// What was cited last, and whether that may be none.
    last: Option<(Vec<SourceKey>, bool)>,
}

impl CitedBefore {
    /// Gives “ibid.” at the beginning of a paragraph what was cited last, and remembers what this paragraph cites last.
    fn follow(&mut self, citations: &mut [InTextCitation]) {
        let mut is_first = true;
        for citation in citations.iter_mut() {
            if citation.again && is_first && citation.keys.is_empty() {
                (citation.keys, citation.loose) = self.last.clone().unwrap_or_default();
            }
            if !(citation.keys.is_empty() || citation.loose && citation.narrative) {
                self.last = Some((citation.keys.clone(), citation.loose));
                is_first = false;
            }
        }
    }
}

impl InTextCitation {
    /// A source named in the sentence itself, by a link or a citation key.
    pub(super) fn link(span: Span, name: impl Into<String>) -> Self {
        Self { span, keys: vec![SourceKey::Name(name.into())], narrative: true, ..Self::default() }
    }

    /// Whether it is a note that may cite, and names no author and year that could be read.
    pub(super) fn is_unread(&self) -> bool {
        let unread = |key: &SourceKey| match key {
            SourceKey::Note { first, .. } => {
                matches!(first.as_deref(), None | Some(SourceKey::Work { .. }))
            }
            _ => false,
        };
        !self.loose && !self.keys.is_empty() && self.keys.iter().all(unread)
    }

    /// Whether it names a work in words: by an author and a year, or by a title.
    pub(super) fn is_written_out(&self) -> bool {
        self.narrative
            && matches!(
                self.keys.as_slice(),
                [SourceKey::AuthorYear { .. } | SourceKey::Work { .. } | SourceKey::Dated { .. }]
            )
    }
}

/// A quotation that the format marks: its words, and its source where the construct names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// Bytes of the paragraph's text.
    pub(super) span: Span,
    /// Its source.
    pub(super) citation: Option<(Vec<SourceKey>, Option<String>)>,
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is what it is, by itself")]
pub(super) struct Prose {
    pub(super) text: String,
    pub(super) origin: Origin,
    pub(super) citations: Vec<InTextCitation>,
    pub(super) marked: Vec<Marked>,
    /// Emphasised words, in the order of their ends. Where it is not known where they begin, only the end.
    pub(super) emphasis: Vec<Span>,
    /// Where the emphasis begins that is open.
    pub(super) emphasised: Vec<usize>,
    /// Words that are struck out: what a reader sees, and the author takes back. Ascending.
    pub(super) struck: Vec<Span>,
    /// Whether it is set apart as quoted.
    pub(super) block: bool,
    /// Whether its quotations are none of the author's: a heading, a caption.
    pub(super) aside: bool,
    /// Whether it is a note, which the page shows elsewhere.
    pub(super) note: bool,
    /// Whether it says of whom the block before it is, and nothing else.
    pub(super) attribution: bool,
    /// The cells of the table's row that it is, in their order.
    pub(super) cells: Vec<Span>,
    /// Its number in a numbered list.
    pub(super) number: Option<u64>,
}

impl Prose {
    /// A cell of a row ends here; it begins where the one before it ends.
    pub(super) fn ends_cell(&mut self) {
        // A line end is between cells.
        let start = self.cells.last().map_or(0, |last| last.end + 1);
        self.cells.push(Span::new(start.min(self.text.len()), self.text.len()));
    }

    /// Adds text that is at byte `at` of the file as it is.
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
    pub(super) fn cite(
        &mut self,
        keys: Vec<SourceKey>,
        page: Option<String>,
        narrative: bool,
        at: Span,
    ) {
        let start = self.text.len();
        self.stands_for(OBJECT.encode_utf8(&mut [0; 4]), at);
        let span = Span::new(start, self.text.len());
        self.citations.push(InTextCitation {
            span,
            keys,
            page,
            narrative,
            ..InTextCitation::default()
        });
    }

    /// Adds the mark of a note, and what the note cites.
    pub(super) fn note(&mut self, cited: Option<(Vec<SourceKey>, Option<String>)>, at: Span) {
        let start = self.text.len();
        self.stands_for(NOTE.encode_utf8(&mut [0; 4]), at);
        if let Some((keys, page)) = cited {
            let span = Span::new(start, self.text.len());
            self.citations.push(InTextCitation { span, keys, page, ..InTextCitation::default() });
        }
    }

    /// A part of it, as a paragraph.
    pub(super) fn part(&self, of: Span) -> Self {
        let (block, aside, note) = (self.block, self.aside, self.note);
        let mut part = Self { block, aside, note, ..Self::default() };
        part.copy(self, of);
        let inside = |span: Span| of.start <= span.start && span.end <= of.end;
        let moved = |span: Span| Span::new(span.start - of.start, span.end - of.start);
        let cited = self.citations.iter().filter(|c| inside(c.span));
        part.citations =
            cited.map(|c| InTextCitation { span: moved(c.span), ..c.clone() }).collect();
        let marked = self.marked.iter().filter(|m| inside(m.span));
        part.marked = marked.map(|m| Marked { span: moved(m.span), ..m.clone() }).collect();
        let those = |spans: &[Span]| -> Vec<Span> {
            spans.iter().filter(|span| inside(**span)).map(|span| moved(*span)).collect()
        };
        part.struck = those(&self.struck);
        part.emphasis = those(&self.emphasis);
        part
    }

    /// The paragraph without some parts of its text, in their order; citations inside these are none.
    pub(super) fn without(&self, cuts: &[Span]) -> Self {
        let mut left = Self { text: String::new(), origin: Origin::default(), ..self.clone() };
        // Where each part that stays begins, here and there.
        let mut kept = vec![(0, 0)];
        let mut done = 0;
        for cut in cuts {
            left.copy(self, Span::new(done, cut.start.max(done)));
            done = cut.end.max(done);
            kept.push((done, left.text.len()));
        }
        left.copy(self, Span::new(done.min(self.text.len()), self.text.len()));
        let moved = |at: usize| {
            let after = kept.partition_point(|(from, _)| *from <= at);
            let (from, to) = after.checked_sub(1).and_then(|i| kept.get(i)).unwrap_or(&(0, 0));
            let next = kept.get(after).map_or(usize::MAX, |(_, to)| *to);
            (to + (at - from)).min(next)
        };
        let shifted = |span: Span| Span::new(moved(span.start), moved(span.end));
        let gone = |span: Span| !span.is_empty() && shifted(span).is_empty();
        left.citations.retain(|c| !gone(c.span));
        left.citations.iter_mut().for_each(|c| c.span = shifted(c.span));
        left.marked.iter_mut().for_each(|m| m.span = shifted(m.span));
        left.struck.retain(|span| !gone(*span));
        let other = left.emphasis.iter_mut().chain(&mut left.cells);
        for span in left.struck.iter_mut().chain(other) {
            *span = shifted(*span);
        }
        left
    }

    /// Adds the mark that opens a quotation; where its words begin.
    pub(super) fn opens(&mut self, at: Span) -> usize {
        self.stands_for(OPENS.encode_utf8(&mut [0; 4]), at);
        self.text.len()
    }

    /// Adds the mark that closes the quotation whose words begin at `start`.
    pub(super) fn closes(
        &mut self,
        start: usize,
        citation: Option<(Vec<SourceKey>, Option<String>)>,
        at: Span,
    ) {
        // A paragraph that ended in the quotation took its beginning.
        let span = Span::new(start.min(self.text.len()), self.text.len());
        self.stands_for(CLOSES.encode_utf8(&mut [0; 4]), at);
        if !span.is_empty() {
            self.marked.push(Marked { span, citation });
        }
    }

    /// Adds a part of another paragraph's text.
    pub(super) fn copy(&mut self, from: &Self, part: Span) {
        let start = self.text.len();
        self.text.push_str(from.text.get(part.range()).unwrap_or(""));
        self.origin.append(&from.origin.part(part), start);
    }

    /// Adds another paragraph, its citations and its quotations, after a break.
    pub(super) fn copy_all(&mut self, from: &Self, between: &str) {
        let begin = from.origin.span(Span::new(0, 0)).start;
        self.stands_for(between, Span::new(begin, begin));
        self.append(from);
    }

    /// Adds another paragraph, its citations and its quotations.
    pub(super) fn append(&mut self, from: &Self) {
        let start = self.text.len();
        self.copy(from, Span::new(0, from.text.len()));
        let moved = |span: Span| Span::new(span.start + start, span.end + start);
        self.emphasis.extend(from.emphasis.iter().map(|span| moved(*span)));
        self.citations.extend(
            from.citations.iter().map(|c| InTextCitation { span: moved(c.span), ..c.clone() }),
        );
        self.marked.extend(from.marked.iter().map(|m| Marked { span: moved(m.span), ..m.clone() }));
        self.struck.extend(from.struck.iter().map(|span| moved(*span)));
    }

    /// Emphasised words begin here.
    pub(super) fn begins_emphasis(&mut self) {
        self.emphasised.push(self.text.len());
    }

    /// Emphasised words end here.
    pub(super) fn ends_emphasis(&mut self) {
        let end = self.text.len();
        let start = self.emphasised.pop().filter(|start| *start < end).unwrap_or(end);
        self.emphasis.push(Span::new(start, end));
    }

    /// The text from byte `from` on is struck out.
    pub(super) fn strikes(&mut self, from: usize) {
        if from < self.text.len() {
            self.struck.push(Span::new(from, self.text.len()));
        }
    }

    /// Whether words of a part of the text are struck out.
    fn is_struck(&self, part: Span) -> bool {
        let meets = |span: &Span| span.start < part.end && part.start < span.end;
        self.struck.iter().any(meets)
    }

    /// Whether emphasised words are right before a byte: `*Hund* ‘dog’` is a word and its meaning.
    fn is_emphasised_before(&self, at: usize) -> bool {
        let before =
            self.text.get(..at).unwrap_or("").trim_end_matches([' ', '\n', '\u{a0}', '(', '=']);
        self.emphasis.binary_search_by_key(&before.len(), |span| span.end).is_ok()
            || before.ends_with(['*', '_', '/'])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Reads the quotations of paragraphs.
pub(super) fn quotations(paragraphs: Vec<Prose>, into: &mut Manuscript) {
    let mut seen = CitedBefore::default();
    let mut paragraphs: Vec<Prose> =
        paragraphs.into_iter().flat_map(|paragraph| prepared(paragraph, &mut seen)).collect();
    titles::leave_out_bibliography(&mut paragraphs);
    numbers::add(&mut paragraphs);
    for paragraph in paragraphs.iter_mut().filter(|p| !p.note) {
        seen.follow(&mut paragraph.citations);
    }
    rows::read(&mut paragraphs, into);
    let lists = WordLists::for_language(language(&paragraphs));
    let mut all: Vec<(Quotation, Marks)> = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.aside || paragraph.attribution {
            continue;
        }
        // The page shows notes elsewhere.
        let before = paragraphs.get(..number).unwrap_or(&[]).iter().rev().find(|p| !p.note);
        let after = paragraphs.get(number + 1..).unwrap_or(&[]).iter().find(|p| !p.note);
        all.extend(of_paragraph(paragraph, (before, after), lists, into));
    }
    let single = are_single_marks_its_own(&all);
    for (quotation, marks) in &mut all {
        quotation.unsure |= *marks == Marks::Single && !single;
    }
    into.quotations.extend(all.into_iter().map(|(quotation, _)| quotation));
    into.quotations.sort_by_key(|q| q.origin.span(Span::new(0, q.text.len())));
}

/// How much of a manuscript tells its language, in bytes.
const LANGUAGE: usize = 20_000;

/// The language of a manuscript.
fn language(paragraphs: &[Prose]) -> Option<&'static str> {
    let mut text = String::new();
    for paragraph in paragraphs {
        text.push_str(&paragraph.text);
        text.push('\n');
        if text.len() > LANGUAGE {
            break;
        }
    }
    language_of_text(&text)
}

/// By what a quotation is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Single,
    /// Double marks, or a construct of the format.
    Other,
    Block,
}

/// Whether single marks are those in which a manuscript quotes, as the British do. Where they are not, they hold glosses, terms
/// and ironies, too.
fn are_single_marks_its_own(all: &[(Quotation, Marks)]) -> bool {
    let count = |wanted: Marks| {
        let tied = |q: &Quotation| q.tie.as_ref().is_some_and(|tie| !tie.loose);
        let quotes = |q: &Quotation| tied(q) && q.text.split_whitespace().count() >= 3;
        all.iter().filter(|(q, marks)| *marks == wanted && quotes(q)).count()
    };
    count(Marks::Single) >= count(Marks::Other)
}

/// Spans of which one may hold another: where each begins, in order, and the furthest end of all that begin there or before.
struct Holders(Vec<(usize, usize)>);

impl Holders {
    fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut all: Vec<(usize, usize)> = spans.map(|span| (span.start, span.end)).collect();
        all.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut all {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self(all)
    }

    /// The furthest end of those that begin before a byte.
    fn furthest(&self, before: usize) -> Option<usize> {
        let next = self.0.partition_point(|(start, _)| *start < before);
        self.0.get(next.checked_sub(1)?).map(|(_, end)| *end)
    }

    /// Whether one of them holds all of `span`.
    fn have(&self, span: Span) -> bool {
        self.furthest(span.start + 1) >= Some(span.end)
    }

    /// The same of one that is not `span` itself.
    fn have_another(&self, span: Span) -> bool {
        self.furthest(span.start) >= Some(span.end)
            || self.furthest(span.start + 1) > Some(span.end)
    }
}

/// A link or a key that stands in brackets by itself is no part of the sentence: `“…” ([Minutes](minutes.txt))`.
fn set_apart(paragraph: &mut Prose) {
    let text = &paragraph.text;
    for citation in paragraph.citations.iter_mut().filter(|c| c.narrative && !c.loose) {
        let before = text.get(..citation.span.start).unwrap_or("").trim_end();
        let after = text.get(citation.span.end..).unwrap_or("").trim_start();
        let is_key = matches!(citation.keys.as_slice(), [SourceKey::Name(_)]);
        if is_key && before.ends_with(['(', '[']) && after.starts_with([')', ']', ',', ';']) {
            citation.narrative = false;
        }
    }
}

/// A paragraph with all its citations; a quoted block in whose middle a paragraph is cited by itself is several.
fn prepared(mut paragraph: Prose, seen: &mut CitedBefore) -> Vec<Prose> {
    paragraph.citations.sort_by_key(|c| c.span);
    works::add_decisions(&mut paragraph, seen);
    super::author_year::add(&mut paragraph);
    paragraph.citations.sort_by_key(|c| c.span);
    works::add_works(&mut paragraph);
    set_apart(&mut paragraph);
    super::link::name_works(&mut paragraph);
    if paragraph.block && tie::is_callout(&paragraph.text) {
        paragraph.block = false;
    }
    if !paragraph.block {
        return vec![paragraph];
    }
    let mut cuts = vec![0];
    for citation in &paragraph.citations {
        let rest = paragraph.text.get(citation.span.end..).unwrap_or("");
        let stops = rest.trim_start_matches(['.', ')', ']']);
        let blank = stops.len() - stops.trim_start().len();
        let ends = stops.get(..blank).is_some_and(|blank| blank.matches('\n').count() > 1);
        if ends && blank < stops.len() && !stops.trim_start().starts_with(tie::DASHES) {
            cuts.push(paragraph.text.len() - stops.len() + blank);
        }
    }
    cuts.push(paragraph.text.len());
    if cuts.len() == 2 {
        return vec![paragraph];
    }
    cuts.windows(2)
        .filter_map(|cut| Some(paragraph.part(Span::new(*cut.first()?, *cut.last()?))))
        .collect()
}

fn of_paragraph(
    paragraph: &Prose,
    (before, after): (Option<&Prose>, Option<&Prose>),
    lists: Option<&WordLists>,
    into: &mut Manuscript,
) -> Vec<(Quotation, Marks)> {
    let mut found = Vec::new();
    if paragraph.block {
        let words = tie::block_words(paragraph);
        let tie = tie::of_block(paragraph, before, after, lists);
        found.push((quotation(paragraph, words, tie), Marks::Block));
        return found;
    }
    let is_cited = |end| tie::right_after(&paragraph.text, &paragraph.citations, end).is_some();
    let marks = marks::pair(&paragraph.text, is_cited);
    into.unpaired.extend(marks.unpaired.iter().map(|span| paragraph.origin.span(*span)));
    let ends = tie::sentence_ends(paragraph, &marks, lists);
    let tie_of = |outer: Span| {
        let above = || {
            let above = tie::of_above(paragraph, outer, &ends, before);
            above.or_else(|| tie::of_resumed(paragraph, outer, &ends))
        };
        match tie::of_quotation(paragraph, outer, &ends) {
            Some(tie) => Some(tie.or_at_last(above)),
            None => above().or_else(|| tie::of_introduced(paragraph, outer, before, lists)),
        }
    };
    let constructs = Holders::of(paragraph.marked.iter().map(|m| m.span));
    let quoted = Holders::of(marks.pairs.iter().map(|pair| pair.inner));
    for marked in &paragraph.marked {
        let is_inner = constructs.have_another(marked.span) || quoted.have_another(marked.span);
        if is_inner && marked.citation.is_none() {
            continue;
        }
        let outer = with_marks(&paragraph.text, marked.span);
        let tied = marked.citation.clone();
        let tied = tied.map(|cited| tie::of_construct(paragraph, (outer, &ends), cited));
        let tie = tied.or_else(|| tie_of(outer));
        let (words, tie) = with_inner(paragraph, marked.span, tie);
        let mut quotation = quotation(paragraph, words, tie);
        quotation.title = titles::titled(paragraph, outer, &quotation.text);
        found.push((quotation, Marks::Other));
    }
    // The title in a citation: `(“The Seven Rivers” 34)`.
    let titled = |key: &SourceKey| matches!(key, SourceKey::Work { title: Some(_), .. });
    let cites = |c: &&InTextCitation| c.loose && !c.narrative && c.keys.iter().any(titled);
    let cited = Holders::of(paragraph.citations.iter().filter(cites).map(|c| c.span));
    for pair in &marks.pairs {
        if constructs.have(pair.outer)
            || cited.have(pair.outer) && titles::may_be_cited(paragraph, pair.inner)
        {
            continue;
        }
        let (words, tie) = with_inner(paragraph, pair.inner, tie_of(pair.outer));
        let gloss = pair.single && paragraph.is_emphasised_before(pair.outer.start);
        let mut quotation = quotation(paragraph, words, tie);
        quotation.unsure = pair.unsure || gloss;
        quotation.title = titles::titled(paragraph, pair.outer, &quotation.text);
        found.push((quotation, if pair.single { Marks::Single } else { Marks::Other }));
    }
    found
}

/// The words and the tie of a quotation; what nothing else ties may end in its own citation.
fn with_inner(paragraph: &Prose, words: Span, tie: Option<Tie>) -> (Span, Option<Tie>) {
    match tie {
        Some(tie) => (words, Some(tie)),
        None => {
            tie::of_inner(paragraph, words).map_or((words, None), |(words, tie)| (words, Some(tie)))
        }
    }
}

/// The words of a construct with its marks around them, as those of other quotations are.
fn with_marks(text: &str, words: Span) -> Span {
    let before = text.get(..words.start).is_some_and(|text| text.ends_with(OPENS));
    let after = text.get(words.end..).is_some_and(|text| text.starts_with(CLOSES));
    let mark = |is: bool, mark: char| if is { mark.len_utf8() } else { 0 };
    Span::new(words.start - mark(before, OPENS), words.end + mark(after, CLOSES))
}

pub(super) fn quotation(paragraph: &Prose, words: Span, tie: Option<Tie>) -> Quotation {
    let blank = |c: char| c.is_whitespace() || c == NOTE;
    let text = paragraph.text.get(words.range()).unwrap_or("");
    let front = text.len() - text.trim_start_matches(blank).len();
    let back = text.trim_end_matches(blank).len();
    let words = Span::new(words.start + front.min(back), words.start + back);
    let text = paragraph.text.get(words.range()).unwrap_or("");
    let mut read = Prose::default();
    let mut done = words.start;
    for (at, c) in text.char_indices() {
        // What a construct quotes inside another is in single marks, and the mark of a note is no text.
        let shown = match c {
            OPENS => "‘",
            CLOSES => "’",
            NOTE => "",
            _ => continue,
        };
        let span = Span::new(words.start + at, words.start + at + c.len_utf8());
        read.copy(paragraph, Span::new(done, span.start));
        read.stands_for(shown, paragraph.origin.span(span));
        done = span.end;
    }
    read.copy(paragraph, Span::new(done, words.end));
    Quotation {
        text: read.text,
        origin: read.origin,
        tie,
        block: paragraph.block,
        struck: paragraph.is_struck(words),
        ..Quotation::default()
    }
}

#[cfg(test)]
mod tests {
    use super::Holders;
    use crate::text::Span;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn spans_hold_what_each_of_them_holds(
            all in prop::collection::vec((0_usize..9, 0_usize..5), 0..6),
            (start, length) in (0_usize..9, 0_usize..5),
        ) {
            let all: Vec<Span> = all.into_iter().map(|(at, length)| Span::new(at, at + length)).collect();
            let span = Span::new(start, start + length);
            let holds = |other: &&Span| other.start <= span.start && span.end <= other.end;
            let holders = Holders::of(all.iter().copied());
            prop_assert_eq!(holders.have(span), all.iter().any(|other| holds(&other)));
            prop_assert_eq!(
                holders.have_another(span),
                all.iter().filter(holds).any(|other| *other != span)
            );
        }
    }
}
