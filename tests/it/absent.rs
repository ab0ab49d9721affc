//! What Git has of an archive and the work tree lacks: a run on the work tree names it, with the command that gets it.

use crate::git::{BAD, GOOD, TEXT, claim, git, git_command, repository};
use crate::tool::{put, quoteproof, said, says, scratch, source, validate};
use std::fs;
use std::path::{Path, PathBuf};

/// A repository with one commit that has a source, or claims.
fn module(name: &str, lay: impl Fn(&Path)) -> PathBuf {
    let folder = scratch(&format!("absent-{name}"));
    git(&folder, &["init", "-q"]);
    lay(&folder);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder
}

/// A clone without its submodules, of the repository of the tests of Git with `from` at `at` and one more claim.
fn clone_with(name: &str, from: &Path, at: &str, more: Option<String>) -> PathBuf {
    let folder = repository(&format!("absent-{name}"));
    git(&folder, &["submodule", "--quiet", "add", from.to_str().expect("UTF-8"), at]);
    if let Some(more) = more {
        put(&folder, "claims/six.json", more);
    }
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "module"]);
    let clone = scratch(&format!("absent-{name}-clone"));
    git(&clone, &["clone", "-q", folder.to_str().expect("UTF-8"), "."]);
    clone
}

/// A source of the name `sub` at the folder's top.
fn one_source(folder: &Path) {
    source(folder, "sub", TEXT);
    for file in ["source.json", "text.txt"] {
        fs::rename(folder.join("corpus/sub").join(file), folder.join(file)).expect("moved");
    }
    fs::remove_dir_all(folder.join("corpus")).expect("gone");
}

#[test]
fn a_document_in_a_submodule_that_is_not_checked_out() {
    let from = module("document", one_source);
    let clone = clone_with("cited", &from, "corpus/sub", Some(claim("six", "sub", GOOD, None)));
    let named = "note: corpus/sub: this submodule is not checked out: \
                 `git submodule update --init corpus/sub`";
    says(&validate(&clone, &[]), 1, &["the folder `corpus/sub` has no source.json", named]);
    says(&validate(&clone, &["claims/six.json"]), 1, &[named]);
    // Git need not be there.
    let mut command = quoteproof();
    let without = command.args(["validate"]).env("PATH", "").current_dir(&clone).output();
    let without = without.expect("it runs");
    says(&without, 1, &["has no source.json"]);
    assert!(!said(&without).contains("submodule"), "{}", said(&without));
    // The command that is named.
    git(&clone, &["submodule", "--quiet", "update", "--init", "corpus/sub"]);
    let output = validate(&clone, &[]);
    says(&output, 0, &["4 passed"]);
    assert!(!said(&output).contains("note:"), "{}", said(&output));
    // One that nothing cites, and one that is not of the archive.
    let clone = clone_with("uncited", &from, "corpus/sub", None);
    says(&validate(&clone, &[]), 1, &["has no source.json", named]);
    says(&validate(&clone, &["claims/one.json"]), 0, &["1 passed"]);
    let clone = clone_with("elsewhere", &from, "vendor/sub", Some(claim("six", "sub", BAD, None)));
    let output = validate(&clone, &[]);
    says(&output, 1, &["claim/unknown-source"]);
    assert!(!said(&output).contains("submodule"), "{}", said(&output));
}

#[test]
fn claims_in_a_submodule_that_is_not_checked_out() {
    let from =
        module("claims", |folder| put(folder, "seven.json", claim("seven", "note", BAD, None)));
    let clone = clone_with("more", &from, "claims/more", None);
    let named = [
        "claims/more: this submodule is not checked out: `git submodule update --init claims/more`",
    ];
    says(&validate(&clone, &[]), 2, &named);
    says(&validate(&clone, &["claims/more"]), 2, &named);
    says(&validate(&clone, &["corpus/note"]), 2, &named);
    // The file that names it may be long.
    let modules = fs::read_to_string(clone.join(".gitmodules")).expect("the file");
    put(&clone, ".gitmodules", "# größer\n".repeat(10_000) + &modules);
    says(&validate(&clone, &[]), 2, &named);
    // What is asked for is there.
    says(&validate(&clone, &["claims/one.json"]), 0, &["1 passed"]);
    git(&clone, &["submodule", "--quiet", "update", "--init", "claims/more"]);
    says(&validate(&clone, &[]), 1, &["claims/more/seven.json", "quote/altered"]);
}

