//! Match: every quote against its document, then those that fail against all the others.

use super::load::Loaded;
use super::locator;
use super::memory::{Kept, Memory, QuoteKey};
use super::misattribution::{self, Others};
use super::positions::Positions;
use super::quote_findings::{self as findings, Ground};
use super::quote_fix::FixJudge;
use super::speaker;
use super::stale_proofs::stale_proofs;
use super::{Options, Run};
use crate::claim::{Quote, evidence_member};
use crate::corpus::{
    Basis, Cause, DocumentText, LoadedSource, Nothing, both, changed_text, drift, proven,
};
use crate::diagnostic::{Finding, SourceText};
use crate::model::{Capitals, ClaimFile, QuotationRecord};
use crate::quote::{
    Found, Issue, IssueKind, Judged, Quoted, ReadQuote, WordLists, hidden_characters, verify,
};
use crate::reader::{Part, Readable};
use crate::report::{DocumentPlace, Match, QuoteResult, ReportedEdit, Verdict};
use crate::repository::World;
use crate::text::{Span, unmerged_line};
use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Fewer documents and quotes than this are matched one after the other: starting threads would take
/// longer.
const PARALLEL_FROM: usize = 64;

/// So many times as many claims are looked at one after the other in the time in which one is found by its file.
const FEW_OF: usize = 16;

/// The number of a claim, and of an evidence in it.
type QuoteNumber = (usize, usize);

/// One quote and what it cites.
#[derive(Clone, Copy)]
pub(crate) struct Citation<'l> {
    pub(crate) claim: &'l ClaimFile,
    pub(crate) evidence: &'l QuotationRecord,
    /// Number of the evidence in the claim.
    pub(crate) index: usize,
    /// Number of the claim: they are sorted by their files.
    pub(crate) number: usize,
}

impl<'l> Citation<'l> {
    pub(crate) fn pointer(&self) -> String {
        evidence_member(self.index, "quote")
    }

    /// The pointer of one part of the quote.
    pub(crate) fn part_pointer(&self, part: usize) -> String {
        match self.evidence.quote {
            Quote::Text(_) => self.pointer(),
            Quote::Segments(_) => format!("{}/{part}", self.pointer()),
        }
    }

    pub(crate) fn quoted(&self) -> Quoted<'l> {
        self.evidence.quoted()
    }

    /// By what it is known again in the next run.
    pub(super) fn key(&self) -> QuoteKey {
        (self.claim.file.clone(), self.index)
    }

    fn result(&self, verdict: Verdict) -> QuoteResult {
        QuoteResult {
            claim: self.claim.id().into(),
            file: self.claim.file.clone(),
            evidence: self.index,
            source: self.evidence.source.clone(),
            verdict,
            passed: verdict.passes(),
            proven: false,
            unseen: false,
            waived: self.evidence.waived,
            kinds: Box::default(),
            matches: Box::default(),
            edits: Box::default(),
            nearest: None,
        }
    }
}

/// How many quotes pass and are not listed, by their verdicts and whether a proof bears them out.
pub(crate) type Unlisted = BTreeMap<(Verdict, bool), usize>;

/// What became of all quotes.
#[derive(Default)]
pub(crate) struct Matched<'l> {
    /// By file and position; in a brief run those of which there is more to say than that they are found.
    pub(crate) quotes: Vec<QuoteResult>,
    /// The others.
    pub(crate) unlisted: Unlisted,
    pub(crate) findings: Vec<Finding>,
    /// For how many quotes that are found the locator says what cannot be compared.
    pub(crate) locators_unchecked: usize,
    /// What is shown of the documents that findings name.
    pub(crate) texts: Vec<(Utf8PathBuf, SourceText)>,
    /// For each claim file the quotes, by the number of their evidence, that are in a heading or the like.
    pub(crate) parts: BTreeMap<Utf8PathBuf, Vec<(usize, Part)>>,
    /// Whom the documents name, by source, of which a quote names a speaker.
    pub(crate) capitals: HashMap<&'l str, Arc<Capitals>>,
    /// The languages that the documents are written in, by source, where they can be told.
    pub(crate) languages: HashMap<&'l str, &'static str>,
}

/// One quote's outcome on its way through.
pub(super) struct QuoteOutcome<'l> {
    pub(super) citation: Citation<'l>,
    pub(super) result: QuoteResult,
    pub(super) findings: Vec<Finding>,
    /// Whether it is looked for in other documents: it is not in the cited one, not even cut inside a word or a
    /// number.
    pub(super) is_sought: bool,
    /// The part of the document that it is in, if that is not the running text.
    pub(super) part: Option<Part>,
    /// Whether it is found, and its locator says what cannot be compared.
    pub(super) locator_unchecked: bool,
}

