//! `quoteproof completions` and `quoteproof man`: the files that a package installs with the command.

use super::complete::{registration, shells};
use super::{Cli, print};
use anyhow::{Context, anyhow, bail};
use clap::CommandFactory;
use quoteproof::text::or_nearest;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct CompletionsArguments {
    /// The shell: bash, elvish, fish, powershell or zsh
    shell: String,
}

#[derive(clap::Args)]
pub(super) struct ManArguments {
    /// The command to print the page of, such as validate or source add
    /// [default: quoteproof itself]
    command: Vec<String>,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> anyhow::Result<ExitCode> {
    let shell = arguments.shell.to_lowercase();
    let Some(script) = registration(&shell) else {
        let known = shells();
        match or_nearest(&shell, known.iter().copied()) {
            near if near.is_empty() => {
                bail!("there are no completions for `{shell}`, only for {}", known.join(", "));
            }
            near => bail!("there are no completions for `{shell}`{near}"),
        }
    };
    let script = script.context("the completions cannot be written")?;
    print(&String::from_utf8(script).context("the completions are not UTF-8")?)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn man(arguments: &ManArguments) -> anyhow::Result<ExitCode> {
    let mut all = Cli::command();
    // Options of all commands come to the single ones here.
    all.build();
    // `source add`, "source add" and `source-add`, as the pages call each other.
    let split = |c: char| c.is_whitespace() || c == '-';
    let mut names = arguments.command.iter().flat_map(|word| word.split(split)).peekable();
    if names.peek() == Some(&"quoteproof") {
        names.next();
    }
    let mut command = &all;
    for name in names.filter(|name| !name.is_empty()) {
        let known = || command.get_subcommands().map(clap::Command::get_name);
        command = command.find_subcommand(name).with_context(|| {
            let near = or_nearest(name, known());
            let called = command.get_bin_name().unwrap_or("quoteproof");
            match known().collect::<Vec<_>>().join(", ") {
                known if known.is_empty() || !near.is_empty() => {
                    format!("`{called}` has no command `{name}`{near}")
                }
                known => format!("`{called}` has no command `{name}`; it has {known}"),
            }
        })?;
    }
    let command = command.clone().version(env!("CARGO_PKG_VERSION"));
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).context("the page cannot be made")?;
    print(&String::from_utf8(text).map_err(|_| anyhow!("the page is not UTF-8"))?)?;
    Ok(ExitCode::SUCCESS)
}
