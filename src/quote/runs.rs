//! Where a text may have a passage that is near to a pattern, by the short runs of characters they share.
//!
//! Every fifth run of five characters of the text is considered. An edit spoils at most one of those that stand in
//! a passage, since they do not overlap; so a passage within `d` edits of a pattern of `m` characters has at
//! least `⌊(m − d − 4) / 5⌋ − d` of them unspoilt, on diagonals that are at most `2d` apart (the q-gram
//! lemma: E. Ukkonen, "Approximate string-matching with q-grams and maximal matches", Theor. Comput. Sci. 92,
//! 1992; with samples of the text: E. Sutinen and J. Tarhio, "On using q-gram locations in approximate string
//! matching", ESA 1995). Places with fewer need not be looked at, which proves an optimum without reading
//! the text.

use super::grams::{BIN, Q};

/// The runs that a passage within `distance` edits of `length` characters surely has in common with them.
pub(crate) const fn sure_votes(length: usize, distance: usize) -> usize {
    (length.saturating_sub(distance + Q - 1) / Q).saturating_sub(distance)
}

/// The most edits, no more than `limit`, for which there are such runs.
pub(crate) fn most_provable(length: usize, limit: usize) -> Option<usize> {
    (0..=limit).take_while(|&distance| sure_votes(length, distance) > 0).last()
}

/// Characters of a text in which a near passage may stand, and how many runs speak for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) votes: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl Candidate {
    pub(crate) const fn is_within(&self, other: &Self) -> bool {
        self.from >= other.from && self.to <= other.to
    }

    /// With so many characters more on both sides.
    pub(crate) const fn widened(self, by: usize) -> Self {
        Self { from: self.from.saturating_sub(by), to: self.to.saturating_add(by), ..self }
    }
}

/// The diagonals on which runs of a pattern stand in a text, each plus the pattern's length.
pub(crate) struct Diagonals {
    list: Vec<u32>,
    /// Characters of the pattern.
    pattern: usize,
    /// Characters of the text.
    text: usize,
}

impl Diagonals {
    pub(crate) const fn new(list: Vec<u32>, pattern: usize, text: usize) -> Self {
        Self { list, pattern, text }
    }

    /// The places that have the most votes for a passage within `distance` edits, at most `count`, best first.
    pub(crate) fn best(&self, distance: usize, count: usize) -> Vec<Candidate> {
        let mut best: Vec<Candidate> = Vec::with_capacity(count + 1);
        self.each(distance, |candidate| {
            let least = best.get(count.saturating_sub(1)).map_or(0, |c| c.votes);
            if candidate.votes > least {
                let at = best.partition_point(|c| c.votes >= candidate.votes);
                best.insert(at, candidate);
                best.truncate(count);
            }
        });
        best
    }

    /// All places that a passage within `distance` edits may have, first to last; those that overlap are one.
    pub(crate) fn all(&self, distance: usize) -> Vec<Candidate> {
        let least = sure_votes(self.pattern, distance);
        let mut all: Vec<Candidate> = Vec::new();
        self.each(distance, |candidate| match all.last_mut() {
            _ if candidate.votes < least => {}
            Some(last) if candidate.from <= last.to => {
                last.to = candidate.to;
                last.votes = last.votes.max(candidate.votes);
            }
            _ => all.push(candidate),
        });
        all
    }

    /// Tells of all places with their votes for a passage within `distance` edits. The passage's diagonals are all
    /// in two neighbouring bins.
    fn each(&self, distance: usize, mut take: impl FnMut(Candidate)) {
        let bits = (2 * distance + 1).max(BIN as usize).next_power_of_two().ilog2();
        let mut bins = vec![0_u16; ((self.text + self.pattern) >> bits) + 2];
        for diagonal in &self.list {
            if let Some(count) = bins.get_mut(*diagonal as usize >> bits) {
                *count = count.saturating_add(1);
            }
        }
        for (bin, pair) in bins.windows(2).enumerate() {
            let [a, b] = pair else { continue };
            let votes = usize::from(*a) + usize::from(*b);
            if votes > 0 {
                let from = (bin << bits).saturating_sub(self.pattern + distance);
                let to = ((bin + 2) << bits) + distance * 2;
                let (from, to) = (from.min(self.text), to.min(self.text));
                take(Candidate { votes, from, to });
            }
        }
    }
}
