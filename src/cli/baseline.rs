//! The baseline on disk: `--baseline` and `--update-baseline`.

use super::write::write_report;
use super::{named_exists, read_named, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::baseline::{Baseline, FILE_NAME};
use quoteproof::report::{Report, counted};
use quoteproof::repository::{Disk, World, shown};
use quoteproof::text::shell_option;

/// Lines that say what is gone.
const MAX_GONE: usize = 10;

// Findings that are known. A doc comment would be taken for what the command is about.
#[derive(Default, clap::Args)]
pub(super) struct BaselineArguments {
    /// A baseline: known findings, which do not fail
    /// [default: quoteproof-baseline.json in the archive, if it exists]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<Utf8PathBuf>,
    /// Record the current findings in the baseline, and drop those that no longer
    /// occur
    #[arg(long, conflicts_with_all = ["staged", "changed_since"])]
    pub(super) update_baseline: bool,
}

impl BaselineArguments {
    /// Whether there may be a baseline, old or new, which knows findings by their fingerprints.
    pub(super) fn may_apply(&self, world: &dyn World, options: &Options) -> bool {
        self.update_baseline
            || self.baseline.is_some()
            || world.exists(&options.root.join(FILE_NAME))
    }
}

/// Applies the baseline to a report, or writes it again and applies that. The usual one is that of `world`, for it may be
/// staged, or that of another commit; one that is named is on the disk.
pub(super) fn settle(
    arguments: &BaselineArguments,
    disk: &Disk,
    world: &dyn World,
    options: &Options,
    report: &mut Report,
) -> anyhow::Result<()> {
    let default = options.root.join(FILE_NAME);
    let file = arguments.baseline.as_ref().unwrap_or(&default);
    let named = arguments.baseline.is_some();
    let there = if named { named_exists(disk, file)? } else { world.exists(file) };
    if arguments.update_baseline {
        if !options.paths.is_empty() {
            bail!("--update-baseline covers the whole archive: name no paths");
        }
        return update(file, disk, &options.root, there, report);
    }
    if !there && arguments.baseline.is_none() {
        return Ok(());
    }
    let bytes = if named { read_named(disk, file)? } else { read_in(world, file)? };
    let gone = read(file, &bytes)?.apply(report);
    // A run on some paths does not know what became of the others.
    if options.paths.is_empty() && !gone.is_empty() {
        tell(&gone, "gone, but still in the baseline");
        say("note: `quoteproof validate --update-baseline` drops findings that are gone");
    }
    Ok(())
}

fn update(
    file: &Utf8Path,
    disk: &Disk,
    root: &Utf8Path,
    there: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    // One that cannot be read, after a bad merge for example, is written again.
    let gone = if there {
        read_named(disk, file)
            .and_then(|bytes| Ok(read(file, &bytes)?.apply(report)))
            .unwrap_or_default()
    } else {
        vec![]
    };
    let new = Baseline::of(report);
    write_report(root, file, &new.to_json())?;
    new.apply(report);
    tell(&gone, "dropped from the baseline");
    say(&format!("{}: {} recorded", shown(file, root), counted(new.len(), "finding")));
    Ok(())
}

fn tell(gone: &[String], what: &str) {
    for line in gone.iter().take(MAX_GONE) {
        say(&format!("note: {what}: {line}"));
    }
    if gone.len() > MAX_GONE {
        say(&format!("note: {what}: {} more", gone.len() - MAX_GONE));
    }
}

fn read_in(world: &dyn World, file: &Utf8Path) -> anyhow::Result<Vec<u8>> {
    world.read(file).with_context(|| format!("{file} cannot be read"))
}

fn read(file: &Utf8Path, bytes: &[u8]) -> anyhow::Result<Baseline> {
    Baseline::read(bytes).map_err(|error| {
        let (line, column) = (error.position.line, error.position.column);
        let renew = if error.is_damaged {
            let named = if file.file_name() == Some(FILE_NAME) {
                String::new()
            } else {
                format!(" {}", shell_option("baseline", file.as_str()))
            };
            format!(
                "; this should be a baseline, the list of known findings: get back the version that Git has, or write it \
                 again with `quoteproof validate --update-baseline{named}`, which takes all findings of today for known"
            )
        } else {
            String::new()
        };
        anyhow!("{file}:{line}:{column}: {error}{renew}")
    })
}
