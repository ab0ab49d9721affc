//! Every page of a code, or of a kind of `quote/altered`, is complete, and its example says what the page says.
//!
//! A page's example is a small repository in fenced blocks: the block's info string ends with the
//! file's path. In a block that begins with `escaped`, `\xHH` stands for a byte, for files that are not
//! UTF-8; one that ends with `20000 times` is written so often. `console` blocks begin with `$ quoteproof …` and go on with what that prints; they are run in
//! order. What a page does not show is filled in: a claim around the block `evidence`, or one that
//! quotes `DOCUMENT`; for every text a source that pins it; where nothing of `corpus/report` is shown,
//! `DOCUMENT` as its text.

use crate::blocks::{Block, blocks, shortened};
use crate::tool::{put, quoteproof, reported_kinds, root, scratch, update};
use quoteproof::diagnostic::{CodeOrKind, Severity};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const SECTIONS: [&str; 4] =
    ["## What it means", "## Why it matters", "## Example", "## How to fix it"];

/// The text of the source `report`, and the words that a claim quotes, where a page shows none.
const DOCUMENT: &str = "It did not reduce the traffic in the old town.";

fn set_up(code: CodeOrKind, page: &str, blocks: &[Block]) -> PathBuf {
    let folder = scratch(&format!("explain-{}", code.name().replace('/', "-")));
    let mut written = Vec::new();
    for block in blocks {
        let mut info = block.info.split_whitespace();
        let (Some(kind), Some(path)) = (info.next(), info.next()) else { continue };
        let path = if path == "evidence" { "claims/a-claim.json" } else { path };
        let body = if block.info.ends_with(" evidence") {
            claim_around(block.body(page))
        } else {
            block.text(page)
        };
        let bytes = if kind == "escaped" { unescaped(&body) } else { body.into_bytes() };
        put(&folder, path, &bytes);
        written.push(path.to_owned());
    }
    if !written.iter().any(|p| p.starts_with("corpus/report/")) {
        put(&folder, "corpus/report/text.txt", format!("{DOCUMENT}\n").as_bytes());
        written.push("corpus/report/text.txt".to_owned());
    }
    for text in &written {
        let id = text.strip_prefix("corpus/").and_then(|t| t.strip_suffix("/text.txt"));
        let Some(id) = id else { continue };
        let record = format!("corpus/{id}/source.json");
        if !written.contains(&record) {
            let bytes = std::fs::read(folder.join(text)).expect("the text was written");
            put(&folder, &record, source_of(id, &bytes).as_bytes());
        }
    }
    if !written.iter().any(|p| p.starts_with("claims/")) {
        let evidence = format!(
            "    {{\n      \"source\": \"report\",\n      \"quote\": \"{DOCUMENT}\",\n      \"stance\": \"supports\"\n    }}\n"
        );
        put(&folder, "claims/a-claim.json", claim_around(&evidence).as_bytes());
    }
    folder
}

/// `text` with a byte for each `\xHH`.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut parts = text.split("\\x");
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).expect("two digits after `\\x`");
        bytes.push(u8::from_str_radix(digits, 16).expect("hexadecimal digits after `\\x`"));
        bytes.extend(rest.bytes());
    }
    bytes
}

fn claim_around(evidence: &str) -> String {
    format!(
        "{{\n  \"id\": \"a-claim\",\n  \"statement\": \"The trial had a clear result.\",\n  \"label\": \"supported\",\n  \"evidence\": [\n{evidence}  ]\n}}\n"
    )
}

fn source_of(id: &str, text: &[u8]) -> String {
    format!(
        "{{\n  \"id\": \"{id}\",\n  \"text\": {{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{}\"}},\n  \"language\": \"en\"\n}}\n",
        quoteproof::corpus::sha256_hex(text)
    )
}

#[test]
fn every_page_is_complete_and_its_example_runs() {
    let mut wrong = Vec::new();
    for code in CodeOrKind::all() {
        let page = code.page();
        let path = root().join(format!("src/diagnostic/explain/{}.md", code.name()));
        if !page.starts_with(&format!("# {}\n", code.name())) {
            wrong.push(format!("{code}: the page does not begin with `# {code}`"));
        }
        let places: Vec<Option<usize>> =
            SECTIONS.iter().map(|s| page.find(&format!("\n{s}\n"))).collect();
        if places.contains(&None) || !places.is_sorted() {
            wrong
                .push(format!("{code}: the page has not the sections {SECTIONS:?}, in this order"));
        }
        let summary = page.lines().nth(2).unwrap_or_default();
        if !summary.ends_with('.') || summary.len() > 120 {
            wrong.push(format!("{code}: the page's third line is no short sentence: {summary:?}"));
        }
        let said: &[&str] = match code.mildest() {
            Severity::Error => &["no configuration lowers it"],
            Severity::Warning => &["`[severity]`", "it is never"],
            Severity::Off => &["`[severity]`"],
        };
        let flat = page.replace('\n', " ").to_lowercase();
        for words in said.iter().filter(|words| !flat.contains(**words)) {
            wrong.push(format!("{code}: the page does not say {words:?}"));
        }
        let blocks = blocks(page);
        let folder = set_up(code, page, &blocks);
        let mut new = page.to_owned();
        let mut seen = false;
        let mut said = Vec::new();
        for block in blocks.iter().filter(|b| b.info == "console") {
            let body = block.body(page);
            let (command, _) = body.split_once('\n').unwrap_or((body, ""));
            said.push((block, console(&folder, command)));
        }
        for (block, said) in said.iter().rev() {
            seen |= said.contains(&format!("[{}]", code.code()));
            if *said != block.body(page) {
                new.replace_range(block.range.clone(), said);
                if !update() {
                    wrong.push(format!(
                        "{code}: the page says\n{}but it is\n{said}",
                        block.body(page)
                    ));
                }
            }
        }
        if let CodeOrKind::Kind(kind) = code {
            seen &= reported_kinds(&folder).contains(kind.name());
        }
        if !seen {
            wrong.push(format!("{code}: no console example shows it"));
        }
        if update() && seen && new != page {
            std::fs::write(path, new).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn console(folder: &Path, command: &str) -> String {
    let arguments = command.strip_prefix("$ quoteproof ").unwrap_or("");
    let output = quoteproof()
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("the command runs");
    let mut said = format!("{command}\n");
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    let _ = write!(said, "{}", shortened(&text.replace(&folder.display().to_string(), ".")));
    said
}
