//! Large and slow input.

use super::{PROGRAM, Row, Temporary, files};
use crate::common::corpus::{EVIDENCE, Plan, claim, source, source_of};
use crate::common::measure::{Done, Job};
use crate::common::words::{Random, Words, quote_of};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::path::Path;
use std::time::Duration;

/// A run that takes longer is ended.
const PATIENCE: Duration = Duration::from_mins(10);

/// Writes a repository of a tenth (10) or of all (1), says what it is, and how many quotes must be found.
type Make = fn(&Path, usize) -> std::io::Result<(String, usize)>;

/// What a run must keep to.
#[derive(Clone, Copy)]
enum Bound {
    /// Megabytes.
    Memory(f64),
    /// Seconds of the processor: what else the machine does counts for nothing.
    Processor(f64),
}

pub(crate) struct Case {
    pub(crate) name: &'static str,
    make: Make,
    bound: Bound,
    /// The arguments, with blanks between.
    arguments: &'static str,
    /// The input is past a limit that ends the run: it must end with 2, and with no other.
    refused: bool,
}

/// A run of `validate` that must keep to a bound.
const fn checked(name: &'static str, make: Make, bound: Bound) -> Case {
    Case { name, make, bound, arguments: "validate --root . --format concise", refused: false }
}

/// A run of some command that may take so many seconds of the processor.
const fn ends(name: &'static str, make: Make, seconds: f64, arguments: &'static str) -> Case {
    Case { name, make, bound: Bound::Processor(seconds), arguments, refused: false }
}

/// The same on an input that is past a limit which ends the run.
const fn refused(name: &'static str, make: Make, seconds: f64, arguments: &'static str) -> Case {
    Case { refused: true, ..ends(name, make, seconds, arguments) }
}

const STAGED: &str = "validate --root . --format concise --staged";
const CHANGED: &str = "validate --root . --format concise --changed-since first";

