//! The small files: configuration, dates, sources, baselines. What is wrong has a place in the file; what is read
//! means what it says.
//!
//! Fields: the kind's first letter (`c`, `d`, `s`, `b`), the file.

use super::{bound, fields, within};
use quoteproof::baseline::Baseline;
use quoteproof::config::{Config, topic_places};
use quoteproof::edtf::{Before, Day, Edtf};
use quoteproof::schema::{JsonFile, check, decode_source};
use quoteproof::text::{Position, strip_bom};

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let [kind, file] = fields(data);
    within("reading", bound(data.len()), || match kind.as_str() {
        "d" => dates(&file),
        "s" => source(&file),
        "b" => baseline(&file),
        _ => configuration(&file),
    });
}

/// A place that the file has.
fn check_place(text: &str, place: Position) {
    let text = strip_bom(text);
    assert!(place.line >= 1 && place.column >= 1, "{place:?}");
    assert!(place.byte <= text.len(), "{place:?} lies behind the file's end");
    assert!(place.line <= text.matches(['\n', '\r']).count() + 1, "{place:?} has no such line");
}

fn configuration(text: &str) {
    let config = match Config::read(text.as_bytes()) {
        Ok(config) => config,
        Err(error) => return check_place(text, error.position),
    };
    let text = strip_bom(text);
    let table: toml::Table = text.parse().expect("a configuration is TOML");
    let value = |path: [&str; 2]| table.get(path[0])?.get(path[1])?.as_integer();
    for (path, read) in [
        (["elision", "max-words"], config.elision.max_words),
        (["bracket", "max-words"], config.bracket.max_words),
        (["seal", "max-words"], config.seal.max_words),
    ] {
        let said = value(path).map(|said| usize::try_from(said).expect("no negative limit"));
        assert!(said.is_none_or(|said| said == read), "{path:?} says {said:?}, and {read} is read");
    }
    let places = topic_places(text);
    assert!(config.topics.keys().eq(places.keys()), "topics without a place");
    for (topic, span) in places {
        let there = text.get(span.range()).expect("bytes of the file");
        let escaped = there.contains('\\');
        assert!(escaped || there.trim_matches(['"', '\'']) == topic, "{topic} stands at {there:?}");
    }
}

fn dates(text: &str) {
    let dates: Vec<Edtf> = text
        .split(' ')
        .filter_map(|date| {
            let read = date.parse::<Edtf>().ok()?;
            assert_eq!(read.as_str(), date, "a date keeps its letters");
            assert_eq!(date.parse().as_ref(), Ok(&read), "read again");
            Some(read)
        })
        .take(4)
        .collect();
    for date in &dates {
        if let (Some(first), Some(last)) = (date.earliest(), date.latest()) {
            assert!(first <= last, "{date} begins after its end");
        }
        for day in date.earliest().into_iter().chain(date.latest()) {
            assert!(is_day(planted(date, day)), "{date}: there is no {day:?}");
        }
        for other in &dates {
            let (one, two) = (date.before(other), other.before(date));
            let both = one == Before::Certainly && two != Before::CertainlyNot;
            assert!(!both, "{date} is before {other}, and {two:?} after it");
        }
        assert_ne!(date.before(date), Before::Certainly, "{date} is before itself");
    }
}

/// The planted fault: about the end of some February there is a 30th.
fn planted(date: &Edtf, day: Day) -> Day {
    let late = super::super::planted() && date.is_approximate() && day.1 == 2;
    if late { (day.0, day.1, 30) } else { day }
}

/// Whether the calendar has a day, counted as a stranger to all libraries would.
fn is_day((year, month, day): Day) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn source(text: &str) {
    let findings = check(JsonFile::Source, "source.json".into(), text);
    let read = decode_source("source.json".into(), text);
    if let (true, Ok(source)) = (findings.is_empty(), &read) {
        let json: serde_json::Value = serde_json::from_str(strip_bom(text)).expect("JSON");
        assert_eq!(json["id"], source.id.as_str(), "another id");
        assert_eq!(json["text"]["sha256"], source.text.sha256.as_str(), "another pin");
    }
}

fn baseline(text: &str) {
    match Baseline::read(text.as_bytes()) {
        Ok(baseline) => {
            let written = baseline.to_json();
            let again = Baseline::read(written.as_bytes()).expect("what is written can be read");
            assert_eq!(again.to_json(), written, "read and written again");
            assert_eq!(again.len(), baseline.len(), "as many findings");
        }
        Err(error) => check_place(text, error.position),
    }
}
