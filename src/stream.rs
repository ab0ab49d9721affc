//! Millions of documents and quotes: one state machine for every engine.
//!
//! An engine sorts its documents and quotes together, each document before its quotes, and hands them on in batches of
//! any size. The stream keeps the document that it is at and the quotes that wait for it, folds each document once, and
//! gives a row for each quote, in the order of the quotes. What holds the data (a table, a file, a cluster) is no
//! concern of this room; nor does it start threads.

use crate::document::{Document, DocumentOptions, QuotePlace, Settled};
use crate::quote::{Kind, Quoted, ReadQuote, Sought, Verdict};
use crate::reader::ReadError;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Quotes of one document that are kept until they are verified together: what more there are is verified before the
/// document's last quote is there.
const MAX_WAITING: usize = 1 << 16;

/// A document or a quote, borrowed from the batch that has it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Record<'r> {
    /// A document, before all quotes on it.
    Document {
        /// Ascending, by its bytes.
        id: &'r str,
        /// The file; none where the data have an id and no text.
        bytes: Option<&'r [u8]>,
        /// Its media type, such as `text/plain`.
        media_type: &'r str,
        /// A BCP 47 tag; empty where none is known. A document with anything else cannot be read.
        language: Option<&'r str>,
    },
    /// A quote.
    Quote {
        /// What the row is called afterwards.
        id: Option<&'r str>,
        /// The document's id.
        document: Option<&'r str>,
        /// The words; none at all is a quote that is empty.
        quoted: Quoted<'r>,
    },
}

impl<'r> Record<'r> {
    /// A document.
    #[must_use]
    pub const fn document(id: &'r str, bytes: &'r [u8], media_type: &'r str) -> Self {
        Self::Document { id, bytes: Some(bytes), media_type, language: None }
    }

    /// A quote on a document, in one piece.
    #[must_use]
    pub fn quote(id: &'r str, document: &'r str, quote: &'r str) -> Self {
        Self::Quote { id: Some(id), document: Some(document), quoted: Quoted::text(quote) }
    }
}

/// What became of one quote: a row of the results. Version 1: members are added, never changed.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "archive", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Row {
    /// As the quote has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Box<str>>,
    /// The document that the quote cites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Arc<str>>,
    /// What became of it.
    pub verdict: Verdict,
    /// Whether the words are there and no finding is an error.
    pub passed: bool,
    /// Where it starts in the document's text, in Unicode code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Where it ends, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// How its words differ from the nearest passage.
    pub kinds: Vec<Kind>,
    /// What is said of it beside the verdict, and why a document is unreadable: codes that `quoteproof explain` explains.
    pub findings: Vec<&'static str>,
    /// How like the nearest passage is, from 0 to 1, to four decimal places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// The nearest passage, in the document's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Box<str>>,
    /// Where that starts in its document's text, in Unicode code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_start: Option<usize>,
    /// Where it ends, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_end: Option<usize>,
    /// Its document: the one that is cited, or the one that has the words where the verdict is `misattributed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_document: Option<Arc<str>>,
}

/// The members of a [`Row`], in their order: the columns of a table of results.
pub const COLUMNS: [&str; 13] = [
    "id",
    "document",
    "verdict",
    "passed",
    "start",
    "end",
    "kinds",
    "findings",
    "similarity",
    "nearest",
    "nearest_start",
    "nearest_end",
    "nearest_document",
];

/// No document has that name, or none is named.
const UNKNOWN: &str = "claim/unknown-source";
/// The data have the document's name, and no text.
const MISSING: &str = "source/missing-text";
/// The document cannot be read.
const UNREADABLE: &str = "source/unreadable-text";

/// Findings of quotes that were not searched for, so that it is not known whether they are anywhere.
pub const UNANSWERED: [&str; 3] =
    ["quote/empty-quote", "quote/too-many-marks", "quote/too-many-places"];

impl Row {
    /// A row whose document is not there, or cannot be read: the code says which.
    fn unread(id: Option<Box<str>>, document: Option<Arc<str>>, why: &'static str) -> Self {
        Self { findings: vec![why], ..Self::unreadable(id, document) }
    }

    /// Says that the document is there, and cannot be read.
    pub fn cannot_be_read(&mut self) {
        self.findings = vec![UNREADABLE];
    }

