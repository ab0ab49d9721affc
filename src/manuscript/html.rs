//! HTML: `<q cite>`, `<blockquote cite>`, quotation marks in running text, and links, also to the words of a page.
//!
//! Read as browsers read it, in so far as quotations need it: elements that are in lines of their own end a paragraph,
//! scripts, styles and code are none, and a character reference is what it stands for.

use super::notes::NOTE_KEY;
use super::prose::{CLOSES, InTextCitation, Marked, OBJECT, Prose, quotations};
use super::{Manuscript, SourceKey, link, notes};
use crate::reader::reference;
use crate::text::Span;
use std::collections::HashMap;

pub(super) fn read(text: &str) -> Manuscript {
    let mut reader = Reader { file: text, ..Reader::default() };
    let mut at = 0;
    while at < text.len() {
        at = reader.step(at);
    }
    reader.end();
    let (mut found, mut paragraphs) = (reader.found, reader.paragraphs);
    notes::resolve(&mut paragraphs, &reader.notes, NOTE_KEY);
    quotations(paragraphs, &mut found);
    found.quotations.sort_by_key(|q| q.origin.span(Span::new(0, q.text.len())));
    found
}

/// The paragraphs of the HTML that is in bytes `from..to` of a file of another form.
pub(super) fn within(file: &str, from: usize, to: usize) -> Vec<Prose> {
    let mut reader = Reader { file: file.get(..to).unwrap_or(""), ..Reader::default() };
    let mut at = from;
    while at < reader.file.len() {
        at = reader.step(at);
    }
    reader.end();
    reader.paragraphs
}

/// Elements that are in lines of their own.
const BLOCKS: [&str; 40] = [
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements whose text is none of the article's.
const UNREAD: [&str; 10] =
    ["script", "style", "head", "template", "textarea", "noscript", "svg", "math", "title", "del"];

/// The mark of a note has no more characters.
const NOTE_MARK: usize = 4;

/// The mark and its tags are no longer, in bytes.
const NOTE_BYTES: usize = 300;

/// Elements whose text stands for itself: code, and what a program says.
const OBJECTS: [&str; 5] = ["code", "pre", "kbd", "samp", "tt"];

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is where the reader is, by itself")]
struct Reader<'f> {
    file: &'f str,
    paragraphs: Vec<Prose>,
    open: Prose,
    /// The quoted blocks that are open, each with its address.
    blocks: Vec<Option<String>>,
    /// The `<q>` that are open: where their words begin, and their addresses.
    quotes: Vec<(usize, Option<String>)>,
    link: Option<(usize, String)>,
    /// Where the words begin that an open element strikes out.
    struck: Option<usize>,
    heading: bool,
    /// The last element that a link may lead to, and the numbers of the paragraphs in each.
    id: Option<String>,
    notes: HashMap<String, Vec<usize>>,
    /// Whether the footer of a quoted block is open, or the caption of a figure that quotes.
    footer: bool,
    /// Whether a quoted block is in the figure that is open.
    figure: bool,
    ignored: bool,
    /// The row of a table that is open.
    row: Option<Row>,
    found: Manuscript,
}

/// A row of a table.
#[derive(Default)]
struct Row {
    /// Where the text of the open cell begins.
    cell: Option<usize>,
    /// Whether that cell has several paragraphs.
    split: bool,
}

/// A tag.
struct Tag<'f> {
    name: String,
    closes: bool,
    attributes: &'f str,
    end: usize,
}

impl<'f> Reader<'f> {
    /// Reads what is at a byte; where the next begins.
    fn step(&mut self, at: usize) -> usize {
        let file = self.file;
        let rest = file.get(at..).unwrap_or("");
        if let Some(comment) = rest.strip_prefix("<!--") {
            let length = comment.find("-->").unwrap_or(comment.len());
            let inside = comment.get(..length).unwrap_or("");
            self.ignored |= inside.trim() == "quoteproof: ignore";
            return (at + 4 + length + 3).min(file.len());
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return rest.find('>').map_or(file.len(), |length| at + length + 1);
        }
        if let Some(tag) = self.tag(at) {
            return self.element(&tag, at);
        }
        if rest.starts_with('&')
            && let Some((length, shown)) = reference(rest)
        {
            // A hyphen that is only printed where a line breaks is none.
            let shown = shown.replace('\u{AD}', "");
            self.open.stands_for(&shown, Span::new(at, at + length));
            return at + length;
        }
        let next = rest.char_indices().skip(1).find(|(_, c)| matches!(c, '<' | '&'));
        let length = next.map_or(rest.len(), |(length, _)| length);
        self.open.verbatim(rest.get(..length).unwrap_or(""), at);
        at + length
    }

