//! Match: every quote against its document, then those that fail against all the others.

use super::Options;
use super::load::Loaded;
use super::locator;
use super::misattribution;
use super::quote_findings::{self as findings, Ground};
use super::speaker;
use super::stale_proofs::stale_proofs;
use crate::claim::Quote;
use crate::corpus::LoadedSource;
use crate::corpus::drift;
use crate::corpus::{Basis, Cause, Nothing, Text, basis, both, changed_text, proven};
use crate::diagnostic::{At, Finding, SourceText};
use crate::model::{Capitals, ClaimFile, Quotation};
use crate::quote::{
    Found, Issue, IssueKind, Judged, Miss, Quoted, ReadQuote, WordLists, hidden_characters, judge,
    verify,
};
use crate::reader::Part;
use crate::report::{DocumentPlace, MarkedEdit, Match, Nearest, QuoteResult, Verdict};
use crate::repository::World;
use crate::text::{LineIndex, Places, Span, unmerged_line};
use camino::Utf8PathBuf;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

/// Fewer documents and quotes than this are matched one after the other: starting threads would take
/// longer.
const PARALLEL_FROM: usize = 64;

/// The number of a claim, and of an evidence in it.
type QuoteNumber = (usize, usize);

/// One quote and what it cites.
#[derive(Clone, Copy)]
pub(crate) struct Citation<'l> {
    pub(crate) claim: &'l ClaimFile,
    pub(crate) evidence: &'l Quotation,
    /// Number of the evidence in the claim.
    pub(crate) index: usize,
    /// Number of the claim: they are sorted by their files.
    pub(crate) number: usize,
}

impl<'l> Citation<'l> {
    pub(crate) fn pointer(&self) -> String {
        format!("/evidence/{}/quote", self.index)
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
pub(crate) struct Matched {
    /// By file and position; in a brief run those of which there is more to say than that they stand.
    pub(crate) quotes: Vec<QuoteResult>,
    /// The others.
    pub(crate) unlisted: Unlisted,
    pub(crate) findings: Vec<Finding>,
    /// Of how many quotes that stand the locator says what cannot be compared.
    pub(crate) locators_unchecked: usize,
    /// What is shown of the documents that findings name.
    pub(crate) texts: Vec<(Utf8PathBuf, SourceText)>,
    /// For each claim file the quotes, by the number of their evidence, that stand in a heading or the like.
    pub(crate) parts: BTreeMap<Utf8PathBuf, Vec<(usize, Part)>>,
    /// Whom the documents name, by source, of which a quote names a speaker.
    pub(crate) capitals: BTreeMap<String, Capitals>,
    /// The languages that the documents are written in, by source, where they can be told.
    pub(crate) languages: BTreeMap<String, &'static str>,
}

/// One quote's outcome on its way through.
pub(super) struct Outcome<'l> {
    pub(super) citation: Citation<'l>,
    pub(super) result: QuoteResult,
    pub(super) findings: Vec<Finding>,
    /// What is said if no other document has it.
    pub(super) miss: Option<Box<Miss>>,
    /// The part of the document that it stands in, if that is not the running text.
    part: Option<Part>,
    /// Whether it stands, and its locator says what cannot be compared.
    locator_unchecked: bool,
}

impl Outcome<'_> {
    /// Whether all there is to say of the quote is that it stands, and where.
    fn is_plain(&self) -> bool {
        let Self { result, findings, miss, part, .. } = self;
        result.passed
            && findings.is_empty()
            && result.edits.is_empty()
            && miss.is_none()
            && part.is_none()
    }
}

