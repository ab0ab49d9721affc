//! `quoteproof verify`: the verdicts of `validate`, whatever the portion; rows that are broken, documents that are not
//! there.

use crate::tool::{quoteproof, root, said, says, scratch};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

/// Some texts, and where their words come from.
fn texts() -> Vec<(String, String)> {
    let of = |name: &str| std::fs::read_to_string(root().join("docs").join(name)).expect("a page");
    ["matching.md", "documents.md", "security.md", "robustness.md"]
        .iter()
        .map(|name| (name.trim_end_matches(".md").to_owned(), of(name)))
        .collect()
}

/// Quotes on these texts, faithful and not: id, document, words.
fn quotes() -> Vec<(String, String, String)> {
    let texts = texts();
    let mut quotes = Vec::new();
    let mut state = 7_usize;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below.max(1)
    };
    for number in 0..400 {
        let (id, text) = &texts[next(texts.len())];
        let words: Vec<&str> = text.split_whitespace().collect();
        let from = next(words.len() - 20);
        let mut quote: Vec<&str> = words[from..from + 3 + next(15)].to_vec();
        let at = 1 + next(quote.len() - 1);
        let mut cited = id.clone();
        match next(8) {
            0 => quote[at] = "never",
            1 => drop(quote.remove(at)),
            2 => quote[at] = "[…]",
            3 => quote.swap(0, at),
            4 => cited = texts[next(texts.len())].0.clone(),
            5 => quote = vec!["No", "such", "words", "stand", "anywhere", "at", "all", "today"],
            _ => {}
        }
        quotes.push((format!("q{number}"), cited, quote.join(" ")));
    }
    quotes
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
    std::fs::write(path, text).expect("it can be written");
}

fn lines(values: &[Value]) -> String {
    values.iter().fold(String::new(), |mut lines, value| {
        let _ = writeln!(lines, "{value}");
        lines
    })
}

/// A folder with these quotes and texts as data and as an archive.
fn data(name: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    let rows: Vec<Value> = quotes()
        .iter()
        .map(|(id, document, quote)| json!({"id": id, "document": document, "quote": quote}))
        .collect();
    write(&folder.join("quotes.jsonl"), &lines(&rows));
    let documents: Vec<Value> = texts()
        .iter()
        .map(|(id, text)| json!({"id": id, "text": text, "media_type": "text/markdown"}))
        .collect();
    write(&folder.join("documents.jsonl"), &lines(&documents));
    for (id, text) in texts() {
        write(&folder.join(format!("files/{id}.md")), &text);
    }
    folder
}

fn verify(folder: &Path, arguments: &[&str]) -> Output {
    quoteproof().arg("verify").args(arguments).current_dir(folder).output().expect("it runs")
}

