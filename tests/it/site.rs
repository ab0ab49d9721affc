//! `quoteproof site`: what it writes and where, that its links lead somewhere, that its data are what they say, and that no text
//! is in it that may not be published.

use crate::linked::{wrong_annotations, wrong_terms};
use crate::tool::{copy, put, quoteproof, root, said, says, scratch, source, update};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const DAY: &str = "2026-11-29";

fn site(archive: &Path, out: &Path, arguments: &[&str]) -> Output {
    let mut command = quoteproof();
    command
        .arg("site")
        .arg(out)
        .args(arguments)
        .current_dir(archive)
        .env_remove("SOURCE_DATE_EPOCH");
    command.output().expect("it runs")
}

/// The files of a site by their paths.
pub(crate) fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![out.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name =
                    path.strip_prefix(out).expect("below it").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn made(archive: &Path, name: &str, arguments: &[&str]) -> (PathBuf, BTreeMap<String, Vec<u8>>) {
    let out = scratch(name).join("site");
    says(&site(archive, &out, arguments), 0, &["index.html"]);
    let files = files(&out);
    (out, files)
}

fn tides() -> PathBuf {
    root().join("examples/tides")
}

fn pages(files: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, &str)> {
    files
        .iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|e| e == "html"))
        .map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).expect("UTF-8")))
}

#[test]
fn the_same_archive_gives_the_same_bytes_and_old_pages_go() {
    let archive = scratch("site-again").join("archive");
    copy(&tides(), &archive);
    let (out, first) = made(&archive, "site-again-out", &["--date", DAY]);
    let (_, second) = made(&archive, "site-again-other", &["--date", DAY, "--threads", "1"]);
    assert!(first == second, "two runs differ");
    put(&out, "own.txt", "somebody's");
    fs::remove_file(archive.join("claims/a-year-of-measurements.json")).expect("it was there");
    says(&site(&archive, &out, &["--date", DAY]), 0, &[]);
    let third = files(&out);
    assert!(first.contains_key("claim/a-year-of-measurements.html"));
    assert!(
        !third.contains_key("claim/a-year-of-measurements.html"),
        "a page of a claim that is gone"
    );
    assert!(third.contains_key("own.txt"), "a file that is not ours is gone");
    // Without a date there is none, and no feed.
    says(&site(&archive, &out, &[]), 0, &[]);
    let fourth = files(&out);
    assert!(third.contains_key("feed.xml") && !fourth.contains_key("feed.xml"));
    assert!(pages(&fourth).all(|(_, page)| !page.contains("2026")), "a date without `--date`");
    let mut command = quoteproof();
    command.arg("site").arg(&out).current_dir(&archive).env("SOURCE_DATE_EPOCH", "1796000000");
    says(&command.output().expect("it runs"), 0, &[]);
    assert!(files(&out).contains_key("feed.xml"));
}

#[test]
fn the_folder_is_new_empty_or_ours_and_not_the_archive() {
    let archive = scratch("site-out").join("inside/archive");
    copy(&tides(), &archive);
    put(&archive, "notes/own.txt", "somebody's");
    put(&archive, "file", "no folder");
    fs::create_dir_all(archive.join("empty")).expect("a folder");
    for (out, words) in [
        (".", "is the archive itself"),
        ("..", "has the archive in it"),
        ("../..", "has the archive in it"),
        ("claims", "where the archive's own files are"),
        ("claims/site", "where the archive's own files are"),
        ("corpus/site/x", "where the archive's own files are"),
        ("notes", "has files that `quoteproof site` has not made"),
        ("file", "is not a folder"),
    ] {
        let before = files(&archive);
        let output = site(&archive, Path::new(out), &[]);
        says(&output, 2, &[words]);
        assert!(files(&archive) == before, "{out}: something was written");
        assert!(!archive.join("claims/site").exists() && !archive.join("corpus/site").exists());
    }
    for out in ["empty", "site", "deep/er/site", "site"] {
        says(&site(&archive, Path::new(out), &[]), 0, &[]);
    }
    says(&site(&archive, Path::new("dated"), &["--date", "2026-02-30"]), 2, &["it is not a day"]);
    put(&archive, "module", "no module");
    let output = site(&archive, Path::new("no-checker"), &["--module", "module"]);
    says(&output, 2, &["module is not a WebAssembly module"]);
    put(&archive, "module", b"\0asm\x01\0\0\0");
    says(&site(&archive, Path::new("checker"), &["--module", "module"]), 0, &[]);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_or_removed_for_a_stranger() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = scratch("site-links");
    let archive = folder.join("archive");
    copy(&tides(), &archive);
    put(&folder, "precious.txt", "keep me");
    // A marker that a stranger has put there, with links beside it.
    let marker = "x\n../../precious.txt\n/etc/passwd\nclaim/../../precious.txt\n";
    put(&archive, "planted/.quoteproof-site", marker);
    let output = site(&archive, Path::new("planted"), &[]);
    says(&output, 2, &["is not one of its names"]);
    put(&archive, "linked/.quoteproof-site", "x\n");
    symlink(folder.join("precious.txt"), archive.join("linked/index.html")).expect("a link");
    says(&site(&archive, Path::new("linked"), &[]), 2, &["is a symbolic link"]);
    put(&archive, "led/.quoteproof-site", "x\n");
    symlink(&folder, archive.join("led/claim")).expect("a link");
    says(&site(&archive, Path::new("led"), &[]), 2, &["is a symbolic link"]);
    assert_eq!(fs::read_to_string(folder.join("precious.txt")).expect("it is there"), "keep me");
    let closed = folder.join("closed");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("permissions");
    if fs::write(closed.join("x"), "").is_err() {
        let output = site(&archive, &closed, &[]);
        says(&output, 2, &["cannot be written"]);
        // Nor is a passing name of a file told, with the system's own words.
        assert!(!said(&output).contains("os error"), "{}", said(&output));
    }
}

