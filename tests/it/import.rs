//! `quoteproof import`: files in the shape that each program writes, with a faithful and a changed quotation in each.

use crate::tool::{quoteproof, says, scratch};
use serde_json::{Value, json};

const TEXT: &str =
    "The trial ended in May. It did not reduce the traffic in the old town. Nobody asked why.";
const FAITHFUL: &str = "It did not reduce the traffic in the old town.";
const CHANGED: &str = "It did reduce the traffic in the old town.";

/// Imports a file, and verifies its quotes on its own documents, or on the text under the name `report`.
fn verdicts(format: &str, files: &[&str]) -> Vec<(String, String)> {
    let folder = scratch(&format!("import-{format}"));
    let mut names = Vec::new();
    for (at, text) in files.iter().enumerate() {
        let name = format!("{at}.json");
        std::fs::write(folder.join(&name), text).expect("it can be written");
        names.push(name);
    }
    let import = |more: &[&str]| {
        let mut command = quoteproof();
        command.args(["import", format]).args(&names).args(more).current_dir(&folder);
        let output = command.output().expect("it runs");
        says(&output, 0, &[" quotes, "]);
        output.stdout
    };
    let mut documents = import(&["--documents"]);
    if documents.is_empty() {
        documents = format!("{}\n", json!({"id": "report", "text": TEXT})).into_bytes();
    }
    std::fs::write(folder.join("documents.jsonl"), documents).expect("it can be written");
    std::fs::write(folder.join("quotes.jsonl"), import(&[])).expect("it can be written");
    let verify = ["verify", "quotes.jsonl", "--documents", "documents.jsonl"];
    let output = quoteproof().args(verify).current_dir(&folder).output().expect("it runs");
    let rows = String::from_utf8(output.stdout).expect("UTF-8");
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| row[name].as_str().unwrap_or("").to_owned();
        (text("id"), text("verdict"))
    };
    rows.lines().map(row).collect()
}

#[track_caller]
fn finds(format: &str, files: &[&Value], wanted: &[(&str, &str)]) {
    let files: Vec<String> = files.iter().map(ToString::to_string).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let wanted: Vec<(String, String)> =
        wanted.iter().map(|(id, verdict)| ((*id).to_owned(), (*verdict).to_owned())).collect();
    assert_eq!(verdicts(format, &files), wanted, "{format}");
}

#[test]
fn what_models_cite() {
    let cited = |at: u64, words: &str| {
        json!({"type": "char_location", "cited_text": words, "document_index": at,
        "document_title": null, "start_char_index": 24, "end_char_index": 70})
    };
    let request = json!({"model": "m", "messages": [{"role": "user", "content": [
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": TEXT}, "citations": {"enabled": true}},
        {"type": "text", "text": "Did it?"}]}]});
    let response = json!({"id": "msg_1", "type": "message", "content": [{"type": "text", "text": "No."},
        {"type": "text", "text": "It did not.", "citations": [cited(0, FAITHFUL), cited(0, CHANGED), cited(1, FAITHFUL)]}]});
    finds(
        "anthropic",
        &[&request, &response],
        &[("msg_1/1/0", "exact"), ("msg_1/1/1", "altered"), ("msg_1/1/2", "unreadable")],
    );
    let document =
        json!({"page_content": TEXT, "metadata": {"source": "report"}, "type": "Document"});
    let annotation =
        |words: &str| json!({"type": "citation", "url": "report", "cited_text": words});
    let message = json!({"type": "ai", "id": "run-1", "content": [{"type": "text", "text": "No.",
        "annotations": [annotation(FAITHFUL), annotation(CHANGED), {"type": "citation", "url": "report"}]}]});
    finds("langchain", &[&document, &message], &[("run-1/0/0", "exact"), ("run-1/0/1", "altered")]);
    // Of an answer's places only the words in quotation marks are a document's.
    let answer = format!(
        "The report says “{FAITHFUL}” ([r](report)). And “{CHANGED}” ([r](report)). It helped ([r](report))."
    );
    let link = |nth: usize| {
        let (at, link) = answer.match_indices("([r](report))").nth(nth).expect("a link");
        let start = answer[..at].chars().count();
        json!({"type": "url_citation", "url": "report", "title": "r", "start_index": start, "end_index": start + link.len()})
    };
    let response = json!({"id": "resp_1", "output": [{"type": "message", "content": [
        {"type": "output_text", "text": answer, "annotations": [link(0), link(1)]}]}]});
    finds("openai", &[&response], &[("resp_1/0/0/0", "exact"), ("resp_1/0/1/0", "altered")]);
    let support = |words: &str| json!({"segment": {"startIndex": 0, "endIndex": 9, "text": words}, "groundingChunkIndices": [0]});
    let response = json!({"responseId": "g", "candidates": [{"content": {}, "groundingMetadata": {
        "groundingChunks": [{"retrievedContext": {"uri": "report", "title": "r", "text": TEXT}}],
        "groundingSupports": [support(&format!("It says \"{FAITHFUL}\"")), support(&format!("So \"{CHANGED}\"")), support("It helped.")]}}]});
    finds("gemini", &[&response], &[("g/0/0/0/0", "exact"), ("g/0/1/0/0", "altered")]);
    let answer = format!("It says \"{FAITHFUL}\" and \"{CHANGED}\".");
    let second = answer.find("and").expect("a word");
    let citation = |start: usize, end: usize| {
        json!({"start": start, "end": end, "text": "",
        "sources": [{"type": "document", "id": "doc:0", "document": {"id": "doc:0", "text": TEXT}}]})
    };
    let response = json!({"id": "c", "message": {"role": "assistant", "content": [{"type": "text", "text": answer}],
        "citations": [citation(0, second), citation(second, answer.len())]}});
    finds("cohere", &[&response], &[("c/0/0/0", "exact"), ("c/1/0/0", "altered")]);
}

