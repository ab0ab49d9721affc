//! The front door: a document, folded once, and an outcome for each quote on it.
//!
//! No archive is needed, and no other file. What an archive's check says of a quote on one document is what
//! [`Document::verify`] says: both ask [`judge`].

use crate::quote::{
    self, AnchorSet, DiffPart, EditKind, Issue, Judged, Kind, Limits, Quoted, ReadQuote, Sought,
    Verdict, WordLists, hidden_characters, judge, judge_briefly,
};
use crate::reader::{ReadError, Readable, read, voices};
use crate::text::{self, LineIndex, Span, stated_language};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// How a document is read and its quotes are judged.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct DocumentOptions {
    /// A label of the Encoding Standard (`windows-1252`). Without one the file is UTF-8, or UTF-16 with a byte order
    /// mark.
    pub encoding: Option<String>,
    /// Limits of marked edits, in words.
    pub limits: Limits,
    /// What is said of quotes that are not there.
    pub explain: Explain,
    /// Whether a text of many megabytes is looked through by all threads of rayon's pool. Without it nothing is done but
    /// on the thread that calls.
    pub threads: bool,
}

/// What is said of a quote that is not in the document. What is there is judged the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Explain {
    /// The kinds of difference, and the nearest passage with a word diff.
    #[default]
    Full,
    /// The verdict and the kinds of difference, without the passage.
    Kinds,
    /// Nothing, which is quickest: whether a passage is near is not looked at, so the verdict is `absent`, never
    /// `altered`.
    Off,
}

/// A document that quotes are looked for in.
pub struct Document {
    readable: Readable,
    folded: quote::FoldedDocument,
    words: Option<&'static WordLists>,
    /// Whether its language is stated.
    stated: bool,
    options: DocumentOptions,
    /// Whether it is only what proofs show of a document: what is not there may be elsewhere in it.
    shown: bool,
    /// Of the file, counted when the first place is asked for.
    lines: OnceLock<LineIndex>,
    /// Of the readable text, where it is not the file itself.
    characters: OnceLock<LineIndex>,
    /// The bytes of the readable text at which there are characters that UTF-16 has two units for.
    pairs: OnceLock<Vec<usize>>,
}

/// What became of one quote.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// One of `exact`, `typographic` and `edited`, or of `altered`, `absent` and `unreadable`; `unproven` where only proofs are
    /// here, and they do not show the quote.
    pub verdict: Verdict,
    /// Whether the words are there and no issue is an error.
    pub passed: bool,
    /// Where it is: a place for each of its segments.
    pub places: Vec<QuotePlace>,
    /// The edits that it marks.
    pub edits: Vec<MarkedEdit>,
    /// How its words differ from the nearest passage.
    pub kinds: BTreeSet<Kind>,
    /// What is to be said of it, each code once.
    pub issues: Vec<OutcomeIssue>,
    /// The nearest passage, where it is not there and one is near.
    pub nearest: Option<NearestPassage>,
}

/// A passage of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotePlace {
    /// Bytes of the readable text.
    pub bytes: Range<usize>,
    /// Unicode code points of the readable text, as in the W3C's text position selectors.
    pub code_points: Range<usize>,
    /// UTF-16 code units of the readable text, as JavaScript and editors count.
    pub utf16: Range<usize>,
    /// Where people find it in the file: line and column, the page, or the paragraph.
    pub at: text::Place,
    /// The document's own words.
    pub text: String,
}

/// An edit that a quote marks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MarkedEdit {
    /// What was done.
    pub kind: EditKind,
    /// The mark as the quote has it.
    pub quote: String,
    /// The document's words at that place; empty where there are none.
    pub document: String,
}

/// What is to be said of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeIssue {
    /// The diagnostic code: `quote/elision-negation`.
    pub code: &'static str,
    /// Whether it fails the quote, as far as no configuration says otherwise.
    pub is_error: bool,
}

