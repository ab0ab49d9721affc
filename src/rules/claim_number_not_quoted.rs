//! A number in the statement that no quote has.

use super::Asked;
use super::numbers::{
    Millionths, Number, as_whole, decade_word, hinted, in_figures, in_words, whole, words,
};
use crate::claim::Claim;
use crate::diagnostic::{At, Code, Finding};
use crate::edtf::Edtf;
use crate::model::{ClaimEntry, ClaimRecord, Model};
use crate::quote::WordLists;
use crate::report::EditKind;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Smaller numbers in words are often the contributor's own count, or no number at all (`one of them`).
const MIN_IN_WORDS: i64 = 13;
/// Numbers that other languages than English may well write in words.
const MAX_FOREIGN_WORDS: i64 = 100;
/// How far a number may be out which the statement says is rounded: one part in this many.
const ROUNDING: Millionths = 10;
/// Figures that are not read.
const CHINESE: &str = "〇一二三四五六七八九十百千万萬億亿";
/// How far a year may be out which the statement says is rounded, in years.
const YEARS_OUT: i64 = 2;

pub(super) fn check(
    asked: &Asked<'_>,
    entry: &ClaimEntry<'_>,
    claim: &ClaimRecord,
) -> Vec<Finding> {
    let (model, mut findings) = (asked.model, Vec::new());
    let Some(claim) = claim.whole() else { return findings };
    let mut numbers = numbers(claim);
    if numbers.is_empty() {
        return findings;
    }
    // Most numbers are in figures: only for the others is it worth while to read all words.
    let mut known = Known::in_figures(Some((model, entry)), claim);
    numbers.retain(|number| !known.has(&claim.statement, number));
    if numbers.is_empty() {
        return findings;
    }
    known.add_words(model, entry, claim);
    for number in numbers {
        if known.has(&claim.statement, &number) {
            continue;
        }
        let written = claim.statement.get(number.range.clone()).unwrap_or_default();
        let message = format!("the statement says `{written}`, a number that no quote has");
        let at = At::Within("/statement".to_owned(), number.range);
        findings.push(Finding::new(Code::ClaimNumberNotQuoted, entry.file, at, message).help(
            "correct it, or quote the words that have it; the date of a quote may be in its `date`",
        ));
    }
    findings
}

/// Whether something may be found of a claim when more is known of its quotes than the claim itself says.
pub(super) fn may_find(claim: &Claim) -> bool {
    let numbers = numbers(claim);
    if numbers.is_empty() {
        return false;
    }
    // Words in brackets may prove to be an editor's, and then their numbers are not the document's.
    let mut segments = claim.evidence.iter().flat_map(|e| e.quote.segments());
    if segments.any(|segment| segment.contains('[')) {
        return true;
    }
    let known = Known::in_figures(None, claim);
    !numbers.iter().all(|number| known.has(&claim.statement, number))
}

/// The numbers of a statement that quotes should have. Without quotes there is nothing to compare with; the label
/// says so.
fn numbers(claim: &Claim) -> Vec<Number> {
    if claim.evidence.is_empty() {
        return Vec::new();
    }
    let mut numbers = in_figures(&claim.statement);
    let spelled = in_words(&claim.statement);
    numbers.extend(spelled.into_iter().filter(|n| n.readings.iter().any(|v| is_count(*v))));
    numbers
}

fn is_count(value: Millionths) -> bool {
    as_whole(value).is_some_and(|n| n >= MIN_IN_WORDS)
}

/// The numbers that a claim's quotes have, and those that are beside them.
#[derive(Default)]
struct Known {
    values: BTreeSet<Millionths>,
    /// First years of decades.
    decades: BTreeSet<i64>,
    /// Decades without a century: 90 for the nineties.
    decade_words: BTreeSet<i64>,
    /// First and last year of the dates.
    years: Vec<(i64, i64)>,
    /// Whether a quote is in a language whose number words are not read.
    foreign: bool,
    /// Whether a quote has Chinese figures, which are not read.
    unread: bool,
}

impl Known {
    /// What the dates and the figures of the quotes say: some of all that is known.
    fn in_figures(learned: Option<(&Model<'_>, &ClaimEntry<'_>)>, claim: &Claim) -> Self {
        let mut known = Self::default();
        known.add_date(claim.date.as_deref());
        for (at, evidence) in claim.evidence.iter().enumerate() {
            for segment in evidence.quote.segments() {
                let segment = match learned {
                    Some((model, entry)) => without_insertions(model, entry, at, segment),
                    None => Cow::Borrowed(&**segment),
                };
                known.add_numbers(in_figures(&segment));
            }
            known.add_date(evidence.date.as_deref());
        }
        known
    }

