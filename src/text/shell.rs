//! Words of a command that a person copies into a shell.

/// A text as one word of a command: in quotation marks where a shell would take it for something else.
#[must_use]
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@:,%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn only_what_a_shell_would_take_otherwise_is_quoted() {
        for (text, word) in [
            ("corpus/a-b_c.txt", "corpus/a-b_c.txt"),
            ("größe/文.txt", "größe/文.txt"),
            ("https://example.org/a,b%20c", "https://example.org/a,b%20c"),
            ("https://example.org/?a=1&b", "'https://example.org/?a=1&b'"),
            ("a file.txt", "'a file.txt'"),
            ("~/it's", r"'~/it'\''s'"),
            ("$(x)", "'$(x)'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }
}
