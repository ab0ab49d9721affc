//! LaTeX sources, as far as they can be read without running TeX.
//!
//! The commands that the source defines itself are written out first (`tex_macros`). Of one that is not known the arguments are
//! read: `\name{never}` is `never`; without arguments it leaves a gap, so that no quote passes over it, and so does what prints
//! something that the source does not say (`\ref`, a formula with commands).

mod condition;
mod environment;
mod quotation;

use super::ReadError;
use super::draft::GAP;
use super::flows::{Flow, Flows};
use super::raised;
use super::readable::{ElementKind, Readable};
use super::tex_macros::{Endless, Macros, closing, write_out};
use super::tex_words::{Does, accent, decimal_sign, does, formula, length, measure};
use crate::text::head;
use condition::Condition;
use quotation::{has_german_marks, is_quotation};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization as _;

/// The name of this reader, and the version of what it makes of a file.
const READER: &str = "tex/5";

/// Groups and environments that may be nested.
const MAX_DEPTH: usize = 200;

/// How many times the source's own length is looked through for brackets that close: groups are nested, and one
/// that is never closed is looked for to the end.
const MAX_SEARCHES: usize = 64;

/// Reads a source.
pub(super) fn read(source: Arc<String>, bom: usize) -> Result<Readable, ReadError> {
    let written = write_out(&source, &Macros::default());
    let written = written.map_err(|Endless| ReadError::Limit(Endless::why()))?;
    let text = written.as_ref().map_or(source.as_str(), |written| written.text.as_str());
    let (start, end) = match text.find("\\begin{document}") {
        Some(at) => {
            let start = at + "\\begin{document}".len();
            let length = text.get(start..).and_then(|rest| rest.find("\\end{document}"));
            (start, length.map_or(text.len(), |length| start + length))
        }
        None => (0, text.len()),
    };
    let mut tex = Tex {
        text,
        at: 0,
        end: start,
        flows: Flows::default(),
        title: None,
        pin: None,
        tables: 0,
        depth: 0,
        groups: 0,
        searchable: text.len().saturating_mul(MAX_SEARCHES),
        sign: OnceCell::new(),
        flags: HashMap::new(),
        conditions: Vec::new(),
        has_changes: loads(head(text, start), "changes"),
        is_beamer: text.get(..start).is_some_and(|preamble| preamble.contains("{beamer}")),
        has_german_marks: has_german_marks(head(text, start), text.get(start..).unwrap_or("")),
    };
    tex.preamble();
    (tex.at, tex.end) = (start, end);
    tex.run()?;
    let mut draft = tex.flows.into_draft();
    if let Some(written) = &written {
        draft.read_through(&written.origin);
    }
    Ok(draft.finish(READER, source, bom))
}

/// Whether a preamble loads a package, by itself or in a list.
fn loads(preamble: &str, package: &str) -> bool {
    let code: Vec<&str> = preamble.lines().filter_map(|line| line.split('%').next()).collect();
    code.join(" ").split("\\usepackage").skip(1).any(|rest| {
        let names = rest.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
        names.is_some_and(|(names, _)| names.split(',').any(|name| name.trim() == package))
    })
}

struct Tex<'s> {
    text: &'s str,
    at: usize,
    /// Where reading ends: of a group that is read by itself, its end.
    end: usize,
    flows: Flows,
    title: Option<Range<usize>>,
    /// Where the command is whose text is written now.
    pin: Option<Range<usize>>,
    /// How many tables are open.
    tables: usize,
    depth: usize,
    /// Groups that are open by a command (`\begingroup`); in the preamble, by a brace, too.
    groups: usize,
    /// Bytes that may still be looked through for brackets that close.
    searchable: usize,
    /// The sign that siunitx prints before decimals, once a number has asked for it.
    sign: OnceCell<Option<char>>,
    /// The conditionals that the source defines, and whether they hold here, where that is known.
    flags: HashMap<&'s str, Option<bool>>,
    /// Those that are open.
    conditions: Vec<Condition>,
    /// Whether it makes slides, where commands say on which of them they hold: `\alert<2>{no}`.
    is_beamer: bool,
    /// Whether commands mark what was deleted, replaced and remarked: those of the package `changes`.
    has_changes: bool,
    /// Whether babel makes `"` a command: `"a` is ä.
    has_german_marks: bool,
}

