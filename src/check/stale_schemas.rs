//! Schemas in `schema/` that another version wrote: editors would check by them.

use super::{Options, json_text};
use crate::diagnostic::{At, Code, Files, Finding};
use crate::repository::World;
use crate::schema::{COPIED, text_of};
use camino::Utf8PathBuf;

/// A finding for each copied schema that is not the one of this version. Line ends do not count.
pub(super) fn check(world: &dyn World, options: &Options, files: &mut Files) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in COPIED {
        let file = Utf8PathBuf::from(format!("schema/{name}.schema.json"));
        let path = options.root.join(&file);
        if !world.exists(&path) {
            continue;
        }
        let (Some(copy), Some(own)) = (json_text(world, &path), text_of(name)) else {
            continue;
        };
        if copy.text().lines().eq(own.lines()) {
            continue;
        }
        files.insert(file.clone(), copy);
        let message = format!("the schema `{name}` was copied from another version of quoteproof");
        findings.push(Finding::new(Code::ConfigStaleSchema, file, At::File, message).help(
            "update it with `quoteproof init --update`; until then editors check by the old one",
        ));
    }
    findings
}
