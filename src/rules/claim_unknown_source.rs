//! Evidence cites a source that does not exist.

use super::{Asked, did_you_mean, locked};
use crate::claim::evidence_member;
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord};

pub(super) fn check(
    asked: &Asked<'_>,
    entry: &ClaimEntry<'_>,
    claim: &ClaimRecord,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, evidence) in claim.evidence.iter().enumerate() {
        let id = &*evidence.source;
        if asked.model.source(id).is_none() {
            let at = At::Value(evidence_member(at, "source"));
            let message = format!("there is no source `{id}` in the corpus");
            let ids = || asked.model.folders().iter().map(|s| s.id);
            let hint = || {
                did_you_mean(id, ids(), "`quoteproof source add FILE --id ID` adds the document")
            };
            let known = locked(&asked.unknown).get(id).cloned();
            let hint = known.unwrap_or_else(hint);
            locked(&asked.unknown).insert(id.to_owned(), hint.clone());
            findings
                .push(Finding::new(Code::ClaimUnknownSource, entry.file, at, message).help(hint));
        }
    }
    findings
}
