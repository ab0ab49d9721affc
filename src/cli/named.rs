//! Claims and sources by the names that a command line has for them.

use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::archive::normal;
use quoteproof::author::taken;
use quoteproof::repository::{Disk, Entry, EntryKind, World};
use quoteproof::text::or_nearest;

/// The files of all claims, in full.
pub(super) fn claim_files(disk: &Disk, options: &Options) -> Vec<Utf8PathBuf> {
    let entries = disk.walk(&options.root.join(&options.config.claims)).into_iter();
    let json = |entry: &Entry| {
        entry.kind == EntryKind::File
            && entry.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"))
    };
    entries.filter(json).map(|entry| entry.path).collect()
}

/// The ids of all sources.
pub(super) fn source_ids(disk: &Disk, options: &Options) -> Vec<String> {
    let entries = disk.list(&options.root.join(&options.config.corpus)).into_iter();
    let folders = entries.filter(|entry| entry.kind == EntryKind::Folder);
    folders.filter_map(|entry| entry.path.file_name().map(str::to_owned)).collect()
}

/// The file, in full, of the claim that is named by its id, or by its file. If a source has that id, the error ends with
/// `instead`: the command that does the same to a source.
pub(super) fn claim_file(
    disk: &Disk,
    options: &Options,
    named: &str,
    instead: impl FnOnce(&str) -> String,
) -> anyhow::Result<Utf8PathBuf> {
    let claims = options.root.join(&options.config.claims);
    if let Some(file) = taken(disk, &claims, named) {
        return Ok(file);
    }
    let file = normal(&super::here()?.join(named));
    let files = claim_files(disk, options);
    if files.contains(&file) {
        return Ok(file);
    }
    if disk.exists(&file) && file.is_file() {
        bail!("{named} is not a claim: name an id, or a JSON file in {}/", options.config.claims);
    }
    let name = last_part(named);
    if source_ids(disk, options).iter().any(|id| id == name) {
        bail!("`{name}` is a source, not a claim: {}", instead(name));
    }
    let ids = files.iter().filter_map(|file| file.file_stem());
    Err(NoClaim { id: named.to_owned(), meant: or_nearest(named, ids) }.into())
}

/// There is no claim with an id.
#[derive(Debug, thiserror::Error)]
#[error("there is no claim `{id}`{meant}")]
pub(super) struct NoClaim {
    id: String,
    /// The question whether a similar id is meant; empty where there is none.
    pub(super) meant: String,
}

/// The last part of a path as people complete it in their shell, which is meant like the id.
fn last_part(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// The folder, in full, of the source that is named by its id, or by its folder. If a claim has that id, the error ends
/// with `instead`: the command that does the same to a claim.
pub(super) fn source_folder(
    disk: &Disk,
    options: &Options,
    id: &str,
    instead: impl FnOnce(&str) -> String,
) -> anyhow::Result<Utf8PathBuf> {
    let ids = source_ids(disk, options);
    let name = last_part(id);
    if ids.iter().any(|known| known == name) {
        return Ok(options.root.join(&options.config.corpus).join(name));
    }
    let name = name.strip_suffix(".json").unwrap_or(name);
    if claim_files(disk, options).iter().any(|file| file.file_stem() == Some(name)) {
        bail!("`{name}` is a claim, not a source: {}", instead(name));
    }
    bail!("there is no source `{id}`{}", or_nearest(id, ids.iter().map(String::as_str)))
}

/// What to say after the name of a claim, where a command needs a source and has no like for claims.
pub(super) fn list_sources(_claim: &str) -> String {
    "`quoteproof list sources` lists the sources".to_owned()
}

/// The text of a JSON file of the repository.
pub(super) fn text_of(disk: &Disk, file: &Utf8Path) -> anyhow::Result<String> {
    let bytes = disk.read(file).with_context(|| format!("{file} cannot be read"))?;
    String::from_utf8(bytes).map_err(|_| anyhow!("{file} is not UTF-8"))
}

/// A file as messages name it.
pub(super) fn shown<'f>(file: &'f Utf8Path, options: &Options) -> &'f Utf8Path {
    file.strip_prefix(&options.root).unwrap_or(file)
}
