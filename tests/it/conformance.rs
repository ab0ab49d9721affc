//! The conformance suite: `tests/conformance/*.json`.

use crate::tool::{quoteproof, root};
use quoteproof::conformance::Case;

#[test]
fn every_case_is_judged_as_it_says() {
    let output = quoteproof().arg("conformance").current_dir(root()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let count = String::from_utf8_lossy(&output.stderr);
    println!("{count}");
    assert!(output.status.success(), "{said}{count}");
}

/// All cases of the suite.
fn cases() -> Vec<Case> {
    let folder = std::fs::read_dir(root().join("tests/conformance")).expect("the suite");
    let files = folder.filter_map(Result::ok).map(|entry| entry.path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path| std::fs::read_to_string(path).expect("cases");
    files.flat_map(|path| serde_json::from_str::<Vec<Case>>(&read(path)).expect("cases")).collect()
}

/// Each issue has a code, and fails a quote where its code does by default. An instance may be graver than its code.
#[test]
fn issues_are_errors_where_their_codes_are() {
    use quoteproof::diagnostic::{CodeOrKind, Severity};
    use quoteproof::{Document, DocumentOptions, Quoted};
    use std::collections::BTreeMap;

    let mut seen: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for case in cases() {
        let bytes = case.document.as_bytes();
        let language = case.language.as_deref();
        let options = DocumentOptions::default();
        let Ok(document) = Document::new(bytes, &case.media_type, language, options) else {
            continue;
        };
        let quoted = Quoted {
            parts: case.quote.segments().iter().map(|part| &**part).collect(),
            prefix: case.prefix.as_deref(),
            suffix: case.suffix.as_deref(),
        };
        let outcome = document.verify(&[quoted]).pop().expect("an outcome");
        for issue in outcome.issues {
            let (always, ever) = seen.entry(issue.code).or_insert((true, false));
            *always &= issue.is_error;
            *ever |= issue.is_error;
        }
    }
    assert!(seen.len() > 8, "{seen:?}");
    let mut wrong = Vec::new();
    for (name, (always_error, ever_error)) in seen {
        let code: CodeOrKind = name.parse().unwrap_or_else(|_| panic!("{name}: no such code"));
        if code.default_severity() == Severity::Error && !always_error {
            wrong.push(format!("{name} is an error by default, and not always here"));
        }
        if ever_error && code.gravest() != Severity::Error {
            wrong.push(format!("{name} is an error here, and said to be none"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// What ends the lines of a plain text changes nothing, but that other code points are not the very ones.
#[test]
fn every_line_end_is_one() {
    use quoteproof::quote::Verdict;

    let mut tried = 0;
    for case in cases() {
        if case.media_type != "text/plain" || !case.document.contains('\n') {
            continue;
        }
        let judge = |end: &str| {
            let document = case.document.replace('\n', end);
            let mut judged = Case { document, ..case.clone() }.judge();
            if judged.verdict == Verdict::Exact {
                judged.verdict = Verdict::Typographic;
            }
            judged
        };
        let wanted = judge("\n");
        for end in ["\r\n", "\r", "\u{85}", "\u{2028}"] {
            assert_eq!(judge(end), wanted, "{} with {end:?}", case.id);
            tried += 1;
        }
    }
    assert!(tried > 400, "{tried} tried");
}

/// A denial that is left out beside a kept word that it may govern is an error; where all that it governs is left out with it, it
/// is a warning. In `tests/levels.json` each language has one of the first kind, and three of the second: before *and*, at a
/// sentence's end, and with its verb.
#[test]
fn levels_are_the_same_in_every_language() {
    use quoteproof::{Document, DocumentOptions, Quoted};
    use std::collections::BTreeMap;

    let text = std::fs::read_to_string(root().join("tests/levels.json")).expect("the levels");
    let levels: BTreeMap<String, Vec<(String, String)>> =
        serde_json::from_str(&text).expect("pairs of a document and a quote");
    let listed: Vec<&str> = quoteproof::quote::WordLists::languages().collect();
    assert_eq!(levels.keys().map(String::as_str).collect::<Vec<_>>(), listed);
    let mut wrong = Vec::new();
    for (language, rows) in &levels {
        for (at, (words, quote)) in rows.iter().enumerate() {
            let options = DocumentOptions::default();
            let document = Document::new(words.as_bytes(), "text/plain", Some(language), options);
            let quoted = Quoted { parts: vec![quote], prefix: None, suffix: None };
            let outcome =
                document.expect("it is text").verify(&[quoted]).pop().expect("an outcome");
            let found = outcome.issues.iter().find(|issue| issue.code == "quote/elision-negation");
            if found.map(|issue| issue.is_error) != Some(at == 0) {
                wrong.push(format!("{language}: {quote}: {:?}", outcome.issues));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
