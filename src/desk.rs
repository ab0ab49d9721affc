//! What an editor asks of an archive between two keys: whether and where a quote is in its document, what is quoted of a
//! document, how words that somebody has begun to type continue there. Documents that were read stay folded.

use crate::check::{
    Ground, Loaded, Memory, Options, Since, Stop, has_errors, json_text, run_again,
};
use crate::claim::{Claim, Evidence};
use crate::corpus::{Basis, LoadedSource, TextPlace};
use crate::diagnostic::{At, DiffPart, Files, SourceText};
use crate::find::{Placed, hull, told_apart, visible_line, words_after, words_before};
use crate::quote::{
    Agreement, FoldedDocument, Found, Issue, Judged, Kind, Quoted, ReadQuote, Verdict, WordLists,
    judge, places, verify,
};
use crate::report::{Report, ReportedEdit};
use crate::repository::World;
use crate::source::Source;
use crate::text::{Place, Span};
use camino::{Utf8Path, Utf8PathBuf};
use std::sync::Arc;

/// Words that are shown on each side of a passage.
const AROUND: usize = 12;

/// A sentence is looked for so far on each side of words that somebody types, in bytes.
const REACH: usize = 2_000;

/// Places of selected words among which the selected one is looked for.
const MAX_PLACES: usize = 1_000;

/// An archive as it was checked last, with its documents.
pub struct Desk {
    options: Options,
    memory: Memory,
}

impl Default for Desk {
    fn default() -> Self {
        Self { options: Options::default(), memory: Memory::keeping() }
    }
}

/// A stretch of a document, and where it is shown.
#[derive(Debug, Clone)]
pub struct DeskPassage {
    /// The file: the document's, or that of the proofs.
    pub file: Utf8PathBuf,
    /// Bytes of that file's text; nothing where the file is no text.
    pub span: Option<Span>,
    /// Where people find it.
    pub place: Place,
    /// The words.
    pub words: String,
    /// Some words before them.
    pub before: String,
    /// Some words after them.
    pub after: String,
}

/// What became of one quote.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The verdict.
    pub verdict: Verdict,
    /// Whether nothing of error level is said of it.
    pub passes: bool,
    /// Whether a proof was asked, not the text.
    pub proven: bool,
    /// Where its segments are, or the nearest passage.
    pub passages: Vec<DeskPassage>,
    /// The marked edits.
    pub edits: Vec<ReportedEdit>,
    /// From the document to the quote, where it is not found.
    pub diff: Vec<DiffPart>,
    /// How the words differ, where they do.
    pub kinds: Vec<Kind>,
}

/// How far offered words reach from what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To the next mark of punctuation.
    Stop,
    /// To the next mark that is more than a comma.
    Clause,
    /// To the sentence's end.
    Sentence,
    /// The sentence from its start.
    Whole,
}

/// Words of a document that continue what somebody types, as a quote that passes.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The source's id.
    pub source: Arc<str>,
    /// How far they reach.
    pub reach: Reach,
    /// The quote.
    pub quote: String,
    /// What is to be before it, where its words are more than once.
    pub prefix: Option<String>,
    /// What is to be after it, where its words are more than once.
    pub suffix: Option<String>,
    /// Where they are.
    pub passage: DeskPassage,
}

impl Desk {
    /// Checks the archive, and keeps what was read and found: what `since` does not reach is not done again. `None` where
    /// `stop` said that nobody waits for it any more; what was done until then need not be done again.
    pub fn check(
        &mut self,
        world: &dyn World,
        options: &Options,
        since: &Since,
        stop: Stop<'_>,
    ) -> Option<&Report> {
        self.options = options.clone();
        run_again(world, options, &mut self.memory, since, stop)
    }

