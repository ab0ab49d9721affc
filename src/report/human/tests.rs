//! Pictures of cases that are hard to show, kept as plain files under `snapshots`.
//!
//! `QUOTEPROOF_UPDATE=1 cargo test` writes them again: look at what changed.

use super::{HumanOptions, passed_line, render, render_plain};
use crate::claim::Label;
use crate::diagnostic::{
    Applicability, At, Code, Diagnostic, DiffPart, Edit, Files, Finding, Fix, Kind, Severity,
    SourceText,
};
use crate::report::visible::width;
use crate::report::{ClaimResult, DocumentPlace, Match, QuoteResult, Report, Summary, Verdict};
use crate::text::{Place, Span};
use camino::Utf8Path;
use proptest::prelude::*;
use std::path::Path;

const CLAIM: &str = "claims/drug-x.json";
const TEXT: &str = "corpus/trial/text.txt";

fn options(width: usize) -> HumanOptions<'static> {
    let command = "quoteproof validate";
    HumanOptions { color: false, unicode: true, width, verbose: false, quiet: false, command }
}

/// The place of `words`, which are in `text`.
fn at(text: &str, words: &str) -> At {
    let start = text.find(words).unwrap_or_default();
    At::Span(Span::new(start, start + words.len()))
}

fn equal(words: &str) -> DiffPart {
    DiffPart::Equal(words.into())
}

fn delete(words: &str) -> DiffPart {
    DiffPart::Delete(words.into())
}

fn insert(words: &str) -> DiffPart {
    DiffPart::Insert(words.into())
}

/// A report of one finding on a claim and a text.
fn report(claim: &str, text: &str, finding: Finding) -> Report {
    let mut files = Files::default();
    files.insert(CLAIM, SourceText::plain(claim));
    files.insert(TEXT, SourceText::plain(text));
    let severity = finding.code.default_severity();
    let mut report = Report {
        summary: Summary { claims: 1, sources: 1, quotes: 1, ..Summary::default() },
        diagnostics: vec![files.diagnose(finding, severity)],
        files,
        ..Report::default()
    };
    report.summary.errors = usize::from(severity == Severity::Error);
    report.summary.failed = report.summary.errors;
    report
}

