//! Several runs write to one repository at the same time.

use crate::tool::{
    copy, folders_with, put, quoteproof, said, says, scratch, shell, source, validate,
};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Starts all commands at once, and waits for them.
fn at_once(commands: Vec<Command>) -> Vec<Output> {
    let start = |mut command: Command| {
        use std::process::Stdio;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it runs")
    };
    let running: Vec<_> = commands.into_iter().map(start).collect();
    running.into_iter().map(|child| child.wait_with_output().expect("it ends")).collect()
}

fn run(folder: &Path, arguments: &str) -> Command {
    let mut command = quoteproof();
    command.args(arguments.split(' ')).args(["--threads", "1"]).current_dir(folder);
    command
}

/// A name that a file has while it is written.
fn left_behind(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name.strip_prefix(".quoteproof-").is_some_and(|rest| rest.len() == 6) {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn sealed_sources_that_are_added_at_once_are_all_kept_out_of_git() {
    let folder = scratch("together-sealed");
    says(&run(&folder, "init --bare").output().expect("it runs"), 0, &[]);
    for n in 0..16 {
        put(
            &folder,
            &format!("../together-texts/t{n}.txt"),
            format!("Text {n} of a pier and a mole."),
        );
    }
    let add = |n| run(&folder, &format!("source add ../together-texts/t{n}.txt --sealed"));
    for output in at_once((0..16).map(add).collect()) {
        says(&output, 0, &["sealed"]);
    }
    let git = shell("git init -q && git add . && git ls-files corpus", &folder)
        .current_dir(&folder)
        .output();
    let tracked = said(&git.expect("git"));
    assert_eq!(tracked.matches("/source.json").count(), 16, "{tracked}");
    assert_eq!(tracked.matches("/.gitignore").count(), 16, "{tracked}");
    assert!(!tracked.contains("text.txt"), "{tracked}");
}

/// Each run adds a claim and proves what it finds: however they fall, the proofs are those of all claims.
#[test]
fn claims_that_are_proven_at_once_are_all_proven() {
    let folder = scratch("together-proofs");
    says(&run(&folder, "init --bare").output().expect("it runs"), 0, &[]);
    let sentence =
        |n: usize| format!("In year {n} the harbour had {} ships at its quays.", n + 100);
    let text: String = (0..64).map(|n| sentence(n) + " ").collect();
    put(&folder, "all.txt", text);
    says(
        &run(&folder, "source add all.txt --sealed --language en").output().expect("it runs"),
        0,
        &[],
    );
    for n in 0..16 {
        let evidence = format!(
            "{{\"source\": \"all\", \"quote\": \"{}\", \"stance\": \"supports\"}}",
            sentence(n * 4)
        );
        put(&folder, &format!("e{n}.json"), evidence);
    }
    let add = |n| {
        let script = format!(
            "quoteproof new claim c{n} --statement 'Ships came.' --label supported --evidence e{n}.json && quoteproof prove"
        );
        let mut command = shell(&script, &folder);
        command.current_dir(&folder);
        command
    };
    for output in at_once((0..16).map(add).collect()) {
        says(&output, 0, &["proven"]);
    }
    fs::remove_file(folder.join("corpus/all/text.txt")).expect("removed");
    says(
        &validate(&folder, &[]),
        0,
        &["16 quotes checked, 16 passed", "16 proven without the text"],
    );
    assert!(left_behind(&folder).is_empty());
}

/// Every command that writes, four times at once, round after round, in one archive.
#[test]
fn every_command_that_writes_beside_all_others() {
    let folder = scratch("together-all");
    copy(&crate::tool::root().join("tests/docs/slip"), &folder);
    says(&run(&folder, "init").output().expect("it runs"), 0, &[]);
    put(&folder, "sealed.txt", "The dredger was late, and the pilots waited for it at the mole.");
    says(&run(&folder, "source add sealed.txt --sealed").output().expect("it runs"), 0, &[]);
    put(
        &folder,
        "sealed-2.txt",
        "Once more the dredger was late, and the pilots waited for it at the mole.",
    );
    for round in 0..3 {
        let mut commands = Vec::new();
        for n in 0..4 {
            let id = format!("{round}-{n}");
            put(&folder, &format!("doc-{id}.txt"), format!("Document {id} of the pilots."));
            let version = ["sealed.txt", "sealed-2.txt"][usize::from(n % 2 == 0)];
            for arguments in [
                format!("new claim claim-{id} --statement Dredgers-came. --source sealed"),
                // Of four, one may have it.
                format!("new claim the-same-{round} --in f{n}"),
                format!("source add doc-{id}.txt"),
                format!("source add doc-{id}.txt --id the-same-{round}"),
                format!("source update sealed {version}"),
                "seal sealed".to_owned(),
                "prove".to_owned(),
                "validate --fix".to_owned(),
                "validate --update-baseline --exit-zero".to_owned(),
                "init".to_owned(),
            ] {
                commands.push((arguments.clone(), run(&folder, &arguments)));
            }
        }
        let (arguments, commands): (Vec<_>, Vec<_>) = commands.into_iter().unzip();
        let outputs = at_once(commands);
        for (arguments, output) in arguments.iter().zip(&outputs) {
            let said = said(output);
            assert!(!said.contains("panicked"), "{arguments}: {said}");
            // The claims fail, and of the same id only one is made; else nothing fails.
            let may_fail = ["validate --fix", "prove", "the-same", "source update"]
                .iter()
                .any(|a| arguments.contains(a));
            assert!(may_fail || output.status.code() == Some(0), "{arguments}: {said}");
        }
        let one_of_four = |what: &str| {
            let of_it = arguments.iter().zip(&outputs).filter(|(a, _)| a.starts_with(what));
            of_it.filter(|(a, o)| a.contains("the-same") && o.status.success()).count()
        };
        assert_eq!(one_of_four("new claim"), 1);
        assert_eq!(one_of_four("source add"), 1);
    }
    assert!(left_behind(&folder).is_empty());
    // Every source is whole: its text is the one that is pinned, its seal that of its text.
    let report = said(&validate(&folder, &[]));
    for bad in ["source-changed", "seal-mismatch", "forged-proof", "json/", "missing-text"] {
        assert!(!report.contains(bad), "{bad}: {report}");
    }
    assert_eq!(folders_with(&folder.join("corpus"), "source.json").len(), 1 + 1 + 3 * 4 + 3);
    // The mistake is mended, by whichever of the runs.
    let slip = fs::read_to_string(folder.join("claims/harbour-never-dry.json")).expect("a claim");
    assert!(slip.contains("storm; the lowest"), "{slip}");
    assert!(fs::read(folder.join("quoteproof-baseline.json")).is_ok());
}

/// An archive with documents, one of them sealed, claims on them, and articles.
fn laid(name: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    says(&run(&folder, "init").output().expect("it runs"), 0, &[]);
    let text = |n: usize| {
        let boats = (0..16).map(|boat| format!(" Then they waited for boat {boat} until noon."));
        format!("The dredger was late. The pilots waited for it at the mole of port {n}.")
            + &boats.collect::<String>()
    };
    for n in 0..4 {
        put(&folder, &format!("texts/s{n}.txt"), text(n));
        put(&folder, &format!("new/s{n}.txt"), text(n) + " It came.");
        let sealed = if n == 1 { " --sealed" } else { "" };
        let add = format!("source add texts/s{n}.txt --id s{n} --title T --language en{sealed}");
        says(&run(&folder, &add).output().expect("it runs"), 0, &[]);
    }
    for n in 0..24 {
        let quote = ["The pilots waited for it", "The Pilots waited for it"][n % 2];
        let claim = serde_json::json!({
            "id": format!("c{n}"), "statement": "The pilots waited for the dredger.", "label": "supported",
            "evidence": [{"source": format!("s{}", n % 4), "quote": quote, "stance": "supports"}],
        });
        put(&folder, &format!("claims/c{n}.json"), claim.to_string());
        let article = format!("They say “the Pilots waited for it at the mole” [@s{}].\n", n % 4);
        put(&folder, &format!("article-{n}.md"), article);
    }
    folder
}

/// Sixteen runs at once of each command that changes what is there, or writes beside the archive: what one alone does, or
/// what all of them do.
#[test]
fn sixteen_runs_of_one_command() {
    let folder = laid("together-sixteen");
    let sixteen = |make: &dyn Fn(usize) -> String| -> Vec<bool> {
        let outputs = at_once((0..16).map(|n| run(&folder, &make(n))).collect());
        for output in &outputs {
            assert!(!said(output).contains("panicked"), "{}", said(output));
        }
        assert!(left_behind(&folder).is_empty(), "{}", make(0));
        outputs.iter().map(|output| output.status.success()).collect()
    };
    let all = |done: &[bool]| done.iter().all(|done| *done);
    let one = |done: &[bool]| done.iter().filter(|done| **done).count() == 1;
    let json = |file: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(folder.join(file)).expect(file)).expect(file)
    };
    assert!(all(&sixteen(&|n| format!(
        "quote c0 they waited for boat {n} until noon --source s0"
    ))));
    assert_eq!(json("claims/c0.json")["evidence"].as_array().map(Vec::len), Some(1 + 16));
    let members = ["title", "publisher", "license", "issued"];
    let values = ["Minutes", "Port", "MIT", "1990"];
    let edit = |n: usize| format!("source edit s2 --{} {}", members[n % 4], values[n % 4]);
    assert!(all(&sixteen(&edit)));
    for (member, value) in members.iter().zip(values) {
        assert_eq!(json("corpus/s2/source.json")[member], value);
    }
    let words = |n: usize| format!("The-pilots-waited-{n}-times.");
    assert!(all(&sixteen(&|n| format!("edit c4 --statement {}", words(n)))));
    let statement = json("claims/c4.json")["statement"].clone();
    assert!((0..16).any(|n| statement == words(n)), "{statement}");
    // Each takes the quote that is the first by then.
    assert!(all(&sixteen(&|_| "edit c0 --quote 1 --remove".to_owned())));
    assert_eq!(json("claims/c0.json")["evidence"].as_array().map(Vec::len), Some(1));
    assert!(one(&sixteen(&|n| format!("rename source s3 t{n}"))));
    assert!(one(&sixteen(&|n| format!("rename claim c3 z{n}"))));
    assert!(all(&sixteen(&|_| "site pages".to_owned())));
    says(&run(&folder, "site again").output().expect("it runs"), 0, &[]);
    let pages = |name: &str| crate::site::files(&folder.join(name));
    assert!(pages("pages") == pages("again"), "pages of several runs");
    put(&folder, "texts/s9.txt", "A text that no claim cites.");
    let add = "source add texts/s9.txt --id s9 --title T --language en";
    assert!(one(&sixteen(&|_| add.to_owned())));
    assert!(one(&sixteen(&|_| "source remove s9".to_owned())));
    for more in
        ["--fix", "--save archive", "--write-claims more", "--update-baseline --baseline b.json"]
    {
        sixteen(&|_| format!("check article-1.md --against texts {more}"));
    }
    let article = fs::read_to_string(folder.join("article-1.md")).expect("an article");
    assert!(article.contains("“The pilots waited"), "{article}");
    says(&validate(&folder.join("archive"), &["--exit-zero"]), 0, &["1 passed"]);
    assert!(json("b.json").is_object());
    sixteen(&|n| ["cache clear", "validate"][n % 2].to_owned());
    let report = said(&validate(&folder, &["--format", "concise"]));
    for bad in ["json/", "unknown-source", "source-changed", "seal-mismatch", "forged"] {
        assert!(!report.contains(bad), "{bad}: {report}");
    }
}

