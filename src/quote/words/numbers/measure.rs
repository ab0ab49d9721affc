//! What may be cut off after a number, which stays the same without it: a unit, a rate, the other end of a range or a
//! ratio.

use super::{Numbers, PARTICLES, abbreviates};
use crate::quote::fold::char_class::{
    is_currency, is_digit, is_hangul, is_percent, writes_no_spaces,
};
use crate::quote::words::language::is_frequent;
use crate::quote::words::list::{List, ListSet};

/// Units of which the next smaller one goes without saying, the fewest figures that it is written with, and how many of it make
/// one: `8 h 05`, `6 ft 2`.
const SUBDIVIDED: [(&str, usize, u32); 9] = [
    ("h", 2, 60),
    ("hr", 2, 60),
    ("hrs", 2, 60),
    ("heure", 2, 60),
    ("heures", 2, 60),
    ("ft", 1, 12),
    ("foot", 1, 12),
    ("feet", 1, 12),
    ("stone", 1, 14),
];

impl Numbers<'_> {
    /// `(1,204) | million`: a figure in brackets before its scale, as accounts write a loss.
    pub(super) fn loss(&self, start: usize, end: usize, from: usize) -> Option<(usize, usize)> {
        let enclosed = start > from && self.before(start) == '(' && self.char(end) == ')';
        let scaled = enclosed && !self.is_year(start, end) && self.char(end + 1) == ' ';
        let scale = if scaled { self.listed(end + 2, List::Scales) } else { None };
        scale.map(|scale| (start - 1, scale))
    }

    /// `3 | May`, `1st | May`, `3. | Mai`: the end of the month after its day.
    pub(super) fn month(&self, start: usize, end: usize) -> Option<usize> {
        let words = self.words?;
        let day = self.digits(start);
        let stop = self.char(end) == '.' && words.is_abbreviation("1");
        let at = end + usize::from(stop) + 1;
        let ordinal = || ["st", "nd", "rd", "th"].contains(&&*self.word(start + day, end));
        let bare = start + day == end || ordinal();
        let plain = (1..=2).contains(&day) && bare && self.before(at) == ' ';
        let after = self.word_end(at);
        let month = plain && words.is_date_of(&[List::Months], &self.word(at, after));
        month.then_some(after)
    }

    /// `Monday | to Friday`, `March | to May`: the beginning of the second date of a range whose first begins at `at`.
    pub(super) fn dates(&self, at: usize) -> Option<usize> {
        const DATES: [List; 2] = [List::Months, List::Weekdays];
        let words = self.words?;
        let end = self.word_end(at);
        let to = self.word_end(end + 1);
        let date = |from, to| words.is_date_of(&DATES, &self.word(from, to));
        let spaced = self.char(end) == ' ' && self.char(to) == ' ' && date(at, end);
        let link = self.word(end + 1, to).to_lowercase();
        let ranged = spaced
            && (self.closes_range(at, &link)
                || words.pairs(List::Ranges).any(|(_, to)| to == link)
                    && !words.has(List::And, &link));
        (ranged && date(to + 1, self.word_end(to + 1))).then_some(to + 2)
    }

    /// `6 ft | 2 in`, `3 kg | 200 g`: the end of a second figure with its unit, after a first one; `8 h | 45`, `6 ft | 2`: it may go
    /// without, where everybody knows it.
    pub(super) fn smaller_unit(&self, end: usize) -> Option<usize> {
        let figure = end + 1;
        let digits = self.digits(figure);
        let unit = figure + digits + 1;
        let spaced =
            self.char(end) == ' ' && self.char(unit - 1) == ' ' && (1..=3).contains(&digits);
        if spaced {
            return self.unit_word(unit).or_else(|| self.known_smaller(end, digits));
        }
        self.known_smaller(end, digits)
    }

    /// The end of a figure whose unit goes without saying after the unit that ends at `end`: minutes after hours, inches after feet.
    fn known_smaller(&self, end: usize, digits: usize) -> Option<usize> {
        let unit = self.word(self.word_start(end, 0), end);
        let figure = end + 1 + digits;
        let next = self.char(figure);
        let free = !next.is_alphanumeric() && !is_percent(next) && !is_currency(next);
        let decimal = matches!(next, '.' | ',') && is_digit(self.char(figure + 1));
        if self.char(end) != ' ' || !free || decimal {
            return None;
        }
        let (_, fewest, whole) = *SUBDIVIDED.iter().find(|(name, ..)| *name == unit)?;
        let count: u32 = self.word(end + 1, figure).parse().ok()?;
        ((fewest..=2).contains(&digits) && count < whole).then_some(figure)
    }

    /// `5 dollars | a barrel`, `5 deaths`: the end of what says for what so much is meant each time.
    pub(super) fn rate(&self, end: usize) -> Option<usize> {
        if self.leads_on(end) { self.listed(end + 1, List::Rates) } else { None }
    }

    /// Whether the word behind the space at `end` begins a phrase of numbers: most do not.
    fn leads_on(&self, end: usize) -> bool {
        let word = || self.word(end + 1, self.word_end(end + 1));
        self.char(end) == ' ' && self.words.is_some_and(|words| words.is_number_part(&word()))
    }

    /// `1 | in 5`, `nine | out of ten`: the beginning of the second number of a ratio. A year is none.
    pub(super) fn ratio(&self, start: usize, end: usize) -> Option<usize> {
        let product = self.char(end + 1) == 'x';
        if !(product || self.leads_on(end)) {
            return None;
        }
        // `5th of 12`, `page 12 of 30` are one of as many.
        let counts =
            self.line.get(start..end).is_some_and(|l| !l.iter().any(|c| c.is_alphabetic()))
                || self.number_word(start).is_some();
        let label = self.word(self.word_start(start.saturating_sub(1), 0), start.saturating_sub(1));
        let labelled = self.words.is_some_and(|words| words.has(List::NumberLabels, &label));
        if self.char(end) != ' '
            || self.is_year(start, end)
            || !counts
            || labelled
            || self.is_rank(start, end)
        {
            return None;
        }
        // `5 x 10 cm`.
        if self.char(end + 1) == 'x' && self.char(end + 2) == ' ' && self.begins_figure(end + 3) {
            return Some(end + 4);
        }
        let link = self.listed(end + 1, List::Ratios)?;
        let second = link + 1;
        let year = self.is_year(second, second + self.digits(second));
        // `one of thousands` counts nothing.
        let word = || self.number_word(second).is_some_and(|word| !word.scale && !word.multiple);
        let number = self.begins_figure(second) && !year || word();
        (self.char(link) == ' ' && number).then_some(second + 1)
    }

    /// `the fifth | of the seven locks`: whether the word of a part is an ordinal here. A part has a number or an article like one
    /// before it, or before its adjective: `a fifth of the 30 firms`, `a good fifth`.
    fn is_rank(&self, start: usize, end: usize) -> bool {
        const COUNTED: ListSet =
            ListSet::of(&[List::Numbers, List::Indefinite, List::ScaleLinks, List::Quantifiers]);
        let Some(words) = self.words else { return false };
        let lists = words.lists_of(&self.word(start, end));
        let before = |at: usize| {
            let end = at.saturating_sub(1);
            (self.word_start(end, 0), self.word(self.word_start(end, 0), end))
        };
        let counts = |word: &str| words.lists_of(word).meets(COUNTED);
        let part = || {
            let (at, adjective) = before(start);
            counts(&adjective) || (!words.is_article(&adjective) && counts(&before(at).1))
        };
        lists.has(List::Ordinals) && lists.has(List::Multiples) && !part()
    }

    /// `12 mg/kg`, `5 cm^2`, `5 m s⁻¹`: the end of a unit of more than one part.
    pub(super) fn compound_unit(&self, at: usize) -> Option<usize> {
        let unit = self.unit_word(at).or_else(|| {
            // `30 people/km²`.
            let end = self.word_end(at);
            let each = end > at && self.char(end) == '/' && self.unit_word(end + 1).is_some();
            each.then_some(end)
        });
        let end = unit?;
        let rest = self.char(end);
        let goes_on = matches!(rest, '/' | '·') && self.char(end + 1).is_alphanumeric();
        if goes_on || rest == '^' {
            return Some(self.glued_after(end, at));
        }
        if rest == '-' && self.begins_figure(end + 1) {
            // `5 mg–10 mg`.
            return Some(self.glued_after(end + 1, at));
        }
        if rest == ' ' {
            let next = self.word_end(end + 1);
            let raised = self.char(next) == '^' && next > end + 1;
            return raised.then(|| self.glued_after(next, at));
        }
        None
    }

    fn unit_word(&self, at: usize) -> Option<usize> {
        let mut end = at;
        while self.char(end).is_alphabetic() || matches!(self.char(end), '°' | 'µ' | 'μ' | '%') {
            end += 1;
        }
        // `5 m2`; not `2020 H2O`.
        while self.char(end).is_alphanumeric() && end > at {
            end += 1;
        }
        let word = self.word(at, end);
        let is_unit = |word: &str| self.words.is_some_and(|w| w.is_unit(word));
        // 원으로: with a particle.
        let bare = |particle: &&str| word.strip_suffix(*particle).is_some_and(&is_unit);
        let korean = word.starts_with(is_hangul) && PARTICLES.iter().any(bare);
        (!word.is_empty() && (is_unit(&word) || korean)).then_some(end)
    }

    /// A plain unit after the figure: `12 mg`.
    pub(super) fn unit(&self, start: usize, end: usize) -> Option<usize> {
        const JOINING: ListSet = ListSet::of(&[List::YearWords, List::ScaleLinks, List::And]);
        if writes_no_spaces(self.char(end)) {
            // 第12条: what is counted off.
            let counted = self.before(start) == '第'
                && "条條章节節卷号號回次课課页頁部期版款項项編编集".contains(self.char(end));
            let unit = || self.unspaced(end, &[List::Units]).map(|length| end + length);
            return if counted { Some(end + 1) } else { unit() };
        }
        // `12 Mrd. | Euro`.
        let end =
            end + usize::from(self.char(end) == '.' && abbreviates(self.line, end, self.words));
        if self.char(end) != ' ' {
            return None;
        }
        let after = self.unit_word(end + 1)?;
        let word = self.word(end + 1, after);
        // `12 in` may be inches, and is none nearly always.
        let capital = word.starts_with(char::is_uppercase);
        let joins = self.words.is_some_and(|w| {
            let lists = w.lists_of(&word);
            let joining = !capital && lists.meets(JOINING) && !lists.has(List::Units);
            joining || is_frequent(w.language(), &word)
        });
        // `In 1999 | A bomb fell`.
        let year = capital && after == end + 2 && self.is_year(start, end);
        (!joins && !year).then_some(after)
    }

    /// The other end of a range in words, or between spaced dashes: `5 to 7`, `5 – 7`. Years are left alone.
    pub(super) fn range(&self, start: usize, end: usize) -> Option<usize> {
        if self.char(end) != ' ' || self.is_year(start, end) {
            return None;
        }
        if self.char(end + 1) == '-' && self.char(end + 2) == ' ' && self.begins_figure(end + 3) {
            return Some(end + 4);
        }
        let words = self.words?;
        let word_end = self.word_end(end + 1);
        let word: String = self.line.get(end + 1..word_end)?.iter().collect();
        let number = |at: usize| self.begins_figure(at) || self.number_word(at).is_some();
        let to = self.char(word_end) == ' ' && number(word_end + 1);
        if word.is_empty() || !to {
            return None;
        }
        // `5 to 7` is a range without its `from`; `5 and 7` needs its `between`.
        let joins = words.has(List::And, &word);
        let lower = word.to_lowercase();
        let ranged = self.closes_range(start, &word)
            || (!joins && words.pairs(List::Ranges).any(|(_, to)| to == lower));
        ranged.then_some(word_end + 2)
    }

    /// `between two hundred | and three`: whether a word is the second of a range whose first is before `start`.
    pub(super) fn closes_range(&self, start: usize, word: &str) -> bool {
        let end = start.saturating_sub(1);
        let first = self.word(self.word_start(end, 0), end).to_lowercase();
        let word = word.to_lowercase();
        let mut ranges = self.words.into_iter().flat_map(|words| words.pairs(List::Ranges));
        ranges.any(|(from, to)| from == first && to == word)
    }
}
