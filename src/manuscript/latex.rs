//! LaTeX: quotations of csquotes, of the `quote` environments and in TeX's own marks; citations of natbib and biblatex.
//!
//! A command's argument is read as its reader sees it: `\emph{so}` is `so`, `\'e` is `é`, `~` is a space. csquotes' own
//! marks of editing are read as such: `\textelp{}` is `[…]`, `\textins{the drug}` is `[the drug]`. Signs and formulas are
//! those of the reader of LaTeX documents: `\pounds 4` is `£4`, `$x^2$` is `x²`.

use super::author_year::{is_against, is_translated, page_of};
use super::notes::Notes;
use super::prose::{CLOSES, Citation, Marked, OBJECT, OPENS, Prose, quotations};
use super::{Key, Manuscript};
use crate::reader::tex_macros::{Macros, write_out};
use crate::reader::tex_words::{Does, accent, arguments, does, formula, length};
use crate::text::Span;
use std::cell::Cell;
use unicode_normalization::UnicodeNormalization as _;

/// How often a file's characters are looked at for the partners of brackets. A file that needs more is broken.
const MAX_STEPS: usize = 100;

/// How deep commands may stand in each other.
const MAX_DEPTH: usize = 40;

/// Reads a manuscript; `known` are the commands that its other files define.
pub(super) fn read(text: &str, known: &Macros) -> Manuscript {
    // Commands without end are read as those that nobody knows.
    let Some(written) = write_out(text, known).ok().flatten() else { return scan(text) };
    let mut found = scan(&written.text);
    for quotation in &mut found.quotations {
        quotation.origin = quotation.origin.through(&written.origin);
    }
    for span in &mut found.unpaired {
        *span = written.origin.span(*span);
    }
    found
}

fn scan(text: &str) -> Manuscript {
    let mut scanner = Scanner { file: text, ..Scanner::default() };
    scanner.steps.set(text.len().saturating_mul(MAX_STEPS));
    let body = text.find("\\begin{document}").map_or(0, |at| at + "\\begin{document}".len());
    scanner.preamble(text.get(..body).unwrap_or(""));
    let uses = |language: &&str| text.get(..body).is_some_and(|head| head.contains(*language));
    scanner.shorthands = ["german", "austrian", "dutch"].iter().any(uses) || text.contains("\"`");
    scanner.scan(body, text.len(), 0);
    scanner.end();
    let mut found = scanner.found;
    quotations(scanner.paragraphs, &mut found);
    found
}

#[derive(Default)]
struct Scanner<'f> {
    file: &'f str,
    paragraphs: Vec<Prose>,
    open: Prose,
    /// The environments of quotations that are open, with the source that each names.
    blocks: Vec<Option<(Vec<Key>, Option<String>)>>,
    /// How many quotations of csquotes are open: a paragraph of them does not end the one that they stand in.
    quoting: usize,
    /// Whether babel's shorthands of German and Dutch are in use.
    shorthands: bool,
    ignored: bool,
    found: Manuscript,
    notes: Notes,
    /// Characters that may still be looked at for the partners of brackets.
    steps: Cell<usize>,
}

/// A command of the file.
#[derive(Clone, Copy)]
struct Command<'f> {
    name: &'f str,
    /// Where its backslash is.
    at: usize,
    /// Where its name and its star end.
    after: usize,
    /// Where the text ends that its arguments may be in.
    to: usize,
    /// How many commands it is in.
    depth: usize,
}

/// Quotation marks of two characters.
const MARKS: [(&str, &str); 7] =
    [("``", "“"), ("''", "”"), ("\"`", "„"), ("\"'", "“"), (",,", "„"), ("<<", "«"), (">>", "»")];

/// Commands whose arguments are no text of the paragraph they stand in, besides those that the reader of documents knows.
const UNREAD: [&str; 8] = [
    "caption",
    "comment",
    "newcommand",
    "renewcommand",
    "providecommand",
    "newenvironment",
    "renewenvironment",
    "def",
];

/// Commands whose argument is struck out.
const STRIKES: [&str; 10] = [
    "sout",
    "xout",
    "st",
    "deleted",
    "cancel",
    "bcancel",
    "xcancel",
    "strikeout",
    "textst",
    "DIFdel",
];

