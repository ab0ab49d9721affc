//! What standard output can show: colours, box drawing, columns.

use super::{Global, When};
use quoteproof::report::human::HumanOptions;
use std::io::IsTerminal;

/// Lines are not broken shorter than this.
const MIN_FOLD: usize = 24;

/// How a report for people is to look on standard output, or in a file.
pub(super) fn look(global: &Global, to_file: bool) -> HumanOptions<'static> {
    let terminal = std::io::stdout().is_terminal();
    HumanOptions {
        color: !to_file && use_color(global.color),
        unicode: unicode(terminal),
        width: width(terminal && !to_file),
        verbose: false,
        quiet: false,
        command: "quoteproof validate",
    }
}

/// Whether standard output may be read by others: it is no terminal, or that of a job, which `CI` tells.
pub(super) fn may_be_published() -> bool {
    let ci = std::env::var("CI").is_ok_and(|v| !matches!(v.as_str(), "" | "0" | "false"));
    ci || !std::io::stdout().is_terminal()
}

/// The columns of standard output.
pub(super) fn columns() -> usize {
    width(std::io::stdout().is_terminal())
}

/// The same, where it is a terminal.
pub(super) fn columns_shown() -> Option<usize> {
    std::io::stdout().is_terminal().then(columns)
}

/// A report whose last line is broken at blanks where it is shown on a terminal. Elsewhere it stays on one line: people
/// search for it.
pub(super) fn folded(text: String, options: &HumanOptions, to_file: bool) -> String {
    if to_file || !std::io::stdout().is_terminal() {
        return text;
    }
    let body = text.trim_end_matches('\n');
    let (before, last) = match body.rfind('\n') {
        Some(at) => body.split_at(at + 1),
        None => ("", body),
    };
    let last = super::explain::wrapped(last, options.width.max(MIN_FOLD)).join("\n");
    format!("{before}{last}\n")
}

/// A line for standard error: broken at blanks where that is a terminal, and otherwise as it is.
pub(super) fn told(line: &str) -> Vec<String> {
    let terminal = std::io::stderr().is_terminal();
    let size = terminal.then(|| terminal_size::terminal_size_of(std::io::stderr())).flatten();
    broken(line, size.map(|(width, _)| usize::from(width.0)))
}

/// A line for standard output: broken at blanks where that is a terminal, and otherwise as it is.
pub(super) fn shown(line: &str) -> String {
    broken(line, columns_shown()).join("\n")
}

fn broken(line: &str, columns: Option<usize>) -> Vec<String> {
    match columns {
        Some(columns) if line.chars().count() > columns => {
            super::explain::wrapped(line, columns.max(MIN_FOLD))
        }
        _ => vec![line.to_owned()],
    }
}

/// The rows of a terminal, if standard output is one.
pub(super) fn rows() -> Option<usize> {
    let terminal = std::io::stdout().is_terminal();
    let size = terminal.then(terminal_size::terminal_size).flatten();
    size.map(|(_, height)| usize::from(height.0))
}

/// Whether plain sentences are wanted, without pictures.
pub(super) fn plain() -> bool {
    let dumb = std::env::var("TERM").is_ok_and(|t| t == "dumb");
    dumb || std::env::var_os("NO_GRAPHICS").is_some()
}

/// Whether to use colour on standard output.
fn use_color(when: When) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) => false,
        When::Auto if set("CLICOLOR_FORCE") => true,
        When::Auto => {
            std::io::stdout().is_terminal() && std::env::var("TERM").map_or(true, |t| t != "dumb")
        }
    }
}

/// The terminal's width in columns; 80 where there is none, so that the same run prints the same.
fn width(terminal: bool) -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let found = terminal.then(terminal_size::terminal_size).flatten();
    found.map(|(width, _)| usize::from(width.0)).or(columns).unwrap_or(80)
}

/// Whether box drawing can be shown: everywhere but on a terminal whose locale is not UTF-8.
fn unicode(terminal: bool) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    !terminal
        || locale.is_none_or(|l| {
            let l = l.to_ascii_lowercase();
            l.contains("utf-8") || l.contains("utf8")
        })
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn what_is_told_is_broken_on_a_terminal_only() {
        let line = "note: a.md:3:1: not checked: no document here is “Miller 1987”";
        assert_eq!(broken(line, None), [line]);
        assert_eq!(broken(line, Some(80)), [line]);
        let parts = broken(line, Some(30));
        assert!(parts.len() > 2 && parts.iter().all(|part| part.chars().count() <= 30));
        assert_eq!(parts.join(" "), line);
    }
}
