//! `quoteproof export`: what is written names the same words at the same places, and comes in again.

use crate::tool::{put, quoteproof, root, says, scratch, source};
use serde_json::{Value, json};

fn export(format: &str) -> String {
    let mut command = quoteproof();
    let output =
        command.args(["export", format]).current_dir(root().join("examples/tides")).output();
    let output = output.expect("it runs");
    says(&output, 0, &[]);
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn annotations_come_in_again_as_the_same_quotes() {
    let verdicts = lines(&export("jsonl"));
    assert!(verdicts.len() > 10 && verdicts.iter().all(|row| row["passed"] == true));
    let folder = scratch("export-w3c");
    let text = export("w3c");
    std::fs::write(folder.join("annotations.jsonld"), &text).expect("it can be written");
    let collection: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(crate::linked::wrong_annotations(&collection), Vec::<String>::new());
    assert_eq!(collection["total"], verdicts.len());
    let output = quoteproof()
        .args(["import", "w3c", "annotations.jsonld"])
        .current_dir(&folder)
        .output()
        .expect("it runs");
    says(&output, 0, &[" quotes, 0 documents"]);
    std::fs::write(folder.join("rows.jsonl"), output.stdout).expect("it can be written");
    // Verified as what it has become, each is in its document where the annotation says, and its words are the document's.
    let texts = ["prediction/text.md", "terms/text.txt", "weather/page.html"].map(|path| {
        let (id, file) = path.split_once('/').expect("a folder");
        let text = std::fs::read_to_string(root().join("examples/tides/corpus").join(path));
        let kind = quoteproof::reader::Format::of_name(file.as_ref()).expect("a format");
        let document = json!({"id": format!("corpus/{id}"), "text": text.expect("a text"), "media_type": kind.media_type()});
        document.to_string()
    });
    std::fs::write(folder.join("texts.jsonl"), texts.join("\n")).expect("it can be written");
    let verified = quoteproof()
        .args(["verify", "rows.jsonl", "--documents", "texts.jsonl"])
        .current_dir(&folder)
        .output()
        .expect("it runs");
    says(&verified, 0, &[" 0 failed"]);
    let there: Vec<[Value; 4]> = lines(&String::from_utf8(verified.stdout).expect("UTF-8"))
        .iter()
        .map(|row| ["document", "start", "end", "verdict"].map(|name| row[name].clone()))
        .collect();
    let items = collection["first"]["items"].as_array().expect("annotations");
    let targets = items.iter().flat_map(|item| item["target"].as_array().expect("targets"));
    let wanted: Vec<[Value; 4]> = targets
        .map(|target| {
            let place = &target["selector"][1];
            [&target["source"], &place["start"], &place["end"], &json!("exact")].map(Value::clone)
        })
        .collect();
    assert!(wanted.len() >= verdicts.len(), "{wanted:?}");
    assert_eq!(there, wanted);
}

#[test]
fn verdicts_are_rows_of_the_schema_in_both_forms() {
    let schemas = quoteproof::schema::generated();
    let (_, schema) = schemas.iter().find(|(name, _)| *name == "verify").expect("the schema");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("it compiles");
    let rows = lines(&export("jsonl"));
    for row in &rows {
        assert!(validator.is_valid(row), "{row}");
    }
    let table = export("csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let ids: Vec<String> =
        reader.records().map(|record| record.expect("a row")[0].to_owned()).collect();
    assert_eq!(ids, rows.iter().map(|row| row["id"].as_str().expect("an id")).collect::<Vec<_>>());
    // A table has the words, too: nothing stands beside it that says what is quoted.
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headings = reader.headers().expect("headings").clone();
    assert_eq!(
        headings.iter().skip(13).collect::<Vec<_>>(),
        ["quote", "stance", "speaker", "claim", "statement"]
    );
    for record in reader.records() {
        let record = record.expect("a row");
        assert!(record[13].split_whitespace().count() > 2 && !record[17].is_empty(), "{record:?}");
    }
}

#[test]
fn sources_are_listed_with_what_archives_ask_for() {
    let references: Value = serde_json::from_str(&export("csl")).expect("JSON");
    let ids: Vec<&str> = references
        .as_array()
        .into_iter()
        .flatten()
        .map(|reference| reference["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids, ["prediction", "terms", "weather"]);
    let crate_: Value = serde_json::from_str(&export("ro-crate")).expect("JSON");
    let files: Vec<&Value> = crate_["@graph"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entity| entity["@type"] == "File")
        .collect();
    assert_eq!(files.len(), 3);
    for file in files {
        let path = root().join("examples/tides").join(file["@id"].as_str().expect("a path"));
        let bytes = std::fs::read(path).expect("the file");
        assert_eq!(file["sha256"], quoteproof::corpus::sha256_hex(&bytes));
    }
}

/// Only an archive that says who reviews has reviews.
#[test]
fn reviews_are_exported_where_somebody_reviews() {
    let folder = scratch("export-reviews");
    source(&folder, "note", "So the ferry never sailed again, said the \u{2028}clerk.");
    put(
        &folder,
        "claims/one.json",
        "{\"id\": \"one\", \"statement\": \"The ferry did not <sail>.\", \"label\": \"supported\", \"evidence\": \
         [{\"source\": \"note\", \"quote\": \"the ferry never sailed\", \"stance\": \"supports\"}]}",
    );
    let export = || {
        let mut command = quoteproof();
        command.args(["export", "claimreview"]).current_dir(&folder).output().expect("it runs")
    };
    says(&export(), 2, &["`review = \"…\"` below `[site]`"]);
    put(&folder, "quoteproof.toml", "[site]\nreview = \"Two people look.\"\n");
    says(&export(), 2, &["`title = \"…\"` below `[site]`"]);
    put(
        &folder,
        "quoteproof.toml",
        "[site]\ntitle = \"The desk\"\naddress = \"https://example.org/\"\nreview = \"Two people look.\"\n",
    );
    let output = export();
    assert!(output.status.success(), "{output:?}");
    let reviews: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let review = reviews.pointer("/0").expect("a review");
    assert_eq!(review["@type"], "ClaimReview");
    assert_eq!(review["url"], "https://example.org/claim/one.html");
    assert_eq!(review["claimReviewed"], "The ferry did not <sail>.");
    assert_eq!(review["author"]["description"], "Two people look.");
    assert_eq!(review["reviewRating"]["alternateName"], "said by one document");
    assert_eq!(review["itemReviewed"]["citation"][0]["text"], "the ferry never sailed");
    assert!(reviews.pointer("/1").is_none());
}