fn rows(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn its_verdicts_are_those_of_validate() {
    let folder = data("verify-validate");
    write(&folder.join("quoteproof.toml"), "");
    for (id, text) in texts() {
        let sha256 = quoteproof::corpus::sha256_hex(text.as_bytes());
        let file = json!({"path": "text.md", "media_type": "text/markdown", "sha256": sha256});
        let source = json!({"id": id, "text": file});
        write(&folder.join(format!("corpus/{id}/source.json")), &source.to_string());
        write(&folder.join(format!("corpus/{id}/text.md")), &text);
    }
    for (id, document, quote) in quotes() {
        let evidence = json!([{"source": document, "stance": "supports", "quote": quote}]);
        let statement = format!("Something is said in {id}.");
        let claim = json!({"id": id, "statement": statement, "label": "supported", "topics": [], "evidence": evidence});
        write(&folder.join(format!("claims/{id}.json")), &claim.to_string());
    }
    let report = quoteproof().args(["validate", "--format", "json"]).current_dir(&folder).output();
    let report: Value = serde_json::from_slice(&report.expect("it runs").stdout).expect("JSON");
    let judged = report["quotes"].as_array().expect("quotes");
    assert_eq!(judged.len(), 400, "{report:#}");
    let output = verify(&folder, &["quotes.jsonl", "--documents", "documents.jsonl"]);
    says(&output, 1, &["400 quotes: ", " misattributed"]);
    let rows = rows(&output);
    assert_eq!(rows.len(), 400);
    let mut verdicts = std::collections::BTreeSet::new();
    for row in &rows {
        let quote = judged.iter().find(|quote| quote["claim"] == row["id"]).expect("the quote");
        verdicts.insert(row["verdict"].to_string());
        for member in ["verdict", "passed"] {
            assert_eq!(row[member], quote[member], "{row} {quote}");
        }
        assert_eq!(row["start"], quote["matches"][0]["start"], "{row} {quote}");
        let kinds = quote.get("kinds").cloned().unwrap_or(json!([]));
        assert_eq!(row["kinds"], kinds, "{row} {quote}");
        let nearest = |row: &str, quote_member: &str| {
            (row.to_owned(), quote["nearest"][quote_member].clone())
        };
        for (member, wanted) in [
            nearest("nearest_start", "start"),
            nearest("nearest_end", "end"),
            nearest("nearest", "text"),
            nearest("similarity", "similarity"),
            nearest("nearest_document", "source"),
        ] {
            assert_eq!(row[&member], wanted, "{member}: {row} {quote}");
        }
    }
    assert!(verdicts.len() >= 6, "{verdicts:?}");
}

#[test]
fn any_portion_and_any_form_gives_the_same_rows() {
    let folder = data("verify-portions");
    let whole = verify(&folder, &["quotes.jsonl", "--documents", "documents.jsonl"]);
    let ids: Vec<Value> = rows(&whole).iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, (0..400).map(|n| json!(format!("q{n}"))).collect::<Vec<_>>());
    for portion in ["1", "7", "399"] {
        let other = verify(
            &folder,
            &["quotes.jsonl", "--documents", "documents.jsonl", "--portion", portion],
        );
        assert_eq!(said(&whole), said(&other), "{portion}");
    }
    let one =
        verify(&folder, &["quotes.jsonl", "--documents", "documents.jsonl", "--threads", "1"]);
    assert_eq!(said(&whole), said(&one));
    // From a folder the documents are called by their files, and `check` can read them.
    let shows_why = "; `quoteproof check quotes.jsonl --against files` shows why";
    let plain = |output: &Output| said(output).replace(".md\"", "\"").replace(shows_why, "");
    let from_files = verify(&folder, &["quotes.jsonl", "--documents", "files"]);
    assert!(said(&from_files).contains(shows_why) && !said(&whole).contains(shows_why));
    assert_eq!(plain(&whole), plain(&from_files));
    let mut table = "quote,source,id\n".to_owned();
    for (id, document, quote) in quotes() {
        let _ = writeln!(table, "\"{}\",{document},{id}", quote.replace('"', "\"\""));
    }
    write(&folder.join("quotes.csv"), &table);
    let from_table = verify(&folder, &["quotes.csv", "--documents", "documents.jsonl"]);
    assert_eq!(said(&whole), said(&from_table));
    let failed = verify(
        &folder,
        &["quotes.csv", "--documents", "documents.jsonl", "--failed", "--format", "csv"],
    );
    let failing = rows(&whole).iter().filter(|row| row["passed"] == false).count();
    let mut reader = csv::Reader::from_reader(&*failed.stdout);
    assert_eq!(
        reader.headers().expect("headings").iter().collect::<Vec<_>>(),
        quoteproof::stream::COLUMNS
    );
    assert_eq!(reader.records().flatten().count(), failing);
}

#[test]
fn the_rows_are_as_their_schema_says() {
    let folder = data("verify-schema");
    let schemas = quoteproof::schema::generated();
    let (_, schema) = schemas.iter().find(|(name, _)| *name == "verify").expect("the schema");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("it compiles");
    let columns: Vec<&str> = quoteproof::stream::COLUMNS.to_vec();
    for row in rows(&verify(&folder, &["quotes.jsonl", "--documents", "documents.jsonl"])) {
        assert!(validator.is_valid(&row), "{row}");
        assert!(
            row.as_object().expect("an object").keys().all(|k| columns.contains(&k.as_str())),
            "{row}"
        );
    }
}

#[test]
fn what_is_said_of_failures_may_be_less() {
    let folder = data("verify-explain");
    let with = |how: &str| {
        rows(&verify(
            &folder,
            &["quotes.jsonl", "--documents", "documents.jsonl", "--explain", how, "--no-elsewhere"],
        ))
    };
    let (full, kinds, off) = (with("full"), with("kinds"), with("off"));
    for ((full, kinds), off) in full.iter().zip(&kinds).zip(&off) {
        assert_eq!((&full["verdict"], &full["kinds"]), (&kinds["verdict"], &kinds["kinds"]));
        assert!(kinds.get("nearest").is_none());
        assert_eq!((&full["passed"], &full["start"]), (&off["passed"], &off["start"]));
        assert!(off["passed"] == true || off["verdict"] != "altered");
    }
}

