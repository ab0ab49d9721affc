//! What the models say that the linked data of an archive must keep to: the Web Annotation Data Model (W3C, 2017), and as much of
//! schema.org as is used here. Each rule gives what is wrong, a line each.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Motivations that the model has.
const MOTIVATIONS: [&str; 13] = [
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
];

fn is_name(value: &Value) -> bool {
    value.as_str().is_some_and(|name| !name.is_empty() && !name.contains(char::is_whitespace))
}

fn members(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// Members that are there and may not be, or are missing.
fn shape(value: &Value, must: &[&str], may: &[&str], what: &str) -> Vec<String> {
    let has = members(value);
    let missing = must.iter().filter(|name| !has.contains_key(**name));
    let missing = missing.map(|name| format!("{what} has no {name}"));
    let odd =
        has.keys().filter(|name| !must.contains(&name.as_str()) && !may.contains(&name.as_str()));
    missing.chain(odd.map(|name| format!("{what} has {name}"))).collect()
}

/// What is wrong with an Annotation Collection that has its one page in it.
pub(crate) fn wrong_annotations(collection: &Value) -> Vec<String> {
    let mut wrong = shape(
        collection,
        &["@context", "id", "type", "label", "total", "first"],
        &[],
        "the collection",
    );
    let page = &collection["first"];
    // The context is said once, of the whole.
    wrong.extend(shape(page, &["id", "type", "items", "startIndex"], &["partOf"], "the page"));
    let items = page["items"].as_array().cloned().unwrap_or_default();
    for (holds, what) in [
        (collection["@context"] == "http://www.w3.org/ns/anno.jsonld", "the context"),
        (collection["type"] == "AnnotationCollection", "the collection's type"),
        (page["type"] == "AnnotationPage", "the page's type"),
        (is_name(&collection["id"]) && is_name(&page["id"]), "an id"),
        (collection["id"] != page["id"], "one id for two"),
        (collection["label"].is_string(), "the label"),
        (collection["total"] == items.len(), "the total"),
        (page["startIndex"] == 0, "the first page's start"),
    ] {
        if !holds {
            wrong.push(what.to_owned());
        }
    }
    let mut ids = BTreeSet::new();
    for item in &items {
        wrong.extend(wrong_annotation(item));
        if !ids.insert(item["id"].to_string()) {
            wrong.push(format!("the id {} stands twice", item["id"]));
        }
    }
    wrong
}

fn wrong_annotation(item: &Value) -> Vec<String> {
    let mut wrong =
        shape(item, &["id", "type", "body", "target", "motivation"], &[], "an annotation");
    let body = &item["body"];
    wrong.extend(shape(body, &["type", "value"], &["format", "language"], "a body"));
    let targets = item["target"].as_array().cloned().unwrap_or_default();
    let known = |motivation: &Value| MOTIVATIONS.iter().any(|known| motivation == known);
    for (holds, what) in [
        (is_name(&item["id"]), "an annotation's id"),
        (item["type"] == "Annotation", "an annotation's type"),
        (known(&item["motivation"]), "a motivation"),
        (body["type"] == "TextualBody" && body["value"].is_string(), "a body"),
        (!targets.is_empty(), "an annotation of nothing"),
    ] {
        if !holds {
            wrong.push(format!("{what}: {item}"));
        }
    }
    for target in &targets {
        wrong.extend(shape(target, &["type", "source", "selector"], &[], "a target"));
        let selectors = target["selector"].as_array().cloned().unwrap_or_default();
        if target["type"] != "SpecificResource"
            || !is_name(&target["source"])
            || selectors.is_empty()
        {
            wrong.push(format!("a target: {target}"));
        }
        wrong.extend(selectors.iter().flat_map(wrong_selector));
    }
    wrong
}

fn wrong_selector(selector: &Value) -> Vec<String> {
    let text = |name: &str| selector.get(name).is_none_or(Value::is_string);
    let holds = match selector["type"].as_str() {
        Some("TextQuoteSelector") => {
            selector["exact"].is_string()
                && text("prefix")
                && text("suffix")
                && shape(selector, &["type", "exact"], &["prefix", "suffix"], "").is_empty()
        }
        Some("TextPositionSelector") => {
            let (start, end) = (selector["start"].as_u64(), selector["end"].as_u64());
            start.zip(end).is_some_and(|(start, end)| start < end)
                && shape(selector, &["type", "start", "end"], &[], "").is_empty()
        }
        _ => false,
    };
    if holds { Vec::new() } else { vec![format!("a selector: {selector}")] }
}

/// What a member of schema.org may be.
#[derive(Clone, Copy)]
enum Range {
    Text,
    /// A year, a month or a day of ISO 8601.
    Date,
    Url,
    /// A thing of one of these types, or its name.
    Thing(&'static [&'static str]),
}

