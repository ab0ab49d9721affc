//! `quoteproof init`: an empty folder becomes an archive.

use super::git::Git;
use super::lock::writing;
use super::write::{holds, write, write_new};
use super::{Global, here, print, sandbox, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::author::{HOOK, Install, Layout, NewFile, files, is_plain, schemas};
use quoteproof::config::Config;
use quoteproof::report::counted;
use quoteproof::repository::{Disk, World};
use quoteproof::text::shell_path;
use std::process::ExitCode;

/// How Git calls the merge driver that `.gitattributes` names; it starts none that its configuration does not name.
const DRIVER: &str = "quoteproof prove --merge %O %A %B %P";

#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(super) struct Arguments {
    /// The folder, which is created if it does not exist
    #[arg(default_value = ".")]
    folder: Utf8PathBuf,
    /// Also write an example: a claim and a source that pass, to look at
    #[arg(long, conflicts_with_all = ["bare", "update"])]
    example: bool,
    /// Without an example (the default)
    #[arg(long)]
    bare: bool,
    /// Also write a workflow for GitHub Actions, which installs quoteproof FROM a
    /// folder of the checkout that has its sources, URL#COMMIT of a repository, or
    /// a version, once the registry has one
    #[arg(long, value_name = "FROM", conflicts_with = "update")]
    ci: Option<Install>,
    /// With --ci FROM: also write a workflow that puts the pages of
    /// `quoteproof site` on GitHub Pages
    #[arg(long, requires = "ci")]
    pages: bool,
    /// Replace the schemas in schema/ if another version wrote them; write nothing
    /// else
    #[arg(long, conflicts_with = "bare")]
    update: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder;
    // Else it would set up the current folder.
    if let Some(root) = &global.root {
        let word = shell_path(root.as_str());
        bail!(
            "--root {root}: `init` takes the folder without --root, as in `quoteproof init {word}`"
        );
    }
    if folder.exists() && !folder.is_dir() {
        bail!("{folder} is not a folder");
    }
    std::fs::create_dir_all(folder).with_context(|| format!("{folder} cannot be made"))?;
    // Its own way may have symbolic links; what is inside it may not.
    let folder = folder.canonicalize().with_context(|| format!("{folder} cannot be read"))?;
    let folder = Utf8PathBuf::from_path_buf(folder)
        .map_err(|path| anyhow!("the folder's name is not UTF-8: {}", path.display()))?;
    let place = Folders::of(folder)?;
    if let Some(install) = &arguments.ci {
        place.has(install)?;
    }
    sandbox::start(global, Some(&place.top))?;
    let _writing = writing(&place.folder, &Config::default());
    if arguments.update {
        return update(&place.folder);
    }
    let (install, pages) = (arguments.ci.as_ref(), arguments.pages);
    let layout =
        Layout { example: arguments.example, install, pages, folder: place.inside.as_deref() };
    let left = place.write(&files(&layout))?;
    if let Some(Install::Version(version)) = install {
        say(&format!(
            "note: the workflow installs quoteproof {version} from the registry, and fails where that has no such \
             version; URL#COMMIT and a folder need no registry"
        ));
    }
    if let Some(workflow) = left.iter().find(|file| file.starts_with(".github")) {
        say(&format!(
            "note: {workflow} is not what this command would write, and stays as it was: look at what it installs, or \
             remove it and run this again"
        ));
    } else if install.is_some() && !has_claims(&place.folder) {
        say("note: the workflow fails as long as the archive has no claim");
    }
    let next = if arguments.example {
        "quoteproof validate; then quoteproof source add FILE"
    } else if has_claims(&place.folder) {
        "quoteproof validate"
    } else {
        "quoteproof source add FILE, then quoteproof new claim ID --quote \"some words\""
    };
    let enter = if here()? == place.folder {
        String::new()
    } else {
        format!("cd {}; ", shell_path(arguments.folder.as_str()))
    };
    say(&format!("next: {enter}{next}"));
    let attributes = read_of(&place.folder, ".gitattributes").unwrap_or_default();
    if !String::from_utf8_lossy(&attributes).contains("merge=quoteproof") {
        say("next: to merge proofs, add to .gitattributes: corpus/**/proofs.json merge=quoteproof");
    }
    if place.top.join(".git").exists() {
        say(&format!(
            "if you seal sources, run once in each clone, so that Git can merge proofs: git config merge.quoteproof.driver \"{DRIVER}\""
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The most that is read of a file that Git or this command has written, in bytes: each is a few kilobytes long.
const MAX_OWN: usize = 1 << 20;

/// A file of a folder that a stranger may have made: no pipe, no device, nothing that a link leads to outside.
fn read_of(folder: &Utf8Path, file: impl AsRef<Utf8Path>) -> std::io::Result<Vec<u8>> {
    Disk::new(folder)?.read_up_to(&folder.join(file), MAX_OWN)
}

/// Whether the archive has a claim, or a folder of them.
fn has_claims(folder: &Utf8Path) -> bool {
    let entries = std::fs::read_dir(folder.join("claims")).into_iter().flatten().flatten();
    let mut paths = entries.map(|entry| entry.path());
    paths.any(|path| path.is_dir() || path.extension().is_some_and(|end| end == "json"))
}

/// Where the files of an archive go.
struct Folders {
    /// The archive's folder.
    folder: Utf8PathBuf,
    /// The top of the Git checkout that it is part of; itself where it is part of none.
    top: Utf8PathBuf,
    /// The way from there to the archive, where it is another folder.
    inside: Option<Utf8PathBuf>,
}

impl Folders {
    /// Looks for the checkout that has the folder: hooks and workflows are read at its top only. A folder that Git leaves
    /// out is part of none.
    fn of(folder: Utf8PathBuf) -> anyhow::Result<Self> {
        let alone = |folder: Utf8PathBuf| Self { top: folder.clone(), folder, inside: None };
        let top = folder.ancestors().find(|f| f.join(".git").exists()).map(Utf8Path::to_owned);
        let Some(top) = top.filter(|top| *top != folder) else { return Ok(alone(folder)) };
        let ignored = Git::at(&folder).and_then(|git| git.is_ignored());
        if ignored.with_context(|| format!("{folder} is in a Git checkout that cannot be read"))? {
            return Ok(alone(folder));
        }
        let inside = folder.strip_prefix(&top).unwrap_or(&folder).to_owned();
        if !is_plain(&inside) {
            bail!(
                "{inside}: the hook at the top of the checkout cannot name this folder: give it a name of letters, \
                 digits, `.`, `_` and `-`"
            );
        }
        Ok(Self { folder, top, inside: Some(inside) })
    }

    /// An error where a folder is to be installed that has nothing to install.
    fn has(&self, install: &Install) -> anyhow::Result<()> {
        if let Install::Path(path) = install
            && !self.top.join(path).join("Cargo.toml").is_file()
        {
            bail!(
                "--ci {path}: {} has no folder {path} with a Cargo.toml; name the folder that has quoteproof's sources, \
                 URL#COMMIT of a repository that has them, or a version",
                self.top
            );
        }
        Ok(())
    }

    /// Writes what is not there yet, and says what was done. Gives the files that are there with other content.
    fn write(&self, files: &[NewFile]) -> anyhow::Result<Vec<Utf8PathBuf>> {
        let (mut same, mut other) = (0, Vec::new());
        for file in files {
            let root = if file.at_top { &self.top } else { &self.folder };
            let path = root.join(&file.path);
            let shown = if self.inside.is_some() && file.at_top {
                format!("{} at the top of the checkout", file.path)
            } else {
                file.path.to_string()
            };
            if write_new(root, &path, file.content.as_bytes())? {
                print(&format!("wrote {shown}\n"))?;
            } else if holds(&path, file.content.as_bytes()) {
                same += 1;
            } else {
                print(&format!("kept  {shown}, which has other content\n"))?;
                other.push(file.path.clone());
            }
        }
        let left = |number: usize, how: &str| match number {
            0 => String::new(),
            n => format!(", {n} {how}"),
        };
        say(&format!(
            "{} written{}{}",
            counted(files.len() - same - other.len(), "file"),
            left(same, "there already"),
            left(other.len(), "kept with other content")
        ));
        let hook = files.iter().find(|file| file.path == HOOK && other.contains(&file.path));
        if let Some(hook) = hook.filter(|_| !has_hook(&self.top)) {
            let at_top = if self.inside.is_some() { " at the top of the checkout" } else { "" };
            say(&format!("next: add this hook to {HOOK}{at_top}, below `repos:`"));
            let lines = hook.content.lines().skip_while(|line| *line != "repos:").skip(1);
            let lines = lines.filter(|line| !line.trim_start().starts_with('#'));
            lines.for_each(say);
        }
        Ok(other)
    }
}

/// Whether the file of pre-commit runs quoteproof already.
fn has_hook(folder: &Utf8Path) -> bool {
    read_of(folder, HOOK).is_ok_and(|text| String::from_utf8_lossy(&text).contains("quoteproof"))
}

/// Writes the schemas again that are there and are not those of this version.
fn update(folder: &Utf8Path) -> anyhow::Result<ExitCode> {
    let mut renewed = 0;
    for file in schemas() {
        let path = folder.join(&file.path);
        let Ok(old) = read_of(folder, &file.path) else { continue };
        if old != file.content.as_bytes() {
            write(folder, &path, file.content.as_bytes())?;
            print(&format!("updated {}\n", file.path))?;
            renewed += 1;
        }
    }
    if renewed == 0 {
        say("the schemas are up to date");
    }
    Ok(ExitCode::SUCCESS)
}