impl Scanner<'_> {
    fn at(&self, at: usize) -> Option<char> {
        self.file.get(at..)?.chars().next()
    }

    /// The files that the preamble names.
    fn preamble(&mut self, text: &str) {
        for line in text.lines().map(uncommented) {
            self.names(line);
            for (at, command) in line.match_indices("\\input") {
                let rest = line.get(at + command.len()..).unwrap_or("");
                self.found.includes.extend(input(rest).map(|(file, _)| file.to_owned()));
            }
        }
    }

    fn names(&mut self, line: &str) {
        for (command, many) in [("\\addbibresource", false), ("\\bibliography{", true)] {
            for (at, _) in line.match_indices(command) {
                let rest = line.get(at..).unwrap_or("");
                let Some((_, rest)) = rest.split_once('{') else { continue };
                let Some((files, _)) = rest.split_once('}') else { continue };
                for file in files.split(',').map(str::trim).filter(|f| !f.is_empty()) {
                    let bare = many && camino::Utf8Path::new(file).extension().is_none();
                    self.found.bibliographies.push(if bare {
                        format!("{file}.bib")
                    } else {
                        file.to_owned()
                    });
                }
            }
        }
    }

    fn end(&mut self) {
        if self.quoting > 0 {
            let at = self.open.origin.span(Span::new(0, self.open.text.len())).end;
            self.open.stands_for("\n\n", Span::new(at, at));
            return;
        }
        let mut paragraph = std::mem::take(&mut self.open);
        if paragraph.is_empty() {
            return;
        }
        if let Some(source) = self.blocks.last() {
            paragraph.block = true;
            if let Some((keys, page)) = source {
                let at = paragraph.origin.span(Span::new(0, paragraph.text.len())).end;
                paragraph.cite(keys.clone(), page.clone(), false, Span::new(at, at));
            }
        }
        paragraph.aside = std::mem::take(&mut self.ignored);
        self.paragraphs.push(paragraph);
    }

    /// Reads bytes `from..to` of the file into the open paragraph.
    fn scan(&mut self, from: usize, to: usize, depth: usize) {
        let mut at = from;
        while at < to {
            let Some(c) = self.at(at) else { return };
            let next = at + c.len_utf8();
            at = match c {
                '\\' => self.command(at, to, depth),
                '%' => self.comment(at, to),
                '$' => self.math(at, to),
                '{' | '}' => next,
                '~' => {
                    self.open.stands_for(" ", Span::new(at, next));
                    next
                }
                '`' | '\'' | '"' | ',' | '<' | '>' => self.mark(at, next),
                '-' if self.file.get(at..next + 1) == Some("--") => {
                    let long = self.file.get(at..at + 3) == Some("---");
                    let end = at + if long { 3 } else { 2 };
                    self.open.stands_for(if long { "—" } else { "–" }, Span::new(at, end));
                    end
                }
                '\n' => self.newline(at, to),
                _ => {
                    self.open.verbatim(self.file.get(at..next).unwrap_or(""), at);
                    next
                }
            };
        }
    }

    /// TeX's quotation marks, those of babel's German and of the T1 fonts; another character is itself.
    fn mark(&mut self, at: usize, next: usize) -> usize {
        if let Some(end) = self.shorthand(at, next) {
            return end;
        }
        let two = self.file.get(at..next + 1).unwrap_or("");
        let marks = MARKS.iter().find(|(typed, _)| *typed == two);
        // Only beside its partner is it one of babel's.
        let marks = marks.filter(|(typed, _)| *typed != "\"'" || self.file.contains("\"`"));
        let shown = marks.map(|(_, shown)| (*shown, next + 1));
        let shown = shown.or((self.at(at) == Some('`')).then_some(("‘", next)));
        if let Some((mark, end)) = shown {
            self.open.stands_for(mark, Span::new(at, end));
            return end;
        }
        self.open.verbatim(self.file.get(at..next).unwrap_or(""), at);
        next
    }

    /// A shorthand of babel: `re"=opened`, `Stra"se`, `f"ur`; where it ends.
    fn shorthand(&mut self, at: usize, next: usize) -> Option<usize> {
        let c = self.at(next).filter(|_| self.shorthands && self.at(at) == Some('"'))?;
        let end = next + c.len_utf8();
        let free = self.file.get(..at).is_none_or(|t| !t.ends_with(char::is_alphanumeric));
        let goes_on = self.at(end).is_some_and(char::is_alphanumeric);
        let shown = match c {
            '=' | '~' if !free => "-",
            '-' | '|' | '"' if !free && goes_on => "",
            '/' if !free => "/",
            's' | 'z' if !free => "ß",
            'a' if !free || goes_on => "ä",
            'o' if !free || goes_on => "ö",
            'u' if !free || goes_on => "ü",
            'A' if !free || goes_on => "Ä",
            'O' if !free || goes_on => "Ö",
            'U' if !free || goes_on => "Ü",
            _ => return None,
        };
        self.open.stands_for(shown, Span::new(at, end));
        Some(end)
    }

    /// A line break; an empty line ends the paragraph, but for one of a quoted block.
    fn newline(&mut self, at: usize, to: usize) -> usize {
        let rest = self.file.get(at..to).unwrap_or("");
        let blank = rest.len() - rest.trim_start().len();
        let lines = rest.get(..blank).unwrap_or("").matches('\n').count();
        if lines > 1 && self.blocks.is_empty() && self.quoting == 0 {
            self.end();
        } else {
            let shown = if lines > 1 { "\n\n" } else { "\n" };
            self.open.stands_for(shown, Span::new(at, at + blank.max(1)));
        }
        at + blank.max(1)
    }

    fn comment(&mut self, at: usize, to: usize) -> usize {
        let rest = self.file.get(at..to).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        self.ignored |= line.trim_start_matches('%').trim() == "quoteproof: ignore";
        (at + line.len() + 1).min(to)
    }

    fn math(&mut self, at: usize, to: usize) -> usize {
        let double = self.file.get(at..at + 2) == Some("$$");
        let mark = if double { "$$" } else { "$" };
        let from = at + mark.len();
        let rest = self.file.get(from..to).unwrap_or("");
        let one = |close: &usize| rest.get(..*close).is_some_and(|inside| !inside.contains("\n\n"));
        let close = rest.find(mark).filter(one);
        let Some(close) = close else { return from };
        let end = from + close + mark.len();
        self.formula(rest.get(..close).unwrap_or(""), Span::new(at, end));
        end
    }

    /// A formula, as the reader of LaTeX documents shows it: a line of text where one can say it.
    fn formula(&mut self, inner: &str, span: Span) {
        let shown = formula(inner).unwrap_or_else(|| OBJECT.to_string());
        self.open.stands_for(&shown, span);
    }

    /// A command at `at`; where it ends.
    fn command(&mut self, at: usize, to: usize, depth: usize) -> usize {
        let rest = self.file.get(at + 1..to).unwrap_or("");
        let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        if length == 0 {
            return self.symbol(at, to);
        }
        let name = rest.get(..length).unwrap_or("");
        let star = usize::from(rest.get(length..).is_some_and(|r| r.starts_with('*')));
        let after = at + 1 + length + star;
        if depth > MAX_DEPTH {
            return after;
        }
        let command = Command { name, at, after, to, depth };
        if let Some(end) = self.edit(command) {
            return end;
        }
        if let Some(end) = self.structure(command) {
            return end;
        }
        if let Some(end) = self.quotation(name, after, to, depth) {
            return end;
        }
        if name.to_ascii_lowercase().contains("cite") {
            return self.citation(name, at, after, to);
        }
        self.other(command)
    }

    /// csquotes' marks of editing, and ellipses.
    fn edit(&mut self, command: Command<'_>) -> Option<usize> {
        let Command { name, at, after, to, depth } = command;
        match name {
            "textelp" => {
                let (inner, end) =
                    self.braced(after, to).unwrap_or((Span::new(after, after), after));
                self.open.stands_for("[…]", Span::new(at, inner.start));
                if !inner.is_empty() {
                    // Words put in for those that were left out.
                    self.open.stands_for(" [", Span::new(inner.start, inner.start));
                    self.scan(inner.start, inner.end, depth + 1);
                    self.open.stands_for("]", Span::new(inner.end, end));
                }
                Some(end)
            }
            "textins" => {
                let (inner, end) = self.braced(after, to)?;
                self.open.stands_for("[", Span::new(at, inner.start));
                self.scan(inner.start, inner.end, depth + 1);
                self.open.stands_for("]", Span::new(inner.end, end));
                Some(end)
            }
            "ldots" | "dots" | "textellipsis" => {
                let braces = self.file.get(after..after + 2) == Some("{}");
                let end = if braces { after + 2 } else { after };
                self.open.stands_for("…", Span::new(at, end));
                Some(end)
            }
            _ => None,
        }
    }

    /// Environments, notes, headings, and the names of other files.
    fn structure(&mut self, command: Command<'_>) -> Option<usize> {
        let Command { name, at, after, to, depth } = command;
        match name {
            "begin" | "end" => Some(self.environment(name == "begin", after, to)),
            "footnote" | "footnotetext" | "endnote" => Some(self.footnote(at, after, to, depth)),
            "input" | "include" | "subfile" | "subfileinclude" | "InputIfFileExists" | "import"
            | "subimport" | "inputfrom" | "includefrom" | "subinputfrom" | "subincludefrom" => {
                self.part(name, after, to)
            }
            "iffalse" => {
                let rest = self.file.get(after..to).unwrap_or("");
                Some(rest.find("\\fi").map_or(to, |length| after + length + "\\fi".len()))
            }
            "href" => self.link(at, after, to, depth),
            "url" => {
                let (inner, end) = self.braced(self.blank(after, to, '{'), to)?;
                let keys = vec![Key::Name(self.file.get(inner.range())?.to_owned())];
                self.open.cite(keys, None, false, Span::new(at, end));
                Some(end)
            }
            "epigraph" | "dictum" => self.epigraph(name, after, to, depth),
            "bibliography" | "addbibresource" => {
                let line =
                    self.file.get(at..to).unwrap_or("").lines().next().unwrap_or("").to_owned();
                self.names(&line);
                None
            }
            "item" | "par" | "newpage" | "clearpage" | "pagebreak" | "bigskip" | "medskip"
            | "smallskip" => {
                if self.blocks.is_empty() && self.quoting == 0 {
                    self.end();
                }
                let (term, end) = self.optional(after, to);
                if let Some(term) = term.filter(|_| name == "item") {
                    self.scan(term.start, term.end, depth + 1);
                }
                self.open.stands_for(" ", Span::new(end, end));
                Some(end)
            }
            "newline" | "linebreak" | "tabularnewline" => {
                self.open.stands_for(" ", Span::new(at, after));
                Some(after)
            }
            "texorpdfstring" => {
                let end = self.shown(after, to, depth);
                Some(self.braced(end, to).map_or(end, |(_, end)| end))
            }
            "part" | "chapter" | "section" | "subsection" | "subsubsection" | "paragraph"
            | "title" => {
                let (inner, end) = self.braced(self.optional(after, to).1, to)?;
                self.end();
                self.scan(inner.start, inner.end, depth + 1);
                self.ignored = true;
                self.end();
                Some(end)
            }
            _ => None,
        }
    }

    /// `\href{https://example.org}{words}`: the words cite what they lead to.
    fn link(&mut self, at: usize, after: usize, to: usize, depth: usize) -> Option<usize> {
        let (address, next) = self.braced(self.optional(after, to).1, to)?;
        let (words, end) = self.braced(self.blank(next, to, '{'), to)?;
        let address = self.file.get(address.range())?.replace("\\%", "%").replace("\\#", "#");
        let start = self.open.text.len();
        self.scan(words.start, words.end, depth + 1);
        // A paragraph that ended in it took its beginning.
        let span = Span::new(start.min(self.open.text.len()), self.open.text.len());
        if span.is_empty() {
            self.object(at, end);
        } else {
            let keys = vec![Key::Name(address)];
            let link = Citation { span, keys, narrative: true, ..Citation::default() };
            self.open.citations.push(link);
        }
        Some(end)
    }

    /// The file that a command stands for; where the command ends.
    fn part(&mut self, name: &str, after: usize, to: usize) -> Option<usize> {
        if name.contains("import") || name.ends_with("from") {
            let (folder, next) = self.braced(after, to)?;
            let (file, end) = self.braced(next, to)?;
            let shown = |span: Span| self.file.get(span.range()).unwrap_or("").trim();
            let file = format!("{}/{}", shown(folder).trim_end_matches('/'), shown(file));
            self.found.includes.push(file.trim_start_matches('/').to_owned());
            return Some(end);
        }
        let (file, length) = input(self.file.get(after..to).unwrap_or(""))?;
        self.found.includes.push(file.to_owned());
        let mut end = after + length;
        // What is read where the file is there, or is not.
        while name == "InputIfFileExists"
            && let Some((_, next)) = self.braced(end, to)
        {
            end = next;
        }
        Some(end)
    }

    /// A command that is no quotation and no citation.
    fn other(&mut self, command: Command<'_>) -> usize {
        let Command { name, at, after, to, depth } = command;
        if UNREAD.contains(&name) {
            let mut end = self.optional(after, to).1;
            while let Some((_, next)) = self.braced(end, to) {
                end = next;
            }
            return end;
        }
        if STRIKES.contains(&name) {
            let from = self.open.text.len();
            let end = self.shown(self.optional(after, to).1, to, depth);
            self.open.strikes(from);
            return end;
        }
        if matches!(name, "verb" | "lstinline") {
            return self.verbatim(at, after, to);
        }
        if let Some(mark) = accent(name) {
            return self.accent(mark, at, after, to);
        }
        let rest = self.file.get(after..to).unwrap_or("");
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        match does(name) {
            Some(Does::Sign(sign)) => {
                // Empty braces end its name, and so does white space, which is part of it.
                let end = after + if rest.starts_with("{}") { 2 } else { blank };
                self.open.stands_for(sign, Span::new(at, end));
                end
            }
            Some(Does::Nothing(count)) => self.past(count, after, to),
            Some(Does::Unknown(count)) => {
                let end = self.past(count, after, to);
                self.object(at, end);
                end
            }
            Some(Does::Last(count)) => {
                let end = self.past(count, after, to);
                self.shown(end, to, depth)
            }
            Some(Does::Note | Does::Margin) => self.footnote(at, after, to, depth),
            Some(Does::Length) => after + length(rest),
            // White space after a command is part of it.
            Some(Does::Shown | Does::Heading(_) | Does::Cited) => {
                let end = self.optional(after, to).1;
                // Only what has an argument has options: `\em[sic]` has none.
                if self.at(end) == Some('{') || name == "footnotemark" {
                    self.shown(end, to, depth)
                } else {
                    after + blank
                }
            }
            None => self.unknown(at, after, to, depth),
        }
    }

    /// Where a command's arguments end that are not read.
    fn past(&self, count: usize, after: usize, to: usize) -> usize {
        let mut end = self.optional(after, to).1;
        for _ in 0..count {
            let Some((_, next)) = self.braced(end, to) else { break };
            end = self.optional(next, to).1;
        }
        end
    }

    /// Reads an argument where it stands, if there is one.
    fn shown(&mut self, at: usize, to: usize, depth: usize) -> usize {
        let Some((inner, end)) = self.braced(at, to) else { return at };
        self.open.begins_emphasis();
        self.scan(inner.start, inner.end, depth + 1);
        self.open.ends_emphasis();
        end
    }

    /// A command that nobody knows: what stands in its arguments is read. Whether anything stands between them, or in its place
    /// where it has none, is not known.
    fn unknown(&mut self, at: usize, after: usize, to: usize, depth: usize) -> usize {
        let after = self.optional(after, to).1;
        let mut end = after;
        let mut is_first = true;
        while let Some((inner, next)) = self.braced(end, to) {
            if !is_first {
                self.object(end, inner.start);
            }
            self.scan(inner.start, inner.end, depth + 1);
            end = self.optional(next, to).1;
            // Empty braces only end the name.
            is_first &= inner.is_empty();
        }
        if is_first {
            if end == after {
                let rest = self.file.get(end..to).unwrap_or("");
                end += rest.len() - rest.trim_start_matches([' ', '\t']).len();
            }
            self.object(at, end);
        }
        end
    }

    /// What no line of text can say.
    fn object(&mut self, at: usize, end: usize) {
        self.open.stands_for(OBJECT.encode_utf8(&mut [0; 4]), Span::new(at, end));
    }

    /// `\verb|…|`.
    fn verbatim(&mut self, at: usize, after: usize, to: usize) -> usize {
        let rest = self.file.get(after..to).unwrap_or("");
        let Some(mark) = rest.chars().next() else { return after };
        let close = if mark == '{' { '}' } else { mark };
        let line = rest.split('\n').next().unwrap_or("").get(mark.len_utf8()..).unwrap_or("");
        let Some(length) = line.find(close) else { return after };
        let end = after + mark.len_utf8() + length + close.len_utf8();
        self.object(at, end);
        end
    }

    /// `\&`, `\'e`, `\\`, `\(`.
    fn symbol(&mut self, at: usize, to: usize) -> usize {
        let Some(c) = self.at(at + 1) else { return to };
        let end = at + 1 + c.len_utf8();
        let span = Span::new(at, end);
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                self.open.stands_for(c.encode_utf8(&mut [0; 4]), span);
            }
            '\\' => {
                let star = usize::from(self.at(end) == Some('*'));
                let end = self.optional(end + star, to).1;
                self.open.stands_for(" ", Span::new(at, end));
                return end;
            }
            ' ' | ',' | ';' | ':' | '\n' => self.open.stands_for(" ", span),
            '(' | '[' => {
                let close = if c == '(' { "\\)" } else { "\\]" };
                let rest = self.file.get(end..to).unwrap_or("");
                let Some(length) = rest.find(close) else { return end };
                let inner = rest.get(..length).unwrap_or("");
                let end = end + length + 2;
                self.formula(inner, Span::new(at, end));
                return end;
            }
            '\'' | '`' | '^' | '"' | '~' | '=' | '.' => {
                let mark = accent(c.encode_utf8(&mut [0; 4])).unwrap_or('\u{301}');
                return self.accent(mark, at, end, to);
            }
            '-' | '/' | '!' | '@' => {}
            _ => self.open.stands_for(c.encode_utf8(&mut [0; 4]), span),
        }
        end
    }

    /// `\'e`, `\"{u}`, `\c{c}`, `\v s`: a letter and its accent.
    fn accent(&mut self, mark: char, at: usize, after: usize, to: usize) -> usize {
        let rest = self.file.get(after..to).unwrap_or("");
        let after = after + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let (letter, end) = if let Some((inner, end)) = self.braced(after, to) {
            (self.file.get(inner.range()).unwrap_or("").to_owned(), end)
        } else {
            let letter = self.at(after).filter(|c| c.is_alphabetic());
            let Some(letter) = letter else { return after };
            (letter.to_string(), after + letter.len_utf8())
        };
        let letter = letter.replace("\\i", "i").replace("\\j", "j");
        let made: String = format!("{letter}{mark}").nfc().collect();
        self.open.stands_for(&made, Span::new(at, end));
        end
    }

    /// The commands of csquotes that quote. `None` where the command is none of them.
    fn quotation(&mut self, name: &str, after: usize, to: usize, depth: usize) -> Option<usize> {
        let cited = name.ends_with("cquote");
        let language = name.starts_with("foreign") || name.starts_with("hyphen");
        let known = matches!(
            name,
            "enquote"
                | "textquote"
                | "textcquote"
                | "blockquote"
                | "blockcquote"
                | "parquote"
                | "say"
        ) || (language && (name.ends_with("quote")));
        if !known {
            return None;
        }
        let mut at = after;
        if language {
            at = self.braced(self.blank(at, to, '{'), to)?.1;
        }
        let mut optional = Vec::new();
        loop {
            let (found, end) = self.optional(self.blank(at, to, '['), to);
            let Some(found) = found else { break };
            optional.push(found);
            at = end;
        }
        let mut citation = None;
        if cited {
            let (keys, end) = self.braced(self.blank(at, to, '{'), to)?;
            citation = Some((self.keys(keys), optional.last().and_then(|o| self.page(*o))));
            // The closing punctuation, in brackets of its own.
            at = self.optional(end, to).1;
        } else if let Some(first) = optional.first().filter(|_| !matches!(name, "enquote" | "say"))
        {
            citation = self.cited_within(*first);
        }
        let (inner, end) = self.braced(self.blank(at, to, '{'), to)?;
        self.open.stands_for(OPENS.encode_utf8(&mut [0; 4]), Span::new(after, inner.start));
        let start = self.open.text.len();
        self.quoting += 1;
        self.scan(inner.start, inner.end, depth + 1);
        self.quoting -= 1;
        let span = Span::new(start, self.open.text.len());
        self.open.stands_for(CLOSES.encode_utf8(&mut [0; 4]), Span::new(inner.end, end));
        if !span.is_empty() {
            self.open.marked.push(Marked { span, citation });
        }
        Some(end)
    }

    /// Where an argument begins: white space behind a command's name is part of the name.
    fn blank(&self, at: usize, to: usize, open: char) -> usize {
        let rest = self.file.get(at..to).unwrap_or("");
        let bare = rest.trim_start_matches([' ', '\t', '\n']);
        let blank = rest.len() - bare.len();
        let one = rest.get(..blank).is_some_and(|blank| blank.matches('\n').count() < 2);
        if one && bare.starts_with(open) { at + blank } else { at }
    }

    /// `\epigraph{words}{whose they are}`, `\dictum[whose they are]{words}`.
    fn epigraph(&mut self, name: &str, after: usize, to: usize, depth: usize) -> Option<usize> {
        let (said, from) = self.optional(self.blank(after, to, '['), to);
        let (words, mut end) = self.braced(self.blank(from, to, '{'), to)?;
        let mut source = said;
        if name == "epigraph" {
            let (inner, next) = self.braced(self.blank(end, to, '{'), to)?;
            (source, end) = (Some(inner), next);
        }
        self.end();
        self.blocks.push(None);
        self.scan(words.start, words.end, depth + 1);
        self.end();
        self.blocks.pop();
        if let Some(source) = source {
            self.scan(source.start, source.end, depth + 1);
            self.open.attribution = true;
            self.end();
        }
        Some(end)
    }

    /// `[{\cite[5]{jones}}]`: the citation that an optional argument has.
    fn cited_within(&self, argument: Span) -> Option<(Vec<Key>, Option<String>)> {
        let text = self.file.get(argument.range())?;
        let at = argument.start + text.find("cite")?;
        let brace = at + self.file.get(at..argument.end)?.find(['[', '{'])?;
        let (page, end) = self.optional(brace, argument.end);
        let (keys, _) = self.braced(end, argument.end)?;
        Some((self.keys(keys), page.and_then(|p| self.page(p))))
    }

    fn keys(&self, span: Span) -> Vec<Key> {
        let keys = self.file.get(span.range()).unwrap_or("").split(',');
        keys.map(str::trim).filter(|k| !k.is_empty()).map(|k| Key::Name(k.to_owned())).collect()
    }

    fn page(&self, span: Span) -> Option<String> {
        let mut text = self.file.get(span.range())?.replace(['~', '{', '}'], " ");
        for (command, shown) in [
            ("\\psqq", "ff"),
            ("\\psq", "f"),
            ("\\ppno", "pp."),
            ("\\pno", "p."),
            ("\\pnfmt", ""),
            ("\\nopp", ""),
            ("\\,", " "),
            ("\\textendash", "–"),
        ] {
            text = text.replace(command, shown);
        }
        page_of(&text)
    }

    /// `\parencite[see][3]{key}`, `\textcite{key}`, `\cites(see)()[3]{key}[4]{other}`, `\volcite{2}[3]{key}`.
    fn citation(&mut self, name: &str, at: usize, after: usize, to: usize) -> usize {
        let name = name.to_ascii_lowercase();
        let many = name.ends_with("cites");
        let mut end = after;
        if name.ends_with("volcite") {
            end = self.optional(self.blank(end, to, '['), to).1;
            let Some((_, next)) = self.braced(self.blank(end, to, '{'), to) else { return after };
            end = next;
        }
        while many && let Some((_, next)) = self.balanced(end, to, '(', ')') {
            end = next;
        }
        let mut cited: Option<Citation> = None;
        loop {
            let (first, next) = self.optional(self.blank(end, to, '['), to);
            let (second, next) = self.optional(self.blank(next, to, '['), to);
            let Some((keys, next)) = self.braced(self.blank(next, to, '{'), to) else { break };
            let said =
                |span: Option<Span>| span.and_then(|s| self.file.get(s.range())).unwrap_or("");
            let prefix = if second.is_some() { said(first) } else { "" };
            let against = is_against(&format!("{} ", prefix.trim()));
            let page = second.or(first).and_then(|span| self.page(span));
            let translated = is_translated(said(first)) || is_translated(said(second));
            let cited = cited.get_or_insert_with(Citation::default);
            end = next;
            if !against {
                cited.keys.extend(self.keys(keys));
                cited.page = cited.page.take().or(page);
                cited.translated |= translated;
            }
            if !many {
                break;
            }
        }
        let Some(cited) = cited else { return after };
        if cited.keys.is_empty() || name == "nocite" {
            return end;
        }
        // `\citeauthor{smith} (\citeyear{smith})`: the year of what is cited already.
        if name.starts_with("citeyear")
            && let Some(last) = self.open.citations.last().filter(|last| last.keys == cited.keys)
        {
            let (start, page) = (last.span.start, last.page.clone().or(cited.page));
            self.object(at, end);
            if let Some(last) = self.open.citations.last_mut() {
                last.span = Span::new(start, self.open.text.len());
                last.page = page;
            }
            return end;
        }
        let narrative =
            name.starts_with("text") || name.starts_with("citet") || name.starts_with("citeauthor");
        self.open.cite(cited.keys, cited.page, narrative, Span::new(at, end));
        if let Some(last) = self.open.citations.last_mut() {
            last.translated = cited.translated;
        }
        end
    }

    /// The citations of a footnote stand where its mark stands; its own quotations are a paragraph of their own.
    fn footnote(&mut self, at: usize, after: usize, to: usize, depth: usize) -> usize {
        let Some((inner, end)) = self.braced(self.optional(after, to).1, to) else { return after };
        let outer = std::mem::take(&mut self.open);
        let quoting = std::mem::take(&mut self.quoting);
        self.scan(inner.start, inner.end, depth + 1);
        self.quoting = quoting;
        let note = std::mem::replace(&mut self.open, outer);
        let cited = self.notes.cited(std::iter::once(&note));
        self.open.note(cited, Span::new(at, end));
        if !note.is_empty() {
            self.paragraphs.push(Prose { note: true, ..note });
        }
        end
    }

    fn environment(&mut self, begins: bool, after: usize, to: usize) -> usize {
        let Some((name, mut end)) = self.braced(after, to) else { return after };
        let name = self.file.get(name.range()).unwrap_or("");
        let bare = name.trim_end_matches('*');
        if matches!(
            bare,
            "equation"
                | "align"
                | "verbatim"
                | "lstlisting"
                | "figure"
                | "table"
                | "tikzpicture"
                | "comment"
                | "thebibliography"
                | "filecontents"
        ) && begins
        {
            let close = format!("\\end{{{name}}}");
            let rest = self.file.get(end..to).unwrap_or("");
            return rest.find(&close).map_or(to, |length| end + length + close.len());
        }
        if bare == "document" && !begins {
            return to;
        }
        let cited = bare.ends_with("displaycquote");
        let language = bare.starts_with("foreign") || bare.starts_with("hyphen");
        let quotes = matches!(
            bare,
            "quote" | "quotation" | "quoting" | "verse" | "displayquote" | "displaycquote"
        ) || language && (bare.ends_with("displayquote") || cited);
        if !quotes {
            if begins {
                end = self.past(arguments(name), end, to);
            }
            return end;
        }
        self.end();
        if !begins {
            self.blocks.pop();
            return end;
        }
        if language && let Some((_, next)) = self.braced(end, to) {
            end = next;
        }
        let (optional, next) = self.optional(end, to);
        let mut source = None;
        end = next;
        if cited {
            let (second, next) = self.optional(end, to);
            if let Some((keys, next)) = self.braced(next, to) {
                source = Some((self.keys(keys), second.or(optional).and_then(|o| self.page(o))));
                // The closing punctuation, in brackets of its own.
                end = self.optional(next, to).1;
            }
        } else if let Some(optional) = optional {
            source = self.cited_within(optional);
        }
        self.blocks.push(source);
        end
    }

    /// `[…]` at a place: what is inside it, and where it ends.
    fn optional(&self, at: usize, to: usize) -> (Option<Span>, usize) {
        let found = self.balanced(at, to, '[', ']');
        found.map_or((None, at), |(inner, end)| (Some(inner), end))
    }

    /// `{…}` at a place: what is inside it, and where it ends.
    fn braced(&self, at: usize, to: usize) -> Option<(Span, usize)> {
        self.balanced(at, to, '{', '}')
    }

    fn balanced(&self, at: usize, to: usize, open: char, close: char) -> Option<(Span, usize)> {
        let rest = self.file.get(at..to)?;
        if !rest.starts_with(open) {
            return None;
        }
        let mut depth = 0_usize;
        let mut braces = 0_usize;
        let mut escaped = false;
        for (i, c) in rest.char_indices() {
            self.steps.set(self.steps.get().checked_sub(1)?);
            if std::mem::take(&mut escaped) {
                continue;
            }
            match c {
                '\\' => escaped = true,
                _ if c == open && (open == '{' || braces == 0) => depth += 1,
                _ if c == close && (open == '{' || braces == 0) => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some((Span::new(at + 1, at + i), at + i + 1));
                    }
                }
                '{' => braces += 1,
                '}' => braces = braces.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }
}

