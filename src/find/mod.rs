//! Finds words in the documents: runs the matcher on every document, not only on a cited one.

mod keywords;

use crate::check::{
    Ground, Options, Positions, code_of, has_errors, json_text, load, why_given_up,
};
use crate::claim::{Evidence, Stance};
use crate::corpus::{Basis, LoadedSource, basis, no_source};
use crate::diagnostic::{Code, DiffPart, Files, Kind};
use crate::model::KeptClaims;
use crate::quote::{
    FoldedDocument, Found, GaveUp, IssueKind, Quoted, WordLists, explain, hidden_characters,
    places, verify,
};
use crate::report::search::{
    self, FoundPassage, NearMiss, PassagePiece, Search, Searched, SentenceHit,
};
use crate::report::{EditKind, Nearest};
use crate::repository::World;
use crate::text::{Place, Span};
use camino::Utf8PathBuf;
use keywords::Sentence;
use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

/// Near passages that are named where the words are nowhere.
const MAX_NEAR: usize = 3;
/// Sentences that are named for having most of the words.
const MAX_HITS: usize = 20;
/// How much less alike than the nearest passage another may be, to be named beside it.
const AS_NEAR: f64 = 0.15;
/// How alike a passage is that shares few whole words with the query, and may be named for its letters.
const NEARLY_SAME: f64 = 0.8;
/// Words that are shown on each side of a passage.
const AROUND: usize = 12;
/// The most words of a prefix or suffix that is tried to tell places apart.
const MAX_CONTEXT: usize = 12;
/// Words that are in more places than this are too common to be told apart by a prefix or suffix.
const MAX_PLACES: usize = 200;

/// What to look for, and where.
#[derive(Debug, Clone)]
pub struct Query {
    /// The words, as a quote would have them: `…` and brackets are marks of an editor.
    pub words: String,
    /// Ids of the sources to search; all if empty.
    pub sources: Vec<String>,
    /// The most places to report of one source.
    pub most: usize,
    /// The stance that the evidence is made with.
    pub stance: Stance,
    /// Only passages that have the very words: none that are near, no sentences that have some of them.
    pub exact: bool,
}

/// Why nothing was looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The query has no letter and no digit.
    #[error("there are no words to search for")]
    NoWords,
    /// A source that there is not; which, and the one that may be meant.
    #[error("{0}")]
    NoSource(String),
    /// A limit of the search was reached in a source, in a sentence.
    #[error("{0}")]
    GaveUp(String),
}

/// Looks for words in all sources: in their texts, or in what is proven of them.
///
/// # Errors
///
/// A source that there is not, no words to look for, or a limit that was reached.
pub fn find(world: &dyn World, options: &Options, query: &Query) -> Result<Search, FindError> {
    let quoted = Quoted { parts: vec![&query.words], prefix: None, suffix: None };
    if quoted.is_empty() {
        return Err(FindError::NoWords);
    }
    let mut loaded = load(world, options, KeptClaims::Records);
    for id in &query.sources {
        if !loaded.sources.iter().any(|s| s.id == *id) {
            return Err(FindError::NoSource(no_source(id, &loaded.sources, loaded.claim_paths())));
        }
    }
    loaded.sources.retain(|s| query.sources.is_empty() || query.sources.contains(&s.id));
    let ready: Vec<Ready<'_>> =
        loaded.sources.par_iter().map(|s| Ready::new(world, options, s)).collect();
    let search = |r: &Ready<'_>| {
        let id = &r.source.id;
        r.search(options, query, &quoted)
            .map_err(|limit| FindError::GaveUp(why_given_up(id, limit)))
    };
    let mut found: Vec<(Searched, Vec<FoundPassage>)> =
        ready.par_iter().map(search).collect::<Result<_, _>>()?;
    let mut passages: Vec<FoundPassage> = found.iter_mut().flat_map(|f| f.1.drain(..)).collect();
    passages.sort_by_key(|p| p.verdict);
    let (mut nearest, mut hits) = (Vec::new(), Vec::new());
    if passages.is_empty() && !query.exact {
        hits = hits_of(&ready, query);
        nearest = ready.par_iter().filter_map(|r| r.nearest(&quoted)).collect();
        nearest.sort_by(|a: &NearMiss, b: &NearMiss| {
            b.place.similarity.total_cmp(&a.place.similarity)
        });
        let best = nearest.first().map_or(0.0, |near| near.place.similarity);
        nearest.retain(|near| near.place.similarity >= best - AS_NEAR && is_telling(near, query));
        nearest.truncate(MAX_NEAR);
    }
    let searched = found.into_iter().map(|f| f.0).collect();
    Ok(Search { words: query.words.clone(), searched, passages, nearest, hits })
}