/// What a server answers to a question: its first line, and what follows the empty line.
fn asked(address: &str, question: &str) -> (String, String) {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    let question = format!("{question} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(question.as_bytes()).expect("it is asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}

#[test]
fn pages_are_served_to_this_machine_and_renewed_when_a_claim_is_saved() {
    use std::io::{BufRead, BufReader};
    let archive = scratch("site-served").join("archive");
    copy(&tides(), &archive);
    let mut command = quoteproof();
    command.args(["site", "site", "--watch", "--serve=0"]).current_dir(&archive);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut errors = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut made = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let line = errors.next().expect("a line").expect("UTF-8");
    let (_, rest) = line.split_once("http://").expect("an address");
    let address = rest.split('/').next().expect("it has an end").to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{line}");
    assert!(made.next().expect("a line").expect("UTF-8").contains("index.html"));
    let (status, page) = asked(&address, "GET /claim/a-year-of-measurements.html");
    assert!(status.contains("200") && page.contains("<h1"), "{status}");
    for (question, wanted) in
        [("GET /../quoteproof.toml", "404"), ("POST /", "405"), ("HEAD /", "200")]
    {
        let (status, _) = asked(&address, question);
        assert!(status.contains(wanted), "{question}: {status}");
    }
    let file = archive.join("claims/a-year-of-measurements.json");
    let claim = fs::read_to_string(&file).expect("a claim");
    let claim: Value = serde_json::from_str(&claim).expect("JSON");
    let mut other = claim.clone();
    other["statement"] = "A statement that was only just written.".into();
    fs::write(&file, other.to_string()).expect("it can be written");
    assert!(made.next().expect("a line").expect("UTF-8").contains("index.html"));
    let (_, page) = asked(&address, "GET /claim/a-year-of-measurements.html?again");
    assert!(page.contains("only just written"), "{page}");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

/// The site of the tides as it is reviewed: `tests/site/tides/`, which `QUOTEPROOF_UPDATE=1` makes anew. What is copied from the
/// templates as it is, or is data of the report, is not kept twice.
#[test]
fn the_example_is_as_it_was_reviewed() {
    let (_, mut files) = made(&tides(), "site-example", &["--date", DAY]);
    files.retain(|name, _| {
        let end = Path::new(name).extension().and_then(|end| end.to_str()).unwrap_or_default();
        !matches!(end, "js" | "css") && name != "data/report.json" && name != ".quoteproof-site"
    });
    let kept = root().join("tests/site/tides");
    if update() {
        let _ = fs::remove_dir_all(&kept);
        for (name, bytes) in &files {
            put(&kept, name, bytes);
        }
    }
    let reviewed = self::files(&kept);
    assert_eq!(files.keys().collect::<Vec<_>>(), reviewed.keys().collect::<Vec<_>>());
    for (name, bytes) in &files {
        let now = String::from_utf8_lossy(bytes);
        let before = String::from_utf8_lossy(&reviewed[name]).replace("\r\n", "\n");
        assert!(now == before, "{name} differs; QUOTEPROOF_UPDATE=1 writes it anew");
    }
}

/// What a page links to, and what can be linked to on it.
fn links(page: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut leads, mut names) = (Vec::new(), BTreeSet::new());
    for token in html5gum::Tokenizer::new(page).flatten() {
        let html5gum::Token::StartTag(tag) = token else { continue };
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(value).into_owned();
            match name.as_slice() {
                b"href" | b"src" => leads.push(value),
                b"id" => assert!(names.insert(value.clone()), "the id {value} stands twice"),
                _ => {}
            }
        }
    }
    (leads, names)
}

