//! Sources that do not say in what language their text is. Said once a run: who has never stated one would otherwise
//! read nothing else.

use crate::diagnostic::{At, Code, Finding};
use crate::model::{Model, SourceEntry};
use crate::quote::WordLists;

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
    let (message, language) = match entry.found_language {
        Some(found) if WordLists::for_language(Some(found)).is_some() => (
            format!("`{id}` states no language: judging by its words it is read as `{found}`"),
            found,
        ),
        Some(found) => (
            format!(
                "`{id}` states no language: judging by its words it is in `{found}`, for which there is no word list"
            ),
            found,
        ),
        None => {
            (format!("`{id}` states no language, and its text does not tell which it is in"), "TAG")
        }
    };
    let if_so = if language == "TAG" { ", such as `en` or `de-AT`" } else { ", if that is so" };
    Finding::new(Code::SourceNoLanguage, entry.file, At::Value("/id".to_owned()), message).help(
        format!(
            "state it: `quoteproof source edit {id} --language {language}`{if_so}; it chooses the word lists"
        ),
    )
}

/// Of all the findings of this rule the first, which names some of the others and counts the rest.
pub(crate) fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let (mut silent, mut all): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|f| f.code == Code::SourceNoLanguage);
    silent.sort_by(|a, b| a.file.cmp(&b.file));
    let mut silent = silent.into_iter();
    let Some(mut first) = silent.next() else { return all };
    let others: Vec<Finding> = silent.collect();
    if !others.is_empty() {
        let id = |finding: &Finding| finding.file.parent()?.file_name().map(|id| format!("`{id}`"));
        let named: Vec<String> = others.iter().take(MAX_NAMED).filter_map(id).collect();
        let more = match others.len().saturating_sub(MAX_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let state = if others.len() == 1 { "states" } else { "state" };
        first.message.push_str(&format!("; {}{more} {state} none either", named.join(", ")));
    }
    all.push(first);
    all
}
