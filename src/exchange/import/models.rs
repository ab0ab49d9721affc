//! What language models cite.

use super::{Imported, first_name, in_quotation_marks, items, name, text};
use serde_json::Value;

/// Why a citation is not taken.
const PLACES: &str = "citations are places in the answer, and nothing is in quotation marks there";

/// `content[].citations[]`: the API copies `cited_text` from the document.
pub(super) fn anthropic(values: &[Value], into: &mut Imported) {
    for (number, value) in values.iter().enumerate() {
        let value = value.get("message").filter(|inner| inner.is_object()).unwrap_or(value);
        let mut documents = 0;
        for message in items(value, "messages") {
            for block in items(message, "content").iter().filter(|b| b["type"] == "document") {
                anthropic_document(block, documents, into);
                documents += 1;
            }
        }
        let id = text(value, "id").map_or_else(|| (number + 1).to_string(), str::to_owned);
        for (block_at, block) in items(value, "content").iter().enumerate() {
            for (at, citation) in items(block, "citations").iter().enumerate() {
                let Some(cited) = text(citation, "cited_text") else {
                    into.skip("citations have no `cited_text`");
                    continue;
                };
                let by_place = || {
                    let index = citation.get("document_index").and_then(Value::as_u64)?;
                    Some(format!("document-{index}"))
                };
                let named = first_name(citation, &["document_title", "source", "url", "file_id"]);
                let document = named.or_else(by_place).unwrap_or_default();
                into.quote(format!("{id}/{block_at}/{at}"), &document, vec![cited.to_owned()]);
            }
        }
    }
}

fn anthropic_document(block: &Value, number: usize, into: &mut Imported) {
    let title = text(block, "title").map_or_else(|| format!("document-{number}"), str::to_owned);
    let source = &block["source"];
    if let Some(data) = text(source, "data").filter(|_| source["type"] == "text") {
        into.document(&title, data.to_owned());
    } else if source["type"] == "content" {
        let blocks = items(source, "content").iter().filter_map(|block| text(block, "text"));
        into.document(&title, blocks.collect());
    } else {
        into.skip("documents are not in the request as text");
    }
}

/// Annotations of content blocks with `cited_text`; documents with `page_content`.
pub(super) fn langchain(values: &[Value], into: &mut Imported) {
    for (number, value) in values.iter().enumerate() {
        // What `dumpd` writes has the object's members in `kwargs`.
        let value = value.get("kwargs").unwrap_or(value);
        if let Some(page) = text(value, "page_content") {
            let metadata = value.get("metadata").unwrap_or(&Value::Null);
            let id = first_name(metadata, &["source", "url", "title"]);
            let id = id.or_else(|| first_name(value, &["id"]));
            into.document(&id.unwrap_or_else(|| format!("document-{number}")), page.to_owned());
            continue;
        }
        let id = text(value, "id").map_or_else(|| (number + 1).to_string(), str::to_owned);
        let blocks = [items(value, "content_blocks"), items(value, "content")];
        let blocks = blocks.into_iter().find(|blocks| !blocks.is_empty()).unwrap_or(&[]);
        for (block_at, block) in blocks.iter().enumerate() {
            let both = items(block, "annotations").iter().chain(items(block, "citations"));
            for (at, citation) in both.enumerate() {
                let document = first_name(citation, &["url", "title", "document_title", "source"]);
                match text(citation, "cited_text") {
                    Some(cited) => into.quote(
                        format!("{id}/{block_at}/{at}"),
                        &document.unwrap_or_default(),
                        vec![cited.to_owned()],
                    ),
                    None => into.skip("annotations have no `cited_text`"),
                }
            }
        }
    }
}

/// The words in quotation marks that an annotated stretch of an answer has, or its sentence where it has none.
fn quoted_there(answer: &str, start: Option<u64>, end: Option<u64>) -> Vec<String> {
    let (Some(start), Some(end)) = (start, end) else { return in_quotation_marks(answer) };
    let byte = |place: u64| {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        answer.char_indices().nth(place).map_or(answer.len(), |(at, _)| at)
    };
    let (start, end) = (byte(start), byte(end));
    let inside = in_quotation_marks(answer.get(start..end).unwrap_or(""));
    if !inside.is_empty() {
        return inside;
    }
    // The annotation often is the link alone, after the sentence.
    let line = answer.get(..start).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
    in_quotation_marks(line).pop().into_iter().collect()
}

