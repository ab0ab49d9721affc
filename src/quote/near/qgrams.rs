//! The short runs of characters of a text or of a pattern, by their hash.
//!
//! Capitals count as small letters, and characters that are not ASCII have one of 128 codes: two runs that are
//! the same have the same hash, and that others have it too only adds places to look at.

use std::ops::ControlFlow;

/// Characters of a run.
///
/// Shorter ones prove passages with more edits, and are in more places that have none: in text of few and
/// frequent words those of four characters vote for every place alike.
pub(crate) const Q: usize = 6;

/// In small letters, one for one.
pub(crate) fn small(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The bit that tells capitals from small letters in ASCII.
pub(crate) const CASE: u8 = 0x20;

/// A byte for a character.
pub(crate) fn code(c: char) -> u8 {
    // Punctuation is most of what is not ASCII, and has no capitals to look for.
    let c = if matches!(c, '\u{2000}'..='\u{206F}') { c } else { small(c) };
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => byte | CASE,
        _ => u32::from(c).wrapping_mul(0x9E37_79B9).to_be_bytes()[0] | 0x80,
    }
}

/// The codes of a run's characters, each a byte. None where there are fewer.
fn run_of(mut codes: impl Iterator<Item = u8>) -> Option<u64> {
    let mut run = 0;
    for place in 0..Q {
        run |= u64::from(codes.next()?) << (8 * place);
    }
    Some(run)
}

/// All runs of a pattern, in order.
fn runs_of(pattern: &[char]) -> impl Iterator<Item = u64> {
    pattern.windows(Q).filter_map(|window| run_of(window.iter().map(|&c| code(c))))
}

/// Multiplicative hashing (D. Knuth, TAOCP 3, 6.4).
#[inline]
fn hash(run: u64, bits: u32) -> usize {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    usize::try_from(run.wrapping_mul(FACTOR) >> (u64::BITS - bits)).unwrap_or(0)
}

/// The codes of the first bytes of eight that are ASCII.
#[inline]
const fn plain_run(eight: [u8; 8]) -> u64 {
    const BYTES: u64 = (1 << (8 * Q)) - 1;
    (u64::from_le_bytes(eight) | u64::from_le_bytes([CASE; 8])) & BYTES
}

/// Tells of every sixth run of `text`, first to last, until it is told to stop.
#[inline]
fn each_apart(text: &str, mut take: impl FnMut(u64) -> ControlFlow<()>) -> ControlFlow<()> {
    // Most text is ASCII, and goes quickest so many runs at a time.
    const TOGETHER: usize = 8;
    const READ: usize = (TOGETHER - 1) * Q + 8;
    let mut at = 0;
    loop {
        let rest = text.as_bytes().get(at..).unwrap_or(&[]);
        if let Some(chunk) = rest.first_chunk::<READ>().filter(|chunk| chunk.is_ascii()) {
            let run = |number: usize| {
                let eight = chunk.get(number * Q..).and_then(<[u8]>::first_chunk);
                eight.map_or(0, |eight| plain_run(*eight))
            };
            for run in std::array::from_fn::<u64, TOGETHER, _>(run) {
                take(run)?;
            }
            at += TOGETHER * Q;
            continue;
        }
        for _ in 0..TOGETHER {
            let eight = text.as_bytes().get(at..).and_then(<[u8]>::first_chunk);
            if let Some(eight) = eight.filter(|eight: &&[u8; 8]| eight.is_ascii()) {
                at += Q;
                take(plain_run(*eight))?;
                continue;
            }
            let mut chars = text.get(at..).unwrap_or("").chars();
            let Some(run) = run_of(chars.by_ref().map(code)) else {
                return ControlFlow::Continue(());
            };
            at = text.len() - chars.as_str().len();
            take(run)?;
        }
    }
}

/// The places of runs by their hash.
#[derive(Debug)]
pub(crate) struct Grams {
    bits: u32,
    /// Where each hash's places begin in `places`; two entries more than there are hashes.
    heads: Vec<u32>,
    /// Places in characters; those of one hash together, ascending.
    places: Vec<u32>,
    /// Of a pattern, whose runs are few: a bit for each hash of [`FINE`] bits that some run has.
    known: Option<Box<Known>>,
}

/// Bits of the hashes that are looked up first: of a hundred runs of a text, one has that of a run of a pattern.
const FINE: u32 = 14;

/// A bit for each of them.
type Known = [u64; 1 << (FINE - 6)];

impl Grams {
    /// All runs of a pattern.
    pub(crate) fn of_pattern(pattern: &[char]) -> Self {
        // Few runs need few hashes: they are made anew for each pattern.
        let bits = (pattern.len() * 8).clamp(1 << 8, 1 << 12).next_power_of_two().ilog2();
        let hashes: Vec<u32> = runs_of(pattern).map(|run| narrow(hash(run, bits))).collect();
        let mut known = Box::new([0; 1 << (FINE - 6)]);
        for fine in runs_of(pattern).map(|run| hash(run, FINE)) {
            if let Some(bits) = known.get_mut(fine / 64) {
                *bits |= 1_u64 << (fine % 64);
            }
        }
        Self { known: Some(known), ..Self::new(&hashes, bits, 1) }
    }

