//! `quoteproof rename`: another id, in all files that name it.

use super::lock::writing;
use super::named::{claim_file, claim_files, shown, source_folder, source_ids, text_of};
use super::signals::together;
use super::write::{move_folder, remove, write, write_new};
use super::{Global, options_of_all_claims, print, say};
use anyhow::{anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::author::rename::{
    Rename, Renamed, claim_file as renamed, in_claim, in_ignored, in_source, is_id,
};
use quoteproof::author::taken;
use quoteproof::baseline;
use quoteproof::repository::Disk;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
#[command(defer = true)]
pub(super) enum RenameTarget {
    /// Rename a claim
    ///
    /// Renames its file, and updates the relations of other claims.
    #[command(after_help = "\
Example:
  quoteproof rename claim lido-shut lido-closed-1975")]
    Claim(Arguments),
    /// Rename a source
    ///
    /// Renames its folder, and updates the evidence of claims, the sources that republish it, and its proofs. Nothing
    /// else in these files changes.
    #[command(after_help = "\
Example:
  quoteproof rename source minutes minutes-1975")]
    Source(Arguments),
}

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The current id
    #[arg(add = super::complete::ids())]
    old: String,
    /// The new id, in kebab-case
    new: String,
    /// Only report which files would change
    #[arg(long)]
    dry_run: bool,
}

impl RenameTarget {
    fn arguments(&self) -> &Arguments {
        let (Self::Claim(arguments) | Self::Source(arguments)) = self;
        arguments
    }

    /// Whether files of the repository are written.
    pub(super) fn writes(&self) -> bool {
        !self.arguments().dry_run
    }
}

/// A file, and what is to be written to it.
type Edit = (Utf8PathBuf, String);

pub(super) fn run(global: &Global, what: &RenameTarget) -> anyhow::Result<ExitCode> {
    let (disk, options) = options_of_all_claims(global)?;
    is_id(&what.arguments().new).map_err(|why| anyhow!(why))?;
    let _writing = what.writes().then(|| writing(&options.root, &options.config));
    match what {
        RenameTarget::Claim(arguments) => claim(&disk, &options, arguments),
        RenameTarget::Source(arguments) => source(&disk, &options, arguments),
    }
}

fn claim(disk: &Disk, options: &Options, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let file = claim_file(disk, options, &arguments.old, |source| {
        format!("`quoteproof rename source {source} {}` renames it", arguments.new)
    })?;
    let old = file.file_stem().unwrap_or_default();
    let new = arguments.new.as_str();
    if let Some(other) = taken(disk, &options.root.join(&options.config.claims), new) {
        bail!("there is already a claim `{new}`: {}", shown(&other, options));
    }
    let target = renamed(&file, new);
    let before = text_of(disk, &file)?;
    let rename = Rename { what: Renamed::Claim, old, new };
    let content = in_claim(&before, &rename, true);
    let others = cited(disk, options, &rename, &file);
    if !arguments.dry_run {
        let _together = together();
        for (other, content) in &others {
            write(&options.root, other, content.as_bytes())?;
        }
        let content = content.unwrap_or(before);
        if !write_new(&options.root, &target, content.as_bytes())? {
            bail!("{} already exists", shown(&target, options));
        }
        remove(&options.root, &file)?;
    }
    tell(options, arguments, &others, (&file, &target))?;
    Ok(finish(options, arguments))
}

fn source(disk: &Disk, options: &Options, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = source_folder(disk, options, &arguments.old, |claim| {
        format!("`quoteproof rename claim {claim} {}` renames it", arguments.new)
    })?;
    let old = folder.file_name().unwrap_or_default();
    let new = arguments.new.as_str();
    let target = folder.with_file_name(new);
    if source_ids(disk, options).iter().any(|id| id == new) || target.exists() {
        bail!("there is already a source `{new}`: {}", shown(&target, options));
    }
    let rename = Rename { what: Renamed::Source, old, new };
    let mut edits = cited(disk, options, &rename, &folder);
    for id in source_ids(disk, options) {
        for name in ["source.json", "proofs.json"] {
            let file = folder.with_file_name(&id).join(name);
            if let Ok(text) = text_of(disk, &file)
                && (id == old || name == "source.json")
                && let Some(after) = in_source(&text, old, new)
            {
                edits.push((file, after));
            }
        }
    }
    let ignored = options.root.join(".gitignore");
    if let Ok(text) = text_of(disk, &ignored)
        && let Some(after) = in_ignored(&text, shown(&folder, options), shown(&target, options))
    {
        edits.push((ignored, after));
    }
    edits.sort();
    if !arguments.dry_run {
        let _together = together();
        for (file, content) in &edits {
            write(&options.root, file, content.as_bytes())?;
        }
        move_folder(&options.root, &folder, &target)?;
    }
    tell(options, arguments, &edits, (&folder, &target))?;
    Ok(finish(options, arguments))
}

/// The claims that name it, as they will be, but for the file `own`.
fn cited(disk: &Disk, options: &Options, rename: &Rename<'_>, own: &Utf8PathBuf) -> Vec<Edit> {
    let mut edits = Vec::new();
    for file in claim_files(disk, options).into_iter().filter(|file| file != own) {
        match text_of(disk, &file) {
            Ok(text) => {
                edits.extend(in_claim(&text, rename, false).map(|after| (file, after)));
            }
            Err(error) => {
                let old = rename.old;
                say(&format!("note: {error:#}; if it names `{old}`, change that by hand"));
            }
        }
    }
    edits
}

/// Which files have changed, or would, and what has another name.
fn tell(
    options: &Options,
    arguments: &Arguments,
    edits: &[Edit],
    (old, new): (&Utf8Path, &Utf8Path),
) -> anyhow::Result<()> {
    let (changed, now) =
        if arguments.dry_run { ("would change", "would be") } else { ("changed", "now") };
    for (file, _) in edits {
        print(&format!("{}: {changed}\n", shown(file, options)))?;
    }
    print(&format!("{}: {now} {}\n", shown(old, options), shown(new, options)))
}

fn finish(options: &Options, arguments: &Arguments) -> ExitCode {
    if arguments.dry_run {
        say("nothing was written: leave out --dry-run to do it");
    } else if options.root.join(baseline::FILE_NAME).exists() {
        say(
            "note: the baseline lists findings by id: run `quoteproof validate`, and see whether some are new to it",
        );
    }
    ExitCode::SUCCESS
}