/// A file that a manuscript writes out itself: `\begin{filecontents}{refs.bib}`.
#[must_use]
pub fn file_within<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    const BEGIN: &str = "\\begin{filecontents";
    text.match_indices(BEGIN).find_map(|(at, _)| {
        let rest = text.get(at + BEGIN.len()..)?.trim_start_matches('*').strip_prefix('}')?;
        // `[overwrite]`
        let named = rest.split_once('{').filter(|(options, _)| !options.contains('\n'))?.1;
        let (file, body) = named.split_once('}')?;
        let end = body.find("\\end{filecontents").unwrap_or(body.len());
        (file.trim() == name).then(|| body.get(..end))?
    })
}

/// The file behind `\input`, in braces or as TeX's own command has it, and where its name ends.
fn input(rest: &str) -> Option<(&str, usize)> {
    if let Some(inner) = rest.strip_prefix('{') {
        let (file, _) = inner.split_once('}')?;
        return Some((file.trim(), file.len() + 2));
    }
    let name = rest.trim_start_matches([' ', '\t']);
    let blank = rest.len() - name.len();
    let length = name.find(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '\\' | '%'));
    let file = name.get(..length.unwrap_or(name.len()))?;
    (blank > 0 && !file.is_empty()).then_some((file, blank + file.len()))
}

/// A line without its comment.
fn uncommented(line: &str) -> &str {
    let comment =
        line.match_indices('%').find(|(at, _)| !line.get(..*at).is_some_and(|l| l.ends_with('\\')));
    comment.map_or(line, |(at, _)| line.get(..at).unwrap_or(line))
}
