//! From messages to answers: the two threads, the open texts, and which archive a file is of.

mod folders;
mod opening;
mod publish;
mod texts;

pub use opening::Opening;

use super::actions::FIX_ALL;
use super::buffer::LARGE;
use super::client::Client;
use super::inbox::{Inbox, Next};
use super::place::Lines;
use super::session::{Buffers, Session};
use super::view::EditorView;
use super::wire::{self, IncomingMessage};
use super::{Archive, actions, complete, goto, hover, marks, rename, told, uri};
use crate::archive::ArchiveError;
use crate::report::visible;
use crate::repository::World as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, ErrorKind, Write};
use std::sync::Arc;
use texts::{only_changed, told_files};

/// Where archives may be.
pub struct Workspace<'p> {
    /// The folders that the editor has open, or the current one.
    pub folders: BTreeSet<Utf8PathBuf>,
    /// The archive that a folder is in.
    pub locate: &'p dyn Fn(&Utf8Path) -> Result<Archive, ArchiveError>,
    /// What the person is to know from the start: what the folders lack, for example.
    pub notes: Vec<String>,
}

const PARSE_ERROR: i64 = -32_700;
const METHOD_NOT_FOUND: i64 = -32_601;
const INVALID_PARAMS: i64 = -32_602;
const NOT_INITIALIZED: i64 = -32_002;
const INVALID_REQUEST: i64 = -32_600;
const CANCELLED: i64 = -32_800;
const SERVER_CANCELLED: i64 = -32_802;

fn error(id: &Value, code: i64, message: &str) -> Value {
    json!({"id": id, "error": {"code": code, "message": message}})
}

/// Why an archive is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Haste {
    /// Nothing else is to be done: a question goes first.
    Idle,
    /// Somebody waits for it.
    Asked,
}

/// Why a question has no answer.
pub(super) struct Refusal {
    code: i64,
    message: String,
    data: Option<Value>,
}

impl Refusal {
    fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// What was asked about cannot be done, in a sentence for people.
    pub(super) fn because(message: impl Into<String>) -> Self {
        Self::new(INVALID_REQUEST, message)
    }
}

/// What is asked of a place in a text. Some questions have less, and are about the text.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    text_document: TextDocument,
}

#[derive(Debug, Clone, Deserialize)]
struct TextDocument {
    uri: String,
}

/// Answers until the other side says that it is enough, or goes away. Returns the exit status.
pub fn serve(
    opening: &Opening,
    place: Workspace<'_>,
    mut input: impl BufRead + Send + 'static,
    output: &mut dyn Write,
) -> u8 {
    let inbox = Arc::new(Inbox::default());
    let mut server = Server::new(opening, place, inbox.clone(), output);
    server.send(json!({"id": opening.id, "result": server.abilities()}));
    let reader = move || {
        while let Some(message) = wire::read(&mut input) {
            inbox.put(message);
        }
        inbox.close();
    };
    // It ends with the input, or with the process.
    let started = std::thread::Builder::new().name("reader".to_owned()).spawn(reader);
    if started.is_err() {
        return 1;
    }
    server.run()
}

struct Server<'s> {
    client: Client,
    place: Workspace<'s>,
    inbox: Arc<Inbox>,
    output: &'s mut dyn Write,
    /// By their roots.
    sessions: BTreeMap<Utf8PathBuf, Session>,
    /// The folders that the editor had open at first.
    first: BTreeSet<Utf8PathBuf>,
    /// The roots of archives that the process may not read.
    unreached: BTreeSet<Utf8PathBuf>,
    /// The root of the archive that the files of a folder are of.
    roots: BTreeMap<Utf8PathBuf, Option<Utf8PathBuf>>,
    buffers: Buffers,
    /// As the editor writes them.
    uris: BTreeMap<Utf8PathBuf, String>,
    /// The hash of what was sent of each file.
    published: BTreeMap<Utf8PathBuf, String>,
    /// The files of which something was found when the editor asked.
    answered: BTreeSet<Utf8PathBuf>,
    /// The files of which something else is to be sent, perhaps.
    unsent: BTreeSet<Utf8PathBuf>,
    /// Whether the editor is to be asked to look again at what is beside its texts.
    is_other: bool,
    /// The patterns of files that the editor watches.
    watched: BTreeSet<String>,
    asked: u64,
    shut: bool,
    /// The other side does not read any more.
    deaf: bool,
}

