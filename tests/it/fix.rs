//! `--fix`, `--unsafe-fixes` and `--diff` on generated claims: only the quotes' own bytes change, and a
//! file is old or new, whenever the command is killed.

use crate::tool::{outside, quoteproof, said, scratch, validate};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A claim file around a quote: what stands before it, the quote as JSON, what stands after it.
struct Generated {
    file: String,
    before: String,
    quote: String,
    after: String,
    /// What the quote should be, decoded, and whether a safe fix leads there.
    right: String,
    safe: bool,
}

impl Generated {
    fn bytes(&self) -> Vec<u8> {
        format!("{}{}{}", self.before, self.quote, self.after).into_bytes()
    }
}

/// Sentences that have no word in common but the small ones.
fn sentence(at: usize) -> String {
    let word = |n: usize| {
        let syllables = ["ba", "ko", "mi", "ru", "se", "ta", "lo", "ne", "pu", "di"];
        let [a, b, c, d] = [n % 10, n / 10 % 10, n / 100 % 10, n * 7 % 10].map(|i| syllables[i]);
        format!("{a}{b}{c}{d}")
    };
    let [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5].map(|i| word(at * 6 + i));
    format!("The {a} of {b} was not {c}, in {} the {d} and “the {e}” went to the {f}.", 1000 + at)
}

/// The quote with one change, and whether mending it is safe.
fn changed(right: &str, kind: usize) -> (String, bool) {
    match kind {
        0 => (right.to_owned(), true),
        1 => (right.replacen(" went ", " Went ", 1), true),
        2 => (right.replacen(", in", "; in", 1), true),
        3 => (right.replacen("was", "WAS", 1).replacen(" the ", " The ", 1), true),
        4 => (right.replacen("was not", "was", 1), false),
        5 => (right.replacen(" in 1", " in 2", 1), false),
        6 => (right.replacen(" and ", " or ", 1).replacen("The ", "the ", 1), false),
        _ => (right.replacen(" went ", " walked ", 1), false),
    }
}

/// A JSON string, some of its characters escaped without need.
fn escaped(text: &str, style: usize) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match (c, style) {
            (' ', 1) => out.push_str("\\u0020"),
            ('“' | '”', 2) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            ('t', 3) => out.push_str("\\u0074"),
            _ => out.push(c),
        }
    }
    out + "\""
}

fn generate(folder: &Path, count: usize) -> Vec<Generated> {
    let text: String = (0..count).map(|at| sentence(at) + "\n\n").collect();
    fs::create_dir_all(folder.join("corpus/note")).expect("a folder");
    fs::create_dir_all(folder.join("claims")).expect("a folder");
    fs::write(folder.join("corpus/note/text.txt"), &text).expect("a file");
    let sha256 = quoteproof::corpus::sha256_hex(text.as_bytes());
    let record = format!(
        "{{\"id\": \"note\", \"language\": \"en\", \"text\": {{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{sha256}\"}}}}"
    );
    fs::write(folder.join("corpus/note/source.json"), record).expect("a file");
    let mut all = Vec::new();
    for at in 0..count {
        let right = sentence(at);
        let (quote, safe) = changed(&right, at % 8);
        let (bom, end) = ([""; 2], ["\n", "\r\n"][at / 8 % 2]);
        let bom = if at / 16 % 2 == 1 { "\u{feff}" } else { bom[0] };
        let tab = ["  ", "\t", "", "    "][at / 32 % 4];
        let label = format!("{tab}\"label\" :\"supp\\u006frted\",{end}");
        let head = format!(
            "{tab}\"id\": \"c{at}\",{end}{tab}\"statement\": \"A claim \\/ to be checked.\",{end}"
        );
        let head = if at % 3 == 0 { label + &head } else { head + &label };
        let (first, last) = if at % 5 == 0 {
            ("\"source\":\"note\",\"stance\": \"supports\", ", "")
        } else {
            ("\"stance\": \"supports\",", ", \"source\":\"note\"")
        };
        let one = Generated {
            file: format!("claims/c{at}.json"),
            before: format!("{bom}{{{end}{head}{tab}\"evidence\": [{{{first}\"quote\" : "),
            quote: escaped(&quote, at / 8 % 4),
            after: format!("{last} }}]{end}}}{}", if at % 7 == 0 { "" } else { end }),
            right,
            safe,
        };
        fs::write(folder.join(&one.file), one.bytes()).expect("a file");
        all.push(one);
    }
    all
}

