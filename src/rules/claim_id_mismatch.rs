//! A claim's id is not its file's name.

use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use crate::text::slug_of;
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let otherwise_named = model.claims().filter(|(_, claim)| claim.other_id().is_some());
    let mut bearers: HashMap<&str, usize> =
        otherwise_named.map(|(entry, _)| (entry.id(), 0)).collect();
    if bearers.is_empty() {
        return findings;
    }
    for (entry, _) in model.claims() {
        bearers.entry(entry.id()).and_modify(|count| *count += 1);
    }
    for (entry, _) in model.claims().filter(|(_, claim)| claim.other_id().is_some()) {
        let (id, stem) = (entry.id(), entry.file.file_stem().unwrap_or(""));
        // An id that is another claim's is a finding of its own, which says to change it.
        if bearers.get(id) == Some(&1) {
            let message = format!("the claim's id is `{id}`, its file is named `{stem}.json`");
            let at = At::Value("/id".to_owned());
            // What the file is called need not be an id.
            let or = match slug_of(stem) {
                same if same == stem => format!(", or write `\"id\": \"{stem}\"`"),
                _ => String::new(),
            };
            findings.push(
                Finding::new(Code::ClaimIdMismatch, entry.file, at, message)
                    .help(format!("name the file `{id}.json`{or}")),
            );
        }
    }
    findings
}
