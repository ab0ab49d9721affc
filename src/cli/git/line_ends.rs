//! Line ends as a checkout writes them: what Git's `convert.c` does for the attributes `text` and `eol` and the
//! settings `core.autocrlf` and `core.eol`, computed here, so that no filter of a repository is run for it.
//!
//! The index keeps `\n` where a rule for line ends holds; a checkout may write `\r\n` for it. With `*.txt text
//! eol=crlf`, for example, the bytes `a\nb\n` of the index are `a\r\nb\r\n` on the disk, and these have the SHA-256
//! that a source pins.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The settings that line ends depend on.
pub(super) const SETTINGS: &str = r"^core\.(autocrlf|eol)$";

/// The attributes that line ends depend on.
pub(super) const ATTRIBUTES: [&str; 3] = ["text", "eol", "crlf"];

/// What a checkout does to the line ends of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Nothing.
    Kept,
    /// Each `\n` becomes `\r\n`.
    CrLf,
    /// So it is in a text that has no `\r` yet.
    CrLfInText,
}

impl LineEnds {
    /// By the settings of the repository and the attributes of a file.
    pub(super) fn of(
        settings: &BTreeMap<String, String>,
        attributes: &BTreeMap<String, String>,
    ) -> Self {
        let setting = |name: &str| settings.get(name).map(String::as_str);
        let attribute = |name: &str| attributes.get(name).map(String::as_str);
        let autocrlf = match setting("core.autocrlf") {
            Some("input") => "input",
            Some("true" | "yes" | "on" | "1") => "true",
            _ => "false",
        };
        let native = match (autocrlf, setting("core.eol")) {
            ("true", _) | ("false", Some("crlf")) => Self::CrLf,
            ("false", None | Some("native")) if cfg!(windows) => Self::CrLf,
            _ => Self::Kept,
        };
        let in_text = |ends: Self| if ends == Self::CrLf { Self::CrLfInText } else { ends };
        // `crlf` is the old name of `text`.
        let text =
            attribute("text").filter(|value| matches!(*value, "set" | "unset" | "auto" | "input"));
        let text =
            text.or_else(|| attribute("crlf").filter(|v| matches!(*v, "set" | "unset" | "input")));
        match (text, attribute("eol")) {
            (Some("unset"), _) | (Some("auto"), Some("lf")) => Self::Kept,
            (Some("auto"), Some("crlf")) => Self::CrLfInText,
            (Some("auto"), _) => in_text(native),
            (_, Some("crlf")) => Self::CrLf,
            (_, Some("lf")) | (Some("input"), _) => Self::Kept,
            (Some(_), _) => native,
            (None, _) if autocrlf == "true" => Self::CrLfInText,
            (None, _) => Self::Kept,
        }
    }

    /// What a checkout writes for the bytes of the index.
    pub(super) fn written(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        let touched = match self {
            Self::Kept => false,
            Self::CrLf => true,
            Self::CrLfInText => !bytes.contains(&b'\r') && is_text(bytes),
        };
        if !touched {
            return Cow::Borrowed(bytes);
        }
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
        let mut before = None;
        for byte in bytes {
            if *byte == b'\n' && before != Some(b'\r') {
                out.push(b'\r');
            }
            out.push(*byte);
            before = Some(*byte);
        }
        Cow::Owned(out)
    }

    /// The bytes of the index for which a checkout may have written these: each `\r\n` was a `\n`.
    pub(super) fn kept(written: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(written.len());
        let mut bytes = written.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            if byte != b'\r' || bytes.peek() != Some(&b'\n') {
                out.push(byte);
            }
        }
        out
    }
}

/// Whether Git takes bytes without a `\r` for text: no NUL, and at most one other control character for 128
/// characters.
fn is_text(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_suffix(&[0x1a]).unwrap_or(bytes);
    let odd = |byte: &&u8| matches!(byte, 0..=7 | 11 | 13..=26 | 28..=31 | 127);
    let odd_ones = bytes.iter().filter(odd).count();
    let others = bytes.iter().filter(|b| **b != b'\n').count() - odd_ones;
    !bytes.contains(&0) && others >> 7 >= odd_ones
}

#[cfg(test)]
mod tests {
    use super::LineEnds;
    use std::collections::BTreeMap;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn attributes_win_over_settings() {
        let crlf = map(&[("core.autocrlf", "true")]);
        let input = map(&[("core.autocrlf", "input"), ("core.eol", "crlf")]);
        let eol = map(&[("core.eol", "crlf")]);
        let lf = map(&[("core.eol", "lf")]);
        for (settings, attributes, ends) in [
            (&lf, [].as_slice(), LineEnds::Kept),
            (&crlf, &[], LineEnds::CrLfInText),
            (&crlf, &[("text", "unset")], LineEnds::Kept),
            (&crlf, &[("text", "unset"), ("eol", "crlf")], LineEnds::Kept),
            (&crlf, &[("text", "set")], LineEnds::CrLf),
            (&crlf, &[("text", "auto")], LineEnds::CrLfInText),
            (&crlf, &[("eol", "lf")], LineEnds::Kept),
            (&crlf, &[("crlf", "unset")], LineEnds::Kept),
            (&input, &[], LineEnds::Kept),
            (&input, &[("text", "set")], LineEnds::Kept),
            (&eol, &[], LineEnds::Kept),
            (&eol, &[("text", "set")], LineEnds::CrLf),
            (&eol, &[("text", "auto")], LineEnds::CrLfInText),
            (&lf, &[("eol", "crlf")], LineEnds::CrLf),
            (&lf, &[("text", "auto"), ("eol", "crlf")], LineEnds::CrLfInText),
            (&lf, &[("text", "set")], LineEnds::Kept),
        ] {
            assert_eq!(
                LineEnds::of(settings, &map(attributes)),
                ends,
                "{settings:?} {attributes:?}"
            );
        }
    }

    #[test]
    fn a_text_with_returns_or_nul_is_left_alone() {
        assert_eq!(&*LineEnds::CrLf.written(b"a\nb\r\n\n"), b"a\r\nb\r\n\r\n");
        assert_eq!(&*LineEnds::CrLfInText.written(b"a\nb\n"), b"a\r\nb\r\n");
        for kept in [b"a\nb\r\n".as_slice(), b"a\nb\0", b"\x01\n"] {
            assert_eq!(&*LineEnds::CrLfInText.written(kept), kept);
        }
        assert_eq!(LineEnds::kept(b"a\r\nb\rc\n"), b"a\nb\rc\n");
    }
}
