//! Every form of [`FORMATS`] on one report that has all that a form must carry, and text that nobody
//! should send: kept as plain files under `snapshots`. `QUOTEPROOF_UPDATE=1 cargo test` writes them again.

use super::{ClaimResult, FORMATS, QuoteResult, Report, Summary, Verdict};
use crate::diagnostic::{
    Applicability, At, Code, Diagnostic, Edit, Files, Finding, Fix, Kind, Severity, SourceText,
};
use crate::text::Span;
use camino::Utf8Path;
use std::path::Path;

const TEXT: &str = "Intro.\nThe drug did not reduce mortality.\n";
/// A name with a line end, a space, letters beyond ASCII, and what URIs and commands escape.
const ODD: &str = "claims/où est/100%:,\n::error::.json";
/// An end of line before a command, an old command, terminal and bidi controls, markup.
const EVIL: &str = "::error::a\n::error file=x::b%0A##[add-mask]c\u{1b}[31m\u{9b}2J\u{202e}d\u{ffff} \
                    <b>&\"'</b> [e](http://f.example) | `g` *h* @i ]]>";

/// A quote of a claim about which nothing else is said.
pub(super) fn bare_quote(claim: &str, file: &str, verdict: Verdict) -> QuoteResult {
    QuoteResult {
        claim: claim.into(),
        file: Utf8Path::new(file).into(),
        evidence: 0,
        source: "a-source".into(),
        verdict,
        passed: verdict.passes(),
        proven: false,
        unseen: false,
        waived: false,
        kinds: Box::default(),
        matches: Box::default(),
        edits: Box::default(),
        nearest: None,
    }
}

/// A finding with help, related places, kinds and a fix.
fn altered(files: &Files) -> Diagnostic {
    let mut altered = files.diagnose(
        Finding::new(
            Code::QuoteAltered,
            "claims/a-claim.json",
            At::Span(Span::new(14, 24)),
            "it leaves out “not”",
        )
        .help("quote the document's own words")
        .related("corpus/a-source/text.txt", At::Span(Span::new(16, 30)), "the nearest passage [1]")
        .related("/texts/far away.txt", At::File, "a text elsewhere"),
        Severity::Error,
    );
    altered.kinds = vec![Kind::Negation];
    altered.location.pointer = Some("/evidence/0/quote".into());
    altered.fix = Some(Fix {
        title: "use the document's words".into(),
        applicability: Applicability::Unsafe,
        edits: vec![Edit {
            file: "claims/a-claim.json".into(),
            span: Span::new(13, 25),
            text: "\"did not \u{202e}reduce\"".into(),
        }],
    });
    altered
}

fn diagnostics(files: &Files) -> Vec<Diagnostic> {
    let finding = |code, file: &str, at, message: &str, severity| {
        files.diagnose(Finding::new(code, file, at, message), severity)
    };
    let lines = At::Span(Span::new(4, 30));
    let mut diagnostics = vec![
        finding(
            Code::QuoteElisionNegation,
            "claims/a-claim.json",
            lines,
            "two lines",
            Severity::Warning,
        ),
        altered(files),
        finding(Code::QuoteAbsent, "claims/known.json", At::File, "known", Severity::Error),
        finding(Code::QuoteShort, "claims/known.json", At::File, "off", Severity::Off),
        finding(
            Code::QuoteHiddenCharacter,
            ODD,
            At::Span(Span::new(14, 16)),
            EVIL,
            Severity::Error,
        ),
        finding(
            Code::SourceMissingText,
            "corpus/a-source/source.json",
            At::File,
            EVIL,
            Severity::Error,
        ),
    ];
    for (number, diagnostic) in diagnostics.iter_mut().enumerate() {
        diagnostic.fingerprint = format!("{number:032x}");
        diagnostic.baselined = diagnostic.location.file == "claims/known.json";
    }
    diagnostics
}

