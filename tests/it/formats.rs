//! The reports for other programs, against the schemas that those have; several forms in one run; files
//! with hostile names.

use crate::tool::{copy, quoteproof, root, scratch};
use quoteproof::report::{gitlab, junit, sarif};
use quoteproof::repository::Disk;
use roxmltree::{Document, Node};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const XS: &str = "http://www.w3.org/2001/XMLSchema";

fn schema(name: &str) -> jsonschema::Validator {
    let text = fs::read_to_string(root().join("tests/schemas").join(name)).expect(name);
    // The published pattern of a language tag has a bracket too many, and is no regular expression.
    let text = text.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}?$");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("it compiles")
}

fn errors(validator: &jsonschema::Validator, report: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).expect("JSON");
    validator.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// What GitHub asks of SARIF beyond the schema.
fn code_scanning(sarif: &str) -> Vec<String> {
    let sarif: Value = serde_json::from_str(sarif).expect("JSON");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for result in run["results"].as_array().expect("results") {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap_or("");
        let relative =
            !uri.is_empty() && !uri.contains([':', ' ', '\\']) && !uri.starts_with(['/', '.']);
        let line = place["region"]["startLine"].as_u64().unwrap_or(0);
        let print = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap_or("");
        let index = result["ruleIndex"].as_u64().and_then(|i| usize::try_from(i).ok());
        let named = index.and_then(|i| rules.get(i)).is_some_and(|r| r["id"] == result["ruleId"]);
        let own = print.len() == 32 && seen.insert(print.to_owned());
        if !(relative && line > 0 && own && named) {
            wrong.push(result.to_string());
        }
    }
    wrong
}

/// The declaration of an element at the top of an XML Schema.
fn declared<'x>(schema: &'x Document<'_>, name: &str) -> Option<Node<'x, 'x>> {
    let root = schema.root_element();
    root.children().find(|n| n.has_tag_name((XS, "element")) && n.attribute("name") == Some(name))
}

/// Where an XML document leaves its schema: elements, attributes, and which element may stand in which.
fn strays(schema: &Document<'_>, xml: &str) -> Vec<String> {
    let document = Document::parse(xml).unwrap_or_else(|e| panic!("not well-formed: {e}\n{xml}"));
    let mut wrong = Vec::new();
    for element in document.descendants().filter(Node::is_element) {
        let name = element.tag_name().name();
        let Some(declaration) = declared(schema, name) else {
            wrong.push(format!("<{name}> is not known"));
            continue;
        };
        let attributes = || declaration.descendants().filter(|n| n.has_tag_name((XS, "attribute")));
        for attribute in element.attributes() {
            if !attributes().any(|a| a.attribute("name") == Some(attribute.name())) {
                wrong.push(format!("<{name}> may have no {}", attribute.name()));
            }
        }
        for needed in attributes().filter(|a| a.attribute("use") == Some("required")) {
            if !element.has_attribute(needed.attribute("name").unwrap_or("")) {
                wrong.push(format!("<{name}> lacks {:?}", needed.attribute("name")));
            }
        }
        for child in element.children().filter(Node::is_element) {
            let child = child.tag_name().name();
            let allowed = declaration.descendants().any(|n| n.attribute("ref") == Some(child));
            if !allowed {
                wrong.push(format!("<{child}> may not stand in <{name}>"));
            }
        }
    }
    wrong
}

#[test]
fn the_reports_of_all_cases_are_as_their_schemas_say() {
    let (sarif, gitlab) = (schema("sarif-2.1.0.json"), schema("gitlab-code-quality.json"));
    let xsd = fs::read_to_string(root().join("tests/schemas/junit-10.xsd")).expect("the schema");
    let xsd = Document::parse(&xsd).expect("XML");
    let mut cases = crate::cases::folders();
    cases.push(root().to_owned());
    let mut findings = 0;
    for case in &cases {
        let Some(case) = camino::Utf8Path::from_path(case) else { continue };
        let options = quoteproof::Options { root: case.to_owned(), ..Default::default() };
        let report = quoteproof::check(&Disk::new(case).expect("a folder"), &options);
        let mut wrong = errors(&sarif, &sarif::render(&report));
        wrong.extend(code_scanning(&sarif::render(&report)));
        wrong.extend(errors(&gitlab, &gitlab::render(&report)));
        let junit = junit::render(&report);
        wrong.extend(strays(&xsd, &junit));
        let missing =
            report.claims.iter().filter(|c| !junit.contains(&format!(" name=\"{}\"", c.id)));
        wrong.extend(missing.map(|c| format!("no test case for {}", c.id)));
        assert!(wrong.is_empty(), "{case}: {wrong:#?}");
        findings += report.diagnostics.len();
    }
    assert!(findings > 100, "{findings}");
}

