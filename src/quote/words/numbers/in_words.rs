//! Numbers in words: `three hundred thousand`, `half a million`, `five per cent`.

use super::{Found, Numbers};
use crate::quote::fold::char_class::{is_combining, writes_no_spaces};
use crate::quote::words::list::{List, SPELLED, ShortList};

impl Numbers<'_> {
    /// A number in words that begins at `at`: two words or more that are numbers, scales or parts, with what joins them.
    pub(super) fn spelled(&self, at: usize) -> Option<Found> {
        let before = self.before(at);
        let words = self.words?;
        if (before.is_alphanumeric() || is_combining(before)) && !writes_no_spaces(before) {
            return None;
        }
        let end = self.word_end(at);
        let word = self.word(at, end);
        let lists = words.lists_of(&word);
        let dated = lists.has(List::Months) || lists.has(List::Weekdays);
        if let Some(second) = if dated { self.dates(at) } else { None } {
            return Some(Found { whole: at..at, loose: at..second });
        }
        // `vigésima | tercera`.
        let ranks = lists.has(List::Ordinals) && !lists.meets(SPELLED) && !words.is_language("en");
        let opens = lists.has(List::Indefinite) || lists.has(List::PercentBefore) || ranks;
        // Most words are of plain letters, and no number.
        let plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        if plain && self.char(end) != '\'' && !opens && !lists.meets(SPELLED) {
            return None;
        }
        let opener = WordInNumber { ranks, ..WordInNumber::bare(end) };
        let mut last = self.number_word(at).or_else(|| opens.then_some(opener))?;
        // `eine halbe Million` is one piece, `eine Hälfte` need be none.
        let mut whole = !lists.has(List::Indefinite) || words.is_number(&word);
        let mut count = 1;
        // `een | nul karakter`: an article, which no plain number goes on.
        let article = lists.has(List::Indefinite) && words.has_short(ShortList::Articles, &word);
        let goes_on = |next: &WordInNumber, count: usize| {
            !(article && count == 1) || next.scale || next.multiple || next.tens.is_none()
        };
        while let Some(next) = self.next_number_word(at, last).filter(|next| goes_on(next, count)) {
            last = next;
            whole |= next.scale;
            count += 1;
        }
        let mut end = last.end;
        let percent = if self.char(end) == ' ' {
            self.listed(end + 1, List::Percent)
        } else {
            self.unspaced(end, &[List::Percent]).map(|length| end + length)
        };
        if let Some(after) = percent {
            (end, count, whole) = (after, count + 1, true);
        }
        let loose = || {
            let unit = self.unit(at, end).or_else(|| self.range(at, end)).unwrap_or(end);
            self.rate(unit).or_else(|| self.ratio(at, end)).unwrap_or(unit)
        };
        if whole && count > 1 {
            return Some(Found { whole: at..end, loose: at..loose() });
        }
        // One word alone is no expression, and yet has a unit or is one end of a range or ratio: `nine | weeks`.
        let counts = lists.has(List::Numbers) && !lists.has(List::Indefinite);
        let loose = match count {
            1 if counts => Some(loose()).filter(|after| *after > end),
            1 => self.ratio(at, end),
            _ => None,
        };
        loose.map(|after| Found { whole: at..at, loose: at..after })
    }

    /// The word of a number that is at `at`.
    pub(super) fn number_word(&self, at: usize) -> Option<WordInNumber> {
        let words = self.words?;
        if writes_no_spaces(self.char(at)) {
            let scale = self.unspaced(at, &[List::Scales]).unwrap_or(0);
            let any = [List::Numbers, List::Scales, List::Multiples, List::PercentBefore];
            let length = self.unspaced(at, &any)?;
            let scale = scale == length;
            return Some(WordInNumber { scale, ..WordInNumber::bare(at + length) });
        }
        let mut end = self.word_end(at);
        let mut word = self.word(at, end);
        if !words.is_number(&word) && self.char(end) == '\'' && end > at {
            // `п'ять`; not `d'un`, which is two words.
            let rest = self.word_end(end + 1);
            if !words.is_number(&self.word(end + 1, rest)) {
                (end, word) = (rest, self.word(at, rest));
            }
        }
        let lists = words.lists_of(&word);
        let scale = lists.has(List::Scales);
        if !scale && !words.is_number(&word) {
            let end = self.hangul(at, end)?;
            return Some(WordInNumber { scale: true, ..WordInNumber::bare(end) });
        }
        let tens = lists.has(List::Numbers).then(|| lists.has(List::Tens));
        let multiple = lists.has(List::Multiples);
        Some(WordInNumber { scale, multiple, tens, ..WordInNumber::bare(end) })
    }

    /// The word that goes on a number in words behind one of its words, over what joins the two.
    fn next_number_word(&self, start: usize, last: WordInNumber) -> Option<WordInNumber> {
        let words = self.words?;
        if writes_no_spaces(self.char(last.end)) {
            return self.number_word(last.end);
        }
        if !matches!(self.char(last.end), ' ' | '-') {
            return None;
        }
        let at = last.end + 1;
        let bare = WordInNumber::bare;
        if let Some(end) = self.ordinal(at, last) {
            return Some(bare(end));
        }
        if last.ranks {
            return None;
        }
        // `and a half`; `millones` of `mil millones` is a word of its own as well.
        if let Some(end) = self.listed(at, List::Parts) {
            return Some(bare(end));
        }
        if let Some(next) = self.number_word(at) {
            return Some(next);
        }
        if let Some(end) = self.listed(at, List::Scales) {
            return Some(WordInNumber { scale: true, ..bare(end) });
        }
        let over = |end: usize| {
            if self.char(end) == ' ' { self.number_word(end + 1) } else { None }
        };
        // `half a million`, `hundreds of thousands`.
        let link = self.listed(at, List::ScaleLinks).filter(|_| last.scale || last.multiple);
        if let Some(next) = link.and_then(over).filter(|next| next.scale) {
            return Some(next);
        }
        // `two hundred and five`, `five and twenty`.
        let and = self.word_end(at);
        let word = self.word(at, and);
        let joins = words.has(List::And, &word);
        // `two hundred and fiftieth`, `vingt et unième`.
        if joins
            && self.char(and) == ' '
            && let Some(end) = self.ordinal(and + 1, last)
        {
            return Some(bare(end));
        }
        let next = over(and).filter(|_| joins)?;
        let tens = last.tens.zip(next.tens).is_some_and(|(a, b)| a != b);
        ((last.scale || tens) && !self.closes_range(start, &word)).then_some(next)
    }
}

impl Numbers<'_> {
    /// The end of the ordinal at `at` that ends the number whose word `last` is right before it: `twenty-third`, `двадцать третий`. Not
    /// in `two third parties`.
    fn ordinal(&self, at: usize, last: WordInNumber) -> Option<usize> {
        let words = self.words?;
        let end = self.word_end(at);
        if !words.has(List::Ordinals, &self.word(at, end)) {
            return None;
        }
        let plain = || last.tens.is_some() && words.words(List::Tens).next().is_none();
        (last.ranks || last.scale || last.tens == Some(true) || plain()).then_some(end)
    }
}

/// A word of a number in words.
#[derive(Clone, Copy)]
pub(super) struct WordInNumber {
    end: usize,
    /// `hundred`, `million`.
    pub(super) scale: bool,
    /// `half`, `quarter`.
    pub(super) multiple: bool,
    /// Of a plain number, whether *and* joins it with a smaller one (`twenty`), or with such a one (`five`).
    tens: Option<bool>,
    /// Whether it is an ordinal, which only another one goes on.
    ranks: bool,
}

impl WordInNumber {
    /// A word of which nothing else is known.
    const fn bare(end: usize) -> Self {
        Self { end, scale: false, multiple: false, tens: None, ranks: false }
    }
}