const BODY: Range = Range::Thing(&["Organization", "Person"]);

/// The members of each type that is used here, its own and those of the types that it is one of.
const TYPES: &[(&str, &[(&str, Range)])] = &[
    (
        "Claim",
        &[
            ("name", Range::Text),
            ("identifier", Range::Text),
            ("url", Range::Url),
            ("citation", Range::Thing(&["Quotation"])),
            ("keywords", Range::Text),
        ],
    ),
    (
        "ClaimReview",
        &[
            ("claimReviewed", Range::Text),
            ("url", Range::Url),
            ("datePublished", Range::Date),
            ("author", BODY),
            ("reviewRating", Range::Thing(&["Rating"])),
            ("itemReviewed", Range::Thing(&["Claim"])),
        ],
    ),
    ("Rating", &[("alternateName", Range::Text)]),
    ("Person", &[("name", Range::Text)]),
    ("Organization", &[("name", Range::Text), ("description", Range::Text)]),
    (
        "Quotation",
        &[
            ("text", Range::Text),
            ("creator", BODY),
            ("dateCreated", Range::Date),
            ("isPartOf", Range::Thing(&["CreativeWork"])),
        ],
    ),
    (
        "CreativeWork",
        &[
            ("name", Range::Text),
            ("author", BODY),
            ("publisher", BODY),
            ("datePublished", Range::Date),
            ("inLanguage", Range::Text),
            ("url", Range::Url),
        ],
    ),
];

/// What is wrong with the data of a page in the vocabulary of schema.org.
pub(crate) fn wrong_terms(data: &Value) -> Vec<String> {
    let mut data = data.clone();
    let context = data.as_object_mut().and_then(|members| members.remove("@context"));
    let mut wrong = wrong_thing(&data);
    if context != Some("https://schema.org".into()) {
        wrong.push(format!("the context {context:?}"));
    }
    wrong
}

fn wrong_thing(thing: &Value) -> Vec<String> {
    let known = TYPES.iter().find(|(name, _)| thing["@type"] == *name);
    let Some((name, known)) = known else { return vec![format!("no type of it: {thing}")] };
    let mut wrong = Vec::new();
    for (member, value) in members(thing) {
        if member == "@type" {
            continue;
        }
        let Some((_, range)) = known.iter().find(|(known, _)| *known == member) else {
            wrong.push(format!("{name} has {member}"));
            continue;
        };
        let one = [value.clone()];
        for value in value.as_array().map_or(one.as_slice(), Vec::as_slice) {
            wrong.extend(wrong_value(value, *range).into_iter().map(|w| format!("{member}: {w}")));
        }
    }
    wrong
}

