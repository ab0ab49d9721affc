//! Ids: small letters and digits of ASCII, in words that hyphens join.

/// Whether a text is an id of a claim, a source or a topic: `high-water`, `2024-05`.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.split('-').all(|word| !word.is_empty() && word.bytes().all(is_small))
}

/// The id that a text makes: its letters and digits of ASCII, in small letters, with a hyphen for all that is between two
/// of them. `High Water, 2024` is `high-water-2024`; empty if the text has none of these characters.
#[must_use]
pub fn slug_of(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::{is_slug, slug_of};

    #[test]
    fn a_text_makes_an_id_or_nothing() {
        for (text, wanted) in [
            ("High Water, 2024", "high-water-2024"),
            (" - a -- b - ", "a-b"),
            ("Été", "t"),
            ("…", ""),
            ("", ""),
        ] {
            assert_eq!(slug_of(text), wanted, "{text:?}");
            assert!(wanted.is_empty() || is_slug(wanted), "{wanted}");
        }
    }

    #[test]
    fn ids_are_kebab_case() {
        for id in ["a", "a-1", "2024-05", "high-water"] {
            assert!(is_slug(id), "{id}");
        }
        for id in ["", "A", "a_b", "a--b", "-a", "a-", "é", "a/b", "..", " a", "a\n"] {
            assert!(!is_slug(id), "{id:?}");
        }
    }
}