/// Whether a passage is near enough to be named: nearly the same letters, or more than half of the words.
fn is_telling(near: &NearMiss, query: &Query) -> bool {
    let words = |text: &str| text.unicode_words().count();
    let same = near.place.diff.iter().map(|part| match part {
        DiffPart::Equal(text) => words(text),
        DiffPart::Delete(_) | DiffPart::Insert(_) => 0,
    });
    // Pieces that are apart have no difference to show.
    let is_whole = near.place.diff.is_empty() || near.place.similarity >= NEARLY_SAME;
    is_whole || same.sum::<usize>() * 2 > words(&query.words)
}

/// The sentences that have most of the words, in any case and order: of each source no more than are asked for.
fn hits_of(ready: &[Ready<'_>], query: &Query) -> Vec<SentenceHit> {
    let words = keywords::words(&query.words);
    let sentences = |r: &Ready<'_>| match Ground::new(r.source, &r.basis) {
        Some(ground) => {
            let document = ground.document();
            let text = document.text();
            let breaks: Vec<usize> = document.breaks_in(Span::new(0, text.len())).collect();
            keywords::sentences(text, &breaks, &words)
        }
        None => keywords::FoundSentences::default(),
    };
    let found: Vec<keywords::FoundSentences> = ready.par_iter().map(sentences).collect();
    let mut shown = vec![0; ready.len()];
    let mut hits = Vec::new();
    for ranked in keywords::ranked(&found, &words) {
        let sentence = found.get(ranked.text).and_then(|f| f.sentences.get(ranked.sentence));
        let (Some(source), Some(sentence)) = (ready.get(ranked.text), sentence) else { continue };
        let Some(shown) = shown.get_mut(ranked.text).filter(|n| **n < query.most) else { continue };
        if hits.len() < MAX_HITS {
            *shown += 1;
            hits.extend(source.hit(sentence, words.len()));
        }
    }
    hits
}

/// A source with its document, folded.
struct Ready<'l> {
    source: &'l LoadedSource,
    basis: Basis,
    words: Option<&'static WordLists>,
    /// The file that shows the document: its text, or its proofs.
    files: Files,
}

impl<'l> Ready<'l> {
    fn new(world: &dyn World, options: &Options, source: &'l LoadedSource) -> Self {
        let basis = basis(world, &options.root, source);
        let words =
            Ground::new(source, &basis).and_then(|ground| source.word_lists(ground.document()));
        let mut files = Files::default();
        match &basis {
            Basis::Text(text) => files.insert(text.file.clone(), text.source_text()),
            Basis::Proven(proven) => {
                if let Some(text) = json_text(world, &options.root.join(&proven.file)) {
                    files.insert(proven.file.clone(), text);
                }
            }
            Basis::Nothing(_) => {}
        }
        Self { source, basis, words, files }
    }

