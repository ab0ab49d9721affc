//! Wikitext, as Wikipedia is written: quotation marks, templates that quote, the notes of `<ref>`, and short citations.
//!
//! ```text
//! "Spring tides come twice."<ref name="tides">Smith, ''Tides'' (2020), p. 3.</ref>     the note's work, page 3
//! "They come twice."<ref name="tides" /> "Neap tides, too."{{sfn|Smith|2020|p=4}}      the same work
//! {{quote|They come twice.|John Smith|''Tides'' (2020)}}                               a block, and whose it is
//! ```
//!
//! A quotation with an unknown template is not checked: nobody knows what it prints.

mod template;

use super::author_year::page_of;
use super::notes::NOTE_KEY;
use super::prose::{InTextCitation, OBJECT, Prose, quotations};
use super::{Manuscript, SourceKey, notes};
use crate::reader::reference;
use crate::text::{Span, head};
use std::cell::Cell;
use std::collections::HashMap;
use template::{Argument, is_place, is_remark, sign};

/// How deep templates, links and notes may be nested.
const MAX_DEPTH: usize = 20;

/// How often a file's characters are looked at for the partners of brackets. A file that needs more is broken.
const MAX_STEPS: usize = 100;

/// A tag, or the address of a link with its words, is no longer, in bytes.
const TAG_BYTES: usize = 4_000;

/// Templates that cite briefly: an author or several, and a year.
const SHORT: [&str; 14] = [
    "sfn",
    "sfnp",
    "sfnm",
    "harv",
    "harvnb",
    "harvp",
    "harvtxt",
    "harvcol",
    "harvcolnb",
    "harvcoltxt",
    "harvnp",
    "harvsp",
    "sfn0",
    "harvard",
];

/// Templates that describe a work.
const WORKS: [&str; 14] = [
    "cite",
    "citation",
    "literatur",
    "internetquelle",
    "ouvrage",
    "article",
    "lien web",
    "chapitre",
    "cita",
    "cita libro",
    "cita web",
    "cita publicación",
    "cita news",
    "citeer",
];

/// Templates that quote as a block.
const BLOCKS: [&str; 12] = [
    "quote",
    "blockquote",
    "cquote",
    "quotation",
    "rquote",
    "quote box",
    "zitat",
    "citation bloc",
    "début citation",
    "citazione",
    "cita destacada",
    "citaat",
];

/// Templates that print their last argument as it is.
const LAST: [&str; 11] = [
    "lang",
    "nowrap",
    "nobr",
    "small",
    "em",
    "strong",
    "smallcaps",
    "sc",
    "transl",
    "color",
    "langx",
];

/// Elements whose text is not prose.
const OBJECTS: [&str; 9] =
    ["math", "code", "pre", "syntaxhighlight", "source", "gallery", "score", "timeline", "chem"];

/// Namespaces of pages that a link shows, or files, but does not name in words.
const PICTURES: [&str; 9] =
    ["file", "image", "datei", "bild", "fichier", "archivo", "category", "kategorie", "catégorie"];

/// Whether a text that has no format by its name is wikitext.
pub(super) fn is_one(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["<ref>", "<ref name", "{{sfn|", "{{cite ", "{{quote|", "{{blockquote|", "{{r|"]
        .iter()
        .any(|sign| text.contains(sign))
}

pub(super) fn read(text: &str) -> Manuscript {
    let mut reader = Reader { file: text, ..Reader::default() };
    reader.steps.set(text.len().saturating_mul(MAX_STEPS));
    reader.scan(0, text.len(), 0);
    reader.end();
    let (mut found, mut paragraphs) = (Manuscript::default(), reader.paragraphs);
    notes::resolve(&mut paragraphs, &reader.notes, NOTE_KEY);
    quotations(paragraphs, &mut found);
    found
}

#[derive(Default)]
struct Reader<'f> {
    file: &'f str,
    paragraphs: Vec<Prose>,
    open: Prose,
    /// How many quoted blocks are open.
    blocks: usize,
    /// Where the words of the open `<q>` begin.
    quote: Option<usize>,
    /// Where words begin that are struck out.
    struck: Option<usize>,
    italic: bool,
    bold: bool,
    /// The numbers of the paragraphs of each note.
    notes: HashMap<String, Vec<usize>>,
    ignored: bool,
    /// Characters that may still be looked at for the partners of brackets.
    steps: Cell<usize>,
}

