//! From here to there: definitions, references, links, symbols, and new names for ids.

use super::loose::Loose;
use super::place::Range;
use super::server::Refusal;
use super::view::{Subject, Texts, View, evidence, location};
use crate::claim::Evidence;
use crate::desk::Passage;
use crate::text::is_slug;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most symbols that are listed for one question.
const MAX_SYMBOLS: usize = 500;

/// Answers `textDocument/definition`: of a quote the passage, of an id the file that it names.
pub(super) fn definition(view: &View<'_>, params: &Value) -> Value {
    let loose = Loose::new(&view.text);
    let byte = view.byte(params);
    let mut texts = Texts::default();
    let mut passages = |evidence: &Evidence| -> Vec<(String, Range)> {
        let standing = view.session.desk.standing(view.world, evidence);
        let passages = standing.map(|s| s.passages).unwrap_or_default();
        passages.iter().map(|p| (view.uri(&p.file), view.range_of(p, &mut texts))).collect()
    };
    let (targets, from) = if let Some((evidence, from)) = view.quotation(byte) {
        (passages(&evidence), from)
    } else {
        let Some((subject, from)) = view.subject(&loose, byte) else { return Value::Null };
        let targets = match subject {
            Subject::Quote(number) => {
                evidence(&loose, number).map(|evidence| passages(&evidence)).unwrap_or_default()
            }
            Subject::Source(id) => id_of_source(view, &id, &mut texts).into_iter().collect(),
            Subject::Claim(id) => id_of_claim(view, &id, &mut texts).into_iter().collect(),
        };
        (targets, from)
    };
    let target = |(uri, range): (String, Range)| {
        if view.client.location_links {
            json!({
                "originSelectionRange": view.range(from),
                "targetUri": uri,
                "targetRange": range,
                "targetSelectionRange": range,
            })
        } else {
            location(&uri, range)
        }
    };
    targets.into_iter().map(target).collect()
}

fn id_of_source(view: &View<'_>, id: &str, texts: &mut Texts) -> Option<(String, Range)> {
    let (_, file, _) = view.session.desk.sources().find(|(other, _, _)| *other == id)?;
    Some((view.uri(file), view.place_of(file, "/id", texts).unwrap_or_default()))
}

fn id_of_claim(view: &View<'_>, id: &str, texts: &mut Texts) -> Option<(String, Range)> {
    let (file, _) = view.session.desk.claims().find(|(_, claim)| *claim.id == *id)?;
    Some((view.uri(file), view.place_of(file, "/id", texts).unwrap_or_default()))
}

/// Where an id is named, by file and pointer; not where it is given.
fn namings(view: &View<'_>, subject: &Subject) -> Vec<(Utf8PathBuf, String)> {
    let mut found = Vec::new();
    for (file, claim) in view.session.desk.claims() {
        match subject {
            Subject::Source(id) => {
                let cited = claim.evidence.iter().enumerate().filter(|(_, e)| *e.source == **id);
                let cited = cited.map(|(at, _)| format!("/evidence/{at}/source"));
                found.extend(cited.map(|pointer| (file.to_owned(), pointer)));
            }
            Subject::Claim(id) => {
                let named = claim.relations.iter().enumerate().filter(|(_, r)| *r.claim == **id);
                let named = named.map(|(at, _)| format!("/relations/{at}/claim"));
                found.extend(named.map(|pointer| (file.to_owned(), pointer)));
            }
            Subject::Quote(_) => {}
        }
    }
    if let Subject::Source(id) = subject {
        let derived = view.session.desk.sources().filter(|(_, _, source)| {
            source.is_some_and(|source| source.derived_from.as_deref() == Some(id))
        });
        found.extend(derived.map(|(_, file, _)| (file.to_owned(), "/derived_from".to_owned())));
    }
    found
}

