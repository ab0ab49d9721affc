//! Nothing outside the repository is read or written, wherever links, paths and configurations of strangers lead.
//!
//! Each trick is laid in a repository of its own beside a folder with a secret; every command is run on it, in every form
//! of output. Not a byte of the secret may come out, and nothing outside may be changed.
#![cfg(unix)]

use crate::tool::{put, quoteproof, said, says, scratch, source, validate};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// Stands in every file outside, and in the environment. In one word of letters, so that no form of output alters it.
const SECRET: &str = "xyzzyplugh";

const TEXT: &str = "So the ferry never sailed again.";

fn claim(id: &str, quote: &str) -> String {
    format!(
        "{{\"id\": \"{id}\", \"statement\": \"A claim to be checked.\", \"label\": \"supported\", \"evidence\": [{{\"source\": \"note\", \"quote\": \"{quote}\", \"stance\": \"supports\"}}]}}"
    )
}

/// A repository `inside` that passes, and a folder `outside` of the same form that is full of secrets.
fn laid(name: &str) -> PathBuf {
    let folder = scratch(&format!("outside-{name}"));
    let inside = folder.join("inside");
    put(&inside, "claims/one.json", claim("one", "the ferry never sailed"));
    source(&inside, "note", TEXT);
    let outside = folder.join("outside");
    // One that `--fix` would mend, one that is no claim, and texts.
    put(&outside, "claims/x.json", claim("x", "The Ferry never sailed").replace("A claim", SECRET));
    put(&outside, "secret.json", format!("{{\"{SECRET}\": \"{SECRET}\"}} {SECRET}"));
    put(&outside, "secret.toml", format!("{SECRET} = \"{SECRET}\"\n"));
    put(&outside, "secret.txt", SECRET);
    source(
        &outside.join("claims/.."),
        "note",
        format!("So the ferry never sailed again. {SECRET}"),
    );
    folder
}

/// All files below a folder and their bytes.
fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else {
                let link = fs::read_link(&path).map(|to| to.into_os_string().into_encoded_bytes());
                let bytes = link.unwrap_or_else(|_| fs::read(&path).unwrap_or_default());
                found.insert(path, bytes);
            }
        }
    }
    found
}

const COMMANDS: &[&[&str]] = &[
    &["validate"],
    &["validate", "--verbose"],
    &["validate", "--format", "concise"],
    &["validate", "--format", "json"],
    &["validate", "--format", "sarif"],
    &["validate", "--format", "github"],
    &["validate", "--format", "gitlab"],
    &["validate", "--format", "junit"],
    &["validate", "--format", "markdown"],
    &["validate", "--diff", "--unsafe-fixes"],
    &["validate", "--fix", "--unsafe-fixes"],
    &["validate", "claims/x.json"],
    &["show", "x"],
    &["show", "one"],
    &["show", "claims/x.json"],
    &["stats", "--verbose"],
    &["stats", "--format", "json"],
    &["find", SECRET_QUERY],
    &["find", "--json", "never sailed"],
    &["seal", "note"],
    &["prove"],
    &["new", "claim", "x"],
    &["source", "add", "secret.txt", "--id", "new"],
    &["source", "update", "note", "secret.txt"],
    &["validate", "--update-baseline"],
];

/// Its own words are printed back, so it is not the secret itself.
const SECRET_QUERY: &str = "xyzzyplug";

fn run(inside: &Path, arguments: &[&str]) -> Output {
    let mut child = quoteproof();
    child.args(arguments).current_dir(inside).env("TOKEN", SECRET);
    let mut child = child
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    // It may end without having read it.
    let mut input = child.stdin.take().expect("a pipe");
    let _ = std::io::Write::write_all(&mut input, format!("{SECRET}\n").as_bytes());
    drop(input);
    child.wait_with_output().expect("it ends")
}

