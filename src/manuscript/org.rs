//! Org: quoted blocks, quotation marks, and citations of Org (`[cite:@key p. 3]`) and org-ref (`cite:key`).

use super::author_year::page_of;
use super::notes::NOTE_KEY;
use super::prose::{InTextCitation, OBJECT, Prose, quotations};
use super::{Manuscript, SourceKey, notes};
use crate::text::{self, Span};
use std::collections::HashMap;

/// The longest citation or link, in bytes.
const CITATION_BYTES: usize = 2_000;

pub(super) fn read(text: &str) -> Manuscript {
    let mut reader = Reader::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        reader.line(line, at);
        at += line.len();
    }
    reader.end();
    let (mut found, mut paragraphs) = (reader.found, reader.paragraphs);
    let mut notes: HashMap<String, Vec<usize>> = HashMap::new();
    let mut open: Option<String> = None;
    for (number, paragraph) in paragraphs.iter_mut().enumerate() {
        if let Some((label, length)) = note_at(&paragraph.text) {
            let label = label.to_owned();
            *paragraph = paragraph.part(Span::new(length, paragraph.text.len()));
            open = Some(label);
        } else if paragraph.aside || paragraph.block {
            open = None;
        }
        if let Some(label) = open.take() {
            notes.entry(label).or_default().push(number);
        }
        citations(paragraph);
    }
    notes::resolve(&mut paragraphs, &notes, NOTE_KEY);
    quotations(paragraphs, &mut found);
    found
}

/// `[fn:label]` at the start of a text: the label, and how long it is.
fn note_at(text: &str) -> Option<(&str, usize)> {
    let (label, _) = near(text).strip_prefix("[fn:")?.split_once(']')?;
    (!label.is_empty() && !label.contains(':')).then_some((label, label.len() + "[fn:]".len()))
}

#[derive(Default)]
struct Reader {
    paragraphs: Vec<Prose>,
    open: Prose,
    /// Whether a quoted block is open.
    block: bool,
    /// The name of the block that is open and not read.
    unread: Option<String>,
    ignored: bool,
    found: Manuscript,
}

impl Reader {
    fn end(&mut self) {
        let mut paragraph = std::mem::take(&mut self.open);
        if !paragraph.is_empty() {
            paragraph.block = self.block;
            paragraph.aside |= std::mem::take(&mut self.ignored);
            self.paragraphs.push(paragraph);
        }
    }

    fn line(&mut self, line: &str, at: usize) {
        let trimmed = line.trim();
        let lower = trimmed.to_ascii_lowercase();
        if let Some(name) = &self.unread {
            if lower == *name {
                self.unread = None;
            }
            return;
        }
        if matches!(&*lower, ":properties:" | ":logbook:") {
            self.end();
            self.unread = Some(":end:".to_owned());
            return;
        }
        if let Some(keyword) = lower.strip_prefix("#+") {
            self.keyword(keyword, trimmed);
            return;
        }
        if trimmed == "#" || trimmed.starts_with("# ") {
            self.ignored |= trimmed.trim_start_matches('#').trim() == "quoteproof: ignore";
            return;
        }
        let stars = line.bytes().take_while(|b| *b == b'*').count();
        if stars > 0 && line.get(stars..).is_some_and(|rest| rest.starts_with(' ')) {
            self.end();
            self.open.verbatim(line, at);
            self.open.aside = true;
            self.end();
        } else if trimmed.is_empty() {
            if self.block { self.open.verbatim(line, at) } else { self.end() }
        } else if trimmed.starts_with(": ") || (lower.starts_with(':') && lower.ends_with(':')) {
            self.end();
        } else {
            let item = ["- ", "+ ", "[fn:", "| "].iter().any(|mark| trimmed.starts_with(mark));
            if item && !self.block {
                self.end();
            }
            self.open.verbatim(line, at);
        }
    }

    /// `#+begin_quote`, `#+bibliography: refs.bib`, `#+include: "part.org"`.
    fn keyword(&mut self, lower: &str, line: &str) {
        let value = line.split_once(':').map_or("", |(_, value)| value).trim().trim_matches('"');
        let name = lower.split([' ', ':']).next().unwrap_or("");
        match name {
            "begin_quote" | "begin_verse" => {
                self.end();
                self.block = true;
            }
            "end_quote" | "end_verse" => {
                self.end();
                self.block = false;
            }
            "bibliography" => {
                self.found.bibliographies.extend(value.split_whitespace().map(str::to_owned));
            }
            "include" => self.found.includes.extend(value.split('"').next().map(str::to_owned)),
            _ => {
                self.end();
                self.unread = name.strip_prefix("begin_").map(|block| format!("#+end_{block}"));
            }
        }
    }
}

