//! `--staged` and `--changed-since`, in Git repositories that are made while the test runs.

use crate::tool::{put, quoteproof, says, scratch, source, validate};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TEXT: &str = "So the ferry never sailed again. The harbour froze in 1912.";

/// Git without the caller's settings; it must succeed.
#[track_caller]
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = git_command(folder).args(arguments).output().expect("git");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &said
}

fn git_command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
        .args(["-c", "user.name=A Tester", "-c", "user.email=tester@example.org"])
        .args(["-c", "protocol.file.allow=always", "-c", "core.autocrlf=false"])
        .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .current_dir(folder);
    command
}

fn claim(id: &str, source: &str, quote: &str, relation: Option<&str>) -> String {
    let relations = relation.map_or(String::new(), |other| {
        format!(", \"relations\": [{{\"type\": \"supports\", \"claim\": \"{other}\"}}]")
    });
    format!(
        "{{\"id\": \"{id}\", \"statement\": \"A claim to be checked.\", \"label\": \"supported\", \
         \"evidence\": [{{\"source\": \"{source}\", \"quote\": \"{quote}\", \
         \"stance\": \"supports\"}}]{relations}}}\n"
    )
}

const GOOD: &str = "the ferry never sailed";
const BAD: &str = "the ferry always sailed";

/// A repository with one commit: two sources, a claim on each, and one that names another.
fn repository(name: &str) -> PathBuf {
    let folder = scratch(&format!("git-{name}"));
    git(&folder, &["init", "-q"]);
    source(&folder, "note", TEXT);
    source(&folder, "other", TEXT);
    put(&folder, "claims/one.json", claim("one", "note", GOOD, None));
    put(&folder, "claims/two.json", claim("two", "other", GOOD, None));
    put(&folder, "claims/three.json", claim("three", "other", "froze in 1912", Some("one")));
    put(&folder, "quoteproof.toml", "");
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder
}

#[track_caller]
fn staged(folder: &Path, status: i32, words: &[&str]) {
    says(&validate(folder, &["--staged"]), status, words);
}

#[test]
fn staged_is_the_index_and_not_the_work_tree() {
    let folder = repository("index");
    staged(&folder, 0, &["nothing to check"]);
    put(&folder, "README.md", "a text");
    git(&folder, &["add", "README.md"]);
    staged(&folder, 0, &["nothing to check"]);
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    staged(&folder, 0, &["nothing to check"]);
    git(&folder, &["add", "claims/one.json"]);
    staged(&folder, 1, &["claims/one.json:1:", "quote/altered", "1 claim, 1 source"]);
    // Mended on the disk only: the commit would be a bad one.
    put(&folder, "claims/one.json", claim("one", "note", GOOD, None));
    staged(&folder, 1, &["quote/altered"]);
    git(&folder, &["add", "claims/one.json"]);
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    staged(&folder, 0, &["nothing to check"]);
    put(&folder, "claims/one.json", claim("one", "note", "harbour froze", None));
    git(&folder, &["add", "claims/one.json"]);
    put(&folder, "claims/one.json", "not JSON");
    put(&folder, "quoteproof.toml", "not TOML");
    staged(&folder, 0, &["1 claim, 1 source", "1 passed"]);
}

#[test]
fn what_is_not_staged_is_not_there() {
    let folder = repository("unstaged");
    source(&folder, "new", TEXT);
    put(&folder, "claims/four.json", claim("four", "new", GOOD, Some("five")));
    put(&folder, "claims/five.json", claim("five", "note", GOOD, None));
    git(&folder, &["add", "claims/four.json"]);
    git(&folder, &["add", "-N", "claims/five.json"]);
    staged(&folder, 1, &["claim/unknown-source", "claim/unknown-claim"]);
    says(&validate(&folder, &[]), 0, &["5 claims"]);
    git(&folder, &["add", "claims/five.json", "corpus/new/source.json"]);
    staged(&folder, 1, &["source/missing-text"]);
    // Git would leave it out, and everybody else would miss it.
    put(&folder, ".gitignore", "corpus/new/text.txt\n");
    staged(&folder, 1, &["source/missing-text"]);
    git(&folder, &["add", "-f", "corpus/new/text.txt"]);
    staged(&folder, 0, &["2 claims, 2 sources: 2 quotes checked, 2 passed"]);
    // Deleted on the disk, and still in the commit.
    fs::remove_file(folder.join("corpus/new/text.txt")).expect("gone");
    fs::remove_file(folder.join("claims/four.json")).expect("gone");
    staged(&folder, 0, &["2 quotes checked, 2 passed"]);
}