/// Where a link of a page leads in the site.
fn target(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_leads_somewhere_and_nowhere_else() {
    for (name, archive) in [("site-links-own", root().to_owned()), ("site-links-tides", tides())] {
        let (_, files) = made(&archive, name, &["--date", DAY]);
        let all: BTreeMap<&str, (Vec<String>, BTreeSet<String>)> =
            pages(&files).map(|(name, page)| (name, links(page))).collect();
        let mut checked = 0;
        for (page, (leads, _)) in &all {
            for link in leads {
                if link.starts_with("https://") || link.starts_with("http://") {
                    continue;
                }
                let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
                let path = if path.is_empty() { (*page).to_owned() } else { target(page, path) };
                assert!(files.contains_key(&path), "{page}: {link} leads to no file");
                let there = fragment.is_empty()
                    || all.get(path.as_str()).is_some_and(|(_, names)| names.contains(fragment));
                assert!(there, "{page}: {link} leads to no place of {path}");
                checked += 1;
            }
        }
        assert!(checked > 300, "{checked} links");
    }
}

#[test]
fn pages_ask_for_nothing_and_are_small() {
    let (_, files) = made(root(), "site-small", &[]);
    for (name, page) in pages(&files) {
        assert!(
            page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'"),
            "{name}"
        );
        for token in html5gum::Tokenizer::new(page).flatten() {
            let html5gum::Token::StartTag(tag) = token else { continue };
            let element = String::from_utf8_lossy(&tag.name).into_owned();
            for (attribute, value) in &tag.attributes {
                let (attribute, value) =
                    (String::from_utf8_lossy(attribute), String::from_utf8_lossy(value));
                let local = !value.contains("://") || (element == "a" && attribute == "href");
                assert!(local, "{name}: {element} {attribute}={value}");
                assert!(
                    !attribute.starts_with("on") && attribute != "style",
                    "{name}: {attribute}"
                );
            }
        }
        assert!(page.len() <= 100_000, "{name} has {} bytes", page.len());
    }
    assert!(files["style.css"].len() <= 12_000);
    assert!(files["site.js"].len() + files["check.js"].len() <= 10_000);
}

#[test]
fn no_page_says_that_a_claim_is_true() {
    let (_, files) = made(root(), "site-neutral", &[]);
    let page = |name: &str| std::str::from_utf8(&files[name]).expect("UTF-8");
    let claim = page("claim/baker-not-an-inch.html");
    for words in
        ["said by one document", "not an inch of NATO", "James Baker", "leaves out", "Says so"]
    {
        assert!(words == "Says so" || claim.contains(words), "{words} is not in: {claim}");
    }
    let labels = page("labels.html");
    assert!(labels.contains("Said by some, denied by others") && !labels.contains(">true<"));
}

/// The JSON-LD of a page.
fn json_ld(page: &str) -> Option<Value> {
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">")?;
    let (text, _) = rest.split_once("</script>")?;
    Some(serde_json::from_str(text).expect("JSON"))
}

#[test]
fn data_are_what_they_say() {
    for (name, archive) in [("site-data-own", root().to_owned()), ("site-data-tides", tides())] {
        let (_, files) = made(&archive, name, &["--date", DAY]);
        let schema = quoteproof::site::schema().to_value();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let claims: Value = serde_json::from_slice(&files["data/claims.json"]).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&claims).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let list = claims["claims"].as_array().expect("claims");
        for claim in list {
            let page = claim["page"].as_str().expect("a page");
            let page = std::str::from_utf8(&files[page]).expect("UTF-8");
            let data = json_ld(page).expect("JSON-LD");
            assert_eq!(wrong_terms(&data), Vec::<String>::new(), "{}", claim["id"]);
            // Nobody is said to review it, so it is no review.
            assert_eq!(data["@type"], "Claim");
            assert_eq!(data["name"], claim["statement"]);
            let passing = claim["evidence"]
                .as_array()
                .expect("evidence")
                .iter()
                .filter(|e| e["passed"] == true);
            assert_eq!(data["citation"].as_array().expect("quotations").len(), passing.count());
        }
        annotations_are_of_the_model(&files);
        feed_is_atom(std::str::from_utf8(&files["feed.xml"]).expect("UTF-8"), list.len());
    }
}

