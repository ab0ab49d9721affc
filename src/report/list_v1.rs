//! What an archive has, claim by claim and source by source, as JSON, version 1: members are added, never changed.

use super::json_v1::{self, Tool};
use super::{Cited, Seen, Survey, visible};
use crate::claim::Label;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::collections::BTreeMap;

/// Claims, sources, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "quoteproof list, version 1")]
pub struct Output {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What made this.
    pub tool: Tool,
    /// Every claim, by file; left out where only sources were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Claim>")]
    pub claims: Option<Vec<Claim>>,
    /// Every source, by id; left out where only claims were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Source>")]
    pub sources: Option<Vec<Source>>,
}

/// A claim in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Claim {
    /// Its id; of a file that cannot be read, the id from its name.
    pub id: String,
    /// Its file, relative to the root, with `/`.
    pub file: String,
    /// Whether the file can be read as a claim.
    pub readable: bool,
    /// What the evidence is said to say about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Label")]
    pub label: Option<Label>,
    /// The claim in the contributor's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub statement: Option<String>,
    /// Its subjects.
    pub topics: Vec<String>,
    /// The ids of the sources that its evidence cites, each once, sorted.
    pub sources: Vec<String>,
    /// Its quotes.
    #[serde(flatten)]
    pub quotes: Quotes,
}

/// What became of quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Quotes {
    /// All of them.
    pub quotes: usize,
    /// Those that passed.
    pub passed: usize,
    /// Those that did not.
    pub failed: usize,
    /// Those that are waived, with a reason.
    pub waived: usize,
}

/// What is here of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Here {
    /// Its text.
    Text,
    /// Passages that are proven of it.
    Proofs,
    /// Nothing.
    Nothing,
}

/// A source in a line. What is not known is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// Its id: the folder's name.
    pub id: String,
    /// Whether its `source.json` can be read as a source.
    pub readable: bool,
    /// The document's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub publisher: Option<String>,
    /// When it was issued, in EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub issued: Option<String>,
    /// The day on which it was obtained.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub accessed: Option<String>,
    /// Where it was obtained.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub url: Option<String>,
    /// Its language, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub language: Option<String>,
    /// Its licence, an SPDX expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub license: Option<String>,
    /// The media type of its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub media_type: Option<String>,
    /// The SHA-256 hash that pins the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub sha256: Option<String>,
    /// The source that it republishes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub derived_from: Option<String>,
    /// Whether it is sealed.
    pub sealed: bool,
    /// What is here of it.
    pub here: Here,
    /// The ids of the claims that quote it, sorted.
    pub claims: Vec<String>,
    /// The quotes of it.
    #[serde(flatten)]
    pub quotes: Quotes,
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Claims and sources.
    All,
    /// Claims.
    Claims,
    /// Sources.
    Sources,
}

/// The claims and sources of a survey.
#[must_use]
pub fn list(survey: &Survey, what: What) -> Output {
    Output {
        version: 1,
        tool: Tool::this(),
        claims: (what != What::Sources).then(|| claims(survey)),
        sources: (what != What::Claims).then(|| sources(survey)),
    }
}

/// The list as pretty-printed JSON with a newline at its end.
#[must_use]
pub fn render(document: &Output) -> String {
    visible::json(document)
}

/// The JSON Schema, for `schema/list.schema.json`.
#[must_use]
pub fn schema() -> Schema {
    json_v1::schema_of::<Output>()
}

impl Quotes {
    fn add(&mut self, cited: &Cited<'_>) {
        self.quotes += 1;
        match cited.result {
            result if result.waived => self.waived += 1,
            result if result.passed => self.passed += 1,
            _ => self.failed += 1,
        }
    }
}

fn claims(survey: &Survey) -> Vec<Claim> {
    let mut quotes: BTreeMap<&str, Quotes> = BTreeMap::new();
    let cited = survey.cited();
    for one in &cited {
        quotes.entry(one.result.file.as_str()).or_default().add(one);
    }
    let each = |surveyed: &super::SurveyedClaim| {
        let claim = surveyed.claim.as_ref();
        let topics = claim.map(|c| c.topics.iter().map(ToString::to_string).collect());
        let evidence = claim.iter().flat_map(|claim| &claim.evidence);
        let mut sources: Vec<String> = evidence.map(|e| e.source.to_string()).collect();
        sources.sort();
        sources.dedup();
        Claim {
            id: surveyed.id().to_owned(),
            file: surveyed.file.to_string(),
            readable: claim.is_some(),
            label: claim.map(|claim| claim.label),
            statement: claim.map(|claim| claim.statement.to_string()),
            topics: topics.unwrap_or_default(),
            sources,
            quotes: quotes.get(surveyed.file.as_str()).copied().unwrap_or_default(),
        }
    };
    survey.claims.iter().map(each).collect()
}

fn sources(survey: &Survey) -> Vec<Source> {
    let mut quotes: BTreeMap<&str, (Quotes, Vec<String>)> = BTreeMap::new();
    let cited = survey.cited();
    for one in &cited {
        let (quotes, claims) = quotes.entry(&*one.result.source).or_default();
        quotes.add(one);
        claims.push(one.claim.id.to_string());
    }
    let each = |surveyed: &super::SurveyedSource| {
        let source = surveyed.source.as_ref();
        let of = |member: fn(&crate::source::Source) -> Option<&String>| {
            source.and_then(member).cloned()
        };
        let (quotes, mut claims) = quotes.get(surveyed.id.as_str()).cloned().unwrap_or_default();
        claims.sort();
        claims.dedup();
        Source {
            id: surveyed.id.clone(),
            readable: source.is_some(),
            title: of(|s| s.title.as_ref()),
            author: source.map(|s| s.author.clone()).unwrap_or_default(),
            publisher: of(|s| s.publisher.as_ref()),
            issued: source.and_then(|s| Some(s.issued.as_ref()?.as_str().to_owned())),
            accessed: of(|s| s.accessed.as_ref()),
            url: of(|s| s.url.as_ref()),
            language: of(|s| s.language.as_ref()),
            license: of(|s| s.license.as_ref()),
            media_type: source.map(|s| s.text.media_type.clone()),
            sha256: source.map(|s| s.text.sha256.clone()),
            derived_from: of(|s| s.derived_from.as_ref()),
            sealed: source.is_some_and(|s| s.seal.is_some()),
            here: match surveyed.document {
                Seen::Text { .. } => Here::Text,
                Seen::Proven { .. } => Here::Proofs,
                Seen::Nothing => Here::Nothing,
            },
            claims,
            quotes,
        }
    };
    survey.sources.iter().map(each).collect()
}