impl<'l> QuoteOutcome<'l> {
    /// A verdict of which nothing else is said.
    pub(super) fn new(citation: Citation<'l>, verdict: Verdict) -> Self {
        let result = citation.result(verdict);
        let findings = Vec::new();
        Self { citation, result, findings, is_sought: false, part: None, locator_unchecked: false }
    }

    /// Whether all there is to say of the quote is that it is there, and where.
    pub(super) fn is_plain(&self) -> bool {
        let Self { result, findings, part, .. } = self;
        result.passed && findings.is_empty() && result.edits.is_empty() && part.is_none()
    }
}

/// Matches all quotes. Of the sources in `named`, or of all, the text is looked at even if nobody cites it. `None` where
/// nobody waits for it any more.
pub(crate) fn run<'l>(
    run: Run<'_>,
    loaded: &'l Loaded,
    named: Option<&BTreeSet<String>>,
    memory: &mut Memory,
) -> Option<Matched<'l>> {
    let says_again = memory.says_again(run.options.is_whole());
    let by_source = by_source(loaded, named, memory, says_again);
    let mut matched = Matched::default();
    let ids: HashMap<&str, &LoadedSource> =
        loaded.sources.iter().map(|s| (s.id.as_str(), s)).collect();
    let work: Vec<(&str, Vec<QuoteNumber>)> = by_source.into_iter().collect();
    let quotes: usize = work.iter().map(|(_, cited)| cited.len()).sum();
    let known = &*memory;
    let each = |(id, cited): (&'l str, Vec<QuoteNumber>)| {
        let citations = cited.into_iter().filter_map(|(claim, at)| citation(loaded, claim, at));
        let matching = Matching { run, memory: known };
        OneSource {
            id,
            ..matching.one_source(ids.get(id).copied(), &citations.collect::<Vec<_>>())
        }
    };
    let large = work.len() + quotes >= PARALLEL_FROM;
    let done: Vec<OneSource<'_>> = if large {
        work.into_par_iter().map(each).collect()
    } else {
        work.into_iter().map(each).collect()
    };
    let mut outcomes: Vec<QuoteOutcome<'_>> =
        Vec::with_capacity(if run.options.brief { 0 } else { quotes });
    let again = |(file, index): &QuoteKey| {
        let number = loaded.claims.binary_search_by(|claim| claim.file.cmp(file)).ok()?;
        citation(loaded, number, *index)
    };
    for id in loaded.sources.iter().map(|source| source.id.as_str()) {
        memory.settled(id, again, &mut matched, &mut outcomes);
    }
    for mut one in done {
        if ids.contains_key(one.id) {
            memory.note(&mut one);
        }
        matched.locators_unchecked += one.locators_unchecked;
        matched.capitals.extend(one.capitals.map(|capitals| (one.id, capitals)));
        matched.languages.extend(one.language.map(|language| (one.id, language)));
        for (verdict, count) in one.unlisted {
            *matched.unlisted.entry(verdict).or_default() += count;
        }
        outcomes.extend(one.outcomes);
        matched.findings.extend(one.findings);
        matched.texts.extend(one.text);
    }
    if (run.stop)() {
        return None;
    }
    let others = Others { run, loaded, large };
    misattribution::look(&others, &mut outcomes, &mut matched, memory)?;
    outcomes.sort_unstable_by_key(|o| (o.citation.number, o.citation.index));
    matched.quotes.reserve_exact(outcomes.len());
    for outcome in outcomes {
        matched.findings.extend(outcome.findings);
        if let Some(part) = outcome.part {
            let parts = matched.parts.entry(outcome.result.file.to_path_buf()).or_default();
            parts.push((outcome.citation.index, part));
        }
        matched.quotes.push(outcome.result);
    }
    Some(matched)
}

