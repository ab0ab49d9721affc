//! `--staged` and `--changed-since`, in Git repositories that are made while the test runs.

use crate::tool::{outside, put, quoteproof, said, says, scratch, source, validate};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const TEXT: &str = "So the ferry never sailed again. The harbour froze in 1912.";

/// Git without the caller's settings; it must succeed.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = git_command(folder).args(arguments).output().expect("git");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &said
}

pub(crate) fn git_command(folder: &Path) -> Command {
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

pub(crate) fn claim(id: &str, source: &str, quote: &str, relation: Option<&str>) -> String {
    let relations = relation.map_or(String::new(), |other| {
        format!(", \"relations\": [{{\"type\": \"supports\", \"claim\": \"{other}\"}}]")
    });
    format!(
        "{{\"id\": \"{id}\", \"statement\": \"A claim to be checked.\", \"label\": \"supported\", \
         \"evidence\": [{{\"source\": \"{source}\", \"quote\": \"{quote}\", \
         \"stance\": \"supports\"}}]{relations}}}\n"
    )
}

pub(crate) const GOOD: &str = "the ferry never sailed";
pub(crate) const BAD: &str = "the ferry always sailed";

/// A repository with one commit: two sources, a claim on each, and one that names another.
pub(crate) fn repository(name: &str) -> PathBuf {
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
pub(crate) fn staged(folder: &Path, status: i32, words: &[&str]) {
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

/// Before the first claim nothing can be checked, and a commit is right all the same, unless its claims lie where the
/// archive has none.
#[test]
fn the_first_commits_are_no_mistake_and_misplaced_claims_are() {
    let folder = scratch("git-before-the-first-claim");
    git(&folder, &["init", "-q"]);
    put(&folder, "quoteproof.toml", "claims = \"claims\"\n");
    put(&folder, "claims/.gitkeep", "");
    git(&folder, &["add", "-A"]);
    let yet = "neither this commit nor the last has a claim";
    staged(&folder, 0, &[yet]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    source(&folder, "note", TEXT);
    put(&folder, "package.json", "{\"statement\": 1, \"evidence\": []}");
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &[yet]);
    let misplaced =
        ["statements/one.json looks like a claim", "in claims/", "`claims = \"statements\"`"];
    put(&folder, "statements/one.json", claim("one", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    staged(&folder, 2, &misplaced);
    says(&validate(&folder, &["--staged", "--allow-empty"]), 0, &misplaced);
    git(&folder, &["commit", "-q", "-m", "second"]);
    put(&folder, "statements/two.json", claim("two", "note", BAD, None));
    put(&folder, "statements/three.json", claim("three", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    staged(&folder, 2, &["and 1 other file look like claims", "move them there"]);
    git(&folder, &["commit", "-q", "-m", "third"]);
    // An archive of its own is another's business, and so is what was misplaced before.
    put(&folder, "inner/corpus/.gitkeep", "");
    put(&folder, "inner/claims/one.json", claim("one", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["nothing to check"]);
    // Where there are claims, and these are checked, the others are noted.
    put(&folder, "claims/good.json", claim("good", "note", GOOD, None));
    put(&folder, "claim/four.json", claim("four", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["note: claim/four.json looks like a claim", "1 passed"]);
    put(&folder, "quoteproof.toml", "claims = \"statements\"\n");
    git(&folder, &["add", "-A"]);
    staged(&folder, 1, &["statements/two.json:1:", "quote/altered"]);
}

/// Misplaced claims are those that the index has, whatever the work tree has, and their folder is their own.
#[test]
fn misplaced_claims_are_looked_for_in_the_index() {
    let folder = repository("misplaced");
    let file = "notes/deep/four.json";
    let like = "notes/deep/four.json looks like a claim";
    let four = || claim("four", "note", BAD, None);
    let passes_over = |folder: &Path| {
        let output = validate(folder, &["--staged"]);
        says(&output, 0, &["nothing to check"]);
        assert!(!said(&output).contains("look"), "{}", said(&output));
    };
    put(&folder, file, four());
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &[like, "`claims = \"notes/deep\"`"]);
    put(&folder, file, "{}");
    staged(&folder, 0, &[like]);
    fs::remove_file(folder.join(file)).expect("gone");
    staged(&folder, 0, &[like]);
    // Of several files the folder has them all; where there is none, none is named.
    put(&folder, file, four());
    put(&folder, "notes/five.json", claim("five", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["and 1 other file look like claims", "`claims = \"notes\"`"]);
    put(&folder, "other/six.json", claim("six", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    let output = validate(&folder, &["--staged"]);
    says(&output, 0, &["and 2 other files look like claims", "move them there"]);
    assert!(!said(&output).contains("name their folder"), "{}", said(&output));
    git(&folder, &["commit", "-q", "-m", "misplaced"]);
    // What is no longer in the index is not staged.
    git(&folder, &["rm", "-q", "--cached", file]);
    passes_over(&folder);
    put(&folder, file, "{}");
    git(&folder, &["add", "-A"]);
    put(&folder, file, four());
    passes_over(&folder);
    // A claim has an end, and what is larger is no claim; an archive may be known by the index alone.
    let large =
        four().replace("\"id\"", &format!("\"more\": \"{}\", \"id\"", "x".repeat(17 << 20)));
    put(&folder, file, large);
    put(&folder, "inner/quoteproof.toml", "");
    put(&folder, "inner/facts/seven.json", claim("seven", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    fs::remove_dir_all(folder.join("inner")).expect("gone");
    passes_over(&folder);
}

/// What a bibliography in use names is a document, staged or not, in every format, and no manuscript.
#[test]
fn a_staged_document_of_a_bibliography_is_no_manuscript() {
    let folder = scratch("git-check-listed");
    git(&folder, &["init", "-q"]);
    let page = |words: &str| format!("<html><body><p>It is so: {words}.</p></body></html>");
    put(&folder, "lib/log.html", page(GOOD));
    put(&folder, "lib/note.md", format!("{GOOD}\n"));
    put(&folder, "refs.bib", "@book{log, file={lib/log.html}}\n@book{note, file={lib/note.md}}\n");
    let head = "---\nbibliography: refs.bib\n---\n";
    put(&folder, "art.md", format!("{head}It is “{BAD}” [@log], and “{GOOD}” [@note].\n"));
    git(&folder, &["add", "-A"]);
    let check = |args: &[&str], status: i32, words: &[&str]| {
        let mut command = quoteproof();
        command.arg("check").args(args);
        says(&command.current_dir(&folder).output().expect("it runs"), status, words);
    };
    let wanted = ["art.md:4:", "quote/altered", "1 manuscript, 2 documents: 2 quotations checked"];
    check(&["art.md"], 1, &wanted);
    check(&["--staged"], 1, &wanted);
    check(&["--staged", "--bibliography", "refs.bib", "--allow-empty"], 1, &wanted);
    check(&["--staged"], 1, &["lib/log.html is a document here", "refs.bib names it"]);
    // Named by a glob, too.
    check(&["art.md", "lib/log.html"], 1, &wanted);
    git(&folder, &["commit", "-q", "-m", "first"]);
    // A document that changes concerns the articles that cite it.
    put(&folder, "lib/note.md", "Nothing of the kind.\n");
    git(&folder, &["add", "-A"]);
    check(&["--staged"], 1, &["1 manuscript, 2 documents", "2 failed"]);
    // Alone it is what is checked, and then it proves nothing about itself.
    check(
        &["lib/note.md", "--bibliography", "refs.bib", "--allow-empty"],
        0,
        &["1 manuscript, 1 document"],
    );
}

/// `check --staged` reads articles and documents as the next commit has them.
#[test]
fn articles_are_checked_as_they_are_staged() {
    let folder = scratch("git-check");
    git(&folder, &["init", "-q"]);
    let article = |words: &str| format!("It is so: “{words}” [@log].\n");
    let (good, bad) = (article(GOOD), article(BAD));
    put(&folder, "sources/log.txt", TEXT);
    put(&folder, "posts/one.md", &good);
    put(&folder, "posts/two.md", article("froze in 1912"));
    put(&folder, "notes.txt", &bad);
    git(&folder, &["add", "-A"]);
    let check = |status: i32, more: &[&str], words: &[&str]| {
        let mut command = quoteproof();
        command.args(["check", "--staged", "--against", "sources"]).args(more);
        says(&command.current_dir(&folder).output().expect("it runs"), status, words);
    };
    check(0, &[], &["2 manuscripts, 1 document: 2 quotations checked, 2 passed"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    check(0, &[], &["nothing staged is an article"]);
    // Only what is staged counts, whatever the work tree has.
    put(&folder, "posts/one.md", &bad);
    check(0, &[], &["nothing staged is an article"]);
    check(0, &["posts/one.md"], &["1 quotation checked, 1 passed"]);
    git(&folder, &["add", "posts/one.md"]);
    put(&folder, "posts/one.md", &good);
    check(1, &[], &["posts/one.md:1:22", "quote/altered", "1 manuscript, 1 document"]);
    git(&folder, &["add", "posts/one.md"]);
    // A changed document is one for all that cite it, and so is one that is gone.
    put(&folder, "sources/log.txt", TEXT.replace("never", "always"));
    check(0, &[], &["nothing staged is an article"]);
    git(&folder, &["add", "sources/log.txt"]);
    put(&folder, "sources/log.txt", TEXT);
    check(1, &[], &["posts/one.md:1:22", "2 quotations checked, 1 passed"]);
    // A hook names it.
    check(1, &["sources/log.txt"], &["posts/one.md:1:22", "2 quotations checked, 1 passed"]);
    git(&folder, &["rm", "-q", "-f", "--cached", "sources/log.txt"]);
    check(2, &[], &["there is no"]);
    // Documents that are there and nowhere in Git are no reason to pass; those that Git ignores are read.
    put(&folder, "sources/log.txt", TEXT);
    check(2, &["--allow-empty"], &["no document below sources is staged", ".gitignore"]);
    put(&folder, ".gitignore", "sources/\n");
    check(0, &["--allow-empty"], &["2 manuscripts, 1 document: 2 quotations checked, 2 passed"]);
    fs::remove_file(folder.join(".gitignore")).expect("gone");
    git(&folder, &["reset", "-q", "--hard"]);
    // Nothing that cites something: an error, but where it is said to be right.
    put(&folder, "posts/three.md", "No word of anybody.\n");
    git(&folder, &["add", "-A"]);
    check(2, &[], &["no quotation was checked", "--allow-empty"]);
    check(0, &["--allow-empty"], &["0 quotations checked"]);
    git(&folder, &["rm", "-q", "--cached", "posts/two.md"]);
    check(0, &["--allow-empty"], &["1 manuscript, "]);
    // The files that an article names are those of the index, too.
    put(&folder, "thesis/main.tex", "\\addbibresource{refs.bib}\n\\input{part}\n");
    put(&folder, "thesis/part.tex", format!("\\enquote{{{GOOD}}} \\cite{{key}}.\n"));
    put(&folder, "thesis/refs.bib", "@book{key, file = {book.txt}}\n");
    put(&folder, "thesis/book.txt", TEXT);
    git(&folder, &["add", "thesis/main.tex", "thesis/part.tex", "thesis/refs.bib"]);
    check(0, &["--allow-empty"], &["part.tex:1:10: not checked: no document here is “key”"]);
    git(&folder, &["add", "thesis/book.txt"]);
    put(&folder, "thesis/part.tex", "gone");
    check(0, &[], &["2 quotations checked, 2 passed"]);
    // A bibliography says what the keys of all articles mean.
    git(&folder, &["commit", "-q", "-m", "second"]);
    put(&folder, "thesis/refs.bib", "@book{key, file = {other.txt}}\n");
    git(&folder, &["add", "thesis/refs.bib"]);
    check(0, &["--allow-empty"], &["part.tex:1:10: not checked: no document here is “key”"]);
}

/// The folder of the documents may be the one of the articles: what cites something is an article then.
#[test]
fn articles_are_found_among_their_documents() {
    let folder = scratch("git-check-here");
    git(&folder, &["init", "-q"]);
    put(&folder, "posts/one.md", format!("It is so: “{BAD}” [@log], and “{GOOD}” [@note].\n"));
    put(&folder, "log.txt", TEXT);
    put(&folder, "note.md", format!("{GOOD}\n"));
    let check = |status: i32, more: &[&str], words: &[&str]| {
        let mut command = quoteproof();
        command.args(["check", "--staged", "--against", "."]).args(more);
        says(&command.current_dir(&folder).output().expect("it runs"), status, words);
    };
    git(&folder, &["add", "-A"]);
    let wanted = ["posts/one.md:1:", "quote/altered", "note.md is a document here", "2 quotations"];
    check(1, &[], &wanted);
    git(&folder, &["commit", "-q", "-m", "first"]);
    check(0, &[], &["nothing staged is an article"]);
    // A document that is nothing else concerns all articles.
    put(&folder, "log.txt", TEXT.replace("never", "always"));
    git(&folder, &["add", "-A"]);
    check(0, &[], &["1 manuscript, 2 documents: 2 quotations checked, 2 passed"]);
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
    says(&validate(&folder, &["--staged", "--fix"]), 2, &["run --fix without it"]);
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

/// A text of a sealed source that the next commit has, or one before it, is an error; so is a second, open source of it.
#[test]
fn sealed_texts_that_git_has() {
    let folder = repository("sealed-open");
    let text = "The minutes were never signed.";
    source(&folder, "minutes", text);
    put(&folder, "claims/four.json", claim("four", "minutes", "minutes were never signed", None));
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "open"]);
    let run = |arguments: &[&str], status: i32, words: &[&str]| {
        let output = quoteproof().args(arguments).current_dir(&folder).output().expect("it runs");
        says(&output, status, words);
    };
    // Sealed when Git has it already.
    let mend = "`git rm --cached corpus/minutes/text.txt`";
    run(&["seal", "minutes"], 0, &["note: Git has corpus/minutes/text.txt", mend]);
    let ignored = std::fs::read_to_string(folder.join("corpus/minutes/.gitignore"));
    assert_eq!(ignored.expect("it is written"), "/text.txt\n");
    run(&["seal", "minutes"], 0, &["note: Git has corpus/minutes/text.txt", mend]);
    run(&["prove"], 0, &[]);
    git(&folder, &["add", "-A"]);
    staged(&folder, 1, &["source/sealed-text-open", "Git has corpus/minutes/text.txt"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["source/sealed-text-open"]);
    // What is mended as the finding says passes, with the text on the disk and kept from Git.
    git(&folder, &["rm", "-q", "--cached", "corpus/minutes/text.txt"]);
    git(&folder, &["add", "corpus/minutes"]);
    staged(&folder, 0, &["0 errors"]);
    put(&folder, ".gitignore", "/corpus/minutes/text*\n");
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["0 errors"]);
    git(&folder, &["commit", "-q", "-m", "sealed"]);
    // By force, and an old version that was kept.
    for file in ["text.txt", "text.0123456789ab.txt"] {
        put(&folder, &format!("corpus/minutes/{file}"), text);
        git(&folder, &["add", "-f", &format!("corpus/minutes/{file}")]);
        staged(&folder, 1, &["source/sealed-text-open", file]);
        git(&folder, &["rm", "-q", "--cached", &format!("corpus/minutes/{file}")]);
    }
    put(&folder, "corpus/minutes/text.notes.txt", "Not the text.");
    git(&folder, &["add", "-f", "corpus/minutes/text.notes.txt", "corpus/minutes/source.json"]);
    staged(&folder, 0, &["0 errors"]);
    // The same file once more, without the seal.
    let add = ["source", "add", "corpus/minutes/text.txt", "--id", "again"];
    run(&add, 2, &["is the text of `minutes`, which is sealed", "--sealed"]);
    assert!(!folder.join("corpus/again").exists());
    run(
        &["source", "update", "note", "corpus/minutes/text.txt"],
        2,
        &["`minutes`, which is sealed"],
    );
    source(&folder, "again", text);
    says(&validate(&folder, &[]), 1, &["corpus/again/source.json:1:", "source/sealed-text-open"]);
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
    // Shallow.
    let folder = scratch("git-shallow");
    let from = format!("file://{}", top.display());
    git(&folder, &["clone", "-q", "--depth=1", &from, "."]);
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["1 claim, 1 source"]);
    git(&folder, &["add", "-A"]);
    staged(&folder, 1, &["1 claim, 1 source"]);
    // Nested: another repository in a folder of claims is none of this one's.
    let folder = repository("nested");
    put(&folder, "claims/inner/four.json", claim("four", "note", BAD, None));
    git(&folder.join("claims/inner"), &["init", "-q"]);
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    git(&folder, &["add", "claims/one.json"]);
    staged(&folder, 0, &["1 claim, 1 source", "1 passed"]);
    says(&validate(&folder, &[]), 1, &["claims/inner/four.json"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["claims/inner/four.json"]);
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
    let folder = outside("no-git");
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
    says(&validate(&folder, &["--changed-since=--output=x"]), 2, &["that is not a commit"]);
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

#[test]
fn an_archive_that_is_a_submodule_or_has_one() {
    let corpus = scratch("git-sub-corpus");
    git(&corpus, &["init", "-q"]);
    let write = |text: &str| {
        put(&corpus, "text.txt", text);
        let sha256 = quoteproof::corpus::sha256_hex(text.as_bytes());
        let text = format!(
            "{{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{sha256}\"}}"
        );
        put(
            &corpus,
            "source.json",
            format!("{{\"id\": \"sub\", \"language\": \"en\", \"text\": {text}}}\n"),
        );
        git(&corpus, &["add", "-A"]);
        git(&corpus, &["commit", "-q", "-m", "text"]);
    };
    write(TEXT);
    let folder = repository("sub");
    let url = corpus.to_str().expect("UTF-8");
    git(&folder, &["submodule", "--quiet", "add", url, "corpus/sub"]);
    put(&folder, "claims/six.json", claim("six", "sub", GOOD, None));
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["1 claim, 1 source", "1 passed"]);
    git(&folder, &["commit", "-q", "-m", "sub"]);
    // A bump is seen, also where `.gitmodules` asks to look away.
    write("Another text.");
    git(&folder, &["config", "--file", ".gitmodules", "submodule.corpus/sub.ignore", "all"]);
    git(&folder, &["commit", "-q", "-a", "-m", "ignore"]);
    let inner = folder.join("corpus/sub");
    git(&inner, &["pull", "-q"]);
    staged(&folder, 0, &["nothing to check"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["claims/six.json:1:"]);
    git(
        &folder,
        &[
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("160000,{},corpus/sub", git(&inner, &["rev-parse", "HEAD"]).trim()),
        ],
    );
    staged(&folder, 1, &["claims/six.json:1:", "1 claim, 1 source"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["claims/six.json:1:"]);
    // What is on the disk there, and not staged, is not there.
    git(&inner, &["checkout", "-q", "HEAD~1"]);
    staged(&folder, 2, &["corpus/sub: this submodule is at", "git submodule update corpus/sub"]);
    git(&inner, &["checkout", "-q", "-"]);
    put(&inner, "text.txt", TEXT);
    staged(&folder, 1, &["claims/six.json:1:"]);
    git(&inner, &["add", "text.txt"]);
    staged(&folder, 2, &["corpus/sub: in this submodule text.txt is staged"]);
    // Its own settings are no better than others'.
    git(&inner, &["reset", "-q", "--hard"]);
    let mark = scratch("git-mark-sub").join("ran");
    let program = format!("touch '{}'; false", mark.display());
    git(&inner, &["config", "core.fsmonitor", &program]);
    staged(&folder, 1, &["claims/six.json:1:"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["claims/six.json:1:"]);
    assert!(!mark.exists(), "the program ran");
    // Not checked out.
    git(&folder, &["-c", "core.fsmonitor=false", "commit", "-q", "-m", "bump"]);
    let clone = scratch("git-sub-clone");
    git(&clone, &["clone", "-q", folder.to_str().expect("UTF-8"), "."]);
    put(&clone, "claims/six.json", claim("six", "sub", "harbour froze", None));
    git(&clone, &["add", "-A"]);
    let words = ["corpus/sub: this submodule is not checked out", "git submodule update --init"];
    staged(&clone, 2, &words);
    says(&validate(&clone, &["--changed-since", "HEAD"]), 2, &words);
    // The whole archive is one, and the hook is that of the repository around it.
    let outer = scratch("git-sub-outer");
    git(&outer, &["init", "-q"]);
    let archive = repository("sub-archive");
    git(&outer, &["submodule", "--quiet", "add", archive.to_str().expect("UTF-8"), "archive"]);
    git(&outer, &["commit", "-q", "-m", "first"]);
    says(&validate(&outer, &["--staged", "--root", "archive"]), 0, &["nothing to check"]);
    put(&archive, "claims/one.json", claim("one", "note", BAD, None));
    git(&archive, &["commit", "-q", "-a", "-m", "bad"]);
    git(&outer.join("archive"), &["pull", "-q"]);
    git(&outer, &["add", "archive"]);
    says(
        &validate(&outer, &["--staged", "--root", "archive"]),
        1,
        &["claims/one.json:1:", "3 claims"],
    );
    git(&outer.join("archive"), &["checkout", "-q", "HEAD~1"]);
    says(
        &validate(&outer, &["--staged", "--root", "archive"]),
        2,
        &["archive: this submodule is at"],
    );
}

#[test]
fn line_ends_are_those_of_a_checkout() {
    let folder = repository("line-ends");
    let text = "So the ferry never sailed again.\r\nThe harbour froze in 1912.\r\n";
    put(&folder, ".gitattributes", "corpus/note/text.txt text eol=crlf\n");
    source(&folder, "note", text);
    git(&folder, &["add", "-A"]);
    assert!(!git(&folder, &["cat-file", "-p", ":corpus/note/text.txt"]).contains('\r'));
    // The pin is of what everybody has on the disk.
    says(&validate(&folder, &[]), 0, &["3 passed"]);
    staged(&folder, 0, &["1 passed"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 0, &["passed"]);
    git(&folder, &["commit", "-q", "-m", "second"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 0, &["nothing to check"]);
    // Also where the disk has something else.
    put(&folder, "corpus/note/text.txt", "Another text.");
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    git(&folder, &["add", "claims/one.json"]);
    staged(&folder, 0, &["1 passed"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["source/source-changed"]);
    // One that came about by a setting is named.
    put(&folder, "corpus/note/text.txt", text.replace('\r', ""));
    says(&validate(&folder, &[]), 1, &["the pinned one but for its line ends"]);
    // A setting of this machine only.
    let folder = repository("autocrlf");
    git(&folder, &["config", "core.autocrlf", "true"]);
    fs::remove_dir_all(folder.join("claims")).expect("gone");
    git(&folder, &["-c", "core.autocrlf=true", "checkout", "claims"]);
    assert!(fs::read_to_string(folder.join("claims/one.json")).expect("a file").contains("\r\n"));
    says(&validate(&folder, &["--changed-since", "HEAD"]), 0, &["nothing to check"]);
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    staged(&folder, 0, &["nothing to check"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["1 claim, 1 source"]);
}

#[test]
fn files_that_git_lfs_has() {
    let folder = repository("lfs");
    let hash = quoteproof::corpus::sha256_hex(TEXT.as_bytes());
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{hash}\nsize {}\n",
        TEXT.len()
    );
    put(&folder, ".gitattributes", "*.txt filter=lfs diff=lfs merge=lfs -text\n");
    put(&folder, "corpus/note/text.txt", &pointer);
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    git(&folder, &["add", "-A"]);
    // Not fetched: the disk has what the index has.
    staged(&folder, 1, &["source/source-changed", "git lfs pull"]);
    says(&validate(&folder, &[]), 1, &["source/source-changed", "git lfs pull"]);
    // Fetched.
    put(&folder, "corpus/note/text.txt", TEXT);
    staged(&folder, 0, &["1 passed"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 0, &["1 passed"]);
    // Fetched, and changed since: Git LFS keeps it.
    put(&folder, "corpus/note/text.txt", "Another text.");
    staged(&folder, 2, &["corpus/note/text.txt: it is in Git LFS", "git lfs pull"]);
    let kept = format!(".git/lfs/objects/{}/{}/{hash}", &hash[..2], &hash[2..4]);
    put(&folder, &kept, "a lie");
    staged(&folder, 2, &["it is in Git LFS"]);
    put(&folder, &kept, TEXT);
    staged(&folder, 0, &["1 passed"]);
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_read_from_the_index() {
    let folder = repository("sparse-checkout");
    git(&folder, &["sparse-checkout", "set", "claims"]);
    assert!(!folder.join("corpus/note/text.txt").exists());
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    says(&validate(&folder, &["--changed-since", "HEAD"]), 0, &["1 claim, 1 source", "1 passed"]);
    git(&folder, &["add", "claims"]);
    staged(&folder, 0, &["1 claim, 1 source", "1 passed"]);
}

#[cfg(unix)]
#[test]
fn what_is_read_through_a_link_is_staged_too() {
    let folder = repository("link");
    put(&folder, "shared/four.json", claim("four", "note", GOOD, None));
    std::os::unix::fs::symlink("../shared/four.json", folder.join("claims/four.json"))
        .expect("a link");
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["1 passed"]);
    put(&folder, "shared/four.json", claim("four", "note", BAD, None));
    staged(&folder, 2, &["claims/four.json: this symbolic link leads to shared/four.json"]);
    git(&folder, &["add", "-A"]);
    staged(&folder, 1, &["quote/altered"]);
    // A folder of the index that the disk has as a link: nothing of it is read through the link.
    fs::rename(folder.join("corpus/other"), folder.join("moved")).expect("moved");
    put(&folder, "moved/text.txt", "Another text.");
    std::os::unix::fs::symlink("../moved", folder.join("corpus/other")).expect("a link");
    put(&folder, "shared/four.json", claim("four", "other", GOOD, None));
    git(&folder, &["add", "shared"]);
    staged(&folder, 0, &["1 passed"]);
}

#[test]
fn the_baseline_that_counts_is_the_staged_one() {
    let folder = repository("baseline");
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    says(&validate(&folder, &["--update-baseline"]), 0, &["1 finding recorded"]);
    git(&folder, &["add", "claims"]);
    staged(&folder, 1, &["quote/altered"]);
    git(&folder, &["add", "-A"]);
    staged(&folder, 0, &["1 finding in the baseline"]);
    git(&folder, &["commit", "-q", "-m", "baseline"]);
    // To take an entry out is a change for all claims.
    git(&folder, &["rm", "-q", "quoteproof-baseline.json"]);
    staged(&folder, 1, &["quote/altered", "3 claims"]);
}
