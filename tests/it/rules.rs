//! Each rule, on this repository's own archive: one change to a copy of it makes exactly that rule speak, at
//! the right line. The archive itself has neither errors nor warnings.

use crate::tool::{self, quoteproof, root, scratch};
use quoteproof::diagnostic::CodeOrKind;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A change to one file, and where it must be noticed.
struct Change {
    code: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    /// The file and what stands in the line that is reported, if they are not those of the change.
    at: Option<(&'static str, &'static str)>,
    /// Whether the documents are needed to notice it.
    texts: bool,
}

const fn change(
    code: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Change {
    Change { code, file, from, to, at: None, texts: false }
}

const FIRST_ROUND: &str = "claims/accessions/first-eastern-round.json";
const PLEDGE: &str = "claims/assurances-1990/east-germany-pledge-kept.json";
const SWEDEN: &str = "claims/accessions/sweden-finland-joined.json";
const FROLOV: &str = "corpus/frolov-2021/source.json";

const CHANGES: &[Change] = &[
    Change {
        at: Some((FIRST_ROUND, "\"id\": \"bosnia-will-join\"")),
        ..change(
            "claim/duplicate-id",
            FIRST_ROUND,
            "\"id\": \"first-eastern-round\"",
            "\"id\": \"bosnia-will-join\"",
        )
    },
    change(
        "claim/id-mismatch",
        FIRST_ROUND,
        "\"id\": \"first-eastern-round\"",
        "\"id\": \"first-round\"",
    ),
    change("claim/unknown-source", FIRST_ROUND, "\"luzin-2022\"", "\"luzin-2021\""),
    change("claim/unknown-claim", SWEDEN, "\"enlargement-goes-on\"", "\"enlargement-goes\""),
    change("claim/self-relation", SWEDEN, "\"enlargement-goes-on\"", "\"sweden-finland-joined\""),
    Change {
        at: Some((
            "claims/assurances-1990/no-eastward-expansion-promised.json",
            "\"claim\": \"nato-never-promised\"",
        )),
        ..change(
            "claim/one-sided-contradiction",
            "claims/assurances-1990/nato-never-promised.json",
            "\"contradicts\"",
            "\"refines\"",
        )
    },
    change(
        "claim/relation-cycle",
        "claims/accessions/enlargement-goes-on.json",
        "  \"evidence\": [",
        "  \"relations\": [{\"type\": \"supports\", \"claim\": \"sweden-finland-joined\"}], \"evidence\": [",
    ),
    change("claim/label-mismatch", FIRST_ROUND, "\"supported\"", "\"refuted\""),
    Change {
        at: Some(("claims/open-door/binding-ban-unattainable.json", "\"label\"")),
        ..change(
            "claim/dependent-evidence",
            FROLOV,
            "  \"issued\"",
            "  \"derived_from\": \"izvestia-2026\", \"issued\"",
        )
    },
    change("claim/anachronism", PLEDGE, "\"2014-10\"", "\"2024-10\""),
    change("claim/improbable-date", PLEDGE, "\"2014-10\"", "\"-0001\""),
    change(
        "claim/repeated-quote",
        FIRST_ROUND,
        "For NATO itself, expansion meant greater control on the continent, greater stability and predictability in Central and Eastern Europe.",
        "Hungary, Poland, and the Czech Republic signed protocols for joining the alliance in December 1997 and became full members in 1999.",
    ),
    Change {
        at: Some((
            "claims/assurances-1990/gorbachev-affirmed-promise.json",
            "\"stance\": \"refutes\"",
        )),
        ..change(
            "claim/opposed-stance",
            "claims/assurances-1990/gorbachev-affirmed-promise.json",
            "The topic of “NATO expansion” was not discussed at all, and it wasn’t brought up in those years.",
            "the western powers had pledged that “NATO would not move a centimetre to the east”",
        )
    },
    change(
        "claim/number-not-quoted",
        FIRST_ROUND,
        "members of NATO in 1999",
        "members of NATO in 1998",
    ),
    change("claim/unlisted-topic", FIRST_ROUND, "\"accessions\"", "\"accesions\""),
    Change {
        at: Some(("quoteproof.toml", "weather")),
        ..change(
            "config/unused-topic",
            "quoteproof.toml",
            "[topics]",
            "[topics]\nweather = \"Rain and shine.\"",
        )
    },
    change(
        "source/derivation-cycle",
        FROLOV,
        "  \"issued\"",
        "  \"derived_from\": \"frolov-2021\", \"issued\"",
    ),
    change(
        "source/unknown-source",
        FROLOV,
        "  \"issued\"",
        "  \"derived_from\": \"frolov-2020\", \"issued\"",
    ),
    change(
        "source/id-mismatch",
        "corpus/newsweek-2022/source.json",
        "\"id\": \"newsweek-2022\"",
        "\"id\": \"newsweek-2021\"",
    ),
    Change {
        at: Some((FROLOV, "\"id\"")),
        ..change("source/no-language", FROLOV, "\"en\"", "\"und\"")
    },
    change("source/language-doubtful", FROLOV, "\"language\": \"en\"", "\"language\": \"de\""),
    Change {
        texts: true,
        ..change(
            "claim/speaker-not-named",
            PLEDGE,
            "\"Mikhail Gorbachev\"",
            "\"Napoleon Bonaparte\"",
        )
    },
    Change {
        texts: true,
        ..change(
            "claim/heading-as-evidence",
            "claims/open-door/binding-ban-unattainable.json",
            "Not to mention that within NATO, all thirty member states would have to ratify treaty obligations.",
            "Can Russia and NATO Come to an Agreement?",
        )
    },
];

/// Rules that no change to one line can make speak, each with a test of its own here or in `tests/cases`.
const OTHERS: [&str; 3] = ["claim/no-evidence", "source/sealed-text-open", "source/unused-source"];

fn copy(name: &str) -> std::path::PathBuf {
    let folder = scratch(&format!("rules-{}", name.replace('/', "-")));
    for part in ["claims", "corpus"] {
        tool::copy(&root().join(part), &folder.join(part));
    }
    fs::copy(root().join("quoteproof.toml"), folder.join("quoteproof.toml")).expect("copied");
    folder
}

/// `(code, file:line)` of every finding, but those that seal and proofs are not up to date.
fn findings(folder: &Path, texts: Option<&str>) -> BTreeSet<(String, String)> {
    let mut command = quoteproof();
    command.args(["validate", "--format", "concise", "--root"]).arg(folder);
    if let Some(texts) = texts {
        command.args(["--texts", texts]);
    }
    let output = command.output().expect("the command runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let parse = |line: &str| {
        let (place, rest) = line.split_once(": ")?;
        let (file, _column) = place.rsplit_once(':')?;
        let code = rest.split_once('[')?.1.split_once(']')?.0;
        Some((code.to_owned(), file.to_owned()))
    };
    said.lines()
        .filter_map(parse)
        .filter(|(code, _)| !matches!(code.as_str(), "seal/stale-proof" | "seal/seal-mismatch"))
        .collect()
}

fn line_of(folder: &Path, file: &str, words: &str) -> String {
    line_in(file, &fs::read_to_string(folder.join(file)).expect("a file"), words)
}

fn line_in(file: &str, text: &str, words: &str) -> String {
    let at = text.find(words).unwrap_or_else(|| panic!("{file} has no {words}"));
    format!("{file}:{}", text[..at].matches('\n').count() + 1)
}

#[test]
fn the_archive_is_clean_and_each_change_is_noticed_at_its_line() {
    let texts = std::env::var("QUOTEPROOF_TEXTS").ok();
    let clean = copy("none");
    assert_eq!(findings(&clean, None), BTreeSet::new(), "the archive itself");
    if texts.is_some() {
        assert_eq!(findings(&clean, texts.as_deref()), BTreeSet::new(), "with the texts");
    }
    let mut wrong = Vec::new();
    for change in CHANGES {
        if change.texts && texts.is_none() {
            println!("skipped: {} needs the texts", change.code);
            continue;
        }
        let folder = copy(change.code);
        let path = folder.join(change.file);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(
            text.contains(change.from),
            "{}: {} has no {}",
            change.code,
            change.file,
            change.from
        );
        fs::write(&path, text.replacen(change.from, change.to, 1)).expect("written");
        let place = match change.at {
            Some((file, words)) => line_of(&folder, file, words),
            None => line_in(change.file, &text, change.from),
        };
        let wanted = (change.code.to_owned(), place);
        let found = findings(&folder, texts.as_deref().filter(|_| change.texts));
        // What is said of a source may concern several claims.
        let one = found.len() == 1 || change.file.starts_with("corpus/");
        let only = found.iter().all(|(code, _)| code == change.code);
        if !(one && only && found.contains(&wanted)) {
            wrong.push(format!("wanted {wanted:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_source_that_nobody_cites() {
    let folder = copy("unused");
    let idle = folder.join("corpus/idle");
    fs::create_dir_all(&idle).expect("a folder");
    fs::write(idle.join("text.txt"), "Nobody reads this.\n").expect("written");
    let sha256 = quoteproof::corpus::sha256_hex(b"Nobody reads this.\n");
    let source = format!(
        "{{\n  \"id\": \"idle\",\n  \"text\": {{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{sha256}\"}},\n  \"language\": \"en\"\n}}\n"
    );
    fs::write(idle.join("source.json"), source).expect("written");
    let wanted = ("source/unused-source".to_owned(), "corpus/idle/source.json:2".to_owned());
    assert_eq!(findings(&folder, None), BTreeSet::from([wanted]));
}

#[test]
fn every_rule_has_a_change() {
    let door = fs::read_to_string(root().join("src/rules/mod.rs")).expect("the rules");
    for rule in door.lines().filter_map(|l| l.trim().strip_suffix("::check,")) {
        let code = rule.replacen('_', "/", 1).replace('_', "-");
        assert!(code.parse::<CodeOrKind>().is_ok(), "{rule} is not named after a code");
        let there = CHANGES.iter().any(|c| c.code == code) || OTHERS.contains(&code.as_str());
        assert!(there, "{code}: no change to the archive shows it");
    }
}
