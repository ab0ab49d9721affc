//! An editor for tests: a client that speaks the protocol with the real binary.

#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are sent")]

use crate::tool::{put, quoteproof, root, scratch};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Only so that a fault does not stop the tests for ever.
const LONG: Duration = Duration::from_mins(1);

/// An editor and its server.
pub(crate) struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    folder: PathBuf,
    asked: i64,
    /// What was sent of each file, by its URI.
    published: BTreeMap<String, Value>,
    /// The patterns of files that the server wants to be told of.
    watched: Vec<String>,
    pub(crate) abilities: Value,
}

pub(crate) fn uri(file: &Path) -> String {
    let path = file.to_str().expect("a path");
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let byte =
        |byte: u8| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("file://{}", path.bytes().map(byte).collect::<String>())
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse().expect("a length"),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}

/// What a plain client can.
pub(crate) fn plain() -> Value {
    json!({"general": {"positionEncodings": ["utf-16"]},
        "textDocument": {"publishDiagnostics": {"relatedInformation": true}}})
}

impl Editor {
    pub(crate) fn start(folder: &Path, capabilities: Value) -> Self {
        let mut editor = Self::silent(folder);
        editor.begin(json!({"capabilities": capabilities}));
        editor
    }

    /// One that has not said anything yet.
    pub(crate) fn silent(folder: &Path) -> Self {
        let mut command = quoteproof();
        command.arg("lsp").current_dir(folder);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let (send, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut out) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        let folder = folder.to_owned();
        Self {
            child,
            input,
            messages,
            folder,
            asked: 0,
            published: BTreeMap::new(),
            watched: Vec::new(),
            abilities: Value::Null,
        }
    }

    /// Says what every editor says at first.
    pub(crate) fn begin(&mut self, mut params: Value) {
        params["rootUri"] = json!(uri(&self.folder));
        let answer = self.ask("initialize", params);
        self.abilities = answer["capabilities"].clone();
        self.tell("initialized", json!({}));
    }

    /// Waits until the server has ended by itself; its exit status.
    pub(crate) fn ends(&mut self) -> Option<i32> {
        let started = std::time::Instant::now();
        while started.elapsed() < LONG {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("it reads");
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(json!({"method": method, "params": params}));
    }

    /// The next message that answers a question, or tells of diagnostics; what is asked of the client is answered.
    fn next(&mut self) -> Option<Value> {
        let message = self.messages.recv_timeout(LONG).ok()?;
        if message.get("method").is_some() && message.get("id").is_some() {
            self.send(json!({"id": message["id"], "result": null}));
        }
        let registered = message.pointer("/params/registrations/0/registerOptions/watchers");
        let registered = registered.and_then(Value::as_array).into_iter().flatten();
        self.watched.extend(registered.filter_map(|w| Some(w["globPattern"].as_str()?.to_owned())));
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let uri = params["uri"].as_str().expect("a URI").to_owned();
            self.published.insert(uri, params.clone());
        }
        Some(message)
    }

    pub(crate) fn ask_raw(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = json!(self.asked);
        self.send(json!({"id": id, "method": method, "params": params}));
        loop {
            let message = self.next().unwrap_or_else(|| panic!("no answer to {method}"));
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// What is answered until the server has looked at all that was sent.
    pub(crate) fn answers_until_idle(&mut self) -> Vec<Value> {
        self.asked += 1;
        let id = json!(self.asked);
        self.send(json!({"id": id, "method": "quoteproof/nothing", "params": null}));
        let mut answers = Vec::new();
        loop {
            let message = self.next().expect("an answer");
            if message["id"] == id && message.get("method").is_none() {
                return answers;
            }
            answers.push(message);
        }
    }

    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.ask_raw(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The patterns of files that the server has asked to be told of.
    pub(crate) fn watched(&self) -> Vec<String> {
        self.watched.clone()
    }

    pub(crate) fn uri(&self, file: &str) -> String {
        uri(&self.folder.join(file))
    }

    pub(crate) fn open(&mut self, file: &str) -> String {
        let text = std::fs::read_to_string(self.folder.join(file)).expect("a text");
        self.open_as(file, &text);
        text
    }

    pub(crate) fn open_as(&mut self, file: &str, text: &str) {
        let document =
            json!({"uri": self.uri(file), "languageId": "json", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, file: &str, changes: Value) {
        let document = json!({"uri": self.uri(file), "version": 2});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.tell("textDocument/didChange", params);
    }

    /// The diagnostics of all files, when nothing is left to be done.
    pub(crate) fn found(&mut self) -> BTreeMap<String, Vec<Value>> {
        // Changes are looked at before what is asked after them, and an idle server sends what it has found.
        self.ask_raw("quoteproof/nothing", json!(null));
        self.ask_raw("quoteproof/nothing", json!(null));
        std::thread::sleep(Duration::from_millis(20));
        self.ask_raw("quoteproof/nothing", json!(null));
        let items = |params: &Value| params["diagnostics"].as_array().expect("a list").clone();
        let all = self.published.iter().map(|(uri, params)| (uri.clone(), items(params)));
        all.filter(|(_, items)| !items.is_empty()).collect()
    }

    /// Waits until the diagnostics of a file are such.
    #[track_caller]
    pub(crate) fn until(&mut self, file: &str, is_so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(file);
        loop {
            let items = self.published.get(&uri).and_then(|p| p["diagnostics"].as_array().cloned());
            if let Some(items) = items.filter(|items| is_so(items)) {
                return items;
            }
            assert!(self.next().is_some(), "{file}: {:?}", self.published.get(&uri));
        }
    }

    pub(crate) fn end(mut self) -> i32 {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.child.wait().expect("it ends").code().expect("a status")
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A copy of the archive of the tour.
pub(crate) fn tides(name: &str) -> PathBuf {
    let folder = scratch(name);
    for file in [
        "quoteproof.toml",
        "corpus/prediction/source.json",
        "corpus/prediction/text.md",
        "corpus/terms/source.json",
        "corpus/terms/text.txt",
        "corpus/weather/source.json",
        "corpus/weather/page.html",
    ] {
        put(&folder, file, text_of(file));
    }
    let claims = root().join("examples/tides/claims");
    for entry in std::fs::read_dir(claims).expect("a folder") {
        let name = entry.expect("an entry").file_name();
        let file = format!("claims/{}", name.to_str().expect("a name"));
        put(&folder, &file, text_of(&file));
    }
    folder
}

pub(crate) fn text_of(file: &str) -> String {
    std::fs::read_to_string(root().join("examples/tides").join(file)).expect("a text")
}

/// The range of some words in a text, in UTF-16.
pub(crate) fn range_of(text: &str, words: &str) -> Value {
    let at = text.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
    json!({"start": position(text, at), "end": position(text, at + words.len())})
}

pub(crate) fn position(text: &str, byte: usize) -> Value {
    let before = &text[..byte];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    json!({"line": line, "character": before[start..].encode_utf16().count()})
}
