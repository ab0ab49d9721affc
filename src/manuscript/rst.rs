//! reStructuredText: quotation marks, indented block quotes, `epigraph` and its like, and the citations of Sphinx.

use super::author_year::page_of;
use super::notes::NOTE_KEY;
use super::prose::{InTextCitation, OBJECT, Prose, quotations};
use super::{Manuscript, SourceKey, notes};
use crate::text::{self, Span};
use std::collections::HashMap;

/// The longest citation, in bytes.
const CITATION_BYTES: usize = 400;

/// Directives whose content is a quotation.
const QUOTES: [&str; 3] = ["epigraph", "pull-quote", "highlights"];

/// Directives whose content is running text.
const SHOWN: [&str; 14] = [
    "note",
    "warning",
    "tip",
    "hint",
    "important",
    "caution",
    "attention",
    "danger",
    "admonition",
    "seealso",
    "topic",
    "sidebar",
    "container",
    "versionadded",
];

pub(super) fn read(text: &str) -> Manuscript {
    let mut reader = Reader::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        reader.line(line, at);
        at += line.len();
    }
    reader.end();
    let (mut found, mut paragraphs) = (reader.found, reader.paragraphs);
    let mut nameless = 0;
    let targets = targets(text);
    for paragraph in &mut paragraphs {
        citations(paragraph, &mut nameless, &targets);
    }
    notes::resolve(&mut paragraphs, &reader.notes, NOTE_KEY);
    quotations(paragraphs, &mut found);
    found
}

/// Where links by name lead: `.. _Harbour News: https://example.org`.
fn targets(text: &str) -> HashMap<String, String> {
    let named = text.lines().filter_map(|line| {
        let (name, address) = line.trim().strip_prefix(".. _")?.split_once(": ")?;
        let address = address.trim();
        let is_one = !address.is_empty() && !address.ends_with('_');
        is_one.then(|| (name.trim_matches('`').to_lowercase(), address.to_owned()))
    });
    named.collect()
}

/// The name of a footnote: its number, or its label; those without one are counted. `None` for the key of a citation.
fn note_name(label: &str, nameless: &mut usize) -> Option<String> {
    if matches!(label, "#" | "*") {
        *nameless += 1;
        return Some(format!("#{nameless}"));
    }
    let number = !label.is_empty() && label.chars().all(|c| c.is_ascii_digit());
    (number || label.starts_with('#')).then(|| label.to_owned())
}

/// What the lines are that are indented further than the last directive or paragraph.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Quote,
    Shown,
    Unread,
}

#[derive(Default)]
struct Reader {
    paragraphs: Vec<Prose>,
    open: Prose,
    /// The column at which the open paragraph is.
    indent: usize,
    /// The column of text that is not quoted by its indentation: of the last item or note.
    body: usize,
    /// The directives that are open, each with its column.
    inside: Vec<(usize, Inside)>,
    /// Whether the paragraph before announced code by `::`.
    code: bool,
    ignored: bool,
    /// The footnote that is open, the numbers of the paragraphs of each, and how many have no name.
    note: Option<String>,
    notes: HashMap<String, Vec<usize>>,
    nameless: usize,
    /// Whether the line before is an empty comment.
    empty_comment: bool,
    found: Manuscript,
}

impl Reader {
    fn end(&mut self) {
        let mut paragraph = std::mem::take(&mut self.open);
        if paragraph.is_empty() {
            return;
        }
        let inside = self.inside.last().map(|(_, inside)| *inside);
        let by_indent = inside.is_none() && self.indent > self.body;
        paragraph.block = by_indent || inside == Some(Inside::Quote);
        paragraph.aside |= std::mem::take(&mut self.ignored);
        self.code = paragraph.text.trim_end().ends_with("::");
        // The paragraphs of one quoted block are one quotation.
        let attribution = paragraph.text.trim_start().starts_with(['—', '-']);
        if let Some(note) = self.note.take() {
            self.notes.entry(note).or_default().push(self.paragraphs.len());
            paragraph.note = true;
            paragraph.block = false;
            self.paragraphs.push(paragraph);
            return;
        }
        match self
            .paragraphs
            .last_mut()
            .filter(|last| last.block && paragraph.block && (attribution || !ends_block(last)))
        {
            Some(last) => last.copy_all(&paragraph, "\n\n"),
            None => self.paragraphs.push(paragraph),
        }
    }

