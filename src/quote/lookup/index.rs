//! Where keys are in one text.
//!
//! Those that are known beforehand are searched for in one pass ([`Needles`]). For others there is, once that pays, an
//! index of the text's word starts by the eight bytes that are there, as chains in one table. A key is looked up
//! by the rarest of its own word starts and compared there. One key costs less with a plain search, so
//! the index is made when the searches so far have cost what it would have. What both find is
//! the same; a test compares them.

use super::many::{KeyHit, Needles};
use memchr::{memchr_iter, memmem};
use rayon::prelude::*;
use std::cmp;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of a word start that are looked up.
const GRAM: usize = 8;

/// Larger keys have no index, in bytes: it takes up to three bytes for each of theirs.
const MAX_INDEXED: usize = 256 << 20;

/// Word starts of a key that are considered for looking it up, and places counted for each of them.
const MAX_ANCHORS: usize = 16;

/// Fewer keys than this are searched for one by one, which takes no longer than a pass for all of them.
const SMALL_BATCH_KEYS: usize = 5;

/// What a search without the index costs, in bytes of a plain pass: to set it up, and one in so many of the text, which is
/// read with SIMD.
const SET_UP: usize = 1_500;
const READ_PART: usize = 16;

/// Bytes of a word of English with its space.
const WORD_BYTES: usize = 6;

/// Larger texts are looked through by all threads, each of them in parts of this many bytes.
const PART: usize = 4 << 20;

/// A text to search in, with what is known of it.
#[derive(Debug, Default)]
pub(crate) struct SearchText {
    /// The places of keys without their first characters, which may be in another case.
    known: OnceLock<Known>,
    /// What the searches so far have cost, in bytes read.
    spent: AtomicUsize,
    index: OnceLock<Index>,
}

impl SearchText {
    /// Looks for all of `keys` in one pass over `text`, so that [`SearchText::places`] need not, with all threads or with
    /// this one. Only the first call does so.
    pub(crate) fn look_up<'k>(
        &self,
        text: &str,
        keys: impl Iterator<Item = &'k str>,
        threads: bool,
    ) {
        if self.known.get().is_some() {
            return;
        }
        let mut tails: Vec<&str> = keys.filter_map(|key| Some(split_first(key)?.1)).collect();
        tails.sort_unstable();
        tails.dedup();
        let mut known = Known::default();
        if tails.len() >= SMALL_BATCH_KEYS {
            let needles = Needles::new(tails);
            if let Some(places) = places_in_parts(&needles, text, threads) {
                known = Known::new(&needles, &places);
            }
        }
        // Compute first, then set: while this thread waits for the parts, rayon may give it other work, which could
        // enter the cell again.
        let _ = self.known.set(known);
    }

    /// The places of `needle` within some bytes of `text`. `text` is always the same.
    pub(crate) fn places<'s>(
        &'s self,
        text: &'s str,
        needle: &'s str,
        within: Range<usize>,
    ) -> KeyPlaces<'s> {
        if within.len() < text.len() {
            return KeyPlaces::plainly(text, needle, within);
        }
        let known = self.known.get().and_then(|known| {
            let (first, tail) = split_first(needle)?;
            Some(KeyPlaces::Known { text: text.as_bytes(), first, tails: known.get(tail)? })
        });
        if let Some(known) = known {
            return known;
        }
        let anchors = anchors(needle.as_bytes());
        if !anchors.is_empty()
            && let Some(index) = self.index(text)
            && let Some(found) = index.places(text.as_bytes(), needle.as_bytes(), &anchors)
        {
            return KeyPlaces::Listed(found.into_iter());
        }
        KeyPlaces::plainly(text, needle, within)
    }

    fn index(&self, text: &str) -> Option<&Index> {
        if self.index.get().is_none() {
            let spent = self.spent.fetch_add(SET_UP + text.len() / READ_PART, Ordering::Relaxed);
            if spent < text.len() || text.len() > MAX_INDEXED {
                return None;
            }
        }
        Some(self.index.get_or_init(|| Index::new(text.as_bytes())))
    }
}

/// The places of all keys that have an anchor, by key and place. None where that takes too long.
fn places_in_parts(needles: &Needles<&str>, text: &str, threads: bool) -> Option<Vec<KeyHit>> {
    let within = |part: usize| part * PART..((part + 1) * PART).min(text.len());
    let parts = text.len().div_ceil(PART).max(1);
    let mut places = if parts == 1 || !threads {
        needles.places(text, 0..text.len())?
    } else {
        let parts = (0..parts).into_par_iter().map(|part| needles.places(text, within(part)));
        parts.collect::<Option<Vec<_>>>()?.concat()
    };
    places.sort_unstable();
    Some(places)
}

