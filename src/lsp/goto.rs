//! Where an editor can jump to: definitions, references, links and symbols.

use super::loose::Loose;
use super::place::Range;
use super::view::{EditorView, Subject, Texts, evidence, location};
use crate::claim::{Evidence, evidence_member};
use crate::desk::DeskPassage;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

/// The most symbols that are listed for one question.
const MAX_SYMBOLS: usize = 500;

/// Answers `textDocument/definition`: of a quote the passage, of an id the file that it names.
pub(super) fn definition(view: &EditorView<'_>, params: &Value) -> Value {
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

fn id_of_source(view: &EditorView<'_>, id: &str, texts: &mut Texts) -> Option<(String, Range)> {
    let (_, file, _) = view.session.desk.sources().find(|(other, _, _)| *other == id)?;
    Some((view.uri(file), view.place_of(file, "/id", texts).unwrap_or_default()))
}

fn id_of_claim(view: &EditorView<'_>, id: &str, texts: &mut Texts) -> Option<(String, Range)> {
    let (file, _) = view.session.desk.claims().find(|(_, claim)| *claim.id == *id)?;
    Some((view.uri(file), view.place_of(file, "/id", texts).unwrap_or_default()))
}

/// Where an id is named, by file and pointer; not where it is given. What is written just now may be no claim yet: it is
/// read as far as it goes.
pub(super) fn namings(
    view: &EditorView<'_>,
    subject: &Subject,
    texts: &mut Texts,
) -> Vec<(Utf8PathBuf, String)> {
    let mut found = Vec::new();
    for file in view.session.desk.unread_claims() {
        let Some((text, _)) = texts.of(view, file) else { continue };
        let loose = Loose::new(text);
        let named =
            loose.texts.iter().filter(|text| subject.is_named_at(&text.pointer, &text.value));
        found.extend(named.map(|text| (file.to_owned(), text.pointer.clone())));
    }
    for (file, claim) in view.session.desk.claims() {
        match subject {
            Subject::Source(id) => {
                let cited = claim.evidence.iter().enumerate().filter(|(_, e)| *e.source == **id);
                let cited = cited.map(|(at, _)| evidence_member(at, "source"));
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
pub(super) fn given(view: &EditorView<'_>, subject: &Subject) -> Option<Utf8PathBuf> {
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
pub(super) fn references(view: &EditorView<'_>, params: &Value) -> Value {
    let mut texts = Texts::default();
    let byte = view.byte(params);
    if let Some(id) = view.document_of() {
        let line = view.lines.number(byte);
        let mut passed = Texts::default();
        let mut here = |passage: &DeskPassage| {
            let range = view.range_of(passage, &mut passed);
            (range.start.line as usize..=range.end.line as usize).contains(&line)
        };
        let quotes = view.session.desk.quoted_of(view.world, id).into_iter();
        let quotes = quotes.filter(|(_, _, _, passages)| passages.iter().any(&mut here));
        return quotes
            .filter_map(|(file, _, number, _)| quote_at(view, file, number, &mut texts))
            .map(|(uri, range)| location(&uri, range))
            .collect();
    }
    let loose = Loose::new(&view.text);
    let Some((subject, _)) = view.subject(&loose, byte) else { return Value::Null };
    let with_own = params.pointer("/context/includeDeclaration") == Some(&json!(true));
    let own = given(view, &subject).filter(|_| with_own).map(|file| (file, "/id".to_owned()));
    let all = namings(view, &subject, &mut texts).into_iter().chain(own);
    let each = all.filter_map(|(file, pointer)| {
        Some(location(&view.uri(&file), id_at(view, &file, &pointer, &subject, &mut texts)?))
    });
    each.collect()
}

/// Where an id is at a pointer of a file: nowhere, if there is another by now.
pub(super) fn id_at(
    view: &EditorView<'_>,
    file: &Utf8Path,
    pointer: &str,
    subject: &Subject,
    texts: &mut Texts,
) -> Option<Range> {
    let (text, lines) = texts.of(view, file)?;
    let loose = Loose::new(text);
    let found = loose.get(pointer).filter(|found| Some(found.value.as_str()) == subject.id())?;
    Some(lines.range(text, found.span, view.client.encoding))
}

/// Where the quote of an evidence is in its claim.
pub(super) fn quote_at(
    view: &EditorView<'_>,
    file: &Utf8Path,
    number: usize,
    texts: &mut Texts,
) -> Option<(String, Range)> {
    let pointers = [evidence_member(number, "quote"), evidence_member(number, "quote/0")];
    let range = pointers.iter().find_map(|pointer| view.place_of(file, pointer, texts))?;
    Some((view.uri(file), range))
}

/// Answers `textDocument/documentLink`: sources of a claim, the text of a source.
pub(super) fn links(view: &EditorView<'_>) -> Value {
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
pub(super) fn symbols(view: &EditorView<'_>, query: &str) -> Vec<Value> {
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
