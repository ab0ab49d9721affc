//! Page numbers: the labels that a file gives its pages (`PageLabels`), and the numbers printed on them (folios).

use super::furniture::is_folio;
use super::hayro::{self, Array, Dict, Object, Pdf};
use super::limits::MAX_DEPTH;
use super::sheet::{LineFlow, Sheet};
use crate::text::{from_roman, to_roman};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The labels of all pages; none where the file gives none.
pub(super) fn labels(pdf: &Pdf, pages: usize) -> Vec<Option<Arc<str>>> {
    let mut ranges = BTreeMap::new();
    let tree =
        hayro::catalog(pdf).and_then(|catalog| catalog.get::<Dict<'_>>(b"PageLabels".as_slice()));
    if let Some(tree) = tree {
        collect(&tree, &mut ranges, 0);
    }
    (0..pages)
        .map(|page| {
            let (&first, range) = ranges.range(..=page).next_back()?;
            Some(Arc::from(range.label(page - first)?))
        })
        .collect()
}

/// How the pages from one on are numbered.
struct Range {
    prefix: String,
    style: Option<String>,
    start: usize,
}

impl Range {
    fn label(&self, at: usize) -> Option<String> {
        let number = self.start.checked_add(at)?;
        let number = match self.style.as_deref() {
            Some("D") => number.to_string(),
            Some("R") => roman(number).to_uppercase(),
            Some("r") => roman(number),
            Some("A") => letters(number).to_uppercase(),
            Some("a") => letters(number),
            _ => String::new(),
        };
        let label = format!("{}{number}", self.prefix);
        (!label.is_empty() && label.len() <= 100).then_some(label)
    }
}

fn collect(tree: &Dict<'_>, ranges: &mut BTreeMap<usize, Range>, depth: usize) {
    if depth > MAX_DEPTH || ranges.len() > super::limits::MAX_PAGES {
        return;
    }
    if let Some(pairs) = tree.get::<Array<'_>>(b"Nums".as_slice()) {
        let items: Vec<Object<'_>> = pairs.iter::<Object<'_>>().collect();
        for pair in items.chunks_exact(2) {
            if let [Object::Number(page), Object::Dict(dict)] = pair
                && let Ok(page) = usize::try_from(page.as_i64())
            {
                let start = dict.get::<i32>(b"St".as_slice()).and_then(|n| usize::try_from(n).ok());
                let range = Range {
                    prefix: hayro::text_string(dict, "P").unwrap_or_default(),
                    style: hayro::name(dict, "S"),
                    start: start.unwrap_or(1),
                };
                ranges.insert(page, range);
            }
        }
    }
    if let Some(kids) = tree.get::<Array<'_>>(b"Kids".as_slice()) {
        kids.iter::<Dict<'_>>().take(1_000).for_each(|kid| collect(&kid, ranges, depth + 1));
    }
}

/// In small Roman figures; a number that has none as it is.
fn roman(number: usize) -> String {
    let figures = u32::try_from(number).ok().and_then(to_roman);
    figures.unwrap_or_else(|| number.to_string())
}

/// `a` to `z`, then `aa` to `zz`.
fn letters(number: usize) -> String {
    let Some(at) = number.checked_sub(1) else { return String::new() };
    let letter = u8::try_from(at % 26).map_or('?', |at| char::from(b'a' + at));
    std::iter::repeat_n(letter, (at / 26 + 1).min(20)).collect()
}

/// A page number, as a figure, and how it is written.
fn number(text: &str) -> Option<(usize, &str)> {
    /// Pages before the first chapter: more of them is a word.
    const MOST: u32 = 200;
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() || !is_folio(bare) {
        return None;
    }
    let roman = || from_roman(bare).filter(|number| *number <= MOST);
    let number = bare.parse().ok().or_else(|| usize::try_from(roman()?).ok())?;
    Some((number, bare))
}

/// The numbers printed on the pages: what is alone in a row of furniture, or first or last in it and counts up
/// with the pages.
pub(super) fn folios(sheets: &[Sheet]) -> Vec<Option<Arc<str>>> {
    let mut found: Vec<Vec<(usize, String, bool)>> = Vec::new();
    let mut votes: BTreeMap<(bool, i64), usize> = BTreeMap::new();
    let offset = |page: usize, number: usize| {
        i64::try_from(number).unwrap_or(0) - i64::try_from(page).unwrap_or(0)
    };
    for (page, sheet) in sheets.iter().enumerate() {
        let mut here = Vec::new();
        for line in sheet.lines.iter().filter(|line| line.flow == LineFlow::Furniture) {
            let words: Vec<&str> = line.text.split_whitespace().collect();
            let is_alone = words.len() == 1;
            let ends = [words.first(), words.last().filter(|_| !is_alone)];
            for (value, written) in ends.into_iter().flatten().filter_map(|word| number(word)) {
                here.push((value, written.to_owned(), is_alone));
                let arabic = written.starts_with(|c: char| c.is_ascii_digit());
                *votes.entry((arabic, offset(page, value))).or_default() += 1;
            }
        }
        found.push(here);
    }
    let voted = |page: usize, value: usize, written: &str| {
        let arabic = written.starts_with(|c: char| c.is_ascii_digit());
        votes.get(&(arabic, offset(page, value))).copied().unwrap_or(0)
    };
    let best = |(page, here): (usize, &Vec<(usize, String, bool)>)| {
        let best = here.iter().max_by_key(|(value, written, alone)| {
            (voted(page, *value, written), *alone, std::cmp::Reverse(*value))
        })?;
        let (value, written, alone) = best;
        (*alone || voted(page, *value, written) > 1).then(|| Arc::from(written.as_str()))
    };
    found.iter().enumerate().map(best).collect()
}

#[cfg(test)]
mod tests {
    use super::{letters, roman};

    #[test]
    fn numbers_in_letters() {
        assert_eq!(["i", "iv", "xiv", "mcmxcix"].map(String::from), [1, 4, 14, 1999].map(roman));
        assert_eq!(["a", "z", "aa", "zz"].map(String::from), [1, 26, 27, 52].map(letters));
    }
}
