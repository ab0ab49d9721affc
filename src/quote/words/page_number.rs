//! The number of a page in a plain text, alone in its paragraph in the middle of a sentence.
//!
//! ```text
//! The council had voted to sell the          … to sell the
//!
//! 47                                         - 47 -
//!
//! mill before the winter came.               mill before …
//! ```
//!
//! Pages are counted: another page not far away has the next number, or the one before. A number alone may be the figure of an
//! article instead; one between dashes, or after the word for a page, need not be counted. Where the end of a page breaks a word,
//! folding has taken the number away.

use super::{ShortList, WordLists};
use crate::quote::fold::char_class::{is_comma, is_dash};
use crate::text::{Span, blank_lines, from_roman, has_blank_line, head, tail, with_line_feeds};

/// The most figures of a number alone: four are a year as well. Beside its marks or its word a page may have four.
const FIGURES: usize = 3;
const MARKED_FIGURES: usize = 4;

/// The longest paragraph that is read for the number of a page, in bytes.
const PARAGRAPH: usize = 40;

/// What ends a line of such a paragraph.
const ENDS: [char; 6] = ['\n', '\r', '\x0C', '\u{85}', '\u{2028}', '\u{2029}'];

/// How far away the number of the next page is, in bytes.
const PAGE: usize = 16 << 10;

/// How many places of the next page's figures are looked at, the nearest first.
const PLACES: usize = 256;

/// Where the paragraph that begins at byte `at` of a text ends, if it is the number of a page: between two blank lines, over which a
/// sentence goes on.
pub(in crate::quote) fn page_number(text: &str, at: usize, words: &WordLists) -> Option<usize> {
    let (before, rest) = (text.get(..at)?, text.get(at..)?);
    if !ends_in_blank_line(before) {
        return None;
    }
    let line = head(rest, PARAGRAPH).split(ENDS).next()?.trim_end();
    let end = at + line.len();
    let (before, after) = (tail(before, PAGE), head(text.get(end..)?, PAGE));
    let goes_on = before.trim_end().ends_with(|c: char| c.is_lowercase() || is_comma(c))
        && begins_with_blank_line(after)
        && after.trim_start().starts_with(char::is_lowercase);
    if !goes_on {
        return None;
    }
    let alone = is_figure(line, FIGURES) && is_among_pages(line, before, after);
    (alone || is_marked(line, words)).then_some(end)
}

/// The numbers of pages in the middle of a passage, in order, each with the white space behind it.
pub(in crate::quote) fn page_numbers<'t>(
    text: &'t str,
    passage: Span,
    words: &'t WordLists,
) -> impl Iterator<Item = Span> + 't {
    let inside = text.get(passage.range()).unwrap_or("");
    let blanks: Vec<usize> = blank_lines(&with_line_feeds(inside)).map(|blank| blank.end).collect();
    let mut from = passage.start;
    blanks.into_iter().filter_map(move |blank| {
        let after = inside.get(blank..)?;
        let at = passage.start + inside.len() - after.trim_start().len();
        let end = page_number(text, at, words).filter(|_| at >= from)?;
        let behind = text.get(end..passage.end)?.trim_start();
        from = passage.end - behind.len();
        Some(Span::new(at, from))
    })
}

/// Whether the number of the next page or of the last one is not far away.
fn is_among_pages(figure: &str, before: &str, after: &str) -> bool {
    let Ok(number) = figure.parse::<u32>() else { return false };
    let alone = |text: &str, (at, found): (usize, &str)| {
        let (before, after) = text.split_at(at);
        let after = after.get(found.len()..).unwrap_or("");
        (before.is_empty() || ends_in_blank_line(before))
            && (after.trim().is_empty() || begins_with_blank_line(after))
    };
    let last = number.checked_sub(1).map(|last| last.to_string());
    let next = (number + 1).to_string();
    last.is_some_and(|last| {
        before.rmatch_indices(&last).take(PLACES).any(|place| alone(before, place))
    }) || after.match_indices(&next).take(PLACES).any(|place| alone(after, place))
}

