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

/// Runs the step that installs, with a `curl` that gives an archive of this quoteproof. Whether it was installed.
fn install(name: &str, inputs: &[(&str, &str)]) -> (i32, String, bool) {
    let folder = scratch(name);
    let packed = folder.join("quoteproof-0.1.0-x86_64-unknown-linux-musl");
    fs::create_dir_all(&packed).expect("a folder");
    fs::write(packed.join("quoteproof"), "#!/bin/sh\necho installed\n").expect("a file");
    let tar =
        "tar --create --gzip --file archive.tar.gz quoteproof-0.1.0-x86_64-unknown-linux-musl";
    let made = Command::new("sh").args(["-c", tar]).current_dir(&folder).status().expect("tar");
    assert!(made.success());
    fs::create_dir_all(folder.join("stub")).expect("a folder");
    let stub = "#!/bin/bash\nwhile [ $# -gt 1 ]; do [ \"$1\" = --output ] && out=\"$2\"; shift; done\n\
                echo \"$1\" > ../asked; cp ../archive.tar.gz \"$out\"\n";
    fs::write(folder.join("stub/curl"), stub.replace("../", &format!("{}/", folder.display())))
        .expect("a file");
    let chmod = Command::new("chmod").args(["+x", "stub/curl"]).current_dir(&folder).status();
    assert!(chmod.expect("chmod").success());
    let sum = Command::new("sha256sum").arg(folder.join("archive.tar.gz")).output();
    let sum = String::from_utf8(sum.expect("sha256sum").stdout).expect("UTF-8");
    let sum = sum.split(' ').next().unwrap_or("").to_owned();
    let action = action();
    let (_, script) = action.split_once("run: |\n").expect("a script");
    let (script, _) = script.split_once("    - name:").expect("the next step");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(script).current_dir(&folder);
    bash.env("PATH", format!("{}:{path}", folder.join("stub").display()));
    bash.env("RUNNER_TEMP", folder.join("temp"))
        .env("RUNNER_OS", "Linux")
        .env("RUNNER_ARCH", "X64");
    bash.env("INPUT_INSTALL", "release").env("INPUT_VERSION", "0.1.0").env("INPUT_SHA256", &sum);
    bash.env("ACTION_PATH", ".").env("ACTION_REPOSITORY", "someone/quoteproof");
    fs::create_dir_all(folder.join("temp")).expect("a folder");
    for (name, value) in inputs {
        bash.env(name, value);
    }
    let run = bash.output().expect("bash runs");
    let said =
        String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(!folder.join("owned").exists(), "an input was run");
    (run.status.code().unwrap_or(-1), said, folder.join("temp/quoteproof/bin/quoteproof").exists())
}

#[test]
fn a_release_is_installed_only_with_its_checksum() {
    let (status, said, installed) = install("action-release", &[]);
    assert!(status == 0 && installed, "{status} {said}");
    let wrong = "0".repeat(64);
    for (inputs, wanted) in [
        (("INPUT_SHA256", wrong.as_str()), "not the one that was given"),
        (("INPUT_SHA256", ""), "64 hexadecimal digits"),
        (("INPUT_VERSION", "0.1.0; touch owned"), "must be one"),
        (("INPUT_VERSION", "$(touch owned)"), "must be one"),
        (("RUNNER_ARCH", "X86"), "there is no archive"),
        (("INPUT_INSTALL", "$(touch owned)"), "must be cargo, pip, release or none"),
    ] {
        let (status, said, installed) = install("action-release-wrong", &[inputs]);
        assert!(status != 0 && !installed && said.contains(wanted), "{inputs:?}: {status} {said}");
    }
}

/// What a workflow uses may run programs: a tag can be moved to others, a commit cannot.
#[test]
fn whatever_a_workflow_uses_is_a_commit() {
    let mut files = vec![root().join("action.yml"), root().join("README.md")];
    for folder in ["docs", ".github/workflows", "src/author/template"] {
        let Ok(entries) = fs::read_dir(root().join(folder)) else { continue };
        files.extend(entries.flatten().map(|entry| entry.path()));
    }
    let mut seen = 0;
    for file in files {
        let is_text = file.extension().is_some_and(|end| end == "md" || end == "yml");
        let Some(text) = is_text.then(|| fs::read_to_string(&file).ok()).flatten() else {
            continue;
        };
        let used = text.lines().filter_map(|line| {
            let line = line.trim_start().trim_start_matches("- ").trim_start_matches("# ");
            line.strip_prefix("uses: ")
        });
        for used in used {
            seen += 1;
            let (name, version) = used.split_once('@').unwrap_or((used, ""));
            let commit = version.split(' ').next().unwrap_or("");
            // Where nobody can know it: this very action, from wherever it is taken.
            let own = (name, commit) == ("OWNER/quoteproof", "COMMIT") || name.starts_with('{');
            let is_commit = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            assert!(is_commit || own, "{}: {used}", file.display());
        }
    }
    assert!(seen > 5, "{seen}");
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
        assert!(
            name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'),
            "{line}"
        );
    }
    for word in ["secrets", "token", "eval", "pull_request_target"] {
        assert!(!action.contains(word), "{word}");
    }
    // What is fetched is looked at before it is unpacked.
    let (before, after) = action.split_once("curl ").expect("one download");
    assert!(!after.contains("curl ") && before.contains("^[0-9a-f]{64}$"), "{action}");
    assert!(after.find("INPUT_SHA256") < after.find("tar --extract"), "{action}");
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
