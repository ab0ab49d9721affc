//! New names for ids: wherever an id is named, and of the file or the folder that has its name.

use super::actions::difference;
use super::goto::{given, id_at, namings};
use super::loose::Loose;
use super::server::Refusal;
use super::view::{EditorView, Subject, Texts};
use crate::author::rename::{in_ignored, in_source, is_id};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a rename asks of the editor.
pub(super) struct Renaming {
    /// The edit, as the protocol has it.
    pub(super) edit: Value,
    /// The file or folder that is to have another name, where the editor does not rename files.
    pub(super) left: Option<(Utf8PathBuf, Utf8PathBuf)>,
}

/// Answers `textDocument/prepareRename`: the id that would be renamed.
pub(super) fn prepare_rename(view: &EditorView<'_>, params: &Value) -> Value {
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
pub(super) fn rename(view: &EditorView<'_>, params: &Value) -> Result<Renaming, Refusal> {
    let loose = Loose::new(&view.text);
    let subject = view.subject(&loose, view.byte(params)).map(|(subject, _)| subject);
    let named = subject.and_then(|subject| Some((given(view, &subject)?, subject)));
    let (file, subject) =
        named.ok_or_else(|| Refusal::because("no id of a claim or a source is here"))?;
    let new = params.get("newName").and_then(Value::as_str).unwrap_or("").trim();
    is_id(new).map_err(|why| Refusal::because(why.to_string()))?;
    let taken = match &subject {
        Subject::Source(_) => view.session.desk.sources().any(|(id, _, _)| id == new),
        _ => view.session.desk.claims().any(|(_, claim)| *claim.id == *new),
    };
    if taken {
        return Err(Refusal::because(format!("there is one named `{new}` already")));
    }
    let mut texts = Texts::default();
    let mut edits: BTreeMap<Utf8PathBuf, Vec<Value>> = BTreeMap::new();
    let named = namings(view, &subject, &mut texts);
    for (file, pointer) in named.into_iter().chain([(file.clone(), "/id".to_owned())]) {
        if let Some(range) = id_at(view, &file, &pointer, &subject, &mut texts) {
            edits.entry(file).or_default().push(json!({"range": range, "newText": new}));
        }
    }
    let moved = moved(&subject, &file, new);
    if let (Subject::Source(old), Some((from, to))) = (&subject, &moved) {
        for (file, edit) in beside_a_source(view, (old, from), (new, to)) {
            edits.entry(file).or_default().push(edit);
        }
    }
    Ok(changed(view, edits, moved))
}

/// The proofs of a source, and the line that keeps its text out of Git.
fn beside_a_source(
    view: &EditorView<'_>,
    (old, from): (&str, &Utf8Path),
    (new, to): (&str, &Utf8Path),
) -> Vec<(Utf8PathBuf, Value)> {
    let edit = |file: Utf8PathBuf, after: &dyn Fn(&str) -> Option<String>| {
        let (text, _) = view.text_of(&file)?;
        let edit = difference(&text, &after(&text)?, view);
        Some((file, edit))
    };
    let proofs = edit(from.join("proofs.json"), &|text| in_source(text, old, new));
    let ignored = edit(".gitignore".into(), &|text| in_ignored(text, from, to));
    proofs.into_iter().chain(ignored).collect()
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
    view: &EditorView<'_>,
    edits: BTreeMap<Utf8PathBuf, Vec<Value>>,
    moved: Option<(Utf8PathBuf, Utf8PathBuf)>,
) -> Renaming {
    if !view.client.document_changes {
        let changes: serde_json::Map<String, Value> =
            edits.into_iter().map(|(file, edits)| (view.uri(&file), edits.into())).collect();
        return Renaming { edit: json!({"changes": changes}), left: moved };
    }
    let change = |(file, edits): (Utf8PathBuf, Vec<Value>)| json!({"textDocument": {"uri": view.uri(&file), "version": null}, "edits": edits});
    let mut changes: Vec<Value> = edits.into_iter().map(change).collect();
    let mut left = moved;
    if view.client.renames_files
        && let Some((old, new)) = left.take()
    {
        changes.push(json!({"kind": "rename", "oldUri": view.uri(&old), "newUri": view.uri(&new)}));
    }
    Renaming { edit: json!({"documentChanges": changes}), left }
}
