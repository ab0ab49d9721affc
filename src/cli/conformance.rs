//! `quoteproof conformance`: the cases of the matching contract.

use super::{print, read_input, say};
use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::conformance::Case;
use quoteproof::report::visible;
use quoteproof::repository::is_json;
use std::fmt::Write as _;
use std::process::ExitCode;

/// Where the cases are by default.
const FOLDER: &str = "tests/conformance";

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files of cases, or folders of them [default: tests/conformance]
    files: Vec<Utf8PathBuf>,
}

impl Arguments {
    /// The files that are named to be read, or the folder that has them.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        if self.files.is_empty() { vec![FOLDER.into()] } else { self.files.clone() }
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut files = Vec::new();
    for named in arguments.named_inputs() {
        match (named.is_dir(), arguments.files.is_empty()) {
            (true, _) => files.extend(in_folder(&named)?),
            (false, false) => files.push(named),
            (false, true) => bail!("there is no folder {FOLDER} here; name files of cases"),
        }
    }
    let (mut passed, mut failed) = (0, 0);
    let mut out = String::new();
    for file in &files {
        let text = read_input(file)?;
        let text = String::from_utf8(text).with_context(|| format!("{file} is not UTF-8"))?;
        let cases: Vec<Case> = serde_json::from_str(&text).with_context(|| {
            format!("{file} is not a list of cases, as tests/conformance/ of quoteproof's repository has them")
        })?;
        for case in cases {
            if case.passes() {
                passed += 1;
                continue;
            }
            failed += 1;
            let said = case.judge();
            let line = format!(
                "{file}: {}: wanted {} {:?} {:?}, got {} {:?} {:?} ({})",
                case.id,
                case.verdict.name(),
                case.kinds.iter().map(|k| k.name()).collect::<Vec<_>>(),
                case.findings,
                said.verdict.name(),
                said.kinds.iter().map(|k| k.name()).collect::<Vec<_>>(),
                said.findings,
                case.why
            );
            let _ = writeln!(out, "{}", visible(&line, true));
        }
    }
    print(&out)?;
    say(&format!("{passed} passed, {failed} failed"));
    if passed + failed == 0 {
        bail!("there are no cases");
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// The files of cases in a folder, by name.
fn in_folder(folder: &Utf8Path) -> anyhow::Result<Vec<Utf8PathBuf>> {
    let entries = folder.read_dir_utf8().with_context(|| format!("{folder} cannot be read"))?;
    let mut files: Vec<Utf8PathBuf> = entries
        .filter_map(Result::ok)
        .map(|e| e.path().to_owned())
        .filter(|p| is_json(p))
        .collect();
    files.sort();
    Ok(files)
}