/// Runs all commands on a trick. Returns what `validate` says first.
#[track_caller]
fn tried(name: &str, lay: &dyn Fn(&Path, &Path)) -> Output {
    let folder = laid(name);
    let (inside, outside) = (folder.join("inside"), folder.join("outside"));
    lay(&inside, &outside);
    let before = bytes_of(&outside);
    let first = validate(&inside, &[]);
    for arguments in COMMANDS {
        let output = run(&inside, arguments);
        let said = said(&output);
        assert!(!said.contains(SECRET), "{name}: {arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{name}: {arguments:?}: {said}");
        assert!(bytes_of(&outside) == before, "{name}: {arguments:?} wrote outside");
    }
    for (path, bytes) in &bytes_of(&inside) {
        let has = bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes());
        assert!(!has, "{name}: {} has the secret", path.display());
    }
    first
}

#[test]
fn a_claim_that_is_a_link_to_the_outside() {
    for (name, target) in [
        ("relative", "../../outside/secret.json"),
        ("fixable", "../../outside/claims/x.json"),
        ("environ", "/proc/self/environ"),
        ("stdin", "/dev/fd/0"),
        ("dev-stdin", "/dev/stdin"),
        ("proc-root", "/proc/self/root/etc/passwd"),
        ("proc-cwd", "/proc/self/cwd/../outside/secret.json"),
        ("hidden", "../.././outside/../outside//secret.json"),
        ("nothing-there", "../../outside/no-such-file.json"),
        ("device", "/dev/zero"),
        ("random", "/dev/urandom"),
        ("terminal", "/dev/tty"),
        ("kernel", "/proc/kmsg"),
        ("cores", "/proc/kcore"),
    ] {
        let first = tried(&format!("claim-{name}"), &|inside, _| {
            symlink(target, inside.join("claims/x.json")).expect("a link");
        });
        says(
            &first,
            1,
            &[
                "claims/x.json:1:1: error[json/unreadable]",
                "it leads out of the folder that is read",
            ],
        );
    }
    let first = tried("claim-absolute", &|inside, outside| {
        symlink(outside.join("secret.json"), inside.join("claims/x.json")).expect("a link");
    });
    says(&first, 1, &["it leads out of the folder that is read"]);
    // Over other links, and under a name that would make two lines of one.
    let first = tried("claim-chain", &|inside, _| {
        symlink("../b/c", inside.join("claims/x.json")).expect("a link");
        fs::create_dir(inside.join("b")).expect("a folder");
        symlink("../d/secret.json", inside.join("b/c")).expect("a link");
        symlink("../outside", inside.join("d")).expect("a link");
    });
    says(&first, 1, &["it leads out of the folder that is read"]);
    let first = tried("claim-newline", &|inside, _| {
        let name = inside.join("claims/x\n::error::y.json");
        symlink("../../outside/secret.json", name).expect("a link");
    });
    says(&first, 1, &["it leads out of the folder that is read"]);
}

#[test]
fn a_folder_that_is_a_link_to_the_outside() {
    for (name, link, target) in [
        ("corpus-above", "corpus", ".."),
        ("corpus", "corpus", "../outside/corpus"),
        ("corpus-root", "corpus", "/"),
        ("corpus-proc", "corpus", "/proc"),
        ("claims", "claims", "../outside/claims"),
        ("claims-fd", "claims", "/dev/fd"),
        ("claims-above", "claims/more", "../.."),
        ("claims-proc", "claims/more", "/proc/self"),
        ("claims-task", "claims/more", "/proc/self/task"),
        ("claims-sys", "claims/more", "/sys"),
        ("source", "corpus/note", "../../outside/corpus/note"),
    ] {
        let first = tried(&format!("folder-{name}"), &|inside, _| {
            let link = inside.join(link);
            let _ = fs::remove_dir_all(&link);
            symlink(target, link).expect("a link");
        });
        says(&first, 1, &["json/unreadable", "it leads out of the folder that is read"]);
        let count = said(&first).matches("leads out").count();
        assert_eq!(count, 1, "{name}: a folder outside was walked: {}", said(&first));
    }
}

