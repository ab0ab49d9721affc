//! Two people work on one archive: Git merges their branches, with quoteproof as the driver for proofs and without.

use crate::tool::{put, said, says, scratch, shell, source};
use std::path::{Path, PathBuf};
use std::process::Output;

fn sh(folder: &Path, script: &str) -> Output {
    shell(script, folder.parent().expect("a folder")).current_dir(folder).output().expect("sh")
}

/// What both begin with, and what each adds: a claim with a quote, and its proof. The archive is `at` of the checkout.
fn two_branches(name: &str, at: &str) -> PathBuf {
    let (folder, given) = (scratch(name), scratch(&format!("{name}-given")));
    let sentence =
        |n: usize| format!("In year {n} the harbour had {} ships at its quays.", n + 100);
    put(&given, "doc.txt", (0..40).map(|n| sentence(n) + " ").collect::<String>());
    for n in [1, 10, 11, 20, 21] {
        let evidence = format!(
            "{{\"source\": \"doc\", \"quote\": \"{}\", \"stance\": \"supports\"}}",
            sentence(n)
        );
        put(&given, &format!("e{n}.json"), evidence);
    }
    let claim = |n: usize| {
        format!(
            "quoteproof new claim c{n} --statement 'Ships came.' --label supported --evidence $TOP/../{name}-given/e{n}.json"
        )
    };
    let script = format!(
        "set -e; TOP=$PWD; git init -q -b main .
        git config merge.quoteproof.driver 'quoteproof prove --merge %O %A %B %P'
        mkdir -p {at}; cd {at}; quoteproof init --bare
        quoteproof source add $TOP/../{name}-given/doc.txt --sealed --language en
        {}; quoteproof prove; git add .; git commit -qm base
        git checkout -qb other; {}; {}; quoteproof prove; git add .; git commit -qm other
        git checkout -q main; {}; {}; quoteproof prove; git add .; git commit -qm main",
        claim(1),
        claim(10),
        claim(21),
        claim(11),
        claim(20),
    );
    says(&sh(&folder, &script), 0, &[]);
    folder
}

const WITHOUT_TEXT: &str = "rm -f corpus/doc/text.txt; quoteproof validate --format concise";

#[test]
fn git_merges_proofs_with_the_driver() {
    for (name, at) in [("merge-top", "."), ("merge-below", "some/archive")] {
        let folder = two_branches(name, at);
        let script = format!(
            "git merge -q other -m merged || exit 9; git status --short; cd {at} && {WITHOUT_TEXT}"
        );
        says(
            &sh(&folder, &script),
            0,
            &["5 quotes checked, 5 passed", "5 proven without the text"],
        );
    }
}

#[test]
fn other_ways_of_git_merge_with_the_driver() {
    for (name, script) in [
        ("merge-rebase", "git checkout -q other && git rebase -q main"),
        ("merge-pick", "git cherry-pick other"),
        (
            "merge-linked",
            "git worktree add -q ../merge-linked-2 main~0 --detach && cd ../merge-linked-2 && git merge -q other -m merged",
        ),
    ] {
        let _ = std::fs::remove_dir_all(scratch("merge-linked-2"));
        let folder = two_branches(name, ".");
        let output = sh(&folder, &format!("{script} || exit 9; {WITHOUT_TEXT}"));
        says(&output, 0, &["5 quotes checked, 5 passed", "5 proven without the text"]);
    }
}

/// Git starts no driver that its configuration does not name: it merges lines, and what it cannot merge is found.
#[test]
fn without_the_driver_the_conflict_is_named() {
    let folder = two_branches("merge-none", ".");
    let script = "git config --unset merge.quoteproof.driver; git merge -q other -m merged && exit 9
        quoteproof validate --format concise; echo next; quoteproof prove && git add . && git commit -qm merged
        rm corpus/doc/text.txt; quoteproof validate";
    let output = sh(&folder, script);
    says(
        &output,
        0,
        &["corpus/doc/proofs.json:", "error[json/conflict-marker]", "5 proven without the text"],
    );
}

