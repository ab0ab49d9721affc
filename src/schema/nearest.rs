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
    let name = plain(name);
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let likeness = strsim::normalized_damerau_levenshtein(&name, &plain(candidate));
        if likeness >= MIN_LIKENESS && best.is_none_or(|(most, _)| likeness > most) {
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

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(MAX_LENGTH * 2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
}
