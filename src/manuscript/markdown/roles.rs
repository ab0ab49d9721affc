//! Roles of `MyST` that cite: ``{cite:p}`smith2020` ``.

use crate::manuscript::SourceKey;
use crate::manuscript::commands::keys;
use crate::text::tail;

/// The longest name of a role, in bytes, with its braces.
const ROLE_BYTES: usize = 24;

/// The keys that a text between backquotes names, where the role before it is one of citations; where that begins, and whether it
/// is part of the sentence.
pub(super) fn cited(before: &str, code: &str) -> Option<(usize, Vec<SourceKey>, bool)> {
    let near = tail(before, ROLE_BYTES);
    let open = near.rfind('{')?;
    let role = near.get(open + 1..)?.strip_suffix('}')?;
    let is_cited = role.contains("cite")
        && role.chars().all(|c| c.is_ascii_lowercase() || matches!(c, ':' | '-'));
    let narrative = matches!(role, "cite:t" | "cite:ts" | "citet" | "cite:ct");
    let keys = keys(code);
    (is_cited && !keys.is_empty()).then_some((before.len() - near.len() + open, keys, narrative))
}

#[cfg(test)]
mod tests {
    use super::cited;

    #[test]
    fn roles_cite() {
        for (before, code, wanted) in [
            ("so” {cite}", "smith2020", Some((6, 1, false))),
            ("so” {cite:p}", "smith2020, wu2019", Some((6, 2, false))),
            ("{cite:t}", "smith2020", Some((0, 1, true))),
            ("so” {code}", "smith2020", None),
            ("so” {cite} ", "smith2020", None),
        ] {
            let said = cited(before, code).map(|(at, keys, narrative)| (at, keys.len(), narrative));
            assert_eq!(said, wanted, "{before}");
        }
    }
}
