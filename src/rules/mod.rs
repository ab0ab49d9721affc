//! Cross-checks: what a schema cannot check, in one file or across several.
//!
//! A rule is a function from the model to findings, in a file named after its code. Rules see parsed
//! claims and sources as plain data; they read no files.

mod circles;
mod claim_anachronism;
mod claim_dependent_evidence;
mod claim_duplicate_id;
mod claim_heading_as_evidence;
mod claim_id_mismatch;
mod claim_improbable_date;
mod claim_label_mismatch;
mod claim_no_evidence;
mod claim_number_not_quoted;
mod claim_one_sided_contradiction;
mod claim_opposed_stance;
mod claim_relation_cycle;
mod claim_repeated_quote;
mod claim_self_relation;
mod claim_speaker_not_named;
mod claim_unknown_claim;
mod claim_unknown_source;
mod claim_unlisted_topic;
mod config_unused_topic;
mod numbers;
mod source_derivation_cycle;
mod source_id_mismatch;
mod source_language_doubtful;
mod source_no_language;
mod source_sealed_text_open;
mod source_unknown_source;
mod source_unused_source;
mod trace;

pub(crate) use claim_opposed_stance::{check as of_words, contested};
pub(crate) use source_no_language::once;

use crate::claim::Claim;
use crate::diagnostic::Finding;
use crate::model::{ClaimEntry, ClaimRecord, Model};
use crate::text::nearest;
use camino::Utf8Path;
use claim_speaker_not_named::Speakers;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A check of one claim by itself, and by the sources that it cites: an editor asks it again only where one of these has
/// changed.
type OwnRule = fn(&Asked<'_>, &ClaimEntry<'_>, &ClaimRecord) -> Vec<Finding>;

/// Findings are sorted later: the order means nothing.
const OWN_RULES: &[OwnRule] = &[
    claim_anachronism::check,
    claim_dependent_evidence::check,
    claim_heading_as_evidence::check,
    claim_improbable_date::check,
    claim_label_mismatch::check,
    claim_no_evidence::check,
    claim_number_not_quoted::check,
    claim_repeated_quote::check,
    claim_self_relation::check,
    claim_speaker_not_named::check,
    claim_unknown_source::check,
    claim_unlisted_topic::check,
];

/// A check of claims with one another, or of sources.
type Rule = fn(&Model<'_>) -> Vec<Finding>;

/// Those that see no words, neither of statements nor of quotes: an editor asks them again only where something else has
/// changed.
const RULES: &[Rule] = &[
    claim_duplicate_id::check,
    claim_id_mismatch::check,
    claim_improbable_date::check_sources,
    claim_one_sided_contradiction::check,
    claim_relation_cycle::check,
    claim_unknown_claim::check,
    config_unused_topic::check,
    source_derivation_cycle::check,
    source_id_mismatch::check,
    source_language_doubtful::check,
    source_no_language::check,
    source_sealed_text_open::check,
    source_unknown_source::check,
    source_unused_source::check,
];

/// How many further places of a circle a finding names.
const RELATED: usize = 3;

/// The fewest claims that get a thread of their own.
const CLAIMS: usize = 64;

/// What the rules of one claim have in common: the model, and what they have asked of it before.
struct Asked<'m> {
    model: &'m Model<'m>,
    speakers: Speakers<'m>,
    /// The help for each id that no source has.
    unknown: Mutex<HashMap<String, String>>,
}

/// What all rules find: those of one claim only in the files that are asked for, if not in all.
pub(crate) fn check(model: &Model<'_>, files: Option<&HashSet<&Utf8Path>>) -> Vec<Finding> {
    let asked = Asked::new(model);
    let is_asked = |number: &usize| {
        let file = || model.entry(*number).map(|entry| entry.file);
        files.is_none_or(|files| file().is_some_and(|file| files.contains(file)))
    };
    let own = || {
        let numbers = (0..model.len()).into_par_iter().with_min_len(CLAIMS).filter(is_asked);
        numbers.flat_map_iter(|number| asked.of_claim(number)).collect()
    };
    let others = || rayon::join(|| of_all(model), || of_words(model));
    let (mut found, (all, words)): (Vec<Finding>, _) = rayon::join(own, others);
    found.extend(all);
    found.extend(words);
    found
}

/// What the rules of one claim find, for each of some claims by its number.
pub(crate) fn of_claims(model: &Model<'_>, numbers: &[usize]) -> Vec<Vec<Finding>> {
    let asked = Asked::new(model);
    let each = |number: &usize| asked.of_claim(*number).collect();
    numbers.par_iter().with_min_len(CLAIMS).map(each).collect()
}

impl<'m> Asked<'m> {
    fn new(model: &'m Model<'m>) -> Self {
        Self { model, speakers: Speakers::default(), unknown: Mutex::default() }
    }

    fn of_claim(&self, number: usize) -> impl Iterator<Item = Finding> {
        let entry = self.model.entry(number);
        let claim = entry.and_then(|entry| Some((entry, entry.claim?)));
        let each = move |(entry, claim)| {
            let rules = OWN_RULES.iter();
            rules.flat_map(move |rule| rule(self, &entry, claim))
        };
        claim.into_iter().flat_map(each)
    }
}

/// What the rules find that compare claims with one another and see no words.
pub(crate) fn of_all(model: &Model<'_>) -> Vec<Finding> {
    RULES.par_iter().flat_map_iter(|rule| rule(model)).collect()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a rule that knows what became of the quotes has to see the claim's statement.
pub(crate) fn need_statement(claim: &Claim) -> bool {
    claim_number_not_quoted::may_find(claim)
}

/// Help for a name that nothing has: the nearest one, or what else to do.
fn did_you_mean<'n>(
    name: &str,
    names: impl IntoIterator<Item = &'n str>,
    otherwise: &str,
) -> String {
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.to_owned(),
    }
}