    fn line(&mut self, line: &str, at: usize) {
        let trimmed = line.trim();
        let empty_comment = std::mem::take(&mut self.empty_comment);
        if trimmed.is_empty() {
            self.end();
            // It hides nothing after an empty line.
            if empty_comment {
                self.inside.pop();
            }
            return;
        }
        let indent = line.len() - line.trim_start().len();
        if self.open.is_empty() {
            while self.inside.pop_if(|(column, _)| indent <= *column).is_some() {}
            if self.code && indent > self.body {
                return;
            }
            self.code = false;
            if self.inside.is_empty() && indent <= self.body {
                self.body = indent;
            }
        }
        if self.inside.last().is_some_and(|(_, inside)| *inside == Inside::Unread) {
            return;
        }
        if trimmed.starts_with(".. ") || trimmed == ".." {
            self.end();
            self.explicit(trimmed.trim_start_matches('.').trim_start(), line, at, indent);
            return;
        }
        let first = trimmed.chars().next().unwrap_or(' ');
        let rule = first.is_ascii_punctuation() && trimmed.chars().all(|c| c == first);
        if rule && trimmed.len() > 2 {
            // The line under a heading, or over it.
            self.open.aside = true;
            self.end();
            return;
        }
        if trimmed.starts_with(':') && self.open.is_empty() && !self.inside.is_empty() {
            return;
        }
        let item = ["- ", "* ", "+ ", "#. "].iter().find(|mark| trimmed.starts_with(**mark));
        if let Some(mark) = item {
            self.end();
            self.body = indent + mark.len();
        }
        if self.open.is_empty() {
            self.indent = item.map_or(indent, |mark| indent + mark.len());
        }
        self.open.verbatim(line, at);
    }

    /// A directive, a comment, or the text of a note or a citation.
    fn explicit(&mut self, rest: &str, line: &str, at: usize, indent: usize) {
        if rest.trim() == "quoteproof: ignore" {
            self.ignored = true;
            return;
        }
        self.empty_comment = rest.trim().is_empty();
        if rest.starts_with('[') {
            let from = line.find(']').map_or(0, |end| end + 1);
            let label =
                rest.get(1..).and_then(|r| r.split_once(']')).map_or("", |(label, _)| label);
            self.note = note_name(label, &mut self.nameless);
            self.indent = indent + 3;
            self.body = indent + 3;
            self.open.verbatim(line.get(from..).unwrap_or(""), at + from);
            return;
        }
        let (name, value) = rest.split_once("::").unwrap_or(("", ""));
        let name = name.trim();
        match name {
            "bibliography" => {
                self.found.bibliographies.extend(value.split_whitespace().map(str::to_owned));
            }
            "include" => self.found.includes.push(value.trim().to_owned()),
            _ => {}
        }
        let inside = if QUOTES.contains(&name) {
            Inside::Quote
        } else if SHOWN.contains(&name) {
            Inside::Shown
        } else {
            Inside::Unread
        };
        self.inside.push((indent, inside));
        self.body = indent;
    }
}

/// Whether a quoted block has its attribution already.
fn ends_block(block: &Prose) -> bool {
    let last = block.text.trim_end().rsplit('\n').next().unwrap_or("");
    last.trim_start().starts_with(['—', '-'])
}

/// Roles that cite (`:cite:p:` and the key), `[key]_`, links, and code, whose quotation marks are none.
fn citations(paragraph: &mut Prose, nameless: &mut usize, targets: &HashMap<String, String>) {
    let (block, aside, note) = (paragraph.block, paragraph.aside, paragraph.note);
    let read = Prose { block, aside, note, ..Prose::default() };
    let mut inline = Inline { paragraph, read, emphasis: Vec::new(), nameless, targets };
    let mut at = 0;
    while at < inline.paragraph.text.len() {
        at = inline.next(at);
    }
    *paragraph = inline.read;
}

