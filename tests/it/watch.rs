//! `quoteproof watch`: a report for each change, no escape sequences in a pipe, and an end.

use crate::tool::{put, quoteproof, scratch, source};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Only so that a fault does not stop the tests for ever.
const LONG: Duration = Duration::from_mins(1);

const CLAIM: &str = "{\"id\": \"one\", \"statement\": \"A claim to be checked.\", \"label\": \"supported\", \"evidence\": [{\"source\": \"note\", \"quote\": \"the ferry never sailed\", \"stance\": \"supports\"}]}";

fn repository(folder: &Path) {
    put(folder, "claims/one.json", CLAIM);
    source(folder, "note", "So the ferry never sailed again.");
}

struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let mut command = quoteproof();
        command.arg("watch").current_dir(folder).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let (send, lines) = channel();
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).all(|line| send.send(line).is_ok())
        });
        Self { child, lines }
    }

    /// Reads on until a line has the words.
    #[track_caller]
    fn until(&self, words: &str) {
        let mut read = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(LONG) {
            assert!(!line.contains('\u{1b}'), "{line:?}");
            if line.contains(words) {
                return;
            }
            read.push(line);
        }
        panic!("{words:?} is not in {read:#?}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn tells_of_every_change() {
    let folder = scratch("watch");
    repository(&folder);
    let watching = Watching::start(&folder);
    watching.until("1 passed (1 exact), 0 failed; 0 errors");
    let write = |file: &str, text: &str| fs::write(folder.join(file), text).expect("a file");
    write("claims/one.json", &CLAIM.replace("never", "always"));
    watching.until("1 failed (1 altered)");
    // As editors save: beside it, then renamed over it.
    write("claims/.one.json.new", CLAIM);
    fs::rename(folder.join("claims/.one.json.new"), folder.join("claims/one.json")).expect("saved");
    watching.until("1 passed");
    // A folder that was not there when it began.
    fs::create_dir_all(folder.join("claims/more/deep")).expect("a folder");
    write("claims/more/deep/two.json", &CLAIM.replace("\"one\"", "\"two\""));
    watching.until("2 passed");
    write("claims/more/deep/two.json", "{");
    watching.until("json/syntax-error");
    fs::remove_dir_all(folder.join("claims")).expect("gone");
    watching.until("0 claims");
    fs::create_dir_all(folder.join("claims")).expect("a folder");
    write("claims/one.json", CLAIM);
    watching.until("1 passed");
    write("corpus/note/text.txt", "Another text.");
    watching.until("source/source-changed");
    write("quoteproof.toml", "no TOML");
    watching.until("config/invalid-configuration");
    write("quoteproof.toml", "");
    watching.until("1 failed");
}

#[test]
fn ends_with_its_reader_and_its_repository() {
    let folder = scratch("watch-ends");
    let nowhere = quoteproof()
        .args(["watch", "--root", "nowhere"])
        .current_dir(&folder)
        .output()
        .expect("it runs");
    assert_eq!(nowhere.status.code(), Some(2));
    repository(&folder);
    let mut command = quoteproof();
    command.arg("watch").current_dir(&folder).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    while !line.contains("1 passed") {
        line.clear();
        assert!(out.read_line(&mut line).expect("a line") > 0);
    }
    drop(out);
    fs::write(folder.join("claims/one.json"), "{").expect("a file");
    assert!(child.wait().expect("it ends").success());
}
