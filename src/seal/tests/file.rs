//! The proofs file, and what is put into it.

use crate::seal::{FileError, Passage, ProofError, Proofs, Sealed, in_order, merge, parse, render};

const TEXT: &str = "“Red oak beech” ash elm, fir pine larch yew cedar birch.";

fn proofs() -> Proofs {
    let sealed = Sealed::new(TEXT, "en");
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
    assert_eq!(proofs.check("a-source", &Sealed::new(TEXT, "en").seal()), []);
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
    let seal = Sealed::new(TEXT, "en").seal();
    let other = Sealed::new("another text", "en").seal();
    let found = proofs().check("b-source", &seal);
    assert!(matches!(found.as_slice(), [(None, ProofError::OtherSource { .. })]));
    let found = proofs().check("a-source", &other);
    assert!(matches!(found.as_slice(), [(None, ProofError::OtherRoot { .. })]));
    let mut forged = proofs();
    forged.passages[1].text.push(' ');
    let found = forged.check("a-source", &seal);
    assert_eq!(found, [(Some(1), ProofError::Lengths)]);
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
            r#"{{"source":"a","root":"b","passages":[{{"tokens":[0,1],"word":0,"text":"x","lengths":[1],"words":[1],"salts":"{salts}","siblings":""}}]}}"#
        )
    };
    assert!(parse(&text("AAAAAAAAAAAAAAAAAAAAAA")).is_ok());
    assert!(matches!(parse(&text("AAAAAAAAAAAAAAAAAAAAAB")), Err(FileError::Base64 { .. })));
    assert!(matches!(parse(&text("AAAAAAAAAAAAAAAAAAAAAA==")), Err(FileError::Base64 { .. })));
}

#[test]
fn covers_bytes_with_whole_tokens() {
    let sealed = Sealed::new(TEXT, "en");
    let at = |words: &str| {
        let start = TEXT.find(words).unwrap();
        sealed.tokens_covering(start..start + words.len())
    };
    assert_eq!(at("“Red"), 0..1);
    assert_eq!(at("Red oak"), 0..2);
    assert_eq!(at("ed oa"), 0..2);
    assert_eq!(at("birch."), 10..11);
    assert_eq!(sealed.tokens_covering(5..5), 0..0);
    assert_eq!(sealed.tokens_covering(500..600), 11..11);
    assert_eq!(sealed.tokens_covering(0..usize::MAX), 0..11);
    assert_eq!(sealed.words(&(0..11)), 11);
    assert_eq!(sealed.words(&(1..11)), 10);
}

#[test]
fn plans_few_and_short_passages() {
    let sealed = Sealed::new(TEXT, "en");
    let plan = |wanted: &[std::ops::Range<u64>], max| sealed.plan(wanted, max);
    assert_eq!(plan(&[5..7, 1..3, 1..3, 4..4], 60), [1..3, 5..7]);
    assert_eq!(plan(&[1..3, 3..5], 60), [1..3, 3..5]);
    assert_eq!(plan(&[1..4, 3..5, 2..3], 60), [1..5]);
    assert_eq!(plan(&[1..4, 3..6, 5..8], 5), [1..6, 5..8]);
    assert_eq!(plan(&[0..4, 3..6], 5), [0..4, 3..6]);
    assert_eq!(plan(&[0..4, 3..6], 6), [0..6]);
    assert_eq!(plan(&[1..9, 2..4], 3), [1..9]);
    assert!(plan(&[], 60).is_empty());
}

/// The law: what is left covers the same tokens, and starts and ends ascend.
#[test]
fn passages_inside_others_are_left_out() {
    let sealed = Sealed::new(TEXT, "en");
    let all: Vec<_> = (0..11).flat_map(|s| (s + 1..=11).map(move |e| s..e)).collect();
    let mut seed = 7_u64;
    for round in 0..200 {
        let mut pick = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            all[usize::try_from(seed >> 40).expect("small") % all.len()].clone()
        };
        let passages: Vec<Passage> =
            (0..=round % 7).filter_map(|_| sealed.passage(pick())).collect();
        let tokens = |p: &[Passage]| -> std::collections::BTreeSet<u64> {
            p.iter().flat_map(|p| p.start..p.end).collect()
        };
        let (kept, inside) = in_order(passages.iter().cloned().enumerate().collect());
        assert_eq!(kept.len() + inside.len(), passages.len());
        let kept: Vec<Passage> = kept.into_iter().map(|(_, p)| p).collect();
        assert_eq!(tokens(&kept), tokens(&passages));
        assert!(kept.windows(2).all(|p| p[0].start < p[1].start && p[0].end < p[1].end));
        for dropped in inside {
            let dropped = &passages[dropped];
            assert!(kept.iter().any(|p| p.start <= dropped.start && dropped.end <= p.end));
        }
    }
}

#[test]
fn two_versions_prove_together_what_either_proves() {
    let sealed = Sealed::new(TEXT, "en");
    let with = |ranges: &[std::ops::Range<u64>]| Proofs {
        passages: ranges.iter().filter_map(|r| sealed.passage(r.clone())).collect(),
        ..proofs()
    };
    let (ours, theirs) = (with(&[0..3, 5..7]), with(&[1..2, 4..6, 8..11]));
    let merged = merge("a-source", &sealed.seal(), &ours, &theirs).expect("merged");
    assert_eq!(merged.proofs, with(&[0..3, 4..6, 5..7, 8..11]));
    assert_eq!(merge("a-source", &sealed.seal(), &theirs, &ours).expect("merged"), merged);
    assert_eq!(merged.forged, 0);
    // A forged passage hides none that holds.
    let mut forged = with(&[0..11]);
    forged.passages[0].text.push('!');
    let merged = merge("a-source", &sealed.seal(), &ours, &forged).expect("merged");
    assert_eq!((merged.proofs, merged.forged), (ours.clone(), 1));
    // Of another seal or source nothing can be told.
    assert!(merge("a-source", &Sealed::new("another", "en").seal(), &ours, &theirs).is_err());
    let other = Proofs { source: "b-source".to_owned(), ..theirs };
    assert!(merge("a-source", &sealed.seal(), &ours, &other).is_err());
}
