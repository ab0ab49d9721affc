//! Names the first syntax error of a text that is not JSON.
//!
//! The parser proper only says *that* a text is not JSON; this scanner walks the same text with a
//! stack of its own (no recursion) and says what a person did and what to write instead.

mod string;

use super::problem::{Problem, ProblemKind};
use crate::text::Span;
use string::control_name;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 128;

/// How many open brackets an unexpected end of the file points back to.
const MAX_OPEN_SHOWN: usize = 3;

/// How many closing brackets a help line offers to paste.
const MAX_CLOSERS_SHOWN: usize = 16;

type Step<T> = Result<T, Problem>;

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// The file's value.
    Value,
    /// After `[`.
    ItemOrClose,
    /// After the comma at this byte, in an array.
    Item(usize),
    /// After `{`.
    KeyOrClose,
    /// After the comma at this byte, in an object.
    Key(usize),
    /// After a key.
    Colon,
    /// After a colon.
    MemberValue,
    /// After an item or a member.
    CommaOrClose,
    /// After the file's value.
    End,
}

/// An array or object that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    object: bool,
    at: usize,
}

impl Open {
    const fn name(self) -> &'static str {
        if self.object { "object" } else { "array" }
    }

    const fn closer(self) -> char {
        if self.object { '}' } else { ']' }
    }

    const fn span(self) -> Span {
        Span::new(self.at, self.at + 1)
    }
}

/// A token that was read.
#[derive(Debug, Clone, Copy)]
struct Token {
    span: Span,
    string: bool,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    last: Token,
    first: usize,
}

/// The first error of `text` from byte `start` on; none where the text is JSON.
pub(super) fn first_problem(text: &str, start: usize) -> Option<Problem> {
    let mut scanner = Scanner {
        text,
        at: start,
        open: Vec::new(),
        last: Token { span: Span::new(start, start), string: false },
        first: start,
    };
    scanner.run().err()
}