/// For each source that is cited or is in `named`, where that is not all, and of which not all is known, the quotes that cite it.
/// `says_again` says that the memory knows which claims cite them.
fn by_source<'l>(
    loaded: &'l Loaded,
    named: Option<&BTreeSet<String>>,
    memory: &Memory,
    says_again: bool,
) -> BTreeMap<&'l str, Vec<QuoteNumber>> {
    let mut by_source: BTreeMap<&str, Vec<QuoteNumber>> = BTreeMap::new();
    let is_open = |id: &str| !memory.is_settled(id);
    let is_named = |id: &str| named.is_none_or(|named| named.contains(id));
    for source in loaded.sources.iter().filter(|s| is_named(&s.id) && is_open(&s.id)) {
        by_source.insert(&source.id, Vec::new());
    }
    // Quotes beside one another mostly cite one source.
    let mut last: Option<(&Arc<str>, bool)> = None;
    let mut is_open_again = |id: &'l Arc<str>| match last {
        Some((known, open)) if known == id => open,
        _ => last.insert((id, is_open(id))).1,
    };
    let citing = if says_again { citing(loaded, memory) } else { None };
    let all = || (0..loaded.claims.len()).collect();
    for number in citing.unwrap_or_else(all) {
        let record = loaded.claims.get(number).and_then(|claim| claim.claim.as_ref());
        let Some(record) = record else { continue };
        let evidence = record.evidence.iter().enumerate();
        for (index, evidence) in evidence.filter(|(_, e)| is_open_again(&e.source)) {
            by_source.entry(&*evidence.source).or_default().push((number, index));
        }
    }
    by_source
}

/// The numbers of the claims that cite what is not settled, in their order. `None` where they are so many that all are better
/// looked at.
fn citing(loaded: &Loaded, memory: &Memory) -> Option<Vec<usize>> {
    let mut files: BTreeSet<&Arc<Utf8Path>> = BTreeSet::new();
    for more in memory.citing_open() {
        if (files.len() + more.len()) * FEW_OF >= loaded.claims.len() {
            return None;
        }
        files.extend(more);
    }
    let number = |file: &Arc<Utf8Path>| loaded.claims.binary_search_by(|c| c.file.cmp(file)).ok();
    Some(files.into_iter().filter_map(number).collect())
}

fn citation(loaded: &Loaded, number: usize, index: usize) -> Option<Citation<'_>> {
    let claim = loaded.claims.get(number)?;
    let record = claim.claim.as_ref()?;
    Some(Citation { claim, evidence: record.evidence.get(index)?, index, number })
}

/// What became of the quotes of one source.
#[derive(Default)]
pub(super) struct OneSource<'l> {
    /// The source's id.
    pub(super) id: &'l str,
    pub(super) outcomes: Vec<QuoteOutcome<'l>>,
    pub(super) unlisted: Unlisted,
    pub(super) locators_unchecked: usize,
    pub(super) findings: Vec<Finding>,
    /// What is shown of the text, where findings name it.
    pub(super) text: Option<(Utf8PathBuf, SourceText)>,
    /// Whom its text names, where a quote names a speaker.
    pub(super) capitals: Option<Arc<Capitals>>,
    /// The language that its text is written in.
    pub(super) language: Option<&'static str>,
    /// Those quotes that were looked at now, for the runs that follow.
    pub(super) new: Vec<(QuoteKey, Kept)>,
    /// Whether all quotes were looked at.
    pub(super) is_done: bool,
}

/// What the quotes of one source are matched with.
struct Matching<'m> {
    run: Run<'m>,
    memory: &'m Memory,
}

