//! `quoteproof explain`: the page of a code.

use super::print;
use anyhow::bail;
use quoteproof::diagnostic::Code;
use quoteproof::schema::nearest;
use std::fmt::Write as _;
use std::process::ExitCode;

/// Explain a diagnostic code, or list them all
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The code, such as quote/altered; without it, all codes are listed
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(name) = &arguments.code else {
        print(&list())?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some(code) = find(name) else {
        let names = || Code::ALL.iter().map(|c| c.name());
        let Some(near) =
            names().find(|n| n.contains(name.as_str())).or_else(|| nearest(name, names()))
        else {
            bail!("no code is named `{name}`; `quoteproof explain` lists them all");
        };
        bail!("no code is named `{name}`; did you mean `{near}`?");
    };
    print(code.page())?;
    Ok(ExitCode::SUCCESS)
}

/// By its full name, or by the part after the slash where only one code has it.
fn find(name: &str) -> Option<Code> {
    let short = |c: &&Code| c.name().split('/').nth(1) == Some(name);
    let mut matching = Code::ALL.iter().filter(short);
    name.parse().ok().or(match (matching.next(), matching.next()) {
        (Some(code), None) => Some(*code),
        _ => None,
    })
}

fn list() -> String {
    let mut out = String::new();
    for code in Code::ALL {
        let first = code.page().lines().skip(1).find(|l| !l.trim().is_empty()).unwrap_or("");
        let _ = writeln!(out, "{:<32} {:<8} {first}", code.name(), code.default_severity().name());
    }
    out
}
