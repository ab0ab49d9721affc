//! `--policy-from`: a change does not judge itself.

use crate::git::{BAD, TEXT, git};
use crate::tool::{put, quoteproof, said, says, scratch, source, validate};
use std::fs;
use std::path::{Path, PathBuf};

fn claim(id: &str, quote: &str, more: &str) -> String {
    format!(
        "{{\"id\": \"{id}\", \"statement\": \"A claim to be checked.\", \"label\": \"supported\", \
         \"evidence\": [{{\"source\": \"note\", \"quote\": \"{quote}\", \"stance\": \"supports\"{more}}}]}}\n"
    )
}

/// A repository with a commit `main`, and a branch on which a claim has words that the document has not.
fn repository(name: &str) -> PathBuf {
    let folder = scratch(&format!("policy-{name}"));
    git(&folder, &["init", "-q"]);
    source(&folder, "note", TEXT);
    put(&folder, "claims/one.json", claim("one", "the ferry never sailed", ""));
    put(&folder, "quoteproof.toml", "[severity]\n\"quote/short-quote\" = \"error\"\n");
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    git(&folder, &["checkout", "-q", "-b", "side"]);
    put(&folder, "claims/one.json", claim("one", BAD, ""));
    folder
}

fn judged(folder: &Path, more: &[&str]) -> std::process::Output {
    validate(folder, &[&["--policy-from", "main"], more].concat())
}

#[test]
fn a_change_does_not_lower_what_judges_it() {
    let folder = repository("severity");
    put(
        &folder,
        "quoteproof.toml",
        "[severity]\n\"quote/altered\" = \"warning\"\n[elision]\nmax-words = 900\n",
    );
    says(&validate(&folder, &[]), 0, &["warning[quote/altered]"]);
    let lines = [
        "error[quote/altered]",
        "loosened: quoteproof.toml: `elision.max-words` is 900, and was 100",
        "loosened: quoteproof.toml: `quote/altered` is `warning`, and was `error`",
        "loosened: quoteproof.toml: `quote/short-quote` is `warning`, and was `error`",
    ];
    says(&judged(&folder, &[]), 1, &lines);
    // Also where only a part is checked, from the disk or from the index.
    says(&judged(&folder, &["--changed-since", "main"]), 1, &lines);
    git(&folder, &["add", "-A"]);
    says(&judged(&folder, &["--staged"]), 1, &lines);
    git(&folder, &["commit", "-q", "-m", "change"]);
    says(&judged(&folder, &[]), 1, &lines);
    // To say that the archive is elsewhere, or that there is no configuration, does not help either.
    put(&folder, "quoteproof.toml", "claims = \"elsewhere\"\n");
    put(&folder, "elsewhere/one.json", claim("one", "the ferry never sailed", ""));
    says(&validate(&folder, &[]), 0, &["1 passed"]);
    says(
        &judged(&folder, &[]),
        1,
        &["loosened: quoteproof.toml: `claims` is the folder elsewhere"],
    );
    fs::remove_file(folder.join("quoteproof.toml")).expect("gone");
    says(&judged(&folder, &[]), 1, &["`quote/short-quote` is `warning`, and was `error`"]);
}

#[test]
fn a_change_does_not_add_to_its_baseline() {
    let folder = repository("baseline");
    says(&validate(&folder, &["--update-baseline"]), 0, &["1 finding recorded"]);
    says(&validate(&folder, &[]), 0, &["1 finding in the baseline"]);
    says(
        &judged(&folder, &[]),
        1,
        &[
            "error[quote/altered]",
            "loosened: quoteproof-baseline.json: a finding was added: quote/altered",
        ],
    );
    // One that was there counts, also where the change has removed it.
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "baseline"]);
    git(&folder, &["branch", "-q", "-f", "main"]);
    fs::remove_file(folder.join("quoteproof-baseline.json")).expect("gone");
    let output = judged(&folder, &[]);
    says(&output, 0, &["1 finding in the baseline"]);
    assert!(!said(&output).contains("loosened"));
}

#[test]
fn waivers_and_pinned_texts_are_listed() {
    let folder = repository("waiver");
    let waived = claim("one", BAD, ", \"unverifiable\": {\"reason\": \"The archive is closed.\"}");
    put(&folder, "claims/one.json", waived);
    let words =
        "loosened: claims/one.json: `one` waives a quote of `note`: “the ferry always sailed”";
    says(&judged(&folder, &["--allow-empty"]), 0, &[words]);
    put(&folder, "claims/one.json", claim("one", BAD, ""));
    source(&folder, "note", "Now the ferry always sailed.");
    let words = "corpus/note/source.json: `note` pins another text";
    says(&judged(&folder, &[]), 0, &["1 passed", words]);
    // In every form that lists more than findings.
    let form = |name: &str| {
        let mut command = quoteproof();
        command.args(["validate", "--policy-from", "main", "--format", name]).current_dir(&folder);
        command.output().expect("it runs")
    };
    let json: serde_json::Value = serde_json::from_slice(&form("json").stdout).expect("a report");
    assert_eq!(
        json["loosened"],
        serde_json::json!([{
            "file": "corpus/note/source.json", "kind": "pin", "message": "`note` pins another text"
        }])
    );
    says(&form("markdown"), 0, &["This change loosens what judges it", "pins another text"]);
    says(
        &form("github"),
        0,
        &["::warning file=corpus/note/source.json,title=Loosened by this change::"],
    );
    says(&form("human"), 0, &[&format!("loosened: {words}")]);
}

#[test]
fn what_cannot_judge_is_said() {
    let folder = repository("refused");
    for (arguments, words) in [
        (["--policy-from", "no-such"].as_slice(), "there is no such commit, branch or tag here"),
        (&["--policy-from=-x"], "that is not a commit"),
        (&["--policy-from", "main", "--config", "quoteproof.toml"], "leave out --config"),
        (&["--policy-from", "main", "--update-baseline"], "cannot be used with"),
        (&["--policy-from", "main", "--baseline", "b.json"], "cannot be used with"),
    ] {
        says(&validate(&folder, arguments), 2, &[words]);
    }
    put(&folder, "quoteproof.toml", "not TOML");
    git(&folder, &["commit", "-q", "-a", "-m", "bad"]);
    says(&validate(&folder, &["--policy-from", "HEAD"]), 2, &["quoteproof.toml"]);
    fs::remove_file(folder.join("quoteproof.toml")).expect("gone");
    says(&validate(&folder, &["--policy-from", "HEAD"]), 2, &["quoteproof.toml at HEAD:"]);
}