/// `limits.txt`, beside this file, has the limits that each of them reaches.
pub(crate) const ALL: [Case; 65] = [
    checked("line", line, Bound::Memory(7_500.0)),
    checked("claims", claims, Bound::Memory(400.0)),
    checked("failing", failing, Bound::Processor(600.0)),
    checked("one-word", one_word, Bound::Processor(60.0)),
    checked("one-word-long", one_word_long, Bound::Processor(60.0)),
    checked("same-start", same_start, Bound::Processor(60.0)),
    checked("documents", documents, Bound::Memory(1_000.0)),
    checked("corpus", corpus, Bound::Memory(2_000.0)),
    // What one small file may cost, limit by limit.
    checked("pieces", pieces, Bound::Processor(2.0)),
    checked("pieces-allowed", pieces_allowed, Bound::Processor(5.0)),
    checked("brackets", brackets, Bound::Processor(10.0)),
    checked("ambiguous", ambiguous, Bound::Processor(30.0)),
    checked("context", context, Bound::Processor(10.0)),
    checked("hidden", hidden, Bound::Processor(5.0)),
    checked("unknown-members", unknown_members, Bound::Processor(2.0)),
    checked("wrong-evidence", wrong_evidence, Bound::Memory(400.0)),
    checked("json-size", json_size, Bound::Memory(100.0)),
    checked("json-depth", json_depth, Bound::Processor(2.0)),
    refused("config-size", files::config_size, 2.0, "validate --root . --format concise"),
    refused("baseline-size", files::baseline_size, 5.0, "validate --root . --format concise"),
    checked("links", links, Bound::Processor(30.0)),
    // The same for documents.
    checked("xml-levels", xml_levels, Bound::Processor(5.0)),
    checked("xml-entities", xml_entities, Bound::Memory(200.0)),
    checked("latex-groups", latex_groups, Bound::Processor(10.0)),
    checked("latex-commands", latex_commands, Bound::Processor(10.0)),
    checked("rtf-groups", rtf_groups, Bound::Processor(10.0)),
    checked("mail-parts", mail_parts, Bound::Processor(10.0)),
    checked("docx-blanks", docx_blanks, Bound::Memory(400.0)),
    // What is less often met: strings, files, containers, other commands.
    checked("json-strings", files::json_strings, Bound::Processor(5.0)),
    checked("notes", files::notes, Bound::Processor(30.0)),
    checked("cut-words", files::cut_words, Bound::Processor(20.0)),
    checked("sparse-file", files::sparse_file, Bound::Memory(200.0)),
    checked("link-chain", files::link_chain, Bound::Processor(2.0)),
    checked("html-styles", files::html_styles, Bound::Processor(10.0)),
    checked("html-marks", files::html_marks, Bound::Processor(10.0)),
    checked("front-matter", files::front_matter, Bound::Processor(5.0)),
    checked("odt-styles", files::odt_styles, Bound::Processor(10.0)),
    checked("docx-styles", files::docx_styles, Bound::Processor(10.0)),
    checked("docx-members", files::docx_members, Bound::Processor(10.0)),
    checked("docx-whole", files::docx_whole, Bound::Memory(1_000.0)),
    checked("warc-records", files::warc_records, Bound::Processor(10.0)),
    checked("warc-packed", files::warc_packed, Bound::Memory(1_000.0)),
    checked("mail-depth", files::mail_depth, Bound::Processor(10.0)),
    checked("subtitles", files::subtitles, Bound::Processor(20.0)),
    checked("pdf-pages", files::pdf_pages, Bound::Processor(30.0)),
    checked("pdf-stream", files::pdf_stream, Bound::Memory(1_000.0)),
    checked("pdf-forms", files::pdf_forms, Bound::Processor(60.0)),
    checked("pdf-glyphs", files::pdf_glyphs, Bound::Processor(60.0)),
    checked("pdf-boxes", files::pdf_boxes, Bound::Processor(60.0)),
    ends("find-places", files::find_places, 30.0, "find --root . word other word"),
    ends("find-words", files::find_words, 30.0, "find --root . harbour ferry meeting"),
    ends("sarif", files::many_findings, 60.0, "validate --root . --format sarif"),
    ends("site", files::site, 120.0, "site out --root ."),
    ends("check-marks", files::check_marks, 60.0, "check a.md --against docs"),
    refused("check-many", files::check_many, 60.0, "check a.md --against docs"),
    ends("check-latex", files::check_latex, 60.0, "check a.tex --against docs"),
    ends("check-typst", files::check_typst, 60.0, "check a.typ --against docs"),
    ends("check-wiki", files::check_wiki, 60.0, "check a.wiki --against docs"),
    ends("check-notes", files::check_notes, 60.0, "check a.md --against docs"),
    ends("check-yaml", files::check_yaml, 60.0, "check a.yaml --against docs"),
    ends("verify-row", files::verify_row, 30.0, "verify rows.jsonl --documents docs.jsonl"),
    ends("staged-blob", files::staged_blob, 60.0, "validate --root . --staged"),
    checked("many-files", files::many_files, Bound::Memory(1_000.0)),
    ends("staged-files", files::staged_files, 60.0, STAGED),
    ends("changed-files", files::changed_files, 60.0, CHANGED),
];

impl Case {
    /// Makes the input, runs the command on it, and deletes it.
    pub(crate) fn run(&self, folder: &Path, scale: usize) -> Row {
        let root = Temporary(folder.join(self.name));
        let _ = std::fs::remove_dir_all(&root.0);
        eprintln!("generating {}", root.0.display());
        std::fs::create_dir_all(&root.0).expect("the folder can be made");
        let (what, standing) = (self.make)(&root.0, scale).expect("the input can be written");
        let arguments = self.arguments.split(' ').collect();
        let job = Job { program: PROGRAM, arguments, folder: &root.0 };
        let done = job.run_within(PATIENCE).expect("quoteproof runs");
        self.row(what, standing, &done)
    }

    fn row(&self, what: String, standing: usize, done: &Done) -> Row {
        let (checked, passed) = done.closing();
        // A file with mistakes of its own has no quotes that are checked.
        let status = match done.status {
            Some(0) => passed == checked && !self.refused,
            Some(1) => !self.refused,
            Some(2) => self.refused,
            _ => false,
        };
        let right = status && passed >= standing;
        let (bound, within) = match self.bound {
            Bound::Memory(most) => (format!("{most:.0} MB"), done.cost.memory <= most),
            Bound::Processor(most) => (format!("{most:.0} s"), done.cost.cpu <= most),
        };
        Row {
            name: self.name,
            what,
            clock: format!("{:.2}", done.cost.clock),
            cpu: format!("{:.2}", done.cost.cpu),
            memory: format!("{:.0}", done.cost.memory),
            status: done.status.map_or("ended".to_owned(), |status| status.to_string()),
            found: format!("{passed} of {checked}, {standing} stand"),
            bound,
            kept: if within && right { "yes" } else { "NO" },
        }
    }
}

