//! The formats that the schemas name: each a check that says why a text is refused.

use crate::claim;
use crate::edtf::{Edtf, full_date};
use crate::text::{language_tag, meant_language};

/// Longer texts are refused before they are looked at.
const MAX_LENGTH: usize = 4_000;

pub(super) type Check = fn(&str) -> Result<(), String>;

/// Every format: its name in the schemas, what it is called, and its check.
pub(super) const FORMATS: &[(&str, &str, Check)] = &[
    ("edtf", "an EDTF date", edtf),
    ("date", "a day", date),
    ("bcp47", "a BCP 47 language tag", language),
    ("spdx", "an SPDX licence expression", license),
    ("iri", "an absolute URL", iri),
    ("recording-time", "a time in a recording", recording_time),
];

/// The check of the format `name`.
pub(super) fn check(name: &str) -> Option<Check> {
    FORMATS.iter().find(|(format, _, _)| *format == name).map(|(_, _, check)| *check)
}

/// What the format `name` is called, and why `text` is not of it.
pub(super) fn reason(name: &str, text: &str) -> (&'static str, Option<String>) {
    FORMATS
        .iter()
        .find(|(format, _, _)| *format == name)
        .map_or(("of the format asked for", None), |(_, called, check)| (called, check(text).err()))
}

/// What was likely meant by `text`, in the format `name`: the tag of a language that is called by its name.
pub(super) fn meant(name: &str, text: &str) -> Option<String> {
    (name == "bcp47").then(|| meant_language(text)).flatten()
}

/// Texts of the format `name`, to follow.
pub(super) fn example(name: &str) -> Option<&'static str> {
    Some(match name {
        "edtf" => "`1990`, `1990-02-14`, `2022~`, `199X` or `1990/1991`",
        "date" => "`1990-02-14`",
        "bcp47" => "`en`, `de-AT` or `zh-Hant`",
        "spdx" => "`CC-BY-4.0`, `MIT OR Apache-2.0` or `LicenseRef-all-rights-reserved`",
        "iri" => "`https://example.org/report.pdf`",
        "recording-time" => "`00:12:03`, `00:12:03.5` or `00:12:03/00:12:20`",
        _ => return None,
    })
}

/// Whether `text` is of the format that `check` knows.
pub(super) fn passes(check: Check, text: &str) -> bool {
    check(text).is_ok()
}

fn bounded(text: &str) -> Result<(), String> {
    if text.len() > MAX_LENGTH {
        return Err(format!("it is longer than {MAX_LENGTH} bytes"));
    }
    Ok(())
}

fn recording_time(text: &str) -> Result<(), String> {
    let parts =
        "hours, minutes and seconds, of one time or of two in their order with `/` between them";
    claim::recording_time(text).map(|_| ()).ok_or_else(|| parts.to_owned())
}

fn edtf(text: &str) -> Result<(), String> {
    text.parse::<Edtf>().map(|_| ()).map_err(|why| why.to_string())
}

fn date(text: &str) -> Result<(), String> {
    bounded(text)?;
    full_date(text).map(|_| ()).map_err(|why| why.to_string())
}

fn language(text: &str) -> Result<(), String> {
    bounded(text)?;
    language_tag(text)
}

fn license(text: &str) -> Result<(), String> {
    bounded(text)?;
    match spdx::Expression::parse(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(license_reason(text, &error)),
    }
}

fn license_reason(text: &str, error: &spdx::ParseError) -> String {
    let part = text.get(error.span.clone()).unwrap_or(text);
    let reason = error.reason.to_string();
    if let Some((id, _)) = spdx::imprecise_license_id(part) {
        return format!("`{part}` is written `{}`", id.name);
    }
    if matches!(
        error.reason,
        spdx::error::Reason::UnknownTerm | spdx::error::Reason::UnknownLicense
    ) {
        return format!(
            "`{part}` is not on SPDX's list; a licence of its own is `LicenseRef-…`, for example \
             `LicenseRef-all-rights-reserved`"
        );
    }
    if part.is_empty() { reason } else { format!("at `{part}`: {reason}") }
}