/// Name, bytes and time of all files of a folder, hidden ones too.
fn state(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    entries
        .map(|path| {
            let time = fs::metadata(&path).and_then(|m| m.modified()).expect("a time");
            let bytes = fs::read(&path).expect("a file");
            (path, (bytes, time))
        })
        .collect()
}

/// Checks one file after a run: around the quote every byte is as it was, and the quote is `wanted`.
fn assert_quote(folder: &Path, one: &Generated, wanted: &str) {
    let now = fs::read_to_string(folder.join(&one.file)).expect("UTF-8");
    let quote = now
        .strip_prefix(&one.before)
        .and_then(|rest| rest.strip_suffix(&one.after))
        .unwrap_or_else(|| panic!("{}: something else was changed:\n{now}", one.file));
    let decoded: String = serde_json::from_str(quote).expect("a JSON string");
    assert_eq!(decoded, wanted, "{}", one.file);
    // Every second word at least is the same: its escapes stay.
    let escapes = |text: &str| text.matches("\\u").count();
    assert!(escapes(quote) * 2 >= escapes(&one.quote), "{}: {} {quote}", one.file, one.quote);
}

#[test]
fn a_thousand_claims_change_in_their_quotes_alone() {
    let folder = scratch("fix-thousand");
    let all = generate(&folder, 1000);
    let before = state(&folder.join("claims"));
    let shown = validate(&folder, &["--diff"]);
    assert_eq!(shown.status.code(), Some(1));
    assert_eq!(state(&folder.join("claims")), before, "--diff writes nothing");
    let patch = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert_eq!(patch.matches("\n+++ b/claims/").count(), 375, "{}", said(&shown));

    let output = validate(&folder, &["--fix"]);
    assert_eq!(output.status.code(), Some(1), "what is left fails");
    assert!(said(&output).contains("fixed 375 strings in 375 files; 500 more with --unsafe-fixes"));
    assert!(said(&output).contains("500 passed"), "{}", said(&output));
    for one in &all {
        let old: String = serde_json::from_str(&one.quote).expect("a string");
        assert_quote(&folder, one, if one.safe { &one.right } else { &old });
    }
    // What --diff has shown is what --fix has done.
    let copy = scratch("fix-thousand-patched");
    generate(&copy, 1000);
    fs::write(copy.join("fix.patch"), &shown.stdout).expect("a file");
    let mut git = std::process::Command::new("git");
    git.args(["apply", "--whitespace=nowarn", "fix.patch"]).current_dir(&copy);
    git.env("GIT_CEILING_DIRECTORIES", copy.parent().expect("a folder"));
    let patched = git.output().expect("git");
    assert!(patched.status.success(), "{}", said(&patched));
    let bytes = |folder: &Path| -> Vec<Vec<u8>> {
        state(&folder.join("claims")).into_values().map(|(bytes, _)| bytes).collect()
    };
    assert_eq!(bytes(&copy), bytes(&folder));

    let fixed = state(&folder.join("claims"));
    let again = validate(&folder, &["--fix"]);
    assert!(said(&again).contains("fixed 0 strings in 0 files"), "{}", said(&again));
    assert_eq!(state(&folder.join("claims")), fixed, "a second run changes nothing");

    let output = validate(&folder, &["--fix", "--unsafe-fixes"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for one in &all {
        assert_quote(&folder, one, &one.right);
    }
    let fixed = state(&folder.join("claims"));
    validate(&folder, &["--fix", "--unsafe-fixes"]);
    assert_eq!(state(&folder.join("claims")), fixed);
}

/// The files that writing makes on the way.
fn half_written(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    let of_entry = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            half_written(&path)
        } else {
            Vec::from_iter(name.starts_with(".quoteproof-").then_some(path))
        }
    };
    entries.flat_map(of_entry).collect()
}

