//! `quoteproof init`: an empty folder becomes an archive.

use super::lock::writing;
use super::write::write_new;
use super::{Global, print, sandbox, say};
use anyhow::{Context, anyhow, bail};
use camino::Utf8PathBuf;
use quoteproof::author::files;
use quoteproof::config::Config;
use std::process::ExitCode;

/// How Git calls the merge driver that `.gitattributes` names; it starts none that its configuration does not name.
const DRIVER: &str = "quoteproof prove --merge %O %A %B %P";

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder; it is made if it is not there
    #[arg(default_value = ".")]
    folder: Utf8PathBuf,
    /// Without the example: empty folders for claims and sources
    #[arg(long)]
    bare: bool,
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
    let mut written = 0;
    let mut left = 0;
    for file in files(arguments.bare) {
        if write_new(&folder, &folder.join(&file.path), file.content.as_bytes())? {
            written += 1;
            print(&format!("wrote {}\n", file.path))?;
        } else {
            left += 1;
            print(&format!("left  {}, it is there already\n", file.path))?;
        }
    }
    let left = match left {
        0 => String::new(),
        1 => ", 1 left as it was".to_owned(),
        n => format!(", {n} left as they were"),
    };
    say(&format!("{written} files written{left}"));
    if arguments.bare {
        say("next: quoteproof source add FILE, then quoteproof new claim ID");
    } else {
        say("next: quoteproof validate; then quoteproof source add FILE");
    }
    let attributes = std::fs::read_to_string(folder.join(".gitattributes")).unwrap_or_default();
    if !attributes.contains("merge=quoteproof") {
        say("next: to merge proofs, add to .gitattributes: corpus/**/proofs.json merge=quoteproof");
    }
    say(&format!("once in each clone: git config merge.quoteproof.driver \"{DRIVER}\""));
    Ok(ExitCode::SUCCESS)
}
