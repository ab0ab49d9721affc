//! Two claims have one id.

use super::Model;
use crate::diagnostic::{At, Code, Finding};
use camino::Utf8Path;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut owners = HashMap::new();
    let mut shared = false;
    for (entry, claim) in model.claims() {
        match owners.entry(&*claim.id) {
            Entry::Vacant(place) => drop(place.insert(entry.file)),
            Entry::Occupied(mut owner) => {
                shared = true;
                // Whose file is named after the id has the better right to it, else the first.
                let is_named = |file: &Utf8Path| file.file_stem() == Some(&claim.id);
                if !is_named(owner.get()) && is_named(entry.file) {
                    owner.insert(entry.file);
                }
            }
        }
    }
    for (entry, claim) in model.claims().filter(|_| shared) {
        let id = &*claim.id;
        let Some(owner) = owners.get(id).filter(|owner| **owner != entry.file) else { continue };
        let at = || At::Value("/id".to_owned());
        let message = format!("there is another claim with the id `{id}`: {owner}");
        findings.push(
            Finding::new(Code::ClaimDuplicateId, entry.file, at(), message)
                .help("give one of them another id, and name its file after it")
                .related(*owner, at(), "the first one"),
        );
    }
    findings
}
