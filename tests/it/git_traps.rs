//! Git repositories that would have a program run, or something read that is not theirs: none is obeyed.

use crate::git::{BAD, GOOD, TEXT, claim, git, git_command, repository, staged};
use crate::tool::{put, quoteproof, says, scratch, source, validate};
use std::fs;
use std::path::{Path, PathBuf};

/// A program that a trick wants to have run, as a shell has it, and the file that it would leave.
struct Trap {
    folder: PathBuf,
    mark: PathBuf,
    program: String,
}

/// A repository as above in which a claim is staged and another is changed on the disk, with a trap.
fn trap(name: &str) -> Trap {
    let folder = repository(&format!("trap-{name}"));
    let mark = scratch(&format!("git-mark-{name}")).join("ran");
    let program = format!("touch '{}'; false", mark.display());
    put(&folder, "claims/one.json", claim("one", "note", "never sailed", None));
    git(&folder, &["add", "claims/one.json"]);
    put(&folder, "claims/two.json", claim("two", "other", "harbour froze", None));
    Trap { folder, mark, program }
}

impl Trap {
    fn config(&self, name: &str, value: &str) {
        git(&self.folder, &["config", name, value]);
    }

    /// Fails if plain Git would not run the program: then nothing is proven.
    #[track_caller]
    fn is_one(&self, arguments: &[&str]) {
        let _ = git_command(&self.folder).args(arguments).output().expect("git");
        assert!(self.mark.exists(), "plain git {arguments:?} does not run the program");
        fs::remove_file(&self.mark).expect("gone");
    }

    /// Runs from inside and from above; the program must not run. Each run must end with one of these statuses, and
    /// print the words.
    #[track_caller]
    fn holds(&self, archive: &str, statuses: [i32; 2], words: &[&str]) {
        let inside = self.folder.join(archive);
        for (arguments, status) in
            [["--staged"].as_slice(), &["--changed-since", "HEAD"]].iter().zip(statuses)
        {
            let above = [*arguments, &["--root", inside.to_str().expect("UTF-8")]].concat();
            for output in [
                validate(&inside, arguments),
                validate(self.folder.parent().expect("above"), &above),
            ] {
                says(&output, status, words);
            }
        }
        assert!(!self.mark.exists(), "the program ran");
    }
}

#[test]
fn an_embedded_repository_is_not_obeyed() {
    // As a plain clone brings it: tracked files that are laid out as a repository.
    let trap = trap("embedded");
    let archive = trap.folder.join("archive");
    fs::create_dir_all(&archive).expect("a folder");
    git(&archive, &["init", "-q", "--bare", "."]);
    source(&archive, "note", TEXT);
    put(&archive, "claims/one.json", claim("one", "note", GOOD, None));
    for (name, value) in
        [("core.bare", "false"), ("core.worktree", "."), ("core.fsmonitor", &trap.program)]
    {
        git(&archive, &["config", "--file", "config", name, value]);
    }
    git(&archive, &["--git-dir=.", "-c", "core.fsmonitor=false", "add", "-A"]);
    let _ = git_command(&archive).args(["status"]).output().expect("git");
    assert!(trap.mark.exists(), "it is no trap");
    fs::remove_file(&trap.mark).expect("gone");
    trap.holds("archive", [2, 2], &["has HEAD, objects and refs", "not named `.git`"]);
    // A folder of it, and one whose objects are elsewhere.
    source(&archive, "note", TEXT);
    put(&archive, "deeper/claims/one.json", claim("one", "note", GOOD, None));
    source(&archive.join("deeper"), "note", TEXT);
    trap.holds("archive/deeper", [2, 2], &["not named `.git`"]);
    fs::remove_dir_all(archive.join("objects")).expect("gone");
    put(&archive, "commondir", trap.folder.join(".git").to_str().expect("UTF-8"));
    trap.holds("archive", [2, 2], &["not named `.git`"]);
    // Nor is the folder `.git` itself an archive.
    source(&trap.folder.join(".git/a"), "note", TEXT);
    put(&trap.folder, ".git/a/claims/one.json", claim("one", "note", GOOD, None));
    trap.holds(".git/a", [2, 2], &["not named `.git`"]);
}

