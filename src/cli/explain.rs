//! `quoteproof explain`: the page of a code.

use super::{print, terminal};
use anyhow::bail;
use clap::ValueEnum;
use quoteproof::diagnostic::{CodeOrKind, Severity};
use quoteproof::report::unbroken_words;
use serde_json::json;
use std::fmt::Write as _;
use std::process::ExitCode;

/// What the areas of codes are about, in the order in which they are listed.
const AREAS: [(&str, &str); 7] = [
    ("json", "whether a file is valid JSON"),
    ("schema", "the members of claims and sources"),
    ("claim", "claims and their relations"),
    ("source", "sources and their documents"),
    ("quote", "whether a quote is in its document, and what it leaves out"),
    ("seal", "sealed sources and their proofs"),
    ("config", "the configuration"),
];

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The code, such as quote/altered or quote/altered/number, or an area, such
    /// as quote; without it, all are listed
    #[arg(add = super::complete::codes())]
    code: Option<String>,
    /// The output format
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A list, or a page in Markdown
    Human,
    /// Version 1 of the JSON format: the codes with their severities and pages
    Json,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(name) = &arguments.code else {
        answer(arguments.format, &CodeOrKind::all().collect::<Vec<_>>(), true)?;
        return Ok(ExitCode::SUCCESS);
    };
    if AREAS.iter().any(|(area, _)| area == name) {
        let inside: Vec<_> = CodeOrKind::all().filter(|code| area_of(*code) == name).collect();
        answer(arguments.format, &inside, true)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(code) = find(name) else {
        let Some(near) = CodeOrKind::meant(name) else {
            bail!("no code is named `{name}`; `quoteproof explain` lists them all");
        };
        bail!("no code is named `{name}`; did you mean `{near}`?");
    };
    answer(arguments.format, &[code], false)?;
    Ok(ExitCode::SUCCESS)
}

fn answer(format: Format, codes: &[CodeOrKind], listed: bool) -> anyhow::Result<()> {
    match (format, codes) {
        (Format::Json, _) => print(&as_json(codes)?),
        (Format::Human, [code]) if !listed => match terminal::columns_shown() {
            Some(columns) => print(&fitted(code.page(), columns.clamp(NARROW, WIDE))),
            None => print(code.page()),
        },
        (Format::Human, _) => print(&list(codes)),
    }
}

/// By its full name, or by the part after the last slash where only one has it.
fn find(name: &str) -> Option<CodeOrKind> {
    let mut matching = CodeOrKind::all().filter(|t| t.name().rsplit('/').next() == Some(name));
    name.parse().ok().or(match (matching.next(), matching.next()) {
        (Some(code), None) => Some(code),
        _ => None,
    })
}

fn area_of(code: CodeOrKind) -> &'static str {
    code.name().split('/').next().unwrap_or_default()
}

fn as_json(codes: &[CodeOrKind]) -> anyhow::Result<String> {
    let one = |code: &CodeOrKind| {
        json!({
            "code": code.name(),
            "area": area_of(*code),
            "severity": code.default_severity().name(),
            "gravest": code.gravest().name(),
            "mildest": code.mildest().name(),
            "summary": code.summary(),
            "page": code.page(),
        })
    };
    let document = json!({
        "version": 1,
        "tool": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "codes": codes.iter().map(one).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Columns that a list of codes takes at least, and at most: longer lines are hard to read.
const NARROW: usize = 40;
const WIDE: usize = 100;

/// A page whose paragraphs and lists fit into so many columns. Code, headings and tables stay as they are.
fn fitted(page: &str, width: usize) -> String {
    let mut out = String::new();
    let mut open = String::new();
    let mut is_code = false;
    let flush = |open: &mut String, out: &mut String| {
        let text = std::mem::take(open);
        let bullet = text.len() - text.trim_start_matches(['-', '*', ' ']).len();
        let (mark, words) = text.split_at(if text.starts_with(['-', '*']) { bullet } else { 0 });
        let (mark, words) = if mark.ends_with(' ') { (mark, words) } else { ("", text.as_str()) };
        if words.is_empty() {
            return;
        }
        for (number, line) in wrapped(words, width - mark.len()).iter().enumerate() {
            let before = if number == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
            let _ = writeln!(out, "{before}{line}");
        }
    };
    for line in page.lines() {
        let is_fence = line.trim_start().starts_with("```");
        let stays = is_code || is_fence || line.trim().is_empty() || line.starts_with(['#', '|']);
        is_code ^= is_fence;
        if stays || line.starts_with(['-', '*']) {
            flush(&mut open, &mut out);
        }
        if stays {
            out.push_str(line);
            out.push('\n');
        } else {
            let gap = if open.is_empty() || open.ends_with(' ') { "" } else { " " };
            open.push_str(gap);
            open.push_str(line.trim());
        }
    }
    flush(&mut open, &mut out);
    out
}

/// The codes by area. What is only a warning is marked so.
fn list(codes: &[CodeOrKind]) -> String {
    let width = terminal::columns().clamp(NARROW, WIDE);
    let mut out = String::new();
    for (area, about) in AREAS {
        let inside: Vec<&CodeOrKind> =
            codes.iter().filter(|code| area_of(**code) == area).collect();
        if inside.is_empty() {
            continue;
        }
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(out, "{gap}{area}: {about}");
        for code in inside {
            let mild = if code.default_severity() == Severity::Error { "" } else { " (warning)" };
            let _ = writeln!(out, "  {}{mild}", code.name());
            for line in wrapped(code.summary(), width - 6) {
                let _ = writeln!(out, "      {line}");
            }
        }
    }
    let _ = writeln!(out, "\n`quoteproof explain CODE` has a page on each");
    out
}

/// Lines of at most so many characters, broken at blanks.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = vec![String::new()];
    for word in unbroken_words(&text, width) {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(&word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word.into_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::fitted;
    use quoteproof::diagnostic::CodeOrKind;

    #[test]
    fn pages_fit_and_lose_nothing() {
        let page = "# a/b\n\nOne two three\nfour.\n\n- five six seven eight\n  nine\n- **ten**\n\n```text\nverbatim   as it is, however long\n```\n**bold** end\n";
        let wanted = "# a/b\n\nOne two three\nfour.\n\n- five six\n  seven eight\n  nine\n- **ten**\n\n```text\nverbatim   as it is, however long\n```\n**bold** end\n";
        assert_eq!(fitted(page, 14), wanted);
        for code in CodeOrKind::all() {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let shown = fitted(code.page(), 60);
            assert_eq!(words(&shown), words(code.page()), "{}", code.name());
        }
    }
}