/// A signal at any moment of any command that writes: each file is there as a whole, and nothing beside it.
#[cfg(unix)]
#[test]
fn a_signal_amid_each_command_that_writes() {
    let base = laid("together-signal");
    let all = (0..24).map(|n| format!(" article-{n}.md")).collect::<Vec<_>>().concat();
    for (number, command) in [
        "prove".to_owned(),
        "source update s1 new/s1.txt".to_owned(),
        "source add new/s2.txt --id more --sealed".to_owned(),
        "validate --fix".to_owned(),
        "rename source s1 t1".to_owned(),
        "site pages".to_owned(),
        format!("check{all} --against texts --fix"),
        format!("check{all} --against texts --save archive"),
        format!("check{all} --against texts --write-claims more"),
    ]
    .into_iter()
    .enumerate()
    {
        let is_json = |file: &str| Path::new(file).extension().is_some_and(|end| end == "json");
        let lay = || {
            let folder = scratch(&format!("together-signal-{number}"));
            copy(&base, &folder);
            folder
        };
        let whole = {
            let folder = lay();
            let start = std::time::Instant::now();
            run(&folder, &command).output().expect("it runs");
            start.elapsed()
        };
        for (part, (signal, status)) in
            [("-TERM", 143), ("-HUP", 129), ("-INT", 130)].into_iter().enumerate()
        {
            let folder = lay();
            let mut child = run(&folder, &command)
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .expect("it runs");
            std::thread::sleep(whole.mul_f64([0.9, 0.7, 0.5][part]));
            let id = child.id().to_string();
            // It may have ended already.
            let _ = Command::new("kill").args([signal, &id]).output();
            let ended = child.wait().expect("it ends");
            // Before the first file is written the system ends it.
            assert!(
                matches!(ended.code(), None | Some(0 | 1)) || ended.code() == Some(status),
                "{command} {signal}: {ended}"
            );
            assert!(left_behind(&folder).is_empty(), "{command} {signal}");
            let files = crate::site::files(&folder);
            for (file, bytes) in files.iter().filter(|(file, _)| is_json(file)) {
                let read = serde_json::from_slice::<serde_json::Value>(bytes);
                assert!(read.is_ok(), "{command} {signal}: {file}: {read:?}");
            }
            // The next run does what this one did not.
            let again = run(&folder, &command).output().expect("it runs");
            assert!(!said(&again).contains("panicked"), "{command}: {}", said(&again));
            let report = said(&validate(&folder, &["--format", "concise"]));
            for bad in ["json/", "source-changed", "seal-mismatch", "forged", "missing-text"] {
                assert!(!report.contains(bad), "{command} {signal}: {bad}: {report}");
            }
        }
    }
}