#[cfg(unix)]
#[test]
fn no_setting_names_a_program() {
    let trap = trap("settings");
    trap.config("core.fsmonitor", &trap.program);
    trap.is_one(&["status"]);
    trap.holds("", [0, 0], &["passed"]);
    // From files that the configuration includes, and from that of one work tree.
    git(&trap.folder, &["config", "--unset", "core.fsmonitor"]);
    put(&trap.folder, ".git/more", format!("[core]\nfsmonitor = \"{}\"\n", trap.program));
    trap.config("include.path", "more");
    trap.is_one(&["status"]);
    trap.holds("", [0, 0], &["passed"]);
    git(&trap.folder, &["config", "--unset", "include.path"]);
    trap.config("extensions.worktreeConfig", "true");
    fs::rename(trap.folder.join(".git/more"), trap.folder.join(".git/config.worktree"))
        .expect("moved");
    trap.is_one(&["status"]);
    trap.holds("", [0, 0], &["passed"]);
    fs::remove_file(trap.folder.join(".git/config.worktree")).expect("gone");
    // Differences that a program shows.
    put(&trap.folder, ".gitattributes", "*.json diff=x\n");
    for name in ["diff.external", "diff.x.command", "diff.x.textconv", "core.pager"] {
        trap.config(name, &trap.program);
    }
    trap.is_one(&["diff"]);
    // Hooks, and what only the network would start; commands by other names.
    trap.config("core.hooksPath", "hooks");
    for hook in ["post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"]
    {
        executable(&trap.folder, &format!("hooks/{hook}"), &trap.program);
    }
    for name in ["core.sshCommand", "core.askPass", "core.gitProxy", "core.editor", "gpg.program"] {
        trap.config(name, &trap.program);
    }
    let shell = format!("!{}", trap.program);
    for name in ["credential.helper", "alias.rev-parse", "alias.diff-index", "alias.ls-files"] {
        trap.config(name, &shell);
    }
    trap.holds("", [0, 0], &["passed"]);
}

#[cfg(unix)]
fn executable(folder: &Path, file: &str, program: &str) {
    use std::os::unix::fs::PermissionsExt;
    put(folder, file, format!("#!/bin/sh\n{program}\n"));
    fs::set_permissions(folder.join(file), fs::Permissions::from_mode(0o755)).expect("mode");
}

#[cfg(unix)]
#[test]
fn filters_are_not_run() {
    for (name, kind) in [("clean", "clean"), ("smudge", "smudge"), ("process", "process")] {
        let trap = trap(&format!("filter-{name}"));
        put(&trap.folder, ".gitattributes", "*.json filter=x\n");
        git(&trap.folder, &["add", ".gitattributes"]);
        trap.config(&format!("filter.x.{kind}"), &trap.program);
        trap.config("filter.x.required", "true");
        let plain: &[&str] = match kind {
            "smudge" => &["cat-file", "--filters", ":0:claims/one.json"],
            _ => &["diff", "--raw"],
        };
        trap.is_one(plain);
        // One that is on the disk as it is in the index has no need of it; of the other, nobody knows.
        put(&trap.folder, "claims/two.json", claim("two", "other", GOOD, None));
        trap.holds("", [0, 0], &["passed"]);
        put(&trap.folder, "claims/two.json", claim("two", "other", "harbour froze", None));
        says(
            &validate(&trap.folder, &["--staged"]),
            2,
            &["claims/two.json: `filter=x` in .gitattributes", "`quoteproof validate` checks"],
        );
        says(&validate(&trap.folder, &["--changed-since", "HEAD"]), 0, &["2 passed"]);
        assert!(!trap.mark.exists(), "the program ran");
    }
}

