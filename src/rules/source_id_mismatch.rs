//! A source's id is not its folder's name.

use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, source) in model.sources() {
        let (id, folder) = (source.id.as_str(), entry.id);
        if id != folder {
            let message = format!("the source's id is `{id}`, its folder is named `{folder}`");
            let at = At::Value("/id".to_owned());
            findings.push(
                Finding::new(Code::SourceIdMismatch, entry.file, at, message)
                    .help(format!("write `\"id\": \"{folder}\"`, or rename the folder")),
            );
        }
    }
    findings
}
