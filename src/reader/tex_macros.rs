//! The commands that a LaTeX source defines itself, written out where they are used, with the way back to the source.
//!
//! ```text
//! \newcommand{\rise}[1]{it rose by #1}      gone
//! They say \rise{a \emph{foot}}.            They say it rose by a \emph{foot}.
//! ```
//!
//! What is known of TeX is what people use: `\newcommand`, `\def` without delimiters, `\let`, `\NewDocumentCommand`,
//! `\newenvironment`. A command that is defined in another way stays, and is read as one that nobody knows.

mod definition;

use crate::text::{Origin, Span, head};
use std::collections::HashMap;

/// Uses of the source's own commands that are written out.
const MAX_EXPANDED: usize = 100_000;

/// How deep such commands may be nested.
const MAX_NESTED: usize = 64;

/// How many times the source's own length is looked through for brackets that close, and may be written out.
const MAX_SEARCHES: usize = 64;

/// Characters of a command's name that are looked at: no one is so long.
const MAX_NAME: usize = 64;

/// The least that may be written out, of however short a source, in bytes.
const ROOM: usize = 1 << 20;

/// Commands that keep their meaning, whatever a source makes of their looks.
const KEPT: [&str; 44] = [
    "begin",
    "end",
    "item",
    "input",
    "include",
    "caption",
    "label",
    "ref",
    "par",
    "title",
    "emph",
    "part",
    "chapter",
    "section",
    "subsection",
    "subsubsection",
    "paragraph",
    "footnote",
    "footnotetext",
    "endnote",
    "thanks",
    "cite",
    "citep",
    "citet",
    "citealp",
    "citealt",
    "textcite",
    "parencite",
    "autocite",
    "footcite",
    "supercite",
    "citeauthor",
    "enquote",
    "textquote",
    "textcquote",
    "blockquote",
    "blockcquote",
    "foreignquote",
    "hyphenquote",
    "textelp",
    "textins",
    "url",
    "href",
    "document",
];

/// Environments whose text is no source.
const VERBATIM: [&str; 7] =
    ["verbatim", "Verbatim", "lstlisting", "minted", "alltt", "comment", "filecontents"];

/// Why a source is not written out: its commands use themselves, or are used too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Endless;

impl Endless {
    pub(super) fn why() -> String {
        format!(
            "its own commands are used more than {MAX_EXPANDED} times, use each other, or have brackets that do not close"
        )
    }
}

/// Commands and environments that sources define.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "manuscript"),
    expect(unreachable_pub, reason = "the room of manuscripts shows it")
)]
pub struct Macros(HashMap<String, Macro>);

impl Macros {
    /// Those that a source defines.
    #[cfg(any(test, feature = "manuscript"))]
    #[must_use]
    pub fn of(source: &str) -> Self {
        let mut writer = Writer::new(source, &Self::default());
        let _ = writer.run(&Mapped::whole(source));
        writer.known
    }

