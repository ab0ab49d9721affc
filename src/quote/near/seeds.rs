//! The short pieces of a pattern that a text has, where much of the pattern may be edited.
//!
//! The pattern is cut into *seeds* that do not overlap, and each character of the text is looked at: that takes
//! longer than to look for runs of the text (`grams.rs`), and proves more.

use super::qgrams::{CASE, code};

/// Characters of a seed, at most.
const WIDEST: usize = 4;

/// Seeds of a pattern, at most: a bit for each.
const MOST: usize = u64::BITS as usize;

/// Bits of a seed's hash.
const BITS: u32 = 13;

/// Characters of the text that are looked at together: a bit for each.
const BLOCK: usize = u64::BITS as usize;

/// And those that end the seeds that begin there.
/// Eight bytes are read at a time.
const READ: usize = BLOCK + 4;

/// Marks a hash that some seed has.
const KNOWN: u8 = 0x80;

/// The seeds of a pattern, of so many characters each: at most [`WIDEST`].
pub(crate) struct Seeds<const WIDTH: usize> {
    /// By hash, first to last; no more than [`MOST`].
    seeds: Vec<Seed>,
    /// For each hash the number of the first seed that has it, one more, and [`KNOWN`]; or 0.
    first: Box<[u8; 1 << BITS]>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seed {
    hash: usize,
    codes: u32,
    /// Its first character's place in the pattern.
    start: usize,
}

/// The bytes of four that a seed has.
const fn of_seed<const WIDTH: usize>() -> u32 {
    u32::MAX >> (8 * (WIDEST - WIDTH))
}

/// Multiplicative hashing (D. Knuth, TAOCP 3, 6.4) of the first codes of four.
#[inline]
const fn hash<const WIDTH: usize>(codes: u32) -> usize {
    // What is shifted out is as good as masked.
    let codes = codes << (8 * (WIDEST - WIDTH));
    (codes.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS)) as usize
}

impl<const WIDTH: usize> Seeds<WIDTH> {
    /// The seeds of `pattern`, evenly spread over it.
    pub(crate) fn new(pattern: &[char]) -> Self {
        let step = WIDTH.max(pattern.len().div_ceil(MOST));
        let windows = pattern.windows(WIDTH).enumerate().step_by(step);
        let seeds = windows.map(|(start, window)| {
            let mut bytes = [0; WIDEST];
            bytes.iter_mut().zip(window).for_each(|(byte, &c)| *byte = code(c));
            let codes = u32::from_le_bytes(bytes);
            Seed { hash: hash::<WIDTH>(codes), codes, start }
        });
        let mut seeds: Vec<Seed> = seeds.collect();
        seeds.sort_unstable();
        let mut first = Box::new([0; 1 << BITS]);
        for (number, seed) in (1..).zip(&seeds) {
            if let Some(first) = first.get_mut(seed.hash).filter(|first| **first == 0) {
                *first = KNOWN | number;
            }
        }
        Self { seeds, first }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.seeds.len()
    }

    /// Tells of the seeds that are in `text`: the place there, in characters, that in the pattern, and the seed's number.
    /// After `limit` of them it is false and stops.
    pub(crate) fn look_up_in(
        &self,
        text: &str,
        limit: usize,
        mut take: impl FnMut(usize, usize, usize),
    ) -> bool {
        /// Characters whose codes are made at a time.
        const PIECE: usize = 256 * BLOCK;
        let (mut codes, mut chars) = (Vec::with_capacity(PIECE + READ), text.chars());
        let (mut from, mut left) = (0, limit);
        loop {
            let missing = (PIECE + READ - BLOCK).saturating_sub(codes.len());
            refill(&mut codes, &mut chars, missing);
            let last = chars.as_str().is_empty();
            if last {
                // No seed has these: the last characters have blocks, too.
                codes.extend([0; READ]);
            }
            let starts = (0..codes.len().saturating_sub(READ - 1)).step_by(BLOCK);
            for (start, block) in
                starts.filter_map(|at| Some((at, codes.get(at..)?.first_chunk()?)))
            {
                let mut places = self.in_block(block);
                while places != 0 {
                    let place = places.trailing_zeros() as usize;
                    places &= places - 1;
                    for (number, seed) in self.at(block, place) {
                        take(from + start + place, seed.start, number);
                        left = match left.checked_sub(1) {
                            Some(left) => left,
                            None => return false,
                        };
                    }
                }
            }
            if last {
                return true;
            }
            // The last characters begin the seeds that end in the next piece.
            let read = codes.len().saturating_sub(READ - BLOCK);
            from += read;
            codes.drain(..read);
        }
    }

