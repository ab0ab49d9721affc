//! `quoteproof explain`: the page of a code.

use super::print;
use anyhow::bail;
use quoteproof::diagnostic::Topic;
use quoteproof::schema::nearest;
use std::fmt::Write as _;
use std::process::ExitCode;

/// Explain a diagnostic code, or list them all
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
    let Some(topic) = find(name) else {
        let names = || Topic::all().map(Topic::name);
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
    print(topic.page())?;
    Ok(ExitCode::SUCCESS)
}

/// By its full name, or by the part after the last slash where only one has it.
fn find(name: &str) -> Option<Topic> {
    let mut matching = Topic::all().filter(|t| t.name().rsplit('/').next() == Some(name));
    name.parse().ok().or(match (matching.next(), matching.next()) {
        (Some(topic), None) => Some(topic),
        _ => None,
    })
}

fn list() -> String {
    let mut out = String::new();
    for topic in Topic::all() {
        let first = topic.page().lines().skip(1).find(|l| !l.trim().is_empty()).unwrap_or("");
        let _ =
            writeln!(out, "{:<32} {:<8} {first}", topic.name(), topic.default_severity().name());
    }
    out
}