    /// A row without an outcome.
    fn unreadable(id: Option<Box<str>>, document: Option<Arc<str>>) -> Self {
        Self {
            id,
            document,
            verdict: Verdict::Unreadable,
            passed: false,
            start: None,
            end: None,
            kinds: Vec::new(),
            findings: Vec::new(),
            similarity: None,
            nearest: None,
            nearest_start: None,
            nearest_end: None,
            nearest_document: None,
        }
    }

    fn new(id: Option<Box<str>>, name: Arc<str>, document: &Document, settled: Settled) -> Self {
        let mut row = Self::unreadable(id, Some(name));
        row.verdict = settled.verdict;
        row.passed = settled.passed;
        if let [first, others @ ..] = settled.spans.as_slice() {
            let first = document.code_points(*first);
            let last = others.last().map(|last| document.code_points(*last));
            row.start = Some(first.start);
            row.end = Some(last.unwrap_or(first).end);
        }
        row.kinds = settled.kinds.into_iter().collect();
        row.findings = settled.issues.iter().map(|issue| issue.code).collect();
        if let Some(near) = settled.near {
            // As reports have it.
            row.similarity = Some((near.similarity * 10_000.0).round() / 10_000.0);
            row.nearest_document = row.document.clone();
            row.near(document.place(near.span));
        }
        row
    }

    fn near(&mut self, place: QuotePlace) {
        self.nearest_start = Some(place.code_points.start);
        self.nearest_end = Some(place.code_points.end);
        self.nearest = Some(place.text.into());
    }

    /// Whether the quote may be in another document: it was searched for, and its own does not have it.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        matches!(self.verdict, Verdict::Altered | Verdict::Absent)
            && !self.findings.iter().any(|code| UNANSWERED.contains(code))
    }

    /// Says that another document has the words.
    pub fn misattribute(&mut self, document: Arc<str>, place: QuotePlace) {
        self.verdict = Verdict::Misattributed;
        self.kinds = Vec::new();
        self.findings.retain(|code| *code == "quote/hidden-character");
        self.similarity = Some(1.0);
        self.nearest_document = Some(document);
        self.near(place);
    }
}

/// What a stream cannot go on from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// An id that two documents have.
    #[error("two documents have the id `{0}`")]
    TwoDocuments(String),
    /// A document that comes after quotes on it.
    #[error("the document `{0}` comes after quotes on it: sort each document before its quotes")]
    QuotesFirst(String),
    /// An id that is less than the one before.
    #[error("`{1}` comes after `{0}`: sort documents and quotes by the document's id")]
    Unsorted(String, String),
}

/// A quote of its own.
#[derive(Debug, Clone, Default)]
struct OwnQuote {
    parts: Vec<Box<str>>,
    prefix: Option<Box<str>>,
    suffix: Option<Box<str>>,
}

impl OwnQuote {
    fn new(quoted: &Quoted<'_>) -> Self {
        Self {
            parts: quoted.parts.iter().map(|part| (*part).into()).collect(),
            prefix: quoted.prefix.map(Into::into),
            suffix: quoted.suffix.map(Into::into),
        }
    }

    fn quoted(&self) -> Quoted<'_> {
        Quoted {
            parts: self.parts.iter().map(|part| &**part).collect(),
            prefix: self.prefix.as_deref(),
            suffix: self.suffix.as_deref(),
        }
    }
}

/// A quote that waits: in its batch, or, when that is over, by itself.
enum Waiting<'r> {
    InBatch(Option<&'r str>, Quoted<'r>),
    Kept(Option<Box<str>>, OwnQuote),
}

impl Waiting<'_> {
    fn keep(self) -> Waiting<'static> {
        match self {
            Self::InBatch(id, quoted) => Waiting::Kept(id.map(Into::into), OwnQuote::new(&quoted)),
            Self::Kept(id, quote) => Waiting::Kept(id, quote),
        }
    }

    /// What the row is called, and the quote; they are taken out as far as that saves a copy.
    fn take(&mut self) -> (Option<Box<str>>, Quoted<'_>) {
        match self {
            Self::InBatch(id, quoted) => {
                let parts = std::mem::take(&mut quoted.parts);
                (id.map(Into::into), Quoted { parts, ..quoted.clone() })
            }
            Self::Kept(id, quote) => (id.take(), quote.quoted()),
        }
    }
}

/// The document that a stream is at.
struct Current {
    id: Arc<str>,
    /// None where no batch has had it, or it cannot be read.
    document: Option<Document>,
    /// Why there is none.
    why: &'static str,
    /// Whether a batch has had it.
    is_there: bool,
}

