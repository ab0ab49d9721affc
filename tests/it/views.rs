//! `stats` and `show`: what they print of the archives in `tests/views/`, their JSON beside its schemas, and
//! the archive of `examples/`.
//!
//! `tests/views/<archive>/said/<name>.txt` has commands, and what they print; its first line may begin with
//! `#` and set variables of the environment. `QUOTEPROOF_UPDATE=1` writes it anew.

use crate::docs::{Stage, play};
use crate::tool::{copy, folders_with, quoteproof, root, scratch, update};
use camino::Utf8Path;
use quoteproof::Options;
use quoteproof::config::Config;
use quoteproof::report::human::{HumanOptions, show, stats};
use quoteproof::report::{Survey, Verdict, list_v1, show_v1, stats_v1};
use quoteproof::repository::Disk;
use quoteproof::survey::survey;
use serde_json::Value;
use std::path::Path;

fn surveyed(folder: &Path) -> Survey {
    let root = Utf8Path::from_path(folder).expect("UTF-8").to_owned();
    let config = std::fs::read_to_string(folder.join("quoteproof.toml")).unwrap_or_default();
    let config = Config::parse(&config).unwrap_or_default();
    let disk = Disk::new(&root).expect("a folder");
    survey(&disk, &Options { root, config, ..Options::default() })
}

