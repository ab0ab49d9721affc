//! Dates as people know them: EDTF (ISO 8601-2), levels 0 and 1.

use std::fmt;
use std::str::FromStr;

/// A day of the proleptic Gregorian calendar: year, month, day. Year 0 is 1 BC.
pub type Day = (i64, u8, u8);

/// A date, a date and time, or an interval, by EDTF levels 0 and 1: `1990`, `1990-02`, `2022~`, `1990/1991`, `199X`.
///
/// Keeps the string as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf {
    text: String,
    start: Option<Day>,
    end: Option<Day>,
    approximate: bool,
    uncertain: bool,
    /// First and last day that the date may mean, qualifiers counted in.
    reach: (Option<Day>, Option<Day>),
    /// The moment, where a time with its offset says it.
    instant: Option<Instant>,
}

/// A moment: the day and the second of it, in UTC.
type Instant = (Day, i32);

/// Whether one date is before another, as far as the two say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Whatever days the two mean, the first is before the second.
    Certainly,
    /// Some of the days they may mean are in that order, some are not.
    Perhaps,
    /// Whatever days the two mean, the first is not before the second.
    CertainlyNot,
}

/// Why a text is not an EDTF date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EdtfError(pub String);

type Result<T> = std::result::Result<T, EdtfError>;

fn refuse<T>(why: impl Into<String>) -> Result<T> {
    Err(EdtfError(why.into()))
}

/// Longer texts are no dates.
const MAX_LENGTH: usize = 100;

/// Digits of a year after `Y` that a 64-bit number surely holds.
const MAX_YEAR_DIGITS: usize = 18;

impl Edtf {
    /// The first day that the date may mean, by its digits alone; none where the start is open or
    /// unknown. A season may be either hemisphere's. A date that [is approximate](Self::is_approximate)
    /// may mean an earlier day still.
    #[must_use]
    pub const fn earliest(&self) -> Option<Day> {
        self.start
    }

    /// The last day that the date may mean, by its digits alone; none where the end is open or
    /// unknown. A season may be either hemisphere's. A date that [is approximate](Self::is_approximate)
    /// may mean a later day still.
    #[must_use]
    pub const fn latest(&self) -> Option<Day> {
        self.end
    }

    /// Whether the date, or one side of the interval, is marked `~` or `%`.
    #[must_use]
    pub const fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// Whether the date, or one side of the interval, is marked `?` or `%`.
    #[must_use]
    pub const fn is_uncertain(&self) -> bool {
        self.uncertain
    }

    /// Whether all of this date is before `other`, day against day.
    ///
    /// Each date is taken as the days that it may mean, from the first to the last:
    ///
    /// - all days of what is written: of the month in `1990-02`, of the decade in `199X`, of the interval in
    ///   `1990/1991`, of either hemisphere's season in `1990-21`;
    /// - `~` adds the date's own unit on both sides: a month to `1990-02~`, so that it may be before
    ///   `1990-01`; a year to `1990~`, ten to `199X~`, three months to a season. Who may be further out than that
    ///   knows the month, or the year, no better than the next coarser unit, and writes that. To a day it adds
    ///   a week: people miss a day they half remember by days;
    /// - `?` and `%` doubt the date itself, not only its edges, and nothing says how far: such a date has no
    ///   first and no last day, so nothing is certain of it;
    /// - an open (`1990/..`) or unknown (`1990/`) side of an interval has no bound; a qualifier on one side of an
    ///   interval touches that side only;
    /// - times with an offset (`Z`, `+02:00`) are moments, and two of them are compared as such. Beside a date, such a time
    ///   may mean its own day or that of UTC.
    #[must_use]
    pub fn before(&self, other: &Self) -> Before {
        if let (Some(one), Some(two)) = (self.instant, other.instant) {
            return if one < two { Before::Certainly } else { Before::CertainlyNot };
        }
        let ((first, last), (other_first, other_last)) = (self.reach, other.reach);
        let in_order = |one: Option<Day>, two: Option<Day>, order: fn(&Day, &Day) -> bool| {
            one.zip(two).is_some_and(|(one, two)| order(&one, &two))
        };
        if in_order(last, other_first, Day::lt) {
            Before::Certainly
        } else if in_order(first, other_last, Day::ge) {
            Before::CertainlyNot
        } else {
            Before::Perhaps
        }
    }