/// A line of a gigabyte, and quotes from all over it.
fn line(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    const PIECE: usize = 4_000_000;
    let words = Words::new();
    let pieces: Vec<String> = (0..1_000_000_000 / PIECE / scale)
        .into_par_iter()
        .map(|at| words.text(&mut Random::new(21, at), PIECE).replace("\n\n", " "))
        .collect();
    let mut random = Random::new(22, 0);
    let mut quotes: Vec<String> =
        (0..8).map(|at| quote_of(&mut random, &pieces[at * pieces.len() / 8], 160)).collect();
    for quote in &mut quotes[4..] {
        *quote = changed(quote);
    }
    source(root, "line", &pieces.concat())?;
    write_claims(root, "line", &quotes)?;
    let megabytes = pieces.len() * PIECE / 1_000_000;
    Ok((format!("a line of {megabytes} MB; 4 quotes that stand, 4 that fail"), 4))
}

fn claims(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    generated(root, 10_000 / scale, 28_000, 1_000_000 / scale, 0, 1)
}

fn documents(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    generated(root, 1_000 / scale, 5_000_000, 10_000 / scale, 8, EVIDENCE)
}

fn corpus(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    generated(root, 50_000 / scale, 100_000, 100_000 / scale, 8, EVIDENCE)
}

pub(super) fn generated(
    root: &Path,
    documents: usize,
    bytes: usize,
    quotes: usize,
    edited: usize,
    evidence: usize,
) -> std::io::Result<(String, usize)> {
    let plan = Plan { name: "set", documents, bytes, quotes, edited, broken: 0, evidence };
    plan.write(root)?;
    let size = documents * bytes / 1_000_000;
    let what =
        format!("{quotes} quotes, {edited} % edited, {documents} documents, {size} MB in all");
    Ok((what, crate::common::corpus::standing(root)))
}

/// Many quotes that fail, on one document.
fn failing(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let (words, mut random) = (Words::new(), Random::new(23, 0));
    let text = words.text(&mut random, 1_000_000);
    let count = 100_000 / scale;
    let quotes: Vec<String> =
        (0..count).map(|_| changed(&quote_of(&mut random, &text, 160))).collect();
    source(root, "failing", &text)?;
    write_claims(root, "failing", &quotes)?;
    Ok((format!("{count} failing quotes on 1 MB"), 0))
}

/// Quotes of four words and more, all of them the same word, as is the document.
fn one_word(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 10_000 / scale;
    let quotes: Vec<String> = (0..count).map(|at| vec!["word"; 4 + at % 60].join(" ")).collect();
    source(root, "one-word", &"word ".repeat(200_000))?;
    write_claims(root, "one-word", &quotes)?;
    Ok((format!("{count} quotes of one word again and again, as 1 MB is"), count))
}

/// One quote of ten thousand words, all the same, as is the document; and one with a word changed.
fn one_word_long(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let good = vec!["word"; 10_000 / scale].join(" ");
    let bad = changed(&good);
    source(root, "one-word", &"word ".repeat(200_000))?;
    write_claims(root, "one-word", &[good, bad])?;
    Ok((format!("a word {} times in 1 MB of it, and with a change", 10_000 / scale), 1))
}

/// Quotes that start with the same words as all sentences of the document; half of them fail.
fn same_start(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    const START: &str = "The committee of the harbour resolved in its meeting that evening that ";
    let count = 10_000 / scale;
    let (words, mut random) = (Words::new(), Random::new(24, 0));
    let mut end = || (0..8).map(|_| words.draw(&mut random)).collect::<Vec<_>>().join(" ");
    let mut quotes: Vec<String> =
        (0..count).map(|at| format!("{START}{} item{at}", end())).collect();
    source(root, "same-start", &(quotes.join(". ") + "."))?;
    for quote in quotes.iter_mut().step_by(2) {
        *quote = quote.replacen("item", "xylophone", 1);
    }
    write_claims(root, "same-start", &quotes)?;
    Ok((format!("{count} quotes that start with the same 71 letters, half fail"), count / 2))
}

/// Words that stand again and again in 2.4 MB.
pub(super) const AGAIN: &str = "word other ";

pub(super) fn again(root: &Path, quotes: &[String]) -> std::io::Result<()> {
    source(root, "again", &AGAIN.repeat(218_000))?;
    write_claims(root, "again", quotes)
}

/// A quote of a thousand pieces that stand everywhere: 14 KB that once took 4 GB.
fn pieces(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 1_000 / scale + 1;
    again(root, &[vec![AGAIN.trim(); count].join(" … ")])?;
    Ok((format!("{count} pieces that stand in 218,000 places"), 0))
}