#[test]
fn a_brief_run_finds_and_counts_the_same() {
    let mut cases = crate::cases::folders();
    cases.push(root().to_owned());
    let (mut left_out, mut told) = (0, 0);
    for case in cases.into_iter().filter_map(|c| camino::Utf8PathBuf::from_path_buf(c).ok()) {
        let text = std::fs::read_to_string(case.join("quoteproof.toml")).unwrap_or_default();
        let Ok(config) = quoteproof::config::Config::parse(&text) else { continue };
        let full = quoteproof::Options { root: case.clone(), config, ..Default::default() };
        let brief = quoteproof::Options { brief: true, ..full.clone() };
        let views = full.clone();
        let disk = Disk::new(&case).expect("a folder");
        let (full, brief) = (quoteproof::check(&disk, &full), quoteproof::check(&disk, &brief));
        assert_eq!(brief.summary, full.summary, "{case}");
        assert_eq!(brief.diagnostics, full.diagnostics, "{case}");
        assert_eq!(brief.notes, full.notes, "{case}");
        // A view keeps all of each claim.
        let survey = quoteproof::survey::survey(&disk, &views);
        assert_eq!(survey.report.diagnostics, full.diagnostics, "{case}");
        let listed = |quote| brief.quotes.contains(quote);
        assert!(full.quotes.iter().filter(|q| !q.passed).all(listed), "{case}");
        told += brief.quotes.len();
        left_out += full.quotes.len() - brief.quotes.len();
        for format in quoteproof::report::FORMATS.iter().filter(|format| !format.complete) {
            assert_eq!((format.render)(&brief), (format.render)(&full), "{case}: {}", format.name);
        }
    }
    assert!(left_out > 100 && told > 100, "{left_out} left out, {told} told");
}

#[test]
fn one_run_writes_several_forms() {
    let out = scratch("formats-several");
    let file = |name: &str| out.join(name).to_string_lossy().into_owned();
    let run = |arguments: &[&str]| {
        let mut run = quoteproof();
        run.args(arguments)
            .arg("--root")
            .arg(crate::cases::folder("quote/altered/case/fail-capitals").expect("the case"));
        let run = run.output().expect("it runs");
        (run.status.code(), String::from_utf8_lossy(&run.stdout).into_owned())
    };
    let (status, human) = run(&[
        "validate",
        "--sarif-file",
        &file("sarif"),
        "--summary-file",
        &file("markdown"),
        "--report",
        &format!("gitlab={}", file("gitlab")),
        "--report",
        &format!("junit={}", file("junit")),
    ]);
    assert!(status == Some(1) && human.contains("error[quote/altered]"), "{human}");
    for form in ["sarif", "markdown", "gitlab", "junit"] {
        let (status, alone) = run(&["validate", "--format", form]);
        assert_eq!(status, Some(1));
        assert_eq!(fs::read_to_string(file(form)).expect("a report"), alone);
    }
    for wrong in ["sarif", "sarif=", "human=x", "xml=x"] {
        assert_eq!(run(&["validate", "--report", wrong]).0, Some(2), "{wrong}");
    }
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let (sarif, gitlab) = (schema("sarif-2.1.0.json"), schema("gitlab-code-quality.json"));
    let run = |more: &str| {
        format!(
            "{{\"version\": \"2.1.0\", \"runs\": [{{\"tool\": {{\"driver\": {{\"name\": \"q\"}}}}{more}}}]}}"
        )
    };
    assert!(errors(&sarif, &run("")).is_empty());
    for more in [", \"column\": 1", ", \"results\": [{}]", ", \"columnKind\": \"bytes\""] {
        assert!(!errors(&sarif, &run(more)).is_empty(), "{more}");
    }
    assert!(!errors(&gitlab, "[{\"description\": \"d\"}]").is_empty());
    let xsd = fs::read_to_string(root().join("tests/schemas/junit-10.xsd")).expect("the schema");
    let xsd = Document::parse(&xsd).expect("XML");
    for xml in [
        "<testsuite name='q'/>",
        "<testcase name='a' line='1'/>",
        "<failure><testcase name='a'/></failure>",
        "<x/>",
    ] {
        assert!(!strays(&xsd, xml).is_empty(), "{xml}");
    }
}

