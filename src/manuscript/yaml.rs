//! The YAML that lists of quotes are written in: mappings and lists by indentation, scalars of every style.
//!
//! Flow collections, anchors and tags are not read; what is not understood is not a member, and never a wrong one.

use super::ManuscriptError;
use super::Origin;
use super::data::{Members, TextValue};
use crate::text::Span;

/// One mapping that is open: the column of its keys, its members, and the source that it has or was given.
struct Open {
    column: usize,
    members: Members,
    source: Option<TextValue>,
}

/// A line: its indentation, and the byte of its first character.
struct Line<'t> {
    text: &'t str,
    at: usize,
}

impl Line<'_> {
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// All mappings with their members, and the nearest source around each.
pub(super) fn objects(
    text: &str,
    is_source: impl Fn(&str) -> bool,
) -> Result<Vec<(Members, Option<TextValue>)>, ManuscriptError> {
    let mut at = 0;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for line in text.split_inclusive('\n') {
        lines.push(Line { text: line.trim_end_matches(['\n', '\r']), at });
        at += line.len();
    }
    let mut done = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut number = 0;
    while let Some(line) = lines.get(number) {
        number += 1;
        let trimmed = line.text.trim_start();
        if trimmed.is_empty() || trimmed.starts_with(['#', '%']) || trimmed.starts_with("---") {
            continue;
        }
        if line.text.get(..line.indent() + 1).is_some_and(|start| start.ends_with('\t')) {
            let line = u64::try_from(number).unwrap_or(0);
            let reason = "a tab indents it, which YAML forbids".to_owned();
            return Err(ManuscriptError::Table { line, reason });
        }
        let mut column = line.indent();
        let mut rest = line.text.get(column..).unwrap_or("");
        while let Some(item) =
            rest.strip_prefix("- ").or_else(|| rest.strip_prefix('-').filter(|r| r.is_empty()))
        {
            // Each item of a list is a mapping of its own.
            close(&mut open, column + 1, &mut done);
            let inner = item.trim_start_matches(' ');
            column += rest.len() - inner.len();
            rest = inner;
        }
        let Some((name, value_at)) = key(rest) else { continue };
        close(&mut open, column + 1, &mut done);
        if open.last().is_none_or(|last| last.column < column) {
            let source = open.last().and_then(|last| last.source.clone());
            open.push(Open { column, members: Vec::new(), source });
        }
        let from = line.at + column + value_at;
        let (value, next) = scalar(text, &lines, number, from, column);
        number = next;
        if let (Some(value), Some(last)) = (value, open.last_mut()) {
            if is_source(&name) {
                last.source = Some(value.clone());
            }
            last.members.push((name, value));
        }
    }
    close(&mut open, 0, &mut done);
    Ok(done)
}

/// Closes the mappings whose keys are at `column` or further right.
fn close(open: &mut Vec<Open>, column: usize, done: &mut Vec<(Members, Option<TextValue>)>) {
    while let Some(last) = open.pop_if(|last| last.column >= column) {
        done.push((last.members, last.source));
    }
}

/// `key: value`, with the key bare or in marks; where the value begins.
fn key(text: &str) -> Option<(String, usize)> {
    let (name, end) = if let mark @ ('"' | '\'') = text.chars().next()? {
        let length = text.get(1..)?.find(mark)?;
        (text.get(1..=length)?, length + 2)
    } else {
        let end = text.find(": ").or_else(|| text.ends_with(':').then(|| text.len() - 1))?;
        (text.get(..end)?, end)
    };
    let after = text.get(end..)?.strip_prefix(':')?;
    let blank = after.len() - after.trim_start().len();
    Some((name.trim().to_lowercase(), end + 1 + blank))
}