/// `git add` of a folder that is a repository itself keeps only the name of its commit.
#[test]
fn claims_in_a_repository_that_was_added_without_a_gitmodules() {
    let folder = repository("absent-unnamed");
    put(&folder, "claims/more/seven.json", claim("seven", "note", BAD, None));
    git(&folder.join("claims/more"), &["init", "-q"]);
    git(&folder.join("claims/more"), &["add", "-A"]);
    git(&folder.join("claims/more"), &["commit", "-q", "-m", "inner"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "outer"]);
    says(&validate(&folder, &[]), 1, &["claims/more/seven.json", "quote/altered"]);
    let clone = scratch("absent-unnamed-clone");
    git(&clone, &["clone", "-q", folder.to_str().expect("UTF-8"), "."]);
    let named = [
        "claims/more: this submodule is not checked out: no `.gitmodules` names it",
        "removes `claims/more/.git`, then `git rm --cached claims/more` and `git add claims/more`",
    ];
    says(&validate(&clone, &[]), 2, &named);
    says(&validate(&clone, &["claims/one.json"]), 0, &["1 passed"]);
    // The commands that are named.
    fs::remove_dir_all(folder.join("claims/more/.git")).expect("gone");
    git(&folder, &["rm", "-q", "--cached", "claims/more"]);
    git(&folder, &["add", "claims/more"]);
    git(&folder, &["commit", "-q", "-m", "its files"]);
    git(&clone, &["pull", "-q"]);
    says(&validate(&clone, &[]), 1, &["claims/more/seven.json", "quote/altered"]);
}

/// A clone of a repository in which each of these folders was added with a repository of its own inside.
fn clone_without(name: &str, archive: impl Fn(&Path), inner: &[&str]) -> PathBuf {
    let folder = module(name, archive);
    for inside in inner {
        let inside = folder.join(inside);
        git(&inside, &["init", "-q"]);
        git(&inside, &["add", "-A"]);
        git(&inside, &["commit", "-q", "-m", "inner"]);
    }
    git(&folder, &["rm", "-r", "-q", "--cached", "."]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "outer"]);
    let clone = scratch(&format!("absent-{name}-clone"));
    git(&clone, &["clone", "-q", folder.to_str().expect("UTF-8"), "."]);
    clone
}

/// An archive with one claim that passes and one in a folder far below that does not; `add` adds to it.
fn deep(add: impl Fn(&Path)) -> impl Fn(&Path) {
    move |folder: &Path| {
        source(folder, "note", TEXT);
        put(folder, "claims/one.json", claim("one", "note", GOOD, None));
        put(folder, "claims/a/b/more/seven.json", claim("seven", "note", BAD, None));
        add(folder);
    }
}

#[test]
fn a_repository_far_below_the_claims() {
    let clone = clone_without("deep", deep(|_| ()), &["claims/a/b/more"]);
    let named = ["claims/a/b/more: this submodule is not checked out: no `.gitmodules` names it"];
    says(&validate(&clone, &[]), 2, &named);
    says(&validate(&clone, &["claims/a"]), 2, &named);
    says(&validate(&clone, &["claims/one.json"]), 0, &["1 passed"]);
    // A folder of somebody who is about to write claims, and one that has nothing to do with the archive.
    let clone = clone_without("aside", deep(|f| put(f, "vendor/x/y", "")), &["vendor/x"]);
    fs::create_dir_all(clone.join("claims/new/empty")).expect("a folder");
    let output = validate(&clone, &[]);
    says(&output, 1, &["claims/a/b/more/seven.json", "quote/altered"]);
    assert!(!said(&output).contains("submodule"), "{}", said(&output));
}

