//! The folders that an editor has open, the archives that they are in, and the files that it is to watch.

use super::{Archive, INVALID_REQUEST, Server, file_of};
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
        for folder in &added {
            self.root_of(folder);
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
        let linked = self.sessions.values().flat_map(|session| {
            let inside = |target: &Utf8Path| pattern(target.strip_prefix(session.root()).ok()?);
            session.links.targets().filter_map(inside).collect::<Vec<_>>()
        });
        let all: BTreeSet<String> = fixed.into_iter().chain(corpora).chain(linked).collect();
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
        let root = match (self.place.locate)(folder) {
            Ok(archive) if folder.starts_with(&archive.root) => self.open_archive(archive),
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

    /// Opens an archive, if it is not yet, and gives its root. Of one that the process may not read the editor is told once:
    /// it was not among the folders when the process confined itself.
    fn open_archive(&mut self, archive: Archive) -> Option<Utf8PathBuf> {
        let root = archive.root.clone();
        if self.sessions.contains_key(&root) {
            return Some(root);
        }
        let session = Session::new(archive, self.client.articles);
        let is_first = |folder: &Utf8PathBuf| folder.starts_with(&root) || root.starts_with(folder);
        if !self.first.iter().any(is_first) && session.is_out_of_reach() {
            if self.unreached.insert(root.clone()) {
                let message = format!(
                    "quoteproof: {root} was opened after the language server started, which may not read it: add the folder to \
                     the workspace, and restart the server"
                );
                self.notify("window/showMessage", &json!({"type": 2, "message": message}));
            }
            return None;
        }
        self.sessions.insert(root.clone(), session);
        Some(root)
    }

    /// Whether editors ask such a question of themselves about any text, and this one is in no archive, or no file yet: then it has
    /// no answer, and nothing is wrong.
    pub(super) fn is_elsewhere(&mut self, method: &str, params: &Value) -> bool {
        const ASKED: [&str; 9] = [
            "codeAction",
            "codeLens",
            "completion",
            "definition",
            "documentLink",
            "hover",
            "inlayHint",
            "prepareRename",
            "references",
        ];
        let is_asked = method.strip_prefix("textDocument/").is_some_and(|m| ASKED.contains(&m));
        is_asked
            && match file_of(params) {
                Ok(file) => self.session_of(&file).is_none(),
                Err(refusal) => refusal.code == INVALID_REQUEST,
            }
    }

    /// The archive that a file is of.
    pub(super) fn session_of(&mut self, file: &Utf8Path) -> Option<&mut Session> {
        let root = self.root_of(file.parent()?)?;
        self.sessions.get_mut(&root)
    }
}

/// A pattern of files among which is what a link leads to: all in the archive's top folder that it is in, or the file by its name.
/// Of an archive with a link for each document these are few.
fn pattern(target: &Utf8Path) -> Option<String> {
    let mut names = target.components();
    let first = names.next()?;
    // What the protocol takes for more than a letter is any letter.
    let first: String =
        first.as_str().chars().map(|c| if "*?[]{}\\!,".contains(c) { '?' } else { c }).collect();
    Some(if names.next().is_some() { format!("**/{first}/**") } else { format!("**/{first}") })
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn what_a_link_leads_to_is_watched_by_its_top_folder() {
        for (target, wanted) in [
            ("one.json", Some("**/one.json")),
            ("texts/a/b.txt", Some("**/texts/**")),
            ("t[1]{a,b}*/b.txt", Some("**/t?1??a?b??/**")),
            ("", None),
        ] {
            assert_eq!(pattern(target.into()).as_deref(), wanted);
        }
    }
}
