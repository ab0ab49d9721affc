//! `derived_from` names a source that does not exist.

use super::did_you_mean;
use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, source) in model.sources() {
        let Some(origin) = source.derived_from.as_deref() else { continue };
        if model.source(origin).is_none() {
            let message = format!("there is no source `{origin}` in the corpus");
            let at = At::Value("/derived_from".to_owned());
            let ids = model.folders().iter().map(|s| s.id);
            findings.push(
                Finding::new(Code::SourceUnknownSource, entry.file, at, message)
                    .help(did_you_mean(origin, ids, "name a source of this corpus")),
            );
        }
    }
    findings
}
