//! A claim without evidence whose label needs some.

use super::Asked;
use crate::claim::Label;
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord};

pub(super) fn check(_: &Asked<'_>, entry: &ClaimEntry<'_>, claim: &ClaimRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    if claim.evidence.is_empty() && claim.label != Label::NotEnoughEvidence {
        let label = claim.label.name();
        let message = format!("the claim has no evidence, but its label `{label}` needs some");
        let at = At::Key("/evidence".to_owned());
        findings.push(
            Finding::new(Code::ClaimNoEvidence, entry.file, at, message)
                .help("add evidence, or write `\"label\": \"not-enough-evidence\"`"),
        );
    }
    findings
}
