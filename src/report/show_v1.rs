//! One claim as an editor reads it, as JSON, version 1: members are added, never changed.

use super::json_v1::{self, Tool};
use super::{QuoteResult, Seen, Survey, SurveyedClaim, Whereabouts, visible};
use crate::claim::{Label, Quote, RelationKind, Stance};
use crate::diagnostic::{At, Diagnostic, Severity};
use crate::quote::on_one_line;
use crate::text::strip_bom;
use camino::Utf8Path;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashSet;

/// Characters of a document that are given before and after a quote, at most.
const MAX_CONTEXT: usize = 240;

/// A claim, its evidence and what was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "quoteproof show, version 1")]
pub struct Output {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What made this.
    pub tool: Tool,
    /// The claim.
    pub claim: Claim,
    /// Its evidence, in its order.
    pub evidence: Vec<Evidence>,
    /// Its relations to other claims, then those of other claims to it.
    pub relations: Vec<Relation>,
    /// The findings on the claim's file and on the sources that it cites.
    pub diagnostics: Vec<json_v1::Diagnostic>,
}

/// A claim as far as it can be read; a member that has an error is left out, and a finding names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Claim {
    /// Its id; that of its file's name where it gives none.
    pub id: String,
    /// Its file, relative to the root, with `/`.
    pub file: String,
    /// The claim in the contributor's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub statement: Option<String>,
    /// What the evidence is said to say about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Label")]
    pub label: Option<Label>,
    /// The label by the stances of the quotes that did not fail; left out where they were not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Label")]
    pub fitting_label: Option<Label>,
    /// Who makes the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub claimant: Option<String>,
    /// When the claim was made, in EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub date: Option<String>,
    /// Why the label follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub justification: Option<String>,
    /// Its subjects.
    pub topics: Vec<String>,
}

/// A piece of evidence, and what became of its quote.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Evidence {
    /// What the quote says of the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Stance")]
    pub stance: Option<Stance>,
    /// The quoted words, one string a segment.
    pub quote: Vec<String>,
    /// Who said them, if not the document's author.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub speaker: Option<String>,
    /// When they were said, in EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub date: Option<String>,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CitedSource")]
    pub source: Option<CitedSource>,
    /// Where in the document, as the claim says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Locator")]
    pub locator: Option<Locator>,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub note: Option<String>,
    /// Why the quote is not checked, where the claim waives that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub waiver: Option<String>,
    /// What became of the quote; left out where the claim's file has errors of form, and nothing was
    /// checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "json_v1::Quote")]
    pub result: Option<json_v1::Quote>,
    /// Where the words are, one place a match.
    pub places: Vec<ShownPlace>,
    /// The document's words around the quote, where its text is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Context")]
    pub context: Option<Context>,
}

/// Where in a document a quote is, as the claim says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Locator {
    /// The page, as the document numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub page: Option<String>,
    /// The heading or number of the section.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub section: Option<String>,
    /// The paragraph, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub paragraph: Option<u64>,
    /// When it is said in a recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub time: Option<String>,
    /// The part of the document: a chapter, a page of a web archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub part: Option<String>,
}

/// The document that a quote cites. What is not known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CitedSource {
    /// The source's id.
    pub id: String,
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
    /// Where it was obtained.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub url: Option<String>,
}

/// A place in the document's file, or in the proofs where its text is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Place")]
pub struct ShownPlace {
    /// The file, as reports name it.
    pub file: String,
    /// Line, from 1; left out in a file without lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub line: Option<usize>,
    /// Column, from 1, in Unicode scalar values; left out in a file without lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub column: Option<usize>,
    /// Where it is in a file without lines.
    #[serde(flatten)]
    pub whereabouts: Whereabouts,
    /// The document's tokens that the proof covers: first, and one past the last. Only in proofs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "(u64, u64)")]
    pub tokens: Option<(u64, u64)>,
    /// The file with the place, as people name it.
    #[serde(skip)]
    pub name: String,
}

/// The document's words around a quote, on one line each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Context {
    /// What is right before it.
    pub before: String,
    /// What is right after it.
    pub after: String,
}

