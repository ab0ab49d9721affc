//! The command, run as a user runs it, in a scrubbed environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The command without the caller's settings.
pub(crate) fn quoteproof() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quoteproof"));
    for name in ["QUOTEPROOF_TEXTS", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "NO_GRAPHICS", "TERM"]
    {
        command.env_remove(name);
    }
    // Set where the tests are run by a hook.
    for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command
}

/// What a run printed and how it ended, as the cases write it down.
pub(crate) fn transcript(output: &Output) -> String {
    let status = output.status.code().map_or("killed".to_owned(), |c| c.to_string());
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    text.push_str(&format!("exit {status}\n"));
    text
}

/// Whether expected outputs are to be written anew.
pub(crate) fn update() -> bool {
    std::env::var_os("QUOTEPROOF_UPDATE").is_some()
}

/// The repository's own folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All folders below `folder` that have a file named `name`.
pub(crate) fn folders_with(folder: &Path, name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if folder.join(name).exists() {
            found.push(folder);
            continue;
        }
        let entries = std::fs::read_dir(&folder).expect("a folder of cases");
        open.extend(entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.is_dir()));
    }
    found.sort();
    found
}

/// A folder of its own for a test, empty.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display())) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
