//! Tests of the JSON report.

use super::{render, schema};
use crate::claim::Label;
use crate::diagnostic::{
    Applicability, At, Code, DiffPart, Edit, Files, Finding, Fix, Kind, Severity, SourceText,
};
use crate::report::tests::bare_quote;
use crate::report::{
    ClaimResult, DocumentPlace, EditKind, Match, Nearest, QuoteResult, Report, ReportedEdit,
    Summary, Verdict,
};
use crate::text::Span;
use camino::Utf8Path;
use serde_json::{Value, json};

const CLAIM: &str = "{\n  \"quote\": \"did reduce\"\n}";
const TEXT: &str = "Intro.\nThe drug did not reduce mortality.\n";

fn quote(verdict: Verdict) -> QuoteResult {
    bare_quote("a-claim", "claims/a-claim.json", verdict)
}

fn exact() -> QuoteResult {
    let place = DocumentPlace::Text { start: 120, end: 163, line: 4, column: 7 };
    let found = Match { place, text: "words".into() };
    QuoteResult { matches: [found].into(), ..quote(Verdict::Exact) }
}

fn proven() -> QuoteResult {
    let found = Match { place: DocumentPlace::Passage(0), text: "words".into() };
    let edit = ReportedEdit { kind: EditKind::Case, quote: "[T]he".into(), document: "the".into() };
    let quote = quote(Verdict::Edited);
    QuoteResult { proven: true, matches: [found].into(), edits: [edit].into(), ..quote }
}

fn altered() -> QuoteResult {
    let diff = vec![
        DiffPart::Equal("did ".into()),
        DiffPart::Delete("not ".into()),
        DiffPart::Equal("reduce".into()),
    ];
    let nearest = Nearest {
        source: "a-source".into(),
        place: DocumentPlace::Text { start: 16, end: 30, line: 2, column: 10 },
        similarity: 0.714_285_714,
        text: "did not reduce".into(),
        diff,
    };
    let kinds = [Kind::Negation].into();
    QuoteResult { kinds, nearest: Some(nearest.into()), ..quote(Verdict::Altered) }
}

fn report() -> Report {
    let mut files = Files::default();
    files.insert("claims/a-claim.json", SourceText::plain(CLAIM));
    files.insert("corpus/a-source/text.txt", SourceText::plain(TEXT));
    let mut altered_finding = files.diagnose(
        Finding::new(
            Code::QuoteAltered,
            "claims/a-claim.json",
            At::Span(Span::new(14, 24)),
            "the quote drops \"not\"",
        )
        .help("copy the document's words")
        .related(
            "corpus/a-source/text.txt",
            At::Span(Span::new(16, 30)),
            "the nearest passage",
        ),
        Severity::Error,
    );
    altered_finding.kinds = vec![Kind::Negation];
    altered_finding.location.pointer = Some("/evidence/1/quote".into());
    altered_finding.fix = Some(Fix {
        title: "use the document's words".into(),
        applicability: Applicability::Unsafe,
        edits: vec![Edit {
            file: Utf8Path::new("claims/a-claim.json").into(),
            span: Span::new(13, 25),
            text: "\"did not reduce\"".into(),
        }],
    });
    let plain = Finding::new(Code::SourceMissingText, "gone.json", At::File, "no text");
    let off = Finding::new(Code::QuoteShort, "gone.json", At::File, "off");
    let diagnostics = vec![
        altered_finding,
        files.diagnose(plain, Severity::Warning),
        files.diagnose(off, Severity::Off),
    ];
    let summary = Summary {
        claims: 1,
        sources: 1,
        quotes: 3,
        passed: 2,
        failed: 1,
        proven: 1,
        errors: 1,
        warnings: 1,
        verdicts: [(Verdict::Exact, 1), (Verdict::Edited, 1), (Verdict::Altered, 1)].into(),
        ..Summary::default()
    };
    Report {
        summary,
        claims: vec![ClaimResult {
            id: "a-claim".into(),
            file: Utf8Path::new("claims/a-claim.json").into(),
            label: Some(Label::Supported),
            sources: ["a-copy".into(), "a-source".into()].into(),
            independent_sources: 1,
        }],
        quotes: vec![exact(), proven(), altered()],
        diagnostics,
        files,
        ..Report::default()
    }
}

