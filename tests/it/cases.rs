//! `tests/cases/`: small repositories, and what quoteproof says of each. `tests/cases/README.md` tells how one is
//! written; the base that a case begins with is read from there.
//!
//! The code (or kind of `quote/altered`) that a page or folder is named after must be reported where the case's
//! name begins with `fail-`, and must not be where it begins with `pass-`. `QUOTEPROOF_UPDATE=1` writes what is
//! expected anew, unless the case then says what its name denies.

use crate::blocks::{blocks, shortened};
use crate::tool::{
    folders_with, put, quoteproof, reported_kinds, root, scratch, transcript, update,
};
use quoteproof::diagnostic::CodeOrKind;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A case, laid out as a repository.
pub(crate) struct Case {
    /// The code or kind that it is about: `quote/altered/case`.
    code: String,
    /// `fail-…` or `pass-…`.
    name: String,
    /// The repository.
    folder: PathBuf,
    /// What the command should print, and where that is written down.
    expected: String,
    written: Written,
}

/// Where a case's expected output stands.
enum Written {
    /// In a file of its own.
    File(PathBuf),
    /// In the block `expect` of a case on a page.
    Page(PathBuf),
}

/// All cases, laid out once for each run of the tests.
pub(crate) fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let below = root().join("tests/cases");
        let laid_out = scratch("cases");
        let mut cases: Vec<Case> =
            folders_with(&below, "corpus").into_iter().map(|f| in_folder(&below, f)).collect();
        let base = std::fs::read_to_string(below.join("README.md")).expect("the base");
        for page in pages_in(&below) {
            cases.extend(on_page(&below, &page, &base.replace("\r\n", "\n"), &laid_out));
        }
        cases.sort_by(|a, b| (&a.code, &a.name).cmp(&(&b.code, &b.name)));
        cases
    })
}

/// The folders of all cases.
pub(crate) fn folders() -> Vec<PathBuf> {
    cases().iter().map(|case| case.folder.clone()).collect()
}

/// The folder of a case by its path, `tests/cases/quote/altered/case/fail-capitals` or without the first two
/// names; `None` where there is no such case.
pub(crate) fn folder(path: &str) -> Option<PathBuf> {
    let (code, name) = path.trim_start_matches("tests/cases/").rsplit_once('/')?;
    let case = cases().iter().find(|case| case.code == code && case.name == name)?;
    Some(case.folder.clone())
}

fn in_folder(below: &Path, folder: PathBuf) -> Case {
    let (code, name) = named(below, &folder);
    let file = folder.join("expect.txt");
    let expected = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    Case { code, name, folder, expected, written: Written::File(file) }
}

/// The code and the name of a case or, of a page, its area and the rest of its code.
fn named(below: &Path, path: &Path) -> (String, String) {
    let relative = path.strip_prefix(below).expect("below tests/cases");
    let names: Vec<_> = relative.iter().map(|n| n.to_string_lossy().into_owned()).collect();
    (names[..names.len() - 1].join("/"), names[names.len() - 1].clone())
}

fn pages_in(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of cases") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.join("corpus").exists() {
            pages.extend(pages_in(&path));
        } else if path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md") {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

/// The cases of a page, each laid out in a folder of its own below `laid_out`.
fn on_page(below: &Path, page: &Path, base: &str, laid_out: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(page).expect("a page").replace("\r\n", "\n");
    let (area, stem) = named(below, &page.with_extension(""));
    let code = format!("{area}/{stem}");
    assert!(text.starts_with(&format!("# {code}\n")), "{}: no heading `# {code}`", page.display());
    let all = blocks(&text);
    let mut starts: Vec<(usize, &str)> = Vec::new();
    for (at, _) in text.match_indices("\n## ") {
        if !all.iter().any(|block| block.range.contains(&at)) {
            starts.push((at + 1, text[at + 4..].lines().next().unwrap_or_default()));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let mut cases = Vec::new();
    for ((start, name), end) in starts.iter().zip(ends) {
        let what = format!("{}: {name}", page.display());
        let folder = laid_out.join(&code).join(name);
        assert!(!folder.exists(), "{what}: there are two of this name");
        let mut files = Files { what: &what, base, folder: &folder, shown: Vec::new() };
        let mut expected = None;
        for block in all.iter().filter(|b| (*start..end).contains(&b.range.start)) {
            let body = block.body(&text);
            match (block.kind(), block.of()) {
                ("expect", None) => expected = Some(block.range.clone()),
                ("arguments", None) => put(&folder, "arguments.txt", body),
                ("evidence", None) => files.put("claims/a-claim.json", &claim_around(base, body)),
                ("without", None) => files.shown.extend(body.lines().map(str::to_owned)),
                (_, Some(path)) => files.put(path, &block.text(&text)),
                _ => panic!("{what}: what is the block `{}`?", block.info),
            }
        }
        files.fill_in();
        let expected = expected.unwrap_or_else(|| panic!("{what}: no block `expect`"));
        cases.push(Case {
            code: code.clone(),
            name: (*name).to_owned(),
            expected: text[expected].to_owned(),
            folder,
            written: Written::Page(page.to_owned()),
        });
    }
    assert!(!cases.is_empty(), "{}: no case", page.display());
    cases
}

/// The files of a case while it is laid out.
struct Files<'a> {
    what: &'a str,
    base: &'a str,
    folder: &'a Path,
    /// The paths that the case shows, or does without.
    shown: Vec<String>,
}

impl Files<'_> {
    fn put(&mut self, path: &str, body: &str) {
        assert!(!self.shown.iter().any(|p| p == path), "{}: {path} is there twice", self.what);
        put(self.folder, path, body);
        self.shown.push(path.to_owned());
    }

    /// What the case does not show: the base's document, and for each text a source that pins it.
    fn fill_in(&mut self) {
        if !self.shown.iter().any(|path| path.starts_with("corpus/report/")) {
            self.put("corpus/report/text.txt", of_base(self.base, "corpus/report/text.txt"));
        }
        for text in self.shown.clone() {
            let media_type = match text.rsplit_once("/text.") {
                Some((_, "txt")) => "text/plain",
                Some((_, "md")) => "text/markdown",
                Some((_, "html")) => "text/html",
                _ => continue,
            };
            let (folder, name) = text.rsplit_once('/').expect("a folder");
            let record = format!("{folder}/source.json");
            if !self.shown.contains(&record) && self.folder.join(&text).is_file() {
                let bytes = std::fs::read(self.folder.join(&text)).expect("the text");
                let id = folder.trim_start_matches("corpus/");
                self.put(&record, &source_of(id, name, media_type, &bytes));
            }
        }
    }
}