/// Documents and quotes, sorted by the document's id, each document before its quotes; in batches of any size.
///
/// ```
/// use quoteproof::stream::{Record, Stream};
/// use quoteproof::{DocumentOptions, Verdict};
///
/// let mut stream = Stream::new(DocumentOptions::default());
/// // A batch ends anywhere.
/// let mut rows = stream.feed([
///     Record::document("report", b"It did not reduce the traffic in the old town.", "text/plain"),
///     Record::quote("q1", "report", "It did not reduce the traffic"),
/// ])?;
/// rows.extend(stream.feed([
///     Record::quote("q2", "report", "It did reduce the traffic in the old town."),
///     Record::quote("q3", "survey", "Nobody sent the survey along."),
/// ])?);
/// rows.extend(stream.finish());
///
/// let verdicts: Vec<Verdict> = rows.iter().map(|row| row.verdict).collect();
/// assert_eq!(verdicts, [Verdict::Exact, Verdict::Altered, Verdict::Unreadable]);
/// assert_eq!(rows[1].nearest.as_deref(), Some("It did not reduce the traffic in the old town"));
/// # Ok::<(), quoteproof::stream::StreamError>(())
/// ```
pub struct Stream {
    options: DocumentOptions,
    /// Whether it is only asked which quotes pass.
    standing: bool,
    current: Option<Current>,
    waiting: Vec<Waiting<'static>>,
    unread: Vec<(Arc<str>, ReadError)>,
}

impl Stream {
    /// A stream that has not begun.
    #[must_use]
    pub fn new(options: DocumentOptions) -> Self {
        Self { options, standing: false, current: None, waiting: Vec::new(), unread: Vec::new() }
    }

    /// A stream that asks, as [`Elsewhere`] does, which quotes are in documents that they do not cite: these rows are
    /// `misattributed`, all others `absent`. It is fed with the pairs that [anchors](crate::quote::AnchorSet) join.
    #[must_use]
    pub fn standing(options: DocumentOptions) -> Self {
        Self { standing: true, ..Self::new(options) }
    }