#[test]
fn repositories_below_folders_that_the_configuration_names() {
    let archive = |folder: &Path| {
        put(folder, "quoteproof.toml", "claims = 'facts/all'\ncorpus = \"sources\"\n");
        put(folder, "facts/all/one.json", claim("one", "note", GOOD, None));
        source(folder, "note", TEXT);
        fs::rename(folder.join("corpus"), folder.join("sources")).expect("moved");
    };
    let unnamed = |path: &str| format!("{path}: this submodule is not checked out: no `.gitmod");
    let clone = clone_without("claims-folder", archive, &["facts/all"]);
    says(&validate(&clone, &[]), 2, &[&unnamed("facts/all")]);
    let clone = clone_without("above-it", archive, &["facts"]);
    says(&validate(&clone, &[]), 2, &[&unnamed("facts")]);
    let clone = clone_without("corpus-folder", archive, &["sources/note"]);
    let note = format!("note: {}", unnamed("sources/note"));
    says(&validate(&clone, &[]), 1, &["sources/note", &note]);
    // Other commands name it, too.
    let list = |folder: &Path| {
        quoteproof().args(["list", "sources"]).current_dir(folder).output().expect("it runs")
    };
    assert!(said(&list(&clone)).contains(&note), "{}", said(&list(&clone)));
    let clone = clone_without(
        "texts-folder",
        |folder| {
            archive(folder);
            put(
                folder,
                "quoteproof.toml",
                "claims = 'facts/all'\ncorpus = 'sources'\ntexts = ['a/b']\n",
            );
            put(folder, "a/b/c/text.txt", TEXT);
            fs::remove_file(folder.join("sources/note/text.txt")).expect("gone");
        },
        &["a/b/c"],
    );
    says(&validate(&clone, &[]), 1, &[&format!("note: {}", unnamed("a/b/c"))]);
}

#[test]
fn a_submodule_of_a_submodule() {
    let inner =
        module("inner", |folder| put(folder, "seven.json", claim("seven", "note", BAD, None)));
    let outer = module("outer", |folder| put(folder, "six.json", claim("six", "note", GOOD, None)));
    git(&outer, &["submodule", "--quiet", "add", inner.to_str().expect("UTF-8"), "far/inner"]);
    git(&outer, &["commit", "-q", "-a", "-m", "inner"]);
    let clone = clone_with("nested", &outer, "claims/sub", None);
    git(&clone, &["submodule", "--quiet", "update", "--init", "claims/sub"]);
    let named = [
        "claims/sub/far/inner: this submodule is not checked out: `git -C claims/sub submodule update --init far/inner`",
    ];
    says(&validate(&clone, &[]), 2, &named);
    let at = clone.join("claims/sub");
    git(&at, &["submodule", "--quiet", "update", "--init", "far/inner"]);
    says(&validate(&clone, &[]), 1, &["claims/sub/far/inner/seven.json", "quote/altered"]);
    git(&at, &["sparse-checkout", "set", "--no-cone", "/*", "!/six.json"]);
    let left_out = "claims/sub/six.json is left out by a sparse checkout: `git -C claims/sub sparse-checkout disable`";
    says(&validate(&clone, &[]), 1, &[left_out]);
}

/// What a claim proves is only known where the claim is there.
/// Wherever the archive is, the commands that are named work in the current folder.
#[test]
fn commands_are_named_for_the_current_folder() {
    let from = module("typed", one_source);
    let folder = scratch("absent-typed-outer");
    git(&folder, &["init", "-q"]);
    source(&folder.join("my archive"), "note", TEXT);
    put(&folder, "my archive/claims/one.json", claim("one", "sub", GOOD, None));
    put(&folder, "my archive/claims/more/two.json", claim("two", "note", GOOD, None));
    git(
        &folder.join("my archive"),
        &["submodule", "--quiet", "add", from.to_str().expect("UTF-8"), "corpus/sub"],
    );
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let clone = scratch("absent-typed-clone");
    git(&clone, &["clone", "-q", folder.to_str().expect("UTF-8"), "there"]);
    let clone = clone.join("there");
    for (place, arguments, command) in [
        (".", &["--root", "my archive"][..], "git submodule update --init 'my archive/corpus/sub'"),
        ("my archive", &[][..], "git submodule update --init corpus/sub"),
        ("my archive/claims/more", &[][..], "git submodule update --init ../../corpus/sub"),
        (
            "..",
            &["--root", "there/my archive"][..],
            "git -C there submodule update --init 'my archive/corpus/sub'",
        ),
    ] {
        let place = clone.join(place);
        let output = validate(&place, arguments);
        says(
            &output,
            1,
            &["corpus/sub: this submodule is not checked out", &format!("`{command}`")],
        );
        let script = command.replace("git ", "git -c protocol.file.allow=always ");
        let done =
            crate::tool::shell(&script, &folder).current_dir(&place).output().expect("a shell");
        assert!(done.status.success(), "{script}: {}", said(&done));
        says(&validate(&place, arguments), 0, &["2 passed"]);
        git(&clone, &["submodule", "--quiet", "deinit", "-f", "--all"]);
    }
}

