//! Resolve: ids and references between claims and sources.

use super::load::Loaded;
use crate::claim::Label;
use crate::diagnostic::{At, Code, Finding};
use crate::schema::nearest;
use camino::Utf8Path;
use std::collections::BTreeMap;

/// Checks what one file cannot say of itself. It needs all claims and sources, in a run on some paths, too.
pub(crate) fn check(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = Vec::new();
    claim_ids(loaded, &mut findings);
    claim_references(loaded, &mut findings);
    source_references(loaded, &mut findings);
    findings
}

fn claim_ids(loaded: &Loaded, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, &Utf8Path> = BTreeMap::new();
    for claim in &loaded.claims {
        let Some(record) = &claim.claim else { continue };
        let id = record.id.as_str();
        let stem = claim.file.file_stem().unwrap_or("");
        let at = || At::Value("/id".to_owned());
        if stem != id {
            let message = format!("the claim's id is `{id}`, its file is named `{stem}.json`");
            findings.push(
                Finding::new(Code::ClaimIdMismatch, claim.file.clone(), at(), message)
                    .help(format!("name the file `{id}.json`, or write `\"id\": \"{stem}\"`")),
            );
        }
        if let Some(other) = first.insert(id, &claim.file) {
            first.insert(id, other);
            let message = format!("there is another claim with the id `{id}`: {other}");
            findings.push(
                Finding::new(Code::ClaimDuplicateId, claim.file.clone(), at(), message)
                    .help("give one of them another id, and name its file after it")
                    .related(other, at(), "the first one"),
            );
        }
    }
}

fn claim_references(loaded: &Loaded, findings: &mut Vec<Finding>) {
    let sources = || loaded.sources.iter().map(|s| s.id.as_str());
    // A claim whose file has errors is there all the same.
    let ids = || {
        loaded.claims.iter().filter_map(|c| match &c.claim {
            Some(claim) => Some(claim.id.as_str()),
            None => c.file.file_stem(),
        })
    };
    for claim in &loaded.claims {
        let Some(record) = &claim.claim else { continue };
        if record.evidence.is_empty() && record.label != Label::NotEnoughEvidence {
            let label = record.label.name();
            let message = format!("the claim has no evidence, but its label `{label}` needs some");
            findings.push(
                Finding::new(
                    Code::ClaimNoEvidence,
                    claim.file.clone(),
                    At::Key("/evidence".to_owned()),
                    message,
                )
                .help("add evidence, or write `\"label\": \"not-enough-evidence\"`"),
            );
        }
        for (at, evidence) in record.evidence.iter().enumerate() {
            let id = evidence.source.as_str();
            if !sources().any(|s| s == id) {
                let at = At::Value(format!("/evidence/{at}/source"));
                let message = format!("there is no source `{id}` in the corpus");
                let finding =
                    Finding::new(Code::ClaimUnknownSource, claim.file.clone(), at, message);
                findings.push(finding.help(did_you_mean(
                    id,
                    sources(),
                    "add `corpus/<id>/source.json` first",
                )));
            }
        }
        for (at, relation) in record.relations.iter().enumerate() {
            let id = relation.claim.as_str();
            if !ids().any(|c| c == id) {
                let at = At::Value(format!("/relations/{at}/claim"));
                let message = format!("there is no claim `{id}`");
                let finding =
                    Finding::new(Code::ClaimUnknownClaim, claim.file.clone(), at, message);
                findings.push(finding.help(did_you_mean(
                    id,
                    ids(),
                    "name a claim of this repository",
                )));
            }
        }
    }
}

fn source_references(loaded: &Loaded, findings: &mut Vec<Finding>) {
    let ids = || loaded.sources.iter().map(|s| s.id.as_str());
    for source in &loaded.sources {
        let Some(record) = &source.source else { continue };
        if record.id != source.id {
            let message =
                format!("the source's id is `{}`, its folder is named `{}`", record.id, source.id);
            findings.push(
                Finding::new(
                    Code::SourceIdMismatch,
                    source.file.clone(),
                    At::Value("/id".to_owned()),
                    message,
                )
                .help(format!("write `\"id\": \"{}\"`, or rename the folder", source.id)),
            );
        }
        if let Some(origin) = record.derived_from.as_deref().filter(|o| !ids().any(|s| s == *o)) {
            let at = At::Value("/derived_from".to_owned());
            let message = format!("there is no source `{origin}` in the corpus");
            let finding = Finding::new(Code::SourceUnknownSource, source.file.clone(), at, message);
            findings.push(finding.help(did_you_mean(
                origin,
                ids(),
                "name a source of this corpus",
            )));
        }
    }
}

fn did_you_mean<'n>(name: &str, names: impl Iterator<Item = &'n str>, otherwise: &str) -> String {
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.to_owned(),
    }
}
