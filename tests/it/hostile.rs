//! The hostile archive: everything that a stranger may write says something to a terminal, a runner, a browser or a
//! parser. Every command is run on it, in every form of output, and none of it may arrive.
//!
//! `outside.rs` has the links and paths that lead out; `bad_input.rs` and the bombs below have what is made to be slow.
#![cfg(unix)]

use crate::editor::{Editor, plain};
use crate::tool::{bounded, put, quoteproof, scratch};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Output;

/// What each string of the archive holds, all in one: an ANSI sequence that clears the screen, a title for the window,
/// a bell, a backspace, bidi controls, line and paragraph separators, controls of the second block, a carriage return,
/// commands of GitHub's and Azure's runners at line starts, the end of a CDATA section, a script, an entity, Markdown's
/// table, fence and link, a formula of a spreadsheet.
const PAYLOAD: &str = "\u{1b}[2J\u{1b}]0;pwned\u{7}\u{8}\u{202e}\u{2066}\u{2028}\u{2029}\u{85}\u{9b}31m\r\n\
     ::pwned file=a::b\n##[pwned]c\n##vso[pwned]d\n]]><script>pwned()</script>&pwned; | ``` \n=pwned()\n\u{7f}";

/// Words that stand in the document, with a payload after them.
fn hostile(words: &str) -> String {
    format!("{words}{PAYLOAD}")
}

fn json_of(value: &Value) -> String {
    format!("{value:#}\n")
}

fn laid(name: &str) -> PathBuf {
    let folder = scratch(&format!("hostile-{name}"));
    let text =
        format!("The ferry never sailed again. {PAYLOAD} The mayor was not there. {PAYLOAD}");
    let html = format!(
        "<p title='{PAYLOAD}'>The ferry never sailed again. &#27;[2J&#x202e; {PAYLOAD} The mayor.</p>"
    );
    let documents = [
        ("plain", "text.txt", "text/plain", text.clone().into_bytes()),
        ("marked", "text.md", "text/markdown", text.into_bytes()),
        ("page", "text.html", "text/html", html.into_bytes()),
    ];
    for (id, file, media_type, text) in documents.into_iter().chain(containers()) {
        put(&folder, &format!("corpus/{id}/{file}"), &text);
        let record = json!({
            "id": id, "title": hostile("A title"), "author": [hostile("An author")],
            "publisher": hostile("A house"), "issued": "1998", "url": "https://example.org/",
            "language": "en",
            "text": {"path": file, "media_type": media_type, "sha256": quoteproof::corpus::sha256_hex(&text)},
        });
        put(&folder, &format!("corpus/{id}/source.json"), json_of(&record));
        // The words stand there, stand there otherwise, stand nowhere, and stand in another document.
        for (at, quote) in [
            hostile("The ferry never sailed again."),
            hostile("The ferry sailed again."),
            format!("{PAYLOAD} of quite other words"),
            "The ferry … was not there.".to_owned(),
            format!("The ferry [{PAYLOAD}] never sailed again."),
        ]
        .iter()
        .enumerate()
        {
            let claim = json!({
                "id": format!("{id}-{at}"), "statement": hostile("A claim to be checked."),
                "claimant": hostile("A person"), "label": "supported",
                "justification": hostile("Because."), "topics": ["harbour"],
                "evidence": [
                    {"source": id, "quote": quote, "stance": "supports", "speaker": hostile("A speaker"),
                     "prefix": hostile("before"), "note": hostile("A note")},
                    {"source": hostile("no-such"), "quote": "The ferry never sailed again.", "stance": "supports"},
                    {"source": id, "quote": "The ferry never sailed again.", "stance": "supports",
                     "unverifiable": {"reason": hostile("Lost.")}},
                ],
                "relations": [{"type": "contradicts", "claim": hostile("no-such-claim")}],
            });
            put(&folder, &format!("claims/{id}-{at}.json"), json_of(&claim));
        }
    }
    // Keys, values of the wrong type, an id that is no slug; what is no JSON; what is no UTF-8.
    let wrong = json!({"id": PAYLOAD, (PAYLOAD): PAYLOAD, "statement": 5, "label": PAYLOAD, "evidence": PAYLOAD});
    put(&folder, "claims/wrong.json", json_of(&wrong));
    put(&folder, "claims/broken.json", format!("{{\"a\": {PAYLOAD}"));
    put(
        &folder,
        "claims/bytes.json",
        [b"{\"id\": \"".as_slice(), PAYLOAD.as_bytes(), b"\xff\x9b"].concat(),
    );
    // Names of files that are lines of their own, clear the screen, or are no UTF-8.
    for name in [
        "x\n::pwned::y.json",
        "\u{1b}[2J##[pwned].json",
        "\u{202e}nosj.json",
        "a\rb.json",
        "]]><b>.json",
    ] {
        put(&folder, &format!("claims/{name}"), "{");
    }
    let name = Path::new("claims").join(OsStr::from_bytes(b"\xff\x1b[2J.json"));
    fs::write(folder.join(name), "{").expect("a file");
    put(&folder, &format!("corpus/{}/source.json", "so\n::pwned::urce"), "{");
    let config =
        format!("[severity]\n{0} = {0}\n", json!(PAYLOAD).to_string().replace("\\u007f", ""));
    put(&folder, "other.toml", config);
    manuscripts(&folder);
    folder
}

