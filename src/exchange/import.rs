//! Reads the output of other programs as rows of quotes, and the documents that come with them.
//!
//! An importer takes only what its format says is the document's own words. What is a place in an answer, a number of a
//! sentence that is not there, or a summary, is skipped and counted with its reason.

mod corpora;
mod models;
mod notes;
mod yaml;

pub use yaml::{YamlError, yaml};

use super::QuoteRow;
use serde_json::Value;
use std::collections::BTreeMap;

/// A text that quotes may cite.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ImportedDocument {
    /// What quotes call it.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Imported {
    /// The quotes, in their order.
    pub quotes: Vec<QuoteRow>,
    /// The documents that are in the same files, in their order.
    pub documents: Vec<ImportedDocument>,
    /// What was not taken, and how often.
    pub skipped: BTreeMap<&'static str, usize>,
    /// Where a document is, by its id.
    known: BTreeMap<String, usize>,
    names: MemberNames,
}

/// What members are called that have the words of an excerpt, and the document that it cites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberNames {
    /// The words.
    pub words: Vec<String>,
    /// The document.
    pub sources: Vec<String>,
    /// Whether an object without a document has that of the object around it.
    inherited: bool,
}

impl MemberNames {
    fn of(words: &[&str], sources: &[&str]) -> Self {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self { words: all(words), sources: all(sources), inherited: false }
    }

    /// Those that a format has, if no others are given.
    fn or_of(mut self, format: &str) -> Self {
        let own = match format {
            "citations" => Self::of(
                &["quote", "cited_text", "excerpt", "exact", "supporting_text"],
                &["source", "document", "reference", "citation_key", "key", "doi", "url"],
            ),
            _ => Self::of(&["supporting_text", "snippet"], &["reference", "reference_id"]),
        };
        self.inherited = format == "citations";
        if self.words.is_empty() {
            self.words = own.words;
        }
        if self.sources.is_empty() {
            self.sources = own.sources;
        }
        self
    }
}

/// A format.
#[derive(Debug, Clone, Copy)]
pub struct Importer {
    /// Its name on the command line.
    pub name: &'static str,
    /// What its files are.
    pub about: &'static str,
    /// What cannot be known from them.
    pub unknown: &'static str,
    read: fn(&[Value], &mut Imported),
}

/// All of them.
pub const IMPORTERS: &[Importer] = &[
    Importer {
        name: "anthropic",
        about: "responses of the Messages API with citations, and requests with documents",
        unknown: "a document without a title is called document-N, by its place in the request",
        read: models::anthropic,
    },
    Importer {
        name: "langchain",
        about: "messages with citation annotations, and Document objects",
        unknown: "annotations without `cited_text` are places in the answer",
        read: models::langchain,
    },
    Importer {
        name: "openai",
        about: "Responses and chat completions with url and file citations",
        unknown: "the API cites no words of the document: only what the answer has in quotation marks is taken",
        read: models::openai,
    },
    Importer {
        name: "gemini",
        about: "responses with grounding metadata",
        unknown: "the API cites no words of the document: only what the answer has in quotation marks is taken",
        read: models::gemini,
    },
    Importer {
        name: "cohere",
        about: "responses of Chat v2 with citations",
        unknown: "the API cites no words of the document: only what the answer has in quotation marks is taken",
        read: models::cohere,
    },
    Importer {
        name: "w3c",
        about: "Web Annotations with text quote selectors",
        unknown: "annotations without a text quote selector name places only",
        read: corpora::annotations,
    },
    Importer {
        name: "hypothesis",
        about: "results of the Hypothesis API and its export",
        unknown: "page notes quote nothing",
        read: corpora::annotations,
    },
    Importer {
        name: "zotero",
        about: "annotations and notes with highlights, as JSON, or notes as HTML",
        unknown: "highlights of scanned pages are OCR text; a note names a document by its key",
        read: notes::zotero,
    },
    Importer {
        name: "linkml",
        about: "evidence with `supporting_text` or `snippet` and `reference` or `reference_id`, and references that the validator has cached",
        unknown: "only the schema says which members hold the words (--words, --source); its validator ignores text in square brackets",
        read: corpora::linkml,
    },
    Importer {
        name: "citations",
        about: "any objects with a quote and a source; the source may be in the object around it",
        unknown: "the rows name their sources as the files do; give your documents these names as ids",
        read: corpora::citations,
    },
    Importer {
        name: "scifact",
        about: "claims and corpus (give both files)",
        unknown: "without the corpus file, evidence is only sentence numbers",
        read: corpora::scifact,
    },
    Importer {
        name: "fever",
        about: "claims and wiki-pages (give both files)",
        unknown: "its texts are tokenized: they prove nothing about Wikipedia's own pages",
        read: corpora::fever,
    },
    Importer {
        name: "hotpotqa",
        about: "questions with context and supporting facts",
        unknown: "answers of a word or two prove nothing and are not taken",
        read: corpora::hotpotqa,
    },
    Importer {
        name: "hover",
        about: "claims, and pages of the wiki with `title` and `text` (give both files)",
        unknown: "without the pages, evidence is only sentence numbers",
        read: corpora::hover,
    },
    Importer {
        name: "qasper",
        about: "papers with questions and answers",
        unknown: "free-form answers are nobody's words; captions of figures are not in the text",
        read: corpora::qasper,
    },
    Importer {
        name: "squad",
        about: "articles with questions, nested or flat",
        unknown: "answers of a word or two occur in many places",
        read: corpora::squad,
    },
];