    /// Every sixth run of a text; they do not overlap. While it is made, 1.4 bytes a character, and then at most 0.8.
    pub(crate) fn of_text(text: &str) -> Self {
        let bits = (text.len() / Q / 16).clamp(1 << 13, 1 << 24).next_power_of_two().ilog2();
        let mut hashes: Vec<u32> = Vec::with_capacity(text.len() / Q);
        let _ = each_apart(text, |run| {
            hashes.push(narrow(hash(run, bits)));
            ControlFlow::Continue(())
        });
        Self::new(&hashes, bits, Q)
    }

    /// The places `0, step, 2 step, …` by their hashes.
    fn new(hashes: &[u32], bits: u32, step: usize) -> Self {
        let mut heads = vec![0_u32; (1 << bits) + 2];
        // First how many places each hash has, two entries after its own; then where they begin, one entry
        // after; and when all places are put there, each entry is where its own begin.
        for &hash in hashes {
            if let Some(count) = heads.get_mut(hash as usize + 2) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for head in &mut heads {
            sum += *head;
            *head = sum;
        }
        let mut places = vec![0; hashes.len()];
        for (number, &hash) in hashes.iter().enumerate() {
            let Some(head) = heads.get_mut(hash as usize + 1) else { continue };
            if let Some(place) = places.get_mut(*head as usize) {
                *place = narrow(number * step);
            }
            *head += 1;
        }
        Self { bits, heads, places, known: None }
    }

    fn places_of(&self, hash: usize) -> &[u32] {
        let Some(&[from, to]) = self.heads.get(hash..).and_then(<[u32]>::first_chunk::<2>) else {
            return &[];
        };
        if from == to { &[] } else { self.places.get(from as usize..to as usize).unwrap_or(&[]) }
    }

    /// Tells of the places in the text whose runs these are at which a run of `pattern` is, and where that is
    /// in the pattern, both ascending; until it is told to stop.
    pub(crate) fn look_up(
        &self,
        pattern: &[char],
        mut take: impl FnMut(&[u32], &[u32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut runs: Vec<(usize, u32)> =
            runs_of(pattern).zip(0..).map(|(run, start)| (hash(run, self.bits), start)).collect();
        runs.sort_unstable();
        let mut starts = Vec::new();
        for same in runs.chunk_by(|a, b| a.0 == b.0) {
            starts.clear();
            starts.extend(same.iter().map(|run| run.1));
            take(self.places_of(same.first().map_or(0, |run| run.0)), &starts)?;
        }
        ControlFlow::Continue(())
    }

    /// The same where these are the runs of the pattern: the text is read once.
    pub(crate) fn look_up_in(
        &self,
        text: &str,
        mut take: impl FnMut(&[u32], &[u32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(known) = &self.known else { return ControlFlow::Continue(()) };
        let known = |fine: usize| known.get(fine / 64).is_some_and(|b| b >> (fine % 64) & 1 == 1);
        let mut place = 0;
        each_apart(text, |run| {
            if known(hash(run, FINE)) {
                let starts = self.places_of(hash(run, self.bits));
                if !starts.is_empty() {
                    take(&[place], starts)?;
                }
            }
            place += narrow(Q);
            ControlFlow::Continue(())
        })
    }
}

/// Places and hashes are below 2^32: the caller leaves longer texts alone.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Grams, Q};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::ops::ControlFlow;

    proptest! {
        #[test]
        fn both_ways_to_look_runs_up_agree(
            text in "([a-cA-C]{1,9}|[éÉ’ ]|あ){0,400}",
            pattern in "([a-cA-C]{1,9}|[éÉ’ ]|あ){1,40}",
        ) {
            let chars: Vec<char> = pattern.chars().collect();
            let places: Vec<char> = text.chars().collect();
            let small = |run: &[char]| -> Vec<String> {
                run.iter().map(|c| c.to_lowercase().collect()).collect()
            };
            let (mut by_text, mut by_pattern) = (BTreeSet::new(), BTreeSet::new());
            let into = |set: &mut BTreeSet<(u32, u32)>, places: &[u32], starts: &[u32]| {
                assert!(places.is_sorted() && starts.is_sorted());
                for place in places {
                    set.extend(starts.iter().map(|start| (*place, *start)));
                }
                ControlFlow::Continue(())
            };
            let whole = Grams::of_text(&text).look_up(&chars, |p, s| into(&mut by_text, p, s));
            prop_assert!(whole.is_continue());
            let whole =
                Grams::of_pattern(&chars).look_up_in(&text, |p, s| into(&mut by_pattern, p, s));
            prop_assert!(whole.is_continue());
            for (place, run) in places.chunks_exact(Q).enumerate().map(|(n, run)| (n * Q, run)) {
                for (start, window) in chars.windows(Q).enumerate() {
                    let pair = (u32::try_from(place).expect("short"), u32::try_from(start).expect("short"));
                    if small(window) == small(run) {
                        prop_assert!(by_text.contains(&pair) && by_pattern.contains(&pair));
                    }
                }
            }
        }
    }
}