#[cfg(unix)]
#[test]
fn a_missing_object_is_not_asked_for() {
    let trap = trap("promisor");
    git(&trap.folder, &["config", "core.repositoryformatversion", "1"]);
    trap.config("extensions.partialClone", "evil");
    trap.config("remote.evil.promisor", "true");
    executable(&trap.folder, ".git/run", &trap.program);
    let url = format!("ext::{}", trap.folder.join(".git/run").display());
    trap.config("remote.evil.url", &url);
    trap.config("protocol.ext.allow", "always");
    let object = git(&trap.folder, &["rev-parse", ":claims/two.json"]);
    let (first, rest) = object.trim().split_at(2);
    fs::remove_file(trap.folder.join(".git/objects").join(first).join(rest)).expect("gone");
    let _ = git_command(&trap.folder)
        .args(["cat-file", "-p", ":claims/two.json"])
        .env_remove("GIT_NO_LAZY_FETCH")
        .output();
    assert!(trap.mark.exists(), "it is no trap");
    fs::remove_file(&trap.mark).expect("gone");
    says(
        &validate(&trap.folder, &["--staged"]),
        2,
        &["claims/two.json: Git does not have its bytes here", "git fetch --refetch"],
    );
    says(&validate(&trap.folder, &["--changed-since", "HEAD"]), 0, &["2 passed"]);
    // Other helpers of a remote, and a missing commit.
    trap.config("remote.evil.vcs", "x");
    trap.config("remote.evil.uploadpack", &trap.program);
    says(&validate(&trap.folder, &["--staged"]), 2, &["claims/two.json"]);
    let object = git(&trap.folder, &["rev-parse", "HEAD^{tree}"]);
    let (first, rest) = object.trim().split_at(2);
    fs::remove_file(trap.folder.join(".git/objects").join(first).join(rest)).expect("gone");
    trap.holds("", [2, 2], &["git diff-index"]);
}

#[cfg(unix)]
#[test]
fn a_repository_elsewhere_is_refused() {
    let other = repository("elsewhere-other");
    put(&other, "claims/one.json", claim("one", "note", "a secret of another", None));
    git(&other, &["add", "-A"]);
    let dot_git = other.join(".git");
    let archive = |name: &str| {
        let folder = scratch(&format!("git-elsewhere-{name}"));
        source(&folder, "note", TEXT);
        put(&folder, "claims/one.json", claim("one", "note", GOOD, None));
        folder
    };
    let refused = |folder: &Path, words: &str| {
        for arguments in [["--staged"].as_slice(), &["--changed-since", "HEAD"]] {
            let output = validate(folder, arguments);
            says(&output, 2, &[words]);
            assert!(!crate::tool::said(&output).contains("secret"));
        }
    };
    let names_it = "is not known to belong to it";
    let folder = archive("file");
    put(&folder, ".git", format!("gitdir: {}\n", dot_git.display()));
    refused(&folder, names_it);
    let folder = archive("link");
    std::os::unix::fs::symlink(&dot_git, folder.join(".git")).expect("a link");
    refused(&folder, names_it);
    // A repository of its own whose objects and index, or whose work tree, are those of another.
    let folder = archive("common");
    put(&folder, ".git/HEAD", "ref: refs/heads/main\n");
    put(&folder, ".git/commondir", format!("{}\n", dot_git.display()));
    fs::copy(dot_git.join("index"), folder.join(".git/index")).expect("a copy");
    refused(&folder, names_it);
    put(&folder, ".git/gitdir", format!("{}\n", folder.join(".git").display()));
    refused(&folder, names_it);
    let folder = archive("work-tree");
    git(&folder, &["init", "-q"]);
    git(&folder, &["config", "core.worktree", other.to_str().expect("UTF-8")]);
    refused(&folder, "is of another work tree");
    // Git passes over a `.git` that is none, and takes the next one upwards.
    let folder = other.join("inner");
    source(&folder, "note", TEXT);
    put(&folder, "claims/one.json", claim("one", "note", GOOD, None));
    fs::create_dir(folder.join(".git")).expect("a folder");
    refused(&folder, "is of another work tree");
    // One that was made so on purpose can be told to know it.
    let folder = archive("separate");
    let directory = scratch("git-elsewhere-separate-directory");
    let option = format!("--separate-git-dir={}", directory.display());
    git(&folder, &["init", "-q", &option]);
    git(&folder, &["add", "-A"]);
    refused(&folder, "git config core.worktree");
    git(&directory, &["--git-dir=.", "config", "core.worktree", folder.to_str().expect("UTF-8")]);
    staged(&folder, 0, &["1 passed"]);
}