#[test]
fn what_changes_checks_what_depends_on_it() {
    let folder = repository("depends");
    let reset = || git(&folder, &["reset", "-q", "--hard"]);
    let changed = |words: &[&str]| {
        git(&folder, &["add", "-A"]);
        staged(&folder, 1, words);
        says(&validate(&folder, &["--changed-since", "HEAD"]), 1, words);
        reset();
    };
    // A document.
    put(&folder, "corpus/note/text.txt", "Another text.");
    changed(&["source/source-changed", "claims/one.json:1:", "1 claim, 1 source"]);
    fs::remove_file(folder.join("corpus/note/text.txt")).expect("gone");
    changed(&["source/missing-text", "claims/one.json:1:"]);
    // A whole source.
    fs::remove_dir_all(folder.join("corpus/note")).expect("gone");
    changed(&[
        "claims/one.json:1:",
        "there is no source `note` in the corpus",
        "1 claim, 0 sources",
    ]);
    fs::rename(folder.join("corpus/note"), folder.join("corpus/note-2")).expect("renamed");
    changed(&["there is no source `note` in the corpus", "source/id-mismatch"]);
    // A claim that another names.
    fs::remove_file(folder.join("claims/one.json")).expect("gone");
    changed(&["claims/three.json:1:", "there is no claim `one`", "1 claim, 1 source"]);
    fs::remove_file(folder.join("claims/one.json")).expect("gone");
    put(&folder, "claims/uno.json", claim("uno", "note", GOOD, None));
    changed(&["claims/three.json:1:", "there is no claim `one`", "2 claims, 2 sources"]);
    // The same id twice: the finding stands at the claim that was there before.
    put(&folder, "claims/a/one.json", claim("one", "note", GOOD, None));
    changed(&["claim/duplicate-id", "claims/one.json:1:"]);
    // A source that nobody cites.
    source(&folder, "third", TEXT);
    put(&folder, "corpus/third/text.txt", "changed since");
    changed(&["corpus/third/source.json:1:", "source/source-changed", "0 claims, 1 source"]);
    // The configuration and the schemas concern everything.
    for file in ["quoteproof.toml", "schema/claim.schema.json"] {
        put(&folder, file, " ");
        git(&folder, &["add", "-A"]);
        staged(&folder, 0, &["3 claims, 2 sources: 3 quotes checked, 3 passed"]);
        says(&validate(&folder, &["--changed-since", "HEAD"]), 0, &["3 claims, 2 sources"]);
        reset();
    }
}

#[test]
fn names_given_are_checked_as_the_index_has_them() {
    let folder = repository("names");
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    says(&validate(&folder, &["claims/one.json"]), 1, &["quote/altered"]);
    says(&validate(&folder, &["--staged", "claims/one.json"]), 0, &["1 passed"]);
    says(&validate(&folder, &["--staged", "corpus/other/text.txt"]), 0, &["2 claims", "2 passed"]);
    says(&validate(&folder, &["corpus/other/text.txt"]), 0, &["2 claims, 1 source", "2 passed"]);
    says(&validate(&folder, &["quoteproof.toml"]), 1, &["3 claims", "1 failed"]);
    // A hook is handed the names of files that are gone: what depends on them is checked.
    git(&folder, &["rm", "-q", "-f", "claims/one.json"]);
    let gone = validate(&folder, &["--staged", "claims/one.json", "claims/two.json"]);
    says(&gone, 1, &["there is no claim `one`", "2 claims"]);
    says(&validate(&folder, &["claims/one.json"]), 2, &["claims/one.json: there is no such file"]);
    says(&validate(&folder, &["--staged", "--changed-since", "HEAD"]), 2, &["cannot be used with"]);
    says(&validate(&folder, &["--staged", "--fix"]), 2, &["cannot be used with"]);
}

