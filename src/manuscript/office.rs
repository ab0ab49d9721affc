//! DOCX and ODT: quotation marks and quote styles, and the citations that reference managers keep in fields.
//!
//! Such a file has no lines. Its text here has a line for each paragraph, so that a place is a paragraph; notes follow the text.
//!
//! ```text
//! ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems":[{"locator":"3","itemData":{"title":…,"author":…}}]}
//! CITATION Boa19 \p 3 \l 1033
//! ```

use super::author_year::page_of;
use super::notes::NOTE_KEY;
use super::prose::{InTextCitation, Prose, quotations};
use super::{BibEntry, Manuscript, SourceKey, notes};
use crate::reader::written::{Paragraph, ParagraphPiece, Work, WrittenFile};
use crate::text::Span;
use data_encoding::{BASE64, BASE64_MIME};
use std::collections::HashMap;

/// What is in the place of the text of such a file, and what it quotes.
pub(super) fn read(file: &WrittenFile) -> (String, Manuscript) {
    let mut reader = Reader::default();
    for work in &file.works {
        reader.found.entries.push(entry_of(work));
    }
    let body: Vec<(Option<usize>, Prose)> =
        file.body.iter().map(|p| (p.row, reader.paragraph(p))).collect();
    let notes: Vec<(&String, Prose)> = file
        .notes
        .iter()
        .map(|(id, paragraph)| (id, Prose { note: true, ..reader.paragraph(paragraph) }))
        .collect();
    let mut all = joined(body);
    let mut numbers: HashMap<String, Vec<usize>> = HashMap::new();
    for (id, prose) in notes {
        numbers.entry(id.clone()).or_default().push(all.len());
        all.push(prose);
    }
    notes::resolve(&mut all, &numbers, NOTE_KEY);
    let mut found = reader.found;
    quotations(all, &mut found);
    (reader.text, found)
}

/// Paragraphs of one quoted block are one quotation, and the cells of a table's row, which have a paragraph each, are one paragraph.
fn joined(paragraphs: Vec<(Option<usize>, Prose)>) -> Vec<Prose> {
    let mut all: Vec<(Option<usize>, Prose)> = Vec::new();
    for (row, paragraph) in paragraphs {
        if paragraph.is_empty() && row.is_none() {
            continue;
        }
        let last = all.last_mut().and_then(|(last_row, last)| {
            let block = last.block && paragraph.block && last.citations.is_empty();
            let one_row = row.is_some() && *last_row == row && !last.block && !paragraph.block;
            (block || one_row).then_some((last, if block { "\n\n" } else { "\n" }))
        });
        if let Some((last, between)) = last {
            last.copy_all(&paragraph, between);
            if row.is_some() {
                last.ends_cell();
            }
            continue;
        }
        let mut first = paragraph;
        if row.is_some() {
            first.ends_cell();
        }
        all.push((row, first));
    }
    all.into_iter().map(|(_, paragraph)| paragraph).collect()
}

#[derive(Default)]
struct Reader {
    text: String,
    found: Manuscript,
}

impl Reader {
    fn paragraph(&mut self, paragraph: &Paragraph) -> Prose {
        let mut prose = Prose::default();
        // OpenDocument writes the spaces of a style's name so.
        let style = paragraph.style.replace("_20_", " ");
        let quoted =
            ["quot", "zitat", "citation", "cita", "citaat", "citat", "block text", "blocktext"];
        let named = |names: &[&str]| names.iter().any(|name| style.contains(name));
        prose.block = named(&quoted) && !style.contains("bibliograph");
        prose.aside = named(&[
            "heading",
            "title",
            "überschrift",
            "titel",
            "caption",
            "beschriftung",
            "toc ",
            "bibliograph",
            "literaturverzeichnis",
        ]);
        for piece in &paragraph.pieces {
            match piece {
                ParagraphPiece::Text(text) => self.push(&mut prose, text),
                ParagraphPiece::Struck(text) => {
                    let from = prose.text.len();
                    self.push(&mut prose, text);
                    prose.strikes(from);
                }
                ParagraphPiece::Note(id) => {
                    let at = self.shown("*");
                    prose.note(Some((vec![SourceKey::Name(format!("{NOTE_KEY}{id}"))], None)), at);
                }
                ParagraphPiece::Field { code, data, shown } => {
                    self.field(&mut prose, code, data, shown);
                }
            }
        }
        self.text.push('\n');
        prose
    }

