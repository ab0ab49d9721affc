//! The nearest name, for "did you mean".

/// Longer names are nobody's slip of the finger.
const MAX_LENGTH: usize = 64;

/// How like two names must be, from 0 to 1.
const MIN_LIKENESS: f64 = 0.6;

/// The one of `known` that `name` was likely meant to be: capitals, hyphens and underscores do
/// not count. The first of several that are as near.
#[must_use]
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if name.chars().nth(MAX_LENGTH).is_some() {
        return None;
    }
    let name: Vec<char> = plain(name).collect();
    let mut best: Option<(f64, &str)> = None;
    let mut other = Vec::new();
    for candidate in known {
        other.clear();
        other.extend(plain(candidate));
        let near = |likeness: f64| {
            likeness >= MIN_LIKENESS && best.is_none_or(|(most, _)| likeness > most)
        };
        if !near(most_alike(&name, &other)) {
            continue;
        }
        let likeness = alike(&name, &other);
        if near(likeness) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The end of a message that says that nothing has that name: the one that is likely meant, if there is any.
#[must_use]
pub fn or_nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(name, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

fn plain(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(MAX_LENGTH * 2)
}

/// How like two names are, from 0 to 1: 1 − edits ÷ the longer one's letters.
fn alike(one: &[char], two: &[char]) -> f64 {
    likeness(strsim::generic_damerau_levenshtein(one, two), one, two)
}

/// No more than this can two names be alike, told without comparing them letter by letter: letters that one has
/// more often than the other take an edit each.
fn most_alike(one: &[char], two: &[char]) -> f64 {
    let mut more = [0_i32; 64];
    let mut count = |letters: &[char], by: i32| {
        for letter in letters {
            // Letters that share a place hide edits, and never make any.
            if let Some(place) = more.get_mut(*letter as usize % 64) {
                *place += by;
            }
        }
    };
    count(one, 1);
    count(two, -1);
    let surplus = |sign: i32| more.iter().map(|n| (n * sign).max(0).unsigned_abs() as usize).sum();
    let edits: usize = surplus(1);
    likeness(edits.max(surplus(-1)), one, two)
}

#[expect(clippy::cast_precision_loss, reason = "names have few letters")]
fn likeness(edits: usize, one: &[char], two: &[char]) -> f64 {
    let longer = one.len().max(two.len());
    if longer == 0 { 1.0 } else { 1.0 - edits as f64 / longer as f64 }
}

#[cfg(test)]
mod tests {
    use super::{alike, most_alike, nearest, plain};
    use proptest::prelude::*;

    #[test]
    fn slips_are_seen_and_strangers_are_not() {
        let known = ["speaker", "stance", "source", "derived_from", "not-enough-evidence"];
        let table = [
            ("speeker", Some("speaker")),
            ("Speaker", Some("speaker")),
            ("stnace", Some("stance")),
            ("sources", Some("source")),
            ("derivedFrom", Some("derived_from")),
            ("not enough evidence", Some("not-enough-evidence")),
            ("colour", None),
            ("", None),
            ("\u{202e}", None),
        ];
        for (name, expected) in table {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
        assert_eq!(nearest(&"stance".repeat(100_000), known), None);
    }

    proptest! {
        #[test]
        fn what_is_passed_over_is_not_near(one in "[a-eä-ü]{0,9}", two in "[a-eä-ü]{0,9}") {
            let (a, b): (Vec<char>, Vec<char>) = (plain(&one).collect(), plain(&two).collect());
            let (one, two): (String, String) = (a.iter().collect(), b.iter().collect());
            prop_assert!(alike(&a, &b) <= most_alike(&a, &b));
            let by_strsim = strsim::normalized_damerau_levenshtein(&one, &two);
            prop_assert_eq!(alike(&a, &b).to_bits(), by_strsim.to_bits());
        }
    }
}