    /// Takes a batch and gives the rows of the quotes that are done, in the order of the quotes.
    ///
    /// # Errors
    /// Where two documents have one id, or the batches are not sorted. The stream is of no use after that.
    pub fn feed<'r>(
        &mut self,
        batch: impl IntoIterator<Item = Record<'r>>,
    ) -> Result<Vec<Row>, StreamError> {
        let (mut waiting, mut rows) = (std::mem::take(&mut self.waiting), Vec::new());
        self.read(batch, &mut waiting, &mut rows)?;
        self.waiting = waiting.into_iter().map(Waiting::keep).collect();
        Ok(rows)
    }

    /// Takes a batch that ends with the last quote on its last document, and gives the rows of all quotes: none waits, so none
    /// is copied. The stream stays at that document.
    ///
    /// # Errors
    /// As [`feed`](Self::feed).
    pub fn feed_last<'r>(
        &mut self,
        batch: impl IntoIterator<Item = Record<'r>>,
    ) -> Result<Vec<Row>, StreamError> {
        let (mut waiting, mut rows) = (std::mem::take(&mut self.waiting), Vec::new());
        self.read(batch, &mut waiting, &mut rows)?;
        self.flush(&mut waiting, &mut rows);
        Ok(rows)
    }

    /// The rows of the quotes that still wait.
    #[must_use]
    pub fn finish(&mut self) -> Vec<Row> {
        let (mut waiting, mut rows) = (std::mem::take(&mut self.waiting), Vec::new());
        self.flush(&mut waiting, &mut rows);
        self.current = None;
        rows
    }

    fn read<'r>(
        &mut self,
        batch: impl IntoIterator<Item = Record<'r>>,
        waiting: &mut Vec<Waiting<'r>>,
        rows: &mut Vec<Row>,
    ) -> Result<(), StreamError> {
        for record in batch {
            match record {
                Record::Document { id, bytes, media_type, language } => {
                    self.check(id)?;
                    self.at(id, waiting, rows)?;
                    self.open(bytes, media_type, language);
                }
                Record::Quote { id, document: None, .. } => {
                    // It belongs to no document, so it waits for none; but rows keep their order.
                    self.flush(waiting, rows);
                    rows.push(Row::unread(id.map(Into::into), None, UNKNOWN));
                }
                Record::Quote { id, document: Some(document), quoted } => {
                    self.at(document, waiting, rows)?;
                    waiting.push(Waiting::InBatch(id, quoted));
                    if waiting.len() >= MAX_WAITING {
                        self.flush(waiting, rows);
                    }
                }
            }
        }
        Ok(())
    }

    /// The documents so far that cannot be read, and why; each is told once.
    pub fn take_unread(&mut self) -> Vec<(Arc<str>, ReadError)> {
        std::mem::take(&mut self.unread)
    }

    /// The document that the stream is at, if it is there.
    #[must_use]
    pub fn current(&self) -> Option<&Document> {
        self.current.as_ref().and_then(|current| current.document.as_ref())
    }

    /// Goes on to the document of a record, if the stream is not there.
    fn at(
        &mut self,
        id: &str,
        waiting: &mut Vec<Waiting<'_>>,
        rows: &mut Vec<Row>,
    ) -> Result<(), StreamError> {
        let before = self.current.as_ref().map(|current| &*current.id);
        if before == Some(id) {
            return Ok(());
        }
        if let Some(before) = before.filter(|before| *before > id) {
            return Err(StreamError::Unsorted(before.to_owned(), id.to_owned()));
        }
        self.flush(waiting, rows);
        let (document, is_there) = (None, false);
        self.current = Some(Current { id: id.into(), document, why: UNKNOWN, is_there });
        Ok(())
    }

    /// Whether a document may come now: the stream is not at it.
    fn check(&self, id: &str) -> Result<(), StreamError> {
        let current = self.current.as_ref().filter(|current| &*current.id == id);
        current.map_or(Ok(()), |current| {
            let id = id.to_owned();
            Err(if current.is_there {
                StreamError::TwoDocuments(id)
            } else {
                StreamError::QuotesFirst(id)
            })
        })
    }

    fn open(&mut self, bytes: Option<&[u8]>, media_type: &str, language: Option<&str>) {
        let Some(current) = &mut self.current else { return };
        current.is_there = true;
        current.why = MISSING;
        let Some(bytes) = bytes else { return };
        current.why = UNREADABLE;
        match Document::new(bytes, media_type, language, self.options.clone()) {
            Ok(document) => current.document = Some(document),
            Err(why) => self.unread.push((current.id.clone(), why)),
        }
    }

    fn flush(&mut self, waiting: &mut Vec<Waiting<'_>>, rows: &mut Vec<Row>) {
        let (ids, quotes): (Vec<_>, Vec<_>) = waiting.iter_mut().map(Waiting::take).unzip();
        let Some(current) = self.current.as_ref().filter(|_| !ids.is_empty()) else { return };
        let name = || current.id.clone();
        let ids = ids.into_iter();
        match &current.document {
            None => rows.extend(ids.map(|id| Row::unread(id, Some(name()), current.why))),
            Some(document) if self.standing => {
                rows.extend(
                    ids.zip(quotes).map(|(id, quote)| standing(document, id, name(), &quote)),
                );
            }
            Some(document) => {
                let settled = ids.zip(document.settled(quotes));
                rows.extend(settled.map(|(id, one)| Row::new(id, name(), document, one)));
            }
        }
        waiting.clear();
    }
}

/// Whether a quote is in a document that it does not cite.
fn standing(document: &Document, id: Option<Box<str>>, name: Arc<str>, quote: &Quoted<'_>) -> Row {
    let mut row = Row::unreadable(id, Some(name.clone()));
    row.verdict = Verdict::Absent;
    if let Some(place) = document.standing(quote) {
        row.misattribute(name, place);
    }
    row
}

/// Quotes that their own documents do not have, to be searched for in all the others: whether they were cited to the wrong
/// one.
///
/// ```
/// use quoteproof::stream::Elsewhere;
/// use quoteproof::{Document, DocumentOptions, Quoted};
///
/// let quote = Quoted::text("It did not reduce the traffic in the old town.");
/// let missed = Elsewhere::new([("survey", quote)]);
/// let text = b"We saw that it did not reduce the traffic in the old town.";
/// let report = Document::new(text, "text/plain", None, DocumentOptions::default())?;
///
/// let found = missed.look("report", &report);
/// assert_eq!((found[0].0, found[0].1.code_points.start), (0, 12));
/// // The document that it cites is known not to have it.
/// assert!(missed.look("survey", &report).is_empty());
/// # Ok::<(), quoteproof::reader::ReadError>(())
/// ```
pub struct Elsewhere {
    quotes: Vec<(Arc<str>, OwnQuote)>,
    sought: Sought,
}

