//! Seals, passages, and whether a passage is in the sealed document.

use super::tree::{self, ALGORITHM, Hash, MerkleTree, Salt};
use crate::quote::{FoldedDocument, Token, WordLists, tokens};
use data_encoding::HEXLOWER;
use std::ops::Range;

/// The commitment to a document's text, in its `source.json`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "archive", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// How the seal is made: `blake3-merkle-v2`.
    pub algorithm: String,
    /// The language that the document is read in, a BCP 47 tag: its word lists say what a number is and what denies.
    /// `und` where nobody knows. Only seals of an older construction have none.
    #[serde(default)]
    #[cfg_attr(feature = "archive", schemars(extend("format" = "bcp47")))]
    pub language: String,
    /// The root hash of the document's tokens: 64 lower-case hexadecimal digits.
    #[cfg_attr(feature = "archive", schemars(regex(pattern = r"^[0-9a-f]{64}$")))]
    pub root: String,
    /// How many tokens (words, roughly) the document has.
    #[cfg_attr(feature = "archive", schemars(range(min = 1)))]
    pub tokens: u64,
}

/// A run of a document's tokens, with what proves that it is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Passage {
    /// First token, from 0.
    pub start: u64,
    /// One past the last token.
    pub end: u64,
    /// How many words the document has before the passage.
    pub word: u64,
    /// The tokens, joined: the document's own words.
    pub text: String,
    /// The length of each token in bytes. 0 is a place that no quote may span, and no text.
    pub lengths: Vec<u32>,
    /// How many words begin in each token; at a place that no quote may span, how many nobody sees.
    pub words: Vec<u32>,
    /// The salt of each token.
    pub salts: Vec<Salt>,
    /// The hashes of the largest subtrees outside the range, from left to right.
    pub siblings: Vec<Hash>,
}

/// Why a passage proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ProofError {
    /// The seal is of a construction that is not known here.
    #[error("the seal's algorithm `{0}` is not known; this version checks `{ALGORITHM}`")]
    UnknownAlgorithm(String),
    /// The seal's root is not a hash.
    #[error("the seal's root is not 64 lower-case hexadecimal digits")]
    MalformedRoot,
    /// The proofs name another source.
    #[error("the proofs were made for the source `{found}`, not for `{expected}`")]
    OtherSource {
        /// The source they are beside.
        expected: String,
        /// The source they name.
        found: String,
    },
    /// The proofs name another root.
    #[error(
        "the proofs were made for another seal: their root is {found}, the source's is {expected}"
    )]
    OtherRoot {
        /// The root of the source's seal.
        expected: String,
        /// The root that the proofs name.
        found: String,
    },
    /// The range of tokens is empty or reversed.
    #[error("the passage covers no token: it goes from token {start} to token {end}")]
    EmptyRange {
        /// First token.
        start: u64,
        /// One past the last token.
        end: u64,
    },
    /// The range goes on after the document's end.
    #[error("the passage ends at token {end}, but the sealed document has {tokens} tokens")]
    BeyondEnd {
        /// One past the last token.
        end: u64,
        /// Tokens of the sealed document.
        tokens: u64,
    },
    /// The salts are too few or too many.
    #[error("the passage covers {expected} tokens, but has {found} salts")]
    SaltCount {
        /// Tokens of the range.
        expected: u64,
        /// Salts given.
        found: u64,
    },
    /// The lengths or the numbers of words are too few or too many.
    #[error("the passage covers {expected} tokens, but has {found} {member}")]
    TokenCount {
        /// `lengths` or `words`.
        member: &'static str,
        /// Tokens of the range.
        expected: u64,
        /// Tokens given.
        found: u64,
    },
    /// The lengths do not cut the text into tokens.
    #[error("the lengths of the tokens are not those of the passage's text")]
    Lengths,
    /// The siblings run out before the root is reached.
    #[error("the proof is cut short: its {found} sibling hashes do not reach the root")]
    TooFewSiblings {
        /// Sibling hashes given.
        found: u64,
    },
    /// Siblings are left over.
    #[error("the proof has {found} sibling hashes, and {used} are needed")]
    TooManySiblings {
        /// Sibling hashes given.
        found: u64,
        /// Sibling hashes needed.
        used: u64,
    },
    /// The hashes lead elsewhere.
    #[error("the passage is not at this place in the sealed document, or the proof was changed")]
    RootDiffers,
}

/// A document's text with all that is needed to make proofs; only for those who have the text.
#[derive(Debug, Clone)]
pub struct Sealed<'a> {
    text: &'a str,
    language: &'a str,
    tokens: Vec<Token>,
    /// How many words the text has before each token.
    before: Vec<u64>,
    salts: Vec<Salt>,
    tree: MerkleTree,
}

impl<'a> Sealed<'a> {
    /// Folds, cuts and hashes a plain `text` in `language`, a BCP 47 tag.
    #[must_use]
    pub fn new(text: &'a str, language: &'a str) -> Self {
        let document = FoldedDocument::new(text.to_owned(), Vec::new());
        Self::cut(text, language, tokens(&document, WordLists::for_language(Some(language))))
    }

