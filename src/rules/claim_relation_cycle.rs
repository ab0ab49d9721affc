//! Claims that support or refine one another in a circle.

use super::RELATED;
use super::circles::{circles, shown};
use crate::claim::RelationKind;
use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// The relations that go one way only, and what they are called.
const ONE_WAY: [(RelationKind, &str); 2] =
    [(RelationKind::Supports, "support"), (RelationKind::Refines, "refine")];

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (kind, verb) in ONE_WAY {
        let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (entry, claim) in model.claims() {
            for relation in
                claim.relations().iter().filter(|r| r.kind == kind && *r.claim != *entry.id())
            {
                edges.entry(entry.id()).or_default().insert(&relation.claim);
            }
        }
        for circle in circles(&edges) {
            findings.extend(finding(model, kind, verb, &circle));
        }
    }
    findings
}

fn finding(model: &Model<'_>, kind: RelationKind, verb: &str, circle: &[&str]) -> Option<Finding> {
    let place = |at: usize| {
        let entry = model.claim(circle.get(at)?)?;
        let next = circle.get((at + 1) % circle.len())?;
        let mut relations = entry.claim?.relations().iter();
        let number = relations.position(|r| r.kind == kind && *r.claim == **next)?;
        Some((entry.file, At::Value(format!("/relations/{number}/claim"))))
    };
    let (file, at) = place(0)?;
    let message =
        format!("{} claims {verb} one another in a circle: {}", circle.len(), shown(circle));
    let mut finding = Finding::new(Code::ClaimRelationCycle, file, at, message).help(format!(
        "remove one of these relations: a claim cannot rest on a claim that it is meant to {verb}"
    ));
    for (file, at) in (1..circle.len()).take(RELATED).filter_map(place) {
        finding = finding.related(file, at, "continues here");
    }
    Some(finding)
}