#[test]
fn sealed_texts_come_from_the_disk() {
    let folder = repository("sealed");
    source(&folder, "minutes", "The minutes were never signed.");
    put(&folder, ".gitignore", "/corpus/minutes/text.txt\n");
    put(&folder, "claims/four.json", claim("four", "minutes", "minutes were never signed", None));
    for arguments in [["seal", "minutes"].as_slice(), &["prove"]] {
        let output = quoteproof().args(arguments).current_dir(&folder).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    git(&folder, &["add", "-A"]);
    assert!(!git(&folder, &["ls-files"]).contains("minutes/text.txt"));
    staged(&folder, 0, &["1 passed (1 exact), 0 failed; 0 errors"]);
    // Without it, the proofs that are staged.
    fs::remove_file(folder.join("corpus/minutes/text.txt")).expect("gone");
    staged(&folder, 0, &["1 proven without the text"]);
    git(&folder, &["rm", "-q", "--cached", "corpus/minutes/proofs.json"]);
    staged(&folder, 1, &["quote/unproven"]);
}

#[test]
fn the_index_of_the_commit_that_is_being_made() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = repository("hook");
        let hook = folder.join(".git/hooks/pre-commit");
        let command = env!("CARGO_BIN_EXE_quoteproof");
        put(
            &folder,
            ".git/hooks/pre-commit",
            format!("#!/bin/sh\nexec '{command}' validate --staged --format concise\n"),
        );
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("mode");
        let commit = |folder: &Path, arguments: &[&str]| {
            git_command(folder)
                .args(["commit", "-q", "-m", "x"])
                .args(arguments)
                .output()
                .expect("git")
        };
        put(&folder, "claims/one.json", claim("one", "note", BAD, None));
        put(&folder, "claims/two.json", claim("two", "other", "The harbour froze", None));
        says(&commit(&folder, &["-a"]), 1, &["claims/one.json:1:", "quote/altered", "2 claims"]);
        says(&commit(&folder, &["claims/one.json"]), 1, &["quote/altered", "1 claim,"]);
        says(&commit(&folder, &["claims/two.json"]), 0, &["1 passed"]);
        // In a work tree of its own, and from a folder of it.
        git(&folder, &["stash", "-q"]);
        let linked = scratch("git-hook-linked");
        git(
            &folder,
            &["worktree", "add", "-q", "--force", &linked.to_string_lossy(), "-b", "side"],
        );
        put(&linked, "claims/two.json", claim("two", "other", BAD, None));
        says(&commit(&linked.join("claims"), &["-a"]), 1, &["claims/two.json:1:", "1 claim,"]);
        // The index of the commit is not that of a repository inside.
        let inner = folder.join("inner");
        put(&folder, "inner/claims/six.json", claim("six", "note", BAD, None));
        source(&inner, "note", TEXT);
        git(&inner, &["init", "-q"]);
        git(&inner, &["add", "-A"]);
        put(
            &folder,
            ".git/hooks/pre-commit",
            format!(
                "#!/bin/sh\nexec '{command}' validate --staged --format concise --root inner\n"
            ),
        );
        says(&commit(&folder, &["--allow-empty"]), 1, &["claims/six.json:1:", "1 claim,"]);
    }
}

#[test]
fn file_names_of_every_kind() {
    let folder = repository("file-names");
    for (at, name) in
        ["with space", "naïve-漢字", "-dash", "[a]*", ":(top)x", "\"quoted\"", "a\\b", "line\nend"]
            .iter()
            .enumerate()
    {
        put(
            &folder,
            &format!("claims/{name}/c{at}.json"),
            claim(&format!("c{at}"), "note", GOOD, None),
        );
    }
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["8 claims, 1 source: 8 quotes checked, 8 passed"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 0, &["8 claims"]);
    for (at, name) in ["line\nend", "[a]*", ":(top)x"].iter().enumerate() {
        let id = [7, 3, 4][at];
        put(
            &folder,
            &format!("claims/{name}/c{id}.json"),
            claim(&format!("c{id}"), "note", BAD, None),
        );
    }
    staged(&folder, 0, &["8 passed"]);
    git(&folder, &["add", "-A"]);
    staged(&folder, 1, &["5 passed", "3 failed", "claims/line⟨U+000A⟩end/c7.json:1:"]);
}