    /// All the rest: words, and what is beside the quotes.
    fn add_words(&mut self, model: &Model<'_>, entry: &ClaimEntry<'_>, claim: &Claim) {
        let mut besides: BTreeSet<&str> = BTreeSet::new();
        self.add_text(claim.claimant.as_deref().unwrap_or_default());
        for (at, evidence) in claim.evidence.iter().enumerate() {
            let cited = model.source(&evidence.source);
            let source = cited.and_then(|s| s.source);
            let language = cited.and_then(|s| s.language.or(s.found_language));
            let english = WordLists::for_language(Some("en"));
            let same = match (english, WordLists::for_language(language)) {
                (Some(english), Some(list)) => std::ptr::eq(english, list),
                _ => false,
            };
            self.foreign |= !same;
            for segment in evidence.quote.segments() {
                self.add_text(&without_insertions(model, entry, at, segment));
            }
            let locator = evidence.locator.iter();
            let locator = locator.flat_map(|l| l.section.iter().chain(&l.page).chain(&l.part));
            let beside = [&evidence.prefix, &evidence.suffix, &evidence.speaker];
            let title = source.and_then(|s| s.title.as_deref());
            let texts = beside.into_iter().flatten().chain(locator).map(|text| &**text);
            besides.extend(texts.chain(title));
        }
        for text in besides {
            self.add_text(text);
        }
    }

    fn add_text(&mut self, text: &str) {
        self.add_numbers(in_figures(text));
        self.add_numbers(in_words(text));
        for (_, word) in words(text) {
            self.values.extend(hinted(word).into_iter().flatten());
            self.decade_words.extend(decade_word(word));
        }
        self.unread |= text.contains(|c: char| !c.is_ascii() && CHINESE.contains(c));
    }

    fn add_numbers(&mut self, numbers: Vec<Number>) {
        for number in numbers {
            if number.decade {
                self.decades.extend(number.readings.iter().filter_map(|v| as_whole(*v)));
            } else {
                self.values.extend(number.readings);
            }
        }
    }

    fn add_date(&mut self, date: Option<&Edtf>) {
        let Some(date) = date else { return };
        let days = [date.earliest(), date.latest()];
        for (year, month, day) in days.into_iter().flatten() {
            let parts = [year, i64::from(month), i64::from(day)];
            self.values.extend(parts.into_iter().filter_map(whole));
        }
        if let [Some((first, ..)), Some((last, ..))] = days {
            self.years.push((first, last));
        }
    }

    fn has(&self, statement: &str, number: &Number) -> bool {
        if self.unread || number.readings.is_empty() {
            return true;
        }
        let about = is_about(statement.get(..number.range.start).unwrap_or_default());
        number.readings.iter().any(|value| {
            let year = as_whole(*value);
            if number.decade {
                return year.is_some_and(|year| self.has_decade(year));
            }
            (number.century && year.is_some_and(|n| self.has_years_in(n * 100 - 99, n * 100)))
                || self.values.contains(value)
                || year.is_some_and(|y| self.years.iter().any(|(a, b)| (*a..=*b).contains(&y)))
                || (about && self.has_near(*value, is_year(statement, number)))
                || (self.foreign && year.is_none_or(may_be_in_words))
        })
    }

    fn has_decade(&self, year: i64) -> bool {
        self.decades.contains(&year)
            || self.decades.contains(&(year % 100))
            || self.decade_words.contains(&(year % 100))
            || self.has_years_in(year, year + 9)
    }

    fn has_years_in(&self, first: i64, last: i64) -> bool {
        let inside = |year: i64| (first..=last).contains(&year);
        self.values.iter().filter_map(|v| as_whole(*v)).any(inside)
            || self.decades.iter().any(|year| inside(*year))
            || self.years.iter().any(|(a, b)| *a <= last && first <= *b)
    }

    fn has_near(&self, value: Millionths, year: bool) -> bool {
        let margin = if year { whole(YEARS_OUT).unwrap_or(0) } else { value / ROUNDING };
        let range = value.saturating_sub(margin)..=value.saturating_add(margin);
        self.values.range(range).next().is_some()
    }
}

/// Whether a number looks like a year: four figures without a mark.
fn is_year(statement: &str, number: &Number) -> bool {
    let written = statement.get(number.range.clone()).unwrap_or_default();
    written.len() == 4 && written.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a number may be in words in a language whose number words are not read.
fn may_be_in_words(number: i64) -> bool {
    number <= MAX_FOREIGN_WORDS || number % 100 == 0
}

/// Whether the words before a number say that it is rounded.
fn is_about(before: &str) -> bool {
    const WORDS: [&str; 12] = [
        "about",
        "around",
        "roughly",
        "approximately",
        "nearly",
        "almost",
        "some",
        "over",
        "under",
        "circa",
        "above",
        "below",
    ];
    const PHRASES: [&str; 6] =
        ["more than", "less than", "fewer than", "at least", "at most", "up to"];
    let before = before.trim_end().to_lowercase();
    let last = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    before.ends_with(['~', '\u{2248}'])
        || WORDS.contains(&last)
        || PHRASES.iter().any(|phrase| before.ends_with(phrase))
}

/// A segment without what its editor added: that is not the document's.
fn without_insertions<'s>(
    model: &Model<'_>,
    entry: &ClaimEntry<'_>,
    at: usize,
    segment: &'s str,
) -> Cow<'s, str> {
    let mut segment = Cow::Borrowed(segment);
    let edits = model.result(entry, at).into_iter().flat_map(|result| &result.edits);
    for edit in edits.filter(|e| matches!(e.kind, EditKind::Insertion | EditKind::Substitution)) {
        segment = Cow::Owned(segment.replacen(&edit.quote, " ", 1));
    }
    segment
}
