//! Every code's page is complete, and its example says what the page says.
//!
//! A page's example is a small repository in fenced blocks: the block's info string ends with the
//! file's path. `console` blocks begin with `$ quoteproof …` and go on with what that prints. What
//! a page does not show is filled in: a source `report` whose text is the block `corpus/report/text.txt`,
//! pinned; a claim around the block `evidence`.

use crate::tool::{quoteproof, root, scratch, update};
use quoteproof::diagnostic::Code;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const SECTIONS: [&str; 4] =
    ["## What it means", "## Why it matters", "## Example", "## How to mend it"];

struct Block {
    info: String,
    body: String,
    /// Bytes of the body in the page.
    range: std::ops::Range<usize>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut open: Option<(String, usize)> = None;
    for line in page.split_inclusive('\n') {
        if let Some(info) = line.strip_prefix("```") {
            match open.take() {
                None => open = Some((info.trim().to_owned(), at + line.len())),
                Some((info, start)) => {
                    found.push(Block { info, body: page[start..at].to_owned(), range: start..at });
                }
            }
        }
        at += line.len();
    }
    found
}

fn set_up(code: Code, blocks: &[Block]) -> PathBuf {
    let folder = scratch(&format!("explain-{}", code.name().replace('/', "-")));
    let mut written = Vec::new();
    for block in blocks {
        let Some(path) = block.info.split_whitespace().nth(1) else { continue };
        let (path, body) = if path == "evidence" {
            ("claims/a-claim.json", claim_around(&block.body))
        } else {
            (path, block.body.clone())
        };
        write(&folder, path, &body);
        written.push(path.to_owned());
    }
    if !written.iter().any(|p| p == "corpus/report/source.json") {
        let text = std::fs::read(folder.join("corpus/report/text.txt")).unwrap_or_default();
        write(&folder, "corpus/report/text.txt", std::str::from_utf8(&text).unwrap_or_default());
        write(&folder, "corpus/report/source.json", &source_of(&text));
    }
    if !written.iter().any(|p| p.starts_with("claims/")) {
        std::fs::create_dir_all(folder.join("claims")).expect("claims");
    }
    folder
}

fn claim_around(evidence: &str) -> String {
    format!(
        "{{\n  \"id\": \"a-claim\",\n  \"statement\": \"The trial had a clear result.\",\n  \"label\": \"supported\",\n  \"evidence\": [\n{evidence}  ]\n}}\n"
    )
}

fn source_of(text: &[u8]) -> String {
    format!(
        "{{\n  \"id\": \"report\",\n  \"text\": {{\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"{}\"}}\n}}\n",
        quoteproof::check::sha256_hex(text)
    )
}

fn write(folder: &Path, path: &str, body: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, body).expect("a file");
}

#[test]
fn every_page_is_complete_and_its_example_runs() {
    let mut wrong = Vec::new();
    for &code in Code::ALL {
        let page = code.page();
        let path = root().join(format!("src/diagnostic/explain/{}.md", code.name()));
        if !page.starts_with(&format!("# {}\n", code.name())) {
            wrong.push(format!("{code}: the page does not begin with `# {code}`"));
        }
        for section in SECTIONS {
            if !page.contains(section) {
                wrong.push(format!("{code}: the page has no section `{section}`"));
            }
        }
        let blocks = blocks(page);
        let folder = set_up(code, &blocks);
        let mut new = page.to_owned();
        let mut seen = false;
        for block in blocks.iter().rev().filter(|b| b.info == "console") {
            let (command, _) = block.body.split_once('\n').unwrap_or((&block.body, ""));
            let said = console(&folder, command);
            seen |= said.contains(code.name());
            if said != block.body {
                new.replace_range(block.range.clone(), &said);
                if !update() {
                    wrong.push(format!("{code}: the page says\n{}but it is\n{said}", block.body));
                }
            }
        }
        if !seen {
            wrong.push(format!("{code}: no console example shows the code"));
        }
        if update() && new != page {
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
    let _ = write!(said, "{}", text.replace(&folder.display().to_string(), "."));
    said
}
