//! A claim is related to itself.

use super::Asked;
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord};

pub(super) fn check(_: &Asked<'_>, entry: &ClaimEntry<'_>, claim: &ClaimRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, relation) in claim.relations().iter().enumerate() {
        if *relation.claim == *entry.id() {
            let message = "the claim is related to itself";
            let at = At::Value(format!("/relations/{at}/claim"));
            findings.push(
                Finding::new(Code::ClaimSelfRelation, entry.file, at, message)
                    .help("name the other claim, or remove the relation"),
            );
        }
    }
    findings
}