/// The citations of a paragraph, its links, and code, whose quotation marks are none.
fn citations(paragraph: &mut Prose) {
    code(paragraph);
    let text = paragraph.text.clone();
    super::commands::add(paragraph);
    bracketed(paragraph, &text);
    typed(paragraph, &text);
    links(paragraph, &text);
}

/// `[cite/t:@smith2020, p. 3]`: Org's own citations.
fn bracketed(paragraph: &mut Prose, text: &str) {
    for (open, _) in text.match_indices("[cite") {
        let rest = text.get(open..).unwrap_or("");
        let Some(length) = near(rest).find(']') else { continue };
        let inside = rest.get(1..length).unwrap_or("");
        let Some((style, inside)) = inside.split_once(':') else { continue };
        let mut keys = Vec::new();
        let mut page = None;
        for part in inside.split(';') {
            let Some((_, key)) = part.split_once('@') else { continue };
            let name = key_at(key);
            page = page.or_else(|| page_of(key.get(name.len()..).unwrap_or("")));
            keys.push(SourceKey::Name(name.to_owned()));
        }
        if keys.is_empty() {
            continue;
        }
        let narrative = style.starts_with("cite/t") || style.starts_with("cite/a");
        let span = Span::new(open, open + length + 1);
        paragraph.citations.push(InTextCitation {
            span,
            keys,
            page,
            narrative,
            ..InTextCitation::default()
        });
    }
}

/// Link types that cite.
const CITING_LINKS: [&str; 8] =
    ["cite", "citep", "citet", "citealp", "citealt", "autocite", "parencite", "textcite"];

/// `cite:smith2020,jones2019` and `[[citet:&smith2020]]`: the links of org-ref.
fn typed(paragraph: &mut Prose, text: &str) {
    for (found, _) in text.match_indices("cite") {
        let head = text.get(..found).unwrap_or("");
        let at = head.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let free = text.get(..at).is_some_and(|t| {
            !t.ends_with(|c: char| c.is_alphanumeric() || c == '[') || t.ends_with("[[")
        });
        let rest = text.get(at..).unwrap_or("");
        let name = rest.get(..near(rest).find(':').unwrap_or(0)).unwrap_or("");
        if !free || !CITING_LINKS.contains(&name) {
            continue;
        }
        let list = rest.get(name.len() + 1..).unwrap_or("");
        let length = list.find(|c: char| {
            !(c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '&' | ';' | ','))
        });
        let list = list
            .get(..length.unwrap_or(list.len()))
            .unwrap_or("")
            .trim_end_matches([',', ';', ':']);
        let keys: Vec<SourceKey> = list
            .split([',', ';'])
            .map(|key| key.trim_start_matches('&'))
            .filter(|key| !key.is_empty())
            .map(|key| SourceKey::Name(key.to_owned()))
            .collect();
        if !keys.is_empty() {
            let end = at + name.len() + 1 + list.len();
            let linked = text.get(..at).is_some_and(|t| t.ends_with("[["));
            let close = link_end(near(text.get(end..).unwrap_or(""))).filter(|_| linked);
            let (said, span) = match close {
                Some((said, length)) => (said, Span::new(at - 2, end + length)),
                None => ("", Span::new(at, end)),
            };
            let page = page_of(said);
            let narrative = matches!(name, "citet" | "textcite");
            paragraph.citations.push(InTextCitation {
                span,
                keys,
                page,
                narrative,
                ..InTextCitation::default()
            });
        }
    }
}

/// What a link says after its address, and how long that is with its brackets: `][p. 3]]`, `]]`.
fn link_end(rest: &str) -> Option<(&str, usize)> {
    if rest.starts_with("]]") {
        return Some(("", "]]".len()));
    }
    let (said, _) = rest.strip_prefix("][")?.split_once("]]")?;
    Some((said, said.len() + "][]]".len()))
}

/// `[[file:terms.txt][the terms]]`.
fn links(paragraph: &mut Prose, text: &str) {
    for (open, _) in text.match_indices("[[") {
        let rest = text.get(open + 2..).unwrap_or("");
        let Some((inside, _)) = near(rest).split_once("]]") else { continue };
        let address = inside.split("][").next().unwrap_or(inside);
        let address = address.strip_prefix("file:").unwrap_or(address);
        // org-ref: `[[cite:&key]]`.
        if address.split(':').next().is_some_and(|kind| CITING_LINKS.contains(&kind)) {
            continue;
        }
        let span = Span::new(open, open + 4 + inside.len());
        paragraph.citations.push(InTextCitation::link(span, address));
    }
}