/// What a feed and an entry may have, and how many of each (RFC 4287, of what is used here).
const ATOM_FEED: [(&str, usize, usize); 6] = [
    ("title", 1, 1),
    ("id", 1, 1),
    ("updated", 1, 1),
    ("author", 1, 1),
    ("link", 0, 2),
    ("entry", 0, usize::MAX),
];
const ATOM_ENTRY: [(&str, usize, usize); 5] =
    [("title", 1, 1), ("id", 1, 1), ("link", 1, 1), ("updated", 1, 1), ("summary", 1, 1)];

fn feed_is_atom(text: &str, entries: usize) {
    let atom = "http://www.w3.org/2005/Atom";
    let document = roxmltree::Document::parse(text).expect("XML");
    let feed = document.root_element();
    assert!(feed.has_tag_name((atom, "feed")));
    let all: Vec<_> = feed.children().filter(|node| node.has_tag_name((atom, "entry"))).collect();
    assert_eq!(all.len(), entries);
    let mut ids = BTreeSet::new();
    for (parent, schema) in all
        .into_iter()
        .map(|entry| (entry, ATOM_ENTRY.as_slice()))
        .chain([(feed, ATOM_FEED.as_slice())])
    {
        let children: Vec<_> = parent.children().filter(roxmltree::Node::is_element).collect();
        for (name, least, most) in schema {
            let count = children.iter().filter(|node| node.has_tag_name((atom, *name))).count();
            assert!((*least..=*most).contains(&count), "{count} times {name}");
        }
        for node in children {
            let name = node.tag_name().name();
            assert!(
                schema.iter().any(|(known, ..)| *known == name),
                "{name} does not belong there"
            );
            let text = node.text().unwrap_or_default();
            match name {
                "id" => {
                    assert!(text.contains(':'), "{text} is no IRI");
                    assert!(ids.insert(text.to_owned()), "the id {text} stands twice");
                }
                "updated" => assert_eq!(text, format!("{DAY}T00:00:00Z")),
                "title" | "summary" => {
                    assert!(!text.trim().is_empty(), "{name}");
                }
                "link" => assert!(node.attribute("href").is_some_and(|href| !href.is_empty())),
                "author" => assert!(node.children().any(|name| name.has_tag_name((atom, "name")))),
                _ => {}
            }
        }
    }
}

/// Each collection keeps to the model's rules, and what its annotations are called leads to their quotes.
fn annotations_are_of_the_model(files: &BTreeMap<String, Vec<u8>>) {
    let mut seen = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".jsonld")) {
        let collection: Value = serde_json::from_slice(bytes).expect("JSON");
        assert_eq!(wrong_annotations(&collection), Vec::<String>::new(), "{name}");
        for item in collection["first"]["items"].as_array().expect("items") {
            let id = item["id"].as_str().expect("an id");
            let (page, anchor) = id.split_once('#').expect("a place");
            let page = std::str::from_utf8(&files[&target(name, page)]).expect("UTF-8");
            assert!(links(page).1.contains(anchor), "{name}: {id} leads to no place");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen} annotations");
}

/// The sentences of a text, without what is at their ends, long enough to be nobody else's.
fn sentences(text: &str) -> Vec<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentences = line.split(['.', '!', '?', '"', '“', '”', ';', ':']);
    sentences.map(str::trim).filter(|s| s.split(' ').count() >= 6).map(str::to_owned).collect()
}

