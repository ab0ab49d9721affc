//! What a page asks.

use quoteproof::document::DocumentOptions;
use quoteproof::quote::{Limits, Quoted};
use serde::Deserialize;

/// One request.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub(crate) enum Request {
    /// The bytes beside the request are an archive's `check-data.js`, without what makes it a script.
    Archive,
    /// Look for a quote in the archive's documents, or in one of them.
    Seek { quote: String, document: Option<String> },
    /// The bytes beside the request are a reader's copy of a document: of one of the archive's, or of which it may be.
    Compare {
        /// The file's name.
        name: String,
        document: Option<String>,
    },
    /// Look for quotes in the bytes beside the request.
    Verify(Box<Verify>),
}

/// Quotes on a document that is in no archive.
#[derive(Deserialize)]
pub(crate) struct Verify {
    /// Without one the bytes say what the file is.
    pub(crate) media_type: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) quotes: Vec<Quote>,
}

/// Limits of marked edits, in words.
#[derive(Deserialize, Default)]
pub(crate) struct Words {
    elision_max_words: Option<usize>,
    bracket_max_words: Option<usize>,
}

/// How documents are read.
pub(crate) fn options(words: &Words, encoding: Option<&str>) -> DocumentOptions {
    let usual = Limits::default();
    let mut options = DocumentOptions::default();
    options.encoding = encoding.map(str::to_owned);
    options.limits = Limits {
        elision_max_words: words.elision_max_words.unwrap_or(usual.elision_max_words),
        bracket_max_words: words.bracket_max_words.unwrap_or(usual.bracket_max_words),
    };
    options
}

/// A quote.
#[derive(Deserialize, PartialEq, Eq, Hash)]
pub(crate) struct Quote {
    quote: Parts,
    prefix: Option<String>,
    suffix: Option<String>,
}

/// One string, or several with words left out between them.
#[derive(Deserialize, PartialEq, Eq, Hash)]
#[serde(untagged)]
enum Parts {
    One(String),
    Several(Vec<String>),
}

impl Quote {
    fn parts(&self) -> Vec<&str> {
        match &self.quote {
            Parts::One(text) => vec![text],
            Parts::Several(parts) => parts.iter().map(String::as_str).collect(),
        }
    }

    /// As people read it.
    pub(crate) fn text(&self) -> String {
        self.parts().join(" … ")
    }

    pub(crate) fn quoted(&self) -> Quoted<'_> {
        let (prefix, suffix) = (self.prefix.as_deref(), self.suffix.as_deref());
        Quoted { parts: self.parts(), prefix, suffix }
    }
}