    /// The date as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Edtf> for String {
    fn from(edtf: Edtf) -> Self {
        edtf.text
    }
}

impl TryFrom<String> for Edtf {
    type Error = EdtfError;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self> {
        if text.len() > MAX_LENGTH {
            return refuse("it is too long for a date");
        }
        habits(text)?;
        let (start, end, instant) = if let Some((start, end)) = text.split_once('/') {
            let (start, end) = interval(start, end)?;
            (start, end, None)
        } else {
            let side = single(text)?;
            (side, side, side.instant)
        };
        Ok(Self {
            text: text.to_owned(),
            start: start.first,
            end: end.last,
            approximate: start.approximate || end.approximate,
            uncertain: start.uncertain || end.uncertain,
            reach: (start.reach().0, end.reach().1),
            instant,
        })
    }
}

impl schemars::JsonSchema for Edtf {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Edtf".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "edtf" })
    }
}

/// A day that the calendar has, written `1990-02-14`.
///
/// # Errors
///
/// Says why `text` is no such day.
pub fn full_date(text: &str) -> Result<Day> {
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] if year.len() == 4 => {
            let year = digits(year, 4, "year")?;
            let month = number_of(month, "month", 1..=12)?;
            calendar_day(year, month, number_of(day, "day", 1..=31)?)
        }
        _ => refuse("it is not year, month and day, such as `1990-02-14`"),
    }
}

/// One side of an interval, or a date that stands alone.
#[derive(Debug, Clone, Copy, Default)]
struct Side {
    first: Option<Day>,
    last: Option<Day>,
    unit: Unit,
    approximate: bool,
    uncertain: bool,
    instant: Option<Instant>,
}

/// What a date is counted in: how far one that is approximate may be out.
#[derive(Debug, Clone, Copy, Default)]
enum Unit {
    #[default]
    Day,
    Months(u8),
    Years(i64),
}

impl Side {
    const fn new(first: Day, last: Day, unit: Unit) -> Self {
        let (first, last) = (Some(first), Some(last));
        Self { first, last, unit, approximate: false, uncertain: false, instant: None }
    }

    /// The first and the last day that it may mean, qualifiers counted in.
    fn reach(&self) -> (Option<Day>, Option<Day>) {
        if let (Some((day, _)), Some(own)) = (self.instant, self.first) {
            return (Some(own.min(day)), Some(own.max(day)));
        }
        match (self.uncertain, self.approximate) {
            (true, _) => (None, None),
            (false, true) => (
                self.first.map(|day| earlier(day, self.unit)),
                self.last.map(|day| later(day, self.unit)),
            ),
            (false, false) => (self.first, self.last),
        }
    }
}

/// Days that a day may be out which is approximate.
const WEEK: u8 = 7;

/// A day that is at least one unit before `day`. It need not be in the calendar: days are compared by their
/// numbers.
const fn earlier((year, month, day): Day, unit: Unit) -> Day {
    match unit {
        Unit::Years(years) => (year - years, month, day),
        Unit::Months(months) if month > months => (year, month - months, day),
        Unit::Months(months) => (year - 1, month + 12 - months, day),
        Unit::Day if day > WEEK => (year, month, day - WEEK),
        // The month before has 28 days at least; then this is a few days more than a week.
        Unit::Day => earlier((year, month, day + 28 - WEEK), Unit::Months(1)),
    }
}