/// The signal that ended a program, if one did.
fn killed_by(status: std::process::ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    None
}

#[test]
fn killed_at_any_moment_each_file_is_old_or_new() {
    let folder = scratch("fix-killed");
    let all = generate(&folder, 80);
    let start = std::time::Instant::now();
    assert_eq!(validate(&folder, &["--fix"]).status.code(), Some(1));
    let whole = start.elapsed();
    let new: Vec<Vec<u8>> =
        all.iter().map(|one| fs::read(folder.join(&one.file)).expect("a file")).collect();
    let (mut mixed, mut told, mut seed) = (0, 0, 0x2545_F491_4F6C_DD1D_u64);
    for round in 0..24 {
        for one in &all {
            fs::write(folder.join(&one.file), one.bytes()).expect("a file");
        }
        let mut command = quoteproof();
        command.args(["validate", "--fix"]).current_dir(&folder);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        // The first rounds anywhere, the others where files are being written.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        if round < 6 {
            std::thread::sleep(
                whole.mul_f64(f64::from(u16::try_from(seed % 1000).expect("small")) / 1000.0),
            );
        } else {
            let many = usize::try_from(seed % 25).expect("small");
            let done = || {
                all.iter()
                    .zip(&new)
                    .filter(|(one, new)| {
                        one.bytes() != **new
                            && fs::read(folder.join(&one.file)).is_ok_and(|b| b == **new)
                    })
                    .count()
            };
            while done() < many && child.try_wait().expect("a child").is_none() {}
        }
        let interrupted = cfg!(unix) && round % 2 == 1;
        let (signal, number) = [("-HUP", 1), ("-INT", 2), ("-TERM", 15)][round / 2 % 3];
        if interrupted {
            let id = child.id().to_string();
            let mut kill = std::process::Command::new("kill");
            // It may have ended already.
            let _ = kill.args([signal, &id]).stderr(Stdio::null()).status();
        } else {
            child.kill().expect("killed");
        }
        let status = child.wait().expect("it ended");
        if interrupted && status.code() != Some(1) {
            // Before the first file is written the system ends it; a shell reports the same.
            let shown = status.code().or_else(|| killed_by(status).map(|n| 128 + n));
            assert_eq!(shown, Some(128 + number), "{signal}: {status}");
            told += usize::from(status.code().is_some());
        }
        let left = half_written(&folder.join("claims"));
        assert!(!interrupted || left.is_empty(), "left behind: {left:?}");
        for file in left {
            fs::remove_file(file).expect("a file");
        }
        let mut counts = [0, 0];
        for (one, new) in all.iter().zip(&new) {
            let now = fs::read(folder.join(&one.file)).expect("the file is there");
            let old = one.bytes();
            assert!(now == old || now == *new, "{} is neither old nor new", one.file);
            if old != *new {
                counts[usize::from(now == *new)] += 1;
            }
        }
        mixed += usize::from(counts[0] > 0 && counts[1] > 0);
    }
    assert!(mixed > 0, "no run was killed among its writes");
    assert!(!cfg!(unix) || told > 0, "no run was interrupted among its writes");
    // What was left behind is in nobody's way.
    let output = validate(&folder, &["--fix"]);
    assert!(said(&output).contains("80 claims, 1 source"), "{}", said(&output));
    for (one, new) in all.iter().zip(&new) {
        assert!(fs::read(folder.join(&one.file)).expect("a file") == *new);
    }
}

