//! Hints for people who type the commands of other programs.

use super::Cli;
use camino::Utf8Path;
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use quoteproof::author::rename::is_id;
use quoteproof::text::{nearest, shell_path};

/// Words that are no commands here, and the command that does what is meant.
const MEANT: [(&[&str], &str); 21] = [
    (&["lint", "test", "run", "scan", "audit"], "quoteproof validate"),
    (&["fix", "format", "fmt"], "quoteproof validate --fix"),
    (&["diff"], "quoteproof validate --diff"),
    (&["status", "stat", "count", "report"], "quoteproof stats"),
    (&["ls", "claims"], "quoteproof list claims"),
    (&["sources", "documents", "corpus"], "quoteproof list sources"),
    (&["search", "grep", "query", "locate", "lookup"], "quoteproof find \"some words\""),
    (&["cite", "evidence", "quotes"], "quoteproof quote CLAIM \"some words\""),
    (&["claim", "create"], "quoteproof new claim ID"),
    (&["start", "setup", "begin", "hook", "install"], "quoteproof init"),
    (&["ci", "workflow"], "quoteproof init --ci FROM"),
    (&["html", "web", "pages", "publish", "serve"], "quoteproof site DIR"),
    (&["add"], "quoteproof source add FILE"),
    (&["update", "refresh"], "quoteproof source update ID"),
    (&["set", "label", "relabel"], "quoteproof edit CLAIM --label LABEL"),
    (&["remove", "rm", "delete", "del"], "quoteproof source remove ID"),
    (&["mv", "move"], "quoteproof rename claim OLD NEW"),
    (&["view", "cat", "print", "open"], "quoteproof show CLAIM"),
    (&["codes", "errors", "why"], "quoteproof explain"),
    (&["completion", "complete"], "quoteproof completions bash"),
    (&["version"], "quoteproof --version"),
];

/// Options that people type, and the ones that are meant, where a command has them.
const MEANT_OPTIONS: [(&str, &str); 8] = [
    ("date", "issued"),
    ("published", "issued"),
    ("output", "output-file"),
    ("out", "output-file"),
    ("name", "id"),
    ("lang", "language"),
    ("text", "statement"),
    ("documents", "against"),
];
/// How many documents are named whose language is not known.
const NAMED: usize = 5;

/// That the language of some documents is not known, and what was therefore not looked at.
pub(super) fn unknown_languages(names: &[String]) -> Option<String> {
    let listed: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > NAMED { ", …" } else { "" };
    let of = match names.len() {
        0 => return None,
        1 => "the language of a document is".to_owned(),
        count => format!("the languages of {count} documents are"),
    };
    Some(format!(
        "note: {of} not known: {}{more}; so words that turn the sense, such as a “not” left out, were not looked for; \
         --language TAG states it",
        listed.join(", ")
    ))
}

/// What to say instead of clap's own message, where more is known.
pub(super) fn hint(error: &clap::Error) -> Option<String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|typed| typed == word);
    if error.kind() == ErrorKind::ArgumentConflict && has("--staged") && has("--fix") {
        return Some(
            "--staged looks at what Git has, and --fix writes files: run --fix without it, `git add` what it changed, \
             and commit again"
                .to_owned(),
        );
    }
    if error.kind() == ErrorKind::UnknownArgument {
        return unknown_option(error, &words);
    }
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let first = words.first()?;
    if first == "new" && typed == "source" {
        return Some("a source is made of a document: `quoteproof source add FILE`".to_owned());
    }
    if first == "help" && typed.starts_with('-') {
        return Some("`quoteproof help` is the same as `quoteproof --help`".to_owned());
    }
    if first == "rename" {
        let old_and_new = match words.as_slice() {
            [_, old, new] if is_id(old).is_ok() && is_id(new).is_ok() => format!("{old} {new}"),
            _ => "OLD NEW".to_owned(),
        };
        return Some(format!(
            "say what to rename: `quoteproof rename claim {old_and_new}` or `quoteproof rename source {old_and_new}`"
        ));
    }
    // `quoteproof source ls`: clap knows the commands there.
    if first != typed && first != "help" {
        return None;
    }
    Some(format!("there is no command `{typed}`; {}", instead(typed)))
}

