//! Commands as messages name them, so that they can be typed where the user is: the one that checks the same again, with what
//! says what is checked and without what says how it is shown; and those in the words of a message, with the typed `--root`.

use super::git::absent::{git_in, git_on, top_of, typed};
use super::{Global, here};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::config::Config;
use quoteproof::report::Report;
use quoteproof::text::{shell_option, shell_path};
use std::sync::OnceLock;

/// Files and folders that are named in a command. Nobody types more.
pub(super) const NAMED: usize = 3;

/// A command on its way.
pub(super) struct Again(String);

impl Again {
    pub(super) fn new(command: &str) -> Self {
        Self(format!("quoteproof {command}"))
    }

    /// Names an option once for each of its values.
    pub(super) fn with<T: AsRef<str>>(
        mut self,
        option: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        for value in values {
            self.0 = format!("{} {}", self.0, shell_option(option, value.as_ref()));
        }
        self
    }

    pub(super) fn files(mut self, files: &[Utf8PathBuf]) -> Self {
        for file in files {
            self.0 = format!("{} {}", self.0, shell_path(file.as_str()));
        }
        self
    }

    pub(super) fn done(self) -> String {
        self.0
    }

    /// The options on where the archive is.
    pub(super) fn within(self, global: &Global) -> Self {
        let texts = global.texts.iter().filter(|_| texts_are_typed());
        self.with("root", &global.root).with("config", &global.config).with("texts", texts)
    }
}

/// Whether the folders with texts come from the command, and not from the environment.
pub(super) fn texts_are_typed() -> bool {
    std::env::args().any(|word| word.starts_with("--texts"))
}

/// The folder of `--root` as it was typed; unset where it was not.
static TYPED_ROOT: OnceLock<Utf8PathBuf> = OnceLock::new();

/// The commands that ask where the archive is.
const OF_AN_ARCHIVE: [&str; 17] = [
    "edit", "export", "find", "list", "lsp", "mcp", "new", "prove", "quote", "rename", "seal",
    "show", "site", "source", "stats", "validate", "watch",
];

/// Remembers the typed `--root` for the messages of this process.
pub(super) fn remember(global: &Global) {
    // The current folder needs no name.
    if let Some(root) = global.root.as_ref().filter(|root| root.as_str() != ".") {
        // Parsed once.
        let _ = TYPED_ROOT.set(root.clone());
    }
}

/// A message whose commands, in backticks or after `next:`, have the typed `--root`.
pub(super) fn rooted(message: &str) -> String {
    match TYPED_ROOT.get() {
        Some(root) => with_root(message, root),
        None => message.to_owned(),
    }
}

/// Gives the commands in the help of findings the typed `--root`, or the one that they need where a file named the archive,
/// and their files the way from the current folder: the rules, which know neither, name files from the archive's folder.
pub(super) fn place_commands(report: &mut Report, options: &Options) {
    let Ok(here) = here() else { return };
    let is_away = here != options.root;
    let needed = (!here.starts_with(&options.root)).then(|| typed(&options.root));
    let root = TYPED_ROOT.get().cloned().or(needed);
    if !is_away && root.is_none() {
        return;
    }
    for help in report.diagnostics.iter_mut().filter_map(|finding| finding.help.as_mut()) {
        let placed =
            if is_away { in_backticks(help, |one| on_files(one, options)) } else { help.clone() };
        *help = match &root {
            Some(root) => with_root(&placed, root),
            None => placed,
        };
    }
}

fn with_root(message: &str, root: &Utf8Path) -> String {
    if !message.starts_with("next: ") || message.contains('`') {
        return in_backticks(message, |command| format!("`{}`", command_with_root(command, root)));
    }
    let ended = |message: &str, between: &str| {
        let steps = message.split(between).map(|step| match step.find("quoteproof ") {
            Some(at @ (0 | 6)) if !step.contains("--root") => {
                let (before, command) = step.split_at(at);
                format!("{before}{}", command_with_root(command, root))
            }
            _ => step.to_owned(),
        });
        steps.collect::<Vec<_>>().join(between)
    };
    ended(&ended(message, ", then "), "; then ")
}

/// A message with its commands in backticks written as `write` gives them, backticks included.
fn in_backticks(message: &str, write: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('`') {
        out.push_str(before);
        let is_command = after.starts_with("quoteproof ") || after.starts_with("git ");
        if let Some((command, after)) = after.split_once('`').filter(|_| is_command) {
            out.push_str(&write(command));
            rest = after;
        } else {
            out.push('`');
            rest = after;
        }
    }
    out + rest
}

fn command_with_root(command: &str, root: &Utf8Path) -> String {
    let mut words = command.split(' ').skip(1);
    let name = words.next().unwrap_or_default();
    let is_placed = command.contains(" --root");
    if command.starts_with("quoteproof ") && OF_AN_ARCHIVE.contains(&name) && !is_placed {
        let root = shell_option("root", root.as_str());
        // What follows `--` is no option.
        let words = shell_words(command);
        let (options, rest) =
            words.split_at(words.iter().position(|word| *word == "--").unwrap_or(words.len()));
        [options, &[root.as_str()], rest].concat().join(" ")
    } else if command.starts_with("quoteproof ")
        && name == "init"
        && words.all(|w| w.starts_with('-'))
    {
        // This one takes the folder itself.
        format!("{command} {}", shell_path(root.as_str()))
    } else {
        command.to_owned()
    }
}

