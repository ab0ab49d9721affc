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

/// A path as a word of a shell's command that no command takes for an option, as it would take `-a.txt`.
#[must_use]
pub fn shell_path(path: &str) -> String {
    let dashed = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    shell_word(&dashed)
}

/// An option with its value, which the command does not take for another option.
#[must_use]
pub fn shell_option(option: &str, value: &str) -> String {
    let between = if value.starts_with('-') { '=' } else { ' ' };
    format!("--{option}{between}{}", shell_word(value))
}

#[cfg(test)]
mod tests {
    use super::{shell_option, shell_path, shell_word};

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

    #[test]
    fn what_begins_with_a_dash_is_no_option() {
        assert_eq!(shell_path("-a b.txt"), "'./-a b.txt'");
        assert_eq!(shell_path("a/-b.txt"), "a/-b.txt");
        assert_eq!(shell_option("against", "-texts"), "--against=-texts");
        assert_eq!(shell_option("against", "texts"), "--against texts");
    }
}