    /// Whether there is none.
    #[cfg(feature = "manuscript")]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of another source; what is known already counts.
    #[cfg(feature = "manuscript")]
    pub fn add(&mut self, others: Self) {
        for (name, one) in others.0 {
            self.0.entry(name).or_insert(one);
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Macro {
    arguments: Vec<Argument>,
    body: String,
    /// Another name of a command as it was then: what it stands for is not written out again.
    is_alias: bool,
    /// Whether white space behind it stays: `\xspace`.
    keeps_space: bool,
}

impl Macro {
    fn new(arguments: Vec<Argument>, body: &str) -> Self {
        let bare = body.trim_end().strip_suffix("\\xspace");
        let (body, keeps_space) = (bare.unwrap_or(body).to_owned(), bare.is_some());
        Self { arguments, body, is_alias: false, keeps_space }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Argument {
    Braced,
    /// In brackets; what stands for it where it is not there.
    Optional(String),
    Star,
}

/// What stands for an argument that is not there.
const NO_VALUE: &str = "-NoValue-";

/// A text, and where each part of it is in the source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mapped {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

impl Mapped {
    fn whole(source: &str) -> Self {
        let mut mapped = Self::default();
        mapped.push(source, Span::new(0, source.len()));
        mapped
    }

    fn push(&mut self, text: &str, source: Span) {
        let start = self.text.len();
        self.text.push_str(text);
        self.origin.add(Span::new(start, self.text.len()), source);
    }

    fn push_part(&mut self, of: &Self, part: Span) {
        let start = self.text.len();
        self.text.push_str(of.text.get(part.range()).unwrap_or(""));
        self.origin.append(&of.origin.part(part), start);
    }

    fn part(&self, part: Span) -> Self {
        let mut mapped = Self::default();
        mapped.push_part(self, part);
        mapped
    }

    /// Whether the name of a command ends here: a letter behind it would belong to it.
    fn ends_name(&self) -> bool {
        let last = || self.text.bytes().rev();
        let letters = last().take(MAX_NAME).take_while(u8::is_ascii_alphabetic).count();
        let slashes = last().skip(letters).take(MAX_NAME).take_while(|b| *b == b'\\').count();
        letters > 0 && slashes % 2 == 1
    }
}

/// A source with its own commands written out, and its definitions left out. `None` where it has none.
pub(crate) fn write_out(source: &str, known: &Macros) -> Result<Option<Mapped>, Endless> {
    let mut writer = Writer::new(source, known);
    let written = writer.run(&Mapped::whole(source))?;
    Ok(Some(written).filter(|_| writer.changed))
}

struct Writer {
    known: Macros,
    changed: bool,
    uses: usize,
    /// Bytes that may still be looked through or written.
    room: usize,
}

impl Writer {
    fn new(source: &str, known: &Macros) -> Self {
        let room = source.len().saturating_mul(MAX_SEARCHES).saturating_add(ROOM);
        Self { known: known.clone(), changed: false, uses: 0, room }
    }

    fn run(&mut self, source: &Mapped) -> Result<Mapped, Endless> {
        let mut out = Mapped::default();
        self.write(source, &mut out, 0)?;
        Ok(out)
    }

    fn take(&mut self, bytes: usize) -> Result<(), Endless> {
        self.room = self.room.checked_sub(bytes).ok_or(Endless)?;
        Ok(())
    }

    /// Writes a text out.
    fn write(&mut self, from: &Mapped, out: &mut Mapped, depth: usize) -> Result<(), Endless> {
        if depth > MAX_NESTED {
            return Err(Endless);
        }
        self.take(from.text.len())?;
        let text = from.text.as_str();
        let mut copied = 0;
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(['\\', '%'])) {
            let start = at + found;
            if text.get(start..).is_some_and(|rest| rest.starts_with('%')) {
                at = line_end(text, start);
                continue;
            }
            let name = name_at(text, start);
            at = start + 1 + name.len();
            if let Some(end) = self.unread(text, name, at)? {
                at = end;
                continue;
            }
            let mut reading = Reading { text, at, writer: self };
            let step = reading.step(name, depth)?;
            let end = reading.at;
            match step {
                Step::Stays => at = end,
                Step::Defines(defined) => {
                    out.push_part(from, Span::new(copied, start));
                    self.changed = true;
                    for (name, one) in defined {
                        match one {
                            Some(one) => self.known.0.insert(name, one),
                            None => self.known.0.remove(&name),
                        };
                    }
                    at = past_line(text, end);
                    copied = at;
                }
                Step::Chosen(span) => {
                    out.push_part(from, Span::new(copied, start));
                    self.write(&from.part(span), out, depth + 1)?;
                    (at, copied) = (end, end);
                }
                Step::Uses(used, arguments) => {
                    out.push_part(from, Span::new(copied, start));
                    self.changed = true;
                    self.uses += 1;
                    if self.uses > MAX_EXPANDED {
                        return Err(Endless);
                    }
                    let place = from.origin.span(Span::new(start, end));
                    let body = filled(&used, &arguments, from, place);
                    if used.is_alias {
                        out.push_part(&body, Span::new(0, body.text.len()));
                    } else {
                        self.write(&body, out, depth + 1)?;
                    }
                    (at, copied) = (end, end);
                    if out.ends_name() && text.get(end..).is_some_and(begins_letter) {
                        out.push("{}", place);
                    }
                }
            }
        }
        out.push_part(from, Span::new(copied, text.len()));
        Ok(())
    }

    /// Where a text ends that is no source: `\verb|…|`, an environment of code.
    fn unread(&mut self, text: &str, name: &str, at: usize) -> Result<Option<usize>, Endless> {
        let rest = text.get(at..).unwrap_or("");
        match name {
            "verb" | "lstinline" => {
                let rest = rest.strip_prefix('*').unwrap_or(rest);
                let from = text.len() - rest.len();
                let Some(mark) = rest.chars().next() else { return Ok(None) };
                let close = if mark == '{' { '}' } else { mark };
                let inner = rest.get(mark.len_utf8()..).unwrap_or("");
                let line = inner.split('\n').next().unwrap_or("");
                let length = line.find(close).map(|l| l + mark.len_utf8() + close.len_utf8());
                Ok(length.map(|length| from + length))
            }
            "begin" => {
                let named = rest.strip_prefix('{').and_then(|r| r.split_once('}'));
                let Some((environment, _)) = named else { return Ok(None) };
                if !VERBATIM.contains(&environment.trim_end_matches('*')) {
                    return Ok(None);
                }
                let end = format!("\\end{{{environment}}}");
                let length = rest.find(&end).map_or(rest.len(), |l| l + end.len());
                self.take(length)?;
                Ok(Some(at + length))
            }
            _ => Ok(None),
        }
    }
}

/// Names, and what each stands for; `None` where that cannot be written out.
type Defined = Vec<(String, Option<Macro>)>;

/// What is done with a command.
enum Step {
    Stays,
    /// It defines these; what cannot be written out is forgotten.
    Defines(Defined),
    Uses(Macro, Vec<Value>),
    /// It stands for one of its arguments.
    Chosen(Span),
}

/// What an argument is.
enum Value {
    /// Bytes of the text that is written out.
    Here(Span),
    /// What stands for it.
    Other(String),
}

/// What a command stands for, its arguments filled in.
fn filled(used: &Macro, values: &[Value], from: &Mapped, place: Span) -> Mapped {
    let mut out = Mapped::default();
    let mut rest = used.body.as_str();
    while let Some((before, after)) = rest.split_once('#') {
        out.push(before, place);
        let number = after.chars().next().and_then(|c| c.to_digit(10));
        let value = number.and_then(|n| values.get(usize::try_from(n).ok()?.checked_sub(1)?));
        match value {
            Some(Value::Here(span)) => {
                let begins = from.text.get(span.range()).is_some_and(begins_letter);
                if begins && out.ends_name() {
                    out.push(" ", place);
                }
                out.push_part(from, *span);
            }
            Some(Value::Other(text)) => out.push(text, place),
            None => {
                out.push("#", place);
                rest = after.strip_prefix('#').unwrap_or(after);
                continue;
            }
        }
        rest = after.get(1..).unwrap_or("");
    }
    out.push(rest, place);
    out
}

/// A place in a text, behind the name of a command.
struct Reading<'t, 'w> {
    text: &'t str,
    at: usize,
    writer: &'w mut Writer,
}

impl<'t> Reading<'t, '_> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn step(&mut self, name: &str, depth: usize) -> Result<Step, Endless> {
        if let Some(defined) = self.definition(name)? {
            return Ok(Step::Defines(defined));
        }
        if matches!(name, "begin" | "end") {
            let before = self.at;
            if let Some(environment) = self.braced()?.and_then(|span| self.text.get(span.range()))
                && let Some(used) = self.known(&format!("{name}{{{environment}}}"))
            {
                return Ok(self.values(&used)?.map_or(Step::Stays, |v| Step::Uses(used, v)));
            }
            self.at = before;
            return Ok(Step::Stays);
        }
        if depth > 0
            && let Some(chosen) = self.choice(name)?
        {
            return Ok(Step::Chosen(chosen));
        }
        // `\foo@bar` is another name.
        let Some(used) = self.known(name).filter(|_| !self.rest().starts_with('@')) else {
            return Ok(Step::Stays);
        };
        let before = self.at;
        let Some(values) = self.values(&used)? else {
            self.at = before;
            return Ok(Step::Stays);
        };
        if used.arguments.is_empty() && !used.keeps_space {
            self.spaces();
        }
        Ok(Step::Uses(used, values))
    }

    fn known(&self, name: &str) -> Option<Macro> {
        self.writer.known.0.get(name).cloned()
    }

    /// `\IfNoValueTF{#1}{…}{…}` and its like: the argument that it stands for.
    fn choice(&mut self, name: &str) -> Result<Option<Span>, Endless> {
        let Some((about, ways)) = ["IfNoValue", "IfValue", "IfBoolean"]
            .iter()
            .find_map(|about| Some((*about, name.strip_prefix(about)?)))
        else {
            return Ok(None);
        };
        let Some(asked) = self.argument()? else { return Ok(None) };
        let asked = self.text.get(asked.range()).unwrap_or("");
        let is = match about {
            "IfNoValue" => asked == NO_VALUE,
            "IfValue" => asked != NO_VALUE,
            _ => asked == "*",
        };
        let mut chosen = Span::new(self.at, self.at);
        for way in ways.chars() {
            let Some(span) = self.argument()? else { return Ok(None) };
            if is == (way == 'T') {
                chosen = span;
            }
        }
        Ok(Some(chosen))
    }

    /// What the arguments of a command are; `None` where they are not there.
    fn values(&mut self, used: &Macro) -> Result<Option<Vec<Value>>, Endless> {
        let mut values = Vec::new();
        for argument in &used.arguments {
            values.push(match argument {
                Argument::Braced => match self.argument()? {
                    Some(span) => Value::Here(span),
                    None => return Ok(None),
                },
                Argument::Optional(other) => match self.bracketed()? {
                    Some(span) => Value::Here(span),
                    None => Value::Other(other.clone()),
                },
                Argument::Star if self.rest().starts_with('*') => {
                    self.at += 1;
                    Value::Other("*".to_owned())
                }
                Argument::Star => Value::Other(String::new()),
            });
        }
        Ok(Some(values))
    }

    /// White space, but no empty line.
    fn spaces(&mut self) {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start().len();
        if rest.get(..blank).is_some_and(|blank| blank.matches('\n').count() < 2) {
            self.at += blank;
        }
    }

    /// What is between the bracket here and the one that closes it.
    fn between(&mut self, open: char, close: char) -> Result<Option<Span>, Endless> {
        let rest = self.rest();
        if !rest.starts_with(open) {
            return Ok(None);
        }
        let found = closing(head(rest, self.writer.room), open, close);
        self.writer.take(found.unwrap_or(rest.len()))?;
        let Some(length) = found else { return Ok(None) };
        let span = Span::new(self.at + 1, self.at + length);
        self.at = span.end + 1;
        Ok(Some(span))
    }

    fn braced(&mut self) -> Result<Option<Span>, Endless> {
        self.between('{', '}')
    }

    fn bracketed(&mut self) -> Result<Option<Span>, Endless> {
        let before = self.at;
        self.spaces();
        let found = self.between('[', ']')?;
        if found.is_none() {
            self.at = before;
        }
        Ok(found)
    }

    /// What is in braces, a command, or one character.
    fn argument(&mut self) -> Result<Option<Span>, Endless> {
        self.spaces();
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        match first {
            '{' => return self.braced(),
            '\\' => self.at += 1 + name_at(self.text, start).len(),
            '}' | '\n' | ']' => return Ok(None),
            c => self.at += c.len_utf8(),
        }
        Ok(Some(Span::new(start, self.at)))
    }

    /// The name of a command: `{\name}` or `\name`. One with an `@` is none that a text uses.
    fn named(&mut self) -> Result<Option<&'t str>, Endless> {
        let Some(span) = self.argument()? else { return Ok(None) };
        let name = self.text.get(span.range()).unwrap_or("").trim();
        Ok(name.strip_prefix('\\'))
    }
}

/// The name of the command at `at`: letters, or one other character.
fn name_at(text: &str, at: usize) -> &str {
    let rest = text.get(at + 1..).unwrap_or("");
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.get(..length).unwrap_or("")
}

fn begins_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Behind the end of the line.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + rest.find('\n').map_or(rest.len(), |end| end + 1)
}

/// After the line's end, if nothing else is on it.
fn past_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    match rest.get(blank..) {
        Some(next) if next.starts_with('\n') => at + blank + 1,
        _ => at,
    }
}

/// The byte of the bracket that closes the one at the start of `text`.
pub(super) fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    let mut commented = false;
    // The braces before, whatever is before them.
    let (mut opened, mut closed) = (0_usize, 0_usize);
    for (at, c) in text.char_indices() {
        let leaves_group = opened <= closed;
        opened += usize::from(c == '{');
        closed += usize::from(c == '}');
        if commented {
            commented = c != '\n';
            continue;
        }
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '\\' => escaped = true,
            '%' => commented = true,
            c if c == open => depth += 1,
            c if c == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            // An option does not reach out of the group that it is in, nor over a paragraph.
            '}' if open == '[' && depth == 1 && leaves_group => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
