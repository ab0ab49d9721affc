//! A claim without evidence whose label needs some.

use crate::claim::Label;
use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, claim) in model.claims() {
        if claim.evidence.is_empty() && claim.label != Label::NotEnoughEvidence {
            let label = claim.label.name();
            let message = format!("the claim has no evidence, but its label `{label}` needs some");
            let at = At::Key("/evidence".to_owned());
            findings.push(
                Finding::new(Code::ClaimNoEvidence, entry.file, at, message)
                    .help("add evidence, or write `\"label\": \"not-enough-evidence\"`"),
            );
        }
    }
    findings
}