#[test]
fn files_of_a_source_that_are_links_to_the_outside() {
    for (name, link, target, code) in [
        ("record", "source.json", "secret.json", "json/unreadable"),
        ("proofs", "proofs.json", "secret.json", "json/unreadable"),
        ("text", "text.txt", "secret.txt", "source/path-outside"),
        ("no-text", "text.txt", "no-such-file.txt", "source/path-outside"),
    ] {
        let first = tried(&format!("source-{name}"), &|inside, _| {
            let link = inside.join("corpus/note").join(link);
            let _ = fs::remove_file(&link);
            symlink(format!("../../../outside/{target}"), link).expect("a link");
        });
        says(&first, 1, &[code, "leads out"]);
    }
}

#[test]
fn files_of_the_root_that_are_links_to_the_outside() {
    let first = tried("root-configuration", &|inside, _| {
        symlink("../outside/secret.toml", inside.join("quoteproof.toml")).expect("a link");
    });
    says(&first, 2, &["quoteproof.toml cannot be read", "it leads out of the folder that is read"]);
    let first = tried("root-baseline", &|inside, _| {
        symlink("../outside/secret.json", inside.join("quoteproof-baseline.json")).expect("a link");
    });
    says(
        &first,
        2,
        &["quoteproof-baseline.json cannot be read", "it leads out of the folder that is read"],
    );
    tried("root-ignore", &|inside, _| {
        symlink("../outside/secret.txt", inside.join(".gitignore")).expect("a link");
    });
    tried("root-add", &|inside, _| {
        symlink("../outside/secret.txt", inside.join("secret.txt")).expect("a link");
    });
}

#[test]
fn a_configured_folder_outside() {
    for (name, line) in [
        ("claims", "claims = \"../outside/claims\""),
        ("corpus", "corpus = \"..\""),
        ("corpus-far", "corpus = \"a/../../outside/corpus\""),
        ("texts", "texts = [\"/proc\"]"),
        ("texts-link", "texts = [\"library\", \"../outside\"]"),
        ("root", "claims = \"/\""),
    ] {
        let first = tried(&format!("configured-{name}"), &|inside, _| {
            put(inside, "quoteproof.toml", line);
        });
        says(&first, 2, &["quoteproof.toml:1:", "config/invalid-configuration", "leads out"]);
    }
    // By their words inside, by a link outside.
    tried("configured-linked-texts", &|inside, _| {
        put(inside, "quoteproof.toml", "texts = [\"library\"]");
        symlink("../outside", inside.join("library")).expect("a link");
        fs::remove_file(inside.join("corpus/note/text.txt")).expect("gone");
    });
    let first = tried("configured-linked-claims", &|inside, _| {
        put(inside, "quoteproof.toml", "claims = \"way/claims\"");
        symlink("../outside", inside.join("way")).expect("a link");
    });
    says(&first, 1, &["leads out"]);
}

#[test]
fn paths_that_members_name() {
    let first = tried("member-schema", &|inside, outside| {
        let schema = outside.join("secret.json");
        let with = format!("{{\"$schema\": \"{}\", ", schema.display());
        put(inside, "claims/x.json", claim("x", "never sailed again").replacen('{', &with, 1));
        let with = "{\"$schema\": \"../../outside/secret.json\", ";
        put(inside, "claims/y.json", claim("y", "never sailed again").replacen('{', with, 1));
    });
    says(&first, 0, &["3 passed"]);
    for path in
        ["../../../outside/secret.txt", "/etc/passwd", "..", "a/../../../../outside/secret.txt"]
    {
        let first = tried("member-text", &|inside, _| {
            let record = inside.join("corpus/note/source.json");
            let text = fs::read_to_string(&record).expect("a record").replace("text.txt", path);
            fs::write(record, text).expect("a file");
        });
        says(&first, 1, &["source/path-outside"]);
    }
}