/// A block of the base.
fn of_base<'a>(base: &'a str, path: &str) -> &'a str {
    let block = blocks(base).into_iter().find(|block| block.of() == Some(path));
    block.unwrap_or_else(|| panic!("tests/cases/README.md: no block {path}")).body(base)
}

/// The base's claim with other evidence.
fn claim_around(base: &str, evidence: &str) -> String {
    let claim = of_base(base, "claims/a-claim.json");
    let (before, rest) = claim.split_once("\"evidence\": [\n").expect("evidence");
    let end = rest.rfind("  ]\n").expect("the evidence's end");
    format!("{before}\"evidence\": [\n{evidence}{}", &rest[end..])
}

fn source_of(id: &str, path: &str, media_type: &str, text: &[u8]) -> String {
    let sha256 = quoteproof::corpus::sha256_hex(text);
    format!(
        "{{\n  \"id\": \"{id}\",\n  \"text\": {{\n    \"path\": \"{path}\",\n    \"media_type\": \"{media_type}\",\n    \"sha256\": \"{sha256}\"\n  }},\n  \"language\": \"en\"\n}}\n"
    )
}

fn run(case: &Path) -> String {
    let mut command = quoteproof();
    command.args(["validate", "--format", "concise", "--root"]).arg(case);
    if let Ok(arguments) = std::fs::read_to_string(case.join("arguments.txt")) {
        command.args(arguments.lines()).current_dir(case);
    }
    let output = command.output().expect("the command runs");
    shortened(&transcript(&output).replace(&case.display().to_string(), "<case>"))
}

#[test]
fn every_case_says_what_it_should() {
    let mut wrong = Vec::new();
    for case in cases() {
        let said = run(&case.folder);
        let has = match case.code.parse() {
            Ok(CodeOrKind::Kind(kind)) => reported_kinds(&case.folder).contains(kind.name()),
            _ => said.contains(&format!("[{}]", case.code)),
        };
        let right =
            (case.name.starts_with("fail-") && has) || (case.name.starts_with("pass-") && !has);
        let what = format!("{}/{}", case.code, case.name);
        if !right {
            let is = if has { "is there" } else { "is not there" };
            wrong.push(format!("{what}: {} {is}\n{said}", case.code));
        }
        if said != case.expected && !(update() && right) {
            wrong.push(format!("{what}\n--- expected\n{}--- said\n{said}", case.expected));
        }
        if said == case.expected || !update() || !right {
            continue;
        }
        match &case.written {
            Written::File(file) => std::fs::write(file, &said).expect("expect.txt can be written"),
            Written::Page(page) => rewrite(page, case, &said),
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases().len(), wrong.join("\n"));
}

/// Writes what a case says into its page.
fn rewrite(page: &Path, case: &Case, said: &str) {
    let mut text = std::fs::read_to_string(page).expect("a page").replace("\r\n", "\n");
    let heading = format!("\n## {}\n", case.name);
    let start = text.find(&heading).expect("the case");
    let block = blocks(&text).into_iter().find(|b| b.range.start > start && b.kind() == "expect");
    text.replace_range(block.expect("a block `expect`").range, said);
    std::fs::write(page, text).expect("the page can be written");
}

#[test]
fn every_code_has_a_failing_and_a_passing_case() {
    let there: BTreeSet<(String, bool)> =
        cases().iter().map(|case| (case.code.clone(), case.name.starts_with("fail"))).collect();
    let missing: Vec<String> = CodeOrKind::all()
        .flat_map(|t| [(t, true), (t, false)])
        .filter(|(t, fail)| !there.contains(&(t.name().to_owned(), *fail)))
        .map(|(t, fail)| format!("{t} {}", if fail { "fail" } else { "pass" }))
        .collect();
    assert!(missing.is_empty(), "no case for: {missing:#?}");
    for (code, _) in there {
        assert!(code.parse::<CodeOrKind>().is_ok(), "tests/cases/{code}: no such code");
    }
}
