//! What the schemas refuse, where, and in which words.

use super::{JsonFile, decode_claim, decode_source, generated, schema, validate, words};
use crate::diagnostic::{At, Finding, MAX_FINDINGS};
use crate::json;
use crate::repository::{Disk, World};
use camino::Utf8Path;
use proptest::prelude::*;
use serde_json::{Value, json};

fn file() -> &'static Utf8Path {
    Utf8Path::new("claims/a.json")
}

fn claim() -> Value {
    json!({
        "id": "a-claim",
        "statement": "The measure did not help.",
        "label": "supported",
        "evidence": [{"source": "a-source", "quote": "It did not help.", "stance": "supports"}]
    })
}

fn source() -> Value {
    json!({
        "id": "a-source",
        "text": {"path": "t.txt", "media_type": "text/plain", "sha256": "0".repeat(64)}
    })
}

fn check(document: JsonFile, value: &Value) -> (String, Vec<Finding>) {
    let text = format!("{value:#}");
    let (tree, findings) = json::parse(&text);
    assert!(findings.is_empty(), "{findings:?}");
    let findings = tree.map(|tree| validate(document, file(), &tree, &mut 0)).unwrap_or_default();
    (text, findings)
}

/// `code at place: message | help`, and whether the place is one.
fn said(document: JsonFile, value: &Value) -> Vec<String> {
    let (text, findings) = check(document, value);
    let (tree, _) = json::parse(&text);
    let tree = tree.expect("JSON");
    let place = |at: &At| match at {
        At::Value(pointer) => tree.value_span(pointer).map(|_| pointer.clone()),
        At::Key(pointer) => tree.key_span(pointer).map(|_| format!("key of {pointer}")),
        _ => None,
    };
    findings
        .iter()
        .map(|f| {
            let place = place(&f.at).unwrap_or_else(|| panic!("no place: {f:?}"));
            format!("{} at {place}: {} | {}", f.code, f.message, f.help.clone().unwrap_or_default())
        })
        .collect()
}

/// `base` with the value at `pointer` put in or, where it is `None`, taken out.
fn with(mut base: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a member");
    let object = base.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    match value {
        Some(value) => object.insert(name.to_owned(), value),
        None => object.remove(name),
    };
    base
}

/// Were a file of these not quickly taken, each run would compile a validator.
#[test]
fn good_files_need_no_validator() {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let disk = Disk::new(root).expect("a folder");
    let all = disk.walk(&root.join("claims")).into_iter().chain(disk.walk(&root.join("corpus")));
    for path in all.map(|e| e.path).filter(|p| p.extension() == Some("json")) {
        let document = match path.file_name() {
            Some("source.json") => JsonFile::Source,
            Some("proofs.json") => JsonFile::Proofs,
            _ => JsonFile::Claim,
        };
        let text = String::from_utf8(disk.read(&path).expect("readable")).expect("UTF-8");
        assert!(schema(document).surely_allows(&text), "{path}");
    }
}

