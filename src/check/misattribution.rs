//! Misattribution: the quotes that their cited documents do not have are looked for in all the others.

use super::Options;
use super::load::Loaded;
use super::matching::{Matched, Outcome, Positions};
use super::quote_findings::{self as findings, Ground};
use crate::corpus::LoadedSource;
use crate::corpus::Unpinned;
use crate::diagnostic::{Code, Finding, SourceText};
use crate::quote::{Quoted, ReadQuote, Sought, verify_read};
use crate::report::{Nearest, Verdict};
use crate::repository::World;
use camino::Utf8PathBuf;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// What is looked for.
struct Failing<'o> {
    /// The numbers of the outcomes.
    outcomes: Vec<usize>,
    /// Their quotes, without what should stand beside them.
    quotes: &'o [ReadQuote<'o>],
    sought: Sought,
    /// For each the number of the first source that was found to have it; what comes after that need not be compared.
    first: Vec<AtomicUsize>,
}

/// Looks for the quotes that no cited document has in all the other documents, with all threads if it is `large`.
pub(super) fn look(
    world: &dyn World,
    options: &Options,
    loaded: &Loaded,
    outcomes: &mut [Outcome<'_>],
    matched: &mut Matched,
    large: bool,
) {
    let failing = outcomes
        .iter()
        .enumerate()
        // What is cut inside a word or a number stands in the cited document.
        .filter(|(_, o)| o.miss.as_ref().is_some_and(|miss| !miss.is_cut));
    let (numbers, quotes): (Vec<usize>, Vec<ReadQuote<'_>>) = failing
        .map(|(at, o)| {
            let quoted = Quoted { prefix: None, suffix: None, ..o.citation.quoted() };
            (at, ReadQuote::new(quoted))
        })
        .unzip();
    if numbers.is_empty() {
        return;
    }
    let first = numbers.iter().map(|_| AtomicUsize::new(usize::MAX)).collect();
    let sought = Sought::new(&quotes);
    let failing = Failing { outcomes: numbers, quotes: &quotes, sought, first };
    let each = |source| in_source(world, options, source, outcomes, &failing);
    let hits: Vec<Hits> = if large {
        loaded.sources.par_iter().enumerate().map(each).collect()
    } else {
        loaded.sources.iter().enumerate().map(each).collect()
    };
    let mut taken = BTreeSet::new();
    for found in hits {
        matched.texts.extend(found.text);
        for hit in found.hits {
            let Some(outcome) = outcomes.get_mut(hit.outcome) else { continue };
            if !taken.insert(hit.outcome) {
                continue;
            }
            if outcome.result.verdict == Verdict::Unreadable {
                // It may stand in what could not be read of the cited one, too.
                findings::also_stands(&mut outcome.findings, hit.finding);
            } else {
                outcome.result.verdict = Verdict::Misattributed;
                outcome.result.kinds = Box::default();
                outcome.result.nearest = Some(Box::new(hit.nearest));
                let near = findings::near_passage(&outcome.citation, &outcome.findings);
                outcome.findings.retain(|f| {
                    !f.code.name().starts_with("quote/") || f.code == Code::QuoteHiddenCharacter
                });
                let mut finding = hit.finding;
                finding.related.extend(near);
                outcome.findings.push(finding);
            }
        }
    }
}

/// What one document has of the quotes.
#[derive(Default)]
struct Hits {
    hits: Vec<Hit>,
    /// What is shown of it.
    text: Option<(Utf8PathBuf, SourceText)>,
}

struct Hit {
    outcome: usize,
    nearest: Nearest,
    finding: Finding,
}

fn in_source(
    world: &dyn World,
    options: &Options,
    (at, source): (usize, &LoadedSource),
    outcomes: &[Outcome<'_>],
    failing: &Failing<'_>,
) -> Hits {
    if source.source.is_none() {
        return Hits::default();
    }
    let is_asked = |&number: &usize| {
        let outcome = failing.outcomes.get(number).and_then(|&at| outcomes.get(at));
        let open = failing.first.get(number).is_some_and(|first| first.load(Relaxed) > at);
        open && outcome.is_some_and(|o| *o.citation.evidence.source != *source.id)
    };
    // What all of them cite has none of them: it need not be read again.
    if !(0..failing.outcomes.len()).any(|number| is_asked(&number)) {
        return Hits::default();
    }
    let Some(unpinned) = Unpinned::read(world, &options.root, source) else {
        return Hits::default();
    };
    let may_stand = unpinned.document().map(|document| failing.sought.may_stand_in(document));
    let mut may_stand = may_stand.unwrap_or_default();
    may_stand.retain(is_asked);
    if may_stand.is_empty() {
        return Hits::default();
    }
    let basis = unpinned.pinned(source);
    let Some(ground) = Ground::new(source, &basis) else { return Hits::default() };
    let words = source.word_lists(ground.document());
    let positions = Positions::new(&basis);
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
        Some(Hit { outcome, nearest, finding })
    };
    let hits: Vec<Hit> = may_stand.into_iter().filter_map(hit).collect();
    let text = positions.kept(hits.iter().map(|hit| &hit.finding));
    Hits { hits, text }
}
