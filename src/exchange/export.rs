//! From an archive, checked, to what other programs read.

use crate::report::{self, Cited, Survey, escaped};
use crate::stream::COLUMNS;
use crate::text::Points;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Characters before and after a quote by which an annotation is found again.
const CONTEXT: usize = 32;

/// A format.
#[derive(Debug, Clone, Copy)]
pub struct Exporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Whether its text is JSON, or lines of it.
    is_json: bool,
    write: fn(&Survey, &str) -> String,
}

/// All of them.
pub const EXPORTERS: &[Exporter] = &[
    Exporter {
        name: "w3c",
        about: "Web Annotations of the quotes that pass, as one JSON-LD collection",
        is_json: true,
        write: |survey, corpus| format!("{:#}\n", annotations(survey, corpus)),
    },
    Exporter {
        name: "jsonl",
        about: "every quote with its verdict, in the format of `quoteproof verify`",
        is_json: true,
        write: |survey, _| lines(survey),
    },
    Exporter {
        name: "csv",
        about: "the same as a table, with the words of each quote and its claim",
        is_json: false,
        write: |survey, _| table(survey),
    },
    Exporter {
        name: "csl",
        about: "the sources as CSL-JSON, for Zotero and pandoc",
        is_json: true,
        write: |survey, _| format!("{:#}\n", Value::from(references(survey))),
    },
    Exporter {
        name: "ro-crate",
        about: "the sources with licence and SHA-256, as ro-crate-metadata.json",
        is_json: true,
        write: |survey, corpus| format!("{:#}\n", crate_of(survey, corpus)),
    },
];

impl Exporter {
    /// The exporter of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        EXPORTERS.iter().find(|exporter| exporter.name == name)
    }

    /// The text of a file. `corpus` is the folder of the sources.
    #[must_use]
    pub fn export(&self, survey: &Survey, corpus: &str) -> String {
        let text = (self.write)(survey, corpus);
        if self.is_json { escaped(&text).into_owned() } else { text }
    }
}

/// What is there, without what is null.
fn there<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// What annotations and what they are about are called, as addresses: whole ones, or from the file that they are in.
pub struct AnnotationNames<'a> {
    /// The file that they are in; nothing where that is not known.
    pub file: &'a str,
    /// The annotation of a quote.
    pub annotation: &'a dyn Fn(&Cited<'_>) -> String,
    /// The document of a source that has no address, by the source's id.
    pub document: &'a dyn Fn(&str) -> String,
}

/// The quotes that pass, as annotations.
fn annotations(survey: &Survey, corpus: &str) -> Value {
    let names = AnnotationNames {
        file: "",
        annotation: &|cited| format!("{}#{}", cited.result.file, cited.result.pointer()),
        document: &|id| format!("{corpus}/{id}"),
    };
    annotations_of(survey, corpus, &survey.cited(), &names)
}

/// The same of some of the quotes. `corpus` is the folder of the sources.
#[must_use]
pub fn annotations_of(
    survey: &Survey,
    corpus: &str,
    cited: &[Cited<'_>],
    names: &AnnotationNames<'_>,
) -> Value {
    let passing = cited.iter().filter(|cited| cited.result.passed);
    let mut texts = OpenTexts { survey, corpus, known: HashMap::new() };
    let items: Vec<Value> =
        passing.map(|cited| annotation(survey, cited, names, &mut texts)).collect();
    let file = names.file;
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("{file}#quotes"),
        "type": "AnnotationCollection",
        "label": "Quotes that are in their documents",
        "total": items.len(),
        "first": {
            "id": format!("{file}#page-1"),
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    })
}

/// The texts that may be published, as they are asked for.
struct OpenTexts<'s> {
    survey: &'s Survey,
    /// The folder of the sources.
    corpus: &'s str,
    known: HashMap<&'s str, Option<(&'s str, Points)>>,
}

impl<'s> OpenTexts<'s> {
    fn of(&mut self, id: &'s str) -> Option<&(&'s str, Points)> {
        let (survey, corpus) = (self.survey, self.corpus);
        let found = self.known.entry(id).or_insert_with(|| {
            let text = survey.source(id)?.open_text(corpus.into())?;
            Some((text, Points::of(text)))
        });
        found.as_ref()
    }
}

