//! What a fix would change, as a unified diff that `git apply` and `patch` read.

use super::visible::{is_command, visible};
use crate::json;
use camino::Utf8Path;
use similar::{ChangeTag, TextDiff};
use std::fmt::Write as _;

/// Unchanged lines around a change.
const AROUND: usize = 3;

/// How the diff is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatchOptions {
    /// With colour.
    pub color: bool,
    /// For a terminal: what steers it or cannot be seen is spelled out, and the diff cannot be applied. A line that a CI runner
    /// takes for a command is spelled out in any case.
    pub visible: bool,
}

/// The unified diff of one file, from `old` to `new`; empty where they are the same.
#[must_use]
pub fn render(file: &Utf8Path, old: &str, new: &str, options: PatchOptions) -> String {
    let mut out = String::new();
    let diff = TextDiff::from_lines(old, new);
    for (at, hunk) in diff.unified_diff().context_radius(AROUND).iter_hunks().enumerate() {
        if at == 0 {
            let (from, to) = (name("a", file), name("b", file));
            line(&mut out, &format!("--- {from}\n"), "1", options);
            line(&mut out, &format!("+++ {to}\n"), "1", options);
        }
        line(&mut out, &format!("{}\n", hunk.header()), "36", options);
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Equal => (' ', ""),
                ChangeTag::Delete => ('-', "31"),
                ChangeTag::Insert => ('+', "32"),
            };
            line(&mut out, &format!("{sign}{}", change.value()), color, options);
            if change.missing_newline() {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// A file's name as `git` writes it: in quotation marks where it has characters that end a name.
fn name(side: &str, file: &Utf8Path) -> String {
    let plain = format!("{side}/{file}");
    if plain.chars().any(|c| c.is_control() || matches!(c, '"' | '\\')) {
        json::quoted(&plain)
    } else if plain.contains(' ') {
        // A tab ends the name: without it, a name with a space would end at the space.
        plain + "\t"
    } else {
        plain
    }
}

fn line(out: &mut String, text: &str, color: &str, options: PatchOptions) {
    let body = text.trim_end_matches(['\n', '\r']);
    let end = text.get(body.len()..).unwrap_or("");
    // On a terminal a carriage return would go back to the line's start.
    let end = if options.visible && !end.is_empty() { "\n" } else { end };
    let spelled = options.visible || is_command(body);
    let shown = if spelled { visible(body, true) } else { body.into() };
    let _ = if options.color && !color.is_empty() {
        write!(out, "\u{1b}[{color}m{shown}\u{1b}[0m{end}")
    } else {
        write!(out, "{shown}{end}")
    };
}

#[cfg(test)]
mod tests {
    use super::{PatchOptions, render};

    const PLAIN: PatchOptions = PatchOptions { color: false, visible: false };

    #[test]
    fn keeps_line_ends_and_names() {
        let (old, new) = ("{\r\n\"a\": \"X\"\r\n}", "{\r\n\"a\": \"x\"\r\n}");
        assert_eq!(
            render("claims/a b.json".into(), old, new, PLAIN),
            "--- a/claims/a b.json\t\n+++ b/claims/a b.json\t\n@@ -1,3 +1,3 @@\n {\r\n-\"a\": \
             \"X\"\r\n+\"a\": \"x\"\r\n }\n\\ No newline at end of file\n"
        );
        assert!(render("a\nb".into(), "1\n", "2\n", PLAIN).starts_with("--- \"a/a\\nb\"\n"));
        assert_eq!(render("a".into(), old, old, PLAIN), "");
    }

    #[test]
    fn steers_no_terminal() {
        let options = PatchOptions { color: true, visible: true };
        let shown = render("a".into(), "x\n", "\u{202e}\u{9b}31m\n", options);
        assert!(shown.contains("\u{1b}[32m+⟨U+202E⟩⟨U+009B⟩31m\u{1b}[0m\n"), "{shown}");
        let options = PatchOptions { color: false, visible: true };
        let shown = render("a".into(), "x\r\n", "y\r\nz\r", options);
        assert!(shown.ends_with("-x\n+y\n+z\n"), "{shown}");
    }

    #[test]
    fn gives_a_runner_no_command() {
        let (old, new) = ("::error::a\n::: note\n##[b]\nx\n", "::error::a\n::: note\n##[b]\ny\n");
        let shown = render("a".into(), old, new, PLAIN);
        assert!(
            shown.contains("\n :⟨U+003A⟩error:⟨U+003A⟩a\n ::: note\n ##⟨U+005B⟩b]\n-x\n"),
            "{shown}"
        );
    }
}