impl<'s> Server<'s> {
    fn new(
        opening: &Opening,
        place: Workspace<'s>,
        inbox: Arc<Inbox>,
        output: &'s mut dyn Write,
    ) -> Self {
        Self {
            client: Client::of(&opening.params),
            first: place.folders.clone(),
            unreached: BTreeSet::new(),
            place,
            inbox,
            output,
            sessions: BTreeMap::new(),
            roots: BTreeMap::new(),
            buffers: Buffers::new(),
            uris: BTreeMap::new(),
            published: BTreeMap::new(),
            answered: BTreeSet::new(),
            unsent: BTreeSet::new(),
            is_other: false,
            watched: BTreeSet::new(),
            asked: 0,
            shut: false,
            deaf: false,
        }
    }

    fn send(&mut self, mut message: Value) {
        told::spell_out(&mut message);
        self.deaf |= wire::write(self.output, message).is_err();
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(json!({"method": method, "params": params}));
    }

    /// Asks the editor for something; its answer is not waited for.
    fn ask(&mut self, method: &str, params: &Value) {
        self.asked += 1;
        self.send(json!({"id": self.asked, "method": method, "params": params}));
    }

    fn run(&mut self) -> u8 {
        loop {
            if self.deaf {
                return 1;
            }
            let is_behind = self.is_other
                || !self.unsent.is_empty()
                || self.sessions.values().any(Session::is_behind);
            let idle = self.shut || self.client.pulls || !is_behind;
            match self.inbox.take(idle) {
                Next::Message(IncomingMessage::Notification { method, .. }) if method == "exit" => {
                    return u8::from(!self.shut);
                }
                Next::Message(message) => self.handle(message),
                Next::Nothing => self.publish(),
                Next::Closed => return u8::from(!self.shut),
            }
        }
    }

    fn handle(&mut self, message: IncomingMessage) {
        match message {
            IncomingMessage::Request { id, method, params } => {
                let answer = if self.inbox.is_cancelled(&id) {
                    Err(Refusal::new(CANCELLED, "it was cancelled"))
                } else if self.shut {
                    Err(Refusal::new(INVALID_REQUEST, "the server was shut down"))
                } else if self.is_elsewhere(&method, &params) {
                    Ok(Value::Null)
                } else {
                    self.answer(&method, &params)
                };
                self.send(match answer {
                    Ok(result) => json!({"id": id, "result": result}),
                    Err(Refusal { code, message, data }) => {
                        let mut refused = error(&id, code, &message);
                        if let Some(data) = data {
                            refused["error"]["data"] = data;
                        }
                        refused
                    }
                });
            }
            IncomingMessage::Notification { method, params } => self.note(&method, params),
            IncomingMessage::Response { .. } => {}
            IncomingMessage::Garbage => {
                self.send(error(&Value::Null, PARSE_ERROR, "this is not a message"));
            }
        }
    }

