//! Annotations, and the sets of claims and questions that research has.

use super::{Imported, first_name, items, name, text};
use crate::exchange::QuoteRow;
use serde_json::Value;
use std::collections::BTreeMap;

/// Why a number of a sentence is not taken.
const NO_SENTENCE: &str = "sentence numbers refer to sentences that are in none of the files";

/// The most levels of JSON that are looked through for evidence.
const MAX_LEVELS: usize = 64;

/// Web Annotations, and what Hypothesis makes of them: a target with selectors.
pub(super) fn annotations(values: &[Value], into: &mut Imported) {
    let all = values.iter().flat_map(|value| {
        // A page of the API, a collection, or one annotation.
        let lists = ["rows", "annotations", "items"].map(|name| items(value, name));
        let inner = lists.into_iter().find(|list| !list.is_empty());
        let first = value.get("first").map(|page| items(page, "items"));
        inner.or(first).unwrap_or(std::slice::from_ref(value))
    });
    for (number, annotation) in all.enumerate() {
        let id = first_name(annotation, &["id"]).unwrap_or_else(|| (number + 1).to_string());
        let target = annotation.get("target").unwrap_or(&Value::Null);
        let targets = target.as_array().map_or(std::slice::from_ref(target), Vec::as_slice);
        let mut found = false;
        for target in targets {
            let source = target
                .get("source")
                .and_then(|source| name(source).or_else(|| first_name(source, &["id", "@id"])));
            let source = source.or_else(|| first_name(annotation, &["uri"])).unwrap_or_default();
            let Some(selector) = quote_selector(target.get("selector"), 0) else { continue };
            found = true;
            into.quotes.push(QuoteRow {
                id: Some(id.clone().into()),
                document: Some(source.into()),
                quote: text(selector, "exact").into_iter().map(Into::into).collect(),
                prefix: text(selector, "prefix")
                    .map(|words| whole_words(words, Edge::Start).into()),
                suffix: text(selector, "suffix").map(|words| whole_words(words, Edge::End).into()),
            });
        }
        if !found {
            into.skip("annotations have no text quote selector");
        }
    }
}

/// A context of so many characters may be cut inside a word: annotation tools take 32 characters.
const CUT_BY_LENGTH: usize = 24;

/// Where a context may be cut inside a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

/// A context without the word that may be cut at an edge: `efused: “We were` becomes `“We were`.
fn whole_words(context: &str, edge: Edge) -> &str {
    if context.chars().count() < CUT_BY_LENGTH {
        return context;
    }
    let kept = match edge {
        Edge::Start => context.split_once(char::is_whitespace).map(|(_, kept)| kept),
        Edge::End => context.rsplit_once(char::is_whitespace).map(|(kept, _)| kept),
    };
    kept.filter(|kept| !kept.trim().is_empty()).unwrap_or(context)
}

/// The text quote selector of a target, however deep it is refined.
fn quote_selector(selector: Option<&Value>, level: usize) -> Option<&Value> {
    let selector = selector.filter(|_| level < MAX_LEVELS)?;
    if let Some(list) = selector.as_array() {
        return list.iter().find_map(|one| quote_selector(Some(one), level + 1));
    }
    if selector["type"] == "TextQuoteSelector" && text(selector, "exact").is_some() {
        return Some(selector);
    }
    quote_selector(selector.get("refinedBy"), level + 1)
}

/// Evidence of `LinkML`, and the texts of references that its validator has cached.
pub(super) fn linkml(values: &[Value], into: &mut Imported) {
    for value in values {
        match first_name(value, &["reference_id"]).filter(|_| value.get("content").is_some()) {
            Some(id) => cached(&id, value, into),
            None => excerpts(value, (&mut String::new(), None), 0, into),
        }
    }
}

/// A reference as the validator keeps it: what is known of it, and its text.
fn cached(id: &str, value: &Value, into: &mut Imported) {
    let kind = text(value, "content_type").unwrap_or("");
    match text(value, "content").filter(|_| kind != "unavailable") {
        Some(content) => {
            if kind == "abstract_only" {
                into.skip(
                    "references have only their abstract: the full text may have what it lacks",
                );
            }
            // The words of the header come before the text, too.
            let content = content.split_once("## Content\n").map_or(content, |(_, text)| text);
            into.document(id, content.trim_matches('\n').to_owned());
        }
        None => into.skip("references have no text that was cached"),
    }
}

/// Any object that has words and a source, its own or that of the object around it.
pub(super) fn citations(values: &[Value], into: &mut Imported) {
    for (at, value) in values.iter().enumerate() {
        // One object is the file; of several each has a number, as in a list.
        let mut pointer = if values.len() > 1 { format!("/{at}") } else { String::new() };
        excerpts(value, (&mut pointer, None), 0, into);
    }
}

