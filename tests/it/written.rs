//! `quoteproof check`: what ties a quotation to a document in written prose, and what does not; each kind from both sides.

use crate::tool::{outside, quoteproof, says, scratch};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const SMITH: &str = "The river carries more water in spring than in any other season of the year. The engineers did not \
    expect the second flood. It came in May, and it took the bridge, the mill and 37 houses.\n\nThe council later called \
    this “an honest mistake”. She wrote: I shall never return to this valley, whatever they offer me. The road was \
    re-opened in 1998, and water is H2O.\n";
const JONES: &str = "Trade grew slowly until the railway arrived in the valley. The merchants had no confidence in paper \
    money, and they said so to all who asked them in those years.\n";
const MEIER: &str = "Die Würde der Arbeiter wurde in jenen Jahren nicht geachtet. Der Rat beschloss, die Straße zu \
    schließen, und niemand im Dorf war von dem Bürgermeister gewarnt worden.\n";
const BIB: &str = "@book{smith2020, author={Smith, John}, title={Rivers of Spring}, year={2020}, file={d/smith2020.txt}}\n\
    @book{jones2019, author={Jones, Ann}, title={Rails}, year={2019}, file={d/jones2019.txt}}\n\
    @book{meier2015, author={Meier, Eva}, title={Die Würde}, year={2015}, file={d/meier2015.txt}}\n\
    @book{lost1987, author={Lost, Tom}, title={The Lost Book}, year={1987}}\n";

fn folder(name: &str) -> PathBuf {
    let folder = scratch(name);
    std::fs::create_dir_all(folder.join("d")).expect("a folder");
    for (file, text) in [
        ("d/smith2020.txt", SMITH),
        ("d/jones2019.txt", JONES),
        ("d/meier2015.txt", MEIER),
        ("refs.bib", BIB),
    ] {
        std::fs::write(folder.join(file), text).expect("a file");
    }
    folder
}