#[test]
fn broken_rows_are_named_and_the_others_checked() {
    let folder = scratch("verify-broken");
    let documents = "{\"id\": \"a\", \"text\": \"Some words stand here, and more.\"}\n{\"id\": \"n\", \"text\": null}\n";
    write(&folder.join("documents.jsonl"), documents);
    write(
        &folder.join("q.jsonl"),
        "{\"id\": 1, \"document\": \"a\", \"quote\": \"Some words stand here\"}\nnot JSON\n\
         {\"id\": 2, \"document\": \"a\", \"quote\": null}\n{\"id\": 3, \"document\": \"n\", \"quote\": \"Some words\"}\n\
         {\"id\": 4, \"document\": \"b\", \"quote\": \"Some words\"}\n{\"id\": 5, \"doc\": \"b\", \"quote\": \"Some words\"}\n\
         {\"id\": 6, \"document\": \"a\", \"quote\": \"\\ud800 words\"}\n{\"document\": null, \"quote\": \"Some words\"}\n",
    );
    let output = verify(&folder, &["q.jsonl", "--documents", "documents.jsonl"]);
    says(
        &output,
        1,
        &[
            "q.jsonl:2: it is not a row: the text `not` is not quoted (column 1)",
            "q.jsonl:6: it has no member `document`; it has `doc`, `id`, `quote`",
            "q.jsonl:7: it is not a row: `\\ud800` is half a surrogate pair",
            "note: 2 rows cite a document that does not exist: `b`, null",
            "note: document `n`: its text is null",
            "5 quotes: 1 passed (1 exact), 4 failed (1 absent, 3 unreadable); 3 rows cannot be read",
        ],
    );
    let verdicts: Vec<String> =
        rows(&output).iter().map(|row| format!("{} {}", row["id"], row["verdict"])).collect();
    assert_eq!(
        verdicts,
        [
            "\"1\" \"exact\"",
            "\"2\" \"absent\"",
            "\"3\" \"unreadable\"",
            "\"4\" \"unreadable\"",
            "\"line 8\" \"unreadable\""
        ]
    );
}

/// Wherever a broken row is; but where none of the first can be read, it is another file.
#[test]
fn a_broken_row_ends_nothing_and_a_file_of_them_does() {
    let folder = scratch("verify-first");
    write(&folder.join("d.jsonl"), "{\"id\": \"a\", \"text\": \"Some words.\"}\n");
    let good = "{\"document\": \"a\", \"quote\": \"Some words\"}\n".as_bytes();
    let other_encoding = b"{\"document\": \"a\", \"quote\": \"caf\xe9\"}\n".as_slice();
    let run = |rows: &[&[u8]]| {
        std::fs::write(folder.join("q.jsonl"), rows.concat()).expect("it can be written");
        verify(&folder, &["q.jsonl", "--documents", "d.jsonl"])
    };
    let (cut, list) = (b"{\"document\": \"a\", \n".as_slice(), b"[1]\n".as_slice());
    let lacks = b"{\"doc\": \"a\", \"quote\": \"Some words\"}\n".as_slice();
    for (broken, why) in [
        (other_encoding, "UTF-8"),
        (cut, "its JSON is cut off"),
        (list, "not a row, but a list"),
        (lacks, "it has no member `document`"),
    ] {
        for (rows, at) in
            [([broken, good, good], 1), ([good, broken, good], 2), ([good, good, broken], 3)]
        {
            let output = run(&rows);
            let named = format!("q.jsonl:{at}: ");
            says(
                &output,
                1,
                &[&named, why, "2 quotes: 2 passed (2 exact), 0 failed; 1 row cannot"],
            );
            assert_eq!(self::rows(&output).len(), 2);
        }
        says(&run(&[broken]), 2, &["q.jsonl:1: ", why]);
        says(&run(&[broken, broken]), 2, &["q.jsonl:1: ", why, "nor can the next row be read"]);
        let mut many = vec![broken; 19];
        many.push(good);
        says(&run(&many), 1, &["1 passed (1 exact), 0 failed; 19 rows cannot be read"]);
        many.insert(0, broken);
        says(&run(&many), 2, &["q.jsonl:1: ", why, "nor can the next 19 rows be read"]);
    }
    let table = [b"document,quote\na,caf\xe9\na,Some words\n".as_slice()].concat();
    std::fs::write(folder.join("q.csv"), table).expect("it can be written");
    let output = verify(&folder, &["q.csv", "--documents", "d.jsonl"]);
    says(
        &output,
        1,
        &["q.csv:2: it is not UTF-8", "1 passed (1 exact), 0 failed; 1 row cannot be read"],
    );
}

