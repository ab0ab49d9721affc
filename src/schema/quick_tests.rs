//! The quick yes against the parser and the validator.

use super::{JsonFile, decode_proofs, schema, sure_proofs};
use crate::json;
use proptest::prelude::*;

/// A claim with all members, and texts to put somewhere in it.
const FULL: &str = r#"{
  "$schema": "../schema/claim.schema.json",
  "id": "a-claim",
  "statement": "The measure \u201cdid\u201d not help.",
  "claimant": "A. Person",
  "date": "2022~",
  "label": "not-enough-evidence",
  "justification": "Nothing follows.",
  "topics": ["a-topic", "b-topic"],
  "evidence": [
    {"source": "a-source", "quote": ["one", "two"], "prefix": "zero", "suffix": "three", "stance": "context",
     "speaker": "B. Person", "date": "1990-02", "locator": {"page": "xiv", "section": "2", "paragraph": 3},
     "note": "A \"note\" – 😀.", "unverifiable": {"reason": "The archive is closed."}},
    {"source": "a-source", "quote": "one", "stance": "supports"}
  ],
  "relations": [{"type": "contradicts", "claim": "another"}, {"claim": "another", "type": "supports"}]
}"#;

/// Proofs with all members.
const PROOFS: &str = r#"{
  "$schema": "../schema/proofs.schema.json",
  "source": "a-source",
  "root": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "passages": [
    {"tokens": [0, 2], "word": 0, "text": "One\u0020two", "lengths": [4, 3], "words": [1, 1], "salts": "AAAA+/9z", "siblings": ""},
    {"siblings": "AAAA", "salts": "A", "words": [1], "lengths": [3], "text": "“", "word": 7, "tokens": [7, 8]}
  ]
}"#;

const PIECES: &[&str] = &[
    "",
    "\"",
    "\\",
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    " ",
    "\n",
    "\u{1}",
    "\u{feff}",
    "é",
    "0",
    "-1",
    "01",
    "1.0",
    "1e3",
    "18446744073709551616",
    "null",
    "true",
    "\\u0061",
    "\\ud800",
    "\\u0000",
    "\\n",
    "\\x",
    "\"\"",
    "\"a-topic\"",
    ", \"a-topic\"",
    "\"id\": \"other\",",
    "\"new\": 1,",
    "{\"claim\": \"another\", \"type\": \"contradicts\"}, ",
    "{\"type\": \"supports\", \"claim\": \"\\u0061nother\"}, ",
    "supports",
    "A-B",
    "[[",
    "]]",
    "{}",
    "[]",
];

/// Whether the quick yes is given; if so, the parser and the validator must have nothing against the text.
fn is_quick(document: JsonFile, text: &str) -> bool {
    let schema = schema(document);
    let proofs = if document == JsonFile::Proofs { sure_proofs(text) } else { None };
    let quick = schema.surely_allows(text);
    if let Some(proofs) = &proofs {
        assert_eq!(decode_proofs("proofs.json".into(), text).as_ref(), Ok(proofs), "{text}");
    }
    if quick || proofs.is_some() {
        let (tree, findings) = json::parse(text);
        assert!(findings.is_empty(), "{findings:?} {text}");
        let value = tree.map(|tree| tree.to_value()).unwrap_or_default();
        assert!(schema.validator().is_ok_and(|v| v.is_valid(&value)), "{text}");
    }
    quick && (proofs.is_some() || document != JsonFile::Proofs)
}

#[test]
fn quick_yes_is_given_and_withheld() {
    let table = [
        ("", "", true),
        ("\"2022~\"", "\"\\u0032022~\"", true),
        ("\"a-claim\",", "\"a-claim\"  ,\n\t", true),
        (
            "{\"claim\": \"another\", \"type\": \"supports\"}",
            "{\"type\": \"supports\", \"claim\": \"another\"}",
            true,
        ),
        (
            "{\"claim\": \"another\", \"type\": \"supports\"}",
            "{\"claim\": \"another\", \"type\": \"contradicts\"}",
            false,
        ),
        ("\"b-topic\"", "\"\\u0061-topic\"", false),
        ("\"b-topic\"", "\"a_topic\"", false),
        ("\"id\"", "\"label\"", false),
        ("\"claimant\"", "\"id\"", false),
        ("\"claimant\"", "\"speaker\"", false),
        ("\"context\"", "\"contexts\"", false),
        ("\"1990-02\"", "\"1990-13\"", false),
        ("3}", "0}", false),
        ("3}", "3.0}", false),
        ("3}", "3,}", false),
        ("]\n}", "]\n}}", false),
        ("The archive is closed.", "closed.", false),
    ];
    for (old, new, quick) in table {
        let text = FULL.replacen(old, new, 1);
        assert_eq!(is_quick(JsonFile::Claim, &text), quick, "{old} -> {new}");
    }
    let long = FULL.replacen("The measure", &"é".repeat(500), 1);
    assert!(!is_quick(JsonFile::Claim, &long));
    assert!(!is_quick(JsonFile::Claim, &FULL[..FULL.len() - 1]));
    assert!(is_quick(JsonFile::Claim, &format!("\u{feff}{FULL}\n")));
}

#[test]
fn proofs_are_read_in_one_pass() {
    let table = [
        ("", "", true),
        ("\"word\": 0", "\"word\": 18446744073709551615", true),
        ("  \"$schema\": \"../schema/proofs.schema.json\",\n", "", true),
        ("[0, 2]", "[0, 2, 3]", false),
        ("[4, 3]", "[4, 4294967296]", false),
        ("[4, 3]", "[]", false),
        ("[4, 3]", "[4, 3,]", false),
        ("\"word\": 0", "\"word\": 0, \"word\": 0", false),
        ("\"word\": 0", "\"words\": [0]", false),
        ("\"word\": 0, ", "", false),
        ("\"word\": 0", "\"word\": 0, \"more\": 0", false),
        ("+/9z", "-_9z", false),
        ("\"A\"", "\"\"", false),
        ("abcdef\"", "abcdeF\"", false),
        ("abcdef\"", "abcde\"", false),
        ("]\n}", "]\n}}", false),
    ];
    for (old, new, quick) in table {
        let text = PROOFS.replacen(old, new, 1);
        assert_eq!(is_quick(JsonFile::Proofs, &text), quick, "{old} -> {new}");
    }
}

proptest! {
    /// Pieces of JSON and of what is none, put anywhere.
    #[test]
    fn quick_yes_is_one(
        proofs: bool,
        places in proptest::collection::vec((any::<prop::sample::Index>(), 0..4_usize, prop::sample::select(PIECES)), 1..4),
    ) {
        let (document, full) = if proofs { (JsonFile::Proofs, PROOFS) } else { (JsonFile::Claim, FULL) };
        let mut text = full.to_owned();
        for (at, taken, piece) in places {
            let chars: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = at.index(chars.len());
            let end = (at + taken).min(chars.len() - 1);
            text.replace_range(chars[at]..chars[end], piece);
        }
        is_quick(document, &text);
    }
}