fn take(into: &mut Imported, id: &str, document: &str, quotes: Vec<String>) {
    if quotes.is_empty() {
        into.skip(PLACES);
    }
    for (at, quote) in quotes.into_iter().enumerate() {
        into.quote(format!("{id}/{at}"), document, vec![quote]);
    }
}

/// `annotations[]` of an answer's text: url and file citations.
pub(super) fn openai(values: &[Value], into: &mut Imported) {
    for (number, value) in values.iter().enumerate() {
        let id = text(value, "id").map_or_else(|| (number + 1).to_string(), str::to_owned);
        let responses = items(value, "output").iter().flat_map(|item| items(item, "content"));
        let chats = items(value, "choices").iter().filter_map(|choice| choice.get("message"));
        for (part_at, part) in responses.chain(chats).enumerate() {
            let answer = text(part, "text").or_else(|| text(part, "content")).unwrap_or("");
            for (at, annotation) in items(part, "annotations").iter().enumerate() {
                let inner = annotation.get("url_citation").unwrap_or(annotation);
                let document = first_name(inner, &["url", "filename", "file_id"]);
                let place = |name: &str| inner.get(name).and_then(Value::as_u64);
                let quotes = match (place("start_index"), place("index")) {
                    (None, Some(index)) => quoted_there(answer, Some(index), Some(index)),
                    (start, _) => quoted_there(answer, start, place("end_index")),
                };
                take(into, &format!("{id}/{part_at}/{at}"), &document.unwrap_or_default(), quotes);
            }
        }
    }
}

/// `groundingMetadata`: stretches of the answer, and the chunks that they rest on.
pub(super) fn gemini(values: &[Value], into: &mut Imported) {
    for (number, value) in values.iter().enumerate() {
        let id = text(value, "responseId").map_or_else(|| (number + 1).to_string(), str::to_owned);
        for (candidate_at, candidate) in items(value, "candidates").iter().enumerate() {
            let grounding = candidate.get("groundingMetadata").unwrap_or(&Value::Null);
            let chunks = items(grounding, "groundingChunks");
            let named = |chunk: &Value| {
                let inner = chunk.get("retrievedContext").or_else(|| chunk.get("web"));
                inner.and_then(|inner| first_name(inner, &["uri", "title"])).unwrap_or_default()
            };
            for chunk in chunks {
                if let Some(words) = chunk.get("retrievedContext").and_then(|c| text(c, "text")) {
                    into.document(&named(chunk), words.to_owned());
                }
            }
            for (at, support) in items(grounding, "groundingSupports").iter().enumerate() {
                let segment = support.get("segment").and_then(|segment| text(segment, "text"));
                let quotes = in_quotation_marks(segment.unwrap_or(""));
                let cited = items(support, "groundingChunkIndices").iter();
                let cited = cited.filter_map(|at| chunks.get(usize::try_from(at.as_u64()?).ok()?));
                for (nth, chunk) in cited.enumerate() {
                    let id = format!("{id}/{candidate_at}/{at}/{nth}");
                    take(into, &id, &named(chunk), quotes.clone());
                }
            }
        }
    }
}

/// `message.citations[]`: `text` is the answer's, whatever the documentation of the SDK says.
pub(super) fn cohere(values: &[Value], into: &mut Imported) {
    for (number, value) in values.iter().enumerate() {
        let id = text(value, "id").map_or_else(|| (number + 1).to_string(), str::to_owned);
        let message = value.get("message").unwrap_or(value);
        let answer: String =
            items(message, "content").iter().filter_map(|part| text(part, "text")).collect();
        for (at, citation) in items(message, "citations").iter().enumerate() {
            let place = |name: &str| citation.get(name).and_then(Value::as_u64);
            let quotes = quoted_there(&answer, place("start"), place("end"));
            for (nth, source) in items(citation, "sources").iter().enumerate() {
                let document = source.get("document").unwrap_or(&Value::Null);
                let cited = source.get("id").and_then(name);
                let cited = cited.or_else(|| first_name(document, &["id", "title"]));
                let cited = cited.unwrap_or_default();
                if let Some(words) = text(document, "text").or_else(|| text(document, "snippet")) {
                    into.document(&cited, words.to_owned());
                }
                take(into, &format!("{id}/{at}/{nth}"), &cited, quotes.clone());
            }
        }
    }
}
