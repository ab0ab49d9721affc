//! Where many keys stand in one text: the text is read once, then each key is looked up.
//!
//! An index of the text's word starts by the eight bytes that stand there, as chains in one table. A key is looked up
//! by the rarest of its own word starts and compared there. One key costs less with a plain search, so
//! the index is made when the searches so far have cost what it would have. What both find is
//! the same; a test compares them.

use memchr::{memchr_iter, memmem};
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of a word start that are looked up.
const GRAM: usize = 8;

/// Larger keys have no index, in bytes: it takes up to three bytes for each of theirs.
const MAX_INDEXED: usize = 256 << 20;

/// Word starts of a key that are considered for looking it up, and places counted for each of them.
const MAX_ANCHORS: usize = 16;

/// A text to search in, with its index once that pays.
#[derive(Debug, Default)]
pub(crate) struct Searched {
    /// What the searches so far have cost, in bytes read.
    spent: AtomicUsize,
    index: OnceLock<Index>,
}

impl Searched {
    /// All places of `needle` within some bytes of `text`, ascending, overlapping ones too. `text` is always
    /// the same.
    pub(crate) fn places<'s>(
        &'s self,
        text: &'s str,
        needle: &'s str,
        within: Range<usize>,
    ) -> Box<dyn Iterator<Item = usize> + 's> {
        if within.len() < text.len() {
            return Box::new(plainly(text.as_bytes(), needle.as_bytes(), within));
        }
        let anchors = anchors(needle.as_bytes());
        if !anchors.is_empty()
            && let Some(index) = self.index(text)
            && let Some(found) = index.places(text.as_bytes(), needle.as_bytes(), &anchors)
        {
            return Box::new(found.into_iter());
        }
        Box::new(plainly(text.as_bytes(), needle.as_bytes(), within))
    }

    fn index(&self, text: &str) -> Option<&Index> {
        if self.index.get().is_none() {
            // What setting up a search costs, and reading with SIMD: about 1,500 bytes, and a sixteenth.
            let spent = self.spent.fetch_add(1_500 + text.len() / 16, Ordering::Relaxed);
            if spent < text.len() || text.len() > MAX_INDEXED {
                return None;
            }
        }
        Some(self.index.get_or_init(|| Index::new(text.as_bytes())))
    }
}

/// The same without an index.
fn plainly<'s>(
    text: &'s [u8],
    needle: &'s [u8],
    within: Range<usize>,
) -> impl Iterator<Item = usize> + 's {
    let finder = memmem::Finder::new(needle);
    let text = text.get(..within.end).unwrap_or(text);
    let mut from = within.start;
    std::iter::from_fn(move || {
        let at = from + finder.find(text.get(from..)?)?;
        from = at + 1;
        Some(at)
    })
    .take_while(|_| !needle.is_empty())
}

/// The bytes of `needle` where a word starts right after a space: where the needle stands, the text has a
/// word start too.
fn anchors(needle: &[u8]) -> Vec<usize> {
    let last = needle.len().saturating_sub(GRAM);
    let starts = memchr_iter(b' ', needle.get(..last).unwrap_or(&[])).map(|space| space + 1);
    starts.take(MAX_ANCHORS).collect()
}

/// Word starts by a hash of what stands there.
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
        // Words of English take six bytes with their space.
        let bits = (text.len() / 6).max(64).next_power_of_two().trailing_zeros();
        let mut index = Self {
            heads: vec![0; 1 << bits],
            words: Vec::with_capacity(text.len() / 6 + 16),
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
    use super::{Index, Searched, anchors, plainly};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn finds_what_a_plain_search_finds(
            words in prop::collection::vec("[ab]{1,3}|the|wordword|über|x", 0..120),
            from in any::<prop::sample::Index>(),
            length in 1_usize..60,
        ) {
            let text = words.join(" ");
            let index = Index::new(text.as_bytes());
            let ends = |at: usize| (at..=text.len()).find(|&a| text.is_char_boundary(a));
            let start = ends(from.index(text.len() + 1)).expect("a boundary");
            let end = ends((start + length).min(text.len())).expect("a boundary");
            let missing = format!("{}z", &text[start..end]);
            for needle in [&text[start..end], &missing].map(str::as_bytes) {
                let wanted: Vec<usize> = plainly(text.as_bytes(), needle, 0..text.len()).collect();
                let anchors = anchors(needle);
                if !anchors.is_empty()
                    && let Some(found) = index.places(text.as_bytes(), needle, &anchors)
                {
                    prop_assert_eq!(found, wanted);
                }
            }
        }
    }

    #[test]
    fn the_index_is_made_when_it_pays_and_not_used_where_it_does_not() {
        let text = "a text of some words is read once ".repeat(1_000);
        let searched = Searched::default();
        let needle = "some words is read";
        let wanted: Vec<usize> =
            plainly(text.as_bytes(), needle.as_bytes(), 0..text.len()).collect();
        for _ in 0..40 {
            let found: Vec<usize> = searched.places(&text, needle, 0..text.len()).collect();
            assert_eq!(found, wanted);
        }
        let index = searched.index.get().expect("an index");
        let long = text.repeat(2);
        let bytes = long.as_bytes();
        assert_eq!(index.places(text.as_bytes(), bytes, &anchors(bytes)), None);
    }
}
