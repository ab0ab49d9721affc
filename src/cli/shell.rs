//! `quoteproof completions` and `quoteproof man`: what a package puts beside the command.

use super::{Cli, print};
use anyhow::{Context, anyhow};
use clap::CommandFactory;
use clap_complete::Shell;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

#[derive(clap::Args)]
pub(super) struct ManArguments {
    /// The command to print the page of [default: quoteproof itself]
    command: Option<String>,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> anyhow::Result<ExitCode> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "quoteproof", &mut text);
    print(&String::from_utf8(text).context("the completions are not UTF-8")?)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn man(arguments: &ManArguments) -> anyhow::Result<ExitCode> {
    let mut all = Cli::command();
    // Options of all commands come to the single ones here.
    all.build();
    let command = match &arguments.command {
        None => all,
        Some(name) => {
            let names = || all.get_subcommands().map(clap::Command::get_name);
            let found = all.find_subcommand(name).with_context(|| {
                format!(
                    "there is no command `{name}`; there are {}",
                    names().collect::<Vec<_>>().join(", ")
                )
            })?;
            found.clone().version(env!("CARGO_PKG_VERSION"))
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).context("the page cannot be made")?;
    print(&String::from_utf8(text).map_err(|_| anyhow!("the page is not UTF-8"))?)?;
    Ok(ExitCode::SUCCESS)
}
