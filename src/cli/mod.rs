//! Arguments, exit status, and the only code that prints.

mod add_folder;
mod again;
mod baseline;
mod cache;
mod check;
mod choose;
mod complete;
mod conformance;
mod edit;
mod explain;
mod export;
mod find;
mod fix;
mod git;
mod hints;
mod import;
mod init;
mod into;
mod judge;
mod list;
mod lock;
mod lsp;
mod mcp;
mod merge;
mod misplaced;
mod module;
mod named;
mod new;
mod opened;
mod outcome;
mod progress;
mod prove;
mod quote;
mod rename;
mod sandbox;
mod schema;
mod select;
mod shell;
mod show;
mod signals;
mod site;
mod source;
mod source_edit;
mod stated;
mod stats;
mod terminal;
mod validate;
mod verify;
mod watch;
mod write;

use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::{Parser, Subcommand, ValueEnum};
use opened::{located, options, options_of_all_claims};
use quoteproof::archive::normal;
use quoteproof::report::visible;
use quoteproof::repository::{Disk, World};
use quoteproof::text::{LanguageError, or_nearest, stated_language};
use std::io::Write;
use std::process::ExitCode;

/// Proves quotations: every quote in an archive of claims is in the document it cites.
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
  quoteproof check article.md --against texts/
                                          the quotations of an article
  quoteproof init                         set up an archive in this folder
  quoteproof find \"some words\"            where they are in the documents
  quoteproof validate                     check the archive you are in
  quoteproof validate --texts ~/texts     with the texts of sealed sources
  quoteproof validate --format json       for another program
  quoteproof show baker-not-an-inch       a claim and its evidence
  quoteproof stats                        the archive in numbers
  quoteproof explain quote/altered        what a code means, and what to do

Exit status: 0 no errors, 1 errors found, 2 could not run.";

/// The heading of the options that every command has.
const COMMON: &str = "Common options";

/// Options that every command has.
#[derive(clap::Args)]
struct Global {
    /// The archive's folder [default: the nearest that quoteproof.toml
    /// marks, or that has both claims/ and corpus/]
    #[arg(long, global = true, help_heading = COMMON, value_name = "DIR")]
    root: Option<Utf8PathBuf>,
    /// The configuration [default: quoteproof.toml in the archive]
    #[arg(long, global = true, help_heading = COMMON, value_name = "FILE")]
    config: Option<Utf8PathBuf>,
    /// A folder that has texts of sealed sources; they are found by their hash
    #[arg(
        long,
        global = true,
        help_heading = COMMON,
        value_name = "DIR",
        env = "QUOTEPROOF_TEXTS",
        hide_env_values = true
    )]
    texts: Vec<Utf8PathBuf>,
    /// When to use colour
    #[arg(long, global = true, help_heading = COMMON, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// How many threads to use at most [default: one for each core]
    #[arg(long, global = true, help_heading = COMMON, value_name = "N")]
    threads: Option<usize>,
    /// Turn off the Landlock sandbox, for a file system that does not support it
    #[arg(long, global = true, help_heading = COMMON)]
    no_sandbox: bool,
    /// Ignore the cache: read every document again, and store nothing
    #[arg(long, global = true, help_heading = COMMON)]
    no_cache: bool,
    /// What the command may reach, by the table of `sandbox`.
    #[arg(skip)]
    reach: sandbox::Permissions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

