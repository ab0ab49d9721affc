//! Tests of dates.

use super::{Before, Edtf, full_date};

#[test]
fn bounds() {
    let year = |y| (Some((y, 1, 1)), Some((y, 12, 31)));
    let table = [
        ("1990", year(1990)),
        ("0000", year(0)),
        ("-0001", year(-1)),
        ("-9999", year(-9999)),
        ("1990-02", (Some((1990, 2, 1)), Some((1990, 2, 28)))),
        ("2000-02", (Some((2000, 2, 1)), Some((2000, 2, 29)))),
        ("-0004-02-29", (Some((-4, 2, 29)), Some((-4, 2, 29)))),
        ("1990-02-14", (Some((1990, 2, 14)), Some((1990, 2, 14)))),
        ("1990-02-14T10:30:00", (Some((1990, 2, 14)), Some((1990, 2, 14)))),
        ("1990-02-14T10:30:00Z", (Some((1990, 2, 14)), Some((1990, 2, 14)))),
        ("1990-02-14T23:59:60+02:00", (Some((1990, 2, 14)), Some((1990, 2, 14)))),
        ("1990-02-14T10:30:00-05", (Some((1990, 2, 14)), Some((1990, 2, 14)))),
        ("1990/1991", (Some((1990, 1, 1)), Some((1991, 12, 31)))),
        ("1990-02/1990", (Some((1990, 2, 1)), Some((1990, 12, 31)))),
        ("1990/1990-02", (Some((1990, 1, 1)), Some((1990, 2, 28)))),
        ("../1990", (None, Some((1990, 12, 31)))),
        ("/1990", (None, Some((1990, 12, 31)))),
        ("1990/..", (Some((1990, 1, 1)), None)),
        ("1990/", (Some((1990, 1, 1)), None)),
        ("199X", (Some((1990, 1, 1)), Some((1999, 12, 31)))),
        ("19XX", (Some((1900, 1, 1)), Some((1999, 12, 31)))),
        ("-019X", (Some((-199, 1, 1)), Some((-190, 12, 31)))),
        ("1990-XX", year(1990)),
        ("1990-XX-XX", year(1990)),
        ("1990-02-XX", (Some((1990, 2, 1)), Some((1990, 2, 28)))),
        ("1990-21", (Some((1990, 3, 1)), Some((1990, 12, 31)))),
        ("1990-24", (Some((1989, 12, 1)), Some((1991, 3, 31)))),
        ("Y-170000002", year(-170_000_002)),
        ("Y170000002", year(170_000_002)),
        ("Y999999999999999999", year(999_999_999_999_999_999)),
    ];
    for (text, (earliest, latest)) in table {
        let date: Edtf = text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!((date.earliest(), date.latest()), (earliest, latest), "{text}");
        assert_eq!(date.as_str(), text);
        assert!(!date.is_approximate() && !date.is_uncertain(), "{text}");
    }
}

#[test]
fn qualifiers() {
    let table = [
        ("2022~", true, false),
        ("2022?", false, true),
        ("2022-05-03%", true, true),
        ("199X~", true, false),
        ("1990~/1991", true, false),
        ("1990/1991-02?", false, true),
        ("../1990~", true, false),
        ("1990-22?", false, true),
        ("Y-170000002~", true, false),
    ];
    for (text, approximate, uncertain) in table {
        let date: Edtf = text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!((date.is_approximate(), date.is_uncertain()), (approximate, uncertain));
    }
}