/// As many as a quote may have, on a document that has each piece as often as it may.
fn pieces_allowed(root: &Path, _: usize) -> std::io::Result<(String, usize)> {
    source(root, "again", &AGAIN.repeat(1_900))?;
    // Pieces of two words must share a sentence, and here is none that they could share.
    let quotes = ["word other", "word other word"].map(|piece| vec![piece; 100].join(" … "));
    write_claims(root, "again", &quotes)?;
    Ok(("100 pieces that stand in 1,900 places, and of three words".to_owned(), 1))
}

/// Brackets at one place and between all words.
fn brackets(root: &Path, _: usize) -> std::io::Result<(String, usize)> {
    let one_place = format!("{AGAIN}{} {AGAIN}", "[]".repeat(90));
    let everywhere = vec![AGAIN.trim(); 50].join(" [such] ");
    source(root, "again", &AGAIN.repeat(19_000))?;
    write_claims(root, "again", &[one_place, everywhere])?;
    Ok(("90 brackets at one place, and between 50 pieces".to_owned(), 0))
}

/// Quotes that stand everywhere.
fn ambiguous(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 1_000 / scale;
    again(root, &vec![AGAIN.repeat(2); count])?;
    Ok((format!("{count} quotes that stand in 109,000 places"), count))
}

/// Quotes that stand everywhere, with a prefix that stands nowhere, though all but its first word does.
fn context(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 100 / scale;
    let prefix = format!("never {}", AGAIN.repeat(90));
    let evidence = serde_json::json!({"source": "again", "quote": AGAIN.repeat(2), "stance": "supports", "prefix": prefix});
    again(root, &[])?;
    raw_claim(root, &format!("\"evidence\": [{}]", vec![evidence.to_string(); count].join(",")))?;
    Ok((format!("{count} such quotes with a prefix of 1,000 characters"), 0))
}

/// Characters that nobody sees, in a row and with spaces between.
fn hidden(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 100_000 / scale;
    source(root, "again", &AGAIN.repeat(100))?;
    let quotes = ["\u{200b}", "\u{200b} "].map(|h| format!("{AGAIN}{}{AGAIN}", h.repeat(count)));
    write_claims(root, "again", &quotes)?;
    Ok((format!("{count} hidden characters in a row, and with spaces"), 0))
}

fn unknown_members(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 100_000 / scale;
    let members: Vec<String> = (0..count).map(|at| format!("\"k{at}\": 1")).collect();
    raw_claim(root, &members.join(","))?;
    Ok((format!("a claim with {count} unknown members"), 0))
}

fn wrong_evidence(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 100_000 / scale;
    raw_claim(root, &format!("\"evidence\": [{}]", vec!["{\"a\": 1}"; count].join(",")))?;
    Ok((format!("a claim with {count} pieces of evidence that are none"), 0))
}

fn json_size(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let megabytes = 300 / scale;
    raw_claim(root, &format!("\"note\": \"{}\"", "a".repeat(megabytes * 1_000_000)))?;
    Ok((format!("a claim of {megabytes} MB"), 0))
}

fn json_depth(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let levels = 1_000_000 / scale;
    raw_claim(root, &format!("\"note\": {}", "[".repeat(levels)))?;
    Ok((format!("a claim with {levels} arrays in each other"), 0))
}

/// Links to folders of links, two to each.
#[cfg(unix)]
fn links(root: &Path, _: usize) -> std::io::Result<(String, usize)> {
    const ROOMS: usize = 24;
    raw_claim(root, "\"note\": 1")?;
    for at in 0..ROOMS {
        let room = root.join(format!("rooms/{at}"));
        std::fs::create_dir_all(&room)?;
        for door in ["a", "b"] {
            std::os::unix::fs::symlink(format!("../{}", at + 1), room.join(door))?;
        }
    }
    std::fs::create_dir_all(root.join(format!("rooms/{ROOMS}")))?;
    std::os::unix::fs::symlink("../rooms/0", root.join("claims/more"))?;
    Ok((format!("2 to the power of {ROOMS} folders by links"), 0))
}

/// There are none here.
#[cfg(not(unix))]
fn links(root: &Path, _: usize) -> std::io::Result<(String, usize)> {
    raw_claim(root, "\"note\": 1")?;
    Ok(("no links on this system".to_owned(), 0))
}

