//! Roman figures.

/// The signs with their values, greatest first.
#[rustfmt::skip]
const SIGNS: [(u32, &str); 13] = [
    (1_000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
];

/// More is written in other figures.
const GREATEST: u32 = 10_000;

/// A number in small Roman figures: `xiv` for 14. `None` for 0 and above 10,000.
#[must_use]
pub fn to_roman(number: u32) -> Option<String> {
    let mut rest = Some(number).filter(|number| (1..=GREATEST).contains(number))?;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    Some(out)
}

/// The number that small or capital Roman figures stand for, as they are usually written: `XIV` is 14, `IIX` is none.
#[must_use]
pub fn from_roman(text: &str) -> Option<u32> {
    let small = text.to_ascii_lowercase();
    let mut rest = small.as_str();
    let mut number = 0;
    for (value, sign) in SIGNS {
        while let Some(behind) = rest.strip_prefix(sign).filter(|_| number <= GREATEST) {
            (number, rest) = (number + value, behind);
        }
    }
    (rest.is_empty() && to_roman(number)? == small).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{from_roman, to_roman};

    #[test]
    fn there_and_back() {
        for number in 1..=10_000 {
            assert_eq!(to_roman(number).as_deref().and_then(from_roman), Some(number));
        }
        for text in ["", "iix", "vv", "abc", "i i", &"m".repeat(99)] {
            assert_eq!(from_roman(text), None, "{text:?}");
        }
        assert_eq!(
            (to_roman(0), from_roman("XIV"), from_roman("mcm")),
            (None, Some(14), Some(1_900))
        );
    }
}
