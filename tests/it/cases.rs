//! `tests/cases/<area>/<code>/<name>/`: a small repository and what quoteproof says of it.
//!
//! Every folder there that has a `corpus` is a case. Its `expect.txt` has the concise report, the closing
//! line and the exit status; `arguments.txt`, where there is one, has further arguments, one a line.
//! `QUOTEPROOF_UPDATE=1` writes `expect.txt` anew, unless the case then says what its name denies.
//! The code (or kind of `quote/altered`) that a folder is named after must be reported where the case's name begins with `fail-`, and
//! must not be where it begins with `pass-`.

use crate::tool::{folders_with, quoteproof, reported_kinds, root, transcript, update};
use quoteproof::diagnostic::CodeOrKind;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// All cases: one that has no `expect.txt` yet is a case, too.
fn cases() -> Vec<PathBuf> {
    folders_with(&root().join("tests/cases"), "corpus")
}

fn run(case: &Path) -> String {
    let mut command = quoteproof();
    command.args(["validate", "--format", "concise", "--root"]).arg(case);
    if let Ok(arguments) = std::fs::read_to_string(case.join("arguments.txt")) {
        command.args(arguments.lines()).current_dir(case);
    }
    let output = command.output().expect("the command runs");
    transcript(&output).replace(&case.display().to_string(), "<case>")
}

fn parts(case: &Path) -> (String, String) {
    let relative = case.strip_prefix(root().join("tests/cases")).expect("below tests/cases");
    let names: Vec<_> = relative.iter().map(|n| n.to_string_lossy().into_owned()).collect();
    (names[..names.len() - 1].join("/"), names[names.len() - 1].clone())
}

#[test]
fn every_case_says_what_it_should() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(!cases.is_empty());
    for case in &cases {
        let said = run(case);
        let (code, name) = parts(case);
        let has = match code.parse() {
            Ok(CodeOrKind::Kind(kind)) => reported_kinds(case).contains(kind.name()),
            _ => said.contains(&format!("[{code}]")),
        };
        let right = (name.starts_with("fail-") && has) || (name.starts_with("pass-") && !has);
        if !right {
            let what = if has { "is there" } else { "is not there" };
            wrong.push(format!("{}: {code} {what}\n{said}", case.display()));
        }
        let file = case.join("expect.txt");
        let expected = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        if said == expected {
            continue;
        }
        if update() && right {
            std::fs::write(&file, &said).expect("expect.txt can be written");
        } else {
            wrong.push(format!("{}\n--- expected\n{expected}--- said\n{said}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_code_has_a_failing_and_a_passing_case() {
    let cases = cases();
    let there: BTreeSet<(String, bool)> = cases
        .iter()
        .map(|c| parts(c))
        .map(|(code, name)| (code, name.starts_with("fail")))
        .collect();
    let missing: Vec<String> = CodeOrKind::all()
        .flat_map(|t| [(t, true), (t, false)])
        .filter(|(t, fail)| !there.contains(&(t.name().to_owned(), *fail)))
        .map(|(t, fail)| format!("{t} {}", if fail { "fail" } else { "pass" }))
        .collect();
    assert!(missing.is_empty(), "no case for: {missing:#?}");
    for (code, _) in there {
        assert!(code.parse::<CodeOrKind>().is_ok(), "tests/cases/{code}: no such code");
    }
}
