//! P14, P15: what somebody waits for who writes: a key in an editor, the pages of an archive.

use crate::common::corpus::{EVIDENCE, Plan, Repository, claims};
use crate::common::measure::{Job, by_turns};
use crate::table::Same;
use crate::{Bench, PROGRAM};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Keys that are measured, half of them the first half's undoing.
const KEYS: usize = 60;

/// An archive of its own that does not change.
const ARCHIVE: &str = "benches/archive";

impl Bench {
    pub(crate) fn waiting(&mut self) {
        if self.wants("P14") {
            self.keys(
                "this repository",
                &Path::new(env!("CARGO_MANIFEST_DIR")).join(ARCHIVE),
                20.0,
            );
            let made = self.ten_thousand();
            let work = format!("{} claims, {} quotes", made.quotes / EVIDENCE, made.quotes);
            self.keys(&work, &made.root, 50.0);
        }
        if self.wants("P15") {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(ARCHIVE);
            self.site("this repository", &root, ("100 ms", 100.0));
            let made = self.ten_thousand();
            let work = format!("{} claims", made.quotes / EVIDENCE);
            self.site(&work, &made.root, ("5 s", 5_000.0));
        }
    }

    /// 10,000 claims on 1,000 documents.
    fn ten_thousand(&self) -> Repository {
        let (documents, quotes) = (1_000 / self.scale, 40_000 / self.scale);
        let plan = Plan {
            name: "written",
            documents,
            bytes: 11_000,
            quotes,
            edited: 0,
            broken: 0,
            evidence: EVIDENCE,
        };
        plan.make(&self.folder)
    }

    /// A letter is put into a quote and taken out again; what is found is waited for each time.
    fn keys(&mut self, work: &str, root: &Path, most: f64) {
        let files = all_claims(root);
        let has_quote = |text: &String| text.contains("\"quote\"");
        let (file, text) = files
            .into_iter()
            .filter_map(|file| Some((file.clone(), std::fs::read_to_string(file).ok()?)))
            .find(|(_, text)| has_quote(text))
            .expect("a claim with a quote");
        let mut editor = Editor::start(root);
        let mut times = editor.keys(&file, &text);
        editor.end();
        times.sort_by(f64::total_cmp);
        let (median, slowest) = (times[times.len() / 2], times[times.len() - 1]);
        let same =
            Same { holds: None, detail: format!("slowest of {}: {slowest:.1}", times.len()) };
        let work = format!("a key in an editor, until what is found is there: {work}");
        self.bounded("P14", &work, ("clock", median), (&format!("{most} ms"), most), same);
    }

    fn site(&mut self, work: &str, root: &Path, bound: (&str, f64)) {
        let out = self.folder.join("site");
        let out = out.to_str().expect("a path");
        let job = Job { program: PROGRAM, arguments: vec!["site", out], folder: root };
        let mut runs = by_turns(&[&job], 5, Duration::from_secs(20)).into_iter();
        let done = runs.next().flatten().expect("quoteproof runs");
        assert_eq!(done.status, Some(0), "{}", done.complained);
        let largest = largest_page(Path::new(out));
        let same = Same { holds: None, detail: format!("largest page {} kB", largest / 1_000) };
        let work = format!("web pages: {work}");
        self.bounded("P15", &work, ("clock", done.cost.clock * 1e3), bound, same);
        let _ = std::fs::remove_dir_all(out);
    }
}

/// The claims of an archive, whatever its folders are.
fn all_claims(root: &Path) -> Vec<std::path::PathBuf> {
    claims(root).into_iter().filter(|file| file.extension().is_some_and(|e| e == "json")).collect()
}

/// Bytes of the largest page.
fn largest_page(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("the pages").filter_map(Result::ok);
    let size = |entry: std::fs::DirEntry| {
        let path = entry.path();
        if path.is_dir() {
            return largest_page(&path);
        }
        let is_page = path.extension().is_some_and(|e| e == "html");
        if is_page { entry.metadata().map_or(0, |data| data.len()) } else { 0 }
    };
    entries.map(size).max().unwrap_or_default()
}

/// The other side of a language server.
struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Editor {
    fn start(root: &Path) -> Self {
        let mut server = Command::new(PROGRAM)
            .arg("lsp")
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take().expect("its input");
        let output = BufReader::new(server.stdout.take().expect("its output"));
        let mut editor = Self { server, input, output };
        let root = format!("file://{}", root.display());
        let params = json!({"processId": null, "rootUri": root, "capabilities": {}});
        editor.send(&json!({"id": 1, "method": "initialize", "params": params}));
        while editor.read()["id"] != 1 {}
        editor.tell("initialized", &json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let mut message = message.clone();
        message["jsonrpc"] = "2.0".into();
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it reads");
        self.input.flush().expect("it reads");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"method": method, "params": params}));
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("it answers");
            assert!(!line.is_empty(), "the server ended");
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().expect("a number"),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("it answers");
        let message: Value = serde_json::from_slice(&body).expect("JSON");
        if message.get("id").is_some() && message.get("method").is_some() {
            self.send(&json!({"id": message["id"], "result": null}));
        }
        message
    }

    fn wait_for(&mut self, uri: &str) {
        loop {
            let message = self.read();
            let published = message["method"] == "textDocument/publishDiagnostics";
            if published && message["params"]["uri"] == uri {
                return;
            }
        }
    }

    /// Milliseconds of each key but the first, which waits for the archive to be read.
    fn keys(&mut self, file: &Path, text: &str) -> Vec<f64> {
        let uri = format!("file://{}", file.display());
        let document = json!({"uri": uri, "languageId": "json", "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": document}));
        let quote = text.find("\"quote\"").expect("a quote") + "\"quote\"".len();
        let at = quote + text[quote..].find('"').expect("its words") + 12;
        let (line, start) = (text[..at].matches('\n').count(), text[..at].rfind('\n'));
        let column = text[start.map_or(0, |start| start + 1)..at].encode_utf16().count();
        let mut times = Vec::new();
        for key in 0..=KEYS {
            let place = |column: usize| json!({"line": line, "character": column});
            let (end, new) = if key % 2 == 0 { (column, "q") } else { (column + 1, "") };
            let range = json!({"start": place(column), "end": place(end)});
            let begin = Instant::now();
            let document = json!({"uri": uri, "version": key + 2});
            let changes = json!([{"range": range, "text": new}]);
            let params = json!({"textDocument": document, "contentChanges": changes});
            self.tell("textDocument/didChange", &params);
            self.wait_for(&uri);
            times.push(begin.elapsed().as_secs_f64() * 1e3);
        }
        times.split_off(1)
    }

    fn end(mut self) {
        self.send(&json!({"id": 2, "method": "shutdown"}));
        while self.read()["id"] != 2 {}
        self.tell("exit", &Value::Null);
        let _ = self.server.wait();
    }
}