/// A day that is at least one unit after `day`, as above.
const fn later((year, month, day): Day, unit: Unit) -> Day {
    match unit {
        Unit::Years(years) => (year + years, month, day),
        // From a month's last day to the last day of any other.
        Unit::Months(months) if month + months <= 12 => (year, month + months, 31),
        Unit::Months(months) => (year + 1, month + months - 12, 31),
        Unit::Day if day + WEEK <= 28 => (year, month, day + WEEK),
        Unit::Day if month < 12 => (year, month + 1, day + WEEK - 28),
        Unit::Day => (year + 1, 1, day + WEEK - 28),
    }
}

/// Refuses what people write out of habit, and says what EDTF writes.
fn habits(text: &str) -> Result<()> {
    if text.is_empty() {
        return refuse("it is empty: leave the member out if the date is not known");
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("c.") || lower.starts_with("ca") || lower.starts_with("circa") {
        return refuse("an approximate date ends with `~`: `1990~`");
    }
    if text.contains(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}']) {
        return refuse("a date has hyphens (`1990-02`), an interval a slash (`1990/1995`)");
    }
    if text.contains(['[', '{']) || text.contains("...") {
        return refuse("sets and lists are EDTF level 2; levels 0 and 1 are understood");
    }
    if text.matches('/').count() > 1 {
        return refuse("a date is written `1990-02-14`, an interval with one slash: `1990/1991`");
    }
    if let Some(year) = year_bc(&lower) {
        return refuse(match year {
            0 | 1 => "1 BC is written `0000`".to_owned(),
            _ => format!("1 BC is written `0000`, and {year} BC `-{:04}`", year - 1),
        });
    }
    match text.strip_suffix('s').or_else(|| text.strip_suffix("'s")) {
        Some(decade) if decade.len() == 4 && decade.ends_with('0') => {
            let decade = decade.get(..3).unwrap_or_default();
            refuse(format!("a decade is written with an `X`: `{decade}X`"))
        }
        _ => Ok(()),
    }
}

/// The year of `44 bc`, `44 b.c.` or `44 bce`, if it has at most four digits.
fn year_bc(lower: &str) -> Option<u16> {
    let plain = lower.replace('.', "");
    let year = plain.strip_suffix("bce").or_else(|| plain.strip_suffix("bc"))?.trim_end();
    year.parse().ok().filter(|_| year.len() <= 4 && year.bytes().all(|b| b.is_ascii_digit()))
}

fn interval(start: &str, end: &str) -> Result<(Side, Side)> {
    let open = |side: &str| side.is_empty() || side == "..";
    if open(start) && open(end) {
        return refuse("an interval needs a date on one side at least");
    }
    let side = |text: &str| {
        if open(text) {
            Ok(Side::default())
        } else if text.contains('T') {
            refuse("an interval is of dates, without a time")
        } else {
            single(text)
        }
    };
    let (start, end) = (side(start)?, side(end)?);
    match (start.first, end.last) {
        (Some(first), Some(last)) if first > last => refuse("the interval ends before it begins"),
        _ => Ok((start, end)),
    }
}

fn single(text: &str) -> Result<Side> {
    if let Some((date, time)) = text.split_once('T') {
        let day = full_date(date)?;
        let instant = clock(time)?.map(|(second, offset)| in_utc(day, second - offset));
        return Ok(Side { instant, ..Side::new(day, day, Unit::Day) });
    }
    let (date, approximate, uncertain) = match text.strip_suffix(['?', '~', '%']) {
        Some(date) => (date, !text.ends_with('?'), !text.ends_with('~')),
        None => (text, false, false),
    };
    if date.ends_with(['?', '~', '%']) {
        return refuse("a date has one qualifier: `?`, `~`, or `%` for both");
    }
    if date.contains(['?', '~', '%']) {
        return refuse("a qualifier comes at the end of the date (EDTF level 1)");
    }
    Ok(Side { approximate, uncertain, ..plain(date)? })
}