    /// What this server can do, for this client.
    fn abilities(&self) -> Value {
        let mut abilities = json!({
            "positionEncoding": self.client.encoding.name(),
            "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
        });
        let asked = json!({
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "completionProvider": {"triggerCharacters": ["\"", " "]},
            "codeActionProvider": {"codeActionKinds": ["quickfix", "refactor.extract", FIX_ALL]},
            "codeLensProvider": {},
            "documentLinkProvider": {},
            "workspaceSymbolProvider": true,
            "renameProvider": {"prepareProvider": true},
            "inlayHintProvider": true,
        });
        if let (Value::Object(all), Value::Object(asked)) = (&mut abilities, asked) {
            all.extend(asked);
        }
        let folders = json!({"supported": true, "changeNotifications": true});
        abilities["workspace"] = json!({"workspaceFolders": folders});
        if self.client.server_texts {
            let content = json!({"schemes": [told::PAGES]});
            abilities["workspace"]["textDocumentContent"] = content;
        }
        if self.client.pulls {
            abilities["diagnosticProvider"] = json!({
                "identifier": "quoteproof",
                "interFileDependencies": true,
                "workspaceDiagnostics": true,
                "workDoneProgress": true,
            });
        }
        json!({
            "capabilities": abilities,
            "serverInfo": {"name": "quoteproof", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn note(&mut self, method: &str, params: Value) {
        match method {
            "initialized" => self.begin(),
            "textDocument/didOpen" => self.open(&params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didSave" => self.saved(&params),
            "textDocument/didClose" => self.close(&params),
            "workspace/didChangeWatchedFiles" => {
                for file in told_files(&params) {
                    self.note_encoding(&file);
                    self.touch(&file);
                }
                if !only_changed(&params) {
                    self.look();
                }
                self.look_again();
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.change_folders(&params);
                self.look_again();
            }
            _ => {}
        }
    }

    /// The archive of the folders that are open, and what is to be told of it.
    fn begin(&mut self) {
        for folder in self.place.folders.clone() {
            self.root_of(&folder);
        }
        for note in std::mem::take(&mut self.place.notes) {
            let message = format!("quoteproof: {}", visible(&note, true));
            self.notify("window/showMessage", &json!({"type": 2, "message": message}));
        }
        self.watch();
    }

    /// Asks an editor that asks what is found to ask again.
    fn look_again(&mut self) {
        if self.client.refreshes {
            self.ask("workspace/diagnostic/refresh", &Value::Null);
        }
    }

    /// Checks an archive, if something has changed; the first time takes longest, and the editor shows that.
    fn refresh(&mut self, root: &Utf8Path, haste: Haste) -> Result<(), Refusal> {
        let is_first = self.sessions.get(root).is_some_and(|session| !session.is_known());
        // What is asked at first is answered by this very check.
        let yields = !is_first && haste == Haste::Idle;
        let shown = is_first && self.client.progress;
        if shown {
            self.ask("window/workDoneProgress/create", &json!({"token": root.as_str()}));
            self.progress(&json!(root.as_str()), "begin");
        }
        let Some(session) = self.sessions.get_mut(root) else { return Ok(()) };
        let stop = || self.inbox.interrupts() || (yields && self.inbox.is_asked());
        let is_done = session.refresh(&self.buffers, &stop);
        if shown {
            self.progress(&json!(root.as_str()), "end");
        }
        if is_done {
            self.watch();
            return Ok(());
        }
        if self.inbox.is_taken_back() {
            return Err(Refusal::new(CANCELLED, "it was cancelled"));
        }
        let data = Some(json!({"retriggerRequest": true}));
        Err(Refusal {
            data,
            ..Refusal::new(SERVER_CANCELLED, "the text has changed in the meantime")
        })
    }

    fn progress(&mut self, token: &Value, kind: &str) {
        let mut value = json!({"kind": kind});
        if kind == "begin" {
            value["title"] = "quoteproof reads the archive".into();
        }
        self.notify("$/progress", &json!({"token": token, "value": value}));
    }

    /// Checks the archive that a question is about.
    fn check_of(&mut self, params: &Value) -> Result<(), Refusal> {
        let file = file_of(params)?;
        let root = file.parent().and_then(|folder| self.root_of(folder));
        root.map_or(Ok(()), |root| self.refresh(&root, Haste::Asked))
    }

    /// Answers a question about a text. What is known of the other files may be a key old: who types does not wait.
    fn view<T>(
        &mut self,
        params: &Value,
        answer: impl FnOnce(&EditorView<'_>) -> T,
    ) -> Result<T, Refusal> {
        let file = file_of(params)?;
        let none = || Refusal::because(format!("{file} is not in an archive"));
        let root = file.parent().and_then(|folder| self.root_of(folder)).ok_or_else(none)?;
        let known = self.sessions.get(&root).is_some_and(Session::is_known);
        if !known {
            self.refresh(&root, Haste::Asked)?;
        }
        let session = self.sessions.get(&root).ok_or_else(none)?;
        let world = session.world(&self.buffers);
        let (text, lines) = if let Some(buffer) = self.buffers.get(&file) {
            (buffer.text().clone(), buffer.lines().clone())
        } else {
            let bytes = match world.read_up_to(&file, LARGE) {
                // Nothing is at any place of it. An archive need not have a configuration.
                Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
                read => read
                    .map_err(|error| Refusal::because(format!("{file} cannot be read: {error}")))?,
            };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let lines = Arc::new(Lines::new(&text));
            (text.into(), lines)
        };
        let (client, uris) = (&self.client, &self.uris);
        let view = EditorView { session, world: &world, client, uris, file: &file, text, lines };
        Ok(answer(&view))
    }

    /// What has a name like that, in all archives.
    fn symbols(&mut self, params: &Value) -> Value {
        let query = params.get("query").and_then(Value::as_str).unwrap_or("").to_owned();
        let mut all = Vec::new();
        for root in self.sessions.keys().cloned().collect::<Vec<_>>() {
            let file = root.join(crate::config::FILE_NAME);
            let about = json!({"textDocument": {"uri": uri::of_path(&file)}});
            all.extend(self.view(&about, |view| goto::symbols(view, &query)).into_iter().flatten());
        }
        all.into()
    }

    fn answer(&mut self, method: &str, params: &Value) -> Result<Value, Refusal> {
        match method {
            "initialize" => Err(Refusal::because("the server was initialized already")),
            "shutdown" => {
                self.shut = true;
                Ok(Value::Null)
            }
            "textDocument/diagnostic" => self.diagnostic(params),
            "workspace/diagnostic" => {
                let token = params.get("workDoneToken").cloned();
                if let Some(token) = &token {
                    self.progress(token, "begin");
                }
                let answer = self.all_diagnostics(params);
                if let Some(token) = &token {
                    self.progress(token, "end");
                }
                answer
            }
            "workspace/textDocumentContent" => page(params),
            "textDocument/codeAction" => {
                self.check_of(params)?;
                self.view(params, |view| actions::actions(view, params))
            }
            "textDocument/hover" => self.view(params, |view| hover::hover(view, params)),
            "textDocument/definition" => self.view(params, |view| goto::definition(view, params)),
            "textDocument/references" => self.view(params, |view| goto::references(view, params)),
            "textDocument/completion" => self.view(params, |view| complete::complete(view, params)),
            "textDocument/codeLens" => self.view(params, marks::lenses),
            "textDocument/inlayHint" => self.view(params, |view| marks::hints(view, params)),
            "textDocument/documentLink" => self.view(params, goto::links),
            "textDocument/prepareRename" => {
                self.view(params, |view| rename::prepare_rename(view, params))
            }
            "textDocument/rename" => {
                // It writes in files that are not shown: what is known of them must not be a key old.
                self.check_of(params)?;
                let renaming = self.view(params, |view| rename::rename(view, params))??;
                if let Some((old, new)) = renaming.left {
                    let message = format!(
                        "quoteproof: {old} has to be renamed to {new} as well, which this editor leaves to you"
                    );
                    self.notify("window/showMessage", &json!({"type": 2, "message": message}));
                }
                Ok(renaming.edit)
            }
            "workspace/symbol" => Ok(self.symbols(params)),
            _ => Err(Refusal::new(METHOD_NOT_FOUND, format!("there is no `{method}` here"))),
        }
    }
}

/// The page of a code, as a text.
fn page(params: &Value) -> Result<Value, Refusal> {
    let uri = params.get("uri").and_then(Value::as_str).unwrap_or("");
    let codes = crate::diagnostic::Code::ALL.iter();
    let page = codes.copied().find(|code| told::page_uri(code.name()) == uri);
    let page = page.ok_or_else(|| Refusal::because("there is no such page"))?;
    Ok(json!({"text": page.page()}))
}

/// The file that a question or a message is about.
fn file_of(params: &Value) -> Result<Utf8PathBuf, Refusal> {
    let about = About::deserialize(params)
        .map_err(|error| Refusal::new(INVALID_PARAMS, error.to_string()))?;
    uri::to_path(&about.text_document.uri)
        .ok_or_else(|| Refusal::because(format!("{} is not a file", about.text_document.uri)))
}