    fn search(
        &self,
        options: &Options,
        query: &Query,
        quoted: &Quoted<'_>,
    ) -> Result<(Searched, Vec<FoundPassage>), GaveUp> {
        let record = self.source.source.as_ref();
        let mut searched = Searched {
            id: self.source.id.clone(),
            title: record.and_then(|s| s.title.clone()),
            basis: match &self.basis {
                Basis::Text(_) => search::SearchBasis::Text,
                Basis::Proven(_) => search::SearchBasis::Proofs,
                Basis::Nothing(_) => search::SearchBasis::Nothing,
            },
            sealed: record.is_some_and(|s| s.seal.is_some()),
            places: 0,
        };
        let Some(ground) = Ground::new(self.source, &self.basis) else {
            return Ok((searched, Vec::new()));
        };
        let (found, total) =
            places(ground.document(), quoted, options.config.limits(), self.words, query.most)?;
        searched.places = total;
        let positions = Positions::new(&self.basis);
        let passage = |found: &Found| {
            let span = hull(found);
            let (file, at) = self.locate(&ground, span);
            let quote = own_words(ground.document(), found);
            let placed = Placed {
                document: ground.document(),
                words: self.words,
                quote: &quote,
                found,
                total,
            };
            let (evidence, codes) = self.evidence(options, query, &placed);
            FoundPassage {
                verdict: found.agreement.into(),
                file,
                at,
                place: positions.passage(&self.source.id, &ground, span),
                context: context(ground.document(), found),
                evidence,
                codes,
            }
        };
        Ok((searched, found.iter().map(passage).collect()))
    }

    fn hit(&self, sentence: &Sentence, of: usize) -> Option<SentenceHit> {
        let ground = Ground::new(self.source, &self.basis)?;
        let (file, at) = self.locate(&ground, sentence.span);
        let place = Positions::new(&self.basis).passage(&self.source.id, &ground, sentence.span);
        let mut context = Vec::new();
        let mut from = sentence.span.start;
        let mut push = |span: Span, wanted: bool| {
            let text = ground.document().slice(span);
            if !text.is_empty() {
                context.push(PassagePiece { text: text.to_owned(), wanted });
            }
        };
        for (_, word) in &sentence.words {
            push(Span::new(from, word.start), false);
            push(*word, true);
            from = word.end;
        }
        push(Span::new(from, sentence.span.end), false);
        Some(SentenceHit { file, at, place, context, words: sentence.different(), of })
    }

    fn nearest(&self, quoted: &Quoted<'_>) -> Option<NearMiss> {
        let ground = Ground::new(self.source, &self.basis)?;
        let miss = explain(ground.document(), quoted, self.words);
        let near = miss.near?;
        let (file, at) = self.locate(&ground, near.span);
        let place = Positions::new(&self.basis).passage(&self.source.id, &ground, near.span);
        let kinds: Vec<Kind> = miss.kinds.into_iter().collect();
        // Pieces that are apart are each alike in full, and say little of the whole.
        let similarity = if near.pieces_apart { 0.5 } else { near.similarity };
        let place = Nearest { similarity, diff: near.diff, ..place };
        Some(NearMiss { file, at, place, kinds })
    }

    /// The file that shows a span of the document, and where in it.
    fn locate(&self, ground: &Ground<'_>, span: Span) -> (Utf8PathBuf, Place) {
        let (file, at) = ground.place(span);
        let place = match &self.basis {
            Basis::Text(text) => text.readable.place(span),
            Basis::Proven(_) | Basis::Nothing(_) => None,
        };
        let place = place.unwrap_or_else(|| self.files.locate(&file, &at).place);
        (file, place)
    }

    /// Whether a run of its words is longer than a proof of a sealed source may be.
    fn is_too_long(&self, options: &Options, document: &FoldedDocument, found: &Found) -> bool {
        // Without the text, what is searched is proven already.
        let text = matches!(self.basis, Basis::Text(_));
        let sealed = text && self.source.source.as_ref().is_some_and(|s| s.seal.is_some());
        let most = options.config.seal.max_words;
        sealed && found.core.iter().any(|span| document.words_in(*span) > most)
    }