/// What XML may hold of a payload: no control characters but as references that stand for nothing.
fn in_xml() -> String {
    let allowed =
        |c: &char| !c.is_control() || matches!(c, '\n' | '\r' | '\u{85}' | '\u{9b}' | '\u{7f}');
    let shown: String = PAYLOAD.chars().filter(allowed).collect();
    shown.replace('&', "&amp;").replace('<', "&lt;").replace("]]>", "]]&gt;")
}

/// An archive of these members.
pub(crate) fn packed(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a member");
        std::io::Write::write_all(&mut writer, text.as_bytes()).expect("its text");
    }
    writer.finish().expect("an archive").into_inner()
}

type Laid = (&'static str, &'static str, &'static str, Vec<u8>);

/// Documents whose chapters, speakers, subjects and members have a payload for a name: they are told as places.
fn containers() -> Vec<Laid> {
    let said = "The ferry never sailed again. The mayor was not there.";
    let xml = in_xml();
    let chapter = format!("<html><body><p>{said} {xml}</p></body></html>");
    let opf = r#"<package><manifest><item id="a" href="a&#10;::pwned::&#x202e;.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav"/></manifest><spine><itemref idref="a"/></spine></package>"#;
    let nav = format!(
        "<html><body><nav><ol><li><a href=\"a&#10;::pwned::&#x202e;.xhtml\">{xml}</a></li></ol></nav></body></html>"
    );
    let epub = packed(&[
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            r#"<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>"#,
        ),
        ("p.opf", opf),
        ("a\n::pwned::\u{202e}.xhtml", &chapter),
        ("nav.xhtml", &nav),
    ]);
    let docx = packed(&[
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"w&#10;::pwned::.xml\"/></Relationships>",
        ),
        ("w\n::pwned::.xml", &format!("<d><body><p><r><t>{said} {xml}</t></r></p></body></d>")),
    ]);
    let mail = format!(
        "From: {PAYLOAD}\nSubject: =?utf-8?b?G1syShsgOjpwd25lZDo6IA==?= {}\n\n{said}\n{PAYLOAD}\n",
        PAYLOAD.replace(['\n', '\r'], " ")
    );
    let captions = format!(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v {}>{said}</v>\n{PAYLOAD}\n",
        PAYLOAD.replace(['\n', '\r', '<', '>'], " ")
    );
    let play = format!(
        "<TEI><text><body><sp><speaker>{xml}</speaker><p>{said} {xml}</p></sp></body></text></TEI>"
    );
    let rtf = format!("{{\\rtf1\\ansi {said} \\'1b[2J\\u8238?\\'07 {PAYLOAD}\\par}}");
    let tex = format!("\\begin{{document}}\n\\section{{{PAYLOAD}}}\n{said} ^^1b[2J {PAYLOAD}\n");
    vec![
        ("book", "text.epub", "application/epub+zip", epub),
        ("letter", "text.docx", DOCX, docx),
        ("mail", "text.eml", "message/rfc822", mail.into_bytes()),
        ("captions", "text.vtt", "text/vtt", captions.into_bytes()),
        ("play", "text.tei", "application/tei+xml", play.into_bytes()),
        ("rich", "text.rtf", "application/rtf", rtf.into_bytes()),
        ("tex", "text.tex", "application/x-tex", tex.into_bytes()),
    ]
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Articles, tables and bibliographies for `check`.
fn manuscripts(folder: &Path) {
    let quotes = [
        format!("“The ferry never sailed again” [@text]. “{PAYLOAD} quite other words” [@text]."),
        format!(
            "“The ferry sailed again {PAYLOAD}” [@text; @{PAYLOAD}] “of {PAYLOAD} no such work” [@no-such]"
        ),
        format!("“{PAYLOAD} that cites nothing at all, eight words long, and more” {PAYLOAD}"),
    ];
    put(folder, "article.md", quotes.join("\n\n"));
    put(folder, "x\n::pwned::\u{1b}[2J.md", quotes.join("\n\n"));
    let row = |quote: &str| format!("\"{}\",\"text{PAYLOAD}\",1\n", quote.replace('"', "\"\""));
    let rows = quotes.iter().map(|quote| row(quote)).collect::<Vec<_>>().concat();
    let text = ",text,\n";
    put(
        folder,
        "table.csv",
        format!("quote,source,page\n{rows}\"{PAYLOAD}=pwned()\"{text}=pwned(){text}-pwned(){text}"),
    );
    let bibliography =
        format!("@book{{text, title={{{PAYLOAD}}}, author={{{PAYLOAD}}}, file={{{PAYLOAD}}}}}");
    put(folder, "refs.bib", bibliography);
    let thesis = format!(
        "``The ferry never sailed again'' \\cite{{text}} \\textcquote[{PAYLOAD}]{{text}}{{never again {PAYLOAD} so}} \
         \\input{{{}}}\\bibliography{{refs}}\n",
        PAYLOAD.replace(['{', '}'], "")
    );
    put(folder, "thesis.tex", thesis);
    let case = json!([{"id": PAYLOAD, "media_type": "text/plain", "document": PAYLOAD, "quote": PAYLOAD, "verdict": "exact", "why": PAYLOAD}]);
    put(folder, "case.json", json_of(&case));
    let fixed =
        "As the text says, “The Ferry never sailed again” [@text].\n\n::pwned::x\n##[pwned]y\n";
    put(folder, "fixed.md", fixed);
    let rows = ["::pwned::", PAYLOAD, "##[pwned]"].map(|id| {
        json!({"id": id, "document": "d", "quote": format!("The ferry sailed again. {PAYLOAD}")})
    });
    put(folder, "rows.jsonl", rows.map(|row| row.to_string()).join("\n"));
    let text = format!("{PAYLOAD} The ferry never sailed again. {PAYLOAD}");
    put(folder, "documents.jsonl", json!({"id": "d", "text": text}).to_string());
    let citations = json!([{"quote": PAYLOAD, "source": PAYLOAD, "text": PAYLOAD}]);
    put(folder, "citations.json", json_of(&citations));
}

