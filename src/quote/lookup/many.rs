//! Where any of many keys are in a text, in one pass over it.
//!
//! Each key has an *anchor*: one of its words, by its first bytes. The text's words are looked up among the anchors,
//! first in a set of bits that nearly always says no, and the key is compared around those that are there. So
//! the text is read once, however many keys there are. Keys without such a word, and text that repeats itself,
//! are searched plainly; a test compares what both find.

use crate::quote::fold::byte_mask::alike;
use memchr::memchr_iter;
use std::ops::Range;

/// Steps of the search that one hit counts for. This bounds the memory for hits to a quarter of the text's bytes.
const STEPS_PER_HIT: usize = 32;

/// Words of a key that are considered for its anchor.
const MAX_WORDS: usize = 16;

/// Letters of English from frequent to rare; what is not here is rarer.
const FREQUENT: &[u8] = b" etaoinshrdlucmfwypvbgk";

/// How often a byte is in English text, roughly: 0 for rare ones. As a table, since branches on letters are
/// rarely foreseen.
const COMMONNESS: [u8; 256] = {
    let mut table = [0; 256];
    let (mut at, mut common) = (FREQUENT.len(), 0);
    while at > 0 {
        at -= 1;
        common += 1;
        table[FREQUENT[at] as usize] = common;
    }
    table
};

/// The fewest bits that tell which words are no anchors.
const MIN_BITS: usize = 1 << 12;

/// One occurrence of a key: the key's number, and the first byte in the text.
pub(crate) type KeyHit = (u32, u32);

/// Keys to look for.
#[derive(Debug)]
pub(crate) struct Needles<K> {
    keys: Vec<K>,
    /// Anchors of eight bytes, and of four for keys that have none.
    wide: Anchors,
    narrow: Anchors,
    anchored: Vec<bool>,
}

impl<K: AsRef<str>> Needles<K> {
    /// Linear in the bytes of the keys. Empty ones are not looked for.
    pub(crate) fn new(keys: Vec<K>) -> Self {
        let mut wide = Anchors::new(8, keys.len());
        let mut narrow = Anchors::new(4, keys.len());
        let mut anchored = Vec::with_capacity(keys.len());
        for (number, key) in keys.iter().enumerate() {
            let key = key.as_ref().as_bytes();
            anchored.push(wide.take(number, key) || narrow.take(number, key));
        }
        wide.build();
        narrow.build();
        Self { keys, wide, narrow, anchored }
    }

    /// The keys, in the order that they were given in.
    pub(crate) fn keys(&self) -> &[K] {
        &self.keys
    }

    /// Whether [`Needles::places`] looks for a key.
    pub(crate) fn is_anchored(&self, key: usize) -> bool {
        self.anchored.get(key).is_some_and(|anchored| *anchored)
    }

    /// The places of all keys that have an anchor, overlapping ones too, where that anchor follows a space of `within`:
    /// each place is one of exactly one of the parts of a text. None where the text repeats itself, so that it would
    /// take longer than to read it a few times.
    pub(crate) fn places(&self, text: &str, within: Range<usize>) -> Option<Vec<KeyHit>> {
        let mut places = Vec::new();
        let small = u32::try_from(text.len()).is_ok();
        let take = |key: u32, at| places.push((key, u32::try_from(at).unwrap_or(u32::MAX)));
        (small && self.each_within(text, within, take)).then_some(places)
    }

    /// Calls `found` with the number of a key and a byte, for each place of a key that has an anchor; not in
    /// order. Whether all places were found.
    pub(crate) fn each(&self, text: &str, mut found: impl FnMut(usize, usize)) -> bool {
        self.each_within(text, 0..text.len(), |key, at| found(key as usize, at))
    }

    fn each_within(
        &self,
        text: &str,
        within: Range<usize>,
        mut found: impl FnMut(u32, usize),
    ) -> bool {
        let bytes = text.as_bytes();
        let mut left = within.len() * 8 + (1 << 20);
        let from = within.start;
        let narrow = Some(&self.narrow).filter(|anchors| !anchors.all.is_empty());
        for (start, mut spaces) in alike(bytes.get(within).unwrap_or(&[]), b' ') {
            while spaces != 0 {
                let at = from + start + spaces.trailing_zeros() as usize + 1;
                spaces &= spaces - 1;
                let gram = gram(bytes, at);
                let mut compare = |anchors: &Anchors| {
                    !anchors.may_have(gram)
                        || self.compare(anchors, gram, (bytes, at), &mut left, &mut found)
                };
                if !(compare(&self.wide) && narrow.is_none_or(&mut compare)) {
                    return false;
                }
            }
        }
        true
    }