impl Elsewhere {
    /// Of quotes, each with the document that it cites.
    #[must_use]
    pub fn new<'q>(quotes: impl IntoIterator<Item = (&'q str, Quoted<'q>)>) -> Self {
        let mut ids: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut one = |id: &str| {
            let id = ids.get(id).cloned().unwrap_or_else(|| id.into());
            ids.insert(id.clone());
            id
        };
        let quotes: Vec<(Arc<str>, OwnQuote)> = quotes
            .into_iter()
            .map(|(document, quoted)| {
                let quoted = Quoted { prefix: None, suffix: None, ..quoted };
                (one(document), OwnQuote::new(&quoted))
            })
            .collect();
        let read: Vec<ReadQuote<'_>> =
            quotes.iter().map(|(_, quote)| ReadQuote::new(quote.quoted())).collect();
        let sought = Sought::new(&read);
        drop(read);
        Self { quotes, sought }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.quotes.is_empty()
    }

    /// The numbers of the quotes that are in a document that they do not cite, ascending, each with its place. Reads the
    /// document once for all of them.
    #[must_use]
    pub fn look(&self, id: &str, document: &Document) -> Vec<(usize, QuotePlace)> {
        let asked = document.may_stand(&self.sought).into_iter();
        let found = asked.filter_map(|number| {
            let (cited, quote) = self.quotes.get(number)?;
            if **cited == *id {
                return None;
            }
            Some((number, document.standing(&quote.quoted())?))
        });
        found.collect()
    }
}