/// The scalar at a byte of the text, and the number of the line after it.
fn scalar(
    text: &str,
    lines: &[Line<'_>],
    next: usize,
    from: usize,
    column: usize,
) -> (Option<TextValue>, usize) {
    let rest = text.get(from..).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("").trim_end();
    match line.chars().next() {
        None | Some('#' | '{' | '[' | '&' | '*' | '!') => (None, next),
        Some('|' | '>') => {
            let end = lines.get(next..).unwrap_or_default().iter();
            let count = end.take_while(|l| l.is_blank() || l.indent() > column).count();
            let body = lines.get(next..next + count).unwrap_or_default();
            (Some(block(body, line.starts_with('>'))), next + count)
        }
        Some(mark @ ('"' | '\'')) => {
            let Some((value, length)) = quoted(rest, from, mark) else { return (None, next) };
            let more = rest.get(..length).unwrap_or("").matches('\n').count();
            (Some(value), next + more)
        }
        Some(_) => {
            let plain = uncommented(line);
            let mut value = TextValue { text: String::new(), origin: Origin::default() };
            push(&mut value, plain, Span::new(from, from + plain.len()));
            let mut next = next;
            // A plain scalar goes on in lines that are indented further.
            while let Some(line) = lines.get(next).filter(|l| !l.is_blank() && l.indent() > column)
            {
                let words = uncommented(line.text.trim());
                let at = line.at + line.indent();
                push(&mut value, " ", Span::new(at.saturating_sub(1), at));
                push(&mut value, words, Span::new(at, at + words.len()));
                next += 1;
            }
            (Some(value), next)
        }
    }
}

/// A line of a plain scalar without its comment.
fn uncommented(line: &str) -> &str {
    line.split(" #").next().unwrap_or(line).trim_end()
}

fn push(value: &mut TextValue, text: &str, file: Span) {
    let start = value.text.len();
    value.text.push_str(text);
    value.origin.add(Span::new(start, value.text.len()), file);
}

/// `|` keeps its lines, `>` joins them.
fn block(lines: &[Line<'_>], folded: bool) -> TextValue {
    let mut value = TextValue { text: String::new(), origin: Origin::default() };
    let indent = lines.iter().filter(|l| !l.is_blank()).map(Line::indent).min().unwrap_or(0);
    for line in lines {
        if !value.text.is_empty() {
            let join = if folded && !line.is_blank() { " " } else { "\n" };
            push(&mut value, join, Span::new(line.at.saturating_sub(1), line.at));
        }
        let words = line.text.get(indent..).unwrap_or("");
        push(&mut value, words, Span::new(line.at + indent, line.at + indent + words.len()));
    }
    value
}

/// A scalar in marks, which may go over lines; how many bytes it takes.
fn quoted(rest: &str, from: usize, mark: char) -> Option<(TextValue, usize)> {
    let mut value = TextValue { text: String::new(), origin: Origin::default() };
    let mut at = 1;
    loop {
        let tail = rest.get(at..)?;
        let c = tail.chars().next()?;
        let two = tail.get(..2).unwrap_or("");
        let (shown, length) = match c {
            '\'' if mark == '\'' && two == "''" => ("'".to_owned(), 2),
            '\\' if mark == '"' => escape(tail)?,
            _ if c == mark => return Some((value, at + 1)),
            '\n' | '\r' => {
                let blank = tail.len() - tail.trim_start().len();
                (" ".to_owned(), blank)
            }
            c => (c.to_string(), c.len_utf8()),
        };
        push(&mut value, &shown, Span::new(from + at, from + at + length));
        at += length;
    }
}

/// An escape in double marks: what it stands for, and its bytes.
fn escape(tail: &str) -> Option<(String, usize)> {
    let c = tail.chars().nth(1)?;
    let code = |digits: usize| {
        let number = u32::from_str_radix(tail.get(2..2 + digits)?, 16).ok()?;
        Some((char::from_u32(number)?.to_string(), 2 + digits))
    };
    match c {
        'n' => Some(("\n".to_owned(), 2)),
        't' => Some(("\t".to_owned(), 2)),
        'r' => Some(("\r".to_owned(), 2)),
        '_' => Some(("\u{a0}".to_owned(), 2)),
        'x' => code(2),
        'u' => code(4),
        'U' => code(8),
        '\n' => Some((String::new(), tail.len() - tail.get(2..)?.trim_start().len())),
        c => Some((c.to_string(), 1 + c.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::objects;

    #[test]
    fn mappings_and_scalars() {
        let text = "source: terms.txt\nquotes:\n  - quote: \"a \\\"b\\\" \\u00e9\"\n    page: 3\n  - quote: >\n      over\n      lines\n    note: x\n  - quote: 'it''s'\n    source: other\n";
        let found = objects(text, |name| name == "source").expect("YAML");
        let said: Vec<String> = found
            .iter()
            .map(|(members, source)| {
                let all: Vec<String> =
                    members.iter().map(|(n, v)| format!("{n}={}", v.text)).collect();
                format!("{} [{}]", all.join(" "), source.as_ref().map_or("-", |s| &s.text))
            })
            .collect();
        assert_eq!(
            said,
            [
                "quote=a \"b\" é page=3 [terms.txt]",
                "quote=over lines note=x [terms.txt]",
                "quote=it's source=other [other]",
                "source=terms.txt [terms.txt]",
            ]
        );
        let found = objects("- quote: plain: no\n    more text # no\n- 'quote': x\n", |_| false);
        let said: Vec<String> = found
            .expect("YAML")
            .iter()
            .flat_map(|(members, _)| members.iter().map(|(_, v)| v.text.clone()))
            .collect();
        assert_eq!(said, ["plain: no more text", "x"]);
    }
}
