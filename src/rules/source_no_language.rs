//! Sources that do not say in what language their text is. Said once a run: who has never stated one would otherwise
//! read nothing else.

use crate::diagnostic::{At, Code, Finding};
use crate::model::{Model, SourceEntry};
use crate::quote::WordLists;
use camino::Utf8Path;
use std::collections::HashMap;

/// Other sources that the finding names.
const MAX_NAMED: usize = 5;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    // Word lists guard quotes; while an archive has none there is nothing to guard.
    if model.is_complete() && model.claims().next().is_none() {
        return Vec::new();
    }
    let silent = model.sources().filter(|(entry, _)| entry.language.is_none());
    silent.map(|(entry, _)| finding(entry)).collect()
}

fn finding(entry: &SourceEntry<'_>) -> Finding {
    let id = entry.id;
    let message = match entry.found_language {
        Some(found) if WordLists::for_language(Some(found)).is_some() => {
            format!("`{id}` states no language: judging by its words it is read as `{found}`")
        }
        Some(found) => format!(
            "`{id}` states no language: judging by its words it is in `{found}`, for which there is no word list"
        ),
        None => format!("`{id}` states no language, and its text does not tell which it is in"),
    };
    Finding::new(Code::SourceNoLanguage, entry.file, At::Value("/id".to_owned()), message)
        .help(help(entry.found_language, &[id]))
}

/// How to state the language of some sources that seem to be in the same one.
fn help(found: Option<&str>, ids: &[&str]) -> String {
    let (language, if_so) = match found {
        Some(found) => (found, ", if that is so"),
        None => ("TAG", ", such as `en` or `de-AT`"),
    };
    let ids = ids.join(" ");
    format!(
        "state it: `quoteproof source edit {ids} --language {language}`{if_so}; it chooses the word lists"
    )
}

/// Of all the findings of this rule the first, which names some of the others and counts the rest.
pub(crate) fn once(findings: Vec<Finding>, model: &Model<'_>) -> Vec<Finding> {
    let (mut silent, mut all): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|f| f.code == Code::SourceNoLanguage);
    silent.sort_by(|a, b| a.file.cmp(&b.file));
    let mut silent = silent.into_iter();
    let Some(mut first) = silent.next() else { return all };
    let others: Vec<Finding> = silent.collect();
    if !others.is_empty() {
        let languages: HashMap<&Utf8Path, Option<&str>> =
            model.sources().map(|(entry, _)| (entry.file, entry.found_language)).collect();
        let language = |finding: &Finding| languages.get(&*finding.file).copied().flatten();
        let named = others.iter().take(MAX_NAMED);
        let names: Vec<String> = named
            .clone()
            .map(|finding| match language(finding) {
                Some(found) => format!("`{}` (`{found}`)", id(finding)),
                None => format!("`{}`", id(finding)),
            })
            .collect();
        let more = match others.len().saturating_sub(MAX_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let state = if others.len() == 1 { "states" } else { "state" };
        first.message.push_str(&format!("; {}{more} {state} none either", names.join(", ")));
        let found = language(&first);
        let alike = named.filter(|finding| language(finding) == found).map(id);
        let ids: Vec<&str> = std::iter::once(id(&first)).chain(alike).collect();
        // Of those whose language cannot be told nobody knows that it is the same.
        let ids = if found.is_some() { ids.as_slice() } else { ids.get(..1).unwrap_or_default() };
        let help = help(found, ids);
        first.help = Some(help);
    }
    all.push(first);
    all
}

/// The id of the source that a finding is about: the name of its folder.
fn id(finding: &Finding) -> &str {
    finding.file.parent().and_then(Utf8Path::file_name).unwrap_or_default()
}
