//! The same words of the same source twice in one claim.

use super::Asked;
use super::trace::trace;
use crate::claim::{Quote, Stance, evidence_member};
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord, QuotationRecord};
use crate::quote::key;
use std::collections::HashMap;

pub(super) fn check(_: &Asked<'_>, entry: &ClaimEntry<'_>, claim: &ClaimRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Folding quotes takes time: only where two of the claim may be the same.
    if !may_repeat(claim) {
        return findings;
    }
    let mut first: HashMap<_, (usize, &QuotationRecord)> = HashMap::new();
    for (at, evidence) in claim.evidence.iter().enumerate() {
        // Words that are more than once are told apart by what is around them.
        let passage = (
            &*evidence.source,
            key(evidence.quote.segments()),
            [evidence.prefix(), evidence.suffix()].map(|part| part.map(|p| key(&[p]))),
        );
        let (earlier, other) = *first.entry(passage).or_insert((at, evidence));
        if earlier == at || opposed(evidence.stance, other.stance) {
            continue;
        }
        let message = format!("the claim quotes these words of `{}` twice", evidence.source);
        let at = At::Value(evidence_member(at, "quote"));
        findings.push(
            Finding::new(Code::ClaimRepeatedQuote, entry.file, at, message)
                .help(
                    "remove one of the two, or tell the two passages apart with `prefix` or `suffix`",
                )
                .related(
                    entry.file,
                    At::Value(evidence_member(earlier, "quote")),
                    "the first time",
                ),
        );
    }
    findings
}

/// Whether two quotes of a claim are of one source, and have the same trace.
fn may_repeat(claim: &ClaimRecord) -> bool {
    let quoted = claim.evidence.iter().map(|e| (&*e.source, &e.quote));
    let mut all: Vec<(&str, &Quote)> = quoted.collect();
    all.sort_unstable_by_key(|(source, _)| *source);
    all.chunk_by(|(one, _), (two, _)| one == two).filter(|same| same.len() > 1).any(|same| {
        let mut traces: Vec<u64> = same.iter().map(|(_, quote)| trace(quote.segments())).collect();
        traces.sort_unstable();
        traces.windows(2).any(|pair| matches!(pair, [one, two] if one == two))
    })
}

/// That is worse, and a finding of its own.
fn opposed(one: Stance, other: Stance) -> bool {
    one != other && one != Stance::Context && other != Stance::Context
}