    fn shown(&mut self, text: &str) -> Span {
        let start = self.text.len();
        let flat = text.replace(['\n', '\r'], " ");
        self.text.push_str(&flat);
        Span::new(start, self.text.len())
    }

    fn push(&mut self, prose: &mut Prose, text: &str) {
        let at = self.shown(text);
        let flat = self.text.get(at.range()).unwrap_or("").to_owned();
        prose.verbatim(&flat, at.start);
    }

    /// A citation of a reference manager, a list of works, or what is shown of another field. One that cannot be read is
    /// what it shows.
    fn field(&mut self, prose: &mut Prose, code: &str, data: &str, shown: &str) {
        let code = code.trim();
        if ["BIBLIOGRAPHY", "ZOTERO_BIBL", "EN.REFLIST", "CSL_BIBLIOGRAPHY", "CitaviBibliography"]
            .iter()
            .any(|list| code.contains(list))
        {
            return;
        }
        if let Some(address) = code.strip_prefix("HYPERLINK ") {
            let start = prose.text.len();
            self.push(prose, shown);
            let span = Span::new(start, prose.text.len());
            let address = address.trim_matches(['"', ' ']);
            if !address.is_empty() && !address.starts_with(['#', '\\']) {
                prose.citations.push(InTextCitation::link(span, address));
            }
            return;
        }
        let (keys, page) = self.cited(code, data);
        if keys.is_empty() {
            return self.push(prose, shown);
        }
        let at = self.shown(if shown.is_empty() { "*" } else { shown });
        prose.cite(keys, page, false, at);
    }

    fn cited(&mut self, code: &str, data: &str) -> (Vec<SourceKey>, Option<String>) {
        if let Some(rest) = code.strip_prefix("CITATION ") {
            return word(rest);
        }
        if code.contains("EN.CITE") {
            let stored = decoded(data);
            return endnote(if code.contains("<Cite>") { code } else { &stored });
        }
        if let Some((_, stored)) = code.split_once("CitaviPlaceholder{") {
            return self.citavi(&decoded(stored.trim_end().trim_end_matches('}')));
        }
        let stored = code.strip_prefix("MENDELEY_CITATION_v3_").map(decoded);
        let text = stored.as_deref().unwrap_or(code);
        let Some(json) = text.find('{').and_then(|at| text.get(at..)) else {
            return Default::default();
        };
        // Behind the JSON is what the program needs to tell fields apart.
        let mut values = serde_json::Deserializer::from_str(json).into_iter::<serde_json::Value>();
        let Some(Ok(value)) = values.next() else { return Default::default() };
        let mut page = None;
        let mut keys = Vec::new();
        let items = value.get("citationItems").and_then(|items| items.as_array());
        for item in items.into_iter().flatten() {
            let locator = item.get("locator").and_then(|l| l.as_str());
            let is_page = item.get("label").and_then(|l| l.as_str()).is_none_or(|l| l == "page");
            page = page.or_else(|| locator.filter(|_| is_page).and_then(page_of));
            if let Some(entry) = item.get("itemData").and_then(BibEntry::of_csl) {
                keys.push(self.entry(named(entry, item)));
            }
        }
        (keys, page)
    }

    fn entry(&mut self, entry: BibEntry) -> SourceKey {
        let key = SourceKey::Name(entry.key.clone());
        if !self.found.entries.contains(&entry) {
            self.found.entries.push(entry);
        }
        key
    }

