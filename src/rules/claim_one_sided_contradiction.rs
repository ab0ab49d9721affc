//! A claim contradicts another, which does not say so.

use crate::claim::RelationKind;
use crate::diagnostic::{At, Code, Finding};
use crate::model::ClaimRecord;
use crate::model::Model;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, claim) in model.claims() {
        for (at, relation) in claim.relations().iter().enumerate() {
            let id = &*relation.claim;
            if relation.kind != RelationKind::Contradicts || *id == *entry.id() {
                continue;
            }
            // Of a claim that could not be read, nobody knows what it contradicts.
            let Some(other) = model.claim(id) else { continue };
            let Some(record) = other.claim else { continue };
            if contradicts(record, entry.id()) {
                continue;
            }
            let message = format!("the claim contradicts `{id}`, which has no relation back to it");
            let at = At::Value(format!("/relations/{at}/claim"));
            let line = format!("{{\"type\": \"contradicts\", \"claim\": \"{}\"}}", entry.id());
            findings.push(
                Finding::new(Code::ClaimOneSidedContradiction, entry.file, at, message)
                    .help(format!("add to `relations` in {}: `{line}`", other.file))
                    .related(
                        other.file,
                        At::Value("/id".to_owned()),
                        "this one has no such relation",
                    ),
            );
        }
    }
    findings
}

fn contradicts(claim: &ClaimRecord, id: &str) -> bool {
    claim.relations().iter().any(|r| r.kind == RelationKind::Contradicts && *r.claim == *id)
}