    /// Compares the keys whose anchor is `gram` with what is around byte `at`. False where no steps are left.
    #[inline(never)]
    fn compare(
        &self,
        anchors: &Anchors,
        gram: u64,
        (bytes, at): (&[u8], usize),
        left: &mut usize,
        found: &mut impl FnMut(u32, usize),
    ) -> bool {
        for anchor in anchors.of(gram) {
            let Some(start) = at.checked_sub(anchor.offset as usize) else { continue };
            let Some(needle) = self.keys.get(anchor.key as usize).map(|k| k.as_ref().as_bytes())
            else {
                continue;
            };
            let stands = bytes.get(start..start + needle.len()) == Some(needle);
            let steps = needle.len() / 16 + if stands { STEPS_PER_HIT } else { 1 };
            let Some(rest) = left.checked_sub(steps) else { return false };
            *left = rest;
            if stands {
                found(anchor.key, start);
            }
        }
        true
    }
}

/// Eight bytes of `text` from `at` on, zeros after its end.
fn gram(text: &[u8], at: usize) -> u64 {
    if let Some(eight) = text.get(at..at + 8).and_then(|eight| eight.first_chunk::<8>()) {
        return u64::from_le_bytes(*eight);
    }
    last_gram(text, at)
}

#[cold]
fn last_gram(text: &[u8], at: usize) -> u64 {
    let mut eight = [0; 8];
    for (to, from) in eight.iter_mut().zip(text.get(at..).unwrap_or(&[])) {
        *to = *from;
    }
    u64::from_le_bytes(eight)
}

/// One key's anchor.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    gram: u64,
    key: u32,
    /// Bytes of the key before it.
    offset: u32,
}

/// Anchors by what is there.
#[derive(Debug)]
struct Anchors {
    width: usize,
    mask: u64,
    all: Vec<Anchor>,
    /// For each hash where its anchors begin in `all`; while they are being taken, how many there are.
    heads: Vec<u32>,
    shift: u32,
    /// Bits that are set for the hashes of the anchors; there are so many of them that few others are.
    bits: Vec<u64>,
    bits_shift: u32,
}

impl Anchors {
    fn new(width: usize, most: usize) -> Self {
        let size = most.clamp(16, 1 << 24).next_power_of_two();
        let bits = (size * 16).max(MIN_BITS);
        Self {
            width,
            mask: if width < 8 { (1 << (8 * width)) - 1 } else { u64::MAX },
            all: Vec::new(),
            heads: vec![0; size + 1],
            shift: u64::BITS - size.trailing_zeros(),
            bits: vec![0; bits / 64],
            bits_shift: u64::BITS - bits.trailing_zeros(),
        }
    }

