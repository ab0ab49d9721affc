//! Salts, leaves and the Merkle tree of a sealed source, with BLAKE3.
//!
//! The tree has the shape of RFC 9162, section 2.1.1: a range of `n > 1` leaves is split at the
//! largest power of two smaller than `n`. Leaves, inner nodes and the published root hash inputs
//! that start with different bytes, so that none can pass for another.

use blake3::Hasher;
use std::ops::Range;

/// The name of the construction, in a seal.
pub const ALGORITHM: &str = "blake3-merkle-v2";

/// The context of the key derivation; part of the sealed format.
const SALT_CONTEXT: &str = "quoteproof 2026-11 sealed source salts v2";

const LEAF: u8 = 0;
const INNER: u8 = 1;
const ROOT: u8 = 2;

/// Hides a token from those who guess at it: 16 bytes.
pub type Salt = [u8; 16];

/// A BLAKE3 hash: 32 bytes.
pub type Hash = [u8; 32];

/// The salts of the first `count` tokens of `text`, which only those who have the text can know.
pub(super) fn salts(text: &str, count: usize) -> Vec<Salt> {
    let mut reader = Hasher::new_derive_key(SALT_CONTEXT).update(text.as_bytes()).finalize_xof();
    (0..count)
        .map(|_| {
            let mut salt = Salt::default();
            reader.fill(&mut salt);
            salt
        })
        .collect()
}

/// `H(0x00 ‖ salt ‖ before as u64 ‖ words as u32 ‖ token)`, both little-endian: the number of words that the text has
/// before the token, and that of those which begin in it.
pub(super) fn leaf(salt: &Salt, before: u64, words: u32, token: &str) -> Hash {
    hash(&[&[LEAF], salt, &before.to_le_bytes(), &words.to_le_bytes(), token.as_bytes()])
}

/// `H(0x01 ‖ left ‖ right)`.
pub(super) fn inner(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[INNER], left, right])
}

/// `H(0x02 ‖ tokens as u64, little-endian ‖ tree ‖ language)`: the published root.
///
/// A Merkle tree alone does not say how many leaves it has: the same root fits trees of other
/// sizes, and then a range of tokens would name other places. Hashed with it, the count of a seal
/// is as fixed as its root, and so is the language that its quotes are read with.
pub(super) fn root(tokens: u64, tree: &Hash, language: &str) -> Hash {
    hash(&[&[ROOT], &tokens.to_le_bytes(), tree, language.as_bytes()])
}

/// The tree over no token: `H("")`, as in RFC 9162.
pub(super) fn empty() -> Hash {
    hash(&[])
}

fn hash(parts: &[&[u8]]) -> Hash {
    // In one piece where it is short, as nearly all is: a hasher is slower to set up than to run.
    let mut joined = [0_u8; 128];
    let mut end = 0;
    for part in parts {
        match joined.get_mut(end..end + part.len()) {
            Some(place) => place.copy_from_slice(part),
            None => return hash_long(parts),
        }
        end += part.len();
    }
    blake3::hash(joined.get(..end).unwrap_or(&[])).into()
}

fn hash_long(parts: &[&[u8]]) -> Hash {
    let mut hasher = Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The number of leaves left of the split of `size` leaves: the largest power of two below `size`.
/// `size` is 2 or more.
pub(super) const fn split(size: u64) -> u64 {
    match size.saturating_sub(1).checked_ilog2() {
        Some(log) => 1 << log,
        None => 0,
    }
}

/// A tree with all its nodes, to take siblings from: about 64 bytes a leaf.
#[derive(Debug, Clone)]
pub(super) struct MerkleTree {
    /// `levels[0]` are the leaves; each next level pairs the one below, and carries an odd last
    /// node up unchanged. That is RFC 9162's shape, from below.
    levels: Vec<Vec<Hash>>,
}

impl MerkleTree {
    pub(super) fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = Vec::new();
        let mut level = leaves;
        while level.len() > 1 {
            let next = level.chunks(2).filter_map(pair).collect();
            levels.push(level);
            level = next;
        }
        levels.push(level);
        Self { levels }
    }

    /// The hash over all leaves.
    pub(super) fn hash(&self) -> Hash {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or_else(empty)
    }

    /// The hashes of the largest subtrees outside `range`, from left to right.
    pub(super) fn siblings(&self, range: &Range<u64>) -> Vec<Hash> {
        let mut siblings = Vec::new();
        let size = self.levels.first().map_or(0, |leaves| leaves.len() as u64);
        self.collect(range, 0, size, &mut siblings);
        siblings
    }

    fn collect(&self, range: &Range<u64>, start: u64, size: u64, siblings: &mut Vec<Hash>) {
        if disjoint(range, start, size) {
            siblings.extend(self.node(start, size));
        } else if size > 1 {
            let left = split(size);
            self.collect(range, start, left, siblings);
            self.collect(range, start + left, size - left, siblings);
        }
    }

    /// The hash of the subtree over `size` leaves from `start`.
    fn node(&self, start: u64, size: u64) -> Option<Hash> {
        let level = size.saturating_sub(1).checked_ilog2().map_or(0, |log| log + 1);
        let index = usize::try_from(start >> level).ok()?;
        self.levels.get(usize::try_from(level).ok()?)?.get(index).copied()
    }
}

fn pair(nodes: &[Hash]) -> Option<Hash> {
    match nodes {
        [left, right] => Some(inner(left, right)),
        [odd] => Some(*odd),
        _ => None,
    }
}

/// Whether no leaf of the `size` from `start` is in `range`. `start + size` does not overflow: it
/// is at most the number of tokens.
pub(super) const fn disjoint(range: &Range<u64>, start: u64, size: u64) -> bool {
    range.end <= start || start + size <= range.start
}

#[cfg(test)]
mod tests {
    use super::{Hash, MerkleTree, empty, inner, split};

    fn recursive(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty(),
            [leaf] => *leaf,
            _ => {
                let left = usize::try_from(split(leaves.len() as u64)).expect("small");
                let (left, right) = leaves.split_at(left);
                inner(&recursive(left), &recursive(right))
            }
        }
    }

    #[test]
    fn levels_have_the_shape_of_rfc_9162() {
        for n in 0..70u8 {
            let leaves: Vec<Hash> = (0..n).map(|i| [i; 32]).collect();
            assert_eq!(MerkleTree::new(leaves.clone()).hash(), recursive(&leaves), "{n} leaves");
        }
    }

    #[test]
    fn splits_below() {
        let table = [
            (2, 1),
            (3, 2),
            (4, 2),
            (5, 4),
            (8, 4),
            (9, 8),
            (u64::MAX, 1 << 63),
            (1 << 63, 1 << 62),
        ];
        for (size, left) in table {
            assert_eq!(split(size), left, "{size}");
        }
    }
}
