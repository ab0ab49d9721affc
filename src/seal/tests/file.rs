//! The proofs file, and what is put into it.

use crate::seal::{FileError, ProofError, Proofs, Sealed, parse, render};

const TEXT: &str = "“One two three” four five, six seven eight nine ten.";

fn proofs() -> Proofs {
    let sealed = Sealed::new(TEXT);
    Proofs {
        schema: Some("../../schema/proofs.schema.json".to_owned()),
        source: "a-source".to_owned(),
        root: sealed.seal().root,
        passages: [0..3, 5..7].into_iter().filter_map(|range| sealed.passage(range)).collect(),
    }
}

#[test]
fn parses_what_it_renders() {
    let proofs = proofs();
    let text = render(&proofs);
    assert_eq!(parse(&text), Ok(proofs.clone()));
    assert!(text.ends_with("  ]\n}\n"));
    assert_eq!(proofs.check("a-source", &Sealed::new(TEXT).seal()), []);
    let none = Proofs { schema: None, passages: vec![], ..proofs };
    assert_eq!(parse(&render(&none)), Ok(none));
}

#[test]
fn what_does_not_show_is_escaped() {
    let text = "a\u{200B}b\u{202E}c \u{E0001}\"\\\n\t\u{7F}é";
    let proofs = Proofs { schema: Some(text.to_owned()), ..proofs() };
    let rendered = render(&proofs);
    assert!(rendered.contains(r#""a\u200bb\u202ec \udb40\udc01\"\\\n\t\u007fé""#), "{rendered}");
    assert_eq!(parse(&rendered), Ok(proofs));
}

#[test]
fn proofs_of_another_source_or_seal_are_named() {
    let seal = Sealed::new(TEXT).seal();
    let other = Sealed::new("another text").seal();
    let found = proofs().check("b-source", &seal);
    assert!(matches!(found.as_slice(), [(None, ProofError::OtherSource { .. })]));
    let found = proofs().check("a-source", &other);
    assert!(matches!(found.as_slice(), [(None, ProofError::OtherRoot { .. })]));
    let mut forged = proofs();
    forged.passages[1].text.push(' ');
    let found = forged.check("a-source", &seal);
    assert_eq!(found, [(Some(1), ProofError::RootDiffers)]);
}

#[test]
fn hostile_files_are_errors() {
    let good = render(&proofs());
    let with = |from: &str, to: &str| {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good, "{from}");
        parse(&changed).unwrap_err()
    };
    assert!(matches!(with("\"source\"", "\"sauce\""), FileError::Json { line: 3, .. }));
    assert!(matches!(with("[0, 3]", "[0, 3, 4]"), FileError::Json { .. }));
    assert!(matches!(with("[0, 3]", "[-1, 3]"), FileError::Json { .. }));
    assert!(matches!(with("[0, 3]", "[0, 18446744073709551616]"), FileError::Json { .. }));
    assert!(matches!(with("[0, 3]", "[5, 6]"), FileError::Order { index: 1 }));
    assert!(matches!(with("[5, 7]", "[1, 3]"), FileError::Order { index: 1 }));
    assert!(matches!(with("\"salts\": \"", "\"salts\": \"AAAA"), FileError::Length { .. }));
    assert!(matches!(with("\"salts\": \"", "\"salts\": \"AAAA="), FileError::Base64 { .. }));
    assert!(matches!(with("\"siblings\": \"", "\"siblings\": \" "), FileError::Base64 { .. }));
    assert_eq!(
        with("\"siblings\": \"", "\"siblings\": \"AAAA").pointer().as_deref(),
        Some("/passages/0/siblings")
    );
    for text in ["", "null", "[]", "{}", "{\"passages\": []}"] {
        assert!(matches!(parse(text), Err(FileError::Json { .. })), "{text}");
    }
}

/// 16 bytes are 21 and a third characters: the last one has bits that must be zero.
#[test]
fn trailing_bits_are_an_error() {
    let text = |salts: &str| {
        format!(
            r#"{{"source":"a","root":"b","passages":[{{"tokens":[0,1],"text":"x","salts":"{salts}","siblings":""}}]}}"#
        )
    };
    assert!(parse(&text("AAAAAAAAAAAAAAAAAAAAAA")).is_ok());
    assert!(matches!(parse(&text("AAAAAAAAAAAAAAAAAAAAAB")), Err(FileError::Base64 { .. })));
    assert!(matches!(parse(&text("AAAAAAAAAAAAAAAAAAAAAA==")), Err(FileError::Base64 { .. })));
}

#[test]
fn covers_bytes_with_whole_tokens() {
    let sealed = Sealed::new(TEXT);
    let at = |words: &str| {
        let start = TEXT.find(words).unwrap();
        sealed.tokens_covering(start..start + words.len())
    };
    assert_eq!(at("“One"), 0..2);
    assert_eq!(at("One two"), 1..3);
    assert_eq!(at("ne tw"), 1..3);
    assert_eq!(at("ten."), 10..11);
    assert_eq!(sealed.tokens_covering(5..5), 1..1);
    assert_eq!(sealed.tokens_covering(500..600), 11..11);
    assert_eq!(sealed.tokens_covering(0..usize::MAX), 0..11);
    assert_eq!(sealed.words(&(0..11)), 10);
    assert_eq!(sealed.words(&(1..11)), 10);
}

#[test]
fn plans_few_and_short_passages() {
    let sealed = Sealed::new(TEXT);
    let plan = |wanted: &[std::ops::Range<u64>], max| sealed.plan(wanted, max);
    assert_eq!(plan(&[5..7, 1..3, 1..3, 4..4], 60), [1..3, 5..7]);
    assert_eq!(plan(&[1..3, 3..5], 60), [1..3, 3..5]);
    assert_eq!(plan(&[1..4, 3..5, 2..3], 60), [1..5]);
    assert_eq!(plan(&[1..4, 3..6, 5..8], 5), [1..6, 5..8]);
    assert_eq!(plan(&[0..4, 3..6], 5), [0..6]);
    assert_eq!(plan(&[1..9, 2..4], 3), [1..9]);
    assert!(plan(&[], 60).is_empty());
}