#[test]
fn links_that_stay_inside_are_followed() {
    let folder = laid("links-inside");
    let inside = folder.join("inside");
    put(&inside, "drafts/two.json", claim("two", "the ferry never sailed"));
    put(&inside, "drafts/more/three.json", claim("three", "the ferry never sailed"));
    symlink("../drafts/two.json", inside.join("claims/two.json")).expect("a link");
    symlink(inside.join("drafts/more"), inside.join("claims/more")).expect("a link");
    put(&inside, "drafts/four.json", claim("four", "the ferry never sailed"));
    symlink(inside.join("drafts/.././drafts/four.json"), inside.join("claims/four.json"))
        .expect("a link");
    says(&validate(&inside, &[]), 0, &["4 claims, 1 source: 4 quotes checked, 4 passed"]);
    // Also where the root is named by a way of its own.
    symlink("inside", folder.join("alias")).expect("a link");
    let output = validate(&folder, &["--root", "alias"]);
    says(&output, 0, &["4 claims, 1 source: 4 quotes checked, 4 passed"]);
    // The source as a whole, and its text.
    fs::rename(inside.join("corpus/note"), inside.join("kept")).expect("moved");
    symlink("../kept", inside.join("corpus/note")).expect("a link");
    let output = validate(&inside, &[]);
    says(&output, 1, &["source/path-outside", "leads out of the corpus"]);
}

#[test]
fn pipes_sockets_and_devices_are_named() {
    let folder = laid("pipes");
    let inside = folder.join("inside");
    let made = std::process::Command::new("mkfifo").arg(inside.join("claims/x.json")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo here");
        return;
    }
    let _socket = std::os::unix::net::UnixListener::bind(inside.join("claims/y.json")).ok();
    says(&validate(&inside, &[]), 1, &["claims/x.json", "it is not a regular file"]);
}

fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.is_ok_and(|status| status.success()), "no mkfifo here");
}

fn ran(folder: &Path, arguments: &[&str]) -> Output {
    crate::tool::bounded(quoteproof().args(arguments).current_dir(folder))
}

/// With the second lock and without it: files that a command reads by their names, in a folder that a stranger made.
#[test]
fn files_that_init_conformance_and_import_read() {
    let folder = laid("by-name");
    let inside = folder.join("inside");
    for (file, arguments) in [
        (".gitattributes", ["init"].as_slice()),
        ("schema/claim.schema.json", &["init", "--update"]),
        ("cases/a.json", &["conformance", "cases"]),
        ("cases/a.json", &["import", "citations", "cases/a.json"]),
    ] {
        let path = inside.join(file);
        let put_there: [&dyn Fn(); 3] =
            [&|| pipe(&path), &|| symlink("/dev/zero", &path).expect("a link"), &|| {
                symlink(folder.join("outside/secret.json"), &path).expect("a link");
            }];
        for put_there in put_there {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let _ = fs::remove_file(&path);
            put_there();
            for lock in [[].as_slice(), &["--no-sandbox"]] {
                let output = ran(&inside, &[arguments, lock].concat());
                let said = said(&output);
                assert!(matches!(output.status.code(), Some(0 | 2)), "{arguments:?}: {said}");
                assert!(!said.contains(SECRET), "{arguments:?}: {said}");
                if file.starts_with("cases") {
                    says(&output, 2, &["cannot be read"]);
                }
            }
        }
        fs::remove_file(&path).expect("gone");
    }
    // One that is a file, and one that lies elsewhere and was named so.
    put(&inside, "cases/a.json", "[{\"quote\": \"a b\", \"source\": \"note\"}]");
    says(&ran(&inside, &["import", "citations", "cases/a.json"]), 0, &["1 quote"]);
    fs::rename(inside.join("cases"), folder.join("cases")).expect("moved");
    says(&ran(&inside, &["import", "citations", "../cases/a.json"]), 0, &["1 quote"]);
    // What is written is not compared with a pipe.
    put(&inside, "a.md", "It says “the ferry never sailed” [@note].\n");
    says(&ran(&inside, &["check", "a.md", "--against", "corpus", "--save", "kept"]), 0, &[]);
    let kept = inside.join("kept/claims");
    for entry in fs::read_dir(&kept).expect("a folder").map(|entry| entry.expect("an entry").path())
    {
        fs::remove_file(&entry).expect("gone");
        pipe(&entry);
    }
    let again = ran(&inside, &["check", "a.md", "--against", "corpus", "--save", "kept"]);
    says(&again, 0, &["is left alone"]);
}