/// Fails where a sentence of `text` stands in a file, and in none of the words that are proven.
fn nothing_leaks(
    files: &BTreeMap<String, Vec<u8>>,
    text: &str,
    (proofs, about): (&str, &str),
    what: &str,
) {
    let plain = |text: &str| {
        let text = text.replace("\\n", " ").replace("\\\"", "\"");
        text.replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let proofs: Value = serde_json::from_str(proofs).expect("JSON");
    let passages = proofs["passages"].as_array().expect("passages").iter();
    let proven: Vec<String> =
        passages.map(|p| plain(p["text"].as_str().unwrap_or_default())).collect();
    // Nor in what the archive says of the document.
    let hidden: Vec<String> = sentences(text)
        .into_iter()
        .filter(|sentence| !about.contains(sentence.as_str()))
        .filter(|sentence| !proven.iter().any(|proven| proven.contains(sentence.as_str())))
        .collect();
    assert!(!hidden.is_empty(), "{what}: all of it is proven");
    for (name, bytes) in files {
        let content = plain(&String::from_utf8_lossy(bytes));
        let leaked: Vec<&String> =
            hidden.iter().filter(|sentence| content.contains(sentence.as_str())).collect();
        assert!(leaked.is_empty(), "{what}: {name} has {leaked:#?}");
    }
}

#[test]
fn nothing_of_a_sealed_text_is_written_that_is_not_proven() {
    let archive = scratch("site-sealed").join("archive");
    copy(&root().join("tests/docs/example"), &archive);
    for arguments in [["seal", "tide-gauge"].as_slice(), &["prove"]] {
        let output = quoteproof().args(arguments).current_dir(&archive).output().expect("it runs");
        says(&output, 0, &[]);
    }
    // A quote that fails, so that the report would show the passage that is nearest to it.
    let text = fs::read_to_string(archive.join("corpus/tide-gauge/text.txt")).expect("the text");
    let proofs = fs::read_to_string(archive.join("corpus/tide-gauge/proofs.json")).expect("proofs");
    let failing = sentences(&text).pop().expect("a sentence").replacen(' ', " never ", 1);
    let claim = serde_json::json!({
        "id": "failing", "statement": "A claim whose quote fails.", "label": "not-enough-evidence",
        "evidence": [{"source": "tide-gauge", "quote": failing, "stance": "context"}],
    });
    put(&archive, "claims/failing.json", claim.to_string());
    let (_, with) = made(&archive, "site-sealed-with", &[]);
    nothing_leaks(&with, &text, (&proofs, ""), "the text stands beside");
    let texts = scratch("site-sealed-texts");
    fs::rename(archive.join("corpus/tide-gauge/text.txt"), texts.join("text.txt"))
        .expect("it moves");
    let texts = texts.to_string_lossy().into_owned();
    let (_, named) = made(&archive, "site-sealed-named", &["--texts", &texts]);
    let (_, without) = made(&archive, "site-sealed-without", &[]);
    assert!(with == without && named == without, "a site depends on who has the text");
}

/// The same of this archive, where its texts are at hand.
#[test]
fn nothing_of_this_archives_texts_is_written_that_is_not_proven() {
    let Some(texts) = std::env::var_os("QUOTEPROOF_TEXTS") else { return };
    let folder = texts.to_string_lossy().into_owned();
    let (_, files) = made(root(), "site-own-texts", &["--texts", &folder, "--date", DAY]);
    let mut looked = 0;
    for entry in fs::read_dir(&texts).expect("a folder") {
        let Ok(bytes) = fs::read(entry.expect("an entry").path()) else { continue };
        let hash = quoteproof::corpus::sha256_hex(&bytes);
        for source in fs::read_dir(root().join("corpus")).expect("a folder") {
            let source = source.expect("an entry").path();
            let about = fs::read_to_string(source.join("source.json")).expect("a source");
            if about.contains(&hash) {
                let proofs = fs::read_to_string(source.join("proofs.json")).expect("proofs");
                let text = String::from_utf8_lossy(&bytes);
                nothing_leaks(&files, &text, (&proofs, &about), &source.display().to_string());
                looked += 1;
            }
        }
    }
    assert!(looked > 0, "none of the texts is of a source");
}

#[test]
fn a_text_under_terms_of_its_own_is_quoted_and_not_shown() {
    let archive = scratch("site-private").join("archive");
    copy(&tides(), &archive);
    let file = archive.join("corpus/terms/source.json");
    let source = fs::read_to_string(&file).expect("a source");
    fs::write(&file, source.replace("MIT OR Apache-2.0", "LicenseRef-all-rights-reserved"))
        .expect("written");
    let (_, files) = made(&archive, "site-private-out", &[]);
    let words = "The range between high and low water";
    let text = fs::read_to_string(archive.join("corpus/terms/text.txt")).expect("the text");
    assert!(text.contains(words));
    for (name, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).contains(words), "{name}");
    }
    let page = String::from_utf8_lossy(&files["source/terms.html"]).into_owned();
    assert!(page.contains("The text is not shown here"), "{page}");
}

#[test]
fn a_claim_whose_quotes_fail_is_said_by_no_document() {
    let archive = scratch("site-failed");
    source(&archive, "note", "The wall was not safe. Nobody went there.");
    let claim = |quote: &str| {
        format!(
            "{{\"id\": \"one\", \"statement\": \"The wall was safe.\", \"label\": \"supported\", \"evidence\": \
             [{{\"source\": \"note\", \"quote\": \"{quote}\", \"stance\": \"supports\"}}]}}"
        )
    };
    for (quote, heading) in [
        ("The wall was safe", "Neither said nor denied"),
        ("Nobody went there", "Said, and not denied"),
    ] {
        put(&archive, "claims/one.json", claim(quote));
        let (_, files) = made(&archive, "site-failed-out", &[]);
        let front = String::from_utf8_lossy(&files["index.html"]).into_owned();
        assert!(front.contains(heading), "{front}");
        let other = ["Neither said nor denied", "Said, and not denied"];
        let other = other.into_iter().find(|o| *o != heading).expect("two");
        assert!(!front.contains(other), "{front}");
        // A quote that fails is shown on its side, and not counted there.
        let page = String::from_utf8_lossy(&files["claim/one.html"]).into_owned();
        let count = if heading.starts_with("Said") {
            "1 quotation</span>"
        } else {
            "1 quotation, not confirmed</span>"
        };
        assert!(page.contains(&format!("Said so <span class=\"count\">{count}")), "{page}");
    }
}