#[test]
fn says_what_it_should() {
    let mut wrong = Vec::new();
    for archive in folders_with(&root().join("tests/views"), "said") {
        let entries = std::fs::read_dir(archive.join("said")).expect("a folder");
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            let expected = std::fs::read_to_string(&path).expect("UTF-8").replace("\r\n", "\n");
            let first = expected.lines().next().unwrap_or("");
            let settings: Vec<(&str, &str)> = match first.strip_prefix('#') {
                Some(settings) => {
                    settings.split_whitespace().filter_map(|s| s.split_once('=')).collect()
                }
                None => Vec::new(),
            };
            let head = if settings.is_empty() { String::new() } else { format!("{first}\n") };
            let played = play(&expected, &mut Stage::new(archive.clone(), &settings));
            let said = head + &played;
            if said != expected && update() {
                std::fs::write(&path, &said).expect("the file can be written");
            } else if said != expected {
                wrong.push(format!("{}: it is\n{said}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_view_is_as_its_schema_says_and_fits() {
    let compiled = |schema: Value| jsonschema::validator_for(&schema).expect("a schema");
    let stats_schema = compiled(stats_v1::schema().to_value());
    let show_schema = compiled(show_v1::schema().to_value());
    let list_schema = compiled(list_v1::schema().to_value());
    let holds = |schema: &jsonschema::Validator, json: &str, what: &str| {
        let value: Value = serde_json::from_str(json).expect("JSON");
        let errors: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}");
    };
    let mut folders = crate::cases::folders();
    folders.extend(folders_with(&root().join("tests/views"), "said"));
    folders.extend([root().to_owned(), root().join("examples/tides")]);
    let mut shown = 0;
    for folder in folders {
        let survey = surveyed(&folder);
        let what = folder.display().to_string();
        let numbers = stats_v1::count(&survey);
        let quotes = numbers.stances.iter().map(|s| s.tally.quotes);
        assert_eq!(quotes.sum::<usize>(), survey.report.summary.quotes, "{what}: by stance");
        let quotes = numbers.speakers.iter().map(|s| s.tally.quotes);
        assert_eq!(quotes.sum::<usize>(), survey.report.summary.quotes, "{what}: by speaker");
        holds(&stats_schema, &stats_v1::render(&numbers), &what);
        let listed = list_v1::list(&survey, list_v1::What::All);
        let quotes = listed.claims.iter().flatten().map(|claim| claim.quotes.quotes);
        assert_eq!(quotes.sum::<usize>(), survey.report.summary.quotes, "{what}: by claim");
        holds(&list_schema, &list_v1::render(&listed), &what);
        for claim in &survey.claims {
            let document = show_v1::show(&survey, &claim.file);
            holds(&show_schema, &show_v1::render(&document), &format!("{what}: {}", claim.file));
            shown += 1;
            for width in [24, 40, 80] {
                let options = HumanOptions { width, ..ASCII };
                let text = show::render_plain(&document, &survey, &options);
                harmless(&text, &format!("{what}: {}", claim.file));
            }
        }
        for width in [24, 40, 80] {
            let options = HumanOptions { width, ..ASCII };
            let text = stats::render(&numbers, &survey.report.summary, &options);
            harmless(&text, &what);
            let tables = text.trim_end().lines().rev().skip(1);
            for line in tables.filter(|line| line.is_ascii()) {
                assert!(line.len() <= width, "{what}: {} columns: {line}", line.len());
            }
        }
    }
    assert!(shown > 100, "only {shown} claims");
}

const ASCII: HumanOptions<'static> = HumanOptions {
    color: false,
    unicode: false,
    width: 80,
    verbose: true,
    quiet: false,
    command: "quoteproof validate",
};

/// Nothing in it steers a terminal.
fn harmless(text: &str, what: &str) {
    let steers = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(steers), "{what}: {text:?}");
}

#[test]
fn where_the_terminal_has_only_ascii_the_marks_are_ascii() {
    let survey = surveyed(&root().join("examples/tides"));
    let numbers = stats_v1::count(&survey);
    assert!(stats::render(&numbers, &survey.report.summary, &ASCII).is_ascii());
    for claim in survey.claims.iter().filter(|c| c.id() != "high-water-comes-later") {
        let text = show::render(&show_v1::show(&survey, &claim.file), &survey, &ASCII);
        assert!(text.is_ascii(), "{text}");
    }
}

/// The share of a document that is quoted is the same by its text and by its proofs, but for the spaces
/// and marks that go with a proof's words.
#[test]
fn coverage_by_text_and_by_proof_agree() {
    let folder = scratch("coverage");
    copy(&root().join("tests/docs/example"), &folder);
    for arguments in [["seal", "tide-gauge"].as_slice(), &["prove"]] {
        let output = quoteproof().args(arguments).current_dir(&folder).output().expect("it runs");
        assert!(output.status.success(), "{output:?}");
    }
    let coverage = || stats_v1::count(&surveyed(&folder)).sources[0].coverage.clone();
    let by_text = coverage().expect("a coverage");
    std::fs::remove_file(folder.join("corpus/tide-gauge/text.txt")).expect("it was there");
    let by_proof = coverage().expect("a coverage");
    assert_eq!(by_text.unit, stats_v1::Unit::Characters);
    assert_eq!(by_proof.unit, stats_v1::Unit::Tokens);
    assert!(by_proof.share > 0.1, "{by_proof:?}");
    assert!((by_text.share - by_proof.share).abs() < 0.1, "{by_text:?}, {by_proof:?}");
}

#[test]
fn the_example_passes_and_its_mistakes_do_not() {
    let folder = root().join("examples/tides");
    let run = |arguments: &[&str]| {
        let output = quoteproof().args(arguments).current_dir(&folder).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(run(&["validate", "--deny", "warnings"]).0, Some(0));
    let (status, report) = run(&["validate", "--config", "mistakes.toml", "--format", "json"]);
    assert_eq!(status, Some(1));
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let quotes = report["quotes"].as_array().expect("quotes");
    assert!(quotes.len() >= 4 && quotes.iter().all(|quote| quote["passed"] == false));
}

/// What the tour of the README says: with the words that the message gives, the quote passes.
#[test]
fn what_the_message_says_mends_the_quote() {
    let folder = scratch("mend");
    for id in ["mistakes", "corpus/prediction", "corpus/terms", "corpus/weather"] {
        copy(&root().join("examples/tides").join(id), &folder.join(id));
    }
    std::fs::write(folder.join("quoteproof.toml"), "claims = \"mistakes\"\n").expect("a file");
    let mut mended = 0;
    for finding in &surveyed(&folder).report.diagnostics {
        let file = folder.join(finding.location.file.as_str());
        let text = std::fs::read_to_string(&file).expect("a claim");
        if let Some(fix) = &finding.fix {
            let [edit] = fix.edits.as_slice() else { panic!("{fix:?}") };
            let mut text = text;
            text.replace_range(edit.span.range(), &edit.text);
            std::fs::write(&file, text).expect("the claim can be written");
            mended += 1;
        } else if let Some((_, words)) = finding.help.as_deref().and_then(|h| h.split_once('`')) {
            let words = words.trim_end_matches('`');
            let old = "\"source\": \"terms\"";
            assert!(text.contains(old) && words.starts_with("\"source\": "), "{words}");
            std::fs::write(&file, text.replace(old, words)).expect("the claim can be written");
            mended += 1;
        }
    }
    assert_eq!(mended, 3, "a changed word, a dropped “not”, a wrong source");
    let survey = surveyed(&folder);
    let still: Vec<&str> =
        survey.report.quotes.iter().filter(|q| !q.passed).map(|q| &*q.claim).collect();
    assert_eq!(still, ["not-left-out"], "its words must be chosen anew");
    assert!(survey.report.quotes.iter().all(|q| q.verdict <= Verdict::Edited));
}
