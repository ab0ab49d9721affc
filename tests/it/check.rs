//! `quoteproof check`: one set of quotations in each format, one table of answers.

use crate::tool::{bounded, put, quoteproof, root, says, scratch};
use proptest::prelude::*;
use quoteproof::manuscript::{Hints, read};
use quoteproof::text::Span;

/// The quotations of examples/manuscripts that cite something, and what becomes of each.
const ANSWERS: [(&str, &str, &str); 8] = [
    ("is not a forecast of the sea", "exact", "board-2019.md"),
    ("The heights and delays can be computed from astronomy alone", "altered", "board-2019.md"),
    ("a sum of regular waves", "exact", "board-2019.md"),
    ("have nothing to do with the season", "exact", "terms.txt"),
    (
        "[They] are found by measuring the water level at the harbour itself",
        "edited",
        "board-2019.md",
    ),
    ("Some have only one of each", "exact", "terms.txt"),
    (
        "Neap tides come near the first and the last quarter of the Moon, when the Sun's tide works with the Moon's.",
        "altered",
        "terms.txt",
    ),
    ("Chart datum is the level from which depths on a chart are measured", "unchecked", ""),
];

#[test]
fn every_format_gives_the_same_answers() {
    for file in ["article.md", "thesis.tex", "quotes.csv"] {
        let output = quoteproof()
            .args(["check", file, "--bibliography", "refs.bib", "--format", "json"])
            .current_dir(root().join("examples/manuscripts"))
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{file}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let text = |value: &serde_json::Value, name: &str| {
            let text = value[name].as_str().unwrap_or("").to_owned();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let mut found: Vec<(String, String, String)> = Vec::new();
        for quote in report["quotes"].as_array().expect("quotes") {
            let verdict = text(quote, "verdict").replace("typographic", "exact");
            found.push((text(quote, "text"), verdict, text(quote, "source")));
        }
        for quote in report["unchecked"].as_array().expect("quotes") {
            found.push((text(quote, "text"), "unchecked".to_owned(), String::new()));
        }
        assert_eq!(found.len(), ANSWERS.len(), "{file}: {found:#?}");
        for (words, verdict, source) in ANSWERS {
            let fits = |(w, v, s): &(String, String, String)| {
                w == words && v == verdict && s.ends_with(source)
            };
            assert!(found.iter().any(fits), "{file}: {words} {verdict}: {found:#?}");
        }
    }
}

/// Words that look like a sign, and are none: whom a quotation is given to, what is a name, what was only told.
#[test]
fn signs_that_are_none() {
    let folder = scratch("check-no-signs");
    put(&folder, "docs/smith2020.md", "The harbour was wet in all years.\n");
    put(&folder, "docs/att1948.md", "The lines of the company were short.\n");
    put(
        &folder,
        "lib.bib",
        "@book{smith2020, author={Smith, Anna}, title={The Tides}, year={2020}}\n\
         @book{att1948, author={{American Telephone and Telegraph Company}}, title={Long Lines}, year={1948}}\n",
    );
    let long = "“the harbour of the town was always dry in May”";
    for (article, fails) in [
        (format!("Smith (2020) took into account {long}."), false),
        (format!("Smith (2020) wasted few words {long}."), false),
        (format!("Smith (2020) on this account {long}."), false),
        (format!("In Smith’s (2020) own words, {long}."), true),
        (format!("She answered by all means {long} (Smith 2020)."), true),
        (format!("The town is best known as {long} (Smith 2020)."), true),
        (format!("Legend: {long} (Smith 2020)."), true),
        (format!("The keeper came home; myth: {long} (Smith 2020)."), true),
        (format!("Myth: {long} (Smith 2020)."), false),
        (
            "“The lines were never shorter than in the year of the war” (American Telephone and \
             Telegraph Company 1948)."
                .to_owned(),
            true,
        ),
        (
            "“It is dry,” says Miller [@smith2020]. “The harbour was never wet in the year of the \
             great storm,” I thought."
                .to_owned(),
            false,
        ),
    ] {
        put(&folder, "a.md", &article);
        let output = quoteproof()
            .args(["check", "a.md", "--against", "docs", "--bibliography", "lib.bib"])
            .current_dir(&folder)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let of_long = said.contains("error[quote/") && !said.contains("It is dry");
        assert_eq!(of_long, fails, "{article}\n{said}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn what_cites_nothing_raises_no_alarm() {
    let folder = scratch("check-false-alarms");
    std::fs::create_dir_all(folder.join("docs")).expect("a folder");
    std::fs::write(folder.join("docs/smith-2020.txt"), "It is a sum of regular waves.\n")
        .expect("a document");
    let article = "The so-called “king tide” surprised us (Smith, 2020).\n\n\
        In “How to Read the Sea”, the author disagrees (Smith, 2020).\n\n\
        “Did you sleep well, or did the storm keep you awake?” she asked.\n\n\
        He said “nothing to see here at all today”, while tables add waves (Smith, 2020).\n\n\
        „Eine Gezeitentafel ist keine Vorhersage“ (Smith, 2020; my translation).\n\n\
        A board 6\" wide, an `“unknown thing in code”` [@smith-2020].\n\n\
        He left “without a word and never came back.\n\n\
        It “is a sum of regular waves” (Smith, 2020).\n";
    std::fs::write(folder.join("article.md"), article).expect("an article");
    let output = quoteproof()
        .args(["check", "article.md", "--against", "docs"])
        .current_dir(&folder)
        .output()
        .expect("it runs");
    says(&output, 0, &["1 quotation checked, 1 passed", "0 errors"]);
}

#[test]
fn a_table_without_its_columns_is_told_of() {
    let folder = scratch("check-columns");
    std::fs::write(folder.join("doc.txt"), "It is a sum of regular waves.\n").expect("a document");
    std::fs::write(folder.join("q.csv"), "words,where\nsum of regular waves,doc\n")
        .expect("a table");
    let run = |more: &[&str]| {
        let mut command = quoteproof();
        command.args(["check", "q.csv", "--against", "doc.txt"]).args(more).current_dir(&folder);
        command.output().expect("it runs")
    };
    says(
        &run(&[]),
        2,
        &["the table has no column `quote`: it has `words`, `where`", "--map quote=COLUMN"],
    );
    says(&run(&["--map", "quote=words,source=where"]), 0, &["1 quotation checked, 1 passed"]);
    says(
        &run(&["--map", "quote=words,source=where", "--against", "nothing"]),
        2,
        &["there is no such folder"],
    );
}

/// Single marks quote where they are cited, in each form; apostrophes, glosses and terms raise no alarm.
#[test]
fn single_marks_quote_in_every_form() {
    let document = "The tide isn't a forecast of the sea. The harbour masters' tables add two waves. \
        It is 'n' times as high as in the '90s, and nobody waits.\n";
    let (open, close) = ("‘", "’");
    let curly = |words: &str| format!("{open}{}{close}", words.replace('\'', "’"));
    let straight = |words: &str| format!("'{words}'");
    for (form, marks, cited, lines) in [
        ("md", &curly as &dyn Fn(&str) -> String, "[@smith]", "\n\n"),
        ("md", &straight, "(Smith 2020)", "\n\n"),
        ("txt", &curly, "(Smith, 2020)", "\n\n"),
        ("txt", &|words| format!("`{words}'"), "(Smith, 2020)", "\n\n"),
        ("tex", &|words| format!("`{words}'"), "\\cite{smith}", "\n\n"),
        ("tex", &curly, "\\cite{smith}", "\n\n"),
        ("typ", &straight, "@smith", "\n\n"),
        (
            "html",
            &|words| format!("&lsquo;{}&rsquo;", words.replace('\'', "&#8217;")),
            "(<a href=\"smith\">S</a>)",
            "<p>",
        ),
        ("html", &curly, "(Smith, 2020)", "<p>"),
        ("org", &curly, "[cite:@smith]", "\n\n"),
        ("rst", &straight, ":cite:p:`smith`", "\n\n"),
        ("md", &|words| format!("‚{words}‘"), "[@smith]", "\n\n"),
        ("md", &|words| format!("‹{words}›"), "[@smith]", "\n\n"),
    ] {
        let folder = scratch("check-single");
        std::fs::create_dir_all(folder.join("docs")).expect("a folder");
        std::fs::write(folder.join("docs/smith.txt"), document).expect("a document");
        std::fs::write(
            folder.join("refs.bib"),
            "@book{smith, author={Smith, A.}, year=2020, file={docs/smith.txt}}\n",
        )
        .expect("a bibliography");
        let quoted = [
            "isn't a forecast of the sea",
            "is a forecast of the sea",
            "The harbour masters' tables add two waves",
            "The harbour masters' tables add three waves",
            "as in the '90s, and nobody waits",
            "as in the '80s, and nobody waits",
        ];
        let text = quoted.map(|words| format!("It {} {cited}.{lines}", marks(words))).concat();
        std::fs::write(folder.join(format!("a.{form}")), &text).expect("a manuscript");
        let output = quoteproof()
            .args([
                "check",
                &format!("a.{form}"),
                "--against",
                "docs",
                "--bibliography",
                "refs.bib",
            ])
            .args(["--format", "json"])
            .current_dir(&folder)
            .output()
            .expect("it runs");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let found: Vec<&str> = report["quotes"]
            .as_array()
            .expect("quotes")
            .iter()
            .map(|q| if q["passed"] == true { "passed" } else { "failed" })
            .collect();
        let wanted = ["passed", "failed", "passed", "failed", "passed", "failed"];
        assert_eq!(found, wanted, "{form}:\n{text}\n{report:#}");
    }
}

#[test]
fn what_single_marks_hold_beside_quotations_raises_no_alarm() {
    let folder = scratch("check-single-quiet");
    std::fs::create_dir_all(folder.join("docs")).expect("a folder");
    std::fs::write(folder.join("docs/smith-2020.txt"), "It is a sum of regular waves.\n")
        .expect("a document");
    // The marks that it quotes with are double: single ones hold meanings, terms and ironies.
    let article = "It “is a sum of regular waves” (Smith, 2020).\n\n\
        *mi casa es tu casa* ‘my house is your house’ (Smith, 2020: 14).\n\n\
        The ‘king of all tides’ surprised us (Smith, 2020).\n\n\
        ’Tis the dogs’ bowl, rock ’n’ roll of the ’90s (Smith, 2020).\n\n\
        The boys' and girls' club is 6' 2\" wide (Smith, 2020), and `'n' times the 'x'`.\n\n\
        The ‘so-called “sum of regular waves” (Smith, 2020) was the masters’.\n";
    std::fs::write(folder.join("article.md"), article).expect("an article");
    let run = || {
        let mut command = quoteproof();
        command.args(["check", "article.md", "--against", "docs"]).current_dir(&folder);
        command.output().expect("it runs")
    };
    says(&run(), 0, &["2 quotations checked, 2 passed", "2 not checked", "a gloss", "0 errors"]);
    // A gloss is none of the document's words where single marks quote, either; a quotation that is near them fails.
    let british = "It ‘is a sum of regular waves’ (Smith, 2020).\n\n\
        *mi casa es tu casa* ‘my house is your house’ (Smith, 2020: 14).\n\n\
        *So* ‘is a sum of irregular waves’ (Smith, 2020).\n";
    std::fs::write(folder.join("article.md"), british).expect("an article");
    says(&run(), 1, &["2 quotations checked, 1 passed", "1 not checked", "“irregular”", "1 error"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn every_quotation_maps_back_into_its_file(
        text in "([a-z]{1,4}|[“”„«»‹›‘’‚\"'`]| |\n|\n\n|> |\\[@a, p\\. 3\\]|\\(Smith, 2020\\)|\\\\enquote\\{|\\\\textcquote\\{a\\}\\{|\\}|\\{|\\\\cite\\{a\\}|%|\\$|--|~|&amp;|é|😀|,|#quote\\(attribution: <a>\\)\\[|\\]|@a\\[3\\]|<q cite='a'>|</q>|<p>|`|:cite:p:`a`|\\[a\\]_|\\.\\. |- |quote: |source: a\n|\\{\"quote\": \"|\\\\|\\[cite:@a\\]|#\\+begin_quote\n|  ){0,60}",
    ) {
        for (form, _) in quoteproof::manuscript::FORMS {
            let Ok(manuscript) = read(&text, form, &Hints::default()) else { continue };
            for quotation in manuscript.quotations {
                let span = quotation.origin.span(Span::new(0, quotation.text.len()));
                prop_assert!(text.get(span.range()).is_some(), "{:?} {:?} {:?}", form, text, quotation);
            }
        }
    }
}

/// A folder with a document, and a manuscript with wrong words in it.
fn to_mend(name: &str, file: &str, text: &[u8]) -> std::path::PathBuf {
    let folder = scratch(name);
    std::fs::create_dir_all(folder.join("docs")).expect("a folder");
    let document = "The tide rises 5 % & more at R_2, by “rule”: the sea does not wait. It is a sum of regular waves.\n";
    std::fs::write(folder.join("docs/smith.txt"), document).expect("a document");
    std::fs::write(folder.join(file), text).expect("a manuscript");
    folder
}

fn mend(folder: &std::path::Path, file: &str, more: &[&str]) -> std::process::Output {
    let mut command = quoteproof();
    command.args(["check", file, "--against", "docs"]).args(more).current_dir(folder);
    command.output().expect("it runs")
}

#[test]
fn fixes_are_written_in_the_escaping_of_the_manuscript() {
    let wide: Vec<u8> = "\u{FEFF}quote,source\r\nthe sea doesn't wait,smith\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mended: Vec<u8> = "\u{FEFF}quote,source\r\nthe sea does not wait,smith\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (file, before, after) in [
        (
            "a.md",
            "It “rises 6 % & more at R_2” [@smith], *as* we\nknow.\n".as_bytes(),
            "It “rises 5 % & more at R_2” [@smith], *as* we\nknow.\n".as_bytes(),
        ),
        (
            "b.md",
            "It “rises 5 % &amp; more *at*\nT_2” [@smith].\n".as_bytes(),
            "It “rises 5 % &amp; more *at*\nR_2” [@smith].\n".as_bytes(),
        ),
        (
            "c.tex",
            b"It \\enquote{rises 5\\,\\% or more at R\\_2} \\cite{smith}.\n",
            b"It \\enquote{rises 5\\,\\% \\& more at R\\_2} \\cite{smith}.\n",
        ),
        (
            "d.csv",
            "quote,source\n\"more at R_2, by “rule”: the sea does not wait and more\",smith\nby rule: the sea doesn't wait,smith\n".as_bytes(),
            "quote,source\n\"more at R_2, by “rule”: the sea does not wait and more\",smith\nby “rule”: the sea does not wait,smith\n".as_bytes(),
        ),
        ("f.csv", wide.as_slice(), mended.as_slice()),
    ] {
        let folder = to_mend(&format!("check-fix-{}", file.replace('.', "-")), file, before);
        let shown = mend(&folder, file, &["--diff", "--unsafe-fixes"]);
        let now = std::fs::read(folder.join(file)).expect("it is there");
        assert!(now == before, "{file}: --diff writes nothing");
        assert!(!shown.stdout.is_empty(), "{file}: {}", String::from_utf8_lossy(&shown.stderr));
        mend(&folder, file, &["--fix", "--unsafe-fixes"]);
        let now = std::fs::read(folder.join(file)).expect("it is there");
        let text = String::from_utf8_lossy(&now);
        assert_eq!(text, String::from_utf8_lossy(after), "{file}");
    }
}

#[test]
fn a_safe_fix_changes_no_word() {
    let text = "It “is a sum of regular ways” [@smith]. He: “the Sea does not wait” [@smith].\n";
    let folder = to_mend("check-fix-safe", "a.md", text.as_bytes());
    let output = mend(&folder, "a.md", &["--fix"]);
    says(&output, 1, &["fixed 1 string in 1 file; 1 more with --unsafe-fixes"]);
    let now = std::fs::read_to_string(folder.join("a.md")).expect("it is there");
    assert_eq!(now, text.replace("the Sea", "the sea"));
}

#[test]
fn whose_words_it_is_is_told_and_fails_nothing() {
    let text = "@smith recalls that Miller said “the sea shall wait for us all”.\n\n\
        @smith writes that “the sea waits for no one at all”.\n\nAn “unpaired mark (smith).\n";
    let folder = to_mend("check-speaker", "a.md", text.as_bytes());
    let output = mend(&folder, "a.md", &[]);
    says(
        &output,
        1,
        &[
            "a.md:1:34: not checked: unclear-source: its sentence gives these words to Miller",
            "a.md:5:4: unpaired-mark",
        ],
    );
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("a.md:3"), "{told}");
}

/// The set of 30 quotations, and what becomes of each: tests/manuscripts/expected.csv.
fn expected() -> Vec<(String, String, String)> {
    let file = std::fs::read_to_string(root().join("tests/manuscripts/expected.csv"))
        .expect("it is there");
    let mut rows = csv::Reader::from_reader(file.as_bytes());
    let rows = rows.records().map(|row| row.expect("a row"));
    let all: Vec<_> = rows.map(|r| (flat(&r[0]), r[1].to_owned(), r[2].to_owned())).collect();
    assert_eq!(all.len(), 30);
    all
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn thirty_quotations_in_every_format() {
    let mut wanted = expected();
    wanted.sort();
    let names = quoteproof::manuscript::FORMS.iter().filter_map(|(_, names)| names.first());
    for extension in names {
        let file = format!("thirty.{extension}");
        let output = quoteproof()
            .args(["check", &file, "--against", "sources", "--bibliography", "refs.bib"])
            .args(["--format", "json"])
            .current_dir(root().join("tests/manuscripts"))
            .output()
            .expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{file}: {told}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let text =
            |value: &serde_json::Value, name: &str| value[name].as_str().unwrap_or("").to_owned();
        let mut found: Vec<(String, String, String)> = Vec::new();
        for quote in report["quotes"].as_array().expect("quotes") {
            let verdict = text(quote, "verdict").replace("typographic", "exact");
            let source = text(quote, "source");
            let source = source.rsplit('/').next().unwrap_or("").to_owned();
            found.push((flat(&text(quote, "text")), verdict, source));
        }
        for list in ["unchecked", "uncited"] {
            for quote in report[list].as_array().expect("quotes") {
                found.push((flat(&text(quote, "text")), list.to_owned(), String::new()));
            }
        }
        // Short dialogue and terms that cite nothing are none of the thirty.
        found.retain(|(words, verdict, _)| {
            verdict != "uncited" || wanted.iter().any(|w| w.0 == *words)
        });
        found.sort();
        let missing: Vec<_> = wanted.iter().filter(|one| !found.contains(one)).collect();
        let more: Vec<_> = found.iter().filter(|one| !wanted.contains(one)).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "{file}:\nmissing {missing:#?}\nmore {more:#?}"
        );
    }
}

/// What LaTeX prints by a command is read: one sign more or less is another text; what a line cannot say is not checked.
#[test]
fn signs_of_latex_are_text() {
    let folder = scratch("check-latex-signs");
    std::fs::create_dir_all(folder.join("docs")).expect("a folder");
    let document = "The works cost £1.2 million, at −3 °C and 40° north, for ½ of the town’s folk.\n\
        The levy rose by 4 to 12.5 that year, and H2O was free in Curaçao.\n";
    std::fs::write(folder.join("docs/smith.txt"), document).expect("a document");
    for (quote, verdict) in [
        ("The works cost \\pounds 1.2 million", "exact"),
        ("The works cost \\pounds{}1.2 million", "exact"),
        ("The works cost \\texteuro 1.2 million", "altered"),
        ("at \\textminus 3 \\textcelsius{} and 40\\textdegree{} north", "exact"),
        ("and 40 north, for \\textonehalf{} of the town", "altered"),
        ("for \\textonehalf{} of the town\\textquoteright s folk", "exact"),
        ("rose by \\textgreater 4 to 12.5 that year", "altered"),
        ("rose by $4$ to $12.5$ that year", "exact"),
        ("rose by \\SI{4}{\\percent} to 12.5 that year", "altered"),
        ("rose by \\num{4} to \\num{12.5} that year", "exact"),
        ("rose by \\SI{4}{\\metre\\per\\hour} to 12.5 that year", "formula"),
        ("rose by 4 to $\\frac{25}{2}$ that year", "formula"),
        ("was free in Cura\\c{c}ao", "exact"),
    ] {
        std::fs::write(folder.join("a.tex"), format!("\\enquote{{{quote}}} \\cite{{smith}}.\n"))
            .expect("a file");
        let output = quoteproof()
            .args(["check", "a.tex", "--against", "docs", "--format", "json", "--allow-empty"])
            .current_dir(&folder)
            .output()
            .expect("it runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        let report: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let found = report.pointer("/quotes/0/verdict").or(report.pointer("/unchecked/0/code"));
        assert_eq!(found.and_then(serde_json::Value::as_str), Some(verdict), "{quote}: {said}");
    }
}

/// What a command prints that nobody knows is not known: no word and no sign vanishes with it.
#[test]
fn commands_of_latex_drop_no_word() {
    let folder = scratch("check-latex-commands");
    std::fs::create_dir_all(folder.join("docs")).expect("a folder");
    std::fs::create_dir_all(folder.join("parts")).expect("a folder");
    let document = "The tide does not wait for the harbour, and rises by a foot a day.\n";
    std::fs::write(folder.join("docs/smith.txt"), document).expect("a document");
    std::fs::write(folder.join("parts/own.tex"), "\\newcommand{\\hb}{the harbour\\xspace}\n")
        .expect("a file");
    for (before, quote, verdict) in [
        ("", "The tide does \\odd{not} wait", "exact"),
        ("", "The tide does \\odd{never} wait", "altered"),
        ("", "The tide \\odd[x]{does not} wait", "exact"),
        ("", "The tide does \\odd wait for", "formula"),
        ("", "The tide does \\odd{} wait for", "formula"),
        ("", "The tide does not \\odd{wait}{for} the harbour", "formula"),
        ("", "The tide \\emph{does} {\\em not} \\textbf{wait}", "exact"),
        ("", "The tide does \\textcolor{red}{not} wait\\hspace{1em} for", "exact"),
        ("", "rises by \\foreignlanguage{german}{a} foot\\/ a\\allowbreak{} day", "exact"),
        ("", "rises by a \\verb|foot| a day", "formula"),
        ("", "rises {\\em[by] a foot} a day", "edited"),
        ("", "does not wait\\\\[1em]for the harbour", "exact"),
        ("\\newcommand{\\no}{not}", "The tide does \\no{} wait", "exact"),
        ("\\newcommand{\\no}{never}", "The tide does \\no\\ wait", "altered"),
        ("\\newcommand*{\\does}[2][not]{does #1 #2}", "The tide \\does{wait} for", "exact"),
        ("\\newcommand*{\\does}[2][not]{does #1 #2}", "The tide \\does[now]{wait} for", "altered"),
        ("\\def\\by#1#2{by #1 #2}", "rises \\by{a}{foot} a day", "exact"),
        ("\\def\\by#1.{by #1}", "rises \\by a. foot a day", "formula"),
        ("\\NewDocumentCommand{\\by}{s m}{by #2}", "rises \\by*{a} foot a day", "exact"),
        ("\\let\\by\\emph", "rises \\by{by a foot} a day", "exact"),
        ("\\def\\a{\\a\\a}", "rises by a foot \\a{} a day", "formula"),
        ("\\input{parts/own}", "does not wait for \\hb, and rises", "exact"),
        ("\\input{parts/own}", "does not wait at \\hb and rises", "altered"),
    ] {
        let text = format!(
            "\\documentclass{{article}}\n{before}\n\\begin{{document}}\n\\enquote{{{quote}}} \\cite{{smith}}.\n\\end{{document}}\n"
        );
        std::fs::write(folder.join("a.tex"), text).expect("a file");
        let output = quoteproof()
            .args(["check", "a.tex", "--against", "docs", "--format", "json", "--allow-empty"])
            .current_dir(&folder)
            .output()
            .expect("it runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        let report: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let found = report.pointer("/quotes/0/verdict").or(report.pointer("/unchecked/0/code"));
        assert_eq!(
            found.and_then(serde_json::Value::as_str),
            Some(verdict),
            "{before} {quote}: {said}"
        );
    }
    std::fs::write(folder.join("a.tex"), "\\enquote{does \\odd wait for the} \\cite{smith}.\n")
        .expect("a file");
    let output =
        quoteproof().args(["check", "a.tex", "--against", "docs"]).current_dir(&folder).output();
    says(
        &output.expect("it runs"),
        2,
        &["a.tex:1:10: not checked: it has `\\odd`, and quoteproof does not know what that prints"],
    );
}

/// A manuscript's own commands quote, cite and are mended where they stand.
#[test]
fn own_commands_of_latex_quote_and_cite() {
    let text = "\\newcommand{\\said}[2]{\\enquote{#1} \\parencite[3]{#2}}\n\\begin{document}\n\
        \\said{the sea doesn't wait}{smith}.\n\n\\said{a sum of regular waves}{smith}.\n";
    let folder = to_mend("check-latex-own", "a.tex", text.as_bytes());
    says(&mend(&folder, "a.tex", &[]), 1, &["a.tex:3:", "2 quotations checked, 1 passed"]);
    mend(&folder, "a.tex", &["--fix", "--unsafe-fixes"]);
    let now = std::fs::read_to_string(folder.join("a.tex")).expect("it is there");
    assert_eq!(now, text.replace("doesn't", "does not"));
}

type Bad<'a> = (&'a str, Vec<u8>, i32, &'a [&'a str]);

const SUM: &str = "\\enquote{a sum of regular waves} \\cite{smith}.";
const PASSES: &str = "1 quotation checked, 1 passed";

/// What is said of bad files, beside one document, and the exit status.
fn bad_files_are_told_of(folder: &str, files: Vec<Bad<'_>>) {
    let folder = scratch(folder);
    std::fs::create_dir_all(folder.join("docs")).expect("a folder");
    std::fs::write(folder.join("docs/smith.txt"), "It is a sum of regular waves, and no more.\n")
        .expect("a document");
    std::fs::write(folder.join("b.tex"), "\\input{a} \\input{b} \\newcommand{\\q}[1]{``#1''}\n")
        .expect("a file");
    for (file, text, code, said) in files {
        std::fs::write(folder.join(file), text).expect("a file");
        let mut command = quoteproof();
        command.args(["check", file, "--against", "docs"]).current_dir(&folder);
        says(&bounded(&mut command), code, said);
    }
}

#[test]
fn broken_files_are_told_of() {
    let loops = format!("\\input{{b}} \\input{{../out}} \\input{{/etc/passwd}} {SUM}\n");
    bad_files_are_told_of(
        "check-broken",
        vec![
            (
                "a.tex",
                loops.into_bytes(),
                0,
                &["`../out` is not read", "`/etc/passwd` is not read", PASSES],
            ),
            (
                "a.csv",
                b"quote,source\n\"a sum of\nregular waves\",smith\n\"no end,smith\n".to_vec(),
                2,
                &["line 4", "is never closed"],
            ),
            ("b.csv", b"quote;source\na sum of regular waves;smith\n".to_vec(), 0, &[PASSES]),
            ("c.csv", b"quote,source\ncaf\xE9,smith\n".to_vec(), 2, &["not UTF-8 text", "iconv"]),
            (
                "a.json",
                b"{\"quote\": \"a sum\",\n \"source\" \"smith\"}".to_vec(),
                2,
                &["line 2: it is not JSON"],
            ),
            (
                "a.jsonl",
                b"{\"quote\": \"a sum of regular waves\", \"source\": \"smith\"}\n{oops\n".to_vec(),
                2,
                &["line 2: it is not JSON"],
            ),
            (
                "a.yaml",
                b"- quote: a sum\n\tsource: smith\n".to_vec(),
                2,
                &["line 2: a tab indents it"],
            ),
            ("a.docx", b"PK\x03\x04 and no more".to_vec(), 2, &["it cannot be read as a DOCX"]),
            ("a.odt", b"no archive".to_vec(), 2, &["it cannot be read as an ODT"]),
        ],
    );
}

#[test]
fn files_that_are_made_to_be_slow_are_read() {
    let slow =
        |unit: &str| format!("{}\n\n“a sum of regular waves” [@smith]\n", unit.repeat(60_000));
    let files: [(&str, String, &[&str]); 12] = [
        ("open.tex", format!("{SUM} {}", "\\footnote{".repeat(40_000)), &[PASSES]),
        ("money.tex", format!("{SUM}\n\n{}", "$".repeat(60_001)), &[PASSES]),
        ("open.md", slow("“"), &["unpaired-mark", PASSES]),
        ("keys.md", slow("@a "), &[PASSES]),
        ("marks.md", slow("[@a"), &[PASSES]),
        ("names.md", slow("A (2020) "), &[PASSES]),
        (
            "deep.md",
            format!("“a sum of regular waves” [@smith]\n\n{}x\n", ">".repeat(20_000)),
            &[PASSES],
        ),
        (
            "a.html",
            format!(
                "<p>“a sum of regular waves” (<a href=smith>x</a>)</p>{}",
                "<a ".repeat(60_000)
            ),
            &[PASSES],
        ),
        (
            "a.typ",
            format!("\"a sum of regular waves\" @smith\n\n{}", "#quote[".repeat(40_000)),
            &[PASSES],
        ),
        (
            "lines.typ",
            format!("\"a sum of regular waves\" @smith\n\n{}", "=-".repeat(60_000)),
            &[PASSES],
        ),
        (
            "a.rst",
            format!("“a sum of regular waves” [smith]_\n\n{}", ":cite[".repeat(60_000)),
            &[PASSES],
        ),
        (
            "a.org",
            format!("“a sum of regular waves” [cite:@smith]\n\n{}", "[cite[[".repeat(60_000)),
            &[PASSES],
        ),
    ];
    let read = |(file, text, said)| -> Bad<'_> { (file, String::into_bytes(text), 0, said) };
    bad_files_are_told_of("check-slow", files.into_iter().map(read).collect());
}

/// A file of Word with these paragraphs: XML of their runs.
fn word(paragraphs: &[String]) -> Vec<u8> {
    let body = paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect::<Vec<_>>().concat();
    crate::hostile::packed(&[
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="d.xml"/></Relationships>"#,
        ),
        ("d.xml", &format!("<d><body>{body}</body></d>")),
    ])
}

/// What Citavi stores of a citation, whatever it shows.
#[test]
fn fields_of_citavi_name_their_work() {
    let stored = r#"{"Entries":[{"Id":"e","PageRange":{"StartPage":{"OriginalString":"3"},"EndPage":{"OriginalString":"3"}},"ReferenceId":"r","Reference":{"Authors":[{"FirstName":"Ann","LastName":"Smith"}],"Id":"r","Title":"smith","Year":"2020"}}],"Text":"[1]"}"#;
    let code =
        format!("ADDIN CitaviPlaceholder{{{}}}", data_encoding::BASE64.encode(stored.as_bytes()));
    let field = format!(
        r#"<sdt><sdtPr><tag val="CitaviPlaceholder#1"/></sdtPr><sdtContent><r><fldChar fldCharType="begin"/></r><r><instrText>{code}</instrText></r><r><fldChar fldCharType="separate"/></r><r><t>[1]</t></r><r><fldChar fldCharType="end"/></r></sdtContent></sdt>"#
    );
    let said = |words: &str| format!("<r><t>It ‘{words}’ </t></r>{field}<r><t>.</t></r>");
    let list = "<r><fldChar fldCharType=\"begin\"/></r><r><instrText>ADDIN CitaviBibliography{e30=}</instrText></r>\
        <r><fldChar fldCharType=\"separate\"/></r><r><t>Smith, “a sum of regular ways” (Smith, 2020).</t></r>\
        <r><fldChar fldCharType=\"end\"/></r>";
    let paragraphs =
        [said("is a sum of regular waves"), said("is a sum of irregular waves"), list.to_owned()];
    let folder = to_mend("check-citavi", "a.docx", &word(&paragraphs));
    says(
        &mend(&folder, "a.docx", &[]),
        1,
        &["a.docx, paragraph 2", "2 quotations checked, 1 passed"],
    );
    let before = std::fs::read(folder.join("a.docx")).expect("it is there");
    says(
        &mend(&folder, "a.docx", &["--fix", "--unsafe-fixes"]),
        1,
        &["a.docx is not changed: quoteproof never writes to Word"],
    );
    assert!(std::fs::read(folder.join("a.docx")).expect("it is there") == before);
}

/// The table of a spreadsheet has what the other forms say, in columns of its own.
#[test]
fn a_table_says_all_that_is_said() {
    let text = "He: “rises 5 % & more at R_2” [@smith], and “a sum of regular ways” [@smith].\n\nAn “unpaired mark.\n";
    let folder = to_mend("check-table", "a.md", text.as_bytes());
    std::fs::write(folder.join("docs/smith.txt"), "It rises 5 % & more at R_2.\n\nHe rises 5 % & more at R_2. It is a sum of regu-\nlar waves.\n")
        .expect("a document");
    let output = mend(&folder, "a.md", &["--format", "csv"]);
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let names = rows.headers().expect("headings").clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    let cell = |row: usize, name: &str| {
        let column = names.iter().position(|n| n == name).expect("a column");
        rows[row][column].to_owned()
    };
    assert_eq!(rows.len(), 3, "{table}");
    assert_eq!(cell(1, "verdict"), "altered", "{table}");
    assert!(cell(1, "document_words").contains("regular waves"), "{table}");
    assert_eq!(
        (cell(2, "verdict"), cell(2, "line")),
        ("note".to_owned(), "3".to_owned()),
        "{table}"
    );
    assert!(cell(2, "notes").starts_with("unpaired-mark: "), "{table}");
    // What is heard has no pictures.
    let plain = mend(&folder, "a.md", &["--format", "plain"]);
    let plain = String::from_utf8(plain.stdout).expect("UTF-8");
    assert!(plain.contains("regular") && !plain.contains('│'), "{plain}");
}

#[test]
fn broken_fields_are_what_they_show() {
    let output = quoteproof()
        .args(["check", "broken-fields.docx", "--against", "sources"])
        .current_dir(root().join("tests/manuscripts"))
        .output()
        .expect("it runs");
    says(&output, 1, &["broken-fields.docx, paragraph 2", "2 quotations checked, 1 passed"]);
}

#[test]
fn what_is_known_does_not_fail_and_what_is_asked_is_found() {
    let text = "“a sum of regular ways” [@smith].\n\n“the sea does not wait. It is a sum of regular waves” said Miss Carr.\n\n\
        We know that the sea does not wait. It is a sum of regular waves, and so on.\n";
    let folder = to_mend("check-baseline", "a.md", text.as_bytes());
    says(
        &mend(&folder, "a.md", &["--search", "--unmarked"]),
        1,
        &[
            "a.md:3:2: found: nothing ties it to a document, but it is in docs/smith.txt:1:",
            "a.md:5:14: unmarked: 12 words in a row are also in docs/smith.txt",
        ],
    );
    says(
        &mend(&folder, "a.md", &["--baseline", "known.json", "--update-baseline"]),
        0,
        &["0 errors"],
    );
    says(&mend(&folder, "a.md", &["--baseline", "known.json"]), 0, &["0 errors"]);
    std::fs::write(folder.join("b.md"), "“a sum of irregular waves” [@smith].\n").expect("a file");
    says(&mend(&folder, "b.md", &["a.md", "--baseline", "known.json"]), 1, &["1 error"]);
}

#[test]
fn the_sources_of_an_archive_are_known_by_what_it_says_of_them() {
    let folder = to_mend(
        "check-archive",
        "a.md",
        "“a sum of regular waves” (Baker, 1999). “the sea does not wait” [@tide-book].\n"
            .as_bytes(),
    );
    std::fs::create_dir_all(folder.join("corpus/tide-book")).expect("a folder");
    std::fs::rename(folder.join("docs/smith.txt"), folder.join("corpus/tide-book/text.txt"))
        .expect("a document");
    let source = r#"{"id": "tide-book", "title": "The tide book", "author": ["Ann Baker"], "issued": "1999", "text": {"path": "text.txt", "media_type": "text/plain", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}"#;
    std::fs::write(folder.join("corpus/tide-book/source.json"), source).expect("a file");
    says(&mend(&folder, "a.md", &["--against", "corpus"]), 0, &["2 quotations checked, 2 passed"]);
    // What is saved is an archive, and says the same.
    says(
        &mend(&folder, "a.md", &["--against", "corpus", "--save", "new"]),
        0,
        &["new: 3 files written"],
    );
    let output = quoteproof().arg("validate").current_dir(folder.join("new")).output();
    says(&output.expect("it runs"), 0, &["2 quotes checked, 2 passed"]);
    // Saved again, also from another folder, nothing is written twice; what differs is named and left alone.
    let save = ["check", "../a.md", "--against", "../corpus", "--save", "../new", "--allow-empty"];
    let inner = folder.join("corpus");
    let again = || quoteproof().args(save).current_dir(&inner).output().expect("it runs");
    says(&again(), 0, &["0 files written, 3 there already"]);
    std::fs::write(folder.join("a.md"), "“a sum of regular waves” (Baker, 1999).\n")
        .expect("a file");
    says(&again(), 0, &["is left alone: it differs", "0 files written, 2 there already"]);
}

/// A manuscript with one wrong quotation on a document, in a folder of their own.
fn wrong(name: &str, quotation: &str, document: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    for (file, text) in [("a.md", quotation), ("docs/minutes.txt", document)] {
        let file = folder.join(file);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
        std::fs::write(file, text).expect("it can be written");
    }
    folder
}

const SHILLINGS: &str = "The court fined him two shillings for each failure, and he paid.\n";

#[cfg(unix)]
#[test]
fn the_report_after_a_fix_is_of_what_was_written() {
    let folder = wrong(
        "check-refused-fix",
        "It “fined him three shillings for each failure” [@minutes].\n",
        SHILLINGS,
    );
    std::fs::rename(folder.join("a.md"), folder.join("real.md")).expect("it can be moved");
    std::os::unix::fs::symlink("real.md", folder.join("a.md")).expect("a link");
    let output = check_in(&folder, &["a.md", "--against", "docs", "--fix", "--unsafe-fixes"]);
    says(
        &output,
        1,
        &["fixed 0 strings in 0 files", "0 passed, 1 failed", "1 quotation still fails"],
    );
}

fn check_in(folder: &std::path::Path, args: &[&str]) -> std::process::Output {
    quoteproof().arg("check").args(args).current_dir(folder).output().expect("it runs")
}

/// The words are put right, and the wrong page beside them stays; no fix puts a page in the place of words.
#[test]
fn a_wrong_page_is_no_fix_of_words() {
    let folder = scratch("check-page-fix");
    let pages = "<html><body><p><span epub:type='pagebreak' title='1'/>The court fined him two shillings for each failure, and he paid.</p></body></html>";
    std::fs::create_dir_all(folder.join("docs")).expect("it can be made");
    std::fs::write(folder.join("docs/minutes.html"), pages).expect("it can be written");
    std::fs::write(
        folder.join("a.md"),
        "It “fined him two shillings for each failure” [@minutes, p. 2].\n",
    )
    .expect("it can be written");
    let output = check_in(&folder, &["a.md", "--against", "docs"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains("fix:"), "{text}");
}

#[test]
fn copies_of_a_file_are_one_document() {
    let folder = wrong(
        "check-copies",
        "It “fined him two shillings for each failure” [@minutes], and “for each failure, and he paid” ([copy](docs/sub/minutes.txt)).\n",
        SHILLINGS,
    );
    std::fs::create_dir_all(folder.join("docs/sub")).expect("it can be made");
    let copy = folder.join("docs/sub/minutes.txt");
    std::fs::copy(folder.join("docs/minutes.txt"), copy).expect("a copy");
    let output = check_in(&folder, &["a.md", "--against", "docs"]);
    says(&output, 0, &["1 document: 2 quotations checked, 2 passed"]);
}

/// A path leads to the file that it names, though others have its name; a date tells texts of one title apart; a slip in a key
/// is told with the key.
#[test]
fn documents_are_meant_by_path_date_and_key() {
    let folder = scratch("check-meant");
    let put = |file: &str, text: &str| {
        let file = folder.join(file);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
        std::fs::write(file, text).expect("it can be written");
    };
    let head = |title: &str, day: &str| format!("---\ntitle: {title}\ndate: {day}\n---\n");
    put("docs/a/text.txt", SHILLINGS);
    put("docs/b/text.txt", "Nobody was fined in that year, and nobody paid.\n");
    put("docs/may.md", &format!("{}{SHILLINGS}", head("Minutes of the Road Board", "2024-05-14")));
    put(
        "docs/june.md",
        &format!("{}Nothing was decided.\n", head("Minutes of the Road Board", "2024-06-11")),
    );
    put("refs.bib", "@book{hartwell, file={docs/a/text.txt}}\n");
    put(
        "paths.md",
        "It “fined him two shillings for each failure” ([there](docs/a/text.txt)), and “nobody was fined in that month” ([here](docs/b/text.txt)).\n",
    );
    let output = check_in(&folder, &["paths.md", "--against", "docs"]);
    says(&output, 1, &["2 quotations checked, 1 passed", "1 failed"]);
    put(
        "dates.md",
        "It “fined him two shillings for each failure” (Minutes of the Road Board, 14 May 2024).\n",
    );
    let output = check_in(&folder, &["dates.md", "--against", "docs"]);
    says(&output, 0, &["1 quotation checked, 1 passed"]);
    put(
        "dates.md",
        "It “fined him two shillings for each failure” (Minutes of the Road Board, 11 June 2024).\n",
    );
    let output = check_in(&folder, &["dates.md", "--against", "docs"]);
    says(&output, 1, &["1 quotation checked, 0 passed"]);
    put("keys.md", "It “fined him two shillings for each failure” [@hartwel].\n");
    let output = check_in(&folder, &["keys.md", "--bibliography", "refs.bib", "--allow-empty"]);
    says(&output, 0, &["no document here is “hartwel”; did you mean the key `hartwell`?"]);
    let denied = ["keys.md", "--bibliography", "refs.bib", "--deny", "unchecked"];
    says(&check_in(&folder, &denied), 1, &["error: keys.md:1:", "not checked: no document here"]);
    put("broken.bib", "@book{a, author={X, title={Y}, file={docs/may.md}}\n");
    let output = check_in(&folder, &["keys.md", "--bibliography", "broken.bib"]);
    says(
        &output,
        2,
        &[
            "broken.bib:1: the entry `a` has a brace that is never closed",
            "broken.bib names no file that is one",
        ],
    );
}

/// The row of words that are in another document names it; `-q` leaves warnings out of the concise report.
#[test]
fn a_row_names_the_document_that_has_the_words() {
    let folder = wrong("check-other", "", SHILLINGS);
    std::fs::write(folder.join("docs/road.txt"), "The road was long, and the mules were slow.\n")
        .expect("it can be written");
    std::fs::write(
        folder.join("t.csv"),
        "quote,source\nfined him two shillings,road\nThe mules were slow,road\n",
    )
    .expect("it can be written");
    let output = check_in(&folder, &["t.csv", "--against", "docs", "--format", "csv"]);
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(table.contains("not in `road`, but they are in `minutes`"), "{table}");
    // The row names the cited document, and its place the other one's file.
    assert!(table.contains(",docs/road.txt,misattributed,docs/minutes.txt:1:11,"), "{table}");
    assert!(table.contains(",docs/road.txt,typographic,1:24,"), "{table}");
    for (more, shown) in [(None, true), (Some("-q"), false)] {
        let mut args = vec!["t.csv", "--against", "docs", "--format", "concise"];
        args.extend(more);
        let output = check_in(&folder, &args);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("error[quote/misattributed]"), "{text}");
        assert_eq!(text.contains("warning["), shown, "{text}");
    }
}

/// A sentence that names a text by its whole title, and says that it says the words, ties them; one that names a person, an
/// institution or a part of a title does not, and `--search` finds its words.
#[test]
fn a_sentence_that_names_a_text_ties_its_words() {
    let folder = scratch("check-named-text");
    std::fs::create_dir_all(folder.join("docs")).expect("it can be made");
    let put = |file: &str, text: &str| {
        std::fs::write(folder.join(file), text).expect("it can be written");
    };
    put(
        "docs/m.md",
        "---\ntitle: Minutes of Brannock Council\nauthor: Brannock Council\ndate: 2026-09-21\n---\nThe council resolved to keep the swing bridge open until the spring.\n",
    );
    put(
        "docs/r.md",
        "---\ntitle: Odell on Bridges\nauthor: R. Odell\ndate: 2026-08-02\n---\nThe bearings of the bridge have worn through on the northern side.\n",
    );
    put("docs/p.md", "---\ntitle: Bank of England\n---\nIt was founded in that year by a Scot.\n");
    let (own, other) = (
        "The council resolved to keep the swing bridge open",
        "The bearings of the bridge have worn through on the northern side",
    );
    let nowhere = "The gulls of the harbour ate each of the sandwiches";
    let (misattributed, absent) = ("1 failed (1 misattributed)", "1 failed (1 absent)");
    let uncited = "1 without a source";
    for (before, words, after, wanted) in [
        ("The Minutes of Brannock Council say: ", own, "", "1 passed"),
        ("The Minutes of Brannock Council say: ", other, "", misattributed),
        ("The Minutes of Brannock Council say: ", nowhere, "", absent),
        ("The Minutes of Brannock Council also state that ", other, "", misattributed),
        ("According to the Minutes of Brannock Council, ", own, "", "1 passed"),
        ("According to the Minutes of Brannock Council, ", other, "", misattributed),
        ("The minutes (Brannock Council, 21 September 2026) say: ", own, "", "1 passed"),
        ("The minutes (Brannock Council, 21 September 2026) say: ", other, "", misattributed),
        // What may have been said elsewhere: an institution, a part of a title, a title of which somebody speaks.
        ("The Bank of England says: ", other, "", uncited),
        ("The Minutes say: ", other, "", uncited),
        ("Asked about the Minutes of Brannock Council, the mayor said: ", other, "", uncited),
        ("The Minutes of Brannock Council were read, and Hay said: ", other, "", uncited),
        ("The Minutes of Brannock Council do not say: ", other, "", "0 failed"),
    ] {
        put("a.md", &format!("{before}“{words}”{after}.\n"));
        let args = ["a.md", "--against", "docs", "--search", "--allow-empty"];
        let output = check_in(&folder, &args);
        let code = i32::from(wanted.contains("1 failed"));
        says(&output, code, &[wanted]);
        if wanted == uncited {
            says(
                &output,
                code,
                &["found: nothing ties it to a document, but it is in docs/r.md:6:"],
            );
        }
    }
    // Where nothing says whose the words are, the note names the document that has them.
    put("a.md", &format!("At night (Brannock Council, 21 September 2026) one heard “{other}”.\n"));
    let output = check_in(&folder, &["a.md", "--against", "docs", "--allow-empty"]);
    says(&output, 0, &["not checked: unclear-source", "but docs/r.md has them"]);
}

/// A column that the table has by the name of an added one keeps it, and the added one has another.
#[test]
fn no_two_columns_have_one_name() {
    let folder = wrong("check-columns", "", SHILLINGS);
    for (head, wanted) in [
        ("quote,document", "quote,document,checked_document,verdict,place,"),
        ("quote,source", "quote,source,document,verdict,place,"),
    ] {
        let table = format!("{head}\nfined him two shillings,minutes\n");
        std::fs::write(folder.join("t.csv"), table).expect("it can be written");
        let output = check_in(&folder, &["t.csv", "--against", "docs", "--format", "csv"]);
        says(&output, 0, &["1 quotation checked, 1 passed"]);
        let table = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(table.trim_start_matches('\u{feff}').starts_with(wanted), "{table}");
    }
}

#[test]
fn what_cannot_be_checked_says_why() {
    let folder = wrong(
        "check-why",
        "It “fined him two shillings” [@minutes]. It “was a cold and windy day” [@scan].\n",
        SHILLINGS,
    );
    std::fs::write(folder.join("docs/scan.pdf"), "%PDF-1.4\n").expect("it can be written");
    let args = ["a.md", "--against", "docs", "--format", "csv"];
    let output = check_in(&folder, &args);
    let mut table = csv::Reader::from_reader(&*output.stdout);
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let row = rows.iter().find(|row| &row[5] == "unchecked").expect("a row");
    assert_eq!((&row[4], &row[7]), ("docs/scan.pdf", ""), "{row:?}");
    assert!(row[11].contains("it cannot be read as a PDF"), "{row:?}");
    let own = check_in(&folder, &["a.md", "--against", "a.md"]);
    says(&own, 2, &["is the manuscript itself"]);
    let nowhere = check_in(&folder, &["a.md", "--against", "docs", "--output-file", "no/x.json"]);
    says(&nowhere, 2, &["no/x.json cannot be written: the folder", "does not exist"]);
}

/// A year that a sentence ends with is no item of a list, though a line begins with it.
#[test]
fn a_line_that_begins_with_a_year_is_fixed() {
    for (name, number, fixed) in
        [("year", "1789", "fixed 1 string"), ("item", "17", "fixed 0 strings")]
    {
        let folder = wrong(
            &format!("check-fix-{name}"),
            &format!("The fishery “did recover until {number}” [@minutes].\n"),
            &format!(
                "The fishery in the bay did not recover until\n{number}. Even then, few boats went out.\n"
            ),
        );
        let output = check_in(&folder, &["a.md", "--against", "docs", "--fix", "--unsafe-fixes"]);
        says(&output, output.status.code().unwrap_or(2), &[fixed]);
    }
}