/// Each command in each of its forms, those that write last. `watch` runs on until it is stopped, and has a test of its
/// own.
const COMMANDS: &[&[&str]] = &[
    &["validate"],
    &["validate", "--verbose", "--color", "never"],
    &["validate", "--quiet"],
    &["validate", "--format", "concise"],
    &["validate", "--format", "json"],
    &["validate", "--format", "sarif"],
    &["validate", "--format", "github"],
    &["validate", "--format", "gitlab"],
    &["validate", "--format", "junit"],
    &["validate", "--format", "markdown"],
    &["validate", "--config", "other.toml"],
    &["validate", "--diff", "--unsafe-fixes"],
    &["validate", "--summary-file", "/dev/stdout"],
    &["validate", "claims/x\n::pwned::y.json"],
    &["list", "claims"],
    &["list", "sources"],
    &["list", "claims", "--format", "json"],
    &["list", "claims", PAYLOAD],
    &["source", "list"],
    &["source", "show", "plain"],
    &["source", "show", PAYLOAD],
    &["rename", "claim", "plain-0", "plain-9", "--dry-run"],
    &["rename", "claim", "plain-0", PAYLOAD],
    &["export", "w3c"],
    &["export", "jsonl"],
    &["export", "csv"],
    &["export", "csl"],
    &["export", "ro-crate"],
    &["verify", "rows.jsonl", "--documents", "documents.jsonl"],
    &["verify", "rows.jsonl", "--documents", "documents.jsonl", "--format", "csv"],
    &["import", "citations", "citations.json"],
    &["import", "citations", "citations.json", "--documents"],
    &["import", "w3c", "citations.json"],
    &["import", "anthropic", "claims/plain-0.json"],
    &["check", "fixed.md", "--against", "corpus/plain", "--diff"],
    &["show", "plain-0"],
    &["show", "book-1"],
    &["show", "plain-1", "--format", "json"],
    &["show", "::pwned::"],
    &["stats"],
    &["stats", "--verbose"],
    &["stats", "--format", "json"],
    &["find", "the ferry never sailed again"],
    &["find", "the ferry sailed again"],
    &["find", "::pwned::"],
    &["find", "--json", "the ferry never sailed again"],
    &["find", "--evidence", "the ferry never sailed again"],
    &["explain", "::pwned::"],
    &["conformance", "case.json"],
    &["prove", "--check"],
    &["prove", "--merge", "claims/broken.json", "claims/wrong.json", "claims/bytes.json"],
    &["new", "claim", "::pwned::"],
    &["new", "claim", "fresh", "--source", "plain"],
    &["source", "add", "x\n::pwned::\u{1b}[2J.md"],
    &["source", "add", "article.md", "--id", "article", "--title", PAYLOAD],
    &["import", "citations", "citations.json", "--into", "."],
    &["edit", "plain-0", "--label", PAYLOAD],
    &["edit", "plain-0", "--quote", PAYLOAD, "--remove"],
    &["edit", "wrong", "--label", "supported"],
    &["quote", "plain-0", "ferry never sailed", "--source", "plain", "--speaker", PAYLOAD],
    &["source", "edit", "plain", "--title", PAYLOAD],
    &["source", "remove", "plain"],
    &["site", PAYLOAD],
    &["source", "update", "plain", "corpus/marked/text.md", "--dry-run"],
    &["source", "update", "plain", "corpus/marked/text.md"],
    &["seal", "plain"],
    &["prove"],
    &["validate", "--fix", "--unsafe-fixes"],
    &["validate", "--update-baseline"],
    &["validate"],
    &["init"],
    &["init", "--bare", "::pwned::"],
];

