//! Commands of LaTeX that cite, in formats whose programs pass them on, such as Markdown and Org: `\autocite[3]{smith2020}`.

use super::SourceKey;
use super::author_year::page_of;
use super::prose::{InTextCitation, Prose};
use crate::text::{Span, head};

/// The longest command with its options and its keys, in bytes.
const COMMAND_BYTES: usize = 400;

/// The keys of a list with commas.
pub(super) fn keys(list: &str) -> Vec<SourceKey> {
    let keys = list.split(',').map(str::trim).filter(|key| !key.is_empty());
    keys.map(|key| SourceKey::Name(key.trim_start_matches('@').to_owned())).collect()
}

/// Adds what commands of LaTeX cite.
pub(super) fn add(paragraph: &mut Prose) {
    let text = &paragraph.text;
    let mut found = Vec::new();
    for (at, _) in text.match_indices('\\') {
        found.extend(command(at, head(text.get(at + 1..).unwrap_or(""), COMMAND_BYTES)));
    }
    paragraph.citations.append(&mut found);
}

/// `autocite[3]{smith2020}`, after its backslash, which is at byte `at`.
fn command(at: usize, text: &str) -> Option<InTextCitation> {
    let length = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (name, mut rest) = text.split_at(length);
    if !name.to_ascii_lowercase().contains("cite") {
        return None;
    }
    rest = rest.strip_prefix('*').unwrap_or(rest);
    let mut page = None;
    while let Some((option, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        page = page_of(option);
        rest = after;
    }
    let (inside, rest) = rest.strip_prefix('{')?.split_once('}')?;
    let keys = keys(inside);
    let span = Span::new(at, at + 1 + text.len() - rest.len());
    let narrative = matches!(name, "textcite" | "Textcite" | "citet" | "Citet" | "citeauthor");
    let cited = InTextCitation { span, page, narrative, ..InTextCitation::default() };
    (!keys.is_empty()).then_some(InTextCitation { keys, ..cited })
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn commands_cite() {
        for (text, wanted) in [
            ("autocite[3]{smith2020} and", Some(("smith2020", Some("3"), 23))),
            ("citep[see][p. 3]{smith2020}", Some(("smith2020", Some("3"), 28))),
            ("textcite*{smith2020}", Some(("smith2020", None, 21))),
            ("emph{smith2020}", None),
            ("cite", None),
        ] {
            let said = command(0, text);
            let said = said.as_ref().map(|c| (c.keys[0].to_string(), c.page.clone(), c.span.end));
            let wanted = wanted.map(|(key, page, end): (&str, Option<&str>, usize)| {
                (key.to_owned(), page.map(str::to_owned), end)
            });
            assert_eq!(said, wanted, "{text}");
        }
    }
}
