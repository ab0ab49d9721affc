//! Citations by number: `[12, p. 4]`, `¹²`, where the manuscript itself has the list of works or of notes to which the numbers lead.
//!
//! ```text
//! “so” [2, p. 4].
//!
//! # References
//!
//! [2] J. Smith, Rivers. London, 2020.
//! ```

use super::SourceKey;
use super::author_year::page_of;
use super::prose::{InTextCitation, Prose};
use super::titles::heads_list;
use crate::text::{Span, head};
use std::collections::HashMap;

/// The longest citation by numbers, in bytes.
const CITATION_BYTES: usize = 80;

/// A heading is no longer, in bytes.
const HEADING: usize = 60;

/// The most numbers that a range stands for: `[3–5]`.
const MAX_RANGE: u64 = 20;

/// Adds the citations that name works by their numbers.
pub(super) fn add(paragraphs: &mut [Prose]) {
    let mut works: HashMap<u64, String> = HashMap::new();
    let mut in_list = false;
    for paragraph in paragraphs.iter_mut() {
        // What has no number in a list of works is an entry, and elsewhere a heading.
        if heads_list(&paragraph.text) {
            in_list = true;
        } else if let Some(entries) = Some(numbered(paragraph)).filter(|e| in_list && !e.is_empty())
        {
            for (number, entry) in entries {
                works.entry(number).or_insert(entry);
            }
            paragraph.note = true;
        } else if paragraph.aside {
            in_list &= paragraph.text.len() > HEADING;
        }
    }
    if works.is_empty() {
        return;
    }
    for paragraph in paragraphs.iter_mut().filter(|p| !p.note) {
        let mut found: Vec<InTextCitation> = bracketed(&paragraph.text, &works).collect();
        found.extend(raised(&paragraph.text, &works));
        found.extend(carets(&paragraph.text, &works));
        super::works::add(paragraph, found);
    }
}

/// The entries of a list of works that a paragraph has, each with its number: where it begins with one, each line that does is one.
fn numbered(paragraph: &Prose) -> Vec<(u64, String)> {
    let text = paragraph.text.trim();
    if let Some(number) = paragraph.number {
        return vec![(number, text.to_owned())];
    }
    let mut found: Vec<(u64, String)> = Vec::new();
    for line in text.lines() {
        match (entry(line.trim()), found.last_mut()) {
            (Some(one), _) => found.push(one),
            (None, Some((_, last))) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            (None, None) => break,
        }
    }
    found
}

/// An entry of a list of works: its number, and its text.
fn entry(text: &str) -> Option<(u64, String)> {
    let inner = text.strip_prefix(['[', '(']).unwrap_or(text);
    let plain: String = inner.chars().map_while(figure).collect();
    let length: usize = inner.chars().take(plain.len()).map(char::len_utf8).sum();
    let rest = inner.get(length..)?;
    let raised = inner.starts_with(is_raised);
    let ends = rest.starts_with([']', ')', '.', '\t']) || raised;
    let rest = rest.trim_start_matches([']', ')', '.', '\t', ' ', '\u{a0}']);
    (ends && !rest.is_empty()).then_some((plain.parse().ok()?, rest.to_owned()))
}

/// A figure, also a raised one.
fn figure(c: char) -> Option<char> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if c.is_ascii_digit() {
        return Some(c);
    }
    let digit = RAISED.iter().position(|raised| *raised == c)?;
    char::from_digit(u32::try_from(digit).ok()?, 10)
}

fn is_raised(c: char) -> bool {
    !c.is_ascii_digit() && figure(c).is_some()
}

