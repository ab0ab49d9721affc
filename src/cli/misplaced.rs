//! Claims that lie where the archive has none, such as in a folder that its configuration does not name.

use super::git::{Git, GitEntry, GitEntryKind};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::check::MAX_JSON;
use quoteproof::config::FILE_NAME;
use quoteproof::report::counted;
use quoteproof::repository::is_json;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeSet;

/// Files that are looked into: a commit of more is no slip.
const LOOKED_INTO: usize = 1000;

/// What tells a claim from other JSON.
#[derive(Deserialize)]
struct ClaimLike {
    #[serde(rename = "statement")]
    _statement: String,
    #[serde(rename = "evidence")]
    _evidence: Vec<IgnoredAny>,
}

/// Those of the changed files, relative to the root, that have the members of a claim in the index, and are neither among
/// the archive's claims nor in an archive of their own. What is deleted from the index has none, nor has what Git
/// cannot read: that is no business of a check of claims.
pub(super) fn misplaced(
    git: &Git,
    entries: &[GitEntry],
    options: &Options,
    changed: &[Utf8PathBuf],
) -> Vec<Utf8PathBuf> {
    let changed: BTreeSet<&Utf8PathBuf> = changed.iter().collect();
    let folders = [&options.config.claims, &options.config.corpus];
    let is_outside = |file: &Utf8Path| !folders.iter().any(|folder| file.starts_with(folder));
    let may_be = |entry: &&GitEntry| {
        let GitEntry { file, kind, .. } = entry;
        *kind == GitEntryKind::File && is_json(file) && changed.contains(file) && is_outside(file)
    };
    let mut json: Vec<&GitEntry> = entries.iter().filter(may_be).take(LOOKED_INTO).collect();
    if json.is_empty() {
        return Vec::new();
    }
    let staged = entries.iter().flat_map(|entry| entry.file.ancestors()).collect();
    json.retain(|entry| !is_in_another_archive(&options.root, &staged, &entry.file));
    let wanted = git.wanted(&json, MAX_JSON as u64, is_like_a_claim).unwrap_or_default();
    wanted.into_iter().map(|entry| entry.file.clone()).collect()
}

fn is_like_a_claim(bytes: &[u8]) -> bool {
    // Its members could also be read from an array.
    bytes.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<ClaimLike>(bytes).is_ok()
}

/// Whether a folder between the root and `file` is an archive, in the index or in the work tree: it has a configuration, or
/// claims and a corpus.
fn is_in_another_archive(root: &Utf8Path, staged: &BTreeSet<&Utf8Path>, file: &Utf8Path) -> bool {
    let mut between = file.ancestors().skip(1).filter(|folder| *folder != "");
    let has = |folder: &Utf8Path, name: &str| {
        let path = folder.join(name);
        staged.contains(path.as_path()) || root.join(path).exists()
    };
    between.any(|folder| has(folder, FILE_NAME) || (has(folder, "claims") && has(folder, "corpus")))
}

/// What to say of such files, and what to do.
pub(super) fn said(files: &[Utf8PathBuf], options: &Options) -> Option<String> {
    let first = files.first()?;
    let (what, them) = match files.len() {
        1 => (format!("{first} looks like a claim"), "it"),
        count => {
            (format!("{first} and {} look like claims", counted(count - 1, "other file")), "them")
        }
    };
    // The folder of one file is its own, that of several has them all.
    let mut folders = first.ancestors().skip(1).filter(|folder| *folder != "");
    let folder = folders.find(|above| files.iter().all(|f| f.starts_with(above)));
    let or = folder.map_or_else(String::new, |folder| {
        format!(", or name their folder in {FILE_NAME}: `claims = \"{folder}\"`")
    });
    Some(format!(
        "{what}, but the claims of this archive are in {}/: move {them} there{or}",
        options.config.claims
    ))
}

#[cfg(test)]
mod tests {
    use super::is_like_a_claim;

    #[test]
    fn a_claim_is_known_by_its_members() {
        for (json, is_like) in [
            (r#"{"statement": "s", "evidence": []}"#, true),
            (r#" {"id": {"a": [1]}, "evidence": [{"quote": 1}, 2], "statement": "s\n"}"#, true),
            (r#"{"statement": 1, "evidence": []}"#, false),
            (r#"{"statement": "s", "evidence": {}}"#, false),
            (r#"{"statement": "s"}"#, false),
            (r#"["s", []]"#, false),
            (r#"{"statement": "s", "evidence": []"#, false),
            ("", false),
        ] {
            assert_eq!(is_like_a_claim(json.as_bytes()), is_like, "{json}");
        }
    }
}
