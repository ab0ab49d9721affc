//! `quoteproof import`: files in the shape that each program writes, with a faithful and a changed quotation in each.

use crate::tool::{outside, quoteproof, root, said, says, scratch, validate};
use serde_json::{Value, json};

const TEXT: &str =
    "The trial ended in May. It did not reduce the traffic in the old town. Nobody asked why.";
const FAITHFUL: &str = "It did not reduce the traffic in the old town.";
const CHANGED: &str = "It did reduce the traffic in the old town.";

/// Imports a file, and verifies its quotes on its own documents, or on the text under the name `report`.
fn verdicts(format: &str, files: &[&str]) -> Vec<(String, String)> {
    let files: Vec<(&str, &str)> = files.iter().map(|text| ("json", *text)).collect();
    verdicts_of(format, &files, &[])
}

/// The same of files with their extensions, and with options.
fn verdicts_of(format: &str, files: &[(&str, &str)], options: &[&str]) -> Vec<(String, String)> {
    let folder = scratch(&format!("import-{format}"));
    let mut names = Vec::new();
    for (at, (extension, text)) in files.iter().enumerate() {
        let name = format!("{at}.{extension}");
        std::fs::write(folder.join(&name), text).expect("it can be written");
        names.push(name);
    }
    let import = |more: &[&str]| {
        let mut command = quoteproof();
        command.args(["import", format]).args(&names).args(options).args(more).current_dir(&folder);
        let output = command.output().expect("it runs");
        says(&output, 0, &[" in the files"]);
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
    let page = json!({"id": "1", "title": "Trial", "text": [["The trial ended in May.", FAITHFUL], ["Nobody asked why."]]});
    let claim = json!({"uid": "u", "claim": "It helped.", "label": "NOT_SUPPORTED", "num_hops": 2, "supporting_facts": [["Trial", 1], ["Trial", 2], ["Other", 0]]});
    finds("hover", &[&claim, &page], &[("u/0", "exact"), ("u/1", "exact")]);
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

fn owned(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(id, verdict)| ((*id).to_owned(), (*verdict).to_owned())).collect()
}

#[test]
fn what_stands_in_yaml() {
    let evidence = format!(
        "associations:\n- gene: TP53\n  evidence:\n  - reference: {{id: PMID:1, title: Trial}}\n    supporting_text: >-\n      The trial ended...\n      Nobody asked why.\n    prefix: ''\n  - reference_id: PMID:1\n    snippet: \"{CHANGED}\"\n  - reference_id: PMID:2\n    snippet: It helped a lot.\n"
    );
    let cached = format!(
        "---\nreference_id: PMID:1\ncontent_type: full_text_xml\ntitle: 'A trial: what came of it'\n---\n# A trial\n\n## Content\n\n{TEXT}"
    );
    let no_text = "---\nreference_id: PMID:2\ncontent_type: unavailable\n---\n";
    let files = [("yaml", &*evidence), ("md", &*cached), ("md", no_text)];
    let wanted = [
        ("/associations/0/evidence/0", "edited"),
        ("/associations/0/evidence/1", "altered"),
        ("/associations/0/evidence/2", "unreadable"),
    ];
    assert_eq!(verdicts_of("linkml", &files, &[]), owned(&wanted));
    // The schema has names of its own.
    let other = format!("a:\n  - ref: PMID:1\n    words: {FAITHFUL}\n");
    let names = ["--words", "words", "--source", "ref"];
    let found = verdicts_of("linkml", &[("yml", &*other), ("md", &*cached)], &names);
    assert_eq!(found, owned(&[("/a/0", "exact")]));
    let listed = format!(
        "report:\n  source: report\n  citations:\n  - quote: {FAITHFUL}\n    prefix: ''\n  - quote: [The trial ended, Nobody asked why]\n  - quote: {CHANGED}\n    source: report\n  - quote: ''\n"
    );
    let wanted = [
        ("/report/citations/0", "exact"),
        ("/report/citations/1", "edited"),
        ("/report/citations/2", "altered"),
    ];
    assert_eq!(verdicts_of("citations", &[("yaml", &*listed)], &[]), owned(&wanted));
}

#[test]
fn what_is_known_of_cached_references_is_said() {
    let folder = scratch("import-cached");
    let file = |name: &str, kind: &str, text: &str| {
        let text = format!("---\nreference_id: PMID:{name}\ncontent_type: {kind}\n---\n{text}");
        std::fs::write(folder.join(format!("{name}.md")), text).expect("it can be written");
    };
    file("1", "abstract_only", TEXT);
    file("2", "unavailable", "");
    let mut command = quoteproof();
    command.args(["import", "linkml", "1.md", "2.md", "--documents"]).current_dir(&folder);
    let output = command.output().expect("it runs");
    says(
        &output,
        0,
        &[
            "1 not taken: references have only their abstract",
            "1 not taken: references have no text",
        ],
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
}

#[test]
fn what_readers_mark_in_zotero() {
    let data = "%7B%22attachmentURI%22%3A%22http%3A%2F%2Fzotero.org%2Fusers%2F1%2Fitems%2FATTACHED%22%2C%22annotationKey%22%3A%22A%22%2C%22citationItem%22%3A%7B%22uris%22%3A%5B%22http%3A%2F%2Fzotero.org%2Fusers%2F1%2Fitems%2Freport%22%5D%2C%22locator%22%3A%223%22%7D%7D";
    let html = format!(
        "<div><h1>Notes</h1><p><span class=\"highlight\" data-annotation=\"{data}\">“It did not reduce the <i>traffic</i> in the old town.”</span> <span class=\"citation\" data-citation=\"x\">(<span>A, 2020, p. 3</span>)</span></p><p><span class=\"highlight\" data-annotation=\"{data}\">“{CHANGED}”</span></p></div>"
    );
    let wanted = owned(&[("1/0/0", "exact"), ("1/0/1", "altered")]);
    assert_eq!(verdicts_of("zotero", &[("html", &*html)], &[]), wanted);
    let mark = |key: &str, words: &str| json!({"key": key, "annotationType": "highlight", "annotationText": words});
    let exported = json!({"items": [{"title": "report", "itemType": "report",
        "attachments": [{"title": "PDF", "annotations": [mark("A", FAITHFUL), mark("B", CHANGED), {"key": "C", "annotationType": "ink"}]}],
        "notes": [{"note": html}]}]});
    let api = json!({"data": {"key": "D", "itemType": "annotation", "parentItem": "report", "annotationType": "highlight", "annotationText": FAITHFUL}});
    finds(
        "zotero",
        &[&exported, &api],
        &[
            ("A", "exact"),
            ("B", "altered"),
            ("1/0/0", "exact"),
            ("1/0/1", "altered"),
            ("D", "exact"),
        ],
    );
}

/// Documents of paragraphs, each as a list of words.
fn documents() -> Vec<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(root().join("LICENSE-APACHE")).expect("the licence");
    let words = |paragraph: &str| paragraph.split_whitespace().map(str::to_owned).collect();
    let paragraphs: Vec<Vec<String>> = text.split("\n\n").map(words).collect();
    let long: Vec<Vec<String>> = paragraphs.into_iter().filter(|words| words.len() >= 24).collect();
    long.chunks(4).map(<[Vec<String>]>::to_vec).collect()
}

/// A mistake, another one for each number.
fn planted(words: &[String], number: usize) -> Vec<String> {
    let mut words = words.to_vec();
    let longest = (1..words.len() - 1).max_by_key(|at| words[*at].len()).expect("a word");
    match number % 4 {
        0 => words[longest] = "lantern".to_owned(),
        1 => drop(words.remove(longest)),
        2 => words.insert(longest, "not".to_owned()),
        _ => words.swap(longest, longest - 1),
    }
    words
}

/// Quotes of one document each: which, the words, and whether they are faithful. Of each seven one is not.
fn quotes(documents: &[Vec<Vec<String>>]) -> Vec<(usize, String, bool)> {
    let mut all = Vec::new();
    for (at, paragraphs) in documents.iter().enumerate() {
        for words in paragraphs {
            for from in (0..words.len().saturating_sub(14)).step_by(3) {
                let part = &words[from..(from + 9 + from % 6).min(words.len())];
                // What begins inside of a quantity is not faithful.
                if part[0] == "percent" {
                    continue;
                }
                let is_faithful = all.len() % 7 != 3;
                let quote = match (is_faithful, all.len() % 3) {
                    (false, _) => planted(part, all.len() / 7).join(" "),
                    (true, 0) => part.join(" ").replace('"', "”").replace('\'', "’"),
                    (true, 1) => part.join("\n"),
                    (true, _) => part.join(" "),
                };
                all.push((at, quote, is_faithful));
            }
        }
    }
    all
}

/// That all mistakes are found, and no faithful quote is refused; the ids end with the quote's number.
#[track_caller]
fn tells_apart(format: &str, files: &[&Value], quotes: &[(usize, String, bool)]) {
    let files: Vec<String> = files.iter().map(ToString::to_string).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let verdicts = verdicts(format, &files);
    assert_eq!(verdicts.len(), quotes.len());
    for (id, verdict) in verdicts {
        let number: usize = id.rsplit('/').next().and_then(|n| n.parse().ok()).expect("a number");
        let (_, quote, is_faithful) = &quotes[number];
        let passed = matches!(&*verdict, "exact" | "typographic" | "edited");
        assert_eq!(passed, *is_faithful, "{format} {id}: {verdict}: {quote}");
    }
    let faithful = quotes.iter().filter(|(_, _, is_faithful)| *is_faithful).count();
    assert!(faithful >= 300 && quotes.len() - faithful >= 50, "{faithful} of {}", quotes.len());
}

#[test]
fn planted_mistakes_are_found_and_no_faithful_quote_is_refused() {
    let documents = documents();
    let text = |paragraphs: &[Vec<String>]| {
        paragraphs.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("\n\n")
    };
    let quotes = quotes(&documents);
    let block = |at: usize, paragraphs: &[Vec<String>]| json!({"type": "document", "title": format!("d{at}"), "source": {"type": "text", "media_type": "text/plain", "data": text(paragraphs)}});
    let blocks: Vec<Value> = documents.iter().enumerate().map(|(at, p)| block(at, p)).collect();
    let request = json!({"model": "m", "messages": [{"role": "user", "content": blocks}]});
    let cited = |(at, quote, _): &(usize, String, bool)| json!({"type": "char_location", "cited_text": quote, "document_index": at, "document_title": format!("d{at}")});
    let citations: Vec<Value> = quotes.iter().map(cited).collect();
    let response =
        json!({"id": "m", "content": [{"type": "text", "text": "So.", "citations": citations}]});
    tells_apart("anthropic", &[&request, &response], &quotes);
    let mut papers = serde_json::Map::new();
    let mut of_papers = Vec::new();
    for (at, paragraphs) in documents.iter().enumerate() {
        let paragraphs: Vec<String> = paragraphs.iter().map(|words| words.join(" ")).collect();
        let own: Vec<_> = quotes.iter().filter(|(of, _, _)| *of == at).collect();
        // The ids number the spans of one answer: so that they number all quotes, those of other papers are empty.
        let before = of_papers.len();
        let spans =
            std::iter::repeat_n("", before).chain(own.iter().map(|(_, quote, _)| quote.as_str()));
        let answer = json!({"answer": {"extractive_spans": spans.collect::<Vec<_>>(), "highlighted_evidence": [], "evidence": []}});
        of_papers.extend(own.into_iter().cloned());
        papers.insert(
            format!("p{at}"),
            json!({"full_text": [{"section_name": "S", "paragraphs": paragraphs}], "qas": [{"question": "?", "answers": [answer]}]}),
        );
    }
    tells_apart("qasper", &[&papers.into()], &of_papers);
}

#[test]
fn sentences_that_a_corpus_has_changed_are_found() {
    // The numbers are right by construction: mistakes are in the corpus that is cited, another one than was annotated.
    let documents = documents();
    let all = quotes(&documents);
    let sentence = |(_, quote, is_faithful): &(usize, String, bool), changed: bool| {
        let words: Vec<String> = quote.split_whitespace().map(str::to_owned).collect();
        if changed && !is_faithful { planted(&words, 1).join(" ") } else { words.join(" ") }
    };
    let corpus = |changed: bool| -> Vec<Value> {
        all.iter()
            .enumerate()
            .map(|(at, quote)| json!({"doc_id": at, "title": "T", "abstract": ["Before it.", sentence(quote, changed), "After it."]}))
            .collect()
    };
    let claim = |at: usize| json!({"id": at, "claim": "So.", "evidence": {at.to_string(): [{"sentences": [1], "label": "SUPPORT"}]}});
    let claims: Vec<Value> = (0..all.len()).map(claim).collect();
    let folder = scratch("import-corpora");
    for (name, values) in
        [("claims", claims), ("annotated", corpus(false)), ("cited", corpus(true))]
    {
        let text = values.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        std::fs::write(folder.join(format!("{name}.jsonl")), text).expect("it can be written");
    }
    let run = |arguments: &[&str], out: &str| {
        let output = quoteproof().args(arguments).current_dir(&folder).output().expect("it runs");
        std::fs::write(folder.join(out), &output.stdout).expect("it can be written");
        said(&output)
    };
    run(&["import", "scifact", "claims.jsonl", "annotated.jsonl"], "quotes.jsonl");
    run(&["import", "scifact", "cited.jsonl", "--documents"], "documents.jsonl");
    run(&["verify", "quotes.jsonl", "--documents", "documents.jsonl"], "verdicts.jsonl");
    let rows = std::fs::read_to_string(folder.join("verdicts.jsonl")).expect("the verdicts");
    assert_eq!(rows.lines().count(), all.len());
    for (line, (_, quote, is_faithful)) in rows.lines().zip(&all) {
        let row: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(row["passed"], *is_faithful, "{quote}: {row}");
    }
}

/// Rows name documents as their files are called; the sources that `source add` makes of these are meant, and an answer's
/// own id is that of its quotes.
#[test]
fn an_import_finds_the_sources_by_the_names_of_their_files() {
    let folder = scratch("import-names");
    let run =
        |args: &[&str]| quoteproof().args(args).current_dir(&folder).output().expect("it runs");
    says(&run(&["init", "--bare"]), 0, &[]);
    let texts = folder.with_file_name("import-names-texts");
    std::fs::create_dir_all(&texts).expect("a folder");
    std::fs::write(texts.join("The Report.txt"), TEXT).expect("it can be written");
    let texts = texts.to_str().expect("a name");
    says(&run(&["source", "add", texts, "--language", "en"]), 0, &[]);
    let citation = |file: &str| json!({"text": "a claim", "quote": FAITHFUL, "document": file});
    let answers = json!([
        {"id": "a000", "citations": [citation("The Report.txt"), citation("texts/the-report.txt")]},
        {"id": "a001", "citations": [citation("the-report"), citation("other.txt")]},
    ]);
    std::fs::write(folder.join("answers.json"), answers.to_string()).expect("it can be written");
    let ids: Vec<String> =
        String::from_utf8_lossy(&run(&["import", "citations", "answers.json"]).stdout)
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["id"].to_string())
            .collect();
    let wanted = ["a000/citations/0", "a000/citations/1", "a001/citations/0", "a001/citations/1"];
    assert_eq!(ids, wanted.map(|id| format!("\"{id}\"")));
    let output = run(&["import", "citations", "answers.json", "--into", "."]);
    says(&output, 1, &["1 claim written, with 3 quotes", "1 not taken", "has `other.txt`; "]);
}