/// What is in a paragraph besides its words.
#[derive(Clone, Copy)]
enum Markup {
    /// `~code~`, `=verbatim=`: what cannot be read.
    Code,
    /// The mark of emphasis, of a superscript or of a subscript: nothing.
    Mark,
    /// The same, after the words.
    MarkEnd,
    /// `[fn:1]`
    Note,
}

/// Reads a paragraph's markup: what is printed of it stays.
fn code(paragraph: &mut Prose) {
    let mut cuts = markup(&paragraph.text);
    if cuts.is_empty() {
        return;
    }
    cuts.sort_by_key(|(span, _)| *span);
    let (block, aside, note) = (paragraph.block, paragraph.aside, paragraph.note);
    let mut read = Prose { block, aside, note, ..Prose::default() };
    let mut done = 0;
    let mut struck = None;
    for (cut, what) in cuts {
        if cut.start < done {
            continue;
        }
        read.copy(paragraph, Span::new(done, cut.start));
        let file = paragraph.origin.span(cut);
        let strikes = paragraph.text.get(cut.range()) == Some("+");
        match what {
            Markup::Mark if strikes => struck = Some(read.text.len()),
            Markup::MarkEnd if strikes => {
                if let Some(from) = struck.take() {
                    read.strikes(from);
                }
            }
            Markup::Code => read.stands_for(OBJECT.encode_utf8(&mut [0; 4]), file),
            Markup::Mark => read.begins_emphasis(),
            Markup::MarkEnd => read.ends_emphasis(),
            Markup::Note => {
                let label =
                    paragraph.text.get(cut.range()).and_then(note_at).map(|(label, _)| label);
                let key = SourceKey::Name(format!("{NOTE_KEY}{}", label.unwrap_or("")));
                read.note(Some((vec![key], None)), file);
            }
        }
        done = cut.end;
    }
    read.copy(paragraph, Span::new(done, paragraph.text.len()));
    *paragraph = read;
}

/// Where markup is in a text.
fn markup(text: &str) -> Vec<(Span, Markup)> {
    let mut cuts = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or("");
        let before = text.get(..at).unwrap_or("");
        if at < from {
            continue;
        }
        if let Some((_, length)) = note_at(rest).filter(|_| c == '[') {
            cuts.push((Span::new(at, at + length), Markup::Note));
            from = at + length;
        } else if matches!(c, '_' | '^') && before.ends_with(char::is_alphanumeric) {
            // `H_{2}O`
            let Some(inner) = rest.get(1..).and_then(|r| r.strip_prefix('{')) else { continue };
            let Some(length) = near(inner).find('}') else { continue };
            cuts.push((Span::new(at, at + 2), Markup::Mark));
            cuts.push((Span::new(at + 2 + length, at + 3 + length), Markup::Mark));
        } else if matches!(c, '~' | '=' | '*' | '/' | '_' | '+') && opens(before) {
            let Some(length) = emphasised(rest.get(1..).unwrap_or(""), c) else { continue };
            let end = at + length + 2;
            if matches!(c, '~' | '=') {
                cuts.push((Span::new(at, end), Markup::Code));
                from = end;
            } else {
                cuts.push((Span::new(at, at + 1), Markup::Mark));
                cuts.push((Span::new(end - 1, end), Markup::MarkEnd));
            }
        }
    }
    cuts
}

/// Whether a mark of emphasis may open after a text.
fn opens(before: &str) -> bool {
    before.is_empty()
        || before.ends_with(|c: char| {
            c.is_whitespace()
                || matches!(c, '(' | '{' | '-' | '—' | '–')
                || matches!(c, '"' | '\'' | '“' | '”' | '„' | '«' | '»' | '‘' | '‚' | '‹' | '›')
                || matches!(c, '*' | '/' | '_' | '+')
        })
}

/// The length of emphasised words that begin a text, up to the mark that ends them.
fn emphasised(text: &str, mark: char) -> Option<usize> {
    let text = near(text);
    if text.starts_with(char::is_whitespace) {
        return None;
    }
    text.match_indices(mark).map(|(at, _)| at).find(|at| {
        let inside = text.get(..*at).unwrap_or("");
        let next = text.get(at + 1..).and_then(|t| t.chars().next());
        *at > 0
            && !inside.ends_with(char::is_whitespace)
            && next.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// The start of a text, in which a citation or a link would end.
fn near(text: &str) -> &str {
    text::head(text, CITATION_BYTES)
}

/// The key at the start of a text.
fn key_at(text: &str) -> &str {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '/' | '+');
    let end = text.find(|c| !part(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or("").trim_end_matches(['.', ':'])
}
