//! The test vectors of `docs/sealed-sources.md`, read from the page, so that they cannot go stale.

use crate::quote::{self, WordLists, tokens};
use crate::seal::tree::{MerkleTree, leaf, salts};
use crate::seal::{Hash, Salt, Seal, Sealed, decode, render};
use data_encoding::HEXLOWER;
use std::fmt::Write as _;

const PAGE: &str = include_str!("../../../docs/sealed-sources.md");

#[derive(serde::Deserialize)]
struct Document {
    text: String,
    language: String,
    tokens: Vec<String>,
    words: Vec<u32>,
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

fn cut(text: &str, language: &str) -> Vec<(String, u32)> {
    let document = quote::FoldedDocument::new(text.to_owned(), Vec::new());
    let tokens = tokens(&document, WordLists::for_language(Some(language)));
    tokens.into_iter().map(|token| (text[token.range].to_owned(), token.words)).collect()
}

fn leaves_of(tokens: &[(String, u32)], salts: &[Salt]) -> Vec<Hash> {
    let mut before = 0;
    let leaf = |((token, words), salt): (&(String, u32), &Salt)| {
        let leaf = leaf(salt, before, *words, token);
        before += u64::from(*words);
        leaf
    };
    tokens.iter().zip(salts).map(leaf).collect()
}

/// One line a document, as the page prints it.
fn describe(text: &str, language: &str) -> String {
    let tokens = cut(text, language);
    let salts = salts(text, tokens.len());
    let leaves = leaves_of(&tokens, &salts);
    let list = |items: Vec<String>| {
        let mut out = String::new();
        for (index, item) in items.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let _ = write!(out, "{comma}\n      {}", serde_json::to_string(item).unwrap());
        }
        if items.is_empty() { "[]".to_owned() } else { format!("[{out}\n    ]") }
    };
    let words: Vec<String> = tokens.iter().map(|(_, words)| words.to_string()).collect();
    format!(
        "  {{\n    \"text\": {},\n    \"language\": \"{language}\",\n    \"tokens\": {},\n    \"words\": [{}],\n    \
         \"salts\": {},\n    \"leaves\": {},\n    \"tree\": \"{}\",\n    \"root\": \"{}\"\n  }}",
        serde_json::to_string(text).unwrap(),
        list(tokens.iter().map(|(token, _)| token.clone()).collect()),
        words.join(", "),
        list(salts.map_hex()),
        list(leaves.map_hex()),
        HEXLOWER.encode(&MerkleTree::new(leaves).hash()),
        Sealed::new(text, language).seal().root,
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
        let Document { text, language, tokens, words, root, .. } = document;
        let cut = cut(&text, &language);
        assert_eq!(cut, tokens.into_iter().zip(words).collect::<Vec<_>>());
        let own = salts(&text, cut.len());
        assert_eq!(own.map_hex(), document.salts);
        let leaves = leaves_of(&cut, &own);
        assert_eq!(leaves.map_hex(), document.leaves);
        assert_eq!(HEXLOWER.encode(&MerkleTree::new(leaves).hash()), document.tree);
        let (algorithm, tokens) = ("blake3-merkle-v2".to_owned(), cut.len() as u64);
        let seal = Seal { algorithm, language: language.clone(), root, tokens };
        assert_eq!(
            Sealed::new(&text, &language).seal(),
            seal,
            "now: {}",
            describe(&text, &language)
        );
    }
}

trait MapHex {
    fn map_hex(&self) -> Vec<String>;
}

impl<const N: usize> MapHex for [[u8; N]] {
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
        let (language, text) = line.split_once("  ").unwrap();
        let tokens: Vec<_> = text.split('|').map(str::to_owned).collect();
        let cut: Vec<_> = cut(&tokens.concat(), language).into_iter().map(|(t, _)| t).collect();
        assert_eq!(cut, tokens, "now: {language}  {}", cut.join("|"));
    }
}

#[test]
fn the_proof_of_the_page_is_what_we_write() {
    let proofs = decode(serde_json::from_str(block("proofs")).unwrap()).unwrap();
    let documents = documents();
    let document = documents.iter().find(|document| document.root == proofs.root).unwrap();
    let sealed = Sealed::new(&document.text, &document.language);
    assert_eq!(proofs.check("a-source", &sealed.seal()), []);
    let own = proofs.passages.iter().map(|passage| sealed.passage(passage.start..passage.end));
    assert_eq!(own.collect::<Option<Vec<_>>>(), Some(proofs.passages.clone()));
    assert_eq!(render(&proofs), block("proofs"));
}

/// Prints the vectors anew: `cargo test --lib print_vectors -- --ignored --nocapture`.
#[test]
#[ignore = "prints, checks nothing"]
fn print_vectors() {
    let texts = [("", "und"), ("Ja.", "de"), ("“Not one inch,” he said.", "en"), (LAST, "en")];
    let documents: Vec<_> = texts.iter().map(|(text, language)| describe(text, language)).collect();
    println!("[\n{}\n]\n", documents.join(",\n"));
    let sealed = Sealed::new(LAST, "en");
    let proofs = crate::seal::Proofs {
        schema: None,
        source: "a-source".to_owned(),
        root: sealed.seal().root,
        passages: [0..3, 5..6].into_iter().filter_map(|range| sealed.passage(range)).collect(),
    };
    println!("{}", render(&proofs));
}

const LAST: &str = "It did not expand — 62% said so; 10 000 more agreed, and five per cent left.";