impl<'f> Reader<'f> {
    fn end(&mut self) {
        self.close_strike();
        self.quote = None;
        (self.italic, self.bold) = (false, false);
        let mut paragraph = std::mem::take(&mut self.open);
        if !paragraph.is_empty() {
            paragraph.block = self.blocks > 0;
            paragraph.aside |= std::mem::take(&mut self.ignored);
            self.paragraphs.push(paragraph);
        }
    }

    fn close_strike(&mut self) {
        if let Some(from) = self.struck.take() {
            self.open.strikes(from);
        }
    }

    fn object(&mut self, span: Span) {
        self.open.stands_for(OBJECT.encode_utf8(&mut [0; 4]), span);
    }

    /// Reads bytes `from..to` of the file into the open paragraph.
    fn scan(&mut self, from: usize, to: usize, depth: usize) {
        let mut at = from;
        while at < to {
            let begins = at == 0 || self.file.get(..at).is_some_and(|t| t.ends_with('\n'));
            let next = begins.then(|| self.line(at, to, depth)).flatten();
            at = next.unwrap_or_else(|| self.step(at, to, depth)).max(at + 1);
        }
    }

    /// What a line begins with: a heading, an item of a list, a row of a table; where its words begin.
    fn line(&mut self, at: usize, to: usize, depth: usize) -> Option<usize> {
        let rest = self.file.get(at..to)?;
        let line = rest.split('\n').next().unwrap_or("");
        if let Some(heading) = line.trim_end().strip_prefix('=').and_then(|l| l.strip_suffix('=')) {
            self.end();
            let words = heading.trim_matches('=');
            let from = at + 1 + heading.find(words).unwrap_or(0);
            self.scan(from, from + words.len(), depth + 1);
            self.open.aside = true;
            self.end();
            return Some(at + line.len());
        }
        if line.starts_with("{|") || line.starts_with("----") || line.starts_with("|-") {
            self.end();
            return Some(at + line.len());
        }
        let marks = line.len() - line.trim_start_matches(['*', '#', ':', ';', '|', '!']).len();
        if marks == 0 || line.starts_with("|}}") {
            return None;
        }
        self.end();
        Some(at + marks)
    }

    /// Reads what is at a byte, and says where the rest begins.
    fn step(&mut self, at: usize, to: usize, depth: usize) -> usize {
        let rest = self.file.get(at..to).unwrap_or("");
        let Some(c) = rest.chars().next() else { return to };
        let read = match c {
            '{' if rest.starts_with("{{") => self.template(at, to, depth),
            '[' => self.link(at, to, depth),
            '\'' => self.emphasis(at, rest),
            '<' => self.tag(at, to, depth),
            '&' => reference(rest).map(|(length, shown)| {
                self.open.stands_for(&shown, Span::new(at, at + length));
                at + length
            }),
            '\n' => Some(self.newline(at, rest)),
            _ => None,
        };
        read.unwrap_or_else(|| {
            let length = c.len_utf8();
            self.open.verbatim(rest.get(..length).unwrap_or(""), at);
            at + length
        })
    }

    fn newline(&mut self, at: usize, rest: &str) -> usize {
        let blank = rest.len() - rest.trim_start_matches(['\n', '\r', ' ', '\t']).len();
        let lines = rest.get(..blank).unwrap_or("").matches('\n').count();
        if lines > 1 && self.blocks == 0 {
            self.end();
        } else {
            let shown = if lines > 1 { "\n\n" } else { "\n" };
            self.open.stands_for(shown, Span::new(at, at + blank.max(1)));
        }
        at + blank.max(1)
    }

    /// `''so''`, `'''so'''`, and both.
    fn emphasis(&mut self, at: usize, rest: &str) -> Option<usize> {
        let length = rest.bytes().take(5).take_while(|byte| *byte == b'\'').count();
        // `''''so'''` is an apostrophe and bold words.
        if length < 2 || length == 4 {
            return None;
        }
        let turn = |is_open: &mut bool, prose: &mut Prose| {
            if std::mem::replace(is_open, !*is_open) {
                prose.ends_emphasis();
            } else {
                prose.begins_emphasis();
            }
        };
        if length != 3 {
            turn(&mut self.italic, &mut self.open);
        }
        if length >= 3 {
            turn(&mut self.bold, &mut self.open);
        }
        Some(at + length)
    }