#[test]
fn what_cannot_run_says_why() {
    let folder = scratch("verify-cannot");
    write(&folder.join("d.jsonl"), "{\"id\": \"a\", \"text\": \"Some words.\"}\n");
    write(
        &folder.join("twice.jsonl"),
        "{\"id\": \"a\", \"text\": \"x\"}\n{\"id\": \"a\", \"text\": \"y\"}\n",
    );
    write(&folder.join("bodies.jsonl"), "{\"id\": \"a\", \"body\": \"x\"}\n");
    write(&folder.join("q.jsonl"), "{\"document\": \"a\", \"quote\": \"Some words\"}\n");
    write(&folder.join("q.csv"), "doc,words\na,Some words\n");
    write(&folder.join("first.jsonl"), "{\"doc\": \"a\", \"quote\": \"Some words\"}\n");
    write(&folder.join("q.json"), "[]");
    write(&folder.join("q.parquet"), "PAR1");
    write(&folder.join("q.xyz"), "");
    write(&folder.join("lost.jsonl"), "{\"document\": \"b\", \"quote\": \"Some words\"}\n");
    write(&folder.join("empty.jsonl"), "\n");
    write(&folder.join("empty/readme.xyz"), "");
    for (rows, documents, words) in [
        ("q.jsonl", "twice.jsonl", "two documents have the id `a`"),
        ("q.jsonl", "bodies.jsonl", "bodies.jsonl:1: it has no member `text`; it has `body`, `id`"),
        ("q.csv", "d.jsonl", "there is no column `document`; there are `doc`, `words`"),
        (
            "first.jsonl",
            "d.jsonl",
            "first.jsonl:1: it has no member `document`; it has `doc`, `quote`; `quoteproof import citations first.jsonl` makes",
        ),
        ("q.json", "d.jsonl", "jq -c '.[]' q.json"),
        ("q.parquet", "d.jsonl", "parquet is read by the Python package"),
        ("none.jsonl", "d.jsonl", "none.jsonl: there is no such file"),
        ("none.json", "d.jsonl", "none.json: there is no such file"),
        ("empty", "d.jsonl", "empty is a folder; name a file of rows"),
        ("q.xyz", "d.jsonl", "does not say what format it has"),
        ("q.jsonl", "none", "--documents none: there is no such folder or file"),
        ("q.jsonl", "empty", "there is no document in empty"),
        ("q.jsonl", "q.csv", "give JSON Lines"),
        ("empty.jsonl", "d.jsonl", "no quote was checked"),
    ] {
        says(&verify(&folder, &[rows, "--documents", documents]), 2, &[words]);
    }
    says(&verify(&folder, &["lost.jsonl", "--documents", "d.jsonl"]), 1, &["1 unreadable"]);
    says(&verify(&folder, &["q.jsonl", "--documents", "d.jsonl"]), 0, &["1 passed"]);
}

/// A pipe that another program writes to is read like any file; one that nobody writes to is not waited for for ever.
#[cfg(unix)]
#[test]
fn pipes_are_read_or_named() {
    let folder = scratch("verify-pipes");
    write(&folder.join("d.jsonl"), "{\"id\": \"a\", \"text\": \"Some words.\"}\n");
    write(&folder.join("q.jsonl"), "{\"document\": \"a\", \"quote\": \"Some words\"}\n");
    write(&folder.join("texts/b.txt"), "Other words.\n");
    let program = env!("CARGO_BIN_EXE_quoteproof");
    let run = |script: &str| {
        let script = script.replace("VERIFY", &format!("'{program}' verify"));
        let mut bash = std::process::Command::new("bash");
        crate::tool::bounded(bash.arg("-c").arg(script).current_dir(&folder))
    };
    let made = run("mkfifo pipe.jsonl other.jsonl texts/c.txt && mkfifo late.jsonl");
    if !made.status.success() {
        println!("skipped: no mkfifo here");
        return;
    }
    for script in [
        "cat q.jsonl | VERIFY - --documents d.jsonl",
        "cat q.jsonl | VERIFY /dev/stdin --as jsonl --documents d.jsonl",
        "VERIFY /dev/stdin --as jsonl --documents d.jsonl < q.jsonl",
        "VERIFY <(cat q.jsonl) --as jsonl --documents d.jsonl",
        "VERIFY <(sleep 1; cat q.jsonl) --as jsonl --documents d.jsonl",
        "cat q.jsonl > pipe.jsonl & VERIFY pipe.jsonl --documents d.jsonl",
        "(sleep 1; cat q.jsonl > late.jsonl) & VERIFY late.jsonl --documents d.jsonl",
    ] {
        says(&run(script), 0, &["1 passed"]);
    }
    let empty = run("VERIFY <(true) --as jsonl --documents d.jsonl");
    says(&empty, 2, &["no quote was checked"]);
    for (script, words) in [
        ("VERIFY pipe.jsonl --documents d.jsonl", "pipe.jsonl is a pipe that nobody writes to"),
        ("VERIFY q.jsonl --documents other.jsonl", "other.jsonl: it must be a regular file"),
        ("VERIFY q.jsonl --documents <(cat d.jsonl)", "it must be a regular file"),
    ] {
        says(&run(script), 2, &[words]);
    }
    // Below a folder of documents it is none.
    let row = "{\"document\": \"c\", \"quote\": \"Some words\"}\n";
    write(&folder.join("c.jsonl"), row);
    says(&run("VERIFY c.jsonl --documents texts"), 1, &["1 unreadable"]);
}