    fn tag(&self, at: usize) -> Option<Tag<'f>> {
        let rest = self.file.get(at..)?.strip_prefix('<')?;
        let closes = rest.starts_with('/');
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let name = rest.get(..length)?.to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let attributes = rest.get(length..)?;
        let mut mark = None;
        let end = attributes.char_indices().find(|(_, c)| match (mark, c) {
            (None, '>') => true,
            (None, '"' | '\'') => {
                mark = Some(*c);
                false
            }
            (Some(open), c) if open == *c => {
                mark = None;
                false
            }
            _ => false,
        });
        let length = end.map_or(attributes.len(), |(length, _)| length);
        let from = self.file.len() - attributes.len();
        // `file` may go on behind `rest`: both end where the file ends.
        let end = (from + length + 1).min(self.file.len());
        Some(Tag { name, closes, attributes: attributes.get(..length)?, end })
    }

    fn element(&mut self, tag: &Tag<'_>, at: usize) -> usize {
        let name = tag.name.as_str();
        let span = Span::new(at, tag.end);
        if !tag.closes && UNREAD.contains(&name) {
            return self.past(name, tag.end);
        }
        if !tag.closes && is_hidden(tag) {
            return self.past_all(name, tag.end);
        }
        if !tag.closes && OBJECTS.contains(&name) {
            let end = self.past(name, tag.end);
            self.open.stands_for(OBJECT.encode_utf8(&mut [0; 4]), Span::new(at, end));
            return end;
        }
        if let Some(end) = self.note_mark(tag, at) {
            return end;
        }
        self.opens_note(tag);
        match name {
            "br" => self.open.stands_for("\n", span),
            "blockquote" => {
                self.end();
                self.figure |= tag.closes;
                if tag.closes {
                    self.blocks.pop();
                } else {
                    self.blocks.push(attribute(tag.attributes, "cite"));
                }
            }
            "q" if tag.closes => self.close_q(span),
            "q" => {
                let cite = attribute(tag.attributes, "cite");
                self.quotes.push((self.open.opens(span), cite));
            }
            "s" | "strike" if tag.closes => self.close_strike(),
            "s" | "strike" => {
                self.struck.get_or_insert(self.open.text.len());
            }
            "em" | "i" | "b" | "strong" | "cite" | "dfn" if tag.closes => self.open.ends_emphasis(),
            "em" | "i" | "b" | "strong" | "cite" | "dfn" => self.open.begins_emphasis(),
            "a" if tag.closes => self.close_link(),
            "a" => {
                self.close_link();
                self.link = attribute(tag.attributes, "href").map(|href| {
                    self.found.quotations.extend(link::quoted(&href, span));
                    (self.open.text.len(), href)
                });
            }
            "td" | "th" | "p" | "div" if self.is_in_row(name, tag.closes, span) => {}
            _ if BLOCKS.contains(&name) => {
                self.ends_row((name == "tr" && !tag.closes).then(Row::default));
                // The paragraphs of a quoted block are one quotation, and its footer says of whom it is.
                if self.blocks.is_empty() || matches!(name, "footer" | "figcaption") {
                    self.end();
                    let captions = name == "figcaption" && self.figure;
                    self.footer = (!self.blocks.is_empty() || captions) && !tag.closes;
                    self.figure &= name != "figure";
                } else {
                    self.open.stands_for("\n\n", span);
                }
                let heading = matches!(name.as_bytes(), [b'h', b'1'..=b'6']) || name == "caption";
                self.heading = heading && !tag.closes;
            }
            _ => {}
        }
        tag.end
    }

    /// A row ends, also where the end of its last cell is left out; another may begin.
    fn ends_row(&mut self, next: Option<Row>) {
        if self.row.as_ref().is_some_and(|row| row.cell.is_some() && !row.split) {
            self.open.ends_cell();
        }
        self.row = next;
    }

    /// Reads the tag of a cell, or of a paragraph in a cell. Whether it is one.
    fn is_in_row(&mut self, name: &str, closes: bool, span: Span) -> bool {
        let Some(row) = self.row.as_ref().filter(|_| self.blocks.is_empty()) else { return false };
        let is_cell = matches!(name, "td" | "th");
        let is_inside = row.cell.is_some();
        if is_cell {
            self.cell(closes, span);
        } else if is_inside {
            self.block_in_cell(closes);
        }
        is_cell || is_inside
    }

    /// The cells of a row are one paragraph, in which the citation of one may be that of another.
    fn cell(&mut self, closes: bool, span: Span) {
        let Some(mut row) = self.row.take() else { return };
        if row.split && !closes {
            self.end();
            row.split = false;
        }
        // The end of a cell may be left out.
        if row.cell.is_some() && !row.split {
            self.open.ends_cell();
        }
        if !closes && !self.open.cells.is_empty() {
            self.open.stands_for("\n", span);
        }
        row.cell = (!closes).then_some(self.open.text.len());
        self.row = Some(row);
    }

    /// A cell of several paragraphs is no part of its row.
    fn block_in_cell(&mut self, closes: bool) {
        let Some(mut row) = self.row.take() else { return };
        let own = row.cell.and_then(|from| self.open.text.get(from..)).unwrap_or("");
        if !closes {
            if own.trim().is_empty() {
                // White space is read once, however many paragraphs begin in it.
                row.cell = Some(self.open.text.len());
            } else {
                self.end();
                row = Row { cell: Some(0), split: true };
            }
        }
        self.row = Some(row);
    }

    /// Reads the mark of a note; where it ends.
    fn note_mark(&mut self, tag: &Tag<'_>, at: usize) -> Option<usize> {
        self.names_note(tag);
        let (end, target) = self.note_at(tag).filter(|_| !tag.closes)?;
        // The way back from a note to its mark.
        if !["fnref", "ftnref", "ednref", "cite_ref"].iter().any(|back| target.contains(back)) {
            self.open.note(Some((vec![SourceKey::Name(target)], None)), Span::new(at, end));
        }
        Some(end)
    }

    /// The mark of a note, `<sup><a href="#fn1">1</a></sup>` or the link alone: where it ends, and the note that it names.
    fn note_at(&self, tag: &Tag<'_>) -> Option<(usize, String)> {
        if !matches!(tag.name.as_str(), "sup" | "a") {
            return None;
        }
        let near = self.file.floor_char_boundary(tag.end.saturating_add(NOTE_BYTES));
        let inner = self.file.get(tag.end..near)?;
        let close = format!("</{}>", tag.name);
        let inner = inner.get(..inner.to_ascii_lowercase().find(&close)?)?;
        let end = tag.end + inner.len() + close.len();
        let shown =
            inner.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        let shown = shown.collect::<String>();
        let shown =
            shown.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')'));
        let mark = !shown.is_empty()
            && shown.chars().count() <= NOTE_MARK
            && shown.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '§'));
        let href = attribute(tag.attributes, "href").or_else(|| {
            let at = tag.end + inner.find("<a")?;
            attribute(self.tag(at)?.attributes, "href")
        })?;
        let target = href.strip_prefix('#')?;
        mark.then(|| (end, format!("{NOTE_KEY}{target}")))
    }

    /// An element that a note's mark may lead to: what is in it is the note's text.
    fn opens_note(&mut self, tag: &Tag<'_>) {
        let may_be = matches!(tag.name.as_str(), "li" | "p" | "div" | "aside");
        if tag.closes || !may_be || !self.blocks.is_empty() {
            return;
        }
        if let Some(id) = attribute(tag.attributes, "id") {
            self.end();
            self.id = Some(id);
        } else if tag.name == "li" {
            self.id = None;
        }
    }

    /// `<a name="_ftn1">` at the beginning of a paragraph, as Word saves a note.
    fn names_note(&mut self, tag: &Tag<'_>) {
        if tag.name == "a" && !tag.closes && self.blocks.is_empty() && self.open.is_empty() {
            let name = attribute(tag.attributes, "name");
            self.id =
                name.filter(|name| name.contains("ftn") || name.contains("edn")).or(self.id.take());
        }
    }

    /// Where an element that is not read ends.
    fn past(&self, name: &str, from: usize) -> usize {
        let rest = self.file.get(from..).unwrap_or("");
        let close = format!("</{name}");
        let found = rest.match_indices("</").find(|(at, _)| {
            rest.get(*at..at + close.len()).is_some_and(|t| t.eq_ignore_ascii_case(&close))
        });
        let Some((at, _)) = found else { return self.file.len() };
        let tail = rest.get(at..).unwrap_or("");
        tail.find('>').map_or(self.file.len(), |length| from + at + length + 1)
    }

    /// The same of an element in which others of its name may be.
    fn past_all(&self, name: &str, from: usize) -> usize {
        let (mut at, mut depth) = (from, 1_usize);
        while let Some(next) = self.file.get(at..).and_then(|rest| rest.find('<')) {
            at += next;
            let Some(tag) = self.tag(at) else {
                at += 1;
                continue;
            };
            // A paragraph ends where another begins.
            if name == "p" && !tag.closes && BLOCKS.contains(&tag.name.as_str()) {
                return at;
            }
            at = tag.end;
            if tag.name == name && !tag.attributes.ends_with('/') {
                depth = if tag.closes { depth - 1 } else { depth + 1 };
            }
            if depth == 0 {
                return at;
            }
        }
        self.file.len()
    }

    fn close_q(&mut self, span: Span) {
        let Some((start, cite)) = self.quotes.pop() else { return };
        let marked = Span::new(start, self.open.text.len());
        self.open.stands_for(CLOSES.encode_utf8(&mut [0; 4]), span);
        // What is inside another is part of it.
        if self.quotes.is_empty() && start < marked.end {
            let citation = cite.map(|address| (vec![SourceKey::Name(address)], None));
            self.open.marked.push(Marked { span: marked, citation });
        }
    }

    fn close_strike(&mut self) {
        if let Some(from) = self.struck.take() {
            self.open.strikes(from);
        }
    }

    fn close_link(&mut self) {
        let Some((start, href)) = self.link.take() else { return };
        if start <= self.open.text.len() && !href.starts_with('#') {
            let span = Span::new(start, self.open.text.len());
            self.open.citations.push(InTextCitation::link(span, href));
        }
    }

    fn end(&mut self) {
        self.close_link();
        self.close_strike();
        self.quotes.clear();
        let mut paragraph = std::mem::take(&mut self.open);
        if paragraph.is_empty() {
            return;
        }
        if self.footer {
            paragraph.attribution = true;
        } else if let Some(cite) = self.blocks.last() {
            paragraph.block = true;
            if let Some(address) = cite {
                let at = paragraph.origin.span(Span::new(0, paragraph.text.len())).end;
                let keys = vec![SourceKey::Name(address.clone())];
                paragraph.cite(keys, None, false, Span::new(at, at));
            }
        }
        paragraph.aside = self.heading || std::mem::take(&mut self.ignored);
        if let Some(id) = &self.id {
            self.notes.entry(id.clone()).or_default().push(self.paragraphs.len());
        }
        self.paragraphs.push(paragraph);
    }
}