impl Matching<'_> {
    fn one_source<'l>(
        &self,
        source: Option<&LoadedSource>,
        citations: &[Citation<'l>],
    ) -> OneSource<'l> {
        if (self.run.stop)() {
            return OneSource::default();
        }
        let Some(source) = source.filter(|s| s.source.is_some()) else {
            let known = source.is_some().then_some("its source.json cannot be used");
            let outcomes = citations.iter().map(|c| unreadable(*c, known));
            return OneSource { outcomes: outcomes.collect(), ..OneSource::default() };
        };
        let basis = self.memory.basis(self.run.world, self.run.options, source);
        if let Basis::Nothing(why) = &*basis {
            return self.kept(nothing(self.run.world, self.run.options, source, why, citations));
        }
        let Some(ground) = Ground::new(source, &basis) else { return OneSource::default() };
        self.on_ground(source, &basis, &ground, citations)
    }

    /// Notes what became of all the quotes of a source.
    fn kept<'l>(&self, mut one: OneSource<'l>) -> OneSource<'l> {
        if self.memory.keeps() {
            let kept =
                |o: &QuoteOutcome<'_>| (o.citation.key(), Kept::of(o, self.run.options.brief));
            one.new = one.outcomes.iter().map(kept).collect();
        }
        one.is_done = true;
        one
    }

    /// Matches the quotes of which the runs before have not said what becomes of them.
    fn on_ground<'l>(
        &self,
        source: &LoadedSource,
        basis: &Basis,
        ground: &Ground<'_>,
        citations: &[Citation<'l>],
    ) -> OneSource<'l> {
        let (Run { options, .. }, memory) = (self.run, self.memory);
        let is_sealed = source.source.as_ref().is_some_and(|s| s.seal.is_some());
        let document = ground.document();
        let found = document.language();
        let words = if is_sealed {
            source.word_lists(document)
        } else {
            WordLists::for_language(source.stated_language().or(found))
        };
        let mut outcomes: Vec<QuoteOutcome<'l>> = Vec::with_capacity(citations.len());
        let mut open: Vec<Citation<'l>> = Vec::new();
        for citation in citations {
            match memory.outcome(*citation) {
                Some(outcome) => outcomes.push(outcome),
                None => open.push(*citation),
            }
        }
        let positions = Positions::shown(options, source, basis);
        let mut new = self.matched(ground, &positions, words, &open);
        let is_done = new.len() == open.len();
        let is_text = matches!(basis, Basis::Text(_));
        if options.need_proofs && is_sealed && is_text {
            ask_for_proofs(options, source, words, &mut new);
        }
        for outcome in &mut new {
            outcome.result.proven = !is_text && outcome.result.passed;
        }
        let kept = |o: &QuoteOutcome<'_>| (o.citation.key(), Kept::of(o, options.brief));
        let new_kept = if memory.keeps() { new.iter().map(kept).collect() } else { Vec::new() };
        outcomes.append(&mut new);
        let mut findings = Vec::new();
        if let Basis::Text(text) = basis {
            findings.extend(drift(source, text));
            if options.is_whole() && is_sealed && is_done {
                let ranges = ranges(ground, &outcomes, words, options);
                findings.extend(stale_proofs(options, source, text, &ranges));
            }
        }
        let text = positions.kept(outcomes.iter().flat_map(|o| &o.findings));
        drop(positions);
        let capitals = match basis {
            Basis::Text(text) if citations.iter().any(|c| c.evidence.speaker().is_some()) => {
                let made = || Arc::new(named(&text.readable));
                Some(memory.capitals(&source.id).unwrap_or_else(made))
            }
            _ => None,
        };
        let locators_unchecked = outcomes.iter().filter(|o| o.locator_unchecked).count();
        let unlisted = if options.brief { take_plain(&mut outcomes) } else { Unlisted::new() };
        OneSource {
            id: "",
            outcomes,
            unlisted,
            locators_unchecked,
            findings,
            text,
            capitals,
            language: found,
            new: new_kept,
            is_done,
        }
    }

    /// What becomes of quotes, as far as somebody waits for it.
    fn matched<'l>(
        &self,
        ground: &Ground<'_>,
        positions: &Positions<'_>,
        words: Option<&WordLists>,
        citations: &[Citation<'l>],
    ) -> Vec<QuoteOutcome<'l>> {
        let quotes: Vec<ReadQuote<'_>> =
            citations.iter().map(|c| ReadQuote::new(c.quoted())).collect();
        let document = ground.document();
        // A brief report may name no place at all.
        let counted = || {
            if !self.run.options.brief {
                positions.lines();
            }
        };
        both(document.text().len(), counted, || document.look_up(&quotes));
        let each = citations.iter().zip(&quotes).take_while(|_| !(self.run.stop)());
        each.map(|(c, quote)| one_quote(self.run.options, ground, positions, words, (*c, quote)))
            .collect()
    }
}

/// Whom a text names, and whom its format lets speak.
fn named(readable: &Readable) -> Capitals {
    let mut capitals = Capitals::of(&readable.text);
    let speakers = readable.loci().iter().filter_map(|locus| locus.speaker.as_deref());
    speakers.for_each(|name| capitals.add(name));
    capitals
}

