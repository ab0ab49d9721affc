//! What the editor can, as it says at the start.

use super::place::Encoding;
use serde_json::Value;

/// The editor's side. What is not said is not there.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by the client on its own")]
pub(super) struct Client {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics; else they are sent.
    pub(super) pulls: bool,
    /// It asks again when it is told that they changed.
    pub(super) refreshes: bool,
    /// It shows related places.
    pub(super) related: bool,
    /// It shows a link at a code.
    pub(super) code_links: bool,
    /// It tells of changed files, where it is asked to.
    pub(super) watches: bool,
    /// It takes edits that name the version of a text.
    pub(super) document_changes: bool,
    /// It renames files in an edit.
    pub(super) renames_files: bool,
    /// It fills in snippets, stop by stop.
    pub(super) snippets: bool,
    /// It shows Markdown in hovers.
    pub(super) markdown: bool,
    /// It takes links from a range to a range.
    pub(super) location_links: bool,
    /// It can ask for code lenses and inlay hints again.
    pub(super) refreshes_marks: bool,
    /// It opens texts that the server makes.
    pub(super) server_texts: bool,
    /// It has our command that lists places.
    pub(super) shows_references: bool,
    /// It checks JSON by its schema itself: what that knows need not be completed twice.
    pub(super) has_schemas: bool,
    /// It shows how far long work is.
    pub(super) progress: bool,
    /// Articles are checked, too.
    pub(super) articles: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    #[must_use]
    pub(super) fn of(params: &Value) -> Self {
        let at = |pointer: &str| params.pointer(&format!("/capabilities{pointer}"));
        let is = |pointer: &str| at(pointer).and_then(Value::as_bool).unwrap_or(false);
        let has = |pointer: &str| at(pointer).is_some_and(|value| !value.is_null());
        let lists = |pointer: &str, wanted: &str| {
            let items = at(pointer).and_then(Value::as_array);
            items.is_some_and(|items| items.iter().any(|item| item == wanted))
        };
        let name = params.pointer("/clientInfo/name").and_then(Value::as_str).unwrap_or("");
        let own = params.pointer("/initializationOptions/showReferences");
        let offered = at("/general/positionEncodings").and_then(Value::as_array);
        let known = |name: &Value| Encoding::of_name(name.as_str()?);
        Self {
            encoding: offered.and_then(|all| all.iter().find_map(known)).unwrap_or_default(),
            pulls: has("/textDocument/diagnostic"),
            refreshes: is("/workspace/diagnostics/refreshSupport"),
            related: is("/textDocument/publishDiagnostics/relatedInformation")
                || is("/textDocument/diagnostic/relatedInformation"),
            code_links: is("/textDocument/publishDiagnostics/codeDescriptionSupport")
                || is("/textDocument/diagnostic/codeDescriptionSupport"),
            watches: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            document_changes: is("/workspace/workspaceEdit/documentChanges"),
            renames_files: lists("/workspace/workspaceEdit/resourceOperations", "rename"),
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            location_links: is("/textDocument/definition/linkSupport"),
            refreshes_marks: is("/workspace/codeLens/refreshSupport")
                && is("/workspace/inlayHint/refreshSupport"),
            server_texts: has("/workspace/textDocumentContent"),
            shows_references: own == Some(&Value::Bool(true)),
            has_schemas: name.contains("Code"),
            progress: is("/window/workDoneProgress"),
            articles: params.pointer("/initializationOptions/articles")
                != Some(&Value::Bool(false)),
        }
    }
}