/// Where the proofs of both sides cannot be joined, nothing is changed, and Git is told.
#[test]
fn what_cannot_be_merged_is_left_as_it_is() {
    let folder = two_branches("merge-refused", ".");
    let script =
        "git show main:corpus/doc/proofs.json >ours; git show other:corpus/doc/proofs.json >theirs
        git show main~1:corpus/doc/proofs.json >base; cp ours before";
    says(&sh(&folder, script), 0, &[]);
    let merge = "quoteproof prove --merge base ours theirs corpus/doc/proofs.json";
    for (change, words) in [
        ("sed -i 's/\"root\": \"./\"root\": \"0/' theirs", "sealed again on one side"),
        ("sed -i 's/\"source\": \"doc\"/\"source\": \"cod\"/' theirs", "the other of `cod`"),
        (
            "(echo '<<<<<<< a'; cat theirs; echo =======; cat theirs; echo '>>>>>>> b') >t; mv t theirs",
            "conflict markers of an earlier merge",
        ),
        (": >theirs", "their version"),
        ("printf '\\377\\376' >theirs", "not UTF-8"),
        ("yes '[' | head -c 1000000 >theirs", "their version"),
        ("rm theirs; ln -s /dev/zero theirs", "leads out"),
        ("rm theirs; mkfifo theirs", "not a regular file"),
        ("rm theirs", "cannot be read"),
        (
            "sed -i 's/\"tokens\": [0-9]/\"tokens\": 9/' corpus/doc/source.json; printf x >>corpus/doc/source.json",
            "source.json",
        ),
        ("rm corpus/doc/source.json", "source.json"),
    ] {
        let script = format!(
            "cp theirs kept; cp corpus/doc/source.json kept-source; {change}; {merge}; S=$?
            cmp ours before || S=9; rm -f theirs; cp kept theirs; cp kept-source corpus/doc/source.json; exit $S"
        );
        says(&sh(&folder, &script), 1, &[words, "quoteproof prove"]);
    }
    // A passage that proves nothing is left out, and said to be; without %P the source is found by its id.
    let script =
        "sed -i '0,/In year/s//In fear/' theirs; quoteproof prove --merge base ours theirs; S=$?
        cmp -s ours before && S=9; exit $S";
    says(&sh(&folder, script), 0, &["1 passage left out, which proves nothing"]);
}

/// What a merge of lines may leave: a passage twice, inside another, out of order. The others count.
#[test]
fn passages_inside_others_cost_no_proof() {
    let folder = two_branches("merge-inside", ".");
    let path = folder.join("corpus/doc/proofs.json");
    let text = std::fs::read_to_string(&path).expect("proofs");
    let mut json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let passages = json["passages"].as_array_mut().expect("passages");
    passages.push(passages[0].clone());
    passages.swap(1, 2);
    std::fs::write(&path, json.to_string()).expect("written");
    let output = sh(&folder, WITHOUT_TEXT);
    says(
        &output,
        0,
        &["warning[seal/stale-proof]: this passage is inside another", "3 proven without the text"],
    );
}

/// What is staged goes to where the text is not: a quote must be proven before it is committed.
#[test]
fn a_staged_quote_of_a_sealed_source_must_be_proven() {
    let folder = two_branches("merge-staged", ".");
    let add = "quoteproof new claim c10 --statement 'Ships came.' --label supported --evidence ../merge-staged-given/e10.json";
    let staged = "quoteproof validate --staged";
    let output = sh(&folder, &format!("{add} && git add claims && {staged}"));
    says(
        &output,
        1,
        &[
            "quote/unproven",
            "no staged proof covers them",
            "quoteproof prove",
            "git add corpus/doc/proofs.json",
        ],
    );
    // Proven, but not staged.
    says(&sh(&folder, &format!("quoteproof prove; {staged}")), 1, &["no staged proof covers them"]);
    says(&sh(&folder, &format!("git add corpus && {staged}")), 0, &["4 passed"]);
}

/// A document with marks of a merge is not the pinned one; what is written of it tells why.
#[test]
fn marks_in_other_files_are_named() {
    let folder = scratch("merge-marks");
    source(&folder, "doc", "The dredger was late, and the pilots waited.");
    put(&folder, "claims/.keep", "");
    let marked = "a = 1\n<<<<<<< HEAD\nb = 2\n=======\nb = 3\n>>>>>>> other\n";
    put(&folder, "corpus/doc/text.txt", marked);
    let output = sh(&folder, "quoteproof validate --allow-empty");
    let flat = |output: &Output| said(output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat(&output).contains("it has Git's conflict markers, from line 2 on"),
        "{}",
        said(&output)
    );
    put(&folder, "quoteproof-baseline.json", marked);
    says(
        &sh(&folder, "quoteproof validate --allow-empty"),
        2,
        &["quoteproof-baseline.json:2:1", "--update-baseline"],
    );
    put(&folder, "quoteproof.toml", marked);
    says(
        &sh(&folder, "quoteproof validate --allow-empty"),
        2,
        &["quoteproof.toml:2:1", "Git could not merge"],
    );
}

/// What editors leave beside a file is no claim.
#[cfg(unix)]
#[test]
fn what_editors_leave_is_passed_by() {
    let folder = scratch("merge-editors");
    source(&folder, "doc", "The dredger was late, and the pilots waited.");
    for file in ["a.json~", "#a.json#", ".a.json.swp", ".~a.json", "a.json.orig", "a.json.bak"] {
        put(&folder, &format!("claims/{file}"), "{");
    }
    let lock = folder.join("claims/.#a.json");
    std::os::unix::fs::symlink("someone@host.123:456", lock).expect("a link");
    let lock = folder.join("corpus/.#b");
    std::os::unix::fs::symlink("someone@host.123:456", lock).expect("a link");
    says(&sh(&folder, "quoteproof validate --allow-empty"), 0, &["0 claims, 1 source"]);
}