/// A file that only `git update-index --skip-worktree` leaves out.
#[test]
fn a_file_that_is_skipped_without_a_sparse_checkout() {
    let folder = repository("absent-skipped");
    git(&folder, &["update-index", "--skip-worktree", "claims/two.json"]);
    fs::remove_file(folder.join("claims/two.json")).expect("gone");
    assert!(!folder.join(".git/info/sparse-checkout").exists());
    let named =
        "note: claims/two.json is left out by a sparse checkout: `git sparse-checkout disable`";
    says(&validate(&folder, &[]), 0, &["2 passed", named]);
    git(&folder, &["sparse-checkout", "disable"]);
    says(&validate(&folder, &[]), 0, &["3 passed"]);
}

/// `check` and the language server name it as `validate` does.
#[test]
fn check_and_the_language_server_name_it() {
    let from = module("named", one_source);
    let clone = clone_with("named", &from, "corpus/sub", None);
    let named =
        "corpus/sub: this submodule is not checked out: `git submodule update --init corpus/sub`";
    put(&clone, "article.md", format!("She said: \u{201c}{GOOD}\u{201d} (note).\n"));
    let checked = quoteproof().args(["check", "article.md"]).current_dir(&clone).output();
    let checked = said(&checked.expect("it runs"));
    assert!(checked.contains(&format!("note: {named}")), "{checked}");
    // What Git LFS has not fetched yet is named, too: an article, and a document.
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    put(&clone, "lfs/text.txt", pointer);
    put(&clone, "lfs.md", pointer);
    for arguments in [&["check", "lfs.md"][..], &["check", "article.md", "--against", "lfs"][..]] {
        let checked = quoteproof().args(arguments).current_dir(&clone).output().expect("it runs");
        assert!(said(&checked).contains("`git lfs pull` gets it"), "{}", said(&checked));
    }
    let sent = sent_by_the_server(&clone);
    assert!(sent.contains("window/showMessage") && sent.contains(named), "{sent}");
    // A name from Git is shown as reports show it.
    let clone = clone_with("turned", &from, "corpus/su\u{202e}b", None);
    let sent = sent_by_the_server(&clone);
    assert!(sent.contains("window/showMessage") && !sent.contains('\u{202e}'), "{sent}");
}