/// Where an id is given.
fn given(view: &View<'_>, subject: &Subject) -> Option<Utf8PathBuf> {
    match subject {
        Subject::Source(id) => {
            let mut sources = view.session.desk.sources();
            sources.find(|(other, _, _)| other == id).map(|(_, file, _)| file.to_owned())
        }
        Subject::Claim(id) => {
            let mut claims = view.session.desk.claims();
            claims.find(|(_, claim)| *claim.id == **id).map(|(file, _)| file.to_owned())
        }
        Subject::Quote(_) => None,
    }
}

/// Answers `textDocument/references`: of a line of a document the quotes that have some of it, of an id where it is named.
pub(super) fn references(view: &View<'_>, params: &Value) -> Value {
    let mut texts = Texts::default();
    let byte = view.byte(params);
    if let Some(id) = view.document_of() {
        let line = view.lines.number(byte);
        let here = |passage: &Passage| {
            let range = view.range_of(passage, &mut Texts::default());
            (range.start.line as usize..=range.end.line as usize).contains(&line)
        };
        let quotes = view.session.desk.quoted_of(view.world, id).into_iter();
        let quotes = quotes.filter(|(_, _, _, passages)| passages.iter().any(here));
        return quotes
            .filter_map(|(file, _, number, _)| quote_at(view, file, number, &mut texts))
            .map(|(uri, range)| location(&uri, range))
            .collect();
    }
    let loose = Loose::new(&view.text);
    let Some((subject, _)) = view.subject(&loose, byte) else { return Value::Null };
    let with_own = params.pointer("/context/includeDeclaration") == Some(&json!(true));
    let own = given(view, &subject).filter(|_| with_own).map(|file| (file, "/id".to_owned()));
    let all = namings(view, &subject).into_iter().chain(own);
    let each = all.filter_map(|(file, pointer)| {
        Some(location(&view.uri(&file), view.place_of(&file, &pointer, &mut texts)?))
    });
    each.collect()
}

/// Where the quote of an evidence stands in its claim.
pub(super) fn quote_at(
    view: &View<'_>,
    file: &Utf8Path,
    number: usize,
    texts: &mut Texts,
) -> Option<(String, Range)> {
    let pointers = [format!("/evidence/{number}/quote"), format!("/evidence/{number}/quote/0")];
    let range = pointers.iter().find_map(|pointer| view.place_of(file, pointer, texts))?;
    Some((view.uri(file), range))
}

/// Answers `textDocument/documentLink`: sources of a claim, the text of a source.
pub(super) fn links(view: &View<'_>) -> Value {
    let loose = Loose::new(&view.text);
    let mut links: Vec<Value> = Vec::new();
    for text in &loose.texts {
        let subject = view.subject(&loose, text.span.start);
        let target = match subject {
            Some((subject @ (Subject::Source(_) | Subject::Claim(_)), _)) => {
                given(view, &subject).filter(|file| file != view.name()).map(|file| view.uri(&file))
            }
            _ if view.source_record().is_some() && text.pointer == "/text/path" => {
                let file = view.source_record().and_then(|id| view.session.desk.text_file(id));
                file.map(super::uri::of_path)
            }
            _ => None,
        };
        links
            .extend(target.map(|target| json!({"range": view.range(text.span), "target": target})));
    }
    links.into()
}

/// Answers `workspace/symbol`: claims by their ids and statements, sources by their ids and titles.
pub(super) fn symbols(view: &View<'_>, query: &str) -> Vec<Value> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let fits = |texts: &[&str]| {
        let all = texts.join(" ").to_lowercase();
        words.iter().all(|word| all.contains(word.as_str()))
    };
    let symbol = |name: &str, kind: u32, file: &Utf8Path, about: &str| {
        json!({
            "name": name,
            "kind": kind,
            "location": location(&view.uri(file), Range::default()),
            "containerName": about,
        })
    };
    let claims = view.session.desk.claims().filter(|(_, c)| fits(&[&c.id, &c.statement]));
    let claims = claims.map(|(file, c)| symbol(&c.id, KIND_CLAIM, file, &c.statement));
    let title = |source: Option<&crate::source::Source>| -> String {
        source.and_then(|source| source.title.clone()).unwrap_or_default()
    };
    let sources = view.session.desk.sources().filter(|(id, _, s)| fits(&[id, &title(*s)]));
    let sources = sources.map(|(id, file, s)| symbol(id, KIND_SOURCE, file, &title(s)));
    claims.chain(sources).take(MAX_SYMBOLS).collect()
}

