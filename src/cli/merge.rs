//! `quoteproof prove --merge`: Git calls it where both sides of a merge have changed a `proofs.json`.
//!
//! Git hands it three files with passing names in the work tree's top folder (the base, ours, theirs) and, as `%P`, the
//! path that they are versions of. What the proofs are of is in the `source.json` beside that path: the one on the
//! disk, since Git merges before it writes. Each file of proofs names its seal, so a `source.json` of another
//! moment is noticed.

use super::write::write_report;
use super::{here, normal, read_named, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::check::MAX_JSON;
use quoteproof::config::Config;
use quoteproof::report::counted;
use quoteproof::repository::{Disk, find_root, stays_inside};
use quoteproof::seal::{FileError, Merged, Proofs, Seal, merge, parse, render};
use quoteproof::source::Source;
use quoteproof::text::{conflict_marker, strip_bom};
use std::process::ExitCode;

/// Merges proofs: 0 and the result in the file of our side, or 1, which is a conflict to Git, and no file is
/// changed.
pub(super) fn run(files: &[Utf8PathBuf]) -> ExitCode {
    match try_run(files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("quoteproof: the proofs were not merged: {error:#}"));
            say(
                "next: take either side of the file, run `quoteproof prove` where the text is, and `git add` it",
            );
            ExitCode::from(1)
        }
    }
}

fn try_run(files: &[Utf8PathBuf]) -> anyhow::Result<()> {
    // The base is not looked at: see `merge`.
    let [_, ours_file, theirs_file, path @ ..] = files else {
        bail!("--merge takes the files that Git calls %O %A %B, and the path %P");
    };
    let here = here()?;
    let disk = Disk::new(&here).with_context(|| format!("{here} cannot be opened"))?;
    let path = path.first();
    let name = path.unwrap_or(ours_file);
    let proofs = |file: &Utf8Path, side: &str| -> anyhow::Result<Proofs> {
        let bytes = read_named(&disk, file)?;
        read(&bytes).with_context(|| format!("{name}, {side} version"))
    };
    let (ours, theirs) = (proofs(ours_file, "our")?, proofs(theirs_file, "their")?);
    if ours.source != theirs.source {
        bail!("{name}: one version is of `{}`, the other of `{}`", ours.source, theirs.source);
    }
    if ours.root != theirs.root {
        bail!(
            "{name}: the source was sealed again on one side: the proofs are of two different texts"
        );
    }
    let seal = seal_of(&disk, &here, path.map(Utf8PathBuf::as_path), ours_file, &ours)?;
    let Merged { proofs, forged } = merge(&ours.source, &seal, &ours, &theirs)?;
    write_report(&here, ours_file, &render(&proofs))?;
    if forged > 0 {
        say(&format!(
            "{name}: {} left out, which prove{} nothing",
            counted(forged, "passage"),
            if forged == 1 { "s" } else { "" }
        ));
    }
    Ok(())
}

fn read(bytes: &[u8]) -> anyhow::Result<Proofs> {
    if bytes.len() > MAX_JSON {
        bail!("it is larger than {} MiB", MAX_JSON >> 20);
    }
    let text = strip_bom(std::str::from_utf8(bytes).context("it is not UTF-8")?);
    if conflict_marker(text).is_some() {
        bail!("it has the conflict markers of an earlier merge");
    }
    parse(text).map_err(|why| match why {
        FileError::Json { line, .. } if quoteproof::json::parse(text).0.is_none() => {
            anyhow!("it is not JSON, from line {line} on")
        }
        FileError::Json { line, .. } => anyhow!("it is not a file of proofs: see line {line}"),
        other => anyhow!(other),
    })
}

/// The seal that the proofs are of, from the `source.json` beside the path that Git says; without a path, beside the file
/// itself, or in the archive that the current folder is in.
fn seal_of(
    disk: &Disk,
    here: &Utf8Path,
    path: Option<&Utf8Path>,
    ours: &Utf8Path,
    proofs: &Proofs,
) -> anyhow::Result<Seal> {
    let beside = |path: &Utf8Path| normal(&here.join(path)).with_file_name("source.json");
    let id = Utf8Path::new(&proofs.source);
    let in_archive = || {
        let root = find_root(Utf8Path::exists, here)?;
        let file = root.join(Config::default().corpus).join(id).join("source.json");
        (stays_inside(id) && file.exists()).then_some(file)
    };
    let file = match path {
        Some(path) => beside(path),
        None => {
            Some(beside(ours)).filter(|f| f.exists()).or_else(in_archive).with_context(|| {
                format!(
                    "the place of `{id}` is not known: put %P at the end of the driver's command"
                )
            })?
        }
    };
    let bytes = read_named(disk, &file)?;
    let source: Source = serde_json::from_slice(strip(&bytes))
        .with_context(|| format!("{file} cannot be read as a source"))?;
    let seal = source.seal.with_context(|| format!("{file} has no seal"))?;
    if source.id != proofs.source || seal.root != proofs.root {
        bail!("the seal of {file} is not the one that the proofs were made for");
    }
    Ok(seal)
}

fn strip(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
