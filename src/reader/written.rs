//! Word processors' files as they are written, for who looks for quotations in them: paragraphs with their styles, and in
//! them text, fields (what a reference manager stored, beside what is shown of it) and the marks of notes.
//!
//! What is deleted, hidden or written twice is left out, as in the readers of documents.

use super::package::{main_part, related_or_usual};
use super::xml::{self, attribute, child, descendant, name, text_of};
use super::zipped::Zip;
use super::{ReadError, docx, odt};
use roxmltree::Node;
use std::collections::{HashMap, HashSet};

/// A file's paragraphs.
#[derive(Debug, Default)]
pub(crate) struct WrittenFile {
    /// Of the text, in its order.
    pub(crate) body: Vec<Paragraph>,
    /// Of the notes, each with its mark's name.
    pub(crate) notes: Vec<(String, Paragraph)>,
    /// The works that the file itself lists, as XML.
    pub(crate) works: Vec<Work>,
}

/// A work that Word keeps in the file.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(crate) tag: String,
    pub(crate) title: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) year: Option<String>,
}

/// A paragraph.
#[derive(Debug, Default)]
pub(crate) struct Paragraph {
    /// The name of its style, in small letters.
    pub(crate) style: String,
    pub(crate) pieces: Vec<ParagraphPiece>,
    /// The number of the table's row that it is in, where each cell of the row has one paragraph.
    pub(crate) row: Option<usize>,
}

/// Gives the paragraphs of a row its number, if each cell has one paragraph.
fn number_row(row: &mut [Paragraph], cells: usize, number: usize) {
    if row.len() == cells {
        for paragraph in row {
            paragraph.row = Some(number);
        }
    }
}

/// How many cells a row has.
fn cells(row: Node<'_, '_>) -> usize {
    row.children().filter(|n| matches!(name(*n), "tc" | "table-cell")).count()
}

impl Paragraph {
    fn push(&mut self, text: &str, struck: bool) {
        match self.pieces.last_mut() {
            Some(ParagraphPiece::Text(last)) if !struck => last.push_str(text),
            Some(ParagraphPiece::Struck(last)) if struck => last.push_str(text),
            _ if struck => self.pieces.push(ParagraphPiece::Struck(text.to_owned())),
            _ => self.pieces.push(ParagraphPiece::Text(text.to_owned())),
        }
    }
}

/// A part of a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ParagraphPiece {
    Text(String),
    /// Text that is struck out.
    Struck(String),
    /// A field: its code, the data stored beside it (base64), and what is shown of it.
    Field {
        code: String,
        data: String,
        shown: String,
    },
    /// The mark of a note, by the note's name.
    Note(String),
}

/// Reads DOCX.
pub(crate) fn docx(bytes: &[u8]) -> Result<WrittenFile, ReadError> {
    let mut zip = Zip::open(bytes, docx::WHAT)?;
    let main = main_part(&mut zip, docx::WHAT)?;
    let mut styles = HashMap::new();
    if let Some(path) = related_or_usual(&mut zip, &main, "/styles", docx::WHAT)?.first() {
        let text = zip.text(path)?.unwrap_or_default();
        if !text.is_empty() {
            let parsed = xml::parse(&text, docx::WHAT)?;
            for style in parsed.descendants().filter(|n| name(*n) == "style") {
                let shown = child(style, "name").and_then(|n| attribute(n, "val"));
                if let (Some(id), Some(shown)) = (attribute(style, "styleId"), shown) {
                    styles.insert(id.to_owned(), shown.to_lowercase());
                }
            }
        }
    }
    let mut file = WrittenFile::default();
    let links = links(&mut zip, &main)?;
    let text = zip.needed(&main)?;
    let parsed = xml::parse(&text, docx::WHAT)?;
    let mut walk = Word { links: Some(&links), ..Word::new(&styles) };
    walk.blocks(parsed.root_element());
    file.body = walk.done();
    for (kind, prefix) in [("/footnotes", "footnote"), ("/endnotes", "endnote")] {
        for path in related_or_usual(&mut zip, &main, kind, docx::WHAT)? {
            let links = self::links(&mut zip, &path)?;
            let Some(text) = zip.text(&path)? else { continue };
            let parsed = xml::parse(&text, docx::WHAT)?;
            for note in parsed.root_element().children().filter(Node::is_element) {
                if attribute(note, "type").is_some_and(|kind| kind != "normal") {
                    continue;
                }
                let id = format!("{prefix}{}", attribute(note, "id").unwrap_or(""));
                let mut walk = Word { links: Some(&links), ..Word::new(&styles) };
                walk.blocks(note);
                file.notes.extend(walk.done().into_iter().map(|p| (id.clone(), p)));
            }
        }
    }
    for number in 1..=9 {
        let Some(text) = zip.text(&format!("customXml/item{number}.xml"))? else { continue };
        if let Ok(parsed) = xml::parse(&text, docx::WHAT) {
            let sources = parsed.descendants().filter(|n| name(*n) == "Source");
            file.works.extend(sources.map(work));
        }
    }
    Ok(file)
}

