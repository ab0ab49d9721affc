//! Misattribution: quotes that their cited documents lack are searched for in all the others.

use super::Options;
use super::load::Loaded;
use super::matching::{Matched, Outcome, Positions};
use super::memory::{Hit, Memory, Stop};
use super::quote_findings::{self as findings, Ground};
use crate::corpus::LoadedSource;
use crate::corpus::Unpinned;
use crate::diagnostic::{Code, SourceText};
use crate::quote::{Quoted, ReadQuote, Sought, verify_read};
use crate::report::Verdict;
use crate::repository::World;
use camino::Utf8PathBuf;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// What is looked for.
struct Failing<'o> {
    /// The numbers of the outcomes.
    outcomes: Vec<usize>,
    /// Their quotes, without what should stand beside them.
    quotes: Vec<ReadQuote<'o>>,
    sought: Sought,
    /// For each the number of the first source that was found to have it; what comes after that need not be compared.
    first: Vec<AtomicUsize>,
    /// Whether it was looked for in the runs before: then only sources that have changed since are asked.
    was_sought: Vec<bool>,
}

/// Where they are looked for.
pub(super) struct Others<'o> {
    pub(super) world: &'o dyn World,
    pub(super) options: &'o Options,
    pub(super) loaded: &'o Loaded,
    /// Whether all threads look.
    pub(super) large: bool,
    pub(super) stop: Stop<'o>,
}

/// A failing quote by the number of its outcome, and where else it stands.
type Answer = (usize, Option<Arc<Hit>>);

/// Looks for the quotes that no cited document has in all the other documents. `None` where nobody waits for it any more.
pub(super) fn look(
    others: &Others<'_>,
    outcomes: &mut [Outcome<'_>],
    matched: &mut Matched,
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

/// Where else each failing quote stands, as far as that is not known already.
fn answers(
    others: &Others<'_>,
    outcomes: &[Outcome<'_>],
    matched: &mut Matched,
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
    let (mut open, mut first, mut was_sought) = (Vec::new(), Vec::new(), Vec::new());
    for (at, outcome) in outcomes.iter().enumerate().filter(|(_, o)| o.is_sought) {
        let known = memory.elsewhere(&outcome.citation);
        let is_known = known.is_known();
        let hit = known.hit();
        if !is_known || is_fresh {
            let number = hit.as_ref().and_then(|hit| numbers.get(hit.source.as_str()).copied());
            first.push(AtomicUsize::new(number.unwrap_or(usize::MAX)));
            was_sought.push(is_known);
            open.push(at);
        }
        answers.push((at, hit));
    }
    if open.is_empty() {
        return Some(answers);
    }
    let quote = |at: &usize| {
        let quoted = Quoted { prefix: None, suffix: None, ..outcomes.get(*at)?.citation.quoted() };
        Some(ReadQuote::new(quoted))
    };
    let quotes: Vec<ReadQuote<'_>> = open.iter().filter_map(quote).collect();
    let sought = Sought::new(&quotes);
    let failing = Failing { outcomes: open, quotes, sought, first, was_sought };
    let each = |source| in_source(others, source, outcomes, &failing, memory);
    let hits: Vec<Hits> = if others.large {
        sources.par_iter().enumerate().map(each).collect()
    } else {
        sources.iter().enumerate().map(each).collect()
    };
    if (others.stop)() {
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
fn tell(outcome: &mut Outcome<'_>, hit: &Hit) {
    let mut finding = hit.finding.clone();
    if outcome.result.verdict == Verdict::Unreadable {
        // It may stand in what could not be read of the cited one, too.
        findings::also_stands(&mut outcome.findings, finding);
        return;
    }
    outcome.result.verdict = Verdict::Misattributed;
    outcome.result.kinds = Box::default();
    outcome.result.nearest = Some(Box::new(hit.nearest.clone()));
    let near = findings::near_passage(&outcome.citation, &outcome.findings);
    outcome
        .findings
        .retain(|f| !f.code.name().starts_with("quote/") || f.code == Code::QuoteHiddenCharacter);
    finding.related.extend(near);
    outcome.findings.push(finding);
}

/// What one document has of the quotes.
#[derive(Default)]
struct Hits {
    hits: Vec<(usize, Hit)>,
    /// What is shown of it, where its hits do not keep that.
    text: Option<(Utf8PathBuf, SourceText)>,
}

fn in_source(
    others: &Others<'_>,
    (at, source): (usize, &LoadedSource),
    outcomes: &[Outcome<'_>],
    failing: &Failing<'_>,
    memory: &Memory,
) -> Hits {
    let Others { world, options, .. } = *others;
    if source.source.is_none() || (others.stop)() {
        return Hits::default();
    }
    let is_fresh = memory.is_fresh(&source.id);
    let is_asked = |&number: &usize| {
        let outcome = failing.outcomes.get(number).and_then(|&at| outcomes.get(at));
        let open = failing.first.get(number).is_some_and(|first| first.load(Relaxed) > at);
        let known = !is_fresh && failing.was_sought.get(number).is_some_and(|known| *known);
        open && !known && outcome.is_some_and(|o| *o.citation.evidence.source != *source.id)
    };
    // What all of them cite has none of them: it need not be read again.
    if !(0..failing.outcomes.len()).any(|number| is_asked(&number)) {
        return Hits::default();
    }
    let words = memory.words(world, options, source);
    if words.as_ref().is_some_and(|words| !failing.sought.may_stand_among(words)) {
        return Hits::default();
    }
    let unpinned = if memory.keeps() {
        Some(Unpinned::known(memory.basis(world, options, source)))
    } else {
        Unpinned::read(world, &options.root, source)
    };
    let Some(unpinned) = unpinned else { return Hits::default() };
    let sought = &failing.sought;
    let may_stand = unpinned.document().map(|document| match &words {
        Some(words) => sought.may_stand_in_known(document, words),
        None => sought.may_stand_in(document),
    });
    let mut may_stand = may_stand.unwrap_or_default();
    may_stand.retain(is_asked);
    if may_stand.is_empty() {
        return Hits::default();
    }
    let basis = unpinned.pinned(source);
    let Some(ground) = Ground::new(source, &basis) else { return Hits::default() };
    let words = source.word_lists(ground.document());
    let positions = Positions::shown(options, source, &basis);
    let hit = |number: usize| {
        let (&outcome, quote) = failing.outcomes.get(number).zip(failing.quotes.get(number))?;
        let other = outcomes.get(outcome)?;
        let found = verify_read(ground.document(), quote, options.config.limits(), words)?;
        if findings::has_errors(&found) {
            return None;
        }
        let first = *found.spans.first()?;
        let nearest = positions.passage(&source.id, &ground, first);
        let unproven = other.result.verdict == Verdict::Unproven;
        let finding = findings::misattributed(&other.citation, &ground, first, unproven);
        failing.first.get(number)?.fetch_min(at, Relaxed);
        let kept = || positions.kept(std::iter::once(&finding));
        let text = if memory.keeps() { kept() } else { None };
        Some((outcome, Hit { source: source.id.clone(), nearest, finding, text }))
    };
    let hits: Vec<(usize, Hit)> = may_stand.into_iter().filter_map(hit).collect();
    let all = || positions.kept(hits.iter().map(|(_, hit)| &hit.finding));
    let text = if memory.keeps() { None } else { all() };
    Hits { hits, text }
}