#[test]
fn what_annotation_tools_write() {
    let selector = |words: &str| {
        json!([{"type": "TextPositionSelector", "start": 0, "end": 9},
        {"type": "TextQuoteSelector", "exact": words, "prefix": "", "suffix": ""}])
    };
    let annotation = |id: &str, words: &str| {
        json!({"@context": "http://www.w3.org/ns/anno.jsonld", "id": id, "type": "Annotation",
        "target": {"source": "report", "selector": {"type": "FragmentSelector", "refinedBy": selector(words)}}})
    };
    let page = json!({"type": "Annotation", "id": "note", "target": "report"});
    finds(
        "w3c",
        &[&annotation("a", FAITHFUL), &annotation("b", CHANGED), &page],
        &[("a", "exact"), ("b", "altered")],
    );
    let row = |id: &str, words: &str| json!({"id": id, "uri": "report", "target": [{"source": "report", "selector": selector(words)}]});
    finds(
        "hypothesis",
        &[&json!({"total": 2, "rows": [row("a", FAITHFUL), row("b", CHANGED)]})],
        &[("a", "exact"), ("b", "altered")],
    );
    let evidence = |words: &str| json!({"reference": "report", "supporting_text": words});
    finds(
        "linkml",
        &[
            &json!({"associations": [{"evidence": [evidence("The trial ended... Nobody asked why."), evidence(CHANGED)]}]}),
        ],
        &[("/associations/0/evidence/0", "edited"), ("/associations/0/evidence/1", "altered")],
    );
}

#[test]
fn what_research_has() {
    let corpus = json!({"doc_id": 7, "title": "T", "abstract": ["The trial ended in May.", FAITHFUL, "Nobody asked why."]});
    let claim = json!({"id": 1, "claim": "It helped.", "cited_doc_ids": [7],
        "evidence": {"7": [{"sentences": [1], "label": "CONTRADICT"}, {"sentences": [0, 2], "label": "SUPPORT"}], "8": [{"sentences": [0]}]}});
    finds("scifact", &[&claim, &corpus], &[("1/7/0", "exact"), ("1/7/1", "edited")]);
    let page = json!({"id": "Trial", "text": "", "lines": format!("0\tThe trial ended in May .\n1\t{FAITHFUL}\tMay")});
    let claim = json!({"id": 3, "claim": "It helped.", "label": "REFUTES", "evidence": [[[1, 2, "Trial", 1], [1, 3, "Trial", 9]], [[4, null, null, null]]]});
    finds("fever", &[&claim, &page], &[("3/0/0", "exact")]);
    let question = json!({"_id": "h", "supporting_facts": [["Trial", 1], ["Trial", 5]], "context": [["Trial", ["The trial ended in May.", FAITHFUL]]]});
    finds("hotpotqa", &[&question], &[("h/0", "exact")]);
    let answer = |answer: Value| json!({"answer": answer});
    let paper = json!({"1912.01214": {"title": "T", "abstract": "A.", "full_text": [{"section_name": "S", "paragraphs": [TEXT]}], "qas": [{"question": "?",
        "answers": [answer(json!({"extractive_spans": ["Nobody asked why"], "evidence": [TEXT, "FLOAT SELECTED: Table 1"], "highlighted_evidence": [CHANGED]})),
            answer(json!({"free_form_answer": "No.", "extractive_spans": []}))]}]}});
    finds(
        "qasper",
        &[&paper],
        &[
            ("1912.01214/0/0/extractive_spans/0", "exact"),
            ("1912.01214/0/0/highlighted_evidence/0", "altered"),
            ("1912.01214/0/0/evidence/0", "exact"),
        ],
    );
    let nested = json!({"version": "1.1", "data": [{"title": "T", "paragraphs": [{"context": TEXT, "qas": [
        {"id": "q", "question": "?", "answers": [{"text": FAITHFUL, "answer_start": 24}, {"text": CHANGED, "answer_start": 24}]}]}]}]});
    finds("squad", &[&nested], &[("q/0", "exact"), ("q/1", "altered")]);
}

#[test]
fn what_cannot_be_imported_says_why() {
    let folder = scratch("import-bad");
    std::fs::write(folder.join("a.json"), "{\"a\": 1}").expect("it can be written");
    std::fs::write(folder.join("b.json"), "{\"a\": ").expect("it can be written");
    let import = |arguments: &[&str]| {
        quoteproof().arg("import").args(arguments).current_dir(&folder).output().expect("it runs")
    };
    says(&import(&["anthropic", "a.json"]), 2, &["nothing in there is anthropic"]);
    says(&import(&["anthropic", "b.json"]), 2, &["b.json is not JSON"]);
    says(&import(&["anthropic", "c.json"]), 2, &["c.json cannot be read"]);
    says(&import(&["bibtex", "a.json"]), 2, &["scifact"]);
    std::fs::write(
        folder.join("o.json"),
        json!({"output": [{"content": [{"type": "output_text", "text": "It helped.",
        "annotations": [{"type": "file_citation", "filename": "r", "index": 9}]}]}]})
        .to_string(),
    )
    .expect("it can be written");
    says(
        &import(&["openai", "o.json"]),
        0,
        &["1 not taken: citations are places in the answer", "the API cites no words"],
    );
}
