//! Addresses, paths and names of programs that are too long for a line. Programs break them after one of their signs, without
//! a hyphen, and nobody who quotes them writes a space there.

use crate::text::tail;

/// The longest word that goes on with the next line, in bytes. No more of the text is looked at.
const WORD: usize = 256;

/// Whether a word that a text ends with goes on with the line that follows.
pub(super) fn is_broken(text: &str, next: &str) -> bool {
    let Some(sign @ ('_' | '/' | '.' | '@')) = text.chars().next_back() else { return false };
    let near = tail(text, WORD);
    let word = near.rsplit(char::is_whitespace).next().unwrap_or("");
    if word.len() == near.len() && near.len() < text.len() {
        return false;
    }
    let word = word.trim_start_matches(is_opening);
    let name = word.trim_end_matches(sign);
    let goes_on = |is: fn(char) -> bool| next.starts_with(is);
    if !name.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    match sign {
        // A name that begins with the sign ends with it, too.
        '_' => !word.starts_with('_') && goes_on(|c| c.is_ascii_alphanumeric()),
        '@' => goes_on(|c| c.is_ascii_alphanumeric()),
        // The name of a folder ends there, too.
        '/' => goes_on(|c| c.is_ascii_alphanumeric() || c == '.') && is_rest(next),
        // A sentence ends there, too.
        _ => is_address(name) && goes_on(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
    }
}

/// Whether the first word of a line is one of those that no sentence has, but paths have.
fn is_rest(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or("");
    word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).contains(['/', '.', '_'])
}

/// Whether a word is the beginning of a path or an address.
fn is_address(word: &str) -> bool {
    word.starts_with(['/', '~', '@']) || word.contains('@') || word.contains("://")
}

const fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '<' | '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '「' | '（'
    )
}

#[cfg(test)]
mod tests {
    use super::is_broken;

    #[test]
    fn addresses_go_on_with_the_next_line() {
        for (text, next) in [
            ("the environment variable TEST_MC_", "CORES to the maximum"),
            ("set in R_", "LIBS_USER."),
            ("a copy of it is in /var/log/", "installer/syslog."),
            ("write to debian-devel@lists.", "debian.org first"),
            ("the third field of /etc/apt/sources.", "list is"),
            ("(https://example.", "org/tides)"),
        ] {
            assert!(is_broken(text, next), "{text}|{next}");
        }
        for (text, next) in [
            ("Nobody had been told.", "iptables was not there"),
            ("die Daten sind in /etc/modprobe.d/", "abgelegt."),
            ("_R_CHECK_REMOTE_", "Include checks that"),
            ("the tides and/", "or the winds"),
            ("The clerk looked into /etc/fstab.", "Nothing was there"),
            ("see /etc/fstab.", "— the keeper"),
            ("a row of dots ... /", "and a bar"),
            ("the keeper of the", "northern light"),
            ("", "northern light"),
            ("fill in: ____", "northern light"),
            ("am 3.", "4. Oktober"),
        ] {
            assert!(!is_broken(text, next), "{text}|{next}");
        }
    }

    #[test]
    fn words_do_not_grow_without_end() {
        let long = |lines: usize| format!("set in\u{a0}{}", "a0001_".repeat(lines));
        assert!(is_broken(&long(40), "a0001_"));
        assert!(!is_broken(&long(50), "a0001_"));
        assert!(is_broken(&"a0001_".repeat(40), "a0001_"));
        assert!(!is_broken(&"a0001_".repeat(50), "a0001_"));
    }
}