/// Keys with their places.
#[derive(Debug, Default)]
struct Known {
    /// All keys, one after the other.
    keys: String,
    /// Of each, sorted, where it ends in `keys` and its places end in `places`. None of those that were not looked for.
    ends: Vec<(usize, usize)>,
    places: Vec<KeyHit>,
}

impl Known {
    /// Of keys that are sorted, and places that are.
    fn new(needles: &Needles<&str>, places: &[KeyHit]) -> Self {
        let mut known = Self::default();
        let mut left = places.iter().peekable();
        for (number, key) in needles.keys().iter().enumerate() {
            if needles.is_anchored(number) {
                known.keys.push_str(key);
                let of_key = |place: &&KeyHit| place.0 as usize == number;
                known.places.extend(std::iter::from_fn(|| left.next_if(of_key)));
                known.ends.push((known.keys.len(), known.places.len()));
            }
        }
        known
    }

    /// The places of a key that was looked for.
    fn get(&self, key: &str) -> Option<&[KeyHit]> {
        let ends = |number: usize| {
            let before = number.checked_sub(1).and_then(|before| self.ends.get(before));
            let (from, places) = before.copied().unwrap_or_default();
            let (to, last) = self.ends.get(number).copied().unwrap_or_default();
            (self.keys.get(from..to).unwrap_or(""), places..last)
        };
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            let (found, places) = ends(middle);
            match found.cmp(key) {
                cmp::Ordering::Less => low = middle + 1,
                cmp::Ordering::Greater => high = middle,
                cmp::Ordering::Equal => return self.places.get(places),
            }
        }
        None
    }
}

/// A text's first character, and the rest.
fn split_first(text: &str) -> Option<(&str, &str)> {
    text.split_at_checked(text.chars().next()?.len_utf8())
}

/// Places of one key, asked for one after the other.
pub(crate) enum KeyPlaces<'s> {
    /// The places of the key without its first character.
    Known { text: &'s [u8], first: &'s str, tails: &'s [KeyHit] },
    /// All places.
    Listed(std::vec::IntoIter<usize>),
    /// Searched for when they are asked for.
    Plain { text: &'s [u8], finder: Box<memmem::Finder<'s>> },
}

impl<'s> KeyPlaces<'s> {
    /// Without an index.
    fn plainly(text: &'s str, needle: &'s str, within: Range<usize>) -> Self {
        let bytes = text.as_bytes();
        let text = if needle.is_empty() { &[] } else { bytes.get(..within.end).unwrap_or(bytes) };
        Self::Plain { text, finder: Box::new(memmem::Finder::new(needle)) }
    }

    /// The next place from byte `from` on, which is never less than it was before.
    pub(crate) fn next_from(&mut self, from: usize) -> Option<usize> {
        match self {
            Self::Known { text, first, tails } => loop {
                let ((_, tail), rest) = tails.split_first()?;
                let tail = *tail as usize;
                let at = tail.checked_sub(first.len());
                *tails = rest;
                if let Some(at) = at.filter(|at| *at >= from)
                    && text.get(at..tail) == Some(first.as_bytes())
                {
                    return Some(at);
                }
            },
            Self::Listed(all) => all.find(|at| *at >= from),
            Self::Plain { text, finder } => {
                let at = finder.find(text.get(from..).filter(|rest| !rest.is_empty())?)?;
                Some(from + at)
            }
        }
    }
}

/// The bytes of `needle` where a word starts right after a space: where the needle is, the text has a
/// word start too.
fn anchors(needle: &[u8]) -> Vec<usize> {
    let last = needle.len().saturating_sub(GRAM);
    let starts = memchr_iter(b' ', needle.get(..last).unwrap_or(&[])).map(|space| space + 1);
    starts.take(MAX_ANCHORS).collect()
}

/// Word starts by a hash of what is there.
#[derive(Debug)]
struct Index {
    /// For each hash one more than the number of the last word start that has it; 0 for none.
    heads: Vec<u32>,
    /// For each word start its byte, and the one before it with the same hash, as in `heads`.
    words: Vec<(u32, u32)>,
    /// How far a product is shifted to be a hash.
    shift: u32,
}

impl Index {
    fn new(text: &[u8]) -> Self {
        let bits = (text.len() / WORD_BYTES).max(64).next_power_of_two().trailing_zeros();
        let mut index = Self {
            heads: vec![0; 1 << bits],
            words: Vec::with_capacity(text.len() / WORD_BYTES + 16),
            shift: u64::BITS - bits,
        };
        for space in memchr_iter(b' ', text) {
            let Some(hash) = index.hash(text, space + 1) else { break };
            let Some(head) = index.heads.get_mut(hash) else { break };
            let (Ok(at), Ok(number)) =
                (u32::try_from(space + 1), u32::try_from(index.words.len() + 1))
            else {
                break;
            };
            index.words.push((at, *head));
            *head = number;
        }
        index
    }