/// As editors draw them: an object, and a file.
const KIND_CLAIM: u32 = 19;
const KIND_SOURCE: u32 = 1;

/// Answers `textDocument/prepareRename`: the id that would be renamed.
pub(super) fn prepare_rename(view: &View<'_>, params: &Value) -> Value {
    let loose = Loose::new(&view.text);
    match view.subject(&loose, view.byte(params)) {
        Some((subject @ (Subject::Source(_) | Subject::Claim(_)), span))
            if given(view, &subject).is_some() =>
        {
            serde_json::to_value(view.range(span)).unwrap_or_default()
        }
        _ => Value::Null,
    }
}

/// Answers `textDocument/rename`: the id wherever it is named, and the file or the folder that has its name.
pub(super) fn rename(view: &View<'_>, params: &Value) -> Result<Value, Refusal> {
    let loose = Loose::new(&view.text);
    let subject = view.subject(&loose, view.byte(params)).map(|(subject, _)| subject);
    let subject = subject.filter(|subject| given(view, subject).is_some());
    let subject =
        subject.ok_or_else(|| Refusal::because("no id of a claim or a source is here"))?;
    let new = params.get("newName").and_then(Value::as_str).unwrap_or("").trim();
    if !is_slug(new) {
        return Err(Refusal::because("an id has small letters, digits and hyphens: `high-water`"));
    }
    let taken = match &subject {
        Subject::Source(_) => view.session.desk.sources().any(|(id, _, _)| id == new),
        _ => view.session.desk.claims().any(|(_, claim)| *claim.id == *new),
    };
    if taken {
        return Err(Refusal::because(format!("there is one named `{new}` already")));
    }
    let own = given(view, &subject).map(|file| (file, "/id".to_owned()));
    let mut texts = Texts::default();
    let mut edits: BTreeMap<Utf8PathBuf, Vec<Value>> = BTreeMap::new();
    for (file, pointer) in namings(view, &subject).into_iter().chain(own.clone()) {
        if let Some(range) = view.place_of(&file, &pointer, &mut texts) {
            edits.entry(file).or_default().push(json!({"range": range, "newText": new}));
        }
    }
    let file = own.map(|(file, _)| file).unwrap_or_default();
    Ok(changed(view, edits, moved(&subject, &file, new)))
}

/// The file of a claim, or the folder of a source, and its new name.
fn moved(subject: &Subject, file: &Utf8Path, new: &str) -> Option<(Utf8PathBuf, Utf8PathBuf)> {
    match subject {
        Subject::Claim(old) if file.file_stem() == Some(old) => {
            Some((file.to_owned(), file.with_file_name(format!("{new}.json"))))
        }
        Subject::Source(_) => {
            let folder = file.parent()?;
            Some((folder.to_owned(), folder.with_file_name(new)))
        }
        _ => None,
    }
}

fn changed(
    view: &View<'_>,
    edits: BTreeMap<Utf8PathBuf, Vec<Value>>,
    moved: Option<(Utf8PathBuf, Utf8PathBuf)>,
) -> Value {
    if !view.client.document_changes {
        let changes: serde_json::Map<String, Value> =
            edits.into_iter().map(|(file, edits)| (view.uri(&file), edits.into())).collect();
        return json!({"changes": changes});
    }
    let change = |(file, edits): (Utf8PathBuf, Vec<Value>)| json!({"textDocument": {"uri": view.uri(&file), "version": null}, "edits": edits});
    let mut changes: Vec<Value> = edits.into_iter().map(change).collect();
    if let Some((old, new)) = moved.filter(|_| view.client.renames_files) {
        changes.push(json!({"kind": "rename", "oldUri": view.uri(&old), "newUri": view.uri(&new)}));
    }
    json!({"documentChanges": changes})
}
