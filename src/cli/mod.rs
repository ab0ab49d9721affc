//! Arguments, exit status, and the only code that prints.

mod conformance;
mod explain;
mod progress;
mod prove;
mod schema;
mod show;
mod stats;
mod terminal;
mod validate;

use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::{Parser, Subcommand, ValueEnum};
use quoteproof::Options;
use quoteproof::config::{Config, FILE_NAME};
use quoteproof::repository::{Disk, World, find_root};
use std::io::Write;
use std::process::ExitCode;

/// Proves quotations: every quote in a repository of claims stands in the document it cites.
#[derive(Parser)]
#[command(name = "quoteproof", version, about, max_term_width = 80, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const EXAMPLES: &str = "\
Examples:
  quoteproof validate                     check the repository you are in
  quoteproof validate --texts ~/texts     with the texts of sealed sources
  quoteproof validate --format json       for another program
  quoteproof show baker-not-an-inch       a claim and its evidence
  quoteproof stats                        the archive in numbers
  quoteproof explain quote/altered        what a code means, and what to do

Exit status: 0 nothing at error level, 1 findings at error level, 2 could not run.";

/// Options that every command has.
#[derive(clap::Args)]
struct Global {
    /// The repository's folder [default: the nearest that quoteproof.toml
    /// marks, or that has both claims/ and corpus/]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<Utf8PathBuf>,
    /// The configuration [default: quoteproof.toml in the repository]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<Utf8PathBuf>,
    /// A folder in which the texts of sealed sources are found by their hash
    #[arg(long, global = true, value_name = "DIR", env = "QUOTEPROOF_TEXTS")]
    texts: Vec<Utf8PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// How many threads to use at most [default: one a core]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    Validate(validate::Arguments),
    Seal(prove::SealArguments),
    Prove(prove::ProveArguments),
    Show(show::Arguments),
    Stats(stats::Arguments),
    Explain(explain::Arguments),
    Schema(schema::Arguments),
    Conformance(conformance::Arguments),
}

/// Runs the command line. 2 where it could not run.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match run(&cli) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "quoteproof: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    if let Some(threads) = cli.global.threads {
        if threads == 0 {
            bail!("--threads must be at least 1");
        }
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    }
    match &cli.command {
        Command::Validate(arguments) => validate::run(&cli.global, arguments),
        Command::Seal(arguments) => prove::seal(&cli.global, arguments),
        Command::Prove(arguments) => prove::prove(&cli.global, arguments),
        Command::Show(arguments) => show::run(&cli.global, arguments),
        Command::Stats(arguments) => stats::run(&cli.global, arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Conformance(arguments) => conformance::run(arguments),
    }
}

/// The repository that the options and the place name, and its configuration.
fn options(global: &Global, paths: &[Utf8PathBuf]) -> anyhow::Result<Options> {
    let here = std::env::current_dir().context("there is no current folder")?;
    let here = Utf8PathBuf::from_path_buf(here)
        .map_err(|path| anyhow!("the current folder's name is not UTF-8: {}", path.display()))?;
    let paths: Vec<Utf8PathBuf> = paths.iter().map(|p| normal(&here.join(p))).collect();
    let root = root(global, &here, &paths)?;
    let config = configuration(global, &here, &root)?;
    let mut texts = Vec::new();
    for folder in global.texts.iter().filter(|f| !f.as_str().is_empty()) {
        if !folder.is_dir() {
            bail!("--texts {folder}: there is no such folder");
        }
        // As it was given: reports name the files in it so.
        texts.push(folder.clone());
    }
    for path in &paths {
        if !path.exists() {
            bail!("{path}: there is no such file or folder");
        }
    }
    let all = paths.iter().any(|p| root.starts_with(p));
    Ok(Options {
        root,
        config,
        texts,
        paths: if all { Vec::new() } else { paths },
        deny_warnings: false,
    })
}

/// `path` without `.` and `..`, by its words alone.
fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut out = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            camino::Utf8Component::CurDir => {}
            camino::Utf8Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

fn root(global: &Global, here: &Utf8Path, paths: &[Utf8PathBuf]) -> anyhow::Result<Utf8PathBuf> {
    if let Some(root) = &global.root {
        let root = normal(&here.join(root));
        if !root.is_dir() {
            bail!("--root {root}: there is no such folder");
        }
        return Ok(root);
    }
    let starts = std::iter::once(here).chain(paths.first().map(Utf8PathBuf::as_path));
    for start in starts {
        if let Some(root) = find_root(&Disk, start) {
            return Ok(root);
        }
    }
    bail!(
        "nothing to check: neither {here} nor a folder above it has a {FILE_NAME}, or both claims/ and corpus/"
    )
}

fn configuration(global: &Global, here: &Utf8Path, root: &Utf8Path) -> anyhow::Result<Config> {
    let file = match &global.config {
        Some(file) => here.join(file),
        None if root.join(FILE_NAME).exists() => root.join(FILE_NAME),
        None => return Ok(Config::default()),
    };
    let bytes = Disk.read(&file).with_context(|| format!("{file} cannot be read"))?;
    Config::read(&bytes).map_err(|error| {
        let (line, column) = (error.position.line, error.position.column);
        anyhow!("{file}:{line}:{column}: error[config/invalid-configuration]: {error}")
    })
}

/// Writes results to standard output. A reader that went away (`| head`) is no failure.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written")
        }
        _ => Ok(()),
    }
}

/// Writes to standard error, where everything goes that is not a result.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
