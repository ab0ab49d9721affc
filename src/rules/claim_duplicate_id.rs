//! Two claims have one id.

use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut owners = HashMap::new();
    if model.has_unique_ids() {
        return findings;
    }
    for (entry, _) in model.claims() {
        // Whose file is named after the id has the better right to it, else the first.
        let owner = owners.entry(entry.id()).or_insert(entry.file);
        if owner.file_stem() != Some(entry.id()) && entry.file.file_stem() == Some(entry.id()) {
            *owner = entry.file;
        }
    }
    for (entry, _) in model.claims() {
        let id = entry.id();
        let Some(owner) = owners.get(id).filter(|owner| **owner != entry.file) else { continue };
        let at = || At::Value("/id".to_owned());
        let message = format!("another claim has the id `{id}`: {owner}");
        findings.push(
            Finding::new(Code::ClaimDuplicateId, entry.file, at(), message)
                .help("give one of them another id, and name its file after it")
                .related(*owner, at(), "the first one"),
        );
    }
    findings
}