/// What lies in a source's folder unseen: links that lead out, and round in circles.
#[test]
fn a_source_with_hidden_links_is_not_removed() {
    let folder = laid("hidden");
    let inside = folder.join("inside");
    fs::create_dir_all(folder.join("outside/empty/below")).expect("a folder");
    source(&inside, "other", TEXT);
    symlink("../../../outside", inside.join("corpus/other/.out")).expect("a link");
    fs::create_dir(inside.join("corpus/other/.round")).expect("a folder");
    for name in ["a", "b", "c"] {
        symlink(".", inside.join("corpus/other/.round").join(name)).expect("a link");
    }
    for lock in [[].as_slice(), &["--no-sandbox"]] {
        let output = ran(&inside, &[&["source", "remove", "other"], lock].concat());
        says(&output, 2, &["this is not a file of the source; move it away first"]);
        assert!(inside.join("corpus/other/text.txt").exists(), "its files are gone");
        assert!(folder.join("outside/empty/below").exists(), "a folder outside is gone");
    }
    fs::remove_file(inside.join("corpus/other/.out")).expect("gone");
    fs::remove_dir_all(inside.join("corpus/other/.round")).expect("gone");
    fs::create_dir_all(inside.join("corpus/other/empty/below")).expect("a folder");
    says(&ran(&inside, &["source", "remove", "other"]), 0, &["removed"]);
    assert!(!inside.join("corpus/other").exists());
}

/// What a killed run has left is removed below the archive's own folders only.
#[test]
fn leftovers_behind_a_link_stay() {
    let folder = laid("leftovers");
    let (inside, outside) = (folder.join("inside"), folder.join("outside"));
    for file in ["claims/.quoteproof-a1b2c3", ".quoteproof-a1b2c3"] {
        put(&outside, file, "somebody is writing this");
    }
    fs::rename(inside.join("claims"), inside.join("own")).expect("moved");
    symlink("../outside", inside.join("claims")).expect("a link");
    symlink("../outside", inside.join("schema")).expect("a link");
    let before = bytes_of(&outside);
    for lock in [[].as_slice(), &["--no-sandbox"]] {
        let _ = ran(&inside, &[&["seal", "note"], lock].concat());
        assert!(bytes_of(&outside) == before, "something outside was removed");
    }
    put(&inside, "corpus/note/.quoteproof-a1b2c3", "left");
    let _ = ran(&inside, &["seal", "note"]);
    assert!(!inside.join("corpus/note/.quoteproof-a1b2c3").exists(), "it is still there");
}