/// Matches all quotes. Of the sources in `named` the text is looked at even if nobody cites it.
pub(crate) fn run(
    world: &dyn World,
    options: &Options,
    loaded: &Loaded,
    named: &BTreeSet<String>,
) -> Matched {
    let by_source = by_source(loaded, named);
    let mut matched = Matched::default();
    let ids: HashMap<&str, &LoadedSource> =
        loaded.sources.iter().map(|s| (s.id.as_str(), s)).collect();
    let work: Vec<(Option<&LoadedSource>, Vec<QuoteNumber>)> =
        by_source.into_iter().map(|(id, cited)| (ids.get(id).copied(), cited)).collect();
    let quotes: usize = work.iter().map(|(_, cited)| cited.len()).sum();
    let each = |(source, cited): (Option<&LoadedSource>, Vec<QuoteNumber>)| {
        let citations = cited.into_iter().filter_map(|(claim, at)| citation(loaded, claim, at));
        one_source(world, options, source, &citations.collect::<Vec<_>>())
    };
    let large = work.len() + quotes >= PARALLEL_FROM;
    let done: Vec<OneSource<'_>> = if large {
        work.into_par_iter().map(each).collect()
    } else {
        work.into_iter().map(each).collect()
    };
    let mut outcomes: Vec<Outcome<'_>> = Vec::with_capacity(if options.brief { 0 } else { quotes });
    for one in done {
        matched.locators_unchecked += one.locators_unchecked;
        matched.capitals.extend(one.capitals);
        matched.languages.extend(one.language);
        for (verdict, count) in one.unlisted {
            *matched.unlisted.entry(verdict).or_default() += count;
        }
        outcomes.extend(one.outcomes);
        matched.findings.extend(one.findings);
        matched.texts.extend(one.text);
    }
    misattribution::look(world, options, loaded, &mut outcomes, &mut matched, large);
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
    matched
}

/// For each source that is cited or `named` the quotes that cite it.
fn by_source<'l>(
    loaded: &'l Loaded,
    named: &BTreeSet<String>,
) -> BTreeMap<&'l str, Vec<QuoteNumber>> {
    let mut by_source: BTreeMap<&str, Vec<QuoteNumber>> = BTreeMap::new();
    for source in loaded.sources.iter().filter(|s| named.contains(&s.id)) {
        by_source.insert(&source.id, Vec::new());
    }
    for (number, claim) in loaded.claims.iter().enumerate() {
        let Some(record) = &claim.claim else { continue };
        for (index, evidence) in record.evidence.iter().enumerate() {
            by_source.entry(&*evidence.source).or_default().push((number, index));
        }
    }
    by_source
}

fn citation(loaded: &Loaded, number: usize, index: usize) -> Option<Citation<'_>> {
    let claim = loaded.claims.get(number)?;
    let record = claim.claim.as_ref()?;
    Some(Citation { claim, evidence: record.evidence.get(index)?, index, number })
}

/// What became of the quotes of one source.
#[derive(Default)]
struct OneSource<'l> {
    outcomes: Vec<Outcome<'l>>,
    unlisted: Unlisted,
    locators_unchecked: usize,
    findings: Vec<Finding>,
    /// What is shown of the text, where findings name it.
    text: Option<(Utf8PathBuf, SourceText)>,
    /// The source's id and whom its text names, where a quote names a speaker.
    capitals: Option<(String, Capitals)>,
    /// The source's id and the language that its text is written in.
    language: Option<(String, &'static str)>,
}

