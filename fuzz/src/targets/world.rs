//! A repository that stands in memory.

use quoteproof::corpus::sha256_hex;
use quoteproof::repository::{Nowhere, Overlay};

/// The repository's folder.
pub const ROOT: &str = "/r";
/// The claim's file, and its path.
pub const CLAIM: (&str, &str) = ("claims/a-claim.json", "/r/claims/a-claim.json");
/// The source's record, its text, and its proofs.
pub const SOURCE: [&str; 3] =
    ["/r/corpus/note/source.json", "/r/corpus/note/text", "/r/corpus/note/proofs.json"];

/// The record of the one source, which is called `note`.
#[must_use]
pub fn record(
    document: impl AsRef<[u8]>,
    media_type: &str,
    language: Option<&str>,
) -> serde_json::Value {
    let sha256 = sha256_hex(document.as_ref());
    let text = serde_json::json!({"path": "text", "media_type": media_type, "sha256": sha256});
    let mut record = serde_json::json!({"id": "note", "title": "A note", "text": text});
    if let Some(language) = language {
        record["language"] = language.into();
    }
    record
}

/// A repository with one source and one claim.
#[must_use]
pub fn repository(
    record: &serde_json::Value,
    document: impl AsRef<[u8]>,
    claim: &str,
) -> Overlay<'static> {
    let mut world = Overlay::new(&Nowhere);
    world.put(SOURCE[0], record.to_string().into_bytes());
    world.put(SOURCE[1], document.as_ref());
    world.put(CLAIM.1, claim.as_bytes());
    world
}

/// A claim with one quote; what is empty is left out of it.
#[must_use]
pub fn claim(parts: &[&str], prefix: Option<&str>, suffix: Option<&str>) -> String {
    let quote: serde_json::Value = match parts {
        [one] => (*one).into(),
        more => more.into(),
    };
    let mut evidence = serde_json::json!({"source": "note", "quote": quote, "stance": "supports"});
    for (member, words) in [("prefix", prefix), ("suffix", suffix)] {
        if let Some(words) = words {
            evidence[member] = words.into();
        }
    }
    let claim = serde_json::json!({
        "id": "a-claim", "statement": "The note says so.", "label": "supported", "evidence": [evidence],
    });
    format!("{claim:#}\n")
}