#[test]
fn what_a_killed_run_has_left_goes_with_the_next_that_writes() {
    let folder = scratch("together-left");
    source(&folder, "doc", "The dredger was late, and the pilots waited.");
    let (left, other, link) =
        ("claims/.quoteproof-aB3dE6", "claims/.quoteproof-notes.md", "claims/.quoteproof-Link00");
    for file in [left, "corpus/doc/.quoteproof-aaaaaa", ".quoteproof-000000", other, "mine"] {
        put(&folder, file, "{");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("../mine", folder.join(link)).expect("a link");
    // Somebody is writing it.
    put(&folder, "corpus/doc/.quoteproof-bbbbbb", "{");
    let busy = fs::File::open(folder.join("corpus/doc/.quoteproof-bbbbbb")).expect("a file");
    busy.lock().expect("locked");
    says(&validate(&folder, &["--allow-empty"]), 0, &[]);
    assert!(folder.join(left).exists(), "a run that only reads removes nothing");
    says(&run(&folder, "new claim a-claim").output().expect("it runs"), 0, &[]);
    for file in [left, "corpus/doc/.quoteproof-aaaaaa", ".quoteproof-000000"] {
        assert!(!folder.join(file).exists(), "{file}");
    }
    assert!(folder.join("corpus/doc/.quoteproof-bbbbbb").exists());
    assert!(folder.join(other).exists() && folder.join("mine").exists());
    assert!(!cfg!(unix) || fs::symlink_metadata(folder.join(link)).is_ok());
}

/// The same beside an article, which stands in no archive.
#[test]
fn what_a_killed_check_has_left_goes_with_the_next_that_mends() {
    let folder = scratch("together-left-check");
    put(&folder, "texts/doc.txt", "The dredger was late, and the pilots waited.");
    put(&folder, "article.md", "They “Waited at the mole”, and “the Dredger was late” [@doc].\n");
    put(&folder, ".quoteproof-aB3dE6", "{");
    let check = "check article.md --against texts";
    says(&run(&folder, check).output().expect("it runs"), 1, &["fixes 1"]);
    assert!(folder.join(".quoteproof-aB3dE6").exists(), "a run that only reads removes nothing");
    let output = run(&folder, &format!("{check} --fix")).output().expect("it runs");
    says(&output, 0, &["fixed 1 string in 1 file"]);
    assert!(left_behind(&folder).is_empty());
}

/// A run waits for the one that is writing, and says so; runs that only read wait for nobody.
#[cfg(unix)]
#[test]
fn a_run_that_writes_waits_for_another() {
    let folder = scratch("together-wait");
    source(&folder, "doc", "The dredger was late, and the pilots waited.");
    put(&folder, "claims/.keep", "");
    let writing = fs::File::open(&folder).expect("a folder");
    writing.lock().expect("locked");
    says(&validate(&folder, &["--allow-empty"]), 0, &[]);
    let mut command = run(&folder, "new claim a-claim");
    let child = command.stderr(std::process::Stdio::piped()).spawn().expect("it runs");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(!folder.join("claims/a-claim.json").exists());
    writing.unlock().expect("unlocked");
    says(&child.wait_with_output().expect("it ends"), 0, &["waiting for another quoteproof"]);
    assert!(folder.join("claims/a-claim.json").exists());
}

/// Of a sealed source nobody else may have the text: what is replaced is kept, out of Git.
#[test]
fn the_old_text_of_a_sealed_source_is_kept() {
    let folder = scratch("together-old");
    let script = "
        git init -q; quoteproof init --bare >/dev/null 2>&1
        printf 'The dredger was late.' >one.txt; printf 'The dredger was early.' >two.txt
        quoteproof source add one.txt --id log --sealed; chmod 600 corpus/log/text.txt
        rm one.txt; quoteproof source update log two.txt; rm two.txt
        git add . && git ls-files corpus";
    let output = shell(script, &folder).current_dir(&folder).output().expect("sh");
    let old = quoteproof::corpus::sha256_hex(b"The dredger was late.");
    let kept = format!("corpus/log/text.{}.txt", &old[..12]);
    says(&output, 0, &[&format!("{kept}: the old text is kept here")]);
    assert_eq!(fs::read(folder.join(&kept)).expect("it"), b"The dredger was late.");
    assert_eq!(
        fs::read(folder.join("corpus/log/text.txt")).expect("it"),
        b"The dredger was early."
    );
    let tracked = "/.gitignore\ncorpus/log/proofs.json\ncorpus/log/source.json\n";
    assert!(String::from_utf8_lossy(&output.stdout).ends_with(tracked), "{}", said(&output));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.join(&kept)).expect("it").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