    /// The places of a block at which a seed may be: a bit each. Without a branch, since none would be foreseen.
    #[inline]
    fn in_block(&self, block: &[u8; READ]) -> u64 {
        let four = |at: usize| {
            let eight = block.get(at..).and_then(<[u8]>::first_chunk);
            let eight = eight.map_or(0, |eight| u64::from_le_bytes(*eight));
            [0, 1, 2, 3].map(|place| {
                let known = self.first[hash::<WIDTH>(low(eight >> (8 * place)))] >> 7;
                known << place
            })
        };
        (0..BLOCK / 4).fold(0, |places, number| {
            let bits = four(4 * number).iter().fold(0, |all, known| all | known);
            places | u64::from(bits) << (4 * number)
        })
    }

    /// The seeds that are at a place of a block, with their numbers.
    #[inline]
    fn at(&self, block: &[u8; READ], place: usize) -> impl Iterator<Item = (usize, &Seed)> {
        let codes = block.get(place..).and_then(<[u8]>::first_chunk);
        let codes = codes.map_or(0, |codes| u32::from_le_bytes(*codes));
        let hash = hash::<WIDTH>(codes);
        let first = usize::from(self.first[hash] & !KNOWN).saturating_sub(1);
        let from_first = (first..).zip(self.seeds.get(first..).unwrap_or(&[]));
        let same = from_first.take_while(move |(_, seed)| seed.hash == hash);
        same.filter(move |(_, seed)| seed.codes == codes & of_seed::<WIDTH>())
    }
}

/// The lower half.
#[expect(clippy::cast_possible_truncation, reason = "the upper half is not wanted")]
const fn low(bits: u64) -> u32 {
    bits as u32
}

/// Adds the codes of the next `count` characters, or of those that are left.
fn refill(codes: &mut Vec<u8>, chars: &mut std::str::Chars<'_>, count: usize) {
    let rest = chars.as_str();
    if let Some(plain) = rest.as_bytes().get(..count).filter(|plain| plain.is_ascii()) {
        codes.extend(plain.iter().map(|byte| byte | CASE));
        *chars = rest.get(count..).unwrap_or("").chars();
    } else {
        codes.extend(chars.by_ref().take(count).map(code));
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Seeds};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn all_seeds_of_a_text_are_found(
            text in "([a-c]{1,9}|[éÉ’ ]|あ){0,400}",
            pattern in "([a-c]{1,9}|[éÉ’ ]|あ){1,60}",
            // More than is read at a time.
            often in prop::sample::select(vec![1, 1, 1, 40]),
        ) {
            let (pattern, text): (Vec<char>, String) = (pattern.chars().collect(), text.repeat(often));
            found::<4>(&pattern, &text)?;
            found::<3>(&pattern, &text)?;
        }
    }

    fn found<const WIDTH: usize>(pattern: &[char], text: &str) -> Result<(), TestCaseError> {
        let seeds = Seeds::<WIDTH>::new(pattern);
        let mut found = BTreeSet::new();
        let whole = seeds.look_up_in(text, usize::MAX, |place, start, number| {
            assert_eq!(seeds.seeds[number].start, start);
            found.insert((place, start));
        });
        prop_assert!(whole && seeds.len() <= MOST);
        let starts: BTreeSet<usize> = seeds.seeds.iter().map(|seed| seed.start).collect();
        prop_assert!(starts.iter().zip(starts.iter().skip(1)).all(|(a, b)| a + WIDTH <= *b));
        prop_assert_eq!(starts.len(), seeds.len());
        let chars: Vec<char> = text.chars().collect();
        for (place, window) in chars.windows(WIDTH).enumerate() {
            for &start in starts.iter().filter(|&&s| pattern[s..s + WIDTH] == *window) {
                prop_assert!(found.contains(&(place, start)), "{} at {}", start, place);
            }
        }
        Ok(())
    }
}
