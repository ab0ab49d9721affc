//! A label that rests on several sources which are all one source.

use super::Asked;
use crate::claim::{Label, Stance};
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord};
use std::collections::BTreeSet;

pub(super) fn check(
    asked: &Asked<'_>,
    entry: &ClaimEntry<'_>,
    claim: &ClaimRecord,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let stance = match claim.label {
        Label::Supported => Stance::Supports,
        Label::Refuted => Stance::Refutes,
        Label::Conflicting | Label::NotEnoughEvidence => return findings,
    };
    let deciding = claim.evidence.iter().filter(|e| e.stance == stance);
    let sources: BTreeSet<&str> = deciding.map(|e| &*e.source).collect();
    // One source does not pretend to be several.
    let Some(first) = sources.first().filter(|_| sources.len() > 1) else { return findings };
    if asked.model.independent(sources.iter().copied()) > 1 {
        return findings;
    }
    let label = claim.label.name();
    let origin = asked.model.origin(first);
    let names: Vec<String> = sources.iter().map(|s| format!("`{s}`")).collect();
    let message = format!(
        "the label `{label}` rests on {} sources that count as one: {} all go back to `{origin}`",
        sources.len(),
        names.join(" and ")
    );
    let at = At::Value("/label".to_owned());
    let mut finding = Finding::new(Code::ClaimDependentEvidence, entry.file, at, message)
        .help("also quote an independent source, or keep only the one that the others republish");
    for source in sources.iter().filter_map(|id| asked.model.source(id)) {
        let Some(record) = source.source else { continue };
        if record.derived_from.is_some() {
            let at = At::Value("/derived_from".to_owned());
            finding = finding.related(source.file, at, "republishes");
        } else if source.id != origin {
            let at = At::Value("/text/sha256".to_owned());
            finding = finding.related(source.file, at, "the very same text");
        }
    }
    findings.push(finding);
    findings
}