/// The addresses that the links of a part lead to, by their names in it.
fn links(zip: &mut Zip<'_>, part: &str) -> Result<HashMap<String, String>, ReadError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let list = zip.text(&format!("{folder}{slash}_rels/{file}.rels"))?.unwrap_or_default();
    if list.is_empty() {
        return Ok(HashMap::new());
    }
    let list = xml::parse(&list, docx::WHAT)?;
    let links = list.descendants().filter(|node| {
        attribute(*node, "Type").is_some_and(|stated| stated.ends_with("/hyperlink"))
    });
    let pair = |node: Node<'_, '_>| {
        Some((attribute(node, "Id")?.to_owned(), attribute(node, "Target")?.to_owned()))
    };
    Ok(links.filter_map(pair).collect())
}

fn work(source: Node<'_, '_>) -> Work {
    let text = |wanted: &str| child(source, wanted).and_then(text_of);
    let persons = descendant(source, "Author").into_iter().flat_map(|a| a.descendants());
    let families = persons.filter(|n| matches!(name(*n), "Last" | "Corporate"));
    Work {
        tag: text("Tag").unwrap_or_default(),
        title: text("Title"),
        authors: families.filter_map(text_of).collect(),
        year: text("Year"),
    }
}

/// A field that is open.
#[derive(Default)]
struct Open {
    code: String,
    data: String,
    shown: String,
    /// Whether its result is being read.
    result: bool,
}

struct Word<'s> {
    styles: &'s HashMap<String, String>,
    links: Option<&'s HashMap<String, String>>,
    paragraphs: Vec<Paragraph>,
    open: Paragraph,
    fields: Vec<Open>,
    /// Whether the run that is read is struck out.
    struck: bool,
}

impl<'s> Word<'s> {
    fn new(styles: &'s HashMap<String, String>) -> Self {
        let (paragraphs, open, fields) = (Vec::new(), Paragraph::default(), Vec::new());
        Self { styles, links: None, paragraphs, open, fields, struck: false }
    }

    /// The paragraphs; what a field shows that does not end is text.
    fn done(mut self) -> Vec<Paragraph> {
        let left: String = self.fields.drain(..).map(|field| field.shown).collect();
        self.text(&left);
        if !self.open.pieces.is_empty() {
            let last = std::mem::take(&mut self.open);
            self.paragraphs.push(last);
        }
        self.paragraphs
    }

