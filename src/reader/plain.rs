//! Plain text: the file itself. Of its parts only headings are known that are underlined.

use super::readable::{OriginRun, Part, Readable};
use crate::text::{Span, with_line_feeds};
use memchr::{memchr, memchr_iter, memrchr};
use std::sync::{Arc, OnceLock};

/// The name of the reader of plain text: what it gives is the file itself.
pub const PLAIN: &str = "text/1";

/// Reads a plain text.
pub(super) fn read(source: Arc<String>, bom: usize) -> Readable {
    let (text, map) = match unquoted(&source) {
        Some((text, map)) => (Arc::new(text), map),
        None => (source.clone(), Vec::new()),
    };
    Readable {
        bom,
        text,
        breaks: Vec::new(),
        jumps: Vec::new(),
        reader: PLAIN,
        has_lines: true,
        parts: OnceLock::new(),
        lists: Vec::new(),
        map,
        blocks: Vec::new(),
        loci: Vec::new(),
        origins: Vec::new(),
        entries: Vec::new(),
        gaps: Vec::new(),
        left_out: Vec::new(),
        source,
    }
}

/// The text without the marks of quoted mail at the heads of its lines, and the way back: `> ` where each line of a paragraph
/// begins so. None where no paragraph does. Lines of which each begins with a figure behind the mark compare: `> 5 years`.
fn unquoted(source: &str) -> Option<(String, Vec<OriginRun>)> {
    let even = with_line_feeds(source);
    let begins_line = |at: usize| {
        let before = even.get(..at).unwrap_or("").trim_end_matches(is_unseen);
        before.is_empty() || before.ends_with('\n')
    };
    if !memchr_iter(b'>', even.as_bytes()).any(begins_line) {
        return None;
    }
    let mut out = (String::with_capacity(source.len()), Vec::new());
    let (mut at, mut any) = (0, false);
    let lines: Vec<&str> = even.split_inclusive('\n').collect();
    for paragraph in lines.chunk_by(|a, b| a.trim().is_empty() == b.trim().is_empty()) {
        let marks: Vec<usize> = paragraph.iter().map(|line| mail_marks(line)).collect();
        let compares = |(line, mark): (&&str, &usize)| {
            let rest = line.get(*mark..).unwrap_or("");
            let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || is_unseen(c));
            rest.starts_with(|c: char| c.is_numeric() || matches!(c, '$' | '€' | '£'))
        };
        let quoted =
            marks.iter().all(|bytes| *bytes > 0) && !paragraph.iter().zip(&marks).all(compares);
        any |= quoted;
        for (line, mark) in paragraph.iter().zip(marks) {
            let skipped = if quoted { mark } else { 0 };
            let stretch = OriginRun { text: out.0.len(), source: at + skipped, same: None };
            out.1.push(stretch);
            out.0.push_str(source.get(at + skipped..at + line.len()).unwrap_or(""));
            at += line.len();
        }
    }
    any.then_some(out)
}

/// The bytes of the marks that a line of quoted mail begins with; 0 where it is none.
fn mail_marks(line: &str) -> usize {
    let mut rest = line;
    while let Some(next) = rest.trim_start_matches(is_unseen).strip_prefix('>') {
        let next = next.trim_start_matches(is_unseen);
        if !(next.is_empty() || next.starts_with([' ', '>', '\n', '\r', '\t'])) {
            return 0;
        }
        rest = next.strip_prefix(' ').unwrap_or(next);
    }
    line.len() - rest.len()
}

/// What nobody sees, and what parts no mark from its line's start: zero-width characters and the soft hyphen.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// How far around a place the ends of its line are looked for, in bytes.
const NEAR: usize = 4_096;

/// The headings of a plain text that nobody can take for anything else: a line by itself, underlined over
/// its whole width.
pub(super) fn underlined(text: &str) -> Vec<(Span, Part)> {
    let ends = memchr_iter(b'\n', text.as_bytes());
    ends.filter_map(|end| Some((underlined_line(text, end)?, Part::Heading))).collect()
}

/// The line that ends at byte `end`, if it is a heading.
fn underlined_line(text: &str, end: usize) -> Option<Span> {
    let next = text.get(end + 1..)?;
    if !next.starts_with(['=', '-', '~']) {
        return None;
    }
    let line_start = |end: usize| memrchr(b'\n', text.as_bytes().get(..end)?).map(|at| at + 1);
    let rule = next.split('\n').next().unwrap_or_default().trim_end();
    let start = line_start(end).unwrap_or(0);
    let above = start.checked_sub(1).map_or(0..0, |end| line_start(end).unwrap_or(0)..end);
    let heading = text.get(start..end).unwrap_or_default().trim_end();
    let ruled = rule.chars().all(|c| rule.starts_with(c));
    let wide = heading.chars().take(rule.len() + 2).count();
    let alone = text.get(above).unwrap_or_default().trim().is_empty();
    let is_heading = ruled && rule.len() >= 3 && rule.len().abs_diff(wide) <= 1 && alone;
    is_heading.then(|| Span::new(start, start + heading.len()))
}

/// What is known of the line around a byte, without reading far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineAround {
    /// It is a heading.
    Heading(Span),
    /// It is none.
    NoHeading,
    /// Its ends are far.
    Far,
}

/// Whether the line around byte `at` is a heading.
pub(super) fn heading_near(text: &str, at: usize) -> LineAround {
    let bytes = text.as_bytes();
    let Some(after) = bytes.get(at..) else { return LineAround::Far };
    let near = after.get(..NEAR).unwrap_or(after);
    let Some(end) = memchr(b'\n', near) else {
        return if near.len() == after.len() { LineAround::NoHeading } else { LineAround::Far };
    };
    let end = at + end;
    // Nearly always no rule follows, and where the line starts does not matter.
    if !matches!(bytes.get(end + 1), Some(b'=' | b'-' | b'~')) {
        return LineAround::NoHeading;
    }
    let before = at.saturating_sub(NEAR);
    let before_here = bytes.get(before..at).unwrap_or_default();
    if before > 0 && memchr(b'\n', before_here).is_none() {
        return LineAround::Far;
    }
    underlined_line(text, end).map_or(LineAround::NoHeading, LineAround::Heading)
}