const EVIL: &str = "::error file=x::a%0A \u{1b}[31m\u{202e}b ##[add-mask]the whole town";

/// An archive in a folder of a checkout, with names that no tool should trip over.
fn hostile(name: &str) -> std::path::PathBuf {
    let checkout = scratch(name);
    let archive = checkout.join("an archive");
    let text = "So the ferry never sailed again, and the town did not like it.";
    let claims = archive.join("claims/où est, 100%:\n::error::");
    fs::create_dir_all(checkout.join(".git")).expect("a folder");
    fs::create_dir_all(&claims).expect("a folder");
    fs::create_dir_all(archive.join("corpus/note")).expect("a folder");
    fs::write(archive.join("corpus/note/text.txt"), text).expect("a file");
    let sha256 = quoteproof::corpus::sha256_hex(text.as_bytes());
    let pin = serde_json::json!({"path": "text.txt", "media_type": "text/plain", "sha256": sha256});
    let source = serde_json::json!({"id": "note", "title": EVIL, "language": "en", "text": pin});
    fs::write(archive.join("corpus/note/source.json"), source.to_string()).expect("a file");
    let quotes = [EVIL, "the town did like it", "the ferry never sailed again"];
    let evidence =
        quotes.map(|q| serde_json::json!({"source": "note", "quote": q, "stance": "supports"}));
    let claim = serde_json::json!({
        "id": "a-claim", "statement": EVIL, "label": "supported", "evidence": evidence, EVIL: 1,
    });
    fs::write(claims.join("a-claim.json"), claim.to_string()).expect("a file");
    let mut claim = claim;
    claim.as_object_mut().expect("an object").remove(EVIL);
    claim["id"] = "b-claim".into();
    fs::write(claims.join("b-claim.json"), claim.to_string()).expect("a file");
    archive
}

#[test]
#[cfg(unix)]
fn hostile_names_and_words_reach_neither_terminal_nor_runner() {
    let archive = hostile("formats-hostile");
    let forms = ["human", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown"];
    for form in forms {
        let run = quoteproof().args(["validate", "--format", form]).current_dir(&archive).output();
        let run = run.expect("it runs");
        assert_eq!(run.status.code(), Some(1), "{form}");
        for said in [&run.stdout, &run.stderr] {
            let said = String::from_utf8_lossy(said);
            assert!(!said.contains(['\u{1b}', '\u{202e}']), "{form}: {said:?}");
            assert!(!said.contains("##["), "{form}: {said}");
            for line in said.lines().filter(|l| l.trim_start().starts_with("::")) {
                let ours =
                    ["::group::quoteproof: ", "::endgroup::", "::error file=an archive/claims/o"];
                assert!(
                    form == "github" && ours.iter().any(|o| line.starts_with(o)),
                    "{form}: {line}"
                );
            }
        }
    }
}

#[test]
fn what_stops_a_run_steers_nothing() {
    let folder = scratch("formats-stopped");
    copy(&root().join("tests/docs/example"), &folder);
    for (file, text) in [
        ("quoteproof-baseline.json", "{\"\\u001b[31m\\n::error::x ##[add-mask]y\": 1}"),
        ("quoteproof.toml", "\"\\u001b[31m\\n::error::x ##[add-mask]y\" = 1"),
    ] {
        fs::write(folder.join(file), text).expect("a file");
        let mut run = quoteproof();
        let run = run.args(["validate", "--root"]).arg(&folder).output().expect("it runs");
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.code() == Some(2), "{said}");
        assert!(
            ["unknown field", "there is no setting"].iter().any(|w| said.contains(w)),
            "{said}"
        );
        assert!(!said.contains('\u{1b}') && !said.contains("##["), "{said:?}");
        assert!(!said.lines().any(|l| l.trim_start().starts_with("::")), "{said}");
    }
}

