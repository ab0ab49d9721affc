//! A source that no claim cites.

use super::Model;
use crate::diagnostic::{At, Code, Finding};
use std::collections::HashSet;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    // A claim that could not be read may cite anything.
    if !model.is_complete() {
        return Vec::new();
    }
    let mut used: HashSet<&str> = HashSet::new();
    for (_, claim) in model.claims() {
        used.extend(claim.evidence.iter().map(|e| &*e.source));
    }
    // An origin is of use to those that name it: it says what they republish.
    used.extend(model.sources().filter_map(|(_, source)| source.derived_from.as_deref()));
    let idle = model.sources().filter(|(entry, _)| !used.contains(entry.id));
    idle.map(|(entry, _)| {
        let message = format!("no claim cites the source `{}`", entry.id);
        Finding::new(Code::SourceUnusedSource, entry.file, At::Value("/id".to_owned()), message)
            .help("cite it, or remove its folder")
    })
    .collect()
}