#[test]
fn a_link_that_is_swapped_during_the_run() {
    let folder = laid("swapped");
    let inside = folder.join("inside");
    put(&inside, "good.json", claim("x", "the ferry never sailed"));
    fs::create_dir(inside.join("good")).expect("a folder");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let new = inside.join("new");
            while !stop.load(Ordering::Relaxed) {
                for (name, good, bad) in [
                    ("x.json", "../good.json", "../../outside/secret.json"),
                    ("more", "../good", "../../outside"),
                ] {
                    for target in [good, bad] {
                        let _ = symlink(target, &new);
                        let _ = fs::rename(&new, inside.join("claims").join(name));
                    }
                }
            }
        });
        for _ in 0..40 {
            let said = said(&validate(&inside, &[]));
            assert!(!said.contains(SECRET) && !said.contains("panicked"), "{said}");
            assert!(!said.contains("more/secret.json"), "names of the outside: {said}");
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn links_to_folders_of_links_have_an_end() {
    let folder = laid("bomb");
    let inside = folder.join("inside");
    for at in 0..24 {
        let from = inside.join(format!("rooms/{at}"));
        fs::create_dir_all(&from).expect("a folder");
        for door in ["a", "b"] {
            symlink(format!("../{}", at + 1), from.join(door)).expect("a link");
        }
    }
    put(&inside, "rooms/24/x.json", claim("x", "the ferry never sailed"));
    symlink("../rooms/0", inside.join("claims/more")).expect("a link");
    says(&validate(&inside, &[]), 1, &["lead to more than 100000 entries"]);
}

#[test]
fn texts_of_the_command_line_may_be_anywhere() {
    let folder = laid("texts");
    let inside = folder.join("inside");
    fs::create_dir(folder.join("texts")).expect("a folder");
    fs::rename(inside.join("corpus/note/text.txt"), folder.join("texts/a.txt")).expect("moved");
    says(&validate(&inside, &["--texts", "../texts"]), 0, &["1 passed"]);
    let absolute = folder.join("texts").display().to_string();
    says(&validate(&inside, &["--texts", &absolute]), 0, &["1 passed"]);
    // What it has may not lead on, and what the system makes up is no text.
    fs::rename(folder.join("texts/a.txt"), folder.join("a.txt")).expect("moved");
    symlink("../a.txt", folder.join("texts/a.txt")).expect("a link");
    says(&validate(&inside, &["--texts", "../texts"]), 1, &["source/missing-text"]);
    if cfg!(target_os = "linux") {
        says(&validate(&inside, &["--texts", "/proc"]), 1, &["source/missing-text"]);
        says(&validate(&inside, &["--texts", "/sys/kernel"]), 1, &["source/missing-text"]);
    }
}

#[test]
fn files_that_the_command_line_names() {
    let folder = laid("named");
    let (inside, outside) = (folder.join("inside"), folder.join("outside"));
    let before = bytes_of(&outside);
    symlink("../outside", inside.join("reports")).expect("a link");
    symlink("../outside/secret.txt", inside.join("report.json")).expect("a link");
    symlink("inside", folder.join("alias")).expect("a link");
    let also = folder.join("alias/reports/report.json").display().to_string();
    for file in ["reports/report.json", "report.json", "./reports/../report.json", also.as_str()] {
        for option in ["--output-file", "--sarif-file", "--summary-file"] {
            let output = validate(&inside, &[option, file]);
            says(&output, 2, &["cannot be written", "is a symbolic link"]);
        }
        let output = validate(&inside, &["--update-baseline", "--baseline", file]);
        says(&output, 2, &["cannot be written", "is a symbolic link"]);
    }
    assert!(bytes_of(&outside) == before, "something was written outside");
    // A file elsewhere as it was named.
    fs::create_dir(folder.join("out")).expect("a folder");
    symlink("out", folder.join("linked")).expect("a link");
    says(&validate(&inside, &["--output-file", "../linked/report.txt"]), 0, &[]);
    assert!(folder.join("out/report.txt").is_file());
    says(&validate(&inside, &["--update-baseline", "--baseline", "../out/known.json"]), 0, &[]);
    says(&validate(&inside, &["--baseline", "../linked/known.json"]), 0, &["1 passed"]);
    says(&validate(&inside, &["--output-file", "/dev/stdout"]), 0, &["1 passed"]);
    // One below the root stays there, too, when it is read.
    for option in ["--config", "--baseline"] {
        let output = validate(&inside, &[option, "reports/secret.json"]);
        says(&output, 2, &["cannot be read", "it leads out of the folder that is read"]);
        assert!(!said(&output).contains(SECRET), "{}", said(&output));
    }
}

/// What `check` and `site` write goes through no link below the current folder either, and the second lock alone is not
/// what keeps it.
#[test]
fn what_check_and_site_write() {
    let folder = laid("written");
    let (inside, outside) = (folder.join("inside"), folder.join("outside"));
    let article = "It says “the Ferry never sailed again” [@text].\n";
    for place in [&inside, &outside] {
        put(place, "article.md", article);
    }
    fs::create_dir(outside.join("empty")).expect("a folder");
    symlink("../outside", inside.join("linked")).expect("a link");
    symlink("../outside/empty", inside.join("pages")).expect("a link");
    let before = bytes_of(&outside);
    let check = |file: &'static str, more: &[&'static str]| {
        [&["check", file, "--against", "corpus"], more].concat()
    };
    for (arguments, status) in [
        (check("linked/article.md", &["--fix", "--unsafe-fixes"]), 1),
        (check("article.md", &["--save", "linked"]), 2),
        (check("article.md", &["--save", "./linked/new/archive"]), 2),
        (check("article.md", &["--write-claims", "linked/claims"]), 2),
        (check("article.md", &["--write-claims", "pages"]), 2),
        (check("article.md", &["--update-baseline", "--baseline", "linked/known.json"]), 2),
        (vec!["site", "pages"], 2),
        (vec!["site", "linked/new"], 2),
    ] {
        for lock in [&[][..], &["--no-sandbox"]] {
            let output = run(&inside, &[&arguments[..], lock].concat());
            says(&output, status, &["cannot be written", "is a symbolic link"]);
            assert!(bytes_of(&outside) == before, "{arguments:?} {lock:?} wrote outside");
        }
    }
    let made = fs::read_dir(outside.join("empty")).expect("a folder").count();
    assert_eq!(made, 0, "a folder was made outside");
    // Folders that are not there yet are made; one elsewhere is as the user named it.
    symlink("outside/empty", folder.join("mine")).expect("a link");
    for place in ["new/deep/archive", "../mine/archive"] {
        run(&inside, &check("article.md", &["--save", place]));
        assert!(inside.join(place).join("corpus/note/source.json").is_file(), "{place}");
    }
    says(&run(&inside, &["site", "new/deep/pages"]), 0, &["open new/deep/pages/index.html"]);
    says(&run(&inside, &["site", "../mine/pages"]), 0, &["open ../mine/pages/index.html"]);
    says(&run(&inside, &check("article.md", &["--fix"])), 0, &["fixed 1 string"]);
}