    /// `[[page|words]]`, `[https://example.org words]`.
    fn link(&mut self, at: usize, to: usize, depth: usize) -> Option<usize> {
        let rest = self.file.get(at..to)?;
        if rest.starts_with("[[") && depth < MAX_DEPTH {
            let end = at + self.closed(rest, "[[", "]]")?;
            let inner = self.file.get(at + 2..end - 2)?;
            let space = inner.trim_start_matches(':').split(':').next().unwrap_or("");
            if inner.contains(':') && PICTURES.contains(&&*space.trim().to_lowercase()) {
                return Some(end);
            }
            let words = inner.rfind('|').map_or(at + 2, |bar| at + 2 + bar + 1);
            self.scan(words, end - 2, depth + 1);
            return Some(end);
        }
        let inner = rest.strip_prefix('[')?;
        if !["http://", "https://", "//"].iter().any(|scheme| inner.starts_with(scheme)) {
            return None;
        }
        let length = head(inner, TAG_BYTES)
            .find([']', '\n'])
            .filter(|at| inner.get(*at..).is_some_and(|t| t.starts_with(']')))?;
        let end = at + 1 + length + 1;
        let inner = inner.get(..length)?;
        let (address, words) = inner.split_once(' ').unwrap_or((inner, ""));
        let keys = vec![SourceKey::Name(address.to_owned())];
        if words.trim().is_empty() {
            self.open.cite(keys, None, false, Span::new(at, end));
            return Some(end);
        }
        let start = self.open.text.len();
        self.scan(end - 1 - words.len(), end - 1, depth + 1);
        let span = Span::new(start.min(self.open.text.len()), self.open.text.len());
        self.open.citations.push(InTextCitation {
            span,
            keys,
            narrative: true,
            ..InTextCitation::default()
        });
        Some(end)
    }

    fn tag(&mut self, at: usize, to: usize, depth: usize) -> Option<usize> {
        let rest = self.file.get(at..to)?;
        if let Some(comment) = rest.strip_prefix("<!--") {
            let length = comment.find("-->").unwrap_or(comment.len());
            let inside = comment.get(..length).unwrap_or("");
            self.ignored |= inside.trim() == "quoteproof: ignore";
            return Some((at + 4 + length + 3).min(to));
        }
        let closes = rest.starts_with("</");
        let inner = rest.get(1 + usize::from(closes)..)?;
        let length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let name = inner.get(..length)?.to_ascii_lowercase();
        let close = head(inner, TAG_BYTES).find('>').filter(|_| !name.is_empty())?;
        let attributes = inner.get(length..close)?;
        let end = at + rest.len() - inner.len() + close + 1;
        let span = Span::new(at, end);
        let alone = attributes.trim_end().ends_with('/');
        match name.as_str() {
            "ref" if !closes => return Some(self.note(attributes, alone, span, to, depth)),
            "nowiki" if !closes && !alone => {
                let (inside, after) = self.inside("nowiki", end, to);
                self.open.verbatim(self.file.get(inside.range()).unwrap_or(""), inside.start);
                return Some(after);
            }
            "br" => self.open.stands_for("\n", span),
            "blockquote" => {
                self.end();
                self.blocks = if closes { self.blocks.saturating_sub(1) } else { self.blocks + 1 };
            }
            "q" => self.quoted(closes, span),
            "s" | "del" | "strike" if closes => self.close_strike(),
            "s" | "del" | "strike" => self.struck = Some(self.open.text.len()),
            name if OBJECTS.contains(&name) && !closes && !alone => {
                let (_, after) = self.inside(name, end, to);
                self.object(Span::new(at, after));
                return Some(after);
            }
            _ => {}
        }
        Some(end)
    }

    /// The words of `<q>` begin or end.
    fn quoted(&mut self, closes: bool, span: Span) {
        if !closes {
            self.quote = Some(self.open.opens(span));
        } else if let Some(start) = self.quote.take() {
            self.open.closes(start, None, span);
        }
    }

    /// What is in an element whose tag ends at `from`, and where its closing tag ends.
    fn inside(&self, name: &str, from: usize, to: usize) -> (Span, usize) {
        let rest = self.file.get(from..to).unwrap_or("");
        let close = format!("</{name}");
        let found = rest.match_indices("</").map(|(at, _)| at).find(|at| {
            rest.get(*at..at + close.len()).is_some_and(|t| t.eq_ignore_ascii_case(&close))
        });
        let Some(length) = found else { return (Span::new(from, to), to) };
        let tail = rest.get(length..).unwrap_or("");
        let end = tail.find('>').map_or(to, |close| from + length + close + 1);
        (Span::new(from, from + length), end)
    }