/// What helps where a word is missing that names something: where these are listed.
pub(super) fn tip(error: &clap::Error) -> Option<&'static str> {
    let ContextValue::Strings(missing) = error.get(ContextKind::InvalidArg)? else { return None };
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    let lacks = |name: &str| missing.iter().any(|m| m.trim_end_matches("...") == name);
    let command = std::env::args().nth(1).unwrap_or_default();
    match command.as_str() {
        _ if lacks("<CLAIM>") => Some("`quoteproof list claims` lists the claims"),
        "source" | "seal" if lacks("<ID>") => Some("`quoteproof list sources` lists the sources"),
        "check" if lacks("<FILE>") => Some(
            "name what is to be checked: `quoteproof check article.md --against FOLDER`; an archive is checked by \
             `quoteproof validate`",
        ),
        "verify" if lacks("<FILE>") => Some(
            "name rows of quotes and their documents: `quoteproof verify rows.jsonl --documents DIR`; an archive is checked \
             by `quoteproof validate`, an article by `quoteproof check`",
        ),
        "import" if lacks("<FORMAT>") => Some("`quoteproof import --help` lists the formats"),
        "export" if lacks("<FORMAT>") => Some("`quoteproof export --help` lists the formats"),
        _ => None,
    }
}

/// An option that the command does not have: a similar one, or where they are listed. What begins with a single dash and
/// is no option, such as a quote of a list's item, clap explains well.
fn unknown_option(error: &clap::Error, words: &[String]) -> Option<String> {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else { return None };
    if words.first().is_some_and(|word| word == "prove") && !typed.starts_with('-') {
        return Some("`quoteproof prove` names no source: it updates the proofs of all".to_owned());
    }
    let name = typed.strip_prefix("--")?.split('=').next()?;
    let mut command = Cli::command();
    command.build();
    let mut path = vec!["quoteproof".to_owned()];
    while let Some(inner) =
        words.get(path.len() - 1).and_then(|word| command.find_subcommand(word)).cloned()
    {
        path.push(inner.get_name().to_owned());
        command = inner;
    }
    let path = path.join(" ");
    let arguments = command.get_arguments().filter(|argument| !argument.is_hide_set());
    let options: Vec<&str> = arguments.filter_map(clap::Arg::get_long).collect();
    let asked = MEANT_OPTIONS.iter().find(|(meant, _)| *meant == name).map(|(_, option)| *option);
    let near = asked
        .filter(|option| options.contains(option))
        .or_else(|| nearest(name, options.iter().copied()));
    let instead = match near {
        Some(near) => format!("did you mean `--{near}`?"),
        None => format!("`{path} --help` lists its options"),
    };
    Some(format!("`{path}` has no option `--{name}`; {instead}"))
}

fn instead(typed: &str) -> String {
    let word = typed.to_lowercase();
    if word == "verify" {
        return "`verify` is for data sets, and not in this build; `quoteproof validate` checks an archive, \
                `quoteproof check FILE` an article or a table"
            .to_owned();
    }
    if let Some((_, command)) = MEANT.iter().find(|(words, _)| words.contains(&word.as_str())) {
        return format!("you may want `{command}`");
    }
    let file = Utf8Path::new(typed);
    if file.exists() {
        let json = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        let typed = shell_path(typed);
        return if json || file.is_dir() {
            format!("`quoteproof validate {typed}` checks the claims in it")
        } else {
            format!("`quoteproof check {typed}` checks the quotations in it")
        };
    }
    let command = Cli::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    match nearest(&word, names.chain(["help"])) {
        Some(near) => format!("did you mean `quoteproof {near}`?"),
        None => "`quoteproof --help` lists them all".to_owned(),
    }
}