#[cfg(unix)]
#[test]
fn the_environment_is_not_obeyed() {
    let trap = trap("environment");
    let bin = scratch("git-environment-bin");
    executable(&bin, "git-diff-index", &trap.program);
    executable(&trap.folder, "git", &trap.program);
    let trace = bin.join("trace");
    let run = |arguments: &[&str]| {
        let paths = std::env::var("PATH").expect("a path");
        quoteproof()
            .args(["validate", "--format", "concise"])
            .args(arguments)
            .current_dir(&trap.folder)
            // A program of this name in the archive.
            .env("PATH", format!(".::{paths}"))
            .env("GIT_DIR", "elsewhere")
            .env("GIT_WORK_TREE", "elsewhere")
            .env("GIT_OBJECT_DIRECTORY", "elsewhere")
            .env("GIT_EXEC_PATH", &bin)
            .env("GIT_EXTERNAL_DIFF", &trap.program)
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "core.fsmonitor")
            .env("GIT_CONFIG_VALUE_0", &trap.program)
            .env("GIT_CONFIG_PARAMETERS", "'core.bare=true'")
            .env("GIT_TRACE", &trace)
            .env("GIT_TRACE2_EVENT", &trace)
            .env("GIT_LITERAL_PATHSPECS", "0")
            .env("GIT_DEFAULT_HASH", "none")
            .output()
            .expect("it runs")
    };
    says(&run(&["--staged"]), 0, &["1 passed"]);
    says(&run(&["--changed-since", "HEAD"]), 0, &["2 claims"]);
    assert!(!trap.mark.exists() && !trace.exists(), "the environment was obeyed");
}

#[test]
fn objects_are_what_their_names_say() {
    let folder = repository("replaced");
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    let bad = git(&folder, &["rev-parse", ":claims/one.json"]);
    let good = git(&folder, &["rev-parse", "HEAD:claims/one.json"]);
    put(&folder, "claims/one.json", claim("one", "note", "harbour froze", None));
    staged(&folder, 1, &["quote/altered"]);
    git(&folder, &["replace", bad.trim(), good.trim()]);
    staged(&folder, 1, &["quote/altered"]);
    // Nor does it help to say that a file is unchanged.
    git(&folder, &["update-index", "--assume-unchanged", "claims/one.json"]);
    staged(&folder, 1, &["quote/altered"]);
    git(&folder, &["update-index", "--skip-worktree", "claims/one.json"]);
    staged(&folder, 1, &["quote/altered"]);
    put(&folder, "claims/one.json", claim("one", "note", "always froze", None));
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["claims/one.json:1:"]);
    // Parents that are said to be others.
    let head = git(&folder, &["rev-parse", "HEAD"]);
    git(&folder, &["commit", "-q", "-m", "second"]);
    put(&folder, ".git/info/grafts", git(&folder, &["rev-parse", "HEAD"]));
    says(&validate(&folder, &["--changed-since", head.trim()]), 1, &["claims/one.json:1:"]);
}

/// An object of Git, as a file.
fn loose(folder: &Path, object: &str) -> PathBuf {
    let (first, rest) = object.trim().split_at(2);
    folder.join(".git/objects").join(first).join(rest)
}

