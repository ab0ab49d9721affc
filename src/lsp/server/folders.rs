//! The folders that an editor has open, the archives that they are in, and the files that it is to watch.

use super::Server;
use crate::archive::ArchiveError;
use crate::lsp::session::Session;
use crate::lsp::uri;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Server<'_> {
    /// Follows an editor that opens and closes folders.
    pub(super) fn change_folders(&mut self, params: &Value) {
        let folders = |name: &str| -> Vec<Utf8PathBuf> {
            let list = params.pointer(&format!("/event/{name}")).and_then(Value::as_array);
            let uris = list.into_iter().flatten().filter_map(|folder| folder.get("uri")?.as_str());
            uris.filter_map(uri::to_path).collect()
        };
        let (added, removed) = (folders("added"), folders("removed"));
        self.place.folders.retain(|folder| !removed.contains(folder));
        self.place.folders.extend(added.iter().cloned());
        self.look();
        let left: Vec<Option<Utf8PathBuf>> =
            self.place.folders.clone().iter().map(|folder| self.root_of(folder)).collect();
        // An archive of which nothing is open any more has nothing to say.
        let is_open = |root: &Utf8PathBuf| {
            left.iter().flatten().any(|known| known == root)
                || self.buffers.keys().any(|file| file.starts_with(root))
        };
        self.sessions.retain(|root, _| is_open(root));
        self.unsent.extend(self.published.keys().cloned());
        for root in added.iter().filter_map(|folder| self.root_of(folder)).collect::<BTreeSet<_>>()
        {
            let is_closed = self.sessions.get(&root).is_some_and(Session::is_out_of_reach);
            if is_closed {
                let message = format!(
                    "quoteproof: {root} was opened after the language server started, which may not read it: restart \
                     the server"
                );
                self.notify("window/showMessage", &json!({"type": 2, "message": message}));
            }
        }
        self.watch();
    }

    /// Asks the editor to watch the files that findings hang on, where it can and does not yet.
    pub(super) fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let fixed =
            ["**/*.json", "**/*.bib", "**/quoteproof.toml", "**/corpus/**"].map(str::to_owned);
        let corpora = self.sessions.values().map(|s| format!("**/{}/**", s.options.config.corpus));
        let all: BTreeSet<String> = fixed.into_iter().chain(corpora).collect();
        let new: Vec<String> = all.difference(&self.watched).cloned().collect();
        if new.is_empty() {
            return;
        }
        let watchers: Vec<Value> =
            new.iter().map(|pattern| json!({"globPattern": pattern})).collect();
        let registration = json!({
            "id": format!("files-{}", self.watched.len()),
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        self.watched.extend(new);
        self.ask("client/registerCapability", &json!({"registrations": [registration]}));
    }

    /// The root of the archive that a folder is in; the archive is opened, if it is not yet.
    pub(super) fn root_of(&mut self, folder: &Utf8Path) -> Option<Utf8PathBuf> {
        if let Some(root) = self.roots.get(folder) {
            return root.clone();
        }
        let found = (self.place.locate)(folder);
        let articles = self.client.articles;
        let root = match found {
            Ok(archive) if folder.starts_with(&archive.root) => {
                let root = archive.root.clone();
                self.sessions
                    .entry(root.clone())
                    .or_insert_with(|| Session::new(archive, articles));
                Some(root)
            }
            Ok(_) | Err(ArchiveError::NotFound(_)) => None,
            Err(error) => {
                let message = format!("quoteproof: {error}");
                self.notify("window/logMessage", &json!({"type": 2, "message": message}));
                None
            }
        };
        self.roots.insert(folder.to_owned(), root.clone());
        root
    }

    /// The archive that a file is of.
    pub(super) fn session_of(&mut self, file: &Utf8Path) -> Option<&mut Session> {
        let root = self.root_of(file.parent()?)?;
        self.sessions.get_mut(&root)
    }
}
