//! The short runs of characters of a text or of a pattern, by their hash.
//!
//! Capitals count as small letters, and characters that are not ASCII have one of 128 codes: two runs that are
//! the same have the same hash, and that others have it too only adds places to look at.

use std::ops::ControlFlow;

/// Characters of a run.
///
/// Shorter ones prove passages with more edits, and stand in more places that have none: in text of few and
/// frequent words those of four characters vote for every place alike.
pub(crate) const Q: usize = 5;

/// Diagonals in which one place of a text counts once.
pub(crate) const BIN: u32 = 64;

/// In small letters, one for one.
pub(crate) fn small(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The bit that tells capitals from small letters in ASCII.
const CASE: u8 = 0x20;

fn code(c: char) -> u8 {
    // Punctuation is most of what is not ASCII, and has no capitals to look for.
    let c = if matches!(c, '\u{2000}'..='\u{206F}') { c } else { small(c) };
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => byte | CASE,
        _ => u32::from(c).wrapping_mul(0x9E37_79B9).to_be_bytes()[0] | 0x80,
    }
}

/// The codes of five characters, each a byte. None where there are fewer.
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
fn hash(run: u64, bits: u32) -> usize {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    usize::try_from(run.wrapping_mul(FACTOR) >> (u64::BITS - bits)).unwrap_or(0)
}

/// Tells of the hash of every fifth run of `text`, first to last, until it is told to stop.
fn each_fifth(text: &str, bits: u32, mut take: impl FnMut(usize) -> ControlFlow<()>) {
    const FIVE: u64 = (1 << (8 * Q)) - 1;
    const ASCII: u64 = 0x8080_8080_8080_8080;
    let mut at = 0;
    loop {
        let plain =
            text.as_bytes().get(at..).and_then(<[u8]>::first_chunk).map(|eight: &[u8; 8]| {
                let run = u64::from_le_bytes(*eight) & FIVE;
                (run & ASCII == 0).then_some(run | (FIVE & u64::from_le_bytes([CASE; 8])))
            });
        let run = if let Some(Some(run)) = plain {
            at += Q;
            run
        } else {
            let mut chars = text.get(at..).unwrap_or("").chars();
            let Some(run) = run_of(chars.by_ref().map(code)) else { return };
            at = text.len() - chars.as_str().len();
            run
        };
        if take(hash(run, bits)).is_break() {
            return;
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
}

impl Grams {
    /// All runs of a pattern.
    pub(crate) fn of_pattern(pattern: &[char]) -> Self {
        const BITS: u32 = 12;
        let hashes: Vec<u32> = runs_of(pattern).map(|run| narrow(hash(run, BITS))).collect();
        Self::new(&hashes, BITS, 1)
    }

    /// Every fifth run of a text; they do not overlap. While it is made, 1.6 bytes a character, and then at most 1.2.
    pub(crate) fn of_text(text: &str) -> Self {
        let bits = (text.len() / Q / 16).clamp(1 << 13, 1 << 24).next_power_of_two().ilog2();
        let mut hashes: Vec<u32> = Vec::with_capacity(text.len() / Q);
        each_fifth(text, bits, |hash| {
            hashes.push(narrow(hash));
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
        Self { bits, heads, places }
    }

    fn places_of(&self, hash: usize) -> &[u32] {
        let Some(&[from, to]) = self.heads.get(hash..).and_then(<[u32]>::first_chunk::<2>) else {
            return &[];
        };
        if from == to { &[] } else { self.places.get(from as usize..to as usize).unwrap_or(&[]) }
    }

    /// On which diagonals the runs of `pattern` stand in the text whose runs these are: for each that does, the place in
    /// the text less that in the pattern, and the pattern's length more; of one place no two that are in one of
    /// [`BIN`] diagonals. None where they are more than `most`.
    pub(crate) fn diagonals(&self, pattern: &[char], most: usize) -> Option<Vec<u32>> {
        let mut runs: Vec<(usize, u32)> =
            runs_of(pattern).zip(0..).map(|(run, start)| (hash(run, self.bits), start)).collect();
        runs.sort_unstable();
        let mut diagonals = Vec::new();
        let length = narrow(pattern.len());
        for same in runs.chunk_by(|a, b| a.0 == b.0) {
            let places = self.places_of(same.first().map_or(0, |run| run.0));
            let starts: Vec<u32> = same.iter().map(|run| run.1).collect();
            for place in places {
                push(&mut diagonals, place + length, &starts);
            }
            if diagonals.len() > most {
                return None;
            }
        }
        Some(diagonals)
    }

    /// The same where these are the runs of the pattern, which has `length` characters: the text is read once.
    pub(crate) fn diagonals_in(&self, text: &str, length: usize, most: usize) -> Option<Vec<u32>> {
        let mut diagonals = Vec::new();
        let mut place = narrow(length);
        each_fifth(text, self.bits, |hash| {
            let starts = self.places_of(hash);
            if !starts.is_empty() {
                push(&mut diagonals, place, starts);
                if diagonals.len() > most {
                    return ControlFlow::Break(());
                }
            }
            place += narrow(Q);
            ControlFlow::Continue(())
        });
        (diagonals.len() <= most).then_some(diagonals)
    }
}

/// Adds the diagonals of one place of the text and of ascending starts in the pattern, each bin's once.
#[inline(never)]
fn push(diagonals: &mut Vec<u32>, place: u32, starts: &[u32]) {
    let mut last = u32::MAX;
    for start in starts {
        let diagonal = place - start;
        if diagonal / BIN != last {
            last = diagonal / BIN;
            diagonals.push(diagonal);
        }
    }
}

/// Places and hashes are below 2^32: the caller leaves longer texts alone.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Grams;
    use proptest::prelude::*;

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
            let by_text = Grams::of_text(&text).diagonals(&chars, usize::MAX);
            let by_pattern =
                Grams::of_pattern(&chars).diagonals_in(&text, chars.len(), usize::MAX);
            let (by_text, by_pattern) = (by_text.expect("all"), by_pattern.expect("all"));
            for (place, run) in places.chunks_exact(5).enumerate().map(|(n, run)| (n * 5, run)) {
                for (start, _) in chars.windows(5).enumerate().filter(|(_, w)| small(w) == small(run)) {
                    let diagonal = u32::try_from(place + chars.len() - start).expect("short");
                    let in_its_bin = |list: &[u32]| list.iter().any(|d| d / 64 == diagonal / 64);
                    prop_assert!(in_its_bin(&by_text));
                    prop_assert!(in_its_bin(&by_pattern));
                }
            }
            if by_pattern.len() > 1 {
                let grams = Grams::of_pattern(&chars);
                prop_assert_eq!(grams.diagonals_in(&text, chars.len(), by_pattern.len() - 1), None);
            }
        }
    }
}