#[test]
fn what_cannot_be_written_is_left_as_it_is() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = scratch("fix-refused");
        let all = generate(&folder, 4);
        // A link to a file elsewhere, and a link to a folder.
        fs::create_dir_all(folder.join("elsewhere")).expect("a folder");
        fs::rename(folder.join(&all[1].file), folder.join("elsewhere/c1.json")).expect("moved");
        symlink("../elsewhere/c1.json", folder.join(&all[1].file)).expect("a link");
        fs::create_dir_all(folder.join("more")).expect("a folder");
        fs::rename(folder.join(&all[2].file), folder.join("more/c2.json")).expect("moved");
        symlink("../more", folder.join("claims/more")).expect("a link");
        let third = folder.join(&all[3].file);
        fs::set_permissions(&third, fs::Permissions::from_mode(0o640)).expect("mode");
        let output = validate(&folder, &["--fix"]);
        assert_eq!(output.status.code(), Some(1));
        let said = said(&output);
        assert!(
            said.contains("c1.json cannot be written") && said.contains("is a symbolic link"),
            "{said}"
        );
        assert!(
            said.contains("c2.json cannot be written") && said.contains("fixed 1 string in 1 file"),
            "{said}"
        );
        assert_eq!(fs::read(folder.join("elsewhere/c1.json")).expect("a file"), all[1].bytes());
        assert_eq!(fs::read(folder.join("more/c2.json")).expect("a file"), all[2].bytes());
        assert_ne!(fs::read(&third).expect("a file"), all[3].bytes());
        assert_eq!(fs::metadata(&third).expect("a file").permissions().mode() & 0o777, 0o640);
    }
}

#[test]
fn a_folder_that_may_not_be_written_to() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = outside("read-only");
        let all = generate(&folder, 3);
        let mode = |mode| {
            fs::set_permissions(folder.join("claims"), fs::Permissions::from_mode(mode))
                .expect("mode");
        };
        mode(0o555);
        // Root may write everywhere: the run is then somebody else's, with a copy of the command that
        // they can reach.
        let command = folder.join("quoteproof");
        fs::copy(env!("CARGO_BIN_EXE_quoteproof"), &command).expect("a copy");
        let is_root = fs::write(folder.join("claims/.probe"), "").is_ok();
        let _ = fs::remove_file(folder.join("claims/.probe"));
        let mut run = if is_root {
            let mut run = std::process::Command::new("setpriv");
            run.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(&command);
            run
        } else {
            std::process::Command::new(&command)
        };
        match run.args(["validate", "--fix", "--format", "concise"]).current_dir(&folder).output() {
            Ok(output) => {
                let said = said(&output);
                assert_eq!(output.status.code(), Some(1), "{said}");
                assert!(said.contains("c1.json cannot be written: permission denied"), "{said}");
                assert!(said.contains("fixed 0 strings in 0 files"), "{said}");
            }
            Err(error) => println!("skipped: {error}"),
        }
        mode(0o755);
        for one in &all {
            assert_eq!(fs::read(folder.join(&one.file)).expect("a file"), one.bytes());
        }
        fs::remove_dir_all(&folder).expect("gone");
    }
}

#[test]
fn a_fix_that_would_break_something_else_is_not_made() {
    let folder = scratch("fix-breaks");
    generate(&folder, 8);
    // The id would be mended, and the claim that names it would name nothing.
    let other = fs::read_to_string(folder.join("claims/c0.json")).expect("a file");
    let bad = other.replace("\"c0\"", "\"C_0\"");
    fs::write(folder.join("claims/c0.json"), &bad).expect("a file");
    let output = validate(&folder, &["--fix", "--unsafe-fixes"]);
    assert!(said(&output).contains("claims/c0.json"), "{}", said(&output));
    assert_eq!(fs::read_to_string(folder.join("claims/c0.json")).expect("a file"), bad);
    // The others were mended all the same.
    assert!(said(&output).contains("fixed 7 strings in 7 files"), "{}", said(&output));
    let alone = validate(&folder, &["--unsafe-fixes"]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(said(&alone).contains("--unsafe-fixes goes with --fix"));
}