fn one_source<'l>(
    world: &dyn World,
    options: &Options,
    source: Option<&LoadedSource>,
    citations: &[Citation<'l>],
) -> OneSource<'l> {
    let Some(source) = source.filter(|s| s.source.is_some()) else {
        let known = source.is_some();
        let outcomes = citations
            .iter()
            .map(|c| unreadable(*c, known.then_some("its source.json cannot be used")));
        return OneSource { outcomes: outcomes.collect(), ..OneSource::default() };
    };
    let record = source.source.as_ref();
    let is_sealed = record.is_some_and(|s| s.seal.is_some());
    let basis = basis(world, &options.root, source);
    if let Basis::Nothing(why) = &basis {
        return nothing(world, options, source, why, citations);
    }
    let Some(ground) = Ground::new(source, &basis) else { return OneSource::default() };
    let quotes: Vec<ReadQuote<'_>> = citations.iter().map(|c| ReadQuote::new(c.quoted())).collect();
    let document = ground.document();
    let found = document.language();
    let words = match record.and_then(|s| s.seal.as_ref()) {
        Some(_) => source.word_lists(document),
        None => WordLists::for_language(source.stated_language().or(found)),
    };
    let positions = Positions::new(&basis);
    // A brief report may name no place at all.
    let counted = || {
        if !options.brief {
            positions.lines();
        }
    };
    both(document.text().len(), counted, || document.look_up(&quotes));
    let each = citations.iter().zip(&quotes);
    let mut outcomes: Vec<Outcome<'l>> = each
        .map(|(c, quote)| one_quote(options, &ground, &positions, words, (*c, quote)))
        .collect();
    let mut findings: Vec<Finding> = match &basis {
        Basis::Text(text) => drift(source, text).into_iter().collect(),
        _ => Vec::new(),
    };
    if let (Basis::Text(text), true) = (&basis, options.is_whole() && is_sealed) {
        findings.extend(stale_proofs(
            options,
            source,
            text,
            &ranges(&ground, &outcomes, words, options),
        ));
    }
    if options.need_proofs && is_sealed && matches!(basis, Basis::Text(_)) {
        ask_for_proofs(options, source, words, &mut outcomes);
    }
    let text = positions.kept(outcomes.iter().flat_map(|o| &o.findings));
    for outcome in &mut outcomes {
        outcome.result.proven = matches!(basis, Basis::Proven(_)) && outcome.result.passed;
    }
    drop(positions);
    let capitals = match &basis {
        Basis::Text(text) if citations.iter().any(|c| c.evidence.speaker().is_some()) => {
            let mut capitals = Capitals::of(&text.readable.text);
            let loci = text.readable.loci().iter();
            loci.filter_map(|locus| locus.speaker.as_deref()).for_each(|name| capitals.add(name));
            Some((source.id.clone(), capitals))
        }
        _ => None,
    };
    let locators_unchecked = outcomes.iter().filter(|o| o.locator_unchecked).count();
    let unlisted = if options.brief { take_plain(&mut outcomes) } else { Unlisted::new() };
    let language = found.map(|found| (source.id.clone(), found));
    OneSource { outcomes, unlisted, locators_unchecked, findings, text, capitals, language }
}

