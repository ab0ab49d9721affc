//! The archive that a command is about: found, its lock set, its configuration read, what the work tree lacks of it named.

use super::again::texts_are_typed;
use super::git::absent::{Absent, Lacked, absent};
use super::{Global, cache, given_texts, here, sandbox, say};
use anyhow::{anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::archive::{Archive, ArchiveError, Start, normal};
use quoteproof::repository::Disk;
use quoteproof::text::shell_option;

/// The archive that the options and the place name.
pub(super) fn located(global: &Global, paths: &[Utf8PathBuf]) -> anyhow::Result<Archive> {
    let mut start = Start::at(here()?);
    start.root.clone_from(&global.root);
    start.config.clone_from(&global.config);
    start.texts = given_texts(global).cloned().collect();
    start.paths = paths.to_vec();
    let mut archive = Archive::locate(&start).map_err(|error| not_here(&start, error))?;
    archive.disk =
        archive.disk.and_keep(global.reach.keeps().then(|| cache::keep(global)).flatten());
    Ok(archive)
}

/// Entries of a folder that are looked at for an archive.
const BELOW: usize = 1_000;

/// Why there is no archive. Git may have one, or a folder below.
fn not_here(start: &Start, error: ArchiveError) -> anyhow::Error {
    let (ArchiveError::NotFound(folder) | ArchiveError::NoRoot(folder)) = &error else {
        return with_option(error);
    };
    let folder = start.root.as_ref().map_or(folder, |root| root);
    let of_archive = [quoteproof::config::FILE_NAME, "claims", "corpus"];
    let absent = absent(&normal(&start.here.join(folder)), None);
    let next = absent.iter().find_map(|one| match one.path.as_str() {
        "" => Some(one.why()),
        _ if one.is_submodule => None,
        _ => of_archive.iter().any(|name| one.path.starts_with(name)).then(|| one.why()),
    });
    match (next, below(folder)) {
        (Some(next), _) => anyhow!("there is no archive in {folder}: it is {next}"),
        (None, Some(inside)) if start.root.is_none() => {
            let root = shell_option("root", &inside);
            anyhow!("there is no archive in {folder}, but {inside} is one: add `{root}`")
        }
        _ => with_option(error),
    }
}

/// The folder right below one that is marked as an archive, where there is exactly one.
fn below(folder: &Utf8Path) -> Option<String> {
    let marked = |name: &String| folder.join(name).join(quoteproof::config::FILE_NAME).is_file();
    let entries = folder.read_dir_utf8().ok()?.flatten().take(BELOW);
    let mut marked = entries.map(|entry| entry.file_name().to_owned()).filter(marked);
    marked.next().filter(|_| marked.next().is_none())
}

/// The error, with the option that named what it is about.
fn with_option(error: ArchiveError) -> anyhow::Error {
    let option = match &error {
        ArchiveError::NoRoot(_) => "--root",
        ArchiveError::NoTexts(_) | ArchiveError::TextsUnopened(..) => {
            if texts_are_typed() {
                "--texts"
            } else {
                "QUOTEPROOF_TEXTS"
            }
        }
        _ => return error.into(),
    };
    anyhow!("{option} {:#}", anyhow::Error::new(error))
}

/// The archive that the options and the place name, opened: the process is confined to it, and its configuration read. What
/// the work tree lacks of it is named.
pub(super) fn options(global: &Global, paths: &[Utf8PathBuf]) -> anyhow::Result<(Disk, Options)> {
    let (disk, options, lacked) = read(global, paths)?;
    name(&lacked);
    Ok((disk, options))
}

/// Names what the work tree lacks of an archive, once the process is confined: its configuration is read.
pub(super) fn name_lacked(archive: &Archive, lacked: &[Absent]) {
    if let Ok(options) = archive.options() {
        name(&Lacked::of(lacked, &options));
    }
}

fn name(lacked: &Lacked) {
    lacked.claims.iter().chain(&lacked.documents).for_each(|one| say(&format!("note: {one}")));
}

/// The same for a command that changes files by what all claims say: claims that the work tree lacks would lose their proofs,
/// or would name a source that is gone.
pub(super) fn options_of_all_claims(global: &Global) -> anyhow::Result<(Disk, Options)> {
    let (disk, options, lacked) = read(global, &[])?;
    match lacked.claims.first() {
        Some(one) => bail!("this command needs all claims, and some are not here: {one}"),
        None => Ok((disk, options)),
    }
}

fn read(global: &Global, paths: &[Utf8PathBuf]) -> anyhow::Result<(Disk, Options, Lacked)> {
    let archive = located(global, paths)?;
    let lacked = absent(&archive.root, archive.config_file.as_deref());
    sandbox::start(global, Some(&archive.root))?;
    let options = archive.options()?;
    let lacked = Lacked::of(&lacked, &options);
    Ok((archive.disk, options, lacked))
}