    /// The report of the last check that was not stopped.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.memory.report
    }

    /// The same, for a baseline to be applied.
    #[cfg(feature = "lsp")]
    pub(crate) const fn report_mut(&mut self) -> &mut Report {
        &mut self.memory.report
    }

    /// The files, as reports name them, of which the last report may say something else than the one before.
    #[must_use]
    pub const fn renewed(&self) -> &Since {
        self.memory.renewed()
    }

    /// Whether an archive was read.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.memory.loaded.is_some()
    }

    const fn loaded(&self) -> Option<&Loaded> {
        self.memory.loaded.as_ref()
    }

    /// The claims that could be read, with their files.
    pub fn claims(&self) -> impl Iterator<Item = (&Utf8Path, &Claim)> {
        let claims = self.loaded().into_iter().flat_map(|loaded| &loaded.claims);
        claims.filter_map(|claim| Some((&*claim.file, claim.claim.as_ref()?.whole()?)))
    }

    /// The files of claims that could not be read.
    pub fn unread_claims(&self) -> impl Iterator<Item = &Utf8Path> {
        let claims = self.loaded().into_iter().flat_map(|loaded| &loaded.claims);
        claims.filter(|claim| claim.claim.is_none()).map(|claim| &*claim.file)
    }

    /// The sources, with their ids and files; `None` where `source.json` could not be read.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &Utf8Path, Option<&Source>)> {
        let sources = self.loaded().into_iter().flat_map(|loaded| &loaded.sources);
        sources.map(|source| (source.id.as_str(), source.file.as_path(), source.source.as_ref()))
    }

    /// The file of a source's text, in full, where that is here.
    #[must_use]
    pub fn text_file(&self, id: &str) -> Option<&Utf8Path> {
        match &self.source(id)?.place {
            TextPlace::File(path) => Some(path),
            TextPlace::Missing | TextPlace::Refused => None,
        }
    }

    /// The files of all texts, and of those that were made of them elsewhere; of what is not here, where it would be, from the
    /// archive's folder.
    pub fn text_files(&self) -> impl Iterator<Item = Utf8PathBuf> {
        let sources = self.loaded().into_iter().flat_map(|loaded| &loaded.sources);
        let places = sources.flat_map(|loaded| {
            let text = loaded.source.as_ref().map(|source| &source.text);
            let made = text.and_then(|text| text.rendition.as_ref());
            let own = (Some(&loaded.place), text.map(|text| &text.path));
            let made = (loaded.rendition.as_ref(), made.map(|made| &made.path));
            [own, made].map(|(place, path)| match place? {
                TextPlace::File(path) => Some(path.clone()),
                TextPlace::Missing => Some(loaded.file.parent()?.join(path?.as_str())),
                TextPlace::Refused => None,
            })
        });
        places.flatten()
    }

    /// How many passages of a sealed source are proven.
    #[must_use]
    pub fn proven(&self, id: &str) -> usize {
        let proofs = self.source(id).and_then(|source| source.proofs.as_ref());
        proofs.map_or(0, |proofs| proofs.passages.len())
    }

    fn source(&self, id: &str) -> Option<&LoadedSource> {
        self.loaded()?.sources.iter().find(|source| source.id == id)
    }

    /// A source's document, read and folded at the first question.
    fn basis(&self, world: &dyn World, source: &LoadedSource) -> Option<Arc<Basis>> {
        source.source.as_ref()?;
        Some(self.memory.basis(world, &self.options, source))
    }

    /// What becomes of a quote.
    #[must_use]
    pub fn standing(&self, world: &dyn World, evidence: &Evidence) -> Option<Standing> {
        let source = self.source(&evidence.source)?;
        let basis = self.basis(world, source)?;
        let ground = Ground::new(source, &basis)?;
        let document = ground.document();
        let words = document.word_lists(source.stated_language());
        let quote = ReadQuote::new(quoted(evidence));
        let passage = |span: Span| self.passage(world, &ground, &basis, span);
        let mut standing = Standing {
            verdict: Verdict::Absent,
            passes: false,
            proven: ground.is_proven(),
            passages: Vec::new(),
            edits: Vec::new(),
            diff: Vec::new(),
            kinds: Vec::new(),
        };
        match judge(document, &quote, self.options.config.limits(), words) {
            Judged::Empty | Judged::GaveUp(_) => {}
            Judged::Stands(found) => {
                let hidden = found.issues.iter().any(Issue::is_blind);
                standing.verdict = if hidden { Verdict::Unproven } else { found.agreement.into() };
                standing.passes = !hidden && !has_errors(&found);
                standing.passages = found.spans.iter().map(|span| passage(*span)).collect();
                standing.edits = edits(document, &found);
            }
            Judged::Missed(miss) => {
                standing.verdict = match (ground.is_proven(), &miss.near) {
                    (true, _) => Verdict::Unproven,
                    (false, Some(_)) => Verdict::Altered,
                    (false, None) => Verdict::Absent,
                };
                standing.kinds = miss.kinds.into_iter().collect();
                if let Some(near) = miss.near {
                    standing.passages = vec![passage(near.span)];
                    standing.diff = near.diff;
                }
            }
        }
        Some(standing)
    }

    /// What is quoted of a source, as far as it is found: the claim, the number of the evidence, and where.
    #[must_use]
    pub fn quoted_of(
        &self,
        world: &dyn World,
        id: &str,
    ) -> Vec<(&Utf8Path, &Claim, usize, Vec<DeskPassage>)> {
        let Some(source) = self.source(id) else { return Vec::new() };
        let Some(basis) = self.basis(world, source) else { return Vec::new() };
        let Some(ground) = Ground::new(source, &basis) else { return Vec::new() };
        let words = ground.document().word_lists(source.stated_language());
        let mut all = Vec::new();
        for (file, claim) in self.claims() {
            let cited = claim.evidence.iter().enumerate().filter(|(_, e)| *e.source == *id);
            for (number, evidence) in cited {
                let limits = self.options.config.limits();
                let found = verify(ground.document(), &quoted(evidence), limits, words);
                let spans = found.map(|found| found.spans).unwrap_or_default();
                let passages: Vec<DeskPassage> =
                    spans.iter().map(|span| self.passage(world, &ground, &basis, *span)).collect();
                if !passages.is_empty() {
                    all.push((file, claim, number, passages));
                }
            }
        }
        all
    }

    /// Words that continue what was typed, out of a source's document, or out of all; of each place up to four lengths.
    #[must_use]
    pub fn offers(
        &self,
        world: &dyn World,
        source: Option<&str>,
        typed: &str,
        most: usize,
    ) -> Vec<Offer> {
        let mut offers = Vec::new();
        let sources = self.loaded().into_iter().flat_map(|loaded| &loaded.sources);
        for source in sources.filter(|s| source.is_none_or(|id| s.id == id)) {
            let Some(basis) = self.basis(world, source) else { continue };
            let Some(ground) = Ground::new(source, &basis) else { continue };
            let document = ground.document();
            let words = document.word_lists(source.stated_language());
            for begun in document.begun(typed, most) {
                for (reach, span) in reaches(document, begun) {
                    let offer = self.offer(&ground, words, span).map(|quote| Offer {
                        source: source.id.as_str().into(),
                        reach,
                        quote: quote.0,
                        prefix: quote.1,
                        suffix: quote.2,
                        passage: self.passage(world, &ground, &basis, span),
                    });
                    offers.extend(offer);
                }
            }
            if offers.len() >= 4 * most {
                break;
            }
        }
        offers
    }

    /// A stretch of a document as a quote that passes, with its prefix and suffix.
    fn offer(
        &self,
        ground: &Ground<'_>,
        words: Option<&WordLists>,
        span: Span,
    ) -> Option<(String, Option<String>, Option<String>)> {
        let document = ground.document();
        let quote = visible_line(document, span);
        // Marks before the first word are no part of what is found.
        let lead = document.slice(span).find(char::is_alphanumeric).unwrap_or(0);
        let here = Found {
            agreement: Agreement::Exact,
            spans: vec![span],
            edits: Vec::new(),
            issues: Vec::new(),
            core: vec![Span::new(span.start + lead, span.end)],
            context: span,
        };
        let cited = told_apart(
            &self.options,
            &Placed { document, words, quote: &quote, found: &here, total: 0 },
        );
        let found = cited.found?;
        let hidden = found.issues.iter().any(Issue::is_blind);
        (!hidden && !has_errors(&found)).then_some((quote, cited.prefix, cited.suffix))
    }

    /// Words that are at some bytes of a document's file, as a quote that passes.
    #[must_use]
    pub fn cited(&self, world: &dyn World, id: &str, words: &str, at: Span) -> Option<Offer> {
        let source = self.source(id)?;
        let basis = self.basis(world, source)?;
        let ground = Ground::new(source, &basis)?;
        let document = ground.document();
        let lists = document.word_lists(source.stated_language());
        let limits = self.options.config.limits();
        let (found, _) = places(document, &Quoted::text(words), limits, lists, MAX_PLACES).ok()?;
        let meets = |found: &Found| match ground.place(hull(found)).1 {
            At::Span(span) => span.start < at.end && at.start < span.end,
            _ => false,
        };
        let span = hull(found.iter().find(|found| meets(found))?);
        let (quote, prefix, suffix) = self.offer(&ground, lists, span)?;
        let passage = self.passage(world, &ground, &basis, span);
        Some(Offer { source: id.into(), reach: Reach::Whole, quote, prefix, suffix, passage })
    }

    /// For each place at which a quote is, what tells it from the others.
    #[must_use]
    pub fn told_apart(
        &self,
        world: &dyn World,
        evidence: &Evidence,
        most: usize,
    ) -> Vec<(Option<String>, Option<String>, DeskPassage)> {
        let of = || -> Option<Vec<_>> {
            let source = self.source(&evidence.source)?;
            let basis = self.basis(world, source)?;
            let ground = Ground::new(source, &basis)?;
            let document = ground.document();
            let words = document.word_lists(source.stated_language());
            let [quote] = evidence.quote.segments() else { return None };
            let limits = self.options.config.limits();
            let (found, total) =
                places(document, &Quoted::text(quote), limits, words, most).ok()?;
            let each = found.into_iter().filter_map(|found| {
                let placed = Placed { document, words, quote, found: &found, total };
                let cited = told_apart(&self.options, &placed);
                cited.found?;
                let passage = self.passage(world, &ground, &basis, hull(&found));
                Some((cited.prefix, cited.suffix, passage))
            });
            Some(each.collect())
        };
        of().unwrap_or_default()
    }

    fn passage(
        &self,
        world: &dyn World,
        ground: &Ground<'_>,
        basis: &Basis,
        span: Span,
    ) -> DeskPassage {
        let document = ground.document();
        let (file, at) = ground.place(span);
        let mut files = Files::default();
        let (place, lines) = match basis {
            Basis::Text(text) if !text.readable.has_lines() => (text.readable.place(span), false),
            Basis::Text(text) => {
                let lines = text.lines();
                let source = text.readable.source_span(span);
                let shown = SourceText::around(&text.readable.source, lines, [source]);
                files.insert(file.clone(), shown);
                (None, true)
            }
            Basis::Proven(_) | Basis::Nothing(_) => {
                if let Some(text) = json_text(world, &self.options.root.join(&file)) {
                    files.insert(file.clone(), text);
                }
                (None, true)
            }
        };
        let located = files.locate(&file, &at);
        let text = document.text();
        let (from, to) =
            (words_before(text, span.start, AROUND), words_after(text, span.end, AROUND));
        DeskPassage {
            file,
            span: lines.then_some(located.span),
            place: place.unwrap_or(located.place),
            words: visible_line(document, span),
            before: visible_line(document, Span::new(from, span.start)),
            after: visible_line(document, Span::new(span.end, to)),
        }
    }
}

