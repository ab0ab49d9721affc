//! The test vectors of `docs/sealed-sources.md`, read from the page, so that they cannot go stale.

use crate::seal::tree::{Tree, leaf, salts};
use crate::seal::{Seal, Sealed, decode, render, tokenize};
use data_encoding::HEXLOWER;
use std::fmt::Write as _;

const PAGE: &str = include_str!("../../../docs/sealed-sources.md");

#[derive(serde::Deserialize)]
struct Document {
    text: String,
    tokens: Vec<String>,
    salts: Vec<String>,
    leaves: Vec<String>,
    tree: String,
    root: String,
}

/// The fenced block after the marker `<!-- name -->`.
fn block(name: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("<!-- {name} -->")).expect(name);
    let (_, after) = after.split_once("```").expect(name);
    let (_, body) = after.split_once('\n').expect(name);
    body.split_once("```").expect(name).0
}

fn cut(text: &str) -> Vec<&str> {
    tokenize(text).into_iter().map(|token| &text[token]).collect()
}

/// One line a document, as the page prints it.
fn describe(text: &str) -> String {
    let tokens = cut(text);
    let salts = salts(text, tokens.len());
    let leaves: Vec<_> = tokens.iter().zip(&salts).map(|(t, salt)| leaf(salt, t)).collect();
    let salts: Vec<_> = salts.iter().map(|salt| HEXLOWER.encode(salt)).collect();
    let hex: Vec<_> = leaves.iter().map(|leaf| HEXLOWER.encode(leaf)).collect();
    let list = |items: Vec<String>| {
        let mut out = String::new();
        for (index, item) in items.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let _ = write!(out, "{comma}\n      {}", serde_json::to_string(item).unwrap());
        }
        if items.is_empty() { "[]".to_owned() } else { format!("[{out}\n    ]") }
    };
    format!(
        "  {{\n    \"text\": {},\n    \"tokens\": {},\n    \"salts\": {},\n    \"leaves\": {},\n    \
         \"tree\": \"{}\",\n    \"root\": \"{}\"\n  }}",
        serde_json::to_string(text).unwrap(),
        list(tokens.iter().map(ToString::to_string).collect()),
        list(salts),
        list(hex),
        HEXLOWER.encode(&Tree::new(leaves).hash()),
        Sealed::new(text).seal().root,
    )
}

fn documents() -> Vec<Document> {
    serde_json::from_str(block("documents")).unwrap()
}

#[test]
fn documents_are_sealed_as_the_page_says() {
    let documents = documents();
    assert_eq!(documents.len(), 4);
    for document in documents {
        let sealed = Sealed::new(&document.text);
        assert_eq!(cut(&document.text), document.tokens);
        let own = salts(&document.text, document.tokens.len());
        assert_eq!(own.map_hex(), document.salts);
        let leaves: Vec<_> = document.tokens.iter().zip(&own).map(|(t, s)| leaf(s, t)).collect();
        assert_eq!(leaves.map_hex(), document.leaves);
        assert_eq!(HEXLOWER.encode(&Tree::new(leaves).hash()), document.tree);
        let tokens = document.tokens.len() as u64;
        let seal = Seal { algorithm: "blake3-merkle-v1".to_owned(), root: document.root, tokens };
        assert_eq!(sealed.seal(), seal, "now: {}", describe(&document.text));
    }
}

trait MapHex {
    fn map_hex(&self) -> Vec<String>;
}

impl<const N: usize> MapHex for Vec<[u8; N]> {
    fn map_hex(&self) -> Vec<String> {
        self.iter().map(|bytes| HEXLOWER.encode(bytes)).collect()
    }
}

#[test]
fn texts_are_cut_as_the_page_says() {
    let lines: Vec<_> = block("tokens").lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.len() > 10);
    for line in lines {
        let line =
            line.replace("\\n", "\n").replace("\\u00a0", "\u{A0}").replace("\\u00ad", "\u{AD}");
        let tokens: Vec<_> = line.split('|').collect();
        assert_eq!(cut(&tokens.concat()), tokens);
    }
}

#[test]
fn the_proof_of_the_page_is_what_we_write() {
    let proofs = decode(serde_json::from_str(block("proofs")).unwrap()).unwrap();
    let documents = documents();
    let document = documents.iter().find(|document| document.root == proofs.root).unwrap();
    let sealed = Sealed::new(&document.text);
    assert_eq!(proofs.check("a-source", &sealed.seal()), []);
    let own = proofs.passages.iter().map(|passage| sealed.passage(passage.start..passage.end));
    assert_eq!(own.collect::<Option<Vec<_>>>(), Some(proofs.passages.clone()));
    assert_eq!(render(&proofs), block("proofs"));
}

/// Prints the vectors anew: `cargo test --lib print_vectors -- --ignored --nocapture`.
#[test]
#[ignore = "prints, checks nothing"]
fn print_vectors() {
    let texts = ["", "Yes.", "“Not one inch,” he said.", LAST];
    let documents: Vec<_> = texts.iter().map(|text| describe(text)).collect();
    println!("[\n{}\n]\n", documents.join(",\n"));
    let sealed = Sealed::new(LAST);
    let proofs = crate::seal::Proofs {
        schema: None,
        source: "a-source".to_owned(),
        root: sealed.seal().root,
        passages: [0..3, 5..6].into_iter().filter_map(|range| sealed.passage(range)).collect(),
    };
    println!("{}", render(&proofs));
}

const LAST: &str = "It did not expand — 62% said so; 10 000 more agreed.";