impl<'s> Tex<'s> {
    fn rest(&self) -> &'s str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    /// Takes the title, which is before the text begins, and the flags.
    fn preamble(&mut self) {
        while let Some(found) = self.rest().find(['\\', '%', '{', '}']) {
            self.at += found;
            match self.rest().bytes().next() {
                Some(b'%') => self.comment(),
                Some(b'{') => {
                    self.at += 1;
                    self.groups += 1;
                }
                Some(b'}') => {
                    self.at += 1;
                    self.groups = self.groups.saturating_sub(1);
                }
                _ => self.define(),
            }
        }
        self.groups = 0;
        self.conditions.clear();
    }

    /// The name of the command here; the reading goes on behind it.
    fn name(&mut self) -> &'s str {
        let rest = self.text.get(self.at + 1..self.end).unwrap_or("");
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length =
            if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
        self.at += 1 + length;
        rest.get(..length).unwrap_or("")
    }

    fn comment(&mut self) {
        let line = self.rest();
        let end = line.find('\n').map_or(line.len(), |end| end + 1);
        // The line's end is eaten, and so is the white space that the next line begins with; not an empty line.
        let next = line.get(end..).unwrap_or("");
        let blanks = next.len() - next.trim_start_matches([' ', '\t']).len();
        self.at +=
            end + if next.get(blanks..).is_some_and(|n| n.starts_with('\n')) { 0 } else { blanks };
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        let after = rest.get(blanks..).unwrap_or("");
        let line = after.strip_prefix('\n').map(|next| next.trim_start_matches([' ', '\t', '\r']));
        self.at += blanks;
        // One line end is white space; two end a paragraph.
        if let Some(next) = line.filter(|next| !next.starts_with('\n')) {
            self.at += after.len() - next.len();
        }
    }

    /// Passes over options: `[…]`.
    fn options(&mut self) {
        while self.rest().starts_with('[') {
            match self.closing('[', ']') {
                Some(end) => self.at += end + 1,
                None => return,
            }
        }
    }

    /// The byte of the rest at which the bracket closes that it begins with.
    fn closing(&mut self, open: char, close: char) -> Option<usize> {
        let rest = self.rest();
        let rest = head(rest, self.searchable);
        let found = closing(rest, open, close);
        self.searchable -= found.unwrap_or(rest.len());
        found
    }

    /// The argument here: what is in braces, or one character.
    fn argument(&mut self) -> Option<Range<usize>> {
        self.spaces();
        let rest = self.rest();
        if rest.starts_with('{') {
            let end = self.closing('{', '}')?;
            let argument = self.at + 1..self.at + end;
            self.at += end + 1;
            return Some(argument);
        }
        let first = rest.chars().next().filter(|c| !matches!(c, '}' | '\\' | '\n'))?;
        let argument = self.at..self.at + first.len_utf8();
        self.at = argument.end;
        Some(argument)
    }

    fn write(&mut self, text: &str, place: Range<usize>) {
        let place = self.pin.clone().unwrap_or(place);
        self.flows.out().push_other(text, place);
    }

    /// Text as it is in the source.
    fn plain(&mut self, range: Range<usize>) {
        let mut text = self.text.get(range.clone()).unwrap_or("");
        let out = self.flows.out();
        if out.begins_line() {
            text = text.trim_start();
        }
        match self.pin.clone() {
            Some(pin) => self.flows.out().push_other(text, pin),
            None => self.flows.out().push_same(text, range.end - text.len()),
        }
    }

    /// Reads a part of the source by itself.
    fn within(&mut self, range: Range<usize>) -> Result<(), ReadError> {
        if self.depth >= MAX_DEPTH {
            return Err(ReadError::Limit(format!("its groups are more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let (at, end) = (self.at, self.end);
        (self.at, self.end) = (range.start, range.end);
        let read = self.run();
        (self.at, self.end) = (at, end);
        self.depth -= 1;
        read
    }

    /// Reads to the end.
    fn run(&mut self) -> Result<(), ReadError> {
        while self.at < self.end {
            if self.searchable == 0 {
                let why = "brackets that do not close, or nest too deep";
                return Err(ReadError::Limit(format!("it has {why}")));
            }
            let rest = self.rest();
            let plain = rest
                .find(|c| {
                    (c == '"' && self.has_german_marks)
                        || matches!(
                            c,
                            '\\' | '{'
                                | '}'
                                | '$'
                                | '%'
                                | '~'
                                | '`'
                                | '\''
                                | '-'
                                | '&'
                                | '\n'
                                | '?'
                                | '!'
                        )
                })
                .unwrap_or(rest.len());
            if plain > 0 {
                self.plain(self.at..self.at + plain);
                self.at += plain;
                continue;
            }
            self.special(rest)?;
        }
        Ok(())
    }

    fn special(&mut self, rest: &'s str) -> Result<(), ReadError> {
        let at = self.at;
        for (typed, shown) in [
            ("---", "—"),
            ("--", "–"),
            ("``", "“"),
            ("''", "”"),
            ("?`", "¿"),
            ("!`", "¡"),
            ("`", "‘"),
            ("'", "’"),
            ("~", "\u{A0}"),
        ] {
            if rest.starts_with(typed) {
                self.at += typed.len();
                self.write(shown, at..self.at);
                return Ok(());
            }
        }
        match rest.chars().next() {
            Some('\\') => return self.command(),
            Some('%') => self.comment(),
            Some('$') => self.dollars(),
            Some('{') => match self.closing('{', '}') {
                Some(end) => {
                    self.at += end + 1;
                    return self.within(at + 1..at + end);
                }
                None => self.at += 1,
            },
            Some('&') => {
                self.at += 1;
                if self.tables > 0 {
                    self.flows.out().end_passage(at);
                } else {
                    self.write(" ", at..at + 1);
                }
            }
            Some('\n') => {
                let next = rest.get(1..).unwrap_or("");
                let blanks = next.len() - next.trim_start_matches([' ', '\t', '\r']).len();
                self.at += 1;
                if next.get(blanks..).is_some_and(|next| next.starts_with('\n')) {
                    self.at += blanks;
                    self.flows.out().end_block(at);
                } else {
                    self.plain(at..at + 1);
                }
            }
            Some('}') => self.at += 1,
            Some('"') => self.german_mark(),
            Some(other) => {
                self.plain(at..at + other.len_utf8());
                self.at += other.len_utf8();
            }
            None => {}
        }
        Ok(())
    }

    /// A formula between dollar signs.
    fn dollars(&mut self) {
        let start = self.at;
        let mark = if self.rest().starts_with("$$") { "$$" } else { "$" };
        let inner = self.rest().get(mark.len()..).unwrap_or("");
        let mut from = 0;
        let length = loop {
            match inner.get(from..).and_then(|rest| rest.find(mark)) {
                Some(at) if inner.get(..from + at).is_some_and(|before| before.ends_with('\\')) => {
                    from += at + 1;
                }
                Some(at) => break from + at,
                None => break inner.len(),
            }
        };
        self.at += (mark.len() * 2 + length).min(self.end - start);
        self.formula(inner.get(..length).unwrap_or(""), start);
    }

    fn formula(&mut self, inner: &str, start: usize) {
        let place = start..self.at;
        if let Some(shown) = formula(inner) {
            self.write(&shown, place);
        } else {
            let place = self.pin.clone().unwrap_or(place);
            self.flows.out().gap(place, true);
        }
    }

    fn command(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let name = self.name();
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            if self.rest().starts_with('*') {
                self.at += 1;
            }
            self.slides();
            return self.word(name, start);
        }
        match name {
            "\\" => {
                if self.rest().starts_with('*') {
                    self.at += 1;
                }
                self.options();
                if self.tables > 0 {
                    self.flows.out().end_passage(start);
                } else {
                    self.write("\n", start..self.at);
                }
            }
            "\"" | "'" | "`" | "^" | "~" | "=" | "." => self.accented(name, start),
            "," => self.write("\u{202F}", start..self.at),
            " " | ";" | ":" | "\n" | "\t" => self.write(" ", start..self.at),
            "-" | "/" | "!" | "@" | "" => {}
            "(" | "[" => {
                let close = if name == "(" { "\\)" } else { "\\]" };
                let inner = self.rest();
                let length = inner.find(close).unwrap_or(inner.len());
                self.at += (length + close.len()).min(inner.len());
                self.formula(inner.get(..length).unwrap_or(""), start);
            }
            sign => self.write(sign, start..self.at),
        }
        Ok(())
    }

    /// Passes over the slides that a command holds on: `<1->`, `<+-| alert@+>`.
    fn slides(&mut self) {
        let Some(inner) = self.rest().strip_prefix('<').filter(|_| self.is_beamer) else { return };
        let is_of = |c: char| c.is_ascii_alphanumeric() || "+-,.:|@() ".contains(c);
        let length = inner.find(|c| !is_of(c)).unwrap_or(inner.len());
        if inner.get(length..).is_some_and(|rest| rest.starts_with('>')) {
            self.at += length + 2;
        }
    }

    /// A letter with a mark over or under it.
    fn accented(&mut self, mark: &str, start: usize) {
        let Some(mark) = accent(mark) else { return };
        let base = if self.rest().starts_with('\\') {
            Some(self.name())
        } else {
            self.argument().and_then(|range| self.text.get(range))
        };
        let base = match base.unwrap_or("").trim() {
            "\\i" | "i" => "i",
            "\\j" | "j" => "j",
            base => base,
        };
        let mut chars = base.chars();
        let Some(first) = chars.next() else { return };
        let shown: String = [first, mark].into_iter().chain(chars).nfc().collect();
        self.write(&shown, start..self.at);
    }

    fn word(&mut self, name: &'s str, start: usize) -> Result<(), ReadError> {
        match name {
            "begin" => return self.environment(start),
            "end" => {
                self.argument();
                self.flows.out().end_block(start);
            }
            "par" | "newpage" | "clearpage" | "pagebreak" | "bigskip" | "medskip" | "smallskip" => {
                self.flows.out().end_block(start);
            }
            "newline" | "linebreak" | "tabularnewline" if self.tables == 0 => {
                self.write("\n", start..self.at);
            }
            "tabularnewline" => self.flows.out().end_passage(start),
            "item" | "bibitem" => return self.item(name, start),
            "caption" => {
                self.options();
                return self.block(ElementKind::Caption, start);
            }
            "maketitle" => {
                if let Some(title) = self.title.clone() {
                    self.flows.begin(ElementKind::Title, start);
                    self.pin = Some(start..self.at);
                    self.within(title)?;
                    self.pin = None;
                    self.flows.end(self.at);
                }
            }
            "textsuperscript" | "textsubscript" => return self.shifted(name == "textsuperscript"),
            name if is_quotation(name) => return self.quotation(name, start),
            "texorpdfstring" => {
                let first = self.argument();
                self.argument();
                if let Some(first) = first {
                    self.within(first)?;
                }
            }
            "url" | "nolinkurl" | "path" => {
                if let Some(argument) = self.argument() {
                    self.plain(argument);
                }
            }
            "verb" | "lstinline" => self.verbatim_in_line(),
            "lettrine" => {
                // An initial over several lines, and what is set in capitals behind it.
                self.options();
                for _ in 0..2 {
                    if let Some(argument) = self.argument() {
                        self.within(argument)?;
                    }
                }
            }
            "frametitle" | "framesubtitle" => return self.block(ElementKind::Heading(3), start),
            "note" if self.is_beamer => self.skip(1),
            "deleted" | "comment" if self.has_changes => self.skip(1),
            "replaced" if self.has_changes => {
                self.options();
                if let Some(new) = self.argument() {
                    self.within(new)?;
                }
                self.skip(1);
            }
            name if self.condition(name) => {}
            "c" | "v" | "u" | "H" | "k" | "r" | "d" | "b" => self.accented(name, start),
            name => return self.known(name, start),
        }
        Ok(())
    }

    /// Raised or lowered text.
    fn shifted(&mut self, up: bool) -> Result<(), ReadError> {
        let from = self.flows.out().text.len();
        if let Some(argument) = self.argument() {
            self.within(argument)?;
        }
        if up {
            raised::raise(self.flows.out(), from, false);
        } else {
            raised::lower(self.flows.out(), from);
        }
        Ok(())
    }

    fn known(&mut self, name: &str, start: usize) -> Result<(), ReadError> {
        match does(name) {
            Some(Does::Sign(sign)) => {
                // The space behind a command's name only ends it; empty braces end it, too.
                if self.rest().starts_with("{}") {
                    self.at += 2;
                } else {
                    self.spaces();
                }
                self.write(sign, start..self.at);
            }
            Some(Does::Heading(level)) => {
                self.options();
                return self.block(ElementKind::Heading(level), start);
            }
            Some(beside @ (Does::Note | Does::Margin)) => {
                let flow = if matches!(beside, Does::Note) { Flow::Notes } else { Flow::Asides };
                self.options();
                let Some(argument) = self.argument() else { return Ok(()) };
                let out = self.flows.out();
                out.leave_out(out.text.len());
                let before = self.flows.enter(flow, start);
                self.within(argument)?;
                self.flows.leave(before, self.at);
            }
            Some(Does::Nothing(count)) => self.skip(count),
            Some(Does::Unknown(count)) => {
                let from = self.at;
                self.skip(count);
                let shown = self.measured(name, from).unwrap_or_else(|| GAP.to_string());
                self.write(&shown, start..self.at);
            }
            Some(Does::Cited) => {
                self.skip(usize::from(name != "footnotemark"));
                let next = self.rest().chars().next();
                let out = self.flows.out();
                if next.is_some_and(|c| matches!(c, '.' | ',' | ';' | ':' | ')' | '?' | '!')) {
                    out.trim_end();
                }
                out.leave_out(out.text.len());
            }
            Some(Does::Last(count)) => {
                self.options();
                for _ in 0..count {
                    self.argument();
                    self.options();
                }
                if let Some(argument) = self.argument() {
                    self.within(argument)?;
                }
            }
            Some(Does::Shown) => {
                // Only what has an argument has options: `\em[sic]` has none.
                let at = self.at;
                self.options();
                if !self.rest().starts_with('{') {
                    self.at = at;
                    self.spaces();
                }
            }
            Some(Does::Length) => self.at += length(self.rest()),
            None => return self.unknown(start),
        }
        Ok(())
    }

    /// What a command of siunitx prints whose arguments begin at byte `from`; its own options may change that.
    fn measured(&self, name: &str, from: usize) -> Option<String> {
        let braced = |text: &'s str| {
            let text = text.trim_start();
            let end = closing(text, '{', '}').filter(|_| text.starts_with('{'))?;
            Some((text.get(1..end)?, text.get(end + 1..)?))
        };
        let (first, rest) = braced(self.text.get(from..self.at)?)?;
        let sign = || *self.sign.get_or_init(|| decimal_sign(self.text));
        measure(name, first, braced(rest).map(|(second, _)| second), sign)
    }

    /// A command that nobody knows: what is in its arguments is read. Whether anything is between them, or in its place
    /// where it has none, is not known.
    fn unknown(&mut self, start: usize) -> Result<(), ReadError> {
        let gap = GAP.encode_utf8(&mut [0; 4]).to_owned();
        self.options();
        let after = self.at;
        let mut is_first = true;
        while self.rest().starts_with('{') {
            let at = self.at;
            let Some(argument) = self.argument() else { break };
            if !is_first {
                self.write(&gap, at..at + 1);
            }
            // Empty braces only end the name.
            is_first &= argument.is_empty();
            self.within(argument)?;
            self.options();
        }
        if is_first {
            if self.at == after {
                self.spaces();
            }
            self.write(&gap, start..self.at);
        }
        Ok(())
    }

    fn skip(&mut self, count: usize) {
        self.options();
        for _ in 0..count {
            if self.rest().starts_with('(')
                && let Some(end) = self.closing('(', ')')
            {
                self.at += end + 1;
            }
            self.argument();
            self.options();
        }
    }
}

#[cfg(test)]
mod tests;
