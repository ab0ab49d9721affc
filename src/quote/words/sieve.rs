//! A quick look that says of most words that no list has them.

/// A set that says at once of most words that they are not in it: a bit for what their first two bytes, their last one and
/// their length make. Most words of a text are in no list, and asking the lists themselves takes five times as long.
#[derive(Debug)]
pub(super) struct Sieve(Vec<u64>);

impl Default for Sieve {
    fn default() -> Self {
        Self(vec![0; Self::BITS / 64])
    }
}

impl Sieve {
    /// Some 2,000 entries a language: one word of thirty passes by chance.
    const BITS: usize = 1 << 16;

    /// The number in the set, and the bit there.
    fn place(key: &str) -> (usize, u64) {
        let bytes = key.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let [length, ..] = bytes.len().to_le_bytes();
        let like = [byte(0), byte(1), byte(bytes.len().saturating_sub(1)), length];
        // The golden ratio of 2³² spreads them (D. Knuth, “The Art of Computer Programming”, 6.4).
        let bit = u32::from_le_bytes(like).wrapping_mul(0x9E37_79B9) >> 16;
        (bit as usize / 64, 1 << (bit % 64))
    }

    pub(super) fn add(&mut self, key: &str) {
        let (at, bit) = Self::place(key);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    pub(super) fn may_have(&self, key: &str) -> bool {
        let (at, bit) = Self::place(key);
        self.0.get(at).is_none_or(|bits| bits & bit != 0)
    }
}
