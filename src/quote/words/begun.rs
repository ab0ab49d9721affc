//! What phrases of the lists begin with a word: the next word of a text rules nearly all of them out.

use super::affix::Letters;
use super::boundary::words_of;
use super::joined::JoinedWords;

/// The phrases that begin with a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Begun {
    /// How many words the longest of them has.
    pub(super) longest: usize,
    /// What their second words begin with.
    seconds: Letters,
}

impl Begun {
    /// What the key of an entry says of its first word.
    pub(super) fn of(key: &str) -> Option<(&str, Self)> {
        let mut words = words_of(key);
        let (_, first) = words.next()?;
        let second = words.next();
        let count = 1 + usize::from(second.is_some()) + words.count();
        let open = key.contains(['*', '#']);
        let seconds = second.filter(|_| !open).and_then(|(_, second)| second.bytes().next());
        let seconds = seconds.map_or(Letters::ANY, Letters::of_byte);
        Some((first, Self { longest: count + key.matches('#').count(), seconds }))
    }

    pub(super) fn with(self, other: Self) -> Self {
        let longest = self.longest.max(other.longest);
        Self { longest, seconds: self.seconds.with(other.seconds) }
    }

    /// Whether one of the phrases may begin with the word of a number: by what the next one begins with, if all up to that is of
    /// ASCII. Elsewhere folding may bring letters about that are no word of the text.
    pub(super) fn goes_on<'t>(
        self,
        text: &str,
        words: &mut JoinedWords<'t, impl Iterator<Item = (usize, &'t str)>>,
        number: usize,
    ) -> bool {
        let next = if self.longest > 1 { words.get(number + 1) } else { None };
        let (Some((at, next)), Some((start, _))) = (next, words.get(number)) else { return false };
        let plain = text.get(start..at + next.len()).is_some_and(str::is_ascii);
        let first = next.bytes().find(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
        !plain || first.is_none_or(|first| self.seconds.has(Letters::of_byte(first)))
    }
}
