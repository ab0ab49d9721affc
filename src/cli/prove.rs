//! `quoteproof seal` and `quoteproof prove`: they write seals and proofs.

use super::again::rooted;
use super::git::Git;
use super::git::absent::{git_on, top_of};
use super::lock::writing;
use super::named::text_of;
use super::source::ignore;
use super::write::write;
use super::{Global, located, merge, options, options_of_all_claims, print};
use anyhow::anyhow;
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::prove::{Proved, Sealable, prove as prove_all, seal as seal_one};
use quoteproof::repository::Disk;
use quoteproof::source::Source;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct SealArguments {
    /// The source's id
    #[arg(required = true)]
    id: Vec<String>,
}

#[derive(clap::Args)]
pub(super) struct ProveArguments {
    /// Write nothing; exit with 1 if something is not up to date
    #[arg(long)]
    pub(super) check: bool,
    /// Merge two versions of a proofs.json, as Git's merge driver: keep every
    /// valid passage of both; no text is needed. Exit status 0 merged, 1 not
    /// merged, and nothing is changed
    #[arg(
        long,
        value_names = ["%O", "%A", "%B", "%P"],
        num_args = 3..=4,
        allow_hyphen_values = true,
        conflicts_with = "check"
    )]
    pub(super) merge: Vec<Utf8PathBuf>,
}

pub(super) fn seal(global: &Global, arguments: &SealArguments) -> anyhow::Result<ExitCode> {
    // Git is asked before the process is confined; without it, nothing is known of what it has.
    let root = located(global, &[])?.root;
    let tracked = Git::at(&root).and_then(|git| git.entries(&[])).unwrap_or_default();
    let (disk, options) = options(global, &[])?;
    let _writing = writing(&options.root, &options.config);
    let done: Vec<Sealable> = arguments.id.iter().map(|id| seal_one(&disk, &options, id)).collect();
    for (id, outcome) in arguments.id.iter().zip(&done) {
        if !matches!(outcome, Sealable::Refused(_)) {
            keep_out(&disk, &options, id)?;
        }
    }
    let ended = finish(&options.root, done, false)?;
    for id in &arguments.id {
        let folder = options.config.corpus.join(id);
        let own = ["source.json", "proofs.json", ".gitignore", ".gitattributes"];
        let is_text = |file: &Utf8Path| {
            file.starts_with(&folder) && !file.file_name().is_some_and(|name| own.contains(&name))
        };
        for entry in tracked.iter().filter(|entry| is_text(&entry.file)) {
            let full = options.root.join(&entry.file);
            let remove = git_on(top_of(&full).unwrap_or(&options.root), "rm --cached", &full);
            super::say(&format!(
                "note: Git has {}: {remove} takes it out of the next commit; commits that have it keep it",
                entry.file
            ));
        }
    }
    Ok(ended)
}

/// Keeps from Git what the archive's folder has of a source's text.
fn keep_out(disk: &Disk, options: &Options, id: &str) -> anyhow::Result<()> {
    let folder = options.config.corpus.join(id);
    let record = text_of(disk, &options.root.join(&folder).join("source.json"))?;
    let text = serde_json::from_str::<Source>(&record)?.text;
    let files = text.rendition.iter().map(|made| &made.path).chain([&text.path]);
    for file in files.map(|path| folder.join(path)) {
        if options.root.join(&file).exists() {
            ignore(disk, options, &file)?;
        }
    }
    Ok(())
}

pub(super) fn prove(global: &Global, arguments: &ProveArguments) -> anyhow::Result<ExitCode> {
    if !arguments.merge.is_empty() {
        return Ok(merge::run(&arguments.merge));
    }
    let (disk, options) = options_of_all_claims(global)?;
    let _writing = (!arguments.check).then(|| writing(&options.root, &options.config));
    let done = prove_all(&disk, &options);
    if done.is_empty() {
        return Err(anyhow!("no source of {} is sealed", options.root));
    }
    finish(&options.root, done, arguments.check)
}

pub(super) fn finish(
    root: &Utf8Path,
    done: Vec<Sealable>,
    check: bool,
) -> anyhow::Result<ExitCode> {
    let mut failed = false;
    for outcome in done {
        match outcome {
            Sealable::Current(what, complete) => {
                failed |= !complete;
                print(&rooted(&format!("{what}\n")))?;
            }
            Sealable::Refused(why) => {
                failed = true;
                super::say(&format!("quoteproof: {why}"));
            }
            Sealable::Write(Proved { what, .. }) if check => {
                failed = true;
                print(&rooted(&format!("{what}; not written\n")))?;
            }
            Sealable::Write(Proved { path, content, what, complete }) => {
                failed |= !complete;
                write(root, &path, content.as_bytes())?;
                print(&rooted(&format!("{what}\n")))?;
            }
        }
    }
    Ok(ExitCode::from(u8::from(failed)))
}