/// Which claim a relation is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// This claim names the other.
    To,
    /// The other claim names this one.
    From,
}

/// A relation between this claim and another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Relation {
    /// The kind of relation.
    #[serde(rename = "type")]
    pub kind: RelationKind,
    /// Which of the two names the other.
    pub direction: Direction,
    /// The other claim's id.
    pub claim: String,
    /// The other claim's statement, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub statement: Option<String>,
}

/// The claim in `file` of a survey.
#[must_use]
pub fn show(survey: &Survey, file: &Utf8Path) -> Output {
    let text = survey.report.files.get(file).map_or("", |source| source.text());
    // Where that is no JSON a finding says so, and there is nothing to show.
    let value: Value = serde_json::from_str(strip_bom(text)).unwrap_or_default();
    let list = value.get("evidence").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let evidence: Vec<Evidence> =
        list.iter().enumerate().map(|(number, item)| one(survey, file, number, item)).collect();
    let claim = Claim {
        id: member(&value, "id").unwrap_or_else(|| file.file_stem().unwrap_or_default().to_owned()),
        file: file.to_string(),
        statement: member(&value, "statement"),
        label: member(&value, "label"),
        fitting_label: fitting(&evidence),
        claimant: member(&value, "claimant"),
        date: member(&value, "date"),
        justification: member(&value, "justification"),
        topics: member(&value, "topics").unwrap_or_default(),
    };
    Output {
        version: 1,
        tool: Tool::this(),
        relations: relations(survey, &claim.id, &value),
        claim,
        evidence,
        diagnostics: concerning(survey, file).into_iter().filter_map(json_v1::finding).collect(),
    }
}

/// The findings on a claim's file, and on the sources that it cites.
#[must_use]
pub fn concerning<'s>(survey: &'s Survey, file: &Utf8Path) -> Vec<&'s Diagnostic> {
    let quotes = survey.report.quotes.iter().filter(|q| *q.file == *file);
    let cited: HashSet<&str> = quotes.map(|q| &*q.source).collect();
    let claims: HashSet<&Utf8Path> = survey.claims.iter().map(|c| c.file.as_path()).collect();
    let concerns = |finding: &&Diagnostic| {
        let place = finding.location.file.as_path();
        let source = || place.parent().and_then(Utf8Path::file_name);
        place == file || (!claims.contains(place) && source().is_some_and(|s| cited.contains(s)))
    };
    let findings = survey.report.diagnostics.iter();
    findings.filter(concerns).filter(|f| f.severity != Severity::Off).collect()
}

/// The claim as pretty-printed JSON with a newline at its end.
#[must_use]
pub fn render(document: &Output) -> String {
    visible::json(document)
}

/// The JSON Schema of a claim that is shown, for `schema/show.schema.json`.
#[must_use]
pub fn schema() -> Schema {
    json_v1::schema_of::<Output>()
}

/// A member of an object, where it is one and of that type: a claim with errors is shown as far as it
/// goes.
fn member<T: DeserializeOwned>(object: &Value, name: &str) -> Option<T> {
    T::deserialize(object.get(name)?).ok()
}

/// The label by the stances of the quotes that passed or are waived.
fn fitting(evidence: &[Evidence]) -> Option<Label> {
    let results: Option<Vec<_>> = evidence.iter().map(|e| e.result.as_ref()).collect();
    let stands: Vec<bool> = results?.into_iter().map(|r| r.passed || r.waived).collect();
    let has = |stance| evidence.iter().zip(&stands).any(|(e, s)| *s && e.stance == Some(stance));
    Some(Label::fitting(has(Stance::Supports), has(Stance::Refutes)))
}

