//! The command, run as a user runs it, in a scrubbed environment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The command without the caller's settings.
pub(crate) fn quoteproof() -> Command {
    scrubbed(env!("CARGO_BIN_EXE_quoteproof"))
}

/// A program without the caller's settings.
fn scrubbed(program: &str) -> Command {
    let mut command = Command::new(program);
    for name in ["QUOTEPROOF_TEXTS", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "NO_GRAPHICS", "TERM"]
    {
        command.env_remove(name);
    }
    // Nothing is kept beside the caller's own texts.
    for (name, folder) in [("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state")] {
        command.env(name, Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder));
    }
    // Set where the tests are run by a hook.
    for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command
}

/// A shell that has the command on its path, and Git with an identity of its own and no settings of the
/// caller's.
pub(crate) fn shell(script: &str, home: &Path) -> Command {
    let bin = Path::new(env!("CARGO_BIN_EXE_quoteproof")).parent().expect("a folder");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(bin.to_owned()).chain(std::env::split_paths(&paths));
    let mut command = scrubbed("sh");
    command
        .args(["-c", script])
        .env("PATH", std::env::join_paths(paths).expect("a path"))
        .env("HOME", home)
        .env("LC_ALL", "C.UTF-8")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", home.join(".gitconfig"))
        // A folder of tests is in a repository of its own: Git is not to look above it.
        .env("GIT_CEILING_DIRECTORIES", home.parent().unwrap_or(home));
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "A. Contributor");
        command.env(format!("GIT_{who}_EMAIL"), "contributor@example.org");
    }
    command
}

/// What a run may take of the processor, in seconds: the clock also counts what else the machine does.
const PATIENCE: u64 = 60;

/// Runs a command to its end, or to that of [`PATIENCE`]: then it has no exit status.
pub(crate) fn bounded(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("it runs");
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let limit = Rlimit { current: Some(PATIENCE), maximum: Some(PATIENCE) };
        prlimit(Some(Pid::from_child(&child)), Resource::Cpu, limit).expect("a limit");
    }
    child.wait_with_output().expect("it runs")
}

/// `quoteproof validate` in a folder, a line for each finding.
pub(crate) fn validate(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = quoteproof();
    command.args(["validate", "--format", "concise"]).args(arguments).current_dir(folder);
    command.output().expect("it runs")
}

/// All that a run printed.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Fails unless a run ended with `status`, in order, and printed all of `words`.
#[track_caller]
pub(crate) fn says(output: &Output, status: i32, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    for words in words {
        assert!(said.contains(words), "{words:?} is not in: {said}");
    }
}

/// What a run printed and how it ended, as the cases write it down.
pub(crate) fn transcript(output: &Output) -> String {
    let status = output.status.code().map_or("killed".to_owned(), |c| c.to_string());
    format!("{}exit {status}\n", said(output))
}

/// The names of all kinds of difference that are reported for the repository in `folder`.
pub(crate) fn reported_kinds(folder: &Path) -> BTreeSet<String> {
    let output = quoteproof().args(["validate", "--format", "json", "--root"]).arg(folder).output();
    let output = output.expect("the command runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let diagnostics = report["diagnostics"].as_array().expect("diagnostics");
    let kinds = diagnostics.iter().filter_map(|d| d["kinds"].as_array()).flatten();
    kinds.filter_map(|k| k.as_str()).map(str::to_owned).collect()
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

/// An empty folder that lies in no archive and in no repository, as those of [`scratch`] do where the
/// build stands in the checkout. The test removes it.
pub(crate) fn outside(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("quoteproof-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder outside");
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

/// Writes a file of a folder, and the folders that it needs.
pub(crate) fn put(folder: &Path, file: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, bytes).expect("a file");
}

/// Adds a source with a plain text to the corpus of a folder.
pub(crate) fn source(folder: &Path, id: &str, text: impl AsRef<[u8]>) {
    put(folder, &format!("corpus/{id}/text.txt"), &text);
    let sha256 = quoteproof::corpus::sha256_hex(text.as_ref());
    put(
        folder,
        &format!("corpus/{id}/source.json"),
        format!(
            "{{\"id\": \"{id}\", \"text\": {{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{sha256}\"}}, \"language\": \"en\"}}\n"
        ),
    );
}