/// A command in backticks whose files of the archive are named from the current folder. One of Git is for the archive's
/// repository.
fn on_files(command: &str, options: &Options) -> String {
    let of_archive =
        |word: &str| file_in(word, &options.config).map(|path| options.root.join(path));
    let words = shell_words(command);
    if let ["git", doing @ .., last] = words.as_slice() {
        let file = of_archive(last);
        let top = top_of(file.as_ref().unwrap_or(&options.root));
        return match (top, &file) {
            (Some(top), Some(full)) => git_on(top, &doing.join(" "), full),
            (Some(top), None) => git_in(top, &[doing, &[*last]].concat().join(" ")),
            (None, _) => format!("`{command}`"),
        };
    }
    let placed = |word: &str| match of_archive(word) {
        Some(full) => shell_path(typed(&full).as_str()),
        None => word.to_owned(),
    };
    format!("`{}`", words.into_iter().map(placed).collect::<Vec<_>>().join(" "))
}

/// The file of an archive that a word of a command names. The name of a folder alone may be a word of quoteproof, such as
/// `source`, or an id.
fn file_in(word: &str, config: &Config) -> Option<Utf8PathBuf> {
    let plain = word.strip_prefix('\'').and_then(|word| word.strip_suffix('\''));
    let path = Utf8PathBuf::from(plain.unwrap_or(word).replace(r"'\''", "'"));
    let is_inside = |folder: &Utf8Path| path != folder && path.starts_with(folder);
    let folders = [&config.claims, &config.corpus].into_iter().chain(&config.texts);
    folders.map(Utf8PathBuf::as_path).any(is_inside).then_some(path)
}

/// The words of a command, with their quotation marks.
fn shell_words(command: &str) -> Vec<&str> {
    let mut quoted = None;
    let ends = move |c: char| {
        match quoted {
            Some(mark) if mark == c => quoted = None,
            None if matches!(c, '\'' | '"') => quoted = Some(c),
            _ => {}
        }
        c == ' ' && quoted.is_none()
    };
    command.split(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::{file_in, shell_words, with_root};
    use quoteproof::config::Config;

    #[test]
    fn names_the_root_where_a_command_asks_for_it() {
        for (message, rooted) in [
            (
                "run `quoteproof prove`, and commit",
                "run `quoteproof prove --root 'an archive'`, and commit",
            ),
            ("`quoteproof init --update`", "`quoteproof init --update 'an archive'`"),
            ("`quoteproof init other` makes one", "`quoteproof init other` makes one"),
            ("`quoteproof explain CODE`", "`quoteproof explain CODE`"),
            ("`quoteproof list --root x`", "`quoteproof list --root x`"),
            (
                "`quoteproof quote CLAIM --source a -- '-b -- c'`",
                "`quoteproof quote CLAIM --source a --root 'an archive' -- '-b -- c'`",
            ),
            (
                "`quoteproof quote CLAIM 'b -- c'`",
                "`quoteproof quote CLAIM 'b -- c' --root 'an archive'`",
            ),
            ("`a` is a claim: `git add a`", "`a` is a claim: `git add a`"),
            (
                "a ` that is open `quoteproof list`",
                "a ` that is open `quoteproof list --root 'an archive'`",
            ),
            ("next: quoteproof validate", "next: quoteproof validate --root 'an archive'"),
            (
                "next: quoteproof validate; then quoteproof source add FILE",
                "next: quoteproof validate --root 'an archive'; then quoteproof source add FILE --root 'an archive'",
            ),
            (
                "next: correct it, then quoteproof list",
                "next: correct it, then quoteproof list --root 'an archive'",
            ),
        ] {
            assert_eq!(with_root(message, "an archive".into()), rooted);
        }
    }

    #[test]
    fn a_file_is_what_lies_in_a_folder_of_the_archive() {
        let config =
            Config { corpus: "source".into(), texts: vec!["library".into()], ..Config::default() };
        for (word, file) in [
            ("source/a/text.txt", Some("source/a/text.txt")),
            ("'source/it'\\''s here.txt'", Some("source/it's here.txt")),
            ("claims/a.json", Some("claims/a.json")),
            ("source", None),
            ("sources", None),
            ("--claims", None),
            ("library/a.txt", Some("library/a.txt")),
            ("corpus/a", None),
        ] {
            assert_eq!(file_in(word, &config).as_deref().map(camino::Utf8Path::as_str), file);
        }
    }

    #[test]
    fn a_word_in_quotation_marks_is_one() {
        assert_eq!(
            shell_words("quoteproof a 'b c' \"d e\""),
            ["quoteproof", "a", "'b c'", "\"d e\""]
        );
    }
}
