//! `quoteproof explain`: the page of a code.

use super::print;
use anyhow::bail;
use quoteproof::diagnostic::CodeOrKind;
use quoteproof::text::nearest;
use std::fmt::Write as _;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The code, such as quote/altered or quote/altered/number; without it, all are listed
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(name) = &arguments.code else {
        print(&list())?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some(code) = find(name) else {
        let names = || CodeOrKind::all().map(CodeOrKind::name);
        let by_end = |short: &str| names().find(|n| n.rsplit('/').next() == Some(short));
        let near = names()
            .find(|n| n.contains(name.as_str()))
            .or_else(|| nearest(name, names()))
            .or_else(|| by_end(nearest(name, names().filter_map(|n| n.rsplit('/').next()))?));
        let Some(near) = near else {
            bail!("no code is named `{name}`; `quoteproof explain` lists them all");
        };
        bail!("no code is named `{name}`; did you mean `{near}`?");
    };
    print(code.page())?;
    Ok(ExitCode::SUCCESS)
}

/// By its full name, or by the part after the last slash where only one has it.
fn find(name: &str) -> Option<CodeOrKind> {
    let mut matching = CodeOrKind::all().filter(|t| t.name().rsplit('/').next() == Some(name));
    name.parse().ok().or(match (matching.next(), matching.next()) {
        (Some(code), None) => Some(code),
        _ => None,
    })
}

fn list() -> String {
    let mut out = String::new();
    for code in CodeOrKind::all() {
        let (name, severity) = (code.name(), code.default_severity().name());
        let _ = writeln!(out, "{name:<32} {severity:<8} {}", code.summary());
    }
    out
}
