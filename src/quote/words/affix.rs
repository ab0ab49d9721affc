//! Entries with `*`, which stands for letters of the same word: `*n't`, `un*`.

use super::list::ListSet;

/// An entry with `*`: how a word begins, and how it ends or what it holds.
#[derive(Debug)]
pub(super) struct Affix {
    pub(super) start: Box<str>,
    inside: Box<str>,
    end: Box<str>,
    /// What a word must have, at least.
    pub(super) letters: LetterSet,
    pub(super) lists: ListSet,
}

/// Some letters as a set of bits: a quick look at it saves a search nearly always.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LetterSet(u64);

impl LetterSet {
    /// Those of a text, byte by byte; a bit stands for four bytes.
    pub(super) fn of(text: &str) -> Self {
        text.bytes().fold(Self::default(), |letters, byte| letters.with(Self::of_byte(byte)))
    }

    const fn of_byte(byte: u8) -> Self {
        Self(1 << (byte % 64))
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

impl Affix {
    /// From an entry with one `*`, or with one at each end.
    pub(super) fn new(entry: &str, lists: ListSet) -> Option<Self> {
        let (start, rest) = entry.split_once('*')?;
        let (inside, end) = rest.split_once('*').unwrap_or(("", rest));
        let letters = LetterSet::of(&entry.replace('*', ""));
        let (start, inside, end) = (start.into(), inside.into(), end.into());
        Some(Self { start, inside, end, letters, lists })
    }

    pub(super) fn fits(&self, word: &str) -> bool {
        let Some(rest) = word.strip_prefix(&*self.start) else { return false };
        let Some(rest) = rest.strip_suffix(&*self.end) else { return false };
        let stem = |stem: &str| !self.start.is_empty() || stem.chars().nth(1).is_some();
        if self.inside.is_empty() {
            return stem(rest);
        }
        rest.match_indices(&*self.inside).any(|(at, _)| rest.get(..at).is_some_and(stem))
    }
}

/// Entries with `*`, by the byte that they begin with.
#[derive(Debug, Default)]
pub(super) struct Affixes {
    /// One group for each bit of [`LetterSet`]; no group before the first entry.
    by_start: Vec<Vec<Affix>>,
    /// Those that begin with `*`.
    open: Vec<Affix>,
}

impl Affixes {
    pub(super) fn push(&mut self, affix: Affix) {
        let Some(first) = affix.start.bytes().next() else { return self.open.push(affix) };
        self.by_start.resize_with(64, Vec::new);
        if let Some(group) = self.by_start.get_mut(usize::from(first % 64)) {
            group.push(affix);
        }
    }

    /// Those that a word may fit.
    pub(super) fn of<'a>(&'a self, word: &str) -> impl Iterator<Item = &'a Affix> + use<'a> {
        let letters = LetterSet::of(word);
        let first = word.bytes().next().unwrap_or(0);
        let group = self.by_start.get(usize::from(first % 64)).into_iter().flatten();
        group.chain(&self.open).filter(move |affix| letters.has(affix.letters))
    }
}
