//! Misattribution: quotes that their cited documents lack are searched for in all the others.

use super::Run;
use super::load::Loaded;
use super::matching::{Matched, QuoteOutcome};
use super::memory::{ElsewhereHit, Memory};
use super::positions::Positions;
use super::quote_findings::{self as findings, Ground};
use crate::corpus::{Basis, LoadedSource, Unpinned};
use crate::diagnostic::{Code, SourceText};
use crate::quote::{Quoted, ReadQuote, Sought, verify_read};
use crate::report::Verdict;
use camino::Utf8PathBuf;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// What is looked for.
struct Failing<'o> {
    quotes: Vec<Asked<'o>>,
    sought: Sought,
}

/// A failing quote that is looked for.
struct Asked<'o> {
    /// The number of its outcome.
    outcome: usize,
    /// The quote without what should be beside it.
    quote: ReadQuote<'o>,
    /// The number of the first source that was found to have it; what comes after that need not be compared.
    first: AtomicUsize,
    /// Whether it was looked for in the runs before: then only sources that have changed since are asked.
    was_sought: bool,
}

/// Where they are looked for.
pub(super) struct Others<'o> {
    pub(super) run: Run<'o>,
    pub(super) loaded: &'o Loaded,
    /// Whether all threads look.
    pub(super) large: bool,
}

/// A failing quote by the number of its outcome, and where else it is.
type Answer = (usize, Option<Arc<ElsewhereHit>>);

/// Looks for the quotes that no cited document has in all the other documents. `None` where nobody waits for it any more.
pub(super) fn look(
    others: &Others<'_>,
    outcomes: &mut [QuoteOutcome<'_>],
    matched: &mut Matched<'_>,
    memory: &mut Memory,
) -> Option<()> {
    let answers = answers(others, outcomes, matched, memory)?;
    memory.note_elsewhere(
        answers.iter().filter_map(|(at, hit)| Some((outcomes.get(*at)?.citation, hit.clone()))),
    );
    for (at, hit) in answers {
        if let (Some(outcome), Some(hit)) = (outcomes.get_mut(at), hit) {
            matched.texts.extend(hit.text.clone());
            tell(outcome, &hit);
        }
    }
    Some(())
}

/// Where else each failing quote is, as far as that is not known already.
fn answers(
    others: &Others<'_>,
    outcomes: &[QuoteOutcome<'_>],
    matched: &mut Matched<'_>,
    memory: &Memory,
) -> Option<Vec<Answer>> {
    let sources = &others.loaded.sources;
    let numbers: HashMap<&str, usize> = if memory.keeps() {
        sources.iter().enumerate().map(|(at, s)| (s.id.as_str(), at)).collect()
    } else {
        HashMap::new()
    };
    let is_fresh = sources.iter().any(|source| memory.is_fresh(&source.id));
    let mut answers: Vec<Answer> = Vec::new();
    let mut open: Vec<Asked<'_>> = Vec::new();
    for (at, outcome) in outcomes.iter().enumerate().filter(|(_, o)| o.is_sought) {
        let known = memory.elsewhere(&outcome.citation);
        let is_known = known.is_known();
        let hit = known.hit();
        if !is_known || is_fresh {
            let number = hit.as_ref().and_then(|hit| numbers.get(hit.source.as_str()).copied());
            let quoted = Quoted { prefix: None, suffix: None, ..outcome.citation.quoted() };
            open.push(Asked {
                outcome: at,
                quote: ReadQuote::new(quoted),
                first: AtomicUsize::new(number.unwrap_or(usize::MAX)),
                was_sought: is_known,
            });
        }
        answers.push((at, hit));
    }
    if open.is_empty() {
        return Some(answers);
    }
    let sought = Sought::new(open.iter().map(|asked| &asked.quote));
    let failing = Failing { quotes: open, sought };
    let looking = Looking { others, outcomes, failing: &failing, memory };
    let each = |(number, source)| looking.in_source(number, source);
    let hits: Vec<Hits> = if others.large {
        sources.par_iter().enumerate().map(each).collect()
    } else {
        sources.iter().enumerate().map(each).collect()
    };
    if (others.run.stop)() {
        return None;
    }
    // The first source in order counts; one that was known before, where nothing before it has the words.
    let mut taken = HashSet::new();
    for found in hits {
        matched.texts.extend(found.text);
        for (at, hit) in found.hits.into_iter().filter(|(at, _)| taken.insert(*at)) {
            if let Ok(place) = answers.binary_search_by_key(&at, |(at, _)| *at)
                && let Some(answer) = answers.get_mut(place)
            {
                answer.1 = Some(Arc::new(hit));
            }
        }
    }
    Some(answers)
}

/// Says of a failing quote that another document has it.
fn tell(outcome: &mut QuoteOutcome<'_>, hit: &ElsewhereHit) {
    let mut finding = hit.finding.clone();
    if outcome.result.verdict == Verdict::Unreadable {
        // It may be in what could not be read of the cited one, too.
        findings::also_stands(&mut outcome.findings, finding);
        return;
    }
    outcome.result.verdict = Verdict::Misattributed;
    outcome.result.kinds = Box::default();
    outcome.result.nearest = Some(Box::new(hit.nearest.clone()));
    findings::beside(&outcome.citation, &outcome.findings, &mut finding);
    outcome
        .findings
        .retain(|f| !f.code.name().starts_with("quote/") || f.code == Code::QuoteHiddenCharacter);
    outcome.findings.push(finding);
}

/// What one document has of the quotes.
#[derive(Default)]
struct Hits {
    hits: Vec<(usize, ElsewhereHit)>,
    /// What is shown of it, where its hits do not keep that.
    text: Option<(Utf8PathBuf, SourceText)>,
}

/// The search of the other documents.
struct Looking<'o> {
    others: &'o Others<'o>,
    outcomes: &'o [QuoteOutcome<'o>],
    failing: &'o Failing<'o>,
    memory: &'o Memory,
}