fn compare(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/report/human/snapshots")
        .join(format!("{name}.txt"));
    if std::env::var_os("QUOTEPROOF_UPDATE").is_some() {
        assert!(std::fs::write(&path, shown).is_ok(), "cannot write {}", path.display());
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(shown, kept, "\n{shown}");
}

const FILLER: &str = "Patients were followed for a median of 4.2 years and were seen every twelve \
                      weeks by a physician who did not know which arm they had been assigned to. ";

/// A quote that drops a negation, in a paragraph of 3,000 characters on both sides.
fn altered() -> Report {
    let document = "The drug did not reduce mortality in adults over 65 years of age, nor did it \
                    shorten the stay in hospital.";
    let quote = document.replace("did not reduce", "did reduce");
    let claim = format!(
        "{{\n  \"id\": \"drug-x\",\n  \"text\": \"Drug X works.\",\n  \"evidence\": [\n    {{\n      \
         \"source\": \"trial\", \"note\": \"{}\", \"quote\": \"{quote}\"\n    }}\n  ]\n}}\n",
        FILLER.repeat(12)
    );
    let text =
        format!("Results\n\n{}{document} {}\n\nDiscussion\n", FILLER.repeat(10), FILLER.repeat(10));
    let finding = Finding::new(
        Code::QuoteAltered,
        CLAIM,
        at(&claim, "did reduce"),
        "the quote is not what the document says: negation-dropped, the document has \"not\"",
    )
    .label("\"not\" is missing here")
    .related(TEXT, at(&text, document), "the nearest passage, 96% alike")
    .help("copy the document's words, or mark what you leave out with […]");
    let mut report = report(&claim, &text, finding);
    if let Some(finding) = report.diagnostics.first_mut() {
        finding.kinds = vec![Kind::Negation];
        finding.diff = vec![
            equal("The drug did "),
            delete("not "),
            equal(
                "reduce mortality in adults over 65 years of age, nor did it shorten the stay in \
                 hospital.",
            ),
        ];
        finding.fix = Some(Fix {
            title: "replace the quote with the document's words".into(),
            applicability: Applicability::Unsafe,
            edits: vec![Edit {
                file: CLAIM.into(),
                span: Span::new(1, 2),
                text: format!("\"{document}\""),
            }],
        });
    }
    report
}

#[test]
fn no_command_of_a_runner_comes_about_where_pieces_meet() {
    use super::diff::{DiffSide, Look, side};
    let look = Look { color: false, unicode: true, columns: 80, whole: true };
    let diff = [
        equal(":"),
        delete("a"),
        equal(":"),
        insert("error::"),
        equal("x ##"),
        delete("b"),
        insert("c"),
    ];
    assert_eq!(side(&diff, DiffSide::Document, look), [":[-a-]:x ##⟨U+005B⟩-b-]"]);
    assert_eq!(side(&diff, DiffSide::Quote, look), [":⟨U+003A⟩{+error:⟨U+003A⟩+}x ##{+c+}"]);
}

#[test]
fn an_altered_quote_in_a_long_paragraph() {
    for width in [40, 60, 80, 120, 200] {
        compare(&format!("altered-{width}"), &render(&altered(), &options(width)));
    }
}

#[test]
fn an_altered_quote_in_ascii() {
    let ascii = HumanOptions { unicode: false, ..options(80) };
    let shown = render(&altered(), &ascii).replace('…', "(the help's own)");
    compare("altered-ascii", &shown);
}

#[test]
fn an_altered_quote_in_colour() {
    let color = HumanOptions { color: true, ..options(80) };
    let shown = render(&altered(), &color);
    compare("altered-colour", &shown.replace('\u{1b}', "^["));
}

#[test]
fn an_altered_quote_without_pictures() {
    compare("altered-plain", &render_plain(&altered(), &options(80)));
}

fn with_diff(mut report: Report, kinds: Vec<Kind>, diff: Vec<DiffPart>) -> Report {
    if let Some(finding) = report.diagnostics.first_mut() {
        finding.kinds = kinds;
        finding.diff = diff;
    }
    report
}

#[test]
fn cyrillic_and_wide_lines() {
    let claim = "{\n\t\"quote\": \"Препарат увеличивает риск смерти\",\n\t\"wide\": \"漢字かな交じり文とe\u{301}\"\n}\n";
    let text = "Итоги.\nПрепарат не увеличивает риск смерти.\n漢字かな交じりの文\n";
    let finding =
        Finding::new(Code::QuoteAltered, CLAIM, at(claim, "увеличивает"), "нет слова «не»")
            .label("здесь пропущено «не»")
            .related(TEXT, at(text, "не увеличивает"), "в документе")
            .related(CLAIM, at(claim, "交じり文と"), "wide")
            .related(TEXT, at(text, "交じりの"), "wide, too");
    let diff = vec![equal("Препарат "), delete("не "), equal("увеличивает риск смерти")];
    let report = with_diff(report(claim, text, finding), vec![Kind::Negation], diff);
    compare("cyrillic-and-wide", &render(&report, &options(80)));
}

#[test]
fn a_confusable_letter() {
    let claim = "{\"quote\": \"the drug expands the c\u{43e}lon\"}\n";
    let text = "Here the drug expanded the colon.\n";
    let finding =
        Finding::new(Code::QuoteAltered, CLAIM, at(claim, "c\u{43e}lon"), "a look-alike letter")
            .related(TEXT, at(text, "the drug expanded the colon"), "the nearest passage");
    let diff = vec![
        equal("the drug "),
        delete("expanded "),
        insert("expands "),
        equal("the "),
        delete("colon"),
        insert("c\u{43e}lon"),
    ];
    let report = with_diff(report(claim, text, finding), vec![Kind::Confusable], diff);
    compare("confusable", &render(&report, &options(80)));
    let color = HumanOptions { color: true, ..options(80) };
    compare("confusable-colour", &render(&report, &color).replace('\u{1b}', "^["));
}

#[test]
fn escapes_and_bidi_overrides_are_shown() {
    let claim =
        "{\"quote\": \"\u{1b}[2Jred \u{202e}drowssap\u{202c} e\u{301}\u{200b}nd\u{7}\"}\r\n";
    let mut finding = Finding::new(
        Code::QuoteHiddenCharacter,
        CLAIM,
        at(claim, "\u{202e}"),
        "the quote has \u{202e} in it\nand a second line",
    )
    .label("a \u{202e} here")
    .related(CLAIM, at(claim, "\u{301}"), "a mark alone")
    .help("delete it:\n\u{1b}[0m \"red drowssap\"");
    finding.severity = Some(Severity::Error);
    let shown = render(&report(claim, "", finding), &options(80));
    assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(!shown.contains('\u{202e}'));
    compare("escapes", &shown);
}

#[test]
fn a_label_beyond_column_seventy_thousand() {
    let claim = format!("{{\"quote\": \"{} needle here\"}}", "hay ".repeat(20_000));
    let finding = Finding::new(Code::QuoteAbsent, CLAIM, at(&claim, "needle"), "not found")
        .label("no passage is near this")
        .related(CLAIM, At::Span(Span::new(10, claim.len())), "the whole quote");
    compare("far", &render(&report(&claim, "", finding), &options(80)));
}

#[test]
fn overlapping_labels_and_several_in_one_file() {
    let claim = "{\n  \"id\": \"a\",\n  \"text\": \"one two three\",\n  \"id\": \"b\"\n}\n";
    let finding = Finding::new(Code::JsonDuplicateKey, CLAIM, at(claim, "\"id\": \"b\""), "twice")
        .label("again here")
        .related(CLAIM, at(claim, "\"id\": \"a\""), "first here")
        .related(CLAIM, at(claim, "one two"), "one")
        .related(CLAIM, at(claim, "two three"), "two")
        .related(CLAIM, at(claim, "three"), "three")
        .related(CLAIM, at(claim, "text"), "not shown");
    compare("overlapping", &render(&report(claim, "", finding), &options(80)));
}

#[test]
fn empty_files_ends_of_files_and_line_endings() {
    let empty = Finding::new(Code::JsonSyntaxError, CLAIM, At::File, "the file is empty")
        .label("expected an object");
    let mut shown = render(&report("", "", empty), &options(80));
    let claim = "{\r\n  \"a\": 1,\r\n  \"b\": [";
    let end = At::Span(Span::new(claim.len(), claim.len()));
    let finding = Finding::new(Code::JsonSyntaxError, CLAIM, end, "the file ends in an array")
        .label("expected a value or `]`")
        .related(CLAIM, at(claim, "\r\n  \"b"), "a line end")
        .related(TEXT, At::Span(Span::new(900, 1000)), "past the end")
        .related("corpus/gone.txt", At::Span(Span::new(3, 5)), "a file that is not here");
    shown += &render(&report(claim, "last line\n", finding), &options(80));
    let finding =
        Finding::new(Code::SourceChanged, TEXT, At::File, "the file is not the pinned one")
            .label("not here");
    shown += &render(&report("", "some text\n", finding), &options(80));
    compare("ends", &shown);
}

#[test]
fn a_long_fix_shows_what_changes() {
    let mut report = altered();
    let claim = report.files.get(CLAIM.as_ref()).map(|file| file.text().to_owned());
    let claim = claim.unwrap_or_default();
    let old = claim.get(claim.find("\"Patients").unwrap_or_default()..).unwrap_or_default();
    let start = claim.len() - old.len();
    let end = start + old.find("\",").map_or(0, |at| at + 1);
    let new = claim.get(start..end).unwrap_or_default().replacen("4.2", "4.25\u{200b}", 1);
    if let Some(fix) = report.diagnostics.first_mut().and_then(|finding| finding.fix.as_mut()) {
        fix.edits = vec![Edit { file: CLAIM.into(), span: Span::new(start, end), text: new }];
    }
    compare("long-fix", &render(&report, &options(80)));
}

#[test]
fn a_passage_of_many_lines() {
    let text: String = (1..=30)
        .flat_map(|n| ["This is line ".to_owned(), n.to_string(), " of the text.\n".into()])
        .collect();
    let passage = at(&text, text.get(120..600).unwrap_or_default());
    let claim = "{\"quote\": \"short\"}";
    let finding = Finding::new(Code::QuoteAltered, CLAIM, at(claim, "short"), "differs")
        .related(TEXT, passage, "the nearest passage")
        .related(TEXT, at(&text, "line 1 of the text.\nThis is line 2"), "two lines");
    compare("many-lines", &render(&report(claim, &text, finding), &options(80)));
}

#[test]
fn quiet_leaves_out_warnings_and_verbose_lists_what_passed() {
    let claim = "{\"quote\": \"two words\"}";
    let warning = Finding::new(Code::QuoteShort, CLAIM, at(claim, "two words"), "short");
    let mut report = report(claim, "", warning);
    report.summary.passed = 1;
    report.summary.warnings = 1;
    report.summary.verdicts = [(Verdict::Exact, 1)].into();
    let closing = "1 claim, 1 source: 1 quote checked, 1 passed (1 exact), 0 failed; 0 errors, 1 \
                   warning\n";
    let quiet = HumanOptions { quiet: true, ..options(200) };
    assert_eq!(render(&report, &quiet), closing);
    report.claims.push(ClaimResult {
        id: "drug-x".into(),
        file: Utf8Path::new(CLAIM).into(),
        label: Some(Label::Supported),
        sources: ["reprint".into(), "trial".into()].into(),
        independent_sources: 1,
    });
    report.quotes.push(QuoteResult {
        claim: "drug-x".into(),
        file: Utf8Path::new(CLAIM).into(),
        evidence: 0,
        source: "trial".into(),
        verdict: Verdict::Exact,
        passed: true,
        proven: false,
        unseen: false,
        waived: false,
        kinds: Box::default(),
        matches: [Match {
            place: DocumentPlace::Text { start: 1, end: 9, line: 4, column: 7 },
            text: "two words".into(),
        }]
        .into(),
        edits: Box::default(),
        nearest: None,
    });
    let verbose = render(&report, &HumanOptions { verbose: true, ..options(200) });
    assert!(verbose.starts_with("warning[quote/short-quote]\n"), "{verbose}");
    let listed = "supported: claims/drug-x.json by 2 sources, 1 independent\n\
                  exact: claims/drug-x.json#/evidence/0/quote in trial:4:7\n\n";
    assert!(verbose.ends_with(&format!("{listed}{closing}")), "{verbose}");
    let place = |place| DocumentPlace::Extracted { start: 1, end: 9, place: Box::new(place) };
    let line = |place: DocumentPlace| {
        let mut quote = report.quotes.first().expect("a quote").clone();
        quote.matches.first_mut().expect("a match").place = place;
        passed_line(&quote)
    };
    let start = "exact: claims/drug-x.json#/evidence/0/quote in trial";
    let paragraph = Place::Member { part: None, paragraph: Some(9), time: None };
    assert_eq!(line(place(paragraph)), format!("{start}, paragraph 9"));
    assert_eq!(line(place(Place::WHOLE)), start, "a note");
}

fn any_text() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        4 => proptest::char::range('a', 'e'),
        3 => Just(' '),
        1 => Just('\n'),
        1 => Just('\r'),
        1 => prop_oneof![Just('\t'), Just('"'), Just('\u{1b}'), Just('\u{202e}'), Just('\u{9b}')],
        1 => prop_oneof![Just('\u{301}'), Just('\u{20dd}'), Just('漢'), Just('ж'), Just('👩')],
        1 => prop_oneof![Just('\u{200d}'), Just('\u{fe0f}'), Just('\u{1100}'), Just('\u{1161}')],
        1 => any::<char>(),
    ];
    proptest::collection::vec((letter, 1usize..30), 0..40).prop_map(|runs| {
        runs.into_iter().flat_map(|(c, times)| std::iter::repeat_n(c, times)).collect()
    })
}