#[test]
#[cfg(unix)]
fn files_are_named_from_the_checkout() {
    let archive = hostile("formats-checkout");
    let run = |form: &str| {
        let run = quoteproof().args(["validate", "--format", form]).current_dir(&archive).output();
        String::from_utf8_lossy(&run.expect("it runs").stdout).into_owned()
    };
    let name = "an archive/claims/où est, 100%:\n::error::/b-claim.json";
    let gitlab: Value = serde_json::from_str(&run("gitlab")).expect("JSON");
    let paths: Vec<&Value> =
        gitlab.as_array().expect("findings").iter().map(|f| &f["location"]["path"]).collect();
    assert!(paths.iter().any(|p| *p == name), "{paths:?}");
    let sarif = run("sarif");
    assert!(code_scanning(&sarif).is_empty());
    let encoded =
        "an%20archive/claims/o%C3%B9%20est%2C%20100%25%3A%0A%3A%3Aerror%3A%3A/b-claim.json";
    assert!(sarif.contains(&format!("\"{encoded}\"")), "{sarif}");
    let escaped =
        "file=an archive/claims/où est%2C 100%25%3A%0A%3A%3Aerror%3A%3A/b-claim.json,line=";
    assert!(run("github").contains(escaped));
}

/// The byte of a line and column, both from 1, of a text without a byte order mark.
fn byte(text: &str, line: &Value, column: &Value) -> usize {
    let number = |v: &Value| usize::try_from(v.as_u64().expect("a number")).expect("small");
    let start: usize = text.split_inclusive('\n').take(number(line) - 1).map(str::len).sum();
    let chars = text[start..].char_indices().nth(number(column) - 1);
    chars.map_or(text.len(), |(at, _)| start + at)
}

#[test]
fn a_fix_in_sarif_mends_the_quote() {
    for case in ["quote/altered/case/fail-capitals", "quote/altered/fail-bom-and-crlf"] {
        let folder = scratch(&format!("formats-fix-{}", case.replace('/', "-")));
        copy(&crate::cases::folder(case).expect("the case"), &folder);
        fs::create_dir(folder.join(".git")).expect("a folder");
        let sarif = || {
            let mut run = quoteproof();
            run.args(["validate", "--format", "sarif", "--root"]).arg(&folder);
            let run = run.output().expect("it runs");
            serde_json::from_slice::<Value>(&run.stdout).expect("JSON")
        };
        let before = sarif();
        let results = before["runs"][0]["results"].as_array().expect("results");
        let fixed = results.iter().find(|r| r["fixes"].is_array()).expect("a fix");
        let change = &fixed["fixes"][0]["artifactChanges"][0];
        let file = folder.join(change["artifactLocation"]["uri"].as_str().expect("a URI"));
        let text = fs::read_to_string(&file).expect("the file");
        let text = text.trim_start_matches('\u{feff}');
        let (replacement, region) =
            (&change["replacements"][0], &change["replacements"][0]["deletedRegion"]);
        let start = byte(text, &region["startLine"], &region["startColumn"]);
        let end = byte(text, &region["endLine"], &region["endColumn"]);
        let new = replacement["insertedContent"]["text"].as_str().expect("text");
        fs::write(&file, format!("{}{new}{}", &text[..start], &text[end..])).expect("a file");
        let after = sarif();
        let prints = |of: &Value| of["runs"][0]["results"].to_string();
        let print = fixed["partialFingerprints"]["quoteproof/v1"].as_str().expect("a fingerprint");
        assert!(
            prints(&before).contains(print) && !prints(&after).contains(print),
            "{case}: {after}"
        );
    }
}

#[test]
fn a_report_is_written_whole_or_not_at_all() {
    let out = scratch("formats-written");
    let run = |file: &Path| {
        let case = root().join("tests/docs/example");
        let file = file.to_string_lossy().into_owned();
        let run =
            quoteproof().args(["validate", "--sarif-file", &file, "--root"]).arg(case).output();
        let run = run.expect("it runs");
        (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    assert_eq!(run(&out.join("report.sarif")).0, Some(0));
    assert_eq!(fs::read_dir(&out).expect("the folder").count(), 1);
    let (status, said) = run(&out.join("no folder/report.sarif"));
    assert!(status == Some(2) && said.contains("report.sarif cannot be written"), "{said}");
    #[cfg(unix)]
    {
        fs::write(out.join("kept"), "kept").expect("a file");
        std::os::unix::fs::symlink(out.join("kept"), out.join("link")).expect("a link");
        assert_eq!(run(&out.join("link")).0, Some(0));
        assert!(fs::symlink_metadata(out.join("link")).expect("the link").is_symlink());
        assert!(fs::read_to_string(out.join("kept")).expect("a file").contains("sarif"));
        assert_eq!(run(Path::new("/dev/null")).0, Some(0));
        let still = fs::metadata("/dev/null").expect("the device");
        assert!(!still.is_file());
    }
}
