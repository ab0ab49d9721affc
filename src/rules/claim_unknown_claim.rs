//! A relation names a claim that does not exist.

use super::did_you_mean;
use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut hints: HashMap<&str, String> = HashMap::new();
    for (entry, claim) in model.claims() {
        for (at, relation) in claim.relations().iter().enumerate() {
            let id = &*relation.claim;
            if model.claim(id).is_none() {
                let at = At::Value(format!("/relations/{at}/claim"));
                let message = format!("there is no claim `{id}`");
                let ids = || model.files().map(|entry| entry.id());
                let hint = || did_you_mean(id, ids(), "name a claim of this archive");
                let hint = hints.entry(id).or_insert_with(hint).clone();
                findings.push(
                    Finding::new(Code::ClaimUnknownClaim, entry.file, at, message).help(hint),
                );
            }
        }
    }
    findings
}
