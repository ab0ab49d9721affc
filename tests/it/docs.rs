//! What the pages say is true: README.md, ARCHITECTURE.md, CONTRIBUTING.md, CHANGELOG.md, docs/, and
//! the sessions of tests/console/, which are pages too.
//!
//! A `console` block that begins with `$ quoteproof …` or `$ cargo run --release -- …` is run by a shell,
//! line by line, and compared with what it prints; `$ echo $?` shows the last exit status, and a line
//! that begins with `> ` goes on with the command above it. The info string may go on with a folder: the
//! block is then run in a copy of it, whatever it begins with, or with `empty`: then in an empty folder.
//! The blocks of one page share it, and where `cd` led. Without a folder the block is run in the
//! repository itself. A `json` block whose info string goes on with a file is that file. What stands
//! between `<!-- made: NAME -->` and `<!-- end -->` is made from the code.
//! `QUOTEPROOF_UPDATE=1` writes all of it anew. Pictures of the terminal are made by `picture`.

use crate::blocks::{Block, blocks};
use crate::reference;
use crate::tool::{copy, quoteproof, root, scratch, shell, update};
use quoteproof::config::Config;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

const PAGES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

struct Page {
    name: String,
    text: String,
}

fn pages() -> Vec<Page> {
    let mut names: Vec<String> = PAGES.map(str::to_owned).into();
    for folder in ["docs", "tests/console"] {
        names.extend(pages_in(folder));
    }
    let read = |name: String| {
        let text = std::fs::read_to_string(root().join(&name)).expect(&name).replace("\r\n", "\n");
        Page { name, text }
    };
    names.into_iter().map(read).collect()
}

fn pages_in(folder: &str) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root().join(folder)).expect("a folder of pages") {
        let entry = entry.expect("an entry");
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            names.extend(pages_in(&name));
        } else if entry.path().extension().is_some_and(|e| e == "md") {
            names.push(name);
        }
    }
    names.sort();
    names
}

#[test]
fn every_block_is_true() {
    let mut wrong = Vec::new();
    for page in pages() {
        let mut stages = BTreeMap::new();
        let mut changes = Vec::new();
        for block in blocks(&page.text) {
            let body = block.body(&page.text);
            let said = as_it_is(&page, &block, body, &mut stages);
            if let Some(said) = said.filter(|said| said != body) {
                wrong.push(format!("{}: it says\n{body}but it is\n{said}", page.name));
                changes.push((block.range, said));
            }
        }
        for (name, range) in made(&page.text) {
            let (says, is) = (&page.text[range.clone()], reference::made(name));
            if says != is {
                wrong.push(format!("{}: `{name}` says\n{says}but it is\n{is}", page.name));
                changes.push((range, is));
            }
        }
        if update() && !changes.is_empty() {
            changes.sort_by_key(|(range, _)| range.start);
            let mut text = page.text.clone();
            for (range, said) in changes.into_iter().rev() {
                text.replace_range(range, &said);
            }
            std::fs::write(root().join(&page.name), text).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty() || update(), "{}", wrong.join("\n"));
}

/// The parts of a page that are made from the code, by their names.
fn made(page: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    for (at, start) in page.match_indices("\n<!-- made: ") {
        let rest = &page[at + start.len()..];
        let (name, rest) = rest.split_once(" -->\n").expect("the marker's end");
        let from = page.len() - rest.len();
        let length = rest.find("<!-- end -->").unwrap_or_else(|| panic!("{name} has no end"));
        found.push((name, from..from + length));
    }
    found
}

/// Where the blocks of a page are run.
pub(crate) struct Stage {
    /// The copy of a folder, or the repository itself.
    folder: PathBuf,
    /// The folder that the last command was left in.
    here: PathBuf,
    /// Further variables of the environment.
    settings: Vec<(String, String)>,
}

impl Stage {
    /// In a folder, with further variables of the environment.
    pub(crate) fn new(folder: PathBuf, settings: &[(&str, &str)]) -> Self {
        let settings = settings.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Self { here: folder.clone(), folder, settings }
    }
}

/// What a block should be, where that can be known.
fn as_it_is(
    page: &Page,
    block: &Block,
    body: &str,
    stages: &mut BTreeMap<String, Stage>,
) -> Option<String> {
    let of = block.of();
    if block.kind() == "json" {
        let file = root().join(of?);
        return Some(std::fs::read_to_string(file).expect("the file").replace("\r\n", "\n"));
    }
    let first = body.lines().next().unwrap_or("");
    if block.kind() != "console" || (of.is_none() && command(first) == first) {
        return None;
    }
    let stage = stages.entry(of.unwrap_or_default().to_owned()).or_insert_with(|| {
        let folder = of.map_or(root().to_owned(), |of| prepared(page, of));
        Stage::new(folder, &[])
    });
    Some(play(body, stage))
}

/// A command line as the shell gets it; as it was where it is not quoteproof's.
fn command(line: &str) -> String {
    let ours = |start: &str| line.strip_prefix(start).map(|rest| format!("quoteproof {rest}"));
    let found = ours("$ quoteproof ").or_else(|| ours("$ cargo run --release -- "));
    found.unwrap_or_else(|| line.to_owned())
}

/// A copy of a folder of the repository, or an empty one.
fn prepared(page: &Page, of: &str) -> PathBuf {
    let name = format!("docs-{}-{of}", page.name).replace(['/', '.'], "-");
    let folder = scratch(&name);
    if of != "empty" {
        copy(&crate::cases::folder(of).unwrap_or_else(|| root().join(of)), &folder);
    }
    folder
}

/// Runs the commands of a block one after the other; its text as it should be.
pub(crate) fn play(body: &str, stage: &mut Stage) -> String {
    let mut said = String::new();
    let mut status = 0;
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(typed) = line.strip_prefix("$ ") else { continue };
        let _ = writeln!(said, "{line}");
        if typed == "echo $?" {
            let _ = writeln!(said, "{status}");
            continue;
        }
        let ours = command(line);
        let mut script = if ours == line { typed.to_owned() } else { ours };
        while let Some(more) = lines.next_if(|line| line.starts_with("> ") || *line == ">") {
            let _ = writeln!(said, "{more}");
            script.push('\n');
            script.push_str(more[1..].strip_prefix(' ').unwrap_or(""));
        }
        let output;
        (output, status) = run(&script, stage);
        said.push_str(&output);
    }
    said
}