/// What `check` is given, in each form of its report.
const MANUSCRIPTS: &[&[&str]] = &[
    &["article.md", "--against", "corpus"],
    &["article.md", "--against", "corpus/plain", "--uncited", "--verbose"],
    &["x\n::pwned::\u{1b}[2J.md", "--against", "corpus/plain"],
    &["thesis.tex", "--against", "corpus/plain", "--uncited"],
    &["thesis.tex", "--bibliography", "refs.bib", "--against", "corpus/mail"],
    &["table.csv", "--against", "corpus/plain"],
    &["table.csv", "--against", "corpus", "--map", "quote=\u{1b}::pwned::"],
];

/// What arrives of a payload.
pub(crate) fn arrived(text: &str) -> Option<String> {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(c) = text.chars().find(|&c| steers(c)) {
        let line = text.lines().find(|line| line.contains(c)).unwrap_or_default();
        return Some(format!("{c:?} in {line:?}"));
    }
    // A runner looks for `##[` anywhere in a line, and for `::` where it begins.
    let command = |line: &&str| {
        line.contains("##[pwned")
            || line.contains("##vso[pwned")
            || line.trim_start().starts_with("::pwned")
    };
    text.lines().find(command).map(str::to_owned)
}

fn is_sound(arguments: &[&str], output: &Output) -> Result<(), String> {
    let said =
        |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).map_err(|e| e.to_string());
    let (out, err) = (said(&output.stdout)?, said(&output.stderr)?);
    if let Some(what) = arrived(&out).or_else(|| arrived(&err)) {
        return Err(what);
    }
    if err.contains("panicked") || output.status.code().is_none_or(|code| code > 2) {
        return Err(format!("{}: {err}", output.status));
    }
    if out.is_empty() || output.status.code() == Some(2) {
        return Ok(());
    }
    if arguments.iter().any(|a| matches!(*a, "json" | "--json" | "sarif" | "gitlab" | "--evidence"))
    {
        let values = serde_json::Deserializer::from_str(&out).into_iter::<Value>();
        for value in values {
            value.map_err(|error| format!("no JSON: {error}"))?;
        }
    }
    if arguments.contains(&"junit") {
        roxmltree::Document::parse(&out).map_err(|error| format!("no XML: {error}"))?;
    }
    if arguments.contains(&"csv") {
        let formula = |line: &&str| line.contains("=pwned()") && !line.contains("'=pwned()");
        let begins = |line: &&str| {
            formula(line) && line.split(',').any(|cell| cell.trim_matches('"').starts_with('='))
        };
        if let Some(line) = out.lines().find(begins) {
            return Err(format!("a formula: {line}"));
        }
    }
    if arguments.contains(&"markdown") && out.contains("<script") {
        return Err("markup in Markdown".to_owned());
    }
    Ok(())
}

