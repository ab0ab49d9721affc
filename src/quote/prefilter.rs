//! Many quotes asked of many documents.

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{breaks_anywhere, has_two_forms, writes_no_spaces};
use crate::quote::fold::{Folded, MarkKind};
use crate::quote::lookup::many::Needles;
use crate::quote::quoted::ReadQuote;
use crate::quote::read::pattern::{Pattern, Segment};
use memchr::memmem;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Bytes of a folded text, from the start of a word on, that make an anchor.
const GRAM: usize = 24;

/// One word start and what follows it, as a number: the same on every machine.
fn mixed(gram: &[u8]) -> u64 {
    let mut hash = 0x9E37_79B9_7F4A_7C15_u64;
    for eight in gram.chunks(8) {
        let word = eight.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        hash = (hash ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        hash ^= hash >> 32;
    }
    hash
}

/// The anchors of all words of a folded text that a space is before, and that enough follows.
fn grams(key: &str) -> impl Iterator<Item = u64> + '_ {
    let bytes = key.as_bytes();
    memchr::memchr_iter(b' ', bytes)
        .filter_map(move |at| bytes.get(at + 1..at + 1 + GRAM).map(mixed))
}

impl ReadQuote<'_> {
    /// One join key for each way to read the quote: a document that has none of them does not have the quote as it is written
    /// (it may have it but for marks of notes and the like). `None` where the quote is too short to have one.
    #[must_use]
    pub fn anchors(&self) -> Option<Vec<u64>> {
        let parts = self.required_parts()?;
        let mut found: Vec<u64> =
            parts.into_iter().map(|part| grams(part).min()).collect::<Option<_>>()?;
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

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

/// The part of a segment's key that is in the document wherever the segment is: all but the first letter, which may
/// be recased. Beside brackets the first and last words go, too, because the document may read the brackets as its own.
fn required_part(key: &str, beside_marks: bool) -> &str {
    if beside_marks {
        let inner = key.split_once(' ').and_then(|(_, rest)| rest.rsplit_once(' '));
        return inner.map_or("", |(inner, _)| inner);
    }
    let first = key.chars().next().map_or(0, char::len_utf8);
    key.get(first..).unwrap_or("")
}

/// The fewest letters of a word that must be in a document wherever a quote is loosely: the mark of a list's item or
/// of a note, which the document may lack, has fewer.
const WORD_CHARS: usize = 5;

/// The runs of letters of a folded text. What is passed over where a quote is there loosely, the mark of a note or a space, is
/// in none of them, in scripts with spaces.
fn runs(key: &str) -> impl Iterator<Item = &str> {
    key.split(|c| !is_of_run(c)).filter(|run| !run.is_empty())
}

fn is_of_run(c: char) -> bool {
    c.is_alphabetic() && !breaks_anywhere(c) && !writes_no_spaces(c) && !has_two_forms(c)
}

/// The runs that every text has which has `needle`, by their numbers: the first and the last may go on outside it.
fn inner_runs(needle: &str) -> Vec<u64> {
    runs(needle.trim_matches(is_of_run)).map(|run| mixed(run.as_bytes())).collect()
}

/// The stretches of a folded text up to byte `end` of its key between dashes, which are in no key: `the lamp — well, known` has
/// `the lamp` and `well, known`.
fn stretches(folded: &Folded, end: usize) -> impl Iterator<Item = &str> {
    let key = folded.key.as_str();
    let dashes = folded.marks.iter().filter(|mark| mark.kind == MarkKind::Dash);
    let ends = dashes.map(|mark| mark.at).take_while(move |at| *at < end).chain([end]);
    let mut from = 0;
    ends.map(move |at| key.get(std::mem::replace(&mut from, at)..at).unwrap_or(""))
}

/// The longest run of letters of scripts that break at spaces only: by it a segment is looked for that is there loosely.
fn longest_run(folded: &Folded) -> Option<&str> {
    stretches(folded, folded.key.len()).flat_map(runs).max_by_key(|run| run.len())
}

/// What a document has wherever a quote is loosely in it.
#[derive(Debug)]
enum Needed {
    /// All these words, by their numbers.
    Words(Vec<u64>),
    /// These letters.
    Letters(Box<str>),
    /// Nobody knows.
    Unknown,
}

impl Needed {
    fn of(quote: &ReadQuote<'_>) -> Self {
        let segments = &quote.edited.segments;
        let words: Vec<u64> =
            segments.iter().flat_map(words_of).map(|word| mixed(word.as_bytes())).collect();
        if !words.is_empty() {
            return Self::Words(words);
        }
        // The document decides which brackets are its own.
        let brackets = quote.quoted().parts.iter().any(|part| part.contains('['));
        let runs = segments.iter().map(|segment| longest_run(&segment.folded));
        let longest = runs.collect::<Option<Vec<&str>>>().filter(|_| !brackets);
        let longest = longest.and_then(|runs| runs.into_iter().max_by_key(|run| run.len()));
        longest.map_or(Self::Unknown, |run| Self::Letters(run.into()))
    }
}

/// The words of a segment, but for the first and the last, which may go on in brackets or begin in another case, those beside
/// a dash, which the document may have as one or with a note's mark between, and those from a web address on, which a line
/// end may part.
fn words_of(segment: &Segment) -> impl Iterator<Item = &str> {
    let key = segment.folded.key.as_str();
    let address = ["://", "www."].iter().filter_map(|sign| key.find(sign)).min();
    let inner = |stretch| Some(str::split_once(stretch, ' ')?.1.rsplit_once(' ')?.0);
    let sure = |word: &&str| word.chars().nth(WORD_CHARS - 1).is_some();
    let stretches = stretches(&segment.folded, address.unwrap_or(key.len()));
    stretches.filter_map(inner).flat_map(runs).filter(sure)
}

/// The words of a document, as bits: most words that it lacks are known to be none. A sixteenth of its text, kept where
/// many quotes are looked for one after the other.
#[derive(Debug, Clone)]
pub struct WordSet {
    bits: Vec<u64>,
}

impl WordSet {
    /// Bytes of a folded text for each bit.
    const BYTES: usize = 2;

    /// Of a whole document, in one pass.
    #[must_use]
    pub fn of(document: &FoldedDocument) -> Self {
        let folded = &document.folded;
        let key = folded.key.as_str();
        let size = (key.len() / Self::BYTES).next_power_of_two().max(64);
        let mut words = Self { bits: vec![0; size / 64] };
        runs(key).for_each(|run| words.add(run));
        // A dash is in no key: it may be a hyphen, or the mark of a list's item.
        let mut from = 0;
        for mark in folded.marks.iter().filter(|mark| mark.kind == MarkKind::Dash) {
            let head = key.get(from..mark.at).unwrap_or("");
            runs(head).last().into_iter().for_each(|run| words.add(run));
            let tail = key.get(mark.at..).unwrap_or("");
            runs(tail).next().into_iter().for_each(|run| words.add(run));
            from = mark.at;
        }
        words
    }

    fn place(&self, number: u64) -> (usize, u32) {
        // There are a power of two of them.
        let mask = (self.bits.len() as u64).saturating_sub(1);
        (usize::try_from((number >> 6) & mask).unwrap_or(0), (number & 63) as u32)
    }

    fn add(&mut self, run: &str) {
        let (word, bit) = self.place(mixed(run.as_bytes()));
        if let Some(word) = self.bits.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    fn may_have(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.bits.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    fn may_have_all(&self, numbers: &[u64]) -> bool {
        numbers.iter().all(|number| self.may_have(*number))
    }
}

/// The anchors of many quotes, to be looked for in many documents: an exact join, and little to send around.
#[derive(Debug, Clone)]
pub struct AnchorSet {
    /// A bit for some of each anchor's bits, so that nearly every other number is told by one look.
    bits: Vec<u64>,
    sorted: Vec<u64>,
}

impl AnchorSet {
    /// Bits of the filter for each anchor.
    const BITS: usize = 16;

    /// Of any anchors, in any order.
    #[must_use]
    pub fn new(mut anchors: Vec<u64>) -> Self {
        anchors.sort_unstable();
        anchors.dedup();
        let size = (anchors.len() * Self::BITS).next_power_of_two().max(64);
        let mut set = Self { bits: vec![0; size / 64], sorted: anchors };
        for at in 0..set.sorted.len() {
            let (word, bit) = set.bit(set.sorted.get(at).copied().unwrap_or_default());
            if let Some(word) = set.bits.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        set
    }

    fn bit(&self, anchor: u64) -> (usize, u32) {
        let words = self.bits.len() as u64;
        (usize::try_from((anchor >> 6) % words).unwrap_or(0), (anchor & 63) as u32)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Those that `document` has, ascending. Reads it once.
    #[must_use]
    pub fn within(&self, document: &FoldedDocument) -> Vec<u64> {
        let may_have = |gram: &u64| {
            let (word, bit) = self.bit(*gram);
            self.bits.get(word).is_some_and(|word| word >> bit & 1 == 1)
                && self.sorted.binary_search(gram).is_ok()
        };
        let mut found: Vec<u64> = grams(&document.folded.key).filter(may_have).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Many quotes, to be asked of many documents.
#[derive(Debug)]
pub struct Sought {
    needles: Needles<Box<str>>,
    /// For each needle the quotes that it speaks for.
    quotes: Vec<Vec<usize>>,
    /// The needles that have no anchor.
    unanchored: Vec<usize>,
    /// For each needle the words of a document that has it.
    inner: Vec<Vec<u64>>,
    /// The quotes that have no needle.
    others: Vec<usize>,
    /// What of each quote a document has in which it is loosely.
    needed: Vec<Needed>,
    /// The quotes that need words, by the one of them that fewest quotes need.
    by_word: Vec<(u64, Vec<usize>)>,
    /// The quotes that need something else.
    wordless: Vec<usize>,
}

/// Sorts quotes by the rarest of the words that they need, so that a document is asked once for each such word.
fn by_rarest_word(needed: &[Needed]) -> (Vec<(u64, Vec<usize>)>, Vec<usize>) {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for needed in needed {
        if let Needed::Words(all) = needed {
            for word in all {
                *counts.entry(*word).or_default() += 1;
            }
        }
    }
    let (mut by_word, mut wordless): (BTreeMap<u64, Vec<usize>>, _) = (BTreeMap::new(), Vec::new());
    for (number, needed) in needed.iter().enumerate() {
        let rarest = match needed {
            Needed::Words(all) => all.iter().min_by_key(|word| (counts.get(word), **word)),
            _ => None,
        };
        match rarest {
            Some(word) => by_word.entry(*word).or_default().push(number),
            None => wordless.push(number),
        }
    }
    (by_word.into_iter().collect(), wordless)
}

impl Sought {
    /// Linear in the bytes of the quotes.
    #[must_use]
    pub fn new<'q, 'w: 'q>(all: impl IntoIterator<Item = &'q ReadQuote<'w>>) -> Self {
        let all: Vec<&ReadQuote<'_>> = all.into_iter().collect();
        let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for (number, quote) in all.iter().enumerate() {
            match quote.required_parts() {
                Some(found) => {
                    for part in found {
                        parts.entry(part).or_default().push(number);
                    }
                }
                None => others.push(number),
            }
        }
        let (keys, quotes): (Vec<Box<str>>, _) =
            parts.into_iter().map(|(part, quotes)| (part.into(), quotes)).unzip();
        let inner = keys.iter().map(|key| inner_runs(key)).collect();
        let needles = Needles::new(keys);
        let unanchored =
            (0..needles.keys().len()).filter(|&needle| !needles.is_anchored(needle)).collect();
        let needed: Vec<Needed> = all.iter().map(|quote| Needed::of(quote)).collect();
        let (by_word, wordless) = by_rarest_word(&needed);
        Self { needles, quotes, unanchored, inner, others, needed, by_word, wordless }
    }

    /// Whether any of the quotes may be in a document with these words: the text itself is not read.
    #[must_use]
    pub fn may_stand_among(&self, words: &WordSet) -> bool {
        let loosely = |needed: &Needed| match needed {
            Needed::Words(all) => words.may_have_all(all),
            Needed::Letters(_) | Needed::Unknown => true,
        };
        !self.others.is_empty()
            || self.inner.iter().any(|inner| words.may_have_all(inner))
            || self.needed.iter().any(loosely)
    }

    /// The numbers of the quotes that may be in `document`, ascending: no other one is. Reads the document
    /// once for all of them.
    #[must_use]
    pub fn may_stand_in(&self, document: &FoldedDocument) -> Vec<usize> {
        self.may_stand(document, None)
    }

    /// The same for a document whose words are known.
    #[must_use]
    pub fn may_stand_in_known(&self, document: &FoldedDocument, words: &WordSet) -> Vec<usize> {
        self.may_stand(document, Some(words))
    }

    fn may_stand(&self, document: &FoldedDocument, words: Option<&WordSet>) -> Vec<usize> {
        let text = document.folded.key.as_str();
        let mut found = BTreeSet::new();
        let all = self.needles.each(text, |needle, _| {
            found.insert(needle);
        });
        let stands = |needle: &usize| {
            let key = self.needles.keys().get(*needle).map_or("", |key| &**key);
            memmem::find(text.as_bytes(), key.as_bytes()).is_some()
        };
        if all {
            found.extend(self.unanchored.iter().copied().filter(stands));
        } else {
            found.extend((0..self.quotes.len()).filter(stands));
        }
        let quotes = found.iter().filter_map(|&needle| self.quotes.get(needle)).flatten();
        let mut may: BTreeSet<usize> = quotes.chain(&self.others).copied().collect();
        if may.len() < self.needed.len() {
            let own = words.is_none().then(|| WordSet::of(document));
            let words = words.or(own.as_ref());
            let loosely = |needed: &Needed| match needed {
                Needed::Words(all) => words.is_none_or(|words| words.may_have_all(all)),
                Needed::Letters(run) => memmem::find(text.as_bytes(), run.as_bytes()).is_some(),
                Needed::Unknown => true,
            };
            let has = |word: u64| words.is_none_or(|words| words.may_have(word));
            let by_word = self.by_word.iter().filter(|(word, _)| has(*word));
            let by_word = by_word.flat_map(|(_, quotes)| quotes);
            let mut asked: Vec<usize> = by_word.chain(&self.wordless).copied().collect();
            asked.retain(|number| {
                !may.contains(number) && self.needed.get(*number).is_some_and(loosely)
            });
            may.extend(asked);
        }
        may.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{AnchorSet, ReadQuote, Sought, WordSet};
    use crate::quote::{FoldedDocument, Limits, Quoted, WordLists, verify};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn no_quote_that_stands_is_passed_over(
            words in prop::collection::vec(
                "[ab]{1,3}|the|The|word|lantern\\[3\\]|harbour[.]1|CO 2|station,”|\\[sic\\]|[.]{3}|…|“so”|well-known|5'|\\(so\\)|— |ﬁne|!|über", 1..60),
            ranges in prop::collection::vec(
                (any::<prop::sample::Index>(), 1_usize..14, 0_usize..8, any::<prop::sample::Index>()), 1..12),
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
                    7 => {
                        let loosely = [("[3]", ""), (".1", "."), ("CO 2", "CO2"), (",”", "”,")];
                        for word in &mut quote {
                            *word = loosely.iter().fold(word.clone(), |word, (a, b)| word.replace(a, b));
                        }
                    }
                    _ => {}
                }
                quote.join(" ")
            }).collect();
            let read: Vec<ReadQuote<'_>> = quotes.iter().map(|quote| {
                ReadQuote::new(Quoted { parts: vec![quote], prefix: None, suffix: None })
            }).collect();
            let document = FoldedDocument::new(text, Vec::new());
            let sought = Sought::new(&read);
            let asked = sought.may_stand_in(&document);
            let words = WordSet::of(&document);
            prop_assert_eq!(&asked, &sought.may_stand_in_known(&document, &words));
            prop_assert!(asked.is_empty() || sought.may_stand_among(&words));
            for (number, quote) in read.iter().enumerate() {
                let alone = Sought::new(std::slice::from_ref(quote)).may_stand_among(&words);
                prop_assert!(alone || !asked.contains(&number), "{:?}", quotes[number]);
            }
            for (number, quote) in read.iter().enumerate() {
                let found = verify(&document, quote.quoted(), Limits::default(), WordLists::for_language(Some("en")));
                prop_assert!(found.is_none() || asked.contains(&number), "{:?}", quotes[number]);
                let Some(anchors) = quote.anchors() else { continue };
                let has = !AnchorSet::new(anchors).within(&document).is_empty();
                // Anchors are made of what is written.
                let loosely = document.text().contains(['3', '1', '2', '”']);
                prop_assert!(found.is_none() || has || loosely, "no anchor of {:?}", quotes[number]);
            }
        }
    }
}