    /// Cuts and hashes a document's text. Linear in its bytes; keeps about 120 bytes a token.
    #[must_use]
    pub fn of(document: &'a FoldedDocument, language: &'a str) -> Self {
        let tokens = tokens(document, WordLists::for_language(Some(language)));
        Self::cut(document.text(), language, tokens)
    }

    fn cut(text: &'a str, language: &'a str, tokens: Vec<Token>) -> Self {
        let salts = tree::salts(text, tokens.len());
        let mut words = 0;
        let before = tokens.iter().map(|token| {
            let before = words;
            words += u64::from(token.words);
            before
        });
        let before: Vec<u64> = before.collect();
        let leaves = tokens.iter().zip(&salts).zip(&before).map(|((token, salt), before)| {
            let token_text = text.get(token.range.clone()).unwrap_or_default();
            tree::leaf(salt, *before, token.words, token_text)
        });
        let tree = MerkleTree::new(leaves.collect());
        Self { text, language, tokens, before, salts, tree }
    }

    /// The commitment to publish.
    #[must_use]
    pub fn seal(&self) -> Seal {
        let tokens = self.token_count();
        let root = HEXLOWER.encode(&tree::root(tokens, &self.tree.hash(), self.language));
        Seal { algorithm: ALGORITHM.to_owned(), language: self.language.to_owned(), root, tokens }
    }

    /// Tokens of the document.
    #[must_use]
    pub fn token_count(&self) -> u64 {
        self.tokens.len() as u64
    }

    /// The passage of the tokens `range`, with its proof; none where the range is empty, reversed
    /// or beyond the document's end.
    #[must_use]
    pub fn passage(&self, range: Range<u64>) -> Option<Passage> {
        let bytes = self.bytes_of(range.clone())?;
        let slice = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
        let tokens = self.tokens.get(slice.clone())?;
        let length = |token: &Token| u32::try_from(token.range.len()).ok();
        Some(Passage {
            start: range.start,
            end: range.end,
            word: *self.before.get(slice.start)?,
            text: self.text.get(bytes)?.to_owned(),
            lengths: tokens.iter().map(length).collect::<Option<_>>()?,
            words: tokens.iter().map(|token| token.words).collect(),
            salts: self.salts.get(slice)?.to_vec(),
            siblings: self.tree.siblings(&range),
        })
    }

    /// The bytes of the tokens `range`; none where it is empty, reversed or beyond the end.
    #[must_use]
    pub fn bytes_of(&self, range: Range<u64>) -> Option<Range<usize>> {
        let first = usize::try_from(range.start).ok()?;
        let last = usize::try_from(range.end.checked_sub(1)?).ok()?;
        if first > last {
            return None;
        }
        Some(self.tokens.get(first)?.range.start..self.tokens.get(last)?.range.end)
    }

    /// The tokens that have any of the `bytes` of the text; an empty range where there are none.
    #[must_use]
    pub fn tokens_covering(&self, bytes: Range<usize>) -> Range<u64> {
        let start = self.tokens.partition_point(|token| token.range.end <= bytes.start);
        let end = self.tokens.partition_point(|token| token.range.start < bytes.end);
        let end = if bytes.is_empty() { start } else { end.max(start) };
        start as u64..end as u64
    }

    /// Words that begin in the tokens `range`.
    #[must_use]
    pub fn words(&self, range: &Range<u64>) -> u64 {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let tokens = self.tokens.get(place(range.start)..place(range.end)).unwrap_or(&[]);
        tokens.iter().filter(|token| !token.range.is_empty()).map(|t| u64::from(t.words)).sum()
    }

    /// The passages to prove so that each of the `wanted` token ranges is in one of them.
    ///
    /// Ranges inside others are dropped; overlapping ones are merged, from left to right, as long
    /// as the merged one has at most `max_words` words. Adjacent ones stay apart. Sorted by start;
    /// the ends ascend, too. A single range longer than `max_words` stays as it is.
    #[must_use]
    pub fn plan(&self, wanted: &[Range<u64>], max_words: u64) -> Vec<Range<u64>> {
        let mut sorted: Vec<_> = wanted.iter().filter(|range| !range.is_empty()).cloned().collect();
        sorted.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut planned: Vec<Range<u64>> = Vec::new();
        for next in sorted {
            match planned.last_mut() {
                Some(last) if next.end <= last.end => {}
                Some(last)
                    if next.start < last.end
                        && self.words(&(last.start..next.end)) <= max_words =>
                {
                    last.end = next.end;
                }
                _ => planned.push(next),
            }
        }
        planned
    }
}

/// Whether `passage` is, at its tokens, in the document that `seal` commits to.
///
/// Safe on hostile values: work and memory are bounded by the size of the passage itself, and the
/// recursion by the 64 levels of a tree of `u64::MAX` tokens.
///
/// # Errors
///
/// The first thing that is wrong with the passage or the seal.
pub fn verify(seal: &Seal, passage: &Passage) -> Result<(), ProofError> {
    verify_next(seal, passage, &mut Vec::new())
}