/// Fails the quotes that are in the text and are not proven, for those who do not have the text.
fn ask_for_proofs(
    options: &Options,
    source: &LoadedSource,
    words: Option<&WordLists>,
    outcomes: &mut [QuoteOutcome<'_>],
) {
    let basis = proven(source).map(|proven| Basis::Proven(Box::new(proven)));
    let ground = basis.as_ref().and_then(|basis| Ground::new(source, basis));
    for outcome in outcomes.iter_mut().filter(|o| o.result.passed && !o.result.waived) {
        let is_proven = ground.as_ref().is_some_and(|ground| {
            let quoted = outcome.citation.quoted();
            verify(ground.document(), &quoted, options.config.limits(), words)
                .is_some_and(|found| !found.issues.iter().any(Issue::is_blind))
        });
        if !is_proven {
            outcome.result.verdict = Verdict::Unproven;
            outcome.result.passed = false;
            outcome.findings.push(findings::not_proven_yet(&outcome.citation, &source.file));
        }
    }
}

/// Takes those out of which there is nothing to say, and counts them.
fn take_plain(outcomes: &mut Vec<QuoteOutcome<'_>>) -> Unlisted {
    let mut unlisted = Unlisted::new();
    outcomes.retain(|outcome| {
        let plain = outcome.is_plain();
        if plain {
            *unlisted.entry((outcome.result.verdict, outcome.result.proven)).or_default() += 1;
        }
        !plain
    });
    outcomes.shrink_to_fit();
    unlisted
}

/// The passages that passing quotes need: found again, since only their places are kept.
fn ranges<'l>(
    ground: &Ground<'_>,
    outcomes: &[QuoteOutcome<'l>],
    words: Option<&WordLists>,
    options: &Options,
) -> Vec<(Citation<'l>, Found)> {
    outcomes
        .iter()
        .filter(|o| o.result.verdict.passes() && !o.result.waived)
        .filter_map(|o| {
            let found =
                verify(ground.document(), &o.citation.quoted(), options.config.limits(), words)?;
            Some((o.citation, found))
        })
        .collect()
}

fn unreadable<'l>(citation: Citation<'l>, reason: Option<&str>) -> QuoteOutcome<'l> {
    let mut outcome = QuoteOutcome::new(citation, Verdict::Unreadable);
    outcome.result.passed = false;
    // An unknown source is a finding of its own, at the source's id.
    let reason = reason.filter(|_| !outcome.result.waived);
    outcome.findings.extend(reason.map(|reason| findings::unreadable(&citation, reason)));
    outcome
}

fn nothing<'l>(
    world: &dyn World,
    options: &Options,
    source: &LoadedSource,
    why: &Nothing,
    citations: &[Citation<'l>],
) -> OneSource<'l> {
    let reason = match why {
        Nothing::MissingText => "its text is not here, and it has no seal",
        Nothing::Refused => "the path of its text is refused",
        Nothing::Changed(_, Cause::LineEnds) => {
            "the line ends of its text differ from the pinned one"
        }
        Nothing::Changed(_, Cause::InLfs) => "its text is not here, Git LFS has it",
        Nothing::Changed(..) => "its text is not the one that was pinned",
        Nothing::Unreadable(_) => "its text cannot be read",
        Nothing::Rendition(_) => "the text that was made of it cannot be used",
    };
    let outcomes: Vec<QuoteOutcome<'l>> =
        citations.iter().map(|c| unreadable(*c, Some(reason))).collect();
    let changed = match why {
        Nothing::Changed(..) => changed_text(world, &options.root, source),
        _ => None,
    };
    let standing = changed.as_ref().map(|text| {
        let words = source.word_lists(&text.document);
        still_standing(options, text, words, citations)
    });
    let conflict = changed.as_ref().and_then(|text| unmerged_line(text.readable.source.as_str()));
    // Whoever waives all quotes of a source need not have its text.
    let waived = !outcomes.is_empty() && outcomes.iter().all(|o| o.result.waived);
    let finding = findings::no_document(source, why, standing, conflict)
        .filter(|_| !(waived && *why == Nothing::MissingText));
    let findings = finding.into_iter().collect();
    OneSource { outcomes, findings, ..OneSource::default() }
}