fn any_diff() -> impl Strategy<Value = Vec<DiffPart>> {
    let part = (0..3, any_text()).prop_map(|(which, text)| match which {
        0 => DiffPart::Equal(text),
        1 => DiffPart::Delete(text),
        _ => DiffPart::Insert(text),
    });
    proptest::collection::vec(part, 0..6)
}

/// A finding whose places are anywhere, even inside characters and past the end.
fn any_report() -> impl Strategy<Value = Report> {
    let spans = proptest::collection::vec((0usize..700, 0usize..200, any_text()), 1..6);
    (any_text(), any_text(), any_text(), spans, any_diff()).prop_map(
        |(claim, text, message, spans, diff)| {
            let place = |start, length| At::Span(Span::new(start, start + length));
            let mut finding = Finding::new(Code::QuoteAltered, CLAIM, At::File, message.clone());
            for (number, (start, length, label)) in spans.into_iter().enumerate() {
                if number == 0 {
                    finding.at = place(start, length);
                    finding = finding.label(label).help(message.clone());
                } else {
                    let file = if number % 2 == 0 { CLAIM } else { TEXT };
                    finding = finding.related(file, place(start, length), label);
                }
            }
            with_diff(report(&claim, &text, finding), vec![Kind::Confusable], diff)
        },
    )
}

