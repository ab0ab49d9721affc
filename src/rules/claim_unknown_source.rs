//! Evidence cites a source that does not exist.

use super::did_you_mean;
use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut hints: HashMap<&str, String> = HashMap::new();
    for (entry, claim) in model.claims() {
        for (at, evidence) in claim.evidence.iter().enumerate() {
            let id = &*evidence.source;
            if model.source(id).is_none() {
                let at = At::Value(format!("/evidence/{at}/source"));
                let message = format!("there is no source `{id}` in the corpus");
                let ids = || model.folders().iter().map(|s| s.id);
                let hint = || did_you_mean(id, ids(), "add `corpus/<id>/source.json` first");
                let hint = hints.entry(id).or_insert_with(hint).clone();
                findings.push(
                    Finding::new(Code::ClaimUnknownSource, entry.file, at, message).help(hint),
                );
            }
        }
    }
    findings
}