/// The passage that is nearest to a quote that is not in the document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct NearestPassage {
    /// Where it is.
    pub place: QuotePlace,
    /// How like the two are, from 0 to 1: 1 − edit distance ÷ the longer text, folded.
    pub similarity: f64,
    /// From the document's words to the quote's.
    pub diff: Vec<DiffPart>,
}

impl Document {
    /// Reads and folds a file once. `language` is a BCP 47 tag and chooses the word lists of negations, limits and
    /// numbers; without one the text's own language is told from its words, which takes twenty of them, or
    /// from a script that it alone is written in. An empty one is none.
    ///
    /// # Errors
    /// Where there is no reader for the media type, no such encoding, or bytes that it does not have; where `language` is
    /// not the tag of a language.
    pub fn new(
        bytes: &[u8],
        media_type: &str,
        language: Option<&str>,
        options: DocumentOptions,
    ) -> Result<Self, ReadError> {
        let language = language.map(stated_language).transpose().map_err(ReadError::Language)?;
        let readable = read(bytes, media_type, options.encoding.as_deref())?;
        let folded = quote::FoldedDocument::new(readable.text.clone(), readable.breaks.clone())
            .with_blocks(readable.layout())
            .with_voices(voices(&readable))
            .with_left_out(readable.left_out().to_vec());
        let stated = language.flatten();
        let words = folded.word_lists(stated);
        Ok(Self { stated: stated.is_some(), ..Self::of(readable, folded, words, options) })
    }

    /// Whether its quotes are read without word lists because nobody states its language, and too few words tell it.
    #[must_use]
    pub fn is_language_unknown(&self) -> bool {
        self.words.is_none() && !self.stated && self.folded.language().is_none()
    }

    /// What is shown of a document whose text is not here: words of it, and the places that no quote may span. Its quotes
    /// are read with the word lists of `language`, and with none where there are none.
    #[cfg(feature = "seal")]
    pub(crate) fn of_shown(
        text: &str,
        breaks: Vec<quote::Break>,
        language: &str,
        options: DocumentOptions,
    ) -> Result<Self, ReadError> {
        let mut readable = read(text.as_bytes(), "text/plain", None)?;
        readable.breaks.clone_from(&breaks);
        let folded = quote::FoldedDocument::new(readable.text.clone(), breaks);
        let words = WordLists::for_language(Some(language));
        Ok(Self { shown: true, stated: true, ..Self::of(readable, folded, words, options) })
    }

    fn of(
        readable: Readable,
        folded: quote::FoldedDocument,
        words: Option<&'static WordLists>,
        options: DocumentOptions,
    ) -> Self {
        let (lines, characters, pairs) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let (stated, shown) = (false, false);
        Self { readable, folded, words, stated, options, shown, lines, characters, pairs }
    }

    /// The folded text, of which seals are made.
    #[cfg(feature = "seal")]
    pub(crate) fn folded(&self) -> &quote::FoldedDocument {
        &self.folded
    }

