//! The language server: whatever an editor sends, each question has one answer, and what is sent is the protocol.
//!
//! An input is lines. Each is the body of a message after `initialize`; one that begins with `!` is sent as it is, without a
//! header. `ROOT` stands for the folder of an archive.

use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::archive::{Archive, Start};
use quoteproof::lsp::{Opening, Workspace, serve};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, Cursor, Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let root = root();
    let text = String::from_utf8_lossy(data).replace("ROOT", &format!("file://{root}"));
    let first = json!({"id": "first", "method": "initialize", "params": {
        "rootUri": format!("file://{root}"), "capabilities": {},
    }});
    let mut sent = framed(&first.to_string());
    let mut asked: BTreeMap<String, usize> = BTreeMap::from([(json!("first").to_string(), 1)]);
    let mut is_plain = true;
    for line in text.lines() {
        if let Some(raw) = line.strip_prefix('!') {
            is_plain = false;
            sent.extend_from_slice(raw.as_bytes());
            continue;
        }
        sent.extend(framed(line));
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let method = message.get("method").and_then(Value::as_str);
        is_plain &= method != Some("exit");
        if let (Some(id), Some(_)) = (message.get("id"), method) {
            *asked.entry(id.to_string()).or_default() += 1;
        }
    }
    if is_plain {
        sent.extend(framed(&json!({"id": LAST, "method": "shutdown"}).to_string()));
        asked.insert(json!(LAST).to_string(), 1);
    }
    let (status, said) = served(&root, sent, is_plain);
    assert!(status <= 1, "it ends with {status}");
    let mut answered: BTreeMap<String, usize> = BTreeMap::new();
    for message in messages(&said) {
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        if message.get("method").is_none() && !message["id"].is_null() {
            *answered.entry(message["id"].to_string()).or_default() += 1;
        }
    }
    if super::super::planted() && asked.len() > 3 {
        answered.clear();
    }
    if is_plain {
        for (id, count) in asked.iter().filter(|(id, _)| *id != "null") {
            assert_eq!(answered.get(id), Some(count), "answers to {id}");
        }
    }
}

/// The archive of the tour.
fn root() -> Utf8PathBuf {
    let here = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let tides = here.ancestors().map(|folder| folder.join("examples/tides"));
    tides.into_iter().find(|folder| folder.is_dir()).expect("the archive of the tour")
}

fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The id of the question that is asked last.
const LAST: &str = "the-last-one";

/// What the server has said, to be waited for.
#[derive(Clone, Default)]
struct Said(Arc<(Mutex<Vec<u8>>, Condvar)>);

impl Said {
    fn ends(said: &[u8]) -> bool {
        said.windows(LAST.len()).any(|part| part == LAST.as_bytes())
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.0.lock().expect("no panic before").clone()
    }
}

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.0.lock().expect("no panic before").extend_from_slice(bytes);
        self.0.1.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// An editor that does not hang up before its last question is answered: what hangs up stops all checks.
struct Editor {
    sent: Cursor<Vec<u8>>,
    said: Option<Said>,
}

impl Read for Editor {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let count = self.fill_buf()?.read(to)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Editor {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        let is_sent = self.sent.position() >= self.sent.get_ref().len() as u64;
        if let Some(Said(said)) = self.said.take_if(|_| is_sent) {
            let waits = |said: &mut Vec<u8>| !Said::ends(said);
            let said_now = said.0.lock().expect("no panic before");
            let _ = said.1.wait_timeout_while(said_now, Duration::from_secs(10), waits);
        }
        self.sent.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.sent.consume(count);
    }
}

fn served(root: &Utf8Path, sent: Vec<u8>, waits: bool) -> (u8, Vec<u8>) {
    let mut said = Said::default();
    let mut input = Editor { sent: Cursor::new(sent), said: waits.then(|| said.clone()) };
    let Some(opening) = Opening::read(&mut input, &mut said) else { return (1, said.bytes()) };
    let locate = |folder: &Utf8Path| Archive::locate(&Start::at(folder));
    let place = Workspace { folders: [root.to_owned()].into(), locate: &locate, notes: Vec::new() };
    let status = serve(&opening, place, input, &mut said);
    (status, said.bytes())
}

/// What was sent, each message by its header.
fn messages(said: &[u8]) -> Vec<Value> {
    let (mut input, mut found) = (Cursor::new(said), Vec::new());
    loop {
        let mut header = String::new();
        if input.read_line(&mut header).expect("a header") == 0 {
            return found;
        }
        let length = header.trim_end().strip_prefix("Content-Length: ").expect("a length");
        let mut body = vec![0; 2 + length.parse::<usize>().expect("a number")];
        input.read_exact(&mut body).expect("a whole message");
        found.push(serde_json::from_slice(&body).expect("JSON"));
    }
}