/// Which quotes are in the changed text, and which are not.
fn still_standing(
    options: &Options,
    text: &DocumentText,
    words: Option<&WordLists>,
    citations: &[Citation<'_>],
) -> (Vec<String>, Vec<String>) {
    let name = |c: &Citation<'_>| format!("{}#{}", c.claim.file, c.pointer());
    let (stand, gone): (Vec<&Citation<'_>>, Vec<&Citation<'_>>) = citations.iter().partition(|c| {
        verify(&text.document, &c.quoted(), options.config.limits(), words).is_some()
    });
    (stand.into_iter().map(name).collect(), gone.into_iter().map(name).collect())
}

fn one_quote<'l>(
    options: &Options,
    ground: &Ground<'_>,
    positions: &Positions<'_>,
    words: Option<&WordLists>,
    (citation, quote): (Citation<'l>, &ReadQuote<'l>),
) -> QuoteOutcome<'l> {
    let quoted = quote.quoted();
    let mut outcome = QuoteOutcome::new(citation, Verdict::Absent);
    if outcome.result.waived {
        return outcome;
    }
    for hidden in hidden_characters(&quoted.parts) {
        outcome.findings.push(findings::hidden(&citation, &hidden));
    }
    let judge = FixJudge { document: ground.document(), limits: options.config.limits(), words };
    let miss = match judge.ask(quote) {
        Judged::Empty => {
            outcome.findings.push(findings::empty(&citation));
            return outcome;
        }
        Judged::Stands(found) => {
            stands(options, ground, positions, &found, &mut outcome);
            return outcome;
        }
        Judged::GaveUp(limit) => {
            outcome.findings.push(findings::gave_up(&citation, limit));
            return outcome;
        }
        Judged::Missed(miss) => miss,
    };
    outcome.result.verdict = match (ground.is_proven(), &miss.near) {
        (true, _) => Verdict::Unproven,
        (false, _) if ground.may_stand_unread(&miss) => Verdict::Unreadable,
        (false, Some(_)) => Verdict::Altered,
        (false, None) => Verdict::Absent,
    };
    if outcome.result.verdict != Verdict::Unreadable {
        outcome.result.kinds = miss.kinds.iter().copied().collect();
    }
    outcome.result.nearest = miss.near.as_ref().map(|near| {
        let mut nearest = positions.passage(&citation.evidence.source, ground, near.span);
        nearest.similarity = near.similarity;
        nearest.diff.clone_from(&near.diff);
        Box::new(nearest)
    });
    let verdict = outcome.result.verdict;
    outcome.findings.push(findings::not_found(&citation, ground, verdict, &miss, &judge));
    outcome.is_sought = !miss.is_cut;
    outcome
}

/// Takes over what is to be said of a quote that is in its document.
fn stands(
    options: &Options,
    ground: &Ground<'_>,
    positions: &Positions<'_>,
    found: &Found,
    outcome: &mut QuoteOutcome<'_>,
) {
    let citation = outcome.citation;
    outcome.result.unseen = found.issues.iter().any(|i| i.kind == IssueKind::UnseenElision);
    outcome.result.verdict = found.agreement.into();
    outcome.result.passed = true;
    if found.issues.iter().any(Issue::is_blind) {
        outcome.result.verdict = Verdict::Unproven;
        outcome.result.passed = false;
    }
    outcome.result.edits = edits(ground, found);
    outcome.findings.extend(findings::issues(&citation, ground, found));
    if ground.is_order_guessed(&found.spans) {
        outcome.findings.push(findings::reading_order(&citation));
    }
    let is_furniture = |readable: &Readable| found.spans.iter().all(|&s| readable.is_furniture(s));
    if ground.readable().is_some_and(is_furniture) {
        outcome.findings.push(findings::furniture(&citation));
    }
    outcome.findings.extend(speaker::compare(&citation, ground, found));
    if let Some(locator) = citation.evidence.locator() {
        let compared = locator::compare(&citation, locator, ground, found);
        outcome.findings.extend(compared.findings);
        outcome.locator_unchecked = compared.is_unchecked;
    }
    outcome.part = ground.part(&found.spans);
    if !(options.brief && outcome.is_plain()) {
        outcome.result.matches = matches(ground, positions, citation.evidence, found);
    }
}

fn matches(
    ground: &Ground<'_>,
    positions: &Positions<'_>,
    evidence: &QuotationRecord,
    found: &Found,
) -> Box<[Match]> {
    let each = |span: &Span| {
        let passage =
            || ground.passage(*span).map_or(DocumentPlace::Unknown, DocumentPlace::Passage);
        let place = positions.at(*span).unwrap_or_else(passage);
        let words = ground.document().slice(*span);
        // Most quotes are their document's words to the letter: one text does for both.
        let text = match &evidence.quote {
            Quote::Text(quote) if **quote == *words => quote.clone(),
            _ => words.into(),
        };
        Match { place, text }
    };
    found.spans.iter().map(each).collect()
}

fn edits(ground: &Ground<'_>, found: &Found) -> Box<[ReportedEdit]> {
    found
        .edits
        .iter()
        .map(|(kind, quote, span)| ReportedEdit {
            kind: *kind,
            quote: quote.clone(),
            document: ground.document().slice(*span).to_owned(),
        })
        .collect()
}
