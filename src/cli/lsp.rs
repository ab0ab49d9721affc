//! `quoteproof lsp`: the language server on standard input and output.

use super::{Global, given_texts, here, normal, sandbox, say};
use camino::Utf8Path;
use quoteproof::archive::{Archive, Start};
use quoteproof::lsp::{Opening, Workspace, serve};
use std::io::BufReader;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Standard input and output, which is the only way; for editors that say so
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(super) fn run(global: &Global, _: &Arguments) -> anyhow::Result<ExitCode> {
    let mut input = BufReader::new(std::io::stdin());
    let mut output = std::io::stdout();
    let Some(opening) = Opening::read(&mut input, &mut output) else {
        sandbox::start(global, None)?;
        say(
            "quoteproof: this is a language server: an editor starts it, and speaks to it on standard input",
        );
        return Ok(ExitCode::FAILURE);
    };
    let here = here()?;
    let root = global.root.as_ref().map(|root| normal(&here.join(root)));
    let config = global.config.as_ref().map(|file| normal(&here.join(file)));
    let texts: Vec<_> = given_texts(global).cloned().collect();
    let locate = move |folder: &Utf8Path| {
        let mut start = Start::at(folder);
        start.root.clone_from(&root);
        start.config.clone_from(&config);
        start.texts.clone_from(&texts);
        Archive::locate(&start)
    };
    let mut folders = opening.folders();
    if folders.is_empty() {
        folders.push(here);
    }
    // By names alone; afterwards nothing else can be read.
    let found = folders.iter().filter_map(|folder| locate(folder).ok());
    let mut reached: Vec<_> = found.map(|archive| archive.root).collect();
    reached.extend(folders.iter().cloned());
    sandbox::start_among(global, &reached)?;
    let status = serve(&opening, Workspace { folders, locate: &locate }, input, &mut output);
    Ok(ExitCode::from(status))
}