/// A stranger's folder of pages: the file by which it is known as one is read as any other of theirs.
#[test]
fn a_folder_of_pages_that_a_stranger_made() {
    let folder = laid("pages");
    let (inside, outside) = (folder.join("inside"), folder.join("outside"));
    let (pages, marker) = (inside.join("pages"), inside.join("pages/.quoteproof-site"));
    fs::create_dir(&pages).expect("a folder");
    let before = bytes_of(&outside);
    for target in ["../../outside/secret.txt", "/dev/zero", "/proc/self/environ", "nowhere"] {
        symlink(target, &marker).expect("a link");
        for lock in [&["site", "pages"][..], &["site", "pages", "--no-sandbox"]] {
            let output = run(&inside, lock);
            assert!(!said(&output).contains(SECRET), "{target}: {}", said(&output));
            says(&output, 2, &["pages/.quoteproof-site cannot be read"]);
        }
        fs::remove_file(&marker).expect("removed");
    }
    let made = std::process::Command::new("mkfifo").arg(&marker).status();
    if made.is_ok_and(|status| status.success()) {
        says(&run(&inside, &["site", "pages"]), 2, &["it is not a regular file"]);
        fs::remove_file(&marker).expect("removed");
    }
    // It names files that are none of the command's, and folders that lead out.
    symlink("../../outside", pages.join("other")).expect("a link");
    for (name, words) in [
        ("../claims/one.json", "not one of its names"),
        ("/etc/passwd", "not one of its names"),
        (".quoteproof-site/../../claims/one.json", "not one of its names"),
        ("other/secret.txt", "is a symbolic link"),
    ] {
        put(&pages, ".quoteproof-site", format!("x\n{name}\n"));
        says(&run(&inside, &["site", "pages"]), 2, &[words]);
        assert!(bytes_of(&outside) == before, "{name}: written outside");
        assert!(inside.join("claims/one.json").is_file(), "{name}: removed");
    }
}