/// The inline markup of a paragraph, read from left to right.
struct Inline<'p> {
    paragraph: &'p Prose,
    /// What the paragraph prints, as far as it is read.
    read: Prose,
    /// The marks that end the emphasis that is open.
    emphasis: Vec<Span>,
    /// How many footnotes without a name have been cited.
    nameless: &'p mut usize,
    /// Where links by name lead.
    targets: &'p HashMap<String, String>,
}

impl<'p> Inline<'p> {
    /// Reads what begins at a byte of the paragraph; returns the byte after it.
    fn next(&mut self, at: usize) -> usize {
        let rest = self.rest(at);
        let length = if let Some(length) = literal(rest) {
            self.object(at, length)
        } else if let Some(length) = self.cite_role(at) {
            length
        } else if let Some(length) = self.reference(at) {
            length
        } else if let Some((role, length)) = role_at(rest) {
            // `:sub:`2`` is what is in it; of code and formulas nothing is known.
            if matches!(role, "math" | "code" | "raw" | "download" | "samp" | "command") {
                self.object(at, length)
            } else {
                role.len() + 2
            }
        } else if let Some(mark) = self.emphasis.iter().find(|mark| mark.start == at) {
            let length = mark.len();
            self.read.ends_emphasis();
            length
        } else if let Some(inner) = emphasis_at(rest, self.paragraph.text.get(..at).unwrap_or("")) {
            self.emphasis.push(Span::new(at + inner.end, at + inner.end + inner.start));
            self.read.begins_emphasis();
            inner.start
        } else if let Some(length) = self.link(at) {
            length
        } else if let Some(length) = self.escaped(at) {
            length
        } else {
            let mut next = rest.char_indices().skip(1);
            let next = next.find(|(_, c)| matches!(c, '`' | ':' | '[' | '\\' | '*'));
            let length = next.map_or(rest.len(), |(length, _)| length);
            self.read.copy(self.paragraph, Span::new(at, at + length));
            length
        };
        at + length
    }

    fn rest(&self, at: usize) -> &'p str {
        self.paragraph.text.get(at..).unwrap_or("")
    }

    /// Where bytes of the paragraph are in the file.
    fn origin(&self, at: usize, length: usize) -> Span {
        self.paragraph.origin.span(Span::new(at, at + length))
    }

    /// Something of which nothing is known but that it is there.
    fn object(&mut self, at: usize, length: usize) -> usize {
        let span = self.origin(at, length);
        self.read.stands_for(OBJECT.encode_utf8(&mut [0; 4]), span);
        length
    }

    /// ``:cite:p:`smith2020` ``: a role that cites.
    fn cite_role(&mut self, at: usize) -> Option<usize> {
        let rest = self.paragraph.text.get(at..)?;
        let (role, _) = near(rest).split_once('`')?;
        let cites = role.starts_with(":cite") || role.starts_with(":footcite");
        if !cites || !role.ends_with(':') {
            return None;
        }
        let body = rest.get(role.len() + 1..)?;
        let inside = body.get(..body.find('`')?)?;
        let narrative = role.contains(":t:") || role.contains(":ct:");
        let length = role.len() + inside.len() + 2;
        let (keys, page) = cited(inside);
        self.read.cite(keys, page, narrative, self.origin(at, length));
        Some(length)
    }

    /// `[key]_`: a citation, or the mark of a footnote.
    fn reference(&mut self, at: usize) -> Option<usize> {
        let body = self.paragraph.text.get(at..)?.strip_prefix('[')?;
        let key = body.get(..near(body).find("]_")?)?;
        if key.is_empty() || key.contains(['[', ' ', '\n']) {
            return None;
        }
        let length = key.len() + 3;
        let span = self.origin(at, length);
        if let Some(name) = note_name(key, self.nameless) {
            let key = SourceKey::Name(format!("{NOTE_KEY}{name}"));
            self.read.note(Some((vec![key], None)), span);
        } else {
            self.read.cite(vec![SourceKey::Name(key.to_owned())], None, true, span);
        }
        Some(length)
    }

    /// `` `The terms <terms.txt>`_ ``: a link, which cites what it leads to; or text in a role of its own.
    fn link(&mut self, at: usize) -> Option<usize> {
        let body = self.paragraph.text.get(at..)?.strip_prefix('`')?;
        let (inside, tail) = body.split_once('`')?;
        let marks = tail.bytes().take_while(|b| *b == b'_').count().min(2);
        let shown = inside.split('<').next().unwrap_or(inside);
        let start = self.read.text.len();
        self.read.copy(self.paragraph, Span::new(at + 1, at + 1 + shown.len()));
        let stated = inside.split_once('<').map(|(_, address)| address.trim_end_matches('>'));
        let named = self.targets.get(&inside.to_lowercase()).map(String::as_str);
        if let Some(address) = stated.or(named).filter(|_| marks > 0) {
            let span = Span::new(start, self.read.text.len());
            self.read.citations.push(InTextCitation::link(span, address));
        }
        Some(inside.len() + 2 + marks)
    }

    /// An escaped space is none; another character is itself.
    fn escaped(&mut self, at: usize) -> Option<usize> {
        let rest = self.paragraph.text.get(at..)?;
        let c = rest.strip_prefix('\\')?.chars().next()?;
        let length = 1 + c.len_utf8();
        let printed = if c.is_whitespace() { "" } else { rest.get(1..length).unwrap_or("") };
        self.read.stands_for(printed, self.paragraph.origin.span(Span::new(at, at + length)));
        Some(length)
    }
}