/// Runs one command as somebody who types it: both outputs together, and where it leads.
fn run(script: &str, stage: &mut Stage) -> (String, i32) {
    // Tests run side by side: each command writes a file of its own.
    static RUN: AtomicUsize = AtomicUsize::new(0);
    let number = RUN.fetch_add(1, Ordering::Relaxed);
    let left = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("docs-here-{number}"));
    let script =
        format!("exec 2>&1\n{script}\nstatus=$?\npwd > '{}'\nexit $status", left.display());
    let output = shell(&script, &stage.folder)
        .envs(stage.settings.iter().map(|(name, value)| (name, value)))
        .current_dir(&stage.here)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the shell runs");
    let here = std::fs::read_to_string(&left).expect("the folder");
    stage.here = PathBuf::from(here.trim_end());
    let _ = std::fs::remove_file(&left);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = text.replace(&stage.folder.display().to_string(), ".");
    (text, output.status.code().unwrap_or(-1))
}

#[test]
fn the_configuration_that_is_shown_is_the_default_one() {
    let named = |page: &Page| page.name == "docs/reference/configuration.md";
    let page = pages().into_iter().find(named).expect("the page");
    let block = blocks(&page.text).into_iter().find(|b| b.kind() == "toml").expect("a toml block");
    let shown = block.body(&page.text);
    let config = Config::parse(shown).expect("a configuration");
    assert_eq!(config, Config::default(), "the values shown are the defaults");
    let known = toml::to_string(&Config::default()).expect("TOML");
    let keys = |text: &str| -> BTreeSet<String> {
        let name = |line: &str| line.split([' ', '=']).next().unwrap_or("").to_owned();
        text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(name).collect()
    };
    assert_eq!(keys(shown), keys(&known), "every key is shown");
}

#[test]
fn the_data_model_has_every_member() {
    fn members(schema: &serde_json::Value, found: &mut BTreeSet<String>) {
        match schema {
            serde_json::Value::Object(object) => {
                if let Some(serde_json::Value::Object(properties)) = object.get("properties") {
                    found.extend(properties.keys().cloned());
                }
                object.values().for_each(|value| members(value, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|value| members(value, found)),
            _ => {}
        }
    }
    let page = std::fs::read_to_string(root().join("docs/data-model.md")).expect("the page");
    let mut found = BTreeSet::new();
    for (name, text) in quoteproof::schema::generated() {
        if name == "claim" || name == "source" {
            members(&serde_json::from_str(&text).expect("JSON"), &mut found);
        }
    }
    let words = page.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')));
    let words: BTreeSet<&str> = words.collect();
    let missing: Vec<_> = found.iter().filter(|name| !words.contains(name.as_str())).collect();
    assert!(found.len() > 20 && missing.is_empty(), "{missing:?}");
}

#[test]
fn the_readme_names_every_command() {
    let output = quoteproof().arg("--help").output().expect("it runs");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let listed = help.split_once("Commands:\n").expect("a list of commands").1;
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    for line in listed.lines().take_while(|l| l.starts_with("  ")) {
        let name = line.split_whitespace().next().unwrap_or("");
        assert!(readme.contains(&format!("`quoteproof {name}")) || name == "help", "{name}");
    }
}

#[test]
fn every_link_leads_to_a_file_or_a_heading() {
    let mut broken = Vec::new();
    for page in pages() {
        let prose = prose(&page.text);
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http://") || link.starts_with("https://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let folder = root().join(&page.name).parent().expect("a folder").to_owned();
            let path = if file.is_empty() { root().join(&page.name) } else { folder.join(file) };
            let there = path.exists()
                && (heading.is_empty()
                    || std::fs::read_to_string(&path)
                        .is_ok_and(|text| prose_headings(&text).contains(heading)));
            if !there {
                broken.push(format!("{}: {link}", page.name));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A page without its blocks and inline code.
fn prose(page: &str) -> String {
    let mut text = page.to_owned();
    for block in blocks(page).into_iter().rev() {
        text.replace_range(block.range, "");
    }
    text.split('`').step_by(2).collect()
}

/// The headings, as links name them.
fn prose_headings(page: &str) -> BTreeSet<String> {
    page.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}