/// An absolute IRI, as far as its characters go: a scheme, and for http and https a host.
fn iri(text: &str) -> Result<(), String> {
    bounded(text)?;
    if let Some(c) = text.chars().find(|c| !is_iri_char(*c)) {
        return Err(match c {
            ' ' => "it has a space: write `%20`".to_owned(),
            c if c.is_control() || c.is_whitespace() => format!("it has U+{:04X}", u32::from(c)),
            c => format!("it has `{c}`, which must be percent-encoded in a URL"),
        });
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return Err("it has no scheme, such as `https:`".to_owned());
    };
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(letters) {
        return Err("it has no scheme, such as `https:`".to_owned());
    }
    if text.split('%').skip(1).any(|after| !begins_with_hex(after)) {
        return Err("`%` has two hexadecimal digits after it".to_owned());
    }
    if rest.is_empty() {
        return Err("nothing follows the scheme".to_owned());
    }
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = rest.strip_prefix("//").map(|rest| rest.split(['/', '?', '#']).next());
    match host {
        Some(Some(host)) if !host.is_empty() => Ok(()),
        _ if web => Err(format!("it has no host: `{scheme}://` and a name")),
        _ => Ok(()),
    }
}

fn begins_with_hex(text: &str) -> bool {
    text.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2
}

fn is_iri_char(c: char) -> bool {
    !(c.is_control()
        || c.is_whitespace()
        || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`'))
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, reason};

    #[test]
    fn taken() {
        let table = [
            ("edtf", &["1990", "1990-02/..", "199X~"][..]),
            ("date", &["1990-02-14"]),
            ("bcp47", &["en", "de-AT", "zh-Hant-TW", "sl-rozaj", "x-private", "i-klingon"]),
            (
                "spdx",
                &[
                    "MIT",
                    "CC-BY-4.0",
                    "MIT OR Apache-2.0",
                    "LicenseRef-all-rights-reserved",
                    "GPL-2.0-only WITH Classpath-exception-2.0",
                ],
            ),
            (
                "iri",
                &[
                    "https://example.org/",
                    "http://example.org",
                    "https://пример.example/ö?q=%C3%B6#x",
                    "doi:10.1000/182",
                    "urn:isbn:0451450523",
                    "file:///a/b",
                    "https://[2001:db8::1]/",
                ],
            ),
        ];
        for (name, texts) in table {
            for text in texts {
                assert_eq!(reason(name, text).1, None, "{name} {text}");
            }
        }
    }

    #[test]
    fn refused_with_the_reason() {
        let table = [
            ("edtf", "2021-02-30", "28 days"),
            ("date", "1990-02", "year, month and day"),
            ("bcp47", "en_GB", "`en-GB`"),
            ("bcp47", "english", "not in the IANA"),
            ("bcp47", "", "empty"),
            ("bcp47", "en-", "empty"),
            ("spdx", "All rights reserved", "LicenseRef-all-rights-reserved"),
            ("spdx", "", "empty"),
            ("spdx", "MIT OR", "expected"),
            ("spdx", "mit", "`MIT`"),
            ("iri", "example.org", "no scheme"),
            ("iri", "//example.org", "no scheme"),
            ("iri", "/a:b", "no scheme"),
            ("iri", "", "no scheme"),
            ("iri", "https:", "nothing follows"),
            ("iri", "https://", "no host"),
            ("iri", "https:///path", "no host"),
            ("iri", "https:example.org", "no host"),
            ("iri", "https://a b", "%20"),
            ("iri", "https://a/<b>", "`<`"),
            ("iri", "https://a/%zz", "two hexadecimal"),
            ("iri", "https://a/%2", "two hexadecimal"),
        ];
        for (name, text, words) in table {
            let (_, why) = reason(name, text);
            let why = why.unwrap_or_else(|| panic!("{name} takes {text}"));
            assert!(why.contains(words), "{name} {text}: {why}");
        }
        for (name, _, _) in FORMATS {
            assert!(reason(name, &"a".repeat(1_000_000)).1.is_some(), "{name}");
        }
    }
}
