//! Where lines and paragraphs end.

use std::borrow::Cow;
use std::ops::Range;

/// The text with a line feed for whatever else ends a line by itself: a carriage return that no line feed follows, U+0085 and
/// U+2028; two for U+2029, which ends a paragraph. Blanks before it fill up what is shorter, so that no byte moves.
pub(crate) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let lone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    let has = |end: &str| memchr::memmem::find(bytes, end.as_bytes()).is_some();
    let other = || !text.is_ascii() && ["\u{85}", "\u{2028}", "\u{2029}"].into_iter().any(has);
    if !memchr::memchr_iter(b'\r', bytes).any(lone) && !other() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\r' if lone(at) => out.push('\n'),
            '\u{85}' => out.push_str(" \n"),
            '\u{2028}' => out.push_str("  \n"),
            '\u{2029}' => out.push_str(" \n\n"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The blank lines of a text, in order: each from the line feed before it to the end of its own.
pub(crate) fn blank_lines(text: &str) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\n', bytes).filter_map(move |at| {
        let behind = bytes.get(at + 1..)?;
        let blank = |b: &&u8| b.is_ascii_whitespace() && **b != b'\n';
        let blanks = behind.iter().take_while(blank).count();
        (behind.get(blanks) == Some(&b'\n')).then_some(at..at + blanks + 2)
    })
}

/// Whether white space has a blank line. A new page begins a line, too.
pub(crate) fn has_blank_line(space: &str) -> bool {
    with_line_feeds(space).matches(['\n', '\x0C']).count() > 1
}

/// The text up to its first blank line.
pub(crate) fn first_paragraph(text: &str) -> &str {
    blank_lines(text).next().and_then(|blank| text.get(..blank.start)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{blank_lines, first_paragraph, with_line_feeds};
    use std::borrow::Cow;

    #[test]
    fn what_ends_a_line_is_a_line_feed_and_no_byte_moves() {
        for text in ["", "a\nb", "a\r\n\r\nb", "é\u{2027}\u{202a}\u{c}\r\n"] {
            assert!(
                matches!(with_line_feeds(text), Cow::Borrowed(same) if same == text),
                "{text:?}"
            );
        }
        let ends = "a\rb\r\r\nc\u{85}d\u{2028}e\u{2029}f\r";
        let even = with_line_feeds(ends);
        assert_eq!(even, "a\nb\n\r\nc \nd  \ne \n\nf\n");
        assert_eq!(even.len(), ends.len());
        assert_eq!(even.find('f'), ends.find('f'));
    }

    #[test]
    fn blank_lines_have_no_words() {
        let found = |text: &str| blank_lines(text).collect::<Vec<_>>();
        assert!(found("a\nb\r\nc").is_empty());
        assert_eq!(found("a\n\nb\r\n \t\r\nc\n\n\n"), [1..3, 5..10, 11..13, 12..14]);
        assert_eq!(blank_lines("a\n\nb\n\nc").next_back(), Some(4..6));
        assert_eq!(first_paragraph("a\nb\r\n\r\nc\n\n"), "a\nb\r");
        assert_eq!(first_paragraph("a\nb\n"), "a\nb\n");
    }
}