/// What the language server sends when it begins and ends.
fn sent_by_the_server(clone: &Path) -> String {
    let message = |value: &str| format!("Content-Length: {}\r\n\r\n{value}", value.len());
    let root = clone.to_str().expect("UTF-8");
    let all = [
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{"capabilities":{{}},"rootUri":"file://{root}"}}}}"#
        ),
        r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"exit"}"#.to_owned(),
    ];
    put(clone, "asked", all.iter().map(|one| message(one)).collect::<String>());
    let asked = fs::File::open(clone.join("asked")).expect("a file");
    let output = quoteproof().arg("lsp").stdin(asked).current_dir(clone).output();
    let output = output.expect("it runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn commands_that_need_all_claims() {
    let folder = scratch("absent-proofs");
    git(&folder, &["init", "-q"]);
    source(&folder, "note", TEXT);
    put(&folder, "claims/one.json", claim("one", "note", GOOD, None));
    put(&folder, "claims/two.json", claim("two", "note", "the ferry", None));
    put(&folder, "new.txt", TEXT);
    let run = |arguments: &[&str]| {
        quoteproof().args(arguments).current_dir(&folder).output().expect("it runs")
    };
    says(&run(&["seal", "note"]), 0, &["note: sealed"]);
    says(&run(&["prove"]), 0, &["passage"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let read = |file: &str| fs::read(folder.join(file)).expect("a file");
    let proofs = read("corpus/note/proofs.json");
    git(&folder, &["sparse-checkout", "set", "--no-cone", "/*", "!/claims/two.json"]);
    let left_out =
        "claims/two.json is left out by a sparse checkout: `git sparse-checkout disable`";
    for arguments in [
        ["prove"].as_slice(),
        &["prove", "--check"],
        &["rename", "source", "note", "other"],
        &["rename", "claim", "one", "three"],
        &["source", "update", "note", "new.txt"],
        &["source", "remove", "note"],
    ] {
        says(&run(arguments), 2, &["this command needs all claims", left_out]);
    }
    assert_eq!(read("corpus/note/proofs.json"), proofs);
    says(&run(&["stats"]), 0, &[&format!("note: {left_out}")]);
    git(&folder, &["sparse-checkout", "disable"]);
    says(&run(&["prove", "--check"]), 0, &["passage"]);
    says(&run(&["rename", "claim", "one", "three"]), 0, &[]);
}

#[test]
fn an_archive_that_is_a_submodule_and_not_checked_out() {
    let clone = clone_with("whole", &repository("absent-archive"), "archive", None);
    let named =
        ["archive", "is a submodule that is not checked out", "git submodule update --init"];
    says(&validate(&clone, &["--root", "archive"]), 2, &named);
    git(&clone, &["submodule", "--quiet", "update", "--init"]);
    says(&validate(&clone, &["--root", "archive"]), 0, &["3 passed"]);
    // A folder that is none, beside a submodule.
    fs::create_dir(clone.join("empty")).expect("a folder");
    says(&validate(&clone, &["--root", "nothing"]), 2, &["there is no such folder"]);
    says(&validate(&clone, &["--root", "empty", "--allow-empty"]), 0, &["0 claims"]);
}

#[test]
fn what_a_sparse_checkout_leaves_out() {
    let left_out =
        |file: &str| format!("{file} left out by a sparse checkout: `git sparse-checkout disable`");
    let folder = repository("absent-sparse");
    // The documents.
    git(&folder, &["sparse-checkout", "set", "claims"]);
    let documents = left_out("corpus/note/source.json and 3 other files are");
    says(&validate(&folder, &[]), 1, &["claim/unknown-source", &documents]);
    says(
        &validate(&folder, &["corpus/note"]),
        2,
        &["corpus/note/source.json and 1 other file are"],
    );
    // The claims.
    git(&folder, &["sparse-checkout", "set", "corpus"]);
    let claims = left_out("claims/one.json and 2 other files are");
    says(&validate(&folder, &[]), 2, &["no quote was checked in", &claims]);
    says(&validate(&folder, &["claims/one.json"]), 2, &[&left_out("claims/one.json is")]);
    // One of them, also in another work tree of the repository.
    let linked = scratch("absent-sparse-linked");
    git(&folder, &["worktree", "add", "-q", "--detach", linked.to_str().expect("UTF-8")]);
    for folder in [&folder, &linked] {
        git(folder, &["sparse-checkout", "set", "--no-cone", "/*", "!/claims/two.json"]);
        let one = left_out("note: claims/two.json is");
        says(&validate(folder, &[]), 0, &[&one, "2 passed"]);
        let output = validate(folder, &["claims/one.json"]);
        says(&output, 0, &["1 passed"]);
        assert!(!said(&output).contains("note:"), "{}", said(&output));
        git(folder, &["sparse-checkout", "disable"]);
        let output = validate(folder, &[]);
        says(&output, 0, &["3 passed"]);
        assert!(!said(&output).contains("note:"), "{}", said(&output));
    }
    // The whole archive.
    let top = scratch("absent-sparse-whole");
    git(&top, &["init", "-q"]);
    source(&top.join("archive"), "note", TEXT);
    put(&top, "archive/claims/one.json", claim("one", "note", GOOD, None));
    put(&top, "other/file.txt", "");
    git(&top, &["add", "-A"]);
    git(&top, &["commit", "-q", "-m", "first"]);
    git(&top, &["sparse-checkout", "set", "other"]);
    says(&validate(&top, &["--root", "archive"]), 2, &["archive", &left_out("it is")]);
    git(&top, &["sparse-checkout", "disable"]);
    says(&validate(&top, &["--root", "archive"]), 0, &["1 passed"]);
}

#[test]
fn a_file_that_git_could_not_merge() {
    let folder = repository("absent-unmerged");
    git(&folder, &["checkout", "-q", "-b", "side"]);
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    source(&folder, "note", "So the ferry never sailed again.");
    git(&folder, &["commit", "-q", "-a", "-m", "side"]);
    git(&folder, &["checkout", "-q", "main"]);
    put(&folder, "claims/one.json", claim("one", "note", "ferry never sailed", None));
    git(&folder, &["rm", "-q", "-r", "corpus/note"]);
    git(&folder, &["commit", "-q", "-a", "-m", "main"]);
    assert!(!git_command(&folder).args(["merge", "side"]).output().expect("git").status.success());
    says(
        &validate(&folder, &[]),
        1,
        &["claims/one.json:1:1: error[json/conflict-marker]", "3 claims"],
    );
}

/// A link in the place of a folder above a submodule may lead to another repository: nothing of it is said.
#[cfg(unix)]
#[test]
fn a_submodule_behind_a_link_that_leads_out() {
    let outside = scratch("absent-outside");
    put(&outside, "sub/hunter2", "hunter2");
    git(&outside.join("sub"), &["init", "-q"]);
    git(&outside.join("sub"), &["add", "-A"]);
    git(&outside.join("sub"), &["commit", "-q", "-m", "outside"]);
    put(&outside, "sub/hunter3", "hunter3");
    git(&outside.join("sub"), &["add", "-A"]);
    let head = git(&outside.join("sub"), &["rev-parse", "HEAD"]);
    let head = head.trim();
    let folder = repository("absent-behind");
    put(&folder, ".gitmodules", "[submodule \"x\"]\n\tpath = claims/a/sub\n\turl = ./x\n");
    git(&folder, &["add", "-A"]);
    std::os::unix::fs::symlink(&outside, folder.join("claims/a")).expect("a link");
    for commit in [head, "0123456789012345678901234567890123456789"] {
        let entry = format!("160000,{commit},claims/a/sub");
        git(&folder, &["update-index", "--add", "--cacheinfo", &entry]);
        for arguments in [[].as_slice(), &["--staged"], &["--changed-since", "HEAD"]] {
            let output = validate(&folder, arguments);
            let said = said(&output);
            assert_ne!(output.status.code(), Some(0), "{said}");
            assert!(
                !said.contains("hunter") && !said.contains(head.get(..8).expect("eight bytes")),
                "{said}"
            );
        }
        let named = "claims/a/sub: a folder above this submodule is a symbolic link";
        says(&validate(&folder, &["--staged"]), 2, &[named]);
    }
}

/// Git is asked of the work tree only where there is a sign that it lacks something, and no program of the repository runs then.
#[cfg(unix)]
#[test]
fn a_repository_with_a_submodule_is_not_obeyed() {
    let from = module("trap", one_source);
    let clone = clone_with("trapped", &from, "corpus/sub", Some(claim("six", "sub", GOOD, None)));
    let mark = scratch("absent-mark").join("ran");
    let program = format!("touch '{}'; false", mark.display());
    git(&clone, &["config", "core.fsmonitor", &program]);
    let _ = git_command(&clone).args(["status"]).output().expect("git");
    assert!(mark.exists(), "it is no trap");
    fs::remove_file(&mark).expect("gone");
    says(&validate(&clone, &[]), 1, &["corpus/sub: this submodule is not checked out"]);
    assert!(!mark.exists(), "the program ran");
}
