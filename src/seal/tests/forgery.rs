//! Every forged proof is rejected.

use crate::seal::{Passage, ProofError, Proofs, Seal, Sealed, parse, render, verify};

const TEXTS: [&str; 5] = [
    "No one said “not an inch eastward”, and 62% of them—all told—knew it.\nNATO-Russia talks \
     went on for 10 000 days; it cost $15 (or -0.42).",
    "word",
    "one two",
    "“Leading marks” and the rest, seven tokens here.",
    "条約は署名された。NATO は 1949 年に発足した。",
];

fn passages(sealed: &Sealed) -> Vec<Passage> {
    let n = sealed.token_count();
    let ranges = [0..1, 0..n, n - 1..n, n / 2..n, n / 3..n / 3 + 1, 1..n.min(4)];
    ranges.into_iter().filter_map(|range| sealed.passage(range)).collect()
}

fn each(check: impl Fn(&Seal, &Passage)) {
    for text in TEXTS {
        let sealed = Sealed::new(text, "en");
        for passage in passages(&sealed) {
            check(&sealed.seal(), &passage);
        }
    }
}

fn rejected(seal: &Seal, passage: &Passage) {
    assert!(verify(seal, passage).is_err(), "accepted: {passage:?} for {seal:?}");
}

#[test]
fn every_honest_passage_is_accepted() {
    for text in TEXTS {
        let sealed = Sealed::new(text, "en");
        let n = sealed.token_count();
        for start in 0..n {
            for end in start + 1..=n {
                let passage = sealed.passage(start..end).unwrap();
                assert_eq!(verify(&sealed.seal(), &passage), Ok(()));
            }
        }
    }
}

/// Flips each bit of `bytes` in turn.
fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}

#[test]
fn a_flipped_bit_anywhere_in_the_file_is_rejected() {
    each(|seal, passage| {
        let proofs = Proofs {
            schema: None,
            source: "a-source".to_owned(),
            root: seal.root.clone(),
            passages: vec![passage.clone()],
        };
        for bytes in flips(render(&proofs).as_bytes()) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let Ok(forged) = parse(&text) else { continue };
            // White space, or the case of an escape's digits: the same proofs.
            assert!(forged == proofs || !forged.check("a-source", seal).is_empty(), "{text}");
        }
    });
}

#[test]
fn a_flipped_bit_in_any_field_is_rejected() {
    each(|seal, passage| {
        for bytes in flips(passage.text.as_bytes()) {
            if let Ok(text) = String::from_utf8(bytes) {
                rejected(seal, &Passage { text, ..passage.clone() });
            }
        }
        for bytes in flips(passage.salts.as_flattened()) {
            let salts = bytes.as_chunks().0.to_vec();
            rejected(seal, &Passage { salts, ..passage.clone() });
        }
        for bytes in flips(passage.siblings.as_flattened()) {
            let siblings = bytes.as_chunks().0.to_vec();
            rejected(seal, &Passage { siblings, ..passage.clone() });
        }
        for at in 0..passage.lengths.len() {
            for bit in 0..32 {
                let mut forged = passage.clone();
                forged.lengths[at] ^= 1 << bit;
                rejected(seal, &forged);
                let mut forged = passage.clone();
                forged.words[at] ^= 1 << bit;
                rejected(seal, &forged);
            }
        }
        for bit in 0..64 {
            rejected(seal, &Passage { word: passage.word ^ (1 << bit), ..passage.clone() });
            rejected(seal, &Passage { start: passage.start ^ (1 << bit), ..passage.clone() });
            rejected(seal, &Passage { end: passage.end ^ (1 << bit), ..passage.clone() });
            rejected(&Seal { tokens: seal.tokens ^ (1 << bit), ..seal.clone() }, passage);
        }
        for bytes in flips(seal.root.as_bytes()) {
            if let Ok(root) = String::from_utf8(bytes) {
                rejected(&Seal { root, ..seal.clone() }, passage);
            }
        }
        for bytes in flips(seal.language.as_bytes()) {
            if let Ok(language) = String::from_utf8(bytes) {
                rejected(&Seal { language, ..seal.clone() }, passage);
            }
        }
        for bytes in flips(seal.algorithm.as_bytes()) {
            if let Ok(algorithm) = String::from_utf8(bytes) {
                rejected(&Seal { algorithm, ..seal.clone() }, passage);
            }
        }
    });
}

#[test]
fn truncated_and_extended_proofs_are_rejected() {
    each(|seal, passage| {
        for cut in 0..passage.siblings.len() {
            let mut forged = passage.clone();
            forged.siblings.remove(cut);
            let found = forged.siblings.len() as u64;
            assert_eq!(verify(seal, &forged), Err(ProofError::TooFewSiblings { found }));
        }
        let mut forged = passage.clone();
        forged.siblings.push([0; 32]);
        let used = passage.siblings.len() as u64;
        let error = ProofError::TooManySiblings { found: used + 1, used };
        assert_eq!(verify(seal, &forged), Err(error));

        let mut forged = passage.clone();
        forged.salts.pop();
        rejected(seal, &forged);
        let mut forged = passage.clone();
        forged.salts.push([0; 16]);
        rejected(seal, &forged);
        for text in [format!("{} ", passage.text), format!("{} more", passage.text), String::new()]
        {
            rejected(seal, &Passage { text, ..passage.clone() });
        }
    });
}