/// What becomes of each quotation of a manuscript: `passed smith2020`, `failed smith2020`, or why it is not checked.
fn outcomes(folder: &Path, form: &str, text: impl AsRef<[u8]>) -> String {
    let file = format!("a.{form}");
    std::fs::write(folder.join(&file), text).expect("a manuscript");
    let output = quoteproof()
        .args(["check", &file, "--against", "d", "--bibliography", "refs.bib", "--format", "json"])
        .current_dir(folder)
        .output()
        .expect("it runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut found: Vec<(u64, u64, String)> = Vec::new();
    let place = |quote: &serde_json::Value| {
        (quote["line"].as_u64().unwrap_or(0), quote["column"].as_u64().unwrap_or(0))
    };
    for quote in report["quotes"].as_array().expect("quotes") {
        let source = quote["source"].as_str().unwrap_or("").trim_start_matches("d/");
        let source = source.trim_end_matches(".txt");
        let sort = if quote["passed"] == true { "passed" } else { "failed" };
        let (line, column) = place(quote);
        found.push((line, column, format!("{sort} {source}")));
    }
    for quote in report["unchecked"].as_array().expect("quotes") {
        let (line, column) = place(quote);
        found.push((line, column, quote["code"].as_str().unwrap_or("").to_owned()));
    }
    for quote in report["uncited"].as_array().expect("quotes") {
        let (line, column) = place(quote);
        found.push((line, column, "uncited".to_owned()));
    }
    found.sort();
    let said: Vec<String> = found.into_iter().map(|(_, _, said)| said).collect();
    said.join("; ")
}

/// `{right}` stands for words of Smith's, `{wrong}` for the same with a change, `{trade}` for words of Jones's.
fn with_words(text: &str) -> String {
    text.replace("{right}", "The engineers did not expect the second flood")
        .replace("{wrong}", "The engineers did expect the second flood")
        .replace("{trade}", "Trade grew slowly until the railway arrived")
}

/// The rows of a part of `tests/manuscripts/rows.txt` become what they say.
fn rows_become(part: &str) {
    let folder = folder(&format!("written-{part}"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manuscripts/rows.txt");
    let all = std::fs::read_to_string(file).expect("the rows");
    let (_, rows) = all.split_once(&format!("\n=== {part}\n")).expect("the part");
    let rows = rows.split("\n=== ").next().unwrap_or(rows);
    // A remark stands before rows.
    let rows = rows.lines().filter(|line| !line.starts_with("%%% ")).collect::<Vec<_>>().join("\n");
    let mut wrong = Vec::new();
    for row in format!("\n{rows}").split("\n--- ").skip(1) {
        let (head, text) = row.split_once('\n').expect("a text");
        let (form, wanted) = head.split_once(':').expect("a format");
        let text = with_words(text.trim_end_matches('\n'));
        let text = text.strip_suffix('\\').map_or_else(|| format!("{text}\n"), str::to_owned);
        let found = outcomes(&folder, form, &text);
        if found != wanted.trim() {
            wrong.push(format!("{form}: {text}  wanted {}\n  found  {found}", wanted.trim()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whose_a_quoted_block_is() {
    rows_become("blocks");
}

#[test]
fn which_citation_a_sentence_means() {
    rows_become("sentences");
}

#[test]
fn which_of_two_citations_a_sentence_means() {
    rows_become("two-citations");
}

#[test]
fn translations_and_titles_raise_no_alarm() {
    rows_become("translated");
}

#[test]
fn notes_cite() {
    rows_become("notes");
}

#[test]
fn cells_of_a_row_are_one_paragraph() {
    rows_become("tables");
}

#[test]
fn latex_quotes_as_it_prints() {
    rows_become("latex");
}

#[test]
fn of_several_works_the_speakers_is_meant() {
    rows_become("swapped");
}

#[test]
fn works_are_named_in_the_sentence() {
    rows_become("named");
}

#[test]
fn notes_in_the_text_cite() {
    rows_become("inline-notes");
}

#[test]
fn measures_are_what_they_print() {
    rows_become("measures");
}

#[test]
fn wikitext_quotes_and_cites() {
    rows_become("wiki");
}

#[test]
fn markup_is_no_text() {
    rows_become("markup");
}

/// Documents are known by what their files say of themselves, and by their files' names.
#[test]
fn documents_are_known_by_what_they_say() {
    let folder = folder("written-documents");
    std::fs::write(
        folder.join("d/page.html"),
        "<html><head><title>Letters from the lighthouse</title><link rel=\"canonical\" \
         href=\"https://www.example.org/2003/letters.html\"><meta name=\"author\" content=\"Piotr Lindqvist\">\
         <meta property=\"og:site_name\" content=\"The Northshire Echo\">\
         <meta name=\"date\" content=\"2003-05-01\"></head><body><p>The lamp stayed lit through the night of the \
         storm.</p></body></html>\n",
    )
    .expect("a page");
    std::fs::write(
        folder.join("d/Okafor - 2018 - Of harbours.txt"),
        "No harbour is deep enough for its own council.\n",
    )
    .expect("a document");
    let lamp = "The lamp stayed lit through the night";
    let harbour = "No harbour is deep enough for its own council";
    for (form, text, wanted) in [
        ("md", format!("“{lamp}” (Lindqvist 2003).\n"), "passed page.html"),
        (
            "md",
            format!("“{lamp}” ([a page](http://example.org/2003/letters.html#top)).\n"),
            "passed page.html",
        ),
        (
            "md",
            format!(
                "“{lamp}” ([a page](https://example.org/2003/letters.html?utm_source=x&fbclid=y)).\n"
            ),
            "passed page.html",
        ),
        (
            "md",
            format!(
                "“{lamp}” ([a page](https://web.archive.org/web/20240501/http://www.example.org/2003/letters.html)).\n"
            ),
            "passed page.html",
        ),
        (
            "md",
            format!("“{lamp}” ([a page](https://example.org/2003/letters.html?page=2)).\n"),
            "no-document",
        ),
        ("csv", format!("quote,source\n{lamp},Letters from the lighthouse\n"), "passed page.html"),
        ("csv", format!("quote,source\n{lamp},Lindqvist (2003)\n"), "passed page.html"),
        ("csv", format!("sep=;\nquote;source\n{lamp};Lindqvist 2003\n"), "passed page.html"),
        ("csv", format!("quote,source\n{lamp},Lindqvist 1999\n"), "no-document"),
        ("md", format!("“{lamp}” (The Northshire Echo, 1 May 2003).\n"), "passed page.html"),
        ("md", format!("“{lamp}” (The Southshire Echo, 1 May 2004).\n"), "no-document"),
        (
            "csv",
            format!("quote,source\n{harbour},Okafor 2018\n"),
            "passed Okafor - 2018 - Of harbours",
        ),
        (
            "json",
            format!(
                "{{\"source\": {{\"title\": \"Of harbours\", \"id\": \"Okafor 2018\"}}, \"quotes\": [\"{harbour}\"]}}"
            ),
            "passed Okafor - 2018 - Of harbours",
        ),
        (
            "md",
            format!("<blockquote cite=\"page.html\"><p>{lamp}</p></blockquote>\n"),
            "passed page.html",
        ),
    ] {
        assert_eq!(outcomes(&folder, form, &text), wanted, "{text}");
    }
}

#[test]
fn what_is_not_here_is_told_with_what_is() {
    let folder = folder("written-missing");
    let run = |file: &str, text: &str| {
        std::fs::write(folder.join(file), text).expect("a manuscript");
        let mut command = quoteproof();
        command.args(["check", file, "--against", "d", "--bibliography", "refs.bib"]);
        command.current_dir(&folder).output().expect("it runs")
    };
    let text =
        "“It was never found again by anybody” [@lost1987].\n\n“It was never found” [@smith].\n";
    says(
        &run("a.md", text),
        2,
        &[
            "no document here is “lost1987”: the bibliography has no file for it",
            "no document here is “smith”; a similar one is `smith2020`",
        ],
    );
    says(
        &run("b.md", "“It was never found”, she said.\n"),
        2,
        &["no quotation says which document it is from"],
    );
    // A template that prints nothing: its note is named by author and year. Another note is named by its words.
    let text = "\"It was never found again\"<ref>{{cite book|last=Wu|title=Tides|year=1987}}</ref> there.\n\n\
                \"It was never found again\"<ref>Wu, Tides (1987).</ref> there.\n";
    says(
        &run("a.wiki", text),
        2,
        &[
            "a.wiki:1:2: not checked: it is not clear which document its note means: “Wu 1987”",
            "a.wiki:3:2: not checked: it is not clear which document its note means: “Wu, Tides (1987).”",
        ],
    );
    says(&run("a.xlsx", "PK"), 2, &["a spreadsheet is not read; save it as CSV"]);
    std::fs::create_dir_all(folder.join("parts")).expect("a folder");
    let output = quoteproof().args(["check", "parts"]).current_dir(&folder).output();
    says(&output.expect("it runs"), 2, &["parts is a folder: name the files in it"]);
}

/// A link of Word cites as one of Markdown does, and its own style for blocks quotes.
#[test]
fn links_and_blocks_of_word_quote() {
    let folder = folder("written-word");
    let wrong = "The engineers did expect the second flood";
    let body = format!(
        "<d><body><p><r><t>“{wrong}” (</t></r><hyperlink id=\"r1\"><r><t>source</t></r></hyperlink><r><t>).</t></r></p>\
         <p><hyperlink id=\"r1\"><r><t>“{wrong}”</t></r></hyperlink></p>\
         <p><pPr><pStyle val=\"BlockText\"/></pPr><r><t>{wrong}. (Smith 2020)</t></r></p></body></d>"
    );
    let links = r#"<Relationships><Relationship Id="r1" Type="x/hyperlink" Target="https://example.org/smith2020.html" TargetMode="External"/></Relationships>"#;
    let parts = r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="d.xml"/></Relationships>"#;
    let packed = crate::hostile::packed(&[
        ("_rels/.rels", parts),
        ("_rels/d.xml.rels", links),
        ("d.xml", &body),
    ]);
    assert_eq!(
        outcomes(&folder, "docx", packed),
        "failed smith2020; failed smith2020; failed smith2020"
    );
}

#[test]
fn a_manuscript_proves_nothing_about_itself() {
    let folder = folder("written-itself");
    let run = |text: &str, against: &str| {
        std::fs::write(folder.join("d/draft.md"), text).expect("a manuscript");
        let mut command = quoteproof();
        command.args(["check", "d/draft.md", "--against", against]).current_dir(&folder);
        command.output().expect("it runs")
    };
    let wrong = "“The engineers did expect the second flood” (Smith 2020).\n";
    says(&run(wrong, "d"), 1, &["1 failed (1 altered)", "[-not-]"]);
    says(&run("“Anything that I like to say” (draft).\n", "d/draft.md"), 2, &["no document"]);
}

#[test]
fn what_is_struck_or_not_shown() {
    const HEAD: &str = "\\documentclass{article}\\begin{document}\n";
    let folder = folder("written-struck");
    let mut wrong = Vec::new();
    for (form, words, wanted) in [
        // What is struck out is there to be seen: whether it counts is not known.
        ("tex", "did \\sout{not} expect", "struck"),
        ("tex", "did \\deleted{not} expect", "struck"),
        ("tex", "did not expect \\st{the} the", "struck"),
        ("typ", "did #strike[not] expect", "struck"),
        ("html", "did <s>not</s> expect", "struck"),
        ("md", "did ~~not~~ expect", "struck"),
        ("md", "did <del>not</del> expect", "struck"),
        ("org", "did +not+ expect", "struck"),
        // What is not printed is not there.
        ("tex", "did \\comment{not} expect", "failed smith2020"),
        ("tex", "did not \\comment{never} expect", "passed smith2020"),
        ("typ", "did #hide[not] expect", "failed smith2020"),
        ("html", "did <span hidden>not</span> expect", "failed smith2020"),
        (
            "html",
            "did not <span style=\"display:none\"><b>x</b> <span>y</span></span>expect",
            "passed smith2020",
        ),
        (
            "html",
            "did <i style='color: red; visibility: hidden'>not</i> expect",
            "failed smith2020",
        ),
        // What only looks like it is.
        ("html", "did <span class=\"hidden\">not</span> expect", "passed smith2020"),
        ("html", "did <span style=\"display: inline\">not</span> expect", "passed smith2020"),
        ("tex", "did \\emph{not} expect", "passed smith2020"),
        ("md", "did ~~not~~ expect”, “did not expect", "struck; passed smith2020"),
    ] {
        let text = format!("“The engineers {words} the second flood” (Smith 2020).\n");
        let text = text.replace("”, “did", "” (Smith 2020), “The engineers did");
        let text = if form == "tex" { format!("{HEAD}{text}\\end{{document}}\n") } else { text };
        let found = outcomes(&folder, form, &text);
        if found != wanted {
            wrong.push(format!("{form}: {text}\n  wanted {wanted}\n  found  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn letters_behind_a_year_tell_works_apart() {
    let folder = folder("written-letters");
    std::fs::write(folder.join("d/berg2011a.txt"), JONES).expect("a document");
    std::fs::write(folder.join("d/berg2011b.txt"), SMITH).expect("a document");
    std::fs::write(folder.join("d/clay2012a.txt"), JONES).expect("a document");
    let mut wrong = Vec::new();
    for (cited, wanted) in [
        ("“{right}” (Berg 2011b).", "passed berg2011b"),
        ("Berg (2011b) says “{right}”.", "passed berg2011b"),
        ("“{wrong}” (Berg 2011b).", "failed berg2011b"),
        ("“{right}” (Berg 2011).", "several-documents"),
        ("“{right}” (Clay 2012b).", "no-document"),
        ("“{trade}” (Clay 2012).", "passed clay2012a"),
        ("“{trade}” (Clay 2012a).", "passed clay2012a"),
        // Nothing says that it is this one.
        ("“{right}” (Smith 2020b).", "passed smith2020"),
        ("“{wrong}” (Smith 2020b).", "failed smith2020"),
        ("“{trade}” (Smith 2020b).", "unclear-source"),
    ] {
        let text = with_words(cited);
        let found = outcomes(&folder, "md", &text);
        if found != wanted {
            wrong.push(format!("{cited}\n  wanted {wanted}\n  found  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_file_of_a_bibliography_is_the_work() {
    let folder = folder("written-stated");
    std::fs::write(folder.join("x.txt"), JONES).expect("a document");
    let bib = "@book{smith2020, title={Rails Again}, file={x.txt}}\n";
    std::fs::write(folder.join("refs.bib"), bib).expect("a bibliography");
    assert_eq!(outcomes(&folder, "md", with_words("“{trade}” [@smith2020].\n")), "passed x");
}

#[test]
fn of_whom_a_page_alone_is() {
    rows_become("page-alone");
}

#[test]
fn abbreviations_end_no_sentence() {
    let prose = [
        (
            "They had waited for it since the winter, and nobody in the town had an answer to that.",
            "says of Mr. Miller that",
        ),
        (
            "They had waited for it since the winter, and nobody in the town had an answer to that.",
            "says in vol. 2, no. 5, that",
        ),
        (
            "They had waited for it since the winter, and nobody in the town had an answer to that.",
            "says (cf. Fig. 3) that",
        ),
        (
            "They had waited for it since the winter, and nobody in the town had an answer to that.",
            "writes of Hill vs. Jones that",
        ),
        (
            "Sie hatten seit dem Winter darauf gewartet, und niemand in der Stadt wusste, was das war und woher es kam. Das ist nicht neu, und auch die Leute auf dem Land haben es schon gehört.",
            "schreibt im 19. Jahrhundert, dass",
        ),
        (
            "Sie hatten seit dem Winter darauf gewartet, und niemand in der Stadt wusste, was das war und woher es kam. Das ist nicht neu, und auch die Leute auf dem Land haben es schon gehört.",
            "schreibt in Bd. 2 von Abb. 3, dass",
        ),
        (
            "Lo esperaban desde el invierno, y nadie en la ciudad tenía una respuesta para eso.",
            "dice en el núm. 3 que",
        ),
        (
            "Они ждали этого с зимы, и никто в городе не знал, что это было и когда.",
            "на стр. 3 пишет, что",
        ),
    ];
    let folder = folder("written-abbreviations");
    for (before, says) in prose {
        let text = with_words(&format!("{before} Smith (2020) {says} “{{wrong}}”, and more.\n"));
        assert_eq!(outcomes(&folder, "md", &text), "failed smith2020", "{text}");
        // Another sentence is another matter.
        let text = with_words(&format!(
            "{before} Smith (2020) is long. Nobody says that “{{wrong}}”, and more.\n"
        ));
        assert_eq!(outcomes(&folder, "md", &text), "uncited", "{text}");
    }
}

#[test]
fn files_that_a_manuscript_stands_for_are_read() {
    const TEX: &str = "\\documentclass{article}\\begin{document}\n{}\n\\end{document}\n";
    let folder = folder("written-parts");
    for (file, text) in [
        ("inc/c.tex", "\\enquote{{wrong}} \\cite{smith2020}.\n"),
        ("inc/two.tex", "\\input{inc/c}\n"),
        ("inc/c.qmd", "“{wrong}” [@smith2020].\n"),
    ] {
        std::fs::create_dir_all(folder.join("inc")).expect("a folder");
        std::fs::write(folder.join(file), with_words(text)).expect("a part");
    }
    for (form, text) in [
        ("tex", "\\input inc/c\n"),
        ("tex", "\\input{inc/c}"),
        ("tex", "\\import{inc/}{c}"),
        ("tex", "\\subimport{inc}{c.tex}"),
        ("tex", "\\InputIfFileExists{inc/c}{}{}"),
        // As TeX has it, from the folder of the main file.
        ("tex", "\\input{inc/two}"),
        ("qmd", "{{< include inc/c.qmd >}}"),
        ("qmd", "```{r child=\"inc/c.qmd\"}\n```"),
        ("qmd", "```{r, child=c('inc/c.qmd'), echo=FALSE}\n```"),
        ("qmd", "```{r}\n#| child: inc/c.qmd\n```"),
        ("md", "```{include} inc/c.qmd\n```"),
    ] {
        let text = if form == "tex" { TEX.replace("{}", text) } else { format!("{text}\n") };
        assert_eq!(outcomes(&folder, form, &text), "failed smith2020", "{text}");
    }
    // Code is no name of a file.
    let code = "```{r}\nx <- 'child=\"inc/c.qmd\"'\n```\n\n“{right}” [@smith2020].\n";
    assert_eq!(outcomes(&folder, "qmd", with_words(code)), "passed smith2020");
}

#[test]
fn a_bibliography_may_be_in_the_manuscript() {
    let folder = outside("written-within");
    std::fs::create_dir_all(folder.join("texts")).expect("a folder");
    std::fs::write(folder.join("texts/smith.txt"), SMITH).expect("a document");
    let text = "\\begin{filecontents*}[overwrite]{own.bib}\n@book{smith2020, file={texts/smith.txt}}\n\\end{filecontents*}\n\
        \\documentclass{article}\\addbibresource{own.bib}\\begin{document}\n\\enquote{{wrong}} \\cite{smith2020}.\n\\end{document}\n";
    std::fs::write(folder.join("a.tex"), with_words(text)).expect("a manuscript");
    let output = quoteproof().args(["check", "a.tex"]).current_dir(&folder).output();
    says(&output.expect("it runs"), 1, &["1 failed (1 altered)"]);
    std::fs::remove_dir_all(&folder).expect("it is there");
}

#[test]
fn documents_are_found_without_being_named() {
    let folder = outside("written-unnamed");
    let write = |file: &str, text: &str| {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, with_words(text)).expect("a file");
    };
    let check = |below: &str, arguments: &[&str], status: i32, words: &[&str]| {
        let mut command = quoteproof();
        let output = command.arg("check").args(arguments).current_dir(folder.join(below)).output();
        says(&output.expect("it runs"), status, words);
    };
    write("a.qmd", "“{wrong}” [@smith2020].\n");
    check("", &["a.qmd"], 2, &["there is no document to check against: name their folder"]);
    // Quarto's project names the bibliography.
    write("_quarto.yml", "project:\n  type: book\nbibliography: refs.bib\n");
    write("refs.bib", "@book{smith2020, file={texts/smith.txt}}\n");
    write("texts/smith.txt", SMITH);
    check("", &["a.qmd"], 1, &["1 failed"]);
    // A file that is not below the bibliography's folder is named.
    write("bibs/r.bib", "@book{smith2020, file={../texts/smith.txt}}\n");
    let wanted = "`../texts/smith.txt` is not below its folder; say with --files-in DIR";
    check("", &["a.qmd", "--bibliography", "bibs/r.bib"], 2, &[wanted]);
    let named = ["a.qmd", "--bibliography", "bibs/r.bib", "--files-in", "texts"];
    check("", &named, 1, &["1 failed"]);
    let wanted = "--files-in text: there is no such folder";
    check("", &["a.qmd", "--bibliography", "bibs/r.bib", "--files-in", "text"], 2, &[wanted]);
    // In an archive, its sources are the documents, wherever the configuration has them.
    write("archive/quoteproof.toml", "corpus = \"papers\"\n");
    write("archive/papers/rivers/text.txt", SMITH);
    write(
        "archive/papers/rivers/source.json",
        "{\"id\": \"rivers\", \"title\": \"Rivers of Spring\", \"author\": [\"John Smith\"], \"issued\": \"2020\",\n  \"text\": {\"path\": \"text.txt\", \"media_type\": \"text/plain\", \"sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}}\n",
    );
    write("archive/texts/b.md", "“{right}” (Smith 2020), “{wrong}” [@rivers].\n");
    write("archive/texts/t.csv", "quote,source\n{right},Rivers of Spring\n{right},Smith 2020\n");
    check("archive", &["texts/b.md"], 1, &["2 quotations checked, 1 passed"]);
    check("archive/texts", &["t.csv"], 0, &["2 quotations checked, 2 passed"]);
    std::fs::remove_dir_all(&folder).expect("it is there");
}

/// What a check prints, and the manuscript afterwards.
fn checked(folder: &Path, file: &str, text: &[u8], more: &[&str]) -> (String, String) {
    std::fs::write(folder.join(file), text).expect("a manuscript");
    let mut command = quoteproof();
    command.args(["check", file, "--against", "d", "--bibliography", "refs.bib"]).args(more);
    let output = command.current_dir(folder).output().expect("it runs");
    let said = String::from_utf8(output.stdout).expect("text");
    (said, std::fs::read_to_string(folder.join(file)).unwrap_or_default())
}

#[test]
fn tables_come_back_with_columns_added() {
    const ADDED: &str = "document,verdict,place,document_words,kinds,errors,warnings,notes";
    let folder = folder("written-tables");
    let table = with_words(
        "sep=;\r\nNo;quote;source;Comment\r\n1;{wrong};smith2020;\"so; \"\"la\"\"\"\r\n\r\n2;\"{right}\";smith2020\r\n\
         3;;;=none\r\n4;{right};lost1987;\r\n",
    );
    let marked = [b"\xEF\xBB\xBF", table.as_bytes()].concat();
    let (said, _) = checked(&folder, "t.csv", &marked, &["--format", "csv"]);
    let lines: Vec<&str> = said.split("\r\n").collect();
    assert_eq!(lines.len(), 8, "{said}");
    assert_eq!(lines[0], "\u{FEFF}sep=;");
    assert_eq!(lines[1], format!("No;quote;source;Comment;{}", ADDED.replace(',', ";")));
    let wrong = &lines[2];
    assert!(
        wrong.starts_with(&*with_words(
            "1;{wrong};smith2020;\"so; \"\"la\"\"\";d/smith2020.txt;altered;1:"
        )),
        "{wrong}"
    );
    assert!(wrong.ends_with(";negation;;;"), "{wrong}");
    assert_eq!(lines[3], "");
    // A row with a cell less has one more between.
    assert!(
        lines[4].starts_with(&*with_words("2;\"{right}\";smith2020;;d/smith2020.txt;exact;")),
        "{}",
        lines[4]
    );
    // No spreadsheet program takes it for a formula.
    assert_eq!(lines[5], "3;;;'=none;;;;;;;;");
    assert!(
        lines[6].starts_with(&*with_words("4;{right};lost1987;;;unchecked;;;;;;")),
        "{}",
        lines[6]
    );
    assert!(lines[6].contains("the bibliography has no file for it"), "{}", lines[6]);
    // Without what was added it is the table, byte for byte.
    let rows = lines.iter().map(|line| {
        let cells = line.matches(';').count();
        let own = line.len().min(line.rmatch_indices(';').nth(7).map_or(line.len(), |(at, _)| at));
        if cells < 8 { (*line).to_owned() } else { line[..own].to_owned() }
    });
    let own: Vec<String> = rows.collect();
    assert_eq!(own[1], "No;quote;source;Comment");
    assert_eq!(own[0], "\u{FEFF}sep=;");
    // Of more than one manuscript there is one table.
    std::fs::write(folder.join("b.md"), "Nothing.\n").expect("a manuscript");
    let (said, _) = checked(&folder, "t.csv", &marked, &["b.md", "--format", "csv"]);
    assert!(said.starts_with("file,line,column,quote,source,verdict"), "{said}");
}

#[test]
fn a_fix_changes_what_differs_and_nothing_else() {
    const TEX: &str = "\\documentclass{article}\\begin{document}\n{}\n\\end{document}\n";
    let folder = folder("written-fixes");
    let more = "The dogs’ bowls were empty & the cat’s too. The so-called \"naïve\" engineer came. He wrote x < y and \
        50% of it.\n";
    std::fs::write(folder.join("d/smith2020.txt"), format!("{SMITH}\n{more}")).expect("a document");
    for (form, old, new) in [
        (
            "tex",
            "``The dogs' bowls were empty and the cat's too'' \\cite{smith2020}",
            "``The dogs' bowls were empty \\& the cat's too'' \\cite{smith2020}",
        ),
        (
            "tex",
            "\\enquote{The so-called naive engineer} \\cite{smith2020}",
            "\\enquote{The so-called ``naïve'' engineer} \\cite{smith2020}",
        ),
        (
            "tex",
            "\\enquote{He wrote x $>$ y and 50\\%} \\cite{smith2020}",
            "\\enquote{He wrote x \\textless{} y and 50\\%} \\cite{smith2020}",
        ),
        (
            "md",
            "“The so-called “naive” engineer” (Smith 2020).",
            "“The so-called “naïve” engineer” (Smith 2020).",
        ),
        (
            "md",
            "'The dogs' bowls were full & the cat's too' (Smith 2020).",
            "'The dogs' bowls were empty & the cat's too' (Smith 2020).",
        ),
    ] {
        let whole = |text: &str| {
            if form == "tex" { TEX.replace("{}", text) } else { format!("{text}\n") }
        };
        let fix = ["--fix", "--unsafe-fixes"];
        let (said, now) = checked(&folder, &format!("f.{form}"), whole(old).as_bytes(), &fix);
        assert_eq!(now, whole(new), "{said}");
    }
}

#[test]
fn a_fix_is_shown_as_what_goes_and_what_comes() {
    let folder = folder("written-shown");
    let text = with_words("“{wrong}. It came in May! and it took the bridge” (Smith 2020).\n");
    let (said, _) = checked(&folder, "a.md", text.as_bytes(), &[]);
    assert!(said.contains("        add “not ”; “!” becomes “,”\n"), "{said}");
    // Words of which hardly any is the document's are no mistake that a fix mends.
    let text = "“The engineers of the valley did often expect that a third and a fourth flood came in the June of that year” (Smith 2020).\n";
    let (said, _) = checked(&folder, "a.md", text.as_bytes(), &[]);
    assert!(!said.contains("  fix:"), "{said}");
}

#[test]
fn members_inside_others_are_mapped() {
    let folder = folder("written-inner");
    let text =
        with_words("[{\"cited\": {\"text\": \"{wrong}\"}, \"doc\": {\"name\": \"smith2020\"}}]");
    let map = ["--map", "quote=cited.text,source=doc.name", "--format", "json"];
    let (said, _) = checked(&folder, "a.json", text.as_bytes(), &map);
    let report: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(report["quotes"].as_array().map(Vec::len), Some(1), "{said}");
    assert_eq!(report["quotes"][0]["passed"], false, "{said}");
}

/// Citations that name no year: those of literary studies, of courts, of notes and of newsrooms.
#[test]
fn works_are_cited_without_a_year() {
    rows_become("without-year");
}

#[test]
fn decisions_are_cited_as_courts_do() {
    let folder = folder("written-decisions");
    std::fs::write(folder.join("d/Hill v. Harbour Board.txt"), JONES).expect("a document");
    let mut wrong = Vec::new();
    let hill = "Hill v. Harbour Board";
    for (text, wanted) in [
        ("“{trade}.” *Hill v. Harbour Board*, 410 U.S. 113, 120 (1973).", "passed"),
        ("“{wrong}.” Hill v. Harbour Board, 410 U.S. 113, 120 (1973) (Berg, J.).", "failed"),
        (
            "In *Hill v. Harbour Board*, 410 U.S. 113 (1973), the Court held that “{wrong}.”",
            "failed",
        ),
        ("Under *Hill v. Harbour Board* (1973), “{trade}.”", "passed"),
        ("“{trade}” (Hill v Harbour Board [1973] UKHL 12, [45]).", "passed"),
        (
            "“{trade}.” *Hill v. Harbour Board*, 410 U.S. 113 (1973). “{wrong}.” *Id.* at 121.",
            "passed; failed",
        ),
        (
            "“{trade}.” *Hill v. Harbour Board*, 410 U.S. 113 (1973).\n\n“{wrong}.” *Id.* at 121.",
            "passed; failed",
        ),
        (
            "“{trade}.” *Hill v. Harbour Board*, 410 U.S. 113 (1973). “{wrong}.” *Hill*, 410 U.S. at 121.",
            "passed; failed",
        ),
        ("“{wrong}.”[^1]\n\n[^1]: *Hill v. Harbour Board*, 410 U.S. 113, 120 (1973).", "failed"),
        ("“{trade}.” *Moss v. Quay*, 410 U.S. 113, 120 (1973).", "no-document"),
    ] {
        let text = with_words(text);
        let found = outcomes(&folder, "md", format!("{text}\n")).replace(&format!(" {hill}"), "");
        if found != wanted {
            wrong.push(format!("{text}\n  wanted {wanted}\n  found  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn changes_are_read_as_accepted() {
    rows_become("accepted");
}

/// Straight marks in straight marks: the whole is one quotation, and a mark that is never closed swallows nothing.
#[test]
fn straight_marks_nest() {
    rows_become("straight");
}

/// Words that the sentence does not give to the source, and whom it only compares.
#[test]
fn what_is_denied_is_not_the_sources() {
    rows_become("denied");
}

/// Small articles as different people write them, in eight languages, over documents of their own. `{o3 2-5 old=>new}` is
/// words 2 to 5 of sentence 3 of document `o`, with a change that must be found; `?` behind the number says that nothing ties it.
#[test]
fn articles_raise_no_alarm_and_hide_no_change() {
    let folder = scratch("written-articles");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manuscripts/articles");
    std::fs::create_dir_all(folder.join("sources")).expect("a folder");
    std::fs::copy(from.join("refs.bib"), folder.join("refs.bib")).expect("a bibliography");
    let mut sentences: HashMap<char, Vec<String>> = HashMap::new();
    for file in std::fs::read_dir(from.join("sources")).expect("documents").map(|f| f.expect("one"))
    {
        let (name, text) = (file.file_name(), std::fs::read_to_string(file.path()).expect("text"));
        std::fs::write(folder.join("sources").join(&name), &text).expect("a document");
        let letter = name.to_string_lossy().to_lowercase().chars().next().expect("a letter");
        let body = text.split_once("</h1>\n<p>").map_or(&*text, |(_, body)| body);
        let line =
            |line: &str| line.split('<').next().unwrap_or("").trim_end_matches('.').to_owned();
        sentences.insert(letter, body.lines().map(line).collect());
    }
    let articles = std::fs::read_to_string(from.join("articles.txt")).expect("articles");
    let (mut wanted, mut names) = (Vec::new(), Vec::new());
    for article in articles.split("=== ").skip(1) {
        let (name, text) = article.split_once('\n').expect("a name");
        let (text, quoted) = filled(text, &sentences);
        std::fs::write(folder.join(name), text).expect("an article");
        names.push(name.to_owned());
        wanted.extend(quoted.into_iter().map(|(words, is)| (name.to_owned(), words, is)));
    }
    let output = quoteproof()
        .arg("check")
        .args(&names)
        .args(["--against", "sources", "--bibliography", "refs.bib", "--format", "json"])
        .current_dir(&folder)
        .output()
        .expect("it runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut quotes: Vec<&serde_json::Value> =
        report["quotes"].as_array().expect("quotes").iter().collect();
    let mut wrong = Vec::new();
    for (name, words, is) in &wanted {
        let own = |quote: &&serde_json::Value| {
            let text = quote["text"].as_str().unwrap_or("");
            quote["file"] == **name && letters(text).contains(&letters(words))
        };
        let found = quotes.iter().position(own).map(|at| quotes.remove(at));
        let became =
            found.map_or("untied", |q| if q["passed"] == true { "right" } else { "changed" });
        if became != *is {
            wrong.push(format!("{name}: wanted {is}, found {became}: {words}"));
        }
    }
    let others = quotes.iter().filter(|quote| quote["passed"] != true);
    wrong
        .extend(others.map(|quote| format!("{}: a false alarm: {}", quote["file"], quote["text"])));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(wanted.len() >= 200 && names.len() >= 58, "{} in {}", wanted.len(), names.len());
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// An article with its quotations put in, and for each its words, and whether it is `right`, `changed` or `untied`.
fn filled(
    text: &str,
    sentences: &HashMap<char, Vec<String>>,
) -> (String, Vec<(String, &'static str)>) {
    let (mut done, mut quoted, mut rest) = (String::new(), Vec::new(), text);
    while let Some((head, tail)) = rest.split_once('{') {
        done.push_str(head);
        let mark: Vec<char> = tail.chars().take(2).collect();
        let is_one = matches!(mark[..], [letter, number] if sentences.contains_key(&letter) && number.is_ascii_digit());
        if !is_one {
            done.push('{');
            rest = tail;
            continue;
        }
        let (inside, after) = tail.split_once('}').expect("it is closed");
        let number = mark[1].to_digit(10).expect("a number") as usize;
        let mut words = sentences[&mark[0]][number].clone();
        let mut asked = inside[2..].trim();
        let untied = asked.ends_with('?');
        asked = asked.trim_end_matches('?').trim();
        if let Some((first, last)) = asked.split(' ').next().and_then(|part| part.split_once('-'))
            && let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>())
        {
            let all: Vec<&str> = words.split_whitespace().collect();
            words = all[first - 1..last].join(" ");
            asked = asked.split_once(' ').map_or("", |(_, rest)| rest);
        }
        let change = asked.split_once("=>");
        if let Some((old, new)) = change {
            assert!(words.contains(old), "{inside}: {words}");
            words = words.replacen(old, new, 1);
        }
        let words = words.trim_end_matches(',').to_owned();
        done.push_str(&words);
        let is = if untied {
            "untied"
        } else if change.is_some() {
            "changed"
        } else {
            "right"
        };
        quoted.push((words, is));
        rest = after;
    }
    done.push_str(rest);
    (done, quoted)
}