fn one(survey: &Survey, file: &Utf8Path, number: usize, item: &Value) -> Evidence {
    let result = survey.report.quotes.iter().find(|q| q.evidence == number && *q.file == *file);
    let quote: Option<Quote> = member(item, "quote");
    let id: Option<String> = member(item, "source");
    let seen = id.as_deref().and_then(|id| survey.source(id)).map(|source| &source.document);
    Evidence {
        stance: member(item, "stance"),
        quote: quote
            .map(|quote| quote.segments().iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        speaker: member(item, "speaker"),
        date: member(item, "date"),
        source: id.map(|id| cited_source(survey, id)),
        locator: item.get("locator").map(|locator| Locator {
            page: member(locator, "page"),
            section: member(locator, "section"),
            paragraph: member(locator, "paragraph"),
            time: member(locator, "time"),
            part: member(locator, "part"),
        }),
        note: member(item, "note"),
        waiver: item.get("unverifiable").and_then(|waiver| member(waiver, "reason")),
        result: result.map(json_v1::Quote::from),
        places: result.zip(seen).map(|(r, seen)| places(survey, r, seen)).unwrap_or_default(),
        context: result.zip(seen).and_then(|(r, seen)| context(r, seen)),
    }
}

fn cited_source(survey: &Survey, id: String) -> CitedSource {
    let Some(source) = survey.source(&id).and_then(|s| s.source.as_ref()) else {
        return CitedSource { id, ..CitedSource::default() };
    };
    CitedSource {
        id,
        title: source.title.clone(),
        author: source.author.clone(),
        publisher: source.publisher.clone(),
        issued: source.issued.as_ref().map(|date| date.as_str().to_owned()),
        url: source.url.clone(),
    }
}

fn places(survey: &Survey, result: &QuoteResult, seen: &Seen) -> Vec<ShownPlace> {
    let place = |found: &super::Match| match seen {
        Seen::Text { file, .. } => {
            let stretch = json_v1::Stretch::from(&found.place);
            let place = &found.place;
            let name = match place.without_lines() {
                Some(place) => place.in_file(file.as_str()),
                None => format!("{file}:{place}"),
            };
            (stretch.start).map(|_| ShownPlace {
                file: file.to_string(),
                line: stretch.line,
                column: stretch.column,
                whereabouts: stretch.whereabouts,
                tokens: None,
                name,
            })
        }
        Seen::Proven { file, passages, .. } => {
            let super::DocumentPlace::Passage(passage) = found.place else { return None };
            let at = At::Value(format!("/passages/{passage}/text"));
            let at = survey.report.files.locate(file, &at).place;
            let (_, tokens) = passages.iter().find(|(number, _)| *number == passage)?;
            Some(ShownPlace {
                file: file.to_string(),
                line: at.position().map(|(line, _)| line),
                column: at.position().map(|(_, column)| column),
                whereabouts: Whereabouts::default(),
                tokens: Some((tokens.start, tokens.end)),
                name: at.in_file(file.as_str()),
            })
        }
        Seen::Nothing => None,
    };
    result.matches.iter().filter_map(place).collect()
}

fn context(result: &QuoteResult, seen: &Seen) -> Option<Context> {
    let Seen::Text { text, .. } = seen else { return None };
    let start = result.matches.first()?.place.characters()?.start;
    let end = result.matches.last()?.place.characters()?.end;
    let from = start.saturating_sub(MAX_CONTEXT);
    let before: String = text.chars().skip(from).take(start - from).collect();
    let after: String = text.chars().skip(end).take(MAX_CONTEXT).collect();
    Some(Context { before: on_one_line(&before), after: on_one_line(&after) })
}

fn relations(survey: &Survey, id: &str, value: &Value) -> Vec<Relation> {
    let find = |id: &str| survey.claims.iter().find(|claim| claim.id() == id);
    let statement = |claim: &SurveyedClaim| Some(claim.claim.as_ref()?.statement.to_string());
    let own = value.get("relations").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut relations: Vec<Relation> = own
        .iter()
        .filter_map(|item| {
            let (kind, claim): (_, String) = (member(item, "type")?, member(item, "claim")?);
            let statement = find(&claim).and_then(statement);
            Some(Relation { kind, direction: Direction::To, claim, statement })
        })
        .collect();
    for other in &survey.claims {
        let named = other.claim.iter().flat_map(|c| &c.relations).filter(|r| *r.claim == *id);
        relations.extend(named.map(|relation| Relation {
            kind: relation.kind,
            direction: Direction::From,
            claim: other.id().to_owned(),
            statement: statement(other),
        }));
    }
    relations
}
