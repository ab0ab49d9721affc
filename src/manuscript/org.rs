//! Org: quoted blocks, quotation marks, and citations of Org (`[cite:@key p. 3]`) and org-ref (`cite:key`).

use super::author_year::page_of;
use super::prose::{Citation, OBJECT, Prose, quotations};
use super::{Key, Manuscript};
use crate::text::Span;

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
    let mut found = reader.found;
    for paragraph in &mut reader.paragraphs {
        citations(paragraph);
    }
    quotations(reader.paragraphs, &mut found);
    found
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
            keys.push(Key::Name(name.to_owned()));
        }
        let narrative = style.starts_with("cite/t") || style.starts_with("cite/a");
        let span = Span::new(open, open + length + 1);
        paragraph.citations.push(Citation { span, keys, page, narrative });
    }
    for (at, _) in text.match_indices("cite") {
        let free =
            text.get(..at).is_some_and(|t| !t.ends_with(|c: char| c.is_alphanumeric() || c == '['));
        let rest = text.get(at..).unwrap_or("");
        let name = rest.get(..near(rest).find(':').unwrap_or(0)).unwrap_or("");
        let known = matches!(
            name,
            "cite"
                | "citep"
                | "citet"
                | "citealp"
                | "citealt"
                | "autocite"
                | "parencite"
                | "textcite"
        );
        if !free || !known {
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
        let keys: Vec<Key> = list
            .split([',', ';'])
            .map(|key| key.trim_start_matches('&'))
            .filter(|key| !key.is_empty())
            .map(|key| Key::Name(key.to_owned()))
            .collect();
        if !keys.is_empty() {
            let span = Span::new(at, at + name.len() + 1 + list.len());
            let narrative = matches!(name, "citet" | "textcite");
            paragraph.citations.push(Citation { span, keys, page: None, narrative });
        }
    }
    links(paragraph, &text);
}

/// `[[file:terms.txt][the terms]]`.
fn links(paragraph: &mut Prose, text: &str) {
    for (open, _) in text.match_indices("[[") {
        let rest = text.get(open + 2..).unwrap_or("");
        let Some((inside, _)) = near(rest).split_once("]]") else { continue };
        let address = inside.split("][").next().unwrap_or(inside);
        let address = address.strip_prefix("file:").unwrap_or(address);
        let span = Span::new(open, open + 4 + inside.len());
        let keys = vec![Key::Name(address.to_owned())];
        paragraph.citations.push(Citation { span, keys, page: None, narrative: true });
    }
}

/// `~code~` and `=verbatim=` become what cannot be read.
fn code(paragraph: &mut Prose) {
    let mut read = Prose { block: paragraph.block, aside: paragraph.aside, ..Prose::default() };
    let mut from = 0;
    let mut cuts: Vec<Span> = Vec::new();
    for (at, c) in paragraph.text.char_indices() {
        let begins =
            paragraph.text.get(..at).is_none_or(|t| t.is_empty() || t.ends_with([' ', '\n', '(']));
        if at < from || !matches!(c, '~' | '=') || !begins {
            continue;
        }
        let rest = paragraph.text.get(at + 1..).unwrap_or("");
        let Some(length) =
            rest.find([c, '\n']).filter(|l| rest.get(*l..).is_some_and(|r| r.starts_with(c)))
        else {
            continue;
        };
        if length > 0 {
            cuts.push(Span::new(at, at + length + 2));
            from = at + length + 2;
        }
    }
    if cuts.is_empty() {
        return;
    }
    let mut done = 0;
    for cut in cuts {
        read.copy(paragraph, Span::new(done, cut.start));
        read.stands_for(OBJECT.encode_utf8(&mut [0; 4]), paragraph.origin.span(cut));
        done = cut.end;
    }
    read.copy(paragraph, Span::new(done, paragraph.text.len()));
    *paragraph = read;
}

/// The start of a text, in which a citation or a link would end.
fn near(text: &str) -> &str {
    text.get(..text.floor_char_boundary(CITATION_BYTES)).unwrap_or(text)
}

/// The key at the start of a text.
fn key_at(text: &str) -> &str {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '/' | '+');
    let end = text.find(|c| !part(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or("").trim_end_matches(['.', ':'])
}
