//! Errors in strings: control characters, escapes, a quotation mark that is not escaped.

use super::{Scanner, Step, quote_name};
use crate::json::problem::Problem;
use crate::text::Span;

impl Scanner<'_> {
    /// Whether `c` follows a string so closely that the string's end is likely a quotation mark
    /// of its words.
    pub(super) fn unescaped_quote(&self, c: char) -> bool {
        self.last.string && self.at == self.last.span.end && (c.is_alphanumeric() || c == '\'')
    }

    pub(super) fn quote_inside_string(&self) -> Problem {
        let end = self.last.span.end;
        Problem::new(Span::new(end - 1, end), "a quotation mark ends the string in mid-sentence")
            .help("write quotation marks that belong to the words as `\\\"`")
            .related(
                Span::new(self.last.span.start, self.last.span.start + 1),
                "the string begins here",
            )
    }

    /// Reads a string with its quotation marks.
    pub(super) fn string(&mut self) -> Step<()> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        loop {
            match bytes.get(at) {
                None => return Err(self.open_string()),
                Some(b'"') => break,
                Some(b'\\') => at += self.escape(at)?,
                Some(0..=0x1f) => return Err(self.control_in_string(at)),
                Some(_) => at += 1,
            }
        }
        self.advance(at + 1 - self.at, true);
        Ok(())
    }

    fn open_string(&self) -> Problem {
        let end = self.text.len();
        Problem::new(Span::new(end, end), "the file ends inside a string")
            .help("close the string with `\"`; the file may have been cut off")
            .related(self.ahead(1), "the string begins here")
    }

    fn control_in_string(&self, at: usize) -> Problem {
        let byte = self.text.as_bytes().get(at).copied().unwrap_or_default();
        let span = Span::new(at, at + 1);
        let begin = self.ahead(1);
        let so_far = self.text.get(self.at + 1..at).unwrap_or_default();
        let name = control_name(byte);
        if !matches!(byte, b'\n' | b'\r') {
            return Problem::new(span, format!("raw control character {name} in a string"))
                .help(format!("write `{}`, or remove the character", control_escape(byte)))
                .related(begin, "the string begins here");
        }
        let problem = Problem::new(span, format!("a line break ({name}) inside a string"))
            .related(begin, "the string begins here");
        match so_far.trim_end_matches([',', ' ']).chars().next_back() {
            Some(c) if quote_name(c).is_some() => {
                problem.help(format!("the string ends with `{c}`; JSON closes strings with `\"`"))
            }
            _ => {
                problem.help("close the string with `\"` on its line, or write the break as `\\n`")
            }
        }
    }

    /// The length of the escape whose backslash is at `at`.
    fn escape(&self, at: usize) -> Step<usize> {
        let after = self.text.get(at + 1..).unwrap_or_default();
        match after.chars().next() {
            None => Err(self.open_string()),
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => Ok(2),
            Some('u') => self.unicode_escape(at),
            Some('\'') => Err(Problem::new(Span::new(at, at + 2), "`\\'` is not a JSON escape")
                .help("an apostrophe needs no backslash: write `'`")),
            Some(c) if c.is_control() => Err(Problem::new(
                Span::new(at, at + 1),
                "a backslash before a line break or control character",
            )
            .help("JSON strings stay on one line: write a break as `\\n`")),
            Some(c) => Err(Problem::new(
                Span::new(at, at + 1 + c.len_utf8()),
                format!("`\\{c}` is not a JSON escape"),
            )
            .help("write a backslash that belongs to the words as `\\\\`")),
        }
    }

    fn unicode_escape(&self, at: usize) -> Step<usize> {
        let unit = self.code_unit(at)?;
        match unit {
            0xD800..=0xDBFF => {
                let second = self.text.get(at + 6..).unwrap_or_default();
                if !second.starts_with("\\u") {
                    return Err(lone_surrogate(at, unit));
                }
                match self.code_unit(at + 6)? {
                    0xDC00..=0xDFFF => Ok(12),
                    _ => Err(lone_surrogate(at, unit)),
                }
            }
            0xDC00..=0xDFFF => Err(lone_surrogate(at, unit)),
            _ => Ok(6),
        }
    }

    /// The four hexadecimal digits of the `\u` escape whose backslash is at `at`.
    fn code_unit(&self, at: usize) -> Step<u16> {
        let digits = self.text.get(at + 2..).unwrap_or_default();
        let count = digits.bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
        let hex = digits.get(..count).unwrap_or_default();
        if count < 4 && digits.len() == count {
            return Err(self.open_string());
        }
        match u16::from_str_radix(hex, 16) {
            Ok(unit) if count == 4 => Ok(unit),
            _ => Err(Problem::new(
                Span::new(at, at + 2 + count),
                "`\\u` needs four hexadecimal digits after it",
            )
            .help("write four digits, such as `\\u00e9`, or `\\\\u` for a backslash and a u")),
        }
    }
}

fn lone_surrogate(at: usize, unit: u16) -> Problem {
    Problem::new(
        Span::new(at, at + 6),
        format!("`\\u{unit:04x}` is half a surrogate pair: no character"),
    )
    .help("write the character itself, or both halves, such as `\\ud83d\\ude00`")
}

const CONTROL_NAMES: [&str; 32] = [
    "NULL",
    "START OF HEADING",
    "START OF TEXT",
    "END OF TEXT",
    "END OF TRANSMISSION",
    "ENQUIRY",
    "ACKNOWLEDGE",
    "BELL",
    "BACKSPACE",
    "TAB",
    "LINE FEED",
    "VERTICAL TAB",
    "FORM FEED",
    "CARRIAGE RETURN",
    "SHIFT OUT",
    "SHIFT IN",
    "DATA LINK ESCAPE",
    "DEVICE CONTROL ONE",
    "DEVICE CONTROL TWO",
    "DEVICE CONTROL THREE",
    "DEVICE CONTROL FOUR",
    "NEGATIVE ACKNOWLEDGE",
    "SYNCHRONOUS IDLE",
    "END OF TRANSMISSION BLOCK",
    "CANCEL",
    "END OF MEDIUM",
    "SUBSTITUTE",
    "ESCAPE",
    "FILE SEPARATOR",
    "GROUP SEPARATOR",
    "RECORD SEPARATOR",
    "UNIT SEPARATOR",
];

pub(super) fn control_name(byte: u8) -> String {
    let name = CONTROL_NAMES.get(usize::from(byte)).copied().unwrap_or("CONTROL");
    format!("U+{byte:04X} {name}")
}

fn control_escape(byte: u8) -> String {
    match byte {
        b'\t' => "\\t".to_owned(),
        0x08 => "\\b".to_owned(),
        0x0c => "\\f".to_owned(),
        _ => format!("\\u{byte:04x}"),
    }
}
