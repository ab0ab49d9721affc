//! `quoteproof source edit` and `quoteproof source remove`.

use super::named::{claim_files, shown, source_folder, source_ids, text_of};
use super::signals::together;
use super::stated::Stated;
use super::write::{names_below, remove, remove_folder, write};
use super::{print, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::author::edit::{remove_member, set_member};
use quoteproof::author::rename::{Rename, Renamed, in_claim, in_source};
use quoteproof::author::{SOURCE_MEMBERS, source_fits};
use quoteproof::report::counted;
use quoteproof::repository::Disk;
use quoteproof::source::Source;
use quoteproof::text::or_nearest;
use std::process::ExitCode;

/// Members that may not be taken out: what a source is known by, and what other commands write.
const KEPT: [&str; 4] = ["$schema", "id", "text", "seal"];

/// Claims that are named where a source is cited.
const MAX_NAMED: usize = 5;

#[derive(clap::Args)]
pub(super) struct EditArguments {
    /// The ids of the sources
    #[arg(required = true, value_name = "ID", add = super::complete::sources())]
    ids: Vec<String>,
    #[command(flatten)]
    stated: Stated,
    /// Remove a member, such as url (may be repeated)
    #[arg(long, value_name = "MEMBER")]
    unset: Vec<String>,
}

#[derive(clap::Args)]
pub(super) struct RemoveArguments {
    /// The source's id
    #[arg(add = super::complete::sources())]
    id: String,
    /// Also delete the text of a sealed source; Git has no copy of it
    #[arg(long)]
    discard_text: bool,
}

pub(super) fn edit(
    disk: &Disk,
    options: &Options,
    arguments: &EditArguments,
) -> anyhow::Result<ExitCode> {
    if arguments.stated.members().is_empty() && arguments.unset.is_empty() {
        bail!(
            "name what to change: --title, --author, --url …; `quoteproof source edit --help` lists all"
        );
    }
    if let (Some(option), 2..) = (arguments.stated.of_one_document(), arguments.ids.len()) {
        bail!("{option} applies to one document, but {} are named", arguments.ids.len());
    }
    // All of them are there, or none is changed.
    let instead = |claim: &str| format!("`quoteproof edit {claim} --statement \"…\"` changes it");
    let folder = |id: &String| source_folder(disk, options, id, instead);
    let folders: Vec<Utf8PathBuf> = arguments.ids.iter().map(folder).collect::<Result<_, _>>()?;
    folders.iter().try_for_each(|folder| edit_one(disk, options, arguments, folder))?;
    Ok(ExitCode::SUCCESS)
}

/// Changes what is recorded about the document in a source's folder.
fn edit_one(
    disk: &Disk,
    options: &Options,
    arguments: &EditArguments,
    folder: &Utf8Path,
) -> anyhow::Result<()> {
    let file = folder.join("source.json");
    let name = shown(&file, options);
    let before = text_of(disk, &file)?;
    let members = arguments.stated.members();
    let mut after = before.clone();
    for (member, value) in &members {
        after = set_member(&after, "", member, value, &SOURCE_MEMBERS)
            .with_context(|| format!("{name} is not JSON: run `quoteproof validate`"))?;
    }
    for member in &arguments.unset {
        let optional = SOURCE_MEMBERS.into_iter().filter(|name| !KEPT.contains(name));
        if !optional.clone().any(|name| name == member) {
            bail!("`{member}` cannot be removed{}", or_nearest(member, optional));
        }
        after = remove_member(&after, &format!("/{member}"))
            .with_context(|| format!("{name} has no `{member}`"))?;
    }
    source_fits(name, &before, &after).map_err(|why| anyhow!(why))?;
    if after == before {
        say(&format!("{name}: unchanged; it says this already"));
        return Ok(());
    }
    write(&options.root, &file, after.as_bytes())?;
    let changed: Vec<&str> = members.iter().map(|(member, _)| *member).collect();
    let changed = changed.into_iter().chain(arguments.unset.iter().map(String::as_str));
    print(&format!("{name}: {} changed\n", changed.collect::<Vec<_>>().join(", ")))
}

pub(super) fn take_out(
    disk: &Disk,
    options: &Options,
    arguments: &RemoveArguments,
) -> anyhow::Result<ExitCode> {
    let folder = source_folder(disk, options, &arguments.id, |claim| {
        format!("to remove it, delete its file, which `quoteproof show {claim}` names")
    })?;
    let id = folder.file_name().unwrap_or_default();
    let users = users(disk, options, id);
    if !users.is_empty() {
        let more = users.len().saturating_sub(MAX_NAMED);
        let named: Vec<&str> = users.iter().take(MAX_NAMED).map(|f| f.as_str()).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        say(&format!("{id}: it is cited by {}{more}; nothing was removed", named.join(", ")));
        return Ok(ExitCode::FAILURE);
    }
    let source = text_of(disk, &folder.join("source.json")).ok();
    let source: Option<Source> = source.and_then(|text| serde_json::from_str(&text).ok());
    let text = source.as_ref().map(|source| folder.join(&source.text.path));
    let sealed = source.as_ref().is_some_and(|source| source.seal.is_some());
    if let Some(text) = text.as_ref().filter(|text| text.exists())
        && sealed
        && !arguments.discard_text
    {
        bail!(
            "{}: the text of a sealed source is kept out of Git, and this may be the only copy: move it away, or say \
             --discard-text",
            shown(text, options)
        );
    }
    let own = ["source.json", "proofs.json", ".gitignore"].map(|name| folder.join(name));
    let known: Vec<Utf8PathBuf> = own.into_iter().chain(text).collect();
    let here = names_below(&folder)?;
    let is_known = |file: &Utf8Path| known.iter().any(|k| k == file);
    if let Some((other, _)) = here.iter().find(|(file, is_folder)| !is_folder && !is_known(file)) {
        bail!("{}: this is not a file of the source; move it away first", shown(other, options));
    }
    let files: Vec<&Utf8PathBuf> = known.iter().filter(|file| file.exists()).collect();
    let _together = together();
    for file in &files {
        remove(&options.root, file)?;
    }
    remove_folder(&options.root, &folder)?;
    let name = shown(&folder, options);
    print(&format!("{name}: removed, {}\n", counted(files.len(), "file")))?;
    Ok(ExitCode::SUCCESS)
}

/// The files that name the source.
fn users(disk: &Disk, options: &Options, id: &str) -> Vec<Utf8PathBuf> {
    let cites = |file: &Utf8PathBuf| {
        let text = text_of(disk, file).unwrap_or_default();
        in_claim(&text, &Rename { what: Renamed::Source, old: id, new: "" }, false).is_some()
    };
    let claims = claim_files(disk, options).into_iter().filter(cites);
    let corpus = options.root.join(&options.config.corpus);
    let others = source_ids(disk, options).into_iter().filter(|other| other != id);
    let others = others.map(|other| corpus.join(other).join("source.json"));
    let derived = |file: &Utf8PathBuf| {
        let text = text_of(disk, file).unwrap_or_default();
        in_source(&text, id, "").is_some()
    };
    let all = claims.chain(others.filter(derived));
    all.map(|file| shown(&file, options).to_owned()).collect()
}