impl<'a> Scanner<'a> {
    fn run(&mut self) -> Step<()> {
        self.skip_white_space();
        self.first = self.at;
        let mut expect = Expect::Value;
        loop {
            self.skip_white_space();
            let Some(c) = self.peek() else {
                return if expect == Expect::End { Ok(()) } else { Err(self.end_of_file(expect)) };
            };
            expect = match expect {
                Expect::Value | Expect::ItemOrClose | Expect::Item(_) | Expect::MemberValue => {
                    self.value(c, expect)?
                }
                Expect::KeyOrClose | Expect::Key(_) => self.key(c, expect)?,
                Expect::Colon => self.colon(c)?,
                Expect::CommaOrClose => self.comma_or_close(c)?,
                Expect::End => return Err(self.second_value(c)),
            };
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_white_space(&mut self) {
        let rest = self.rest();
        self.at = self.text.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// The next `bytes` bytes.
    const fn ahead(&self, bytes: usize) -> Span {
        Span::new(self.at, self.at + bytes)
    }

    fn advance(&mut self, bytes: usize, string: bool) {
        self.last = Token { span: self.ahead(bytes), string };
        self.at += bytes;
    }

    fn after_value(&self) -> Expect {
        if self.open.is_empty() { Expect::End } else { Expect::CommaOrClose }
    }

    fn push(&mut self, object: bool) -> Step<Expect> {
        if self.open.len() >= MAX_DEPTH {
            let mut problem = Problem::new(
                self.ahead(1),
                format!("arrays and objects nest more than {MAX_DEPTH} deep here"),
            )
            .help("no claim or source needs this depth; is this the right file?");
            problem.kind = ProblemKind::NestingTooDeep;
            return Err(problem);
        }
        self.open.push(Open { object, at: self.at });
        self.advance(1, false);
        Ok(if object { Expect::KeyOrClose } else { Expect::ItemOrClose })
    }

    fn close(&mut self, c: char) -> Step<Expect> {
        match self.open.last().copied() {
            Some(open) if open.closer() == c => {
                self.open.pop();
                self.advance(1, false);
                Ok(self.after_value())
            }
            Some(open) => Err(Problem::new(
                self.ahead(1),
                format!("`{c}` does not close the {} that is open here", open.name()),
            )
            .help(format!("close the {} with `{}` first", open.name(), open.closer()))
            .related(open.span(), format!("the {} begins here", open.name()))),
            None => Err(Problem::new(self.ahead(1), format!("`{c}` closes nothing"))
                .help("remove it, or write what it should close")),
        }
    }

    fn value(&mut self, c: char, expect: Expect) -> Step<Expect> {
        match c {
            '"' => {
                self.string()?;
                Ok(self.after_value())
            }
            '[' => self.push(false),
            '{' => self.push(true),
            ']' if expect == Expect::ItemOrClose => self.close(c),
            ']' | '}' => Err(self.no_value(c, expect)),
            '0'..='9' | '-' => {
                self.number()?;
                Ok(self.after_value())
            }
            'a'..='z' | 'A'..='Z' | '_' | '$' => {
                self.literal()?;
                Ok(self.after_value())
            }
            _ => Err(self.bad_value(c)),
        }
    }

    /// A closing bracket where a value should be.
    fn no_value(&self, c: char, expect: Expect) -> Problem {
        match expect {
            Expect::Item(comma) if c == ']' => trailing_comma(comma, c),
            Expect::MemberValue => Problem::new(self.ahead(1), "this member has no value")
                .help("write a value after the `:`, or remove the member")
                .related(self.last.span, "the value belongs after this `:`"),
            _ => Problem::new(self.ahead(1), format!("`{c}` is where a value should be")),
        }
    }

    fn bad_value(&self, c: char) -> Problem {
        match c {
            '+' | '.' => self.bad_number(),
            ',' => Problem::new(self.ahead(1), "a comma is where a value should be")
                .help("remove the comma, or write the value that belongs before it"),
            ':' => Problem::new(self.ahead(1), "`:` is where a value should be")
                .help("`:` belongs between a key and its value, inside `{` and `}`"),
            _ => self.bad_token(c),
        }
    }

    fn key(&mut self, c: char, expect: Expect) -> Step<Expect> {
        match (c, expect) {
            ('"', _) => {
                self.string()?;
                Ok(Expect::Colon)
            }
            ('}', Expect::Key(comma)) => Err(trailing_comma(comma, c)),
            ('}' | ']', _) => self.close(c),
            (',', _) => Err(Problem::new(self.ahead(1), "a comma is where a key should be")
                .help("remove the comma, or write the member that belongs before it")),
            (':', _) => Err(Problem::new(self.ahead(1), "this member has no key")
                .help("write a key in quotation marks before the `:`")),
            ('a'..='z' | 'A'..='Z' | '_' | '$' | '0'..='9' | '-', _) => Err(self.unquoted_key()),
            ('{' | '[', _) => {
                Err(Problem::new(self.ahead(1), format!("`{c}` is where a key should be"))
                    .help("every member of an object is `\"key\": value`"))
            }
            _ => Err(self.bad_token(c)),
        }
    }

    fn unquoted_key(&self) -> Problem {
        let word = self.word();
        Problem::new(self.ahead(word.len()), format!("the key `{}` is not quoted", shorten(word)))
            .help(format!("write `\"{}\"`", shorten(word)))
    }

    fn colon(&mut self, c: char) -> Step<Expect> {
        match c {
            ':' => {
                self.advance(1, false);
                Ok(Expect::MemberValue)
            }
            '=' => {
                Err(Problem::new(self.ahead(1), "`=` is between a key and its value")
                    .help("write `:`"))
            }
            ',' | '}' => Err(Problem::new(self.ahead(1), "this member has no value")
                .help("write `:` and a value after the key")
                .related(self.last.span, "the key")),
            _ if self.unescaped_quote(c) => Err(self.quote_inside_string()),
            _ => match self.foreign(c) {
                Some(problem) => Err(problem),
                None => Err(Problem::new(self.gap(), "missing colon after this key")
                    .help("write `:` between the key and its value")
                    .related(self.last.span, "the key")),
            },
        }
    }

    fn comma_or_close(&mut self, c: char) -> Step<Expect> {
        let object = self.open.last().is_some_and(|open| open.object);
        match c {
            ',' => {
                let comma = self.at;
                self.advance(1, false);
                Ok(if object { Expect::Key(comma) } else { Expect::Item(comma) })
            }
            ']' | '}' => self.close(c),
            _ if self.unescaped_quote(c) => Err(self.quote_inside_string()),
            ':' => Err(Problem::new(self.ahead(1), "`:` is where a comma should be")
                .help(if object { "write `,`" } else { "`key: value` belongs in `{` and `}`" })),
            ';' => {
                Err(Problem::new(self.ahead(1), "`;` is where a comma should be").help("write `,`"))
            }
            _ => match self.foreign(c) {
                Some(problem) => Err(problem),
                None if starts_value(c) => Err(self.missing_comma(object)),
                None => Err(self.bad_token(c)),
            },
        }
    }

    /// The place right after the last token.
    const fn gap(&self) -> Span {
        Span::new(self.last.span.end, self.last.span.end)
    }

    fn missing_comma(&self, object: bool) -> Problem {
        let what = if object { "member" } else { "item" };
        Problem::new(self.gap(), format!("missing comma after this {what}"))
            .help(format!("write `,` before the next {what}"))
            .related(self.ahead(1), format!("the next {what}"))
    }

    fn second_value(&self, c: char) -> Problem {
        if self.unescaped_quote(c) {
            return self.quote_inside_string();
        }
        if let Some(problem) = self.foreign(c) {
            return problem;
        }
        let first = Span::new(self.first, self.first + 1);
        if starts_value(c) {
            return Problem::new(self.ahead(1), "a second JSON value in one file")
                .help("a file holds one value: move this to a file of its own, or remove it")
                .related(first, "the first value begins here");
        }
        match c {
            ']' | '}' => Problem::new(self.ahead(1), format!("`{c}` closes nothing"))
                .help("remove it: the value is closed already")
                .related(self.last.span, "the value ends here"),
            ',' => Problem::new(self.ahead(1), "trailing comma after the file's value")
                .help("remove the comma"),
            _ => self.bad_token(c),
        }
    }

    /// The text of a word: letters, digits and what people write in unquoted names.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.' | '+')))
            .unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn literal(&mut self) -> Step<()> {
        let word = self.word();
        if matches!(word, "true" | "false" | "null") {
            self.advance(word.len(), false);
            return Ok(());
        }
        let span = self.ahead(word.len());
        let shown = shorten(word);
        Err(match word.to_ascii_lowercase().as_str() {
            "nan" | "infinity" | "inf" => {
                Problem::new(span, format!("`{shown}` is not a JSON number"))
                    .help("JSON has no NaN and no Infinity: leave the member out")
            }
            lower @ ("true" | "false" | "null") => {
                Problem::new(span, format!("`{shown}` is not a JSON value"))
                    .help(format!("write `{lower}`, in small letters"))
            }
            "none" | "nil" | "undefined" => {
                Problem::new(span, format!("`{shown}` is not a JSON value"))
                    .help("leave the member out, or write `null`")
            }
            _ => Problem::new(span, format!("the text `{shown}` is not quoted"))
                .help("put text in quotation marks: `\"…\"`"),
        })
    }

    fn number(&mut self) -> Step<()> {
        let word = self.word();
        if is_number(word) {
            self.advance(word.len(), false);
            return Ok(());
        }
        Err(self.bad_number())
    }

    fn bad_number(&self) -> Problem {
        let word = self.word();
        let span = self.ahead(word.len().max(1));
        let digits = word.trim_start_matches(['+', '-']);
        let wrong = |why: &str| format!("`{}` is not a JSON number: {why}", shorten(word));
        if word.starts_with('+') {
            return Problem::new(span, wrong("it begins with `+`")).help("leave the `+` out");
        }
        if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return Problem::new(span, wrong("no digit follows the `-`"))
                .help("write a digit after the `-`; JSON has no NaN and no Infinity");
        }
        if digits.starts_with('.') {
            return Problem::new(span, wrong("it begins with `.`"))
                .help("write `0` before the `.`");
        }
        if digits.starts_with('0') && digits.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
            return Problem::new(span, wrong("it has a leading zero"))
                .help("remove the leading zero, or quote the number where it is a name");
        }
        if digits.ends_with('.') || digits.contains(".e") || digits.contains(".E") {
            return Problem::new(span, wrong("no digit follows the `.`"))
                .help("write a digit after the `.`, or remove the `.`");
        }
        Problem::new(
            span,
            wrong("it is digits, perhaps with `.` and an exponent, and nothing else"),
        )
        .help("put text, and dates too, in quotation marks: `\"…\"`")
    }

    fn end_of_file(&self, expect: Expect) -> Problem {
        let end = self.text.len();
        let span = Span::new(end, end);
        let Some(innermost) = self.open.last() else {
            return Problem::new(span, "the file is empty")
                .help("a file holds one JSON value: begin with `{` and `}`");
        };
        let missing = match expect {
            Expect::Colon => " after a key",
            Expect::MemberValue => " before a member's value",
            _ => "",
        };
        let closers: String =
            self.open.iter().rev().take(MAX_CLOSERS_SHOWN).map(|open| open.closer()).collect();
        let mut problem =
            Problem::new(span, format!("the file ends inside an {}{missing}", innermost.name()))
                .help(format!(
                    "`{closers}` would close what is open; the file may have been cut off"
                ));
        for open in self.open.iter().rev().take(MAX_OPEN_SHOWN) {
            let message = format!("the {} that begins here is not closed", open.name());
            problem = problem.related(open.span(), message);
        }
        problem
    }

    /// What no place in JSON allows, and people write all the same.
    fn foreign(&self, c: char) -> Option<Problem> {
        let rest = self.rest();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        if rest.starts_with("//") || c == '#' {
            return Some(self.comment(line.trim_end().len()));
        }
        if rest.starts_with("/*") {
            let len = rest.find("*/").map_or(rest.len(), |end| end + 2);
            return Some(self.comment(len));
        }
        if c == '\'' {
            let inner = line.get(1..).unwrap_or_default();
            let len = inner.find('\'').map_or(1, |end| end + 2);
            return Some(
                Problem::new(self.ahead(len), "a string in single quotation marks")
                    .help("JSON strings need double quotation marks: write `\"…\"`"),
            );
        }
        if let Some(name) = quote_name(c) {
            let code = u32::from(c);
            return Some(
                Problem::new(
                    self.ahead(c.len_utf8()),
                    format!("`{c}` (U+{code:04X} {name}) is not JSON's quotation mark"),
                )
                .help("write `\"` (U+0022 QUOTATION MARK); a word processor may have changed it"),
            );
        }
        self.invisible(c)
    }

    fn comment(&self, len: usize) -> Problem {
        Problem::new(self.ahead(len), "a comment")
            .help("JSON has no comments: remove it, or use the member `note` or `justification`")
    }

    /// White space and control characters that JSON does not count as white space.
    fn invisible(&self, c: char) -> Option<Problem> {
        let name = match c {
            '\0'..='\u{1f}' => control_name(u8::try_from(u32::from(c)).unwrap_or_default()),
            '\u{a0}' => "U+00A0 NO-BREAK SPACE".to_owned(),
            '\u{feff}' => "U+FEFF BYTE ORDER MARK".to_owned(),
            '\u{200b}' => "U+200B ZERO WIDTH SPACE".to_owned(),
            '\u{ad}'
            | '\u{200c}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' => {
                format!("invisible character U+{:04X}", u32::from(c))
            }
            c if c.is_control() => format!("U+{:04X}", u32::from(c)),
            c if c.is_whitespace() => format!("white space U+{:04X}", u32::from(c)),
            _ => return None,
        };
        Some(
            Problem::new(self.ahead(c.len_utf8()), format!("{name} outside a string"))
                .help("remove it: JSON's white space is space, tab and line break"),
        )
    }

    fn bad_token(&self, c: char) -> Problem {
        self.foreign(c).unwrap_or_else(|| {
            let word = self.word();
            let (len, what) = if word.is_empty() {
                (c.len_utf8(), format!("unexpected `{c}`"))
            } else {
                (word.len(), format!("the text `{}` is not quoted", shorten(word)))
            };
            Problem::new(self.ahead(len), what).help("put text in quotation marks: `\"…\"`")
        })
    }
}

const fn starts_value(c: char) -> bool {
    matches!(c, '"' | '{' | '[' | '-' | '_' | '$') || c.is_ascii_alphanumeric()
}

fn trailing_comma(comma: usize, c: char) -> Problem {
    Problem::new(Span::new(comma, comma + 1), format!("trailing comma before `{c}`"))
        .help("remove the comma: JSON allows none after the last one")
}

/// Whether `word` is a number by RFC 8259.
fn is_number(word: &str) -> bool {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    rest = rest.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = fraction.get(count..).unwrap_or_default();
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

/// A word of the file, short enough for a message.
fn shorten(word: &str) -> String {
    super::shorten(word, super::SHOWN_WORD)
}

/// The name of a quotation mark that is not JSON's.
const fn quote_name(c: char) -> Option<&'static str> {
    Some(match c {
        '`' => "GRAVE ACCENT",
        '´' => "ACUTE ACCENT",
        '«' => "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK",
        '»' => "RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK",
        '‘' => "LEFT SINGLE QUOTATION MARK",
        '’' => "RIGHT SINGLE QUOTATION MARK",
        '‚' => "SINGLE LOW-9 QUOTATION MARK",
        '“' => "LEFT DOUBLE QUOTATION MARK",
        '”' => "RIGHT DOUBLE QUOTATION MARK",
        '„' => "DOUBLE LOW-9 QUOTATION MARK",
        '‟' => "DOUBLE HIGH-REVERSED-9 QUOTATION MARK",
        '″' => "DOUBLE PRIME",
        '「' => "LEFT CORNER BRACKET",
        '」' => "RIGHT CORNER BRACKET",
        '＂' => "FULLWIDTH QUOTATION MARK",
        _ => return None,
    })
}
