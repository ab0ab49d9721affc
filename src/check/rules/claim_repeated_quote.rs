//! The same words of the same source twice in one claim.

use super::Model;
use crate::claim::{Evidence, Stance};
use crate::diagnostic::{At, Code, Finding};
use crate::quote::key;
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, claim) in model.claims() {
        let mut first: HashMap<_, (usize, &Evidence)> = HashMap::new();
        for (at, evidence) in claim.evidence.iter().enumerate() {
            // Words that stand more than once are told apart by what stands around them.
            let passage = (
                &*evidence.source,
                key(evidence.quote.segments()),
                [&evidence.prefix, &evidence.suffix].map(|part| part.as_ref().map(|p| key(&[p]))),
            );
            let (earlier, other) = *first.entry(passage).or_insert((at, evidence));
            if earlier == at || opposed(evidence.stance, other.stance) {
                continue;
            }
            let message = format!("the claim quotes these words of `{}` twice", evidence.source);
            let at = At::Value(format!("/evidence/{at}/quote"));
            findings.push(
                Finding::new(Code::ClaimRepeatedQuote, entry.file, at, message)
                    .help(
                        "remove one of the two, or say with `prefix` or `suffix` that two passages are meant",
                    )
                    .related(
                        entry.file,
                        At::Value(format!("/evidence/{earlier}/quote")),
                        "the first time",
                    ),
            );
        }
    }
    findings
}

/// That is worse, and a finding of its own.
fn opposed(one: Stance, other: Stance) -> bool {
    one != other && one != Stance::Context && other != Stance::Context
}