/// `[12]`, `[3, 5]`, `[3–5]`, `[12, p. 4]`.
fn bracketed<'t>(
    text: &'t str,
    works: &'t HashMap<u64, String>,
) -> impl Iterator<Item = InTextCitation> + 't {
    text.match_indices('[').filter_map(|(open, _)| {
        let rest = text.get(open + 1..)?;
        let length = head(rest, CITATION_BYTES).find(']')?;
        let inside = rest.get(..length)?;
        let mut keys = Vec::new();
        let mut page = None;
        for part in inside.split([',', ';']).map(str::trim) {
            if part.starts_with(|c: char| c.is_ascii_digit()) && page.is_none() {
                for number in range(part)? {
                    keys.push(key(works.get(&number)?));
                }
            } else {
                page = Some(page.or_else(|| page_of(part))?);
            }
        }
        let span = Span::new(open, open + 1 + length + 1);
        (!keys.is_empty()).then(|| InTextCitation { span, keys, page, ..InTextCitation::default() })
    })
}

/// The numbers of `12` and of `3–5`.
fn range(part: &str) -> Option<std::ops::RangeInclusive<u64>> {
    let (first, last) = part.split_once(['–', '-']).unwrap_or((part, part));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && last - first <= MAX_RANGE).then_some(first..=last)
}

/// `¹²`
fn raised<'t>(
    text: &'t str,
    works: &'t HashMap<u64, String>,
) -> impl Iterator<Item = InTextCitation> + 't {
    let mut end = 0;
    text.match_indices(is_raised).filter_map(move |(at, _)| {
        if at < end {
            return None;
        }
        let run = text.get(at..)?;
        let length = run.find(|c| !is_raised(c)).unwrap_or(run.len());
        end = at + length;
        let number: String = run.get(..length)?.chars().filter_map(figure).collect();
        of_one(works, &number, Span::new(at, end))
    })
}

/// `^12^`, as Pandoc writes raised numbers.
fn carets<'t>(
    text: &'t str,
    works: &'t HashMap<u64, String>,
) -> impl Iterator<Item = InTextCitation> + 't {
    text.match_indices('^').filter_map(|(at, _)| {
        let rest = text.get(at + 1..)?;
        let length = rest.find(|c: char| !c.is_ascii_digit())?;
        rest.get(length..)?.strip_prefix('^')?;
        of_one(works, rest.get(..length)?, Span::new(at, at + length + 2))
    })
}

/// The citation of one work of the list.
fn of_one(works: &HashMap<u64, String>, number: &str, span: Span) -> Option<InTextCitation> {
    let keys = vec![key(works.get(&number.parse().ok()?)?)];
    Some(InTextCitation { span, keys, ..InTextCitation::default() })
}

/// What an entry names.
fn key(entry: &str) -> SourceKey {
    let first = super::notes::first_named(entry).map(Box::new);
    SourceKey::Note { text: entry.to_owned(), first }
}

#[cfg(test)]
mod tests {
    use super::add;
    use crate::manuscript::prose::Prose;

    #[test]
    fn numbers_lead_to_the_list() {
        for (text, wanted) in [
            ("“so” [2].", "two."),
            ("“so” [2, p. 4].", "two. p4"),
            ("“so” [1, 3].", "one. three."),
            ("“so” [1–3].", "one. two. three."),
            ("“so”.³ and so", "three."),
            ("“so”^2^ and 2^3", "two."),
            ("“so” [4].", ""),
            ("“so” [sic] and [T]his", ""),
        ] {
            let prose = |text: &str, aside| {
                let mut prose = Prose { aside, ..Prose::default() };
                prose.verbatim(text, 0);
                prose
            };
            let list = ["[1] one.", "2. two.\n³ three."].map(|entry| prose(entry, true));
            let mut all = vec![prose(text, false), prose("References", true)];
            all.extend(list);
            add(&mut all);
            let said: Vec<String> = all[0]
                .citations
                .iter()
                .flat_map(|c| {
                    let names = c.keys.iter().map(ToString::to_string);
                    names.chain(c.page.iter().map(|page| format!("p{page}"))).collect::<Vec<_>>()
                })
                .collect();
            assert_eq!(said.join(" "), wanted, "{text}");
        }
    }
}