/// A thesis and a bibliography of strangers, which name files outside by every way there is, and links that lead there.
fn laid_thesis(name: &str) -> PathBuf {
    let folder = laid(name);
    let (inside, outside) = (folder.join("inside"), folder.join("outside"));
    put(&outside, "refs.bib", format!("@book{{{SECRET}, file={{secret.txt}}}}\n"));
    put(&outside, "chapter.tex", format!("``{SECRET} {SECRET} {SECRET}'' \\cite{{note}}\n"));
    put(&outside, "doc.txt", format!("So the {SECRET} ferry never sailed again."));
    for (link, target) in [
        ("linked", "../outside"),
        ("chapter.tex", "../outside/chapter.tex"),
        ("linked.bib", "../outside/refs.bib"),
        ("doc.txt", "../outside/doc.txt"),
        ("environ.txt", "/proc/self/environ"),
    ] {
        symlink(target, inside.join(link)).expect("a link");
    }
    let absolute = outside.join("doc.txt").display().to_string();
    let works = [
        "linked/doc.txt".to_owned(),
        "doc.txt".to_owned(),
        "environ.txt".to_owned(),
        "../outside/doc.txt".to_owned(),
        "a/../../outside/doc.txt".to_owned(),
        absolute.clone(),
        "C:\\\\outside\\\\..\\\\linked\\\\doc.txt".to_owned(),
        "/proc/self/root/etc/passwd".to_owned(),
        format!(":{absolute}:text/plain;file\\://{absolute}"),
    ];
    let entry = |(at, file): (usize, &String)| format!("@book{{work{at}, file={{{file}}}}}\n");
    put(&inside, "refs.bib", works.iter().enumerate().map(entry).collect::<Vec<_>>().concat());
    let quote = |at| format!("``So the ferry never sailed again'' \\cite{{work{at}}}.\n");
    let quotes = (0..works.len()).map(quote).collect::<Vec<_>>().concat();
    put(
        &inside,
        "thesis.tex",
        format!(
            "{quotes}\\input{{linked/chapter}}\\input{{chapter}}\\include{{../outside/chapter}}\\input{{a/../../outside/chapter}}\\input{{{}}}\\bibliography{{refs}}\n",
            outside.join("chapter").display()
        ),
    );
    for (name, bibliography) in [
        ("up.tex", "../outside/refs"),
        ("link.tex", "linked"),
        ("through.tex", "linked/refs"),
        ("far.tex", "/proc/self/environ"),
    ] {
        let cites = format!("{quotes}``So the ferry never sailed'' \\cite{{{SECRET}x}}");
        let text = cites.replace(&format!("{SECRET}x"), "doc");
        put(&inside, name, format!("{text}\\bibliography{{{bibliography}}}\n"));
    }
    folder
}

#[test]
fn files_that_manuscripts_and_bibliographies_name() {
    let folder = laid_thesis("thesis");
    let (inside, outside) = (folder.join("inside"), folder.join("outside"));
    let before = bytes_of(&outside);
    let forms = ["human", "json", "csv", "concise", "sarif", "github", "gitlab", "markdown"];
    for file in ["thesis.tex", "up.tex", "link.tex", "through.tex", "far.tex"] {
        for more in [
            &[][..],
            &["--bibliography", "refs.bib"],
            &["--against", "corpus"],
            &["--files-in", "corpus", "--bibliography", "linked.bib"],
            &["--against", "."],
        ] {
            for form in forms {
                // The guard holds without the second lock, too.
                for sandbox in [&[][..], &["--no-sandbox"]] {
                    let arguments =
                        [&["check", file, "--uncited", "--format", form], more, sandbox].concat();
                    let output = run(&inside, &arguments);
                    let said = said(&output);
                    assert!(!said.contains(SECRET), "{arguments:?}: {said}");
                    assert!(!said.contains("panicked"), "{arguments:?}: {said}");
                    assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}");
                }
            }
        }
    }
    assert!(bytes_of(&outside) == before, "something was written outside");
    let output = run(&inside, &["check", "thesis.tex", "--against", "corpus"]);
    says(
        &output,
        2,
        &["`linked/chapter` is not read: it leads out", "`../outside/chapter` is not read", "work"],
    );
}
