//! Ids: small letters and digits of ASCII, in words that hyphens join.

/// Whether a text is an id of a claim, a source or a topic: `high-water`, `2024-05`.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.split('-').all(|word| !word.is_empty() && word.bytes().all(is_small))
}

#[cfg(test)]
mod tests {
    use super::is_slug;

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
