//! Where a text may have a passage that is near to a pattern, by the short runs of characters they share.
//!
//! Every fifth run of five characters of the text is indexed. An edit spoils at most one of those that stand in
//! a passage, since they do not overlap; so a passage within `d` edits of a pattern of `m` characters has at
//! least `⌊(m − d − 4) / 5⌋ − d` of them unspoilt, on diagonals that are at most `2d` apart (the q-gram
//! lemma: E. Ukkonen, "Approximate string-matching with q-grams and maximal matches", Theor. Comput. Sci. 92,
//! 1992; with samples of the text: E. Sutinen and J. Tarhio, "On using q-gram locations in approximate string
//! matching", ESA 1995). Places with fewer need not be looked at, which proves an optimum without reading
//! the text. Capitals count as small letters: that only adds places.

/// Characters of a run.
///
/// Shorter ones prove passages with more edits, and stand in more places that have none: in text of few and
/// frequent words those of four characters vote for every place alike.
const Q: usize = 5;

/// Characters between two places whose bytes are kept.
const STRIDE: usize = 256;

/// The runs of a text by their hash.
#[derive(Debug)]
pub(crate) struct Grams {
    /// Where each hash's places begin in `places`; one entry more than there are hashes.
    heads: Vec<u32>,
    /// The runs' places, in characters of the text.
    places: Vec<u32>,
    shift: u32,
    /// The byte of each [`STRIDE`]th character.
    bytes: Vec<usize>,
    /// Characters of the text.
    length: usize,
}

/// Characters of a text in which a near passage may stand, and how many runs speak for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    pub(crate) votes: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// The runs that a passage within `distance` edits of `length` characters surely has in common with them.
pub(crate) const fn sure_votes(length: usize, distance: usize) -> usize {
    (length.saturating_sub(distance + Q - 1) / Q).saturating_sub(distance)
}

/// The most edits, no more than `limit`, for which there are such runs.
pub(crate) fn most_provable(length: usize, limit: usize) -> Option<usize> {
    (0..=limit).take_while(|&distance| sure_votes(length, distance) > 0).last()
}

/// In small letters, one for one.
pub(crate) fn small(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

impl Grams {
    /// Reads `text` once. Two and a half bytes of memory for each of its characters, at most.
    pub(crate) fn new(text: &str) -> Self {
        let bits = (text.len() / Q).clamp(64, 1 << 24).next_power_of_two().trailing_zeros();
        let mut grams = Self {
            heads: vec![0; (1 << bits) + 1],
            places: Vec::new(),
            shift: u64::BITS - bits,
            bytes: Vec::new(),
            length: 0,
        };
        let mut hashes: Vec<u32> = Vec::with_capacity(text.len() / Q);
        let mut run = Run::default();
        for (byte, c) in text.char_indices() {
            if grams.length.is_multiple_of(STRIDE) {
                grams.bytes.push(byte);
            }
            run.push(c);
            grams.length += 1;
            if grams.length.is_multiple_of(Q) {
                hashes.push(run.hash(grams.shift));
            }
        }
        for &hash in &hashes {
            if let Some(count) = grams.heads.get_mut(hash as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for head in &mut grams.heads {
            sum += *head;
            *head = sum;
        }
        grams.places = vec![0; hashes.len()];
        let mut next = grams.heads.clone();
        for (number, &hash) in hashes.iter().enumerate() {
            let Some(head) = next.get_mut(hash as usize) else { continue };
            if let Some(place) = grams.places.get_mut(*head as usize) {
                *place = u32::try_from(number * Q).unwrap_or(u32::MAX);
            }
            *head += 1;
        }
        grams
    }

    /// Characters of the text.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// The byte of the character number `at` of `text`, or its end.
    pub(crate) fn byte(&self, text: &str, at: usize) -> usize {
        let Some(&byte) = self.bytes.get(at / STRIDE) else { return text.len() };
        let mut rest = text.get(byte..).unwrap_or("").char_indices();
        rest.nth(at % STRIDE).map_or(text.len(), |(i, _)| byte + i)
    }

    /// All places that a passage within `distance` edits of `pattern` may have, those with the most votes
    /// first. None where to count them would take longer than to read the text.
    pub(crate) fn candidates(&self, pattern: &[char], distance: usize) -> Option<Vec<Candidate>> {
        let least = sure_votes(pattern.len(), distance);
        if u32::try_from(self.length).is_err() || least == 0 {
            return None;
        }
        let mut run = Run::default();
        let mut hits: Vec<(usize, &[u32])> = Vec::with_capacity(pattern.len());
        for (at, &c) in pattern.iter().enumerate() {
            run.push(c);
            if let Some(start) = (at + 1).checked_sub(Q) {
                hits.push((start, self.places_of(run.hash(self.shift))));
            }
        }
        let total: usize = hits.iter().map(|(_, places)| places.len()).sum();
        if total > self.length * 2 + STRIDE {
            return None;
        }
        let m = pattern.len();
        let width = (2 * distance + 1).max(64).next_power_of_two();
        let bits = width.trailing_zeros();
        let mut bins = vec![0_u16; ((self.length + m) >> bits) + 2];
        for (start, places) in hits {
            for &place in places {
                let diagonal = place as usize + m - start;
                if let Some(count) = bins.get_mut(diagonal >> bits) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let pairs = bins.windows(2).enumerate().filter_map(|(bin, pair)| {
            let [a, b] = pair else { return None };
            let votes = usize::from(*a) + usize::from(*b);
            let first = (bin << bits).saturating_sub(m + distance);
            let last = (bin + 2) << bits;
            let to = (last + distance * 2).min(self.length);
            (votes >= least).then_some(Candidate { votes, from: first.min(self.length), to })
        });
        let mut found: Vec<Candidate> = pairs.collect();
        found.sort_unstable_by_key(|c| (std::cmp::Reverse(c.votes), c.from));
        Some(found)
    }

    fn places_of(&self, hash: u32) -> &[u32] {
        let at = hash as usize;
        let ends = self.heads.get(at).zip(self.heads.get(at + 1));
        ends.and_then(|(from, to)| self.places.get(*from as usize..*to as usize)).unwrap_or(&[])
    }
}

/// The last five characters.
#[derive(Default)]
struct Run([u32; Q]);

impl Run {
    fn push(&mut self, c: char) {
        let [_, rest @ ..] = self.0;
        let [a, b, d, e] = rest;
        self.0 = [a, b, d, e, u32::from(small(c))];
    }

    /// Multiplicative hashing (D. Knuth, TAOCP 3, 6.4).
    fn hash(&self, shift: u32) -> u32 {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = self
            .0
            .iter()
            .fold(0_u64, |hash, &c| (hash.rotate_left(21) ^ u64::from(c)).wrapping_mul(FACTOR));
        u32::try_from(mixed >> shift).unwrap_or(0)
    }
}
