//! Where a text may have a passage that is near to a pattern, by the short stretches of characters they share.
//!
//! First every sixth run of six characters of the text is considered. An edit spoils at most one of those that are in
//! a passage, since they do not overlap; so a passage within `d` edits of a pattern of `m` characters has at
//! least `⌊(m − d − 5) / 6⌋ − d` of them unspoilt, on diagonals that are at most `d` apart (the q-gram
//! lemma: E. Ukkonen, "Approximate string-matching with q-grams and maximal matches", Theor. Comput. Sci. 92,
//! 1992; with samples of the text: E. Sutinen and J. Tarhio, "On using q-gram locations in approximate string
//! matching", ESA 1995). Where more is edited, seeds of the pattern are: of `s` of them a passage has `s − d`
//! (S. Wu and U. Manber, "Fast text searching allowing errors", Commun. ACM 35(10), 1992, search for
//! one; here they are counted). Places with fewer need not be looked at, which proves an optimum without reading
//! the text.

use super::qgrams::Q;
use super::seeds::Seeds;

/// Diagonals that are counted together.
const BIN: usize = 64;

/// Characters of a text in which a near passage may be, and how much speaks for it.
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

/// What of a pattern is on the diagonals of a bin.
pub(crate) trait Votes: Copy + Default {
    /// What is on those of both.
    fn and(self, other: Self) -> Self;

    /// How much that is.
    fn count(self) -> u16;
}

/// A number of runs.
impl Votes for u16 {
    fn and(self, other: Self) -> Self {
        self.saturating_add(other)
    }

    fn count(self) -> u16 {
        self
    }
}

/// A set of seeds.
impl Votes for u64 {
    fn and(self, other: Self) -> Self {
        self | other
    }

    fn count(self) -> u16 {
        u16::try_from(self.count_ones()).unwrap_or(0)
    }
}

/// What of a pattern is on the diagonals of a text. A diagonal is a place in the text less one in the
/// pattern; the pattern's length is added, so that none is below 0.
pub(crate) struct Diagonals<V> {
    bins: Vec<V>,
    /// Characters of the pattern.
    pattern: usize,
    /// Characters of the text.
    text: usize,
    /// The pattern's seeds, if these are looked for.
    seeds: Option<usize>,
}

impl Diagonals<u16> {
    /// For runs, and so many characters of the pattern and of the text: a byte for 32 of them.
    pub(crate) fn of_runs(pattern: usize, text: usize) -> Self {
        Self { bins: vec![0; (text + pattern) / BIN + 2], pattern, text, seeds: None }
    }

    /// Counts the runs at ascending `places` of the text, which are at ascending `starts` in the pattern: each once in
    /// each bin.
    pub(crate) fn count(&mut self, places: &[u32], starts: &[u32]) {
        for &place in places {
            let mut last = usize::MAX;
            for &start in starts {
                let bin = (place as usize + self.pattern).saturating_sub(start as usize) / BIN;
                if let Some(count) = self.bins.get_mut(bin).filter(|_| bin != last) {
                    *count = count.saturating_add(1);
                }
                last = bin;
            }
        }
    }
}

impl Diagonals<u64> {
    /// The seeds of a pattern, of `WIDTH` characters each, in a text of `length` characters: a byte for 8 of them. None
    /// where there are more than `most` places to look at.
    pub(crate) fn of_seeds<const WIDTH: usize>(
        pattern: &[char],
        text: &str,
        length: usize,
        most: usize,
    ) -> Option<Self> {
        let seeds = Seeds::<WIDTH>::new(pattern);
        let mut bins = vec![0_u64; (length + pattern.len()) / BIN + 2];
        let whole = seeds.look_up_in(text, most, |place, start, number| {
            if let Some(bin) = bins.get_mut((place + pattern.len()).saturating_sub(start) / BIN) {
                *bin |= 1 << number;
            }
        });
        let seeds = Some(seeds.len());
        whole.then_some(Self { bins, pattern: pattern.len(), text: length, seeds })
    }
}

impl<V: Votes> Diagonals<V> {
    /// What a passage within `distance` edits surely has of the pattern.
    pub(crate) fn sure_votes(&self, distance: usize) -> usize {
        let of_runs =
            || (self.pattern.saturating_sub(distance + Q - 1) / Q).saturating_sub(distance);
        self.seeds.map_or_else(of_runs, |seeds| seeds.saturating_sub(distance))
    }

    /// The most edits, no more than `limit`, for which that is something.
    pub(crate) fn most_provable(&self, limit: usize) -> Option<usize> {
        (0..=limit).take_while(|&distance| self.sure_votes(distance) > 0).last()
    }

    /// The places that have the most votes for a passage within `distance` edits, at most `count`, best first.
    pub(crate) fn best(&self, distance: usize, count: usize) -> Vec<Candidate> {
        let mut best: Vec<Candidate> = Vec::with_capacity(count + 1);
        if count == 0 {
            return best;
        }
        self.each(distance, 1, |candidate| {
            let at = best.partition_point(|c| c.votes >= candidate.votes);
            best.insert(at, candidate);
            best.truncate(count);
            best.get(count.saturating_sub(1)).map_or(1, |c| c.votes + 1)
        });
        best
    }

    /// All places that a passage within `distance` edits may have, first to last; those that overlap are one.
    pub(crate) fn all(&self, distance: usize) -> Vec<Candidate> {
        let least = self.sure_votes(distance).max(1);
        let mut all: Vec<Candidate> = Vec::new();
        self.each(distance, least, |candidate| {
            match all.last_mut() {
                Some(last) if candidate.from <= last.to => {
                    last.to = candidate.to;
                    last.votes = last.votes.max(candidate.votes);
                }
                _ => all.push(candidate),
            }
            least
        });
        all
    }

    /// Tells of all places with at least so many votes for a passage within `distance` edits, whose diagonals are
    /// `distance` apart at most. `take` says how many votes are wanted from then on.
    fn each(&self, distance: usize, least: usize, mut take: impl FnMut(Candidate) -> usize) {
        /// Bins that are looked at together: nearly all have few votes.
        const TOGETHER: usize = 64;
        let bins = distance.div_ceil(BIN) + 1;
        let mut sums = self.bins.clone();
        for back in 1..bins {
            for (sum, bin) in sums.iter_mut().skip(back).zip(&self.bins) {
                *sum = sum.and(*bin);
            }
        }
        let mut least = least;
        for (number, sums) in sums.chunks(TOGETHER).enumerate() {
            let enough = u16::try_from(least).unwrap_or(u16::MAX);
            if !sums.iter().fold(false, |any, sum| any | (sum.count() >= enough)) {
                continue;
            }
            for (last, sum) in sums.iter().enumerate() {
                let (last, votes) = (number * TOGETHER + last, usize::from(sum.count()));
                if votes >= least {
                    let first = (last + 1).saturating_sub(bins);
                    let from = (first * BIN).saturating_sub(self.pattern + distance);
                    let to = (last + 1) * BIN + distance;
                    let (from, to) = (from.min(self.text), to.min(self.text));
                    least = take(Candidate { votes, from, to });
                }
            }
        }
    }
}