/// Fails the quotes that stand in the text and are not proven, for those who do not have the text.
fn ask_for_proofs(
    options: &Options,
    source: &LoadedSource,
    words: Option<&WordLists>,
    outcomes: &mut [Outcome<'_>],
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
fn take_plain(outcomes: &mut Vec<Outcome<'_>>) -> Unlisted {
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
    outcomes: &[Outcome<'l>],
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

fn unreadable<'l>(citation: Citation<'l>, reason: Option<&str>) -> Outcome<'l> {
    let mut result = citation.result(Verdict::Unreadable);
    result.passed = false;
    // An unknown source is a finding of its own, at the source's id.
    let findings = reason
        .filter(|_| !result.waived)
        .map(|reason| findings::unreadable(&citation, reason))
        .into_iter()
        .collect();
    Outcome { citation, result, findings, miss: None, part: None, locator_unchecked: false }
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
        Nothing::Changed(_, Cause::LineEnds) => "its text has other line ends than the pinned one",
        Nothing::Changed(_, Cause::InLfs) => "its text is not here, Git LFS has it",
        Nothing::Changed(..) => "its text is not the one that was pinned",
        Nothing::Unreadable(_) => "its text cannot be read",
        Nothing::Rendition(_) => "the text that was made of it cannot be used",
    };
    let outcomes: Vec<Outcome<'l>> =
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

/// Which quotes stand in the changed text, and which do not.
fn still_standing(
    options: &Options,
    text: &Text,
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
) -> Outcome<'l> {
    let quoted = quote.quoted();
    let mut outcome = Outcome {
        citation,
        result: citation.result(Verdict::Absent),
        findings: Vec::new(),
        miss: None,
        part: None,
        locator_unchecked: false,
    };
    if outcome.result.waived {
        return outcome;
    }
    for hidden in hidden_characters(&quoted.parts) {
        outcome.findings.push(findings::hidden(&citation, &hidden));
    }
    let judged =
        |quote: &ReadQuote<'_>| judge(ground.document(), quote, options.config.limits(), words);
    let miss = match judged(quote) {
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
    outcome.findings.push(findings::not_found(
        &citation,
        ground,
        verdict,
        &miss,
        options.config.limits(),
        &judged,
    ));
    outcome.miss = Some(Box::new(miss));
    outcome
}

/// Takes over what is to be said of a quote that stands in its document.
fn stands(
    options: &Options,
    ground: &Ground<'_>,
    positions: &Positions<'_>,
    found: &Found,
    outcome: &mut Outcome<'_>,
) {
    let citation = outcome.citation;
    outcome.result.unseen = found.issues.iter().any(|i| i.kind == IssueKind::UnseenElision);
    outcome.result.verdict = found.verdict;
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
    evidence: &Quotation,
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

fn edits(ground: &Ground<'_>, found: &Found) -> Box<[MarkedEdit]> {
    found
        .edits
        .iter()
        .map(|(kind, quote, span)| MarkedEdit {
            kind: *kind,
            quote: quote.clone(),
            document: ground.document().slice(*span).to_owned(),
        })
        .collect()
}

/// Code points, line and column of spans of a text; nothing where only proofs are here.
pub(crate) struct Positions<'b> {
    text: Option<&'b Text>,
    /// Of the text, where it is not the file itself.
    characters: OnceLock<LineIndex>,
}

impl<'b> Positions<'b> {
    pub(crate) fn new(basis: &'b Basis) -> Self {
        let text = if let Basis::Text(text) = basis { Some(&**text) } else { None };
        Self { text, characters: OnceLock::new() }
    }

    fn lines(&self) -> Option<(&'b Text, &LineIndex)> {
        let text = self.text?;
        Some((text, text.lines()))
    }

    /// A passage of a source as a quote's nearest one: alike in full, without a diff.
    pub(crate) fn passage(&self, source: &str, ground: &Ground<'_>, span: Span) -> Nearest {
        Nearest {
            source: source.to_owned(),
            place: self.at(span).unwrap_or(DocumentPlace::Unknown),
            similarity: 1.0,
            text: ground.document().slice(span).to_owned(),
            diff: Vec::new(),
        }
    }

    /// What is to be shown of the text, if any of `findings` names it.
    pub(crate) fn kept<'f>(
        &self,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Option<(Utf8PathBuf, SourceText)> {
        let text = self.text?;
        let places = findings.flat_map(|f| {
            let related = f.related.iter().map(|r| (&r.file, &r.at));
            std::iter::once((&f.file, &f.at)).chain(related)
        });
        let named = places.filter_map(|(file, at)| match at {
            At::Span(span) if *file == text.file => Some(*span),
            _ => None,
        });
        let named: Vec<Span> = named.collect();
        named.first()?;
        let (_, lines) = self.lines()?;
        let kept = SourceText::around(&text.readable.source, lines, named.iter().copied());
        let kept = if text.readable.has_lines() {
            kept
        } else {
            let place = |span: Span| Some((span, text.readable.place(span)?));
            kept.with_places(Places::new(named.into_iter().filter_map(place).collect()))
        };
        Some((text.file.clone(), kept))
    }

    fn at(&self, span: Span) -> Option<DocumentPlace> {
        let (text, lines) = self.lines()?;
        let source = text.readable.source_byte(span.start);
        let (position, mut start) = lines.place(&text.readable.source, source);
        if !text.readable.is_source() {
            let readable = text.document.text();
            let characters = self.characters.get_or_init(|| LineIndex::new(readable));
            start = characters.characters_before(readable, span.start);
        }
        let end = start + text.document.slice(span).chars().count();
        let (line, column) = (position.line, position.column);
        Some(
            text.readable
                .place(span)
                .map_or(DocumentPlace::Text { start, end, line, column }, |place| {
                    DocumentPlace::Extracted { start, end, place: Box::new(place) }
                }),
        )
    }
}
