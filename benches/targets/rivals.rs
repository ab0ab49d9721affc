//! The other programs: where they are found, and which they are.

use crate::common::measure::{Done, Job};
use std::path::Path;
use std::process::Command;

/// A program as `BENCH_RIVALS` has it (a list of folders like `PATH`), or else its bare name.
pub(crate) fn find(name: &str) -> String {
    let folders = std::env::var_os("BENCH_RIVALS").unwrap_or_default();
    let inside = std::env::split_paths(&folders).map(|folder| folder.join(name));
    let found = inside.into_iter().find(|path| path.is_file());
    found.map_or(name.to_owned(), |path| path.to_string_lossy().into_owned())
}

/// Runs a script in Python, in a folder that has its input; none where it fails, as without a library.
pub(crate) fn python(script: &str, arguments: &[&str], folder: &Path) -> Option<Done> {
    let program = find("python3");
    let mut all = vec!["-c", script];
    all.extend(arguments);
    let done = Job { program: &program, arguments: all, folder }.run()?;
    (done.status == Some(0)).then_some(done)
}

/// What is installed, in a line.
pub(crate) fn versions() -> String {
    let first = |program: &str, arguments: &[&str]| {
        let output = Command::new(find(program)).args(arguments).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then(|| text.lines().next().unwrap_or_default().to_owned())
    };
    let libraries = "import importlib.metadata as m\nfor n in 'edlib','rapidfuzz','check-jsonschema','citations','linkml-reference-validator':\n try: print(n, m.version(n), end=', ')\n except m.PackageNotFoundError: print(n, 'missing', end=', ')\n";
    let parts = [
        first("rg", &["--version"]),
        first("python3", &["-c", libraries]).map(|l| l.trim_end_matches(", ").to_owned()),
        first("node", &["--version"]).map(|v| format!("node {v}")),
        ajv(),
    ];
    format!("rivals: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// ajv-cli tells its version nowhere but in its package.
fn ajv() -> Option<String> {
    let program = std::fs::canonicalize(find("ajv")).ok()?;
    let package = program.ancestors().map(|a| a.join("package.json")).find(|p| p.exists())?;
    let package: serde_json::Value = serde_json::from_slice(&std::fs::read(package).ok()?).ok()?;
    Some(format!("ajv-cli {}", package["version"].as_str()?))
}
