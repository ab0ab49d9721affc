//! What the pages say is true: README.md, ARCHITECTURE.md, CONTRIBUTING.md, CHANGELOG.md and docs/.
//!
//! A `console` block that begins with `$ quoteproof …` or `$ cargo run --release -- …` is run and
//! compared with what it prints; `$ echo $?` shows the last exit status. The info string may go on with
//! a folder: the block is then run in a copy of it, which the blocks of one page share; without one it
//! is run in the repository itself. A `json` block whose info string goes on with a file is that file.
//! `QUOTEPROOF_UPDATE=1` writes the blocks anew.

use crate::tool::{copy, quoteproof, root, scratch, update};
use quoteproof::config::Config;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

const PAGES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

struct Page {
    name: String,
    text: String,
}

fn pages() -> Vec<Page> {
    let entries = std::fs::read_dir(root().join("docs")).expect("docs/");
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|e| e.path().extension().is_some_and(|e| e == "md"))
        .map(|e| format!("docs/{}", e.file_name().to_string_lossy()))
        .collect();
    names.sort();
    let read = |name: &str| {
        let text = std::fs::read_to_string(root().join(name)).expect(name).replace("\r\n", "\n");
        Page { name: name.to_owned(), text }
    };
    PAGES.into_iter().map(read).chain(names.iter().map(|name| read(name))).collect()
}

struct Block {
    /// The word after the fence.
    kind: String,
    /// What follows it.
    of: Option<String>,
    /// Bytes of the page.
    range: Range<usize>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        if let Some(info) = line.strip_prefix("```") {
            if let Some((info, start)) = open.take() {
                let mut words = info.split_whitespace().map(str::to_owned);
                let kind = words.next().unwrap_or_default();
                found.push(Block { kind, of: words.next(), range: start..at });
            } else {
                open = Some((info.trim().to_owned(), at + line.len()));
            }
        }
        at += line.len();
    }
    assert!(open.is_none(), "a block has no end");
    found
}

#[test]
fn every_block_is_true() {
    let mut wrong = Vec::new();
    for page in pages() {
        let mut changes = Vec::new();
        for block in blocks(&page.text) {
            let body = &page.text[block.range.clone()];
            let Some(said) = as_it_is(&page, &block, body).filter(|said| said != body) else {
                continue;
            };
            wrong.push(format!("{}: it says\n{body}but it is\n{said}", page.name));
            changes.push((block.range, said));
        }
        if update() && !changes.is_empty() {
            let mut text = page.text.clone();
            for (range, said) in changes.into_iter().rev() {
                text.replace_range(range, &said);
            }
            std::fs::write(root().join(&page.name), text).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty() || update(), "{}", wrong.join("\n"));
}

/// What a block should be, where that can be known.
fn as_it_is(page: &Page, block: &Block, body: &str) -> Option<String> {
    let of = block.of.as_deref();
    if block.kind == "json" {
        let file = root().join(of?);
        return Some(std::fs::read_to_string(file).expect("the file").replace("\r\n", "\n"));
    }
    let first = body.lines().next().unwrap_or("");
    if block.kind != "console" || arguments(first).is_none() {
        return None;
    }
    let folder = of.map_or(root().to_owned(), |of| prepared(page, of));
    Some(play(body, &folder, &[], &format!("{}: {first}", page.name)))
}

/// The arguments of a command line that is quoteproof's.
fn arguments(line: &str) -> Option<&str> {
    ["$ quoteproof ", "$ cargo run --release -- "].iter().find_map(|start| line.strip_prefix(start))
}

/// A copy of a folder of the repository, made once for each page.
fn prepared(page: &Page, of: &str) -> PathBuf {
    let name = format!("docs-{}-{of}", page.name).replace(['/', '.'], "-");
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name).join(".made");
    let this_run = std::process::id().to_string();
    let folder = made.parent().expect("a folder").to_owned();
    if std::fs::read_to_string(&made).is_ok_and(|by| by == this_run) {
        return folder;
    }
    scratch(&name);
    copy(&root().join(of), &folder);
    std::fs::write(made, this_run).expect("a file");
    folder
}

/// Runs the commands of a block one after the other, with `settings` in their environment; its text as it
/// should be.
pub(crate) fn play(body: &str, folder: &Path, settings: &[(&str, &str)], what: &str) -> String {
    let mut said = String::new();
    let mut status = 0;
    for line in body.lines().filter(|line| line.starts_with("$ ")) {
        said.push_str(line);
        said.push('\n');
        if line == "$ echo $?" {
            let _ = writeln!(said, "{status}");
            continue;
        }
        let Some(arguments) = arguments(line) else {
            panic!("{what}: `{line}` cannot be run here")
        };
        let output = quoteproof()
            .args(arguments.split_whitespace())
            .envs(settings.iter().copied())
            .current_dir(folder)
            .output()
            .expect("the command runs");
        status = output.status.code().unwrap_or(-1);
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        said.push_str(&text.replace(&folder.display().to_string(), "."));
    }
    said
}

#[test]
fn the_configuration_in_the_readme_is_the_default_one() {
    let page = pages().into_iter().next().expect("README.md");
    let block = blocks(&page.text).into_iter().find(|b| b.kind == "toml").expect("a toml block");
    let shown = &page.text[block.range];
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
