//! `action.yml`: no input is read as a command, and its script runs what it says.
#![cfg(unix)]

use crate::tool::{copy, root, scratch};
use std::fs;
use std::process::Command;

fn action() -> String {
    fs::read_to_string(root().join("action.yml")).expect("action.yml")
}

/// The shell script of the step that checks.
fn script() -> String {
    let action = action();
    let (_, last) = action.rsplit_once("run: |\n").expect("a script");
    last.lines().map(|l| l.strip_prefix("        ").unwrap_or(l)).collect::<Vec<_>>().join("\n")
}

/// Runs it with quoteproof on the PATH. Exit status, standard output, and the summary.
fn run(name: &str, inputs: &[(&str, &str)]) -> (i32, String, String) {
    let folder = scratch(name);
    copy(
        &crate::cases::folder("quote/altered/case/fail-capitals").expect("the case"),
        &folder.join("archive"),
    );
    fs::create_dir_all(folder.join("bin/quoteproof/bin")).expect("a folder");
    let program = folder.join("bin/quoteproof/bin/quoteproof");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_quoteproof"), program).expect("a link");
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(script()).current_dir(&folder).env_remove("QUOTEPROOF_TEXTS");
    for name in ["ROOT", "DENY_WARNINGS", "BASELINE", "POLICY_FROM", "SARIF_FILE", "SUMMARY"] {
        bash.env(format!("INPUT_{name}"), "");
    }
    bash.env("INPUT_ROOT", "archive").env("RUNNER_TEMP", folder.join("bin"));
    bash.env("GITHUB_STEP_SUMMARY", folder.join("the summary.md"));
    for (name, value) in inputs {
        bash.env(format!("INPUT_{name}"), value);
    }
    let run = bash.output().expect("bash runs");
    let said =
        String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    let summary = fs::read_to_string(folder.join("the summary.md")).unwrap_or_default();
    assert!(!folder.join("owned").exists(), "an input was run");
    (run.status.code().unwrap_or(-1), said, summary)
}

#[test]
fn inputs_go_through_the_environment() {
    let action = action();
    for line in action.lines().filter(|line| line.contains("${{")) {
        let name = line.trim().split(':').next().unwrap_or("");
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{line}");
    }
    for word in ["secrets", "token", "curl", "eval", "pull_request_target"] {
        assert!(!action.contains(word), "{word}");
    }
    let (_, inputs) = action.split_once("\ninputs:\n").expect("inputs");
    let (inputs, runs) = inputs.split_once("\nruns:").expect("runs");
    for line in
        inputs.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   ") && l.ends_with(':'))
    {
        let name = line.trim().trim_end_matches(':');
        assert!(runs.contains(&format!("${{{{ inputs.{name} }}}}")), "{name} is not used");
    }
}

#[test]
fn the_script_annotates_and_keeps_the_exit_status() {
    let (status, said, summary) =
        run("action-fails", &[("SUMMARY", "true"), ("SARIF_FILE", "a report.sarif")]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("::error file="), "{said}");
    assert!(summary.starts_with("## quoteproof: 1 error"), "{summary}");
}

#[test]
fn no_input_is_run() {
    for evil in [
        "$(touch owned)",
        "`touch owned`",
        "a; touch owned",
        "--update-baseline",
        "x\" && touch owned #",
    ] {
        for name in ["ROOT", "DENY_WARNINGS", "BASELINE", "POLICY_FROM", "SARIF_FILE", "SUMMARY"] {
            let (status, said, _) = run("action-evil", &[(name, evil)]);
            let harmless = matches!(name, "DENY_WARNINGS" | "SUMMARY" | "SARIF_FILE");
            assert_eq!(status, if harmless { 1 } else { 2 }, "{name} {evil}: {said}");
        }
    }
}