    /// `<ref>…</ref>`, `<ref name="so" />`: the mark of a note, whose text is a paragraph of its own.
    fn note(&mut self, attributes: &str, alone: bool, tag: Span, to: usize, depth: usize) -> usize {
        let (inside, end) = if alone {
            (Span::new(tag.end, tag.end), tag.end)
        } else {
            self.inside("ref", tag.end, to)
        };
        let named = attributes.split_once("name").and_then(|(_, rest)| {
            let rest = rest.trim_start().strip_prefix('=')?.trim().trim_end_matches('/');
            let rest = rest.trim_end();
            let quoted =
                ['"', '\''].iter().find_map(|mark| rest.strip_prefix(*mark)?.split(*mark).next());
            quoted.or_else(|| rest.split_whitespace().next()).map(str::to_owned)
        });
        let label = named.unwrap_or_else(|| format!("#{}", tag.start));
        if depth < MAX_DEPTH {
            self.aside(&label, inside, depth);
        }
        self.mark(&label, Span::new(tag.start, end));
        end
    }

    fn mark(&mut self, label: &str, at: Span) {
        self.open.note(Some((vec![SourceKey::Name(format!("{NOTE_KEY}{label}"))], None)), at);
    }

    /// Reads the text of a note.
    fn aside(&mut self, label: &str, inside: Span, depth: usize) {
        let outer = std::mem::take(&mut self.open);
        let blocks = std::mem::take(&mut self.blocks);
        let shape = (self.italic, self.bold);
        let marks = (self.quote.take(), self.struck.take());
        self.scan(inside.start, inside.end, depth + 1);
        self.close_strike();
        let note = std::mem::replace(&mut self.open, outer);
        (self.blocks, (self.italic, self.bold)) = (blocks, shape);
        (self.quote, self.struck) = marks;
        if !note.is_empty() {
            self.notes.entry(label.to_owned()).or_default().push(self.paragraphs.len());
            self.paragraphs.push(Prose { note: true, ..note });
        }
    }

    /// Reads notes where they are only defined.
    fn defined(&mut self, inside: Span, depth: usize) {
        let outer = std::mem::take(&mut self.open);
        let marks = (self.quote.take(), self.struck.take());
        self.scan(inside.start, inside.end, depth + 1);
        self.open = outer;
        (self.quote, self.struck) = marks;
    }

    fn template(&mut self, at: usize, to: usize, depth: usize) -> Option<usize> {
        let rest = self.file.get(at..to)?;
        let end = at + self.closed(rest, "{{", "}}").filter(|_| depth < MAX_DEPTH)?;
        let span = Span::new(at, end);
        let (name, arguments) = self.arguments(Span::new(at + 2, end - 2));
        let plain: Vec<&Argument<'f>> = arguments.iter().filter(|a| is_place(&a.name)).collect();
        let first = plain.first().map(|a| a.span);
        let name = name.as_str();
        let is_work = WORKS.contains(&name) || name.starts_with("cite ");
        if SHORT.contains(&name) {
            self.short(name, &arguments, span);
        } else if BLOCKS.contains(&name) {
            self.block(&arguments, depth);
        } else if is_work {
            self.work(&arguments, span, depth);
        } else if let Some(shown) = sign(name) {
            self.open.stands_for(shown, span);
        } else if name == "sic" {
            for words in &plain {
                self.scan(words.span.start, words.span.end, depth + 1);
            }
            if plain.is_empty() {
                self.open.stands_for("[sic]", span);
            } else if !arguments.iter().any(|a| a.name == "hide") {
                self.open.stands_for(" [sic]", Span::new(end, end));
            }
        } else if LAST.contains(&name) || name.starts_with("lang-") || name == "abbr" {
            // What an abbreviation stands for is not printed.
            let printed = if name == "abbr" { plain.first() } else { plain.last() };
            if let Some(words) = printed {
                self.scan(words.span.start, words.span.end, depth + 1);
            }
        } else if matches!(name, "interp" | "bracket" | "brackets" | "bracketed") {
            self.open.stands_for("[", Span::new(at, at));
            if let Some(inner) = first {
                self.scan(inner.start, inner.end, depth + 1);
            }
            self.open.stands_for("]", Span::new(end, end));
        } else if matches!(name, "efn" | "refn" | "#tag:ref" | "note") {
            let label = format!("#{at}");
            if let Some(inner) = first {
                self.aside(&label, inner, depth);
            }
            self.mark(&label, span);
        } else if name == "r" {
            for one in plain {
                self.mark(one.value, span);
            }
        } else if name == "rp" {
            let page = plain.first().and_then(|one| page_of(one.value));
            if let Some(last) = self.open.citations.last_mut() {
                last.page = page.or_else(|| last.page.take());
            }
        } else if matches!(name, "reflist" | "references") {
            if let Some(refs) = arguments.iter().find(|a| a.name == "refs") {
                self.defined(refs.span, depth);
            }
        } else if !is_remark(name) && !self.begins_line(at) {
            self.object(span);
        }
        Some(end)
    }