#[test]
fn repositories_of_every_kind() {
    // Without a commit.
    let folder = scratch("git-no-commit");
    git(&folder, &["init", "-q"]);
    source(&folder, "note", TEXT);
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    staged(&folder, 0, &["nothing to check"]);
    git(&folder, &["add", "-A"]);
    staged(&folder, 1, &["quote/altered"]);
    says(
        &validate(&folder, &["--changed-since", "HEAD"]),
        2,
        &["the repository has no commit yet"],
    );
    // Detached, in a folder of the work tree.
    let top = repository("detached");
    let folder = top.join("archive");
    source(&folder, "note", TEXT);
    put(&folder, "claims/one.json", claim("one", "note", GOOD, None));
    put(&folder, "quoteproof.toml", "");
    git(&top, &["add", "-A"]);
    git(&top, &["commit", "-q", "-m", "second"]);
    git(&top, &["checkout", "-q", "--detach"]);
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    put(&top, "claims/two.json", claim("two", "note", BAD, None));
    says(
        &validate(&folder, &["--changed-since", "HEAD"]),
        1,
        &["1 claim, 1 source", "claims/one.json"],
    );
    says(&validate(&folder, &["--changed-since", "HEAD~1"]), 1, &["1 claim, 1 source"]);
    git(&top, &["add", "-A"]);
    staged(&folder, 1, &["1 claim, 1 source"]);
    // Emptied: nothing that is checked any more is no success.
    let folder = repository("emptied");
    git(&folder, &["rm", "-q", "-r", "claims"]);
    staged(&folder, 2, &["no quote was checked"]);
    says(&validate(&folder, &["--staged", "--allow-empty"]), 0, &["0 claims"]);
    // A conflict.
    let folder = repository("conflict");
    git(&folder, &["checkout", "-q", "-b", "side"]);
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    git(&folder, &["commit", "-q", "-a", "-m", "side"]);
    git(&folder, &["checkout", "-q", "main"]);
    put(&folder, "claims/one.json", claim("one", "note", "ferry never sailed", None));
    git(&folder, &["commit", "-q", "-a", "-m", "main"]);
    assert!(!git_command(&folder).args(["merge", "side"]).output().expect("git").status.success());
    staged(&folder, 2, &["claims/one.json: it has conflicts"]);
    // No repository. The folder of the tests is inside one.
    let folder = std::env::temp_dir().join(format!("quoteproof-no-git-{}", std::process::id()));
    source(&folder, "note", TEXT);
    put(&folder, "claims/one.json", claim("one", "note", GOOD, None));
    staged(&folder, 2, &["--staged needs a Git work tree", "not a git repository"]);
    fs::remove_dir_all(&folder).expect("gone");
}

#[test]
fn changed_since_the_commit_in_common() {
    let folder = repository("since");
    git(&folder, &["checkout", "-q", "-b", "side"]);
    put(&folder, "claims/four.json", claim("four", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "side"]);
    git(&folder, &["checkout", "-q", "main"]);
    put(&folder, "claims/two.json", claim("two", "other", BAD, None));
    git(&folder, &["commit", "-q", "-a", "-m", "main"]);
    git(&folder, &["checkout", "-q", "side"]);
    // What main changed since is not this branch's.
    let since = |reference: &str| validate(&folder, &["--changed-since", reference]);
    says(&since("main"), 1, &["claims/four.json:1:", "1 claim, 1 source"]);
    // Not yet known to Git, staged, and changed on the disk.
    put(&folder, "claims/five.json", claim("five", "note", BAD, None));
    git(&folder, &["mv", "claims/one.json", "claims/uno.json"]);
    put(&folder, "claims/uno.json", claim("uno", "note", GOOD, None));
    put(&folder, "claims/two.json", claim("two", "other", "harbour froze", None));
    says(&since("main"), 1, &["claims/five.json", "no claim `one`", "5 claims"]);
    says(&since("no-such"), 2, &["there is no such commit, branch or tag here"]);
    says(&validate(&folder, &["--changed-since=--output=x"]), 2, &["that is no commit"]);
    git(&folder, &["checkout", "-q", "--orphan", "alone"]);
    git(&folder, &["commit", "-q", "-m", "alone"]);
    says(&since("main"), 2, &["they have no commit in common"]);
}

#[test]
fn a_shallow_clone_without_the_commit_in_common() {
    let folder = repository("origin");
    git(&folder, &["checkout", "-q", "-b", "side"]);
    for text in ["never sailed", "ferry never sailed"] {
        put(&folder, "claims/one.json", claim("one", "note", text, None));
        git(&folder, &["commit", "-q", "-a", "-m", text]);
    }
    let clone = scratch("git-shallow");
    let url = format!("file://{}", folder.display());
    git(&clone, &["clone", "-q", "--depth=1", "--no-single-branch", &url, "."]);
    says(
        &validate(&clone, &["--changed-since", "origin/main"]),
        2,
        &["this is a shallow clone", "git fetch --unshallow"],
    );
    git(&clone, &["fetch", "-q", "--unshallow"]);
    says(&validate(&clone, &["--changed-since", "origin/main"]), 0, &["1 claim, 1 source"]);
}

#[test]
fn a_sparse_work_tree() {
    let folder = repository("sparse");
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    git(&folder, &["add", "-A"]);
    git(&folder, &["update-index", "--skip-worktree", "corpus/note/text.txt"]);
    fs::remove_file(folder.join("corpus/note/text.txt")).expect("gone");
    staged(&folder, 0, &["1 passed"]);
}