impl Looking<'_> {
    /// What the source of a number has of the quotes.
    fn in_source(&self, number: usize, source: &LoadedSource) -> Hits {
        if source.source.is_none() || (self.others.run.stop)() {
            return Hits::default();
        }
        let is_fresh = self.memory.is_fresh(&source.id);
        let is_asked = |asked: &Asked<'_>| {
            let open = asked.first.load(Relaxed) > number;
            let known = !is_fresh && asked.was_sought;
            let outcome = self.outcomes.get(asked.outcome);
            open && !known && outcome.is_some_and(|o| *o.citation.evidence.source != *source.id)
        };
        // What all of them cite has none of them: it need not be read again.
        if !self.failing.quotes.iter().any(is_asked) {
            return Hits::default();
        }
        let Some((basis, mut may_stand)) = self.read(source) else { return Hits::default() };
        may_stand.retain(|&at| self.failing.quotes.get(at).is_some_and(is_asked));
        if may_stand.is_empty() {
            return Hits::default();
        }
        self.compare(number, source, &basis.pinned(source), may_stand)
    }

    /// Reads a source, and says which quotes may be in it; `None` where none is, or there is nothing to read.
    fn read(&self, source: &LoadedSource) -> Option<(Unpinned, Vec<usize>)> {
        let (Run { world, options, .. }, memory) = (self.others.run, self.memory);
        let sought = &self.failing.sought;
        let words = memory.words(world, options, source);
        if words.as_ref().is_some_and(|words| !sought.may_stand_among(words)) {
            return None;
        }
        let unpinned = if memory.keeps() {
            Unpinned::known(memory.basis(world, options, source))
        } else {
            Unpinned::read(world, &options.root, source)?
        };
        let may_stand = unpinned.document().map(|document| match &words {
            Some(words) => sought.may_stand_in_known(document, words),
            None => sought.may_stand_in(document),
        });
        Some((unpinned, may_stand.unwrap_or_default()))
    }

    /// Compares a document with the quotes that may be in it.
    fn compare(
        &self,
        number: usize,
        source: &LoadedSource,
        basis: &Basis,
        may_stand: Vec<usize>,
    ) -> Hits {
        let options = self.others.run.options;
        let Some(ground) = Ground::new(source, basis) else { return Hits::default() };
        let words = source.word_lists(ground.document());
        let positions = Positions::shown(options, source, basis);
        let keeps = self.memory.keeps();
        let hit = |at: usize| {
            let asked = self.failing.quotes.get(at)?;
            let outcome = self.outcomes.get(asked.outcome)?;
            let limits = options.config.limits();
            let found = verify_read(ground.document(), &asked.quote, limits, words)?;
            if findings::has_errors(&found) {
                return None;
            }
            let first = *found.spans.first()?;
            let nearest = positions.passage(&source.id, &ground, first);
            let unproven = outcome.result.verdict == Verdict::Unproven;
            let finding = findings::misattributed(&outcome.citation, &ground, first, unproven);
            asked.first.fetch_min(number, Relaxed);
            let text = if keeps { positions.kept(std::iter::once(&finding)) } else { None };
            Some((
                asked.outcome,
                ElsewhereHit { source: source.id.clone(), nearest, finding, text },
            ))
        };
        let hits: Vec<(usize, ElsewhereHit)> = may_stand.into_iter().filter_map(hit).collect();
        let text =
            if keeps { None } else { positions.kept(hits.iter().map(|(_, hit)| &hit.finding)) };
        Hits { hits, text }
    }
}