/// [`verify`] for one of many passages, faster where they are in order: `known` is what was hashed for the
/// one before, by depth.
pub(super) fn verify_next(
    seal: &Seal,
    passage: &Passage,
    known: &mut Vec<Inner>,
) -> Result<(), ProofError> {
    if seal.algorithm != ALGORITHM {
        return Err(ProofError::UnknownAlgorithm(seal.algorithm.clone()));
    }
    let root = decode_root(&seal.root).ok_or(ProofError::MalformedRoot)?;
    check_range(seal, passage)?;
    let leaves = leaves(passage)?;
    let mut climb = Climb {
        range: passage.start..passage.end,
        leaves: leaves.iter(),
        siblings: passage.siblings.iter(),
        known,
    };
    let found = passage.siblings.len() as u64;
    let tree = climb.hash(0, seal.tokens, 0).ok_or(ProofError::TooFewSiblings { found })?;
    let left = climb.siblings.len() as u64;
    if left > 0 {
        return Err(ProofError::TooManySiblings { found, used: found.saturating_sub(left) });
    }
    if tree::root(seal.tokens, &tree, &seal.language) == root {
        Ok(())
    } else {
        Err(ProofError::RootDiffers)
    }
}

fn decode_root(root: &str) -> Option<Hash> {
    HEXLOWER.decode(root.as_bytes()).ok()?.try_into().ok()
}

fn check_range(seal: &Seal, passage: &Passage) -> Result<(), ProofError> {
    let &Passage { start, end, .. } = passage;
    if start >= end {
        return Err(ProofError::EmptyRange { start, end });
    }
    if end > seal.tokens {
        return Err(ProofError::BeyondEnd { end, tokens: seal.tokens });
    }
    let found = passage.salts.len() as u64;
    if found != end - start {
        return Err(ProofError::SaltCount { expected: end - start, found });
    }
    Ok(())
}

fn leaves(passage: &Passage) -> Result<Vec<Hash>, ProofError> {
    let expected = passage.salts.len();
    for (member, found) in [("lengths", passage.lengths.len()), ("words", passage.words.len())] {
        if found != expected {
            let (expected, found) = (expected as u64, found as u64);
            return Err(ProofError::TokenCount { member, expected, found });
        }
    }
    let ranges = passage.token_ranges().ok_or(ProofError::Lengths)?;
    let mut before = passage.word;
    let each = ranges.into_iter().zip(&passage.words).zip(&passage.salts);
    let leaf = each.map(|((range, words), salt)| {
        let leaf = tree::leaf(salt, before, *words, passage.text.get(range).unwrap_or_default());
        before = before.saturating_add(u64::from(*words));
        leaf
    });
    Ok(leaf.collect())
}

impl Passage {
    /// The bytes of each token in the text; none where the lengths do not cut it into tokens.
    #[must_use]
    pub fn token_ranges(&self) -> Option<Vec<Range<usize>>> {
        let mut start = 0_usize;
        let range = |length: &u32| {
            let range = start..start.checked_add(usize::try_from(*length).ok()?)?;
            start = range.end;
            self.text.get(range.clone())?;
            Some(range)
        };
        let ranges: Vec<_> = self.lengths.iter().map(range).collect::<Option<_>>()?;
        (start == self.text.len()).then_some(ranges)
    }
}

/// An inner node: its two children and its own hash.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Inner {
    children: [Hash; 2],
    hash: Hash,
}

/// So far down from the root do ways to the leaves have nodes in common that are worth keeping.
const KEPT: usize = 16;

/// The way from the leaves of a range up to the root; takes leaves and siblings as they come.
struct Climb<'a> {
    range: Range<u64>,
    leaves: std::slice::Iter<'a, Hash>,
    siblings: std::slice::Iter<'a, Hash>,
    known: &'a mut Vec<Inner>,
}

impl Climb<'_> {
    /// The hash of the subtree over `size` leaves from `start`; none where the hashes run out.
    fn hash(&mut self, start: u64, size: u64, depth: usize) -> Option<Hash> {
        if tree::disjoint(&self.range, start, size) {
            return self.siblings.next().copied();
        }
        if size <= 1 {
            return self.leaves.next().copied();
        }
        let left = tree::split(size);
        let first = self.hash(start, left, depth + 1)?;
        let second = self.hash(start + left, size - left, depth + 1)?;
        if depth >= KEPT {
            return Some(tree::inner(&first, &second));
        }
        // The same children have the same hash, whatever is or is not proven of them.
        let children = [first, second];
        if let Some(known) = self.known.get(depth).filter(|known| known.children == children) {
            return Some(known.hash);
        }
        let hash = tree::inner(&first, &second);
        if self.known.len() <= depth {
            self.known.resize_with(depth + 1, Inner::default);
        }
        if let Some(known) = self.known.get_mut(depth) {
            *known = Inner { children, hash };
        }
        Some(hash)
    }
}