fn annotation<'s>(
    survey: &'s Survey,
    cited: &Cited<'s>,
    names: &AnnotationNames<'_>,
    texts: &mut OpenTexts<'s>,
) -> Value {
    let result = cited.result;
    let source = survey.source(&result.source);
    let about = source.and_then(|source| source.source.as_ref());
    let iri = about.and_then(|source| source.url.clone());
    let iri = iri.unwrap_or_else(|| (names.document)(&result.source));
    let targets = result.matches.iter().map(|found| {
        let place = found.place.characters();
        let around = place.clone().and_then(|place| around(texts.of(&result.source)?, &place));
        let (prefix, suffix) = around.unwrap_or_default();
        let quote = there([
            ("type", "TextQuoteSelector".into()),
            ("exact", (&*found.text).into()),
            ("prefix", prefix.into()),
            ("suffix", suffix.into()),
        ]);
        let position = place.map(
            |place| json!({"type": "TextPositionSelector", "start": place.start, "end": place.end}),
        );
        let selectors: Vec<Value> = std::iter::once(quote).chain(position).collect();
        json!({"type": "SpecificResource", "source": iri, "selector": selectors})
    });
    let targets: Vec<Value> = targets.collect();
    json!({
        "id": (names.annotation)(cited),
        "type": "Annotation",
        "motivation": "assessing",
        "body": {"type": "TextualBody", "format": "text/plain", "value": cited.claim.statement},
        "target": targets,
    })
}

/// What is before and after a place.
fn around(
    (text, points): &(&str, Points),
    place: &std::ops::Range<usize>,
) -> Option<(Option<String>, Option<String>)> {
    let byte = |at: usize| points.byte(text, at);
    let (before, after) = (text.get(..byte(place.start))?, text.get(byte(place.end)..)?);
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
    let (before, after) = (at_word(before, from), at_word(after, to));
    let some = |words: &str| (!words.trim().is_empty()).then(|| words.to_owned());
    Some((some(before.1), some(after.0)))
}

/// The two parts of a text, cut at the place or, where that is inside a word, at the word's edge in the part that is kept
/// short: so that a context consists of whole words.
fn at_word(text: &str, at: usize) -> (&str, &str) {
    let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
    let is_letter = char::is_alphanumeric;
    if !(head.ends_with(is_letter) && tail.starts_with(is_letter)) {
        return (head, tail);
    }
    (head.trim_end_matches(is_letter), tail.trim_start_matches(is_letter))
}

