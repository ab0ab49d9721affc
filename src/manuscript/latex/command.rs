//! Commands that are no quotation and no citation: what their reader sees in their place.

use super::{Command, Scanner, input};
use crate::manuscript::SourceKey;
use crate::manuscript::prose::{InTextCitation, OBJECT};
use crate::reader::tex_words::{Does, accent, decimal_sign, does, length, measure};
use crate::text::Span;
use unicode_normalization::UnicodeNormalization as _;

/// Commands whose arguments are no text of the paragraph they are in, besides those that the reader of documents knows.
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
    /// csquotes' marks of editing, and ellipses.
    pub(super) fn edit(&mut self, command: Command<'_>) -> Option<usize> {
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
    pub(super) fn structure(&mut self, command: Command<'_>) -> Option<usize> {
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
                let keys = vec![SourceKey::Name(self.file.get(inner.range())?.to_owned())];
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
            let keys = vec![SourceKey::Name(address)];
            let link = InTextCitation { span, keys, narrative: true, ..InTextCitation::default() };
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
    pub(super) fn other(&mut self, command: Command<'_>) -> usize {
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
                match self.measure(name, after, to) {
                    Some(shown) => self.open.stands_for(&shown, Span::new(at, end)),
                    None => self.object(at, end),
                }
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

    /// What a command of siunitx prints, whatever the preamble wants.
    fn measure(&self, name: &str, after: usize, to: usize) -> Option<String> {
        let (options, start) = self.optional(after, to);
        // They may round it, or set another sign.
        if options.is_some() {
            return None;
        }
        let (first, next) = self.braced(start, to)?;
        let second = self.braced(next, to).map(|(inner, _)| inner);
        let text = |span: Span| self.file.get(span.range()).unwrap_or("");
        let sign = || *self.sign.get_or_init(|| decimal_sign(self.file));
        measure(name, text(first), second.map(text), sign)
    }

    /// Where a command's arguments end that are not read.
    pub(super) fn past(&self, count: usize, after: usize, to: usize) -> usize {
        let mut end = self.optional(after, to).1;
        for _ in 0..count {
            let Some((_, next)) = self.braced(end, to) else { break };
            end = self.optional(next, to).1;
        }
        end
    }

    /// Reads an argument where it is, if there is one.
    fn shown(&mut self, at: usize, to: usize, depth: usize) -> usize {
        let Some((inner, end)) = self.braced(at, to) else { return at };
        self.open.begins_emphasis();
        self.scan(inner.start, inner.end, depth + 1);
        self.open.ends_emphasis();
        end
    }

    /// A command that nobody knows: what is in its arguments is read. Whether anything is between them, or in its place
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
    pub(super) fn object(&mut self, at: usize, end: usize) {
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
    pub(super) fn symbol(&mut self, at: usize, to: usize) -> usize {
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
}
