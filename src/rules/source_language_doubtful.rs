//! A source whose text is not in the language that it states: the word lists of another language would be read.

use crate::diagnostic::{At, Code, Finding};
use crate::model::{Model, SourceEntry};
use crate::quote::contradicts_language;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let doubtful = model.sources().filter_map(|(entry, _)| {
        let (stated, found) = (entry.language?, entry.found_language?);
        contradicts_language(stated, found).then(|| finding(entry, stated, found))
    });
    doubtful.collect()
}

fn finding(entry: &SourceEntry<'_>, stated: &str, found: &str) -> Finding {
    let id = entry.id;
    let message = format!(
        "`{id}` states the language `{stated}`, but judging by its words it is in `{found}`"
    );
    Finding::new(Code::SourceLanguageDoubtful, entry.file, At::Value("/language".to_owned()), message)
        .help(format!(
            "if that is so, state it: `quoteproof source edit {id} --language {found}`; the language chooses the word lists \
             by which quotes are judged"
        ))
}
