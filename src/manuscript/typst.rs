//! Typst: `#quote(attribution: <key>)[…]`, quotation marks, `@key[p. 3]` and `#cite(<key>)`; its own scanner.

use super::author_year::page_of;
use super::notes::Notes;
use super::prose::{InTextCitation, OBJECT, Prose, quotations};
use super::{Manuscript, SourceKey};
use crate::text::Span;
use std::cell::Cell;

/// How often a file's characters are looked at for the partners of brackets. A file that needs more is broken.
const MAX_STEPS: usize = 100;

/// How deep content may be nested.
const MAX_DEPTH: usize = 40;

pub(super) fn read(text: &str) -> Manuscript {
    let mut scanner = Scanner { file: text, ..Scanner::default() };
    scanner.steps.set(text.len().saturating_mul(MAX_STEPS));
    scanner.scan(0, text.len(), 0);
    scanner.end();
    let mut found = scanner.found;
    quotations(scanner.paragraphs, &mut found);
    found
}

/// What an argument or a citation names: sources, and a page.
type Source = (Vec<SourceKey>, Option<String>);

#[derive(Default)]
struct Scanner<'f> {
    file: &'f str,
    paragraphs: Vec<Prose>,
    open: Prose,
    ignored: bool,
    found: Manuscript,
    notes: Notes,
    /// Characters that may still be looked at for the partners of brackets.
    steps: Cell<usize>,
}