    /// `{"Entries":[{"PageRange":{"StartPage":{"OriginalString":"3"}},"Reference":{"Title":…,"Authors":[…]}}]}`.
    fn citavi(&mut self, json: &str) -> (Vec<SourceKey>, Option<String>) {
        let value = serde_json::from_str::<serde_json::Value>(json).unwrap_or_default();
        let mut page = None;
        let mut keys = Vec::new();
        let entries = value.get("Entries").and_then(|entries| entries.as_array());
        for item in entries.into_iter().flatten() {
            let number = |name: &str| {
                let pointer = format!("/PageRange/{name}/OriginalString");
                item.pointer(&pointer).and_then(|n| n.as_str()).filter(|n| !n.is_empty())
            };
            let range = |first: &str| match number("EndPage").filter(|last| *last != first) {
                Some(last) => page_of(&format!("{first}–{last}")),
                None => page_of(first),
            };
            page = page.or_else(|| range(number("StartPage")?));
            if let Some(reference) = item.get("Reference") {
                keys.push(self.entry(named(of_citavi(reference), reference)));
            }
        }
        (keys, page)
    }
}

/// An entry under the name that people know: its title, else what the program calls it.
fn named(entry: BibEntry, item: &serde_json::Value) -> BibEntry {
    let id = item.get("id").or_else(|| item.get("Id")).map(ToString::to_string).unwrap_or_default();
    let author =
        entry.authors.first().map(|a| format!("{a} {}", entry.year.as_deref().unwrap_or("")));
    let key = entry.title.clone().or(author).unwrap_or(id);
    BibEntry { key: key.trim().to_owned(), ..entry }
}

fn entry_of(work: &Work) -> BibEntry {
    BibEntry {
        key: work.tag.clone(),
        authors: work.authors.clone(),
        year: work.year.clone(),
        title: work.title.clone(),
        ..BibEntry::default()
    }
}

/// A work as Citavi stores it.
fn of_citavi(reference: &serde_json::Value) -> BibEntry {
    let text = |name: &str| {
        let text = reference.get(name).and_then(|value| value.as_str()).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let people = |name: &str| {
        let all = reference.get(name).and_then(|people| people.as_array());
        let family = |one: &serde_json::Value| Some(one.get("LastName")?.as_str()?.to_owned());
        all.into_iter().flatten().filter_map(family).collect::<Vec<_>>()
    };
    let authors = Some(people("Authors")).filter(|authors| !authors.is_empty());
    BibEntry {
        key: text("CitationKey").unwrap_or_default(),
        authors: authors.unwrap_or_else(|| people("Editors")),
        year: text("YearResolved").or_else(|| text("Year")),
        title: text("Title"),
        doi: text("Doi"),
        ..BibEntry::default()
    }
}

/// `Boa19 \p 3 \l 1033 \m Ter20`.
fn word(code: &str) -> (Vec<SourceKey>, Option<String>) {
    let mut keys = Vec::new();
    let mut page = None;
    let mut words = code.split_whitespace();
    keys.extend(words.next().map(|key| SourceKey::Name(key.to_owned())));
    while let Some(word) = words.next() {
        match word {
            "\\p" => page = words.next().and_then(|p| page_of(p.trim_matches('"'))),
            "\\m" => keys.extend(words.next().map(|key| SourceKey::Name(key.to_owned()))),
            _ => {}
        }
    }
    (keys, page)
}

/// `<EndNote><Cite><Author>Board</Author><Year>2019</Year><Pages>3</Pages>…`.
fn endnote(code: &str) -> (Vec<SourceKey>, Option<String>) {
    let tag = |text: &str, name: &str| -> Option<String> {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        let (value, _) = rest.split_once(&format!("</{name}>"))?;
        Some(value.trim().to_owned()).filter(|v| !v.is_empty() && !v.contains('<'))
    };
    let mut keys = Vec::new();
    let mut page = None;
    for cite in code.split("<Cite").skip(1) {
        let head = cite.split("<record>").next().unwrap_or(cite);
        page = page.or_else(|| tag(head, "Pages").as_deref().and_then(page_of));
        page = page.or_else(|| tag(head, "Suffix").as_deref().and_then(page_of));
        if let (Some(author), Some(year)) = (tag(head, "Author"), tag(head, "Year")) {
            let author = author.split(',').next().unwrap_or(&author).to_owned();
            keys.push(SourceKey::AuthorYear { author, year });
        }
    }
    (keys, page)
}

/// What is stored as base64.
fn decoded(data: &str) -> String {
    let bytes = BASE64.decode(data.as_bytes()).or_else(|_| BASE64_MIME.decode(data.as_bytes()));
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