/// How long the code is that a text begins with: ``` ``code`` ```.
fn literal(text: &str) -> Option<usize> {
    let code = text.strip_prefix("``")?;
    Some(code.find("``")? + 4)
}

/// A role: its name, and how long it is with its text.
fn role_at(text: &str) -> Option<(&str, usize)> {
    let (role, rest) = near(text).strip_prefix(':')?.split_once(":`")?;
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+');
    let length = rest.find('`')?;
    (!role.is_empty() && role.chars().all(named)).then_some((role, role.len() + length + 4))
}

/// `*words*` or `**words**` at the start of a text: where the words are in it.
fn emphasis_at(text: &str, before: &str) -> Option<Span> {
    let marks = text.bytes().take_while(|b| *b == b'*').count();
    let free = !before.ends_with(|c: char| c.is_alphanumeric() || c == '*');
    if !(1..=2).contains(&marks) || !free {
        return None;
    }
    let inner = near(text).get(marks..)?;
    let close = text.get(..marks)?;
    let length = inner.match_indices(close).map(|(at, _)| at).find(|at| {
        *at > 0 && inner.get(..*at).is_some_and(|words| !words.ends_with(char::is_whitespace))
    })?;
    let spaced = inner.starts_with(char::is_whitespace);
    (!spaced).then(|| Span::new(marks, marks + length))
}

/// The start of a text, in which a citation would end.
fn near(text: &str) -> &str {
    text::head(text, CITATION_BYTES)
}

/// `{p. 3}smith2020`, as sphinxcontrib-bibtex writes a page, or several keys.
fn cited(inside: &str) -> (Vec<SourceKey>, Option<String>) {
    let mut page = None;
    let mut keys = Vec::new();
    for part in inside.split(',') {
        let part = part.trim();
        let key = match part.strip_prefix('{').and_then(|p| p.split_once('}')) {
            Some((before, key)) => {
                page = page.or_else(|| page_of(before));
                key.split('{').next().unwrap_or(key)
            }
            None => match part.split_once('{') {
                Some((key, after)) => {
                    page = page.or_else(|| page_of(after));
                    key
                }
                None => part,
            },
        };
        if !key.is_empty() {
            keys.push(SourceKey::Name(key.to_owned()));
        }
    }
    (keys, page)
}
