//! Parts of a text that are cut by length, between characters.

use super::Span;

/// The beginning of a text, of at most so many bytes.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// The end of a text, of so many bytes, or of a few more so that its first character is whole.
pub(crate) fn tail(text: &str, bytes: usize) -> &str {
    text.get(text.floor_char_boundary(text.len().saturating_sub(bytes))..).unwrap_or(text)
}

/// A span of a text, with at most so many bytes on each side.
pub(crate) fn around(text: &str, span: Span, bytes: usize) -> Span {
    let start = text.ceil_char_boundary(span.start.saturating_sub(bytes));
    Span::new(start, text.floor_char_boundary(span.end.saturating_add(bytes)))
}

#[cfg(test)]
mod tests {
    use super::{around, head};
    use crate::text::Span;

    #[test]
    fn parts_end_at_characters() {
        let text = "é日x";
        for (bytes, wanted) in
            [(0, ""), (1, ""), (2, "é"), (4, "é"), (5, "é日"), (6, text), (9, text)]
        {
            assert_eq!(head(text, bytes), wanted, "{bytes}");
        }
        for (bytes, wanted) in [(0, "日"), (1, "日x"), (2, text), (usize::MAX, text)] {
            assert_eq!(&text[around(text, Span::new(2, 5), bytes).range()], wanted, "{bytes}");
        }
    }

    #[cfg(feature = "manuscript")]
    #[test]
    fn the_end_begins_with_a_whole_character() {
        let wanted = [(0, ""), (1, "x"), (2, "日x"), (4, "日x"), (5, "é日x"), (9, "é日x")];
        for (bytes, wanted) in wanted {
            assert_eq!(super::tail("é日x", bytes), wanted, "{bytes}");
        }
    }
}