#[test]
fn good_files_pass() {
    assert_eq!(said(JsonFile::Claim, &claim()), [""; 0]);
    assert_eq!(said(JsonFile::Source, &source()), [""; 0]);
    let no_evidence = with(claim(), "/evidence", Some(json!([])));
    assert_eq!(said(JsonFile::Claim, &no_evidence), [""; 0]);
    let segments = with(claim(), "/evidence/0/quote", Some(json!(["one", "two"])));
    assert_eq!(said(JsonFile::Claim, &segments), [""; 0]);
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn claims_refused() {
    let table = [
        (
            "/label",
            None,
            "schema/required at key of : the file lacks the member `label` | add, for example right after its `{`: `\"label\": \"supported\",`",
        ),
        (
            "/evidence/0/stance",
            None,
            "schema/required at key of /evidence/0: item 1 of `evidence` lacks the member `stance` | add, for example right after its `{`: `\"stance\": \"supports\",`",
        ),
        (
            "/evidence/0/unverifiable",
            Some(json!({})),
            "schema/required at key of /evidence/0/unverifiable: `unverifiable` lacks the member `reason` | add, for example right after its `{`: `\"reason\": \"Why this quote cannot be proven.\"`",
        ),
        (
            "/evidence/0/speeker",
            Some(json!("A")),
            "schema/additional-properties at key of /evidence/0/speeker: unknown member `speeker` in item 1 of `evidence` | did you mean `speaker`? The members of item 1 of `evidence` are `date`, `locator`",
        ),
        (
            "/colour",
            Some(json!(1)),
            "schema/additional-properties at key of /colour: unknown member `colour` in the file | remove it; the members of the file are `$schema`, `claimant`",
        ),
        (
            "/statement",
            Some(json!("Short.")),
            "schema/min-length at /statement: `statement` has 6 characters; it must have at least 10",
        ),
        (
            "/statement",
            Some(json!("ä".repeat(501))),
            "schema/max-length at /statement: `statement` has 501 characters; it must have at most 500 | shorten it by 1",
        ),
        (
            "/statement",
            Some(json!(null)),
            "schema/type at /statement: `statement` is null; it must be a string | leave the member out",
        ),
        (
            "/claimant",
            Some(json!("")),
            "schema/min-length at /claimant: `claimant` is empty | write it, or leave the member out",
        ),
        ("/claimant", Some(json!(null)), "schema/type at /claimant: `claimant` is null"),
        (
            "/id",
            Some(json!("My Claim")),
            "schema/pattern at /id: `id` is \"My Claim\", which is not kebab-case",
        ),
        ("/id", Some(json!("Été d'or_")), " | write `ete-dor`"),
        ("/id", Some(json!("東京")), "| "),
        ("/id", Some(json!("a-claim\n")), "| write `a-claim`"),
        (
            "/label",
            Some(json!("Supports")),
            "schema/enum at /label: `label` is \"Supports\"; it must be one of `supported`, `refuted`, `conflicting`, `not-enough-evidence` | did you mean `supported`?",
        ),
        (
            "/label",
            Some(json!(3)),
            "schema/type at /label: `label` is the number 3; it must be a string | write it in quotation marks",
        ),
        (
            "/date",
            Some(json!("2021-02-30")),
            "schema/format at /date: `date` is \"2021-02-30\", not an EDTF date: February 2021 has 28 days, not 30 | write it like `1990`",
        ),
        (
            "/date",
            Some(json!(1990)),
            "schema/type at /date: `date` is the number 1990; it must be a string | write it in quotation marks: `\"1990\"`",
        ),
        (
            "/topics",
            Some(json!(["a", "b", "a"])),
            "schema/unique-items at /topics/2: item 3 of `topics` is the same as item 1",
        ),
        (
            "/topics",
            Some(json!(["A b"])),
            "schema/pattern at /topics/0: item 1 of `topics` is \"A b\"",
        ),
        (
            "/topics",
            Some(json!("a")),
            "schema/type at /topics: `topics` is the string \"a\"; it must be an array | put it in `[` and `]`",
        ),
        (
            "/evidence",
            Some(json!({})),
            "schema/type at /evidence: `evidence` is an object; it must be an array",
        ),
        (
            "/evidence/0/quote",
            Some(json!([])),
            "schema/min-items at /evidence/0/quote: `quote` has no items; it must have at least 1",
        ),
        (
            "/evidence/0/quote",
            Some(json!([1])),
            "schema/type at /evidence/0/quote/0: item 1 of `quote` is the number 1",
        ),
        (
            "/evidence/0/quote",
            Some(json!(true)),
            "`quote` is true; it must be a string or an array",
        ),
        (
            "/evidence/0/locator",
            Some(json!({"paragraph": 0})),
            "schema/minimum at /evidence/0/locator/paragraph: `paragraph` is 0; it must be at least 1",
        ),
        (
            "/evidence/0/locator",
            Some(json!({"paragraph": "3"})),
            "| write it without quotation marks: `3`",
        ),
        (
            "/evidence/0/locator",
            Some(json!({"page": 12})),
            "| write it in quotation marks: `\"12\"`",
        ),
        (
            "/evidence/0/unverifiable",
            Some(json!("why")),
            "| write an object, for example `{\"reason\":\"Why",
        ),
        (
            "/evidence/0/stance",
            Some(json!(["supports"])),
            "| write the item alone, without `[` and `]`: \"supports\"",
        ),
        (
            "/relations",
            Some(json!([{"type": "contradict", "claim": "b"}])),
            "schema/enum at /relations/0/type: `type` is \"contradict\"",
        ),
    ];
    for (pointer, value, expected) in table {
        let said = said(JsonFile::Claim, &with(claim(), pointer, value));
        let [one] = said.as_slice() else { panic!("{pointer}: {said:#?}") };
        assert!(one.contains(expected), "{pointer}:\n{one}\n{expected}");
    }
}

#[test]
fn sources_refused() {
    let table = [
        (
            "/text",
            None,
            "| add, for example right after its `{`: `\"text\": {\"media_type\":\"text/plain\",\"path\":\"text.txt\",\"sha256\":\"0000",
        ),
        (
            "/text/sha256",
            Some(json!("0".repeat(63))),
            "schema/pattern at /text/sha256: `sha256` is \"000000000000000000000000000000000000000000000000000000000000…\", which is not 64 hexadecimal digits (0 to 9, a to f): it has 63 characters | a file's hash is what",
        ),
        ("/text/sha256", Some(json!("AB".repeat(32))), "| write `abab"),
        ("/text/sha256", Some(json!(format!("sha256:{}", "ab".repeat(32)))), "| write `abab"),
        (
            "/accessed",
            Some(json!("2024-05")),
            "schema/format at /accessed: `accessed` is \"2024-05\", not a day",
        ),
        (
            "/url",
            Some(json!("example.org")),
            "not an absolute URL: it has no scheme, such as `https:` | write it like",
        ),
        (
            "/language",
            Some(json!("english")),
            "not a BCP 47 language tag: the primary language is not",
        ),
        ("/license", Some(json!("All rights reserved")), "not an SPDX licence expression: "),
        ("/issued", Some(json!("1990s")), "a decade is written with an `X`: `199X`"),
        ("/derivedFrom", Some(json!("b")), "did you mean `derived_from`?"),
        (
            "/author",
            Some(json!("A. Person")),
            "`author` is the string \"A. Person\"; it must be an array",
        ),
        (
            "/seal",
            Some(json!({"algorithm": "x", "root": "0".repeat(64), "tokens": 0})),
            "schema/minimum at /seal/tokens",
        ),
    ];
    for (pointer, value, expected) in table {
        let said = said(JsonFile::Source, &with(source(), pointer, value));
        let [one] = said.as_slice() else { panic!("{pointer}: {said:#?}") };
        assert!(one.contains(expected), "{pointer}:\n{one}\n{expected}");
    }
}

#[test]
fn every_error_is_reported_in_the_order_of_the_file() {
    let value = json!({
        "id": "A",
        "evidence": [{"quote": [], "stance": "no", "date": "x", "a/b~c": 1}, 7],
        "label": "x",
        "extra": null
    });
    let codes: Vec<String> = said(JsonFile::Claim, &value)
        .iter()
        .map(|said| said.split(": ").next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        codes,
        [
            "schema/required at key of ",
            "schema/required at key of /evidence/0",
            "schema/additional-properties at key of /evidence/0/a~1b~0c",
            "schema/format at /evidence/0/date",
            "schema/min-items at /evidence/0/quote",
            "schema/enum at /evidence/0/stance",
            "schema/type at /evidence/1",
            "schema/additional-properties at key of /extra",
            "schema/pattern at /id",
            "schema/enum at /label",
        ]
    );
}

#[test]
fn a_file_that_is_no_object() {
    for value in [json!(null), json!([]), json!("text"), json!(1)] {
        let said = said(JsonFile::Claim, &value);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("schema/type at : the file is "), "{said:?}");
    }
}

