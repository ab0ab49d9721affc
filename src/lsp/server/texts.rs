//! The open texts, as the editor tells of them, and the files that other programs have changed.

use super::{Server, file_of};
use crate::lsp::buffer::{Buffer, Change};
use crate::lsp::session::Session;
use crate::lsp::uri;
use crate::text::strip_bom;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

impl Server<'_> {
    pub(super) fn touch(&mut self, file: &Utf8Path) {
        if let Some(session) = self.session_of(file) {
            session.touch(file);
        }
    }

    /// Looks again at a file that has come, has gone or was saved; at all files, where the editor watches none.
    pub(super) fn look_at(&mut self, file: &Utf8Path) {
        let is_watched = self.client.watches && file.file_name() != Some(crate::config::FILE_NAME);
        self.touch(file);
        if !is_watched || self.session_of(file).is_some_and(|session| session.has_other_texts()) {
            self.look();
        }
    }

    /// Looks at the disk again.
    pub(super) fn look(&mut self) {
        self.roots.clear();
        self.sessions.values_mut().for_each(Session::look);
        // What was in no archive may be in one now.
        let open: Vec<Utf8PathBuf> = self.buffers.keys().cloned().collect();
        for file in open {
            self.tell_of(file);
        }
    }

    pub(super) fn open(&mut self, params: &Value) {
        let Ok(file) = file_of(params) else { return };
        let document = params.get("textDocument");
        let text = document.and_then(|d| d.get("text")).and_then(Value::as_str).unwrap_or("");
        let version = document.and_then(|d| d.get("version")).and_then(Value::as_i64);
        let mut buffer = Buffer::new(text.to_owned(), version);
        self.look_at(&file);
        let saved = self.session_of(&file).and_then(|session| session.saved(&file));
        // Line ends and a byte order mark are the editor's; what is not UTF-8 is taken for what it read.
        if let Some(saved) = saved.and_then(|saved| String::from_utf8(saved).ok())
            && !is_same(&saved, text)
        {
            buffer.note_saved(Some(&saved));
        }
        if let Some(uri) = document.and_then(|d| d.get("uri")).and_then(Value::as_str) {
            self.uris.insert(file.clone(), uri.to_owned());
        }
        self.tell_of(file.clone());
        self.buffers.insert(file.clone(), buffer);
        self.note_encoding(&file);
    }

    /// Looks whether the file of an open text is UTF-8.
    pub(super) fn note_encoding(&mut self, file: &Utf8Path) {
        if !self.buffers.contains_key(file) {
            return;
        }
        let saved = self.session_of(file).and_then(|session| session.saved(file));
        let is_decoded = saved.is_some_and(|saved| std::str::from_utf8(&saved).is_err());
        self.buffers.entry(file.to_owned()).and_modify(|buffer| buffer.is_decoded = is_decoded);
    }

    pub(super) fn change(&mut self, mut params: Value) {
        let Ok(file) = file_of(&params) else { return };
        let changes = params.get_mut("contentChanges").map(Value::take).unwrap_or_default();
        let version = params.pointer("/textDocument/version").and_then(Value::as_i64);
        let encoding = self.client.encoding;
        let Some(buffer) = self.buffers.get_mut(&file) else { return };
        buffer.version = version;
        let was_large = buffer.is_large();
        match serde_json::from_value::<Vec<Change>>(changes) {
            Ok(changes) => buffer.change(changes, encoding),
            Err(error) => {
                let message = format!("quoteproof: a change that cannot be read: {error}");
                self.notify("window/logMessage", &json!({"type": 2, "message": message}));
            }
        }
        if !(was_large && self.buffers.get(&file).is_some_and(Buffer::is_large)) {
            self.touch(&file);
            self.tell_of(file);
        }
    }

    /// That something else may be to be said of an open text, or of one that was.
    fn tell_of(&mut self, file: Utf8PathBuf) {
        if !self.client.pulls {
            self.unsent.insert(file);
        }
    }

    pub(super) fn saved(&mut self, params: &Value) {
        let Ok(file) = file_of(params) else { return };
        if let Some(buffer) = self.buffers.get_mut(&file) {
            buffer.note_saved(None);
        }
        self.note_encoding(&file);
        self.look_at(&file);
    }

    pub(super) fn close(&mut self, params: &Value) {
        let Ok(file) = file_of(params) else { return };
        self.buffers.remove(&file);
        self.uris.remove(&file);
        self.look_at(&file);
        self.tell_of(file);
    }
}

/// The files that somebody tells of, whatever became of them.
pub(super) fn told_files(params: &Value) -> Vec<Utf8PathBuf> {
    let changes = params.get("changes").and_then(Value::as_array);
    let file = |change: &Value| uri::to_path(change.get("uri")?.as_str()?);
    changes.into_iter().flatten().filter_map(file).collect()
}

/// Whether files were changed and no more: none has come or gone, and none decides what the archive is.
pub(super) fn only_changed(params: &Value) -> bool {
    const CHANGED: i64 = 2;
    let is_change = |change: &Value| {
        let file = change.get("uri").and_then(Value::as_str).and_then(uri::to_path);
        let is_plain = file.is_some_and(|f| f.file_name() != Some(crate::config::FILE_NAME));
        is_plain && change.get("type").and_then(Value::as_i64) == Some(CHANGED)
    };
    let changes = params.get("changes").and_then(Value::as_array);
    changes.is_some_and(|changes| !changes.is_empty() && changes.iter().all(is_change))
}

/// Whether two texts differ in no more than a byte order mark and line ends.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &'_ str| -> Vec<u8> {
        strip_bom(text).bytes().filter(|byte| *byte != b'\r').collect()
    };
    one == other || plain(one) == plain(other)
}