/// A file with these bytes for those, which are as many.
fn forge(file: &Path, old: &[u8], new: &[u8]) {
    assert_eq!(old.len(), new.len());
    let mut bytes = fs::read(file).expect("a file");
    let places = 0..=bytes.len() - old.len();
    let at: Vec<usize> = places.filter(|at| bytes[*at..].starts_with(old)).collect();
    assert!(!at.is_empty(), "{} has no such bytes", file.display());
    for at in at {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    fs::remove_file(file).expect("gone");
    fs::write(file, bytes).expect("written");
}

#[test]
fn objects_and_lists_that_lie() {
    // Under the name of the staged file, Git has the good one.
    let folder = repository("lying-object");
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    git(&folder, &["add", "-A"]);
    let [bad, good] = [":claims/one.json", "HEAD:claims/one.json"]
        .map(|name| loose(&folder, &git(&folder, &["rev-parse", name])));
    fs::remove_file(&bad).expect("gone");
    fs::copy(good, bad).expect("a copy");
    put(&folder, "claims/one.json", claim("one", "note", "harbour froze", None));
    staged(&folder, 2, &["claims/one.json: what Git has for it is not what the index", "git fsck"]);
    // A list of commits says that an old one has all that is staged.
    let folder = repository("lying-graph");
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    git(&folder, &["commit", "-q", "-a", "-m", "second"]);
    git(&folder, &["commit-graph", "write", "--reachable"]);
    let [old, new] = ["HEAD~1^{tree}", "HEAD^{tree}"].map(|name| {
        let object = git(&folder, &["rev-parse", name]);
        data_encoding::HEXLOWER.decode(object.trim().as_bytes()).expect("an object")
    });
    forge(&folder.join(".git/objects/info/commit-graph"), &old, &new);
    assert_eq!(git(&folder, &["diff-index", "--cached", "HEAD~1"]), "", "it is no trap");
    says(&validate(&folder, &["--changed-since", "HEAD~1"]), 1, &["claims/one.json:1:"]);
}

#[test]
fn names_that_no_file_has() {
    for name in ["claims//a.json", "claims/../../a", "claims/.git/ab"] {
        let folder = repository("odd-names");
        let honest = format!("claims/{}.json", "a".repeat(name.len() - "claims/.json".len()));
        put(&folder, &honest, claim("one", "note", BAD, None));
        git(&folder, &["add", "-A"]);
        forge(&folder.join(".git/index"), honest.as_bytes(), name.as_bytes());
        for arguments in [["--staged"].as_slice(), &["--changed-since", "HEAD"]] {
            says(&validate(&folder, arguments), 2, &[name, "not a name that Git gives a file"]);
        }
    }
}

#[cfg(unix)]
#[test]
fn files_of_git_that_are_links_to_the_outside() {
    let secret = scratch("git-link-outside").join("secret");
    fs::write(&secret, "xyzzy one\nxyzzy two user:/xyzzy xyzzy=\n").expect("a file");
    let files = [
        "packed-refs",
        "shallow",
        "objects/info/alternates",
        "info/attributes",
        "info/exclude",
        "config",
        "HEAD",
        "refs/heads/main",
        "index",
        "logs/HEAD",
    ];
    let mut named = 0;
    for file in files {
        let folder = repository("links");
        put(&folder, "claims/one.json", claim("one", "note", "harbour froze", None));
        git(&folder, &["add", "-A"]);
        put(&folder, "claims/one.json", claim("one", "note", BAD, None));
        let path = folder.join(".git").join(file);
        let _ = fs::remove_file(&path);
        std::os::unix::fs::symlink(&secret, &path).expect("a link");
        for broken in [None, Some("HEAD:claims"), Some(":claims/one.json")] {
            if let Some(object) = broken {
                let object = git_command(&folder).args(["rev-parse", object]).output();
                let object = String::from_utf8(object.expect("git").stdout).expect("UTF-8");
                if object.trim().len() == 40 {
                    let _ = fs::remove_file(loose(&folder, &object));
                }
            }
            for arguments in
                [["--staged"].as_slice(), &["--changed-since", "HEAD"], &["--policy-from", "HEAD"]]
            {
                let said = crate::tool::said(&validate(&folder, arguments));
                assert!(!said.contains("xyzzy"), "{file}, {arguments:?}: {said}");
                named += usize::from(said.starts_with("quoteproof: "));
            }
        }
    }
    assert!(named > 40, "{named} runs failed, as nearly all must");
}

#[cfg(unix)]
#[test]
fn an_index_of_another_repository() {
    let other = repository("index-other");
    put(&other, "claims/xyzzy.json", claim("xyzzy", "note", GOOD, None));
    git(&other, &["add", "-A"]);
    let folder = repository("index-link");
    let index = folder.join(".git/index");
    fs::remove_file(&index).expect("gone");
    std::os::unix::fs::symlink(other.join(".git/index"), &index).expect("a link");
    staged(&folder, 2, &[".git/index is a symbolic link that leads out"]);
    // One that stays inside is as good as a file.
    fs::remove_file(&index).expect("gone");
    fs::copy(other.join(".git/index"), folder.join(".git/other")).expect("a copy");
    std::os::unix::fs::symlink("other", &index).expect("a link");
    staged(&folder, 2, &["claims/xyzzy.json: Git does not have its bytes here"]);
}

#[cfg(unix)]
#[test]
fn files_of_git_that_are_pipes_or_devices() {
    for file in ["HEAD", "index", "config", "packed-refs", "shallow", "info/exclude"] {
        for linked in [false, true] {
            let folder = repository("pipes");
            let path = folder.join(".git").join(file);
            let _ = fs::remove_file(&path);
            let pipe = if linked { folder.join("pipe") } else { path.clone() };
            let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
            assert!(made.success());
            if linked {
                std::os::unix::fs::symlink(&pipe, &path).expect("a link");
            }
            staged(&folder, 2, &[&format!(".git/{file} is not a file")]);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn git_may_have_so_much_memory() {
    let folder = repository("memory");
    put(&folder, "claims/one.json", claim("one", "note", "harbour froze", None));
    git(&folder, &["add", "-A"]);
    git(&folder, &["config", "core.attributesFile", "/dev/zero"]);
    staged(&folder, 2, &["git check-attr: Git needed more memory than it may have"]);
}

/// Names of staged and changed files that are lines of their own, commands to a runner, or right to left.
#[cfg(unix)]
#[test]
fn names_that_steer() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let names = [
        "x\n::pwned::y",
        "\u{202e}nosj",
        "##[pwned]z",
        "\u{1b}[2Jc",
        "a\rb",
        "]]><b>",
        "\u{2028}l",
    ];
    let folder = repository("trap-names");
    let said = |arguments: &[&str], status: i32| {
        for form in ["human", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown"] {
            let mut command = quoteproof();
            command.args(["validate", "--format", form]).args(arguments).current_dir(&folder);
            let output = command.output().expect("it runs");
            says(&output, status, &[]);
            for said in [&output.stdout, &output.stderr] {
                let said = std::str::from_utf8(said).expect("UTF-8");
                assert_eq!(crate::hostile::arrived(said), None, "{arguments:?} --format {form}");
            }
        }
    };
    let since = ["--changed-since", "HEAD"];
    for name in names {
        put(&folder, &format!("claims/{name}.json"), claim("bad", "note", BAD, None));
        put(&folder, &format!("claims/{name}/in.json"), claim("in", "note", GOOD, None));
        put(&folder, &format!("corpus/{name}/source.json"), "{");
    }
    said(&since, 1);
    git(&folder, &["add", "-A"]);
    said(&["--staged"], 1);
    said(&since, 1);
    // One that is no UTF-8.
    let name = Path::new("claims").join(OsStr::from_bytes(b"\xff\n::pwned::.json"));
    fs::write(folder.join(name), "{").expect("a file");
    said(&since, 1);
    git(&folder, &["add", "-A"]);
    said(&["--staged"], 2);
    staged(&folder, 2, &["its name is not UTF-8; rename it with `git mv`"]);
    said(&since, 1);
    // A conflict in a file of such a name, and a submodule.
    git(&folder, &["reset", "-q", "--hard"]);
    let head = git(&folder, &["rev-parse", "HEAD"]);
    let entry = format!("160000,{},claims/{}", head.trim(), names[0]);
    git(&folder, &["update-index", "--add", "--cacheinfo", &entry]);
    put(&folder, ".gitmodules", "");
    said(&["--staged"], 2);
    said(&since, 2);
    said(&[], 2);
}

#[test]
fn references_that_look_like_options() {
    let folder = repository("option");
    git(&folder, &["update-ref", "refs/heads/-x", "HEAD"]);
    put(&folder, "claims/one.json", claim("one", "note", BAD, None));
    says(&validate(&folder, &["--changed-since=-x"]), 2, &["that is not a commit"]);
    says(&validate(&folder, &["--changed-since", "refs/heads/-x"]), 1, &["1 claim, 1 source"]);
    says(&validate(&folder, &["--policy-from", "refs/heads/-x"]), 1, &["3 claims"]);
    // One that is checked out.
    git(&folder, &["symbolic-ref", "HEAD", "refs/heads/-x"]);
    staged(&folder, 0, &["nothing to check"]);
    says(&validate(&folder, &["--changed-since", "HEAD"]), 1, &["1 claim, 1 source"]);
    says(&validate(&folder, &[]), 1, &["3 claims"]);
    for name in
        ["--all", "HEAD..main", "HEAD^{tree}", ":claims/one.json", "@{-1}", "main\nHEAD", ""]
    {
        says(&validate(&folder, &[&format!("--changed-since={name}")]), 2, &["--changed-since"]);
    }
}