#[test]
fn fixes_rewrite_the_string() {
    let fix = |value: &Value| check(JsonFile::Claim, value).1.remove(0).fix.map(|fix| fix.text);
    let wrong = |pointer, text: &str| with(claim(), pointer, Some(json!(text)));
    assert_eq!(fix(&wrong("/label", "suported")), Some("supported".to_owned()));
    assert_eq!(fix(&wrong("/id", "A Claim")), Some("a-claim".to_owned()));
    assert_eq!(fix(&wrong("/label", "hmm")), None);
}

#[test]
fn long_and_hostile_values_are_cut() {
    let long = "\u{202e}x".repeat(100_000);
    for pointer in ["/id", "/label", "/date", "/statement"] {
        let (_, findings) = check(JsonFile::Claim, &with(claim(), pointer, Some(json!(long))));
        let said = findings[0].message.len() + findings[0].help.as_ref().map_or(0, String::len);
        assert!(said < 1000, "{pointer}: {said}");
    }
    let mut value = claim();
    value[&long] = json!(1);
    let (_, findings) = check(JsonFile::Claim, &value);
    assert!(findings[0].message.len() < 1000);
}

#[test]
fn decodes_what_passed() {
    let claim = decode_claim(file(), &format!("\u{feff}{}", claim())).expect("a claim");
    assert_eq!(&*claim.id, "a-claim");
    let source = decode_source(file(), &source().to_string()).expect("a source");
    assert_eq!(source.text.path, "t.txt");
}

#[test]
fn what_the_schema_cannot_say_is_a_finding_all_the_same() {
    for number in ["1e30", "1e15", "99999999999999999999"] {
        let value = with(claim(), "/evidence/0/locator", Some(json!({"paragraph": 7})));
        let text = value.to_string().replace(":7", &format!(":{number}"));
        let (tree, _) = json::parse(&text);
        let findings = tree.map(|tree| validate(JsonFile::Claim, file(), &tree, &mut 0));
        assert_eq!(findings, Some(Vec::new()), "{number}");
        let finding = decode_claim(file(), &text).expect_err(number);
        let At::Span(span) = finding.at else { panic!("{finding:?}") };
        assert!(text[..span.end].ends_with(number), "{number}: {}", &text[..span.end]);
        assert!(!finding.message.contains("line"), "{}", finding.message);
    }
}