#[test]
fn swapped_parts_are_rejected() {
    each(|seal, passage| {
        for i in 1..passage.salts.len() {
            let mut forged = passage.clone();
            forged.salts.swap(i - 1, i);
            rejected(seal, &forged);
        }
        for i in 1..passage.siblings.len() {
            let mut forged = passage.clone();
            forged.siblings.swap(i - 1, i);
            rejected(seal, &forged);
        }
    });
}

#[test]
fn moved_ranges_are_rejected() {
    each(|seal, passage| {
        let &Passage { start, end, .. } = passage;
        let moved =
            [(start + 1, end + 1), (start.wrapping_sub(1), end.wrapping_sub(1)), (end, start)];
        for (start, end) in moved {
            rejected(seal, &Passage { start, end, ..passage.clone() });
        }
    });
}

#[test]
fn a_passage_of_another_source_is_rejected() {
    let sealed: Vec<_> = TEXTS.iter().map(|text| Sealed::new(text, "en")).collect();
    for (i, one) in sealed.iter().enumerate() {
        for (j, other) in sealed.iter().enumerate() {
            for passage in passages(one) {
                assert_eq!(verify(&other.seal(), &passage).is_ok(), i == j);
            }
        }
    }
}

/// The same text with one other word at its end has other salts everywhere.
#[test]
fn a_passage_of_another_edition_is_rejected() {
    let (one, other) = (
        Sealed::new("the same words, then one", "en"),
        Sealed::new("the same words, then two", "en"),
    );
    for passage in passages(&one) {
        rejected(&other.seal(), &passage);
    }
}

/// Two passages exchange a word: the text joined is the same, the cuts are elsewhere.
#[test]
fn recut_text_is_rejected() {
    let sealed = Sealed::new("not an inch eastward at all", "en");
    let (mut one, mut two) = (sealed.passage(0..2).unwrap(), sealed.passage(2..4).unwrap());
    (one.text, two.text) = ("not ".to_owned(), "an inch eastward ".to_owned());
    rejected(&sealed.seal(), &one);
    rejected(&sealed.seal(), &two);
    (one.text, two.text) = ("not an ".to_owned(), "inch east-ward".to_owned());
    rejected(&sealed.seal(), &two);
    let mut recut = sealed.passage(0..2).unwrap();
    recut.lengths = vec![recut.lengths[0] + 1, recut.lengths[1] - 1];
    rejected(&sealed.seal(), &recut);
    recut.lengths = vec![recut.lengths[0] + 40, 0];
    assert_eq!(verify(&sealed.seal(), &recut), Err(ProofError::Lengths));
    let exchanged = Passage { text: "eastward inch ".to_owned(), ..sealed.passage(2..4).unwrap() };
    rejected(&sealed.seal(), &exchanged);
}

/// An inner node, its children's hashes given as if they were a token.
#[test]
fn an_inner_node_is_no_leaf() {
    let sealed = Sealed::new("ash elm fir oak", "en");
    let passage = sealed.passage(0..1).unwrap();
    let halved = Seal { tokens: 2, ..sealed.seal() };
    let siblings = passage.siblings[1..].to_vec();
    rejected(&halved, &Passage { siblings, ..passage });
}

#[test]
fn hostile_numbers_are_safe() {
    let sealed = Sealed::new(TEXTS[0], "en");
    let passage = sealed.passage(2..5).unwrap();
    let huge = Seal { tokens: u64::MAX, ..sealed.seal() };
    let last = Passage { start: u64::MAX - 3, end: u64::MAX, ..passage.clone() };
    assert!(matches!(verify(&huge, &last), Err(ProofError::TooFewSiblings { .. })));
    let many = Passage { siblings: vec![[0; 32]; 63], ..last };
    rejected(&huge, &many);
    let many = Passage { siblings: vec![[0; 32]; 200], ..many };
    assert!(matches!(verify(&huge, &many), Err(ProofError::TooManySiblings { .. })));
    let wide = Passage { start: 0, end: u64::MAX, ..passage.clone() };
    assert!(matches!(verify(&huge, &wide), Err(ProofError::SaltCount { .. })));
    let none = Seal { tokens: 0, ..sealed.seal() };
    assert!(matches!(verify(&none, &passage), Err(ProofError::BeyondEnd { .. })));
    let empty = Passage {
        start: 0,
        end: 0,
        word: 0,
        text: String::new(),
        lengths: vec![],
        words: vec![],
        salts: vec![],
        siblings: vec![],
    };
    assert!(matches!(
        verify(&Sealed::new("", "en").seal(), &empty),
        Err(ProofError::EmptyRange { .. })
    ));
    assert_eq!(sealed.passage(0..0), None);
    assert_eq!(sealed.passage(3..2), None);
    assert_eq!(sealed.passage(0..u64::MAX), None);
    assert_eq!(sealed.passage(u64::MAX..u64::MAX), None);
}

#[test]
fn malformed_seals_are_named() {
    let sealed = Sealed::new(TEXTS[0], "en");
    let (seal, passage) = (sealed.seal(), sealed.passage(0..2).unwrap());
    for root in [String::new(), seal.root.to_uppercase(), format!("{}0", seal.root), "g".repeat(64)]
    {
        let seal = Seal { root, ..seal.clone() };
        assert_eq!(verify(&seal, &passage), Err(ProofError::MalformedRoot));
    }
    let seal = Seal { algorithm: "md5".to_owned(), ..seal };
    assert_eq!(verify(&seal, &passage), Err(ProofError::UnknownAlgorithm("md5".to_owned())));
}
