//! The findings on files, sent to an editor or asked for by it.

use super::{Haste, Refusal, Server, file_of};
use crate::check::Since;
use crate::corpus::sha256_hex;
use crate::lsp::aside::aside;
use crate::lsp::session::{Session, uri_of};
use crate::lsp::uri;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

impl Server<'_> {
    /// Sends the findings that have changed to an editor that does not ask for them.
    pub(super) fn publish(&mut self) {
        let roots: Vec<Utf8PathBuf> = self.sessions.keys().cloned().collect();
        if roots.iter().any(|root| self.refresh(root, Haste::Idle).is_err()) {
            return;
        }
        let mut stale = Since::Files(BTreeSet::new());
        for session in self.sessions.values_mut().filter(|session| session.untold) {
            stale.join(session.take_stale(&self.client));
        }
        match stale {
            Since::Files(files) => self.unsent.extend(files),
            Since::Anything => {
                self.unsent.extend(self.sessions.values().flat_map(Session::found_in));
                self.unsent.extend(self.published.keys().cloned());
            }
        }
        self.send_unsent();
    }

    /// Sends what is found of files, of those that are open first. What comes in between goes before the others: of a large
    /// archive there may be much to say.
    fn send_unsent(&mut self) {
        let open: Vec<Utf8PathBuf> = self.buffers.keys().cloned().collect();
        for file in open {
            if self.unsent.remove(&file) {
                self.publish_file(file);
            }
        }
        while let Some(file) = self.unsent.pop_first() {
            self.publish_file(file);
            if self.inbox.interrupts() || self.inbox.is_asked() {
                return;
            }
        }
        if std::mem::take(&mut self.is_other) {
            self.ask("workspace/codeLens/refresh", &Value::Null);
            self.ask("workspace/inlayHint/refresh", &Value::Null);
        }
    }

    /// Sends what is found of a file, in whatever archives it lies, if it is not what was sent.
    fn publish_file(&mut self, file: Utf8PathBuf) {
        let all = self.sessions.values();
        let mut items: Vec<Value> =
            all.flat_map(|session| session.now(&file, &self.client)).collect();
        items.extend(self.aside(&file));
        let is_empty = items.is_empty();
        let items = Value::from(items);
        let hash = (!is_empty).then(|| sha256_hex(items.to_string().as_bytes()));
        if self.published.get(&file) == hash.as_ref() {
            return;
        }
        self.is_other = self.client.refreshes_marks;
        let mut params = json!({"uri": uri_of(&self.uris, &file), "diagnostics": items});
        if let Some(version) = self.buffers.get(&file).and_then(|buffer| buffer.version) {
            params["version"] = version.into();
        }
        self.notify("textDocument/publishDiagnostics", &params);
        match hash {
            Some(hash) => self.published.insert(file, hash),
            None => self.published.remove(&file),
        };
    }

    /// What is to be said of an open text that nothing checks.
    fn aside(&mut self, file: &Utf8Path) -> Option<Value> {
        let root = file.parent().and_then(|folder| self.root_of(folder));
        let session = root.and_then(|root| self.sessions.get(&root));
        if self.unreached.iter().any(|root| file.starts_with(root)) {
            return None;
        }
        aside(session, (file, self.buffers.get(file)?), &self.client)
    }

    /// What is found of one file.
    pub(super) fn diagnostic(&mut self, params: &Value) -> Result<Value, Refusal> {
        let file = file_of(params)?;
        let mut items: Vec<Value> = Vec::new();
        if let Some(root) = file.parent().and_then(|folder| self.root_of(folder)) {
            self.refresh(&root, Haste::Asked)?;
            let Some(session) = self.sessions.get_mut(&root) else { return Ok(Value::Null) };
            session.tell(&self.client);
            items.extend(session.items(&file).cloned());
        }
        items.extend(self.aside(&file));
        if !items.is_empty() {
            self.answered.insert(file);
        }
        Ok(report_of(&items, params.get("previousResultId")))
    }

    /// What is found of all files.
    pub(super) fn all_diagnostics(&mut self, params: &Value) -> Result<Value, Refusal> {
        let known = params.get("previousResultIds").and_then(Value::as_array);
        let pair = |known: &'_ Value| {
            let file = uri::to_path(known.get("uri")?.as_str()?)?;
            Some((file, known.get("value")?.clone()))
        };
        let known: BTreeMap<Utf8PathBuf, Value> =
            known.into_iter().flatten().filter_map(pair).collect();
        // An editor forgets the number of an answer when it closes the file, and may still show what it was.
        let mut all: BTreeMap<Utf8PathBuf, Vec<Value>> =
            known.keys().chain(&self.answered).map(|file| (file.clone(), Vec::new())).collect();
        for root in self.sessions.keys().cloned().collect::<Vec<_>>() {
            self.refresh(&root, Haste::Asked)?;
            let Some(session) = self.sessions.get_mut(&root) else { continue };
            session.tell(&self.client);
            let told = session.files();
            all.extend(told.map(|file| (file.clone(), session.items(file).cloned().collect())));
        }
        // Also of texts that are open: an editor need not ask for one that it does not show.
        for file in self.buffers.keys().cloned().collect::<Vec<_>>() {
            if let Some(aside) = self.aside(&file) {
                all.entry(file).or_default().push(aside);
            }
        }
        let found = all.iter().filter(|(_, items)| !items.is_empty());
        self.answered.extend(found.map(|(file, _)| file.clone()));
        let items = all.iter().map(|(file, items)| {
            let mut report = report_of(items, known.get(file));
            report["uri"] = uri_of(&self.uris, file).into();
            report["version"] = self.buffers.get(file).and_then(|buffer| buffer.version).into();
            report
        });
        Ok(json!({"items": items.collect::<Vec<_>>()}))
    }
}

/// The diagnostics of a file as an answer; only their number where the client has them already.
fn report_of(items: &[Value], known: Option<&Value>) -> Value {
    let id = sha256_hex(Value::from(items).to_string().as_bytes());
    if known.and_then(Value::as_str) == Some(&id) {
        return json!({"kind": "unchanged", "resultId": id});
    }
    json!({"kind": "full", "resultId": id, "items": items})
}
