//! `quoteproof check`: one set of quotations in each format, one table of answers.

use crate::tool::{quoteproof, root, says, scratch};
use proptest::prelude::*;
use quoteproof::manuscript::{Columns, Form, read};
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
        &["the table has no column `quote`: it has words, where", "--map quote=COLUMN"],
    );
    says(&run(&["--map", "quote=words,source=where"]), 0, &["1 quotation checked, 1 passed"]);
    says(
        &run(&["--map", "quote=words,source=where", "--against", "nothing"]),
        2,
        &["there is no such folder"],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn every_quotation_maps_back_into_its_file(
        text in "([a-z]{1,4}|[“”„«»\"'`]| |\n|\n\n|> |\\[@a, p\\. 3\\]|\\(Smith, 2020\\)|\\\\enquote\\{|\\\\textcquote\\{a\\}\\{|\\}|\\{|\\\\cite\\{a\\}|%|\\$|--|~|&amp;|é|😀|,){0,60}",
    ) {
        for form in [Form::Plain, Form::Markdown, Form::Latex, Form::Csv, Form::Tsv] {
            let Ok(manuscript) = read(&text, form, &Columns::default()) else { continue };
            for quotation in manuscript.quotations {
                let span = quotation.origin.span(Span::new(0, quotation.text.len()));
                prop_assert!(text.get(span.range()).is_some(), "{:?} {:?} {:?}", form, text, quotation);
            }
        }
    }
}