fn excerpts(
    value: &Value,
    (pointer, around): (&mut String, Option<&str>),
    level: usize,
    into: &mut Imported,
) {
    if level >= MAX_LEVELS {
        return;
    }
    let before = pointer.len();
    match value {
        Value::Array(list) => {
            for (at, one) in list.iter().enumerate() {
                pointer.push_str(&format!("/{at}"));
                excerpts(one, (pointer, around), level + 1, into);
                pointer.truncate(before);
            }
        }
        Value::Object(members) => {
            let names = into.names.clone();
            let cited = names.sources.iter().find_map(|member| {
                let value = value.get(member)?;
                name(value).or_else(|| first_name(value, &["id", "title"]))
            });
            let cited = cited.as_deref().or(around.filter(|_| names.inherited));
            // What has an id lends it to the quotes inside it.
            let mut lent = value.get("id").and_then(name).filter(|_| names.inherited);
            let pointer = lent.as_mut().unwrap_or(pointer);
            let before = pointer.len();
            for (name, one) in members {
                pointer.push('/');
                pointer.push_str(name);
                excerpts(one, (pointer, cited), level + 1, into);
                pointer.truncate(before);
            }
            let Some(words) = names.words.iter().find_map(|member| value.get(member)) else {
                return;
            };
            let list = words.as_array().map_or(std::slice::from_ref(words), Vec::as_slice);
            let parts =
                list.iter().filter_map(Value::as_str).filter(|words| !words.trim().is_empty());
            // There three stops leave words out, as an ellipsis does.
            let parts: Vec<String> = parts.map(|words| words.replace("...", "…")).collect();
            match cited {
                _ if parts.is_empty() => into.skip("excerpts are empty"),
                None => into.skip("excerpts have no reference"),
                Some(cited) => {
                    let place = if pointer.is_empty() { "/" } else { &**pointer };
                    into.quote(place.to_owned(), cited, parts);
                    if let Some(row) = into.quotes.last_mut() {
                        row.prefix = text(value, "prefix").map(Into::into);
                        row.suffix = text(value, "suffix").map(Into::into);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Sentences of documents, by their numbers.
type Sentences = BTreeMap<String, BTreeMap<u64, String>>;

fn numbered<'v>(sentences: impl IntoIterator<Item = &'v Value>) -> BTreeMap<u64, String> {
    let texts = sentences.into_iter().map(|sentence| sentence.as_str().unwrap_or("").to_owned());
    (0..).zip(texts).collect()
}

/// The sentences with some numbers: neighbours are one part, and between others something is left out.
fn parts(sentences: Option<&BTreeMap<u64, String>>, numbers: &[u64]) -> Option<Vec<String>> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = None;
    for number in numbers {
        let sentence = sentences?.get(number)?.trim();
        match parts.last_mut().filter(|_| before.is_some_and(|b: u64| b + 1 == *number)) {
            Some(part) => {
                part.push(' ');
                part.push_str(sentence);
            }
            None => parts.push(sentence.to_owned()),
        }
        before = Some(*number);
    }
    (!parts.is_empty()).then_some(parts)
}

fn cite(
    into: &mut Imported,
    (id, document): (String, &str),
    all: &Sentences,
    numbers: impl IntoIterator<Item = u64>,
) {
    let mut numbers: Vec<u64> = numbers.into_iter().collect();
    numbers.sort_unstable();
    numbers.dedup();
    match parts(all.get(document), &numbers) {
        Some(parts) => into.quote(id, document, parts),
        None => into.skip(NO_SENTENCE),
    }
}

/// Claims with numbers of sentences, and abstracts.
pub(super) fn scifact(values: &[Value], into: &mut Imported) {
    let mut all = Sentences::new();
    for value in values {
        let Some(id) = first_name(value, &["doc_id"]) else { continue };
        let sentences = numbered(items(value, "abstract"));
        let text: Vec<&str> = sentences.values().map(|sentence| sentence.trim()).collect();
        into.document(&id, text.join(" "));
        all.insert(id, sentences);
    }
    for value in values {
        let Some(evidence) = value.get("evidence").and_then(Value::as_object) else { continue };
        let claim = first_name(value, &["id"]).unwrap_or_default();
        for (document, sets) in evidence {
            for (at, set) in sets.as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
                let numbers = items(set, "sentences").iter().filter_map(Value::as_u64);
                cite(into, (format!("{claim}/{document}/{at}"), document), &all, numbers);
            }
        }
    }
}

/// Claims with numbers of sentences, and pages of lines.
pub(super) fn fever(values: &[Value], into: &mut Imported) {
    let mut all = Sentences::new();
    for value in values {
        let (Some(id), Some(lines)) = (first_name(value, &["id"]), text(value, "lines")) else {
            continue;
        };
        let sentences = lines.lines().filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?.parse().ok()?, cells.next()?.to_owned()))
        });
        let sentences: BTreeMap<u64, String> = sentences.collect();
        let written: Vec<&str> = sentences.values().map(String::as_str).collect();
        into.document(&id, written.join(" "));
        all.insert(id, sentences);
    }
    for value in values.iter().filter(|value| value.get("claim").is_some()) {
        let claim = first_name(value, &["id"]).unwrap_or_default();
        for (at, set) in items(value, "evidence").iter().enumerate() {
            for (nth, one) in set.as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
                let page = one.get(2).and_then(Value::as_str);
                match (page, one.get(3).and_then(Value::as_u64)) {
                    (Some(page), Some(number)) => {
                        cite(into, (format!("{claim}/{at}/{nth}"), page), &all, [number]);
                    }
                    _ => into.skip("claims have no evidence"),
                }
            }
        }
    }
}