#[test]
fn nothing_of_the_hostile_archive_steers_anything() {
    let folder = laid("all");
    let forms = ["human", "json", "csv", "concise", "sarif", "github", "gitlab", "markdown"];
    let checks = MANUSCRIPTS.iter().flat_map(|arguments| {
        forms.map(|form| [&["check", "--format", form], *arguments].concat())
    });
    let mut wrong = Vec::new();
    for arguments in checks.chain(COMMANDS.iter().map(|arguments| arguments.to_vec())) {
        let mut command = quoteproof();
        let output = command.args(&arguments).current_dir(&folder).output().expect("it runs");
        if let Err(why) = is_sound(&arguments, &output) {
            wrong.push(format!("{arguments:?}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn all_documents_of_the_hostile_archive_are_read() {
    // Else nothing of them could arrive.
    let folder = laid("read");
    let output = quoteproof()
        .args(["find", "--json", "the ferry never sailed again"])
        .current_dir(&folder)
        .output();
    let said = String::from_utf8(output.expect("it runs").stdout).expect("UTF-8");
    for id in
        ["plain", "marked", "page", "book", "letter", "mail", "captions", "play", "rich", "tex"]
    {
        assert!(said.contains(&format!("\"source\": \"{id}\"")), "{id} is not read: {said}");
    }
}

#[test]
fn nothing_steers_what_shows_the_answers_to_an_agent() {
    let folder = laid("agent");
    let start = json!({"protocolVersion": "2025-06-18", "capabilities": {}});
    let mut messages = vec![("initialize", start)];
    for (name, arguments) in [
        ("find", json!({"words": "the ferry sailed again"})),
        ("find", json!({"words": PAYLOAD})),
        ("verify", json!({"source": "plain", "quote": "the ferry sailed again"})),
        ("verify", json!({"source": PAYLOAD, "quote": PAYLOAD})),
        ("show", json!({"claim": "plain-0"})),
        ("show", json!({"claim": PAYLOAD})),
        (PAYLOAD, json!({})),
    ] {
        messages.push(("tools/call", json!({"name": name, "arguments": arguments})));
    }
    let lines = messages.into_iter().zip(1..).map(|((method, params), id)| {
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string() + "\n"
    });
    put(&folder, "messages", lines.collect::<String>());
    let input = fs::File::open(folder.join("messages")).expect("a file");
    let output = quoteproof().arg("mcp").current_dir(&folder).stdin(input).output();
    let output = output.expect("it runs");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(said.lines().count(), 8, "{said}");
    assert_eq!(arrived(&said), None);
    for line in said.lines() {
        let answer: Value = serde_json::from_str(line).expect("JSON");
        let text = answer["result"]["content"][0]["text"].as_str().unwrap_or("");
        assert_eq!(arrived(text), None);
    }
}

#[test]
fn nothing_steers_what_watches() {
    let folder = laid("watched");
    let mut child = quoteproof()
        .args(["watch", "--color", "never"])
        .current_dir(&folder)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    // Once more than at the start.
    std::thread::sleep(std::time::Duration::from_secs(2));
    put(&folder, "claims/again.json", "{");
    std::thread::sleep(std::time::Duration::from_secs(2));
    let _ = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    let status = child.wait().expect("it ends");
    let mut said = Vec::new();
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::io::Read::read_to_end(&mut out.expect("a pipe"), &mut said).expect("it can be read");
    std::io::Read::read_to_end(&mut err.expect("a pipe"), &mut said).expect("it can be read");
    let said = String::from_utf8(said).expect("UTF-8");
    assert!(!said.is_empty() && !said.contains("panicked"), "{status}: {said}");
    assert_eq!(arrived(&said), None);
}

/// What each makes of itself, `count` times.
fn made(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect::<Vec<_>>().concat()
}

/// A word in elements in each other.
fn deep(open: &str, close: &str, count: usize) -> String {
    open.repeat(count) + "word" + &close.repeat(count)
}

/// Entities of entities: 4 words to the power of 30.
fn entities() -> String {
    let all = made(30, |at| format!("<!ENTITY e{} \"&e{at};&e{at};&e{at};&e{at};\">", at + 1));
    format!(
        "<!DOCTYPE a [<!ENTITY e0 \"word \">{all}]><article><body><p>&e30;</p></body></article>"
    )
}

/// What is made to be large, deep or endless: archives.
fn packed_bombs() -> Vec<Laid> {
    let (odt, epub) = ("application/vnd.oasis.opendocument.text", "application/epub+zip");
    let blank = " ".repeat(80 << 20);
    let relations = "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"d.xml\"/></Relationships>";
    let docx = |document: &str| packed(&[("_rels/.rels", relations), ("d.xml", document)]);
    let names: Vec<String> = (0..20_000).map(|at| format!("m{at}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    vec![
        ("docx-blank", "text", DOCX, docx(&blank)),
        ("docx-deep", "text", DOCX, docx(&deep("<p>", "</p>", 200_000))),
        ("docx-members", "text", DOCX, packed(&many)),
        ("docx-entities", "text", DOCX, docx(&entities())),
        ("epub-blank", "text", epub, packed(&[("META-INF/container.xml", &blank)])),
        ("odt-blank", "text", odt, packed(&[("content.xml", &blank)])),
    ]
}

/// The same: texts.
fn text_bombs() -> Vec<(&'static str, &'static str, String)> {
    let (html, markdown, rtf) = ("text/html", "text/markdown", "application/rtf");
    let (tex, mail, warc, pdf) =
        ("application/x-tex", "message/rfc822", "application/warc", "application/pdf");
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap_or_default());
    let grow = made(26, |at| {
        let (one, next) = (letter(at), letter(at + 1));
        format!("\\newcommand{{\\x{one}}}{{\\x{next} \\x{next}}}")
    });
    let parts = "--b\nContent-Type: text/plain\n\nword\n".repeat(100_000);
    let nested =
        made(5_000, |at| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n"));
    let length = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 18446744073709551615\r\n\r\nx";
    let xref = "%PDF-1.7\nxref\n0 4294967295\ntrailer<</Size 4294967295/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF";
    let arrays = "[".repeat(500_000);
    vec![
        ("xml-entities", "application/jats+xml", entities()),
        ("xml-deep", "application/tei+xml", deep("<div>", "</div>", 500_000)),
        ("html-deep", html, deep("<div><b><p>", "", 200_000)),
        ("html-table", html, "<table><tr><td>a<table>".repeat(100_000)),
        ("markdown-deep", markdown, "> ".repeat(500_000) + "word"),
        ("markdown-brackets", markdown, "![[](".repeat(100_000)),
        ("rtf-deep", rtf, format!("{{\\rtf1 {}", "{\\b ".repeat(1_000_000))),
        ("rtf-bin", rtf, "{\\rtf1 \\bin99999999999999 x}".to_owned()),
        ("tex-loop", tex, "\\newcommand{\\a}{\\a\\a word}\\a\\a".to_owned()),
        ("tex-grow", tex, grow + "\\xa"),
        ("tex-deep", tex, "{\\emph".repeat(500_000)),
        ("mail-parts", mail, format!("Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--")),
        ("mail-deep", mail, nested),
        (
            "captions",
            "application/x-subrip",
            "1\n00:00:01,000 --> 99:99:99,999\nword\n\n".repeat(200_000),
        ),
        ("warc", warc, "WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n".repeat(200_000)),
        ("warc-length", warc, length.to_owned()),
        ("pdf-xref", pdf, xref.to_owned()),
        ("pdf-deep", pdf, format!("%PDF-1.7\n1 0 obj\n{arrays}\nendobj\ntrailer<</Root 1 0 R>>")),
    ]
}

#[test]
fn bombs_of_every_format_end() {
    let mut slow = Vec::new();
    let texts = text_bombs().into_iter().map(|(id, of, text)| (id, "text", of, text.into_bytes()));
    for (id, file, media_type, bytes) in packed_bombs().into_iter().chain(texts) {
        let folder = scratch(&format!("bomb-{id}"));
        put(&folder, &format!("corpus/{id}/{file}"), &bytes);
        let hash = quoteproof::corpus::sha256_hex(&bytes);
        let record = json!({"id": id, "language": "en", "text": {"path": file, "media_type": media_type, "sha256": hash}});
        put(&folder, &format!("corpus/{id}/source.json"), json_of(&record));
        let claim = json!({"id": "a", "statement": "A claim to be checked.", "label": "supported",
            "evidence": [{"source": id, "quote": "words that stand nowhere in it", "stance": "supports"}]});
        put(&folder, "claims/a.json", json_of(&claim));
        let mut command = quoteproof();
        let output = bounded(command.args(["validate", "--format", "json"]).current_dir(&folder));
        if let Err(why) = is_sound(&["json"], &output) {
            slow.push(format!("{id}: {why}"));
        }
        if output.status.code() != Some(1) {
            slow.push(format!("{id}: {}", output.status));
        }
        fs::remove_dir_all(&folder).expect("it was there");
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn a_text_that_grows_while_it_is_read() {
    let folder = laid("growing");
    let text = folder.join("corpus/plain/text.txt");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&text).expect("the text");
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                std::io::Write::write_all(&mut file, &vec![b'a'; 1 << 16])
                    .expect("it can be written");
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let output =
            quoteproof().args(["validate", "--format", "json"]).current_dir(&folder).output();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(is_sound(&["json"], &output.expect("it runs")), Ok(()));
    });
}

#[test]
fn sees_what_arrives() {
    assert!(arrived("a\tb\nc").is_none());
    for text in ["\u{1b}[2J", "a\rb", "\u{202e}", "\u{85}", "  ::pwned::", "x ##[pwned]"] {
        assert!(arrived(text).is_some(), "{text:?}");
    }
}

/// The pages of the archive have its words as text: no markup of a stranger, no script, nothing that steers.
#[test]
fn pages_show_what_strangers_wrote_as_text() {
    let folder = laid("site");
    let out = scratch("hostile-site-out").join("site");
    let mut command = quoteproof();
    command.arg("site").arg(&out).args(["--date", "2026-11-29"]).current_dir(&folder);
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files = crate::site::files(&out);
    assert!(files.len() > 40, "{} files", files.len());
    let mut shown = 0;
    for (name, bytes) in &files {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let steers = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!text.contains(steers), "{name}: {:?}", text.find(steers));
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-./".contains(c)), "{name}");
        let extension = Path::new(name).extension().and_then(OsStr::to_str);
        if matches!(extension, Some("json" | "jsonld")) {
            serde_json::from_str::<Value>(text).expect("JSON");
        }
        if extension != Some("html") {
            continue;
        }
        shown += text.matches("&lt;script&gt;pwned()").count();
        assert_eq!(marked_up(text), Vec::<String>::new(), "{name}");
    }
    assert!(shown > 100, "the payload is shown {shown} times");
}

/// What a page has of elements and attributes that no template of ours has.
fn marked_up(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut script = None;
    for token in html5gum::Tokenizer::new(page).flatten() {
        match token {
            html5gum::Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |wanted: &[u8]| tag.attributes.get(wanted);
                let is_data = attribute(b"type").is_some_and(|t| ***t == *b"application/ld+json");
                if name == "script" && !is_data && attribute(b"src").is_none() {
                    found.push("a script".to_owned());
                }
                let odd = |key: &[u8]| key.starts_with(b"on") || key == b"style";
                found.extend(
                    tag.attributes.keys().filter(|k| odd(k)).map(|k| format!("{name} {k:?}")),
                );
                if ["b", "iframe", "img", "object", "embed", "base", "form", "style"]
                    .contains(&&*name)
                {
                    found.push(name.clone());
                }
                script = (name == "script" && is_data).then(String::new);
            }
            html5gum::Token::String(text) => {
                if let Some(script) = &mut script {
                    script.push_str(&String::from_utf8_lossy(&text));
                }
            }
            html5gum::Token::EndTag(_) => {
                if let Some(data) =
                    script.take().filter(|data| serde_json::from_str::<Value>(data).is_err())
                {
                    found.push(format!("no JSON: {data}"));
                }
            }
            html5gum::Token::Comment(_) => found.push("a comment".to_owned()),
            _ => {}
        }
    }
    found
}

#[test]
fn nothing_steers_who_reads_the_pages() {
    let folder = laid("pages");
    let claim = json!({
        "id": "read", "statement": hostile("A claim to be read."), "claimant": hostile("A person"),
        "label": "supported", "justification": hostile("Because."), "topics": ["harbour"],
        "evidence": [
            {"source": "plain", "quote": "The ferry never sailed again.", "stance": "supports",
             "speaker": hostile("A speaker"), "note": hostile("A note")},
            {"source": "page", "quote": hostile("The ferry sailed again."), "stance": "refutes"},
        ],
    });
    put(&folder, "claims/read.json", json_of(&claim));
    let titles = ["title", "question", "method", "review"];
    let titles = titles.map(|name| format!("{name} = {}\n", json!(PAYLOAD)).replace('\u{7f}', ""));
    let config = format!("[site]\naddress = \"https://example.org/\"\n{}", titles.concat());
    put(&folder, "quoteproof.toml", config);
    let output = quoteproof().args(["site", "out"]).current_dir(&folder).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut folders = vec![folder.join("out")];
    let mut read = 0;
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(inside).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                read += usize::from(text.contains("pwned"));
                // In a page `::` and `##[` are nothing.
                let text = text.replace("::", "").replace("##", "");
                assert_eq!(arrived(&text), None, "{}", path.display());
                let is_page = path.extension().is_some_and(|e| e == "html" || e == "xml");
                assert!(!is_page || !text.contains("<script>pwned"), "{}", path.display());
            }
        }
    }
    assert!(read > 10, "{read} pages have something of it");
}