#[test]
fn one_before_another() {
    use Before::{Certainly, CertainlyNot, Perhaps};
    let table = [
        ("1990-01-31", "1990-02-01", Certainly),
        ("1990-01-31", "1990-01-31", CertainlyNot),
        ("1990-02-01", "1990-01-31", CertainlyNot),
        ("1990", "1991", Certainly),
        ("1990", "1990", Perhaps),
        ("1990", "1990-12-31", Perhaps),
        ("1990", "1990-01-01", CertainlyNot),
        ("1990-01", "1990", Perhaps),
        ("1991", "1990", CertainlyNot),
        // About February may be January or March; about 1990 is 1989 to 1991.
        ("1990-02~", "1990-01", Perhaps),
        ("1990-02~", "1989-12", CertainlyNot),
        ("1990-02", "1990-01", CertainlyNot),
        ("1990-02~", "1990-03", Perhaps),
        ("1990-02~", "1990-04", Certainly),
        ("1990-12~", "1991-01-31", Perhaps),
        ("1990-12~", "1991-02-01", Certainly),
        ("1990-01~", "1989-12-01", CertainlyNot),
        ("1990-01~", "1989-12-02", Perhaps),
        ("1990~", "1991-12-31", Perhaps),
        ("1990~", "1992-01-01", Certainly),
        ("1990", "1991~", Perhaps),
        ("1990", "1992~", Certainly),
        ("199X~", "2009", Perhaps),
        ("199X~", "2010", Certainly),
        ("1990-01-12~", "1990-01-19", Perhaps),
        ("1990-01-12~", "1990-01-20", Certainly),
        ("1990-12-30~", "1991-01-06", Perhaps),
        ("1990-12-30~", "1991-01-10", Certainly),
        ("1990-01-03~", "1989-12-30", Perhaps),
        ("1990-01-03~", "1989-12-20", CertainlyNot),
        // A doubted date is certain of nothing.
        ("1990?", "2020", Perhaps),
        ("2020", "1990?", Perhaps),
        ("1990%", "2020", Perhaps),
        ("1990-02-03?", "1880", Perhaps),
        // Unspecified digits.
        ("199X", "2000", Certainly),
        ("199X", "1999-12-31", Perhaps),
        ("199X", "1990-01-01", CertainlyNot),
        ("19XX", "2000", Certainly),
        ("1990-02-XX", "1990-03", Certainly),
        ("1990-XX", "1990-07", Perhaps),
        // Intervals.
        ("2021-12/2022-01", "2022-02", Certainly),
        ("2021-12/2022-01", "2022-01-15", Perhaps),
        ("2021-12/2022-01", "2021-12-01", CertainlyNot),
        ("2021-12/2022-01~", "2022-02", Perhaps),
        ("2021-12/2022-01~", "2021-11", CertainlyNot),
        ("2021-12/2022-01?", "2021-11", CertainlyNot),
        ("2021-12/2022-01?", "2023", Perhaps),
        ("../1990", "1991", Certainly),
        ("../1990", "1800", Perhaps),
        ("/1990", "1991", Certainly),
        ("1990/", "2500", Perhaps),
        ("1990/..", "1990-01-01", CertainlyNot),
        ("1989", "1990/", Certainly),
        ("1989", "../1990", Perhaps),
        // Moments: the evening in New York is the next day in London.
        ("2024-03-01T23:30:00-05:00", "2024-03-02T01:00:00Z", CertainlyNot),
        ("2024-03-02T01:00:00Z", "2024-03-01T23:30:00-05:00", Certainly),
        ("2024-03-01T10:00:00Z", "2024-03-01T12:00:00+02:00", CertainlyNot),
        ("2024-03-01T09:59:59Z", "2024-03-01T12:00:00+02:00", Certainly),
        ("2024-12-31T23:00:00-05", "2025-01-01T05:00:00+01:00", CertainlyNot),
        ("2024-03-01T23:30:00-05:00", "2024-03-02", Perhaps),
        ("2024-03-01T10:00:00-05:00", "2024-03-02", Certainly),
        ("2024-03-01T23:30:00", "2024-03-02T01:00:00Z", Certainly),
        ("9999-12-31T23:30:00-05:00", "9999-12-31T23:30:00Z", CertainlyNot),
        // Seasons of either hemisphere, and years that are not of four digits.
        ("1990-21", "1991", Certainly),
        ("1990-21", "1990-12", Perhaps),
        ("1990-22", "1991-03", Perhaps),
        ("1990-24", "1991-04", Certainly),
        ("-0043", "0001", Certainly),
        ("Y-170000002", "-9999", Certainly),
        ("Y170000002", "9999", CertainlyNot),
        ("Y170000002~", "Y170000003", Perhaps),
        ("Y999999999999999999~", "1990", CertainlyNot),
    ];
    for (one, other, wanted) in table {
        let [one, other] = [one, other].map(|text| text.parse::<Edtf>().expect(text));
        assert_eq!(one.before(&other), wanted, "{one} before {other}");
    }
}