    /// Multiplicative hashing (D. Knuth, TAOCP 3, 6.4).
    const fn product(gram: u64) -> u64 {
        gram.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn slot(&self, gram: u64) -> usize {
        usize::try_from(Self::product(gram) >> self.shift).unwrap_or(0)
    }

    fn bit(&self, gram: u64) -> (usize, u64) {
        let bit = Self::product(gram) >> self.bits_shift;
        (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
    }

    /// Takes the word of `key` that the fewest other keys have as their anchor, and of these the one whose letters are
    /// the rarest. False where it has none that starts after a space and has as many bytes.
    fn take(&mut self, number: usize, key: &[u8]) -> bool {
        let last = key.len().saturating_sub(self.width);
        let words = memchr_iter(b' ', key.get(..last).unwrap_or(&[])).map(|space| space + 1);
        let anchor = |at: usize| {
            let gram = gram(key, at) & self.mask;
            let others = self.heads.get(self.slot(gram)).copied().unwrap_or(0);
            let common: usize = key.iter().skip(at).take(self.width).map(|b| commonness(*b)).sum();
            (others, common, at, gram)
        };
        let Some((.., at, gram)) = words.take(MAX_WORDS).map(anchor).min() else { return false };
        let (Ok(key), Ok(offset)) = (u32::try_from(number), u32::try_from(at)) else {
            return false;
        };
        let slot = self.slot(gram);
        if let Some(count) = self.heads.get_mut(slot) {
            *count += 1;
        }
        let (word, bit) = self.bit(gram);
        if let Some(word) = self.bits.get_mut(word) {
            *word |= bit;
        }
        self.all.push(Anchor { gram, key, offset });
        true
    }

    /// Sorts the anchors by their hashes.
    fn build(&mut self) {
        let mut sum = 0;
        for head in &mut self.heads {
            let count = *head;
            *head = sum;
            sum += count;
        }
        let shift = self.shift;
        self.all.sort_by_key(|a| (Self::product(a.gram) >> shift, a.key));
    }

    /// Whether there may be anchors that are `gram`: nearly always not.
    fn may_have(&self, gram: u64) -> bool {
        let (word, bit) = self.bit(gram & self.mask);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The anchors that are `gram`.
    fn of(&self, gram: u64) -> impl Iterator<Item = &Anchor> {
        let gram = gram & self.mask;
        let slot = self.slot(gram);
        let range = match (self.heads.get(slot), self.heads.get(slot + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        };
        let anchors = self.all.get(range).unwrap_or(&[]);
        anchors.iter().filter(move |a| a.gram == gram)
    }
}

fn commonness(byte: u8) -> usize {
    COMMONNESS.get(usize::from(byte)).copied().map_or(0, usize::from)
}

#[cfg(test)]
mod tests {
    use super::Needles;
    use proptest::prelude::*;

    fn plainly(text: &str, key: &str) -> Vec<usize> {
        (0..text.len()).filter(|at| text.as_bytes()[*at..].starts_with(key.as_bytes())).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn finds_what_plain_searches_find(
            words in prop::collection::vec("[ab]{1,3}|the|wordword|über|x|Ωmega", 1..150),
            ranges in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..60), 1..40),
            cut in any::<prop::sample::Index>(),
        ) {
            let text = words.join(" ");
            let boundary = |at: usize| text.ceil_char_boundary(at);
            let mut keys: Vec<String> = Vec::new();
            for (from, length) in ranges {
                let from = boundary(from.index(text.len()));
                let to = boundary((from + length).min(text.len()));
                keys.push(text[from..to].to_owned());
                keys.push(format!("{}z", &text[from..to]));
            }
            let needles = Needles::new(keys.clone());
            let middle = cut.index(text.len());
            let mut places = needles.places(&text, 0..middle).expect("small texts are read");
            places.extend(needles.places(&text, middle..text.len()).expect("small texts are read"));
            for (number, key) in keys.iter().enumerate() {
                let places = places.iter().filter(|(key, _)| *key as usize == number);
                let found: Vec<usize> = places.map(|(_, at)| *at as usize).collect();
                if needles.is_anchored(number) {
                    prop_assert_eq!(found, plainly(&text, key));
                } else {
                    prop_assert!(found.is_empty());
                }
                // A word of four bytes after a space is an anchor.
                let has_word = key.split(' ').skip(1).any(|word| word.len() >= 4);
                prop_assert!(needles.is_anchored(number) || !has_word);
            }
        }
    }

    #[test]
    fn gives_up_on_text_that_repeats_itself() {
        let text = "spam ".repeat(20_000);
        let keys: Vec<String> = (1..200).map(|count| "spam ".repeat(count * 50)).collect();
        assert!(Needles::new(keys).places(&text, 0..text.len()).is_none());
    }

    #[test]
    fn keys_with_one_beginning_have_anchors_of_their_own() {
        let keys: Vec<String> = (0..1_000)
            .map(|n| format!("they all begin with the same words and end {n:05} so"))
            .collect();
        let needles = Needles::new(keys);
        let most = needles.wide.heads.windows(2).map(|w| w[1] - w[0]).max();
        assert!(most.is_some_and(|most| most < 20), "{most:?}");
    }
}