/// Whether an element is not shown: by its attribute, or by its own style.
fn is_hidden(tag: &Tag<'_>) -> bool {
    const VOID: [&str; 6] = ["br", "hr", "img", "input", "meta", "link"];
    if !tag.attributes.contains("hidden") && !tag.attributes.contains("none")
        || VOID.contains(&tag.name.as_str())
        || tag.attributes.ends_with('/')
    {
        return false;
    }
    let style = attribute(tag.attributes, "style").unwrap_or_default().to_ascii_lowercase();
    let mut rules = style.split(';').filter_map(|rule| rule.split_once(':'));
    members(tag.attributes).any(|(name, _)| name.eq_ignore_ascii_case("hidden"))
        || rules.any(|(name, value)| {
            let value = value.split('!').next().unwrap_or("").trim();
            matches!((name.trim(), value), ("display", "none") | ("visibility", "hidden"))
        })
}

/// The value of an attribute, its references read.
fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut named = members(attributes).filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
    named.find_map(|(_, value)| Some(plain(value)).filter(|v| !v.is_empty()))
}

/// The attributes of a tag: their names and values, of which some are empty.
fn members(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/'));
        let (name, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return (!name.is_empty()).then_some((name, ""));
        };
        let value = value.trim_start();
        let (value, next) = match value.chars().next() {
            Some(mark @ ('"' | '\'')) => value.get(1..)?.split_once(mark)?,
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        rest = next;
        (!name.is_empty()).then_some((name, value))
    })
}

/// A text with its character references read.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('&') {
        out.push_str(head);
        let whole = rest.get(head.len()..).unwrap_or("");
        if let Some((length, shown)) = reference(whole) {
            out.push_str(&shown);
            rest = whole.get(length..).unwrap_or("");
        } else {
            out.push('&');
            rest = tail;
        }
    }
    out + rest
}
