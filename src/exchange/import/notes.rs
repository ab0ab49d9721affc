//! What readers mark: annotations and notes of Zotero.

use super::{Imported, first_name, items, text};
use serde_json::Value;

/// Annotations as items of the library, beside their attachments, or in the HTML of notes.
pub(super) fn zotero(values: &[Value], into: &mut Imported) {
    let all = values.iter().flat_map(|value| match items(value, "items") {
        [] => std::slice::from_ref(value),
        items => items,
    });
    for (number, item) in all.enumerate() {
        // The web API has the item's members in `data`.
        let item = item.get("data").filter(|data| data.is_object()).unwrap_or(item);
        let title = first_name(item, &["title"]);
        annotation(item, title.as_deref(), number, into);
        for attachment in items(item, "attachments") {
            let named = title.clone().or_else(|| first_name(attachment, &["title", "key"]));
            for (at, one) in items(attachment, "annotations").iter().enumerate() {
                annotation(one, named.as_deref(), at, into);
            }
        }
        let notes =
            items(item, "notes").iter().filter_map(|note| text(note, "note").or(note.as_str()));
        let id = first_name(item, &["key", "itemKey"]).unwrap_or_else(|| (number + 1).to_string());
        for (at, html) in text(item, "note").into_iter().chain(notes).enumerate() {
            note(html, &format!("{id}/{at}"), into);
        }
    }
}

fn annotation(item: &Value, title: Option<&str>, number: usize, into: &mut Imported) {
    let is_one = item.get("annotationType").is_some() || item["itemType"] == "annotation";
    if !is_one {
        return;
    }
    let Some(words) = text(item, "annotationText") else {
        into.skip("annotations mark no text (notes, pictures, ink)");
        return;
    };
    let id = first_name(item, &["key"]).unwrap_or_else(|| (number + 1).to_string());
    let parent = first_name(item, &["parentTitle", "parentItem", "parentKey"]);
    let document = title.map(str::to_owned).or(parent).unwrap_or_default();
    into.quote(id, &document, vec![words.to_owned()]);
}

/// The highlights of a note: `<span class="highlight" data-annotation="…">“words”</span>`.
fn note(html: &str, id: &str, into: &mut Imported) {
    const MARK: &str = "data-annotation=\"";
    let mut found = 0;
    let mut rest = html;
    while let Some(at) = rest.find(MARK) {
        rest = rest.get(at + MARK.len()..).unwrap_or("");
        let Some((data, after)) = rest.split_once('"') else { break };
        rest = after;
        let data: Value = serde_json::from_str(&decoded(data)).unwrap_or_default();
        let inside = after.split_once('>').map_or("", |(_, inside)| inside);
        // A note of a picture has no words.
        let Some((words, _)) = inside.split_once("</span>") else { continue };
        let words = plain(words);
        let words = unmarked(&words);
        if words.is_empty() {
            into.skip("annotations mark no text (notes, pictures, ink)");
            continue;
        }
        let item = data.get("citationItem").unwrap_or(&Value::Null);
        let cited = items(item, "uris").first().and_then(Value::as_str).map(str::to_owned);
        let cited = cited.or_else(|| first_name(&data, &["attachmentURI"])).unwrap_or_default();
        // The library's address says nothing: the item's key does.
        let key = cited.rsplit('/').next().unwrap_or("").to_owned();
        into.quote(format!("{id}/{found}"), &key, vec![words.to_owned()]);
        found += 1;
    }
    if found == 0 {
        into.skip("notes have no highlights in them");
    }
}

/// Without the marks that Zotero puts around a highlight.
fn unmarked(words: &str) -> &str {
    let words = words.trim();
    let pairs = [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“')];
    let inside =
        pairs.iter().find_map(|(open, close)| words.strip_prefix(*open)?.strip_suffix(*close));
    inside.unwrap_or(words).trim()
}

/// The bytes of a percent-encoded text.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let hex = after.get(..2).filter(|_| *first == b'%');
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        if byte.is_some() {
            rest = after.get(2..).unwrap_or(&[]);
        }
        bytes.push(byte.unwrap_or(*first));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// HTML without tags, and with characters for their names.
fn plain(html: &str) -> String {
    let mut pieces = html.split('<');
    let mut out = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    let names = [
        ("&nbsp;", "\u{A0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    names.iter().fold(out, |out, (name, character)| out.replace(name, character))
}