/// Keywords that say nothing of a value, or only lead to other schemas.
const SILENT: &[&str] =
    &["$schema", "title", "description", "default", "examples", "properties", "items", "$comment"];

#[test]
fn every_keyword_of_every_schema_has_a_code() {
    fn walk(name: &str, schema: &Value) {
        let Some(object) = schema.as_object() else { return };
        for (keyword, value) in object {
            let known = SILENT.contains(&keyword.as_str()) || words::code_of(keyword).is_some();
            assert!(known, "{name}: the keyword `{keyword}` has no code `schema/…`");
            if keyword == "properties" {
                value.as_object().into_iter().flatten().for_each(|(_, schema)| walk(name, schema));
            }
            if keyword == "items" {
                walk(name, value);
            }
        }
        let open = object.get("additionalProperties") != Some(&Value::Bool(false));
        assert!(!(object.contains_key("properties") && open), "{name}: unknown members pass");
    }
    // The other schemas check no file of ours: programs read them, and TOML has errors of its own.
    let checked = ["claim", "source", "proofs"];
    for (name, text) in generated().into_iter().filter(|(name, _)| checked.contains(name)) {
        walk(name, &serde_json::from_str(&text).expect("JSON"));
        assert!(!text.contains("\"null\""), "{name}");
    }
}

#[test]
fn examples_are_valid() {
    for document in [JsonFile::Claim, JsonFile::Source] {
        let schema = &schema(document).value;
        let example = words::example("", schema, 0);
        assert_eq!(said(document, &example), [""; 0], "{example}");
    }
}

/// Each member many times over: time and memory stay in proportion (this takes minutes if not).
#[test]
fn large_files_are_checked_in_proportion() {
    const MANY: usize = 20_000;
    let topics: Vec<Value> = (0..MANY).map(|i| json!(format!("topic-{i}"))).collect();
    let doubled: Vec<Value> = topics.iter().chain(&topics).cloned().collect();
    let evidence = vec![json!({"source": "A B", "quote": "q", "stance": "support"}); MANY];
    let mut value = claim();
    for i in 0..MANY {
        value[format!("member-{i}")] = json!(i);
    }
    value["topics"] = json!(doubled);
    value["evidence"] = json!(evidence);
    let (tree, _) = json::parse(&value.to_string());
    let mut more = 0;
    let findings = validate(JsonFile::Claim, file(), &tree.expect("JSON"), &mut more);
    // Two of each quote, one of all unknown members, and two of the lists as a whole: topics that are there twice, and
    // more quotes than anybody reviews.
    assert_eq!((findings.len(), more), (MAX_FINDINGS, 2 * MANY + 3 - MAX_FINDINGS));
}

#[test]
fn formats_bear_deep_and_long_input() {
    let table = ["(", "MIT OR ", "(MIT AND ", "a-", "x-a-", "1990/", "%", "LicenseRef-a WITH "];
    for format in ["edtf", "date", "bcp47", "spdx", "iri"] {
        for piece in table {
            for times in [10, 700, 100_000] {
                let _ = super::formats::reason(format, &piece.repeat(times));
            }
        }
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        Just("a-slug".to_owned()),
        Just("supported".to_owned()),
        Just("1990-02".to_owned()),
        Just(String::new()),
        Just("0".repeat(64)),
        "\\PC{0,20}",
        "[a-z/~ -]{0,12}"
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let name =
            prop_oneof![Just("quote"), Just("stance"), Just("page"), Just("id"), Just("a/~b")];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name, inner, 0..4)
                .prop_map(|map| map.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
        ]
    })
}

fn pointers() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("/id"),
        Just("/statement"),
        Just("/date"),
        Just("/topics"),
        Just("/evidence"),
        Just("/relations"),
        Just("/evidence/0/quote"),
        Just("/evidence/0/stance"),
        Just("/evidence/0/locator"),
        Just("/evidence/0/unverifiable"),
        Just("/new"),
    ]
}

proptest! {
    /// Whatever is in a member: every finding has a place in the file, and what passes decodes.
    #[test]
    fn findings_have_places_and_what_passes_decodes(pointer in pointers(), value in anything()) {
        let value = with(claim(), pointer, Some(value));
        let quick = schema(JsonFile::Claim).surely_allows(&value.to_string());
        let valid = || schema(JsonFile::Claim).validator().is_ok_and(|v| v.is_valid(&value));
        prop_assert!(!quick || valid(), "{}", value);
        if said(JsonFile::Claim, &value).is_empty() {
            prop_assert!(decode_claim(file(), &value.to_string()).is_ok(), "{}", value);
        }
    }
}
