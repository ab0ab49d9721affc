//! Strict JSON as a tree whose keys and values know their bytes.

mod scan;
mod syntax;
mod tree;

pub(crate) use scan::Scanner;
pub use syntax::MAX_DEPTH;
pub(crate) use tree::raw_range;
pub use tree::{Key, Kind, Node, NodeId, Tree, join};

use crate::diagnostic::{At, Code, Finding};
use crate::text::{Span, ceil, floor, strip_bom};
use camino::Utf8Path;
use std::borrow::Cow;

/// Parses `text`, the content of `file`. A tree where the text is JSON at all (duplicate keys are
/// findings, and the tree stands); otherwise none, and at least one finding.
///
/// A leading byte order mark is passed over; spans count it.
#[must_use]
pub fn parse(file: &Utf8Path, text: &str) -> (Option<Tree>, Vec<Finding>) {
    let start = text.len() - strip_bom(text).len();
    let parsed = nojson::RawJson::parse(strip_bom(text));
    let problem = match parsed {
        Ok(raw) => match tree::build(&raw, start) {
            Ok(tree) => {
                let findings = duplicate_keys(file, &tree);
                return (Some(tree), findings);
            }
            Err(tree::OutOfRange(span)) => return (None, vec![out_of_range(file, text, span)]),
        },
        Err(error) => syntax::first_problem(text, start)
            .map_or_else(|| unnamed(file, text, start, &error), |problem| named(file, problem)),
    };
    (None, vec![problem])
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

fn named(file: &Utf8Path, problem: syntax::Problem) -> Finding {
    let mut finding = Finding::new(problem.code, file, At::Span(problem.span), problem.message);
    finding.help = problem.help;
    for (span, message) in problem.related {
        finding = finding.related(file, At::Span(span), message);
    }
    finding
}

/// The parser refused what the scanner took: nothing is known to do so, and it still is an error.
fn unnamed(file: &Utf8Path, text: &str, start: usize, error: &nojson::JsonParseError) -> Finding {
    let at = (start + error.position()).min(text.len());
    let span = Span::new(floor(text, at), ceil(text, (at + 1).min(text.len())));
    Finding::new(Code::JsonSyntaxError, file, At::Span(span), "this is not JSON")
}

fn out_of_range(file: &Utf8Path, text: &str, span: Span) -> Finding {
    let number = shorten(text.get(span.range()).unwrap_or_default(), 40);
    let message = format!("the number `{number}` is too large for any program to hold");
    Finding::new(Code::JsonSyntaxError, file, At::Span(span), message)
        .help("write a smaller number, or put it in quotation marks")
}

/// One finding for every key that an earlier member of the same object has.
fn duplicate_keys(file: &Utf8Path, tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<(Span, Finding)> = Vec::new();
    for (first, again) in tree.duplicates() {
        let name = shorten(&again.name, 60);
        let finding = Finding::new(
            Code::JsonDuplicateKey,
            file,
            At::Span(again.span),
            format!("the key `{name}` stands twice in this object"),
        )
        .help("remove one of the two: programs disagree on which of them counts")
        .related(file, At::Span(first.span), "the first one is here");
        findings.push((again.span, finding));
    }
    findings.sort_by_key(|(span, _)| *span);
    findings.into_iter().map(|(_, finding)| finding).collect()
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