    fn blocks(&mut self, parent: Node<'_, '_>) {
        for node in parent.children().filter(Node::is_element) {
            match name(node) {
                "p" => {
                    let properties = child(node, "pPr");
                    let style = properties.and_then(|p| child(p, "pStyle"));
                    let id = style.and_then(|s| attribute(s, "val")).unwrap_or("");
                    let named = self.styles.get(id).cloned();
                    self.inline(node);
                    let mut paragraph = std::mem::take(&mut self.open);
                    paragraph.style = named.unwrap_or_else(|| id.to_lowercase());
                    self.paragraphs.push(paragraph);
                }
                "tr" => {
                    let from = self.paragraphs.len();
                    self.blocks(node);
                    let row = self.paragraphs.get_mut(from..).unwrap_or_default();
                    number_row(row, cells(node), from);
                }
                "del" | "moveFrom" | "pPr" | "sectPr" | "tblPr" | "tblGrid" | "tcPr" | "trPr"
                | "sdtPr" | "sdtEndPr" | "Fallback" => {}
                _ => self.blocks(node),
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(field) = self.fields.last_mut() {
            if field.result {
                field.shown.push_str(text);
            }
            return;
        }
        self.open.push(text, self.struck);
    }

    fn inline(&mut self, parent: Node<'_, '_>) {
        for node in parent.children().filter(Node::is_element) {
            match name(node) {
                "t" => self.text(node.text().unwrap_or("")),
                "tab" | "ptab" => self.text("\t"),
                "br" | "cr" => self.text(" "),
                "noBreakHyphen" => self.text("\u{2011}"),
                "instrText" => {
                    let text = node.text().unwrap_or("");
                    if let Some(field) = self.fields.last_mut().filter(|f| !f.result) {
                        field.code.push_str(text);
                    }
                }
                "fldChar" => self.field(node),
                "fldSimple" => {
                    let code = attribute(node, "instr").unwrap_or("").to_owned();
                    self.fields.push(Open { code, result: true, ..Open::default() });
                    self.inline(node);
                    self.close();
                }
                "sdt" => self.control(node),
                "hyperlink" => {
                    let id = attribute(node, "id");
                    let target = id.and_then(|id| self.links?.get(id));
                    match target.filter(|_| self.fields.is_empty()) {
                        Some(target) => {
                            let code = format!("HYPERLINK \"{target}\"");
                            self.fields.push(Open { code, result: true, ..Open::default() });
                            self.inline(node);
                            self.close();
                        }
                        None => self.inline(node),
                    }
                }
                "footnoteReference" | "endnoteReference" => {
                    let kind = name(node).trim_end_matches("Reference");
                    let id = attribute(node, "id").unwrap_or("");
                    if self.fields.is_empty() {
                        self.open.pieces.push(ParagraphPiece::Note(format!("{kind}{id}")));
                    }
                }
                "r" if has(node, "vanish") => {}
                "r" => {
                    self.struck = has(node, "strike") || has(node, "dstrike");
                    self.inline(node);
                    self.struck = false;
                }
                "del" | "moveFrom" | "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "Fallback"
                | "delText" => {}
                "p" => self.blocks(parent),
                _ => self.inline(node),
            }
        }
    }

    fn field(&mut self, node: Node<'_, '_>) {
        match attribute(node, "fldCharType") {
            Some("begin") => {
                let data = child(node, "fldData").and_then(text_of).unwrap_or_default();
                self.fields.push(Open { data, ..Open::default() });
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.result = true;
                }
            }
            Some("end") => self.close(),
            _ => {}
        }
    }

    /// A field ends: one in another is part of what the other shows, or of its code.
    fn close(&mut self) {
        let Some(Open { code, data, shown, .. }) = self.fields.pop() else { return };
        match self.fields.last_mut() {
            Some(outer) if outer.result => outer.shown.push_str(&shown),
            Some(outer) => outer.data.push_str(&data),
            None => self.open.pieces.push(ParagraphPiece::Field { code, data, shown }),
        }
    }

    /// A content control: its tag may hold what a reference manager stored.
    fn control(&mut self, node: Node<'_, '_>) {
        let tag = child(node, "sdtPr").and_then(|p| child(p, "tag"));
        let code = tag.and_then(|t| attribute(t, "val")).unwrap_or("").to_owned();
        let Some(content) = child(node, "sdtContent") else { return };
        if !code.starts_with("MENDELEY_CITATION") {
            return self.inline(content);
        }
        self.fields.push(Open { code, result: true, ..Open::default() });
        self.inline(content);
        self.close();
    }
}

/// Whether a run has a property that is on or off.
fn has(run: Node<'_, '_>, property: &str) -> bool {
    let stated = child(run, "rPr").and_then(|p| child(p, property));
    stated.is_some_and(|v| !matches!(attribute(v, "val"), Some("0" | "false" | "off")))
}

/// Reads ODT.
pub(crate) fn odt(bytes: &[u8]) -> Result<WrittenFile, ReadError> {
    let mut zip = Zip::open(bytes, odt::WHAT)?;
    let text = zip.needed("content.xml")?;
    let parsed = xml::parse(&text, odt::WHAT)?;
    let mut parents = HashMap::new();
    let mut striking = HashSet::new();
    for style in parsed.descendants().filter(|n| name(*n) == "style") {
        if let Some(id) = attribute(style, "name") {
            let strikes = |n: Node<'_, '_>| {
                let line = attribute(n, "text-line-through-style")
                    .or_else(|| attribute(n, "text-line-through-type"));
                line.is_some_and(|line| line != "none")
            };
            if child(style, "text-properties").is_some_and(strikes) {
                striking.insert(id.to_owned());
            }
            let parent = attribute(style, "parent-style-name").unwrap_or("");
            parents.insert(id.to_owned(), parent.to_owned());
        }
    }
    let mut walk = OpenText { parents, striking, ..OpenText::default() };
    if let Some(body) = descendant(parsed.root_element(), "body") {
        walk.blocks(body);
    }
    Ok(walk.file)
}

#[derive(Default)]
struct OpenText {
    /// Styles by their names: what each is based on.
    parents: HashMap<String, String>,
    /// The styles that strike words out, and whether one of them is open.
    striking: HashSet<String>,
    struck: bool,
    file: WrittenFile,
    open: Paragraph,
    /// The reference marks that are open, each with what is shown of it.
    marks: Vec<(String, String)>,
}

impl OpenText {
    fn blocks(&mut self, parent: Node<'_, '_>) {
        for node in parent.children().filter(Node::is_element) {
            match name(node) {
                "p" | "h" => {
                    let paragraph = self.paragraph(node);
                    self.file.body.push(paragraph);
                }
                "table-row" => {
                    let from = self.file.body.len();
                    self.blocks(node);
                    let row = self.file.body.get_mut(from..).unwrap_or_default();
                    number_row(row, cells(node), from);
                }
                "tracked-changes" | "annotation" | "forms" | "table-of-content"
                | "bibliography" => {}
                // What Zotero writes at the end is a list of works.
                "section" if attribute(node, "name").is_some_and(|n| n.contains("_BIBL")) => {}
                _ => self.blocks(node),
            }
        }
    }