/// A date without a qualifier.
fn plain(date: &str) -> Result<Side> {
    if let Some(year) = date.strip_prefix('Y') {
        return long_year(year);
    }
    let (negative, rest) = match date.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, date),
    };
    if negative && rest.starts_with("0000") {
        return refuse("there is no year -0000; 1 BC is `0000`");
    }
    let sign = if negative { -1 } else { 1 };
    match rest.split('-').collect::<Vec<_>>().as_slice() {
        [year] => whole_year(year, sign),
        [year, month] => year_month(digits(year, 4, "year")? * sign, month),
        [year, month, day] => year_month_day(digits(year, 4, "year")? * sign, month, day),
        _ => refuse("it has too many parts: a date is `1990`, `1990-02` or `1990-02-14`"),
    }
}

fn long_year(text: &str) -> Result<Side> {
    let (sign, year) = text.strip_prefix('-').map_or((1, text), |year| (-1, year));
    if !year.bytes().all(|b| b.is_ascii_digit()) || year.len() < 5 || year.starts_with('0') {
        return refuse("after `Y` comes a year of more than four digits: `Y-170000002`");
    }
    if year.len() > MAX_YEAR_DIGITS {
        return refuse(format!("a year has at most {MAX_YEAR_DIGITS} digits here"));
    }
    let year = digits(year, year.len(), "year")? * sign;
    Ok(Side::new((year, 1, 1), (year, 12, 31), Unit::Years(1)))
}

/// `1990`, `199X` or `19XX`.
fn whole_year(text: &str, sign: i64) -> Result<Side> {
    let known = text.trim_end_matches('X');
    let low = digits(known, 4 - unspecified(text, known)?, "year")?;
    let width = [1, 10, 100].get(text.len() - known.len()).copied().unwrap_or(1);
    let (low, high) = (low * width, low * width + width - 1);
    let (first, last) = if sign < 0 { (-high, -low) } else { (low, high) };
    Ok(Side::new((first, 1, 1), (last, 12, 31), Unit::Years(width)))
}

/// How many digits of a year are `X`: at most two.
fn unspecified(text: &str, known: &str) -> Result<usize> {
    match text.len() - known.len() {
        count @ 0..=2 => Ok(count),
        _ => refuse("at most the last two digits of a year may be `X` (EDTF level 1)"),
    }
}

fn year_month(year: i64, month: &str) -> Result<Side> {
    if month == "XX" {
        return Ok(Side::new((year, 1, 1), (year, 12, 31), Unit::Years(1)));
    }
    match number(month, "month")? {
        21 | 23 => Ok(Side::new((year, 3, 1), (year, 12, 31), Unit::Months(3))),
        22 | 24 => Ok(Side::new((year - 1, 12, 1), (year + 1, 3, 31), Unit::Months(3))),
        month @ 1..=12 => {
            let last = (year, month, days_in_month(year, month)?);
            Ok(Side::new((year, month, 1), last, Unit::Months(1)))
        }
        other => refuse(format!(
            "there is no month {other:02}: months are 01 to 12, seasons 21 (spring) to 24 (winter)"
        )),
    }
}

fn year_month_day(year: i64, month: &str, day: &str) -> Result<Side> {
    match (month, day) {
        ("XX", "XX") => year_month(year, month),
        (_, "XX") => {
            number_of(month, "month", 1..=12)?;
            year_month(year, month)
        }
        ("XX", _) => refuse("a known day in an unknown month is EDTF level 2"),
        _ => {
            let month = number_of(month, "month", 1..=12)?;
            let day = calendar_day(year, month, number_of(day, "day", 1..=31)?)?;
            Ok(Side::new(day, day, Unit::Day))
        }
    }
}

/// A number of exactly `length` digits.
fn digits(text: &str, length: usize, what: &str) -> Result<i64> {
    if text.contains('X') {
        return refuse("only the last digits of a date may be `X` (EDTF level 1)");
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return refuse(format!(
            "`{text}` is not a {what}: a date is `1990`, `1990-02` or `1990-02-14`"
        ));
    }
    if text.len() != length {
        return refuse(match what {
            "year" => {
                "a year has four digits, as in `0990`; a longer one begins with `Y`".to_owned()
            }
            _ => format!("a {what} has two digits: `{text:0>2}`"),
        });
    }
    text.parse().map_err(|_| EdtfError(format!("`{text}` is not a {what}")))
}

