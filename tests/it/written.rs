//! `quoteproof check`: what ties a quotation to a document in written prose, and what does not; each kind from both sides.

use crate::tool::{outside, quoteproof, says, scratch};
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

fn all_become(name: &str, cases: &[(&str, &str, &str)]) {
    let folder = folder(name);
    let mut wrong = Vec::new();
    for (form, text, wanted) in cases {
        let text = with_words(text);
        let found = outcomes(&folder, form, &text);
        if found != *wanted {
            wrong.push(format!("{form}: {text}\n  wanted {wanted}\n  found  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whose_a_quoted_block_is() {
    all_become(
        "written-blocks",
        &[
            // What begins the next paragraph is a new thought.
            (
                "md",
                "As Jones (2019) says:\n\n> {trade} in the valley.\n\nSmith (2020) disagrees.\n",
                "passed jones2019",
            ),
            (
                "md",
                "As Jones (2019) says:\n\n> {trade} in the valley.\n\n@smith2020 disagrees.\n",
                "passed jones2019",
            ),
            ("md", "> {trade} in the valley.\n\nSmith (2020) disagrees.\n", "uncited"),
            ("md", "> {trade} in the valley.\n\n[Smith](smith2020.txt) disagrees.\n", "uncited"),
            (
                "md",
                "> {trade} in the valley.\n\n(See Smith 2020 for another view.) We go on.\n",
                "uncited",
            ),
            // What is nothing else is of whom it is.
            ("md", "> {wrong}.\n\n— Smith (2020)\n", "failed smith2020"),
            ("md", "> {wrong}.\n\n(Smith 2020, p. 3)\n", "failed smith2020"),
            ("md", "> {wrong}.\n\n[@smith2020]\n", "failed smith2020"),
            ("md", "> {right}.\n\n[@smith2020]. We go on.\n", "passed smith2020"),
            ("md", "> {wrong}.\n>\n> — Smith (2020)\n", "failed smith2020"),
            ("md", "> {wrong}. [@smith2020]\n", "failed smith2020"),
            // The sentence before it.
            ("md", "As Smith (2020) puts it:\n\n> {wrong}.\n", "failed smith2020"),
            (
                "tex",
                "As \\textcite{smith2020} says:\n\\begin{quote}\n{wrong}.\n\\end{quote}\n",
                "failed smith2020",
            ),
            ("typ", "As @smith2020 says:\n\n#quote(block: true)[{wrong}.]\n", "failed smith2020"),
            (
                "html",
                "<p>As <a href=\"smith2020.txt\">Smith</a> says:</p><blockquote>{wrong}.</blockquote>",
                "failed smith2020",
            ),
            (
                "org",
                "As [cite/t:@smith2020] says:\n\n#+begin_quote\n{wrong}.\n#+end_quote\n",
                "failed smith2020",
            ),
            ("rst", "As :cite:t:`smith2020` says:\n\n    {wrong}.\n", "failed smith2020"),
            (
                "md",
                "Following Smith (2020), our rule is:\n\n> Never build a house where water may come to it.\n",
                "unclear-source",
            ),
            ("md", "Smith (2020) disagrees.\n\n> {wrong}.\n", "uncited"),
            ("md", "As Smith (2020) says:\n\n> {wrong}. (p. 7)\n", "failed smith2020"),
            // A citation in the middle of a block is no attribution, nor is a note to the reader a quotation.
            ("md", "> **Note:** Read Smith (2020) before you go on, or drown.\n", ""),
            ("md", "> [!NOTE]\n> Read this first, says Smith (2020).\n", ""),
            ("md", "> Read this first, says Smith (2020).\n", "uncited"),
            ("md", "> Read Smith (2020) before you go on, or drown in the valley.\n", "uncited"),
            // Each paragraph with a citation of its own.
            (
                "md",
                "> {trade} in the valley. (Jones 2019)\n>\n> {wrong}. (Smith 2020)\n",
                "passed jones2019; failed smith2020",
            ),
            (
                "html",
                "<blockquote><p>{trade} in the valley. (Jones 2019)</p><p>{right}. (Smith 2020)</p></blockquote>",
                "passed jones2019; passed smith2020",
            ),
            (
                "md",
                "> {right}.\n>\n> It came in May, and it took the bridge. (Smith 2020)\n",
                "passed smith2020",
            ),
            // What is behind the dash is no quoted word.
            (
                "md",
                "> {trade} in the valley. --- Jones (2019), *Rails*, p. 3\n",
                "passed jones2019",
            ),
            (
                "html",
                "<blockquote><p>{right}.</p><footer>— <cite>Smith (2020)</cite></footer></blockquote>",
                "passed smith2020",
            ),
            (
                "typ",
                "#quote(block: true, attribution: [Smith (2020)])[{wrong}.]\n",
                "failed smith2020",
            ),
            ("tex", "\\epigraph{{wrong}.}{\\textcite{smith2020}}\n", "failed smith2020"),
            ("tex", "\\dictum[Smith (2020)]{{right}.}\n", "passed smith2020"),
        ],
    );
}

#[test]
fn which_citation_a_sentence_means() {
    all_become(
        "written-sentences",
        &[
            (
                "md",
                "As the proverb has it, “a stitch in time saves nine”, and Smith (2020) agrees.\n",
                "unclear-source",
            ),
            ("md", "As Jones once said, “{trade}”; Smith (2020) disagrees.\n", "unclear-source"),
            ("md", "It is so: “{wrong}”, Smith (2020) writes.\n", "failed smith2020"),
            ("md", "It is so: “{wrong}”, [as one can read](smith2020.txt).\n", "failed smith2020"),
            (
                "md",
                "It is so: “{wrong}” (Smith 2020), and Jones (2019) agrees.\n",
                "failed smith2020",
            ),
            (
                "md",
                "Jones (2019) is silent, but “{right}” is what Smith (2020) holds.\n",
                "passed smith2020",
            ),
            (
                "md",
                "Jones (2019) is silent, but “{wrong}” is what Smith (2020) holds.\n",
                "failed smith2020",
            ),
            (
                "md",
                "Jones (2019) is silent, but the proverb “a stitch in time saves nine” is not.\n",
                "unclear-source",
            ),
            (
                "md",
                "Jones (2019) says that “the merchants had much confidence in paper money”, while Smith (2020) is silent.\n",
                "failed jones2019",
            ),
            (
                "md",
                "Jones (2019) says: “There were never any merchants, as my aunt will tell you”.\n",
                "failed jones2019",
            ),
            ("md", "Smith (2020) and Jones (2019) write of “{trade}”.\n", "passed jones2019"),
            ("md", "[“{wrong}”](smith2020.txt)\n", "failed smith2020"),
            ("md", "He wrote “[{wrong}](smith2020.txt)” once.\n", "failed smith2020"),
            ("html", "<p><a href=\"smith2020.txt\">“{wrong}”</a></p>", "failed smith2020"),
            ("md", "“{trade}” (contra Smith 2020).\n", "uncited"),
            ("md", "“{wrong}” [@{smith2020}].\n", "failed smith2020"),
        ],
    );
}

#[test]
fn which_of_two_citations_a_sentence_means() {
    all_become(
        "written-two-citations",
        &[
            // What begins the next sentence is its subject.
            ("md", "Jones (2019) says “{trade}”. Smith (2020) disagrees.\n", "passed jones2019"),
            ("md", "Jones (2019) says “{trade}.” Smith (2020) disagrees.\n", "passed jones2019"),
            (
                "md",
                "Jones (2019) says “{trade}”. For Smith (2020), it did not.\n",
                "passed jones2019",
            ),
            ("md", "@jones2019 says “{trade}.” @smith2020 disagrees.\n", "passed jones2019"),
            ("md", "Smith (2020) disagrees: “{trade},” writes Jones (2019).\n", "passed jones2019"),
            (
                "md",
                "Jones (2019) says “{trade}”.[^1]\n\n[^1]: But see Smith (2020).\n",
                "passed jones2019",
            ),
            (
                "md",
                "Jones (2019) says “{trade}”.[^1]\n\n[^1]: Smith (2020) disagrees.\n",
                "passed jones2019",
            ),
            // Two who are quoted in one sentence, each with words of their own.
            (
                "md",
                "While Smith (2020) says that “{right}”, Jones (2019) says that “{trade}”.\n",
                "passed smith2020; passed jones2019",
            ),
            (
                "md",
                "Smith (2020): “{right}”, Jones (2019): “{trade}”.\n",
                "passed smith2020; passed jones2019",
            ),
            (
                "md",
                "While @smith2020 says that “{wrong}”, @jones2019 says that “{trade}”.\n",
                "failed smith2020; passed jones2019",
            ),
            (
                "tex",
                "While \\textcite{smith2020} says that \\enquote{{right}}, \\textcite{jones2019} says \\enquote{{trade}}.\n",
                "passed smith2020; passed jones2019",
            ),
            ("md", "It is “{wrong}.” Smith (2020).\n", "failed smith2020"),
            (
                "md",
                "Smith (2020) recalls that Miller said “I shall always return to this valley”.\n",
                "failed smith2020",
            ),
            ("md", "It is “{wrong}” @smith2020.\n", "failed smith2020"),
            // A term is none.
            ("md", "Die „Würde“ (Meier 2015) und «l’été» (Smith 2020).\n", ""),
            // The work in which the words were read.
            (
                "md",
                "“I shall never return to this valley” (Jones 2019, quoted in Smith 2020).\n",
                "passed smith2020",
            ),
            (
                "md",
                "“I shall always return to this valley” (Miller 1950, quoted in Smith 2020).\n",
                "failed smith2020",
            ),
            (
                "md",
                "„I shall always return to this valley“ (Miller, zit. nach Smith 2020).\n",
                "failed smith2020",
            ),
            (
                "tex",
                "\\enquote{I shall never return to this valley} (\\cite{jones2019}, quoted in \\cite{smith2020}).\n",
                "passed smith2020",
            ),
        ],
    );
}

#[test]
fn translations_and_titles_raise_no_alarm() {
    all_become(
        "written-translated",
        &[
            (
                "md",
                "„Die Ingenieure erwarteten die zweite Flut nicht“ (Smith 2020, meine Übersetzung).\n",
                "translated",
            ),
            (
                "md",
                "“Nobody in the village had been warned by the mayor” (Meier 2015, my translation).\n",
                "translated",
            ),
            (
                "md",
                "“Nobody in the village had been warned by the mayor” [@meier2015, my translation].\n",
                "translated",
            ),
            (
                "md",
                "“Nobody in the village had been warned by the mayor” (my translation; Meier 2015).\n",
                "translated",
            ),
            (
                "tex",
                "\\enquote{Nobody in the village had been warned} \\autocite[3, my translation]{meier2015}.\n",
                "translated",
            ),
            (
                "md",
                "„Die Ingenieure erwarteten die zweite Flut nicht“ (Smith 2020).\n",
                "translated",
            ),
            (
                "md",
                "“Nobody in the village was to be warned by the mayor” (Meier 2015).\n",
                "translated",
            ),
            (
                "md",
                "„Die Würde der Arbeiter wurde in jenen Jahren sehr geachtet“ (Meier 2015).\n",
                "failed meier2015",
            ),
            (
                "md",
                "“There was no village, and nobody was to be warned of it” (Smith 2020).\n",
                "failed smith2020",
            ),
            ("md", "In “Rivers of Spring” (Smith 2020), we read nothing.\n", ""),
            (
                "md",
                "Smith (2020), in “The Night of the Seven Rivers”, argues otherwise.\n",
                "title",
            ),
            (
                "md",
                "See Smith (2020), “The Night of the Seven Rivers”, *Journal of Water*.\n",
                "title",
            ),
            (
                "md",
                "In her essay “how we have read the rivers” (Smith 2020), we read much.\n",
                "title",
            ),
            ("md", "In her essay “{wrong}” (Smith 2020).\n", "failed smith2020"),
            (
                "md",
                "# Works Cited\n\n- Smith, J. (2020). “The night of the seven rivers.” *Water* 3.\n",
                "",
            ),
            ("md", "# Chapter\n\n- It is so: “{wrong}” (Smith 2020).\n", "failed smith2020"),
        ],
    );
}

#[test]
fn notes_cite() {
    all_become(
        "written-notes",
        &[
            (
                "md",
                "Jones (2019) doubts it: “{right}.”[^1]\n\n[^1]: Nobody, Waters, p. 3.\n",
                "no-document",
            ),
            (
                "md",
                "Jones (2019) doubts it: “{right}.”[^1]\n\n[^1]: Smith, Rivers, p. 3.\n",
                "passed smith2020",
            ),
            (
                "tex",
                "\\enquote{{right}}\\footnote{Ebd., S.~4.} \\textcite{jones2019}.\n",
                "no-document",
            ),
            (
                "md",
                "“{wrong}.”[^1]\n\n[^1]: John Smith, *Rivers* (London: Penguin, 2020), 3.\n",
                "failed smith2020",
            ),
            (
                "md",
                "“{wrong}.”[^1]\n\n[^1]: J. Smith, *Rivers* (London, 2020), p. 3.\n",
                "failed smith2020",
            ),
            (
                "md",
                "“{wrong}.”[^1]\n\n[^1]: John Smith, “Title,” *Water* 3 (2020): 4.\n",
                "failed smith2020; uncited",
            ),
            (
                "md",
                "“{right}.”[^1]\n\n[^1]: J. Smith, *Rivers and Lakes* (London, 1950), p. 3.\n",
                "no-document",
            ),
            ("md", "“{wrong}.”[^1]\n\n[^1]: Smith 2020, p. 3.\n", "failed smith2020"),
            ("tex", "\\enquote{{wrong}}\\footnote{Smith (2020), p.~3.}\n", "failed smith2020"),
            ("typ", "\"{wrong}\"#footnote[Smith (2020), p. 3.]\n", "failed smith2020"),
            (
                "html",
                "<p>“{wrong}”<a href=\"#fn1\"><sup>1</sup></a></p><ol><li id=\"fn1\"><p>Smith (2020), p. 3.</p></li></ol>",
                "failed smith2020",
            ),
            ("org", "“{wrong}”[fn:1]\n\n[fn:1] Smith (2020), p. 3.\n", "failed smith2020"),
            ("rst", "“{wrong}” [1]_\n\n.. [1] Smith (2020), p. 3.\n", "failed smith2020"),
            (
                "rst",
                "“{wrong}” [#]_ and “{trade}” [#]_\n\n.. [#] Smith (2020), p. 3.\n.. [#] Jones (2019).\n",
                "failed smith2020; passed jones2019",
            ),
            (
                "md",
                "“{right}.”[^1]\n\n“It came in June, and it took the bridge.”[^2]\n\n[^1]: @smith2020, p. 3.\n[^2]: Ibid., p. 4.\n",
                "passed smith2020; failed smith2020",
            ),
            (
                "md",
                "“{wrong}”[^1] [@smith2020].\n\n[^1]: I thank Anna for this.\n",
                "failed smith2020",
            ),
            // The mark of a note is no text.
            (
                "html",
                "<p>“The engineers did not expect<sup><a href=\"#f\">2</a></sup> the second flood” (Smith 2020).</p>",
                "passed smith2020",
            ),
            (
                "org",
                "“The engineers did not expect[fn:3] the second flood” [cite:@smith2020].\n",
                "passed smith2020",
            ),
            (
                "rst",
                "“The engineers did not expect [3]_ the second flood” :cite:p:`smith2020`.\n\n.. [3] So.\n",
                "passed smith2020",
            ),
            (
                "md",
                "“The engineers did not expect[^1] the second flood” [@smith2020].\n\n[^1]: So.\n",
                "passed smith2020",
            ),
            (
                "tex",
                "\\enquote{The engineers did not expect\\footnote{See \\cite{jones2019}.} the second flood} \\cite{smith2020}.\n",
                "passed smith2020",
            ),
        ],
    );
}

#[test]
fn latex_quotes_as_it_prints() {
    all_become(
        "written-latex",
        &[
            (
                "tex",
                "\\enquote{The engineers loved \\par It came in May, and it took the bridge} \\cite{smith2020}.\n",
                "failed smith2020",
            ),
            (
                "tex",
                "\\enquote{The engineers hated the water.\\smallskip\\ It came in May, and it took the bridge} \\cite{smith2020}.\n",
                "failed smith2020",
            ),
            (
                "tex",
                "\\blockcquote{smith2020}{{right}.\n\nIt came in May, and it took the bridge}\n",
                "passed smith2020",
            ),
            (
                "tex",
                "\\enquote{The engineers did expect\n\nthe second flood} \\cite{smith2020}.\n",
                "failed smith2020",
            ),
            (
                "tex",
                "\\textcquote{smith2020}{The council later called this \\enquote{an honest mistake}}\n",
                "passed smith2020",
            ),
            (
                "tex",
                "\\textcquote{smith2020}{It came in \\enquote{May}, and it took the bridge}\n",
                "failed smith2020",
            ),
            (
                "typ",
                "#quote(attribution: <smith2020>)[The council later called this #quote[an honest mistake]]\n",
                "passed smith2020",
            ),
            (
                "html",
                "<q cite=\"smith2020.txt\">The council later called this <q>an honest mistake</q></q>",
                "passed smith2020",
            ),
            (
                "tex",
                "\\usepackage[ngerman]{babel}\\begin{document}\n\\enquote{The road was re\"=opened in 1998} \\cite{smith2020}.\n",
                "passed smith2020",
            ),
            (
                "tex",
                "\\usepackage[ngerman]{babel}\\begin{document}\n\\enquote{die Stra\"se zu schlie\"sen} \\cite{meier2015}.\n",
                "passed meier2015",
            ),
            ("tex", "He: \"the second flood\"~\\cite{smith2020}.\n", "passed smith2020"),
            ("tex", "\\enquote {{wrong}} \\cite [3] {smith2020}.\n", "failed smith2020"),
            (
                "tex",
                "\\begin{foreigndisplaycquote}{german}[3]{smith2020}[.]\n{wrong}\n\\end{foreigndisplaycquote}\n",
                "failed smith2020",
            ),
            (
                "tex",
                "\\begin{displaycquote}[see][3]{smith2020}[.]\n{right}\n\\end{displaycquote}\n",
                "passed smith2020",
            ),
            ("tex", "\\say{{wrong}} \\cite{smith2020}.\n", "failed smith2020"),
            (
                "tex",
                "\\enquote{{wrong}} \\cites(see)(){smith2020}{jones2019}.\n",
                "failed smith2020",
            ),
            ("tex", "\\enquote{{wrong}} \\volcite{2}[3]{smith2020}.\n", "failed smith2020"),
            ("tex", "\\iffalse \\enquote{{wrong}} \\cite{smith2020}. \\fi So.\n", ""),
        ],
    );
}

#[test]
fn markup_is_no_text() {
    all_become(
        "written-markup",
        &[
            (
                "org",
                "\"The engineers did *not* expect the /second/ flood\" [cite:@smith2020].\n",
                "passed smith2020",
            ),
            ("org", "\"and water is H_{2}O\" [cite:@smith2020].\n", "passed smith2020"),
            ("org", ":PROPERTIES:\n:NOTE: \"{wrong}\" [cite:@smith2020]\n:END:\n\nSo it is.\n", ""),
            ("org", "\"{wrong}\" [[cite:&smith2020]].\n", "failed smith2020"),
            (
                "rst",
                "“The engineers did **not** *expect* the second flood” :cite:p:`smith2020`.\n",
                "passed smith2020",
            ),
            ("rst", "“and water is H\\ :sub:`2`\\ O” :cite:p:`smith2020`.\n", "passed smith2020"),
            (
                "rst",
                "So it is.\n\n..\n\n    {wrong}.\n\n    -- :cite:t:`smith2020`\n",
                "failed smith2020",
            ),
            (
                "html",
                "<p>“The engineers did <del>never</del> not expect the second flood” (Smith 2020).</p>",
                "passed smith2020",
            ),
            (
                "html",
                "<p>“The engin&shy;eers did not expect the second flood” (Smith 2020).</p>",
                "passed smith2020",
            ),
            (
                "typ",
                "\"The engin-?eers did not expect the second flood\" @smith2020.\n",
                "passed smith2020",
            ),
            (
                "html",
                "<p><a href=\"smith2020.txt#:~:text=The%20engineers%20did%20not,second%20flood\">Smith</a></p>",
                "passed smith2020",
            ),
            (
                "html",
                "<p><a href=\"smith2020.txt#:~:text=The%20engineers,flood\">Smith</a></p>",
                "",
            ),
        ],
    );
}

/// Documents are known by what their files say of themselves, and by their files' names.
#[test]
fn documents_are_known_by_what_they_say() {
    let folder = folder("written-documents");
    std::fs::write(
        folder.join("d/page.html"),
        "<html><head><title>Letters from the lighthouse</title><link rel=\"canonical\" \
         href=\"https://www.example.org/2003/letters.html\"><meta name=\"author\" content=\"Piotr Lindqvist\">\
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
    all_become(
        "written-page-alone",
        &[
            (
                "md",
                "Smith (2020) is long, Jones (2019) is short. Smith says “{right}” (p. 2).\n",
                "passed smith2020",
            ),
            (
                "md",
                "Smith (2020) is long, Jones (2019) is short. Smith says “{wrong}” (p. 2).\n",
                "failed smith2020",
            ),
            (
                "md",
                "Smith (2020) is long. For Jones, by contrast, “{trade}” (p. 2).\n",
                "unclear-source",
            ),
            ("md", "Smith (2020) is long. He says “{wrong}” (p. 2).\n", "failed smith2020"),
            (
                "md",
                "Smith (2020) is long. They never came: “{trade}” (p. 2).\n",
                "failed smith2020",
            ),
            ("md", "Jones claims that “{trade}” (2019: 9).\n", "passed jones2019"),
            ("md", "Smith claims that “{wrong}” (2020, p. 9).\n", "failed smith2020"),
        ],
    );
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
    assert!(said.contains("        {+not +}  [-!-]{+,+}\n"), "{said}");
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
