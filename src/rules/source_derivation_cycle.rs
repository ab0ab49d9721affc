//! Sources that republish one another in a circle, or a source that republishes itself.

use super::RELATED;
use super::circles::{circles, shown};
use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let at = || At::Value("/derived_from".to_owned());
    for (entry, source) in model.sources() {
        let Some(origin) = source.derived_from.as_deref() else { continue };
        if origin == entry.id {
            let message = format!("the source `{origin}` is derived from itself");
            findings.push(
                Finding::new(Code::SourceDerivationCycle, entry.file, at(), message)
                    .help("name the source that it republishes, or leave `derived_from` out"),
            );
        } else {
            edges.entry(entry.id).or_default().insert(origin);
        }
    }
    for circle in circles(&edges) {
        let mut files = circle.iter().filter_map(|id| model.source(id)).map(|s| s.file);
        let Some(first) = files.next() else { continue };
        let message = format!(
            "{} sources are derived from one another in a circle: {}",
            circle.len(),
            shown(&circle)
        );
        let mut finding = Finding::new(Code::SourceDerivationCycle, first, at(), message)
            .help("one of them was first: leave its `derived_from` out");
        for file in files.take(RELATED) {
            finding = finding.related(file, at(), "continues here");
        }
        findings.push(finding);
    }
    findings
}
