//! What the pages of an archive say of it: the file `check-data.js`, which `quoteproof site` writes.

use crate::asked::{Quote, Words, options};
use data_encoding::BASE64;
use quoteproof::Verdict;
use quoteproof::document::Document;
use quoteproof::reader::media_type_of;
use quoteproof::seal::{ProofsFile, Seal, decode};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
pub(crate) struct Archive {
    /// The version of quoteproof that made the pages.
    pub(crate) tool: String,
    #[serde(default)]
    pub(crate) limits: Words,
    /// For each verdict its name in two or three words, and a sentence.
    verdicts: HashMap<String, (String, String)>,
    /// For each finding and kind of difference a sentence.
    words: HashMap<String, String>,
    pub(crate) documents: Vec<Source>,
}

/// A document of the archive.
#[derive(Deserialize)]
pub(crate) struct Source {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Its page.
    pub(crate) page: String,
    language: Option<String>,
    pub(crate) text: Pinned,
    pub(crate) seal: Option<Seal>,
    proofs: Option<ProofsFile>,
    /// What quotes are checked against, where that may be shown.
    base64: Option<String>,
    pub(crate) quotes: Vec<Cited>,
}

/// The file of a document.
#[derive(Deserialize)]
pub(crate) struct Pinned {
    pub(crate) media_type: String,
    pub(crate) encoding: Option<String>,
    pub(crate) sha256: String,
    pub(crate) rendition: Option<Rendition>,
}

/// A text that was made of the file elsewhere.
#[derive(Deserialize)]
pub(crate) struct Rendition {
    pub(crate) path: String,
    pub(crate) sha256: String,
    pub(crate) by: String,
}

/// A quote on a document.
#[derive(Deserialize)]
pub(crate) struct Cited {
    #[serde(flatten)]
    pub(crate) quote: Quote,
    /// The claim that it is evidence of.
    pub(crate) statement: Option<String>,
    pub(crate) href: Option<String>,
}

impl Archive {
    pub(crate) fn verdict(&self, verdict: Verdict) -> (&str, &str) {
        let words = self.verdicts.get(verdict.name());
        words.map_or((verdict.name(), ""), |(short, long)| (short, long))
    }

    /// The sentence on a finding, or its code.
    pub(crate) fn word<'a>(&'a self, code: &'a str) -> &'a str {
        self.words.get(code).map_or(code, String::as_str)
    }
}

impl Source {
    /// The language that its quotes are read in: a sealed text is read as it was sealed.
    pub(crate) fn language(&self) -> Option<&str> {
        self.seal.as_ref().map(|seal| seal.language.as_str()).or(self.language.as_deref())
    }

    /// Whether its text is here.
    pub(crate) fn is_open(&self) -> bool {
        self.base64.is_some()
    }

    /// As the pages have it: its text, or else what is proven of it; none where neither is here.
    pub(crate) fn document(&self, limits: &Words) -> Option<Result<Document, String>> {
        match (&self.base64, &self.seal, &self.proofs) {
            (Some(base64), ..) => Some(self.of_text(base64, limits)),
            (None, Some(seal), Some(proofs)) => Some(self.of_proofs(seal, proofs, limits)),
            _ => None,
        }
    }

    fn of_text(&self, base64: &str, limits: &Words) -> Result<Document, String> {
        let bytes = BASE64.decode(base64.as_bytes()).map_err(|error| error.to_string())?;
        let (media_type, encoding) = match &self.text.rendition {
            Some(made) => (media_type_of(&made.path), None),
            None => (self.text.media_type.as_str(), self.text.encoding.as_deref()),
        };
        Document::new(&bytes, media_type, self.language(), options(limits, encoding))
            .map_err(|error| error.to_string())
    }

    fn of_proofs(
        &self,
        seal: &Seal,
        proofs: &ProofsFile,
        limits: &Words,
    ) -> Result<Document, String> {
        let proofs = decode(proofs.clone()).map_err(|error| error.to_string())?;
        Document::from_proofs(&self.id, seal, &proofs, options(limits, None))
            .map_err(|error| error.to_string())
    }
}
