//! A file of any kind that is read: every character of the readable text leads to the bytes that it stands for, and
//! time and memory grow with the file, not faster.
//!
//! Fields: the media type's first letter and an encoding's label (`hwindows-1252`), the file's bytes.

use super::{BETWEEN_FIELDS, bound, stated, within};
use quoteproof::reader::{Readable, read};
use quoteproof::text::Span;

/// How often a file is repeated for its time and memory to show.
const REPEATED: usize = 16;

/// Files up to this are repeated, in bytes.
const MAX_REPEATED: usize = 1_024;

/// The most memory that a byte of a file may take while it is read, and what any file may take.
const MEMORY: (usize, usize) = (600, 1 << 20);

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let between = u8::try_from(BETWEEN_FIELDS).unwrap_or_default();
    let Some(at) = data.iter().position(|b| *b == between) else { return };
    let (head, file) = (String::from_utf8_lossy(&data[..at]), &data[at + 1..]);
    let mut letters = head.chars();
    let media_type = match letters.next() {
        Some('h') => "text/html",
        Some('x') => "application/xhtml+xml",
        Some('m') => "text/markdown",
        _ => "text/plain",
    };
    let encoding = stated(letters.as_str());
    let reading =
        |file: &[u8]| within("reading", bound(file.len()), || read(file, media_type, encoding));
    let Ok(readable) = reading(file) else { return };
    check(&readable, media_type, file, encoding);
    if file.len() <= MAX_REPEATED {
        let many = file.repeat(REPEATED);
        let mut held = None;
        let peak = super::super::peak_bytes(|| held = Some(reading(&many)));
        let most = MEMORY.1 + MEMORY.0 * many.len();
        assert!(peak <= most, "reading {} bytes takes {peak} bytes", many.len());
    }
}

fn check(readable: &Readable, media_type: &str, file: &[u8], encoding: Option<&str>) {
    let (source, text) = (readable.source.as_str(), readable.text.as_str());
    if encoding.is_none() && !file.starts_with(b"\xff\xfe") && !file.starts_with(b"\xfe\xff") {
        assert_eq!(file.get(readable.bom..), Some(source.as_bytes()), "the file's own bytes");
    }
    if media_type == "text/plain" {
        assert!(readable.is_source() || is_unquoted(source, text), "a plain text is its file");
    }
    let ordered = readable.breaks.windows(2).all(|w| matches!(w, [a, b] if a.at <= b.at));
    assert!(ordered, "breaks in another order");
    for each in &readable.breaks {
        assert!(text.is_char_boundary(each.at), "a break inside a character");
    }
    let mut reached = 0;
    for (at, c) in text.char_indices() {
        let span = planted(source, readable.source_span(Span::new(at, at + c.len_utf8())));
        let start = readable.source_byte(at);
        assert!(
            start >= reached,
            "character {at} of the text leads back, from byte {reached} to {start}"
        );
        reached = start;
        let Some(theirs) = source.get(span.range()) else {
            panic!("{c:?} at {at} of the text leads to {span:?}: no characters of the file");
        };
        let rest = source.get(span.start..).unwrap_or_default();
        assert!(
            stands_for(c, theirs, rest),
            "{c:?} at {at} of the text leads to {theirs:?} ({span:?}) of the file"
        );
    }
    let whole = readable.source_span(Span::new(0, text.len()));
    assert!(source.get(whole.range()).is_some(), "the whole text leads to {whole:?}");
    for at in [0, text.len() / 2, text.len()] {
        let _ = readable.part(Span::new(at, at));
    }
}

/// Whether a text is its file but for the marks of quoted mail at the heads of lines.
fn is_unquoted(source: &str, text: &str) -> bool {
    const ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let is_mark = |head: &str| head.chars().all(|c| matches!(c, '>' | ' '));
    let same = |(theirs, ours): (&str, &str)| theirs.strip_suffix(ours).is_some_and(is_mark);
    source.split(ENDS).count() == text.split(ENDS).count()
        && source.split(ENDS).zip(text.split(ENDS)).all(same)
}

/// The planted fault: what stands before an ampersand leads one byte too far.
fn planted(source: &str, span: Span) -> Span {
    let after = source.as_bytes().get(span.end);
    let late =
        super::super::planted() && after == Some(&b'&') && source.is_char_boundary(span.start + 1);
    if late { Span::new(span.start + 1, span.end + 1) } else { span }
}

/// Whether a character of the text may stand for what the file has there: itself, or markup that is written in
/// other characters.
fn stands_for(c: char, theirs: &str, rest: &str) -> bool {
    // A whole reference, not only its mark.
    let reference = theirs.len() > 1 && theirs.starts_with('&');
    // What a reader sees in place of markup.
    let markup = matches!(
        c,
        ' ' | '\t' | '\n' | '\r' | '\u{200b}' | '\u{201c}' | '\u{201d}' | '\u{fffc}' | '\u{fffd}'
    );
    // Raised and lowered characters.
    let raised = matches!(
        c,
        '^' | '_' | '/' | '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}'..='\u{209f}' | '\u{1d2c}'..='\u{1d7f}'
    );
    theirs.starts_with(c) || reference || rest.starts_with('\\') || markup || raised
}
