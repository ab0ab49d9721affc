//! A label that the stances of the evidence do not bear out.

use super::Asked;
use crate::claim::{Label, Stance, evidence_member};
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord};

pub(super) fn check(_: &Asked<'_>, entry: &ClaimEntry<'_>, claim: &ClaimRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A claim without evidence has a finding of its own where its label needs some.
    if claim.evidence.is_empty() {
        return findings;
    }
    let Some((what, contrary)) = mismatch(claim) else { return findings };
    let label = claim.label.name();
    let message = format!("the label is `{label}`, but {what}");
    let fitting = fitting(claim).name();
    let at = At::Value("/label".to_owned());
    let mut finding =
        Finding::new(Code::ClaimLabelMismatch, entry.file, at, message).help(format!(
            "going by the stances of its quotes, the claim is `{fitting}`: correct the label, `quoteproof edit {} --label \
             {fitting}`, or a stance",
            entry.id()
        ));
    if let Some(stance) = contrary
        && let Some(at) = claim.evidence.iter().position(|e| e.stance == stance)
    {
        let at = At::Value(evidence_member(at, "stance"));
        finding = finding.related(entry.file, at, "this one");
    }
    findings.push(finding);
    findings
}

fn has(claim: &ClaimRecord, stance: Stance) -> bool {
    claim.evidence.iter().any(|e| e.stance == stance)
}

/// What does not fit, and the stance that is there although it should not be.
fn mismatch(claim: &ClaimRecord) -> Option<(&'static str, Option<Stance>)> {
    let (supports, refutes) = (has(claim, Stance::Supports), has(claim, Stance::Refutes));
    Some(match (claim.label, supports, refutes) {
        (Label::Conflicting, false, false) => ("no quote supports or refutes the claim", None),
        (Label::Supported, false, _) | (Label::Conflicting, false, true) => {
            ("no quote supports the claim", None)
        }
        (Label::Refuted, _, false) | (Label::Conflicting, true, false) => {
            ("no quote refutes the claim", None)
        }
        (Label::Supported, true, true) | (Label::NotEnoughEvidence, false, true) => {
            ("a quote refutes the claim", Some(Stance::Refutes))
        }
        (Label::Refuted, true, true) | (Label::NotEnoughEvidence, true, _) => {
            ("a quote supports the claim", Some(Stance::Supports))
        }
        _ => return None,
    })
}

fn fitting(claim: &ClaimRecord) -> Label {
    match (has(claim, Stance::Supports), has(claim, Stance::Refutes)) {
        (true, true) => Label::Conflicting,
        (true, false) => Label::Supported,
        (false, true) => Label::Refuted,
        (false, false) => Label::NotEnoughEvidence,
    }
}
