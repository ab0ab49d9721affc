//! Pairs of quotation marks in a paragraph: which opens, which closes, and which is none.
//!
//! Marks that have a side of their own (“ ” „ « ») are paired by it, in every language's order; `"` by what is beside it:
//! it opens after a space or a bracket and before a word. Inches (`6"`), minutes and apostrophes are none; `apostrophe` tells
//! them from single marks. A mark without a partner ends with its paragraph, and never swallows what follows it:
//!
//! ```text
//! He said “go” and 6" more, then “stop.      one pair, and one mark unpaired
//! ```

use super::apostrophe;
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
    /// Whether its marks are single ones.
    pub(super) single: bool,
    /// Whether an apostrophe inside it may be its end.
    pub(super) unsure: bool,
}

/// The quotations of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pairs {
    /// Ascending; what is inside another is left out.
    pub(super) pairs: Vec<Pair>,
    /// Opening marks without a partner.
    pub(super) unpaired: Vec<Span>,
}

/// Which marks close a quotation that begins with `open`; empty where it opens none, or single marks decide.
const fn closers(open: char) -> &'static [char] {
    match open {
        '“' | '”' | '‟' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '›' => &['‹', '›'],
        '「' => &['」'],
        '『' => &['』'],
        '＂' => &['＂'],
        '"' => &['"'],
        _ => &[],
    }
}

/// The quotations of a paragraph's text. `is_cited` says whether a citation follows right after a byte of it.
pub(super) fn pair(text: &str, is_cited: impl Fn(usize) -> bool) -> Pairs {
    let mut line = ParagraphChars::new(text);
    let mut found = Pairs::default();
    let mut at = 0;
    while at < line.chars.len() {
        let c = line.char(at);
        let single = apostrophe::opens(&line, at);
        let end = if single {
            apostrophe::close(&mut line, at, &is_cited)
        } else if line.opens(at) {
            line.close(at).map(|end| (end, false))
        } else {
            at += 1;
            continue;
        };
        if let Some((end, unsure)) = end {
            let outer = Span::new(line.byte(at), line.byte(end + 1));
            let inner = Span::new(outer.start + c.len_utf8(), line.byte(end));
            let single = single || matches!(c, '‹' | '›');
            found.pairs.push(Pair { outer, inner, single, unsure });
            at = end + 1;
        } else {
            if !(single && apostrophe::may_be_one(&line, at)) {
                found.unpaired.push(Span::new(line.byte(at), line.byte(at + 1)));
            }
            at += 1;
        }
    }
    found
}

/// A paragraph's characters, and how many may still be looked at.
pub(super) struct ParagraphChars {
    chars: Vec<(usize, char)>,
    length: usize,
    steps: usize,
}

impl ParagraphChars {
    fn new(text: &str) -> Self {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let steps = chars.len().saturating_mul(MAX_STEPS);
        Self { chars, length: text.len(), steps }
    }

    /// A character; after the end a space.
    pub(super) fn char(&self, at: usize) -> char {
        self.chars.get(at).map_or(' ', |(_, c)| *c)
    }