fn report() -> Report {
    let mut files = Files::default();
    let claim = "{\n  \"quote\": \"did reduce\",\n  \"note\": \"one\"\n}\n";
    for file in ["claims/a-claim.json", "claims/known.json", ODD] {
        files.insert(file, SourceText::plain(claim));
    }
    files.insert("corpus/a-source/text.txt", SourceText::plain(TEXT));
    let waived = bare_quote("waived", "claims/waived.json", Verdict::Absent);
    let quotes = vec![
        bare_quote("a-claim", "claims/a-claim.json", Verdict::Altered),
        bare_quote("good", "claims/good.json", Verdict::Exact),
        bare_quote("known", "claims/known.json", Verdict::Absent),
        bare_quote("<odd>", ODD, Verdict::Exact),
        QuoteResult { waived: true, ..waived },
    ];
    let claim = |(id, file): (&str, &str)| ClaimResult {
        id: id.into(),
        file: Utf8Path::new(file).into(),
        label: None,
        sources: Box::default(),
        independent_sources: 0,
    };
    let claims = [
        ("a-claim", "claims/a-claim.json"),
        ("good", "claims/good.json"),
        ("known", "claims/known.json"),
        ("<odd>", ODD),
        ("waived", "claims/waived.json"),
    ];
    let summary = Summary {
        claims: 5,
        sources: 1,
        quotes: 5,
        passed: 1,
        failed: 3,
        waived: 1,
        errors: 3,
        warnings: 1,
        baselined: 1,
        verdicts: [(Verdict::Exact, 2), (Verdict::Altered, 1), (Verdict::Absent, 1)].into(),
        with_errors: [(Verdict::Exact, 1)].into(),
        ..Summary::default()
    };
    Report {
        summary,
        claims: claims.into_iter().map(claim).collect(),
        quotes,
        diagnostics: diagnostics(&files),
        files,
        folder: "an archive".into(),
        ..Report::default()
    }
}

#[test]
fn a_form_says_whether_it_has_fingerprints() {
    let mut bare = report();
    bare.diagnostics.iter_mut().for_each(|d| d.fingerprint.clear());
    for format in super::FORMATS {
        let differs = (format.render)(&report()) != (format.render)(&bare);
        assert_eq!(differs, format.fingerprints, "{}", format.name);
    }
}

#[test]
fn every_form_is_as_it_was() {
    let report = report();
    for format in FORMATS {
        let shown = (format.render)(&report);
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/report/snapshots")
            .join(format!("{}.txt", format.name));
        if std::env::var_os("QUOTEPROOF_UPDATE").is_some() {
            assert!(std::fs::write(&path, &shown).is_ok(), "cannot write {}", path.display());
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(shown, kept, "{}\n{shown}", format.name);
    }
}

#[test]
fn no_form_sends_what_steers_a_terminal_or_a_runner() {
    for format in FORMATS {
        let shown = (format.render)(&report());
        let steers =
            |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!shown.contains(steers), "{}: {shown:?}", format.name);
        assert!(!shown.contains("##["), "{}: {shown}", format.name);
        for line in shown.lines().filter(|line| line.trim_start().starts_with("::")) {
            let ours = [
                "::group::quoteproof: ",
                "::endgroup::",
                "::error file=an archive/",
                "::warning file=an archive/",
            ];
            let ours = format.name == "github" && ours.iter().any(|start| line.starts_with(start));
            assert!(ours, "{}: {line}", format.name);
        }
    }
}

#[test]
fn github_is_told_of_what_it_will_not_show() {
    let mut report = report();
    let first = report.diagnostics.iter().find(|d| d.severity == Severity::Warning).cloned();
    report.diagnostics = std::iter::repeat_n(first, 12).flatten().collect();
    let github = FORMATS.iter().find(|f| f.name == "github").expect("the form");
    let shown = (github.render)(&report);
    assert_eq!(shown.matches("\n::warning ").count(), 12);
    assert!(shown.ends_with(
        "::notice title=Not all findings are shown::GitHub shows 10 annotations of a kind; only in the log: 2 of 12 warnings\n"
    ));
    report.diagnostics.truncate(10);
    assert!(!(github.render)(&report).contains("::notice"));
    report.diagnostics.clear();
    assert_eq!((github.render)(&report), "");
}

#[test]
fn the_markdown_table_has_an_end() {
    let mut report = report();
    let one = report.diagnostics.pop();
    report.diagnostics = std::iter::repeat_n(one, 1000).flatten().collect();
    for diagnostic in &mut report.diagnostics {
        diagnostic.message = "*漢".repeat(10_000);
    }
    let markdown = FORMATS.iter().find(|f| f.name == "markdown").expect("the form");
    let shown = (markdown.render)(&report);
    assert!(shown.ends_with("\n… and 800 more findings.\n"), "{}", shown.len());
    assert!(shown.len() < 1024 * 1024);
}