/// The members of a row of results.
fn row(survey: &Survey, cited: &Cited<'_>) -> Map<String, Value> {
    let result = cited.result;
    let places = || result.matches.iter().filter_map(|found| found.place.characters());
    let near = result.nearest.as_deref();
    let near_place = near.and_then(|near| near.place.characters());
    let members = there([
        ("id", format!("{}{}", result.claim, result.pointer()).into()),
        ("document", (&*result.source).into()),
        ("verdict", result.verdict.name().into()),
        ("passed", result.passed.into()),
        ("start", places().next().map(|place| place.start).into()),
        ("end", places().next_back().map(|place| place.end).into()),
        ("kinds", result.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().into()),
        ("findings", findings(survey, cited).into()),
        ("similarity", near.map(|near| (near.similarity * 1e4).round() / 1e4).into()),
        ("nearest", near.map(|near| near.text.clone()).into()),
        ("nearest_start", near_place.as_ref().map(|place| place.start).into()),
        ("nearest_end", near_place.map(|place| place.end).into()),
        ("nearest_document", near.map(|near| near.source.clone()).into()),
    ]);
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The codes of what is found on a quote beside its verdict.
fn findings(survey: &Survey, cited: &Cited<'_>) -> Vec<&'static str> {
    let (file, pointer) = (&*cited.result.file, cited.result.pointer());
    let all = &survey.report.diagnostics;
    let from = all.partition_point(|found| found.location.file.as_path() < file);
    let of_file = all.iter().skip(from).take_while(|found| found.location.file == file);
    let on_quote = of_file
        .filter(|found| found.location.pointer.as_ref().is_some_and(|at| at.starts_with(&pointer)));
    let verdict = format!("quote/{}", cited.result.verdict.name());
    let mut codes: Vec<&str> = on_quote.map(|found| found.code.name()).collect();
    codes.retain(|code| code.starts_with("quote/") && **code != *verdict);
    codes.dedup();
    codes
}

fn lines(survey: &Survey) -> String {
    let rows = survey.cited();
    let lines: Vec<String> =
        rows.iter().map(|cited| Value::from(row(survey, cited)).to_string()).collect();
    if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" }
}

/// The columns of the table that the rows of `quoteproof verify` do not have: a spreadsheet has nothing beside it that says
/// what is quoted, and for what.
const OWN_COLUMNS: [&str; 5] = ["quote", "stance", "speaker", "claim", "statement"];

/// The cells of a quote under [`OWN_COLUMNS`].
fn own_cells(survey: &Survey, cited: &Cited<'_>) -> [String; OWN_COLUMNS.len()] {
    let (claim, evidence) = (cited.claim, cited.evidence);
    [
        report::cell_of_words(&evidence.quote.segments().join(" … ")),
        evidence.stance.name().to_owned(),
        report::cell(&survey.speaker(cited).unwrap_or_default()),
        report::cell(&claim.id),
        report::cell_of_words(&claim.statement),
    ]
}

fn table(survey: &Survey) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Nothing fails that is written to memory.
    let _ = writer.write_record(COLUMNS.iter().chain(&OWN_COLUMNS));
    for cited in survey.cited() {
        let members = row(survey, &cited);
        let cell = |name: &&str| match members.get(*name) {
            Some(Value::String(text)) if *name == "nearest" => report::cell_of_words(text),
            Some(Value::String(text)) => report::cell(text),
            Some(Value::Array(items)) => {
                items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
            }
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let cells = COLUMNS.iter().map(cell);
        let _ = writer.write_record(cells.chain(own_cells(survey, &cited)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn references(survey: &Survey) -> Vec<Value> {
    let sources = survey.sources.iter().filter_map(|source| source.source.as_ref());
    let reference = |source: &crate::source::Source| {
        let names: Vec<Value> = source.author.iter().map(|name| json!({"literal": name})).collect();
        there([
            ("id", source.id.clone().into()),
            ("type", if source.url.is_some() { "webpage" } else { "document" }.into()),
            ("title", source.title.clone().into()),
            ("author", if names.is_empty() { Value::Null } else { names.into() }),
            ("publisher", source.publisher.clone().into()),
            // CSL-JSON takes dates in EDTF as they are.
            ("issued", source.issued.as_ref().map(|date| json!({"raw": date.to_string()})).into()),
            ("accessed", source.accessed.as_ref().map(|day| json!({"raw": day})).into()),
            ("URL", source.url.clone().into()),
            ("language", source.language.clone().into()),
        ])
    };
    sources.map(reference).collect()
}

fn crate_of(survey: &Survey, corpus: &str) -> Value {
    let sources = || survey.sources.iter().filter_map(|source| source.source.as_ref());
    let path =
        |source: &crate::source::Source| format!("{corpus}/{}/{}", source.id, source.text.path);
    let parts: Vec<Value> = sources().map(|source| json!({"@id": path(source)})).collect();
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        }),
        json!({"@id": "./", "@type": "Dataset", "name": "Claims and their sources", "hasPart": parts}),
    ];
    graph.extend(sources().map(|source| {
        there([
            ("@id", path(source).into()),
            ("@type", "File".into()),
            ("name", source.title.clone().into()),
            ("author", if source.author.is_empty() { Value::Null } else { json!(source.author) }),
            ("publisher", source.publisher.clone().into()),
            ("datePublished", source.issued.as_ref().map(ToString::to_string).into()),
            ("url", source.url.clone().into()),
            ("inLanguage", source.language.clone().into()),
            ("license", source.license.clone().into()),
            ("encodingFormat", source.text.media_type.clone().into()),
            ("sha256", source.text.sha256.clone().into()),
        ])
    }));
    json!({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph})
}
