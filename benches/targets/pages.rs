//! P12, P13: documents that are PDF files, beside other readers of them.

use crate::common::corpus::{claim, source_of};
use crate::common::measure::{Job, by_turns};
use crate::common::pdf::pdf;
use crate::common::words::{Random, Words, quote_of};
use crate::table::{Row, Same};
use crate::{Bench, PROGRAM, rivals, validate};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `PDFium` writes the hyphen of a line's end as U+FFFE or U+0002.
const PDFIUM: &str = r"
import sys, pypdfium2
for page in pypdfium2.PdfDocument(sys.argv[1]):
    text = page.get_textpage().get_text_bounded().replace('\ufffe', '-\n').replace('\x02', '-\n')
    sys.stdout.write(text.replace('\r\n', '\n') + '\n\n')
";

/// Letters of a page, about.
const PAGE: usize = 4_300;

/// Sentences that are looked for in what each reader makes of one file.
const SENTENCES: usize = 100;

/// A tie in each of the forms that are used most.
const TIES: [(&str, &str, &str); 3] =
    [("\\enquote{", "} \\autocite{", "}"), ("``", "'' \\cite{", "}"), ("\\said{", "}{", "}")];

impl Bench {
    pub(crate) fn pages(&mut self) {
        if self.wants("P12") {
            self.one_pdf();
            self.many_pdfs();
        }
        if self.wants("P13") {
            self.thesis();
        }
    }

    /// One file of 193 pages, one thread each; quoteproof also hashes it, and looks for quotes.
    fn one_pdf(&mut self) {
        let (root, pages) = archive(&self.folder, "pdf-one", 1, 193 * PAGE, SENTENCES);
        let file = root.join("corpus/document-0/text.pdf");
        let file = file.to_str().expect("a path");
        let (text, python) = (rivals::find("pdftotext"), rivals::find("python3"));
        let mut ours = validate(&root, "1");
        ours.arguments.extend(self.uncached);
        let poppler =
            Job { program: &text, arguments: vec!["-enc", "UTF-8", file, "-"], folder: &root };
        let pdfium = Job { program: &python, arguments: vec!["-c", PDFIUM, file], folder: &root };
        let mut runs = by_turns(&[&ours, &poppler, &pdfium], 5, Duration::from_mins(1)).into_iter();
        let ours = runs.next().flatten().expect("quoteproof runs");
        let (checked, passed) = ours.closing();
        for name in ["pdftotext", "PDFium (pypdfium2)"] {
            let done = runs.next().flatten().filter(|done| done.status == Some(0));
            let found = done.as_ref().map(|done| found_in(&done.said, &root));
            self.rows.push(Row {
                target: "P12",
                work: format!("text of a PDF of {pages} pages; here also {checked} quotes of it"),
                measure: "clock",
                ours: ours.cost.clock * 1e3,
                rival: name.to_owned(),
                theirs: done.map(|done| done.cost.clock * 1e3),
                wanted: (name == "pdftotext").then_some(1.0),
                same: found.map_or(Same::default(), |found| {
                    let detail =
                        format!("{passed} of {checked} sentences, {found} in the rival's text");
                    Same::new(passed == checked, detail)
                }),
            });
        }
        self.bounded(
            "P12",
            "the same, memory",
            ("memory", ours.cost.memory),
            ("200 MB", 200.0),
            Same::default(),
        );
    }

    fn many_pdfs(&mut self) {
        let (documents, quotes) = (100 / self.scale, 1_000 / self.scale);
        let (root, pages) = archive(&self.folder, "pdf-many", documents, 20 * PAGE, quotes);
        let mut job = validate(&root, "2");
        job.arguments.extend(self.uncached);
        let mut runs = by_turns(&[&job], 3, Duration::from_mins(1)).into_iter();
        let done = runs.next().flatten().expect("quoteproof runs");
        let (checked, passed) = done.closing();
        let same = Same::new(passed == checked, format!("{passed} of {checked} pass"));
        let work = format!("{checked} quotes on {documents} PDFs of {pages} pages together");
        self.bounded("P12", &work, ("clock", done.cost.clock * 1e3), ("3 s", 3_000.0), same);
    }