fn wrong_value(value: &Value, range: Range) -> Vec<String> {
    let text = value.as_str();
    let is_date = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let month = parts.get(1).is_none_or(|month| ("01"..="12").contains(month));
        parts.iter().all(digits) && [4, 2, 2].starts_with(&lengths) && month
    };
    let holds = match range {
        Range::Text => text.is_some_and(|text| !text.is_empty()),
        Range::Date => text.is_some_and(is_date),
        Range::Url => {
            text.is_some_and(|url| url.starts_with("https://") || url.starts_with("http://"))
        }
        Range::Thing(types) if value.is_object() => {
            let fits = types.iter().any(|name| value["@type"] == *name);
            let rest = wrong_thing(value);
            return if fits { rest } else { vec![format!("{value} is none of {types:?}")] };
        }
        Range::Thing(_) => text.is_some_and(|text| !text.is_empty()),
    };
    if holds { Vec::new() } else { vec![value.to_string()] }
}

/// A value with one member replaced, or removed by null.
fn with(value: &Value, pointer: &str, new: Value) -> Value {
    let mut value = value.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = value.pointer_mut(parent).expect("a parent");
    match (new, parent) {
        (Value::Null, Value::Object(members)) => drop(members.remove(name)),
        (new, Value::Object(members)) => drop(members.insert(name.to_owned(), new)),
        (new, Value::Array(items)) => items[name.parse::<usize>().expect("a number")] = new,
        _ => panic!("{pointer} is in nothing"),
    }
    value
}

#[test]
fn faults_in_annotations_are_found() {
    let right = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "#quotes", "type": "AnnotationCollection",
        "label": "Quotes", "total": 1,
        "first": {"id": "#page-1", "type": "AnnotationPage", "startIndex": 0, "items": [{
            "id": "a#1", "type": "Annotation", "motivation": "assessing",
            "body": {"type": "TextualBody", "format": "text/plain", "value": "x"},
            "target": [{"type": "SpecificResource", "source": "corpus/a", "selector": [
                {"type": "TextQuoteSelector", "exact": "x", "prefix": "y"},
                {"type": "TextPositionSelector", "start": 1, "end": 2},
            ]}],
        }]},
    });
    assert_eq!(wrong_annotations(&right), Vec::<String>::new());
    let item = "/first/items/0";
    for (pointer, new) in [
        ("/id".to_owned(), Value::Null),
        ("/first/id".to_owned(), Value::Null),
        ("/first/id".to_owned(), "#quotes".into()),
        ("/first/@context".to_owned(), "http://www.w3.org/ns/anno.jsonld".into()),
        ("/total".to_owned(), 2.into()),
        (format!("{item}/id"), "a b".into()),
        (format!("{item}/motivation"), "proving".into()),
        (format!("{item}/target"), json!([])),
        (format!("{item}/target/0/source"), Value::Null),
        (format!("{item}/target/0/selector/0/exact"), Value::Null),
        (format!("{item}/target/0/selector/1/end"), 1.into()),
        (format!("{item}/body/value"), Value::Null),
    ] {
        let wrong = wrong_annotations(&with(&right, &pointer, new));
        assert!(!wrong.is_empty(), "{pointer}: nobody noticed it");
    }
}

#[test]
fn faults_in_the_terms_of_schema_org_are_found() {
    let right = json!({
        "@context": "https://schema.org", "@type": "Claim", "name": "x", "keywords": ["a", "b"],
        "citation": [{"@type": "Quotation", "text": "y", "creator": "Z", "dateCreated": "1990-02",
            "isPartOf": {"@type": "CreativeWork", "url": "https://example.org/", "author": [{"@type": "Person", "name": "Z"}]}}],
    });
    assert_eq!(wrong_terms(&right), Vec::<String>::new());
    for (pointer, new) in [
        ("/@context", Value::Null),
        ("/@type", "Statement".into()),
        ("/truth", "yes".into()),
        ("/citation/0/dateCreated", "1990-02~".into()),
        ("/citation/0/dateCreated", "1990-21".into()),
        ("/citation/0/creator", json!({"@type": "Thing", "name": "Z"})),
        ("/citation/0/isPartOf/url", "javascript:x()".into()),
        ("/citation/0/isPartOf/author/0/age", 7.into()),
    ] {
        let wrong = wrong_terms(&with(&right, pointer, new));
        assert!(!wrong.is_empty(), "{pointer}: nobody noticed it");
    }
}
