//! LaTeX: quotations of csquotes, of the `quote` environments and in TeX's own marks; citations of natbib and biblatex.
//!
//! A command's argument is read as its reader sees it: `\emph{so}` is `so`, `\'e` is `é`, `~` is a space. csquotes' own
//! marks of editing are read as such: `\textelp{}` is `[…]`, `\textins{the drug}` is `[the drug]`. Signs and formulas are
//! those of the reader of LaTeX documents: `\pounds 4` is `£4`, `$x^2$` is `x²`.

mod command;
mod quoting;

use super::notes::Notes;
use super::prose::{OBJECT, Prose, quotations};
use super::{Manuscript, SourceKey};
use crate::reader::tex_macros::{Macros, write_out};
use crate::reader::tex_words::formula;
use crate::text::Span;
use std::cell::{Cell, OnceCell};

/// How often a file's characters are looked at for the partners of brackets. A file that needs more is broken.
const MAX_STEPS: usize = 100;

/// How deep commands may be nested.
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
    blocks: Vec<Option<(Vec<SourceKey>, Option<String>)>>,
    /// How many quotations of csquotes are open: a paragraph of them does not end the one that they are in.
    quoting: usize,
    /// Whether babel's shorthands of German and Dutch are in use.
    shorthands: bool,
    ignored: bool,
    found: Manuscript,
    notes: Notes,
    /// Characters that may still be looked at for the partners of brackets.
    steps: Cell<usize>,
    /// The sign that siunitx prints before decimals, once a number has asked for it.
    sign: OnceCell<Option<char>>,
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

    /// Where an argument begins: white space after a command's name is part of the name.
    fn blank(&self, at: usize, to: usize, open: char) -> usize {
        let rest = self.file.get(at..to).unwrap_or("");
        let bare = rest.trim_start_matches([' ', '\t', '\n']);
        let blank = rest.len() - bare.len();
        let one = rest.get(..blank).is_some_and(|blank| blank.matches('\n').count() < 2);
        if one && bare.starts_with(open) { at + blank } else { at }
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

/// The file after `\input`, in braces or as TeX's own command has it, and where its name ends.
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