/// Questions, each with the paragraphs that its supporting facts are from.
pub(super) fn hotpotqa(values: &[Value], into: &mut Imported) {
    for value in values {
        let question = first_name(value, &["_id", "id"]).unwrap_or_default();
        let mut all = Sentences::new();
        for paragraph in items(value, "context") {
            let Some(title) = paragraph.get(0).and_then(Value::as_str) else { continue };
            let sentences = paragraph.get(1).and_then(Value::as_array);
            let sentences = numbered(sentences.into_iter().flatten());
            let written: Vec<&str> = sentences.values().map(|sentence| sentence.trim()).collect();
            into.document(title, written.join(" "));
            all.insert(title.to_owned(), sentences);
        }
        facts(value, &question, &all, into);
    }
}

/// Claims of several steps, with pages of the wiki that they were made from.
pub(super) fn hover(values: &[Value], into: &mut Imported) {
    let mut all = Sentences::new();
    for value in values {
        let (Some(title), Some(paragraphs)) = (text(value, "title"), value.get("text")) else {
            continue;
        };
        // A list of sentences, or a list of paragraphs with a list each.
        let paragraphs = paragraphs.as_array().map_or(&[][..], Vec::as_slice).iter();
        let sentences = paragraphs
            .flat_map(|one| one.as_array().map_or(std::slice::from_ref(one), Vec::as_slice));
        let sentences = numbered(sentences);
        let written: Vec<&str> = sentences.values().map(|sentence| sentence.trim()).collect();
        into.document(title, written.join(" "));
        all.insert(title.to_owned(), sentences);
    }
    for value in values {
        let claim = first_name(value, &["uid"]).unwrap_or_default();
        facts(value, &claim, &all, into);
    }
}

/// Sentences by their page's title and their number there.
fn facts(value: &Value, id: &str, all: &Sentences, into: &mut Imported) {
    for (at, fact) in items(value, "supporting_facts").iter().enumerate() {
        let title = fact.get(0).and_then(Value::as_str).unwrap_or_default();
        let number = fact.get(1).and_then(Value::as_u64);
        cite(into, (format!("{id}/{at}"), title), all, number);
    }
}

/// Papers by their ids, each with its questions.
pub(super) fn qasper(values: &[Value], into: &mut Imported) {
    let papers = values.iter().filter_map(Value::as_object).flatten();
    for (id, paper) in papers.filter(|(_, paper)| paper.get("full_text").is_some()) {
        let mut paragraphs: Vec<&str> = text(paper, "abstract").into_iter().collect();
        for section in items(paper, "full_text") {
            paragraphs.extend(items(section, "paragraphs").iter().filter_map(Value::as_str));
        }
        into.document(id, paragraphs.join("\n\n"));
        for (question_at, question) in items(paper, "qas").iter().enumerate() {
            for (at, answer) in items(question, "answers").iter().enumerate() {
                let answer = answer.get("answer").unwrap_or(answer);
                if text(answer, "free_form_answer").is_some() {
                    into.skip("answers are in the annotators' own words");
                }
                for kind in ["extractive_spans", "highlighted_evidence", "evidence"] {
                    for (nth, words) in items(answer, kind).iter().enumerate() {
                        let Some(words) = words.as_str().filter(|w| !w.trim().is_empty()) else {
                            continue;
                        };
                        if words.starts_with("FLOAT SELECTED") {
                            into.skip("captions of figures and tables are not in the text");
                            continue;
                        }
                        let row = format!("{id}/{question_at}/{at}/{kind}/{nth}");
                        into.quote(row, id, vec![words.to_owned()]);
                    }
                }
            }
        }
    }
}

/// Articles of paragraphs with questions, or a row a question.
pub(super) fn squad(values: &[Value], into: &mut Imported) {
    let articles = values.iter().flat_map(|value| match items(value, "data") {
        [] => std::slice::from_ref(value),
        articles => articles,
    });
    for article in articles {
        let title = text(article, "title").unwrap_or("article");
        if let Some(context) = text(article, "context") {
            let id = first_name(article, &["id"]).unwrap_or_default();
            into.document(&id, context.to_owned());
            let answers = article.get("answers").unwrap_or(&Value::Null);
            for (nth, words) in items(answers, "text").iter().filter_map(Value::as_str).enumerate()
            {
                into.quote(format!("{id}/{nth}"), &id, vec![words.to_owned()]);
            }
        }
        for (at, paragraph) in items(article, "paragraphs").iter().enumerate() {
            let document = format!("{title}/{at}");
            into.document(&document, text(paragraph, "context").unwrap_or("").to_owned());
            for question in items(paragraph, "qas") {
                let id = first_name(question, &["id"]).unwrap_or_default();
                let answers = items(question, "answers").iter();
                for (nth, words) in answers.filter_map(|answer| text(answer, "text")).enumerate() {
                    into.quote(format!("{id}/{nth}"), &document, vec![words.to_owned()]);
                }
            }
        }
    }
}
