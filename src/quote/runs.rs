//! Where a text may have a passage that is near to a pattern, by the short runs of characters they share.
//!
//! Every fifth run of five characters of the text is considered. An edit spoils at most one of those that stand in
//! a passage, since they do not overlap; so a passage within `d` edits of a pattern of `m` characters has at
//! least `⌊(m − d − 4) / 5⌋ − d` of them unspoilt, on diagonals that are at most `2d` apart (the q-gram
//! lemma: E. Ukkonen, "Approximate string-matching with q-grams and maximal matches", Theor. Comput. Sci. 92,
//! 1992; with samples of the text: E. Sutinen and J. Tarhio, "On using q-gram locations in approximate string
//! matching", ESA 1995). Places with fewer need not be looked at, which proves an optimum without reading
//! the text.

use super::grams::Q;
use std::ops::ControlFlow;

/// Diagonals that are counted together.
const BIN: usize = 64;

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

/// How many runs of a pattern stand on the diagonals of a text. A diagonal is a place in the text less one in the
/// pattern; the pattern's length is added, so that none is below 0.
pub(crate) struct Diagonals {
    bins: Vec<u16>,
    /// Characters of the pattern.
    pattern: usize,
    /// Characters of the text.
    text: usize,
    /// How many more are counted.
    left: usize,
}

impl Diagonals {
    /// For so many characters of the pattern and of the text: a byte for 32 of them. At most `most` runs are counted.
    pub(crate) fn new(pattern: usize, text: usize, most: usize) -> Self {
        Self { bins: vec![0; (text + pattern) / BIN + 2], pattern, text, left: most }
    }

    /// Counts the run at one place of the text, which stands at ascending `starts` in the pattern: once in each bin.
    /// Breaks where there are too many.
    pub(crate) fn count(&mut self, place: u32, starts: &[u32]) -> ControlFlow<()> {
        let mut last = usize::MAX;
        for &start in starts {
            let bin = (place as usize + self.pattern).saturating_sub(start as usize) / BIN;
            if bin == last {
                continue;
            }
            last = bin;
            if let Some(count) = self.bins.get_mut(bin) {
                *count = count.saturating_add(1);
            }
            self.left = match self.left.checked_sub(1) {
                Some(left) => left,
                None => return ControlFlow::Break(()),
            };
        }
        ControlFlow::Continue(())
    }

    /// The places that have the most votes for a passage within `distance` edits, at most `count`, best first.
    pub(crate) fn best(&self, distance: usize, count: usize) -> Vec<Candidate> {
        let mut best: Vec<Candidate> = Vec::with_capacity(count + 1);
        let mut least = 0;
        self.each(distance, |candidate| {
            if candidate.votes > least {
                let at = best.partition_point(|c| c.votes >= candidate.votes);
                best.insert(at, candidate);
                best.truncate(count);
                least = best.get(count.saturating_sub(1)).map_or(0, |c| c.votes);
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

    /// Tells of all places with votes for a passage within `distance` edits, whose diagonals are `2 distance` apart
    /// at most.
    fn each(&self, distance: usize, mut take: impl FnMut(Candidate)) {
        let count = (distance * 2).div_ceil(BIN) + 1;
        let mut votes = 0;
        for (last, entering) in self.bins.iter().enumerate() {
            votes += usize::from(*entering);
            let leaving = last.checked_sub(count).and_then(|bin| self.bins.get(bin));
            votes -= leaving.map_or(0, |bin| usize::from(*bin));
            if votes > 0 {
                let first = (last + 1).saturating_sub(count);
                let from = (first * BIN).saturating_sub(self.pattern + distance);
                let to = (last + 1) * BIN + distance * 2;
                let (from, to) = (from.min(self.text), to.min(self.text));
                take(Candidate { votes, from, to });
            }
        }
    }
}
