//! Two claims have one id.

use super::Model;
use crate::diagnostic::{At, Code, Finding};
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut first = HashMap::new();
    for (entry, claim) in model.claims() {
        let id = claim.id.as_str();
        let other = *first.entry(id).or_insert(entry.file);
        if other != entry.file {
            let at = || At::Value("/id".to_owned());
            let message = format!("there is another claim with the id `{id}`: {other}");
            findings.push(
                Finding::new(Code::ClaimDuplicateId, entry.file, at(), message)
                    .help("give one of them another id, and name its file after it")
                    .related(other, at(), "the first one"),
            );
        }
    }
    findings
}
