//! Strict JSON as a tree whose keys and values know their bytes.

mod problem;
mod scan;
mod syntax;
mod tree;

pub use problem::{Problem, ProblemKind};
pub(crate) use scan::{Scanner, ValueSpot, outer_key, spot};
pub use syntax::MAX_DEPTH;
pub use tree::{MemberKey, Node, NodeId, Tree, ValueKind, join};
pub(crate) use tree::{raw_range, string_span};

use crate::text::{Span, conflict_marker, is_lfs_pointer, strip_bom};
use std::borrow::Cow;

/// Parses `text`. A tree where the text is JSON at all (duplicate keys are problems, and there is a tree all the same);
/// otherwise `None`, and at least one problem.
///
/// A leading byte order mark is passed over; spans count it.
#[must_use]
pub fn parse(text: &str) -> (Option<Tree>, Vec<Problem>) {
    let start = text.len() - strip_bom(text).len();
    let parsed = nojson::RawJson::parse(strip_bom(text));
    let problem = match parsed {
        Ok(raw) => match tree::build(&raw, start) {
            Ok(tree) => {
                let problems = duplicate_keys(&tree);
                return (Some(tree), problems);
            }
            Err(tree::OutOfRange(span)) => out_of_range(text, span),
        },
        Err(error) => {
            syntax::first_problem(text, start).unwrap_or_else(|| unnamed(text, start, &error))
        }
    };
    (None, vec![unmerged(text).or_else(|| not_fetched(text)).unwrap_or(problem)])
}

/// `text` as a JSON string with its quotation marks; only what must be escaped is.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// At most `limit` characters of `text`, with an ellipsis where some are left out.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The problem that Git left conflict markers in the text. In JSON no line of a string begins like one, and no other line may.
fn unmerged(text: &str) -> Option<Problem> {
    let message = "Git could not merge this file: it has conflict markers";
    let problem = Problem::new(conflict_marker(text)?, message).help(
        "keep what is right of both sides, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>; then \
         `git add` the file",
    );
    Some(Problem { kind: ProblemKind::ConflictMarker, ..problem })
}

/// The problem that Git LFS has the file, and the text only says which it is.
fn not_fetched(text: &str) -> Option<Problem> {
    let line = text.lines().next().filter(|_| is_lfs_pointer(text.as_bytes()))?;
    let problem = Problem::new(Span::new(0, line.len()), "this file is not here: Git LFS has it");
    Some(problem.help("`git lfs pull` gets it; in GitHub's checkout action, `lfs: true`"))
}

/// Characters of a word or number of the file, and of a key, that a message shows.
const SHOWN_WORD: usize = 40;
const SHOWN_KEY: usize = 60;

/// The parser refused what the scanner took: nothing is known to do so, and it still is an error.
fn unnamed(text: &str, start: usize, error: &nojson::JsonParseError) -> Problem {
    let at = (start + error.position()).min(text.len());
    let span =
        Span::new(text.floor_char_boundary(at), text.ceil_char_boundary((at + 1).min(text.len())));
    Problem::new(span, "this is not JSON")
}

fn out_of_range(text: &str, span: Span) -> Problem {
    let number = shorten(text.get(span.range()).unwrap_or_default(), SHOWN_WORD);
    Problem::new(span, format!("the number `{number}` is too large for any program to hold"))
        .help("write a smaller number, or put it in quotation marks")
}

/// One problem for every key that an earlier member of the same object has.
fn duplicate_keys(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (first, again) in tree.duplicates() {
        let name = shorten(&again.name, SHOWN_KEY);
        let message = format!("the key `{name}` occurs twice in this object");
        let mut problem = Problem::new(again.span, message)
            .help("remove one of the two: programs disagree on which of them counts")
            .related(first.span, "the first one is here");
        problem.kind = ProblemKind::DuplicateKey;
        problems.push(problem);
    }
    problems.sort_by_key(|problem| problem.span);
    problems
}

/// One member of a JSON pointer, escaped (RFC 6901).
#[must_use]
pub fn escape_token(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

#[cfg(test)]
mod tests;
