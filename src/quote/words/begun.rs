//! What phrases of the lists begin with a word: the next word of a text rules nearly all of them out.

use super::boundary::words_of;
use super::joined::JoinedWords;

/// The phrases that begin with a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Begun {
    /// How many words the longest of them has.
    pub(super) longest: usize,
    /// A bit for each number of words that one of them has.
    counts: u64,
    /// A bit for each of their second words, by its hash; all where one of them is not known by its letters.
    seconds: u128,
}

impl Begun {
    /// What the key of an entry says of its first word.
    pub(super) fn of(key: &str) -> Option<(&str, Self)> {
        // Of plain letters, a text has as many words as the entry.
        if key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
            let mut words = key.split(' ').filter(|word| !word.is_empty());
            let (first, second) = (words.next()?, words.next());
            let longest = 1 + usize::from(second.is_some()) + words.count();
            let counts = 1_u64.checked_shl(longest.try_into().ok()?)?;
            return Some((first, Self { longest, counts, seconds: bit_of(second.unwrap_or("")) }));
        }
        let mut words = words_of(key);
        let (_, first) = words.next()?;
        let second = words.next();
        let count = 1 + usize::from(second.is_some()) + words.count();
        let longest = count + key.matches('#').count();
        // `stopped *ing`, `no. #`, and what an apostrophe may join.
        let whole = second.filter(|(at, second)| {
            let (head, behind) = key.split_at_checked(at + second.len()).unwrap_or((key, ""));
            !head.contains(['*', '#']) && (behind.is_empty() || behind.starts_with(' '))
        });
        let seconds = bit_of(whole.map_or("", |(_, word)| word));
        Some((first, Self { longest, counts: u64::MAX, seconds }))
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self {
            longest: self.longest.max(other.longest),
            counts: self.counts | other.counts,
            seconds: self.seconds | other.seconds,
        }
    }

    /// Whether one of the phrases may have as many words as `phrase`, which has `count`.
    pub(super) fn may_have(self, count: usize, phrase: &str) -> bool {
        let bit = count.try_into().ok().and_then(|count| 1_u64.checked_shl(count));
        bit.is_none_or(|bit| self.counts & bit != 0) || !phrase.is_ascii()
    }

    /// Whether one of the phrases may begin with the word of a number: by the next one, if all up to its end is of ASCII. Elsewhere
    /// folding may bring letters about that are no word of the text.
    pub(super) fn goes_on<'t>(
        self,
        text: &str,
        words: &mut JoinedWords<'t, impl Iterator<Item = (usize, &'t str)>>,
        number: usize,
    ) -> bool {
        let next = if self.longest > 1 { words.get(number + 1) } else { None };
        let (Some((at, next)), Some((start, _))) = (next, words.get(number)) else { return false };
        let plain = text.get(start..at + next.len()).is_some_and(str::is_ascii);
        !plain || bit_of(next) & self.seconds != 0
    }
}

/// The bit of a word in plain letters, whatever its case; all of them of any other.
fn bit_of(word: &str) -> u128 {
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return u128::MAX;
    }
    // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo).
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let letters = word.bytes().map(|byte| byte.to_ascii_lowercase());
    1 << (letters.fold(0x811C_9DC5, mix) >> 25)
}
