//! A source that no claim cites.

use crate::diagnostic::{At, Code, Finding};
use crate::model::{Model, unrepeated};
use camino::Utf8Path;
use std::collections::HashSet;

/// Sources that one finding names, while an archive has more of them than claims.
const MAX_NAMED: usize = 8;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    // A claim that could not be read may cite anything.
    if !model.is_complete() {
        return Vec::new();
    }
    let cited = model.claims().flat_map(|(_, claim)| &claim.evidence).map(|e| &*e.source);
    let mut used: HashSet<&str> = unrepeated(cited).collect();
    // An origin is of use to those that name it: it says what they republish.
    used.extend(model.sources().filter_map(|(_, source)| source.derived_from.as_deref()));
    let idle: Vec<_> = model.sources().filter(|(entry, _)| !used.contains(entry.id)).collect();
    let claims = model.claims().count();
    let finding = |file: &Utf8Path, message: String| {
        Finding::new(Code::SourceUnusedSource, file, At::Value("/id".to_owned()), message)
    };
    match idle.as_slice() {
        // Somebody has only just begun.
        _ if claims == 0 => Vec::new(),
        [(first, _), _, ..] if claims < model.sources().count() => {
            let ids: Vec<&str> = idle.iter().take(MAX_NAMED).map(|(entry, _)| entry.id).collect();
            let more = idle.len().saturating_sub(MAX_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message =
                format!("no claim cites {} sources yet: {}{more}", idle.len(), ids.join(", "));
            vec![finding(first.file, message).help(
                "cite them, `quoteproof quote CLAIM \"some words\"`, or remove those that are not needed, \
                 `quoteproof source remove ID`",
            )]
        }
        _ => idle
            .iter()
            .map(|(entry, _)| {
                let message = format!("no claim cites the source `{}`", entry.id);
                finding(entry.file, message)
                    .help(format!("cite it, or remove it: `quoteproof source remove {}`", entry.id))
            })
            .collect(),
    }
}
