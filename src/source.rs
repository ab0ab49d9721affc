//! A source: a document that claims quote, as `corpus/<id>/source.json` describes it.

use crate::claim::SLUG;
use crate::edtf::Edtf;
use crate::seal::Seal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The form of a SHA-256 hash or of a seal's root.
pub const HEX_64: &str = "^[0-9a-f]{64}$";

/// A document that claims quote. It is the whole of one file, `corpus/<id>/source.json`. What is unknown is left out, never invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The schema of this file, a relative path or a URL: editors check and complete with it.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The source's name in kebab-case: the name of the file's folder.
    #[schemars(regex(pattern = SLUG))]
    pub id: String,
    /// The document's title, as it gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub title: Option<String>,
    /// Who wrote the document, one name an item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(length(min = 1)))]
    pub author: Vec<String>,
    /// Who published the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub publisher: Option<String>,
    /// When the document was issued, in EDTF: `1990-02-14`, `1990`, `199X`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Edtf>,
    /// The day on which the document was obtained: `2024-05-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date"))]
    pub accessed: Option<String>,
    /// Where the document was obtained: an absolute URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "iri"))]
    pub url: Option<String>,
    /// The document's language, a BCP 47 tag: `en`, `de-AT`, `zh-Hant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "bcp47"))]
    pub language: Option<String>,
    /// The document's licence, an SPDX expression: `CC-BY-4.0`, or `LicenseRef-all-rights-reserved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "spdx"))]
    pub license: Option<String>,
    /// The document's file as it was obtained, pinned by its hash.
    pub text: Text,
    /// The id of the source that this one republishes: the two are not independent of each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = SLUG))]
    pub derived_from: Option<String>,
    /// The commitment to a text that may not be published: quotes are proven against it without the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// A document's file, pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The file, relative to the folder of `source.json`, which it may not leave.
    #[schemars(length(min = 1))]
    pub path: String,
    /// The media type of the file: `text/plain`, `text/html`, `application/epub+zip`.
    #[schemars(length(min = 1))]
    pub media_type: String,
    /// The file's character encoding, if it is not UTF-8: `windows-1252`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub encoding: Option<String>,
    /// The SHA-256 hash of the file, as `sha256sum` prints it.
    #[schemars(regex(pattern = HEX_64))]
    pub sha256: String,
    /// What a reader made of the file, where that is not the file's text itself. It is what quotes are checked against, and
    /// what is sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extracted: Option<Extracted>,
    /// A text that was made of the file elsewhere, where the file itself cannot be read: quotes are checked against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendition: Option<Rendition>,
}

/// The readable text that a reader made of a document's file. `quoteproof source add`, `source update` and `seal` write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extracted {
    /// The SHA-256 hash of the readable text.
    #[schemars(regex(pattern = HEX_64))]
    pub sha256: String,
    /// The reader and the version of what it makes of a file: `html/1`, `pdf/1`.
    #[schemars(length(min = 1))]
    pub by: String,
}

/// A text that somebody or something made of a document's file: by OCR, by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rendition {
    /// The text's file, relative to the folder of `source.json`, which it may not leave. Its name says its format.
    #[schemars(length(min = 1))]
    pub path: String,
    /// The SHA-256 hash of that file.
    #[schemars(regex(pattern = HEX_64))]
    pub sha256: String,
    /// Who or what made it: a person, or a program with its version.
    #[schemars(length(min = 1))]
    pub by: String,
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn every_member_survives() {
        let hash = "0123456789abcdef".repeat(4);
        let text = format!(
            r#"{{"$schema": "s", "id": "a", "title": "T", "author": ["A"], "publisher": "P",
                "issued": "1990-02", "accessed": "2024-05-01", "url": "https://example.org/",
                "language": "en", "license": "CC0-1.0",
                "text": {{"path": "t.txt", "media_type": "text/plain", "encoding": "windows-1252",
                          "sha256": "{hash}", "extracted": {{"sha256": "{hash}", "by": "html/1"}},
                          "rendition": {{"path": "r.txt", "sha256": "{hash}", "by": "B"}}}},
                "derived_from": "b",
                "seal": {{"algorithm": "x", "language": "en", "root": "{hash}", "tokens": 1}}}}"#
        );
        let source: Source = serde_json::from_str(&text).expect("a source");
        let before: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(serde_json::to_value(&source).expect("JSON"), before);
    }
}