/// A document of a type, and a quote that does not stand in it.
pub(super) fn document(
    root: &Path,
    (name, media_type): (&str, &str),
    file: &[u8],
) -> std::io::Result<()> {
    source_of(root, "document", (name, media_type), file)?;
    write_claims(root, "document", &["words that stand nowhere in it".to_owned()])
}

fn xml_levels(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let levels = 500_000 / scale;
    let text = "<div>".repeat(levels) + "word" + &"</div>".repeat(levels);
    document(root, ("text.xml", "application/tei+xml"), text.as_bytes())?;
    Ok((format!("TEI with {levels} elements in each other"), 0))
}

fn xml_entities(root: &Path, _: usize) -> std::io::Result<(String, usize)> {
    let entity = |at: usize| format!("<!ENTITY e{} \"&e{at};&e{at};&e{at};&e{at};\">", at + 1);
    let all: String = (0..30).map(entity).collect();
    let text = format!(
        "<!DOCTYPE a [<!ENTITY e0 \"word \">{all}]><article><body><p>&e30;</p></body></article>"
    );
    document(root, ("text.xml", "application/jats+xml"), text.as_bytes())?;
    Ok(("JATS with entities for 4 words to the power of 30".to_owned(), 0))
}

fn latex_groups(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let groups = 500_000 / scale;
    document(root, ("text.tex", "application/x-tex"), "{\\emph".repeat(groups).as_bytes())?;
    Ok((format!("LaTeX with {groups} groups that never close"), 0))
}

/// Commands each of which is two of the next.
fn latex_commands(root: &Path, _: usize) -> std::io::Result<(String, usize)> {
    let command = |at: u8| {
        let (one, next) = (char::from(b'a' + at), char::from(b'a' + (at + 1) % 26));
        format!("\\newcommand{{\\x{one}}}{{\\x{next} \\x{next}}}")
    };
    let text = (0..26).map(command).collect::<String>() + "\\xa";
    document(root, ("text.tex", "application/x-tex"), text.as_bytes())?;
    Ok(("LaTeX with 26 commands that double each other".to_owned(), 0))
}

fn rtf_groups(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let groups = 1_000_000 / scale;
    let text = format!("{{\\rtf1 {}", "{\\b ".repeat(groups));
    document(root, ("text.rtf", "application/rtf"), text.as_bytes())?;
    Ok((format!("RTF with {groups} groups that never close"), 0))
}

fn mail_parts(root: &Path, scale: usize) -> std::io::Result<(String, usize)> {
    let count = 100_000 / scale;
    let parts = "--b\nContent-Type: text/plain\n\nword\n".repeat(count);
    let text = format!("Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--");
    document(root, ("text.eml", "message/rfc822"), text.as_bytes())?;
    Ok((format!("a message of {count} parts"), 0))
}

/// 80 MB of nothing in a file of 80 KB.
fn docx_blanks(root: &Path, _: usize) -> std::io::Result<(String, usize)> {
    use std::io::Write;
    let relations = "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"d.xml\"/></Relationships>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("_rels/.rels", relations), ("d.xml", &" ".repeat(80 << 20))] {
        archive.start_file(name, zip::write::SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes())?;
    }
    let file = archive.finish()?.into_inner();
    let what = format!("a DOCX of {} KB with 80 MB of blanks", file.len() / 1_000);
    let media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    document(root, ("text.docx", media_type), &file)?;
    Ok((what, 0))
}

/// A claim with some members as they are.
pub(super) fn raw_claim(root: &Path, members: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(root.join("claims"))?;
    std::fs::create_dir_all(root.join("corpus"))?;
    let head = r#""id": "raw", "statement": "A generated claim.", "label": "supported""#;
    std::fs::write(root.join("claims/raw.json"), format!("{{{head}, {members}}}"))
}

/// The word in the middle replaced by one that no text has.
fn changed(quote: &str) -> String {
    let words: Vec<&str> = quote.split(' ').collect();
    let change = |(at, word): (usize, &&str)| {
        (if at == words.len() / 2 { "xylophone" } else { word }).to_owned()
    };
    words.iter().enumerate().map(change).collect::<Vec<_>>().join(" ")
}

pub(super) fn write_claims(root: &Path, id: &str, quotes: &[String]) -> std::io::Result<()> {
    for (number, group) in quotes.chunks(4).enumerate() {
        let folder = root.join("claims").join(format!("{}", number / 1_000));
        std::fs::create_dir_all(&folder)?;
        claim(
            &folder,
            &format!("claim-{number}"),
            "A claim with generated quotes.",
            "supported",
            id,
            group,
        )?;
    }
    Ok(())
}
