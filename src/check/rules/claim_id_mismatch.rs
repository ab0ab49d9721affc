//! A claim's id is not its file's name.

use super::Model;
use crate::diagnostic::{At, Code, Finding};

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, claim) in model.claims() {
        let (id, stem) = (&claim.id, entry.file.file_stem().unwrap_or(""));
        if stem != id {
            let message = format!("the claim's id is `{id}`, its file is named `{stem}.json`");
            let at = At::Value("/id".to_owned());
            findings.push(
                Finding::new(Code::ClaimIdMismatch, entry.file, at, message)
                    .help(format!("name the file `{id}.json`, or write `\"id\": \"{stem}\"`")),
            );
        }
    }
    findings
}