// Deferred: only the command that runs is built. So the help of each is here.
#[derive(Subcommand)]
#[command(defer = true)]
enum Command {
    /// Check claims and their quotes
    ///
    /// Checks the structure of all claims and sources against their schemas, and that every quote is really
    /// in the document it cites: in its text, or in a proof where the text may not be published. Writes only
    /// with --fix and --update-baseline, and to the files that you name here; uses no network.
    #[command(after_help = "\
Examples:
  quoteproof validate                        the whole archive
  quoteproof validate claims/harbour         one folder of claims
  quoteproof validate corpus/tide-gauge      all claims that cite this source
  quoteproof validate --staged               what the next commit changes
  quoteproof validate --changed-since main   what this branch changes
  quoteproof validate --diff                 what --fix would do
  quoteproof validate --format json --output-file report.json")]
    Validate(Box<validate::Arguments>),
    /// Check the quotations of an article, a thesis or a table
    ///
    /// Needs no archive, and writes only with --fix, and to the files and folders that you name here. A
    /// quotation is checked where something ties it to a document: a citation after it, a row of a table, a
    /// LaTeX command. A quotation that cites nothing is counted and left alone.
    #[command(after_help = "\
Examples:
  quoteproof check article.md --against sources/       a folder of documents
  quoteproof check thesis.tex --bibliography refs.bib  the files that it names
  quoteproof check quotes.csv --against sources/ --format csv > checked.csv

Exit status: 0 no errors, 1 errors found, 2 could not run, or no quotation
was checked.")]
    Check(check::Arguments),
    /// Check millions of quotes against documents, row by row
    ///
    /// Needs no archive, and writes nothing. Each row gets a verdict, in the order of the rows, on standard
    /// output, in the format of schema/verify.schema.json. The rows need not fit into memory.
    #[command(after_help = "\
Examples:
  quoteproof verify answers.jsonl --documents documents.jsonl > verdicts.jsonl
  quoteproof verify quotes.csv --documents reports/ --format csv --failed
  zcat answers.jsonl.gz | quoteproof verify - --documents reports/

Exit status: 0 all quotes pass, 1 some fail or some rows cannot be read, 2 could
not run, or no quote was checked.")]
    Verify(verify::Arguments),
    /// Convert citations from other programs into rows for `verify`
    ///
    /// Writes nothing, except with --into, which writes to an archive. Takes only what the format presents as the document's own
    /// words; anything else, such as a place in an answer or the number of a missing sentence, is counted and named.
    #[command(after_help = "\
Examples:
  quoteproof import anthropic response.json > quotes.jsonl
  quoteproof import anthropic request.json --documents > documents.jsonl
  quoteproof import scifact claims_dev.jsonl corpus.jsonl > quotes.jsonl
  quoteproof import zotero notes.html --into ~/archive
  quoteproof verify quotes.jsonl --documents documents.jsonl")]
    Import(import::Arguments),
    /// Export the archive in formats that other programs read
    ///
    /// Everything is checked as by `quoteproof validate`, but findings do not change the exit status. Of a
    /// text that may not be published, only the quotes are printed.
    #[command(after_help = "\
Examples:
  quoteproof export w3c > annotations.jsonld    for annotation tools
  quoteproof export csv > quotes.csv            every quote with its verdict
  quoteproof export csl > sources.json          for Zotero and pandoc
  quoteproof export ro-crate > ro-crate-metadata.json")]
    Export(export::Arguments),
    /// Make web pages of the archive, for anyone to read
    ///
    /// Writes static files, which any host can serve and a browser can open from the disk: claims, documents
    /// with their quotes in place, speakers, a timeline, contradictions, and the data. Of a text that may not
    /// be published, they hold only what is proven. Everything is checked as by `quoteproof validate`;
    /// findings appear on the pages and do not change the exit status.
    #[command(after_help = "\
Examples:
  quoteproof site site                       then open site/index.html
  quoteproof site site --date 2026-11-29     with a date, and a feed
  quoteproof site site --templates look/     with templates of your own
  quoteproof site site --watch --serve       while you write")]
    Site(site::Arguments),
    /// Check again whenever a file is saved
    ///
    /// Prints the report of `quoteproof validate`, and prints it again after each change to a claim, a
    /// source, a text or the configuration, with new findings first. On a terminal, the screen is cleared in
    /// between and shows as many lines as fit. The last line says what was checked, when, and how long it
    /// took. Ctrl-C ends it.
    #[command(after_help = "\
Examples:
  quoteproof watch                           the whole archive
  quoteproof watch claims/harbour --quiet    one folder, errors only
  quoteproof watch --format concise          a line for each finding")]
    Watch(watch::Arguments),
    /// Serve an editor: findings, passages and completions as you type
    ///
    /// Speaks the Language Server Protocol on standard input and output; your editor starts it. It reads the
    /// archive that the editor's folder is in, and writes nothing: it sends every change to the editor.
    #[command(after_help = "\
Example, for a Neovim 0.11 that starts it for JSON files:
  quoteproof lsp
  vim.lsp.config(\"quoteproof\", {cmd = {\"quoteproof\", \"lsp\"},
    filetypes = {\"json\"}})
  vim.lsp.enable(\"quoteproof\")")]
    Lsp(lsp::Arguments),
    /// Seal a source: commit to its text without publishing it
    ///
    /// The text must be here: beside source.json, or in a folder of --texts. Its seal is written into
    /// source.json, and a .gitignore beside it keeps the text itself out of Git.
    #[command(after_help = "\
Example:
  quoteproof seal tide-gauge --texts ~/texts")]
    Seal(prove::SealArguments),
    /// Update the proofs of all sealed sources
    ///
    /// Adds a proof for each quote that passes, and drops those that no quote needs. The texts must be
    /// here: beside source.json, or in a folder of --texts.
    #[command(after_help = "\
Examples:
  quoteproof prove --texts ~/texts           add and drop proofs
  quoteproof prove --check                   only report whether they are right
  quoteproof prove --merge %O %A %B %P       as Git's merge driver")]
    Prove(prove::ProveArguments),
    /// Find words in the documents
    ///
    /// Searches the text of every source, or what is proven of it where the text is not here, by the rules
    /// for checking quotes: the same characters first, then other typography, then marked edits (`…`,
    /// brackets). If no passage has the words as they are, similar passages are shown, and the sentences that
    /// have most of the words, in any case and order, the best first.
    #[command(after_help = "\
Examples:
  quoteproof find \"some words\"               where they are
  quoteproof find council not close lido     key words, the best sentence first
  quoteproof find \"some words\" --evidence    ready to paste into a claim
  pbpaste | quoteproof find                  words from standard input

Exit status: 0 a passage has the words as they are, 1 none has, 2 could not run.")]
    Find(find::Arguments),
    /// Set up an archive in a folder
    ///
    /// Writes the configuration, folders for claims and sources, the schemas for editors, and a file for
    /// pre-commit. Asks nothing; leaves existing files as they are, and names them.
    #[command(after_help = "\
Examples:
  quoteproof init                            this folder
  quoteproof init archive --example          another, with an example
  quoteproof init --ci URL#COMMIT            with a workflow for GitHub Actions
  quoteproof init --update                   update the schemas that it copied")]
    Init(init::Arguments),
    /// Write a new file to fill in
    #[command(after_help = "\
Example:
  quoteproof new claim dues-not-raised --source minutes")]
    #[command(subcommand)]
    New(new::NewItem),
    /// Add words of a document to a claim, as evidence
    ///
    /// Finds the words in the corpus and adds them to the claim in the document's own spelling; the rest of
    /// the file stays the same, byte for byte. If the words occur in several places, it asks which one you
    /// mean.
    #[command(after_help = "\
Examples:
  quoteproof quote lido-not-closed \"has not resolved to close\" --stance supports
  quoteproof quote lido-not-closed \"the Lido\" --source minutes --place 2

Exit status: 0 added, 1 no passage has the words, 2 could not run, or several
places have them and there was no terminal to ask on.")]
    Quote(quote::Arguments),
    /// Change a claim: its label, its statement, a quote's stance
    ///
    /// Or remove a quote from it. The rest of its file stays the same, byte for byte. Quotes are added with `quoteproof quote`.
    #[command(after_help = "\
Examples:
  quoteproof edit lido-not-closed --label supported
  quoteproof edit lido-not-closed --statement \"The Lido was not closed.\"
  quoteproof edit lido-not-closed --quote \"has not resolved\" --stance refutes
  quoteproof edit lido-not-closed --quote 2 --remove")]
    Edit(edit::Arguments),
    /// Rename a claim or a source
    #[command(after_help = "\
Examples:
  quoteproof rename claim lido-shut lido-closed-1975
  quoteproof rename source minutes minutes-1975 --dry-run")]
    #[command(subcommand)]
    Rename(rename::RenameTarget),
    /// List claims and sources
    ///
    /// Lists each claim with its label, its quotes and its statement, and each source with its quotes and
    /// what is known about the document.
    List(list::Arguments),
    /// Add, update, list, edit and remove documents of the corpus
    #[command(after_help = "\
Examples:
  quoteproof source add minutes.txt --title \"Minutes of the board\"
  quoteproof source edit minutes --language en
  quoteproof source add article.html --csl export.json --sealed
  quoteproof source update minutes minutes-2.txt --dry-run")]
    #[command(subcommand)]
    Source(source::SourceAction),
    /// Serve the archive to agents, over the Model Context Protocol
    ///
    /// Speaks JSON-RPC on standard input and output, with the tools find, verify and show; with
    /// --allow-writes also `add_evidence`, which adds a quote to a claim if it passes. Agents can reach
    /// nothing else.
    #[command(after_help = "\
Examples:
  quoteproof mcp --root ~/archive
  claude mcp add quoteproof -- quoteproof mcp --root ~/archive")]
    Mcp(mcp::Arguments),
    /// Show a claim as an editor reads it
    ///
    /// Prints the statement, the label, and the evidence by stance: each quote with its source, its verdict,
    /// its place, and the words around it where the text is here; then relations in both directions, and the
    /// findings. The exit status is 1 if one of them is at error level.
    Show(show::Arguments),
    /// Count claims and quotes
    ///
    /// Counts claims by label and topic, and quotes by stance, verdict, source and speaker. A bar for each
    /// source shows which tenths of its document are quoted: the higher, the more. Everything is checked as
    /// by `quoteproof validate`, but findings do not change the exit status.
    Stats(stats::Arguments),
    /// Explain a diagnostic code, or list them all
    #[command(after_help = "\
Examples:
  quoteproof explain                         the list of codes
  quoteproof explain quote/altered           one of them")]
    Explain(explain::Arguments),
    /// Print a JSON Schema, or the names of all
    #[command(after_help = "\
Example:
  quoteproof schema claim > claim.schema.json")]
    Schema(schema::Arguments),
    /// Run cases of the matching contract
    #[command(after_help = "\
Example:
  quoteproof conformance tests/conformance/*.json")]
    Conformance(conformance::Arguments),
    /// Show or clear the texts that are kept between runs
    ///
    /// Reading a long PDF takes longer than checking its quotes, so its text is kept in your cache folder, for
    /// you alone. --no-cache does without it; docs/documents.md says what is kept, and when it is trusted.
    #[command(after_help = "\
Examples:
  quoteproof cache show
  quoteproof cache clear")]
    #[command(subcommand)]
    Cache(cache::CacheAction),
    /// Print completions for a shell
    ///
    /// They complete commands and options, and also the ids of the archive that you are in, topics and codes.
    /// Shells look for them in different places; the examples use the usual ones.
    #[command(after_help = "\
Examples:
  quoteproof completions bash > quoteproof.bash
  quoteproof completions zsh > ~/.zfunc/_quoteproof
  quoteproof completions fish > ~/.config/fish/completions/quoteproof.fish
  quoteproof completions powershell >> $PROFILE")]
    Completions(shell::CompletionsArguments),
    /// Print a manual page
    #[command(after_help = "\
Examples:
  quoteproof man | man -l -                  read it
  quoteproof man source add > quoteproof-source-add.1")]
    Man(shell::ManArguments),
}

/// A value of the data model on the command line, by the name that files have for it.
#[derive(Clone, Copy)]
struct Named<T>(T);

impl<T: serde::de::DeserializeOwned> std::str::FromStr for Named<T> {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        serde_json::from_value(name.into()).map(Named).map_err(|error: serde_json::Error| {
            // It lists the names that there are, in backticks, behind the one that was given.
            let text = error.to_string();
            let names: Vec<&str> = text.split('`').skip(1).step_by(2).skip(1).collect();
            if names.is_empty() {
                return text;
            }
            format!("it is one of {}{}", names.join(", "), or_nearest(name, names.iter().copied()))
        })
    }
}

/// Runs the command line. 2 where it could not run.
pub(crate) fn main() -> ExitCode {
    match complete::answer() {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(error) => {
            show_usage(&error);
            return ExitCode::from(2);
        }
    }
    let cli = match Cli::try_parse() {
        Ok(mut cli) => {
            cli.global.reach = sandbox::reach(&cli.command);
            if let Command::Import(arguments) = &cli.command
                && let Some(archive) = arguments.archive()
            {
                cli.global.root = Some(archive.clone());
            }
            again::remember(&cli.global);
            cli
        }
        Err(error) => {
            if let Some(hint) = hints::hint(&error) {
                say(&format!("quoteproof: {hint}"));
            } else {
                show_usage(&error);
                if let Some(tip) = hints::tip(&error) {
                    say(&format!("tip: {tip}"));
                }
            }
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match run(&cli) {
        Ok(code) => code,
        Err(error) => {
            say(&format!("quoteproof: {}", explained(&error)));
            ExitCode::from(2)
        }
    }
}

/// An error and its causes in one line. What the system says of a file is put in the words of the other messages.
fn explained(error: &anyhow::Error) -> String {
    let text = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref() {
        Some(error) => system_words(error),
        None => cause.to_string(),
    };
    error.chain().map(text).collect::<Vec<_>>().join(": ")
}

/// What the system says, in plain words where it is common; otherwise in its own.
fn system_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    // What somebody has put words to.
    if error.get_ref().is_some() {
        return error.to_string();
    }
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "part of the path is a file, not a folder",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::StorageFull => "the disk is full",
        _ => return error.to_string(),
    }
    .to_owned()
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    if cli.global.threads == Some(0) {
        bail!("--threads must be at least 1");
    }
    if cli.global.reach.writes() {
        signals::note_ignored();
    }
    if !cli.global.reach.begins_later() {
        sandbox::start(&cli.global, None)?;
    }
    let code = run_command(cli)?;
    // Whoever adds a command is to think of it.
    debug_assert!(sandbox::started(), "the command has not confined itself");
    Ok(code)
}

fn run_command(cli: &Cli) -> anyhow::Result<ExitCode> {
    match &cli.command {
        Command::Validate(arguments) => validate::run(&cli.global, arguments),
        Command::Check(arguments) => check::run(&cli.global, arguments),
        Command::Verify(arguments) => verify::run(&cli.global, arguments),
        Command::Import(arguments) => import::run(&cli.global, arguments),
        Command::Export(arguments) => export::run(&cli.global, arguments),
        Command::Site(arguments) => site::run(&cli.global, arguments),
        Command::Watch(arguments) => watch::run(&cli.global, arguments),
        Command::Lsp(arguments) => lsp::run(&cli.global, arguments),
        Command::Seal(arguments) => prove::seal(&cli.global, arguments),
        Command::Prove(arguments) => prove::prove(&cli.global, arguments),
        Command::Find(arguments) => find::run(&cli.global, arguments),
        Command::Init(arguments) => init::run(&cli.global, arguments),
        Command::New(arguments) => new::run(&cli.global, arguments),
        Command::Source(arguments) => source::run(&cli.global, arguments),
        Command::Quote(arguments) => quote::run(&cli.global, arguments),
        Command::Edit(arguments) => edit::run(&cli.global, arguments),
        Command::Rename(what) => rename::run(&cli.global, what),
        Command::List(arguments) => list::run(&cli.global, arguments),
        Command::Mcp(arguments) => mcp::run(&cli.global, arguments),
        Command::Show(arguments) => show::run(&cli.global, arguments),
        Command::Stats(arguments) => stats::run(&cli.global, arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Conformance(arguments) => conformance::run(arguments),
        Command::Cache(what) => cache::run(what),
        Command::Completions(arguments) => shell::completions(arguments),
        Command::Man(arguments) => shell::man(arguments),
    }
}

/// The current folder.
fn here() -> anyhow::Result<Utf8PathBuf> {
    let here = std::env::current_dir().context("there is no current folder")?;
    Utf8PathBuf::from_path_buf(here)
        .map_err(|path| anyhow!("the current folder's name is not UTF-8: {}", path.display()))
}

/// The folders of texts that the command line or the environment names.
fn given_texts(global: &Global) -> impl Iterator<Item = &Utf8PathBuf> {
    global.texts.iter().filter(|folder| !folder.as_str().is_empty())
}

/// Whether there is a file that the command line names.
fn named_exists(disk: &Disk, file: &Utf8Path) -> anyhow::Result<bool> {
    let path = normal(&here()?.join(file));
    Ok(if disk.covers(&path) { disk.exists(&path) } else { path.exists() })
}

/// Reads a file that the command line names.
fn read_named(disk: &Disk, file: &Utf8Path) -> anyhow::Result<Vec<u8>> {
    let path = normal(&here()?.join(file));
    disk.read_named(&path).with_context(|| format!("{file} cannot be read"))
}

/// Reads a file that the command line names, where there is no archive: one below the current folder only if it is a file, and
/// no link leads out.
fn read_input(file: &Utf8Path) -> anyhow::Result<Vec<u8>> {
    let here = here()?;
    let path = normal(&here.join(file));
    let is_pipe = path.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir());
    let read = if is_pipe && !path.starts_with(&here) {
        // What a shell makes of `<(…)`.
        std::fs::read(&path)
    } else {
        Disk::new(&here).and_then(|disk| disk.read_named(&path))
    };
    read.with_context(|| format!("{file} cannot be read"))
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

/// The language that an option states, as files of an archive write it; empty for none.
fn language(text: &str) -> Result<String, LanguageError> {
    stated_language(text).map(|tag| tag.unwrap_or_default().replace('_', "-"))
}

/// Shows what is wrong with the command line, or its help. A shell puts names of files in it, and these may be a stranger's.
fn show_usage(error: &clap::Error) {
    let plain = error.render().to_string();
    if plain.lines().all(|line| visible(line, true) == line) {
        let _ = error.print();
    } else {
        say(&plain);
    }
}

/// Writes to standard error, where everything goes that is not a result. Names and keys of strangers may be in it.
fn say(text: &str) {
    for line in again::rooted(text).lines() {
        for part in terminal::told(&visible(line, true)) {
            let _ = writeln!(std::io::stderr(), "{part}");
        }
    }
}
