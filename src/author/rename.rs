//! Another id for a claim or a source, and for all that names it.

use super::Refused;
use super::edit::rewrite;
use crate::json::{Node, Tree, ValueKind, join, parse};
use crate::text::is_slug;
use camino::{Utf8Path, Utf8PathBuf};

/// From one id to another.
#[derive(Debug, Clone, Copy)]
pub struct Rename<'n> {
    /// What gets the other id.
    pub what: Renamed,
    /// The id that it has.
    pub old: &'n str,
    /// The id that it gets.
    pub new: &'n str,
}

/// What gets another id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renamed {
    /// A claim: relations name it.
    Claim,
    /// A source: evidence, other sources and its proofs name it.
    Source,
}

/// Whether `id` is one: kebab-case.
///
/// # Errors
///
/// [`Refused::Id`] where it is none.
pub fn is_id(id: &str) -> Result<(), Refused> {
    if is_slug(id) { Ok(()) } else { Err(Refused::Id(id.to_owned())) }
}

/// A claim's file with the new id wherever it names what is renamed; `own` for the renamed claim itself.
/// `None` where it does not name it. A file that is no JSON names nothing.
#[must_use]
pub fn in_claim(text: &str, rename: &Rename<'_>, own: bool) -> Option<String> {
    let Rename { what, old, new } = *rename;
    let (list, member) = match what {
        Renamed::Claim => ("relations", "claim"),
        Renamed::Source => ("evidence", "source"),
    };
    let tree = parse(text).0?;
    let pointer = format!("/{list}");
    let items = tree.get(&pointer).map_or(0, |list| tree.children(list).count());
    let mut strings: Vec<(String, &str)> = (0..items)
        .map(|item| join(&join(&pointer, item), member))
        .filter(|pointer| tree.string(pointer) == Some(old))
        .map(|pointer| (pointer, new))
        .collect();
    if own && tree.string("/id") == Some(old) {
        strings.push(("/id".to_owned(), new));
    }
    if strings.is_empty() { None } else { rewrite(text, &strings) }
}

/// A `source.json`, or the `proofs.json` beside it, with `new` wherever it names the source `old`. `None` where it does not.
#[must_use]
pub fn in_source(text: &str, old: &str, new: &str) -> Option<String> {
    let tree = parse(text).0?;
    let named = |node: &Node| matches!(&node.kind, ValueKind::String(text) if text == old);
    let strings: Vec<(String, &str)> = ["/id", "/derived_from", "/source"]
        .into_iter()
        .filter(|pointer| Tree::get(&tree, pointer).is_some_and(named))
        .map(|pointer| (pointer.to_owned(), new))
        .collect();
    if strings.is_empty() { None } else { rewrite(text, &strings) }
}

/// A `.gitignore` with the folder `new` wherever a line names the folder `old` or what is in it.
#[must_use]
pub fn in_ignored(text: &str, old: &Utf8Path, new: &Utf8Path) -> Option<String> {
    let (old, new) = (old.as_str().replace('\\', "/"), new.as_str().replace('\\', "/"));
    let line = |line: &str| -> String {
        let bare = line.trim_start_matches('/');
        let rest = bare.strip_prefix(old.as_str());
        match rest.filter(|rest| rest.trim_end().is_empty() || rest.starts_with('/')) {
            Some(rest) => format!("{}{new}{rest}", &line[..line.len() - bare.len()]),
            None => line.to_owned(),
        }
    };
    let after: String = text.split_inclusive('\n').map(line).collect();
    (after != text).then_some(after)
}

/// The file of a claim under another id.
#[must_use]
pub fn claim_file(file: &Utf8Path, new: &str) -> Utf8PathBuf {
    file.with_file_name(format!("{new}.json"))
}

#[cfg(test)]
mod tests {
    use super::{Rename, Renamed, in_claim, in_ignored, in_source, is_id};
    use camino::Utf8Path;

    fn rename(what: Renamed, old: &str) -> Rename<'_> {
        Rename { what, old, new: "new" }
    }

    #[test]
    fn only_what_names_it_changes() {
        let claim = r#"{"id":"a", "evidence": [{"source":"s"}, {"source": "t", "quote": "s"}],
            "relations":[{"type":"refines","claim":"s"}]}"#;
        let cited = in_claim(claim, &rename(Renamed::Source, "s"), false).expect("cited");
        assert_eq!(cited, claim.replace("\"source\":\"s\"", "\"source\":\"new\""));
        let related = in_claim(claim, &rename(Renamed::Claim, "s"), false).expect("related");
        assert_eq!(related, claim.replace("\"claim\":\"s\"", "\"claim\":\"new\""));
        let own = in_claim(claim, &rename(Renamed::Claim, "a"), true).expect("its own");
        assert_eq!(own, claim.replace("\"id\":\"a\"", "\"id\":\"new\""));
        assert_eq!(in_claim(claim, &rename(Renamed::Claim, "a"), false), None);
        assert_eq!(in_claim("no JSON", &rename(Renamed::Claim, "a"), true), None);
        let derived = r#"{"id": "b", "derived_from": "s", "title": "s"}"#;
        let named = in_source(derived, "s", "new").expect("named");
        assert_eq!(named, derived.replacen("\"s\"", "\"new\"", 1));
    }

    #[test]
    fn lines_of_gitignore_follow() {
        let (old, new) = (Utf8Path::new("corpus/a"), Utf8Path::new("corpus/b"));
        let text = "target\n/corpus/a/text.txt\ncorpus/a\n/corpus/ab/text.txt\n";
        let after = "target\n/corpus/b/text.txt\ncorpus/b\n/corpus/ab/text.txt\n";
        assert_eq!(in_ignored(text, old, new).as_deref(), Some(after));
        assert_eq!(in_ignored("target\n", old, new), None);
    }

    #[test]
    fn ids_are_kebab_case() {
        for id in ["a", "a-1", "2024-05"] {
            assert_eq!(is_id(id), Ok(()), "{id}");
        }
        for id in ["", "A", "a_b", "a--b", "-a", "é", "a/b", ".."] {
            assert!(is_id(id).is_err(), "{id}");
        }
    }
}