    /// Multiplicative hashing of the gram at `at` (D. Knuth, TAOCP 3, 6.4).
    fn hash(&self, text: &[u8], at: usize) -> Option<usize> {
        let gram = text.get(at..at + GRAM)?.try_into().ok()?;
        let product = u64::from_le_bytes(gram).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(product >> self.shift).ok()
    }

    /// The word starts that may have the gram at `anchor`, last to first.
    fn chain(&self, needle: &[u8], anchor: usize) -> impl Iterator<Item = usize> + '_ {
        let hash = self.hash(needle, anchor);
        let mut next = hash.and_then(|h| self.heads.get(h)).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let (at, before) = *self.words.get(usize::try_from(next).ok()?.checked_sub(1)?)?;
            next = before;
            usize::try_from(at).ok()
        })
    }

    /// All places of `needle`; none where a plain search would take fewer steps.
    fn places(&self, text: &[u8], needle: &[u8], anchors: &[usize]) -> Option<Vec<usize>> {
        let count = |anchor: &&usize| self.chain(needle, **anchor).take(MAX_ANCHORS).count();
        let anchor = *anchors.iter().min_by_key(count)?;
        let mut found = Vec::new();
        let mut steps = 0;
        for word in self.chain(needle, anchor) {
            let Some(at) = word.checked_sub(anchor) else { continue };
            steps += 1 + needle.len() / 16;
            if text.get(at..).is_some_and(|t| t.starts_with(needle)) {
                found.push(at);
            }
            // Text that repeats itself.
            if steps > text.len() + needle.len() {
                return None;
            }
        }
        found.reverse();
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, KeyPlaces, PART, SMALL_BATCH_KEYS, SearchText, anchors};
    use proptest::prelude::*;

    fn all(mut places: KeyPlaces<'_>) -> Vec<usize> {
        let mut from = 0;
        std::iter::from_fn(|| {
            let at = places.next_from(from)?;
            from = at + 1;
            Some(at)
        })
        .collect()
    }

    fn plainly(text: &str, needle: &str) -> Vec<usize> {
        all(KeyPlaces::plainly(text, needle, 0..text.len()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn finds_what_a_plain_search_finds(
            words in prop::collection::vec("[abA]{1,3}|the|The|wordword|über|x", 0..120),
            ranges in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..60), SMALL_BATCH_KEYS..9),
        ) {
            let text = words.join(" ");
            let index = Index::new(text.as_bytes());
            let boundary = |at: usize| text.ceil_char_boundary(at);
            let mut needles = Vec::new();
            for (from, length) in ranges {
                let start = boundary(from.index(text.len() + 1));
                let end = boundary((start + length).min(text.len()));
                let needle = text[start..end].to_owned();
                needles.extend([format!("{needle}z"), needle.replacen('t', "T", 1), needle]);
            }
            let searched = SearchText::default();
            searched.look_up(&text, needles.iter().map(String::as_str), true);
            for needle in &needles {
                let wanted = plainly(&text, needle);
                prop_assert_eq!(&all(searched.places(&text, needle, 0..text.len())), &wanted);
                let anchors = anchors(needle.as_bytes());
                if !anchors.is_empty()
                    && let Some(found) = index.places(text.as_bytes(), needle.as_bytes(), &anchors)
                {
                    prop_assert_eq!(&found, &wanted);
                }
            }
        }
    }

    #[test]
    fn large_texts_are_looked_through_in_parts() {
        let numbers: Vec<String> = (0..1_200_000).map(|n: u32| n.to_string()).collect();
        let text = numbers.join(" word ");
        assert!(text.len() > 3 * PART);
        let keys: Vec<String> = (1..4)
            .flat_map(|part| (part * PART - 40..part * PART + 8).step_by(5))
            .map(|at| text[at..at + 32].to_owned())
            .collect();
        let searched = SearchText::default();
        searched.look_up(&text, keys.iter().map(String::as_str), true);
        for key in &keys {
            let found = all(searched.places(&text, key, 0..text.len()));
            assert_eq!(found, plainly(&text, key), "{key}");
            assert!(!found.is_empty());
        }
    }

    #[test]
    fn the_index_is_made_when_it_pays_and_not_used_where_it_does_not() {
        let text = "a text of some words is read once ".repeat(1_000);
        let searched = SearchText::default();
        let needle = "some words is read";
        for _ in 0..40 {
            let found = all(searched.places(&text, needle, 0..text.len()));
            assert_eq!(found, plainly(&text, needle));
        }
        let index = searched.index.get().expect("an index");
        let long = text.repeat(2);
        let bytes = long.as_bytes();
        assert_eq!(index.places(text.as_bytes(), bytes, &anchors(bytes)), None);
    }
}
