//! What a number written out in English is worth.
//!
//! ```text
//! three hundred and one      301
//! forty-one                  41
//! ```

/// One to nineteen, and zero before them.
const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// Twenty to ninety.
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// What a number word adds to the number before it, or multiplies it by.
pub(crate) enum NumberWord {
    Adds(u64),
    Multiplies(u64),
}

/// What a word in small letters does, if it is a cardinal number of English.
pub(crate) fn number_word(word: &str) -> Option<NumberWord> {
    let place = |list: &[&str]| list.iter().position(|w| *w == word).map(|at| at as u64);
    if let Some(unit) = place(&UNITS) {
        return Some(NumberWord::Adds(unit));
    }
    if let Some(ten) = place(&TENS) {
        return Some(NumberWord::Adds((ten + 2) * 10));
    }
    Some(NumberWord::Multiplies(match word {
        "hundred" => 100,
        "thousand" => 1_000,
        "million" => 1_000_000,
        "billion" => 1_000_000_000,
        _ => return None,
    }))
}

/// The value of the one number that a text has, in figures or in words of English; other words are passed over. `None` where
/// it has none, or two, or more than is known here: parts, ordinals.
pub(crate) fn value(text: &str) -> Option<u64> {
    let mut found: Option<u64> = None;
    // What is read of a number: below its last great scale, and above.
    let mut open: Option<(u64, u64)> = None;
    let close = |open: &mut Option<(u64, u64)>, found: &mut Option<u64>| match open.take() {
        Some(_) if found.is_some() => false,
        Some((low, high)) => {
            *found = Some(high + low);
            true
        }
        None => true,
    };
    let lower = text.to_lowercase();
    let pieces = lower.split(|c: char| c.is_whitespace() || c == '-' || c == '\u{2010}');
    for piece in pieces {
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let figures: String = word.chars().filter(|c| *c != ',').collect();
        let (low, high) = open.unwrap_or((0, 0));
        let does = match word {
            "dozen" => Some(NumberWord::Multiplies(12)),
            _ => number_word(word).or_else(|| figures.parse().ok().map(NumberWord::Adds)),
        };
        if let Some(NumberWord::Adds(add)) = does {
            open = Some((low.checked_add(add)?, high));
        } else if let Some(NumberWord::Multiplies(by)) = does {
            let times = low.max(1).checked_mul(by)?;
            open = Some(if by < 1_000 { (times, high) } else { (0, high.checked_add(times)?) });
        } else if figures.contains(|c: char| c.is_numeric())
            || (!matches!(word, "and" | "a" | "") && !close(&mut open, &mut found))
        {
            return None;
        }
    }
    if close(&mut open, &mut found) { found } else { None }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values() {
        for (text, wanted) in [
            ("forty-one", Some(41)),
            ("the 41 monks", Some(41)),
            ("three hundred and one girls", Some(301)),
            ("1,204", Some(1_204)),
            ("two million three hundred thousand", Some(2_300_000)),
            ("a dozen", Some(12)),
            ("two or three", None),
            ("the ninth", None),
            ("3.5", None),
            ("", None),
        ] {
            assert_eq!(value(text), wanted, "{text}");
        }
    }
}
