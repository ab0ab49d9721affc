//! Claims that lie where the archive has none, such as in a folder that its configuration does not name.

use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::config::FILE_NAME;
use quoteproof::report::counted;
use quoteproof::repository::{Disk, World, is_json};
use serde_json::Value;

/// Files that are looked into: a commit of more is no slip.
const LOOKED_INTO: usize = 1000;

/// Those of `files`, relative to the root, that have the members of a claim, and are neither among the archive's claims
/// nor in an archive of their own.
pub(super) fn misplaced(disk: &Disk, options: &Options, files: &[Utf8PathBuf]) -> Vec<Utf8PathBuf> {
    let folders = [&options.config.claims, &options.config.corpus];
    let is_outside = |file: &&Utf8PathBuf| !folders.iter().any(|folder| file.starts_with(folder));
    let json = files.iter().filter(|file| is_json(file)).filter(is_outside).take(LOOKED_INTO);
    let is_own = |file: &&Utf8PathBuf| !is_in_another_archive(&options.root, file);
    let looks_like = |file: &&Utf8PathBuf| {
        let bytes = disk.read(&options.root.join(file)).unwrap_or_default();
        let json = serde_json::from_slice::<Value>(&bytes).unwrap_or_default();
        json["statement"].is_string() && json["evidence"].is_array()
    };
    json.filter(is_own).filter(looks_like).cloned().collect()
}

/// Whether a folder between the root and `file` is an archive: it has a configuration, or claims and a corpus.
fn is_in_another_archive(root: &Utf8Path, file: &Utf8Path) -> bool {
    let between = file.ancestors().skip(1).filter(|folder| *folder != "");
    between.map(|folder| root.join(folder)).any(|folder| {
        folder.join(FILE_NAME).exists()
            || ["claims", "corpus"].iter().all(|name| folder.join(name).is_dir())
    })
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
    let folder = first.components().next().filter(|_| first.components().count() > 1);
    let or = folder.map_or_else(String::new, |folder| {
        format!(", or name their folder in {FILE_NAME}: `claims = \"{folder}\"`")
    });
    Some(format!(
        "{what}, but the claims of this archive are in {}/: move {them} there{or}",
        options.config.claims
    ))
}