    /// The character before one; a space before the first.
    pub(super) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or(' ', |at| self.char(at))
    }

    pub(super) fn is_end(&self, at: usize) -> bool {
        at >= self.chars.len()
    }

    /// Where a character begins; after the last, where the text ends.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.length, |(start, _)| *start)
    }

    /// Counts a character that is looked at. `None` where there were too many.
    pub(super) fn step(&mut self) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        Some(())
    }

    /// Whether the mark at `at` opens a quotation in double marks.
    pub(super) fn opens(&self, at: usize) -> bool {
        let c = self.char(at);
        if closers(c).is_empty() {
            return false;
        }
        let (last, next) = (self.before(at), self.char(at + 1));
        let free = last.is_whitespace()
            || matches!(
                last,
                '(' | '[' | '{' | '—' | '–' | '-' | '/' | '¿' | '¡' | ':' | '\u{FFFC}'
            );
        match c {
            // These open in one language and close in another.
            '"' | '”' | '»' | '›' => free && !next.is_whitespace(),
            _ => true,
        }
    }

    /// The number of the mark that closes the one at `from`, in the same paragraph. Marks of the same kind inside it nest.
    pub(super) fn close(&mut self, from: usize) -> Option<usize> {
        let open = self.char(from);
        let closing = closers(open);
        let mut depth = 1;
        for at in from + 1..self.chars.len() {
            self.step()?;
            let c = self.char(at);
            if closing.contains(&c) && (c != open || self.closes(at)) {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            } else if c == open && (!closing.contains(&c) || self.opens_inside(at)) {
                depth += 1;
            }
        }
        None
    }

    /// Whether a mark without a side, inside a quotation in the same marks, opens another one: `"they call it "so", and …"`.
    fn opens_inside(&self, at: usize) -> bool {
        let last = self.before(at);
        let after_mark = last == self.char(at) || matches!(last, '\'' | '‘' | '‚');
        self.opens(at) || after_mark && self.char(at + 1).is_alphanumeric()
    }

    /// Whether a mark without a side closes here.
    fn closes(&self, at: usize) -> bool {
        let (last, next) = (self.before(at), self.char(at + 1));
        let ends = !next.is_alphanumeric();
        // `6"`: a measure, where nothing was opened right before it.
        !last.is_whitespace() && ends
    }
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
            (
                "He wrote \"They say \"no one\", and \"so\" it is\", and \"left\".",
                &["They say \"no one\", and \"so\" it is", "left"],
            ),
            ("\"one \"two\"\" and \"\"three\" four\"", &["one \"two\"", "\"three\" four"]),
            ("\"He said '\"so\" it is' once\" here", &["He said '\"so\" it is' once"]),
            ("”ett ”två” tre” fyra", &["ett ”två” tre"]),
            ("\"never closed, then \"one\" and \"two\".", &["one", "two"]),
            ("\"I thought—\", he said, \"so.\"", &["I thought—", "so."]),
        ] {
            let found = pair(text, |_| false);
            let words: Vec<&str> =
                found.pairs.iter().map(|p| text.get(p.inner.range()).expect("words")).collect();
            assert_eq!(words, wanted, "{text}");
        }
    }

    #[test]
    fn single_marks_are_told_from_apostrophes() {
        for (text, wanted) in [
            ("It is ‘no forecast’ (Smith).", &["no forecast"][..]),
            ("It is 'no forecast' (Smith).", &["no forecast"]),
            ("‘I can’t,’ she said, ‘go.’", &["I can’t,", "go."]),
            ("'I can't,' she said, 'go.'", &["I can't,", "go."]),
            ("‘She said “go” and left’", &["She said “go” and left"]),
            ("“She said ‘go’ and left”", &["She said ‘go’ and left"]),
            ("‘The dogs’ bowls were full’ (Smith)", &["The dogs’ bowls were full"]),
            ("he said ‘no to dogs’ and left", &["no to dogs"]),
            ("he said ‘no to dogs’ then", &["no to dogs"]),
            ("‘o’ the sea and th’ tide’.", &["o’ the sea and th’ tide"]),
            ("‘But ’tis so, in the ’90s too’.", &["But ’tis so, in the ’90s too"]),
            ("’Tis the dogs’ bowls of the ’90s.", &[]),
            ("'Tis the dogs' bowls of the '90s, and 'em.", &[]),
            ("rock ’n’ roll and rock 'n' roll and ’em", &[]),
            ("a board 6’ 2” long, and 6' 2\" wide", &[]),
            ("‘Tis the season’, the boys’ song", &["Tis the season"]),
            ("‘em “all of it” (Smith), the boys’.", &["all of it"]),
            ("the '90s had “one thing” for the boys' club", &["one thing"]),
            ("Hawai‘i, Qur’an, l’homme, O’Neill, d’un", &[]),
            ("„Er sagte ‚geh‘ und ging“ und ‚bleib!‘.", &["Er sagte ‚geh‘ und ging", "bleib!"]),
            ("«il dit ‹va› ici» ‹là-bas› ›hier‹", &["il dit ‹va› ici", "là-bas", "hier"]),
            ("use `foo' and `bar baz' here", &["foo", "bar baz"]),
            ("the ‘first, then ‘second’ one", &["second"]),
            (
                "‘the ‘second’ in one’ and 'the 'third' too'.",
                &["the ‘second’ in one", "the 'third' too"],
            ),
            ("{'a': 'b'} and f('x', 'y')", &["b", "x", "y"]),
            ("바다는 ‘조용한 바다’라고 한다", &["조용한 바다"]),
        ] {
            let found = pair(text, |_| false);
            let words: Vec<&str> =
                found.pairs.iter().map(|p| text.get(p.inner.range()).expect("words")).collect();
            assert_eq!(words, wanted, "{text}");
        }
    }

    #[test]
    fn an_end_that_an_apostrophe_hides_is_unsure() {
        let unsure = |text| pair(text, |_| false).pairs.iter().any(|p| p.unsure);
        assert!(unsure("‘The dogs’ bowls were full’ (Smith)"));
        assert!(!unsure("‘No to dogs’ and so on, it’s ‘full’ (Smith)"));
    }

    #[test]
    fn a_quotation_that_is_cited_by_itself_is_in_no_other() {
        let text = "the ‘so called “sea” (Smith), and the dogs’.";
        let cited = text.find(" (Smith").expect("it is there");
        let found = pair(text, |at| at == cited);
        let words: Vec<_> = found.pairs.iter().map(|p| text.get(p.inner.range())).collect();
        assert_eq!(words, [Some("sea")]);
        assert_eq!(found.unpaired.len(), 1);
    }

    proptest! {
        #[test]
        fn pairs_ascend_and_stand_in_the_text(text in "([a-z ]|[“”„«»‹›\"'`‘’‚「」]|[.,()]){0,40}") {
            let found = pair(&text, |_| false);
            let mut end = 0;
            for pair in found.pairs {
                prop_assert!(pair.outer.start >= end && pair.outer.end <= text.len());
                prop_assert!(text.get(pair.inner.range()).is_some());
                end = pair.outer.end;
            }
        }
    }
}