    /// The passage as evidence, in the document's own words, and what would be said of it.
    fn evidence(
        &self,
        options: &Options,
        query: &Query,
        placed: &Placed<'_>,
    ) -> (Option<Evidence>, Vec<Code>) {
        let CopiedQuote { prefix, suffix, found, plain } = told_apart(options, placed);
        let Some(found) = found else {
            let codes = plain.iter().flat_map(|f| f.issues.iter().map(|i| code_of(i.kind)));
            let mut codes: Vec<Code> = codes.collect();
            if codes.is_empty() {
                let stands = plain.is_some();
                codes.push(if stands { Code::QuoteAmbiguous } else { Code::QuoteAbsent });
            }
            return (None, codes);
        };
        let mut codes: Vec<Code> = found.issues.iter().map(|i| code_of(i.kind)).collect();
        let long = self.is_too_long(options, placed.document, &found);
        if long {
            codes.push(Code::SealStaleProof);
        }
        let passes = !long && !has_errors(&found);
        let evidence = passes.then(|| Evidence {
            prefix: prefix.map(Into::into),
            suffix: suffix.map(Into::into),
            ..Evidence::new(self.source.id.as_str(), placed.quote, query.stance)
        });
        (evidence, codes)
    }
}

/// A quote in the document's own words, with what tells its place from others, as far as anything does.
pub(crate) struct CopiedQuote {
    pub(crate) prefix: Option<String>,
    pub(crate) suffix: Option<String>,
    /// How it is found at that place; `None` where it is not.
    pub(crate) found: Option<Found>,
    /// How it is found without `prefix` and `suffix`.
    plain: Option<Found>,
}

/// A quote at one of its places in a document.
pub(crate) struct Placed<'p> {
    pub(crate) document: &'p FoldedDocument,
    /// The word lists that it is judged by.
    pub(crate) words: Option<&'p WordLists>,
    pub(crate) quote: &'p str,
    pub(crate) found: &'p Found,
    /// At how many places it is.
    pub(crate) total: usize,
}

/// What must be beside a quote so that it is found at its place, and nowhere else.
pub(crate) fn told_apart(options: &Options, placed: &Placed<'_>) -> CopiedQuote {
    let Placed { document, words, quote, found: wanted, total } = *placed;
    let judged = |prefix: Option<&str>, suffix: Option<&str>| {
        let quoted = Quoted { parts: vec![quote], prefix, suffix };
        verify(document, &quoted, options.config.limits(), words)
    };
    // A letter in brackets is before the words that were found: `[T]he` for `the`.
    let last = wanted.core.first().map_or(0, |s| s.start);
    let first = hull(wanted).start.min(last);
    let meant = |f: &Found| {
        f.core.first().is_some_and(|s| (first..=last).contains(&s.start))
            && !f.issues.iter().any(|i| {
                use IssueKind::{Ambiguous, PrefixMismatch, SuffixMismatch};
                matches!(i.kind, Ambiguous | PrefixMismatch | SuffixMismatch)
            })
    };
    let plain = judged(None, None);
    let found = plain.clone().filter(meant);
    if found.is_some() || plain.is_none() || total > MAX_PLACES {
        return CopiedQuote { prefix: None, suffix: None, found, plain };
    }
    for (prefix, suffix) in contexts(document, hull(wanted)) {
        let found = judged(prefix.as_deref(), suffix.as_deref()).filter(meant);
        if found.is_some() {
            return CopiedQuote { prefix, suffix, found, plain };
        }
    }
    CopiedQuote { prefix: None, suffix: None, found: None, plain }
}

/// From the first word that was found to the last, with what brackets at the ends stand for.
pub(crate) fn hull(found: &Found) -> Span {
    let start = found.spans.first().map_or(0, |s| s.start);
    let end = found.spans.last().map_or(start, |s| s.end);
    let kept =
        found.edits.iter().filter(|(kind, _, span)| *kind != EditKind::Elision && !span.is_empty());
    kept.fold(Span::new(start, end), |hull, (_, _, span)| {
        let before = span.end == start;
        let after = span.start == end;
        Span::new(
            if before { span.start } else { hull.start },
            if after { span.end } else { hull.end },
        )
    })
}