/// Of what several documents answered the first by id for each quote, whatever order they were asked in.
#[must_use]
pub fn first_by_id(
    found: impl IntoIterator<Item = (Arc<str>, Vec<(usize, QuotePlace)>)>,
) -> BTreeMap<usize, (Arc<str>, QuotePlace)> {
    let mut first: BTreeMap<usize, (Arc<str>, QuotePlace)> = BTreeMap::new();
    for (id, places) in found {
        for (number, place) in places {
            let is_first = first.get(&number).is_none_or(|(known, _)| id < *known);
            if is_first {
                first.insert(number, (id.clone(), place));
            }
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::{Elsewhere, Record, Row, Stream, StreamError};
    use crate::document::{Document, DocumentOptions};
    use crate::quote::{Quoted, Verdict};
    use proptest::prelude::*;

    const TEXTS: [&str; 3] = [
        "The trial ended in May. It did not reduce the traffic in the old town.",
        "The survey was sent to 1,200 households. Nobody sent it back 😀 before June.",
        "Chart datum is the level from which depths on a chart are measured.",
    ];

    /// In batches with these ends; whether it is said of the last one that nothing comes after it.
    fn rows(records: &[Record<'_>], ends: &[usize], is_said: bool) -> Vec<Row> {
        let mut stream = Stream::new(DocumentOptions::default());
        let mut rows = Vec::new();
        let mut from = 0;
        for &end in ends.iter().chain([&records.len()]) {
            let end = end.clamp(from, records.len());
            let batch = records[from..end].iter().cloned();
            let made = if is_said && end == records.len() {
                stream.feed_last(batch)
            } else {
                stream.feed(batch)
            };
            rows.extend(made.expect("it is sorted"));
            from = end;
        }
        rows.extend(stream.finish());
        rows
    }

    proptest! {
        #[test]
        fn any_batch_size_gives_the_same_rows(
            quotes in prop::collection::vec((0_usize..4, 0_usize..3, 0_usize..40, 1_usize..40, any::<bool>()), 0..30),
            ends in prop::collection::vec(0_usize..40, 0..12),
        ) {
            let ids = ["a", "b", "c", "d"];
            let words: Vec<(usize, String)> = quotes.into_iter().map(|(document, of, from, length, change)| {
                let words: String = TEXTS[of].chars().skip(from).take(length).collect();
                (document, if change { words.replace("not ", "") } else { words })
            }).collect();
            let numbers: Vec<String> = (0..words.len()).map(|n| n.to_string()).collect();
            let mut records = Vec::new();
            for (at, id) in ids.iter().enumerate() {
                // The last document is not there.
                if let Some(text) = TEXTS.get(at) {
                    records.push(Record::document(id, text.as_bytes(), "text/plain"));
                }
                for (number, (document, quote)) in numbers.iter().zip(&words) {
                    if *document == at {
                        records.push(Record::quote(number, id, quote));
                    }
                }
            }
            let mut ends = ends;
            ends.sort_unstable();
            let whole = rows(&records, &[], false);
            prop_assert_eq!(whole.len(), words.len());
            prop_assert!(whole.iter().all(|row| (row.verdict == Verdict::Unreadable) == (row.document.as_deref() == Some("d"))));
            prop_assert_eq!(&whole, &rows(&records, &ends, false));
            prop_assert_eq!(&whole, &rows(&records, &ends, true));
            let each: Vec<usize> = (0..records.len()).collect();
            prop_assert_eq!(&whole, &rows(&records, &each, true));
        }
    }

    #[test]
    fn what_stands_is_what_elsewhere_finds() {
        let quotes = ["It did not reduce the traffic", "It did reduce the traffic", ""];
        let document =
            Document::new(TEXTS[0].as_bytes(), "text/plain", None, DocumentOptions::default());
        let found = Elsewhere::new(quotes.map(|quote| ("b", Quoted::text(quote))))
            .look("a", &document.expect("it can be read"));
        let mut stream = Stream::standing(DocumentOptions::default());
        let records = [Record::document("a", TEXTS[0].as_bytes(), "text/plain")];
        let quotes = quotes.map(|quote| Record::quote(quote, "a", quote));
        let mut rows = stream.feed(records.into_iter().chain(quotes)).expect("it is sorted");
        rows.extend(stream.finish());
        let verdicts: Vec<Verdict> = rows.iter().map(|row| row.verdict).collect();
        assert_eq!(verdicts, [Verdict::Misattributed, Verdict::Absent, Verdict::Absent]);
        let places: Vec<_> =
            found.iter().map(|(at, place)| (*at, Some(place.code_points.start))).collect();
        assert_eq!(places, [(0, rows[0].nearest_start)]);
        assert!(!rows[0].passed);
    }

    #[test]
    fn what_is_not_sorted_is_an_error() {
        let document = |id| Record::document(id, b"Some words.", "text/plain");
        let quote = |id| Record::quote("q", id, "Some words.");
        let error = |records: Vec<Record<'_>>| {
            Stream::new(DocumentOptions::default()).feed(records).expect_err("an error")
        };
        let two = StreamError::TwoDocuments("a".to_owned());
        assert_eq!(error(vec![document("a"), quote("a"), document("a")]), two);
        assert_eq!(
            error(vec![quote("a"), document("a")]),
            StreamError::QuotesFirst("a".to_owned())
        );
        let unsorted = StreamError::Unsorted("b".to_owned(), "a".to_owned());
        assert_eq!(error(vec![document("b"), quote("a")]), unsorted);
    }

    #[test]
    fn quotes_of_no_document_and_texts_that_are_not_there_keep_their_rows() {
        let none = Quoted { parts: Vec::new(), prefix: None, suffix: None };
        let records = vec![
            Record::Document { id: "a", bytes: None, media_type: "text/plain", language: None },
            Record::quote("1", "a", "Some words."),
            Record::Quote { id: Some("2"), document: None, quoted: none.clone() },
            Record::document("b", b"\xff\xfe\xfd", "application/x-unknown"),
            Record::quote("3", "b", "Some words."),
            Record::document("c", b"Some words.", "text/plain"),
            Record::Quote { id: Some("4"), document: Some("c"), quoted: none },
        ];
        let rows = rows(&records, &[], false);
        let ids: Vec<_> = rows.iter().map(|row| (row.id.as_deref(), row.verdict)).collect();
        let unreadable = Verdict::Unreadable;
        assert_eq!(
            ids,
            [
                (Some("1"), unreadable),
                (Some("2"), unreadable),
                (Some("3"), unreadable),
                (Some("4"), Verdict::Absent)
            ]
        );
        assert_eq!(rows[3].findings, ["quote/empty-quote"]);
    }

    #[test]
    fn the_columns_are_the_members_of_a_row() {
        let row = Row {
            id: Some("q".into()),
            start: Some(1),
            end: Some(2),
            similarity: Some(1.0),
            nearest: Some("w".into()),
            nearest_start: Some(1),
            nearest_end: Some(2),
            nearest_document: Some("d".into()),
            ..Row::unreadable(None, Some("d".into()))
        };
        let text = format!("{row:?}");
        let mut from = 0;
        for column in super::COLUMNS {
            let at = text[from..].find(&format!(" {column}: ")).expect(column);
            from += at;
        }
        assert_eq!(text.matches(": ").count(), super::COLUMNS.len());
    }
}