/// A language that is no tag must not switch off the checks on the words of the language that is meant.
#[test]
fn a_language_is_a_tag_or_is_refused() {
    let folder = scratch("verify-language");
    write(
        &folder.join("q.jsonl"),
        "{\"id\": 1, \"document\": \"m\", \"quote\": \"The Director … recommend a charter\"}\n",
    );
    let document = |language: Option<&str>| {
        let mut document = json!({
            "id": "m",
            "text": "The Director did not recommend a charter, since the boats were laid up and nobody had asked for one in the \
                     winter that followed.",
        });
        if let Some(language) = language {
            document["language"] = language.into();
        }
        write(&folder.join("d.jsonl"), &document.to_string());
        verify(&folder, &["q.jsonl", "--documents", "d.jsonl"])
    };
    for sound in [None, Some(""), Some("und"), Some("en"), Some("EN-us"), Some("en_GB")] {
        let output = document(sound);
        assert_eq!(output.status.code(), Some(1), "{sound:?}");
        assert_eq!(rows(&output)[0]["findings"], json!(["quote/elision-negation"]), "{sound:?}");
    }
    for (wrong, said) in [("English", "did you mean `en`?"), ("in English", "such as `en`")] {
        let output = document(Some(wrong));
        says(&output, 1, &["document `m`: its language cannot be used: ", wrong, said]);
        let row = &rows(&output)[0];
        assert_eq!(row["verdict"], "unreadable");
        assert_eq!(row["findings"], json!(["source/unreadable-text"]));
    }
    let with = |language: &str| {
        document(None);
        verify(&folder, &["q.jsonl", "--documents", "d.jsonl", "--language", language])
    };
    says(&with("english"), 2, &["is not the tag of a language", "did you mean `en`?"]);
    says(&with("en_GB"), 1, &["1 failed"]);
    says(&with(""), 1, &["1 failed"]);
    let checked = quoteproof()
        .args(["check", "a.md", "--against", "d.jsonl", "--language", "english"])
        .current_dir(&folder)
        .output()
        .expect("it runs");
    says(&checked, 2, &["did you mean `en`?"]);
}

/// A row without a name is called by its line, whatever ends the lines; a cell has no line breaks.
#[test]
fn rows_without_an_id_are_called_by_their_line() {
    let folder = scratch("verify-lines");
    write(&folder.join("docs/m.txt"), "They fined him\ntwo shillings for each failure.\n");
    let table = "document,quote\nm,fined him two shillings\nm,\"fined him\n three shillings\"\nm,fined him four shillings\n";
    for (name, table) in [("lf.csv", table.to_owned()), ("crlf.csv", table.replace('\n', "\r\n"))] {
        write(&folder.join(name), &table);
        let output = verify(&folder, &[name, "--documents", "docs", "--format", "csv", "--failed"]);
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines: Vec<&str> = out.lines().skip(1).collect();
        assert_eq!(lines.len(), 2, "{name}: {out}");
        assert!(lines[0].starts_with("line 3,m,altered,"), "{name}: {out}");
        assert!(lines[0].contains("fined him two shillings"), "{name}: {out}");
        assert!(lines[1].starts_with("line 5,m,altered,"), "{name}: {out}");
    }
    write(&folder.join("wide.csv"), "document,quote\r\nm,fined him\r\nm,a,b,c\r\n");
    says(
        &verify(&folder, &["wide.csv", "--documents", "docs"]),
        1,
        &["wide.csv:3: it has 4 cells"],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = data("verify-full");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let output = quoteproof()
        .args(["verify", "quotes.jsonl", "--documents", "documents.jsonl"])
        .current_dir(&folder)
        .stdout(full)
        .output()
        .expect("it runs");
    says(&output, 2, &["standard output cannot be written"]);
}