impl Importer {
    /// The importer of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        IMPORTERS.iter().find(|importer| importer.name == name)
    }

    /// Reads values: all objects of the files, lists taken apart. Of the formats that schemas give their members' names,
    /// `names` has others than the common ones.
    #[must_use]
    pub fn import(&self, values: &[Value], names: MemberNames) -> Imported {
        let mut imported = Imported { names: names.or_of(self.name), ..Imported::default() };
        (self.read)(values, &mut imported);
        imported
    }
}

impl Imported {
    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }

    fn quote(&mut self, id: String, document: &str, parts: Vec<String>) {
        self.quotes.push(QuoteRow {
            id: Some(id.into()),
            document: Some(document.into()),
            quote: parts.into_iter().map(Into::into).collect(),
            ..QuoteRow::default()
        });
    }

    /// A text. Several of one id are pieces of one document, each of them once.
    fn document(&mut self, id: &str, text: String) {
        let known = self.known.get(id).and_then(|at| self.documents.get_mut(*at));
        match known {
            Some(known) if known.text.contains(&text) => {}
            Some(known) => {
                known.text.push_str("\n\n");
                known.text.push_str(&text);
            }
            None => {
                self.known.insert(id.to_owned(), self.documents.len());
                self.documents.push(ImportedDocument { id: id.to_owned(), text });
            }
        }
    }
}

/// The items of a list; none where it is no list.
fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text that is not empty.
fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// A name as text, also where it is a number.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The first name that a value has.
fn first_name(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|member| value.get(member).and_then(name))
}

/// What a text has in quotation marks, of at least three words.
fn in_quotation_marks(text: &str) -> Vec<String> {
    /// Fewer words are a term as often as a quotation.
    const FEWEST: usize = 3;
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['“', '"', '«', '„']) {
        let after = rest.get(start..).unwrap_or("");
        let open = after.chars().next().unwrap_or('"');
        let inside = after.get(open.len_utf8()..).unwrap_or("");
        let ends: &[char] = match open {
            '“' => &['”'],
            '«' => &['»'],
            '„' => &['“', '”'],
            _ => &['"'],
        };
        let Some(end) = inside.find(ends) else { break };
        let words = inside.get(..end).unwrap_or("");
        if words.split_whitespace().count() >= FEWEST {
            found.push(words.to_owned());
        }
        rest = inside.get(end..).unwrap_or("");
        rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
    }
    found
}
