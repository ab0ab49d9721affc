//! The first request, and what it says of the editor's folders.

use super::{NOT_INITIALIZED, PARSE_ERROR, error};
use crate::lsp::uri;
use crate::lsp::wire::{self, IncomingMessage};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, Write};

/// The request that everything begins with.
pub struct Opening {
    pub(super) id: Value,
    pub(super) params: Value,
}

impl Opening {
    /// Waits for `initialize`. `None` where it does not come.
    pub fn read(input: &mut dyn BufRead, output: &mut dyn Write) -> Option<Self> {
        loop {
            let refused = match wire::read(input)? {
                IncomingMessage::Request { id, method, params } if method == "initialize" => {
                    return Some(Self { id, params });
                }
                IncomingMessage::Request { id, .. } => {
                    error(&id, NOT_INITIALIZED, "the first request must be `initialize`")
                }
                IncomingMessage::Notification { method, .. } if method == "exit" => return None,
                IncomingMessage::Garbage => {
                    error(&Value::Null, PARSE_ERROR, "this is not a message")
                }
                IncomingMessage::Notification { .. } | IncomingMessage::Response { .. } => continue,
            };
            wire::write(output, refused).ok()?;
        }
    }

    /// The number of the editor's process, where it says so.
    #[must_use]
    pub fn editor(&self) -> Option<i32> {
        self.params.get("processId")?.as_i64()?.try_into().ok()
    }

    /// The folders that the editor has open.
    #[must_use]
    pub fn folders(&self) -> BTreeSet<Utf8PathBuf> {
        let listed = self.params.get("workspaceFolders").and_then(Value::as_array);
        let uris = listed.into_iter().flatten().filter_map(|folder| folder.get("uri")?.as_str());
        let mut folders: BTreeSet<Utf8PathBuf> = uris.filter_map(uri::to_path).collect();
        let text = |name: &str| self.params.get(name).and_then(Value::as_str);
        if folders.is_empty() {
            folders.extend(text("rootUri").and_then(uri::to_path));
        }
        if folders.is_empty() {
            let path = text("rootPath").map(Utf8Path::new).filter(|path| path.is_absolute());
            folders.extend(path.map(crate::archive::normal));
        }
        folders
    }
}

#[cfg(test)]
mod tests {
    use super::Opening;
    use serde_json::{Value, json};

    #[test]
    fn a_folder_that_is_named_twice_is_one() {
        let named = json!([{"uri": "file:///a"}, {"uri": "file:///b/../a/"}, {"uri": "file:///c"}]);
        let opening = Opening { id: Value::Null, params: json!({"workspaceFolders": named}) };
        assert_eq!(opening.folders(), ["/a".into(), "/c".into()].into());
    }
}
