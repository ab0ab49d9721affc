//! Tables of words that the program itself has.
//!
//! The standard hash of Rust keeps those who choose the keys of a table from making it slow. Nobody chooses these keys: they
//! are the words of the lists, and the words of a text are only searched for among them. So a plain hash does, and a
//! look-up takes half as long.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// What is said of each word.
pub(super) type WordTable<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// Words.
pub(super) type Words<K> = HashSet<K, BuildHasherDefault<WordHasher>>;

/// Eight bytes at a time, multiplied.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, eight: [u8; 8]) {
        // The golden ratio of 2⁶⁴ (D. Knuth, “The Art of Computer Programming”, 6.4); the lowest bits, which choose the place
        // in a table, get something of the highest, which depend on all bytes.
        let product = (self.0 ^ u64::from_le_bytes(eight)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 29);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            self.add(*eight);
        }
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.add(last);
    }

    /// The end of a text: nothing is after it.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
