//! Pairs of quotation marks in a paragraph: which opens, which closes, and which is none.
//!
//! Marks that have a side of their own (“ ” „ « ») are paired by it, in every language's order; `"` by what stands beside it:
//! it opens after a space or a bracket and before a word. Inches (`6"`), minutes and apostrophes are none. A mark without
//! a partner ends with its paragraph, and never swallows what follows it:
//!
//! ```text
//! He said “go” and 6" more, then “stop.      one pair, and one mark unpaired
//! ```

use crate::text::Span;

/// How often a paragraph's characters are looked at for the partners of its marks. Text that needs more is none.
const MAX_STEPS: usize = 100;

/// A quotation in a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// With its marks.
    pub(super) outer: Span,
    /// Without them.
    pub(super) inner: Span,
}

/// The quotations of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pairs {
    /// Ascending; what stands inside another is left out.
    pub(super) pairs: Vec<Pair>,
    /// Opening marks without a partner.
    pub(super) unpaired: Vec<Span>,
}

/// Which marks close a quotation that begins with `open`; empty where it opens none.
const fn closers(open: char) -> &'static [char] {
    match open {
        '“' | '”' | '‟' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '「' => &['」'],
        '『' => &['』'],
        '＂' => &['＂'],
        '"' => &['"'],
        _ => &[],
    }
}

/// The quotations of a paragraph's text.
pub(super) fn pair(text: &str) -> Pairs {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Pairs::default();
    let mut at = 0;
    let mut steps = chars.len().saturating_mul(MAX_STEPS);
    while let Some(&(start, c)) = chars.get(at) {
        if closers(c).is_empty() || !opens(&chars, at) {
            at += 1;
            continue;
        }
        if let Some(end) = close(&chars, at, &mut steps) {
            let (close_at, mark) = chars.get(end).copied().unwrap_or((text.len(), c));
            let outer = Span::new(start, close_at + mark.len_utf8());
            found.pairs.push(Pair { outer, inner: Span::new(start + c.len_utf8(), close_at) });
            at = end + 1;
        } else {
            found.unpaired.push(Span::new(start, start + c.len_utf8()));
            at += 1;
        }
    }
    found
}

fn char_at(chars: &[(usize, char)], at: usize) -> char {
    chars.get(at).map_or(' ', |(_, c)| *c)
}

fn before(chars: &[(usize, char)], at: usize) -> char {
    at.checked_sub(1).map_or(' ', |at| char_at(chars, at))
}

/// Whether the mark at `at` opens a quotation.
fn opens(chars: &[(usize, char)], at: usize) -> bool {
    let (last, next) = (before(chars, at), char_at(chars, at + 1));
    let free = last.is_whitespace()
        || matches!(last, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '¿' | '¡' | ':' | '\u{FFFC}');
    match char_at(chars, at) {
        // These two open in one language and close in another.
        '"' | '”' | '»' => free && !next.is_whitespace() && next != ' ',
        _ => true,
    }
}

/// The number of the mark that closes the one at `from`, in the same paragraph. Marks of the same kind inside it nest.
fn close(chars: &[(usize, char)], from: usize, steps: &mut usize) -> Option<usize> {
    let open = char_at(chars, from);
    let closing = closers(open);
    let mut depth = 1;
    for at in from + 1..chars.len() {
        *steps = steps.checked_sub(1)?;
        let c = char_at(chars, at);
        if closing.contains(&c) {
            let sided = c != open;
            let ends = sided || closes(chars, at);
            if ends {
                depth -= 1;
            }
            if depth == 0 {
                return Some(at);
            }
        } else if c == open {
            depth += 1;
        }
    }
    None
}

/// Whether a mark without a side closes here.
fn closes(chars: &[(usize, char)], at: usize) -> bool {
    let (last, next) = (before(chars, at), char_at(chars, at + 1));
    let ends = !next.is_alphanumeric();
    // `6"`: a measure, where nothing was opened right before it.
    !last.is_whitespace() && ends
}

#[cfg(test)]
mod tests {
    use super::pair;
    use proptest::prelude::*;

    #[test]
    fn pairs_of_many_languages() {
        for (text, wanted) in [
            (
                "„deutsch“ und «français» and »dansk« and 「日本」",
                &["deutsch", "français", "dansk", "日本"][..],
            ),
            ("“outer ‘inner’ outer” then “unclosed", &["outer ‘inner’ outer"]),
            ("He said \"don't go\" and left.", &["don't go"]),
            ("a 6\" wide board, 5'10\" long", &[]),
            ("rock 'n' roll", &[]),
            ("l’homme « dit-il » ici", &[" dit-il "]),
            ("”svenska” och »finska»", &["svenska", "finska"]),
            ("(\"so\"), \"and so\".", &["so", "and so"]),
            ("“one “two” three” four", &["one “two” three"]),
        ] {
            let found = pair(text);
            let words: Vec<&str> =
                found.pairs.iter().map(|p| text.get(p.inner.range()).expect("words")).collect();
            assert_eq!(words, wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pairs_ascend_and_stand_in_the_text(text in "([a-z ]|[“”„«»\"‘’「」]|[.,()]){0,40}") {
            let found = pair(&text);
            let mut end = 0;
            for pair in found.pairs {
                prop_assert!(pair.outer.start >= end && pair.outer.end <= text.len());
                prop_assert!(text.get(pair.inner.range()).is_some());
                end = pair.outer.end;
            }
        }
    }
}