#[test]
fn an_import_into_an_archive_is_checked_there() {
    let folder = scratch("import-into");
    says(
        &quoteproof().args(["init", "--bare"]).current_dir(&folder).output().expect("it runs"),
        0,
        &[],
    );
    let request = json!({"messages": [{"role": "user", "content": [
        {"type": "document", "title": "The Report", "source": {"type": "text", "data": TEXT}}]}]});
    let cited = |words: &str| json!({"type": "char_location", "cited_text": words, "document_index": 0, "document_title": "The Report"});
    let mut citations = vec![cited(FAITHFUL); 1_200];
    citations.push(cited(CHANGED));
    citations.push(json!({"cited_text": FAITHFUL, "document_title": "Another"}));
    let response =
        json!({"id": "msg", "content": [{"type": "text", "text": "So.", "citations": citations}]});
    std::fs::write(folder.join("answer.json"), format!("{request}\n{response}"))
        .expect("it can be written");
    let outside = folder.parent().expect("a folder");
    let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
    let import = || {
        let mut command = quoteproof();
        let file = format!("{name}/answer.json");
        command.args(["import", "anthropic", &file, "--into", name]).current_dir(outside);
        command.output().expect("it runs")
    };
    let wanted = [
        "1 source and 2 claims written, with 1201 quotes",
        "1 not taken: neither the files nor the archive has `Another`",
    ];
    says(&import(), 1, &wanted);
    let claim = |id: &str| -> Value {
        let text =
            std::fs::read_to_string(folder.join(format!("claims/{id}.json"))).expect("a claim");
        serde_json::from_str(&text).expect("JSON")
    };
    let (first, second) = (claim("anthropic-answer"), claim("anthropic-answer-2"));
    assert_eq!(first["evidence"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(second["evidence"][200]["note"], "imported: msg/0/1200");
    let source =
        std::fs::read_to_string(folder.join("corpus/the-report/source.json")).expect("a source");
    assert!(source.contains("\"title\": \"The Report\""), "{source}");
    says(&validate(&folder, &[]), 1, &["1201 quotes checked", "1 failed", "leaves out “not”"]);
    // What is there already is not written again.
    let again =
        ["0 sources and 0 claims written", "1201 quotes left out: the archive has them already"];
    says(&import(), 1, &again);
}

#[test]
fn what_cannot_be_imported_says_why() {
    let folder = scratch("import-bad");
    std::fs::write(folder.join("a.json"), "{\"a\": 1}").expect("it can be written");
    std::fs::write(folder.join("b.json"), "{\"a\": ").expect("it can be written");
    let import = |arguments: &[&str]| {
        quoteproof().arg("import").args(arguments).current_dir(&folder).output().expect("it runs")
    };
    says(&import(&["anthropic", "a.json"]), 2, &["nothing in the form `anthropic`"]);
    says(&import(&["anthropic", "b.json"]), 2, &["b.json is not JSON"]);
    says(&import(&["anthropic", "c.json"]), 2, &["c.json cannot be read"]);
    says(&import(&["bibtex", "a.json"]), 2, &["scifact"]);
    std::fs::write(folder.join("a.yaml"), "a: [1,\n").expect("it can be written");
    says(&import(&["linkml", "a.yaml"]), 2, &["a.yaml is not YAML", "line"]);
    says(
        &import(&["squad", "a.json", "--words", "w"]),
        2,
        &["--words and --source are for linkml"],
    );
    says(&import(&["anthropic", "a.json", "--into", "nowhere"]), 2, &["nowhere"]);
    let bare = outside("import-into-nothing");
    let file = folder.join("a.json");
    let file = file.to_str().expect("a name");
    let into = bare.to_str().expect("a name");
    says(&import(&["anthropic", file, "--into", into]), 2, &["it is not an archive"]);
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