impl Scanner<'_> {
    fn rest(&self, at: usize, to: usize) -> &str {
        self.file.get(at..to).unwrap_or("")
    }

    fn end(&mut self) {
        let mut paragraph = std::mem::take(&mut self.open);
        if !paragraph.is_empty() {
            paragraph.aside |= std::mem::take(&mut self.ignored);
            self.paragraphs.push(paragraph);
        }
    }

    /// A mark of emphasis: it opens, or it closes what is open.
    fn emphasis(&mut self) {
        if self.open.emphasised.is_empty() {
            self.open.begins_emphasis();
        } else {
            self.open.ends_emphasis();
        }
    }

    fn object(&mut self, at: usize, end: usize) -> usize {
        self.open.stands_for(OBJECT.encode_utf8(&mut [0; 4]), Span::new(at, end));
        end
    }

    /// Reads markup into the open paragraph.
    fn scan(&mut self, from: usize, to: usize, depth: usize) {
        let mut at = from;
        while at < to {
            let rest = self.rest(at, to);
            let Some(c) = rest.chars().next() else { return };
            let next = at + c.len_utf8();
            let same = |n: usize| rest.chars().take(n).filter(|other| *other == c).count() == n;
            at = match c {
                '\\' => self.escape(at, to),
                '/' if rest.starts_with("//") && !self.rest(0, at).ends_with(':') => {
                    let length = rest.find('\n').unwrap_or(rest.len());
                    let inside = rest.get(2..length).unwrap_or("").trim();
                    self.ignored |= inside == "quoteproof: ignore";
                    at + length
                }
                '/' if rest.starts_with("/*") => {
                    rest.find("*/").map_or(to, |length| at + length + 2)
                }
                '`' => self.raw(at, to),
                '$' => {
                    let close = rest.get(1..).and_then(|r| r.find('$'));
                    let end = close.map_or(next, |length| at + length + 2);
                    self.object(at, end)
                }
                '*' | '_' => {
                    self.emphasis();
                    next
                }
                '~' => self.shown(" ", at, next),
                // A hyphen that is only printed where a line breaks.
                '-' if rest.starts_with("-?") => at + 2,
                '-' if same(3) => self.shown("—", at, at + 3),
                '-' if same(2) => self.shown("–", at, at + 2),
                '<' => self.label(at, to).map_or_else(|| self.text(at, next), |(_, end)| end),
                '@' => self.reference(at, to),
                '#' if depth < MAX_DEPTH => self.code(at, to, depth),
                '=' if self.begins_line(at) => self.heading(at, to, depth),
                '\n' => self.newline(at, to),
                _ => self.text(at, next),
            };
        }
    }

    fn text(&mut self, at: usize, end: usize) -> usize {
        self.open.verbatim(self.file.get(at..end).unwrap_or(""), at);
        end
    }

    fn shown(&mut self, text: &str, at: usize, end: usize) -> usize {
        self.open.stands_for(text, Span::new(at, end));
        end
    }

    fn begins_line(&self, at: usize) -> bool {
        let before = self.rest(0, at).trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with('\n')
    }

    fn newline(&mut self, at: usize, to: usize) -> usize {
        let rest = self.rest(at, to);
        let blank = rest.len() - rest.trim_start().len();
        let lines = rest.get(..blank).unwrap_or("").matches('\n').count();
        let item = rest.get(blank..).is_some_and(|r| r.starts_with("- ") || r.starts_with("+ "));
        if lines > 1 || item {
            self.end();
        } else {
            self.open.stands_for("\n", Span::new(at, at + blank));
        }
        at + blank
    }

    /// `\#`, `\u{1f600}`, and a backslash that breaks the line.
    fn escape(&mut self, at: usize, to: usize) -> usize {
        let rest = self.rest(at + 1, to);
        let Some(c) = rest.chars().next() else { return to };
        if let Some((code, _)) = rest.strip_prefix("u{").and_then(|r| r.split_once('}')) {
            let end = at + 4 + code.len();
            let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            return self.shown(&c.map_or_else(String::new, String::from), at, end);
        }
        let shown = if c.is_whitespace() { "\n".to_owned() } else { c.to_string() };
        self.shown(&shown, at, at + 1 + c.len_utf8())
    }

    /// Code between marks of the same number; a block of it ends the paragraph's words, too.
    fn raw(&mut self, at: usize, to: usize) -> usize {
        let rest = self.rest(at, to);
        let ticks = rest.bytes().take_while(|b| *b == b'`').count();
        if ticks == 2 {
            return at + 2;
        }
        let close = "`".repeat(ticks);
        let inner = rest.get(ticks..).unwrap_or("");
        let end = inner.find(&close).map_or(to, |length| at + ticks + length + ticks);
        self.object(at, end)
    }

    fn heading(&mut self, at: usize, to: usize, depth: usize) -> usize {
        let rest = self.rest(at, to);
        let marks = rest.bytes().take_while(|b| *b == b'=').count();
        if !rest.get(marks..).is_some_and(|r| r.starts_with(' ')) {
            return self.text(at, at + 1);
        }
        let end = at + rest.find('\n').unwrap_or(rest.len());
        self.end();
        self.scan(at + marks, end, depth + 1);
        self.open.aside = true;
        self.end();
        end
    }

    /// `<key>`.
    fn label(&self, at: usize, to: usize) -> Option<(String, usize)> {
        let rest = self.rest(at, to).strip_prefix('<')?;
        let name = key_at(rest);
        let closed = rest.get(name.len()..)?.starts_with('>');
        (closed && !name.is_empty()).then(|| (name.to_owned(), at + name.len() + 2))
    }

    /// `@key`, `@key[p. 3]`.
    fn reference(&mut self, at: usize, to: usize) -> usize {
        let (key, end, page) = self.cited(at, to);
        let glued = self.rest(0, at).ends_with(|c: char| c.is_alphanumeric());
        if key.is_empty() || glued {
            return self.text(at, at + 1);
        }
        self.open.cite(vec![SourceKey::Name(key)], page, true, Span::new(at, end));
        end
    }

    fn cited(&self, at: usize, to: usize) -> (String, usize, Option<String>) {
        let name = key_at(self.rest(at + 1, to)).trim_end_matches(['.', ':']).to_owned();
        let end = at + 1 + name.len();
        match self.balanced(end, to) {
            Some((inner, after)) if self.rest(end, to).starts_with('[') => {
                (name, after, page_of(&self.rest(inner.start, inner.end).replace('~', " ")))
            }
            _ => (name, end, None),
        }
    }

    /// Code in markup: `#quote(…)[…]`, `#cite(<key>)`, `#bibliography("refs.bib")`; of other calls the content is read.
    fn code(&mut self, at: usize, to: usize, depth: usize) -> usize {
        let rest = self.rest(at + 1, to);
        let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
        let name =
            rest.get(..length.unwrap_or(rest.len())).unwrap_or("").trim_end_matches('.').to_owned();
        let mut after = at + 1 + name.len();
        match name.as_str() {
            "" => return self.text(at, at + 1),
            "let" | "set" | "show" | "import" => return self.past_statement(after, to),
            "include" => {
                let line = self.rest(after, to).lines().next().unwrap_or("");
                let (file, end) = (line.split('"').nth(1).map(str::to_owned), after + line.len());
                self.found.includes.extend(file);
                return end;
            }
            _ => {}
        }
        let arguments = self.balanced(after, to).filter(|_| self.rest(after, to).starts_with('('));
        let inside = arguments.map_or(Span::new(after, after), |(inner, _)| inner);
        after = arguments.map_or(after, |(_, end)| end);
        let content = self.balanced(after, to).filter(|_| self.rest(after, to).starts_with('['));
        let end = content.map_or(after, |(_, end)| end);
        let written = self.rest(inside.start, inside.end).to_owned();
        match (name.as_str(), content) {
            ("bibliography", _) => {
                let files = written.split('"').skip(1).step_by(2);
                let files = files.filter(|f| camino::Utf8Path::new(f).extension().is_some());
                self.found.bibliographies.extend(files.map(str::to_owned));
            }
            ("cite", _) => {
                if let Some((keys, page)) = self.source(inside) {
                    let narrative = written.contains("\"prose\"");
                    self.open.cite(keys, page, narrative, Span::new(at, end));
                }
            }
            ("link", Some((inner, _))) => {
                let start = self.open.text.len();
                self.scan(inner.start, inner.end, depth + 1);
                if let Some(address) = written.split('"').nth(1) {
                    let span = Span::new(start.min(self.open.text.len()), self.open.text.len());
                    let keys = vec![SourceKey::Name(address.to_owned())];
                    let link =
                        InTextCitation { span, keys, narrative: true, ..InTextCitation::default() };
                    self.open.citations.push(link);
                }
            }
            ("quote", Some((inner, _))) => self.quote(inside, inner, Span::new(at, end), depth),
            ("footnote", Some((inner, _))) => self.footnote(inner, at, end, depth),
            // What is hidden has its room, and no words.
            ("hide", Some(_)) => {
                self.shown(" ", at, end);
            }
            ("strike", Some((inner, _))) => {
                let from = self.open.text.len();
                self.scan(inner.start, inner.end, depth + 1);
                self.open.strikes(from);
            }
            (_, Some((inner, _))) => self.scan(inner.start, inner.end, depth + 1),
            _ => {
                self.object(at, end);
            }
        }
        end
    }

    /// The end of a statement: of its line, with the brackets that are opened in it.
    fn past_statement(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        while at < to {
            let Some(c) = self.rest(at, to).chars().next() else { break };
            match c {
                '\n' => return at,
                '(' | '[' | '{' => at = self.balanced(at, to).map_or(to, |(_, end)| end),
                _ => at += c.len_utf8(),
            }
        }
        to
    }

    /// The sources that code or content names: `<key>`, `@key[p. 3]`, and a supplement.
    fn source(&self, within: Span) -> Option<Source> {
        let mut keys = Vec::new();
        let mut page = None;
        let mut at = within.start;
        while at < within.end {
            let rest = self.rest(at, within.end);
            let c = rest.chars().next()?;
            at += c.len_utf8();
            if c == '<' {
                if let Some((name, end)) = self.label(at - 1, within.end) {
                    keys.push(SourceKey::Name(name));
                    at = end;
                }
            } else if c == '@' {
                let (name, end, cited) = self.cited(at - 1, within.end);
                keys.push(SourceKey::Name(name));
                page = page.or(cited);
                at = end;
            } else if let Some(supplement) = rest.strip_prefix("supplement:") {
                page = page
                    .or_else(|| page_of(supplement.trim_start().trim_start_matches(['[', '"'])));
            }
        }
        keys.retain(|key| !key.to_string().is_empty());
        (!keys.is_empty()).then_some((keys, page))
    }

    fn quote(&mut self, arguments: Span, inner: Span, whole: Span, depth: usize) {
        let Span { start: at, end } = whole;
        let source = self.source(arguments);
        let block =
            self.rest(arguments.start, arguments.end).replace(' ', "").contains("block:true");
        if !block {
            let source = source.or_else(|| self.named(self.attribution(arguments)?));
            let start = self.open.opens(Span::new(at, inner.start));
            self.scan(inner.start, inner.end, depth + 1);
            self.open.closes(start, source, Span::new(inner.end, end));
            return;
        }
        let attribution = self.attribution(arguments).filter(|_| source.is_none());
        self.end();
        self.scan(inner.start, inner.end, depth + 1);
        if let Some((keys, page)) = source {
            self.open.cite(keys, page, false, Span::new(inner.end, end));
        }
        self.open.block = true;
        self.end();
        // `attribution: [Smith (2020)]`
        if let Some(inner) = attribution {
            self.scan(inner.start, inner.end, depth + 1);
            self.open.attribution = true;
            self.end();
        }
    }

    /// The work that an attribution names in words: `[Smith (2020)]`.
    fn named(&self, inner: Span) -> Option<(Vec<SourceKey>, Option<String>)> {
        let text = self.rest(inner.start, inner.end).trim().to_owned();
        let first = Some(Box::new(super::notes::first_named(&text)?));
        Some((vec![SourceKey::Note { text, first }], None))
    }

    /// The content that a quotation names as its attribution.
    fn attribution(&self, arguments: Span) -> Option<Span> {
        let said = self.rest(arguments.start, arguments.end);
        let at = said.find("attribution:")? + "attribution:".len();
        let blank = said.get(at..)?.len() - said.get(at..)?.trim_start().len();
        let from = arguments.start + at + blank;
        let (inner, _) = self.balanced(from, arguments.end)?;
        self.rest(from, arguments.end).starts_with('[').then_some(inner)
    }

    /// As in LaTeX: its first citation is where its mark is.
    fn footnote(&mut self, inner: Span, at: usize, end: usize, depth: usize) {
        let outer = std::mem::take(&mut self.open);
        self.scan(inner.start, inner.end, depth + 1);
        let note = std::mem::replace(&mut self.open, outer);
        let cited = self.notes.cited(std::iter::once(&note));
        self.open.note(cited, Span::new(at, end));
        if !note.is_empty() {
            self.paragraphs.push(Prose { note: true, ..note });
        }
    }

    /// What is between the bracket at a place and its partner, strings apart, and where it ends.
    fn balanced(&self, at: usize, to: usize) -> Option<(Span, usize)> {
        let rest = self.rest(at, to);
        let open = rest.chars().next().filter(|c| matches!(c, '(' | '[' | '{'))?;
        let mut depth: Vec<char> = Vec::new();
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            self.steps.set(self.steps.get().checked_sub(1)?);
            match c {
                '\\' => {
                    chars.next();
                }
                // In code a string may hold any bracket; in content `"` is a quotation mark.
                '"' if depth.last() != Some(&']') => {
                    let mut escaped = false;
                    for (_, c) in chars.by_ref() {
                        if c == '"' && !escaped {
                            break;
                        }
                        escaped = c == '\\' && !escaped;
                    }
                }
                '(' if open != '[' || depth.last() != Some(&']') => depth.push(')'),
                '[' => depth.push(']'),
                '{' if depth.last() != Some(&']') => depth.push('}'),
                c if depth.last() == Some(&c) => {
                    depth.pop();
                    if depth.is_empty() {
                        return Some((Span::new(at + 1, at + i), at + i + 1));
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// The key at the start of a text: letters, figures, and marks between them.
fn key_at(text: &str) -> &str {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    text.get(..text.find(|c| !part(c)).unwrap_or(text.len())).unwrap_or("")
}
