//! The schemas of the data model: generated from the types, and checked against a parsed file.
//!
//! Every error of a file is a finding with a code, a place and words of its own; the validator's
//! messages are not shown.

mod formats;
mod generate;
mod proofs;
mod shape;
mod words;

use crate::claim::Claim;
use crate::config::Config;
use crate::conformance::Case;
use crate::diagnostic::{At, Code, Finding, Severity, told};
use crate::json::{self, Tree};
use crate::report::{json_v1, list_v1, search, show_v1, stats_v1};
use crate::seal::ProofsFile;
use crate::source::Source;
use crate::stream::Row;
use crate::text::{LineIndex, Span, strip_bom};
use camino::Utf8Path;
use jsonschema::{Draft, PatternOptions, Validator};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shape::Shape;
use std::sync::OnceLock;

/// The kinds of file that have a schema and are checked against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonFile {
    /// `claims/**/<id>.json`
    Claim,
    /// `corpus/<id>/source.json`
    Source,
    /// `corpus/<id>/proofs.json`
    Proofs,
}

/// A schema's name and how it is made.
type Generated = (&'static str, fn() -> Value);

/// Every schema that `schema/<name>.schema.json` holds.
const SCHEMAS: &[Generated] = &[
    ("claim", generate::schema_of::<Claim>),
    ("source", generate::schema_of::<Source>),
    ("proofs", generate::schema_of::<ProofsFile>),
    ("config", generate::schema_of::<Config>),
    ("report", || sorted(json_v1::schema().to_value())),
    #[cfg(feature = "manuscript")]
    ("check", || sorted(crate::report::checked::json_v1::schema().to_value())),
    ("find", || sorted(search::json_v1::schema().to_value())),
    ("stats", || sorted(stats_v1::schema().to_value())),
    ("list", || sorted(list_v1::schema().to_value())),
    ("show", || sorted(show_v1::schema().to_value())),
    ("verify", generate::schema_of::<Row>),
    ("conformance", generate::schema_of::<Vec<Case>>),
];

/// With its members in one order, whatever features other crates give `serde_json`'s maps.
fn sorted(mut schema: Value) -> Value {
    schema.sort_all_objects();
    schema
}

/// The schemas that an archive has copies of, for editors.
pub const COPIED: [&str; 4] = ["claim", "source", "proofs", "config"];

/// The text of the schema that is called `name`.
#[must_use]
pub fn text_of(name: &str) -> Option<String> {
    let (_, schema) = SCHEMAS.iter().find(|(known, _)| *known == name)?;
    Some(text(*schema))
}

fn text(schema: fn() -> Value) -> String {
    format!("{:#}\n", schema())
}

/// The text of every schema by its name: `schema/<name>.schema.json` has it, byte for byte.
#[must_use]
pub fn generated() -> Vec<(&'static str, String)> {
    SCHEMAS.iter().map(|(name, schema)| (*name, text(*schema))).collect()
}

/// Checks `text`, the content of `file`: whether it is JSON, and as the schema of its kind wants it. The first
/// [`MAX_FINDINGS`](crate::diagnostic::MAX_FINDINGS) errors in the order of the file, and how many more there are.
#[must_use]
pub fn check(document: JsonFile, file: &Utf8Path, text: &str) -> Vec<Finding> {
    if schema(document).surely_allows(text) {
        return Vec::new();
    }
    let (tree, problems) = json::parse(text);
    let mut findings: Vec<Finding> =
        problems.into_iter().map(|problem| Finding::of_json(file, problem)).collect();
    let mut more = 0;
    findings.extend(tree.iter().flat_map(|tree| validate(document, file, tree, &mut more)));
    let findings = findings.into_iter().map(|finding| (finding, Severity::Error));
    told(file, findings.collect(), more).into_iter().map(|(finding, _)| finding).collect()
}

/// All errors of the tree, or the first of them; counts the others.
fn validate(document: JsonFile, file: &Utf8Path, tree: &Tree, more: &mut usize) -> Vec<Finding> {
    let schema = schema(document);
    match schema.validator() {
        Ok(validator) => {
            let mut findings = words::findings(file, tree, &schema.value, validator, more);
            if document == JsonFile::Proofs {
                findings.iter_mut().for_each(made_by_command);
            }
            findings
        }
        Err(why) => {
            // A test compiles every schema. Should one not compile, nothing passes unchecked.
            vec![Finding::new(Code::SchemaType, file, At::File, format!("no schema: {why}"))]
        }
    }
}

/// Nobody writes proofs: what a person would do with a claim is of no help with them.
fn made_by_command(finding: &mut Finding) {
    finding.fix = None;
    finding.help = Some(
        "proofs are made by `quoteproof prove`: run it where the text is, and commit the file"
            .to_owned(),
    );
}

/// The claim in `text`, which [`check`] has passed.
///
/// # Errors
///
/// What the schema cannot say, such as a number that is too large: a finding with its place.
pub fn decode_claim(file: &Utf8Path, text: &str) -> Result<Claim, Box<Finding>> {
    decode(file, text)
}

/// The source in `text`, which [`check`] has passed.
///
/// # Errors
///
/// What the schema cannot say, such as a number that is too large: a finding with its place.
pub fn decode_source(file: &Utf8Path, text: &str) -> Result<Source, Box<Finding>> {
    decode(file, text)
}

/// How many quotes a claim has that cannot be read, as far as its file shows them.
#[must_use]
pub fn quotes_in(text: &str) -> usize {
    const KEY: &str = "\"quote\"";
    let Some(tree) = json::parse(text).0 else {
        // In the text of a string a mark has a backslash before it.
        let is_key = |at: &usize| {
            let (before, after) = (text.get(..*at), text.get(at + KEY.len()..));
            !before.unwrap_or("").ends_with('\\')
                && after.unwrap_or("").trim_start().starts_with(':')
        };
        return text.match_indices(KEY).map(|(at, _)| at).filter(is_key).count();
    };
    let Some(list) = tree.get("/evidence") else { return 0 };
    let has_quote = |item: &&json::Node| {
        tree.children(item).any(|member| member.key.as_ref().is_some_and(|key| key.name == "quote"))
    };
    tree.children(list).filter(has_quote).count()
}

/// The proofs in `text`, if [`check`] surely has nothing against it. It reads the text once, and is the quicker for that.
#[must_use]
pub fn sure_proofs(text: &str) -> Option<ProofsFile> {
    proofs::read(text)
}

/// The proofs in `text`, which [`check`] has passed.
///
/// # Errors
///
/// What the schema cannot say, such as a number that is too large: a finding with its place.
pub fn decode_proofs(file: &Utf8Path, text: &str) -> Result<ProofsFile, Box<Finding>> {
    decode(file, text)
}

fn decode<T: DeserializeOwned>(file: &Utf8Path, text: &str) -> Result<T, Box<Finding>> {
    let json = strip_bom(text);
    serde_json::from_str(json).map_err(|error| {
        let line = LineIndex::new(json).line_span(json, error.line());
        let at = (text.len() - json.len()) + line.start + error.column();
        let span = Span::new(at.saturating_sub(1).min(text.len()), at.min(text.len()));
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Box::new(Finding::new(Code::SchemaType, file, At::Span(span), message))
    })
}

/// A schema, ready to check files.
struct Schema {
    value: Value,
    shape: Option<Shape>,
    validator: OnceLock<Result<Validator, String>>,
}

impl Schema {
    fn new(value: Value) -> Self {
        Self { shape: Shape::of(&value), value, validator: OnceLock::new() }
    }

    /// Whether the file `text` has no error, as far as that can be said without a tree and the validator.
    fn surely_allows(&self, text: &str) -> bool {
        self.shape.as_ref().is_some_and(|shape| shape.allows(text))
    }

    /// Compiled for the first file that may have an error.
    fn validator(&self) -> Result<&Validator, &str> {
        self.validator.get_or_init(|| compile(&self.value)).as_ref().map_err(String::as_str)
    }
}

fn schema(document: JsonFile) -> &'static Schema {
    static CLAIM: OnceLock<Schema> = OnceLock::new();
    static SOURCE: OnceLock<Schema> = OnceLock::new();
    static PROOFS: OnceLock<Schema> = OnceLock::new();
    // To read what was generated takes a third of the time that generating it does; a test compares the two.
    let (cell, text) = match document {
        JsonFile::Proofs => (&PROOFS, include_str!("../../schema/proofs.schema.json")),
        JsonFile::Claim => (&CLAIM, include_str!("../../schema/claim.schema.json")),
        JsonFile::Source => (&SOURCE, include_str!("../../schema/source.schema.json")),
    };
    // Of a text that is no schema a validator cannot be made, and then no file passes.
    cell.get_or_init(|| Schema::new(serde_json::from_str(text).unwrap_or_default()))
}

fn compile(value: &Value) -> Result<Validator, String> {
    let mut options = jsonschema::options()
        .offline()
        .with_draft(Draft::Draft202012)
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false);
    for (name, _, check) in formats::FORMATS {
        options = options.with_format(*name, |text: &str| formats::passes(*check, text));
    }
    options.build(value).map_err(|error| error.to_string())
}

#[cfg(test)]
mod quick_tests;
#[cfg(test)]
mod tests;
