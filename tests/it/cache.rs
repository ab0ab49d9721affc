//! The cache of texts: what is kept, when it is believed, and that nothing in it turns a verdict.

use crate::tool::{put, quoteproof, root, said, says, scratch};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An archive with a document in a container, and a cache of its own.
struct Archive(PathBuf);

const TRUE: &str = "shall be vacated at the Expiration of the second Year";
const FALSE: &str = "shall be vacated at the Expiration of the ninth Year";

impl Archive {
    fn new(name: &str) -> Self {
        let archive = Self(scratch(&format!("cache-{name}")));
        put(&archive.0, "quoteproof.toml", "");
        std::fs::create_dir_all(archive.0.join("corpus")).expect("a folder");
        archive.add("tests/samples/pdf/tex-2col.pdf", "doc");
        archive.claim("doc");
        archive
    }

    fn add(&self, file: &str, id: &str) {
        let file = root().join(file);
        let file = file.to_str().expect("a path");
        let add = ["source", "add", file, "--id", id, "--title", "T", "--language", "en"];
        says(&self.run(&add), 0, &[]);
    }

    /// Two quotes on a source, of which one is true.
    fn claim(&self, source: &str) {
        let evidence = |quote: &str| serde_json::json!({"source": source, "quote": quote, "stance": "context"});
        let claim = serde_json::json!({
            "id": "votes", "statement": "Words of a document.", "label": "not-enough-evidence",
            "evidence": [evidence(TRUE), evidence(FALSE)],
        });
        put(&self.0, "claims/votes.json", claim.to_string());
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = quoteproof();
        command.current_dir(&self.0).args(arguments);
        command.env("XDG_CACHE_HOME", self.0.join(".cache"));
        command.env("XDG_STATE_HOME", self.0.join(".state"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// The report, which is the same whatever the cache has.
    fn report(&self) -> String {
        let report = said(&self.run(&["validate", "--format", "concise"]));
        assert!(report.contains("2 quotes checked, 1 passed"), "{report}");
        report
    }

    fn folder(&self) -> PathBuf {
        self.0.join(".cache/quoteproof")
    }

    fn kept(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder()).into_iter().flatten();
        let mut kept: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        kept.sort();
        kept
    }
}

#[test]
fn a_text_is_kept_and_found_again() {
    let archive = Archive::new("again");
    assert!(archive.kept().is_empty(), "adding a source checks no quote");
    let first = archive.report();
    let [kept] = &archive.kept()[..] else { panic!("{:?}", archive.kept()) };
    let bytes = std::fs::read(kept).expect("a text");
    assert!(String::from_utf8_lossy(&bytes).contains("second Year"), "all of the text");
    assert_eq!(archive.report(), first);
    assert_eq!(std::fs::read(kept).expect("a text"), bytes, "found, and not made anew");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&archive.folder()), mode(kept)), (0o700, 0o600));
    }
    says(&archive.run(&["cache", "show"]), 0, &["1 text, 0."]);
    says(&archive.run(&["cache", "clear"]), 0, &["1 text, 0.", "removed"]);
    says(&archive.run(&["cache", "show"]), 0, &["0 texts, 0.0 MB"]);
    says(&archive.run(&["validate", "--no-cache"]), 1, &["1 passed"]);
    assert!(archive.kept().is_empty());
}

/// Neither words that somebody wrote into a text, nor the text of another document, nor a part of one.
#[test]
fn what_others_put_there_is_not_believed() {
    let archive = Archive::new("planted");
    archive.add("tests/samples/pdf/lo-notes.pdf", "other");
    let first = archive.report();
    // The other document is read too, for words that somebody cited to the wrong one.
    let sample = std::fs::read(root().join("tests/samples/pdf/tex-2col.pdf")).expect("a sample");
    let hash = quoteproof::corpus::sha256_hex(&sample);
    let is_of_sample = |path: &PathBuf| path.to_string_lossy().contains(&hash);
    let (ours, others): (Vec<_>, Vec<_>) = archive.kept().into_iter().partition(is_of_sample);
    let ([kept], [other]) = (&ours[..], &others[..]) else { panic!("{ours:?}, {others:?}") };
    let whole = std::fs::read(kept).expect("a text");
    let planted = String::from_utf8_lossy(&whole).replace("second Year", "ninth Year");
    let at = whole.windows(11).position(|w| w == b"second Year").expect("the words");
    let mut same_length = whole.clone();
    same_length[at..at + 6].copy_from_slice(b"ninths");
    let none: &[u8] = b"";
    let cut = &whole[..whole.len() / 2];
    for bytes in [none, b"{}", &whole[..20], cut, planted.as_bytes(), &same_length] {
        std::fs::write(kept, bytes).expect("planted");
        assert_eq!(archive.report(), first);
        assert_eq!(std::fs::read(kept).expect("a text"), whole, "made anew");
    }
    // A text of another document, which bears the right mark: but not for this one.
    std::fs::copy(other, kept).expect("planted");
    assert_eq!(archive.report(), first);
    // A whole cache of another machine.
    let elsewhere = archive.0.join(".elsewhere");
    let mut command = archive.command(&["validate", "--format", "concise"]);
    let output = command.env("XDG_STATE_HOME", elsewhere).output().expect("it runs");
    assert_eq!(said(&output), first);
    assert_ne!(std::fs::read(kept).expect("a text"), whole, "made anew, with another mark");
}

