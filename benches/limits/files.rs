//! Files and commands whose limits are less often met: long strings, odd files, containers, PDF, manuscripts, rows.

use super::cases::{AGAIN, again, document, generated, raw_claim, write_claims};
use crate::common::corpus::source;
use crate::common::pdf::{objects, stream};
use std::io::Write;
use std::path::Path;

/// What an input is, and how many quotes must be found.
type Made = std::io::Result<(String, usize)>;

const DOCX: (&str, &str) =
    ("text.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
const PDF: (&str, &str) = ("text.pdf", "application/pdf");
const WARC: (&str, &str) = ("text.warc", "application/warc");

/// A configuration with very many folders of texts.
pub(super) fn config_size(root: &Path, scale: usize) -> Made {
    let megabytes = 100 / scale;
    raw_claim(root, "\"note\": 1")?;
    let texts = "\"a\",".repeat(megabytes * 250_000);
    std::fs::write(root.join("quoteproof.toml"), format!("texts = [{texts}]\n"))?;
    Ok((format!("a configuration of {megabytes} MB"), 0))
}

/// A baseline whose findings are numbers.
pub(super) fn baseline_size(root: &Path, scale: usize) -> Made {
    let megabytes = 100 / scale;
    raw_claim(root, "\"note\": 1")?;
    let findings = "1,".repeat(megabytes * 500_000);
    let text = format!("{{\"version\": 1, \"findings\": [{findings}1]}}\n");
    std::fs::write(root.join("quoteproof-baseline.json"), text)?;
    Ok((format!("a baseline of {megabytes} MB with a fault"), 0))
}

/// A date, an address and an unknown member's name of some megabytes each.
pub(super) fn json_strings(root: &Path, scale: usize) -> Made {
    let long = "1".repeat(5_000_000 / scale);
    raw_claim(
        root,
        &format!(
            "\"date\": \"{long}\", \"{long}\": 1, \"$schema\": \"https://example.org/{long}\""
        ),
    )?;
    Ok((format!("a date, an address and a name of {} bytes", long.len()), 0))
}

/// Words with the marks of notes after each, and quotes without them that differ at their ends.
pub(super) fn notes(root: &Path, scale: usize) -> Made {
    let count = 200_000 / scale;
    let text = "word<sup>1</sup> other<sup>[2]</sup> ".repeat(count);
    let quotes: Vec<String> = (0..40).map(|at| format!("{}end{at}", AGAIN.repeat(8))).collect();
    document(root, ("text.html", "text/html"), format!("<p>{text}</p>").as_bytes())?;
    write_claims(root, "document", &quotes)?;
    Ok((format!("{} marks of notes, 40 quotes that fail at their ends", 2 * count), 0))
}

/// Quotes that begin and end inside words which stand everywhere.
pub(super) fn cut_words(root: &Path, scale: usize) -> Made {
    let count = 100 / scale;
    again(root, &vec!["ord other word othe".to_owned(); count])?;
    Ok((format!("{count} quotes that are cut inside words, in 218,000 places"), 0))
}

/// A text of 3 GB, none of which is on the disk.
pub(super) fn sparse_file(root: &Path, _: usize) -> Made {
    source(root, "document", "")?;
    let file = std::fs::File::create(root.join("corpus/document/text.txt"))?;
    file.set_len(3 << 30)?;
    write_claims(root, "document", &["words that stand nowhere in it".to_owned()])?;
    Ok(("a text of 3 GB".to_owned(), 0))
}

/// A claim behind more links than one path may have.
#[cfg(unix)]
pub(super) fn link_chain(root: &Path, _: usize) -> Made {
    raw_claim(root, "\"note\": 1")?;
    std::fs::create_dir_all(root.join("links"))?;
    std::fs::rename(root.join("claims/raw.json"), root.join("links/0"))?;
    for at in 1..100 {
        std::os::unix::fs::symlink(format!("{}", at - 1), root.join(format!("links/{at}")))?;
    }
    std::os::unix::fs::symlink("../links/99", root.join("claims/raw.json"))?;
    Ok(("a claim behind 100 symbolic links".to_owned(), 0))
}

/// There are none here.
#[cfg(not(unix))]
pub(super) fn link_chain(root: &Path, _: usize) -> Made {
    raw_claim(root, "\"note\": 1")?;
    Ok(("no links on this system".to_owned(), 0))
}

/// Rules of a style sheet, and elements that each of them may be of.
pub(super) fn html_styles(root: &Path, scale: usize) -> Made {
    let count = 100_000 / scale;
    let rule = |at| format!(".c{at} div p {{display: none}}\n");
    let rules: String = (0..count).map(rule).collect();
    let body = "<div class='c1 c2'><p>word</p></div>".repeat(count / 10);
    let page = format!("<style>{rules}</style>{body}");
    document(root, ("text.html", "text/html"), page.as_bytes())?;
    Ok((format!("a page with {count} rules of style"), 0))
}

/// Raised text, fractions and readings, each longer than any is, and open.
pub(super) fn html_marks(root: &Path, scale: usize) -> Made {
    let count = 100_000 / scale;
    let kinds = ["<sup>a b", "<math><mfrac><mn>1 2", "<ruby>a<rt>b c", "<a href='#fn1'>note"];
    let body: String = kinds.iter().map(|kind| kind.repeat(count)).collect();
    document(root, ("text.html", "text/html"), body.as_bytes())?;
    Ok((format!("{count} each of <sup>, <mfrac>, <rt>, <a> that never end"), 0))
}

pub(super) fn front_matter(root: &Path, scale: usize) -> Made {
    let lines = 1_000_000 / scale;
    let text = format!("---\n{}", "a: b\n".repeat(lines));
    document(root, ("text.md", "text/markdown"), text.as_bytes())?;
    Ok((format!("front matter of {lines} lines that never ends"), 0))
}

/// Styles each of which is like the next, and a blank that means a thousand million of them.
pub(super) fn odt_styles(root: &Path, scale: usize) -> Made {
    let count = 100_000 / scale;
    let style = |at| {
        format!(
            "<style:style style:name='s{at}' style:family='text' style:parent-style-name='s{}'/>",
            at + 1
        )
    };
    let styles: String = (0..count).map(style).collect();
    let text = "<text:p><text:span text:style-name='s0'>word<text:s text:c='1000000000'/></text:span></text:p>";
    let file = format!(
        "<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
         xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' \
         xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>\
         <office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{}</office:text></office:body></office:document>",
        text.repeat(count / 10)
    );
    document(
        root,
        ("text.fodt", "application/vnd.oasis.opendocument.text-flat-xml"),
        file.as_bytes(),
    )?;
    Ok((
        format!("an ODT with a chain of {count} styles, and 10⁹ blanks in {} places", count / 10),
        0,
    ))
}

/// A Word file with these members.
fn docx(members: &[(String, String)]) -> std::io::Result<Vec<u8>> {
    let relations = "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"word/d.xml\"/></Relationships>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let first = ("_rels/.rels".to_owned(), relations.to_owned());
    for (name, text) in std::iter::once(&first).chain(members) {
        archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn word(body: &str) -> (String, String) {
    let text = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
    ("word/d.xml".to_owned(), text)
}

pub(super) fn docx_styles(root: &Path, scale: usize) -> Made {
    let count = 50_000 / scale;
    let style = |at| {
        format!(
            "<w:style w:type='paragraph' w:styleId='s{at}'><w:basedOn w:val='s{}'/></w:style>",
            at + 1
        )
    };
    let styles: String = (0..count).map(style).collect();
    let text = "<w:p><w:pPr><w:pStyle w:val='s0'/></w:pPr><w:r><w:t>word</w:t></w:r></w:p>";
    let styles = format!("<w:styles xmlns:w='w'>{styles}</w:styles>");
    let parts = "<Relationships><Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>";
    let file = docx(&[
        word(&text.repeat(count / 10)),
        ("word/_rels/d.xml.rels".to_owned(), parts.to_owned()),
        ("word/styles.xml".to_owned(), styles),
    ])?;
    document(root, DOCX, &file)?;
    Ok((format!("a DOCX with a chain of {count} styles"), 0))
}

pub(super) fn docx_members(root: &Path, scale: usize) -> Made {
    let count = 50_000 / scale;
    let mut members = vec![word("<w:p><w:r><w:t>word</w:t></w:r></w:p>")];
    members.extend((0..count).map(|at| (format!("word/m{at}"), String::new())));
    document(root, DOCX, &docx(&members)?)?;
    Ok((format!("a DOCX of {count} members"), 0))
}

/// Members that are allowed one by one, and not together.
pub(super) fn docx_whole(root: &Path, _: usize) -> Made {
    let text: String =
        (0..5_000_000_u64).map(|at| char::from(b'a' + (at * at % 26) as u8)).collect();
    let part = |name: &str| {
        let paragraphs = format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>").repeat(12);
        (format!("word/{name}.xml"), format!("<w:x xmlns:w='w'>{paragraphs}</w:x>"))
    };
    let kinds = ["footnotes", "endnotes", "comments", "header1", "header2", "footer1"];
    let relation = |kind: &&str| {
        let of = kind.trim_end_matches(['1', '2']);
        format!("<Relationship Id=\"{kind}\" Type=\"x/{of}\" Target=\"{kind}.xml\"/>")
    };
    let relations: String = kinds.iter().map(relation).collect();
    let mut members = vec![
        word("<w:p><w:r><w:t>word</w:t></w:r></w:p>"),
        ("word/_rels/d.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")),
    ];
    members.extend(kinds.iter().map(|kind| part(kind)));
    let file = docx(&members)?;
    let what = format!("a DOCX of {} MB with 360 MB of notes", file.len() / 1_000_000);
    document(root, DOCX, &file)?;
    Ok((what, 0))
}

pub(super) fn warc_records(root: &Path, scale: usize) -> Made {
    let count = 1_000_000 / scale;
    let records = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
    document(root, WARC, records.repeat(count).as_bytes())?;
    Ok((format!("a web archive of {count} records"), 0))
}

pub(super) fn warc_packed(root: &Path, _: usize) -> Made {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 2000000000\r\n\r\n")?;
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..1_000 {
        packer.write_all(&blanks)?;
    }
    let file = packer.finish()?;
    let what = format!("a web archive of {} KB with 1 GB of blanks", file.len() / 1_000);
    document(root, ("text.warc.gz", WARC.1), &file)?;
    Ok((what, 0))
}

pub(super) fn mail_depth(root: &Path, scale: usize) -> Made {
    let levels = 20_000 / scale;
    let part = |at| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
    let text: String = (0..levels).map(part).collect();
    document(root, ("text.eml", "message/rfc822"), text.as_bytes())?;
    Ok((format!("a message with {levels} parts in each other"), 0))
}

pub(super) fn subtitles(root: &Path, scale: usize) -> Made {
    let count = 500_000 / scale;
    let cue = |at| {
        format!("00:00:{:02}.{:03} --> 00:01:00.000\nword other\n\n", at / 1_000 % 60, at % 1_000)
    };
    let text: String = (0..count).map(cue).collect();
    document(root, ("text.vtt", "text/vtt"), format!("WEBVTT\n\n{text}").as_bytes())?;
    Ok((format!("{count} captions, all shown at once"), 0))
}

const CATALOGUE: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

/// A PDF of one page with this drawing, and with other objects from the sixth on.
fn page(drawing: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
    let kids = "<< /Type /Pages /Kids [4 0 R] /Count 1 >>";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
                /Resources << /Font << /F1 3 0 R >> /XObject << /X0 6 0 R >> >> >>";
    let head = [CATALOGUE, kids, FONT, page].map(|object| object.as_bytes().to_vec());
    let all: Vec<Vec<u8>> =
        head.into_iter().chain([stream("", drawing)]).chain(others.iter().cloned()).collect();
    objects(&all)
}

/// Pages beyond any number that a document has.
pub(super) fn pdf_pages(root: &Path, scale: usize) -> Made {
    let count = 200_000 / scale;
    let kids = format!("<< /Type /Pages /Kids [{}] /Count {count} >>", "4 0 R ".repeat(count));
    let one = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
               /Resources << /Font << /F1 3 0 R >> >> >>";
    let drawing = stream("", b"BT /F1 10 Tf 60 780 Td (word) Tj ET");
    let head = [CATALOGUE, &kids, FONT, one].map(|object| object.as_bytes().to_vec());
    let all: Vec<Vec<u8>> = head.into_iter().chain([drawing]).collect();
    document(root, PDF, &objects(&all))?;
    Ok((format!("a PDF of {count} pages"), 0))
}

pub(super) fn pdf_stream(root: &Path, _: usize) -> Made {
    let file = page(&vec![b' '; 300 << 20], &[]);
    let what = format!("a PDF of {} KB with a drawing of 300 MB", file.len() / 1_000);
    document(root, PDF, &file)?;
    Ok((what, 0))
}

/// Forms that draw each other, two times each.
pub(super) fn pdf_forms(root: &Path, _: usize) -> Made {
    let form = |at: usize| {
        let dictionary = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> /XObject << /X0 {} 0 R >> >>",
            at + 7
        );
        stream(&dictionary, b"BT /F1 10 Tf 60 780 Td (word) Tj ET /X0 Do /X0 Do")
    };
    let forms: Vec<Vec<u8>> = (0..40).map(form).collect();
    document(root, PDF, &page(b"/X0 Do", &forms))?;
    Ok(("a PDF with forms for 2 to the power of 40 words".to_owned(), 0))
}

/// A page of more glyphs and lines than any has.
pub(super) fn pdf_glyphs(root: &Path, scale: usize) -> Made {
    let count = 3_000_000 / scale;
    let line = |at: usize| format!("1 0 0 1 {} {} Tm (word) Tj\n", at % 500, at / 500 % 800);
    let drawing: String = (0..count).map(line).collect();
    let file = page(format!("BT /F1 10 Tf {drawing} ET").as_bytes(), &[]);
    document(root, PDF, &file)?;
    Ok((format!("a page with {count} words, at all places"), 0))
}

/// A page of many letters, and of more boxes over all of them than are looked at.
pub(super) fn pdf_boxes(root: &Path, scale: usize) -> Made {
    let (words, boxes) = (200_000 / scale, 20_000 / scale);
    let line = |at: usize| format!("1 0 0 1 {} {} Tm (word) Tj\n", at % 500, at / 500 % 800);
    let drawing: String = (0..words).map(line).collect();
    let frames = "0 0 600 800 re f\n".repeat(boxes);
    let one_path = "0 0 600 800 re\n".repeat(100);
    let content = format!("BT /F1 10 Tf {drawing} ET {frames} {one_path} f");
    document(root, PDF, &page(content.as_bytes(), &[]))?;
    Ok((format!("a page with {words} words below {boxes} boxes"), 0))
}

pub(super) fn find_places(root: &Path, _: usize) -> Made {
    again(root, &[])?;
    raw_claim(root, "\"note\": 1")?;
    Ok(("words that stand in 218,000 places".to_owned(), 0))
}

pub(super) fn find_words(root: &Path, scale: usize) -> Made {
    let text =
        "The harbour froze, the ferry stayed, and the meeting went on for a while ".repeat(100);
    source(root, "words", &format!("{text}. ").repeat(1_000 / scale))?;
    raw_claim(root, "\"note\": 1")?;
    Ok((format!("{} sentences of 7,300 letters that have all words", 1_000 / scale), 0))
}

pub(super) fn many_findings(root: &Path, scale: usize) -> Made {
    let count = 100_000 / scale;
    let quotes: Vec<String> = (0..count).map(|at| format!("no such words {at} at all")).collect();
    source(root, "words", "Other words are here.")?;
    write_claims(root, "words", &quotes)?;
    Ok((format!("{count} findings in one SARIF report"), 0))
}

/// Pages of many documents, claims and quotes, and of one long text.
pub(super) fn site(root: &Path, scale: usize) -> Made {
    generated(root, 2_000 / scale, 20_000, 20_000 / scale, 0, 1)?;
    source(root, "long", &"The harbour froze, and the ferry stayed. ".repeat(250_000 / scale))?;
    write_claims(root, "long", &vec!["the ferry stayed".to_owned(); 4_000 / scale])?;
    Ok((format!("{} documents and claims, and a text of {} MB", 2_000 / scale, 10 / scale), 0))
}

/// A manuscript, and a document that it may cite.
fn manuscript(root: &Path, name: &str, text: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(root.join("docs"))?;
    std::fs::write(root.join("docs/smith.txt"), "It is a sum of regular waves, and no more.\n")?;
    std::fs::write(root.join(name), text)
}

/// Marks that nothing closes, quotations that fail and could be fixed, citations of all kinds; fewer quotations than one run takes.
pub(super) fn check_marks(root: &Path, scale: usize) -> Made {
    let count = 60_000 / scale;
    let units = ["“", "‘a ", "'tis ", "“a” ", "> “", "“a sum of waves” [@smith] "];
    let mut text: String = units.iter().map(|unit| unit.repeat(count) + "\n\n").collect();
    // Citations that may be none, and numbers that lead to a list.
    let loose = "Miss Carr has “a sum of waves” (3), *A Sum*, Hill v. Board, 410 U.S. 113 (1973), (2020) [1–3]. ";
    text += &loose.repeat(count / 20);
    text += "\n\n# References\n\n1. Smith 1999\n";
    manuscript(root, "a.md", &text)?;
    Ok((format!("{count} each of six marks and quotations, {} loose citations", count / 20), 0))
}

/// More quotations than one run takes, whatever the scale.
pub(super) fn check_many(root: &Path, _: usize) -> Made {
    let count = 250_000;
    manuscript(root, "a.md", &"“a sum of waves” [@smith]\n\n".repeat(count))?;
    Ok((format!("an article of {count} quotations"), 0))
}

pub(super) fn check_latex(root: &Path, scale: usize) -> Made {
    let count = 300_000 / scale;
    let units = ["\\footnote{", "\\textcquote[", "``a", "$", "\\enquote{a} "];
    let text: String = units.iter().map(|unit| unit.repeat(count) + "\n\n").collect();
    manuscript(root, "a.tex", &text)?;
    Ok((format!("{count} each of LaTeX commands that never close"), 0))
}

pub(super) fn check_typst(root: &Path, scale: usize) -> Made {
    let count = 300_000 / scale;
    let units = ["#quote[", "#footnote[", "\"a", "$", "#quote(block: true)[a] "];
    let text: String = units.iter().map(|unit| unit.repeat(count) + "\n\n").collect();
    manuscript(root, "a.typ", &text)?;
    Ok((format!("{count} each of Typst functions that never close"), 0))
}

/// Marks of wikitext that nothing closes, and many notes.
pub(super) fn check_wiki(root: &Path, scale: usize) -> Made {
    let count = 300_000 / scale;
    let units =
        ["{{quote|", "[[a|", "<ref>a</ref>", "{{", "\"a", "''", "<a", "[http://a ", "{{x}}"];
    let text: String = units.iter().map(|unit| unit.repeat(count) + "\n\n").collect();
    manuscript(root, "a.wiki", &text)?;
    Ok((format!("{count} each of templates, links, notes and marks of wikitext"), 0))
}

/// A paragraph with many notes in the text, and many that nothing closes.
pub(super) fn check_notes(root: &Path, scale: usize) -> Made {
    let count = 100_000 / scale;
    let text = "\"a\"^[Smith (2020), *b*.] ".repeat(count) + &"^[a ".repeat(count);
    manuscript(root, "a.md", &text)?;
    Ok((format!("{count} notes in the text of a paragraph"), 0))
}

/// Lists of lists by aliases: four to the power of thirty values.
pub(super) fn check_yaml(root: &Path, _: usize) -> Made {
    let list = |at: usize| format!("a{}: &a{} [*a{at}, *a{at}, *a{at}, *a{at}]\n", at + 1, at + 1);
    let lists: String = (0..30).map(list).collect();
    manuscript(root, "a.yaml", &format!("a0: &a0 {{quote: a sum, source: smith}}\n{lists}"))?;
    Ok(("YAML with aliases for 4 to the power of 30 values".to_owned(), 0))
}

/// A row that is longer than a row may be, after many that are not.
pub(super) fn verify_row(root: &Path, scale: usize) -> Made {
    std::fs::write(
        root.join("docs.jsonl"),
        format!("{{\"id\": \"a\", \"text\": \"{}and once more.\"}}\n", AGAIN.repeat(1_000)),
    )?;
    let rows = "{\"document\": \"a\", \"quote\": \"other and once\"}\n".repeat(1_000_000 / scale);
    let long = format!("{{\"document\": \"a\", \"quote\": \"{}\"}}\n", "a".repeat(100_000_000));
    std::fs::write(root.join("rows.jsonl"), rows + &long)?;
    Ok((format!("{} rows of quotes, and one of 100 MB", 1_000_000 / scale), 0))
}

/// What Git prints in a folder.
fn git(root: &Path, arguments: &[&str]) -> std::io::Result<String> {
    let who = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.org"];
    let mut git = std::process::Command::new("git");
    let done = git.args(who).args(arguments).current_dir(root).output()?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() { Ok(said) } else { Err(std::io::Error::other(said)) }
}

/// An archive of so many claims that a run opens 100,000 files.
pub(super) fn many_files(root: &Path, scale: usize) -> Made {
    let count = 100_000 / scale;
    let (_, standing) = generated(root, 100, 28_000, count, 0, 1)?;
    Ok((format!("an archive of {count} claims"), standing))
}

/// The same, in a repository without a commit: all of it is staged.
pub(super) fn staged_files(root: &Path, scale: usize) -> Made {
    let (what, standing) = many_files(root, scale)?;
    git(root, &["init", "-q"])?;
    git(root, &["add", "-A"])?;
    Ok((format!("{what}, staged"), standing))
}

/// The same, of which the first commit has no claim.
pub(super) fn changed_files(root: &Path, scale: usize) -> Made {
    git(root, &["init", "-q"])?;
    git(root, &["commit", "-q", "--allow-empty", "-m", "first"])?;
    git(root, &["tag", "first"])?;
    let (what, standing) = many_files(root, scale)?;
    git(root, &["add", "-A"])?;
    git(root, &["commit", "-q", "-m", "second"])?;
    Ok((format!("{what}, changed since a commit"), standing))
}

/// A staged text that is larger than any that is taken out of Git.
pub(super) fn staged_blob(root: &Path, _: usize) -> Made {
    let git = |arguments: &[&str]| git(root, arguments);
    source(root, "document", "word")?;
    write_claims(root, "document", &["word".to_owned()])?;
    git(&["init", "-q"])?;
    git(&["add", "-A"])?;
    std::fs::File::create(root.join("big"))?.set_len((1 << 30) + 1)?;
    let object = git(&["-c", "core.compression=1", "hash-object", "-w", "big"])?;
    std::fs::remove_file(root.join("big"))?;
    let entry = format!("100644,{},corpus/document/text.txt", object.trim());
    git(&["update-index", "--cacheinfo", &entry])?;
    Ok(("a staged text of 1 GiB and a byte".to_owned(), 0))
}
