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
    /// It opens texts that the server makes.
    pub(super) server_texts: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    #[must_use]
    pub(super) fn of(params: &Value) -> Self {
        let at = |pointer: &str| params.pointer(&format!("/capabilities{pointer}"));
        let is = |pointer: &str| at(pointer).and_then(Value::as_bool).unwrap_or(false);
        let has = |pointer: &str| at(pointer).is_some_and(|value| !value.is_null());
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
            server_texts: has("/workspace/textDocumentContent"),
        }
    }
}