/// The values of a message that are texts; of edits nothing, which are data of the files.
fn texts_of(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts_of(item, out)),
        Value::Object(members) => {
            let data = ["edit", "textEdit", "additionalTextEdits", "filterText", "sortText"];
            let shown = members.iter().filter(|(name, _)| !data.contains(&name.as_str()));
            shown.for_each(|(_, member)| texts_of(member, out));
        }
        _ => {}
    }
}

#[test]
fn nothing_steers_an_editor() {
    let folder = laid("editor");
    let mut editor = Editor::start(&folder, plain());
    let mut told: Vec<Value> = editor.found().into_values().flatten().collect();
    let [claim, broken] = ["claims/plain-0.json", "claims/book-1.json"];
    let typed = format!(
        "{{\"id\": \"new\", \"evidence\": [{{\"source\": {}, \"quote\": \"The ferry\"}}, {{\"source\": \"plain\", \"quote\": \"the ferry\"}}, {{\"source\": \"\", \"stance\": \"\"}}]}}\n",
        json!(hostile("no-such"))
    );
    for file in [claim, broken, "corpus/plain/text.txt", "article.md"] {
        let text = if file == claim { typed.clone() } else { text_of(&folder, file) };
        editor.open_as(file, &text);
        let about = json!({"uri": editor.uri(file)});
        let end = json!({"line": text.lines().count(), "character": 0});
        let range = json!({"start": {"line": 0, "character": 0}, "end": end});
        let asked = json!({"textDocument": about, "range": range, "context": {"diagnostics": []}});
        for method in ["codeAction", "codeLens", "documentLink", "inlayHint"] {
            told.push(editor.ask_raw(&format!("textDocument/{method}"), asked.clone()));
        }
        for (number, line) in text.lines().enumerate().take(40) {
            for at in (0..line.chars().count()).step_by(9) {
                let place = json!({"line": number, "character": at});
                let asked = json!({"textDocument": about, "position": place});
                for method in ["hover", "definition", "references", "completion", "prepareRename"] {
                    told.push(editor.ask_raw(&format!("textDocument/{method}"), asked.clone()));
                }
            }
        }
    }
    let symbols = editor.ask("workspace/symbol", json!({"query": "plain"}));
    assert!(!symbols.as_array().expect("a list").is_empty(), "also without a configuration");
    told.push(symbols);
    let mut texts = Vec::new();
    for value in &told {
        texts_of(value, &mut texts);
    }
    assert!(texts.iter().any(|text| text.contains("⟨U+202E⟩")), "nothing of it came");
    let wrong: Vec<String> = texts.iter().filter_map(|text| arrived(text)).collect();
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(editor.end(), 0);
}

fn text_of(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).expect("a text")
}