/// Documents that would have one name are told apart by their ids, on each page and in the data.
#[test]
fn untitled_documents_of_one_author_are_told_apart() {
    let archive = scratch("site-untitled");
    put(
        &archive,
        "quoteproof.toml",
        "[site]\nreview = \"Two people.\"\naddress = \"https://example.org\"\n",
    );
    for (id, author) in [("first", "Anna Berg"), ("second", "Anna Berg"), ("third", "Jan Vik")] {
        source(&archive, id, "The wall was not safe. Nobody went there.");
        let file = archive.join("corpus").join(id).join("source.json");
        let mut record: Value =
            serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
        record.as_object_mut().expect("an object").remove("title");
        record["author"] = serde_json::json!([author]);
        std::fs::write(&file, record.to_string()).expect("written");
    }
    put(
        &archive,
        "claims/one.json",
        r#"{"id": "one", "statement": "It was unsafe.", "label": "supported", "evidence":
            [{"source": "first", "quote": "The wall was not safe", "stance": "supports"}]}"#,
    );
    let (_, files) = made(&archive, "site-untitled-out", &[]);
    let page = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    for name in ["documents.html", "claims.js"] {
        let text = page(name);
        assert!(!text.contains("Untitled document by Anna Berg"), "{name}: {text}");
        for title in
            ["document “first” by Anna Berg", "“second” by Anna Berg", "document by Jan Vik"]
        {
            assert!(text.contains(title), "{name} has no {title}: {text}");
        }
    }
    // Who reviews has no name here, and no empty one.
    let claim = page("claim/one.html");
    assert!(claim.contains("ClaimReview") && !claim.contains("\"name\":\"\""), "{claim}");
}

/// Words that a document quotes of somebody are that person's, wherever they are shown.
#[test]
fn whose_words_a_document_quotes_is_said_on_its_page() {
    let archive = scratch("site-speakers");
    source(&archive, "note", "The keeper said the wall was not safe. Nobody went there.");
    let evidence = |quote: &str, more: &str| {
        format!("{{\"source\": \"note\", \"quote\": \"{quote}\", \"stance\": \"supports\"{more}}}")
    };
    let quotes = [
        evidence("the wall was not safe", ", \"speaker\": \"Ada <Keeper>\""),
        evidence("Nobody went there", ""),
    ];
    let claim = format!(
        "{{\"id\": \"one\", \"statement\": \"The wall was unsafe.\", \"label\": \"supported\", \"evidence\": [{}]}}",
        quotes.join(", ")
    );
    put(&archive, "claims/one.json", claim);
    let (_, files) = made(&archive, "site-speakers-out", &[]);
    let page = String::from_utf8_lossy(&files["source/note.html"]).into_owned();
    let notes: Vec<&str> = page.lines().filter(|line| line.starts_with("<li id=\"n-")).collect();
    assert_eq!(notes.len(), 2, "{page}");
    let shown = "<bdi>Ada &lt;Keeper&gt;</bdi></a> <span class=\"stance for\">for the claim</span>";
    assert!(notes[0].contains(shown) && notes[0].contains("../speaker/"), "{}", notes[0]);
    assert!(!notes[1].contains("Keeper"), "{}", notes[1]);
}

#[test]
fn templates_may_be_replaced_and_mistakes_in_them_are_named() {
    let archive = tides();
    let look = scratch("site-templates");
    put(
        &look,
        "data.html",
        "{% extends \"base.html\" %}\n{% block main %}<h1>Own words &amp; {{ site.title }}</h1>{% endblock %}",
    );
    put(&look, "style.css", "h1 { color: green }");
    let folder = look.to_string_lossy().into_owned();
    let (_, files) = made(&archive, "site-templates-out", &["--templates", &folder]);
    assert!(
        String::from_utf8_lossy(&files["data.html"])
            .contains("Own words &amp; Claims and their sources")
    );
    assert_eq!(files["style.css"], b"h1 { color: green }");
    let out = scratch("site-templates-wrong").join("site");
    for (name, text, words) in [
        ("data.html", "{{ nothing.there }}", "data.html"),
        ("data.html", "{% for x in %}", "line 1"),
        (
            "data.html",
            "{% for x in range(99999) %}{% for y in range(99999) %}{{ x * y }}{% endfor %}{% endfor %}",
            "data.html",
        ),
        ("other.html", "x", "no template is named other.html"),
    ] {
        let look = scratch("site-templates-bad");
        put(&look, name, text);
        let folder = look.to_string_lossy().into_owned();
        let output = site(&archive, &out, &["--templates", &folder]);
        says(&output, 2, &[words]);
        assert!(!said(&output).contains("panicked"));
    }
}