#[test]
fn refused_with_the_reason() {
    let table = [
        ("", "empty"),
        (" 1990", "is not a year"),
        ("1990 ", "is not a year"),
        ("2021-02-30", "February 2021 has 28 days, not 30"),
        ("1900-02-29", "February 1900 has 28 days"),
        ("2021-04-31", "April 2021 has 30 days"),
        ("2021-13", "there is no month 13"),
        ("2021-00", "there is no month 00"),
        ("2021-25", "there is no month 25"),
        ("2021-13-01", "there is no month 13"),
        ("2021-21-01", "there is no month 21"),
        ("2021-21-XX", "there is no month 21"),
        ("2021-01-00", "there is no day 00"),
        ("2021-01-32", "there is no day 32"),
        ("1990-2", "a month has two digits: `02`"),
        ("1990-02-4", "a day has two digits: `04`"),
        ("990", "four digits"),
        ("19900", "begins with `Y`"),
        ("Y1990", "more than four digits"),
        ("Y01990", "more than four digits"),
        ("Y19900-01", "more than four digits"),
        ("Y9999999999999999999", "at most 18 digits"),
        ("-0000", "no year -0000"),
        ("1XXX", "last two digits"),
        ("XXXX", "last two digits"),
        ("1X90", "only the last digits"),
        ("199X-02", "only the last digits"),
        ("1990-0X", "only the last digits"),
        ("1990-XX-05", "level 2"),
        ("1990?-02", "at the end"),
        ("1990?~", "one qualifier"),
        ("?", "four digits"),
        ("c. 1990", "`1990~`"),
        ("ca 1990", "`1990~`"),
        ("44 BC", "44 BC `-0043`"),
        ("44BCE", "44 BC `-0043`"),
        ("1 B.C.", "1 BC is written `0000`"),
        ("BC", "is not a year"),
        ("1990s", "`199X`"),
        ("1990–1995", "`1990/1995`"),
        ("02/14/1990", "`1990-02-14`"),
        ("14.02.1990", "is not a year"),
        ("14 February 1990", "is not a year"),
        ("1991/1990", "ends before it begins"),
        ("../..", "on one side at least"),
        ("/", "on one side at least"),
        ("1990-01-01T10:00:00/1991", "without a time"),
        ("[1990,1991]", "level 2"),
        ("1990-02-14T25:00:00", "no hour 25"),
        ("1990-02-14T10:61:00", "no minute 61"),
        ("1990-02-14T10:00:60", "no second 60"),
        ("1990-02-14T10:30", "a time is"),
        ("1990-02-14T10:30:00z", "is not a second"),
        ("1990-02-14T10:30:00Zx", "a time is"),
        ("1990-02-14T10:30:00+0100", "`+0100` is not an offset"),
        ("1990-02-14T10:30:00+1", "`+1` is not an offset"),
        ("1990-02-14T10:30:00+25:00", "no offset of hours 25"),
        ("1990-02-30T10:30:00", "has 28 days"),
        ("1990T10:30:00", "year, month and day"),
        ("١٩٩٠", "is not a year"),
        ("1990-02-14-15", "too many parts"),
        ("-", "four digits"),
        ("+1990", "is not a year"),
    ];
    for (text, words) in table {
        let why = text.parse::<Edtf>().expect_err(text).to_string();
        assert!(why.contains(words), "{text}: {why}");
    }
    assert!("1".repeat(1000).parse::<Edtf>().is_err());
}

#[test]
fn full_dates() {
    assert_eq!(full_date("1990-02-14"), Ok((1990, 2, 14)));
    for text in
        ["1990", "1990-02", "1990-02-14T10:00:00", "1990-02-30", "1990-02-XX", "-1990-02-14"]
    {
        assert!(full_date(text).is_err(), "{text}");
    }
}

#[test]
fn a_string_in_json() {
    let date: Edtf = serde_json::from_str("\"1990/1991\"").expect("a date");
    assert_eq!(serde_json::to_string(&date).expect("a string"), "\"1990/1991\"");
    assert!(serde_json::from_str::<Edtf>("\"1991/1990\"").is_err());
}

proptest::proptest! {
    #[test]
    fn never_panics_and_bounds_are_in_order(text in "(\\PC{0,12})|([0-9XY?~%/.T:Z+-]{0,14})") {
        if let Ok(date) = text.parse::<Edtf>()
            && let (Some(first), Some(last)) = (date.earliest(), date.latest())
        {
            proptest::prop_assert!(first <= last);
        }
    }

    #[test]
    fn never_before_one_another_both_ways(
        one in "(-?[0-9]{4}|199X|20XX)(-[0-2][0-9])?(-[0-2][1-9])?[~?]?(/((19|20)[0-9]{2})?)?",
        other in "-?[0-9]{4}(-[0-2][0-9])?(-[0-2][1-9])?[~?]?",
    ) {
        if let (Ok(one), Ok(other)) = (one.parse::<Edtf>(), other.parse::<Edtf>()) {
            let both = (one.before(&other), other.before(&one));
            let contrary = both == (Before::Certainly, Before::Certainly);
            proptest::prop_assert!(!contrary, "{} {}", one, other);
            // Who is certainly before the other is certainly not after it.
            if both.0 == Before::Certainly {
                proptest::prop_assert_eq!(both.1, Before::CertainlyNot);
            }
            // Doubt never makes anything more certain.
            let doubted = format!("{}~", other.as_str().trim_end_matches(['~', '?']));
            let doubted = doubted.parse::<Edtf>().expect("a date");
            if !other.is_uncertain() && one.before(&doubted) != Before::Perhaps {
                proptest::prop_assert_eq!(one.before(&doubted), one.before(&other));
            }
        }
    }
}
