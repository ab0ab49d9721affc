//! Names that are safe: of files, of anchors, in addresses; and text that is escaped.

use crate::corpus::sha256_hex;
use crate::text::{legible, slug_of};
use std::borrow::Cow;
use std::collections::HashMap;

/// Longer names of files are cut, and told apart by their hash: file systems take 255 bytes.
const MAX_NAME: usize = 80;

/// Names that are given out, each once.
#[derive(Debug, Default)]
pub(super) struct PageNames {
    taken: HashMap<String, usize>,
}

impl PageNames {
    /// A name for what `text` names: small letters, digits and hyphens. The same texts in the same order get the same names.
    pub(super) fn of(&mut self, text: &str) -> String {
        let name = slug(text);
        let count = self.taken.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 {
            return name;
        }
        // No slug has two hyphens.
        format!("{name}--{count}")
    }
}

/// The text in small letters of ASCII, digits and single hyphens; with a part of its hash where that loses a letter.
fn slug(text: &str) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || !(c.is_alphanumeric() || c.is_control());
    let whole = text.chars().all(is_kept);
    let mut name = slug_of(text);
    name.truncate(MAX_NAME);
    let name = name.trim_end_matches('-').to_owned();
    if whole && !name.is_empty() && text.len() <= MAX_NAME {
        return name;
    }
    let hash = sha256_hex(text.as_bytes());
    let hash = hash.get(..8).unwrap_or_default();
    if name.is_empty() { format!("x-{hash}") } else { format!("{name}-{hash}") }
}

/// Text as HTML and XML have it, in elements and in attributes with quotes.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// An address that a browser may be sent to; anything else, `javascript:` too, is text and no link.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let known = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let odd = |c: char| c.is_whitespace() || c.is_control();
    (known && !rest.is_empty() && !url.contains(odd) && legible(url) == url).then_some(url)
}

/// The words of a text by which a browser finds it: all of a short one, the first and the last of a long one.
const MAX_FRAGMENT: usize = 8;
const ENDS: usize = 4;

/// The address with a text fragment for each of the texts, so that a browser shows the passage.
pub(super) fn with_fragment<'t>(url: &str, texts: impl Iterator<Item = &'t str>) -> String {
    let parts: Vec<String> = texts
        .filter_map(|text| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let joined = |words: &[&str]| encoded(&words.join(" "));
            if words.len() <= MAX_FRAGMENT {
                return (!words.is_empty()).then(|| format!("text={}", joined(&words)));
            }
            let (first, last) = (words.get(..ENDS)?, words.get(words.len() - ENDS..)?);
            Some(format!("text={},{}", joined(first), joined(last)))
        })
        .collect();
    if parts.is_empty() {
        return url.to_owned();
    }
    let mark = if url.contains('#') { ":~:" } else { "#:~:" };
    format!("{url}{mark}{}", parts.join("&"))
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{PageNames, web_address, with_fragment};

    #[test]
    fn names_are_safe_and_each_is_given_once() {
        let mut names = PageNames::default();
        assert_eq!(names.of("baker-not-an-inch"), "baker-not-an-inch");
        assert_eq!(names.of("Mikhail Gorbachev"), "mikhail-gorbachev");
        assert_eq!(names.of("Mikhail gorbachev."), "mikhail-gorbachev--2");
        for text in ["../../x", "con\u{0}", "\u{202e}", "Юрий", "", &"a".repeat(5_000), "a/b", ".."]
        {
            let name = names.of(text);
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(!name.is_empty() && name.len() < 100 && name.bytes().all(plain), "{name}");
        }
        assert_ne!(names.of("Юрий"), names.of("Иван"));
    }

    #[test]
    fn only_web_addresses_are_links() {
        for url in [
            "javascript:alert(1)",
            "JAVASCRIPT://%0aalert(1)",
            "data:text/html,x",
            "//x",
            "http://",
            "https://a b",
        ] {
            assert_eq!(web_address(url), None, "{url}");
        }
        assert_eq!(web_address("HTTPS://example.org/"), Some("HTTPS://example.org/"));
        assert_eq!(
            with_fragment("https://a.org/#b", ["one-two, & three"].into_iter()),
            "https://a.org/#b:~:text=one%2Dtwo%2C%20%26%20three"
        );
        let long = "a b c d e f g h i j";
        assert_eq!(
            with_fragment("https://a.org/", [long].into_iter()),
            "https://a.org/#:~:text=a%20b%20c%20d,g%20h%20i%20j"
        );
    }
}
