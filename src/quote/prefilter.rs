//! Many quotes asked of many documents.

use crate::quote::document::Document;
use crate::quote::lookup::many::Needles;
use crate::quote::quoted::ReadQuote;
use crate::quote::read::pattern::Pattern;
use memchr::memmem;
use std::collections::{BTreeMap, BTreeSet};

impl ReadQuote<'_> {
    /// For each reading of the quote, a substring that any document containing it so must contain; `None` if some
    /// reading has no such substring.
    ///
    /// `It rained all day` gives `t rained all day`, since the document may have `it`. Of several segments the longest
    /// part counts: `It rained all day […] in the hills` gives `rained all`.
    fn required_parts<'s>(&'s self) -> Option<Vec<&'s str>> {
        // The document decides which brackets are its own. Between two marks all ways to read them agree.
        let brackets = self.quoted().parts.iter().any(|part| part.contains('['));
        let literal = (!brackets).then(|| self.literal());
        let readings = [Some(&self.edited), literal].into_iter().flatten();
        let longest = |pattern: &'s Pattern| {
            let parts = pattern.segments.iter().map(|s| required_part(&s.folded.key, brackets));
            parts.max_by_key(|part| part.len())
        };
        let parts: Vec<&str> = readings.filter_map(longest).collect();
        let sure = !parts.is_empty() && parts.iter().all(|part| !part.is_empty());
        sure.then_some(parts)
    }
}

/// The part of a segment's key that stands in the document wherever the segment does: all but the first letter, which may
/// be recased. Beside brackets the first and last words go, too, because the document may read the brackets as its own.
fn required_part(key: &str, beside_marks: bool) -> &str {
    if beside_marks {
        let inner = key.split_once(' ').and_then(|(_, rest)| rest.rsplit_once(' '));
        return inner.map_or("", |(inner, _)| inner);
    }
    let first = key.chars().next().map_or(0, char::len_utf8);
    key.get(first..).unwrap_or("")
}

/// Many quotes, to be asked of many documents.
#[derive(Debug)]
pub struct Sought<'q> {
    needles: Needles<&'q str>,
    /// For each needle the quotes that it speaks for.
    quotes: Vec<Vec<usize>>,
    /// The needles that have no anchor.
    unanchored: Vec<usize>,
    /// The quotes that have no needle.
    others: Vec<usize>,
}

impl<'q> Sought<'q> {
    /// Linear in the bytes of `quotes`.
    #[must_use]
    pub fn new(quotes: &'q [ReadQuote<'q>]) -> Self {
        let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for (number, quote) in quotes.iter().enumerate() {
            match quote.required_parts() {
                Some(found) => {
                    for part in found {
                        parts.entry(part).or_default().push(number);
                    }
                }
                None => others.push(number),
            }
        }
        let (keys, quotes): (Vec<&str>, _) = parts.into_iter().unzip();
        let needles = Needles::new(keys);
        let unanchored =
            (0..needles.keys().len()).filter(|&needle| !needles.is_anchored(needle)).collect();
        Self { needles, quotes, unanchored, others }
    }

    /// The numbers of the quotes that may stand in `document`, ascending: no other one does. Reads the document
    /// once for all of them.
    #[must_use]
    pub fn may_stand_in(&self, document: &Document) -> Vec<usize> {
        let text = document.folded.key.as_str();
        let mut found = BTreeSet::new();
        let all = self.needles.each(text, |needle, _| {
            found.insert(needle);
        });
        let stands = |needle: &usize| {
            let key = self.needles.keys().get(*needle).map_or("", |key| *key);
            memmem::find(text.as_bytes(), key.as_bytes()).is_some()
        };
        if all {
            found.extend(self.unanchored.iter().copied().filter(stands));
        } else {
            found.extend((0..self.quotes.len()).filter(stands));
        }
        let quotes = found.iter().filter_map(|&needle| self.quotes.get(needle)).flatten();
        quotes.chain(&self.others).copied().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{ReadQuote, Sought};
    use crate::quote::{Document, Limits, Quoted, WordLists, verify};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn no_quote_that_stands_is_passed_over(
            words in prop::collection::vec(
                "[ab]{1,3}|the|The|word|\\[sic\\]|[.]{3}|…|“so”|well-known|5'|\\(so\\)|— |ﬁne|!|über", 1..60),
            ranges in prop::collection::vec(
                (any::<prop::sample::Index>(), 1_usize..14, 0_usize..7, any::<prop::sample::Index>()), 1..12),
        ) {
            let text = words.join(" ");
            let quotes: Vec<String> = ranges.into_iter().map(|(from, length, change, at)| {
                let from = from.index(words.len());
                let mut quote = words[from..(from + length).min(words.len())].to_vec();
                let at = at.index(quote.len());
                let word = quote[at].clone();
                let first = word.chars().next().unwrap_or('x');
                match change {
                    0 => quote[at] = "…".to_owned(),
                    1 => quote[at] = format!("[{word}]"),
                    2 => quote[at] = format!("[{}]{}", first.to_uppercase(), &word[first.len_utf8()..]),
                    3 => quote[0] = quote[0].to_uppercase(),
                    4 => quote.insert(at, "[sic]".to_owned()),
                    5 => quote[at] = format!("{first}[{}]", &word[first.len_utf8()..]),
                    _ => {}
                }
                quote.join(" ")
            }).collect();
            let read: Vec<ReadQuote<'_>> = quotes.iter().map(|quote| {
                ReadQuote::new(Quoted { parts: vec![quote], prefix: None, suffix: None })
            }).collect();
            let document = Document::new(text, Vec::new());
            let asked = Sought::new(&read).may_stand_in(&document);
            for (number, quote) in read.iter().enumerate() {
                let found = verify(&document, quote.quoted(), Limits::default(), WordLists::for_language(Some("en")));
                prop_assert!(found.is_none() || asked.contains(&number), "{:?}", quotes[number]);
            }
        }
    }
}