#[test]
fn readers_find_who_said_what_and_when() {
    let (_, files) = made(root(), "site-readers", &[]);
    let page = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    let speaker = page("speaker/mikhail-gorbachev.html");
    for year in ["1990", "2009", "2014"] {
        let heading = format!("<h2 id=\"y{year}\">{year}</h2>");
        let link = format!("href=\"../speaker/mikhail-gorbachev.html#y{year}\"");
        assert!(speaker.contains(&heading) && speaker.contains(&link), "{year}: {speaker}");
    }
    // The timeline has the words themselves, and each once, whatever the claims that quote them.
    let timeline: String =
        files.keys().filter(|name| name.starts_with("timeline")).map(|name| page(name)).collect();
    let words = "“The topic of “NATO expansion” was not discussed at all";
    assert_eq!(timeline.matches(words).count(), 1);
    // Who is for it, and who against it.
    let against = page("contradictions.html");
    let (_, row) = against.split_once("claim/nato-never-promised.html").expect("the claim");
    let (row, _) = row.split_once("</div>").expect("its row");
    assert!(row.contains("for the claim</span> <bdi>"), "{row}");
    // Documents that speak for themselves are told apart from people, and have no ids for names.
    assert!(
        against
            .contains("the document <cite><bdi lang=\"en\">Russia - NATO Relations</bdi></cite>")
    );
    assert!(
        page("documents.html").contains("Untitled document by Pavel Luzin</bdi></cite></a>, about")
    );
    for (name, text) in pages(&files) {
        assert!(!text.contains("””") && !text.contains("““"), "{name}: doubled marks");
    }
    // One step from a claim to how its quotations were checked.
    let claim = page("claim/nato-never-promised.html");
    assert!(claim.contains("href=\"../checked.html\">what “checked” means</a>"), "{claim}");
    // The list is searched by the names of topics that the archive gives.
    assert!(page("claims.js").contains("\"us-policy\":\"US policy\""));
}

/// The menu leads to no page on which nothing stands.
#[test]
fn the_menu_has_what_the_archive_has() {
    let menu = |archive: &Path, name: &str| {
        let (_, files) = made(archive, name, &[]);
        let front = String::from_utf8_lossy(&files["index.html"]).into_owned();
        let (menu, _) = front.split_once("</nav>").expect("a menu");
        ["speakers", "timeline", "contradictions"]
            .map(|page| menu.contains(&format!("href=\"{page}.html\"")))
    };
    assert_eq!(menu(root(), "site-menu-own"), [true, true, true]);
    let (_, files) = made(&tides(), "site-menu-ways", &[]);
    let claims = String::from_utf8_lossy(&files["claims.html"]).into_owned();
    assert!(claims.contains(">by document</a>") && !claims.contains(">by speaker</a>"), "{claims}");
    let speakers = String::from_utf8_lossy(&files["by-speaker.html"]).into_owned();
    assert!(speakers.contains("No claim belongs here."), "{speakers}");
    // Nobody is named, nothing is dated; two claims contradict each other.
    assert_eq!(menu(&tides(), "site-menu-tides"), [false, false, true]);
    let plain = scratch("site-menu-plain");
    source(&plain, "note", "The wall was not safe. Nobody went there.");
    let claim = r#"{"id": "one", "statement": "It was not safe.", "label": "supported",
        "evidence": [{"source": "note", "quote": "The wall was not safe", "stance": "supports"}]}"#;
    put(&plain, "claims/one.json", claim);
    assert_eq!(menu(&plain, "site-menu-plain-out"), [false, false, false]);
    // No claim has a topic, until one has.
    let has_topics = |name: &str| {
        let (_, files) = made(&plain, name, &[]);
        String::from_utf8_lossy(&files["index.html"]).contains("id=\"topics\"")
    };
    assert!(!has_topics("site-no-topic"));
    put(
        &plain,
        "claims/two.json",
        claim
            .replace("\"one\"", "\"two\"")
            .replace("\"label\"", "\"topics\": [\"wall\"], \"label\""),
    );
    assert!(has_topics("site-a-topic"));
}