fn number(text: &str, what: &str) -> Result<u8> {
    let number = digits(text, 2, what)?;
    u8::try_from(number).map_err(|_| EdtfError(format!("`{text}` is not a {what}")))
}

fn number_of(text: &str, what: &str, allowed: std::ops::RangeInclusive<u8>) -> Result<u8> {
    let number = number(text, what)?;
    if allowed.contains(&number) {
        Ok(number)
    } else {
        refuse(format!("there is no {what} {number:02}"))
    }
}

fn days_in_month(year: i64, month: u8) -> Result<u8> {
    let first = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .and_then(|(year, month)| jiff::civil::Date::new(year, month, 1).ok());
    match first.map(|first| first.days_in_month().unsigned_abs()) {
        Some(days) => Ok(days),
        None => refuse(format!("there is no month {month:02}")),
    }
}

fn calendar_day(year: i64, month: u8, day: u8) -> Result<Day> {
    let days = days_in_month(year, month)?;
    if day > days {
        let name = MONTHS.get(usize::from(month) - 1).copied().unwrap_or_default();
        return refuse(format!("{name} {year} has {days} days, not {day}"));
    }
    Ok((year, month, day))
}

/// The English names of the months, from January on.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Seconds of a day.
const DAY_SECONDS: i32 = 24 * 60 * 60;

/// The day and the second in UTC of a second that may lie before the day's start or after its end.
fn in_utc(day: Day, second: i32) -> Instant {
    let (year, month, date) = day;
    let date = i8::try_from(date).ok().zip(i8::try_from(month).ok()).zip(i16::try_from(year).ok());
    let civil = date.and_then(|((day, month), year)| jiff::civil::Date::new(year, month, day).ok());
    let moved = match second {
        ..0 => civil.and_then(|day| day.yesterday().ok()),
        DAY_SECONDS.. => civil.and_then(|day| day.tomorrow().ok()),
        _ => civil,
    };
    // At the calendar's ends the day stays.
    let unsigned = |number: i8| u8::try_from(number).unwrap_or(1);
    moved.map_or((day, second), |d| {
        let day = (i64::from(d.year()), unsigned(d.month()), unsigned(d.day()));
        (day, second.rem_euclid(DAY_SECONDS))
    })
}

/// `10:30:00`, `10:30:00Z`, `10:30:00+02:00`, `10:30:00-05`: the second of the day and the offset in seconds; none where no
/// offset is given.
fn clock(text: &str) -> Result<Option<(i32, i32)>> {
    let wrong = || EdtfError("a time is `10:30:00`, with `Z` or `+02:00` after it".to_owned());
    let (time, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return Err(wrong()) };
    let hour = number_of(hour, "hour", 0..=23)?;
    let last = if *minute == "59" { 60 } else { 59 };
    let minute = number_of(minute, "minute", 0..=59)?;
    let second = number_of(second, "second", 0..=last)?;
    let seconds = |hour: u8, minute: u8| i32::from(hour) * 3600 + i32::from(minute) * 60;
    let time = seconds(hour, minute) + i32::from(second);
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    match zone.strip_prefix(['+', '-']).map(|zone| zone.split_once(':').unwrap_or((zone, "00"))) {
        Some((hour, _)) if hour.len() != 2 => refuse(format!(
            "`{zone}` is not an offset: the hours and minutes ahead of UTC are written `+02:00`"
        )),
        Some((hour, minute)) => {
            let hour = number_of(hour, "offset of hours", 0..=14)?;
            let minute = number_of(minute, "offset of minutes", 0..=59)?;
            Ok(Some((time, sign * seconds(hour, minute))))
        }
        None if zone.is_empty() => Ok(None),
        None if zone == "Z" => Ok(Some((time, 0))),
        None => Err(wrong()),
    }
}

#[cfg(test)]
mod tests;