fn quoted(evidence: &Evidence) -> Quoted<'_> {
    Quoted {
        parts: evidence.quote.segments().iter().map(|part| &**part).collect(),
        prefix: evidence.prefix.as_deref(),
        suffix: evidence.suffix.as_deref(),
    }
}

fn edits(document: &FoldedDocument, found: &Found) -> Vec<ReportedEdit> {
    let edit = |(kind, quote, span): &(_, String, Span)| ReportedEdit {
        kind: *kind,
        quote: quote.clone(),
        document: document.slice(*span).to_owned(),
    };
    found.edits.iter().map(edit).collect()
}

/// Whether a character closes a quotation or a bracket, or may.
const fn closes(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '«' | '›' | '‹' | ')' | ']')
}

/// How far words that were begun may be continued, from the shortest on, each length once.
fn reaches(document: &FoldedDocument, begun: Span) -> Vec<(Reach, Span)> {
    let sentence = document.sentence_around(begun, REACH);
    let rest = document.slice(Span::new(begun.end, sentence.end));
    let mut stops = rest.char_indices().filter(|(at, c)| {
        // A comma may be inside the quotation marks, as in “so it is,” she said.
        let after = rest.get(at + c.len_utf8()..).unwrap_or("").trim_start_matches(closes);
        let ends = after.is_empty() || after.starts_with(char::is_whitespace);
        // What was typed already need not be offered.
        *at > 0
            && matches!(c, ',' | ';' | ':' | '—' | '–' | '、' | '，' | '；' | '：')
            && (ends || !c.is_ascii())
    });
    let first = stops.next();
    let clause = match first {
        Some((_, ',' | '、' | '，')) => stops.find(|(_, c)| !matches!(c, ',' | '、' | '，')),
        other => other,
    };
    let to = |stop: Option<(usize, char)>| {
        let at = stop?.0;
        let words = document.slice(Span::new(begun.start, begun.end + at)).trim_end();
        Some(Span::new(begun.start, begun.start + words.len()))
    };
    let all = [
        (Reach::Stop, to(first)),
        (Reach::Clause, to(clause)),
        (Reach::Sentence, Some(Span::new(begun.start, sentence.end))),
        (Reach::Whole, Some(sentence)),
    ];
    let mut reaches: Vec<(Reach, Span)> = Vec::new();
    for (reach, span) in all {
        let Some(span) = span.filter(|span| !span.is_empty()) else { continue };
        if !reaches.iter().any(|(_, other)| *other == span) {
            reaches.push((reach, span));
        }
    }
    reaches
}