/// Who wrote and published a document is named once; who published what another wrote, too.
#[test]
fn an_author_who_is_the_publisher_is_named_once() {
    for (publisher, times) in [("Harbour Trust", 0), ("The Press", 1)] {
        let name = format!("site-publisher-{times}");
        let archive = scratch(&name);
        source(&archive, "note", "The wall was not safe. Nobody went there.");
        let claim = r#"{"id": "one", "statement": "It was not safe.", "label": "supported",
            "evidence": [{"source": "note", "quote": "The wall was not safe", "stance": "supports"}]}"#;
        put(&archive, "claims/one.json", claim);
        let file = archive.join("corpus/note/source.json");
        let mut record: Value =
            serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
        record["title"] = "A note".into();
        record["author"] = serde_json::json!(["Harbour Trust"]);
        record["publisher"] = publisher.into();
        std::fs::write(&file, record.to_string()).expect("written");
        let (_, files) = made(&archive, &format!("{name}-out"), &[]);
        let page = String::from_utf8_lossy(&files["source/note.html"]).into_owned();
        assert!(page.contains("<dt>By</dt><dd><bdi>Harbour Trust</bdi>"), "{page}");
        assert_eq!(page.matches("<dt>Published by</dt>").count(), times, "{page}");
    }
}

#[test]
fn odd_archives_have_pages_too() {
    // Nothing at all; sources without claims; claims without sources; statements in other scripts; a long title.
    let empty = scratch("site-empty");
    put(&empty, "quoteproof.toml", "");
    let (_, files) = made(&empty, "site-empty-out", &[]);
    assert!(files.contains_key("index.html") && files.contains_key("claims.html"));
    assert!(String::from_utf8_lossy(&files["index.html"]).contains("Nothing is quoted yet."));
    let archive = scratch("site-odd");
    let title = "An archive with a very long title ".repeat(15);
    put(
        &archive,
        "quoteproof.toml",
        format!(
            "[site]\ntitle = {title:?}\nquestion = \"Who <b>said</b> what?\"\nreview = \"Two people.\"\naddress = \"https://example.org/a/\"\n"
        ),
    );
    for (id, statement) in [
        ("arabic", "قال المسؤول إن الميناء لم يُغلق قط"),
        ("chinese", "这个港口从来没有关闭过，官员这样说。"),
        ("plain", "The harbour was never closed, </script><b>."),
    ] {
        let claim = serde_json::json!({
            "id": id, "statement": statement, "label": "not-enough-evidence",
            "evidence": [{"source": "nowhere", "quote": "a few words that stand nowhere",
                          "stance": "context", "speaker": "Юрий"}],
        });
        put(&archive, &format!("claims/{id}.json"), claim.to_string());
    }
    source(&archive, "note", "The harbour was closed in the winter of 1929.");
    put(
        &archive,
        "claims/noted.json",
        r#"{"id": "noted", "statement": "It closed.", "label": "supported", "evidence":
            [{"source": "note", "quote": "The harbour was closed", "stance": "supports"}]}"#,
    );
    let (_, files) = made(&archive, "site-odd-out", &["--date", DAY]);
    let page = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    assert!(page("claim/arabic.html").contains("<bdi>قال المسؤول"));
    assert!(page("claim/plain.html").contains("&lt;/script&gt;&lt;b&gt;"));
    assert!(page("index.html").contains("Who &lt;b&gt;said&lt;/b&gt; what?"));
    // Somebody reviews it, and it has an address.
    let data = json_ld(&page("claim/plain.html")).expect("JSON-LD");
    assert_eq!(data["@type"], "ClaimReview");
    assert_eq!(wrong_terms(&data), Vec::<String>::new());
    let annotations: Value =
        serde_json::from_slice(&files["annotations/note.jsonld"]).expect("JSON");
    assert_eq!(wrong_annotations(&annotations), Vec::<String>::new());
    assert_eq!(annotations["id"], "https://example.org/a/annotations/note.jsonld#quotes");
    let said = &annotations["first"]["items"][0];
    assert_eq!(said["id"], "https://example.org/a/claim/noted.html#q-noted-1");
    assert_eq!(said["target"][0]["source"], "https://example.org/a/source/note.html");
    assert_eq!(data["url"], "https://example.org/a/claim/plain.html");
    assert!(
        page("claim/plain.html")
            .contains("rel=\"canonical\" href=\"https://example.org/a/claim/plain.html\"")
    );
    let (_, files) = made(&root().join("tests/views/odd"), "site-views-odd", &[]);
    assert!(files.len() > 20);
}