    /// What a reader of the document sees. Places count in it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.folded.text()
    }

    /// What becomes of each quote, in their order. The quotes are looked up together, in one pass over the text.
    #[must_use]
    pub fn verify(&self, quotes: &[Quoted<'_>]) -> Vec<Outcome> {
        let quotes: Vec<ReadQuote<'_>> = quotes.iter().cloned().map(ReadQuote::new).collect();
        self.folded.look_up_with(&quotes, self.options.threads);
        quotes.iter().map(|quote| self.outcome(quote)).collect()
    }

    /// Which of many quotes' [anchors](ReadQuote::anchors) the document has, ascending: the exact join by which quotes are
    /// found that another document has, however many documents there are. A quote is in a document only if one of its
    /// anchors is there; whether it does, [`Document::standing`] says.
    ///
    /// ```
    /// use quoteproof::quote::{AnchorSet, Quoted, ReadQuote};
    /// use quoteproof::{Document, DocumentOptions};
    ///
    /// let quote = Quoted::text("The height of the tide is measured at the harbour wall.");
    /// let anchors = ReadQuote::new(quote.clone()).anchors().expect("it is long enough");
    /// let text = b"It is said that the height of the tide is measured at the harbour wall.";
    /// let other = Document::new(text, "text/plain", Some("en"), DocumentOptions::default())?;
    ///
    /// assert_eq!(other.anchors(&AnchorSet::new(anchors.clone())), anchors);
    /// assert!(other.standing(&quote).is_some());
    /// # Ok::<(), quoteproof::reader::ReadError>(())
    /// ```
    #[must_use]
    pub fn anchors(&self, set: &AnchorSet) -> Vec<u64> {
        set.within(&self.folded)
    }

    /// Which of `sought` may be here, by their numbers: no other one does.
    #[must_use]
    pub fn may_stand(&self, sought: &Sought) -> Vec<usize> {
        sought.may_stand_in(&self.folded)
    }

    /// Where a quote's first segment is, if the quote is here without an error. What should be beside it is
    /// not looked at: the question is whether it was cited to the wrong document.
    #[must_use]
    pub fn standing(&self, quote: &Quoted<'_>) -> Option<QuotePlace> {
        let quote = ReadQuote::new(Quoted { prefix: None, suffix: None, ..quote.clone() });
        match judge_briefly(&self.folded, &quote, self.options.limits, self.words)? {
            Judged::Stands(found) if !found.issues.iter().any(Issue::is_error) => {
                Some(self.place(*found.spans.first()?))
            }
            _ => None,
        }
    }

    /// What becomes of each quote, without the places of what is there as people name them.
    pub(crate) fn settled(&self, quotes: Vec<Quoted<'_>>) -> Vec<Settled> {
        let quotes: Vec<ReadQuote<'_>> = quotes.into_iter().map(ReadQuote::new).collect();
        self.folded.look_up_with(&quotes, self.options.threads);
        quotes.iter().map(|quote| self.settle(quote)).collect()
    }

    fn outcome(&self, quote: &ReadQuote<'_>) -> Outcome {
        let Settled { verdict, passed, spans, edits, kinds, issues, near } = self.settle(quote);
        let nearest = near.map(|near| {
            let (place, similarity, diff) = (self.place(near.span), near.similarity, near.diff);
            NearestPassage { place, similarity, diff }
        });
        let places = spans.iter().map(|span| self.place(*span)).collect();
        let edits = edits.iter().map(|edit| self.edit(edit)).collect();
        Outcome { verdict, passed, places, edits, kinds, issues, nearest }
    }

    fn settle(&self, quote: &ReadQuote<'_>) -> Settled {
        let mut settled = Settled {
            verdict: Verdict::Absent,
            passed: false,
            spans: Vec::new(),
            edits: Vec::new(),
            kinds: BTreeSet::new(),
            issues: Vec::new(),
            near: None,
        };
        for hidden in hidden_characters(&quote.quoted().parts) {
            settled.say("quote/hidden-character", hidden.bidi_control);
        }
        let Some(judged) = self.judge(quote) else { return settled };
        match judged {
            Judged::Empty => settled.say("quote/empty-quote", true),
            Judged::GaveUp(limit) => settled.say(limit.code(), true),
            Judged::Stands(found) => {
                settled.verdict = found.agreement.into();
                for issue in &found.issues {
                    settled.say(issue.kind.code(), issue.is_error());
                }
                if found.spans.iter().any(|span| self.readable.is_order_guessed(*span)) {
                    settled.say("quote/reading-order", false);
                }
                if found.spans.iter().all(|span| self.readable.is_furniture(*span)) {
                    settled.say("quote/furniture", false);
                }
                settled.passed = !settled.issues.iter().any(|issue| issue.is_error);
                if found.issues.iter().any(Issue::is_blind) {
                    settled.verdict = Verdict::Unproven;
                }
                (settled.spans, settled.edits) = (found.spans, found.edits);
            }
            Judged::Missed(miss) => {
                if self.may_stand_unread(&miss) {
                    settled.verdict = Verdict::Unreadable;
                    return settled;
                }
                settled.kinds = miss.kinds;
                if miss.near.is_some() {
                    settled.verdict = Verdict::Altered;
                }
                settled.near = miss.near.filter(|_| self.options.explain == Explain::Full);
                if self.shown {
                    settled.verdict = Verdict::Unproven;
                }
            }
        }
        settled
    }

    fn may_stand_unread(&self, miss: &quote::Miss) -> bool {
        !self.readable.gaps().is_empty()
            && miss.may_stand_unread(|span| self.readable.is_unread_beside(span))
    }

    /// What could not be read of the document, and why, by its places; `None` where all of it was. A quote that may be
    /// there is `unreadable`.
    #[must_use]
    pub fn unread(&self) -> Option<String> {
        self.readable.unread()
    }

    fn judge(&self, quote: &ReadQuote<'_>) -> Option<Judged> {
        let (limits, words) = (self.options.limits, self.words);
        match self.options.explain {
            // Whether a miss may be where the document could not be read, only the nearest passage tells.
            Explain::Off if self.readable.gaps().is_empty() => {
                judge_briefly(&self.folded, quote, limits, words)
            }
            _ => Some(judge(&self.folded, quote, limits, words)),
        }
    }

    fn edit(&self, (kind, quote, span): &(EditKind, String, Span)) -> MarkedEdit {
        let document = self.folded.slice(*span).to_owned();
        MarkedEdit { kind: *kind, quote: quote.clone(), document }
    }

    /// Of the file.
    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.readable.source))
    }

    /// The code points of the readable text that some bytes of it are.
    pub(crate) fn code_points(&self, span: Span) -> Range<usize> {
        let text = self.text();
        let (index, byte) = if self.readable.is_source() {
            (self.lines(), text.floor_char_boundary(self.readable.source_byte(span.start)))
        } else {
            (self.characters.get_or_init(|| LineIndex::new(text)), span.start)
        };
        let start = index.characters_before(text, byte);
        start..start + self.folded.slice(span).chars().count()
    }

    pub(crate) fn place(&self, span: Span) -> QuotePlace {
        let file = &*self.readable.source;
        let in_lines = || {
            let written = self.readable.source_span(span);
            let position = |byte| self.lines().position(file, byte);
            text::Place::Line { start: position(written.start), end: position(written.end) }
        };
        let code_points = self.code_points(span);
        let utf16 = code_points.start + self.pairs_before(span.start)
            ..code_points.end + self.pairs_before(span.end);
        QuotePlace {
            bytes: span.range(),
            code_points,
            utf16,
            at: self.readable.place(span).unwrap_or_else(in_lines),
            text: self.folded.slice(span).to_owned(),
        }
    }

    /// How many characters before a byte are two units of UTF-16.
    fn pairs_before(&self, byte: usize) -> usize {
        /// The first byte of all characters beyond the basic plane is at least this.
        const PAIR: u8 = 0xF0;
        let pairs = self.pairs.get_or_init(|| {
            let bytes = self.text().bytes().enumerate();
            bytes.filter(|(_, byte)| *byte >= PAIR).map(|(at, _)| at).collect()
        });
        pairs.partition_point(|&at| at < byte)
    }
}

/// What became of one quote, with its places in bytes of the readable text.
pub(crate) struct Settled {
    pub(crate) verdict: Verdict,
    pub(crate) passed: bool,
    pub(crate) spans: Vec<Span>,
    edits: Vec<(EditKind, String, Span)>,
    pub(crate) kinds: BTreeSet<Kind>,
    pub(crate) issues: Vec<OutcomeIssue>,
    pub(crate) near: Option<quote::NearPassage>,
}

impl Settled {
    fn say(&mut self, code: &'static str, is_error: bool) {
        match self.issues.iter_mut().find(|issue| issue.code == code) {
            Some(said) => said.is_error |= is_error,
            None => self.issues.push(OutcomeIssue { code, is_error }),
        }
    }
}