/// The document's words from the first that was found to the last, with an ellipsis where the search had one.
fn own_words(document: &FoldedDocument, found: &Found) -> String {
    let hull = hull(found);
    let mut pieces = Vec::new();
    let mut from = hull.start;
    let elided = found.edits.iter().filter(|(kind, _, _)| *kind == EditKind::Elision);
    for (_, _, left_out) in elided.filter(|(_, _, s)| s.start >= hull.start && s.end <= hull.end) {
        pieces.push(visible_line(document, Span::new(from, left_out.start)));
        from = left_out.end;
    }
    pieces.push(visible_line(document, Span::new(from, hull.end)));
    pieces.join(" … ")
}

/// A stretch as one line, without characters that nobody sees.
pub(crate) fn visible_line(document: &FoldedDocument, span: Span) -> String {
    let mut line = document.one_line(span);
    let hidden = hidden_characters(&[&line]);
    for hidden in hidden.into_iter().rev() {
        line.replace_range(hidden.place.range, "");
    }
    line
}

/// Prefixes and suffixes to try, from the fewest words to the most: before, after, both.
fn contexts(
    document: &FoldedDocument,
    span: Span,
) -> impl Iterator<Item = (Option<String>, Option<String>)> + '_ {
    // Punctuation between them and the quote says nothing: it is not compared.
    let line = |from: usize, to: usize| {
        let line = visible_line(document, Span::new(from, to));
        let words = line.trim_matches(|c: char| !c.is_alphanumeric());
        (!words.is_empty()).then(|| words.to_owned())
    };
    let before =
        move |words: usize| line(words_before(document.text(), span.start, words), span.start);
    let after = move |words: usize| line(span.end, words_after(document.text(), span.end, words));
    let one = (1..=MAX_CONTEXT).flat_map(move |n| [(before(n), None), (None, after(n))]);
    let both = (1..=MAX_CONTEXT).map(move |n| (before(n), after(n)));
    one.chain(both).filter(|(prefix, suffix)| prefix.is_some() || suffix.is_some())
}

/// Where the last `count` words before `at` begin; the text's start where there are fewer.
pub(crate) fn words_before(text: &str, at: usize, count: usize) -> usize {
    let words = text.get(..at).unwrap_or("").unicode_word_indices();
    words.rev().take(count).last().map_or(0, |(start, _)| start)
}

/// Where the first `count` words after `at` end; the text's end where there are fewer.
pub(crate) fn words_after(text: &str, at: usize, count: usize) -> usize {
    let words = text.get(at..).unwrap_or("").unicode_word_indices();
    let last = words.take(count).last();
    last.map_or(text.len(), |(start, word)| at + start + word.len())
}

/// The passage with some words of its paragraph around it.
fn context(document: &FoldedDocument, found: &Found) -> Vec<PassagePiece> {
    let hull = hull(found);
    let text = document.text();
    let mut start = words_before(text, hull.start, AROUND);
    let mut end = words_after(text, hull.end, AROUND);
    let paragraph = |stretch: Span| document.slice(stretch).to_owned();
    let before = paragraph(Span::new(start, hull.start));
    start += before.rfind("\n\n").map_or(0, |at| at + 2);
    let after = paragraph(Span::new(hull.end, end));
    end = after.find("\n\n").map_or(end, |at| hull.end + at);
    if let Some(at) = document.breaks_in(Span::new(start, hull.start)).last() {
        start = at;
    }
    if let Some(at) = document.breaks_in(Span::new(hull.end, end)).next() {
        end = at;
    }
    let mut pieces = Vec::new();
    let mut push = |from: usize, to: usize, wanted: bool| {
        let text = document.slice(Span::new(from, to));
        if !text.is_empty() {
            pieces.push(PassagePiece { text: text.to_owned(), wanted });
        }
    };
    let mut from = start;
    for span in &found.spans {
        push(from, span.start, false);
        push(span.start, span.end, true);
        from = span.end;
    }
    push(from, end, false);
    pieces
}