    /// A thesis of 300 pages in LaTeX, with 400 quotations of 60 PDFs, which have 2,000 pages together.
    fn thesis(&mut self) {
        let root = self.folder.join(format!("thesis-{}", self.scale));
        let (quotations, documents) = (400 / self.scale, 60 / self.scale);
        if !root.join("thesis.tex").exists() {
            thesis(&root, quotations, documents).expect("the thesis can be written");
        }
        let mut job = Job {
            program: PROGRAM,
            arguments: vec!["check", "thesis.tex", "--against", "sources"],
            folder: &root,
        };
        job.arguments.extend(self.uncached);
        let mut runs = by_turns(&[&job], 3, Duration::from_mins(1)).into_iter();
        let done = runs.next().flatten().expect("quoteproof runs");
        let (checked, passed) = done.closing();
        let wrong = quotations.div_ceil(10);
        let same = Same::new(
            (checked, passed) == (quotations, quotations - wrong),
            format!("{passed} of {checked} pass, {wrong} were changed"),
        );
        let work = format!("a thesis: {quotations} quotations of {documents} PDFs, 2,000 pages");
        let clock = ("clock", done.cost.clock * 1e3);
        self.bounded("P13", &format!("{work}, nothing kept"), clock, ("5 s", 5_000.0), same);
        if self.uncached.is_none() {
            self.left.push("P13, second run: nothing is kept between runs".to_owned());
            return;
        }
        let mut again = job.clone();
        again.arguments.pop();
        // The first of them fills the cache; the least is of the others.
        let mut runs = by_turns(&[&again], 4, Duration::from_mins(1)).into_iter();
        let done = runs.next().flatten().expect("quoteproof runs");
        let same = Same::new(done.closing() == (checked, passed), "as before".to_owned());
        let clock = ("clock", done.cost.clock * 1e3);
        self.bounded("P13", &format!("{work}, again"), clock, ("1 s", 1_000.0), same);
    }
}

/// An archive of PDFs, each of about so many bytes of text, and its number of pages.
fn archive(
    folder: &Path,
    name: &str,
    documents: usize,
    bytes: usize,
    quotes: usize,
) -> (PathBuf, usize) {
    let root = folder.join(format!("{name}-{documents}-{bytes}-{quotes}"));
    let counted = root.join("pages.txt");
    if let Some(pages) = std::fs::read_to_string(&counted).ok().and_then(|n| n.parse().ok()) {
        return (root, pages);
    }
    let pages = write(&root, documents, bytes, quotes).expect("the archive can be written");
    std::fs::write(counted, pages.to_string()).expect("the archive can be written");
    (root, pages)
}

fn write(root: &Path, documents: usize, bytes: usize, quotes: usize) -> std::io::Result<usize> {
    let (words, mut all) = (Words::new(), 0);
    let folder = root.join("claims");
    std::fs::create_dir_all(&folder)?;
    let mut list = String::new();
    for number in 0..documents {
        let mut random = Random::new(12, number);
        let text = words.text(&mut random, bytes);
        let (file, pages) = pdf(&text);
        all += pages;
        let id = format!("document-{number}");
        source_of(root, &id, ("text.pdf", "application/pdf"), &file)?;
        let own: Vec<String> =
            (0..quotes / documents).map(|_| quote_of(&mut random, &text, 160)).collect();
        for quote in &own {
            list += &format!("{quote}\n");
        }
        claim(
            &folder,
            &format!("claim-{number}"),
            "A claim of the benchmark.",
            "supported",
            &id,
            &own,
        )?;
    }
    std::fs::write(root.join("quotes.txt"), list)?;
    Ok(all)
}

/// How many of an archive's quotes stand in a text, when only white space and the hyphens of line ends do not count.
fn found_in(text: &str, root: &Path) -> usize {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (text, quotes) = (plain(text), std::fs::read_to_string(root.join("quotes.txt")));
    quotes
        .expect("the archive's quotes")
        .lines()
        .filter(|quote| text.contains(&plain(quote)))
        .count()
}

/// Writes a thesis; each tenth quotation has a word too many.
fn thesis(root: &Path, quotations: usize, documents: usize) -> std::io::Result<()> {
    let (words, mut random) = (Words::new(), Random::new(13, 0));
    std::fs::create_dir_all(root.join("sources"))?;
    let (mut texts, mut entries) = (Vec::new(), String::new());
    for number in 0..documents {
        let text = words.text(&mut Random::new(13, number + 1), 2_000 / 60 * PAGE);
        std::fs::write(root.join(format!("sources/work{number}.pdf")), pdf(&text).0)?;
        entries += &format!(
            "@book{{work{number}, title = {{Work {number}}}, file = {{sources/work{number}.pdf}}}}\n"
        );
        texts.push(text);
    }
    std::fs::write(root.join("refs.bib"), entries)?;
    let mut body = String::new();
    for number in 0..quotations {
        let of = random.below(documents);
        let mut quote = quote_of(&mut random, &texts[of], 200);
        if number % 10 == 0 {
            let (head, tail) = quote.split_once(' ').expect("some words");
            quote = format!("{head} never {tail}");
        }
        let (before, tie, after) = TIES[number % TIES.len()];
        // Three quarters of a page stand between two quotations.
        let prose = words.text(&mut random, 1_800);
        body += &format!("{prose}\n\nIt is said that {before}{quote}{tie}work{of}{after}.\n\n");
    }
    let head = "\\documentclass{book}\n\\addbibresource{refs.bib}\n\\newcommand{\\said}[2]{\\enquote{#1} \\parencite{#2}}\n";
    let whole = format!("{head}\\begin{{document}}\n{body}\\end{{document}}\n");
    std::fs::write(root.join("thesis.tex"), whole)
}