    fn paragraph(&mut self, node: Node<'_, '_>) -> Paragraph {
        let outer = std::mem::take(&mut self.open);
        self.inline(node);
        let mut paragraph = std::mem::replace(&mut self.open, outer);
        let own = attribute(node, "style-name").unwrap_or("");
        let parent = self.parents.get(own).map_or("", String::as_str);
        paragraph.style = format!("{own} {parent}").to_lowercase();
        if name(node) == "h" {
            paragraph.style = "heading".to_owned();
        }
        paragraph
    }

    fn text(&mut self, text: &str) {
        if let Some((_, shown)) = self.marks.last_mut() {
            shown.push_str(text);
            return;
        }
        self.open.push(text, self.struck);
    }

    fn inline(&mut self, parent: Node<'_, '_>) {
        for node in parent.children() {
            if node.is_text() {
                let words: Vec<&str> =
                    node.text().unwrap_or("").split(['\n', '\t', '\r']).collect();
                self.text(&words.join(" "));
                continue;
            }
            match name(node) {
                "s" => {
                    let count =
                        attribute(node, "c").and_then(|c| c.parse().ok()).unwrap_or(1_usize);
                    self.text(&" ".repeat(count.min(64)));
                }
                "tab" | "line-break" => self.text(" "),
                "reference-mark-start" => {
                    let code = attribute(node, "name").unwrap_or("").to_owned();
                    self.marks.push((code, String::new()));
                }
                "reference-mark-end" => {
                    if let Some((code, shown)) = self.marks.pop() {
                        let data = String::new();
                        self.open.pieces.push(ParagraphPiece::Field { code, data, shown });
                    }
                }
                "bibliography-mark" => {
                    let code = format!("CITATION {}", attribute(node, "identifier").unwrap_or(""));
                    let shown = text_of(node).unwrap_or_default();
                    self.open.pieces.push(ParagraphPiece::Field {
                        code,
                        data: String::new(),
                        shown,
                    });
                }
                "note" => self.note(node),
                "span" => {
                    let style = attribute(node, "style-name").unwrap_or("");
                    let outer = self.struck;
                    self.struck |= self.striking.contains(style);
                    self.inline(node);
                    self.struck = outer;
                }
                "a" if self.marks.is_empty() => {
                    let target = attribute(node, "href").unwrap_or("");
                    self.marks.push((format!("HYPERLINK \"{target}\""), String::new()));
                    self.inline(node);
                    if let Some((code, shown)) = self.marks.pop() {
                        self.open.pieces.push(ParagraphPiece::Field {
                            code,
                            data: String::new(),
                            shown,
                        });
                    }
                }
                "annotation" | "annotation-end" | "tracked-changes" | "ruby-text" => {}
                _ => self.inline(node),
            }
        }
    }

    fn note(&mut self, node: Node<'_, '_>) {
        let id = attribute(node, "id").unwrap_or("").to_owned();
        if let Some(body) = child(node, "note-body") {
            let marks = std::mem::take(&mut self.marks);
            for paragraph in body.children().filter(|n| matches!(name(*n), "p" | "h")) {
                let paragraph = self.paragraph(paragraph);
                self.file.notes.push((id.clone(), paragraph));
            }
            self.marks = marks;
        }
        if self.marks.is_empty() {
            self.open.pieces.push(ParagraphPiece::Note(id));
        }
    }
}