/// Columns by which a line of a picture may be too long: a label in a narrow terminal.
const SLACK: usize = 8;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_text_breaks_the_picture(report in any_report(), columns in 30usize..160, unicode: bool) {
        let options = HumanOptions { unicode, ..options(columns) };
        for shown in [render(&report, &options), render_plain(&report, &options)] {
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
            let hidden = shown.contains(['\u{202e}', '\u{200d}', '\u{feff}']);
            prop_assert!(!hidden, "{}", shown);
            // The closing line is never wrapped.
            for line in shown.lines().rev().skip(1) {
                prop_assert!(width(line) <= columns + SLACK, "{columns}:\n{line}\n{shown}");
            }
        }
        let color = HumanOptions { color: true, ..options };
        let bare = strip(&render(&report, &color));
        prop_assert!(bare.chars().all(|c| c == '\n' || !c.is_control()));
    }
}

/// A text without the colour codes that end in `m`.
fn strip(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut out, part| {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        out.push_str(rest.strip_prefix('m').unwrap_or("\u{0}not a colour"));
        out
    })
}

#[test]
fn findings_that_are_off_are_not_shown() {
    let claim = "{\"quote\": \"two words\"}";
    let mut report =
        report(claim, "", Finding::new(Code::QuoteShort, CLAIM, at(claim, "two"), "short"));
    report.diagnostics.iter_mut().for_each(|d: &mut Diagnostic| d.severity = Severity::Off);
    assert_eq!(render(&report, &options(200)).lines().count(), 1);
}