    /// The length of what two marks enclose that a text begins with; they nest.
    fn closed(&self, text: &str, open: &str, close: &str) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            self.steps.set(self.steps.get().checked_sub(1)?);
            if rest.starts_with(open) {
                depth += 1;
                at += open.len();
            } else if rest.starts_with(close) {
                depth = depth.checked_sub(1)?;
                at += close.len();
                if depth == 0 {
                    return Some(at);
                }
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        None
    }

    fn begins_line(&self, at: usize) -> bool {
        let before = self.file.get(..at).unwrap_or("").trim_end_matches([' ', '\t', '\r']);
        before.is_empty() || before.ends_with('\n')
    }
}

#[cfg(test)]
mod tests {
    use super::{TAG_BYTES, is_one, read};

    /// The words of the quotations of a text.
    fn texts(text: &str) -> Vec<String> {
        read(text).quotations.into_iter().map(|quotation| quotation.text).collect()
    }

    #[test]
    fn marks_are_read_as_they_print() {
        for (text, wanted) in [
            ("<q>The ''sea'' rose</q>", "The sea rose"),
            ("<q>L''''Avenir''' rose</q>", "L'Avenir rose"),
            ("<q>'''''The sea''''' rose</q>", "The sea rose"),
            ("<q>We {{sic|recieve}} it</q>", "We recieve [sic] it"),
            ("<q>We {{sic|recieve|hide=y}} it</q>", "We recieve it"),
            ("<q>We receive {{sic}} it</q>", "We receive [sic] it"),
            ("<q>The {{abbr|BBC|British Broadcasting Corporation}} rose</q>", "The BBC rose"),
            ("<q>The {{lang|la|mare}} rose</q>", "The mare rose"),
        ] {
            assert_eq!(texts(text), [wanted], "{text}");
        }
    }

    #[test]
    fn open_elements_end_with_their_paragraph_and_their_note() {
        for (text, wanted) in [
            ("<q>one</q>", &["one"][..]),
            ("<q>one\n\nété</q> <q>two</q>", &["two"]),
            ("<q>one<ref>été</q></ref> two</q>", &["one two"]),
            ("<q>one<ref>été <q>three</ref> two</q>", &["one two"]),
        ] {
            assert_eq!(texts(text), wanted, "{text}");
        }
        let is_struck =
            |text: &str| read(text).quotations.iter().map(|q| q.struck).collect::<Vec<_>>();
        assert_eq!(is_struck("<s><q>one</q><ref>été</s></ref></s> <q>two</q>"), [true, false]);
        assert_eq!(is_struck("<q>one</q><ref><s>été</ref> <q>two</q></s>"), [false, false]);
    }

    #[test]
    fn tags_and_addresses_have_a_limit() {
        let long = |bytes: usize| "a".repeat(bytes);
        for (bytes, is_read) in [(TAG_BYTES - 100, true), (TAG_BYTES + 100, false)] {
            let tag = format!("<q>one <span title='{}'>two</span></q>", long(bytes));
            assert_eq!(texts(&tag) == ["one two"], is_read, "{bytes}");
            let link = format!("<q>one [http://{} two]</q>", long(bytes));
            assert_eq!(texts(&link) == ["one two"], is_read, "{bytes}");
        }
    }

    #[test]
    fn pages_are_kept() {
        for (text, wanted) in [
            ("<q>one</q>{{sfn|Smith|2020|p=12}}", Some("12")),
            ("<q>one</q>{{sfn|Smith|2020|p=12}}{{rp|14}}", Some("14")),
            ("<q>one</q>{{sfn|Smith|2020|p=12}}{{rp|see there}}", Some("12")),
            ("<q>one</q>{{sfn|Smith|2020}}", None),
        ] {
            let found = read(text).quotations;
            let tie = found.first().and_then(|quotation| quotation.tie.as_ref()).expect(text);
            assert_eq!(tie.page.as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_text_is_wikitext_by_its_templates() {
        for (text, wanted) in [
            ("so{{sfn|Smith|2020}}", true),
            ("so{{Sfn|Smith|2020}}", true),
            ("so<Ref name=a />", true),
            ("{{Cite web|url=a}}", true),
            ("{Cite web|url=a} and [[Sfn]]", false),
        ] {
            assert_eq!(is_one(text), wanted, "{text}");
        }
    }
}