/// The same for articles, whose documents nothing pins.
#[test]
fn a_planted_text_turns_no_verdict_of_an_article() {
    let archive = Archive::new("article");
    let article = format!("It says “{TRUE}” [@tex-2col], and “{FALSE}” [@tex-2col].\n");
    put(&archive.0, "article.md", article);
    let sample = root().join("tests/samples/pdf/tex-2col.pdf");
    std::fs::create_dir_all(archive.0.join("sources")).expect("a folder");
    std::fs::copy(sample, archive.0.join("sources/tex-2col.pdf")).expect("copied");
    let check = || {
        let output =
            archive.run(&["check", "article.md", "--against", "sources", "--format", "concise"]);
        assert_eq!(output.status.code(), Some(1));
        said(&output)
    };
    let first = check();
    let [kept] = &archive.kept()[..] else { panic!("it is kept") };
    assert_eq!(check(), first);
    let whole = std::fs::read(kept).expect("a text");
    let planted = String::from_utf8_lossy(&whole).replace("second Year", "ninth Year");
    std::fs::write(kept, planted).expect("planted");
    assert_eq!(check(), first);
    assert_eq!(std::fs::read(kept).expect("a text"), whole, "made anew");
}

/// Where the file in the repository is another, or nothing pins its text, the cache has no say.
#[test]
fn nothing_is_believed_that_is_not_pinned() {
    let archive = Archive::new("pin");
    archive.report();
    let file = archive.0.join("corpus/doc/source.json");
    let source = std::fs::read_to_string(&file).expect("a source");
    let mut json: serde_json::Value = serde_json::from_str(&source).expect("JSON");
    let pinned = json["text"]["extracted"]["sha256"].as_str().expect("a hash").to_owned();
    put(&archive.0, "corpus/doc/source.json", source.replace(&pinned, &"0".repeat(64)));
    says(&archive.run(&["validate"]), 1, &["source/extraction-differs"]);
    archive.run(&["cache", "clear"]);
    json["text"].as_object_mut().expect("an object").remove("extracted");
    put(&archive.0, "corpus/doc/source.json", json.to_string());
    archive.report();
    assert!(archive.kept().is_empty(), "no hash, no text");
}

#[test]
fn texts_of_sealed_sources_are_not_kept() {
    let archive = Archive::new("sealed");
    says(&archive.run(&["seal", "doc"]), 0, &["sealed"]);
    archive.run(&["prove"]);
    archive.report();
    for command in [&["find", TRUE][..], &["show", "votes"], &["stats"], &["prove", "--check"]] {
        archive.run(command);
    }
    assert!(archive.kept().is_empty());
}

/// Runs at the same time write whole texts, and leave nothing else behind.
#[test]
fn runs_at_once_share_it() {
    let archive = Archive::new("at-once");
    let start = |_| {
        let mut command = archive.command(&["validate", "--format", "concise"]);
        let piped =
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        piped.spawn().expect("it starts")
    };
    let runs: Vec<_> = (0..6).map(start).collect();
    for run in runs {
        says(&run.wait_with_output().expect("it ends"), 1, &["2 quotes checked, 1 passed"]);
    }
    assert_eq!(archive.kept().len(), 1, "{:?}", archive.kept());
}

/// Without a home, or where the cache is no place of the user's own, runs go on without it.
#[cfg(unix)]
#[test]
fn where_there_can_be_none_there_is_none() {
    use std::os::unix::fs::{PermissionsExt, chown, symlink};
    let archive = Archive::new("none");
    let first = archive.report();
    archive.run(&["cache", "clear"]);
    let without = |arguments: &[&str]| {
        let mut command = archive.command(arguments);
        for name in ["XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME"] {
            command.env_remove(name);
        }
        command.output().expect("it runs")
    };
    assert_eq!(said(&without(&["validate", "--format", "concise"])), first);
    says(&without(&["cache", "show"]), 2, &["there is no cache", "nor a home folder is set"]);

    let folder = archive.folder();
    let open = |mode| {
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).expect("set");
    };
    open(0o755);
    assert_eq!((archive.report(), archive.kept().len()), (first.clone(), 0), "open to all");
    open(0o700);
    // Only root may give a folder away, and only then is there something to test.
    if chown(&folder, Some(1), None).is_ok() {
        assert_eq!((archive.report(), archive.kept().len()), (first.clone(), 0), "another's");
        chown(&folder, Some(0), None).expect("taken back");
    }
    archive.report();
    assert_eq!(archive.kept().len(), 1);
    open(0o500);
    assert_eq!(archive.report(), first, "read only");
    open(0o700);
    let elsewhere = archive.0.join(".moved");
    std::fs::rename(&folder, &elsewhere).expect("moved");
    symlink(&elsewhere, &folder).expect("a link");
    std::fs::remove_file(elsewhere.join(archive.kept()[0].file_name().expect("a name")))
        .expect("removed");
    assert_eq!((archive.report(), archive.kept().len()), (first.clone(), 0), "a link");
    std::fs::remove_file(&folder).expect("removed");
    std::fs::write(&folder, "").expect("a file");
    assert_eq!(archive.report(), first, "a file");
    std::fs::write(archive.0.join(".state/quoteproof/cache.key"), "short").expect("written");
    assert_eq!(archive.report(), first, "a key that is none");
}