/// `- 47 -`, `Page 47`, `[p. 47]`, `Seite 47 von 90`: whether a line says by itself that it is the number of a page.
fn is_marked(line: &str, words: &WordLists) -> bool {
    let number = |word: &str| is_figure(word, MARKED_FIGURES) || from_roman(word).is_some();
    let inside = |open: char, close: char| line.strip_prefix(open)?.strip_suffix(close);
    let dashed = line.strip_prefix(is_dash).and_then(|rest| rest.strip_suffix(is_dash));
    if let Some(inner) = dashed {
        return number(inner.trim());
    }
    let line = inside('[', ']').or_else(|| inside('{', '}')).unwrap_or(line).trim();
    let split = |c: char| c.is_whitespace() || c == '/';
    let mut parts = line.split(split).filter(|part| !part.is_empty());
    let named = parts.next().is_some_and(|word| {
        let bare = word.strip_suffix('.').unwrap_or(word);
        words.has_short(ShortList::Pages, bare)
            || WordLists::of_any_language().has_short(ShortList::Pages, bare)
    });
    let numbered = parts.next().is_some_and(number);
    // `of 90`.
    let counted = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => true,
        (Some(all), None, _) | (Some(_), Some(all), None) => is_figure(all, MARKED_FIGURES),
        _ => false,
    };
    named && numbered && counted
}

fn is_figure(word: &str, most: usize) -> bool {
    (1..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_in_blank_line(text: &str) -> bool {
    has_blank_line(text.get(text.trim_end().len()..).unwrap_or(""))
}

fn begins_with_blank_line(text: &str) -> bool {
    has_blank_line(text.get(..text.len() - text.trim_start().len()).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::{page_number, page_numbers};
    use crate::quote::words::WordLists;
    use crate::text::Span;

    #[test]
    fn numbers_of_pages() {
        let lists = WordLists::for_language(Some("de")).expect("German has lists");
        for (text, is) in [
            ("to sell the\n\n47\n\nmill before\n\n48\n", true),
            ("to sell the,\r\n\r\n  47\r\n\r\nmill before.\r\n\r\n48", true),
            ("to sell the\n\n47\n\x0Cmill before\n\n48\n", true),
            ("to sell the\r\r47\r\rmill before\r\r48\r", true),
            ("to sell the\r\n47\r\nmill before\r\n\r\n48", false),
            ("to sell the\n\n47\n\nmill before", false),
            ("to sell the\n\n47\n\nmill before 48 men", false),
            ("to sell the\n\n47\n\nmill before\n\n49\n", false),
            ("to sell\n47\nmills before", false),
            ("to sell the.\n\n47\n\nmill before", false),
            ("to sell the\n\n47\n\nMill before", false),
            ("in the year\n\n1848\n\nof revolution", false),
            ("to sell the\n\n47 old\n\nmills", false),
            ("to sell the\n\n- 47 -\n\nmill before", true),
            ("to sell the\n\n— 1847 —\n\nmill before", true),
            ("to sell the\n\n- xii -\n\nmill before", true),
            ("to sell the\n\n- 47\n\nmill before", false),
            ("to sell the\n\n- 47 old -\n\nmill before", false),
            ("to sell the\n- 47 -\nmill before", false),
            ("to sell the\n\nPage 47\n\nmill before", true),
            ("to sell the\n\n[p. 47]\n\nmill before", true),
            ("to sell the\n\nSeite 47 von 90\n\nmill before", true),
            ("to sell the\n\nPage 47/90\n\nmill before", true),
            ("to sell the\n\nPage 47 of the\n\nmill before", false),
            ("to sell the\n\nTable 47\n\nmill before", false),
            ("to sell the.\n\nPage 47\n\nmill before", false),
            ("to sell the\n\nPage 47\n\nMill before", false),
        ] {
            let break_at = text.find(['\n', '\r']).unwrap_or(0);
            let at = text.len() - text.get(break_at..).unwrap_or("").trim_start().len();
            let line = text.get(at..).and_then(|rest| rest.split(['\n', '\r']).next());
            let end = at + line.unwrap_or("").len();
            assert_eq!(page_number(text, at, lists), is.then_some(end), "{text:?}");
            let inside: Vec<Span> = page_numbers(text, Span::new(0, text.len()), lists).collect();
            assert_eq!(inside.len(), usize::from(is), "{text:?}");
            assert!(inside.iter().all(|s| text[s.end..].starts_with("mill")), "{text:?}");
        }
    }
}