fn expected() -> Value {
    let common = |verdict: &str, passed, proven| {
        json!({
            "claim": "a-claim", "file": "claims/a-claim.json", "pointer": "/evidence/0/quote",
            "source": "a-source", "verdict": verdict, "passed": passed, "proven": proven,
        })
    };
    let mut exact = common("exact", true, false);
    exact["matches"] = json!([
        {"segment": 0, "start": 120, "end": 163, "line": 4, "column": 7, "text": "words"}
    ]);
    exact["edits"] = json!([]);
    let mut proven = common("edited", true, true);
    proven["matches"] = json!([{"segment": 0, "text": "words"}]);
    proven["edits"] = json!([{"kind": "case", "quote": "[T]he", "document": "the"}]);
    let mut altered = common("altered", false, false);
    altered["kinds"] = json!(["negation"]);
    altered["matches"] = json!([]);
    altered["nearest"] = json!({
        "source": "a-source", "start": 16, "end": 30, "line": 2, "column": 10,
        "similarity": 0.7143, "text": "did not reduce",
        "diff": [["equal", "did "], ["delete", "not "], ["equal", "reduce"]]
    });
    json!({
        "version": 1,
        "tool": {"name": "quoteproof", "version": env!("CARGO_PKG_VERSION")},
        "summary": {
            "claims": 1, "sources": 1, "quotes": 3, "passed": 2, "failed": 1, "waived": 0,
            "proven": 1, "errors": 1, "warnings": 1, "baselined": 0,
            "verdicts": {"exact": 1, "edited": 1, "altered": 1}
        },
        "claims": [{
            "id": "a-claim", "file": "claims/a-claim.json", "label": "supported",
            "sources": ["a-copy", "a-source"], "independent_sources": 1,
        }],
        "quotes": [exact, proven, altered],
        "diagnostics": [
            {
                "code": "quote/altered", "severity": "error",
                "message": "the quote drops \"not\"", "help": "copy the document's words",
                "kinds": ["negation"],
                "location": {
                    "file": "claims/a-claim.json", "pointer": "/evidence/1/quote",
                    "start": {"line": 2, "column": 13, "byte": 14},
                    "end": {"line": 2, "column": 23, "byte": 24}
                },
                "related": [{
                    "file": "corpus/a-source/text.txt",
                    "start": {"line": 2, "column": 10, "byte": 16},
                    "end": {"line": 2, "column": 24, "byte": 30},
                    "message": "the nearest passage"
                }],
                "fix": {
                    "title": "use the document's words", "applicability": "unsafe",
                    "edits": [{
                        "file": "claims/a-claim.json", "start": 13, "end": 25,
                        "text": "\"did not reduce\""
                    }]
                },
                "fingerprint": ""
            },
            {
                "code": "source/missing-text", "severity": "warning", "message": "no text",
                "location": {
                    "file": "gone.json", "start": {"line": 1, "column": 1, "byte": 0},
                    "end": {"line": 1, "column": 1, "byte": 0}
                },
                "fingerprint": ""
            }
        ]
    })
}

#[test]
fn has_the_frozen_form() {
    let text = render(&report());
    assert!(text.ends_with("}\n"));
    assert!(text.starts_with("{\n  \"version\": 1,\n  \"tool\": {"));
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    assert_eq!(value, expected());
}

#[test]
fn members_stand_in_a_fixed_order() {
    let text = render(&report());
    let order = ["\"segment\"", "\"start\"", "\"end\"", "\"line\"", "\"column\"", "\"text\""];
    let places: Vec<_> = order.iter().map(|key| text.find(key)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_schema_allows_the_report_and_forbids_others() {
    let schema = schema().to_value();
    let validator = jsonschema::validator_for(&schema).ok();
    let valid = |value: &Value| validator.as_ref().map(|v| v.is_valid(value));
    assert_eq!(valid(&expected()), Some(true));
    let mut wrong = expected();
    wrong["version"] = json!(2);
    assert_eq!(valid(&wrong), Some(false));
    let mut wrong = expected();
    wrong["quotes"][2]["nearest"] = Value::Null;
    assert_eq!(valid(&wrong), Some(false));
    let mut wrong = expected();
    wrong["diagnostics"][0]["severity"] = json!("off");
    assert_eq!(valid(&wrong), Some(false));
    let mut more = expected();
    more["quotes"][0]["later"] = json!("members are added");
    assert_eq!(valid(&more), Some(true));
}

#[test]
fn waived_stands_only_where_it_is_true() {
    let mut report = report();
    assert!(!render(&report).contains("\"waived\": false"));
    if let Some(quote) = report.quotes.first_mut() {
        quote.waived = true;
    }
    assert!(render(&report).contains("\"waived\": true"));
}

#[test]
fn a_similarity_that_is_no_number_is_zero() {
    let mut report = report();
    for quote in &mut report.quotes {
        if let Some(nearest) = &mut quote.nearest {
            nearest.similarity = f64::NAN;
        }
    }
    assert!(render(&report).contains("\"similarity\": 0.0"));
}
