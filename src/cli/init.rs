//! `quoteproof init`: an empty folder becomes an archive.

use super::lock::writing;
use super::write::{write, write_new};
use super::{Global, print, sandbox, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::author::{Install, files, schemas};
use quoteproof::config::Config;
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
    /// version (0.1.0), a folder of the checkout, or URL#COMMIT of a repository
    #[arg(long, value_name = "FROM", conflicts_with = "update")]
    ci: Option<Install>,
    /// With --ci: also write a workflow that puts `quoteproof site` on GitHub
    /// Pages
    #[arg(long, requires = "ci")]
    pages: bool,
    /// Replace the schemas in schema/ if another version wrote them; write nothing
    /// else
    #[arg(long, conflicts_with = "bare")]
    update: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder;
    if folder.exists() && !folder.is_dir() {
        bail!("{folder} is not a folder");
    }
    std::fs::create_dir_all(folder).with_context(|| format!("{folder} cannot be made"))?;
    // Its own way may have symbolic links; what is inside it may not.
    let folder = folder.canonicalize().with_context(|| format!("{folder} cannot be read"))?;
    let folder = Utf8PathBuf::from_path_buf(folder)
        .map_err(|path| anyhow!("the folder's name is not UTF-8: {}", path.display()))?;
    sandbox::start(global, Some(&folder))?;
    let _writing = writing(&folder, &Config::default());
    if arguments.update {
        return update(&folder);
    }
    let mut written = 0;
    let mut left = 0;
    for file in files(arguments.example, arguments.ci.as_ref(), arguments.pages) {
        if write_new(&folder, &folder.join(&file.path), file.content.as_bytes())? {
            written += 1;
            print(&format!("wrote {}\n", file.path))?;
        } else {
            left += 1;
            print(&format!("kept  {}: it already exists\n", file.path))?;
        }
    }
    let left = match left {
        0 => String::new(),
        1 => ", 1 kept as it was".to_owned(),
        n => format!(", {n} kept as they were"),
    };
    say(&format!("{written} files written{left}"));
    if arguments.example {
        say("next: quoteproof validate; then quoteproof source add FILE");
    } else {
        say(
            "next: quoteproof source add FILE, then quoteproof new claim ID --quote \"some words\"",
        );
    }
    let attributes = std::fs::read_to_string(folder.join(".gitattributes")).unwrap_or_default();
    if !attributes.contains("merge=quoteproof") {
        say("next: to merge proofs, add to .gitattributes: corpus/**/proofs.json merge=quoteproof");
    }
    say(&format!(
        "if you seal sources, run once in each clone, so that Git can merge proofs: git config merge.quoteproof.driver \"{DRIVER}\""
    ));
    Ok(ExitCode::SUCCESS)
}

/// Writes the schemas again that are there and are not those of this version.
fn update(folder: &Utf8Path) -> anyhow::Result<ExitCode> {
    let mut renewed = 0;
    for file in schemas() {
        let path = folder.join(&file.path);
        let Ok(old) = std::fs::read(&path) else { continue };
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
