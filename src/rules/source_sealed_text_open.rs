//! The text of a sealed source is where everybody can read it: in Git, or as the text of an open source.

use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use crate::source::Source;
use crate::text::shell_word;
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut sealed: HashMap<&str, &str> = HashMap::new();
    for (entry, source) in model.sources().filter(|(_, source)| source.seal.is_some()) {
        for hash in hashes(source) {
            sealed.entry(hash).or_insert(entry.id);
        }
        let Some(file) = entry.tracked else { continue };
        let message = format!("Git has {file}, a text of this sealed source");
        let at = At::Value("/text/path".to_owned());
        findings
            .push(Finding::new(Code::SourceSealedTextOpen, entry.file, at, message).help(format!(
            "`git rm --cached {}` takes it out of the next commit; commits that have it keep it",
            shell_word(file.as_str())
        )));
    }
    for (entry, source) in model.sources().filter(|(_, source)| source.seal.is_none()) {
        let Some(other) = hashes(source).find_map(|hash| sealed.get(hash)) else { continue };
        let message =
            format!("this is the text of `{other}`, which is sealed, and it is open here");
        let at = At::Value("/text/sha256".to_owned());
        findings.push(
            Finding::new(Code::SourceSealedTextOpen, entry.file, at, message).help(format!(
                "quote `{other}` and remove this source: `quoteproof source remove {}`; or seal it, too, and keep its \
                 text out of Git",
                entry.id
            )),
        );
    }
    findings
}

/// The hashes of a source's texts.
fn hashes(source: &Source) -> impl Iterator<Item = &str> {
    let made = source.text.rendition.as_ref().map(|made| made.sha256.as_str());
    std::iter::once(source.text.sha256.as_str()).chain(made)
}
